/* concept.h: the register of solution concepts.
 *
 * A concept is one file that ends in a constant cm_concept_<word>, and one row in concepts.def.  It
 * brings `check`, its own certificate, found by other means than `run`, from what `run` printed: the
 * result's own summary and tables.  The program runs it after each solution and gives no answer
 * without it. */
#ifndef CM_SOLVER_CONCEPT_H
#define CM_SOLVER_CONCEPT_H

#include "solver/base/param.h"
#include "solver/base/table.h"
#include "solver/game/game.h"

typedef struct cm_concept {
    const char *name;                     /* what the user writes: "gridlock" */
    const char *title, *title_zh;         /* a few words */
    const char *about, *about_zh;         /* one sentence for a reader who is no game theorist */
    const char *formula;                  /* the definition, in plain text */
    const char *source;                   /* author, title, journal, year, pages */
    const char *certificate;              /* what `check` verifies, in a sentence */
    const char *const *summary;           /* names of the summary's values, NULL-terminated */
    cm_game_kind takes;
    const cm_param *param;
    size_t nparams, params_size;
    /* CM_E_INPUT with a sentence when parameters do not go together; NULL: any do.  Files are checked with it; `run` says the same. */
    cm_status (*fits)(cm_ctx *ctx, const void *params);
    cm_status (*run)(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result);
    /* CM_OK when the certificate holds; CM_E_NUMERIC with a sentence when it does not. */
    cm_status (*check)(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);
} cm_concept;

/* All concepts, sorted by name; *count is set. */
const cm_concept *const *cm_concepts(size_t *count);
const cm_concept *cm_concept_find(const char *name);

/* Validate the game, run, check; result->certified is set when the check passed.
 * Fails with: CM_E_DOMAIN when the concept takes another kind of game; CM_E_NUMERIC when the check
 * refuses; whatever run fails with. `params` NULL: the fallbacks. */
cm_status cm_concept_solve(cm_ctx *ctx, const cm_concept *concept, const cm_game *game, const void *params,
                           cm_result *result);

#endif
