/* agenda_chain_check.c: the certificate of votes on random proposals.
 *
 * Every pair of policies is compared by utilities, a bit a pair; the long run is found again from the bits, eight
 * policies at a time; then the flow into and out of each policy is balanced with the chances of the chain itself, and
 * what was printed is compared with that. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "solver/spatial/chain.h"
#include "solver/spatial/hull.h"
#include "solver/spatial/metric.h"

typedef struct pairs {
    size_t count, words;
    unsigned char *beats;        /* count x words bytes: bit a of row b: b beats a */
    double *utility;             /* count x n */
    double *wins;                /* count */
    unsigned char *in;           /* threads x n */
    double *table;               /* words x 256: sums of a byte's policies */
} pairs;

/* By utilities; euclidean ones too. */
static void compare(const cm_ctx *ctx, const cm_spatial *game, pairs *p)
{
    long count = (long)p->count;
    size_t n = game->n;
#pragma omp parallel for schedule(static) if (count >= CM_CHAIN_THREADS)
    for (long b = 0; b < count; b++) {
        unsigned char *in = p->in + (size_t)omp_get_thread_num() * n;
        const double *mine = p->utility + (size_t)b * n;
        for (size_t a = 0; a < p->count; a++) {
            const double *other = p->utility + a * n;
            for (size_t i = 0; i < n; i++) in[i] = mine[i] - other[i] > ctx->tol.abs * fmax(fabs(mine[i]), fabs(other[i]));
            if (cm_vote_wins(game->vote, in)) {
                p->beats[(size_t)b * p->words + a / 8] |= (unsigned char)(1U << a % 8);
            }
        }
    }
    for (size_t b = 0; b < p->count; b++) {
        for (size_t a = 0; a < p->count; a++) p->wins[a] += p->beats[b * p->words + a / 8] >> a % 8 & 1;
    }
}

static void tabulate(pairs *p, const double *x)
{
    for (size_t w = 0; w < p->words; w++) {
        double *sum = p->table + w * 256;
        sum[0] = 0;
        for (size_t bit = 0; bit < 8; bit++) {
            size_t at = (size_t)1 << bit;
            double more = 8 * w + bit < p->count ? x[8 * w + bit] : 0;
            for (size_t low = 0; low < at; low++) sum[at + low] = sum[low] + more;
        }
    }
}

/* out_b = the sum of x_a over the a that b beats. */
static void gather(const pairs *p, double *out)
{
    long count = (long)p->count;
#pragma omp parallel for schedule(static) if (count >= CM_CHAIN_THREADS)
    for (long b = 0; b < count; b++) {
        double sum = 0;
        for (size_t w = 0; w < p->words; w++) sum += p->table[w * 256 + p->beats[(size_t)b * p->words + w]];
        out[b] = sum;
    }
}

static cm_status settle(cm_ctx *ctx, pairs *p, size_t start, double *y, double *x, double *next)
{
    double change = 1, work = 0;
    memset(y, 0, p->count * sizeof *y);
    y[start] = 1;
    while (change > ctx->tol.abs * sqrt(ctx->tol.cert)) {
        for (size_t a = 0; a < p->count; a++) x[a] = p->wins[a] > 0 ? y[a] / p->wins[a] : 0;
        tabulate(p, x);
        gather(p, next);
        change = 0;
        for (size_t b = 0; b < p->count; b++) {
            double to = p->wins[b] > 0 ? next[b] : next[b] + y[b];
            change += fabs(to - y[b]);
            y[b] = 0.25 * y[b] + 0.75 * to;
        }
        work += (double)p->count * (double)p->words;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped while the answer was checked");
        if (work > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "the answer cannot be checked: take a coarser grid");
    }
    return CM_OK;
}

/* Moves into shares, by what holds for how long. */
static void weigh(const pairs *p, bool any, double *y)
{
    double moving = 0, sum = 0;
    for (size_t b = 0; b < p->count; b++) {
        if (!(p->wins[b] > 0)) continue;
        moving += y[b];
        y[b] /= any ? p->wins[b] : p->wins[b] / (p->wins[b] + 1);
        sum += y[b];
    }
    for (size_t b = 0; b < p->count; b++) {
        if (p->wins[b] > 0) y[b] *= sum > 0 ? moving / sum : 0;
    }
}

/* pi P = pi, with the chances as they are defined. */
static cm_status balance(cm_ctx *ctx, pairs *p, bool any, const double *share, double *x, double *next)
{
    double most = 0;
    for (size_t a = 0; a < p->count; a++) x[a] = share[a] / (any ? (double)p->count : p->wins[a] + 1);
    tabulate(p, x);
    gather(p, next);
    for (size_t b = 0; b < p->count; b++) most += fabs(next[b] - p->wins[b] * x[b]);
    if (most <= ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: flows do not balance by %.3g", most);
}

/* Is `to` reached from everywhere? */
static bool reached(const pairs *p, size_t to, unsigned char *from, size_t *stack)
{
    size_t top = 0, many = 1;
    memset(from, 0, p->count);
    from[to] = 1;
    stack[top++] = to;
    while (top > 0) {
        const unsigned char *row = p->beats + stack[--top] * p->words;
        for (size_t a = 0; a < p->count; a++) {
            if (from[a] || !(row[a / 8] >> a % 8 & 1)) continue;
            from[a] = 1;
            stack[top++] = a;
            many++;
        }
    }
    return many == p->count;
}

static cm_status same(cm_ctx *ctx, const cm_result *result, const char *name, double mine)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - mine) <= 10 * ctx->tol.cert * fmax(1, fabs(mine))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is %.12g", name, mine);
}

/* The share of policies that no step away from pleases everybody: hull by hull of differences. */
static cm_status check_inside(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_chain *chain,
                              const cm_result *result, const double *share)
{
    const cm_value *value = cm_result_get(result, "in_pareto_set");
    cm_metric metric;
    cm_hull hull;
    double total = 0, doubtful = 0;
    cm_status status = CM_OK;
    if (value == NULL || value->kind != CM_NUMBER) return CM_OK;
    CM_TRY(cm_metric_init(ctx, arena, game, &metric));
    CM_TRY(cm_hull_init(ctx, arena, game->d, game->n, &hull));
    for (size_t p = 0; p < chain->count; p++) {
        double policy[2], g[2], x[2], wide;
        bool on = false;
        cm_chain_policy(chain, p, policy);
        cm_metric_into(&metric, policy, x);
        cm_hull_reset(&hull);
        for (size_t i = 0; i < metric.n; i++) {
            for (size_t k = 0; k < game->d; k++) g[k] = metric.point[i * game->d + k] - x[k];
            on = on || (fabs(g[0]) <= ctx->tol.cert && (game->d < 2 || fabs(g[1]) <= ctx->tol.cert));
            (void)cm_hull_add(&hull, g);
        }
        wide = on || hull.state != CM_HULL_MOVABLE ? 0 : cm_hull_widest(&hull, g);
        if (wide > 0 && wide <= 10 * ctx->tol.cert) doubtful += share[p];
        else if (!(wide > 0)) total += share[p];
    }
    if (fabs(value->as.number - total) <= doubtful + 10 * ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g are inside the hull of the ideals", total);
out:
    return status;
}

static cm_status check_likeliest(cm_ctx *ctx, const cm_spatial *game, const cm_chain *chain, const cm_table *table,
                                 const double *share, size_t most)
{
    double sum = 0, last = HUGE_VAL;
    size_t positive = 0, ranks;
    if (table == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no policies are listed");
    ranks = table->nrows / game->d;
    for (size_t r = 0; r < ranks; r++) {
        double policy[2];
        cm_value value = cm_table_get(table, r * game->d, "probability");
        size_t point;
        for (size_t k = 0; k < game->d; k++) policy[k] = cm_table_get(table, r * game->d + k, "value").as.number;
        point = cm_chain_nearest(chain, game->d, policy);
        if (value.kind != CM_NUMBER || !(fabs(value.as.number - share[point]) <= ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: policy %zu of the list has probability %.12g", r + 1, share[point]);
        }
        if (value.as.number > last * (1 + 10 * ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: policy %zu of the list is likelier", r + 1);
        last = value.as.number;
        sum += last;
    }
    for (size_t p = 0; p < chain->count; p++) {
        positive += share[p] > 10 * ctx->tol.cert;
        if (ranks > 0 && share[p] > last + ctx->tol.cert) sum -= share[p];
    }
    /* those likelier than the last that is listed are all in the list */
    if (sum < -10 * ctx->tol.cert || (ranks < most && ranks < positive)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a likelier policy is not listed");
    return CM_OK;
}

static cm_status check_summary(cm_ctx *ctx, const cm_spatial *game, const cm_chain *chain, const pairs *p,
                               const cm_result *result, const double *share)
{
    const cm_table *outcome = cm_result_find(result, "outcome");
    const cm_value *absorbing = cm_result_get(result, "absorbing");
    double entropy = 0, border = 0, x[2];
    int64_t core = 0;
    cm_status status = CM_OK;
    for (size_t b = 0; b < p->count; b++) {
        entropy += share[b] > 0 ? -share[b] * log(share[b]) / log(2) : 0;
        border += cm_chain_border(chain, b) ? share[b] : 0;
        core += !(p->wins[b] > 0);
    }
    CM_TRY(same(ctx, result, "entropy", entropy));
    CM_TRY(same(ctx, result, "on_border", border));
    if (absorbing == NULL || absorbing->kind != CM_INTEGER || absorbing->as.integer != core) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld policies are beaten by none", (long long)core));
    }
    for (size_t k = 0; k < game->d; k++) {
        double mean = 0, square = 0, wide = chain->step[k] * (double)chain->across, printed, deviation;
        for (size_t b = 0; b < p->count; b++) {
            cm_chain_policy(chain, b, x);
            mean += share[b] * (x[k] - chain->low[k]);
        }
        for (size_t b = 0; b < p->count; b++) {
            cm_chain_policy(chain, b, x);
            square += share[b] * (x[k] - chain->low[k] - mean) * (x[k] - chain->low[k] - mean);
        }
        printed = cm_table_get(outcome, k, "mean").as.number - chain->low[k];
        deviation = cm_table_get(outcome, k, "deviation").as.number;
        if (!(fabs(printed - mean) <= 10 * ctx->tol.cert * wide) ||
            !(fabs(deviation - sqrt(square)) <= 10 * ctx->tol.cert * wide)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the mean of '%s' is %.12g", game->issue[k], mean + chain->low[k]));
        }
    }
out:
    return status;
}

static cm_status new_pairs(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_chain *chain, pairs *p)
{
    p->count = chain->count;
    p->words = (chain->count + 7) / 8;
    p->beats = CM_NEW(ctx, arena, p->count * p->words, unsigned char);
    p->utility = CM_NEW(ctx, arena, p->count * game->n, double);
    p->in = CM_NEW(ctx, arena, (size_t)omp_get_max_threads() * game->n, unsigned char);
    p->wins = CM_NEW(ctx, arena, p->count, double);
    p->table = CM_NEW(ctx, arena, p->words * 256, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t b = 0; b < p->count; b++) {
        double policy[2];
        cm_chain_policy(chain, b, policy);
        for (size_t i = 0; i < game->n; i++) p->utility[b * game->n + i] = cm_spatial_utility(game, i, policy);
    }
    compare(ctx, game, p);
    return CM_OK;
}

cm_status cm_chain_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_chain_params *given = params;
    const cm_value *unique = cm_result_get(result, "unique"), *printed = cm_result_get(result, "policies");
    const cm_table *outcome = cm_result_find(result, "outcome");
    int64_t policies = 1;
    cm_arena scratch = { NULL };
    cm_chain chain;
    pairs p;
    bool any = strcmp(given->agenda, "any") == 0;
    size_t likeliest = 0;
    cm_status status = CM_OK;
    if (unique == NULL || outcome == NULL || outcome->nrows != spatial->d) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no outcome");
    CM_TRY(cm_chain_grid(ctx, spatial, given, &chain));
    for (size_t k = 0; k < spatial->d; k++) policies *= given->grid;
    if (printed == NULL || printed->kind != CM_INTEGER || printed->as.integer != policies) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the grid has %lld policies", (long long)policies));
    }
    CM_TRY(new_pairs(ctx, &scratch, spatial, &chain, &p));
    double *share = CM_NEW(ctx, &scratch, p.count, double), *x = CM_NEW(ctx, &scratch, p.count, double);
    double *next = CM_NEW(ctx, &scratch, p.count, double);
    unsigned char *from = CM_NEW(ctx, &scratch, p.count, unsigned char);
    size_t *stack = CM_NEW(ctx, &scratch, p.count, size_t);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(settle(ctx, &p, cm_chain_nearest(&chain, spatial->d, spatial->status_quo), share, x, next));
    for (size_t b = 0; b < p.count; b++) likeliest = share[b] > share[likeliest] ? b : likeliest;
    if (unique->kind != CM_TRUTH || unique->as.truth != reached(&p, likeliest, from, stack)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether the answer is unique is wrong"));
    }
    weigh(&p, any, share);
    CM_TRY(balance(ctx, &p, any, share, x, next));
    CM_TRY(check_summary(ctx, spatial, &chain, &p, result, share));
    CM_TRY(check_inside(ctx, &scratch, spatial, &chain, result, share));
    CM_TRY(check_likeliest(ctx, spatial, &chain, cm_result_find(result, "likeliest"), share, (size_t)given->list));
out:
    cm_arena_free(&scratch);
    return status;
}
