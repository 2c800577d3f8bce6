/* observed.h: cases from the world that a claim is confronted with: a table, checked and in columns.
 *
 *   observed = ( { id = "gge"; source = "..."; cases = ( { case = "2010"; size = 15; outcome = true; }, ... );
 *                  outcome = "outcome"; control = ("rule"); direction = "decreasing"; }, ... );
 *
 * `direction` says what the claim expects of agreement as members grow in number: decreasing means rarer, or
 * slower.  It is the claim's own where the table says none. */
#ifndef CM_MODELS_OBSERVED_H
#define CM_MODELS_OBSERVED_H

#include "models/node.h"

enum { CM_MOST_CONTROLS = 6, CM_FEWEST_CASES = 4, CM_MOST_CASES = 100000 };

typedef enum cm_test { CM_TEST_FISHER, CM_TEST_PERMUTATION, CM_TEST_RANK, CM_TEST_LOGISTIC, CM_TEST_COX } cm_test;

typedef struct cm_control {
    const char *name;
    double *value;                  /* of each case; of words: its level */
    const char **word;              /* the levels; NULL: a number */
    size_t nlevels;
} cm_control;

typedef struct cm_observed {
    const cm_node *node;
    const char *id;
    size_t n;                       /* cases */
    double *size;                   /* of each */
    bool *outcome;                  /* NULL: none, or a number */
    double *score;                  /* an outcome that is a number; NULL: none */
    double *time;                   /* NULL: none */
    bool *ended;                    /* with time: not pending */
    cm_control control[CM_MOST_CONTROLS];
    size_t ncontrols;
    cm_test test;
    bool chosen;                    /* the file did not name the test */
    bool decreasing;                /* what the claim expects */
    bool doubling;                  /* effects are of a doubling of the size, not of one member more */
    double split;                   /* Fisher: sizes above it are large */
    double confidence;
} cm_observed;

const char *cm_test_word(cm_test test);

/* observed_choice.c: the test that suits a table of which none is named; and what a test lacks, as a mistake. */
void cm_observed_choose(cm_observed *table);
void cm_observed_suits(cm_observed *table, cm_diags *diags);

/* Is a claim (its node) nothing but a record: no venue, and nothing that varies? */
bool cm_claim_is_record(const cm_node *claim);

/* The tables of a claim. outside[k] has the rows that table k reads from a file of its own (cases_from), or
 * is NULL.  Mistakes go to diags; the tables are usable only when there were none. All memory is the arena's.
 * Fails with: CM_E_MEMORY. */
cm_status cm_observed_read(cm_ctx *ctx, cm_arena *arena, const cm_node *claim, const cm_node *const *outside, cm_diags *diags,
                           cm_observed **tables, size_t *count);

#endif
