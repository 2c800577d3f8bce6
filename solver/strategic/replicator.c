/* replicator.c: shares of strategies that grow when they pay more than the average.
 *
 * Definition, for player i's strategy k with share x_ik, u_ik what it pays against the others' shares:
 *   replicator   x_ik' = x_ik (u_ik - sum_m x_im u_im): imitation and selection; what is extinct stays so;
 *   logit        x_ik' = exp(lambda u_ik) / sum_m exp(lambda u_im) - x_ik: noisy best replies, which rest in a
 *                quantal response equilibrium.
 * The path is followed by an embedded Runge-Kutta pair until nothing moves or the time is over.  It is at rest when
 * no share moves, and none that is tiny but present pays more than average: what lingers near a corner is none.
 * There the matrix of first derivatives, with each player's largest share left out (shares add up to 1), tells by its
 * eigenvalues whether small deviations die out.
 *
 * Summary: at_rest, time, speed, regret, equilibrium, stability ("attracting", "unstable", "undecided", or none).
 * Tables: path (time, player, strategy, probability), payoffs (player, value), eigenvalues (real, imaginary).
 * Fails with: CM_E_INPUT for a start that is none; CM_E_LIMIT for paths too long to be printed and checked;
 * CM_E_NUMERIC; CM_E_MEMORY.  Cost: steps x cells x players.
 *
 * Source: P. D. Taylor, L. B. Jonker, Math. Biosci. 40 (1978) 145-156; J. Hofbauer, K. Sigmund, "Evolutionary Games
 * and Population Dynamics" (1998); D. Fudenberg, D. K. Levine, "The Theory of Learning in Games" (1998), chapter 4. */
#include "solver/strategic/cells.h"
#include "solver/strategic/mixing.h"
#include "solver/strategic/replicator.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 100000, MOST_STRATEGIES = 200 };

typedef struct flow {
    cm_ctx *ctx;
    const cm_nfg *nfg;
    const cm_replicator_params *p;
    size_t total, *first;        /* of player i: strategies first[i] .. first[i + 1] - 1 */
    bool logit;
    double *x, *u, *v, *before;  /* shares, payoffs, velocity: total; products of shares: n + 1 */
    double range, pace, time, steps;
    cm_nfg level;                    /* payoffs above each player's least: off the sums of 1 a path must not drift by what all have */
    double *least;
} flow;

size_t cm_replicator_total(const cm_nfg *nfg)
{
    size_t total = 0;
    for (size_t i = 0; i < nfg->n; i++) total += nfg->count[i];
    return total;
}

double cm_replicator_range(const cm_ctx *ctx, const cm_nfg *nfg)
{
    double most = 0;
    for (size_t i = 0; i < nfg->n; i++) {
        double low, high;
        cm_cells_span(nfg, i, &low, &high);
        most = fmax(most, fmax(high - low, ctx->tol.cert * fmax(fabs(low), fabs(high))));
    }
    return most;
}

double cm_replicator_pace(const cm_ctx *ctx, const cm_nfg *nfg, const cm_replicator_params *p)
{
    double range = cm_replicator_range(ctx, nfg);
    return strcmp(p->rule, "logit") == 0 ? 1 + p->lambda * range : range;
}

cm_status cm_replicator_start(cm_ctx *ctx, const cm_nfg *nfg, const cm_replicator_params *p, double *x)
{
    size_t total = cm_replicator_total(nfg), at = 0;
    if (p->start.count != 0 && p->start.count != total) {
        return cm_fail(ctx, CM_E_INPUT, "'start' has %zu numbers for %zu strategies; give a share for each, player after player", p->start.count, total);
    }
    for (size_t i = 0; i < nfg->n; at += nfg->count[i], i++) {
        double sum = 0;
        for (size_t k = 0; k < nfg->count[i]; k++) sum += x[at + k] = p->start.count == 0 ? 1 : p->start.at[at + k];
        if (!(sum > 0)) return cm_fail(ctx, CM_E_INPUT, "the shares of '%s' in 'start' add up to %g; one has to be above 0", nfg->player[i], sum);
        for (size_t k = 0; k < nfg->count[i]; k++) x[at + k] /= sum;
    }
    return CM_OK;
}

/* u_ik of all players and strategies in one pass through the cells. */
static void payoffs_at(flow *f, const double *x)
{
    const cm_nfg *nfg = f->nfg;
    memset(f->u, 0, f->total * sizeof *f->u);
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        double after = 1;
        size_t rest = cell;
        f->before[0] = 1;
        for (size_t i = 0; i < nfg->n; rest /= nfg->count[i], i++) f->before[i + 1] = f->before[i] * x[f->first[i] + rest % nfg->count[i]];
        for (size_t i = nfg->n, stride = nfg->cells; i-- > 0;) {
            size_t k;
            stride /= nfg->count[i];
            k = f->first[i] + cell / stride % nfg->count[i];
            f->u[k] += f->before[i] * after * f->level.payoff[cell * nfg->n + i];
            after *= x[k];
        }
    }
}

/* exp(lambda u_ik) / sum, in the place of the payoffs of player i. */
static void soften(const flow *f, size_t i, double *u)
{
    double most = -HUGE_VAL, sum = 0;
    for (size_t k = f->first[i]; k < f->first[i + 1]; k++) most = fmax(most, u[k]);
    for (size_t k = f->first[i]; k < f->first[i + 1]; k++) sum += u[k] = exp(f->p->lambda * (u[k] - most));
    for (size_t k = f->first[i]; k < f->first[i + 1]; k++) u[k] /= sum;
}

static double average(const flow *f, size_t i, const double *x)
{
    double sum = 0;
    for (size_t k = f->first[i]; k < f->first[i + 1]; k++) sum += x[k] * f->u[k];
    return sum;
}

static int velocity(double t, const double *x, double *v, void *data)
{
    flow *f = data;
    (void)t;
    f->steps += (double)f->nfg->cells * (double)f->nfg->n;
    if (cm_stopped(f->ctx) || f->steps > f->ctx->work_limit) return GSL_EBADFUNC;
    payoffs_at(f, x);
    for (size_t i = 0; i < f->nfg->n; i++) {
        double mean = average(f, i, x);
        if (f->logit) soften(f, i, f->u);
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) v[k] = f->logit ? f->u[k] - x[k] : x[k] * (f->u[k] - mean);
    }
    return GSL_SUCCESS;
}

static cm_status why(cm_ctx *ctx, const flow *f, int error)
{
    if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
    if (f->steps > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "the path takes more than %g steps; give a shorter 'time'", ctx->work_limit);
    return cm_fail(ctx, CM_E_NUMERIC, "the path could not be followed beyond time %g: %s", f->time, gsl_strerror(error));
}

/* Shares again, after rounding. */
static void tidy(const flow *f, double *x)
{
    for (size_t i = 0; i < f->nfg->n; i++) {
        double sum = 0;
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) sum += x[k] = fmax(0, x[k]);
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) x[k] /= sum;
    }
}

static double speed_of(const flow *f)
{
    double speed = 0;
    for (size_t k = 0; k < f->total; k++) speed = fmax(speed, fabs(f->v[k]));
    return speed;
}

/* Nothing moves, and nothing that is present but tiny is about to.  Velocity and payoffs are those of x. */
static bool resting(const flow *f)
{
    if (speed_of(f) > f->ctx->tol.abs * f->pace) return false;
    for (size_t i = 0; i < f->nfg->n && !f->logit; i++) {
        double mean = average(f, i, f->x);
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) {
            if (f->x[k] > 0 && f->u[k] - mean > f->ctx->tol.cert * f->range) return false;
        }
    }
    return true;
}

static cm_status print_point(cm_ctx *ctx, const flow *f, cm_result *result, cm_table *path)
{
    for (size_t i = 0; i < f->nfg->n; i++) {
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) {
            cm_value row[] = { cm_number(f->time), cm_text(f->nfg->player[i]), cm_text(f->nfg->strategy[i][k - f->first[i]]), cm_number(f->x[k]) };
            cm_status status = cm_table_row(ctx, result, path, row);
            if (status != CM_OK) return status;
        }
    }
    return CM_OK;
}

/* The path, a row for each share at each of `intervals` + 1 times, or until it rests. */
static cm_status follow(cm_ctx *ctx, flow *f, size_t intervals, cm_result *result, cm_table *path, bool *rests)
{
    gsl_odeiv2_system system = { velocity, NULL, f->total, f };
    double step = f->p->time / (double)intervals, precise = ctx->tol.abs / 1024;       /* so that an interval may enlarge it */
    gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rkf45, step / 8, precise, 0);
    cm_status status = CM_OK;
    int error;
    if (driver == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a path of %zu shares", f->total);
    for (size_t r = 0;; r++) {
        error = velocity(f->time, f->x, f->v, f);
        if (error != GSL_SUCCESS) CM_LEAVE(why(ctx, f, error));
        CM_TRY(print_point(ctx, f, result, path));
        if (!f->logit || r > 0) *rests = resting(f);
        if (*rests || r == intervals) break;
        error = gsl_odeiv2_driver_apply(driver, &f->time, r + 1 == intervals ? f->p->time : step * (double)(r + 1), f->x);
        if (error != GSL_SUCCESS) CM_LEAVE(why(ctx, f, error));
        tidy(f, f->x);
        (void)gsl_odeiv2_driver_reset(driver);
    }
out:
    gsl_odeiv2_driver_free(driver);
    return status;
}

/* --- stability ------------------------------------------------------------------------------------------- */

/* slope[a * total + b] = the derivative of the velocity of share a with respect to share b.  A payoff is linear in
 * another player's shares, so that its derivative is the payoff against that strategy pure. */
static void differentiate(flow *f, double *pure, double *sigma, double *slope)
{
    size_t total = f->total, n = f->nfg->n;
    payoffs_at(f, f->x);
    memcpy(sigma, f->logit ? f->u : f->x, total * sizeof *sigma);
    for (size_t i = 0; i < n; i++) {
        double mean = average(f, i, f->x);
        if (f->logit) soften(f, i, sigma);
        for (size_t a = f->first[i]; a < f->first[i + 1]; a++) {
            for (size_t b = f->first[i]; b < f->first[i + 1]; b++) {
                slope[a * total + b] = f->logit ? -(double)(a == b) : (a == b ? f->u[a] - mean : 0) - f->x[a] * f->u[b];
            }
        }
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t b = f->first[j]; b < f->first[j + 1]; b++) {
            memcpy(pure, f->x, total * sizeof *pure);
            for (size_t k = f->first[j]; k < f->first[j + 1]; k++) pure[k] = k == b;
            payoffs_at(f, pure);
            for (size_t i = 0; i < n; i++) {
                double mean = average(f, i, sigma);
                for (size_t a = f->first[i]; i != j && a < f->first[i + 1]; a++) slope[a * total + b] = (f->logit ? f->p->lambda : 1) * sigma[a] * (f->u[a] - mean);
            }
        }
    }
}

static int by_real_part(const void *a, const void *b)
{
    const gsl_complex *x = a, *y = b;
    double left = GSL_REAL(*x), right = GSL_REAL(*y);
    if (left > right || left < right) return left > right ? -1 : 1;
    return (GSL_IMAG(*x) < GSL_IMAG(*y)) - (GSL_IMAG(*x) > GSL_IMAG(*y));
}

/* The matrix on shares that may move freely: each player's largest is 1 less the others. */
static void reduce(const flow *f, const double *slope, const size_t *largest, gsl_matrix *m)
{
    size_t row = 0, total = f->total;
    for (size_t i = 0; i < f->nfg->n; i++) {
        for (size_t a = f->first[i]; a < f->first[i + 1]; a++) {
            size_t column = 0;
            if (a == largest[i]) continue;
            for (size_t j = 0; j < f->nfg->n; j++) {
                for (size_t b = f->first[j]; b < f->first[j + 1]; b++) {
                    if (b != largest[j]) gsl_matrix_set(m, row, column++, slope[a * total + b] - slope[a * total + largest[j]]);
                }
            }
            row++;
        }
    }
}

static cm_status eigenvalues(cm_ctx *ctx, flow *f, cm_result *result, const char **word)
{
    static const char *const columns[] = { "real", "imaginary", NULL };
    cm_arena scratch = { NULL };
    size_t dim = f->total - f->nfg->n, *largest = CM_NEW(ctx, &scratch, f->nfg->n, size_t);
    double *pure = CM_NEW(ctx, &scratch, f->total, double), *sigma = CM_NEW(ctx, &scratch, f->total, double), *slope = CM_NEW(ctx, &scratch, f->total * f->total, double);
    gsl_matrix *m = dim > 0 ? gsl_matrix_alloc(dim, dim) : NULL;
    gsl_vector_complex *value = dim > 0 ? gsl_vector_complex_alloc(dim) : NULL;
    gsl_eigen_nonsymm_workspace *work = dim > 0 ? gsl_eigen_nonsymm_alloc(dim) : NULL;
    cm_table *table;
    cm_status status = CM_OK;
    bool unstable = false, attracting = true;
    if (largest == NULL || pure == NULL || sigma == NULL || slope == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "eigenvalues", columns, &table));
    if (dim == 0) goto out;
    if (m == NULL || value == NULL || work == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for a matrix of %zu rows", dim));
    differentiate(f, pure, sigma, slope);
    for (size_t i = 0; i < f->nfg->n; i++) {
        largest[i] = f->first[i];
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) largest[i] = f->x[k] > f->x[largest[i]] ? k : largest[i];
    }
    reduce(f, slope, largest, m);
    if (gsl_eigen_nonsymm(m, value, work) != GSL_SUCCESS) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the eigenvalues of %zu shares were not found", dim));
    qsort(value->data, dim, sizeof(gsl_complex), by_real_part);
    for (size_t r = 0; r < dim; r++) {
        gsl_complex one = gsl_vector_complex_get(value, r);
        cm_value row[] = { cm_number(GSL_REAL(one)), cm_number(GSL_IMAG(one)) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (GSL_REAL(one) > ctx->tol.cert * f->pace) unstable = true;
        if (!(GSL_REAL(one) < -ctx->tol.cert * f->pace)) attracting = false;
    }
    *word = unstable ? "unstable" : attracting ? "attracting" : "undecided";
out:
    gsl_matrix_free(m);
    gsl_vector_complex_free(value);
    gsl_eigen_nonsymm_free(work);
    cm_arena_free(&scratch);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------------------- */

static cm_status open_flow(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, const cm_replicator_params *p, flow *f)
{
    *f = (flow){ .ctx = ctx, .nfg = nfg, .p = p, .total = cm_replicator_total(nfg), .logit = strcmp(p->rule, "logit") == 0,
                 .range = cm_replicator_range(ctx, nfg), .pace = cm_replicator_pace(ctx, nfg, p), .least = CM_NEW(ctx, arena, nfg->n, double) };
    if (f->least == NULL || cm_payoffs_above(ctx, arena, nfg, &f->level, f->least) != CM_OK) return ctx->status;
    if (f->total > MOST_STRATEGIES) return cm_fail(ctx, CM_E_LIMIT, "%zu strategies are too many for this path; %d are the most", f->total, MOST_STRATEGIES);
    f->first = CM_NEW(ctx, arena, nfg->n + 1, size_t);
    f->x = CM_NEW(ctx, arena, f->total, double);
    f->u = CM_NEW(ctx, arena, f->total, double);
    f->v = CM_NEW(ctx, arena, f->total, double);
    f->before = CM_NEW(ctx, arena, nfg->n + 1, double);
    if (f->first == NULL || f->x == NULL || f->u == NULL || f->v == NULL || f->before == NULL) return ctx->status;
    for (size_t i = 0; i < nfg->n; i++) f->first[i + 1] = f->first[i] + nfg->count[i];
    return cm_replicator_start(ctx, nfg, p, f->x);
}

static cm_status say(cm_ctx *ctx, const flow *f, bool rests, const char *word, bool equilibrium, cm_result *result)
{
    const char *text = NULL;
    if (!rests) return cm_result_note(ctx, result, "The shares still move when the time is over: they may approach a point slowly, or go round without end.");
    if (word != NULL && strcmp(word, "attracting") == 0) text = "Small deviations from this point die out.";
    if (word != NULL && strcmp(word, "unstable") == 0) text = "The slightest deviation in some direction leads away from this point; it is reached only by exact aim.";
    if (word != NULL && strcmp(word, "undecided") == 0) text = "First derivatives do not tell whether small deviations die out, go round, or grow.";
    if (text != NULL && cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    if (f->logit) return cm_result_note(ctx, result, "At rest, each strategy is used the more the better it pays, with mistakes: a quantal response equilibrium, one of possibly several.");
    return cm_result_note(ctx, result, equilibrium ? "At rest, nobody gains by another strategy: an equilibrium, the one that this start leads to."
                                                   : "At rest, but no equilibrium: a strategy that nobody used at the start would pay more, and cannot be copied from anybody.");
}

static cm_status print_end(cm_ctx *ctx, flow *f, bool rests, const char *word, cm_result *result)
{
    static const char *const columns[] = { "player", "value", NULL };
    double regret = 0, speed = speed_of(f);
    bool equilibrium;
    cm_table *table;
    cm_status status = CM_OK;
    payoffs_at(f, f->x);
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    for (size_t i = 0; i < f->nfg->n; i++) {
        double mean = average(f, i, f->x);
        cm_value row[] = { cm_text(f->nfg->player[i]), cm_number(f->least[i] + mean) };
        for (size_t k = f->first[i]; k < f->first[i + 1]; k++) regret = fmax(regret, f->u[k] - mean);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    equilibrium = regret <= ctx->tol.cert * f->range;
    CM_TRY(cm_result_set(ctx, result, "at_rest", cm_truth(rests)));
    CM_TRY(cm_result_set(ctx, result, "time", cm_number(f->time)));
    CM_TRY(cm_result_set(ctx, result, "speed", cm_number(speed)));
    CM_TRY(cm_result_set(ctx, result, "regret", cm_number(regret)));
    CM_TRY(cm_result_set(ctx, result, "equilibrium", cm_truth(equilibrium)));
    CM_TRY(cm_result_set(ctx, result, "stability", word != NULL ? cm_text(word) : cm_none()));
    CM_TRY(say(ctx, f, rests, word, equilibrium, result));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "time", "player", "strategy", "probability", NULL };
    const cm_replicator_params *p = params;
    cm_arena scratch = { NULL };
    cm_table *path;
    const char *word = NULL;
    double intervals;
    bool rests = false;
    flow f;
    cm_status status = CM_OK;
    CM_TRY(open_flow(ctx, &scratch, &game->as.nfg, p, &f));
    intervals = fmax((double)p->points, ceil(p->time * f.pace / 4));          /* so that errors cannot grow much within one */
    if (intervals * (double)f.total > MOST_ROWS) {
        CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "a time of %g with payoffs that range over %g takes %.0f points of %zu shares; give a shorter 'time'", p->time, f.range, intervals, f.total));
    }
    CM_TRY(cm_result_table(ctx, result, "path", columns, &path));
    CM_TRY(follow(ctx, &f, (size_t)intervals, result, path, &rests));
    if (rests) CM_TRY(eigenvalues(ctx, &f, result, &word));
    CM_TRY(print_end(ctx, &f, rests, word, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "at_rest", "time", "speed", "regret", "equilibrium", "stability", NULL };
static const char *const rules[] = { "replicator", "logit", NULL };

static const cm_param param[] = {
    { .name = "start", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_replicator_params, start), .low = 0, .high = 1e9,
      .about = "Shares of all strategies at the start, player after player, on any scale; all alike unless told.", .about_zh = "起点处各策略的份额，按参与者依次列出，尺度任意；未给出时均等。" },
    { .name = "rule", .kind = CM_PARAM_WORD, .offset = offsetof(cm_replicator_params, rule), .words = rules,
      .about = "How shares move: by imitation of what pays more than average, or by noisy best replies.", .about_zh = "份额如何变动：模仿收益高于平均者（replicator），或带噪声的最优反应（logit）。" },
    { .name = "lambda", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_replicator_params, lambda), .fallback = 1, .low = 0, .high = 1e6,
      .about = "Under logit, how strictly the better strategy is chosen; 0 is blind chance.", .about_zh = "logit 规则下对较优策略的敏感程度；0 为完全随机。" },
    { .name = "time", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_replicator_params, time), .fallback = 100, .low = 0.001, .high = 1e9,
      .about = "How long the path is followed, unless it comes to rest before.", .about_zh = "路径跟踪多长时间（若未提前静止）。" },
    { .name = "points", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_replicator_params, points), .fallback = 20, .low = 1, .high = 10000,
      .about = "The fewest times of the path that are printed.", .about_zh = "路径至少列出多少个时刻。" },
};

const cm_concept cm_concept_replicator = {
    .name = "replicator",
    .title = "Replicator and logit dynamics", .title_zh = "复制者动态与 logit 动态",
    .about = "How the shares of strategies change when those that pay more than average spread: where they come to rest, and whether small deviations die out there.",
    .about_zh = "收益高于平均的策略逐渐扩散时各策略份额如何变化：在何处静止，以及在该处小的偏离是否会消失。",
    .formula = "x_ik' = x_ik (u_ik - sum_m x_im u_im), or x_ik' = exp(lambda u_ik) / sum_m exp(lambda u_im) - x_ik",
    .source = "P. D. Taylor, L. B. Jonker, \"Evolutionary stable strategies and game dynamics\", Mathematical Biosciences 40 (1978) 145-156; D. Fudenberg, D. K. Levine, \"The Theory of "
              "Learning in Games\", MIT Press (1998)",
    .certificate = "from each printed time another method of integration leads to the next; speed and gains at the end are computed one strategy at a time; the eigenvalues have the power sums of a "
                   "matrix made by differences",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_replicator_params),
    .run = run,
    .check = cm_replicator_check,
};
