/* corners.c: double description of a core. */
#include "solver/coop/corners.h"

#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/coop/payoff.h"
#include "solver/coop/span.h"

enum { MOST = 5000 };                /* corners on the way: 6! for a convex game of six, more between */

typedef struct corner {
    cm_rat x[CM_CORNERS_PLAYERS];
    uint64_t tight;                  /* coalitions, by mask, whose inequality binds */
    int side;                        /* of the inequality at hand */
} corner;

typedef struct hull {
    size_t n, count;
    corner *at;                      /* MOST */
} hull;

/* The sign of x(S) - worth(S); the difference in *gap. */
static int side_of(const cm_tu *tu, const corner *c, uint32_t mask, cm_rat *gap)
{
    cm_rat worth = { 0, 0 };
    int sign;
    cm_rat_set_ratio(gap, 0, 1);
    for (uint32_t left = mask; left != 0; left &= left - 1) cm_rat_add(gap, gap, &c->x[__builtin_ctz(left)]);
    (void)cm_rat_set_double(&worth, tu->worth[mask]);
    cm_rat_sub(gap, gap, &worth);
    sign = cm_rat_sign(gap);
    cm_rat_clear(&worth);
    return sign;
}

static void clear(corner *c, size_t n)
{
    for (size_t i = 0; i < n; i++) cm_rat_clear(&c->x[i]);
}

/* All but one have what they have alone, and that one has the rest. */
static void start(const cm_tu *tu, hull *h)
{
    cm_rat alone = { 0, 0 };
    bool point = true;
    for (size_t k = 0; k < h->n; k++) {
        corner *c = &h->at[h->count++];
        (void)cm_rat_set_double(&c->x[k], tu->worth[((size_t)1 << h->n) - 1]);
        for (size_t i = 0; i < h->n; i++) {
            if (i == k) continue;
            (void)cm_rat_set_double(&c->x[i], tu->worth[(size_t)1 << i]);
            cm_rat_sub(&c->x[k], &c->x[k], &c->x[i]);
            c->tight |= (uint64_t)1 << ((size_t)1 << i);
        }
        (void)cm_rat_set_double(&alone, tu->worth[(size_t)1 << k]);
        point = point && cm_rat_compare(&c->x[k], &alone) == 0;
    }
    cm_rat_clear(&alone);
    while (point && h->count > 1) clear(&h->at[--h->count], h->n);         /* only one imputation */
}

/* Two corners are neighbours when no third binds wherever both do. */
static bool neighbours(const hull *h, size_t a, size_t b)
{
    uint64_t both = h->at[a].tight & h->at[b].tight;
    if ((size_t)__builtin_popcountll(both) + 2 < h->n) return false;
    for (size_t k = 0; k < h->count; k++) {
        if (k != a && k != b && (h->at[k].tight & both) == both) return false;
    }
    return true;
}

/* Where the edge from a (inside) to b (outside) meets the inequality. */
static void cross(const cm_tu *tu, const corner *a, const corner *b, uint32_t mask, corner *out)
{
    cm_rat inside = { 0, 0 }, outside = { 0, 0 }, step = { 0, 0 };
    (void)side_of(tu, a, mask, &inside);
    (void)side_of(tu, b, mask, &outside);
    cm_rat_sub(&outside, &inside, &outside);
    cm_rat_div(&inside, &inside, &outside);                    /* the share of the way from a to b */
    for (size_t i = 0; i < tu->n; i++) {
        cm_rat_sub(&step, &b->x[i], &a->x[i]);
        cm_rat_set(&out->x[i], &a->x[i]);
        cm_rat_add_mul(&out->x[i], &step, &inside);
    }
    out->tight = (a->tight & b->tight) | (uint64_t)1 << mask;
    cm_rat_clear(&inside);
    cm_rat_clear(&outside);
    cm_rat_clear(&step);
}

/* Cut with one coalition's inequality. CM_E_LIMIT when there would be too many corners. */
static cm_status cut(cm_ctx *ctx, const cm_tu *tu, uint32_t mask, hull *h)
{
    size_t before = h->count, now = before, kept = 0;
    cm_rat gap = { 0, 0 };
    for (size_t k = 0; k < before; k++) h->at[k].side = side_of(tu, &h->at[k], mask, &gap);
    cm_rat_clear(&gap);
    for (size_t a = 0; a < before; a++) {
        for (size_t b = 0; b < before && h->at[a].side > 0; b++) {
            if (h->at[b].side >= 0 || !neighbours(h, a, b)) continue;
            if (now == MOST) return cm_fail(ctx, CM_E_LIMIT, "the core has more than %d corners", MOST);
            memset(&h->at[now], 0, sizeof h->at[now]);
            cross(tu, &h->at[a], &h->at[b], mask, &h->at[now++]);
        }
    }
    for (size_t k = 0; k < now; k++) {
        if (k < before && h->at[k].side < 0) {
            clear(&h->at[k], h->n);
            continue;
        }
        if (k < before && h->at[k].side == 0) h->at[k].tight |= (uint64_t)1 << mask;
        if (kept != k) {
            h->at[kept] = h->at[k];
            memset(&h->at[k], 0, sizeof h->at[k]);
        }
        kept++;
    }
    h->count = kept;
    return CM_OK;
}

static cm_status print(cm_ctx *ctx, cm_result *result, const cm_tu *tu, const hull *h)
{
    static const char *const columns[] = { "corner", "player", "value", "exact", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "corners", cm_integer((int64_t)h->count)));
    CM_TRY(cm_result_table(ctx, result, "corners", columns, &table));
    for (size_t k = 0; k < h->count; k++) {
        for (size_t i = 0; i < h->n; i++) {
            const char *text = cm_rat_text(ctx, result->arena, &h->at[k].x[i]);
            if (text == NULL) CM_LEAVE(ctx->status);
            CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k + 1), cm_text(tu->player[i]), cm_number(cm_rat_value(&h->at[k].x[i])), cm_text(text) }));
        }
    }
out:
    return status;
}

cm_status cm_corners_print(cm_ctx *ctx, cm_result *result, const cm_tu *tu)
{
    cm_arena scratch = { NULL };
    hull h = { .n = tu->n };
    cm_status status = CM_OK;
    if (tu->n > CM_CORNERS_PLAYERS) return CM_OK;
    h.at = CM_NEW(ctx, &scratch, MOST, corner);
    if (h.at == NULL) return ctx->status;
    start(tu, &h);
    for (uint32_t mask = 1; mask + 1 < (uint32_t)1 << tu->n; mask++) {
        if ((mask & (mask - 1)) != 0) CM_TRY(cut(ctx, tu, mask, &h));
    }
    CM_TRY(print(ctx, result, tu, &h));
out:
    for (size_t k = 0; k < MOST; k++) clear(&h.at[k], h.n);
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate ------------------------------------------------------------------------------- */

/* In the core, with binding coalitions of full rank. */
static bool is_corner(const cm_tu *tu, const cm_rat *x)
{
    cm_rat zero = { 0, 0 };
    cm_balance balance = { .tu = tu, .x = x, .bar = &zero };
    uint32_t all = ((uint32_t)1 << tu->n) - 1;
    cm_span span;
    bool inside;
    cm_span_init(&span, tu->n);
    inside = cm_balance_sign(&balance, all) == 0;
    (void)cm_span_add(&span, all);
    for (uint32_t mask = 1; mask < all && inside; mask++) {
        int sign = cm_balance_sign(&balance, mask);
        if (sign == 0) (void)cm_span_add(&span, mask);
        inside = sign <= 0;
    }
    cm_balance_free(&balance);
    return inside && span.rank == tu->n;
}

enum { DIRECTIONS = 64 };

typedef struct reach {
    double direction[DIRECTIONS][CM_CORNERS_PLAYERS], most[DIRECTIONS];
} reach;

static void draw_directions(reach *r, size_t n)
{
    cm_stream stream = cm_stream_make(20240229, "corners");
    for (size_t k = 0; k < DIRECTIONS; k++) {
        for (size_t i = 0; i < n; i++) r->direction[k][i] = 2 * cm_stream_unit(&stream, k, i, 0) - 1;
        r->most[k] = -HUGE_VAL;
    }
}

static cm_status read_corner(cm_ctx *ctx, const cm_table *table, size_t k, const cm_tu *tu, cm_rat *x, reach *r)
{
    for (size_t i = 0; i < tu->n; i++) {
        cm_value text = cm_table_get(table, k * tu->n + i, "exact");
        if (text.kind != CM_TEXT || !cm_payoff_fraction(text.as.text, &x[i])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: corner %zu has no payoff of '%s'", k + 1, tu->player[i]);
    }
    for (size_t t = 0; t < DIRECTIONS; t++) {
        double sum = 0;
        for (size_t i = 0; i < tu->n; i++) sum += r->direction[t][i] * cm_rat_value(&x[i]);
        r->most[t] = fmax(r->most[t], sum);
    }
    if (!is_corner(tu, x)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: point %zu is no corner of the core", k + 1);
    return CM_OK;
}

/* How far the core reaches in a direction; NAN where doubles do not find it (a core that is next to empty). */
static cm_status reach_of(cm_ctx *ctx, const cm_tu *tu, const double *direction, double *value)
{
    cm_lp *lp = cm_lp_new(ctx, tu->n, true);
    double row[CM_CORNERS_PLAYERS];
    uint32_t all = ((uint32_t)1 << tu->n) - 1;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL) return ctx->status;
    for (size_t i = 0; i < tu->n; i++) CM_TRY(cm_lp_column(ctx, lp, i, direction[i], -HUGE_VAL, HUGE_VAL, false));
    for (uint32_t mask = 1; mask <= all; mask++) {
        for (size_t i = 0; i < tu->n; i++) row[i] = mask >> i & 1u;
        CM_TRY(cm_lp_row(ctx, lp, row, tu->worth[mask], mask == all ? tu->worth[mask] : HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, value, NULL));
    if (answer != CM_LP_OPTIMAL) *value = NAN;
out:
    cm_lp_free(lp);
    return status;
}

cm_status cm_corners_check(cm_ctx *ctx, const cm_result *result, const cm_tu *tu)
{
    const cm_table *table = cm_result_find(result, "corners");
    double value, slack = ctx->tol.cert * cm_tu_scale(tu);
    cm_rat x[CM_CORNERS_PLAYERS] = { { 0, 0 } };
    reach r;
    cm_status status = CM_OK;
    if (table == NULL) return CM_OK;
    draw_directions(&r, tu->n);
    if (table->nrows == 0 || table->nrows % tu->n != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu payoffs are no corners of %zu players", table->nrows, tu->n));
    for (size_t k = 0; k < table->nrows / tu->n; k++) CM_TRY(read_corner(ctx, table, k, tu, x, &r));
    for (size_t t = 0; t < DIRECTIONS; t++) {
        CM_TRY(reach_of(ctx, tu, r.direction[t], &value));
        if (value > r.most[t] + slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the core reaches beyond its corners: %.12g, and the furthest is %.12g", value, r.most[t]));
    }
out:
    for (size_t i = 0; i < tu->n; i++) cm_rat_clear(&x[i]);
    return status;
}
