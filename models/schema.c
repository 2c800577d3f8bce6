/* schema.c: holding a tree against the tables of settings.  Everything wrong is reported, each at its
 * own place; a value of a wrong shape is not looked into further. */
#include "models/schema.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/observed.h"

typedef struct walk {
    cm_ctx *ctx;
    cm_diags *diags;
    const cm_node *parameters;
} walk;

bool cm_id_valid(const char *id)
{
    if (!isalpha((unsigned char)*id)) return false;
    for (; *id != '\0'; id++) {
        if (!isalnum((unsigned char)*id) && *id != '_' && *id != '-') return false;
    }
    return true;
}

static void check_value(walk *w, const cm_node *node, const cm_key *key);

static char *path_of(walk *w, const cm_node *node)
{
    char *path = cm_node_path(w->ctx, &w->diags->arena, node);
    return path != NULL ? path : "?";
}

static void wrong_type(walk *w, const cm_node *node, const char *wanted, const char *hint)
{
    cm_diag_add(w->diags, node->value_place, NULL, hint, "'%s' is %s, but must be %s", path_of(w, node),
                cm_node_kind_words(node->kind), wanted);
}

static void check_number(walk *w, const cm_node *node, const cm_key *key)
{
    double number = node->number;
    cm_frac exact;
    const char *why;
    if (node->kind == CM_NODE_TEXT) {
        /* Its reader says what is wrong with an expression. */
        if (!cm_expr_value(w->ctx, &w->diags->arena, node->text, w->parameters, &number, &exact, &why)) return;
    } else if (node->kind != CM_NODE_INT && node->kind != CM_NODE_FLOAT) {
        wrong_type(w, node, "a number", "write a number such as 0.5, a fraction in quotes such as \"2/3\", or an expression over parameters in quotes");
        return;
    }
    if (key->shape == CM_SHAPE_INTEGER && node->kind == CM_NODE_FLOAT) {
        wrong_type(w, node, "a whole number", "write it without a decimal point");
        return;
    }
    if (key->low <= key->high && (number < key->low || number > key->high)) {
        const char *hint = NULL;
        if (key->low == key->high) hint = cm_format(w->ctx, &w->diags->arena, "write %g", key->low);
        else if (key->high < 1e12) hint = cm_format(w->ctx, &w->diags->arena, "write a number from %.15g to %.15g", key->low, key->high);
        else hint = cm_format(w->ctx, &w->diags->arena, "write a number of at least %g", key->low);
        cm_diag_add(w->diags, node->value_place,
                    cm_format(w->ctx, &w->diags->arena, "%.15g", number < key->low ? key->low : key->high), hint,
                    "'%s' is %.15g, out of its range", path_of(w, node), number);
    }
}

static void check_integer(walk *w, const cm_node *node, const cm_key *key)
{
    if (node->kind == CM_NODE_TEXT) {
        wrong_type(w, node, "a whole number", "write it without quotes");
        return;
    }
    check_number(w, node, key);
}

static void check_word(walk *w, const cm_node *node, const cm_key *key)
{
    const char *near;
    if (node->kind != CM_NODE_TEXT) {
        wrong_type(w, node, "a word in quotes", "write it in double quotes");
        return;
    }
    for (size_t i = 0; key->words[i] != NULL; i++) {
        if (strcmp(key->words[i], node->text) == 0) return;
    }
    near = cm_nearest_word(node->text, key->words);
    if (near != NULL) {
        cm_diag_add(w->diags, node->value_place, cm_format(w->ctx, &w->diags->arena, "\"%s\"", near),
                    cm_format(w->ctx, &w->diags->arena, "did you mean \"%s\"?", near),
                    "'%s' is \"%s\", which is none of its words", path_of(w, node), node->text);
    } else {
        char list[256] = "";
        for (size_t i = 0; key->words[i] != NULL && strlen(list) + strlen(key->words[i]) + 4 < sizeof list; i++) {
            if (i > 0) strcat(list, ", ");
            strcat(list, key->words[i]);
        }
        cm_diag_add(w->diags, node->value_place, cm_format(w->ctx, &w->diags->arena, "\"%s\"", key->words[0]),
                    cm_format(w->ctx, &w->diags->arena, "one of: %s", list),
                    "'%s' is \"%s\", which is none of its words", path_of(w, node), node->text);
    }
}

static void check_ids(walk *w, const cm_node *node)
{
    if (node->kind == CM_NODE_TEXT) return;
    if (node->kind != CM_NODE_LIST) {
        wrong_type(w, node, "a list of ids", "write a list such as (\"USA\", \"CHN\")");
        return;
    }
    for (const cm_node *c = node->child; c != NULL; c = c->next) {
        if (c->kind != CM_NODE_TEXT) wrong_type(w, c, "an id in quotes", "write it in double quotes");
    }
}

static void check_list_of_numbers(walk *w, const cm_node *node, const cm_key *key, size_t want)
{
    if (node->kind != CM_NODE_LIST) {
        wrong_type(w, node, want == 2 ? "a list of two numbers" : "a list of numbers", "write a list such as (0, 1)");
        return;
    }
    for (const cm_node *c = node->child; c != NULL; c = c->next) check_number(w, c, key);
    if (want == 2 && cm_node_count(node) != 2) {
        cm_diag_add(w->diags, node->value_place, NULL, "write (low, high)", "'%s' has %zu numbers, but must have two",
                    path_of(w, node), cm_node_count(node));
    }
}

/* A claim that is nothing but a record needs no venue, no axes and no expectation; one of a file without venues is about its
 * game, or about parameters alone. */
static bool excused(const cm_node *group, const char *name)
{
    if (group->name == NULL || strcmp(group->name, "claim") != 0) return false;
    if (strcmp(name, "venue") == 0 && cm_node_child(group->parent, "venues") == NULL) return true;
    return cm_claim_is_record(group) && (strcmp(name, "venue") == 0 || strcmp(name, "vary") == 0 || strcmp(name, "expect") == 0);
}

/* Does some unknown name of the group stand for this one? */
static bool misspelled(const cm_node *group, const char *const *names, const char *meant)
{
    for (const cm_node *c = group->child; c != NULL; c = c->next) {
        size_t k = 0;
        const char *near;
        while (names[k] != NULL && strcmp(names[k], c->name) != 0) k++;
        near = names[k] == NULL ? cm_nearest_word(c->name, names) : NULL;
        if (near != NULL && strcmp(near, meant) == 0) return true;
    }
    return false;
}

static void check_group(walk *w, const cm_node *group, const cm_key *keys)
{
    const char *names[64];
    size_t count = 0;
    if (group->kind != CM_NODE_GROUP) {
        wrong_type(w, group, "a group { }", "write { name = value; ... }");
        return;
    }
    for (const cm_key *key = keys; key->name != NULL && count < 63; key++) names[count++] = key->name;
    names[count] = NULL;
    for (const cm_node *c = group->child; c != NULL; c = c->next) {
        const cm_key *key = keys;
        while (key->name != NULL && strcmp(key->name, c->name) != 0) key++;
        if (key->name != NULL) {
            check_value(w, c, key);
        } else {
            const char *near = cm_nearest_word(c->name, names);
            cm_diag_add(w->diags, c->place, near,
                        near != NULL ? cm_format(w->ctx, &w->diags->arena, "did you mean '%s'?", near)
                                     : "remove it, or see `comity explain format` for what may stand here",
                        "unknown setting '%s'", path_of(w, c));
        }
    }
    for (const cm_key *key = keys; key->name != NULL; key++) {
        if (key->required && cm_node_child(group, key->name) == NULL && !excused(group, key->name) && !misspelled(group, names, key->name)) {
            cm_place place = group->parent != NULL ? group->place : (cm_place){ group->place.file, 1, 1, 1 };
            cm_diag_add(w->diags, place, NULL,
                        cm_format(w->ctx, &w->diags->arena, "add %s = ...; (%s)", key->name, key->about),
                        "'%s' is missing%s%s", key->name, group->parent != NULL ? " in " : " in this file",
                        group->parent != NULL ? cm_format(w->ctx, &w->diags->arena, "'%s'", path_of(w, group)) : "");
        }
    }
}

static void check_spread(walk *w, const cm_node *node, const cm_key *key)
{
    if (node->kind == CM_NODE_GROUP) check_group(w, node, cm_spread_keys);
    else if (node->kind == CM_NODE_LIST) wrong_type(w, node, "a number or a distribution", "write { dist = \"normal\"; mean = 0; sd = 1; } for instance");
    else check_number(w, node, key);
}

/* A group whose names are ids and whose values have the shape `each`. */
static void check_map(walk *w, const cm_node *node, const cm_key *each)
{
    if (node->kind != CM_NODE_GROUP) {
        wrong_type(w, node, "a group keyed by id", "write { ID = value; ... }");
        return;
    }
    for (const cm_node *c = node->child; c != NULL; c = c->next) check_value(w, c, each);
}

static void check_proposer(walk *w, const cm_node *node)
{
    static const char *const words[] = { "equal", "capability", "rotation", NULL };
    static const cm_key keys[] = { { "fixed", CM_SHAPE_ID, NULL, NULL, 1, 0, false, "who proposes" },
                                   { "probabilities", CM_SHAPE_NUMBER_MAP, NULL, NULL, 0, 1, false, "of proposing, by player" },
                                   { NULL, CM_SHAPE_ANY, NULL, NULL, 1, 0, false, NULL } };
    const cm_key word = { "proposer", CM_SHAPE_WORD, NULL, words, 1, 0, false, NULL };
    if (node->kind == CM_NODE_GROUP) check_group(w, node, keys);
    else check_word(w, node, &word);
}

static void check_text(walk *w, const cm_node *node, const char *wanted)
{
    if (node->kind != CM_NODE_TEXT) wrong_type(w, node, wanted, "write it in double quotes");
}

static void check_each(walk *w, const cm_node *node, const cm_key *keys, const char *wanted)
{
    if (node->kind != CM_NODE_LIST) {
        wrong_type(w, node, wanted, "write a list such as ( { ... }, { ... } )");
        return;
    }
    for (const cm_node *c = node->child; c != NULL; c = c->next) check_group(w, c, keys);
}

static void check_value(walk *w, const cm_node *node, const cm_key *key)
{
    cm_key each = *key;
    switch (key->shape) {
    case CM_SHAPE_TEXT: check_text(w, node, "a text in quotes"); break;
    case CM_SHAPE_ID: check_text(w, node, "an id in quotes"); break;
    case CM_SHAPE_NUMBER: check_number(w, node, key); break;
    case CM_SHAPE_INTEGER: check_integer(w, node, key); break;
    case CM_SHAPE_TRUTH:
        if (node->kind != CM_NODE_BOOL) wrong_type(w, node, "true or false", "write true or false, without quotes");
        break;
    case CM_SHAPE_WORD: check_word(w, node, key); break;
    case CM_SHAPE_IDS: check_ids(w, node); break;
    case CM_SHAPE_NUMBERS: check_list_of_numbers(w, node, key, 0); break;
    case CM_SHAPE_PAIR: check_list_of_numbers(w, node, key, 2); break;
    case CM_SHAPE_GROUP: check_group(w, node, key->keys); break;
    case CM_SHAPE_MAP: each.shape = CM_SHAPE_GROUP; check_map(w, node, &each); break;
    case CM_SHAPE_NUMBER_MAP: each.shape = CM_SHAPE_NUMBER; check_map(w, node, &each); break;
    case CM_SHAPE_PAIR_MAP: each.shape = CM_SHAPE_PAIR; check_map(w, node, &each); break;
    case CM_SHAPE_BY_MEASURE:
        each.shape = CM_SHAPE_NUMBER;
        if (node->kind == CM_NODE_GROUP) check_map(w, node, &each);
        else check_number(w, node, key);
        break;
    case CM_SHAPE_SPREAD: check_spread(w, node, key); break;
    case CM_SHAPE_SPREAD_MAP:
        each.shape = CM_SHAPE_SPREAD;
        if (cm_node_child(node, "dist") != NULL) check_spread(w, node, key);      /* one for every issue */
        else check_map(w, node, &each);
        break;
    case CM_SHAPE_GROUPS: check_each(w, node, key->keys, "a list of groups"); break;
    case CM_SHAPE_MEMBERS:
        if (node->kind == CM_NODE_GROUP) check_group(w, node, cm_pick_keys);
        else check_ids(w, node);
        break;
    case CM_SHAPE_PROPOSER: check_proposer(w, node); break;
    case CM_SHAPE_WEIGHTS:
        each.shape = CM_SHAPE_NUMBER;
        if (node->kind == CM_NODE_GROUP) check_map(w, node, &each);
        else if (node->kind != CM_NODE_TEXT) wrong_type(w, node, "weights by player, or the name of a column", "write { ID = weight; ... }, or \"capability\"");
        break;
    case CM_SHAPE_ONE_OR_EACH:
        if (node->kind != CM_NODE_GROUP && node->kind != CM_NODE_LIST) {
            check_number(w, node, key);
            break;
        }
        /* fall through */
    case CM_SHAPE_EACH:
        each.shape = CM_SHAPE_NUMBER;
        if (node->kind == CM_NODE_GROUP) check_map(w, node, &each);
        else check_list_of_numbers(w, node, key, 0);
        break;
    case CM_SHAPE_RULE:
        if (node->kind != CM_NODE_GROUP) wrong_type(w, node, "a rule", "write { type = \"consensus\"; } for instance");
        else check_group(w, node, cm_rule_keys);
        break;
    case CM_SHAPE_RULES: check_each(w, node, cm_rule_keys, "a list of rules"); break;
    case CM_SHAPE_GROUP_OR_LIST:
        if (node->kind == CM_NODE_LIST) check_each(w, node, key->keys[0].keys, "a list of groups");
        else check_group(w, node, key->keys);
        break;
    case CM_SHAPE_ANY: break;
    }
}

void cm_schema_check_keys(cm_ctx *ctx, cm_diags *diags, const cm_node *root, const cm_key *keys)
{
    walk w = { ctx, diags, cm_node_child(root, "parameters") };
    check_group(&w, root, keys);
}

void cm_schema_check(cm_ctx *ctx, cm_diags *diags, const cm_node *root)
{
    static const cm_key ids[] = { { "players", CM_SHAPE_MAP, NULL, NULL, 1, 0, false, "a player" },
                                  { "issues", CM_SHAPE_MAP, NULL, NULL, 1, 0, false, "an issue" },
                                  { "venues", CM_SHAPE_MAP, NULL, NULL, 1, 0, false, "a venue" },
                                  { "groups", CM_SHAPE_MAP, NULL, NULL, 1, 0, false, "a group" } };
    walk w = { ctx, diags, cm_node_child(root, "parameters") };
    check_group(&w, root, cm_scenario_keys);
    for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++) {
        const cm_node *map = cm_node_child(root, ids[k].name);
        for (const cm_node *c = map != NULL ? map->child : NULL; c != NULL; c = c->next) {
            if (c->name != NULL && !cm_id_valid(c->name)) {
                cm_diag_add(diags, c->place, NULL, "an id is a letter followed by letters, digits, _ or -",
                            "'%s' is no id for %s", c->name, ids[k].about);
            }
        }
    }
}

/* The keys below one of `keys`, or NULL; *any is set where every name may stand. */
static const cm_key *step(const cm_key *keys, const char *name, size_t length, bool *any)
{
    for (; keys != NULL && keys->name != NULL; keys++) {
        if (strlen(keys->name) != length || strncmp(keys->name, name, length) != 0) continue;
        *any = keys->shape == CM_SHAPE_MAP;
        return keys;
    }
    return NULL;
}

bool cm_schema_has_path(const char *path)
{
    const cm_key *keys = cm_scenario_keys, *at = NULL;
    if (*path == '\0') return false;
    while (*path != '\0') {
        size_t length = strcspn(path, ".");
        bool map = false;
        at = step(keys, path, length, &map);
        if (at == NULL) return false;
        path += length + (path[length] == '.');
        if (at->shape == CM_SHAPE_GROUPS && *path >= '0' && *path <= '9') map = true;      /* an element of the list */
        if (map && *path != '\0') {
            length = strcspn(path, ".");
            path += length + (path[length] == '.');
        }
        keys = at->keys;
        if (at->shape == CM_SHAPE_RULE || at->shape == CM_SHAPE_RULES || at->shape == CM_SHAPE_ANY) return true;
        if (at->shape == CM_SHAPE_MEMBERS) keys = cm_pick_keys;
        if (at->shape <= CM_SHAPE_ID) return *path == '\0';      /* nothing stands below a plain value */
        if (keys == NULL) return true;
    }
    return true;
}

/* Past an id or an index, unless the path ends with it. */
static bool past_id(const char **path)
{
    *path += strcspn(*path, ".");
    if (**path == '\0') return false;
    (*path)++;
    return true;
}

cm_shape cm_schema_shape(const char *path)
{
    const cm_key *keys = cm_scenario_keys;
    for (;;) {
        size_t length = strcspn(path, ".");
        bool map = false;
        const cm_key *at = step(keys, path, length, &map);
        if (at == NULL) return CM_SHAPE_ANY;
        path += length + (path[length] == '.');
        if (*path == '\0') return at->shape;
        keys = at->keys;
        switch (at->shape) {
        case CM_SHAPE_GROUP: break;
        case CM_SHAPE_MAP:
        case CM_SHAPE_GROUPS:
            if (!past_id(&path)) return CM_SHAPE_GROUP;
            break;
        case CM_SHAPE_NUMBER_MAP: return past_id(&path) ? CM_SHAPE_ANY : CM_SHAPE_NUMBER;
        case CM_SHAPE_SPREAD_MAP:
            keys = cm_spread_keys;
            if (step(keys, path, strcspn(path, "."), &map) == NULL && !past_id(&path)) return CM_SHAPE_SPREAD;
            break;
        case CM_SHAPE_SPREAD: keys = cm_spread_keys; break;
        case CM_SHAPE_RULES:
            if (!past_id(&path)) return CM_SHAPE_RULE;
            keys = cm_rule_keys;
            break;
        case CM_SHAPE_RULE: keys = cm_rule_keys; break;
        case CM_SHAPE_MEMBERS: keys = cm_pick_keys; break;
        default: return CM_SHAPE_ANY;
        }
    }
}
