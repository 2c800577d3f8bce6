/* negotiation.c: the spatial model: members with ideal points bargain over the venue's mandate. */
#include <math.h>

#include "models/model.h"
#include "models/rules.h"

typedef struct rows {
    double *ideal, *salience, *capability, *outside, *quo, *low, *high;
    const char **player, **issue;
} rows;

static cm_status allocate(cm_ctx *ctx, cm_arena *arena, size_t m, size_t d, bool red, rows *r)
{
    r->ideal = CM_NEW(ctx, arena, m * d, double);
    r->salience = CM_NEW(ctx, arena, m * d, double);
    r->capability = CM_NEW(ctx, arena, m, double);
    r->outside = CM_NEW(ctx, arena, m, double);
    r->quo = CM_NEW(ctx, arena, d, double);
    r->low = red ? CM_NEW(ctx, arena, m * d, double) : NULL;
    r->high = red ? CM_NEW(ctx, arena, m * d, double) : NULL;
    r->player = CM_NEW(ctx, arena, m, const char *);
    r->issue = CM_NEW(ctx, arena, d, const char *);
    return ctx->status;
}

static void copy_member(const cm_meeting *meeting, size_t i, rows *r)
{
    const cm_scenario *s = meeting->scenario;
    size_t p = meeting->member[i], d = meeting->venue->nissues;
    const double *ideal = cm_world_ideal(meeting->world, p);
    for (size_t j = 0; j < d; j++) {
        size_t k = meeting->venue->issue[j];
        r->ideal[i * d + j] = ideal[k];
        r->salience[i * d + j] = meeting->world->salience[p * s->d + k];
        if (r->low != NULL) {
            r->low[i * d + j] = s->red_low[p * s->d + k];
            r->high[i * d + j] = s->red_high[p * s->d + k];
        }
    }
    r->capability[i] = cm_world_capability(meeting->world)[p];
    r->outside[i] = isnan(s->player[p].outside) ? 0 : s->player[p].outside;
    r->player[i] = s->player[p].id;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    const cm_scenario *s = meeting->scenario;
    size_t m = meeting->m, d = meeting->venue->nissues;
    cm_game *ballot = CM_NEW(ctx, arena, 1, cm_game);
    cm_status status;
    rows r;
    if (ballot == NULL || allocate(ctx, arena, m, d, s->red_low != NULL, &r) != CM_OK) return ctx->status;
    for (size_t j = 0; j < d; j++) {
        r.quo[j] = s->status_quo[meeting->venue->issue[j]];
        r.issue[j] = s->issue[meeting->venue->issue[j]].id;
    }
    for (size_t i = 0; i < m; i++) copy_member(meeting, i, &r);
    status = cm_model_find("ballot")->build(ctx, arena, meeting, diags, ballot);
    if (status != CM_OK) return status;
    game->kind = CM_GAME_SPATIAL;
    game->as.spatial = (cm_spatial){
        .n = m, .d = d, .ideal = r.ideal, .salience = r.salience, .status_quo = r.quo,
        .capability = r.capability, .outside = r.outside, .red_low = r.low, .red_high = r.high, .utility = s->utility,
        .agenda = meeting->venue->agenda, .vote = &ballot->as.vote, .player = r.player, .issue = r.issue
    };
    return CM_OK;
}

const cm_model cm_model_negotiation = {
    .name = "negotiation",
    .title = "a spatial negotiation", .title_zh = "空间谈判",
    .about = "Members with ideal points and saliences consider texts on the venue's issues; a text passes when a winning coalition prefers it to the status quo.",
    .about_zh = "成员各有理想点和重视程度，就场所的议题考虑文本；当一个获胜联盟认为某文本优于现状时，该文本通过。",
    .gives = CM_GAME_SPATIAL,
    .spatial = true,
    .build = build
};
