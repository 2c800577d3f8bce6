/* closed_columns.c: the closed rule under any vote, where coalitions may be too many to list: an equilibrium among some of
 * them, to which those that are cheaper at its prices are added until there are none. */
#include <math.h>
#include <string.h>

#include "solver/bargain/closed_pool.h"
#include "solver/base/rng.h"
#include "solver/game/cheapest.h"

/* All are listed up to MOST_LISTED coalitions; more than MOST_COLUMNS make the equations too large. */
enum { MOST_LISTED = 300, MOST_COLUMNS = 4000, SEEDS = 6, NEAR = 2, MOST_LOST = 8 };

typedef struct columns {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_pool *pool;
    cm_cheapest work;
    double *value, *cost, *price, *mixture;   /* kinds, kinds, n, types: by turns */
    size_t *count;                   /* kinds */
    unsigned char *in;               /* n */
} columns;

/* The cheapest coalition with one of kind a, at s->price, as counts by kind. */
static cm_status find_cheapest(columns *s, size_t a, double *total)
{
    size_t i = s->pool->first[a];
    double own = s->price[i];
    cm_status status;
    s->price[i] = 0;
    status = cm_cheapest_find(s->ctx, &s->work, s->price, s->in, total);
    s->price[i] = own;
    s->in[i] = 1;
    memset(s->count, 0, s->pool->kinds * sizeof *s->count);
    for (size_t j = 0; j < s->pool->n; j++) s->count[s->pool->of[j]] += s->in[j] != 0;
    return status;
}

static bool is_listed(const columns *s, size_t a)
{
    size_t k = s->pool->kinds;
    for (size_t t = 0; t < s->pool->types; t++) {
        size_t j = 0;
        if (s->pool->proposer[t] != a) continue;
        while (j < k && (size_t)s->pool->others[t * k + j] + (j == a) == s->count[j]) j++;
        if (j == k) return true;
    }
    return false;
}

/* Each kind's cheapest coalition at prices near to `near`, some more, some less. */
static cm_status add_seeds(columns *s, const double *near, uint64_t round, double spread)
{
    cm_rng rng;
    double total;
    cm_status status = CM_OK;
    cm_rng_init(&rng, 1, "columns", round);
    for (size_t a = 0; a < s->pool->kinds; a++) {
        for (size_t i = 0; i < s->pool->n; i++) s->price[i] = near[s->pool->of[i]] * (1 + spread * (cm_rng_unit(&rng) - 0.5));
        CM_TRY(find_cheapest(s, a, &total));
        if (!is_listed(s, a)) CM_TRY(cm_pool_add(s->ctx, s->arena, s->pool, a, s->count));
    }
out:
    return status;
}

/* The coalitions that are cheaper than all listed, at the values found. */
static cm_status add_cheaper(columns *s, bool *added)
{
    cm_status status = CM_OK;
    *added = false;
    for (size_t i = 0; i < s->pool->n; i++) s->price[i] = fmax(0, s->pool->patience[s->pool->of[i]] * s->value[s->pool->of[i]]);
    for (size_t a = 0; a < s->pool->kinds; a++) {
        double total;
        CM_TRY(find_cheapest(s, a, &total));
        if (!(total < s->cost[a] - s->ctx->tol.abs) || is_listed(s, a)) continue;
        CM_TRY(cm_pool_add(s->ctx, s->arena, s->pool, a, s->count));
        *added = true;
    }
out:
    return status;
}

static cm_status not_found(columns *s)
{
    return cm_fail(s->ctx, CM_E_NUMERIC, "no stationary equilibrium was found for members of %zu kinds and %zu coalitions: the path of smoothed choices cannot be followed to its end", s->pool->kinds, s->pool->types);
}

/* One round: an equilibrium among the coalitions listed, and those that are cheaper at its prices, and some that are
 * nearly so, which others would lead to.  Where the path gets lost other coalitions are listed, and it is another path. */
static cm_status one_round(columns *s, double *guess, size_t round, size_t *lost, bool *done)
{
    bool found, added = false;
    cm_status status;
    s->mixture = CM_NEW(s->ctx, s->arena, s->pool->types, double);
    if (s->mixture == NULL) CM_LEAVE(s->ctx->status);
    CM_TRY(cm_closed_on_pool(s->ctx, s->pool, s->value, s->mixture, s->cost, &found));
    if (found) CM_TRY(add_cheaper(s, &added));
    *done = found && !added;
    if (!found && ++*lost > MOST_LOST) CM_LEAVE(not_found(s));
    for (size_t k = 0; found && k < s->pool->kinds; k++) guess[k] = s->pool->patience[k] * s->value[k];
    for (size_t again = 0; !*done && again < NEAR; again++) CM_TRY(add_seeds(s, guess, SEEDS + NEAR * round + again, found ? 0.1 : 0.5));
out:
    return status;
}

static cm_status grow(columns *s)
{
    cm_ctx *ctx = s->ctx;
    double *guess = CM_NEW(ctx, s->arena, s->pool->kinds, double);
    size_t lost = 0;
    bool done = false;
    cm_status status = CM_OK;
    if (guess == NULL) CM_LEAVE(ctx->status);
    for (size_t k = 0; k < s->pool->kinds; k++) guess[k] = s->pool->patience[k] / (double)s->pool->n;
    for (uint64_t seed = 0; seed < SEEDS; seed++) CM_TRY(add_seeds(s, guess, seed, 1));
    for (size_t round = 0; !done; round++) {
        size_t types = s->pool->types;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped while an equilibrium was looked for"));
        if (types > MOST_COLUMNS) {
            CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "among %zu coalitions of members of %zu kinds there are still some missing from an equilibrium: make members alike, or count heads", types, s->pool->kinds));
        }
        CM_TRY(one_round(s, guess, round, &lost, &done));
        cm_log(ctx, 1, "round=%zu coalitions=%zu added=%zu", round, types, s->pool->types - types);
    }
out:
    return status;
}

cm_status cm_closed_rule(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_closed *closed)
{
    cm_arena scratch = { NULL };
    cm_pool pool;
    columns s = { .ctx = ctx, .arena = &scratch, .pool = &pool };
    bool found;
    cm_status status;
    CM_TRY(cm_pool_kinds(ctx, &scratch, protocol, &pool));
    s.value = CM_NEW(ctx, &scratch, pool.kinds, double);
    s.cost = CM_NEW(ctx, &scratch, pool.kinds, double);
    s.count = CM_NEW(ctx, &scratch, pool.kinds, size_t);
    s.price = CM_NEW(ctx, &scratch, pool.n, double);
    s.in = CM_NEW(ctx, &scratch, pool.n, unsigned char);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    if (cm_pool_size(&pool) <= MOST_LISTED) {
        CM_TRY(cm_pool_list(ctx, &scratch, &pool));
        s.mixture = CM_NEW(ctx, &scratch, pool.types, double);
        if (s.mixture == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_closed_on_pool(ctx, &pool, s.value, s.mixture, s.cost, &found));
        if (!found) CM_LEAVE(not_found(&s));
    } else {
        CM_TRY(cm_cheapest_init(ctx, &scratch, &protocol->vote, &s.work));
        CM_TRY(grow(&s));
    }
    CM_TRY(cm_pool_expand(ctx, arena, &pool, s.value, s.mixture, closed));
    for (size_t i = 0; i < pool.n; i++) closed->keeps[i] = 1 - s.cost[pool.of[i]];
out:
    cm_arena_free(&scratch);
    return status;
}
