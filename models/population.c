/* population.c: reading a population: blocs, their weights and distributions. */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/reading.h"

static void read_spreads(cm_reading *r, const cm_node *group, cm_spread *spread)
{
    if (cm_node_child(group, "dist") != NULL) {
        cm_spread every;
        cm_status status = cm_spread_read(r->ctx, r->diags, group, r->s->parameters, &every);
        for (size_t k = 0; status == CM_OK && k < r->s->d; k++) spread[k] = every;
        return;
    }
    for (const cm_node *c = group->kind == CM_NODE_GROUP ? group->child : NULL; c != NULL; c = c->next) {
        size_t k = cm_read_issue(r, c->name, c->place, false);
        if (k < r->s->d) (void)cm_spread_read(r->ctx, r->diags, c, r->s->parameters, &spread[k]);
    }
}

static void refuse_zipf(cm_reading *r, const cm_node *node, const cm_spread *spread, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (spread[k].dist != CM_ZIPF) continue;
        cm_diag_add(r->diags, node->place, NULL, "use it for capability, where ranks have a meaning",
                    "zipf is no distribution for %s", node->name);
    }
}

static cm_status read_bloc(cm_reading *r, size_t b, const cm_node *node)
{
    cm_scenario *s = r->s;
    cm_bloc *bloc = &s->bloc[b];
    const cm_node *ideal = cm_node_child(node, "ideal"), *salience = cm_node_child(node, "salience");
    const cm_node *capability = cm_node_child(node, "capability");
    *bloc = (cm_bloc){ .id = node->name, .weight = 1 };
    bloc->ideal = CM_NEW(r->ctx, r->arena, s->d, cm_spread);
    bloc->salience = CM_NEW(r->ctx, r->arena, s->d, cm_spread);
    if (bloc->ideal == NULL || bloc->salience == NULL) return r->ctx->status;
    for (size_t k = 0; k < s->d; k++) {
        bloc->ideal[k] = cm_spread_point(NAN);           /* required where a venue decides on the issue */
        bloc->salience[k] = cm_spread_point(1);
    }
    bloc->capability = cm_spread_point(1);
    cm_read_number(r, node, "weight", &bloc->weight);
    if (ideal != NULL) {
        read_spreads(r, ideal, bloc->ideal);
        refuse_zipf(r, ideal, bloc->ideal, s->d);
    }
    if (salience != NULL) {
        read_spreads(r, salience, bloc->salience);
        refuse_zipf(r, salience, bloc->salience, s->d);
    }
    if (capability != NULL) (void)cm_spread_read(r->ctx, r->diags, capability, s->parameters, &bloc->capability);
    if (capability != NULL && cm_spread_quantile(&bloc->capability, 1e-9) < 0) {
        cm_diag_add(r->diags, capability->place, NULL, "use lognormal, zipf, or an interval above 0",
                    "the capability of bloc '%s' can be negative", node->name);
    }
    return CM_OK;
}

static void check_weights(cm_reading *r, const cm_node *blocs)
{
    cm_scenario *s = r->s;
    double total = 0, below = 0;
    for (size_t b = 0; b < s->nblocs; b++) total += s->bloc[b].weight;
    if (!(total > 0) || !isfinite(total)) {
        cm_diag_add(r->diags, blocs->place, NULL, "give at least one bloc a weight above 0",
                    "the weights of the blocs add up to %g", total);
        return;
    }
    for (size_t b = 0; b < s->nblocs; b++) {
        s->bloc[b].below = below;
        s->bloc[b].weight /= total;
        below += s->bloc[b].weight;
    }
}

static void check_truncation(cm_reading *r, const cm_node *bounds)
{
    cm_scenario *s = r->s;
    for (size_t k = 0; k < s->d; k++) {
        if (!isfinite(s->issue[k].low)) {
            cm_diag_add(r->diags, bounds->place, NULL, "name the issues, with their ranges",
                        "draws cannot be cut at the range of issue '%s', which has none", s->issue[k].id);
            return;
        }
        for (size_t b = 0; b < s->nblocs; b++) {
            const cm_spread *spread = &s->bloc[b].ideal[k];
            if (spread->dist == CM_POINT) continue;
            if (cm_spread_below(spread, s->issue[k].high) - cm_spread_below(spread, s->issue[k].low) < 1e-9) {
                cm_diag_add(r->diags, bounds->place, NULL, "move the distribution, or widen the range",
                            "bloc '%s' has next to no draws inside the range of issue '%s'", s->bloc[b].id, s->issue[k].id);
            }
        }
    }
}

cm_status cm_read_population(cm_reading *r)
{
    cm_scenario *s = r->s;
    const cm_node *population = cm_node_child(s->root, "population");
    const cm_node *size = cm_node_child(population, "size"), *blocs = cm_node_child(population, "blocs");
    const cm_node *bounds = cm_node_child(population, "bounds"), *players = cm_node_child(s->root, "players");
    const cm_node *defaults = cm_node_child(s->root, "defaults");
    cm_status status = CM_OK;
    size_t b = 0;
    double patience = NAN, outside = NAN;
    if (players != NULL) {
        cm_diag_add(r->diags, players->place, NULL, "remove one of the two", "a file has either players or a population, not both");
    }
    for (const cm_node *c = defaults != NULL && defaults->kind == CM_NODE_GROUP ? defaults->child : NULL; c != NULL; c = c->next) {
        if (strcmp(c->name, "patience") == 0 || strcmp(c->name, "outside") == 0) continue;
        cm_diag_add(r->diags, c->place, NULL, "give it to the blocs", "a population's '%s' comes from its blocs; defaults may say patience and outside", c->name);
    }
    if (defaults != NULL) {
        cm_read_number(r, defaults, "patience", &patience);
        cm_read_number(r, defaults, "outside", &outside);
    }
    if (size == NULL || size->kind != CM_NODE_INT || size->integer < 1 || size->integer > 1000000 || blocs == NULL ||
        blocs->kind != CM_NODE_GROUP) return CM_OK;     /* the schema has said so */
    s->n = (size_t)size->integer;
    s->nblocs = cm_node_count(blocs);
    s->player = CM_NEW(r->ctx, r->arena, s->n, cm_player);
    s->bloc = CM_NEW(r->ctx, r->arena, s->nblocs, cm_bloc);
    if (s->player == NULL || s->bloc == NULL) return r->ctx->status;
    for (size_t i = 0; i < s->n; i++) {
        s->player[i] = (cm_player){ cm_format(r->ctx, r->arena, "P%zu", i + 1), NULL, patience, outside };
        if (s->player[i].id == NULL) return r->ctx->status;
    }
    cm_read_number(r, population, "within", &s->within);
    for (const cm_node *c = blocs->child; c != NULL && status == CM_OK; c = c->next) status = read_bloc(r, b++, c);
    if (status != CM_OK) return status;
    check_weights(r, blocs);
    s->truncate = bounds != NULL && bounds->kind == CM_NODE_TEXT && bounds->text[0] == 't';
    if (s->truncate) check_truncation(r, bounds);
    return r->ctx->status;
}
