/* assessment.h: assessments of a signalling game on their way into the tables. */
#ifndef CM_SOLVER_STRATEGIC_ASSESSMENT_H
#define CM_SOLVER_STRATEGIC_ASSESSMENT_H

#include "solver/strategic/signalling.h"

typedef struct cm_assessing {
    cm_treeplay play;
    cm_signalling game;
    cm_rat *mix;                     /* play.nactions: the assessment at hand */
    cm_rat *rats;                    /* room */
    size_t nrats;
    cm_rat *gets;                    /* types, in the room */
    cm_beliefs room;
    bool *sent;                      /* messages */
    cm_table *assessments, *equilibria, *beliefs, *payoffs;
    int64_t count, pooling, separating, partly, semi, intuitive;
    cm_arena arena;
} cm_assessing;

/* Put the mixture at hand into the tables, with its kind, beliefs and the intuitive criterion. */
cm_status cm_assessment_add(cm_ctx *ctx, cm_assessing *w, cm_result *result);
/* Equilibria in which a type mixes, in a game of 2 types, 2 messages and 2 replies each; *searched: it is such a game. */
cm_status cm_assessment_mixed(cm_ctx *ctx, cm_assessing *w, cm_result *result, bool *searched);
/* The certificate: strategies, beliefs and payoffs; and kinds and the intuitive criterion, which it calls. */
cm_status cm_assessment_check(cm_ctx *ctx, const cm_efg *efg, const cm_result *result);
cm_status cm_assessment_check_kinds(cm_ctx *ctx, const cm_efg *efg, const cm_result *result, int64_t count);

#endif
