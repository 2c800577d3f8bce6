/* talks_surplus.c: the model of a venue that divides a surplus of 1: only who decides, who proposes and how
 * patient each is matter; issues play no part. */
#include "models/talks.h"

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    game->kind = CM_GAME_SURPLUS;
    return cm_talks_build(ctx, arena, meeting, diags, &game->as.protocol);
}

const cm_model cm_model_surplus = {
    .name = "surplus",
    .title = "a surplus to divide", .title_zh = "分配剩余",
    .about = "The venue's members divide a surplus of 1 by its rule, in rounds in which one of them proposes; how patient each is counts, the issues do not.",
    .about_zh = "场所成员按其规则分配总额为 1 的剩余，每轮由一名成员提议；各方的耐心起作用，议题不起作用。",
    .gives = CM_GAME_SURPLUS,
    .build = build
};
