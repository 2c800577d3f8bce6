/* public_good.c: what each gives of its own for a good that all have, against what would be best for all.
 *
 * n members with wealth w_i; i gives g_i and keeps x_i = w_i - g_i.  The good G is the sum of what is given, or the least of it (the weakest link), or
 * the most (the best shot); each enjoys z = G (n / base)^-rivalry of it.
 *   cobb-douglas   u = x^(1-a) z^a        quasi-linear   u = x + b_i z^e / e        linear   u = x + b_i z
 * sum: each gives until its own marginal gain is 1.  Cobb-Douglas: G = max over j of (sum of the j largest w) / (1 + j (1-a)/a),
 * those j give w_i - G (1-a)/a and the others nothing; alike G = n a w / (n (1-a) + a), which rises with n, while its share of the best
 * for all, a n w, falls.  Moving wealth among those who give changes nothing.  Quasi-linear: whoever values it most gives until G is its own optimum or it
 * has nothing left, then the next.  weakest: each gives the same; any level up to the least of what each would want at its own
 * cost is an equilibrium, the highest is shown.  best: whoever would want most provides it alone, an equilibrium of several.
 * The best for all is with side payments: the sum of marginal rates is the price (of the weakest link: n).
 *
 * Summary: total (the good in equilibrium), efficient, share (total / efficient; 1 where both are 0), each (given on average), contributors, enjoyed (z), welfare
 * (mean utility), equalised (the good if wealth were even).  Table: members (member, wealth, benefit, gives, utility).
 * Cost: n log n.
 * Fails with: CM_E_INPUT for lists of another number; CM_E_MEMORY.
 * Source: J. Chamberlin, "Provision of collective goods as a function of group size", American Political Science Review 68 (1974)
 * 707-716; T. Bergstrom, L. Blume, H. Varian, "On the private provision of public goods", Journal of Public Economics 29 (1986)
 * 25-49; J. Hirshleifer, "From weakest-link to best-shot: the voluntary provision of public goods", Public Choice 41 (1983) 371-386. */
#include "solver/action/public_good.h"

#include <stdlib.h>
#include <string.h>

#include "solver/action/people.h"
#include "solver/concept.h"

cm_status cm_public_read(cm_ctx *ctx, cm_arena *arena, const cm_public_params *p, cm_public *game)
{
    size_t n = (size_t)p->members;
    cm_status status = CM_OK;
    *game = (cm_public){ .n = n, .form = CM_PUBLIC_COBB_DOUGLAS, .way = CM_PUBLIC_SUM, .weight = p->weight, .curve = p->curve, .share = cm_people_share(1, p->base, p->rivalry, (double)n) };
    if (strcmp(p->form, "quasi-linear") == 0) game->form = CM_PUBLIC_QUASI_LINEAR;
    if (strcmp(p->form, "linear") == 0) game->form = CM_PUBLIC_LINEAR, game->curve = 1;
    if (strcmp(p->provision, "weakest") == 0) game->way = CM_PUBLIC_WEAKEST;
    if (strcmp(p->provision, "best") == 0) game->way = CM_PUBLIC_BEST;
    game->wealth = CM_NEW(ctx, arena, n, double);
    game->benefit = CM_NEW(ctx, arena, n, double);
    if (game->wealth == NULL || game->benefit == NULL) return ctx->status;
    CM_TRY(cm_people_fill(ctx, "public-good", "wealths", p->members, p->wealth, p->wealth_spread, &p->wealths, game->wealth));
    CM_TRY(cm_people_fill(ctx, "public-good", "benefits", p->members, p->benefit, p->benefit_spread, &p->benefits, game->benefit));
out:
    return status;
}

double cm_public_utility(const cm_public *game, size_t i, double kept, double good)
{
    double enjoyed = good * game->share;
    if (game->form == CM_PUBLIC_COBB_DOUGLAS) return pow(fmax(0, kept), 1 - game->weight) * pow(enjoyed, game->weight);
    return kept + game->benefit[i] * pow(enjoyed, game->curve) / game->curve;
}

/* The amount at which `gain` times the marginal benefit is the price; all of `most` where it always pays, 0 where it never does. */
static double wanted(const cm_public *game, double gain, double price, bool tie, double most)
{
    double rate = gain * pow(game->share, game->curve) / price;
    if (game->form == CM_PUBLIC_LINEAR) return rate > 1 || (tie && rate >= 1) ? most : 0;
    return fmin(most, pow(rate, 1 / (1 - game->curve)));
}

/* What i would want if it provided alone. */
static double alone(const cm_public *game, size_t i, const double *wealth)
{
    if (game->form == CM_PUBLIC_COBB_DOUGLAS) return game->weight * wealth[i];
    return wanted(game, game->benefit[i], 1, game->way == CM_PUBLIC_WEAKEST, wealth[i]);
}

typedef struct rank {
    size_t member;
    double key, wealth;
} rank;

/* Keys from the highest down; alike, wealth from the lowest up. */
static int by_key(const void *a, const void *b)
{
    const rank *x = a, *y = b;
    if (x->key < y->key || x->key > y->key) return x->key > y->key ? -1 : 1;
    if (x->wealth < y->wealth || x->wealth > y->wealth) return x->wealth < y->wealth ? -1 : 1;
    return x->member < y->member ? -1 : 1;
}

static double sum_cobb_douglas(const cm_public *game, const double *wealth, rank *r, double *gives)
{
    double rate = (1 - game->weight) / game->weight, sum = 0, good = 0;
    for (size_t i = 0; i < game->n; i++) r[i] = (rank){ i, wealth[i], wealth[i] };
    qsort(r, game->n, sizeof *r, by_key);
    for (size_t j = 1; j <= game->n; j++) {
        sum += r[j - 1].wealth;
        good = fmax(good, sum / (1 + (double)j * rate));
    }
    for (size_t i = 0; i < game->n; i++) gives[i] = fmax(0, wealth[i] - rate * good);
    return good;
}

/* Those who value it most first, those who value it alike by equal parts as far as their wealth goes. */
static double sum_quasi_linear(const cm_public *game, const double *wealth, rank *r, double *gives)
{
    double good = 0;
    for (size_t i = 0; i < game->n; i++) r[i] = (rank){ i, game->benefit[i], wealth[i] };
    qsort(r, game->n, sizeof *r, by_key);
    for (size_t first = 0, next; first < game->n; first = next) {
        double left;
        for (next = first; next < game->n && !(r[next].key < r[first].key); ) next++;
        left = fmax(0, wanted(game, r[first].key, 1, false, HUGE_VAL) - good);
        for (size_t j = first; j < next; j++) {
            double part = fmin(r[j].wealth, left / (double)(next - j));
            gives[r[j].member] = part;
            left -= part;
            good += part;
        }
    }
    return good;
}

/* The good in equilibrium, and what each gives. */
static double provide(const cm_public *game, const double *wealth, rank *r, double *gives)
{
    size_t who = 0;
    double good;
    if (game->way == CM_PUBLIC_SUM) return game->form == CM_PUBLIC_COBB_DOUGLAS ? sum_cobb_douglas(game, wealth, r, gives) : sum_quasi_linear(game, wealth, r, gives);
    good = alone(game, 0, wealth);
    for (size_t i = 1; i < game->n; i++) {
        double wants = alone(game, i, wealth);
        if (game->way == CM_PUBLIC_WEAKEST) good = fmin(good, wants);
        else if (wants > good) good = wants, who = i;
    }
    for (size_t i = 0; i < game->n; i++) gives[i] = game->way == CM_PUBLIC_WEAKEST || i == who ? good : 0;
    return good;
}

/* What would be best for all, with side payments. */
static double best_of(const cm_public *game)
{
    double wealth = 0, benefit = 0, price = game->way == CM_PUBLIC_WEAKEST ? (double)game->n : 1;
    for (size_t i = 0; i < game->n; i++) {
        wealth += game->wealth[i];
        benefit += game->benefit[i];
    }
    if (game->form == CM_PUBLIC_COBB_DOUGLAS) return game->weight * wealth / price;
    return wanted(game, benefit, price, game->way == CM_PUBLIC_WEAKEST, wealth / price);
}

static cm_status print(cm_ctx *ctx, const cm_public *game, double good, double even, const double *gives, cm_result *result)
{
    static const char *const columns[] = { "member", "wealth", "benefit", "gives", "utility", NULL };
    bool weighed = game->form == CM_PUBLIC_COBB_DOUGLAS;
    double best = best_of(game), sum = 0, welfare = 0, n = (double)game->n;
    int64_t contributors = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < game->n; i++) {
        double utility = cm_public_utility(game, i, game->wealth[i] - gives[i], good);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i + 1), cm_number(game->wealth[i]), weighed ? cm_none() : cm_number(game->benefit[i]), cm_number(gives[i]), cm_number(utility) }));
        sum += gives[i];
        welfare += utility;
        contributors += gives[i] > 0 ? 1 : 0;
    }
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(good)));
    CM_TRY(cm_result_set(ctx, result, "efficient", cm_number(best)));
    CM_TRY(cm_result_set(ctx, result, "share", cm_number(best > 0 ? good / best : 1)));
    CM_TRY(cm_result_set(ctx, result, "each", cm_number(sum / n)));
    CM_TRY(cm_result_set(ctx, result, "contributors", cm_integer(contributors)));
    CM_TRY(cm_result_set(ctx, result, "enjoyed", cm_number(good * game->share)));
    CM_TRY(cm_result_set(ctx, result, "welfare", cm_number(welfare / n)));
    CM_TRY(cm_result_set(ctx, result, "equalised", cm_number(even)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_public *game, double good, const double *gives, cm_result *result)
{
    size_t contributors = 0, richest = 0;
    char *text = NULL;
    cm_status status = CM_OK;
    for (size_t i = 0; i < game->n; i++) {
        contributors += gives[i] > 0 ? 1 : 0;
        richest = game->wealth[i] > game->wealth[richest] ? i : richest;
    }
    if (game->way == CM_PUBLIC_WEAKEST) return cm_result_note(ctx, result, "Nobody gives more than the least that another gives: any lower level is an equilibrium as well, down to nothing; the highest is shown. Who wants least sets it for all.");
    if (game->way == CM_PUBLIC_BEST) return cm_result_note(ctx, result, "One provides it and the others ride free; in other equilibria another member may be the one.");
    if (game->form == CM_PUBLIC_COBB_DOUGLAS && contributors == game->n) return cm_result_note(ctx, result, "All contribute: moving wealth among them, as long as all go on contributing, changes neither the good nor what anybody has of it; a larger group has more of the good and a smaller share of what would be best.");
    if (game->form == CM_PUBLIC_COBB_DOUGLAS) {
        text = cm_format(ctx, result->arena, "%zu of %zu contribute, the richest; moving wealth among them changes nothing, and moving it from them to others makes the good smaller.", contributors, game->n);
    } else if (good > 0) {
        text = cm_format(ctx, result->arena, "%zu of %zu contribute, those to whom it is worth most: the others have it for nothing. Where several value it alike only their sum is determined; equal parts are shown.", contributors, game->n);
    } else {
        text = cm_format(ctx, result->arena, "Nobody contributes: what one gives brings itself less than it costs, however much it would bring all %zu.", game->n);
    }
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *given, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_public game;
    double *gives = NULL, *even = NULL, good, level, wealth = 0;
    rank *r = NULL;
    cm_status status = CM_OK;
    (void)given;
    CM_TRY(cm_public_read(ctx, &scratch, params, &game));
    gives = CM_NEW(ctx, &scratch, game.n, double);
    even = CM_NEW(ctx, &scratch, game.n, double);
    r = CM_NEW(ctx, &scratch, game.n, rank);
    if (gives == NULL || even == NULL || r == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < game.n; i++) wealth += game.wealth[i];
    for (size_t i = 0; i < game.n; i++) even[i] = wealth / (double)game.n;
    level = provide(&game, even, r, gives);
    good = provide(&game, game.wealth, r, gives);
    CM_TRY(print(ctx, &game, good, level, gives, result));
    CM_TRY(say(ctx, &game, good, gives, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const forms[] = { "cobb-douglas", "quasi-linear", "linear", NULL }, *const ways[] = { "sum", "weakest", "best", NULL };

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_public_params, members), .fallback = 5, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "form", .kind = CM_PARAM_WORD, .offset = offsetof(cm_public_params, form), .words = forms,
      .about = "How a member weighs the good against what it keeps: by shares of spending, with falling returns, or in proportion.", .about_zh = "成员如何权衡公共物品与自留部分：按支出份额、收益递减或按比例。" },
    { .name = "provision", .kind = CM_PARAM_WORD, .offset = offsetof(cm_public_params, provision), .words = ways,
      .about = "What makes the good: the sum of what is given, the least that any gives, or the most.", .about_zh = "公共物品由什么决定：贡献之和、最弱一环的贡献或最大的一份贡献。" },
    { .name = "weight", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, weight), .fallback = 0.3, .low = 0.001, .high = 0.999,
      .about = "Cobb-Douglas: the share of its wealth that a member alone would give.", .about_zh = "柯布-道格拉斯形式：成员单独时愿意贡献的财富份额。" },
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, benefit), .fallback = 0.6, .low = 0.000001, .high = 1000000,
      .about = "The other forms: what the first unit of the good is worth to a member, on average.", .about_zh = "其他形式：公共物品首个单位对成员的价值（平均值）。" },
    { .name = "benefit_spread", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, benefit_spread), .fallback = 0, .low = 0, .high = 1,
      .about = "How far benefits lie from their mean, as a share of it.", .about_zh = "收益围绕均值的离散程度（占均值的份额）。" },
    { .name = "benefits", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_public_params, benefits), .low = 0.000001, .high = 1000000,
      .about = "A benefit for each member, in place of the mean and the spread.", .about_zh = "逐一给出各成员的收益，以代替均值与离散程度。" },
    { .name = "curve", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, curve), .fallback = 0.5, .low = 0.01, .high = 0.9,
      .about = "Quasi-linear: the power with which benefits rise with the good.", .about_zh = "拟线性形式：收益随公共物品增长的幂次。" },
    { .name = "base", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, base), .fallback = 1, .low = 1, .high = 100000,
      .about = "The number of members at which each enjoys all of the good whatever the rivalry.", .about_zh = "无论竞用性如何每个成员都能享用全部公共物品时的成员数。" },
    { .name = "rivalry", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, rivalry), .fallback = 0, .low = 0, .high = 2,
      .about = "How far one's use takes from others': each enjoys (n / base)^-rivalry of the good; 0 all of it, 1 an equal part.", .about_zh = "一方使用对他方的排挤程度：每个成员享用其 (n / base)^-rivalry；0 为全部，1 为均分。" },
    { .name = "wealth", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, wealth), .fallback = 1, .low = 0.000001, .high = 1000000,
      .about = "What a member has to give from, on average.", .about_zh = "成员可用于贡献的财富（平均值）。" },
    { .name = "wealth_spread", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_public_params, wealth_spread), .fallback = 0, .low = 0, .high = 1,
      .about = "How far wealth lies from its mean, as a share of it.", .about_zh = "财富围绕均值的离散程度（占均值的份额）。" },
    { .name = "wealths", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_public_params, wealths), .low = 0.000001, .high = 1000000,
      .about = "The wealth of each member, in place of the mean and the spread.", .about_zh = "逐一给出各成员的财富，以代替均值与离散程度。" },
};

static const char *const summary_names[] = { "total", "efficient", "share", "each", "contributors", "enjoyed", "welfare", "equalised", NULL };

extern const cm_concept cm_concept_public_good;
const cm_concept cm_concept_public_good = {
    .name = "public-good",
    .title = "Voluntary provision of a public good", .title_zh = "公共物品的自愿供给",
    .about = "How much members give by themselves for what all of them have, against what would be best for all, by their number, their wealth, and whether the sum counts, the weakest or the best.",
    .about_zh = "成员自愿为共享之物贡献多少，与整体最优相比如何；取决于人数、财富分布以及由总和、最弱一环还是最大贡献决定。",
    .formula = "Cobb-Douglas: G = max_j (w_1 + ... + w_j) / (1 + j (1-a)/a), best a sum w; quasi-linear: b k^e G^(e-1) = 1, best sum b k^e G^(e-1) = 1, k = (n / base)^-rivalry; linear: all iff b k > 1",
    .source = "J. Chamberlin, \"Provision of collective goods as a function of group size\", American Political Science Review 68 (1974) 707-716; T. Bergstrom, L. Blume, H. Varian, \"On the private provision of public "
              "goods\", Journal of Public Economics 29 (1986) 25-49; J. Hirshleifer, \"From weakest-link to best-shot: the voluntary provision of public goods\", Public Choice 41 (1983) 371-386",
    .certificate = "what each gives more of is worth as much to it as it costs, or it gives nothing or all; no other amount of a fine grid is better; the best for all satisfies the sum of marginal rates",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_public_params),
    .run = run,
    .check = cm_public_check,
};
