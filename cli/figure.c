/* figure.c: the register of drawers, and the list of a report's figures. */
#include "cli/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CM_DRAWER(word) extern const cm_drawer cm_drawer_##word;
#include "cli/figures.def"
#undef CM_DRAWER

#define CM_DRAWER(word) &cm_drawer_##word,
static const cm_drawer *const drawers[] = {
#include "cli/figures.def"
};
#undef CM_DRAWER

enum { DRAWERS = sizeof drawers / sizeof drawers[0] };

const cm_drawer *const *cm_drawers(size_t *count)
{
    *count = DRAWERS;
    return drawers;
}

static bool taken(const cm_figurer *f, const char *name)
{
    for (const cm_figure *figure = f->first; figure != NULL; figure = figure->next) {
        if (strcmp(figure->name, name) == 0) return true;
    }
    return false;
}

/* The plan's name, or that with the first number behind it that makes it new. */
static const char *free_name(cm_figurer *f, const char *wanted)
{
    const char *name = cm_format(f->ctx, f->arena, "%s%s", f->prefix, wanted), *made = name;
    for (size_t k = 2; made != NULL && taken(f, made); k++) made = cm_format(f->ctx, f->arena, "%s-%zu", name, k);
    return made;
}

static const char *script_of(cm_figurer *f, const cm_figure_plan *plan, bool zh)
{
    char *text = NULL, *copy = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) return NULL;
    plan->script(out, zh, plan->data);
    if (fclose(out) == 0) copy = cm_strdup(f->ctx, f->arena, text);
    free(text);
    return copy;
}

/* False without memory. */
static bool fill(cm_figurer *f, const cm_figure_plan *plan, cm_figure *figure)
{
    figure->tree = plan->tree;
    figure->of = plan->of;
    figure->title[0] = plan->title;
    figure->title[1] = plan->title_zh != NULL ? plan->title_zh : plan->title;
    figure->says[0] = plan->says;
    figure->says[1] = plan->says_zh != NULL ? plan->says_zh : plan->says;
    for (int zh = 0; zh < 2; zh++) figure->script[zh] = script_of(f, plan, zh == 1);
    return figure->name != NULL && figure->script[0] != NULL && figure->script[1] != NULL && plan->title != NULL && plan->says != NULL;
}

static cm_figure *slim_of(cm_figurer *f, const cm_figure_plan *plan, const char *name)
{
    cm_figure *slim = plan->slim != NULL && name != NULL ? CM_NEW(f->ctx, f->arena, 1, cm_figure) : NULL;
    cm_figure_plan other = *plan;
    if (slim == NULL) return NULL;
    other.data = plan->slim;
    *slim = (cm_figure){ .name = cm_format(f->ctx, f->arena, "%s-slim", name), .width = plan->slim_width, .height = plan->slim_height };
    return fill(f, &other, slim) ? slim : NULL;
}

void cm_figure_add(cm_figurer *f, const cm_figure_plan *plan)
{
    cm_figure *figure = CM_NEW(f->ctx, f->arena, 1, cm_figure);
    if (figure == NULL) return;
    *figure = (cm_figure){ .name = free_name(f, plan->name), .width = plan->width > 0 ? plan->width : 640, .height = plan->height > 0 ? plan->height : 400 };
    if (!fill(f, plan, figure)) return;
    figure->slim = slim_of(f, plan, figure->name);
    if (f->last != NULL) f->last->next = figure;
    else f->first = figure;
    f->last = figure;
}

/* Of a file's one claim, or of one of its models. */
static void of_claim(cm_figurer *f)
{
    const cm_judgement *j = f->report->judgement;
    for (size_t m = 0; m < j->claim->nmeasures; m++) {
        for (size_t k = 0; k < DRAWERS; k++) {
            if (drawers[k]->measure != NULL) drawers[k]->measure(f, &j->measure[m]);
        }
    }
    for (size_t k = 0; j->explanation != NULL && k < DRAWERS; k++) {
        if (drawers[k]->explanation != NULL) drawers[k]->explanation(f, j->explanation);
    }
    for (size_t i = 0; f->report->findings != NULL && i < f->report->findings->count; i++) {
        for (size_t k = 0; k < DRAWERS; k++) {
            if (drawers[k]->finding != NULL) drawers[k]->finding(f, &f->report->findings->item[i]);
        }
    }
}

cm_figure *cm_figures_of(cm_ctx *ctx, cm_arena *arena, const cm_report *report)
{
    cm_figurer f = { .ctx = ctx, .arena = arena, .report = report, .prefix = "" };
    if (report->judgement != NULL && report->family == NULL) of_claim(&f);
    for (size_t i = 0; report->family != NULL && i < report->family->family->n; i++) {
        cm_report one = cm_report_model(report, i);
        one.findings = NULL;
        f.report = &one;
        f.prefix = cm_format(ctx, arena, "%s-", report->family->family->model[i].id);
        if (f.prefix != NULL) of_claim(&f);
        f.report = report;
        f.prefix = "";
    }
    for (size_t i = 0; i < report->nevidence; i++) {
        for (size_t k = 0; k < DRAWERS; k++) {
            if (drawers[k]->record != NULL) drawers[k]->record(&f, &report->evidence[i]);
        }
    }
    for (size_t i = 0; i < report->nanswers; i++) {
        for (size_t k = 0; k < DRAWERS; k++) {
            if (drawers[k]->answer != NULL) drawers[k]->answer(&f, &report->answer[i]);
        }
    }
    return f.first;
}

static const char *label_in(const cm_input *input, size_t n, const char *path, bool zh)
{
    for (size_t k = 0; k < n; k++) {
        if (strcmp(input[k].path, path) == 0) return cm_input_word(&input[k], zh);
    }
    return NULL;
}

const char *cm_figure_input(const cm_report *report, const char *path, bool zh)
{
    const cm_inquiry *q = &report->file->inquiry;
    const char *label = NULL;
    if (q->boundary != NULL) label = label_in(&q->boundary->input, 1, path, zh);
    if (label == NULL && q->region != NULL) label = label_in(q->region->input, q->region->ninputs, path, zh);
    if (label == NULL && q->sensitivity != NULL) label = label_in(q->sensitivity->input, q->sensitivity->ninputs, path, zh);
    return label != NULL ? label : path;
}

const char *cm_figure_word(const cm_table *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(table, row, column);
    return value.kind == CM_TEXT ? value.as.text : "?";
}

size_t cm_figure_groups(const cm_table *table, const char *column, const char **name, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < table->nrows && n < most; i++) {
        const char *word = cm_figure_word(table, i, column);
        bool seen = false;
        for (size_t k = 0; k < n; k++) seen = seen || strcmp(name[k], word) == 0;
        if (!seen) name[n++] = word;
    }
    return n;
}

double cm_value_number(cm_value value)
{
    if (value.kind == CM_NUMBER) return value.as.number;
    if (value.kind == CM_INTEGER) return (double)value.as.integer;
    if (value.kind == CM_TRUTH) return value.as.truth ? 1 : 0;
    return (double)NAN;
}
