/* cmd_merge.c: `comity merge`: parts of a claim, computed wherever, put together: the output of one run. */
#include <stdio.h>
#include <string.h>

#include "cli/judging.h"
#include "cli/output.h"
#include "cli/pictures.h"
#include "cli/reporting.h"

typedef struct merger {
    const cm_options *o;
    cm_ctx ctx;
    cm_arena arena;
    cm_part *part;
    size_t n;
} merger;

static int tell(merger *m, const char *where, const char *what)
{
    cm_complain(where, what);
    cm_ctx_clear(&m->ctx);
    return CM_EXIT_FILE;
}

static int open_all(merger *m)
{
    m->part = CM_NEW(&m->ctx, &m->arena, m->o->nargs, cm_part);
    if (m->part == NULL) return CM_EXIT_FAULT;
    for (size_t i = 0; i < m->o->nargs; i++) {
        cm_status status = cm_part_open(&m->ctx, &m->arena, m->o->arg[i], false, &m->part[m->n]);
        if (status != CM_OK) {
            fprintf(stderr, "comity: %s\n", m->ctx.message);
            return status == CM_E_INPUT ? CM_EXIT_FILE : cm_exit_of(status);
        }
        m->n++;
    }
    return CM_EXIT_DONE;
}

/* All parts of one run, each once. */
static int check_all(merger *m)
{
    const cm_part *first = &m->part[0];
    int worst = CM_EXIT_DONE;
    for (size_t i = 1; i < m->n; i++) {
        if (strcmp(m->part[i].digest, first->digest) != 0) {
            worst = tell(m, m->part[i].path, cm_format(&m->ctx, &m->arena, "it is not of the run of %s: the file, a setting, the seed, the draws or the number of parts differ", first->path));
        }
    }
    if (worst != CM_EXIT_DONE) return worst;
    for (size_t k = 0; k < first->head.parts; k++) {
        size_t seen = 0;
        for (size_t i = 0; i < m->n; i++) seen += m->part[i].head.part == k;
        if (seen == 1) continue;
        worst = tell(m, "merge", cm_format(&m->ctx, &m->arena, seen == 0 ? "part %zu of %zu is not there: compute it with --shard %zu/%zu" : "part %zu of %zu is there twice", k + 1, first->head.parts, k + 1, first->head.parts));
    }
    return worst;
}

static int check_whole(merger *m, const cm_judging *judging)
{
    int worst = CM_EXIT_DONE;
    for (size_t i = 0; i < m->n; i++) {
        size_t missing = 0;
        for (size_t k = 0; k < cm_judging_models(judging->file); k++) missing += cm_part_missing(&m->part[i], k, cm_judging_draws(judging, k));
        if (missing > 0) worst = tell(m, m->part[i].path, cm_format(&m->ctx, &m->arena, "this part is not done: %zu batches are missing; run its --shard again with --resume", missing));
    }
    return worst;
}

static int merge_parts(merger *m, const cm_writer *writer)
{
    const cm_part_head *head = &m->part[0].head;
    cm_options options = *m->o;
    cm_load_options load = { .cells = true };
    cm_report report;
    cm_output output;
    cm_file file;
    int status = CM_EXIT_DONE, drawn = CM_EXIT_DONE;
    cm_judging judging = { .file = &file, .seed = head->seed, .draws = head->draws };
    if (cm_load_text(&m->ctx, head->name, head->text, &load, &file) != CM_OK || file.diags.count > 0 || cm_judging_models(&file) != head->models) {
        status = tell(m, m->part[0].path, file.diags.count > 0 ? file.diags.item[0].message : "the scenario in this part cannot be read");
    }
    if (status == CM_EXIT_DONE) status = check_whole(m, &judging);
    if (status == CM_EXIT_DONE) {
        report = (cm_report){ .file = &file, .seed = head->seed };
        options.seeded = head->seeded;
        options.seed = head->seed;
        options.draws = head->draws;
        options.nargs = 1;
        if (!cm_output_open(&output, options.output)) {
            status = CM_EXIT_IO;
        } else {
            cm_style style = cm_style_of(&options, output.out);
            if (writer->begin != NULL) writer->begin(&style);
            status = cm_report_compute(&m->ctx, &options, &file, m->part, m->n, &report);
            if (cm_report_says(&report)) {
                writer->write(&style, &report, 0);
                drawn = cm_pictures_save(&m->ctx, &options, &report);
            }
            if (writer->end != NULL) writer->end(&style);
            status = cm_worse(status, cm_output_close(&output, status == CM_EXIT_DONE) ? CM_EXIT_DONE : CM_EXIT_IO);
        }
    }
    cm_file_free(&file);
    return cm_worse(status, drawn);
}

static int run(const cm_options *o)
{
    merger m = { .o = o };
    const cm_writer *writer = cm_writer_find(o->format != NULL ? o->format : "text");
    cm_options whole = *o;
    const char *wrong;
    int status;
    cm_ctx_init(&m.ctx);
    m.ctx.stop = &cm_interrupted;
    if (o->nargs == 0 || writer == NULL) {
        if (writer == NULL) cm_writer_refuse();
        else cm_complain("merge", "name the parts, such as part1 part2 part3");
        return CM_EXIT_USAGE;
    }
    if (o->seeded || o->draws > 0 || o->nset > 0 || o->parts > 0 || o->resume || o->concepts != NULL) {
        cm_complain("merge", "the parts say what was run: --set, --seed, --draws, --concept, --shard and --resume are for run");
        return CM_EXIT_USAGE;
    }
    whole.nargs = 1;
    wrong = cm_pictures_mistake(&m.ctx, &m.arena, &whole);
    if (wrong != NULL) cm_complain("merge", wrong);
    status = wrong != NULL ? CM_EXIT_USAGE : open_all(&m);
    if (status == CM_EXIT_DONE) status = check_all(&m);
    if (status == CM_EXIT_DONE) status = merge_parts(&m, writer);
    for (size_t i = 0; i < m.n; i++) cm_part_close(&m.part[i]);
    cm_ctx_clear(&m.ctx);
    cm_arena_free(&m.arena);
    return status;
}

const cm_command cm_command_merge = { "merge", "put the parts of a claim together (run --shard)", run };
