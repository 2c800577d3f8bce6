/* sequence.c: an equilibrium of a game of two players in extensive form, by its sequence form.
 *
 * Definition: behaviour strategies such that neither player does better by another one, the other's given (Nash).
 * In the sequence form a player's choice is a plan of as many numbers as it has actions, where the normal form would
 * have as many as all their combinations.  Where payoffs add up to the same at every end the equilibria are the optima
 * of a linear programme; else one is found by Lemke's algorithm.  One equilibrium is given: there may be others.
 * At sets that a player's own plan never comes to, its best reply to the other's plan is given.
 *
 * Summary: count (1), complete (false), constant_sum, method, sequences, value (constant sum: what the first gets).
 * Tables: equilibria (equilibrium, player, set, action, probability, exact, reached), payoffs (equilibrium, player,
 * value, exact).
 * Fails with: CM_E_DOMAIN for other than two players, or without perfect recall; CM_E_LIMIT.
 * Cost: of a programme, or of pivots on a tableau, with as many columns as actions.
 * Source: D. Koller, N. Megiddo, B. von Stengel, Games and Economic Behavior 14 (1996) 247-259. */
#include <string.h>

#include "solver/concept.h"
#include "solver/strategic/sequence_form.h"

typedef struct work {
    cm_treeplay play;
    cm_seqform form;
    cm_rat *plan[2], *mix;
    cm_rat *worth;                   /* of one player's sequences */
    size_t nworth;
    bool constant, programme;
} work;

static cm_status require(cm_ctx *ctx, const cm_efg *efg)
{
    if (efg->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "'sequence' takes games of two players, not of %zu", efg->n);
    if (cm_efg_perfect_recall(efg)) return CM_OK;
    return cm_fail(ctx, CM_E_DOMAIN, "a player forgets what it knew or did: the sequence form needs perfect recall");
}

/* Payoffs add up to the same at every end. */
static bool constant_sum(const cm_treeplay *t)
{
    const cm_efg *efg = t->efg;
    cm_rat first = { 0, 0 }, sum = { 0, 0 };
    bool any = false, same = true;
    for (size_t v = 0; v < efg->nnodes && same; v++) {
        if (efg->node[v].kind != CM_EFG_END) continue;
        cm_rat_add(&sum, &t->pay[2 * v], &t->pay[2 * v + 1]);
        if (any) same = cm_rat_compare(&sum, &first) == 0;
        else cm_rat_set(&first, &sum);
        any = true;
    }
    cm_rat_clear(&first);
    cm_rat_clear(&sum);
    return same;
}

/* worth: what each own sequence pays against the other's plan, sets that follow included. Sets that the plan does not
 * come to take the best action. */
static void behave(work *w, size_t p)
{
    const cm_seqform *s = &w->form;
    const cm_efg *efg = w->play.efg;
    for (size_t i = 0; i < s->count[p]; i++) {
        cm_rat_set_ratio(&w->worth[i], 0, 1);
        for (size_t j = 0; j < s->count[1 - p]; j++) {
            size_t cell = p == 0 ? i * s->count[1] + j : j * s->count[1] + i;
            if (cm_rat_sign(&w->plan[1 - p][j]) != 0) cm_rat_add_mul(&w->worth[i], &s->pay[p][cell], &w->plan[1 - p][j]);
        }
    }
    for (size_t k = s->nsets[p]; k-- > 0;) {
        size_t h = s->set[p][k], first = s->first[p][k], best = first;
        const cm_rat *before = &w->plan[p][s->before[p][k]];
        for (size_t a = 0; a < efg->set[h].nactions; a++) {
            if (cm_rat_compare(&w->worth[first + a], &w->worth[best]) > 0) best = first + a;
        }
        for (size_t a = 0; a < efg->set[h].nactions; a++) {
            cm_rat *to = &w->mix[w->play.base[h] + a];
            if (cm_rat_sign(before) > 0) cm_rat_div(to, &w->plan[p][first + a], before);
            else cm_rat_set_ratio(to, first + a == best ? 1 : 0, 1);
        }
        cm_rat_add(&w->worth[s->before[p][k]], &w->worth[s->before[p][k]], &w->worth[best]);
    }
}

static cm_status find(cm_ctx *ctx, work *w)
{
    cm_status status = CM_OK;
    w->constant = constant_sum(&w->play);
    for (size_t p = 0; p < 2; p++) {
        w->plan[p] = cm_rats_new(ctx, w->form.count[p]);
        if (w->plan[p] == NULL) return ctx->status;
    }
    w->nworth = w->form.count[0] > w->form.count[1] ? w->form.count[0] : w->form.count[1];
    w->worth = cm_rats_new(ctx, w->nworth);
    w->mix = cm_rats_new(ctx, w->play.nactions);
    if (w->worth == NULL || w->mix == NULL) return ctx->status;
    if (w->constant) CM_TRY(cm_seqform_programme(ctx, &w->form, w->play.efg, w->plan, &w->programme));
    if (!w->programme) CM_TRY(cm_seqform_lemke(ctx, &w->form, &w->play, w->plan));
    behave(w, 0);
    behave(w, 1);
out:
    return status;
}

static cm_status note(cm_ctx *ctx, const work *w, cm_result *result)
{
    const char *text = "This is one equilibrium; the game may have others, which this method does not look for.";
    if (w->constant) text = "Interests are opposed: there may be other equilibria, but each pays both players the same as this one.";
    if (cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    return cm_result_note(ctx, result, "Neither player gains by changing its plan before play; this alone does not make every threat off the path credible.");
}

static cm_status print(cm_ctx *ctx, work *w, cm_result *result)
{
    static const char *const columns[] = { "equilibrium", "player", "set", "action", "probability", "exact", "reached", NULL };
    static const char *const paid[] = { "equilibrium", "player", "value", "exact", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(1)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(false)));
    CM_TRY(cm_result_set(ctx, result, "constant_sum", cm_truth(w->constant)));
    CM_TRY(cm_result_set(ctx, result, "method", cm_text(w->programme ? "linear programme" : "complementary pivoting")));
    CM_TRY(cm_result_set(ctx, result, "sequences", cm_integer((int64_t)(w->form.count[0] + w->form.count[1]))));
    if (w->constant) {
        cm_value number, exact;
        cm_treeplay_value(&w->play, 0, w->mix, NULL, 0);
        CM_TRY(cm_treeplay_cells(ctx, result, &w->play, &w->play.value[0], &number, &exact));
        CM_TRY(cm_result_set(ctx, result, "value", number));
        CM_TRY(cm_result_set(ctx, result, "exact", exact));
    }
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &table));
    CM_TRY(cm_treeplay_print(ctx, result, table, &w->play, 1, w->mix));
    CM_TRY(cm_result_table(ctx, result, "payoffs", paid, &table));
    CM_TRY(cm_treeplay_print_payoffs(ctx, result, table, &w->play, 1, w->mix));
    CM_TRY(note(ctx, w, result));
out:
    return status;
}

static void close_work(work *w)
{
    cm_rats_free(w->plan[0], w->form.count[0]);
    cm_rats_free(w->plan[1], w->form.count[1]);
    cm_rats_free(w->worth, w->nworth);
    cm_rats_free(w->mix, w->play.nactions);
    cm_seqform_close(&w->form);
    cm_treeplay_close(&w->play);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    work w = { .constant = false };
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(require(ctx, &game->as.efg));
    CM_TRY(cm_treeplay_open(ctx, &game->as.efg, &w.play));
    CM_TRY(cm_seqform_open(ctx, &w.play, &w.form));
    CM_TRY(find(ctx, &w));
    CM_TRY(print(ctx, &w, result));
out:
    close_work(&w);
    return status;
}

/* The value printed in the summary is the first player's payoff. */
static cm_status check_value(cm_ctx *ctx, cm_treeplay *t, const cm_result *result, const cm_rat *mix)
{
    const cm_value *value = cm_result_get(result, "value"), *exact = cm_result_get(result, "exact");
    const cm_value *count = cm_result_get(result, "count"), *complete = cm_result_get(result, "complete");
    cm_rat printed = { 0, 0 };
    bool fractions = true;
    cm_status status = CM_OK;
    if (count == NULL || count->kind != CM_INTEGER || count->as.integer != 1 || complete == NULL || complete->kind != CM_TRUTH || complete->as.truth) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: one equilibrium is no complete list");
    }
    if (value == NULL) return CM_OK;
    CM_TRY(cm_treeplay_read_cell(ctx, *value, exact == NULL ? cm_none() : *exact, &printed, &fractions));
    cm_treeplay_value(t, 0, mix, NULL, 0);
    if (!cm_treeplay_same(ctx, t, &printed, &t->value[0], fractions)) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: the value is %.12g", cm_rat_value(&t->value[0]));
out:
    cm_rat_clear(&printed);
    return status;
}

/* Nobody's best reply, found on the tree from its ends backwards, gets more than the printed strategies pay. */
static cm_status check_play(cm_ctx *ctx, cm_treeplay *t, const cm_result *result, cm_rat *mix, cm_rat *best)
{
    bool fractions = t->exact;
    cm_status status = CM_OK;
    CM_TRY(cm_treeplay_read(ctx, t, cm_result_find(result, "equilibria"), "action", 1, mix, &fractions));
    if (cm_result_find(result, "equilibria")->nrows != t->nactions) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there are rows of more than one equilibrium"));
    CM_TRY(cm_treeplay_check_payoffs(ctx, t, cm_result_find(result, "payoffs"), 1, mix, fractions));
    CM_TRY(check_value(ctx, t, result, mix));
    for (size_t i = 0; i < t->efg->n; i++) {
        CM_TRY(cm_treeplay_best(ctx, t, i, mix, best));
        cm_treeplay_value(t, i, mix, NULL, 0);
        if (!cm_treeplay_above(ctx, t, best, &t->value[0], fractions)) continue;
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' would get %.12g by its best reply, not %.12g", t->efg->player[i], cm_rat_value(best), cm_rat_value(&t->value[0])));
    }
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_treeplay t = { .efg = NULL };
    cm_rat *mix = NULL, best = { 0, 0 };
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_treeplay_open(ctx, &game->as.efg, &t));
    mix = cm_rats_new(ctx, t.nactions);
    if (mix == NULL) CM_LEAVE(ctx->status);
    CM_TRY(check_play(ctx, &t, result, mix, &best));
out:
    cm_rats_free(mix, t.nactions);
    cm_rat_clear(&best);
    cm_treeplay_close(&t);
    return status;
}

static const char *const summary_names[] = { "count", "complete", "constant_sum", "method", "sequences", "value", "exact", NULL };

const cm_concept cm_concept_sequence = {
    .name = "sequence",
    .title = "Equilibrium in sequence form",
    .title_zh = "序列形式均衡",
    .about = "One way for two players to play a game of several moves, hidden cards and chance included, such that neither does better by another plan.",
    .about_zh = "在含多步行动、隐藏信息与机遇的双人博弈中，给出一种双方都无法通过改变计划而获益的打法。",
    .formula = "x maximises x'Ay over Ex = e, x >= 0; y maximises x'By over Fy = f, y >= 0; x, y: probabilities of sequences of own actions",
    .source = "D. Koller, N. Megiddo, B. von Stengel, \"Efficient computation of equilibria for extensive two-person games\", Games and Economic Behavior 14 (1996) 247-259",
    .certificate = "neither player's best reply to the printed strategies, found on the tree from its ends backwards, gets more than they pay it; exactly where payoffs are fractions",
    .summary = summary_names,
    .takes = CM_GAME_EFG,
    .run = run,
    .check = check,
};
