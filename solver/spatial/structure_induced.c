/* structure_induced.c: what lasts when issues are decided one at a time.
 *
 * Definition: a policy that no winning coalition would change on any single issue, the others staying as they are.
 * Utilities here are sums over issues, so that on each issue members compare places by their distance from their
 * ideal alone: the equilibria are all combinations of places from one interval an issue, [h_k(+1), -h_k(-1)], h_k the
 * reach of the rule along issue k (metric.h).  Under simple majority of an odd number it is the median of each issue.
 * A rule under which two winning coalitions can be without a common member may leave an issue without any.
 *
 * A package may still beat such a policy: procedure, not tastes, makes it last.
 *
 * Cost: O(d n log n), and one test whether a package beats it (halfspace.h).
 * Source: K. A. Shepsle, "Institutional arrangements and equilibrium in multidimensional voting models", American
 * Journal of Political Science 23 (1979) 27-59; G. H. Kramer, "Sophisticated voting over multidimensional choice
 * spaces", Journal of Mathematical Sociology 2 (1972) 165-180. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/spatial/branching.h"
#include "solver/spatial/depth.h"
#include "solver/spatial/gridlock.h"
#include "solver/spatial/metric.h"

typedef struct stand {
    double place;
    size_t member;
} stand;

static int by_place(const void *a, const void *b)
{
    const stand *left = a, *right = b;
    return (left->place > right->place) - (left->place < right->place);
}

/* From the top, and from the bottom, until those passed win. False when those who care for the issue never do. */
static bool interval(const cm_spatial *game, size_t k, stand *who, cm_tally *tally, double *low, double *high)
{
    size_t m = 0;
    bool won = false;
    for (size_t i = 0; i < game->n; i++) {
        if (cm_spatial_salience(game, i, k) > 0) who[m++] = (stand){ game->ideal[i * game->d + k], i };
    }
    qsort(who, m, sizeof *who, by_place);
    cm_tally_clear(tally);
    for (size_t p = m; p-- > 0 && !won;) {
        cm_tally_add(tally, who[p].member, 1);
        won = cm_tally_wins(tally);
        *low = who[p].place;
    }
    if (!won) return false;
    cm_tally_clear(tally);
    won = false;
    for (size_t p = 0; p < m && !won; p++) {
        cm_tally_add(tally, who[p].member, 1);
        won = cm_tally_wins(tally);
        *high = who[p].place;
    }
    return true;
}

typedef struct answer {
    bool exists, unique;
    double *x;                   /* the equilibrium nearest to the status quo */
} answer;

static cm_status run_issues(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_result *result, answer *found)
{
    static const char *const columns[] = { "issue", "low", "high", "value", NULL };
    stand *who = CM_NEW(ctx, arena, game->n, stand);
    cm_tally tally;
    cm_table *table;
    cm_status status = CM_OK;
    if (who == NULL) return ctx->status;
    CM_TRY(cm_tally_init(ctx, arena, game->vote, &tally));
    CM_TRY(cm_result_table(ctx, result, "equilibrium", columns, &table));
    for (size_t k = 0; k < game->d; k++) {
        double low = 0, high = 0, quo = game->status_quo[k];
        cm_value row[] = { cm_text(game->issue[k]), cm_none(), cm_none(), cm_number(quo) };
        found->x[k] = quo;
        if (!interval(game, k, who, &tally, &low, &high)) {
            found->unique = false;
        } else {
            row[1] = cm_number(low);
            row[2] = cm_number(high);
            found->x[k] = fmin(fmax(quo, low), high);
            row[3] = low <= high ? cm_number(found->x[k]) : cm_none();
            found->exists = found->exists && low <= high;
            found->unique = found->unique && low >= high;
        }
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    found->unique = found->unique && found->exists;
out:
    return status;
}

/* A package that beats it: which way, and for whom. */
static cm_status print_package(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const double *u,
                               const unsigned char *in)
{
    static const char *const along[] = { "issue", "value", NULL }, *const by[] = { "player", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "package", along, &table));
    for (size_t k = 0; k < game->d; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->issue[k]), cm_number(u[k]) }));
    }
    CM_TRY(cm_result_table(ctx, result, "coalition", by, &table));
    for (size_t i = 0; i < game->n; i++) {
        if (in[i]) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->player[i]) }));
    }
out:
    return status;
}

static cm_status notes(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found, cm_value beaten)
{
    cm_status status = CM_OK;
    if (!found->exists) {
        CM_TRY(cm_result_note(ctx, result, "On some issue two winning coalitions pull apart: whatever is decided there, "
                                           "one of them would change it."));
    } else if (!found->unique) {
        CM_TRY(cm_result_note(ctx, result, "On some issue every place from 'low' to 'high' lasts; the one nearest to the "
                                           "status quo is given."));
    }
    if (beaten.kind == CM_TRUTH && beaten.as.truth) {
        CM_TRY(cm_result_note(ctx, result, "A package would beat this policy: a small step along 'package' pleases the "
                                           "coalition listed. It lasts because issues are voted on one at a time."));
    } else if (beaten.kind == CM_TRUTH) {
        CM_TRY(cm_result_note(ctx, result, "No package beats this policy either."));
    } else if (found->exists) {
        CM_TRY(cm_result_note(ctx, result, "Whether a package beats it was not computed."));
    }
    if (game->red_low != NULL) {
        CM_TRY(cm_result_note(ctx, result, "Red lines are not looked at here: preferences alone decide."));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    answer found = { .exists = true, .unique = true };
    double *u = CM_NEW(ctx, &scratch, spatial->d, double);
    unsigned char *in = CM_NEW(ctx, &scratch, spatial->n, unsigned char);
    cm_value package = cm_none();
    bool beaten = false;
    cm_status status = CM_OK;
    (void)params;
    found.x = CM_NEW(ctx, &scratch, spatial->d, double);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(run_issues(ctx, &scratch, spatial, result, &found));
    if (found.exists) {
        /* A kink of a city-block utility, or too many issues: an answer all the same. */
        cm_ctx trial = *ctx;
        status = cm_metric_beaten(&trial, spatial, found.x, &beaten, u, in);
        ctx->alloc_budget = trial.alloc_budget;
        if (status == CM_OK) package = cm_truth(beaten);
        else if (status != CM_E_DOMAIN && status != CM_E_LIMIT) CM_LEAVE(cm_fail(ctx, status, "%s", trial.message));
    }
    CM_TRY(cm_result_set(ctx, result, "exists", cm_truth(found.exists)));
    CM_TRY(cm_result_set(ctx, result, "unique", cm_truth(found.unique)));
    CM_TRY(cm_result_set(ctx, result, "package_beats_it", package));
    if (beaten) CM_TRY(print_package(ctx, result, spatial, u, in));
    CM_TRY(notes(ctx, result, spatial, &found, package));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate ---------------------------------------------------------------------------------------- */

/* Would a winning coalition rather have the single issue at y than at x?  By utilities. */
static bool changes(const cm_ctx *ctx, const cm_spatial *game, double x, double y, unsigned char *in)
{
    for (size_t i = 0; i < game->n; i++) {
        double at_x = cm_spatial_utility(game, i, &x), at_y = cm_spatial_utility(game, i, &y);
        in[i] = at_y - at_x > ctx->tol.abs * fmax(fabs(at_x), fabs(at_y));
    }
    return cm_vote_wins(game->vote, in);
}

/* A place lasts when nothing near beats it; far places are tried as well. */
static bool lasts(const cm_ctx *ctx, const cm_spatial *game, double x, double step, unsigned char *in)
{
    if (changes(ctx, game, x, x + step, in) || changes(ctx, game, x, x - step, in)) return false;
    for (size_t i = 0; i < game->n; i++) {
        double a = game->ideal[i];
        if (changes(ctx, game, x, a, in) || changes(ctx, game, x, x + (a - x) / 2, in)) return false;
    }
    return true;
}

/* `game` has the one issue, which is row k of the table. */
static cm_status check_issue(cm_ctx *ctx, const cm_spatial *game, const cm_table *table, size_t k, unsigned char *in,
                             bool *exists)
{
    cm_value low = cm_table_get(table, k, "low"), high = cm_table_get(table, k, "high");
    cm_value value = cm_table_get(table, k, "value");
    double size = fabs(game->status_quo[0]), step, l, h;
    for (size_t i = 0; i < game->n; i++) size = fmax(size, fabs(game->ideal[i]));
    for (size_t i = 0; i < game->n; i++) in[i] = cm_spatial_salience(game, i, 0) > 0;
    step = sqrt(ctx->tol.abs) * size;
    if (!cm_vote_wins(game->vote, in)) {
        if (low.kind == CM_NONE && high.kind == CM_NONE && value.kind == CM_NUMBER) return CM_OK;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: those who care for '%s' decide nothing", game->issue[0]);
    }
    if (low.kind != CM_NUMBER || high.kind != CM_NUMBER) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: no interval on '%s'", game->issue[0]);
    }
    l = low.as.number, h = high.as.number;
    /* below low a winning coalition goes up, above high one goes down; at and between them nobody moves */
    if (!changes(ctx, game, l - step, l, in) || !changes(ctx, game, h + step, h, in)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: on '%s' the interval from %.12g to %.12g is not all", game->issue[0], l, h);
    }
    *exists = *exists && l <= h;
    if (l > h) {
        if (value.kind == CM_NONE && changes(ctx, game, l + (h - l) / 2, l, in)) return CM_OK;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: on '%s' something lasts after all", game->issue[0]);
    }
    if (value.kind != CM_NUMBER || !(value.as.number >= l && value.as.number <= h) ||
        !lasts(ctx, game, l, step, in) || !lasts(ctx, game, h, step, in) ||
        !lasts(ctx, game, value.as.number, step, in)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: on '%s' a winning coalition would change what is printed", game->issue[0]);
    }
    return CM_OK;
}

/* What member i gains by a small step on each issue, from differences of its utility to both sides, which for a square
 * are exact; of unit length.  False at a kink. */
static bool slopes(const cm_ctx *ctx, const cm_spatial *game, size_t i, const double *x, double *y, const double *scale, double *row)
{
    double length = 0;
    memcpy(y, x, game->d * sizeof *y);
    for (size_t k = 0; k < game->d; k++) {
        double off = fabs(game->ideal[i * game->d + k] - x[k]), step = game->utility == CM_CITYBLOCK ? off : scale[k], side[2];
        row[k] = 0;
        if (!(cm_spatial_salience(game, i, k) > 0) || !(scale[k] > 0)) continue;
        if (!(off > ctx->tol.abs * scale[k]) && game->utility == CM_CITYBLOCK) return false;
        if (!(off > ctx->tol.abs * scale[k])) continue;
        for (int s = 0; s < 2; s++) {
            y[k] = x[k] + (s == 0 ? -step : step);
            side[s] = cm_spatial_utility(game, i, y);
            if (game->utility == CM_EUCLIDEAN) side[s] *= -side[s];
        }
        y[k] = x[k];
        row[k] = (side[1] - side[0]) / (2 * step);
        length += row[k] * row[k];
    }
    for (size_t k = 0; k < game->d && length > 0; k++) row[k] /= sqrt(length);
    return true;
}

/* No direction pleases a winning coalition: by branching on who is left out, or by the rays of the arrangement. */
static cm_status check_no_package(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const double *x)
{
    double *g = CM_NEW(ctx, arena, game->n * game->d, double), *y = CM_NEW(ctx, arena, game->d, double), *scale = CM_NEW(ctx, arena, game->d, double);
    double budget = cm_gridlock_budget(ctx);
    cm_proof proof;
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t j = 0; j < game->n * game->d; j++) scale[j % game->d] = fmax(scale[j % game->d], fabs(game->ideal[j] - x[j % game->d]));
    for (size_t i = 0; i < game->n; i++) {
        if (!slopes(ctx, game, i, x, y, scale, g + i * game->d)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has a kink where no package is said to beat", game->player[i]);
    }
    CM_TRY(cm_rays_open(ctx, g, game->n, game->d, game->vote, budget, &proof));
    if (proof == CM_PROOF_UNSETTLED) CM_TRY(cm_branching(ctx, g, game->n, game->d, game->vote, false, budget, &proof));
    if (proof == CM_PROOF_YES) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a package beats it");
    if (proof == CM_PROOF_UNSETTLED) return cm_fail(ctx, CM_E_LIMIT, "that no package of %zu issues pleases a winning coalition of %zu members could not be proven in %.2g steps", game->d, game->n, budget);
out:
    return status;
}

/* Nothing is said where a city-block utility has its kink, or where it would take too long. */
static cm_status check_silence(cm_ctx *ctx, const cm_spatial *game)
{
    bool small = game->d <= 2 && (double)game->n * (double)game->n <= ctx->work_limit;
    if (game->utility == CM_CITYBLOCK || !small) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: whether a package beats it is left out without need");
}

/* A small step along the printed package pleases those listed, and they win; or none of some directions does. */
static cm_status check_package(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_result *result,
                               const double *x)
{
    const cm_value *beaten = cm_result_get(result, "package_beats_it");
    const cm_table *along = cm_result_find(result, "package"), *by = cm_result_find(result, "coalition");
    double *y = CM_NEW(ctx, arena, game->d, double), size = 0;
    unsigned char *in = CM_NEW(ctx, arena, game->n, unsigned char);
    bool pleases = false;
    if (y == NULL || in == NULL) return ctx->status;
    if (beaten == NULL || beaten->kind != CM_TRUTH) return check_silence(ctx, game);
    if (beaten->as.truth != (along != NULL) || (along != NULL) != (by != NULL)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no package");
    if (!beaten->as.truth) return check_no_package(ctx, arena, game, x);
    for (size_t j = 0; j < game->n * game->d; j++) size = fmax(size, fabs(game->ideal[j] - x[j % game->d]));
    for (double step = size; !pleases && step > ctx->tol.abs * size; step /= 2) {
        size_t row = 0;
        pleases = true;
        for (size_t k = 0; k < game->d; k++) y[k] = x[k] + step * cm_table_get(along, k, "value").as.number;
        for (size_t i = 0; i < game->n; i++) {
            cm_value name = row < by->nrows ? cm_table_get(by, row, "player") : cm_none();
            in[i] = name.kind == CM_TEXT && strcmp(name.as.text, game->player[i]) == 0;
            row += in[i];
            pleases = pleases && (!in[i] || cm_spatial_utility(game, i, y) > cm_spatial_utility(game, i, x));
        }
        pleases = pleases && row == by->nrows && cm_vote_wins(game->vote, in);
    }
    return pleases ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the package does not please the coalition listed");
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_table *table = cm_result_find(result, "equilibrium");
    const cm_value *exists = cm_result_get(result, "exists"), *unique = cm_result_get(result, "unique");
    cm_arena scratch = { NULL };
    double *x = CM_NEW(ctx, &scratch, spatial->d, double);
    unsigned char *in = CM_NEW(ctx, &scratch, spatial->n, unsigned char);
    bool all = true, one = true;
    cm_status status = CM_OK;
    (void)params;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    if (table == NULL || table->nrows != spatial->d || exists == NULL || unique == NULL) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no equilibrium"));
    }
    for (size_t k = 0; k < spatial->d; k++) {
        cm_value low = cm_table_get(table, k, "low"), high = cm_table_get(table, k, "high");
        cm_spatial single;
        CM_TRY(cm_depth_single(ctx, &scratch, spatial, k, &single));
        CM_TRY(check_issue(ctx, &single, table, k, in, &all));
        one = one && low.kind == CM_NUMBER && low.as.number >= high.as.number;
        x[k] = cm_table_get(table, k, "value").as.number;
    }
    if (exists->as.truth != all || unique->as.truth != (all && one)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: it does%s exist, and is%s unique", all ? "" : " not", all && one ? "" : " not"));
    }
    if (all) CM_TRY(check_package(ctx, &scratch, spatial, result, x));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "exists", "unique", "package_beats_it", NULL };

extern const cm_concept cm_concept_structure_induced;
const cm_concept cm_concept_structure_induced = {
    .name = "structure-induced",
    .title = "Structure-induced equilibrium",
    .title_zh = "结构诱导均衡",
    .about = "What lasts when issues are decided one at a time: a policy that no winning coalition would change on any "
             "single issue, though a package might beat it.",
    .about_zh = "逐项决定议题时能够持久的结果：任何获胜联盟都不会在单个议题上改动它，尽管一揽子方案仍可能击败它。",
    .formula = "x with x_k in [h_k(+1), -h_k(-1)] for every issue k, h_k(s) = the largest t for which {i: s a_ik >= t} wins",
    .source = "K. A. Shepsle, \"Institutional arrangements and equilibrium in multidimensional voting models\", American "
              "Journal of Political Science 23 (1979) 27-59; G. H. Kramer, \"Sophisticated voting over multidimensional "
              "choice spaces\", Journal of Mathematical Sociology 2 (1972) 165-180",
    .certificate = "utilities compared issue by issue: within each interval no winning coalition would move, just outside "
                   "one would; a package said to beat it gives each of its coalition a higher utility; that none does follows from all "
                   "rays at which members turn, or from branching on who is left out",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = check,
};
