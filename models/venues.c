/* venues.c: reading venues, and finding out now whether their rules can ever be met. */
#include <string.h>

#include "models/reading.h"
#include "models/rules.h"

static cm_status read_mandate(cm_reading *r, cm_venue *venue, const cm_node *issues)
{
    cm_scenario *s = r->s;
    unsigned char *in;
    venue->issue = CM_NEW(r->ctx, r->arena, s->d, size_t);
    in = CM_NEW(r->ctx, r->arena, s->d + 1, unsigned char);
    if (venue->issue == NULL || in == NULL) return r->ctx->status;
    if (issues == NULL) memset(in, 1, s->d);
    else if (issues->kind == CM_NODE_TEXT) in[cm_read_issue(r, issues->text, issues->value_place, true)] = 1;
    for (const cm_node *c = issues != NULL && issues->kind == CM_NODE_LIST ? issues->child : NULL; c != NULL; c = c->next) {
        if (c->kind == CM_NODE_TEXT) in[cm_read_issue(r, c->text, c->value_place, true)] = 1;
    }
    if (issues != NULL && issues->kind == CM_NODE_LIST && issues->child == NULL) {
        cm_diag_add(r->diags, issues->value_place, NULL, "leave the setting out for all issues", "venue '%s' has no issue to decide", venue->id);
    }
    for (size_t k = 0; k < s->d; k++) {
        if (in[k]) venue->issue[venue->nissues++] = k;
    }
    return CM_OK;
}

static cm_status read_pick(cm_reading *r, cm_venue *venue, const cm_node *group)
{
    static const char *const words[] = { "random", "nearest", "largest", "same-bloc" };
    cm_scenario *s = r->s;
    const cm_node *size = cm_node_child(group, "size"), *pick = cm_node_child(group, "pick"), *from = cm_node_child(group, "from");
    cm_members *m = &venue->members;
    size_t available = 0, before = r->diags->count;
    m->picked = true;
    for (size_t i = 0; pick != NULL && pick->kind == CM_NODE_TEXT && i < 4; i++) {
        if (strcmp(words[i], pick->text) == 0) m->pick = (cm_pick)i;
    }
    if (cm_who_read(r->ctx, r->arena, s, from, r->diags, &m->who) != CM_OK) return r->ctx->status;
    available = cm_coalition_count(&m->who.player);
    for (size_t b = 0; b < s->nblocs; b++) {
        if (cm_coalition_has(&m->who.bloc, b)) available = s->n;           /* a bloc's size varies by draw: see models/picking */
    }
    if (size == NULL || size->kind != CM_NODE_INT || size->integer < 1) {
        m->size = 1;
        return CM_OK;
    }
    m->size = (size_t)size->integer;
    if (m->size > available && available > 0) {
        cm_diag_add(r->diags, size->value_place, cm_format(r->ctx, &r->diags->arena, "%zu", available),
                    cm_format(r->ctx, &r->diags->arena, "write a number from 1 to %zu", available),
                    "venue '%s' cannot pick %zu of %zu players", venue->id, m->size, available);
        m->size = available;
    }
    if (available == 0 && s->n > 0 && from != NULL && r->diags->count == before) {
        cm_diag_add(r->diags, from->value_place, NULL, "name a group that has members", "venue '%s' has nobody to pick from", venue->id);
    }
    if (pick != NULL && m->pick == CM_PICK_SAME_BLOC && s->nblocs == 0) {
        cm_diag_add(r->diags, pick->value_place, "\"random\"", "use pick = \"random\" with from = a group",
                    "pick \"same-bloc\" needs a population with blocs");
    }
    if (pick != NULL && m->pick == CM_PICK_NEAREST && s->d == 0) {
        cm_diag_add(r->diags, pick->value_place, "\"random\"", "define issues, or pick at random",
                    "pick \"nearest\" needs issues to measure distance on");
    }
    return CM_OK;
}

/* Weights of players that the file does not have: an id is misspelled. */
static void check_weights(cm_reading *r, const cm_node *rule)
{
    const cm_scenario *s = r->s;
    const cm_node *weights = cm_node_child(rule, "weights");
    for (const cm_node *c = weights != NULL && weights->kind == CM_NODE_GROUP ? weights->child : NULL; c != NULL; c = c->next) {
        const char **words, *near;
        bool known = s->n == 0;
        for (size_t i = 0; i < s->n && !known; i++) known = strcmp(s->player[i].id, c->name) == 0;
        if (known) continue;
        words = CM_NEW(r->ctx, &r->diags->arena, s->n + 1, const char *);
        if (words == NULL) return;
        for (size_t i = 0; i < s->n; i++) words[i] = s->player[i].id;
        near = cm_nearest_word(c->name, words);
        cm_diag_add(r->diags, c->place, near, near != NULL ? cm_format(r->ctx, &r->diags->arena, "did you mean '%s'?", near) : "weights are of players, by id",
                    "'%s' is no player of this file", c->name);
    }
    for (const cm_node *c = rule->kind == CM_NODE_GROUP || rule->kind == CM_NODE_LIST ? rule->child : NULL; c != NULL; c = c->next) check_weights(r, c);
}

/* Marks the players whom the vetoes and chambers of a rule name. */
static cm_status named_in(cm_reading *r, cm_arena *scratch, const cm_node *rule, unsigned char *named)
{
    cm_status status = CM_OK;
    for (const cm_node *c = rule->kind == CM_NODE_GROUP || rule->kind == CM_NODE_LIST ? rule->child : NULL; c != NULL && status == CM_OK; c = c->next) {
        bool ids = c->name != NULL && (strcmp(c->name, "players") == 0 || strcmp(c->name, "members") == 0);
        cm_who who;
        status = ids ? cm_who_read(r->ctx, scratch, r->s, c, r->diags, &who) : named_in(r, scratch, c, named);
        for (size_t i = 0; ids && status == CM_OK && i < r->s->n; i++) named[i] |= cm_coalition_has(&who.player, i);
    }
    return status;
}

/* Compile the rule for the members as they stand (or as many as will be picked), to find its mistakes.
 * Of members picked at random, those whom the rule does not name come first: some draw picks them.
 * In a population everybody is put into one bloc, then into the next: what a rule asks of nobody in some
 * draw it asks of nobody in one of these, and no part of the venue is ever larger. */
static cm_status check_rule(cm_reading *r, const cm_venue *venue, bool members_read)
{
    cm_scenario *s = r->s;
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    size_t *member = CM_NEW(r->ctx, &scratch, s->n, size_t), m = 0;
    double *ones = CM_NEW(r->ctx, &scratch, s->n, double);
    size_t *bloc = CM_NEW(r->ctx, &scratch, s->n, size_t), named = 0;
    bool random = venue->members.picked || s->nblocs > 0, anybody = false;
    cm_voters voters = { member, 0, s->capability, NULL, random, venue->node };
    cm_vote vote;
    unsigned char *told = CM_NEW(r->ctx, &scratch, s->n, unsigned char);
    if (member == NULL || ones == NULL || bloc == NULL || told == NULL) CM_TRY(r->ctx->status);
    if (venue->members.picked && venue->members.pick != CM_PICK_LARGEST) CM_TRY(named_in(r, &scratch, venue->rule, told));
    named = cm_coalition_count(&venue->members.who.bloc);
    for (int round = 0; round <= 1; round++) {
        for (size_t i = 0; i < s->n; i++) {
            bool may = named > 0 || cm_coalition_has(&venue->members.who.player, i);
            ones[i] = 1;
            anybody = anybody || cm_coalition_has(&venue->members.who.player, i);
            if (may && told[i] == round && (!venue->members.picked || m < venue->members.size)) member[m++] = i;
        }
    }
    check_weights(r, venue->rule);
    if (m == 0) {
        const cm_node *list = cm_node_child(venue->node, "members");
        if (s->n > 0 && s->nblocs == 0 && list != NULL && members_read) cm_diag_add(r->diags, list->value_place, NULL, "name players or groups that have members", "venue '%s' has no members", venue->id);
        goto out;
    }
    voters.m = m;
    if (s->nblocs > 0) voters.capability = ones;
    if (s->nblocs == 0) CM_TRY(cm_rule_compile(r->ctx, &scratch, s, venue->rule, &voters, r->diags, &vote));
    voters.bloc = bloc;
    for (size_t b = 0; b < s->nblocs; b++) {
        size_t before = r->diags->count;
        if (!anybody && !cm_coalition_has(&venue->members.who.bloc, b)) continue;
        for (size_t i = 0; i < s->n; i++) bloc[i] = b;
        CM_TRY(cm_rule_compile(r->ctx, &scratch, s, venue->rule, &voters, r->diags, &vote));
        if (r->diags->count > before) break;
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static void check_proposer(cm_reading *r, const cm_venue *venue)
{
    const cm_node *node = cm_node_child(venue->node, "proposer"), *fixed = cm_node_child(node, "fixed"), *given = cm_node_child(node, "probabilities");
    cm_arena scratch = { NULL };
    cm_who who;
    if (node != NULL && node->kind == CM_NODE_GROUP && (fixed == NULL) == (given == NULL)) {
        cm_diag_add(r->diags, node->value_place, NULL, fixed == NULL ? "write { fixed = \"ID\"; } or { probabilities = { ID = 0.5; ... }; }" : "keep one of the two",
                    fixed == NULL ? "here it is not said who proposes" : "a proposer is either fixed or drawn with probabilities, not both");
    }
    if (fixed != NULL && fixed->kind == CM_NODE_TEXT) (void)cm_who_read(r->ctx, &scratch, r->s, fixed, r->diags, &who);
    for (const cm_node *c = given != NULL && given->kind == CM_NODE_GROUP ? given->child : NULL; c != NULL; c = c->next) {
        size_t i = 0;
        while (i < r->s->n && strcmp(r->s->player[i].id, c->name) != 0) i++;
        if (i == r->s->n) cm_diag_add(r->diags, c->place, NULL, "name one of the players", "'%s' is no player of this file", c->name);
    }
    cm_arena_free(&scratch);
}

static void check_form(cm_reading *r, const cm_venue *venue, const cm_node *parts)
{
    if (parts == NULL && venue->rule == NULL) {
        cm_diag_add(r->diags, venue->node->place, NULL, "add rule = { type = \"consensus\"; };, for instance", "venue '%s' has no rule", venue->id);
    } else if (parts != NULL && (cm_node_child(venue->node, "abstention") != NULL || cm_node_child(venue->node, "quorum") != NULL)) {
        const cm_node *own = cm_node_child(venue->node, "quorum");
        if (own == NULL) own = cm_node_child(venue->node, "abstention");
        cm_diag_add(r->diags, own->place, NULL, "give it to the parts", "venue '%s' has parts: each votes by itself, and has '%s' of its own", venue->id, own->name);
    } else if (parts != NULL && (venue->rule != NULL || cm_node_child(venue->node, "members") != NULL)) {
        cm_diag_add(r->diags, parts->place, NULL, "remove parts, or members and rule", "venue '%s' has both parts and a rule or members of its own", venue->id);
    }
}

static cm_status read_venue(cm_reading *r, cm_venue *venue, const cm_node *node)
{
    static const char *const agendas[] = { "package", "issue-by-issue", "all-or-nothing" };
    const cm_node *members = cm_node_child(node, "members"), *agenda = cm_node_child(node, "agenda"), *binds = cm_node_child(node, "binds"), *rounds = cm_node_child(node, "rounds");
    size_t before = r->diags->count;
    bool members_read;
    cm_status status = CM_OK;
    *venue = (cm_venue){ .id = node->name, .node = node, .rule = cm_node_child(node, "rule"), .binds_all = true };
    for (size_t i = 0; agenda != NULL && agenda->kind == CM_NODE_TEXT && i < 3; i++) {
        if (strcmp(agenda->text, agendas[i]) == 0) venue->agenda = (cm_agenda)i;
    }
    if (binds != NULL && binds->kind == CM_NODE_TEXT) venue->binds_all = strcmp(binds->text, "consenting") != 0;
    cm_read_number(r, node, "cost", &venue->cost);
    if (rounds != NULL && rounds->kind == CM_NODE_INT && rounds->integer > 0) venue->rounds = (size_t)rounds->integer;
    CM_TRY(read_mandate(r, venue, cm_node_child(node, "issues")));
    if (members != NULL && members->kind == CM_NODE_GROUP) CM_TRY(read_pick(r, venue, members));
    else CM_TRY(cm_who_read(r->ctx, r->arena, r->s, members, r->diags, &venue->members.who));
    members_read = r->diags->count == before && (members == NULL || !cm_diags_cover(r->diags, members->value_place));
    check_proposer(r, venue);
    check_form(r, venue, cm_node_child(node, "parts"));
    if (venue->rule != NULL && venue->rule->kind == CM_NODE_GROUP) CM_TRY(check_rule(r, venue, members_read));
out:
    return status;
}

/* The venues that a venue consists of; they come before or after it in the file. */
static cm_status read_parts(cm_reading *r, cm_venue *venue)
{
    const cm_scenario *s = r->s;
    const cm_node *parts = cm_node_child(venue->node, "parts");
    if (parts == NULL || parts->kind != CM_NODE_LIST) return CM_OK;
    venue->part = CM_NEW(r->ctx, r->arena, cm_node_count(parts), size_t);
    if (venue->part == NULL) return r->ctx->status;
    for (const cm_node *c = parts->child; c != NULL; c = c->next) {
        const cm_venue *part = c->kind == CM_NODE_TEXT ? cm_scenario_venue(s, c->text) : NULL;
        if (part == NULL || cm_node_child(part->node, "parts") != NULL) {
            cm_diag_add(r->diags, c->value_place, NULL, "name ordinary venues of this file", "'%s' is no venue with members and a rule",
                        c->kind == CM_NODE_TEXT ? c->text : "?");
            continue;
        }
        venue->part[venue->nparts++] = (size_t)(part - s->venue);
    }
    return CM_OK;
}

cm_status cm_read_venues(cm_reading *r)
{
    cm_scenario *s = r->s;
    const cm_node *venues = cm_node_child(s->root, "venues");
    cm_status status = CM_OK;
    if (venues != NULL && venues->kind != CM_NODE_GROUP) venues = NULL;     /* the schema has said so */
    s->venue = CM_NEW(r->ctx, r->arena, cm_node_count(venues), cm_venue);
    if (s->venue == NULL) return r->ctx->status;
    for (const cm_node *c = venues != NULL ? venues->child : NULL; c != NULL && status == CM_OK; c = c->next) {
        status = read_venue(r, &s->venue[s->nvenues++], c);
    }
    for (size_t v = 0; v < s->nvenues && status == CM_OK; v++) status = read_parts(r, &s->venue[v]);
    return status;
}
