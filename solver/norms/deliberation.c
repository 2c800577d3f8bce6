/* deliberation.c: talk that brings opinions together, and how many rounds of it a consensus takes.
 *
 * averaging: in a round each keeps a share `keep` of its distance from the mean of all (DeGroot, everybody heard alike),
 * so that dispersion falls by that factor.  bounded: each moves to the mean of those no further than `confidence` from
 * it (Hegselmann, Krause): opinions gather in camps that no longer hear each other.  Opinions are given, or spread evenly
 * between 0 and 1.
 * even_odds (averaging): positions of n members normal, their mean `interest` standard deviations from the status quo;
 * all want to move the same way with Phi(d)^n + Phi(-d)^n, and T rounds turn d into d / keep^T: the fewest T that make
 * it 1/2 or more.  The count of rounds to even odds is derived here.
 *
 * Summary: rounds (until dispersion is at most `target` of the first, or nothing moves), dispersion, adopted (the largest
 * share of members within `close` of each other), camps (groups further than `close` apart), even_odds.
 * Table: path (step, dispersion, adopted, consensus).
 * Cost: rounds x members.
 * Source: M. H. DeGroot, "Reaching a consensus", Journal of the American Statistical Association 69 (1974) 118-121; R.
 * Hegselmann, U. Krause, "Opinion dynamics and bounded confidence: models, analysis and simulation", Journal of
 * Artificial Societies and Social Simulation 5(3) (2002). */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/base/printed.h"
#include "solver/base/root.h"
#include "solver/concept.h"

typedef struct deliberation_params {
    long members, horizon;
    const char *kind;                    /* "averaging", "bounded" */
    double keep, confidence, target, close, interest;
    cm_numbers opinions;
} deliberation_params;

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double *opening(cm_ctx *ctx, cm_arena *arena, const deliberation_params *p)
{
    size_t n = (size_t)p->members;
    double *x;
    if (p->opinions.count > 0 && p->opinions.count != n) {
        (void)cm_fail(ctx, CM_E_INPUT, "deliberation: %zu opinions for %zu members", p->opinions.count, n);
        return NULL;
    }
    x = CM_NEW(ctx, arena, n, double);
    for (size_t i = 0; x != NULL && i < n; i++) x[i] = p->opinions.count > 0 ? p->opinions.at[i] : ((double)i + 0.5) / (double)n;
    if (x != NULL) qsort(x, n, sizeof *x, ascending);
    return x;
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum / (double)n;
}

static double dispersion(const double *x, size_t n)
{
    double mean = mean_of(x, n), sum = 0;
    for (size_t i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
    return sqrt(sum / (double)n);
}

/* Of ordered opinions: the most within `close` of each other. */
static double together(const double *x, size_t n, double close)
{
    size_t most = 0, from = 0;
    for (size_t i = 0; i < n; i++) {
        while (x[i] - x[from] > close) from++;
        if (i + 1 - from > most) most = i + 1 - from;
    }
    return (double)most / (double)n;
}

/* The chance that n members all want to move the same way when their mean is d standard deviations off. */
static double same_way(double d, double n)
{
    return pow(gsl_cdf_ugaussian_P(d), n) + pow(gsl_cdf_ugaussian_Q(d), n);
}

static double chance_at(const deliberation_params *p, double step)
{
    double left = pow(p->keep, step), d = left > 0 ? p->interest / left : p->interest > 0 ? HUGE_VAL : 0;
    return same_way(d, (double)p->members);
}

/* One round, in order: whom one hears is a run of neighbours, which moves up with it. */
static double talk(const cm_ctx *ctx, const deliberation_params *p, const double *x, double *next)
{
    size_t n = (size_t)p->members, from = 0, to = 0;
    double mean = mean_of(x, n), sum = 0, moved = 0;
    bool bounded = strcmp(p->kind, "bounded") == 0;
    for (size_t i = 0; i < n; i++) {
        double slack = ctx->tol.abs * fmax(1, fabs(x[i]));
        for (; bounded && to < n && x[to] <= x[i] + p->confidence + slack; to++) sum += x[to];
        for (; bounded && x[from] < x[i] - p->confidence - slack; from++) sum -= x[from];
        next[i] = bounded ? sum / (double)(to - from) : mean + p->keep * (x[i] - mean);
        moved = fmax(moved, fabs(next[i] - x[i]));
    }
    return moved;
}

typedef struct half {
    double n;
} half;

static double over_half(double d, void *data)
{
    const half *h = data;
    return same_way(d, h->n) - 0.5;
}

/* Rounds until all want to move the same way as often as not; HUGE_VAL: never. */
static cm_status even_odds(cm_ctx *ctx, const deliberation_params *p, double *rounds)
{
    half h = { (double)p->members };
    double need;
    cm_status status;
    *rounds = 0;
    if (same_way(p->interest, h.n) >= 0.5) return CM_OK;
    *rounds = HUGE_VAL;
    if (!(p->interest > 0) || !(p->keep < 1)) return CM_OK;
    *rounds = 1;
    if (!(p->keep > 0)) return CM_OK;
    status = cm_root(ctx, over_half, &h, p->interest, 8, 0, "deliberation: even odds", &need);
    if (status == CM_OK) *rounds = ceil(log(need / p->interest) / -log(p->keep));
    return status;
}

static size_t camps_of(const double *x, size_t n, double close)
{
    size_t camps = 1;
    for (size_t i = 1; i < n; i++) camps += x[i] - x[i - 1] > close;
    return camps;
}

static cm_status say(cm_ctx *ctx, const deliberation_params *p, size_t camps, double rounds, cm_result *result)
{
    char *text = NULL;
    if (strcmp(p->kind, "bounded") == 0) return cm_result_note(ctx, result, camps > 1 ? "Talk ends in camps that are too far apart to hear each other: more rounds bring nothing." : "Everybody is heard by somebody nearer the middle: talk ends in one camp.");
    if (isfinite(rounds) && rounds > 0) text = cm_format(ctx, result->arena, "Without talk all %ld would want the same with probability %.4g; %.0f rounds make it as likely as not.", p->members, chance_at(p, 0), rounds);
    if (isfinite(rounds) && rounds > 0 && text == NULL) return ctx->status;
    return text != NULL ? cm_result_note(ctx, result, text) : CM_OK;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "step", "dispersion", "adopted", "consensus", NULL };
    const deliberation_params *p = params;
    size_t n = (size_t)p->members, step = 0;
    bool bounded = strcmp(p->kind, "bounded") == 0, there = false;
    cm_arena scratch = { NULL };
    cm_table *table;
    double *x, *next, first, now, rounds = HUGE_VAL;
    cm_status status = CM_OK;
    (void)game;
    x = opening(ctx, &scratch, p);
    next = x != NULL ? CM_NEW(ctx, &scratch, n, double) : NULL;
    if (next == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "path", columns, &table));
    first = dispersion(x, n);
    for (;; step++) {
        double *swap = x, moved;
        now = dispersion(x, n);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)step), cm_number(now), cm_number(together(x, n, p->close)), bounded ? cm_none() : cm_number(chance_at(p, (double)step)) }));
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        moved = talk(ctx, p, x, next);
        there = bounded ? moved <= ctx->tol.abs : now <= p->target * first;
        if (there || (long)step == p->horizon) break;
        x = next;
        next = swap;
    }
    if (!bounded) CM_TRY(even_odds(ctx, p, &rounds));
    CM_TRY(cm_result_set(ctx, result, "rounds", there ? cm_integer((int64_t)step) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "dispersion", cm_number(now)));
    CM_TRY(cm_result_set(ctx, result, "adopted", cm_number(together(x, n, p->close))));
    CM_TRY(cm_result_set(ctx, result, "camps", cm_integer((int64_t)camps_of(x, n, p->close))));
    CM_TRY(cm_result_set(ctx, result, "even_odds", isfinite(rounds) ? cm_number(rounds) : cm_none()));
    CM_TRY(say(ctx, p, camps_of(x, n, p->close), rounds, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate ------------------------------------------------------------------------------------------ */

/* Half the mean squared difference of all pairs is the variance; the most near one from below. */
static void pairs(const double *x, size_t n, double close, double *spread, double *most)
{
    double sum = 0;
    *most = 0;
    for (size_t i = 0; i < n; i++) {
        double near_it = 0;
        for (size_t j = 0; j < n; j++) {
            sum += (x[i] - x[j]) * (x[i] - x[j]);
            near_it += x[j] >= x[i] && x[j] - x[i] <= close;
        }
        *most = fmax(*most, near_it / (double)n);
    }
    *spread = sqrt(sum / 2) / (double)n;
}

/* A round by the definition: everybody looks at everybody. */
static double talk_again(const cm_ctx *ctx, const deliberation_params *p, double *x, double *next)
{
    size_t n = (size_t)p->members;
    double moved = 0;
    for (size_t i = 0; i < n; i++) {
        double heard = 0, sum = 0;
        bool bounded = strcmp(p->kind, "bounded") == 0;
        for (size_t j = 0; j < n; j++) {
            if (bounded && fabs(x[i] - x[j]) > p->confidence + ctx->tol.abs * fmax(1, fabs(x[i]))) continue;
            heard++;
            sum += x[j];
        }
        next[i] = bounded ? sum / heard : p->keep * x[i] + (1 - p->keep) * sum / heard;
        moved = fmax(moved, fabs(next[i] - x[i]));
    }
    memcpy(x, next, n * sizeof *x);
    return moved;
}

/* The chance that all want to move the same way after so many rounds, from the error function and in logarithms. */
static double chance_again(const deliberation_params *p, double step)
{
    double log_d = p->interest > 0 ? log(p->interest) - (step > 0 ? step * log(p->keep) : 0) : -HUGE_VAL, d = exp(log_d), n = (double)p->members;
    double up = n * log1p(-erfc(d * M_SQRT1_2) / 2), down = n * log(erfc(d * M_SQRT1_2) / 2);
    return exp(up) + exp(down);
}

static cm_status check_odds(cm_ctx *ctx, const deliberation_params *p, const cm_result *result)
{
    cm_value odds = cm_printed_value(result, "even_odds");
    double slack = ctx->tol.cert, rounds = odds.as.number;
    if (strcmp(p->kind, "bounded") == 0) return odds.kind == CM_NONE ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: even odds among camps");
    if (odds.kind == CM_NONE) {
        if (chance_again(p, 0) < 0.5 && (!(p->interest > 0) || !(p->keep < 1))) return CM_OK;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: even odds are missing");
    }
    if (odds.kind != CM_NUMBER || !(rounds >= 0) || floor(rounds) < rounds) return cm_fail(ctx, CM_E_NUMERIC, "certificate: even odds after no number of rounds");
    if (!(chance_again(p, rounds) >= 0.5 - slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: after %.0f rounds odds are %.12g", rounds, chance_again(p, rounds));
    if (rounds > 0 && !(chance_again(p, rounds - 1) < 0.5 + slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: odds are even before round %.0f", rounds);
    return CM_OK;
}

static cm_status check_path(cm_ctx *ctx, const deliberation_params *p, double *x, double *next, const cm_result *result)
{
    const cm_table *path = cm_result_find(result, "path");
    cm_value rounds = cm_printed_value(result, "rounds");
    bool bounded = strcmp(p->kind, "bounded") == 0, there = false;
    double spread = 0, most = 0, first = 0, moved;
    size_t n = (size_t)p->members, camps = 1;
    cm_status status = CM_OK;
    if (path == NULL || path->nrows == 0 || path->nrows > (size_t)p->horizon + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no path");
    for (size_t t = 0; t < path->nrows; t++) {
        pairs(x, n, p->close, &spread, &most);
        if (t == 0) first = spread;
        CM_TRY(cm_printed_near(ctx, cm_table_get(path, t, "step"), (double)t, "step", t));
        CM_TRY(cm_printed_near(ctx, cm_table_get(path, t, "dispersion"), bounded ? spread : first * pow(p->keep, (double)t), "dispersion at step", t));
        CM_TRY(cm_printed_near(ctx, cm_table_get(path, t, "adopted"), most, "the share together at step", t));
        if (!bounded) CM_TRY(cm_printed_near(ctx, cm_table_get(path, t, "consensus"), chance_again(p, (double)t), "the chance at step", t));
        if (bounded && cm_table_get(path, t, "consensus").kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a chance of consensus among camps, at step %zu", t));
        for (size_t i = 1; t + 1 == path->nrows && i < n; i++) camps += (x[i] - x[i - 1] > p->close);
        moved = talk_again(ctx, p, x, next);
        there = bounded ? moved <= 2 * ctx->tol.abs : spread <= p->target * first * (1 + ctx->tol.cert);
        if (there && t + 1 < path->nrows && (bounded ? moved : spread) * 2 < (bounded ? ctx->tol.abs : p->target * first)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: talk is over at step %zu", t));
    }
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "dispersion"), spread, "dispersion", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "adopted"), most, "adopted", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "camps"), (double)camps, "camps", 0));
    if (rounds.kind == CM_NONE && (there || path->nrows != (size_t)p->horizon + 1)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: talk is over, and rounds are missing"));
    if (rounds.kind != CM_NONE && !there) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: talk is not over"));
    if (rounds.kind != CM_NONE) CM_TRY(cm_printed_near(ctx, rounds, (double)path->nrows - 1, "rounds", 0));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const deliberation_params *p = params;
    cm_arena scratch = { NULL };
    double *x = opening(ctx, &scratch, p), *next = CM_NEW(ctx, &scratch, (size_t)p->members, double);
    cm_status status = CM_OK;
    (void)game;
    if (x == NULL || next == NULL) CM_LEAVE(ctx->status);
    CM_TRY(check_path(ctx, p, x, next, result));
    CM_TRY(check_odds(ctx, p, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const kinds[] = { "averaging", "bounded", NULL };

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(deliberation_params, members), .fallback = 25, .low = 1, .high = 2000,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "kind", .kind = CM_PARAM_WORD, .offset = offsetof(deliberation_params, kind), .words = kinds,
      .about = "Whether each hears all and moves towards their mean, or moves to the mean of those near it.", .about_zh = "各成员是听取全体意见并向均值靠拢，还是只移向与己相近者的均值。" },
    { .name = "keep", .kind = CM_PARAM_NUMBER, .offset = offsetof(deliberation_params, keep), .fallback = 0.9, .low = 0, .high = 1,
      .about = "Of averaging: the share of its distance from the mean that a member keeps in a round.", .about_zh = "平均型：每轮之后成员与均值的距离保留的比例。" },
    { .name = "confidence", .kind = CM_PARAM_NUMBER, .offset = offsetof(deliberation_params, confidence), .fallback = 0.2, .low = 0, .high = 1000000,
      .about = "Of bounded confidence: how far an opinion may be and still be heard.", .about_zh = "有限信任型：相距多远的意见仍会被听取。" },
    { .name = "opinions", .kind = CM_PARAM_NUMBERS, .offset = offsetof(deliberation_params, opinions), .low = -1000000, .high = 1000000,
      .about = "Opinions at the start, one for each member; spread evenly between 0 and 1 unless told.", .about_zh = "初始意见，每个成员一个；未给出时在 0 与 1 之间均匀分布。" },
    { .name = "interest", .kind = CM_PARAM_NUMBER, .offset = offsetof(deliberation_params, interest), .fallback = 1, .low = 0, .high = 8,
      .about = "How far the mean of all is from the status quo at the start, in standard deviations.", .about_zh = "起初全体均值与现状的距离，以标准差计。" },
    { .name = "target", .kind = CM_PARAM_NUMBER, .offset = offsetof(deliberation_params, target), .fallback = 0.1, .low = 0, .high = 1,
      .about = "Of averaging: the share of the first dispersion at which talk is over.", .about_zh = "平均型：离散程度降至最初的多少即告结束。" },
    { .name = "close", .kind = CM_PARAM_NUMBER, .offset = offsetof(deliberation_params, close), .fallback = 0.05, .low = 0, .high = 1000000,
      .about = "How near each other opinions count as one.", .about_zh = "意见相距多近视为相同。" },
    { .name = "horizon", .kind = CM_PARAM_INTEGER, .offset = offsetof(deliberation_params, horizon), .fallback = 200, .low = 1, .high = 10000,
      .about = "The most rounds that are followed.", .about_zh = "最多跟踪多少轮。" },
};

static const char *const summary_names[] = { "rounds", "dispersion", "adopted", "camps", "even_odds", NULL };

const cm_concept cm_concept_deliberation = {
    .name = "deliberation",
    .title = "Deliberation", .title_zh = "协商审议",
    .about = "How far talk brings opinions together, and how many rounds make it as likely as not that all want the same.",
    .about_zh = "商谈能使意见接近到什么程度，以及需要多少轮才能使各方意愿一致的可能性达到一半。",
    .formula = "averaging: x <- m + keep (x - m); bounded: x_i <- mean of x_j with |x_j - x_i| <= confidence; even odds: ceil(ln(d_half / d_0) / -ln keep), Phi(d_half)^n + Phi(-d_half)^n = 1/2",
    .source = "M. H. DeGroot, \"Reaching a consensus\", Journal of the American Statistical Association 69 (1974) 118-121; R. Hegselmann, U. Krause, \"Opinion dynamics and bounded confidence\", Journal of "
              "Artificial Societies and Social Simulation 5(3) (2002); rounds to even odds are derived in the file",
    .certificate = "rounds again by the definition, each looking at each; dispersion from all pairs, in averaging also in closed form; odds are even after the rounds printed and not before",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(deliberation_params),
    .run = run,
    .check = check,
};
