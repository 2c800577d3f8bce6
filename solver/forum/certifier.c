/* certifier.c: which forum's approval a sponsor seeks: an easy one, or one that convinces.
 *
 * A proposal is good to the degree x, even on [low, high]; its sponsor gains by its adoption whatever x is.  Users see only
 * whether a forum approved it.  A forum with toughness t approves from x >= t on, so that an approved proposal is good to
 * the degree (t + high) / 2 on average; users adopt it when that is at least theta, what they ask for.  A sponsor seeks the
 * easiest forum that convinces:
 *   t* = max(low, 2 theta - high), approved with probability (high - t*) / (high - low).
 * So the weaker the sponsor (the more users ask of it), the tougher the forum.  Where only some forums exist (`forums`, by
 * toughness), it is the easiest of these that convinces, and none where none does.
 *
 * Summary: toughness (of the forum chosen), adopted (probability), ideal (t*; none where no toughness convinces),
 * ideal_adopted, convinces (is there a forum that does?), users (what users gain on average: x - theta where it is adopted),
 * first_best (the same if they saw x).
 * Table: forums (forum, toughness, quality, convinces, approved).
 * Cost: none to speak of.
 * Source: J. Lerner, J. Tirole, "A model of forum shopping", American Economic Review 96 (2006) 1091-1113. */
#include <math.h>

#include "solver/concept.h"
#include "solver/forum/outcome.h"

typedef struct certifier_params {
    double theta, low, high;
    cm_numbers forums;
} certifier_params;

static double quality(const certifier_params *p, double t)
{
    return (fmin(fmax(t, p->low), p->high) + p->high) / 2;
}

static double approved(const certifier_params *p, double t)
{
    return (p->high - fmin(fmax(t, p->low), p->high)) / (p->high - p->low);
}

static cm_status good(cm_ctx *ctx, const certifier_params *p)
{
    if (!(p->low < p->high)) return cm_fail(ctx, CM_E_INPUT, "certifier: proposals are between %g and %g", p->low, p->high);
    return CM_OK;
}

static bool enough(const cm_ctx *ctx, const certifier_params *p, double t)
{
    return quality(p, t) >= p->theta || cm_close(&ctx->tol, quality(p, t), p->theta);
}

/* What users gain who adopt what forum t approves; with t = theta what they would if they saw it all. */
static double gains(const certifier_params *p, double t)
{
    return approved(p, t) * (quality(p, t) - p->theta);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "forum", "toughness", "quality", "convinces", "approved", NULL };
    const certifier_params *p = params;
    double ideal = fmax(p->low, 2 * p->theta - p->high), chosen = HUGE_VAL;
    bool possible = ideal < p->high, found;
    cm_table *table;
    cm_status status;
    (void)game;
    CM_TRY(good(ctx, p));
    if (possible && p->forums.count == 0) chosen = ideal;
    CM_TRY(cm_result_table(ctx, result, "forums", columns, &table));
    for (size_t k = 0; k < p->forums.count; k++) {
        double t = p->forums.at[k];
        bool does = approved(p, t) > 0 && enough(ctx, p, t);
        if (does) chosen = fmin(chosen, t);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k + 1), cm_number(t), cm_number(quality(p, t)), cm_truth(does), cm_number(approved(p, t)) }));
    }
    found = chosen < HUGE_VAL;
    CM_TRY(cm_result_set(ctx, result, "toughness", found ? cm_number(chosen) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "adopted", cm_number(found ? approved(p, chosen) : 0)));
    CM_TRY(cm_result_set(ctx, result, "ideal", possible ? cm_number(ideal) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "ideal_adopted", cm_number(possible ? approved(p, ideal) : 0)));
    CM_TRY(cm_result_set(ctx, result, "convinces", cm_truth(found)));
    CM_TRY(cm_result_set(ctx, result, "users", cm_number(found ? gains(p, chosen) : 0)));
    CM_TRY(cm_result_set(ctx, result, "first_best", cm_number(gains(p, p->theta))));
    CM_TRY(cm_result_note(ctx, result, !found ? "No forum convinces: users ask for more than its approval tells them." : ideal > p->low ? "An easier forum would approve more, and convince nobody; the weaker the sponsor, the tougher the forum it needs." : "Users would adopt it without any approval: the easiest forum will do."));
out:
    return status;
}

/* The least toughness that convinces, by halving. */
static double by_halving(const certifier_params *p)
{
    double low = p->low, high = p->high;
    if ((low + p->high) / 2 >= p->theta) return low;
    for (int k = 0; k < 100; k++) {
        double middle = (low + high) / 2;
        if (p->high / 2 + middle / 2 < p->theta) low = middle;
        else high = middle;
    }
    return high;
}

/* The sum of x - theta over those approved, in thin slices: exact for a line. */
static double slices(const certifier_params *p, double t)
{
    double from = fmin(fmax(t, p->low), p->high), step = (p->high - from) / 64, sum = 0;
    for (int k = 0; k < 64; k++) sum += (from + (k + 0.5) * step - p->theta) * step / (p->high - p->low);
    return sum;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const certifier_params *p = params;
    const cm_table *table = cm_result_find(result, "forums");
    cm_value convinces = cm_printed_value(result, "convinces"), chosen = cm_printed_value(result, "toughness");
    double ideal = by_halving(p), width = p->high - p->low, t, scale = fmax(fabs(p->low), fabs(p->high));
    bool possible = p->theta < p->high, any = p->forums.count == 0 && possible;
    cm_status status;
    (void)game;
    CM_TRY(good(ctx, p));
    if (table == NULL || table->nrows != p->forums.count || convinces.kind != CM_TRUTH || chosen.kind != (convinces.as.truth ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no forum is named"));
    t = chosen.kind == CM_NUMBER ? chosen.as.number : p->high;
    for (size_t k = 0; k < table->nrows; k++) {
        double x = p->forums.at[k], from = fmin(fmax(x, p->low), p->high), mean = from + (p->high - from) / 2;
        cm_value does = cm_table_get(table, k, "convinces");
        bool empty = !(from < p->high);
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "toughness"), x, "a toughness", k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "quality"), mean, "what is approved", k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "approved"), (p->high - from) / width, "how likely a forum approves", k + 1));
        if (does.kind != CM_TRUTH || (does.as.truth ? empty || mean < p->theta - ctx->tol.cert * scale : !empty && mean > p->theta + ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether forum %zu convinces is not as its approval says", k + 1));
        if (does.as.truth && x < t - ctx->tol.cert * scale) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: forum %zu is easier and convinces", k + 1));
        any = any || does.as.truth;
    }
    if (convinces.as.truth != any) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether any forum convinces is not as the rows say"));
    if (any && p->forums.count == 0) CM_TRY(cm_printed_near(ctx, chosen, ideal, "the toughness of the forum", 1));
    if (any && p->forums.count > 0) {
        bool there = false;
        for (size_t k = 0; k < p->forums.count; k++) there = there || cm_close(&ctx->tol, p->forums.at[k], t);
        if (!there) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no forum of toughness %.12g", t));
    }
    CM_TRY(cm_outcome_maybe(ctx, result, "adopted", true, any ? (p->high - fmin(fmax(t, p->low), p->high)) / width : 0));
    CM_TRY(cm_outcome_maybe(ctx, result, "ideal", possible, ideal));
    CM_TRY(cm_outcome_maybe(ctx, result, "ideal_adopted", true, possible ? (p->high - ideal) / width : 0));
    CM_TRY(cm_outcome_maybe(ctx, result, "users", true, any ? slices(p, t) : 0));
    CM_TRY(cm_outcome_maybe(ctx, result, "first_best", true, slices(p, p->theta)));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "theta", .kind = CM_PARAM_NUMBER, .offset = offsetof(certifier_params, theta), .fallback = 0.7, .low = -1000, .high = 1000,
      .about = "How good users ask a proposal to be on average: the higher, the weaker its sponsor.", .about_zh = "使用者要求提案平均应达到的质量：越高，发起者越弱。" },
    { .name = "low", .kind = CM_PARAM_NUMBER, .offset = offsetof(certifier_params, low), .fallback = 0, .low = -1000, .high = 1000,
      .about = "How good the worst proposal is.", .about_zh = "最差提案的质量。" },
    { .name = "high", .kind = CM_PARAM_NUMBER, .offset = offsetof(certifier_params, high), .fallback = 1, .low = -1000, .high = 1000,
      .about = "How good the best proposal is.", .about_zh = "最好提案的质量。" },
    { .name = "forums", .kind = CM_PARAM_NUMBERS, .offset = offsetof(certifier_params, forums), .low = -1000, .high = 1000,
      .about = "How tough the forums are that exist; any toughness can be had unless told.", .about_zh = "现有各场所的严格程度；若不给出则任意严格程度皆可选。" },
};

static const char *const summary_names[] = { "toughness", "adopted", "ideal", "ideal_adopted", "convinces", "users", "first_best", NULL };

extern const cm_concept cm_concept_certifier;
const cm_concept cm_concept_certifier = {
    .name = "certifier",
    .title = "Easy and tough forums",
    .title_zh = "宽松与严格的场所",
    .about = "Which forum's approval a sponsor seeks when an easy one approves more and a tough one convinces more.",
    .about_zh = "宽松的场所更易批准、严格的场所更有说服力时，发起者会寻求哪个场所的认可。",
    .formula = "t* = max(low, 2 theta - high); adopted with (high - t*) / (high - low)",
    .source = "J. Lerner, J. Tirole, \"A model of forum shopping\", American Economic Review 96 (2006) 1091-1113 (the case of an even law)",
    .certificate = "the least toughness that convinces is found by halving, no easier forum convinces, and gains are summed slice by slice",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(certifier_params),
    .run = run,
    .check = check,
};
