/* scan.h: the tokens of a scenario file with exact places, its mistakes, and the mended text.
 *
 * One reading is: cm_scan_text or cm_scan_file (bytes to tokens, includes spliced in), then
 * cm_scan_mend (tokens to a text that libconfig takes, and the places of its settings). */
#ifndef CM_CLI_SCAN_H
#define CM_CLI_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "cli/config.h"
#include "models/diag.h"
#include "solver/base/ctx.h"
#include "solver/base/mem.h"

enum {
    CM_SCAN_DEPTH = 200,               /* brackets within brackets */
    CM_SCAN_INCLUDES = 10,             /* files within files */
    CM_SCAN_FILES = 1000,              /* inclusions in all */
    CM_SCAN_MISTAKES = 1000            /* mistakes that are told */
};
#define CM_SCAN_BYTES ((size_t)64 << 20)   /* of one file, and of all together */

/* The byte that stands in a clean text for one that has been reported already: never in UTF-8. */
#define CM_SCAN_GONE '\xFF'

typedef struct cm_file {
    cm_source source;                  /* first: a list of sources is a list of these */
    const char *clean;                 /* the text as it is scanned: same offsets, bad bytes gone */
    bool on_disk;
    dev_t device;                      /* when on_disk: who it is, whatever it is called */
    ino_t inode;
    bool old_ends;                     /* a lone carriage return was reported */
} cm_file;

typedef enum cm_token_kind {
    CM_TOKEN_WORD,                     /* a name, number, boolean, or a text without quotes */
    CM_TOKEN_STRING,
    CM_TOKEN_OPEN, CM_TOKEN_CLOSE,     /* sign: one of ( [ { or ) ] } */
    CM_TOKEN_EQUALS, CM_TOKEN_SEMICOLON, CM_TOKEN_COMMA,
    CM_TOKEN_JUNK,                     /* any other sign */
    CM_TOKEN_END
} cm_token_kind;

typedef struct cm_token {
    cm_token_kind kind;
    char sign;                         /* of all but words and strings */
    bool first;                        /* nothing before it on its line */
    bool wide;                         /* has full-width or invisible characters; not reported yet */
    bool wrong;                        /* a mistake was reported within it */
    int indent;                        /* column of the first token of its line */
    const char *text;                  /* in ASCII where it was full-width; a string's body, escaped */
    const cm_file *file;
    size_t offset;                     /* of its first byte in the file */
    cm_place place;                    /* place.length bytes long */
} cm_token;

typedef struct cm_scan {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    cm_source *sources, **sources_end;
    cm_token *token;                   /* the last one is CM_TOKEN_END */
    size_t count, room;
    size_t bytes, inclusions, mistakes;
    bool starved;                      /* memory ran out */
    bool unreadable;                   /* a file is no text at all */
} cm_scan;

/* A setting or element of the mended text, in the order of the text (a group before its settings). */
typedef struct cm_entry {
    const char *name;                  /* as the file has it, also where libconfig could not take it */
    cm_place place, value_place;
    bool dropped;                      /* does not belong into the tree: given twice, or nameless */
} cm_entry;

typedef struct cm_mended {
    char *text;                        /* for libconfig: one token a line */
    size_t length, room;
    cm_place *line;                    /* where the token of each line comes from */
    size_t lines, lines_room;
    cm_entry *entry;
    size_t entries, entries_room;
    bool doubtful;                     /* brackets are missing and nobody knows where */
} cm_mended;

/* --- scan.c: tokens --- */
void cm_scan_init(cm_scan *scan, cm_ctx *ctx, cm_arena *arena, cm_diags *diags);
/* Scan a text in memory, or a file; CM_TOKEN_END is put behind. CM_E_MEMORY; CM_E_IO for a file. */
cm_status cm_scan_text(cm_scan *scan, const char *name, const char *text, size_t length);
cm_status cm_scan_file(cm_scan *scan, const char *name);
/* Report a mistake, unless there are too many. */
void cm_scan_note(cm_scan *scan, cm_place place, const char *replace, const char *hint,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
/* CM_OK unless memory has run out. */
cm_status cm_scan_status(const cm_scan *scan);

/* Where the scanner stands in a file. */
typedef struct cm_cursor {
    cm_scan *scan;
    cm_file *file;
    const char *text;                  /* the clean text */
    size_t at, end;
    int line;
    size_t line_start;
    int indent;                        /* column of the line's first token, 0 before it */
    size_t rest;                       /* where this line ends, once rest_line is this line */
    int rest_line;
    bool endless;                      /* there is no comment's end behind this place */
} cm_cursor;

cm_place cm_cursor_place(const cm_cursor *cursor, size_t from, size_t length);   /* on this line */
cm_token *cm_cursor_token(cm_cursor *cursor, cm_token_kind kind, char sign, size_t length);
void cm_cursor_line_end(cm_cursor *cursor);        /* step over \n, \r\n or \r */
void cm_cursor_go(cm_cursor *cursor, size_t to);   /* on to a later offset, counting lines */
size_t cm_cursor_rest(cm_cursor *cursor);    /* offset of the end of this line */

/* The files that are open, from the innermost. */
typedef struct cm_chain {
    const cm_file *file;
    const struct cm_chain *outer;
    int depth;
} cm_chain;

/* Scan a file whose name stands in the innermost of `outer`. */
void cm_scan_tokens(cm_scan *scan, cm_file *file, const cm_chain *outer);

/* --- scan_include.c: @include "file" --- */
/* The @include at the cursor; false when there is none. */
bool cm_scan_include(cm_cursor *cursor, const cm_chain *chain);

/* --- scan_string.c: quoted texts --- */
void cm_scan_string(cm_cursor *cursor);
/* A text in the marks “ ” ‘ ’ 「 」 or '; false when it is none. */
bool cm_scan_odd_string(cm_cursor *cursor, size_t mark_length);
/* A text in quotes, with what has to be escaped escaped. */
char *cm_scan_quote(cm_scan *scan, const char *text, size_t length);

/* --- scan_wide.c: characters that look like others --- */
typedef enum cm_wide_kind {
    CM_WIDE_PLAIN,                     /* any other character */
    CM_WIDE_SPACE,                     /* a blank that is no ASCII blank */
    CM_WIDE_NOTHING,                   /* a character that nobody sees */
    CM_WIDE_SIGN,                      /* a sign, letter or digit that has an ASCII twin */
    CM_WIDE_QUOTE                      /* a quotation mark */
} cm_wide_kind;
typedef struct cm_wide {
    cm_wide_kind kind;
    char ascii;
    unsigned code;
    const char *name;                  /* of spaces, NULL: none in particular */
} cm_wide;
/* What stands at `text`; returns its bytes (1 for a byte that is no UTF-8). */
size_t cm_wide_at(const char *text, size_t length, cm_wide *wide);

/* --- scan_source.c: files --- */
/* Take a text as a source: check its encoding, blank what cannot be scanned.  NULL without memory. */
cm_file *cm_source_take(cm_scan *scan, const char *name, const char *text, size_t length);
/* Read a whole file; NULL with one sentence in *why when it cannot be read, or without memory. */
char *cm_source_read(cm_ctx *ctx, cm_arena *arena, const char *name, size_t *length, const char **why);
/* Read a file and take it as a source; NULL with *why as above. */
cm_file *cm_source_open(cm_scan *scan, const char *name, const struct stat *status, const char **why);

/* --- scan_mend.c, scan_setting.c, scan_list.c, scan_brackets.c: the grammar --- */
cm_status cm_scan_mend(cm_scan *scan, cm_mended *mended);

/* --- scan_value.c: what a word means as a value --- */
/* The word as libconfig is to see it; mistakes are reported at `place`.  *kind is the kind it has then.
 * `replaceable` is false when what was typed is more than this word.  NULL without memory. */
const char *cm_scan_value(cm_scan *scan, const char *word, cm_place place, bool replaceable,
                          cm_node_kind *kind, bool *wrong);
/* The beginning of a long text, for messages; never NULL. */
const char *cm_scan_shown(cm_scan *scan, const char *text);
/* True for a whole number or a decimal that fits, and nothing else. */
bool cm_scan_number(const char *word, cm_node_kind *kind, int64_t *integer, double *number);
/* True for digits alone. */
bool cm_scan_digits(const char *word);

/* --- scan_names.c: names that were met --- */
typedef struct cm_names {
    struct cm_name *slot;
    size_t count, room;
} cm_names;
/* The place where this name was first met in this group; NULL when this is the first time (or when
 * memory is out). */
const cm_place *cm_names_meet(cm_ctx *ctx, cm_arena *arena, cm_names *names, size_t group,
                              const char *name, cm_place place);
/* true and false, which libconfig cannot take for names. */
bool cm_name_is_value(const char *name);
/* A letter followed by letters, digits, _ or -, and no value. */
bool cm_name_well_formed(const char *name);

#endif
