/* gridlock_issues_check.c: the certificate when each issue is voted on by itself.
 *
 * What a member wants of an issue is read from its utilities a little above and below the status quo; all
 * directions, two an issue, are counted anew and compared with what is printed. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/spatial/gridlock.h"
#include "solver/spatial/gridlock_read.h"

typedef struct trial {
    const cm_spatial *game;
    double *x, *value;           /* d each */
    signed char *wants;          /* n */
    unsigned char *in;           /* n */
} trial;

static cm_status refuse(cm_ctx *ctx, const char *claim)
{
    return cm_fail(ctx, CM_E_NUMERIC, "gridlock: %s", claim);
}

/* +1, 0 or -1 for each member, by utilities at q plus and minus its distance from its ideal. */
static void ask_members(const cm_ctx *ctx, trial *t, size_t k)
{
    const cm_spatial *game = t->game;
    double q = game->status_quo[k], spread = 0;
    memcpy(t->x, game->status_quo, game->d * sizeof *t->x);
    for (size_t i = 0; i < game->n; i++) spread = fmax(spread, fabs(game->ideal[i * game->d + k] - q));
    for (size_t i = 0; i < game->n; i++) {
        double a = game->ideal[i * game->d + k], off = fabs(a - q), above, below;
        bool cares = game->salience == NULL || game->salience[i * game->d + k] > 0;
        t->wants[i] = 0;
        if (!cares || off <= fmax(ctx->tol.abs * spread, 4 * DBL_EPSILON * fmax(fabs(a), fabs(q)))) continue;
        for (size_t j = 0; j < game->d; j++) t->x[j] = game->ideal[i * game->d + j];
        t->x[k] = q + off;
        above = cm_spatial_utility(game, i, t->x);
        t->x[k] = q - off;
        below = cm_spatial_utility(game, i, t->x);
        t->wants[i] = (signed char)((above > below) - (above < below));
    }
}

static bool wins(trial *t, int sign, bool closed, int64_t *weight)
{
    const cm_vote_node *root = &t->game->vote->node[0];
    *weight = 0;
    for (size_t i = 0; i < t->game->n; i++) {
        t->in[i] = closed ? sign * t->wants[i] >= 0 : sign * t->wants[i] > 0;
        if (t->in[i] && root->kind == CM_VOTE_THRESHOLD) *weight += root->weight[i];
    }
    return cm_vote_wins(t->game->vote, t->in);
}

static bool live(const cm_spatial *game, size_t k)
{
    if (game->salience == NULL) return true;
    for (size_t i = 0; i < game->n; i++) {
        if (game->salience[i * game->d + k] > 0) return true;
    }
    return false;
}

/* Everything counted anew. */
static void count_all(const cm_ctx *ctx, trial *t, cm_gridlock_claim *truth)
{
    bool every = t->game->agenda == CM_ALL_OR_NOTHING, any = false, edge = every;
    memset(truth, 0, sizeof *truth);
    truth->movable = every;
    truth->largest = every ? INT64_MAX : 0;
    for (size_t k = 0; k < t->game->d; k++) {
        int64_t up, down, unused;
        bool moves, nearly;
        if (!live(t->game, k)) continue;
        any = true;
        ask_members(ctx, t, k);
        moves = wins(t, 1, false, &up);
        moves = wins(t, -1, false, &down) || moves;
        nearly = wins(t, 1, true, &unused) || wins(t, -1, true, &unused);
        if (down > up) up = down;
        truth->movable = every ? truth->movable && moves : truth->movable || moves;
        edge = every ? edge && nearly : edge || nearly;
        if (every ? up < truth->largest : up > truth->largest) truth->largest = up;
    }
    truth->movable = truth->movable && any;
    truth->boundary = any && edge && !truth->movable;
    if (!any) truth->largest = 0;
}

/* The printed direction and, row by row, those who gain by it. */
static cm_status check_direction(cm_ctx *ctx, trial *t, const cm_result *result, const cm_gridlock_claim *claim)
{
    const cm_spatial *game = t->game;
    const cm_table *table = cm_result_find(result, "coalition");
    bool every = game->agenda == CM_ALL_OR_NOTHING, all = true;
    int64_t least = INT64_MAX, weight;
    size_t row = 0, moved = 0;
    cm_status status = CM_OK;
    if (table == NULL) return refuse(ctx, "a direction without a coalition");
    CM_TRY(cm_gridlock_read_direction(ctx, game, result, "direction", t->value));
    for (size_t k = 0; k < game->d; k++) {
        size_t end = row;
        bool up = t->value[k] > 0, zero = !(up || t->value[k] < 0), won;
        if (zero && !(every && live(game, k))) continue;
        if (zero || !(fabs(fabs(t->value[k]) - 1) <= 0)) return refuse(ctx, "a direction is not one up or down");
        if (!live(game, k)) return refuse(ctx, "a dead issue is moved");
        moved++;
        if (every) {
            while (end < table->nrows && cm_gridlock_issue(game, cm_table_get(table, end, "issue"), k) == k) end++;
        } else {
            end = table->nrows;
        }
        CM_TRY(cm_gridlock_read_players(ctx, game, table, row, end, t->in));
        row = end;
        ask_members(ctx, t, k);
        for (size_t i = 0; i < game->n; i++) {
            if (t->in[i] == ((up ? t->wants[i] : -t->wants[i]) > 0)) continue;
            return cm_fail(ctx, CM_E_NUMERIC, "gridlock: member %zu is not where it belongs on issue %zu", i + 1,
                           k + 1);
        }
        won = wins(t, up ? 1 : -1, false, &weight);
        all = all && won;
        if (weight < least) least = weight;
    }
    if (row != table->nrows || moved == 0 || (!every && moved != 1)) return refuse(ctx, "the coalitions do not add up");
    if (all != claim->movable) return refuse(ctx, "those who are listed do not decide as it says");
    if (claim->counted && least != claim->largest) return refuse(ctx, "the listed coalition is not the largest");
out:
    return status;
}

/* The weak direction: one issue up or down, or every live one, and those who do not lose win each. */
static cm_status check_weak(cm_ctx *ctx, trial *t, const cm_result *result)
{
    bool every = t->game->agenda == CM_ALL_OR_NOTHING;
    int64_t unused;
    size_t moved = 0, alive = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_gridlock_read_direction(ctx, t->game, result, "weak", t->value));
    for (size_t k = 0; k < t->game->d; k++) {
        double size = fabs(t->value[k]);
        alive += live(t->game, k);
        if (!(size > 0)) continue;
        if (fabs(size - 1) > 0 || !live(t->game, k)) return refuse(ctx, "the weak direction is not one up or down");
        moved++;
        ask_members(ctx, t, k);
        if (!wins(t, t->value[k] > 0 ? 1 : -1, true, &unused)) return refuse(ctx, "the weak direction hurts too many");
    }
    if (moved != (every ? alive : 1)) return refuse(ctx, "the weak direction is not on the agenda");
out:
    return status;
}

cm_status cm_gridlock_check_issues(cm_ctx *ctx, const cm_spatial *game, const cm_result *result)
{
    cm_arena arena = { NULL };
    cm_gridlock_claim claim, truth;
    bool single = game->vote->node[0].kind == CM_VOTE_THRESHOLD;
    trial t = { .game = game };
    cm_status status = CM_OK;
    t.x = CM_NEW(ctx, &arena, game->d, double);
    t.value = CM_NEW(ctx, &arena, game->d, double);
    t.wants = CM_NEW(ctx, &arena, game->n, signed char);
    t.in = CM_NEW(ctx, &arena, game->n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_gridlock_read_claim(ctx, game, result, &claim));
    count_all(ctx, &t, &truth);
    if (claim.movable != truth.movable) CM_TRY(refuse(ctx, "counted anew, the answer is the other one"));
    if (claim.boundary != truth.boundary) CM_TRY(refuse(ctx, "counted anew, the knife edge is not as it says"));
    if (claim.counted != single || (single && claim.largest != truth.largest)) {
        CM_TRY(refuse(ctx, "counted anew, the largest coalition is another"));
    }
    if (claim.movable || (single && cm_result_find(result, "direction") != NULL)) {
        CM_TRY(check_direction(ctx, &t, result, &claim));
    }
    if (claim.boundary) CM_TRY(check_weak(ctx, &t, result));
out:
    cm_arena_free(&arena);
    return status;
}
