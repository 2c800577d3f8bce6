/* closed_exact.c: where the path of smoothed choices ends: the coalitions that are cheapest are held to cost exactly the
 * same, and their probabilities are found together with the values, again by Newton's method. */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/bargain/closed_smooth.h"

enum { HALVINGS = 24, EXACT_STEPS = 12, MOST_DROPS = 60 };

/* What the path leads to: `count` types that cost their proposers the same, their chances, and the values.  There are
 * as many equations as unknowns, but some may say the same: the least step that mends them all is taken. */
typedef struct exact {
    cm_smooth *s;
    size_t *type, count;             /* the types held to be cheapest, and what they are bought with */
    double *chance, *value;
    size_t *leader;                  /* kinds: the first of its types, by place in `type` */
    gsl_matrix *left;
    gsl_vector *right, *step, *rest, *work, *turn_left, *turn_right;
    gsl_permutation *order;
} exact;

static bool proposes(const cm_smooth *s, size_t a) { return s->pool->recognition[a] > 0; }

static void set_leaders(exact *e)
{
    for (size_t c = e->count; c-- > 0;) e->leader[e->s->pool->proposer[e->type[c]]] = c;
}

/* The types whose cost is within `gap` of the cheapest, with the chances of the path. */
static void pick_types(exact *e, double gap)
{
    const cm_pool *pool = e->s->pool;
    e->count = 0;
    for (size_t t = 0; t < pool->types; t++) {
        size_t a = pool->proposer[t];
        if (!proposes(e->s, a) || cm_pool_cost(pool, t, e->s->price) > e->s->cost[a] + gap) continue;
        e->chance[e->count] = e->s->mixture[t];
        e->type[e->count++] = t;
    }
    set_leaders(e);
}

static void show_mixture(exact *e)
{
    memset(e->s->mixture, 0, e->s->pool->types * sizeof *e->s->mixture);
    for (size_t c = 0; c < e->count; c++) e->s->mixture[e->type[c]] = e->chance[c];
    cm_smooth_moments(e->s);
    for (size_t i = 0; i < e->s->kinds; i++) e->s->price[i] = e->s->pool->patience[i] * e->value[i];
}

static void put(exact *e, size_t row, size_t column, double x)
{
    gsl_matrix_set(e->left, row, column, gsl_matrix_get(e->left, row, column) + x);
}

/* Kind i's value is what it keeps when it proposes and gets when it is bought. */
static void value_equation(exact *e, size_t i)
{
    const cm_pool *pool = e->s->pool;
    size_t k = e->s->kinds;
    double often = cm_smooth_bought(e->s, i), miss = often * e->s->price[i] - e->value[i];
    put(e, i, i, often * pool->patience[i] - 1);
    if (proposes(e->s, i)) {
        size_t t = e->type[e->leader[i]];
        miss += pool->recognition[i] * (1 - cm_pool_cost(pool, t, e->s->price));
        for (size_t j = 0; j < k; j++) put(e, i, j, -pool->recognition[i] * pool->others[t * k + j] * pool->patience[j]);
    }
    for (size_t c = 0; c < e->count; c++) {
        size_t t = e->type[c], a = pool->proposer[t];
        put(e, i, k + c, e->s->price[i] * (double)pool->size[a] * pool->recognition[a] * pool->others[t * k + i] / (double)pool->size[i]);
    }
    gsl_vector_set(e->right, i, -miss);
}

/* Type c costs what its leader costs; the leader's equation is that the chances add up to 1. */
static void choice_equation(exact *e, size_t c)
{
    const cm_pool *pool = e->s->pool;
    size_t k = e->s->kinds, a = pool->proposer[e->type[c]], first = e->type[e->leader[a]];
    double miss = 0;
    if (e->leader[a] == c) {
        miss = -1;
        for (size_t d = 0; d < e->count; d++) {
            if (pool->proposer[e->type[d]] != a) continue;
            put(e, k + c, k + d, 1);
            miss += e->chance[d];
        }
    } else {
        for (size_t j = 0; j < k; j++) {
            double more = (pool->others[e->type[c] * k + j] - pool->others[first * k + j]) * pool->patience[j];
            put(e, k + c, j, more);
            miss += more * e->value[j];
        }
    }
    gsl_vector_set(e->right, k + c, -miss);
}

/* The step of least length, by a complete orthogonal decomposition: what is nearly 0 on its diagonal belongs to equations
 * that say nothing new. */
static bool least_step(exact *e, size_t m, double *length)
{
    double largest = 0;
    size_t rank;
    for (size_t j = 0; j < m; j++) {
        gsl_vector_const_view column = gsl_matrix_const_column(e->left, j);
        largest = fmax(largest, gsl_blas_dnrm2(&column.vector));
    }
    if (!isfinite(largest) || gsl_linalg_COD_decomp_e(e->left, e->turn_left, e->turn_right, e->order, largest * e->s->ctx->tol.rel, &rank, e->work) != 0) return false;
    if (gsl_linalg_COD_lssolve(e->left, e->turn_left, e->turn_right, e->order, rank, e->right, e->step, e->rest) != 0) return false;
    *length = gsl_blas_dnrm2(e->step);
    return isfinite(*length);
}

static cm_status open_system(exact *e, size_t m)
{
    e->left = gsl_matrix_alloc(m, m);
    e->right = gsl_vector_alloc(m);
    e->step = gsl_vector_alloc(m);
    e->rest = gsl_vector_alloc(m);
    e->work = gsl_vector_alloc(m);
    e->turn_left = gsl_vector_alloc(m);
    e->turn_right = gsl_vector_alloc(m);
    e->order = gsl_permutation_alloc(m);
    if (e->left != NULL && e->right != NULL && e->step != NULL && e->rest != NULL && e->work != NULL && e->turn_left != NULL && e->turn_right != NULL && e->order != NULL) return CM_OK;
    return cm_fail(e->s->ctx, CM_E_MEMORY, "no memory for a system of %zu equations", m);
}

static void close_system(exact *e)
{
    gsl_matrix_free(e->left);
    gsl_vector_free(e->right);
    gsl_vector_free(e->step);
    gsl_vector_free(e->rest);
    gsl_vector_free(e->work);
    gsl_vector_free(e->turn_left);
    gsl_vector_free(e->turn_right);
    gsl_permutation_free(e->order);
}

/* Newton's method from where the path ends, for the types that are picked. */
static cm_status mend(exact *e, bool *good)
{
    size_t k = e->s->kinds, m = k + e->count;
    double length = HUGE_VAL;
    cm_status status;
    CM_TRY(open_system(e, m));
    *good = true;
    for (size_t round = 0; round < EXACT_STEPS && *good && length > e->s->ctx->tol.abs * e->s->ctx->tol.abs / e->s->ctx->tol.cert; round++) {
        show_mixture(e);
        gsl_matrix_set_zero(e->left);
        for (size_t i = 0; i < k; i++) value_equation(e, i);
        for (size_t c = 0; c < e->count; c++) choice_equation(e, c);
        *good = least_step(e, m, &length);
        for (size_t i = 0; *good && i < k; i++) e->value[i] += gsl_vector_get(e->step, i);
        for (size_t c = 0; *good && c < e->count; c++) e->chance[c] += gsl_vector_get(e->step, k + c);
    }
    *good = *good && length <= e->s->ctx->tol.abs;
    show_mixture(e);
out:
    close_system(e);
    return status;
}

/* Take out the type of the most negative chance; false when there is none. */
static bool drop_negative(exact *e)
{
    size_t worst = 0;
    for (size_t c = 1; c < e->count; c++) {
        if (e->chance[c] < e->chance[worst]) worst = c;
    }
    if (e->chance[worst] >= -e->s->ctx->tol.abs) return false;
    e->count--;
    memmove(&e->type[worst], &e->type[worst + 1], (e->count - worst) * sizeof *e->type);
    memmove(&e->chance[worst], &e->chance[worst + 1], (e->count - worst) * sizeof *e->chance);
    set_leaders(e);
    return true;
}

/* The values that the mixture gives, and whether all it buys is then cheapest. */
static bool values_of_mixture(exact *e)
{
    cm_smooth *s = e->s;
    size_t k = s->kinds;
    double loose = sqrt(s->ctx->tol.abs * s->ctx->tol.cert);
    int sign;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) gsl_matrix_set(s->slope, i, j, s->pool->recognition[i] * s->mean[i * k + j] * s->pool->patience[j]);
        gsl_matrix_set(s->slope, i, i, gsl_matrix_get(s->slope, i, i) + 1 - cm_smooth_bought(s, i) * s->pool->patience[i]);
        gsl_vector_set(s->step, i, s->pool->recognition[i]);
    }
    if (gsl_linalg_LU_decomp(s->slope, s->order, &sign) != 0 || gsl_linalg_LU_svx(s->slope, s->order, s->step) != 0) return false;
    for (size_t i = 0; i < k; i++) {
        e->value[i] = gsl_vector_get(s->step, i);
        s->price[i] = s->pool->patience[i] * e->value[i];
        s->cost[i] = HUGE_VAL;
    }
    for (size_t t = 0; t < s->pool->types; t++) s->cost[s->pool->proposer[t]] = fmin(s->cost[s->pool->proposer[t]], cm_pool_cost(s->pool, t, s->price));
    for (size_t t = 0; t < s->pool->types; t++) {
        bool used = proposes(s, s->pool->proposer[t]) && s->mixture[t] > s->ctx->tol.abs;
        if (used && cm_pool_cost(s->pool, t, s->price) > s->cost[s->pool->proposer[t]] + loose) return false;
    }
    return true;
}

/* One equation of the programme below, of a kind's value or of a proposer's chances. */
static void programme_row(const exact *e, size_t i, bool chances, double *row)
{
    const cm_pool *pool = e->s->pool;
    size_t k = e->s->kinds;
    memset(row, 0, (e->count + 2 * k) * sizeof *row);
    for (size_t c = 0; c < e->count; c++) {
        size_t t = e->type[c], a = pool->proposer[t];
        row[c] = chances ? a == i : e->s->price[i] * (double)pool->size[a] * pool->recognition[a] * pool->others[t * k + i] / (double)pool->size[i];
    }
    if (!chances) row[e->count + i] = 1, row[e->count + k + i] = -1;
}

/* Of more types than an equilibrium needs, as where all prices go by weight: those of a corner, at which a mixture gives
 * the path's values as nearly as can be. */
static cm_status thin_out(exact *e)
{
    cm_smooth *s = e->s;
    size_t k = s->kinds, columns = e->count + 2 * k, kept = 0;
    cm_arena scratch = { NULL };
    double *row = CM_NEW(s->ctx, &scratch, columns, double), *x = CM_NEW(s->ctx, &scratch, columns, double);
    cm_lp *lp = cm_lp_new(s->ctx, columns, false);
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (row == NULL || x == NULL || lp == NULL) CM_LEAVE(s->ctx->status);
    for (size_t j = 0; j < columns; j++) CM_TRY(cm_lp_column(s->ctx, lp, j, j < e->count ? 0 : 1, 0, HUGE_VAL, false));
    for (size_t i = 0; i < k; i++) {
        double rest = e->value[i] - s->pool->recognition[i] * (1 - s->cost[i]);
        programme_row(e, i, false, row);
        CM_TRY(cm_lp_row(s->ctx, lp, row, rest, rest));
        if (!proposes(s, i)) continue;
        programme_row(e, i, true, row);
        CM_TRY(cm_lp_row(s->ctx, lp, row, 1, 1));
    }
    CM_TRY(cm_lp_solve(s->ctx, lp, &answer, x, NULL, NULL));
    if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(s->ctx, CM_E_NUMERIC, "the programme of a mixture of %zu coalitions is not solved", e->count));
    for (size_t c = 0; c < e->count; c++) {
        if (!(x[c] > s->ctx->tol.abs)) continue;
        e->type[kept] = e->type[c];
        e->chance[kept++] = x[c];
    }
    e->count = kept;
    set_leaders(e);
out:
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return status;
}

/* From the path's end: the types within `gap` are cheapest, but for those that would be bought less often than never. */
static cm_status make_exact(exact *e, const double *value, double gap, bool *found)
{
    bool again = true;
    cm_status status = CM_OK;
    *found = false;
    memcpy(e->value, value, e->s->kinds * sizeof *value);
    (void)cm_smooth_equations(e->s, value);
    pick_types(e, gap);
    if (e->count > 4 * e->s->kinds + 40) CM_TRY(thin_out(e));
    for (size_t round = 0; again && round < MOST_DROPS; round++) {
        CM_TRY(mend(e, found));
        again = *found && drop_negative(e);
    }
    for (size_t c = 0; c < e->count; c++) e->chance[c] = fmax(0, e->chance[c]);
    show_mixture(e);
    *found = *found && !again && values_of_mixture(e);
out:
    return status;
}

static cm_status search(cm_ctx *ctx, cm_arena *arena, cm_smooth *s, exact *e, bool *found)
{
    size_t k = s->kinds;
    double *value = CM_NEW(ctx, arena, k, double), *start = CM_NEW(ctx, arena, k, double), *trial = CM_NEW(ctx, arena, k, double);
    double to = 1 / (double)s->pool->n;
    cm_status status = CM_OK;
    *found = false;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < k; i++) value[i] = s->pool->recognition[i];
    s->t = 4;
    if (!cm_smooth_settle(s, value, trial)) goto out;
    for (size_t stage = 0; stage < HALVINGS && !*found; stage++, to /= 2) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped while an equilibrium was looked for"));
        if (!cm_smooth_follow(s, to, value, start, trial)) break;
        if (stage < 6) continue;
        for (double gap = s->t; gap <= 64 * s->t && !*found; gap *= 2) CM_TRY(make_exact(e, value, gap, found));
    }
out:
    return status;
}

cm_status cm_closed_on_pool(cm_ctx *ctx, const cm_pool *pool, double *value, double *mixture, double *cost, bool *found)
{
    cm_arena scratch = { NULL };
    cm_smooth s = { .slope = NULL };
    exact e = { .s = &s };
    cm_status status;
    CM_TRY(cm_smooth_open(ctx, &scratch, pool, &s));
    e.type = CM_NEW(ctx, &scratch, pool->types, size_t);
    e.leader = CM_NEW(ctx, &scratch, pool->kinds, size_t);
    e.chance = CM_NEW(ctx, &scratch, pool->types, double);
    e.value = CM_NEW(ctx, &scratch, pool->kinds, double);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(search(ctx, &scratch, &s, &e, found));
    memcpy(value, e.value, pool->kinds * sizeof *value);
    memcpy(mixture, s.mixture, pool->types * sizeof *mixture);
    memcpy(cost, s.cost, pool->kinds * sizeof *cost);
out:
    cm_smooth_close(&s);
    cm_arena_free(&scratch);
    return status;
}
