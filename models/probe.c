/* probe.c: running concepts in the cells of a claim.  Measures of one concept share its run. */
#include "models/probe.h"

#include <string.h>

#include "models/form.h"
#include "models/model.h"
#include "models/params.h"

static const uint64_t DRAWS_APART = 7919;      /* seeds of draws that follow each other, under one seed of the run and under the next, are others */

/* A claim without a venue is about a game that the file gives, or about nothing but parameters. */
static void need_venue(cm_planner *p, const char *what)
{
    cm_diag_add(p->diags, p->claim->node->place, NULL, "add venues = { club = { rule = { type = \"consensus\"; }; }; }; and venue = \"club\"; in the claim",
                "the measure '%s' is about a venue, and the claim names none", what);
}

/* Is the concept's game the one that the file gives?  Where the claim says so, or names no venue, or no venue makes such a game. */
static bool is_given(const cm_planner *p, const cm_concept *concept, bool own)
{
    bool named = cm_node_child(p->claim->node, "model") != NULL;
    if (!cm_form_plays(cm_form_of(p->root), concept->takes)) return false;
    return own || (!named && (p->claim->venue[0] == '\0' || cm_model_among(concept->takes, true) == NULL));
}

void cm_probe_models(cm_planner *p)
{
    const cm_node *wanted = cm_node_child(p->claim->node, "model");
    const cm_model *named = wanted != NULL && wanted->kind == CM_NODE_TEXT ? cm_model_find(wanted->text) : NULL;
    bool own = wanted != NULL && wanted->kind == CM_NODE_TEXT && strcmp(wanted->text, "game") == 0, used = false, placed = p->claim->registered;
    bool issues = cm_node_child(p->root, "issues") != NULL || cm_node_child(p->root, "population") != NULL;
    if (wanted != NULL && wanted->kind == CM_NODE_TEXT && named == NULL && !own) {
        cm_diag_add(p->diags, wanted->value_place, NULL, "see `comity list models`", "there is no model '%s'", wanted->text);
        return;
    }
    for (size_t m = 0; m < p->claim->nmeasures; m++) {
        const cm_concept *concept = p->claim->measure[m]->concept;
        const cm_model *model;
        if (concept == NULL && p->claim->venue[0] == '\0') need_venue(p, p->claim->measure[m]->name);
        if (concept == NULL || concept->takes == CM_GAME_NONE) continue;
        if (is_given(p, concept, own)) {
            p->claim->given = true;
            continue;
        }
        if (own) {
            cm_diag_add(p->diags, wanted->value_place, NULL, "remove it, or give the file such a game", "the file gives no game that '%s' takes", concept->name);
            continue;
        }
        placed = true;
        if (p->claim->venue[0] == '\0') {
            need_venue(p, p->claim->measure[m]->name);
            continue;
        }
        model = p->claim->model[m] = named != NULL && named->gives == concept->takes ? named : cm_model_among(concept->takes, issues);
        used = used || model == named;
        if (model == NULL) {
            cm_diag_add(p->diags, p->claim->node->place, NULL, "give the file a game of that kind and no venue, or choose a concept that takes a venue", "no model makes the game of '%s' of a venue alone", concept->name);
        } else {
            p->claim->spatial = p->claim->spatial || model->spatial;
        }
    }
    p->claim->nowhere = p->claim->venue[0] == '\0' || (p->claim->given && !placed);
    if (named != NULL && !used) cm_diag_add(p->diags, wanted->value_place, NULL, "remove it, or name a measure of a concept that takes its games", "no measure of the claim uses the model '%s'", named->name);
}

static cm_status number_of(cm_ctx *ctx, const cm_measure *measure, const cm_result *result, double *x)
{
    const cm_value *value = cm_result_get(result, measure->key);
    if (value != NULL && value->kind == CM_NUMBER) *x = value->as.number;
    else if (value != NULL && value->kind == CM_INTEGER) *x = (double)value->as.integer;
    else if (value != NULL && value->kind == CM_TRUTH) *x = value->as.truth;
    else return cm_fail(ctx, CM_E_DOMAIN, "'%s' is no number in one of the cells", measure->name);
    return CM_OK;
}

bool cm_probe_draws(const cm_node *root, const cm_concept *concept)
{
    if (concept == NULL || concept->takes != CM_GAME_NONE || cm_node_child(cm_node_child(cm_node_child(root, "models"), concept->name), "seed") != NULL) return false;
    for (size_t k = 0; k < concept->nparams; k++) {
        if (strcmp(concept->param[k].name, "seed") == 0) return true;
    }
    return false;
}

/* The game that the cell's file gives, as the concept takes it. */
static cm_status play_given(cm_ctx *ctx, cm_arena *arena, const cm_cell *cell, const cm_concept *concept, cm_game *game)
{
    const cm_form *form;
    cm_game own = { .kind = CM_GAME_NONE };
    cm_diags found = { .ctx = ctx };
    cm_status status = CM_OK;
    CM_TRY(cm_given_read(ctx, arena, cell->scenario, NULL, &found, &form, &own));
    if (found.count > 0) CM_TRY(cm_fail(ctx, CM_E_DOMAIN, "the game: %s", found.item[0].message));
    CM_TRY(cm_given_as(ctx, arena, &own, concept->takes, game));
out:
    cm_diags_free(&found);
    return status;
}

/* One concept in one cell, and all measures of the claim that are of it. */
static cm_status probe(cm_ctx *ctx, const cm_claim *claim, const cm_cell *cell, size_t first, uint64_t seed, cm_world *world, cm_outcome *outcome)
{
    const cm_measure *measure = claim->measure[first];
    cm_arena scratch = { NULL };
    cm_diags found = { .ctx = ctx };
    cm_result result;
    const char *const *player;
    const char **all = CM_NEW(ctx, &scratch, cell->scenario->n + 1, const char *);
    void *params = NULL;
    size_t n = 0;
    cm_game game = { .kind = CM_GAME_NONE };
    cm_status status = CM_OK;
    if (all == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < cell->scenario->n; i++) all[i] = cell->scenario->player[i].id;
    game.as.none = (cm_named_players){ cell->scenario->n, all };
    cm_result_init(&result, &scratch);
    if (claim->model[first] != NULL) CM_TRY(cm_model_play(ctx, &scratch, claim->model[first], cell->scenario, cell->venue, world, &game));
    else if (measure->concept->takes != CM_GAME_NONE) CM_TRY(play_given(ctx, &scratch, cell, measure->concept, &game));
    player = cm_game_players(&game, &n);
    CM_TRY(cm_params_read(ctx, &scratch, cell->scenario->root, measure->concept, player, n, all, cell->scenario->n, &found, &params));
    if (found.count > 0) CM_TRY(cm_fail(ctx, CM_E_DOMAIN, "parameters of '%s': %s", measure->concept->name, found.item[0].message));
    cm_params_seed(cell->scenario->root, measure->concept, seed, params);
    CM_TRY(cm_concept_solve(ctx, measure->concept, &game, params, &result));
    for (size_t m = first; m < claim->nmeasures; m++) {
        if (claim->measure[m]->concept == measure->concept) CM_TRY(number_of(ctx, claim->measure[m], &result, &outcome->probe[claim->measure[m]->slot]));
    }
out:
    cm_diags_free(&found);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_probe_draw(cm_ctx *ctx, const cm_claim *claim, uint64_t seed, cm_world *world, cm_outcome *outcome)
{
    for (size_t m = 0; m < claim->nmeasures; m++) {
        size_t before = 0;
        if (claim->measure[m]->concept == NULL) continue;
        while (claim->measure[before]->concept != claim->measure[m]->concept) before++;
        for (size_t c = 0; before == m && c < claim->ngrid + claim->nexplained; c++) {       /* cells beyond are parts of these */
            const cm_cell *cell = &claim->cell[c];
            bool again = cm_probe_draws(cell->scenario->root, claim->measure[m]->concept);                       /* it draws by itself: anew in each draw */
            cm_status status = probe(ctx, claim, cell, m, again ? seed + DRAWS_APART * world[cell->world].draw : seed, &world[cell->world], &outcome[c]);
            if (status != CM_OK) return status;
        }
    }
    return CM_OK;
}
