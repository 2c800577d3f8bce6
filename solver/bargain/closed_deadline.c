/* closed_deadline.c: the closed rule with a deadline: backwards from the last round.  Where heads are counted the cheapest
 * coalitions are told by how many cost less; elsewhere they are among the minimal winning ones, kind by kind. */
#include <math.h>
#include <string.h>

#include "solver/bargain/closed_pool.h"

double cm_closed_wait(const cm_protocol *p, bool last, size_t i, double next)
{
    if (!last) return p->patience[i] * next - p->cost;
    return p->outside != NULL ? p->outside[i] : 0;
}

bool cm_closed_may_fail(const cm_protocol *p) { return p->rounds > 0 && (p->cost > 0 || p->outside != NULL); }

/* Is j in every, and in some, cheapest coalition of i?  By how many others cost less, or no more. */
static void place(const cm_ctx *ctx, const double *price, size_t n, size_t quota, size_t i, size_t j, bool *always, bool *some)
{
    size_t less = 0, no_more = 0;
    for (size_t k = 0; k < n; k++) {
        bool equal = cm_close(&ctx->tol, price[k], price[j]);
        if (k == i || k == j) continue;
        less += !equal && price[k] < price[j];
        no_more += equal || price[k] < price[j];
    }
    *always = no_more + 1 < quota;
    *some = less + 1 < quota;
}

typedef struct deadline {
    cm_ctx *ctx;
    const cm_protocol *p;
    size_t quota;                    /* 0: by the pool */
    cm_pool pool;
    double *cost, *sum, *mixture;    /* kinds, kinds, types */
    double *mean;                    /* kinds x kinds: how many of each kind a proposer of a kind buys */
    double *total;                   /* n: what i's coalition costs */
    bool *single;                    /* n: the coalition of i is the only one, or any other has the same worth to all */
    cm_closed *closed;
} deadline;

/* Row i of the partners: those that every cheapest coalition has, and an even share of those that some have. */
static void buy_heads(deadline *d, size_t i)
{
    const double *price = d->closed->price;
    double *partner = &d->closed->partner[i * d->p->n];
    size_t n = d->p->n, sure = 0, tied = 0;
    bool worthless = true;
    d->total[i] = 0;
    for (size_t j = 0; j < n; j++) {
        bool always = false, some = false;
        if (j != i) place(d->ctx, price, n, d->quota, i, j, &always, &some);
        partner[j] = always ? 2 : some ? 1 : 0;
        sure += always;
        tied += some && !always;
        worthless = worthless && !(some && !always && price[j] > 0);
    }
    for (size_t j = 0; j < n; j++) {
        partner[j] = partner[j] > 1 ? 1 : partner[j] > 0 ? (double)(d->quota - 1 - sure) / (double)tied : 0;
        d->total[i] += partner[j] * price[j];
    }
    d->single[i] = worthless || sure + tied + 1 == d->quota;
}

/* In how many ways a proposer of the type's kind can form it. */
static double ways(const cm_pool *pool, size_t t)
{
    double product = 1;
    for (size_t k = 0; k < pool->kinds; k++) {
        double wanted = pool->others[t * pool->kinds + k], there = (double)(pool->size[k] - (k == pool->proposer[t]));
        for (double c = 0; c < wanted; c++) product *= (there - c) / (c + 1);
    }
    return product;
}

/* Each cheapest coalition of a kind as likely as any other: d->mixture, over types, and d->mean. */
static void mix_types(deadline *d)
{
    const cm_pool *pool = &d->pool;
    size_t k = pool->kinds;
    double *price = d->sum;
    for (size_t a = 0; a < k; a++) price[a] = d->closed->price[pool->first[a]], d->cost[a] = HUGE_VAL;
    for (size_t t = 0; t < pool->types; t++) {
        d->mixture[t] = cm_pool_cost(pool, t, price);
        d->cost[pool->proposer[t]] = fmin(d->cost[pool->proposer[t]], d->mixture[t]);
    }
    memset(d->sum, 0, k * sizeof *d->sum);
    memset(d->mean, 0, k * k * sizeof *d->mean);
    for (size_t t = 0; t < pool->types; t++) {
        d->mixture[t] = cm_close(&d->ctx->tol, d->mixture[t], d->cost[pool->proposer[t]]) ? ways(pool, t) : 0;
        d->sum[pool->proposer[t]] += d->mixture[t];
    }
    for (size_t t = 0; t < pool->types; t++) {
        d->mixture[t] /= d->sum[pool->proposer[t]];
        for (size_t i = 0; i < k && d->mixture[t] > 0; i++) d->mean[pool->proposer[t] * k + i] += d->mixture[t] * pool->others[t * k + i];
    }
}

/* Is somebody with a price in some of the cheapest coalitions of kind a, and not in all? */
static bool tie_matters(const deadline *d, size_t a)
{
    const cm_pool *pool = &d->pool;
    for (size_t k = 0; k < pool->kinds; k++) {
        double there = (double)(pool->size[k] - (k == a)), mean = d->mean[a * pool->kinds + k];
        if (d->closed->price[pool->first[k]] > 0 && !cm_close(&d->ctx->tol, mean, 0) && !cm_close(&d->ctx->tol, mean, there)) return true;
    }
    return false;
}

static void buy_types(deadline *d)
{
    const cm_pool *pool = &d->pool;
    mix_types(d);
    for (size_t i = 0; i < d->p->n; i++) {
        size_t a = pool->of[i];
        double *partner = &d->closed->partner[i * d->p->n];
        for (size_t j = 0; j < d->p->n; j++) partner[j] = i == j ? 0 : d->mean[a * pool->kinds + pool->of[j]] / (double)(pool->size[pool->of[j]] - (pool->of[j] == a));
        d->total[i] = d->cost[a];
        d->single[i] = !tie_matters(d, a);
    }
}

/* One round back: closed->value is what is expected before a round, given what closed->next says of the one after. */
static double step_back(deadline *d, bool last)
{
    const cm_protocol *p = d->p;
    cm_closed *c = d->closed;
    double passes = 0;
    for (size_t i = 0; i < p->n; i++) {
        c->wait[i] = cm_closed_wait(p, last, i, c->next[i]);
        c->price[i] = fmax(0, c->wait[i]);
    }
    if (d->quota == 0) buy_types(d);
    for (size_t i = 0; i < p->n; i++) {
        bool even;
        if (d->quota > 0) buy_heads(d, i);
        even = cm_close(&d->ctx->tol, c->wait[i], 1 - d->total[i]);
        c->waits[i] = c->wait[i] > 1 - d->total[i] && !even;
        c->keeps[i] = c->waits[i] ? c->wait[i] : 1 - d->total[i];
        if (c->waits[i]) memset(&c->partner[i * p->n], 0, p->n * sizeof *c->partner);
        else passes += p->recognition[i];
        if (p->recognition[i] > 0 && (even || (!c->waits[i] && !d->single[i]))) c->unique = false;
    }
    for (size_t i = 0; i < p->n; i++) {
        c->value[i] = p->recognition[i] * c->keeps[i];
        for (size_t j = 0; j < p->n; j++) {
            if (j != i) c->value[i] += p->recognition[j] * (c->waits[j] ? c->wait[i] : c->partner[j * p->n + i] * c->price[i]);
        }
    }
    return passes;
}

static cm_status open_deadline(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, size_t quota, cm_closed *closed, deadline *d)
{
    cm_status status = CM_OK;
    *d = (deadline){ .ctx = ctx, .p = p, .quota = quota, .closed = closed };
    d->total = CM_NEW(ctx, arena, p->n, double);
    d->single = CM_NEW(ctx, arena, p->n, bool);
    if (ctx->status != CM_OK || quota > 0) return ctx->status;
    CM_TRY(cm_pool_init(ctx, arena, p, &d->pool));
    d->cost = CM_NEW(ctx, arena, d->pool.kinds, double);
    d->sum = CM_NEW(ctx, arena, d->pool.kinds, double);
    d->mean = CM_NEW(ctx, arena, d->pool.kinds * d->pool.kinds, double);
    d->mixture = CM_NEW(ctx, arena, d->pool.types, double);
    status = ctx->status;
    if (status == CM_OK && (double)d->pool.types * (double)d->pool.kinds * (double)p->rounds > ctx->work_limit) {
        status = cm_fail(ctx, CM_E_LIMIT, "%zu coalitions in each of %zu rounds are more than can be compared: leave the deadline out, impatience makes it immaterial", d->pool.types, p->rounds);
    }
out:
    return status;
}

/* The coalitions of the first round, one by one; who waits or never proposes buys none. */
static cm_status list_purchases(deadline *d, cm_arena *arena)
{
    for (size_t t = 0; t < d->pool.types; t++) {
        size_t i = d->pool.first[d->pool.proposer[t]];
        if (d->closed->waits[i] || !(d->p->recognition[i] > 0)) d->mixture[t] = 0;
    }
    memset(d->closed->partner, 0, d->p->n * d->p->n * sizeof *d->closed->partner);
    return cm_pool_purchases(d->ctx, arena, &d->pool, d->mixture, d->closed);
}

cm_status cm_closed_until(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, size_t quota, double *path, double *chance, cm_closed *closed)
{
    cm_arena scratch = { NULL };
    size_t n = protocol->n;
    deadline d;
    cm_status status;
    CM_TRY(cm_closed_init(ctx, arena, n, closed));
    CM_TRY(open_deadline(ctx, &scratch, protocol, quota, closed, &d));
    closed->unique = true;
    for (size_t t = protocol->rounds; t-- > 0;) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped in round %zu", t + 1));
        memcpy(closed->next, closed->value, n * sizeof *closed->next);
        chance[t] = step_back(&d, t + 1 == protocol->rounds);
        memcpy(&path[t * n], closed->value, n * sizeof *path);
    }
    if (quota == 0) CM_TRY(list_purchases(&d, arena));
out:
    cm_arena_free(&scratch);
    return status;
}
