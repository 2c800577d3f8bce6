/* bargain_print.c: a bargain as tables, read back, and counted again. */
#include <math.h>
#include <string.h>

#include "solver/bargain/bargain.h"

const char *const cm_bargain_summary[] = {
    "gain", "product", "least_gain", "total_gain", "distance", "inequality", NULL
};

static cm_value number_or_none(double x)
{
    return isfinite(x) ? cm_number(x) : cm_none();
}

/* What each gains: nothing where there is no agreement. */
static double gain_of(const cm_bargain *b, const cm_bargain_answer *answer, size_t i)
{
    return answer->gain ? cm_bargain_gain(b, i, answer->y) : 0;
}

typedef struct counted {
    double product, least, total, distance, gini;
} counted;

static cm_status count(cm_ctx *ctx, const cm_bargain *b, const double *p, const cm_bargain_answer *answer, counted *c)
{
    cm_arena scratch = { NULL };
    double *gain = CM_NEW(ctx, &scratch, b->n, double), log_product = 0;
    *c = (counted){ .least = HUGE_VAL };
    for (size_t i = 0; gain != NULL && i < b->n; i++) {
        gain[i] = gain_of(b, answer, i);
        c->total += gain[i];
        if (b->counts[i]) c->least = fmin(c->least, gain[i]);
        if (b->counts[i] && p[i] > 0) log_product += p[i] * log(gain[i]);
    }
    if (gain != NULL) {
        c->product = answer->gain ? exp(log_product) : 0;
        c->distance = cm_bargain_distance(b->game, answer->y);
        c->gini = cm_bargain_gini(gain, b->n);
    }
    cm_arena_free(&scratch);
    return ctx->status;
}

static cm_status print_point(cm_ctx *ctx, cm_result *result, const cm_bargain *b, const char *name, const double *y)
{
    static const char *const columns[] = { "issue", "value", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, name, columns, &table));
    for (size_t k = 0; k < b->d; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(b->game->issue[k]), cm_number(y[k]) }));
    }
out:
    return status;
}

static cm_status print_gains(cm_ctx *ctx, cm_result *result, const cm_bargain *b, const cm_bargain_answer *answer,
                             double total)
{
    static const char *const columns[] = { "player", "gain", "share", "ideal", "ideal_share", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "gains", columns, &table));
    for (size_t i = 0; i < b->n; i++) {
        double gain = gain_of(b, answer, i), ideal = answer->ideal[i];
        cm_value row[] = { cm_text(b->game->player[i]), cm_number(gain),
                           total > 0 ? cm_number(gain / total) : cm_none(), number_or_none(ideal),
                           number_or_none(ideal > 0 ? gain / ideal : (double)NAN) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status print_stages(cm_ctx *ctx, cm_result *result, const cm_bargain_answer *answer)
{
    static const char *const columns[] = { "stage", "level", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "stages", columns, &table));
    for (size_t s = 0; s < answer->stages; s++) {
        CM_TRY(
            cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)s + 1), cm_number(answer->level[s]) }));
    }
out:
    return status;
}

static cm_status print_weights(cm_ctx *ctx, cm_result *result, const cm_bargain *b, const cm_bargain_answer *answer)
{
    static const char *const columns[] = { "stage", "player", "weight", NULL };
    cm_table *weights;
    cm_status status;
    if (answer->staged) CM_TRY(print_stages(ctx, result, answer));
    CM_TRY(cm_result_table(ctx, result, "weights", columns, &weights));
    for (size_t j = 0; j < answer->stages * b->n; j++) {
        double w = answer->weight[j];
        cm_value stage = cm_integer((int64_t)(j / b->n) + 1);
        if (w == 0) continue;
        CM_TRY(cm_table_row(ctx, result, weights,
                            (cm_value[]){ stage, cm_text(b->game->player[j % b->n]), cm_number(w) }));
    }
out:
    return status;
}

static cm_status print_ideals(cm_ctx *ctx, cm_result *result, const cm_bargain *b, const cm_bargain_answer *answer)
{
    static const char *const at_columns[] = { "player", "issue", "value", NULL }, *const columns[] = { "player",
                                                                                                       "other", "price",
                                                                                                       NULL };
    cm_table *at, *prices;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "ideals", at_columns, &at));
    CM_TRY(cm_result_table(ctx, result, "prices", columns, &prices));
    for (size_t i = 0; i < b->n; i++) {
        cm_value player = cm_text(b->game->player[i]);
        if (isnan(answer->ideal[i])) continue;
        for (size_t k = 0; k < b->d; k++) {
            CM_TRY(cm_table_row(
                ctx, result, at,
                (cm_value[]){ player, cm_text(b->game->issue[k]), cm_number(answer->ideal_at[i * b->d + k]) }));
        }
        for (size_t j = 0; j < b->n; j++) {
            double price = answer->price[i * b->n + j];
            if (price == 0) continue;
            CM_TRY(cm_table_row(ctx, result, prices,
                                (cm_value[]){ player, cm_text(b->game->player[j]), cm_number(price) }));
        }
    }
out:
    return status;
}

static cm_status print_notes(cm_ctx *ctx, cm_result *result, const cm_bargain *b, const cm_bargain_answer *answer)
{
    cm_status status = CM_OK;
    for (size_t i = 0; i < b->n; i++) {
        char *text;
        if (b->counts[i]) continue;
        text = cm_format(ctx, result->arena, "Nothing that is bargained over matters to '%s', who is left out.",
                         b->game->player[i]);
        if (text == NULL) return ctx->status;
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (!b->open)
        CM_TRY(cm_result_note(ctx, result, "The red lines of all leave no policy: there is nothing to bargain over."));
    else if (!answer->gain)
        CM_TRY(cm_result_note(ctx, result,
                              "No policy gives everybody a gain at once: the status quo stays, and nobody gains."));
    else if (b->game->utility == CM_CITYBLOCK)
        CM_TRY(cm_result_note(
            ctx, result, "With city-block utility other policies may do as well: the point need not be the only one."));
out:
    return status;
}

cm_status cm_bargain_print(cm_ctx *ctx, cm_result *result, const cm_bargain *b, const double *p,
                           const cm_bargain_answer *answer)
{
    counted c;
    cm_status status;
    CM_TRY(count(ctx, b, p, answer, &c));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_truth(answer->gain)));
    CM_TRY(cm_result_set(ctx, result, "product", number_or_none(c.product)));
    CM_TRY(cm_result_set(ctx, result, "least_gain", number_or_none(c.least)));
    CM_TRY(cm_result_set(ctx, result, "total_gain", cm_number(c.total)));
    CM_TRY(cm_result_set(ctx, result, "distance", cm_number(c.distance)));
    CM_TRY(cm_result_set(ctx, result, "inequality", number_or_none(c.gini)));
    CM_TRY(print_point(ctx, result, b, "point", answer->y));
    CM_TRY(print_gains(ctx, result, b, answer, c.total));
    if (!answer->gain) CM_TRY(print_point(ctx, result, b, "nearest", answer->near));
    CM_TRY(print_weights(ctx, result, b, answer));
    if (answer->gain) CM_TRY(print_ideals(ctx, result, b, answer));
    CM_TRY(print_notes(ctx, result, b, answer));
out:
    return status;
}

static double cell(const cm_table *table, size_t row, const char *column)
{
    cm_value value = table == NULL || row >= table->nrows ? cm_none() : cm_table_get(table, row, column);
    return value.kind == CM_NUMBER ? value.as.number : (double)NAN;
}

/* The index of the id in a cell; n when it is none. */
static size_t who(const cm_table *table, size_t row, const char *column, const char *const *ids, size_t n)
{
    cm_value value = cm_table_get(table, row, column);
    for (size_t i = 0; i < n && value.kind == CM_TEXT; i++) {
        if (strcmp(ids[i], value.as.text) == 0) return i;
    }
    return n;
}

static cm_status read_weights(cm_ctx *ctx, const cm_bargain *b, const cm_result *result, cm_bargain_answer *answer)
{
    const cm_table *stages = cm_result_find(result, "stages"), *weights = cm_result_find(result, "weights");
    answer->stages = stages == NULL ? 1 : stages->nrows;
    if (answer->stages > b->n)
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu stages for %zu members", answer->stages, b->n);
    for (size_t s = 0; s < answer->stages && stages != NULL; s++) answer->level[s] = cell(stages, s, "level");
    for (size_t r = 0; weights != NULL && r < weights->nrows; r++) {
        size_t i = who(weights, r, "player", b->game->player, b->n);
        cm_value stage = cm_table_get(weights, r, "stage");
        if (i == b->n || stage.kind != CM_INTEGER || stage.as.integer < 1 ||
            (size_t)stage.as.integer > answer->stages) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the weights is nobody's", r);
        }
        answer->weight[((size_t)stage.as.integer - 1) * b->n + i] = cell(weights, r, "weight");
    }
    return CM_OK;
}

static cm_status read_ideals(cm_ctx *ctx, const cm_bargain *b, const cm_result *result, cm_bargain_answer *answer)
{
    const cm_table *at = cm_result_find(result, "ideals"), *prices = cm_result_find(result, "prices");
    const cm_table *gains = cm_result_find(result, "gains");
    for (size_t i = 0; i < b->n; i++) answer->ideal[i] = cell(gains, i, "ideal");
    for (size_t r = 0; at != NULL && r < at->nrows; r++) {
        size_t i = who(at, r, "player", b->game->player, b->n), k = who(at, r, "issue", b->game->issue, b->d);
        if (i == b->n || k == b->d)
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the ideals is nobody's", r);
        answer->ideal_at[i * b->d + k] = cell(at, r, "value");
    }
    for (size_t r = 0; prices != NULL && r < prices->nrows; r++) {
        size_t i = who(prices, r, "player", b->game->player, b->n), j = who(prices, r, "other", b->game->player, b->n);
        if (i == b->n || j == b->n)
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the prices is nobody's", r);
        answer->price[i * b->n + j] = cell(prices, r, "price");
    }
    return CM_OK;
}

cm_status cm_bargain_read(cm_ctx *ctx, const cm_bargain *b, const cm_result *result, cm_bargain_answer *answer)
{
    const cm_table *point = cm_result_find(result, "point"), *near = cm_result_find(result, "nearest");
    const cm_value *gain = cm_result_get(result, "gain");
    cm_status status;
    if (gain == NULL || gain->kind != CM_TRUTH)
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing says whether all gain");
    answer->gain = gain->as.truth;
    for (size_t k = 0; k < b->d; k++) {
        answer->y[k] = cell(point, k, "value");
        answer->near[k] = cell(near, k, "value");
    }
    CM_TRY(read_weights(ctx, b, result, answer));
    CM_TRY(read_ideals(ctx, b, result, answer));
out:
    return status;
}

static cm_status recount_one(cm_ctx *ctx, const char *what, double expected, double printed, double scale)
{
    bool same = isfinite(expected) ? fabs(expected - printed) <= ctx->tol.abs * scale : isnan(printed);
    return same ? CM_OK
                : cm_fail(ctx, CM_E_NUMERIC, "certificate: the %s is %.12g, not %.12g", what, expected, printed);
}

static double summary(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_NUMBER ? value->as.number : (double)NAN;
}

cm_status cm_bargain_recount(cm_ctx *ctx, const cm_bargain *b, const double *p, const cm_result *result,
                             const cm_bargain_answer *answer)
{
    const cm_table *gains = cm_result_find(result, "gains");
    double units = 0;
    counted c;
    cm_status status;
    for (size_t i = 0; i < b->n; i++) units += b->unit[i];
    CM_TRY(count(ctx, b, p, answer, &c));
    for (size_t i = 0; i < b->n; i++) {
        double gain = gain_of(b, answer, i), ideal = answer->ideal[i];
        CM_TRY(recount_one(ctx, "gain of a member", gain, cell(gains, i, "gain"), b->unit[i]));
        CM_TRY(recount_one(ctx, "share of a member", c.total > 0 ? gain / c.total : (double)NAN,
                           cell(gains, i, "share"), 1));
        CM_TRY(recount_one(ctx, "share of a member in its ideal gain", ideal > 0 ? gain / ideal : (double)NAN,
                           cell(gains, i, "ideal_share"), 1));
    }
    for (size_t k = 0; k < b->d && !answer->gain; k++) {
        CM_TRY(recount_one(ctx, "status quo", b->game->status_quo[k], answer->y[k], fabs(b->game->status_quo[k])));
    }
    CM_TRY(recount_one(ctx, "product", c.product, summary(result, "product"), c.product));
    CM_TRY(recount_one(ctx, "least gain", c.least, summary(result, "least_gain"), units));
    CM_TRY(recount_one(ctx, "total gain", c.total, summary(result, "total_gain"), units));
    CM_TRY(recount_one(ctx, "distance", c.distance, summary(result, "distance"), c.distance));
    CM_TRY(recount_one(ctx, "inequality", c.gini, summary(result, "inequality"), 1));
out:
    return status;
}
