/* stable_agreement.c: agreements that no member wants to leave and no outsider to join.
 *
 * Definition: one agreement S, everybody else alone.  Internally stable: no member would get more as an
 * outsider of S without it.  Externally stable: no outsider would get more as a member of S with it.  Who
 * is indifferent stays where it is; `strict` says that nobody is.  With transfers (potential stability): the
 * members together have at least the sum of what each would have by leaving; an outsider is bought in when
 * the larger agreement has strictly more than that.  Ties are decided without rounding.
 *
 * Among equals a row for every size; otherwise every coalition of up to 16 players is looked at and the
 * stable ones are listed.  A single signatory that does not lead is no agreement at all: it leaves nothing by
 * leaving, and is externally stable only when nobody would join any single one.
 *
 * Summary: largest (size of the largest stable agreement; 0: none), count, gap_closed (its share of the
 * gain from no agreement to one of all), largest_internal, internal_count (of two or more), best_internal, best_gap (of the
 * internally stable ones, the one that closes most of the gap).
 * Fails with: CM_E_MEMORY, CM_E_LIMIT, CM_E_INTERRUPT.  Cost: O(n^2) among equals, else O(2^n n^2).
 * Sources: C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz, J. A. Weymark, "On the stability of collusive
 * price leadership", Canadian Journal of Economics 16 (1983) 17-25; S. Barrett, Oxford Economic Papers 46
 * (1994) 878-894; J. Eyckmans, M. Finus, "Coalition formation in a global warming game", Natural Resource
 * Modeling 19 (2006) 323-358 (transfers). */
#include "solver/collective/stable_agreement.h"

#include <math.h>

static const char *const columns[] = { "size", "members", "internal", "external", "gap_closed", "stable", "strict", "profitable", "member", "outsider",
                                       "staying", "joining", "exact_member", "exact_outsider", NULL };

static double signed_gain(const cm_ctx *ctx, const cm_sizes *sizes, size_t inside, size_t outside)
{
    return cm_sizes_gain(ctx, sizes, inside, outside) == 0 ? 0 : sizes->member[inside] - sizes->outsider[outside];
}

static cm_stability stability_of(const cm_ctx *ctx, const cm_pfg *pfg, const cm_sizes *sizes, size_t k)
{
    cm_stability s = { .leaves = k > 1 || pfg->leader, .joins = k < sizes->n };
    if (s.leaves) s.staying = signed_gain(ctx, sizes, k, k - 1);
    if (s.joins) s.joining = signed_gain(ctx, sizes, k + 1, k);
    s.profitable = cm_sizes_gain(ctx, sizes, k, 0) >= 0;
    return s;
}

static cm_status size_row(cm_ctx *ctx, const cm_sizes *sizes, size_t k, const cm_stability *s, cm_result *result, cm_table *table)
{
    bool all = k == sizes->n;
    char *members = all ? cm_format(ctx, result->arena, "all %zu", k) : cm_format(ctx, result->arena, "any %zu of %zu", k, sizes->n);
    double gap;
    cm_value row[] = { cm_integer((int64_t)k), cm_text(members), cm_truth(cm_stable_internal(s)), cm_truth(cm_stable_external(s)), cm_none(),
                       cm_truth(cm_stable_internal(s) && cm_stable_external(s)), cm_truth(cm_stable_internal(s) && cm_stable_external(s) && cm_stable_strictly(s)),
                       cm_truth(s->profitable), cm_number(sizes->member[k]), all ? cm_none() : cm_number(sizes->outsider[k]),
                       s->leaves ? cm_number(s->staying) : cm_none(), s->joins ? cm_number(s->joining) : cm_none(), cm_none(), cm_none() };
    if (members == NULL) return ctx->status;
    if (cm_sizes_gap(ctx, sizes, k, &gap)) row[4] = cm_number(gap);
    if (sizes->exact) row[12] = cm_text(cm_rat_text(ctx, result->arena, &sizes->rmember[k]));
    if (sizes->exact && !all) row[13] = cm_text(cm_rat_text(ctx, result->arena, &sizes->routsider[k]));
    return ctx->status != CM_OK ? ctx->status : cm_table_row(ctx, result, table, row);
}

static cm_status note_sizes(cm_ctx *ctx, const cm_sizes *sizes, size_t largest, size_t count, bool tie, cm_result *result)
{
    char *text;
    double gap;
    if (largest == 0) return cm_result_note(ctx, result, "No size is stable: at each of them somebody wants to leave or to join.");
    text = largest == 1 ? cm_format(ctx, result->arena, "No agreement holds: whoever signs would rather watch the others sign.")
                        : cm_format(ctx, result->arena, "With %zu of %zu on board nobody wants to leave and nobody to join%s.", largest, sizes->n, tie ? "; somebody is exactly indifferent" : "");
    if (text == NULL) return ctx->status;
    if (cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    if (count > 1) {
        text = cm_format(ctx, result->arena, "%zu sizes are stable; which of them comes about, stability alone does not say.", count);
        if (text == NULL || cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    }
    if (largest < 2 || !cm_sizes_gap(ctx, sizes, largest, &gap)) return CM_OK;
    text = cm_format(ctx, result->arena, "It brings %.3g %% of what an agreement of all would bring beyond no agreement.", 100 * gap);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run_sizes(cm_ctx *ctx, const cm_pfg *pfg, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_sizes sizes = { .n = 0 };
    cm_table *table;
    size_t largest = 0, count = 0, internal = 0, internals = 0, best = 0;
    bool tie = false;
    double gap = 0, most = -HUGE_VAL;
    cm_status status;
    CM_TRY(cm_sizes_init(ctx, &scratch, pfg, &sizes));
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = 1; k <= pfg->n; k++) {
        cm_stability s = stability_of(ctx, pfg, &sizes, k);
        CM_TRY(size_row(ctx, &sizes, k, &s, result, table));
        if (!cm_stable_internal(&s)) continue;
        internal = k;
        internals += k > 1;
        if (sizes.welfare[k] > most) {
            most = sizes.welfare[k];
            best = k;
        }
        if (!cm_stable_external(&s)) continue;
        largest = k;
        count++;
        tie = !cm_stable_strictly(&s);
    }
    CM_TRY(cm_result_set(ctx, result, "largest", cm_integer((int64_t)largest)));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)count)));
    CM_TRY(cm_result_set(ctx, result, "gap_closed", largest > 0 && cm_sizes_gap(ctx, &sizes, largest, &gap) ? cm_number(gap) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "largest_internal", cm_integer((int64_t)internal)));
    CM_TRY(cm_result_set(ctx, result, "internal_count", cm_integer((int64_t)internals)));
    CM_TRY(cm_result_set(ctx, result, "best_internal", best == 0 ? cm_none() : cm_table_get(table, best - 1, "members")));
    CM_TRY(cm_result_set(ctx, result, "best_gap", best == 0 ? cm_none() : cm_table_get(table, best - 1, "gap_closed")));
    CM_TRY(note_sizes(ctx, &sizes, largest, count, tie, result));
out:
    cm_sizes_free(&sizes);
    cm_arena_free(&scratch);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_stable_params *p = params;
    cm_status status;
    if (pfg->symmetric) return run_sizes(ctx, pfg, result);
    status = cm_pfg_require_masks(ctx, pfg, "stable-agreement");
    return status == CM_OK ? cm_stable_coalitions(ctx, pfg, p->transfers, result) : status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_stable_params *p = params;
    return pfg->symmetric ? cm_stable_check_sizes(ctx, pfg, result) : cm_stable_check_coalitions(ctx, pfg, p->transfers, result);
}

static const char *const summary_names[] = { "largest", "count", "gap_closed", "largest_internal", "internal_count", "best_internal", "best_gap", NULL };

static const cm_param params[] = {
    { "transfers", CM_PARAM_TRUTH, offsetof(cm_stable_params, transfers), 0, 1, 0, NULL,
      "May members pay each other, so that only their sum has to cover what each would have by leaving.",
      "成员之间是否可以相互补偿：若可以，则只要求总收益足以补足每个成员退出时的所得。" },
};

const cm_concept cm_concept_stable_agreement = {
    .name = "stable-agreement",
    .title = "Self-enforcing agreements",
    .title_zh = "自我执行的协议",
    .about = "How many sign an agreement that nobody enforces: no member gains by leaving and no outsider by joining.",
    .about_zh = "没有外部强制时有多少方会签署协议：成员无人因退出而得利，局外者无人因加入而得利。",
    .formula = "S is stable: u_i(S) >= u_i(S without i) for i in S, u_j(S) >= u_j(S with j) for j outside; with transfers: "
               "sum_S u_i(S) >= sum_S u_i(S without i), and sum_T u_i(T) <= sum_T u_i(T without i) for T = S with j",
    .source = "C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz, J. A. Weymark, \"On the stability of collusive price leadership\", "
              "Canadian Journal of Economics 16 (1983) 17-25; S. Barrett, \"Self-enforcing international environmental agreements\", "
              "Oxford Economic Papers 46 (1994) 878-894; J. Eyckmans, M. Finus, \"Coalition formation in a global warming game\", "
              "Natural Resource Modeling 19 (2006) 323-358",
    .certificate = "all payoffs are found again from first-order conditions by bisection, and every step of one player out of or into "
                   "an agreement gains what is printed",
    .summary = summary_names,
    .takes = CM_GAME_PFG,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(cm_stable_params),
    .run = run,
    .check = check,
};
