/* basins.c: from which starts do shares of strategies come to rest where?
 *
 * Two populations (or one, in a game that is the same for both) move as in `replicator`: by imitation of what pays more
 * than average, or by noisy best replies (logit).  All rest points are found, and whether small deviations die out; then
 * a path is followed from each of grid x grid starts.  It belongs to an attracting point once it is within a small
 * ball about it; to another point when it comes so near that it cannot be told from one that stays there (a start on
 * the border between basins; of starts within rounding of a border either side may be said); it moves on when it has done neither by the end of the time.  With two shares that are
 * free starts are the middles of a grid's cells, and the map shows them; else they are drawn evenly.  Payoffs are
 * counted from their least, for the replicator over their range too: its paths do not change.
 *
 * Summary: points, attracting, complete (no rest point is missing), starts, first (the share from which all come to use
 * their first strategy mostly), largest_basin, largest (its letter), border, moving.  Tables: points, eigenvalues,
 * basins (point, share), map.
 * Cost: starts x steps of each path.
 * Source: J. Hofbauer, K. Sigmund, "Evolutionary Games and Population Dynamics" (1998); D. Fudenberg, D. K. Levine, "The
 * Theory of Learning in Games" (1998), chapter 4. */
#include "solver/strategic/basins.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <string.h>

#include "solver/base/rng.h"

static const char moving = '~';

static cm_status measure(cm_basins *b, cm_arena *arena)
{
    const cm_nfg *nfg = b->nfg;
    double *pay[2], low[2] = { HUGE_VAL, HUGE_VAL }, high[2] = { -HUGE_VAL, -HUGE_VAL };
    for (size_t q = 0; q < 2; q++) {
        pay[q] = CM_NEW(b->ctx, arena, nfg->cells, double);
        if (pay[q] == NULL) return b->ctx->status;
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            size_t own = q == 0 ? cell % nfg->count[0] : cell / nfg->count[0], its = q == 0 ? cell / nfg->count[0] : cell % nfg->count[0];
            double x = nfg->payoff[cell * 2 + q];
            pay[q][own * nfg->count[1 - q] + its] = x;
            low[q] = fmin(low[q], x), high[q] = fmax(high[q], x);
        }
        b->pay[q] = pay[q];
    }
    b->scale = fmax(high[0] - low[0], high[1] - low[1]);
    if (!(b->scale > b->ctx->tol.abs * fmax(fmax(fabs(low[0]), fabs(high[0])), fmax(fabs(low[1]), fabs(high[1]))))) return cm_fail(b->ctx, CM_E_DOMAIN, "basins: all payoffs of a player are alike, and nothing moves");
    if (b->logit) b->scale = 1;
    for (size_t cell = 0; cell < nfg->cells; cell++) pay[0][cell] = (pay[0][cell] - low[0]) / b->scale, pay[1][cell] = (pay[1][cell] - low[1]) / b->scale;
    for (size_t cell = 0; b->one && cell < nfg->cells; cell++) {
        if (fabs(pay[0][cell] - pay[1][cell]) > b->ctx->tol.abs) return cm_fail(b->ctx, CM_E_DOMAIN, "basins: one population plays a game that is the same for both; in this one a strategy pays the players differently");
    }
    return CM_OK;
}

cm_status cm_basins_open(cm_ctx *ctx, cm_arena *arena, const cm_game *game, const cm_basins_params *p, cm_basins *b)
{
    const cm_nfg *nfg = &game->as.nfg;
    *b = (cm_basins){ .ctx = ctx, .nfg = nfg, .p = p, .one = strcmp(p->populations, "one") == 0, .logit = strcmp(p->rule, "logit") == 0, .grid = (size_t)p->grid };
    if (nfg->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "basins takes a game of two players, not %zu", nfg->n);
    b->populations = b->one ? 1 : 2;
    for (size_t q = 0; q < 2; q++) {
        b->count[q] = nfg->count[q];
        if (nfg->count[q] > CM_BASINS_STRATEGIES) return cm_fail(ctx, CM_E_LIMIT, "basins takes %d strategies of a player at most, and '%s' has %zu", CM_BASINS_STRATEGIES, nfg->player[q], nfg->count[q]);
    }
    if (b->one && nfg->count[0] != nfg->count[1]) return cm_fail(ctx, CM_E_DOMAIN, "basins: one population takes as many strategies of either player, not %zu and %zu", nfg->count[0], nfg->count[1]);
    b->total = b->one ? b->count[0] : b->count[0] + b->count[1];
    if (b->total == b->populations) return cm_fail(ctx, CM_E_DOMAIN, "basins: nobody has two strategies, and nothing moves");
    b->flat = b->one ? b->count[0] <= 3 : b->count[0] == 2 && b->count[1] == 2;
    return measure(b, arena);
}

size_t cm_basins_rows(const cm_basins *b)
{
    return b->one && b->count[0] == 2 ? 1 : b->grid;
}

size_t cm_basins_columns(const cm_basins *b, size_t row)
{
    return b->one && b->count[0] == 3 ? b->grid - row : b->grid;
}

void cm_basins_start(const cm_basins *b, size_t row, size_t column, double *x)
{
    double g = (double)b->grid, i = (double)column, j = (double)row;
    if (b->flat && b->one && b->count[0] == 3) {
        x[0] = (i + 1.0 / 3) / g;
        x[1] = (j + 1.0 / 3) / g;
        x[2] = 1 - x[0] - x[1];
    } else if (b->flat) {
        x[0] = (i + 0.5) / g;
        x[1] = 1 - x[0];
        if (!b->one) x[2] = (j + 0.5) / g, x[3] = 1 - x[2];
    } else {
        cm_rng rng;
        cm_rng_init(&rng, (uint64_t)b->p->seed, "starts", row * b->grid + column);
        for (size_t q = 0, at = 0; q < b->populations; at += b->count[q], q++) {
            double sum = 0;
            for (size_t k = 0; k < b->count[q]; k++) sum += x[at + k] = -log(fmax(DBL_MIN, cm_rng_unit(&rng)));
            for (size_t k = 0; k < b->count[q]; k++) x[at + k] /= sum;
        }
    }
}

int cm_basins_velocity(double t, const double *x, double *v, void *data)
{
    cm_basins *b = data;
    (void)t;
    b->steps += (double)(b->count[0] * b->count[1]);
    for (size_t q = 0; q < b->populations; q++) {
        size_t n = b->count[q], m = b->count[b->one ? 0 : 1 - q], at = q == 0 ? 0 : b->count[0];
        const double *other = x + (b->one || q == 1 ? 0 : b->count[0]), *pay = b->pay[q];
        double mean = 0, most = -HUGE_VAL, sum = 0;
        for (size_t k = 0; k < n; k++, pay += m) {
            double u = 0;
            for (size_t c = 0; c < m; c++) u += pay[c] * other[c];
            v[at + k] = u;
            mean += x[at + k] * u;
            most = fmax(most, u);
        }
        if (!b->logit) {
            for (size_t k = 0; k < n; k++) v[at + k] = x[at + k] * (v[at + k] - mean);
            continue;
        }
        for (size_t k = 0; k < n; k++) sum += v[at + k] = exp(b->p->lambda * (v[at + k] - most));
        for (size_t k = 0; k < n; k++) v[at + k] = v[at + k] / sum - x[at + k];
    }
    return GSL_SUCCESS;
}

/* --- paths ----------------------------------------------------------------------------------------------------- */

typedef struct walker {
    gsl_odeiv2_step *step;
    gsl_odeiv2_control *control;
    gsl_odeiv2_evolve *evolve;
    gsl_odeiv2_system system;
} walker;

/* The letter of a point that x is at; 0 when it is at none. */
static char arrived(const cm_basins *b, const double *x)
{
    for (size_t k = 0; k < b->npoints; k++) {
        double far = 0, near = b->attracting[k] ? sqrt(b->ctx->tol.cert) : b->ctx->tol.cert;
        for (size_t a = 0; a < b->total && far <= near; a++) far = fmax(far, fabs(x[a] - b->point[k * b->total + a]));
        if (far <= near) return cm_basins_letter(k);
    }
    return 0;
}

static cm_status follow(cm_basins *b, walker *w, double *x, char *end)
{
    double time = 0, h = b->logit ? 1 / (1 + b->p->lambda) : 1;
    *end = arrived(b, x);
    (void)gsl_odeiv2_evolve_reset(w->evolve);
    (void)gsl_odeiv2_step_reset(w->step);
    while (*end == 0) {
        int error = gsl_odeiv2_evolve_apply(w->evolve, w->control, w->step, &w->system, &time, b->p->time, &h, x);
        if (error != GSL_SUCCESS) return cm_fail(b->ctx, CM_E_NUMERIC, "basins: a path could not be followed beyond time %g: %s", time, gsl_strerror(error));
        for (size_t q = 0, at = 0; q < b->populations; at += b->count[q], q++) {               /* shares again, after rounding */
            double sum = 0;
            for (size_t k = 0; k < b->count[q]; k++) sum += x[at + k] = fmax(0, x[at + k]);
            for (size_t k = 0; k < b->count[q]; k++) x[at + k] /= sum;
        }
        *end = arrived(b, x);
        if (*end == 0 && !(time < b->p->time)) *end = moving;
    }
    return CM_OK;
}

static cm_status draw_map(cm_basins *b, walker *w, cm_result *result, double *count)
{
    static const char *const columns[] = { "row", "share", "ends", NULL };
    size_t rows = cm_basins_rows(b);
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(b->ctx, result, "map", columns, &table));
    for (size_t r = 0; r < rows; r++) {
        size_t n = cm_basins_columns(b, r);
        char *ends = CM_NEW(b->ctx, result->arena, n + 1, char);
        double x[16];
        if (ends == NULL) CM_LEAVE(b->ctx->status);
        for (size_t c = 0; c < n; c++) {
            if (cm_stopped(b->ctx)) CM_LEAVE(cm_fail(b->ctx, CM_E_INTERRUPT, "interrupted"));
            if (b->steps > b->ctx->work_limit) CM_LEAVE(cm_fail(b->ctx, CM_E_LIMIT, "the paths take more than %g steps; give a smaller 'grid' or a shorter 'time'", b->ctx->work_limit));
            cm_basins_start(b, r, c, x);
            CM_TRY(follow(b, w, x, &ends[c]));
            count[(unsigned char)ends[c]]++;
        }
        ends[n] = '\0';
        cm_basins_start(b, r, 0, x);
        CM_TRY(cm_table_row(b->ctx, result, table, (cm_value[]){ cm_integer((int64_t)r + 1), b->flat && b->total > 2 ? cm_number(x[b->one ? 1 : 2]) : cm_none(), cm_text(ends) }));
    }
out:
    return status;
}

/* --- the whole -------------------------------------------------------------------------------------------------- */

static cm_status set_shares(cm_ctx *ctx, const cm_basins *b, const double *count, cm_result *result)
{
    static const char *const columns[] = { "point", "share", NULL };
    double starts = 0, border = 0, first = 0, attracting = 0;
    size_t largest = b->npoints;
    char *letter = NULL;
    cm_table *table;
    cm_status status;
    for (size_t r = 0; r < cm_basins_rows(b); r++) starts += (double)cm_basins_columns(b, r);
    CM_TRY(cm_result_table(ctx, result, "basins", columns, &table));
    for (size_t k = 0; k < b->npoints; k++) {
        const double *x = b->point + k * b->total;
        double share = count[(unsigned char)cm_basins_letter(k)] / starts;
        char *name = cm_format(ctx, result->arena, "%c", cm_basins_letter(k));
        if (name == NULL) CM_LEAVE(ctx->status);
        if (x[0] > 0.5 && (b->one || x[b->count[0]] > 0.5)) first += share;
        attracting += b->attracting[k];
        if (!b->attracting[k]) border += share;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(name), cm_number(share) }));
        if (b->attracting[k] && (largest == b->npoints || share > count[(unsigned char)cm_basins_letter(largest)] / starts + ctx->tol.abs)) largest = k, letter = name;
    }
    CM_TRY(cm_result_set(ctx, result, "points", cm_integer((int64_t)b->npoints)));
    CM_TRY(cm_result_set(ctx, result, "attracting", cm_integer((int64_t)attracting)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(b->complete)));
    CM_TRY(cm_result_set(ctx, result, "starts", cm_integer((int64_t)starts)));
    CM_TRY(cm_result_set(ctx, result, "first", cm_number(first)));
    CM_TRY(cm_result_set(ctx, result, "largest", letter != NULL ? cm_text(letter) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "largest_basin", letter != NULL ? cm_number(count[(unsigned char)*letter] / starts) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "border", cm_number(border)));
    CM_TRY(cm_result_set(ctx, result, "moving", cm_number(count[(unsigned char)moving] / starts)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_basins *b, const double *count, cm_result *result)
{
    cm_status status = CM_OK;
    if (b->flat && !b->one) CM_TRY(cm_result_note(ctx, result, "Each letter of the map is a start: to the right the first player's share of its first strategy grows, downwards the second's; the letter says where the path from there ends."));
    if (!b->flat) CM_TRY(cm_result_note(ctx, result, "Starts are drawn evenly from all shares: a basin's share is an estimate."));
    if (count[(unsigned char)moving] > 0) CM_TRY(cm_result_note(ctx, result, "From starts marked ~ shares still move when the time is over: they go round, or approach a point slowly."));
    if (!b->complete) CM_TRY(cm_result_note(ctx, result, b->logit ? "Rest points were sought from a coarse grid of starts: one that draws no path may be missing." : "Some strategies pay alike: there may be lines of rest points, of which not all are listed."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    walker w = { NULL, NULL, NULL, { NULL, NULL, 0, NULL } };
    double count[256] = { 0 };
    cm_basins b;
    cm_status status;
    CM_TRY(cm_basins_open(ctx, &scratch, game, params, &b));
    CM_TRY(cm_basins_rest(&b, &scratch, result));
    w.system = (gsl_odeiv2_system){ cm_basins_velocity, NULL, b.total, &b };
    w.step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rkf45, b.total);
    w.control = gsl_odeiv2_control_y_new(ctx->tol.abs, 0);
    w.evolve = gsl_odeiv2_evolve_alloc(b.total);
    if (w.step == NULL || w.control == NULL || w.evolve == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for a path of %zu shares", b.total));
    CM_TRY(draw_map(&b, &w, result, count));
    CM_TRY(set_shares(ctx, &b, count, result));
    CM_TRY(say(ctx, &b, count, result));
out:
    if (w.evolve != NULL) gsl_odeiv2_evolve_free(w.evolve);
    if (w.control != NULL) gsl_odeiv2_control_free(w.control);
    if (w.step != NULL) gsl_odeiv2_step_free(w.step);
    cm_arena_free(&scratch);
    return status;
}

static const char *const rules[] = { "replicator", "logit", NULL }, *const populations[] = { "two", "one", NULL };

static const cm_param param[] = {
    { .name = "rule", .kind = CM_PARAM_WORD, .offset = offsetof(cm_basins_params, rule), .words = rules,
      .about = "How shares move: by imitation of what pays more than average, or by noisy best replies.", .about_zh = "份额如何变动：模仿收益高于平均者（replicator），或带噪声的最优反应（logit）。" },
    { .name = "populations", .kind = CM_PARAM_WORD, .offset = offsetof(cm_basins_params, populations), .words = populations,
      .about = "Whether each player stands for a population of its own, or all are of one and meet each other.", .about_zh = "两个参与者各代表一个群体，还是所有成员同属一个群体并彼此相遇。" },
    { .name = "lambda", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_basins_params, lambda), .fallback = 1, .low = 0, .high = 1000,
      .about = "Under logit, how strictly the better strategy is chosen; 0 is blind chance.", .about_zh = "logit 规则下对较优策略的敏感程度；0 为完全随机。" },
    { .name = "time", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_basins_params, time), .fallback = 200, .low = 1, .high = 1000000,
      .about = "How long a path is followed; for imitation in units of one over the range of payoffs.", .about_zh = "每条路径跟踪多长时间；模仿规则下以收益极差的倒数为单位。" },
    { .name = "grid", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_basins_params, grid), .fallback = 40, .low = 2, .high = 1000,
      .about = "How many starts there are along a side of the grid.", .about_zh = "网格每边有多少个起点。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_basins_params, seed), .fallback = 1, .low = 0, .high = 1e15,
      .about = "The seed of starts that are drawn.", .about_zh = "抽取起点所用的随机种子。" },
};

static const char *const summary_names[] = { "points", "attracting", "complete", "starts", "first", "largest", "largest_basin", "border", "moving", NULL };

const cm_concept cm_concept_basins = {
    .name = "basins",
    .title = "Basins of attraction", .title_zh = "吸引域",
    .about = "From which starting shares strategies that spread come to rest where, how large each such region is, and which of the resting points are stable.",
    .about_zh = "策略扩散时从哪些初始份额出发会静止于何处，各区域有多大，以及哪些静止点是稳定的。",
    .formula = "x_ik' = x_ik (u_ik - sum_m x_im u_im), or x_ik' = exp(lambda u_ik) / sum_m exp(lambda u_im) - x_ik, from each start of a grid",
    .source = "J. Hofbauer, K. Sigmund, \"Evolutionary Games and Population Dynamics\", Cambridge University Press (1998); D. Fudenberg, D. K. Levine, \"The Theory of Learning in Games\", MIT Press (1998)",
    .certificate = "each point rests, its eigenvalues have the power sums of a matrix made by differences; from a sample of the starts another method of integration, with payoffs of one strategy at a time, ends at the point of the map",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_basins_params),
    .run = run,
    .check = cm_basins_check,
};
