/* closed_deadline.c: the closed rule with a deadline, where heads are counted: backwards from the last round. */
#include <math.h>

#include "solver/bargain/closed.h"

/* Is j in every, and in some, cheapest coalition of i?  By how many others cost less, or no more. */
static void place_of(const cm_ctx *ctx, const double *price, size_t n, size_t quota, size_t i, size_t j, bool *always, bool *some)
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

/* Row i of the partners: those that every cheapest coalition has, and an even share of those that some have. */
static bool buy(const cm_ctx *ctx, const double *price, size_t n, size_t quota, size_t i, double *partner)
{
    size_t sure = 0, tied = 0;
    for (size_t j = 0; j < n; j++) {
        bool always = false, some = false;
        if (j != i) place_of(ctx, price, n, quota, i, j, &always, &some);
        partner[j] = always ? 2 : some ? 1 : 0;
        sure += always;
        tied += some && !always;
    }
    for (size_t j = 0; j < n; j++) partner[j] = partner[j] > 1 ? 1 : partner[j] > 0 ? (double)(quota - 1 - sure) / (double)tied : 0;
    return tied == 0 || sure + tied + 1 == quota;
}

/* One round back: `value` is what is expected before round t, given what `closed->next` says of round t + 1. */
static void step_back(const cm_ctx *ctx, const cm_protocol *p, size_t quota, double *price, cm_closed *closed)
{
    size_t n = p->n;
    for (size_t i = 0; i < n; i++) price[i] = p->patience[i] * closed->next[i];
    for (size_t i = 0; i < n; i++) {
        double *partner = &closed->partner[i * n];
        bool single = buy(ctx, price, n, quota, i, partner), worthless = true;
        closed->keeps[i] = 1;
        for (size_t j = 0; j < n; j++) {
            closed->keeps[i] -= partner[j] * price[j];
            worthless = worthless && !(partner[j] > 0 && price[j] > 0);
        }
        if (p->recognition[i] > 0 && !single && !worthless) closed->unique = false;
    }
    for (size_t i = 0; i < n; i++) {
        closed->value[i] = p->recognition[i] * closed->keeps[i];
        for (size_t j = 0; j < n; j++) closed->value[i] += p->recognition[j] * closed->partner[j * n + i] * price[i];
    }
}

cm_status cm_closed_until(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, size_t quota, double *path, cm_closed *closed)
{
    cm_arena scratch = { NULL };
    size_t n = protocol->n;
    double *price = CM_NEW(ctx, &scratch, n, double);
    cm_status status;
    if (price == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_closed_init(ctx, arena, n, closed));
    closed->unique = true;
    for (size_t t = protocol->rounds; t-- > 0;) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped in round %zu", t + 1));
        for (size_t i = 0; i < n; i++) closed->next[i] = closed->value[i];
        step_back(ctx, protocol, quota, price, closed);
        for (size_t i = 0; i < n; i++) path[t * n + i] = closed->value[i];
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* What i may expect before a round, at most or at least, when the next is worth `later`: it is bought by those for whom
 * it is in some, or in every, cheapest coalition. */
static double bound(const cm_ctx *ctx, const cm_protocol *p, size_t quota, const double *price, size_t i, double keeps, bool most)
{
    double often = 0;
    for (size_t j = 0; j < p->n; j++) {
        bool always = false, some = false;
        if (j != i) place_of(ctx, price, p->n, quota, j, i, &always, &some);
        often += (most ? some : always) ? p->recognition[j] : 0;
    }
    return p->recognition[i] * keeps + often * price[i];
}

/* What is left when the `count` cheapest others are paid, by taking the cheapest out one by one. */
static double left_over(const double *price, size_t n, size_t i, size_t count, unsigned char *taken)
{
    double left = 1;
    for (size_t j = 0; j < n; j++) taken[j] = j == i;
    for (; count > 0; count--) {
        size_t best = n;
        for (size_t j = 0; j < n; j++) {
            if (!taken[j] && (best == n || price[j] < price[best])) best = j;
        }
        taken[best] = 1;
        left -= price[best];
    }
    return left;
}

cm_status cm_closed_check_path(cm_ctx *ctx, const cm_protocol *p, size_t quota, const double *path)
{
    cm_arena scratch = { NULL };
    size_t n = p->n;
    double *price = CM_NEW(ctx, &scratch, n, double);
    unsigned char *taken = CM_NEW(ctx, &scratch, n, unsigned char);
    cm_status status = ctx->status;
    for (size_t t = 0; status == CM_OK && t < p->rounds; t++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++) price[i] = t + 1 < p->rounds ? p->patience[i] * path[(t + 1) * n + i] : 0;
        for (size_t i = 0; i < n && status == CM_OK; i++) {
            double keeps = left_over(price, n, i, quota - 1, taken), value = path[t * n + i];
            double low = bound(ctx, p, quota, price, i, keeps, false), high = bound(ctx, p, quota, price, i, keeps, true);
            sum += value;
            if (!(value >= low - ctx->tol.cert && value <= high + ctx->tol.cert)) {
                status = cm_fail(ctx, CM_E_NUMERIC, "certificate: in round %zu '%s' expects %.12g, not between %.12g and %.12g", t + 1, p->player[i], value, low, high);
            }
        }
        if (status == CM_OK && !(fabs(sum - 1) <= ctx->tol.cert)) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: round %zu is worth %.12g, not 1", t + 1, sum);
    }
    cm_arena_free(&scratch);
    return status;
}
