/* lemke_howson.c: which equilibria does complementary pivoting reach?
 *
 * Method: a pair of bases, one a player, in which each strategy is a label: unused, or a best reply.  At an equilibrium
 * every label is there.  Dropping one and pivoting from player to player leads to another equilibrium, the same
 * way back.  From the artificial equilibrium (nobody plays) each label is dropped, then from every equilibrium
 * found.  What is reached need not be all: M. Todd's game has equilibria that no path leads to.
 *
 * Summary: count (equilibria reached), complete (false: others may exist), paths, longest (pivots of the longest path).
 * Tables: equilibria, payoffs (mixture.h); paths: from, player, strategy, to, pivots; 0 is the artificial one.
 * Fails with: CM_E_DOMAIN for other than two players; CM_E_LIMIT past ctx->work_limit; CM_E_INTERRUPT; CM_E_MEMORY.
 * Cost: a path may be exponentially long (R. Savani, B. von Stengel, Econometrica 74 (2006) 397-429); mostly short. */
#include "solver/strategic/lemke_howson.h"

#include <string.h>

#include "solver/strategic/basis.h"
#include "solver/strategic/mixture.h"

/* basis[p]: player p's mixture against the other's replies.  Labels: the first player's strategies, then the second's. */
typedef struct node {
    cm_basis basis[2];
    size_t equilibrium;              /* from 1; 0 for the artificial one */
    struct node *next;
} node;

typedef struct search {
    cm_ctx *ctx;
    cm_result *result;
    const cm_nfg *nfg;
    cm_bimatrix game;
    node *first, *last;
    cm_table *equilibria, *payoffs, *paths;
    cm_rat *mix[2];
    cm_rat **known;                  /* mixtures of the equilibria, both players' together */
    size_t count, room, npaths, longest;
    double steps;
    cm_arena arena;
} search;

/* The variable of a label in the basis of player p, and back. */
static size_t variable_of(const search *s, size_t p, size_t label)
{
    size_t m = s->nfg->count[0];
    if (p == 0) return label;                                    /* x, then slacks of the second player's */
    return label < m ? s->nfg->count[1] + label : label - m;
}

static size_t label_of(const search *s, size_t p, size_t variable)
{
    size_t n = s->nfg->count[1];
    if (p == 0) return variable;
    return variable < n ? s->nfg->count[0] + variable : variable - n;
}

static cm_status new_node(search *s, const node *from, node **out)
{
    node *made = CM_NEW(s->ctx, &s->arena, 1, node);
    cm_status status = made == NULL ? s->ctx->status : CM_OK;
    if (status != CM_OK) return status;
    *out = made;
    for (size_t p = 0; p < 2 && status == CM_OK; p++) {
        size_t rows = s->nfg->count[1 - p], columns = s->nfg->count[p];
        status = from == NULL ? cm_basis_init(s->ctx, s->game.whole[1 - p], rows, columns, &made->basis[p]) : cm_basis_copy(s->ctx, &from->basis[p], &made->basis[p]);
    }
    return status;
}

static void free_node(node *n)
{
    for (size_t p = 0; p < 2; p++) cm_basis_free(&n->basis[p]);
}

static bool same_bases(const search *s, const node *a, const node *b)
{
    for (size_t label = 0; label < s->nfg->count[0] + s->nfg->count[1]; label++) {
        size_t v = variable_of(s, 0, label);
        if (cm_basis_is_cobasic(&a->basis[0], v) != cm_basis_is_cobasic(&b->basis[0], v)) return false;
    }
    return true;                                                 /* the second's are the complement */
}

/* Drop a label and follow the path to its end. */
static cm_status follow(search *s, node *at, size_t dropped, size_t *pivots)
{
    size_t p = cm_basis_is_cobasic(&at->basis[0], variable_of(s, 0, dropped)) ? 0 : 1, label = dropped;
    *pivots = 0;
    do {
        label = label_of(s, p, cm_basis_enter(&at->basis[p], variable_of(s, p, label)));
        p = 1 - p;
        ++*pivots;
        s->steps += (double)(s->nfg->cells * 50);
        if (cm_stopped(s->ctx)) return cm_fail(s->ctx, CM_E_INTERRUPT, "stopped while a path was followed");
        if (s->steps > s->ctx->work_limit) {
            return cm_fail(s->ctx, CM_E_LIMIT, "paths between equilibria took more than %.3g steps; %zu equilibria had been reached", s->ctx->work_limit, s->count);
        }
    } while (label != dropped);
    return CM_OK;
}

/* The equilibrium's number; it is written when it is new (degenerate games have several bases for one). */
static cm_status number_node(search *s, node *n)
{
    size_t length[2] = { s->nfg->count[0], s->nfg->count[1] };
    cm_rat *both;
    cm_status status = CM_OK;
    for (size_t p = 0; p < 2; p++) cm_basis_mix(&n->basis[p], s->mix[p]);
    for (size_t e = 0; e < s->count; e++) {
        bool same = true;
        for (size_t k = 0; same && k < length[0] + length[1]; k++) {
            same = cm_rat_compare(&s->known[e][k], k < length[0] ? &s->mix[0][k] : &s->mix[1][k - length[0]]) == 0;
        }
        if (!same) continue;
        n->equilibrium = e + 1;
        return CM_OK;
    }
    if (s->count == s->room) {
        cm_rat **more = cm_grow(s->ctx, &s->arena, s->known, s->count, &s->room, sizeof *more);
        if (more == NULL) CM_TRY(s->ctx->status);
        s->known = more;
    }
    both = cm_rats_new(s->ctx, length[0] + length[1]);
    if (both == NULL) CM_TRY(s->ctx->status);
    for (size_t k = 0; k < length[0] + length[1]; k++) cm_rat_set(&both[k], k < length[0] ? &s->mix[0][k] : &s->mix[1][k - length[0]]);
    s->known[s->count] = both;
    n->equilibrium = ++s->count;
    CM_TRY(cm_mixture_write(s->ctx, s->result, s->nfg, &s->game, s->count - 1, (const cm_rat *const *)s->mix, s->equilibria, s->payoffs));
out:
    return status;
}

static cm_status one_path(search *s, const node *from, size_t label)
{
    size_t p = label < s->nfg->count[0] ? 0 : 1, k = p == 0 ? label : label - s->nfg->count[0], pivots;
    node *to = NULL, *old = s->first;
    cm_value row[] = { cm_integer((int64_t)from->equilibrium), cm_text(s->nfg->player[p]), cm_text(s->nfg->strategy[p][k]), cm_none(), cm_none() };
    cm_status status = CM_OK;
    CM_TRY(new_node(s, from, &to));
    CM_TRY(follow(s, to, label, &pivots));
    while (old != NULL && !same_bases(s, old, to)) old = old->next;
    if (old == NULL) {
        CM_TRY(number_node(s, to));
        s->last->next = to;
        s->last = to;
        old = to;
        to = NULL;
    }
    row[3] = cm_integer((int64_t)old->equilibrium);
    row[4] = cm_integer((int64_t)pivots);
    s->npaths++;
    if (pivots > s->longest) s->longest = pivots;
    CM_TRY(cm_table_row(s->ctx, s->result, s->paths, row));
out:
    if (to != NULL) free_node(to);
    return status;
}

static cm_status write_summary(search *s)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(s->ctx, s->result, "count", cm_integer((int64_t)s->count)));
    CM_TRY(cm_result_set(s->ctx, s->result, "complete", cm_truth(false)));
    CM_TRY(cm_result_set(s->ctx, s->result, "paths", cm_integer((int64_t)s->npaths)));
    CM_TRY(cm_result_set(s->ctx, s->result, "longest", cm_integer((int64_t)s->longest)));
    CM_TRY(cm_result_note(s->ctx, s->result, "These are the equilibria that paths lead to; there may be others. 'nash' finds all."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "from", "player", "strategy", "to", "pivots", NULL };
    search s = { .ctx = ctx, .result = result, .nfg = &game->as.nfg };
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, s.nfg, &s.game));
    for (size_t p = 0; p < 2; p++) s.mix[p] = cm_rats_new(ctx, s.nfg->count[p]);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(cm_mixture_tables(ctx, result, &s.equilibria, &s.payoffs));
    CM_TRY(cm_result_table(ctx, result, "paths", columns, &s.paths));
    CM_TRY(new_node(&s, NULL, &s.first));
    s.last = s.first;
    for (const node *from = s.first; from != NULL; from = from->next) {
        for (size_t label = 0; label < s.nfg->count[0] + s.nfg->count[1]; label++) CM_TRY(one_path(&s, from, label));
    }
    CM_TRY(write_summary(&s));
out:
    for (node *n = s.first; n != NULL; n = n->next) free_node(n);
    for (size_t e = 0; e < s.count; e++) cm_rats_free(s.known[e], s.nfg->count[0] + s.nfg->count[1]);
    for (size_t p = 0; p < 2; p++) cm_rats_free(s.mix[p], s.mix[p] == NULL ? 0 : s.nfg->count[p]);
    cm_bimatrix_free(&s.game);
    cm_arena_free(&s.arena);
    return status;
}

/* As many paths of a label lead from a to b as from b to a. */
static cm_status check_paths(cm_ctx *ctx, const cm_result *result, size_t count)
{
    const cm_table *paths = cm_result_find(result, "paths");
    if (paths == NULL || paths->nrows == 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no paths");
    for (size_t r = 0; r < paths->nrows; r++) {
        const cm_value *row = &paths->cell[r * paths->ncolumns];
        int64_t balance = 0;
        if (row[0].as.integer < 0 || row[3].as.integer < 0 || (size_t)row[0].as.integer > count || (size_t)row[3].as.integer > count) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: path %zu leads to no equilibrium", r + 1);
        }
        for (size_t q = 0; q < paths->nrows; q++) {
            const cm_value *other = &paths->cell[q * paths->ncolumns];
            if (strcmp(other[1].as.text, row[1].as.text) != 0 || strcmp(other[2].as.text, row[2].as.text) != 0) continue;
            balance += other[0].as.integer == row[0].as.integer && other[3].as.integer == row[3].as.integer;
            balance -= other[0].as.integer == row[3].as.integer && other[3].as.integer == row[0].as.integer;
        }
        if (balance != 0) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the path from %lld by '%s' to %lld has no way back", (long long)row[0].as.integer, row[2].as.text, (long long)row[3].as.integer);
        }
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_value *said = cm_result_get(result, "count");
    cm_bimatrix bimatrix;
    cm_rat *mix[2] = { NULL, NULL };
    size_t count = 0;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    for (size_t p = 0; p < 2; p++) mix[p] = cm_rats_new(ctx, nfg->count[p]);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(cm_mixture_count(ctx, nfg, result, &count));
    if (said == NULL || said->as.integer != (int64_t)count || count == 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu equilibria are listed", count));
    for (size_t e = 0; e < count; e++) {
        CM_TRY(cm_mixture_read(ctx, nfg, &bimatrix, result, e, mix));
        CM_TRY(cm_mixture_judge(ctx, nfg, &bimatrix, e, (const cm_rat *const *)mix));
    }
    CM_TRY(check_paths(ctx, result, count));
out:
    for (size_t p = 0; p < 2; p++) cm_rats_free(mix[p], mix[p] == NULL ? 0 : nfg->count[p]);
    cm_bimatrix_free(&bimatrix);
    return status;
}

static const char *const summary_names[] = { "count", "complete", "paths", "longest", NULL };

const cm_concept cm_concept_lemke_howson = {
    .name = "lemke-howson",
    .title = "Equilibria reached by complementary pivoting",
    .title_zh = "互补转轴法可达的均衡",
    .about = "Equilibria of two players that are reached by letting one of them try a choice and then each in turn answer the other.",
    .about_zh = "让一方试探一个选择、双方再依次应对，由此可以到达的两人均衡。",
    .formula = "paths of pairs of vertices that have every label but one; ends have every label: x_i > 0 only if (Ay)_i is the most, y_j > 0 only if (B'x)_j is",
    .source = "C. E. Lemke, J. T. Howson, \"Equilibrium points of bimatrix games\", SIAM Journal 12 (1964) 413-423; L. S. Shapley, \"A note on the "
              "Lemke-Howson algorithm\", Mathematical Programming Study 1 (1974) 175-189",
    .certificate = "in each equilibrium no strategy pays more than the mixture, in fractions; every path has its way back by the same label",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
