/* mem.c: arenas. */
#include "solver/base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cm_block {
    cm_block *next;
    max_align_t data[];
};

void *cm_alloc(cm_ctx *ctx, cm_arena *arena, size_t count, size_t size)
{
    cm_block *block = NULL;
    size_t bytes;
    if (size != 0 && count > (SIZE_MAX / 2 - sizeof *block) / size) {
        (void)cm_fail(ctx, CM_E_LIMIT, "a table of %zu entries of %zu bytes is too large for this machine",
                      count, size);
        return NULL;
    }
    bytes = count * size;
    if (ctx->alloc_budget != 0) block = calloc(1, sizeof *block + (bytes != 0 ? bytes : 1));
    if (ctx->alloc_budget > 0) ctx->alloc_budget--;
    if (block == NULL) {
        (void)cm_fail(ctx, CM_E_MEMORY, "no memory for %zu bytes", bytes);
        return NULL;
    }
    block->next = arena->head;
    arena->head = block;
    return block->data;
}

char *cm_strndup(cm_ctx *ctx, cm_arena *arena, const char *text, size_t length)
{
    char *copy = CM_NEW(ctx, arena, length + 1, char);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

char *cm_strdup(cm_ctx *ctx, cm_arena *arena, const char *text)
{
    return cm_strndup(ctx, arena, text, strlen(text));
}

char *cm_format(cm_ctx *ctx, cm_arena *arena, const char *format, ...)
{
    va_list args, again;
    char *text = NULL;
    int length;
    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0) text = CM_NEW(ctx, arena, (size_t)length + 1, char);
    if (text != NULL) (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *cm_grow(cm_ctx *ctx, cm_arena *arena, void *array, size_t count, size_t *room, size_t size)
{
    void *larger = array;
    if (count >= *room) {
        size_t want = *room == 0 ? 8 : *room * 2;
        larger = cm_alloc(ctx, arena, want, size);
        if (larger == NULL) return NULL;
        if (count != 0) memcpy(larger, array, count * size);
        *room = want;
    }
    return larger;
}

void cm_arena_join(cm_arena *arena, cm_arena *from)
{
    while (from->head != NULL) {
        cm_block *block = from->head;
        from->head = block->next;
        block->next = arena->head;
        arena->head = block;
    }
}

void cm_arena_free(cm_arena *arena)
{
    while (arena->head != NULL) {
        cm_block *block = arena->head;
        arena->head = block->next;
        free(block);
    }
}
