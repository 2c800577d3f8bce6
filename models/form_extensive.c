/* form_extensive.c: games in extensive form: a list of points by name, each with who moves there and where its
 * moves lead, or what it pays.
 *
 *     nodes = ( { at = "start"; player = "A"; actions = ("enter", "stay"); to = ("reply", "out"); },
 *               { at = "reply"; player = "B"; actions = ("fight", "share"); to = ("war", "deal"); },
 *               { at = "out"; pay = (0, 2); }, { at = "war"; pay = (-1, -1); }, { at = "deal"; pay = (1, 1); } );
 *
 * Points that name the same `set` cannot be told apart by the player who moves there. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "models/expr.h"
#include "models/form.h"

typedef struct point {
    const cm_node *node;
    const char *name;
    cm_efg_kind kind;
    size_t player, set;                        /* of MOVE; set of CHANCE */
    const char *const *action;
    size_t nactions;
    size_t *to;                                /* nactions: points */
    size_t parent, parent_action;
    size_t number;                             /* in the tree; SIZE_MAX: not reached */
    bool pays;
    double *payoff;
    cm_frac *exact, *probability;
} point;

typedef struct tree {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_given *given;
    point *point;
    size_t npoints;
    const char **name, **set_name;             /* of points; of sets of players (NULL: a set of its own) */
    size_t *first;                             /* of sets: their first point */
    size_t nsets, nchance, nnodes;
    size_t *order;                             /* points by their numbers */
    bool fits;
} tree;

static void complain(const tree *t, const cm_node *at, const char *hint, const char *what, const char *name)
{
    cm_diag_add(t->given->diags, at->place, NULL, hint, what, name);
}

/* --- points ----------------------------------------------------------------------------------------- */

static bool read_chance(tree *t, point *p, const cm_node *list)
{
    cm_frac sum = { 0, 1 };
    size_t k = 0;
    if (list->kind != CM_NODE_LIST || cm_node_count(list) != p->nactions) {
        cm_diag_add(t->given->diags, list->value_place, NULL, "give each move one probability", "'chance' has %zu probabilities for %zu moves", cm_node_count(list), p->nactions);
        return false;
    }
    p->probability = CM_NEW(t->ctx, t->arena, p->nactions, cm_frac);
    if (p->probability == NULL) return false;
    for (const cm_node *c = list->child; c != NULL; c = c->next, k++) {
        if (!cm_node_fraction(t->ctx, t->given->diags, c, t->given->scenario->parameters, &p->probability[k])) return false;
        if (p->probability[k].num < 0 || !cm_frac_add(sum, p->probability[k], &sum)) {
            cm_diag_add(t->given->diags, c->value_place, NULL, "write a number from 0 to 1", "the probability %g is of no use", cm_frac_value(p->probability[k]));
            return false;
        }
    }
    if (sum.num == sum.den) return true;
    cm_diag_add(t->given->diags, list->value_place, NULL, "change one of them so that they add up to 1; write thirds and the like as \"1/3\"", "the probabilities at '%s' add up to %.15g, not to 1", p->name, cm_frac_value(sum));
    return false;
}

static bool read_moves(tree *t, point *p, const cm_node *player, const cm_node *chance)
{
    const cm_node *actions = cm_node_child(p->node, "actions");
    p->kind = chance != NULL ? CM_EFG_CHANCE : CM_EFG_MOVE;
    if (player != NULL && chance != NULL) {
        complain(t, p->node, "leave out one of the two", "'%s' has both a player and chance", p->name);
        return false;
    }
    if (player != NULL && (p->player = cm_given_player(t->ctx, t->given, player)) == t->given->n) return false;
    if (actions == NULL) {
        complain(t, p->node, "add actions = (\"left\", \"right\"); and to = (...); with where each leads", "'%s' has no actions", p->name);
        return false;
    }
    if (!cm_given_words(t->ctx, t->arena, t->given, actions, "actions", &p->action, &p->nactions)) return false;
    return chance == NULL || read_chance(t, p, chance);
}

static bool read_point(tree *t, point *p)
{
    const cm_node *player = cm_node_child(p->node, "player"), *chance = cm_node_child(p->node, "chance"), *pay = cm_node_child(p->node, "pay");
    p->parent = p->number = SIZE_MAX;
    if (pay != NULL) {
        p->pays = true;
        p->payoff = CM_NEW(t->ctx, t->arena, t->given->n, double);
        p->exact = CM_NEW(t->ctx, t->arena, t->given->n, cm_frac);
        if (p->payoff == NULL || p->exact == NULL || !cm_given_pay(t->ctx, t->given, pay, p->payoff, p->exact, &t->fits)) return false;
    }
    if (player != NULL || chance != NULL) return read_moves(t, p, player, chance);
    p->kind = CM_EFG_END;
    for (const char *const *word = (const char *const[]){ "actions", "to", "set", NULL }; *word != NULL; word++) {
        if (cm_node_child(p->node, *word) == NULL) continue;
        complain(t, cm_node_child(p->node, *word), "add player = \"A\"; or chance = (0.5, 0.5);", "nobody moves at '%s'", p->name);
        return false;
    }
    if (pay == NULL) complain(t, p->node, "add pay = (0, 0); or who moves there", "'%s' pays nothing and nobody moves there", p->name);
    return pay != NULL;
}

/* Where the moves lead: each point but the first is led to once. */
static bool read_to(tree *t, point *p)
{
    const cm_node *to = cm_node_child(p->node, "to");
    size_t a = 0;
    if (p->kind == CM_EFG_END) return true;
    if (to == NULL || (to->kind == CM_NODE_LIST ? cm_node_count(to) : 1) != p->nactions) {
        cm_diag_add(t->given->diags, (to != NULL ? to : p->node)->place, NULL, "name a point for each action, in the order of actions", "at '%s' %zu actions lead to %zu points", p->name, p->nactions,
                    to == NULL ? 0 : to->kind == CM_NODE_LIST ? cm_node_count(to) : 1);
        return false;
    }
    p->to = CM_NEW(t->ctx, t->arena, p->nactions, size_t);
    if (p->to == NULL) return false;
    for (const cm_node *c = to->kind == CM_NODE_LIST ? to->child : to; c != NULL; c = c == to ? NULL : c->next, a++) {
        size_t next = cm_given_word(t->ctx, t->given, c, t->name, t->npoints, "the points of the game");
        if (next == SIZE_MAX) return false;
        if (next == 0 || t->point[next].parent != SIZE_MAX) {
            cm_diag_add(t->given->diags, c->value_place, NULL, "write the rest of the game once for each way to it: a tree has no loops", next == 0 ? "'%s' is the start: nothing leads back to it" : "two moves lead to '%s'", t->name[next]);
            return false;
        }
        p->to[a] = next;
        t->point[next].parent = (size_t)(p - t->point);
        t->point[next].parent_action = a;
    }
    return true;
}

/* --- information sets -------------------------------------------------------------------------------- */

static bool same_set(const tree *t, const point *p, const point *q)
{
    bool same = p->player == q->player && p->nactions == q->nactions;
    if (p->player != q->player) {
        cm_diag_add(t->given->diags, cm_node_child(p->node, "set")->value_place, NULL, "give the sets of each player names of their own", "'%s' is a set of %s, but at '%s' %s moves",
                    cm_node_text(p->node, "set"), t->given->player[q->player], p->name, t->given->player[p->player]);
        return false;
    }
    for (size_t a = 0; same && a < p->nactions; a++) same = strcmp(p->action[a], q->action[a]) == 0;
    if (!same) {
        cm_diag_add(t->given->diags, cm_node_child(p->node, "actions")->value_place, NULL, "points that cannot be told apart have the same actions in the same order; write them alike, or put one point into another set",
                    "'%s' and '%s' are of the set '%s' and have different actions", q->name, p->name, cm_node_text(p->node, "set"));
    }
    return same;
}

static bool place_sets(tree *t)
{
    for (size_t v = 0; v < t->nnodes; v++) {
        point *p = &t->point[t->order[v]];
        const char *set = cm_node_text(p->node, "set");
        size_t h = t->nsets;
        if (p->kind == CM_EFG_END) continue;
        if (p->kind == CM_EFG_CHANCE) {
            p->set = t->nchance++;
            continue;
        }
        for (size_t k = 0; set != NULL && k < t->nsets; k++) {
            if (t->set_name[k] != NULL && strcmp(t->set_name[k], set) == 0) h = k;
        }
        p->set = h;
        if (h < t->nsets && !same_set(t, p, &t->point[t->first[h]])) return false;
        if (h < t->nsets) continue;
        t->set_name[h] = set;
        t->first[h] = t->order[v];
        t->nsets++;
    }
    return true;
}

/* --- the tree ---------------------------------------------------------------------------------------- */

/* Number the points in the order of a walk from the first; what is not reached is a mistake. */
static bool walk(tree *t)
{
    size_t *stack = CM_NEW(t->ctx, t->arena, t->npoints + 1, size_t), depth = 1;
    if (stack == NULL) return false;
    stack[0] = 0;
    while (depth > 0) {
        point *p = &t->point[stack[--depth]];
        p->number = t->nnodes;
        t->order[t->nnodes++] = (size_t)(p - t->point);
        for (size_t a = p->kind == CM_EFG_END ? 0 : p->nactions; a-- > 0;) stack[depth++] = p->to[a];
    }
    for (size_t k = 0; k < t->npoints; k++) {
        if (t->point[k].number != SIZE_MAX) continue;
        complain(t, t->point[k].node, "name it in the `to` of an earlier point, or remove it", "no move leads to '%s' from the start", t->point[k].name);
        return false;
    }
    return true;
}

static cm_status fill_sets(tree *t, cm_efg_set *set, size_t count, cm_efg_kind kind)
{
    size_t **list = CM_NEW(t->ctx, t->arena, count + 1, size_t *);
    if (list == NULL) return t->ctx->status;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t v = 0; v < t->nnodes; v++) {
            const point *p = &t->point[t->order[v]];
            if (p->kind != kind) continue;
            if (pass == 1) list[p->set][set[p->set].nnodes] = v;
            if (set[p->set].nnodes++ > 0 || pass == 1) continue;
            set[p->set].player = kind == CM_EFG_MOVE ? p->player : SIZE_MAX;
            set[p->set].nactions = p->nactions;
            set[p->set].action = p->action;
            set[p->set].probability = p->probability;
            set[p->set].name = kind == CM_EFG_MOVE && t->set_name[p->set] != NULL ? t->set_name[p->set] : p->name;
        }
        for (size_t h = 0; pass == 0 && h < count; h++) {
            if ((list[h] = CM_NEW(t->ctx, t->arena, set[h].nnodes, size_t)) == NULL) return t->ctx->status;
            set[h].node = list[h];
            set[h].nnodes = 0;
        }
    }
    return CM_OK;
}

static cm_status finish(tree *t, cm_efg *efg)
{
    cm_efg_node *node = CM_NEW(t->ctx, t->arena, t->nnodes, cm_efg_node);
    cm_efg_set *set = CM_NEW(t->ctx, t->arena, t->nsets + 1, cm_efg_set), *chance = CM_NEW(t->ctx, t->arena, t->nchance + 1, cm_efg_set);
    cm_efg_outcome *outcome = CM_NEW(t->ctx, t->arena, t->nnodes, cm_efg_outcome);
    size_t noutcomes = 0;
    if (node == NULL || set == NULL || chance == NULL || outcome == NULL) return t->ctx->status;
    for (size_t v = 0; v < t->nnodes; v++) {
        const point *p = &t->point[t->order[v]];
        node[v] = (cm_efg_node){ .kind = p->kind, .set = p->set, .parent = SIZE_MAX, .action = SIZE_MAX, .outcome = SIZE_MAX, .name = p->name };
        if (p->parent != SIZE_MAX) {
            node[v].parent = t->point[p->parent].number;
            node[v].action = p->parent_action;
        }
        for (size_t a = 0; p->kind != CM_EFG_END && a < p->nactions; a++) p->to[a] = t->point[p->to[a]].number;
        node[v].child = p->to;
        if (!p->pays) continue;
        node[v].outcome = noutcomes;
        outcome[noutcomes++] = (cm_efg_outcome){ p->name, p->payoff, t->fits ? p->exact : NULL };
    }
    if (fill_sets(t, set, t->nsets, CM_EFG_MOVE) != CM_OK || fill_sets(t, chance, t->nchance, CM_EFG_CHANCE) != CM_OK) return t->ctx->status;
    *efg = (cm_efg){ .n = t->given->n, .nnodes = t->nnodes, .nsets = t->nsets, .nchance = t->nchance, .noutcomes = noutcomes, .player = t->given->player, .node = node, .set = set,
                     .chance = chance, .outcome = outcome };
    return CM_OK;
}

static bool read_points(tree *t, const cm_node *list)
{
    bool good = true;
    size_t k = 0;
    for (const cm_node *c = list->child; c != NULL; c = c->next, k++) {
        t->point[k] = (point){ .node = c, .name = cm_node_text(c, "at") };
        for (size_t j = 0; j < k; j++) {
            if (strcmp(t->name[j], t->point[k].name) != 0) continue;
            complain(t, c, "give each point its own name", "two points are called '%s'", t->point[k].name);
            good = false;
            break;
        }
        t->name[k] = t->point[k].name;
        good = read_point(t, &t->point[k]) && good;
    }
    t->npoints = k;
    for (k = 0; good && k < t->npoints; k++) good = read_to(t, &t->point[k]);
    return good;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    tree t = { .ctx = ctx, .arena = arena, .given = given, .fits = true };
    const cm_node *list;
    size_t most;
    if (cm_given_file(ctx, given, CM_GAME_EFG, game)) return ctx->status;
    list = cm_given_need(ctx, given, "nodes", "nodes = ( { at = \"start\"; player = \"A\"; actions = (\"in\", \"out\"); to = (\"x\", \"y\"); }, { at = \"x\"; pay = (1, 1); }, ... );");
    if (list == NULL) return ctx->status;
    most = cm_node_count(list);
    if (most == 0) cm_diag_add(given->diags, list->place, NULL, "the first point of the list is the start", "the game has no points");
    if (most == 0) return ctx->status;
    t.point = CM_NEW(ctx, arena, most, point);
    t.name = CM_NEW(ctx, arena, most, const char *);
    t.set_name = CM_NEW(ctx, arena, most, const char *);
    t.first = CM_NEW(ctx, arena, most, size_t);
    t.order = CM_NEW(ctx, arena, most, size_t);
    if (t.point == NULL || t.name == NULL || t.set_name == NULL || t.first == NULL || t.order == NULL) return ctx->status;
    if (!read_points(&t, list) || !walk(&t) || !place_sets(&t)) return ctx->status;
    game->kind = CM_GAME_EFG;
    return finish(&t, &game->as.efg);
}

static const char *const keys[] = { "nodes", "file", NULL };

extern const cm_form cm_form_extensive;
const cm_form cm_form_extensive = {
    .name = "extensive",
    .title = "a game in extensive form", .title_zh = "扩展式博弈",
    .about = "A tree of moves, by players and by chance; who moves may not know what was done before.",
    .about_zh = "由行为体与随机因素依次行动构成的博弈树；行动者未必知道此前发生了什么。",
    .example = "game = { form = \"extensive\"; players = (\"A\", \"B\"); nodes = ( { at = \"start\"; player = \"A\"; actions = (\"enter\", \"stay\"); to = (\"reply\", \"out\"); },"
               " { at = \"reply\"; player = \"B\"; actions = (\"fight\", \"share\"); to = (\"war\", \"deal\"); }, { at = \"out\"; pay = (0, 2); }, { at = \"war\"; pay = (-1, -1); },"
               " { at = \"deal\"; pay = (1, 1); } ); };",
    .keys = keys,
    .gives = CM_GAME_EFG,
    .build = build
};
