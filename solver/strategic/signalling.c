/* signalling.c: the shape of signalling games. */
#include "solver/strategic/signalling.h"

static bool is_senders(const cm_efg *efg, size_t v, size_t sender)
{
    const cm_efg_node *node = &efg->node[v];
    return node->kind == CM_EFG_MOVE && efg->set[node->set].player == sender;
}

static cm_status make_room(cm_ctx *ctx, cm_signalling *s)
{
    const cm_efg *efg = s->efg;
    s->start = CM_NEW(ctx, &s->arena, s->types, size_t);
    s->set = CM_NEW(ctx, &s->arena, efg->nsets, size_t);
    s->index = CM_NEW(ctx, &s->arena, efg->nsets, size_t);
    if (s->start == NULL || s->set == NULL || s->index == NULL) return ctx->status;
    s->prior = cm_rats_new(ctx, s->types);
    s->value[0] = cm_rats_new(ctx, efg->nnodes);
    s->value[1] = cm_rats_new(ctx, efg->nnodes);
    return s->prior == NULL || s->value[0] == NULL || s->value[1] == NULL ? ctx->status : CM_OK;
}

/* Each type is likely, and the same player moves there, who knows it. */
static cm_status take_types(cm_ctx *ctx, cm_signalling *s)
{
    const cm_efg *efg = s->efg;
    const cm_efg_set *draw = &efg->chance[efg->node[0].set];
    for (size_t t = 0; t < s->types; t++) {
        s->start[t] = efg->node[0].child[t];
        cm_rat_set_ratio(&s->prior[t], draw->probability[t].num, draw->probability[t].den);
        if (draw->probability[t].num == 0) return cm_fail(ctx, CM_E_DOMAIN, "type '%s' has the probability 0: leave it out", draw->action[t]);
        if (t == 0 && efg->node[s->start[0]].kind == CM_EFG_MOVE) s->sender = efg->set[efg->node[s->start[0]].set].player;
        if (!is_senders(efg, s->start[t], s->sender)) return cm_fail(ctx, CM_E_DOMAIN, "this is no signalling game: after '%s' another than the sender moves, or nobody", draw->action[t]);
        if (efg->set[efg->node[s->start[t]].set].nnodes != 1) return cm_fail(ctx, CM_E_DOMAIN, "this is no signalling game: the sender does not know whether it is '%s'", draw->action[t]);
    }
    return CM_OK;
}

/* What nodes pay after which nobody moves; those are marked in `over`. */
static void settle(cm_signalling *s, const cm_treeplay *play, bool *over)
{
    const cm_efg *efg = s->efg;
    cm_rat share = { 0, 0 };
    for (size_t v = efg->nnodes; v-- > 0;) {
        const cm_efg_node *node = &efg->node[v];
        over[v] = node->kind != CM_EFG_MOVE;
        for (size_t i = 0; i < 2 && node->kind == CM_EFG_END; i++) cm_rat_set(&s->value[i][v], &play->pay[2 * v + i]);
        for (size_t a = 0; node->kind == CM_EFG_CHANCE && a < efg->chance[node->set].nactions; a++) {
            cm_frac p = efg->chance[node->set].probability[a];
            over[v] = over[v] && over[node->child[a]];
            cm_rat_set_ratio(&share, p.num, p.den);
            for (size_t i = 0; i < 2; i++) cm_rat_add_mul(&s->value[i][v], &share, &s->value[i][node->child[a]]);
        }
    }
    cm_rat_clear(&share);
}

/* The message that action a of type t is: held against the shape. */
static cm_status take_option(cm_ctx *ctx, cm_signalling *s, size_t t, size_t a, const bool *over)
{
    const cm_efg *efg = s->efg;
    const char *type = efg->chance[efg->node[0].set].action[t], *word = efg->set[efg->node[s->start[t]].set].action[a];
    size_t v = cm_signalling_after(s, t, a), m;
    if (over[v]) return CM_OK;
    if (efg->node[v].kind != CM_EFG_MOVE || efg->set[efg->node[v].set].player == s->sender) {
        return cm_fail(ctx, CM_E_DOMAIN, "this is no signalling game: after '%s' of '%s' it is not the receiver's move", word, type);
    }
    m = s->index[efg->node[v].set];
    if (s->option[t * efg->nsets + m] != SIZE_MAX) return cm_fail(ctx, CM_E_DOMAIN, "the receiver cannot tell '%s' from another message of '%s': this is no signalling game", word, type);
    s->option[t * efg->nsets + m] = a;
    for (size_t r = 0; r < efg->set[efg->node[v].set].nactions; r++) {
        if (!over[efg->node[v].child[r]]) return cm_fail(ctx, CM_E_DOMAIN, "this is no signalling game: somebody moves after the reply '%s'", efg->set[efg->node[v].set].action[r]);
    }
    return CM_OK;
}

static cm_status take_options(cm_ctx *ctx, cm_signalling *s, const bool *over)
{
    const cm_efg *efg = s->efg;
    for (size_t h = 0; h < efg->nsets; h++) {
        s->index[h] = SIZE_MAX;
        if (efg->set[h].player == s->sender || efg->set[h].nnodes == 0) continue;
        s->index[h] = s->messages;
        s->set[s->messages++] = h;
    }
    s->option = CM_NEW(ctx, &s->arena, s->types * efg->nsets, size_t);
    if (s->option == NULL) return ctx->status;
    for (size_t k = 0; k < s->types * efg->nsets; k++) s->option[k] = SIZE_MAX;
    for (size_t t = 0; t < s->types; t++) {
        for (size_t a = 0; a < efg->set[efg->node[s->start[t]].set].nactions; a++) {
            if (take_option(ctx, s, t, a, over) != CM_OK) return ctx->status;
        }
    }
    return CM_OK;
}

cm_status cm_signalling_open(cm_ctx *ctx, const cm_treeplay *t, cm_signalling *s)
{
    const cm_efg *efg = t->efg;
    bool *over;
    *s = (cm_signalling){ .efg = efg };
    if (efg->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "'sequential' takes signalling games of two players, not games of %zu", efg->n);
    if (efg->node[0].kind != CM_EFG_CHANCE) return cm_fail(ctx, CM_E_DOMAIN, "this is no signalling game: it does not begin with a draw of the sender's type");
    s->types = efg->chance[efg->node[0].set].nactions;
    over = CM_NEW(ctx, &s->arena, efg->nnodes, bool);
    if (over == NULL || make_room(ctx, s) != CM_OK || take_types(ctx, s) != CM_OK) return ctx->status;
    settle(s, t, over);
    return take_options(ctx, s, over);
}

void cm_signalling_close(cm_signalling *s)
{
    if (s->efg == NULL) return;
    cm_rats_free(s->prior, s->types);
    cm_rats_free(s->value[0], s->efg->nnodes);
    cm_rats_free(s->value[1], s->efg->nnodes);
    cm_arena_free(&s->arena);
    *s = (cm_signalling){ .efg = NULL };
}

size_t cm_signalling_after(const cm_signalling *s, size_t t, size_t a) { return s->efg->node[s->start[t]].child[a]; }

size_t cm_signalling_message(const cm_signalling *s, size_t t, size_t a)
{
    const cm_efg_node *node = &s->efg->node[cm_signalling_after(s, t, a)];
    return node->kind == CM_EFG_MOVE ? s->index[node->set] : SIZE_MAX;
}

size_t cm_signalling_replies(const cm_signalling *s, size_t m) { return s->efg->set[s->set[m]].nactions; }

const cm_rat *cm_signalling_get(const cm_signalling *s, size_t i, size_t t, size_t m, size_t r)
{
    size_t v = cm_signalling_after(s, t, s->option[t * s->efg->nsets + m]);
    return &s->value[i][s->efg->node[v].child[r]];
}
