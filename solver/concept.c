/* concept.c: the register of concepts, expanded from concepts.def. */
#include "solver/concept.h"

#include <string.h>

#define CM_CONCEPT(word) extern const cm_concept cm_concept_##word;
#include "solver/concepts.def"
#undef CM_CONCEPT

#define CM_CONCEPT(word) &cm_concept_##word,
static const cm_concept *const concepts[] = {
#include "solver/concepts.def"
};
#undef CM_CONCEPT

const cm_concept *const *cm_concepts(size_t *count)
{
    *count = sizeof concepts / sizeof concepts[0];
    return concepts;
}

const cm_concept *cm_concept_find(const char *name)
{
    for (size_t i = 0; i < sizeof concepts / sizeof concepts[0]; i++) {
        if (strcmp(concepts[i]->name, name) == 0) return concepts[i];
    }
    return NULL;
}

cm_status cm_concept_solve(cm_ctx *ctx, const cm_concept *concept, const cm_game *game, const void *params,
                           cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    if (concept->takes != game->kind) {
        return cm_fail(ctx, CM_E_DOMAIN, "'%s' takes a %s game, not a %s game", concept->name,
                       cm_game_kind_word(concept->takes), cm_game_kind_word(game->kind));
    }
    CM_TRY(cm_game_validate(ctx, game));
    if (params == NULL && concept->nparams > 0) {
        void *fallback = cm_alloc(ctx, &scratch, 1, concept->params_size);
        if (fallback == NULL) CM_TRY(ctx->status);
        cm_params_default(fallback, concept->param, concept->nparams);
        params = fallback;
    }
    if (game->kind == CM_GAME_TU && game->as.tu.about != NULL) {
        const char *about = cm_format(ctx, result->arena, "A coalition's worth is %s.", game->as.tu.about);
        if (about == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_result_note(ctx, result, about));
    }
    CM_TRY(concept->run(ctx, game, params, result));
    CM_TRY(concept->check(ctx, game, params, result));
    result->certified = true;
out:
    cm_arena_free(&scratch);
    return status;
}
