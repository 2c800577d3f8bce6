/* bundle_scripts.c: analysis.R and analysis.do: scripts that read the folder's tables and draw the claim. */
#include <string.h>

#include "cli/bundle.h"

/* ---- R: no package beyond what R itself brings ---- */

/* A text as R writes it. */
static void r_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') (void)fputc('\\', out);
        (void)fputc(*text == '\n' ? ' ' : *text, out);
    }
    (void)fputc('"', out);
}

/* How the columns of cells.csv call the axis. */
static const char *axis_column(cm_bundle *b, const cm_axis *axis)
{
    static const char *const taken[] = { "mean", "low", "high", "draws", "flag", "edge", "short", "members", "votes_needed", "model", "measure", "cell" };
    const char *key = cm_axis_key(axis);
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(taken[i], key) == 0) return cm_format(b->ctx, b->arena, "axis.%s", key);
    }
    return key;
}

static void r_plan(cm_bundle *b, FILE *out, size_t model)
{
    const cm_claim *claim = cm_judging_model(b->file, model);
    bool first = true;
    (void)fputs("  list(model = ", out);
    r_text(out, b->file->family != NULL ? b->file->family->model[model].id : "");
    (void)fputs(", along = ", out);
    r_text(out, axis_column(b, &claim->axis[claim->along]));
    (void)fputs(", by = c(", out);
    for (size_t a = 0; a < claim->naxes; a++) {
        if (a == claim->along) continue;
        if (!first) (void)fputs(", ", out);
        first = false;
        r_text(out, axis_column(b, &claim->axis[a]));
    }
    (void)fputs("))", out);
}

static const char r_claim[] =
    "cells <- read.csv(\"cells.csv\", check.names = FALSE, encoding = \"UTF-8\")\n"
    "verdicts <- read.csv(\"verdicts.csv\", check.names = FALSE, encoding = \"UTF-8\")\n"
    "\n"
    "# One line for each combination of the other axes, with the interval of each cell.\n"
    "draw <- function(rows, along, by, title) {\n"
    "  labels <- unique(rows[[along]])\n"
    "  numbers <- is.numeric(rows[[along]])\n"
    "  rows$x <- if (numbers) rows[[along]] else match(rows[[along]], labels)\n"
    "  rows$line <- if (length(by) > 0) do.call(paste, c(rows[by], sep = \", \")) else \"all\"\n"
    "  lines <- unique(rows$line)\n"
    "  colours <- hcl.colors(max(2, length(lines)), \"Dark 3\")\n"
    "  limits <- range(rows$low, rows$high, rows$mean, finite = TRUE)\n"
    "  plot(range(rows$x), limits, type = \"n\", xlab = along, ylab = title, xaxt = if (numbers) \"s\" else \"n\")\n"
    "  if (!numbers) axis(1, at = seq_along(labels), labels = labels)\n"
    "  for (k in seq_along(lines)) {\n"
    "    one <- rows[rows$line == lines[k], ]\n"
    "    one <- one[order(one$x), ]\n"
    "    seen <- is.finite(one$low) & is.finite(one$high) & one$high > one$low\n"
    "    segments(one$x[seen], one$low[seen], one$x[seen], one$high[seen], col = colours[k])\n"
    "    lines(one$x, one$mean, type = \"b\", pch = 19, col = colours[k])\n"
    "  }\n"
    "  if (length(lines) > 1) legend(\"topright\", lines, col = colours, lty = 1, pch = 19, bty = \"n\")\n"
    "}\n"
    "\n"
    "pdf(\"figures.pdf\", width = 7, height = 5)\n"
    "for (plan in plans) {\n"
    "  rows <- if (plan$model != \"\") cells[cells$model == plan$model, ] else cells\n"
    "  for (measure in unique(rows$measure)) {\n"
    "    title <- if (plan$model != \"\") paste(plan$model, measure, sep = \": \") else measure\n"
    "    draw(rows[rows$measure == measure, ], plan$along, plan$by, title)\n"
    "  }\n"
    "}\n"
    "invisible(dev.off())\n"
    "\n"
    "print(verdicts, row.names = FALSE)\n"
    "cat(\"The figures are in figures.pdf.\\n\")\n";

static const char r_answers[] =
    "results <- read.csv(\"results.csv\", colClasses = \"character\", encoding = \"UTF-8\")\n"
    "\n"
    "# The summary of each concept; the other tables are in results.csv in long form.\n"
    "summaries <- results[grepl(\"[.]summary$\", results$table), c(\"table\", \"venue\", \"column\", \"value\")]\n"
    "print(summaries, row.names = FALSE)\n";

static void write_r(cm_bundle *b, const cm_report *report)
{
    FILE *out = cm_bundle_open(b, "analysis.R");
    if (out == NULL) return;
    (void)fputs("# analysis.R: reads the tables of this folder; run from it: Rscript analysis.R\n\n", out);
    if (report->judgement != NULL || report->family != NULL) {
        (void)fputs("# What is drawn: along which axis, a line for each value of the others.\nplans <- list(\n", out);
        for (size_t k = 0; k < cm_judging_models(b->file); k++) {
            if (k > 0) (void)fputs(",\n", out);
            r_plan(b, out, k);
        }
        (void)fputs("\n)\n\n", out);
        (void)fputs(r_claim, out);
        if (report->nanswers > 0) (void)fputc('\n', out);
    }
    if (report->nanswers > 0) (void)fputs(r_answers, out);
    cm_bundle_close(b, "analysis.R", out);
}

/* ---- Stata: columns are named by their place, since its names are short ---- */

typedef struct stata {
    FILE *out;
    size_t column;                   /* of the table: named so far */
} stata;

static void stata_import(stata *s, const char *table)
{
    (void)fprintf(s->out, "import delimited using \"%s\", varnames(nonames) rowrange(2) bindquotes(strict) encoding(\"UTF-8\") clear\n", table);
    s->column = 0;
}

static void stata_rename(stata *s, const char *name, const char *label)
{
    (void)fprintf(s->out, "rename v%zu %s\n", ++s->column, name);
    if (label != NULL) (void)fprintf(s->out, "label variable %s `\"%s\"'\n", name, label);
}

/* The axes that cells.csv (or, only those within, verdicts.csv) begins with, as axis1, axis2 ... */
static void stata_axes(cm_bundle *b, stata *s, bool within_only)
{
    const char *seen[CM_MOST_AXES * 8];
    size_t n = 0;
    for (size_t k = 0; k < cm_judging_models(b->file); k++) {
        const cm_claim *claim = cm_judging_model(b->file, k);
        for (size_t a = 0; a < claim->naxes; a++) {
            const char *key = axis_column(b, &claim->axis[a]);
            size_t at = 0;
            char name[24];
            if (key == NULL || (within_only && !claim->axis[a].within)) continue;
            while (at < n && strcmp(seen[at], key) != 0) at++;
            if (at < n || n == sizeof seen / sizeof seen[0]) continue;
            seen[n++] = key;
            (void)snprintf(name, sizeof name, "axis%zu", n);
            stata_rename(s, name, key);
        }
    }
}

static size_t place_of_along(const cm_claim *claim)
{
    return claim->along + 1;
}

static const char stata_figure[] =
    "capture confirm string variable axis%zu\n"
    "if _rc == 0 {\n"
    "    encode axis%zu, generate(x)\n"
    "}\n"
    "else {\n"
    "    generate double x = axis%zu\n"
    "}\n";

static const char stata_draw[] =
    "destring mean low high, replace force\n"
    "levelsof measure, local(measures)\n"
    "foreach measure of local measures {\n"
    "    local plot\n"
    "    quietly levelsof line if measure == \"`measure'\", local(lines)\n"
    "    foreach k of local lines {\n"
    "        local plot `plot' (rcap low high x if line == `k' & measure == \"`measure'\") (connected mean x if line == `k' & measure == \"`measure'\", sort)\n"
    "    }\n"
    "    twoway `plot', ytitle(\"`measure'\") legend(off)\n"
    "    local name = subinstr(\"`measure'\", \".\", \"_\", .)\n"
    "    graph export \"figure_`name'.pdf\", replace\n"
    "}\n";

static void stata_cells(cm_bundle *b, stata *s)
{
    const cm_claim *claim = cm_judging_model(b->file, 0);
    size_t along = place_of_along(claim);
    stata_import(s, "cells.csv");
    if (b->file->family != NULL) stata_rename(s, "model", NULL);
    stata_rename(s, "measure", NULL);
    stata_rename(s, "cell", NULL);
    if (b->file->family != NULL) {
        (void)fputs("* The claim has several models, each with axes of its own: see codebook.csv for the further columns.\ndescribe\n", s->out);
        return;
    }
    stata_axes(b, s, false);
    stata_rename(s, "mean", NULL);
    stata_rename(s, "low", NULL);
    stata_rename(s, "high", NULL);
    (void)fprintf(s->out, stata_figure, along, along, along);
    (void)fputs("egen line = group(", s->out);
    for (size_t a = 0; a < claim->naxes; a++) {
        if (a + 1 != along) (void)fprintf(s->out, "axis%zu ", a + 1);
    }
    (void)fputs("measure), label\n", s->out);
    (void)fputs(stata_draw, s->out);
}

static void stata_verdicts(cm_bundle *b, stata *s)
{
    static const char *const rest[] = { "effect", "low", "high", "against", "verdict", "basis", "more_draws" };
    stata_import(s, "verdicts.csv");
    if (b->file->family != NULL) stata_rename(s, "model", NULL);
    stata_rename(s, "measure", NULL);
    if (b->file->family == NULL) {
        stata_axes(b, s, true);
        for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) stata_rename(s, rest[i], NULL);
    }
    (void)fputs("list, noobs abbreviate(20)\n", s->out);
}

static void write_stata(cm_bundle *b, const cm_report *report)
{
    stata s = { .out = cm_bundle_open(b, "analysis.do") };
    if (s.out == NULL) return;
    (void)fputs("* analysis.do: reads the tables of this folder; run from it: do analysis.do\nversion 16\n\n", s.out);
    if (report->judgement != NULL || report->family != NULL) {
        stata_cells(b, &s);
        (void)fputc('\n', s.out);
        stata_verdicts(b, &s);
    }
    if (report->nanswers > 0) {
        (void)fputs("\nimport delimited using \"results.csv\", varnames(1) stringcols(_all) bindquotes(strict) encoding(\"UTF-8\") clear\n"
                    "list table venue column value if strpos(table, \".summary\") > 0, noobs\n", s.out);
    }
    cm_bundle_close(b, "analysis.do", s.out);
}

void cm_bundle_scripts(cm_bundle *b, const cm_report *report)
{
    write_r(b, report);
    write_stata(b, report);
}
