/* report.h: everything a run of one file found out, for a writer to write. */
#ifndef CM_CLI_REPORT_H
#define CM_CLI_REPORT_H

#include <stdio.h>

#include "cli/command.h"
#include "cli/load.h"
#include "models/evidence.h"
#include "models/judge.h"

typedef struct cm_answer {
    const cm_concept *concept;
    const cm_venue *venue;           /* NULL: the file's own game, or none */
    const cm_model *model;           /* NULL likewise */
    cm_game game;                    /* what it was answered in */
    cm_result result;
} cm_answer;

typedef struct cm_failure {
    const char *concept, *venue, *why;   /* venue NULL: none */
} cm_failure;

/* What another file says of the same claim. */
typedef struct cm_rival {
    const char *file, *title, *title_zh, *verdict, *verdict_zh, *basis, *because, *because_zh;
} cm_rival;

typedef struct cm_report {
    const cm_file *file;
    const char *title, *title_zh;
    uint64_t seed;
    cm_answer *answer;
    size_t nanswers;
    cm_failure *failure;             /* what could not be answered, with the reason */
    size_t nfailures;
    cm_judgement *judgement;         /* NULL: no claim, or one with models */
    cm_family_report *family;        /* a claim with models; NULL otherwise */
    cm_findings *findings;           /* boundary, region, sensitivity; NULL: none asked for */
    cm_rival *rival;
    size_t nrivals;
    cm_evidence *evidence;           /* of the claim's records */
    size_t nevidence;
    const struct cm_draw_keep *keep; /* where each draw of the claim goes; NULL: nowhere */
    bool drawn;                      /* answers are about draw 0 of a random world */
} cm_report;

typedef struct cm_style {
    FILE *out;
    bool colour, chinese;
    bool screen;                     /* somebody reads along: long tables are cut short */
    size_t count;                    /* files of this run; JSON is an array when more than one */
    const cm_options *options;       /* of the command line; NULL: none */
    void *kept;                      /* by a writer, from its begin to its end */
} cm_style;

/* What the command line says of how to write. */
cm_style cm_style_of(const cm_options *options, FILE *out);

/* A way of writing reports: the register of writers. */
typedef struct cm_writer {
    const char *name, *about;
    void (*begin)(cm_style *style);                                    /* before the first; may be NULL */
    void (*write)(const cm_style *style, const cm_report *report, size_t index);
    void (*end)(const cm_style *style);
} cm_writer;

const cm_writer *const *cm_writers(size_t *count);
const cm_writer *cm_writer_find(const char *name);

/* Say which writers there are, for a name that is none. */
void cm_writer_refuse(void);

/* The report of one model of a claim that has several, as if it were the file's claim. */
cm_report cm_report_model(const cm_report *report, size_t model);

/* A claim about one of its measures as tables: cells, verdicts, steps; with measure 0 also channels,
 * interactions, rivals. */
cm_status cm_claim_tabulate(cm_ctx *ctx, cm_arena *arena, const cm_report *report, size_t measure, cm_result *tables);

/* A record's fits and confounding as tables. */
cm_status cm_evidence_tabulate(cm_ctx *ctx, cm_arena *arena, const cm_evidence *evidence, cm_result *tables);

/* The records of a report in words, to be read by eye; nothing when there are none. */
void cm_write_evidence(const cm_style *style, const cm_report *report);

/* As it stands in a CSV: 15 significant digits, quotes where they are needed. */
void cm_csv_put(FILE *out, const cm_value *value);

/* Six significant digits, never "-0"; "" for what was not computed. buffer of at least 64 bytes. */
const char *cm_value_text(const cm_value *value, char *buffer, size_t size, bool chinese);

#endif
