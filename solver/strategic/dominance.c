/* dominance.c: iterated elimination of dominated strategies.
 *
 * Definition: a strategy is strictly dominated when another (by = "strict"), or a mixture of others (by =
 * "mixed"), pays its player more whatever the others do; weakly (by = "weak"), when another never pays less
 * and sometimes more.  In each round all dominated strategies of all players go at once, and what is left is
 * looked at again.  What strict elimination leaves does not depend on the order; what weak elimination leaves
 * may.
 *
 * A mixture is found by a linear programme, maximise e with sum_k m_k u(k, s) - e >= u(t, s) for all s of the
 * others, and solved again in fractions (cm_exact_solve) where the payoffs are fractions: then e > 0 is
 * exact.  Cost: a round is one programme a strategy, of as many rows as the others have combinations.
 *
 * Sources: R. D. Luce, H. Raiffa, "Games and Decisions" (1957); D. G. Pearce, "Rationalizable
 * strategic behavior and the problem of perfection", Econometrica 52 (1984) 1029-1050. */
#include <stdint.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/strategic/dominated.h"

typedef struct dominance_params {
    const char *by;
} dominance_params;

typedef struct tables {
    cm_table *eliminated, *mixture;
} tables;

/* "a", or "1/2 a + 1/2 b" */
static const char *mixture_text(cm_ctx *ctx, cm_arena *arena, const cm_left *left, size_t i, const cm_dominator *d)
{
    const char *text = "";
    for (size_t k = 0; k < left->nfg->count[i]; k++) {
        if (!(d->share[k] > 0)) continue;
        if (d->pure) text = left->nfg->strategy[i][k];
        else if (d->exact != NULL) text = cm_format(ctx, arena, "%s%s%s %s", text, text[0] != '\0' ? " + " : "", d->exact[k], left->nfg->strategy[i][k]);
        else text = cm_format(ctx, arena, "%s%s%.6g %s", text, text[0] != '\0' ? " + " : "", d->share[k], left->nfg->strategy[i][k]);
        if (text == NULL) return NULL;
    }
    return text;
}

static cm_status write_down(cm_ctx *ctx, const cm_left *left, size_t i, size_t t, size_t round, const cm_dominator *d, cm_result *result, const tables *to)
{
    const cm_nfg *nfg = left->nfg;
    const char *text = mixture_text(ctx, result->arena, left, i, d);
    cm_value row[] = { cm_integer((int64_t)round), cm_text(nfg->player[i]), cm_text(nfg->strategy[i][t]), cm_text(text) };
    cm_status status = CM_OK;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_table_row(ctx, result, to->eliminated, row));
    for (size_t k = 0; k < nfg->count[i]; k++) {
        cm_value part[] = { cm_integer((int64_t)round), cm_text(nfg->player[i]), cm_text(nfg->strategy[i][t]), cm_text(nfg->strategy[i][k]), cm_number(d->share[k]),
                            d->pure ? cm_text("1") : d->exact != NULL ? cm_text(d->exact[k]) : cm_none() };
        if (d->share[k] > 0) CM_TRY(cm_table_row(ctx, result, to->mixture, part));
    }
out:
    return status;
}

/* One round: what goes is marked, and taken out together. */
static cm_status one_round(cm_ctx *ctx, cm_left *left, cm_dominance by, size_t round, cm_result *result, const tables *to, unsigned char *goes, size_t *gone)
{
    const cm_nfg *nfg = left->nfg;
    cm_status status = CM_OK;
    size_t at = 0;
    *gone = 0;
    for (size_t i = 0; i < nfg->n; i++) {
        for (size_t t = 0; t < nfg->count[i]; t++, at++) {
            cm_dominator d;
            bool dominated = false;
            goes[at] = 0;
            if (!cm_left_has(left, i, t)) continue;
            CM_TRY(cm_left_dominated(ctx, result->arena, left, i, t, by, &d, &dominated));
            if (!dominated) continue;
            goes[at] = 1;
            ++*gone;
            CM_TRY(write_down(ctx, left, i, t, round, &d, result, to));
        }
    }
    at = 0;
    for (size_t i = 0; i < nfg->n; i++) {
        for (size_t t = 0; t < nfg->count[i]; t++, at++) {
            if (goes[at]) cm_left_remove(left, i, t);
        }
    }
out:
    return status;
}

static cm_status write_rest(cm_ctx *ctx, const cm_left *left, cm_result *result, double *combinations)
{
    static const char *const columns[] = { "player", "strategy", NULL };
    cm_table *table;
    cm_status status;
    *combinations = 1;
    CM_TRY(cm_result_table(ctx, result, "remaining", columns, &table));
    for (size_t i = 0; i < left->nfg->n; i++) {
        *combinations *= (double)left->count[i];
        for (size_t k = 0; k < left->count[i]; k++) {
            cm_value row[] = { cm_text(left->nfg->player[i]), cm_text(left->nfg->strategy[i][left->strategy[i][k]]) };
            CM_TRY(cm_table_row(ctx, result, table, row));
        }
    }
out:
    return status;
}

static cm_status explain(cm_ctx *ctx, const cm_left *left, cm_dominance by, size_t gone, double combinations, cm_result *result)
{
    const char *text;
    cm_status status = CM_OK;
    if (gone == 0) return cm_result_note(ctx, result, "Nothing is dominated: that everybody is rational rules out nothing here.");
    if (combinations < 1.5) {
        size_t *chosen = CM_NEW(ctx, result->arena, left->nfg->n, size_t);
        if (chosen == NULL) return ctx->status;
        for (size_t i = 0; i < left->nfg->n; i++) chosen[i] = left->strategy[i][0];
        text = cm_nfg_profile_text(ctx, result->arena, left->nfg, cm_nfg_cell(left->nfg, chosen));
        if (text != NULL) text = cm_format(ctx, result->arena, "Only %s is left: it is enough that all are rational and know it of each other%s.", text, by == CM_DOMINANCE_WEAK ? ", and take no needless risk" : "");
        if (text == NULL) return ctx->status;
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (by == CM_DOMINANCE_WEAK) {
        CM_TRY(cm_result_note(ctx, result, "Weakly dominated strategies are taken out all at once in each round; in another order something else may be left, and equilibria may be lost."));
    }
out:
    return status;
}

static cm_dominance kind_of(const void *params)
{
    const char *by = ((const dominance_params *)params)->by;
    return strcmp(by, "strict") == 0 ? CM_DOMINANCE_STRICT : strcmp(by, "weak") == 0 ? CM_DOMINANCE_WEAK : CM_DOMINANCE_MIXED;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "round", "player", "strategy", "by", NULL };
    static const char *const parts[] = { "round", "player", "strategy", "with", "probability", "exact", NULL };
    const cm_nfg *nfg = &game->as.nfg;
    cm_dominance by = kind_of(params);
    cm_arena scratch = { NULL };
    size_t rounds = 0, gone = 0, all = 0, total = 0;
    double combinations;
    unsigned char *goes;
    cm_left left;
    tables to;
    cm_status status;
    for (size_t i = 0; i < nfg->n; i++) total += nfg->count[i];
    goes = CM_NEW(ctx, &scratch, total, unsigned char);
    if (goes == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_left_init(ctx, &scratch, nfg, &left));
    CM_TRY(cm_result_table(ctx, result, "eliminated", columns, &to.eliminated));
    CM_TRY(cm_result_table(ctx, result, "mixture", parts, &to.mixture));
    do {
        CM_TRY(one_round(ctx, &left, by, rounds + 1, result, &to, goes, &gone));
        rounds += gone > 0;
        all += gone;
    } while (gone > 0);
    CM_TRY(write_rest(ctx, &left, result, &combinations));
    CM_TRY(cm_result_set(ctx, result, "rounds", cm_integer((int64_t)rounds)));
    CM_TRY(cm_result_set(ctx, result, "eliminated", cm_integer((int64_t)all)));
    CM_TRY(cm_result_set(ctx, result, "solved", cm_truth(combinations < 1.5)));
    CM_TRY(explain(ctx, &left, by, all, combinations, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    return cm_dominance_check(ctx, &game->as.nfg, kind_of(params), result);
}

static const char *const summary_names[] = { "rounds", "eliminated", "solved", NULL };
static const char *const kinds[] = { "mixed", "strict", "weak", NULL };
static const cm_param params[] = {
    { "by", CM_PARAM_WORD, offsetof(dominance_params, by), 0, 0, 0, kinds, "What dominates: mixed (more in every case, by a mixture or one strategy), strict (by one strategy), weak (never less, sometimes more).",
      "何谓占优：mixed（被某个混合或单一策略在所有情形下严格超过）、strict（被单一策略严格超过）、weak（从不更差，有时更好）。" },
};

extern const cm_concept cm_concept_dominance;
const cm_concept cm_concept_dominance = {
    .name = "dominance",
    .title = "Iterated elimination of dominated strategies",
    .title_zh = "重复剔除劣策略",
    .about = "What is left when strategies that are worse than another whatever the others do are taken out, again and again.",
    .about_zh = "反复剔除无论他人如何选择都不如另一策略的策略之后所剩下的策略。",
    .formula = "t goes when some mixture m of what is left has sum_k m_k u_i(k, s_-i) > u_i(t, s_-i) for all s_-i that are left",
    .source = "R. D. Luce, H. Raiffa, \"Games and Decisions\" (1957); D. G. Pearce, \"Rationalizable strategic behavior and the problem of perfection\", Econometrica 52 (1984) 1029-1050",
    .certificate = "round after round each mixture printed pays more against everything that was then left; each strategy that stays is a best reply to some belief about what is left",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = params, .nparams = 1, .params_size = sizeof(dominance_params),
    .run = run,
    .check = check,
};
