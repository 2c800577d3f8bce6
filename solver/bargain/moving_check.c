/* moving_check.c: the certificate of moving-status-quo.
 *
 * From the tables alone: the policies have to cover the grid, the plans every status quo.  The values of the plans are
 * the solution of one linear system for each patience (with a deadline, a sum backwards); then every status quo is
 * tried with every policy of the grid by the rule itself.  Where the status quo goes is followed forwards, round by
 * round, on the chain that stays where it is half of the time, which has the same long run and does not go round. */
#include <float.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/moving_check.h"

static cm_status wrong(const cm_moving_audit *a, const char *what, double said, double should)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", what, said, should);
}

static cm_status off(const cm_moving_audit *a, const char *what, size_t row)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s in row %zu", what, row + 1);
}

static bool number_at(const cm_table *table, size_t row, const char *column, size_t most, size_t *x)
{
    cm_value cell = cm_table_get(table, row, column);
    if (cell.kind != CM_INTEGER || cell.as.integer < 1 || (uint64_t)cell.as.integer > most) return false;
    *x = (size_t)cell.as.integer - 1;
    return true;
}

/* Is there a policy at x (d numbers)? */
static bool listed(const cm_moving_audit *a, const double *x)
{
    for (size_t q = 0; q < a->k; q++) {
        bool same = true;
        for (size_t k = 0; k < a->d && same; k++) same = fabs(a->policy[q * a->d + k] - x[k]) <= a->ctx->tol.cert * a->width[k];
        if (same) return true;
    }
    return false;
}

static cm_status covers(const cm_moving_audit *a)
{
    size_t along = cm_moving_along(a->p, a->asked), points = 1;
    double x[2];
    for (size_t k = 0; k < a->d; k++) points *= along;
    for (size_t b = 0; b < points; b++) {
        for (size_t k = 0, rest = b; k < a->d; k++, rest /= along) x[k] = a->low[k] + a->width[k] * ((double)(rest % along) / (double)(along - 1));
        if (!listed(a, x)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: no policy at %.12g", x[0]);
    }
    for (size_t i = 0; a->d == 1 && i < a->n; i++) {
        if (!listed(a, a->s->ideal + i)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: no policy at the ideal %.12g", a->s->ideal[i]);
    }
    if (a->k > points + 1 + (a->d == 1 ? a->n : 0)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu policies", a->k);
    return CM_OK;
}

static cm_status read_policies(cm_arena *arena, cm_moving_audit *a)
{
    const cm_table *table = cm_result_find(a->result, "policies");
    const cm_value *count = cm_result_get(a->result, "policies");
    a->k = table == NULL ? 0 : table->nrows / a->d;
    if (a->k == 0 || count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)a->k || table->nrows % a->d != 0) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the policies are missing");
    a->policy = CM_NEW(a->ctx, arena, a->k * a->d, double);
    if (a->policy == NULL) return a->ctx->status;
    a->sq = a->k;
    for (size_t row = 0; row < table->nrows; row++) {
        cm_value value = cm_table_get(table, row, "value");
        size_t x;
        if (!number_at(table, row, "policy", a->k, &x) || x != row / a->d || value.kind != CM_NUMBER) return off(a, "no policy", row);
        a->policy[row] = value.as.number;
    }
    for (size_t k = 0; k < a->d; k++) {
        double high = a->low[k] = a->s->status_quo[k];
        for (size_t i = 0; i < a->n; i++) {
            a->low[k] = fmin(a->low[k], a->s->ideal[i * a->d + k]);
            high = fmax(high, a->s->ideal[i * a->d + k]);
        }
        a->width[k] = high - a->low[k];
    }
    for (size_t x = 0; x < a->k; x++) {
        bool same = true;
        for (size_t k = 0; k < a->d; k++) same = same && fabs(a->policy[x * a->d + k] - a->s->status_quo[k]) <= 0;
        if (same) a->sq = x;
    }
    if (a->sq == a->k) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the status quo is no policy");
    return covers(a);
}

static size_t member_of(const cm_moving_audit *a, cm_value who, size_t from)
{
    for (size_t b = 0; who.kind == CM_TEXT && b < a->n; b++) {
        size_t i = (from + b) % a->n;
        if (strcmp(a->p->player[i], who.as.text) == 0) return i;
    }
    return a->n;
}

static cm_status read_strategy(cm_arena *arena, cm_moving_audit *a)
{
    const cm_table *table = cm_result_find(a->result, "strategy");
    const cm_value *cycle = cm_result_get(a->result, "cycle");
    size_t all = a->k * a->n, j = 0;
    if (a->p->rounds > 0) a->stages = a->p->rounds;
    else a->stages = cycle != NULL && cycle->kind == CM_INTEGER && cycle->as.integer > 0 ? (size_t)cycle->as.integer : 0;
    if (table == NULL || a->stages == 0) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the strategies are missing");
    a->to = CM_NEW(a->ctx, arena, a->stages * all, size_t);
    if (a->to == NULL) return a->ctx->status;
    for (size_t b = 0; b < a->stages * all; b++) a->to[b] = a->k;
    for (size_t row = 0; row < table->nrows; row++) {
        size_t t, first, last, x = a->k;
        j = member_of(a, cm_table_get(table, row, "proposer"), j);
        if (j == a->n || !number_at(table, row, "round", a->stages, &t) || !number_at(table, row, "first", a->k, &first) || !number_at(table, row, "last", a->k, &last)) return off(a, "no plan", row);
        if (cm_table_get(table, row, "proposal").kind != CM_NONE && !number_at(table, row, "proposal", a->k, &x)) return off(a, "no plan", row);
        for (size_t q = first; q <= last; q++) {
            size_t *to = &a->to[t * all + q * a->n + j];
            if (*to != a->k) return off(a, "a second plan", row);
            *to = x == a->k ? q : x;
        }
    }
    for (size_t b = 0; b < a->stages * all; b++) {
        if (a->to[b] == a->k && cm_moving_chance(a->p, b / all, b % a->n) > 0) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' has no plan at policy %zu", a->p->player[b % a->n], b % all / a->n + 1);
    }
    return CM_OK;
}

/* y = the expectation of x after round t, by policy before it. */
static void expect(const cm_moving_audit *a, size_t t, const double *x, double *y)
{
    for (size_t q = 0; q < a->k; q++) {
        y[q] = 0;
        for (size_t j = 0; j < a->n; j++) {
            double chance = cm_moving_chance(a->p, t, j);
            if (chance > 0) y[q] += chance * x[a->to[(t * a->k + q) * a->n + j]];
        }
    }
}

/* Member i's values before round t, from those before round t + 1. */
static void earlier(cm_moving_audit *a, size_t t, size_t i, double *v)
{
    double delta = a->p->patience[i];
    for (size_t x = 0; x < a->k; x++) a->row[x] = (1 - delta) * cm_spatial_utility(a->s, i, a->policy + x * a->d) + delta * v[x];
    expect(a, t, a->row, v);
}

/* I - (delta^stages) times the moves of one cycle, as LU. */
static cm_status decompose(cm_moving_audit *a, double delta, gsl_permutation *order)
{
    double factor = pow(delta, (double)a->stages);
    int sign;
    gsl_matrix_view matrix = gsl_matrix_view_array(a->matrix, a->k, a->k);
    for (size_t x = 0; x < a->k; x++) {
        memset(a->column, 0, a->k * sizeof *a->column);
        a->column[x] = 1;
        for (size_t t = a->stages; t-- > 0;) {
            expect(a, t, a->column, a->row);
            memcpy(a->column, a->row, a->k * sizeof *a->column);
        }
        for (size_t q = 0; q < a->k; q++) a->matrix[q * a->k + x] = (q == x ? 1 : 0) - factor * a->column[q];
    }
    for (size_t q = 0; q < a->k; q++) order->data[q] = q;
    return gsl_linalg_LU_decomp(&matrix.matrix, order, &sign) == 0 ? CM_OK : cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the values cannot be solved");
}

/* v: k numbers for each member, before the first round, or after the deadline. */
static cm_status value(cm_arena *arena, cm_moving_audit *a)
{
    gsl_permutation order = { a->k, CM_NEW(a->ctx, arena, a->k, size_t) };
    double now = 0;
    cm_status status = CM_OK;
    CM_TRY(a->ctx->status);
    for (size_t i = 0; i < a->n; i++) {
        double *v = a->v + i * a->k;
        gsl_matrix_view matrix = gsl_matrix_view_array(a->matrix, a->k, a->k);
        gsl_vector_view right = gsl_vector_view_array(a->column, a->k), left = gsl_vector_view_array(v, a->k);
        if (a->p->rounds > 0) {
            for (size_t x = 0; x < a->k; x++) v[x] = cm_spatial_utility(a->s, i, a->policy + x * a->d);
            continue;
        }
        if (cm_stopped(a->ctx)) CM_LEAVE(cm_fail(a->ctx, CM_E_INTERRUPT, "interrupted"));
        if (i == 0 || a->p->patience[i] < now || a->p->patience[i] > now) CM_TRY(decompose(a, a->p->patience[i], &order));
        now = a->p->patience[i];
        for (size_t t = a->stages; t-- > 0;) earlier(a, t, i, v);
        memcpy(a->column, v, a->k * sizeof *v);
        if (gsl_linalg_LU_solve(&matrix.matrix, &order, &right.vector, &left.vector) != 0) CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the values cannot be solved"));
    }
out:
    return status;
}

static bool inside(const cm_moving_audit *a, size_t i, size_t x)
{
    for (size_t k = 0; a->s->red_low != NULL && k < a->d; k++) {
        double at = a->policy[x * a->d + k], low = a->s->red_low[i * a->d + k], high = a->s->red_high[i * a->d + k];
        if ((at < low && !cm_close(&a->ctx->tol, at, low)) || (at > high && !cm_close(&a->ctx->tol, at, high))) return false;
    }
    return true;
}

/* Does x replace q in a round?  Members who lose less than `grace` accept. */
static bool accepted(cm_moving_audit *a, size_t q, size_t x, double grace)
{
    for (size_t i = 0; i < a->n; i++) a->in[i] = a->w[i * a->k + x] - a->w[i * a->k + q] >= -grace && inside(a, i, x);
    return cm_vote_wins(&a->p->vote, a->in);
}

/* Every proposer at q in round t: what it proposes passes, and nothing that passes is better. */
static cm_status check_state(cm_moving_audit *a, size_t t, size_t q)
{
    const size_t *to = a->to + (t * a->k + q) * a->n;
    for (size_t x = 0; x < a->k; x++) {
        bool open = x == q || accepted(a, q, x, a->ctx->tol.abs * a->scale / 2);
        for (size_t j = 0; open && j < a->n; j++) {
            double gain;
            if (!(cm_moving_chance(a->p, t, j) > 0)) continue;
            gain = a->w[j * a->k + x] - a->w[j * a->k + to[j]];
            a->largest = fmax(a->largest, gain);
            if (gain > a->ctx->tol.cert * a->scale) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in round %zu, at policy %zu, '%s' gains %.3g by proposing %zu", t + 1, q + 1, a->p->player[j], gain, x + 1);
        }
    }
    for (size_t j = 0; j < a->n; j++) {
        if (!(cm_moving_chance(a->p, t, j) > 0) || to[j] == q || (j > 0 && to[j] == to[j - 1])) continue;
        if (!accepted(a, q, to[j], a->ctx->tol.cert * a->scale)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in round %zu, at policy %zu, what '%s' proposes does not pass", t + 1, q + 1, a->p->player[j]);
    }
    return CM_OK;
}

static cm_status check_plans(cm_moving_audit *a)
{
    cm_status status = CM_OK;
    for (size_t t = a->stages; t-- > 0;) {
        for (size_t i = 0; i < a->n; i++) {
            double delta = a->p->patience[i], *v = a->v + i * a->k;
            for (size_t x = 0; x < a->k; x++) a->w[i * a->k + x] = (1 - delta) * cm_spatial_utility(a->s, i, a->policy + x * a->d) + delta * v[x];
            earlier(a, t, i, v);
        }
        if (cm_stopped(a->ctx)) CM_LEAVE(cm_fail(a->ctx, CM_E_INTERRUPT, "interrupted"));
        for (size_t q = 0; q < a->k; q++) CM_TRY(check_state(a, t, q));
    }
out:
    return status;
}

static cm_status check_gains(cm_arena *arena, const cm_moving_audit *a)
{
    const cm_table *gains = cm_result_find(a->result, "gains");
    const cm_value *largest = cm_result_get(a->result, "largest_deviation");
    cm_passing_audit shares;
    cm_status status = CM_OK;
    if (gains == NULL || gains->nrows != a->n) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the gains are missing");
    for (size_t i = 0; i < a->n; i++) {
        cm_value gain = cm_table_get(gains, i, "gain");
        double should = a->v[i * a->k + a->sq] - cm_spatial_utility(a->s, i, a->s->status_quo);
        if (member_of(a, cm_table_get(gains, i, "player"), i) != i || gain.kind != CM_NUMBER || !(fabs(gain.as.number - should) <= a->ctx->tol.cert * a->scale)) return wrong(a, "a gain", gain.kind == CM_NUMBER ? gain.as.number : NAN, should);
    }
    if (largest == NULL || largest->kind != CM_NUMBER || !(fabs(largest->as.number - a->largest) <= a->ctx->tol.cert * a->scale)) return wrong(a, "largest_deviation", largest != NULL && largest->kind == CM_NUMBER ? largest->as.number : NAN, a->largest);
    if (a->d > 1) return CM_OK;
    CM_TRY(cm_passing_audit_init(a->ctx, arena, a->p, &shares));
    CM_TRY(cm_passing_audit_gains(a->ctx, &shares, a->result));
out:
    return status;
}

/* Where no equilibrium was found nothing is said of one. */
static cm_status shows_nothing(const cm_moving_audit *a)
{
    static const char *const of_plans[] = { "cycle", "moves", "rounds", "within", "settled", "rests", "first_step", "policy", "distance", "to_median", "captured", "inequality", "largest_deviation" };
    for (size_t b = 0; b < sizeof of_plans / sizeof of_plans[0]; b++) {
        const cm_value *value = cm_result_get(a->result, of_plans[b]);
        if (value != NULL && value->kind != CM_NONE) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s of plans that were not found", of_plans[b]);
    }
    return CM_OK;
}

cm_status cm_moving_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_value *found = cm_result_get(result, "found");
    cm_arena scratch = { NULL };
    cm_moving_audit a = { .ctx = ctx, .p = &game->as.protocol, .s = game->as.protocol.spatial, .asked = params, .result = result, .n = game->as.protocol.n, .d = game->as.protocol.spatial->d };
    cm_status status = CM_OK;
    if (found == NULL || found->kind != CM_TRUTH) return cm_fail(ctx, CM_E_NUMERIC, "certificate: it is not said whether an equilibrium was found");
    CM_TRY(read_policies(&scratch, &a));
    if (!found->as.truth) {
        status = shows_nothing(&a);
        goto out;
    }
    CM_TRY(read_strategy(&scratch, &a));
    a.v = CM_NEW(ctx, &scratch, a.k * a.n, double);
    a.w = CM_NEW(ctx, &scratch, a.k * a.n, double);
    a.row = CM_NEW(ctx, &scratch, a.k, double);
    a.column = CM_NEW(ctx, &scratch, a.k, double);
    a.matrix = CM_NEW(ctx, &scratch, a.p->rounds > 0 ? 1 : a.k * a.k, double);
    a.in = CM_NEW(ctx, &scratch, a.n, unsigned char);
    CM_TRY(ctx->status);
    for (size_t x = 0; x < a.k; x++) {
        for (size_t i = 0; i < a.n; i++) a.scale = fmax(a.scale, -cm_spatial_utility(a.s, i, a.policy + x * a.d));
    }
    if (!(a.scale > 0)) a.scale = 1;
    CM_TRY(value(&scratch, &a));
    CM_TRY(check_plans(&a));
    CM_TRY(check_gains(&scratch, &a));
    CM_TRY(cm_moving_follow(&scratch, &a));
out:
    cm_arena_free(&scratch);
    return status;
}
