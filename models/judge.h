/* judge.h: what a claim comes to: cells, contrasts, verdicts, the part of each cause.
 *
 * The estimand, in each regime (a level of every axis in `within`; axes that are neither `along` nor
 * `within` are averaged over): the mean over draws of the paired difference of the measure between the
 * last and the first value of `along`.  Intervals of contrasts are simultaneous: Bonferroni over all
 * pairs of values of `along`, in all regimes. A verdict is about the model.
 *
 *   supported     the effect has the claimed sign and its interval lies beyond the smallest effect
 *   reversed      the same with the opposite sign
 *   no effect     the interval lies inside the smallest effect
 *   conditional   between some two values it goes the other way than between the ends (or, where the
 *                 ends differ by less than matters, goes clearly either way), or regimes differ: it
 *                 says on what
 *   undecided     none of these; it says how many more draws would settle it */
#ifndef CM_MODELS_JUDGE_H
#define CM_MODELS_JUDGE_H

#include "models/claim.h"
#include "models/stats.h"
#include "models/simulate.h"

typedef enum cm_verdict { CM_SUPPORTED, CM_REVERSED, CM_NO_EFFECT, CM_CONDITIONAL, CM_UNDECIDED } cm_verdict;
typedef enum cm_basis { CM_BY_THEOREM, CM_BY_EXACT, CM_BY_SAMPLE } cm_basis;

const char *cm_verdict_word(cm_verdict verdict);            /* "supported" ... */
const char *cm_verdict_word_zh(cm_verdict verdict);
const char *cm_basis_word(cm_basis basis);                  /* "theorem", "exact", "sampled" */
const char *cm_basis_word_zh(cm_basis basis);

typedef struct cm_cell_report {
    double mean, low, high;
    double edge, brief;              /* shares of draws */
    const char *flag;                /* "floor", "ceiling", or NULL */
    double reduction;                /* variance of the plain mean over this one's; NaN: not known, or nothing was done */
    double effective;                /* weighed draws: as good as so many that count alike; NaN otherwise */
    bool exact;                      /* a closed form */
} cm_cell_report;

typedef struct cm_effect {
    double effect, low, high;        /* last minus first */
    double against;                  /* share of draws in which it goes against the claim; NaN: draws are weighed */
    double reduction;                /* as of a cell */
    bool exact;
    uint64_t first_against;          /* the first such draw; UINT64_MAX: none */
} cm_effect;

typedef struct cm_regime {
    size_t at[CM_MOST_AXES];         /* its level on each axis in within; 0 elsewhere */
    cm_effect end;
    cm_effect *pair;                 /* npairs: every other pair of levels of `along` */
    const size_t (*levels)[2];       /* npairs: from which level to which */
    size_t npairs, worst;            /* worst: the pair that most goes against the ends, when conditional */
    cm_verdict verdict;
    cm_basis basis;
    double more;                     /* undecided: draws that are still needed */
} cm_regime;

typedef struct cm_measure_report {
    const cm_measure *measure;
    cm_cell_report *cell;            /* ncells */
    cm_regime *regime;
    size_t nregimes, ncomparisons;
    cm_verdict verdict;
    cm_basis basis;
    double more;
    const char *because, *because_zh;
} cm_measure_report;

typedef struct cm_channel_report {
    const char *channel;
    bool active, identified, log_known, log_identified;
    double effect, low, high, first_in, last_in, least, greatest;       /* probability scale */
    double log_effect, log_low, log_high, log_first_in, log_last_in;    /* log(-log p) scale; more is less */
} cm_channel_report;

typedef struct cm_interaction {
    unsigned channels;               /* bits of active channels, two or more */
    double dividend;
} cm_interaction;

typedef struct cm_explanation {
    double from, to, total, low, high;
    double log_total;
    bool log_known;
    cm_channel_report channel[CM_MOST_CHANNELS];
    cm_interaction *interaction;     /* 2^k - k - 1, largest first */
    size_t ninteractions;
    double interaction_share;        /* of the sum of absolute dividends */
} cm_explanation;

typedef struct cm_judgement {
    const cm_claim *claim;
    uint64_t draws, seed;
    bool interrupted;                /* the draws are those before somebody said stop; no certificate was looked at again */
    double confidence;               /* of the intervals: the claim's, or what a family of models leaves to it */
    cm_sums sums;                    /* what the verdicts were read from */
    const struct cm_contrasts *plan;
    cm_measure_report measure[CM_MOST_MEASURES];
    cm_explanation *explanation;     /* NULL: none asked for */
    uint64_t sampled;                /* cells of draws whose certificates were checked */
    char *counterexample;            /* a scenario file, or NULL */
    uint64_t counter_draw;
    const char *counter_words;
} cm_judgement;

/* Run the claim and judge it.  All memory is the arena's.
 * Fails as cm_simulate; CM_E_NUMERIC when a certificate of the sample is refused. */
cm_status cm_judge(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options,
                   cm_judgement *judgement);

/* Run the claim, or the part of it that options name, and keep the sums in the judgement, not judged. */
cm_status cm_judge_run(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options,
                       cm_judgement *judgement);

/* Judge the same sums at another confidence: cells, effects, verdicts and their words anew. */
cm_status cm_judge_again(cm_ctx *ctx, cm_arena *arena, cm_judgement *judgement, double confidence);

#endif
