/* measure.h: the register of measures: what a claim can be about.
 *
 * Besides the rows of the register, which have fast ways of their own through many cells, every number (or
 * yes and no) in the summary of any concept is a measure: "committee-search.rounds". */
#ifndef CM_MODELS_MEASURE_H
#define CM_MODELS_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/concept.h"

enum { CM_MOST_MEASURES = 8 };

/* What one cell of a claim came to in one draw. */
typedef struct cm_outcome {
    double agreement;        /* 1: the status quo moves (or the given text passes); 0 */
    double depth;            /* the least gain among those who decide, at its best; 0 without agreement */
    double coverage;         /* capability bound by the agreement, as a share of the world's */
    double spread;           /* root mean square distance between the texts of a venue's parts */
    const double *text;      /* the text agreed, as an offset from the status quo; NULL: none, or not asked */
    bool edge;               /* the answer is a knife edge */
    double probe[CM_MOST_MEASURES];      /* of measures that are a concept's, by their place in the claim */
    bool brief;              /* fewer players were there than the venue asked for */
    double control;          /* what has a closed form: the agreement, or the share of issues with enough members on one side */
    double weight;           /* of a world drawn with positions moved: how much likelier its members are as they were described */
} cm_outcome;

typedef struct cm_measure {
    const char *name, *title, *title_zh, *about, *about_zh, *unit;
    bool share;              /* 0 or 1 in each draw: its mean is a share */
    bool falls;              /* never rises when members join a venue under consensus: a theorem */
    bool needs_depth, needs_coverage, needs_text;
    double (*value)(const cm_outcome *outcome);      /* NULL for a concept's */
    const cm_concept *concept;       /* a concept's: run on the venue in each draw, and certified */
    const char *key;                 /* of its summary */
    size_t slot;                     /* of cm_outcome.probe */
} cm_measure;

const cm_measure *const *cm_measures(size_t *count);
const cm_measure *cm_measure_find(const char *name);

/* What the outcome came to. */
double cm_measure_value(const cm_measure *measure, const cm_outcome *outcome);

#endif
