/* ctx.h: the context that every call is handed: tolerances, limits, log, and the first error.
 *
 * One context a thread.  A function that fails calls cm_fail() with one sentence that holds the
 * offending value; the first sentence wins, so that a caller's "could not ..." never hides the cause. */
#ifndef CM_SOLVER_BASE_CTX_H
#define CM_SOLVER_BASE_CTX_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "solver/base/num.h"
#include "solver/base/status.h"

typedef void (*cm_log_fn)(void *data, int level, const char *line);

typedef struct cm_ctx {
    cm_tol tol;
    cm_status status;                      /* of the first failure, CM_OK before */
    char message[512];                     /* its sentence */
    long alloc_budget;                     /* allocations left before one is made to fail; < 0: no limit */
    double work_limit;                     /* elementary steps a concept may take before CM_E_LIMIT */
    cm_log_fn log;                         /* NULL: silent */
    void *log_data;
    const volatile sig_atomic_t *stop;     /* non-zero when the user asked to stop; may be NULL */
} cm_ctx;

/* A context with default tolerances and no limits but work_limit. */
void cm_ctx_init(cm_ctx *ctx);

/* A context for another thread: same settings, no error. */
void cm_ctx_copy(cm_ctx *ctx, const cm_ctx *from);

/* Forget the error, so that the context can be used again. */
void cm_ctx_clear(cm_ctx *ctx);

/* Leave the sentence if it is the first, and return `status`. */
cm_status cm_fail(cm_ctx *ctx, cm_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One line of "key=value" pairs to the log, when somebody listens. */
void cm_log(cm_ctx *ctx, int level, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* True when the user asked to stop. */
bool cm_stopped(const cm_ctx *ctx);

/* CM_TRY: go on, or leave by the one exit `out:` with `status` set. */
#define CM_TRY(call)                  \
    do {                              \
        status = (call);              \
        if (status != CM_OK) goto out; \
    } while (0)

/* CM_LEAVE: leave by `out:` after a failure that is certain, so that readers and linters see that it is. */
#define CM_LEAVE(failure)    \
    do {                     \
        status = (failure);  \
        goto out;            \
    } while (0)

#endif
