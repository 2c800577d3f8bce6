/* banks_duggan_search.c: the stationary equilibria of banks-duggan.
 *
 * What passes is an interval [low, high] wherever all have the same patience and no red lines (utilities
 * are concave: everybody accepts the mixture of status quo and expected outcome), so that an equilibrium
 * is a root of two equations in low and high: Powell's method from several starts.  Where it is not, and
 * where somebody waits, the values themselves are iterated, with damping.
 *
 * Cost: O(n^2) an evaluation, some hundreds of them. */
#include "solver/bargain/banks_duggan.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>
#include <math.h>
#include <string.h>

enum { GRID = 4, ROOT_STEPS = 60, WALK_STEPS = 3000, NEAR_STEPS = 40 };

typedef struct search {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_protocol *p;
    const cm_spatial *s;
    cm_banks_duggan_found *out;
    double *v, *next, *y;            /* n each */
    unsigned char *waits;            /* n */
    double waiting;
    gsl_multiroot_fsolver *solver;
} search;

static double sq_of(const search *e)
{
    return e->s->status_quo[0];
}

/* The values of waiting that follow from the proposals y and those who wait. */
static void values_of_waiting(search *e, double *v)
{
    e->waiting = 0;
    for (size_t i = 0; i < e->p->n; i++) e->waiting += e->waits[i] ? e->p->recognition[i] : 0;
    for (size_t j = 0; j < e->p->n; j++) {
        double delta = e->p->patience[j], proposed = 0;
        for (size_t i = 0; i < e->p->n; i++) {
            if (e->p->recognition[i] > 0 && !e->waits[i]) proposed += e->p->recognition[i] * cm_passing_utility(&e->out->passing, j, e->y[i]);
        }
        v[j] = ((1 - delta) * cm_passing_utility(&e->out->passing, j, sq_of(e)) - e->p->cost + delta * proposed) / (1 - delta * e->waiting);
    }
}

/* Each proposer's best answer to what passes and to what waiting is worth. */
static void propose(search *e, const double *v)
{
    double indifferent = e->ctx->tol.abs * e->out->passing.utility_scale;
    for (size_t i = 0; i < e->p->n; i++) {
        bool any = cm_passing_best(&e->out->passing, i, &e->y[i]);
        if (!any) e->y[i] = sq_of(e);
        e->waits[i] = !any || cm_passing_utility(&e->out->passing, i, e->y[i]) < v[i] - indifferent;
    }
}

/* The proposals when [low, high] passes. */
static void propose_within(search *e, double low, double high)
{
    for (size_t i = 0; i < e->p->n; i++) {
        e->y[i] = fmin(fmax(e->s->ideal[i], low), high);
        e->waits[i] = 0;
    }
}

/* The largest gain from another proposal, against values v and what then passes; negative: none. */
static double deviation_of(search *e, const double *v)
{
    double largest = 0;
    for (size_t i = 0; i < e->p->n; i++) {
        double best, now = e->waits[i] ? v[i] : cm_passing_utility(&e->out->passing, i, e->y[i]), other = v[i];
        if (e->p->recognition[i] <= 0) continue;
        if (cm_passing_best(&e->out->passing, i, &best)) {
            double liked = cm_passing_utility(&e->out->passing, i, best);
            if (!e->waits[i] && now > liked) largest = fmax(largest, now - liked);   /* it does not pass */
            other = fmax(other, liked);
        } else if (!e->waits[i]) {
            return HUGE_VAL;
        }
        largest = fmax(largest, other - now);
    }
    return largest;
}

/* What member j has before anybody is recognised. */
static double value_before(const search *e, size_t j)
{
    double sum = e->waiting * e->v[j];
    for (size_t i = 0; i < e->p->n; i++) {
        if (e->p->recognition[i] > 0 && !e->waits[i]) sum += e->p->recognition[i] * cm_passing_utility(&e->out->passing, j, e->y[i]);
    }
    return sum;
}

static bool known(const search *e, const double *y, const unsigned char *waits)
{
    for (size_t k = 0; k < e->out->count; k++) {
        bool same = true;
        for (size_t i = 0; i < e->p->n && same; i++) {
            if (e->p->recognition[i] <= 0) continue;
            same = waits[i] == e->out->play[k].waits[i] && (waits[i] || fabs(y[i] - e->out->play[k].y[i]) <= e->ctx->tol.cert * e->out->passing.scale);
        }
        if (same) return true;
    }
    return false;
}

/* Keep the proposals y if they are an equilibrium that is not known yet. */
static cm_status consider(search *e)
{
    size_t n = e->p->n, room;
    cm_banks_duggan_play *kept = &e->out->play[e->out->count];
    double deviation;
    values_of_waiting(e, e->v);
    cm_passing_find(&e->out->passing, e->v);
    deviation = deviation_of(e, e->v);
    if (deviation > e->ctx->tol.abs * e->out->passing.utility_scale || e->out->count == CM_BANKS_DUGGAN_MOST || known(e, e->y, e->waits)) return CM_OK;
    room = e->out->passing.count > 0 ? e->out->passing.count : 1;
    *kept = (cm_banks_duggan_play){ CM_NEW(e->ctx, e->arena, n, double), CM_NEW(e->ctx, e->arena, n, double), CM_NEW(e->ctx, e->arena, n, double), CM_NEW(e->ctx, e->arena, n, unsigned char),
                                    e->out->passing.count, CM_NEW(e->ctx, e->arena, room, double), CM_NEW(e->ctx, e->arena, room, double), e->waiting, deviation };
    if (e->ctx->status != CM_OK) return e->ctx->status;
    memcpy(kept->v, e->v, n * sizeof(double));
    memcpy(kept->y, e->y, n * sizeof(double));
    memcpy(kept->waits, e->waits, n);
    for (size_t j = 0; j < n; j++) kept->gain[j] = value_before(e, j) - cm_passing_utility(&e->out->passing, j, sq_of(e));
    memcpy(kept->low, e->out->passing.low, kept->count * sizeof(double));
    memcpy(kept->high, e->out->passing.high, kept->count * sizeof(double));
    e->out->count++;
    return CM_OK;
}

static double clipped(const search *e, double x)
{
    double least = sq_of(e), most = least;
    for (size_t i = 0; i < e->p->n; i++) {
        least = fmin(least, e->s->ideal[i]);
        most = fmax(most, e->s->ideal[i]);
    }
    return fmin(fmax(x, least - e->out->passing.scale), most + e->out->passing.scale);
}

static int residual(const gsl_vector *x, void *data, gsl_vector *f)
{
    search *e = data;
    double low = gsl_vector_get(x, 0), high = gsl_vector_get(x, 1);
    if (!isfinite(low) || !isfinite(high)) return GSL_EDOM;
    propose_within(e, fmin(low, high), fmax(low, high));
    values_of_waiting(e, e->v);
    cm_passing_find(&e->out->passing, e->v);
    if (e->out->passing.count == 0) return GSL_EDOM;
    gsl_vector_set(f, 0, clipped(e, e->out->passing.low[0]) - low);
    gsl_vector_set(f, 1, clipped(e, e->out->passing.high[e->out->passing.count - 1]) - high);
    return GSL_SUCCESS;
}

/* Powell's hybrid from one start, to the last digit; then the proposals of the root are considered. */
static cm_status root_from(search *e, double low, double high)
{
    gsl_multiroot_fsolver *solver = e->solver;
    gsl_multiroot_function f = { residual, 2, e };
    double at[2] = { low, high }, best = HUGE_VAL;
    gsl_vector_view start = gsl_vector_view_array(at, 2);
    int answer = gsl_multiroot_fsolver_set(solver, &f, &start.vector);
    for (int k = 0; answer == GSL_SUCCESS && k < ROOT_STEPS; k++) {
        double off;
        answer = gsl_multiroot_fsolver_iterate(solver);
        off = fabs(gsl_vector_get(solver->f, 0)) + fabs(gsl_vector_get(solver->f, 1));
        if (!(off < best)) continue;
        best = off;
        at[0] = gsl_vector_get(solver->x, 0);
        at[1] = gsl_vector_get(solver->x, 1);
        if (best <= 0) break;
    }
    if (!(best <= e->ctx->tol.cert * e->out->passing.scale)) return CM_OK;
    propose_within(e, fmin(at[0], at[1]), fmax(at[0], at[1]));
    return consider(e);
}

/* Iterate the values from those in v; at most `steps`, then consider where it has come to rest: by the
 * two equations where they hold. */
static cm_status walk(search *e, int steps)
{
    bool waits = false;
    double still = e->ctx->tol.abs * e->ctx->tol.rel * e->out->passing.utility_scale, moved = HUGE_VAL;
    for (int k = 0; k < steps && moved > still; k++) {
        if (cm_stopped(e->ctx)) return cm_fail(e->ctx, CM_E_INTERRUPT, "interrupted");
        cm_passing_find(&e->out->passing, e->v);
        propose(e, e->v);
        values_of_waiting(e, e->next);
        moved = 0;
        for (size_t j = 0; j < e->p->n; j++) {
            double step = e->next[j] - e->v[j];
            moved = fmax(moved, fabs(step));
            e->v[j] += step / 2;
        }
    }
    cm_passing_find(&e->out->passing, e->v);
    propose(e, e->v);
    for (size_t i = 0; i < e->p->n; i++) waits = waits || (e->p->recognition[i] > 0 && e->waits[i]);
    if (waits || e->out->passing.count != 1) return consider(e);
    return root_from(e, clipped(e, e->out->passing.low[0]), clipped(e, e->out->passing.high[0]));
}

static void value_at(search *e, double x)
{
    for (size_t j = 0; j < e->p->n; j++) {
        double delta = e->p->patience[j];
        e->v[j] = (1 - delta) * cm_passing_utility(&e->out->passing, j, sq_of(e)) + delta * cm_passing_utility(&e->out->passing, j, x);
    }
}

/* Starts: the values of an agreement on x at the ends, in the middle and at the status quo. */
static cm_status walks(search *e, double least, double most, int steps)
{
    double from[4] = { sq_of(e), least, least + (most - least) / 2, most };
    cm_status status = CM_OK;
    for (size_t k = 0; k < 4; k++) {
        value_at(e, from[k]);
        CM_TRY(walk(e, steps));
    }
out:
    return status;
}

static cm_status roots(search *e, double least, double most)
{
    cm_status status = CM_OK;
    for (size_t j = 0; j < 4; j++) {
        double from[4] = { sq_of(e), least, least + (most - least) / 2, most };
        value_at(e, from[j]);
        cm_passing_find(&e->out->passing, e->v);
        if (e->out->passing.count == 0) continue;
        CM_TRY(root_from(e, clipped(e, e->out->passing.low[0]), clipped(e, e->out->passing.high[e->out->passing.count - 1])));
    }
    for (int a = 0; a <= GRID; a++) {
        for (int b = a + 1; b <= GRID; b++) {
            if (cm_stopped(e->ctx)) CM_LEAVE(cm_fail(e->ctx, CM_E_INTERRUPT, "interrupted"));
            CM_TRY(root_from(e, least + (most - least) * a / GRID, least + (most - least) * b / GRID));
        }
    }
out:
    return status;
}

/* Nothing but the status quo passes when waiting is worth the status quo: then nothing ever will. */
static bool is_gridlock(search *e)
{
    const cm_passing *a = &e->out->passing;
    if (e->p->cost > 0) return false;
    value_at(e, sq_of(e));
    cm_passing_find(&e->out->passing, e->v);
    return a->count == 0 || (a->count == 1 && a->low[0] >= sq_of(e) - a->rounding && a->high[0] <= sq_of(e) + a->rounding);
}

static cm_status solve(search *e)
{
    double least = sq_of(e), most = least;
    cm_status status = CM_OK;
    for (size_t i = 0; i < e->p->n; i++) {
        least = fmin(least, e->s->ideal[i]);
        most = fmax(most, e->s->ideal[i]);
    }
    e->out->gridlock = is_gridlock(e);
    if (e->out->gridlock) {
        for (size_t i = 0; i < e->p->n; i++) {
            e->y[i] = sq_of(e);
            e->waits[i] = e->out->passing.count == 0;
        }
        return consider(e);
    }
    e->solver = gsl_multiroot_fsolver_alloc(gsl_multiroot_fsolver_hybrids, 2);
    if (e->solver == NULL) CM_LEAVE(cm_fail(e->ctx, CM_E_MEMORY, "no memory for two equations"));
    CM_TRY(roots(e, least, most));
    CM_TRY(walks(e, least, most, e->out->count > 0 ? NEAR_STEPS : WALK_STEPS));
out:
    if (e->solver != NULL) gsl_multiroot_fsolver_free(e->solver);
    return status;
}

static void sort_found(cm_banks_duggan_found *found)
{
    cm_banks_duggan_play *play = found->play;
    for (size_t k = 1; k < found->count; k++) {
        for (size_t j = k; j > 0 && play[j].count > 0 && play[j - 1].count > 0 && play[j].low[0] < play[j - 1].low[0]; j--) {
            cm_banks_duggan_play swap = play[j];
            play[j] = play[j - 1];
            play[j - 1] = swap;
        }
    }
}

cm_status cm_banks_duggan_search(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_banks_duggan_found *found)
{
    search e = { .ctx = ctx, .arena = arena, .p = p, .s = p->spatial, .out = found };
    cm_status status;
    found->p = p;
    found->count = 0;
    e.v = CM_NEW(ctx, arena, p->n, double);
    e.next = CM_NEW(ctx, arena, p->n, double);
    e.y = CM_NEW(ctx, arena, p->n, double);
    e.waits = CM_NEW(ctx, arena, p->n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_init(ctx, arena, p, &found->passing));
    CM_TRY(solve(&e));
    sort_found(found);
out:
    return status;
}
