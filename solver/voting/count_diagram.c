/* count_diagram.c: any rule, as a decision diagram.
 *
 * Members come in one by one.  What the rest still have to do is said by what each threshold still lacks; coalitions
 * of those so far that leave the same to do are one node, with two successors: without and with the next member.
 * That more coalitions fall together, what a threshold lacks is written as the least sum of weights of members still
 * to come that is enough for it (where there are few such sums), or as won or lost; and thresholds that no longer
 * matter to the whole are written as what they count for.  Where the rule is decided the path ends.
 *
 * For any weights of the two branches, P_i is the sum over i's nodes of (what leads there) times (what follows with i
 * less what follows without i): one walk down and one walk up give it for all members. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/voting/count.h"

static const uint32_t lost = UINT32_MAX - 1, won = UINT32_MAX;
static const int64_t never = INT64_MAX;          /* a threshold that can no longer be met; 0: it is met */
enum { SUMS = 1 << 15 };                         /* more different sums than this are not looked through */

typedef struct leaf {
    const cm_vote_node *rule;
    size_t node;                                 /* its place in the tree */
    int64_t *rest;                               /* n + 1: the weights of the members from each level on */
    int64_t **sums;                              /* n + 1: all sums of their weights, sorted; NULL: too many, or all in between */
    size_t *count;
} leaf;

typedef struct diagram {
    size_t n, nodes, *order, *first;             /* the member of each level; its first node */
    uint32_t *low, *high;
    uint64_t *down, *up;                         /* a number a node */
    double *below, *above, *same;
} diagram;

/* Under construction: the states of two levels, and where to find them. */
typedef struct builder {
    cm_ctx *ctx;
    const cm_vote *vote;
    diagram *d;
    leaf *leaves;
    size_t nleaves, most;
    bool *reached;                               /* nodes of the tree below its root: others are spare */
    unsigned char *value, *forced;               /* of each node of the tree: 0 lost, 1 won, 2 open */
    int64_t *state, *next, *key;                 /* nleaves numbers each */
    size_t states, room, *slot, slots;           /* of the next level: how many; a table of places + 1 */
    bool full;
} builder;

/* --- the order of members, and the leaves ------------------------------------------------------------ */

static void find_reached(builder *b)
{
    b->reached[0] = true;
    for (size_t k = 0; k < b->vote->nnodes; k++) {
        const cm_vote_node *node = &b->vote->node[k];
        if (!b->reached[k] || node->kind == CM_VOTE_THRESHOLD) continue;
        for (size_t c = 0; c < node->nchildren; c++) b->reached[node->child + c] = true;
    }
    for (size_t k = 0; k < b->vote->nnodes; k++) {
        if (b->reached[k] && b->vote->node[k].kind == CM_VOTE_THRESHOLD) b->leaves[b->nleaves++] = (leaf){ .rule = &b->vote->node[k], .node = k };
    }
}

/* Does i come before j?  Chambers one after the other, then the heaviest first: counts say which is a chamber. */
static bool earlier(const builder *b, size_t i, size_t j)
{
    for (int counting = 1; counting >= 0; counting--) {
        for (size_t k = 0; k < b->nleaves; k++) {
            const int64_t *weight = b->leaves[k].rule->weight;
            if (b->leaves[k].rule->counts == (counting == 1) && weight[i] != weight[j]) return weight[i] > weight[j];
        }
    }
    return i < j;
}

static void sort_members(const builder *b, bool backwards)
{
    size_t n = b->vote->n, *order = b->d->order;
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && earlier(b, i, order[at - 1]) != backwards; at--) order[at] = order[at - 1];
        order[at] = i;
    }
}

static int64_t *merge_sums(builder *b, cm_arena *arena, const int64_t *old, size_t count, int64_t own, size_t *merged)
{
    int64_t *sums = CM_NEW(b->ctx, arena, 2 * count, int64_t);
    size_t with = 0, without = 0, used = 0;
    while (sums != NULL && with < count) {
        int64_t a = without < count ? old[without] : INT64_MAX, c = old[with] + own;
        sums[used++] = a < c ? a : c;
        without += a <= c;
        with += c <= a;
    }
    *merged = used;
    return sums;
}

/* From the last level back.  Where weights are 0 and 1 every number in between is a sum: no list is needed. */
static cm_status list_sums(builder *b, cm_arena *arena, leaf *l)
{
    size_t n = b->vote->n;
    l->rest = CM_NEW(b->ctx, arena, n + 1, int64_t);
    l->sums = CM_NEW(b->ctx, arena, n + 1, int64_t *);
    l->count = CM_NEW(b->ctx, arena, n + 1, size_t);
    if (l->rest == NULL || l->sums == NULL || l->count == NULL) return b->ctx->status;
    for (size_t at = n; at-- > 0;) l->rest[at] = l->rest[at + 1] + l->rule->weight[b->d->order[at]];
    if (l->rule->counts) return CM_OK;
    l->sums[n] = CM_NEW(b->ctx, arena, 1, int64_t);
    if (l->sums[n] == NULL) return b->ctx->status;
    l->count[n] = 1;
    for (size_t at = n; at-- > 0;) {
        l->sums[at] = merge_sums(b, arena, l->sums[at + 1], l->count[at + 1], l->rule->weight[b->d->order[at]], &l->count[at]);
        if (l->sums[at] == NULL) return b->ctx->status;
        if (l->count[at] > SUMS) break;
    }
    return CM_OK;
}

/* --- what is left to do ------------------------------------------------------------------------------- */

static int64_t still_lacks(const leaf *l, size_t level, int64_t lacks)
{
    const int64_t *sums = l->sums[level];
    size_t from = 0, to = l->count[level];
    if (lacks <= 0) return 0;
    if (lacks > l->rest[level]) return never;
    if (sums == NULL || to > SUMS) return lacks;
    while (from < to) {                              /* the least sum that is enough */
        size_t middle = from + (to - from) / 2;
        if (sums[middle] < lacks) from = middle + 1;
        else to = middle;
    }
    return sums[from];
}

/* The tree in three values; thresholds below what is decided are written as that.  0, 1, or 2: open. */
static unsigned char settle(builder *b, int64_t *key)
{
    const cm_vote_node *node = b->vote->node;
    for (size_t k = 0; k < b->nleaves; k++) b->value[b->leaves[k].node] = key[k] == 0 ? 1 : key[k] == never ? 0 : 2;
    for (size_t k = b->vote->nnodes; k-- > 0;) {
        unsigned char seal = node[k].kind == CM_VOTE_ALL ? 0 : 1, open = 0, sealed = 0;
        if (!b->reached[k] || node[k].kind == CM_VOTE_THRESHOLD) continue;
        for (size_t c = 0; c < node[k].nchildren; c++) {
            open |= b->value[node[k].child + c] == 2;
            sealed |= b->value[node[k].child + c] == seal;
        }
        b->value[k] = sealed ? seal : open ? 2 : (unsigned char)!seal;
    }
    b->forced[0] = b->value[0];
    for (size_t k = 0; k < b->vote->nnodes; k++) {
        if (!b->reached[k] || node[k].kind == CM_VOTE_THRESHOLD) continue;
        for (size_t c = 0; c < node[k].nchildren; c++) b->forced[node[k].child + c] = b->forced[k] != 2 ? b->forced[k] : b->value[node[k].child + c];
    }
    for (size_t k = 0; k < b->nleaves; k++) {
        unsigned char is = b->forced[b->leaves[k].node];
        if (is != 2) key[k] = is == 1 ? 0 : never;
    }
    return b->value[0];
}

static size_t hash_of(const int64_t *key, size_t count)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t k = 0; k < count; k++) {
        h = (h ^ (uint64_t)key[k]) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    return (size_t)h;
}

static cm_status grow(builder *b, cm_arena *arena)
{
    size_t room = 2 * b->room, width = b->nleaves;
    int64_t *larger = CM_NEW(b->ctx, arena, room * width, int64_t);
    size_t *slot = CM_NEW(b->ctx, arena, 4 * room, size_t);
    if (larger == NULL || slot == NULL) return b->ctx->status;
    memcpy(larger, b->next, b->states * width * sizeof *larger);
    for (size_t s = 0; s < b->states; s++) {
        size_t at = hash_of(&larger[s * width], width) & (4 * room - 1);
        while (slot[at] != 0) at = (at + 1) & (4 * room - 1);
        slot[at] = s + 1;
    }
    b->next = larger;
    b->room = room;
    b->slot = slot;
    b->slots = 4 * room;
    return CM_OK;
}

/* The node of the next level with this key, which is made when there is none. */
static cm_status place_of(builder *b, cm_arena *arena, size_t base, uint32_t *node)
{
    size_t width = b->nleaves, at;
    if (b->states == b->room && grow(b, arena) != CM_OK) return b->ctx->status;
    at = hash_of(b->key, width) & (b->slots - 1);
    for (; b->slot[at] != 0; at = (at + 1) & (b->slots - 1)) {
        if (memcmp(&b->next[(b->slot[at] - 1) * width], b->key, width * sizeof *b->key) != 0) continue;
        *node = (uint32_t)(base + b->slot[at] - 1);
        return CM_OK;
    }
    if (base + b->states >= b->most) {
        b->full = true;
        return CM_OK;
    }
    memcpy(&b->next[b->states * width], b->key, width * sizeof *b->key);
    *node = (uint32_t)(base + b->states);
    b->slot[at] = ++b->states;
    return CM_OK;
}

static cm_status branch(builder *b, cm_arena *arena, size_t level, const int64_t *state, bool in, uint32_t *node)
{
    size_t member = b->d->order[level];
    unsigned char is;
    for (size_t k = 0; k < b->nleaves; k++) {
        const leaf *l = &b->leaves[k];
        b->key[k] = state[k] == 0 || state[k] == never ? state[k] : still_lacks(l, level + 1, state[k] - (in ? l->rule->weight[member] : 0));
    }
    is = settle(b, b->key);
    *node = is == 0 ? lost : won;
    return is == 2 ? place_of(b, arena, b->d->first[level + 1], node) : CM_OK;
}

/* All nodes of a level, and with them the states of the next. */
static cm_status fill_level(builder *b, cm_arena *arena, size_t level)
{
    diagram *d = b->d;
    size_t count = b->states;
    cm_status status = CM_OK;
    b->state = b->next;
    b->room = 64;
    b->slots = 4 * b->room;
    b->next = CM_NEW(b->ctx, arena, b->room * b->nleaves, int64_t);
    b->slot = CM_NEW(b->ctx, arena, b->slots, size_t);
    if (b->next == NULL || b->slot == NULL) return b->ctx->status;
    b->states = 0;
    d->first[level + 1] = d->first[level] + count;
    for (size_t s = 0; s < count && !b->full; s++) {
        const int64_t *state = &b->state[s * b->nleaves];
        size_t v = d->first[level] + s;
        if (cm_stopped(b->ctx)) return cm_fail(b->ctx, CM_E_INTERRUPT, "interrupted");
        CM_TRY(branch(b, arena, level, state, false, &d->low[v]));
        CM_TRY(branch(b, arena, level, state, true, &d->high[v]));
    }
out:
    return status;
}

static cm_status build(builder *b, cm_arena *arena, bool backwards)
{
    cm_arena level[2] = { { NULL }, { NULL } };      /* the states of a level go two levels later */
    size_t n = b->vote->n;
    cm_status status = CM_OK;
    find_reached(b);
    sort_members(b, backwards);
    for (size_t k = 0; k < b->nleaves; k++) CM_TRY(list_sums(b, arena, &b->leaves[k]));
    b->next = CM_NEW(b->ctx, arena, b->nleaves, int64_t);
    b->key = CM_NEW(b->ctx, arena, b->nleaves, int64_t);
    if (b->next == NULL || b->key == NULL) CM_LEAVE(b->ctx->status);
    for (size_t k = 0; k < b->nleaves; k++) b->next[k] = still_lacks(&b->leaves[k], 0, b->leaves[k].rule->quota);
    b->states = 1;
    for (size_t at = 0; at < n && !b->full; at++) {
        cm_arena_free(&level[at % 2]);
        CM_TRY(fill_level(b, &level[at % 2], at));
    }
    b->d->nodes = b->d->first[n];
out:
    cm_arena_free(&level[0]);
    cm_arena_free(&level[1]);
    return status;
}

/* --- walking it ---------------------------------------------------------------------------------------- */

/* What follows a branch: a node's number, 0 where it is lost, and all that may come where it is won. */
static uint64_t after_residue(const diagram *d, uint32_t node, uint64_t free)
{
    return node == won ? free : node == lost ? 0 : d->down[node];
}

static void residue(void *data, cm_field f, uint64_t x, uint64_t *swing, uint64_t *wins)
{
    diagram *d = data;
    uint64_t free = 1;
    for (size_t level = d->n; level-- > 0; free = cm_field_mul(f, free, cm_field_add(f, x, 1))) {
        for (size_t v = d->first[level]; v < d->first[level + 1]; v++) {
            d->down[v] = cm_field_add(f, after_residue(d, d->low[v], free), cm_field_mul(f, x, after_residue(d, d->high[v], free)));
        }
    }
    *wins = d->down[0];
    memset(d->up, 0, d->nodes * sizeof *d->up);
    d->up[0] = 1;
    for (size_t level = 0; level < d->n; level++) {
        uint64_t sum = 0, rest = cm_field_power(f, cm_field_add(f, x, 1), d->n - level - 1);
        for (size_t v = d->first[level]; v < d->first[level + 1]; v++) {
            uint32_t low = d->low[v], high = d->high[v];
            uint64_t gain = cm_field_sub(f, after_residue(d, high, rest), after_residue(d, low, rest));
            sum = cm_field_add(f, sum, cm_field_mul(f, d->up[v], gain));
            if (low < lost) d->up[low] = cm_field_add(f, d->up[low], d->up[v]);
            if (high < lost) d->up[high] = cm_field_add(f, d->up[high], cm_field_mul(f, x, d->up[v]));
        }
        swing[d->order[level]] = sum;
    }
}

static double after_chance(const diagram *d, uint32_t node)
{
    return node == won ? 1 : node == lost ? 0 : d->below[node];
}

/* chance[i] of member i to be in favour, by itself. */
static void walk(diagram *d, const double *chance, double *swing, double *wins)
{
    for (size_t level = d->n; level-- > 0;) {
        double p = chance[d->order[level]];
        for (size_t v = d->first[level]; v < d->first[level + 1]; v++) d->below[v] = (1 - p) * after_chance(d, d->low[v]) + p * after_chance(d, d->high[v]);
    }
    *wins = d->below[0];
    memset(d->above, 0, d->nodes * sizeof *d->above);
    d->above[0] = 1;
    for (size_t level = 0; level < d->n; level++) {
        double sum = 0, p = chance[d->order[level]];
        for (size_t v = d->first[level]; v < d->first[level + 1]; v++) {
            uint32_t low = d->low[v], high = d->high[v];
            sum += d->above[v] * (after_chance(d, high) - after_chance(d, low));
            if (low < lost) d->above[low] += (1 - p) * d->above[v];
            if (high < lost) d->above[high] += p * d->above[v];
        }
        swing[d->order[level]] = sum;
    }
}

static void chance(void *data, double p, double *swing, double *wins)
{
    diagram *d = data;
    for (size_t i = 0; i < d->n; i++) d->same[i] = p;
    walk(d, d->same, swing, wins);
}

void cm_diagram_each(const cm_oracle *oracle, const double *p, double *swing, double *wins)
{
    walk(oracle->data, p, swing, wins);
}

cm_status cm_diagram_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, size_t most, bool backwards, cm_oracle *oracle)
{
    size_t n = vote->n;
    diagram *d = CM_NEW(ctx, arena, 1, diagram);
    cm_arena scratch = { NULL };
    builder b = { .ctx = ctx, .vote = vote, .d = d, .most = most, .leaves = CM_NEW(ctx, &scratch, vote->nnodes, leaf),
                  .reached = CM_NEW(ctx, &scratch, vote->nnodes, bool), .value = CM_NEW(ctx, &scratch, vote->nnodes, unsigned char),
                  .forced = CM_NEW(ctx, &scratch, vote->nnodes, unsigned char) };
    cm_status status = CM_OK;
    oracle->n = 0;
    if (d == NULL || b.leaves == NULL || b.reached == NULL || b.value == NULL || b.forced == NULL) CM_LEAVE(ctx->status);
    if (n < 25 && most > (size_t)1 << n) b.most = (size_t)1 << n;
    *d = (diagram){ .n = n, .order = CM_NEW(ctx, arena, n, size_t), .first = CM_NEW(ctx, arena, n + 1, size_t),
                    .low = CM_NEW(ctx, arena, b.most, uint32_t), .high = CM_NEW(ctx, arena, b.most, uint32_t) };
    if (d->order == NULL || d->first == NULL || d->low == NULL || d->high == NULL) CM_LEAVE(ctx->status);
    CM_TRY(build(&b, &scratch, backwards));
    if (b.full) goto out;
    d->down = CM_NEW(ctx, arena, d->nodes, uint64_t);
    d->up = CM_NEW(ctx, arena, d->nodes, uint64_t);
    d->below = CM_NEW(ctx, arena, d->nodes, double);
    d->above = CM_NEW(ctx, arena, d->nodes, double);
    d->same = CM_NEW(ctx, arena, n, double);
    if (d->down == NULL || d->up == NULL || d->below == NULL || d->above == NULL || d->same == NULL) CM_LEAVE(ctx->status);
    *oracle = (cm_oracle){ n, 4 * (double)d->nodes, d, residue, chance, NULL };
out:
    cm_arena_free(&scratch);
    return status;
}
