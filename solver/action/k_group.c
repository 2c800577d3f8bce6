/* k_group.c: the smallest group that gains by acting together though all others ride free.
 *
 * A contribution costs member i c_i and brings m = benefit (n / base)^-rivalry to each of n, whoever contributes or not.  The k members with
 * the least costs gain, each of them, once m k >= c of the dearest of them: k = ceil(c / m) where costs are alike.  Nobody contributes alone
 * (m < c), so the group holds only while each of its members knows that it ends without it; whoever is outside has more.  With side
 * payments inside the group m k^2 >= the sum of their costs is enough.  Ties are told exactly for a rivalry of 0 or 1: who gains nothing by the group stays.
 *
 * Summary: k (0: no group gains), viable, share (k / n), k_paid (with side payments), inside (a member's mean gain), outside (a rider's), riders
 * (n - k), captured (of what all contributions that pay together would bring), dilemma (would nobody contribute alone?).
 * Table: sizes (size, cost, inside, outside): the dearest member's cost and gain in a group of that size, and a rider's.
 * Cost: n log n.
 * Fails with: CM_E_INPUT for costs of another number, CM_E_MEMORY.
 * Source: T. C. Schelling, "Hockey helmets, concealed weapons, and daylight saving: a study of binary choices with externalities",
 * Journal of Conflict Resolution 17 (1973) 381-428; costs that differ and side payments are derived here. */
#include <stdlib.h>

#include "solver/action/people.h"
#include "solver/base/rat.h"
#include "solver/concept.h"

typedef struct group_params {
    long members;
    double benefit, base, rivalry, cost, spread;
    cm_numbers costs;
} group_params;

static int by_cost(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What a contribution brings to each: as a fraction where it is one. */
static void share_of(const group_params *p, cm_rat *share)
{
    double n = (double)p->members;
    cm_rat size = { 0, 0 }, base = { 0, 0 };
    bool shared = p->rivalry >= 1 && p->rivalry <= 1;
    (void)cm_rat_set_double(share, p->rivalry > 0 && !shared ? cm_people_share(p->benefit, p->base, p->rivalry, n) : p->benefit);
    if (shared) {
        cm_rat_set_ratio(&size, p->members, 1);
        (void)cm_rat_set_double(&base, p->base);
        cm_rat_mul(share, share, &base);
        cm_rat_div(share, share, &size);
    }
    cm_rat_clear(&size);
    cm_rat_clear(&base);
}

/* The least k for which the k cheapest all gain, and for which they do together; 0: none. */
static void least_groups(const group_params *p, const double *cost, size_t *each, size_t *paid)
{
    cm_rat share = { 0, 0 }, size = { 0, 0 }, c = { 0, 0 }, sum = { 0, 0 }, brings = { 0, 0 };
    *each = *paid = 0;
    share_of(p, &share);
    for (size_t k = 1; k <= (size_t)p->members && (*each == 0 || *paid == 0); k++) {
        cm_rat_set_ratio(&size, (int64_t)k, 1);
        (void)cm_rat_set_double(&c, cost[k - 1]);
        cm_rat_add(&sum, &sum, &c);
        cm_rat_mul(&brings, &share, &size);
        if (*each == 0 && cm_rat_compare(&brings, &c) >= 0) *each = k;
        cm_rat_mul(&brings, &brings, &size);
        if (*paid == 0 && cm_rat_compare(&brings, &sum) >= 0) *paid = k;
    }
    cm_rat_clear(&share);
    cm_rat_clear(&size);
    cm_rat_clear(&c);
    cm_rat_clear(&sum);
    cm_rat_clear(&brings);
}

static cm_status print(cm_ctx *ctx, const group_params *p, const double *cost, size_t k, cm_result *result)
{
    static const char *const columns[] = { "size", "cost", "inside", "outside", NULL };
    size_t n = (size_t)p->members;
    double m = cm_people_share(p->benefit, p->base, p->rivalry, (double)n), paid = 0, could = 0, inside, outside = m * (double)k;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t j = 1; j <= n; j++) {
        double brings = m * (double)j;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)j), cm_number(cost[j - 1]), cm_number(brings - cost[j - 1]), j < n ? cm_number(brings) : cm_none() }));
        if (j <= k) paid += cost[j - 1];
        could += fmax(0, m * (double)n - cost[j - 1]);
    }
    inside = k > 0 ? outside - paid / (double)k : 0;
    CM_TRY(cm_result_set(ctx, result, "share", cm_number((double)k / (double)n)));
    CM_TRY(cm_result_set(ctx, result, "inside", cm_number(inside)));
    CM_TRY(cm_result_set(ctx, result, "outside", cm_number(outside)));
    CM_TRY(cm_result_set(ctx, result, "riders", cm_integer(k > 0 ? (int64_t)(n - k) : 0)));
    CM_TRY(cm_result_set(ctx, result, "captured", cm_number(could > ctx->tol.abs * m ? (m * (double)n * (double)k - paid) / could : 0)));
    CM_TRY(cm_result_set(ctx, result, "dilemma", cm_truth(m < cost[0])));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const group_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members, k, paid;
    double *cost = CM_NEW(ctx, &scratch, n, double);
    char *text;
    cm_status status = CM_OK;
    (void)game;
    if (cost == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_people_fill(ctx, "k-group", "costs", p->members, p->cost, p->spread, &p->costs, cost));
    qsort(cost, n, sizeof *cost, by_cost);
    least_groups(p, cost, &k, &paid);
    CM_TRY(cm_result_set(ctx, result, "k", cm_integer((int64_t)k)));
    CM_TRY(cm_result_set(ctx, result, "viable", cm_truth(k > 0)));
    CM_TRY(cm_result_set(ctx, result, "k_paid", cm_integer((int64_t)paid)));
    CM_TRY(print(ctx, p, cost, k, result));
    if (k == 0) text = cm_format(ctx, result->arena, "Even if all %zu contribute the dearest of any group has less than without it.", n);
    else if (k == 1) text = cm_format(ctx, result->arena, "One member gains by contributing alone: no group is needed.");
    else text = cm_format(ctx, result->arena, "%zu of %zu gain though all others ride free; the group holds only while each of its members knows that it ends without it, and whoever is outside has more than whoever is in.", k, n);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    if (k > 1) CM_TRY(cm_result_note(ctx, result, "That nobody contributes is an equilibrium as well, and so are other groups of as many that all gain: which of them forms is not said."));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate: groups made one by one of the cheapest who are left, payoffs added contribution by contribution -------- */

/* Does m times `times` reach `sum`?  Ties by fractions where they fit (den > 0); where they do not, as it is printed. */
static bool reaches(const group_params *p, double share, double times, double sum, cm_frac exact, double slack, bool printed)
{
    cm_frac m, size, n, base;
    bool shared = p->rivalry >= 1 && p->rivalry <= 1, fits = exact.den > 0 && (shared || !(p->rivalry > 0));
    if (fabs(share * times - sum) > slack) return share * times > sum;
    fits = fits && cm_frac_from_double(p->benefit, &m) && cm_frac_make((int64_t)times, 1, &size) && cm_frac_mul(m, size, &m);
    if (shared) fits = fits && cm_frac_from_double(p->base, &base) && cm_frac_make(p->members, 1, &n) && cm_frac_mul(m, base, &m) && cm_frac_div(m, n, &m);
    return fits ? cm_frac_compare(m, exact) >= 0 : printed;
}

typedef struct tally {
    double brings, spent, could, inside, captured;
    size_t each, paid;
} tally;

static cm_status check_sizes(cm_ctx *ctx, const group_params *p, double *left, const cm_table *table, const cm_result *result, tally *t)
{
    size_t k = (size_t)cm_reread_get(result, "k"), paid = (size_t)fmax(0, cm_reread_get(result, "k_paid"));
    cm_frac sum = { 0, 1 }, one;
    size_t n = (size_t)p->members;
    double share = p->benefit / pow((double)n / p->base, p->rivalry), all = 0, scale;
    cm_status status = CM_OK;
    for (size_t i = 0; i < n; i++) all += share;
    for (size_t j = 1; j <= n; j++) {
        size_t next = 0;
        for (size_t i = 1; i < n; i++) next = left[i] < left[next] ? i : next;
        t->brings += share;
        t->spent += left[next];
        scale = fmax(t->brings, left[next]);
        CM_TRY(cm_said_cell(ctx, table, j - 1, "size", (double)j, 0.5));
        CM_TRY(cm_said_cell(ctx, table, j - 1, "cost", left[next], scale));
        CM_TRY(cm_said_cell(ctx, table, j - 1, "inside", t->brings - left[next], scale));
        CM_TRY(cm_said_cell(ctx, table, j - 1, "outside", j < n ? t->brings : NAN, scale));
        if (!cm_frac_from_double(left[next], &one)) one.den = 0;
        if (t->each == 0 && reaches(p, share, (double)j, left[next], one, ctx->tol.cert * scale, j == k)) t->each = j;
        if (one.den == 0 || sum.den == 0 || !cm_frac_add(sum, one, &sum)) sum.den = 0;
        if (t->paid == 0 && reaches(p, share, (double)(j * j), t->spent, sum, ctx->tol.cert * t->spent, j == paid)) t->paid = j;
        t->could += fmax(0, all - left[next]);
        if (j == k) t->inside = t->brings - t->spent / (double)j, t->captured = t->brings * (double)n - t->spent;
        left[next] = HUGE_VAL;
    }
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const group_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members;
    double *left = CM_NEW(ctx, &scratch, n, double), k = cm_reread_get(result, "k"), scale, least = HUGE_VAL, share = p->benefit / pow((double)n / p->base, p->rivalry);
    tally t = { .each = 0 };
    const cm_table *table;
    cm_status status = CM_OK;
    (void)game;
    if (left == NULL) CM_LEAVE(ctx->status);
    if (!(k >= 0 && k <= (double)n)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a group of %g of %zu", k, n));
    CM_TRY(cm_people_fill(ctx, "k-group", "costs", p->members, p->cost, p->spread, &p->costs, left));
    for (size_t i = 0; i < n; i++) least = fmin(least, left[i]);
    CM_TRY(cm_reread_table(ctx, result, "sizes", n, &table));
    CM_TRY(check_sizes(ctx, p, left, table, result, &t));
    scale = fmax(share * (double)n, t.spent / (double)n);
    CM_TRY(cm_said_near(ctx, result, "k", (double)t.each, 0.5));
    CM_TRY(cm_said_near(ctx, result, "k_paid", (double)t.paid, 0.5));
    CM_TRY(cm_said_near(ctx, result, "viable", t.each > 0 ? 1 : 0, 0.5));
    CM_TRY(cm_said_near(ctx, result, "share", k / (double)n, 1));
    CM_TRY(cm_said_near(ctx, result, "inside", t.inside, scale));
    CM_TRY(cm_said_near(ctx, result, "outside", share * k, scale));
    CM_TRY(cm_said_near(ctx, result, "riders", k > 0 ? (double)n - k : 0, 0.5));
    CM_TRY(cm_said_near(ctx, result, "captured", t.could > ctx->tol.abs * share ? t.captured / t.could : 0, 1));
    CM_TRY(cm_said_near(ctx, result, "dilemma", share < least ? 1 : 0, 0.5));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(group_params, members), .fallback = 10, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(group_params, benefit), .fallback = 0.4, .low = 0.000001, .high = 1000000,
      .about = "What one contribution brings to each member of a group of `base`.", .about_zh = "在规模为 base 的群体中，一份贡献给每个成员带来的收益。" },
    { .name = "base", .kind = CM_PARAM_NUMBER, .offset = offsetof(group_params, base), .fallback = 1, .low = 1, .high = 100000,
      .about = "The number of members at which `benefit` holds whatever the rivalry.", .about_zh = "无论竞用性如何，benefit 所对应的成员数。" },
    { .name = "rivalry", .kind = CM_PARAM_NUMBER, .offset = offsetof(group_params, rivalry), .fallback = 0, .low = 0, .high = 2,
      .about = "How far one's use takes from others': 0 not at all, 1 a fixed total is shared by all members.", .about_zh = "一方使用对他方的排挤程度：0 为完全非竞用，1 为总量固定、由全体分享。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(group_params, cost), .fallback = 1, .low = 0.000001, .high = 1000000,
      .about = "What contributing costs, on average over the members.", .about_zh = "贡献的成本（成员的平均值）。" },
    { .name = "spread", .kind = CM_PARAM_NUMBER, .offset = offsetof(group_params, spread), .fallback = 0, .low = 0, .high = 1,
      .about = "How far costs lie from their mean, as a share of it: evenly from cost (1 - spread) to cost (1 + spread).", .about_zh = "成本围绕均值的离散程度：在 cost (1 - spread) 与 cost (1 + spread) 之间均匀分布。" },
    { .name = "costs", .kind = CM_PARAM_NUMBERS, .offset = offsetof(group_params, costs), .low = 0.000001, .high = 1000000,
      .about = "A cost for each member, in place of cost and spread.", .about_zh = "逐一给出各成员的成本，以代替 cost 与 spread。" },
};

static const char *const summary_names[] = { "k", "viable", "share", "k_paid", "inside", "outside", "riders", "captured", "dilemma", NULL };

extern const cm_concept cm_concept_k_group;
const cm_concept cm_concept_k_group = {
    .name = "k-group",
    .title = "The smallest group that gains", .title_zh = "最小可行群体",
    .about = "How many must act together for each of them to gain although all others ride free, and what those inside and outside have.",
    .about_zh = "在其他成员搭便车的情况下，至少多少成员共同行动才能使其中每一个都受益，以及内外成员各得多少。",
    .formula = "k = min { k : m k >= c_(k) }, c_(k) the k-th lowest cost, m = b (n / base)^-rivalry; costs alike: ceil(c / m)",
    .source = "T. C. Schelling, \"Hockey helmets, concealed weapons, and daylight saving: a study of binary choices with externalities\", Journal of Conflict Resolution 17 (1973) 381-428",
    .certificate = "groups are made one by one of the cheapest who are left and contributions added up: none smaller than the printed one gains; ties by fractions",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(group_params),
    .run = run,
    .check = check,
};
