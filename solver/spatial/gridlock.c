/* gridlock.c: the concept: which question to which method, and the result in tables. */
#include "solver/spatial/gridlock.h"

#include <math.h>
#include <string.h>

#include "solver/spatial/gradient.h"
#include "solver/spatial/gridlock_issues.h"
#include "solver/spatial/halfspace.h"
#include "solver/spatial/hull.h"
#include "solver/spatial/rays.h"

typedef struct answer {
    size_t live, *issue;         /* the live issues */
    double *g;                   /* n x live */
    bool movable, boundary;
    bool direction;              /* u and in are those of the largest, or of a winning, coalition */
    double *u, *weak;            /* live each */
    unsigned char *in;           /* n */
    bool counted;                /* largest is known, and can be certified */
    int64_t largest;
    const char *bound;
    size_t weights, *member;     /* of convex weights, consensus */
    double *weight;
} answer;

double cm_gridlock_budget(const cm_ctx *ctx)
{
    return ctx->work_limit / 40;
}

static cm_status new_answer(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, answer *found)
{
    size_t n = game->n, d = game->d;
    memset(found, 0, sizeof *found);
    found->issue = CM_NEW(ctx, arena, d, size_t);
    found->g = CM_NEW(ctx, arena, n * d, double);
    found->u = CM_NEW(ctx, arena, d, double);
    found->weak = CM_NEW(ctx, arena, d, double);
    found->in = CM_NEW(ctx, arena, n, unsigned char);
    found->member = CM_NEW(ctx, arena, 2 * d + 2, size_t);
    found->weight = CM_NEW(ctx, arena, 2 * d + 2, double);
    return ctx->status;
}

/* The largest coalition of a single threshold.  It is printed only where the certificate can bound it. */
static cm_status find_largest(cm_ctx *ctx, cm_halfspace *space, const cm_spatial *game, answer *found)
{
    const cm_vote_node *root = &game->vote->node[0];
    cm_status status = CM_OK;
    size_t lines, rank;
    CM_TRY(cm_halfspace_weight(ctx, space, found->g, game->n, found->live, root->weight, &found->largest, found->in,
                               found->u));
    cm_halfspace_shape(space, &lines, &rank);
    found->counted = found->largest == root->total || rank <= 2 ||
                     2 * cm_rays_estimate(lines, rank) <= cm_gridlock_budget(ctx);
    found->direction = true;
out:
    return status;
}

/* Is consensus also worth the question how many could be pleased? */
static bool count_is_cheap(const cm_ctx *ctx, size_t n, size_t d)
{
    double most = cm_gridlock_budget(ctx) / 4;
    return d <= 2 || (cm_halfspace_estimate(n, d) <= most && cm_rays_estimate(n, d) <= most);
}

static cm_status solve_consensus(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, answer *found)
{
    bool single = game->vote->node[0].kind == CM_VOTE_THRESHOLD;
    size_t n = game->n, d = found->live;
    cm_status status = CM_OK;
    cm_hull hull;
    CM_TRY(cm_hull_init(ctx, arena, d, n, &hull));
    for (size_t i = 0; i < n && hull.state != CM_HULL_STUCK; i++) (void)cm_hull_add(&hull, found->g + i * d);
    found->movable = hull.state == CM_HULL_MOVABLE;
    found->boundary = hull.state == CM_HULL_EDGE;
    found->bound = "weights";
    if (found->movable) {
        (void)cm_hull_widest(&hull, found->u);
        memset(found->in, 1, n);
        found->largest = game->vote->node[0].total;
        found->counted = single;
        found->direction = true;
        return CM_OK;
    }
    if (found->boundary) {
        (void)cm_hull_direction(&hull, found->weak);
        found->weights = cm_hull_weights(&hull, found->member, found->weight);
    } else {
        found->weights = cm_hull_frame(&hull, found->member, found->weight);
    }
    if (single && count_is_cheap(ctx, n, d)) {
        cm_halfspace *space = cm_halfspace_new(ctx, arena, n, d, game->vote->nnodes);
        if (space == NULL) return ctx->status;
        CM_TRY(find_largest(ctx, space, game, found));
        found->direction = found->counted;
    }
out:
    return status;
}

static cm_status solve_rule(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, answer *found)
{
    const cm_vote_node *root = &game->vote->node[0];
    size_t n = game->n, d = found->live, lines, rank;
    cm_status status = CM_OK;
    cm_halfspace *space = cm_halfspace_new(ctx, arena, n, d, game->vote->nnodes);
    if (space == NULL) return ctx->status;
    if (root->kind == CM_VOTE_THRESHOLD) {
        CM_TRY(find_largest(ctx, space, game, found));
        found->movable = found->largest >= root->quota;
        if (!found->movable && !found->counted) found->direction = false;
    } else {
        CM_TRY(cm_halfspace_wins(ctx, space, found->g, n, d, game->vote, &found->movable, found->in, found->u));
        found->direction = found->movable;
    }
    cm_halfspace_shape(space, &lines, &rank);
    if (!found->movable || found->counted) {
        bool cheap = found->counted || 2 * cm_rays_estimate(lines, rank) <= cm_gridlock_budget(ctx);
        found->bound = cheap ? "enumeration" : "branching";
    }
    if (!found->movable) {
        CM_TRY(cm_halfspace_closed(ctx, space, found->g, n, d, game->vote, &found->boundary, NULL, found->weak));
    }
out:
    return status;
}

static const char *const direction_columns[] = { "issue", "value", NULL };
static const char *const coalition_columns[] = { "player", NULL };
static const char *const weight_columns[] = { "player", "weight", NULL };
static const char *const bound_columns[] = { "method", "most", "needed", NULL };

/* Every issue of the game, the dead ones with 0. */
static cm_status print_direction(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found,
                                 const char *name, const double *u)
{
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, name, direction_columns, &table));
    for (size_t k = 0, j = 0; k < game->d; k++) {
        bool live = j < found->live && found->issue[j] == k;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_gridlock_issue_name(game, k), cm_number(live ? u[j] : 0) }));
        j += live;
    }
out:
    return status;
}

static cm_status print_coalition(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found)
{
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "coalition", coalition_columns, &table));
    for (size_t i = 0; i < game->n; i++) {
        if (found->in[i]) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_gridlock_player_name(game, i) }));
    }
out:
    return status;
}

static cm_status print_proof(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found)
{
    const cm_vote_node *root = &game->vote->node[0];
    cm_table *table;
    cm_status status = CM_OK;
    if (found->boundary) CM_TRY(print_direction(ctx, result, game, found, "weak", found->weak));
    if (found->weights > 0) {
        CM_TRY(cm_result_table(ctx, result, "weights", weight_columns, &table));
        for (size_t j = 0; j < found->weights; j++) {
            CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_gridlock_player_name(game, found->member[j]),
                                                                  cm_number(found->weight[j]) }));
        }
    } else if (found->bound != NULL && !found->movable) {
        bool single = root->kind == CM_VOTE_THRESHOLD;
        CM_TRY(cm_result_table(ctx, result, "bound", bound_columns, &table));
        CM_TRY(cm_table_row(ctx, result, table,
                            (cm_value[]){ cm_text(found->bound),
                                          found->counted ? cm_integer(found->largest) : cm_none(),
                                          single ? cm_integer(root->quota) : cm_none() }));
    }
out:
    return status;
}

static cm_status print_note(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found)
{
    const cm_vote_node *root = &game->vote->node[0];
    const char *votes = root->counts && root->total == (int64_t)game->n ? "members" : "votes", *text;
    long long largest = (long long)found->largest, total = (long long)root->total, quota = (long long)root->quota;
    if (root->kind != CM_VOTE_THRESHOLD) {
        text = found->movable ? "Some text exists that a winning coalition prefers to the status quo."
                              : "No text is preferred to the status quo by a winning coalition.";
    } else if (!found->counted) {
        text = cm_format(ctx, result->arena, "%s exists that %lld of %lld %s prefer to the status quo.",
                         found->movable ? "Some text" : "No text", quota, total, votes);
    } else {
        text = cm_format(ctx, result->arena,
                         "%s exists that %lld of %lld %s prefer to the status quo; %lld are needed.",
                         found->movable ? "Some text" : "At best some text", largest, total, votes, quota);
    }
    if (text == NULL) return ctx->status;
    if (cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    if (!found->boundary) return CM_OK;
    return cm_result_note(ctx, result,
                          "The answer is a knife edge: some direction hurts nobody of a winning coalition, and an "
                          "arbitrarily small change of what members want could turn it.");
}

/* On a single issue: who wants more of it, and who less. Long lists would tell nobody anything. */
static cm_status print_camps(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found)
{
    enum { MOST_NAMES = 40 };
    const char *side[2] = { "", "" };
    if (game->d != 1 || found->live != 1 || game->n > MOST_NAMES || game->player == NULL || game->issue == NULL) return CM_OK;
    for (size_t i = 0; i < game->n; i++) {
        size_t s = found->g[i] > 0;
        if (!(found->g[i] > 0) && !(found->g[i] < 0)) continue;
        side[s] = cm_format(ctx, result->arena, "%s%s%s", side[s], side[s][0] != '\0' ? ", " : "", game->player[i]);
        if (side[s] == NULL) return ctx->status;
    }
    const char *text = cm_format(ctx, result->arena, "More of '%s' than the status quo: %s; less: %s.", game->issue[0],
                                 side[1][0] != '\0' ? side[1] : "nobody", side[0][0] != '\0' ? side[0] : "nobody");
    return text != NULL ? cm_result_note(ctx, result, text) : ctx->status;
}

static cm_status print(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const answer *found)
{
    const cm_vote_node *root = &game->vote->node[0];
    bool single = root->kind == CM_VOTE_THRESHOLD;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "movable", cm_truth(found->movable)));
    CM_TRY(cm_result_set(ctx, result, "largest_coalition",
                         single && found->counted ? cm_integer(found->largest) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "needed", single ? cm_integer(root->quota) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "boundary", cm_truth(found->boundary)));
    CM_TRY(cm_result_set(ctx, result, "bound", found->bound != NULL ? cm_text(found->bound) : cm_none()));
    if (found->direction) {
        CM_TRY(print_direction(ctx, result, game, found, "direction", found->u));
        CM_TRY(print_coalition(ctx, result, game, found));
    }
    CM_TRY(print_proof(ctx, result, game, found));
    CM_TRY(print_note(ctx, result, game, found));
    CM_TRY(print_camps(ctx, result, game, found));
out:
    return status;
}

static cm_status run_package(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, cm_result *result)
{
    answer found;
    cm_status status = CM_OK;
    CM_TRY(new_answer(ctx, scratch, game, &found));
    found.live = cm_gradient_live(game, found.issue);
    CM_TRY(cm_gradient_fill(ctx, game, found.issue, found.live, found.g));
    if (found.live == 0) {
        found.counted = game->vote->node[0].kind == CM_VOTE_THRESHOLD;
        found.bound = "no issue matters to anybody";
    } else if (cm_vote_is_consensus(game->vote)) {
        CM_TRY(solve_consensus(ctx, scratch, game, &found));
    } else {
        CM_TRY(solve_rule(ctx, scratch, game, &found));
    }
    CM_TRY(print(ctx, result, game, &found));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_gradient_inside(ctx, spatial));
    if (spatial->agenda == CM_PACKAGE) CM_TRY(run_package(ctx, &scratch, spatial, result));
    else CM_TRY(cm_gridlock_run_issues(ctx, &scratch, spatial, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "movable", "largest_coalition", "needed", "boundary", "bound", NULL };

const cm_concept cm_concept_gridlock = {
    .name = "gridlock",
    .title = "Gridlock",
    .title_zh = "僵局",
    .about = "Whether any text at all exists that enough members prefer to the status quo, whom it would please, and "
             "how far the others are from being enough.",
    .about_zh = "是否存在任何一个能让足够多成员认为优于现状的文本，它使谁受益，距离所需的多数还差多少。",
    .formula = "movable iff {i: g_i.u > 0} wins for some direction u, where g_i = S_i (a_i - SQ) is member i's "
               "gradient",
    .source = "J. G. Wendel, \"A problem in geometric probability\", Math. Scand. 11 (1962) 109-111; "
              "D. S. Johnson, F. P. Preparata, \"The densest hemisphere problem\", Theoretical Computer Science 6 "
              "(1978) 93-107; P. J. Rousseeuw, A. Struyf, \"Computing location depth and regression depth in higher "
              "dimensions\", Statistics and Computing 8 (1998) 193-203",
    .certificate = "movable: a step along the printed direction raises the utility of exactly the members listed, and "
                   "they win; not movable: the printed weights cancel the gradients, or no side of any ray that the "
                   "gradients span holds a winning coalition",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = cm_gridlock_check,
};
