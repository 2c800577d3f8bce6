/* inquiry.h: what moves a verdict: boundaries, regions, sensitivities that a claim asks for.
 *
 * Each is a list of points at which the claim is judged again (claim_at.h), one after the other, each on all
 * cores; so the answers are the same bytes for any number of threads. */
#ifndef CM_MODELS_INQUIRY_H
#define CM_MODELS_INQUIRY_H

#include "models/inputs.h"
#include "solver/base/table.h"

enum { CM_MOST_SAID = 48, CM_MOST_RUNS = 20000, CM_MOST_FINDINGS = 3 };

typedef struct cm_boundary_ask {
    cm_input input;
    double tolerance;
    size_t points;
    uint64_t draws;                  /* 0: the claim's */
} cm_boundary_ask;

typedef struct cm_region_ask {
    cm_input *input;
    size_t ninputs, points;
    uint64_t draws;
} cm_region_ask;

typedef enum cm_method { CM_BY_MORRIS, CM_BY_SOBOL, CM_BY_SHAPLEY } cm_method;

typedef struct cm_sensitivity_ask {
    cm_input *input;
    size_t ninputs, points;
    cm_method method;
    double *correlation;             /* ninputs x ninputs; NULL: independent */
    uint64_t draws;
} cm_sensitivity_ask;

/* What a claim asks; each may be NULL. */
typedef struct cm_inquiry {
    const cm_node *root;
    const cm_claim *claim;
    cm_boundary_ask *boundary;
    cm_region_ask *region;
    cm_sensitivity_ask *sensitivity;
} cm_inquiry;

/* What was found out: sentences, a map, and tables. */
typedef struct cm_finding {
    const char *key, *title, *title_zh;          /* "boundary" ... */
    const char *say[CM_MOST_SAID], *say_zh[CM_MOST_SAID];
    size_t nsaid;
    const char *map, *map_zh;                    /* lines for a terminal; NULL: none */
    cm_result result;                            /* its table "points" is for machines */
} cm_finding;

typedef struct cm_findings {
    cm_finding item[CM_MOST_FINDINGS];
    size_t count;
} cm_findings;

/* What an input is called; in English where there is no Chinese. */
const char *cm_input_word(const cm_input *input, bool zh);

/* Read what the claim of a file without mistakes asks for; mistakes go to diags. Fails with: CM_E_MEMORY. */
cm_status cm_inquiry_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_claim *claim, cm_diags *diags, cm_inquiry *inquiry);

/* Answer it.  options->draws are those of a point where the file does not say; `most` bounds those that it says (0: no
 * bound).  Fails as cm_claim_at, and as the methods of solver/stat. */
cm_status cm_inquiry_answer(cm_ctx *ctx, cm_arena *arena, const cm_inquiry *inquiry, const cm_simulate_options *options, uint64_t most,
                            cm_findings *findings);

#endif
