/* claim_lines.c: finding the cells that share a world's draws, and those that share a line. */
#include <string.h>

#include "models/claim_plan.h"
#include "models/line.h"
#include "models/model.h"
#include "models/probe.h"

/* Everything of a file that a world's draws depend on, as text. */
static char *world_text(cm_planner *p, const cm_scenario *s)
{
    static const char *const parts[] = { "parameters", "issues", "status_quo", "utility", "defaults", "players", "population", "uncertainty" };
    cm_node *root = cm_node_new(p->ctx, p->arena, CM_NODE_GROUP, NULL);
    if (root == NULL) return NULL;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const cm_node *part = cm_node_child(s->root, parts[i]);
        cm_node *copy;
        if (part == NULL) continue;
        copy = cm_node_copy(p->ctx, p->arena, part);
        if (copy == NULL) return NULL;
        cm_node_append(root, copy);
    }
    return cm_node_print(p->ctx, p->arena, root);
}

static bool same_line(const cm_cell *a, const cm_cell *b)
{
    const cm_venue *v = a->venue, *w = b->venue;
    const cm_members *m = &v->members, *k = &w->members;
    if (v == w) return a->world == b->world;
    if (a->world != b->world || m->picked != k->picked || v->agenda != w->agenda || v->nissues != w->nissues) return false;
    if (m->picked && m->pick != k->pick) return false;
    if (memcmp(v->issue, w->issue, v->nissues * sizeof *v->issue) != 0) return false;
    return cm_coalition_equal(&m->who.player, &k->who.player) && cm_coalition_equal(&m->who.bloc, &k->who.bloc);
}

/* Concepts about nothing but how many there are, how they vote and who proposes are the same in every draw. */
static bool feels_draws(const cm_claim *claim, const cm_cell *cell)
{
    const char *proposer = cm_node_text(cell->venue->node, "proposer");
    return claim->registered || claim->spatial || !cell->fixed_vote || (proposer != NULL && strcmp(proposer, "capability") == 0);
}

cm_status cm_claim_plan_lines(cm_planner *p)
{
    cm_claim *claim = p->claim;
    char **text = CM_NEW(p->ctx, p->arena, claim->ncells, char *);
    claim->world = CM_NEW(p->ctx, p->arena, claim->ncells, const cm_scenario *);
    if (text == NULL || claim->world == NULL) return p->ctx->status;
    claim->seed = claim->cell[0].scenario->seed;
    for (size_t c = 0; c < claim->ncells; c++) {
        cm_cell *cell = &claim->cell[c];
        char *own = world_text(p, cell->scenario);
        size_t w = 0, before = 0;
        if (own == NULL) return p->ctx->status;
        while (w < claim->nworlds && strcmp(text[w], own) != 0) w++;
        if (w == claim->nworlds) {
            claim->world[w] = cell->scenario;
            text[claim->nworlds++] = own;
        }
        cell->world = w;
        if (cell->nparts > 0) {
            cell->line = SIZE_MAX;
            continue;
        }
        while (before < c && (claim->cell[before].nparts > 0 || !same_line(&claim->cell[before], cell))) before++;
        cell->line = before < c ? claim->cell[before].line : claim->nlines++;
        for (size_t m = 0; m < claim->nmeasures; m++) claim->random = claim->random || cm_probe_draws(cell->scenario->root, claim->measure[m]->concept);
        claim->random = claim->random || (feels_draws(claim, cell) && cm_scenario_is_random(cell->scenario)) || (cell->venue->members.picked && cell->venue->members.pick != CM_PICK_LARGEST && (feels_draws(claim, cell) || cell->scenario->nblocs == 0));
    }
    return CM_OK;
}

/* Venues side by side: texts are compared issue by issue, and what two venues bind must not be counted twice. */
static void check_parts(cm_planner *p, const cm_cell *cell, bool texts, bool coverage)
{
    const cm_scenario *s = cell->scenario;
    for (size_t a = 0; a < cell->nparts; a++) {
        for (size_t b = 0; b < a; b++) {
            const cm_venue *v = &s->venue[cell->venue->part[a]], *w = &s->venue[cell->venue->part[b]];
            bool same = v->nissues == w->nissues && memcmp(v->issue, w->issue, v->nissues * sizeof *v->issue) == 0, shared = false;
            for (size_t i = 0; i < s->n; i++) shared = shared || (cm_coalition_has(&v->members.who.player, i) && cm_coalition_has(&w->members.who.player, i));
            for (size_t k = 0; k < s->nblocs; k++) shared = shared || (cm_coalition_has(&v->members.who.bloc, k) && cm_coalition_has(&w->members.who.bloc, k));
            if (texts && !same) {
                cm_diag_add(p->diags, p->claim->node->place, NULL, "give them the same issues, or take the measure out",
                            "the measure 'spread' compares texts on the same issues; '%s' and '%s' have different ones", v->id, w->id);
            }
            if (coverage && shared) {
                cm_diag_add(p->diags, p->claim->node->place, NULL, "let the parts divide the world, or take the measure out",
                            "the measure 'coverage' would count members of both '%s' and '%s' twice", v->id, w->id);
            }
        }
    }
}

/* A concept's game is of one venue, unless its model is of venues together. */
static void check_games(cm_planner *p)
{
    const cm_claim *claim = p->claim;
    for (size_t c = 0; c < claim->ngrid + claim->nexplained; c++) {
        for (size_t m = 0; claim->cell[c].nparts > 0 && m < claim->nmeasures; m++) {
            if (claim->model[m] == NULL || claim->model[m]->together) continue;
            cm_diag_add(p->diags, claim->node->place, NULL, "ask it at one venue, or take a model of venues together (forum-choice)",
                        "the measure '%s' is about the game of one venue, and '%s' is made of parts", claim->measure[m]->name, claim->venue);
            return;
        }
    }
}

cm_status cm_claim_check_lines(cm_planner *p)
{
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    cm_claim *claim = p->claim;
    bool texts = false, parts = false, coverage = false;
    for (size_t m = 0; m < claim->nmeasures; m++) {
        texts = texts || claim->measure[m]->needs_text;
        coverage = coverage || claim->measure[m]->needs_coverage;
    }
    for (size_t c = 0; c < claim->ncells; c++) {
        parts = parts || claim->cell[c].nparts > 0;
        check_parts(p, &claim->cell[c], texts, coverage);
    }
    check_games(p);
    if (p->diags->count > p->before) return p->ctx->status;
    if (texts && !parts) {
        cm_diag_add(p->diags, claim->node->place, NULL, "give the venue parts = ( ... ), or take the measure out",
                    "the measure 'spread' is about venues side by side, and '%s' has no parts", claim->venue);
    }
    for (size_t i = 0; claim->registered && i < claim->nlines && status == CM_OK; i++) {
        cm_line line;
        status = cm_line_init(p->ctx, &scratch, claim, i, &line);
        if (status == CM_E_DOMAIN) {
            cm_diag_add(p->diags, claim->node->place, NULL, NULL, "%s", p->ctx->message);
            cm_ctx_clear(p->ctx);
            status = CM_OK;
            break;
        }
    }
    cm_arena_free(&scratch);
    return status;
}
