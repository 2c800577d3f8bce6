/* moves.c: changes of one player's strategy: compared, printed, and read back from print. */
#include "solver/strategic/moves.h"

#include "solver/strategic/cells.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

const char *const cm_moves_columns[] = { "step", "player", "strategy", "gain", "exact", "outcome", NULL };

static cm_status distinct(cm_ctx *ctx, const char *const *name, size_t count, const char *whose)
{
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < a; b++) {
            if (strcmp(name[a], name[b]) != 0) continue;
            if (whose == NULL) return cm_fail(ctx, CM_E_DOMAIN, "two players are called '%s'; a path needs names that tell them apart", name[a]);
            return cm_fail(ctx, CM_E_DOMAIN, "two strategies of '%s' are called '%s'; a path needs names that tell them apart", whose, name[a]);
        }
    }
    return CM_OK;
}

double *cm_moves_slack(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg)
{
    double *slack = CM_NEW(ctx, arena, nfg->n, double), low, high;
    for (size_t i = 0; slack != NULL && nfg->exact == NULL && i < nfg->n; i++) {
        cm_cells_span(nfg, i, &low, &high);
        slack[i] = ctx->tol.abs * (high - low);
    }
    return slack;
}

cm_status cm_moves_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_moves *moves)
{
    cm_status status = distinct(ctx, nfg->player, nfg->n, NULL);
    *moves = (cm_moves){ nfg, cm_moves_slack(ctx, arena, nfg), CM_NEW(ctx, arena, nfg->n, size_t) };
    if (moves->slack == NULL || moves->stride == NULL) return ctx->status;
    for (size_t i = 0; i < nfg->n && status == CM_OK; i++) {
        status = distinct(ctx, nfg->strategy[i], nfg->count[i], nfg->player[i]);
        moves->stride[i] = cm_cells_stride(nfg, i);
    }
    return status;
}

int cm_moves_sign(const cm_moves *moves, size_t i, size_t a, size_t b)
{
    const cm_nfg *nfg = moves->nfg;
    double from = nfg->payoff[a * nfg->n + i], to = nfg->payoff[b * nfg->n + i];
    if (nfg->exact != NULL) return cm_frac_compare(nfg->exact[b * nfg->n + i], nfg->exact[a * nfg->n + i]);
    if (fabs(to - from) <= moves->slack[i]) return 0;
    return to > from ? 1 : -1;
}

size_t cm_moves_best(const cm_moves *moves, size_t i, size_t cell)
{
    const cm_nfg *nfg = moves->nfg;
    size_t own = cm_moves_own(moves, i, cell), best = cell;
    for (size_t k = 0; k < nfg->count[i]; k++) {
        size_t other = cm_moves_to(moves, i, cell, k);
        if (nfg->payoff[other * nfg->n + i] > nfg->payoff[best * nfg->n + i]) best = other;
    }
    if (cm_moves_sign(moves, i, cell, best) <= 0) return own;
    for (size_t k = 0; k < nfg->count[i]; k++) {
        if (cm_moves_sign(moves, i, cm_moves_to(moves, i, cell, k), best) <= 0) return k;
    }
    return own;
}

/* u_i(b) - u_i(a) as a fraction in a text; CM_NONE where payoffs are computed numbers, or it does not fit. */
static cm_value gain_exact(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t i, size_t a, size_t b)
{
    cm_frac gain;
    if (nfg->exact == NULL || !cm_frac_sub(nfg->exact[b * nfg->n + i], nfg->exact[a * nfg->n + i], &gain)) return cm_none();
    return cm_fraction(ctx, arena, gain);
}

cm_status cm_moves_row(cm_ctx *ctx, cm_result *result, cm_table *table, const cm_nfg *nfg, size_t step, size_t i, size_t a, size_t b)
{
    const char *outcome = cm_nfg_profile_text(ctx, result->arena, nfg, b);
    cm_value row[] = { cm_integer((int64_t)step), cm_none(), cm_none(), cm_none(), cm_none(), cm_text(outcome) };
    if (outcome == NULL) return ctx->status;
    if (i < nfg->n) {
        size_t rest = b;
        for (size_t j = 0; j < i; j++) rest /= nfg->count[j];
        row[1] = cm_text(nfg->player[i]);
        row[2] = cm_text(nfg->strategy[i][rest % nfg->count[i]]);
        row[3] = cm_number(nfg->payoff[b * nfg->n + i] - nfg->payoff[a * nfg->n + i]);
        row[4] = gain_exact(ctx, result->arena, nfg, i, a, b);
        if (ctx->status != CM_OK) return ctx->status;
    }
    return cm_table_row(ctx, result, table, row);
}

/* --- reading back ---------------------------------------------------------------------------------------- */

/* One step from strategies s, which it changes; slack NULL: it is a gain. */
static cm_status read_step(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *table, size_t r, const double *slack, size_t *s, size_t from, size_t *to, size_t *mover)
{
    cm_value gain = cm_table_get(table, r, "gain"), outcome = cm_table_get(table, r, "outcome"), who = cm_table_get(table, r, "player"), what = cm_table_get(table, r, "strategy");
    size_t i = cm_cells_player(nfg, &who), k = i == SIZE_MAX ? SIZE_MAX : cm_cells_strategy(nfg, i, &what);
    cm_arena scratch = { NULL };
    const char *words;
    double change;
    bool same;
    if (k == SIZE_MAX || k == s[i] || gain.kind != CM_NUMBER || outcome.kind != CM_TEXT) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of a path is no change of strategy", r);
    s[i] = k;
    *mover = i;
    *to = cm_nfg_cell(nfg, s);
    change = nfg->payoff[*to * nfg->n + i] - nfg->payoff[from * nfg->n + i];
    if (!(fabs(change - gain.as.number) <= ctx->tol.abs * fabs(change)) || (slack != NULL ? change < -slack[i] : !(change > 0))) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: step %zu brings '%s' %.12g, not %.12g", r, nfg->player[i], change, gain.as.number);
    }
    words = cm_nfg_profile_text(ctx, &scratch, nfg, *to);
    same = words != NULL && strcmp(words, outcome.as.text) == 0;
    cm_arena_free(&scratch);
    if (same) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: step %zu does not lead to %s", r, outcome.as.text);
}

cm_status cm_moves_read(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *table, bool weak, size_t *cell, size_t *mover)
{
    cm_arena scratch = { NULL };
    size_t *s = CM_NEW(ctx, &scratch, nfg->n, size_t);
    const double *slack = weak ? cm_moves_slack(ctx, &scratch, nfg) : NULL;
    cm_value start = table->nrows > 0 ? cm_table_get(table, 0, "outcome") : cm_none();
    cm_status status = CM_OK;
    if (s == NULL || (weak && slack == NULL)) CM_TRY(ctx->status);
    cell[0] = cm_cells_find(ctx, nfg, &start);
    if (cell[0] == SIZE_MAX || cm_table_get(table, 0, "player").kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the path has no start"));
    mover[0] = nfg->n;
    cm_nfg_profile(nfg, cell[0], s);
    for (size_t r = 1; r < table->nrows; r++) CM_TRY(read_step(ctx, nfg, table, r, slack, s, cell[r - 1], &cell[r], &mover[r]));
out:
    cm_arena_free(&scratch);
    return status;
}
