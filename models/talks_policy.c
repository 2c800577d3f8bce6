/* talks_policy.c: the model of a venue that chooses a policy in rounds of proposals, with the status quo in
 * force until one passes. */
#include "models/talks.h"

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    cm_game *spatial = CM_NEW(ctx, arena, 1, cm_game);
    cm_status status;
    if (spatial == NULL) return ctx->status;
    status = cm_model_find("negotiation")->build(ctx, arena, meeting, diags, spatial);
    if (status != CM_OK) return status;
    game->kind = CM_GAME_POLICY;
    status = cm_talks_build(ctx, arena, meeting, diags, &game->as.protocol);
    game->as.protocol.spatial = &spatial->as.spatial;
    return status;
}

const cm_model cm_model_policy = {
    .name = "policy",
    .title = "a policy to choose, in rounds", .title_zh = "逐轮选择政策",
    .about = "Members with ideal points choose a policy on the venue's issues; in each round one of them proposes, the rule decides, and the status quo stays in force until a proposal passes.",
    .about_zh = "各有理想点的成员就场所的议题选择政策；每轮由一名成员提议并按规则表决，提案通过之前现状继续有效。",
    .gives = CM_GAME_POLICY,
    .spatial = true,
    .build = build
};
