/* votes.c: the model of a venue's rule as a coalitional game: winning coalitions are worth 1. */
#include "models/model.h"

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    cm_game *ballot = CM_NEW(ctx, arena, 1, cm_game);
    cm_status status;
    if (ballot == NULL) return ctx->status;
    status = cm_model_find("ballot")->build(ctx, arena, meeting, diags, ballot);
    if (status != CM_OK || diags->count > 0) return status;
    game->kind = CM_GAME_TU;
    return cm_tu_from_vote(ctx, arena, &ballot->as.vote, ballot->as.vote.player, &game->as.tu);
}

const cm_model cm_model_votes = {
    .name = "votes",
    .title = "winning coalitions", .title_zh = "获胜联盟",
    .about = "A coalition of the venue's members is worth 1 when its votes decide under the rule, and 0 otherwise; what they want plays no part.",
    .about_zh = "场所成员的联盟若按规则能够作出决定，其价值为 1，否则为 0；与成员的意愿无关。",
    .gives = CM_GAME_TU,
    .build = build
};
