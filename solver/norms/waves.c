/* waves.c: one draw of a norm's spread: who begins, and wave after wave who follows.
 *
 * A member follows when the share of its contacts that have adopted reaches its threshold.  A threshold is drawn as
 * the share u of all thresholds below it, and reached at x when u <= F(x): no quantile is computed, and F at k of d
 * contacts is looked up.  Work: members and links, once. */
#include "solver/norms/cascade.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TABLED = 64 };

double cm_threshold_law(const cm_cascade_params *p, double x)
{
    return p->sd > 0 ? gsl_cdf_gaussian_P(x - p->mean, p->sd) : x >= p->mean ? 1 : 0;
}

bool cm_spread_adopts(const cm_spread *s, size_t i, size_t hits, size_t degree)
{
    double x = degree > 0 ? (double)hits / (double)degree : 0;
    if (s->p->thresholds.count > 0) return s->unit[i] <= x;
    return s->unit[i] <= (degree < TABLED ? s->share[degree * TABLED + hits] : cm_threshold_law(s->p, x));
}

/* weighted, where those that have adopted weigh so much.  A sum of weights is off by rounding: who is just at its threshold adopts. */
static bool heeds(const cm_spread *s, size_t i, double heard)
{
    double x = s->net.total[i] > 0 ? fmin(1, heard / s->net.total[i] + s->ctx->tol.abs) : 0;
    return s->unit[i] <= (s->p->thresholds.count > 0 ? x : cm_threshold_law(s->p, x));
}

static bool asked(const cm_spread *s, size_t i)
{
    return s->weighted ? heeds(s, i, s->heard[i]) : cm_spread_adopts(s, i, s->hits[i], s->net.first[i + 1] - s->net.first[i]);
}

/* Links and weights name members there are. */
static cm_status fit_contacts(cm_ctx *ctx, const cm_cascade_params *p)
{
    bool given = strcmp(p->network, "given") == 0, weighted = strcmp(p->network, "weighted") == 0;
    double n = (double)p->members;
    if (!given && p->links.count > 0) return cm_fail(ctx, CM_E_INPUT, "cascade: links are given, and the network is '%s'; write network = \"given\"", p->network);
    if (given && (p->links.count == 0 || p->links.count % 2 != 0)) return cm_fail(ctx, CM_E_INPUT, "cascade: %zu numbers in 'links'; give two for each link", p->links.count);
    for (size_t k = 0; k + 1 < p->links.count; k += 2) {
        double a = p->links.at[k], b = p->links.at[k + 1];
        if (!(a <= n && b <= n) || floor(a) < a || floor(b) < b) return cm_fail(ctx, CM_E_INPUT, "cascade: a link between %g and %g, and members are 1 to %g", a, b, n);
        if (!(a < b) && !(a > b)) return cm_fail(ctx, CM_E_INPUT, "cascade: a link of member %g with itself", a);
    }
    if (!weighted && p->weights.count > 0) return cm_fail(ctx, CM_E_INPUT, "cascade: weights are given, and the network is '%s'; write network = \"weighted\"", p->network);
    if (weighted && p->members > CM_CASCADE_WEIGHTED) return cm_fail(ctx, CM_E_INPUT, "cascade: %ld members, and a matrix of weights is for %d at most", p->members, CM_CASCADE_WEIGHTED);
    if (weighted && p->weights.count != (size_t)p->members * (size_t)p->members) return cm_fail(ctx, CM_E_INPUT, "cascade: %zu numbers in 'weights' for %ld members; give %ld rows of %ld, how much each heeds each", p->weights.count, p->members, p->members, p->members);
    return CM_OK;
}

cm_status cm_cascade_fits(cm_ctx *ctx, const void *params)
{
    const cm_cascade_params *p = params;
    bool ring = strcmp(p->network, "ring") == 0 || strcmp(p->network, "small-world") == 0, grown = strcmp(p->network, "scale-free") == 0;
    if (p->seeds > p->members) return cm_fail(ctx, CM_E_INPUT, "cascade: %ld begin, of %ld members", p->seeds, p->members);
    if (p->thresholds.count > 0 && p->thresholds.count != (size_t)p->members) return cm_fail(ctx, CM_E_INPUT, "cascade: %zu thresholds for %ld members", p->thresholds.count, p->members);
    if ((ring || grown) && (fmod(p->degree, 2) > 0 || p->degree < 2)) return cm_fail(ctx, CM_E_INPUT, "cascade: a degree of %g, and this network takes an even number, 2 or more", p->degree);
    if (strcmp(p->network, "all") != 0 && strcmp(p->network, "given") != 0 && strcmp(p->network, "weighted") != 0 && p->degree > (double)p->members - 1) return cm_fail(ctx, CM_E_INPUT, "cascade: a degree of %g among %ld members", p->degree, p->members);
    if (!(p->tipping <= p->internalised)) return cm_fail(ctx, CM_E_INPUT, "cascade: tipping at a share of %g comes after internalisation at %g", p->tipping, p->internalised);
    return fit_contacts(ctx, p);
}

cm_status cm_spread_open(cm_ctx *ctx, cm_arena *arena, const cm_cascade_params *p, cm_spread *s)
{
    size_t n = (size_t)p->members;
    bool fixed, settled;
    cm_status status = cm_cascade_fits(ctx, p);
    if (status != CM_OK) return status;
    *s = (cm_spread){ .ctx = ctx, .arena = arena, .p = p, .n = n, .seeds = (size_t)p->seeds, .draws = (size_t)p->draws, .everybody = strcmp(p->network, "all") == 0, .weighted = strcmp(p->network, "weighted") == 0 };
    s->exact = s->everybody && n <= CM_CASCADE_EXACT && p->thresholds.count == 0;
    fixed = strcmp(p->network, "given") == 0 || strcmp(p->network, "ring") == 0 || s->weighted;
    settled = s->seeds == 0 || strcmp(p->placed, "random") != 0;
    s->certain = s->exact || ((p->thresholds.count > 0 || !(p->sd > 0)) && settled && (s->everybody || fixed));
    if (s->certain) s->draws = 1;
    if ((double)n * (s->everybody ? 1 : s->weighted ? 1 + (double)n : 1 + p->degree) * (double)s->draws > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "cascade: %zu members in %zu draws take more than the limit of %g steps; fewer draws give a wider interval", n, s->draws, ctx->work_limit);
    }
    s->unit = CM_NEW(ctx, arena, n, double);
    s->hits = CM_NEW(ctx, arena, n, uint32_t);
    s->list = CM_NEW(ctx, arena, 2 * n, uint32_t);
    if (s->weighted) s->heard = CM_NEW(ctx, arena, n, double);
    s->in = CM_NEW(ctx, arena, n, unsigned char);
    s->share = CM_NEW(ctx, arena, TABLED * TABLED, double);
    s->net.first = CM_NEW(ctx, arena, n + 1, uint32_t);
    s->net.fill = CM_NEW(ctx, arena, n, uint32_t);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t d = 0; d < TABLED; d++) {
        for (size_t k = 0; k <= d && k < TABLED; k++) s->share[d * TABLED + k] = cm_threshold_law(p, d > 0 ? (double)k / (double)d : 0);
    }
    return CM_OK;
}

static void draw_thresholds(cm_spread *s, uint64_t draw)
{
    cm_stream stream = cm_stream_make((uint64_t)s->p->seed, "thresholds");
    uint64_t word[4];
    for (size_t i = 0; i < s->n && s->p->thresholds.count > 0; i++) s->unit[i] = s->p->thresholds.at[i];
    if (s->p->thresholds.count > 0) return;
    for (size_t i = 0; i < s->n; i++) {
        if (s->p->sd > 0 && i % 4 == 0) cm_stream_block(&stream, draw, i / 4, 0, word);
        s->unit[i] = s->p->sd > 0 ? cm_unit(word[i % 4]) : 0.5;
    }
}

/* The best connected that has not begun, the first of several. */
static size_t hub(const cm_spread *s)
{
    size_t best = s->n;
    for (size_t i = 0; i < s->n; i++) {
        if (!s->in[i] && (best == s->n || s->net.first[i + 1] - s->net.first[i] > s->net.first[best + 1] - s->net.first[best])) best = i;
    }
    return best;
}

static void begin(cm_spread *s, uint64_t draw)
{
    bool drawn = strcmp(s->p->placed, "random") == 0, hubs = strcmp(s->p->placed, "hubs") == 0 && !s->everybody;
    cm_rng rng;
    cm_rng_init(&rng, (uint64_t)s->p->seed, "who begins", draw);
    memset(s->in, 0, s->n);
    for (size_t k = 0; k < s->seeds; k++) {
        size_t i = hubs ? hub(s) : drawn ? cm_rng_below(&rng, s->n) : k;
        while (s->in[i]) i = (size_t)cm_rng_below(&rng, s->n);
        s->in[i] = 1;
    }
}

cm_status cm_spread_draw(cm_spread *s, uint64_t draw)
{
    cm_status status;
    CM_TRY(cm_contacts_draw(s, draw));
    draw_thresholds(s, draw);
    begin(s, draw);
out:
    return status;
}

cm_status cm_spread_room(cm_spread *s, size_t t)
{
    while (s->gain == NULL || t >= s->room) {
        size_t was = s->room, now = was > 0 ? 2 * was : 64;
        double *gain = CM_NEW(s->ctx, s->arena, now, double), *moving = CM_NEW(s->ctx, s->arena, now, double);
        if (gain == NULL || moving == NULL) return s->ctx->status;
        if (was > 0) memcpy(gain, s->gain, was * sizeof *gain);
        if (was > 0) memcpy(moving, s->moving, was * sizeof *moving);
        s->gain = gain;
        s->moving = moving;
        s->room = now;
    }
    if (t >= s->steps) s->steps = t + 1;
    return CM_OK;
}

static cm_status record(cm_spread *s, size_t t, size_t added)
{
    cm_status status = cm_spread_room(s, t);
    if (status != CM_OK) return status;
    s->gain[t] += (double)added;
    s->moving[t] += t > 0 && added > 0;
    return CM_OK;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Everybody sees everybody: those who have not begun, in the order of their thresholds. */
static cm_status run_all(cm_spread *s, size_t *adopted, size_t *rounds)
{
    size_t others = 0, in = s->seeds, next = 0;
    cm_status status = CM_OK;
    for (size_t i = 0; i < s->n; i++) {
        if (!s->in[i]) s->unit[others++] = s->unit[i];
    }
    qsort(s->unit, others, sizeof *s->unit, ascending);
    CM_TRY(record(s, 0, in));
    for (*rounds = 0;; ++*rounds) {
        size_t before = next;
        double x = (double)in / (double)s->n, level = s->p->thresholds.count > 0 ? x : cm_threshold_law(s->p, x);
        while (next < others && s->unit[next] <= level) next++;
        if (next == before) break;
        in += next - before;
        CM_TRY(record(s, *rounds + 1, next - before));
    }
    *adopted = in;
out:
    return status;
}

/* list: adopters in order; behind it, from list + n, those that the last wave has touched. */
static cm_status run_net(cm_spread *s, size_t *adopted, size_t *rounds)
{
    const cm_contacts *net = &s->net;
    uint32_t *touched = s->list + s->n;
    size_t in = 0, from = 0, to, all = s->n;
    cm_status status = CM_OK;
    memset(s->hits, 0, s->n * sizeof *s->hits);
    if (s->weighted) memset(s->heard, 0, s->n * sizeof *s->heard);
    for (size_t i = 0; i < s->n; i++) {
        if (s->in[i]) s->list[in++] = (uint32_t)i;
    }
    CM_TRY(record(s, 0, in));
    for (*rounds = 0;; ++*rounds) {
        size_t count = 0;
        to = in;
        for (; from < to; from++) {
            uint32_t a = s->list[from];
            for (uint32_t k = net->first[a]; k < net->first[a + 1]; k++) {
                uint32_t b = net->to[k];
                s->hits[b]++;
                if (s->weighted) s->heard[b] += net->weight[k];
                if (s->in[b] == 0) touched[count++] = b, s->in[b] = 2;
            }
        }
        for (size_t k = 0; k < (*rounds == 0 ? all : count); k++) {                  /* in the first round all are asked */
            uint32_t b = *rounds == 0 ? (uint32_t)k : touched[k];
            if (s->in[b] == 1) continue;
            s->in[b] = asked(s, b) ? 1 : 0;
            if (s->in[b]) s->list[in++] = b;
        }
        if (in == to) break;
        CM_TRY(record(s, *rounds + 1, in - to));
    }
    *adopted = in;
out:
    return status;
}

cm_status cm_spread_run(cm_spread *s, size_t *adopted, size_t *rounds)
{
    return s->everybody ? run_all(s, adopted, rounds) : run_net(s, adopted, rounds);
}
