/* counter.c: a draw that goes against the claim, as a scenario file that runs: two venues, one the
 * smaller value of `along`, one the larger, their members with their positions, and `solve`. */
#include <math.h>
#include <string.h>

#include "models/judge_inside.h"
#include "models/model.h"
#include "models/schema.h"

typedef struct writer {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_node *root;
    const cm_scenario *s;
    cm_world world;
    unsigned char *listed;           /* n: players written */
} writer;

static cm_node *group(writer *w, cm_node *parent, const char *name)
{
    cm_node *node = cm_node_new(w->ctx, w->arena, CM_NODE_GROUP, name);
    if (node != NULL && parent != NULL) cm_node_append(parent, node);
    return node;
}

static void number(writer *w, cm_node *parent, const char *name, double x)
{
    cm_node *node = cm_node_new(w->ctx, w->arena, CM_NODE_FLOAT, name);
    if (node == NULL || parent == NULL) return;
    node->number = x;
    cm_node_append(parent, node);
}

static void text(writer *w, cm_node *parent, const char *name, const char *value)
{
    cm_node *node = cm_node_new(w->ctx, w->arena, CM_NODE_TEXT, name);
    if (node == NULL || parent == NULL) return;
    node->text = value != NULL ? value : "";
    cm_node_append(parent, node);
}

static void copied(writer *w, cm_node *parent, const cm_node *node)
{
    cm_node *copy = node != NULL ? cm_node_copy(w->ctx, w->arena, node) : NULL;
    if (copy != NULL && parent != NULL) cm_node_append(parent, copy);
}

static void write_player(writer *w, cm_node *players, size_t p)
{
    cm_node *player = group(w, players, w->s->player[p].id), *ideal, *salience;
    const double *x = cm_world_ideal(&w->world, p);
    if (player == NULL) return;
    ideal = group(w, player, "ideal");
    for (size_t k = 0; k < w->s->d; k++) {
        if (!isnan(x[k])) number(w, ideal, w->s->issue[k].id, x[k]);
    }
    salience = group(w, player, "salience");
    for (size_t k = 0; k < w->s->d; k++) number(w, salience, w->s->issue[k].id, w->world.salience[p * w->s->d + k]);
    number(w, player, "capability", cm_world_capability(&w->world)[p]);
    if (w->s->player[p].node != NULL) copied(w, player, cm_node_child(w->s->player[p].node, "red_line"));
    if (w->s->player[p].node != NULL) copied(w, player, cm_node_child(w->s->player[p].node, "column"));
}

/* Groups and blocs do not survive into the file: what a rule says of them is said of their members here.
 * A clause that names nobody who is here comes out empty; the file then does not read, and is not written. */
static cm_status name_members(writer *w, cm_node *rule, const cm_meeting *meeting, cm_diags *diags)
{
    cm_status status = CM_OK;
    for (cm_node *c = rule->kind == CM_NODE_GROUP || rule->kind == CM_NODE_LIST ? rule->child : NULL; c != NULL && status == CM_OK; c = c->next) {
        const char *name = c->name != NULL ? c->name : "";
        bool ids = strcmp(name, "players") == 0 || strcmp(name, "members") == 0, weights = strcmp(name, "weights") == 0 && c->kind == CM_NODE_GROUP;
        const cm_scenario *s = meeting->scenario;
        cm_node *old = cm_node_copy(w->ctx, w->arena, c);
        cm_who who;
        if (old == NULL) return w->ctx->status;
        if (!ids && !weights) {
            status = name_members(w, c, meeting, diags);
            continue;
        }
        if (ids) status = cm_who_read(w->ctx, w->arena, s, old, diags, &who);
        c->child = NULL;
        c->kind = ids ? CM_NODE_LIST : CM_NODE_GROUP;
        for (size_t i = 0; status == CM_OK && i < meeting->m; i++) {
            size_t p = meeting->member[i];
            if (ids && (cm_coalition_has(&who.player, p) || (s->nblocs > 0 && cm_coalition_has(&who.bloc, cm_world_bloc(&w->world, p))))) text(w, c, NULL, s->player[p].id);
            if (weights) copied(w, c, cm_node_child(old, s->player[p].id));
        }
    }
    return status == CM_OK ? w->ctx->status : status;
}

/* Does the file that was made read? */
static cm_status reads(writer *w, bool *good)
{
    cm_diags found = { .ctx = w->ctx };
    cm_scenario s;
    cm_status status = CM_OK;
    cm_schema_check(w->ctx, &found, w->root);
    if (found.count == 0) status = cm_scenario_read(w->ctx, w->arena, w->root, &found, &s);
    *good = found.count == 0;
    cm_diags_free(&found);
    return status;
}

/* A venue with its members of the draw by name; the other settings as in the file. */
static cm_status write_venue(writer *w, cm_node *venues, const char *id, const cm_cell *cell)
{
    cm_node *venue = group(w, venues, id), *members = cm_node_new(w->ctx, w->arena, CM_NODE_LIST, "members");
    cm_meeting meeting;
    cm_diags ignored = { .ctx = w->ctx };
    cm_status status = cm_meeting_open(w->ctx, w->arena, cell->scenario, cell->venue, &w->world, &meeting);
    if (status != CM_OK || venue == NULL || members == NULL) return w->ctx->status;
    for (const cm_node *c = cell->venue->node->child; c != NULL; c = c->next) {
        if (strcmp(c->name, "members") != 0 && strcmp(c->name, "proposer") != 0) copied(w, venue, c);
    }
    if (cm_node_child(venue, "rule") != NULL) status = name_members(w, cm_node_child(venue, "rule"), &meeting, &ignored);
    cm_diags_free(&ignored);
    if (status != CM_OK) return status;
    cm_node_append(venue, members);
    for (size_t i = 0; i < meeting.m; i++) {
        cm_node *member = cm_node_new(w->ctx, w->arena, CM_NODE_TEXT, NULL);
        if (member == NULL) return w->ctx->status;
        member->text = cell->scenario->player[meeting.member[i]].id;
        cm_node_append(members, member);
        w->listed[meeting.member[i]] = 1;
    }
    return w->ctx->status;
}

/* Issues with ranges wide enough for positions that were drawn outside them. */
static void write_issues(writer *w)
{
    cm_node *issues = group(w, w->root, "issues"), *quo = group(w, w->root, "status_quo");
    for (size_t k = 0; k < w->s->d; k++) {
        cm_node *issue = group(w, issues, w->s->issue[k].id), *range;
        double low = w->s->status_quo[k], high = low;
        for (size_t p = 0; p < w->s->n; p++) {
            double x = w->listed[p] ? cm_world_ideal(&w->world, p)[k] : low;
            if (x < low) low = x;
            if (x > high) high = x;
        }
        if (isfinite(w->s->issue[k].low)) low = fmin(low, w->s->issue[k].low);
        if (isfinite(w->s->issue[k].high)) high = fmax(high, w->s->issue[k].high);
        if (issue == NULL) return;
        text(w, issue, "name", w->s->issue[k].id);
        range = cm_node_new(w->ctx, w->arena, CM_NODE_LIST, "range");
        if (range == NULL) return;
        cm_node_append(issue, range);
        number(w, range, NULL, floor(low) - 1);
        number(w, range, NULL, ceil(high) + 1);
        if (!isnan(w->s->status_quo[k])) number(w, quo, w->s->issue[k].id, w->s->status_quo[k]);
    }
}

static void write_solve(writer *w)
{
    static const char *const venues[] = { "before", "after" };
    cm_node *list = cm_node_new(w->ctx, w->arena, CM_NODE_LIST, "solve");
    if (list == NULL) return;
    cm_node_append(w->root, list);
    for (int i = 0; i < 2; i++) {
        cm_node *request = group(w, list, NULL);
        text(w, request, "concept", "gridlock");
        text(w, request, "venue", venues[i]);
    }
}

static cm_status write_file(writer *w, const cm_claim *claim, const cm_contrast *contrast, const char *title, char **out)
{
    const cm_cell *first = &claim->cell[contrast->first[0]], *second = &claim->cell[contrast->second[0]];
    cm_node *version = cm_node_new(w->ctx, w->arena, CM_NODE_INT, "comity"), *players, *venues;
    cm_status status = CM_OK;
    bool good;
    if (version == NULL) return w->ctx->status;
    version->integer = 1;
    version->number = 1;
    cm_node_append(w->root, version);
    text(w, w->root, "title", title);
    venues = group(w, NULL, "venues");
    players = group(w, NULL, "players");
    if (venues == NULL || players == NULL) return w->ctx->status;
    CM_TRY(write_venue(w, venues, "before", first));
    CM_TRY(write_venue(w, venues, "after", second));
    write_issues(w);
    copied(w, w->root, cm_node_child(w->s->root, "utility"));
    copied(w, w->root, cm_node_child(w->s->root, "parameters"));
    for (size_t p = 0; p < w->s->n; p++) {
        if (w->listed[p]) write_player(w, players, p);
    }
    cm_node_append(w->root, players);
    cm_node_append(w->root, venues);
    write_solve(w);
    if (w->ctx->status != CM_OK) return w->ctx->status;
    CM_TRY(reads(w, &good));
    if (good) *out = cm_node_print(w->ctx, w->arena, w->root);
    status = w->ctx->status;
out:
    return status;
}

/* The contrast with a draw against the claim and the fewest members in it; count when there is none. */
static size_t choose(const cm_claim *claim, const cm_contrasts *plan, const cm_measure_report *report, uint64_t *draw)
{
    size_t best = plan->count, members = SIZE_MAX;
    for (size_t k = 0; k < plan->count; k++) {
        const cm_regime *regime = &report->regime[k / (1 + plan->npairs)];
        size_t part = k % (1 + plan->npairs);
        const cm_effect *e = part == 0 ? &regime->end : &regime->pair[part - 1];
        const cm_cell *a = &claim->cell[plan->contrast[k].first[0]], *b = &claim->cell[plan->contrast[k].second[0]];
        size_t larger = a->size > b->size ? a->size : b->size;
        if (e->first_against == UINT64_MAX || a->nparts + b->nparts > 0 || plan->contrast[k].npairs != 1 || a->world != b->world || larger == 0) continue;
        if (larger < members) {
            members = larger;
            best = k;
            *draw = e->first_against;
        }
    }
    return best;
}



cm_status cm_judge_counter(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrasts *plan,
                           const cm_simulate_options *options, cm_judgement *judgement)
{
    const cm_measure_report *report = &judgement->measure[0];
    size_t k = choose(claim, plan, report, &judgement->counter_draw);
    const cm_axis *along = &claim->axis[claim->along];
    writer w = { .ctx = ctx, .arena = arena };
    const cm_cell *first, *second;
    cm_status status;
    if (k == plan->count || strcmp(claim->measure[0]->name, "agreement") != 0) return CM_OK;
    first = &claim->cell[plan->contrast[k].first[0]];
    second = &claim->cell[plan->contrast[k].second[0]];
    if (first->text != NULL) return CM_OK;                   /* no concept answers for a given text */
    w.s = first->scenario;
    w.root = cm_node_new(ctx, arena, CM_NODE_GROUP, NULL);
    w.listed = CM_NEW(ctx, arena, w.s->n, unsigned char);
    if (w.root == NULL || w.listed == NULL) return ctx->status;
    status = cm_world_init(ctx, arena, claim->world[first->world], options->seed, &w.world);
    if (status != CM_OK) return status;
    cm_world_start(&w.world, judgement->counter_draw);
    judgement->counter_words = cm_format(ctx, arena, "draw %llu of seed %llu: %s %s against %s", (unsigned long long)judgement->counter_draw,
                                         (unsigned long long)options->seed, along->label,
                                         along->level[first->at[claim->along]].name, along->level[second->at[claim->along]].name);
    if (judgement->counter_words == NULL) return ctx->status;
    status = write_file(&w, claim, &plan->contrast[k], judgement->counter_words, &judgement->counterexample);
    if (status != CM_E_DOMAIN) return status;
    cm_ctx_clear(ctx);                                   /* one of the venues is empty in that draw: no file can say so */
    return CM_OK;
}
