/* deterrence.h: what deterrence with imperfect attribution and its certificate share: the settings, who can send which
 * signal, and the attackers' cutoffs. */
#ifndef CM_SOLVER_FORUM_DETERRENCE_H
#define CM_SOLVER_FORUM_DETERRENCE_H

#include "solver/concept.h"

/* The most attackers; signals: one that names each, one that names nobody, none. */
enum { CM_HUNT_MOST = 32, CM_HUNT_CHANGES = 5, CM_HUNT_CHANNELS = 4 };

typedef struct cm_deterrence_params {
    long attackers;
    double opportunity, low, high, fierce_low, fierce_high;
    cm_numbers shifts, detections, false_alarms;
    double detection, identification, false_alarm, mistaken, ambiguous, ambiguous_alarm;
    const char *defender;                          /* "weighs", "commits" */
    double punishment, denial, entanglement, norm, step;
} cm_deterrence_params;

typedef struct cm_hunt {
    size_t n;
    bool commits;
    double opportunity, low[CM_HUNT_MOST], width, fierce_low, fierce_high;
    double detection[CM_HUNT_MOST], alarm[CM_HUNT_MOST], identification, mistaken, ambiguous, ambiguous_alarm;
    double channel[CM_HUNT_CHANNELS];              /* punishment, denial, entanglement, norm */
    /* by attacker (at n: nobody attacks) and signal: n name an attacker, then one that names nobody, then none */
    double chance[CM_HUNT_MOST + 1][CM_HUNT_MOST + 2];
} cm_hunt;

extern const char *const cm_hunt_changes[CM_HUNT_CHANGES], *const cm_hunt_channels[CM_HUNT_CHANNELS];

/* Fails with: CM_E_INPUT where lists have another length, or chances add up to more than 1. */
cm_status cm_hunt_open(cm_ctx *ctx, const cm_deterrence_params *params, cm_hunt *hunt);
/* The same with one setting changed by `step`; false where chances would no longer fit. */
bool cm_hunt_changed(const cm_hunt *hunt, size_t change, double step, cm_hunt *other);
/* How likely attacker i gets its chance and takes it. */
double cm_hunt_attacks(const cm_hunt *hunt, size_t i, double cutoff);
/* Damped iteration from x, which becomes the cutoffs; *rest is false when it does not come to rest.  CM_E_INTERRUPT. */
cm_status cm_hunt_settle(cm_ctx *ctx, const cm_hunt *hunt, double *x, bool *rest);
/* From the `start`th of cm_hunt_starts() beginnings. */
void cm_hunt_start(const cm_hunt *hunt, size_t start, double *x);

/* belief[i]: how likely i did it after `signal`, when each attacks above x[i]. */
void cm_hunt_beliefs(const cm_hunt *hunt, const double *x, size_t signal, double *belief);
/* How likely the defender strikes i at such a belief. */
double cm_hunt_strikes(const cm_hunt *hunt, size_t i, size_t signal, double belief);

cm_status cm_deterrence_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_deterrence;

#endif
