/* camps_check.c: the certificate of the concept `blocs`. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/spatial/camps.h"

/* Spread within a set, by pairs: sum over pairs of (x_i - x_j)^2, over its size. */
static double within(const cm_spatial *game, size_t k, const unsigned char *in, unsigned char camp)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < game->n; i++) {
        if (in[i] != camp) continue;
        count++;
        for (size_t j = 0; j < i; j++) {
            double off = game->ideal[i * game->d + k] - game->ideal[j * game->d + k];
            if (in[j] == camp) sum += off * off;
        }
    }
    return count > 0 ? sum / (double)count : 0;
}

static double spread(const cm_spatial *game, size_t k, const unsigned char *in)
{
    return within(game, k, in, 0) + within(game, k, in, 1);
}

/* The printed sides of issue k: no other threshold at a member's position leaves less spread. */
static cm_status check_cut(cm_ctx *ctx, const cm_spatial *game, size_t k, const cm_sides *s, unsigned char *in, unsigned char *other)
{
    double least, whole, size = 1, noise;
    for (size_t i = 0; i < s->n; i++) {
        in[i] = s->side[i * s->d + k] > 0;
        size = fmax(size, fabs(game->ideal[i * s->d + k]));
    }
    noise = (double)(s->n * s->n) * (ctx->tol.abs + ctx->tol.rel) * (ctx->tol.abs + ctx->tol.rel) * size * size;   /* positions that are equal within rounding */
    least = spread(game, k, in);
    memset(other, 1, s->n);
    whole = spread(game, k, other);
    for (size_t t = 0; t < s->n; t++) {
        for (size_t i = 0; i < s->n; i++) other[i] = game->ideal[i * s->d + k] >= game->ideal[t * s->d + k];
        if (!(least <= spread(game, k, other) + ctx->tol.cert * whole + noise)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is cut with less spread at %.12g", game->issue[k], game->ideal[t * s->d + k]);
        }
        for (size_t i = 0; i < s->n; i++) {
            if (in[i] < in[t] && game->ideal[i * s->d + k] > game->ideal[t * s->d + k]) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the sides on '%s' overlap", game->issue[k]);
        }
    }
    return CM_OK;
}

static cm_status read_sides(cm_ctx *ctx, const cm_spatial *game, const cm_result *result, cm_sides *s)
{
    const cm_table *table = cm_result_find(result, "camps");
    if (table == NULL || table->nrows != s->n * s->d) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not everybody has a side on each issue");
    for (size_t k = 0; k < s->d; k++) {
        for (size_t i = 0; i < s->n; i++) {
            cm_value player = cm_table_get(table, k * s->n + i, "player"), camp = cm_table_get(table, k * s->n + i, "camp"), issue = cm_table_get(table, k * s->n + i, "issue");
            if (player.kind != CM_TEXT || camp.kind != CM_TEXT || issue.kind != CM_TEXT || strcmp(player.as.text, game->player[i]) != 0 || strcmp(issue.as.text, game->issue[k]) != 0) {
                return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the camps cannot be read", k * s->n + i + 1);
            }
            s->side[i * s->d + k] = strcmp(camp.as.text, "low") == 0 ? -1 : 1;
        }
    }
    return CM_OK;
}

/* Larger side less smaller, in each camp, on issue k; by counting. */
static long cohesion(const cm_sides *s, const unsigned char *camp, size_t k)
{
    long count[2][2] = { { 0, 0 }, { 0, 0 } };
    for (size_t i = 0; i < s->n; i++) count[camp[i]][s->side[i * s->d + k] > 0]++;
    return labs(count[0][0] - count[0][1]) + labs(count[1][0] - count[1][1]);
}

static long total(const cm_sides *s, const unsigned char *camp)
{
    long sum = 0;
    for (size_t k = 0; k < s->d; k++) sum += cohesion(s, camp, k);
    return sum;
}

/* max over c of sum_i |sum_k c_k s_ik| + sum_{c_k = 0} |S_k| */
static long by_signs(const cm_sides *s)
{
    size_t count = 1;
    long most = 0;
    for (size_t k = 0; k < s->d; k++) count *= 3;
    for (size_t t = 0; t < count; t++) {
        long sum = 0;
        size_t rest = t;
        for (size_t i = 0; i < s->n; i++) {
            long pull = 0;
            rest = t;
            for (size_t k = 0; k < s->d; k++, rest /= 3) pull += ((long)(rest % 3) - 1) * s->side[i * s->d + k];
            sum += labs(pull);
        }
        rest = t;
        for (size_t k = 0; k < s->d; k++, rest /= 3) {
            long all = 0;
            for (size_t i = 0; rest % 3 == 1 && i < s->n; i++) all += s->side[i * s->d + k];
            sum += labs(all);
        }
        if (sum > most) most = sum;
    }
    return most;
}

static long by_divisions(const cm_sides *s, unsigned char *camp)
{
    long most = 0;
    for (uint32_t t = 0; t < 1u << (s->n - 1); t++) {
        long sum;
        for (size_t i = 0; i < s->n; i++) camp[i] = t >> i & 1u;
        sum = total(s, camp);
        if (sum > most) most = sum;
    }
    return most;
}

/* The most that switching one or two members reaches. */
static long by_switches(const cm_sides *s, unsigned char *camp)
{
    long most = total(s, camp), sum;
    for (size_t i = 0; i < s->n; i++) {
        camp[i] ^= 1;
        for (size_t j = 0; j <= i; j++) {
            if (j < i) camp[j] ^= 1;
            sum = total(s, camp);
            if (j < i) camp[j] ^= 1;
            if (sum > most) most = sum;
        }
        camp[i] ^= 1;
    }
    return most;
}

/* What can be shown of the best division: no more than `most`. */
static long bound(const cm_sides *s, unsigned char *camp, unsigned char *scratch, bool proven)
{
    if (!proven) return total(s, camp);
    if (s->n <= CM_BLOCS_MEMBERS && s->d <= CM_BLOCS_ISSUES) return by_signs(s);
    if (s->n <= 16) return by_divisions(s, scratch);
    return by_switches(s, camp);
}

static cm_status check_members(cm_ctx *ctx, const cm_spatial *game, const cm_sides *s, const cm_result *result, unsigned char *camp)
{
    const cm_table *table = cm_result_find(result, "members");
    const cm_value *switchers = cm_result_get(result, "switchers");
    int64_t found = 0;
    if (table == NULL || table->nrows != s->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every member has a camp");
    for (size_t i = 0; i < s->n; i++) {
        cm_value text = cm_table_get(table, i, "camp"), player = cm_table_get(table, i, "player");
        if (text.kind != CM_TEXT || player.kind != CM_TEXT || strcmp(player.as.text, game->player[i]) != 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has no camp", game->player[i]);
        camp[i] = strcmp(text.as.text, "first") != 0;
    }
    for (size_t i = 0; i < s->n; i++) {
        cm_value against = cm_table_get(table, i, "against"), with = cm_table_get(table, i, "with");
        int64_t left = 0, stays = 0;
        for (size_t k = 0; k < s->d; k++) {
            long same = 0, size = 0;
            for (size_t j = 0; j < s->n; j++) {
                if (camp[j] != camp[i]) continue;
                size++;
                same += s->side[j * s->d + k] == s->side[i * s->d + k];
            }
            left += 2 * same < size;
            stays += 2 * same > size;
        }
        if (against.kind != CM_INTEGER || against.as.integer != left || with.kind != CM_INTEGER || with.as.integer != stays) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' sides against its camp on %lld issues", game->player[i], (long long)left);
        }
        found += left > 0;
    }
    if (switchers == NULL || switchers->kind != CM_INTEGER || switchers->as.integer != found) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld members side against their camps", (long long)found);
    return CM_OK;
}

static bool is(const cm_ctx *ctx, cm_value value, double x)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - x) <= ctx->tol.cert;
}

static double explained(const cm_spatial *game, size_t k, const unsigned char *in, unsigned char *all)
{
    memset(all, 1, game->n);
    return spread(game, k, all) > 0 ? 1 - spread(game, k, in) / spread(game, k, all) : 1;
}

static cm_status check_cohesion(cm_ctx *ctx, const cm_spatial *game, const cm_sides *s, const cm_result *result, const unsigned char *camp, unsigned char *in,
                                unsigned char *scratch)
{
    const cm_table *table = cm_result_find(result, "cohesion");
    if (table == NULL || table->nrows != s->d) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every issue has its cohesion");
    for (size_t k = 0; k < s->d; k++) {
        for (size_t i = 0; i < s->n; i++) in[i] = s->side[i * s->d + k] > 0;
        if (!is(ctx, cm_table_get(table, k, "own"), (double)cohesion(s, in, k) / (double)s->n) || !is(ctx, cm_table_get(table, k, "single"), (double)cohesion(s, camp, k) / (double)s->n) ||
            !is(ctx, cm_table_get(table, k, "own_spread"), explained(game, k, in, scratch)) || !is(ctx, cm_table_get(table, k, "single_spread"), explained(game, k, camp, scratch))) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the cohesion on '%s' is not what is said", game->issue[k]);
        }
    }
    return CM_OK;
}

cm_status cm_blocs_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_value *single = cm_result_get(result, "single_cohesion"), *proven = cm_result_get(result, "proven"), *own = cm_result_get(result, "own_cohesion");
    cm_arena scratch = { NULL };
    size_t n = spatial->n;
    cm_sides s = { n, spatial->d, CM_NEW(ctx, &scratch, n * spatial->d, int) };
    unsigned char *camp = CM_NEW(ctx, &scratch, n, unsigned char), *in = CM_NEW(ctx, &scratch, n, unsigned char), *other = CM_NEW(ctx, &scratch, n, unsigned char);
    long most;
    cm_status status = ctx->status;
    (void)params;
    if (status != CM_OK) goto out;
    CM_TRY(read_sides(ctx, spatial, result, &s));
    for (size_t k = 0; k < s.d; k++) CM_TRY(check_cut(ctx, spatial, k, &s, in, other));
    CM_TRY(check_members(ctx, spatial, &s, result, camp));
    CM_TRY(check_cohesion(ctx, spatial, &s, result, camp, in, other));
    if (single == NULL || own == NULL || !is(ctx, *own, 1) || proven == NULL || proven->kind != CM_TRUTH || !is(ctx, *single, (double)total(&s, camp) / (double)(n * s.d))) {
        status = cm_fail(ctx, CM_E_NUMERIC, "certificate: the single division has cohesion %.12g", (double)total(&s, camp) / (double)(n * s.d));
        goto out;
    }
    most = bound(&s, camp, other, proven->as.truth);
    if (total(&s, camp) != most) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: another division has cohesion %.12g", (double)most / (double)(n * s.d)));
out:
    cm_arena_free(&scratch);
    return status;
}
