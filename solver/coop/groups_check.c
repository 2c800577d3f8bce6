/* groups_check.c: the certificate of the concept `hedonic`.
 *
 * By other means: a partition grows by choosing the whole group of its lowest player that has none yet.  For
 * each player and each group it may be in there is a set of bits, one a coalition: those it prefers, and those it
 * is not in.  What is left when the sets of all players are intersected blocks the partition. */
#include <math.h>
#include <string.h>

#include "solver/coop/groups.h"
#include "solver/coop/partition.h"

enum { WORDS = (1 << CM_GROUPS_MOST) / 64 };

typedef struct walk {
    const cm_groups *g;
    uint64_t *rather;                    /* (S * n + i) * WORDS: of player i in group S */
    size_t words;
    int64_t core, nash, individual, stable;
    double best;
    uint32_t group[CM_GROUPS_MOST];
    const cm_ctx *ctx;
} walk;

typedef struct verdict {
    bool core, nash, individual;
    double welfare;
} verdict;

static uint64_t *set_of(const walk *w, size_t i, uint32_t group)
{
    return &w->rather[(group * w->g->n + i) * w->words];
}

static bool in_set(const uint64_t *set, uint32_t s)
{
    return set[s / 64] >> (s % 64) & 1u;
}

static void prepare(walk *w)
{
    const cm_groups *g = w->g;
    for (uint32_t own = 1; own < 1u << g->n; own++) {
        for (size_t i = 0; i < g->n; i++) {
            uint64_t *set = set_of(w, i, own);
            if (!(own >> i & 1u)) continue;
            for (uint32_t s = 1; s < 1u << g->n; s++) {
                double gain = g->u[s * g->n + i] - g->u[own * g->n + i];
                if (!(s >> i & 1u) || gain > g->edge) set[s / 64] |= (uint64_t)1 << s % 64;
            }
        }
    }
}

static bool blocked(const walk *w, const uint32_t *group, size_t count)
{
    uint64_t left[WORDS];
    memset(left, 0xff, sizeof left);
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < w->g->n; i++) {
            const uint64_t *set = set_of(w, i, group[k]);
            for (size_t v = 0; (group[k] >> i & 1u) && v < w->words; v++) left[v] &= set[v];
        }
    }
    for (size_t v = 0; v < w->words; v++) {
        if (left[v] != 0) return true;
    }
    return false;
}

/* Nobody in the host is hurt: none prefers the host as it is to the host with the newcomer. */
static bool welcome(const walk *w, uint32_t host, uint32_t with)
{
    for (size_t j = 0; j < w->g->n; j++) {
        if ((host >> j & 1u) && in_set(set_of(w, j, with), host)) return false;
    }
    return true;
}

static verdict judge(const walk *w, const uint32_t *group, size_t count)
{
    verdict v = { !blocked(w, group, count), true, true, 0 };
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < w->g->n; i++) {
            if (!(group[k] >> i & 1u)) continue;
            v.welfare += w->g->u[group[k] * w->g->n + i];
            for (size_t h = 0; h <= count; h++) {
                uint32_t host = h < count ? group[h] : 0;
                if (h == k || !in_set(set_of(w, i, group[k]), host | 1u << i)) continue;
                v.nash = false;
                v.individual = v.individual && !welcome(w, host, host | 1u << i);
            }
        }
    }
    return v;
}

/* The lowest of those left takes each subset of the others with it. */
static void divide(walk *w, uint32_t left, size_t count)
{
    uint32_t first = left & (~left + 1), others = left & ~first, with = others;
    if (cm_stopped(w->ctx)) return;
    if (left == 0) {
        verdict v = judge(w, w->group, count);
        w->core += v.core;
        w->nash += v.nash;
        w->individual += v.individual;
        w->stable += v.core || v.nash || v.individual;
        w->best = fmax(w->best, v.welfare);
        return;
    }
    for (;; with = (with - 1) & others) {
        w->group[count] = first | with;
        divide(w, left & ~w->group[count], count + 1);
        if (with == 0) break;
    }
}

static cm_status expect(cm_ctx *ctx, const cm_result *result, const char *name, int64_t count)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_INTEGER && value->as.integer == count) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is %lld", name, (long long)count);
}

static bool truth(const cm_table *table, size_t row, const char *column, bool right)
{
    cm_value value = cm_table_get(table, row, column);
    return value.kind == CM_TRUTH && value.as.truth == right;
}

static cm_status check_rows(cm_ctx *ctx, const walk *w, const cm_hedonic *game, const cm_groups_params *params, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "partitions");
    uint32_t group[CM_GROUPS_MOST];
    size_t count;
    int64_t stable = 0;
    bool best = false;
    double edge = ctx->tol.abs * fmax(1, fabs(w->best) / w->g->unit);
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value text = cm_table_get(table, r, "partition"), welfare = cm_table_get(table, r, "welfare");
        verdict v;
        if (!cm_partition_read(text, game->player, game->n, group, &count)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no partition", r + 1);
        for (size_t q = 0; q < r; q++) {
            if (strcmp(cm_table_get(table, q, "partition").as.text, text.as.text) == 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s stands twice", text.as.text);
        }
        v = judge(w, group, count);
        if (!truth(table, r, "core", v.core) || !truth(table, r, "nash", v.nash) || !truth(table, r, "individual", v.individual) || welfare.kind != CM_NUMBER ||
            !(fabs(welfare.as.number - v.welfare / w->g->unit) <= edge)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is not what is said of it", text.as.text);
        }
        stable += v.core || v.nash || v.individual;
        best = best || v.welfare >= w->best - w->g->edge * (double)game->n;
    }
    if (!best) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no partition of value %.12g is listed", w->best / w->g->unit);
    if (stable < w->stable && stable < params->most) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld of %lld stable partitions are listed", (long long)stable, (long long)w->stable);
    return CM_OK;
}

static bool is_number(cm_value value, double x, double edge)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - x) <= edge;
}

static cm_status check_blocks(cm_ctx *ctx, const walk *w, const cm_hedonic *game, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "blocks");
    uint32_t group[CM_GROUPS_MOST], own = 0, s;
    size_t count;
    if (table == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no table of blocks");
    for (size_t r = 0; r < table->nrows; r++) {
        cm_value player = cm_table_get(table, r, "player");
        double edge = ctx->tol.abs * fmax(1, fabs(w->best) / w->g->unit);
        size_t i = 0;
        while (i < game->n && (player.kind != CM_TEXT || strcmp(game->player[i], player.as.text) != 0)) i++;
        if (i == game->n || !cm_partition_read(cm_table_get(table, r, "partition"), game->player, game->n, group, &count) ||
            !cm_group_read(cm_table_get(table, r, "coalition"), game->player, game->n, &s) || !(s >> i & 1u)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the blocks cannot be read", r + 1);
        }
        for (size_t k = 0; k < count; k++) own = group[k] >> i & 1u ? group[k] : own;
        if (!in_set(set_of(w, i, own), s) || !is_number(cm_table_get(table, r, "has"), cm_hedonic_value(game, i, own), edge) ||
            !is_number(cm_table_get(table, r, "would_have"), cm_hedonic_value(game, i, s), edge)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' does not gain as printed", game->player[i]);
        }
    }
    return CM_OK;
}

cm_status cm_groups_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_hedonic *hedonic = &game->as.hedonic;
    const cm_value *welfare = cm_result_get(result, "welfare");
    cm_arena scratch = { NULL };
    cm_groups groups;
    walk w = { .g = &groups, .best = -HUGE_VAL, .ctx = ctx };
    cm_status status = CM_OK;
    CM_TRY(cm_groups_weigh(ctx, &scratch, hedonic, &groups));
    w.words = (((size_t)1 << groups.n) + 63) / 64;
    w.rather = CM_NEW(ctx, &scratch, (groups.n << groups.n) * w.words, uint64_t);
    if (w.rather == NULL) CM_LEAVE(ctx->status);
    prepare(&w);
    divide(&w, (1u << groups.n) - 1, 0);
    if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped during the certificate"));
    CM_TRY(expect(ctx, result, "core_stable", w.core));
    CM_TRY(expect(ctx, result, "nash_stable", w.nash));
    CM_TRY(expect(ctx, result, "individually_stable", w.individual));
    if (welfare == NULL || !is_number(*welfare, w.best / groups.unit, ctx->tol.abs * fmax(1, fabs(w.best / groups.unit)))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the greatest total value is %.12g", w.best / groups.unit));
    }
    CM_TRY(check_rows(ctx, &w, hedonic, params, result));
    CM_TRY(check_blocks(ctx, &w, hedonic, result));
out:
    cm_arena_free(&scratch);
    return status;
}
