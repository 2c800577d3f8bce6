/* mem.h: arenas: lists of blocks that are freed together.
 *
 * Each block is a malloc of its own, so that AddressSanitizer sees overruns inside an arena.
 * A zeroed arena is empty; freeing an empty arena is right. */
#ifndef CM_SOLVER_BASE_MEM_H
#define CM_SOLVER_BASE_MEM_H

#include <stddef.h>

#include "solver/base/ctx.h"

typedef struct cm_block cm_block;

typedef struct cm_arena {
    cm_block *head;
} cm_arena;

/* `count` zeroed elements of `size` bytes, aligned for any type; at least one byte is allocated.
 * NULL with CM_E_MEMORY in ctx when there is no memory (or ctx->alloc_budget ran out), and with
 * CM_E_LIMIT when count * size overflows. */
void *cm_alloc(cm_ctx *ctx, cm_arena *arena, size_t count, size_t size);

/* A copy of a text, or of its first `length` bytes. */
char *cm_strdup(cm_ctx *ctx, cm_arena *arena, const char *text);
char *cm_strndup(cm_ctx *ctx, cm_arena *arena, const char *text, size_t length);

/* A text made as by printf. */
char *cm_format(cm_ctx *ctx, cm_arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A larger copy of an array that lives in the arena (the old block stays until the arena goes):
 * call it when `count` reaches `*room`; `*room` doubles. NULL as cm_alloc. */
void *cm_grow(cm_ctx *ctx, cm_arena *arena, void *array, size_t count, size_t *room, size_t size);

/* Take all blocks of `from` into `arena`. */
void cm_arena_join(cm_arena *arena, cm_arena *from);

void cm_arena_free(cm_arena *arena);

#define CM_NEW(ctx, arena, count, type) ((type *)cm_alloc((ctx), (arena), (count), sizeof(type)))

#endif
