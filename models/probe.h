/* probe.h: measures that are a concept's: in each cell and draw the venue becomes the concept's game, the
 * concept is run, and its certificate is checked, as for a single answer. */
#ifndef CM_MODELS_PROBE_H
#define CM_MODELS_PROBE_H

#include "models/claim_plan.h"
#include "models/world.h"

/* Choose the model of each concept's measure: the claim's `model`, or the first that fits.  What a venue cannot give is a mistake. */
void cm_probe_models(cm_planner *p);

/* A concept that takes no game and draws by itself, with no seed of its own in the file: each draw of a claim is another. */
bool cm_probe_draws(const cm_node *root, const cm_concept *concept);

/* Fill cm_outcome.probe of all cells; `world` is at its draw; `seed` is the run's.
 * Fails with: whatever the concept fails with; CM_E_DOMAIN when its summary has no number there. */
cm_status cm_probe_draw(cm_ctx *ctx, const cm_claim *claim, uint64_t seed, cm_world *world, cm_outcome *outcome);

#endif
