/* gridlock_read.c: from cells to numbers. */
#include "solver/spatial/gridlock_read.h"

#include <math.h>
#include <string.h>

static size_t find(const char *const *ids, size_t n, cm_value cell, size_t from)
{
    if (ids == NULL || cell.kind == CM_INTEGER) {
        bool inside = cell.kind == CM_INTEGER && cell.as.integer >= 1 && cell.as.integer <= (int64_t)n;
        return inside ? (size_t)cell.as.integer - 1 : n;
    }
    if (cell.kind != CM_TEXT) return n;
    for (size_t k = 0; k < n; k++) {
        size_t i = from + k < n ? from + k : from + k - n;
        if (ids[i] != NULL && strcmp(ids[i], cell.as.text) == 0) return i;
    }
    return n;
}

size_t cm_gridlock_player(const cm_spatial *game, cm_value cell, size_t from)
{
    return find(game->player, game->n, cell, from < game->n ? from : 0);
}

size_t cm_gridlock_issue(const cm_spatial *game, cm_value cell, size_t from)
{
    return find(game->issue, game->d, cell, from < game->d ? from : 0);
}

cm_status cm_gridlock_read_claim(cm_ctx *ctx, const cm_spatial *game, const cm_result *result,
                                 cm_gridlock_claim *claim)
{
    const cm_vote_node *root = &game->vote->node[0];
    const cm_value *movable = cm_result_get(result, "movable"), *boundary = cm_result_get(result, "boundary");
    const cm_value *largest = cm_result_get(result, "largest_coalition"), *needed = cm_result_get(result, "needed");
    bool single = root->kind == CM_VOTE_THRESHOLD;
    if (movable == NULL || movable->kind != CM_TRUTH || boundary == NULL || boundary->kind != CM_TRUTH ||
        largest == NULL || needed == NULL) {
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: the result does not say whether the status quo can move");
    }
    if (needed->kind != (single ? CM_INTEGER : CM_NONE) || (single && needed->as.integer != root->quota)) {
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: the number needed is not that of the rule");
    }
    claim->movable = movable->as.truth;
    claim->boundary = boundary->as.truth;
    claim->counted = largest->kind == CM_INTEGER;
    claim->largest = claim->counted ? largest->as.integer : 0;
    if (claim->movable && claim->boundary) {
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: movable, and on the boundary of it");
    }
    if (claim->counted && (!single || claim->movable != (claim->largest >= root->quota))) {
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: a largest coalition of %lld contradicts the answer",
                       (long long)claim->largest);
    }
    return CM_OK;
}

cm_status cm_gridlock_read_direction(cm_ctx *ctx, const cm_spatial *game, const cm_result *result, const char *name,
                                     double *value)
{
    const cm_table *table = cm_result_find(result, name);
    if (table == NULL || table->nrows != game->d) {
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: the table '%s' does not have a row for each issue", name);
    }
    for (size_t k = 0; k < game->d; k++) {
        cm_value cell = cm_table_get(table, k, "value");
        if (cm_gridlock_issue(game, cm_table_get(table, k, "issue"), k) != k || cell.kind != CM_NUMBER ||
            !isfinite(cell.as.number)) {
            return cm_fail(ctx, CM_E_NUMERIC, "gridlock: row %zu of '%s' is not that of an issue", k + 1, name);
        }
        value[k] = cell.as.number;
    }
    return CM_OK;
}

cm_status cm_gridlock_read_players(cm_ctx *ctx, const cm_spatial *game, const cm_table *table, size_t from, size_t to,
                                   unsigned char *in)
{
    size_t next = 0;
    memset(in, 0, game->n);
    for (size_t row = from; row < to; row++) {
        size_t i = cm_gridlock_player(game, cm_table_get(table, row, "player"), next);
        if (i >= game->n || i < next) {
            return cm_fail(ctx, CM_E_NUMERIC, "gridlock: row %zu of the coalition names no further player", row + 1);
        }
        in[i] = 1;
        next = i + 1;
    }
    return CM_OK;
}
