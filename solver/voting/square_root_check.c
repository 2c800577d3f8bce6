/* square_root_check.c: the certificate of the square-root rule.
 *
 * For each member the votes of the others are added up from nothing, one after another, in the reverse order: no factor is divided
 * out.  Where that takes too long, for members evenly spaced and the table's own consistency.  The venue's own rule is put to every
 * profile of kinds, from outside: a member decides when the rest loses and with it wins. */
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "solver/voting/square_root.h"

static const double MOST_STEPS = 3000000000.0;

typedef struct held {
    cm_ctx *ctx;
    const cm_vote *vote;
    const cm_result *result;
    size_t n;
    double *share, *chance, *banzhaf, *own;
    int64_t *votes, total, quota;
} held;

static bool near(const held *h, cm_value value, double expected)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - expected) <= h->ctx->tol.cert;
}

static bool said(const held *h, const char *name, double expected)
{
    const cm_value *value = cm_result_get(h->result, name);
    return value != NULL && near(h, *value, expected);
}

static double number_of(const held *h, const char *name)
{
    const cm_value *value = cm_result_get(h->result, name);
    return value != NULL && value->kind == CM_NUMBER ? value->as.number : NAN;
}

/* chance[s]: of s votes of all but `left_out`, for s below `most`. */
static void others(const int64_t *vote, size_t n, size_t left_out, int64_t most, double *chance)
{
    memset(chance, 0, (size_t)most * sizeof *chance);
    chance[0] = 1;
    for (size_t i = n; i-- > 0;) {
        int64_t w = vote[i];
        if (i == left_out) continue;
        for (int64_t s = most; s-- > 0;) chance[s] = 0.5 * (chance[s] + (s >= w ? chance[s - w] : 0));
    }
}

static double decides(const double *chance, int64_t quota, int64_t w)
{
    double sum = 0;
    for (int64_t s = quota > w ? quota - w : 0; s < quota; s++) sum += chance[s];
    return sum;
}

/* The deviation under a quota of powers as printed, or of own ones. */
static double deviation_of(const held *h, const double *b)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < h->n; i++) sum += b[i];
    for (size_t i = 0; i < h->n; i++) squares += pow((sum > 0 ? b[i] / sum : 0) - h->share[i], 2);
    return sqrt(squares);
}

static cm_status read_members(held *h)
{
    const cm_table *table = cm_result_find(h->result, "members");
    double sum = 0;
    bool good = table != NULL && table->nrows == h->n;
    for (size_t i = 0; good && i < h->n; i++) {
        cm_value who = cm_table_get(table, i, "player"), votes = cm_table_get(table, i, "votes"), absolute = cm_table_get(table, i, "absolute");
        good = who.kind == CM_TEXT && strcmp(who.as.text, h->vote->player[i]) == 0 && near(h, cm_table_get(table, i, "share"), h->share[i]) && votes.kind == CM_INTEGER && votes.as.integer == h->votes[i] && absolute.kind == CM_NUMBER;
        if (good) sum += h->banzhaf[i] = absolute.as.number;
    }
    for (size_t i = 0; good && i < h->n; i++) good = near(h, cm_table_get(table, i, "banzhaf"), sum > 0 ? h->banzhaf[i] / sum : 0);
    return good ? CM_OK : cm_fail(h->ctx, CM_E_NUMERIC, "certificate: votes or powers of members are missing, or the powers are not normalised");
}

/* Powers at the quotas of the table, the formula's and the best, built up without each member; `every` leaves members out. */
static cm_status check_powers(held *h)
{
    enum { ROWS = CM_ROOT_LAST - CM_ROOT_FIRST + 3 };
    const cm_table *table = cm_result_find(h->result, "quotas");
    double work = (double)h->n * (double)h->n * (double)h->total, best = number_of(h, "best_quota");
    size_t every = work > MOST_STEPS ? (size_t)ceil(work / MOST_STEPS) : 1;
    int64_t quota[ROWS];
    cm_arena scratch = { NULL };
    double *b = CM_NEW(h->ctx, &scratch, ROWS * h->n, double);
    cm_status status = CM_OK;
    if (b == NULL) CM_LEAVE(h->ctx->status);
    if (table == NULL || table->nrows != ROWS - 2 || !(best > 0 && best <= 1)) CM_LEAVE(cm_fail(h->ctx, CM_E_NUMERIC, "certificate: quotas are missing"));
    for (size_t r = 0; r + 2 < ROWS; r++) quota[r] = cm_root_quota((double)(CM_ROOT_FIRST + (int)r) / 100, h->total);
    quota[ROWS - 2] = h->quota;
    quota[ROWS - 1] = (int64_t)llround(best * (double)h->total);
    for (size_t i = 0; i < h->n; i += every) {
        if (cm_stopped(h->ctx)) CM_LEAVE(cm_fail(h->ctx, CM_E_INTERRUPT, "interrupted"));
        others(h->votes, h->n, i, h->total, h->chance);
        for (size_t r = 0; r < ROWS; r++) b[r * h->n + i] = decides(h->chance, quota[r], h->votes[i]);
        if (!(fabs(h->banzhaf[i] - b[(ROWS - 2) * h->n + i]) <= h->ctx->tol.cert)) CM_LEAVE(cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the power of '%s' is %.12g", h->vote->player[i], b[(ROWS - 2) * h->n + i]));
    }
    if (!said(h, "deviation", deviation_of(h, h->banzhaf))) CM_LEAVE(cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the deviation is %.12g", deviation_of(h, h->banzhaf)));
    for (size_t r = 0; r < ROWS; r++) {
        double printed = r + 2 < ROWS ? cm_table_get(table, r, "deviation").as.number : number_of(h, r + 2 == ROWS ? "deviation" : "best_deviation");
        if ((every == 1 && !(fabs(printed - deviation_of(h, b + r * h->n)) <= h->ctx->tol.cert)) || (quota[r] > h->total / 2 && printed < number_of(h, "best_deviation") - h->ctx->tol.cert)) {
            CM_LEAVE(cm_fail(h->ctx, CM_E_NUMERIC, "certificate: under a quota of %lld votes the deviation is %.12g", (long long)quota[r], deviation_of(h, b + r * h->n)));
        }
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* Each profile without one member of the kind: does that member decide? */
static cm_status own_by_profiles(held *h, cm_arena *arena, const cm_kinds *kinds)
{
    size_t *took = CM_NEW(h->ctx, arena, kinds->count, size_t), j;
    unsigned char *in = CM_NEW(h->ctx, arena, h->n, unsigned char);
    if (took == NULL || in == NULL) return h->ctx->status;
    do {
        double log_all = 0;
        for (j = 0; j < kinds->count; j++) log_all += gsl_sf_lnchoose((unsigned)cm_kinds_size(kinds, j), (unsigned)took[j]);
        cm_kinds_mark(kinds, took, in);
        for (j = 0; j < kinds->count && !cm_vote_wins(h->vote, in); j++) {
            size_t size = cm_kinds_size(kinds, j), i = kinds->member[kinds->first[j] + (took[j] < size ? took[j] : 0)];
            bool turns;
            if (took[j] == size) continue;
            in[i] = 1;
            turns = cm_vote_wins(h->vote, in);
            in[i] = 0;
            if (!turns) continue;                 /* of C(size, took) choices (size - took) / size leave out a given member */
            for (size_t m = kinds->first[j]; m < kinds->first[j + 1]; m++) h->own[kinds->member[m]] += exp(log_all - (double)(h->n - 1) * log(2)) * (double)(size - took[j]) / (double)size;
        }
        for (j = 0; j < kinds->count && took[j] == cm_kinds_size(kinds, j); j++) took[j] = 0;
        if (j < kinds->count) took[j]++;
    } while (j < kinds->count);
    return CM_OK;
}

static cm_status check_own(held *h, cm_arena *arena)
{
    const cm_table *table = cm_result_find(h->result, "members");
    const cm_value *deviation = cm_result_get(h->result, "own_deviation");
    const cm_vote_node *root = &h->vote->node[0];
    cm_kinds kinds;
    bool one, known;
    double sum = 0;
    cm_status status = cm_kinds_find(h->ctx, arena, h->vote, &kinds);
    if (status != CM_OK) return status;
    known = cm_root_own(&kinds, &one);
    if (!known) return deviation != NULL && deviation->kind == CM_NONE ? CM_OK : cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the own deviation cannot be told");
    if (!one || kinds.profiles <= CM_ROOT_PROFILES) {
        status = own_by_profiles(h, arena, &kinds);
        if (status != CM_OK) return status;
    } else {
        double *chance = CM_NEW(h->ctx, arena, (size_t)root->quota, double);
        if (chance == NULL) return h->ctx->status;
        for (size_t i = 0; i < h->n; i++) {
            others(root->weight, h->n, i, root->quota, chance);
            h->own[i] = decides(chance, root->quota, root->weight[i]);
            if (cm_stopped(h->ctx)) return cm_fail(h->ctx, CM_E_INTERRUPT, "interrupted");
        }
    }
    for (size_t i = 0; i < h->n; i++) sum += h->own[i];
    for (size_t i = 0; i < h->n; i++) {
        cm_value own = cm_table_get(table, i, "own"), ratio = cm_table_get(table, i, "own_to_share");
        if (!near(h, own, h->own[i] / sum) || (h->share[i] > 0 && !(ratio.kind == CM_NUMBER && fabs(ratio.as.number * h->share[i] - h->own[i] / sum) <= h->ctx->tol.cert))) {
            return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the power of '%s' under the venue's own rule is %.12g", h->vote->player[i], h->own[i] / sum);
        }
    }
    return said(h, "own_deviation", deviation_of(h, h->own)) ? CM_OK : cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the own deviation is %.12g", deviation_of(h, h->own));
}

static cm_status check_formula(held *h, const cm_root_params *params)
{
    double people = 0, roots = 0, acts = 0;
    const cm_value *needed = cm_result_get(h->result, "votes_needed");
    for (size_t i = 0; i < h->n; i++) {
        double each = params->population.count > 0 ? params->population.at[i] : 1;
        people += each;
        roots += sqrt(each);
    }
    h->quota = cm_root_quota(number_of(h, "optimal_quota"), h->total);
    if (!said(h, "optimal_quota", (1 + sqrt(people) / roots) / 2) || needed == NULL || needed->kind != CM_INTEGER || needed->as.integer != h->quota || !(fabs(number_of(h, "effective_members") * people / (roots * roots) - 1) <= h->ctx->tol.cert)) {
        return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the quota is %.12g of all votes", (1 + sqrt(people) / roots) / 2);
    }
    others(h->votes, h->n, h->n, h->quota, h->chance);
    for (int64_t s = 0; s < h->quota; s++) acts += h->chance[s];
    return said(h, "power_to_act", 1 - acts) ? CM_OK : cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the power to act is %.12g", 1 - acts);
}

cm_status cm_square_root_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    size_t n = game->as.vote.n;
    held h = { .ctx = ctx, .vote = &game->as.vote, .result = result, .n = n, .share = CM_NEW(ctx, &scratch, n, double), .banzhaf = CM_NEW(ctx, &scratch, n, double), .own = CM_NEW(ctx, &scratch, n, double), .votes = CM_NEW(ctx, &scratch, n, int64_t) };
    cm_tu names;
    cm_status status;
    if (h.share == NULL || h.banzhaf == NULL || h.own == NULL || h.votes == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_voting_names(ctx, h.vote, &names));
    CM_TRY(cm_root_weights(ctx, params, n, h.share, h.votes, &h.total));
    h.chance = CM_NEW(ctx, &scratch, (size_t)h.total + 1, double);
    if (h.chance == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read_members(&h));
    CM_TRY(check_formula(&h, params));
    CM_TRY(check_powers(&h));
    CM_TRY(check_own(&h, &scratch));
out:
    cm_arena_free(&scratch);
    return status;
}
