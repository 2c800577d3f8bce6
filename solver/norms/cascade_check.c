/* cascade_check.c: the certificate of a cascade, from the printed result.
 *
 * Chances: with N_k the number of thresholds reached at k adopters, the spread ends at the first k with N_k = k, and
 * N_k is a chain in k: another recursion than wave after wave.  Draws: members are asked with a stack, in whatever
 * order (where it ends does not depend on it), and, where there is time, all in each round.  Rest points: a scan finds
 * none lower; random contacts: first their number, then who of them has adopted. */
#include "solver/norms/cascade.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "solver/base/printed.h"

enum { SCAN = 4096, COARSE = 32 };
static const double affordable = 3e7;    /* steps that are done again */

/* size[k] by the chain N_0, N_1, ... of all others, of those who have not begun. */
static cm_status sizes_again(cm_ctx *ctx, cm_arena *arena, const cm_cascade_params *p, double *size)
{
    size_t n = (size_t)p->members, s = (size_t)p->seeds, others = n - s;
    double *now = CM_NEW(ctx, arena, n + 1, double), *next = CM_NEW(ctx, arena, n + 1, double), before = 0;
    if (ctx->status != CM_OK) return ctx->status;
    now[0] = 1;                                                                     /* N: how many of the others are reached */
    for (size_t k = s; k <= n; k++) {
        double law = cm_threshold_law(p, (double)k / (double)n), q = before < 1 ? (law - before) / (1 - before) : 0;
        memset(next, 0, (n + 1) * sizeof *next);
        for (size_t m = 0; m <= others; m++) {
            if (!(now[m] > 0)) continue;
            for (size_t j = 0; m + j <= others; j++) next[m + j] += now[m] * gsl_ran_binomial_pdf((unsigned)j, q, (unsigned)(others - m));
        }
        size[k] = next[k - s];
        next[k - s] = 0;
        memcpy(now, next, (n + 1) * sizeof *now);
        before = law;
    }
    return CM_OK;
}

static cm_status check_sizes(cm_ctx *ctx, cm_arena *arena, const cm_cascade_params *p, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "sizes");
    double *size = CM_NEW(ctx, arena, (size_t)p->members + 1, double), mean = 0, large = 0, printed = 0;
    cm_status status;
    if (size == NULL) return ctx->status;
    if (table == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no sizes");
    CM_TRY(sizes_again(ctx, arena, p, size));
    for (size_t k = 0; k <= (size_t)p->members; k++) {
        double x = (double)k / (double)p->members;
        mean += x * size[k];
        if (x >= p->large) large += size[k];
    }
    for (size_t r = 0; r < table->nrows; r++) {
        cm_value k = cm_table_get(table, r, "adopted"), chance = cm_table_get(table, r, "probability");
        if (k.kind != CM_INTEGER || k.as.integer < 0 || k.as.integer > p->members) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the sizes is none", r + 1));
        CM_TRY(cm_printed_near(ctx, chance, size[k.as.integer], "probability", (size_t)k.as.integer));
        printed += chance.as.number;
    }
    CM_TRY(cm_printed_near(ctx, cm_number(printed), 1, "the sum of probabilities", table->nrows));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "adopted"), mean, "adopted", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "cascades"), large, "cascades", 0));
out:
    return status;
}

/* --- draws ------------------------------------------------------------------------------------------------ */

/* weighted: does i adopt by its own row of the matrix, whatever lists were made of it?  At its threshold, up to rounding, it does. */
static bool row_heeds(const cm_spread *s, size_t i)
{
    const double *row = s->p->weights.at + i * s->n;
    double heard = 0, all = 0, x;
    for (size_t j = 0; j < s->n; j++) {
        all += row[j];
        heard += j != i && s->in[j] ? row[j] : 0;
    }
    x = all > 0 ? fmin(1, heard / all + s->ctx->tol.abs) : 0;
    return s->unit[i] <= (s->p->thresholds.count > 0 ? x : cm_threshold_law(s->p, x));
}

/* Where it ends: members are asked in order, over and over, and each looks at its own row. */
static size_t ends_weighted(cm_spread *s)
{
    size_t in = 0;
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < s->n; i++) {
            if (s->in[i] || !row_heeds(s, i)) continue;
            s->in[i] = 1;
            moved = true;
        }
    }
    for (size_t i = 0; i < s->n; i++) in += s->in[i];
    return in;
}

/* Where it ends, asking contacts of the newest adopter first; everybody: one more adopter at a time. */
static size_t ends_at(cm_spread *s)
{
    size_t in = 0, top = 0;
    if (s->everybody) {
        double x, level;
        size_t reached;
        for (in = s->seeds;;) {
            x = (double)in / (double)s->n;
            level = s->p->thresholds.count > 0 ? x : cm_threshold_law(s->p, x);
            reached = s->seeds;
            for (size_t i = 0; i < s->n; i++) reached += !s->in[i] && s->unit[i] <= level;
            if (reached == in) return in;
            in = reached;
        }
    }
    if (s->weighted) return ends_weighted(s);
    memset(s->hits, 0, s->n * sizeof *s->hits);
    for (size_t i = 0; i < s->n; i++) {
        s->in[i] = s->in[i] || cm_spread_adopts(s, i, 0, s->net.first[i + 1] - s->net.first[i]);
        if (s->in[i]) s->list[top++] = (uint32_t)i;
    }
    while (top > 0) {
        uint32_t a = s->list[--top];
        in++;
        for (uint32_t k = s->net.first[a]; k < s->net.first[a + 1]; k++) {
            uint32_t b = s->net.to[k];
            s->hits[b]++;
            if (s->in[b] || !cm_spread_adopts(s, b, s->hits[b], s->net.first[b + 1] - s->net.first[b])) continue;
            s->in[b] = 1;
            s->list[top++] = b;
        }
    }
    return in;
}

/* All who have not adopted look at all whom they see, in each round. */
static cm_status rounds_again(cm_spread *s, size_t *rounds)
{
    size_t in = 0, added = 1;
    cm_status status;
    for (size_t i = 0; i < s->n; i++) in += s->in[i];
    CM_TRY(cm_spread_room(s, 0));
    s->gain[0] += (double)in;
    for (*rounds = 0; added > 0; *rounds += added > 0) {
        added = 0;
        for (size_t i = 0; i < s->n; i++) {
            size_t seen = in;
            if (s->in[i]) continue;
            if (s->weighted) {
                if (row_heeds(s, i)) s->list[added++] = (uint32_t)i;
                continue;
            }
            if (!s->everybody) seen = 0;
            for (uint32_t k = s->everybody ? 0 : s->net.first[i]; !s->everybody && k < s->net.first[i + 1]; k++) seen += s->in[s->net.to[k]];
            if (cm_spread_adopts(s, i, seen, s->everybody ? s->n : s->net.first[i + 1] - s->net.first[i])) s->list[added++] = (uint32_t)i;
        }
        for (size_t k = 0; k < added; k++) s->in[s->list[k]] = 1;
        in += added;
        if (added == 0) break;
        CM_TRY(cm_spread_room(s, *rounds + 1));
        s->gain[*rounds + 1] += (double)added;
        s->moving[*rounds + 1] += 1;
    }
out:
    return status;
}

static cm_status check_path(const cm_spread *s, const cm_result *result)
{
    const cm_table *path = cm_result_find(result, "path");
    double in = 0;
    size_t row = 0;
    cm_status status = CM_OK;
    for (size_t t = 0; t < s->steps; t++) {
        cm_value step = cm_table_get(path, row, "step");
        in += s->gain[t];
        if (step.kind != CM_INTEGER || step.as.integer != (int64_t)t) continue;
        CM_TRY(cm_printed_near(s->ctx, cm_table_get(path, row, "adopted"), in / (double)s->draws / (double)s->n, "the share at step", t));
        if (t > 0) CM_TRY(cm_printed_near(s->ctx, cm_table_get(path, row, "moving"), s->moving[t] / (double)s->draws, "how many still move at step", t));
        if (++row == path->nrows) return CM_OK;
    }
    return cm_fail(s->ctx, CM_E_NUMERIC, "certificate: the path does not end at step %zu", s->steps - 1);
out:
    return status;
}

/* One batch: as printed, or the first draw that is off. */
static cm_status check_batch(cm_spread *s, const cm_table *table, size_t b, bool slowly)
{
    size_t from = s->draws * b / table->nrows, to = s->draws * (b + 1) / table->nrows, end, rounds;
    double sum = 0, squares = 0, large = 0, waves = 0, count = (double)(to - from), mean;
    cm_status status = CM_OK;
    for (size_t d = from; d < to; d++) {
        double x;
        if (cm_stopped(s->ctx)) return cm_fail(s->ctx, CM_E_INTERRUPT, "interrupted");
        CM_TRY(cm_spread_draw(s, d));
        end = ends_at(s);
        x = (double)end / (double)s->n;
        sum += x, squares += x * x, large += x >= s->p->large;
        if (!slowly) continue;
        CM_TRY(cm_spread_draw(s, d));
        CM_TRY(rounds_again(s, &rounds));
        waves += (double)rounds;
    }
    mean = sum / count;
    CM_TRY(cm_printed_near(s->ctx, cm_table_get(table, b, "draws"), count, "draws of batch", b + 1));
    CM_TRY(cm_printed_near(s->ctx, cm_table_get(table, b, "adopted"), mean, "the share in batch", b + 1));
    CM_TRY(cm_printed_near(s->ctx, cm_number(pow(cm_table_get(table, b, "spread").as.number, 2)), fmax(0, squares / count - mean * mean), "the variance in batch", b + 1));
    CM_TRY(cm_printed_near(s->ctx, cm_table_get(table, b, "cascades"), large / count, "cascades in batch", b + 1));
    if (slowly) CM_TRY(cm_printed_near(s->ctx, cm_table_get(table, b, "rounds"), waves / count, "rounds in batch", b + 1));
out:
    return status;
}

static cm_status check_together(cm_spread *s, const cm_table *table, const cm_result *result)
{
    double sum = 0, squares = 0, large = 0, rounds = 0, draws = (double)s->draws, wide;
    cm_status status = CM_OK;
    for (size_t b = 0; b < table->nrows; b++) {
        double weight = (double)cm_table_get(table, b, "draws").as.integer, x = cm_table_get(table, b, "adopted").as.number;
        sum += weight * x;
        squares += weight * (x * x + pow(cm_table_get(table, b, "spread").as.number, 2));
        large += weight * cm_table_get(table, b, "cascades").as.number;
        rounds += weight * cm_table_get(table, b, "rounds").as.number;
    }
    CM_TRY(cm_printed_near(s->ctx, cm_printed_value(result, "adopted"), sum / draws, "adopted", 0));
    CM_TRY(cm_printed_near(s->ctx, cm_printed_value(result, "cascades"), large / draws, "cascades", 0));
    CM_TRY(cm_printed_near(s->ctx, cm_printed_value(result, "rounds"), rounds / draws, "rounds", 0));
    if (s->draws < 2) return CM_OK;
    wide = gsl_cdf_ugaussian_Pinv(0.975) * sqrt(fmax(0, squares / draws - pow(sum / draws, 2)) / (draws - 1));
    CM_TRY(cm_printed_near(s->ctx, cm_printed_value(result, "adopted_low"), fmax(0, sum / draws - wide), "adopted_low", 0));
    CM_TRY(cm_printed_near(s->ctx, cm_printed_value(result, "adopted_high"), fmin(1, sum / draws + wide), "adopted_high", 0));
out:
    return status;
}

static cm_status check_draws(cm_spread *s, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "batches");
    const cm_value rounds = cm_printed_value(result, "rounds");
    double once = (double)s->n * (double)s->draws * (s->everybody ? 1 : s->weighted ? 1 + (double)s->n : 1 + s->p->degree), waves = rounds.kind == CM_NUMBER ? rounds.as.number : 0;
    bool slowly = once * (1 + waves) <= affordable;
    size_t batches;
    cm_status status;
    if (table == NULL || table->nrows == 0 || table->nrows > s->draws) return cm_fail(s->ctx, CM_E_NUMERIC, "certificate: no batches");
    batches = once * (s->everybody ? 1 + waves : 1) <= affordable ? table->nrows : 1;
    for (size_t b = 0; b < batches; b++) CM_TRY(check_batch(s, table, b, slowly));
    CM_TRY(check_together(s, table, result));
    if (slowly) CM_TRY(check_path(s, result));
out:
    return status;
}

/* --- the path and its stages -------------------------------------------------------------------------------- */

static cm_status check_stages(cm_ctx *ctx, const cm_cascade_params *p, const cm_result *result)
{
    const cm_table *path = cm_result_find(result, "path"), *table = cm_result_find(result, "stages");
    double before = 0, steepest = 0, moving = 0;
    size_t step[4] = { SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX };
    bool each = path != NULL && path->nrows > 0 && cm_table_get(path, path->nrows - 1, "step").as.integer + 1 == (int64_t)path->nrows;
    cm_status status = CM_OK;
    if (path == NULL || path->nrows == 0 || table == NULL || table->nrows != 4) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no path, or not four stages");
    if (cm_table_get(path, 0, "moving").kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: somebody moves before the first step"));
    for (size_t r = 0; r < path->nrows; r++) {
        double x = cm_table_get(path, r, "adopted").as.number;
        if (!(x >= before)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the share falls in row %zu", r + 1));
        if (step[0] == SIZE_MAX && x > 0) step[0] = r;
        if (step[1] == SIZE_MAX && x >= p->tipping) step[1] = r;
        if (r > 0 && step[1] <= r) steepest = fmax(steepest, x - before);
        if (step[3] == SIZE_MAX && x >= p->internalised) step[3] = r;
        if (r > 0) moving += cm_table_get(path, r, "moving").as.number;
        before = x;
    }
    for (size_t r = path->nrows; r-- > 1 && step[1] <= r && steepest > 0;) {
        if (cm_table_get(path, r, "adopted").as.number - cm_table_get(path, r - 1, "adopted").as.number >= steepest - ctx->tol.abs) step[2] = r;
    }
    for (size_t k = 0; k < 4; k++) {
        cm_value at = cm_table_get(table, k, "step"), want = step[k] == SIZE_MAX ? cm_none() : cm_table_get(path, step[k], "step");
        if (at.kind != want.kind || (at.kind == CM_INTEGER && at.as.integer != want.as.integer)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: stage %zu is not where it should be", k + 1));
        if (at.kind == CM_INTEGER) CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "adopted"), cm_table_get(path, step[k], "adopted").as.number, "the share at stage", k + 1));
        if ((k == 1 || k == 3) && cm_printed_value(result, k == 1 ? "tipping" : "internalised").kind != at.kind) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: stage %zu is not in the summary", k + 1));
        if ((k == 1 || k == 3) && at.kind == CM_INTEGER) CM_TRY(cm_printed_near(ctx, cm_printed_value(result, k == 1 ? "tipping" : "internalised"), (double)at.as.integer, "stage", k + 1));
    }
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "adopted"), before, "adopted", 0));
    if (each) CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "rounds"), moving, "rounds", 0));
out:
    return status;
}

/* Of computed chances: the first two waves, in closed form. */
static cm_status check_first(cm_ctx *ctx, const cm_cascade_params *p, const cm_result *result)
{
    const cm_table *path = cm_result_find(result, "path");
    double s = (double)p->seeds / (double)p->members, law = cm_threshold_law(p, s), others = (double)(p->members - p->seeds);
    cm_status status;
    CM_TRY(cm_printed_near(ctx, cm_table_get(path, 0, "adopted"), s, "the share at step", 0));
    if (path->nrows < 2) return CM_OK;
    CM_TRY(cm_printed_near(ctx, cm_table_get(path, 1, "adopted"), s + (1 - s) * law, "the share at step", 1));
    CM_TRY(cm_printed_near(ctx, cm_table_get(path, 1, "moving"), 1 - pow(1 - law, others), "how many still move at step", 1));
out:
    return status;
}

/* --- infinite populations ------------------------------------------------------------------------------------ */

static double excess(const cm_cascade_params *p, double x)
{
    double s = (double)p->seeds / (double)p->members;
    return s + (1 - s) * cm_threshold_law(p, x) - x;
}

static cm_status check_lowest(cm_ctx *ctx, const cm_cascade_params *p, double share)
{
    if (!(fabs(excess(p, share)) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a share of %.12g would go on to %.12g", share, share + excess(p, share));
    for (int k = 0; k < SCAN; k++) {
        double x = share * k / SCAN;
        if (share - x > ctx->tol.cert && excess(p, x) < 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is a rest point below %.12g", x);
    }
    return CM_OK;
}

/* Contacts first, then who of them has adopted. */
static double within(const cm_cascade_params *p, double q, unsigned more)
{
    unsigned most = (unsigned)(p->degree + 12 * sqrt(p->degree) + 24);
    double sum = 0;
    for (unsigned k = 0; k <= most; k++) {
        double part = 0;
        for (unsigned j = 0; j <= k; j++) part += gsl_ran_binomial_pdf(j, q, k) * cm_threshold_law(p, k + more > 0 ? (double)j / (double)(k + more) : 0);
        sum += (p->degree > 0 ? gsl_ran_poisson_pdf(k, p->degree) : k == 0 ? 1 : 0) * part;
    }
    return sum;
}

static cm_status check_random(cm_ctx *ctx, const cm_cascade_params *p, const cm_result *result)
{
    double s = (double)p->seeds / (double)p->members, branching = 0, q = cm_printed_value(result, "reached").as.number;
    cm_status status;
    if (cm_printed_value(result, "reached").kind != CM_NUMBER || !(q >= 0 && q <= 1 + ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: reached is no share");
    q = fmin(1, q);
    CM_TRY(cm_printed_near(ctx, cm_number(q), s + (1 - s) * within(p, q, 1), "reached", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "infinite"), s + (1 - s) * within(p, q, 0), "infinite", 0));
    for (int k = 0; k < COARSE; k++) {
        double x = s + (q - s) * k / COARSE;
        if (q - x > ctx->tol.cert && s + (1 - s) * within(p, x, 1) < x) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is a rest point below %.12g", x);
    }
    for (unsigned k = 2; p->degree > 0 && k < (unsigned)(p->degree + 12 * sqrt(p->degree) + 26); k++) {
        branching += k * (k - 1.0) * gsl_ran_poisson_pdf(k, p->degree) * (cm_threshold_law(p, 1.0 / k) - cm_threshold_law(p, 0));
    }
    if (p->degree > 0) branching /= p->degree;
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "branching"), branching, "branching", 0));
out:
    return status;
}

/* Just below, the spread is caught where its excess is least; just above it is not. */
static cm_status check_critical(cm_ctx *ctx, const cm_cascade_params *p, cm_value critical)
{
    double s = (double)p->seeds / (double)p->members, level = s < 1 ? (p->mean - s) / (1 - s) : 0;
    if (critical.kind == CM_NONE) return level > 0 && level < 0.5 ? cm_fail(ctx, CM_E_NUMERIC, "certificate: a critical spread is missing") : CM_OK;
    if (critical.kind != CM_NUMBER || !(critical.as.number > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: critical_sd is no number above 0");
    for (int side = -1; side <= 1; side += 2) {
        cm_cascade_params with = *p;
        double steepest;
        with.sd = critical.as.number * (1 + side * ctx->tol.cert);
        steepest = (1 - s) * gsl_ran_gaussian_pdf(0, with.sd);
        if (!(steepest > 1) || side * excess(&with, p->mean - with.sd * sqrt(2 * log(steepest))) <= 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing changes where thresholds are spread by %.12g", critical.as.number);
    }
    return CM_OK;
}

static cm_status check_limits(cm_ctx *ctx, const cm_spread *s, const cm_result *result)
{
    const cm_cascade_params *p = s->p;
    cm_value infinite = cm_printed_value(result, "infinite"), critical = cm_printed_value(result, "critical_sd");
    bool random = strcmp(p->network, "random") == 0 && p->degree <= CM_CASCADE_CONTACTS, has = p->thresholds.count == 0 && (random || s->everybody);
    cm_status status;
    if (infinite.kind != (has ? CM_NUMBER : CM_NONE) || (!(has && s->everybody) && critical.kind != CM_NONE) || (!(has && random) && (cm_printed_value(result, "branching").kind != CM_NONE || cm_printed_value(result, "reached").kind != CM_NONE))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a limit is missing, or stands where there is none");
    if (!has) return CM_OK;
    if (random) return check_random(ctx, p, result);
    CM_TRY(check_lowest(ctx, p, infinite.as.number));
    CM_TRY(check_critical(ctx, p, critical));
out:
    return status;
}

cm_status cm_cascade_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_cascade_params *p = params;
    cm_arena scratch = { NULL };
    cm_value exact = cm_printed_value(result, "exact");
    cm_spread s;
    cm_status status;
    (void)game;
    CM_TRY(cm_spread_open(ctx, &scratch, p, &s));
    if (exact.kind != CM_TRUTH || exact.as.truth != s.certain) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether it is exact is not said"));
    CM_TRY(check_stages(ctx, p, result));
    if (s.exact) CM_TRY(check_sizes(ctx, &scratch, p, result));
    if (s.exact) CM_TRY(check_first(ctx, p, result));
    if (!s.exact) CM_TRY(check_draws(&s, result));
    if (s.draws < 2 && (cm_printed_value(result, "adopted_low").kind != CM_NONE || cm_printed_value(result, "adopted_high").kind != CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: an interval, and nothing was drawn twice"));
    CM_TRY(check_limits(ctx, &s, result));
out:
    cm_arena_free(&scratch);
    return status;
}
