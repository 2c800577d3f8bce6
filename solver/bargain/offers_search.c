/* offers_search.c: the stationary equilibria of banks-duggan on two or three issues.
 *
 * From each start everybody answers the values of waiting with the best proposal, and the values move towards what
 * these proposals make them: by half at first, then by less and less, so that where the answers go round the values
 * come to rest at the mixture.  What was proposed near the end, with its frequency, is then polished.
 * Cost: starts x STEPS x O(n^(d+1)). */
#include <math.h>
#include <string.h>

#include "solver/bargain/offers.h"
#include "solver/base/rng.h"

enum { FAST_STEPS = 100, STEPS = 500, RECORDED = 200, SLOWER = 8 };

typedef struct search {
    cm_ctx *ctx;
    cm_balls *balls;
    cm_offers now, seen;             /* the answers of this step; those of the recorded steps */
    double *v, *next;                /* n each */
} search;

cm_status cm_offers_new(cm_ctx *ctx, cm_arena *arena, size_t n, cm_offers *o)
{
    *o = (cm_offers){ .count = CM_NEW(ctx, arena, n, size_t), .offer = CM_NEW(ctx, arena, n * CM_BALLS_TIES, cm_offer), .v = CM_NEW(ctx, arena, n, double) };
    return ctx->status;
}

void cm_offers_copy(size_t n, cm_offers *to, const cm_offers *from)
{
    memcpy(to->count, from->count, n * sizeof *to->count);
    memcpy(to->offer, from->offer, n * CM_BALLS_TIES * sizeof *to->offer);
    memcpy(to->v, from->v, n * sizeof *to->v);
    to->waiting = from->waiting;
    to->deviation = from->deviation;
}

/* The chance that somebody proposes what passes, and j's utility of it times that. */
static double proposed(const cm_balls *b, const cm_offers *o, size_t j, double *chance)
{
    double sum = 0;
    *chance = 0;
    for (size_t i = 0; i < b->n; i++) {
        for (size_t k = 0; k < o->count[i]; k++) {
            const cm_offer *offer = &o->offer[i * CM_BALLS_TIES + k];
            double weight = b->p->recognition[i] * offer->chance;
            if (offer->waits) continue;
            *chance += weight;
            sum += weight * cm_balls_utility(b, j, offer->at.z);
        }
    }
    return sum;
}

void cm_offers_value(const cm_balls *b, cm_offers *o, double *v)
{
    static const double origin[CM_BALLS_WIDE] = { 0 };
    for (size_t j = 0; j < b->n; j++) {
        double delta = b->p->patience[j], chance, sum = proposed(b, o, j, &chance);
        o->waiting = 1 - chance;
        v[j] = ((1 - delta) * cm_balls_utility(b, j, origin) - b->p->cost + delta * sum) / (1 - delta * o->waiting);
    }
}

double cm_offers_before(const cm_balls *b, const cm_offers *o, size_t j)
{
    double chance, sum = proposed(b, o, j, &chance);
    return sum + (1 - chance) * o->v[j];
}

/* Everybody's best answer to e->v. */
static void answer(search *e)
{
    cm_balls *b = e->balls;
    double indifferent = e->ctx->tol.abs * b->utility_scale;
    cm_balls_set(b, e->v);
    for (size_t i = 0; i < b->n; i++) {
        cm_ball_point best[CM_BALLS_TIES];
        cm_offer *offer = &e->now.offer[i * CM_BALLS_TIES];
        e->now.count[i] = b->p->recognition[i] > 0;
        if (e->now.count[i] == 0) continue;
        *offer = (cm_offer){ .waits = cm_balls_best(b, i, 0, best) == 0, .chance = 1 };
        if (!offer->waits) offer->at = best[0];
        offer->waits = offer->waits || cm_balls_utility(b, i, best[0].z) < e->v[i] - indifferent;
    }
}

static bool same_prop(const cm_offer *a, const cm_offer *b)
{
    if (a->waits || b->waits) return a->waits && b->waits;
    if (a->at.prop.count != b->at.prop.count || a->at.prop.side != b->at.prop.side) return false;
    for (size_t m = 0; m < a->at.prop.count; m++) {
        if (a->at.prop.member[m] != b->at.prop.member[m]) return false;
    }
    return true;
}

/* Count what is offered now; when there are too many kinds the rarest gives way. */
static void record(search *e)
{
    for (size_t i = 0; i < e->balls->n; i++) {
        cm_offer *list = &e->seen.offer[i * CM_BALLS_TIES];
        const cm_offer *now = &e->now.offer[i * CM_BALLS_TIES];
        size_t k = 0;
        if (e->now.count[i] == 0) continue;
        while (k < e->seen.count[i] && !same_prop(&list[k], now)) k++;
        if (k == CM_BALLS_TIES) {
            k = 0;
            for (size_t a = 1; a < CM_BALLS_TIES; a++) k = list[a].chance < list[k].chance ? a : k;
            list[k] = *now;
        } else if (k == e->seen.count[i]) {
            list[e->seen.count[i]++] = *now;
        } else {
            list[k].at = now->at;
            list[k].chance += 1;
        }
    }
}

static void to_frequencies(search *e)
{
    for (size_t i = 0; i < e->balls->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < e->seen.count[i]; k++) sum += e->seen.offer[i * CM_BALLS_TIES + k].chance;
        for (size_t k = 0; k < e->seen.count[i]; k++) e->seen.offer[i * CM_BALLS_TIES + k].chance /= sum;
    }
    memcpy(e->seen.v, e->v, e->balls->n * sizeof(double));
}

/* The values of an agreement on the point x at once. */
static void value_at(search *e, const double *x)
{
    static const double origin[CM_BALLS_WIDE] = { 0 };
    for (size_t j = 0; j < e->balls->n; j++) {
        double delta = e->balls->p->patience[j];
        e->v[j] = (1 - delta) * cm_balls_utility(e->balls, j, origin) - e->balls->p->cost + delta * cm_balls_utility(e->balls, j, x);
    }
}

static cm_status walk(search *e, const double *x)
{
    double still = e->ctx->tol.abs * e->ctx->tol.abs * e->balls->utility_scale, moved = HUGE_VAL;
    memset(e->seen.count, 0, e->balls->n * sizeof *e->seen.count);
    value_at(e, x);
    for (int t = 0; t < STEPS && moved > still; t++) {
        double step = t < FAST_STEPS ? 0.5 : 1 / (2 + (double)(t - FAST_STEPS) / SLOWER);
        if (cm_stopped(e->ctx)) return cm_fail(e->ctx, CM_E_INTERRUPT, "interrupted");
        answer(e);
        if (t >= STEPS - RECORDED) record(e);
        cm_offers_value(e->balls, &e->now, e->next);
        moved = 0;
        for (size_t j = 0; j < e->balls->n; j++) {
            moved = fmax(moved, fabs(e->next[j] - e->v[j]));
            e->v[j] += step * (e->next[j] - e->v[j]);
        }
    }
    answer(e);
    record(e);
    to_frequencies(e);
    return CM_OK;
}

static bool known(const search *e, const cm_offers_found *found, const cm_offers *o)
{
    double near = e->ctx->tol.cert * e->balls->utility_scale;
    for (size_t k = 0; k < found->count; k++) {
        bool same = true;
        for (size_t j = 0; j < e->balls->n; j++) same = same && fabs(found->play[k].v[j] - o->v[j]) <= near;
        if (same) return true;
    }
    return false;
}

/* The starts: the status quo, the mean of ideals, each ideal, then points drawn between them. */
static void start_of(const search *e, const cm_banks_duggan_params *asked, size_t s, double *x)
{
    const cm_balls *b = e->balls;
    cm_stream stream = cm_stream_make((uint64_t)asked->seed, "banks-duggan");
    for (size_t k = 0; k < b->d; k++) {
        double low = 0, high = 0, mean = 0;
        for (size_t i = 0; i < b->n; i++) {
            low = fmin(low, b->centre[i * b->d + k]);
            high = fmax(high, b->centre[i * b->d + k]);
            mean += b->centre[i * b->d + k] / (double)b->n;
        }
        x[k] = s == 0 ? 0 : s == 1 ? mean : s < b->n + 2 ? b->centre[(s - 2) * b->d + k] : low + (high - low) * cm_stream_unit(&stream, s, k, 0);
    }
}

static cm_status from_start(search *e, cm_arena *arena, const double *x, cm_offers_found *found)
{
    bool there;
    cm_status status = CM_OK;
    CM_TRY(walk(e, x));
    CM_TRY(cm_offers_polish(e->ctx, e->balls, &e->seen, &there));
    if (!there) return CM_OK;
    found->starts++;
    if (found->count == CM_OFFERS_FOUND || known(e, found, &e->seen)) return CM_OK;
    CM_TRY(cm_offers_new(e->ctx, arena, e->balls->n, &found->play[found->count]));
    cm_offers_copy(e->balls->n, &found->play[found->count++], &e->seen);
out:
    return status;
}

/* Nothing is better than the status quo for any who could decide: everybody proposes it. */
static cm_status stay(search *e, cm_arena *arena, cm_offers_found *found)
{
    static const double origin[CM_BALLS_WIDE] = { 0 };
    cm_offers *o = &found->play[0];
    cm_status status = cm_offers_new(e->ctx, arena, e->balls->n, o);
    if (status != CM_OK) return status;
    found->gridlock = true;
    found->count = 1;
    for (size_t i = 0; i < e->balls->n; i++) {
        o->v[i] = cm_balls_utility(e->balls, i, origin);
        o->count[i] = e->balls->p->recognition[i] > 0;
        o->offer[i * CM_BALLS_TIES].chance = 1;
    }
    return CM_OK;
}

static int by_place(const cm_balls *b, const cm_offers *l, const cm_offers *r)
{
    for (size_t j = 0; j < b->n; j++) {
        double off = l->v[j] - r->v[j];
        if (fabs(off) > b->near * b->utility_scale / b->scale) return off > 0 ? -1 : 1;
    }
    return 0;
}

static void sort_found(cm_offers_found *found)
{
    for (size_t k = 1; k < found->count; k++) {
        for (size_t j = k; j > 0 && by_place(&found->balls, &found->play[j], &found->play[j - 1]) < 0; j--) {
            cm_offers swap = found->play[j];
            found->play[j] = found->play[j - 1];
            found->play[j - 1] = swap;
        }
    }
}

cm_status cm_offers_search(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, const cm_banks_duggan_params *asked, cm_offers_found *found)
{
    search e = { .ctx = ctx, .balls = &found->balls };
    double work = (double)asked->starts * STEPS * pow((double)p->n, (double)p->spatial->d + 1);
    cm_status status = CM_OK;
    if (work > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "%ld starts among %zu members on %zu issues are more than the limit of %g steps; fewer starts find fewer equilibria, sooner", asked->starts, p->n, p->spatial->d, ctx->work_limit);
    CM_TRY(cm_balls_init(ctx, arena, p, &found->balls));
    CM_TRY(cm_offers_new(ctx, arena, p->n, &e.now));
    CM_TRY(cm_offers_new(ctx, arena, p->n, &e.seen));
    e.v = CM_NEW(ctx, arena, p->n, double);
    e.next = CM_NEW(ctx, arena, p->n, double);
    CM_TRY(ctx->status);
    if (!(p->cost > 0) && cm_balls_core(ctx, &found->balls)) CM_LEAVE(stay(&e, arena, found));
    for (size_t s = 0; s < (size_t)asked->starts; s++) {
        double x[CM_BALLS_WIDE];
        start_of(&e, asked, s, x);
        CM_TRY(from_start(&e, arena, x, found));
    }
    sort_found(found);
out:
    return status;
}
