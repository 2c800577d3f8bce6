/* game_properties_check.c: the certificate of game-properties.  What is said to fail is computed again from the words
 * of its counterexample; what is said to hold is enumerated in another way than by the search for what breaks it. */
#include <math.h>
#include <string.h>

#include "solver/coop/properties.h"

/* Each coalition split into two, one of which has its lowest member. */
static bool pays_to_join(const cm_compared *c)
{
    for (uint32_t u = 3; u < (uint32_t)1 << c->n; u++) {
        uint32_t rest = u & (u - 1);
        for (uint32_t t = rest; t != 0; t = (t - 1) & rest) {
            if (cm_above(c, c->v[t] + c->v[u & ~t], c->v[u])) return false;
        }
    }
    return true;
}

/* What each player adds must not fall when one more is there before it. */
static bool adds_ever_more(const cm_compared *c)
{
    for (size_t i = 0; i < c->n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        for (uint32_t s = 0; s < (uint32_t)1 << c->n; s++) {
            for (uint32_t rest = s & ~bit; rest != 0 && !(s & bit); rest &= rest - 1) {
                uint32_t less = s & ~(rest & (0u - rest));
                if (cm_above(c, c->v[less | bit] - c->v[less], c->v[s | bit] - c->v[s])) return false;
            }
        }
    }
    return true;
}

/* The most of any subset is reached by the coalition itself. */
static cm_status is_monotone(cm_ctx *ctx, const cm_compared *c, bool *holds)
{
    cm_arena scratch = { NULL };
    size_t all = (size_t)1 << c->n;
    double *most = CM_NEW(ctx, &scratch, all, double);
    if (most == NULL) return ctx->status;
    memcpy(most, c->v, all * sizeof *most);
    for (size_t bit = 1; bit < all; bit *= 2) {
        for (size_t s = 0; s < all; s++) {
            if (s & bit) most[s] = fmax(most[s], most[s & ~bit]);
        }
    }
    *holds = true;
    for (size_t s = 0; s < all; s++) *holds = *holds && !cm_above(c, most[s], c->v[s] + (double)c->n * c->near);
    cm_arena_free(&scratch);
    return CM_OK;
}

static bool each_holds(const cm_compared *c, cm_property property)
{
    uint32_t all = ((uint32_t)1 << c->n) - 1;
    double left, right;
    for (uint32_t s = all; s != 0; s--) {
        if (cm_property_broken(c, c->v, property, s, 0, &left, &right)) return false;
    }
    return true;
}

/* Everything that is said to hold. */
static cm_status check_holds(cm_ctx *ctx, const cm_tu *tu, const cm_compared *c, cm_property property, bool convex)
{
    cm_compared own = { tu->worth, c->n, c->near };
    double left, right;
    bool holds = true;
    cm_status status = CM_OK;
    switch (property) {
    case CM_CONVEX: holds = adds_ever_more(c); break;
    case CM_SUPERADDITIVE: holds = (convex && c->n > CM_PAIRS_PLAYERS) || pays_to_join(c); break;
    case CM_MONOTONE: status = is_monotone(ctx, c, &holds); break;
    case CM_SIMPLE:
        status = is_monotone(ctx, c, &holds);
        holds = holds && each_holds(&own, property);
        break;
    case CM_ESSENTIAL: holds = !cm_property_broken(c, c->v, property, 0, 0, &left, &right); break;
    case CM_SYMMETRIC: break;                                            /* by the classes */
    default: holds = each_holds(c, property); break;
    }
    if (status != CM_OK) return status;
    return holds ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the game is not %s", cm_property_word(property));
}

/* The counterexample of a property that is said to fail. */
static cm_status check_fails(cm_ctx *ctx, const cm_tu *tu, const cm_compared *c, cm_property property, const cm_table *table)
{
    const cm_compared own = { tu->worth, c->n, c->near };
    size_t row = 0;
    cm_value who, other, left, right;
    uint32_t s, t = 0;
    double a, b, near = ctx->tol.cert * cm_tu_scale(tu);
    while (row < table->nrows && strcmp(cm_table_get(table, row, "property").as.text, cm_property_word(property)) != 0) row++;
    if (row == table->nrows) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing shows that the game is not %s", cm_property_word(property));
    who = cm_table_get(table, row, "coalition"), other = cm_table_get(table, row, "other");
    left = cm_table_get(table, row, "left"), right = cm_table_get(table, row, "right");
    if (who.kind == CM_TEXT && cm_coalition_read(tu, who.as.text, &s) && (other.kind == CM_NONE || (other.kind == CM_TEXT && cm_coalition_read(tu, other.as.text, &t))) &&
        left.kind == CM_NUMBER && right.kind == CM_NUMBER && cm_property_broken(property == CM_SIMPLE ? &own : c, property == CM_SIMPLE ? own.v : c->v, property, s, t, &a, &b)) {
        (void)cm_property_broken(c, tu->worth, property, s, t, &a, &b);
        if (fabs(a - left.as.number) <= near && fabs(b - right.as.number) <= near) return CM_OK;
    }
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the counterexample does not show that the game is not %s", cm_property_word(property));
}

/* Exchange i and j in every coalition. */
static bool exchangeable(const cm_compared *c, size_t i, size_t j)
{
    uint32_t both = (uint32_t)1 << i | (uint32_t)1 << j;
    for (uint32_t s = 1; s < (uint32_t)1 << c->n; s++) {
        uint32_t turned = s & both && (s & both) != both ? s ^ both : s;
        if (cm_above(c, c->v[s], c->v[turned])) return false;
    }
    return true;
}

static bool adds_its_own(const cm_compared *c, size_t i)
{
    uint32_t bit = (uint32_t)1 << i;
    for (uint32_t s = ((uint32_t)1 << c->n) - 1; s != 0; s--) {
        double off = c->v[s] - c->v[s & ~bit] - c->v[bit];
        if ((s & bit) && fabs(off) > c->near) return false;
    }
    return true;
}

/* Each player is like the first of its own class, and unlike the first of every other. */
static cm_status check_players(cm_ctx *ctx, const cm_tu *tu, const cm_compared *c, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "players");
    const cm_value *classes = cm_result_get(result, "classes"), *dummies = cm_result_get(result, "dummies"), *symmetric = cm_result_get(result, "symmetric");
    int64_t seen = 0, own = 0;
    size_t first[CM_TU_MOST];
    if (table == NULL || table->nrows != tu->n || classes == NULL || dummies == NULL || symmetric == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no players");
    for (size_t i = 0; i < tu->n; i++) {
        cm_value class = cm_table_get(table, i, "class"), dummy = cm_table_get(table, i, "dummy"), null = cm_table_get(table, i, "null");
        bool is = adds_its_own(c, i), good = class.kind == CM_INTEGER && class.as.integer >= 1 && class.as.integer <= seen + 1;
        if (good && class.as.integer == seen + 1) first[seen++] = i;
        for (int64_t k = 0; good && k < seen; k++) good = first[k] == i || exchangeable(c, i, first[k]) == (k + 1 == class.as.integer);
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not in its class", tu->player[i]);
        if (dummy.kind != CM_TRUTH || dummy.as.truth != is || null.kind != CM_TRUTH || null.as.truth != (is && fabs(c->v[(size_t)1 << i]) <= c->near)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: whether '%s' is a dummy", tu->player[i]);
        }
        own += is;
    }
    if (classes->as.integer == seen && dummies->as.integer == own && symmetric->as.truth == (seen == 1)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld classes and %lld dummies", (long long)seen, (long long)own);
}

cm_status cm_properties_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_table *table = cm_result_find(result, "counterexamples");
    const cm_value *convex = cm_result_get(result, "convex");
    cm_arena scratch = { NULL };
    cm_compared c, wide, narrow;             /* ties that were let pass add up, and rounding may shift what failed by a hair */
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "'game-properties'"));
    CM_TRY(cm_compared_open(ctx, &scratch, tu, &c));
    wide = narrow = c;
    wide.near *= (double)(c.n * c.n + 1);
    narrow.near /= 2;
    if (table == NULL || convex == NULL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no properties"));
    for (cm_property p = 0; p < CM_PROPERTIES; p++) {
        const cm_value *said = cm_result_get(result, cm_property_word(p));
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        if (said != NULL && said->kind == CM_NONE && p == CM_SUPERADDITIVE && tu->n > CM_PAIRS_PLAYERS) continue;
        if (said == NULL || said->kind != CM_TRUTH) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: not a word on '%s'", cm_property_word(p)));
        CM_TRY(said->as.truth ? check_holds(ctx, tu, &wide, p, convex->as.truth) : check_fails(ctx, tu, &narrow, p, table));
    }
    CM_TRY(check_players(ctx, tu, &c, result));
out:
    cm_arena_free(&scratch);
    return status;
}
