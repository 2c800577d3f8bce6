/* who.c: lists of ids as sets of players: groups of groups, selections by column, blocs. */
#include <string.h>

#include "models/scenario.h"

enum { DEEPEST = 1000 };

/* Each group is entered once, so that groups of groups cost no more than what is written. */
enum { UNSEEN, OPEN, DONE };

typedef struct reader {
    cm_ctx *ctx;
    const cm_scenario *s;
    cm_diags *diags;
    cm_who *who;
    unsigned char *group;        /* one a group of the file, in its order */
    int depth;
} reader;

static void read_ids(reader *r, const cm_node *ids);

/* Does the value of a player's column equal what `where` asks for? */
static bool selected(const cm_node *player, const char *column, const cm_node *is)
{
    const cm_node *value = cm_node_child(player, column);
    if (value == NULL) value = cm_node_child(cm_node_child(player, "column"), column);
    if (value == NULL || is == NULL) return false;
    if (value->kind == CM_NODE_TEXT && is->kind == CM_NODE_TEXT) return strcmp(value->text, is->text) == 0;
    if (value->kind == CM_NODE_BOOL || is->kind == CM_NODE_BOOL) return value->kind == is->kind && value->integer == is->integer;
    if (value->kind == CM_NODE_TEXT || is->kind == CM_NODE_TEXT) return false;
    return value->number >= is->number && value->number <= is->number;
}

static void read_where(reader *r, const cm_node *where)
{
    const cm_node *column = cm_node_child(where, "column"), *is = cm_node_child(where, "is");
    bool any = false;
    if (column == NULL || column->kind != CM_NODE_TEXT || is == NULL) return;
    for (size_t i = 0; i < r->s->n; i++) {
        if (r->s->player[i].node != NULL && selected(r->s->player[i].node, column->text, is)) {
            cm_coalition_add(&r->who->player, i);
            any = true;
        }
    }
    if (!any) {
        cm_diag_add(r->diags, where->place, NULL, "see that the column and the value are spelled as in the players",
                    "no player has the value asked for in column '%s'", column->text);
    }
}

static bool named_player(reader *r, const char *id)
{
    for (size_t i = 0; i < r->s->n; i++) {
        if (strcmp(r->s->player[i].id, id) != 0) continue;
        cm_coalition_add(&r->who->player, i);
        return true;
    }
    return false;
}

static bool named_bloc(reader *r, const char *id)
{
    for (size_t b = 0; b < r->s->nblocs; b++) {
        if (strcmp(r->s->bloc[b].id, id) != 0) continue;
        cm_coalition_add(&r->who->bloc, b);
        return true;
    }
    return false;
}

static bool named_group(reader *r, const char *id, cm_place place)
{
    const cm_node *group = cm_node_child(cm_node_child(r->s->root, "groups"), id);
    const cm_node *members = cm_node_child(group, "members"), *where = cm_node_child(group, "where");
    size_t at = 0;
    if (group == NULL) return false;
    for (const cm_node *g = group->parent->child; g != group; g = g->next) at++;
    if (r->group[at] == DONE) return true;
    if (r->group[at] == OPEN || r->depth >= DEEPEST) {
        cm_diag_add(r->diags, place, NULL, "take it out of one of the lists",
                    r->group[at] == OPEN ? "group '%s' contains itself" : "group '%s' is nested too deeply", id);
        return true;
    }
    r->group[at] = OPEN;
    r->depth++;
    if (members != NULL) read_ids(r, members);
    if (where != NULL) read_where(r, where);
    if (members == NULL && where == NULL) {
        cm_diag_add(r->diags, group->place, NULL, "add members = ( ... ) or where = { column; is }",
                    "group '%s' says neither members nor where", id);
    }
    r->depth--;
    r->group[at] = DONE;
    return true;
}

static void unknown_id(reader *r, const cm_node *node)
{
    cm_arena *arena = &r->diags->arena;
    const cm_node *groups = cm_node_child(r->s->root, "groups");
    size_t count = 0, most = r->s->n + r->s->nblocs + cm_node_count(groups) + 1;
    const char **words = CM_NEW(r->ctx, arena, most, const char *), *near = NULL;
    if (words == NULL) return;
    for (size_t i = 0; i < r->s->n; i++) words[count++] = r->s->player[i].id;
    for (size_t b = 0; b < r->s->nblocs; b++) words[count++] = r->s->bloc[b].id;
    for (const cm_node *g = groups != NULL ? groups->child : NULL; g != NULL; g = g->next) words[count++] = g->name;
    near = cm_nearest_word(node->text, words);
    cm_diag_add(r->diags, node->value_place, near != NULL ? cm_format(r->ctx, arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(r->ctx, arena, "did you mean '%s'?", near)
                             : "define it in players, groups or population.blocs",
                "'%s' is no player, group or bloc of this file", node->text);
}

static void read_id(reader *r, const cm_node *node)
{
    if (node->kind != CM_NODE_TEXT) return;             /* the schema has said so */
    if (named_player(r, node->text) || named_bloc(r, node->text)) return;
    if (named_group(r, node->text, node->value_place)) return;
    unknown_id(r, node);
}

static void read_ids(reader *r, const cm_node *ids)
{
    if (ids->kind == CM_NODE_TEXT) read_id(r, ids);
    for (const cm_node *c = ids->kind == CM_NODE_LIST ? ids->child : NULL; c != NULL; c = c->next) {
        for (const cm_node *before = ids->child; before != c; before = before->next) {
            if (c->kind == CM_NODE_TEXT && before->kind == CM_NODE_TEXT && strcmp(before->text, c->text) == 0) {
                cm_diag_add(r->diags, c->value_place, NULL, "remove one of them", "'%s' stands twice in this list", c->text);
                break;
            }
        }
        read_id(r, c);
    }
}

cm_status cm_who_read(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_node *ids, cm_diags *diags,
                      cm_who *who)
{
    reader r = { ctx, scenario, diags, who, NULL, 0 };
    r.group = CM_NEW(ctx, arena, cm_node_count(cm_node_child(scenario->root, "groups")), unsigned char);
    if (r.group == NULL) return ctx->status;
    if (cm_coalition_init(ctx, arena, scenario->n, &who->player) != CM_OK) return ctx->status;
    if (cm_coalition_init(ctx, arena, scenario->nblocs, &who->bloc) != CM_OK) return ctx->status;
    if (ids == NULL) cm_coalition_fill(&who->player);
    else read_ids(&r, ids);
    return ctx->status;
}
