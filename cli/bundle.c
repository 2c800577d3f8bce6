/* bundle.c: a folder of results from its beginning to its place. */
#define _XOPEN_SOURCE 700          /* realpath */
#include "cli/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/reporting.h"

enum { MOST_OUTPUTS = 256 };

/* ---- what is there already ---- */

/* The folder of `-o PATH` without its last slashes, or NULL after it was told why it will not do. */
static char *clean_name(cm_bundle *b, const char *path)
{
    size_t length = strlen(path);
    char *name, *real, *here;
    bool above = false;
    while (length > 1 && path[length - 1] == '/') length--;
    name = cm_strndup(b->ctx, b->arena, path, length);
    if (name == NULL) return NULL;
    real = realpath(name, NULL);
    here = realpath(".", NULL);
    if (real != NULL && here != NULL) above = strncmp(here, real, strlen(real)) == 0 && (here[strlen(real)] == '\0' || here[strlen(real)] == '/' || strcmp(real, "/") == 0);
    free(real);
    free(here);
    if (!above) return name;
    cm_complain(path, "results go into a folder of their own, not into the one that you are in");
    return NULL;
}

static int look(cm_bundle *b)
{
    struct stat about;
    const char *manifest = cm_format(b->ctx, b->arena, "%s/manifest.json", b->folder);
    if (manifest == NULL) return CM_EXIT_FAULT;
    if (stat(b->folder, &about) == 0 && !S_ISDIR(about.st_mode)) {
        cm_complain(b->folder, "is a file: name a folder");
        return CM_EXIT_IO;
    }
    if (cm_folder_empty(b->folder) || cm_manifest_read(b->ctx, b->arena, manifest, &b->past)) return CM_EXIT_DONE;
    cm_complain(b->folder, "is not empty, and not a folder of results (it has no manifest.json of comity's); nothing was changed");
    return CM_EXIT_IO;
}

/* ---- writing files ---- */

static char *path_of(cm_bundle *b, const char *name)
{
    return cm_format(b->ctx, b->arena, "%s/%s", b->whole, name);
}

FILE *cm_bundle_open(cm_bundle *b, const char *name)
{
    char *path = path_of(b, name);
    FILE *out = path != NULL && b->noutputs < MOST_OUTPUTS ? fopen(path, "w") : NULL;
    if (out != NULL) {
        b->output[b->noutputs++] = name;
        return out;
    }
    if (!b->failed) cm_complain(b->folder, path != NULL ? strerror(errno) : "no memory");
    b->failed = true;
    return NULL;
}

void cm_bundle_close(cm_bundle *b, const char *name, FILE *out)
{
    bool bad;
    if (out == NULL) return;
    errno = 0;
    bad = fflush(out) != 0 || ferror(out) != 0;
    if (fclose(out) != 0) bad = true;
    if (!bad) return;
    if (!b->failed) {
        const char *what = cm_format(b->ctx, b->arena, "%s: %s", name, errno != 0 ? strerror(errno) : "cannot be written");
        cm_complain(b->folder, what != NULL ? what : name);
    }
    b->failed = true;
}

/* ---- begin ---- */

int cm_bundle_begin(cm_ctx *ctx, const cm_options *o, cm_file *file, const char *folder, bool replaces, cm_bundle *b)
{
    int status;
    *b = (cm_bundle){ .ctx = ctx, .arena = &file->arena, .options = o, .file = file };
    b->folder = clean_name(b, folder);
    b->output = CM_NEW(ctx, b->arena, MOST_OUTPUTS, const char *);
    if (b->folder == NULL || b->output == NULL) return ctx->status != CM_OK ? CM_EXIT_FAULT : CM_EXIT_IO;
    status = replaces ? look(b) : CM_EXIT_DONE;
    if (status != CM_EXIT_DONE) return status;
    if (o->save_draws && cm_judging_models(file) == 0) {
        cm_complain("--save-draws", "is for a file with a claim");
        return CM_EXIT_USAGE;
    }
    b->whole = cm_folder_temporary(ctx, b->arena, b->folder);
    if (b->whole == NULL || !cm_bundle_inputs(b)) return CM_EXIT_IO;
    if (o->save_draws && !cm_bundle_draws(b)) return CM_EXIT_IO;
    return CM_EXIT_DONE;
}

/* ---- the reports ---- */

/* That the hypothesis is not the first one is the first thing that a reader sees. */
static void write_warning(cm_bundle *b, FILE *out, const cm_manifest *m)
{
    const cm_hypothesis *before = m->npast > 1 ? &m->past[m->npast - 2] : NULL;
    if (before == NULL) return;
    if (b->options->chinese) {
        (void)fprintf(out, "注意：看到先前结果之后，假说被改动过（先前版本的 SHA-256 以 %.12s 开头%s%s）；manifest.json 依次保存了 %zu 个版本。\n\n", before->digest,
                      before->date != NULL ? "，" : "", before->date != NULL ? before->date : "", m->npast);
    } else {
        (void)fprintf(out, "Note: the hypothesis was changed after earlier results had been seen (the one before: SHA-256 %.12s...%s%s); manifest.json keeps all %zu in order.\n\n", before->digest,
                      before->date != NULL ? ", " : "", before->date != NULL ? before->date : "", m->npast);
    }
}

static void write_report(cm_bundle *b, const char *name, const char *writer, const cm_report *report, const cm_manifest *m)
{
    FILE *out = cm_bundle_open(b, name);
    cm_style style = { .out = out, .chinese = b->options->chinese, .count = 1 };
    const cm_writer *w = cm_writer_find(writer);
    if (out == NULL) return;
    if (m != NULL) write_warning(b, out, m);
    if (w->begin != NULL) w->begin(&style);
    w->write(&style, report, 0);
    if (w->end != NULL) w->end(&style);
    cm_bundle_close(b, name, out);
}

static void write_counterexample(cm_bundle *b, const char *name, const cm_judgement *j)
{
    FILE *out = name != NULL && j->counterexample != NULL ? cm_bundle_open(b, name) : NULL;
    if (out == NULL) return;
    (void)fputs(j->counterexample, out);
    cm_bundle_close(b, name, out);
}

static void write_counterexamples(cm_bundle *b, const cm_report *report)
{
    if (report->judgement != NULL) write_counterexample(b, "counterexample.cfg", report->judgement);
    for (size_t k = 0; report->family != NULL && k < report->family->family->n; k++) {
        write_counterexample(b, cm_format(b->ctx, b->arena, "counterexample-%s.cfg", report->family->family->model[k].id), &report->family->judgement[k]);
    }
}

/* ---- the manifest ---- */

static bool hash(cm_bundle *b, const char *name, cm_manifest_file *file)
{
    struct stat about;
    const char *path = path_of(b, name);
    file->path = name;
    if (path == NULL || stat(path, &about) != 0 || !cm_digest_file(path, file->digest)) return false;
    file->bytes = (uint64_t)about.st_size;
    return true;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const cm_manifest_file *)a)->path, ((const cm_manifest_file *)b)->path);
}

static bool hash_all(cm_bundle *b, cm_manifest *m)
{
    bool good = true;
    m->input = CM_NEW(b->ctx, b->arena, b->ninputs + 1, cm_manifest_file);
    m->output = CM_NEW(b->ctx, b->arena, b->noutputs + 1, cm_manifest_file);
    if (b->ctx->status != CM_OK) return false;
    for (size_t i = 0; i < b->ninputs && good; i++) {
        const char *name = cm_format(b->ctx, b->arena, "inputs/%s", b->inner[i]);
        good = name != NULL && hash(b, name, &m->input[i]);
    }
    for (size_t i = 0; i < b->noutputs && good; i++) good = hash(b, b->output[i], &m->output[i]);
    m->ninputs = b->ninputs;
    m->noutputs = b->noutputs;
    qsort(m->input, m->ninputs, sizeof *m->input, by_path);
    qsort(m->output, m->noutputs, sizeof *m->output, by_path);
    return good;
}

/* The hypotheses so far, and this one if it is not the last of them. */
static bool remember(cm_bundle *b, cm_manifest *m)
{
    cm_hypothesis now;
    m->past = CM_NEW(b->ctx, b->arena, b->past.npast + 1, cm_hypothesis);
    if (m->past == NULL || !cm_manifest_hypothesis(b->ctx, b->arena, b->file, &now)) return false;
    now.date = m->date;
    m->npast = b->past.npast;
    for (size_t i = 0; i < m->npast; i++) m->past[i] = b->past.past[i];
    if (now.text == NULL || (m->npast > 0 && strcmp(m->past[m->npast - 1].digest, now.digest) == 0)) return true;
    m->past[m->npast++] = now;
    if (m->npast > 1) cm_complain(b->folder, "the hypothesis is not that of the run before; the report and manifest.json say so");
    return true;
}

static bool describe_run(cm_bundle *b, const cm_report *report, cm_manifest *m)
{
    const cm_options *o = b->options;
    *m = (cm_manifest){ .version = CM_VERSION, .scenario = cm_format(b->ctx, b->arena, "inputs/%s", b->inner[0]), .venue = o->venue, .concepts = o->concepts,
                        .set = o->set, .nset = o->nset, .seeded = o->seeded, .chinese = o->chinese, .save_draws = o->save_draws, .seed = report->seed, .draws = o->draws,
                        .date = cm_manifest_date(b->ctx, b->arena) };
    return m->scenario != NULL && cm_manifest_libraries(b->ctx, b->arena, m) && remember(b, m);
}

bool cm_bundle_has(const cm_report *report)
{
    bool claim = report->judgement != NULL || report->family != NULL;
    return cm_judging_models(report->file) > 0 ? claim : cm_report_says(report);
}

int cm_bundle_write(cm_bundle *b, cm_report *report)
{
    const char *name = b->file->name, *title = report->title;
    bool claim = report->judgement != NULL || report->family != NULL || report->nevidence > 0, good;
    cm_manifest m;
    char *path = path_of(b, "manifest.json");
    FILE *out;
    if (path == NULL || !describe_run(b, report, &m)) return CM_EXIT_FAULT;
    b->file->name = m.scenario;                          /* as the folder sees it: the same wherever it stands */
    if (report->title == name) report->title = m.scenario;
    write_report(b, "report.txt", "text", report, &m);
    write_report(b, "report.md", "md", report, &m);
    write_report(b, claim ? "verdict.json" : "result.json", "json", report, NULL);
    b->codebook = cm_bundle_open(b, "codebook.csv");
    if (b->codebook != NULL) (void)fputs("file,column,type,unit,meaning,meaning_zh\n", b->codebook);
    cm_bundle_tables(b, report);
    cm_bundle_drawn(b);
    cm_bundle_close(b, "codebook.csv", b->codebook);
    write_counterexamples(b, report);
    cm_bundle_scripts(b, report);
    cm_bundle_guide(b, report, &m);
    good = b->ctx->status == CM_OK && (b->failed || hash_all(b, &m));
    out = good && !b->failed ? fopen(path, "w") : NULL;
    if (out != NULL) cm_manifest_write(out, &m, b->file);
    else if (!b->failed) cm_complain(b->folder, "manifest.json cannot be written");
    cm_bundle_close(b, "manifest.json", out);
    b->file->name = name;
    report->title = title;
    return out == NULL || b->failed ? CM_EXIT_IO : CM_EXIT_DONE;
}

/* ---- the end ---- */

/* Is it as the run left it? */
static bool is_ours(const cm_manifest *m, const char *folder, const char *name)
{
    char path[4096], digest[CM_DIGEST];
    if (strcmp(name, "manifest.json") == 0 || strcmp(name, "inputs") == 0) return true;
    for (size_t i = 0; i < m->noutputs; i++) {
        if (strcmp(m->output[i].path, name) != 0) continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
        return cm_digest_file(path, digest) && strcmp(digest, m->output[i].digest) == 0;
    }
    return false;
}

/* What somebody put into the old folder, or wrote over, goes on standing in the new one. */
static void rescue(cm_bundle *b, const char *old)
{
    DIR *folder = opendir(old);
    if (folder == NULL) return;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name, *from, *to, *said;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || is_ours(&b->past, old, name)) continue;
        from = cm_format(b->ctx, b->arena, "%s/%s", old, name);
        to = cm_format(b->ctx, b->arena, "%s/%s", b->folder, name);
        for (int k = 1; to != NULL && access(to, F_OK) == 0; k++) to = cm_format(b->ctx, b->arena, "%s/%s.kept%d", b->folder, name, k);
        if (from == NULL || to == NULL || rename(from, to) != 0) continue;
        said = cm_format(b->ctx, b->arena, "not of comity's making, or changed since: kept as %s", to);
        if (said != NULL) cm_complain(name, said);
    }
    (void)closedir(folder);
}

int cm_bundle_place(cm_bundle *b)
{
    char *old = NULL;
    if (!cm_folder_place(b->ctx, b->arena, b->whole, b->folder, &old)) return CM_EXIT_IO;
    b->whole = NULL;
    if (old == NULL) return CM_EXIT_DONE;
    rescue(b, old);
    cm_folder_remove(old);
    return CM_EXIT_DONE;
}

void cm_bundle_end(cm_bundle *b)
{
    if (b->draws != NULL) (void)fclose(b->draws);
    for (size_t k = 0; k < CM_MOST_BATCHES; k++) {
        if (b->batch[k] != NULL) (void)fclose(b->batch[k]);
        b->batch[k] = NULL;
    }
    b->draws = NULL;
    if (b->whole != NULL) cm_folder_remove(b->whole);
    b->whole = NULL;
}
