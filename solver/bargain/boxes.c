/* boxes.c: bisection of the space of policies.
 *
 * A box may be hopeful although no policy in it is: each of those needed accepts some policy in it, but no policy suits
 * all.  Along a surface where what two of them want just touches there are many such boxes.  There a weighted sum of
 * what the proposer and those needed gain, below 0 all over the box, tells that they never agree (Lagrange duality).
 * Any weights prove it; good ones, whose gradients cancel in the middle of the box, are followed from box to box. */
#include "solver/bargain/boxes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BOXES = 20000000, ASK = 65536, SWEEPS = 6 };

cm_status cm_boxes_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, double fine, cm_boxes *b)
{
    *b = (cm_boxes){ .ctx = ctx, .p = p, .fine = fine };
    b->likely = CM_NEW(ctx, arena, p->n, unsigned char);
    b->in = CM_NEW(ctx, arena, p->n, unsigned char);
    b->needed = CM_NEW(ctx, arena, p->n, size_t);
    b->price = CM_NEW(ctx, arena, p->n, double);
    return ctx->status;
}

/* The most that member i has in a box: at the point nearest to its ideal, issue by issue. */
static double most_in(const cm_spatial *s, size_t i, const double *low, const double *high)
{
    double x[CM_BOXES_WIDE] = { 0 };
    for (size_t k = 0; k < s->d; k++) x[k] = fmin(fmax(s->ideal[i * s->d + k], low[k]), high[k]);
    return cm_spatial_utility(s, i, x);
}

static bool wins_at(cm_boxes *b, const double *x)
{
    for (size_t j = 0; j < b->p->n; j++) b->in[j] = cm_spatial_utility(b->p->spatial, j, x) >= b->v[j];
    return cm_vote_wins(&b->p->vote, b->in);
}

static double square(const cm_spatial *s, size_t i, const double *x)
{
    double sum = 0;
    for (size_t k = 0; k < s->d; k++) {
        double off = x[k] - s->ideal[i * s->d + k];
        sum += cm_spatial_salience(s, i, k) * off * off;
    }
    return sum;
}

/* How far within the ball of policies worth at least `worth` to member i, in squares: losses of one kind for all. */
static double inside(const cm_spatial *s, size_t i, double worth, const double *x)
{
    return (s->utility == CM_QUADRATIC ? -worth : worth * worth) - square(s, i, x);
}

/* Those of b->in who would refuse something in the box, and without whom the others lose. */
static size_t find_needed(cm_boxes *b, const double *low, const double *high)
{
    const cm_spatial *s = b->p->spatial;
    size_t count = 0;
    double far[CM_BOXES_WIDE] = { 0 };
    for (size_t j = 0; j < s->n; j++) {
        if (!b->in[j] || j == b->who || b->v[j] > 0) continue;
        for (size_t k = 0; k < s->d; k++) far[k] = s->ideal[j * s->d + k] - low[k] > high[k] - s->ideal[j * s->d + k] ? low[k] : high[k];
        if (cm_spatial_utility(s, j, far) >= b->v[j]) continue;
        b->in[j] = 0;
        if (!cm_vote_wins(&b->p->vote, b->in)) b->needed[count++] = j;
        b->in[j] = 1;
    }
    return count;
}

/* Half the gradient of what i has inside. */
static void pull(const cm_spatial *s, size_t i, const double *x, double *g)
{
    for (size_t k = 0; k < s->d; k++) g[k] = cm_spatial_salience(s, i, k) * (s->ideal[i * s->d + k] - x[k]);
}

/* Prices >= 0 of those needed at which all pulls on x about cancel: the least sum of squares, one price after another. */
static void follow_prices(cm_boxes *b, size_t count, const double *x)
{
    const cm_spatial *s = b->p->spatial;
    double rest[CM_BOXES_WIDE] = { 0 }, g[CM_BOXES_WIDE] = { 0 };
    pull(s, b->who, x, rest);
    for (size_t q = 0; q < count; q++) {
        pull(s, b->needed[q], x, g);
        for (size_t k = 0; k < s->d; k++) rest[k] += b->price[b->needed[q]] * g[k];
    }
    for (size_t turn = 0; turn < SWEEPS * count; turn++) {
        size_t j = b->needed[turn % count];
        double size, next;
        pull(s, j, x, g);
        size = cm_dot(g, g, s->d);
        if (!(size > 0)) continue;
        next = fmax(0, b->price[j] - cm_dot(g, rest, s->d) / size);
        for (size_t k = 0; k < s->d; k++) rest[k] += (next - b->price[j]) * g[k];
        b->price[j] = next;
    }
}

/* Do the proposer and those needed disagree all over the box? */
static bool disagree(cm_boxes *b, const double *low, const double *high)
{
    const cm_spatial *s = b->p->spatial;
    double x[CM_BOXES_WIDE] = { 0 }, sum;
    size_t count = s->utility == CM_CITYBLOCK ? 0 : find_needed(b, low, high);
    if (count == 0) return false;
    for (size_t k = 0; k < s->d; k++) x[k] = low[k] + (high[k] - low[k]) / 2;
    follow_prices(b, count, x);
    for (size_t k = 0; k < s->d; k++) {                      /* where the sum is greatest */
        double care = cm_spatial_salience(s, b->who, k), at = care * s->ideal[b->who * s->d + k];
        for (size_t q = 0; q < count; q++) {
            size_t j = b->needed[q];
            care += b->price[j] * cm_spatial_salience(s, j, k);
            at += b->price[j] * cm_spatial_salience(s, j, k) * s->ideal[j * s->d + k];
        }
        x[k] = fmin(fmax(care > 0 ? at / care : low[k], low[k]), high[k]);
    }
    sum = inside(s, b->who, b->bar, x);
    for (size_t q = 0; q < count; q++) sum += b->price[b->needed[q]] * inside(s, b->needed[q], b->v[b->needed[q]], x);
    return sum < 0;
}

/* False: nothing in the box is both better and might pass. */
static bool hopeful(cm_boxes *b, const double *low, const double *high)
{
    const cm_spatial *s = b->p->spatial;
    if (!(most_in(s, b->who, low, high) > b->bar)) return false;
    for (size_t j = 0; j < s->n; j++) b->in[j] = b->likely[j] && most_in(s, j, low, high) >= b->v[j];
    return cm_vote_wins(&b->p->vote, b->in) && !disagree(b, low, high);
}

static cm_status look(cm_boxes *b, const double *low, const double *high, bool *found)
{
    const cm_spatial *s = b->p->spatial;
    double middle[CM_BOXES_WIDE] = { 0 }, half[CM_BOXES_WIDE] = { 0 }, widest = 0;
    size_t cut = 0;
    cm_status status = CM_OK;
    if (++b->count > MOST_BOXES) return cm_fail(b->ctx, CM_E_NUMERIC, "certificate: whether '%s' can do better is not settled by %d boxes", b->p->player[b->who], MOST_BOXES);
    if (b->count % ASK == 0 && cm_stopped(b->ctx)) return cm_fail(b->ctx, CM_E_INTERRUPT, "interrupted");
    if (!hopeful(b, low, high)) return CM_OK;
    for (size_t k = 0; k < s->d; k++) {
        middle[k] = low[k] + (high[k] - low[k]) / 2;
        if (high[k] - low[k] > widest) widest = high[k] - low[k], cut = k;
    }
    if (widest <= b->fine) return CM_OK;
    if (cm_spatial_utility(s, b->who, middle) > b->bar && wins_at(b, middle)) {
        memcpy(b->better, middle, s->d * sizeof(double));
        *found = true;
        return CM_OK;
    }
    memcpy(half, high, s->d * sizeof(double));
    half[cut] = middle[cut];
    CM_TRY(look(b, low, half, found));
    if (*found) return CM_OK;
    memcpy(half, low, s->d * sizeof(double));
    half[cut] = middle[cut];
    CM_TRY(look(b, half, high, found));
out:
    return status;
}

/* A distance in a member's own metric from a loss. */
static double far_of(const cm_spatial *s, double loss)
{
    return s->utility == CM_QUADRATIC ? sqrt(fmax(loss, 0)) : fmax(loss, 0);
}

/* Could j accept anything better than the bar?  By the triangle inequality, where all have one metric but for a
 * factor; elsewhere yes. */
static bool may_accept(const cm_boxes *b, size_t j)
{
    const cm_spatial *s = b->p->spatial;
    double apart = 0, ratio = sqrt(cm_spatial_salience(s, b->who, 0) / cm_spatial_salience(s, j, 0));
    if (s->utility == CM_CITYBLOCK) return true;
    for (size_t k = 0; k < s->d; k++) {
        double off = s->ideal[j * s->d + k] - s->ideal[b->who * s->d + k], mine = cm_spatial_salience(s, b->who, k);
        if (!cm_close(&b->ctx->tol, sqrt(mine / cm_spatial_salience(s, j, k)), ratio)) return true;
        apart += mine * off * off;
    }
    return sqrt(apart) <= far_of(s, -b->bar) + ratio * far_of(s, -b->v[j]);
}

cm_status cm_boxes_search(cm_boxes *b, size_t who, double bar, const double *v, bool *found)
{
    const cm_spatial *s = b->p->spatial;
    double low[CM_BOXES_WIDE] = { 0 }, high[CM_BOXES_WIDE] = { 0 };
    *found = false;
    b->who = who, b->bar = bar, b->v = v, b->count = 0;
    if (bar >= 0) return CM_OK;
    for (size_t j = 0; j < s->n; j++) b->likely[j] = may_accept(b, j), b->price[j] = 0;
    for (size_t k = 0; k < s->d; k++) {
        double w = cm_spatial_salience(s, who, k), reach = s->utility == CM_CITYBLOCK ? -bar / w : far_of(s, -bar) / sqrt(w);
        low[k] = s->ideal[who * s->d + k] - reach;
        high[k] = s->ideal[who * s->d + k] + reach;
    }
    return look(b, low, high, found);
}

/* The ideals from the status quo, each of length 1; a member whose ideal it is has length 0. */
typedef struct sky {
    const cm_ctx *ctx;
    const cm_protocol *p;
    size_t n, d;
    double *way, *angle;             /* n x d; 2n */
    unsigned char *in;
} sky;

/* Those who gain towards h, or across it towards the tilt. */
static bool wins_towards(sky *y, const double *h, const double *tilt)
{
    for (size_t j = 0; j < y->n; j++) {
        double along = cm_dot(y->way + j * y->d, h, y->d);
        y->in[j] = along > y->ctx->tol.cert || (along >= -y->ctx->tol.cert && cm_dot(y->way + j * y->d, tilt, y->d) > y->ctx->tol.cert);
    }
    return cm_vote_wins(&y->p->vote, y->in);
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* On the circle across `pole`: a direction between each two neighbours at which somebody changes its mind. */
static bool circle_wins(sky *y, const double *pole)
{
    double east[CM_BOXES_WIDE], north[CM_BOXES_WIDE], turn = 8 * atan(1), size, h[CM_BOXES_WIDE], down[CM_BOXES_WIDE];
    size_t least = fabs(pole[0]) < fabs(pole[1]) ? 0 : 1, count = 0;
    if (fabs(pole[2]) < fabs(pole[least])) least = 2;
    for (size_t k = 0; k < 3; k++) east[k] = (k == least) - pole[least] * pole[k], down[k] = -pole[k];
    size = sqrt(cm_dot(east, east, 3));
    for (size_t k = 0; k < 3; k++) east[k] /= size;
    for (size_t k = 0; k < 3; k++) north[k] = pole[(k + 1) % 3] * east[(k + 2) % 3] - pole[(k + 2) % 3] * east[(k + 1) % 3];
    for (size_t j = 0; j < y->n; j++) {
        double e = cm_dot(y->way + j * 3, east, 3), n = cm_dot(y->way + j * 3, north, 3);
        if (hypot(e, n) <= y->ctx->tol.cert) continue;
        for (int side = -1; side <= 1; side += 2) y->angle[count++] = fmod(atan2(n, e) + side * turn / 4 + turn, turn);
    }
    qsort(y->angle, count, sizeof *y->angle, by_size);
    for (size_t k = 0; k < (count > 0 ? count : 1); k++) {
        double from = count > 0 ? y->angle[k] : 0, to = count == 0 ? 1 : k + 1 < count ? y->angle[k + 1] : y->angle[0] + turn;
        if (to - from <= y->ctx->tol.cert) continue;
        for (size_t x = 0; x < 3; x++) h[x] = cos((from + to) / 2) * east[x] + sin((from + to) / 2) * north[x];
        if (wins_towards(y, h, pole) || wins_towards(y, h, down)) return true;
    }
    return false;
}

cm_status cm_boxes_core(cm_ctx *ctx, const cm_protocol *p, bool *core)
{
    const cm_spatial *s = p->spatial;
    cm_arena scratch = { NULL };
    sky y = { ctx, p, s->n, s->d, CM_NEW(ctx, &scratch, s->n * s->d, double), CM_NEW(ctx, &scratch, 2 * s->n, double), CM_NEW(ctx, &scratch, s->n, unsigned char) };
    bool wins = false;
    if (ctx->status == CM_OK) {
        for (size_t j = 0; j < y.n; j++) {
            double size;
            for (size_t k = 0; k < y.d; k++) y.way[j * y.d + k] = sqrt(cm_spatial_salience(s, 0, k)) * (s->ideal[j * s->d + k] - s->status_quo[k]);
            size = sqrt(cm_dot(y.way + j * y.d, y.way + j * y.d, y.d));
            for (size_t k = 0; size > 0 && k < y.d; k++) y.way[j * y.d + k] /= size;
        }
        for (size_t j = 0; j < y.n && !wins; j++) {
            const double *way = y.way + j * y.d;
            double across[2] = { -way[1], way[0] }, back[2] = { way[1], -way[0] }, down[2] = { -way[0], -way[1] };
            if (!(cm_dot(way, way, y.d) > 0)) continue;
            if (y.d == 3) wins = circle_wins(&y, way);
            else wins = wins_towards(&y, across, way) || wins_towards(&y, across, down) || wins_towards(&y, back, way) || wins_towards(&y, back, down);
        }
        *core = !wins;
    }
    cm_arena_free(&scratch);
    return ctx->status;
}
