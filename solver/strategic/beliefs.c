/* beliefs.c: which beliefs after a message make a reply best, and the intuitive criterion.
 *
 * Beliefs over k types are a simplex, on which a reply is best where R - 1 linear functions are not negative.  A corner
 * has k - 1 of the k + R - 1 constraints binding: each choice is a system of k equations, solved in fractions. */
#include "solver/strategic/signalling.h"

typedef struct search {
    const cm_signalling *s;
    size_t k, rows, corners;
    size_t *who;                     /* k: the types */
    size_t *pick;                    /* k - 1: the constraints that bind */
    cm_rat *row;                     /* rows x k: constraints that shall not be negative */
    cm_rat *a, *b, *x;               /* the system: k x k, k, k */
    cm_arena arena;
} search;

static cm_status open_search(cm_ctx *ctx, const cm_signalling *s, size_t m, const bool *in, size_t r, search *q)
{
    size_t replies = cm_signalling_replies(s, m), receiver = 1 - s->sender, at;
    q->who = CM_NEW(ctx, &q->arena, s->types, size_t);
    q->pick = CM_NEW(ctx, &q->arena, s->types, size_t);
    if (q->who == NULL || q->pick == NULL) return ctx->status;
    for (size_t t = 0; t < s->types; t++) {
        if (s->option[t * s->efg->nsets + m] != SIZE_MAX && (in == NULL || in[t])) q->who[q->k++] = t;
    }
    q->rows = q->k + replies - 1;
    q->row = cm_rats_new(ctx, q->rows * q->k);
    q->a = cm_rats_new(ctx, q->k * q->k);
    q->b = cm_rats_new(ctx, q->k);
    q->x = cm_rats_new(ctx, q->k);
    if (q->row == NULL || q->a == NULL || q->b == NULL || q->x == NULL) return ctx->status;
    for (size_t j = 0; j < q->k; j++) cm_rat_set_ratio(&q->row[j * q->k + j], 1, 1);
    at = q->k;
    for (size_t other = 0; other < replies; other++) {
        if (other == r) continue;
        for (size_t j = 0; j < q->k; j++) {
            cm_rat_sub(&q->row[at * q->k + j], cm_signalling_get(s, receiver, q->who[j], m, r), cm_signalling_get(s, receiver, q->who[j], m, other));
        }
        at++;
    }
    return CM_OK;
}

static void close_search(search *q)
{
    cm_rats_free(q->row, q->rows * q->k);
    cm_rats_free(q->a, q->k * q->k);
    cm_rats_free(q->b, q->k);
    cm_rats_free(q->x, q->k);
    cm_arena_free(&q->arena);
}

/* The point at which the picked constraints bind, when there is one and it keeps all others. */
static bool corner(search *q)
{
    cm_rat sum = { 0, 0 };
    bool keeps = true;
    for (size_t j = 0; j < q->k; j++) cm_rat_set_ratio(&q->a[j], 1, 1);
    cm_rat_set_ratio(&q->b[0], 1, 1);
    for (size_t e = 0; e + 1 < q->k; e++) {
        for (size_t j = 0; j < q->k; j++) cm_rat_set(&q->a[(e + 1) * q->k + j], &q->row[q->pick[e] * q->k + j]);
    }
    if (!cm_rat_solve(q->a, q->k, q->b, q->x)) return false;
    for (size_t r = 0; r < q->rows && keeps; r++) {
        cm_rat_set_ratio(&sum, 0, 1);
        for (size_t j = 0; j < q->k; j++) cm_rat_add_mul(&sum, &q->row[r * q->k + j], &q->x[j]);
        keeps = cm_rat_sign(&sum) >= 0;
    }
    cm_rat_clear(&sum);
    return keeps;
}

static void widen(search *q, cm_beliefs *beliefs)
{
    for (size_t j = 0; j < q->k; j++) {
        size_t t = q->who[j];
        if (q->corners == 0 || cm_rat_compare(&q->x[j], &beliefs->low[t]) < 0) cm_rat_set(&beliefs->low[t], &q->x[j]);
        if (q->corners == 0 || cm_rat_compare(&q->x[j], &beliefs->high[t]) > 0) cm_rat_set(&beliefs->high[t], &q->x[j]);
        cm_rat_add(&beliefs->middle[t], &beliefs->middle[t], &q->x[j]);
    }
    q->corners++;
}

/* The next choice of k - 1 of the rows; false after the last. */
static bool next_pick(search *q)
{
    size_t need = q->k - 1, e = need;
    while (e-- > 0) {
        if (q->pick[e] + need - e >= q->rows) continue;
        q->pick[e]++;
        for (size_t f = e + 1; f < need; f++) q->pick[f] = q->pick[f - 1] + 1;
        return true;
    }
    return false;
}

cm_status cm_signalling_beliefs(cm_ctx *ctx, const cm_signalling *s, size_t m, const bool *in, size_t r, cm_beliefs *beliefs)
{
    search q = { .s = s };
    cm_rat count = { 0, 0 };
    double steps = 0;
    cm_status status = CM_OK;
    beliefs->any = false;
    for (size_t t = 0; t < s->types; t++) {
        cm_rat_set_ratio(&beliefs->low[t], 0, 1);
        cm_rat_set_ratio(&beliefs->high[t], 0, 1);
        cm_rat_set_ratio(&beliefs->middle[t], 0, 1);
    }
    CM_TRY(open_search(ctx, s, m, in, r, &q));
    if (q.k == 0) goto out;
    for (size_t e = 0; e + 1 < q.k; e++) q.pick[e] = e;
    do {
        steps += (double)(q.k * q.k * (q.k + q.rows)) * 100;
        if (steps > ctx->work_limit) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "beliefs over %zu types have more corners than the limit of work allows to look at", q.k));
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped among beliefs"));
        if (corner(&q)) widen(&q, beliefs);
    } while (next_pick(&q));
    beliefs->any = q.corners > 0;
    cm_rat_set_ratio(&count, q.corners > 0 ? (int64_t)q.corners : 1, 1);
    for (size_t t = 0; t < s->types; t++) cm_rat_div(&beliefs->middle[t], &beliefs->middle[t], &count);
out:
    cm_rat_clear(&count);
    close_search(&q);
    return status;
}

/* Whether type t gains by message m from all of the replies; or may at least get as much from one of them. */
static bool gains(const cm_signalling *s, size_t t, size_t m, const bool *reply, const cm_rat *gets, bool by_worst)
{
    bool all = true, some = false;
    for (size_t r = 0; r < cm_signalling_replies(s, m); r++) {
        int order = cm_rat_compare(cm_signalling_get(s, s->sender, t, m, r), &gets[t]);
        if (!reply[r]) continue;
        all = all && order > 0;
        some = some || order >= 0;
    }
    return by_worst ? all : some;
}

static cm_status replies_to(cm_ctx *ctx, const cm_signalling *s, size_t m, const bool *in, cm_beliefs *room, bool *reply)
{
    cm_status status = CM_OK;
    for (size_t r = 0; r < cm_signalling_replies(s, m); r++) {
        CM_TRY(cm_signalling_beliefs(ctx, s, m, in, r, room));
        reply[r] = room->any;
    }
out:
    return status;
}

/* Types that could not gain by m whatever the receiver believes are left out; if then one of the others gains by every
 * reply to beliefs in those that are left, the criterion fails. */
static cm_status try_message(cm_ctx *ctx, const cm_signalling *s, const cm_rat *gets, size_t m, cm_beliefs *room, bool *reply, bool *in, size_t *breaks)
{
    size_t left = 0;
    cm_status status = CM_OK;
    CM_TRY(replies_to(ctx, s, m, NULL, room, reply));
    for (size_t t = 0; t < s->types; t++) {
        in[t] = s->option[t * s->efg->nsets + m] != SIZE_MAX && gains(s, t, m, reply, gets, false);
        left += in[t] ? 1 : 0;
    }
    if (left == 0) goto out;
    CM_TRY(replies_to(ctx, s, m, in, room, reply));
    for (size_t t = 0; t < s->types && *breaks == SIZE_MAX; t++) {
        if (in[t] && gains(s, t, m, reply, gets, true)) *breaks = t;
    }
out:
    return status;
}

cm_status cm_signalling_intuitive(cm_ctx *ctx, const cm_signalling *s, const cm_rat *gets, const bool *sent, size_t *breaks, size_t *by)
{
    cm_arena scratch = { NULL };
    cm_rat *rats = NULL;
    cm_beliefs room = { .any = false };
    size_t most = 1;
    bool *reply, *in = CM_NEW(ctx, &scratch, s->types, bool);
    cm_status status = CM_OK;
    *breaks = *by = SIZE_MAX;
    for (size_t m = 0; m < s->messages; m++) most = cm_signalling_replies(s, m) > most ? cm_signalling_replies(s, m) : most;
    reply = CM_NEW(ctx, &scratch, most, bool);
    rats = cm_rats_new(ctx, 3 * s->types);
    if (in == NULL || reply == NULL || rats == NULL) CM_LEAVE(ctx->status);
    room = (cm_beliefs){ .low = rats, .high = rats + s->types, .middle = rats + 2 * s->types };
    for (size_t m = 0; m < s->messages && *breaks == SIZE_MAX; m++) {
        if (sent[m]) continue;
        CM_TRY(try_message(ctx, s, gets, m, &room, reply, in, breaks));
        if (*breaks != SIZE_MAX) *by = m;
    }
out:
    cm_rats_free(rats, 3 * s->types);
    cm_arena_free(&scratch);
    return status;
}
