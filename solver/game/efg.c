/* efg.c: games in extensive form: held against their promises; who knows what. */
#include "solver/game/efg.h"

#include <math.h>
#include <stdint.h>

static const char *name_of(const cm_efg_set *set)
{
    return set->name != NULL && set->name[0] != '\0' ? set->name : "without a name";
}

static cm_status check_probabilities(cm_ctx *ctx, const cm_efg_set *set)
{
    cm_frac sum = { 0, 1 };
    for (size_t a = 0; a < set->nactions; a++) {
        if (set->probability[a].num < 0) return cm_fail(ctx, CM_E_INPUT, "chance move '%s' of set '%s' has the probability %g", set->action[a], name_of(set), cm_frac_value(set->probability[a]));
        if (!cm_frac_add(sum, set->probability[a], &sum)) return cm_fail(ctx, CM_E_INPUT, "the probabilities of chance set '%s' are too fine to be added up", name_of(set));
    }
    if (sum.num == sum.den) return CM_OK;
    return cm_fail(ctx, CM_E_INPUT, "the probabilities of chance set '%s' add up to %g, not to 1", name_of(set), cm_frac_value(sum));
}

static cm_status check_sets(cm_ctx *ctx, const cm_efg *efg, const cm_efg_set *set, size_t count, cm_efg_kind kind)
{
    for (size_t h = 0; h < count; h++) {
        if (set[h].nactions == 0) return cm_fail(ctx, CM_E_INPUT, "information set '%s' has no actions", name_of(&set[h]));
        if (kind == CM_EFG_MOVE && set[h].player >= efg->n) return cm_fail(ctx, CM_E_INPUT, "information set '%s' is nobody's", name_of(&set[h]));
        if (kind == CM_EFG_CHANCE && check_probabilities(ctx, &set[h]) != CM_OK) return ctx->status;
        for (size_t k = 0; k < set[h].nnodes; k++) {
            const cm_efg_node *node = set[h].node[k] < efg->nnodes ? &efg->node[set[h].node[k]] : NULL;
            if (node == NULL || node->kind != kind || node->set != h) return cm_fail(ctx, CM_E_INPUT, "information set '%s' holds a node of another", name_of(&set[h]));
        }
    }
    return CM_OK;
}

static cm_status check_node(cm_ctx *ctx, const cm_efg *efg, size_t v)
{
    const cm_efg_node *node = &efg->node[v];
    size_t nsets = node->kind == CM_EFG_CHANCE ? efg->nchance : efg->nsets, nactions;
    if (node->outcome != SIZE_MAX && node->outcome >= efg->noutcomes) return cm_fail(ctx, CM_E_INPUT, "node %zu has an outcome that there is not", v);
    if (node->kind == CM_EFG_END) return CM_OK;
    if (node->set >= nsets) return cm_fail(ctx, CM_E_INPUT, "node %zu has no information set", v);
    nactions = node->kind == CM_EFG_CHANCE ? efg->chance[node->set].nactions : efg->set[node->set].nactions;
    for (size_t a = 0; a < nactions; a++) {
        size_t child = node->child[a];
        if (child <= v || child >= efg->nnodes || efg->node[child].parent != v || efg->node[child].action != a) {
            return cm_fail(ctx, CM_E_INPUT, "move %zu of node %zu does not lead to a node of its own: this is no tree", a + 1, v);
        }
    }
    return CM_OK;
}

cm_status cm_efg_validate(cm_ctx *ctx, const cm_efg *efg)
{
    if (efg->n == 0 || efg->nnodes == 0) return cm_fail(ctx, CM_E_INPUT, "a game in extensive form needs players and a root");
    if (efg->nnodes > CM_EFG_MOST) return cm_fail(ctx, CM_E_LIMIT, "%zu nodes are more than %d", efg->nnodes, CM_EFG_MOST);
    if (efg->node[0].parent != SIZE_MAX) return cm_fail(ctx, CM_E_INPUT, "the root has a parent");
    if (check_sets(ctx, efg, efg->set, efg->nsets, CM_EFG_MOVE) != CM_OK) return ctx->status;
    if (check_sets(ctx, efg, efg->chance, efg->nchance, CM_EFG_CHANCE) != CM_OK) return ctx->status;
    for (size_t v = 0; v < efg->nnodes; v++) {
        if (check_node(ctx, efg, v) != CM_OK) return ctx->status;
        if (v > 0 && efg->node[v].parent >= v) return cm_fail(ctx, CM_E_INPUT, "node %zu is not reached from the root", v);
    }
    for (size_t o = 0; o < efg->noutcomes; o++) {
        for (size_t i = 0; i < efg->n; i++) {
            if (fabs(efg->outcome[o].payoff[i]) <= CM_NUM_LARGEST) continue;
            return cm_fail(ctx, CM_E_INPUT, "the payoff of '%s' in outcome '%s' is %g, which cannot be reckoned with", efg->player[i], efg->outcome[o].name, efg->outcome[o].payoff[i]);
        }
    }
    return CM_OK;
}

bool cm_efg_perfect_information(const cm_efg *efg)
{
    for (size_t h = 0; h < efg->nsets; h++) {
        if (efg->set[h].nnodes > 1) return false;
    }
    return true;
}

/* The last own move before a node: its set and action; false when there is none. */
static bool last_own(const cm_efg *efg, size_t v, size_t player, size_t *set, size_t *action)
{
    for (; efg->node[v].parent != SIZE_MAX; v = efg->node[v].parent) {
        const cm_efg_node *before = &efg->node[efg->node[v].parent];
        if (before->kind != CM_EFG_MOVE || efg->set[before->set].player != player) continue;
        *set = before->set;
        *action = efg->node[v].action;
        return true;
    }
    return false;
}

bool cm_efg_perfect_recall(const cm_efg *efg)
{
    for (size_t h = 0; h < efg->nsets; h++) {
        size_t set = 0, action = 0, other = 0, by = 0;
        bool any = efg->set[h].nnodes > 0 && last_own(efg, efg->set[h].node[0], efg->set[h].player, &set, &action);
        for (size_t k = 0; k < efg->set[h].nnodes; k++) {
            bool has = last_own(efg, efg->set[h].node[k], efg->set[h].player, &other, &by);
            if (has != any || (any && (other != set || by != action))) return false;
            if (has && other == h) return false;               /* the same set twice on a path */
        }
    }
    return true;
}

void cm_efg_payoff(const cm_efg *efg, size_t v, double *payoff)
{
    for (size_t i = 0; i < efg->n; i++) payoff[i] = 0;
    for (; v != SIZE_MAX; v = efg->node[v].parent) {
        if (efg->node[v].outcome == SIZE_MAX) continue;
        for (size_t i = 0; i < efg->n; i++) payoff[i] += efg->outcome[efg->node[v].outcome].payoff[i];
    }
}
