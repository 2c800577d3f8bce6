/* forum.c: which venue is chosen, by whom, and what moves elsewhere when a venue changes its rule.
 *
 * Venue v agrees with probability p_v; agreement there is worth u_iv to player i, trying costs c_v.  The status quo is 0.
 * p_v is given, or comes from the venue's size, the share of votes that it needs, and how likely a member consents.
 * An initiator chooses by one of three manners: best, the venue with the most p u - c; sequence, up to `attempts` venues
 * one after another until one agrees, a later try worth `patience` as much, in the order of the greatest value;
 * satisficing, the first as listed whose p u - c reaches `aspiration`, or else none.
 * Who chooses: initiator, each with a chance in proportion to its power; weighted, all together, by the mean of gains
 * weighted by power; precedent, nobody: it is always the venue that was used before.
 *
 * One venue's chance can be changed, or its rule: by how much choices move away from it is its substitution.
 * Among equals the first as listed is chosen.
 *
 * Summary: agreement, gain (mean over players), power_gain (weighted by power), chosen (the venue most often begun with),
 * concentration (its share); after the change: agreement_after, gain_after, moved (share of choices that go elsewhere).
 * Tables: choices (player, venue, second, third, fourth, value), and choices_after; venues (venue, chance, cost, chosen,
 * chance_after, chosen_after); gains (player, power, gain, gain_after); index (player, venue, value, reservation: u - c / p).
 * Cost: orders of at most four of ten venues.
 * Source: M. L. Busch, "Overlapping institutions, forum shopping, and dispute settlement in international trade",
 * International Organization 61 (2007) 735-761; J. Jupille, W. Mattli, D. Snidal, Institutional choice and global commerce,
 * Cambridge University Press (2013); M. L. Weitzman, "Optimal search for the best alternative", Econometrica 47 (1979) 641-654. */
#include "solver/forum/forum.h"

#include <math.h>
#include <string.h>

#include "solver/forum/consent.h"

static cm_status read_chances(cm_ctx *ctx, const cm_forum_params *p, double *chance, double *after)
{
    bool given = p->chances.count > 0;
    if (given && p->sizes.count > 0) return cm_fail(ctx, CM_E_INPUT, "forum: chances and sizes are both given; the sizes would not be used");
    if (!given && p->shares.count != p->sizes.count) return cm_fail(ctx, CM_E_INPUT, "forum: %zu shares for %zu sizes", p->shares.count, p->sizes.count);
    for (size_t v = 0; v < (given ? p->chances.count : p->sizes.count); v++) {
        size_t n = given ? 0 : (size_t)p->sizes.at[v];
        if (!given && fabs(p->sizes.at[v] - (double)n) > 0) return cm_fail(ctx, CM_E_INPUT, "forum: venue %zu has %g members; write a whole number", v + 1, p->sizes.at[v]);
        chance[v] = given ? p->chances.at[v] : cm_consent_chance(n, cm_consent_votes(&ctx->tol, n, p->shares.at[v]), p->consent, p->correlation);
        after[v] = chance[v];
        if ((size_t)p->changed != v + 1) continue;
        after[v] = given ? p->changed_chance : cm_consent_chance(n, cm_consent_votes(&ctx->tol, n, p->changed_share), p->consent, p->correlation);
    }
    return CM_OK;
}

cm_status cm_shop_open(cm_ctx *ctx, const cm_forum_params *p, cm_shop *shop)
{
    size_t v = p->chances.count > 0 ? p->chances.count : p->sizes.count, n;
    double sum = 0;
    *shop = (cm_shop){ .p = p, .v = v, .attempts = (size_t)p->attempts };
    if (v < 1 || v > CM_FORUM_MOST) return cm_fail(ctx, CM_E_INPUT, "forum: %zu venues; give 1 to %d, by 'chances' or by 'sizes' and 'shares'", v, CM_FORUM_MOST);
    if (p->gains.count < v || p->gains.count % v != 0 || p->gains.count > CM_FORUM_PLAYERS * v) return cm_fail(ctx, CM_E_INPUT, "forum: %zu gains; give one for each of %zu venues, player after player, for up to %d players", p->gains.count, v, CM_FORUM_PLAYERS);
    shop->n = n = p->gains.count / v;
    if (p->costs.count > 0 && p->costs.count != v) return cm_fail(ctx, CM_E_INPUT, "forum: %zu costs for %zu venues", p->costs.count, v);
    if (p->powers.count > 0 && p->powers.count != n) return cm_fail(ctx, CM_E_INPUT, "forum: %zu powers for %zu players", p->powers.count, n);
    if ((size_t)p->changed > v || (size_t)p->precedent > v) return cm_fail(ctx, CM_E_INPUT, "forum: there is no venue %ld", (size_t)p->changed > v ? p->changed : p->precedent);
    for (size_t i = 0; i < n; i++) sum += shop->power[i] = p->powers.count > 0 ? p->powers.at[i] : 1;
    if (!(sum > 0)) return cm_fail(ctx, CM_E_INPUT, "forum: nobody has any power");
    for (size_t i = 0; i < n; i++) shop->power[i] /= sum;
    for (size_t k = 0; k < v; k++) shop->cost[k] = p->costs.count > 0 ? p->costs.at[k] : 0;
    return read_chances(ctx, p, shop->chance, shop->after);
}

double cm_shop_gain(const cm_shop *shop, size_t chooser, size_t v)
{
    double sum = 0;
    if (chooser < shop->n) return shop->p->gains.at[chooser * shop->v + v];
    for (size_t i = 0; i < shop->n; i++) sum += shop->power[i] * shop->p->gains.at[i * shop->v + v];
    return sum;
}

typedef struct search {
    const cm_shop *shop;
    const double *chance;
    const cm_tol *tol;
    size_t chooser, length;
    size_t order[CM_FORUM_ATTEMPTS];
    double best;
    cm_course *out;
} search;

/* All orders that go on from here; `reached`: what a further try is worth now, before it. */
static void extend(search *s, double worth, double reached)
{
    if (worth > s->best && !cm_close(s->tol, worth, s->best)) {
        s->best = worth;
        s->out->length = s->length;
        memcpy(s->out->venue, s->order, sizeof s->order);
    }
    if (s->length == s->shop->attempts || !(reached > 0)) return;
    for (size_t v = 0; v < s->shop->v; v++) {
        bool used = false;
        for (size_t k = 0; k < s->length; k++) used = used || s->order[k] == v;
        if (used) continue;
        s->order[s->length++] = v;
        extend(s, worth + reached * (s->chance[v] * cm_shop_gain(s->shop, s->chooser, v) - s->shop->cost[v]), reached * s->shop->p->patience * (1 - s->chance[v]));
        s->length--;
    }
}

/* What this chooser does. */
static void choose(const cm_ctx *ctx, const cm_shop *shop, const double *chance, size_t chooser, cm_course *out)
{
    const char *manner = shop->p->manner;
    double best = 0;
    *out = (cm_course){ .length = 0 };
    if (strcmp(shop->p->chooser, "precedent") == 0) {
        out->length = shop->p->precedent > 0 ? 1 : 0;
        out->venue[0] = shop->p->precedent > 0 ? (size_t)shop->p->precedent - 1 : 0;
    } else if (strcmp(manner, "sequence") == 0) {
        search s = { .shop = shop, .chance = chance, .tol = &ctx->tol, .chooser = chooser, .out = out };
        extend(&s, 0, 1);
    } else {
        for (size_t v = 0; v < shop->v; v++) {
            double worth = chance[v] * cm_shop_gain(shop, chooser, v) - shop->cost[v];
            bool enough = strcmp(manner, "satisficing") == 0 ? out->length == 0 && worth >= shop->p->aspiration : worth > best && !cm_close(&ctx->tol, worth, best);
            if (!enough) continue;
            best = worth;
            out->length = 1;
            out->venue[0] = v;
        }
    }
}

double cm_course_value(const cm_shop *shop, const double *chance, const cm_course *course, size_t player)
{
    double worth = 0;
    for (size_t k = course->length; k-- > 0;) {
        size_t v = course->venue[k];
        worth = chance[v] * cm_shop_gain(shop, player, v) - shop->cost[v] + (1 - chance[v]) * shop->p->patience * worth;
    }
    return worth;
}

double cm_course_agrees(const double *chance, const cm_course *course)
{
    double open = 1;
    for (size_t k = 0; k < course->length; k++) open *= 1 - chance[course->venue[k]];
    return 1 - open;
}

static void play(const cm_ctx *ctx, const cm_shop *shop, const double *chance, cm_shopping *out)
{
    *out = (cm_shopping){ 0 };
    for (size_t c = 0; c < shop->n; c++) {
        choose(ctx, shop, chance, strcmp(shop->p->chooser, "initiator") == 0 ? c : shop->n, &out->course[c]);
        out->agreement += shop->power[c] * cm_course_agrees(chance, &out->course[c]);
        if (out->course[c].length > 0) out->chosen[out->course[c].venue[0]] += shop->power[c];
        for (size_t i = 0; i < shop->n; i++) out->gain[i] += shop->power[c] * cm_course_value(shop, chance, &out->course[c], i);
    }
}

static cm_value place(const cm_course *c, size_t k)
{
    return k < c->length ? cm_integer((int64_t)c->venue[k] + 1) : cm_none();
}

static cm_status list_choices(cm_ctx *ctx, const cm_shop *shop, const double *chance, const cm_shopping *s, const char *name, cm_result *result)
{
    static const char *const choices[] = { "player", "venue", "second", "third", "fourth", "value", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, name, choices, &table));
    for (size_t i = 0; i < shop->n; i++) {
        const cm_course *c = &s->course[i];
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i + 1), place(c, 0), place(c, 1), place(c, 2), place(c, 3), cm_number(cm_course_value(shop, chance, c, i)) }));
    }
out:
    return status;
}

static cm_status tables(cm_ctx *ctx, const cm_shop *shop, const cm_shopping *now, const cm_shopping *then, cm_result *result)
{
    static const char *const venues[] = { "venue", "chance", "cost", "chosen", "chance_after", "chosen_after", NULL }, *const gains[] = { "player", "power", "gain", "gain_after", NULL };
    static const char *const index[] = { "player", "venue", "value", "reservation", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(list_choices(ctx, shop, shop->chance, now, "choices", result));
    if (shop->p->changed > 0) CM_TRY(list_choices(ctx, shop, shop->after, then, "choices_after", result));
    CM_TRY(cm_result_table(ctx, result, "venues", venues, &table));
    for (size_t v = 0; v < shop->v; v++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)v + 1), cm_number(shop->chance[v]), cm_number(shop->cost[v]), cm_number(now->chosen[v]), cm_number(shop->after[v]), cm_number(then->chosen[v]) }));
    }
    CM_TRY(cm_result_table(ctx, result, "gains", gains, &table));
    for (size_t i = 0; i < shop->n; i++) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i + 1), cm_number(shop->power[i]), cm_number(now->gain[i]), cm_number(then->gain[i]) }));
    CM_TRY(cm_result_table(ctx, result, "index", index, &table));
    for (size_t k = 0; k < shop->n * shop->v; k++) {
        double p = shop->chance[k % shop->v], u = cm_shop_gain(shop, k / shop->v, k % shop->v), c = shop->cost[k % shop->v];
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)(k / shop->v) + 1), cm_integer((int64_t)(k % shop->v) + 1), cm_number(p * u - c), p > 0 ? cm_number(u - c / p) : cm_none() }));
    }
out:
    return status;
}

static cm_status summary(cm_ctx *ctx, const cm_shop *shop, const cm_shopping *now, const cm_shopping *then, cm_result *result)
{
    double gain = 0, later = 0, power_gain = 0, moved = 0;
    size_t most = 0;
    cm_status status;
    for (size_t i = 0; i < shop->n; i++) {
        gain += now->gain[i] / (double)shop->n;
        later += then->gain[i] / (double)shop->n;
        power_gain += shop->power[i] * now->gain[i];
        if (now->course[i].length > 0 && (then->course[i].length == 0 || then->course[i].venue[0] != now->course[i].venue[0])) moved += shop->power[i];
    }
    for (size_t v = 1; v < shop->v; v++) {
        if (now->chosen[v] > now->chosen[most] && !cm_close(&ctx->tol, now->chosen[v], now->chosen[most])) most = v;
    }
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(now->agreement)));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(gain)));
    CM_TRY(cm_result_set(ctx, result, "power_gain", cm_number(power_gain)));
    CM_TRY(cm_result_set(ctx, result, "chosen", now->chosen[most] > 0 ? cm_integer((int64_t)most + 1) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "concentration", cm_number(now->chosen[most])));
    CM_TRY(cm_result_set(ctx, result, "agreement_after", shop->p->changed > 0 ? cm_number(then->agreement) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "gain_after", shop->p->changed > 0 ? cm_number(later) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "moved", shop->p->changed > 0 ? cm_number(moved) : cm_none()));
    if (!(now->chosen[most] > 0)) CM_TRY(cm_result_note(ctx, result, "No venue is worth the trouble to anybody: all stay with the status quo."));
    CM_TRY(cm_result_note(ctx, result, strcmp(shop->p->chooser, "initiator") == 0 ? "Each chooses for itself when it has the initiative; which venue is used depends on whose initiative it is." : strcmp(shop->p->chooser, "weighted") == 0 ? "One choice is made for all, by the gains of all weighted by power." : "Nobody chooses: the venue is the one that was used before."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_shop shop;
    cm_shopping now, then;
    cm_status status;
    (void)game;
    CM_TRY(cm_shop_open(ctx, params, &shop));
    play(ctx, &shop, shop.chance, &now);
    play(ctx, &shop, shop.after, &then);
    CM_TRY(summary(ctx, &shop, &now, &then, result));
    CM_TRY(tables(ctx, &shop, &now, &then, result));
out:
    return status;
}

#define AT(member) offsetof(cm_forum_params, member)

static const char *const choosers[] = { "initiator", "weighted", "precedent", NULL }, *const manners[] = { "best", "sequence", "satisficing", NULL };

static const cm_param param[] = {
    { "chances", CM_PARAM_NUMBERS, AT(chances), 0, 0, 1, NULL, "How likely each venue agrees.", "各场所达成一致的概率。" },
    { "sizes", CM_PARAM_NUMBERS, AT(sizes), 0, 1, 4000, NULL, "How many members each venue has, in place of 'chances'.", "各场所的成员数，代替 chances。" },
    { "shares", CM_PARAM_NUMBERS, AT(shares), 0, 0.001, 1, NULL, "What share of them each venue needs to consent, with 'sizes'; 1 is consensus.", "与 sizes 同用：各场所所需同意的成员比例；1 为协商一致。" },
    { "consent", CM_PARAM_NUMBER, AT(consent), 0.95, 0, 1, NULL, "How likely a member consents, with 'sizes'.", "与 sizes 同用：一个成员同意的概率。" },
    { "correlation", CM_PARAM_NUMBER, AT(correlation), 0, 0, 0.999, NULL, "How alike two members consent, with 'sizes'.", "与 sizes 同用：两个成员同意与否的相关系数。" },
    { "gains", CM_PARAM_NUMBERS, AT(gains), 1, -1e6, 1e6, NULL, "What agreement in each venue is worth, to the first player, then to the next.", "各场所的协议价值：先列第一个行为体的，再列下一个的。" },
    { "costs", CM_PARAM_NUMBERS, AT(costs), 0, 0, 1e6, NULL, "What trying each venue costs.", "在各场所尝试一次的成本。" },
    { "powers", CM_PARAM_NUMBERS, AT(powers), 0, 0, 1e6, NULL, "How much each player counts; alike unless told.", "各行为体的权力大小；若不给出则相同。" },
    { "chooser", CM_PARAM_WORD, AT(chooser), 0, 0, 0, choosers, "Who chooses: an initiator drawn by power, all weighted by power, or nobody, by precedent.", "由谁选择：按权力抽取的发起者、全体按权力加权，或因循先例无人选择。" },
    { "manner", CM_PARAM_WORD, AT(manner), 0, 0, 0, manners, "How: the best venue, a sequence of venues, or the first that is good enough.", "如何选择：最佳场所、依次尝试多个场所，或第一个足够好的场所。" },
    { "patience", CM_PARAM_NUMBER, AT(patience), 0.9, 0, 1, NULL, "What a later try is worth, in a sequence.", "依次尝试时，后一次尝试的折现系数。" },
    { "attempts", CM_PARAM_INTEGER, AT(attempts), 3, 1, CM_FORUM_ATTEMPTS, NULL, "How many venues are tried at most, in a sequence.", "依次尝试时，最多尝试几个场所。" },
    { "aspiration", CM_PARAM_NUMBER, AT(aspiration), 1, -1e6, 1e6, NULL, "What is good enough, for one who is content with that.", "满意型选择者认为足够好的水平。" },
    { "precedent", CM_PARAM_INTEGER, AT(precedent), 1, 0, CM_FORUM_MOST, NULL, "The venue that was used before; 0 for none.", "先例所用的场所；0 表示没有。" },
    { "changed", CM_PARAM_INTEGER, AT(changed), 0, 0, CM_FORUM_MOST, NULL, "The venue whose rule or chance changes; 0 for none.", "规则或概率发生变化的场所；0 表示没有。" },
    { "changed_share", CM_PARAM_NUMBER, AT(changed_share), 1, 0.001, 1, NULL, "The share that it needs then, with 'sizes'.", "与 sizes 同用：变化后所需的成员比例。" },
    { "changed_chance", CM_PARAM_NUMBER, AT(changed_chance), 0, 0, 1, NULL, "How likely it agrees then, with 'chances'.", "与 chances 同用：变化后达成一致的概率。" },
};

static const char *const summary_names[] = { "agreement", "gain", "power_gain", "chosen", "concentration", "agreement_after", "gain_after", "moved", NULL };

const cm_concept cm_concept_forum = {
    .name = "forum",
    .title = "Choice of forum",
    .title_zh = "场所选择",
    .about = "In which venue each would negotiate, one after another if need be, and where all go when one of the venues changes its rule.",
    .about_zh = "各方会选择在哪个场所谈判、必要时依次尝试哪些场所，以及某一场所改变规则后各方转向何处。",
    .formula = "best: max p u - c; sequence: max over orders of sum_j d^(j-1) prod_(k<j) (1 - p_k) (p_j u_j - c_j); satisficing: the first with p u - c >= aspiration",
    .source = "M. L. Busch, \"Overlapping institutions, forum shopping, and dispute settlement in international trade\", International Organization 61 (2007) 735-761; J. Jupille, W. Mattli, D. Snidal, "
              "Institutional choice and global commerce, Cambridge University Press (2013); M. L. Weitzman, \"Optimal search for the best alternative\", Econometrica 47 (1979) 641-654",
    .certificate = "of a sequence an interchange of neighbours cannot help: the best is found again in the order of (p u - c) / (1 - d (1 - p)); gains and chances are summed over where talks end",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_forum_params),
    .run = run,
    .check = cm_forum_check,
};
