/* nakamura_check.c: the certificate of the Nakamura number.
 *
 * That the coalitions win, and that each member is left out of one, is read from the tables.  That one coalition less does not
 * do: the members would have to be covered by nu - 1 sets that can be spared.  Few members: the fewest for each set, over its
 * subsets.  Some more: how many families of nu - 1 such sets cover all, counted by inclusion and exclusion (A. Bjorklund, T.
 * Husfeldt, M. Koivisto, SIAM Journal on Computing 39 (2009) 546-563): none.  Many: bins as variables of an integer programme,
 * which must have no solution. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/voting/count_field.h"
#include "solver/voting/nakamura.h"

enum { SUBSETS = 14, COUNTED = 20, BITS = 60 };          /* of a prime of count_field.h */

/* least[s]: the fewest sets that can be spared and make up s.  O(3^n). */
static cm_status check_subsets(cm_ctx *ctx, const cm_vote *vote, size_t nu)
{
    size_t all = ((size_t)1 << vote->n) - 1;
    cm_arena scratch = { NULL };
    unsigned char *least = CM_NEW(ctx, &scratch, all + 1, unsigned char), *spared = CM_NEW(ctx, &scratch, all + 1, unsigned char), in[SUBSETS];
    cm_status status = CM_OK;
    if (least == NULL || spared == NULL) CM_LEAVE(ctx->status);
    for (size_t s = 0; s <= all; s++) {
        for (size_t i = 0; i < vote->n; i++) in[i] = !(s >> i & 1u);
        spared[s] = cm_vote_wins(vote, in);
    }
    for (size_t s = 1; s <= all; s++) {
        least[s] = UINT8_MAX - 1;
        for (size_t t = s; t > 0; t = (t - 1) & s) {
            if (spared[t] && least[s & ~t] + 1 < least[s]) least[s] = (unsigned char)(least[s & ~t] + 1);
        }
    }
    if (least[all] != nu) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: %d winning coalitions are the fewest that have nobody in common", (int)least[all]);
out:
    cm_arena_free(&scratch);
    return status;
}

/* within[s]: how many subsets of s can be spared, the empty one included.  O(n 2^n). */
static void count_within(const cm_vote *vote, uint32_t *within)
{
    unsigned char in[COUNTED];
    size_t all = ((size_t)1 << vote->n) - 1;
    for (size_t s = 0; s <= all; s++) {
        for (size_t i = 0; i < vote->n; i++) in[i] = !(s >> i & 1u);
        within[s] = cm_vote_wins(vote, in);
    }
    for (size_t i = 0; i < vote->n; i++) {
        for (size_t s = 0; s <= all; s++) {
            if (s >> i & 1u) within[s] += within[s ^ (size_t)1 << i];
        }
    }
}

/* Families of k sets that cover all: the sum over s of (-1)^(n - |s|) within[s]^k, at most 2^(n k); it is 0 when it is 0 modulo
 * primes of a larger product: of up to 20 members seven will do. */
static cm_status check_count(cm_ctx *ctx, const cm_vote *vote, size_t k)
{
    size_t all = ((size_t)1 << vote->n) - 1, primes = vote->n * k / BITS + 1;
    cm_arena scratch = { NULL };
    uint32_t *within = CM_NEW(ctx, &scratch, all + 1, uint32_t);
    cm_status status = CM_OK;
    if (within == NULL) CM_LEAVE(ctx->status);
    count_within(vote, within);
    for (size_t at = 0; at < primes; at++) {
        cm_field f = cm_field_get(at);
        uint64_t sum[2] = { 0, 0 };
        for (size_t s = 0; s <= all; s++) {
            size_t out = 0;
            for (size_t rest = all ^ s; rest > 0; rest &= rest - 1) out ^= 1;
            sum[out] = cm_field_add(f, sum[out], cm_field_power(f, within[s], k));
        }
        if (sum[0] != sum[1]) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu winning coalitions already have nobody in common", k));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* The columns: for each bin how many of each kind it holds, and for each node whether it is met by those outside. */
typedef struct programme {
    const cm_kinds *kinds;
    cm_lp *lp;
    double *row;
    size_t bins, columns, width;
} programme;

static cm_status add_row(cm_ctx *ctx, programme *g, double low, double high)
{
    cm_status status = cm_lp_row(ctx, g->lp, g->row, low, high);
    memset(g->row, 0, g->columns * sizeof *g->row);
    return status;
}

/* A node that is met: a threshold loses no more than it can spare; parts of `all` are met, one of `any`. */
static cm_status node_rows(cm_ctx *ctx, programme *g, size_t b, size_t at)
{
    const cm_vote_node *node = &g->kinds->vote->node[at];
    double *held = g->row + b * g->width, *met = held + g->kinds->count;
    cm_status status;
    if (node->kind == CM_VOTE_THRESHOLD) {
        for (size_t j = 0; j < g->kinds->count; j++) held[j] = (double)node->weight[g->kinds->member[g->kinds->first[j]]];
        met[at] = (double)node->quota;
        return add_row(ctx, g, -HUGE_VAL, (double)node->total);
    }
    for (size_t c = 0; c < node->nchildren; c++) {
        met[node->child + c] = 1;
        if (node->kind == CM_VOTE_ANY) continue;
        met[at] = -1;
        CM_TRY(add_row(ctx, g, 0, HUGE_VAL));
    }
    if (node->kind == CM_VOTE_ALL) return CM_OK;
    met[at] = -1;
    status = add_row(ctx, g, 0, HUGE_VAL);
out:
    return status;
}

static cm_status fill(cm_ctx *ctx, programme *g)
{
    const cm_kinds *kinds = g->kinds;
    size_t nodes = kinds->vote->nnodes;
    cm_status status = CM_OK;
    for (size_t b = 0; b < g->bins; b++) {
        for (size_t j = 0; j < kinds->count; j++) CM_TRY(cm_lp_column(ctx, g->lp, b * g->width + j, 0, 0, (double)cm_kinds_size(kinds, j), true));
        for (size_t at = 0; at < nodes; at++) CM_TRY(cm_lp_column(ctx, g->lp, b * g->width + kinds->count + at, 0, at == 0 ? 1 : 0, 1, true));
        for (size_t at = 0; at < nodes; at++) CM_TRY(node_rows(ctx, g, b, at));
    }
    for (size_t j = 0; j < kinds->count; j++) {
        for (size_t b = 0; b < g->bins; b++) g->row[b * g->width + j] = 1;
        CM_TRY(add_row(ctx, g, (double)cm_kinds_size(kinds, j), HUGE_VAL));
    }
out:
    return status;
}

static cm_status check_programme(cm_ctx *ctx, const cm_vote *vote, size_t nu)
{
    cm_arena scratch = { NULL };
    cm_kinds kinds;
    programme g = { .kinds = &kinds, .bins = nu - 1 };
    cm_lp_answer answer = CM_LP_OPTIMAL;
    cm_status status;
    CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
    g.width = kinds.count + vote->nnodes;
    g.columns = g.bins * g.width;
    g.row = CM_NEW(ctx, &scratch, g.columns, double);
    g.lp = g.row == NULL ? NULL : cm_lp_new(ctx, g.columns, true);
    if (g.lp == NULL) CM_LEAVE(ctx->status);
    CM_TRY(fill(ctx, &g));
    CM_TRY(cm_lp_solve(ctx, g.lp, &answer, NULL, NULL, NULL));
    if (answer != CM_LP_INFEASIBLE) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu winning coalitions already have nobody in common", nu - 1);
out:
    if (g.lp != NULL) cm_lp_free(g.lp);
    cm_arena_free(&scratch);
    return status;
}

static cm_status check_vetoer(cm_ctx *ctx, const cm_vote *vote, const cm_result *result, unsigned char *in)
{
    static const char *const finite[] = { "issues", "alternatives", "bound" };
    const cm_value *vetoer = cm_result_get(result, "vetoer");
    memset(in, 1, vote->n);
    for (int k = 0; k < 3; k++) {
        const cm_value *value = cm_result_get(result, finite[k]);
        if (value == NULL || value->kind != CM_NONE) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is a number under a veto", finite[k]);
    }
    for (size_t i = 0; vetoer != NULL && vetoer->kind == CM_TEXT && i < vote->n; i++) {
        if (strcmp(vote->player[i], vetoer->as.text) == 0) in[i] = 0;
    }
    return memchr(in, 0, vote->n) != NULL && !cm_vote_wins(vote, in) ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: no member with a veto is named");
}

/* Who is left out of which coalition, once each; the others win, and are those of the long table. */
static cm_status check_coalitions(cm_ctx *ctx, const cm_vote *vote, const cm_result *result, size_t nu, unsigned char *in)
{
    const cm_table *out = cm_result_find(result, "left_out"), *table = cm_result_find(result, "coalitions");
    size_t row = 0;
    bool good = out != NULL && out->nrows == vote->n && table != NULL, written = nu * vote->n <= CM_NAKAMURA_WRITTEN;
    for (size_t i = 0; good && i < vote->n; i++) {
        cm_value who = cm_table_get(out, i, "player"), b = cm_table_get(out, i, "coalition");
        good = who.kind == CM_TEXT && strcmp(who.as.text, vote->player[i]) == 0 && b.kind == CM_INTEGER && b.as.integer >= 1 && b.as.integer <= (int64_t)nu;
    }
    if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every member is left out of one coalition");
    for (size_t b = 0; b < nu; b++) {
        for (size_t i = 0; i < vote->n; i++) {
            in[i] = cm_table_get(out, i, "coalition").as.integer != (int64_t)b + 1;
            if (!in[i] || !written || !good) continue;
            cm_value number = cm_table_get(table, row, "coalition"), who = cm_table_get(table, row, "player");
            good = row++ < table->nrows && number.kind == CM_INTEGER && number.as.integer == (int64_t)b + 1 && who.kind == CM_TEXT && strcmp(who.as.text, vote->player[i]) == 0;
        }
        if (!cm_vote_wins(vote, in)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: coalition %zu does not win", b + 1);
    }
    return good && row == table->nrows ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the coalitions are not those that leave out these members");
}

cm_status cm_nakamura_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    static const char *const word[] = { "issues", "alternatives" };
    const cm_vote *vote = &game->as.vote;
    const cm_value *number = cm_result_get(result, "nakamura"), *vetoer = cm_result_get(result, "vetoer"), *bound = cm_result_get(result, "bound");
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    size_t nu;
    cm_status status = CM_OK;
    (void)params;
    if (in == NULL) CM_LEAVE(ctx->status);
    if (number != NULL && number->kind == CM_TEXT && strcmp(number->as.text, "infinite") == 0) CM_LEAVE(check_vetoer(ctx, vote, result, in));
    if (number == NULL || number->kind != CM_INTEGER || number->as.integer < 2 || number->as.integer > (int64_t)vote->n || vetoer == NULL || vetoer->kind != CM_NONE) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no Nakamura number from 2 to %zu", vote->n));
    }
    nu = (size_t)number->as.integer;
    CM_TRY(check_coalitions(ctx, vote, result, nu, in));
    for (int k = 0; k < 2; k++) {
        const cm_value *value = cm_result_get(result, word[k]);
        if (value == NULL || value->kind != CM_INTEGER || value->as.integer != (int64_t)nu - 2 + k) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not %zu", word[k], nu - 2 + (size_t)k));
    }
    if (bound == NULL || bound->kind != CM_INTEGER || bound->as.integer != (int64_t)cm_nakamura_bound(vote)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the thresholds give another bound"));
    if (vote->n <= SUBSETS) CM_LEAVE(check_subsets(ctx, vote, nu));
    if (nu > cm_nakamura_bound(vote)) status = vote->n <= COUNTED ? check_count(ctx, vote, nu - 1) : check_programme(ctx, vote, nu);
out:
    cm_arena_free(&scratch);
    return status;
}
