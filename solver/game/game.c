/* game.c: what all representations have in common. */
#include "solver/game/game.h"

const char *cm_game_kind_word(cm_game_kind kind)
{
    switch (kind) {
    case CM_GAME_NONE: break;
    case CM_GAME_VOTE: return "vote";
    case CM_GAME_SPATIAL: return "spatial";
    case CM_GAME_TU: return "coalitional";
    case CM_GAME_HEDONIC: return "hedonic";
    case CM_GAME_PFG: return "partition";
    case CM_GAME_NFG: return "normal-form";
    case CM_GAME_EFG: return "extensive-form";
    case CM_GAME_SURPLUS: return "surplus";
    case CM_GAME_POLICY: return "policy";
    }
    return "parametric";
}

const char *const *cm_game_players(const cm_game *game, size_t *n)
{
    *n = 0;
    switch (game->kind) {
    case CM_GAME_NONE: *n = game->as.none.n; return game->as.none.player;
    case CM_GAME_VOTE: *n = game->as.vote.player == NULL ? 0 : game->as.vote.n; return game->as.vote.player;
    case CM_GAME_SPATIAL: *n = game->as.spatial.n; return game->as.spatial.player;
    case CM_GAME_TU: *n = game->as.tu.n; return game->as.tu.player;
    case CM_GAME_HEDONIC: *n = game->as.hedonic.n; return game->as.hedonic.player;
    case CM_GAME_PFG: *n = game->as.pfg.n; return game->as.pfg.player;
    case CM_GAME_NFG: *n = game->as.nfg.n; return game->as.nfg.player;
    case CM_GAME_EFG: *n = game->as.efg.n; return game->as.efg.player;
    case CM_GAME_SURPLUS: case CM_GAME_POLICY: *n = game->as.protocol.n; return game->as.protocol.player;
    }
    return NULL;
}

cm_status cm_game_validate(cm_ctx *ctx, const cm_game *game)
{
    switch (game->kind) {
    case CM_GAME_NONE: break;
    case CM_GAME_VOTE: return cm_vote_validate(ctx, &game->as.vote);
    case CM_GAME_SPATIAL: return cm_spatial_validate(ctx, &game->as.spatial);
    case CM_GAME_TU: return cm_tu_validate(ctx, &game->as.tu);
    case CM_GAME_HEDONIC: return cm_hedonic_validate(ctx, &game->as.hedonic);
    case CM_GAME_PFG: return cm_pfg_validate(ctx, &game->as.pfg);
    case CM_GAME_NFG: return cm_nfg_validate(ctx, &game->as.nfg);
    case CM_GAME_EFG: return cm_efg_validate(ctx, &game->as.efg);
    case CM_GAME_SURPLUS: case CM_GAME_POLICY:
        if ((game->as.protocol.spatial != NULL) != (game->kind == CM_GAME_POLICY)) return cm_fail(ctx, CM_E_INPUT, "a protocol over the wrong thing");
        return cm_protocol_validate(ctx, &game->as.protocol);
    }
    return CM_OK;
}
