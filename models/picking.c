/* picking.c: members in order.  Random orders are Fisher-Yates from the front, one step a member, so
 * that a venue of five costs five steps in a world of any size. */
#include "models/picking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cm_status cm_picker_init(cm_ctx *ctx, cm_arena *arena, const cm_scenario *s, const cm_members *members,
                         cm_picker *picker)
{
    bool blocs = false;
    memset(picker, 0, sizeof *picker);
    picker->members = members;
    picker->order = CM_NEW(ctx, arena, s->n, size_t);
    picker->fixed = CM_NEW(ctx, arena, s->n, size_t);
    picker->ranked = CM_NEW(ctx, arena, s->n, cm_ranked);
    if (picker->order == NULL || picker->fixed == NULL || picker->ranked == NULL) return ctx->status;
    for (size_t b = 0; b < s->nblocs; b++) blocs = blocs || cm_coalition_has(&members->who.bloc, b);
    for (size_t i = 0; i < s->n && !blocs; i++) {
        if (cm_coalition_has(&members->who.player, i)) picker->fixed[picker->nfixed++] = i;
    }
    return CM_OK;
}

static void candidates(cm_picker *p)
{
    const cm_scenario *s = p->world->s;
    const cm_who *who = &p->members->who;
    p->count = p->nfixed;
    if (p->nfixed > 0) {
        memcpy(p->order, p->fixed, p->nfixed * sizeof *p->order);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (cm_coalition_has(&who->player, i) || (s->nblocs > 0 && cm_coalition_has(&who->bloc, cm_world_bloc(p->world, i)))) p->order[p->count++] = i;
    }
}

/* Swap a random one of the rest into place k. */
static void shuffle_step(cm_picker *p, size_t k)
{
    const cm_world *w = p->world;
    size_t j, held = p->order[k];
    if (p->block != k / 4 + 1) {                         /* four steps take their words from one block */
        cm_stream_block(&w->pick, w->draw, 0, k / 4, p->word);
        p->block = k / 4 + 1;
    }
    j = k + (size_t)(cm_unit(p->word[k % 4]) * (double)(p->count - k));
    if (j >= p->count) j = p->count - 1;
    p->order[k] = p->order[j];
    p->order[j] = held;
}

static int by_key(const void *left, const void *right)
{
    const cm_ranked *a = left, *b = right;
    if (a->key < b->key) return -1;
    if (a->key > b->key) return 1;
    return (a->player > b->player) - (a->player < b->player);
}

/* The candidates from `first` on by key, ties by index. */
static void sort_by_key(cm_picker *p, size_t first)
{
    if (p->count <= first) return;
    qsort(p->ranked + first, p->count - first, sizeof *p->ranked, by_key);
    for (size_t k = first; k < p->count; k++) p->order[k] = p->ranked[k].player;
    p->taken = p->count;
}

static void sort_largest(cm_picker *p)
{
    const double *capability = cm_world_capability(p->world);
    for (size_t k = 0; k < p->count; k++) p->ranked[k] = (cm_ranked){ -capability[p->order[k]], p->order[k] };
    sort_by_key(p, 0);
}

static void sort_nearest(cm_picker *p)
{
    size_t d = p->world->s->d;
    const double *centre;
    if (p->count == 0) return;
    shuffle_step(p, 0);
    p->taken = 1;
    centre = cm_world_ideal(p->world, p->order[0]);
    for (size_t k = 1; k < p->count; k++) {
        const double *ideal = cm_world_ideal(p->world, p->order[k]);
        double sum = 0;
        for (size_t j = 0; j < d; j++) {
            double away = ideal[j] - centre[j];
            if (!isnan(away)) sum += away * away;        /* issues on which both have a position */
        }
        p->ranked[k] = (cm_ranked){ sum, p->order[k] };
    }
    sort_by_key(p, 1);
}

static void keep_one_bloc(cm_picker *p)
{
    size_t kept = 0, bloc;
    if (p->count == 0) return;
    shuffle_step(p, 0);
    bloc = cm_world_bloc(p->world, p->order[0]);
    for (size_t k = 0; k < p->count; k++) {
        if (cm_world_bloc(p->world, p->order[k]) == bloc) p->order[kept++] = p->order[k];
    }
    p->count = kept;
    p->taken = 1;                /* the first is random already */
}

void cm_picker_start(cm_picker *p, cm_world *world)
{
    p->world = world;
    p->taken = p->block = 0;
    candidates(p);
    if (!p->members->picked) {
        p->taken = p->count;
        return;
    }
    switch (p->members->pick) {
    case CM_PICK_RANDOM: break;
    case CM_PICK_LARGEST: sort_largest(p); break;
    case CM_PICK_NEAREST: sort_nearest(p); break;
    case CM_PICK_SAME_BLOC: keep_one_bloc(p); break;
    }
}

size_t cm_picker_get(cm_picker *p, size_t k)
{
    if (k >= p->count) return SIZE_MAX;
    while (p->taken <= k) {
        shuffle_step(p, p->taken);
        p->taken++;
    }
    return p->order[k];
}
