/* closed_pool.c: kinds of members and minimal winning coalitions, kind by kind. */
#include "solver/bargain/closed_pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool alike(const cm_ctx *ctx, const cm_protocol *p, size_t i, size_t j)
{
    if (p->outside != NULL && !cm_close(&ctx->tol, p->outside[i], p->outside[j])) return false;
    return cm_vote_alike(&p->vote, i, j) && cm_close(&ctx->tol, p->recognition[i], p->recognition[j]) && cm_close(&ctx->tol, p->patience[i], p->patience[j]);
}

static void sort_members(const cm_ctx *ctx, cm_pool *pool)
{
    for (size_t i = 0; i < pool->n; i++) {
        size_t k = 0;
        while (k < pool->kinds && !alike(ctx, pool->p, i, pool->first[k])) k++;
        if (k == pool->kinds) {
            pool->first[k] = i;
            pool->recognition[k] = pool->p->recognition[i];
            pool->patience[k] = pool->p->patience[i];
            pool->kinds++;
        }
        pool->of[i] = k;
        pool->size[k]++;
    }
}

/* Does a coalition with count[k] of each kind win? */
static bool wins(const cm_pool *pool, const size_t *count, size_t *left, unsigned char *in)
{
    memcpy(left, count, pool->kinds * sizeof *left);
    for (size_t i = 0; i < pool->n; i++) {
        size_t k = pool->of[i];
        in[i] = left[k] > 0;
        left[k] -= left[k] > 0;
    }
    return cm_vote_wins(&pool->p->vote, in);
}

/* With one of kind a proposing, nobody else can be spared. */
static bool nobody_spared(const cm_pool *pool, size_t a, size_t *count, size_t *left, unsigned char *in)
{
    for (size_t k = 0; k < pool->kinds; k++) {
        bool without;
        if (count[k] <= (k == a ? 1U : 0U)) continue;
        count[k]--;
        without = wins(pool, count, left, in);
        count[k]++;
        if (without) return false;
    }
    return true;
}

cm_status cm_pool_add(cm_ctx *ctx, cm_arena *arena, cm_pool *pool, size_t a, const size_t *count)
{
    if (pool->types == pool->room) {
        size_t room = pool->room;
        pool->proposer = cm_grow(ctx, arena, pool->proposer, pool->types, &room, sizeof *pool->proposer);
        pool->others = cm_grow(ctx, arena, pool->others, pool->types, &pool->room, pool->kinds * sizeof *pool->others);
        if (ctx->status != CM_OK) return ctx->status;
    }
    pool->proposer[pool->types] = a;
    for (size_t k = 0; k < pool->kinds; k++) pool->others[pool->types * pool->kinds + k] = (double)(count[k] - (k == a));
    pool->types++;
    return CM_OK;
}

static bool next_count(const cm_pool *pool, size_t *count)
{
    for (size_t k = 0; k < pool->kinds; k++) {
        if (count[k]++ < pool->size[k]) return true;
        count[k] = 0;
    }
    return false;
}

double cm_pool_size(const cm_pool *pool)
{
    double all = 1;
    for (size_t k = 0; k < pool->kinds; k++) all *= (double)(pool->size[k] + 1);
    return all;
}

cm_status cm_pool_list(cm_ctx *ctx, cm_arena *arena, cm_pool *pool)
{
    cm_arena scratch = { NULL };
    size_t *count = CM_NEW(ctx, &scratch, pool->kinds, size_t), *left = CM_NEW(ctx, &scratch, pool->kinds, size_t);
    unsigned char *in = CM_NEW(ctx, &scratch, pool->n, unsigned char);
    double all = cm_pool_size(pool);
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    if (all * (double)(pool->n * pool->kinds) > ctx->work_limit) {
        CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "members of %zu kinds can form %.3g different coalitions, more than can be tried: make members alike, or count heads", pool->kinds, all));
    }
    while (next_count(pool, count)) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped while coalitions were listed"));
        if (!wins(pool, count, left, in)) continue;
        for (size_t a = 0; a < pool->kinds; a++) {
            if (count[a] == 0 || !nobody_spared(pool, a, count, left, in)) continue;
            CM_TRY(cm_pool_add(ctx, arena, pool, a, count));
        }
    }
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_pool_kinds(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_pool *pool)
{
    size_t n = p->n;
    *pool = (cm_pool){ .p = p, .n = n, .of = CM_NEW(ctx, arena, n, size_t), .size = CM_NEW(ctx, arena, n, size_t), .first = CM_NEW(ctx, arena, n, size_t),
                       .recognition = CM_NEW(ctx, arena, n, double), .patience = CM_NEW(ctx, arena, n, double) };
    if (ctx->status != CM_OK) return ctx->status;
    sort_members(ctx, pool);
    return CM_OK;
}

cm_status cm_pool_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_pool *pool)
{
    cm_status status = cm_pool_kinds(ctx, arena, p, pool);
    return status == CM_OK ? cm_pool_list(ctx, arena, pool) : status;
}

double cm_pool_cost(const cm_pool *pool, size_t t, const double *price)
{
    double cost = 0;
    for (size_t k = 0; k < pool->kinds; k++) cost += pool->others[t * pool->kinds + k] * price[k];
    return cost;
}

static cm_status add_purchase(cm_ctx *ctx, cm_arena *arena, cm_closed *c, size_t proposer, double chance, const unsigned char *in)
{
    unsigned char *marks = CM_NEW(ctx, arena, c->n, unsigned char);
    if (marks == NULL) return ctx->status;
    if (c->purchases == c->room) {
        c->purchase = cm_grow(ctx, arena, c->purchase, c->purchases, &c->room, sizeof *c->purchase);
        if (c->purchase == NULL) return ctx->status;
    }
    memcpy(marks, in, c->n);
    c->purchase[c->purchases++] = (cm_purchase){ proposer, chance, marks };
    for (size_t j = 0; j < c->n; j++) c->partner[proposer * c->n + j] += in[j] && j != proposer ? chance : 0;
    return CM_OK;
}

/* Proposer i buys type t; of a kind of m others it takes those from the u m-th on, round the circle. */
static void take(const cm_pool *pool, size_t i, size_t t, double u, unsigned char *in)
{
    memset(in, 0, pool->n);
    in[i] = 1;
    for (size_t k = 0; k < pool->kinds; k++) {
        size_t m = pool->size[k] - (pool->of[i] == k), wanted = (size_t)pool->others[t * pool->kinds + k], place = 0, from;
        if (wanted == 0) continue;
        from = (size_t)(u * (double)m);
        for (size_t j = 0; j < pool->n; j++) {
            if (pool->of[j] != k || j == i) continue;
            if ((place + m - from) % m < wanted) in[j] = 1;
            place++;
        }
    }
}

static int ascending(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Where on the circle somebody is exchanged for another; `cut` has room for n + 2 numbers. */
static size_t cuts_of(const cm_pool *pool, size_t i, size_t t, double *cut)
{
    size_t count = 0;
    cut[count++] = 0;
    for (size_t k = 0; k < pool->kinds; k++) {
        size_t m = pool->size[k] - (pool->of[i] == k), wanted = (size_t)pool->others[t * pool->kinds + k];
        for (size_t g = 1; wanted > 0 && wanted < m && g < m; g++) cut[count++] = (double)g / (double)m;
    }
    cut[count++] = 1;
    qsort(cut, count, sizeof *cut, ascending);
    return count;
}

static cm_status expand_type(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, size_t i, size_t t, double chance, double *cut, unsigned char *in, cm_closed *closed)
{
    size_t count = cuts_of(pool, i, t, cut);
    cm_status status = CM_OK;
    for (size_t g = 0; g + 1 < count && status == CM_OK; g++) {
        if (cut[g + 1] - cut[g] <= ctx->tol.abs) continue;
        take(pool, i, t, (cut[g] + cut[g + 1]) / 2, in);
        status = add_purchase(ctx, arena, closed, i, chance * (cut[g + 1] - cut[g]), in);
    }
    return status;
}

cm_status cm_pool_purchases(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, const double *mixture, cm_closed *closed)
{
    cm_arena scratch = { NULL };
    double *cut = CM_NEW(ctx, &scratch, pool->n + 2, double);
    unsigned char *in = CM_NEW(ctx, &scratch, pool->n, unsigned char);
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < pool->n; i++) {
        for (size_t t = 0; t < pool->types; t++) {
            if (pool->proposer[t] != pool->of[i] || !(mixture[t] > ctx->tol.abs)) continue;
            CM_TRY(expand_type(ctx, arena, pool, i, t, mixture[t], cut, in, closed));
        }
    }
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_pool_expand(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, const double *value, const double *mixture, cm_closed *closed)
{
    cm_status status = cm_closed_init(ctx, arena, pool->n, closed);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < pool->n; i++) closed->value[i] = closed->next[i] = value[pool->of[i]];
    return cm_pool_purchases(ctx, arena, pool, mixture, closed);
}
