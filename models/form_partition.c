/* form_partition.c: a game in partition function form whose worths are listed: what a coalition is worth,
 * given how the others are organised. */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/form.h"

typedef struct listing {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_given *given;
    cm_pfg_entry *entry;
    size_t count;
    unsigned char *in;
} listing;

/* Marks as a block; false, and a mistake, when somebody of them stands in one already. */
static bool put_block(listing *l, const cm_node *ids, size_t *block, bool *placed)
{
    size_t first = l->given->n;
    for (size_t i = l->given->n; i-- > 0;) {
        if (l->in[i]) first = i;
    }
    for (size_t i = 0; i < l->given->n; i++) {
        if (!l->in[i]) continue;
        if (placed[i]) {
            cm_diag_add(l->given->diags, ids->value_place, NULL, "coalitions of one organisation do not overlap", "player '%s' stands in two coalitions of one entry", l->given->player[i]);
            return false;
        }
        placed[i] = true;
        block[i] = first;
    }
    return true;
}

/* The coalitions of the others; those who are not named stand alone. */
static bool read_others(listing *l, const cm_node *others, size_t *block, bool *placed)
{
    bool good = true;
    if (others->kind != CM_NODE_LIST) {
        cm_diag_add(l->given->diags, others->value_place, NULL, "write given = ( (\"C\", \"D\") );, or given = (); when all others stand alone", "'given' is %s, but must be a list of coalitions", cm_node_kind_words(others->kind));
        return false;
    }
    for (const cm_node *c = others->child; c != NULL; c = c->next) {
        if (c->kind != CM_NODE_LIST && c->kind != CM_NODE_TEXT) {
            cm_diag_add(l->given->diags, c->value_place, NULL, "write given = ( (\"C\", \"D\") );", "a coalition of 'given' is %s", cm_node_kind_words(c->kind));
            good = false;
        } else if (!cm_given_coalition(l->ctx, l->given, c, l->in) || !put_block(l, c, block, placed)) {
            good = false;
        }
    }
    return good;
}

static bool usable(listing *l, const cm_node *node, double value)
{
    if (fabs(value) <= CM_NUM_LARGEST) return true;
    cm_diag_add(l->given->diags, node->value_place, NULL, "divide all numbers by the same one", "a worth of %g is too large to be added up", value);
    return false;
}

/* What each member gets, in the order of `of`, put into the order of the players. */
static bool read_pays(listing *l, const cm_node *of, const cm_node *pays, cm_pfg_entry *entry)
{
    size_t members = of->kind == CM_NODE_LIST ? cm_node_count(of) : 1;
    double *pay = CM_NEW(l->ctx, l->arena, members, double);
    const cm_node *id = of->kind == CM_NODE_LIST ? of->child : of;
    if (pay == NULL) return false;
    if (cm_node_count(pays) != members) {
        cm_diag_add(l->given->diags, pays->value_place, NULL, "give each member one, in the order of 'of'", "'pays' has %zu numbers for %zu members", cm_node_count(pays), members);
        return false;
    }
    for (const cm_node *c = pays->child; c != NULL; c = c->next, id = id->next) {
        size_t i = cm_given_player(l->ctx, l->given, id), place = 0;
        double value;
        for (size_t j = 0; j < i; j++) place += entry->block[j] == entry->first;
        if (!cm_node_number(l->ctx, l->given->diags, c, l->given->scenario->parameters, &value) || !usable(l, c, value)) return false;
        pay[place] = value;
    }
    entry->pays = pay;
    return true;
}

static bool stands_already(listing *l, const cm_node *of, const cm_pfg_entry *entry)
{
    for (size_t k = 0; k < l->count; k++) {
        const cm_pfg_entry *other = &l->entry[k];
        bool same = other->any == entry->any && other->first == entry->first;
        for (size_t i = 0; same && i < l->given->n; i++) {
            if (entry->any) same = (other->block[i] == entry->first) == (entry->block[i] == entry->first);
            else same = other->block[i] == entry->block[i];
        }
        if (!same) continue;
        cm_diag_add(l->given->diags, of->value_place, NULL, "remove one of the two", "the same coalition among the same others stands twice");
        return true;
    }
    return false;
}

/* One { of = (...); given = (...); is = ...; }. */
static cm_status read_entry(listing *l, const cm_node *node)
{
    const cm_node *of = cm_node_child(node, "of"), *others = cm_node_child(node, "given"), *is = cm_node_child(node, "is"), *pays = cm_node_child(node, "pays");
    size_t n = l->given->n, *block = CM_NEW(l->ctx, l->arena, n, size_t), members = 0;
    bool placed[CM_PFG_MOST_MASKS] = { false };
    cm_pfg_entry entry = { .block = block, .any = others == NULL };
    if (block == NULL) return l->ctx->status;
    for (size_t i = 0; i < n; i++) block[i] = i;
    if (of == NULL || !cm_given_coalition(l->ctx, l->given, of, l->in)) return CM_OK;
    for (size_t i = n; i-- > 0;) {
        members += l->in[i];
        if (l->in[i]) entry.first = i;
    }
    if (members == 0) {
        cm_diag_add(l->given->diags, of->value_place, NULL, "name at least one player", "a worth of nobody");
        return CM_OK;
    }
    if (!put_block(l, of, block, placed) || (others != NULL && !read_others(l, others, block, placed))) return CM_OK;
    if ((is == NULL) == (pays == NULL)) {
        cm_diag_add(l->given->diags, node->place, NULL, "give is = 3;, shared evenly, or pays = (2, 1);, one for each member",
                    is == NULL ? "the coalition has no worth" : "the coalition has both 'is' and 'pays'");
        return CM_OK;
    }
    if (is != NULL && (!cm_node_number(l->ctx, l->given->diags, is, l->given->scenario->parameters, &entry.worth) || !usable(l, is, entry.worth))) return CM_OK;
    if (pays != NULL && !read_pays(l, of, pays, &entry)) return l->ctx->status;
    if (!stands_already(l, of, &entry)) l->entry[l->count++] = entry;
    return CM_OK;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    const cm_node *list = cm_given_need(ctx, given, "embedded", "embedded = ( { of = (\"A\", \"B\"); given = ( (\"C\", \"D\") ); is = 3; } );");
    listing l = { .ctx = ctx, .arena = arena, .given = given };
    cm_status status = CM_OK;
    game->kind = CM_GAME_PFG;
    if (list == NULL || list->kind != CM_NODE_LIST) return CM_OK;
    if (given->n > CM_PFG_MOST_MASKS) {
        cm_diag_add(given->diags, given->node->place, NULL, cm_format(ctx, &given->diags->arena, "at most %d players", CM_PFG_MOST_MASKS),
                    "%zu players have more coalitions than can be looked at", given->n);
        return CM_OK;
    }
    l.entry = CM_NEW(ctx, arena, cm_node_count(list), cm_pfg_entry);
    l.in = CM_NEW(ctx, arena, given->n, unsigned char);
    if (l.entry == NULL || l.in == NULL) return ctx->status;
    for (const cm_node *c = list->child; c != NULL && status == CM_OK; c = c->next) status = read_entry(&l, c);
    game->as.pfg = (cm_pfg){ .source = CM_PFG_LISTED, .n = given->n, .player = given->player, .exact = true, .shared = 1, .entry = l.entry, .nentries = l.count };
    return status;
}

static const char *const keys[] = { "embedded", NULL };

extern const cm_form cm_form_partition;
const cm_form cm_form_partition = {
    .name = "partition",
    .title = "a partition function, written out", .title_zh = "逐一列出的分割函数博弈",
    .about = "The worth of coalitions, given how the others are organised; others who are not named stand alone, and what is not listed is worth 0.",
    .about_zh = "在其他人如何组织的前提下给出各联盟的价值；未提及的其他人各自独立，未列出者价值为 0。",
    .example = "game = { form = \"partition\"; players = (\"A\", \"B\", \"C\"); embedded = ( { of = (\"A\", \"B\"); given = (); is = 3; } ); };",
    .keys = keys,
    .gives = CM_GAME_PFG,
    .build = build
};
