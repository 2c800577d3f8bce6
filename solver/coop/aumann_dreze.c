/* aumann_dreze.c: the Aumann-Dreze value of a game whose players have split into unions.
 *
 * Definition: nothing is shared across unions; each member gets its Shapley value in the game played by its union
 * alone, so that each union shares out its own worth.
 *
 * Summary: total (the worths of the unions), unions.  Table: payoffs (player, value, exact, union).
 * Fails with: CM_E_INPUT for a player in two unions; CM_E_LIMIT for games that are not dense; CM_E_MEMORY.
 * Cost: O(2^p) for a union of p.
 * Source: R. J. Aumann, J. H. Dreze, "Cooperative games with coalition structures", Int. J. Game Theory 3 (1974)
 * 217-237. */
#include "solver/concept.h"
#include "solver/coop/values.h"

typedef struct params {
    cm_lists unions;
} params;

/* The game of union k alone. */
static cm_status alone(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const cm_unions *u, size_t k, cm_tu *sub)
{
    return cm_subgame(ctx, arena, tu, u->member + u->first[k], u->first[k + 1] - u->first[k], sub);
}

static cm_status solve_union(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const cm_unions *u, size_t k, double *x, const char **exact)
{
    cm_arena scratch = { NULL };
    cm_payoffs inside;
    cm_tu sub;
    cm_status status;
    CM_TRY(alone(ctx, &scratch, tu, u, k, &sub));
    CM_TRY(cm_shapley_find(ctx, arena, &sub, &inside));
    for (size_t a = 0; a < sub.n; a++) {
        size_t i = u->member[u->first[k] + a];
        x[i] = inside.x[a];
        exact[i] = inside.exact != NULL ? inside.exact[a] : NULL;
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *p, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "exact", "union", NULL };
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST] = { 0 }, total = 0;
    const char *exact[CM_TU_MOST] = { NULL };
    cm_arena scratch = { NULL };
    cm_unions u;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Aumann-Dreze value"));
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    CM_TRY(cm_unions_read(ctx, &scratch, tu, &((const params *)p)->unions, &u));
    for (size_t k = 0; k < u.count; k++) CM_TRY(solve_union(ctx, result->arena, tu, &u, k, x, exact));
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), cm_number(x[i]), exact[i] != NULL ? cm_text(exact[i]) : cm_none(), cm_integer((int64_t)u.of[i] + 1) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        total += x[i];
    }
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(total)));
    CM_TRY(cm_result_set(ctx, result, "unions", cm_integer((int64_t)u.count)));
    CM_TRY(cm_result_note(ctx, result, "Nothing is shared across unions: each shares out what it is worth by itself."));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check_union(cm_ctx *ctx, const cm_tu *tu, const cm_unions *u, size_t k, const double *x, const char *const *exact, double *total)
{
    double inside[CM_TU_MOST];
    const char *texts[CM_TU_MOST];
    cm_arena scratch = { NULL };
    cm_tu sub;
    cm_status status;
    CM_TRY(alone(ctx, &scratch, tu, u, k, &sub));
    for (size_t a = 0; a < sub.n; a++) {
        inside[a] = x[u->member[u->first[k] + a]];
        texts[a] = exact[u->member[u->first[k] + a]];
    }
    CM_TRY(cm_shapley_check(ctx, &sub, inside, texts));
    *total += sub.worth[((size_t)1 << sub.n) - 1];
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *p, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST], total = 0;
    const char *exact[CM_TU_MOST];
    cm_arena scratch = { NULL };
    cm_unions u;
    cm_status status;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Aumann-Dreze value"));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    cm_texts_read(tu, result, "payoffs", "exact", exact);
    CM_TRY(cm_unions_read(ctx, &scratch, tu, &((const params *)p)->unions, &u));
    for (size_t k = 0; k < u.count; k++) CM_TRY(check_union(ctx, tu, &u, k, x, exact, &total));
    CM_TRY(cm_total_check(ctx, result, total, cm_tu_scale(tu)));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "total", "unions", NULL };

static const cm_param parameters[] = {
    { .name = "unions", .kind = CM_PARAM_PLAYER_LISTS, .offset = offsetof(params, unions), .fallback = 1, .low = 1, .high = 0,
      .about = "The unions into which the players have split; players in none are alone.",
      .about_zh = "行为体分裂而成的各同盟；未列入任何同盟者各自独立。" },
};

extern const cm_concept cm_concept_aumann_dreze;
const cm_concept cm_concept_aumann_dreze = {
    .name = "aumann-dreze",
    .title = "Aumann-Dreze value",
    .title_zh = "奥曼－德雷兹值",
    .about = "What each player gets when the players have split into unions, and each union shares out its own worth by the Shapley value.",
    .about_zh = "若各方已分裂为若干同盟，各同盟按夏普利值在内部分配自身价值，各行为体所得几何。",
    .formula = "value_i = the Shapley value of i in the game v restricted to the union of i",
    .source = "R. J. Aumann, J. H. Dreze, \"Cooperative games with coalition structures\", International Journal of Game Theory 3 (1974) 217-237",
    .certificate = "in each union the payoffs share out its worth with the least weighted squared excess; fractions are added up again from the coalitions' dividends",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
