/* closed_check.c: the closed rule's certificate: no deviation in one round gains, the mixtures are of cheapest
 * coalitions, and the values are those that the mixtures give. */
#include "solver/bargain/closed.h"

#include <math.h>
#include <string.h>

#include "solver/bargain/division.h"
#include "solver/game/cheapest.h"

/* What was printed. */
typedef struct printed {
    cm_ctx *ctx;
    const cm_protocol *p;
    double *value, *keeps;               /* n */
    double *wait, *price;                /* n: what a failed proposal is worth; what a vote costs */
    unsigned char *waits;                /* n: proposes nothing */
    double *share, *paid;                /* n x n: row i, what proposer i does to each */
    double *chance;                      /* rounds: that the proposal of each passes */
} printed;

static bool finite_number(cm_value v) { return v.kind == CM_NUMBER && isfinite(v.as.number); }

static size_t player_at(const cm_protocol *p, cm_value name)
{
    size_t i = 0;
    while (name.kind == CM_TEXT && i < p->n && strcmp(p->player[i], name.as.text) != 0) i++;
    return name.kind == CM_TEXT ? i : p->n;
}

static cm_status read_values(printed *r, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "values");
    if (table == NULL || table->nrows != r->p->n) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: no values");
    for (size_t i = 0; i < r->p->n; i++) {
        cm_value value = cm_table_get(table, i, "value"), keeps = cm_table_get(table, i, "proposes");
        if (player_at(r->p, cm_table_get(table, i, "player")) != i || !finite_number(value) || !finite_number(keeps)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: the values of '%s' are not there", r->p->player[i]);
        }
        r->value[i] = value.as.number;
        r->keeps[i] = keeps.as.number;
        r->price[i] = r->wait[i] = r->p->patience[i] * r->value[i];
    }
    return CM_OK;
}

/* Where talks may fail it is told who proposes nothing, and how likely each round is to end them. */
static cm_status read_course(printed *r, const cm_result *result)
{
    const cm_table *values = cm_result_find(result, "values"), *course = cm_result_find(result, "course");
    for (size_t t = 0; t < r->p->rounds; t++) r->chance[t] = 1;
    if (!cm_closed_may_fail(r->p)) return CM_OK;
    for (size_t i = 0; i < r->p->n; i++) {
        cm_value waits = cm_table_get(values, i, "waits");
        if (waits.kind != CM_TRUTH) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: it is not said whether '%s' proposes", r->p->player[i]);
        r->waits[i] = waits.as.truth;
    }
    if (course == NULL || course->nrows != r->p->rounds) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: no course of the talks");
    for (size_t t = 0; t < r->p->rounds; t++) {
        cm_value round = cm_table_get(course, t, "round"), passes = cm_table_get(course, t, "passes");
        if (round.kind != CM_INTEGER || round.as.integer != (int64_t)t + 1 || !finite_number(passes)) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: row %zu of the course cannot be read", t + 1);
        r->chance[t] = passes.as.number;
    }
    return CM_OK;
}

/* With a deadline a failed proposal leaves what is expected before the next round. */
static cm_status read_path(printed *r, cm_arena *arena, const cm_result *result, bool verify)
{
    const cm_table *table = cm_result_find(result, "path");
    size_t n = r->p->n, rounds = r->p->rounds;
    double *path = CM_NEW(r->ctx, arena, n * rounds, double);
    if (path == NULL) return r->ctx->status;
    if (table == NULL || table->nrows != n * rounds) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: not all rounds are there");
    for (size_t k = 0; k < n * rounds; k++) {
        cm_value value = cm_table_get(table, k, "value");
        if (player_at(r->p, cm_table_get(table, k, "player")) != k % n || !finite_number(value)) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: row %zu of the rounds cannot be read", k + 1);
        path[k] = value.as.number;
    }
    for (size_t i = 0; i < n; i++) {
        r->wait[i] = cm_closed_wait(r->p, rounds == 1, i, rounds > 1 ? path[n + i] : 0);
        r->price[i] = fmax(0, r->wait[i]);
        if (!(fabs(path[i] - r->value[i]) <= r->ctx->tol.cert)) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' expects %.12g and %.12g", r->p->player[i], path[i], r->value[i]);
    }
    return verify ? cm_closed_check_path(r->ctx, r->p, path, r->chance) : CM_OK;
}

static cm_status read_partners(printed *r, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "partners");
    if (table == NULL) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: no partners");
    for (size_t row = 0; row < table->nrows; row++) {
        size_t i = player_at(r->p, cm_table_get(table, row, "proposer")), j = player_at(r->p, cm_table_get(table, row, "partner"));
        cm_value chance = cm_table_get(table, row, "probability"), paid = cm_table_get(table, row, "paid");
        if (i == r->p->n || j == r->p->n || i == j || !finite_number(chance) || !finite_number(paid)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: row %zu of the partners names no pair of members", row + 1);
        }
        if (!(chance.as.number > 0 && chance.as.number <= 1 + r->ctx->tol.cert) || r->share[i * r->p->n + j] > 0) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' buys '%s' with probability %.12g", r->p->player[i], r->p->player[j], chance.as.number);
        }
        r->share[i * r->p->n + j] = chance.as.number;
        r->paid[i * r->p->n + j] = paid.as.number;
    }
    return CM_OK;
}

static cm_status read_all(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, const cm_result *result, bool verify, printed *r)
{
    *r = (printed){ ctx, p, CM_NEW(ctx, arena, p->n, double), CM_NEW(ctx, arena, p->n, double), CM_NEW(ctx, arena, p->n, double), CM_NEW(ctx, arena, p->n, double),
                    CM_NEW(ctx, arena, p->n, unsigned char), CM_NEW(ctx, arena, p->n * p->n, double), CM_NEW(ctx, arena, p->n * p->n, double), CM_NEW(ctx, arena, p->rounds, double) };
    cm_status status;
    if (ctx->status != CM_OK) return ctx->status;
    status = read_values(r, result);
    if (status == CM_OK && p->rounds > 0) status = read_course(r, result);
    if (status == CM_OK && p->rounds > 0) status = read_path(r, arena, result, verify);
    return status == CM_OK ? read_partners(r, result) : status;
}

/* What i could gain by another proposal, by waiting, or, when paid too little, by refusing. */
static double gain_of(const printed *r, size_t i, double cheapest)
{
    const double *share = &r->share[i * r->p->n], *paid = &r->paid[i * r->p->n];
    double spent = 0, gain = fmax(1 - cheapest, r->wait[i]) - r->keeps[i];
    for (size_t j = 0; j < r->p->n; j++) {
        spent += share[j] * paid[j];
        if (share[j] > 0) gain = fmax(gain, r->price[j] - paid[j]);
    }
    return r->p->recognition[i] > 0 && !r->waits[i] ? fmax(gain, spent - cheapest) : gain;
}

cm_status cm_closed_deviation(cm_ctx *ctx, const cm_protocol *protocol, const cm_result *result, double *gain)
{
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, protocol->n, unsigned char);
    cm_cheapest work;
    printed r;
    cm_status status;
    *gain = 0;
    if (in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read_all(ctx, &scratch, protocol, result, false, &r));
    CM_TRY(cm_cheapest_init(ctx, &scratch, &protocol->vote, &work));
    for (size_t i = 0; i < protocol->n; i++) {
        double own = r.price[i], total;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped while proposals were compared"));
        r.price[i] = 0;
        CM_TRY(cm_cheapest_find(ctx, &work, r.price, in, &total));
        r.price[i] = own;
        if (!r.waits[i] && !(r.keeps[i] <= 1 - total + ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' can keep %.12g, not %.12g", protocol->player[i], 1 - total, r.keeps[i]));
        *gain = fmax(*gain, gain_of(&r, i, total));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* Each keeps what is left of the surplus, pays each partner its price, and gets the value printed. */
static cm_status check_values(const printed *r)
{
    size_t n = r->p->n;
    double cert = r->ctx->tol.cert;
    for (size_t i = 0; i < n; i++) {
        double expected = r->p->recognition[i] * r->keeps[i], spent = 0;
        for (size_t j = 0; j < n; j++) {
            if (j != i) expected += r->p->recognition[j] * (r->waits[j] ? r->wait[i] : r->share[j * n + i] * r->paid[j * n + i]);
            spent += r->share[i * n + j] * r->paid[i * n + j];
            if (r->share[i * n + j] > 0 && !(fabs(r->paid[i * n + j] - r->price[j]) <= cert)) {
                return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' is paid %.12g where waiting is worth %.12g", r->p->player[j], r->paid[i * n + j], r->price[j]);
            }
        }
        if (!(r->value[i] >= (cm_closed_may_fail(r->p) ? -HUGE_VAL : -cert) && fabs(expected - r->value[i]) <= cert)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' expects %.12g, not %.12g", r->p->player[i], expected, r->value[i]);
        }
        if (r->waits[i] && !(spent <= 0 && fabs(r->wait[i] - r->keeps[i]) <= cert)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' waits for %.12g, not for %.12g", r->p->player[i], r->wait[i], r->keeps[i]);
        }
        if (r->p->recognition[i] > 0 && !r->waits[i] && !(fabs(1 - spent - r->keeps[i]) <= cert)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' keeps %.12g, not %.12g", r->p->player[i], 1 - spent, r->keeps[i]);
        }
    }
    return CM_OK;
}

/* Where heads are counted, any probabilities of at most 1 that add up to the number of partners are a mixture of
 * coalitions of that size. */
static cm_status check_heads(const printed *r, int64_t quota)
{
    for (size_t i = 0; i < r->p->n; i++) {
        double sum = 0;
        for (size_t j = 0; j < r->p->n; j++) sum += r->share[i * r->p->n + j];
        if (r->p->recognition[i] > 0 && !r->waits[i] && !(sum >= (double)(quota - 1) - r->ctx->tol.cert)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' buys %.12g of the %lld votes that it needs", r->p->player[i], sum, (long long)(quota - 1));
        }
    }
    return CM_OK;
}

/* The marks of "{A, B}". */
static bool read_coalition(const cm_protocol *p, cm_value text, unsigned char *in)
{
    const char *c = text.kind == CM_TEXT ? text.as.text : "";
    memset(in, 0, p->n);
    if (*c != '{') return false;
    do {
        size_t length, i = 0;
        c += *c == '{' ? 1 : 2;
        length = strcspn(c, ",}");
        while (i < p->n && (in[i] || strlen(p->player[i]) != length || strncmp(p->player[i], c, length) != 0)) i++;
        if (i == p->n) return false;
        in[i] = 1;
        c += length;
    } while (strncmp(c, ", ", 2) == 0);
    return strcmp(c, "}") == 0;
}

/* Each coalition wins, and together they buy each partner as often as is printed. */
static cm_status check_coalitions(const printed *r, const cm_table *table, unsigned char *in, double *left)
{
    size_t n = r->p->n;
    memcpy(left, r->share, n * n * sizeof *left);
    for (size_t i = 0; i < n; i++) left[i * n + i] = r->p->recognition[i] > 0 && !r->waits[i] ? 1 : 0;       /* always in its own */
    for (size_t row = 0; row < table->nrows; row++) {
        size_t i = player_at(r->p, cm_table_get(table, row, "proposer"));
        cm_value chance = cm_table_get(table, row, "probability"), paid = cm_table_get(table, row, "paid");
        double cost = 0;
        bool read = i < n && read_coalition(r->p, cm_table_get(table, row, "coalition"), in);
        if (!read || !in[i] || !finite_number(chance) || !(chance.as.number > 0) || !finite_number(paid)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: row %zu of the coalitions cannot be read", row + 1);
        }
        if (!cm_vote_wins(&r->p->vote, in)) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: coalition %zu of the list does not win", row + 1);
        for (size_t j = 0; j < n; j++) {
            if (!in[j]) continue;
            cost += j == i ? 0 : r->price[j];
            left[i * n + j] -= chance.as.number;
        }
        if (!(fabs(cost - paid.as.number) <= r->ctx->tol.cert)) {
            return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: coalition %zu of the list costs %.12g, not %.12g", row + 1, cost, paid.as.number);
        }
        if (!(1 - cost >= r->keeps[i] - r->ctx->tol.cert)) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: coalition %zu of the list is not cheapest", row + 1);
    }
    for (size_t k = 0; k < n * n; k++) {
        if (!(fabs(left[k]) <= r->ctx->tol.cert)) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: '%s' is not bought as often as is printed", r->p->player[k % n]);
    }
    return CM_OK;
}

cm_status cm_closed_check(cm_ctx *ctx, const cm_protocol *protocol, long within, const cm_result *result)
{
    const cm_table *coalitions = cm_result_find(result, "coalitions");
    size_t n = protocol->n;
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, n, unsigned char);
    double gain, *left = CM_NEW(ctx, &scratch, n * n, double);
    int64_t quota;
    printed r;
    cm_status status;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(read_all(ctx, &scratch, protocol, result, true, &r));
    CM_TRY(check_values(&r));
    if (cm_vote_is_quota(&protocol->vote, &quota)) CM_TRY(check_heads(&r, quota));
    else if (coalitions == NULL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no coalitions"));
    if (coalitions != NULL) CM_TRY(check_coalitions(&r, coalitions, in, left));
    CM_TRY(cm_closed_deviation(ctx, protocol, result, &gain));
    if (protocol->rounds > 0) CM_TRY(cm_closed_check_course(ctx, protocol, r.value, r.chance, within, gain, result));
    else CM_TRY(cm_division_check(ctx, result, r.value, n, gain));
out:
    cm_arena_free(&scratch);
    return status;
}
