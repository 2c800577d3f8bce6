/* sequential.c: sequential equilibria of signalling games in pure strategies, and the intuitive criterion.
 *
 * An answer to a message can be held only if it is best for some belief about who sent it: a small linear programme
 * finds the belief for which it is best by most.  All combinations of such answers are tried; each type sends what is
 * best against them (all ties followed); and after what is sent the answer must be best for the belief by Bayes' rule.
 * In a signalling game any belief after a message that is not sent is a limit of trembles, so these are exactly the
 * sequential equilibria in pure strategies.
 *
 * The intuitive criterion (Cho and Kreps) rejects one when, for a message not sent, some type would gain for sure as
 * soon as nobody thinks of the types that could not possibly gain by it.
 *
 * Sources: D. M. Kreps, R. Wilson, "Sequential equilibria", Econometrica 50 (1982) 863-894; I.-K. Cho, D. M. Kreps,
 * "Signaling games and stable equilibria", Quart. J. Econ. 102 (1987) 179-221. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/strategic/mixing.h"
#include "solver/strategic/signalling.h"
#include "solver/strategic/subgames.h"

typedef struct search {
    cm_signalling g;
    size_t *move;                    /* nsets */
    double *belief;                  /* nnodes: for which the answer at hand is best by most */
    double *of;                      /* nsets x most actions x nnodes of the set: beliefs that hold each answer */
    size_t *at;                      /* nsets + 1: place of a set's beliefs, in `of` */
    bool *held, *set_of;             /* answers that some belief holds, by place of set; types in a subset */
    size_t *held_at;                 /* nsets + 1 */
    double *row;                     /* nnodes + 1 */
    size_t most, count;
    bool cut;
    cm_table *equilibria, *beliefs, *payoffs, *kinds;
} search;

static size_t set_at(const search *s, size_t t) { return s->g.efg->node[s->g.node[t]].set; }

/* By how much answer a is at least as good as each other one, for the best belief over the types that are `in`. */
static cm_status best_belief(cm_ctx *ctx, search *s, size_t h, size_t a, const bool *in, double *belief, double *margin)
{
    const cm_efg_set *set = &s->g.efg->set[h];
    size_t k = set->nnodes;
    cm_lp *lp = cm_lp_new(ctx, k + 1, true);
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL) return ctx->status;
    for (size_t j = 0; j < k; j++) {
        CM_TRY(cm_lp_column(ctx, lp, j, 0, 0, in == NULL || in[cm_signalling_type(&s->g, set->node[j])] ? 1 : 0, false));
        s->row[j] = 1;
    }
    CM_TRY(cm_lp_column(ctx, lp, k, 1, -HUGE_VAL, set->nactions > 1 ? HUGE_VAL : 0, false));
    s->row[k] = 0;
    CM_TRY(cm_lp_row(ctx, lp, s->row, 1, 1));
    for (size_t b = 0; b < set->nactions; b++) {
        if (b == a) continue;
        for (size_t j = 0; j < k; j++) {
            const size_t *child = s->g.efg->node[set->node[j]].child;
            s->row[j] = (s->g.pays[child[a] * s->g.efg->n + s->g.receiver] - s->g.pays[child[b] * s->g.efg->n + s->g.receiver]) / s->g.range[s->g.receiver];
        }
        s->row[k] = -1;
        CM_TRY(cm_lp_row(ctx, lp, s->row, 0, HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &answer, s->row, margin, NULL));
    if (answer != CM_LP_OPTIMAL) *margin = -HUGE_VAL;
    for (size_t j = 0; belief != NULL && j < k; j++) belief[j] = fmax(0, s->row[j]);
out:
    cm_lp_free(lp);
    return status;
}

static cm_status open_search(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t most, search *s)
{
    size_t beliefs = 0, answers = 0, actions = 0;
    cm_status status;
    *s = (search){ .most = most };
    CM_TRY(cm_signalling_init(ctx, arena, efg, &s->g));
    for (size_t i = 0; i < efg->n; i++) if (!(s->g.range[i] > 0)) s->g.range[i] = 1;
    s->at = CM_NEW(ctx, arena, efg->nsets + 1, size_t);
    s->held_at = CM_NEW(ctx, arena, efg->nsets + 1, size_t);
    CM_TRY(ctx->status);
    for (size_t h = 0; h < efg->nsets; h++) {
        s->at[h] = beliefs;
        s->held_at[h] = answers;
        beliefs += efg->set[h].nactions * efg->set[h].nnodes;
        answers += efg->set[h].nactions;
        if (efg->set[h].nactions > actions) actions = efg->set[h].nactions;
    }
    s->of = CM_NEW(ctx, arena, beliefs, double);
    s->held = CM_NEW(ctx, arena, answers, bool);
    s->set_of = CM_NEW(ctx, arena, s->g.types, bool);
    s->move = CM_NEW(ctx, arena, efg->nsets, size_t);
    s->row = CM_NEW(ctx, arena, efg->nnodes + 1, double);
    s->belief = CM_NEW(ctx, arena, efg->nnodes, double);
    CM_TRY(ctx->status);
    for (size_t h = 0; h < efg->nsets; h++) {
        bool any = efg->set[h].player != s->g.receiver;
        for (size_t a = 0; efg->set[h].player == s->g.receiver && a < efg->set[h].nactions; a++) {
            double margin;
            CM_TRY(best_belief(ctx, s, h, a, NULL, &s->of[s->at[h] + a * efg->set[h].nnodes], &margin));
            s->held[s->held_at[h] + a] = margin >= -ctx->tol.abs;
            any = any || s->held[s->held_at[h] + a];
        }
        if (!any) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "no answer at information set %zu was found to be best for any belief, though one always is", h + 1));
    }
out:
    return status;
}

static bool sends_best(const cm_ctx *ctx, const search *s, size_t t, size_t m)
{
    double has = cm_signalling_pays(&s->g, t, m, s->move, s->g.sender);
    for (size_t k = 0; k < cm_signalling_messages(&s->g, t); k++) {
        if (cm_signalling_pays(&s->g, t, k, s->move, s->g.sender) > has + ctx->tol.abs * s->g.range[s->g.sender]) return false;
    }
    return true;
}

/* The belief at a set by Bayes' rule, into `belief`; false when it is not reached. */
static bool bayes(search *s, size_t h)
{
    const cm_efg_set *set = &s->g.efg->set[h];
    double sum = 0;
    for (size_t j = 0; j < set->nnodes; j++) {
        size_t t = cm_signalling_type(&s->g, set->node[j]);
        s->belief[j] = s->g.efg->node[set->node[j]].action == s->move[set_at(s, t)] ? s->g.prior[t] : 0;
        sum += s->belief[j];
    }
    for (size_t j = 0; sum > 0 && j < set->nnodes; j++) s->belief[j] /= sum;
    return sum > 0;
}

static bool answers_best(const cm_ctx *ctx, const search *s, size_t h)
{
    const cm_efg_set *set = &s->g.efg->set[h];
    for (size_t a = 0; a < set->nactions; a++) {
        double more = 0;
        for (size_t j = 0; j < set->nnodes; j++) {
            const size_t *child = s->g.efg->node[set->node[j]].child;
            more += s->belief[j] * (s->g.pays[child[a] * s->g.efg->n + s->g.receiver] - s->g.pays[child[s->move[h]] * s->g.efg->n + s->g.receiver]);
        }
        if (more > ctx->tol.abs * s->g.range[s->g.receiver]) return false;
    }
    return true;
}

/* The extreme of what type t gets by the message that leads to its node v, over answers held by beliefs on `in`. */
static cm_status extreme(cm_ctx *ctx, search *s, size_t v, const bool *in, bool high, double *value)
{
    size_t h = s->g.efg->node[v].set;
    *value = high ? -HUGE_VAL : HUGE_VAL;
    for (size_t a = 0; a < s->g.efg->set[h].nactions; a++) {
        double margin, u = s->g.pays[s->g.efg->node[v].child[a] * s->g.efg->n + s->g.sender];
        if (best_belief(ctx, s, h, a, in, NULL, &margin) != CM_OK) return ctx->status;
        if (margin >= -ctx->tol.abs) *value = high ? fmax(*value, u) : fmin(*value, u);
    }
    return CM_OK;
}

/* Does some type gain for sure by the unsent message of set h?  *type is it, or SIZE_MAX. */
static cm_status unintuitive(cm_ctx *ctx, search *s, size_t h, size_t *type)
{
    const cm_efg_set *set = &s->g.efg->set[h];
    double near = ctx->tol.abs * s->g.range[s->g.sender], u;
    bool any = false;
    cm_status status = CM_OK;
    *type = SIZE_MAX;
    memset(s->set_of, 0, s->g.types * sizeof *s->set_of);
    for (size_t j = 0; j < set->nnodes; j++) {
        size_t t = cm_signalling_type(&s->g, set->node[j]);
        double has = cm_signalling_pays(&s->g, t, s->move[set_at(s, t)], s->move, s->g.sender);
        CM_TRY(extreme(ctx, s, set->node[j], NULL, true, &u));
        s->set_of[t] = u >= has - near;
        any = any || s->set_of[t];
    }
    for (size_t j = 0; any && j < set->nnodes; j++) {
        size_t t = cm_signalling_type(&s->g, set->node[j]);
        double has = cm_signalling_pays(&s->g, t, s->move[set_at(s, t)], s->move, s->g.sender);
        if (!s->set_of[t]) continue;
        CM_TRY(extreme(ctx, s, set->node[j], s->set_of, false, &u));
        if (u > has + near && u < HUGE_VAL) *type = t;
    }
out:
    return status;
}

static const char *message(const search *s, size_t t) { return s->g.efg->set[set_at(s, t)].action[s->move[set_at(s, t)]]; }

static bool alike(const search *s, size_t t, size_t u)
{
    const cm_efg_node *a = &s->g.efg->node[cm_signalling_to(&s->g, t, s->move[set_at(s, t)])], *b = &s->g.efg->node[cm_signalling_to(&s->g, u, s->move[set_at(s, u)])];
    if (a->kind == CM_EFG_MOVE || b->kind == CM_EFG_MOVE) return a->kind == b->kind && a->set == b->set;
    return strcmp(message(s, t), message(s, u)) == 0;
}

static const char *kind_of(const search *s)
{
    bool all = true, none = true;
    for (size_t t = 0; t < s->g.types; t++) {
        for (size_t u = 0; u < t; u++) {
            if (!(s->g.prior[t] > 0 && s->g.prior[u] > 0)) continue;
            if (alike(s, t, u)) none = false;
            else all = false;
        }
    }
    return none ? "separating" : all ? "pooling" : "partly pooling";
}

static cm_status print_kind(cm_ctx *ctx, search *s, cm_result *result, cm_value number)
{
    const cm_efg *efg = s->g.efg;
    const char *why = NULL;
    cm_status status = CM_OK;
    for (size_t h = 0; h < efg->nsets && why == NULL; h++) {
        size_t type;
        if (efg->set[h].player != s->g.receiver || bayes(s, h)) continue;
        CM_TRY(unintuitive(ctx, s, h, &type));
        if (type == SIZE_MAX) continue;
        why = cm_format(ctx, result->arena, "type '%s' would gain by the message that leads to set '%s', once nobody thinks of those who cannot", efg->chance[efg->node[0].set].action[type], cm_set_label(ctx, result->arena, efg, h));
        if (why == NULL || ctx->status != CM_OK) CM_TRY(ctx->status);
    }
    CM_TRY(cm_table_row(ctx, result, s->kinds, (cm_value[]){ number, cm_text(kind_of(s)), cm_truth(why == NULL), why != NULL ? cm_text(why) : cm_none() }));
out:
    return status;
}

static cm_status print_beliefs(cm_ctx *ctx, search *s, cm_result *result, cm_value number)
{
    const cm_efg *efg = s->g.efg;
    cm_status status = CM_OK;
    for (size_t h = 0; h < efg->nsets; h++) {
        bool reached;
        const double *belief = s->belief;
        const char *label = cm_set_label(ctx, result->arena, efg, h);
        if (label == NULL) CM_TRY(ctx->status);
        if (efg->set[h].player != s->g.receiver) continue;
        reached = bayes(s, h);
        if (!reached) belief = &s->of[s->at[h] + s->move[h] * efg->set[h].nnodes];
        for (size_t j = 0; j < efg->set[h].nnodes; j++) {
            const char *type = cm_label(ctx, result->arena, efg->chance[efg->node[0].set].action, s->g.types, cm_signalling_type(&s->g, efg->set[h].node[j]));
            if (type == NULL) CM_TRY(ctx->status);
            CM_TRY(cm_table_row(ctx, result, s->beliefs, (cm_value[]){ number, cm_text(label), cm_text(type), cm_number(belief[j]), cm_truth(reached) }));
        }
    }
out:
    return status;
}

static cm_status print_one(cm_ctx *ctx, search *s, cm_result *result)
{
    const cm_efg *efg = s->g.efg;
    cm_value number = cm_integer((int64_t)++s->count);
    cm_status status = CM_OK;
    for (size_t h = 0; h < efg->nsets; h++) {
        const char *set = cm_set_label(ctx, result->arena, efg, h), *after = cm_set_after(ctx, result->arena, efg, h), *action = cm_action_label(ctx, result->arena, efg, h, s->move[h]);
        bool reached = efg->set[h].player == s->g.receiver ? bayes(s, h) : s->g.prior[efg->node[efg->set[h].node[0]].action] > 0;
        if (set == NULL || after == NULL || action == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, s->equilibria, (cm_value[]){ number, cm_text(efg->player[efg->set[h].player]), cm_text(set), cm_text(after), cm_text(action), cm_number(1), cm_truth(reached) }));
    }
    CM_TRY(print_beliefs(ctx, s, result, number));
    for (size_t i = 0; i < efg->n; i++) {
        double sum = 0;
        for (size_t t = 0; t < s->g.types; t++) sum += s->g.prior[t] * cm_signalling_pays(&s->g, t, s->move[set_at(s, t)], s->move, i);
        CM_TRY(cm_table_row(ctx, result, s->payoffs, (cm_value[]){ number, cm_text(efg->player[i]), cm_number(sum) }));
    }
    CM_TRY(print_kind(ctx, s, result, number));
out:
    return status;
}

/* All messages of types from t on that are best against the answers at hand. */
static cm_status send(cm_ctx *ctx, search *s, size_t t, cm_result *result)
{
    cm_status status = CM_OK;
    if (t < s->g.types) {
        for (size_t m = 0; m < cm_signalling_messages(&s->g, t) && !s->cut; m++) {
            s->move[set_at(s, t)] = m;
            if (sends_best(ctx, s, t, m)) CM_TRY(send(ctx, s, t + 1, result));
        }
        return CM_OK;
    }
    for (size_t h = 0; h < s->g.efg->nsets; h++) {
        if (s->g.efg->set[h].player == s->g.receiver && bayes(s, h) && !answers_best(ctx, s, h)) return CM_OK;
    }
    if (s->count == s->most) s->cut = true;
    else status = print_one(ctx, s, result);
out:
    return status;
}

/* The next combination of answers that beliefs hold; false after the last. */
static bool next_answers(search *s, bool start)
{
    const cm_efg *efg = s->g.efg;
    for (size_t h = 0; h < efg->nsets; h++) {
        const bool *held = &s->held[s->held_at[h]];
        bool moved = false;
        if (efg->set[h].player != s->g.receiver) continue;
        if (start) s->move[h] = SIZE_MAX;
        while (++s->move[h] < efg->set[h].nactions && !held[s->move[h]]) continue;
        moved = s->move[h] < efg->set[h].nactions;
        if (moved && !start) return true;
        if (!moved) for (s->move[h] = 0; !held[s->move[h]];) s->move[h]++;
    }
    return start;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "equilibrium", "player", "set", "after", "strategy", "probability", "reached", NULL }, *const believes[] = { "equilibrium", "set", "type", "probability", "reached", NULL },
        *const pays[] = { "equilibrium", "player", "value", NULL }, *const kinds[] = { "equilibrium", "kind", "intuitive", "why", NULL };
    cm_arena scratch = { NULL };
    search s;
    double tries = 1;
    cm_status status;
    CM_TRY(open_search(ctx, &scratch, &game->as.efg, (size_t)((const cm_sequential_params *)params)->most, &s));
    for (size_t h = 0; h < game->as.efg.nsets; h++) tries *= (double)game->as.efg.set[h].nactions;
    if (tries * (double)game->as.efg.nnodes > ctx->work_limit) CM_TRY(cm_fail(ctx, CM_E_LIMIT, "%.3g combinations of messages and answers are too many", tries));
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &s.equilibria));
    CM_TRY(cm_result_table(ctx, result, "beliefs", believes, &s.beliefs));
    CM_TRY(cm_result_table(ctx, result, "payoffs", pays, &s.payoffs));
    CM_TRY(cm_result_table(ctx, result, "kinds", kinds, &s.kinds));
    for (bool more = next_answers(&s, true); more && !s.cut; more = next_answers(&s, false)) {
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "stopped among assessments"));
        CM_TRY(send(ctx, &s, 0, result));
    }
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)s.count)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(!s.cut)));
    CM_TRY(cm_result_note(ctx, result, "Listed are the equilibria in which nobody mixes; there may be others, in which a type sends one message sometimes and another otherwise (semi-separating)."));
    if (s.cut) CM_TRY(cm_result_note(ctx, result, "There are more than are listed; raise 'most' for others."));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return cm_signalling_check(ctx, &game->as.efg, result);
}

static const char *const summary_names[] = { "count", "complete", NULL };

static const cm_param parameters[] = {
    { .name = "most", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_sequential_params, most), .fallback = 100, .low = 1, .high = 10000,
      .about = "How many equilibria are listed at most.", .about_zh = "最多列出多少个均衡。" },
};

const cm_concept cm_concept_sequential = {
    .name = "sequential",
    .title = "Sequential equilibria of signalling games",
    .title_zh = "信号博弈的序贯均衡",
    .about = "What an informed side can make known by what it says, and what the other side believes and answers: separating and pooling equilibria, and whether they are plausible.",
    .about_zh = "掌握信息的一方能以其言行传达什么，另一方据此相信什么、如何回应：分离均衡与混同均衡，以及它们是否合乎直觉标准。",
    .formula = "each type's message is best against the answers; each answer is best for the belief at it, by Bayes' rule where the message is sent; in pure strategies",
    .source = "D. M. Kreps, R. Wilson, \"Sequential equilibria\", Econometrica 50 (1982) 863-894; I.-K. Cho, D. M. Kreps, \"Signaling games and stable equilibria\", Quart. J. Econ. 102 (1987) 179-221",
    .certificate = "beliefs are held against Bayes' rule, every answer against each other one for the printed belief, every type's message against each other one; payoffs are added up anew",
    .summary = summary_names,
    .takes = CM_GAME_EFG,
    .param = parameters,
    .nparams = 1,
    .params_size = sizeof(cm_sequential_params),
    .run = run,
    .check = check,
};
