/* members.c: gradients by hand or at random, and the most that one direction pleases. */
#include "tests/support/members.h"

#include "tests/support/support.h"

void members_begin(members *m, size_t n, size_t d, uint64_t index)
{
    memset(m, 0, sizeof *m);
    m->n = n;
    m->d = d;
    cm_ctx_init(&m->ctx);
    cm_rng_init(&m->rng, support_seed(), "halfspace", index);
    m->space = cm_halfspace_new(&m->ctx, &m->arena, n, d, NODES);
    assert_non_null(m->space);
}

void members_end(members *m)
{
    cm_arena_free(&m->arena);
}

void members_unit(members *m)
{
    for (size_t i = 0; i < m->n; i++) {
        double *x = m->g + i * m->d, length = 0;
        for (size_t k = 0; k < m->d; k++) length += x[k] * x[k];
        length = sqrt(length);
        for (size_t k = 0; k < m->d && length > 0; k++) x[k] /= length;
    }
}

void members_random(members *m, uint64_t index, size_t most)
{
    cm_rng rng;
    size_t n, d, style;
    cm_rng_init(&rng, support_seed(), "shape", index);
    d = 1 + cm_rng_below(&rng, 5);
    n = 1 + cm_rng_below(&rng, d > 4 && most > 8 ? 8 : most);
    style = cm_rng_below(&rng, 4);
    members_begin(m, n, d, index);
    for (size_t i = 0; i < n * d; i++) {
        if (style == 0) m->g[i] = cm_rng_unit(&m->rng) - 0.5 + 0.15 * (double)(index % 3);
        else if (style < 3) m->g[i] = (double)cm_rng_below(&m->rng, style == 1 ? 3 : 5) - (style == 1 ? 1 : 2);
        else m->g[i] = (double)cm_rng_below(&m->rng, 2) * 2 - 1;
    }
    for (size_t i = 0; i < n && style == 3 && d > 1; i += 2) m->g[i * d + d - 1] = 0;
    members_unit(m);
}

int64_t members_most(members *m)
{
    int64_t most;
    assert_int_equal(cm_halfspace_count(&m->ctx, m->space, m->g, m->n, m->d, &most, NULL, NULL), CM_OK);
    return most;
}

bool members_pleased(const members *m, size_t i)
{
    double gain = 0;
    for (size_t k = 0; k < m->d; k++) gain += m->g[i * m->d + k] * m->u[k];
    return gain > m->ctx.tol.edge;
}
