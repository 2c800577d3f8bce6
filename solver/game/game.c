/* game.c: what all representations have in common. */
#include "solver/game/game.h"

const char *cm_game_kind_word(cm_game_kind kind)
{
    return kind == CM_GAME_VOTE ? "vote" : "spatial";
}

cm_status cm_game_validate(cm_ctx *ctx, const cm_game *game)
{
    if (game->kind == CM_GAME_VOTE) return cm_vote_validate(ctx, &game->as.vote);
    return cm_spatial_validate(ctx, &game->as.spatial);
}
