/* pfg.c: payoffs of organised players, in doubles and without rounding.
 *
 * Abatement.  A member of coalition S sets its marginal cost to b_S z, where b_S is the sum of the
 * members' benefits and z the marginal benefit: 1 when benefits are linear, a - Q when they are quadratic.
 * Then Q = A z with A = sum_i b_S(i)/c_i, so z = a/(1 + A).  A coalition that moves first knows that
 * a - Q = (a - X)/(1 + F) when it provides X and F is A of the followers, and maximises
 * b_S (a^2 - (a - Q)^2)/2 - X^2/(2G), G = sum over its members of 1/c_i: X = a b_S G/((1 + F)^2 + b_S G). */
#include "solver/game/pfg.h"

#include <math.h>
#include <string.h>

static cm_status usable(cm_ctx *ctx, const cm_pfg *pfg, const char *what, const double *x, bool above)
{
    for (size_t i = 0; i < pfg->n; i++) {
        if (x[i] >= 0 && x[i] < CM_NUM_LARGEST && (!above || x[i] > 0)) continue;
        return cm_fail(ctx, CM_E_INPUT, "the %s of player '%s' is %g; it must be a number %s 0", what, pfg->player[i], x[i], above ? "above" : "of at least");
    }
    return CM_OK;
}

static cm_status validate_abatement(cm_ctx *ctx, const cm_pfg *pfg)
{
    cm_status status;
    CM_TRY(usable(ctx, pfg, "benefit", pfg->benefit, false));
    CM_TRY(usable(ctx, pfg, "cost", pfg->cost, pfg->cubic == NULL));
    if (pfg->cubic != NULL) {
        CM_TRY(usable(ctx, pfg, "cubic cost", pfg->cubic, false));
        if (pfg->quadratic) return cm_fail(ctx, CM_E_INPUT, "cubic costs go with linear benefits only");
        for (size_t i = 0; i < pfg->n; i++) {
            if (!(pfg->cost[i] + pfg->cubic[i] > 0)) return cm_fail(ctx, CM_E_INPUT, "player '%s' has no cost at all", pfg->player[i]);
        }
    }
out:
    return status;
}

cm_status cm_pfg_validate(cm_ctx *ctx, const cm_pfg *pfg)
{
    size_t most = pfg->symmetric ? CM_PFG_MOST : CM_PFG_MOST_MASKS;
    if (pfg->n == 0) return cm_fail(ctx, CM_E_INPUT, "the game has no players");
    if (pfg->n > most) {
        return cm_fail(ctx, CM_E_INPUT, "%zu players are more than the %zu that a game of %s players can have", pfg->n, most, pfg->symmetric ? "equal" : "unequal");
    }
    if (pfg->source != CM_PFG_LISTED && !(pfg->intercept > 0 && pfg->intercept < CM_NUM_LARGEST)) {
        return cm_fail(ctx, CM_E_INPUT, "the intercept is %g; it must be a number above 0", pfg->intercept);
    }
    if (pfg->source == CM_PFG_ABATEMENT) return validate_abatement(ctx, pfg);
    for (size_t k = 0; k < pfg->nentries; k++) {
        if (pfg->entry[k].pays == NULL && !(fabs(pfg->entry[k].worth) <= CM_NUM_LARGEST)) {
            return cm_fail(ctx, CM_E_INPUT, "the worth of the coalition of '%s' is %g", pfg->player[pfg->entry[k].first], pfg->entry[k].worth);
        }
    }
    return CM_OK;
}

static bool same(double a, double b)
{
    return !(a < b) && !(a > b);
}

bool cm_pfg_alike(const cm_pfg *pfg)
{
    if (pfg->source != CM_PFG_ABATEMENT) return pfg->source == CM_PFG_COURNOT;
    for (size_t i = 1; i < pfg->n; i++) {
        if (!same(pfg->benefit[i], pfg->benefit[0]) || !same(pfg->cost[i], pfg->cost[0])) return false;
        if (pfg->cubic != NULL && !same(pfg->cubic[i], pfg->cubic[0])) return false;
    }
    return true;
}

void cm_pfg_agreement(const cm_pfg *pfg, uint32_t mask, size_t *block, size_t *lead)
{
    size_t first = mask == 0 ? pfg->n : (size_t)__builtin_ctz(mask);
    for (size_t i = 0; i < pfg->n; i++) block[i] = mask >> i & 1u ? first : i;
    *lead = pfg->leader ? first : pfg->n;
}

void cm_pfg_agreement_of_size(const cm_pfg *pfg, size_t size, size_t *block, size_t *lead)
{
    for (size_t i = 0; i < pfg->n; i++) block[i] = i < size ? 0 : i;
    *lead = pfg->leader && size > 0 ? 0 : pfg->n;
}

/* --- which entry speaks of a coalition --------------------------------------------------------------- */

static bool same_members(const cm_pfg *pfg, const cm_pfg_entry *entry, const size_t *block, size_t first)
{
    if (entry->first != first) return false;
    for (size_t i = 0; i < pfg->n; i++) {
        if ((block[i] == first) != (entry->block[i] == first)) return false;
    }
    return true;
}

/* The entry for exactly this organisation, or else the one for any; NULL when there is none. */
static const cm_pfg_entry *entry_of(const cm_pfg *pfg, const size_t *block, size_t first)
{
    const cm_pfg_entry *found = NULL;
    for (size_t k = 0; k < pfg->nentries; k++) {
        const cm_pfg_entry *entry = &pfg->entry[k];
        if (!entry->any && memcmp(entry->block, block, pfg->n * sizeof *block) == 0 && entry->first == first) return entry;
        if (entry->any && same_members(pfg, entry, block, first)) found = entry;
    }
    return found;
}

static size_t members_of(const cm_pfg *pfg, const size_t *block, size_t first)
{
    size_t count = 0;
    for (size_t i = 0; i < pfg->n; i++) count += block[i] == first;
    return count;
}

static size_t blocks_of(const cm_pfg *pfg, const size_t *block)
{
    size_t count = 0;
    for (size_t i = 0; i < pfg->n; i++) count += block[i] == i;
    return count;
}

/* --- in doubles -------------------------------------------------------------------------------------- */

static double benefit_of(const cm_pfg *pfg, size_t i)
{
    return pfg->benefit[i] / (double)pfg->shared;
}

/* What a member provides whose marginal cost is to be `at`. */
static double provided(const cm_pfg *pfg, size_t i, double at)
{
    double c = pfg->cost[i];
    if (pfg->cubic == NULL) return at / c;
    if (!(at > 0)) return 0;
    return 2 * at / (c + sqrt(c * c + 4 * at * pfg->cubic[i]));
}

/* q, with the benefits of each block added up in sum. */
static void provide(const cm_pfg *pfg, const size_t *block, size_t lead, double *sum, double *q)
{
    double follow = 0, spread = 0, ahead = 0, z = 1;
    for (size_t i = 0; i < pfg->n; i++) sum[i] = 0;
    for (size_t i = 0; i < pfg->n; i++) sum[block[i]] += benefit_of(pfg, i);
    if (pfg->quadratic) {
        for (size_t i = 0; i < pfg->n; i++) {
            if (block[i] == lead) spread += 1 / pfg->cost[i];
            else follow += sum[block[i]] / pfg->cost[i];
        }
        if (spread > 0) ahead = pfg->intercept * sum[lead] * spread / ((1 + follow) * (1 + follow) + sum[lead] * spread);
        z = (pfg->intercept - ahead) / (1 + follow);
    }
    for (size_t i = 0; i < pfg->n; i++) {
        q[i] = pfg->quadratic && block[i] == lead ? ahead / (pfg->cost[i] * spread) : provided(pfg, i, sum[block[i]] * z);
    }
}

static void abatement(const cm_pfg *pfg, const size_t *block, size_t lead, double *q, double *pay)
{
    double total = 0, good;
    provide(pfg, block, lead, pay, q);
    for (size_t i = 0; i < pfg->n; i++) total += q[i];
    good = pfg->quadratic ? pfg->intercept * total - total * total / 2 : total;
    for (size_t i = 0; i < pfg->n; i++) {
        pay[i] = benefit_of(pfg, i) * good - pfg->cost[i] * q[i] * q[i] / 2;
        if (pfg->cubic != NULL) pay[i] -= pfg->cubic[i] * q[i] * q[i] * q[i] / 3;
    }
}

void cm_pfg_payoffs(const cm_pfg *pfg, const size_t *block, size_t lead, double *q, double *pay)
{
    double sellers = (double)blocks_of(pfg, block);
    if (pfg->source == CM_PFG_ABATEMENT) {
        abatement(pfg, block, lead, q, pay);
        return;
    }
    for (size_t i = 0; i < pfg->n; i++) {
        double share = (double)members_of(pfg, block, block[i]);
        q[i] = pay[i] = 0;
        if (pfg->source == CM_PFG_COURNOT) {
            q[i] = pfg->intercept / ((sellers + 1) * share);
            pay[i] = pfg->intercept * pfg->intercept / ((sellers + 1) * (sellers + 1) * share);
            continue;
        }
        const cm_pfg_entry *entry = entry_of(pfg, block, block[i]);
        size_t place = 0;
        for (size_t j = 0; j < i; j++) place += block[j] == block[i];
        if (entry != NULL) pay[i] = entry->pays != NULL ? entry->pays[place] : entry->worth / share;
    }
}

/* --- without rounding -------------------------------------------------------------------------------- */

enum { FOLLOW, SPREAD, AHEAD, Z, ONE, HALF, A, S, T, NTEMPS };

static void exact_benefit(const cm_pfg *pfg, size_t i, cm_rat *out)
{
    cm_rat by = { 0, 0 };
    cm_rat_set_ratio(&by, 1, pfg->shared);
    (void)cm_rat_set_double(out, pfg->benefit[i]);
    cm_rat_mul(out, out, &by);
    cm_rat_clear(&by);
}

/* z and what the leader provides in all, from the sums of the blocks. */
static void exact_margin(const cm_pfg *pfg, const size_t *block, size_t lead, const cm_rat *sum, cm_rat *t)
{
    for (size_t i = 0; i < pfg->n; i++) {
        (void)cm_rat_set_double(&t[S], pfg->cost[i]);
        cm_rat_div(&t[T], block[i] == lead ? &t[ONE] : &sum[block[i]], &t[S]);
        cm_rat_add(&t[block[i] == lead ? SPREAD : FOLLOW], &t[block[i] == lead ? SPREAD : FOLLOW], &t[T]);
    }
    cm_rat_add(&t[FOLLOW], &t[FOLLOW], &t[ONE]);
    if (cm_rat_sign(&t[SPREAD]) > 0) {
        cm_rat_mul(&t[S], &sum[lead], &t[SPREAD]);
        cm_rat_mul(&t[AHEAD], &t[A], &t[S]);
        cm_rat_add_mul(&t[S], &t[FOLLOW], &t[FOLLOW]);
        cm_rat_div(&t[AHEAD], &t[AHEAD], &t[S]);
    }
    cm_rat_sub(&t[Z], &t[A], &t[AHEAD]);
    cm_rat_div(&t[Z], &t[Z], &t[FOLLOW]);
}

static void exact_provide(const cm_pfg *pfg, const size_t *block, size_t lead, cm_rat *sum, cm_rat *q, cm_rat *t)
{
    for (size_t i = 0; i < pfg->n; i++) cm_rat_set_ratio(&sum[i], 0, 1);
    for (size_t i = 0; i < pfg->n; i++) {
        exact_benefit(pfg, i, &t[S]);
        cm_rat_add(&sum[block[i]], &sum[block[i]], &t[S]);
    }
    cm_rat_set_ratio(&t[Z], 1, 1);
    if (pfg->quadratic) exact_margin(pfg, block, lead, sum, t);
    for (size_t i = 0; i < pfg->n; i++) {
        bool first = pfg->quadratic && block[i] == lead;
        (void)cm_rat_set_double(&t[S], pfg->cost[i]);
        if (first) cm_rat_mul(&t[S], &t[S], &t[SPREAD]);
        if (first) cm_rat_set(&q[i], &t[AHEAD]);
        else cm_rat_mul(&q[i], &sum[block[i]], &t[Z]);
        cm_rat_div(&q[i], &q[i], &t[S]);
    }
}

static void exact_abatement(const cm_pfg *pfg, const size_t *block, size_t lead, cm_rat *q, cm_rat *pay)
{
    cm_rat t[NTEMPS];
    memset(t, 0, sizeof t);
    cm_rat_set_ratio(&t[ONE], 1, 1);
    cm_rat_set_ratio(&t[HALF], 1, 2);
    (void)cm_rat_set_double(&t[A], pfg->intercept);
    exact_provide(pfg, block, lead, pay, q, t);
    cm_rat_set_ratio(&t[Z], 0, 1);                               /* from here on: Q, then the good */
    for (size_t i = 0; i < pfg->n; i++) cm_rat_add(&t[Z], &t[Z], &q[i]);
    if (pfg->quadratic) {
        cm_rat_mul(&t[S], &t[Z], &t[HALF]);
        cm_rat_sub(&t[S], &t[A], &t[S]);
        cm_rat_mul(&t[Z], &t[Z], &t[S]);
    }
    for (size_t i = 0; i < pfg->n; i++) {
        exact_benefit(pfg, i, &t[S]);
        cm_rat_mul(&pay[i], &t[S], &t[Z]);
        (void)cm_rat_set_double(&t[S], pfg->cost[i]);
        cm_rat_mul(&t[S], &t[S], &t[HALF]);
        cm_rat_mul(&t[S], &t[S], &q[i]);
        cm_rat_mul(&t[S], &t[S], &q[i]);
        cm_rat_sub(&pay[i], &pay[i], &t[S]);
    }
    for (size_t k = 0; k < NTEMPS; k++) cm_rat_clear(&t[k]);
}

void cm_pfg_exact(const cm_pfg *pfg, const size_t *block, size_t lead, cm_rat *q, cm_rat *pay)
{
    int64_t sellers = (int64_t)blocks_of(pfg, block);
    cm_rat a = { 0, 0 };
    if (pfg->source == CM_PFG_ABATEMENT) {
        exact_abatement(pfg, block, lead, q, pay);
        return;
    }
    for (size_t i = 0; i < pfg->n; i++) {
        int64_t share = (int64_t)members_of(pfg, block, block[i]);
        cm_rat_set_ratio(&q[i], 0, 1);
        if (pfg->source == CM_PFG_COURNOT) {
            (void)cm_rat_set_double(&a, pfg->intercept);
            cm_rat_set_ratio(&q[i], 1, (sellers + 1) * share);
            cm_rat_mul(&q[i], &q[i], &a);
            cm_rat_mul(&pay[i], &q[i], &q[i]);
            cm_rat_set_ratio(&a, share, 1);
            cm_rat_mul(&pay[i], &pay[i], &a);
            continue;
        }
        const cm_pfg_entry *entry = entry_of(pfg, block, block[i]);
        size_t place = 0;
        for (size_t j = 0; j < i; j++) place += block[j] == block[i];
        (void)cm_rat_set_double(&pay[i], entry == NULL ? 0 : entry->pays != NULL ? entry->pays[place] : entry->worth);
        cm_rat_set_ratio(&a, 1, entry == NULL || entry->pays != NULL ? 1 : share);
        cm_rat_mul(&pay[i], &pay[i], &a);
    }
    cm_rat_clear(&a);
}

cm_status cm_pfg_require_symmetric(cm_ctx *ctx, const cm_pfg *pfg, const char *concept)
{
    if (pfg->symmetric) return CM_OK;
    return cm_fail(ctx, CM_E_DOMAIN, "'%s' asks how many take part, so all %zu players must be alike: give them equal benefits and costs", concept, pfg->n);
}

cm_status cm_pfg_require_masks(cm_ctx *ctx, const cm_pfg *pfg, const char *concept)
{
    if (pfg->n <= CM_PFG_MOST_MASKS) return CM_OK;
    return cm_fail(ctx, CM_E_LIMIT, "'%s' looks at every coalition of unequal players: at most %d players, not %zu", concept, CM_PFG_MOST_MASKS, pfg->n);
}
