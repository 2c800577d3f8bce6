/* power.c: how much say each member has under a rule.
 *
 * Definitions, for a vote of n members with W winning coalitions; eta_i: the coalitions of the others that lose, and
 * win when i joins them:
 *   Shapley and Shubik   the share of the n! orders of joining in which i is the one with whom the others win
 *   Banzhaf              eta_i / 2^(n-1), absolute; divided by the sum over members, normalised
 *   Coleman              to prevent eta_i / W; to initiate eta_i / (2^n - W); the body's power to act W / 2^n
 *   Rae                  the chance that the outcome is as i votes: 1/2 + eta_i / 2^n
 * On request, as they need every minimal winning or breakable coalition:
 *   Deegan and Packel    all minimal winning coalitions alike, each shared equally by its members
 *   Holler               the public good index: how many of them i is in, of the sum over members
 *   Johnston             all winning coalitions that somebody can break alike, each shared by those who can
 *
 * Summary: power_to_act, exact, winning_coalitions, total_banzhaf, method, error (by how much any index may be off,
 * where a series is cut off).  Tables: power (player, shapley_shubik,
 * banzhaf, banzhaf_absolute, coleman_prevent, coleman_initiate, rae; on request deegan_packel, johnston, holler); exact
 * (the same as fractions, where they were counted and are short); intervals (player, shapley_low, shapley_high,
 * banzhaf_low, banzhaf_high: of the absolute index), of a sample.
 * Fails with: CM_E_DOMAIN, CM_E_LIMIT for a method or index that the rule is too much for; CM_E_MEMORY,
 * CM_E_INTERRUPT.  Cost: count.h. */
#include "solver/voting/power.h"

#include <math.h>
#include <string.h>

#include "solver/game/orders.h"
#include "solver/voting/power_check.h"

enum { COLUMNS = 10 };
static const char *const columns[COLUMNS + 1] = { "player", "shapley_shubik", "banzhaf", "banzhaf_absolute", "coleman_prevent", "coleman_initiate",
                                                  "rae", "deegan_packel", "johnston", "holler", NULL };
static const char *const usual[] = { "player", "shapley_shubik", "banzhaf", "banzhaf_absolute", "coleman_prevent", "coleman_initiate", "rae", NULL };

/* All that is printed of the members, as numbers and as fractions: value[i * COLUMNS + c] for column c. */
typedef struct figures {
    size_t n;
    cm_value *number, *exact;
} figures;

/* --- the further indices ------------------------------------------------------------------------------- */

static bool wants(const cm_power_params *p, const char *word)
{
    return strcmp(p->indices, "all") == 0 || strcmp(p->indices, word) == 0;
}

/* sum over k of at[k] / k (or of at[k] alone), over `whole`: as a number, and as a fraction where counts are whole. */
static cm_status put_share(cm_ctx *ctx, cm_arena *arena, const double *at, size_t n, bool each, double whole, cm_value *number, cm_value *exact)
{
    cm_rat *r = cm_rats_new(ctx, 2);
    double sum = 0;
    if (r == NULL) return ctx->status;
    for (size_t k = 1; k <= n; k++) {
        sum += each ? at[k] / (double)k : at[k];
        if (n > 53) continue;
        cm_rat_set_ratio(&r[1], (int64_t)at[k], each ? (int64_t)k : 1);
        cm_rat_add(&r[0], &r[0], &r[1]);
    }
    *number = cm_number(sum / whole);
    if (n <= 53) {
        cm_rat_set_ratio(&r[1], (int64_t)whole, 1);
        cm_rat_div(&r[0], &r[0], &r[1]);
        *number = cm_number(cm_rat_value(&r[0]));
        *exact = cm_power_text(ctx, arena, &r[0], CM_POWER_TEXT);
    }
    cm_rats_free(r, 2);
    return ctx->status;
}

static cm_status put_further(cm_ctx *ctx, const cm_vote *vote, const cm_power_params *p, cm_arena *arena, figures *f)
{
    size_t n = vote->n, wide = n + 1;
    double steps = cm_kinds_combinations(vote) * (double)n * (double)vote->nnodes, in_all = 0;
    cm_arena scratch = { NULL };
    cm_minimal m = { .wanted = true };
    double *all, *with;
    cm_status status = CM_OK;
    if (strcmp(p->indices, "usual") == 0) return CM_OK;
    if (steps > ctx->work_limit) {
        CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the indices '%s' look at every coalition, which for these %zu members takes %.3g steps, more than the %.3g allowed; indices = \"usual\" leaves them out, and rounder votes make members alike and the steps fewer",
                         p->indices, n, steps, ctx->work_limit));
    }
    all = CM_NEW(ctx, &scratch, wide, double);
    with = CM_NEW(ctx, &scratch, n * wide, double);
    m.holds = CM_NEW(ctx, &scratch, n * wide, double);
    m.breaks = CM_NEW(ctx, &scratch, n * wide, double);
    if (all == NULL || with == NULL || m.holds == NULL || m.breaks == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_kinds_count(ctx, &scratch, vote, all, with, &m));
    for (size_t k = 0; k < n * wide; k++) in_all += m.holds[k];
    for (size_t i = 0; i < n; i++) {
        cm_value *number = &f->number[i * COLUMNS], *exact = &f->exact[i * COLUMNS];
        if (wants(p, "deegan-packel")) CM_TRY(put_share(ctx, arena, &m.holds[i * wide], n, true, m.count, &number[7], &exact[7]));
        if (wants(p, "johnston")) CM_TRY(put_share(ctx, arena, &m.breaks[i * wide], n, true, m.vulnerable, &number[8], &exact[8]));
        if (wants(p, "holler")) CM_TRY(put_share(ctx, arena, &m.holds[i * wide], n, false, in_all, &number[9], &exact[9]));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the usual ones -------------------------------------------------------------------------------------- */

static void put_numbers(const cm_count *count, figures *f)
{
    double total = 0;
    for (size_t i = 0; i < f->n; i++) total += count->swing[i];
    for (size_t i = 0; i < f->n; i++) {
        cm_value *row = &f->number[i * COLUMNS];
        double swing = count->swing[i];
        row[1] = cm_number(count->pivot[i]);
        row[2] = total > 0 ? cm_number(swing / total) : cm_none();
        row[3] = cm_number(swing);
        row[4] = count->act > 0 ? cm_number(swing / count->act / 2) : cm_none();
        row[5] = count->act < 1 ? cm_number(swing / (1 - count->act) / 2) : cm_none();
        row[6] = cm_number(0.5 + swing / 2);
    }
}

/* a / b as number and text. */
static void put_ratio(cm_ctx *ctx, cm_arena *arena, const cm_rat *a, const cm_rat *b, cm_rat *work, cm_value *number, cm_value *exact)
{
    cm_rat_div(work, a, b);
    *number = cm_number(cm_rat_value(work));
    *exact = cm_power_text(ctx, arena, work, CM_POWER_TEXT);
}

static cm_status put_fractions(cm_ctx *ctx, cm_arena *arena, const cm_count *count, figures *f)
{
    size_t n = f->n;
    const cm_rat *wins = count->number, *swing = &count->number[1], *pivot = &count->number[1 + n];
    cm_rat *r = cm_rats_new(ctx, 7), *total, *half, *all, *orders, *losing, *work, *k;
    if (r == NULL) return ctx->status;
    total = r, half = r + 1, all = r + 2, orders = r + 3, losing = r + 4, work = r + 5, k = r + 6;
    cm_rat_set_ratio(half, 1, 1);
    cm_rat_set_ratio(orders, 1, 1);
    cm_rat_set_ratio(k, 2, 1);
    for (size_t i = 1; i < n; i++) cm_rat_mul(half, half, k);
    cm_rat_mul(all, half, k);
    cm_rat_sub(losing, all, wins);
    for (size_t i = 0; i < n; i++) {
        cm_rat_set_ratio(k, (int64_t)i + 1, 1);
        cm_rat_mul(orders, orders, k);
        cm_rat_add(total, total, &swing[i]);
    }
    for (size_t i = 0; i < n; i++) {
        cm_value *number = &f->number[i * COLUMNS], *exact = &f->exact[i * COLUMNS];
        if (count->sized) put_ratio(ctx, arena, &pivot[i], orders, work, &number[1], &exact[1]);
        put_ratio(ctx, arena, &swing[i], total, work, &number[2], &exact[2]);
        put_ratio(ctx, arena, &swing[i], half, work, &number[3], &exact[3]);
        put_ratio(ctx, arena, &swing[i], wins, work, &number[4], &exact[4]);
        put_ratio(ctx, arena, &swing[i], losing, work, &number[5], &exact[5]);
        cm_rat_add(k, half, &swing[i]);
        put_ratio(ctx, arena, k, all, work, &number[6], &exact[6]);
    }
    cm_rats_free(r, 7);
    return ctx->status;
}

/* --- what is printed -------------------------------------------------------------------------------------- */

static cm_status print_members(cm_ctx *ctx, const cm_power_params *p, const cm_count *count, const figures *f, cm_result *result)
{
    const char *const *shown = strcmp(p->indices, "usual") == 0 ? usual : columns;        /* the first of the same columns */
    cm_table *table, *fractions = NULL;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "power", shown, &table));
    for (size_t i = 0; i < f->n; i++) CM_TRY(cm_table_row(ctx, result, table, &f->number[i * COLUMNS]));
    if (count->whole) CM_TRY(cm_result_table(ctx, result, "exact", shown, &fractions));
    for (size_t i = 0; i < f->n && count->whole; i++) CM_TRY(cm_table_row(ctx, result, fractions, &f->exact[i * COLUMNS]));
out:
    return status;
}

static cm_status print_intervals(cm_ctx *ctx, const cm_vote *vote, const cm_count *count, cm_result *result)
{
    static const char *const names[] = { "player", "shapley_low", "shapley_high", "banzhaf_low", "banzhaf_high", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    if (count->method != CM_COUNT_SAMPLING) return CM_OK;
    CM_TRY(cm_result_table(ctx, result, "intervals", names, &table));
    for (size_t i = 0; i < vote->n; i++) {
        double low[2], high[2];
        cm_share_interval(count->pivot_hit[i], count->draws, cm_power_miss(vote->n), &low[0], &high[0]);
        cm_share_interval(count->swing_hit[i], count->draws, cm_power_miss(vote->n), &low[1], &high[1]);
        cm_value row[] = { cm_text(cm_power_name(ctx, result->arena, vote, i)), cm_number(low[0]), cm_number(high[0]), cm_number(low[1]), cm_number(high[1]) };
        CM_TRY(row[0].as.text != NULL ? cm_table_row(ctx, result, table, row) : ctx->status);
    }
out:
    return status;
}

static cm_status print_summary(cm_ctx *ctx, const cm_count *count, cm_result *result)
{
    cm_rat *r = cm_rats_new(ctx, 2);
    cm_value wins = cm_none(), exact = cm_none();
    double total = 0;
    int64_t small;
    cm_status status = CM_OK;
    if (r == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < count->n; i++) total += count->swing[i];
    if (count->whole) {
        cm_rat_set_ratio(&r[0], 1, 1);
        cm_rat_set_ratio(&r[1], 2, 1);
        for (size_t i = 0; i < count->n; i++) cm_rat_mul(&r[0], &r[0], &r[1]);
        cm_rat_div(&r[0], count->number, &r[0]);
        exact = cm_power_text(ctx, result->arena, &r[0], CM_POWER_TEXT);
        wins = cm_rat_small(count->number, &small) && small <= INT64_C(1) << 53 ? cm_integer(small) : cm_power_text(ctx, result->arena, count->number, SIZE_MAX);
        if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    }
    CM_TRY(cm_result_set(ctx, result, "power_to_act", cm_number(count->act)));
    CM_TRY(cm_result_set(ctx, result, "exact", exact));
    CM_TRY(cm_result_set(ctx, result, "winning_coalitions", wins));
    CM_TRY(cm_result_set(ctx, result, "total_banzhaf", cm_number(total)));
    CM_TRY(cm_result_set(ctx, result, "method", cm_text(cm_count_words[count->method])));
    CM_TRY(cm_result_set(ctx, result, "error", count->error > 0 ? cm_number(count->error) : cm_none()));
out:
    cm_rats_free(r, 2);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_power_params *p = params;
    cm_arena scratch = { NULL };
    size_t cells = vote->n * COLUMNS;
    figures f = { vote->n, CM_NEW(ctx, &scratch, cells, cm_value), CM_NEW(ctx, &scratch, cells, cm_value) };
    cm_count_options options = { cm_count_method_of(p->method), p->draws, (uint64_t)p->seed, true };
    cm_count count = { .number = NULL };
    cm_status status = CM_OK;
    if (f.number == NULL || f.exact == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_count_find(ctx, &scratch, vote, &options, &count));
    for (size_t i = 0; i < vote->n; i++) {
        const char *name = cm_power_name(ctx, result->arena, vote, i);
        if (name == NULL) CM_LEAVE(ctx->status);
        f.number[i * COLUMNS] = f.exact[i * COLUMNS] = cm_text(name);
    }
    put_numbers(&count, &f);
    if (count.whole) CM_TRY(put_fractions(ctx, result->arena, &count, &f));
    CM_TRY(put_further(ctx, vote, p, result->arena, &f));
    CM_TRY(print_members(ctx, p, &count, &f, result));
    CM_TRY(print_intervals(ctx, vote, &count, result));
    CM_TRY(print_summary(ctx, &count, result));
    CM_TRY(cm_power_notes(ctx, vote, &count, result));
out:
    cm_count_free(&count);
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "power_to_act", "exact", "winning_coalitions", "total_banzhaf", "method", "error", NULL };
static const char *const index_words[] = { "usual", "deegan-packel", "holler", "johnston", "all", NULL };

static const cm_param parameters[] = {
    { .name = "indices", .kind = CM_PARAM_WORD, .offset = offsetof(cm_power_params, indices), .words = index_words,
      .about = "Which further indices are added; they look at every coalition and take much longer.", .about_zh = "另加哪些指数；它们要逐一考察所有联盟，耗时得多。" },
    { .name = "method", .kind = CM_PARAM_WORD, .offset = offsetof(cm_power_params, method), .words = cm_count_words,
      .about = "How coalitions are counted: best takes the first method that is cheap enough.", .about_zh = "如何数联盟：best 取第一种足够省时的方法。" },
    { .name = "draws", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_power_params, draws), .fallback = 100000, .low = 100, .high = 1e7,
      .about = "How many random orders, and random coalitions, are drawn where counting is out of reach.", .about_zh = "无法逐一计数时，随机抽取的加入顺序数与联盟数。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_power_params, seed), .fallback = 1, .low = 0, .high = 1e15,
      .about = "The seed of these draws.", .about_zh = "这些抽样的种子。" },
};

extern const cm_concept cm_concept_power;
const cm_concept cm_concept_power = {
    .name = "power",
    .title = "Voting power",
    .title_zh = "投票权力",
    .about = "How often each member's vote decides under the rule, by the indices of Shapley and Shubik, Banzhaf, Coleman and Rae, and how easily the body as a whole decides.",
    .about_zh = "按照规则，各成员的一票在多少情形下起决定作用（沙普利–舒比克、班扎夫、科尔曼与雷指数），以及整个机构有多容易作出决定。",
    .formula = "Shapley-Shubik_i = sum over S of |S|! (n-1-|S|)! / n!, Banzhaf_i = eta_i / 2^(n-1), Coleman: eta_i / W, eta_i / (2^n - W), W / 2^n, "
               "Rae_i = 1/2 + eta_i / 2^n; S runs over the eta_i coalitions that lose without i and win with i",
    .source = "L. S. Shapley, M. Shubik, \"A method for evaluating the distribution of power in a committee system\", American Political Science Review "
              "48 (1954) 787-792; J. F. Banzhaf, \"Weighted voting doesn't work\", Rutgers Law Review 19 (1965) 317-343; J. S. Coleman, \"Control of "
              "collectivities and the power of a collectivity to act\", in B. Lieberman (ed.), Social Choice, Gordon and Breach (1971) 269-300; D. W. Rae, "
              "\"Decision-rules and individual values in constitutional choice\", American Political Science Review 63 (1969) 40-56; J. Deegan, E. W. Packel, "
              "\"A new index of power for simple n-person games\", International J. Game Theory 7 (1978) 113-123; R. J. Johnston, \"On the measurement of "
              "power: some reactions to Laver\", Environment and Planning A 10 (1978) 907-914; M. J. Holler, \"Forming coalitions and measuring voting power\", "
              "Political Studies 30 (1982) 262-271",
    .certificate = "counted again by other means: all coalitions one by one up to 20 members, else the members in the opposite order and by quadrature, or "
                   "some members by a table without them and everybody by a sample; shares add up to 1, members alike have the same; samples agree with others",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(cm_power_params),
    .run = run,
    .check = cm_power_check,
};
