/* forum_check.c: the certificate of the choice of forum.
 *
 * The best sequence is found again: exchanging two neighbours cannot help when they stand in the order of
 * (p u - c) / (1 - d (1 - p)), so that only which are tried is left to choose, one after another in that order. */
#include <math.h>
#include <string.h>

#include "solver/forum/forum.h"
#include "solver/forum/outcome.h"

/* The most that up to `attempts` tries bring. */
static double best_sequence(const cm_shop *shop, const double *chance, size_t chooser)
{
    double worth[CM_FORUM_MOST], stay[CM_FORUM_MOST], best[CM_FORUM_ATTEMPTS + 1] = { 0 };
    size_t count = 0;
    for (size_t v = 0; v < shop->v; v++) {
        double r = chance[v] * cm_shop_gain(shop, chooser, v) - shop->cost[v], q = shop->p->patience * (1 - chance[v]);
        size_t at = count;
        if (!(r > 0)) continue;
        while (at > 0 && worth[at - 1] * (1 - q) > r * (1 - stay[at - 1])) {              /* the last comes first: least ratio at the end of the talks */
            worth[at] = worth[at - 1];
            stay[at] = stay[at - 1];
            at--;
        }
        worth[at] = r;
        stay[at] = q;
        count++;
    }
    for (size_t v = 0; v < count; v++) {
        for (size_t k = shop->attempts; k > 0; k--) best[k] = fmax(best[k], worth[v] + stay[v] * best[k - 1]);
    }
    return best[shop->attempts];
}

/* What a player has, summed over where talks end. */
static double forward(const cm_shop *shop, const double *chance, const cm_course *course, size_t player)
{
    double sum = 0, reached = 1;
    for (size_t k = 0; k < course->length; k++) {
        size_t v = course->venue[k];
        sum += reached * chance[v] * cm_shop_gain(shop, player, v) - reached * shop->cost[v];
        reached *= (1 - chance[v]) * shop->p->patience;
    }
    return sum;
}

static cm_status read_course(cm_ctx *ctx, const cm_shop *shop, const cm_table *table, size_t row, cm_course *course)
{
    static const char *const columns[] = { "venue", "second", "third", "fourth" };
    bool ended = false;
    *course = (cm_course){ 0 };
    for (size_t k = 0; k < CM_FORUM_ATTEMPTS; k++) {
        cm_value venue = cm_table_get(table, row, columns[k]);
        ended = ended || venue.kind == CM_NONE;
        if (ended && venue.kind == CM_NONE) continue;
        if (ended || venue.kind != CM_INTEGER || venue.as.integer < 1 || (size_t)venue.as.integer > shop->v) return cm_fail(ctx, CM_E_NUMERIC, "certificate: player %zu tries no venue", row + 1);
        for (size_t j = 0; j < k; j++) {
            if (course->venue[j] == (size_t)venue.as.integer - 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: player %zu tries a venue twice", row + 1);
        }
        course->venue[course->length++] = (size_t)venue.as.integer - 1;
    }
    return CM_OK;
}

static cm_status check_choice(cm_ctx *ctx, const cm_shop *shop, const double *chance, size_t row, size_t chooser, const cm_course *course)
{
    const cm_forum_params *p = shop->p;
    size_t most = strcmp(p->manner, "sequence") == 0 ? shop->attempts : 1, taken = course->length > 0 ? course->venue[0] : shop->v;
    double got = forward(shop, chance, course, chooser), scale = 1;
    for (size_t v = 0; v < shop->v; v++) scale = fmax(scale, fabs(cm_shop_gain(shop, chooser, v)));
    if (strcmp(p->chooser, "precedent") == 0) {
        bool same = p->precedent > 0 ? course->length == 1 && taken == (size_t)p->precedent - 1 : course->length == 0;
        return same ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: player %zu does not keep to the precedent", row + 1);
    }
    if (course->length > most) return cm_fail(ctx, CM_E_NUMERIC, "certificate: player %zu tries %zu venues", row + 1, course->length);
    if (strcmp(p->manner, "satisficing") == 0) {
        for (size_t v = 0; v < shop->v; v++) {
            bool enough = chance[v] * cm_shop_gain(shop, chooser, v) - shop->cost[v] >= p->aspiration;
            if (v < taken ? enough : v == taken && !enough) return cm_fail(ctx, CM_E_NUMERIC, "certificate: for player %zu venue %zu is not the first that is good enough", row + 1, taken + 1);
        }
        return CM_OK;
    }
    if (strcmp(p->manner, "sequence") == 0) {
        double best = best_sequence(shop, chance, chooser);
        if (!(got >= best - ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: another sequence is worth %.12g to player %zu, and not %.12g", best, row + 1, got);
        return CM_OK;
    }
    for (size_t v = 0; v <= shop->v; v++) {
        double other = v < shop->v ? chance[v] * cm_shop_gain(shop, chooser, v) - shop->cost[v] : 0;
        if (!(got >= other - ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: another venue is worth %.12g to player %zu, and not %.12g", other, row + 1, got);
    }
    return CM_OK;
}

static cm_status read_choices(cm_ctx *ctx, const cm_shop *shop, const double *chance, const cm_table *table, cm_shopping *out)
{
    bool own = strcmp(shop->p->chooser, "initiator") == 0;
    cm_status status = CM_OK;
    *out = (cm_shopping){ 0 };
    if (table == NULL || table->nrows != shop->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not a choice for each of %zu players", shop->n);
    CM_TRY(cm_printed_places(ctx, table, "player", 1, shop->n));
    for (size_t i = 0; i < shop->n; i++) {
        const cm_course *c = &out->course[i];
        double open = 1;
        CM_TRY(read_course(ctx, shop, table, i, &out->course[i]));
        CM_TRY(check_choice(ctx, shop, chance, i, own ? i : shop->n, c));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, i, "value"), forward(shop, chance, c, i), "the value of a choice", i + 1));
        for (size_t k = 0; k < c->length; k++) {
            out->agreement += shop->power[i] * open * chance[c->venue[k]];
            open *= 1 - chance[c->venue[k]];
        }
        if (c->length > 0) out->chosen[c->venue[0]] += shop->power[i];
        for (size_t j = 0; j < shop->n; j++) out->gain[j] += shop->power[i] * forward(shop, chance, c, j);
    }
out:
    return status;
}

static cm_status check_tables(cm_ctx *ctx, const cm_shop *shop, const cm_shopping *now, const cm_shopping *then, const cm_result *result)
{
    const cm_table *venues = cm_result_find(result, "venues"), *gains = cm_result_find(result, "gains"), *index = cm_result_find(result, "index");
    cm_status status = CM_OK;
    if (venues == NULL || gains == NULL || index == NULL || venues->nrows != shop->v || gains->nrows != shop->n || index->nrows != shop->n * shop->v) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a table is missing");
    CM_TRY(cm_printed_places(ctx, venues, "venue", 1, shop->v));
    CM_TRY(cm_printed_places(ctx, gains, "player", 1, shop->n));
    CM_TRY(cm_printed_places(ctx, index, "player", shop->v, shop->n));
    CM_TRY(cm_printed_places(ctx, index, "venue", 1, shop->v));
    for (size_t v = 0; v < shop->v; v++) {
        const double want[] = { shop->chance[v], shop->cost[v], now->chosen[v], shop->after[v], then->chosen[v] };
        for (size_t c = 0; c < 5; c++) CM_TRY(cm_printed_near(ctx, venues->cell[v * venues->ncolumns + c + 1], want[c], venues->column[c + 1], v + 1));
    }
    for (size_t i = 0; i < shop->n; i++) {
        const double want[] = { shop->power[i], now->gain[i], then->gain[i] };
        for (size_t c = 0; c < 3; c++) CM_TRY(cm_printed_near(ctx, gains->cell[i * gains->ncolumns + c + 1], want[c], gains->column[c + 1], i + 1));
    }
    for (size_t k = 0; k < index->nrows; k++) {
        double p = shop->chance[k % shop->v], r = p * cm_shop_gain(shop, k / shop->v, k % shop->v) - shop->cost[k % shop->v];
        cm_value price = cm_table_get(index, k, "reservation");
        CM_TRY(cm_printed_near(ctx, cm_table_get(index, k, "value"), r, "a value", k + 1));
        if (p > 0) CM_TRY(cm_printed_near(ctx, price, r / p, "a reservation price", k + 1));                  /* at which another try is worth nothing: p (u - z) = c */
    }
out:
    return status;
}

cm_status cm_forum_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_forum_params *p = params;
    cm_value chosen = cm_printed_value(result, "chosen");
    double gain = 0, later = 0, power = 0, moved = 0, most = 0;
    cm_shop shop;
    cm_shopping now, then;
    cm_status status;
    (void)game;
    CM_TRY(cm_shop_open(ctx, p, &shop));
    CM_TRY(read_choices(ctx, &shop, shop.chance, cm_result_find(result, "choices"), &now));
    then = now;
    if (p->changed > 0) CM_TRY(read_choices(ctx, &shop, shop.after, cm_result_find(result, "choices_after"), &then));
    CM_TRY(check_tables(ctx, &shop, &now, &then, result));
    for (size_t i = 0; i < shop.n; i++) {
        size_t from = now.course[i].length > 0 ? now.course[i].venue[0] : shop.v, to = then.course[i].length > 0 ? then.course[i].venue[0] : shop.v;
        gain += now.gain[i];
        later += then.gain[i];
        power += now.gain[i] * shop.power[i];
        if (from < shop.v && from != to) moved += shop.power[i];
    }
    for (size_t v = 0; v < shop.v; v++) most = fmax(most, now.chosen[v]);
    CM_TRY(cm_outcome_maybe(ctx, result, "agreement", true, now.agreement));
    CM_TRY(cm_outcome_maybe(ctx, result, "gain", true, gain / (double)shop.n));
    CM_TRY(cm_outcome_maybe(ctx, result, "power_gain", true, power));
    CM_TRY(cm_outcome_maybe(ctx, result, "concentration", true, most));
    if (most > 0 ? chosen.kind != CM_INTEGER || chosen.as.integer < 1 || (size_t)chosen.as.integer > shop.v || !(now.chosen[chosen.as.integer - 1] >= most - ctx->tol.cert) : chosen.kind != CM_NONE) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: another venue is chosen more often"));
    }
    CM_TRY(cm_outcome_maybe(ctx, result, "agreement_after", p->changed > 0, then.agreement));
    CM_TRY(cm_outcome_maybe(ctx, result, "gain_after", p->changed > 0, later / (double)shop.n));
    CM_TRY(cm_outcome_maybe(ctx, result, "moved", p->changed > 0, moved));
out:
    return status;
}
