/* diag.h: the list of a file's mistakes: each says where, what, and how to mend it.
 *
 * Readers and validators add to the list and go on; whoever owns it prints it (cli/diagnose). */
#ifndef CM_MODELS_DIAG_H
#define CM_MODELS_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

/* Where in which file; line and column count from 1 (a column is a byte), 0: unknown. */
typedef struct cm_place {
    const char *file;
    int line, column;
    int length;            /* bytes to underline, at least 1 when line > 0 */
} cm_place;

typedef struct cm_diag {
    cm_place place;
    const char *message;   /* what is wrong, without a full stop */
    const char *hint;      /* how to mend it; NULL: none */
    const char *replace;   /* what typed in place of the underlined bytes mends it; NULL: no such text */
} cm_diag;

typedef struct cm_diags {
    cm_arena arena;
    cm_diag *item;
    size_t count, room;
    cm_ctx *ctx;           /* for memory alone; its failure is CM_E_MEMORY */
} cm_diags;

/* A zeroed list with ctx set is ready for use. */
void cm_diag_add(cm_diags *list, cm_place place, const char *replace, const char *hint,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* True when a mistake was reported at bytes of `place`: what is found there afterwards follows from
 * it and need not be said again. */
bool cm_diags_cover(const cm_diags *list, cm_place place);

/* By file as first met, then line, then column; mistakes of one place keep their order, and of two
 * that say the same of the same place one is kept. */
void cm_diags_sort(cm_diags *list);
void cm_diags_free(cm_diags *list);

/* The word of `words` (NULL-terminated) nearest to `word` by edits (swap, insert, delete, replace,
 * case), or NULL when none is near enough to be what was meant. */
const char *cm_nearest_word(const char *word, const char *const *words);

#endif
