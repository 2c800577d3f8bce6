/* tangents.c: a sweep of tangents round a ball. */
#include "solver/spatial/tangents.h"

#include <gsl/gsl_math.h>
#include <stdlib.h>

typedef struct end {
    double angle;
    size_t member;
    bool opens;
} end;

typedef struct sweep {
    const cm_metric *metric;
    cm_tally in, rest;           /* those beyond, and the others */
    end *end;
    size_t nends;
} sweep;

static int by_angle(const void *a, const void *b)
{
    const end *left = a, *right = b;
    if (left->angle != right->angle) return left->angle < right->angle ? -1 : 1;
    return (int)left->opens - (int)right->opens;
}

static void enter(sweep *s, size_t i, int sign)
{
    cm_tally_add(&s->in, s->metric->member[i], sign);
    cm_tally_add(&s->rest, s->metric->member[i], -sign);
}

/* The arc of member i: its ends, and whether it is open at angle 0. */
static void put_ends(sweep *s, size_t i, const double *c, double r)
{
    double x = s->metric->point[2 * i] - c[0], y = s->metric->point[2 * i + 1] - c[1], far = hypot(x, y), from, to;
    if (!(far > r)) return;
    from = atan2(y, x) - acos(r / far);
    to = atan2(y, x) + acos(r / far);
    if (from < 0 && to > 0) enter(s, i, 1);
    if (from < 0) from += 2 * M_PI;
    if (to <= 0) to += 2 * M_PI;
    s->end[s->nends++] = (end){ from, i, true };
    s->end[s->nends++] = (end){ to, i, false };
}

static void measure(sweep *s, double *beyond, double *blocked)
{
    double at = 0;
    qsort(s->end, s->nends, sizeof *s->end, by_angle);
    for (size_t j = 0; j <= s->nends; j++) {
        double next = j < s->nends ? s->end[j].angle : 2 * M_PI;
        if (cm_tally_wins(&s->in)) *beyond += next - at;
        if (!cm_tally_wins(&s->rest)) *blocked += next - at;
        if (j < s->nends) enter(s, s->end[j].member, s->end[j].opens ? 1 : -1);
        at = next;
    }
}

static void on_a_line(sweep *s, const double *c, double r, double *beyond, double *blocked)
{
    for (int u = -1; u <= 1; u += 2) {
        for (size_t i = 0; i < s->metric->n; i++) {
            if (u * (s->metric->point[i] - c[0]) > r) enter(s, i, 1);
        }
        *beyond += cm_tally_wins(&s->in);
        *blocked += !cm_tally_wins(&s->rest);
        for (size_t i = 0; i < s->metric->n; i++) {
            if (u * (s->metric->point[i] - c[0]) > r) enter(s, i, -1);
        }
    }
}

cm_status cm_tangents_sweep(cm_ctx *ctx, const cm_metric *metric, const double *c, double r, double *beyond,
                            double *blocked)
{
    cm_arena scratch = { NULL };
    sweep s = { .metric = metric };
    cm_status status = CM_OK;
    *beyond = *blocked = 0;
    s.end = CM_NEW(ctx, &scratch, 2 * metric->n, end);
    if (s.end == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_tally_init(ctx, &scratch, metric->game->vote, &s.in));
    CM_TRY(cm_tally_init(ctx, &scratch, metric->game->vote, &s.rest));
    for (size_t i = 0; i < metric->n; i++) cm_tally_add(&s.rest, metric->member[i], 1);
    if (metric->d == 1) {
        on_a_line(&s, c, r, beyond, blocked);
    } else {
        for (size_t i = 0; i < metric->n; i++) put_ends(&s, i, c, r);
        measure(&s, beyond, blocked);
    }
out:
    cm_arena_free(&scratch);
    return status;
}
