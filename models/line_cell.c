/* line_cell.c: one cell of a line in one draw, by the cheapest sound way.
 *
 * Some text, package: consensus by the hull; head counts by the largest coalition; other rules by the
 * search over cells of the arrangement.  Issue by issue: one dimension at a time, by counting.
 * Given text: each member's vote. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/line_inside.h"
#include "models/rules.h"

cm_status cm_line_red_lines(cm_ctx *ctx, const cm_line *l)
{
    const cm_scenario *s = l->claim->cell[l->cell[0]].scenario;
    if (s->red_low == NULL || l->text) return CM_OK;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t j = 0; j < l->d && cm_coalition_has(&l->venue->members.who.player, i); j++) {
            size_t k = l->venue->issue[j];
            double quo = s->status_quo[k];
            if (quo > s->red_low[i * s->d + k] && quo < s->red_high[i * s->d + k]) continue;
            return cm_fail(ctx, CM_E_DOMAIN, "the status quo %g on issue '%s' is not strictly inside the red lines (%g, %g) of '%s'",
                           quo, s->issue[k].id, s->red_low[i * s->d + k], s->red_high[i * s->d + k], s->player[i].id);
        }
    }
    return CM_OK;
}

cm_status cm_line_depth_defined(cm_ctx *ctx, const cm_line *l)
{
    bool others = false;
    for (size_t c = 0; c < l->ncells; c++) others = others || !l->claim->cell[l->cell[c]].consensus;
    if (l->texts && (l->text || l->venue->agenda != CM_PACKAGE || l->utility != CM_QUADRATIC)) {
        return cm_fail(ctx, CM_E_DOMAIN, "the measure 'spread' needs the event some-text, the agenda package and quadratic utility");
    }
    if ((l->texts || (l->depth && !l->text)) && l->claim->cell[l->cell[0]].scenario->red_low != NULL) {
        return cm_fail(ctx, CM_E_DOMAIN, "the measure '%s' of a claim does not know red lines", l->depth ? "depth" : "spread");
    }
    if (!l->depth || l->text) return CM_OK;
    if (l->utility != CM_QUADRATIC) return cm_fail(ctx, CM_E_DOMAIN, "the measure 'depth' of a claim needs quadratic utility");
    if (others && !l->common) return cm_fail(ctx, CM_E_DOMAIN, "the measure 'depth' under a rule other than consensus needs saliences of 1");
    if (others && l->venue->agenda == CM_PACKAGE && l->d > 2) {
        return cm_fail(ctx, CM_E_DOMAIN, "the measure 'depth' under a rule other than consensus is known for at most two issues, not %zu", l->d);
    }
    return CM_OK;
}

static size_t count_nodes(const cm_node *rule)
{
    size_t count = 1;
    if (rule->kind == CM_NODE_GROUP || rule->kind == CM_NODE_LIST) {
        for (const cm_node *c = rule->child; c != NULL; c = c->next) count += count_nodes(c);
    }
    return count;
}

size_t cm_line_nodes(const cm_line *l)
{
    size_t most = 1;
    for (size_t c = 0; c < l->ncells; c++) {
        size_t count = count_nodes(l->claim->cell[l->cell[c]].venue->rule);
        if (count > most) most = count;
    }
    return most;
}

/* The cell's vote among the m members of this draw; of n = 0 where too few came for the rule. */
static cm_status vote_now(cm_ctx *ctx, cm_arena *arena, cm_line *l, cm_world *world, const cm_cell *cell, size_t m, cm_vote *vote)
{
    const cm_scenario *s = cell->scenario;
    cm_diags found = { .ctx = ctx };
    cm_voters voters = { l->member, m, NULL, NULL, true, NULL };
    cm_status status = CM_OK;
    if (cell->fixed_vote && cell->vote.n == m) {
        *vote = cell->vote;
        return CM_OK;
    }
    voters.capability = cm_world_capability(world);
    for (size_t i = 0; s->nblocs > 0 && i < m; i++) (void)cm_world_bloc(world, l->member[i]);
    voters.bloc = world->bloc;
    status = cm_rule_compile(ctx, arena, s, cell->venue->rule, &voters, &found, vote);
    if (status == CM_OK && found.count > 0 && l->brief) {
        vote->n = 0;                                     /* fewer came than the rule needs: nobody can decide */
    } else if (status == CM_OK && found.count > 0) {
        status = cm_fail(ctx, CM_E_DOMAIN, "in draw %llu, %zu members: %s", (unsigned long long)world->draw, m, found.item[0].message);
    }
    cm_diags_free(&found);
    return status;
}

cm_status cm_line_text(cm_ctx *ctx, cm_line *l, size_t m, bool everyone, double *text)
{
    double *offset = l->some, *salience = l->some + l->most * l->d, depth;
    size_t kept = 0;
    for (size_t i = 0; i < m; i++) {
        if (!everyone && !l->in[i]) continue;
        memcpy(offset + kept * l->d, l->offset + i * l->d, l->d * sizeof *offset);
        memcpy(salience + kept * l->d, l->salience + i * l->d, l->d * sizeof *salience);
        kept++;
    }
    return cm_depth_consensus(ctx, &l->work, kept, l->d, offset, l->common ? NULL : salience, &depth, text, NULL);
}

/* ---- a given text ---- */

/* Is what is voted on, the text on the issues from `first` up to `end` and the status quo on others, beyond a red line? */
static bool beyond(const cm_line *l, const double *text, size_t i, const cm_scenario *s, size_t first, size_t end)
{
    for (size_t j = 0; s->red_low != NULL && j < l->d; j++) {
        size_t at = l->member[i] * s->d + l->venue->issue[j];
        double x = j >= first && j < end ? text[j] : l->quo[j];
        if (x < s->red_low[at] || x > s->red_high[at]) return true;
    }
    return false;
}

/* What a vote on the issues from `first` up to `end` brings a member. */
static double text_gain(const cm_line *l, const double *text, size_t i, const cm_scenario *s, size_t first, size_t end, double *scale)
{
    double before = 0, after = 0;
    for (size_t j = first; j < end; j++) {
        double w = l->salience[i * l->d + j], away = l->offset[i * l->d + j], left = away - (text[j] - l->quo[j]);
        before += l->utility == CM_CITYBLOCK ? w * fabs(away) : w * away * away;
        after += l->utility == CM_CITYBLOCK ? w * fabs(left) : w * left * left;
    }
    if (beyond(l, text, i, s, first, end)) return -HUGE_VAL;
    if (l->utility == CM_EUCLIDEAN) {
        before = sqrt(before);
        after = sqrt(after);
    }
    *scale = fmax(before, after);
    return before - after;
}

/* The largest t such that those who gain at least t can decide. */
static cm_status least_gain(cm_ctx *ctx, cm_arena *arena, cm_line *l, const cm_vote *vote, double *least)
{
    cm_tally tally;
    cm_status status = cm_tally_init(ctx, arena, vote, &tally);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < vote->n; i++) {
        size_t at = i;
        for (; at > 0 && l->gain[l->order[at - 1]] < l->gain[i]; at--) l->order[at] = l->order[at - 1];
        l->order[at] = i;
    }
    cm_tally_clear(&tally);
    for (size_t i = 0; i < vote->n; i++) {
        cm_tally_add(&tally, l->order[i], 1);
        *least = l->gain[l->order[i]];
        if (cm_tally_wins(&tally)) break;
    }
    return CM_OK;
}

/* One vote, on what the text says of the issues from `first` up to `end`; where it passes, the least gain is added to the depth. */
static cm_status text_vote(cm_ctx *ctx, cm_arena *arena, cm_line *l, const cm_cell *cell, const cm_vote *vote, size_t m, size_t first, size_t end, bool *passes, cm_outcome *out)
{
    double least = 0;
    for (size_t i = 0; i < m; i++) {
        double scale = 1, tiny;
        l->gain[i] = text_gain(l, cell->text, i, cell->scenario, first, end, &scale);
        tiny = ctx->tol.abs * scale;                     /* as cm_spatial_accepts has it */
        l->in[i] = l->gain[i] > tiny;
        if (fabs(l->gain[i]) <= tiny) out->edge = true;
    }
    *passes = cm_vote_wins(vote, l->in);
    if (l->depth && *passes) {
        cm_status status = least_gain(ctx, arena, l, vote, &least);
        if (status != CM_OK) return status;
        out->depth += least;
    }
    return CM_OK;
}

/* In a package everything at once; by other agendas each issue that the text changes by itself. */
static cm_status text_votes(cm_ctx *ctx, cm_arena *arena, cm_line *l, const cm_cell *cell, const cm_vote *vote, size_t m, cm_outcome *out)
{
    size_t votes = 0, passed = 0;
    bool passes = false;
    cm_status status;
    if (l->venue->agenda == CM_PACKAGE) {
        status = text_vote(ctx, arena, l, cell, vote, m, 0, l->d, &passes, out);
        out->agreement = passes;
        return status;
    }
    memset(l->some, 0, m * sizeof *l->some);
    for (size_t j = 0; j < l->d; j++) {
        if (!(fabs(cell->text[j] - l->quo[j]) > 0)) continue;
        status = text_vote(ctx, arena, l, cell, vote, m, j, j + 1, &passes, out);
        if (status != CM_OK) return status;
        votes++;
        passed += passes;
        for (size_t i = 0; passes && i < m; i++) l->some[i] = l->some[i] > 0 || l->in[i];
    }
    for (size_t i = 0; i < m; i++) l->in[i] = l->some[i] > 0;           /* bound: who consents to a part that passes */
    out->agreement = passed > 0 && (passed == votes || l->venue->agenda == CM_ISSUE_BY_ISSUE);
    if (!(out->agreement > 0)) out->depth = 0;
    return CM_OK;
}

static cm_status given_text(cm_ctx *ctx, cm_line *l, cm_world *world, const cm_cell *cell, size_t size, cm_outcome *out)
{
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    cm_vote vote;
    size_t m;
    CM_TRY(cm_line_gather(ctx, l, world, size));
    m = l->gathered < size ? l->gathered : size;
    if (m == 0) goto out;
    CM_TRY(vote_now(ctx, &scratch, l, world, cell, m, &vote));
    if (vote.n > 0) CM_TRY(text_votes(ctx, &scratch, l, cell, &vote, m, out));
out:
    cm_arena_free(&scratch);
    return status;
}

/* ---- some text, one issue at a time (own saliences: under consensus alone, see above) ---- */

static cm_status one_issue(cm_ctx *ctx, cm_line *l, const cm_vote *vote, size_t m, size_t j, bool *moves, double *depth)
{
    *moves = false;
    for (int sign = -1; sign <= 1 && !*moves; sign += 2) {
        for (size_t i = 0; i < m; i++) l->in[i] = (double)sign * l->g[i * l->d + j] > ctx->tol.abs;
        *moves = cm_vote_wins(vote, l->in);
    }
    if (*moves && depth != NULL) {
        cm_status status;
        double own;
        for (size_t i = 0; i < m; i++) {
            l->column[i] = l->offset[i * l->d + j];
            l->gain[i] = l->salience[i * l->d + j];
        }
        if (l->common) status = cm_depth_rule(ctx, &l->work, m, 1, l->column, vote, &own);
        else status = cm_depth_consensus(ctx, &l->work, m, 1, l->column, l->gain, &own, NULL, NULL);
        if (status != CM_OK) return status;
        *depth += own;
    }
    return CM_OK;
}

static cm_status by_issue(cm_ctx *ctx, cm_line *l, cm_world *world, const cm_cell *cell, size_t size, cm_outcome *out)
{
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    cm_vote vote;
    size_t m, moved = 0;
    CM_TRY(cm_line_gather(ctx, l, world, size));
    m = l->gathered < size ? l->gathered : size;
    if (m == 0) goto out;
    CM_TRY(vote_now(ctx, &scratch, l, world, cell, m, &vote));
    if (vote.n == 0) goto out;
    memset(l->some, 0, m * sizeof *l->some);
    for (size_t j = 0; j < l->d; j++) {
        bool moves;
        CM_TRY(one_issue(ctx, l, &vote, m, j, &moves, l->depth ? &out->depth : NULL));
        moved += moves;
        for (size_t i = 0; moves && i < m; i++) l->some[i] = l->some[i] > 0 || l->in[i];
    }
    for (size_t i = 0; i < m; i++) l->in[i] = l->some[i] > 0;           /* bound: who consents to a text that passes */
    out->agreement = l->venue->agenda == CM_ALL_OR_NOTHING ? moved == l->d : moved > 0;
    if (!(out->agreement > 0)) out->depth = 0;
out:
    cm_arena_free(&scratch);
    return status;
}

/* ---- some text, a package ---- */

static cm_status package_depth(cm_ctx *ctx, cm_line *l, size_t m, const cm_vote *vote, bool consensus, double *depth)
{
    if (consensus) return cm_depth_consensus(ctx, &l->work, m, l->d, l->offset, l->common ? NULL : l->salience, depth, NULL, NULL);
    return cm_depth_rule(ctx, &l->work, m, l->d, l->offset, vote, depth);
}

static cm_status count_pleased(cm_ctx *ctx, cm_line *l, cm_world *world, size_t m, bool coalition, cm_line_size *now)
{
    cm_status status;
    if (cm_line_hull(ctx, l, world, m, &status) == CM_HULL_MOVABLE && status == CM_OK && l->hulled >= m) {
        now->everyone = true;
        now->count = (int64_t)m;
    } else if (status == CM_OK) {
        status = cm_halfspace_count(ctx, l->space, l->g, m, l->d, &now->count, coalition ? l->in : NULL, NULL);
    }
    now->counted = status == CM_OK;
    return status;
}

static cm_status package(cm_ctx *ctx, cm_line *l, cm_world *world, const cm_cell *cell, cm_line_size *now, cm_outcome *out, bool *everyone)
{
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    cm_vote vote = cell->vote;
    bool wins = false, listed = l->texts || (l->coverage && !cell->venue->binds_all);
    size_t size = now->size, m;
    if (cell->consensus) {
        cm_hull_state state = cm_line_hull(ctx, l, world, size, &status);
        CM_TRY(status);
        wins = state == CM_HULL_MOVABLE;
        out->edge = state == CM_HULL_EDGE;
        *everyone = wins;
        m = l->gathered < size ? l->gathered : size;
        if (wins && l->depth && m > 0) CM_TRY(package_depth(ctx, l, m, NULL, true, &out->depth));
        out->agreement = wins && m > 0;
        goto out;
    }
    CM_TRY(cm_line_gather(ctx, l, world, size));
    m = l->gathered < size ? l->gathered : size;
    if (m == 0) goto out;
    CM_TRY(vote_now(ctx, &scratch, l, world, cell, m, &vote));
    if (vote.n == 0) goto out;
    if (cell->headcount && vote.n == m) {
        int64_t quota;
        (void)cm_vote_is_quota(&vote, &quota);
        if (!now->counted || listed) CM_TRY(count_pleased(ctx, l, world, m, listed, now));
        wins = now->count >= quota;
        *everyone = now->everyone;
    } else {
        CM_TRY(cm_halfspace_wins(ctx, l->space, l->g, m, l->d, &vote, &wins, listed ? l->in : NULL, NULL));
    }
    out->agreement = wins;
    if (wins && l->depth) CM_TRY(package_depth(ctx, l, m, &vote, false, &out->depth));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_line_cell(cm_ctx *ctx, cm_line *l, cm_world *world, const cm_cell *cell, cm_line_size *now,
                       cm_outcome *out, bool *everyone)
{
    if (l->text) return given_text(ctx, l, world, cell, now->size, out);
    if (l->venue->agenda != CM_PACKAGE) return by_issue(ctx, l, world, cell, now->size, out);
    return package(ctx, l, world, cell, now, out, everyone);
}
