/* coalition.h: sets of players, for any number of players.
 *
 * A coalition of n players is a row of bits in an arena; the two or three coalitions of one call must
 * be of the same n.  A zeroed struct is the coalition of no players at all. */
#ifndef CM_SOLVER_BASE_COALITION_H
#define CM_SOLVER_BASE_COALITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef struct cm_coalition {
    size_t n;                    /* players 0 .. n-1 */
    uint64_t *word;              /* ceil(n / 64) words; the bits from n on are 0 */
} cm_coalition;

/* The empty coalition of n players. CM_E_MEMORY. */
cm_status cm_coalition_init(cm_ctx *ctx, cm_arena *arena, size_t n, cm_coalition *c);

/* Room for n >= c->n players; who is in stays in. CM_E_MEMORY. */
cm_status cm_coalition_grow(cm_ctx *ctx, cm_arena *arena, size_t n, cm_coalition *c);

void cm_coalition_clear(cm_coalition *c);                        /* nobody */
void cm_coalition_fill(cm_coalition *c);                         /* everybody */
void cm_coalition_copy(cm_coalition *to, const cm_coalition *from);

void cm_coalition_add(cm_coalition *c, size_t player);           /* player < n */
void cm_coalition_remove(cm_coalition *c, size_t player);
bool cm_coalition_has(const cm_coalition *c, size_t player);     /* false from n on */
size_t cm_coalition_count(const cm_coalition *c);

/* out may be one of the operands. */
void cm_coalition_union(const cm_coalition *a, const cm_coalition *b, cm_coalition *out);
void cm_coalition_intersection(const cm_coalition *a, const cm_coalition *b, cm_coalition *out);
void cm_coalition_complement(const cm_coalition *a, cm_coalition *out);

bool cm_coalition_subset(const cm_coalition *a, const cm_coalition *b);      /* is a within b? */
bool cm_coalition_equal(const cm_coalition *a, const cm_coalition *b);

/* The first member from `from` on, or n when there is none:
 *   for (size_t i = cm_coalition_next(&c, 0); i < c.n; i = cm_coalition_next(&c, i + 1)) */
size_t cm_coalition_next(const cm_coalition *c, size_t from);

#endif
