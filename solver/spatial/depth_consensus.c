/* depth_consensus.c: the depth of consensus by the nearest point of the hull, or by maximin.
 *
 * Common saliences: scale issue k by the root of its salience and project.  Else, or when red lines
 * cut the projection off, the general maximin in units that make its numbers about 1: each issue
 * divided by its largest offset, gains by the largest loss at SQ.
 *
 * The best policy lies, issue by issue, between the outermost ideal points, or at the red line next
 * to them: moving towards them helps everybody.  An issue on which that leaves one point is fixed.
 *
 * Euclidean: a least gain t is possible when some y has |y - a_i| <= r_i - t for all i, r_i the loss
 * at SQ; squared, that is F(t) >= 0 for the quadratic maximin with t^2 - 2 t r_i added to gain i.  The
 * greatest such t is a root, found by Newton's method between bounds. */
#include <float.h>
#include <math.h>

#include "solver/spatial/depth.h"

cm_status cm_depth_work_init(cm_ctx *ctx, cm_arena *arena, size_t n, size_t d, cm_depth_work *work)
{
    cm_status status;
    *work = (cm_depth_work){ .n = n, .d = d };
    work->v = CM_NEW(ctx, arena, d, double);
    work->w = CM_NEW(ctx, arena, n, double);
    work->scaled = CM_NEW(ctx, arena, n * d, double);
    work->unit = CM_NEW(ctx, arena, d, double);
    work->pin = CM_NEW(ctx, arena, 2 * d, double);
    work->top = CM_NEW(ctx, arena, n, double);
    work->bottom = CM_NEW(ctx, arena, n, double);
    work->issue = CM_NEW(ctx, arena, d, size_t);
    work->order = CM_NEW(ctx, arena, n, size_t);
    work->in = CM_NEW(ctx, arena, n, unsigned char);
    if (work->v == NULL || work->w == NULL || work->scaled == NULL || work->unit == NULL || work->pin == NULL || work->top == NULL ||
        work->bottom == NULL || work->issue == NULL || work->order == NULL || work->in == NULL) {
        return ctx->status;
    }
    CM_TRY(cm_minnorm_init(ctx, arena, d, &work->nearest));
    CM_TRY(cm_maximin_init(ctx, arena, n, d, &work->gain));
out:
    return status;
}

/* Nothing moves; `weight` for one member, or for all alike when that is n. */
static void stay(cm_depth_work *work, size_t n, size_t d, size_t member)
{
    for (size_t k = 0; k < d; k++) work->v[k] = 0;
    for (size_t i = 0; i < n; i++) work->w[i] = member == n ? 1 / (double)n : i == member;
}

/* The largest loss at SQ into work->scale, each member's into work->top; the member that loses
 * least. */
static cm_status losses(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                        const double *salience, size_t *content)
{
    work->scale = 0;
    *content = 0;
    for (size_t i = 0; i < n; i++) {
        double loss = 0;
        for (size_t k = 0; k < d; k++) {
            double o = offset[i * d + k];
            loss += (salience == NULL ? 1 : salience[i * d + k]) * o * o;
        }
        if (!isfinite(loss)) return cm_fail(ctx, CM_E_INPUT, "member %zu loses %g at the status quo", i, loss);
        work->top[i] = loss;
        work->scale = fmax(work->scale, loss);
        if (loss < work->top[*content]) *content = i;
    }
    return CM_OK;
}

static bool common(size_t n, size_t d, const double *salience)
{
    if (salience == NULL) return true;
    for (size_t i = 1; i < n; i++) {
        for (size_t k = 0; k < d; k++) {
            if (salience[i * d + k] != salience[k]) return false;
        }
    }
    return true;
}

static bool within(size_t d, const double *v, const double *low, const double *high)
{
    for (size_t k = 0; low != NULL && k < d; k++) {
        if (!(v[k] >= low[k] && v[k] <= high[k])) return false;
    }
    return true;
}

static cm_status project(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                         const double *salience, double *depth)
{
    const double *point = offset;
    cm_status status;
    if (salience != NULL) {
        for (size_t k = 0; k < d; k++) work->unit[k] = sqrt(salience[k]);
        for (size_t i = 0; i < n * d; i++) work->scaled[i] = offset[i] * work->unit[i % d];
        point = work->scaled;
    }
    status = cm_minnorm_find(ctx, &work->nearest, n, d, point);
    if (status != CM_OK) return status;
    *depth = 0;
    for (size_t k = 0; k < d; k++) {
        double unit = salience == NULL ? 1 : work->unit[k];
        *depth += work->nearest.x[k] * work->nearest.x[k];
        work->v[k] = unit > 0 ? work->nearest.x[k] / unit : 0;
    }
    for (size_t i = 0; i < n; i++) work->w[i] = 0;
    for (size_t j = 0; j < work->nearest.count; j++) work->w[work->nearest.point[j]] = work->nearest.weight[j];
    return CM_OK;
}

/* Where issue k is decided beforehand: true, and the place in *at. */
static bool fixed(size_t n, size_t d, const double *offset, const double *salience, size_t k, double low, double high,
                  double *unit, double *at)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        if (salience != NULL && salience[i * d + k] == 0) continue;
        least = fmin(least, offset[i * d + k]);
        most = fmax(most, offset[i * d + k]);
    }
    if (least > most) least = most = 0;
    *unit = fmax(fabs(least), fabs(most));
    *at = fmin(fmax(least, low), high);
    return *at == fmin(fmax(most, low), high);
}

/* The general maximin in its own units; work->issue lists the issues that are open. */
static void prepare(cm_depth_work *work, size_t n, size_t d, const double *offset, const double *salience,
                    const double *low, const double *high)
{
    cm_maximin *gain = &work->gain;
    gain->n = n;
    gain->d = 0;
    for (size_t i = 0; i < n; i++) gain->b[i] = 0;
    for (size_t k = 0; k < d; k++) {
        double from = low == NULL ? -HUGE_VAL : low[k], to = high == NULL ? HUGE_VAL : high[k];
        if (!fixed(n, d, offset, salience, k, from, to, &work->unit[k], &work->v[k])) {
            gain->low[gain->d] = from / work->unit[k];
            gain->high[gain->d] = to / work->unit[k];
            work->issue[gain->d++] = k;
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            double s = salience == NULL ? 1 : salience[i * d + k];
            gain->b[i] += s * (2 * offset[i * d + k] - work->v[k]) * work->v[k] / work->scale;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t f = 0; f < gain->d; f++) {
            size_t k = work->issue[f], at = i * gain->d + f;
            double s = (salience == NULL ? 1 : salience[i * d + k]) * work->unit[k] / work->scale;
            gain->g[at] = s * offset[i * d + k];
            gain->s[at] = s * work->unit[k];
        }
    }
}

static void read_policy(cm_depth_work *work, size_t n)
{
    for (size_t f = 0; f < work->gain.d; f++) {
        work->v[work->issue[f]] = work->gain.v[f] * work->unit[work->issue[f]];
    }
    for (size_t i = 0; i < n; i++) work->w[i] = work->gain.w[i];
}

static void normalise(size_t n, double *w)
{
    double total = 0;
    for (size_t i = 0; i < n; i++) total += w[i];
    for (size_t i = 0; i < n; i++) w[i] /= total;
}

static bool empty(size_t d, const double *low, const double *high)
{
    for (size_t k = 0; low != NULL && k < d; k++) {
        if (low[k] > high[k]) return true;
    }
    return false;
}

cm_status cm_depth_quadratic(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, const double *low, const double *high, double *depth)
{
    size_t content;
    cm_status status;
    *depth = 0;
    work->projected = false;
    CM_TRY(losses(ctx, work, n, d, offset, salience, &content));
    stay(work, n, d, work->top[content] == 0 ? content : n);
    if (work->top[content] == 0 || empty(d, low, high)) goto out;
    if (common(n, d, salience)) {
        CM_TRY(project(ctx, work, n, d, offset, salience, depth));
        work->projected = *depth == 0 || within(d, work->v, low, high);
        if (work->projected) goto out;
    }
    prepare(work, n, d, offset, salience, low, high);
    CM_TRY(cm_maximin_solve(ctx, &work->gain));
    read_policy(work, n);
    normalise(n, work->w);
    *depth = work->gain.lower * work->scale;
    if (work->gain.lower <= ctx->tol.edge * ctx->tol.edge) {
        *depth = 0;
        for (size_t k = 0; k < d; k++) work->v[k] = 0;
    }
out:
    return status;
}

cm_status cm_depth_consensus(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, double *depth, double *point_offset, double *weight)
{
    cm_status status = cm_depth_quadratic(ctx, work, n, d, offset, salience, NULL, NULL, depth);
    for (size_t k = 0; point_offset != NULL && k < d; k++) point_offset[k] = work->v[k];
    for (size_t i = 0; weight != NULL && i < n; i++) weight[i] = work->w[i];
    return status;
}

/* The least gain at v, each loss at SQ known. */
static double least_euclidean(const cm_depth_work *work, size_t n, size_t d, const double *offset,
                              const double *salience)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double loss = 0;
        for (size_t k = 0; k < d; k++) {
            double o = offset[i * d + k] - work->v[k];
            loss += (salience == NULL ? 1 : salience[i * d + k]) * o * o;
        }
        least = fmin(least, sqrt(work->top[i]) - sqrt(loss));
    }
    return least;
}

/* F(t), in units of the largest loss; the slope in *slope, and work->bottom the fixed gains. */
static cm_status at_level(cm_ctx *ctx, cm_depth_work *work, size_t n, double t, double *value, double *slope)
{
    cm_status status;
    for (size_t i = 0; i < n; i++) {
        work->gain.b[i] = work->bottom[i] + t * (t - 2 * sqrt(work->top[i] / work->scale));
    }
    CM_TRY(cm_maximin_solve(ctx, &work->gain));
    *value = work->gain.lower;
    *slope = 0;
    normalise(n, work->gain.w);
    for (size_t i = 0; i < n; i++) *slope += 2 * work->gain.w[i] * (t - sqrt(work->top[i] / work->scale));
out:
    return status;
}

static cm_status find_level(cm_ctx *ctx, cm_depth_work *work, size_t n, double most, double *level)
{
    double low = 0, high = most, value, slope;
    cm_status status;
    *level = 0;
    CM_TRY(at_level(ctx, work, n, 0, &value, &slope));
    if (value <= ctx->tol.edge * ctx->tol.edge) goto out;
    for (int step = 0; step < 100 && high - low > 2 * DBL_EPSILON * high; step++) {
        double next = slope < 0 ? *level - value / slope : high;
        if (value > 0) low = *level;
        else high = *level;
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        if (fabs(next - *level) <= 4 * DBL_EPSILON) break;
        *level = next;
        CM_TRY(at_level(ctx, work, n, next, &value, &slope));
        if (value == 0) break;
    }
out:
    return status;
}

/* The slopes of the gains that are least at v, as rows in work->scaled; their members in work->order. */
static size_t active_slopes(const cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                            const double *salience)
{
    double least = least_euclidean(work, n, d, offset, salience);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        double loss = 0, *row = work->scaled + count * d;
        for (size_t k = 0; k < d; k++) {
            double off = offset[i * d + k] - work->v[k];
            row[k] = (salience == NULL ? 1 : salience[i * d + k]) * off;
            loss += row[k] * off;
        }
        loss = sqrt(loss);
        if (!(loss > 0) || sqrt(work->top[i]) - loss > least + ctx->tol.cert * sqrt(work->scale)) continue;
        for (size_t k = 0; k < d; k++) row[k] *= work->unit[k] / loss;
        work->order[count++] = i;
    }
    return count;
}

/* At the best policy the slopes of the least gains balance; the weights that balance them are those
 * of their hull's point nearest to 0.  More exact than the maximin's when a member is almost at its
 * ideal.  Kept when the balance is better. */
static cm_status polish(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                        const double *salience)
{
    size_t count = active_slopes(ctx, work, n, d, offset, salience);
    double before = 0, after = 0;
    cm_status status = CM_OK;
    if (count == 0) goto out;
    CM_TRY(cm_minnorm_find(ctx, &work->nearest, count, d, work->scaled));
    for (size_t k = 0; k < d; k++) {
        double pull = 0;
        for (size_t j = 0; j < count; j++) pull += work->w[work->order[j]] * work->scaled[j * d + k];
        before += pull * pull;
        after += work->nearest.x[k] * work->nearest.x[k];
    }
    if (after >= before) goto out;
    for (size_t i = 0; i < n; i++) work->w[i] = 0;
    for (size_t j = 0; j < work->nearest.count; j++) {
        work->w[work->order[work->nearest.point[j]]] = work->nearest.weight[j];
    }
out:
    return status;
}

/* Can the member that has least to gain have all of it?  Then it stands at its ideal on the issues it
 * cares for, and the others must find the same gain in those that are left. */
static cm_status try_ideal(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                           const double *salience, const double *low, const double *high, size_t content, bool *serves)
{
    double *from = work->pin, *to = work->pin + d, value, slope;
    const double most = sqrt(work->top[content]);
    cm_status status = CM_OK;
    *serves = false;
    for (size_t k = 0; k < d; k++) {
        double o = offset[content * d + k];
        bool cares = salience == NULL || salience[content * d + k] > 0;
        from[k] = low == NULL ? -HUGE_VAL : low[k];
        to[k] = high == NULL ? HUGE_VAL : high[k];
        if (cares && !(o >= from[k] && o <= to[k])) goto out;
        if (cares) from[k] = to[k] = o;
    }
    prepare(work, n, d, offset, salience, from, to);
    for (size_t i = 0; i < n; i++) work->bottom[i] = work->gain.b[i];
    CM_TRY(at_level(ctx, work, n, most / sqrt(work->scale), &value, &slope));
    read_policy(work, n);
    for (size_t i = 0; i < n; i++) work->w[i] = i == content;
    *serves = least_euclidean(work, n, d, offset, salience) >= most * (1 - ctx->tol.abs);
out:
    return status;
}

cm_status cm_depth_euclidean(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, const double *low, const double *high, double *depth)
{
    size_t content;
    double level, total = 0, root;
    bool serves;
    cm_status status;
    *depth = 0;
    work->projected = false;
    CM_TRY(losses(ctx, work, n, d, offset, salience, &content));
    stay(work, n, d, work->top[content] == 0 ? content : n);
    if (work->top[content] == 0 || empty(d, low, high)) goto out;
    root = sqrt(work->scale);
    CM_TRY(try_ideal(ctx, work, n, d, offset, salience, low, high, content, &serves));
    if (serves) {
        *depth = sqrt(work->top[content]);
        goto out;
    }
    prepare(work, n, d, offset, salience, low, high);
    for (size_t i = 0; i < n; i++) work->bottom[i] = work->gain.b[i];
    CM_TRY(find_level(ctx, work, n, sqrt(work->top[content]) / root, &level));
    read_policy(work, n);
    for (size_t i = 0; i < n; i++) total += work->w[i] *= sqrt(work->top[i]) / root - level;
    if (total > 0) normalise(n, work->w);
    if (level > 0) *depth = fmax(0, least_euclidean(work, n, d, offset, salience));
    if (*depth > 0 && low == NULL) CM_TRY(polish(ctx, work, n, d, offset, salience));
    for (size_t k = 0; *depth == 0 && k < d; k++) work->v[k] = 0;
out:
    return status;
}
