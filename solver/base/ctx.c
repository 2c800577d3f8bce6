/* ctx.c: the context: first error, log, stop flag. */
#include "solver/base/ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void cm_ctx_init(cm_ctx *ctx)
{
    memset(ctx, 0, sizeof *ctx);
    ctx->tol = cm_tol_default();
    ctx->alloc_budget = -1;
    ctx->work_limit = 2e10;
}

void cm_ctx_copy(cm_ctx *ctx, const cm_ctx *from)
{
    *ctx = *from;
    cm_ctx_clear(ctx);
}

void cm_ctx_clear(cm_ctx *ctx)
{
    ctx->status = CM_OK;
    ctx->message[0] = '\0';
}

cm_status cm_fail(cm_ctx *ctx, cm_status status, const char *format, ...)
{
    if (ctx->status == CM_OK) {
        va_list args;
        ctx->status = status;
        va_start(args, format);
        (void)vsnprintf(ctx->message, sizeof ctx->message, format, args);
        va_end(args);
    }
    return status;
}

void cm_log(cm_ctx *ctx, int level, const char *format, ...)
{
    char line[512];
    va_list args;
    if (ctx->log == NULL) return;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ctx->log(ctx->log_data, level, line);
}

bool cm_stopped(const cm_ctx *ctx)
{
    return ctx->stop != NULL && *ctx->stop != 0;
}
