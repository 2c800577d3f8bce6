/* simulate.c: blocks of draws over threads.  Each thread has a context, worlds and lines of its own. */
#include "models/simulate.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "models/line.h"
#include "models/parts.h"
#include "models/probe.h"
#include "solver/base/lp.h"
#include "solver/base/rat.h"

enum { STRETCH = 1024 };             /* blocks between two looks at whether to go on */

typedef struct worker {
    cm_ctx ctx;
    cm_arena arena;
    cm_world *world;                 /* nworlds */
    cm_line *line;                   /* nlines */
    cm_outcome *outcome;             /* ncells */
    cm_sums sums;                    /* of one block */
} worker;

typedef struct sweep {
    const cm_claim *claim;
    const cm_contrast *contrast;
    size_t ncontrasts, nexplained;
    const cm_simulate_options *options;
} sweep;

static cm_status sums_init(cm_ctx *ctx, cm_arena *arena, const sweep *s, cm_sums *sums)
{
    size_t cells = s->claim->nmeasures * s->claim->ncells, contrasts = s->claim->nmeasures * s->ncontrasts;
    sums->sum = CM_NEW(ctx, arena, cells, double);
    sums->square = CM_NEW(ctx, arena, cells, double);
    sums->largest = CM_NEW(ctx, arena, s->claim->nmeasures, double);
    sums->edge = CM_NEW(ctx, arena, s->claim->ncells, double);
    sums->brief = CM_NEW(ctx, arena, s->claim->ncells, double);
    sums->difference = CM_NEW(ctx, arena, contrasts, double);
    sums->square_difference = CM_NEW(ctx, arena, contrasts, double);
    sums->above = CM_NEW(ctx, arena, contrasts, double);
    sums->below = CM_NEW(ctx, arena, contrasts, double);
    sums->first_above = CM_NEW(ctx, arena, contrasts, uint64_t);
    sums->first_below = CM_NEW(ctx, arena, contrasts, uint64_t);
    sums->product = CM_NEW(ctx, arena, s->nexplained * s->nexplained, double);
    return ctx->status;
}

static void sums_clear(const sweep *s, cm_sums *sums)
{
    size_t cells = s->claim->nmeasures * s->claim->ncells, contrasts = s->claim->nmeasures * s->ncontrasts;
    memset(sums->sum, 0, cells * sizeof(double));
    memset(sums->square, 0, cells * sizeof(double));
    memset(sums->largest, 0, s->claim->nmeasures * sizeof(double));
    memset(sums->edge, 0, s->claim->ncells * sizeof(double));
    memset(sums->brief, 0, s->claim->ncells * sizeof(double));
    memset(sums->difference, 0, contrasts * sizeof(double));
    memset(sums->square_difference, 0, contrasts * sizeof(double));
    memset(sums->above, 0, contrasts * sizeof(double));
    memset(sums->below, 0, contrasts * sizeof(double));
    for (size_t i = 0; i < contrasts; i++) sums->first_above[i] = sums->first_below[i] = UINT64_MAX;
    memset(sums->product, 0, s->nexplained * s->nexplained * sizeof(double));
    sums->draws = 0;
}

static void add_all(double *to, const double *from, size_t count)
{
    for (size_t i = 0; i < count; i++) to[i] += from[i];
}

static void sums_add(const sweep *s, cm_sums *to, const cm_sums *from)
{
    size_t cells = s->claim->nmeasures * s->claim->ncells, contrasts = s->claim->nmeasures * s->ncontrasts;
    add_all(to->sum, from->sum, cells);
    add_all(to->square, from->square, cells);
    for (size_t m = 0; m < s->claim->nmeasures; m++) to->largest[m] = fmax(to->largest[m], from->largest[m]);
    add_all(to->edge, from->edge, s->claim->ncells);
    add_all(to->brief, from->brief, s->claim->ncells);
    add_all(to->difference, from->difference, contrasts);
    add_all(to->square_difference, from->square_difference, contrasts);
    add_all(to->above, from->above, contrasts);
    add_all(to->below, from->below, contrasts);
    for (size_t i = 0; i < contrasts; i++) {
        if (from->first_above[i] < to->first_above[i]) to->first_above[i] = from->first_above[i];
        if (from->first_below[i] < to->first_below[i]) to->first_below[i] = from->first_below[i];
    }
    add_all(to->product, from->product, s->nexplained * s->nexplained);
    to->draws += from->draws;
}

static cm_status worker_init(worker *w, const cm_ctx *ctx, const sweep *s)
{
    const cm_claim *claim = s->claim;
    cm_status status = CM_OK;
    cm_ctx_copy(&w->ctx, ctx);
    w->world = CM_NEW(&w->ctx, &w->arena, claim->nworlds, cm_world);
    w->line = CM_NEW(&w->ctx, &w->arena, claim->nlines, cm_line);
    w->outcome = CM_NEW(&w->ctx, &w->arena, claim->ncells, cm_outcome);
    if (w->ctx.status != CM_OK) return w->ctx.status;
    for (size_t i = 0; i < claim->nworlds; i++) {
        CM_TRY(cm_world_init(&w->ctx, &w->arena, claim->world[i], s->options->seed, &w->world[i]));
    }
    for (size_t i = 0; claim->registered && i < claim->nlines; i++) CM_TRY(cm_line_init(&w->ctx, &w->arena, claim, i, &w->line[i]));
    CM_TRY(sums_init(&w->ctx, &w->arena, s, &w->sums));
out:
    return status;
}

static cm_status add_contrasts(worker *w, const sweep *s, size_t measure, uint64_t draw)
{
    const cm_measure *m = s->claim->measure[measure];
    for (size_t k = 0; k < s->ncontrasts; k++) {
        const cm_contrast *contrast = &s->contrast[k];
        size_t at = measure * s->ncontrasts + k;
        double difference = 0;
        for (size_t i = 0; i < contrast->npairs; i++) {
            difference += cm_measure_value(m, &w->outcome[contrast->second[i]]) - cm_measure_value(m, &w->outcome[contrast->first[i]]);
        }
        difference /= (double)contrast->npairs;
        w->sums.difference[at] += difference;
        w->sums.square_difference[at] += difference * difference;
        if (difference > w->ctx.tol.abs) {
            w->sums.above[at]++;
            if (draw < w->sums.first_above[at]) w->sums.first_above[at] = draw;
            if (contrast->theorem && m->falls && difference > w->ctx.tol.cert) {
                return cm_fail(&w->ctx, CM_E_NUMERIC, "draw %llu contradicts a theorem: %s rises by %g as members join under consensus",
                               (unsigned long long)draw, m->name, difference);
            }
        } else if (difference < -w->ctx.tol.abs) {
            w->sums.below[at]++;
            if (draw < w->sums.first_below[at]) w->sums.first_below[at] = draw;
        }
    }
    return CM_OK;
}

static void add_products(worker *w, const sweep *s)
{
    const cm_claim *claim = s->claim;
    const cm_measure *m = claim->measure[0];
    for (size_t a = 0; a < s->nexplained; a++) {
        double left = cm_measure_value(m, &w->outcome[claim->ngrid + a]);
        if (!(left > 0) && !(left < 0)) continue;
        for (size_t b = a; b < s->nexplained; b++) {
            w->sums.product[a * s->nexplained + b] += left * cm_measure_value(m, &w->outcome[claim->ngrid + b]);
        }
    }
}

static cm_status run_draw(worker *w, const sweep *s, uint64_t draw)
{
    const cm_claim *claim = s->claim;
    cm_status status = CM_OK;
    for (size_t i = 0; i < claim->nworlds; i++) cm_world_start(&w->world[i], draw);
    for (size_t i = 0; claim->registered && i < claim->nlines; i++) {
        size_t world = claim->cell[w->line[i].cell[0]].world;
        CM_TRY(cm_line_draw(&w->ctx, &w->line[i], &w->world[world], w->outcome));
    }
    if (claim->registered) cm_parts_join(claim, w->outcome);
    CM_TRY(cm_probe_draw(&w->ctx, claim, s->options->seed, w->world, w->outcome));
    for (size_t c = 0; c < claim->ncells; c++) {
        w->sums.edge[c] += w->outcome[c].edge;
        w->sums.brief[c] += w->outcome[c].brief;
    }
    for (size_t m = 0; m < claim->nmeasures; m++) {
        for (size_t c = 0; c < claim->ncells; c++) {
            double x = cm_measure_value(claim->measure[m], &w->outcome[c]);
            w->sums.largest[m] = fmax(w->sums.largest[m], fabs(x));
            w->sums.sum[m * claim->ncells + c] += x;
            w->sums.square[m * claim->ncells + c] += x * x;
        }
        CM_TRY(add_contrasts(w, s, m, draw));
    }
    if (s->nexplained > 0) add_products(w, s);
    w->sums.draws++;
out:
    return status;
}

static cm_status run_block(worker *w, const sweep *s, uint64_t block)
{
    uint64_t first = block * CM_BLOCK, last = first + CM_BLOCK;
    cm_status status = CM_OK;
    sums_clear(s, &w->sums);
    if (last > s->options->draws) last = s->options->draws;
    for (uint64_t draw = first; draw < last && status == CM_OK; draw++) status = run_draw(w, s, draw);
    return status;
}

/* The error of the earliest block is the one told, whatever the threads' order. */
static void merge_error(cm_ctx *ctx, const worker *w)
{
    if (ctx->status != CM_OK) return;
    ctx->status = w->ctx.status;
    memcpy(ctx->message, w->ctx.message, sizeof ctx->message);
}

static void merge_block(cm_ctx *ctx, const sweep *s, worker *w, cm_status status, bool *stop, cm_sums *total)
{
    const cm_simulate_options *o = s->options;
    if (*stop) return;
    if (status != CM_OK) {
        merge_error(ctx, w);
        *stop = true;
        return;
    }
    sums_add(s, total, &w->sums);
    if (o->progress != NULL) o->progress(o->progress_data, (uint64_t)total->draws, o->draws);
    if (cm_stopped(ctx)) {
        (void)cm_fail(ctx, CM_E_INTERRUPT, "interrupted after %.0f of %llu draws", total->draws, (unsigned long long)o->draws);
        *stop = true;
    }
}

cm_status cm_simulate(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrast *contrast,
                       size_t ncontrasts, const cm_simulate_options *options, cm_sums *total)
{
    sweep s = { claim, contrast, ncontrasts, claim->nexplained, options };
    uint64_t blocks = (options->draws + CM_BLOCK - 1) / CM_BLOCK;
    int threads = options->threads > 0 ? options->threads : omp_get_num_procs();
    cm_status status = sums_init(ctx, arena, &s, total);
    bool stop = false;
    cm_ctx fresh;                    /* ctx itself may be written to while a late thread begins */
    if (status != CM_OK) return status;
    cm_ctx_copy(&fresh, ctx);
    sums_clear(&s, total);
    if ((uint64_t)threads > blocks) threads = (int)blocks;
#pragma omp parallel num_threads(threads)
    {
        worker w;
        cm_status mine;
        memset(&w, 0, sizeof w);
        mine = worker_init(&w, &fresh, &s);
        /* In stretches, so that an error or an interrupt ends the loop however many blocks are left. */
        for (uint64_t first = 0; first < blocks; first += STRETCH) {
            uint64_t last = blocks - first < STRETCH ? blocks : first + STRETCH;
            bool halted;
#pragma omp for ordered schedule(static, 1)
            for (uint64_t block = first; block < last; block++) {
                bool skip;
#pragma omp atomic read
                skip = stop;
                if (!skip && mine == CM_OK) mine = run_block(&w, &s, block);
#pragma omp ordered
                {
                    bool halt = stop;
                    merge_block(ctx, &s, &w, mine, &halt, total);
#pragma omp atomic write
                    stop = halt;
                }
            }
#pragma omp atomic read
            halted = stop;                               /* the same for all: nobody writes before the next loop */
            if (halted) break;
#pragma omp barrier
        }
        cm_arena_free(&w.arena);
        cm_lp_thread_end();
        cm_rat_thread_end();
    }
    for (size_t a = 0; a < s.nexplained; a++) {
        for (size_t b = 0; b < a; b++) total->product[a * s.nexplained + b] = total->product[b * s.nexplained + a];
    }
    return ctx->status;
}
