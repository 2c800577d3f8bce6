/* given.h: a scenario from a text in memory, as far as it can be read: tree, mistakes, scenario, claim. */
#ifndef CM_TESTS_SUPPORT_GIVEN_H
#define CM_TESTS_SUPPORT_GIVEN_H

#include "cli/config.h"
#include "models/judge.h"
#include "models/scenario.h"

typedef struct given {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;              /* sorted */
    cm_source *sources;
    cm_node *root;
    cm_scenario s;
    cm_claim claim;              /* read when the text has one and there were no mistakes before */
    cm_judgement j;
} given;

/* A text made as by printf.  `comity = 1;` is put before it on its first line. */
void given_read(given *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same text, without mistakes: the test fails with the first otherwise. */
void given_good(given *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

void given_free(given *g);

/* Is there a mistake whose message has this in it? */
bool given_says(const given *g, const char *part);

/* Judge the claim; fails the test with the sentence when that fails. */
void given_judge(given *g, uint64_t draws, uint64_t seed, int threads);

/* The mean of a measure in a cell of the grid. */
double given_mean(const given *g, size_t measure, size_t cell);

/* How surprising it is to see `hits` of n when each has probability p: the smaller tail. */
double given_tail(double hits, double n, double p);

#endif
