/* form.h: the register of game forms: games that a file gives outright, without a venue.
 *
 *     game = { form = "coalitional"; players = ("A", "B"); worth = ( ... ); };
 *
 * Adding a form is one file, ending in its constant cm_form_<word>, and one row in forms.def. */
#ifndef CM_MODELS_FORM_H
#define CM_MODELS_FORM_H

#include "models/scenario.h"
#include "models/schema.h"
#include "solver/game/game.h"

/* Numbers read from a file beside the scenario (`worth_from`), in the order of the file. */
typedef struct cm_outside_numbers {
    double *at;                       /* room for `room` numbers; a form may keep it */
    size_t count, room;
    bool read;                        /* false: there is no such file, or it could not be read (that was said) */
    const cm_game *game;              /* a whole game from a file (`file`); NULL: none, or it could not be read */
} cm_outside_numbers;

/* What a form is built from. */
typedef struct cm_given {
    const cm_scenario *scenario;
    const cm_node *node;              /* the group `game` */
    const char *const *player;        /* ids, in the order of game.players, or of the scenario's players */
    size_t n;
    const cm_outside_numbers *numbers;
    cm_diags *diags;
} cm_given;

typedef struct cm_form {
    const char *name, *title, *title_zh, *about, *about_zh;
    const char *example;              /* how it is written */
    const char *const *keys;          /* settings of `game` that are its own, NULL-terminated */
    cm_game_kind gives;
    bool votes;                       /* coalitions win or lose: concepts on a vote take it too */
    /* Mistakes go to diags; the game is usable only when there were none. */
    cm_status (*build)(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game);
} cm_form;

/* All forms, sorted by name. */
const cm_form *const *cm_forms(size_t *count);
const cm_form *cm_form_find(const char *name);

/* The form of a file's `game`; NULL when there is none (an unknown word is a mistake of the schema). */
const cm_form *cm_form_of(const cm_node *root);

/* The players of a file's `game`: its own list, or the scenario's.  Doubles are mistakes. */
cm_status cm_given_players(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_node *game, cm_diags *diags,
                           const char *const **player, size_t *n);

/* Read `game` of a file whose shape is right.  *form is NULL when there is none. */
cm_status cm_given_read(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_outside_numbers *numbers,
                        cm_diags *diags, const cm_form **form, cm_game *game);

/* Is a game of the form, as it stands or as below, one that a concept of the kind takes?  False for no form. */
bool cm_form_plays(const cm_form *form, cm_game_kind kind);

/* A game that a file gives as a concept of the kind takes it: winning coalitions as the vote behind them, a tree as its
 * reduced normal form; else as it stands. */
cm_status cm_given_as(cm_ctx *ctx, cm_arena *arena, const cm_game *own, cm_game_kind kind, cm_game *game);

/* --- for forms ------------------------------------------------------------------------------------- */

/* The index of a player's id; n, and a mistake, when there is none. */
size_t cm_given_player(cm_ctx *ctx, const cm_given *given, const cm_node *id);

/* A list of ids as marks (n); false, and mistakes, when one is unknown or stands twice. */
bool cm_given_coalition(cm_ctx *ctx, const cm_given *given, const cm_node *ids, unsigned char *in);

/* The setting's numbers: one each in the order of the players from a list, or by id from a group.
 * False, and a mistake, when it is absent, or has another number of them. */
bool cm_given_numbers(cm_ctx *ctx, const cm_given *given, const char *setting, double *value);

/* A setting that has to be there; NULL and a mistake when it is not. */
const cm_node *cm_given_need(cm_ctx *ctx, const cm_given *given, const char *setting, const char *example);

/* A number of at least `low` (and above it when `above`): false and a mistake otherwise. */
bool cm_given_number(cm_ctx *ctx, const cm_given *given, const char *setting, double low, bool above, const char *example, double *value);

/* A number and the fraction it means; *fits is cleared where there is none that can be held.  False and a
 * mistake when it is no number, or too large to be reckoned with. */
bool cm_given_payoff(cm_ctx *ctx, const cm_given *given, const cm_node *node, double *value, cm_frac *exact, bool *fits);

/* What everybody is paid, in the order of the players, from a list of n numbers. */
bool cm_given_pay(cm_ctx *ctx, const cm_given *given, const cm_node *list, double *value, cm_frac *exact, bool *fits);

/* The names in a list of texts, each once; false and a mistake otherwise. */
bool cm_given_words(cm_ctx *ctx, cm_arena *arena, const cm_given *given, const cm_node *list, const char *what, const char *const **word, size_t *count);

/* The index of a word among `count` (known by that name); SIZE_MAX and a mistake when it is none of them. */
size_t cm_given_word(cm_ctx *ctx, const cm_given *given, const cm_node *node, const char *const *word, size_t count, const char *whose);

/* True when the game is in a file of its own (`file`): it is then *game, unless there were mistakes. */
bool cm_given_file(cm_ctx *ctx, const cm_given *given, cm_game_kind kind, cm_game *game);

#endif
