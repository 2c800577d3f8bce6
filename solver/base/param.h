/* param.h: parameter structs that describe themselves, so that files, `explain` and the manual can
 * walk them. */
#ifndef CM_SOLVER_BASE_PARAM_H
#define CM_SOLVER_BASE_PARAM_H

#include <stddef.h>

typedef enum cm_param_kind {
    CM_PARAM_NUMBER,                /* double */
    CM_PARAM_INTEGER,               /* long */
    CM_PARAM_TRUTH,                 /* bool */
    CM_PARAM_WORD,                  /* const char *, one of `words` */
    CM_PARAM_NUMBERS,               /* cm_numbers: a list */
    CM_PARAM_BY_PLAYER,             /* cm_numbers: a number each, by id; count is n, or 0 when absent */
    CM_PARAM_PLAYERS,               /* cm_lists of one list: ids of players */
    CM_PARAM_PLAYER_LISTS           /* cm_lists: lists of ids */
} cm_param_kind;

/* A list of numbers; zeroed: none. */
typedef struct cm_numbers {
    size_t count;
    const double *at;
} cm_numbers;

/* Lists of players: list k is item[first[k]] .. item[first[k + 1] - 1], indices of the game's players;
 * zeroed: none. */
typedef struct cm_lists {
    size_t count;
    const size_t *first;            /* count + 1 */
    const size_t *item;
} cm_lists;

typedef struct cm_param {
    const char *name;
    cm_param_kind kind;
    size_t offset;                  /* of the member in the struct */
    double fallback, low, high;     /* for words: fallback is the index in `words`; for lists: 1 when a file
                                     * has to give it; low, high are then of each number */
    const char *const *words;       /* NULL-terminated, for CM_PARAM_WORD */
    const char *about, *about_zh;   /* one sentence each */
} cm_param;

/* Fill a zeroed struct with the fallbacks of its `count` parameters; lists stay empty. */
void cm_params_default(void *params, const cm_param *param, size_t count);

#endif
