/* bundle_tables.c: the tables of a folder of results as CSV files, a line of the codebook for each column. */
#include <string.h>

#include "cli/bundle.h"

/* ---- what columns mean ---- */

typedef struct meaning {
    const char *column, *unit, *en, *zh;
} meaning;

static const meaning meanings[] = {
    { "model", "", "id of the model of the claim", "论断所用模型的代号" },
    { "measure", "", "name of the measure (comity explain MEASURE)", "度量的名称（comity explain 度量）" },
    { "cell", "", "number of the cell, from 1, as in cells.csv", "格的编号，从 1 起，与 cells.csv 一致" },
    { "mean", "of the measure", "mean over all draws", "全部抽样的均值" },
    { "low", "of the measure", "lower end of the interval (cells.csv: each cell by itself; effects: all jointly)", "区间下端（cells.csv：逐格；效应：联合）" },
    { "high", "of the measure", "upper end of the interval (cells.csv: each cell by itself; effects: all jointly)", "区间上端（cells.csv：逐格；效应：联合）" },
    { "draws", "draws", "number of draws looked at", "考察的抽样次数" },
    { "flag", "", "floor or ceiling: so near 0 or 1 that the cell says nothing about the size of an effect", "floor 或 ceiling：太接近 0 或 1，看不出效应大小" },
    { "edge", "share of draws", "draws on a knife edge", "处于临界情形的抽样" },
    { "short", "share of draws", "draws with fewer players than the venue asked for", "行为体不足场所所需的抽样" },
    { "members", "members", "members of the venue", "场所的成员数" },
    { "votes_needed", "votes", "the quota, where heads are counted", "按人头计票时的门槛" },
    { "effect", "of the measure", "paired difference: last value of the axis minus first (steps.csv: to minus from)", "成对差：轴的末值减首值（steps.csv：to 减 from）" },
    { "against", "share of draws", "draws in which the effect goes against the claim", "效应与论断相反的抽样" },
    { "verdict", "", "supported, reversed, no effect, conditional or undecided", "判定：supported 成立、reversed 相反、no effect 无实质影响、conditional 有条件成立、undecided 未决" },
    { "basis", "", "what the verdict rests on: theorem, exact or sampled", "判定的依据：theorem 定理、exact 精确、sampled 抽样" },
    { "more_draws", "draws", "further draws that would settle an undecided verdict", "判定未决时还需的抽样次数" },
    { "from", "of the axis", "value that the step begins at", "一步的起点" },
    { "to", "of the axis", "value that the step ends at", "一步的终点" },
    { "channel", "", "group of settings that a part of the effect is put down to", "效应归因的一组设置" },
    { "channels", "", "channels joined by +", "以 + 相连的渠道" },
    { "first_in", "of the measure", "effect of the channel when it changes first", "该渠道最先改变时的效应" },
    { "last_in", "of the measure", "effect of the channel when it changes last", "该渠道最后改变时的效应" },
    { "least", "of the measure", "least effect over all orders", "各种次序中的最小效应" },
    { "greatest", "of the measure", "greatest effect over all orders", "各种次序中的最大效应" },
    { "identified", "", "does the sign not depend on the order?", "符号是否不依赖次序" },
    { "log_effect", "log(-log p)", "the channel's part on the log(-log p) scale; more means less agreement", "在 log(-log p) 尺度上的部分；越大协议越少" },
    { "log_low", "log(-log p)", "lower end of its interval", "其区间下端" },
    { "log_high", "log(-log p)", "upper end of its interval", "其区间上端" },
    { "log_first_in", "log(-log p)", "the same when the channel changes first", "该渠道最先改变时" },
    { "log_last_in", "log(-log p)", "the same when the channel changes last", "该渠道最后改变时" },
    { "dividend", "of the measure", "what the channels do together and none does alone (Harsanyi dividend)", "各渠道共同产生、单独不产生的部分（哈萨尼红利）" },
    { "at_target", "", "channels that have the values of the end; the others those of the beginning", "取终点值的渠道；其余取起点值" },
    { "file", "", "file, seen from the folder that names it", "文件" },
    { "because", "", "the verdict's reason in a sentence", "判定的理由" },
    { "table", "", "table of the report: CONCEPT.summary or CONCEPT.TABLE", "报告中的表：概念.summary 或 概念.表名" },
    { "venue", "", "venue, empty for the file's own game", "场所；文件自带博弈时为空" },
    { "row", "", "row of the table, from 1; empty for a summary", "表中的行，从 1 起；摘要为空" },
    { "column", "", "column of the table, or name of the summary's value", "表的列名，或摘要值的名称" },
    { "value", "", "what stands there", "该处的值" },
    { "draw", "", "number of the draw, from 0", "抽样的编号，从 0 起" },
    { "seed", "", "seed of the run: it and draw give the world again", "运行的种子：与 draw 一起重现该世界" },
};

static const meaning *find_meaning(const char *column)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strcmp(meanings[i].column, column) == 0) return &meanings[i];
    }
    return NULL;
}

const char *cm_axis_key(const cm_axis *axis)
{
    return axis->path != NULL ? axis->path : axis->label;
}

void cm_bundle_describe(cm_bundle *b, const char *file, const char *column, const char *type, const char *unit, const char *en, const char *zh)
{
    const char *const all[] = { file, column, type, unit, en, zh };
    if (b->codebook == NULL) return;
    for (size_t i = 0; i < 6; i++) {
        cm_value value = cm_text(all[i]);
        if (i > 0) (void)fputc(',', b->codebook);
        cm_csv_put(b->codebook, &value);
    }
    (void)fputc('\n', b->codebook);
}

const cm_axis *cm_bundle_axis(const cm_bundle *b, const char *column)
{
    if (strncmp(column, "axis.", 5) == 0) column += 5;
    for (size_t k = 0; k < cm_judging_models(b->file); k++) {
        const cm_claim *claim = cm_judging_model(b->file, k);
        for (size_t a = 0; a < claim->naxes; a++) {
            if (strcmp(cm_axis_key(&claim->axis[a]), column) == 0) return &claim->axis[a];
        }
    }
    return NULL;
}

static void describe(cm_bundle *b, const char *file, const char *column, const char *type)
{
    const meaning *known = find_meaning(column);
    const cm_axis *axis = known == NULL ? cm_bundle_axis(b, column) : NULL;
    const char *label, *zh;
    if (known != NULL) {
        cm_bundle_describe(b, file, column, type, known->unit, known->en, known->zh);
    } else if (axis != NULL) {
        label = axis->label != NULL ? axis->label : column;
        zh = axis->label_zh != NULL ? axis->label_zh : label;
        label = cm_format(b->ctx, b->arena, "axis of the claim: %s", label);
        zh = cm_format(b->ctx, b->arena, "论断的轴：%s", zh);
        if (label != NULL && zh != NULL) cm_bundle_describe(b, file, column, type, "of the setting", label, zh);
    } else {
        cm_bundle_describe(b, file, column, type, "", "as in the table of this name in verdict.json", "同 verdict.json 中的同名表");
    }
}

/* ---- tables of all measures and models in one file ---- */

typedef struct piece {
    const char *model, *measure;
    cm_result tables;
} piece;

typedef struct stack {
    cm_bundle *b;
    const char *name, *file;         /* of the table, of its file */
    const piece *piece;
    size_t npieces;
    const char **column;             /* of any piece's table, in order */
    cm_value_kind *kind;             /* of what stands in it */
    size_t ncolumns;
    bool models, cells;              /* there is a column of them */
} stack;

enum { MOST_COLUMNS = 128, MOST_TABLES = 64 };

/* One kind for a column: numbers and whole numbers are numbers; text takes all. */
static cm_value_kind join(cm_value_kind a, cm_value_kind b)
{
    if (a == b || b == CM_NONE) return a;
    if (a == CM_NONE) return b;
    if ((a == CM_NUMBER && b == CM_INTEGER) || (a == CM_INTEGER && b == CM_NUMBER)) return CM_NUMBER;
    return CM_TEXT;
}

static void gather(stack *s, const cm_table *table)
{
    for (size_t j = 0; j < table->ncolumns; j++) {
        size_t at = 0;
        while (at < s->ncolumns && strcmp(s->column[at], table->column[j]) != 0) at++;
        if (at == MOST_COLUMNS) continue;
        if (at == s->ncolumns) s->column[s->ncolumns++] = table->column[j];
        for (size_t i = 0; i < table->nrows; i++) s->kind[at] = join(s->kind[at], table->cell[i * table->ncolumns + j].kind);
    }
}

static void put(FILE *out, bool first, cm_value value)
{
    if (!first) (void)fputc(',', out);
    cm_csv_put(out, &value);
}

static void write_rows(const stack *s, FILE *out, const piece *p, const cm_table *table)
{
    for (size_t i = 0; i < table->nrows; i++) {
        if (s->models) put(out, true, cm_text(p->model));
        put(out, !s->models, cm_text(p->measure));
        if (s->cells) put(out, false, cm_integer((int64_t)i + 1));
        for (size_t j = 0; j < s->ncolumns; j++) put(out, false, cm_table_get(table, i, s->column[j]));
        (void)fputc('\n', out);
    }
}

static const char *type_of(cm_value_kind kind)
{
    static const char *const words[] = { [CM_NONE] = "empty", [CM_TEXT] = "text", [CM_NUMBER] = "number", [CM_INTEGER] = "integer", [CM_TRUTH] = "true or false" };
    return words[kind];
}

/* The names in the file: an axis called like a column that is put before all tables is told apart. */
static bool name_columns(const stack *s, cm_header *header)
{
    cm_bundle *b = s->b;
    header->column = CM_NEW(b->ctx, b->arena, s->ncolumns + 3, const char *);
    if (header->column == NULL) return false;
    if (s->models) header->column[header->n++] = "model";
    header->column[header->n++] = "measure";
    if (s->cells) header->column[header->n++] = "cell";
    for (size_t j = 0; j < s->ncolumns; j++) {
        const char *column = s->column[j];
        if (strcmp(column, "measure") == 0 || strcmp(column, "cell") == 0 || strcmp(column, "model") == 0) column = cm_format(b->ctx, b->arena, "axis.%s", column);
        header->column[header->n++] = column;
    }
    return b->ctx->status == CM_OK;
}

static void write_head(const stack *s, FILE *out)
{
    cm_bundle *b = s->b;
    cm_header header = { NULL, 0 };
    size_t before;
    if (!name_columns(s, &header)) return;
    before = header.n - s->ncolumns;
    for (size_t j = 0; j < header.n; j++) {
        put(out, j == 0, cm_text(header.column[j]));
        describe(b, s->file, header.column[j], j >= before ? type_of(s->kind[j - before]) : strcmp(header.column[j], "cell") == 0 ? "integer" : "text");
    }
    (void)fputc('\n', out);
    if (s->cells) b->cells = header;
    if (strcmp(s->name, "verdicts") == 0) b->verdicts = header;
}

static void write_stack(stack *s)
{
    cm_bundle *b = s->b;
    FILE *out;
    s->file = cm_format(b->ctx, b->arena, "%s.csv", s->name);
    s->column = CM_NEW(b->ctx, b->arena, MOST_COLUMNS, const char *);
    s->kind = CM_NEW(b->ctx, b->arena, MOST_COLUMNS, cm_value_kind);
    s->cells = strcmp(s->name, "cells") == 0;
    if (b->ctx->status != CM_OK) return;
    for (size_t k = 0; k < s->npieces; k++) {
        const cm_table *table = cm_result_find(&s->piece[k].tables, s->name);
        if (table != NULL) gather(s, table);
    }
    out = cm_bundle_open(b, s->file);
    if (out == NULL) return;
    write_head(s, out);
    for (size_t k = 0; k < s->npieces; k++) {
        const cm_table *table = cm_result_find(&s->piece[k].tables, s->name);
        if (table != NULL) write_rows(s, out, &s->piece[k], table);
    }
    cm_bundle_close(b, s->file, out);
}

/* Every table that any measure has becomes one file. */
static void write_stacks(cm_bundle *b, const piece *all, size_t n, bool models)
{
    const char *done[MOST_TABLES];
    size_t ndone = 0;
    for (size_t k = 0; k < n; k++) {
        for (const cm_table *table = all[k].tables.table; table != NULL; table = table->next) {
            stack s = { .b = b, .name = table->name, .piece = all, .npieces = n, .models = models };
            size_t seen = 0;
            while (seen < ndone && strcmp(done[seen], table->name) != 0) seen++;
            if (seen < ndone || ndone == MOST_TABLES) continue;
            done[ndone++] = table->name;
            write_stack(&s);
        }
    }
}

static void write_claim(cm_bundle *b, const cm_report *report)
{
    size_t models = cm_judging_models(b->file), n = 0;
    piece *all = CM_NEW(b->ctx, b->arena, models * CM_MOST_MEASURES, piece);
    for (size_t k = 0; all != NULL && k < models; k++) {
        cm_report one = report->family != NULL ? cm_report_model(report, k) : *report;
        for (size_t m = 0; m < one.judgement->claim->nmeasures; m++) {
            all[n] = (piece){ .model = report->family != NULL ? report->family->family->model[k].id : NULL, .measure = one.judgement->measure[m].measure->name };
            if (cm_claim_tabulate(b->ctx, b->arena, &one, m, &all[n].tables) != CM_OK) return;
            n++;
        }
    }
    if (all != NULL) write_stacks(b, all, n, report->family != NULL);
}

void cm_bundle_tables(cm_bundle *b, const cm_report *report)
{
    static const char *const columns[] = { "table", "file", "venue", "row", "column", "value" };
    cm_report answers = *report;
    cm_style style = { .count = 1 };
    if (report->judgement != NULL || report->family != NULL) write_claim(b, report);
    if (report->nanswers == 0) return;
    answers.judgement = NULL;
    answers.family = NULL;
    style.out = cm_bundle_open(b, "results.csv");
    if (style.out == NULL) return;
    cm_writer_find("csv")->write(&style, &answers, 0);
    for (size_t j = 0; j < 6; j++) describe(b, "results.csv", columns[j], strcmp(columns[j], "row") == 0 ? "integer" : "text");
    cm_bundle_close(b, "results.csv", style.out);
}

/* ---- every draw ---- */

static bool write_draw(void *data, size_t model, uint64_t draw, const double *value)
{
    cm_bundle *b = data;
    const cm_claim *claim = cm_judging_model(b->file, model);
    for (size_t c = 0; c < claim->ngrid; c++) {
        if (b->file->family != NULL) (void)fprintf(b->draws, "%s,", b->file->family->model[model].id);
        (void)fprintf(b->draws, "%zu,%llu,%llu", c + 1, (unsigned long long)draw, (unsigned long long)(b->options->seeded ? b->options->seed : b->file->scenario.seed));
        for (size_t k = 0; k < b->nmeasures; k++) {
            size_t m = 0;
            while (m < claim->nmeasures && strcmp(claim->measure[m]->name, b->measure[k]->name) != 0) m++;
            put(b->draws, false, m < claim->nmeasures ? cm_number(value[m * claim->ncells + c]) : cm_none());
        }
        (void)fputc('\n', b->draws);
    }
    return !ferror(b->draws);
}

bool cm_bundle_draws(cm_bundle *b)
{
    size_t models = cm_judging_models(b->file);
    b->measure = CM_NEW(b->ctx, b->arena, models * CM_MOST_MEASURES, const cm_measure *);
    if (b->measure == NULL) return false;
    for (size_t k = 0; k < models; k++) {
        const cm_claim *claim = cm_judging_model(b->file, k);
        for (size_t m = 0; m < claim->nmeasures; m++) {
            size_t seen = 0;
            while (seen < b->nmeasures && strcmp(b->measure[seen]->name, claim->measure[m]->name) != 0) seen++;
            if (seen == b->nmeasures) b->measure[b->nmeasures++] = claim->measure[m];
        }
    }
    b->draws = cm_bundle_open(b, "draws.csv");
    if (b->draws == NULL) return false;
    (void)fputs(b->file->family != NULL ? "model,cell,draw,seed" : "cell,draw,seed", b->draws);
    for (size_t k = 0; k < b->nmeasures; k++) put(b->draws, false, cm_text(b->measure[k]->name));
    (void)fputc('\n', b->draws);
    b->keep = (cm_draw_keep){ b, write_draw };
    return true;
}

void cm_bundle_codebook(cm_bundle *b)
{
    if (b->file->family != NULL) describe(b, "draws.csv", "model", "text");
    describe(b, "draws.csv", "cell", "integer");
    describe(b, "draws.csv", "draw", "integer");
    describe(b, "draws.csv", "seed", "integer");
    for (size_t k = 0; k < b->nmeasures; k++) {
        const cm_measure *m = b->measure[k];
        cm_bundle_describe(b, "draws.csv", m->name, "number", m->unit != NULL ? m->unit : "", m->about != NULL ? m->about : "the number of this name in the concept's summary",
                           m->about_zh != NULL ? m->about_zh : "概念摘要中的同名数值");
    }
}
