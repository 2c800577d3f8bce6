/* progress.h: how far long work has come, on a terminal's stderr. */
#ifndef CM_CLI_PROGRESS_H
#define CM_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct cm_progress {
    bool shown;                 /* stderr is a terminal and nobody asked for quiet */
    bool drawn;                 /* something is on the line */
    struct timespec start, last;
    const char *label;
} cm_progress;

void cm_progress_begin(cm_progress *progress, const char *label, bool quiet);
void cm_progress_step(void *progress, uint64_t done, uint64_t total);    /* a cm_progress_fn */
void cm_progress_end(cm_progress *progress);

#endif
