/* commitment.c: a committed core that pays others to join, out of what their joining gains it.
 *
 * Definition.  The core C stays whatever the others do.  It can buy an agreement S that contains it when
 * the members of S have together at least what the core has by itself, plus what each newcomer would have
 * by leaving S alone:
 *     sum over S of u_i(S) >= sum over C of u_i(C) + sum over S without C of u_j(S without j).
 * Nothing comes from outside; equality is enough.  Among equals only sizes matter, and for each number that
 * is committed the largest agreement that it can buy is given; otherwise `core` names the committed.
 *
 * Summary: committed, largest (what they can buy), gap_before, gap_closed (without and with buying),
 * surplus (what is left over), needed_for_all (how many must be committed to bring all in; equals only).
 * Tables: sizes (size, members, holds, worth, needed, surplus, gap_closed); cores (committed, largest),
 * equals only.
 * Fails with: CM_E_INPUT when more are committed than there are, or unequal players name no core;
 * CM_E_LIMIT, CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(n^2) among equals, else O(2^n n).
 * Source: C. Carraro, D. Siniscalco, "Strategies for the international protection of the environment",
 * Journal of Public Economics 52 (1993) 309-328. */
#include "solver/collective/commitment.h"

#include <math.h>

static const char *const columns[] = { "size", "members", "holds", "worth", "needed", "surplus", "gap_closed", NULL };

/* --- equals ------------------------------------------------------------------------------------------ */

static double needed(const cm_sizes *s, size_t core, size_t k)
{
    return (double)core * s->member[core] + (k > core ? (double)(k - core) * s->outsider[k - 1] : 0);
}

/* k p(k) - needed, exactly 0 on a tie. */
static double surplus(const cm_ctx *ctx, const cm_sizes *s, size_t core, size_t k)
{
    double got = (double)k * s->member[k] - needed(s, core, k);
    cm_rat sum = { 0, 0 }, times = { 0, 0 };
    int sign;
    if (fabs(got) > ctx->tol.abs * s->scale * (double)k) return got;
    if (!s->exact) return 0;
    cm_rat_set_ratio(&times, (int64_t)k, 1);
    cm_rat_mul(&sum, &times, &s->rmember[k]);
    cm_rat_set_ratio(&times, -(int64_t)core, 1);
    cm_rat_add_mul(&sum, &times, &s->rmember[core]);
    cm_rat_set_ratio(&times, (int64_t)core - (int64_t)k, 1);
    if (k > core) cm_rat_add_mul(&sum, &times, &s->routsider[k - 1]);
    sign = cm_rat_sign(&sum);
    got = cm_rat_value(&sum);
    cm_rat_clear(&sum);
    cm_rat_clear(&times);
    return sign == 0 ? 0 : got;
}

static size_t largest_for(const cm_ctx *ctx, const cm_sizes *s, size_t core)
{
    for (size_t k = s->n; k > core; k--) {
        if (surplus(ctx, s, core, k) >= 0) return k;
    }
    return core;
}

/* The largest size that is stable by itself; 1 when none is. */
static size_t stable_size(const cm_ctx *ctx, const cm_sizes *s)
{
    for (size_t k = s->n; k > 1; k--) {
        if (cm_sizes_gain(ctx, s, k, k - 1) >= 0 && (k == s->n || cm_sizes_gain(ctx, s, k + 1, k) <= 0)) return k;
    }
    return 1;
}

static cm_status list_sizes(cm_ctx *ctx, const cm_sizes *s, size_t core, cm_result *result)
{
    cm_table *table;
    double gap;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = core; k <= s->n; k++) {
        double left = surplus(ctx, s, core, k);
        char *members = cm_format(ctx, result->arena, "%zu committed and %zu more", core, k - core);
        cm_value row[] = { cm_integer((int64_t)k), cm_text(members), cm_truth(left >= 0), cm_number((double)k * s->member[k]), cm_number(needed(s, core, k)),
                           cm_number(left), cm_sizes_gap(ctx, s, k, &gap) ? cm_number(gap) : cm_none() };
        if (members == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status list_cores(cm_ctx *ctx, const cm_sizes *s, cm_result *result, size_t *for_all)
{
    static const char *const names[] = { "committed", "largest", NULL };
    cm_table *table;
    cm_status status;
    *for_all = 0;
    CM_TRY(cm_result_table(ctx, result, "cores", names, &table));
    for (size_t core = 1; core <= s->n; core++) {
        size_t largest = largest_for(ctx, s, core);
        cm_value row[] = { cm_integer((int64_t)core), cm_integer((int64_t)largest) };
        if (largest == s->n && *for_all == 0) *for_all = core;
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, size_t n, size_t core, size_t largest, cm_result *result)
{
    const char *are = core == 1 ? "is" : "are", *them = core == 1 ? "it" : "them";
    char *text = largest > core ? cm_format(ctx, result->arena, "%zu that %s committed can pay %zu more to join, out of what that gains %s: %zu of %zu.", core, are, largest - core, them, largest, n)
                                : cm_format(ctx, result->arena, "%zu that %s committed cannot pay anybody to join out of what that gains %s.", core, are, them);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run_sizes(cm_ctx *ctx, const cm_pfg *pfg, long committed, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_sizes s = { .n = 0 };
    size_t core, largest, for_all;
    double gap;
    cm_status status;
    if (committed > (long)pfg->n) return cm_fail(ctx, CM_E_INPUT, "%ld are committed, of %zu players", committed, pfg->n);
    CM_TRY(cm_sizes_init(ctx, &scratch, pfg, &s));
    core = committed > 0 ? (size_t)committed : stable_size(ctx, &s);
    largest = largest_for(ctx, &s, core);
    CM_TRY(list_sizes(ctx, &s, core, result));
    CM_TRY(list_cores(ctx, &s, result, &for_all));
    CM_TRY(cm_result_set(ctx, result, "committed", cm_integer((int64_t)core)));
    CM_TRY(cm_result_set(ctx, result, "largest", cm_integer((int64_t)largest)));
    CM_TRY(cm_result_set(ctx, result, "gap_before", cm_sizes_gap(ctx, &s, core, &gap) ? cm_number(gap) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "gap_closed", cm_sizes_gap(ctx, &s, largest, &gap) ? cm_number(gap) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "surplus", cm_number(surplus(ctx, &s, core, largest))));
    CM_TRY(cm_result_set(ctx, result, "needed_for_all", cm_integer((int64_t)for_all)));
    CM_TRY(say(ctx, pfg->n, core, largest, result));
out:
    cm_sizes_free(&s);
    cm_arena_free(&scratch);
    return status;
}

/* --- unequal players --------------------------------------------------------------------------------- */

/* Of each size, the agreement that can be bought and has most for everybody: best[size], 0 when none. */
static cm_status find_best(cm_ctx *ctx, cm_masks *m, uint32_t core, uint32_t *best)
{
    for (uint32_t s = 1; s < (uint32_t)1 << m->n; s++) {
        uint32_t *at = &best[__builtin_popcount(s)];
        if (s % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        if ((s & core) != core || (*at != 0 && !(m->welfare[s] > m->welfare[*at] + ctx->tol.abs * m->scale))) continue;
        if (s == core || cm_masks_surplus_sign(ctx, m, s, core) >= 0) *at = s;
    }
    return CM_OK;
}

static cm_status list_best(cm_ctx *ctx, cm_masks *m, uint32_t core, const uint32_t *best, cm_result *result)
{
    cm_table *table;
    double gap;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = (size_t)__builtin_popcount(core); k <= m->n; k++) {
        uint32_t s = best[k];
        double left = s == 0 || s == core || cm_masks_surplus_sign(ctx, m, s, core) == 0 ? 0 : cm_masks_surplus(m, s, core), worth = 0;
        cm_value row[] = { cm_integer((int64_t)k), cm_none(), cm_truth(s != 0), cm_none(), cm_none(), cm_none(), cm_none() };
        for (size_t i = 0; i < m->n; i++) worth += s >> i & 1u ? m->pay[s * m->n + i] : 0;
        if (s != 0) {
            row[1] = cm_text(cm_members_text(ctx, result->arena, m->pfg, s));
            row[3] = cm_number(worth);
            row[4] = cm_number(worth - left);
            row[5] = cm_number(left);
            if (cm_masks_gap(ctx, m, s, &gap)) row[6] = cm_number(gap);
            if (row[1].as.text == NULL) CM_TRY(ctx->status);
        }
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status run_masks(cm_ctx *ctx, const cm_pfg *pfg, uint32_t core, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_masks m = { .n = 0 };
    uint32_t best[CM_PFG_MOST_MASKS + 1] = { 0 };
    size_t largest = pfg->n, first = (size_t)__builtin_popcount(core);
    double gap;
    const cm_table *table;
    cm_status status;
    if (core == 0) return cm_fail(ctx, CM_E_INPUT, "'commitment' among unequal players needs to know who is committed: give models.commitment.core");
    CM_TRY(cm_pfg_require_masks(ctx, pfg, "commitment"));
    CM_TRY(cm_masks_init(ctx, &scratch, pfg, &m));
    CM_TRY(find_best(ctx, &m, core, best));
    while (best[largest] == 0) largest--;
    CM_TRY(list_best(ctx, &m, core, best, result));
    table = cm_result_find(result, "sizes");
    CM_TRY(cm_result_set(ctx, result, "committed", cm_integer((int64_t)first)));
    CM_TRY(cm_result_set(ctx, result, "largest", cm_integer((int64_t)largest)));
    CM_TRY(cm_result_set(ctx, result, "gap_before", cm_masks_gap(ctx, &m, core, &gap) ? cm_number(gap) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "gap_closed", cm_table_get(table, largest - first, "gap_closed")));
    CM_TRY(cm_result_set(ctx, result, "surplus", cm_table_get(table, largest - first, "surplus")));
    CM_TRY(cm_result_set(ctx, result, "needed_for_all", cm_none()));
    CM_TRY(say(ctx, pfg->n, first, largest, result));
out:
    cm_masks_free(&m);
    cm_arena_free(&scratch);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_commitment_params *p = params;
    if (!pfg->symmetric) return run_masks(ctx, pfg, cm_commitment_core(p), result);
    if (p->core.count > 0) return run_sizes(ctx, pfg, (long)p->core.first[1], result);
    return run_sizes(ctx, pfg, p->committed, result);
}

static const char *const summary_names[] = { "committed", "largest", "gap_before", "gap_closed", "surplus", "needed_for_all", NULL };

static const cm_param params[] = {
    { "committed", CM_PARAM_INTEGER, offsetof(cm_commitment_params, committed), 0, 0, 1000, NULL,
      "How many are committed, among equals; 0 takes the largest stable agreement.", "同质各方中有多少作出承诺；0 表示取最大的稳定协议。" },
    { "core", CM_PARAM_PLAYERS, offsetof(cm_commitment_params, core), 0, 1, 0, NULL,
      "Who is committed; unequal players need it.", "作出承诺的各方；各方不相同时必须给出。" },
};

const cm_concept cm_concept_commitment = {
    .name = "commitment",
    .title = "A committed core that buys others in",
    .title_zh = "承诺核心与收买式扩员",
    .about = "How far those who are committed to an agreement can enlarge it by paying others to join, out of their own gains.",
    .about_zh = "已作出承诺的各方用自己由此获得的收益补偿他人加入，最多能把协议扩大到多少成员。",
    .formula = "S contains C and sum_S u_i(S) >= sum_C u_i(C) + sum_{S without C} u_j(S without j)",
    .source = "C. Carraro, D. Siniscalco, \"Strategies for the international protection of the environment\", Journal of Public Economics 52 (1993) 309-328",
    .certificate = "payoffs found again from first-order conditions give every printed surplus, and no larger agreement can be paid for",
    .summary = summary_names,
    .takes = CM_GAME_PFG,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(cm_commitment_params),
    .run = run,
    .check = cm_commitment_check,
};
