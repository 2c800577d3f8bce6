/* common_good.c: the model of a venue whose members provide a common good, and may agree on how much.
 *
 * Member i provides q_i at a cost q_i^2 / 2 and gains its stake, here its capability, times what all provide together.
 * Who agrees serves the sum of those in the agreement, outsiders themselves: a game in partition function form.  The
 * venue's rule plays no part: nobody enforces anything. */
#include <math.h>

#include "models/model.h"

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    const cm_scenario *s = meeting->scenario;
    const double *capability = cm_world_capability(meeting->world);
    const char **player = CM_NEW(ctx, arena, meeting->m, const char *);
    double *benefit = CM_NEW(ctx, arena, meeting->m, double), *cost = CM_NEW(ctx, arena, meeting->m, double);
    bool whole = true;
    size_t most;
    (void)diags;
    if (player == NULL || benefit == NULL || cost == NULL) return ctx->status;
    for (size_t i = 0; i < meeting->m; i++) {
        player[i] = s->player[meeting->member[i]].id;
        benefit[i] = capability[meeting->member[i]];
        cost[i] = 1;
        whole = whole && !(floor(benefit[i]) < benefit[i]);
    }
    game->kind = CM_GAME_PFG;
    game->as.pfg = (cm_pfg){ .source = CM_PFG_ABATEMENT, .n = meeting->m, .player = player, .exact = whole, .intercept = 1, .benefit = benefit, .cost = cost, .shared = 1 };
    game->as.pfg.symmetric = cm_pfg_alike(&game->as.pfg);
    most = game->as.pfg.symmetric ? CM_PFG_MOST : CM_PFG_MOST_MASKS;
    if (meeting->m <= most) return CM_OK;
    return cm_fail(ctx, CM_E_LIMIT, "venue '%s' has %zu members; agreements on a common good are looked at for at most %zu%s", meeting->venue->id, meeting->m, most, game->as.pfg.symmetric ? "" : ", unless all have one capability");
}

extern const cm_model cm_model_common_good;
const cm_model cm_model_common_good = {
    .name = "common-good",
    .title = "providing a common good", .title_zh = "提供公共物品",
    .about = "Each of the venue's members provides a common good at a cost of its own and gains in proportion to its capability from all that is provided; those who agree serve their sum, outsiders themselves.",
    .about_zh = "场所的每个成员自担成本提供公共物品，并按其能力从总量中获益；达成协议者为其总和谋利，局外者各为自己。",
    .gives = CM_GAME_PFG,
    .build = build
};
