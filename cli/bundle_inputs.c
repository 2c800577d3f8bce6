/* bundle_inputs.c: the files that a run read, copied so that they run from where the copies are. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bundle.h"
#include "cli/folder.h"

enum { MOST_INPUTS = 4096 };

typedef struct collector {
    cm_bundle *b;
    const char **real;               /* absolute, without . and .. */
    bool good;
} collector;

static void refuse(collector *c, const char *where, const char *why)
{
    if (c->good) cm_complain(where, why);
    c->good = false;
}

/* "a/./b/../c" as "/here/a/c". */
static char *absolute(cm_ctx *ctx, cm_arena *arena, const char *path)
{
    char here[4096], *all, *to;
    if (*path != '/' && getcwd(here, sizeof here) == NULL) return NULL;
    all = *path == '/' ? cm_strdup(ctx, arena, path) : cm_format(ctx, arena, "%s/%s", here, path);
    to = all;
    if (all == NULL) return NULL;
    for (const char *from = all; *from != '\0';) {
        size_t step = strcspn(from + 1, "/");
        const char *next = from + 1 + step;
        if (step == 2 && from[1] == '.' && from[2] == '.') {
            while (to > all && *--to != '/') {}
        } else if (step > 0 && !(step == 1 && from[1] == '.')) {
            memmove(to, from, step + 1);
            to += step + 1;
        }
        from = next;
    }
    *to = '\0';
    return all;
}

static void add(collector *c, const char *path)
{
    cm_bundle *b = c->b;
    struct stat about;
    const char *real = absolute(b->ctx, b->arena, path);
    if (real == NULL) {
        refuse(c, path, "no memory");
        return;
    }
    for (size_t i = 0; i < b->ninputs; i++) {
        if (strcmp(c->real[i], real) == 0) return;
    }
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode)) refuse(c, path, "is no file that a folder of results could hold a copy of");
    else if (b->ninputs == MOST_INPUTS) refuse(c, path, "too many files");
    if (!c->good) return;
    c->real[b->ninputs] = real;
    b->input[b->ninputs++] = cm_strdup(b->ctx, b->arena, path);
}

/* A setting that names a file must do so from the folder of its own file: else the copy would not find it. */
static const char *named(collector *c, const cm_node *node)
{
    if (node == NULL || node->kind != CM_NODE_TEXT) return NULL;
    if (node->text[0] == '/') refuse(c, node->text, "a folder of results runs anywhere: name this file by a path from the folder of the scenario");
    return c->good ? node->text : NULL;
}

static void collect(collector *c, const cm_file *file)
{
    static const char *const beside[] = { "players_from", "game.file" };
    const cm_node *worth = cm_node_at(file->root, "game.worth_from");
    add(c, file->name);
    for (const cm_source *s = file->sources; s != NULL; s = s->next) {
        if (strncmp(s->file, "--", 2) != 0) add(c, s->file);
    }
    for (size_t i = 0; i < 2; i++) (void)named(c, cm_node_at(file->root, beside[i]));
    if (named(c, worth) != NULL) {
        const char *path = cm_source_path(c->b->ctx, c->b->arena, worth->value_place.file, worth->text);
        if (path != NULL) add(c, path);
    }
}

static void collect_rival(collector *c, const cm_node *rival)
{
    cm_bundle *b = c->b;
    cm_load_options load = { .cells = true };            /* its records, too */
    const char *path = named(c, rival) != NULL ? cm_source_path(b->ctx, b->arena, b->file->name, rival->text) : NULL;
    cm_file other;
    if (path == NULL) return;
    if (cm_load(b->ctx, path, &load, &other) == CM_OK) collect(c, &other);     /* what is wrong with it, the run says */
    cm_ctx_clear(b->ctx);
    cm_file_free(&other);
}

/* What all paths begin with is where the copies' folder begins. */
static void name_copies(collector *c)
{
    cm_bundle *b = c->b;
    size_t common = (size_t)(strrchr(c->real[0], '/') - c->real[0]) + 1;
    for (size_t i = 1; i < b->ninputs; i++) {
        size_t same = 0;
        while (same < common && c->real[i][same] == c->real[0][same]) same++;
        while (same > 0 && c->real[0][same - 1] != '/') same--;
        common = same;
    }
    for (size_t i = 0; i < b->ninputs; i++) b->inner[i] = c->real[i] + common;
}

/* Do the copies, and they alone, read as the same scenario? */
static bool reads_the_same(cm_bundle *b, const char *below)
{
    cm_load_options load = { .set = b->options->set, .nset = b->options->nset, .concepts = b->options->concepts, .venue = b->options->venue, .cells = b->options->concepts == NULL };
    const char *copy = cm_format(b->ctx, b->arena, "%s%s", below, b->inner[0]), *text, *other;
    cm_file file;
    bool same = false;
    if (copy == NULL) return false;
    if (cm_load(b->ctx, copy, &load, &file) == CM_OK && file.diags.count == 0) {
        same = true;
        for (const cm_source *s = file.sources; s != NULL; s = s->next) same = same && (strncmp(s->file, "--", 2) == 0 || strncmp(s->file, below, strlen(below)) == 0);
        text = cm_file_text(b->ctx, b->file);
        other = cm_file_text(b->ctx, &file);
        same = same && text != NULL && other != NULL && strcmp(text, other) == 0;
    }
    cm_ctx_clear(b->ctx);
    cm_file_free(&file);
    return same;
}

static bool names_a_file(const char *setting)
{
    static const char *const paths[] = { "players_from", "game.file", "game.worth_from", "claim.rivals" };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (strncmp(setting + strspn(setting, " "), paths[i], strlen(paths[i])) == 0) return true;
    }
    return strstr(setting, "cases_from") != NULL;
}

bool cm_bundle_inputs(cm_bundle *b)
{
    collector c = { .b = b, .real = CM_NEW(b->ctx, b->arena, MOST_INPUTS, const char *), .good = true };
    const cm_node *rivals = cm_node_at(b->file->root, "claim.rivals");
    const char *below = cm_format(b->ctx, b->arena, "%s/inputs/", b->whole);
    b->input = CM_NEW(b->ctx, b->arena, MOST_INPUTS, const char *);
    b->inner = CM_NEW(b->ctx, b->arena, MOST_INPUTS, const char *);
    if (b->ctx->status != CM_OK) return false;
    for (size_t i = 0; i < b->options->nset; i++) {
        if (names_a_file(b->options->set[i])) refuse(&c, b->options->set[i], "a folder of results takes this setting from the scenario file, not from --set");
    }
    collect(&c, b->file);
    if (rivals != NULL && rivals->kind == CM_NODE_TEXT) collect_rival(&c, rivals);
    for (const cm_node *r = rivals != NULL && rivals->kind == CM_NODE_LIST ? rivals->child : NULL; r != NULL && c.good; r = r->next) collect_rival(&c, r);
    if (!c.good) return false;
    name_copies(&c);
    for (size_t i = 0; i < b->ninputs; i++) {
        const char *copy = cm_format(b->ctx, b->arena, "%s%s", below, b->inner[i]);
        if (copy == NULL || !cm_folder_copy(b->input[i], copy)) return false;
    }
    if (reads_the_same(b, below)) return true;
    cm_complain(b->file->name, "copies of the files that it is made of do not read as the same scenario: an @include with an absolute path, or a file that was just changed");
    return false;
}
