/* notes.h: sentences about results in Chinese.  The solver says them in English; notes_ROOM.def has what those of a room are in Chinese. */
#ifndef CM_CLI_NOTES_H
#define CM_CLI_NOTES_H

#include <stddef.h>

/* A sentence with places for names and numbers, "{}" in order; in Chinese they are "{1}", "{2}" ... */
typedef struct cm_note_pair {
    const char *en, *zh;
} cm_note_pair;

const cm_note_pair *cm_note_pairs(size_t *count);

/* The sentence in Chinese, to be freed; what stands in its places is turned into Chinese too where it is a sentence or a
 * phrase of the register.  NULL when no pair fits, or without memory. */
char *cm_note_in_chinese(const char *note);

#endif
