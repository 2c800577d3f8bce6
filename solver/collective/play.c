/* play.c: payoffs from first principles. */
#include "solver/collective/play.h"

#include <math.h>

enum { STEPS = 200 };                /* of bisection: it ends when nothing lies between the ends any more */

/* The benefits of each player's block; block[i] <= i. */
static void add_up_blocks(const cm_pfg *pfg, const size_t *block, double *margin)
{
    for (size_t i = 0; i < pfg->n; i++) margin[i] = 0;
    for (size_t i = 0; i < pfg->n; i++) margin[block[i]] += pfg->benefit[i] / (double)pfg->shared;
    for (size_t i = pfg->n; i-- > 0;) margin[i] = margin[block[i]];
}

/* The q at which c q + d q^2 reaches `at`. */
static double answer(const cm_pfg *pfg, size_t i, double at)
{
    double low = 0, high = 1;
    if (pfg->cubic == NULL) return at / pfg->cost[i];
    while (pfg->cost[i] * high + pfg->cubic[i] * high * high < at) high *= 2;
    for (int step = 0; step < STEPS; step++) {
        double middle = low + (high - low) / 2;
        if (pfg->cost[i] * middle + pfg->cubic[i] * middle * middle < at) low = middle;
        else high = middle;
    }
    return high;
}

/* What everybody but the leader provides when all together provide `total`; pay holds each one's
 * marginal benefit. */
static double answers(const cm_pfg *pfg, const size_t *block, size_t lead, double total, const double *margin)
{
    double sum = 0, z = pfg->quadratic ? pfg->intercept - total : 1;
    for (size_t i = 0; i < pfg->n; i++) {
        if (block[i] != lead) sum += answer(pfg, i, margin[i] * z);
    }
    return sum;
}

/* The total at which the answers and `ahead` add up to it; the answers fall as it grows. */
static double total_of(const cm_pfg *pfg, const size_t *block, size_t lead, double ahead, const double *margin)
{
    double low = 0, high = pfg->intercept + ahead;
    if (!pfg->quadratic) return ahead + answers(pfg, block, lead, 0, margin);
    for (int step = 0; step < STEPS; step++) {
        double middle = low + (high - low) / 2;
        if (!(middle > low) || !(middle < high)) break;
        if (ahead + answers(pfg, block, lead, middle, margin) > middle) low = middle;
        else high = middle;
    }
    return high;
}

static double good_of(const cm_pfg *pfg, double total)
{
    return pfg->quadratic ? pfg->intercept * total - total * total / 2 : total;
}

/* What the leader's members have together when they provide `ahead`, each at the same marginal cost. */
static double led(const cm_pfg *pfg, const size_t *block, size_t lead, double ahead, const double *margin)
{
    double spread = 0, total = total_of(pfg, block, lead, ahead, margin);
    for (size_t i = 0; i < pfg->n; i++) spread += block[i] == lead ? 1 / pfg->cost[i] : 0;
    return margin[lead] * good_of(pfg, total) - ahead * ahead / (2 * spread);
}

/* A leader's gain is a parabola in what it provides: its top, from three points. */
static double best_ahead(const cm_pfg *pfg, const size_t *block, size_t lead, const double *margin)
{
    double h = pfg->intercept / 2, at0 = led(pfg, block, lead, 0, margin), at1 = led(pfg, block, lead, h, margin), at2 = led(pfg, block, lead, 2 * h, margin);
    double bend = at0 - 2 * at1 + at2;
    return bend < 0 ? h * (3 * at0 - 4 * at1 + at2) / (2 * bend) : 0;
}

static void play_abatement(const cm_pfg *pfg, const size_t *block, size_t lead, double *pay)
{
    bool leads = pfg->quadratic && lead < pfg->n;
    double ahead = 0, spread = 0, total;
    if (!leads) lead = pfg->n;
    add_up_blocks(pfg, block, pay);
    for (size_t i = 0; i < pfg->n; i++) spread += block[i] == lead ? 1 / pfg->cost[i] : 0;
    if (leads) ahead = best_ahead(pfg, block, lead, pay);
    total = total_of(pfg, block, lead, ahead, pay);
    for (size_t i = 0; i < pfg->n; i++) {
        double q = block[i] == lead ? ahead / spread / pfg->cost[i] : answer(pfg, i, pay[i] * (pfg->quadratic ? pfg->intercept - total : 1));
        pay[i] = pfg->benefit[i] / (double)pfg->shared * good_of(pfg, total) - pfg->cost[i] * q * q / 2;
        if (pfg->cubic != NULL) pay[i] -= pfg->cubic[i] * q * q * q / 3;
    }
}

/* Each seller's best answer to the rest is the price: outputs add up to T = m (a - T). */
static void play_cournot(const cm_pfg *pfg, const size_t *block, double *pay)
{
    double low = 0, high = pfg->intercept, sellers = 0;
    for (size_t i = 0; i < pfg->n; i++) sellers += block[i] == i ? 1 : 0;
    for (int step = 0; step < STEPS; step++) {
        double middle = low + (high - low) / 2;
        if (sellers * (pfg->intercept - middle) > middle) low = middle;
        else high = middle;
    }
    for (size_t i = 0; i < pfg->n; i++) pay[i] = 0;
    for (size_t i = 0; i < pfg->n; i++) pay[block[i]] += 1;
    for (size_t i = pfg->n; i-- > 0;) pay[i] = pay[block[i]];                /* how many share */
    for (size_t i = 0; i < pfg->n; i++) pay[i] = (pfg->intercept - high) * (high / sellers) / pay[i];
}

/* Does the entry speak of i's coalition in this organisation? */
static bool speaks(const cm_pfg *pfg, const cm_pfg_entry *entry, const size_t *block, size_t i, bool any)
{
    if (entry->any != any || entry->block[i] != entry->first) return false;
    for (size_t j = 0; j < pfg->n; j++) {
        for (size_t k = any ? i : 0; k < (any ? i + 1 : pfg->n); k++) {
            if ((block[j] == block[k]) != (entry->block[j] == entry->block[k])) return false;
        }
    }
    return true;
}

static void play_listed(const cm_pfg *pfg, const size_t *block, double *pay)
{
    for (size_t i = 0; i < pfg->n; i++) {
        const cm_pfg_entry *found = NULL;
        size_t members = 0, before = 0;
        for (size_t k = 0; k < pfg->nentries; k++) {
            if (speaks(pfg, &pfg->entry[k], block, i, false)) found = &pfg->entry[k];
        }
        for (size_t k = 0; k < pfg->nentries && found == NULL; k++) {
            if (speaks(pfg, &pfg->entry[k], block, i, true)) found = &pfg->entry[k];
        }
        for (size_t j = 0; j < pfg->n; j++) {
            members += block[j] == block[i];
            before += j < i && block[j] == block[i];
        }
        pay[i] = found == NULL ? 0 : found->pays != NULL ? found->pays[before] : found->worth / (double)members;
    }
}

void cm_play(const cm_pfg *pfg, const size_t *block, size_t lead, double *pay)
{
    switch (pfg->source) {
    case CM_PFG_ABATEMENT: play_abatement(pfg, block, lead, pay); break;
    case CM_PFG_COURNOT: play_cournot(pfg, block, pay); break;
    case CM_PFG_LISTED: play_listed(pfg, block, pay); break;
    }
}

void cm_play_agreement(const cm_pfg *pfg, uint32_t mask, size_t *block, double *pay)
{
    size_t first = pfg->n;
    for (size_t i = pfg->n; i-- > 0;) {
        if (mask >> i & 1u) first = i;
    }
    for (size_t i = 0; i < pfg->n; i++) block[i] = mask >> i & 1u ? first : i;
    cm_play(pfg, block, pfg->leader ? first : pfg->n, pay);
}

void cm_play_agreement_of_size(const cm_pfg *pfg, size_t size, size_t *block, double *pay)
{
    for (size_t i = 0; i < pfg->n; i++) block[i] = i < size ? 0 : i;
    cm_play(pfg, block, pfg->leader && size > 0 ? 0 : pfg->n, pay);
}

bool cm_play_gap_is(const cm_ctx *ctx, cm_value value, double scale, double at, double alone, double all)
{
    if (value.kind == CM_NONE) return fabs(all - alone) <= ctx->tol.cert * scale;
    return value.kind == CM_NUMBER && fabs(value.as.number * (all - alone) - (at - alone)) <= ctx->tol.cert * fmax(scale, fmax(fabs(all), fabs(alone)));
}
