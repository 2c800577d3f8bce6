/* minimal_winning.c: who can decide with nobody to spare, and who can block.
 *
 * Definition: a minimal winning coalition wins and loses without any one of its members; a blocking coalition is one
 * without which the others lose, minimal when none of its members can be spared.  A member has a veto when it blocks
 * alone, is a dummy when it is in no minimal winning coalition, a dictator when a coalition wins exactly when it is in.
 * All minimal profiles of kinds are walked (kinds.h) and the coalitions that they stand for counted without rounding;
 * the first `most` are listed.
 *
 * Summary: minimal_winning, minimal_blocking (none where they were not counted), smallest, largest, smallest_blocking,
 * vetoers, dummies, dictator, complete, cut.  Tables: winning and blocking (coalition, size), members (player, veto,
 * dummy, alone, winning, blocking: of how many minimal coalitions it is one).
 * Fails with: CM_E_INPUT for a vote without names; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: the losing profiles that can still win, each
 * rules x kinds; not counted where there are more than CM_MINIMAL_SCANNED profiles.
 * Source: J. von Neumann, O. Morgenstern, Theory of Games and Economic Behavior, 2nd ed., Princeton (1947) ch. 10;
 * A. D. Taylor, W. S. Zwicker, Simple Games, Princeton (1999) ch. 1. */
#include "solver/voting/minimal_winning.h"

#include <string.h>

typedef struct collect {
    cm_ctx *ctx;
    const cm_kinds *kinds;
    const cm_tu *names;
    cm_result *result;
    cm_table *table;
    unsigned char *in;
    size_t most, smallest, largest;
    bool count;                  /* false: the walk ends when the list is full */
    cm_rat total, one, *of;      /* of: a member of each kind */
    cm_status status;
} collect;

/* The members of kind j on from its a-th: `left` of them are still to be marked. */
static void list(collect *c, const size_t *took, size_t j, size_t a, size_t left, size_t size)
{
    if (c->status != CM_OK || c->table->nrows >= c->most) return;
    if (left == 0 && ++j == c->kinds->count) {
        cm_value row[] = { cm_text(cm_tu_coalition_name(c->ctx, c->result->arena, c->names, c->in)), cm_integer((int64_t)size) };
        c->status = row[0].as.text == NULL ? c->ctx->status : cm_table_row(c->ctx, c->result, c->table, row);
        return;
    }
    if (left == 0) {
        list(c, took, j, 0, took[j], size);
        return;
    }
    for (; a + left <= cm_kinds_size(c->kinds, j); a++) {
        size_t i = c->kinds->member[c->kinds->first[j] + a];
        c->in[i] = 1;
        list(c, took, j, a + 1, left - 1, size);
        c->in[i] = 0;
    }
}

static bool each(void *data, const size_t *took)
{
    collect *c = data;
    cm_rat share = { 0, 0 };
    size_t size = 0;
    for (size_t j = 0; j < c->kinds->count; j++) size += took[j];
    if (c->smallest == 0 || size < c->smallest) c->smallest = size;
    if (size > c->largest) c->largest = size;
    list(c, took, 0, 0, took[0], size);
    if (!c->count) return c->status == CM_OK && c->table->nrows < c->most;
    if (size == 0 || c->status != CM_OK) return c->status == CM_OK;
    cm_kinds_coalitions(c->kinds, took, &c->one);
    cm_rat_add(&c->total, &c->total, &c->one);
    for (size_t j = 0; j < c->kinds->count; j++) {
        if (took[j] == 0) continue;
        if (took[j] == cm_kinds_size(c->kinds, j)) {
            cm_rat_add(&c->of[j], &c->of[j], &c->one);
            continue;
        }
        cm_rat_set_ratio(&share, (int64_t)took[j], (int64_t)cm_kinds_size(c->kinds, j));
        cm_rat_add_mul(&c->of[j], &c->one, &share);
    }
    cm_rat_clear(&share);
    return true;
}

static cm_status collect_all(collect *c, const char *table, const char *total, bool *complete)
{
    static const char *const columns[] = { "coalition", "size", NULL };
    cm_ctx *ctx = c->ctx;
    cm_status status;
    CM_TRY(cm_result_table(ctx, c->result, table, columns, &c->table));
    c->count = c->kinds->profiles <= CM_MINIMAL_SCANNED;
    CM_TRY(cm_kinds_minimal(ctx, c->kinds, each, c, complete));
    CM_TRY(c->status);
    CM_TRY(cm_result_set(ctx, c->result, total, *complete && c->count ? cm_voting_whole(ctx, c->result->arena, &c->total) : cm_none()));
    if (c->count && !*complete) c->count = false;
out:
    return status;
}

static cm_status put_members(cm_ctx *ctx, const cm_vote *vote, const collect *win, const collect *block, unsigned char *in, cm_result *result)
{
    static const char *const columns[] = { "player", "veto", "dummy", "alone", "winning", "blocking", NULL };
    int64_t vetoers = 0, dummies = 0;
    const char *dictator = NULL;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < vote->n; i++) {
        size_t j = win->kinds->of[i];
        bool veto, alone, counted = win->count && block->count, dummy = counted && cm_rat_sign(&win->of[j]) == 0;
        memset(in, 1, vote->n);
        in[i] = 0;
        veto = !cm_vote_wins(vote, in);
        memset(in, 0, vote->n);
        in[i] = 1;
        alone = cm_vote_wins(vote, in);
        if (veto && alone) dictator = vote->player[i];
        cm_value row[] = { cm_text(vote->player[i]), cm_truth(veto), counted ? cm_truth(dummy) : cm_none(), cm_truth(alone),
                           counted ? cm_voting_whole(ctx, result->arena, &win->of[j]) : cm_none(), counted ? cm_voting_whole(ctx, result->arena, &block->of[j]) : cm_none() };
        CM_TRY(cm_table_row(ctx, result, table, row));
        vetoers += veto;
        dummies += dummy;
    }
    CM_TRY(cm_result_set(ctx, result, "vetoers", cm_integer(vetoers)));
    CM_TRY(cm_result_set(ctx, result, "dummies", win->count && block->count ? cm_integer(dummies) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "dictator", dictator != NULL ? cm_text(dictator) : cm_none()));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const collect *win, const collect *block, bool cut, cm_result *result)
{
    const cm_value *vetoers = cm_result_get(result, "vetoers"), *dummies = cm_result_get(result, "dummies"), *dictator = cm_result_get(result, "dictator");
    const char *text;
    cm_status status = CM_OK;
    if (dictator->kind == CM_TEXT) {
        text = cm_format(ctx, result->arena, "'%s' decides alone: what the others want never matters.", dictator->as.text);
    } else if (vetoers->as.integer > 0) {
        text = "A member with a veto is in every winning coalition: nothing passes against it, but a veto does not suffice to pass anything.";
    } else {
        text = "Nobody has a veto: each single member can be outvoted by all the others.";
    }
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (dummies->kind == CM_INTEGER && dummies->as.integer > 0) {
        CM_TRY(cm_result_note(ctx, result, "A dummy has a vote that never counts: whenever a coalition wins with it, it wins without it as well."));
    }
    if (!win->count || !block->count) CM_TRY(cm_result_note(ctx, result, "There are too many different members to go through all coalitions: those listed are minimal, how many there are is not known, and sizes are of those listed."));
    else if (cut) CM_TRY(cm_result_note(ctx, result, "The lists are cut: `most` says how many coalitions are listed."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    size_t most = (size_t)((const cm_minimal_params *)params)->most;
    cm_arena scratch = { NULL };
    cm_vote dual;
    cm_kinds kinds, outside = { .count = 0 };
    cm_tu names;
    bool complete = false, all = false, cut;
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    collect win = { .ctx = ctx, .kinds = &kinds, .names = &names, .result = result, .in = in, .most = most }, block = win;
    cm_status status;
    if (in == NULL) CM_LEAVE(ctx->status);
    block.kinds = &outside;
    CM_TRY(cm_voting_names(ctx, vote, &names));
    CM_TRY(cm_vote_dual(ctx, &scratch, vote, &dual));
    CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
    CM_TRY(cm_kinds_find(ctx, &scratch, &dual, &outside));
    win.of = cm_rats_new(ctx, vote->n);
    block.of = cm_rats_new(ctx, vote->n);
    if (win.of == NULL || block.of == NULL) CM_LEAVE(ctx->status);
    CM_TRY(collect_all(&win, "winning", "minimal_winning", &complete));
    CM_TRY(collect_all(&block, "blocking", "minimal_blocking", &all));
    CM_TRY(cm_result_set(ctx, result, "smallest", cm_integer((int64_t)win.smallest)));
    CM_TRY(cm_result_set(ctx, result, "largest", cm_integer((int64_t)win.largest)));
    CM_TRY(cm_result_set(ctx, result, "smallest_blocking", cm_integer((int64_t)block.smallest)));
    CM_TRY(put_members(ctx, vote, &win, &block, in, result));
    complete = complete && all && win.count && block.count;
    cm_rat_set_ratio(&win.one, (int64_t)win.table->nrows, 1);
    cm_rat_set_ratio(&block.one, (int64_t)block.table->nrows, 1);
    cut = !complete || cm_rat_compare(&win.one, &win.total) != 0 || cm_rat_compare(&block.one, &block.total) != 0;
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(complete)));
    CM_TRY(cm_result_set(ctx, result, "cut", cm_truth(cut)));
    CM_TRY(say(ctx, &win, &block, cut, result));
out:
    for (int k = 0; k < 2; k++) {
        collect *c = k == 0 ? &win : &block;
        cm_rats_free(c->of, vote->n);
        cm_rat_clear(&c->total);
        cm_rat_clear(&c->one);
    }
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "most", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_minimal_params, most), .fallback = 20, .low = 1, .high = 100000,
      .about = "How many coalitions of each sort are listed; all are counted.", .about_zh = "每类最多列出多少个联盟；计数不受此限。" },
};

static const char *const summary_names[] = { "minimal_winning", "minimal_blocking", "smallest", "largest", "smallest_blocking", "vetoers", "dummies", "dictator", "complete", "cut", NULL };

extern const cm_concept cm_concept_minimal_winning;
const cm_concept cm_concept_minimal_winning = {
    .name = "minimal-winning",
    .title = "Minimal winning coalitions",
    .title_zh = "最小获胜联盟",
    .about = "Which sets of members can just decide, which can just block, and who has a veto, never matters, or decides alone.",
    .about_zh = "哪些成员组合恰好足以作出决定，哪些恰好足以阻止决定；谁拥有否决权，谁的票毫无作用，谁能独断。",
    .formula = "S wins, and S - i loses for every i in S; S blocks when N - S loses",
    .source = "J. von Neumann, O. Morgenstern, Theory of Games and Economic Behavior, 2nd ed., Princeton University Press (1947), ch. 10; "
              "A. D. Taylor, W. S. Zwicker, Simple Games, Princeton University Press (1999), ch. 1",
    .certificate = "each coalition listed wins or blocks, and not without any one of its members; the numbers are counted again over all coalitions, without "
                   "turning back",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_minimal_params),
    .run = run,
    .check = cm_minimal_winning_check,
};
