/* minimum_participation.c: treaties that bind nobody until enough have ratified.
 *
 * Definition: with a threshold of m the agreement enters into force only when m have ratified; m sign, and
 * everybody knows that without any one of them there is no agreement at all.  The threshold is
 * self-enforcing when a signatory gets at least what it gets without any agreement, and no outsider gains
 * by signing as one more.  Each signatory fails to ratify with probability eps, independently: the
 * agreement comes about with probability (1 - eps)^m, and is expected to close that share of its gap.
 * The best threshold closes most in expectation; of several the largest is named.
 *
 * Summary: best_threshold, success, expected_gap, self_enforcing (how many thresholds of two and more are),
 * unique (is the best threshold the only one?).
 * Table thresholds: threshold, self_enforcing, holds (no signatory prefers no agreement), closed (no
 * outsider wants in), member, alone, gap_closed, success, expected_gap.
 * Fails with: CM_E_DOMAIN for unequal players; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(n^2).
 * Source: C. Carraro, C. Marchiori, S. Oreffice, "Endogenous minimum participation in international
 * environmental treaties", Environmental and Resource Economics 42 (2009) 411-425. */
#include <assert.h>
#include <math.h>

#include "solver/collective/agreement.h"
#include "solver/collective/play.h"
#include "solver/concept.h"

typedef struct participation_params {
    double eps;
} participation_params;

typedef struct best {
    size_t threshold, enforcing;
    double success, expected;
    bool unique;
} best;

static cm_status row_of(cm_ctx *ctx, const cm_sizes *sizes, size_t m, double eps, cm_result *result, cm_table *table, best *b)
{
    bool holds = cm_sizes_gain(ctx, sizes, m, 0) >= 0, closed = m == sizes->n || cm_sizes_gain(ctx, sizes, m + 1, m) <= 0;
    double gap = 0, success = pow(1 - eps, (double)m);
    bool some = cm_sizes_gap(ctx, sizes, m, &gap);
    cm_value row[] = { cm_integer((int64_t)m), cm_truth(holds && closed), cm_truth(holds), cm_truth(closed), cm_number(sizes->member[m]), cm_number(sizes->outsider[0]),
                       some ? cm_number(gap) : cm_none(), cm_number(success), some ? cm_number(success * gap) : cm_none() };
    if (holds && closed) {
        b->enforcing++;
        if (b->threshold == 0 || success * gap >= b->expected) {
            b->unique = b->threshold == 0 || success * gap > b->expected;
            b->threshold = m;
            b->success = success;
            b->expected = success * gap;
        }
    }
    return cm_table_row(ctx, result, table, row);
}

static cm_status say(cm_ctx *ctx, size_t n, double eps, const best *b, cm_result *result)
{
    char *text;
    if (b->threshold == 0) return cm_result_note(ctx, result, "No threshold is self-enforcing.");
    text = eps > 0 ? cm_format(ctx, result->arena, "With a threshold of %zu of %zu each signatory knows that all hangs on it; it comes about with probability %.3g.", b->threshold, n, b->success)
                   : cm_format(ctx, result->arena, "With a threshold of %zu of %zu each signatory knows that all hangs on it, so nobody rides free among them.", b->threshold, n);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "threshold", "self_enforcing", "holds", "closed", "member", "alone", "gap_closed", "success", "expected_gap", NULL };
    const cm_pfg *pfg = &game->as.pfg;
    const participation_params *p = params;
    cm_arena scratch = { NULL };
    cm_sizes sizes = { .n = 0 };
    best b = { .threshold = 0 };
    cm_table *table;
    bool any;
    cm_status status;
    CM_TRY(cm_pfg_require_symmetric(ctx, pfg, "minimum-participation"));
    CM_TRY(cm_sizes_init(ctx, &scratch, pfg, &sizes));
    CM_TRY(cm_result_table(ctx, result, "thresholds", columns, &table));
    for (size_t m = 2; m <= pfg->n; m++) CM_TRY(row_of(ctx, &sizes, m, p->eps, result, table, &b));
    any = b.threshold > 0;
    CM_TRY(cm_result_set(ctx, result, "best_threshold", any ? cm_integer((int64_t)b.threshold) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "success", any ? cm_number(b.success) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "expected_gap", any ? cm_number(b.expected) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "self_enforcing", cm_integer((int64_t)b.enforcing)));
    CM_TRY(cm_result_set(ctx, result, "unique", cm_truth(b.unique)));
    CM_TRY(say(ctx, pfg->n, p->eps, &b, result));
out:
    cm_sizes_free(&sizes);
    cm_arena_free(&scratch);
    return status;
}

static bool near(const cm_ctx *ctx, double scale, cm_value value, double expected)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - expected) <= ctx->tol.cert * scale;
}

/* A truth that a gain decides; a gain that is too close to 0 decides nothing. */
static bool follows(const cm_ctx *ctx, double scale, cm_value value, double gain)
{
    return value.kind == CM_TRUTH && (fabs(gain) <= ctx->tol.cert * scale || value.as.truth == (gain > 0));
}

typedef struct replay {
    double *member, *outsider, *welfare, scale, sum;
} replay;

static cm_status replay_all(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, replay *r)
{
    size_t n = pfg->n, *block = CM_NEW(ctx, arena, n, size_t);
    double *pay = CM_NEW(ctx, arena, n, double);
    *r = (replay){ .member = CM_NEW(ctx, arena, n + 1, double), .outsider = CM_NEW(ctx, arena, n + 1, double), .welfare = CM_NEW(ctx, arena, n + 1, double) };
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t k = 0; k <= n; k++) {
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        cm_play_agreement_of_size(pfg, k, block, pay);
        r->member[k] = pay[0];
        r->outsider[k] = pay[n - 1];
        for (size_t i = 0; i < n; i++) r->welfare[k] += pay[i];
        r->scale = fmax(r->scale, fmax(fabs(pay[0]), fabs(pay[n - 1])));
        r->sum = fmax(r->sum, fabs(r->welfare[k]));
    }
    return CM_OK;
}

/* The chance is a product of m factors; the gap's share follows from sums of payoffs. */
static bool row_is_right(const cm_ctx *ctx, const cm_table *table, size_t m, size_t n, double eps, const replay *r)
{
    size_t row = m - 2;
    cm_value size = cm_table_get(table, row, "threshold"), gap = cm_table_get(table, row, "gap_closed"), both = cm_table_get(table, row, "self_enforcing");
    cm_value holds = cm_table_get(table, row, "holds"), closed = cm_table_get(table, row, "closed");
    double success = 1, whole = r->welfare[n] - r->welfare[0];
    for (size_t i = 0; i < m; i++) success *= 1 - eps;
    if (size.kind != CM_INTEGER || size.as.integer != (int64_t)m || !near(ctx, 1, cm_table_get(table, row, "success"), success)) return false;
    if (!near(ctx, r->scale, cm_table_get(table, row, "member"), r->member[m]) || !near(ctx, r->scale, cm_table_get(table, row, "alone"), r->outsider[0])) return false;
    if (!follows(ctx, r->scale, holds, r->member[m] - r->outsider[0])) return false;
    if (m < n ? !follows(ctx, r->scale, closed, r->outsider[m] - r->member[m + 1]) : closed.kind != CM_TRUTH || !closed.as.truth) return false;
    if (both.kind != CM_TRUTH || both.as.truth != (holds.as.truth && closed.as.truth)) return false;
    if (gap.kind == CM_NONE) return fabs(whole) <= ctx->tol.cert * r->scale;
    return gap.kind == CM_NUMBER && fabs(gap.as.number * whole - (r->welfare[m] - r->welfare[0])) <= ctx->tol.cert * r->sum &&
           near(ctx, fmax(1, fabs(gap.as.number)), cm_table_get(table, row, "expected_gap"), success * gap.as.number);
}

/* The summary from the rows: nothing self-enforcing closes more. */
static bool summary_is_right(const cm_table *table, const cm_result *result)
{
    const cm_value *threshold = cm_result_get(result, "best_threshold"), *expected = cm_result_get(result, "expected_gap"), *count = cm_result_get(result, "self_enforcing");
    const cm_value *success = cm_result_get(result, "success");
    int64_t enforcing = 0;
    if (threshold == NULL || expected == NULL || count == NULL || success == NULL) return false;
    for (size_t row = 0; row < table->nrows; row++) {
        cm_value here = cm_table_get(table, row, "expected_gap"), gap = here.kind == CM_NUMBER ? here : cm_number(0);
        if (!cm_table_get(table, row, "self_enforcing").as.truth) continue;
        enforcing++;
        if (expected->kind != CM_NUMBER || gap.as.number > expected->as.number) return false;
    }
    if (count->kind != CM_INTEGER || count->as.integer != enforcing) return false;
    if (enforcing == 0) return threshold->kind == CM_NONE;
    if (threshold->kind != CM_INTEGER || threshold->as.integer < 2 || threshold->as.integer > (int64_t)table->nrows + 1) return false;
    size_t row = (size_t)(threshold->as.integer - 2);
    cm_value here = cm_table_get(table, row, "expected_gap"), chance = cm_table_get(table, row, "success");
    double gap = here.kind == CM_NUMBER ? here.as.number : 0;
    return cm_table_get(table, row, "self_enforcing").as.truth && !(gap < expected->as.number) && success->kind == CM_NUMBER &&
           !(success->as.number < chance.as.number) && !(success->as.number > chance.as.number);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const participation_params *p = params;
    const cm_table *table = cm_result_find(result, "thresholds");
    cm_arena scratch = { NULL };
    replay r;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows + 1 != pfg->n) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no row for each threshold"));
    assert(table != NULL);
    CM_TRY(replay_all(ctx, &scratch, pfg, &r));
    for (size_t m = 2; m <= pfg->n; m++) {
        if (!row_is_right(ctx, table, m, pfg->n, p->eps, &r)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: a threshold of %zu is not as printed", m));
    }
    if (!summary_is_right(table, result)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the best threshold is another"));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "best_threshold", "success", "expected_gap", "self_enforcing", "unique", NULL };

static const cm_param params[] = {
    { "eps", CM_PARAM_NUMBER, offsetof(participation_params, eps), 0, 0, 1, NULL,
      "Probability that a signatory fails to ratify, each independently.", "每个签署方未能完成批准的概率，各方相互独立。" },
};

extern const cm_concept cm_concept_minimum_participation;
const cm_concept cm_concept_minimum_participation = {
    .name = "minimum-participation",
    .title = "Thresholds for entry into force",
    .title_zh = "条约生效的门槛",
    .about = "Which minimum numbers of ratifications make every signatory pivotal and so enforce themselves, and which is best when some may fail to ratify.",
    .about_zh = "哪些生效门槛使每个签署方都不可或缺、从而能够自我执行，以及在有的国家可能批准失败时哪个门槛最好。",
    .formula = "m is self-enforcing: member(m) >= alone and outsider(m) >= member(m + 1); best: max over these of (1 - eps)^m (W(m) - W(0))/(W(n) - W(0))",
    .source = "C. Carraro, C. Marchiori, S. Oreffice, \"Endogenous minimum participation in international environmental treaties\", "
              "Environmental and Resource Economics 42 (2009) 411-425",
    .certificate = "payoffs found again from first-order conditions bear out every row, and no self-enforcing threshold closes more than the printed one",
    .summary = summary_names,
    .takes = CM_GAME_PFG,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(participation_params),
    .run = run,
    .check = check,
};
