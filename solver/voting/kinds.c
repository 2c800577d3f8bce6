/* kinds.c: members by kind, and the walk over minimal winning profiles.
 *
 * The walk takes kinds one after another and keeps two tallies: of those taken so far, and of these with everybody
 * of the kinds to come.  It turns back where the second loses, and where the first wins: what is above a winning
 * coalition is not minimal. */
#include "solver/voting/kinds.h"

#include <string.h>

static double heaviness(const cm_vote *vote, size_t i)
{
    double sum = 0;
    for (size_t k = 0; k < vote->nnodes; k++) {
        const cm_vote_node *node = &vote->node[k];
        if (node->kind == CM_VOTE_THRESHOLD) sum += (double)node->weight[i] / (double)node->total;
    }
    return sum;
}

/* The first member of each kind, heaviest first; insertion keeps the order of equally heavy ones. */
static void order_kinds(const cm_vote *vote, cm_kinds *kinds, size_t *head)
{
    for (size_t i = 0; i < vote->n; i++) {
        size_t at = 0;
        bool known = false;
        for (size_t j = 0; j < kinds->count && !known; j++) known = cm_vote_alike(vote, head[j], i);
        if (known) continue;
        while (at < kinds->count && heaviness(vote, head[at]) >= heaviness(vote, i)) at++;
        memmove(head + at + 1, head + at, (kinds->count - at) * sizeof *head);
        head[at] = i;
        kinds->count++;
    }
}

cm_status cm_kinds_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_kinds *kinds)
{
    size_t *head = CM_NEW(ctx, arena, vote->n + 1, size_t), used = 0;
    *kinds = (cm_kinds){ .vote = vote, .of = CM_NEW(ctx, arena, vote->n, size_t), .first = CM_NEW(ctx, arena, vote->n + 1, size_t),
                         .member = CM_NEW(ctx, arena, vote->n, size_t), .profiles = 1 };
    if (head == NULL || kinds->of == NULL || kinds->first == NULL || kinds->member == NULL) return ctx->status;
    order_kinds(vote, kinds, head);
    for (size_t j = 0; j < kinds->count; j++) {
        kinds->first[j] = used;
        for (size_t i = 0; i < vote->n; i++) {
            if (!cm_vote_alike(vote, head[j], i)) continue;
            kinds->of[i] = j;
            kinds->member[used++] = i;
        }
        kinds->profiles *= (double)(used - kinds->first[j] + 1);
    }
    kinds->first[kinds->count] = used;
    return CM_OK;
}

cm_status cm_kinds_single(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_kinds *kinds)
{
    *kinds = (cm_kinds){ .vote = vote, .count = vote->n, .of = CM_NEW(ctx, arena, vote->n, size_t), .first = CM_NEW(ctx, arena, vote->n + 1, size_t), .member = CM_NEW(ctx, arena, vote->n, size_t) };
    if (kinds->of == NULL || kinds->first == NULL || kinds->member == NULL) return ctx->status;
    for (size_t i = 0; i < vote->n; i++) kinds->of[i] = kinds->first[i] = kinds->member[i] = i;
    kinds->first[vote->n] = vote->n;
    return CM_OK;
}

void cm_kinds_mark(const cm_kinds *kinds, const size_t *took, unsigned char *in)
{
    memset(in, 0, kinds->vote->n);
    for (size_t j = 0; j < kinds->count; j++) {
        for (size_t a = 0; a < took[j]; a++) in[kinds->member[kinds->first[j] + a]] = 1;
    }
}

void cm_kinds_coalitions(const cm_kinds *kinds, const size_t *took, cm_rat *out)
{
    cm_rat factor = { 0, 0 };
    cm_rat_set_ratio(out, 1, 1);
    for (size_t j = 0; j < kinds->count; j++) {
        if (took[j] == cm_kinds_size(kinds, j)) continue;                   /* one choice: all of them */
        for (size_t a = 0; a < took[j]; a++) {
            cm_rat_set_ratio(&factor, (int64_t)(cm_kinds_size(kinds, j) - a), (int64_t)(a + 1));
            cm_rat_mul(out, out, &factor);
        }
    }
    cm_rat_clear(&factor);
}

cm_status cm_vote_dual(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_vote *dual)
{
    cm_vote_node *node = CM_NEW(ctx, arena, vote->nnodes, cm_vote_node);
    if (node == NULL) return ctx->status;
    for (size_t k = 0; k < vote->nnodes; k++) {
        node[k] = vote->node[k];
        if (node[k].kind == CM_VOTE_THRESHOLD) node[k].quota = node[k].total - node[k].quota + 1;
        else node[k].kind = node[k].kind == CM_VOTE_ALL ? CM_VOTE_ANY : CM_VOTE_ALL;
    }
    *dual = *vote;
    dual->node = node;
    return CM_OK;
}

typedef struct walk {
    cm_ctx *ctx;
    const cm_kinds *kinds;
    cm_tally taken, upper;
    size_t *took;
    double steps;
    cm_minimal_fn each;
    void *data;
    bool ended;
} walk;

static size_t a_member(const cm_kinds *kinds, size_t j)
{
    return kinds->member[kinds->first[j]];
}

static bool nobody_spared(walk *w)
{
    bool needed = true;
    for (size_t j = 0; j < w->kinds->count && needed; j++) {
        if (w->took[j] == 0) continue;
        cm_tally_add(&w->taken, a_member(w->kinds, j), -1);
        needed = !cm_tally_wins(&w->taken);
        cm_tally_add(&w->taken, a_member(w->kinds, j), 1);
    }
    return needed;
}

static void step(walk *w, size_t j)
{
    size_t size;
    if (w->ended || !cm_tally_wins(&w->upper)) return;
    w->steps += (double)(w->kinds->count + w->kinds->vote->nnodes);
    if (w->steps > w->ctx->work_limit || cm_stopped(w->ctx)) {
        w->ended = true;
        return;
    }
    if (cm_tally_wins(&w->taken)) {
        if (nobody_spared(w) && !w->each(w->data, w->took)) w->ended = true;
        return;
    }
    if (j == w->kinds->count) return;
    size = cm_kinds_size(w->kinds, j);
    cm_tally_add(&w->taken, a_member(w->kinds, j), (int)size);
    for (size_t k = size + 1; k-- > 0;) {
        w->took[j] = k;
        step(w, j + 1);
        if (k == 0) break;
        cm_tally_add(&w->taken, a_member(w->kinds, j), -1);
        cm_tally_add(&w->upper, a_member(w->kinds, j), -1);
    }
    cm_tally_add(&w->upper, a_member(w->kinds, j), (int)size);
    w->took[j] = 0;
}

cm_status cm_kinds_minimal(cm_ctx *ctx, const cm_kinds *kinds, cm_minimal_fn each, void *data, bool *complete)
{
    cm_arena scratch = { NULL };
    walk w = { .ctx = ctx, .kinds = kinds, .each = each, .data = data, .took = CM_NEW(ctx, &scratch, kinds->count, size_t) };
    cm_status status = CM_OK;
    if (w.took == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tally_init(ctx, &scratch, kinds->vote, &w.taken));
    CM_TRY(cm_tally_init(ctx, &scratch, kinds->vote, &w.upper));
    for (size_t i = 0; i < kinds->vote->n; i++) cm_tally_add(&w.upper, i, 1);
    step(&w, 0);
    *complete = !w.ended;
    if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped among the minimal coalitions"));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_voting_names(cm_ctx *ctx, const cm_vote *vote, cm_tu *names)
{
    if (vote->player == NULL) return cm_fail(ctx, CM_E_INPUT, "the %zu members of the vote have no names", vote->n);
    *names = (cm_tu){ .n = vote->n, .vote = vote, .player = vote->player };
    return CM_OK;
}

cm_value cm_voting_whole(cm_ctx *ctx, cm_arena *arena, const cm_rat *a)
{
    int64_t small;
    const char *text;
    if (cm_rat_small(a, &small)) return cm_integer(small);
    text = cm_rat_text(ctx, arena, a);
    return text == NULL ? cm_none() : cm_text(text);
}

bool cm_voting_whole_read(const cm_value *value, cm_rat *out)
{
    if (value == NULL) return false;
    if (value->kind == CM_INTEGER) cm_rat_set_ratio(out, value->as.integer, 1);
    return value->kind == CM_INTEGER || (value->kind == CM_TEXT && cm_rat_set_text(out, value->as.text));
}
