/* progress.c: one line, redrawn at most ten times a second, wiped at the end. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

static double seconds(const struct timespec *a, const struct timespec *b)
{
    return (double)(b->tv_sec - a->tv_sec) + 1e-9 * (double)(b->tv_nsec - a->tv_nsec);
}

void cm_progress_begin(cm_progress *p, const char *label, bool quiet)
{
    p->shown = !quiet && isatty(STDERR_FILENO);
    p->drawn = false;
    p->label = label;
    (void)clock_gettime(CLOCK_MONOTONIC, &p->start);
    p->last = p->start;
}

void cm_progress_step(void *data, uint64_t done, uint64_t total)
{
    cm_progress *p = data;
    struct timespec now;
    double passed, left;
    if (!p->shown || done == 0) return;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if (seconds(&p->last, &now) < 0.1) return;
    p->last = now;
    passed = seconds(&p->start, &now);
    left = passed * ((double)total / (double)done - 1);
    (void)fprintf(stderr, "\r%s: %3.0f%%, %.0f s left \033[K", p->label, 100 * (double)done / (double)total, left);
    (void)fflush(stderr);
    p->drawn = true;
}

void cm_progress_end(cm_progress *p)
{
    if (p->drawn) (void)fputs("\r\033[K", stderr);
    p->drawn = false;
}
