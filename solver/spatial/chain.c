/* chain.c: runs of beaten policies, and the walk among them.
 *
 * Two passes over all policies, first to count runs and then to keep them, each by all threads.  In the long run the
 * chain of moves y satisfies y_b = sum over the a that b beats of y_a / wins_a: sums over runs, which prefix sums of
 * y_a / wins_a along each row give with one subtraction each. */
#include "solver/spatial/chain.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "solver/spatial/metric.h"

static cm_status bounds(cm_ctx *ctx, const cm_spatial *game, const cm_chain_params *p, size_t k, double *low, double *high)
{
    double least = game->status_quo[k], most = least, margin;
    for (size_t i = 0; i < game->n; i++) {
        least = fmin(least, game->ideal[i * game->d + k]);
        most = fmax(most, game->ideal[i * game->d + k]);
    }
    margin = most > least ? (most - least) / 2 : fmax(fabs(most), 1);
    *low = p->low.count > 0 ? p->low.at[k] : least - margin;
    *high = p->high.count > 0 ? p->high.at[k] : most + margin;
    if (*low < *high) return CM_OK;
    return cm_fail(ctx, CM_E_INPUT, "the grid of '%s' goes from %g to %g", game->issue[k], *low, *high);
}

cm_status cm_chain_grid(cm_ctx *ctx, const cm_spatial *game, const cm_chain_params *p, cm_chain *chain)
{
    cm_status status = CM_OK;
    double work;
    memset(chain, 0, sizeof *chain);
    if (game->d > 2) {
        return cm_fail(ctx, CM_E_DOMAIN, "the venue has %zu issues, and policies of a grid are compared for one or two", game->d);
    }
    if (p->low.count > 0) CM_TRY(cm_metric_need_policy(ctx, game, p->low.count, "low"));
    if (p->high.count > 0) CM_TRY(cm_metric_need_policy(ctx, game, p->high.count, "high"));
    chain->across = (size_t)p->grid;
    chain->rows = game->d == 2 ? (size_t)p->grid : 1;
    chain->count = chain->across * chain->rows;
    for (size_t k = 0; k < game->d; k++) {
        double high;
        CM_TRY(bounds(ctx, game, p, k, &chain->low[k], &high));
        chain->step[k] = (high - chain->low[k]) / (double)(p->grid - 1);
    }
    work = (double)chain->count * (double)chain->count * (double)game->n;
    if (work > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu policies and %zu members are %.3g comparisons: take a coarser grid", chain->count, game->n, work);
    }
out:
    return status;
}

void cm_chain_policy(const cm_chain *chain, size_t point, double *policy)
{
    policy[0] = chain->low[0] + chain->step[0] * (double)(point % chain->across);
    if (chain->rows > 1) policy[1] = chain->low[1] + chain->step[1] * (double)(point / chain->across);
}

static size_t place(double low, double step, size_t count, double x)
{
    double at = floor((x - low) / step + 0.5);
    return at <= 0 ? 0 : at >= (double)(count - 1) ? count - 1 : (size_t)at;
}

size_t cm_chain_nearest(const cm_chain *chain, size_t d, const double *policy)
{
    size_t column = place(chain->low[0], chain->step[0], chain->across, policy[0]);
    return column + (d < 2 ? 0 : chain->across * place(chain->low[1], chain->step[1], chain->rows, policy[1]));
}

bool cm_chain_border(const cm_chain *chain, size_t point)
{
    size_t column = point % chain->across, row = point / chain->across;
    return column == 0 || column == chain->across - 1 || (chain->rows > 1 && (row == 0 || row == chain->rows - 1));
}

/* --- who beats whom ------------------------------------------------------------------------------------------- */

typedef struct sweep {
    const cm_spatial *game;
    const cm_chain *chain;
    double *loss;                /* n x count */
    size_t *nearest;             /* n: the column nearest to its ideal */
    double strict;               /* a loss must be larger than another by this factor */
} sweep;

/* Of one thread: changes by column. */
typedef struct hand {
    cm_tally tally;
    size_t *head, *next;         /* across + 1; 2 n: 2 i leaves, 2 i + 1 comes back; SIZE_MAX ends */
} hand;

static void put(hand *h, size_t column, size_t what)
{
    h->next[what] = h->head[column];
    h->head[column] = what;
}

/* The columns in which member i does not prefer b: from the first to the last with a loss not above `most`; *from >
 * *to when there are none. */
static void indifferent(const double *loss, size_t across, size_t nearest, double most, size_t *from, size_t *to)
{
    size_t low = 0, high = nearest;
    *from = 1, *to = 0;
    if (loss[nearest] > most) return;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (loss[middle] > most) low = middle + 1;
        else high = middle;
    }
    *from = low;
    low = nearest, high = across - 1;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        if (loss[middle] > most) high = middle - 1;
        else low = middle;
    }
    *to = low;
}

/* The runs of row r that b beats; they are written where run is not NULL. */
static size_t sweep_row(const sweep *s, hand *h, size_t b, size_t r, cm_chain_run *run)
{
    size_t across = s->chain->across, n = s->game->n, count = 0;
    bool on = false;
    for (size_t c = 0; c <= across; c++) h->head[c] = SIZE_MAX;
    cm_tally_clear(&h->tally);
    for (size_t i = 0; i < n; i++) {
        const double *loss = s->loss + i * s->chain->count;
        size_t from, to;
        indifferent(loss + r * across, across, s->nearest[i], loss[b] * s->strict, &from, &to);
        if (from > to || from > 0) cm_tally_add(&h->tally, i, 1);
        if (from > to) continue;
        if (from > 0) put(h, from, 2 * i);
        if (to + 1 < across) put(h, to + 1, 2 * i + 1);
    }
    for (size_t c = 0; c < across; c++) {
        bool won;
        if (c > 0 && h->head[c] == SIZE_MAX) continue;
        for (size_t e = h->head[c]; e != SIZE_MAX; e = h->next[e]) cm_tally_add(&h->tally, e / 2, e % 2 == 1 ? 1 : -1);
        won = cm_tally_wins(&h->tally);
        if (won == on) continue;
        on = won;
        if (run != NULL && won) run[count].from = (uint16_t)c;
        if (run != NULL && !won) run[count].to = (uint16_t)c;
        if (!won) count++;
    }
    if (on && run != NULL) run[count].to = (uint16_t)across;
    return count + on;
}

static void fill_losses(const sweep *s)
{
    const cm_spatial *game = s->game;
    cm_spatial square = *game;
    if (square.utility == CM_EUCLIDEAN) square.utility = CM_QUADRATIC;
    for (size_t i = 0; i < game->n; i++) {
        s->nearest[i] = place(s->chain->low[0], s->chain->step[0], s->chain->across, game->ideal[i * game->d]);
        for (size_t p = 0; p < s->chain->count; p++) {
            double policy[2];
            cm_chain_policy(s->chain, p, policy);
            s->loss[i * s->chain->count + p] = -cm_spatial_utility(&square, i, policy);
        }
    }
}

static cm_status new_hands(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, size_t across, hand **hands)
{
    size_t threads = (size_t)omp_get_max_threads();
    hand *list = CM_NEW(ctx, arena, threads, hand);
    if (list == NULL) return ctx->status;
    for (size_t t = 0; t < threads; t++) {
        if (cm_tally_init(ctx, arena, game->vote, &list[t].tally) != CM_OK) return ctx->status;
        list[t].head = CM_NEW(ctx, arena, across + 1, size_t);
        list[t].next = CM_NEW(ctx, arena, 2 * game->n, size_t);
        if (ctx->status != CM_OK) return ctx->status;
    }
    *hands = list;
    return CM_OK;
}

static void count_wins(cm_chain *chain)
{
    size_t lines = chain->count * chain->rows;
    for (size_t l = 0; l < lines; l++) {
        size_t start = l % chain->rows * chain->across;
        for (size_t e = chain->first[l]; e < chain->first[l + 1]; e++) {
            for (size_t c = chain->run[e].from; c < chain->run[e].to; c++) chain->wins[start + c]++;
        }
    }
}

cm_status cm_chain_build(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_chain *chain)
{
    cm_arena scratch = { NULL };
    sweep s = { .game = game, .chain = chain, .strict = 1 + ctx->tol.abs };
    size_t rows = chain->rows;
    long count = (long)chain->count;
    hand *hands;
    cm_status status = CM_OK;
    s.loss = CM_NEW(ctx, &scratch, game->n * chain->count, double);
    s.nearest = CM_NEW(ctx, &scratch, game->n, size_t);
    chain->first = CM_NEW(ctx, arena, chain->count * rows + 1, size_t);
    chain->wins = CM_NEW(ctx, arena, chain->count, uint32_t);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(new_hands(ctx, &scratch, game, chain->across, &hands));
    fill_losses(&s);
#pragma omp parallel for schedule(dynamic, 64) if (count >= CM_CHAIN_THREADS)
    for (long b = 0; b < count; b++) {
        for (size_t r = 0; r < rows; r++) {
            chain->first[(size_t)b * rows + r + 1] = sweep_row(&s, &hands[omp_get_thread_num()], (size_t)b, r, NULL);
        }
    }
    for (size_t l = 0; l < chain->count * rows; l++) chain->first[l + 1] += chain->first[l];
    chain->run = CM_NEW(ctx, arena, chain->first[chain->count * rows] + 1, cm_chain_run);
    if (chain->run == NULL) CM_LEAVE(ctx->status);
#pragma omp parallel for schedule(dynamic, 64) if (count >= CM_CHAIN_THREADS)
    for (long b = 0; b < count; b++) {
        for (size_t r = 0; r < rows; r++) {
            (void)sweep_row(&s, &hands[omp_get_thread_num()], (size_t)b, r, chain->run + chain->first[(size_t)b * rows + r]);
        }
    }
    count_wins(chain);
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the long run --------------------------------------------------------------------------------------------- */

/* sums[r (across + 1) + c] = the sum of y_a / wins_a over the first c of row r. */
static void add_up(const cm_chain *chain, const double *y, double *sums)
{
    for (size_t r = 0; r < chain->rows; r++) {
        double *sum = sums + r * (chain->across + 1);
        sum[0] = 0;
        for (size_t c = 0; c < chain->across; c++) {
            size_t a = r * chain->across + c;
            sum[c + 1] = sum[c] + (chain->wins[a] > 0 ? y[a] / chain->wins[a] : 0);
        }
    }
}

static double arrivals(const cm_chain *chain, const double *sums, size_t b)
{
    double total = 0;
    for (size_t r = 0; r < chain->rows; r++) {
        const double *sum = sums + r * (chain->across + 1);
        size_t line = b * chain->rows + r;
        for (size_t e = chain->first[line]; e < chain->first[line + 1]; e++) {
            total += sum[chain->run[e].to] - sum[chain->run[e].from];
        }
    }
    return total;
}

cm_status cm_chain_settle(cm_ctx *ctx, cm_arena *arena, const cm_chain *chain, size_t start, double *y)
{
    double *sums = CM_NEW(ctx, arena, chain->rows * (chain->across + 1), double);
    double *next = CM_NEW(ctx, arena, chain->count, double), change = 1, work = 0;
    double enough = ctx->tol.abs * sqrt(ctx->tol.cert);
    long count = (long)chain->count;
    if (sums == NULL || next == NULL) return ctx->status;
    memset(y, 0, chain->count * sizeof *y);
    y[start] = 1;
    while (change > enough) {
        double total = 0;
        add_up(chain, y, sums);
#pragma omp parallel for schedule(static) if (count >= CM_CHAIN_THREADS)
        for (long b = 0; b < count; b++) next[b] = arrivals(chain, sums, (size_t)b) + (chain->wins[b] == 0 ? y[b] : 0);
        change = 0;
        for (size_t b = 0; b < chain->count; b++) {
            change += fabs(next[b] - y[b]);
            y[b] += 0.9 * (next[b] - y[b]);              /* a tenth stays: no circle of moves keeps its beat */
            total += y[b];
        }
        for (size_t b = 0; b < chain->count; b++) y[b] /= total;
        work += (double)(chain->count * chain->rows);
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped when shares still changed by %.3g", change);
        if (work > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "shares still change by %.3g: take a coarser grid", change);
    }
    return CM_OK;
}

/* The first point from c on that was not met, by links that are shortened on the way. */
static size_t skip(uint32_t *link, size_t c)
{
    size_t end = c;
    while (link[end] != end) end = link[end];
    while (link[c] != c) {
        size_t after = link[c];
        link[c] = (uint32_t)end;
        c = after;
    }
    return end;
}

cm_status cm_chain_reach(cm_ctx *ctx, cm_arena *arena, const cm_chain *chain, size_t to, unsigned char *from, size_t *many)
{
    uint32_t *link = CM_NEW(ctx, arena, chain->count + 1, uint32_t), *stack = CM_NEW(ctx, arena, chain->count, uint32_t);
    size_t top = 0;
    if (link == NULL || stack == NULL) return ctx->status;
    for (size_t c = 0; c <= chain->count; c++) link[c] = (uint32_t)c;
    memset(from, 0, chain->count);
    from[to] = 1;
    link[to] = (uint32_t)to + 1;
    stack[top++] = (uint32_t)to;
    *many = 1;
    while (top > 0) {
        size_t b = stack[--top];
        for (size_t r = 0; r < chain->rows; r++) {
            size_t line = b * chain->rows + r, start = r * chain->across;
            for (size_t e = chain->first[line]; e < chain->first[line + 1]; e++) {
                size_t c = skip(link, start + chain->run[e].from);
                for (; c < start + chain->run[e].to; c = skip(link, c)) {
                    from[c] = 1;
                    link[c] = (uint32_t)c + 1;
                    stack[top++] = (uint32_t)c;
                    ++*many;
                }
            }
        }
    }
    return CM_OK;
}
