/* nash_check.c: is this a list of all extreme equilibria?
 *
 * That they are equilibria, different ones, and extreme is verified from the definitions.  That none is missing
 * shows, where no equilibrium has ties, in the sum of their indices: it is 1 over all equilibria (L. S. Shapley,
 * "A note on the Lemke-Howson algorithm", Math. Programming Study 1 (1974) 175-189). */
#include <stdlib.h>
#include <string.h>

#include "solver/strategic/mixture.h"
#include "solver/strategic/nash.h"

typedef struct reading {
    cm_ctx *ctx;
    const cm_nfg *nfg;
    cm_bimatrix game;
    size_t count, length;            /* equilibria; probabilities of each, the first player's first */
    cm_rat *mix, *work;
    size_t *set[2], size[2];         /* strategies in use, or best replies */
    bool ties;
    int index_sum;
    cm_arena arena;
} reading;

/* Fraction-free elimination with any pivots. Returns the rank; *sign is that of the determinant of a square one. */
static size_t rank_of(cm_rat *a, size_t rows, size_t columns, int *sign)
{
    cm_rat last = { 1, 1 };
    size_t rank = 0;
    *sign = 1;
    for (size_t j = 0; j < columns && rank < rows; j++) {
        size_t i = rank;
        while (i < rows && cm_rat_sign(&a[i * columns + j]) == 0) i++;
        if (i == rows) continue;
        for (size_t c = 0; c < columns && i != rank; c++) {
            cm_rat swap = a[i * columns + c];
            a[i * columns + c] = a[rank * columns + c];
            a[rank * columns + c] = swap;
        }
        if (i != rank) *sign = -*sign;
        for (size_t r = rank + 1; r < rows; r++) {
            for (size_t c = j + 1; c < columns; c++) {
                cm_rat_cross(&a[r * columns + c], &a[rank * columns + j], &a[r * columns + c], &a[r * columns + j], &a[rank * columns + c], &last);
            }
        }
        cm_rat_set(&last, &a[rank * columns + j]);
        rank++;
    }
    *sign = rank == rows && rows == columns ? *sign * cm_rat_sign(&last) : 0;
    cm_rat_clear(&last);
    return rank;
}

static const cm_rat *mix_of(const reading *r, size_t e, size_t p) { return &r->mix[e * r->length + (p == 0 ? 0 : r->nfg->count[0])]; }

static void find_used(reading *r, size_t e, size_t p)
{
    r->size[p] = 0;
    for (size_t k = 0; k < r->nfg->count[p]; k++) {
        if (cm_rat_sign(&mix_of(r, e, p)[k]) > 0) r->set[p][r->size[p]++] = k;
    }
}

/* The best replies of p against what the other plays in equilibrium e. */
static void find_best(reading *r, size_t e, size_t p)
{
    cm_rat most = { 0, 0 }, paid = { 0, 0 };
    r->size[p] = 0;
    for (size_t k = 0; k < r->nfg->count[p]; k++) {
        int sign;
        cm_bimatrix_against(&r->game, p, false, k, mix_of(r, e, 1 - p), &paid);
        sign = k == 0 ? 1 : cm_rat_compare(&paid, &most);
        if (sign > 0) r->size[p] = 0;
        if (sign >= 0) r->set[p][r->size[p]++] = k;
        if (sign > 0) cm_rat_set(&most, &paid);
    }
    cm_rat_clear(&most);
    cm_rat_clear(&paid);
}

/* Player p's mixture is a vertex when the ties among the other's best replies leave no other mixture of the
 * same strategies. */
static cm_status check_vertex(reading *r, size_t e, size_t p)
{
    size_t stride = r->nfg->count[p], rows, columns;
    const cm_rat *whole = r->game.whole[1 - p];
    int sign;
    find_used(r, e, p);
    find_best(r, e, 1 - p);
    rows = r->size[1 - p] - 1;
    columns = r->size[p];
    r->ties = r->ties || r->size[1 - p] > r->size[p];
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            cm_rat_sub(&r->work[i * columns + j], &whole[r->set[1 - p][i + 1] * stride + r->set[p][j]], &whole[r->set[1 - p][0] * stride + r->set[p][j]]);
        }
    }
    if (rank_of(r->work, rows, columns, &sign) + 1 == columns) return CM_OK;
    return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu the mixture of '%s' lies between others", e + 1, r->nfg->player[p]);
}

/* (-1)^(k+1) sign det A sign det B, over the strategies in use and for positive payoffs. */
static int index_of(reading *r, size_t e)
{
    int index = 1;
    find_used(r, e, 0);
    find_used(r, e, 1);
    if (r->size[0] != r->size[1]) return 0;
    for (size_t p = 0; p < 2; p++) {
        int sign;
        for (size_t i = 0; i < r->size[0]; i++) {
            for (size_t j = 0; j < r->size[0]; j++) {
                cm_rat_set(&r->work[i * r->size[0] + j], &r->game.whole[p][r->set[p][i] * r->nfg->count[1 - p] + r->set[1 - p][j]]);
            }
        }
        (void)rank_of(r->work, r->size[0], r->size[0], &sign);
        index *= sign;
    }
    return r->size[0] % 2 == 1 ? index : -index;
}

static int compare_lists(const cm_rat *a, const cm_rat *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int sign = cm_rat_compare(&a[i], &b[i]);
        if (sign != 0) return sign;
    }
    return 0;
}

/* A list of probabilities with its length and number, so that qsort needs no context. */
typedef struct entry {
    const cm_rat *mix;
    size_t length, number;
} entry;

static int by_list(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    return compare_lists(left->mix, right->mix, left->length);
}

static cm_status check_doubles(reading *r)
{
    entry *list = CM_NEW(r->ctx, &r->arena, r->count, entry);
    if (list == NULL) return r->ctx->status;
    for (size_t e = 0; e < r->count; e++) list[e] = (entry){ &r->mix[e * r->length], r->length, e };
    qsort(list, r->count, sizeof *list, by_list);
    for (size_t e = 1; e < r->count; e++) {
        if (by_list(&list[e - 1], &list[e]) != 0) continue;
        return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: equilibria %zu and %zu are the same", list[e - 1].number + 1, list[e].number + 1);
    }
    return CM_OK;
}

/* Ranks of player p's mixtures: the same rank for the same mixture. */
static cm_status rank_mixtures(reading *r, size_t p, size_t *rank)
{
    entry *list = CM_NEW(r->ctx, &r->arena, r->count, entry);
    if (list == NULL) return r->ctx->status;
    for (size_t e = 0; e < r->count; e++) list[e] = (entry){ mix_of(r, e, p), r->nfg->count[p], e };
    qsort(list, r->count, sizeof *list, by_list);
    for (size_t e = 0, at = 0; e < r->count; e++) {
        if (e > 0 && by_list(&list[e - 1], &list[e]) != 0) at++;
        rank[list[e].number] = at;
    }
    return CM_OK;
}

/* Rows first .. last - 1 are one subset: as many equilibria as mixtures of one times mixtures of the other. */
static bool is_product(const cm_table *table, size_t first, size_t last, size_t *const rank[2], size_t *const mark[2], size_t stamp)
{
    size_t different[2] = { 0, 0 };
    for (size_t row = first; row < last; row++) {
        size_t e = (size_t)cm_table_get(table, row, "equilibrium").as.integer - 1;
        for (size_t p = 0; p < 2; p++) {
            different[p] += mark[p][rank[p][e]] != stamp;
            mark[p][rank[p][e]] = stamp;
        }
    }
    return different[0] * different[1] == last - first;
}

static cm_status check_subsets(reading *r, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "subsets");
    size_t *lists = CM_NEW(r->ctx, &r->arena, 5 * r->count, size_t), covered = 0, last, subset = 0;
    size_t *rank[2] = { lists, NULL }, *mark[2] = { NULL, NULL }, *in;
    cm_status status = CM_OK;
    if (lists == NULL) return r->ctx->status;
    rank[1] = lists + r->count;
    mark[0] = rank[1] + r->count;
    mark[1] = mark[0] + r->count;
    in = mark[1] + r->count;
    if (table == NULL) CM_TRY(cm_fail(r->ctx, CM_E_NUMERIC, "certificate: no subsets"));
    for (size_t p = 0; p < 2; p++) CM_TRY(rank_mixtures(r, p, rank[p]));
    for (size_t first = 0; first < table->nrows; first = last) {
        int64_t number = cm_table_get(table, first, "subset").as.integer;
        for (last = first; last < table->nrows && cm_table_get(table, last, "subset").as.integer == number; last++) {
            int64_t e = cm_table_get(table, last, "equilibrium").as.integer;
            if (e < 1 || (size_t)e > r->count) CM_TRY(cm_fail(r->ctx, CM_E_NUMERIC, "certificate: subset %zu names an equilibrium %lld", subset + 1, (long long)e));
            covered += in[e - 1] == 0;
            in[e - 1] = 1;
        }
        if (!is_product(table, first, last, rank, mark, ++subset)) {
            CM_TRY(cm_fail(r->ctx, CM_E_NUMERIC, "certificate: the equilibria of subset %zu are not interchangeable", subset));
        }
    }
    if (covered != r->count && cm_result_get(result, "complete")->as.truth) {
        CM_TRY(cm_fail(r->ctx, CM_E_NUMERIC, "certificate: %zu equilibria are in no subset", r->count - covered));
    }
out:
    return status;
}

static cm_status open_reading(reading *r, const cm_result *result)
{
    cm_status status = CM_OK;
    CM_TRY(cm_bimatrix_init(r->ctx, r->nfg, &r->game));
    CM_TRY(cm_mixture_count(r->ctx, r->nfg, result, &r->count));
    r->length = r->nfg->count[0] + r->nfg->count[1];
    r->mix = cm_rats_new(r->ctx, r->count * r->length);
    r->work = cm_rats_new(r->ctx, r->nfg->cells);
    r->set[0] = CM_NEW(r->ctx, &r->arena, r->length, size_t);
    r->set[1] = CM_NEW(r->ctx, &r->arena, r->length, size_t);
    if (r->mix == NULL || r->work == NULL || r->set[0] == NULL || r->set[1] == NULL) CM_TRY(r->ctx->status);
out:
    return status;
}

/* Fractions alone can tell a tie from a small difference. */
static cm_status check_exactly(reading *r, const cm_result *result)
{
    const cm_value *ties = cm_result_get(result, "degenerate"), *complete = cm_result_get(result, "complete");
    cm_status status = CM_OK;
    for (size_t e = 0; e < r->count; e++) {
        for (size_t p = 0; p < 2; p++) CM_TRY(check_vertex(r, e, p));
    }
    if (ties->as.truth != r->ties) CM_TRY(cm_fail(r->ctx, CM_E_NUMERIC, "certificate: the game has %s", r->ties ? "ties" : "no ties"));
    if (r->ties || !complete->as.truth) return CM_OK;
    for (size_t e = 0; e < r->count; e++) r->index_sum += index_of(r, e);
    if (r->index_sum != 1) CM_TRY(cm_fail(r->ctx, CM_E_NUMERIC, "certificate: the indices of %zu equilibria add up to %d, not to 1", r->count, r->index_sum));
out:
    return status;
}

cm_status cm_nash_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    reading r = { .ctx = ctx, .nfg = &game->as.nfg };
    const cm_value *count = cm_result_get(result, "count"), *ties = cm_result_get(result, "degenerate"), *complete = cm_result_get(result, "complete");
    cm_status status = CM_OK;
    (void)params;
    if (r.nfg->n == 1) return cm_nash_alone_check(ctx, r.nfg, result);
    if (r.nfg->n > 2) return cm_nash_several_check(ctx, r.nfg, result);
    CM_TRY(open_reading(&r, result));
    if (count == NULL || ties == NULL || complete == NULL || count->as.integer != (int64_t)r.count || r.count == 0) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu equilibria are listed, and %lld counted", r.count, count == NULL ? -1LL : (long long)count->as.integer));
    }
    for (size_t e = 0; e < r.count; e++) {
        cm_rat *const mix[2] = { (cm_rat *)mix_of(&r, e, 0), (cm_rat *)mix_of(&r, e, 1) };
        const cm_rat *const read[2] = { mix[0], mix[1] };
        CM_TRY(cm_mixture_read(ctx, r.nfg, &r.game, result, e, mix));
        CM_TRY(cm_mixture_judge(ctx, r.nfg, &r.game, e, read));
    }
    CM_TRY(check_doubles(&r));
    CM_TRY(check_subsets(&r, result));
    if (r.nfg->exact != NULL) CM_TRY(check_exactly(&r, result));
out:
    cm_rats_free(r.mix, r.count * r.length);
    cm_rats_free(r.work, r.work == NULL ? 0 : r.nfg->cells);
    cm_bimatrix_free(&r.game);
    cm_arena_free(&r.arena);
    return status;
}
