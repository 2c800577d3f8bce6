/* bundle_guide.c: REPLICATION.md, by the headings of the template README of the social science data editors
 * (L. Vilhuber and others, "A template README for social science replication packages", version 1.1, 2022). */
#include <string.h>

#include "cli/bundle.h"

/* A text in a cell of a table. */
static void cell(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|') (void)fputc('\\', out);
        (void)fputc(*text == '\n' ? ' ' : *text, out);
    }
}

static const char *statement_of(const cm_bundle *b, bool zh)
{
    const cm_file *f = b->file;
    return cm_node_text(cm_node_child(f->root, "claim"), zh ? "statement_zh" : "statement");
}

static void overview(cm_bundle *b, FILE *out, const cm_report *report, const cm_manifest *m)
{
    const char *statement = statement_of(b, false), *zh = statement_of(b, true);
    (void)fprintf(out, "# Replication of: %s\n\n## Overview\n\n", report->title);
    (void)fprintf(out, "This folder holds one run of comity %s on `%s`: the results, the inputs, scripts that read the results, and\n"
                       "`manifest.json` with versions, seed, settings and the SHA-256 of every file. `comity replicate` on the folder runs\n"
                       "it again and compares all files byte by byte.\n\n", m->version, m->scenario);
    if (statement != NULL) (void)fprintf(out, "The claim: %s\n\n", statement);
    if (m->npast > 1) {
        (void)fprintf(out, "**The hypothesis was changed after earlier results had been seen.** `manifest.json` keeps all %zu versions in order;\nthe one before has the SHA-256 `%s`.\n\n",
                      m->npast, m->past[m->npast - 2].digest);
    }
    (void)fprintf(out, "概述：本文件夹保存 comity %s 对 `%s` 的一次运行：结果、输入、读取结果的脚本，以及记录版本、种子、设置与各文件 SHA-256 的 `manifest.json`。%s%s\n\n",
                  m->version, m->scenario, zh != NULL ? "论断：" : "", zh != NULL ? zh : "");
    if (m->npast > 1) (void)fputs("**看到先前结果之后，假说被改动过**；`manifest.json` 依次保存了各个版本。\n\n", out);
}

static void data(cm_bundle *b, FILE *out)
{
    (void)fputs("## Data Availability and Provenance Statements\n\n"
                "The run reads the files under `inputs/` and nothing else. All other data are made by the program from the seed.\n\n"
                "### Statement about Rights\n\n"
                "To be completed by the authors: that they may use and publish the files under `inputs/`.\n\n"
                "### License for Data\n\nTo be completed by the authors.\n\n"
                "### Summary of Availability\n\n- [x] All data are in this folder.\n\n"
                "数据：运行只读取 `inputs/` 下的文件；其余数据由程序按种子生成。权利与许可由作者填写。\n\n"
                "## Dataset list\n\n| Data file | Source | Provided |\n|---|---|---|\n", out);
    for (size_t i = 0; i < b->ninputs; i++) {
        (void)fputs("| `inputs/", out);
        cell(out, b->inner[i]);
        (void)fprintf(out, "` | %s | yes |\n", i == 0 ? "the scenario; its comments and `sources` say where numbers come from" : "read by the scenario");
    }
    (void)fputc('\n', out);
}

static void computing(cm_bundle *b, FILE *out, const cm_report *report, const cm_manifest *m)
{
    (void)fprintf(out, "## Computational requirements\n\n### Software Requirements\n\n"
                       "- comity %s; the libraries and the compiler of the run are in `manifest.json` under `built_with`\n"
                       "- R (any version from 4.0; no packages) for `analysis.R`, or Stata (version 16 or later) for `analysis.do`; neither is\n  needed for the results themselves\n\n", m->version);
    (void)fprintf(out, "### Controlled Randomness\n\n- [%s] A seed is set: %llu (`seed` in `manifest.json`). Draw k of a run depends on the seed and k alone, so that the\n"
                       "  results are the same bytes for any number of threads.\n\n", report->drawn || cm_judging_models(b->file) > 0 ? "x" : " ", (unsigned long long)report->seed);
    (void)fputs("### Memory, Runtime, Storage Requirements\n\n", out);
    for (size_t k = 0; k < cm_judging_models(b->file); k++) {
        const cm_judgement *j = report->family != NULL ? &report->family->judgement[k] : report->judgement;
        if (j == NULL) continue;
        (void)fprintf(out, "- %s%s%zu cells in %llu draws\n", report->family != NULL ? report->family->family->model[k].id : "", report->family != NULL ? ": " : "", j->claim->ncells,
                      (unsigned long long)j->draws);
    }
    (void)fputs("- Memory does not grow with the number of draws. Times are not recorded, so that the files are the same on every\n"
                "  machine; `time comity replicate` on the folder measures yours.\n\n"
                "计算要求：所用库的版本见 `manifest.json`；种子已设定，结果与线程数无关；内存不随抽样次数增长。\n\n", out);
}

/* What a file of the folder is for. */
static const char *purpose(const char *name)
{
    static const char *const known[][2] = {
        { "report.txt", "the report, as text" }, { "report.md", "the report, as Markdown" }, { "verdict.json", "everything, for programs" },
        { "result.json", "everything, for programs" }, { "cells.csv", "one row for each cell and measure" },
        { "verdicts.csv", "one row for each regime and measure: effect, interval, verdict" }, { "steps.csv", "effects between neighbouring values" },
        { "results.csv", "tables of the concepts, in long form" }, { "draws.csv", "one row for each cell and draw" },
        { "codebook.csv", "every column of every CSV file" }, { "analysis.R", "reads the tables, draws the figures, prints the verdicts (R)" },
        { "analysis.do", "the same in Stata" }, { "channels.csv", "how much each channel explains" },
        { "interactions.csv", "what channels do together" }, { "explained_cells.csv", "the cells of the explanation" },
        { "rivals.csv", "verdicts of the rival claims" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i][0], name) == 0) return known[i][1];
    }
    if (strncmp(name, "boundary_", 9) == 0) return "where the effect of the claim changes its sign";
    if (strncmp(name, "region_", 7) == 0) return "where in a region of settings the claim holds";
    if (strncmp(name, "sensitivity_", 12) == 0) return "which settings the result depends on, and what turns it";
    if (strncmp(name, "record_", 7) == 0) return "what records of cases say of the claim";
    return strncmp(name, "counterexample", 14) == 0 ? "a draw against the claim, as a scenario that runs" : "a table of the report";
}

static void programs(cm_bundle *b, FILE *out)
{
    bool claim = cm_judging_models(b->file) > 0;
    (void)fputs("## Description of programs/code\n\n"
                "- `comity` reads `inputs/` and writes everything else\n"
                "- `analysis.R` and `analysis.do` read the tables; `analysis.R` writes `figures.pdf`\n\n"
                "### License for Code\n\ncomity is under GPL-3.0-or-later.\n\n"
                "## Instructions to Replicators\n\n"
                "1. Install comity.\n"
                "2. Run `comity replicate .` in this folder: it says for each file whether it is the same, and ends with status 0 when all\n   are, with 3 when one differs.\n"
                "3. Run `Rscript analysis.R` or `do analysis.do` in this folder.\n\n"
                "复现步骤：安装 comity；在本文件夹内运行 `comity replicate .`，逐个文件比较（全部相同时退出状态为 0，否则为 3）；再运行 `Rscript analysis.R` 或 `do analysis.do`。\n\n"
                "## List of tables and programs\n\n| File | Made by | What it holds |\n|---|---|---|\n", out);
    for (size_t i = 0; i < b->noutputs; i++) {
        if (strcmp(b->output[i], "REPLICATION.md") != 0) (void)fprintf(out, "| `%s` | `comity run` | %s |\n", b->output[i], purpose(b->output[i]));
    }
    if (claim) (void)fputs("| `figures.pdf` | `analysis.R` | each measure along the claim's axis, with intervals, a line for each value of the other axes |\n", out);
    (void)fputs("\nA column's meaning is in `codebook.csv`. 各列含义见 `codebook.csv`。\n\n", out);
}

static void references(FILE *out, const cm_report *report)
{
    (void)fprintf(out, "## References\n\n- comity, version %s: a game-theoretic toolkit for negotiations over norms. Computer program, GPL-3.0-or-later.\n", CM_VERSION);
    for (size_t i = 0; i < report->nanswers; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++) seen = seen || report->answer[k].concept == report->answer[i].concept;
        if (!seen && report->answer[i].concept->source != NULL) (void)fprintf(out, "- %s: %s\n", report->answer[i].concept->name, report->answer[i].concept->source);
    }
}

void cm_bundle_guide(cm_bundle *b, const cm_report *report, const cm_manifest *m)
{
    FILE *out = cm_bundle_open(b, "REPLICATION.md");
    if (out == NULL) return;
    overview(b, out, report, m);
    data(b, out);
    computing(b, out, report, m);
    programs(b, out);
    references(out, report);
    cm_bundle_close(b, "REPLICATION.md", out);
}
