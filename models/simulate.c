/* simulate.c: batches of draws over threads.  Each thread has a context, worlds and lines of its own. */
#include "models/simulate.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "models/line.h"
#include "models/parts.h"
#include "models/probe.h"
#include "solver/base/lp.h"
#include "solver/base/rat.h"

enum { GLANCE = 64 };                /* draws between two looks at whether somebody said stop */

typedef struct worker {
    cm_ctx ctx;
    cm_arena arena;
    cm_world *world;                 /* nworlds */
    cm_line *line;                   /* nlines */
    cm_outcome *outcome;             /* ncells */
    cm_sums sums;                    /* of one batch */
    double *value;                   /* of one draw: nmeasures x ncells; NULL: nobody wants it */
    double *pair;                    /* ncontrasts x 2: controls of the first cells and of the second */
} worker;

typedef struct sweep {
    const cm_claim *claim;
    const cm_contrast *contrast;
    size_t ncontrasts, nexplained;
    const cm_simulate_options *options;
    cm_batches batches;
    size_t part, parts;
    cm_sums *total;                  /* of the batches done */
    bool stop;                       /* an error, an interrupt, or enough: written atomically, read outside order */
} sweep;

static cm_status worker_init(worker *w, const cm_ctx *ctx, const sweep *s)
{
    const cm_claim *claim = s->claim;
    cm_status status = CM_OK;
    cm_ctx_copy(&w->ctx, ctx);
    w->world = CM_NEW(&w->ctx, &w->arena, claim->nworlds, cm_world);
    w->line = CM_NEW(&w->ctx, &w->arena, claim->nlines, cm_line);
    w->outcome = CM_NEW(&w->ctx, &w->arena, claim->ncells, cm_outcome);
    if (s->options->keep != NULL) w->value = CM_NEW(&w->ctx, &w->arena, claim->nmeasures * claim->ncells, double);
    w->pair = CM_NEW(&w->ctx, &w->arena, 2 * s->ncontrasts, double);
    if (w->ctx.status != CM_OK) return w->ctx.status;
    for (size_t i = 0; i < claim->nworlds; i++) {
        CM_TRY(cm_world_init(&w->ctx, &w->arena, claim->world[i], s->options->seed, &w->world[i]));
    }
    for (size_t i = 0; claim->registered && i < claim->nlines; i++) CM_TRY(cm_line_init(&w->ctx, &w->arena, claim, i, &w->line[i]));
    CM_TRY(cm_sums_init(&w->ctx, &w->arena, claim, s->ncontrasts, &w->sums));
out:
    return status;
}

/* What a draw counts for: a world drawn with positions moved counts as often as it would come up without. */
static double weighed(const cm_claim *claim, const cm_measure *m, const cm_outcome *outcome)
{
    double x = cm_measure_value(m, outcome);
    return claim->importance ? outcome->weight * x : x;
}

/* The mean over a contrast's pairs, second less first. */
static double difference_of(const worker *w, const cm_claim *claim, const cm_measure *m, const cm_contrast *contrast, bool weigh)
{
    double difference = 0;
    for (size_t i = 0; i < contrast->npairs; i++) {
        const cm_outcome *second = &w->outcome[contrast->second[i]], *first = &w->outcome[contrast->first[i]];
        difference += weigh ? weighed(claim, m, second) - weighed(claim, m, first) : cm_measure_value(m, second) - cm_measure_value(m, first);
    }
    return difference / (double)contrast->npairs;
}

static cm_status add_contrasts(worker *w, const sweep *s, size_t measure, uint64_t draw)
{
    const cm_measure *m = s->claim->measure[measure];
    for (size_t k = 0; k < s->ncontrasts; k++) {
        const cm_contrast *contrast = &s->contrast[k];
        size_t at = measure * s->ncontrasts + k;
        double difference = difference_of(w, s->claim, m, contrast, true);
        w->sums.difference[at] += difference;
        w->sums.square_difference[at] += difference * difference;
        if (s->claim->control) {
            w->sums.pair_product[2 * at] += difference * w->pair[2 * k];
            w->sums.pair_product[2 * at + 1] += difference * w->pair[2 * k + 1];
        }
        /* What goes which way is a matter of the world drawn, however much it counts for. */
        if (s->claim->importance) difference = difference_of(w, s->claim, m, contrast, false);
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

static void add_controls(worker *w, const sweep *s)
{
    const cm_claim *claim = s->claim;
    for (size_t c = 0; c < claim->ncells; c++) {
        double u = w->outcome[c].control;
        w->sums.control[c] += u;
        w->sums.control_square[c] += u * u;
        for (size_t m = 0; m < claim->nmeasures; m++) w->sums.control_product[m * claim->ncells + c] += u * cm_measure_value(claim->measure[m], &w->outcome[c]);
    }
    for (size_t k = 0; k < s->ncontrasts; k++) {
        const cm_contrast *contrast = &s->contrast[k];
        double first = 0, second = 0, *sum = w->sums.pair_control + 5 * k;
        for (size_t i = 0; i < contrast->npairs; i++) {
            first += w->outcome[contrast->first[i]].control;
            second += w->outcome[contrast->second[i]].control;
        }
        w->pair[2 * k] = first /= (double)contrast->npairs;
        w->pair[2 * k + 1] = second /= (double)contrast->npairs;
        sum[0] += first;
        sum[1] += second;
        sum[2] += first * first;
        sum[3] += second * second;
        sum[4] += first * second;
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
    if (claim->control) add_controls(w, s);
    for (size_t m = 0; m < claim->nmeasures; m++) {
        for (size_t c = 0; c < claim->ncells; c++) {
            double x = weighed(claim, claim->measure[m], &w->outcome[c]);
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

static cm_status cannot_keep(cm_ctx *ctx, uint64_t draw)
{
    return cm_fail(ctx, CM_E_IO, "draw %llu cannot be kept; the run ends here", (unsigned long long)draw);
}

/* The draw for whoever wants each of them. */
static cm_status keep_draw(worker *w, const sweep *s, size_t batch, uint64_t draw)
{
    const cm_claim *claim = s->claim;
    double *to = w->value;
    for (size_t m = 0; m < claim->nmeasures; m++) {
        for (size_t c = 0; c < claim->ncells; c++) *to++ = cm_measure_value(claim->measure[m], &w->outcome[c]);
    }
    return s->options->keep->draw(s->options->keep->data, batch, draw, w->value) ? CM_OK : cannot_keep(&w->ctx, draw);
}

static bool is_kept(const sweep *s, size_t batch)
{
    const cm_store *store = s->options->store;
    return store != NULL && store->have != NULL && store->have(store->data, batch);
}

/* The draws of a batch, or those before somebody said stop. */
static cm_status run_batch(worker *w, const sweep *s, size_t batch)
{
    uint64_t last, first = cm_batches_first(&s->batches, batch, &last);
    cm_status status = CM_OK;
    cm_sums_clear(&w->sums);
    for (uint64_t draw = first; draw < last && status == CM_OK; draw++) {
        status = draw % GLANCE == 0 && cm_stopped(&w->ctx) ? CM_E_INTERRUPT : run_draw(w, s, draw);
        if (status == CM_OK && w->value != NULL) status = keep_draw(w, s, batch, draw);
    }
    return status;
}

/* The error of the earliest batch is the one told, whatever the threads' order. */
static void merge_error(cm_ctx *ctx, const worker *w)
{
    if (ctx->status != CM_OK) return;
    ctx->status = w->ctx.status;
    memcpy(ctx->message, w->ctx.message, sizeof ctx->message);
}

/* The first draws of a batch are draws like any other: what is known so far has them, too. */
static void end_early(cm_ctx *ctx, const sweep *s, const worker *w)
{
    cm_sums_absorb(s->total, &w->sums);
    (void)cm_fail(ctx, CM_E_INTERRUPT, "interrupted after %.0f of %llu draws", s->total->draws, (unsigned long long)s->options->draws);
}

/* In the order of the batches; true when there is nothing more to do. */
static bool merge_batch(cm_ctx *ctx, sweep *s, worker *w, size_t batch, bool kept, cm_status status)
{
    const cm_simulate_options *o = s->options;
    if (kept && status == CM_OK) {
        status = o->store->load(ctx, o->store->data, batch, &w->sums);
    } else if (status == CM_E_INTERRUPT) {
        end_early(ctx, s, w);
    } else if (status != CM_OK) {
        merge_error(ctx, w);
    } else if (o->store != NULL && o->store->save != NULL) {
        status = o->store->save(ctx, o->store->data, batch, &w->sums);
    }
    if (status == CM_OK && !kept && o->keep != NULL && !o->keep->end(o->keep->data, batch)) status = cannot_keep(ctx, (uint64_t)batch * s->batches.each);
    if (status != CM_OK) return true;
    cm_sums_absorb(s->total, &w->sums);
    if (o->progress != NULL) o->progress(o->progress_data, (uint64_t)s->total->draws, o->draws);
    return o->enough != NULL && o->enough(o->enough_data, s->total);
}

/* One thread's share. */
static void work(cm_ctx *ctx, sweep *s, worker *w, cm_status mine, size_t own)
{
#pragma omp for ordered schedule(dynamic, 1)
    for (size_t k = 0; k < own; k++) {
        size_t batch = k * s->parts + s->part;
        bool kept = is_kept(s, batch), skip;
#pragma omp atomic read
        skip = s->stop;
        if (!skip && mine == CM_OK && !kept) mine = run_batch(w, s, batch);
#pragma omp ordered
        {
            if (!s->stop && merge_batch(ctx, s, w, batch, kept, mine)) {
#pragma omp atomic write
                s->stop = true;
            }
        }
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
    size_t own = s.batches.count > s.part ? (s.batches.count - s.part + s.parts - 1) / s.parts : 0;
    cm_status status = cm_sums_init(ctx, arena, claim, ncontrasts, total);
    cm_ctx fresh;                    /* ctx itself may be written to while a late thread begins */
    if (status != CM_OK) return status;
    cm_ctx_copy(&fresh, ctx);
    if ((size_t)threads > own) threads = own > 0 ? (int)own : 1;
#pragma omp parallel num_threads(threads)
    {
        worker w;
        cm_status mine;
        memset(&w, 0, sizeof w);
        mine = worker_init(&w, &fresh, &s);
        work(ctx, &s, &w, mine, own);
        cm_arena_free(&w.arena);
        cm_lp_thread_end();
        cm_rat_thread_end();
    }
    mirror_products(&s);
    return ctx->status;
}
