/* improvement_paths.c: can players who change strategies to their gain, one at a time, go round for ever?
 *
 * Definitions.  An improvement path goes from outcome to outcome, each step one player's change of strategy that pays
 * it more.  A game has the finite improvement property when no such path comes round; then it ends, wherever it starts
 * and whoever moves, in a pure equilibrium.  It is weakly acyclic when from every outcome some such path leads to an
 * equilibrium.  It has an ordinal potential, one ranking of outcomes that rises exactly when the player who moves
 * gains, when no path comes round that has gains and otherwise changes that cost their player nothing.
 *
 * Outcomes that can be reached from each other are one component (Tarjan 1972); a gain within a component is on a
 * cycle, a shortest way back closes it.  Otherwise the order in which components are closed is the ranking.
 *
 * Summary: finite, ordinal_potential, weakly_acyclic, equilibria (how many).
 * Tables: ranks (outcome, rank) when finite; cycle (as path of best-response) when there is no ordinal potential.
 * Fails with: CM_E_LIMIT for more than 100 000 outcomes; CM_E_DOMAIN for names that stand twice; CM_E_MEMORY.
 * Cost: O(outcomes x strategies).
 *
 * Source: D. Monderer, L. S. Shapley, Games Econ. Behav. 14 (1996) 124-143; M. Voorneveld, H. Norde, "A
 * characterization of ordinal potential games", Games Econ. Behav. 19 (1997) 235-242; H. P. Young, "The evolution of
 * conventions", Econometrica 61 (1993) 57-84; R. Tarjan, SIAM J. Comput. 1 (1972) 146-160. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/strategic/moves.h"

enum { MOST_OUTCOMES = 100000 };

typedef struct graph {
    cm_moves moves;
    const cm_nfg *nfg;
    size_t *who, *what, edges;   /* a change: player who[e] takes strategy what[e] */
    size_t *part, *low, *next, *stack, *trail;     /* cells: component; Tarjan's; the next change to look at */
    size_t parts;
    bool weak;                   /* changes that cost nothing count too */
} graph;

/* Does change e lead from a cell to another, in the graph that is asked for?  *gain: it is one. */
static bool leads(const graph *g, size_t cell, size_t e, size_t *to, bool *gain)
{
    int sign;
    *to = cm_moves_to(&g->moves, g->who[e], cell, g->what[e]);
    if (*to == cell) return false;
    sign = cm_moves_sign(&g->moves, g->who[e], cell, *to);
    *gain = sign > 0;
    return sign > 0 || (g->weak && sign == 0);
}

static cm_status open_graph(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, graph *g)
{
    size_t at = 0;
    cm_status status;
    if (nfg->cells > MOST_OUTCOMES) return cm_fail(ctx, CM_E_LIMIT, "%zu outcomes are too many to be ranked; %d are the most", nfg->cells, MOST_OUTCOMES);
    status = cm_moves_init(ctx, arena, nfg, &g->moves);
    if (status != CM_OK) return status;
    g->nfg = nfg;
    for (size_t i = 0; i < nfg->n; i++) g->edges += nfg->count[i];
    g->who = CM_NEW(ctx, arena, g->edges, size_t);
    g->what = CM_NEW(ctx, arena, g->edges, size_t);
    g->part = CM_NEW(ctx, arena, nfg->cells, size_t);
    g->low = CM_NEW(ctx, arena, nfg->cells, size_t);
    g->next = CM_NEW(ctx, arena, nfg->cells, size_t);
    g->stack = CM_NEW(ctx, arena, nfg->cells, size_t);
    g->trail = CM_NEW(ctx, arena, nfg->cells, size_t);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t i = 0; i < nfg->n; i++) {
        for (size_t k = 0; k < nfg->count[i]; k++, at++) {
            g->who[at] = i;
            g->what[at] = k;
        }
    }
    return CM_OK;
}

/* Components from one cell on, without recursion.  low[c]: 0 unseen, else the least number reached; part[c]: SIZE_MAX
 * while open.  Components are numbered as they close: what can be reached has the lower number. */
static void close_from(graph *g, size_t root, size_t *order, size_t *number)
{
    size_t depth = 0, open = 0;
    g->trail[depth] = g->stack[open++] = root;
    order[root] = g->low[root] = ++*number;
    for (;;) {
        size_t c = g->trail[depth], to;
        bool gain, down = false;
        while (!down && g->next[c] < g->edges) {
            if (!leads(g, c, g->next[c]++, &to, &gain)) continue;
            if (order[to] == 0) down = true;
            else if (g->part[to] == SIZE_MAX && order[to] < g->low[c]) g->low[c] = order[to];
        }
        if (down) {
            order[to] = g->low[to] = ++*number;
            g->trail[++depth] = g->stack[open++] = to;
            continue;
        }
        if (g->low[c] == order[c]) {
            do g->part[g->stack[--open]] = g->parts;
            while (g->stack[open] != c);
            g->parts++;
        }
        if (depth == 0) return;
        depth--;
        if (g->low[c] < g->low[g->trail[depth]]) g->low[g->trail[depth]] = g->low[c];
    }
}

static cm_status components(cm_ctx *ctx, graph *g, bool weak)
{
    cm_arena scratch = { NULL };
    size_t *order = CM_NEW(ctx, &scratch, g->nfg->cells, size_t), number = 0;
    cm_status status = CM_OK;
    if (order == NULL) CM_TRY(ctx->status);
    g->weak = weak;
    g->parts = 0;
    for (size_t c = 0; c < g->nfg->cells; c++) {
        g->next[c] = 0;
        g->part[c] = SIZE_MAX;
    }
    for (size_t c = 0; c < g->nfg->cells; c++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        if (order[c] == 0) close_from(g, c, order, &number);
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* A gain within a component: from *from by change *e; false when there is none. */
static bool gain_inside(const graph *g, size_t *from, size_t *e)
{
    for (*from = 0; *from < g->nfg->cells; (*from)++) {
        for (*e = 0; *e < g->edges; (*e)++) {
            size_t to;
            bool gain;
            if (leads(g, *from, *e, &to, &gain) && gain && g->part[to] == g->part[*from]) return true;
        }
    }
    return false;
}

/* The cycle of that gain and a shortest way back, printed.  The search runs from the end of the gain; `next` and
 * `trail` serve as: the change by which a cell was reached, plus 1; the queue. */
static cm_status print_cycle(cm_ctx *ctx, graph *g, size_t from, size_t e, cm_result *result)
{
    size_t head = 0, tail = 0, first = cm_moves_to(&g->moves, g->who[e], from, g->what[e]), steps = 0;
    cm_table *table;
    cm_status status = cm_result_table(ctx, result, "cycle", cm_moves_columns, &table);
    for (size_t c = 0; c < g->nfg->cells; c++) g->low[c] = SIZE_MAX;               /* from where it was reached */
    g->low[first] = first;
    g->trail[tail++] = first;
    while (head < tail && g->low[from] == SIZE_MAX) {
        size_t c = g->trail[head++], to;
        bool gain;
        for (size_t change = 0; change < g->edges; change++) {
            if (!leads(g, c, change, &to, &gain) || g->low[to] != SIZE_MAX) continue;
            g->low[to] = c;
            g->next[to] = change;
            g->trail[tail++] = to;
        }
    }
    for (size_t c = from; c != first; c = g->low[c]) g->stack[steps++] = c;         /* backward */
    if (status == CM_OK) status = cm_moves_row(ctx, result, table, g->nfg, 0, g->nfg->n, from, from);
    if (status == CM_OK) status = cm_moves_row(ctx, result, table, g->nfg, 1, g->who[e], from, first);
    for (size_t s = 0; s < steps && status == CM_OK; s++) {
        size_t to = g->stack[steps - 1 - s];
        status = cm_moves_row(ctx, result, table, g->nfg, s + 2, g->who[g->next[to]], g->low[to], to);
    }
    return status;
}

static cm_status print_ranks(cm_ctx *ctx, const graph *g, cm_result *result)
{
    static const char *const columns[] = { "outcome", "rank", NULL };
    cm_table *table;
    cm_status status = cm_result_table(ctx, result, "ranks", columns, &table);
    for (size_t c = 0; c < g->nfg->cells && status == CM_OK; c++) {
        const char *outcome = cm_nfg_profile_text(ctx, result->arena, g->nfg, c);
        cm_value row[] = { cm_text(outcome), cm_integer((int64_t)(g->parts - g->part[c])) };
        status = outcome == NULL ? ctx->status : cm_table_row(ctx, result, table, row);
    }
    return status;
}

/* Outcomes where nobody gains, and how many outcomes lead to one: backward along gains. */
static void lead_home(graph *g, size_t *equilibria, size_t *home)
{
    size_t head = 0, tail = 0;
    g->weak = false;
    for (size_t c = 0; c < g->nfg->cells; c++) {
        size_t e = 0, to;
        bool gain;
        while (e < g->edges && !leads(g, c, e, &to, &gain)) e++;
        g->next[c] = e == g->edges;
        if (g->next[c]) g->trail[tail++] = c;
    }
    *equilibria = tail;
    while (head < tail) {
        size_t c = g->trail[head++];
        for (size_t e = 0; e < g->edges; e++) {
            size_t before = cm_moves_to(&g->moves, g->who[e], c, g->what[e]);
            if (g->next[before] || cm_moves_sign(&g->moves, g->who[e], before, c) <= 0) continue;
            g->next[before] = 1;
            g->trail[tail++] = before;
        }
    }
    *home = tail;
}

static cm_status say(cm_ctx *ctx, bool finite, bool ordinal, bool weakly, cm_result *result)
{
    cm_status status;
    if (!finite) {
        return cm_result_note(ctx, result, weakly ? "Gain upon gain may lead round for ever, as the cycle shows; but from every outcome some order of gains leads to an equilibrium."
                                                  : "Gain upon gain may lead round for ever, as the cycle shows, and from some outcomes no order of gains leads to an equilibrium.");
    }
    status = cm_result_note(ctx, result, "Whoever changes to its gain, in whatever order, all come to rest in an equilibrium; which one depends on the start and the order.");
    if (ordinal || status != CM_OK) return status;
    return cm_result_note(ctx, result, "No ranking of outcomes tells gains exactly: along the cycle somebody gains, and the other changes cost their players nothing.");
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    graph g = { .edges = 0 };
    size_t from, e, equilibria, home;
    bool finite, ordinal;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(open_graph(ctx, &scratch, &game->as.nfg, &g));
    lead_home(&g, &equilibria, &home);
    CM_TRY(components(ctx, &g, false));
    finite = !gain_inside(&g, &from, &e);
    if (!finite) CM_TRY(print_cycle(ctx, &g, from, e, result));
    ordinal = false;
    if (finite) {
        CM_TRY(components(ctx, &g, true));
        ordinal = !gain_inside(&g, &from, &e);
        if (!ordinal) {
            CM_TRY(print_cycle(ctx, &g, from, e, result));
            CM_TRY(components(ctx, &g, false));
        }
        CM_TRY(print_ranks(ctx, &g, result));
    }
    CM_TRY(cm_result_set(ctx, result, "finite", cm_truth(finite)));
    CM_TRY(cm_result_set(ctx, result, "ordinal_potential", cm_truth(ordinal)));
    CM_TRY(cm_result_set(ctx, result, "weakly_acyclic", cm_truth(home == game->as.nfg.cells)));
    CM_TRY(cm_result_set(ctx, result, "equilibria", cm_integer((int64_t)equilibria)));
    CM_TRY(say(ctx, finite, ordinal, home == game->as.nfg.cells, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- certificate ----------------------------------------------------------------------------------------- */

static int direct_sign(const cm_nfg *nfg, const double *slack, size_t i, size_t a, size_t b)
{
    double gain = nfg->payoff[b * nfg->n + i] - nfg->payoff[a * nfg->n + i];
    return gain > slack[i] ? 1 : gain < -slack[i] ? -1 : 0;
}

/* Every change of one player from every outcome, by profiles: ranks rise with gains, and, with an ordinal potential,
 * with nothing else; outcomes without a gain are counted, and those that lead to one marked until none is new. */
static cm_status check_all(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *ranks, bool ordinal, const double *slack, size_t *s, unsigned char *home, size_t *equilibria, bool *more)
{
    *more = false;
    *equilibria = 0;
    for (size_t c = 0; c < nfg->cells; c++) {
        bool gains = false, leads_home = false;
        cm_nfg_profile(nfg, c, s);
        for (size_t i = 0; i < nfg->n; i++) {
            size_t own = s[i];
            for (size_t k = 0; k < nfg->count[i]; k++) {
                size_t to = (s[i] = k, cm_nfg_cell(nfg, s));
                int sign = direct_sign(nfg, slack, i, c, to);
                int64_t up = ranks == NULL ? sign : cm_table_get(ranks, to, "rank").as.integer - cm_table_get(ranks, c, "rank").as.integer;
                if (sign > 0 ? up <= 0 : sign == 0 && ordinal && up != 0) {
                    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' changes from outcome %zu to %zu, and the rank by %lld", nfg->player[i], c + 1, to + 1, (long long)up);
                }
                gains = gains || sign > 0;
                leads_home = leads_home || (sign > 0 && home[to]);
            }
            s[i] = own;
        }
        *equilibria += !gains;
        if (!home[c] && (!gains || leads_home)) home[c] = *more = true;
    }
    return CM_OK;
}

static cm_status check_cycle(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, const cm_table *cycle, bool weak, const double *slack)
{
    size_t rows = cycle->nrows, *cell = CM_NEW(ctx, arena, rows + 1, size_t), *mover = CM_NEW(ctx, arena, rows + 1, size_t);
    bool gain = false;
    cm_status status;
    if (cell == NULL || mover == NULL) return ctx->status;
    status = cm_moves_read(ctx, nfg, cycle, weak, cell, mover);
    if (status != CM_OK) return status;
    for (size_t r = 1; r < rows; r++) gain = gain || direct_sign(nfg, slack, mover[r], cell[r - 1], cell[r]) > 0;
    return gain && cell[0] == cell[rows - 1] ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the cycle does not come round with a gain");
}

static bool is(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_TRUTH && value->as.truth;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_table *ranks = cm_result_find(result, "ranks"), *cycle = cm_result_find(result, "cycle");
    const cm_value *count = cm_result_get(result, "equilibria");
    bool finite = is(result, "finite"), ordinal = is(result, "ordinal_potential"), more = true;
    cm_arena scratch = { NULL };
    size_t *s = CM_NEW(ctx, &scratch, nfg->n, size_t), equilibria = 0, home = 0;
    unsigned char *leads_home = CM_NEW(ctx, &scratch, nfg->cells, unsigned char);
    const double *slack = cm_moves_slack(ctx, &scratch, nfg);
    cm_status status = CM_OK;
    (void)params;
    if (s == NULL || leads_home == NULL || slack == NULL) CM_TRY(ctx->status);
    if ((ranks != NULL) != finite || (ranks != NULL && ranks->nrows != nfg->cells) || (cycle == NULL) != ordinal || (ordinal && !finite)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: ranks or a cycle are missing"));
    }
    while (more) CM_TRY(check_all(ctx, nfg, ranks, ordinal, slack, s, leads_home, &equilibria, &more));
    for (size_t c = 0; c < nfg->cells; c++) home += leads_home[c];
    if (count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)equilibria) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu outcomes are equilibria", equilibria));
    if (is(result, "weakly_acyclic") != (home == nfg->cells)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu of %zu outcomes lead to an equilibrium", home, nfg->cells));
    if (cycle != NULL) CM_TRY(check_cycle(ctx, &scratch, nfg, cycle, finite, slack));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "finite", "ordinal_potential", "weakly_acyclic", "equilibria", NULL };

extern const cm_concept cm_concept_improvement_paths;
const cm_concept cm_concept_improvement_paths = {
    .name = "improvement-paths",
    .title = "Paths of gains", .title_zh = "改进路径",
    .about = "Whether players who change their strategies to their own gain, one at a time, must come to rest in an equilibrium, may go round for ever, or can at least find an equilibrium.",
    .about_zh = "各参与者逐个为自身得益而改变策略时，是必然停在某个均衡，可能循环往复，还是至少总能找到通向均衡的路径。",
    .formula = "finite: no s_1 -> s_2 -> ... -> s_1 where each step is one player's gain; ordinal potential: P(k, s_-i) > P(s) iff u_i(k, s_-i) > u_i(s)",
    .source = "D. Monderer, L. S. Shapley, \"Potential games\", Games and Economic Behavior 14 (1996) 124-143; M. Voorneveld, H. Norde, \"A characterization of ordinal potential games\", "
              "Games and Economic Behavior 19 (1997) 235-242; H. P. Young, \"The evolution of conventions\", Econometrica 61 (1993) 57-84",
    .certificate = "printed ranks rise with every gain there is, or the printed cycle is followed by its names and comes round; equilibria and what leads to them are counted again",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
