/* ballot.c: the model of a vote alone: who decides, whatever they want. */
#include "models/model.h"
#include "models/rules.h"

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    const cm_scenario *s = meeting->scenario;
    cm_voters voters = { meeting->member, meeting->m, cm_world_capability(meeting->world), NULL,
                         meeting->venue->members.picked || s->nblocs > 0, meeting->venue->node };
    const char **player = CM_NEW(ctx, arena, meeting->m, const char *);
    cm_status status;
    if (player == NULL) return ctx->status;
    for (size_t i = 0; i < meeting->m; i++) player[i] = s->player[meeting->member[i]].id;
    for (size_t i = 0; s->nblocs > 0 && i < s->n; i++) (void)cm_world_bloc(meeting->world, i);
    voters.bloc = meeting->world->bloc;
    game->kind = CM_GAME_VOTE;
    status = cm_rule_compile(ctx, arena, s, meeting->venue->rule, &voters, diags, &game->as.vote);
    game->as.vote.player = player;
    return status;
}

const cm_model cm_model_ballot = {
    .name = "ballot",
    .title = "a vote", .title_zh = "表决",
    .about = "The venue's rule as a simple voting game among its members, without preferences.",
    .about_zh = "把场所的规则看作其成员之间的简单投票博弈，不涉及偏好。",
    .gives = CM_GAME_VOTE,
    .build = build
};
