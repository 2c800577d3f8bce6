/* stable_coalitions.c: stable agreements of unequal players: each coalition is looked at. */
#include <math.h>
#include <stdlib.h>

#include "solver/collective/stable_agreement.h"

typedef struct found {
    uint32_t mask;
    int size;
    double gap;
    cm_stability s;
} found;

typedef struct search {
    cm_ctx *ctx;
    cm_masks *masks;
    bool transfers;
    found *at;                       /* the stable ones */
    size_t count, room, internals;
    int *largest;                    /* of each size: n + 1, how many are stable */
    unsigned char *internal, *external;      /* n + 1: is some coalition of this size? */
    uint32_t best;                   /* of the internally stable ones */
    int internal_size;
    double begin;                    /* the most that somebody gains by joining a single signatory */
} search;

/* The least gain from staying, and the most from joining, one player at a time. */
static void without_transfers(const search *x, uint32_t mask, cm_stability *s)
{
    const cm_masks *m = x->masks;
    s->staying = HUGE_VAL;
    s->joining = -HUGE_VAL;
    for (size_t i = 0; i < m->n; i++) {
        uint32_t bit = (uint32_t)1 << i, other = mask ^ bit, in = mask | bit, out = mask & ~bit;
        double gain = m->pay[in * m->n + i] - m->pay[out * m->n + i];
        if (cm_masks_gain(x->ctx, x->masks, in, out, i) == 0) gain = 0;
        if (other < mask && s->leaves) s->staying = fmin(s->staying, gain);
        if (other > mask) s->joining = fmax(s->joining, gain);
    }
}

static double surplus(const search *x, uint32_t mask)
{
    return cm_masks_surplus_sign(x->ctx, x->masks, mask, 0) == 0 ? 0 : cm_masks_surplus(x->masks, mask, 0);
}

static void with_transfers(const search *x, uint32_t mask, cm_stability *s)
{
    if (s->leaves) s->staying = surplus(x, mask);
    s->joining = -HUGE_VAL;
    for (size_t j = 0; j < x->masks->n; j++) {
        if (!(mask >> j & 1u)) s->joining = fmax(s->joining, surplus(x, mask | (uint32_t)1 << j));
    }
}

/* A single signatory that does not lead is no agreement at all, whoever it is: any two may then begin. */
static void nobody_signs(search *x)
{
    const cm_masks *m = x->masks;
    x->begin = -HUGE_VAL;
    for (size_t i = 0; i < m->n; i++) {
        cm_stability s = { .leaves = false };
        if (x->transfers) with_transfers(x, (uint32_t)1 << i, &s);
        else without_transfers(x, (uint32_t)1 << i, &s);
        x->begin = fmax(x->begin, s.joining);
    }
}

/* Do all members gain over standing alone, or with transfers all of them together? */
static bool profits(const search *x, uint32_t mask)
{
    double sum = 0;
    bool all = true;
    for (size_t i = 0; i < x->masks->n; i++) {
        double gain = mask >> i & 1u ? cm_masks_gain(x->ctx, x->masks, mask, 0, i) : 0;
        sum += gain;
        all = all && gain >= 0;
    }
    return all || (x->transfers && sum >= -x->ctx->tol.abs * x->masks->scale);
}

static cm_stability stability_of(const search *x, uint32_t mask)
{
    const cm_masks *m = x->masks;
    int size = __builtin_popcount(mask);
    cm_stability s = { .leaves = size > 1 || m->pfg->leader, .joins = (size_t)size < m->n, .profitable = true };
    if (x->transfers) with_transfers(x, mask, &s);
    else without_transfers(x, mask, &s);
    if (!s.leaves) s.joining = x->begin;
    s.profitable = profits(x, mask);
    return s;
}

static cm_status look_at(search *x, cm_arena *arena, uint32_t mask)
{
    cm_stability s = stability_of(x, mask);
    int size = __builtin_popcount(mask);
    double gap = 0;
    if (cm_stable_external(&s)) x->external[size] = 1;
    if (!cm_stable_internal(&s)) return CM_OK;
    x->internal[size] = 1;
    x->internals += size > 1;
    if (size > x->internal_size) x->internal_size = size;
    if (x->best == 0 || x->masks->welfare[mask] > x->masks->welfare[x->best] + x->ctx->tol.abs * x->masks->scale) x->best = mask;
    if (!cm_stable_external(&s)) return CM_OK;
    x->largest[size]++;
    if (x->count == x->room || x->at == NULL) {
        found *larger = cm_grow(x->ctx, arena, x->at, x->count, &x->room, sizeof *larger);
        if (larger == NULL) return x->ctx->status;
        x->at = larger;
    }
    (void)cm_masks_gap(x->ctx, x->masks, mask, &gap);
    x->at[x->count++] = (found){ mask, size, gap, s };
    return CM_OK;
}

/* Larger ones first, among these the one that closes more of the gap. */
static int by_size(const void *a, const void *b)
{
    const found *x = a, *y = b;
    if (x->size != y->size) return y->size - x->size;
    if (x->gap < y->gap || x->gap > y->gap) return x->gap < y->gap ? 1 : -1;
    return (x->mask > y->mask) - (x->mask < y->mask);
}

static cm_value gap_value(const search *x, uint32_t mask)
{
    double gap;
    return cm_masks_gap(x->ctx, x->masks, mask, &gap) ? cm_number(gap) : cm_none();
}

static cm_status list_coalitions(search *x, cm_result *result)
{
    static const char *const columns[] = { "size", "members", "internal", "external", "gap_closed", "strict", "profitable", "staying", "joining", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(x->ctx, result, "coalitions", columns, &table));
    for (size_t k = 0; k < x->count && k < CM_STABLE_ROWS; k++) {
        const found *f = &x->at[k];
        const char *members = cm_members_text(x->ctx, result->arena, x->masks->pfg, f->mask);
        cm_value row[] = { cm_integer(f->size), cm_text(members), cm_truth(true), cm_truth(true), gap_value(x, f->mask), cm_truth(cm_stable_strictly(&f->s)),
                           cm_truth(f->s.profitable), f->s.leaves ? cm_number(f->s.staying) : cm_none(), f->s.joins ? cm_number(f->s.joining) : cm_none() };
        if (members == NULL) CM_TRY(x->ctx->status);
        CM_TRY(cm_table_row(x->ctx, result, table, row));
    }
    if (x->count > CM_STABLE_ROWS) {
        char *text = cm_format(x->ctx, result->arena, "Of %zu stable coalitions the first %d are listed, larger ones first.", x->count, CM_STABLE_ROWS);
        CM_TRY(text == NULL ? x->ctx->status : cm_result_note(x->ctx, result, text));
    }
out:
    return status;
}

/* By size: is some coalition internally, externally stable; how many are both; and the best of them. */
static cm_status list_sizes(search *x, cm_result *result)
{
    static const char *const columns[] = { "size", "members", "internal", "external", "gap_closed", "stable", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(x->ctx, result, "sizes", columns, &table));
    for (size_t k = 1; k <= x->masks->n; k++) {
        cm_value row[] = { cm_integer((int64_t)k), cm_none(), cm_truth(x->internal[k]), cm_truth(x->external[k]), cm_none(), cm_integer(x->largest[k]) };
        for (size_t f = 0; f < x->count && row[1].kind == CM_NONE; f++) {
            if ((size_t)x->at[f].size != k) continue;
            row[1] = cm_text(cm_members_text(x->ctx, result->arena, x->masks->pfg, x->at[f].mask));
            row[4] = gap_value(x, x->at[f].mask);
            if (row[1].as.text == NULL) CM_TRY(x->ctx->status);
        }
        CM_TRY(cm_table_row(x->ctx, result, table, row));
    }
out:
    return status;
}

/* What everybody gets in the first one listed; with transfers, members share the surplus evenly. */
static cm_status list_payoffs(search *x, cm_result *result)
{
    static const char *const columns[] = { "player", "signs", "value", "alone", NULL };
    const cm_masks *m = x->masks;
    uint32_t mask = x->at[0].mask;
    double share = cm_masks_surplus(m, mask, 0) / x->at[0].size;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(x->ctx, result, "payoffs", columns, &table));
    for (size_t i = 0; i < m->n; i++) {
        bool in = mask >> i & 1u;
        double value = in && x->transfers ? m->pay[(mask & ~((uint32_t)1 << i)) * m->n + i] + share : m->pay[mask * m->n + i];
        cm_value row[] = { cm_text(m->pfg->player[i]), cm_truth(in), cm_number(value), cm_number(m->pay[i]) };
        CM_TRY(cm_table_row(x->ctx, result, table, row));
    }
out:
    return status;
}

/* In words: which one it is, or how many; and who signs although it was better off before. */
static cm_status explain(search *x, cm_result *result)
{
    uint32_t mask = x->count > 0 ? x->at[0].mask : 0, worse = 0;
    bool one;
    char *text;
    const char *who;
    if (x->count == 0) return cm_result_note(x->ctx, result, "No coalition is stable: from each of them somebody wants to leave, or into it to join.");
    who = cm_members_text(x->ctx, result->arena, x->masks->pfg, mask);
    if (who == NULL) return x->ctx->status;
    text = x->count == 1 ? cm_format(x->ctx, result->arena, "%s is the one stable coalition.", who)
                         : cm_format(x->ctx, result->arena, "%zu coalitions are stable; which of them forms, stability alone does not say.", x->count);
    if (text == NULL || cm_result_note(x->ctx, result, text) != CM_OK) return x->ctx->status;
    for (size_t i = 0; i < x->masks->n; i++) {
        if (mask >> i & 1u && cm_masks_gain(x->ctx, x->masks, mask, 0, i) < 0) worse |= (uint32_t)1 << i;
    }
    if (worse == 0 || x->transfers) return CM_OK;
    who = cm_members_text(x->ctx, result->arena, x->masks->pfg, worse);
    one = (worse & (worse - 1)) == 0;
    text = who == NULL ? NULL : cm_format(x->ctx, result->arena, "%s would be better off without any agreement, but %s: left outside by the others, %s would have less still.", who,
                                          one ? "signs" : "sign", one ? "it" : "they");
    return text == NULL ? x->ctx->status : cm_result_note(x->ctx, result, text);
}

static cm_status say(search *x, cm_result *result)
{
    const char *best = x->best == 0 ? NULL : cm_members_text(x->ctx, result->arena, x->masks->pfg, x->best);
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(x->ctx, result, "largest", cm_integer(x->count > 0 ? x->at[0].size : 0)));
    CM_TRY(cm_result_set(x->ctx, result, "count", cm_integer((int64_t)x->count)));
    CM_TRY(cm_result_set(x->ctx, result, "gap_closed", x->count > 0 ? gap_value(x, x->at[0].mask) : cm_none()));
    CM_TRY(cm_result_set(x->ctx, result, "largest_internal", cm_integer(x->internal_size)));
    CM_TRY(cm_result_set(x->ctx, result, "internal_count", cm_integer((int64_t)x->internals)));
    if (x->best != 0 && best == NULL) CM_TRY(x->ctx->status);
    CM_TRY(cm_result_set(x->ctx, result, "best_internal", best != NULL ? cm_text(best) : cm_none()));
    CM_TRY(cm_result_set(x->ctx, result, "best_gap", best != NULL ? gap_value(x, x->best) : cm_none()));
    CM_TRY(explain(x, result));
out:
    return status;
}

cm_status cm_stable_coalitions(cm_ctx *ctx, const cm_pfg *pfg, bool transfers, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_masks masks = { .n = 0 };
    search x = { .ctx = ctx, .masks = &masks, .transfers = transfers, .largest = CM_NEW(ctx, &scratch, pfg->n + 1, int),
                 .internal = CM_NEW(ctx, &scratch, pfg->n + 1, unsigned char), .external = CM_NEW(ctx, &scratch, pfg->n + 1, unsigned char) };
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(cm_masks_init(ctx, &scratch, pfg, &masks));
    nobody_signs(&x);
    for (uint32_t mask = 1; mask < (uint32_t)1 << pfg->n; mask++) {
        if (mask % 1024 == 0 && cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        CM_TRY(look_at(&x, &scratch, mask));
    }
    if (x.count > 1) qsort(x.at, x.count, sizeof *x.at, by_size);
    CM_TRY(list_sizes(&x, result));
    CM_TRY(list_coalitions(&x, result));
    if (x.count > 0) CM_TRY(list_payoffs(&x, result));
    CM_TRY(say(&x, result));
out:
    cm_masks_free(&masks);
    cm_arena_free(&scratch);
    return status;
}
