/* claim_cells.c: cells: the file with settings replaced, read again in full. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/claim_plan.h"
#include "models/expr.h"
#include "models/form.h"
#include "models/rules.h"
#include "models/schema.h"

/* Settings of one player, venue or bloc that no measure of the register depends on; concepts may. */
static bool unused(const char *path)
{
    static const char *const maps[] = { "players.", "venues.", "population.blocs.", "defaults." };
    static const char *const names[] = { "patience", "outside", "proposer", "cost", "rounds", "observed", "name", "name_zh", "about", "about_zh" };
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        const char *rest = path + strlen(maps[i]);
        if (strncmp(path, maps[i], strlen(maps[i])) != 0) continue;
        if (strcmp(maps[i], "defaults.") != 0) rest += strcspn(rest, ".") + (rest[strcspn(rest, ".")] == '.');
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            if (strcspn(rest, ".") == strlen(names[k]) && strncmp(rest, names[k], strlen(names[k])) == 0) return true;
        }
    }
    return false;
}

bool cm_setting_idle(const cm_claim *claim, const char *path)
{
    static const char *const idle[] = { "claim", "solve", "seed", "comity", "title", "title_zh", "about", "about_zh" };
    size_t length = strcspn(path, ".");
    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++) {
        if (strlen(idle[i]) == length && strncmp(idle[i], path, length) == 0) return true;
    }
    return claim->registered && unused(path);
}

/* Put a setting; those that no world and no venue depends on would give cells that are all the same. */
static cm_status put(cm_planner *p, cm_node *tree, const char *path, const cm_node *to, cm_place place)
{
    if (cm_setting_idle(p->claim, path)) {
        cm_diag_add(p->diags, place, NULL, "vary what the negotiation depends on: venues, players, population, parameters ...",
                    "'%s' changes nothing about the negotiation: it cannot be varied", path);
        return p->ctx->status;
    }
    return cm_setting_put(p->ctx, p->arena, tree, path, to, place, p->diags);
}

static cm_place path_place(const cm_planner *p, size_t axis, cm_place otherwise)
{
    const cm_node *c = cm_node_child(p->claim->node, "vary")->child, *path;
    for (; axis > 0 && c != NULL; axis--) c = c->next;
    path = cm_node_child(c, "path");
    return path != NULL ? path->value_place : otherwise;
}

cm_status cm_claim_patch(cm_planner *p, cm_node *tree, const cm_node *set)
{
    cm_status status = CM_OK;
    for (const cm_node *c = set != NULL ? set->child : NULL; c != NULL && status == CM_OK; c = c->next) {
        const cm_node *path = cm_node_child(c, "path"), *to = cm_node_child(c, "to");
        if (path == NULL || to == NULL || path->kind != CM_NODE_TEXT) continue;
        status = put(p, tree, path->text, to, path->value_place);
    }
    return status;
}

/* Mistakes that a cell shows are told with the cell's name, at the place that asks for it. */
static void tell(cm_planner *p, const cm_diags *found, const char *what, cm_place place)
{
    for (size_t i = 0; i < found->count && i < 3; i++) {
        cm_place at = found->item[i].place.line > 0 ? found->item[i].place : place;
        const char *hint = found->item[i].hint, *replace = found->item[i].replace;
        cm_diag_add(p->diags, at, replace != NULL ? cm_strdup(p->ctx, &p->diags->arena, replace) : NULL,
                    hint != NULL ? cm_strdup(p->ctx, &p->diags->arena, hint) : NULL, "%s: %s", what, found->item[i].message);
    }
}

static cm_status fix_vote(cm_planner *p, cm_cell *cell, cm_diags *found)
{
    const cm_scenario *s = cell->scenario;
    const cm_venue *venue = cell->venue;
    bool identity = !venue->members.picked && s->nblocs == 0;
    size_t *member, m = 0;
    double *ones;
    cm_status status;
    assert(s != NULL);
    cell->fixed_vote = identity || (cm_rule_counts_only(venue->rule) && cell->size > 0);
    if (!cell->fixed_vote) {
        const cm_node *type = cm_node_child(venue->rule, "type");
        cell->consensus = type != NULL && strcmp(type->text, "consensus") == 0;      /* of however many */
        return CM_OK;
    }
    member = CM_NEW(p->ctx, p->arena, s->n, size_t);
    ones = CM_NEW(p->ctx, p->arena, s->n, double);
    if (member == NULL || ones == NULL) return p->ctx->status;
    for (size_t i = 0; i < s->n; i++) {
        ones[i] = 1;
        if (identity ? cm_coalition_has(&venue->members.who.player, i) : m < cell->size) member[m++] = i;
    }
    cm_voters voters = { member, m, s->capability != NULL ? s->capability : ones, NULL, !identity, NULL };
    status = cm_rule_compile(p->ctx, p->arena, s, venue->rule, &voters, found, &cell->vote);
    if (status != CM_OK || found->count > 0) return status;
    cell->consensus = cm_vote_is_consensus(&cell->vote);
    cell->headcount = cm_vote_is_quota(&cell->vote, &cell->quota);
    return CM_OK;
}

static cm_status read_text(cm_planner *p, cm_cell *cell, cm_diags *found)
{
    const cm_scenario *s = cell->scenario;
    const cm_venue *venue = cell->venue;
    if (p->given == NULL) return CM_OK;
    cell->text = CM_NEW(p->ctx, p->arena, venue->nissues, double);
    if (cell->text == NULL) return p->ctx->status;
    for (size_t j = 0; j < venue->nissues; j++) {
        const char *id = s->issue[venue->issue[j]].id;
        const cm_node *value = cm_node_child(p->given, id);
        if (value == NULL) cell->text[j] = s->status_quo[venue->issue[j]];
        else if (cm_node_number(p->ctx, found, value, s->parameters, &cell->text[j])) {
            const cm_issue *issue = &s->issue[venue->issue[j]];
            if (cell->text[j] < issue->low || cell->text[j] > issue->high) {
                cm_diag_add(found, value->value_place, NULL, cm_format(p->ctx, &found->arena, "write a number from %g to %g", issue->low, issue->high),
                            "the given text on issue '%s' is %g, outside its range", id, cell->text[j]);
            }
        }
    }
    for (const cm_node *c = p->given->child; c != NULL; c = c->next) {
        bool known = false;
        for (size_t k = 0; k < s->d; k++) known = known || strcmp(s->issue[k].id, c->name) == 0;
        if (!known) cm_diag_add(found, c->place, NULL, "use the ids of issues", "the given text speaks of '%s', which is no issue", c->name);
    }
    return CM_OK;
}

static size_t venue_size(const cm_scenario *s, const cm_venue *venue)
{
    size_t size = 0;
    if (venue->members.picked) return venue->members.size;
    size = cm_coalition_count(&venue->members.who.player);
    for (size_t b = 0; b < s->nblocs; b++) {
        if (cm_coalition_has(&venue->members.who.bloc, b)) return 0;        /* as many as the bloc has in a draw */
    }
    return size;
}

/* The place of a claim without a venue: nobody sits there, and nothing is on its table. */
static const cm_venue nowhere = { .id = "" };

/* The game that the file gives is read in each draw again; its mistakes are told now. */
static cm_status check_given(cm_planner *p, const cm_cell *cell, cm_diags *found)
{
    const cm_node *game = cm_node_child(cell->scenario->root, "game");
    const cm_form *form;
    cm_game built;
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    if (cm_node_child(game, "file") != NULL || cm_node_child(game, "worth_from") != NULL) {
        cm_diag_add(found, game->place, NULL, "write its numbers in the scenario", "a claim is about a game that stands in the scenario itself, not in a file beside it");
    } else {
        status = cm_given_read(p->ctx, &scratch, cell->scenario, NULL, found, &form, &built);
    }
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_claim_cell_fill(cm_planner *p, cm_cell *cell, cm_diags *found)
{
    cm_status status = CM_OK;
    if (p->claim->given) CM_TRY(check_given(p, cell, found));
    cell->nparts = cell->venue->nparts;
    cell->fixed_vote = p->claim->nowhere;
    if (p->claim->nowhere) return CM_OK;
    if (cell->nparts > 0) return CM_OK;                  /* its parts have cells of their own */
    if (p->claim->spatial) cm_scenario_require_spatial(p->ctx, cell->scenario, cell->venue, found);
    cell->size = venue_size(cell->scenario, cell->venue);
    CM_TRY(fix_vote(p, cell, found));
    CM_TRY(read_text(p, cell, found));
out:
    return status;
}

cm_status cm_claim_cell_read(cm_planner *p, const cm_node *tree, const char *what, cm_place place, cm_cell *cell)
{
    cm_diags found = { .ctx = p->ctx };
    cm_scenario *s = CM_NEW(p->ctx, p->arena, 1, cm_scenario);
    cm_status status = CM_OK;
    if (s == NULL) CM_TRY(p->ctx->status);
    cm_schema_check(p->ctx, &found, tree);
    if (found.count == 0) CM_TRY(cm_scenario_read(p->ctx, p->arena, tree, &found, s));
    if (found.count == 0) {
        cell->scenario = s;
        cell->venue = p->claim->nowhere ? &nowhere : cm_scenario_venue(s, p->claim->venue);
        if (cell->venue == NULL) {
            const cm_node *venue = cm_node_child(p->claim->node, "venue");
            cm_diag_add(&found, venue->value_place, NULL, "name one of the file's venues", "there is no venue '%s'", p->claim->venue);
        } else {
            CM_TRY(cm_claim_cell_fill(p, cell, &found));
            CM_TRY(cm_claim_shift(p, s, cell, &found));
        }
    }
    tell(p, &found, what, place);
    status = p->ctx->status;
out:
    cm_diags_free(&found);
    return status;
}

/* "size = 5, rule = consensus" */
static const char *cell_words(cm_planner *p, const cm_cell *cell)
{
    const char *text = "";
    for (size_t a = 0; a < p->claim->naxes; a++) {
        const cm_axis *axis = &p->claim->axis[a];
        const char *more = cm_format(p->ctx, p->arena, "%s%s%s = %s", text, a > 0 ? ", " : "with ", axis->label, axis->level[cell->at[a]].name);
        if (more == NULL) return text;
        text = more;
    }
    return text;
}

static cm_status plan_cell(cm_planner *p, cm_cell *cell)
{
    cm_node *tree = cm_node_copy(p->ctx, p->arena, p->root);
    cm_status status = CM_OK;
    cm_place place = p->claim->node->place;
    if (tree == NULL) return p->ctx->status;
    for (size_t a = 0; a < p->claim->naxes && status == CM_OK; a++) {
        const cm_axis *axis = &p->claim->axis[a];
        const cm_level *level = &axis->level[cell->at[a]];
        place = level->place;
        if (level->value != NULL && axis->path != NULL) {
            status = put(p, tree, axis->path, level->value, path_place(p, a, place));
        }
        if (status == CM_OK) status = cm_claim_patch(p, tree, level->set);
    }
    if (status != CM_OK || p->diags->count > p->before) return status;
    return cm_claim_cell_read(p, tree, cell_words(p, cell), place, cell);
}

cm_status cm_claim_plan_cells(cm_planner *p)
{
    cm_claim *claim = p->claim;
    double count = 1;
    cm_status status = CM_OK;
    for (size_t a = 0; a < claim->naxes; a++) count *= (double)claim->axis[a].nlevels;
    if (count > CM_MOST_CELLS) {
        cm_diag_add(p->diags, claim->node->place, NULL, "use fewer values", "the claim has %.0f cells, more than %d", count, CM_MOST_CELLS);
        return CM_OK;
    }
    claim->ngrid = claim->ncells = (size_t)count;
    claim->cell = CM_NEW(p->ctx, p->arena, claim->ncells, cm_cell);
    if (claim->cell == NULL) return p->ctx->status;
    for (size_t c = 0; c < claim->ngrid && status == CM_OK && p->diags->count == p->before; c++) {
        size_t rest = c;
        for (size_t a = claim->naxes; a-- > 0;) {
            claim->cell[c].at[a] = rest % claim->axis[a].nlevels;
            rest /= claim->axis[a].nlevels;
        }
        status = plan_cell(p, &claim->cell[c]);
    }
    return status;
}
