/* agenda_path_check.c: the certificate of a path: each vote counted again by utilities, each distance measured again in the
 * issues' own units. */
#include <math.h>
#include <string.h>

#include "solver/spatial/agenda_path.h"

static double distance_from(const cm_spatial *game, const cm_agenda_path_params *p, size_t first, const double *x)
{
    double sum = 0, top = 0;
    for (size_t k = 0; k < game->d; k++) top = fmax(top, cm_spatial_salience(game, first, k));
    for (size_t k = 0; k < game->d; k++) {
        double salience = cm_spatial_salience(game, first, k), goal = 0, many = 0;
        for (size_t i = 0; i < game->n; i++) {
            bool cares = game->salience == NULL;
            for (size_t j = 0; !cares && j < game->d; j++) cares = game->salience[i * game->d + j] > 0;
            if (cares) goal += game->ideal[i * game->d + k], many++;
        }
        goal = p->point.count > 0 ? p->point.at[k] : goal / many;
        sum += salience / top * (x[k] - goal) * (x[k] - goal);
    }
    return sqrt(sum);
}

static bool beats(const cm_ctx *ctx, const cm_spatial *game, const double *x, const double *y, unsigned char *in, int64_t *count)
{
    *count = 0;
    for (size_t i = 0; i < game->n; i++) {
        double old = cm_spatial_utility(game, i, x), new = cm_spatial_utility(game, i, y);
        in[i] = new > old && !(new - old <= ctx->tol.abs * fmax(fabs(old), fabs(new)));
        *count += in[i];
    }
    return cm_vote_wins(game->vote, in);
}

static cm_status check_votes(cm_ctx *ctx, const cm_spatial *game, const cm_agenda_path_params *p, const cm_table *votes, const double *x,
                             size_t steps, unsigned char *in)
{
    size_t first = 0;
    double scale = 0;
    for (size_t i = game->n; game->salience != NULL && i-- > 0;) {
        for (size_t k = 0; k < game->d; k++) first = game->salience[i * game->d + k] > 0 ? i : first;
    }
    for (size_t j = 0; j < (steps + 1) * game->d; j++) scale = fmax(scale, fabs(x[j]));
    for (size_t t = 0; t <= steps; t++) {
        const double *now = x + t * game->d;
        cm_value distance = cm_table_get(votes, t, "distance"), favour = cm_table_get(votes, t, "in_favour");
        double mine = distance_from(game, p, first, now);
        int64_t count;
        if (distance.kind != CM_NUMBER || !(fabs(distance.as.number - mine) <= ctx->tol.cert * fmax(mine, scale))) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: step %zu is %.12g away", t, mine);
        }
        if (t == 0) continue;
        if (!beats(ctx, game, now - game->d, now, in, &count)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the policy of step %zu does not beat the one before", t);
        }
        if (favour.kind != CM_INTEGER || favour.as.integer != count) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld members are for step %zu", (long long)count, t);
        }
    }
    return CM_OK;
}

cm_status cm_agenda_path_check(cm_ctx *ctx, const cm_game *game, const void *given, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_agenda_path_params *p = given;
    const cm_value *steps = cm_result_get(result, "steps"), *reached = cm_result_get(result, "reached");
    const cm_value *far = cm_result_get(result, "distance");
    const cm_table *path = cm_result_find(result, "path"), *votes = cm_result_find(result, "votes");
    const double *start = p->start.count > 0 ? p->start.at : spatial->status_quo;
    cm_arena scratch = { NULL };
    double *x;
    unsigned char *in;
    size_t count;
    cm_status status = CM_OK;
    if (steps == NULL || steps->kind != CM_INTEGER || path == NULL || votes == NULL || reached == NULL || far == NULL ||
        votes->nrows != (size_t)steps->as.integer + 1 || path->nrows != votes->nrows * spatial->d) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: no path");
    }
    count = (size_t)steps->as.integer;
    x = CM_NEW(ctx, &scratch, path->nrows, double);
    in = CM_NEW(ctx, &scratch, spatial->n, unsigned char);
    if (x == NULL || in == NULL) CM_LEAVE(ctx->status);
    for (size_t r = 0; r < path->nrows; r++) x[r] = cm_table_get(path, r, "value").as.number;
    if (memcmp(x, start, spatial->d * sizeof *x) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: it starts elsewhere"));
    CM_TRY(check_votes(ctx, spatial, p, votes, x, count, in));
    if (!cm_close(&ctx->tol, far->as.number, cm_table_get(votes, count, "distance").as.number)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: it does not end %.12g away", far->as.number));
    }
    if (reached->kind == CM_TRUTH && reached->as.truth) {
        for (size_t k = 0; k < spatial->d; k++) {
            double end = x[count * spatial->d + k];
            bool dead = fabs(end - start[k]) <= ctx->tol.abs * fabs(end);
            if (!dead && !cm_close(&ctx->tol, end, p->point.at[k])) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the target is not reached"));
        }
    }
out:
    cm_arena_free(&scratch);
    return status;
}
