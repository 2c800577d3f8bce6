/* diag.c: the list of a file's mistakes, and the word that was meant.
 *
 * A mistake for which there is no memory is lost, but never in silence: the list's context then
 * says CM_E_MEMORY, which ends the reading.  The names of files in places are not copied; they live
 * as long as the sources they name. */
#include "models/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cm_diag_add(cm_diags *list, cm_place place, const char *replace, const char *hint,
                 const char *format, ...)
{
    va_list args, again;
    char *message = NULL, *hint_copy = NULL, *replace_copy = NULL;
    cm_diag *item;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0) message = CM_NEW(list->ctx, &list->arena, (size_t)length + 1, char);
    if (message != NULL) (void)vsnprintf(message, (size_t)length + 1, format, again);
    va_end(again);
    if (message == NULL) return;
    if (hint != NULL && (hint_copy = cm_strdup(list->ctx, &list->arena, hint)) == NULL) return;
    if (replace != NULL && (replace_copy = cm_strdup(list->ctx, &list->arena, replace)) == NULL) return;
    item = cm_grow(list->ctx, &list->arena, list->item, list->count, &list->room, sizeof *list->item);
    if (item == NULL) return;
    list->item = item;
    item = &list->item[list->count++];
    item->place = place;
    if (place.line > 0 && place.length < 1) item->place.length = 1;
    item->message = message;
    item->hint = hint_copy;
    item->replace = replace_copy;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool cm_diags_cover(const cm_diags *list, cm_place place)
{
    for (size_t i = 0; i < list->count; i++) {
        const cm_place *at = &list->item[i].place;
        if (at->line > 0 && at->line == place.line && at->column < place.column + place.length
            && place.column < at->column + at->length && same_text(at->file, place.file)) {
            return true;
        }
    }
    return false;
}

/* What qsort needs to be stable: the rank of the file and the place in the old order. */
struct entry {
    cm_diag diag;
    size_t rank, order;
};

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->diag.place.line != b->diag.place.line) return a->diag.place.line < b->diag.place.line ? -1 : 1;
    if (a->diag.place.column != b->diag.place.column) {
        return a->diag.place.column < b->diag.place.column ? -1 : 1;
    }
    return a->order < b->order ? -1 : a->order > b->order;
}

/* A file that is included twice makes each of its mistakes twice: one is enough. */
static bool same_diag(const cm_diag *a, const cm_diag *b)
{
    return a->place.line == b->place.line && a->place.column == b->place.column
        && same_text(a->place.file, b->place.file) && same_text(a->message, b->message);
}

void cm_diags_sort(cm_diags *list)
{
    cm_arena scratch = { NULL };
    struct entry *entry;
    const char **file;
    size_t nfiles = 0, kept = 0;

    if (list->count < 2) return;
    entry = CM_NEW(list->ctx, &scratch, list->count, struct entry);
    file = CM_NEW(list->ctx, &scratch, list->count, const char *);
    if (entry != NULL && file != NULL) {
        for (size_t i = 0; i < list->count; i++) {
            size_t rank = nfiles;
            while (rank > 0 && !same_text(file[rank - 1], list->item[i].place.file)) rank--;
            if (rank == 0) {
                file[nfiles++] = list->item[i].place.file;
                rank = nfiles;
            }
            entry[i].diag = list->item[i];
            entry[i].rank = rank;
            entry[i].order = i;
        }
        qsort(entry, list->count, sizeof *entry, compare_entries);
        for (size_t i = 0; i < list->count; i++) {
            bool again = false;
            for (size_t k = kept; k > 0 && !again; k--) {
                if (list->item[k - 1].place.line != entry[i].diag.place.line
                    || list->item[k - 1].place.column != entry[i].diag.place.column) {
                    break;
                }
                again = same_diag(&list->item[k - 1], &entry[i].diag);
            }
            if (!again) list->item[kept++] = entry[i].diag;
        }
        list->count = kept;
    }
    cm_arena_free(&scratch);
}

void cm_diags_free(cm_diags *list)
{
    cm_arena_free(&list->arena);
    list->item = NULL;
    list->count = list->room = 0;
}

enum { LONGEST_WORD = 64 };

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: edits, and swaps of neighbours that are not edited again. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t row[3][LONGEST_WORD + 1];
    for (size_t j = 0; j <= n; j++) row[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = row[i % 3];
        const size_t *above = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = fold(a[i - 1]) != fold(b[j - 1]) ? 1 : 0;
            now[j] = least(above[j - 1] + change, least(above[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1])) {
                now[j] = least(now[j], before[j - 2] + 1);
            }
        }
    }
    return row[m % 3][n];
}

const char *cm_nearest_word(const char *word, const char *const *words)
{
    size_t m = strlen(word);
    size_t most = m <= 4 ? 1 : m <= 8 ? 2 : 3;
    const char *nearest = NULL;

    if (m == 0 || m > LONGEST_WORD) return NULL;
    if (most >= m) most = m - 1;      /* one edit away from a word of one letter is every letter */
    for (; *words != NULL; words++) {
        size_t n = strlen(*words), edits;
        if (n > LONGEST_WORD || (n > m ? n - m : m - n) > most) continue;
        edits = distance(word, m, *words, n);
        if (edits <= most && (nearest == NULL || edits < most)) {
            nearest = *words;
            most = edits;
        }
        if (edits == 0) break;        /* the same but for case */
    }
    return nearest;
}
