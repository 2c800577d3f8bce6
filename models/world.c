/* world.c: drawing a world, player by player. */
#include "models/world.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static bool copy_given(cm_ctx *ctx, cm_arena *arena, const cm_scenario *s, cm_world *w)
{
    w->ideal = CM_NEW(ctx, arena, s->n * s->d, double);
    w->salience = CM_NEW(ctx, arena, s->n * s->d, double);
    w->capability = CM_NEW(ctx, arena, s->n, double);
    w->placed = CM_NEW(ctx, arena, s->n, uint64_t);
    w->blocked = CM_NEW(ctx, arena, s->n, uint64_t);
    w->shared = CM_NEW(ctx, arena, (s->nblocs + 1) * s->d, double);
    if (ctx->status != CM_OK) return false;
    if (s->nblocs == 0) {
        memcpy(w->ideal, s->ideal, s->n * s->d * sizeof *w->ideal);
        memcpy(w->salience, s->salience, s->n * s->d * sizeof *w->salience);
        memcpy(w->capability, s->capability, s->n * sizeof *w->capability);
        for (size_t i = 0; i < s->n; i++) w->capability_total += w->capability[i];
    } else {
        w->bloc = CM_NEW(ctx, arena, s->n, size_t);
        w->rank = CM_NEW(ctx, arena, s->nblocs, size_t);
    }
    return ctx->status == CM_OK;
}

/* Nothing but independent normal positions, and saliences that are the same for everybody: they are
 * then filled once. */
static bool is_simple(const cm_scenario *s)
{
    if (s->nblocs == 0 || s->within > 0 || s->truncate) return false;
    for (size_t b = 0; b < s->nblocs; b++) {
        for (size_t k = 0; k < s->d; k++) {
            double first = s->bloc[0].salience[k].a, own = s->bloc[b].salience[k].a;
            if (s->bloc[b].ideal[k].dist != CM_NORMAL || s->bloc[b].salience[k].dist != CM_POINT) return false;
            if (own < first || own > first) return false;
        }
    }
    return true;
}

cm_status cm_world_init(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, uint64_t seed, cm_world *w)
{
    memset(w, 0, sizeof *w);
    w->s = scenario;
    w->random = cm_scenario_is_random(scenario);
    w->position = cm_stream_make(seed, "position");
    w->common = cm_stream_make(seed, "common");
    w->attribute = cm_stream_make(seed, "attribute");
    w->weight = cm_stream_make(seed, "salience");
    w->pick = cm_stream_make(seed, "pick");
    w->side = cm_stream_make(seed, "moved");
    if (!copy_given(ctx, arena, scenario, w)) return ctx->status;
    w->simple = is_simple(scenario);
    for (size_t j = 0; w->simple && j < scenario->n * scenario->d; j++) w->salience[j] = scenario->bloc[0].salience[j % scenario->d].a;
    return CM_OK;
}

void cm_world_start(cm_world *w, uint64_t draw)
{
    w->draw = draw;
    w->moved = w->s->shift != NULL && cm_stream_unit(&w->side, draw, 0, 0) < 0.5;
}

size_t cm_world_bloc(cm_world *w, size_t i)
{
    const cm_scenario *s = w->s;
    size_t b = s->nblocs - 1;
    if (w->blocked[i] == w->draw + 1) return w->bloc[i];
    if (s->nblocs > 1) {
        double u = cm_stream_unit(&w->attribute, w->draw, i, 0);
        while (b > 0 && (u < s->bloc[b].below || s->bloc[b].weight <= 0)) b--;
    }
    w->bloc[i] = b;
    w->blocked[i] = w->draw + 1;
    return b;
}

/* Deviates that a bloc's members (or, for doubt, all players) have in common. */
static void draw_shared(cm_world *w)
{
    const cm_scenario *s = w->s;
    size_t rows = s->nblocs > 0 ? s->nblocs : 1;
    if (w->shared_of == w->draw + 1) return;
    for (size_t b = 0; b < rows; b++) {
        for (size_t k = 0; k < s->d; k++) {
            w->shared[b * s->d + k] = gsl_cdf_ugaussian_Pinv(cm_stream_unit(&w->common, w->draw, b, k));
        }
    }
    w->shared_of = w->draw + 1;
}

static double place(const cm_world *w, const cm_spread *spread, size_t b, size_t k, double u)
{
    const cm_scenario *s = w->s;
    bool own = s->within <= 0;
    double z = 0;
    if (spread->dist == CM_POINT) return spread->a;
    if (!own) z = sqrt(s->within) * w->shared[b * s->d + k] + sqrt(1 - s->within) * gsl_cdf_ugaussian_Pinv(u);
    if (!s->truncate) return own ? cm_spread_quantile(spread, u) : cm_spread_from_normal(spread, z);
    if (!own) u = gsl_cdf_ugaussian_P(z);
    double low = cm_spread_below(spread, s->issue[k].low), high = cm_spread_below(spread, s->issue[k].high);
    double x = cm_spread_quantile(spread, low + u * (high - low));
    return fmin(s->issue[k].high, fmax(s->issue[k].low, x));
}

static void place_drawn(cm_world *w, size_t i)
{
    const cm_scenario *s = w->s;
    size_t b = cm_world_bloc(w, i);
    const cm_bloc *bloc = &s->bloc[b];
    uint64_t word[4];
    if (w->simple) {                                      /* normal draws and fixed saliences: the usual case */
        for (size_t k = 0; k < s->d; k++) {
            if (k % 4 == 0) cm_stream_block(&w->position, w->draw, i, k / 4, word);
            w->ideal[i * s->d + k] = bloc->ideal[k].a + bloc->ideal[k].b * gsl_cdf_ugaussian_Pinv(cm_unit(word[k % 4]));
            if (w->moved) w->ideal[i * s->d + k] += bloc->ideal[k].b * s->shift[k];
        }
        return;
    }
    if (s->within > 0) draw_shared(w);
    for (size_t k = 0; k < s->d; k++) {
        double *salience = &w->salience[i * s->d + k];
        if (k % 4 == 0) cm_stream_block(&w->position, w->draw, i, k / 4, word);
        w->ideal[i * s->d + k] = place(w, &bloc->ideal[k], b, k, cm_unit(word[k % 4]));
        if (w->moved && fabs(s->shift[k]) > 0) w->ideal[i * s->d + k] += bloc->ideal[k].b * s->shift[k];
        if (bloc->salience[k].dist == CM_POINT) *salience = bloc->salience[k].a;
        else *salience = fmax(0, cm_spread_quantile(&bloc->salience[k], cm_stream_unit(&w->weight, w->draw, i, k)));
    }
}

static void place_doubted(cm_world *w, size_t i)
{
    const cm_scenario *s = w->s;
    double common = s->doubt_sd * sqrt(s->doubt_common), own = s->doubt_sd * sqrt(1 - s->doubt_common);
    draw_shared(w);
    for (size_t k = 0; k < s->d; k++) {
        double z = gsl_cdf_ugaussian_Pinv(cm_stream_unit(&w->position, w->draw, i, k));
        w->ideal[i * s->d + k] = s->ideal[i * s->d + k] + common * w->shared[k] + own * z;
    }
}

const double *cm_world_ideal(cm_world *w, size_t i)
{
    if (w->random && w->placed[i] != w->draw + 1) {
        if (w->s->nblocs > 0) place_drawn(w, i);
        else place_doubted(w, i);
        w->placed[i] = w->draw + 1;
    }
    return w->ideal + i * w->s->d;
}

double cm_world_likelier(cm_world *w, size_t i, const size_t *issue, size_t nissues)
{
    const cm_scenario *s = w->s;
    const double *x = cm_world_ideal(w, i);
    const cm_bloc *bloc = &s->bloc[cm_world_bloc(w, i)];
    double sum = 0;
    for (size_t j = 0; j < nissues; j++) {
        size_t k = issue[j];
        if (s->shift[k] < 0 || s->shift[k] > 0) sum += s->shift[k] * ((x[k] - bloc->ideal[k].a) / bloc->ideal[k].b - s->shift[k] / 2);
    }
    return sum;
}

const double *cm_world_capability(cm_world *w)
{
    const cm_scenario *s = w->s;
    if (s->nblocs == 0 || w->capability_of == w->draw + 1) return w->capability;
    w->capability_total = 0;
    memset(w->rank, 0, s->nblocs * sizeof *w->rank);
    for (size_t i = 0; i < s->n; i++) {
        size_t b = cm_world_bloc(w, i);
        const cm_spread *spread = &s->bloc[b].capability;
        double c;
        if (spread->dist == CM_ZIPF) {
            /* The r-th of a bloc, by index, has 1/r^exponent: the same whatever the world's size. */
            w->rank[b]++;
            c = pow((double)w->rank[b], -spread->a);
        } else if (spread->dist == CM_POINT) {
            c = spread->a;
        } else {
            c = fmax(0, cm_spread_quantile(spread, cm_stream_unit(&w->attribute, w->draw, i, 1)));
        }
        w->capability[i] = c;
        w->capability_total += c;
    }
    w->capability_of = w->draw + 1;
    return w->capability;
}
