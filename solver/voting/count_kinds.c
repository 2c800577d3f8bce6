/* count_kinds.c: any rule, by how many of each kind of members are in favour; with the coalitions on which the
 * indices of Deegan and Packel, Holler and Johnston rest.
 *
 * Of m members who are alike c can be chosen in C(m, c) ways, and one of them is among these in c / m of the ways.
 * Combinations are walked like the digits of a number, so that a step changes the tally by one member most times. */
#include <math.h>

#include "solver/voting/count.h"

typedef struct kinds {
    cm_ctx *ctx;
    size_t n, count, *first, *size, *chosen;     /* first: a member of each kind */
    double **ways;                               /* C(size, c) */
    cm_tally tally;
    bool *breaks;
} kinds;

void cm_vote_kinds(const cm_vote *vote, size_t *like)
{
    for (size_t i = 0; i < vote->n; i++) {
        size_t j = 0;
        while (j < i && (like[j] != j || !cm_vote_alike(vote, i, j))) j++;
        like[i] = j;
    }
}

double cm_kinds_combinations(const cm_vote *vote)
{
    double product = 1;
    for (size_t i = 0; i < vote->n; i++) {
        size_t before = 0, all = 0;
        for (size_t j = 0; j < vote->n; j++) {
            bool alike = cm_vote_alike(vote, i, j);
            before += alike && j < i;
            all += alike;
        }
        if (before == 0) product *= (double)all + 1;
    }
    return product;
}

static cm_status open_kinds(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const size_t *like, kinds *k)
{
    size_t n = vote->n;
    *k = (kinds){ .ctx = ctx, .n = n, .first = CM_NEW(ctx, arena, n, size_t), .size = CM_NEW(ctx, arena, n, size_t), .chosen = CM_NEW(ctx, arena, n, size_t),
                  .ways = CM_NEW(ctx, arena, n, double *), .breaks = CM_NEW(ctx, arena, n, bool) };
    if (k->first == NULL || k->size == NULL || k->chosen == NULL || k->ways == NULL || k->breaks == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        if (like[i] != i) continue;
        for (size_t j = i; j < n; j++) k->size[k->count] += like[j] == i;
        k->first[k->count++] = i;
    }
    for (size_t a = 0; a < k->count; a++) {
        k->ways[a] = CM_NEW(ctx, arena, k->size[a] + 1, double);
        if (k->ways[a] == NULL) return ctx->status;
        k->ways[a][0] = 1;
        for (size_t c = 1; c <= k->size[a]; c++) k->ways[a][c] = k->ways[a][c - 1] * (double)(k->size[a] - c + 1) / (double)c;
    }
    return cm_tally_init(ctx, arena, vote, &k->tally);
}

/* The next combination; false after the last. */
static bool step(kinds *k)
{
    for (size_t a = 0; a < k->count; a++) {
        if (k->chosen[a] < k->size[a]) {
            k->chosen[a]++;
            cm_tally_add(&k->tally, k->first[a], 1);
            return true;
        }
        for (; k->chosen[a] > 0; k->chosen[a]--) cm_tally_add(&k->tally, k->first[a], -1);
    }
    return false;
}

/* How many of a winning coalition can break it; k->breaks says which kinds. */
static size_t find_breakers(kinds *k, bool *minimal)
{
    size_t breakers = 0;
    *minimal = true;
    for (size_t a = 0; a < k->count; a++) {
        k->breaks[a] = false;
        if (k->chosen[a] == 0) continue;
        cm_tally_add(&k->tally, k->first[a], -1);
        k->breaks[a] = !cm_tally_wins(&k->tally);
        cm_tally_add(&k->tally, k->first[a], 1);
        if (k->breaks[a]) breakers += k->chosen[a];
        else *minimal = false;
    }
    return breakers;
}

/* A winning coalition of `size`, of which there are `ways`, into the sums by kinds. */
static void enter(kinds *k, size_t size, double ways, double *with, cm_minimal *m)
{
    size_t wide = k->n + 1, breakers;
    bool minimal;
    for (size_t a = 0; a < k->count; a++) {
        if (k->chosen[a] > 0) with[k->first[a] * wide + size] += ways / (double)k->size[a] * (double)k->chosen[a];
    }
    if (m == NULL || !m->wanted) return;
    breakers = find_breakers(k, &minimal);
    m->count += minimal ? ways : 0;
    m->vulnerable += breakers > 0 ? ways : 0;
    for (size_t a = 0; a < k->count; a++) {
        double each = ways / (double)k->size[a] * (double)k->chosen[a];
        if (minimal && k->chosen[a] > 0) m->holds[k->first[a] * wide + size] += each;
        if (k->breaks[a]) m->breaks[k->first[a] * wide + breakers] += each;
    }
}

cm_status cm_kinds_count(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, double *all, double *with, cm_minimal *m)
{
    size_t n = vote->n, wide = n + 1, *like = CM_NEW(ctx, arena, n, size_t);
    kinds k;
    if (like == NULL) return ctx->status;
    cm_vote_kinds(vote, like);
    if (open_kinds(ctx, arena, vote, like, &k) != CM_OK) return ctx->status;
    while (step(&k)) {
        double ways = 1;
        size_t size = 0;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        if (!cm_tally_wins(&k.tally)) continue;
        for (size_t a = 0; a < k.count; a++) {
            ways *= k.ways[a][k.chosen[a]];
            size += k.chosen[a];
        }
        all[size] += ways;
        enter(&k, size, ways, with, m);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < wide && like[i] != i; s++) {
            with[i * wide + s] = with[like[i] * wide + s];
            if (m == NULL || !m->wanted) continue;
            m->holds[i * wide + s] = m->holds[like[i] * wide + s];
            m->breaks[i * wide + s] = m->breaks[like[i] * wide + s];
        }
    }
    return CM_OK;
}
