/* form.c: the register of game forms, and what all of them read alike. */
#include "models/form.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "models/expr.h"
#include "solver/game/plans.h"

#define CM_FORM(word) extern const cm_form cm_form_##word;
#include "models/forms.def"
#undef CM_FORM

#define CM_FORM(word) &cm_form_##word,
static const cm_form *const forms[] = {
#include "models/forms.def"
};
#undef CM_FORM

const cm_form *const *cm_forms(size_t *count)
{
    *count = sizeof forms / sizeof forms[0];
    return forms;
}

const cm_form *cm_form_find(const char *name)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i]->name, name) == 0) return forms[i];
    }
    return NULL;
}

const cm_form *cm_form_of(const cm_node *root)
{
    const char *word = cm_node_text(cm_node_child(root, "game"), "form");
    return word != NULL ? cm_form_find(word) : NULL;
}

static bool stands_before(const char *const *player, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(player[i], id) == 0) return true;
    }
    return false;
}

/* m1, m2, ...: players who are only counted. */
static cm_status number_members(cm_ctx *ctx, cm_arena *arena, size_t count, const char *const **player, size_t *n)
{
    const char **id = CM_NEW(ctx, arena, count, const char *);
    if (id == NULL) return ctx->status;
    for (size_t i = 0; i < count; i++) {
        id[i] = cm_format(ctx, arena, "m%zu", i + 1);
        if (id[i] == NULL) return ctx->status;
    }
    *player = id;
    *n = count;
    return CM_OK;
}

cm_status cm_given_players(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_node *game, cm_diags *diags,
                           const char *const **player, size_t *n)
{
    const cm_node *list = cm_node_child(game, "players"), *members = cm_node_child(game, "members");
    size_t most = list != NULL ? cm_node_count(list) : scenario->n;
    const char **id = CM_NEW(ctx, arena, most + 1, const char *);
    double count;
    if (id == NULL) return ctx->status;
    *n = 0;
    *player = id;
    if (members != NULL && cm_node_number(ctx, diags, members, scenario->parameters, &count) && count >= 1 && count <= 1000) {
        if (list != NULL) cm_diag_add(diags, members->place, NULL, "leave out one of the two", "the game has both players and members");
        return number_members(ctx, arena, (size_t)count, player, n);
    }
    for (size_t i = 0; list == NULL && i < scenario->n; i++) id[(*n)++] = scenario->player[i].id;
    for (const cm_node *c = list != NULL && list->kind == CM_NODE_LIST ? list->child : NULL; c != NULL; c = c->next) {
        if (c->kind != CM_NODE_TEXT) continue;                       /* the schema has said so */
        if (!cm_id_valid(c->text)) {
            cm_diag_add(diags, c->value_place, NULL, "an id is a letter followed by letters, digits, _ or -", "'%s' is no id for a player", c->text);
        } else if (*n < 2000 && stands_before(id, *n, c->text)) {
            cm_diag_add(diags, c->value_place, NULL, "name each player once", "player '%s' stands twice in the game", c->text);
        }
        id[(*n)++] = c->text;
    }
    return CM_OK;
}

/* Settings of `game` that this form does not have. */
static void check_keys(cm_ctx *ctx, const cm_form *form, const cm_node *game, cm_diags *diags)
{
    static const char *const common[] = { "form", "players", "about", "about_zh", NULL };
    for (const cm_node *c = game->child; c != NULL; c = c->next) {
        bool known = false;
        for (const char *const *key = common; *key != NULL; key++) known = known || strcmp(*key, c->name) == 0;
        for (const char *const *key = form->keys; *key != NULL; key++) known = known || strcmp(*key, c->name) == 0;
        if (known) continue;
        cm_diag_add(diags, c->place, NULL, cm_format(ctx, &diags->arena, "remove it; such a game is written: %s", form->example),
                    "'%s' is no setting of a game in %s form", c->name, form->name);
    }
}

bool cm_form_plays(const cm_form *form, cm_game_kind kind)
{
    return form != NULL && (form->gives == kind || (form->votes && kind == CM_GAME_VOTE) || (form->gives == CM_GAME_EFG && kind == CM_GAME_NFG));
}

cm_status cm_given_as(cm_ctx *ctx, cm_arena *arena, const cm_game *own, cm_game_kind kind, cm_game *game)
{
    *game = *own;
    if (own->kind == CM_GAME_TU && kind == CM_GAME_VOTE) {              /* winning coalitions are worth 1 */
        game->kind = CM_GAME_VOTE;
        game->as.vote = *own->as.tu.vote;
    }
    if (own->kind != CM_GAME_EFG || kind != CM_GAME_NFG) return CM_OK;
    game->kind = CM_GAME_NFG;
    return cm_efg_normal(ctx, arena, &own->as.efg, &game->as.nfg);
}

cm_status cm_given_read(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_outside_numbers *numbers,
                        cm_diags *diags, const cm_form **form, cm_game *game)
{
    const cm_node *node = cm_node_child(scenario->root, "game");
    cm_given given = { .scenario = scenario, .node = node, .numbers = numbers, .diags = diags };
    size_t before = diags->count, built = 0;
    cm_status status;
    *form = cm_form_of(scenario->root);
    if (*form == NULL) return CM_OK;
    status = cm_given_players(ctx, arena, scenario, node, diags, &given.player, &given.n);
    if (status != CM_OK) return status;
    if (cm_node_child(node, "file") != NULL) {                 /* who plays is said there */
        if (numbers == NULL || numbers->game == NULL) return CM_OK;
        given.player = cm_game_players(numbers->game, &given.n);
    }
    check_keys(ctx, *form, node, diags);
    if (given.n == 0) {
        cm_diag_add(diags, node->place, NULL, "add players = (\"A\", \"B\");", "the game has no players");
        return CM_OK;
    }
    status = (*form)->build(ctx, arena, &given, game);
    (void)cm_game_players(game, &built);                       /* none: what it lacks was said */
    if (status == CM_OK && diags->count == before && built > 0 && cm_game_validate(ctx, game) != CM_OK) {
        cm_diag_add(diags, node->place, NULL, NULL, "%s", cm_strdup(ctx, &diags->arena, ctx->message));
        cm_ctx_clear(ctx);
    }
    return status;
}

size_t cm_given_player(cm_ctx *ctx, const cm_given *given, const cm_node *id)
{
    const char **words, *near;
    if (id->kind != CM_NODE_TEXT) {
        cm_diag_add(given->diags, id->value_place, NULL, "write its id in double quotes", "here the id of a player is needed");
        return given->n;
    }
    for (size_t i = 0; i < given->n; i++) {
        if (strcmp(given->player[i], id->text) == 0) return i;
    }
    words = CM_NEW(ctx, &given->diags->arena, given->n + 1, const char *);
    if (words == NULL) return given->n;
    for (size_t i = 0; i < given->n; i++) words[i] = given->player[i];
    near = cm_nearest_word(id->text, words);
    cm_diag_add(given->diags, id->value_place, near == NULL || id->text == id->name ? near : cm_format(ctx, &given->diags->arena, "\"%s\"", near),    /* a setting's name has no quotes */
                near != NULL ? cm_format(ctx, &given->diags->arena, "did you mean '%s'?", near) : "add it to the players of the game",
                "'%s' is no player of the game", id->text);
    return given->n;
}

bool cm_given_coalition(cm_ctx *ctx, const cm_given *given, const cm_node *ids, unsigned char *in)
{
    bool good = true;
    memset(in, 0, given->n);
    for (const cm_node *c = ids->kind == CM_NODE_LIST ? ids->child : ids; c != NULL; c = c == ids ? NULL : c->next) {
        size_t i = cm_given_player(ctx, given, c);
        if (i == given->n) good = false;
        else if (in[i]) {
            cm_diag_add(given->diags, c->value_place, NULL, "name each player once", "player '%s' stands twice in this coalition", c->text);
            good = false;
        } else in[i] = 1;
    }
    return good;
}

const cm_node *cm_given_need(cm_ctx *ctx, const cm_given *given, const char *setting, const char *example)
{
    const cm_node *node = cm_node_child(given->node, setting);
    if (node == NULL) {
        cm_diag_add(given->diags, given->node->place, NULL, cm_format(ctx, &given->diags->arena, "add %s", example),
                    "the game in %s form has no '%s'", cm_node_text(given->node, "form"), setting);
    }
    return node;
}

bool cm_given_number(cm_ctx *ctx, const cm_given *given, const char *setting, double low, bool above, const char *example, double *value)
{
    const cm_node *node = cm_given_need(ctx, given, setting, example);
    if (node == NULL || !cm_node_number(ctx, given->diags, node, given->scenario->parameters, value)) return false;
    if (*value > low || (!above && *value >= low)) return true;
    cm_diag_add(given->diags, node->value_place, NULL, cm_format(ctx, &given->diags->arena, "write a number %s %g", above ? "above" : "of at least", low),
                "'%s' is %g", setting, *value);
    return false;
}

static bool by_id(cm_ctx *ctx, const cm_given *given, const cm_node *group, double *value)
{
    bool good = true;
    for (size_t i = 0; i < given->n; i++) value[i] = NAN;
    for (const cm_node *c = group->child; c != NULL; c = c->next) {
        cm_node id = *c;
        size_t i;
        id.kind = CM_NODE_TEXT;
        id.text = c->name;
        id.value_place = c->place;
        i = cm_given_player(ctx, given, &id);
        if (i == given->n || !cm_node_number(ctx, given->diags, c, given->scenario->parameters, &value[i])) good = false;
    }
    for (size_t i = 0; good && i < given->n; i++) {
        if (!isnan(value[i])) continue;
        cm_diag_add(given->diags, group->place, NULL, cm_format(ctx, &given->diags->arena, "add %s = ...;", given->player[i]),
                    "'%s' has no number for player '%s'", group->name, given->player[i]);
        good = false;
    }
    return good;
}

bool cm_given_numbers(cm_ctx *ctx, const cm_given *given, const char *setting, double *value)
{
    const cm_node *node = cm_given_need(ctx, given, setting, cm_format(ctx, &given->diags->arena, "%s = (...); with a number for each player", setting));
    bool good = true;
    size_t i = 0;
    if (node == NULL) return false;
    if (node->kind == CM_NODE_GROUP) return by_id(ctx, given, node, value);
    if (node->kind != CM_NODE_LIST) {
        cm_diag_add(given->diags, node->value_place, NULL, "write a list such as (3, 2, 1), in the order of the players", "'%s' is %s", setting, cm_node_kind_words(node->kind));
        return false;
    }
    if (cm_node_count(node) != given->n) {
        cm_diag_add(given->diags, node->value_place, NULL, "give each player one, in the order of players", "'%s' has %zu numbers for %zu players", setting,
                    cm_node_count(node), given->n);
        return false;
    }
    for (const cm_node *c = node->child; c != NULL; c = c->next) {
        if (!cm_node_number(ctx, given->diags, c, given->scenario->parameters, &value[i++])) good = false;
    }
    return good;
}

/* --- strategic games -------------------------------------------------------------------------------- */

bool cm_given_payoff(cm_ctx *ctx, const cm_given *given, const cm_node *node, double *value, cm_frac *exact, bool *fits)
{
    if (node->kind != CM_NODE_INT && node->kind != CM_NODE_FLOAT && node->kind != CM_NODE_TEXT) {
        cm_diag_add(given->diags, node->value_place, NULL, "write a number, a fraction such as \"2/3\", or an expression over the names in parameters",
                    "a payoff is a number, not %s", cm_node_kind_words(node->kind));
        return false;
    }
    if (!cm_node_real(ctx, given->diags, node, given->scenario->parameters, value, exact)) return false;
    if (exact->den == 0) *fits = false;
    if (fabs(*value) <= CM_NUM_LARGEST) return true;
    cm_diag_add(given->diags, node->value_place, NULL, "divide all payoffs by the same number", "the payoff %g cannot be reckoned with", *value);
    return false;
}

bool cm_given_pay(cm_ctx *ctx, const cm_given *given, const cm_node *list, double *value, cm_frac *exact, bool *fits)
{
    size_t i = 0;
    if (list->kind != CM_NODE_LIST || cm_node_count(list) != given->n) {
        if (list->kind != CM_NODE_LIST) cm_diag_add(given->diags, list->value_place, NULL, "write a list such as (3, 0), in the order of the players", "'pay' is %s", cm_node_kind_words(list->kind));
        else cm_diag_add(given->diags, list->value_place, NULL, "give each player one, in the order of players", "'pay' has %zu number%s for %zu players", cm_node_count(list), cm_node_count(list) == 1 ? "" : "s", given->n);
        return false;
    }
    for (const cm_node *c = list->child; c != NULL; c = c->next, i++) {
        if (!cm_given_payoff(ctx, given, c, &value[i], &exact[i], fits)) return false;
    }
    return true;
}

bool cm_given_words(cm_ctx *ctx, cm_arena *arena, const cm_given *given, const cm_node *list, const char *what, const char *const **word, size_t *count)
{
    const char **text = CM_NEW(ctx, arena, cm_node_count(list) + 1, const char *);
    *count = 0;
    *word = text;
    if (text == NULL) return false;
    for (const cm_node *c = list->kind == CM_NODE_LIST ? list->child : list; c != NULL; c = c == list ? NULL : c->next) {
        if (c->kind != CM_NODE_TEXT || c->text[0] == '\0') {
            cm_diag_add(given->diags, c->value_place, NULL, "write a word in double quotes", c->kind == CM_NODE_TEXT ? "here %s has no name" : "here the name of %s is needed", what);
            return false;
        }
        if (*count < 2000 && stands_before(text, *count, c->text)) {
            cm_diag_add(given->diags, c->value_place, NULL, "give each its own name", "%s '%s' stands twice in its list", what, c->text);
            return false;
        }
        text[(*count)++] = c->text;
    }
    if (*count == 0) cm_diag_add(given->diags, list->value_place, NULL, "name at least one", "a list of %s that is empty", what);
    return *count > 0;
}

size_t cm_given_word(cm_ctx *ctx, const cm_given *given, const cm_node *node, const char *const *word, size_t count, const char *whose)
{
    const char **words, *near;
    for (size_t i = 0; node->kind == CM_NODE_TEXT && i < count; i++) {
        if (strcmp(word[i], node->text) == 0) return i;
    }
    if (node->kind != CM_NODE_TEXT) {
        cm_diag_add(given->diags, node->value_place, NULL, "write a word in double quotes", "here a name is needed, of %s", whose);
        return SIZE_MAX;
    }
    words = CM_NEW(ctx, &given->diags->arena, count + 1, const char *);
    if (words == NULL) return SIZE_MAX;
    for (size_t i = 0; i < count; i++) words[i] = word[i];
    near = cm_nearest_word(node->text, words);
    cm_diag_add(given->diags, node->value_place, near != NULL ? cm_format(ctx, &given->diags->arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(ctx, &given->diags->arena, "did you mean '%s'?", near) : "add it there, or name one that is there", "'%s' is none of %s", node->text, whose);
    return SIZE_MAX;
}

bool cm_given_file(cm_ctx *ctx, const cm_given *given, cm_game_kind kind, cm_game *game)
{
    const cm_node *file = cm_node_child(given->node, "file");
    if (file == NULL) return false;
    for (const cm_node *c = given->node->child; c != NULL; c = c->next) {
        if (strcmp(c->name, "form") == 0 || strcmp(c->name, "file") == 0 || strncmp(c->name, "about", 5) == 0) continue;
        cm_diag_add(given->diags, c->place, NULL, "remove it, or write the whole game here", "'%s' stands beside 'file', which has the whole game", c->name);
    }
    if (given->numbers == NULL || given->numbers->game == NULL) return true;
    if (given->numbers->game->kind == kind) *game = *given->numbers->game;
    else {
        cm_diag_add(given->diags, file->value_place, NULL, cm_format(ctx, &given->diags->arena, "write form = \"%s\";", given->numbers->game->kind == CM_GAME_NFG ? "normal" : "extensive"),
                    "the file has a %s game", cm_game_kind_word(given->numbers->game->kind));
    }
    return true;
}
