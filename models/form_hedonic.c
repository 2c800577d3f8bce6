/* form_hedonic.c: games of groups: likes between players, or what each group is worth to its members. */
#include <math.h>

#include "models/expr.h"
#include "models/form.h"

/* The index of the player that a setting is named by; n, and a mistake, when there is none. */
static size_t named(cm_ctx *ctx, const cm_given *given, const cm_node *setting)
{
    cm_node id = *setting;
    id.kind = CM_NODE_TEXT;
    id.text = setting->name;
    id.value_place = setting->place;
    return cm_given_player(ctx, given, &id);
}

static void wrong_shape(const cm_given *given, const cm_node *node, const char *what)
{
    cm_diag_add(given->diags, node->value_place, NULL, "write { A = { B = 3; }; B = { A = -1; }; } for instance", "%s is %s, but must be a group by player", what,
                cm_node_kind_words(node->kind));
}

static cm_status read_likes(cm_ctx *ctx, cm_arena *arena, const cm_given *given, const cm_node *likes, cm_hedonic *game)
{
    double *of = CM_NEW(ctx, arena, given->n * given->n, double);
    if (of == NULL) return ctx->status;
    game->likes = of;
    if (likes->kind != CM_NODE_GROUP) {
        wrong_shape(given, likes, "'likes'");
        return CM_OK;
    }
    for (const cm_node *row = likes->child; row != NULL; row = row->next) {
        size_t i = named(ctx, given, row);
        if (i == given->n) continue;
        if (row->kind != CM_NODE_GROUP) {
            wrong_shape(given, row, cm_format(ctx, &given->diags->arena, "'likes.%s'", row->name));
            continue;
        }
        for (const cm_node *c = row->child; c != NULL; c = c->next) {
            size_t j = named(ctx, given, c);
            if (j == given->n) continue;
            if (j == i) {
                cm_diag_add(given->diags, c->place, NULL, "remove it; being alone is worth 0", "player '%s' is to like itself", c->name);
                continue;
            }
            (void)cm_node_number(ctx, given->diags, c, given->scenario->parameters, &of[i * given->n + j]);
        }
    }
    return CM_OK;
}

/* One { of = (...); is = { ... }; }: a number for each member and for nobody else. */
static void read_value(cm_ctx *ctx, const cm_given *given, const cm_node *entry, double *value)
{
    const cm_node *of = cm_node_child(entry, "of"), *is = cm_node_child(entry, "is");
    unsigned char in[CM_HEDONIC_LISTED];
    size_t n = given->n, group = 0, first = 0;
    if (of == NULL || is == NULL || is->kind != CM_NODE_GROUP || !cm_given_coalition(ctx, given, of, in)) return;
    for (size_t i = n; i-- > 0;) {
        if (in[i]) first = i;
        group |= (size_t)in[i] << i;
    }
    if (group == 0) {
        cm_diag_add(given->diags, of->value_place, NULL, "name at least one player", "a group of nobody");
        return;
    }
    if (!isnan(value[group * n + first])) {
        cm_diag_add(given->diags, of->value_place, NULL, "remove one of the two", "this group is listed twice");
        return;
    }
    for (const cm_node *c = is->child; c != NULL; c = c->next) {
        size_t i = named(ctx, given, c);
        if (i == n) continue;
        if (!in[i]) cm_diag_add(given->diags, c->place, NULL, "remove it, or add the player to 'of'", "player '%s' is not in this group", c->name);
        else (void)cm_node_number(ctx, given->diags, c, given->scenario->parameters, &value[group * n + i]);
    }
    for (size_t i = 0; i < n; i++) {
        if (!in[i] || cm_node_child(is, given->player[i]) != NULL) continue;
        cm_diag_add(given->diags, is->place, NULL, cm_format(ctx, &given->diags->arena, "add %s = ...;", given->player[i]), "this group has no number for player '%s'",
                    given->player[i]);
    }
}

/* What was not listed: alone 0, any other group `unlisted`, or 1 less than the least of what is there, so that
 * nobody stays in it. */
static void fill_rest(cm_ctx *ctx, const cm_given *given, double *value)
{
    const cm_node *rest = cm_node_child(given->node, "unlisted");
    size_t n = given->n;
    double least = 0, other;
    for (size_t k = 0; k < n << n; k++) {
        if (!isnan(value[k])) least = fmin(least, value[k]);
    }
    other = least - 1;
    if (rest != NULL) (void)cm_node_number(ctx, given->diags, rest, given->scenario->parameters, &other);
    for (size_t s = 0; s < (size_t)1 << n; s++) {
        for (size_t i = 0; i < n; i++) {
            if (isnan(value[s * n + i])) value[s * n + i] = s == (size_t)1 << i ? 0 : other;
        }
    }
}

static cm_status read_values(cm_ctx *ctx, cm_arena *arena, const cm_given *given, const cm_node *list, cm_hedonic *game)
{
    double *value;
    if (given->n > CM_HEDONIC_LISTED) {
        cm_diag_add(given->diags, list->place, NULL, cm_format(ctx, &given->diags->arena, "at most %d players, or write likes", CM_HEDONIC_LISTED),
                    "%zu players have more groups than can be listed", given->n);
        return CM_OK;
    }
    value = CM_NEW(ctx, arena, given->n << given->n, double);
    if (value == NULL) return ctx->status;
    for (size_t k = 0; k < given->n << given->n; k++) value[k] = NAN;
    for (const cm_node *c = list->kind == CM_NODE_LIST ? list->child : NULL; c != NULL; c = c->next) read_value(ctx, given, c, value);
    fill_rest(ctx, given, value);
    game->value = value;
    return CM_OK;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    const cm_node *likes = cm_node_child(given->node, "likes"), *values = cm_node_child(given->node, "values"), *rest = cm_node_child(given->node, "unlisted");
    game->kind = CM_GAME_HEDONIC;
    game->as.hedonic = (cm_hedonic){ .n = given->n, .exact = true, .player = given->player };
    if (likes != NULL && values != NULL) {
        cm_diag_add(given->diags, values->place, NULL, "remove one of the two", "both 'likes' and 'values' say what groups are worth");
        return CM_OK;
    }
    if (likes != NULL && rest != NULL) cm_diag_add(given->diags, rest->place, NULL, "remove it", "'unlisted' goes with 'values': likes say what every group is worth");
    if (values != NULL) return read_values(ctx, arena, given, values, &game->as.hedonic);
    if (likes == NULL) likes = cm_given_need(ctx, given, "likes", "likes = { A = { B = 3; }; B = { A = -1; }; };");
    return likes == NULL ? CM_OK : read_likes(ctx, arena, given, likes, &game->as.hedonic);
}

static const char *const keys[] = { "likes", "unlisted", "values", NULL };

extern const cm_form cm_form_hedonic;
const cm_form cm_form_hedonic = {
    .name = "hedonic",
    .title = "a game of groups", .title_zh = "结群博弈",
    .about = "Players care only about who is in their own group: by what they think of each other, or by what each group is worth to its members.",
    .about_zh = "行为体只在意自己所在的群体由谁组成：给出彼此的好恶，或给出每个群体对其成员的价值。",
    .example = "game = { form = \"hedonic\"; players = (\"A\", \"B\"); likes = { A = { B = 3; }; B = { A = -1; }; }; };",
    .keys = keys,
    .gives = CM_GAME_HEDONIC,
    .build = build
};
