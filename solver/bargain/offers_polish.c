/* offers_polish.c: from offers near an equilibrium of banks-duggan to the equilibrium.
 *
 * Unknown are the values of waiting v and, for each proposer, the chances of all its offers but the first.  Each v_j
 * is what the offers make it, and each offer is as far from its proposer's ideal as its first.  Derivatives are taken
 * by differences, steps by least squares from the singular values: where several mixtures give the same values the
 * shortest step is taken.
 * Cost: O((n + offers)^3) a step. */
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/offers.h"

enum { NEWTON = 40, ROUNDS = 40 };

typedef struct polish {
    cm_ctx *ctx;
    cm_balls *b;
    cm_offers *o;
    size_t size;                     /* unknowns: n + the further offers */
    double *x, *f, *g, *step;        /* room for all */
    double *own;                     /* n: scratch for values */
    gsl_matrix *a, *turn;
    gsl_vector *values, *work, *right, *move;
} polish;

static cm_offer *offer_of(const polish *p, size_t i, size_t k)
{
    return &p->o->offer[i * CM_BALLS_TIES + k];
}

static size_t unknowns(const polish *p)
{
    size_t size = p->b->n;
    for (size_t i = 0; i < p->b->n; i++) size += p->o->count[i] > 0 ? p->o->count[i] - 1 : 0;
    return size;
}

static void pack(polish *p)
{
    size_t at = p->b->n;
    memcpy(p->x, p->o->v, p->b->n * sizeof(double));
    for (size_t i = 0; i < p->b->n; i++) {
        for (size_t k = 1; k < p->o->count[i]; k++) p->x[at++] = offer_of(p, i, k)->chance;
    }
}

/* Values and chances into the offers, and their points with them; false when a point is no more. */
static bool unpack(polish *p, const double *x)
{
    size_t at = p->b->n;
    memcpy(p->o->v, x, p->b->n * sizeof(double));
    cm_balls_set_radii(p->b, x);
    for (size_t i = 0; i < p->b->n; i++) {
        double rest = 1;
        for (size_t k = 0; k < p->o->count[i]; k++) {
            cm_offer *offer = offer_of(p, i, k);
            if (k > 0) rest -= offer->chance = x[at++];
            if (!offer->waits && !cm_balls_point(p->b, i, &offer->at.prop, offer->at.z)) return false;
        }
        if (p->o->count[i] > 0) offer_of(p, i, 0)->chance = rest;
    }
    return true;
}

static double worth(const polish *p, size_t i, size_t k)
{
    const cm_offer *offer = offer_of(p, i, k);
    return offer->waits ? p->o->v[i] : cm_balls_utility(p->b, i, offer->at.z);
}

static bool residual(polish *p, const double *x, double *f)
{
    size_t n = p->b->n, at = n;
    if (!unpack(p, x)) return false;
    cm_offers_value(p->b, p->o, p->own);
    for (size_t j = 0; j < n; j++) f[j] = (x[j] - p->own[j]) / p->b->utility_scale;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 1; k < p->o->count[i]; k++) f[at++] = (worth(p, i, k) - worth(p, i, 0)) / p->b->utility_scale;
    }
    return true;
}

static double largest(const double *f, size_t n)
{
    double most = 0;
    for (size_t k = 0; k < n; k++) most = fmax(most, fabs(f[k]));
    return most;
}

/* The derivative of the residual, a column an unknown, by steps the size of the certificate's tolerance. */
static bool differentiate(polish *p)
{
    for (size_t c = 0; c < p->size; c++) {
        double h = p->ctx->tol.cert * (c < p->b->n ? p->b->utility_scale : 1), was = p->x[c];
        bool there;
        p->x[c] = was - h;                                   /* waiting is worth less: balls grow */
        there = residual(p, p->x, p->g);
        p->x[c] = was;
        if (!there) return false;
        for (size_t r = 0; r < p->size; r++) gsl_matrix_set(p->a, r, c, (p->f[r] - p->g[r]) / h);
    }
    return true;
}

static bool least_squares(polish *p)
{
    double cut;
    gsl_matrix_view a = gsl_matrix_submatrix(p->a, 0, 0, p->size, p->size), turn = gsl_matrix_submatrix(p->turn, 0, 0, p->size, p->size);
    gsl_vector_view s = gsl_vector_subvector(p->values, 0, p->size), w = gsl_vector_subvector(p->work, 0, p->size);
    gsl_vector_view right = gsl_vector_subvector(p->right, 0, p->size), move = gsl_vector_subvector(p->move, 0, p->size);
    for (size_t c = 0; c < p->b->n; c++) {                   /* in units of the utilities */
        gsl_vector_view column = gsl_matrix_subcolumn(p->a, c, 0, p->size);
        gsl_vector_scale(&column.vector, p->b->utility_scale);
    }
    if (gsl_linalg_SV_decomp(&a.matrix, &turn.matrix, &s.vector, &w.vector) != 0) return false;
    cut = sqrt(p->ctx->tol.abs) * gsl_vector_get(&s.vector, 0);
    for (size_t k = 0; k < p->size; k++) {
        gsl_vector_set(&right.vector, k, p->f[k]);
        if (!(gsl_vector_get(&s.vector, k) > cut)) gsl_vector_set(&s.vector, k, 0);
    }
    if (gsl_linalg_SV_solve(&a.matrix, &turn.matrix, &s.vector, &right.vector, &move.vector) != 0) return false;
    for (size_t k = 0; k < p->size; k++) p->step[k] = gsl_vector_get(&move.vector, k) * (k < p->b->n ? p->b->utility_scale : 1);
    return true;
}

/* Newton's method from the offers as they are; steps are halved until they help. */
static bool newton(polish *p)
{
    double fine = p->ctx->tol.abs * sqrt(p->ctx->tol.abs), off;
    p->size = unknowns(p);
    pack(p);
    if (!residual(p, p->x, p->f)) return false;
    off = largest(p->f, p->size);
    for (int t = 0; t < NEWTON && off > fine; t++) {
        double share = 1, then = HUGE_VAL;
        if (!differentiate(p) || !least_squares(p)) return false;
        for (int halving = 0; halving < NEWTON; halving++, share /= 2) {
            for (size_t k = 0; k < p->size; k++) p->x[k] -= share * p->step[k];
            then = residual(p, p->x, p->g) ? largest(p->g, p->size) : HUGE_VAL;
            if (then < off) break;
            for (size_t k = 0; k < p->size; k++) p->x[k] += share * p->step[k];
        }
        if (!(then < off)) break;
        memcpy(p->f, p->g, p->size * sizeof(double));
        off = then;
    }
    return residual(p, p->x, p->f) && largest(p->f, p->size) <= p->ctx->tol.abs * p->ctx->tol.edge / p->ctx->tol.cert;
}

static void drop(polish *p, size_t i, size_t k)
{
    double sum = 0;
    cm_offer *list = offer_of(p, i, 0);
    for (p->o->count[i]--; k < p->o->count[i]; k++) list[k] = list[k + 1];
    for (k = 0; k < p->o->count[i]; k++) sum += list[k].chance = fmax(list[k].chance, 0);
    for (k = 0; k < p->o->count[i]; k++) list[k].chance = sum > 0 ? list[k].chance / sum : 1 / (double)p->o->count[i];
}

/* The offer with the most negative chance goes; false when there is none. */
static bool drop_negative(polish *p)
{
    double least = -p->ctx->tol.abs;
    size_t who = 0, which = 0;
    for (size_t i = 0; i < p->b->n; i++) {
        for (size_t k = 0; k < p->o->count[i]; k++) {
            if (offer_of(p, i, k)->chance >= least) continue;
            least = offer_of(p, i, k)->chance;
            who = i, which = k;
        }
    }
    if (least >= -p->ctx->tol.abs) return false;
    drop(p, who, which);
    return true;
}

/* Offers that do not pass, or that are worse than what does, go; the best that passes comes.  *deviation: what the
 * worst had to gain.  False when nothing had to be done. */
static bool mend(polish *p, double *deviation)
{
    double slack = p->ctx->tol.abs * p->b->utility_scale;
    bool changed = false;
    *deviation = 0;
    cm_balls_set(p->b, p->o->v);
    for (size_t i = 0; i < p->b->n; i++) {
        cm_ball_point best[CM_BALLS_TIES];
        cm_offer top = { .waits = false };
        double most = p->o->v[i], gain = 0;
        if (p->o->count[i] == 0) continue;
        top.waits = cm_balls_best(p->b, i, 0, best) == 0 || cm_balls_utility(p->b, i, best[0].z) < most - slack;
        if (!top.waits) top.at = best[0], most = cm_balls_utility(p->b, i, best[0].z);
        for (size_t k = p->o->count[i]; k-- > 0;) {
            const cm_offer *offer = offer_of(p, i, k);
            if (!offer->waits && !cm_balls_pass(p->b, offer->at.z)) drop(p, i, k), changed = true;
        }
        for (size_t k = 0; k < p->o->count[i]; k++) gain = fmax(gain, most - worth(p, i, k));
        *deviation = fmax(*deviation, gain);
        if (p->o->count[i] > 0 && gain <= slack) continue;
        changed = true;
        if (p->o->count[i] == CM_BALLS_TIES) drop(p, i, CM_BALLS_TIES - 1);
        top.chance = p->o->count[i] == 0;
        *offer_of(p, i, p->o->count[i]++) = top;
    }
    return changed;
}

static cm_status room(polish *p)
{
    size_t most = p->b->n * CM_BALLS_TIES;
    p->a = gsl_matrix_alloc(most, most);
    p->turn = gsl_matrix_alloc(most, most);
    p->values = gsl_vector_alloc(most);
    p->work = gsl_vector_alloc(most);
    p->right = gsl_vector_alloc(most);
    p->move = gsl_vector_alloc(most);
    if (p->a == NULL || p->turn == NULL || p->values == NULL || p->work == NULL || p->right == NULL || p->move == NULL) return cm_fail(p->ctx, CM_E_MEMORY, "no memory for %zu equations", most);
    return CM_OK;
}

static void leave(polish *p)
{
    if (p->a != NULL) gsl_matrix_free(p->a);
    if (p->turn != NULL) gsl_matrix_free(p->turn);
    if (p->values != NULL) gsl_vector_free(p->values);
    if (p->work != NULL) gsl_vector_free(p->work);
    if (p->right != NULL) gsl_vector_free(p->right);
    if (p->move != NULL) gsl_vector_free(p->move);
}

/* Chances that are nothing but rounding go, for good. */
static void tidy(polish *p)
{
    for (size_t i = 0; i < p->b->n; i++) {
        for (size_t k = p->o->count[i]; k-- > 0 && p->o->count[i] > 1;) {
            if (offer_of(p, i, k)->chance <= p->ctx->tol.abs) drop(p, i, k);
        }
    }
}

/* All that each likes equally, with even chances; false when there is nothing to even out. */
static bool spread_evenly(polish *p)
{
    bool several = false;
    cm_balls_set(p->b, p->o->v);
    for (size_t i = 0; i < p->b->n; i++) {
        cm_ball_point best[CM_BALLS_TIES];
        if (p->o->count[i] == 0 || offer_of(p, i, 0)->waits) continue;
        p->o->count[i] = cm_balls_best(p->b, i, p->b->near, best);
        for (size_t k = 0; k < p->o->count[i]; k++) *offer_of(p, i, k) = (cm_offer){ .at = best[k], .chance = 1 / (double)p->o->count[i] };
        several = several || p->o->count[i] > 1;
    }
    return several;
}

static bool all_chances_hold(const polish *p)
{
    for (size_t i = 0; i < p->b->n; i++) {
        for (size_t k = 0; k < p->o->count[i]; k++) {
            if (offer_of(p, i, k)->chance < 0) return false;
        }
    }
    return true;
}

/* Where several mixtures give the same values, the one nearest to even chances, if it is one; else as it was. */
static cm_status even(polish *p, cm_arena *arena)
{
    cm_offers was;
    double deviation;
    cm_status status = cm_offers_new(p->ctx, arena, p->b->n, &was);
    if (status != CM_OK) return status;
    cm_offers_copy(p->b->n, &was, p->o);
    if (spread_evenly(p) && newton(p) && all_chances_hold(p) && !mend(p, &deviation)) p->o->deviation = deviation;
    else cm_offers_copy(p->b->n, p->o, &was);
    return CM_OK;
}

/* Offers from left to right, then issue by issue, so that rounding does not decide their order. */
static bool comes_before(const polish *p, const cm_offer *a, const cm_offer *b)
{
    for (size_t k = 0; k < p->b->d; k++) {
        double off = a->at.z[k] - b->at.z[k];
        if (fabs(off) > p->b->near) return off < 0;
    }
    return false;
}

static void sort_offers(polish *p)
{
    for (size_t i = 0; i < p->b->n; i++) {
        for (size_t k = 1; k < p->o->count[i]; k++) {
            for (size_t m = k; m > 0 && comes_before(p, offer_of(p, i, m), offer_of(p, i, m - 1)); m--) {
                cm_offer swap = *offer_of(p, i, m);
                *offer_of(p, i, m) = *offer_of(p, i, m - 1);
                *offer_of(p, i, m - 1) = swap;
            }
        }
    }
}

cm_status cm_offers_polish(cm_ctx *ctx, cm_balls *balls, cm_offers *offers, bool *found)
{
    cm_arena scratch = { NULL };
    polish p = { .ctx = ctx, .b = balls, .o = offers };
    size_t most = balls->n * CM_BALLS_TIES;
    cm_status status = CM_OK;
    *found = false;
    p.x = CM_NEW(ctx, &scratch, most, double);
    p.f = CM_NEW(ctx, &scratch, most, double);
    p.g = CM_NEW(ctx, &scratch, most, double);
    p.step = CM_NEW(ctx, &scratch, most, double);
    p.own = CM_NEW(ctx, &scratch, balls->n, double);
    CM_TRY(ctx->status);
    CM_TRY(room(&p));
    for (int t = 0; t < ROUNDS && !*found; t++) {
        if (!newton(&p)) {
            (void)mend(&p, &offers->deviation);
            if (!drop_negative(&p) && t > ROUNDS / 2) break;
            continue;
        }
        if (drop_negative(&p) || mend(&p, &offers->deviation)) continue;
        *found = true;
    }
    if (!*found) goto out;
    tidy(&p);
    CM_TRY(even(&p, &scratch));
    sort_offers(&p);
out:
    leave(&p);
    cm_arena_free(&scratch);
    return status;
}
