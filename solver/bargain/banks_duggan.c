/* banks_duggan.c: policies proposed in rounds, with the status quo in force until one passes.
 *
 * Stationary equilibrium on one issue: member j's value of waiting is
 *     v_j = (1 - delta_j) u_j(SQ) - cost + delta_j V_j,   V_j = sum_i p_i u_j(y_i);
 * it accepts x when u_j(x) >= v_j; y_i is what proposer i likes best among what passes.  A proposer who
 * likes waiting better proposes nothing, and V_j then has v_j in its place.
 *
 * What passes is an interval [low, high] wherever all have the same patience and no red lines (utilities
 * are concave: everybody accepts the mixture of status quo and expected outcome), so that an equilibrium
 * is a root of two equations in low and high: Powell's method from several starts.  Where it is not, and
 * where somebody waits, the values themselves are iterated, with damping.
 *
 * Fails with: CM_E_DOMAIN, CM_E_INTERRUPT, CM_E_MEMORY.
 * Cost: O(n^2) an evaluation, some hundreds of them.
 * Source: J. S. Banks, J. Duggan, "A general bargaining model of legislative policy-making", Quarterly
 * Journal of Political Science 1 (2006) 49-85. */
#include "solver/bargain/banks_duggan.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/passing.h"

enum { MOST_FOUND = 16, GRID = 4, ROOT_STEPS = 60, WALK_STEPS = 3000, NEAR_STEPS = 40 };

typedef struct equilibrium {
    double *v, *y;                   /* n each: the value of waiting, the proposal */
    unsigned char *waits;            /* n */
    size_t count;                    /* intervals that pass */
    double *low, *high;
    double waiting;                  /* the probability that a round ends without a proposal that passes */
    double deviation;                /* the largest gain of a proposer */
} equilibrium;

typedef struct search {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_protocol *p;
    const cm_spatial *s;
    cm_passing passing;
    double *v, *next, *y;            /* n each */
    unsigned char *waits;            /* n */
    double waiting;
    equilibrium found[MOST_FOUND];
    size_t nfound;
    gsl_multiroot_fsolver *solver;
    bool gridlock;
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
            if (e->p->recognition[i] > 0 && !e->waits[i]) proposed += e->p->recognition[i] * cm_passing_utility(&e->passing, j, e->y[i]);
        }
        v[j] = ((1 - delta) * cm_passing_utility(&e->passing, j, sq_of(e)) - e->p->cost + delta * proposed) / (1 - delta * e->waiting);
    }
}

/* Each proposer's best answer to what passes and to what waiting is worth. */
static void propose(search *e, const double *v)
{
    double indifferent = e->ctx->tol.abs * e->passing.utility_scale;
    for (size_t i = 0; i < e->p->n; i++) {
        bool any = cm_passing_best(&e->passing, i, &e->y[i]);
        if (!any) e->y[i] = sq_of(e);
        e->waits[i] = !any || cm_passing_utility(&e->passing, i, e->y[i]) < v[i] - indifferent;
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
        double best, now = e->waits[i] ? v[i] : cm_passing_utility(&e->passing, i, e->y[i]), other = v[i];
        if (e->p->recognition[i] <= 0) continue;
        if (cm_passing_best(&e->passing, i, &best)) {
            double liked = cm_passing_utility(&e->passing, i, best);
            if (!e->waits[i] && now > liked) largest = fmax(largest, now - liked);   /* it does not pass */
            other = fmax(other, liked);
        } else if (!e->waits[i]) {
            return HUGE_VAL;
        }
        largest = fmax(largest, other - now);
    }
    return largest;
}

static bool known(const search *e, const double *y, const unsigned char *waits)
{
    for (size_t k = 0; k < e->nfound; k++) {
        bool same = true;
        for (size_t i = 0; i < e->p->n && same; i++) {
            if (e->p->recognition[i] <= 0) continue;
            same = waits[i] == e->found[k].waits[i] && (waits[i] || fabs(y[i] - e->found[k].y[i]) <= e->ctx->tol.cert * e->passing.scale);
        }
        if (same) return true;
    }
    return false;
}

/* Keep the proposals y if they are an equilibrium that is not known yet. */
static cm_status consider(search *e)
{
    size_t n = e->p->n, room;
    equilibrium *kept = &e->found[e->nfound];
    double deviation;
    values_of_waiting(e, e->v);
    cm_passing_find(&e->passing, e->v);
    deviation = deviation_of(e, e->v);
    if (deviation > e->ctx->tol.abs * e->passing.utility_scale || e->nfound == MOST_FOUND || known(e, e->y, e->waits)) return CM_OK;
    room = e->passing.count > 0 ? e->passing.count : 1;
    *kept = (equilibrium){ CM_NEW(e->ctx, e->arena, n, double), CM_NEW(e->ctx, e->arena, n, double), CM_NEW(e->ctx, e->arena, n, unsigned char),
                           e->passing.count, CM_NEW(e->ctx, e->arena, room, double), CM_NEW(e->ctx, e->arena, room, double), e->waiting, deviation };
    if (e->ctx->status != CM_OK) return e->ctx->status;
    memcpy(kept->v, e->v, n * sizeof(double));
    memcpy(kept->y, e->y, n * sizeof(double));
    memcpy(kept->waits, e->waits, n);
    memcpy(kept->low, e->passing.low, kept->count * sizeof(double));
    memcpy(kept->high, e->passing.high, kept->count * sizeof(double));
    e->nfound++;
    return CM_OK;
}

static double clipped(const search *e, double x)
{
    double least = sq_of(e), most = least;
    for (size_t i = 0; i < e->p->n; i++) {
        least = fmin(least, e->s->ideal[i]);
        most = fmax(most, e->s->ideal[i]);
    }
    return fmin(fmax(x, least - e->passing.scale), most + e->passing.scale);
}

static int residual(const gsl_vector *x, void *data, gsl_vector *f)
{
    search *e = data;
    double low = gsl_vector_get(x, 0), high = gsl_vector_get(x, 1);
    if (!isfinite(low) || !isfinite(high)) return GSL_EDOM;
    propose_within(e, fmin(low, high), fmax(low, high));
    values_of_waiting(e, e->v);
    cm_passing_find(&e->passing, e->v);
    if (e->passing.count == 0) return GSL_EDOM;
    gsl_vector_set(f, 0, clipped(e, e->passing.low[0]) - low);
    gsl_vector_set(f, 1, clipped(e, e->passing.high[e->passing.count - 1]) - high);
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
    if (!(best <= e->ctx->tol.cert * e->passing.scale)) return CM_OK;
    propose_within(e, fmin(at[0], at[1]), fmax(at[0], at[1]));
    return consider(e);
}

/* Iterate the values from those in v; at most `steps`, then consider where it has come to rest: by the
 * two equations where they hold. */
static cm_status walk(search *e, int steps)
{
    bool waits = false;
    double still = e->ctx->tol.abs * e->ctx->tol.rel * e->passing.utility_scale, moved = HUGE_VAL;
    for (int k = 0; k < steps && moved > still; k++) {
        if (cm_stopped(e->ctx)) return cm_fail(e->ctx, CM_E_INTERRUPT, "interrupted");
        cm_passing_find(&e->passing, e->v);
        propose(e, e->v);
        values_of_waiting(e, e->next);
        moved = 0;
        for (size_t j = 0; j < e->p->n; j++) {
            double step = e->next[j] - e->v[j];
            moved = fmax(moved, fabs(step));
            e->v[j] += step / 2;
        }
    }
    cm_passing_find(&e->passing, e->v);
    propose(e, e->v);
    for (size_t i = 0; i < e->p->n; i++) waits = waits || (e->p->recognition[i] > 0 && e->waits[i]);
    if (waits || e->passing.count != 1) return consider(e);
    return root_from(e, clipped(e, e->passing.low[0]), clipped(e, e->passing.high[0]));
}

static void value_at(search *e, double x)
{
    for (size_t j = 0; j < e->p->n; j++) {
        double delta = e->p->patience[j];
        e->v[j] = (1 - delta) * cm_passing_utility(&e->passing, j, sq_of(e)) + delta * cm_passing_utility(&e->passing, j, x);
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
        cm_passing_find(&e->passing, e->v);
        if (e->passing.count == 0) continue;
        CM_TRY(root_from(e, clipped(e, e->passing.low[0]), clipped(e, e->passing.high[e->passing.count - 1])));
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
    const cm_passing *a = &e->passing;
    if (e->p->cost > 0) return false;
    value_at(e, sq_of(e));
    cm_passing_find(&e->passing, e->v);
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
    e->gridlock = is_gridlock(e);
    if (e->gridlock) {
        for (size_t i = 0; i < e->p->n; i++) {
            e->y[i] = sq_of(e);
            e->waits[i] = e->passing.count == 0;
        }
        return consider(e);
    }
    e->solver = gsl_multiroot_fsolver_alloc(gsl_multiroot_fsolver_hybrids, 2);
    if (e->solver == NULL) CM_LEAVE(cm_fail(e->ctx, CM_E_MEMORY, "no memory for two equations"));
    CM_TRY(roots(e, least, most));
    CM_TRY(walks(e, least, most, e->nfound > 0 ? NEAR_STEPS : WALK_STEPS));
out:
    if (e->solver != NULL) gsl_multiroot_fsolver_free(e->solver);
    return status;
}

static void sort_found(search *e)
{
    for (size_t k = 1; k < e->nfound; k++) {
        for (size_t j = k; j > 0 && e->found[j].count > 0 && e->found[j - 1].count > 0 && e->found[j].low[0] < e->found[j - 1].low[0]; j--) {
            equilibrium swap = e->found[j];
            e->found[j] = e->found[j - 1];
            e->found[j - 1] = swap;
        }
    }
}

/* What member j has before anybody is recognised. */
static double value_before(const search *e, const equilibrium *q, size_t j)
{
    double sum = q->waiting * q->v[j];
    for (size_t i = 0; i < e->p->n; i++) {
        if (e->p->recognition[i] > 0 && !q->waits[i]) sum += e->p->recognition[i] * cm_passing_utility(&e->passing, j, q->y[i]);
    }
    return sum;
}

static cm_value end_of(double x)
{
    return isfinite(x) ? cm_number(x) : cm_none();
}

static cm_status print_equilibrium(search *e, cm_result *result, size_t k, cm_table *const table[4])
{
    const equilibrium *q = &e->found[k];
    cm_value number = cm_integer((int64_t)k + 1);
    cm_status status = CM_OK;
    for (size_t a = 0; a < q->count; a++) {
        CM_TRY(cm_table_row(e->ctx, result, table[1], (cm_value[]){ number, end_of(q->low[a]), end_of(q->high[a]) }));
    }
    for (size_t i = 0; i < e->p->n; i++) {
        double low, high, gain = value_before(e, q, i) - cm_passing_utility(&e->passing, i, sq_of(e));
        cm_value who = cm_text(e->p->player[i]), value = q->waits[i] ? cm_none() : cm_number(q->y[i]);
        bool empty;
        cm_passing_own(e->p, i, q->v[i], &low, &high);
        empty = low > high;
        if (e->p->recognition[i] > 0) CM_TRY(cm_table_row(e->ctx, result, table[0], (cm_value[]){ number, who, cm_text(e->s->issue[0]), value }));
        CM_TRY(cm_table_row(e->ctx, result, table[2], (cm_value[]){ number, who, cm_number(gain) }));
        CM_TRY(cm_table_row(e->ctx, result, table[3], (cm_value[]){ number, who, cm_number(q->v[i]), empty ? cm_none() : end_of(low), empty ? cm_none() : end_of(high) }));
    }
out:
    return status;
}

static cm_status print_tables(search *e, cm_result *result)
{
    static const char *const proposals[] = { "equilibrium", "proposer", "issue", "value", NULL };
    static const char *const acceptance[] = { "equilibrium", "low", "high", NULL };
    static const char *const gains[] = { "equilibrium", "player", "gain", NULL };
    static const char *const votes[] = { "equilibrium", "player", "waiting", "low", "high", NULL };
    cm_table *table[4];
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(e->ctx, result, "proposals", proposals, &table[0]));
    CM_TRY(cm_result_table(e->ctx, result, "acceptance", acceptance, &table[1]));
    CM_TRY(cm_result_table(e->ctx, result, "gains", gains, &table[2]));
    CM_TRY(cm_result_table(e->ctx, result, "votes", votes, &table[3]));
    for (size_t k = 0; k < e->nfound; k++) CM_TRY(print_equilibrium(e, result, k, table));
out:
    return status;
}

/* The most that the sum of members' gains can be: a sum of concave utilities is largest at an ideal or,
 * quadratic, at their weighted mean. */
static double attainable(const search *e)
{
    double weights = 0, mean = 0, most = 0;
    for (size_t i = 0; i < e->p->n; i++) {
        double w = e->s->salience == NULL ? 1 : e->s->salience[i];
        weights += w;
        mean += w * e->s->ideal[i];
    }
    for (size_t k = 0; k <= e->p->n; k++) {
        double x = k < e->p->n ? e->s->ideal[k] : weights > 0 ? mean / weights : sq_of(e), sum = 0;
        for (size_t j = 0; j < e->p->n; j++) sum += cm_passing_utility(&e->passing, j, x) - cm_passing_utility(&e->passing, j, sq_of(e));
        most = fmax(most, sum);
    }
    return most;
}

/* Gains of all members together, and how unequal they are; no inequality where somebody loses. */
static cm_status set_gains(search *e, cm_result *result, const equilibrium *q)
{
    double total = 0, apart = 0, least = 0, most = attainable(e), zero = e->ctx->tol.abs * e->passing.utility_scale;
    double *gain = e->next;
    cm_status status = CM_OK;
    for (size_t j = 0; j < e->p->n; j++) {
        gain[j] = value_before(e, q, j) - cm_passing_utility(&e->passing, j, sq_of(e));
        total += gain[j];
        least = fmin(least, gain[j]);
    }
    for (size_t i = 0; i < e->p->n; i++) {
        for (size_t j = 0; j < e->p->n; j++) apart += fabs(gain[i] - gain[j]);
    }
    CM_TRY(cm_result_set(e->ctx, result, "captured", most > zero ? cm_number(total / most) : cm_none()));
    CM_TRY(cm_result_set(e->ctx, result, "inequality", total > zero && least >= -zero ? cm_number(apart / (2 * (double)e->p->n * total)) : cm_none()));
out:
    return status;
}

static cm_status print_summary(search *e, cm_result *result, long within)
{
    const equilibrium *q = &e->found[0];
    double policy = 0, distance = 0, proposed = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(e->ctx, result, "equilibria", cm_integer((int64_t)e->nfound)));
    if (e->nfound == 0) return CM_OK;
    for (size_t i = 0; i < e->p->n; i++) {
        double chance = q->waits[i] ? 0 : e->p->recognition[i];
        proposed += chance;
        policy += chance * q->y[i];
        distance += chance * fabs(q->y[i] - sq_of(e));
    }
    CM_TRY(cm_result_set(e->ctx, result, "rounds", proposed > 0 ? cm_number(1 / proposed) : cm_none()));
    CM_TRY(cm_result_set(e->ctx, result, "agreement", cm_number(proposed > 0 ? 1 : 0)));
    CM_TRY(cm_result_set(e->ctx, result, "within", cm_number(1 - pow(q->waiting, (double)within))));
    CM_TRY(cm_result_set(e->ctx, result, "policy", proposed > 0 ? cm_number(policy / proposed) : cm_none()));
    CM_TRY(cm_result_set(e->ctx, result, "distance", cm_number(proposed > 0 ? distance / proposed : 0)));
    CM_TRY(set_gains(e, result, q));
    CM_TRY(cm_result_set(e->ctx, result, "largest_deviation", cm_number(q->deviation)));
out:
    return status;
}

/* Quadratic losses, one patience, an odd number of heads and their majority: whatever is proposed, the
 * median decides, and its reach r solves r^2 = (1 - delta)(SQ - m)^2 + delta sum_i p_i min(r, |a_i - m|)^2,
 * whose right side rises by less than the left. */
static bool is_unique(const search *e)
{
    int64_t quota;
    if (e->s->utility != CM_QUADRATIC || e->s->red_low != NULL || e->p->cost > 0 || !cm_protocol_even_patience(e->p)) return false;
    for (size_t i = 0; e->s->salience != NULL && i < e->p->n; i++) {
        if (!(e->s->salience[i] > 0)) return false;
    }
    return cm_vote_is_quota(&e->p->vote, &quota) && e->p->n % 2 == 1 && quota == (int64_t)e->p->n / 2 + 1;
}

static cm_status print_notes(search *e, cm_result *result)
{
    const equilibrium *q = &e->found[0];
    const char *text;
    if (e->nfound == 0) {
        return cm_result_note(e->ctx, result, "No equilibrium in pure proposals was found from any start; one in which proposers mix may exist.");
    }
    if (e->gridlock) {
        text = "Gridlock: no policy is preferred to the status quo by members who can decide, so every proposal leaves things as they are, however long they talk.";
    } else if (is_unique(e)) {
        text = "There is no other stationary equilibrium: with quadratic losses and a simple majority of an odd number the median decides (Cho and Duggan 2003).";
    } else if (e->nfound > 1) {
        text = "Several equilibria were found; the summary is of the first. Which one is played is a matter of expectations.";
    } else {
        text = "One stationary equilibrium was found from all starts; others may exist.";
    }
    if (cm_result_note(e->ctx, result, text) != CM_OK || e->gridlock) return e->ctx->status;
    if (q->waiting > 0) {
        return cm_result_note(e->ctx, result, "Somebody would rather wait for another to propose than ask for anything that passes now: with different patience, or red lines, talks may be delayed.");
    }
    if (q->count == 1 && isfinite(q->low[0]) && isfinite(q->high[0])) {
        text = cm_format(e->ctx, result->arena, "What passes lies between %.6g and %.6g: each proposer asks for what is nearest to its own ideal in there, and gets it at once.", q->low[0], q->high[0]);
        if (text == NULL) return e->ctx->status;
        return cm_result_note(e->ctx, result, text);
    }
    return CM_OK;
}

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    if (p->spatial->d != 1) return cm_fail(ctx, CM_E_DOMAIN, "banks-duggan is for one issue, and there are %zu", p->spatial->d);
    if (p->rounds > 0) return cm_fail(ctx, CM_E_DOMAIN, "talks end after round %zu, and banks-duggan is about talks without a deadline", p->rounds);
    if (p->kind == CM_ROTATION) return cm_fail(ctx, CM_E_DOMAIN, "members propose in turn, and banks-duggan is about proposers who are drawn or fixed");
    return CM_OK;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_banks_duggan_params *asked = params;
    cm_arena scratch = { NULL };
    search *e = CM_NEW(ctx, &scratch, 1, search);
    cm_status status = refuse(ctx, p);
    if (e == NULL) CM_LEAVE(ctx->status);
    if (status != CM_OK) goto out;
    e->ctx = ctx, e->arena = &scratch, e->p = p, e->s = p->spatial;
    e->v = CM_NEW(ctx, &scratch, p->n, double);
    e->next = CM_NEW(ctx, &scratch, p->n, double);
    e->y = CM_NEW(ctx, &scratch, p->n, double);
    e->waits = CM_NEW(ctx, &scratch, p->n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_init(ctx, &scratch, p, &e->passing));
    CM_TRY(solve(e));
    sort_found(e);
    CM_TRY(print_summary(e, result, asked->within_rounds));
    CM_TRY(print_tables(e, result));
    CM_TRY(print_notes(e, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_banks_duggan_params, within_rounds), .fallback = 10, .low = 1, .high = 1000000,
      .about = "Within how many rounds the probability of an agreement is given.", .about_zh = "给出多少轮之内达成协议的概率。" },
};

static const char *const summary_names[] = { "equilibria", "rounds", "agreement", "within", "policy", "distance", "captured", "inequality", "largest_deviation", NULL };

const cm_concept cm_concept_banks_duggan = {
    .name = "banks-duggan",
    .title = "Policies proposed in rounds",
    .title_zh = "逐轮提议的政策",
    .about = "What each member proposes when it is its turn, and what passes, when the status quo stays in force until a proposal wins the vote and everybody knows what waiting is worth.",
    .about_zh = "在提案获得通过之前现状继续有效、且人人知道等待的价值时，各成员轮到自己时会提议什么，以及什么能获得通过。",
    .formula = "v_j = (1 - delta_j) u_j(SQ) - cost + delta_j sum_i p_i u_j(y_i); y_i = argmax of u_i over {x: {j: u_j(x) >= v_j} wins}",
    .source = "J. S. Banks, J. Duggan, \"A general bargaining model of legislative policy-making\", Quarterly Journal of Political Science 1 (2006) 49-85; S. Cho, J. Duggan, \"Uniqueness of stationary equilibria in a one-dimensional model of bargaining\", Journal of Economic Theory 113 (2003) 118-130",
    .certificate = "from the proposals printed the values of waiting are computed anew, what passes is tried out at and between all points where somebody changes its vote, and no proposer finds anything better, waiting included",
    .summary = summary_names,
    .takes = CM_GAME_POLICY,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_banks_duggan_params),
    .run = run,
    .check = cm_banks_duggan_check,
};
