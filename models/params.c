/* params.c: reading parameter structs that describe themselves. */
#include "models/params.h"

#include <math.h>
#include <string.h>

#include "models/expr.h"

typedef struct reader {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    const cm_node *root, *parameters;
    const char *const *player, *const *known;
    size_t n, nknown;
} reader;

static const cm_node *group_of(const cm_node *root, const cm_concept *concept)
{
    return cm_node_child(cm_node_child(root, "models"), concept->name);
}

static bool in_range(reader *r, const cm_node *node, const cm_param *param, double x)
{
    if (param->low > param->high || (x >= param->low && x <= param->high)) return true;
    cm_diag_add(r->diags, node->value_place, cm_format(r->ctx, &r->diags->arena, "%.15g", x < param->low ? param->low : param->high),
                cm_format(r->ctx, &r->diags->arena, "write a number from %.15g to %.15g", param->low, param->high), "'%s' is %.15g, out of its range", param->name, x);
    return false;
}

static void wrong(reader *r, const cm_node *node, const cm_param *param, const char *wanted, const char *hint)
{
    cm_diag_add(r->diags, node->value_place, NULL, hint, "'%s' is %s, but must be %s", param->name, cm_node_kind_words(node->kind), wanted);
}

static void read_number(reader *r, const cm_node *node, const cm_param *param, double *value)
{
    double x;
    if (cm_node_number(r->ctx, r->diags, node, r->parameters, &x) && in_range(r, node, param, x)) *value = x;
}

static void read_integer(reader *r, const cm_node *node, const cm_param *param, long *value)
{
    double x;
    if (node->kind == CM_NODE_FLOAT) {
        wrong(r, node, param, "a whole number", "write it without a decimal point");
        return;
    }
    if (!cm_node_number(r->ctx, r->diags, node, r->parameters, &x)) return;
    if (fabs(x - round(x)) > 0) wrong(r, node, param, "a whole number", "write a whole number");
    else if (in_range(r, node, param, x)) *value = (long)x;
}

static void read_word(reader *r, const cm_node *node, const cm_param *param, const char **value)
{
    const char *near;
    char list[256] = "";
    if (node->kind != CM_NODE_TEXT) {
        wrong(r, node, param, "a word in quotes", "write it in double quotes");
        return;
    }
    for (const char *const *word = param->words; *word != NULL; word++) {
        if (strcmp(*word, node->text) == 0) {
            *value = *word;
            return;
        }
        if (strlen(list) + strlen(*word) + 3 < sizeof list) {
            if (list[0] != '\0') strcat(list, ", ");
            strcat(list, *word);
        }
    }
    near = cm_nearest_word(node->text, param->words);
    cm_diag_add(r->diags, node->value_place, cm_format(r->ctx, &r->diags->arena, "\"%s\"", near != NULL ? near : param->words[0]),
                cm_format(r->ctx, &r->diags->arena, near != NULL ? "did you mean \"%s\"?" : "one of: %s", near != NULL ? near : list),
                "'%s' is \"%s\", which is none of its words", param->name, node->text);
}

static cm_status read_numbers(reader *r, const cm_node *node, const cm_param *param, cm_numbers *value)
{
    double *x = CM_NEW(r->ctx, r->arena, cm_node_count(node) + 1, double);
    size_t count = 0;
    if (x == NULL) return r->ctx->status;
    if (node->kind == CM_NODE_GROUP) {
        wrong(r, node, param, "a list of numbers", "write (1, 2, 3), in order");
        return CM_OK;
    }
    if (node->kind != CM_NODE_LIST) {                        /* one number is a list of one */
        double one;
        if (cm_node_number(r->ctx, r->diags, node, r->parameters, &one) && in_range(r, node, param, one)) x[count++] = one;
    }
    for (const cm_node *c = node->kind == CM_NODE_LIST ? node->child : NULL; c != NULL; c = c->next) {
        double one;
        if (cm_node_number(r->ctx, r->diags, c, r->parameters, &one) && in_range(r, c, param, one)) x[count++] = one;
    }
    *value = (cm_numbers){ count, x };
    return CM_OK;
}

/* The index of an id among the players; n, and a mistake unless it is somebody else's in the file, when there is none. */
static size_t player_of(reader *r, const char *id, cm_place place, bool quoted)
{
    const char **words, *near;
    for (size_t i = 0; i < r->n; i++) {
        if (strcmp(r->player[i], id) == 0) return i;
    }
    for (size_t i = 0; i < r->nknown; i++) {
        if (strcmp(r->known[i], id) == 0) return r->n;
    }
    words = CM_NEW(r->ctx, &r->diags->arena, r->n + 1, const char *);
    if (words == NULL) return r->n;
    for (size_t i = 0; i < r->n; i++) words[i] = r->player[i];
    near = cm_nearest_word(id, words);
    cm_diag_add(r->diags, place, near == NULL ? NULL : quoted ? cm_format(r->ctx, &r->diags->arena, "\"%s\"", near) : near,
                near != NULL ? cm_format(r->ctx, &r->diags->arena, "did you mean '%s'?", near) : "name players of the game", "'%s' is no player here", id);
    return r->n;
}

static cm_status read_by_player(reader *r, const cm_node *node, const cm_param *param, cm_numbers *value)
{
    double *x = CM_NEW(r->ctx, r->arena, r->n + 1, double);
    size_t before = r->diags->count;
    if (x == NULL) return r->ctx->status;
    if (node->kind == CM_NODE_LIST && cm_node_count(node) == r->n) {
        size_t at = 0;
        for (const cm_node *c = node->child; c != NULL; c = c->next) read_number(r, c, param, &x[at++]);
        *value = (cm_numbers){ r->n, x };
        return CM_OK;
    }
    if (node->kind != CM_NODE_GROUP) {
        wrong(r, node, param, cm_format(r->ctx, &r->diags->arena, "a number for each of the %zu players", r->n), "write { ID = 3; ... }, or (3, ...) in the order of the players");
        return CM_OK;
    }
    for (size_t i = 0; i < r->n; i++) x[i] = NAN;
    for (const cm_node *c = node->child; c != NULL; c = c->next) {
        size_t i = player_of(r, c->name, c->place, false);
        double one;
        if (i < r->n && cm_node_number(r->ctx, r->diags, c, r->parameters, &one) && in_range(r, c, param, one)) x[i] = one;
    }
    for (size_t i = 0; i < r->n && r->diags->count == before; i++) {
        if (isnan(x[i])) cm_diag_add(r->diags, node->place, NULL, cm_format(r->ctx, &r->diags->arena, "add %s = ...;", r->player[i]),
                                     "'%s' has no number for player '%s'", param->name, r->player[i]);
    }
    *value = (cm_numbers){ r->n, x };
    return CM_OK;
}

typedef struct collector {
    size_t *item, used, room;
} collector;

/* The ids of a list, those of a group of the file in its place. */
static cm_status collect(reader *r, const cm_node *ids, collector *to, int depth)
{
    for (const cm_node *c = ids->kind == CM_NODE_LIST ? ids->child : ids; c != NULL; c = c == ids ? NULL : c->next) {
        const cm_node *group;
        size_t i = 0;
        if (c->kind != CM_NODE_TEXT) {
            cm_diag_add(r->diags, c->value_place, NULL, "write it in double quotes", "here the id of a player is needed");
            continue;
        }
        while (i < r->n && strcmp(r->player[i], c->text) != 0) i++;
        group = i == r->n ? cm_node_child(cm_node_child(cm_node_child(r->root, "groups"), c->text), "members") : NULL;
        if (group != NULL && depth < 16) {
            cm_status status = collect(r, group, to, depth + 1);
            if (status != CM_OK) return status;
            continue;
        }
        if (i == r->n) i = player_of(r, c->text, c->value_place, true);
        if (i == r->n) continue;
        if (to->used == to->room || to->item == NULL) {
            size_t *larger = cm_grow(r->ctx, r->arena, to->item, to->used, &to->room, sizeof *larger);
            if (larger == NULL) return r->ctx->status;
            to->item = larger;
        }
        to->item[to->used++] = i;
    }
    return CM_OK;
}

static cm_status read_lists(reader *r, const cm_node *node, const cm_param *param, cm_lists *value)
{
    bool one = param->kind == CM_PARAM_PLAYERS;
    size_t count = one ? 1 : cm_node_count(node);
    size_t *first = CM_NEW(r->ctx, r->arena, count + 1, size_t), k = 0;
    collector to = { NULL, 0, 0 };
    cm_status status = CM_OK;
    if (first == NULL) return r->ctx->status;
    if (node->kind != CM_NODE_LIST && !(one && node->kind == CM_NODE_TEXT)) {
        wrong(r, node, param, one ? "a list of players" : "a list of lists of players", one ? "write (\"A\", \"B\")" : "write ( (\"A\", \"B\"), (\"C\") )");
        return CM_OK;
    }
    if (one) status = collect(r, node, &to, 0);
    for (const cm_node *c = one ? NULL : node->child; c != NULL && status == CM_OK; c = c->next) {
        first[k++] = to.used;
        if (c->kind == CM_NODE_TEXT && cm_node_at(r->root, "groups") == NULL) {
            cm_diag_add(r->diags, c->value_place, NULL, "write ( (\"A\", \"B\"), (\"C\") ): each list in brackets of its own", "'%s' holds a player where a list of players is meant", param->name);
            continue;
        }
        status = collect(r, c, &to, 0);
    }
    if (to.item == NULL && (to.item = CM_NEW(r->ctx, r->arena, 1, size_t)) == NULL) return r->ctx->status;
    first[count] = to.used;
    *value = (cm_lists){ count, first, to.item };
    return status;
}

static cm_status read_one(reader *r, const cm_node *node, const cm_param *param, void *at)
{
    switch (param->kind) {
    case CM_PARAM_NUMBER: read_number(r, node, param, at); break;
    case CM_PARAM_INTEGER: read_integer(r, node, param, at); break;
    case CM_PARAM_TRUTH:
        if (node->kind != CM_NODE_BOOL) wrong(r, node, param, "true or false", "write true or false, without quotes");
        else *(bool *)at = node->integer != 0;
        break;
    case CM_PARAM_WORD: read_word(r, node, param, at); break;
    case CM_PARAM_NUMBERS: return read_numbers(r, node, param, at);
    case CM_PARAM_BY_PLAYER: return read_by_player(r, node, param, at);
    case CM_PARAM_PLAYERS:
    case CM_PARAM_PLAYER_LISTS: return read_lists(r, node, param, at);
    }
    return CM_OK;
}

static void missing(reader *r, const cm_concept *concept, const cm_param *param, const cm_node *group)
{
    const cm_node *models = cm_node_child(r->root, "models");
    cm_place place = group != NULL ? group->place : models != NULL ? models->place : (cm_place){ r->root->place.file, 1, 1, 1 };
    cm_diag_add(r->diags, place, NULL, cm_format(r->ctx, &r->diags->arena, "add models = { %s = { %s = ...; }; }; see `comity explain %s`", concept->name, param->name, concept->name),
                "'%s' needs its parameter '%s'", concept->name, param->name);
}

/* Parameters that do not go together are a mistake of the file, at their group. */
static cm_status fit(reader *r, const cm_concept *concept, const cm_node *group, const void *params)
{
    cm_status status = concept->fits(r->ctx, params);
    const char *sentence;
    if (status != CM_E_INPUT) return status;
    sentence = cm_format(r->ctx, &r->diags->arena, "%s", r->ctx->message);
    cm_ctx_clear(r->ctx);
    if (sentence == NULL) return cm_fail(r->ctx, CM_E_MEMORY, "no memory for a sentence");
    cm_diag_add(r->diags, group != NULL ? group->place : r->root->place, NULL, cm_format(r->ctx, &r->diags->arena, "see `comity explain %s`", concept->name), "%s", sentence);
    return CM_OK;
}

cm_status cm_params_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_concept *concept,
                         const char *const *player, size_t n, const char *const *known, size_t nknown, cm_diags *diags, void **params)
{
    reader r = { ctx, arena, diags, root, cm_node_child(root, "parameters"), player, known, n, nknown };
    const cm_node *group = group_of(root, concept);
    size_t before = diags->count;
    char *made;
    cm_status status = CM_OK;
    *params = NULL;
    if (concept->nparams == 0) return CM_OK;
    made = cm_alloc(ctx, arena, 1, concept->params_size);
    if (made == NULL) return ctx->status;
    cm_params_default(made, concept->param, concept->nparams);
    *params = made;
    for (size_t k = 0; k < concept->nparams && status == CM_OK; k++) {
        const cm_node *node = cm_node_child(group, concept->param[k].name);
        if (node != NULL) status = read_one(&r, node, &concept->param[k], made + concept->param[k].offset);
        else if (concept->param[k].kind >= CM_PARAM_NUMBERS && concept->param[k].fallback > 0) missing(&r, concept, &concept->param[k], group);
    }
    if (status == CM_OK && concept->fits != NULL && diags->count == before) status = fit(&r, concept, group, made);
    return status;
}

static void unknown(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const char *const *words, const char *otherwise, const char *what)
{
    const char *near = cm_nearest_word(node->name, words);
    cm_diag_add(diags, node->place, near, near != NULL ? cm_format(ctx, &diags->arena, "did you mean '%s'?", near) : otherwise, "%s '%s'", what, node->name);
}

cm_status cm_params_check_names(cm_ctx *ctx, const cm_node *root, cm_diags *diags)
{
    const cm_node *models = cm_node_child(root, "models");
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    if (models == NULL || models->kind != CM_NODE_GROUP) return CM_OK;
    for (const cm_node *g = models->child; g != NULL; g = g->next) {
        const cm_concept *concept = cm_concept_find(g->name);
        const char **words = CM_NEW(ctx, &diags->arena, count + 1 + (concept != NULL ? concept->nparams : 0), const char *);
        size_t used = 0;
        if (words == NULL) return ctx->status;
        if (concept == NULL) {
            for (size_t i = 0; i < count; i++) words[i] = all[i]->name;
            unknown(ctx, diags, g, words, "see `comity list concepts`", "the parameters of no concept stand under");
            continue;
        }
        if (g->kind != CM_NODE_GROUP) {
            cm_diag_add(diags, g->value_place, NULL, "write { name = value; ... }", "'models.%s' is %s, but must be a group { }", g->name, cm_node_kind_words(g->kind));
            continue;
        }
        for (size_t k = 0; k < concept->nparams; k++) words[used++] = concept->param[k].name;
        for (const cm_node *c = g->child; c != NULL; c = c->next) {
            size_t k = 0;
            while (k < used && strcmp(words[k], c->name) != 0) k++;
            if (k == used) unknown(ctx, diags, c, words, cm_format(ctx, &diags->arena, "see `comity explain %s`", g->name), cm_format(ctx, &diags->arena, "'%s' has no parameter", g->name));
        }
    }
    return CM_OK;
}

void cm_params_seed(const cm_node *root, const cm_concept *concept, uint64_t seed, void *params)
{
    const cm_node *own = cm_node_child(cm_node_child(root, "models"), concept->name);
    for (size_t k = 0; k < concept->nparams; k++) {
        const cm_param *param = &concept->param[k];
        if (strcmp(param->name, "seed") == 0 && cm_node_child(own, "seed") == NULL) *(long *)(void *)((char *)params + param->offset) = (long)(seed & INT32_MAX);
    }
}
