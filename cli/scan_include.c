/* scan_include.c: @include: the tokens of another file in place of its name.
 *
 * libconfig looks for the file in the working directory, and a directory ends the process; here the
 * path is relative to the file that includes, and only regular files are opened. */
#include <assert.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/scan.h"

/* A file that has been read already, so that it is not listed twice. */
static cm_file *known_file(const cm_scan *scan, const struct stat *status)
{
    for (cm_source *source = scan->sources; source != NULL; source = source->next) {
        cm_file *file = (cm_file *)source;
        if (file->on_disk && file->device == status->st_dev && file->inode == status->st_ino) return file;
    }
    return NULL;
}

/* Scan the file named by the string token that was scanned last, and take that token away. */
static void include(cm_cursor *cursor, const cm_chain *chain)
{
    cm_scan *scan = cursor->scan;
    const cm_token *name = &scan->token[--scan->count];
    cm_place place = name->place;
    const char *why = NULL;
    char *path = cm_source_path(scan->ctx, scan->arena, cursor->file->source.file, name->text);
    struct stat status;
    cm_file *file;

    if (path == NULL) {
        scan->starved = true;
        return;
    }
    if (stat(path, &status) != 0) {
        cm_scan_note(scan, place, NULL, "the path is relative to the folder of the file that includes",
                     "there is no file '%s' to include", path);
        return;
    }
    if (!S_ISREG(status.st_mode)) {
        cm_scan_note(scan, place, NULL, NULL, "'%s' cannot be included: it is %s", path,
                     S_ISDIR(status.st_mode) ? "a directory" : "no regular file");
        return;
    }
    file = known_file(scan, &status);
    for (const cm_chain *link = chain; link != NULL && file != NULL; link = link->outer) {
        if (link->file != file) continue;
        cm_scan_note(scan, place, NULL, "take this line out", link == chain ? "'%s' includes itself"
                     : "'%s' is being included already: files include each other in a circle", path);
        return;
    }
    assert(chain != NULL);
    if (chain->depth >= CM_SCAN_INCLUDES) {
        cm_scan_note(scan, place, NULL, NULL, "files are included more than %d deep", CM_SCAN_INCLUDES);
        return;
    }
    if (scan->inclusions >= CM_SCAN_FILES || scan->bytes > CM_SCAN_BYTES) {
        if (scan->inclusions++ <= CM_SCAN_FILES) {
            cm_scan_note(scan, place, NULL, NULL, "too much is included: more than %d files or 64 MiB", CM_SCAN_FILES);
        }
        return;
    }
    scan->inclusions++;
    if (file == NULL) file = cm_source_open(scan, path, &status, &why);
    if (file == NULL) {
        if (why != NULL) cm_scan_note(scan, place, NULL, NULL, "%s", why);
        return;
    }
    scan->bytes += file->source.length;
    cm_scan_tokens(scan, file, chain);
}

bool cm_scan_include(cm_cursor *cursor, const cm_chain *chain)
{
    static const char word[] = "@include";
    size_t length = sizeof word - 1, before = cursor->scan->count;
    cm_place place = cm_cursor_place(cursor, cursor->at, length);
    if (cursor->end - cursor->at < length || memcmp(cursor->text + cursor->at, word, length) != 0) return false;
    if (cursor->indent == 0) cursor->indent = place.column;
    cursor->at += length;
    while (cursor->at < cursor->end && (cursor->text[cursor->at] == ' ' || cursor->text[cursor->at] == '\t')) {
        cursor->at++;
    }
    if (cursor->at < cursor->end && cursor->text[cursor->at] == '"') {
        cm_scan_string(cursor);
    } else if (cursor->at < cursor->end) {
        cm_wide wide;
        size_t step = cm_wide_at(cursor->text + cursor->at, cursor->end - cursor->at, &wide);
        if (wide.kind == CM_WIDE_QUOTE || wide.ascii == '\'') (void)cm_scan_odd_string(cursor, step);
    }
    if (cursor->scan->count > before) {
        include(cursor, chain);
    } else {
        cm_scan_note(cursor->scan, place, NULL, "write @include \"file.cfg\"",
                     "@include is not followed by the name of a file in quotes");
        cursor->at = cm_cursor_rest(cursor);
    }
    return true;
}
