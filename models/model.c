/* model.c: the register of models, and who meets. */
#include "models/model.h"

#include <string.h>

#define CM_MODEL(word) extern const cm_model cm_model_##word;
#include "models/models.def"
#undef CM_MODEL

#define CM_MODEL(word) &cm_model_##word,
static const cm_model *const models[] = {
#include "models/models.def"
};
#undef CM_MODEL

const cm_model *const *cm_models(size_t *count)
{
    *count = sizeof models / sizeof models[0];
    return models;
}

const cm_model *cm_model_find(const char *name)
{
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        if (strcmp(models[i]->name, name) == 0) return models[i];
    }
    return NULL;
}

const cm_model *cm_model_among(cm_game_kind kind, bool spatial)
{
    const cm_model *first = NULL;
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        if (models[i]->gives != kind || models[i]->together) continue;
        if (models[i]->spatial == spatial) return models[i];
        if (first == NULL) first = models[i];
    }
    return first;
}

const cm_model *cm_model_for(cm_game_kind kind, const cm_scenario *scenario)
{
    return cm_model_among(kind, scenario == NULL || scenario->d > 0);
}

bool cm_venue_meets(const cm_scenario *scenario, const cm_venue *venue, size_t v)
{
    if (venue == NULL) return scenario->venue[v].nparts == 0;
    for (size_t k = 0; k < venue->nparts; k++) {
        if (venue->part[k] == v) return true;
    }
    return venue->nparts == 0 && venue == &scenario->venue[v];
}

cm_status cm_meeting_open(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_venue *venue,
                          cm_world *world, cm_meeting *meeting)
{
    cm_picker picker;
    size_t *member = CM_NEW(ctx, arena, scenario->n, size_t), m = 0, size = scenario->n;
    cm_status status;
    if (member == NULL) return ctx->status;
    status = cm_picker_init(ctx, arena, scenario, &venue->members, &picker);
    if (status != CM_OK) return status;
    if (venue->members.picked && venue->members.size < size) size = venue->members.size;
    cm_picker_start(&picker, world);
    for (size_t i; m < size && (i = cm_picker_get(&picker, m)) != SIZE_MAX;) member[m++] = i;
    if (m == 0) return cm_fail(ctx, CM_E_DOMAIN, "venue '%s' has no members in draw %llu", venue->id, (unsigned long long)world->draw);
    *meeting = (cm_meeting){ scenario, venue, world, member, m };
    return CM_OK;
}

cm_status cm_model_play(cm_ctx *ctx, cm_arena *arena, const cm_model *model, const cm_scenario *scenario, const cm_venue *venue,
                        cm_world *world, cm_game *game)
{
    cm_diags found = { .ctx = ctx };
    cm_meeting meeting = { scenario, venue, world, NULL, 0 };
    cm_status status = CM_OK;
    if (!model->together) CM_TRY(cm_meeting_open(ctx, arena, scenario, venue, world, &meeting));
    CM_TRY(model->build(ctx, arena, &meeting, &found, game));
    if (found.count > 0 && venue != NULL) CM_TRY(cm_fail(ctx, CM_E_DOMAIN, "venue '%s': %s", venue->id, found.item[0].message));
    if (found.count > 0) CM_TRY(cm_fail(ctx, CM_E_DOMAIN, "%s", found.item[0].message));
out:
    cm_diags_free(&found);
    return status;
}
