/* extreme.c: one polytope's vertices, the other's mixture solved for, and the pairs collected.
 *
 * Where a vertex leaves the other player a face of mixtures, its vertices are searched on the spot when it has one
 * or two dimensions, as long as that does not cost more than the walk itself. */
#include "solver/strategic/extreme.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/strategic/indifference.h"
#include "solver/strategic/vertices.h"

/* A vertex that leaves the other player more than one mixture, or may do so. */
typedef struct open_vertex {
    const uint64_t *use, *best;
    size_t mix;                      /* SIZE_MAX until its first equilibrium */
    cm_rat *x;
    struct open_vertex *next;
} open_vertex;

typedef struct search {
    cm_ctx *ctx;
    cm_extreme *extreme;
    size_t walker;                   /* whose polytope is walked first */
    cm_indifference indifference;
    cm_rat *x, *y;
    open_vertex *open;
    size_t told, solved;             /* vertices, and systems solved on faces */
    uint64_t *face;                  /* sets of strategies in use and replies, one pair a level */
    cm_arena arena;
} search;

/* Faces of more dimensions are left to the second walk; and so are others when more systems were solved on faces than
 * there are vertices, beyond a number that takes no time. */
enum { MOST_FREE = 2, SOLVED_FREELY = 1 << 13 };

/* Probabilities that are listed at most: a list of more is of no use to a reader, and does not fit into every memory. */
enum { MOST_LISTED = 1 << 21 };

static uint64_t hash_of(const cm_rat *mix, size_t length)
{
    uint64_t h = 0;
    for (size_t i = 0; i < length; i++) {
        double value = cm_rat_value(&mix[i]);
        uint64_t word;
        memcpy(&word, &value, sizeof word);
        h = (h ^ word) * UINT64_C(0xBF58476D1CE4E5B9);
        h ^= h >> 29;
    }
    return h;
}

static bool same(const cm_rat *a, const cm_rat *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (cm_rat_compare(&a[i], &b[i]) != 0) return false;
    }
    return true;
}

static cm_status more_slots(cm_ctx *ctx, cm_extreme *all, size_t p)
{
    size_t slots = all->slots[p] == 0 ? 64 : 2 * all->slots[p], *slot = CM_NEW(ctx, &all->arena, slots, size_t);
    if (slot == NULL) return ctx->status;
    for (size_t i = 0; i < all->mixes[p]; i++) {
        size_t at = (size_t)all->hash[p][i] & (slots - 1);
        while (slot[at] != 0) at = (at + 1) & (slots - 1);
        slot[at] = i + 1;
    }
    all->slot[p] = slot;
    all->slots[p] = slots;
    return CM_OK;
}

static cm_status more_room(cm_ctx *ctx, cm_extreme *all, size_t p)
{
    size_t room = all->room[p];
    cm_rat **mix = cm_grow(ctx, &all->arena, all->mix[p], all->mixes[p], &room, sizeof *mix);
    uint64_t *hash;
    if (mix == NULL) return ctx->status;
    room = all->room[p];
    hash = cm_grow(ctx, &all->arena, all->hash[p], all->mixes[p], &room, sizeof *hash);
    if (hash == NULL) return ctx->status;
    all->mix[p] = mix;
    all->hash[p] = hash;
    all->room[p] = room;
    return CM_OK;
}

/* The number of a mixture of player p: an old one when it is there already. */
static cm_status number_of(cm_ctx *ctx, cm_extreme *all, size_t p, const cm_rat *mix, size_t *number)
{
    size_t length = all->length[p], at;
    uint64_t hash = hash_of(mix, length);
    cm_status status = CM_OK;
    cm_rat *copy;
    if (2 * (all->mixes[p] + 1) > all->slots[p]) CM_TRY(more_slots(ctx, all, p));
    at = (size_t)hash & (all->slots[p] - 1);
    for (; all->slot[p][at] != 0; at = (at + 1) & (all->slots[p] - 1)) {
        *number = all->slot[p][at] - 1;
        if (all->hash[p][*number] == hash && same(all->mix[p][*number], mix, length)) return CM_OK;
    }
    if (all->mixes[p] == all->room[p]) CM_TRY(more_room(ctx, all, p));
    copy = cm_rats_new(ctx, length);
    if (copy == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < length; i++) cm_rat_set(&copy[i], &mix[i]);
    *number = all->mixes[p]++;
    all->mix[p][*number] = copy;
    all->hash[p][*number] = hash;
    all->slot[p][at] = *number + 1;
out:
    return status;
}

static cm_status add_pair(search *s, size_t x, size_t y)
{
    cm_extreme *all = s->extreme;
    if (all->count >= MOST_LISTED / (all->length[0] + all->length[1]) + 1) {
        all->full = true;
        return CM_OK;
    }
    if (all->count == all->pairs) {
        void *more = cm_grow(s->ctx, &all->arena, all->pair, all->count, &all->pairs, sizeof *all->pair);
        if (more == NULL) return s->ctx->status;
        all->pair = more;
    }
    all->pair[all->count][s->walker] = x;
    all->pair[all->count++][1 - s->walker] = y;
    return CM_OK;
}

static uint64_t *copy_set(search *s, const uint64_t *set, size_t words)
{
    uint64_t *copy = CM_NEW(s->ctx, &s->arena, words, uint64_t);
    if (copy != NULL) memcpy(copy, set, words * sizeof *copy);
    return copy;
}

static cm_status put_off(search *s, const uint64_t *use, const uint64_t *best, const cm_vertex *vertex)
{
    size_t d = s->extreme->length[s->walker], k = s->extreme->length[1 - s->walker];
    open_vertex *open = CM_NEW(s->ctx, &s->arena, 1, open_vertex);
    if (open == NULL) return s->ctx->status;
    open->use = copy_set(s, use, cm_words(d));
    open->best = copy_set(s, best, cm_words(k));
    open->x = cm_rats_new(s->ctx, d);
    open->mix = SIZE_MAX;
    open->next = s->open;
    if (open->x != NULL) s->open = open;
    if (open->use == NULL || open->best == NULL || open->x == NULL) return s->ctx->status;
    cm_vertex_mix(vertex, open->x);
    return CM_OK;
}

/* Add (x, y) unless it was added since `first`. */
static cm_status add_once(search *s, size_t first, size_t x)
{
    size_t y;
    cm_status status = number_of(s->ctx, s->extreme, 1 - s->walker, s->y, &y);
    for (size_t e = first; e < s->extreme->count; e++) {
        if (s->extreme->pair[e][1 - s->walker] == y) return status;
    }
    return status == CM_OK ? add_pair(s, x, y) : status;
}

/* The vertices of the face of mixtures at this level: a vertex has enough ties or unused replies more, and they are
 * tried in rising order from `from` on: first the replies, then the strategies.  Each must make the face smaller than
 * `dimension`. */
static cm_status search_face(search *s, size_t level, size_t dimension, size_t from, size_t first, const cm_vertex *vertex, size_t *x)
{
    size_t d = s->extreme->length[s->walker], k = s->extreme->length[1 - s->walker], words = cm_words(d) + cm_words(k);
    uint64_t *use = s->face + level * words, *best = use + cm_words(d), *next = use + words;
    cm_indifferent answer = cm_indifference_solve(&s->indifference, use, best, s->y);
    cm_status status = CM_OK;
    s->solved++;
    if (answer == CM_INDIFFERENT_ONE) {
        if (*x == SIZE_MAX) {
            cm_vertex_mix(vertex, s->x);
            CM_TRY(number_of(s->ctx, s->extreme, s->walker, s->x, x));
        }
        CM_TRY(add_once(s, first, *x));
    }
    if (answer != CM_INDIFFERENT_MANY || s->indifference.free >= dimension) goto out;
    dimension = s->indifference.free;
    for (size_t c = from; c < k + d; c++) {
        bool reply = c < k;
        if (reply ? !cm_bit(best, c) : cm_bit(use, c - k)) continue;
        memcpy(next, use, words * sizeof *next);
        if (reply) next[cm_words(d) + c / 64] &= ~(UINT64_C(1) << c % 64);
        else cm_bit_set(next, c - k);
        if (cm_bits_count(next + cm_words(d), cm_words(k)) == 0) continue;
        CM_TRY(search_face(s, level + 1, dimension, c + 1, first, vertex, x));
    }
out:
    return status;
}

/* More than one mixture may answer: search the face here when it is small, or put it off. */
static cm_status look_at_face(search *s, const uint64_t *use, const uint64_t *best, const cm_vertex *vertex)
{
    size_t d = s->extreme->length[s->walker], k = s->extreme->length[1 - s->walker], x = SIZE_MAX, all = d + k;
    size_t worst = s->indifference.free == 1 ? all : all * all / 2;
    if (s->indifference.free > MOST_FREE || s->solved + worst > s->told + SOLVED_FREELY) return put_off(s, use, best, vertex);
    memcpy(s->face, use, cm_words(d) * sizeof *use);
    memcpy(s->face + cm_words(d), best, cm_words(k) * sizeof *best);
    return search_face(s, 0, MOST_FREE + 1, 0, s->extreme->count, vertex, &x);
}

static cm_status first_walk(void *data, const uint64_t *use, const uint64_t *best, const cm_vertex *vertex, double *steps)
{
    search *s = data;
    size_t x, y;
    cm_status status = CM_OK;
    s->told++;
    *steps += (double)(s->extreme->length[0] * s->extreme->length[1]);
    if (s->extreme->full) *steps = HUGE_VAL;
    if (s->extreme->full) return CM_OK;
    switch (cm_indifference_solve(&s->indifference, use, best, s->y)) {
    case CM_INDIFFERENT_NONE: break;
    case CM_INDIFFERENT_MANY: return look_at_face(s, use, best, vertex);
    case CM_INDIFFERENT_ONE:
        cm_vertex_mix(vertex, s->x);
        CM_TRY(number_of(s->ctx, s->extreme, s->walker, s->x, &x));
        CM_TRY(number_of(s->ctx, s->extreme, 1 - s->walker, s->y, &y));
        CM_TRY(add_pair(s, x, y));
    }
out:
    return status;
}

/* A vertex of the other polytope: with which open vertices does it make an equilibrium? */
static cm_status second_walk(void *data, const uint64_t *use, const uint64_t *best, const cm_vertex *vertex, double *steps)
{
    search *s = data;
    size_t x_words = cm_words(s->extreme->length[s->walker]), y_words = cm_words(s->extreme->length[1 - s->walker]);
    size_t y = SIZE_MAX;
    cm_status status = CM_OK;
    for (open_vertex *open = s->open; open != NULL && !s->extreme->full; open = open->next) {
        *steps += 1;
        if (!cm_bits_within(use, open->best, y_words) || !cm_bits_within(open->use, best, x_words)) continue;
        if (y == SIZE_MAX) {
            cm_vertex_mix(vertex, s->y);
            CM_TRY(number_of(s->ctx, s->extreme, 1 - s->walker, s->y, &y));
        }
        if (open->mix == SIZE_MAX) CM_TRY(number_of(s->ctx, s->extreme, s->walker, open->x, &open->mix));
        CM_TRY(add_pair(s, open->mix, y));
    }
    if (s->extreme->full) *steps = HUGE_VAL;
out:
    return status;
}

/* Falling order of probabilities. */
static int compare_mixes(const cm_rat *a, const cm_rat *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int sign = cm_rat_compare(&b[i], &a[i]);
        if (sign != 0) return sign;
    }
    return 0;
}

typedef struct ranked {
    const cm_rat *mix;
    size_t length, number;
} ranked;

static int by_mix(const void *a, const void *b)
{
    const ranked *left = a, *right = b;
    return compare_mixes(left->mix, right->mix, left->length);
}

static int by_pair(const void *a, const void *b)
{
    const size_t *left = a, *right = b;
    size_t k = left[0] == right[0] ? 1 : 0;
    return (left[k] > right[k]) - (left[k] < right[k]);
}

/* Number the mixtures of each player in falling order, then sort the pairs. */
static cm_status sort_all(search *s)
{
    cm_extreme *all = s->extreme;
    for (size_t p = 0; p < 2; p++) {
        ranked *rank = CM_NEW(s->ctx, &s->arena, all->mixes[p], ranked);
        size_t *place = CM_NEW(s->ctx, &s->arena, all->mixes[p], size_t);
        if (rank == NULL || place == NULL) return s->ctx->status;
        for (size_t i = 0; i < all->mixes[p]; i++) rank[i] = (ranked){ all->mix[p][i], all->length[p], i };
        qsort(rank, all->mixes[p], sizeof *rank, by_mix);
        for (size_t i = 0; i < all->mixes[p]; i++) place[rank[i].number] = i;
        for (size_t i = 0; i < all->mixes[p]; i++) all->mix[p][i] = (cm_rat *)rank[i].mix;
        for (size_t e = 0; e < all->count; e++) all->pair[e][p] = place[all->pair[e][p]];
    }
    qsort(all->pair, all->count, sizeof *all->pair, by_pair);
    return CM_OK;
}

/* Pure equilibria are extreme, and quick to see: a list that is cut short has at least these. */
static cm_status add_pure(search *s, const cm_bimatrix *game)
{
    cm_extreme *all = s->extreme;
    size_t w = s->walker, walked = all->count;
    cm_status status = CM_OK;
    for (size_t i = 0; i < game->count[w]; i++) {
        for (size_t j = 0; j < game->count[1 - w]; j++) {
            size_t x, y, e = 0;
            if (!cm_bimatrix_is_equilibrium(game, w == 0 ? i : j, w == 0 ? j : i)) continue;
            for (size_t k = 0; k < game->count[w]; k++) cm_rat_set_ratio(&s->x[k], k == i, 1);
            for (size_t k = 0; k < game->count[1 - w]; k++) cm_rat_set_ratio(&s->y[k], k == j, 1);
            CM_TRY(number_of(s->ctx, all, w, s->x, &x));
            CM_TRY(number_of(s->ctx, all, 1 - w, s->y, &y));
            while (e < walked && (all->pair[e][w] != x || all->pair[e][1 - w] != y)) e++;
            if (e == walked) CM_TRY(add_pair(s, x, y));
        }
    }
out:
    return status;
}

static cm_status walk_both(search *s, const cm_bimatrix *game)
{
    cm_extreme *all = s->extreme;
    size_t w = s->walker, r = 1 - w;
    bool whole = true;
    cm_status status = CM_OK;
    CM_TRY(cm_vertices_walk(s->ctx, game->count[w], game->count[r], game->whole[r], game->small[r], first_walk, s, &all->steps, &all->complete));
    if (s->open != NULL && !all->full) {
        CM_TRY(cm_vertices_walk(s->ctx, game->count[r], game->count[w], game->whole[w], game->small[w], second_walk, s, &all->steps, &whole));
        all->complete = all->complete && whole;
    }
    all->complete = all->complete && !all->full;
    if (!all->complete && !all->full) CM_TRY(add_pure(s, game));
    if (all->count == 0) {
        CM_TRY(cm_fail(s->ctx, CM_E_LIMIT, "no equilibrium was found within %.3g steps; the game of %zu by %zu strategies is too large to enumerate; lemke-howson finds some",
                       s->ctx->work_limit, game->count[0], game->count[1]));
    }
    CM_TRY(sort_all(s));
out:
    return status;
}

cm_status cm_extreme_find(cm_ctx *ctx, const cm_bimatrix *game, cm_extreme *extreme)
{
    search s = { .ctx = ctx, .extreme = extreme, .walker = game->count[1] < game->count[0] ? 1 : 0 };
    size_t w = s.walker;
    cm_status status = CM_OK;
    memset(extreme, 0, sizeof *extreme);
    extreme->length[0] = game->count[0];
    extreme->length[1] = game->count[1];
    s.x = cm_rats_new(ctx, game->count[w]);
    s.y = cm_rats_new(ctx, game->count[1 - w]);
    if (s.x == NULL || s.y == NULL) CM_TRY(ctx->status);
    s.face = CM_NEW(ctx, &s.arena, (MOST_FREE + 2) * (cm_words(game->count[0]) + cm_words(game->count[1])), uint64_t);
    if (s.face == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_indifference_init(ctx, game, w, &s.indifference));
    CM_TRY(walk_both(&s, game));
out:
    cm_indifference_free(&s.indifference);
    for (open_vertex *open = s.open; open != NULL; open = open->next) cm_rats_free(open->x, game->count[w]);
    cm_rats_free(s.x, game->count[w]);
    cm_rats_free(s.y, game->count[1 - w]);
    cm_arena_free(&s.arena);
    return status;
}

void cm_extreme_free(cm_extreme *extreme)
{
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; i < extreme->mixes[p]; i++) cm_rats_free(extreme->mix[p][i], extreme->length[p]);
    }
    cm_arena_free(&extreme->arena);
}
