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
    double *kept;                    /* its draws one by one: block x nmeasures x ncells; NULL: not asked for */
} worker;

typedef struct sweep {
    const cm_claim *claim;
    const cm_contrast *contrast;
    size_t ncontrasts, nexplained;
    const cm_simulate_options *options;
    cm_batches batches;
    size_t part, parts;
    cm_sums batch, *total;           /* of the batch in work; of those done */
    bool stop;                       /* an error, an interrupt, or enough: written atomically, read outside order */
    bool enough;                     /* written and read in order */
} sweep;

/* A block of this part: its batch and its place in it. */
typedef struct unit {
    size_t batch;
    uint64_t block;
    bool had, last;                  /* the batch is in the store; the block ends it */
} unit;

static cm_status worker_init(worker *w, const cm_ctx *ctx, const sweep *s)
{
    const cm_claim *claim = s->claim;
    cm_status status = CM_OK;
    cm_ctx_copy(&w->ctx, ctx);
    w->world = CM_NEW(&w->ctx, &w->arena, claim->nworlds, cm_world);
    w->line = CM_NEW(&w->ctx, &w->arena, claim->nlines, cm_line);
    w->outcome = CM_NEW(&w->ctx, &w->arena, claim->ncells, cm_outcome);
    if (s->options->keep != NULL) w->kept = CM_NEW(&w->ctx, &w->arena, (size_t)s->batches.block * claim->nmeasures * claim->ncells, double);
    if (w->ctx.status != CM_OK) return w->ctx.status;
    for (size_t i = 0; i < claim->nworlds; i++) {
        CM_TRY(cm_world_init(&w->ctx, &w->arena, claim->world[i], s->options->seed, &w->world[i]));
    }
    for (size_t i = 0; claim->registered && i < claim->nlines; i++) CM_TRY(cm_line_init(&w->ctx, &w->arena, claim, i, &w->line[i]));
    CM_TRY(cm_sums_init(&w->ctx, &w->arena, claim, s->ncontrasts, &w->sums));
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
            w->sums.first_above[at] = fmin(w->sums.first_above[at], (double)draw);
            if (contrast->theorem && m->falls && difference > w->ctx.tol.cert) {
                return cm_fail(&w->ctx, CM_E_NUMERIC, "draw %llu contradicts a theorem: %s rises by %g as members join under consensus",
                               (unsigned long long)draw, m->name, difference);
            }
        } else if (difference < -w->ctx.tol.abs) {
            w->sums.below[at]++;
            w->sums.first_below[at] = fmin(w->sums.first_below[at], (double)draw);
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

/* The k-th draw of the block, for whoever wants each of them. */
static void keep_draw(worker *w, const sweep *s, size_t k)
{
    const cm_claim *claim = s->claim;
    double *to = w->kept + k * claim->nmeasures * claim->ncells;
    for (size_t m = 0; m < claim->nmeasures; m++) {
        for (size_t c = 0; c < claim->ncells; c++) *to++ = cm_measure_value(claim->measure[m], &w->outcome[c]);
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

static unit unit_at(const sweep *s, uint64_t k)
{
    const cm_store *store = s->options->store;
    unit u = { .batch = (size_t)(k / s->batches.blocks) * s->parts + s->part, .block = k % s->batches.blocks };
    u.last = u.block + 1 == s->batches.blocks;
    u.had = store != NULL && store->have != NULL && store->have(store->data, u.batch);
    return u;
}

static cm_status run_block(worker *w, const sweep *s, const unit *u)
{
    uint64_t first, last = cm_batches_block(&s->batches, u->batch, u->block, &first);
    cm_status status = CM_OK;
    cm_sums_clear(&w->sums);
    for (uint64_t draw = first; draw < last && status == CM_OK; draw++) {
        status = run_draw(w, s, draw);
        if (status == CM_OK && w->kept != NULL) keep_draw(w, s, (size_t)(draw - first));
    }
    return status;
}

/* The error of the earliest block is the one told, whatever the threads' order. */
static void merge_error(cm_ctx *ctx, const worker *w)
{
    if (ctx->status != CM_OK) return;
    ctx->status = w->ctx.status;
    memcpy(ctx->message, w->ctx.message, sizeof ctx->message);
}

/* A batch is whole: keep it, add it, see whether that is enough. */
static cm_status end_batch(cm_ctx *ctx, sweep *s, const unit *u)
{
    const cm_simulate_options *o = s->options;
    cm_status status = CM_OK;
    if (u->had) status = o->store->load(ctx, o->store->data, u->batch, &s->batch);
    else if (o->store != NULL && o->store->save != NULL) status = o->store->save(ctx, o->store->data, u->batch, &s->batch);
    if (status != CM_OK) return status;
    cm_sums_absorb(s->total, &s->batch);
    cm_sums_clear(&s->batch);
    s->enough = o->enough != NULL && o->enough(o->enough_data, s->total);
    return CM_OK;
}

static bool pass_on(cm_ctx *ctx, const sweep *s, const worker *w, const unit *u)
{
    uint64_t first, last = cm_batches_block(&s->batches, u->batch, u->block, &first);
    size_t each = s->claim->nmeasures * s->claim->ncells;
    for (uint64_t draw = first; draw < last; draw++) {
        if (s->options->keep(s->options->keep_data, draw, w->kept + (draw - first) * each)) continue;
        (void)cm_fail(ctx, CM_E_IO, "draw %llu cannot be kept; the run ends here", (unsigned long long)draw);
        return false;
    }
    return true;
}

/* In the order of the blocks; true when there is nothing more to do. */
static bool merge_block(cm_ctx *ctx, sweep *s, worker *w, const unit *u, cm_status status)
{
    const cm_simulate_options *o = s->options;
    if (status != CM_OK) {
        merge_error(ctx, w);
        return true;
    }
    if (!u->had) cm_sums_add(&s->batch, &w->sums);
    if (!u->had && w->kept != NULL && !pass_on(ctx, s, w, u)) return true;
    if (u->last && end_batch(ctx, s, u) != CM_OK) return true;
    if (o->progress != NULL) o->progress(o->progress_data, (uint64_t)(s->total->draws + s->batch.draws), o->draws);
    if (s->enough || !cm_stopped(ctx)) return s->enough;
    cm_sums_absorb(s->total, &s->batch);                 /* the blocks done of a batch are draws like any other */
    (void)cm_fail(ctx, CM_E_INTERRUPT, "interrupted after %.0f of %llu draws", s->total->draws, (unsigned long long)o->draws);
    return true;
}

/* Blocks of this part, those of batches that are short or empty included. */
static uint64_t units_of(const sweep *s)
{
    uint64_t own = s->batches.count > s->part ? (s->batches.count - s->part + s->parts - 1) / s->parts : 0;
    return own * s->batches.blocks;
}

/* One thread's share, in stretches, so that an error or an interrupt ends the loop however many blocks are left. */
static void work(cm_ctx *ctx, sweep *s, worker *w, cm_status mine, uint64_t units)
{
    for (uint64_t first = 0; first < units; first += STRETCH) {
        uint64_t last = units - first < STRETCH ? units : first + STRETCH;
        bool halted;
#pragma omp for ordered schedule(static, 1)
        for (uint64_t k = first; k < last; k++) {
            unit u = unit_at(s, k);
            bool skip;
#pragma omp atomic read
            skip = s->stop;
            if (!skip && mine == CM_OK && !u.had) mine = run_block(w, s, &u);
#pragma omp ordered
            {
                if (!s->stop && merge_block(ctx, s, w, &u, mine)) {
#pragma omp atomic write
                    s->stop = true;
                }
            }
        }
#pragma omp atomic read
        halted = s->stop;                                /* the same for all: nobody writes before the next loop */
        if (halted) break;
#pragma omp barrier
    }
}

static void mirror_products(const sweep *s)
{
    for (size_t a = 0; a < s->nexplained; a++) {
        for (size_t b = 0; b < a; b++) s->total->product[a * s->nexplained + b] = s->total->product[b * s->nexplained + a];
    }
}

cm_status cm_simulate(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrast *contrast,
                       size_t ncontrasts, const cm_simulate_options *options, cm_sums *total)
{
    sweep s = { .claim = claim, .contrast = contrast, .ncontrasts = ncontrasts, .nexplained = claim->nexplained, .options = options,
                .batches = cm_batches_of(options->draws), .part = options->part, .parts = options->parts > 1 ? options->parts : 1, .total = total };
    int threads = options->threads > 0 ? options->threads : omp_get_num_procs();
    uint64_t units = units_of(&s);
    cm_status status = cm_sums_init(ctx, arena, claim, ncontrasts, total);
    cm_ctx fresh;                    /* ctx itself may be written to while a late thread begins */
    if (status == CM_OK) status = cm_sums_init(ctx, arena, claim, ncontrasts, &s.batch);
    if (status != CM_OK) return status;
    cm_ctx_copy(&fresh, ctx);
    if ((uint64_t)threads > units) threads = units > 0 ? (int)units : 1;
#pragma omp parallel num_threads(threads)
    {
        worker w;
        cm_status mine;
        memset(&w, 0, sizeof w);
        mine = worker_init(&w, &fresh, &s);
        work(ctx, &s, &w, mine, units);
        cm_arena_free(&w.arena);
        cm_lp_thread_end();
        cm_rat_thread_end();
    }
    mirror_products(&s);
    return ctx->status;
}
