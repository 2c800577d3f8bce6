/* deterrence_check.c: the certificate of deterrence: the joint chances of who attacks and what is seen, cutoffs found one
 * by one, and all orders of the four channels. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "solver/forum/deterrence.h"
#include "solver/forum/outcome.h"

enum { SWEEPS = 400, HALVINGS = 60, SUBSETS = 1 << CM_HUNT_CHANNELS };

/* a[i]: how likely i attacks; at n: how likely nobody does. */
static void attack(const cm_hunt *h, const double *x, double *a)
{
    a[h->n] = 1;
    for (size_t i = 0; i < h->n; i++) {
        a[i] = h->opportunity / (double)h->n * gsl_cdf_flat_Q(x[i], h->low[i], h->low[i] + h->width);
        a[h->n] -= a[i];
    }
}

/* How likely it is that i (at n: nobody) attacks and `s` is seen. */
static double joint(const cm_hunt *h, const double *a, size_t i, size_t s)
{
    return a[i] * h->chance[i][s];
}

/* How likely i is struck after `s`; *guilty: how likely it did it. */
static double struck(const cm_hunt *h, const double *a, size_t i, size_t s, double *guilty)
{
    double sum = 0, able = 0;
    for (size_t j = 0; j <= h->n; j++) sum += joint(h, a, j, s);
    for (size_t j = 0; j < h->n; j++) able += h->chance[j][s];
    *guilty = sum > 0 ? joint(h, a, i, s) / sum : able > 0 ? h->chance[i][s] / able : 0;
    return h->commits ? (s == i ? 1 : 0) : gsl_cdf_flat_Q(1 - *guilty, h->fierce_low, h->fierce_high);
}

/* What i gains by attacking when that is worth x[i] to it. */
static double gain(const cm_hunt *h, const double *x, size_t i)
{
    double attacked = 0, idle = 0, guilty, a[CM_HUNT_MOST + 1];
    attack(h, x, a);
    for (size_t s = 0; s < h->n + 2; s++) {
        double strike = h->chance[i][s] > 0 || h->chance[h->n][s] > 0 ? struck(h, a, i, s, &guilty) : 0;
        attacked += h->chance[i][s] * strike;
        idle += h->chance[h->n][s] * strike;
    }
    return (1 - h->channel[1]) * x[i] - h->channel[0] * (attacked - idle) - h->channel[2] - h->channel[3] * h->chance[i][i];
}

/* One after another to where it neither gains nor loses; false when that does not come to rest. */
static bool one_by_one(const cm_ctx *ctx, const cm_hunt *h, double *x)
{
    double reach = (h->channel[0] + h->channel[2] + h->channel[3] + 1) / (1 - h->channel[1]);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double change = 0;
        for (size_t i = 0; i < h->n; i++) {
            double low = -reach, high = reach, old = x[i];
            for (int k = 0; k < HALVINGS; k++) {
                x[i] = (low + high) / 2;
                if (gain(h, x, i) < 0) low = x[i];
                else high = x[i];
            }
            change = fmax(change, fabs(x[i] - old));
        }
        if (change <= ctx->tol.abs / 16) return true;
    }
    return false;
}

static double sum_of(const cm_hunt *h, const double *x)
{
    double sum = 0, a[CM_HUNT_MOST + 1];
    attack(h, x, a);
    for (size_t i = 0; i < h->n; i++) {
        for (size_t s = 0; s < h->n + 2; s++) sum += joint(h, a, i, s);
    }
    return sum;
}

static cm_status read_cutoffs(cm_ctx *ctx, const cm_hunt *h, const cm_result *result, double *x)
{
    const cm_table *table = cm_result_find(result, "attackers");
    double a[CM_HUNT_MOST + 1];
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != h->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu attackers", h->n);
    CM_TRY(cm_printed_places(ctx, table, "player", 1, h->n));
    for (size_t i = 0; i < h->n; i++) {
        cm_value cutoff = cm_table_get(table, i, "cutoff");
        if (cutoff.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: attacker %zu has no cutoff", i + 1);
        x[i] = cutoff.as.number;
    }
    attack(h, x, a);
    for (size_t i = 0; i < h->n; i++) {
        double sum = 0, off = gain(h, x, i);
        if (!(fabs(off) <= ctx->tol.cert * fmax(1, h->channel[0] + h->channel[2] + h->channel[3]))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at its cutoff attacker %zu gains %.3g by attacking", i + 1, off);
        for (size_t s = 0; s < h->n + 2; s++) sum += joint(h, a, i, s);
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, i, "probability"), sum, "how likely an attacker attacks", i + 1));
    }
out:
    return status;
}

/* Where the only cutoffs found are these, they are reached from below and from above. */
static cm_status check_alone(cm_ctx *ctx, const cm_hunt *h, const double *x, const cm_result *result)
{
    cm_value count = cm_printed_value(result, "equilibria");
    const cm_table *others = cm_result_find(result, "equilibria");
    if (count.kind != CM_INTEGER || count.as.integer < 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no number of equilibria");
    if (count.as.integer == 1 && others == NULL) {
        for (int above = 0; above < 2; above++) {
            double y[CM_HUNT_MOST];
            for (size_t i = 0; i < h->n; i++) y[i] = h->low[i] + (above ? h->width : 0);
            if (!one_by_one(ctx, h, y)) continue;
            for (size_t i = 0; i < h->n; i++) {
                if (!(fabs(y[i] - x[i]) <= 64 * ctx->tol.cert * fmax(1, h->width))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: attacker %zu may also have the cutoff %.12g, not %.12g", i + 1, y[i], x[i]);
            }
        }
        return CM_OK;
    }
    if (others == NULL || others->nrows != (size_t)count.as.integer * h->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the table has not %lld equilibria", (long long)count.as.integer);
    for (size_t k = 0; k < others->nrows; k += h->n) {
        double y[CM_HUNT_MOST];
        for (size_t i = 0; i < h->n; i++) y[i] = cm_table_get(others, k + i, "cutoff").as.number;
        for (size_t i = 0; i < h->n; i++) {
            if (!(fabs(gain(h, y, i)) <= ctx->tol.cert * fmax(1, h->channel[0] + h->channel[2] + h->channel[3]))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu is none", k / h->n + 1);
        }
    }
    return CM_OK;
}

static cm_status check_signals(cm_ctx *ctx, const cm_hunt *h, const double *x, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "signals");
    double all = sum_of(h, x), named = 0, right = 0, wrongly = 0, a[CM_HUNT_MOST + 1];
    cm_status status = CM_OK;
    attack(h, x, a);
    if (table == NULL || table->nrows != h->n * (h->n + 2)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the signals are missing");
    CM_TRY(cm_printed_places(ctx, table, "player", 1, h->n));
    for (size_t s = 0; s < h->n + 2; s++) {
        char place[24];
        (void)snprintf(place, sizeof place, "%zu", s + 1);
        for (size_t i = 0; i < h->n; i++) {
            double guilty, strike = struck(h, a, i, s, &guilty);
            CM_TRY(cm_outcome_word(ctx, cm_table_get(table, s * h->n + i, "signal"), s == h->n ? "somebody" : s > h->n ? "none" : place, "a signal"));
            CM_TRY(cm_printed_near(ctx, cm_table_get(table, s * h->n + i, "belief"), guilty, "a belief", s * h->n + i + 1));
            CM_TRY(cm_printed_near(ctx, cm_table_get(table, s * h->n + i, "strikes"), strike, "a chance to be struck", s * h->n + i + 1));
            for (size_t j = 0; j <= h->n; j++) wrongly += j == i ? 0 : joint(h, a, j, s) * strike;
        }
        for (size_t j = 0; j <= h->n && s < h->n; j++) named += joint(h, a, j, s);
        if (s < h->n) right += joint(h, a, s, s);
    }
    CM_TRY(cm_outcome_maybe(ctx, result, "attribution", all > 0, right / all));
    CM_TRY(cm_outcome_maybe(ctx, result, "accuracy", named > 0, right / named));
    CM_TRY(cm_outcome_maybe(ctx, result, "wrongly", true, wrongly));
out:
    return status;
}

static void add_orders(const double *deterred, unsigned set, double weight, double *share)
{
    double each = weight / (double)(CM_HUNT_CHANNELS - __builtin_popcount(set));
    for (unsigned k = 0; k < CM_HUNT_CHANNELS; k++) {
        if (set >> k & 1u) continue;
        share[k] += each * (deterred[set | 1u << k] - deterred[set]);
        add_orders(deterred, set | 1u << k, each, share);
    }
}

/* Do different beginnings end in different cutoffs? */
static cm_status several_ends(cm_ctx *ctx, const cm_hunt *h, bool *several)
{
    double first[CM_HUNT_MOST], x[CM_HUNT_MOST];
    bool rest = false;
    cm_status status = CM_OK;
    for (size_t start = 0; start < 5; start++) {
        cm_hunt_start(h, start, x);
        CM_TRY(cm_hunt_settle(ctx, h, x, &rest));
        if (start == 0) memcpy(first, x, h->n * sizeof *x);
        for (size_t i = 0; i < h->n; i++) *several = *several || fabs(x[i] - first[i]) > ctx->tol.cert * h->width;
    }
out:
    return status;
}

/* Cells of a row that have nothing to say are none. */
static cm_status are_none(cm_ctx *ctx, const cm_table *table, size_t row, const char *const *columns)
{
    for (; *columns != NULL; columns++) {
        if (cm_table_get(table, row, *columns).kind != CM_NONE) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is given in row %zu where there is none", *columns, row + 1);
    }
    return CM_OK;
}

static cm_status check_channels(cm_ctx *ctx, const cm_hunt *h, const cm_result *result)
{
    static const char *const figures[] = { "alone", "last", "share", NULL };
    const cm_table *table = cm_result_find(result, "channels");
    bool open = cm_printed_value(result, cm_hunt_channels[0]).kind == CM_NONE, several = false;
    double deterred[SUBSETS], share[CM_HUNT_CHANNELS] = { 0 }, zero[CM_HUNT_MOST] = { 0 }, x[CM_HUNT_MOST];
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != CM_HUNT_CHANNELS) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not four channels");
    for (unsigned k = 0; k < CM_HUNT_CHANNELS; k++) CM_TRY(cm_outcome_word(ctx, cm_table_get(table, k, "channel"), cm_hunt_channels[k], "a channel"));
    for (unsigned set = 0; set < SUBSETS; set++) {
        cm_hunt part = *h;
        for (unsigned k = 0; k < CM_HUNT_CHANNELS; k++) part.channel[k] = set >> k & 1u ? h->channel[k] : 0;
        cm_hunt_start(&part, 1, x);
        if (!one_by_one(ctx, &part, x)) return CM_OK;                /* nothing to hold it against */
        deterred[set] = sum_of(h, zero) - sum_of(h, x);
        if (open && !several) CM_TRY(several_ends(ctx, &part, &several));
    }
    if (open && !several) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: what channels deter is left open, and need not be"));
    add_orders(deterred, 0, 1, share);
    for (unsigned k = 0; k < CM_HUNT_CHANNELS; k++) {
        if (open && cm_printed_value(result, cm_hunt_channels[k]).kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is given where there is none", cm_hunt_channels[k]));
        if (open) CM_TRY(are_none(ctx, table, k, figures));
        if (open) continue;
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "alone"), deterred[1u << k], "what a channel deters alone", k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "last"), deterred[SUBSETS - 1] - deterred[SUBSETS - 1 - (1u << k)], "what a channel adds to the others", k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "share"), share[k], "the share of a channel", k + 1));
        CM_TRY(cm_outcome_maybe(ctx, result, cm_hunt_channels[k], true, share[k]));
    }
out:
    return status;
}

/* Where y, found one by one, has another number of attacks than is printed: cutoffs that were reached from x, if these too
 * are such that nobody gains. */
static cm_status other_end(cm_ctx *ctx, const cm_hunt *h, const double *x, cm_value attacks, double *y)
{
    double z[CM_HUNT_MOST];
    bool rest = false, even = true;
    cm_status status;
    if (attacks.kind != CM_NUMBER || fabs(attacks.as.number - sum_of(h, y)) <= ctx->tol.cert) return CM_OK;
    memcpy(z, x, h->n * sizeof *z);
    CM_TRY(cm_hunt_settle(ctx, h, z, &rest));
    for (size_t i = 0; i < h->n; i++) even = even && fabs(gain(h, z, i)) <= ctx->tol.cert * fmax(1, h->channel[0] + h->channel[2] + h->channel[3]);
    if (rest && even) memcpy(y, z, h->n * sizeof *z);
out:
    return status;
}

static cm_status check_changes(cm_ctx *ctx, const cm_hunt *h, double step, const double *x, const cm_result *result)
{
    static const char *const names[] = { "by_detection", "by_identification", "by_false_alarm", "by_mistaken", "by_ambiguous" }, *const figures[] = { "attacks", "difference", NULL };
    const cm_table *table = cm_result_find(result, "changes");
    cm_value backfires = cm_printed_value(result, "backfires");
    bool worse = false;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != CM_HUNT_CHANGES || backfires.kind != CM_TRUTH) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not five changes");
    for (size_t k = 0; k < CM_HUNT_CHANGES; k++) {
        cm_hunt other;
        double y[CM_HUNT_MOST], rise;
        bool fits = cm_hunt_changed(h, k, step, &other);
        CM_TRY(cm_outcome_word(ctx, cm_table_get(table, k, "change"), cm_hunt_changes[k], "a change"));
        memcpy(y, x, h->n * sizeof *y);
        if (fits && !one_by_one(ctx, &other, y)) continue;            /* nothing to hold it against */
        if (fits && cm_table_get(table, k, "attacks").kind == CM_NONE && cm_printed_value(result, names[k]).kind == CM_NONE) {
            bool rest = false;
            memcpy(y, x, h->n * sizeof *y);
            CM_TRY(cm_hunt_settle(ctx, &other, y, &rest));
            if (rest) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a change is left open, and need not be"));
            CM_TRY(are_none(ctx, table, k, figures));
            continue;
        }
        if (fits) CM_TRY(other_end(ctx, &other, x, cm_table_get(table, k, "attacks"), y));
        rise = fits ? sum_of(&other, y) - sum_of(h, x) : 0;
        CM_TRY(cm_outcome_maybe(ctx, result, names[k], fits, rise));
        if (!fits) CM_TRY(are_none(ctx, table, k, figures));
        if (fits) CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "attacks"), sum_of(&other, y), "attacks after a change", k + 1));
        if (fits) CM_TRY(cm_printed_near(ctx, cm_table_get(table, k, "difference"), rise, "the difference of a change", k + 1));
    }
    for (size_t k = 0; k < CM_HUNT_CHANGES; k++) worse = worse || (cm_printed_value(result, names[k]).kind == CM_NUMBER && cm_printed_value(result, names[k]).as.number > ctx->tol.cert);
    if (worse != backfires.as.truth) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether a change backfires is not as its row says"));
out:
    return status;
}

cm_status cm_deterrence_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_deterrence_params *p = params;
    double x[CM_HUNT_MOST] = { 0 }, mean = 0;
    cm_hunt h;
    cm_status status;
    (void)game;
    CM_TRY(cm_hunt_open(ctx, p, &h));
    CM_TRY(read_cutoffs(ctx, &h, result, x));
    for (size_t i = 0; i < h.n; i++) mean += x[i];
    CM_TRY(cm_outcome_maybe(ctx, result, "attacks", true, sum_of(&h, x)));
    CM_TRY(cm_outcome_maybe(ctx, result, "cutoff", true, mean / (double)h.n));
    CM_TRY(cm_outcome_maybe(ctx, result, "deterred", true, 1 - sum_of(&h, x) / h.opportunity));
    CM_TRY(check_alone(ctx, &h, x, result));
    CM_TRY(check_signals(ctx, &h, x, result));
    CM_TRY(check_channels(ctx, &h, result));
    CM_TRY(check_changes(ctx, &h, p->step, x, result));
out:
    return status;
}
