/* moving_follow.c: the certificate's second half: where the status quo goes under the plans printed.
 *
 * The chance of a first change from first-step equations; what is left for good from the closure of the moves; the long
 * run by going forwards until nothing changes any more, with a bound for what is left of the way. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/bargain/moving_check.h"

enum { ROUNDS_MOST = 100000 };

typedef struct walk {
    const cm_moving_audit *a;
    size_t nodes;                    /* stages x k */
    unsigned char *to;               /* nodes x nodes: reached, in no round or more */
    unsigned char *back;             /* by node: it is come back to for ever */
    double *at, *then, *outcome;     /* nodes, nodes, k */
    double first;                    /* how far the first round leads */
    double blur;                     /* how far the outcomes may be off, for the way that was not gone */
} walk;

static cm_status expect_value(const cm_moving_audit *a, const char *name, double should, double slack)
{
    const cm_value *value = cm_result_get(a->result, name);
    if (value != NULL && value->kind == CM_NONE && isnan(should)) return CM_OK;
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - should) <= slack) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, value != NULL && value->kind == CM_NUMBER ? value->as.number : NAN, should);
}

static bool is_number(cm_value cell, double should, double slack)
{
    return cell.kind == CM_NUMBER && fabs(cell.as.number - should) <= slack;
}

static cm_status check_proposals(const cm_moving_audit *a)
{
    const cm_table *table = cm_result_find(a->result, "proposals");
    size_t row = 0;
    for (size_t j = 0; j < a->n; j++) {
        size_t x = a->to[a->sq * a->n + j];
        for (size_t k = 0; k < a->d && cm_moving_chance(a->p, 0, j) > 0; k++, row++) {
            cm_value value = table == NULL || row >= table->nrows ? cm_text("") : cm_table_get(table, row, "value");
            if (x == a->sq ? value.kind != CM_NONE : !is_number(value, a->policy[x * a->d + k], 0)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' is said to propose something else than its plan", a->p->player[j]);
        }
    }
    return table != NULL && table->nrows == row ? CM_OK : cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu proposals", row);
}

/* The chance that the scenario's status quo is kept in round t. */
static double keeps(const cm_moving_audit *a, size_t t)
{
    double stay = 0;
    for (size_t j = 0; j < a->n; j++) {
        if (a->to[(t % a->stages * a->k + a->sq) * a->n + j] == a->sq) stay += cm_moving_chance(a->p, t, j);
    }
    return fmin(stay, 1);
}

/* From the last round, or the end of a cycle, backwards: `more` is what one round later adds, `kept` its weight. */
static cm_status check_first(const cm_moving_audit *a)
{
    double rounds = 0, never = 1, early = 0, cert = a->ctx->tol.cert, moves, expected;
    size_t within = (size_t)a->asked->within_rounds;
    cm_status status = CM_OK;
    for (size_t t = a->stages; t-- > 0;) {
        double stay = keeps(a, t);
        rounds = a->p->rounds > 0 ? (1 - stay) * (double)(t + 1) + stay * rounds : 1 + stay * rounds;
        never *= stay;
    }
    for (size_t t = a->p->rounds > 0 && a->p->rounds < within ? a->p->rounds : within; t-- > 0;) early = 1 - keeps(a, t) * (1 - early);
    if (cm_close(&a->ctx->tol, never, 1)) never = 1;
    moves = a->p->rounds > 0 ? 1 - never : never < 1 ? 1 : 0;
    expected = never < 1 ? rounds / (1 - never) : NAN;
    CM_TRY(expect_value(a, "moves", moves, cert));
    CM_TRY(expect_value(a, "rounds", expected, isnan(expected) ? 0 : cert * expected));
    CM_TRY(expect_value(a, "within", early, cert));
out:
    return status;
}

static size_t next(const cm_moving_audit *a, size_t node, size_t j)
{
    return (node / a->k + 1) % a->stages * a->k + a->to[node * a->n + j];
}

/* The closure by passing on, until nothing is new; then who is come back to from wherever it leads. */
static void close_moves(walk *c)
{
    const cm_moving_audit *a = c->a;
    bool news = true;
    for (size_t b = 0; b < c->nodes; b++) c->to[b * c->nodes + b] = 1;
    while (news) {
        news = false;
        for (size_t b = 0; b < c->nodes; b++) {
            unsigned char *mine = c->to + b * c->nodes;
            for (size_t j = 0; j < a->n; j++) {
                const unsigned char *theirs;
                if (!(cm_moving_chance(a->p, b / a->k, j) > 0) || (j > 0 && cm_moving_chance(a->p, b / a->k, j - 1) > 0 && next(a, b, j) == next(a, b, j - 1))) continue;
                theirs = c->to + next(a, b, j) * c->nodes;
                for (size_t x = 0; x < c->nodes; x++) {
                    if (theirs[x] > mine[x]) mine[x] = 1, news = true;
                }
            }
        }
    }
    for (size_t b = 0; b < c->nodes; b++) {
        c->back[b] = 1;
        for (size_t x = 0; x < c->nodes; x++) c->back[b] = c->back[b] && (!c->to[b * c->nodes + x] || c->to[x * c->nodes + b]);
    }
}

/* One round forward; half of the chain stays where it is when `lazy`. */
static double advance(walk *c, bool lazy)
{
    const cm_moving_audit *a = c->a;
    double moved = 0;
    for (size_t b = 0; b < c->nodes; b++) c->then[b] = lazy ? c->at[b] / 2 : 0;
    for (size_t b = 0; b < c->nodes; b++) {
        double mass = lazy ? c->at[b] / 2 : c->at[b];
        if (!(mass > 0)) continue;
        for (size_t j = 0; j < a->n; j++) {
            double chance = cm_moving_chance(a->p, b / a->k, j);
            if (chance > 0) c->then[next(a, b, j)] += mass * chance;
        }
    }
    for (size_t b = 0; b < c->nodes; b++) {
        moved += fabs(c->then[b] - c->at[b]);
        c->at[b] = c->then[b];
    }
    return moved;
}

static double on_the_way(const walk *c)
{
    double mass = 0;
    for (size_t b = 0; b < c->nodes; b++) mass += c->back[b] ? 0 : c->at[b];
    return mass;
}

/* What a sum that shrinks by the ratio of its last two terms still adds; HUGE_VAL when they do not shrink. */
static double rest_of(double last, double before)
{
    if (!(last > 0)) return 0;
    return last < before ? last * last / (before - last) : HUGE_VAL;
}

static cm_status check_settled(walk *c)
{
    double sum = 0, before = HUGE_VAL, mass, rest;
    memset(c->at, 0, c->nodes * sizeof *c->at);
    c->at[c->a->sq] = 1;
    mass = on_the_way(c);
    for (size_t t = 0; t < ROUNDS_MOST && mass > DBL_EPSILON; t++) {
        if (t % 64 == 0 && cm_stopped(c->a->ctx)) return cm_fail(c->a->ctx, CM_E_INTERRUPT, "interrupted");
        sum += before = mass;
        (void)advance(c, false);
        mass = on_the_way(c);
    }
    sum += mass;
    rest = rest_of(mass, before);
    return expect_value(c->a, "settled", sum + (isfinite(rest) ? rest : 0), c->a->ctx->tol.cert * fmax(1, sum) + rest);
}

static cm_status go_on(walk *c)
{
    double moved = HUGE_VAL, before = HUGE_VAL, still = (double)c->nodes * DBL_EPSILON;
    memset(c->at, 0, c->nodes * sizeof *c->at);
    c->at[c->a->sq] = 1;
    for (size_t t = 0; t < ROUNDS_MOST && moved > still; t++) {
        if (t % 64 == 0 && cm_stopped(c->a->ctx)) return cm_fail(c->a->ctx, CM_E_INTERRUPT, "interrupted");
        before = moved;
        moved = advance(c, true);
    }
    c->blur = moved > still ? fmin(1, rest_of(moved, before)) : 0;
    for (size_t b = 0; b < c->nodes; b++) c->outcome[b % c->a->k] += c->at[b];
    return CM_OK;
}

static cm_status check_rests(const walk *c)
{
    const cm_value *rests = cm_result_get(c->a->result, "rests");
    bool should = true;
    for (size_t b = 0; b < c->nodes; b++) {
        if (!c->back[b] || !c->to[c->a->sq * c->nodes + b]) continue;
        for (size_t x = 0; x < c->nodes; x++) should = should && (!c->to[b * c->nodes + x] || x % c->a->k == b % c->a->k);
    }
    if (rests != NULL && rests->kind == CM_TRUTH && rests->as.truth == should) return CM_OK;
    return cm_fail(c->a->ctx, CM_E_NUMERIC, "certificate: the status quo %s to rest", should ? "comes" : "does not come");
}

static double from_start(const cm_moving_audit *a, size_t x)
{
    double apart = a->policy[x * a->d] - a->s->status_quo[0];
    return a->d == 1 ? fabs(apart) : hypot(apart, a->policy[x * a->d + 1] - a->s->status_quo[1]);
}

/* The first rounds, or all to the deadline. */
static cm_status check_path(walk *c)
{
    const cm_moving_audit *a = c->a;
    const cm_table *table = cm_result_find(a->result, "path");
    size_t shown = (size_t)a->asked->within_rounds, row = 0, last;
    if (a->p->rounds > 0 && a->p->rounds < shown) shown = a->p->rounds;
    last = a->p->rounds > 0 ? a->p->rounds : shown;
    memset(c->at, 0, c->nodes * sizeof *c->at);
    c->at[a->sq] = 1;
    for (size_t t = 0; t < last; t++) {
        (void)advance(c, false);
        for (size_t b = 0; t == 0 && b < c->nodes; b++) c->first += c->at[b] * from_start(a, b % a->k);
        for (size_t k = 0; t < shown && k < a->d; k++, row++) {
            double mean = 0, low = HUGE_VAL, high = -HUGE_VAL, near = a->ctx->tol.cert * a->width[k];
            for (size_t b = 0; b < c->nodes; b++) {
                double x = a->policy[b % a->k * a->d + k];
                if (!(c->at[b] > 0)) continue;
                mean += c->at[b] * x;
                low = fmin(low, x), high = fmax(high, x);
            }
            if (table == NULL || row >= table->nrows || !is_number(cm_table_get(table, row, "mean"), mean, near) || !is_number(cm_table_get(table, row, "low"), low, near) || !is_number(cm_table_get(table, row, "high"), high, near)) {
                return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: after round %zu the mean is %.12g, between %.12g and %.12g", t + 1, mean, low, high);
            }
        }
    }
    for (size_t b = 0; a->p->rounds > 0 && b < c->nodes; b++) c->outcome[b % a->k] += c->at[b];
    return table != NULL && table->nrows == row ? CM_OK : cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu rows of the path", row);
}

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static cm_status check_summary(cm_arena *arena, const walk *c)
{
    const cm_moving_audit *a = c->a;
    double *ideal = CM_NEW(a->ctx, arena, a->n, double), policy = 0, distance = 0, median = 0, slack;
    cm_status status = CM_OK;
    CM_TRY(a->ctx->status);
    if (a->d == 1) {
        memcpy(ideal, a->s->ideal, a->n * sizeof *ideal);
        qsort(ideal, a->n, sizeof *ideal, by_size);
    }
    for (size_t x = 0; x < a->k; x++) {
        double at = a->policy[x * a->d], left = ideal[(a->n - 1) / 2], right = ideal[a->n / 2];
        policy += c->outcome[x] * at;
        distance += c->outcome[x] * from_start(a, x);
        median += c->outcome[x] * (at < left ? left - at : at > right ? at - right : 0);
    }
    slack = (a->ctx->tol.cert + c->blur) * (a->width[0] + (a->d > 1 ? a->width[1] : 0));
    CM_TRY(expect_value(a, "first_step", c->first, a->ctx->tol.cert * (a->width[0] + (a->d > 1 ? a->width[1] : 0))));
    CM_TRY(expect_value(a, "policy", a->d == 1 ? policy : NAN, slack));
    CM_TRY(expect_value(a, "distance", distance, slack));
    CM_TRY(expect_value(a, "to_median", a->d == 1 ? median : NAN, slack));
out:
    return status;
}

static cm_status check_outcomes(const walk *c)
{
    const cm_moving_audit *a = c->a;
    const cm_table *table = cm_result_find(a->result, "outcomes");
    double slack = a->ctx->tol.cert + c->blur;
    size_t row = 0;
    for (size_t x = 0; x < a->k; x++) {
        cm_value number = table != NULL && row < table->nrows ? cm_table_get(table, row, "policy") : cm_none();
        if (number.kind != CM_INTEGER || number.as.integer != (int64_t)x + 1) {
            if (c->outcome[x] > slack) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: policy %zu is missing among the outcomes, at %.12g", x + 1, c->outcome[x]);
            continue;
        }
        for (size_t k = 0; k < a->d; k++, row++) {
            if (row >= table->nrows || !is_number(cm_table_get(table, row, "value"), a->policy[x * a->d + k], 0) || !is_number(cm_table_get(table, row, "probability"), c->outcome[x], slack)) {
                return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: policy %zu is the outcome with probability %.12g", x + 1, c->outcome[x]);
            }
        }
    }
    return table != NULL && row == table->nrows ? CM_OK : cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu rows of outcomes", row);
}

cm_status cm_moving_follow(cm_arena *arena, cm_moving_audit *a)
{
    walk c = { .a = a, .nodes = a->stages * a->k };
    bool forever = a->p->rounds == 0;
    cm_status status = CM_OK;
    c.to = CM_NEW(a->ctx, arena, forever ? c.nodes * c.nodes : 1, unsigned char);
    c.back = CM_NEW(a->ctx, arena, c.nodes, unsigned char);
    c.at = CM_NEW(a->ctx, arena, c.nodes, double);
    c.then = CM_NEW(a->ctx, arena, c.nodes, double);
    c.outcome = CM_NEW(a->ctx, arena, a->k, double);
    CM_TRY(a->ctx->status);
    CM_TRY(check_proposals(a));
    CM_TRY(check_first(a));
    CM_TRY(check_path(&c));
    if (forever) {
        close_moves(&c);
        CM_TRY(check_settled(&c));
        CM_TRY(check_rests(&c));
        CM_TRY(go_on(&c));
    }
    CM_TRY(check_outcomes(&c));
    CM_TRY(check_summary(arena, &c));
out:
    return status;
}
