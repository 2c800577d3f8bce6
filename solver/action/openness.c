/* openness.c: research that spills over to others: share it or guard it?
 *
 * Each of n members does research x_i, at a cost g x_i^2 / 2, which lowers its unit cost by as much, and by beta_j x_j of
 * each other's: beta_j is the share of j's research that j lets others use.  Then all sell in one market, price D - Q
 * above the unit cost without research (Cournot):
 *   r_i = x_i + sum_(j != i) beta_j x_j,   q_i = (D + (n + 1) r_i - sum r) / (n + 1),   profit q_i^2 - g x_i^2 / 2.
 * With one spill-over beta and a weight w on the others' profits (w = 0 apart, w = 1 jointly) research is
 *   x = 2 D m / (g (n + 1) - 2 m e), m = (n - (n - 1) beta + w (n - 1) (2 beta - 1)) / (n + 1), e = 1 + (n - 1) beta:
 * joint research is larger from beta = 1/2 on, for any n.
 * The game of openness: first each chooses to guard (spill-over `guarded`) or to share (`open`), then research, then the
 * market.  Guarding can pay each whatever others do, though all would gain if all shared: a prisoner's dilemma; repeated,
 * sharing holds when members' patience is (T - R) / (T - P) or more (who guards is answered by guarding for ever).
 *
 * With g >= 2 each stage is concave and no member is driven out.  Unit costs are meant to be large enough to be lowered.
 * Cost: O(n).
 * Source: C. d'Aspremont, A. Jacquemin, "Cooperative and noncooperative R&D in duopoly with spillovers", American Economic
 * Review 78 (1988) 1133-1137; M. I. Kamien, E. Muller, I. Zang, "Research joint ventures and R&D cartels", American
 * Economic Review 82 (1992) 1293-1306; n members, and the game of openness, are worked out here. */
#include "solver/action/openness.h"

#include <math.h>

/* What members who share (0) and who guard (1) do and have. */
typedef struct market {
    double x[2], q[2], profit[2], welfare;
} market;

/* `sharers` of n share: research from two linear equations, one a kind. */
static void profile(const cm_openness_params *p, double n, double sharers, market *out)
{
    double count[2] = { sharers, n - sharers }, beta[2] = { p->open, p->guarded }, r[2][2], sum[2], a[2][2], m[2], det, q, all = 0;
    for (int s = 0; s < 2; s++) {
        for (int t = 0; t < 2; t++) r[s][t] = s == t ? 1 + (count[t] - 1) * beta[t] : count[t] * beta[t];
    }
    for (int t = 0; t < 2; t++) sum[t] = count[0] * r[0][t] + count[1] * r[1][t];
    for (int s = 0; s < 2; s++) {
        m[s] = (n - (n - 1) * beta[s]) / (n + 1);
        for (int t = 0; t < 2; t++) a[s][t] = (s == t ? p->research_cost : 0) - 2 * m[s] * (r[s][t] - sum[t] / (n + 1));
    }
    det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    out->x[0] = 2 * p->demand / (n + 1) * (m[0] * a[1][1] - m[1] * a[0][1]) / det;
    out->x[1] = 2 * p->demand / (n + 1) * (m[1] * a[0][0] - m[0] * a[1][0]) / det;
    out->welfare = 0;
    for (int s = 0; s < 2; s++) {
        q = p->demand / (n + 1);
        for (int t = 0; t < 2; t++) q += (r[s][t] - sum[t] / (n + 1)) * out->x[t];
        out->q[s] = q;
        out->profit[s] = q * q - p->research_cost * out->x[s] * out->x[s] / 2;
        out->welfare += count[s] * out->profit[s];
        all += count[s] * q;
    }
    out->welfare += all * all / 2;
}

/* All alike, with one spill-over, and a weight on the others' profits. */
static void alike(const cm_openness_params *p, double n, double beta, double weight, market *out)
{
    double e = 1 + (n - 1) * beta, m = (n - (n - 1) * beta + weight * (n - 1) * (2 * beta - 1)) / (n + 1), q;
    out->x[0] = 2 * p->demand * m / (p->research_cost * (n + 1) - 2 * m * e);
    q = (p->demand + out->x[0] * e) / (n + 1);
    out->q[0] = q;
    out->profit[0] = q * q - p->research_cost * out->x[0] * out->x[0] / 2;
    out->welfare = n * out->profit[0] + n * n * q * q / 2;
}

/* The table, by the number of those who share; who gains by guarding, of those who share. */
static cm_status list(cm_ctx *ctx, const cm_openness_params *p, size_t n, cm_result *result, bool *guard, bool *share)
{
    static const char *const columns[] = { "sharing", "shares_research", "guards_research", "shares_profit", "guards_profit", "welfare", NULL };
    double before = 0, scale = p->demand * p->demand;
    cm_table *table;
    cm_status status;
    *guard = *share = true;
    CM_TRY(cm_result_table(ctx, result, "profiles", columns, &table));
    for (size_t k = 0; k <= n; k++) {
        market m;
        profile(p, (double)n, (double)k, &m);
        for (int s = 0; s < 2; s++) {
            if ((s == 0 ? k > 0 : k < n) && !(m.q[s] > 0 && m.x[s] >= 0)) {
                CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "openness: where %zu of %zu share, a member that %s would leave the market; 'research_cost' is %g, and has to be larger", k, n, s == 0 ? "shares" : "does not", p->research_cost));
            }
        }
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k), k > 0 ? cm_number(m.x[0]) : cm_none(), k < n ? cm_number(m.x[1]) : cm_none(),
                                                              k > 0 ? cm_number(m.profit[0]) : cm_none(), k < n ? cm_number(m.profit[1]) : cm_none(), cm_number(m.welfare) }));
        if (k > 0 && !(before - m.profit[0] > ctx->tol.abs * scale)) *guard = false;
        if (k > 0 && !(m.profit[0] - before > ctx->tol.abs * scale)) *share = false;
        before = m.profit[1];
    }
out:
    return status;
}

static cm_status set_research(cm_ctx *ctx, const cm_openness_params *p, double n, cm_result *result)
{
    market here, joint, apart, venture;
    cm_status status;
    alike(p, n, p->spillover, p->cooperation, &here);
    alike(p, n, p->spillover, 0, &apart);
    alike(p, n, p->spillover, 1, &joint);
    alike(p, n, p->open, 1, &venture);
    CM_TRY(cm_result_set(ctx, result, "research", cm_number(here.x[0])));
    CM_TRY(cm_result_set(ctx, result, "profit", cm_number(here.profit[0])));
    CM_TRY(cm_result_set(ctx, result, "welfare", cm_number(here.welfare)));
    CM_TRY(cm_result_set(ctx, result, "apart_research", cm_number(apart.x[0])));
    CM_TRY(cm_result_set(ctx, result, "joint_research", cm_number(joint.x[0])));
    CM_TRY(cm_result_set(ctx, result, "joint_profit", cm_number(joint.profit[0])));
    CM_TRY(cm_result_set(ctx, result, "joint_welfare", cm_number(joint.welfare)));
    CM_TRY(cm_result_set(ctx, result, "venture_profit", cm_number(venture.profit[0])));
    CM_TRY(cm_result_set(ctx, result, "venture_welfare", cm_number(venture.welfare)));
out:
    return status;
}

/* The least patience with which sharing holds: 0 when guarding does not tempt, none when sharing is no better. */
static cm_value critical(double temptation, double shared, double guarded, double least)
{
    if (!(shared - guarded > least)) return cm_none();
    return cm_number(temptation - shared > least ? (temptation - shared) / (temptation - guarded) : 0);
}

static cm_status say(cm_ctx *ctx, const cm_openness_params *p, bool dilemma, const cm_value *patience, cm_result *result)
{
    char *text;
    cm_status status = CM_OK;
    if (dilemma && patience->kind == CM_NUMBER) {
        text = cm_format(ctx, result->arena, "All gain when all share, and each gains more by guarding its own, whatever others do: one meeting ends in protection. Met again and again, sharing holds from a patience of %.4g on.", patience->as.number);
        if (text == NULL) return ctx->status;
        CM_TRY(cm_result_note(ctx, result, text));
    }
    CM_TRY(cm_result_note(ctx, result, p->spillover > 0.5 ? "Others use more than half of what one finds: jointly planned research is larger, for each counts what it gives."
                                       : p->spillover < 0.5 ? "Others use less than half of what one finds: jointly planned research is smaller, for each spares the others its rivalry."
                                                            : "Others use just half of what one finds: what research gives to rivals and what it takes from them cancel."));
out:
    return status;
}

static cm_status fits(cm_ctx *ctx, const void *params)
{
    const cm_openness_params *p = params;
    if (p->guarded < p->open) return CM_OK;
    return cm_fail(ctx, CM_E_INPUT, "openness: who guards lets others use %g of its research, and who shares %g: it must be less", p->guarded, p->open);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_openness_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    double n = (double)venue->n, least = 1, scale = p->demand * p->demand;
    market all, none, one;
    bool guard, share, dilemma;
    cm_value patience;
    cm_status status;
    if (venue->n < 2) return cm_fail(ctx, CM_E_DOMAIN, "openness takes two members or more, not %zu", venue->n);
    CM_TRY(fits(ctx, p));
    CM_TRY(set_research(ctx, p, n, result));
    CM_TRY(list(ctx, p, venue->n, result, &guard, &share));
    profile(p, n, n, &all);
    profile(p, n, 0, &none);
    profile(p, n, n - 1, &one);
    patience = critical(one.profit[1], all.profit[0], none.profit[1], ctx->tol.abs * scale);
    for (size_t i = 0; i < venue->n; i++) least = fmin(least, venue->patience[i]);
    dilemma = guard && all.profit[0] - none.profit[1] > ctx->tol.abs * scale;
    CM_TRY(cm_result_set(ctx, result, "shared_profit", cm_number(all.profit[0])));
    CM_TRY(cm_result_set(ctx, result, "guarded_profit", cm_number(none.profit[1])));
    CM_TRY(cm_result_set(ctx, result, "temptation", cm_number(one.profit[1])));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(all.profit[0] - none.profit[1])));
    CM_TRY(cm_result_set(ctx, result, "welfare_gain", cm_number(all.welfare - none.welfare)));
    CM_TRY(cm_result_set(ctx, result, "dominant", cm_text(guard ? "guard" : share ? "share" : "neither")));
    CM_TRY(cm_result_set(ctx, result, "dilemma", cm_truth(dilemma)));
    CM_TRY(cm_result_set(ctx, result, "critical_patience", patience));
    CM_TRY(cm_result_set(ctx, result, "sustainable", cm_truth(patience.kind == CM_NUMBER && least >= patience.as.number - ctx->tol.abs)));
    CM_TRY(say(ctx, p, dilemma, &patience, result));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "research_cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_openness_params, research_cost), .fallback = 3, .low = 2, .high = 1000000,
      .about = "How fast the cost of research rises: half of this, times its square.", .about_zh = "研究成本上升的快慢：研究量平方的一半乘以此数。" },
    { .name = "spillover", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_openness_params, spillover), .fallback = 0.5, .low = 0, .high = 1,
      .about = "The share of each one's research that all others can use.", .about_zh = "每个成员的研究中可为其他成员所用的比例。" },
    { .name = "cooperation", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_openness_params, cooperation), .fallback = 0, .low = 0, .high = 1,
      .about = "How much the others' profits count when research is planned: 0 apart, 1 jointly.", .about_zh = "规划研究时对他方利润的重视程度：0 为各自，1 为联合。" },
    { .name = "guarded", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_openness_params, guarded), .fallback = 0, .low = 0, .high = 1,
      .about = "The share of its research that others can use when a member guards it.", .about_zh = "成员保护其研究时他方仍可使用的比例。" },
    { .name = "open", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_openness_params, open), .fallback = 1, .low = 0, .high = 1,
      .about = "The share of its research that others can use when a member shares it.", .about_zh = "成员共享其研究时他方可使用的比例。" },
    { .name = "demand", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_openness_params, demand), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "How far the first buyer's price is above unit cost without research.", .about_zh = "首位买方出价高于无研究时单位成本的幅度。" },
};

static const char *const summary_names[] = { "research", "profit", "welfare", "apart_research", "joint_research", "joint_profit", "joint_welfare", "venture_profit", "venture_welfare", "shared_profit", "guarded_profit", "temptation", "gain", "welfare_gain", "dominant", "dilemma", "critical_patience", "sustainable", NULL };

const cm_concept cm_concept_openness = {
    .name = "openness",
    .title = "Openness and protection", .title_zh = "开放与保护",
    .about = "How much members research when others can use what they find, what all gain when all share it, and how patient they must be not to guard their own.",
    .about_zh = "当研究成果会外溢时各成员投入多少研究，人人共享时各方得益多少，以及需要多大的耐心才不会各自保护。",
    .formula = "x = 2 D m / (g (n + 1) - 2 m e), m = (n - (n - 1) beta + w (n - 1) (2 beta - 1)) / (n + 1), e = 1 + (n - 1) beta; critical patience (T - R) / (T - P)",
    .source = "C. d'Aspremont, A. Jacquemin, \"Cooperative and noncooperative R&D in duopoly with spillovers\", American Economic Review 78 (1988) 1133-1137; M. I. Kamien, E. Muller, I. Zang, \"Research joint "
              "ventures and R&D cartels\", American Economic Review 82 (1992) 1293-1306; n members and the game of openness are worked out in the file",
    .certificate = "each member's sales clear the market and its profit is counted from them; a little more or less research pays nobody, nor all together; sharing and guarding are compared at each number of sharers",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_openness_params),
    .run = run,
    .fits = fits,
    .check = cm_openness_check,
};
