/* backward_check.c: the certificate of subgame-perfect equilibria, forwards and set by set.
 *
 * Values of the printed moves come from the ends (cm_efg_payoff), weighted by chance, not from the run.  A best answer
 * in a subgame is found by giving the player's sets their best moves, those with most own sets before them first:
 * under perfect recall what a set's nodes weigh depends on the others and chance alone. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/strategic/backward.h"
#include "solver/strategic/subgames.h"

typedef struct proof {
    const cm_efg *efg;
    cm_arena *arena;
    const cm_table *equilibria, *payoffs;
    size_t *action, *other;          /* nsets: printed; of the best answer */
    size_t *before;                  /* nsets: own sets before it */
    double *end, *value;             /* nnodes x n: payoffs of ends; what the printed moves give from there on */
    double *weight, *best;           /* nnodes */
    double *range;
} proof;

static double chance_of(const cm_efg *efg, size_t v, size_t a)
{
    return cm_frac_value(efg->chance[efg->node[v].set].probability[a]);
}

static cm_status read_equilibrium(cm_ctx *ctx, const proof *c, size_t k)
{
    for (size_t h = 0; h < c->efg->nsets; h++) {
        size_t row = k * c->efg->nsets + h, a = 0;
        cm_value number = cm_table_get(c->equilibria, row, "equilibrium"), action = cm_table_get(c->equilibria, row, "strategy"), p = cm_table_get(c->equilibria, row, "probability");
        bool good = number.kind == CM_INTEGER && number.as.integer == (int64_t)k + 1 && action.kind == CM_TEXT && p.kind == CM_NUMBER && fabs(p.as.number - 1) <= ctx->tol.cert;
        for (; good && a < c->efg->set[h].nactions; a++) {
            const char *label = cm_action_label(ctx, c->arena, c->efg, h, a);
            if (label == NULL) return ctx->status;
            if (strcmp(label, action.as.text) == 0) break;
        }
        if (!good || a == c->efg->set[h].nactions) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no move of set %zu in equilibrium %zu", row + 1, h + 1, k + 1);
        c->action[h] = a;
    }
    return CM_OK;
}

/* What the moves printed give from each node on, in payoffs of whole games. */
static void reckon(const proof *c)
{
    size_t n = c->efg->n;
    for (size_t v = c->efg->nnodes; v-- > 0;) {
        const cm_efg_node *node = &c->efg->node[v];
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            if (node->kind == CM_EFG_END) sum = c->end[v * n + i];
            if (node->kind == CM_EFG_MOVE) sum = c->value[node->child[c->action[node->set]] * n + i];
            for (size_t a = 0; node->kind == CM_EFG_CHANCE && a < cm_efg_moves(c->efg, v); a++) sum += chance_of(c->efg, v, a) * c->value[node->child[a] * n + i];
            c->value[v * n + i] = sum;
        }
    }
}

static cm_status check_payoffs(cm_ctx *ctx, const proof *c, size_t k)
{
    for (size_t i = 0; i < c->efg->n; i++) {
        cm_value v = cm_table_get(c->payoffs, k * c->efg->n + i, "value");
        if (v.kind == CM_NUMBER && fabs(v.as.number - c->value[i]) <= ctx->tol.cert * c->range[i]) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu pays '%s' %.12g", k + 1, c->efg->player[i], c->value[i]);
    }
    return CM_OK;
}

/* Perfect information: each move against each other one. `alone`: no other may be as good. */
static cm_status check_moves(cm_ctx *ctx, const proof *c, size_t k, bool alone)
{
    for (size_t v = 0; v < c->efg->nnodes; v++) {
        const cm_efg_node *node = &c->efg->node[v];
        size_t i = node->kind == CM_EFG_MOVE ? c->efg->set[node->set].player : 0;
        for (size_t a = 0; node->kind == CM_EFG_MOVE && a < cm_efg_moves(c->efg, v); a++) {
            double less = c->value[v * c->efg->n + i] - c->value[node->child[a] * c->efg->n + i];
            if (a == c->action[node->set]) continue;
            if (!(less >= -ctx->tol.cert * c->range[i])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu '%s' gains %.3g by '%s' at node %zu", k + 1, c->efg->player[i], -less, c->efg->set[node->set].action[a], v + 1);
            if (alone && !(less > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is as good for '%s' at node %zu, so that the equilibrium is not the only one", c->efg->set[node->set].action[a], c->efg->player[i], v + 1);
        }
    }
    return CM_OK;
}

/* The best that player i can have from each node on when its sets play `other`. */
static void reckon_answer(const proof *c, size_t i)
{
    for (size_t v = c->efg->nnodes; v-- > 0;) {
        const cm_efg_node *node = &c->efg->node[v];
        double sum = 0;
        if (node->kind == CM_EFG_END) sum = c->end[v * c->efg->n + i];
        if (node->kind == CM_EFG_MOVE) sum = c->best[node->child[(c->efg->set[node->set].player == i ? c->other : c->action)[node->set]]];
        for (size_t a = 0; node->kind == CM_EFG_CHANCE && a < cm_efg_moves(c->efg, v); a++) sum += chance_of(c->efg, v, a) * c->best[node->child[a]];
        c->best[v] = sum;
    }
}

/* How likely each node is by the others' moves and chance, from `root` on, when i does all to get there. */
static void weigh(const proof *c, size_t root, size_t i)
{
    memset(c->weight, 0, c->efg->nnodes * sizeof *c->weight);
    c->weight[root] = 1;
    for (size_t v = root; v < c->efg->nnodes; v++) {
        const cm_efg_node *node = &c->efg->node[v];
        if (!(c->weight[v] > 0)) continue;
        for (size_t a = 0; a < cm_efg_moves(c->efg, v); a++) {
            double p = 1;
            if (node->kind == CM_EFG_CHANCE) p = chance_of(c->efg, v, a);
            else if (c->efg->set[node->set].player != i) p = c->action[node->set] == a ? 1 : 0;
            c->weight[node->child[a]] = c->weight[v] * p;
        }
    }
}

static void best_move(const proof *c, size_t h)
{
    double most = -HUGE_VAL;
    for (size_t a = 0; a < c->efg->set[h].nactions; a++) {
        double sum = 0;
        for (size_t k = 0; k < c->efg->set[h].nnodes; k++) {
            size_t v = c->efg->set[h].node[k];
            if (c->weight[v] > 0) sum += c->weight[v] * c->best[c->efg->node[v].child[a]];
        }
        if (sum > most) {
            most = sum;
            c->other[h] = a;
        }
    }
}

static cm_status check_subgame(cm_ctx *ctx, const proof *c, size_t k, size_t root)
{
    for (size_t i = 0; i < c->efg->n; i++) {
        size_t deepest = 0;
        memcpy(c->other, c->action, c->efg->nsets * sizeof *c->other);
        weigh(c, root, i);
        for (size_t h = 0; h < c->efg->nsets; h++) if (c->efg->set[h].player == i && c->before[h] > deepest) deepest = c->before[h];
        for (size_t level = deepest + 1; level-- > 0;) {
            reckon_answer(c, i);
            for (size_t h = 0; h < c->efg->nsets; h++) if (c->efg->set[h].player == i && c->before[h] == level) best_move(c, h);
        }
        reckon_answer(c, i);
        if (c->best[root] <= c->value[root * c->efg->n + i] + ctx->tol.cert * c->range[i]) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu '%s' gains %.3g by another plan from node %zu on", k + 1, c->efg->player[i], c->best[root] - c->value[root * c->efg->n + i], root + 1);
    }
    return CM_OK;
}

/* No two alike. */
static cm_status check_distinct(cm_ctx *ctx, const proof *c, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        for (size_t l = 0; l < k; l++) {
            bool same = true;
            for (size_t h = 0; same && h < c->efg->nsets; h++) {
                same = strcmp(cm_table_get(c->equilibria, k * c->efg->nsets + h, "strategy").as.text, cm_table_get(c->equilibria, l * c->efg->nsets + h, "strategy").as.text) == 0;
            }
            if (same) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibria %zu and %zu are the same", l + 1, k + 1);
        }
    }
    return CM_OK;
}

/* What i has been paid from the root to node v, v with it. */
static double along_the_way(const proof *c, size_t v, size_t i)
{
    const cm_efg_node *node = &c->efg->node[v];
    double paid = node->outcome != SIZE_MAX ? c->efg->outcome[node->outcome].payoff[i] : 0;
    return paid + (node->parent != SIZE_MAX ? c->end[node->parent * c->efg->n + i] : 0);
}

/* Own moves before each set's first node. */
static cm_status count_before(cm_ctx *ctx, const proof *c)
{
    const cm_efg *efg = c->efg;
    cm_arena scratch = { NULL };
    size_t *moves = CM_NEW(ctx, &scratch, efg->nnodes, size_t);
    for (size_t i = 0; moves != NULL && i < efg->n; i++) {
        for (size_t v = 0; v < efg->nnodes; v++) {
            size_t up = efg->node[v].parent;
            moves[v] = up == SIZE_MAX ? 0 : moves[up] + (efg->node[up].kind == CM_EFG_MOVE && efg->set[efg->node[up].set].player == i);
        }
        for (size_t h = 0; h < efg->nsets; h++) {
            if (efg->set[h].player == i && efg->set[h].nnodes > 0) c->before[h] = moves[efg->set[h].node[0]];
        }
    }
    cm_arena_free(&scratch);
    return ctx->status;
}

static cm_status open_proof(cm_ctx *ctx, const cm_efg *efg, proof *c)
{
    c->action = CM_NEW(ctx, c->arena, efg->nsets, size_t);
    c->other = CM_NEW(ctx, c->arena, efg->nsets, size_t);
    c->before = CM_NEW(ctx, c->arena, efg->nsets, size_t);
    c->end = CM_NEW(ctx, c->arena, efg->nnodes * efg->n, double);
    c->value = CM_NEW(ctx, c->arena, efg->nnodes * efg->n, double);
    c->weight = CM_NEW(ctx, c->arena, efg->nnodes, double);
    c->best = CM_NEW(ctx, c->arena, efg->nnodes, double);
    c->range = CM_NEW(ctx, c->arena, efg->n, double);
    if (ctx->status != CM_OK) return ctx->status;
    if (cm_efg_ranges(ctx, efg, c->range) != CM_OK) return ctx->status;
    for (size_t v = 0; v < efg->nnodes; v++) {                           /* a node comes after its parent */
        for (size_t i = 0; i < efg->n; i++) c->end[v * efg->n + i] = along_the_way(c, v, i);
    }
    return count_before(ctx, c);
}

cm_status cm_backward_check(cm_ctx *ctx, const cm_efg *efg, const cm_result *result)
{
    cm_arena scratch = { NULL };
    proof c = { .efg = efg, .arena = &scratch, .equilibria = cm_result_find(result, "equilibria"), .payoffs = cm_result_find(result, "payoffs") };
    const cm_value *count = cm_result_get(result, "count"), *complete = cm_result_get(result, "complete");
    bool perfect = cm_efg_perfect_information(efg);
    cm_subgames sub;
    size_t k;
    cm_status status = CM_OK;
    if (c.equilibria == NULL || c.payoffs == NULL || count == NULL || count->kind != CM_INTEGER || count->as.integer < 0 || complete == NULL || complete->kind != CM_TRUTH
        || c.equilibria->nrows != (size_t)count->as.integer * efg->nsets || c.payoffs->nrows != (size_t)count->as.integer * efg->n) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the tables do not hold as many equilibria as are counted"));
    }
    if (count->as.integer == 0 && perfect) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: under perfect information there is always an equilibrium"));
    CM_TRY(open_proof(ctx, efg, &c));
    CM_TRY(cm_subgames_init(ctx, &scratch, efg, &sub));
    for (k = 0; k < (size_t)count->as.integer; k++) {
        CM_TRY(read_equilibrium(ctx, &c, k));
        reckon(&c);
        CM_TRY(check_payoffs(ctx, &c, k));
        if (perfect) CM_TRY(check_moves(ctx, &c, k, count->as.integer == 1 && complete->as.truth));
        for (size_t v = 0; !perfect && v < efg->nnodes; v++) {
            if (sub.starts[v] && efg->node[v].kind != CM_EFG_END) CM_TRY(check_subgame(ctx, &c, k, v));
        }
    }
    CM_TRY(check_distinct(ctx, &c, k));
out:
    cm_arena_free(&scratch);
    return status;
}
