/* affinity.c: from positions to likes: members like those who want what they want.
 *
 * Member i's distance from j is measured by i's own saliences, sqrt(sum_k s_ik (a_ik - a_jk)^2) on the
 * venue's issues.  It likes j by how much nearer than usual j is: the mean over all ordered pairs of members
 * less that distance.  A pair at the mean distance is indifferent; the grand group is worth 0 on the whole.
 * Source of additive likes: A. Bogomolnaia, M. O. Jackson, "The stability of hedonic coalition
 * structures", Games Econ. Behav. 38 (2002) 201-230; the likes from distances are this project's choice. */
#include <math.h>

#include "models/model.h"

/* likes[i * m + j] = the distance of j from i; the sum of all is handed back. */
static double measure(const cm_meeting *meeting, double *likes)
{
    const cm_scenario *s = meeting->scenario;
    size_t m = meeting->m;
    double sum = 0;
    for (size_t i = 0; i < m; i++) (void)cm_world_ideal(meeting->world, meeting->member[i]);
    for (size_t i = 0; i < m; i++) {
        const double *a = &meeting->world->ideal[meeting->member[i] * s->d], *weight = &meeting->world->salience[meeting->member[i] * s->d];
        for (size_t j = 0; j < m; j++) {
            const double *b = &meeting->world->ideal[meeting->member[j] * s->d];
            double square = 0;
            for (size_t v = 0; v < meeting->venue->nissues; v++) {
                size_t k = meeting->venue->issue[v];
                square += weight[k] * (a[k] - b[k]) * (a[k] - b[k]);
            }
            likes[i * m + j] = sqrt(square);
            sum += likes[i * m + j];
        }
    }
    return sum;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    size_t m = meeting->m;
    double *likes = CM_NEW(ctx, arena, m * m, double), mean;
    const char **player = CM_NEW(ctx, arena, m, const char *);
    (void)diags;
    if (likes == NULL || player == NULL) return ctx->status;
    mean = measure(meeting, likes) / (m > 1 ? (double)(m * (m - 1)) : 1);
    for (size_t i = 0; i < m; i++) {
        player[i] = meeting->scenario->player[meeting->member[i]].id;
        for (size_t j = 0; j < m; j++) likes[i * m + j] = i == j ? 0 : mean - likes[i * m + j];
    }
    game->kind = CM_GAME_HEDONIC;
    game->as.hedonic = (cm_hedonic){ .n = m, .likes = likes, .player = player, .about = "the mean distance between members less the distance of the two" };
    return CM_OK;
}

extern const cm_model cm_model_affinity;
const cm_model cm_model_affinity = {
    .name = "affinity",
    .title = "camps by positions", .title_zh = "按立场结群",
    .about = "Members like those whose positions on the venue's issues are nearer than the mean distance between members, and dislike those farther away.",
    .about_zh = "成员喜欢在场所议题上立场比成员间平均距离更近者，不喜欢更远者。",
    .gives = CM_GAME_HEDONIC,
    .spatial = true,
    .build = build
};
