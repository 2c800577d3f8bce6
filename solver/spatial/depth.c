/* depth.c: the concept: what is put to the vote, and how the answer is printed.
 *
 * A package is one maximin over all issues.  Issue by issue, each issue has its own depth, with the
 * others at SQ, and the depths add up; when nothing is agreed until everything is, they add up if
 * every issue moves and are lost otherwise.  A member to whom an issue means nothing gains nothing on
 * it, so that issue's depth is 0. */
#include "solver/spatial/depth.h"

#include <assert.h>
#include <math.h>

typedef struct answer {
    double depth, upper;
    double *y, *w;                     /* d, n */
    bool projected;
} answer;

typedef cm_status (*method)(cm_ctx *, cm_depth_work *, size_t, size_t, const double *, const double *, const double *,
                            const double *, double *);

static cm_status solve_package(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, answer *out)
{
    static const method methods[] = { [CM_QUADRATIC] = cm_depth_quadratic, [CM_EUCLIDEAN] = cm_depth_euclidean,
                                      [CM_CITYBLOCK] = cm_depth_cityblock };
    size_t n = game->n, d = game->d;
    cm_depth_work work;
    double *offset = CM_NEW(ctx, scratch, n * d, double), *red = CM_NEW(ctx, scratch, 2 * d, double);
    cm_status status;
    if (offset == NULL || red == NULL) return ctx->status;
    CM_TRY(cm_depth_work_init(ctx, scratch, n, d, &work));
    for (size_t j = 0; j < n * d; j++) offset[j] = game->ideal[j] - game->status_quo[j % d];
    for (size_t k = 0; k < d; k++) {
        cm_depth_red(game, k, &red[k], &red[d + k]);
        red[k] -= game->status_quo[k];
        red[d + k] -= game->status_quo[k];
    }
    CM_TRY(methods[game->utility](ctx, &work, n, d, offset, game->salience, game->red_low == NULL ? NULL : red,
                                  game->red_low == NULL ? NULL : red + d, &out->depth));
    out->projected = work.projected;
    out->w = work.w;
    out->y = work.v;
    for (size_t k = 0; k < d; k++) out->y[k] += game->status_quo[k];
    out->upper = cm_depth_upper(ctx, game, out->y, out->w);
out:
    return status;
}

static cm_status print_point(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const double *y)
{
    static const char *const columns[] = { "issue", "value", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "point", columns, &table));
    for (size_t k = 0; k < game->d; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->issue[k]), cm_number(y[k]) }));
    }
out:
    return status;
}

static cm_status print_gains(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const double *y)
{
    static const char *const columns[] = { "player", "value", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "gains", columns, &table));
    for (size_t i = 0; i < game->n; i++) {
        double gain = cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->player[i]), cm_number(gain) }));
    }
out:
    return status;
}

static cm_status print_summary(cm_ctx *ctx, cm_result *result, double depth, cm_value distance, double upper)
{
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "depth", cm_number(depth)));
    CM_TRY(cm_result_set(ctx, result, "distance", distance));
    CM_TRY(cm_result_set(ctx, result, "upper", cm_number(upper)));
out:
    return status;
}

static cm_status run_package(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, cm_result *result)
{
    static const char *const columns[] = { "player", "weight", NULL };
    answer found = { 0 };
    cm_table *table;
    cm_status status;
    CM_TRY(solve_package(ctx, scratch, game, &found));
    CM_TRY(print_summary(ctx, result, found.depth, found.projected ? cm_number(sqrt(found.depth)) : cm_none(),
                         found.upper));
    CM_TRY(print_point(ctx, result, game, found.y));
    CM_TRY(print_gains(ctx, result, game, found.y));
    CM_TRY(cm_result_table(ctx, result, "weights", columns, &table));
    assert(found.w != NULL);
    for (size_t i = 0; i < game->n; i++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->player[i]), cm_number(found.w[i]) }));
    }
out:
    return status;
}

static cm_status print_issues(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found)
{
    static const char *const issue_columns[] = { "issue", "value", "depth", "upper", NULL };
    static const char *const weight_columns[] = { "issue", "player", "weight", NULL };
    cm_table *issues, *weights;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "issues", issue_columns, &issues));
    CM_TRY(cm_result_table(ctx, result, "weights", weight_columns, &weights));
    for (size_t k = 0; k < game->d; k++) {
        cm_value name = cm_text(game->issue[k]);
        CM_TRY(cm_table_row(ctx, result, issues, (cm_value[]){ name, cm_number(found[k].y[0]),
                                                               cm_number(found[k].depth), cm_number(found[k].upper) }));
        for (size_t i = 0; i < game->n; i++) {
            CM_TRY(cm_table_row(ctx, result, weights, (cm_value[]){ name, cm_text(game->player[i]),
                                                                    cm_number(found[k].w[i]) }));
        }
    }
out:
    return status;
}

static cm_status run_issues(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, cm_result *result)
{
    answer *found = CM_NEW(ctx, scratch, game->d, answer);
    double *y = CM_NEW(ctx, scratch, game->d, double), depth = 0, upper = 0;
    bool all = true;
    cm_status status = CM_OK;
    if (found == NULL || y == NULL) return ctx->status;
    if (game->utility == CM_EUCLIDEAN && game->d > 1) {
        return cm_fail(ctx, CM_E_DOMAIN, "with euclidean utility a gain on one issue depends on the others: "
                                         "the depth of %zu issues one by one is not defined", game->d);
    }
    for (size_t k = 0; k < game->d; k++) {
        cm_spatial single;
        CM_TRY(cm_depth_single(ctx, scratch, game, k, &single));
        CM_TRY(solve_package(ctx, scratch, &single, &found[k]));
        all = all && found[k].depth > 0;
    }
    all = all || game->agenda == CM_ISSUE_BY_ISSUE;
    for (size_t k = 0; k < game->d; k++) {
        y[k] = all ? found[k].y[0] : game->status_quo[k];
        depth += all ? found[k].depth : 0;
        upper += all ? found[k].upper : 0;
    }
    CM_TRY(print_summary(ctx, result, depth, cm_none(), upper));
    CM_TRY(print_point(ctx, result, game, y));
    CM_TRY(print_gains(ctx, result, game, y));
    CM_TRY(print_issues(ctx, result, game, found));
    if (!all) {
        CM_TRY(cm_result_note(ctx, result, "Not every issue can be moved with a gain for all, and nothing is agreed "
                                           "until everything is: the gains on the others are lost."));
    }
out:
    return status;
}

static cm_status note_rule(cm_ctx *ctx, cm_result *result, const cm_spatial *game)
{
    if (cm_vote_is_consensus(game->vote)) return CM_OK;
    return cm_result_note(ctx, result, "The rule does not ask for everybody's consent; the depth is the gain of the "
                                       "worst-off of all members nevertheless.");
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    cm_status status;
    (void)params;
    if (spatial->agenda == CM_PACKAGE) CM_TRY(run_package(ctx, &scratch, spatial, result));
    else CM_TRY(run_issues(ctx, &scratch, spatial, result));
    CM_TRY(note_rule(ctx, result, spatial));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "depth", "distance", "upper", NULL };

const cm_concept cm_concept_depth = {
    .name = "depth",
    .title = "Depth of consensus",
    .title_zh = "共识深度",
    .about = "The largest gain over the status quo that can be given to every member at once: how much a consensus is "
             "worth to the member it serves least.",
    .about_zh = "在所有成员都同意的前提下，受益最少的成员相对于现状所能得到的最大改善。",
    .formula = "max over y of min over i of [u_i(y) - u_i(SQ)]; with common saliences, dist(SQ, conv{a_i})^2",
    .source = "P. Wolfe, \"Finding the nearest point in a polytope\", Math. Programming 11 (1976) 128-149",
    .certificate = "the printed policy gives every member at least the depth, and the printed weights prove that no "
                   "policy gives all of them more",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = cm_depth_check,
};
