/* camps.c: camps issue by issue, and one division into camps for all issues.
 *
 * On each issue the members are cut into a low and a high side where the spread within the two is least.  The
 * cohesion of a division into two camps on an issue is Rice's index, weighted by the camps' sizes: in each camp the
 * larger side less the smaller, added up, over n.  An issue's own division has 1.  The single division is the one of
 * greatest mean cohesion over all issues.  With s_ik = -1, 1 for the sides, S_k their sum and d_i = -1, 1 for the camps
 * it maximises sum_k max(|S_k|, |sum_i d_i s_ik|).  Issues count alike, whatever their saliences.
 *
 * How: up to 20 members, all divisions, one switch at a time.  Above, with up to 10 issues: the maximum over d is
 * that over c in {-1, 0, 1}^K of sum_i |sum_k c_k s_ik| + sum_{c_k = 0} |S_k|.  With more of both: single switches from
 * each issue's own division, as long as they help; then `proven` is false.
 * Fails with: CM_E_INTERRUPT; CM_E_MEMORY.  Cost: O(2^n d), or O(3^d n d).
 * Source: S. A. Rice, Quantitative Methods in Politics, Knopf (1928), ch. 15; one-dimensional cuts: W. D. Fisher, "On
 * grouping for maximum homogeneity", Journal of the American Statistical Association 53 (1958) 789-798; the
 * comparison of blocs by issue with one division is this project's. */
#include "solver/spatial/camps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/concept.h"

typedef struct place {
    double at;
    size_t who;
} place;

typedef struct search {
    const cm_sides *s;
    long *sum, *now;                     /* S_k; sum_i d_i s_ik */
    signed char *camp, *best;            /* d_i */
    long most;
    int64_t ties;
    const cm_ctx *ctx;
} search;

static int by_place(const void *a, const void *b)
{
    const place *left = a, *right = b;
    if (left->at < right->at || left->at > right->at) return left->at < right->at ? -1 : 1;
    return (left->who > right->who) - (left->who < right->who);
}

double cm_blocs_between(const cm_spatial *game, size_t k, const unsigned char *in)
{
    double sum[2] = { 0, 0 }, count[2] = { 0, 0 }, mean, total = 0, between = 0;
    for (size_t i = 0; i < game->n; i++) {
        sum[in[i]] += game->ideal[i * game->d + k];
        count[in[i]]++;
    }
    mean = (sum[0] + sum[1]) / (double)game->n;
    for (size_t i = 0; i < game->n; i++) total += (game->ideal[i * game->d + k] - mean) * (game->ideal[i * game->d + k] - mean);
    for (size_t c = 0; c < 2; c++) {
        if (count[c] > 0) between += count[c] * (sum[c] / count[c] - mean) * (sum[c] / count[c] - mean);
    }
    return total > 0 ? between / total : 1;
}

/* The cut of issue k; *ties is how many cuts are as good. */
static void cut(const cm_ctx *ctx, const cm_spatial *game, size_t k, place *p, unsigned char *in, cm_sides *s, size_t *ties)
{
    double best = -1;
    size_t after = 0;
    *ties = 0;
    for (size_t i = 0; i < game->n; i++) p[i] = (place){ game->ideal[i * game->d + k], i };
    qsort(p, game->n, sizeof *p, by_place);
    memset(in, 1, game->n);
    for (size_t c = 1; c < game->n; c++) {
        double share;
        in[p[c - 1].who] = 0;
        if (cm_close(&ctx->tol, p[c - 1].at, p[c].at)) continue;
        share = cm_blocs_between(game, k, in);
        if (share > best + ctx->tol.abs) {
            best = share;
            after = c;
            *ties = 1;
        } else if (share >= best - ctx->tol.abs) {
            ++*ties;
        }
    }
    for (size_t c = 0; c < game->n; c++) s->side[p[c].who * game->d + k] = c < after ? -1 : 1;
}

static long value(const search *x)
{
    long total = 0;
    for (size_t k = 0; k < x->s->d; k++) total += labs(x->now[k]) > labs(x->sum[k]) ? labs(x->now[k]) : labs(x->sum[k]);
    return total;
}

static void turn(search *x, size_t i)
{
    x->camp[i] = (signed char)-x->camp[i];
    for (size_t k = 0; k < x->s->d; k++) x->now[k] += 2 * x->camp[i] * x->s->side[i * x->s->d + k];
}

static void keep(search *x)
{
    long v = value(x);
    if (v > x->most) {
        x->most = v;
        x->ties = 0;
        memcpy(x->best, x->camp, x->s->n);
    }
    x->ties += v == x->most;
}

/* d = 1 for all, then one switch at a time (Gray's order); the last member stays where it is. */
static void all_divisions(search *x)
{
    keep(x);
    for (uint32_t t = 1; t < 1u << (x->s->n - 1) && !cm_stopped(x->ctx); t++) {
        turn(x, (size_t)__builtin_ctz(t));
        keep(x);
    }
}

static void take(search *x, const signed char *camp)
{
    for (size_t i = 0; i < x->s->n; i++) {
        if (x->camp[i] != camp[i]) turn(x, i);
    }
}

/* The best d for signs c of the issues puts each member where its issues pull it. */
static void all_signs(search *x, signed char *camp)
{
    size_t d = x->s->d, count = 1;
    for (size_t k = 0; k < d; k++) count *= 3;
    for (size_t t = 0; t < count && !cm_stopped(x->ctx); t++) {
        for (size_t i = 0; i < x->s->n; i++) {
            long pull = 0;
            size_t rest = t;
            for (size_t k = 0; k < d; k++, rest /= 3) pull += ((long)(rest % 3) - 1) * x->s->side[i * d + k];
            camp[i] = pull < 0 ? -1 : 1;
        }
        take(x, camp);
        keep(x);
    }
}

static void climb(search *x, signed char *camp)
{
    for (size_t k = 0; k < x->s->d && !cm_stopped(x->ctx); k++) {
        bool better = true;
        for (size_t i = 0; i < x->s->n; i++) camp[i] = (signed char)x->s->side[i * x->s->d + k];
        take(x, camp);
        while (better) {
            better = false;
            for (size_t i = 0; i < x->s->n; i++) {
                long before = value(x);
                turn(x, i);
                if (value(x) > before) better = true;
                else turn(x, i);
            }
        }
        keep(x);
    }
}

static cm_status divide(cm_ctx *ctx, cm_arena *arena, const cm_sides *s, search *x)
{
    signed char *camp = CM_NEW(ctx, arena, s->n, signed char);
    *x = (search){ s, CM_NEW(ctx, arena, s->d, long), CM_NEW(ctx, arena, s->d, long), CM_NEW(ctx, arena, s->n, signed char), CM_NEW(ctx, arena, s->n, signed char), -1, 0, ctx };
    if (ctx->status != CM_OK) return ctx->status;
    memset(x->camp, 1, s->n);
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->d; k++) x->sum[k] += s->side[i * s->d + k];
    }
    memcpy(x->now, x->sum, s->d * sizeof *x->now);
    if (s->n <= CM_BLOCS_MEMBERS) all_divisions(x);
    else if (s->d <= CM_BLOCS_ISSUES) all_signs(x, camp);
    else climb(x, camp);
    if (x->best[0] < 0) {
        for (size_t i = 0; i < s->n; i++) x->best[i] = (signed char)-x->best[i];
    }
    return cm_stopped(ctx) ? cm_fail(ctx, CM_E_INTERRUPT, "stopped among the divisions of %zu members", s->n) : CM_OK;
}

/* The side of most of a camp on issue k: -1, 1, or 0 when there is none. */
static int leads(const cm_sides *s, const signed char *best, size_t k, int camp)
{
    long sum = 0;
    for (size_t i = 0; i < s->n; i++) sum += best[i] == camp ? s->side[i * s->d + k] : 0;
    return (sum > 0) - (sum < 0);
}

static cm_status print_issues(cm_ctx *ctx, const cm_spatial *game, const cm_sides *s, const search *x, unsigned char *in, cm_result *result)
{
    static const char *const columns[] = { "issue", "own", "single", "own_spread", "single_spread", "opposed", NULL }, *const sides[] = { "issue", "player", "camp", NULL };
    cm_table *cohesion, *camps;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "cohesion", columns, &cohesion));
    CM_TRY(cm_result_table(ctx, result, "camps", sides, &camps));
    for (size_t k = 0; k < s->d; k++) {
        long now = 0;
        cm_value row[] = { cm_text(game->issue[k]), cm_number(1), cm_none(), cm_none(), cm_none(), cm_truth(leads(s, x->best, k, 1) * leads(s, x->best, k, -1) < 0) };
        for (size_t i = 0; i < s->n; i++) {
            cm_value side[] = { row[0], cm_text(game->player[i]), cm_text(s->side[i * s->d + k] < 0 ? "low" : "high") };
            now += x->best[i] * s->side[i * s->d + k];
            in[i] = s->side[i * s->d + k] > 0;
            CM_TRY(cm_table_row(ctx, result, camps, side));
        }
        row[2] = cm_number((double)(labs(now) > labs(x->sum[k]) ? labs(now) : labs(x->sum[k])) / (double)s->n);
        row[3] = cm_number(cm_blocs_between(game, k, in));
        for (size_t i = 0; i < s->n; i++) in[i] = x->best[i] > 0;
        row[4] = cm_number(cm_blocs_between(game, k, in));
        CM_TRY(cm_table_row(ctx, result, cohesion, row));
    }
out:
    return status;
}

/* Who sides against most of its camp, and on how many issues. */
static cm_status print_members(cm_ctx *ctx, const cm_spatial *game, const cm_sides *s, const search *x, cm_result *result, int64_t *switchers)
{
    static const char *const columns[] = { "player", "camp", "with", "against", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    *switchers = 0;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < s->n; i++) {
        int64_t with = 0, against = 0;
        for (size_t k = 0; k < s->d; k++) {
            int most = leads(s, x->best, k, x->best[i]);
            with += most == s->side[i * s->d + k];
            against += most == -s->side[i * s->d + k];
        }
        cm_value row[] = { cm_text(game->player[i]), cm_text(x->best[i] > 0 ? "first" : "second"), cm_integer(with), cm_integer(against) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        *switchers += against > 0;
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    cm_sides s = { spatial->n, spatial->d, CM_NEW(ctx, &scratch, spatial->n * spatial->d, int) };
    place *p = CM_NEW(ctx, &scratch, spatial->n, place);
    unsigned char *in = CM_NEW(ctx, &scratch, spatial->n, unsigned char);
    bool proven = s.n <= CM_BLOCS_MEMBERS || s.d <= CM_BLOCS_ISSUES;
    int64_t switchers;
    search x;
    cm_status status = ctx->status;
    (void)params;
    if (status != CM_OK) goto out;
    for (size_t k = 0; k < s.d; k++) {
        size_t ties;
        char *text;
        cut(ctx, spatial, k, p, in, &s, &ties);
        if (ties == 1) continue;
        text = cm_format(ctx, result->arena, ties == 0 ? "On '%s' all want the same: it does not divide them."
                                                  : "On '%s' several cuts leave as little spread; the lowest is taken.", spatial->issue[k]);
        if (text == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    CM_TRY(divide(ctx, &scratch, &s, &x));
    CM_TRY(cm_result_set(ctx, result, "own_cohesion", cm_number(1)));
    CM_TRY(cm_result_set(ctx, result, "single_cohesion", cm_number((double)x.most / (double)(s.n * s.d))));
    CM_TRY(cm_result_set(ctx, result, "proven", cm_truth(proven)));
    CM_TRY(print_issues(ctx, spatial, &s, &x, in, result));
    CM_TRY(print_members(ctx, spatial, &s, &x, result, &switchers));
    CM_TRY(cm_result_set(ctx, result, "switchers", cm_integer(switchers)));
    if (!proven) CM_TRY(cm_result_note(ctx, result, "So many members and issues have too many divisions: the single one is the best that was found, and a better one may exist."));
    else if (x.ties > 1 && s.n <= CM_BLOCS_MEMBERS) CM_TRY(cm_result_note(ctx, result, "Other divisions of all members are as cohesive; one of them is shown."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "own_cohesion", "single_cohesion", "proven", "switchers", NULL };

extern const cm_concept cm_concept_blocs;
const cm_concept cm_concept_blocs = {
    .name = "blocs",
    .title = "Blocs by issue and one division for all",
    .title_zh = "按议题结盟与单一阵营划分",
    .about = "Into which two camps each issue divides the members, how well a single division into two camps fits all issues, and who sides against its camp on some of them.",
    .about_zh = "每个议题把成员分成哪两个阵营，单一的两阵营划分在多大程度上符合所有议题，以及谁在某些议题上与自己的阵营相左。",
    .formula = "cohesion of camps A, B on issue k: (|sum_A s_ik| + |sum_B s_ik|) / n, s = -1, 1 on either side of the issue's "
               "least-spread cut; the single division maximises its mean over issues",
    .source = "S. A. Rice, Quantitative Methods in Politics, Knopf (1928); W. D. Fisher, \"On grouping for maximum homogeneity\", Journal of the American Statistical Association 53 (1958) "
              "789-798; the comparison is this project's",
    .certificate = "each issue's cut is held against all others by squared distances between pairs; the single division against all sign patterns of the issues (up to 10), or all divisions "
                   "(up to 16 members), or else against all switches of one or two members",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = cm_blocs_check,
};
