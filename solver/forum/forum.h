/* forum.h: what the choice of forum and its certificate share. */
#ifndef CM_SOLVER_FORUM_FORUM_H
#define CM_SOLVER_FORUM_FORUM_H

#include "solver/concept.h"

enum { CM_FORUM_MOST = 10, CM_FORUM_PLAYERS = 64, CM_FORUM_ATTEMPTS = 4 };

typedef struct cm_forum_params {
    cm_numbers chances, sizes, shares, gains, costs, powers;
    double consent, correlation, patience, aspiration, changed_share, changed_chance;
    const char *chooser, *manner;
    long attempts, precedent, changed;
} cm_forum_params;

typedef struct cm_shop {
    const cm_forum_params *p;
    size_t v, n, attempts;
    double chance[CM_FORUM_MOST], after[CM_FORUM_MOST], cost[CM_FORUM_MOST], power[CM_FORUM_PLAYERS];
} cm_shop;

/* Venues that are tried one after another. */
typedef struct cm_course {
    size_t length, venue[CM_FORUM_ATTEMPTS];
} cm_course;

typedef struct cm_shopping {
    cm_course course[CM_FORUM_PLAYERS];
    double chosen[CM_FORUM_MOST], gain[CM_FORUM_PLAYERS], agreement;
} cm_shopping;

/* CM_E_INPUT where the settings do not fit together. */
cm_status cm_shop_open(cm_ctx *ctx, const cm_forum_params *params, cm_shop *shop);
/* What agreement in v is worth to a player, or (chooser n) to all, weighted by power. */
double cm_shop_gain(const cm_shop *shop, size_t chooser, size_t v);
double cm_course_value(const cm_shop *shop, const double *chance, const cm_course *course, size_t player);
double cm_course_agrees(const double *chance, const cm_course *course);

cm_status cm_forum_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_forum;

#endif
