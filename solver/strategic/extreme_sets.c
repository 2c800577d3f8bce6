/* extreme_sets.c: connected components and maximal Nash subsets: components and maximal complete parts of the
 * bipartite graph of mixtures.
 *
 * Subsets are enumerated by closures, each once ("close by one": S. O. Kuznetsov, Automatic Documentation and
 * Mathematical Linguistics 27 (1993) 11-21): a set of mixtures A of the first player is closed when it holds
 * all that are joined to everything that A is joined to. */
#include <stdlib.h>
#include <string.h>

#include "solver/strategic/extreme.h"
#include "solver/strategic/vertices.h"

static size_t root_of(size_t *parent, size_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

cm_status cm_extreme_components(cm_ctx *ctx, const cm_extreme *extreme, size_t *component, size_t *components)
{
    cm_arena scratch = { NULL };
    size_t first = extreme->mixes[0], nodes = first + extreme->mixes[1];
    size_t *parent = CM_NEW(ctx, &scratch, nodes, size_t), *name = CM_NEW(ctx, &scratch, nodes, size_t);
    cm_status status = CM_OK;
    if (parent == NULL || name == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < nodes; i++) parent[i] = i;
    for (size_t e = 0; e < extreme->count; e++) {
        parent[root_of(parent, extreme->pair[e][0])] = root_of(parent, first + extreme->pair[e][1]);
    }
    *components = 0;
    for (size_t e = 0; e < extreme->count; e++) {
        size_t root = root_of(parent, extreme->pair[e][0]);
        if (name[root] == 0) name[root] = ++*components;
        component[e] = name[root] - 1;
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* One component: x and y are its mixtures, joined[i] the set of y's of x[i]; one pair of sets a level. */
typedef struct graph {
    cm_ctx *ctx;
    const cm_extreme *extreme;
    size_t nx, ny, xw, yw;
    size_t *x, *y;
    uint64_t *joined;
    uint64_t **a, **b;
    size_t *member;
    cm_subset_fn visit;
    void *data;
    double steps, most;
    bool stopped;
    cm_arena arena;
} graph;

static int by_number(const void *a, const void *b)
{
    const size_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Sorted, without doubles. */
static size_t tidy(size_t *list, size_t count)
{
    size_t kept = 0;
    qsort(list, count, sizeof *list, by_number);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || list[kept - 1] != list[i]) list[kept++] = list[i];
    }
    return kept;
}

static size_t place_of(const size_t *list, size_t count, size_t number)
{
    const size_t *found = bsearch(&number, list, count, sizeof *list, by_number);
    return found == NULL ? SIZE_MAX : (size_t)(found - list);
}

static cm_status tell(graph *g, const uint64_t *a, const uint64_t *b, const size_t *edge, size_t edges)
{
    size_t count = 0;
    for (size_t e = 0; e < edges; e++) {
        size_t i = place_of(g->x, g->nx, g->extreme->pair[edge[e]][0]), j = place_of(g->y, g->ny, g->extreme->pair[edge[e]][1]);
        if (cm_bit(a, i) && cm_bit(b, j)) g->member[count++] = edge[e];
    }
    return g->visit(g->data, g->member, count);
}

/* All of x that are joined to every y of b; false when that brings in one before `from` that a has not. */
static bool close_set(const graph *g, const uint64_t *a, const uint64_t *b, size_t from, uint64_t *closed)
{
    memset(closed, 0, g->xw * sizeof *closed);
    for (size_t i = 0; i < g->nx; i++) {
        if (!cm_bits_within(b, &g->joined[i * g->yw], g->yw)) continue;
        if (i < from && !cm_bit(a, i)) return false;
        cm_bit_set(closed, i);
    }
    return true;
}

static cm_status need_level(graph *g, size_t level)
{
    if (g->a[level] != NULL) return CM_OK;
    g->b[level] = CM_NEW(g->ctx, &g->arena, g->yw, uint64_t);
    g->a[level] = g->b[level] == NULL ? NULL : CM_NEW(g->ctx, &g->arena, g->xw, uint64_t);
    return g->a[level] == NULL ? g->ctx->status : CM_OK;
}

static cm_status grow_subsets(graph *g, size_t level, size_t from, const size_t *edge, size_t edges)
{
    const uint64_t *a = g->a[level], *b = g->b[level];
    cm_status status = CM_OK;
    if (cm_stopped(g->ctx)) return cm_fail(g->ctx, CM_E_INTERRUPT, "stopped while Nash subsets were enumerated");
    if (cm_bits_count(a, g->xw) > 0 && cm_bits_count(b, g->yw) > 0) CM_TRY(tell(g, a, b, edge, edges));
    CM_TRY(need_level(g, level + 1));
    for (size_t i = from; i < g->nx && !g->stopped; i++) {
        uint64_t any = 0;
        if (cm_bit(a, i)) continue;
        for (size_t w = 0; w < g->yw; w++) any |= g->b[level + 1][w] = b[w] & g->joined[i * g->yw + w];
        g->steps += (double)(g->nx * g->yw);
        g->stopped = g->steps > g->most;
        if (any == 0 || !close_set(g, a, g->b[level + 1], i, g->a[level + 1])) continue;
        CM_TRY(grow_subsets(g, level + 1, i + 1, edge, edges));
    }
out:
    return status;
}

static cm_status open_graph(graph *g, const size_t *edge, size_t edges)
{
    g->x = CM_NEW(g->ctx, &g->arena, edges, size_t);
    g->y = CM_NEW(g->ctx, &g->arena, edges, size_t);
    g->member = CM_NEW(g->ctx, &g->arena, edges, size_t);
    if (g->x == NULL || g->y == NULL || g->member == NULL) return g->ctx->status;
    for (size_t e = 0; e < edges; e++) {
        g->x[e] = g->extreme->pair[edge[e]][0];
        g->y[e] = g->extreme->pair[edge[e]][1];
    }
    g->nx = tidy(g->x, edges);
    g->ny = tidy(g->y, edges);
    g->xw = cm_words(g->nx);
    g->yw = cm_words(g->ny);
    g->joined = CM_NEW(g->ctx, &g->arena, g->nx * g->yw, uint64_t);
    g->a = CM_NEW(g->ctx, &g->arena, g->nx + 2, uint64_t *);
    g->b = CM_NEW(g->ctx, &g->arena, g->nx + 2, uint64_t *);
    if (g->joined == NULL || g->a == NULL || g->b == NULL) return g->ctx->status;
    for (size_t e = 0; e < edges; e++) {
        size_t i = place_of(g->x, g->nx, g->extreme->pair[edge[e]][0]);
        cm_bit_set(&g->joined[i * g->yw], place_of(g->y, g->ny, g->extreme->pair[edge[e]][1]));
    }
    return need_level(g, 0);
}

static cm_status one_component(cm_ctx *ctx, const cm_extreme *extreme, const size_t *edge, size_t edges, cm_subset_fn visit,
                               void *data, double *steps, bool *complete)
{
    graph g = { .ctx = ctx, .extreme = extreme, .visit = visit, .data = data, .steps = *steps, .most = ctx->work_limit };
    cm_status status = CM_OK;
    if (edges == 1) return visit(data, edge, 1);
    CM_TRY(open_graph(&g, edge, edges));
    for (size_t j = 0; j < g.ny; j++) cm_bit_set(g.b[0], j);
    (void)close_set(&g, g.a[0], g.b[0], 0, g.a[0]);
    CM_TRY(grow_subsets(&g, 0, 0, edge, edges));
    *steps = g.steps;
    *complete = *complete && !g.stopped;
out:
    cm_arena_free(&g.arena);
    return status;
}

cm_status cm_extreme_subsets(cm_ctx *ctx, const cm_extreme *extreme, const size_t *component, size_t components, cm_subset_fn visit,
                             void *data, bool *complete)
{
    cm_arena scratch = { NULL };
    size_t *first = CM_NEW(ctx, &scratch, components + 1, size_t), *edge = CM_NEW(ctx, &scratch, extreme->count, size_t);
    size_t *next = CM_NEW(ctx, &scratch, components, size_t);
    double steps = 0;
    cm_status status = CM_OK;
    if (first == NULL || edge == NULL || next == NULL) CM_TRY(ctx->status);
    *complete = true;
    for (size_t e = 0; e < extreme->count; e++) first[component[e] + 1]++;
    for (size_t c = 0; c < components; c++) {
        first[c + 1] += first[c];
        next[c] = first[c];
    }
    for (size_t e = 0; e < extreme->count; e++) edge[next[component[e]]++] = e;
    for (size_t c = 0; c < components; c++) {
        CM_TRY(one_component(ctx, extreme, &edge[first[c]], first[c + 1] - first[c], visit, data, &steps, complete));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
