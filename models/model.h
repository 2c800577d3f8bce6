/* model.h: the register of models: how a negotiation in a venue becomes a game. */
#ifndef CM_MODELS_MODEL_H
#define CM_MODELS_MODEL_H

#include "models/picking.h"
#include "solver/game/game.h"

/* A venue with its members of one draw; a model of venues together gets no members, and no venue: all of them. */
typedef struct cm_meeting {
    const cm_scenario *scenario;
    const cm_venue *venue;
    cm_world *world;
    const size_t *member;            /* m indices of players */
    size_t m;
} cm_meeting;

typedef struct cm_model {
    const char *name, *title, *title_zh, *about, *about_zh;
    cm_game_kind gives;
    bool spatial;                    /* needs issues, ideals and a status quo */
    bool together;                   /* one game of several venues (cm_venue_meets); taken only where it is named */
    /* Mistakes that only these members show go to diags. */
    cm_status (*build)(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game);
} cm_model;

/* All models, sorted by name. */
const cm_model *const *cm_models(size_t *count);
const cm_model *cm_model_find(const char *name);
/* The first model that gives games of a kind, of those with or without ideals if there is one; NULL when none gives
 * that kind.  Never one of venues together. */
const cm_model *cm_model_among(cm_game_kind kind, bool spatial);
/* The same, by whether the scenario has issues. */
const cm_model *cm_model_for(cm_game_kind kind, const cm_scenario *scenario);

/* Does the v-th venue belong to a meeting of venues together at `venue`: any but one of parts where that is NULL, one of
 * its parts, or itself? */
bool cm_venue_meets(const cm_scenario *scenario, const cm_venue *venue, size_t v);

/* The members of a venue in the world's present draw; `member` has room for all players. */
cm_status cm_meeting_open(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_venue *venue,
                          cm_world *world, cm_meeting *meeting);

/* The game that a model makes of a venue in the world's present draw (NULL: of all venues, for a model of venues together).
 * Fails with: CM_E_DOMAIN and the first of the mistakes that only these members show; whatever building fails with. */
cm_status cm_model_play(cm_ctx *ctx, cm_arena *arena, const cm_model *model, const cm_scenario *scenario, const cm_venue *venue,
                        cm_world *world, cm_game *game);

#endif
