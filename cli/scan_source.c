/* scan_source.c: the bytes of files: reading them, their encoding, and what is blanked in memory.
 *
 * The text shown in excerpts is what the file has (in UTF-8); the text that is scanned has the same
 * length, so that an offset means the same byte in both. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/encoding.h"
#include "cli/scan.h"

/* Read to the end of an open file. The buffer is malloc's own while it grows, so that an arena does
 * not keep every smaller one. */
static char *slurp(cm_ctx *ctx, cm_arena *arena, FILE *in, const char *name, size_t *length, const char **why)
{
    size_t room = 1 << 16, count = 0;
    char *buffer = malloc(room), *text = NULL;
    while (buffer != NULL) {
        count += fread(buffer + count, 1, room - count, in);
        if (count < room || count > CM_SCAN_BYTES) break;
        char *larger = realloc(buffer, room * 2);
        if (larger == NULL) free(buffer);
        buffer = larger;
        room *= 2;
    }
    if (buffer == NULL) {
        (void)cm_fail(ctx, CM_E_MEMORY, "no memory to read '%s'", name);
    } else if (ferror(in)) {
        *why = cm_format(ctx, arena, "cannot read '%s': %s", name, strerror(errno));
    } else if (count > CM_SCAN_BYTES) {
        *why = cm_format(ctx, arena, "'%s' is larger than 64 MiB", name);
    } else {
        text = cm_strndup(ctx, arena, buffer, count);
        *length = count;
    }
    free(buffer);
    return text;
}

char *cm_source_read(cm_ctx *ctx, cm_arena *arena, const char *name, size_t *length, const char **why)
{
    struct stat status;
    FILE *in = fopen(name, "rb");
    char *text = NULL;
    *why = NULL;
    if (in == NULL) {
        *why = cm_format(ctx, arena, "cannot open '%s': %s", name, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(in), &status) == 0 && S_ISDIR(status.st_mode)) {
        *why = cm_format(ctx, arena, "'%s' is a directory, not a file", name);
    } else {
        text = slurp(ctx, arena, in, name, length, why);
    }
    (void)fclose(in);
    return text;
}

char *cm_source_path(cm_ctx *ctx, cm_arena *arena, const char *beside, const char *name)
{
    const char *slash = beside != NULL ? strrchr(beside, '/') : NULL;
    if (*name == '/' || slash == NULL) return cm_strdup(ctx, arena, name);
    return cm_format(ctx, arena, "%.*s/%s", (int)(slash - beside), beside, name);
}

/* Each run of bytes that are no UTF-8 is a mistake, and gone for the scanner. */
static void blank_bad_bytes(cm_scan *scan, const char *name, char *clean, size_t length)
{
    int line = 1;
    size_t start = 0;
    for (size_t i = 0; i < length;) {
        size_t step = cm_utf8_step(clean + i, length - i);
        if (step == 0) {
            cm_place place = { name, line, (int)(i - start) + 1, 0 };
            unsigned byte = (unsigned char)clean[i];
            for (; i < length && cm_utf8_step(clean + i, length - i) == 0; i++) {
                clean[i] = CM_SCAN_GONE;
                place.length++;
            }
            cm_scan_note(scan, place, NULL, "save the file as UTF-8 (it is no GB18030 either)",
                         "the byte 0x%02X is no UTF-8", byte);
            continue;
        }
        if (clean[i] == '\n' || (clean[i] == '\r' && (i + 1 == length || clean[i + 1] != '\n'))) {
            line++;
            start = i + 1;
        }
        i += step;
    }
}

/* Line and column of an offset. */
static cm_place place_of(const char *name, const char *text, size_t offset)
{
    cm_place place = { name, 1, 1, 1 };
    for (size_t i = 0; i < offset; i++) {
        place.column++;
        if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

/* Report a wrong encoding.  *clean is the text to be scanned, empty when it is no text. */
static cm_status settle(cm_scan *scan, cm_source *source, char **clean)
{
    char *hint, *converted;
    size_t good = 0, length;
    cm_place place = { source->file, 1, 1, 1 };
    cm_status status;

    *clean = cm_strndup(scan->ctx, scan->arena, source->text, source->length);
    if (*clean == NULL) return CM_E_MEMORY;
    switch (cm_encoding_guess(source->text, source->length)) {
    case CM_ENCODING_UTF8:
        break;
    case CM_ENCODING_OTHER:
        blank_bad_bytes(scan, source->file, *clean, source->length);
        break;
    case CM_ENCODING_GB18030:
        while (cm_utf8_step(source->text + good, source->length - good) != 0) {
            good += cm_utf8_step(source->text + good, source->length - good);
        }
        status = cm_encoding_from_gb18030(scan->ctx, scan->arena, source->text, source->length,
                                          &converted, &length);
        if (status != CM_OK) return status;
        hint = cm_format(scan->ctx, scan->arena,
                         "save it as UTF-8: iconv -f GB18030 -t UTF-8 '%s' > new.cfg", source->file);
        if (hint == NULL) return CM_E_MEMORY;
        if (converted == NULL) return cm_fail(scan->ctx, CM_E_MEMORY, "no memory to convert GB18030");
        cm_scan_note(scan, place_of(source->file, source->text, good), NULL, hint,
                     "the file is in GB18030 (GBK), not in UTF-8");
        source->text = converted;
        source->length = length;
        *clean = cm_strndup(scan->ctx, scan->arena, converted, length);
        if (*clean == NULL) return CM_E_MEMORY;
        break;
    case CM_ENCODING_UTF16:
        hint = cm_format(scan->ctx, scan->arena,
                         "save it as UTF-8: iconv -f UTF-16 -t UTF-8 '%s' > new.cfg", source->file);
        if (hint == NULL) return CM_E_MEMORY;
        place.line = place.column = 0;
        cm_scan_note(scan, place, NULL, hint, "the file is in UTF-16, not in UTF-8");
        (*clean)[source->length = 0] = '\0';
        scan->unreadable = true;
        break;
    case CM_ENCODING_BINARY:
        place.line = place.column = 0;
        cm_scan_note(scan, place, NULL, NULL, "this is not a text file");
        (*clean)[source->length = 0] = '\0';
        scan->unreadable = true;
        break;
    }
    if (source->length >= 3 && memcmp(*clean, CM_BOM, 3) == 0) {
        place.length = 3;
        cm_scan_note(scan, place, "", "save the file as UTF-8 without a byte-order mark",
                     "the file starts with a byte-order mark");
        memset(*clean, CM_SCAN_GONE, 3);
    }
    return CM_OK;
}

cm_file *cm_source_take(cm_scan *scan, const char *name, const char *text, size_t length)
{
    cm_file *file = CM_NEW(scan->ctx, scan->arena, 1, cm_file);
    char *clean;
    if (file == NULL) return NULL;
    file->source.file = cm_strdup(scan->ctx, scan->arena, name);
    file->source.text = cm_strndup(scan->ctx, scan->arena, text, length);
    file->source.length = length;
    if (file->source.file == NULL || file->source.text == NULL) return NULL;
    if (settle(scan, &file->source, &clean) != CM_OK) return NULL;
    file->clean = clean;
    *scan->sources_end = &file->source;
    scan->sources_end = &file->source.next;
    return file;
}

cm_file *cm_source_open(cm_scan *scan, const char *path, const struct stat *status, const char **why)
{
    size_t length;
    char *text = cm_source_read(scan->ctx, scan->arena, path, &length, why);
    cm_file *file = NULL;
    if (text != NULL) file = cm_source_take(scan, path, text, length);
    if (file == NULL && *why == NULL) scan->starved = true;
    if (file != NULL) {
        file->on_disk = true;
        file->device = status->st_dev;
        file->inode = status->st_ino;
    }
    return file;
}
