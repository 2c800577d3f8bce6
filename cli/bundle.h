/* bundle.h: a folder that holds a run whole: results, inputs, scripts that read them, and what it takes to
 * run it again (docs/format.md, "A folder of results"). */
#ifndef CM_CLI_BUNDLE_H
#define CM_CLI_BUNDLE_H

#include <stdio.h>

#include "cli/judging.h"
#include "cli/manifest.h"
#include "cli/report.h"

/* The columns of a table as its file has them. */
typedef struct cm_header {
    const char **column;
    size_t n;
} cm_header;

typedef struct cm_bundle {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_options *options;
    cm_file *file;
    char *folder;                    /* where it will stand; without a slash at its end */
    char *whole;                     /* where it is made: beside that; NULL: not begun */
    cm_manifest past;                /* of the folder that is there already; empty if there is none */
    const char **input;              /* paths as they were read, the scenario first */
    const char **inner;              /* the same, seen from inputs/ */
    size_t ninputs;
    const char *digest;              /* of the inputs as they were copied: ninputs x CM_DIGEST */
    const char **output;             /* names of what was written, sorted */
    size_t noutputs;
    FILE *draws;                     /* draws.csv; NULL: not asked for */
    FILE *batch[CM_MOST_BATCHES];    /* rows of batches that are in work, each in a file of its own */
    cm_draw_keep keep;
    const cm_measure **measure;      /* the claim's measures, of all its models */
    size_t nmeasures;
    FILE *codebook;
    cm_header cells, verdicts;       /* of these two files, for the scripts */
    bool failed;                     /* something could not be written; it was told */
} cm_bundle;

/* Begin: look at what is at `folder` (only with `replaces`: nothing but an empty folder or a bundle may be there), copy the
 * inputs, open draws.csv.  An exit status: 0, or one that was told about. */
int cm_bundle_begin(cm_ctx *ctx, const cm_options *options, cm_file *file, const char *folder, bool replaces, cm_bundle *bundle);

/* Is there something to write?  Of a file with a claim, its verdict. */
bool cm_bundle_has(const cm_report *report);

/* Write everything.  `past` is what the manifest says of earlier hypotheses. */
int cm_bundle_write(cm_bundle *bundle, cm_report *report);

/* Put the folder in its place; what somebody added to the old one is kept. */
int cm_bundle_place(cm_bundle *bundle);

/* Throw away what was not put in its place. */
void cm_bundle_end(cm_bundle *bundle);

/* ---- what its files are made of ---- */

/* A file in the folder that is made; NULL after it was told why. */
FILE *cm_bundle_open(cm_bundle *bundle, const char *name);
void cm_bundle_close(cm_bundle *bundle, const char *name, FILE *out);

/* One row of codebook.csv; of a column whose meaning is known by its name. */
void cm_bundle_column(cm_bundle *bundle, const char *file, const char *column, const char *type);
/* One row of codebook.csv. */
void cm_bundle_describe(cm_bundle *bundle, const char *file, const char *column, const char *type, const char *unit, const char *meaning, const char *meaning_zh);

bool cm_bundle_inputs(cm_bundle *bundle);                          /* find and copy them */
void cm_bundle_tables(cm_bundle *bundle, const cm_report *report); /* cells.csv, verdicts.csv ... or results.csv */
bool cm_bundle_draws(cm_bundle *bundle);                           /* begin draws.csv */
void cm_bundle_drawn(cm_bundle *bundle);                           /* end it, and say in the codebook what is in it */
void cm_bundle_scripts(cm_bundle *bundle, const cm_report *report);/* analysis.R, analysis.do */
void cm_bundle_guide(cm_bundle *bundle, const cm_report *report, const cm_manifest *manifest);     /* REPLICATION.md */

/* What an axis is called in the tables: its path, or its label; with `axis.` before it where a column of ours has that name. */
const char *cm_axis_key(const cm_axis *axis);

/* The axis behind a column, in whatever model has it; NULL: it is none. */
const cm_axis *cm_bundle_axis(const cm_bundle *bundle, const char *column);

#endif
