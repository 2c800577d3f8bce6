/* part.h: a file of batches: a part of a claim for another machine, or the checkpoint of a long run.
 *
 * The file begins with the scenario itself, its settings already replaced, so that parts can be put
 * together without it; then come batches, each with its hash, as they were computed.  Nothing in it is
 * written twice: a run that was killed leaves whole batches and at most one torn one at the end, which
 * the next run cuts off.  Numbers are little-endian. */
#ifndef CM_CLI_PART_H
#define CM_CLI_PART_H

#include <stdio.h>

#include "cli/digest.h"
#include "models/simulate.h"

typedef struct cm_part_head {
    const char *name, *text;         /* the scenario's file; the scenario */
    uint64_t seed, draws;            /* of the run; draws 0: as the claim says */
    bool seeded;                     /* the seed was given on the command line; rivals have it, too */
    size_t part, parts;              /* from 0 */
    size_t models;                   /* of the claim; 1 unless it names several */
} cm_part_head;

typedef struct cm_part {
    const char *path;
    FILE *file;
    cm_part_head head;
    char digest[CM_DIGEST];          /* of everything in the head but which part it is: equal in parts of one run */
    long *at;                        /* models x CM_MOST_BATCHES: where a batch stands; 0: it does not */
    bool forgive;                    /* a batch that cannot be written is said once, and then no more are */
    bool full;                       /* that has happened */
} cm_part;

/* The digest of a head. */
cm_status cm_part_digest(cm_ctx *ctx, cm_arena *arena, const cm_part_head *head, char digest[CM_DIGEST]);

/* Begin a new file.  CM_E_IO, CM_E_MEMORY. */
cm_status cm_part_create(cm_ctx *ctx, cm_arena *arena, const char *path, const cm_part_head *head, cm_part *part);

/* Open one that is there.  With `writes` a torn end is cut off, and batches can be added.
 * CM_E_IO; CM_E_INPUT for a file that is none of ours or was damaged. */
cm_status cm_part_open(cm_ctx *ctx, cm_arena *arena, const char *path, bool writes, cm_part *part);
void cm_part_close(cm_part *part);

/* A store over one model's batches in some parts; new ones go to the first part, if it was opened to write. */
typedef struct cm_part_batches {
    cm_part *part;
    size_t nparts, model;
} cm_part_batches;
cm_store cm_part_store(cm_part_batches *batches);

/* Batches of a part that are not there yet, of `draws` draws of a model. */
size_t cm_part_missing(const cm_part *part, size_t model, uint64_t draws);

#endif
