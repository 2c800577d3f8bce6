/* forum_size.c: how large a venue should be when more members count for more and are harder to bring together.
 *
 * Value of a venue of k members: V(k) = reach(k)^w P(k) - c k.  P: how likely it agrees, when each consents with the same
 * probability, alike or not, and a share of them is needed.  reach: k itself, or the share of the world's capability that
 * the k strongest of all have, where the j-th has 1 / j^z (Zipf).  With independent consent under consensus, reach k and
 * no cost the best size is about -w / ln p, whatever the world's size; with consent correlated by a beta law all are best
 * together when w is at least its second parameter b, P falling like k^-b.
 *
 * Summary: best (the smallest of several), value, agreement, coverage (at the best size), universal (all are best),
 * continuous (-w / ln p, where it holds); value_at, agreement_at, coverage_at: at the size asked for.
 * Table: sizes (members, coverage, agreement, value).
 * Cost: most^2 terms at worst.
 * Source: derived here; forum shopping: M. L. Busch, "Overlapping institutions, forum shopping, and dispute settlement in
 * international trade", International Organization 61 (2007) 735-761. */
#include <math.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/forum/consent.h"
#include "solver/forum/outcome.h"

typedef struct size_params {
    long most, size;
    double consent, correlation, share, weight, zipf, cost;
    const char *reach;
} size_params;

typedef struct world {
    const size_params *p;
    const cm_tol *tol;
    double all;                          /* sum of 1 / j^z */
} world;

static double agreement(const world *w, size_t k)
{
    return cm_consent_chance(k, cm_consent_votes(w->tol, k, w->p->share), w->p->consent, w->p->correlation);
}

static double value(const world *w, size_t k, double coverage, double agreed)
{
    double reach = strcmp(w->p->reach, "members") == 0 ? (double)k : coverage;
    return pow(reach, w->p->weight) * agreed - w->p->cost * (double)k;
}

static double strength(const world *w, size_t j)
{
    return pow((double)j, -w->p->zipf);
}

static cm_status open_world(cm_ctx *ctx, const size_params *p, world *w)
{
    *w = (world){ .p = p, .tol = &ctx->tol };
    if (p->size > p->most) return cm_fail(ctx, CM_E_INPUT, "forum-size: a size of %ld, of %ld in all", p->size, p->most);
    for (size_t j = 1; j <= (size_t)p->most; j++) w->all += strength(w, j);
    return CM_OK;
}

static bool listed(size_t k, size_t most)
{
    double next = 1;
    if (k <= 5 || k == most) return true;
    while (ceil(next) < (double)k) next *= 1.25;
    return (size_t)ceil(next) == k;
}

static cm_status set(cm_ctx *ctx, cm_result *result, const char *const *names, double worth, double agreed, double coverage)
{
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, names[0], cm_number(worth)));
    CM_TRY(cm_result_set(ctx, result, names[1], cm_number(agreed)));
    CM_TRY(cm_result_set(ctx, result, names[2], cm_number(coverage)));
out:
    return status;
}

static const char *const at_best[] = { "value", "agreement", "coverage" }, *const at_size[] = { "value_at", "agreement_at", "coverage_at" };

/* -w / ln p is the best size on the line. */
static bool has_continuous(const size_params *p)
{
    return !(p->correlation > 0) && !(p->share < 1) && strcmp(p->reach, "members") == 0 && !(p->cost > 0) && p->consent > 0 && p->consent < 1;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "members", "coverage", "agreement", "value", NULL };
    const size_params *p = params;
    double best = -HUGE_VAL, in = 0, kept[3] = { 0 }, there[3] = { 0 };
    size_t at = 1, level = 0;
    cm_table *table;
    world w;
    cm_status status;
    (void)game;
    CM_TRY(open_world(ctx, p, &w));
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = 1; k <= (size_t)p->most; k++) {
        double agreed = agreement(&w, k), coverage, worth;
        in += strength(&w, k);
        coverage = in / w.all;
        worth = value(&w, k, coverage, agreed);
        if (k == (size_t)p->size) there[0] = worth, there[1] = agreed, there[2] = coverage;
        if (cm_close(&ctx->tol, worth, best)) level++;
        else if (worth > best) best = worth, at = k, level = 0, kept[0] = worth, kept[1] = agreed, kept[2] = coverage;
        if (listed(k, (size_t)p->most)) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k), cm_number(coverage), cm_number(agreed), cm_number(worth) }));
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped at a size of %zu", k));
    }
    CM_TRY(cm_result_set(ctx, result, "best", cm_integer((int64_t)at)));
    CM_TRY(set(ctx, result, at_best, kept[0], kept[1], kept[2]));
    CM_TRY(cm_result_set(ctx, result, "universal", cm_truth(at == (size_t)p->most)));
    CM_TRY(cm_result_set(ctx, result, "continuous", has_continuous(p) ? cm_number(-p->weight / log(p->consent)) : cm_none()));
    CM_TRY(set(ctx, result, at_size, there[0], there[1], there[2]));
    if (level > 0) CM_TRY(cm_result_note(ctx, result, "A larger size is as good; the smallest is named."));
    CM_TRY(cm_result_note(ctx, result, at == (size_t)p->most ? "All together is best: what all the others add outweighs what their consent costs." : "Beyond the best size what more members may refuse costs more than their weight adds."));
out:
    return status;
}

static cm_status check_row(cm_ctx *ctx, const cm_table *table, size_t r, const double *want)
{
    static const char *const columns[] = { "coverage", "agreement", "value" };
    cm_status status = CM_OK;
    for (size_t c = 0; c < 3; c++) CM_TRY(cm_printed_near(ctx, cm_table_get(table, r, columns[c]), want[c], columns[c], r + 1));
out:
    return status;
}

/* Members join one after another, as from an urn. */
static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const size_params *p = params;
    const cm_table *table = cm_result_find(result, "sizes");
    cm_value best = cm_printed_value(result, "best"), universal = cm_printed_value(result, "universal");
    cm_arena scratch = { NULL };
    size_t most = (size_t)p->most, at = best.kind == CM_INTEGER && best.as.integer > 0 ? (size_t)best.as.integer : 0, row = 0;
    double *yes = CM_NEW(ctx, &scratch, most + 2, double), in = 0, top = -HUGE_VAL, worth = 0;
    world w;
    cm_status status;
    (void)game;
    if (yes == NULL) CM_LEAVE(ctx->status);
    CM_TRY(open_world(ctx, p, &w));
    if (table == NULL || at < 1 || at > most || universal.kind != CM_TRUTH) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no best size"));
    yes[0] = 1;
    for (size_t k = 1; k <= most; k++) {
        double agreed = 0, got[3];
        cm_consent_next(yes, k - 1, p->consent, p->correlation);
        for (size_t v = k + 1; v-- > 0 && (double)v >= p->share * (double)k - ctx->tol.abs * (double)k && v > 0;) agreed += yes[v];
        in += exp(-p->zipf * log((double)k));
        got[0] = in / w.all;
        got[1] = agreed;
        got[2] = value(&w, k, in / w.all, agreed);
        top = fmax(top, got[2]);
        if (k == at) worth = got[2];
        if (k == at) CM_TRY(cm_outcome_maybe(ctx, result, "value", true, got[2]));
        if (k == at) CM_TRY(cm_outcome_maybe(ctx, result, "agreement", true, agreed));
        if (k == at) CM_TRY(cm_outcome_maybe(ctx, result, "coverage", true, got[0]));
        if (k == (size_t)p->size) CM_TRY(cm_outcome_maybe(ctx, result, "value_at", true, got[2]));
        if (k == (size_t)p->size) CM_TRY(cm_outcome_maybe(ctx, result, "agreement_at", true, agreed));
        if (k == (size_t)p->size) CM_TRY(cm_outcome_maybe(ctx, result, "coverage_at", true, got[0]));
        if (row < table->nrows && cm_table_get(table, row, "members").as.integer == (int64_t)k) CM_TRY(check_row(ctx, table, row++, got));
    }
    if (row != table->nrows || row == 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the sizes is of no size", row + 1));
    if (!(worth >= top - ctx->tol.cert * fmax(1, fabs(top)))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu members are worth %.12g, and another number %.12g", at, worth, top));
    if (universal.as.truth != (at == most)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether all are best is not as the best size says"));
    CM_TRY(cm_outcome_maybe(ctx, result, "continuous", has_continuous(p), 1 / (-log1p(p->consent - 1) / p->weight)));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const reaches[] = { "members", "capability", NULL };

static const cm_param param[] = {
    { .name = "most", .kind = CM_PARAM_INTEGER, .offset = offsetof(size_params, most), .fallback = 193, .low = 1, .high = 4000,
      .about = "How many there are in all.", .about_zh = "全部行为体的数目。" },
    { .name = "size", .kind = CM_PARAM_INTEGER, .offset = offsetof(size_params, size), .fallback = 1, .low = 1, .high = 4000,
      .about = "The size at which the venue is looked at besides the best.", .about_zh = "除最佳规模外另行考察的场所规模。" },
    { .name = "consent", .kind = CM_PARAM_NUMBER, .offset = offsetof(size_params, consent), .fallback = 0.95, .low = 0, .high = 1,
      .about = "How likely a member consents.", .about_zh = "一个成员同意的概率。" },
    { .name = "correlation", .kind = CM_PARAM_NUMBER, .offset = offsetof(size_params, correlation), .fallback = 0, .low = 0, .high = 0.999,
      .about = "How alike two members consent: 0 for each by itself.", .about_zh = "两个成员同意与否的相关系数；0 表示各自独立。" },
    { .name = "share", .kind = CM_PARAM_NUMBER, .offset = offsetof(size_params, share), .fallback = 1, .low = 0.001, .high = 1,
      .about = "The share of members whose consent is needed; 1 is consensus.", .about_zh = "所需同意的成员比例；1 为协商一致。" },
    { .name = "weight", .kind = CM_PARAM_NUMBER, .offset = offsetof(size_params, weight), .fallback = 1, .low = 0, .high = 100,
      .about = "How much reach counts: the exponent on it.", .about_zh = "覆盖范围的重要程度：其指数。" },
    { .name = "reach", .kind = CM_PARAM_WORD, .offset = offsetof(size_params, reach), .words = reaches,
      .about = "Whether reach is the number of members or their share of the world's capability.", .about_zh = "覆盖范围指成员数目，还是其占世界能力的份额。" },
    { .name = "zipf", .kind = CM_PARAM_NUMBER, .offset = offsetof(size_params, zipf), .fallback = 1, .low = 0, .high = 10,
      .about = "How unequal capabilities are: the j-th strongest has one over j to this power.", .about_zh = "能力的不平等程度：第 j 强者的能力为 j 的该次幂之倒数。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(size_params, cost), .fallback = 0, .low = 0, .high = 1000000,
      .about = "What each member costs the venue.", .about_zh = "每个成员给场所带来的成本。" },
};

static const char *const summary_names[] = { "best", "value", "agreement", "coverage", "universal", "continuous", "value_at", "agreement_at", "coverage_at", NULL };

extern const cm_concept cm_concept_forum_size;
const cm_concept cm_concept_forum_size = {
    .name = "forum-size",
    .title = "The best size of a venue",
    .title_zh = "场所的最佳规模",
    .about = "How many members a venue should have when more of them count for more but are less likely to agree.",
    .about_zh = "成员越多分量越重、却越难一致时，一个场所应有多少成员。",
    .formula = "max over k of reach(k)^w P(k) - c k; independent consent: about -w / ln p; correlated: all together iff w >= b",
    .source = "derived in the file; M. L. Busch, \"Overlapping institutions, forum shopping, and dispute settlement in international trade\", International Organization 61 (2007) 735-761",
    .certificate = "members join one after another, as from an urn, and no size of all is worth more than the one named",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(size_params),
    .run = run,
    .check = check,
};
