/* sequential_kind.c: the printed kinds of assessments, and the intuitive criterion, held against other means: a reply is
 * best under some belief if and only if no mixture of the others is better with every type, which a linear programme
 * tells (D. G. Pearce, "Rationalizable strategic behavior and the problem of perfection", Econometrica 52 (1984)
 * 1029-1050, lemma 3), where beliefs.c looks for corners of the beliefs. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/strategic/assessment.h"

typedef struct judging {
    cm_treeplay play;
    cm_signalling game;
    cm_rat *mix;
    bool *in, *reply;                /* types; replies to a message */
    double *row;                     /* replies + 1 */
    bool fractions;
    cm_arena arena;
} judging;

/* The most by which a mixture of other replies beats reply r with each type of `in`: above 0, r is never best. */
static cm_status beaten(cm_ctx *ctx, judging *j, size_t m, size_t r, bool *never)
{
    const cm_signalling *s = &j->game;
    size_t replies = cm_signalling_replies(s, m), receiver = 1 - s->sender;
    cm_lp_answer answer;
    double most = 0;
    cm_lp *lp = cm_lp_new(ctx, replies + 1, true);
    cm_status status = CM_OK;
    if (lp == NULL) CM_LEAVE(ctx->status);
    for (size_t o = 0; o < replies; o++) CM_TRY(cm_lp_column(ctx, lp, o, 0, 0, 1, false));
    CM_TRY(cm_lp_column(ctx, lp, replies, 1, -HUGE_VAL, HUGE_VAL, false));
    for (size_t t = 0; t < s->types; t++) {
        if (!j->in[t]) continue;
        for (size_t o = 0; o < replies; o++) j->row[o] = cm_rat_value(cm_signalling_get(s, receiver, t, m, o));
        j->row[replies] = -1;
        CM_TRY(cm_lp_row(ctx, lp, j->row, j->row[r], HUGE_VAL));
    }
    for (size_t o = 0; o < replies; o++) j->row[o] = 1;
    j->row[replies] = 0;
    CM_TRY(cm_lp_row(ctx, lp, j->row, 1, 1));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, &most, NULL));
    *never = answer == CM_LP_OPTIMAL && most > ctx->tol.cert * j->play.scale;
out:
    cm_lp_free(lp);
    return status;
}

static cm_status best_replies(cm_ctx *ctx, judging *j, size_t m)
{
    bool never = false;
    cm_status status = CM_OK;
    for (size_t r = 0; r < cm_signalling_replies(&j->game, m); r++) {
        CM_TRY(beaten(ctx, j, m, r, &never));
        j->reply[r] = !never;
    }
out:
    return status;
}

/* The best (or the worst) that type t gets by m from the replies at hand. */
static const cm_rat *extreme(const judging *j, size_t t, size_t m, bool best)
{
    const cm_rat *at = NULL;
    for (size_t r = 0; r < cm_signalling_replies(&j->game, m); r++) {
        const cm_rat *pays = cm_signalling_get(&j->game, j->game.sender, t, m, r);
        int order = at == NULL ? 0 : cm_rat_compare(pays, at);
        if (j->reply[r] && (at == NULL || (best ? order > 0 : order < 0))) at = pays;
    }
    return at;
}

/* Is there a type that fails the criterion by m?  j->play.value holds what types get. */
static cm_status fails_by(cm_ctx *ctx, judging *j, size_t m, bool *fails)
{
    const cm_signalling *s = &j->game;
    size_t left = 0;
    cm_status status = CM_OK;
    for (size_t t = 0; t < s->types; t++) j->in[t] = s->option[t * s->efg->nsets + m] != SIZE_MAX;
    CM_TRY(best_replies(ctx, j, m));
    for (size_t t = 0; t < s->types; t++) {
        const cm_rat *most = j->in[t] ? extreme(j, t, m, true) : NULL;
        if (most == NULL) continue;
        j->in[t] = !cm_treeplay_above(ctx, &j->play, &j->play.value[s->start[t]], most, j->fractions);
        left += j->in[t] ? 1 : 0;
    }
    if (left == 0) goto out;
    CM_TRY(best_replies(ctx, j, m));
    for (size_t t = 0; t < s->types; t++) {
        const cm_rat *least = j->in[t] ? extreme(j, t, m, false) : NULL;
        if (least != NULL && cm_treeplay_above(ctx, &j->play, least, &j->play.value[s->start[t]], j->fractions)) *fails = true;
    }
out:
    return status;
}

/* Where a type goes: its only move, as a set of the receiver's or as the name of an end; NULL when it mixes. */
static const void *goes(const judging *j, size_t t)
{
    const cm_efg *efg = j->game.efg;
    const cm_efg_node *start = &efg->node[j->game.start[t]];
    const void *to = NULL;
    size_t taken = 0;
    for (size_t a = 0; a < efg->set[start->set].nactions; a++) {
        const cm_efg_node *child = &efg->node[start->child[a]];
        if (cm_rat_sign(&j->mix[j->play.base[start->set] + a]) == 0) continue;
        taken++;
        to = child->kind == CM_EFG_MOVE ? (const void *)&efg->set[child->set] : efg->set[start->set].action[a];
        for (size_t u = 0; u < t && child->kind != CM_EFG_MOVE; u++) {
            const cm_efg_set *other = &efg->set[efg->node[j->game.start[u]].set];
            for (size_t b = 0; b < other->nactions; b++) {         /* the first type's spelling stands for all */
                if (strcmp(other->action[b], to) == 0 && efg->node[efg->node[j->game.start[u]].child[b]].kind != CM_EFG_MOVE) to = other->action[b];
            }
        }
    }
    return taken == 1 ? to : NULL;
}

static const char *kind_of(const judging *j)
{
    size_t distinct = 0;
    for (size_t t = 0; t < j->game.types; t++) {
        bool seen = false;
        if (goes(j, t) == NULL) return "semi-separating";
        for (size_t u = 0; u < t; u++) seen = seen || goes(j, u) == goes(j, t);
        distinct += seen ? 0 : 1;
    }
    if (distinct == 1) return "pooling";
    return distinct == j->game.types ? "separating" : "partly pooling";
}

static cm_status check_one(cm_ctx *ctx, judging *j, const cm_result *result, int64_t number)
{
    const cm_table *said = cm_result_find(result, "assessments");
    size_t row = (size_t)number - 1;
    cm_value kind = cm_table_get(said, row, "kind"), intuitive = cm_table_get(said, row, "intuitive");
    const char *right;
    bool fails = false;
    cm_status status = CM_OK;
    j->fractions = j->play.exact;
    CM_TRY(cm_treeplay_read(ctx, &j->play, cm_result_find(result, "equilibria"), "strategy", number, j->mix, &j->fractions));
    right = kind_of(j);
    if (kind.kind != CM_TEXT || strcmp(kind.as.text, right) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %lld is %s", (long long)number, right));
    cm_treeplay_value(&j->play, j->game.sender, j->mix, NULL, 0);
    cm_treeplay_reach(&j->play, j->mix, SIZE_MAX);
    for (size_t m = 0; m < j->game.messages; m++) {
        const cm_efg_set *set = &j->game.efg->set[j->game.set[m]];
        bool sent = false;
        for (size_t k = 0; k < set->nnodes; k++) sent = sent || cm_rat_sign(&j->play.reach[set->node[k]]) > 0;
        if (!sent) CM_TRY(fails_by(ctx, j, m, &fails));
    }
    if (intuitive.kind != CM_TRUTH || intuitive.as.truth == fails) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %lld %s the intuitive criterion", (long long)number, fails ? "fails" : "passes");
out:
    return status;
}

cm_status cm_assessment_check_kinds(cm_ctx *ctx, const cm_efg *efg, const cm_result *result, int64_t count)
{
    judging j = { .mix = NULL };
    size_t most = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_treeplay_open(ctx, efg, &j.play));
    CM_TRY(cm_signalling_open(ctx, &j.play, &j.game));
    for (size_t m = 0; m < j.game.messages; m++) most = cm_signalling_replies(&j.game, m) > most ? cm_signalling_replies(&j.game, m) : most;
    j.mix = cm_rats_new(ctx, j.play.nactions);
    j.in = CM_NEW(ctx, &j.arena, j.game.types, bool);
    j.reply = CM_NEW(ctx, &j.arena, most, bool);
    j.row = CM_NEW(ctx, &j.arena, most + 1, double);
    if (j.mix == NULL || j.in == NULL || j.reply == NULL || j.row == NULL) CM_LEAVE(ctx->status);
    for (int64_t number = 1; number <= count; number++) CM_TRY(check_one(ctx, &j, result, number));
out:
    cm_rats_free(j.mix, j.play.nactions);
    cm_signalling_close(&j.game);
    cm_treeplay_close(&j.play);
    cm_arena_free(&j.arena);
    return status;
}
