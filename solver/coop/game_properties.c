/* game_properties.c: what sort of game is it: superadditive, convex, monotone ..., and what breaks each property.
 *
 * Definitions in properties.h.  Players i, j are symmetric when v(S + i) = v(S + j) for all S without both; a player
 * is a dummy when it adds v(i) to every coalition.  Ties count as equal; games in whole numbers and small
 * fractions are compared exactly.  Convexity is told from pairs of players, superadditivity from pairs of disjoint
 * coalitions, for up to 16 players (above, it is known only where the game is convex).
 *
 * Summary: additive, balanced (with least_core_value, and the tables weights and division, as the core's), constant_sum, convex, essential, monotone, simple, superadditive (none: not known), symmetric,
 * classes, dummies.  Tables: players (player, class, dummy, null), counterexamples (property, coalition, other,
 * left, right), one for each property that fails.
 * Fails with: CM_E_LIMIT for games that are not dense; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(3^n + n^2 2^n).
 * Source: B. Peleg, P. Sudhoelter, Introduction to the Theory of Cooperative Games, 2nd ed., Springer (2007), ch. 2;
 * L. S. Shapley, "Cores of convex games", Int. J. Game Theory 1 (1971) 11-26. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/coop/balance.h"
#include "solver/coop/properties.h"

static const char *const words[CM_PROPERTIES] = { "additive", "constant_sum", "convex", "essential", "monotone", "simple", "superadditive", "symmetric" };

const char *cm_property_word(cm_property property)
{
    return words[property];
}

cm_status cm_compared_open(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_compared *c)
{
    cm_whole whole;
    cm_status status = cm_whole_find(ctx, arena, tu, &whole);
    *c = (cm_compared){ tu->worth, tu->n, ctx->tol.abs * cm_tu_scale(tu) };
    if (status == CM_OK && whole.worth != NULL) {
        c->v = whole.worth;
        c->near = 0;
    }
    return status;
}

static double singles(const double *v, uint32_t s)
{
    double sum = 0;
    for (; s != 0; s &= s - 1) sum += v[s & (0u - s)];
    return sum;
}

/* 0 or 1, whichever the worth should be: everybody wins. */
static double nearer(double x, bool everybody)
{
    return everybody || x > 0.5 ? 1 : 0;
}

bool cm_property_broken(const cm_compared *c, const double *v, cm_property property, uint32_t s, uint32_t t, double *left, double *right)
{
    uint32_t all = ((uint32_t)1 << c->n) - 1;
    *left = *right = 0;
    switch (property) {
    case CM_ADDITIVE: *left = v[s], *right = singles(v, s); return cm_above(c, *left, *right) || cm_above(c, *right, *left);
    case CM_CONSTANT_SUM: *left = v[s] + v[all & ~s], *right = v[all]; return cm_above(c, *left, *right) || cm_above(c, *right, *left);
    case CM_CONVEX: *left = v[s] + v[t], *right = v[s | t] + v[s & t]; return cm_above(c, *left, *right);
    case CM_ESSENTIAL: *left = singles(v, all), *right = v[all]; return !cm_above(c, *right, *left);
    case CM_MONOTONE: *left = v[t], *right = v[s]; return (t & ~s) == 0 && cm_above(c, *left, *right);
    case CM_SUPERADDITIVE: *left = v[s] + v[t], *right = v[s | t]; return (s & t) == 0 && cm_above(c, *left, *right);
    case CM_SYMMETRIC: *left = v[s], *right = v[t]; return __builtin_popcount(s) == __builtin_popcount(t) && (cm_above(c, *left, *right) || cm_above(c, *right, *left));
    case CM_SIMPLE:
        if (t != 0) return cm_property_broken(c, v, CM_MONOTONE, s, t, left, right);
        *left = v[s], *right = nearer(v[s], s == all);
        return cm_above(c, *left, *right) || cm_above(c, *right, *left);
    default: return false;
    }
}

/* --- looking for what breaks a property -------------------------------------------------------------- */

typedef struct found {
    bool broken, unknown;
    uint32_t s, t;
} found;

typedef struct search {
    cm_ctx *ctx;
    const cm_tu *tu;
    cm_compared c;
    found of[CM_PROPERTIES];
    size_t class_of[CM_TU_MOST], classes;
    bool dummy[CM_TU_MOST], null[CM_TU_MOST];
} search;

static bool broken(const search *w, cm_property property, uint32_t s, uint32_t t)
{
    double left, right;
    return cm_property_broken(&w->c, w->c.v, property, s, t, &left, &right);
}

static void note(search *w, cm_property property, uint32_t s, uint32_t t)
{
    w->of[property] = (found){ .broken = true, .s = s, .t = t };
}

/* Pairs i, j added to each S without them. */
static void look_for_convex(search *w)
{
    for (uint32_t s = 0; s < (uint32_t)1 << w->c.n; s++) {
        for (size_t i = 0; i < w->c.n; i++) {
            uint32_t a = (uint32_t)1 << i;
            double without = w->c.v[s], with = w->c.v[s | a];
            for (size_t j = 0; j < i && !(s & a); j++) {
                uint32_t b = (uint32_t)1 << j;
                if ((s & b) || !cm_above(&w->c, with + w->c.v[s | b], w->c.v[s | a | b] + without)) continue;
                note(w, CM_CONVEX, s | b, s | a);
                return;
            }
        }
    }
}

/* All pairs of disjoint coalitions, the one with the larger mask first in the loops. */
static cm_status look_for_superadditive(search *w)
{
    uint32_t all = ((uint32_t)1 << w->c.n) - 1;
    if (!w->of[CM_CONVEX].broken) return CM_OK;                        /* convex games are */
    if (w->c.n > CM_PAIRS_PLAYERS) {
        w->of[CM_SUPERADDITIVE].unknown = true;
        return CM_OK;
    }
    for (uint32_t s = 1; s <= all; s++) {
        uint32_t rest = all & ~s & (((uint32_t)1 << (31 - __builtin_clz(s))) - 1);
        if (cm_stopped(w->ctx)) return cm_fail(w->ctx, CM_E_INTERRUPT, "interrupted");
        for (uint32_t t = rest; t != 0; t = (t - 1) & rest) {
            if (!cm_above(&w->c, w->c.v[s] + w->c.v[t], w->c.v[s | t])) continue;
            note(w, CM_SUPERADDITIVE, t, s);
            return CM_OK;
        }
    }
    return CM_OK;
}

static void look_for_monotone(search *w)
{
    for (uint32_t s = 1; s < (uint32_t)1 << w->c.n; s++) {
        for (uint32_t rest = s; rest != 0; rest &= rest - 1) {
            uint32_t t = s & ~(rest & (0u - rest));
            if (!broken(w, CM_MONOTONE, s, t)) continue;
            note(w, CM_MONOTONE, s, t);
            return;
        }
    }
}

/* Properties of single coalitions. */
static void look_at_each(search *w, cm_property property)
{
    for (uint32_t s = 1; s < (uint32_t)1 << w->c.n; s++) {
        if (!broken(w, property, s, 0)) continue;
        note(w, property, s, 0);
        return;
    }
}

/* 0 and 1 are meant in the game's own unit. */
static void look_for_simple(search *w)
{
    cm_compared own = { w->tu->worth, w->c.n, w->c.near };
    double left, right;
    for (uint32_t s = 1; s < (uint32_t)1 << w->c.n; s++) {
        if (!cm_property_broken(&own, own.v, CM_SIMPLE, s, 0, &left, &right)) continue;
        note(w, CM_SIMPLE, s, 0);
        return;
    }
    if (w->of[CM_MONOTONE].broken) note(w, CM_SIMPLE, w->of[CM_MONOTONE].s, w->of[CM_MONOTONE].t);
}

/* Are i and j exchangeable?  Otherwise s and t differ in worth, and in i for j. */
static bool alike(search *w, size_t i, size_t j, uint32_t *s, uint32_t *t)
{
    uint32_t a = (uint32_t)1 << i, b = (uint32_t)1 << j;
    for (uint32_t rest = 0; rest < (uint32_t)1 << w->c.n; rest++) {
        *s = rest | a;
        *t = rest | b;
        if (!(rest & (a | b)) && broken(w, CM_SYMMETRIC, *s, *t)) return false;
    }
    return true;
}

static void look_for_classes(search *w)
{
    size_t first[CM_TU_MOST] = { 0 };
    for (size_t i = 0; i < w->c.n; i++) {
        uint32_t s = 0, t = 0;
        size_t k = 0;
        while (k < w->classes && !alike(w, i, first[k], &s, &t)) k++;
        if (k == w->classes) first[w->classes++] = i;
        if (k > 0 && !w->of[CM_SYMMETRIC].broken && !alike(w, i, first[0], &s, &t)) note(w, CM_SYMMETRIC, t, s);
        w->class_of[i] = k;
    }
}

static void look_for_dummies(search *w)
{
    for (size_t i = 0; i < w->c.n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        double alone = w->c.v[bit];
        w->dummy[i] = true;
        for (uint32_t s = 0; w->dummy[i] && s < (uint32_t)1 << w->c.n; s++) {
            double with = w->c.v[s | bit], sum = w->c.v[s] + alone;
            if (!(s & bit)) w->dummy[i] = !cm_above(&w->c, with, sum) && !cm_above(&w->c, sum, with);
        }
        w->null[i] = w->dummy[i] && !cm_above(&w->c, alone, 0) && !cm_above(&w->c, 0, alone);
    }
}

static cm_status put_players(const search *w, cm_result *result)
{
    static const char *const columns[] = { "player", "class", "dummy", "null", NULL };
    cm_ctx *ctx = w->ctx;
    int64_t dummies = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "players", columns, &table));
    for (size_t i = 0; i < w->c.n; i++) {
        cm_value row[] = { cm_text(w->tu->player[i]), cm_integer((int64_t)w->class_of[i] + 1), cm_truth(w->dummy[i]), cm_truth(w->null[i]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        dummies += w->dummy[i];
    }
    CM_TRY(cm_result_set(ctx, result, "classes", cm_integer((int64_t)w->classes)));
    CM_TRY(cm_result_set(ctx, result, "dummies", cm_integer(dummies)));
out:
    return status;
}

static bool has_other(cm_property property, const found *f)
{
    return property == CM_CONVEX || property == CM_MONOTONE || property == CM_SUPERADDITIVE || property == CM_SYMMETRIC || (property == CM_SIMPLE && f->t != 0);
}

static cm_status put_properties(const search *w, cm_result *result)
{
    static const char *const columns[] = { "property", "coalition", "other", "left", "right", NULL };
    cm_ctx *ctx = w->ctx;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "counterexamples", columns, &table));
    for (cm_property p = 0; p < CM_PROPERTIES; p++) {
        const found *f = &w->of[p];
        double left = 0, right = 0;
        CM_TRY(cm_result_set(ctx, result, words[p], f->unknown ? cm_none() : cm_truth(!f->broken)));
        if (!f->broken) continue;
        (void)cm_property_broken(&w->c, w->tu->worth, p, f->s, f->t, &left, &right);
        cm_value row[] = { cm_text(words[p]), cm_text(cm_tu_coalition_text(ctx, result->arena, w->tu, f->s)),
                           has_other(p, f) ? cm_text(cm_tu_coalition_text(ctx, result->arena, w->tu, f->t)) : cm_none(), cm_number(left), cm_number(right) };
        if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status put_notes(const search *w, cm_result *result)
{
    cm_ctx *ctx = w->ctx;
    const char *text = NULL;
    const found *f = &w->of[CM_SUPERADDITIVE];
    cm_status status = CM_OK;
    if (!w->of[CM_CONVEX].broken) {
        text = "Convex: the more have joined, the more each newcomer adds; to stay together is stable, and the Shapley value is one stable way to share.";
    } else if (f->unknown) {
        text = "Whether two coalitions always do at least as well together is not known: there are too many pairs of them.";
    } else if (f->broken) {
        const char *one = cm_tu_coalition_text(ctx, result->arena, w->tu, f->s), *two = cm_tu_coalition_text(ctx, result->arena, w->tu, f->t);
        text = one == NULL || two == NULL ? NULL : cm_format(ctx, result->arena, "%s and %s do better apart than together.", one, two);
    } else {
        text = "Superadditive, but not convex: joining forces never hurts, yet newcomers may add less to larger coalitions.";
    }
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
out:
    return status;
}

/* Balanced: no balanced coalitions claim more than there is.  The least core's own tables are the proof. */
static cm_status put_balance(cm_ctx *ctx, const cm_tu *tu, cm_arena *scratch, cm_result *result)
{
    cm_least_core lc = { .x = NULL };
    const char *exact = NULL;
    cm_status status;
    if (tu->n == 1) {
        CM_TRY(cm_result_set(ctx, result, "balanced", cm_truth(true)));
        CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_none()));
        CM_TRY(cm_result_set(ctx, result, "exact", cm_none()));
        return cm_payoff_print(ctx, result, "division", tu, &tu->worth[1], NULL);
    }
    CM_TRY(cm_least_core_solve(ctx, scratch, tu, &lc));
    if (lc.proven && (exact = cm_rat_text(ctx, result->arena, &lc.epsilon_exact)) == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_set(ctx, result, "balanced", cm_least_core_balanced(ctx, tu, &lc)));
    CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_number(lc.epsilon)));
    CM_TRY(cm_result_set(ctx, result, "exact", exact != NULL ? cm_text(exact) : cm_none()));
    CM_TRY(cm_balance_print(ctx, result, tu, lc.mask, lc.weight, lc.proven ? lc.weight_exact : NULL, lc.nweights));
    CM_TRY(cm_payoff_print(ctx, result, "division", tu, lc.x, lc.proven ? lc.x_exact : NULL));
out:
    cm_least_core_free(&lc, tu->n);
    return status;
}

/* The certificate of the core, for the same tables. */
static cm_status check_balance(cm_ctx *ctx, const cm_tu *tu, const cm_result *result)
{
    const cm_value *balanced = cm_result_get(result, "balanced"), *value = cm_result_get(result, "least_core_value"), *exact = cm_result_get(result, "exact");
    double slack = ctx->tol.cert * cm_tu_scale(tu);
    cm_rat bound = { 0, 0 };
    cm_value said = cm_none();
    cm_status status;
    if (balanced == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no word on whether the game is balanced");
    if (tu->n == 1 && balanced->kind == CM_TRUTH && balanced->as.truth) return CM_OK;
    if (tu->n == 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a player alone is balanced");
    CM_TRY(cm_leastcore_check(ctx, tu, result, "division"));
    assert(value != NULL);                                     /* or that check had failed */
    if (exact == NULL || (exact->kind != CM_TEXT && exact->kind != CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the value is no fraction"));
    if (exact->kind == CM_TEXT && cm_payoff_fraction(exact->as.text, &bound)) said = cm_truth(cm_rat_sign(&bound) <= 0);
    else if (fabs(value->as.number) > slack) said = cm_truth(value->as.number < 0);
    if (balanced->kind != said.kind || (said.kind == CM_TRUTH && balanced->as.truth != said.as.truth)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a least-core value of %.12g says something else of balance", value->as.number));
    }
out:
    cm_rat_clear(&bound);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_status status = cm_properties_check(ctx, game, params, result);
    return status != CM_OK ? status : check_balance(ctx, &game->as.tu, result);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    search w = { .ctx = ctx, .tu = &game->as.tu };
    cm_arena scratch = { NULL };
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, w.tu, "'game-properties'"));
    CM_TRY(cm_compared_open(ctx, &scratch, w.tu, &w.c));
    look_for_convex(&w);
    CM_TRY(look_for_superadditive(&w));
    look_for_monotone(&w);
    look_at_each(&w, CM_ADDITIVE);
    look_at_each(&w, CM_CONSTANT_SUM);
    look_for_simple(&w);
    if (broken(&w, CM_ESSENTIAL, 0, 0)) note(&w, CM_ESSENTIAL, ((uint32_t)1 << w.c.n) - 1, 0);
    look_for_classes(&w);
    look_for_dummies(&w);
    CM_TRY(put_properties(&w, result));
    CM_TRY(put_balance(ctx, w.tu, &scratch, result));
    CM_TRY(put_players(&w, result));
    CM_TRY(put_notes(&w, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "additive", "balanced", "constant_sum", "convex", "essential", "monotone", "simple", "superadditive", "symmetric", "classes",
                                           "dummies", "least_core_value", "exact", "total", NULL };

extern const cm_concept cm_concept_game_properties;
const cm_concept cm_concept_game_properties = {
    .name = "game-properties",
    .title = "Properties of the game",
    .title_zh = "博弈的性质",
    .about = "What sort of game it is: whether joining forces always pays, whether newcomers add ever more, who is like whom, and who adds nothing of its own.",
    .about_zh = "该博弈属于何种类型：合作是否总是有利、后来者的贡献是否越来越大、谁与谁地位相同、谁毫无额外贡献。",
    .formula = "superadditive: v(S) + v(T) <= v(S or T) for disjoint S, T; convex: v(S) + v(T) <= v(S or T) + v(S and T); monotone: v(S) <= v(T) for S "
               "within T; balanced: weights that count every player once never claim more than v(N); essential: sum v(i) < v(N); constant-sum: v(S) + v(N - S) = v(N); simple: monotone, 0 or 1, and 1 for N",
    .source = "B. Peleg, P. Sudhoelter, Introduction to the Theory of Cooperative Games, 2nd ed., Springer (2007), ch. 2; L. S. Shapley, \"Cores of "
              "convex games\", International Journal of Game Theory 1 (1971) 11-26",
    .certificate = "each counterexample is read and computed again; what is said to hold is enumerated in another way: by splitting coalitions, by what players "
                   "add to growing coalitions, by exchanging players; balance as the core's",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .run = run,
    .check = check,
};
