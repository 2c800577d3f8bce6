/* params.h: a concept's parameters from a file: models = { nucleolus = { ... }; }. */
#ifndef CM_MODELS_PARAMS_H
#define CM_MODELS_PARAMS_H

#include "models/diag.h"
#include "models/node.h"
#include "solver/concept.h"

/* The parameter struct of `concept`, filled from its group in `models` (fallbacks elsewhere), in
 * `arena`; *params is NULL for a concept without parameters.  `player`: the n ids of the game's players; `known`: nknown
 * ids that the file has besides, whose numbers are passed over.  Unknown settings, wrong types, numbers out of
 * range, unknown players and required parameters that are missing are mistakes.
 * Fails with: CM_E_MEMORY. */
cm_status cm_params_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_concept *concept,
                         const char *const *player, size_t n, const char *const *known, size_t nknown, cm_diags *diags, void **params);

/* A parameter `seed` that the file does not give is the run's. */
void cm_params_seed(const cm_node *root, const cm_concept *concept, uint64_t seed, void *params);

/* Groups in `models` that no concept is named by, and settings that no parameter is named by. */
cm_status cm_params_check_names(cm_ctx *ctx, const cm_node *root, cm_diags *diags);

#endif
