/* talks.c: from a venue's settings to a bargaining protocol. */
#include "models/talks.h"

#include <math.h>
#include <string.h>

#include "models/expr.h"

typedef struct builder {
    cm_ctx *ctx;
    const cm_meeting *meeting;
    cm_diags *diags;
    cm_protocol *p;
    double *recognition, *patience, *outside, *capability;
} builder;

static const cm_player *player_of(const builder *b, size_t i)
{
    return &b->meeting->scenario->player[b->meeting->member[i]];
}

/* Where a member's setting stands: its own, else that of defaults, else the venue. */
static cm_place place_of(const builder *b, size_t i, const char *name)
{
    const cm_node *own = cm_node_child(player_of(b, i)->node, name);
    const cm_node *common = cm_node_child(cm_node_child(b->meeting->scenario->root, "defaults"), name);
    if (own != NULL) return own->value_place;
    if (common != NULL) return common->value_place;
    return b->meeting->venue->node->place;
}

/* One sentence for all that have none; patience that ends or trivialises bargaining each by itself. */
static void read_patience(builder *b)
{
    size_t missing = 0, first = 0;
    for (size_t i = b->meeting->m; i-- > 0;) {
        b->patience[i] = player_of(b, i)->patience;
        if (!isnan(b->patience[i])) continue;
        missing++;
        first = i;
    }
    if (missing > 0) {
        const char *rest = missing == 1 ? "" : cm_format(b->ctx, &b->diags->arena, " and %zu more", missing - 1);
        cm_diag_add(b->diags, place_of(b, first, "patience"), NULL, "add patience = 0.9; to it, or defaults = { patience = 0.9; };", "bargaining needs patience, and '%s'%s in venue '%s' %s none",
                    player_of(b, first)->id, rest != NULL ? rest : "", b->meeting->venue->id, missing == 1 ? "has" : "have");
    }
    for (size_t i = 0; i < b->meeting->m; i++) {
        cm_place place = place_of(b, i, "patience");
        if (isnan(b->patience[i]) || (b->patience[i] > 0 && b->patience[i] < 1) || cm_diags_cover(b->diags, place)) continue;
        cm_diag_add(b->diags, place, b->patience[i] < 0.5 ? "0.01" : "0.99", "write a number above 0 and below 1, such as 0.9",
                    b->patience[i] < 0.5 ? "a patience of %g leaves '%s' nothing to wait for" : "with a patience of %g '%s' does not mind waiting for ever", b->patience[i], player_of(b, i)->id);
    }
}

static void fixed_proposer(builder *b, const cm_node *fixed)
{
    size_t i = 0;
    while (i < b->meeting->m && strcmp(player_of(b, i)->id, fixed->text) != 0) i++;
    if (i == b->meeting->m) {
        cm_diag_add(b->diags, fixed->value_place, NULL, "name one of its members", "'%s' proposes in venue '%s' and is no member of it", fixed->text, b->meeting->venue->id);
        return;
    }
    b->p->kind = CM_SETTER;
    b->p->setter = i;
    b->recognition[i] = 1;
}

/* Given by player: they add up to 1 over the members (drawn members: over those who are there). */
static void given_probabilities(builder *b, const cm_node *group)
{
    bool drawn = b->meeting->venue->members.picked;
    double sum = 0;
    for (const cm_node *c = group->child; c != NULL; c = c->next) {
        size_t i = 0;
        while (i < b->meeting->m && strcmp(player_of(b, i)->id, c->name) != 0) i++;
        if (i < b->meeting->m) {
            if (!cm_node_number(b->ctx, b->diags, c, b->meeting->scenario->parameters, &b->recognition[i])) return;
            sum += b->recognition[i];
        } else if (!drawn) {
            cm_diag_add(b->diags, c->place, NULL, "name members of the venue", "'%s' may propose in venue '%s' and is no member of it", c->name, b->meeting->venue->id);
            return;
        }
    }
    if (!cm_close(&b->ctx->tol, sum, 1) && !(drawn && sum > 0)) {
        cm_diag_add(b->diags, group->value_place, NULL, "let them add up to 1; members that are not named never propose", "the probabilities of proposing add up to %.15g, not to 1", sum);
        return;
    }
    for (size_t i = 0; i < b->meeting->m; i++) b->recognition[i] /= sum;
}

static void read_recognition(builder *b)
{
    const cm_node *node = cm_node_child(b->meeting->venue->node, "proposer");
    const cm_node *fixed = cm_node_child(node, "fixed"), *given = cm_node_child(node, "probabilities");
    bool by_capability = node != NULL && node->kind == CM_NODE_TEXT && strcmp(node->text, "capability") == 0;
    double total = 0;
    if (fixed != NULL) {
        fixed_proposer(b, fixed);
        return;
    }
    if (given != NULL) {
        given_probabilities(b, given);
        return;
    }
    for (size_t i = 0; i < b->meeting->m; i++) total += b->capability[i];
    for (size_t i = 0; i < b->meeting->m; i++) b->recognition[i] = by_capability ? b->capability[i] / total : 1 / (double)b->meeting->m;
    if (node != NULL && node->kind == CM_NODE_TEXT && strcmp(node->text, "rotation") == 0) b->p->kind = CM_ROTATION;
}

cm_status cm_talks_build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_protocol *protocol)
{
    size_t m = meeting->m;
    cm_game *ballot = CM_NEW(ctx, arena, 1, cm_game);
    const char **player = CM_NEW(ctx, arena, m, const char *);
    builder b = { ctx, meeting, diags, protocol, CM_NEW(ctx, arena, m, double), CM_NEW(ctx, arena, m, double), CM_NEW(ctx, arena, m, double), CM_NEW(ctx, arena, m, double) };
    bool any = false;
    cm_status status;
    if (ctx->status != CM_OK) return ctx->status;
    status = cm_model_find("ballot")->build(ctx, arena, meeting, diags, ballot);
    if (status != CM_OK) return status;
    *protocol = (cm_protocol){ .n = m, .player = player, .recognition = b.recognition, .patience = b.patience, .capability = b.capability, .vote = ballot->as.vote, .cost = meeting->venue->cost, .rounds = meeting->venue->rounds };
    for (size_t i = 0; i < m; i++) {
        double outside = player_of(&b, i)->outside;
        player[i] = player_of(&b, i)->id;
        b.capability[i] = cm_world_capability(meeting->world)[meeting->member[i]];
        b.outside[i] = isnan(outside) ? 0 : outside;
        any = any || !isnan(outside);
    }
    if (any) protocol->outside = b.outside;
    read_patience(&b);
    read_recognition(&b);
    return ctx->status;
}
