/* treeplay.c: payoffs, chances and best replies on a tree, in fractions. */
#include "solver/strategic/treeplay.h"

#include <math.h>
#include <stdlib.h>

typedef struct place {
    size_t node, set;
} place;

static int by_node(const void *a, const void *b)
{
    const place *left = a, *right = b;
    return (left->node > right->node) - (left->node < right->node);
}

static cm_status order_sets(cm_ctx *ctx, cm_treeplay *t)
{
    const cm_efg *efg = t->efg;
    place *at = CM_NEW(ctx, &t->arena, efg->nsets, place);
    t->base = CM_NEW(ctx, &t->arena, efg->nsets, size_t);
    t->order = CM_NEW(ctx, &t->arena, efg->nsets, size_t);
    t->first = CM_NEW(ctx, &t->arena, efg->nsets, size_t);
    if (at == NULL || t->base == NULL || t->order == NULL || t->first == NULL) return ctx->status;
    for (size_t h = 0; h < efg->nsets; h++) {
        size_t first = SIZE_MAX;
        for (size_t k = 0; k < efg->set[h].nnodes; k++) {
            if (efg->set[h].node[k] < first) first = efg->set[h].node[k];
        }
        at[h] = (place){ first, h };
        t->first[h] = first;
        t->base[h] = t->nactions;
        t->nactions += efg->set[h].nactions;
    }
    qsort(at, efg->nsets, sizeof *at, by_node);
    for (size_t h = 0; h < efg->nsets; h++) t->order[h] = at[h].set;
    return CM_OK;
}

static void add_up(cm_treeplay *t)
{
    const cm_efg *efg = t->efg;
    cm_rat r = { 0, 0 };
    for (size_t v = 0; v < efg->nnodes; v++) {
        const cm_efg_outcome *o = efg->node[v].outcome == SIZE_MAX ? NULL : &efg->outcome[efg->node[v].outcome];
        for (size_t i = 0; i < efg->n; i++) {
            cm_rat *pay = &t->pay[v * efg->n + i];
            if (v > 0) cm_rat_set(pay, &t->pay[efg->node[v].parent * efg->n + i]);
            if (o == NULL) continue;
            if (o->exact != NULL) cm_rat_set_ratio(&r, o->exact[i].num, o->exact[i].den);
            else (void)cm_rat_set_double(&r, o->payoff[i]);
            cm_rat_add(pay, pay, &r);
            t->scale = fmax(t->scale, fabs(cm_rat_value(pay)));
        }
    }
    cm_rat_clear(&r);
}

cm_status cm_treeplay_open(cm_ctx *ctx, const cm_efg *efg, cm_treeplay *t)
{
    *t = (cm_treeplay){ .efg = efg, .exact = true, .scale = 1 };
    if (order_sets(ctx, t) != CM_OK) return ctx->status;
    t->pay = cm_rats_new(ctx, efg->nnodes * efg->n);
    t->value = cm_rats_new(ctx, efg->nnodes);
    t->reach = cm_rats_new(ctx, efg->nnodes);
    if (t->pay == NULL || t->value == NULL || t->reach == NULL) return ctx->status;
    for (size_t o = 0; o < efg->noutcomes; o++) t->exact = t->exact && efg->outcome[o].exact != NULL;
    add_up(t);
    return CM_OK;
}

void cm_treeplay_close(cm_treeplay *t)
{
    if (t->efg == NULL) return;
    cm_rats_free(t->pay, t->efg->nnodes * t->efg->n);
    cm_rats_free(t->value, t->efg->nnodes);
    cm_rats_free(t->reach, t->efg->nnodes);
    cm_arena_free(&t->arena);
    *t = (cm_treeplay){ .efg = NULL };
}

/* How likely action a is at a node under `mix`. */
static const cm_rat *chance_of(const cm_treeplay *t, const cm_efg_node *node, size_t a, const cm_rat *mix, cm_rat *room)
{
    const cm_efg *efg = t->efg;
    if (node->kind == CM_EFG_MOVE) return &mix[t->base[node->set] + a];
    cm_rat_set_ratio(room, efg->chance[node->set].probability[a].num, efg->chance[node->set].probability[a].den);
    return room;
}

static size_t moves(const cm_efg *efg, const cm_efg_node *node)
{
    if (node->kind == CM_EFG_END) return 0;
    return node->kind == CM_EFG_CHANCE ? efg->chance[node->set].nactions : efg->set[node->set].nactions;
}

void cm_treeplay_value(cm_treeplay *t, size_t i, const cm_rat *mix, const size_t *choice, size_t from)
{
    const cm_efg *efg = t->efg;
    cm_rat room = { 0, 0 };
    for (size_t v = efg->nnodes; v-- > from;) {
        const cm_efg_node *node = &efg->node[v];
        bool own = node->kind == CM_EFG_MOVE && efg->set[node->set].player == i && choice != NULL;
        if (node->kind == CM_EFG_END) {
            cm_rat_set(&t->value[v], &t->pay[v * efg->n + i]);
        } else if (own && choice[node->set] != SIZE_MAX) {
            cm_rat_set(&t->value[v], &t->value[node->child[choice[node->set]]]);
        } else {
            cm_rat_set_ratio(&t->value[v], 0, 1);
            for (size_t a = 0; a < moves(efg, node); a++) {
                const cm_rat *p = chance_of(t, node, a, mix, &room);
                if (cm_rat_sign(p) != 0) cm_rat_add_mul(&t->value[v], p, &t->value[node->child[a]]);
            }
        }
    }
    cm_rat_clear(&room);
}

void cm_treeplay_reach(cm_treeplay *t, const cm_rat *mix, size_t but)
{
    const cm_efg *efg = t->efg;
    cm_rat room = { 0, 0 };
    cm_rat_set_ratio(&t->reach[0], 1, 1);
    for (size_t v = 1; v < efg->nnodes; v++) {
        const cm_efg_node *parent = &efg->node[efg->node[v].parent];
        const cm_rat *before = &t->reach[efg->node[v].parent];
        if (parent->kind == CM_EFG_MOVE && efg->set[parent->set].player == but) cm_rat_set(&t->reach[v], before);
        else cm_rat_mul(&t->reach[v], before, chance_of(t, parent, efg->node[v].action, mix, &room));
    }
    cm_rat_clear(&room);
}

/* The best action at set h, when all below are chosen: the sum over its nodes, each as likely as others make it. */
static size_t best_at(cm_treeplay *t, size_t h)
{
    const cm_efg_set *set = &t->efg->set[h];
    cm_rat best = { 0, 0 }, sum = { 0, 0 };
    size_t at = 0;
    for (size_t a = 0; a < set->nactions; a++) {
        cm_rat_set_ratio(&sum, 0, 1);
        for (size_t k = 0; k < set->nnodes; k++) {
            cm_rat_add_mul(&sum, &t->reach[set->node[k]], &t->value[t->efg->node[set->node[k]].child[a]]);
        }
        if (a > 0 && cm_rat_compare(&sum, &best) <= 0) continue;
        cm_rat_set(&best, &sum);
        at = a;
    }
    cm_rat_clear(&best);
    cm_rat_clear(&sum);
    return at;
}

cm_status cm_treeplay_best(cm_ctx *ctx, cm_treeplay *t, size_t i, const cm_rat *mix, cm_rat *best)
{
    const cm_efg *efg = t->efg;
    size_t *choice = CM_NEW(ctx, &t->arena, efg->nsets, size_t);
    if (choice == NULL) return ctx->status;
    for (size_t h = 0; h < efg->nsets; h++) choice[h] = SIZE_MAX;
    cm_treeplay_reach(t, mix, i);
    for (size_t k = efg->nsets; k-- > 0;) {
        size_t h = t->order[k];
        if (efg->set[h].player != i || t->first[h] == SIZE_MAX) continue;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped while the best reply of '%s' was sought", efg->player[i]);
        cm_treeplay_value(t, i, mix, choice, t->first[h] + 1);
        choice[h] = best_at(t, h);
    }
    cm_treeplay_value(t, i, mix, choice, 0);
    cm_rat_set(best, &t->value[0]);
    return CM_OK;
}
