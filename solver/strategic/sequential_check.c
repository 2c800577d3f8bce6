/* sequential_check.c: printed assessments held against sequential rationality and Bayes' rule, on the tree itself. */
#include "solver/strategic/assessment.h"

#include <string.h>

typedef struct reading {
    cm_treeplay play;
    cm_rat *mix;
    cm_rat *belief, *low, *high;     /* a number a node */
    cm_rat sum, best, one;
    const cm_table *beliefs;
    size_t row;                      /* of the beliefs */
    bool fractions;
} reading;

/* Every action taken at a set gets, weighted with `weight` over the set's nodes, as much as any other. */
static bool rational(const cm_ctx *ctx, reading *r, size_t h, const cm_rat *weight)
{
    const cm_efg_set *set = &r->play.efg->set[h];
    bool good = true;
    for (size_t a = 0; a < 2 * set->nactions && good; a++) {   /* first round: the best; second: those taken */
        size_t act = a % set->nactions;
        cm_rat_set_ratio(&r->sum, 0, 1);
        for (size_t k = 0; k < set->nnodes; k++) cm_rat_add_mul(&r->sum, &weight[set->node[k]], &r->play.value[r->play.efg->node[set->node[k]].child[act]]);
        if (a < set->nactions && (a == 0 || cm_rat_compare(&r->sum, &r->best) > 0)) cm_rat_set(&r->best, &r->sum);
        if (a >= set->nactions && cm_rat_sign(&r->mix[r->play.base[h] + act]) > 0) good = !cm_treeplay_above(ctx, &r->play, &r->best, &r->sum, r->fractions);
    }
    return good;
}

static bool is_text(cm_value value, const char *text) { return value.kind == CM_TEXT && strcmp(value.as.text, text) == 0; }

/* The rows of set h in the order of types: beliefs and their range by node. */
static cm_status read_beliefs(cm_ctx *ctx, reading *r, int64_t number, size_t h, bool *reached)
{
    const cm_efg *efg = r->play.efg;
    bool all = true;
    cm_status status = CM_OK;
    for (size_t t = 0; t < efg->chance[efg->node[0].set].nactions; t++) {
        size_t v = SIZE_MAX;
        cm_value which = cm_table_get(r->beliefs, r->row, "equilibrium"), sent = cm_table_get(r->beliefs, r->row, "reached");
        for (size_t k = 0; k < efg->set[h].nnodes; k++) {
            if (efg->node[efg->node[efg->set[h].node[k]].parent].parent == 0 && efg->node[efg->node[efg->set[h].node[k]].parent].action == t) v = efg->set[h].node[k];
        }
        if (v == SIZE_MAX) continue;
        if (r->row >= r->beliefs->nrows || which.kind != CM_INTEGER || which.as.integer != number || sent.kind != CM_TRUTH ||
            !is_text(cm_table_get(r->beliefs, r->row, "type"), efg->chance[efg->node[0].set].action[t])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %lld has no belief in '%s' at set %zu", (long long)number, efg->chance[efg->node[0].set].action[t], h + 1);
        }
        *reached = sent.as.truth;
        CM_TRY(cm_treeplay_read_cell(ctx, cm_table_get(r->beliefs, r->row, "belief"), cm_table_get(r->beliefs, r->row, "exact"), &r->belief[v], &all));
        CM_TRY(cm_treeplay_read_cell(ctx, cm_table_get(r->beliefs, r->row, "low"), cm_table_get(r->beliefs, r->row, "exact_low"), &r->low[v], &all));
        CM_TRY(cm_treeplay_read_cell(ctx, cm_table_get(r->beliefs, r->row, "high"), cm_table_get(r->beliefs, r->row, "exact_high"), &r->high[v], &all));
        r->row++;
    }
    r->fractions = r->fractions && all;
out:
    return status;
}

/* Beliefs are chances that add up to 1, within their range, and Bayes' where the set is reached. */
static cm_status check_bayes(cm_ctx *ctx, reading *r, size_t h, bool reached)
{
    const cm_efg_set *set = &r->play.efg->set[h];
    cm_rat total = { 0, 0 }, share = { 0, 0 };
    bool good = true;
    cm_rat_set_ratio(&r->sum, 0, 1);
    for (size_t k = 0; k < set->nnodes; k++) cm_rat_add(&total, &total, &r->play.reach[set->node[k]]);
    good = (cm_rat_sign(&total) > 0) == reached;
    for (size_t k = 0; k < set->nnodes && good; k++) {
        const cm_rat *b = &r->belief[set->node[k]], *low = &r->low[set->node[k]], *high = &r->high[set->node[k]];
        cm_rat_add(&r->sum, &r->sum, b);
        good = cm_rat_sign(low) >= 0 && !cm_treeplay_above(ctx, &r->play, low, b, r->fractions) && !cm_treeplay_above(ctx, &r->play, b, high, r->fractions);
        if (!good || !reached) continue;
        cm_rat_div(&share, &r->play.reach[set->node[k]], &total);
        good = cm_treeplay_same(ctx, &r->play, b, &share, r->fractions) && cm_treeplay_same(ctx, &r->play, low, high, r->fractions);
    }
    good = good && cm_treeplay_same(ctx, &r->play, &r->sum, &r->one, r->fractions);
    cm_rat_clear(&total);
    cm_rat_clear(&share);
    return good ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the beliefs at set %zu do not follow from the messages", h + 1);
}

/* With two types: the beliefs that make a reply best are an interval.  At each end of the right one the reply is best, and
 * either the receiver is sure there, or another reply ties that wins beyond it. */
static bool range_is_right(const cm_ctx *ctx, reading *r, size_t h)
{
    const cm_efg_set *set = &r->play.efg->set[h];
    size_t v = set->node[0], u = set->node[1], taken = 0, ties;
    bool good = true;
    while (cm_rat_sign(&r->mix[r->play.base[h] + taken]) == 0) taken++;
    for (int end = 0; end < 2 && good; end++) {
        cm_rat weight = { 0, 0 };
        cm_rat_set(&weight, end == 0 ? &r->low[v] : &r->high[v]);
        cm_rat_set(&r->belief[v], &weight);
        cm_rat_sub(&r->belief[u], &r->one, &weight);
        good = rational(ctx, r, h, r->belief);
        ties = 0;
        for (size_t a = 0; a < set->nactions; a++) {
            cm_rat_sub(&r->sum, &r->play.value[r->play.efg->node[v].child[a]], &r->play.value[r->play.efg->node[v].child[taken]]);
            cm_rat_sub(&r->best, &r->play.value[r->play.efg->node[u].child[a]], &r->play.value[r->play.efg->node[u].child[taken]]);
            if (a == taken || cm_rat_sign(end == 0 ? &r->best : &r->sum) <= 0) continue;    /* it does not win where the range ends */
            cm_rat_mul(&r->sum, &r->sum, &r->belief[v]);
            cm_rat_add_mul(&r->sum, &r->best, &r->belief[u]);
            cm_rat_set_ratio(&r->best, 0, 1);
            ties += cm_treeplay_same(ctx, &r->play, &r->sum, &r->best, r->fractions) ? 1 : 0;
        }
        cm_rat_set_ratio(&r->best, 0, 1);
        good = good && (ties > 0 || cm_treeplay_same(ctx, &r->play, end == 0 ? &weight : &r->belief[u], &r->best, r->fractions));
        cm_rat_clear(&weight);
    }
    return good;
}

static cm_status check_set(cm_ctx *ctx, reading *r, int64_t number, size_t h, size_t sender)
{
    const cm_efg *efg = r->play.efg;
    bool reached = false;
    cm_status status = CM_OK;
    if (efg->set[h].nnodes == 0) return CM_OK;
    cm_treeplay_value(&r->play, efg->set[h].player, r->mix, NULL, 0);
    if (efg->set[h].player == sender) {
        cm_rat_set_ratio(&r->belief[efg->set[h].node[0]], 1, 1);
    } else {
        CM_TRY(read_beliefs(ctx, r, number, h, &reached));
        CM_TRY(check_bayes(ctx, r, h, reached));
    }
    if (!rational(ctx, r, h, r->belief)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld '%s' does better at set %zu", (long long)number, efg->player[efg->set[h].player], h + 1);
    if (efg->set[h].player == sender || reached || efg->set[h].nnodes != 2) return CM_OK;
    if (!range_is_right(ctx, r, h)) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld the range of beliefs at set %zu is another", (long long)number, h + 1);
out:
    return status;
}

static cm_status check_all(cm_ctx *ctx, reading *r, const cm_result *result, int64_t count)
{
    const cm_efg *efg = r->play.efg;
    size_t sender = efg->set[efg->node[efg->node[0].child[0]].set].player;
    cm_status status = CM_OK;
    for (int64_t number = 1; number <= count; number++) {
        r->fractions = r->play.exact;
        CM_TRY(cm_treeplay_read(ctx, &r->play, cm_result_find(result, "equilibria"), "strategy", number, r->mix, &r->fractions));
        CM_TRY(cm_treeplay_check_payoffs(ctx, &r->play, cm_result_find(result, "payoffs"), number, r->mix, r->fractions));
        cm_treeplay_reach(&r->play, r->mix, SIZE_MAX);
        for (size_t h = 0; h < efg->nsets; h++) CM_TRY(check_set(ctx, r, number, h, sender));
    }
    if (r->row != r->beliefs->nrows) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: there are beliefs of no equilibrium");
out:
    return status;
}

cm_status cm_assessment_check(cm_ctx *ctx, const cm_efg *efg, const cm_result *result)
{
    const cm_value *count = cm_result_get(result, "count");
    const cm_table *said = cm_result_find(result, "assessments"), *played = cm_result_find(result, "equilibria");
    reading r = { .beliefs = cm_result_find(result, "beliefs") };
    cm_rat *rats = NULL;
    cm_status status = CM_OK;
    CM_TRY(cm_treeplay_open(ctx, efg, &r.play));
    if (count == NULL || count->kind != CM_INTEGER || said == NULL || played == NULL || r.beliefs == NULL || said->nrows != (size_t)count->as.integer ||
        played->nrows != said->nrows * r.play.nactions) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the tables do not hold as many equilibria as are counted"));
    }
    r.mix = cm_rats_new(ctx, r.play.nactions);
    rats = cm_rats_new(ctx, 3 * efg->nnodes);
    if (r.mix == NULL || rats == NULL) CM_LEAVE(ctx->status);
    r.belief = rats;
    r.low = rats + efg->nnodes;
    r.high = rats + 2 * efg->nnodes;
    cm_rat_set_ratio(&r.one, 1, 1);
    CM_TRY(check_all(ctx, &r, result, count->as.integer));
    CM_TRY(cm_assessment_check_kinds(ctx, efg, result, count->as.integer));
out:
    cm_rats_free(rats, 3 * efg->nnodes);
    cm_rats_free(r.mix, r.play.nactions);
    cm_rat_clear(&r.sum);
    cm_rat_clear(&r.best);
    cm_rat_clear(&r.one);
    cm_treeplay_close(&r.play);
    return status;
}
