/* cmd_check.c: `comity check`: find mistakes; with --expect, hold files against what a teacher expects. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/expect.h"
#include "cli/layout.h"
#include "cli/load.h"
#include "cli/output.h"

static int check_file(const cm_options *o, const char *name)
{
    cm_load_options load = { .set = o->set, .nset = o->nset, .concepts = o->concepts, .venue = o->venue, .cells = true };
    cm_file file;
    cm_ctx ctx;
    int result;
    cm_ctx_init(&ctx);
    result = cm_load_or_tell(&ctx, name, &load, &file);
    if (result == CM_EXIT_DONE && !o->quiet) (void)printf(o->chinese ? "%s：没有错误\n" : "%s: no mistakes\n", name);
    cm_file_free(&file);
    return result;
}

/* ---- --expect ---- */

typedef struct checker {
    const cm_options *o;
    cm_ctx ctx;
    cm_expectations expected;
    cm_style style;
    bool csv;
    size_t written;
} checker;

/* A setting's text in the reader's language; NULL when there is none. */
static const char *text_of(const checker *c, const cm_node *group, const char *name, const char *name_zh)
{
    const char *zh = cm_node_text(group, name_zh), *en = cm_node_text(group, name);
    return c->o->chinese && zh != NULL ? zh : en;
}

/* What an expectation is about: its name, or its subject. */
static void put_subject(const checker *c, const cm_expectation *x)
{
    const char *name = text_of(c, x->node, "name", "name_zh");
    if (name != NULL) (void)fputs(name, c->style.out);
    else if (x->setting != NULL) (void)fprintf(c->style.out, c->o->chinese ? "设置 %s" : "the setting %s", x->setting);
    else if (x->claim) (void)fputs(c->o->chinese ? "论断" : "the claim", c->style.out);
    else if (x->venue != NULL) (void)fprintf(c->style.out, c->o->chinese ? "%s（%s）" : "%s at %s", x->concept->name, x->venue);
    else (void)fputs(x->concept->name, c->style.out);
}

static void put_line(const checker *c, const char *en, const char *zh, const char *text)
{
    (void)fputs("            ", c->style.out);
    cm_pad(c->style.out, cm_in_language(&c->style, en, zh), 8, false);
    (void)fprintf(c->style.out, "%s\n", text != NULL ? text : "?");
}

static void write_text(const checker *c, const char *name, const cm_mark *mark)
{
    FILE *out = c->style.out;
    size_t met = 0, n = c->expected.count;
    if (c->written > 0) (void)fputc('\n', out);
    cm_heading(&c->style, name);
    for (size_t i = 0; i < n; i++) {
        const cm_expectation *x = &c->expected.item[i];
        const char *hint = text_of(c, x->node, "hint", "hint_zh");
        met += mark[i].met;
        (void)fputs("  ", out);
        cm_pad(out, mark[i].met ? cm_in_language(&c->style, "met", "达到") : cm_in_language(&c->style, "not met", "未达到"), 10, false);
        put_subject(c, x);
        (void)fputc('\n', out);
        put_line(c, "wanted", "要求", mark[i].wanted);
        put_line(c, "found", "得到", mark[i].found);
        if (!mark[i].met && hint != NULL) put_line(c, "hint", "提示", hint);
    }
    (void)fprintf(out, c->o->chinese ? "  达到 %zu 项，共 %zu 项要求\n" : "  %zu of %zu expectations met\n", met, n);
}

static void write_csv(const checker *c, const char *name, const cm_mark *mark)
{
    FILE *out = c->style.out;
    if (c->written == 0) (void)fputs("file,expectation,name,met,wanted,found\n", out);
    for (size_t i = 0; i < c->expected.count; i++) {
        const cm_expectation *x = &c->expected.item[i];
        const char *called = text_of(c, x->node, "name", "name_zh"), *subject = x->setting != NULL ? x->setting : x->claim ? "claim" : x->concept->name;
        cm_value row[] = { cm_text(name), cm_integer((int64_t)i + 1), cm_text(called != NULL ? called : subject), cm_truth(mark[i].met), cm_text(mark[i].wanted), cm_text(mark[i].found) };
        for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
            if (k > 0) (void)fputc(',', out);
            if (row[k].kind != CM_TEXT || row[k].as.text != NULL) cm_csv_put(out, &row[k]);
        }
        (void)fputc('\n', out);
    }
}

static int expect_file(checker *c, const char *name)
{
    cm_arena arena = { NULL };
    cm_mark *mark = CM_NEW(&c->ctx, &arena, c->expected.count, cm_mark);
    int status = mark == NULL ? CM_EXIT_FAULT : cm_expect_mark(&c->ctx, c->o, &c->expected, name, &arena, mark);
    bool met = true;
    if (status == CM_EXIT_FAULT) cm_complain(name, c->ctx.message[0] != '\0' ? c->ctx.message : "could not be held against the expectations");
    if (status != CM_EXIT_FAULT && c->expected.diags.count == 0 && !cm_interrupted) {
        if (c->csv) write_csv(c, name, mark);
        else write_text(c, name, mark);
        c->written++;
        for (size_t i = 0; i < c->expected.count; i++) met = met && mark[i].met;
        if (status == CM_EXIT_DONE && !met) status = CM_EXIT_NO_ANSWER;
    }
    cm_ctx_clear(&c->ctx);
    cm_arena_free(&arena);
    return status;
}

static int expect(const cm_options *o)
{
    checker c = { .o = o, .csv = o->format != NULL && strcmp(o->format, "csv") == 0 };
    cm_output output;
    int worst;
    if (o->format != NULL && !c.csv && strcmp(o->format, "text") != 0) {
        cm_complain("--format", "is text or csv with --expect");
        return CM_EXIT_USAGE;
    }
    if (o->concepts != NULL || o->venue != NULL) {
        cm_complain("check", "the file of --expect says what is computed: leave --concept and --venue out");
        return CM_EXIT_USAGE;
    }
    cm_ctx_init(&c.ctx);
    c.ctx.stop = &cm_interrupted;
    worst = cm_expect_read(&c.ctx, o->expect, &c.expected);
    if (worst == CM_EXIT_DONE) {
        if (!cm_output_open(&output, o->output)) worst = CM_EXIT_IO;
        else {
            c.style = cm_style_of(o, output.out);
            for (size_t i = 0; i < o->nargs && c.expected.diags.count == 0 && !cm_interrupted; i++) worst = cm_worse(worst, expect_file(&c, o->arg[i]));
            worst = cm_worse(worst, cm_expect_tell(&c.expected));
            if (cm_interrupted) worst = CM_EXIT_INTERRUPTED;
            worst = cm_worse(worst, cm_output_close(&output, c.written > 0) ? CM_EXIT_DONE : CM_EXIT_IO);
        }
    }
    cm_expect_free(&c.expected);
    return worst;
}

static int run(const cm_options *o)
{
    int worst = CM_EXIT_DONE;
    if (o->nargs == 0) {
        cm_complain("check", o->expect != NULL ? "name the file that is held against the expectations" : "name a file");
        return CM_EXIT_USAGE;
    }
    if (o->expect != NULL) return expect(o);
    for (size_t i = 0; i < o->nargs; i++) worst = cm_worse(worst, check_file(o, o->arg[i]));
    return worst;
}

const cm_command cm_command_check = { "check", "find mistakes; hold a file against what is expected of it", run };
