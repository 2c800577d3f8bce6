/* capability_coverage.c: how much of the world's capability an agreement of few binds.
 *
 * n actors with capability in proportion to 1 / rank^s (Zipf's law), or as given.  An agreement binds the `signed` largest after the `without`
 * largest, who stay out: what they have over what all have.  Where each consents with chance p by itself all of k do with p^k:
 * effective = coverage p^k, and the size at which that is greatest is neither everybody nor the least.
 *
 * Summary: coverage, breadth (k / n), needed (the fewest of the largest that reach `target`), without_largest (the most that all others can reach), agreed
 * (p^k), effective, best (the size at which that is greatest), best_effective, effective_number (of equal actors that would be as concentrated: 1 /
 * sum of squared shares).  Table: sizes (size, coverage, effective).
 * Cost: n log n.
 * Fails with: CM_E_INPUT for more signatures than actors or a list of another number; CM_E_MEMORY.
 * Source: G. K. Zipf, "Human Behavior and the Principle of Least Effort" (1949); the effective number: M. Laakso, R. Taagepera, "'Effective' number of parties: a
 * measure with application to West Europe", Comparative Political Studies 12 (1979) 3-27. */
#include <stdlib.h>

#include "solver/action/people.h"
#include "solver/concept.h"

enum { LARGEST = 1000 };

typedef struct coverage_params {
    long members, signers, without;
    double exponent, consent, target;
    cm_numbers capabilities;
} coverage_params;

static int from_most(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static cm_status read(cm_ctx *ctx, const coverage_params *p, double *c)
{
    cm_status status;
    if (p->signers + p->without > p->members) return cm_fail(ctx, CM_E_INPUT, "coverage: %ld sign and the %ld largest stay out, of %ld actors", p->signers, p->without, p->members);
    CM_TRY(cm_people_fill(ctx, "coverage", "capabilities", p->members, 1, 0, &p->capabilities, c));
    for (size_t i = 0; p->capabilities.count == 0 && i < (size_t)p->members; i++) c[i] = exp(-p->exponent * log((double)i + 1));
out:
    return status;
}

static bool listed(size_t k, size_t n, const coverage_params *p)
{
    static const size_t usual[] = { 1, 2, 3, 5, 10, 15, 20, 25, 50, 100, 150 };
    for (size_t j = 0; j < sizeof usual / sizeof usual[0]; j++) {
        if (usual[j] == k) return true;
    }
    return k == n || k == (size_t)p->signers;
}

/* By size of the agreement: what it covers; returns the best size. */
static cm_status list_sizes(cm_ctx *ctx, const coverage_params *p, const double *c, double total, cm_result *result, int64_t *best, double *most)
{
    static const char *const columns[] = { "size", "coverage", "effective", NULL };
    size_t n = (size_t)(p->members - p->without);
    double bound = 0;
    cm_table *table;
    cm_status status;
    *most = 0;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = 1; k <= n; k++) {
        double effective;
        bound += c[(size_t)p->without + k - 1];
        effective = bound / total * pow(p->consent, (double)k);
        if (effective > *most * (1 + ctx->tol.rel)) *most = effective, *best = (int64_t)k;
        if (listed(k, n, p)) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k), cm_number(bound / total), cm_number(effective) }));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const coverage_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members, needed = 0;
    double *c = CM_NEW(ctx, &scratch, n, double), total = 0, squares = 0, bound = 0, sum = 0, largest = 0, most;
    int64_t best = 0;
    char *text;
    cm_status status = CM_OK;
    (void)game;
    if (c == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read(ctx, p, c));
    qsort(c, n, sizeof *c, from_most);
    for (size_t i = 0; i < n; i++) {
        total += c[i];
        if (i < (size_t)p->without) largest += c[i];
        else if (i < (size_t)(p->without + p->signers)) bound += c[i];
    }
    for (size_t i = 0; i < n; i++) squares += c[i] / total * (c[i] / total);
    for (needed = 0; needed < n && sum < p->target * total * (1 - ctx->tol.rel); ) sum += c[needed++];
    CM_TRY(list_sizes(ctx, p, c, total, result, &best, &most));
    CM_TRY(cm_result_set(ctx, result, "coverage", cm_number(bound / total)));
    CM_TRY(cm_result_set(ctx, result, "breadth", cm_number((double)p->signers / (double)n)));
    CM_TRY(cm_result_set(ctx, result, "needed", cm_integer((int64_t)needed)));
    CM_TRY(cm_result_set(ctx, result, "without_largest", cm_number(1 - largest / total)));
    CM_TRY(cm_result_set(ctx, result, "agreed", cm_number(pow(p->consent, (double)p->signers))));
    CM_TRY(cm_result_set(ctx, result, "effective", cm_number(bound / total * pow(p->consent, (double)p->signers))));
    CM_TRY(cm_result_set(ctx, result, "best", cm_integer(best)));
    CM_TRY(cm_result_set(ctx, result, "best_effective", cm_number(most)));
    CM_TRY(cm_result_set(ctx, result, "effective_number", cm_number(1 / squares)));
    text = cm_format(ctx, result->arena, "%ld of %zu actors, %.3g of all, have %.3g of all capability; %zu of the largest have %.3g.", p->signers, n, (double)p->signers / (double)n, bound / total, needed, p->target);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    if (p->consent < 1) CM_TRY(cm_result_note(ctx, result, "Each is taken to consent by itself: where what one decides goes with what others do, large agreements come about more often than this says."));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate: without sorting, the next largest is looked for one by one, and chances are multiplied -------------- */

/* Take the largest left out of c. */
static double take(double *c, size_t n)
{
    size_t at = 0;
    double most;
    for (size_t i = 1; i < n; i++) at = c[i] > c[at] ? i : at;
    most = c[at];
    c[at] = -1;
    return most;
}

typedef struct tally {
    double total, largest, bound, chance, coverage, effective, agreed, most, sum;
    size_t row;
    bool best;                           /* the printed best size is one of these */
} tally;

static cm_status check_size(cm_ctx *ctx, const coverage_params *p, const cm_table *table, const cm_result *result, size_t k, tally *t)
{
    double effective = t->bound / t->total * t->chance;
    cm_status status = CM_OK;
    if (effective > t->most) t->most = effective;
    if (k == (size_t)p->signers) t->coverage = t->bound / t->total, t->effective = effective, t->agreed = t->chance;
    if ((double)k >= cm_reread_get(result, "best") && (double)k <= cm_reread_get(result, "best")) {
        CM_TRY(cm_said_near(ctx, result, "best_effective", effective, 1));
        t->best = true;
    }
    if (t->row >= table->nrows || (size_t)cm_reread_cell(table, t->row, "size") != k) return CM_OK;
    CM_TRY(cm_said_cell(ctx, table, t->row, "coverage", t->bound / t->total, 1));
    CM_TRY(cm_said_cell(ctx, table, t->row, "effective", effective, 1));
    t->row++;
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const coverage_params *p = params;
    const cm_table *table = cm_result_find(result, "sizes");
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members;
    double *c = CM_NEW(ctx, &scratch, n, double), squares = 0, tol = ctx->tol.cert, needed = cm_reread_get(result, "needed"), before = 0;
    tally t = { .chance = 1, .agreed = 1 };
    cm_status status = CM_OK;
    (void)game;
    if (c == NULL) CM_LEAVE(ctx->status);
    if (table == NULL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the sizes are missing"));
    CM_TRY(read(ctx, p, c));
    for (size_t i = 0; i < n; i++) t.total += c[i], squares += c[i] * c[i];
    for (size_t i = 0; i < n; i++) {
        double next = take(c, n);
        t.sum += next;
        if ((double)(i + 1) < needed + 0.5 && (double)(i + 1) > needed - 0.5 && !(t.sum >= (p->target - tol) * t.total && before <= (p->target + tol) * t.total)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu of the largest reach %g", i + 1, p->target));
        before = t.sum;
        if (i < (size_t)p->without) {
            t.largest += next;
            continue;
        }
        t.bound += next;
        t.chance *= p->consent;
        CM_TRY(check_size(ctx, p, table, result, i + 1 - (size_t)p->without, &t));
    }
    if (t.row != table->nrows) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the sizes is none", t.row + 1));
    if (!(needed >= (p->target > 0 ? 1 : 0) && needed <= (double)n)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %g actors of %zu", needed, n));
    if (t.best != (t.most > 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %g is no best size", cm_reread_get(result, "best")));
    CM_TRY(cm_said_near(ctx, result, "coverage", t.coverage, 1));
    CM_TRY(cm_said_near(ctx, result, "breadth", (double)p->signers / (double)n, 1));
    CM_TRY(cm_said_near(ctx, result, "without_largest", 1 - t.largest / t.total, 1));
    CM_TRY(cm_said_near(ctx, result, "agreed", t.agreed, 1));
    CM_TRY(cm_said_near(ctx, result, "effective", t.effective, 1));
    CM_TRY(cm_said_near(ctx, result, "best_effective", t.most, 1));
    CM_TRY(cm_said_near(ctx, result, "effective_number", t.total * t.total / squares, (double)n));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(coverage_params, members), .fallback = 193, .low = 1, .high = LARGEST,
      .about = "How many actors there are.", .about_zh = "行为体总数。" },
    { .name = "signers", .kind = CM_PARAM_INTEGER, .offset = offsetof(coverage_params, signers), .fallback = 20, .low = 0, .high = LARGEST,
      .about = "How many of the largest the agreement binds.", .about_zh = "协议约束能力最大的多少个行为体。" },
    { .name = "without", .kind = CM_PARAM_INTEGER, .offset = offsetof(coverage_params, without), .fallback = 0, .low = 0, .high = LARGEST,
      .about = "How many of the very largest stay out.", .about_zh = "能力最大的行为体中有多少个不参加。" },
    { .name = "exponent", .kind = CM_PARAM_NUMBER, .offset = offsetof(coverage_params, exponent), .fallback = 1, .low = 0, .high = 5,
      .about = "How unequal capabilities are: the actor of rank r has 1 / r^exponent; 0: all alike.", .about_zh = "能力的不平等程度：第 r 位的能力为 1 / r^exponent；0 为彼此相同。" },
    { .name = "capabilities", .kind = CM_PARAM_NUMBERS, .offset = offsetof(coverage_params, capabilities), .low = 0.000001, .high = 1000000000,
      .about = "The capability of each, in place of the exponent.", .about_zh = "逐一给出各行为体的能力，以代替 exponent。" },
    { .name = "consent", .kind = CM_PARAM_NUMBER, .offset = offsetof(coverage_params, consent), .fallback = 1, .low = 0, .high = 1,
      .about = "How likely each of those asked consents, by itself.", .about_zh = "每个受邀者独立同意的概率。" },
    { .name = "target", .kind = CM_PARAM_NUMBER, .offset = offsetof(coverage_params, target), .fallback = 0.5, .low = 0, .high = 1,
      .about = "The share of all capability for which the fewest actors are counted.", .about_zh = "计算最少需要多少个行为体才能达到的能力份额。" },
};

static const char *const summary_names[] = { "coverage", "breadth", "needed", "without_largest", "agreed", "effective", "best", "best_effective", "effective_number", NULL };

extern const cm_concept cm_concept_coverage;
const cm_concept cm_concept_coverage = {
    .name = "coverage",
    .title = "Coverage of capability", .title_zh = "协议的能力覆盖",
    .about = "Which share of the world's capability an agreement of the largest actors binds, how few reach a given share, and what is left where the very largest stay out or each may refuse.",
    .about_zh = "由能力最大的行为体达成的协议覆盖世界能力的多少份额、最少多少个即可达到某一份额，以及最大者不参加或各方可能拒绝时还剩多少。",
    .formula = "coverage = sum of c over those bound / sum of c over all, c_r = r^-s; effective = coverage p^k; effective number = (sum c)^2 / sum c^2",
    .source = "G. K. Zipf, Human Behavior and the Principle of Least Effort (1949); M. Laakso, R. Taagepera, \"'Effective' number of parties: a measure with application to West Europe\", Comparative Political Studies 12 (1979) 3-27",
    .certificate = "the next largest is looked for one by one among those left, and shares and chances are put together anew",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(coverage_params),
    .run = run,
    .check = check,
};
