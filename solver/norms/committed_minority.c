/* committed_minority.c: a few who never give in, and a convention that turns over.
 *
 * The naming game with two names, in a large population.  Two are drawn, a speaker and a hearer; the speaker says a name
 * that it holds.  A hearer that holds it too keeps it alone, and so does the speaker; one that does not adds it to its
 * own.  A share p is committed to A and never changes.  With x holding A alone (and not committed), y B alone and
 * z = 1 - p - x - y both:
 *   x' = -x y + z^2 + x z + 3/2 p z,   y' = -x y + z^2 + y z - p y.
 * All others begin with B.  Below a critical p they mostly stay with it; above, all turn to A.  At the critical p the
 * rest point near B vanishes: x' = y' = 0 and the matrix of derivatives is singular.
 *
 * Summary: adopted (the share that holds A alone in the end), rounds (the first time on the path at which a share `goal`
 * does), critical, tips, speed (of the last change).  Table: path (time, adopted, other, both).
 * Cost: a path, and a root in three unknowns.
 * Source: J. Xie, S. Sreenivasan, G. Korniss, W. Zhang, C. Lim, B. K. Szymanski, "Social consensus through the influence
 * of committed minorities", Physical Review E 84 (2011) 011130; D. Centola, J. Becker, D. Brackbill, A. Baronchelli,
 * "Experimental evidence for tipping points in social convention", Science 360 (2018) 1116-1119 (a quarter). */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>

#include "solver/base/printed.h"
#include "solver/concept.h"

enum { STEPS = 200 };

typedef struct minority_params {
    double committed, time, goal;
    long points;
} minority_params;

static int velocity(double t, const double *v, double *out, void *data)
{
    double p = *(const double *)data, x = v[0], y = v[1], z = 1 - p - x - y;
    (void)t;
    out[0] = -x * y + z * z + x * z + 1.5 * p * z;
    out[1] = -x * y + z * z + y * z - p * y;
    return GSL_SUCCESS;
}

/* From where it is to `to`. */
static cm_status follow(cm_ctx *ctx, const gsl_odeiv2_step_type *kind, double p, double from, double to, double *v)
{
    gsl_odeiv2_system system = { velocity, NULL, 2, &p };
    gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, kind, (to - from) / 64, ctx->tol.abs / 1024, 0);
    int code;
    if (driver == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a path");
    code = gsl_odeiv2_driver_apply(driver, &from, to, v);
    gsl_odeiv2_driver_free(driver);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "committed-minority: the path is lost at time %g: %s", from, gsl_strerror(code));
}

static double determinant(double x, double y, double p)
{
    double z = 1 - p - x - y, lost = 2 * z + x + 1.5 * p, gone = 2 * z + y;
    return (-y + z - lost) * (-x + z - p - gone) - (-x - lost) * (-y - gone);
}

static int turning(const gsl_vector *at, void *data, gsl_vector *out)
{
    double v[2] = { gsl_vector_get(at, 0), gsl_vector_get(at, 1) }, p = gsl_vector_get(at, 2), w[2];
    (void)data;
    (void)velocity(0, v, w, &p);
    gsl_vector_set(out, 0, w[0]);
    gsl_vector_set(out, 1, w[1]);
    gsl_vector_set(out, 2, determinant(v[0], v[1], p));
    return GSL_SUCCESS;
}

/* From the rest point with a twentieth committed, which is on the same branch. */
static cm_status find_critical(cm_ctx *ctx, double *critical)
{
    const double start = 0.05;
    double v[2] = { 0, 1 - start };
    gsl_multiroot_function f = { turning, 3, NULL };
    gsl_multiroot_fsolver *solver = gsl_multiroot_fsolver_alloc(gsl_multiroot_fsolver_hybrids, 3);
    gsl_vector *at = gsl_vector_alloc(3);
    int code = GSL_ENOMEM;
    cm_status status = CM_OK;
    if (solver == NULL || at == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for a search of a root"));
    CM_TRY(follow(ctx, gsl_odeiv2_step_rkf45, start, 0, 200, v));
    gsl_vector_set(at, 0, v[0]);
    gsl_vector_set(at, 1, v[1]);
    gsl_vector_set(at, 2, start);
    code = gsl_multiroot_fsolver_set(solver, &f, at);
    for (int k = 0; code == GSL_SUCCESS && k < STEPS; k++) {
        code = gsl_multiroot_fsolver_iterate(solver);
        if (code != GSL_SUCCESS || gsl_multiroot_test_residual(solver->f, ctx->tol.abs * ctx->tol.cert) == GSL_SUCCESS) break;
    }
    *critical = gsl_vector_get(solver->x, 2);
    if (gsl_multiroot_test_residual(solver->f, ctx->tol.abs) != GSL_SUCCESS) status = cm_fail(ctx, CM_E_NUMERIC, "committed-minority: the critical share is missed: %s", gsl_strerror(code));
out:
    gsl_vector_free(at);
    if (solver != NULL) gsl_multiroot_fsolver_free(solver);
    return status;
}

static double speed_of(double p, const double *v)
{
    double w[2];
    (void)velocity(0, v, w, &p);
    return fmax(fabs(w[0]), fabs(w[1]));
}

static cm_status say(cm_ctx *ctx, double p, double critical, cm_result *result)
{
    char *text = cm_format(ctx, result->arena, p > critical ? "%.4g are committed, more than the critical %.4g: in a large population all turn." : "%.4g are committed, fewer than the critical %.4g: in a large population most keep to the old convention, for a time that grows exponentially with their number.", p, critical);
    cm_status status;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    CM_TRY(cm_result_note(ctx, result, "In experiments with groups of 20 to 30 people a quarter was enough and less was not."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "time", "adopted", "other", "both", NULL };
    const minority_params *q = params;
    double p = q->committed, v[2] = { 0, 1 - p }, critical = 0, reached = -1;
    cm_table *table;
    cm_status status;
    (void)game;
    CM_TRY(find_critical(ctx, &critical));
    CM_TRY(cm_result_table(ctx, result, "path", columns, &table));
    for (long k = 0; k <= q->points; k++) {
        double t = q->time * (double)k / (double)q->points;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        if (k > 0) CM_TRY(follow(ctx, gsl_odeiv2_step_rkf45, p, q->time * (double)(k - 1) / (double)q->points, t, v));
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(t), cm_number(p + v[0]), cm_number(v[1]), cm_number(1 - p - v[0] - v[1]) }));
        if (reached < 0 && p + v[0] >= q->goal) reached = t;
    }
    CM_TRY(cm_result_set(ctx, result, "adopted", cm_number(p + v[0])));
    CM_TRY(cm_result_set(ctx, result, "rounds", reached >= 0 ? cm_number(reached) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "critical", cm_number(critical)));
    CM_TRY(cm_result_set(ctx, result, "tips", cm_truth(p > critical)));
    CM_TRY(cm_result_set(ctx, result, "speed", cm_number(speed_of(p, v))));
    CM_TRY(say(ctx, p, critical, result));
out:
    return status;
}

/* --- the certificate ------------------------------------------------------------------------------------------- */

static cm_status near(cm_ctx *ctx, cm_value got, double want, const char *what, size_t at)
{
    if (got.kind == CM_NUMBER && fabs(got.as.number - want) <= ctx->tol.cert * fmax(1, fabs(want))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s (%zu) is %.12g, not %.12g", what, at, want, got.kind == CM_NUMBER ? got.as.number : NAN);
}

/* Rest points solve a quartic in z: with y = z (1 + p/2 - z) / (2 z - p) and x = 1 - p - z - y, y' = 0.  Is there one
 * near B, z below that of the saddle without commitment?  By a scan: the sign of y' there. */
static bool holds_out(double p)
{
    enum { SCAN = 20000 };
    const double high = 0.3;
    for (int k = 1; k < SCAN; k++) {
        double z = p / 2 + (high - p / 2) * k / SCAN, y = z * (1 + p / 2 - z) / (2 * z - p), x = 1 - p - z - y;
        if (x >= 0 && x < y && -x * y + z * z + y * z - p * y <= 0) return true;
    }
    return false;
}

static cm_status check_path(cm_ctx *ctx, const minority_params *q, const cm_result *result)
{
    const cm_table *path = cm_result_find(result, "path");
    double p = q->committed, v[2] = { 0, 1 - p }, reached = -1, now = 0;
    cm_value rounds = cm_printed_value(result, "rounds");
    cm_status status = CM_OK;
    if (path == NULL || path->nrows != (size_t)q->points + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %ld points", q->points + 1);
    for (size_t k = 0; k < path->nrows; k++) {
        double t = q->time * (double)k / (double)q->points;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        if (k > 0) CM_TRY(follow(ctx, gsl_odeiv2_step_rk8pd, p, q->time * (double)(k - 1) / (double)q->points, t, v));
        CM_TRY(near(ctx, cm_table_get(path, k, "time"), t, "time", k));
        CM_TRY(near(ctx, cm_table_get(path, k, "adopted"), p + v[0], "the share of A at point", k));
        CM_TRY(near(ctx, cm_table_get(path, k, "other"), v[1], "the share of B at point", k));
        CM_TRY(near(ctx, cm_table_get(path, k, "both"), 1 - p - v[0] - v[1], "the share of both at point", k));
        now = cm_table_get(path, k, "adopted").as.number;
        v[0] = now - p;                                                             /* on from what is printed */
        v[1] = cm_table_get(path, k, "other").as.number;
        if (reached < 0 && now >= q->goal) reached = t;
    }
    CM_TRY(near(ctx, cm_printed_value(result, "adopted"), now, "adopted", 0));
    CM_TRY(near(ctx, cm_printed_value(result, "speed"), speed_of(p, v), "speed", 0));
    if (reached < 0 ? rounds.kind != CM_NONE : near(ctx, rounds, reached, "rounds", 0) != CM_OK) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the goal is reached at another time than printed"));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const minority_params *q = params;
    cm_value critical = cm_printed_value(result, "critical"), tips = cm_printed_value(result, "tips");
    double edge = sqrt(ctx->tol.cert) / 10;
    cm_status status;
    (void)game;
    CM_TRY(check_path(ctx, q, result));
    if (critical.kind != CM_NUMBER || !(critical.as.number > edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no critical share");
    if (!holds_out(critical.as.number - edge) || holds_out(critical.as.number + edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing changes at a committed share of %.12g", critical.as.number);
    if (tips.kind != CM_TRUTH || tips.as.truth != (q->committed > critical.as.number)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: whether it tips is not said, or wrongly");
out:
    return status;
}

static const cm_param param[] = {
    { .name = "committed", .kind = CM_PARAM_NUMBER, .offset = offsetof(minority_params, committed), .fallback = 0.1, .low = 0, .high = 1,
      .about = "The share that holds to the new convention whatever others do.", .about_zh = "不论他人如何都坚持新惯例者的比例。" },
    { .name = "time", .kind = CM_PARAM_NUMBER, .offset = offsetof(minority_params, time), .fallback = 200, .low = 0.001, .high = 1000000,
      .about = "How long it is followed, in meetings a member.", .about_zh = "跟踪多长时间，以人均交往次数计。" },
    { .name = "goal", .kind = CM_PARAM_NUMBER, .offset = offsetof(minority_params, goal), .fallback = 0.9, .low = 0, .high = 1,
      .about = "The share at which the change is said to be made.", .about_zh = "新惯例达到多大比例算作转变完成。" },
    { .name = "points", .kind = CM_PARAM_INTEGER, .offset = offsetof(minority_params, points), .fallback = 40, .low = 1, .high = 10000,
      .about = "How many intervals of the path are printed.", .about_zh = "路径列出多少个区间。" },
};

static const char *const summary_names[] = { "adopted", "rounds", "critical", "tips", "speed", NULL };

const cm_concept cm_concept_committed_minority = {
    .name = "committed-minority",
    .title = "Committed minority", .title_zh = "坚定的少数",
    .about = "How large a share of members who never give in has to be for a whole population to turn to their convention.",
    .about_zh = "从不让步的成员须占多大比例，才能使整个群体转向他们的惯例。",
    .formula = "x' = -x y + z^2 + x z + 3/2 p z, y' = -x y + z^2 + y z - p y, z = 1 - p - x - y; critical p: x' = y' = 0 and a singular Jacobian (0.0979)",
    .source = "J. Xie, S. Sreenivasan, G. Korniss, W. Zhang, C. Lim, B. K. Szymanski, \"Social consensus through the influence of committed minorities\", Physical Review E 84 (2011) 011130; D. Centola, J. "
              "Becker, D. Brackbill, A. Baronchelli, \"Experimental evidence for tipping points in social convention\", Science 360 (2018) 1116-1119",
    .certificate = "from each printed time another method of integration leads to the next; a scan finds a rest point near the old convention just below the critical share and none just above",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(minority_params),
    .run = run,
    .check = check,
};
