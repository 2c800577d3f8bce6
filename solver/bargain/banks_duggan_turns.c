/* banks_duggan_turns.c: banks-duggan on one issue when members propose in the order of the list, for ever.
 *
 * Stationary, given whose turn it is: with W_t(j) what member j has before turn t (W_{n+1} = W_1), refusing in turn t
 * is worth v_t(j) = (1 - delta_j) u_j(SQ) - cost + delta_j W_{t+1}(j); the member of the turn proposes what passes and
 * is nearest to its ideal, or waits.  One circuit of turns, from the last to the first, takes W_1 to a new W_1.  Where
 * nobody waits W_1 are the utilities of one policy, the proposal of the first turn: its fixed points are looked for
 * between the points of a grid; and circuits are repeated from each point, which finds those where somebody waits.
 *
 * Tables: proposals (equilibrium, proposer, issue, value), acceptance (equilibrium, turn, low, high), gains
 * (equilibrium, player, gain), votes (equilibrium, turn, player, waiting, low, high).
 * Cost: O(n^2 log n) a circuit, some thousands of them. */
#include <math.h>
#include <string.h>

#include "solver/bargain/banks_duggan.h"

enum { GRID = 120, HALVINGS = 60, CIRCUITS = 400 };

typedef struct turns {
    cm_ctx *ctx;
    const cm_protocol *p;
    cm_passing passing;
    size_t n;
    double *v, *w, *next, *y;        /* n x n by turn; n, n, n */
    double *before;                  /* CM_BANKS_DUGGAN_MOST x n: W_1 of those found */
    unsigned char *waits;
    size_t count;
    cm_result *result;
} turns;

static double utility(const turns *e, size_t j, double x)
{
    return cm_passing_utility(&e->passing, j, x);
}

static double sq_of(const turns *e)
{
    return e->p->spatial->status_quo[0];
}

/* e->next from e->w, with v, y and waits of each turn. */
static void circuit(turns *e)
{
    double indifferent = e->ctx->tol.abs * e->passing.utility_scale;
    memcpy(e->next, e->w, e->n * sizeof(double));
    for (size_t t = e->n; t-- > 0;) {
        double *v = e->v + t * e->n;
        bool any;
        for (size_t j = 0; j < e->n; j++) {
            double delta = e->p->patience[j];
            v[j] = (1 - delta) * utility(e, j, sq_of(e)) - e->p->cost + delta * e->next[j];
        }
        cm_passing_find(&e->passing, v);
        any = cm_passing_best(&e->passing, t, &e->y[t]);
        e->waits[t] = !any || utility(e, t, e->y[t]) < v[t] - indifferent;
        if (!any) e->y[t] = sq_of(e);
        for (size_t j = 0; j < e->n; j++) e->next[j] = e->waits[t] ? v[j] : utility(e, j, e->y[t]);
    }
}

static void from_policy(turns *e, double x)
{
    for (size_t j = 0; j < e->n; j++) e->w[j] = utility(e, j, x);
}

/* Where the first proposal goes after a circuit that begins with it at x; NaN when its proposer waits. */
static double after(turns *e, double x)
{
    from_policy(e, x);
    circuit(e);
    return e->waits[0] ? NAN : e->y[0];
}

static double moved(const turns *e)
{
    double most = 0;
    for (size_t j = 0; j < e->n; j++) most = fmax(most, fabs(e->next[j] - e->w[j]));
    return most;
}

/* Keep what e->w leads to when it leads to itself, and is new. */
static void consider(turns *e)
{
    circuit(e);
    if (moved(e) > e->ctx->tol.abs * e->passing.utility_scale || e->count == CM_BANKS_DUGGAN_MOST) return;
    for (size_t k = 0; k < e->count; k++) {
        double off = 0;
        for (size_t j = 0; j < e->n; j++) off = fmax(off, fabs(e->before[k * e->n + j] - e->w[j]));
        if (off <= e->ctx->tol.cert * e->passing.utility_scale) return;
    }
    memcpy(e->before + e->count++ * e->n, e->w, e->n * sizeof(double));
}

/* A fixed point between two policies whose images lie on different sides of them. */
static void halve(turns *e, double low, double high)
{
    bool up = after(e, low) > low;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = low + (high - low) / 2;
        if ((after(e, middle) > middle) == up) low = middle;
        else high = middle;
    }
    from_policy(e, low);
    consider(e);
}

static cm_status search(turns *e)
{
    const cm_spatial *s = e->p->spatial;
    double least = sq_of(e), most = least, last = NAN, still = e->ctx->tol.abs * e->ctx->tol.abs * e->passing.utility_scale;
    for (size_t i = 0; i < e->n; i++) least = fmin(least, s->ideal[i]), most = fmax(most, s->ideal[i]);
    for (int k = 0; k <= GRID; k++) {
        double step = (most - least) / GRID, x = least + k * step, off = after(e, x) - x;
        if (cm_stopped(e->ctx)) return cm_fail(e->ctx, CM_E_INTERRUPT, "interrupted");
        if (k > 0 && (off > 0) != (last > 0) && isfinite(off) && isfinite(last)) halve(e, x - step, x);
        last = off;
        from_policy(e, x);
        for (int t = 0; t < CIRCUITS; t++) {
            double far;
            circuit(e);
            far = moved(e);
            memcpy(e->w, e->next, e->n * sizeof(double));
            if (far <= still) break;
        }
        consider(e);
    }
    from_policy(e, sq_of(e));
    consider(e);
    return CM_OK;
}

static cm_status print_turn(turns *e, cm_value number, size_t t, cm_table *const table[4])
{
    const double *v = e->v + t * e->n;
    cm_value turn = cm_integer((int64_t)t + 1);
    cm_status status = CM_OK;
    CM_TRY(cm_table_row(e->ctx, e->result, table[0], (cm_value[]){ number, cm_text(e->p->player[t]), cm_text(e->p->spatial->issue[0]), e->waits[t] ? cm_none() : cm_number(e->y[t]) }));
    cm_passing_find(&e->passing, v);
    for (size_t a = 0; a < e->passing.count; a++) {
        CM_TRY(cm_table_row(e->ctx, e->result, table[1], (cm_value[]){ number, turn, cm_passing_end_of(e->passing.low[a]), cm_passing_end_of(e->passing.high[a]) }));
    }
    for (size_t j = 0; j < e->n; j++) {
        double low, high;
        bool empty;
        cm_passing_own(e->p, j, v[j], &low, &high);
        empty = low > high;
        CM_TRY(cm_table_row(e->ctx, e->result, table[3], (cm_value[]){ number, turn, cm_text(e->p->player[j]), cm_number(v[j]), empty ? cm_none() : cm_passing_end_of(low), empty ? cm_none() : cm_passing_end_of(high) }));
    }
out:
    return status;
}

static cm_status print_equilibrium(turns *e, size_t k, cm_table *const table[4])
{
    cm_value number = cm_integer((int64_t)k + 1);
    cm_status status = CM_OK;
    memcpy(e->w, e->before + k * e->n, e->n * sizeof(double));
    circuit(e);
    for (size_t t = 0; t < e->n; t++) CM_TRY(print_turn(e, number, t, table));
    for (size_t j = 0; j < e->n; j++) {
        CM_TRY(cm_table_row(e->ctx, e->result, table[2], (cm_value[]){ number, cm_text(e->p->player[j]), cm_number(e->next[j] - utility(e, j, sq_of(e))) }));
    }
out:
    return status;
}

static cm_status print_summary(turns *e, long within)
{
    size_t first = 0;
    bool ends, moves;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(e->ctx, e->result, "equilibria", cm_integer((int64_t)e->count)));
    CM_TRY(cm_result_set(e->ctx, e->result, "complete", cm_truth(false)));
    if (e->count == 0) return cm_result_note(e->ctx, e->result, "No equilibrium in pure proposals was found from any start; one in which proposers mix may exist.");
    memcpy(e->w, e->before, e->n * sizeof(double));
    circuit(e);
    while (first < e->n && e->waits[first]) first++;
    ends = first < e->n;
    moves = ends && cm_passing_moves(&e->passing, e->y[first]);
    CM_TRY(cm_result_set(e->ctx, e->result, "mixing", cm_integer(0)));
    CM_TRY(cm_result_set(e->ctx, e->result, "rounds", ends ? cm_number((double)first + 1) : cm_none()));
    CM_TRY(cm_result_set(e->ctx, e->result, "agreement", cm_number(moves ? 1 : 0)));
    CM_TRY(cm_result_set(e->ctx, e->result, "within", cm_number(moves && (long)first < within ? 1 : 0)));
    CM_TRY(cm_result_set(e->ctx, e->result, "policy", ends ? cm_number(e->y[first]) : cm_none()));
    CM_TRY(cm_result_set(e->ctx, e->result, "distance", cm_number(ends ? fabs(e->y[first] - sq_of(e)) : 0)));
    for (size_t j = 0; j < e->n; j++) e->w[j] = e->next[j] - utility(e, j, sq_of(e));
    CM_TRY(cm_passing_gains_set(e->ctx, &e->passing, e->w, e->result));
    CM_TRY(cm_result_set(e->ctx, e->result, "largest_deviation", cm_number(0)));
    CM_TRY(cm_result_note(e->ctx, e->result, e->count > 1 ? "Several equilibria were found; the summary is of the first. Which one is played is a matter of expectations." : "One equilibrium was found that depends on nothing but whose turn it is; others may exist."));
    CM_TRY(cm_result_note(e->ctx, e->result, !ends ? "Nobody ever proposes anything that passes and that it likes better than waiting." : !moves ? "What is proposed first is the status quo, and it passes: nothing is agreed." : first == 0 ? "The first member of the list proposes first, and what it proposes passes at once: to be first is an advantage." : "Those whose turn comes first would rather wait for another's."));
out:
    return status;
}

cm_status cm_banks_duggan_turns(cm_ctx *ctx, const cm_protocol *p, long within, cm_result *result)
{
    static const char *const proposals[] = { "equilibrium", "proposer", "issue", "value", NULL }, *const acceptance[] = { "equilibrium", "turn", "low", "high", NULL };
    static const char *const gains[] = { "equilibrium", "player", "gain", NULL }, *const votes[] = { "equilibrium", "turn", "player", "waiting", "low", "high", NULL };
    cm_arena scratch = { NULL };
    turns e = { .ctx = ctx, .p = p, .n = p->n, .result = result };
    cm_table *table[4];
    cm_status status = CM_OK;
    e.v = CM_NEW(ctx, &scratch, e.n * e.n, double);
    e.w = CM_NEW(ctx, &scratch, e.n, double);
    e.next = CM_NEW(ctx, &scratch, e.n, double);
    e.y = CM_NEW(ctx, &scratch, e.n, double);
    e.before = CM_NEW(ctx, &scratch, CM_BANKS_DUGGAN_MOST * e.n, double);
    e.waits = CM_NEW(ctx, &scratch, e.n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_init(ctx, &scratch, p, &e.passing));
    CM_TRY(search(&e));
    CM_TRY(print_summary(&e, within));
    CM_TRY(cm_result_table(ctx, result, "proposals", proposals, &table[0]));
    CM_TRY(cm_result_table(ctx, result, "acceptance", acceptance, &table[1]));
    CM_TRY(cm_result_table(ctx, result, "gains", gains, &table[2]));
    CM_TRY(cm_result_table(ctx, result, "votes", votes, &table[3]));
    for (size_t k = 0; k < e.count; k++) CM_TRY(print_equilibrium(&e, k, table));
out:
    cm_arena_free(&scratch);
    return status;
}
