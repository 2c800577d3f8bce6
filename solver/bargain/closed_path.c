/* closed_path.c: the closed rule with a deadline: its certificate and its summary.  Nothing is said of how ties are broken:
 * what a member expects lies between what it would if it were always passed over, and always bought, where it may be. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/bargain/closed.h"
#include "solver/bargain/division.h"
#include "solver/bargain/headcount.h"
#include "solver/game/cheapest.h"

typedef struct trail {
    cm_ctx *ctx;
    const cm_protocol *p;
    size_t quota;                    /* 0: heads are not counted */
    cm_cheapest work;
    double *wait, *price, *total;    /* n: total: what the cheapest coalition of i costs */
    double *work_price;              /* n: where heads are counted, the prices in order */
    size_t *class_of, *first, *second, classes;   /* members that may be exchanged in this round */
    unsigned char *place;            /* n x n, by class of proposer and of member: 2 always, 1 sometimes, 0 never */
    unsigned char *in;               /* n */
} trail;

static cm_status open_trail(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, trail *a)
{
    int64_t quota = 0;
    size_t n = p->n;
    *a = (trail){ .ctx = ctx, .p = p, .wait = CM_NEW(ctx, arena, n, double), .price = CM_NEW(ctx, arena, n, double), .total = CM_NEW(ctx, arena, n, double), .work_price = CM_NEW(ctx, arena, n, double),
                  .class_of = CM_NEW(ctx, arena, n, size_t), .first = CM_NEW(ctx, arena, n, size_t), .second = CM_NEW(ctx, arena, n, size_t),
                  .place = CM_NEW(ctx, arena, n * n, unsigned char), .in = CM_NEW(ctx, arena, n, unsigned char) };
    if (ctx->status != CM_OK) return ctx->status;
    if (cm_vote_is_quota(&p->vote, &quota)) a->quota = (size_t)quota;
    return cm_cheapest_init(ctx, arena, &p->vote, &a->work);
}

/* The cheapest coalition with j, when i costs `as`. */
static cm_status cheapest_if(trail *a, size_t j, size_t i, double as, double *total)
{
    memcpy(a->work_price, a->price, a->p->n * sizeof *a->price);
    if (i < a->p->n) a->work_price[i] = as;
    a->work_price[j] = 0;
    return cm_cheapest_find(a->ctx, &a->work, a->work_price, a->in, total);
}

static void sort_members(trail *a)
{
    a->classes = 0;
    for (size_t i = 0; i < a->p->n; i++) {
        size_t c = 0;
        while (c < a->classes && !(cm_vote_alike(&a->p->vote, i, a->first[c]) && cm_close(&a->ctx->tol, a->price[i], a->price[a->first[c]]))) c++;
        if (c == a->classes) {
            a->first[c] = i;
            a->second[c] = a->p->n;
            a->classes++;
        } else if (a->second[c] == a->p->n) {
            a->second[c] = i;
        }
        a->class_of[i] = c;
    }
}

/* Never where leaving i out costs nothing and taking it in does; always where leaving it out costs. */
static cm_status place_classes(trail *a)
{
    double all = 1;
    cm_status status = CM_OK;
    sort_members(a);
    for (size_t i = 0; i < a->p->n; i++) all += a->price[i];
    for (size_t c = 0; c < a->classes; c++) {
        size_t j = a->first[c];
        double best, without, with;
        CM_TRY(cheapest_if(a, j, a->p->n, 0, &best));
        for (size_t e = 0; e < a->classes; e++) {
            size_t i = e == c ? a->second[e] : a->first[e];
            if (i == a->p->n) continue;
            if (cm_stopped(a->ctx)) CM_LEAVE(cm_fail(a->ctx, CM_E_INTERRUPT, "stopped while rounds were verified"));
            CM_TRY(cheapest_if(a, j, i, all, &without));
            CM_TRY(cheapest_if(a, j, i, 0, &with));
            a->place[c * a->p->n + e] = without > best + a->ctx->tol.cert ? 2 : with + a->price[i] <= best + a->ctx->tol.cert;
        }
        for (size_t i = 0; i < a->p->n; i++) {
            if (a->class_of[i] == c) a->total[i] = best;
        }
    }
out:
    return status;
}

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Of the prices of all but j the one in place m from below, 1 to n - 1; no end of it after the last. */
static double others_price(const trail *a, size_t j, size_t m)
{
    if (m >= a->p->n) return HUGE_VAL;
    return a->work_price[m - 1] < a->price[j] ? a->work_price[m - 1] : a->work_price[m];
}

/* What the quota - 1 cheapest others cost, by taking the cheapest out one by one. */
static double count_out(const trail *a, size_t i)
{
    double total = 0;
    for (size_t j = 0; j < a->p->n; j++) a->in[j] = j == i;
    for (size_t count = a->quota - 1; count > 0; count--) {
        size_t best = a->p->n;
        for (size_t j = 0; j < a->p->n; j++) {
            if (!a->in[j] && (best == a->p->n || a->price[j] < a->price[best])) best = j;
        }
        a->in[best] = 1;
        total += a->price[best];
    }
    return total;
}

static cm_status set_round(trail *a, bool last, const double *next)
{
    for (size_t i = 0; i < a->p->n; i++) {
        a->wait[i] = cm_closed_wait(a->p, last, i, last ? 0 : next[i]);
        a->price[i] = a->wait[i] > 0 ? a->wait[i] : 0;
    }
    if (a->quota == 0) return place_classes(a);
    memcpy(a->work_price, a->price, a->p->n * sizeof *a->price);
    qsort(a->work_price, a->p->n, sizeof *a->work_price, by_size);
    for (size_t i = 0; i < a->p->n; i++) a->total[i] = count_out(a, i);
    return CM_OK;
}

/* Is i in every, and in some, cheapest coalition of j?  Where heads are counted: no dearer than the last whom j has to
 * buy, and cheaper than the first whom it does not. */
static void place_of(const trail *a, size_t j, size_t i, bool *always, bool *some)
{
    unsigned char place;
    if (a->quota > 0) {
        *some = a->quota > 1 && a->price[i] <= others_price(a, j, a->quota - 1) + a->ctx->tol.cert;
        *always = *some && a->price[i] < others_price(a, j, a->quota) - a->ctx->tol.cert;
        return;
    }
    place = a->place[a->class_of[j] * a->p->n + a->class_of[i]];
    *always = place == 2;
    *some = place > 0;
}

/* What i may expect before a round, at least and at most.  A proposer who is as well off waiting may do either. */
static void bounds_of(const trail *a, size_t i, double *low, double *high)
{
    *low = *high = a->p->recognition[i] * fmax(1 - a->total[i], a->wait[i]);
    for (size_t j = 0; j < a->p->n; j++) {
        double margin = 1 - a->total[j] - a->wait[j], least = HUGE_VAL, most = -HUGE_VAL;
        bool always = false, some = false;
        if (j == i || !(a->p->recognition[j] > 0)) continue;
        place_of(a, j, i, &always, &some);
        if (margin >= -a->ctx->tol.cert) least = always ? a->price[i] : 0, most = some ? a->price[i] : 0;
        if (margin <= a->ctx->tol.cert) least = fmin(least, a->wait[i]), most = fmax(most, a->wait[i]);
        *low += a->p->recognition[j] * least;
        *high += a->p->recognition[j] * most;
    }
}

/* All together expect 1 where it passes, and what they wait for where not; and it passes where a proposer gains. */
static cm_status check_sums(const trail *a, size_t round, double sum, double chance)
{
    double waiting = 0, least = 0, most = 0;
    for (size_t i = 0; i < a->p->n; i++) waiting += a->wait[i];
    for (size_t j = 0; j < a->p->n; j++) {
        double margin = 1 - a->total[j] - a->wait[j];
        if (margin > a->ctx->tol.cert) least += a->p->recognition[j];
        if (margin >= -a->ctx->tol.cert) most += a->p->recognition[j];
    }
    if (!(chance >= least - a->ctx->tol.cert && chance <= most + a->ctx->tol.cert)) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: round %zu ends in agreement with probability %.12g, not between %.12g and %.12g", round, chance, least, most);
    }
    if (fabs(sum - chance - (1 - chance) * waiting) <= a->ctx->tol.cert * (1 + fabs(waiting))) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: round %zu is worth %.12g, not %.12g", round, sum, chance + (1 - chance) * waiting);
}

cm_status cm_closed_check_path(cm_ctx *ctx, const cm_protocol *p, const double *path, const double *chance)
{
    cm_arena scratch = { NULL };
    size_t n = p->n;
    trail a;
    cm_status status;
    CM_TRY(open_trail(ctx, &scratch, p, &a));
    for (size_t t = 0; t < p->rounds; t++) {
        double sum = 0;
        CM_TRY(set_round(&a, t + 1 == p->rounds, &path[(t + 1 < p->rounds ? t + 1 : t) * n]));
        for (size_t i = 0; i < n; i++) {
            double value = path[t * n + i], low, high;
            bounds_of(&a, i, &low, &high);
            sum += value;
            if (!(value >= low - ctx->tol.cert && value <= high + ctx->tol.cert)) {
                CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: in round %zu '%s' expects %.12g, not between %.12g and %.12g", t + 1, p->player[i], value, low, high));
            }
        }
        CM_TRY(check_sums(&a, t + 1, sum, chance[t]));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* What all have together when nobody ever proposes. */
static double never_agreeing(const cm_protocol *p)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        double worth = cm_closed_wait(p, true, i, 0);
        for (size_t t = 1; t < p->rounds; t++) worth = cm_closed_wait(p, false, i, worth);
        sum += worth;
    }
    return sum;
}

cm_status cm_closed_course(cm_ctx *ctx, const cm_protocol *p, const double *value, const double *chance, long within, double gain, cm_result *result)
{
    double talking = 1, early = 0, rounds = 0, sum = 0, best = fmax(1, never_agreeing(p));
    cm_value share;
    cm_status status;
    for (size_t t = 1; t <= p->rounds; t++) {
        double ends = talking * chance[t - 1];
        rounds += ends * (double)t;
        early += t <= (size_t)within ? ends : 0;
        talking -= ends;
    }
    for (size_t i = 0; i < p->n; i++) sum += value[i];
    CM_TRY(cm_division_inequality(ctx, value, p->n, &share));
    CM_TRY(cm_result_set(ctx, result, "rounds", talking < 1 ? cm_number(rounds / (1 - talking)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(1 - talking)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(early)));
    CM_TRY(cm_result_set(ctx, result, "captured", cm_number(sum / best)));
    CM_TRY(cm_result_set(ctx, result, "efficiency", cm_number(sum / best)));
    CM_TRY(cm_result_set(ctx, result, "inequality", share));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(gain)));
out:
    return status;
}

/* Backwards: of talks that reach round t, the chance and the mean round of agreement. */
cm_status cm_closed_check_course(cm_ctx *ctx, const cm_protocol *p, const double *value, const double *chance, long within, double gain, const cm_result *result)
{
    double agreed = 0, early = 0, rounds = 0, sum = 0, apart = 0, lowest = HUGE_VAL, best = fmax(1, never_agreeing(p));
    const cm_value *inequality = cm_result_get(result, "inequality"), *printed = cm_result_get(result, "rounds");
    cm_status status = CM_OK;
    for (size_t t = p->rounds; t > 0; t--) {
        double a = chance[t - 1];
        rounds = a * (double)t + (1 - a) * rounds;
        agreed = a + (1 - a) * agreed;
        early = (t <= (size_t)within ? a : 0) + (1 - a) * early;
    }
    for (size_t i = 0; i < p->n; i++) {
        sum += value[i];
        lowest = fmin(lowest, value[i]);
        for (size_t j = 0; j < p->n; j++) apart += fabs(value[i] - value[j]);
    }
    if (!(gain <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a deviation gains %.3g", gain));
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", gain, 1));
    CM_TRY(cm_printed_check(ctx, result, "agreement", agreed, 1));
    CM_TRY(cm_printed_check(ctx, result, "within", early, 1));
    CM_TRY(cm_printed_check(ctx, result, "captured", sum / best, 1));
    CM_TRY(cm_printed_check(ctx, result, "efficiency", sum / best, 1));
    if (printed == NULL || printed->kind != (agreed > 0 ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: rounds are not as they must be"));
    if (agreed > 0) CM_TRY(cm_printed_check(ctx, result, "rounds", rounds / agreed, (double)p->rounds));
    if (inequality == NULL || inequality->kind != (lowest >= -ctx->tol.abs && sum > 0 ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: inequality is not as it must be"));
    if (inequality->kind == CM_NUMBER) CM_TRY(cm_printed_check(ctx, result, "inequality", apart / (2 * (double)p->n * sum), 1));
out:
    return status;
}
