/* treeplay_table.c: behaviour strategies printed, and read back. */
#include "solver/strategic/treeplay.h"

#include <math.h>
#include <string.h>

const char *cm_treeplay_set_name(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t h)
{
    const char *name = efg->set[h].name;
    bool clear = name != NULL && name[0] != '\0';
    for (size_t k = 0; clear && k < efg->nsets; k++) {
        if (k != h && efg->set[k].name != NULL && strcmp(efg->set[k].name, name) == 0) clear = false;
    }
    return clear ? name : cm_format(ctx, arena, "#%zu", h + 1);
}

cm_status cm_treeplay_cells(cm_ctx *ctx, cm_result *result, const cm_treeplay *t, const cm_rat *r, cm_value *number, cm_value *exact)
{
    const char *text = t->exact ? cm_rat_text(ctx, result->arena, r) : NULL;
    if (t->exact && text == NULL) return ctx->status;
    *number = cm_number(cm_rat_value(r));
    *exact = text != NULL ? cm_text(text) : cm_none();
    return CM_OK;
}

cm_status cm_treeplay_print(cm_ctx *ctx, cm_result *result, cm_table *table, cm_treeplay *t, int64_t number, const cm_rat *mix)
{
    const cm_efg *efg = t->efg;
    cm_status status = CM_OK;
    cm_treeplay_reach(t, mix, SIZE_MAX);
    for (size_t h = 0; h < efg->nsets; h++) {
        const cm_efg_set *set = &efg->set[h];
        const char *name = cm_treeplay_set_name(ctx, result->arena, efg, h);
        bool reached = false;
        if (name == NULL) CM_LEAVE(ctx->status);
        for (size_t k = 0; k < set->nnodes; k++) reached = reached || cm_rat_sign(&t->reach[set->node[k]]) > 0;
        for (size_t a = 0; a < set->nactions; a++) {
            cm_value row[] = { cm_integer(number), cm_text(efg->player[set->player]), cm_text(name), cm_text(set->action[a]), cm_none(), cm_none(), cm_truth(reached) };
            CM_TRY(cm_treeplay_cells(ctx, result, t, &mix[t->base[h] + a], &row[4], &row[5]));
            CM_TRY(cm_table_row(ctx, result, table, row));
        }
    }
out:
    return status;
}

cm_status cm_treeplay_print_payoffs(cm_ctx *ctx, cm_result *result, cm_table *table, cm_treeplay *t, int64_t number, const cm_rat *mix)
{
    cm_status status = CM_OK;
    for (size_t i = 0; i < t->efg->n; i++) {
        cm_value row[] = { cm_integer(number), cm_text(t->efg->player[i]), cm_none(), cm_none() };
        cm_treeplay_value(t, i, mix, NULL, 0);
        CM_TRY(cm_treeplay_cells(ctx, result, t, &t->value[0], &row[2], &row[3]));
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

bool cm_treeplay_same(const cm_ctx *ctx, const cm_treeplay *t, const cm_rat *a, const cm_rat *b, bool fractions)
{
    if (fractions) return cm_rat_compare(a, b) == 0;
    return fabs(cm_rat_value(a) - cm_rat_value(b)) <= ctx->tol.cert * t->scale;
}

bool cm_treeplay_above(const cm_ctx *ctx, const cm_treeplay *t, const cm_rat *a, const cm_rat *b, bool fractions)
{
    return cm_rat_compare(a, b) > 0 && !cm_treeplay_same(ctx, t, a, b, fractions);
}

cm_status cm_treeplay_read_cell(cm_ctx *ctx, cm_value number, cm_value exact, cm_rat *out, bool *fractions)
{
    cm_frac frac;
    if (number.kind != CM_NUMBER || !cm_rat_set_double(out, number.as.number)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a number is missing");
    if (exact.kind != CM_TEXT || !cm_frac_parse(exact.as.text, &frac)) {
        *fractions = false;                  /* a fraction too long for 64 bits is held to the tolerance, by its number */
        return CM_OK;
    }
    cm_rat_set_ratio(out, frac.num, frac.den);
    if (cm_close(&ctx->tol, number.as.number, cm_rat_value(out))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is not %s", number.as.number, exact.as.text);
}

static bool is_text(cm_value value, const char *text)
{
    return value.kind == CM_TEXT && strcmp(value.as.text, text) == 0;
}

static cm_status read_set(cm_ctx *ctx, const cm_treeplay *t, const cm_table *table, const char *action, int64_t number,
                          size_t h, cm_rat *mix, bool *fractions, cm_rat *sum)
{
    const cm_efg_set *set = &t->efg->set[h];
    size_t row = ((size_t)number - 1) * t->nactions + t->base[h];
    bool all = true;
    cm_rat_set_ratio(sum, 0, 1);
    for (size_t a = 0; a < set->nactions; a++) {
        cm_rat *p = &mix[t->base[h] + a];
        cm_value which = cm_table_get(table, row + a, "equilibrium");
        if (which.kind != CM_INTEGER || which.as.integer != number || !is_text(cm_table_get(table, row + a, action), set->action[a]) ||
            !is_text(cm_table_get(table, row + a, "player"), t->efg->player[set->player])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not action '%s' of equilibrium %lld", row + a + 1, set->action[a], (long long)number);
        }
        if (cm_treeplay_read_cell(ctx, cm_table_get(table, row + a, "probability"), cm_table_get(table, row + a, "exact"), p, &all) != CM_OK) return ctx->status;
        if (cm_rat_sign(p) < 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has the probability %.12g", set->action[a], cm_rat_value(p));
        cm_rat_add(sum, sum, p);
    }
    *fractions = *fractions && all;
    if (all ? cm_rat_value(sum) == 1 : fabs(cm_rat_value(sum) - 1) <= ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the probabilities of set %zu add up to %.12g", h + 1, cm_rat_value(sum));
}

cm_status cm_treeplay_read(cm_ctx *ctx, const cm_treeplay *t, const cm_table *table, const char *action, int64_t number,
                           cm_rat *mix, bool *fractions)
{
    cm_rat sum = { 0, 0 };
    cm_status status = CM_OK;
    if (table == NULL || number < 1 || table->nrows < (size_t)number * t->nactions) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %lld has not a row for each action", (long long)number);
    }
    for (size_t h = 0; h < t->efg->nsets && status == CM_OK; h++) {
        status = read_set(ctx, t, table, action, number, h, mix, fractions, &sum);
    }
    cm_rat_clear(&sum);
    return status;
}

cm_status cm_treeplay_check_payoffs(cm_ctx *ctx, cm_treeplay *t, const cm_table *table, int64_t number, const cm_rat *mix,
                                    bool fractions)
{
    size_t n = t->efg->n, row = ((size_t)number - 1) * n;
    cm_rat printed = { 0, 0 };
    cm_status status = CM_OK;
    if (table == NULL || table->nrows < row + n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %lld has no payoffs", (long long)number);
    for (size_t i = 0; i < n; i++) {
        bool all = fractions;
        CM_TRY(cm_treeplay_read_cell(ctx, cm_table_get(table, row + i, "value"), cm_table_get(table, row + i, "exact"), &printed, &all));
        cm_treeplay_value(t, i, mix, NULL, 0);
        if (is_text(cm_table_get(table, row + i, "player"), t->efg->player[i]) && cm_treeplay_same(ctx, t, &printed, &t->value[0], all)) continue;
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' gets %.12g, not %.12g", t->efg->player[i], cm_rat_value(&t->value[0]), cm_rat_value(&printed)));
    }
out:
    cm_rat_clear(&printed);
    return status;
}
