/* closed_quota.c: the closed rule where heads are counted: one equation in one unknown. */
#include "solver/bargain/closed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/base/lp.h"

cm_status cm_closed_init(cm_ctx *ctx, cm_arena *arena, size_t n, cm_closed *closed)
{
    *closed = (cm_closed){ .n = n, .value = CM_NEW(ctx, arena, n, double), .next = CM_NEW(ctx, arena, n, double), .wait = CM_NEW(ctx, arena, n, double), .price = CM_NEW(ctx, arena, n, double),
                           .keeps = CM_NEW(ctx, arena, n, double), .partner = CM_NEW(ctx, arena, n * n, double), .waits = CM_NEW(ctx, arena, n, unsigned char) };
    return ctx->status;
}

/* A member as the equation sees it: bought by nobody up to x = none, by all from x = all on. */
typedef struct bounds {
    double none, all;
} bounds;

typedef enum side { CHEAP, MARGINAL, DEAR } side;

static double inside(const cm_protocol *p, const bounds *b, size_t i, double x)
{
    if (x >= b[i].all) return 1;
    if (x <= b[i].none) return p->recognition[i];
    return 1 / p->patience[i] - p->recognition[i] / x;
}

static double expected_size(const cm_protocol *p, const bounds *b, double x)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) sum += inside(p, b, i, x);
    return sum;
}

static int ascending(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static side side_of(const bounds *b, double low, double high)
{
    return b->all <= low ? CHEAP : b->none >= high ? DEAR : MARGINAL;
}

/* The root between two neighbouring breakpoints, where nobody changes sides. */
static double root_between(const cm_protocol *p, const bounds *b, double quota, double low, double high)
{
    double pull = 0, rest = -quota;
    for (size_t i = 0; i < p->n; i++) {
        side s = side_of(&b[i], low, high);
        if (s == MARGINAL) pull += p->recognition[i];
        rest += s == CHEAP ? 1 : s == DEAR ? p->recognition[i] : 1 / p->patience[i];
    }
    return pull > 0 && rest > 0 ? fmin(high, fmax(low, pull / rest)) : high;
}

/* x where the coalition's expected size is the quota: the first breakpoint at which it is reached, and back. */
static cm_status find_x(cm_ctx *ctx, const cm_protocol *p, const bounds *b, size_t quota, double *x)
{
    cm_arena scratch = { NULL };
    size_t low = 0, high = 2 * p->n - 1, free_votes = 0;
    double *at = CM_NEW(ctx, &scratch, 2 * p->n, double), enough = (double)quota * (1 - ctx->tol.rel);
    if (at == NULL) return ctx->status;
    for (size_t i = 0; i < p->n; i++) {
        free_votes += !(p->recognition[i] > 0);
        at[2 * i] = b[i].none;
        at[2 * i + 1] = b[i].all;
    }
    qsort(at, 2 * p->n, sizeof *at, ascending);
    low = 2 * free_votes;                                       /* members who never propose stand at 0 */
    if (free_votes >= quota) {
        *x = 0;
    } else {
        size_t first = low;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (expected_size(p, b, at[middle]) >= enough) high = middle;
            else low = middle + 1;
        }
        while (low > first && at[low - 1] >= at[low]) low--;
        *x = low == first ? at[low] : root_between(p, b, (double)quota, at[low - 1], at[low]);
    }
    cm_arena_free(&scratch);
    return CM_OK;
}

/* Values, what proposers keep, and in[i]: the probability that i is in the coalition, its own proposals included. */
static void values_at(const cm_protocol *p, const bounds *b, size_t quota, double x, cm_closed *closed, double *in)
{
    double cheap = 0, weight = 1, t;
    size_t count = 0;
    for (size_t i = 0; i < p->n; i++) {
        in[i] = inside(p, b, i, x);
        if (b[i].all > x) continue;
        cheap += b[i].all;
        count++;
    }
    if (quota > count) cheap += (double)(quota - count) * x;
    t = weight / (1 + cheap);
    for (size_t i = 0; i < p->n; i++) {
        double price = fmin(b[i].all, fmax(x, p->patience[i] * p->recognition[i] * (1 + x)));
        closed->value[i] = closed->next[i] = t * price / p->patience[i];
        closed->keeps[i] = t * (1 + fmin(price, x));
    }
}

/* Members who are alike in recognition and patience. */
typedef struct kinds {
    size_t count, *of, *size, *first;
} kinds;

static cm_status sort_kinds(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, kinds *k)
{
    *k = (kinds){ 0, CM_NEW(ctx, arena, p->n, size_t), CM_NEW(ctx, arena, p->n, size_t), CM_NEW(ctx, arena, p->n, size_t) };
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t i = 0; i < p->n; i++) {
        size_t c = 0;
        for (; c < k->count; c++) {
            size_t j = k->first[c];
            if (cm_close(&ctx->tol, p->recognition[i], p->recognition[j]) && cm_close(&ctx->tol, p->patience[i], p->patience[j])) break;
        }
        if (c == k->count) k->first[k->count++] = i;
        k->of[i] = c;
        k->size[c]++;
    }
    return CM_OK;
}

/* The mixture, kind by kind: variable a m + b is the probability that a proposer of kind a buys each (other) member of
 * kind b. */
typedef struct mixing {
    cm_ctx *ctx;
    const cm_protocol *p;
    const kinds *k;
    const side *side;            /* of a kind */
    double *row, *x;
    cm_lp *lp;
} mixing;

static bool buys_nobody(const mixing *m, size_t a, size_t b)
{
    return a == b && m->k->size[a] == 1;
}

/* Each proposer buys quota - 1. */
static cm_status proposer_row(mixing *m, size_t a, size_t quota)
{
    size_t count = m->k->count;
    memset(m->row, 0, count * count * sizeof *m->row);
    for (size_t b = 0; b < count; b++) m->row[a * count + b] = (double)(m->k->size[b] - (a == b));
    return cm_lp_row(m->ctx, m->lp, m->row, (double)(quota - 1), (double)(quota - 1));
}

/* Each member of a marginal kind is bought with probability `bought`. */
static cm_status member_row(mixing *m, size_t b, double bought)
{
    size_t count = m->k->count;
    memset(m->row, 0, count * count * sizeof *m->row);
    for (size_t a = 0; a < count; a++) m->row[a * count + b] = m->p->recognition[m->k->first[a]] * (double)(m->k->size[a] - (a == b));
    return cm_lp_row(m->ctx, m->lp, m->row, bought, bought);
}

static cm_status solve_mixture(mixing *m, size_t quota, const double *in)
{
    size_t count = m->k->count;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < count; b++) {
            double low = m->side[b] == CHEAP ? 1 : 0, high = m->side[b] == DEAR ? 0 : 1;
            CM_TRY(cm_lp_column(m->ctx, m->lp, a * count + b, 0, buys_nobody(m, a, b) ? 0 : low, buys_nobody(m, a, b) ? 0 : high, false));
        }
        if (m->p->recognition[m->k->first[a]] > 0) CM_TRY(proposer_row(m, a, quota));
        if (m->side[a] == MARGINAL) CM_TRY(member_row(m, a, in[m->k->first[a]] - m->p->recognition[m->k->first[a]]));
    }
    CM_TRY(cm_lp_solve(m->ctx, m->lp, &answer, m->x, NULL, NULL));
    if (answer != CM_LP_OPTIMAL) status = cm_fail(m->ctx, CM_E_NUMERIC, "no mixture of coalitions gives the values of the closed rule");
out:
    return status;
}

/* One that never proposes and costs nothing is marginal at x = 0, and nothing asks that it be bought so often. */
static cm_status mix(cm_ctx *ctx, const cm_protocol *p, const bounds *b, size_t quota, double x, const double *in, cm_closed *closed)
{
    cm_arena scratch = { NULL };
    kinds k;
    mixing m = { ctx, p, &k, NULL, NULL, NULL, NULL };
    side *sides;
    cm_status status;
    CM_TRY(sort_kinds(ctx, &scratch, p, &k));
    m.side = sides = CM_NEW(ctx, &scratch, k.count, side);
    m.row = CM_NEW(ctx, &scratch, k.count * k.count, double);
    m.x = CM_NEW(ctx, &scratch, k.count * k.count, double);
    m.lp = cm_lp_new(ctx, k.count * k.count, true);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t c = 0; c < k.count; c++) {
        const bounds *own = &b[k.first[c]];
        sides[c] = own->all < x || (x > 0 && own->all <= x) ? CHEAP : own->none > x ? DEAR : MARGINAL;
    }
    if (x > 0) {
        CM_TRY(solve_mixture(&m, quota, in));
    } else {
        size_t without = 0;
        for (size_t i = 0; i < p->n; i++) without += !(p->recognition[i] > 0);
        for (size_t j = 0; j < k.count * k.count; j++) m.x[j] = sides[j % k.count] == MARGINAL ? (double)(quota - 1) / (double)without : 0;
    }
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->n; j++) {
            bool buys = i != j && p->recognition[i] > 0;
            closed->partner[i * p->n + j] = buys ? fmin(1, fmax(0, m.x[k.of[i] * k.count + k.of[j]])) : 0;
        }
    }
out:
    cm_lp_free(m.lp);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_closed_quota(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, size_t quota, cm_closed *closed)
{
    cm_arena scratch = { NULL };
    bounds *b = CM_NEW(ctx, &scratch, protocol->n, bounds);
    double x, *in = CM_NEW(ctx, &scratch, protocol->n, double);
    cm_status status;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_closed_init(ctx, arena, protocol->n, closed));
    for (size_t i = 0; i < protocol->n; i++) {
        double p = protocol->recognition[i], delta = protocol->patience[i];
        b[i] = (bounds){ p * delta / (1 - p * delta), p * delta / (1 - delta) };
    }
    CM_TRY(find_x(ctx, protocol, b, quota, &x));
    values_at(protocol, b, quota, x, closed, in);
    closed->unique = true;
    CM_TRY(mix(ctx, protocol, b, quota, x, in, closed));
out:
    cm_arena_free(&scratch);
    return status;
}
