/* nested.c: one venue, or regional venues inside it: chances, coverage, and how far apart the texts are.
 *
 * n members are divided into k regions.  In a region each consents with probability p, alike within the region and for
 * itself across regions, and a share of its members is needed.  Three things are compared: flat, all members in one venue
 * of which a share `top_share` is needed; regional, each region has its own text; nested, the universal text is what enough
 * regions (a share `top_share` of them) have agreed on and ratify, each with probability `ratify`.
 *
 * A region's text is the mean of its members' positions, which differ by `within` inside a region and by `between` across
 * regions: the text of a region of m has the variance b^2 + w^2 / m, and two texts are sqrt(2 / pi) sqrt(v_1 + v_2)
 * apart on average.  Coherence: of two members that are both bound by some regional text, how likely by the same.
 *
 * Summary: flat, somewhere (at least one region agrees), everywhere (all do), nested, texts (the mean number), coverage (of
 * capability, by regional texts), best (flat, regional or nested, by expected coverage), best_coverage, coherence, distance.
 * Table: regions (region, members, needed, capability, agreement).
 * Cost: O(n^2).
 * Source: derived here; regimes in parallel: K. J. Alter, K. Raustiala, "The rise of international regime complexity",
 * Annual Review of Law and Social Science 14 (2018) 329-349. */
#include "solver/forum/nested.h"

#include <math.h>
#include <string.h>

#include "solver/forum/consent.h"

cm_status cm_nested_open(cm_ctx *ctx, const cm_protocol *g, const cm_nested_params *p, cm_region *region)
{
    size_t k = (size_t)p->regions, next = 0;
    double all = 0;
    if (k > g->n) return cm_fail(ctx, CM_E_INPUT, "nested: %zu regions for %zu members", k, g->n);
    for (size_t i = 0; i < g->n; i++) all += g->capability != NULL ? g->capability[i] : 1;
    for (size_t r = 0; r < k; r++) {
        region[r] = (cm_region){ .first = next, .members = g->n / k + (r < g->n % k ? 1 : 0) };
        region[r].votes = cm_consent_votes(&ctx->tol, region[r].members, p->share);
        for (size_t i = next; i < next + region[r].members; i++) region[r].capability += (g->capability != NULL ? g->capability[i] : 1) / all;
        next += region[r].members;
    }
    return CM_OK;
}

double cm_nested_apart(const cm_nested_params *p, size_t one, size_t other)
{
    double variance = 2 * p->between * p->between + p->within * p->within * (1 / (double)one + 1 / (double)other);
    return sqrt(2 / acos(-1) * variance);
}

/* Add a number of up to `most` to a count of up to *n, both with their chances. */
static void convolve(double *count, size_t *n, const double *chance, size_t most, double *scratch)
{
    memset(scratch, 0, (*n + most + 1) * sizeof *scratch);
    for (size_t a = 0; a <= *n; a++) {
        for (size_t b = 0; b <= most; b++) scratch[a + b] += count[a] * chance[b];
    }
    *n += most;
    memcpy(count, scratch, (*n + 1) * sizeof *scratch);
}

static double tail(const double *count, size_t n, size_t from)
{
    double sum = 0;
    for (size_t k = from; k <= n; k++) sum += count[k];
    return sum;
}

typedef struct nest {
    const cm_nested_params *p;
    const cm_region *region;
    size_t k, n;
    double *agrees;                                /* k */
    double flat, nested;
} nest;

static cm_status chances(cm_ctx *ctx, cm_arena *arena, nest *t)
{
    double *count = CM_NEW(ctx, arena, t->n + 1, double), *scratch = CM_NEW(ctx, arena, t->n + 1, double), *one = CM_NEW(ctx, arena, t->n + 1, double);
    size_t members = 0, regions = 0;
    if (count == NULL || scratch == NULL || one == NULL) return ctx->status;
    count[0] = 1;
    for (size_t r = 0; r < t->k; r++) {
        size_t m = t->region[r].members;
        t->agrees[r] = cm_consent_chance(m, t->region[r].votes, t->p->consent, t->p->correlation);
        for (size_t v = 0; v <= m; v++) one[v] = cm_consent_exactly(m, v, t->p->consent, t->p->correlation);
        convolve(count, &members, one, m, scratch);
    }
    t->flat = tail(count, t->n, cm_consent_votes(&ctx->tol, t->n, t->p->top_share));
    memset(count, 0, (t->n + 1) * sizeof *count);
    count[0] = 1;
    for (size_t r = 0; r < t->k; r++) {
        one[1] = t->agrees[r] * t->p->ratify;
        one[0] = 1 - one[1];
        convolve(count, &regions, one, 1, scratch);
    }
    t->nested = tail(count, t->k, cm_consent_votes(&ctx->tol, t->k, t->p->top_share));
    return CM_OK;
}

static cm_status summary(cm_ctx *ctx, const nest *t, cm_result *result)
{
    double nowhere = 1, everywhere = 1, texts = 0, coverage = 0, same = 0, pairs = 0, distance = 0, best;
    const char *word = "flat";
    cm_status status;
    for (size_t r = 0; r < t->k; r++) {
        double m = (double)t->region[r].members;
        nowhere *= 1 - t->agrees[r];
        everywhere *= t->agrees[r];
        texts += t->agrees[r];
        coverage += t->region[r].capability * t->agrees[r];
        same += t->agrees[r] * m * (m - 1);
        for (size_t s = 0; s < r; s++) {
            pairs += 2 * t->agrees[r] * t->agrees[s] * m * (double)t->region[s].members;
            distance += 2 * cm_nested_apart(t->p, t->region[r].members, t->region[s].members) / (double)(t->k * (t->k - 1));
        }
    }
    best = t->flat;
    if (coverage > best && !cm_close(&ctx->tol, coverage, best)) best = coverage, word = "regional";
    if (t->nested > best && !cm_close(&ctx->tol, t->nested, best)) best = t->nested, word = "nested";
    CM_TRY(cm_result_set(ctx, result, "flat", cm_number(t->flat)));
    CM_TRY(cm_result_set(ctx, result, "somewhere", cm_number(1 - nowhere)));
    CM_TRY(cm_result_set(ctx, result, "everywhere", cm_number(everywhere)));
    CM_TRY(cm_result_set(ctx, result, "nested", cm_number(t->nested)));
    CM_TRY(cm_result_set(ctx, result, "texts", cm_number(texts)));
    CM_TRY(cm_result_set(ctx, result, "coverage", cm_number(coverage)));
    CM_TRY(cm_result_set(ctx, result, "best", cm_text(word)));
    CM_TRY(cm_result_set(ctx, result, "best_coverage", cm_number(best)));
    CM_TRY(cm_result_set(ctx, result, "coherence", same + pairs > 0 ? cm_number(same / (same + pairs)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "distance", t->k > 1 ? cm_number(distance) : cm_none()));
    CM_TRY(cm_result_note(ctx, result, "More regions make it likelier that somebody agrees, and that those who do agree on different texts."));
    CM_TRY(cm_result_note(ctx, result, "Under consensus at both levels a detour by regions cannot help: everybody has to consent all the same. It helps where a region may outvote some of its members."));
    CM_TRY(cm_result_note(ctx, result, "The venue's rule in the file does not count here: 'share' and 'top_share' say what is needed."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "region", "members", "needed", "capability", "agreement", NULL };
    const cm_nested_params *p = params;
    cm_arena scratch = { NULL };
    size_t k = (size_t)p->regions;
    cm_region *region = CM_NEW(ctx, &scratch, k, cm_region);
    nest t = { .p = p, .region = region, .k = k, .n = game->as.protocol.n, .agrees = CM_NEW(ctx, &scratch, k, double) };
    cm_table *table;
    cm_status status;
    if (region == NULL || t.agrees == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_nested_open(ctx, &game->as.protocol, p, region));
    CM_TRY(chances(ctx, &scratch, &t));
    CM_TRY(summary(ctx, &t, result));
    CM_TRY(cm_result_table(ctx, result, "regions", columns, &table));
    for (size_t r = 0; r < k; r++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)r + 1), cm_integer((int64_t)region[r].members), cm_integer((int64_t)region[r].votes), cm_number(region[r].capability), cm_number(t.agrees[r]) }));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

#define AT(member) offsetof(cm_nested_params, member)

static const cm_param param[] = {
    { "regions", CM_PARAM_INTEGER, AT(regions), 2, 1, 4000, NULL, "Into how many regions the members are divided.", "成员划分为几个区域。" },
    { "consent", CM_PARAM_NUMBER, AT(consent), 0.95, 0, 1, NULL, "How likely a member consents.", "一个成员同意的概率。" },
    { "correlation", CM_PARAM_NUMBER, AT(correlation), 0, 0, 0.999, NULL, "How alike two members of a region consent.", "同一区域的两个成员同意与否的相关系数。" },
    { "share", CM_PARAM_NUMBER, AT(share), 1, 0.001, 1, NULL, "The share of its members that a region needs; 1 is consensus.", "区域内所需同意的成员比例；1 为协商一致。" },
    { "top_share", CM_PARAM_NUMBER, AT(top_share), 1, 0.001, 1, NULL, "The share of members, or of regions, that the universal venue needs.", "普遍性场所所需同意的成员（或区域）比例。" },
    { "ratify", CM_PARAM_NUMBER, AT(ratify), 1, 0, 1, NULL, "How likely a region that has agreed also consents to the universal text.", "已达成一致的区域同意普遍性文本的概率。" },
    { "within", CM_PARAM_NUMBER, AT(within), 1, 0, 1000000, NULL, "How much positions differ inside a region (standard deviation).", "区域内立场的标准差。" },
    { "between", CM_PARAM_NUMBER, AT(between), 0.5, 0, 1000000, NULL, "How much regions differ (standard deviation).", "区域间立场的标准差。" },
};

static const char *const summary_names[] = { "flat", "somewhere", "everywhere", "nested", "texts", "coverage", "best", "best_coverage", "coherence", "distance", NULL };

const cm_concept cm_concept_nested = {
    .name = "nested",
    .title = "Nested regional venues",
    .title_zh = "嵌套的区域场所",
    .about = "Whether many regional venues agree where one universal venue does not, how much they cover, and how far apart their texts are.",
    .about_zh = "普遍性场所谈不成时各区域场所能否谈成、覆盖多大范围，以及各文本相距多远。",
    .formula = "somewhere = 1 - prod (1 - P_r); coverage = sum_r c_r P_r; nested = Pr[at least a share of regions agrees and ratifies]; distance = sqrt(2 / pi) sqrt(v_1 + v_2)",
    .source = "derived in the file; K. J. Alter, K. Raustiala, \"The rise of international regime complexity\", Annual Review of Law and Social Science 14 (2018) 329-349",
    .certificate = "members consent one after another, as from an urn; numbers of members and of regions are counted again by a Fourier sum, and distances by an integral",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_nested_params),
    .run = run,
    .check = cm_nested_check,
};
