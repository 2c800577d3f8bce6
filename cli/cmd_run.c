/* cmd_run.c: `comity run`: do what a file asks, all of it or one part of its claim. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/bundle.h"
#include "cli/folder.h"
#include "cli/judging.h"
#include "cli/machines.h"
#include "cli/output.h"
#include "cli/pictures.h"
#include "cli/reporting.h"

typedef struct runner {
    const cm_options *o;
    cm_ctx ctx;
    cm_arena arena;                  /* of the words about the options */
    cm_style style;
    const cm_writer *writer;
    size_t written;
} runner;

static int load_file(runner *r, const char *name, cm_file *file)
{
    cm_load_options load = { .set = r->o->set, .nset = r->o->nset, .concepts = r->o->concepts, .venue = r->o->venue, .cells = r->o->concepts == NULL };
    return cm_load_or_tell(&r->ctx, name, &load, file);
}

static cm_judging judging_of(const runner *r, cm_file *file)
{
    return (cm_judging){ .file = file, .seed = r->o->seeded ? r->o->seed : file->scenario.seed, .draws = r->o->draws, .seeded = r->o->seeded, .threads = r->o->threads, .quiet = r->o->quiet };
}

/* A file of batches at `path`: one that is there is gone on with when asked to resume, if it is of this run. */
static cm_status open_part(runner *r, cm_file *file, const cm_judging *judging, const char *path, size_t part, size_t parts, cm_part *out)
{
    cm_part_head head;
    cm_part fresh;
    cm_status status = cm_judging_head(&r->ctx, judging, part, parts, &head);
    if (status != CM_OK) return status;
    if (!r->o->resume || access(path, F_OK) != 0) return cm_part_create(&r->ctx, &file->arena, path, &head, out);
    status = cm_part_open(&r->ctx, &file->arena, path, true, out);
    if (status != CM_OK) return status;
    status = cm_part_digest(&r->ctx, &file->arena, &head, fresh.digest);
    if (status == CM_OK && (strcmp(fresh.digest, out->digest) != 0 || out->head.part != part)) {
        status = cm_fail(&r->ctx, CM_E_INPUT, "%s: it is of another run (the file, a setting, the seed or the draws differ); run without --resume to begin anew", path);
    }
    if (status != CM_OK) cm_part_close(out);
    return status;
}

/* The checkpoint of a run that writes a file; none without -o, for a device, or without draws. */
static const char *checkpoint_path(runner *r, cm_file *file)
{
    size_t models = cm_judging_models(file);
    bool random = false;
    for (size_t k = 0; k < models; k++) random = random || cm_judging_model(file, k)->random;
    if (r->o->output == NULL || !random || r->o->nargs != 1 || !cm_machines_first()) return NULL;
    if (cm_folder_named(r->o->output)) {
        size_t length = strlen(r->o->output);
        while (length > 1 && r->o->output[length - 1] == '/') length--;
        return r->o->save_draws ? NULL : cm_format(&r->ctx, &file->arena, "%.*s.part", (int)length, r->o->output);      /* every draw is wanted, and sums do not have them */
    }
    if (!cm_output_is_file(r->o->output)) return NULL;
    return cm_format(&r->ctx, &file->arena, "%s.part", r->o->output);
}

static int tell(runner *r, cm_status status)
{
    fputs("comity: ", stderr);
    fprintf(stderr, "%s\n", r->ctx.message);
    cm_ctx_clear(&r->ctx);
    return status == CM_E_INPUT ? CM_EXIT_FILE : cm_exit_of(status);
}

/* The checkpoint, where there is one: *path is then its name. */
static int open_checkpoint(runner *r, cm_file *file, cm_part *part, const char **path)
{
    cm_judging judging = judging_of(r, file);
    int status = CM_EXIT_DONE;
    *path = checkpoint_path(r, file);
    if (*path != NULL) {
        cm_status opened = open_part(r, file, &judging, *path, 0, 1, part);
        part->forgive = true;
        if (opened != CM_OK && r->o->resume) status = tell(r, opened);
    }
    cm_ctx_clear(&r->ctx);                               /* without a checkpoint the run is as good */
    return status;
}

static int run_file(runner *r, const char *name)
{
    cm_file file;
    cm_report report = { .file = &file };
    cm_part part = { .file = NULL };
    const char *path = NULL;
    int status = load_file(r, name, &file);
    if (status == CM_EXIT_DONE) {
        report.seed = judging_of(r, &file).seed;
        if (file.nrequests == 0 && cm_judging_models(&file) == 0 && file.nobserved == 0) cm_complain(name, "nothing to do: the file has neither solve nor claim (try --concept gridlock)");
        status = open_checkpoint(r, &file, &part, &path);
    }
    if (status == CM_EXIT_DONE) {
        status = cm_report_compute(&r->ctx, r->o, &file, part.file != NULL ? &part : NULL, part.file != NULL ? 1 : 0, &report);
        if (cm_report_says(&report) && cm_machines_first()) {
            r->writer->write(&r->style, &report, r->written++);
            status = cm_worse(status, cm_pictures_save(&r->ctx, r->o, &report));
        }
    }
    if (part.file != NULL) {
        cm_part_close(&part);
        if (status == CM_EXIT_DONE) (void)unlink(path);
    }
    cm_ctx_clear(&r->ctx);
    cm_file_free(&file);
    return status;
}

/* A folder of results.  Nothing is put in its place before all of it is there. */
static int run_folder(runner *r, const char *name)
{
    cm_file file;
    cm_report report = { .file = &file };
    cm_part part = { .file = NULL };
    cm_bundle bundle = { .whole = NULL };
    const char *path = NULL;
    int status = load_file(r, name, &file), kept;
    if (status == CM_EXIT_DONE) status = cm_bundle_begin(&r->ctx, r->o, &file, r->o->output, true, &bundle);
    if (status == CM_EXIT_DONE) status = open_checkpoint(r, &file, &part, &path);
    if (status == CM_EXIT_DONE) {
        report.seed = judging_of(r, &file).seed;
        if (bundle.draws != NULL) report.keep = &bundle.keep;
        status = cm_report_compute(&r->ctx, r->o, &file, part.file != NULL ? &part : NULL, part.file != NULL ? 1 : 0, &report);
        if (cm_interrupted) status = CM_EXIT_INTERRUPTED;
        if (status == CM_EXIT_INTERRUPTED) cm_complain(r->o->output, path != NULL ? "nothing was changed; --resume goes on from here" : "nothing was changed");
        else if (!cm_bundle_has(&report)) cm_complain(name, "there is no result, and so no folder of results");
        else if (status != CM_EXIT_IO) {
            kept = cm_bundle_write(&bundle, &report);
            if (kept == CM_EXIT_DONE) kept = cm_bundle_place(&bundle);
            status = cm_worse(status, kept);
            status = cm_worse(status, cm_pictures_save(&r->ctx, r->o, &report));
        }
    }
    if (part.file != NULL) {
        cm_part_close(&part);
        if (status == CM_EXIT_DONE) (void)unlink(path);
    }
    cm_bundle_end(&bundle);
    cm_ctx_clear(&r->ctx);
    cm_file_free(&file);
    return status;
}

/* One part of a claim: its batches go into the file of -o. */
static int run_part(runner *r, const char *name)
{
    const cm_options *o = r->o;
    cm_file file;
    cm_part part = { .file = NULL };
    cm_status done = CM_OK;
    int status = load_file(r, name, &file);
    if (status == CM_EXIT_DONE && cm_judging_models(&file) == 0) {
        cm_complain(name, "--shard is for a file with a claim");
        status = CM_EXIT_USAGE;
    }
    if (status == CM_EXIT_DONE) {
        cm_judging judging = judging_of(r, &file);
        done = open_part(r, &file, &judging, o->output, o->part, o->parts, &part);
        judging.part = &part;
        judging.nparts = 1;
        if (done == CM_OK) done = cm_judging_part(&r->ctx, &judging, o->part, o->parts);
        if (done != CM_OK) status = tell(r, done);
        cm_part_close(&part);
    }
    cm_ctx_clear(&r->ctx);
    cm_file_free(&file);
    return cm_interrupted ? CM_EXIT_INTERRUPTED : status;
}

static const char *folder_mistake(const cm_options *o)
{
    if (o->nargs > 1) return "a folder of results (-o DIR/) is of one file";
    if (o->format != NULL) return "a folder of results (-o DIR/) has every format: leave --format out";
    return cm_machines_several() ? "a folder of results (-o DIR/) is written by one process: run parts with --shard, or write a file" : NULL;
}

static int check_options(runner *r)
{
    const cm_options *o = r->o;
    const char *wrong = NULL, *picture = cm_pictures_mistake(&r->ctx, &r->arena, o);
    if (o->nargs == 0) wrong = "name a file, such as configs/article/a06-small-venues.cfg";
    else if (o->parts > 0 && (o->nargs > 1 || o->output == NULL)) wrong = "--shard takes one file, and -o for where its part goes";
    else if (o->parts > 0 && (o->format != NULL || o->concepts != NULL || o->counterexample != NULL)) wrong = "--shard only computes a part: --format, --concept and --counterexample are for merge and run";
    else if (o->resume && (o->nargs > 1 || o->output == NULL)) wrong = "--resume takes one file, and the -o of the run that was broken off";
    else if (o->save_draws && o->parts > 0) wrong = "--save-draws is for a whole run: --shard keeps sums alone";
    else if (o->save_draws && o->resume) wrong = "--save-draws is for a run from its beginning: what --resume goes on from are sums alone";
    else if (o->save_draws && !cm_folder_named(o->output)) wrong = "--save-draws writes draws.csv into the folder of -o DIR/";
    else if (o->parts == 0 && cm_folder_named(o->output)) wrong = folder_mistake(o);
    else if (o->expect != NULL) wrong = "--expect is for check: comity check --expect EXPECTATIONS FILE";
    else if (picture != NULL) wrong = picture;
    if (wrong != NULL) cm_complain("run", wrong);
    return wrong != NULL ? CM_EXIT_USAGE : CM_EXIT_DONE;
}

static int run(const cm_options *o)
{
    runner r = { .o = o };
    cm_output output;
    int worst;
    cm_ctx_init(&r.ctx);
    worst = check_options(&r);
    cm_arena_free(&r.arena);
    r.ctx.stop = &cm_interrupted;
    if (worst != CM_EXIT_DONE) return worst;
    r.writer = cm_writer_find(o->format != NULL ? o->format : "text");
    if (r.writer == NULL) {
        cm_writer_refuse();
        return CM_EXIT_USAGE;
    }
    if (o->parts > 0) return run_part(&r, o->arg[0]);
    if (cm_folder_named(o->output)) return run_folder(&r, o->arg[0]);
    if (!cm_output_open(&output, cm_machines_first() ? o->output : "/dev/null")) return CM_EXIT_IO;
    r.style = cm_style_of(o, output.out);
    if (r.writer->begin != NULL) r.writer->begin(&r.style);
    for (size_t i = 0; i < o->nargs && !cm_interrupted; i++) worst = cm_worse(worst, run_file(&r, o->arg[i]));
    if (r.writer->end != NULL) r.writer->end(&r.style);
    if (cm_interrupted) worst = CM_EXIT_INTERRUPTED;
    return cm_worse(worst, cm_output_close(&output, r.written > 0) ? CM_EXIT_DONE : CM_EXIT_IO);
}

const cm_command cm_command_run = { "run", "do what a file asks: its solve list, its claim", run };
