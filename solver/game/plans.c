/* plans.c: plans of an extensive game, its reduced normal form, and simultaneous moves as a tree.
 *
 * Plans are made without recursion, set after set, as an odometer that skips sets which are not reached:
 * trees may be 10^5 moves deep. */
#include "solver/game/plans.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 1 << 26 };                    /* of plans, all sets together */

/* --- plans ------------------------------------------------------------------------------------------ */

typedef struct planner {
    const cm_efg *efg;
    size_t *before;                            /* of a node: the last node before it of the same player; SIZE_MAX: none */
    size_t *by;                                /* ... and the action taken there */
    size_t *place;                             /* of a set: its place among its player's */
    bool recall;                               /* nobody forgets: the last own move tells all of them */
} planner;

static void look_back(planner *p)
{
    const cm_efg *efg = p->efg;
    for (size_t v = 0; v < efg->nnodes; v++) {
        size_t u = v;
        p->before[v] = SIZE_MAX;
        if (efg->node[v].kind != CM_EFG_MOVE) continue;
        while (efg->node[u].parent != SIZE_MAX && p->before[v] == SIZE_MAX) {
            size_t up = efg->node[u].parent;
            if (efg->node[up].kind == CM_EFG_MOVE && efg->set[efg->node[up].set].player == efg->set[efg->node[v].set].player) {
                p->before[v] = up;
                p->by[v] = efg->node[u].action;
            }
            u = up;
        }
    }
}

/* Do the actions chosen at the first `known` sets leave some node of this set possible? */
static bool reached(const planner *p, const cm_efg_set *set, const size_t *chosen, size_t known)
{
    for (size_t k = 0; k < set->nnodes; k++) {
        bool possible = true;
        for (size_t v = set->node[k]; possible && p->before[v] != SIZE_MAX; v = p->before[v]) {
            size_t at = p->place[p->efg->node[p->before[v]].set];
            possible = at >= known || chosen[at] == p->by[v];
            if (p->recall) break;
        }
        if (possible) return true;
    }
    return false;
}

/* Write all plans of a player to `out`, or only count them when it is NULL; false when there are more than `most`. */
static bool write_plans(const planner *p, const cm_plans *own, size_t *chosen, size_t most, size_t *out, size_t *count)
{
    size_t at = 0;
    *count = 0;
    for (;;) {
        for (; at < own->nsets; at++) chosen[at] = reached(p, &p->efg->set[own->set[at]], chosen, at) ? 0 : SIZE_MAX;
        if (*count == most) return false;
        if (out != NULL && own->nsets > 0) memcpy(out + *count * own->nsets, chosen, own->nsets * sizeof *out);
        ++*count;
        while (at > 0 && (chosen[at - 1] == SIZE_MAX || chosen[at - 1] + 1 == p->efg->set[own->set[at - 1]].nactions)) at--;
        if (at == 0) return true;
        chosen[at - 1]++;
    }
}

/* The sets of each player in the order of their first nodes. */
static cm_status own_sets(cm_ctx *ctx, cm_arena *arena, planner *p, cm_plans *plans)
{
    const cm_efg *efg = p->efg;
    size_t **list = CM_NEW(ctx, arena, efg->n, size_t *);
    unsigned char *seen = CM_NEW(ctx, arena, efg->nsets + 1, unsigned char);
    if (list == NULL || seen == NULL) return ctx->status;
    for (size_t h = 0; h < efg->nsets; h++) plans[efg->set[h].player].nsets++;
    for (size_t i = 0; i < efg->n; i++) {
        list[i] = CM_NEW(ctx, arena, plans[i].nsets + 1, size_t);
        if (list[i] == NULL) return ctx->status;
        plans[i].set = list[i];
        plans[i].nsets = 0;
    }
    for (size_t v = 0; v < efg->nnodes; v++) {
        size_t h = efg->node[v].set, i;
        if (efg->node[v].kind != CM_EFG_MOVE || seen[h]) continue;
        seen[h] = 1;
        i = efg->set[h].player;
        p->place[h] = plans[i].nsets;
        list[i][plans[i].nsets++] = h;
    }
    return CM_OK;
}

static cm_status plans_of(cm_ctx *ctx, cm_arena *arena, const planner *p, size_t i, cm_plans *own)
{
    size_t most = own->nsets > 0 ? ENTRIES / own->nsets : 1, *chosen = CM_NEW(ctx, arena, own->nsets + 1, size_t), *out;
    if (most > CM_NFG_MOST) most = CM_NFG_MOST;
    if (chosen == NULL) return ctx->status;
    if (!write_plans(p, own, chosen, most, NULL, &own->count)) {
        return cm_fail(ctx, CM_E_LIMIT, "player '%s' has more than %zu strategies in the normal form of this tree, too many to be written out", p->efg->player[i], most);
    }
    out = CM_NEW(ctx, arena, own->count * own->nsets + 1, size_t);
    if (out == NULL) return ctx->status;
    (void)write_plans(p, own, chosen, most, out, &own->count);
    own->action = out;
    return CM_OK;
}

cm_status cm_efg_plans(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_plans **plans)
{
    planner p = { .efg = efg };
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    p.before = CM_NEW(ctx, &scratch, efg->nnodes, size_t);
    p.by = CM_NEW(ctx, &scratch, efg->nnodes, size_t);
    p.place = CM_NEW(ctx, &scratch, efg->nsets + 1, size_t);
    *plans = CM_NEW(ctx, arena, efg->n, cm_plans);
    if (p.before == NULL || p.by == NULL || p.place == NULL || *plans == NULL) CM_TRY(ctx->status);
    look_back(&p);
    p.recall = cm_efg_perfect_recall(efg);
    CM_TRY(own_sets(ctx, arena, &p, *plans));
    for (size_t i = 0; i < efg->n; i++) CM_TRY(plans_of(ctx, arena, &p, i, &(*plans)[i]));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- payoffs ---------------------------------------------------------------------------------------- */

typedef struct visit {
    size_t node;
    double weight;
    cm_frac exact;
} visit;

typedef struct payer {
    const cm_efg *efg;
    const cm_plans *plans;
    const size_t *place;                       /* of a set: its place among its player's */
    const size_t **chosen;                     /* of a player: the actions of its plan */
    visit *stack;
    bool exact;
} payer;

static bool add_outcome(const payer *p, const visit *at, double *payoff, cm_frac *exact)
{
    const cm_efg_outcome *outcome = &p->efg->outcome[p->efg->node[at->node].outcome];
    for (size_t i = 0; i < p->efg->n; i++) {
        cm_frac part;
        if (!p->exact) payoff[i] += at->weight * outcome->payoff[i];
        else if (!cm_frac_mul(at->exact, outcome->exact[i], &part) || !cm_frac_add(exact[i], part, &exact[i])) return false;
    }
    return true;
}

/* What a combination of plans pays; false when a fraction does not fit. */
static bool pay(payer *p, double *payoff, cm_frac *exact)
{
    const cm_efg *efg = p->efg;
    size_t depth = 1;
    p->stack[0] = (visit){ 0, 1, { 1, 1 } };
    for (size_t i = 0; i < efg->n; i++) {
        payoff[i] = 0;
        if (p->exact) exact[i] = (cm_frac){ 0, 1 };
    }
    while (depth > 0) {
        visit at = p->stack[--depth];
        const cm_efg_node *node = &efg->node[at.node];
        if (node->outcome != SIZE_MAX && !add_outcome(p, &at, payoff, exact)) return false;
        if (node->kind == CM_EFG_MOVE) {
            at.node = node->child[p->chosen[efg->set[node->set].player][p->place[node->set]]];
            p->stack[depth++] = at;
        }
        for (size_t a = 0; node->kind == CM_EFG_CHANCE && a < efg->chance[node->set].nactions; a++) {
            cm_frac share = efg->chance[node->set].probability[a];
            visit next = { node->child[a], at.weight * cm_frac_value(share), { 1, 1 } };
            if (share.num == 0) continue;
            if (p->exact && !cm_frac_mul(at.exact, share, &next.exact)) return false;
            p->stack[depth++] = next;
        }
    }
    for (size_t i = 0; p->exact && i < efg->n; i++) payoff[i] = cm_frac_value(exact[i]);
    return true;
}

/* All cells; *fits is false when a fraction did not fit. */
static cm_status pay_cells(cm_ctx *ctx, payer *p, const cm_nfg *nfg, double *payoff, cm_frac *exact, bool *fits)
{
    for (size_t cell = 0; cell < nfg->cells && *fits; cell++) {
        size_t rest = cell;
        if (cell % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while the normal form was written out");
        for (size_t i = 0; i < nfg->n; rest /= nfg->count[i], i++) p->chosen[i] = p->plans[i].action + rest % nfg->count[i] * p->plans[i].nsets;
        *fits = pay(p, payoff + cell * nfg->n, p->exact ? exact + cell * nfg->n : NULL);
    }
    return CM_OK;
}

static cm_status fill_cells(cm_ctx *ctx, cm_arena *arena, cm_arena *scratch, payer *p, cm_nfg *nfg)
{
    const cm_efg *efg = p->efg;
    double *payoff = CM_NEW(ctx, arena, nfg->cells * nfg->n, double);
    size_t *place = CM_NEW(ctx, scratch, efg->nsets + 1, size_t);
    cm_frac *exact = NULL;
    bool fits = true;
    p->chosen = CM_NEW(ctx, scratch, efg->n, const size_t *);
    p->stack = CM_NEW(ctx, scratch, efg->nnodes + 1, visit);
    if (payoff == NULL || place == NULL || p->chosen == NULL || p->stack == NULL) return ctx->status;
    for (size_t i = 0; i < efg->n; i++) {
        for (size_t j = 0; j < p->plans[i].nsets; j++) place[p->plans[i].set[j]] = j;
    }
    p->place = place;
    p->exact = true;
    for (size_t o = 0; o < efg->noutcomes; o++) p->exact = p->exact && efg->outcome[o].exact != NULL;
    if (p->exact && (exact = CM_NEW(ctx, arena, nfg->cells * nfg->n, cm_frac)) == NULL) return ctx->status;
    if (pay_cells(ctx, p, nfg, payoff, exact, &fits) != CM_OK) return ctx->status;
    if (!fits) {
        exact = NULL;
        p->exact = false;
        fits = true;
        if (pay_cells(ctx, p, nfg, payoff, NULL, &fits) != CM_OK) return ctx->status;
    }
    nfg->payoff = payoff;
    nfg->exact = exact;
    return CM_OK;
}

/* --- names ------------------------------------------------------------------------------------------ */

/* "in/fight"; a star where the player never comes; "-" for a player who never moves. */
static char *plan_name(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, const cm_plans *own, size_t k)
{
    size_t length = 2, used = 0;
    char *text;
    for (size_t j = 0; j < own->nsets; j++) {
        size_t a = own->action[k * own->nsets + j];
        length += 1 + (a == SIZE_MAX ? 1 : strlen(efg->set[own->set[j]].action[a]));
    }
    if ((text = CM_NEW(ctx, arena, length, char)) == NULL) return NULL;
    if (own->nsets == 0) text[0] = '-';
    for (size_t j = 0; j < own->nsets; j++) {
        size_t a = own->action[k * own->nsets + j];
        const char *name = a == SIZE_MAX ? "*" : efg->set[own->set[j]].action[a];
        if (j > 0) text[used++] = '/';
        memcpy(text + used, name, strlen(name));
        used += strlen(name);
    }
    return text;
}

static cm_status name_strategies(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, const cm_plans *plans, cm_nfg *nfg)
{
    const char *const **strategy = CM_NEW(ctx, arena, efg->n, const char *const *);
    if (strategy == NULL) return ctx->status;
    for (size_t i = 0; i < efg->n; i++) {
        const char **name = CM_NEW(ctx, arena, plans[i].count, const char *);
        if (name == NULL) return ctx->status;
        for (size_t k = 0; k < plans[i].count; k++) {
            if ((name[k] = plan_name(ctx, arena, efg, &plans[i], k)) == NULL) return ctx->status;
        }
        strategy[i] = name;
    }
    nfg->strategy = strategy;
    return CM_OK;
}

cm_status cm_efg_normal(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_nfg *nfg)
{
    cm_arena scratch = { NULL };
    payer p = { .efg = efg };
    cm_plans *plans;
    size_t *count = CM_NEW(ctx, arena, efg->n, size_t);
    double product = 1;
    cm_status status = CM_OK;
    if (count == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_efg_plans(ctx, &scratch, efg, &plans));
    *nfg = (cm_nfg){ .n = efg->n, .count = count, .player = efg->player };
    for (size_t i = 0; i < efg->n; i++) {
        count[i] = plans[i].count;
        product *= (double)plans[i].count;
    }
    if (!cm_nfg_cells(count, efg->n, &nfg->cells)) {
        CM_TRY(cm_fail(ctx, CM_E_LIMIT, "the normal form of this tree has %.4g combinations of strategies, more than can be written out", product));
    }
    if (product * (double)efg->nnodes > ctx->work_limit) {
        CM_TRY(cm_fail(ctx, CM_E_LIMIT, "the normal form of this tree has %.4g combinations of strategies over %zu nodes, more than the limit of %g steps allows", product, efg->nnodes,
                       ctx->work_limit));
    }
    p.plans = plans;
    CM_TRY(fill_cells(ctx, arena, &scratch, &p, nfg));
    CM_TRY(name_strategies(ctx, arena, efg, plans, nfg));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- and back --------------------------------------------------------------------------------------- */

/* The cell of the q-th leaf: leaves are numbered with the last player's strategy running fastest. */
static size_t cell_of(const cm_nfg *nfg, size_t q, size_t *strategy)
{
    for (size_t i = nfg->n; i-- > 0; q /= nfg->count[i]) strategy[i] = q % nfg->count[i];
    return cm_nfg_cell(nfg, strategy);
}

/* Level by level: the children of a node stand side by side on the next. */
static cm_status grow(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_efg_node *node, cm_efg_set *set, size_t nnodes)
{
    size_t *child = CM_NEW(ctx, arena, nnodes, size_t), *list = CM_NEW(ctx, arena, nnodes, size_t), *strategy = CM_NEW(ctx, arena, nfg->n, size_t);
    size_t first = 0, width = 1, next = 1;
    if (child == NULL || list == NULL || strategy == NULL) return ctx->status;
    for (size_t v = 0; v < nnodes; v++) {
        child[v] = v + 1;                      /* of all nodes in a row: the children of a node are consecutive */
        list[v] = v;
        node[v].name = "";
        node[v].outcome = SIZE_MAX;
    }
    node[0].parent = node[0].action = SIZE_MAX;
    for (size_t i = 0; i < nfg->n; i++) {
        set[i] = (cm_efg_set){ .player = i, .nactions = nfg->count[i], .nnodes = width, .action = nfg->strategy[i], .node = list + first, .name = "" };
        for (size_t q = 0; q < width; q++) {
            node[first + q].kind = CM_EFG_MOVE;
            node[first + q].set = i;
            node[first + q].child = child + next - 1;
            for (size_t a = 0; a < nfg->count[i]; a++, next++) {
                node[next].parent = first + q;
                node[next].action = a;
            }
        }
        first += width;
        width *= nfg->count[i];
    }
    for (size_t q = 0; q < width; q++) node[first + q].outcome = cell_of(nfg, q, strategy);
    return CM_OK;
}

cm_status cm_nfg_extensive(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_efg *efg)
{
    size_t nnodes = 1, width = 1;
    cm_efg_outcome *outcome = CM_NEW(ctx, arena, nfg->cells, cm_efg_outcome);
    cm_efg_set *set = CM_NEW(ctx, arena, nfg->n, cm_efg_set);
    cm_efg_node *node;
    for (size_t i = 0; i < nfg->n; i++) nnodes += width *= nfg->count[i];
    if (nnodes > CM_EFG_MOST) return cm_fail(ctx, CM_E_LIMIT, "as a tree this game has %zu nodes, more than %d", nnodes, CM_EFG_MOST);
    node = CM_NEW(ctx, arena, nnodes, cm_efg_node);
    if (outcome == NULL || set == NULL || node == NULL) return ctx->status;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        outcome[cell] = (cm_efg_outcome){ cm_nfg_profile_text(ctx, arena, nfg, cell), nfg->payoff + cell * nfg->n, nfg->exact != NULL ? nfg->exact + cell * nfg->n : NULL };
        if (outcome[cell].name == NULL) return ctx->status;
    }
    if (grow(ctx, arena, nfg, node, set, nnodes) != CM_OK) return ctx->status;
    *efg = (cm_efg){ .n = nfg->n, .nnodes = nnodes, .nsets = nfg->n, .noutcomes = nfg->cells, .player = nfg->player, .node = node, .set = set, .outcome = outcome };
    return CM_OK;
}
