/* write_plain.c: reports as CSV and as Markdown: the same flat tables in two dresses. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/layout.h"

/* ---- CSV ---- */

static void csv_text(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') (void)fputc('"', out);
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

static void csv_value(FILE *out, const cm_value *value)
{
    switch (value->kind) {
    case CM_TEXT: csv_text(out, value->as.text); break;
    case CM_TRUTH: (void)fputs(value->as.truth ? "true" : "false", out); break;
    case CM_INTEGER: (void)fprintf(out, "%lld", (long long)value->as.integer); break;
    case CM_NUMBER:
        if (isfinite(value->as.number)) (void)fprintf(out, "%.15g", value->as.number == 0 ? 0 : value->as.number);
        break;
    case CM_NONE: break;
    }
}

void cm_csv_put(FILE *out, const cm_value *value)
{
    csv_value(out, value);
}

static void csv_wide(FILE *out, const cm_table *table)
{
    for (size_t j = 0; j < table->ncolumns; j++) {
        if (j > 0) (void)fputc(',', out);
        csv_text(out, table->column[j]);
    }
    (void)fputc('\n', out);
    for (size_t i = 0; i < table->nrows; i++) {
        for (size_t j = 0; j < table->ncolumns; j++) {
            if (j > 0) (void)fputc(',', out);
            csv_value(out, &table->cell[i * table->ncolumns + j]);
        }
        (void)fputc('\n', out);
    }
}

static void csv_cell(FILE *out, const cm_report *report, const char *venue, const char *table, const char *row, const char *column, const cm_value *value)
{
    csv_text(out, table);
    (void)fputc(',', out);
    csv_text(out, report->file->name);
    (void)fputc(',', out);
    csv_text(out, venue);
    (void)fputc(',', out);
    csv_text(out, row);
    (void)fputc(',', out);
    csv_text(out, column);
    (void)fputc(',', out);
    csv_value(out, value);
    (void)fputc('\n', out);
}

static void csv_long(FILE *out, const cm_report *report, const char *venue, const char *prefix, const cm_result *result)
{
    char name[256], row[32];
    for (const cm_named *entry = result->summary; entry != NULL; entry = entry->next) {
        (void)snprintf(name, sizeof name, "%s.summary", prefix);
        csv_cell(out, report, venue, name, "", entry->name, &entry->value);
    }
    for (const cm_table *table = result->table; table != NULL; table = table->next) {
        (void)snprintf(name, sizeof name, "%s.%s", prefix, table->name);
        for (size_t i = 0; i < table->nrows; i++) {
            (void)snprintf(row, sizeof row, "%zu", i + 1);
            for (size_t j = 0; j < table->ncolumns; j++) csv_cell(out, report, venue, name, row, table->column[j], &table->cell[i * table->ncolumns + j]);
        }
    }
}

/* A model of a claim with several: its tables, their names under the model's. */
static void csv_model(FILE *out, cm_ctx *ctx, cm_arena *arena, const cm_report *report, size_t model)
{
    cm_report one = cm_report_model(report, model);
    const cm_claim *claim = one.judgement->claim;
    for (size_t m = 0; m < claim->nmeasures; m++) {
        cm_result tables;
        const char *name = cm_format(ctx, arena, "%s.%s", report->family->family->model[model].id, claim->measure[m]->name);
        if (name == NULL || cm_claim_tabulate(ctx, arena, &one, m, &tables) != CM_OK) return;
        csv_long(out, &one, claim->venue, name, &tables);
    }
}

/* A run of one claim: its cells.  Anything else is long: table, file, venue, row, column, value. */
static void write_csv(const cm_style *s, const cm_report *report, size_t index)
{
    cm_arena arena = { NULL };
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    bool wide = s->count == 1 && report->judgement != NULL && report->nanswers == 0 && report->judgement->claim->nmeasures == 1;
    if (!wide && index == 0) (void)fputs("table,file,venue,row,column,value\n", s->out);
    for (size_t i = 0; i < report->nanswers; i++) csv_long(s->out, report, report->answer[i].venue != NULL ? report->answer[i].venue->id : "", report->answer[i].concept->name, &report->answer[i].result);
    for (size_t m = 0; report->judgement != NULL && m < report->judgement->claim->nmeasures; m++) {
        cm_result tables;
        if (cm_claim_tabulate(&ctx, &arena, report, m, &tables) != CM_OK) break;
        if (wide) csv_wide(s->out, cm_result_find(&tables, "cells"));
        else csv_long(s->out, report, report->judgement->claim->venue, report->judgement->measure[m].measure->name, &tables);
    }
    for (size_t i = 0; report->family != NULL && i < report->family->family->n; i++) csv_model(s->out, &ctx, &arena, report, i);
    for (size_t i = 0; report->judgement == NULL && report->family == NULL && i < report->nevidence; i++) {
        cm_result tables;
        if (cm_evidence_tabulate(&ctx, &arena, &report->evidence[i], &tables) == CM_OK) csv_long(s->out, report, "", report->evidence[i].observed->id, &tables);
    }
    cm_arena_free(&arena);
}

const cm_writer cm_writer_csv = { "csv", "CSV: a claim's cells, or every table in long form", NULL, write_csv, NULL };

/* ---- Markdown ---- */

static void md_table(const cm_style *s, const cm_table *table)
{
    char buffer[64];
    for (size_t j = 0; j < table->ncolumns; j++) {
        (void)fputs("| ", s->out);
        cm_put_markdown(s->out, table->column[j]);
        (void)fputc(' ', s->out);
    }
    (void)fputs("|\n", s->out);
    for (size_t j = 0; j < table->ncolumns; j++) (void)fputs(table->nrows > 0 && table->cell[j].kind != CM_TEXT ? "|---:" : "|---", s->out);
    (void)fputs("|\n", s->out);
    for (size_t i = 0; i < table->nrows; i++) {
        for (size_t j = 0; j < table->ncolumns; j++) {
            (void)fputs("| ", s->out);
            cm_put_markdown(s->out, cm_value_text(&table->cell[i * table->ncolumns + j], buffer, sizeof buffer, s->chinese));
            (void)fputc(' ', s->out);
        }
        (void)fputs("|\n", s->out);
    }
    (void)fputc('\n', s->out);
}

static void md_answer(const cm_style *s, const cm_answer *answer)
{
    char buffer[64];
    (void)fprintf(s->out, "### %s%s%s\n\n", answer->concept->name, answer->venue != NULL ? ": " : "", answer->venue != NULL ? answer->venue->id : "");
    for (const cm_named *note = answer->result.note; note != NULL; note = note->next) {
        char *own;
        (void)fprintf(s->out, "%s\n\n", cm_note_said(s, note->value.as.text, &own));
        free(own);
    }
    (void)fputs("| | |\n|---|---|\n", s->out);
    for (const cm_named *entry = answer->result.summary; entry != NULL; entry = entry->next) {
        (void)fprintf(s->out, "| %s | %s |\n", entry->name, cm_value_text(&entry->value, buffer, sizeof buffer, s->chinese));
    }
    (void)fputc('\n', s->out);
    for (const cm_table *table = answer->result.table; table != NULL; table = table->next) {
        if (table->nrows == 0) continue;
        (void)fprintf(s->out, "**%s**\n\n", table->name);
        md_table(s, table);
    }
}

static void md_statement(const cm_style *s, const char *id, const char *statement, const char *statement_zh)
{
    (void)fprintf(s->out, "**%s** %s\n\n", id != NULL ? id : "", cm_in_language(s, statement, statement_zh));
}

/* A boundary, a region or a sensitivity; its points are for machines. */
static void md_finding(const cm_style *s, const cm_finding *finding)
{
    const char *map = s->chinese ? finding->map_zh : finding->map;
    (void)fprintf(s->out, "### %s\n\n", s->chinese ? finding->title_zh : finding->title);
    for (size_t i = 0; i < finding->nsaid; i++) {
        (void)fputs("- ", s->out);
        cm_put_markdown(s->out, s->chinese ? finding->say_zh[i] : finding->say[i]);
        (void)fputc('\n', s->out);
    }
    (void)fputc('\n', s->out);
    if (map != NULL) (void)fprintf(s->out, "```\n%s```\n\n", map);
    for (const cm_table *table = finding->result.table; table != NULL; table = table->next) {
        if (table->nrows == 0 || strcmp(table->name, "points") == 0) continue;
        (void)fprintf(s->out, "**%s**\n\n", table->name);
        md_table(s, table);
    }
}

static void md_measures(const cm_style *s, const cm_report *report)
{
    const cm_judgement *j = report->judgement;
    cm_arena arena = { NULL };
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    for (size_t m = 0; m < j->claim->nmeasures; m++) {
        const cm_measure_report *measure = &j->measure[m];
        cm_result tables;
        (void)fprintf(s->out, "### %s: %s\n\n", measure->measure->name, s->chinese ? cm_verdict_word_zh(measure->verdict) : cm_verdict_word(measure->verdict));
        (void)fprintf(s->out, "%s (%s, %llu draws, seed %llu)\n\n", s->chinese ? measure->because_zh : measure->because, cm_in_language(s, cm_basis_word(measure->basis), cm_basis_word_zh(measure->basis)),
                      (unsigned long long)j->draws, (unsigned long long)j->seed);
        if (cm_claim_tabulate(&ctx, &arena, report, m, &tables) != CM_OK) break;
        for (const cm_table *table = tables.table; table != NULL; table = table->next) {
            (void)fprintf(s->out, "**%s**\n\n", table->name);
            md_table(s, table);
        }
    }
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) md_finding(s, &report->findings->item[i]);
    cm_arena_free(&arena);
}

static void md_claim(const cm_style *s, const cm_report *report)
{
    const cm_family_report *f = report->family;
    if (f == NULL) {
        const cm_claim *claim = report->judgement->claim;
        md_statement(s, claim->id, claim->statement, claim->statement_zh);
        md_measures(s, report);
        return;
    }
    md_statement(s, f->family->id, f->family->statement, f->family->statement_zh);
    (void)fprintf(s->out, "**%s**: %s\n\n", s->chinese ? cm_verdict_word_zh(f->verdict) : cm_verdict_word(f->verdict), s->chinese ? f->because_zh : f->because);
    for (size_t i = 0; i < f->family->n; i++) {
        cm_report one = cm_report_model(report, i);
        (void)fprintf(s->out, "## %s\n\n", cm_formalisation_name(&f->family->model[i], s->chinese));
        md_measures(s, &one);
    }
}

static void md_evidence(const cm_style *s, const cm_report *report)
{
    cm_arena arena = { NULL };
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    for (size_t i = 0; i < report->nevidence; i++) {
        const cm_evidence *e = &report->evidence[i];
        cm_result tables;
        (void)fprintf(s->out, "### %s: %s\n\n", e->observed->id, s->chinese ? cm_record_word_zh(e->verdict) : cm_record_word(e->verdict));
        (void)fprintf(s->out, "%s\n\n", s->chinese ? e->because_zh : e->because);
        if (cm_evidence_tabulate(&ctx, &arena, e, &tables) != CM_OK) break;
        for (const cm_table *table = tables.table; table != NULL; table = table->next) {
            (void)fprintf(s->out, "**%s**\n\n", table->name);
            md_table(s, table);
        }
        for (const cm_caution *c = e->caution; c != NULL; c = c->next) (void)fprintf(s->out, "- %s\n", s->chinese ? c->words_zh : c->words);
        (void)fputc('\n', s->out);
    }
    cm_arena_free(&arena);
}

/* A file whose claim is nothing but a record, as one row: what each of its records says. */
static void md_record_row(const cm_style *s, const cm_report *report)
{
    cm_put_markdown(s->out, cm_node_text(cm_node_child(report->file->root, "claim"), "statement"));
    (void)fputs(" | ", s->out);
    for (size_t i = 0; i < report->nevidence; i++) {
        (void)fprintf(s->out, "%s%s: %s", i > 0 ? "; " : "", report->evidence[i].observed->id, cm_record_word(report->evidence[i].verdict));
    }
    (void)fputs(" | record | ", s->out);
    cm_put_markdown(s->out, report->evidence[0].because);
    (void)fputs(" |\n", s->out);
}

/* Several files: a table of their verdicts comes first in each file's place, as one row each. */
static void write_md(const cm_style *s, const cm_report *report, size_t index)
{
    const cm_judgement *j = report->judgement;
    const cm_family_report *f = report->family;
    if (s->count > 1) {
        if (index == 0) (void)fputs("| file | claim | verdict | basis | because |\n|---|---|---|---|---|\n", s->out);
        (void)fputs("| ", s->out);
        cm_put_markdown(s->out, report->file->name);
        (void)fputs(" | ", s->out);
        if (j == NULL && f == NULL && report->nevidence > 0) {
            md_record_row(s, report);
            return;
        }
        cm_put_markdown(s->out, f != NULL ? f->family->statement : j != NULL ? j->claim->statement : report->title);
        (void)fprintf(s->out, " | %s | %s | ", f != NULL ? cm_verdict_word(f->verdict) : j != NULL ? cm_verdict_word(j->measure[0].verdict) : "",
                      f != NULL ? cm_basis_word(f->basis) : j != NULL ? cm_basis_word(j->measure[0].basis) : "");
        cm_put_markdown(s->out, f != NULL ? f->because : j != NULL ? j->measure[0].because : "");
        (void)fputs(" |\n", s->out);
        return;
    }
    (void)fprintf(s->out, "## %s\n\n", cm_in_language(s, report->title, report->title_zh));
    for (size_t i = 0; i < report->nanswers; i++) md_answer(s, &report->answer[i]);
    if (j != NULL || f != NULL) md_claim(s, report);
    else if (report->nevidence > 0) (void)fprintf(s->out, "%s\n\n", cm_node_text(cm_node_child(report->file->root, "claim"), "statement"));
    md_evidence(s, report);
}

const cm_writer cm_writer_md = { "md", "Markdown: tables; of several files, the table of verdicts", NULL, write_md, NULL };
