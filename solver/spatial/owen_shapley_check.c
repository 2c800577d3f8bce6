/* owen_shapley_check.c: the certificate of owen-shapley, from what it printed.
 *
 * All n (n-1) angles at which two ideals are level are sorted; between two neighbours the order of the members is constant, and the pivot
 * is found by letting them in one by one.  Members with one ideal: in all orders, up to PERMUTED of them; of more the sum alone is held.
 * Bodies for which that takes too long: as many angles at even distances, a share each of what the arcs' ends can move. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/spatial/metric.h"
#include "solver/spatial/owen_shapley.h"

enum { PERMUTED = 6, SAMPLED = 20000, EXACT_MEMBERS = 70 };

typedef struct again {
    const cm_metric *metric;
    cm_ctx *ctx;
    double *index, *key;
    size_t *order;
    unsigned char *in;
    bool whole;                      /* every group of one ideal could be permuted */
} again;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool level(const again *a, size_t i, size_t j)
{
    for (size_t k = 0; k < a->metric->d; k++) {
        if (!(fabs(a->metric->point[i * a->metric->d + k] - a->metric->point[j * a->metric->d + k]) <= a->ctx->tol.abs)) return false;
    }
    return true;
}

/* All orders of the group at[from .. m-1], after those already in; `share` of each order. */
static void permute(again *a, size_t *at, size_t from, size_t m, double share)
{
    for (size_t k = from; k < m; k++) {
        size_t i = at[k];
        at[k] = at[from];
        at[from] = i;
        a->in[i] = 1;
        if (cm_vote_wins(a->metric->game->vote, a->in)) a->index[i] += share / (double)(m - from);
        else permute(a, at, from + 1, m, share / (double)(m - from));
        a->in[i] = 0;
        at[from] = at[k];
        at[k] = i;
    }
}

/* The members by falling a_i.u, groups of one ideal at a time. */
static void add_direction(again *a, const double *u, double weight)
{
    const cm_metric *metric = a->metric;
    size_t n = metric->n, m;
    memset(a->in, 0, n);
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        a->key[i] = 0;
        for (size_t k = 0; k < metric->d; k++) a->key[i] += metric->point[i * metric->d + k] * u[k];
        for (; at > 0 && a->key[a->order[at - 1]] < a->key[i]; at--) a->order[at] = a->order[at - 1];
        a->order[at] = i;
    }
    for (size_t s = 0; s < n; s += m) {
        for (m = 1; s + m < n && level(a, a->order[s], a->order[s + m]);) m++;
        for (size_t k = 0; k < m; k++) a->in[a->order[s + k]] = 1;
        if (!cm_vote_wins(metric->game->vote, a->in)) continue;
        for (size_t k = 0; k < m; k++) a->in[a->order[s + k]] = 0;
        if (m <= PERMUTED) {
            permute(a, &a->order[s], 0, m, weight);
        } else {
            a->whole = false;
            for (size_t k = 0; k < m; k++) a->index[a->order[s + k]] += weight / (double)m;
        }
        return;
    }
}

static cm_status add_angles(again *a, cm_arena *arena)
{
    const cm_metric *metric = a->metric;
    size_t n = metric->n, count = 0;
    double *angle = CM_NEW(a->ctx, arena, n * n + 2, double);
    if (angle == NULL) return a->ctx->status;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double x = metric->point[2 * i] - metric->point[2 * j], y = metric->point[2 * i + 1] - metric->point[2 * j + 1];
            double at = atan2(x, -y);
            if (!level(a, i, j)) angle[count++] = at < 0 ? at + 2 * M_PI : at;
        }
    }
    angle[count++] = 0;
    angle[count++] = 2 * M_PI;
    qsort(angle, count, sizeof *angle, by_size);
    for (size_t k = 0; k + 1 < count; k++) {
        double middle = (angle[k] + angle[k + 1]) / 2, u[2] = { cos(middle), sin(middle) };
        if (cm_stopped(a->ctx)) return cm_fail(a->ctx, CM_E_INTERRUPT, "interrupted");
        if (angle[k + 1] > angle[k]) add_direction(a, u, (angle[k + 1] - angle[k]) / (2 * M_PI));
    }
    return CM_OK;
}

static cm_status compare(const again *a, const double *printed, double allowed)
{
    for (size_t i = 0; i < a->metric->n; i++) {
        double own = 0, meant = 0;
        for (size_t j = 0; j < a->metric->n; j++) {
            if (!(i == j || (!a->whole && level(a, i, j)))) continue;
            own += printed[j];
            meant += a->index[j];
        }
        if (!(fabs(own - meant) <= allowed)) {
            return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: direction by direction '%s' is the pivot in %.9g of all, not %.9g", a->metric->game->player[i], meant, own);
        }
    }
    return CM_OK;
}

static cm_status read_back(cm_ctx *ctx, const cm_spatial *game, const cm_result *result, double *x)
{
    const cm_table *table = cm_result_find(result, "power");
    const cm_value *strongest = cm_result_get(result, "strongest"), *index = cm_result_get(result, "index");
    double sum = 0, most = 0, named = -1;
    if (table == NULL || table->nrows != game->n || strongest == NULL || strongest->kind != CM_TEXT || index == NULL || index->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every member has an index");
    for (size_t i = 0; i < game->n; i++) {
        cm_value cell = cm_table_get(table, i, "index"), percent = cm_table_get(table, i, "percent_of_even"), player = cm_table_get(table, i, "player");
        if (cell.kind != CM_NUMBER || percent.kind != CM_NUMBER || !(cell.as.number >= 0) || player.kind != CM_TEXT || strcmp(player.as.text, game->player[i]) != 0 ||
            !(fabs(percent.as.number - 100 * (double)game->n * cell.as.number) <= ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not member %zu's", i + 1, i + 1);
        }
        x[i] = cell.as.number;
        sum += x[i];
        most = fmax(most, x[i]);
        if (strcmp(strongest->as.text, game->player[i]) == 0) named = x[i];
    }
    if (!(fabs(sum - 1) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the indices add up to %.12g, not to 1", sum);
    if (!(fabs(most - named) <= ctx->tol.cert && fabs(index->as.number - named) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not the strongest, at %.12g", strongest->as.text, index->as.number);
    return CM_OK;
}

cm_status cm_owen_shapley_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    size_t n = spatial->n;
    cm_arena scratch = { NULL };
    cm_metric metric;
    double *printed = CM_NEW(ctx, &scratch, n, double);
    again a = { .metric = &metric, .ctx = ctx, .index = CM_NEW(ctx, &scratch, n, double), .key = CM_NEW(ctx, &scratch, n, double),
                .order = CM_NEW(ctx, &scratch, n, size_t), .in = CM_NEW(ctx, &scratch, n, unsigned char), .whole = true };
    double allowed = ctx->tol.cert * 4;
    cm_status status = CM_OK;
    (void)params;
    if (printed == NULL || a.index == NULL || a.key == NULL || a.order == NULL || a.in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read_back(ctx, spatial, result, printed));
    CM_TRY(cm_metric_plane(ctx, &scratch, spatial, "owen-shapley", &metric));
    if (metric.d == 1) {
        for (double side = -1; side <= 1; side += 2) add_direction(&a, &side, 0.5);
    } else if (n <= EXACT_MEMBERS) {
        CM_TRY(add_angles(&a, &scratch));
    } else {
        for (double k = 0; k < SAMPLED; k++) {
            double angle = 2 * M_PI * (k + 0.5) / SAMPLED, u[2] = { cos(angle), sin(angle) };
            add_direction(&a, u, 1.0 / SAMPLED);
        }
        allowed = 2 * (double)n / SAMPLED;
    }
    CM_TRY(compare(&a, printed, allowed));
out:
    cm_arena_free(&scratch);
    return status;
}
