/* strategic_cfg.c: strategic games as trees of settings, which are then printed. */
#include "cli/strategic_cfg.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "cli/gambit_scan.h"

typedef struct maker {
    cm_ctx *ctx;
    cm_arena *arena;
    bool failed;
} maker;

static cm_node *add(maker *m, cm_node *parent, cm_node_kind kind, const char *name)
{
    cm_node *node = m->failed ? NULL : cm_node_new(m->ctx, m->arena, kind, name);
    if (node == NULL) m->failed = true;
    else if (parent != NULL) cm_node_append(parent, node);
    return node;
}

/* A group at the end of a long list: *last is where the list ends so far. */
static cm_node *add_group(maker *m, cm_node *list, cm_node **last)
{
    cm_node *node;
    if (*last == NULL) return *last = add(m, list, CM_NODE_GROUP, NULL);
    node = add(m, NULL, CM_NODE_GROUP, NULL);
    if (node == NULL) return NULL;
    node->parent = list;
    (*last)->next = node;
    return *last = node;
}

static void add_text(maker *m, cm_node *parent, const char *name, const char *text)
{
    cm_node *node = add(m, parent, CM_NODE_TEXT, name);
    if (node != NULL) node->text = text;
}

static void add_number(maker *m, cm_node *parent, double value, const cm_frac *exact)
{
    cm_node *node;
    if (exact != NULL && exact->den != 1) {
        const char *text = cm_format(m->ctx, m->arena, "%lld/%lld", (long long)exact->num, (long long)exact->den);
        if (text == NULL) m->failed = true;
        else add_text(m, parent, NULL, text);
        return;
    }
    node = add(m, parent, exact != NULL ? CM_NODE_INT : CM_NODE_FLOAT, NULL);
    if (node == NULL) return;
    node->integer = exact != NULL ? exact->num : 0;
    node->number = value;
}

static void add_texts(maker *m, cm_node *parent, const char *name, const char *const *text, size_t count)
{
    cm_node *list = add(m, parent, CM_NODE_LIST, name);
    for (size_t i = 0; list != NULL && i < count; i++) add_text(m, list, NULL, text[i]);
}

/* Ids from names: letters, digits and _ are kept, the rest become _. */
static const char *const *ids(maker *m, const char *const *player, size_t n)
{
    const char **id = CM_NEW(m->ctx, m->arena, n + 1, const char *);
    if (id == NULL) m->failed = true;
    for (size_t i = 0; !m->failed && i < n; i++) {
        char *word = cm_format(m->ctx, m->arena, "%s%s", isalpha((unsigned char)player[i][0]) ? "" : "P", player[i]);
        if (word == NULL) m->failed = true;
        for (char *c = word; c != NULL && *c != '\0'; c++) {
            if (!isalnum((unsigned char)*c) && *c != '-') *c = '_';
        }
        id[i] = word;
    }
    /* Equal ones are told apart by #2, which no id may have. */
    if (!m->failed && !cm_names_settle(m->ctx, m->arena, id, n)) m->failed = true;
    for (size_t i = 0; !m->failed && i < n; i++) {
        const char *mark = strrchr(id[i], '#');
        if (mark != NULL && (id[i] = cm_format(m->ctx, m->arena, "%.*s--%s", (int)(mark - id[i]), id[i], mark + 1)) == NULL) m->failed = true;
    }
    return id;
}

static void put_payoffs(maker *m, cm_node *parent, size_t n, const double *payoff, const cm_frac *exact)
{
    cm_node *list = add(m, parent, CM_NODE_LIST, "pay");
    for (size_t i = 0; list != NULL && i < n; i++) add_number(m, list, payoff[i], exact != NULL ? &exact[i] : NULL);
}

static void put_normal(maker *m, cm_node *game, const cm_nfg *nfg)
{
    const char *const *id = ids(m, nfg->player, nfg->n);
    cm_node *strategies, *payoffs, *one, *when, *last = NULL;
    if (m->failed) return;
    add_text(m, game, "form", "normal");
    add_texts(m, game, "players", id, nfg->n);
    strategies = add(m, game, CM_NODE_GROUP, "strategies");
    for (size_t i = 0; strategies != NULL && i < nfg->n; i++) add_texts(m, strategies, id[i], nfg->strategy[i], nfg->count[i]);
    payoffs = add(m, game, CM_NODE_LIST, "payoffs");
    for (size_t cell = 0; !m->failed && cell < nfg->cells; cell++) {
        one = add_group(m, payoffs, &last);
        when = one != NULL ? add(m, one, CM_NODE_LIST, "when") : NULL;
        for (size_t i = 0, rest = cell; when != NULL && i < nfg->n; rest /= nfg->count[i], i++) add_text(m, when, NULL, nfg->strategy[i][rest % nfg->count[i]]);
        if (one != NULL) put_payoffs(m, one, nfg->n, nfg->payoff + cell * nfg->n, nfg->exact != NULL ? nfg->exact + cell * nfg->n : NULL);
    }
}

/* Names for nodes: their own where they have one. */
static const char *const *node_names(maker *m, const cm_efg *efg)
{
    const char **name = CM_NEW(m->ctx, m->arena, efg->nnodes, const char *);
    if (name == NULL) m->failed = true;
    for (size_t v = 0; !m->failed && v < efg->nnodes; v++) {
        name[v] = efg->node[v].name[0] != '\0' ? efg->node[v].name : cm_format(m->ctx, m->arena, "n%zu", v + 1);
        if (name[v] == NULL) m->failed = true;
    }
    if (!m->failed && !cm_names_settle(m->ctx, m->arena, name, efg->nnodes)) m->failed = true;
    return name;
}

/* Names for sets with several nodes: none of a set may be that of another. */
static const char *const *set_names(maker *m, const cm_efg *efg)
{
    const char **name = CM_NEW(m->ctx, m->arena, efg->nsets + 1, const char *);
    if (name == NULL) m->failed = true;
    for (size_t h = 0; !m->failed && h < efg->nsets; h++) {
        name[h] = efg->set[h].name[0] != '\0' ? efg->set[h].name : cm_format(m->ctx, m->arena, "h%zu", h + 1);
        if (name[h] == NULL) m->failed = true;
    }
    if (!m->failed && !cm_names_settle(m->ctx, m->arena, name, efg->nsets)) m->failed = true;
    return name;
}

static void put_node(maker *m, cm_node *one, const cm_efg *efg, size_t v, const char *const *id, const char *const *name, const char *const *set_name)
{
    const cm_efg_node *node = &efg->node[v];
    const cm_efg_set *set = node->kind == CM_EFG_END ? NULL : node->kind == CM_EFG_MOVE ? &efg->set[node->set] : &efg->chance[node->set];
    cm_node *to;
    const cm_efg_outcome *outcome = node->outcome != SIZE_MAX ? &efg->outcome[node->outcome] : NULL;
    if (one == NULL) return;
    add_text(m, one, "at", name[v]);
    if (node->kind == CM_EFG_MOVE) {
        add_text(m, one, "player", id[set->player]);
        if (set->nnodes > 1 || (set->name[0] != '\0' && strcmp(set->name, name[v]) != 0)) add_text(m, one, "set", set_name[node->set]);
    }
    if (set != NULL) {
        add_texts(m, one, "actions", set->action, set->nactions);
        if (node->kind == CM_EFG_CHANCE) {
            cm_node *chance = add(m, one, CM_NODE_LIST, "chance");
            for (size_t a = 0; chance != NULL && a < set->nactions; a++) add_number(m, chance, cm_frac_value(set->probability[a]), &set->probability[a]);
        }
        to = add(m, one, CM_NODE_LIST, "to");
        for (size_t a = 0; to != NULL && a < set->nactions; a++) add_text(m, to, NULL, name[node->child[a]]);
    }
    if (outcome != NULL) put_payoffs(m, one, efg->n, outcome->payoff, outcome->exact);
    else if (set == NULL) {                              /* an end has to say that it pays nothing */
        cm_node *pay = add(m, one, CM_NODE_LIST, "pay");
        for (size_t i = 0; pay != NULL && i < efg->n; i++) add_number(m, pay, 0, &(cm_frac){ 0, 1 });
    }
}

static void put_extensive(maker *m, cm_node *game, const cm_efg *efg)
{
    const char *const *id = ids(m, efg->player, efg->n), *const *name = node_names(m, efg), *const *set_name = set_names(m, efg);
    cm_node *list, *last = NULL;
    if (m->failed) return;
    add_text(m, game, "form", "extensive");
    add_texts(m, game, "players", id, efg->n);
    list = add(m, game, CM_NODE_LIST, "nodes");
    for (size_t v = 0; !m->failed && v < efg->nnodes; v++) put_node(m, add_group(m, list, &last), efg, v, id, name, set_name);
}

/* What the players are called beside their ids: as the file says, or as the game does where that is no id. */
static void put_players(maker *m, cm_node *out, const cm_node *root, const cm_game *game)
{
    size_t n;
    const char *const *player = cm_game_players(game, &n), *const *id = ids(m, player, n);
    const cm_node *all = cm_node_child(root, "players");
    cm_node *group = NULL;
    for (size_t i = 0; !m->failed && i < n; i++) {
        const cm_node *own = cm_node_child(all, player[i]);
        const char *name = cm_node_text(own, "name"), *name_zh = cm_node_text(own, "name_zh");
        cm_node *one;
        if (name == NULL && strcmp(id[i], player[i]) != 0) name = player[i];
        if (name == NULL && name_zh == NULL) continue;
        if (group == NULL && (group = add(m, out, CM_NODE_GROUP, "players")) == NULL) return;
        one = add(m, group, CM_NODE_GROUP, id[i]);
        if (one != NULL && name != NULL) add_text(m, one, "name", name);
        if (one != NULL && name_zh != NULL) add_text(m, one, "name_zh", name_zh);
    }
}

/* Requests about the game itself: those at a venue have none any more. */
static void put_solve(maker *m, cm_node *out, const cm_node *solve)
{
    cm_node *list = NULL;
    for (const cm_node *c = solve != NULL ? solve->child : NULL; c != NULL && !m->failed; c = c->next) {
        cm_node *copy;
        if (cm_node_child(c, "venue") != NULL || cm_node_child(c, "model") != NULL) continue;
        copy = cm_node_copy(m->ctx, m->arena, c);
        if (copy == NULL || (list == NULL && (list = add(m, out, CM_NODE_LIST, "solve")) == NULL)) m->failed = true;
        else cm_node_append(list, copy);
    }
}

cm_status cm_strategic_names(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_game *game)
{
    maker m = { ctx, arena, false };
    size_t n;
    const char *const *player = cm_game_players(game, &n), *const *back;
    const char **name = CM_NEW(ctx, arena, n + 1, const char *);
    if (name == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        const char *own = cm_node_text(cm_node_child(cm_node_child(root, "players"), player[i]), "name");
        name[i] = own != NULL ? own : player[i];
    }
    back = ids(&m, name, n);
    if (m.failed) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(back[i], player[i]) != 0) return CM_OK;
    }
    if (game->kind == CM_GAME_NFG) game->as.nfg.player = name;
    else game->as.efg.player = name;
    return CM_OK;
}

/* Is a setting of the file in the new one?  In Gambit's: title and about. */
static bool holds(const char *setting, const cm_node *root, bool gambit)
{
    static const char *const always[] = { "comity", "title", "about", "game" }, *const scenario[] = { "title_zh", "about_zh", "players", "solve", "models", "seed" };
    for (size_t k = 0; k < sizeof always / sizeof always[0]; k++) {
        if (strcmp(always[k], setting) == 0) return true;
    }
    for (size_t k = 0; !gambit && k < sizeof scenario / sizeof scenario[0]; k++) {
        if (strcmp(scenario[k], setting) == 0) return true;
    }
    return !gambit && strcmp("parameters", setting) == 0 && cm_node_child(root, "models") != NULL;
}

/* Are the players of the file nothing but names that the new file has? */
static bool names_alone(const cm_node *players, const cm_game *game, bool gambit)
{
    size_t n;
    const char *const *player = cm_game_players(game, &n);
    for (const cm_node *c = players->child; c != NULL; c = c->next) {
        for (const cm_node *k = c->child; k != NULL; k = k->next) {
            bool there = !gambit && (strcmp(k->name, "name") == 0 || strcmp(k->name, "name_zh") == 0);
            for (size_t i = 0; gambit && i < n && k->kind == CM_NODE_TEXT; i++) there = there || strcmp(player[i], k->text) == 0;
            if (!there) return false;
        }
    }
    return true;
}

const char *cm_strategic_lost(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_game *game, bool gambit)
{
    const char *list = "";
    for (const cm_node *c = root->child; c != NULL && list != NULL; c = c->next) {
        bool kept = strcmp(c->name, "players") == 0 ? names_alone(c, game, gambit) : holds(c->name, root, gambit);
        for (const cm_node *r = !gambit && strcmp(c->name, "solve") == 0 ? c->child : NULL; r != NULL; r = r->next) {
            kept = kept && cm_node_child(r, "venue") == NULL && cm_node_child(r, "model") == NULL;
        }
        if (!kept) list = cm_format(ctx, arena, "%s%s%s%s", list, list[0] == '\0' ? "" : ", ", c->name, gambit || !holds(c->name, root, false) ? "" : " in part");
    }
    return list;
}

cm_status cm_strategic_cfg(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_game *game, const char **text)
{
    static const char *const kept[] = { "title", "title_zh", "about", "about_zh" }, *const copied[] = { "seed", "parameters", "models" };
    maker m = { ctx, arena, false };
    cm_node *out = add(&m, NULL, CM_NODE_GROUP, NULL), *version = out != NULL ? add(&m, out, CM_NODE_INT, "comity") : NULL, *group;
    if (version == NULL) return ctx->status;
    version->number = (double)(version->integer = 1);
    for (size_t k = 0; k < sizeof kept / sizeof kept[0]; k++) {
        const char *words = cm_node_text(root, kept[k]);
        if (words != NULL) add_text(&m, out, kept[k], words);
    }
    put_players(&m, out, root, game);
    group = add(&m, out, CM_NODE_GROUP, "game");
    if (group != NULL && game->kind == CM_GAME_NFG) put_normal(&m, group, &game->as.nfg);
    else if (group != NULL) put_extensive(&m, group, &game->as.efg);
    for (size_t k = 0; k < sizeof copied / sizeof copied[0] && !m.failed; k++) {
        const cm_node *own = holds(copied[k], root, false) ? cm_node_child(root, copied[k]) : NULL;
        cm_node *copy = own != NULL ? cm_node_copy(ctx, arena, own) : NULL;
        if (own != NULL && copy == NULL) return ctx->status;
        if (own != NULL) cm_node_append(out, copy);
    }
    put_solve(&m, out, cm_node_child(root, "solve"));
    *text = m.failed ? NULL : cm_node_print(ctx, arena, out);
    return ctx->status;
}
