/* scenario.c: from a tree to the arrays of a negotiation.  Every mistake is reported where it stands;
 * reading goes on with what can be used. */
#include "models/scenario.h"

#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/reading.h"

static cm_status read_issues(cm_reading *r)
{
    const cm_node *issues = cm_node_child(r->s->root, "issues");
    const cm_node *dimensions = cm_node_child(cm_node_child(r->s->root, "population"), "dimensions");
    cm_scenario *s = r->s;
    if (issues != NULL && issues->kind != CM_NODE_GROUP) issues = NULL;     /* the schema has said so */
    s->d = cm_node_count(issues);
    if (dimensions != NULL && dimensions->kind == CM_NODE_INT && dimensions->integer >= 1 && dimensions->integer <= 100) {
        if (issues != NULL) {
            cm_diag_add(r->diags, dimensions->place, NULL, "remove dimensions, or the group issues",
                        "a population has either named issues or dimensions, not both");
        } else {
            s->d = (size_t)dimensions->integer;
        }
    }
    s->issue = CM_NEW(r->ctx, r->arena, s->d, cm_issue);
    if (s->issue == NULL) return r->ctx->status;
    for (size_t k = 0; issues == NULL && k < s->d; k++) {
        s->issue[k] = (cm_issue){ cm_format(r->ctx, r->arena, "issue%zu", k + 1), NULL, -HUGE_VAL, HUGE_VAL };
        if (s->issue[k].id == NULL) return r->ctx->status;
    }
    if (issues == NULL) return CM_OK;
    s->d = 0;
    for (const cm_node *c = issues->child; c != NULL; c = c->next) {
        const cm_node *range = cm_node_child(c, "range");
        cm_issue *issue = &s->issue[s->d++];
        double low, high;
        *issue = (cm_issue){ c->name, c, 0, 1 };
        if (range == NULL) continue;
        issue->low = -HUGE_VAL;                          /* while it is not understood, nothing is outside it */
        issue->high = HUGE_VAL;
        if (range->kind != CM_NODE_LIST || cm_node_count(range) != 2) continue;
        if (!cm_node_number(r->ctx, r->diags, range->child, s->parameters, &low) ||
            !cm_node_number(r->ctx, r->diags, range->child->next, s->parameters, &high)) continue;
        if (low < high) {
            issue->low = low;
            issue->high = high;
        } else {
            cm_diag_add(r->diags, range->value_place, NULL,
                        low > high ? cm_format(r->ctx, &r->diags->arena, "write (%.15g, %.15g)", high, low) : "write (low, high)",
                        "the range of issue '%s' runs from %g to %g", c->name, low, high);
        }
    }
    return CM_OK;
}

static cm_status read_status_quo(cm_reading *r)
{
    cm_scenario *s = r->s;
    const cm_node *group = cm_node_child(s->root, "status_quo");
    s->status_quo = CM_NEW(r->ctx, r->arena, s->d, double);
    if (s->status_quo == NULL) return r->ctx->status;
    for (size_t k = 0; k < s->d; k++) s->status_quo[k] = s->issue[k].node == NULL ? 0 : NAN;
    if (group != NULL) cm_read_by_issue(r, group, s->status_quo, true, "the status quo");
    return CM_OK;
}

static void read_utility(cm_reading *r)
{
    static const char *const words[] = { "quadratic", "euclidean", "cityblock" };
    const cm_node *form = cm_node_child(cm_node_child(r->s->root, "utility"), "form");
    for (size_t i = 0; form != NULL && form->kind == CM_NODE_TEXT && i < 3; i++) {
        if (strcmp(form->text, words[i]) == 0) r->s->utility = (cm_utility)i;
    }
}

static void read_doubt(cm_reading *r)
{
    const cm_node *doubt = cm_node_child(cm_node_child(r->s->root, "uncertainty"), "ideal");
    if (doubt == NULL) return;
    if (r->s->nblocs > 0) {
        cm_diag_add(r->diags, doubt->place, NULL, "give the blocs' distributions a larger sd instead",
                    "uncertainty is for given players; a population is drawn anyway");
    }
    cm_read_number(r, doubt, "sd", &r->s->doubt_sd);
    cm_read_number(r, doubt, "common", &r->s->doubt_common);
}

static void check_parameters(cm_reading *r)
{
    double ignored;
    for (const cm_node *c = r->s->parameters != NULL ? r->s->parameters->child : NULL; c != NULL; c = c->next) {
        (void)cm_node_number(r->ctx, r->diags, c, r->s->parameters, &ignored);
    }
}

/* Groups that nothing uses are read too, so that their mistakes are found. */
static cm_status check_groups(cm_reading *r)
{
    const cm_node *groups = cm_node_child(r->s->root, "groups");
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    for (const cm_node *g = groups != NULL ? groups->child : NULL; g != NULL && status == CM_OK; g = g->next) {
        const cm_node *members = cm_node_child(g, "members");
        cm_who who;
        if (members != NULL) status = cm_who_read(r->ctx, &scratch, r->s, members, r->diags, &who);
        for (size_t i = 0; i < r->s->n; i++) {
            if (g->name == NULL || strcmp(r->s->player[i].id, g->name) != 0) continue;
            cm_diag_add(r->diags, g->place, NULL, "give the group another id", "'%s' is the id of a player and of a group", g->name);
        }
    }
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_scenario_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_diags *diags, cm_scenario *scenario)
{
    cm_reading r = { ctx, arena, diags, scenario };
    const cm_node *seed = cm_node_child(root, "seed");
    cm_status status = CM_OK;
    memset(scenario, 0, sizeof *scenario);
    scenario->root = root;
    scenario->parameters = cm_node_child(root, "parameters");
    scenario->seed = seed != NULL && seed->integer >= 0 ? (uint64_t)seed->integer : 1;
    check_parameters(&r);
    CM_TRY(read_issues(&r));
    CM_TRY(read_status_quo(&r));
    read_utility(&r);
    if (cm_node_child(root, "population") != NULL) CM_TRY(cm_read_population(&r));
    else CM_TRY(cm_read_players(&r));
    read_doubt(&r);
    CM_TRY(check_groups(&r));
    CM_TRY(cm_read_venues(&r));
    status = ctx->status;
out:
    return status;
}

const cm_venue *cm_scenario_venue(const cm_scenario *scenario, const char *id)
{
    for (size_t v = 0; v < scenario->nvenues; v++) {
        if (strcmp(scenario->venue[v].id, id) == 0) return &scenario->venue[v];
    }
    return NULL;
}

bool cm_scenario_is_random(const cm_scenario *scenario)
{
    return scenario->nblocs > 0 || scenario->doubt_sd > 0;
}

/* Is there a value under this id, be it a senseless one, or one under an id that is no issue's?  Then
 * that was said already, and "there is none" would only be its echo. */
static bool attempted(const cm_scenario *s, const cm_node *group, const char *id)
{
    if (cm_node_child(group, id) != NULL) return true;
    for (const cm_node *c = group != NULL && group->kind == CM_NODE_GROUP ? group->child : NULL; c != NULL; c = c->next) {
        size_t k = 0;
        while (k < s->d && strcmp(s->issue[k].id, c->name) != 0) k++;
        if (k == s->d) return true;
    }
    return false;
}

static void require_bloc_ideals(cm_ctx *ctx, const cm_scenario *s, const cm_venue *venue, cm_diags *diags)
{
    const cm_node *blocs = cm_node_at(s->root, "population.blocs");
    for (size_t b = 0; b < s->nblocs; b++) {
        const cm_node *ideal = cm_node_child(cm_node_child(blocs, s->bloc[b].id), "ideal");
        for (size_t j = 0; j < venue->nissues && ideal != NULL; j++) {
            size_t k = venue->issue[j];
            if (s->bloc[b].ideal[k].dist != CM_POINT || !isnan(s->bloc[b].ideal[k].a)) continue;
            cm_diag_add(diags, ideal->place, NULL, cm_format(ctx, &diags->arena, "add %s = { dist = \"normal\"; mean = 0; sd = 1; };", s->issue[k].id),
                        "bloc '%s' has no ideal on issue '%s'", s->bloc[b].id, s->issue[k].id);
        }
    }
}

void cm_scenario_require_spatial(cm_ctx *ctx, const cm_scenario *s, const cm_venue *venue, cm_diags *diags)
{
    cm_arena *arena = &diags->arena;
    cm_place top = { s->root->place.file, 1, 1, 1 };
    if (s->d == 0) {
        cm_diag_add(diags, top, NULL, "add issues = { law = { name = \"...\"; }; };", "a spatial negotiation needs issues");
        return;
    }
    for (size_t j = 0; j < venue->nissues; j++) {
        size_t k = venue->issue[j];
        const cm_node *quo = cm_node_child(s->root, "status_quo");
        if (!isnan(s->status_quo[k]) || attempted(s, quo, s->issue[k].id)) continue;
        cm_diag_add(diags, quo != NULL ? quo->place : s->issue[k].node->place, NULL,
                    cm_format(ctx, arena, "add status_quo = { %s = ...; };", s->issue[k].id),
                    "there is no status quo on issue '%s'", s->issue[k].id);
    }
    for (size_t i = 0; i < s->n && s->nblocs == 0; i++) {
        if (!cm_coalition_has(&venue->members.who.player, i)) continue;
        for (size_t j = 0; j < venue->nissues; j++) {
            size_t k = venue->issue[j];
            if (!isnan(s->ideal[i * s->d + k]) || attempted(s, cm_node_child(s->player[i].node, "ideal"), s->issue[k].id)) continue;
            cm_diag_add(diags, s->player[i].node->place, NULL,
                        cm_format(ctx, arena, "add ideal = { %s = ...; };", s->issue[k].id),
                        "player '%s' has no ideal on issue '%s'", s->player[i].id, s->issue[k].id);
        }
    }
    require_bloc_ideals(ctx, s, venue, diags);
}
