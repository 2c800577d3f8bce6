/* bargain_concept.h: what the bargaining solutions over policies have alike as concepts: what a file may set for them,
 * run and check; package-deals bargains by them and takes the same settings. */
#ifndef CM_SOLVER_BARGAIN_BARGAIN_CONCEPT_H
#define CM_SOLVER_BARGAIN_BARGAIN_CONCEPT_H

#include "solver/bargain/bargain.h"

/* What a file may set; a solution describes those that mean something to it, and the others stay zero. */
typedef struct cm_bargain_params {
    cm_numbers weights, disagreement;
    const char *power;
    bool individual_rationality;     /* asked of the sum alone: the other solutions let nobody lose */
} cm_bargain_params;

typedef struct cm_package_params {
    cm_bargain_params common;        /* first: the descriptions below count from its start; nobody may lose */
    const char *solution;
} cm_package_params;

extern const char *const cm_bargain_powers[];

/* Descriptions of these parameters, for structs that are cm_bargain_params or begin with one. */
#define CM_BARGAIN_PARAM_WEIGHTS(words, words_zh) \
    { .name = "weights", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(cm_bargain_params, weights), .low = 0, .high = CM_NUM_LARGEST, \
      .about = words, .about_zh = words_zh }
#define CM_BARGAIN_PARAM_POWER \
    { .name = "power", .kind = CM_PARAM_WORD, .offset = offsetof(cm_bargain_params, power), .fallback = 0, .words = cm_bargain_powers, \
      .about = "Where no weights are given: equal ones, or the members' capabilities.", \
      .about_zh = "未给出权重时：权重相等，或取各成员的能力。" }
#define CM_BARGAIN_PARAM_DISAGREEMENT \
    { .name = "disagreement", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(cm_bargain_params, disagreement), .low = 1, .high = 0, \
      .about = "Each member's utility without agreement; when absent that of the status quo plus what it has outside.", \
      .about_zh = "各成员在没有协议时的效用；未给出时为现状的效用加上其外部所得。" }

/* Nobody may lose, until somebody says otherwise. */
cm_bargain_terms cm_bargain_terms_of(const cm_bargain_params *params);

/* run and check of the solutions; params is a cm_bargain_params.
 * Fails with: CM_E_INPUT for weights that are all 0; CM_E_NUMERIC; CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY. */
cm_status cm_bargain_run(cm_ctx *ctx, const cm_spatial *game, cm_bargain_kind kind, const void *params, cm_result *result);
cm_status cm_bargain_check(cm_ctx *ctx, const cm_spatial *game, cm_bargain_kind kind, const void *params, const cm_result *result);

#endif
