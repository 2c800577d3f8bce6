/* gambit_scan.h: the tokens of Gambit's files, and what both readers do with them. */
#ifndef CM_CLI_GAMBIT_SCAN_H
#define CM_CLI_GAMBIT_SCAN_H

#include "cli/gambit.h"

typedef enum cm_gtoken { CM_G_END, CM_G_WORD, CM_G_NUMBER, CM_G_TEXT, CM_G_OPEN, CM_G_CLOSE, CM_G_COMMA, CM_G_BAD } cm_gtoken;

typedef struct cm_gscan {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    const char *file, *source;
    size_t length, at, line_start;
    int line;
    /* the token that is next */
    cm_gtoken token;
    cm_place place;
    const char *text;                  /* WORD, NUMBER as written; TEXT without quotes */
    double number;                     /* NUMBER */
    cm_frac exact;
    bool fits;                         /* exact is the number */
} cm_gscan;

/* A number for keys of two parts. */
typedef struct cm_gmap {
    struct cm_gslot *slot;
    size_t count, room;
} cm_gmap;

void cm_gscan_init(cm_gscan *s, cm_ctx *ctx, cm_arena *arena, cm_diags *diags, const char *file, const char *text, size_t length);
void cm_gscan_next(cm_gscan *s);

/* The bytes after the next token: what is announced cannot be longer than what follows. */
size_t cm_gscan_left(const cm_gscan *s);

/* Words for the next token: "the number 7", "the end of the file". */
const char *cm_gscan_words(cm_gscan *s);

/* True, and go on, when the next token is of that kind; else a mistake that names what was expected. */
bool cm_gscan_take(cm_gscan *s, cm_gtoken token, const char *expected, const char *hint);

/* A whole number of at least `low`. */
bool cm_gscan_whole(cm_gscan *s, int64_t low, const char *what, int64_t *value);

/* A finite number that can be reckoned with; commas before it are passed over. */
bool cm_gscan_payoff(cm_gscan *s, double *value, cm_frac *exact, bool *fits);

/* { "A" "B" }: names, unique and none empty ("1", "2", ... stand for those). */
bool cm_gscan_names(cm_gscan *s, const char *what, const char *const **name, size_t *count);
bool cm_names_settle(cm_ctx *ctx, cm_arena *arena, const char **name, size_t count);

/* The value of a key; *value is set to `fresh` where there is none yet (*known false).  False with CM_E_MEMORY. */
bool cm_gmap_put(cm_ctx *ctx, cm_arena *arena, cm_gmap *map, int64_t a, int64_t b, size_t fresh, size_t *value, bool *known);

/* What stands behind the first word and the version: R or D, title, players, and a comment. */
bool cm_gscan_prologue(cm_gscan *s, cm_gambit *out, const char *const **player, size_t *n);

cm_status cm_gambit_nfg(cm_gscan *s, cm_gambit *out);
cm_status cm_gambit_efg(cm_gscan *s, cm_gambit *out);

#endif
