/* gambit_efg.c: games in extensive form: nodes in the order of a walk through the tree, each before its moves.
 *
 * The walk is kept on a stack of our own, so that a tree may be as deep as it is long.  An information set
 * (a player, a number) has its actions where it is first met and may repeat them; an outcome (a number) has
 * its payoffs at one of its places. */
#include <stdint.h>
#include <string.h>

#include "cli/gambit_scan.h"

typedef struct set_read {
    cm_efg_set set;
    cm_place place;
    int64_t number;
} set_read;

typedef struct outcome_read {
    cm_efg_outcome outcome;
    cm_place place;                    /* first mentioned */
    int64_t number;
    bool paid;
} outcome_read;

typedef struct open_node {
    size_t node, next;                 /* moves before `next` have their nodes */
} open_node;

typedef struct reader {
    cm_gscan *s;
    const char *const *player;
    size_t n;
    cm_efg_node *node;
    set_read *set, *chance;
    outcome_read *outcome;
    open_node *open;
    size_t nnodes, nsets, nchance, noutcomes, nopen;
    size_t node_room, set_room, chance_room, outcome_room, open_room;
    cm_gmap sets, outcomes;
} reader;

/* --- outcomes --------------------------------------------------------------------------------------- */

/* { 3, 2 } */
static bool payoffs(reader *r, outcome_read *o)
{
    cm_gscan *s = r->s;
    double *payoff = CM_NEW(s->ctx, s->arena, r->n, double), value;
    cm_frac *exact = CM_NEW(s->ctx, s->arena, r->n, cm_frac), part;
    cm_place place = s->place;
    bool fits = true, same = true;
    size_t found = 0;
    if (payoff == NULL || exact == NULL) return false;
    cm_gscan_next(s);
    for (; s->token == CM_G_NUMBER || s->token == CM_G_COMMA; found++) {
        if (!cm_gscan_payoff(s, &value, &part, &fits)) return false;
        if (found >= r->n) continue;
        payoff[found] = value;
        exact[found] = part;
        same = same && (!o->paid || !(o->outcome.payoff[found] < value || o->outcome.payoff[found] > value));
    }
    if (s->token == CM_G_CLOSE && found != r->n) {
        cm_diag_add(s->diags, place, NULL, "give each player one payoff", "outcome %lld has %zu payoffs for %zu players", (long long)o->number, found, r->n);
    } else if (!same) {
        cm_diag_add(s->diags, place, NULL, "give it another number, or the same payoffs", "outcome %lld had other payoffs on line %d", (long long)o->number, o->place.line);
    }
    if (!o->paid) {
        o->outcome.payoff = payoff;
        o->outcome.exact = fits ? exact : NULL;
        o->place = place;
    }
    o->paid = true;
    return cm_gscan_take(s, CM_G_CLOSE, "} behind the payoffs", "payoffs are written { 3, 2 }, one for each player");
}

/* 0, or a number, with a name and payoffs, or without where they stand elsewhere. */
static bool read_outcome(reader *r, size_t *index)
{
    cm_gscan *s = r->s;
    cm_place place = s->place;
    const char *name = "";
    outcome_read *o;
    int64_t number;
    bool known;
    *index = SIZE_MAX;
    if (!cm_gscan_whole(s, 0, "the number of an outcome (0: none)", &number)) return false;
    if (number == 0 && (s->token == CM_G_TEXT || s->token == CM_G_OPEN)) {
        cm_diag_add(s->diags, place, "1", "outcomes are numbered from 1", "outcome 0 stands for none, but here it has %s", s->token == CM_G_TEXT ? "a name" : "payoffs");
        return false;
    }
    if (number == 0) return true;
    if (!cm_gmap_put(s->ctx, s->arena, &r->outcomes, number, 0, r->noutcomes, index, &known)) return false;
    if (!known) {
        if (r->noutcomes == r->outcome_room && (r->outcome = cm_grow(s->ctx, s->arena, r->outcome, r->noutcomes, &r->outcome_room, sizeof *r->outcome)) == NULL) return false;
        r->outcome[r->noutcomes++] = (outcome_read){ .outcome = { .name = "" }, .place = place, .number = number };
    }
    o = &r->outcome[*index];
    if (s->token == CM_G_TEXT) {
        name = s->text;
        cm_gscan_next(s);
    }
    if (o->outcome.name[0] == '\0') o->outcome.name = name;
    return s->token != CM_G_OPEN || payoffs(r, o);
}

/* --- information sets ------------------------------------------------------------------------------- */

typedef struct actions {
    const char **name;
    cm_frac *probability;
    size_t count, room, room_probability;
} actions;

/* { "H" "T" }, or { "H" 1/2 "T" 1/2 } of chance. */
static bool read_actions(reader *r, bool chance, actions *a)
{
    cm_gscan *s = r->s;
    cm_gscan_next(s);
    while (s->token == CM_G_TEXT) {
        if (a->count == a->room && (a->name = cm_grow(s->ctx, s->arena, a->name, a->count, &a->room, sizeof *a->name)) == NULL) return false;
        if (chance && a->count == a->room_probability &&
            (a->probability = cm_grow(s->ctx, s->arena, a->probability, a->count, &a->room_probability, sizeof *a->probability)) == NULL) return false;
        a->name[a->count] = s->text;
        cm_gscan_next(s);
        if (chance && s->token == CM_G_NUMBER && !s->fits) {
            cm_diag_add(s->diags, s->place, NULL, "write it as a fraction such as 1/3", "the probability %.40s has too many digits to be used exactly", s->text);
            return false;
        }
        if (chance) a->probability[a->count] = s->exact;
        a->count++;
        if (chance && !cm_gscan_take(s, CM_G_NUMBER, "the probability of the move", "moves of chance are written { \"H\" 1/2 \"T\" 1/2 }")) return false;
    }
    return cm_gscan_take(s, CM_G_CLOSE, "} behind the moves", chance ? "moves of chance are written { \"H\" 1/2 \"T\" 1/2 }" : "moves are written { \"H\" \"T\" }") &&
           cm_names_settle(s->ctx, s->arena, a->name, a->count);
}

static void check_probabilities(reader *r, const actions *a, cm_place place)
{
    cm_frac sum = { 0, 1 };
    bool fits = true;
    for (size_t k = 0; k < a->count; k++) {
        if (a->probability[k].num < 0) {
            cm_diag_add(r->s->diags, place, NULL, "probabilities are at least 0", "the probability of '%s' is %g", a->name[k], cm_frac_value(a->probability[k]));
            return;
        }
        fits = fits && cm_frac_add(sum, a->probability[k], &sum);
    }
    if (fits && sum.num == sum.den) return;
    cm_diag_add(r->s->diags, place, NULL, "change one of them so that they add up to 1; thirds and the like are written as fractions: 1/3, not 0.333", fits ? "these probabilities add up to %.15g, not to 1" : "these probabilities are too fine to be added up exactly",
                cm_frac_value(sum));
}

static bool same_actions(const cm_efg_set *set, const actions *a, bool chance)
{
    if (set->nactions != a->count) return false;
    for (size_t k = 0; k < a->count; k++) {
        if (strcmp(set->action[k], a->name[k]) != 0) return false;
        if (chance && cm_frac_compare(set->probability[k], a->probability[k]) != 0) return false;
    }
    return true;
}

/* The set of a number; new ones at the end of the list. */
static set_read *find_set(reader *r, size_t player, int64_t number, cm_place place, size_t *index, bool *known)
{
    bool chance = player == SIZE_MAX;
    set_read **list = chance ? &r->chance : &r->set;
    size_t *count = chance ? &r->nchance : &r->nsets, *room = chance ? &r->chance_room : &r->set_room;
    if (!cm_gmap_put(r->s->ctx, r->s->arena, &r->sets, chance ? -1 : (int64_t)player, number, *count, index, known)) return NULL;
    if (!*known) {
        if (*count == *room && (*list = cm_grow(r->s->ctx, r->s->arena, *list, *count, room, sizeof **list)) == NULL) return NULL;
        (*list)[(*count)++] = (set_read){ .set = { .player = player, .name = "" }, .place = place, .number = number };
    }
    return &(*list)[*index];
}

static void first_actions(reader *r, set_read *set, const actions *a, cm_place place, bool chance)
{
    if (a->count == 0) cm_diag_add(r->s->diags, place, NULL, "an information set has at least one move", "this information set has no moves");
    else if (chance) check_probabilities(r, a, place);
    set->set.action = a->name;
    set->set.probability = a->probability;
    set->set.nactions = a->count;
}

/* number "name" { actions }: name and actions may be left out where the set is known. */
static bool read_set(reader *r, size_t player, size_t *index)
{
    cm_gscan *s = r->s;
    cm_place place = s->place;
    bool chance = player == SIZE_MAX, known;
    const char *whose = chance ? "chance" : r->player[player];
    actions a = { .name = NULL };
    set_read *set;
    int64_t number;
    if (!cm_gscan_whole(s, INT64_MIN, "the number of an information set", &number)) return false;
    if ((set = find_set(r, player, number, place, index, &known)) == NULL) return false;
    if (s->token == CM_G_TEXT) {
        if (!known) set->set.name = s->text;
        cm_gscan_next(s);
    }
    if (s->token == CM_G_OPEN) {
        place = s->place;
        if (!read_actions(r, chance, &a)) return false;
        if (!known) first_actions(r, set, &a, place, chance);
        else if (!same_actions(&set->set, &a, chance)) {
            cm_diag_add(s->diags, place, NULL, "all nodes of an information set have the same moves in the same order; give this node a set with another number",
                        "information set %lld of %s had other moves%s on line %d", (long long)number, whose, chance ? " or probabilities" : "", set->place.line);
        }
    } else if (!known) {
        cm_diag_add(s->diags, place, NULL, "write its moves in braces where it is first met", "information set %lld of %s has no moves yet", (long long)number, whose);
        return false;
    }
    return true;
}

/* --- nodes ------------------------------------------------------------------------------------------ */

/* Where the next node of the walk belongs; false when the tree is full. */
static bool attach(reader *r, cm_place place)
{
    cm_efg_node *node = &r->node[r->nnodes];
    node->parent = node->action = SIZE_MAX;
    if (r->nnodes == 0) return true;
    while (r->nopen > 0) {
        open_node *top = &r->open[r->nopen - 1];
        const cm_efg_node *up = &r->node[top->node];
        size_t moves = up->kind == CM_EFG_CHANCE ? r->chance[up->set].set.nactions : r->set[up->set].set.nactions;
        if (top->next == moves) {
            r->nopen--;
            continue;
        }
        ((size_t *)up->child)[top->next] = r->nnodes;
        node->parent = top->node;
        node->action = top->next++;
        return true;
    }
    cm_diag_add(r->s->diags, place, NULL, "remove it, or give an earlier node one more move", "every move of the tree has led to a node already: this one is left over");
    return false;
}

/* Room for the moves of the node just read. */
static bool open_moves(reader *r, size_t index, bool chance)
{
    cm_gscan *s = r->s;
    cm_efg_node *node = &r->node[r->nnodes];
    set_read *set = chance ? &r->chance[index] : &r->set[index];
    node->set = index;
    node->child = CM_NEW(s->ctx, s->arena, set->set.nactions + 1, size_t);
    if (node->child == NULL) return false;
    set->set.nnodes++;
    if (r->nopen == r->open_room && (r->open = cm_grow(s->ctx, s->arena, r->open, r->nopen, &r->open_room, sizeof *r->open)) == NULL) return false;
    r->open[r->nopen++] = (open_node){ r->nnodes, 0 };
    return true;
}

static bool read_player(reader *r, size_t *player)
{
    cm_gscan *s = r->s;
    cm_place place = s->place;
    int64_t number;
    if (!cm_gscan_whole(s, 1, "the number of a player", &number)) return false;
    if ((uint64_t)number > r->n) {
        cm_diag_add(s->diags, place, NULL, cm_format(s->ctx, &s->diags->arena, "write a number from 1 to %zu", r->n), "there is no player %lld", (long long)number);
        return false;
    }
    *player = (size_t)number - 1;
    return true;
}

static bool read_node(reader *r)
{
    static const char expected[] = "c, p or t";
    static const char hint[] = "a node begins with c (chance), p (a player) or t (an end)";
    cm_gscan *s = r->s;
    cm_place place = s->place;
    size_t player = SIZE_MAX, index = 0;
    cm_efg_node *node;
    char kind = '?';
    if (s->token == CM_G_WORD && strlen(s->text) == 1 && strchr("cpt", s->text[0]) != NULL) kind = s->text[0];
    if (kind == '?') {
        if (s->token != CM_G_BAD) cm_diag_add(s->diags, s->place, NULL, hint, "here %s is expected, not %s", expected, cm_gscan_words(s));
        return false;
    }
    if (r->nnodes == r->node_room && (r->node = cm_grow(s->ctx, s->arena, r->node, r->nnodes, &r->node_room, sizeof *r->node)) == NULL) return false;
    if (!attach(r, place)) return false;
    node = &r->node[r->nnodes];
    node->kind = kind == 'c' ? CM_EFG_CHANCE : kind == 'p' ? CM_EFG_MOVE : CM_EFG_END;
    cm_gscan_next(s);
    node->name = s->text;
    if (!cm_gscan_take(s, CM_G_TEXT, "the name of the node", "write it in quotes, \"\" where it has none")) return false;
    if (kind == 'p' && !read_player(r, &player)) return false;
    if (kind != 't' && (!read_set(r, player, &index) || !open_moves(r, index, kind == 'c'))) return false;
    if (!read_outcome(r, &node->outcome)) return false;
    r->nnodes++;
    return true;
}

/* --- the whole -------------------------------------------------------------------------------------- */

/* All moves have a node, all outcomes payoffs. */
static void check_whole(reader *r)
{
    size_t missing = 0, first = SIZE_MAX;
    for (size_t k = 0; k < r->nopen; k++) {
        const cm_efg_node *node = &r->node[r->open[k].node];
        size_t moves = node->kind == CM_EFG_CHANCE ? r->chance[node->set].set.nactions : r->set[node->set].set.nactions;
        missing += moves - r->open[k].next;
        if (moves > r->open[k].next) first = k;
    }
    if (r->nnodes == 0) cm_diag_add(r->s->diags, r->s->place, NULL, "a node begins with c (chance), p (a player) or t (an end)", "the game has no nodes");
    if (missing > 0) {
        const cm_efg_node *node = &r->node[r->open[first].node];
        const cm_efg_set *set = node->kind == CM_EFG_CHANCE ? &r->chance[node->set].set : &r->set[node->set].set;
        cm_diag_add(r->s->diags, r->s->place, NULL, "every move leads to a node; an end is written t \"\" 1 \"\" { 3, 2 }", "the tree ends too early: %zu move%s nowhere, such as '%s' of node %zu",
                    missing, missing == 1 ? " leads" : "s lead", set->action[r->open[first].next], r->open[first].node + 1);
    }
    for (size_t o = 0; o < r->noutcomes; o++) {
        if (r->outcome[o].paid) continue;
        cm_diag_add(r->s->diags, r->outcome[o].place, NULL, "write its payoffs behind it, { 3, 2 }", "outcome %lld has payoffs nowhere", (long long)r->outcome[o].number);
    }
}

/* The list of sets, each with its nodes. */
static const cm_efg_set *finish_sets(reader *r, const set_read *list, size_t count, cm_efg_kind kind)
{
    cm_gscan *s = r->s;
    cm_efg_set *set = CM_NEW(s->ctx, s->arena, count + 1, cm_efg_set);
    size_t **node = CM_NEW(s->ctx, s->arena, count + 1, size_t *);
    if (set == NULL || node == NULL) return NULL;
    for (size_t h = 0; h < count; h++) {
        set[h] = list[h].set;
        node[h] = CM_NEW(s->ctx, s->arena, set[h].nnodes, size_t);
        if (node[h] == NULL) return NULL;
        set[h].node = node[h];
        set[h].nnodes = 0;
    }
    for (size_t v = 0; v < r->nnodes; v++) {
        size_t h = r->node[v].set;
        if (r->node[v].kind == kind) node[h][set[h].nnodes++] = v;
    }
    return set;
}

cm_status cm_gambit_efg(cm_gscan *s, cm_gambit *out)
{
    reader r = { .s = s };
    size_t before = s->diags->count;
    cm_efg_outcome *outcome;
    cm_efg *efg = &out->game.as.efg;
    if (!cm_gscan_prologue(s, out, &r.player, &r.n)) return s->ctx->status;
    if (s->token == CM_G_TEXT) {
        out->comment = s->text;
        cm_gscan_next(s);
    }
    while (s->token != CM_G_END) {
        if (!read_node(&r)) return s->ctx->status;
        if (r.nnodes > CM_EFG_MOST) {
            cm_diag_add(s->diags, s->place, NULL, NULL, "the tree has more than %d nodes", CM_EFG_MOST);
            return s->ctx->status;
        }
    }
    check_whole(&r);
    if (s->diags->count > before) return s->ctx->status;
    outcome = CM_NEW(s->ctx, s->arena, r.noutcomes + 1, cm_efg_outcome);
    if (outcome == NULL) return s->ctx->status;
    for (size_t o = 0; o < r.noutcomes; o++) outcome[o] = r.outcome[o].outcome;
    out->game.kind = CM_GAME_EFG;
    *efg = (cm_efg){ .n = r.n, .nnodes = r.nnodes, .nsets = r.nsets, .nchance = r.nchance, .noutcomes = r.noutcomes, .player = r.player, .node = r.node, .outcome = outcome };
    efg->set = finish_sets(&r, r.set, r.nsets, CM_EFG_MOVE);
    efg->chance = finish_sets(&r, r.chance, r.nchance, CM_EFG_CHANCE);
    return s->ctx->status;
}
