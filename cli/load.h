/* load.h: a scenario file from its name to a scenario, with all of its mistakes. */
#ifndef CM_CLI_LOAD_H
#define CM_CLI_LOAD_H

#include "cli/config.h"
#include "models/claim.h"
#include "models/family.h"
#include "models/form.h"
#include "models/inquiry.h"
#include "models/model.h"
#include "models/observed.h"
#include "models/scenario.h"
#include "solver/concept.h"

typedef struct cm_request {
    const cm_concept *concept;
    const cm_venue *venue;           /* NULL: in the file's own game, or without any; or all of them */
    const cm_model *model;           /* how the venue becomes a game; NULL: the file's own, or none */
} cm_request;

typedef struct cm_file {
    const char *name;
    cm_arena arena;
    cm_diags diags;
    cm_source *sources;
    cm_node *root;
    cm_scenario scenario;
    const cm_form *form;             /* of the file's own game; NULL: none */
    cm_game game;
    cm_claim *claim;                 /* NULL: none, or one with models */
    cm_family *family;               /* a claim with models; NULL otherwise */
    cm_observed *observed;           /* the claim's records */
    size_t nobserved;
    cm_inquiry inquiry;              /* what the claim asks about changes */
    cm_request *request;             /* what to solve */
    size_t nrequests;
} cm_file;

typedef struct cm_load_options {
    const char *const *set;          /* PATH=VALUE */
    size_t nset;
    const char *concepts, *venue;    /* --concept, --venue; NULL: as the file says */
    bool cells;                      /* plan the claim's cells */
} cm_load_options;

/* Read a scenario, or a game of Gambit's (.nfg, .efg).  Mistakes are in file->diags (sorted); the rest is usable only when there are none.
 * Fails with: CM_E_IO, CM_E_MEMORY; CM_E_INPUT for a --set, --concept or --venue that cannot be used. */
cm_status cm_load(cm_ctx *ctx, const char *name, const cm_load_options *options, cm_file *file);

/* A scenario that a part of a claim carries: its text, under the name of the file that it was made from. */
cm_status cm_load_text(cm_ctx *ctx, const char *name, const char *text, const cm_load_options *options, cm_file *file);

/* The tree of a file, its tables and settings in it, as text that reads as the same scenario.  In the file's arena. */
char *cm_file_text(cm_ctx *ctx, cm_file *file);

/* The same as cm_load for a command: mistakes and failures are told on standard error; the exit status comes back
 * (0: the file can be used).  Free the file in any case. */
int cm_load_or_tell(cm_ctx *ctx, const char *name, const cm_load_options *options, cm_file *file);

/* Is a concept answered in the file's own game?  One that takes a normal form is in an extensive game too. */
bool cm_file_plays(const cm_file *file, const cm_concept *concept);

void cm_file_free(cm_file *file);

#endif
