/* potential.c: is there one function that rises with every player's own gain?
 *
 * Definition: an exact potential P has P(k, s_-i) - P(s) = u_i(k, s_-i) - u_i(s) for each player i, combination s and
 * strategy k.  Then everybody acts as if to raise P: its maxima are pure equilibria, and going on improving one
 * after another ends at one.  There is one exactly when the gains around every cycle of four (two players change in
 * turn and change back) add up to 0.
 *
 * P is added up along the path on which players leave their first strategies in turn; then every change is held
 * against it.  Cost: O(cells x strategies).
 *
 * Source: D. Monderer, L. S. Shapley, "Potential games", Games and Economic Behavior 14 (1996) 124-143. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/strategic/cells.h"

enum { MOST_CELLS = 100000 };

typedef struct cycle {
    size_t cell[4], player[4];          /* player[k] moves from cell[k] to the next */
} cycle;

/* A number, and the same as a fraction where the game has them. */
typedef struct amount {
    double value;
    cm_frac exact;
    bool fits;
} amount;

static amount zero(const cm_nfg *nfg)
{
    return (amount){ 0, { 0, 1 }, nfg->exact != NULL };
}

/* sum += sign x the payoff of player i in a cell. */
static void add_payoff(amount *sum, const cm_nfg *nfg, size_t i, size_t cell, int sign)
{
    sum->value += sign * nfg->payoff[cell * nfg->n + i];
    if (!sum->fits) return;
    if (sign > 0) sum->fits = cm_frac_add(sum->exact, nfg->exact[cell * nfg->n + i], &sum->exact);
    else sum->fits = cm_frac_sub(sum->exact, nfg->exact[cell * nfg->n + i], &sum->exact);
}

static bool nothing(const cm_ctx *ctx, double scale, const amount *x)
{
    return x->fits ? x->exact.num == 0 : fabs(x->value) <= ctx->tol.cert * scale;
}

/* Players leave their first strategies in turn, from cell 0 to this one. */
static amount along_path(const cm_nfg *nfg, size_t cell)
{
    amount sum = zero(nfg);
    size_t at = 0;
    for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
        size_t next = at + cell / stride % nfg->count[i] * stride;
        add_payoff(&sum, nfg, i, next, 1);
        add_payoff(&sum, nfg, i, at, -1);
        at = next;
    }
    return sum;
}

static amount around(const cm_nfg *nfg, const cycle *c)
{
    amount sum = zero(nfg);
    for (size_t k = 0; k < 4; k++) {
        add_payoff(&sum, nfg, c->player[k], c->cell[(k + 1) % 4], 1);
        add_payoff(&sum, nfg, c->player[k], c->cell[k], -1);
    }
    return sum;
}

/* A cycle of two players between their first strategies and others: enough, as all others are sums of such. */
static cycle cycle_at(const cm_nfg *nfg, size_t cell, size_t i, size_t j)
{
    size_t a = cm_cells_stride(nfg, i), b = cm_cells_stride(nfg, j);
    size_t without_i = cell - cell / a % nfg->count[i] * a, without_j = cell - cell / b % nfg->count[j] * b;
    size_t neither = without_i - cell / b % nfg->count[j] * b;
    return (cycle){ { neither, without_j, cell, without_i }, { i, j, i, j } };
}

static bool find_cycle(const cm_ctx *ctx, const cm_nfg *nfg, double scale, cycle *c)
{
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        for (size_t i = 0; i < nfg->n; i++) {
            for (size_t j = i + 1; j < nfg->n; j++) {
                amount sum;
                *c = cycle_at(nfg, cell, i, j);
                sum = around(nfg, c);
                if (!nothing(ctx, scale, &sum)) return true;
            }
        }
    }
    return false;
}

static cm_status list_cycle(cm_ctx *ctx, const cm_nfg *nfg, const cycle *c, cm_result *result)
{
    static const char *const columns[] = { "from", "to", "player", "gain", NULL };
    amount sum = around(nfg, c);
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "cycle", columns, &table));
    for (size_t k = 0; k < 4; k++) {
        size_t from = c->cell[k], to = c->cell[(k + 1) % 4], i = c->player[k];
        const char *here = cm_nfg_profile_text(ctx, result->arena, nfg, from), *there = cm_nfg_profile_text(ctx, result->arena, nfg, to);
        cm_value row[] = { cm_text(here), cm_text(there), cm_text(nfg->player[i]), cm_number(nfg->payoff[to * nfg->n + i] - nfg->payoff[from * nfg->n + i]) };
        if (here == NULL || there == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_set(ctx, result, "cycle", cm_number(sum.value)));
    CM_TRY(cm_result_note(ctx, result, "Around the cycle shown the gains of those who move do not add up to 0: no one function can measure what each of them gains."));
out:
    return status;
}

static cm_status list_potential(cm_ctx *ctx, const cm_nfg *nfg, double scale, cm_result *result)
{
    static const char *const columns[] = { "profile", "value", "exact", "best", NULL };
    double most = -HUGE_VAL;
    cm_table *table;
    cm_status status;
    for (size_t cell = 0; cell < nfg->cells; cell++) most = fmax(most, along_path(nfg, cell).value);
    CM_TRY(cm_result_table(ctx, result, "potential", columns, &table));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        amount p = along_path(nfg, cell);
        const char *profile = cm_nfg_profile_text(ctx, result->arena, nfg, cell);
        cm_value row[] = { cm_text(profile), cm_number(p.value), p.fits ? cm_fraction(ctx, result->arena, p.exact) : cm_none(), cm_truth(p.value >= most - ctx->tol.abs * scale) };
        if (ctx->status != CM_OK) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_note(ctx, result, "Whoever gains by a change raises the potential by as much: improving one after another always ends, at a pure equilibrium; the best is one, and often the one that is played."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    double scale = cm_cells_scale(nfg);
    cm_status status = CM_OK;
    bool broken;
    cycle c;
    (void)params;
    if (nfg->cells > MOST_CELLS) CM_TRY(cm_fail(ctx, CM_E_LIMIT, "%zu combinations of strategies are more than the %d whose potential is listed", nfg->cells, MOST_CELLS));
    broken = find_cycle(ctx, nfg, scale, &c);
    CM_TRY(cm_result_set(ctx, result, "exists", cm_truth(!broken)));
    if (broken) CM_TRY(list_cycle(ctx, nfg, &c, result));
    else CM_TRY(cm_result_set(ctx, result, "cycle", cm_number(0)));
    if (!broken) CM_TRY(list_potential(ctx, nfg, scale, result));
out:
    return status;
}

/* --- certificate ------------------------------------------------------------------------------------------- */

/* Rows are of the cells in turn, and `best` marks those of the largest value. */
static cm_status check_rows(cm_ctx *ctx, const cm_nfg *nfg, double scale, const cm_table *table)
{
    cm_arena scratch = { NULL };
    double most = -HUGE_VAL;
    cm_status status = CM_OK;
    for (size_t cell = 0; cell < nfg->cells; cell++) most = fmax(most, cm_table_get(table, cell, "value").as.number);
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        cm_value profile = cm_table_get(table, cell, "profile"), value = cm_table_get(table, cell, "value"), best = cm_table_get(table, cell, "best");
        const char *text = cm_nfg_profile_text(ctx, &scratch, nfg, cell);
        if (text == NULL) CM_TRY(ctx->status);
        if (profile.kind != CM_TEXT || strcmp(profile.as.text, text) != 0 || value.kind != CM_NUMBER) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not the potential of %s", cell + 1, text));
        if (best.kind != CM_TRUTH || best.as.truth != (value.as.number >= most - ctx->tol.abs * scale)) {
            CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %s has %.12g, and the largest is %.12g", text, value.as.number, most));
        }
        cm_arena_free(&scratch);
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* Every change of one player, against the printed values. */
static cm_status check_potential(cm_ctx *ctx, const cm_nfg *nfg, double scale, const cm_table *table)
{
    cm_status status;
    if (table == NULL || table->nrows != nfg->cells) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the potential is not given everywhere");
    status = check_rows(ctx, nfg, scale, table);
    if (status != CM_OK) return status;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        if (cell % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while a potential was checked");
        for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
            for (size_t k = cell / stride % nfg->count[i] + 1; k < nfg->count[i]; k++) {
                size_t other = cell + (k - cell / stride % nfg->count[i]) * stride;
                double rise = cm_table_get(table, other, "value").as.number - cm_table_get(table, cell, "value").as.number;
                double gain = nfg->payoff[other * nfg->n + i] - nfg->payoff[cell * nfg->n + i];
                if (!(fabs(rise - gain) <= ctx->tol.cert * scale * (double)(nfg->n + 1))) {
                    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' gains %.12g by a change that raises the potential by %.12g", nfg->player[i], gain, rise);
                }
            }
        }
    }
    return CM_OK;
}

/* The printed cycle: each step changes one player alone, the last ends where the first began, and the gains leave
 * something. */
static cm_status check_cycle(cm_ctx *ctx, const cm_nfg *nfg, double scale, const cm_table *table, double printed)
{
    amount sum = zero(nfg);
    size_t cell[5];
    if (table == NULL || table->nrows != 4) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no cycle of four is shown");
    for (size_t k = 0; k < 4; k++) {
        cm_value from = cm_table_get(table, k, "from");
        cell[k] = cm_cells_find(ctx, nfg, &from);
    }
    cell[4] = cell[0];
    for (size_t k = 0; k < 4; k++) {
        cm_value who = cm_table_get(table, k, "player"), to = cm_table_get(table, k, "to"), gain = cm_table_get(table, k, "gain");
        double change;
        size_t i = cm_cells_player(nfg, &who), stride, own;
        if (i == SIZE_MAX || cell[k] == SIZE_MAX || cm_cells_find(ctx, nfg, &to) != cell[k + 1]) return cm_fail(ctx, CM_E_NUMERIC, "certificate: step %zu leads nowhere", k + 1);
        stride = cm_cells_stride(nfg, i);
        own = cell[k + 1] / stride % nfg->count[i];
        if (cell[k] - cell[k] / stride % nfg->count[i] * stride + own * stride != cell[k + 1]) return cm_fail(ctx, CM_E_NUMERIC, "certificate: step %zu is not one player's", k + 1);
        change = nfg->payoff[cell[k + 1] * nfg->n + i] - nfg->payoff[cell[k] * nfg->n + i];
        if (gain.kind != CM_NUMBER || !(fabs(gain.as.number - change) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: step %zu brings '%s' %.12g", k + 1, nfg->player[i], change);
        add_payoff(&sum, nfg, i, cell[k + 1], 1);
        add_payoff(&sum, nfg, i, cell[k], -1);
    }
    if (nothing(ctx, scale, &sum) || !(fabs(sum.value - printed) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the gains around the cycle add up to %.12g", sum.value);
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_value *exists = cm_result_get(result, "exists"), *sum = cm_result_get(result, "cycle");
    double scale = cm_cells_scale(nfg);
    (void)params;
    if (exists == NULL || exists->kind != CM_TRUTH || sum == NULL || sum->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing is said of a potential");
    if (exists->as.truth) return check_potential(ctx, nfg, scale, cm_result_find(result, "potential"));
    return check_cycle(ctx, nfg, scale, cm_result_find(result, "cycle"), sum->as.number);
}

static const char *const summary_names[] = { "exists", "cycle", NULL };

extern const cm_concept cm_concept_potential;
const cm_concept cm_concept_potential = {
    .name = "potential",
    .title = "Exact potential",
    .title_zh = "精确势函数",
    .about = "Whether one number measures what every player gains by a change of its own strategy; then improving step by step ends at an equilibrium.",
    .about_zh = "是否存在一个数值能够度量每个行为体改变自身策略的所得；若存在，逐步改进必定止于某个均衡。",
    .formula = "P with P(k, s_-i) - P(s) = u_i(k, s_-i) - u_i(s) for all i, s, k",
    .source = "D. Monderer, L. S. Shapley, \"Potential games\", Games and Economic Behavior 14 (1996) 124-143",
    .certificate = "every change of one player raises the printed potential by its gain; or the gains around the printed cycle of four do not add up to 0",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
