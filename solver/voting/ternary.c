/* ternary.c: the diagram of a rule with abstention and absence, level by level.
 *
 * A state has a number for each threshold (of an absolute one the yes so far; of a share its lead, and whether there was
 * a yes), one for whether anybody said yes, and one for how many are there.  What can no longer change is put as
 * MET or MISSED, with all that stands below a part of the rule that is decided; equal states are one node. */
#include "solver/voting/ternary.h"

#include <string.h>

#include "solver/voting/kinds.h"

static const int64_t MET = INT64_MAX, MISSED = INT64_MIN;

enum { FAILS = 0, PASSES = 1 };

typedef struct maker {
    cm_ctx *ctx;
    const cm_vote *vote;
    size_t width, most;              /* numbers of a state: the nodes of the rule, anybody, present */
    const size_t *order;
    int64_t *rest;                   /* what those who have not spoken weigh, at each node */
    cm_arena here, there;            /* states of this level and of the next */
    int64_t *state, *child;          /* of the next level; one that is being made */
    size_t states, room;
    uint32_t *slot;                  /* a table of 1 + their numbers; 0: free */
    size_t slots;
    uint32_t *next;
    size_t nodes, nodes_room;
} maker;

static bool settled(int64_t x) { return x == MET || x == MISSED; }

/* Of a threshold by share: twice its lead, and 1 where the lead is all that matters. */
static int64_t settle_share(const cm_vote_node *node, int64_t x, int64_t rest)
{
    const cm_vote_share *s = &node->share;
    int64_t lead = (x - (x & 1)) / 2, floor = s->strict ? 1 : 0;
    bool voted = (x & 1) != 0 || lead < 0 || s->strict || s->silent;
    if (lead + (s->den - s->num) * rest < floor || (!voted && rest == 0)) return MISSED;
    if (voted && lead - s->num * rest >= floor) return MET;
    return 2 * lead + voted;
}

static int64_t settle_count(int64_t x, int64_t rest, int64_t needed)
{
    return x >= needed ? MET : x + rest < needed ? MISSED : x;
}

/* What a part is by its parts: met, missed, or 0. */
static int64_t by_parts(const cm_vote_node *node, const int64_t *x)
{
    int64_t decisive = node->kind == CM_VOTE_ALL ? MISSED : MET, idle = node->kind == CM_VOTE_ALL ? MET : MISSED;
    bool open = false;
    for (size_t c = 0; c < node->nchildren; c++) {
        if (x[node->child + c] == decisive) return decisive;
        open = open || x[node->child + c] != idle;
    }
    return open ? 0 : idle;
}

/* Put a state so that all from which the same is still needed are equal; `left` have not spoken. */
static int64_t settle(const maker *m, int64_t *x, int64_t left)
{
    const cm_vote *vote = m->vote;
    size_t k = vote->nnodes;
    int64_t *anybody = &x[k], *present = &x[k + 1];
    *anybody = settled(*anybody) ? *anybody : settle_count(*anybody, left, 1);
    *present = settled(*present) ? *present : settle_count(*present, left, vote->quorum);
    while (k-- > 0) {
        const cm_vote_node *node = &vote->node[k];
        if (node->kind != CM_VOTE_THRESHOLD) x[k] = by_parts(node, x);
        else if (!settled(x[k])) x[k] = node->share.den != 0 ? settle_share(node, x[k], m->rest[k]) : settle_count(x[k], m->rest[k], node->quota);
    }
    for (k = 0; k < vote->nnodes; k++) {
        const cm_vote_node *node = &vote->node[k];
        for (size_t c = 0; node->kind != CM_VOTE_THRESHOLD && settled(x[k]) && c < node->nchildren; c++) x[node->child + c] = x[k];
    }
    if (x[0] == MISSED || *anybody == MISSED || *present == MISSED) return MISSED;
    return x[0] == MET && *anybody == MET && *present == MET ? MET : 0;
}

static void say(const maker *m, int64_t *x, size_t i, cm_said said)
{
    const cm_vote *vote = m->vote;
    size_t nodes = vote->nnodes;
    if (said == CM_SAID_YES && !settled(x[nodes])) x[nodes] = 1;
    if (said != CM_SAID_AWAY && !settled(x[nodes + 1])) x[nodes + 1]++;
    for (size_t k = 0; k < nodes; k++) {
        const cm_vote_node *node = &vote->node[k];
        int64_t w;
        if (node->kind != CM_VOTE_THRESHOLD || settled(x[k])) continue;
        w = node->weight[i];
        if (node->share.den == 0) x[k] += said == CM_SAID_YES ? w : 0;
        else if (said == CM_SAID_YES && w > 0) x[k] = (x[k] | 1) + 2 * (node->share.den - node->share.num) * w;
        else if (said == CM_SAID_NO) x[k] -= 2 * node->share.num * w;
    }
}

static uint64_t mix(const int64_t *x, size_t width)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t k = 0; k < width; k++) {
        h = (h ^ (uint64_t)x[k]) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    return h;
}

static cm_status widen(maker *m)
{
    size_t slots = m->slots < 64 ? 64 : 2 * m->slots;
    uint32_t *slot = CM_NEW(m->ctx, &m->there, slots, uint32_t);
    if (slot == NULL) return m->ctx->status;
    for (size_t s = 0; s < m->states; s++) {
        size_t at = mix(&m->state[s * m->width], m->width) & (slots - 1);
        while (slot[at] != 0) at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)s + 1;
    }
    m->slot = slot;
    m->slots = slots;
    return CM_OK;
}

/* The number of m->child among the next level's states, put there if it is new. */
static cm_status place(maker *m, size_t *number)
{
    size_t at, w = m->width;
    if (2 * m->states >= m->slots) {
        cm_status status = widen(m);
        if (status != CM_OK) return status;
    }
    at = mix(m->child, w) & (m->slots - 1);
    for (; m->slot[at] != 0; at = (at + 1) & (m->slots - 1)) {
        *number = m->slot[at] - 1;
        if (memcmp(&m->state[*number * w], m->child, w * sizeof *m->child) == 0) return CM_OK;
    }
    if (m->states == m->room) {
        size_t room = m->room < 16 ? 16 : 2 * m->room;
        int64_t *more = CM_NEW(m->ctx, &m->there, room * w, int64_t);
        if (more == NULL) return m->ctx->status;
        if (m->states > 0) memcpy(more, m->state, m->states * w * sizeof *more);
        m->state = more;
        m->room = room;
    }
    memcpy(&m->state[m->states * w], m->child, w * sizeof *m->child);
    *number = m->states++;
    m->slot[at] = (uint32_t)m->states;
    return CM_OK;
}

/* The nodes at which the l-th member speaks: `count` of them, whose states are `state`. */
static cm_status make_level(maker *m, cm_arena *arena, size_t l, const int64_t *state, size_t count)
{
    const cm_vote *vote = m->vote;
    size_t i = m->order[l], w = m->width, below = m->nodes + count;
    for (size_t k = 0; k < vote->nnodes; k++) m->rest[k] -= vote->node[k].kind == CM_VOTE_THRESHOLD ? vote->node[k].weight[i] : 0;
    m->state = NULL;
    m->slot = NULL;
    m->states = m->room = m->slots = 0;
    for (size_t s = 0; s < count; s++) {
        uint32_t *next;
        if (m->nodes == m->nodes_room) m->next = cm_grow(m->ctx, arena, m->next, m->nodes, &m->nodes_room, CM_SAID * sizeof *m->next);
        if (m->next == NULL) return m->ctx->status;
        next = &m->next[CM_SAID * m->nodes++];
        for (int said = 0; said < CM_SAID; said++) {
            int64_t what;
            size_t number = 0;
            memcpy(m->child, &state[s * w], w * sizeof *m->child);
            say(m, m->child, i, (cm_said)said);
            what = settle(m, m->child, (int64_t)(vote->n - l - 1));
            if (what == 0 && place(m, &number) != CM_OK) return m->ctx->status;
            next[said] = what == MET ? PASSES : what == MISSED ? FAILS : (uint32_t)(below + number);
        }
    }
    return cm_stopped(m->ctx) ? cm_fail(m->ctx, CM_E_INTERRUPT, "interrupted") : CM_OK;
}

static cm_status make(maker *m, cm_arena *arena, const int64_t *first, cm_ternary *t)
{
    const int64_t *state = first;
    size_t count = 1;
    cm_status status = CM_OK;
    m->next = CM_NEW(m->ctx, arena, 2 * CM_SAID, uint32_t);
    m->nodes = m->nodes_room = 2;
    if (m->next == NULL) return m->ctx->status;
    for (size_t l = 0; l < t->n; l++) {
        cm_arena swap;
        t->level[l] = m->nodes;
        if (m->nodes + count > m->most) return CM_OK;
        CM_TRY(make_level(m, arena, l, state, count));
        swap = m->here;
        m->here = m->there;
        m->there = swap;
        cm_arena_free(&m->there);
        state = m->state;
        count = m->states;
    }
    t->level[t->n] = m->nodes;
    t->next = m->next;
    t->count = m->nodes;
out:
    return status;
}

cm_status cm_ternary_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, size_t most, bool backwards, cm_ternary *t)
{
    size_t n = vote->n, width = vote->nnodes + 2;
    cm_arena scratch = { NULL };
    maker m = { .ctx = ctx, .vote = vote, .width = width, .most = most < UINT32_MAX ? most : UINT32_MAX };
    cm_kinds kinds;
    int64_t what, *first;
    cm_status status = CM_OK;
    *t = (cm_ternary){ .n = n, .level = CM_NEW(ctx, arena, n + 1, size_t), .order = CM_NEW(ctx, arena, n, size_t), .root = 2 };
    m.rest = CM_NEW(ctx, &scratch, vote->nnodes, int64_t);
    m.child = CM_NEW(ctx, &scratch, width, int64_t);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
    for (size_t l = 0; l < n; l++) t->order[l] = kinds.member[backwards ? n - 1 - l : l];
    m.order = t->order;
    for (size_t k = 0; k < vote->nnodes; k++) m.rest[k] = vote->node[k].kind == CM_VOTE_THRESHOLD ? vote->node[k].total : 0;
    what = settle(&m, m.child, (int64_t)n);
    if (what != 0) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "the rule is settled before anybody has voted"));
    first = CM_NEW(ctx, &scratch, width, int64_t);
    if (first == NULL) CM_LEAVE(ctx->status);
    memcpy(first, m.child, width * sizeof *first);
    CM_TRY(make(&m, arena, first, t));
    if (t->count == 0) goto out;
    t->reach = CM_NEW(ctx, arena, t->count, double);
    t->value = CM_NEW(ctx, arena, t->count, double);
    if (t->reach == NULL || t->value == NULL) CM_LEAVE(ctx->status);
out:
    cm_arena_free(&m.here);
    cm_arena_free(&m.there);
    cm_arena_free(&scratch);
    return status;
}

double cm_ternary_each(const cm_ternary *t, const double *chance, double *pass)
{
    double passed = 0;               /* by those who have spoken before */
    t->value[FAILS] = 0;
    t->value[PASSES] = 1;
    for (size_t l = t->n; l-- > 0;) {
        const double *p = &chance[t->order[l] * CM_SAID];
        for (size_t u = t->level[l]; u < t->level[l + 1]; u++) {
            const uint32_t *next = &t->next[CM_SAID * u];
            t->reach[u] = 0;
            t->value[u] = p[0] * t->value[next[0]] + p[1] * t->value[next[1]] + p[2] * t->value[next[2]] + p[3] * t->value[next[3]];
        }
    }
    t->reach[t->root] = 1;
    t->reach[FAILS] = t->reach[PASSES] = 0;
    for (size_t l = 0; l < t->n; l++) {
        const double *p = &chance[t->order[l] * CM_SAID];
        double *of = &pass[t->order[l] * CM_SAID];
        passed = t->reach[PASSES];
        for (int s = 0; s < CM_SAID; s++) of[s] = passed;
        for (size_t u = t->level[l]; u < t->level[l + 1]; u++) {
            const uint32_t *next = &t->next[CM_SAID * u];
            for (int s = 0; s < CM_SAID; s++) {
                of[s] += t->reach[u] * t->value[next[s]];
                t->reach[next[s]] += t->reach[u] * p[s];
            }
        }
    }
    return t->value[t->root];
}
