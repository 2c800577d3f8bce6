/* vertices.c: reverse search, in 64 bits for as long as numbers fit, then in 128, then in any. */
#include "solver/strategic/vertices.h"

#include <string.h>

#include "solver/strategic/arithmetic.h"

/* A basis: which variables (x: 0 .. d-1, slacks: d .. d+k-1) are in it, and the numbers. */
typedef struct tableau {
    void *number;
    int *basic, *cobasic, *place;             /* place: the row of a basic variable, or -1 - its column */
} tableau;

enum { SIZE_OF_rat, SIZE_OF_128, SIZE_OF_64, SIZES };
enum { PRICE_64 = 1, PRICE_128 = 5, PRICE_rat = 50, TIE_PRICE = 4 };

typedef struct walk {
    cm_ctx *ctx;
    size_t d, k;
    tableau *level64, *level128, *levelrat;    /* one tableau a level, made when first needed */
    size_t levels[SIZES];
    cm_vertex_fn visit;
    void *data;
    double steps, most;
    uint64_t told;
    bool stopped;
    uint64_t *use, *best;                     /* of the vertex in hand */
    uint64_t *seen;                           /* a table of degenerate vertices: use and best, one after the other */
    unsigned char *filled;
    size_t nseen, room;
    cm_arena arena, *table;
    cm_arena tables[2];
} walk;

struct cm_vertex {
    const walk *w;
    const tableau *t;
    void (*mix)(const walk *w, const tableau *t, cm_rat *x);
};

void cm_vertex_mix(const cm_vertex *vertex, cm_rat *x)
{
    cm_rat sum = { 0, 0 };
    vertex->mix(vertex->w, vertex->t, x);
    for (size_t i = 0; i < vertex->w->d; i++) cm_rat_add(&sum, &sum, &x[i]);
    for (size_t i = 0; i < vertex->w->d; i++) cm_rat_div(&x[i], &x[i], &sum);
    cm_rat_clear(&sum);
}

static tableau **levels_of(walk *w, int size)
{
    return size == SIZE_OF_64 ? &w->level64 : size == SIZE_OF_128 ? &w->level128 : &w->levelrat;
}

static cm_status new_level(walk *w, int size, tableau *t)
{
    static const size_t bytes[SIZES] = { sizeof(cm_rat), sizeof(num128), sizeof(num64) };
    t->number = cm_alloc(w->ctx, &w->arena, (w->k + 1) * (w->d + 1) + 1, bytes[size]);
    t->basic = CM_NEW(w->ctx, &w->arena, w->k, int);
    t->cobasic = CM_NEW(w->ctx, &w->arena, w->d, int);
    t->place = CM_NEW(w->ctx, &w->arena, w->k + w->d, int);
    return t->number == NULL || t->basic == NULL || t->cobasic == NULL || t->place == NULL ? w->ctx->status : CM_OK;
}

/* Levels 0 .. count - 1 of a size are there. */
static cm_status need_levels(walk *w, int size, size_t count)
{
    tableau **level = levels_of(w, size);
    cm_status status = CM_OK;
    while (w->levels[size] < count) {
        size_t have = w->levels[size];
        if ((have & (have - 1)) == 0) {                          /* room is the next power of two */
            tableau *more = CM_NEW(w->ctx, &w->arena, have == 0 ? 1 : 2 * have, tableau);
            if (more == NULL) return w->ctx->status;
            if (have > 0) memcpy(more, *level, have * sizeof *more);
            *level = more;
        }
        CM_TRY(new_level(w, size, &(*level)[have]));
        w->levels[size]++;
    }
out:
    return status;
}

static void copy_names(const walk *w, const tableau *from, tableau *to)
{
    memcpy(to->basic, from->basic, w->k * sizeof *to->basic);
    memcpy(to->cobasic, from->cobasic, w->d * sizeof *to->cobasic);
    memcpy(to->place, from->place, (w->k + w->d) * sizeof *to->place);
}

static void swap_names(const walk *w, const tableau *from, tableau *to, size_t r, size_t s)
{
    copy_names(w, from, to);
    to->basic[r] = from->cobasic[s];
    to->cobasic[s] = from->basic[r];
    to->place[to->basic[r]] = (int)r;
    to->place[to->cobasic[s]] = -1 - (int)s;
}

static size_t hash_of(const uint64_t *key, size_t words)
{
    uint64_t h = UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < words; i++) {
        h = (h ^ key[i]) * UINT64_C(0xBF58476D1CE4E5B9);
        h ^= h >> 29;
    }
    return (size_t)h;
}

/* Where the key is, or would go. */
static size_t slot_of(const walk *w, const uint64_t *key, size_t words)
{
    size_t at = hash_of(key, words) & (w->room - 1);
    while (w->filled[at] && memcmp(&w->seen[at * words], key, words * sizeof *key) != 0) at = (at + 1) & (w->room - 1);
    return at;
}

static cm_status double_table(walk *w, size_t words)
{
    uint64_t *seen = w->seen;
    unsigned char *filled = w->filled;
    size_t room = w->room;
    cm_arena *old = w->table, *fresh = old == &w->tables[0] ? &w->tables[1] : &w->tables[0];
    w->room = room == 0 ? 64 : 2 * room;
    w->seen = CM_NEW(w->ctx, fresh, w->room * words, uint64_t);
    w->filled = CM_NEW(w->ctx, fresh, w->room, unsigned char);
    w->table = fresh;
    if (w->seen == NULL || w->filled == NULL) return w->ctx->status;
    for (size_t i = 0; i < room; i++) {
        size_t at;
        if (!filled[i]) continue;
        at = slot_of(w, &seen[i * words], words);
        w->filled[at] = 1;
        memcpy(&w->seen[at * words], &seen[i * words], words * sizeof *seen);
    }
    if (old != NULL) cm_arena_free(old);
    return CM_OK;
}

/* Several bases share a degenerate vertex: is it a new one? */
static cm_status remember(walk *w, bool *fresh)
{
    size_t words = cm_words(w->d) + cm_words(w->k), at;             /* use and best lie side by side */
    cm_status status = CM_OK;
    if (2 * (w->nseen + 1) > w->room) CM_TRY(double_table(w, words));
    at = slot_of(w, w->use, words);
    *fresh = !w->filled[at];
    if (*fresh) {
        w->filled[at] = 1;
        memcpy(&w->seen[at * words], w->use, words * sizeof *w->use);
        w->nseen++;
    }
out:
    return status;
}

static cm_status tell(walk *w, const cm_vertex *vertex, bool degenerate)
{
    bool fresh = true;
    cm_status status = CM_OK;
    if ((++w->told & 1023u) == 0 && cm_stopped(w->ctx)) return cm_fail(w->ctx, CM_E_INTERRUPT, "stopped while equilibria were enumerated");
    if (w->steps > w->most) {
        w->stopped = true;
        return CM_OK;
    }
    if (degenerate) CM_TRY(remember(w, &fresh));
    if (fresh) CM_TRY(w->visit(w->data, w->use, w->best, vertex, &w->steps));
out:
    return status;
}

static void convert_128(num128 *out, const num64 *a) { *out = *a; }
static void convert_rat(numrat *out, const num128 *a) { rat128(out, a); }

static cm_status grow_rat(walk *w, size_t level, size_t r, size_t s)
{
    (void)level, (void)r, (void)s;
    return cm_fail(w->ctx, CM_E_NUMERIC, "a whole number did not fit");            /* these always do */
}

/* The same number in a smaller size, well within it: a tableau that has just left it does not return at once. */
static bool shrink_64(num64 *out, const num128 *a)
{
    *out = (num64)*a;
    return *a < (num128)1 << 60 && *a > -((num128)1 << 60);
}

static bool shrink_128(num128 *out, const numrat *a)
{
    int64_t high;
    uint64_t low;
    if (!cm_rat_halves(a, CM_MOST_128 - 3, &high, &low)) return false;
    *out = (num128)(((cm_uwide)(uint64_t)high << 64) | low);
    return true;
}

#define SIZE rat
#define LESS 128
#include "solver/strategic/walk.inc"
#define SIZE 128
#define NEXT rat
#define LESS 64
#include "solver/strategic/walk.inc"
#define SIZE 64
#define NEXT 128
#include "solver/strategic/walk.inc"

/* x = 0: every slack is basic and every strategy improves when it leaves the objective -sum x. */
static void first_names(const walk *w, tableau *t)
{
    for (size_t i = 0; i < w->k; i++) {
        t->basic[i] = (int)(w->d + i);
        t->place[w->d + i] = (int)i;
    }
    for (size_t j = 0; j < w->d; j++) {
        t->cobasic[j] = (int)j;
        t->place[j] = -1 - (int)j;
    }
}

static cm_status start(walk *w, const cm_rat *c, const int64_t *small)
{
    size_t wide = w->d + 1;
    cm_status status = CM_OK;
    CM_TRY(need_levels(w, small != NULL ? SIZE_OF_64 : SIZE_OF_rat, 1));
    first_names(w, small != NULL ? &w->level64[0] : &w->levelrat[0]);
    for (size_t i = 0; i <= w->k; i++) {
        for (size_t j = 0; j <= w->d; j++) {
            bool inside = i < w->k && j < w->d;
            int64_t edge = i == w->k && j == w->d ? 0 : 1;
            if (small != NULL) ((num64 *)w->level64[0].number)[i * wide + j] = inside ? small[i * w->d + j] : edge;
            else if (inside) cm_rat_set((numrat *)w->levelrat[0].number + i * wide + j, &c[i * w->d + j]);
            else cm_rat_set_ratio((numrat *)w->levelrat[0].number + i * wide + j, edge, 1);
        }
    }
    if (small != NULL) ((num64 *)w->level64[0].number)[(w->k + 1) * wide] = 1;
    else cm_rat_set_ratio((numrat *)w->levelrat[0].number + (w->k + 1) * wide, 1, 1);
    status = small != NULL ? descend_64(w, 0) : descend_rat(w, 0);
out:
    return status;
}

cm_status cm_vertices_walk(cm_ctx *ctx, size_t d, size_t k, const cm_rat *c, const int64_t *small, cm_vertex_fn visit,
                           void *data, double *steps, bool *complete)
{
    walk w = { .ctx = ctx, .d = d, .k = k, .visit = visit, .data = data, .most = ctx->work_limit, .steps = *steps };
    cm_status status = CM_OK;
    w.use = CM_NEW(ctx, &w.arena, cm_words(d) + cm_words(k), uint64_t);
    if (w.use == NULL) CM_TRY(ctx->status);
    w.best = w.use + cm_words(d);
    CM_TRY(start(&w, c, small));
    *complete = !w.stopped;
    *steps = w.steps;
out:
    for (size_t l = 0; l < w.levels[SIZE_OF_rat]; l++) clearrat(w.levelrat[l].number, (k + 1) * (d + 1) + 1);
    cm_arena_free(&w.arena);
    cm_arena_free(&w.tables[0]);
    cm_arena_free(&w.tables[1]);
    return status;
}
