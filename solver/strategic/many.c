/* many.c: the walk over supports, and what is made of the solutions on each. */
#include "solver/strategic/many.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/strategic/enclose.h"
#include "solver/strategic/mixing.h"

enum { MOST_STRATEGIES = 20, BOXES = 1 << 17, PATIENCE = 2, FEWER = 16 };

typedef struct walk {
    const cm_nfg *nfg;
    cm_arena *arena;
    cm_enclose e;
    cm_nash_list *out;
    size_t room;
    uint32_t *mask;                  /* n */
    size_t *first;                   /* n: of each player's probabilities */
    double box;                      /* steps that a box takes */
    double turn;                     /* steps that went into turning supports over */
} walk;

/* "A: s1, s2; B: s1" */
static const char *support_text(cm_ctx *ctx, const walk *w)
{
    const char *text = "";
    for (size_t i = 0; i < w->nfg->n; i++) {
        for (size_t k = w->e.first[i]; k < w->e.first[i + 1]; k++) {
            const char *label = cm_strategy_label(ctx, w->arena, w->nfg, i, w->e.s[k]);
            if (label == NULL) return NULL;
            text = k == w->e.first[i] ? cm_format(ctx, w->arena, "%s%s%s: %s", text, i > 0 ? "; " : "", w->nfg->player[i], label) : cm_format(ctx, w->arena, "%s, %s", text, label);
            if (text == NULL) return NULL;
        }
    }
    return text;
}

/* The support at hand is undecided; the first is told. */
static cm_status leave_open(cm_ctx *ctx, walk *w, const char *what)
{
    const char *text;
    if (w->out->open++ > 0) return CM_OK;
    if ((text = support_text(ctx, w)) == NULL) return ctx->status;
    w->out->why = cm_format(ctx, w->arena, "Where exactly these strategies are played (%s) %s.", text, what);
    return w->out->why == NULL ? ctx->status : CM_OK;
}

static cm_status keep(cm_ctx *ctx, walk *w, const double *lo, const double *hi, bool proven)
{
    cm_nash_list *out = w->out;
    double *mix;
    if (out->count == w->room) {
        size_t room = 2 * w->room + 8;
        double *off = CM_NEW(ctx, w->arena, room, double);
        bool *sure = CM_NEW(ctx, w->arena, room, bool);
        mix = CM_NEW(ctx, w->arena, room * out->total, double);
        if (ctx->status != CM_OK) return ctx->status;
        if (out->count > 0) {
            memcpy(mix, out->mix, out->count * out->total * sizeof *mix);
            memcpy(off, out->off, out->count * sizeof *off);
            memcpy(sure, out->proven, out->count * sizeof *sure);
        }
        out->mix = mix, out->off = off, out->proven = sure, w->room = room;
    }
    mix = &out->mix[out->count * out->total];
    memset(mix, 0, out->total * sizeof *mix);
    out->off[out->count] = 0;
    for (size_t i = 0; i < w->nfg->n; i++) {
        double sum = 0;
        for (size_t q = w->e.first[i]; q < w->e.first[i + 1]; q++) sum += mix[w->first[i] + w->e.s[q]] = lo != NULL ? lo[q] + (hi[q] - lo[q]) / 2 : 1;
        for (size_t q = w->e.first[i]; q < w->e.first[i + 1]; q++) {
            mix[w->first[i] + w->e.s[q]] /= sum;
            if (lo != NULL) out->off[out->count] = fmax(out->off[out->count], hi[q] - lo[q]);
        }
    }
    out->proven[out->count++] = proven;
    return CM_OK;
}

/* All play one strategy: compare payoffs, as fractions where they are some. */
static cm_status solve_pure(cm_ctx *ctx, walk *w)
{
    const cm_nfg *nfg = w->nfg;
    size_t cell = cm_nfg_cell(nfg, w->e.s);
    for (size_t i = 0; i < nfg->n; i++) {
        for (size_t j = 0; j < nfg->count[i]; j++) {
            size_t other = cell + j * w->e.stride[i] - w->e.s[i] * w->e.stride[i], a = other * nfg->n + i, b = cell * nfg->n + i;
            if (nfg->exact != NULL ? cm_frac_compare(nfg->exact[a], nfg->exact[b]) > 0 : nfg->payoff[a] > nfg->payoff[b]) return CM_OK;
        }
    }
    return keep(ctx, w, NULL, NULL, true);
}

/* A proven solution of the equations: is it inside the support, and is nothing off it better? */
static cm_status judge(cm_ctx *ctx, walk *w, const double *lo, const double *hi)
{
    cm_enclose *e = &w->e;
    bool edge = false, tie = false;
    for (size_t q = 0; q < e->nq; q++) {
        if (hi[q] < 0) return CM_OK;
        edge = edge || lo[q] <= 0;
    }
    for (size_t q = e->nvar; q < e->nvar + e->off; q++) {
        double low, high;
        cm_enclose_range(e, q, lo, hi, &low, &high);
        if (low > 0) return CM_OK;
        tie = tie || high >= 0;
    }
    if (edge) return leave_open(ctx, w, "a solution lies on the edge: whether one of the strategies is played at all is undecided");
    if (tie && leave_open(ctx, w, "another strategy is as good as these, as nearly as can be reckoned") != CM_OK) return ctx->status;
    return keep(ctx, w, lo, hi, !tie);
}

static cm_status solve_mixed(cm_ctx *ctx, walk *w)
{
    cm_arena scratch = { NULL };
    size_t boxes = w->out->open < PATIENCE ? BOXES : BOXES / FEWER;
    bool open;
    cm_status status;
    CM_TRY(cm_enclose_solve(ctx, &scratch, &w->e, boxes, &open));
    for (size_t k = 0; k < w->e.nknown; k++) CM_TRY(judge(ctx, w, &w->e.root[2 * w->e.nq * k], &w->e.root[(2 * k + 1) * w->e.nq]));
    if (open) CM_TRY(leave_open(ctx, w, "solutions run together, or form a continuum; equilibria there are not listed"));
out:
    cm_arena_free(&scratch);
    return status;
}

static void spread(walk *w)
{
    size_t at = 0;
    for (size_t i = 0; i < w->nfg->n; i++) {
        w->e.first[i] = at;
        for (size_t k = 0; k < w->nfg->count[i]; k++) if (w->mask[i] >> k & 1u) w->e.s[at++] = k;
    }
    w->e.first[w->nfg->n] = at;
}

/* All combinations of single strategies; also of games that are too large for more. */
static cm_status walk_pure(cm_ctx *ctx, walk *w)
{
    const cm_nfg *nfg = w->nfg;
    for (size_t i = 0; i <= nfg->n; i++) w->e.first[i] = i;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        if ((cell & 1023u) == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped while equilibria were enumerated");
        cm_nfg_profile(nfg, cell, w->e.s);
        w->out->supports++;
        if (solve_pure(ctx, w) != CM_OK) return ctx->status;
    }
    return CM_OK;
}

/* All supports whose sizes add up to `size`, more than one strategy of somebody's. */
static cm_status walk_size(cm_ctx *ctx, walk *w, size_t size)
{
    const cm_nfg *nfg = w->nfg;
    size_t i, turns = 0;
    cm_status status = CM_OK;
    for (i = 0; i < nfg->n; i++) w->mask[i] = 1;
    do {
        size_t sum = 0;
        if ((++turns & 1023u) == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped while equilibria were enumerated");
        if (w->e.work * w->box + w->turn > ctx->work_limit) {
            w->out->cut = true;
            return CM_OK;
        }
        w->turn += (double)w->nfg->n;
        for (i = 0; i < nfg->n; i++) sum += (size_t)__builtin_popcount(w->mask[i]);
        if (sum == size) {
            spread(w);
            w->out->supports++;
            CM_TRY(solve_mixed(ctx, w));
        }
        for (i = 0; i < nfg->n && ++w->mask[i] == (uint32_t)1 << nfg->count[i]; i++) w->mask[i] = 1;
    } while (i < nfg->n);
out:
    return status;
}

cm_status cm_nash_many(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_nash_list *list)
{
    cm_arena scratch = { NULL };
    walk w = { .nfg = nfg, .arena = arena, .out = list };
    double cube;
    cm_status status = CM_OK;
    *list = (cm_nash_list){ .complete = true };
    if (nfg->n < 2) return cm_fail(ctx, CM_E_DOMAIN, "equilibria on supports are for 2 players or more, not for %zu", nfg->n);
    w.mask = CM_NEW(ctx, &scratch, nfg->n, uint32_t);
    w.first = CM_NEW(ctx, &scratch, nfg->n, size_t);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t i = 0; i < nfg->n; i++) {
        w.first[i] = list->total;
        list->total += nfg->count[i];
        list->cut = list->cut || nfg->count[i] > MOST_STRATEGIES;
    }
    cube = (double)list->total * (double)list->total;
    w.box = cube * ((double)nfg->cells + (double)list->total);
    CM_TRY(cm_enclose_init(ctx, &scratch, nfg, &w.e));
    CM_TRY(walk_pure(ctx, &w));
    for (size_t size = nfg->n + 1; size <= list->total && !list->cut; size++) CM_TRY(walk_size(ctx, &w, size));
    list->complete = list->open == 0 && !list->cut;
    if (list->cut && list->count == 0) {
        CM_TRY(cm_fail(ctx, CM_E_LIMIT, "no equilibrium was found on %zu choices of strategies in use, and the game of %zu players with %zu strategies together is too large to try all", list->supports,
                       nfg->n, list->total));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
