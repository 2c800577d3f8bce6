/* manifest.h: what a folder of results says of itself: versions, settings, hashes, the hypothesis and the
 * earlier ones. */
#ifndef CM_CLI_MANIFEST_H
#define CM_CLI_MANIFEST_H

#include "cli/command.h"
#include "cli/digest.h"
#include "cli/load.h"

typedef struct cm_manifest_file {
    const char *path;                /* from the folder */
    uint64_t bytes;
    char digest[CM_DIGEST];
} cm_manifest_file;

/* A hypothesis that was looked at: its text, and its hash; when, where that is known (SOURCE_DATE_EPOCH). */
typedef struct cm_hypothesis {
    const char *text, *date;         /* date NULL: not known */
    char digest[CM_DIGEST];
} cm_hypothesis;

typedef struct cm_manifest {
    const char *version, *scenario, *venue, *concepts;     /* scenario: its path from the folder */
    const char **set;
    size_t nset;
    bool seeded, chinese, save_draws;
    uint64_t seed, draws;            /* seed: the run's; draws 0: as the file says */
    const char *date;                /* NULL: not known */
    cm_manifest_file *input, *output;
    size_t ninputs, noutputs;
    cm_hypothesis *past;             /* the hypotheses of all runs into this folder, each time one changed; the present one last */
    size_t npast;
    const char **software;            /* name, version, name, version ... */
    size_t nlibraries;
} cm_manifest;

/* The libraries and the compiler of this program. */
bool cm_manifest_libraries(cm_ctx *ctx, cm_arena *arena, cm_manifest *manifest);

/* The claim's hypothesis: what it states, where, of what, along what it varies, what is expected, how its records are asked.  NULL text: no claim. */
bool cm_manifest_hypothesis(cm_ctx *ctx, cm_arena *arena, const cm_file *file, cm_hypothesis *hypothesis);

/* SOURCE_DATE_EPOCH as a date; NULL when it is not set. */
const char *cm_manifest_date(cm_ctx *ctx, cm_arena *arena);

/* False when there is no manifest of ours at `path`. */
bool cm_manifest_read(cm_ctx *ctx, cm_arena *arena, const char *path, cm_manifest *manifest);
void cm_manifest_write(FILE *out, const cm_manifest *manifest, const cm_file *file);

#endif
