/* threshold_good.c: a good that comes about when enough contribute.
 *
 * n members; V to each when at least w contribute, at a cost c to whoever does; a share f of it comes back when too few do.  Of
 * members that do alike with chance p, contributing is worth more than not by
 *   V Pr[w-1 others do] - c + c f Pr[fewer others do],   the number of others being binomial(n-1, p).
 * Over Pr[w-1 others do], in the logarithm of the odds s, that is V - c S(s), S = sum_k m_k exp(s (k-w+1)) with m_k >= 0 (those of
 * fewer others times 1 - f).  log S is convex, so log(V/c) - log S has at most two roots, one on each side of its top.  The
 * upper one is stable: with a few more contributing each gains by not, and the other way round.  The lower one parts the expectations
 * that lead up from those that lead to nobody.  Without refund c/V = C(n-1,w-1) p^(w-1) (1-p)^(n-w), at most its value at
 * p = (w-1)/(n-1).  Where all are needed that all contribute is an equilibrium (p_high = 1); that nobody does is one for w > 1, and
 * that w known members do and no others is one for c <= V.
 *
 * Summary: provision (in the upper equilibrium; 0 where there is none), p_high, p_low, provision_low, pivotal (the chance that one's own
 * contribution decides, in the upper one), most (the c/V below which members that do alike contribute at all), contributions (of all, in the upper
 * one), gain (a member's there), captured (of V - c w/n, when just w contribute).  Table: equilibria (chance, provision, gain, stable), of
 * members that do alike.
 * Cost: n a step of a search.
 * Fails with: CM_E_INPUT when more are needed than there are; CM_E_NUMERIC, CM_E_MEMORY.
 * Source: T. R. Palfrey, H. Rosenthal, "Participation and the provision of discrete public goods: a strategic analysis", Journal of
 * Public Economics 24 (1984) 171-193; shares that come back are derived here. */
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

#include "solver/action/people.h"
#include "solver/base/root.h"
#include "solver/concept.h"

enum { STEPS = 300, PLACES = 64, DOUBLINGS = 60 };

typedef struct threshold_params {
    long members, needed;
    double value, cost, refund;
} threshold_params;

typedef struct side {
    const threshold_params *p;
    bool slope;                      /* of the function, not the function */
} side;

/* log(V/c) - log S at log odds s, or its slope: what the weights of S say of k - w + 1 on average, turned round. */
static double better(double s, void *data)
{
    const side *o = data;
    const threshold_params *p = o->p;
    unsigned others = (unsigned)p->members - 1, w = (unsigned)p->needed - 1, from = p->refund < 1 ? 0 : w;
    double middle = gsl_sf_lnchoose(others, w), largest = -HUGE_VAL, sum = 0, mean = 0;
    for (int pass = 0; pass < 2; pass++) {                       /* the largest term first, so that no exponent is too large */
        for (unsigned k = from; k <= others; k++) {
            double step = (double)k - (double)w, power = gsl_sf_lnchoose(others, k) - middle + s * step + (k < w ? log(1 - p->refund) : 0);
            if (pass == 0) largest = fmax(largest, power);
            else sum += exp(power - largest), mean += step * exp(power - largest);
        }
    }
    return o->slope ? -mean / sum : log(p->value / p->cost) - largest - log(sum);
}

static cm_status root(cm_ctx *ctx, side *o, double low, double high, double *s)
{
    return cm_root(ctx, better, o, low, high, DBL_EPSILON, "threshold-good: a mixture", s);
}

/* From a place by doubled steps up or down until the function has the sign of `sign`. */
static double walk(side *o, double from, double step, double sign)
{
    for (int k = 0; k < DOUBLINGS && !(better(from, o) * sign > 0); k++, step *= 2) from += step;
    return from;
}

typedef struct found {
    double low, high, most;          /* chances, NaN: none; c/V */
} found;

static double chance_of(double s)
{
    return 1 / (1 + exp(-s));
}

static cm_status find(cm_ctx *ctx, const threshold_params *p, found *f)
{
    side value = { p, false }, slope = { p, true };
    bool below = p->needed > 1 && p->refund < 1, above = p->needed < p->members;        /* can a contribution be lost as one of too few; of too many? */
    double top = 0, start, s = 0;
    cm_status status = CM_OK;
    *f = (found){ .low = NAN, .high = NAN, .most = 1 };
    if (below && above) {
        CM_TRY(root(ctx, &slope, walk(&slope, 0, -1, 1), walk(&slope, 0, 1, -1), &top));
        f->most = exp(better(top, &value)) * p->cost / p->value;
    }
    if (!(p->cost / p->value < f->most * (1 - ctx->tol.rel))) return CM_OK;
    if (above) {
        start = below ? top : walk(&value, 0, -1, 1);
        CM_TRY(root(ctx, &value, start, walk(&value, start, 1, -1), &s));
    }
    f->high = above ? chance_of(s) : 1;
    if (below) {
        start = above ? top : walk(&value, 0, 1, 1);
        CM_TRY(root(ctx, &value, walk(&value, start, -1, -1), start, &s));
        f->low = chance_of(s);
    }
out:
    return status;
}

static double provision_of(const threshold_params *p, double x)
{
    return x >= 1 ? 1 : gsl_cdf_binomial_Q((unsigned)p->needed - 1, x, (unsigned)p->members);
}

/* What a member has when all contribute with x. */
static double gain_of(const threshold_params *p, double x)
{
    double failing = p->needed < 2 || x >= 1 ? 0 : gsl_cdf_binomial_P((unsigned)p->needed - 2, x, (unsigned)p->members - 1);
    return p->value * provision_of(p, x) - p->cost * x * (1 - p->refund * failing);
}

static cm_status print(cm_ctx *ctx, const threshold_params *p, const found *f, cm_result *result)
{
    static const char *const columns[] = { "chance", "provision", "gain", "stable", NULL };
    bool some = f->high > 0, nobody = p->needed > 1 || !some;
    double x = some ? f->high : 0, best = p->value - p->cost * (double)p->needed / (double)p->members, provided = some ? provision_of(p, x) : 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &table));
    if (nobody) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(0), cm_number(0), cm_number(0), cm_truth(!some || p->refund < 1) }));
    if (f->low > 0) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(f->low), cm_number(provision_of(p, f->low)), cm_number(gain_of(p, f->low)), cm_truth(false) }));
    if (some) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(x), cm_number(provided), cm_number(gain_of(p, x)), cm_truth(true) }));
    CM_TRY(cm_result_set(ctx, result, "provision", cm_number(provided)));
    CM_TRY(cm_result_set(ctx, result, "p_high", some ? cm_number(x) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "p_low", f->low > 0 ? cm_number(f->low) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "provision_low", f->low > 0 ? cm_number(provision_of(p, f->low)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "pivotal", cm_number(gsl_ran_binomial_pdf((unsigned)p->needed - 1, x, (unsigned)p->members - 1))));
    CM_TRY(cm_result_set(ctx, result, "most", cm_number(f->most)));
    CM_TRY(cm_result_set(ctx, result, "contributions", cm_number(x * (double)p->members)));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(some ? gain_of(p, x) : 0)));
    CM_TRY(cm_result_set(ctx, result, "captured", best > ctx->tol.abs * p->value ? cm_number(some ? gain_of(p, x) / best : 0) : cm_none()));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const threshold_params *p, const found *f, cm_result *result)
{
    char *text = NULL;
    cm_status status = CM_OK;
    if (!(f->high > 0)) {
        text = cm_format(ctx, result->arena, "Of members that do alike nobody contributes: one contribution decides too seldom, and does so for its cost only where that is below %.4g of the value.", f->most);
    } else if (f->low > 0) {
        text = cm_format(ctx, result->arena, "All hangs on what members expect: if more than %.4g of them are expected to contribute, more will, up to %.4g; if fewer, nobody will in the end.", f->low, f->high);
    }
    if (ctx->status != CM_OK) return ctx->status;
    if (text != NULL) CM_TRY(cm_result_note(ctx, result, text));
    if (p->cost <= p->value) CM_TRY(cm_result_note(ctx, result, "That just as many known members as are needed contribute, and no others, is an equilibrium as well, for any such set of them: each of them then decides."));
    if (!(p->refund < 1) && p->needed > 1) CM_TRY(cm_result_note(ctx, result, "Since all comes back when too few contribute, nothing is lost by trying: that nobody does is an equilibrium, but no stable one where others are."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const threshold_params *p = params;
    found f;
    cm_status status;
    (void)game;
    if (p->needed > p->members) return cm_fail(ctx, CM_E_INPUT, "threshold-good: %ld are needed of %ld members", p->needed, p->members);
    CM_TRY(find(ctx, p, &f));
    CM_TRY(print(ctx, p, &f, result));
    CM_TRY(say(ctx, p, &f, result));
out:
    return status;
}

/* --- the certificate: the number of others who contribute, member by member --------------------------------------- */

/* Pr[k of count contribute], k = 0 .. count. */
static void spread_out(double x, size_t count, double *chance)
{
    for (size_t k = 0; k <= count; k++) chance[k] = k == 0 ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k > 0; k--) chance[k] = chance[k] * (1 - x) + chance[k - 1] * x;
        chance[0] *= 1 - x;
    }
}

/* What contributing is worth more than not. */
static double advantage(const threshold_params *p, double x)
{
    unsigned others = (unsigned)p->members - 1, w = (unsigned)p->needed - 1;
    return p->value * gsl_ran_binomial_pdf(w, x, others) - p->cost + (w > 0 ? p->cost * p->refund * gsl_cdf_binomial_P(w - 1, x, others) : 0);
}

static cm_status check_row(cm_ctx *ctx, const threshold_params *p, const cm_table *table, size_t r, double *chance)
{
    size_t others = (size_t)p->members - 1, w = (size_t)p->needed - 1;
    double x = cm_reread_cell(table, r, "chance"), act = 0, wait = 0, provided, slack = ctx->tol.cert * p->value;
    cm_status status;
    if (!(x >= 0 && x <= 1)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is no chance", x);
    spread_out(x, others, chance);
    for (size_t k = 0; k <= others; k++) {
        act += chance[k] * (k >= w ? p->value - p->cost : -p->cost * (1 - p->refund));
        wait += chance[k] * (k > w ? p->value : 0);
    }
    if ((x > 0 && act < wait - slack) || (x < 1 && act > wait + slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: where all contribute with %.12g one gains %.6g by doing otherwise", x, fabs(act - wait));
    CM_TRY(cm_said_cell(ctx, table, r, "gain", x * act + (1 - x) * wait, p->value));
    provided = wait / p->value + x * chance[w];
    CM_TRY(cm_said_cell(ctx, table, r, "provision", provided, 1));
out:
    return status;
}

/* Between one equilibrium and the next it pays everywhere to contribute (1), or not to (-1); 0: neither can be told. */
static cm_status check_between(cm_ctx *ctx, const threshold_params *p, double from, double to, int *sign)
{
    *sign = 0;
    for (int k = 1; k < PLACES && from < to; k++) {
        double x = from + (to - from) * k / PLACES, gain = advantage(p, x);
        int here = gain > ctx->tol.cert * p->value ? 1 : gain < -ctx->tol.cert * p->value ? -1 : 0;
        if (here * *sign < 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is an equilibrium between %.12g and %.12g", from, to);
        if (here != 0) *sign = here;
    }
    return CM_OK;
}

static cm_status check_table(cm_ctx *ctx, const threshold_params *p, const cm_table *table, double *chance)
{
    int sign = 0, next;
    double before = 0;
    cm_status status = CM_OK;
    for (size_t r = 0; r < table->nrows; r++) {
        double x = cm_reread_cell(table, r, "chance"), after = r + 1 < table->nrows ? cm_reread_cell(table, r + 1, "chance") : 1;
        cm_value stable = cm_table_get(table, r, "stable");
        CM_TRY(check_row(ctx, p, table, r, chance));
        if (r == 0) CM_TRY(check_between(ctx, p, 0, x, &sign));
        CM_TRY(check_between(ctx, p, x, after, &next));
        if (!(x >= before) || stable.kind != CM_TRUTH) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the equilibria is none", r + 1));
        if ((x > 0 && sign != 0 && stable.as.truth != (sign > 0)) || (x < 1 && next != 0 && stable.as.truth != (next < 0))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether %.12g is stable is not as printed", x));
        sign = next;
        before = x;
    }
out:
    return status;
}

/* The highest cost at which it can pay, by halving where the ratio rises; it rises and then falls. */
static double highest(const threshold_params *p)
{
    unsigned others = (unsigned)p->members - 1, w = (unsigned)p->needed - 1;
    double low = 0, high = 1, ratio[2] = { 0, 0 };
    if (w == 0 || w == others || !(p->refund < 1)) return 1;
    for (int k = 0; k < STEPS; k++) {
        for (int j = 0; j < 2; j++) {
            double x = low + (high - low) * (j + 1) / 3;
            ratio[j] = gsl_ran_binomial_pdf(w, x, others) / (1 - p->refund * gsl_cdf_binomial_P(w - 1, x, others));
        }
        if (ratio[0] < ratio[1]) low += (high - low) / 3;
        else high -= (high - low) / 3;
    }
    return fmax(ratio[0], ratio[1]);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const threshold_params *p = params;
    const cm_table *table = cm_result_find(result, "equilibria");
    cm_arena scratch = { NULL };
    double *chance = CM_NEW(ctx, &scratch, (size_t)p->members + 1, double), x, low = NAN, best = p->value - p->cost * (double)p->needed / (double)p->members;
    size_t last;
    cm_status status = CM_OK;
    (void)game;
    if (chance == NULL) CM_LEAVE(ctx->status);
    if (table == NULL || table->nrows < 1) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the equilibria are missing"));
    last = table->nrows - 1;
    CM_TRY(check_table(ctx, p, table, chance));
    x = cm_reread_cell(table, last, "chance");
    if (last > 0 && !(cm_table_get(table, last - 1, "stable").as.truth) && cm_reread_cell(table, last - 1, "chance") > 0) low = cm_reread_cell(table, last - 1, "chance");
    CM_TRY(cm_said_near(ctx, result, "p_high", x > 0 ? x : NAN, 1));
    CM_TRY(cm_said_near(ctx, result, "p_low", low, 1));
    CM_TRY(cm_said_near(ctx, result, "provision_low", low > 0 ? cm_reread_cell(table, last - 1, "provision") : NAN, 1));
    CM_TRY(cm_said_near(ctx, result, "provision", cm_reread_cell(table, last, "provision"), 1));
    CM_TRY(cm_said_near(ctx, result, "gain", cm_reread_cell(table, last, "gain"), p->value));
    CM_TRY(cm_said_near(ctx, result, "captured", best > ctx->tol.abs * p->value ? cm_reread_cell(table, last, "gain") / best : NAN, fmax(1, p->value / fabs(best))));
    CM_TRY(cm_said_near(ctx, result, "contributions", x * (double)p->members, 1));
    spread_out(x, (size_t)p->members - 1, chance);
    CM_TRY(cm_said_near(ctx, result, "pivotal", chance[p->needed - 1], 1));
    CM_TRY(cm_said_near(ctx, result, "most", highest(p), 1));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(threshold_params, members), .fallback = 5, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "needed", .kind = CM_PARAM_INTEGER, .offset = offsetof(threshold_params, needed), .fallback = 3, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many contributions are needed.", .about_zh = "所需的贡献者数目。" },
    { .name = "value", .kind = CM_PARAM_NUMBER, .offset = offsetof(threshold_params, value), .fallback = 1, .low = 0.000001, .high = 1000000,
      .about = "What the good is worth to each member.", .about_zh = "该物品对每个成员的价值。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(threshold_params, cost), .fallback = 0.1, .low = 0.000001, .high = 1000000,
      .about = "What contributing costs.", .about_zh = "贡献的成本。" },
    { .name = "refund", .kind = CM_PARAM_NUMBER, .offset = offsetof(threshold_params, refund), .fallback = 0, .low = 0, .high = 1,
      .about = "The share of a contribution that comes back when too few contribute.", .about_zh = "贡献者不足时退还的成本比例。" },
};

static const char *const summary_names[] = { "provision", "p_high", "p_low", "provision_low", "pivotal", "most", "contributions", "gain", "captured", NULL };

extern const cm_concept cm_concept_threshold_good;
const cm_concept cm_concept_threshold_good = {
    .name = "threshold-good",
    .title = "A good that needs so many", .title_zh = "门槛公共物品",
    .about = "How surely a good comes about that needs a certain number of contributions, when members that are alike contribute with the same chance, and what it takes for expectations to carry it.",
    .about_zh = "需要一定数目贡献者的公共物品在同类成员以相同概率贡献时有多大把握实现，以及怎样的预期才能支撑它。",
    .formula = "C(n-1,w-1) p^(w-1) (1-p)^(n-w) V = c (1 - f Pr[fewer than w-1 others]); two roots at most, the upper one stable",
    .source = "T. R. Palfrey, H. Rosenthal, \"Participation and the provision of discrete public goods: a strategic analysis\", Journal of Public Economics 24 (1984) 171-193",
    .certificate = "where the others contribute as printed, counted member by member, nobody gains by doing otherwise; between equilibria it pays everywhere to contribute, or everywhere not to",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(threshold_params),
    .run = run,
    .check = check,
};
