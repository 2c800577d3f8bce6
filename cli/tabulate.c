/* tabulate.c: a judged claim as flat tables. */
#include <math.h>
#include <string.h>

#include "cli/report.h"

typedef struct tabulator {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_report *report;
    const cm_claim *claim;
    const cm_measure_report *measure;
    cm_result *tables;
} tabulator;

/* What an axis is called in machine-readable tables: its path, or its label. */
static const char *axis_key(tabulator *t, const cm_axis *axis, const char *const *rest)
{
    const char *key = axis->path != NULL ? axis->path : axis->label;
    for (; *rest != NULL; rest++) {
        if (strcmp(*rest, key) == 0) return cm_format(t->ctx, t->arena, "axis.%s", key);      /* a column of ours has this name */
    }
    return key;
}

/* Columns: the axes that `wanted` selects, then the rest. */
static const char **columns(tabulator *t, bool within_only, const char *const *rest, size_t *axes)
{
    size_t count = 0, used = 0;
    const char **made;
    while (rest[count] != NULL) count++;
    made = CM_NEW(t->ctx, t->arena, count + CM_MOST_AXES + 1, const char *);
    if (made == NULL) return NULL;
    for (size_t a = 0; a < t->claim->naxes; a++) {
        if (!within_only || t->claim->axis[a].within) made[used++] = axis_key(t, &t->claim->axis[a], rest);
    }
    if (t->ctx->status != CM_OK) return NULL;
    *axes = used;
    for (size_t i = 0; i < count; i++) made[used + i] = rest[i];
    return made;
}

/* A level as a number where its value is one. */
static cm_value level_value(const cm_level *level)
{
    const cm_node *v = level->value;
    if (v != NULL && v->kind == CM_NODE_INT) return cm_integer(v->integer);
    if (v != NULL && v->kind == CM_NODE_FLOAT) return cm_number(v->number);
    return cm_text(level->name);
}

static void put_levels(tabulator *t, const size_t *at, bool within_only, cm_value *row)
{
    size_t used = 0;
    for (size_t a = 0; a < t->claim->naxes; a++) {
        if (!within_only || t->claim->axis[a].within) row[used++] = level_value(&t->claim->axis[a].level[at[a]]);
    }
}

static cm_value maybe_text(const char *text)
{
    return text != NULL ? cm_text(text) : cm_none();
}

static cm_value maybe_number(double x)
{
    return isnan(x) ? cm_none() : cm_number(x);
}

static cm_status cells_table(tabulator *t)
{
    static const char *const rest[] = { "mean", "low", "high", "draws", "flag", "edge", "short", "members", "votes_needed", NULL },
                      *const reduced[] = { "mean", "low", "high", "draws", "flag", "edge", "short", "members", "votes_needed", "basis", "variance_reduction", "effective_draws", NULL };
    bool more = t->claim->control || t->claim->importance;
    size_t axes = 0;
    const char **names = columns(t, false, more ? reduced : rest, &axes);
    cm_table *table = NULL;
    cm_status status = names == NULL ? t->ctx->status : cm_result_table(t->ctx, t->tables, "cells", names, &table);
    for (size_t c = 0; status == CM_OK && c < t->claim->ngrid; c++) {
        const cm_cell_report *cell = &t->measure->cell[c];
        const cm_cell *plan = &t->claim->cell[c];
        cm_value row[CM_MOST_AXES + 12];
        put_levels(t, t->claim->cell[c].at, false, row);
        row[axes] = cm_number(cell->mean);
        row[axes + 1] = cm_number(cell->low);
        row[axes + 2] = cm_number(cell->high);
        row[axes + 3] = cm_integer((int64_t)t->report->judgement->draws);
        row[axes + 4] = maybe_text(cell->flag);
        row[axes + 5] = cm_number(cell->edge);
        row[axes + 6] = cm_number(cell->brief);
        row[axes + 7] = plan->size > 0 ? cm_integer((int64_t)plan->size) : cm_none();
        row[axes + 8] = plan->headcount ? cm_integer(plan->quota) : cm_none();
        if (more) {
            row[axes + 9] = cm_text(cm_basis_word(cell->exact ? CM_BY_EXACT : CM_BY_SAMPLE));
            row[axes + 10] = maybe_number(cell->reduction);
            row[axes + 11] = maybe_number(cell->effective);
        }
        status = cm_table_row(t->ctx, t->tables, table, row);
    }
    return status;
}

static cm_status verdicts_table(tabulator *t)
{
    static const char *const rest[] = { "effect", "low", "high", "against", "verdict", "basis", "more_draws", NULL },
                      *const reduced[] = { "effect", "low", "high", "against", "verdict", "basis", "more_draws", "variance_reduction", NULL };
    size_t axes = 0;
    const char **names = columns(t, true, t->claim->control ? reduced : rest, &axes);
    cm_table *table = NULL;
    cm_status status = names == NULL ? t->ctx->status : cm_result_table(t->ctx, t->tables, "verdicts", names, &table);
    for (size_t r = 0; status == CM_OK && r < t->measure->nregimes; r++) {
        const cm_regime *regime = &t->measure->regime[r];
        cm_value row[CM_MOST_AXES + 8];
        put_levels(t, regime->at, true, row);
        row[axes] = cm_number(regime->end.effect);
        row[axes + 1] = cm_number(regime->end.low);
        row[axes + 2] = cm_number(regime->end.high);
        row[axes + 3] = maybe_number(regime->end.against);
        row[axes + 4] = cm_text(cm_verdict_word(regime->verdict));
        row[axes + 5] = cm_text(cm_basis_word(regime->basis));
        row[axes + 6] = regime->verdict == CM_UNDECIDED && isfinite(regime->more) ? cm_number(regime->more) : cm_none();
        if (t->claim->control) row[axes + 7] = maybe_number(regime->end.reduction);
        status = cm_table_row(t->ctx, t->tables, table, row);
    }
    return status;
}

static cm_status steps_table(tabulator *t)
{
    static const char *const rest[] = { "from", "to", "effect", "low", "high", NULL };
    const cm_axis *along = &t->claim->axis[t->claim->along];
    size_t axes = 0;
    const char **names = columns(t, true, rest, &axes);
    cm_table *table = NULL;
    cm_status status = names == NULL ? t->ctx->status : cm_result_table(t->ctx, t->tables, "steps", names, &table);
    for (size_t r = 0; status == CM_OK && r < t->measure->nregimes; r++) {
        const cm_regime *regime = &t->measure->regime[r];
        for (size_t k = 0; status == CM_OK && k < regime->npairs; k++) {
            if (regime->levels[k][1] != regime->levels[k][0] + 1) continue;      /* neighbours alone */
            cm_value row[CM_MOST_AXES + 5];
            put_levels(t, regime->at, true, row);
            row[axes] = level_value(&along->level[regime->levels[k][0]]);
            row[axes + 1] = level_value(&along->level[regime->levels[k][1]]);
            row[axes + 2] = cm_number(regime->pair[k].effect);
            row[axes + 3] = cm_number(regime->pair[k].low);
            row[axes + 4] = cm_number(regime->pair[k].high);
            status = cm_table_row(t->ctx, t->tables, table, row);
        }
    }
    return status;
}

static cm_status channels_table(tabulator *t)
{
    static const char *const names[] = { "channel", "effect", "low", "high", "first_in", "last_in", "least", "greatest", "identified",
                                         "log_effect", "log_low", "log_high", "log_first_in", "log_last_in", NULL };
    const cm_explanation *e = t->report->judgement->explanation;
    cm_table *table = NULL;
    cm_status status = cm_result_table(t->ctx, t->tables, "channels", names, &table);
    for (size_t k = 0; status == CM_OK && k < t->claim->nchannels; k++) {
        const cm_channel_report *c = &e->channel[k];
        bool known = c->log_known;
        cm_value row[] = { cm_text(c->channel), cm_number(c->effect), cm_number(c->low), cm_number(c->high), cm_number(c->first_in),
                           cm_number(c->last_in), cm_number(c->least), cm_number(c->greatest), cm_truth(c->identified),
                           known ? cm_number(c->log_effect) : cm_none(), known ? cm_number(c->log_low) : cm_none(),
                           known ? cm_number(c->log_high) : cm_none(), known ? cm_number(c->log_first_in) : cm_none(),
                           known ? cm_number(c->log_last_in) : cm_none() };
        status = cm_table_row(t->ctx, t->tables, table, row);
    }
    return status;
}

/* "members+rule": the names of the active channels in a set of bits. */
static const char *channel_set(tabulator *t, unsigned bits)
{
    const char *text = "";
    size_t bit = 0;
    for (size_t k = 0; k < t->claim->nchannels && text != NULL; k++) {
        if (!t->claim->channel[k].active) continue;
        if (bits >> bit & 1) text = cm_format(t->ctx, t->arena, "%s%s%s", text, *text != '\0' ? "+" : "", t->claim->channel[k].name);
        bit++;
    }
    return text != NULL && *text != '\0' ? text : "none";
}

static cm_status explained_tables(tabulator *t)
{
    static const char *const interactions[] = { "channels", "dividend", NULL }, *const cells[] = { "at_target", "mean", "low", "high", NULL };
    const cm_explanation *e = t->report->judgement->explanation;
    cm_table *table = NULL;
    cm_status status = cm_result_table(t->ctx, t->tables, "interactions", interactions, &table);
    for (size_t i = 0; status == CM_OK && i < e->ninteractions; i++) {
        cm_value row[] = { cm_text(channel_set(t, e->interaction[i].channels)), cm_number(e->interaction[i].dividend) };
        status = cm_table_row(t->ctx, t->tables, table, row);
    }
    if (status == CM_OK) status = cm_result_table(t->ctx, t->tables, "explained_cells", cells, &table);
    for (size_t c = t->claim->ngrid; status == CM_OK && c < t->claim->ncells; c++) {
        const cm_cell_report *cell = &t->measure->cell[c];
        cm_value row[] = { cm_text(channel_set(t, t->claim->cell[c].channels)), cm_number(cell->mean), cm_number(cell->low), cm_number(cell->high) };
        status = cm_table_row(t->ctx, t->tables, table, row);
    }
    return status;
}

static cm_status rivals_table(tabulator *t)
{
    static const char *const names[] = { "file", "verdict", "basis", "because", NULL };
    cm_table *table = NULL;
    cm_status status = cm_result_table(t->ctx, t->tables, "rivals", names, &table);
    for (size_t i = 0; status == CM_OK && i < t->report->nrivals; i++) {
        const cm_rival *rival = &t->report->rival[i];
        cm_value row[] = { cm_text(rival->file), maybe_text(rival->verdict), maybe_text(rival->basis), maybe_text(rival->because) };
        status = cm_table_row(t->ctx, t->tables, table, row);
    }
    return status;
}

cm_status cm_claim_tabulate(cm_ctx *ctx, cm_arena *arena, const cm_report *report, size_t measure, cm_result *tables)
{
    tabulator t = { ctx, arena, report, report->judgement->claim, &report->judgement->measure[measure], tables };
    cm_status status = CM_OK;
    cm_result_init(tables, arena);
    CM_TRY(cells_table(&t));
    CM_TRY(verdicts_table(&t));
    if (t.measure->nregimes > 0 && t.measure->regime[0].npairs > 0) CM_TRY(steps_table(&t));
    if (measure == 0 && report->judgement->explanation != NULL) {
        CM_TRY(channels_table(&t));
        CM_TRY(explained_tables(&t));
    }
    if (measure == 0 && report->nrivals > 0) CM_TRY(rivals_table(&t));
out:
    return status;
}

cm_report cm_report_model(const cm_report *report, size_t model)
{
    cm_report one = *report;
    one.nanswers = one.nrivals = one.nfailures = one.nevidence = 0;
    one.family = NULL;
    one.judgement = &report->family->judgement[model];
    return one;
}
