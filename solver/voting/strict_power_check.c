/* strict_power_check.c: the certificate of the concept strict-power, from what it printed.
 *
 * Outcomes are found by the definition: of all policies that may be the outcome (the positions; with a setter its own, and for each
 * member the one it likes as much as the status quo) the one that the protocol picks among those that win.  Of drawn
 * positions the same draws are gone through again.  Exact figures are integrated in another order: given the setter's position
 * first, and then over it; or, for a large body, with the members backwards; a simulation agrees with them; and without a
 * setter they are Shapley and Shubik's index, counted in another way. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/game/orders.h"
#include "solver/voting/power.h"
#include "solver/voting/strict_power.h"

enum { DRAWS = 4000 };

typedef struct again {
    cm_ctx *ctx;
    const cm_strict *strict;
    unsigned char *in;
    double *at, *twin;
    cm_strict_figures f;
} again;

/* --- by the definition -------------------------------------------------------------------------------------------- */

static bool wanted(again *a, double x)
{
    double q = a->strict->status_quo, near = a->ctx->tol.abs;
    for (size_t j = 0; j < a->strict->vote->n; j++) {
        a->in[j] = a->strict->sets ? fabs(a->at[j] - x) <= fabs(a->at[j] - q) + near : a->at[j] >= x;
    }
    return cm_vote_wins(a->strict->vote, a->in);
}

/* The outcome at the positions a->at; adds who moves it. */
static double outcome(again *a)
{
    const cm_strict *s = a->strict;
    size_t n = s->vote->n, many = 0;
    double q = s->status_quo, own = a->at[s->setter], x = s->sets ? q : -HUGE_VAL, near = a->ctx->tol.abs, each = s->sets ? 2 : 1;
    for (size_t i = 0; i < n; i++) {
        double may = s->sets ? 2 * a->at[i] - q : a->at[i];
        bool better = s->sets ? fabs(may - own) < fabs(x - own) : may > x;
        if (better && wanted(a, may)) x = may;
    }
    if (s->sets && wanted(a, own)) x = own;
    if (s->sets && fabs(x - q) <= near) return x;
    a->f.moves += 1;
    if (s->sets && fabs(x - own) <= near) {
        a->f.sensitivity[s->setter] += 1;
        return x;
    }
    for (size_t i = 0; i < n; i++) many += fabs((s->sets ? 2 * a->at[i] - q : a->at[i]) - x) <= near;
    for (size_t i = 0; i < n; i++) {
        if (fabs((s->sets ? 2 * a->at[i] - q : a->at[i]) - x) <= near) a->f.sensitivity[i] += each / (double)many;
    }
    return x;
}

static cm_status draw_again(again *a, uint64_t seed, const char *stream, long draws)
{
    size_t n = a->strict->vote->n;
    cm_rng rng;
    cm_rng_init(&rng, seed, stream, n);
    for (long k = 0; k < draws; k++) {
        double x;
        if (cm_stopped(a->ctx)) return cm_fail(a->ctx, CM_E_INTERRUPT, "interrupted");
        cm_strict_draw(a->strict, &rng, a->at);
        cm_strict_draw(a->strict, &rng, a->twin);
        x = outcome(a);
        a->f.outcome += x;
        for (size_t i = 0; i <= n; i++) {
            a->f.distance[i] += fabs(a->at[i] - x);
            a->f.dummy[i] += fabs(a->twin[i] - x);
        }
    }
    a->f.outcome /= (double)draws;
    a->f.moves /= (double)draws;
    for (size_t i = 0; i <= n; i++) {
        a->f.sensitivity[i] /= (double)draws;
        a->f.distance[i] /= (double)draws;
        a->f.dummy[i] /= (double)draws;
    }
    return CM_OK;
}

/* --- by integration in another order --------------------------------------------------------------------------- */

typedef struct nested {
    const cm_strict *strict;
    cm_oracle diagram;
    size_t points;
    double *at, *weight, *chance, *swing;
} nested;

static double evaluate(nested *v, double t)
{
    double wins;
    for (size_t i = 0; i < v->strict->vote->n; i++) v->chance[i] = i == v->strict->setter ? 1 : t;
    cm_diagram_each(&v->diagram, v->chance, v->swing, &wins);
    return wins;
}

/* Given that the setter is at `own`, above q; `weight` is the chance of that; `turned`: the issue is turned round. */
static void given_setter(nested *v, double q, double own, double weight, bool turned, cm_strict_figures *f)
{
    size_t n = v->strict->vote->n, s = v->strict->setter;
    double mean = q, other = (q * q + (1 - own) * (1 - own)) / 2;
    f->sensitivity[s] += weight * evaluate(v, 1 - (own + q) / 2);
    for (size_t i = 0; i <= n; i++) {
        f->dummy[i] += weight * other;
        f->distance[i] += i == s ? 0 : weight * other;
    }
    for (size_t k = 0; k < v->points; k++) {
        double share = v->weight[k] * (own - q), y = q + v->at[k] * (own - q), t = 1 - (y + q) / 2, wins = evaluate(v, t);
        mean += share * wins;
        f->distance[s] += weight * share * (1 - wins);
        for (size_t i = 0; i <= n; i++) {
            f->dummy[i] += weight * share * (1 - y + wins - 2 * (1 - y) * wins);
            if (i == s || i == n) continue;
            f->distance[i] += weight * share * (1 - y + wins - 2 * (1 - y) * (wins + (1 - t) * v->swing[i]));
            f->sensitivity[i] += weight * share * v->swing[i];       /* the pivot at (y + q) / 2, and 2 for 1 */
        }
    }
    f->outcome += weight * (turned ? 1 - mean : mean);
    f->moves += weight * evaluate(v, 1 - q);
}

static cm_status integrate_nested(again *a, nested *v)
{
    double q = a->strict->status_quo;
    if (!cm_quadrature(v->points, v->at, v->weight)) return cm_fail(a->ctx, CM_E_MEMORY, "out of memory");
    for (size_t k = 0; k < v->points; k++) {
        if (cm_stopped(a->ctx)) return cm_fail(a->ctx, CM_E_INTERRUPT, "interrupted");
        given_setter(v, q, q + v->at[k] * (1 - q), v->weight[k] * (1 - q), false, &a->f);
        given_setter(v, 1 - q, 1 - q + v->at[k] * q, v->weight[k] * q, true, &a->f);
    }
    return CM_OK;
}

static cm_status integrate_again(again *a, cm_arena *arena)
{
    cm_ctx *ctx = a->ctx;
    size_t n = a->strict->vote->n;
    nested v = { .strict = a->strict, .points = cm_points_needed(n) + 4 };
    cm_status status = CM_OK;
    v.at = CM_NEW(ctx, arena, v.points, double);
    v.weight = CM_NEW(ctx, arena, v.points, double);
    v.chance = CM_NEW(ctx, arena, n, double);
    v.swing = CM_NEW(ctx, arena, n, double);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    if (!a->strict->sets) return cm_strict_integrate(ctx, arena, a->strict, true, &a->f);
    CM_TRY(cm_diagram_open(ctx, arena, a->strict->vote, 4 * (size_t)CM_STRICT_NODES, true, &v.diagram));
    if (v.diagram.n == 0 || 2 * (double)v.points * (double)v.points * v.diagram.cost > ctx->work_limit / 100) return cm_strict_integrate(ctx, arena, a->strict, true, &a->f);
    CM_TRY(integrate_nested(a, &v));
out:
    return status;
}

/* --- what was printed ----------------------------------------------------------------------------------------------- */

typedef struct printed {
    double outcome, moves, total, *sensitivity, *distance, *dummy, *low, *high;
} printed;

static cm_status number(cm_ctx *ctx, const cm_result *result, const char *name, double *x)
{
    const cm_value *value = cm_result_get(result, name);
    if (value == NULL || value->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is no number", name);
    *x = value->as.number;
    return CM_OK;
}

static cm_status near(const again *a, const char *what, double x, double meant)
{
    if (fabs(x - meant) <= a->ctx->tol.cert) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", what, x, meant);
}

static cm_status read_members(again *a, cm_arena *arena, const cm_result *result, printed *p)
{
    static const char *const names[] = { "sensitivity", "distance", "dummy", "nearness", "share" };
    const cm_table *table = cm_result_find(result, "members");
    cm_ctx *ctx = a->ctx;
    size_t n = a->strict->vote->n;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the table 'members' has not a row for each of %zu", n);
    for (size_t i = 0; i < n; i++) {
        const char *id = cm_power_name(ctx, arena, a->strict->vote, i);
        cm_value who = cm_table_get(table, i, "player");
        double x[5] = { 0 };
        if (id == NULL) return ctx->status;
        if (who.kind != CM_TEXT || strcmp(who.as.text, id) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not of '%s'", i + 1, id));
        for (size_t k = 0; k < 5; k++) {
            cm_value cell = cm_table_get(table, i, names[k]);
            if (k == 4 && !(p->total > 0) && cell.kind == CM_NONE) continue;
            if (cell.kind != CM_NUMBER || (k == 4 && !(p->total > 0))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has no number in '%s', or has one where there is none", id, names[k]));
            x[k] = cell.as.number;
        }
        for (size_t k = 0; k < 2 && a->strict->centre == NULL; k++) {
            if (cm_table_get(table, i, k == 0 ? "low" : "high").kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: an exact figure has an interval"));
        }
        p->sensitivity[i] = x[0];
        p->distance[i] = x[1];
        p->dummy[i] = x[2];
        p->low[i] = cm_table_get(table, i, "low").kind == CM_NUMBER ? cm_table_get(table, i, "low").as.number : NAN;
        p->high[i] = cm_table_get(table, i, "high").kind == CM_NUMBER ? cm_table_get(table, i, "high").as.number : NAN;
        CM_TRY(near(a, "(1 - nearness) times the distance of a dummy", (1 - x[3]) * x[2], x[2] > 0 ? x[1] : 0));
        CM_TRY(near(a, "the share times the total", x[4] * p->total, p->total > 0 ? x[0] : 0));
    }
out:
    return status;
}

static cm_status compare(again *a, cm_arena *arena, const printed *p, const cm_result *result)
{
    const cm_strict *s = a->strict;
    size_t n = s->vote->n;
    double sum = s->sets && s->setter == n ? a->f.sensitivity[n] : 0, top = 0, x = 0;
    const cm_value *word = cm_result_get(result, "setter"), *most = cm_result_get(result, "most_sensitive"), *method = cm_result_get(result, "method");
    const char *id = s->setter < n ? cm_power_name(a->ctx, arena, s->vote, s->setter) : "outside";
    cm_status status = CM_OK;
    if (id == NULL) CM_LEAVE(a->ctx->status);
    CM_TRY(near(a, "the mean outcome", p->outcome, a->f.outcome));
    CM_TRY(near(a, "the chance that the status quo is left", p->moves, a->f.moves));
    for (size_t i = 0; i < n; i++) {
        CM_TRY(near(a, "a sensitivity", p->sensitivity[i], a->f.sensitivity[i]));
        CM_TRY(near(a, "a distance", p->distance[i], a->f.distance[i]));
        CM_TRY(near(a, "the distance of a dummy", p->dummy[i], a->f.dummy[i]));
        sum += a->f.sensitivity[i];
        top = fmax(top, a->f.sensitivity[i]);
    }
    CM_TRY(near(a, "the total", p->total, sum));
    if (s->sets && s->setter == n) {
        CM_TRY(number(a->ctx, result, "setter_sensitivity", &x));
        CM_TRY(near(a, "the setter's sensitivity", x, a->f.sensitivity[n]));
        CM_TRY(number(a->ctx, result, "setter_nearness", &x));
        CM_TRY(near(a, "the setter's nearness", x, 1 - a->f.distance[n] / a->f.dummy[n]));
    } else {
        for (size_t k = 0; k < 2; k++) {
            const cm_value *none = cm_result_get(result, k == 0 ? "setter_sensitivity" : "setter_nearness");
            if (none == NULL || none->kind != CM_NONE) CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: nobody outside proposes, and has figures"));
        }
    }
    if (word == NULL || (s->sets ? word->kind != CM_TEXT || strcmp(word->as.text, id) != 0 : word->kind != CM_NONE)) CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: it is not said who proposes"));
    if (method == NULL || method->kind != CM_TEXT || strcmp(method->as.text, s->centre != NULL ? "drawn" : "exact") != 0) CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the method is another"));
    if (most == NULL || most->kind != CM_TEXT) CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: nobody is named"));
    for (size_t i = 0; i < n; i++) {
        id = cm_power_name(a->ctx, arena, s->vote, i);
        if (id == NULL) CM_LEAVE(a->ctx->status);
        if (strcmp(id, most->as.text) == 0 && a->f.sensitivity[i] >= top - a->ctx->tol.cert) goto out;
    }
    status = cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' does not move the outcome most", most->as.text);
out:
    return status;
}

/* Do the intervals of the printed table hold what is printed, and are they those of that many draws? */
static cm_status check_intervals(again *a, const printed *p, long draws)
{
    for (size_t i = 0; i < a->strict->vote->n && a->strict->centre != NULL; i++) {
        double most = a->strict->sets && i != a->strict->setter ? 2 : 1, low, high;
        cm_share_interval(a->f.sensitivity[i] / most * (double)draws, (double)draws, cm_power_miss(a->strict->vote->n), &low, &high);
        if (!(fabs(p->low[i] - most * low) <= a->ctx->tol.cert) || !(fabs(p->high[i] - most * high) <= a->ctx->tol.cert)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the interval of member %zu is not that of %ld draws", i + 1, draws);
    }
    return CM_OK;
}

/* Exact means against drawn ones: shares within what so many draws leave, distances (at most 1) within Hoeffding's bound. */
static cm_status simulate(again *a, const printed *p)
{
    size_t n = a->strict->vote->n;
    double cost = (double)(n * n) * (double)a->strict->vote->nnodes;
    long draws = cost * DRAWS <= a->ctx->work_limit / 100 ? DRAWS : (long)fmax(100, a->ctx->work_limit / 100 / cost);
    double wide;
    cm_status status = CM_OK;
    a->f.outcome = a->f.moves = 0;
    for (size_t i = 0; i <= n; i++) a->f.sensitivity[i] = a->f.distance[i] = a->f.dummy[i] = 0;
    CM_TRY(draw_again(a, 1, "strict-power-check", draws));
    wide = sqrt(-log(sqrt(DBL_EPSILON)) / (2 * (double)draws));
    for (size_t i = 0; i < n; i++) {
        double most = a->strict->sets && i != a->strict->setter ? 2 : 1, low, high;
        cm_share_interval(a->f.sensitivity[i] / most * (double)draws, (double)draws, sqrt(DBL_EPSILON), &low, &high);
        if (p->sensitivity[i] / most < low - a->ctx->tol.abs || p->sensitivity[i] / most > high + a->ctx->tol.abs || fabs(p->distance[i] - a->f.distance[i]) > wide) {
            CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: drawn one by one member %zu moves the outcome by %.6g at a distance of %.6g, not by %.6g at %.6g", i + 1, a->f.sensitivity[i], a->f.distance[i], p->sensitivity[i], p->distance[i]));
        }
    }
    if (fabs(p->outcome - a->f.outcome) > wide) status = cm_fail(a->ctx, CM_E_NUMERIC, "certificate: drawn one by one the outcome is %.6g on average, not %.6g", a->f.outcome, p->outcome);
out:
    return status;
}

/* Without a setter: Shapley and Shubik's index, where it can be counted. */
static cm_status check_index(again *a, cm_arena *arena, const printed *p)
{
    cm_count_options options = { CM_COUNT_BEST, 100, 1, false };
    cm_count count = { .number = NULL };
    cm_status status = cm_count_find(a->ctx, arena, a->strict->vote, &options, &count);
    for (size_t i = 0; status == CM_OK && count.method != CM_COUNT_SAMPLING && i < a->strict->vote->n; i++) {
        status = near(a, "a sensitivity where nobody proposes", p->sensitivity[i], count.pivot[i]);
    }
    cm_count_free(&count);
    return status;
}

cm_status cm_strict_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_strict_params *given = params;
    size_t n = game->as.vote.n;
    cm_arena arena = { NULL };
    double *room = CM_NEW(ctx, &arena, 10 * (n + 1), double);
    cm_strict strict;
    again a = { .ctx = ctx, .strict = &strict, .in = CM_NEW(ctx, &arena, n, unsigned char) };
    printed p = { 0 };
    cm_status status = CM_OK;
    if (room == NULL || a.in == NULL) CM_LEAVE(ctx->status);
    a.at = room, a.twin = room + (n + 1), a.f.sensitivity = room + 2 * (n + 1), a.f.distance = room + 3 * (n + 1), a.f.dummy = room + 4 * (n + 1);
    p.sensitivity = room + 5 * (n + 1), p.distance = room + 6 * (n + 1), p.dummy = room + 7 * (n + 1), p.low = room + 8 * (n + 1), p.high = room + 9 * (n + 1);
    CM_TRY(cm_strict_read(ctx, &game->as.vote, given, &strict));
    CM_TRY(number(ctx, result, "outcome", &p.outcome));
    CM_TRY(number(ctx, result, "moves", &p.moves));
    CM_TRY(number(ctx, result, "total", &p.total));
    CM_TRY(read_members(&a, &arena, result, &p));
    CM_TRY(strict.centre == NULL ? integrate_again(&a, &arena) : draw_again(&a, (uint64_t)given->seed, "strict-power", given->draws));
    CM_TRY(compare(&a, &arena, &p, result));
    CM_TRY(check_intervals(&a, &p, given->draws));
    if (strict.centre == NULL) CM_TRY(simulate(&a, &p));
    if (strict.centre == NULL && !strict.sets) CM_TRY(check_index(&a, &arena, &p));
out:
    cm_arena_free(&arena);
    return status;
}
