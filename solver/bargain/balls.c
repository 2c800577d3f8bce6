/* balls.c: the points at which up to d spheres meet. */
#include "solver/bargain/balls.h"

#include <math.h>
#include <string.h>

cm_status cm_balls_fit(cm_ctx *ctx, const cm_protocol *p, const char *concept)
{
    const cm_spatial *s = p->spatial;
    if (s->d > CM_BALLS_WIDE) return cm_fail(ctx, CM_E_DOMAIN, "%s is for one to %d issues, and there are %zu", concept, CM_BALLS_WIDE, s->d);
    if (s->utility == CM_CITYBLOCK) return cm_fail(ctx, CM_E_DOMAIN, "%s takes city-block losses on one issue only, and there are %zu", concept, s->d);
    if (s->red_low != NULL) return cm_fail(ctx, CM_E_DOMAIN, "%s takes red lines on one issue only, and there are %zu", concept, s->d);
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->d; k++) {
            if (!(cm_spatial_salience(s, i, k) > 0)) return cm_fail(ctx, CM_E_DOMAIN, "%s on several issues needs saliences above 0, and '%s' does not care for '%s'", concept, s->player[i], s->issue[k]);
            if (!cm_close(&ctx->tol, cm_spatial_salience(s, i, k) / cm_spatial_salience(s, i, 0), cm_spatial_salience(s, 0, k) / cm_spatial_salience(s, 0, 0))) {
                return cm_fail(ctx, CM_E_DOMAIN, "%s on several issues needs members who weigh the issues against each other alike, and '%s' weighs '%s' otherwise than '%s'", concept, s->player[i], s->issue[k], s->player[0]);
            }
        }
    }
    return CM_OK;
}

void cm_balls_to(const cm_balls *b, const double *policy, double *z)
{
    for (size_t k = 0; k < b->d; k++) z[k] = sqrt(b->weight[k]) * (policy[k] - b->s->status_quo[k]);
}

void cm_balls_from(const cm_balls *b, const double *z, double *policy)
{
    for (size_t k = 0; k < b->d; k++) policy[k] = z[k] / sqrt(b->weight[k]) + b->s->status_quo[k];
}

double cm_balls_distance(const cm_balls *b, size_t i, const double *z)
{
    double off[CM_BALLS_WIDE];
    for (size_t k = 0; k < b->d; k++) off[k] = z[k] - b->centre[i * b->d + k];
    return sqrt(cm_dot(off, off, b->d));
}

double cm_balls_utility(const cm_balls *b, size_t i, const double *z)
{
    double far = cm_balls_distance(b, i, z);
    return b->s->utility == CM_QUADRATIC ? -b->factor[i] * far * far : -sqrt(b->factor[i]) * far;
}

static size_t corners_of(size_t n, size_t d)
{
    return d == 2 ? n * (n - 1) : n * (n - 1) * (n > 1 ? n - 2 : 0) / 3;
}

cm_status cm_balls_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_balls *b)
{
    const cm_spatial *s = p->spatial;
    *b = (cm_balls){ .p = p, .s = s, .n = s->n, .d = s->d, .room = corners_of(s->n, s->d) };
    b->factor = CM_NEW(ctx, arena, b->n, double);
    b->centre = CM_NEW(ctx, arena, b->n * b->d, double);
    b->radius = CM_NEW(ctx, arena, b->n, double);
    b->in = CM_NEW(ctx, arena, b->n, unsigned char);
    b->corner = CM_NEW(ctx, arena, b->room, cm_ball_point);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t k = 0; k < b->d; k++) b->weight[k] = cm_spatial_salience(s, 0, k);
    for (size_t i = 0; i < b->n; i++) {
        b->factor[i] = cm_spatial_salience(s, i, 0) / b->weight[0];
        cm_balls_to(b, s->ideal + i * b->d, b->centre + i * b->d);
    }
    for (size_t i = 0; i < b->n; i++) {
        const double *mine = b->centre + i * b->d, origin[CM_BALLS_WIDE] = { 0 };
        b->scale = fmax(b->scale, cm_balls_distance(b, i, origin));
        b->utility_scale = fmax(b->utility_scale, -cm_balls_utility(b, i, origin));
        for (size_t j = 0; j < i; j++) {
            b->scale = fmax(b->scale, cm_balls_distance(b, j, mine));
            b->utility_scale = fmax(b->utility_scale, fmax(-cm_balls_utility(b, j, mine), -cm_balls_utility(b, i, b->centre + j * b->d)));
        }
    }
    if (!(b->scale > 0)) b->scale = b->utility_scale = 1;
    b->near = ctx->tol.abs * b->scale;
    return CM_OK;
}

bool cm_balls_pass(cm_balls *b, const double *z)
{
    for (size_t j = 0; j < b->n; j++) b->in[j] = cm_balls_distance(b, j, z) <= b->radius[j] + b->near;
    return cm_vote_wins(&b->p->vote, b->in);
}

/* The flat on which the spheres of `prop` meet, from the first centre: `foot` on it, and orthonormal axes across it,
 * prop->count - 1 of them; *left is the square of the radius of what they share.  False when two centres are one. */
static bool flat_of(const cm_balls *b, const cm_prop *prop, double foot[CM_BALLS_WIDE], double axis[2][CM_BALLS_WIDE], double *left)
{
    size_t d = b->d;
    const double *first = b->centre + prop->member[0] * d;
    double r = b->radius[prop->member[0]];
    *left = r * r;
    for (size_t k = 0; k < d; k++) foot[k] = 0;
    for (size_t m = 1; m < prop->count; m++) {
        const double *other = b->centre + prop->member[m] * d;
        double g[CM_BALLS_WIDE], far, at, size, rm = b->radius[prop->member[m]];
        for (size_t k = 0; k < d; k++) g[k] = other[k] - first[k];
        at = (cm_dot(g, g, d) + r * r - rm * rm) / 2 - cm_dot(g, foot, d);
        far = sqrt(cm_dot(g, g, d));
        for (size_t a = 0; a + 1 < m; a++) {
            double along = cm_dot(g, axis[a], d);
            for (size_t k = 0; k < d; k++) g[k] -= along * axis[a][k];
        }
        size = sqrt(cm_dot(g, g, d));
        if (!(size > b->near) || !(far > 0)) return false;
        for (size_t k = 0; k < d; k++) {
            axis[m - 1][k] = g[k] / size;
            foot[k] += at / size * axis[m - 1][k];
        }
        *left -= at / size * (at / size);
    }
    return true;
}

/* A unit vector across the axes, when one is left. */
static void across(size_t d, double axis[2][CM_BALLS_WIDE], double out[CM_BALLS_WIDE])
{
    if (d == 2) {
        out[0] = -axis[0][1];
        out[1] = axis[0][0];
        return;
    }
    for (size_t k = 0; k < 3; k++) out[k] = axis[0][(k + 1) % 3] * axis[1][(k + 2) % 3] - axis[0][(k + 2) % 3] * axis[1][(k + 1) % 3];
}

bool cm_balls_point(const cm_balls *b, size_t i, const cm_prop *prop, double *z)
{
    size_t d = b->d;
    const double *mine = b->centre + i * d, *first;
    double foot[CM_BALLS_WIDE], axis[2][CM_BALLS_WIDE], way[CM_BALLS_WIDE], left, size;
    if (prop->count == 0) {
        memcpy(z, mine, d * sizeof(double));
        return true;
    }
    if (!flat_of(b, prop, foot, axis, &left) || left < -b->near * b->scale) return false;
    first = b->centre + prop->member[0] * d;
    left = sqrt(fmax(left, 0));
    if (prop->count == d) {
        across(d, axis, way);
        for (size_t k = 0; k < d; k++) z[k] = first[k] + foot[k] + prop->side * left * way[k];
        return true;
    }
    for (size_t k = 0; k < d; k++) way[k] = mine[k] - first[k] - foot[k];
    for (size_t a = 0; a + 1 < prop->count; a++) {
        double along = cm_dot(way, axis[a], d);
        for (size_t k = 0; k < d; k++) way[k] -= along * axis[a][k];
    }
    size = sqrt(cm_dot(way, way, d));
    if (!(size > b->near)) return false;
    for (size_t k = 0; k < d; k++) z[k] = first[k] + foot[k] + left / size * way[k];
    return true;
}

/* The next set of `count` members in order; false after the last. */
static bool next_set(size_t n, cm_prop *prop)
{
    for (size_t m = prop->count; m-- > 0;) {
        if (++prop->member[m] + (prop->count - m) > n) continue;
        for (size_t a = m + 1; a < prop->count; a++) prop->member[a] = prop->member[a - 1] + 1;
        return true;
    }
    return false;
}

static cm_prop first_set(size_t count)
{
    cm_prop prop = { .count = count };
    for (size_t m = 0; m < count; m++) prop.member[m] = m;
    return prop;
}

static double reach(const cm_balls *b, size_t j, double v)
{
    double loss = fmax(-v, 0);
    return b->s->utility == CM_QUADRATIC ? sqrt(loss / b->factor[j]) : loss / sqrt(b->factor[j]);
}

void cm_balls_set_radii(cm_balls *b, const double *v)
{
    for (size_t j = 0; j < b->n; j++) b->radius[j] = reach(b, j, v[j]);
}

void cm_balls_set(cm_balls *b, const double *v)
{
    cm_prop prop = first_set(b->d);
    b->corners = 0;
    cm_balls_set_radii(b, v);
    if (b->n < b->d) return;
    do {
        for (prop.side = -1; prop.side <= 1; prop.side += 2) {
            cm_ball_point *at = &b->corner[b->corners];
            at->prop = prop;
            if (cm_balls_point(b, 0, &prop, at->z) && cm_balls_pass(b, at->z)) b->corners++;
        }
        prop.side = 0;
    } while (next_set(b->n, &prop));
}

/* Points that are being compared for one proposer. */
typedef struct contest {
    cm_ball_point *best;
    double *far;
    size_t count;
    double tie;
} contest;

/* Put a point that passes into its place, unless it is there or too far. */
static void enter(const cm_balls *b, contest *c, const cm_ball_point *point, double far)
{
    size_t k = c->count, kept;
    for (size_t a = 0; a < c->count; a++) {
        double off = 0;
        for (size_t x = 0; x < b->d; x++) off += fabs(c->best[a].z[x] - point->z[x]);
        if (off <= b->near) return;
    }
    if (c->count == CM_BALLS_TIES && far >= c->far[k - 1]) return;
    if (c->count < CM_BALLS_TIES) c->count++;
    else k--;
    for (; k > 0 && c->far[k - 1] > far; k--) c->best[k] = c->best[k - 1], c->far[k] = c->far[k - 1];
    c->best[k] = *point;
    c->far[k] = far;
    for (kept = 1; kept < c->count && c->far[kept] <= c->far[0] + c->tie; kept++) continue;
    c->count = kept;
}

static bool too_far(const contest *c, double far)
{
    return c->count > 0 && far > c->far[0] + c->tie;
}

size_t cm_balls_best(cm_balls *b, size_t i, double tie, cm_ball_point *best)
{
    double far[CM_BALLS_TIES];
    contest c = { best, far, 0, tie };
    cm_ball_point at = { .prop = { 0 } };
    memcpy(at.z, b->centre + i * b->d, b->d * sizeof(double));
    if (cm_balls_pass(b, at.z)) enter(b, &c, &at, 0);
    for (size_t k = 0; k < b->corners; k++) {
        double off = cm_balls_distance(b, i, b->corner[k].z);
        if (!too_far(&c, off)) enter(b, &c, &b->corner[k], off);
    }
    for (size_t count = 1; count < b->d && count <= b->n; count++) {
        at.prop = first_set(count);
        do {
            double off;
            if (!cm_balls_point(b, i, &at.prop, at.z)) continue;
            off = cm_balls_distance(b, i, at.z);
            if (!too_far(&c, off) && cm_balls_pass(b, at.z)) enter(b, &c, &at, off);
        } while (next_set(b->n, &at.prop));
    }
    return c.count;
}

/* The point nearest to 0 on the flat through the directions to the ideals of `prop`. */
static bool nearest_of(const cm_balls *b, const cm_prop *prop, double h[CM_BALLS_WIDE])
{
    size_t d = b->d;
    double axis[2][CM_BALLS_WIDE], first[CM_BALLS_WIDE] = { 0 };
    for (size_t m = 0; m < prop->count; m++) {
        const double *a = b->centre + prop->member[m] * d;
        double size = sqrt(cm_dot(a, a, d)), g[CM_BALLS_WIDE];
        if (!(size > b->near)) return false;
        for (size_t k = 0; k < d; k++) g[k] = a[k] / size - first[k];
        if (m == 0) {
            memcpy(first, g, d * sizeof(double));
            memcpy(h, g, d * sizeof(double));
            continue;
        }
        for (size_t a2 = 0; a2 + 1 < m; a2++) {
            double along = cm_dot(g, axis[a2], d);
            for (size_t k = 0; k < d; k++) g[k] -= along * axis[a2][k];
        }
        size = sqrt(cm_dot(g, g, d));
        if (!(size * b->scale > b->near)) return false;
        for (size_t k = 0; k < d; k++) axis[m - 1][k] = g[k] / size;
        size = cm_dot(h, axis[m - 1], d);
        for (size_t k = 0; k < d; k++) h[k] -= size * axis[m - 1][k];
    }
    return true;
}

bool cm_balls_core(const cm_ctx *ctx, cm_balls *b)
{
    for (size_t count = 1; count <= b->d && count <= b->n; count++) {
        cm_prop prop = first_set(count);
        do {
            double h[CM_BALLS_WIDE], size;
            if (!nearest_of(b, &prop, h)) continue;
            size = sqrt(cm_dot(h, h, b->d));
            if (!(size > ctx->tol.cert)) continue;
            for (size_t j = 0; j < b->n; j++) {
                const double *a = b->centre + j * b->d;
                double far = sqrt(cm_dot(a, a, b->d));
                b->in[j] = far > b->near && cm_dot(h, a, b->d) / far > size * size * (1 - ctx->tol.abs) - ctx->tol.abs * size;
            }
            if (cm_vote_wins(&b->p->vote, b->in)) return false;
        } while (next_set(b->n, &prop));
    }
    return true;
}
