/* cmd_replicate.c: `comity replicate DIR`: run again what a folder of results holds, and compare. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/bundle.h"
#include "cli/folder.h"
#include "cli/machines.h"
#include "cli/reporting.h"

typedef struct replicator {
    const cm_options *o;
    cm_ctx ctx;
    cm_arena arena;
    const char *folder;
    cm_manifest was;
    bool differs;
} replicator;

static bool hash_is(const char *path, const char *digest)
{
    char now[CM_DIGEST];
    return cm_digest_file(path, now) && strcmp(now, digest) == 0;
}

static void say(replicator *r, const char *path, bool good, const char *en, const char *zh)
{
    r->differs = r->differs || !good;
    (void)printf("%-10s %s\n", r->o->chinese ? zh : en, path);
}

static void say_inputs(replicator *r)
{
    for (size_t i = 0; i < r->was.ninputs; i++) {
        const cm_manifest_file *f = &r->was.input[i];
        const char *path = cm_format(&r->ctx, &r->arena, "%s/%s", r->folder, f->path);
        if (path == NULL || access(path, R_OK) != 0) say(r, f->path, false, "missing", "缺失");
        else if (!hash_is(path, f->digest)) say(r, f->path, false, "changed", "已改动");
        else say(r, f->path, true, "same", "相同");
    }
}

/* A version that differs is no difference of results; it may be the reason for one. */
static void say_versions(replicator *r)
{
    cm_manifest now = { .version = CM_VERSION };
    if (strcmp(r->was.version, now.version) != 0) (void)printf("%-10s comity: %s, %s\n", r->o->chinese ? "版本" : "version", r->was.version, now.version);
    if (!cm_manifest_libraries(&r->ctx, &r->arena, &now)) return;
    for (size_t i = 0; i < now.nlibraries; i++) {
        for (size_t k = 0; k < r->was.nlibraries; k++) {
            if (strcmp(now.software[2 * i], r->was.software[2 * k]) != 0 || strcmp(now.software[2 * i + 1], r->was.software[2 * k + 1]) == 0) continue;
            (void)printf("%-10s %s: %s, %s\n", r->o->chinese ? "版本" : "version", now.software[2 * i], r->was.software[2 * k + 1], now.software[2 * i + 1]);
        }
    }
}

static void say_outputs(replicator *r, const cm_bundle *b)
{
    for (size_t i = 0; i < r->was.noutputs; i++) {
        const cm_manifest_file *f = &r->was.output[i];
        const char *there = cm_format(&r->ctx, &r->arena, "%s/%s", r->folder, f->path), *here = cm_format(&r->ctx, &r->arena, "%s/%s", b->whole, f->path);
        if (there == NULL || here == NULL || access(there, R_OK) != 0) say(r, f->path, false, "missing", "缺失");
        else if (!cm_folder_same(there, here)) say(r, f->path, false, hash_is(there, f->digest) ? "differs" : "changed", hash_is(there, f->digest) ? "不同" : "已改动");
        else say(r, f->path, true, "same", "相同");
    }
    for (size_t i = 0; i < b->noutputs; i++) {
        size_t seen = 0;
        while (seen < r->was.noutputs && strcmp(r->was.output[seen].path, b->output[i]) != 0) seen++;
        if (seen == r->was.noutputs) say(r, b->output[i], false, "new", "新增");
    }
}

/* The run of the manifest, into a folder that is thrown away. */
static int run_again(replicator *r, const cm_options *o, const char *scenario)
{
    cm_load_options load = { .set = o->set, .nset = o->nset, .concepts = o->concepts, .venue = o->venue, .cells = o->concepts == NULL };
    const char *room = getenv("TMPDIR"), *place = cm_format(&r->ctx, &r->arena, "%s/comity-replication", room != NULL && *room != '\0' ? room : "/tmp");
    cm_report report;
    cm_bundle b = { .whole = NULL };
    cm_file file;
    int status = cm_load_or_tell(&r->ctx, scenario, &load, &file);
    report = (cm_report){ .file = &file, .seed = r->was.seed };
    if (status == CM_EXIT_DONE) status = place != NULL ? cm_bundle_begin(&r->ctx, o, &file, place, false, &b) : CM_EXIT_FAULT;
    if (status == CM_EXIT_DONE) {
        b.past = r->was;
        if (b.draws != NULL) report.keep = &b.keep;
        status = cm_report_compute(&r->ctx, o, &file, NULL, 0, &report);
        if (cm_interrupted) status = CM_EXIT_INTERRUPTED;
        if (status != CM_EXIT_INTERRUPTED && status != CM_EXIT_IO && cm_bundle_has(&report)) {
            status = cm_bundle_write(&b, &report);       /* what could not be answered before cannot be now: the files say whether */
            if (status == CM_EXIT_DONE) say_outputs(r, &b);
        }
    }
    cm_bundle_end(&b);
    cm_ctx_clear(&r->ctx);
    cm_file_free(&file);
    return status;
}

static int replicate(replicator *r)
{
    const cm_manifest *m = &r->was;
    char *manifest = cm_format(&r->ctx, &r->arena, "%s/manifest.json", r->folder), *scenario;
    cm_options o = *r->o;
    int status;
    if (manifest == NULL) return CM_EXIT_FAULT;
    if (!cm_manifest_read(&r->ctx, &r->arena, manifest, &r->was)) {
        cm_complain(r->folder, "is no folder of results: it has no manifest.json that comity run -o DIR/ wrote");
        return CM_EXIT_IO;
    }
    scenario = cm_format(&r->ctx, &r->arena, "%s/%s", r->folder, m->scenario);
    if (scenario == NULL) return CM_EXIT_FAULT;
    o.arg = (const char **)&scenario;
    o.nargs = 1;
    o.set = m->set;
    o.nset = m->nset;
    o.concepts = m->concepts;
    o.venue = m->venue;
    o.seeded = m->seeded;
    o.seed = m->seed;
    o.draws = m->draws;
    o.chinese = m->chinese;
    o.save_draws = m->save_draws;
    o.output = r->folder;
    say_versions(r);
    say_inputs(r);
    status = run_again(r, &o, scenario);
    if (status != CM_EXIT_DONE) return status;
    if (r->differs) (void)puts(r->o->chinese ? "\n有文件不同：这次运行没有重现。" : "\nNot replicated: something differs.");
    else (void)puts(r->o->chinese ? "\n已重现：每个文件都逐字节相同。" : "\nReplicated: every file is the same, byte for byte.");
    return r->differs ? CM_EXIT_NO_ANSWER : CM_EXIT_DONE;
}

static int run(const cm_options *o)
{
    replicator r = { .o = o };
    size_t length;
    int status;
    cm_ctx_init(&r.ctx);
    r.ctx.stop = &cm_interrupted;
    if (o->nargs != 1) {
        cm_complain("replicate", "name one folder that comity run -o DIR/ wrote");
        return CM_EXIT_USAGE;
    }
    if (o->seeded || o->draws > 0 || o->nset > 0 || o->parts > 0 || o->resume || o->save_draws || o->concepts != NULL || o->venue != NULL || o->output != NULL || o->format != NULL || o->counterexample != NULL) {
        cm_complain("replicate", "the folder says what was run; only --threads, --lang and --quiet go with replicate");
        return CM_EXIT_USAGE;
    }
    if (cm_machines_several()) {
        cm_complain("replicate", "is done by one process");
        return CM_EXIT_USAGE;
    }
    length = strlen(o->arg[0]);
    while (length > 1 && o->arg[0][length - 1] == '/') length--;
    r.folder = cm_strndup(&r.ctx, &r.arena, o->arg[0], length);
    status = r.folder != NULL ? replicate(&r) : CM_EXIT_FAULT;
    cm_ctx_clear(&r.ctx);
    cm_arena_free(&r.arena);
    return status;
}

const cm_command cm_command_replicate = { "replicate", "run what a folder of results holds again, and compare", run };
