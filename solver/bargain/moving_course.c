/* moving_course.c: what becomes of the status quo under given plans.
 *
 * Its moves are a Markov chain over (round of the cycle, policy).  The rounds spent where it does not come back for
 * ever are one linear system, sum over visits; what flows from there into each set that is never left, and the
 * shares of time within the set, are its distribution in the long run. */
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/moving_status_quo.h"

typedef struct chain {
    const cm_moving *m;
    cm_arena *arena;
    size_t count;                    /* nodes reached from the scenario's status quo */
    size_t *node, *place;            /* stage * k + policy of each; the other way, count when not reached */
    size_t *queue;
    unsigned char *seen;             /* by node */
    size_t *class;                   /* by place: the first place of the set that is never left; count: none */
    double *share;                   /* by place: in the long run */
    double settled;
} chain;

static size_t next_of(const cm_moving *m, size_t node, size_t j)
{
    size_t stage = node / m->k, at = (stage * m->k + node % m->k) * m->n + j;
    return (stage + 1) % m->stages * m->k + m->choice[at];
}

static double chance_of(const cm_moving *m, size_t node, size_t j)
{
    return cm_moving_chance(m->p, node / m->k, j);
}

/* All nodes that are reached from one, itself first, in the queue. */
static size_t reach(chain *c, size_t from)
{
    const cm_moving *m = c->m;
    size_t head = 0, tail = 0;
    memset(c->seen, 0, m->stages * m->k);
    c->queue[tail++] = from;
    c->seen[from] = 1;
    while (head < tail) {
        size_t node = c->queue[head++];
        for (size_t j = 0; j < m->n; j++) {
            size_t next = next_of(m, node, j);
            if (c->seen[next] || !(chance_of(m, node, j) > 0)) continue;
            c->seen[next] = 1;
            c->queue[tail++] = next;
        }
    }
    return tail;
}

/* A set is never left when everything that is reached from it leads back: all its members then reach the same. */
static cm_status classify(chain *c)
{
    size_t all = c->m->stages * c->m->k, *size;
    c->count = reach(c, c->m->sq);
    c->node = CM_NEW(c->m->ctx, c->arena, c->count, size_t);
    c->class = CM_NEW(c->m->ctx, c->arena, c->count, size_t);
    c->share = CM_NEW(c->m->ctx, c->arena, c->count, double);
    size = CM_NEW(c->m->ctx, c->arena, c->count, size_t);
    if (c->m->ctx->status != CM_OK) return c->m->ctx->status;
    memcpy(c->node, c->queue, c->count * sizeof *c->node);
    for (size_t a = 0; a < all; a++) c->place[a] = c->count;
    for (size_t a = 0; a < c->count; a++) c->place[c->node[a]] = a;
    for (size_t a = 0; a < c->count; a++) size[a] = reach(c, c->node[a]);
    for (size_t a = 0; a < c->count; a++) {
        size_t reached = reach(c, c->node[a]);
        c->class[a] = a;
        for (size_t b = 0; b < reached; b++) {
            size_t other = c->place[c->queue[b]];
            if (size[other] < size[a]) c->class[a] = c->count;
            else if (c->class[a] != c->count && other < c->class[a]) c->class[a] = other;
        }
    }
    return CM_OK;
}

/* Solve x (I - P) = right over the places listed; P between them, its last column replaced by ones for shares. */
static cm_status solve(chain *c, const size_t *list, size_t count, bool shares, double *right)
{
    const cm_moving *m = c->m;
    double *a = CM_NEW(m->ctx, c->arena, count * count, double), *x = CM_NEW(m->ctx, c->arena, count, double);
    size_t *order = CM_NEW(m->ctx, c->arena, count, size_t), *at = CM_NEW(m->ctx, c->arena, c->count + 1, size_t);
    gsl_permutation permutation = { count, order };
    int sign;
    if (m->ctx->status != CM_OK) return m->ctx->status;
    for (size_t b = 0; b <= c->count; b++) at[b] = count;
    for (size_t b = 0; b < count; b++) at[list[b]] = b, a[b * count + b] = 1, order[b] = b;
    for (size_t b = 0; b < count; b++) {
        for (size_t j = 0; j < m->n; j++) {
            size_t node = c->node[list[b]], to = at[c->place[next_of(m, node, j)]];
            if (to < count) a[to * count + b] -= chance_of(m, node, j);
        }
    }
    for (size_t b = 0; shares && b < count; b++) a[(count - 1) * count + b] = 1;
    gsl_matrix_view matrix = gsl_matrix_view_array(a, count, count);
    gsl_vector_view given = gsl_vector_view_array(right, count), found = gsl_vector_view_array(x, count);
    if (gsl_linalg_LU_decomp(&matrix.matrix, &permutation, &sign) != 0 || gsl_linalg_LU_solve(&matrix.matrix, &permutation, &given.vector, &found.vector) != 0) {
        return cm_fail(m->ctx, CM_E_NUMERIC, "the moves of the status quo among %zu policies could not be solved", count);
    }
    memcpy(right, x, count * sizeof *right);
    return CM_OK;
}

/* visits: by place, of those that are left for good; what flows into the others is added to their share. */
static cm_status settle(chain *c)
{
    const cm_moving *m = c->m;
    size_t *list = CM_NEW(m->ctx, c->arena, c->count, size_t), count = 0;
    double *visits = CM_NEW(m->ctx, c->arena, c->count, double);
    cm_status status = CM_OK;
    CM_TRY(m->ctx->status);
    for (size_t a = 0; a < c->count; a++) {
        if (c->class[a] == c->count) list[count++] = a;
    }
    c->settled = 0;
    if (count == 0) {
        c->share[0] = 1;
        goto out;
    }
    visits[0] = 1;                   /* the start is the first place, and on the list if any is */
    CM_TRY(solve(c, list, count, false, visits));
    for (size_t b = 0; b < count; b++) {
        size_t node = c->node[list[b]];
        c->settled += visits[b];
        for (size_t j = 0; j < m->n; j++) {
            size_t to = chance_of(m, node, j) > 0 ? c->place[next_of(m, node, j)] : list[b];
            if (c->class[to] != c->count) c->share[to] += visits[b] * chance_of(m, node, j);
        }
    }
out:
    return status;
}

/* Within each set: what came in, spread by the shares of time. */
static cm_status spread(chain *c)
{
    const cm_moving *m = c->m;
    size_t *list = CM_NEW(m->ctx, c->arena, c->count, size_t);
    double *right = CM_NEW(m->ctx, c->arena, c->count, double);
    cm_status status = CM_OK;
    CM_TRY(m->ctx->status);
    for (size_t first = 0; first < c->count; first++) {
        size_t count = 0;
        double mass = 0;
        if (c->class[first] != first) continue;
        for (size_t a = first; a < c->count; a++) {
            if (c->class[a] == first) list[count++] = a, mass += c->share[a];
        }
        if (count == 1) continue;
        for (size_t b = 0; b < count; b++) right[b] = b + 1 == count ? 1 : 0;
        CM_TRY(solve(c, list, count, true, right));
        for (size_t b = 0; b < count; b++) c->share[list[b]] = mass * right[b];
    }
out:
    return status;
}

static cm_status in_the_long_run(chain *c, double *outcome, bool *rests)
{
    const cm_moving *m = c->m;
    cm_status status = CM_OK;
    c->place = CM_NEW(m->ctx, c->arena, m->stages * m->k, size_t);
    c->queue = CM_NEW(m->ctx, c->arena, m->stages * m->k, size_t);
    c->seen = CM_NEW(m->ctx, c->arena, m->stages * m->k, unsigned char);
    CM_TRY(m->ctx->status);
    CM_TRY(classify(c));
    CM_TRY(settle(c));
    CM_TRY(spread(c));
    *rests = true;
    for (size_t a = 0; a < c->count; a++) {
        size_t set = c->class[a];
        if (set == c->count) continue;
        outcome[c->node[a] % m->k] += c->share[a];
        if (c->node[a] % m->k != c->node[set] % m->k) *rests = false;
    }
out:
    return status;
}

/* One round forward: where the decision of round t leaves the status quo. */
static void go(const cm_moving *m, size_t t, const double *from, double *to)
{
    size_t stage = t % m->stages;
    memset(to, 0, m->k * sizeof *to);
    for (size_t q = 0; q < m->k; q++) {
        if (!(from[q] > 0)) continue;
        for (size_t j = 0; j < m->n; j++) to[m->choice[(stage * m->k + q) * m->n + j]] += from[q] * cm_moving_chance(m->p, t, j);
    }
}

static cm_status print_round(const cm_moving *m, cm_result *result, cm_table *table, size_t t, const double *at)
{
    for (size_t k = 0; k < m->d; k++) {
        double mean = 0, low = HUGE_VAL, high = -HUGE_VAL;
        for (size_t x = 0; x < m->k; x++) {
            double value = m->policy[x * m->d + k];
            if (!(at[x] > 0)) continue;
            mean += at[x] * value;
            low = fmin(low, value);
            high = fmax(high, value);
        }
        cm_status status = cm_table_row(m->ctx, result, table, (cm_value[]){ cm_integer((int64_t)t + 1), cm_text(m->s->issue[k]), cm_number(mean), cm_number(low), cm_number(high) });
        if (status != CM_OK) return status;
    }
    return CM_OK;
}

/* The first rounds; with a deadline all, so that `outcome` is what the last one leaves. */
static cm_status print_path(cm_arena *arena, const cm_moving *m, size_t shown, double *outcome, cm_result *result)
{
    static const char *const columns[] = { "round", "issue", "mean", "low", "high", NULL };
    size_t last = m->p->rounds > 0 ? m->p->rounds : shown;
    double *here = CM_NEW(m->ctx, arena, m->k, double), *there = CM_NEW(m->ctx, arena, m->k, double);
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(m->ctx->status);
    CM_TRY(cm_result_table(m->ctx, result, "path", columns, &table));
    here[m->sq] = 1;
    for (size_t t = 0; t < last; t++) {
        go(m, t, here, there);
        memcpy(here, there, m->k * sizeof *here);
        if (t < shown) CM_TRY(print_round(m, result, table, t, here));
    }
    if (m->p->rounds > 0) memcpy(outcome, here, m->k * sizeof *here);
out:
    return status;
}

static cm_status print_outcomes(const cm_moving *m, const double *outcome, cm_result *result)
{
    static const char *const columns[] = { "policy", "issue", "value", "probability", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(m->ctx, result, "outcomes", columns, &table));
    for (size_t x = 0; x < m->k; x++) {
        for (size_t k = 0; k < m->d && outcome[x] > m->ctx->tol.abs; k++) {
            CM_TRY(cm_table_row(m->ctx, result, table, (cm_value[]){ cm_integer((int64_t)x + 1), cm_text(m->s->issue[k]), cm_number(m->policy[x * m->d + k]), cm_number(outcome[x]) }));
        }
    }
out:
    return status;
}

/* When the scenario's status quo is first changed: stay is the chance that it is not, by round. */
static cm_status print_first(const cm_moving *m, size_t within, cm_result *result)
{
    double left = 1, sum = 0, weighted = 0, early = 0, moves, rounds;
    size_t last = m->p->rounds > 0 ? m->p->rounds : m->stages;
    cm_status status = CM_OK;
    for (size_t t = 0; t < within && (m->p->rounds == 0 || t < last); t++) {
        double stay = 0;
        for (size_t j = 0; j < m->n; j++) stay += m->choice[(t % m->stages * m->k + m->sq) * m->n + j] == m->sq ? cm_moving_chance(m->p, t, j) : 0;
        early += left * (1 - fmin(stay, 1));
        left *= fmin(stay, 1);
    }
    left = 1;
    for (size_t t = 0; t < last; t++) {
        double stay = 0;
        for (size_t j = 0; j < m->n; j++) stay += m->choice[(t * m->k + m->sq) * m->n + j] == m->sq ? cm_moving_chance(m->p, t, j) : 0;
        stay = cm_close(&m->ctx->tol, stay, 1) ? 1 : stay;
        sum += left;
        weighted += left * (1 - stay) * (double)(t + 1);
        left *= stay;
    }
    moves = m->p->rounds > 0 ? 1 - left : left < 1 ? 1 : 0;
    rounds = m->p->rounds > 0 ? weighted / (1 - left) : sum / (1 - left);
    CM_TRY(cm_result_set(m->ctx, result, "moves", cm_number(moves)));
    CM_TRY(cm_result_set(m->ctx, result, "rounds", left < 1 ? cm_number(rounds) : cm_none()));
    CM_TRY(cm_result_set(m->ctx, result, "within", cm_number(early)));
out:
    return status;
}

/* How far a policy is from the median member's ideal, or from those of the two in the middle. */
static double from_median(const cm_moving *m, double x)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < m->n; i++) {
        size_t below = 0, above = 0;
        for (size_t j = 0; j < m->n; j++) below += m->s->ideal[j] < m->s->ideal[i], above += m->s->ideal[j] > m->s->ideal[i];
        if (2 * below > m->n || 2 * above > m->n) continue;
        low = fmin(low, m->s->ideal[i]);
        high = fmax(high, m->s->ideal[i]);
    }
    return fmax(0, fmax(low - x, x - high));
}

static double from_status_quo(const cm_moving *m, size_t x)
{
    double square = 0;
    for (size_t k = 0; k < m->d; k++) square += pow(m->policy[x * m->d + k] - m->s->status_quo[k], 2);
    return sqrt(square);
}

static cm_status print_where(const cm_moving *m, const double *outcome, cm_result *result)
{
    double policy = 0, distance = 0, median = 0, first = 0;
    cm_status status = CM_OK;
    for (size_t j = 0; j < m->n; j++) first += cm_moving_chance(m->p, 0, j) * from_status_quo(m, m->choice[m->sq * m->n + j]);
    for (size_t x = 0; x < m->k; x++) {
        if (!(outcome[x] > 0)) continue;
        distance += outcome[x] * from_status_quo(m, x);
        policy += outcome[x] * m->policy[x * m->d];
        if (m->d == 1) median += outcome[x] * from_median(m, m->policy[x]);
    }
    CM_TRY(cm_result_set(m->ctx, result, "first_step", cm_number(first)));
    CM_TRY(cm_result_set(m->ctx, result, "policy", m->d == 1 ? cm_number(policy) : cm_none()));
    CM_TRY(cm_result_set(m->ctx, result, "distance", cm_number(distance)));
    CM_TRY(cm_result_set(m->ctx, result, "to_median", m->d == 1 ? cm_number(median) : cm_none()));
out:
    return status;
}

cm_status cm_moving_course(cm_arena *arena, const cm_moving_params *asked, const cm_moving *m, cm_result *result)
{
    chain c = { .m = m, .arena = arena };
    double *outcome = CM_NEW(m->ctx, arena, m->k, double);
    bool forever = m->p->rounds == 0, rests = true;
    cm_status status = CM_OK;
    CM_TRY(m->ctx->status);
    CM_TRY(print_path(arena, m, (size_t)asked->within_rounds, outcome, result));
    if (forever) CM_TRY(in_the_long_run(&c, outcome, &rests));
    CM_TRY(print_first(m, (size_t)asked->within_rounds, result));
    CM_TRY(cm_result_set(m->ctx, result, "settled", forever ? cm_number(c.settled) : cm_none()));
    CM_TRY(cm_result_set(m->ctx, result, "rests", forever ? cm_truth(rests) : cm_none()));
    CM_TRY(print_outcomes(m, outcome, result));
    CM_TRY(print_where(m, outcome, result));
out:
    return status;
}
