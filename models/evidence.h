/* evidence.h: what a record of cases says of a claim: the effect of size alone and with controls, what goes
 * together with size, and a verdict on the record -- which is never mixed with the model's.
 *
 *   consistent    the effect is told from nothing and has the claimed sign, with all controls that the file names
 *   against       the same with the other sign
 *   silent        neither: the record does not tell
 *
 * Cases were observed, not assigned: even a consistent record shows what goes together, not what causes it. */
#ifndef CM_MODELS_EVIDENCE_H
#define CM_MODELS_EVIDENCE_H

#include "models/observed.h"

typedef enum cm_record { CM_RECORD_CONSISTENT, CM_RECORD_AGAINST, CM_RECORD_SILENT } cm_record;

typedef struct cm_record_fit {
    unsigned controls;                  /* bits of the table's controls */
    const char *with;                   /* their names, "rule, period"; "" */
    bool known;
    const char *why, *why_zh;           /* not known: why not */
    size_t cases, events;               /* events: agreements, or cases that have ended */
    const char *measure, *measure_zh;   /* of what `effect` is */
    double effect, low, high, p;        /* NaN: none; infinite: no end */
    const char *exact;                  /* p as counted, "19/28"; NULL: none */
    double towards;                     /* above 0: more members, more or faster agreement */
    double least;                       /* the least p that such cases could give; 0: any */
    bool separated;                     /* Firth's penalty was used */
    double proportional_p;              /* Cox: of size's proportionality; NaN: none */
    double concordance;                 /* Cox; NaN: none */
    double tau;                         /* ranks: Kendall's tau-b; NaN: none */
} cm_record_fit;

/* How a control goes with size. */
typedef struct cm_confounding {
    const char *control;
    double share;                       /* of the differences in size that it accounts for, 0 to 1 */
    double rho;                         /* a number: its rank correlation with size; NaN: words */
    bool varies, strong;
} cm_confounding;

typedef struct cm_caution {
    const char *words, *words_zh;
    struct cm_caution *next;
} cm_caution;

typedef struct cm_evidence {
    const cm_observed *observed;
    cm_record_fit *fit;                 /* without controls; each control; all of them */
    size_t nfits, ended;                /* ended: agreements, or cases that have ended; all where neither is told */
    cm_confounding confounding[CM_MOST_CONTROLS];
    cm_caution *caution;                /* what stands between the record and the claim */
    cm_record verdict;
    const char *because, *because_zh, *test_because, *test_because_zh;
} cm_evidence;

const char *cm_record_word(cm_record record);           /* "consistent with the claim" ... */
const char *cm_record_word_zh(cm_record record);
const char *cm_record_key(cm_record record);            /* "consistent", "against", "silent" */

/* Weigh a table. All memory is the arena's; seed is for permutations that are too many to count.
 * Fails with: CM_E_MEMORY, CM_E_NUMERIC, CM_E_INTERRUPT. */
cm_status cm_evidence_weigh(cm_ctx *ctx, cm_arena *arena, const cm_observed *observed, uint64_t seed, cm_evidence *evidence);

/* The parts of weighing: evidence_fit.c, evidence_confound.c, evidence_words.c. */
cm_status cm_evidence_fit(cm_ctx *ctx, cm_arena *arena, const cm_observed *observed, unsigned controls, uint64_t seed, cm_record_fit *fit);
cm_status cm_evidence_confound(cm_ctx *ctx, cm_arena *arena, cm_evidence *evidence);
cm_status cm_evidence_say(cm_ctx *ctx, cm_arena *arena, cm_evidence *evidence);
bool cm_control_varies(const cm_observed *observed, size_t k);

#endif
