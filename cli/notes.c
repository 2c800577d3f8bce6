/* notes.c: a sentence is fitted to the register's patterns, one after the other; the first that fits is taken. */
#include "cli/notes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 9, MOST_DEPTH = 3 };

static const cm_note_pair pairs[] = {
#define CM_NOTE(en, zh) { en, zh },
#include "cli/notes_action.def"
#include "cli/notes_bargain.def"
#include "cli/notes_collective.def"
#include "cli/notes_coop.def"
#include "cli/notes_forum.def"
#include "cli/notes_norms.def"
#include "cli/notes_spatial.def"
#include "cli/notes_strategic.def"
#include "cli/notes_voting.def"
#undef CM_NOTE
};

typedef struct span {
    const char *from;
    size_t length;
} span;

const cm_note_pair *cm_note_pairs(size_t *count)
{
    *count = sizeof pairs / sizeof pairs[0];
    return pairs;
}

/* The first place of `words` bytes of a pattern; NULL: none. */
static const char *find(const char *from, const char *end, const char *pattern, size_t words)
{
    for (; (size_t)(end - from) >= words; from++) {
        if (memcmp(from, pattern, words) == 0) return from;
    }
    return NULL;
}

/* What of the note stands in the pattern's places: each as short as the words after it allow.  False when it does not fit. */
static bool fits(const char *pattern, const char *note, size_t length, span *place, size_t *places)
{
    const char *at = note, *end = note + length;
    *places = 0;
    for (;;) {
        const char *gap = strstr(pattern, "{}");
        size_t words = gap != NULL ? (size_t)(gap - pattern) : strlen(pattern);
        bool first = *places == 0;
        const char *found = at;
        if (gap == NULL && !first) found = (size_t)(end - at) >= words ? end - words : NULL;      /* the last words end the note */
        else if (!first) found = find(at, end, pattern, words);
        if (found == NULL || (size_t)(end - found) < words || memcmp(found, pattern, words) != 0) return false;
        if (first && gap == NULL) return (size_t)(end - at) == words;
        if (!first) place[*places - 1].length = (size_t)(found - place[*places - 1].from);
        if (gap == NULL) return place[*places - 1].length > 0;
        if (!first && place[*places - 1].length == 0) return false;
        if (*places == MOST_PLACES) return false;
        at = found + words;
        place[(*places)++] = (span){ at, 0 };
        pattern = gap + 2;
    }
}

static bool turn(FILE *out, const char *note, size_t length, int depth);

static void put_place(FILE *out, span place, int depth)
{
    if (depth >= MOST_DEPTH || !turn(out, place.from, place.length, depth + 1)) (void)fwrite(place.from, 1, place.length, out);
}

/* Writes the note in Chinese; nothing, and 0, when no pattern fits. */
static bool turn(FILE *out, const char *note, size_t length, int depth)
{
    span place[MOST_PLACES];
    size_t places;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (!fits(pairs[i].en, note, length, place, &places)) continue;
        for (const char *c = pairs[i].zh; *c != '\0'; c++) {
            if (c[0] == '{' && c[1] >= '1' && c[1] <= '9' && c[2] == '}') {
                if ((size_t)(c[1] - '1') < places) put_place(out, place[c[1] - '1'], depth);
                c += 2;
            } else {
                (void)fputc(*c, out);
            }
        }
        return true;
    }
    return false;
}

char *cm_note_in_chinese(const char *note)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool done;
    if (out == NULL) return NULL;
    done = turn(out, note, strlen(note), 0);
    if (fclose(out) == 0 && done) return text;
    free(text);
    return NULL;
}
