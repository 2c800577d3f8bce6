/* payoff.c: printing payoffs, reading them back. */
#include "solver/coop/payoff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cm_status cm_payoff_print(cm_ctx *ctx, cm_result *result, const char *name, const cm_tu *tu, const double *x, const cm_rat *exact)
{
    static const char *const columns[] = { "player", "value", "exact", NULL };
    double total = 0;
    cm_rat sum = { 0, 0 };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, name, columns, &table));
    for (size_t i = 0; i < tu->n; i++) {
        char *text = exact != NULL ? cm_rat_text(ctx, result->arena, &exact[i]) : NULL;
        cm_value row[] = { cm_text(tu->player[i]), cm_number(x[i]), text != NULL ? cm_text(text) : cm_none() };
        if (exact != NULL && text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
        total += x[i];
        if (exact != NULL) cm_rat_add(&sum, &sum, &exact[i]);
    }
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(exact != NULL ? cm_rat_value(&sum) : total)));
out:
    cm_rat_clear(&sum);
    return status;
}

/* Digits of any length, with a sign, and a bar: built up in parts of nine digits. */
static bool whole(const char *text, size_t length, cm_rat *out)
{
    cm_rat part = { 0, 0 }, power = { 0, 0 };
    bool minus = length > 0 && *text == '-', good = length > (minus ? 1u : 0u);
    size_t at = minus ? 1 : 0;
    cm_rat_set_ratio(out, 0, 1);
    while (good && at < length) {
        int64_t digits = 0, ten = 1;
        for (size_t k = 0; k < 9 && at < length; k++, at++) {
            if (text[at] < '0' || text[at] > '9') good = false;
            digits = digits * 10 + (text[at] - '0');
            ten *= 10;
        }
        cm_rat_set_ratio(&part, digits, 1);
        cm_rat_set_ratio(&power, ten, 1);
        cm_rat_mul(out, out, &power);
        cm_rat_add(out, out, &part);
    }
    cm_rat_set_ratio(&part, -1, 1);
    if (good && minus) cm_rat_mul(out, out, &part);
    cm_rat_clear(&part);
    cm_rat_clear(&power);
    return good;
}

bool cm_payoff_fraction(const char *text, cm_rat *out)
{
    const char *bar = strchr(text, '/');
    cm_rat den = { 0, 0 };
    bool good = whole(text, bar != NULL ? (size_t)(bar - text) : strlen(text), out);
    if (good && bar != NULL) {
        good = whole(bar + 1, strlen(bar + 1), &den) && cm_rat_sign(&den) > 0;
        if (good) cm_rat_div(out, out, &den);
    }
    cm_rat_clear(&den);
    return good;
}

cm_status cm_payoff_read(cm_ctx *ctx, const cm_result *result, const char *name, const cm_tu *tu, double *x, cm_rat **exact)
{
    const cm_table *table = cm_result_find(result, name);
    const cm_value *total = cm_result_get(result, "total");
    double sum = 0;
    bool all = true;
    *exact = NULL;
    if (table == NULL || table->nrows != tu->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has not a row for each player", name);
    *exact = cm_rats_new(ctx, tu->n);
    if (*exact == NULL) return ctx->status;
    for (size_t i = 0; i < tu->n; i++) {
        cm_value player = cm_table_get(table, i, "player"), value = cm_table_get(table, i, "value"), text = cm_table_get(table, i, "exact");
        if (player.kind != CM_TEXT || strcmp(player.as.text, tu->player[i]) != 0 || value.kind != CM_NUMBER || !isfinite(value.as.number)) {
            cm_rats_free(*exact, tu->n);
            *exact = NULL;
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of '%s' is not the payoff of '%s'", i + 1, name, tu->player[i]);
        }
        x[i] = value.as.number;
        sum += x[i];
        if (text.kind != CM_TEXT || !cm_payoff_fraction(text.as.text, &(*exact)[i])) all = false;
        else if (!cm_close(&ctx->tol, cm_rat_value(&(*exact)[i]), x[i])) {
            cm_rats_free(*exact, tu->n);
            *exact = NULL;
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s and %.17g are two payoffs of '%s'", text.as.text, x[i], tu->player[i]);
        }
    }
    if (total == NULL || total->kind != CM_NUMBER || !(fabs(total->as.number - sum) <= ctx->tol.cert * fmax(1, fabs(sum)))) {
        cm_rats_free(*exact, tu->n);
        *exact = NULL;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the payoffs add up to %.12g, and that is not the total", sum);
    }
    if (!all) {
        cm_rats_free(*exact, tu->n);
        *exact = NULL;
    }
    return CM_OK;
}

void cm_balance_prepare(cm_balance *b)
{
    cm_rat all[CM_TU_MOST + 1] = { { 0, 0 } };
    for (size_t i = 0; i < b->tu->n; i++) cm_rat_set(&all[i], &b->x[i]);
    cm_rat_set(&all[b->tu->n], b->bar);
    if (!cm_rats_whole(all, b->tu->n + 1, b->whole, &b->denominator)) b->denominator = 0;
    for (size_t i = 0; i <= b->tu->n; i++) cm_rat_clear(&all[i]);
}

__extension__ typedef __int128 wide;

static int whole_sign(const cm_balance *b, uint32_t mask)
{
    wide left = (wide)(int64_t)b->tu->worth[mask] * b->denominator - (wide)b->whole[b->tu->n] * (b->per_capita ? __builtin_popcount(mask) : 1);
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) left -= b->whole[__builtin_ctz(rest)];
    return (left > 0) - (left < 0);
}

int cm_balance_sign(cm_balance *b, uint32_t mask)
{
    double worth = b->tu->worth[mask];
    if (b->denominator > 0 && fabs(worth) < 0x1p50 && !(fabs(worth - floor(worth)) > 0)) return whole_sign(b, mask);
    (void)cm_rat_set_double(&b->worth, b->tu->worth[mask]);
    cm_rat_set_ratio(&b->size, b->per_capita ? __builtin_popcount(mask) : 1, 1);
    cm_rat_mul(&b->sum, &b->size, b->bar);
    for (uint32_t left = mask; left != 0; left &= left - 1) cm_rat_add(&b->sum, &b->sum, &b->x[__builtin_ctz(left)]);
    return cm_rat_compare(&b->worth, &b->sum);
}

void cm_balance_free(cm_balance *b)
{
    cm_rat_clear(&b->sum);
    cm_rat_clear(&b->worth);
    cm_rat_clear(&b->size);
}
