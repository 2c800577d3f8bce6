/* signalling.c: recognising signalling games; the certificate of their assessments. */
#include "solver/strategic/signalling.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/strategic/subgames.h"

size_t cm_signalling_messages(const cm_signalling *g, size_t type) { return cm_efg_moves(g->efg, g->node[type]); }

size_t cm_signalling_to(const cm_signalling *g, size_t type, size_t m) { return g->efg->node[g->node[type]].child[m]; }

size_t cm_signalling_type(const cm_signalling *g, size_t node) { return g->efg->node[g->efg->node[node].parent].action; }

double cm_signalling_pays(const cm_signalling *g, size_t type, size_t m, const size_t *answer, size_t player)
{
    size_t v = cm_signalling_to(g, type, m);
    if (g->efg->node[v].kind == CM_EFG_MOVE) v = g->efg->node[v].child[answer[g->efg->node[v].set]];
    return g->pays[v * g->efg->n + player];
}

static cm_status other_game(cm_ctx *ctx, size_t v, const char *why)
{
    return cm_fail(ctx, CM_E_DOMAIN, "node %zu %s: this concept is for signalling games, in which chance draws a type, one player who knows it sends a message, and another who does not answers", v + 1, why);
}

static cm_status check_answers(cm_ctx *ctx, cm_signalling *g, size_t v)
{
    const cm_efg_node *node = &g->efg->node[v];
    if (node->kind == CM_EFG_END) return CM_OK;
    if (node->kind != CM_EFG_MOVE || g->efg->set[node->set].player == g->sender) return other_game(ctx, v, "is no answer to a message");
    if (g->receiver == SIZE_MAX) g->receiver = g->efg->set[node->set].player;
    if (g->efg->set[node->set].player != g->receiver) return other_game(ctx, v, "is a second receiver's");
    for (size_t a = 0; a < cm_efg_moves(g->efg, v); a++) {
        if (g->efg->node[node->child[a]].kind != CM_EFG_END) return other_game(ctx, node->child[a], "comes after the answer");
    }
    return CM_OK;
}

cm_status cm_signalling_init(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_signalling *g)
{
    *g = (cm_signalling){ .efg = efg, .receiver = SIZE_MAX };
    if (efg->node[0].kind != CM_EFG_CHANCE) return other_game(ctx, 0, "is not a move of chance");
    g->types = cm_efg_moves(efg, 0);
    g->node = efg->node[0].child;
    g->prior = CM_NEW(ctx, arena, g->types, double);
    g->range = CM_NEW(ctx, arena, efg->n, double);
    g->pays = CM_NEW(ctx, arena, efg->nnodes * efg->n, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t t = 0; t < g->types; t++) {
        const cm_efg_node *node = &efg->node[g->node[t]];
        if (node->kind != CM_EFG_MOVE || efg->set[node->set].nnodes != 1) return other_game(ctx, g->node[t], "is not a move of a sender who knows its type");
        if (t == 0) g->sender = efg->set[node->set].player;
        if (efg->set[node->set].player != g->sender) return other_game(ctx, g->node[t], "is a second sender's");
        g->prior[t] = cm_frac_value(efg->chance[efg->node[0].set].probability[t]);
        for (size_t m = 0; m < cm_signalling_messages(g, t); m++) {
            if (check_answers(ctx, g, cm_signalling_to(g, t, m)) != CM_OK) return ctx->status;
        }
    }
    for (size_t i = 0; i < efg->n; i++) g->range[i] = cm_efg_range(ctx, efg, i);
    for (size_t v = 0; v < efg->nnodes; v++) if (efg->node[v].kind == CM_EFG_END) cm_efg_payoff(efg, v, &g->pays[v * efg->n]);
    return CM_OK;
}

/* --- the certificate ---------------------------------------------------------------------------------- */

static cm_status read_moves(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, const cm_table *table, size_t k, size_t *move)
{
    for (size_t h = 0; h < efg->nsets; h++) {
        cm_value number = cm_table_get(table, k * efg->nsets + h, "equilibrium"), action = cm_table_get(table, k * efg->nsets + h, "strategy");
        size_t a = 0;
        bool good = number.kind == CM_INTEGER && number.as.integer == (int64_t)k + 1 && action.kind == CM_TEXT;
        for (; good && a < efg->set[h].nactions; a++) {
            const char *label = cm_action_label(ctx, arena, efg, h, a);
            if (label == NULL) return ctx->status;
            if (strcmp(label, action.as.text) == 0) break;
        }
        if (!good || a == efg->set[h].nactions) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no move of set %zu", k * efg->nsets + h + 1, h + 1);
        move[h] = a;
    }
    return CM_OK;
}

/* Beliefs at set h by the printed rows from *row on: held against Bayes' rule and against each other answer. */
static cm_status check_set(cm_ctx *ctx, const cm_signalling *g, const cm_table *beliefs, size_t k, size_t h, const size_t *move, size_t *row)
{
    const cm_efg_set *set = &g->efg->set[h];
    double reached = 0, sum = 0, worst = 0;
    size_t first = *row;
    for (size_t j = 0; j < set->nnodes; j++) {
        size_t t = cm_signalling_type(g, set->node[j]);
        bool sent = g->efg->node[set->node[j]].action == move[g->efg->node[g->node[t]].set];
        reached += sent ? g->prior[t] : 0;
    }
    for (size_t j = 0; j < set->nnodes; j++, (*row)++) {
        size_t t = cm_signalling_type(g, set->node[j]);
        bool sent = g->efg->node[set->node[j]].action == move[g->efg->node[g->node[t]].set];
        cm_value number = cm_table_get(beliefs, *row, "equilibrium"), p = cm_table_get(beliefs, *row, "probability");
        if (number.kind != CM_INTEGER || number.as.integer != (int64_t)k + 1 || p.kind != CM_NUMBER || !(p.as.number >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no belief", *row + 1);
        sum += p.as.number;
        if (reached > 0 && !(fabs(p.as.number - (sent ? g->prior[t] : 0) / reached) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: after what is sent, type %zu has the chance %.12g", t + 1, (sent ? g->prior[t] : 0) / reached);
    }
    if (!(fabs(sum - 1) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: beliefs at set %zu add up to %.12g", h + 1, sum);
    for (size_t a = 0; a < set->nactions; a++) {
        double more = 0;
        for (size_t j = 0; j < set->nnodes; j++) {
            const size_t *child = g->efg->node[set->node[j]].child;
            more += cm_table_get(beliefs, first + j, "probability").as.number * (g->pays[child[a] * g->efg->n + g->receiver] - g->pays[child[move[h]] * g->efg->n + g->receiver]);
        }
        worst = fmax(worst, more);
    }
    if (worst <= ctx->tol.cert * g->range[g->receiver]) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu the receiver gains %.3g by another answer at set %zu", k + 1, worst, h + 1);
}

static cm_status check_sender(cm_ctx *ctx, const cm_signalling *g, const cm_table *payoffs, size_t k, const size_t *move)
{
    for (size_t i = 0; i < g->efg->n; i++) {
        double sum = 0;
        cm_value v = cm_table_get(payoffs, k * g->efg->n + i, "value");
        for (size_t t = 0; t < g->types; t++) sum += g->prior[t] * cm_signalling_pays(g, t, move[g->efg->node[g->node[t]].set], move, i);
        if (v.kind != CM_NUMBER || !(fabs(v.as.number - sum) <= ctx->tol.cert * g->range[i])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu pays '%s' %.12g", k + 1, g->efg->player[i], sum);
    }
    for (size_t t = 0; t < g->types; t++) {
        double has = cm_signalling_pays(g, t, move[g->efg->node[g->node[t]].set], move, g->sender);
        for (size_t m = 0; m < cm_signalling_messages(g, t); m++) {
            double more = cm_signalling_pays(g, t, m, move, g->sender) - has;
            if (!(more <= ctx->tol.cert * g->range[g->sender])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu type %zu gains %.3g by message %zu", k + 1, t + 1, more, m + 1);
        }
    }
    return CM_OK;
}

cm_status cm_signalling_check(cm_ctx *ctx, const cm_efg *efg, const cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_signalling g;
    const cm_table *equilibria = cm_result_find(result, "equilibria"), *beliefs = cm_result_find(result, "beliefs"), *payoffs = cm_result_find(result, "payoffs");
    const cm_value *count = cm_result_get(result, "count");
    size_t *move = CM_NEW(ctx, &scratch, efg->nsets, size_t), row = 0;
    cm_status status = CM_OK;
    if (move == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_signalling_init(ctx, &scratch, efg, &g));
    if (equilibria == NULL || beliefs == NULL || payoffs == NULL || count == NULL || count->kind != CM_INTEGER || count->as.integer < 0 || equilibria->nrows != (size_t)count->as.integer * efg->nsets) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the tables do not hold as many equilibria as are counted"));
    }
    for (size_t k = 0; k < (size_t)count->as.integer; k++) {
        CM_TRY(read_moves(ctx, &scratch, efg, equilibria, k, move));
        CM_TRY(check_sender(ctx, &g, payoffs, k, move));
        for (size_t h = 0; h < efg->nsets; h++) if (efg->set[h].player == g.receiver) CM_TRY(check_set(ctx, &g, beliefs, k, h, move, &row));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
