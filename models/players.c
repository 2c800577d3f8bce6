/* players.c: given players, and numbers keyed by issue. */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/observed.h"
#include "models/reading.h"

void cm_read_number(cm_reading *r, const cm_node *group, const char *name, double *value)
{
    const cm_node *node = cm_node_child(group, name);
    if (node != NULL) (void)cm_node_number(r->ctx, r->diags, node, r->s->parameters, value);
}

size_t cm_read_issue(cm_reading *r, const char *id, cm_place place, bool quoted)
{
    const cm_scenario *s = r->s;
    cm_arena *arena = &r->diags->arena;
    const char **words, *near;
    size_t k;
    for (k = 0; k < s->d; k++) {
        if (strcmp(s->issue[k].id, id) == 0) return k;
    }
    if (s->d == 0 && cm_node_child(s->root, "issues") != NULL) return s->d;     /* they could not be read: that was said */
    words = CM_NEW(r->ctx, arena, s->d + 1, const char *);
    if (words == NULL) return s->d;
    for (k = 0; k < s->d; k++) words[k] = s->issue[k].id;
    near = cm_nearest_word(id, words);
    cm_diag_add(r->diags, place, near == NULL ? NULL : quoted ? cm_format(r->ctx, arena, "\"%s\"", near) : near,
                near != NULL ? cm_format(r->ctx, arena, "did you mean '%s'?", near) : "define it in issues",
                "'%s' is no issue of this file", id);
    return s->d;
}

void cm_read_by_issue(cm_reading *r, const cm_node *group, double *value, bool ranged, const char *what)
{
    if (group->kind != CM_NODE_GROUP) return;
    for (const cm_node *c = group->child; c != NULL; c = c->next) {
        size_t k = cm_read_issue(r, c->name, c->place, false);
        const cm_issue *issue = &r->s->issue[k];
        double x;
        if (k == r->s->d || !cm_node_number(r->ctx, r->diags, c, r->s->parameters, &x)) continue;
        if (ranged && (x < issue->low || x > issue->high)) {
            cm_diag_add(r->diags, c->value_place,
                        cm_format(r->ctx, &r->diags->arena, "%.15g", x < issue->low ? issue->low : issue->high),
                        cm_format(r->ctx, &r->diags->arena, "write a number from %g to %g, or give the issue another range",
                                  issue->low, issue->high),
                        "%s on issue '%s' is %g, outside its range", what, issue->id, x);
            continue;
        }
        value[k] = x;
    }
}

static void read_red_lines(cm_reading *r, size_t i, const cm_node *group)
{
    cm_scenario *s = r->s;
    for (const cm_node *c = group->kind == CM_NODE_GROUP ? group->child : NULL; c != NULL; c = c->next) {
        size_t k = cm_read_issue(r, c->name, c->place, false);
        double low, high;
        if (k == s->d || cm_node_count(c) != 2 || c->kind != CM_NODE_LIST) continue;
        if (!cm_node_number(r->ctx, r->diags, c->child, s->parameters, &low) ||
            !cm_node_number(r->ctx, r->diags, c->child->next, s->parameters, &high)) continue;
        if (low > high) {
            cm_diag_add(r->diags, c->value_place, NULL, cm_format(r->ctx, &r->diags->arena, "write (%.15g, %.15g)", high, low), "the red lines of '%s' on issue '%s' run from %g to %g",
                        s->player[i].id, s->issue[k].id, low, high);
        }
        s->red_low[i * s->d + k] = low;
        s->red_high[i * s->d + k] = high;
    }
}

static void check_positive(cm_reading *r, const cm_node *node, const char *what, double x)
{
    if ((x > 0 && isfinite(x)) || cm_diags_cover(r->diags, node->value_place)) return;
    cm_diag_add(r->diags, node->value_place, "1", "write a number above 0", "%s is %g, but must be above 0", what, x);
}

static void read_player(cm_reading *r, size_t i, const cm_node *node)
{
    cm_scenario *s = r->s;
    const cm_node *part, *defaults = cm_node_child(s->root, "defaults");
    cm_player *player = &s->player[i];
    *player = (cm_player){ node->name, node, NAN, NAN };
    s->capability[i] = 1;
    for (size_t k = 0; k < s->d; k++) {
        s->ideal[i * s->d + k] = NAN;
        s->salience[i * s->d + k] = 1;
    }
    for (int own = 0; own <= 1; own++) {
        const cm_node *from = own ? node : defaults;
        if (from == NULL) continue;
        cm_read_number(r, from, "capability", &s->capability[i]);
        cm_read_number(r, from, "patience", &player->patience);
        cm_read_number(r, from, "outside", &player->outside);
        if ((part = cm_node_child(from, "salience")) != NULL) cm_read_by_issue(r, part, s->salience + i * s->d, false, "salience");
    }
    part = cm_node_child(node, "capability");
    if (part == NULL) part = cm_node_child(defaults, "capability");
    if (part != NULL) check_positive(r, part, "capability", s->capability[i]);
    if ((part = cm_node_child(node, "ideal")) != NULL) cm_read_by_issue(r, part, s->ideal + i * s->d, true, "the ideal");
    if ((part = cm_node_child(node, "red_line")) != NULL) read_red_lines(r, i, part);
}

/* A game given outright names its own players, and some concepts and all records have none at all; venues, and claims
 * without a game or parameters of concepts, are of players. */
static bool does_without(const cm_node *root)
{
    const cm_node *claim = cm_node_child(root, "claim");
    if (cm_node_child(root, "venues") != NULL) return false;
    return cm_node_child(root, "game") != NULL || cm_node_child(root, "models") != NULL || (claim != NULL && cm_claim_is_record(claim));
}

cm_status cm_read_players(cm_reading *r)
{
    cm_scenario *s = r->s;
    const cm_node *players = cm_node_child(s->root, "players");
    bool red = false, wrong = players != NULL && players->kind != CM_NODE_GROUP;     /* the schema has said so */
    size_t i = 0;
    if (wrong) players = NULL;
    s->n = cm_node_count(players);
    if (s->n == 0 && !wrong && !does_without(s->root)) {
        cm_place top = { s->root->place.file, 1, 1, 1 };
        cm_diag_add(r->diags, players != NULL ? players->place : top, NULL,
                    "add players = { P1 = {}; P2 = {}; };, players_from = \"members.csv\"; or a population",
                    "this file has no players");
    }
    for (const cm_node *c = players != NULL ? players->child : NULL; c != NULL; c = c->next) {
        if (cm_node_child(c, "red_line") != NULL) red = true;
    }
    s->player = CM_NEW(r->ctx, r->arena, s->n, cm_player);
    s->ideal = CM_NEW(r->ctx, r->arena, s->n * s->d, double);
    s->salience = CM_NEW(r->ctx, r->arena, s->n * s->d, double);
    s->capability = CM_NEW(r->ctx, r->arena, s->n, double);
    if (red) {
        s->red_low = CM_NEW(r->ctx, r->arena, s->n * s->d, double);
        s->red_high = CM_NEW(r->ctx, r->arena, s->n * s->d, double);
    }
    if (r->ctx->status != CM_OK) return r->ctx->status;
    for (size_t j = 0; red && j < s->n * s->d; j++) {
        s->red_low[j] = -HUGE_VAL;
        s->red_high[j] = HUGE_VAL;
    }
    for (const cm_node *c = players != NULL ? players->child : NULL; c != NULL; c = c->next) read_player(r, i++, c);
    return r->ctx->status;
}
