/* subgames.c: finding subgames by numbering the tree so that each subtree is an interval. */
#include "solver/strategic/subgames.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "solver/strategic/mixing.h"

enum { MOST_MOVES = 50 };             /* of the way to a set, in words: more nobody reads */

size_t cm_efg_moves(const cm_efg *efg, size_t v)
{
    const cm_efg_node *node = &efg->node[v];
    if (node->kind == CM_EFG_END) return 0;
    return node->kind == CM_EFG_CHANCE ? efg->chance[node->set].nactions : efg->set[node->set].nactions;
}

/* at[v] .. at[v] + size[v] - 1 are the places of v and all below it. */
static void number_tree(const cm_efg *efg, size_t *at, size_t *size)
{
    for (size_t v = efg->nnodes; v-- > 0;) {
        size[v] += 1;
        if (v > 0) size[efg->node[v].parent] += size[v];
    }
    at[0] = 0;
    for (size_t v = 0; v < efg->nnodes; v++) {
        size_t place = at[v] + 1;
        for (size_t a = 0; a < cm_efg_moves(efg, v); a++) {
            at[efg->node[v].child[a]] = place;
            place += size[efg->node[v].child[a]];
        }
    }
}

/* A subgame starts where the places of all sets below lie within the subtree. */
static cm_status find_starts(cm_ctx *ctx, const cm_efg *efg, bool *starts)
{
    cm_arena scratch = { NULL };
    size_t *at = CM_NEW(ctx, &scratch, efg->nnodes, size_t), *size = CM_NEW(ctx, &scratch, efg->nnodes, size_t);
    size_t *low = CM_NEW(ctx, &scratch, efg->nnodes, size_t), *high = CM_NEW(ctx, &scratch, efg->nnodes, size_t);
    cm_status status = ctx->status;
    if (status != CM_OK) goto out;
    number_tree(efg, at, size);
    for (size_t v = efg->nnodes; v-- > 0;) {
        const cm_efg_node *node = &efg->node[v];
        low[v] = at[v];
        high[v] = at[v];
        for (size_t k = 0; node->kind == CM_EFG_MOVE && k < efg->set[node->set].nnodes; k++) {
            size_t other = at[efg->set[node->set].node[k]];
            if (other < low[v]) low[v] = other;
            if (other > high[v]) high[v] = other;
        }
        for (size_t a = 0; a < cm_efg_moves(efg, v); a++) {
            size_t child = node->child[a];
            if (low[child] < low[v]) low[v] = low[child];
            if (high[child] > high[v]) high[v] = high[child];
        }
        starts[v] = low[v] >= at[v] && high[v] < at[v] + size[v];
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* Lists by counting: item k goes to list key[k]; SIZE_MAX to none. */
static cm_status group(cm_ctx *ctx, cm_arena *arena, const size_t *key, size_t count, size_t lists, size_t **item, size_t **first)
{
    *item = CM_NEW(ctx, arena, count + 1, size_t);
    *first = CM_NEW(ctx, arena, lists + 2, size_t);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t k = 0; k < count; k++) if (key[k] != SIZE_MAX) (*first)[key[k] + 2]++;
    for (size_t l = 0; l < lists; l++) (*first)[l + 2] += (*first)[l + 1];
    for (size_t k = 0; k < count; k++) if (key[k] != SIZE_MAX) (*item)[(*first)[key[k] + 1]++] = k;
    return CM_OK;
}

cm_status cm_subgames_init(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_subgames *s)
{
    size_t *key = CM_NEW(ctx, arena, efg->nnodes + efg->nsets, size_t);
    cm_status status;
    *s = (cm_subgames){ .efg = efg, .starts = CM_NEW(ctx, arena, efg->nnodes, bool), .owner = CM_NEW(ctx, arena, efg->nnodes, size_t) };
    if (ctx->status != CM_OK) return ctx->status;
    CM_TRY(find_starts(ctx, efg, s->starts));
    for (size_t v = 0; v < efg->nnodes; v++) s->owner[v] = s->starts[v] ? v : s->owner[efg->node[v].parent];
    CM_TRY(group(ctx, arena, s->owner, efg->nnodes, efg->nnodes, &s->inner, &s->first));
    for (size_t v = 0; v < efg->nnodes; v++) key[v] = v > 0 && s->starts[v] ? s->owner[efg->node[v].parent] : SIZE_MAX;
    CM_TRY(group(ctx, arena, key, efg->nnodes, efg->nnodes, &s->leaf, &s->first_leaf));
    for (size_t h = 0; h < efg->nsets; h++) key[h] = efg->set[h].nnodes > 0 ? s->owner[efg->set[h].node[0]] : SIZE_MAX;
    CM_TRY(group(ctx, arena, key, efg->nsets, efg->nnodes, &s->set, &s->first_set));
out:
    return status;
}

typedef struct named {
    const char *name;
    size_t set;
} named;

static int by_name(const void *a, const void *b) { return strcmp(((const named *)a)->name, ((const named *)b)->name); }

const char *const *cm_set_labels(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg)
{
    cm_arena scratch = { NULL };
    const char **label = CM_NEW(ctx, arena, efg->nsets + 1, const char *);
    named *list = CM_NEW(ctx, &scratch, efg->nsets + 1, named);
    size_t count = 0;
    for (size_t h = 0; list != NULL && h < efg->nsets; h++) {
        if (efg->set[h].name != NULL && efg->set[h].name[0] != '\0') list[count++] = (named){ efg->set[h].name, h };
    }
    if (count > 0) qsort(list, count, sizeof *list, by_name);
    for (size_t k = 0; label != NULL && k < count; k++) {
        bool twice = (k > 0 && by_name(&list[k - 1], &list[k]) == 0) || (k + 1 < count && by_name(&list[k], &list[k + 1]) == 0);
        if (!twice) label[list[k].set] = list[k].name;
    }
    for (size_t h = 0; ctx->status == CM_OK && h < efg->nsets; h++) {
        if (label[h] == NULL) label[h] = cm_format(ctx, arena, "#%zu", h + 1);
    }
    cm_arena_free(&scratch);
    return ctx->status == CM_OK ? label : NULL;
}

const char *cm_action_label(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t set, size_t action)
{
    return cm_label(ctx, arena, efg->set[set].action, efg->set[set].nactions, action);
}

static const char *move_before(const cm_efg *efg, size_t v)
{
    const cm_efg_node *before = &efg->node[efg->node[v].parent];
    return (before->kind == CM_EFG_CHANCE ? efg->chance : efg->set)[before->set].action[efg->node[v].action];
}

/* The moves before a node, with `more` behind them; of a long path the last ones: all of them, of all sets, would
 * be as much as the square of the tree. */
static const char *path_to(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t v, const char *more)
{
    size_t length = 0, moves = 0, at, first = v;
    const char *left_out = "";
    char *text;
    for (; efg->node[first].parent != SIZE_MAX && moves < MOST_MOVES; moves++) {
        length += strlen(move_before(efg, first)) + (first != v ? 2 : 0);
        first = efg->node[first].parent;
    }
    if (efg->node[first].parent != SIZE_MAX) left_out = "..., ";
    text = CM_NEW(ctx, arena, strlen(left_out) + length + strlen(more) + 1, char);
    if (text == NULL) return NULL;
    memcpy(text, left_out, strlen(left_out));
    length += strlen(left_out);
    at = length;
    for (size_t u = v; u != first; u = efg->node[u].parent) {
        const char *name = move_before(efg, u);
        at -= strlen(name);
        memcpy(text + at, name, strlen(name));
        if (efg->node[u].parent != first) memcpy(text + (at -= 2), ", ", 2);
    }
    memcpy(text + length, more, strlen(more) + 1);
    return text;
}

const char *cm_set_after(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t set)
{
    size_t v = efg->set[set].nnodes > 0 ? efg->set[set].node[0] : 0;
    return path_to(ctx, arena, efg, v, efg->set[set].nnodes > 1 ? ", or others" : "");
}

const char *cm_subgame_words(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t node)
{
    const char *name = efg->node[node].name, *path;
    if (node == 0) return "at the start";
    if (name[0] != '\0') return cm_format(ctx, arena, "at '%s'", name);
    path = path_to(ctx, arena, efg, node, "");
    return path != NULL ? cm_format(ctx, arena, "after %s", path) : NULL;
}

cm_status cm_efg_ranges(cm_ctx *ctx, const cm_efg *efg, double *range)
{
    cm_arena scratch = { NULL };
    double *sum = CM_NEW(ctx, &scratch, efg->nnodes, double);
    for (size_t i = 0; sum != NULL && i < efg->n; i++) {
        double low = HUGE_VAL, high = -HUGE_VAL;
        for (size_t v = 0; v < efg->nnodes; v++) {                  /* a node comes after its parent */
            const cm_efg_node *node = &efg->node[v];
            sum[v] = (node->parent != SIZE_MAX ? sum[node->parent] : 0) + (node->outcome != SIZE_MAX ? efg->outcome[node->outcome].payoff[i] : 0);
            if (node->kind == CM_EFG_END) low = fmin(low, sum[v]);
            if (node->kind == CM_EFG_END) high = fmax(high, sum[v]);
        }
        range[i] = fmax(high - low, fmax(fabs(low), fabs(high)) * ctx->tol.rel);
    }
    cm_arena_free(&scratch);
    return ctx->status;
}
