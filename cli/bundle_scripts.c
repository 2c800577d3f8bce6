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
static const char *axis_column(const cm_bundle *b, const cm_axis *axis)
{
    const char *key = cm_axis_key(axis);
    for (size_t j = 0; j < b->cells.n; j++) {
        if (strncmp(b->cells.column[j], "axis.", 5) == 0 && strcmp(b->cells.column[j] + 5, key) == 0) return b->cells.column[j];
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

static const char r_records[] =
    "fits <- read.csv(\"record_fits.csv\", encoding = \"UTF-8\")\n"
    "print(fits[, c(\"record\", \"controls\", \"cases\", \"measure\", \"effect\", \"low\", \"high\", \"p\")], row.names = FALSE)\n";

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
    if (report->nevidence > 0) (void)fprintf(out, "\n%s", r_records);
    cm_bundle_close(b, "analysis.R", out);
}

/* ---- Stata: columns are named by their place, since its names are short ---- */

static bool is_axis(const cm_bundle *b, const char *column)
{
    static const char *const ours[] = { "mean", "low", "high", "draws", "flag", "edge", "short", "members", "votes_needed", "model", "measure", "cell" };
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        if (strcmp(ours[i], column) == 0) return false;
    }
    return cm_bundle_axis(b, column) != NULL;
}

/* The table, its axes as axis1, axis2 ... with what they are as a label. */
static void stata_import(cm_bundle *b, FILE *out, const char *table, const cm_header *header)
{
    size_t axes = 0;
    (void)fprintf(out, "import delimited using \"%s\", varnames(nonames) rowrange(2) bindquotes(strict) encoding(\"UTF-8\") clear\n", table);
    for (size_t j = 0; j < header->n; j++) {
        const char *column = header->column[j];
        if (is_axis(b, column)) (void)fprintf(out, "rename v%zu axis%zu\nlabel variable axis%zu `\"%s\"'\n", j + 1, axes + 1, axes + 1, column);
        else if (strspn(column, "abcdefghijklmnopqrstuvwxyz_") == strlen(column) && strlen(column) <= 32) (void)fprintf(out, "rename v%zu %s\n", j + 1, column);
        else (void)fprintf(out, "label variable v%zu `\"%s\"'\n", j + 1, column);
        axes += is_axis(b, column);
    }
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

static void stata_cells(cm_bundle *b, FILE *out)
{
    const cm_claim *claim = cm_judging_model(b->file, 0);
    const char *along = axis_column(b, &claim->axis[claim->along]);
    size_t axes = 0, at = 1;
    stata_import(b, out, "cells.csv", &b->cells);
    if (b->file->family != NULL) {
        (void)fputs("* The claim has several models, each with axes of its own; codebook.csv says which.\nlist model measure mean low high, noobs\n", out);
        return;
    }
    for (size_t j = 0; j < b->cells.n; j++) {
        if (!is_axis(b, b->cells.column[j])) continue;
        axes++;
        if (strcmp(b->cells.column[j], along) == 0) at = axes;
    }
    (void)fprintf(out, stata_figure, at, at, at);
    (void)fputs("egen line = group(", out);
    for (size_t a = 1; a <= axes; a++) {
        if (a != at) (void)fprintf(out, "axis%zu ", a);
    }
    (void)fputs("measure), label\n", out);
    (void)fputs(stata_draw, out);
}

static void write_stata(cm_bundle *b, const cm_report *report)
{
    FILE *out = cm_bundle_open(b, "analysis.do");
    if (out == NULL) return;
    (void)fputs("* analysis.do: reads the tables of this folder; run from it: do analysis.do\nversion 16\n", out);
    if (report->judgement != NULL || report->family != NULL) {
        (void)fputc('\n', out);
        stata_cells(b, out);
        (void)fputc('\n', out);
        stata_import(b, out, "verdicts.csv", &b->verdicts);
        (void)fputs("list, noobs abbreviate(20)\n", out);
    }
    if (report->nanswers > 0) {
        (void)fputs("\nimport delimited using \"results.csv\", varnames(1) stringcols(_all) bindquotes(strict) encoding(\"UTF-8\") clear\n"
                    "list table venue column value if strpos(table, \".summary\") > 0, noobs\n", out);
    }
    if (report->nevidence > 0) {
        (void)fputs("\nimport delimited using \"record_fits.csv\", varnames(1) bindquotes(strict) encoding(\"UTF-8\") clear\n"
                    "list record controls cases measure effect low high p, noobs abbreviate(20)\n", out);
    }
    cm_bundle_close(b, "analysis.do", out);
}

void cm_bundle_scripts(cm_bundle *b, const cm_report *report)
{
    write_r(b, report);
    write_stata(b, report);
}
