/* evolution.c: how long a convention holds when members now and then do something else.
 *
 * All hold an old convention; a new one pays a member more once a share `needed` of those it meets hold it.  Members
 * revise one at a time, drawn alike: with chance `noise` by a fair coin, else by the better of the two against all
 * others (a draw of equals: the new one), or against two neighbours on a ring.  Time: revisions a member.
 *
 * all: the number i of adopters goes up by one with u_i, down with d_i; the wait for one more is h_0 = 1 / u_0,
 * h_i = 1 / u_i + (d_i / u_i) h_(i-1), and shares of all time are pi_(i+1) = pi_i u_i / d_(i+1): both in logarithms.
 * `mutations`: how many must err at once for the others to follow; `back`: for the new convention to be left again.
 * The convention that takes more mutations to leave holds nearly always when errors are rare.  ring: drawn; one pair of
 * neighbours is enough where needed is at most 1/2, however many members there are.
 *
 * Summary: rounds (revisions a member until a share `goal` holds the new one), with an interval of draws; log10_rounds;
 * adopted (its share of all time), mutations, back, selected.  Tables: states (adopters, probability,
 * log10_probability, log10_wait) or batches.
 * Cost: members; on a ring revisions x draws.
 * Source: M. Kandori, G. J. Mailath, R. Rob, "Learning, mutation, and long run equilibria in games", Econometrica 61
 * (1993) 29-56; H. P. Young, "The evolution of conventions", Econometrica 61 (1993) 57-84; G. Ellison, "Learning, local
 * interaction, and coordination", Econometrica 61 (1993) 1047-1071. */
#include "solver/norms/evolution.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { ASK = 1 << 16 };

size_t cm_evolution_goal(const cm_evolution_params *p)
{
    size_t k = 0;
    while ((double)k < p->goal * (double)p->members && k < (size_t)p->members) k++;
    return k;
}

/* Is the new one the better reply when j of m others hold it? */
static bool pays(const cm_evolution_params *p, size_t j, size_t m)
{
    return (double)j / (double)m >= p->needed;
}

static double up(const cm_evolution_params *p, size_t i)
{
    size_t n = (size_t)p->members;
    return (double)(n - i) / (double)n * ((pays(p, i, n - 1) ? 1 - p->noise : 0) + p->noise / 2);
}

static double down(const cm_evolution_params *p, size_t i)
{
    size_t n = (size_t)p->members;
    return (double)i / (double)n * ((pays(p, i - 1, n - 1) ? 0 : 1 - p->noise) + p->noise / 2);
}

/* log(e^a + e^b) */
static double log_sum(double a, double b)
{
    double most = fmax(a, b);
    return most > -HUGE_VAL ? most + log1p(exp(fmin(a, b) - most)) : most;
}

static double nth(double logarithm)
{
    return logarithm / log(10);
}

static cm_status walk(cm_ctx *ctx, const cm_evolution_params *p, cm_result *result, double *wait, double *adopted)
{
    static const char *const columns[] = { "adopters", "probability", "log10_probability", "log10_wait", NULL };
    size_t n = (size_t)p->members, goal = cm_evolution_goal(p);
    double *chance, whole = 0, before = -HUGE_VAL;
    cm_arena scratch = { NULL };
    cm_table *table;
    cm_status status = CM_OK;
    chance = CM_NEW(ctx, &scratch, n + 1, double);
    if (chance == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        chance[i + 1] = chance[i] + log(up(p, i)) - log(down(p, i + 1));
        whole = log_sum(whole, chance[i + 1]);
    }
    CM_TRY(cm_result_table(ctx, result, "states", columns, &table));
    *wait = -HUGE_VAL;
    *adopted = 0;
    for (size_t i = 0; i <= n; i++) {
        double h = i == n ? 0 : i == 0 ? -log(up(p, 0)) : log_sum(-log(up(p, i)), log(down(p, i)) - log(up(p, i)) + before);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i), cm_number(exp(chance[i] - whole)), cm_number(nth(chance[i] - whole)), i < n ? cm_number(nth(h - log((double)n))) : cm_none() }));
        *adopted += exp(chance[i] - whole) * (double)i / (double)n;
        if (i < goal) *wait = log_sum(*wait, h - log((double)n));
        before = h;
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* One draw on a ring: revisions until the goal. */
static cm_status ring(cm_ctx *ctx, const cm_evolution_params *p, unsigned char *in, uint64_t draw, double *work, double *time)
{
    size_t n = (size_t)p->members, goal = cm_evolution_goal(p), count = 0;
    uint64_t revisions = 0;
    cm_rng rng;
    cm_rng_init(&rng, (uint64_t)p->seed, "revisions", draw);
    memset(in, 0, n);
    while (count < goal) {
        size_t i = (size_t)cm_rng_below(&rng, n);
        double u = cm_rng_unit(&rng);
        unsigned char next = u < p->noise ? u < p->noise / 2 : pays(p, (size_t)in[i > 0 ? i - 1 : n - 1] + in[i + 1 < n ? i + 1 : 0], 2);
        count += next;
        count -= in[i];
        in[i] = next;
        if (++revisions % ASK != 0) continue;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        if (*work + (double)revisions * 40 > ctx->work_limit) {
            return cm_fail(ctx, CM_E_LIMIT, "evolution: after %.3g revisions in all the new convention is still not held by %zu of %zu; on this ring it hardly ever is", *work / 40 + (double)revisions, goal, n);
        }
    }
    *work += (double)revisions * 40;                                               /* a revision takes two numbers drawn */
    *time = (double)revisions / (double)n;
    return CM_OK;
}

typedef struct tally {
    double mean, low, high;
} tally;

static cm_status sample(cm_ctx *ctx, const cm_evolution_params *p, cm_result *result, tally *all)
{
    static const char *const columns[] = { "batch", "draws", "rounds", "spread", NULL };
    size_t draws = (size_t)p->draws, batches = draws < CM_EVOLUTION_BATCHES ? draws : CM_EVOLUTION_BATCHES;
    double work = 0, total = 0, totals = 0, wide;
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, (size_t)p->members, unsigned char);
    cm_table *table;
    cm_status status = CM_OK;
    if (in == NULL) return ctx->status;
    CM_TRY(cm_result_table(ctx, result, "batches", columns, &table));
    for (size_t b = 0; b < batches; b++) {
        size_t from = draws * b / batches, to = draws * (b + 1) / batches;
        double sum = 0, squares = 0, count = (double)(to - from), time = 0;
        for (size_t d = from; d < to; d++) {
            CM_TRY(ring(ctx, p, in, d, &work, &time));
            sum += time;
            squares += time * time;
        }
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)b + 1), cm_integer((int64_t)(to - from)), cm_number(sum / count), cm_number(sqrt(fmax(0, squares / count - sum / count * (sum / count)))) }));
        total += sum;
        totals += squares;
    }
    all->mean = total / (double)draws;
    wide = draws > 1 ? gsl_cdf_ugaussian_Pinv(0.975) * sqrt(fmax(0, totals / (double)draws - all->mean * all->mean) / ((double)draws - 1)) : HUGE_VAL;
    all->low = fmax(0, all->mean - wide);
    all->high = all->mean + wide;
out:
    cm_arena_free(&scratch);
    return status;
}

/* The fewest errors at once after which the others, who have not erred, do better to follow: from old to new, and back. */
static void count_errors(const cm_evolution_params *p, bool all, size_t *there, size_t *back)
{
    size_t m = all ? (size_t)p->members - 1 : 2;
    for (*there = 0; !pays(p, *there, m); ++*there) { }
    for (*back = 0; *back < m && pays(p, m - *back, m); ++*back) { }
    if (pays(p, m - *back, m)) *back = m + 1;
}

static cm_status explain(cm_ctx *ctx, const cm_evolution_params *p, bool all, size_t there, size_t back, cm_result *result)
{
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "mutations", cm_integer((int64_t)there)));
    CM_TRY(cm_result_set(ctx, result, "back", cm_integer((int64_t)back)));
    CM_TRY(cm_result_set(ctx, result, "selected", cm_text(there < back ? "new" : there > back ? "old" : "both")));
    if (all) CM_TRY(cm_result_note(ctx, result, "Each looks at all: the number that must err at once grows with the members, and the wait grows exponentially with it."));
    if (!all && p->needed <= 0.5) CM_TRY(cm_result_note(ctx, result, "Each looks at two neighbours: one adopter convinces the next, and the convention walks round the ring from wherever it began; more members wait no longer."));
    if (!all && p->needed > 0.5) CM_TRY(cm_result_note(ctx, result, "Each looks at two neighbours and follows only when both have adopted: islands of the new convention are worn away."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_evolution_params *p = params;
    bool all = strcmp(p->network, "all") == 0;
    size_t there, back;
    tally drawn = { 0, 0, 0 };
    double wait = 0, adopted = 0;
    cm_status status;
    (void)game;
    if (!(p->noise > 0)) return cm_fail(ctx, CM_E_INPUT, "evolution: a noise of %g; without errors a convention never changes", p->noise);
    if (!(p->goal > 0)) return cm_fail(ctx, CM_E_INPUT, "evolution: a goal of %g is reached at once", p->goal);
    if (!all && p->members < 3) return cm_fail(ctx, CM_E_INPUT, "evolution: a ring takes three members or more, not %ld", p->members);
    CM_TRY(all ? walk(ctx, p, result, &wait, &adopted) : sample(ctx, p, result, &drawn));
    if (!all) wait = log(drawn.mean);
    CM_TRY(cm_result_set(ctx, result, "adopted", all ? cm_number(adopted) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "rounds", exp(wait) < CM_NUM_LARGEST ? cm_number(all ? exp(wait) : drawn.mean) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "rounds_low", !all && p->draws > 1 ? cm_number(drawn.low) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "rounds_high", !all && p->draws > 1 ? cm_number(drawn.high) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "log10_rounds", cm_number(nth(wait))));
    count_errors(p, all, &there, &back);
    CM_TRY(explain(ctx, p, all, there, back, result));
out:
    return status;
}

static const char *const networks[] = { "all", "ring", NULL };

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_evolution_params, members), .fallback = 25, .low = 2, .high = 100000,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "network", .kind = CM_PARAM_WORD, .offset = offsetof(cm_evolution_params, network), .words = networks,
      .about = "Whether each deals with all others, or with its two neighbours on a ring.", .about_zh = "各成员与全体交往，还是只与环上两个邻居交往。" },
    { .name = "needed", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_evolution_params, needed), .fallback = 0.4, .low = 0, .high = 1,
      .about = "The share of those dealt with from which the new convention pays more.", .about_zh = "交往对象中多大比例采用新惯例后，新惯例更有利。" },
    { .name = "noise", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_evolution_params, noise), .fallback = 0.1, .low = 0, .high = 1,
      .about = "How likely a revision is by the toss of a coin.", .about_zh = "一次修订由抛硬币决定的概率。" },
    { .name = "goal", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_evolution_params, goal), .fallback = 0.9, .low = 0, .high = 1,
      .about = "The share of members at which the change is said to be made.", .about_zh = "新惯例达到多大比例算作转变完成。" },
    { .name = "draws", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_evolution_params, draws), .fallback = 400, .low = 1, .high = 10000000,
      .about = "On a ring: how many histories are drawn.", .about_zh = "环形网络上抽取多少段历史。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_evolution_params, seed), .fallback = 1, .low = 0, .high = 1e15,
      .about = "The seed of the draws.", .about_zh = "抽取所用的随机种子。" },
};

static const char *const summary_names[] = { "adopted", "rounds", "rounds_low", "rounds_high", "log10_rounds", "mutations", "back", "selected", NULL };

const cm_concept cm_concept_evolution = {
    .name = "evolution",
    .title = "Evolution of a convention", .title_zh = "惯例的演化",
    .about = "How long it takes until a new convention replaces an old one when members follow what pays and sometimes err, and which of the two holds in the long run.",
    .about_zh = "成员通常跟随更有利者、偶尔出错时，新惯例取代旧惯例需要多久，以及长期中哪一个占优。",
    .formula = "h_0 = 1 / u_0, h_i = 1 / u_i + (d_i / u_i) h_(i-1); pi_(i+1) = pi_i u_i / d_(i+1); mutations = ceil(needed (n - 1))",
    .source = "M. Kandori, G. J. Mailath, R. Rob, \"Learning, mutation, and long run equilibria in games\", Econometrica 61 (1993) 29-56; H. P. Young, \"The evolution of conventions\", Econometrica 61 "
              "(1993) 57-84; G. Ellison, \"Learning, local interaction, and coordination\", Econometrica 61 (1993) 1047-1071",
    .certificate = "as many go up from each state as come down in the long run; each wait is the time spent below, over the flow across; histories on a ring are made again, and for few members the wait is solved over all states",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_evolution_params),
    .run = run,
    .check = cm_evolution_check,
};
