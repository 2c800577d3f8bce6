/* best_response.c: where it leads when one player after another takes its best reply.
 *
 * Definition: players look in a fixed order, again and again.  Whoever would gain by another strategy, the others'
 * as they are, takes the one that pays it most (of several the first); who is as well off with its own keeps it.
 * When all have looked and nobody moved, the outcome is a pure equilibrium.  Otherwise, there being finitely many
 * outcomes and turns, the same player some time moves from the same outcome again, and the path goes round for ever.
 *
 * Summary: ends ("equilibrium", "cycle", "unfinished"), outcome (the last), steps, cycle_from, cycle_length.
 * Tables: path (step, player, strategy, gain, exact, outcome), payoffs (player, value, exact) in the last outcome.
 * Fails with: CM_E_INPUT for a start or an order that is none; CM_E_DOMAIN for names that stand twice; CM_E_MEMORY.
 * Cost: O(steps x players x strategies); cells x players numbers of memory.
 *
 * Source: A. A. Cournot, "Recherches sur les principes mathematiques de la theorie des richesses" (1838), chapter 7;
 * D. Monderer, L. S. Shapley, "Potential games", Games Econ. Behav. 14 (1996) 124-143. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/strategic/cells.h"
#include "solver/strategic/moves.h"

typedef struct params {
    cm_numbers start;
    cm_lists order;
    long most;
} params;

typedef struct walk {
    cm_moves moves;
    size_t *order;               /* n: who looks when */
    uint32_t *seen;              /* cells x n: 1 + the steps before a move from this cell at this turn; 0: none */
    size_t cell, steps, cycle_from;
    bool rests, cycles;
} walk;

static cm_status read_order(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, const params *p, size_t **order)
{
    size_t count = p->order.count > 0 ? p->order.first[1] : 0;
    bool *in = CM_NEW(ctx, arena, nfg->n, bool);
    *order = CM_NEW(ctx, arena, nfg->n, size_t);
    if (in == NULL || *order == NULL) return ctx->status;
    if (count > 0 && count != nfg->n) return cm_fail(ctx, CM_E_INPUT, "'order' names %zu players of %zu; name each once", count, nfg->n);
    for (size_t t = 0; t < nfg->n; t++) {
        size_t i = count > 0 ? p->order.item[t] : t;
        if (i >= nfg->n || in[i]) return cm_fail(ctx, CM_E_INPUT, "'order' names '%s' twice; name each player once", nfg->player[i < nfg->n ? i : 0]);
        in[i] = true;
        (*order)[t] = i;
    }
    return CM_OK;
}

/* The cell in which the path starts: strategies by their numbers, from 1. */
static cm_status read_start(cm_ctx *ctx, const cm_nfg *nfg, const params *p, size_t *cell)
{
    *cell = 0;
    if (p->start.count == 0) return CM_OK;
    if (p->start.count != nfg->n) return cm_fail(ctx, CM_E_INPUT, "'start' has %zu numbers for %zu players; give each player's strategy by its number", p->start.count, nfg->n);
    for (size_t i = nfg->n; i-- > 0;) {
        double k = p->start.at[i];
        if (!(k >= 1 && k <= (double)nfg->count[i]) || floor(k) < k) {
            return cm_fail(ctx, CM_E_INPUT, "'start' gives '%s' strategy %g, but it has strategies 1 to %zu", nfg->player[i], k, nfg->count[i]);
        }
        *cell = *cell * nfg->count[i] + (size_t)k - 1;
    }
    return CM_OK;
}

/* Players look in turn, from the one at `turn`; each move is printed. */
static cm_status go(cm_ctx *ctx, walk *w, size_t most, cm_result *result, cm_table *path)
{
    const cm_nfg *nfg = w->moves.nfg;
    size_t idle = 0;
    for (size_t turn = 0; idle < nfg->n; turn = (turn + 1) % nfg->n) {
        size_t i = w->order[turn], k = cm_moves_best(&w->moves, i, w->cell), to = cm_moves_to(&w->moves, i, w->cell, k);
        uint32_t *seen = &w->seen[w->cell * nfg->n + turn];
        cm_status status;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        if (to == w->cell) {
            idle++;
            continue;
        }
        if (*seen > 0) {
            w->cycles = true;
            w->cycle_from = *seen - 1;
            return CM_OK;
        }
        if (w->steps == most) return CM_OK;
        *seen = (uint32_t)w->steps + 1;
        idle = 0;
        status = cm_moves_row(ctx, result, path, nfg, ++w->steps, i, w->cell, to);
        if (status != CM_OK) return status;
        w->cell = to;
    }
    w->rests = true;
    return CM_OK;
}

static cm_status say(cm_ctx *ctx, const walk *w, const char *outcome, cm_result *result)
{
    const char *text;
    if (w->rests) {
        text = cm_format(ctx, result->arena, "Best replies come to rest in %s: nobody gains there by a change of its own. Another start or order may lead elsewhere.", outcome);
    } else if (w->cycles) {
        text = cm_format(ctx, result->arena, "Best replies go round for ever: after step %zu all is as it was after step %zu. There may still be equilibria, which this path does not find.",
                         w->steps, w->cycle_from);
    } else {
        text = cm_format(ctx, result->arena, "After %zu steps the path has neither come to rest nor come round; raise 'most' to follow it further.", w->steps);
    }
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status print(cm_ctx *ctx, const walk *w, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "exact", NULL };
    const cm_nfg *nfg = w->moves.nfg;
    const char *outcome = cm_nfg_profile_text(ctx, result->arena, nfg, w->cell);
    cm_table *payoffs;
    cm_status status = CM_OK;
    if (outcome == NULL) return ctx->status;
    CM_TRY(cm_result_set(ctx, result, "ends", cm_text(w->rests ? "equilibrium" : w->cycles ? "cycle" : "unfinished")));
    CM_TRY(cm_result_set(ctx, result, "outcome", cm_text(outcome)));
    CM_TRY(cm_result_set(ctx, result, "steps", cm_integer((int64_t)w->steps)));
    CM_TRY(cm_result_set(ctx, result, "cycle_from", w->cycles ? cm_integer((int64_t)w->cycle_from) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "cycle_length", w->cycles ? cm_integer((int64_t)(w->steps - w->cycle_from)) : cm_none()));
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &payoffs));
    for (size_t i = 0; i < nfg->n; i++) {
        cm_value row[] = { cm_text(nfg->player[i]), cm_number(nfg->payoff[w->cell * nfg->n + i]), cm_cells_exact(ctx, result->arena, nfg, i, w->cell) };
        CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, payoffs, row));
    }
    CM_TRY(say(ctx, w, outcome, result));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *given, cm_result *result)
{
    const params *p = given;
    const cm_nfg *nfg = &game->as.nfg;
    cm_arena scratch = { NULL };
    cm_table *path;
    walk w = { .steps = 0 };
    cm_status status = CM_OK;
    CM_TRY(cm_moves_init(ctx, &scratch, nfg, &w.moves));
    CM_TRY(read_order(ctx, &scratch, nfg, p, &w.order));
    CM_TRY(read_start(ctx, nfg, p, &w.cell));
    w.seen = CM_NEW(ctx, &scratch, nfg->cells * nfg->n, uint32_t);
    if (w.seen == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "path", cm_moves_columns, &path));
    CM_TRY(cm_moves_row(ctx, result, path, nfg, 0, nfg->n, w.cell, w.cell));
    CM_TRY(go(ctx, &w, (size_t)p->most, result, path));
    CM_TRY(print(ctx, &w, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- certificate ----------------------------------------------------------------------------------------- */

/* The most that player i gains from a cell, all its strategies tried one by one. */
static double most_gain(const cm_nfg *nfg, size_t *s, size_t i, size_t cell)
{
    double most = 0;
    cm_nfg_profile(nfg, cell, s);
    for (size_t k = 0; k < nfg->count[i]; k++) {
        s[i] = k;
        most = fmax(most, nfg->payoff[cm_nfg_cell(nfg, s) * nfg->n + i] - nfg->payoff[cell * nfg->n + i]);
    }
    return most;
}

/* What a path is held against: whose turn it is when, its place in that order; strategies to change; changes that are none. */
typedef struct turns {
    const cm_nfg *nfg;
    size_t *order, *place, *s;   /* n each */
    const double *slack;
} turns;

/* From the turn after the last mover up to `next` (n: all) nobody has anything to gain; the next has. */
static cm_status check_turns(cm_ctx *ctx, const turns *t, size_t last, size_t next, size_t cell, double gain)
{
    const cm_nfg *nfg = t->nfg;
    size_t turn = last < nfg->n ? (t->place[last] + 1) % nfg->n : 0;
    for (size_t looked = 0; looked < nfg->n; looked++, turn = (turn + 1) % nfg->n) {
        size_t i = t->order[turn];
        double most = most_gain(nfg, t->s, i, cell), slack = t->slack[i];
        if (i == next) {
            if (fabs(most - gain) <= slack + ctx->tol.abs * most) return CM_OK;
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' gains %.12g, but could gain %.12g", nfg->player[i], gain, most);
        }
        if (!(most <= slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' could gain %.12g in its turn", nfg->player[i], most);
    }
    return next == nfg->n ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: it is not the turn of '%s'", nfg->player[next]);
}

static bool says(const cm_result *result, const char *name, size_t number)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_INTEGER && value->as.integer == (int64_t)number;
}

/* How it is said to end, held against the path. */
static cm_status check_end(cm_ctx *ctx, const turns *t, const cm_result *result, const cm_table *path, const size_t *cell, const size_t *mover, size_t most)
{
    const cm_value *ends = cm_result_get(result, "ends"), *from = cm_result_get(result, "cycle_from"), *outcome = cm_result_get(result, "outcome");
    size_t steps = path->nrows - 1, start;
    cm_value last = cm_table_get(path, steps, "outcome");
    if (ends == NULL || ends->kind != CM_TEXT || !says(result, "steps", steps) || outcome == NULL || outcome->kind != CM_TEXT || strcmp(outcome->as.text, last.as.text) != 0) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the path has %zu steps and ends in %s", steps, last.as.text);
    }
    if (strcmp(ends->as.text, "equilibrium") == 0) return check_turns(ctx, t, mover[steps], t->nfg->n, cell[steps], 0);
    if (strcmp(ends->as.text, "unfinished") == 0 && steps == most) return CM_OK;
    start = from != NULL && from->kind == CM_INTEGER ? (size_t)from->as.integer : steps;
    if (strcmp(ends->as.text, "cycle") != 0 || start >= steps || !says(result, "cycle_length", steps - start) || cell[start] != cell[steps]) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the path does not come round");
    }
    return check_turns(ctx, t, mover[steps], mover[start + 1], cell[steps], cm_table_get(path, start + 1, "gain").as.number);
}

static cm_status check_payoffs(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result, size_t cell)
{
    const cm_table *table = cm_result_find(result, "payoffs");
    for (size_t i = 0; table != NULL && table->nrows == nfg->n && i < nfg->n; i++) {
        cm_value value = cm_table_get(table, i, "value");
        double payoff = nfg->payoff[cell * nfg->n + i];
        if (value.kind != CM_NUMBER || !cm_close(&ctx->tol, value.as.number, payoff)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g in the end", nfg->player[i], payoff);
    }
    return table != NULL && table->nrows == nfg->n ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: no payoffs");
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *given, const cm_result *result)
{
    const params *p = given;
    const cm_nfg *nfg = &game->as.nfg;
    const cm_table *path = cm_result_find(result, "path");
    cm_arena scratch = { NULL };
    size_t rows = path != NULL ? path->nrows : 0, *cell = CM_NEW(ctx, &scratch, rows + 1, size_t), *mover = CM_NEW(ctx, &scratch, rows + 1, size_t);
    turns t = { nfg, NULL, CM_NEW(ctx, &scratch, nfg->n, size_t), CM_NEW(ctx, &scratch, nfg->n, size_t), cm_moves_slack(ctx, &scratch, nfg) };
    size_t start;
    cm_status status = CM_OK;
    if (cell == NULL || mover == NULL || t.place == NULL || t.s == NULL || t.slack == NULL) CM_TRY(ctx->status);
    if (rows == 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no path"));
    CM_TRY(read_order(ctx, &scratch, nfg, p, &t.order));
    CM_TRY(read_start(ctx, nfg, p, &start));
    for (size_t k = 0; k < nfg->n; k++) t.place[t.order[k]] = k;
    CM_TRY(cm_moves_read(ctx, nfg, path, false, cell, mover));
    if (cell[0] != start) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the path starts elsewhere"));
    for (size_t r = 1; r < rows; r++) CM_TRY(check_turns(ctx, &t, mover[r - 1], mover[r], cell[r - 1], cm_table_get(path, r, "gain").as.number));
    CM_TRY(check_end(ctx, &t, result, path, cell, mover, (size_t)p->most));
    CM_TRY(check_payoffs(ctx, nfg, result, cell[rows - 1]));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "ends", "outcome", "steps", "cycle_from", "cycle_length", NULL };

static const cm_param param[] = {
    { .name = "start", .kind = CM_PARAM_NUMBERS, .offset = offsetof(params, start), .low = 1, .high = 1 << 24,
      .about = "The strategy of each player at the start, by its number from 1; everybody's first unless told.", .about_zh = "起点处各参与者的策略编号（从 1 起）；未给出时都取第一个策略。" },
    { .name = "order", .kind = CM_PARAM_PLAYERS, .offset = offsetof(params, order), .low = 1, .high = 0,
      .about = "Who looks for a better strategy in which order; the game's order unless told.", .about_zh = "依次由谁寻找更好的策略；未给出时按博弈中的次序。" },
    { .name = "most", .kind = CM_PARAM_INTEGER, .offset = offsetof(params, most), .fallback = 1000, .low = 0, .high = 100000,
      .about = "The most steps that are followed.", .about_zh = "最多跟踪多少步。" },
};

extern const cm_concept cm_concept_best_response;
const cm_concept cm_concept_best_response = {
    .name = "best-response",
    .title = "Path of best replies", .title_zh = "最优反应路径",
    .about = "Where it leads when one player after another takes the strategy that is best against what the others do at the moment: to rest in an equilibrium, or round and round.",
    .about_zh = "各参与者轮流针对他人当前的策略选取自己最好的策略，最终会停在一个均衡，还是循环往复。",
    .formula = "s_i <- argmax over k of u_i(k, s_-i), i in turn, until max_k u_i(k, s_-i) = u_i(s) for all i",
    .source = "A. A. Cournot, \"Recherches sur les principes mathematiques de la theorie des richesses\" (1838), chapter 7; D. Monderer, L. S. Shapley, \"Potential games\", Games and "
              "Economic Behavior 14 (1996) 124-143",
    .certificate = "the printed path is followed by its names: each step is a best reply of the first in turn that has something to gain, and the end is an equilibrium or a state met before",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(params),
    .run = run,
    .check = check,
};
