/* blocs.c: opening the world of a text. */
#include "tests/support/blocs.h"

#include "tests/support/support.h"

void blocs_open(given *g, cm_world *world)
{
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, support_seed(), world), CM_OK);
}
