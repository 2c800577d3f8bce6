/* owen_shapley.c: voting power where positions count: Owen and Shapley's spatial index, on one issue and on two, exactly.
 *
 * Definition: proposals are directions u, all alike likely.  Along u members come in by falling a_i.u, the most favourable first; the
 * one with whom they win is the pivot.  A member's index is the share of directions in which it is the pivot.  On one issue there are
 * two directions; on two issues the pivot is constant on arcs of angles (turning.c), and the index is the arcs' length over 2 pi.
 * Members with the same ideal come in in all orders alike: they share their arcs as Shapley and Shubik would among themselves.
 *
 * Summary: strongest, index (its), even (what each had if all were alike).  Table: power (player, index, percent_of_even).
 * Fails with: CM_E_DOMAIN for more than two issues (cm_metric_plane); CM_E_LIMIT for more than TIED_MOST members with one ideal;
 * CM_E_MEMORY, CM_E_INTERRUPT.  Cost: that of turning.c. */
#include "solver/spatial/owen_shapley.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

#include "solver/spatial/turning.h"

enum { TIED_MOST = 16 };             /* members with one ideal: all of their coalitions are looked at */

/* Who comes in before the pivot along u, and who has the pivot's own ideal: first[n] marks, tied[count]. */
typedef struct entry {
    unsigned char *first;
    size_t *tied, count;
} entry;

static void find_entry(const cm_ctx *ctx, const cm_metric *metric, const double *u, size_t pivot, entry *e)
{
    const double *a = &metric->point[pivot * metric->d];
    e->count = 0;
    memset(e->first, 0, metric->n);
    for (size_t i = 0; i < metric->n; i++) {
        double ahead = 0, apart = 0;
        for (size_t k = 0; k < metric->d; k++) {
            double off = metric->point[i * metric->d + k] - a[k];
            ahead += off * u[k];
            apart = fmax(apart, fabs(off));
        }
        if (apart <= ctx->tol.abs) e->tied[e->count++] = i;
        else e->first[i] = ahead > 0;
    }
}

/* Among those tied: over all sets of them that may come before i, s! (m-1-s)! / m! where i decides. */
static cm_status share(cm_ctx *ctx, const cm_metric *metric, entry *e, double weight, double *index)
{
    const cm_vote *vote = metric->game->vote;
    size_t m = e->count;
    double chance[TIED_MOST];
    if (m == 1) {
        index[e->tied[0]] += weight;
        return CM_OK;
    }
    if (m > TIED_MOST) return cm_fail(ctx, CM_E_LIMIT, "%zu members have the ideal of '%s'; owen-shapley looks at all coalitions of those with one ideal, for up to %d", m, metric->game->player[e->tied[0]], TIED_MOST);
    chance[0] = 1 / (double)m;
    for (size_t s = 1; s < m; s++) chance[s] = chance[s - 1] * (double)s / (double)(m - s);
    for (uint32_t mask = 0; mask < (uint32_t)1 << m; mask++) {
        size_t size = 0;
        for (size_t t = 0; t < m; t++) {
            e->first[e->tied[t]] = mask >> t & 1u;
            size += mask >> t & 1u;
        }
        if (cm_vote_wins(vote, e->first)) continue;
        for (size_t t = 0; t < m; t++) {
            if (mask >> t & 1u) continue;
            e->first[e->tied[t]] = 1;
            if (cm_vote_wins(vote, e->first)) index[e->tied[t]] += weight * chance[size];
            e->first[e->tied[t]] = 0;
        }
    }
    return cm_stopped(ctx) ? cm_fail(ctx, CM_E_INTERRUPT, "interrupted") : CM_OK;
}

static cm_status reckon(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, double *index)
{
    entry e = { CM_NEW(ctx, arena, metric->n, unsigned char), CM_NEW(ctx, arena, metric->n, size_t), 0 };
    cm_turning turning;
    cm_status status = CM_OK;
    if (e.first == NULL || e.tied == NULL) CM_LEAVE(ctx->status);
    if (metric->d == 2) {
        CM_TRY(cm_turning_find(ctx, arena, metric, &turning));
        for (size_t k = 0; k < turning.count; k++) {
            const cm_arc *arc = &turning.arc[k];
            double angle = (arc->from + arc->to) / 2, u[2] = { cos(angle), sin(angle) };
            find_entry(ctx, metric, u, arc->member, &e);
            CM_TRY(share(ctx, metric, &e, (arc->to - arc->from) / (2 * M_PI), index));
        }
    } else {
        cm_pivot *pivot = cm_pivot_new(ctx, arena, metric);
        if (pivot == NULL) CM_LEAVE(ctx->status);
        for (double side = -1; side <= 1; side += 2) {
            size_t member;
            (void)cm_pivot_along(pivot, &side, &member);
            find_entry(ctx, metric, &side, member, &e);
            CM_TRY(share(ctx, metric, &e, 0.5, index));
        }
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "player", "index", "percent_of_even", NULL };
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    double *index = CM_NEW(ctx, &scratch, spatial->n, double);
    cm_metric metric;
    cm_table *table;
    size_t most = 0;
    bool nobody = false;
    cm_status status = CM_OK;
    (void)params;
    if (index == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_metric_plane(ctx, &scratch, spatial, "owen-shapley", &metric));
    CM_TRY(reckon(ctx, &scratch, &metric, index));
    CM_TRY(cm_result_table(ctx, result, "power", columns, &table));
    for (size_t i = 0; i < spatial->n; i++) {
        cm_value row[] = { cm_text(spatial->player[i]), cm_number(index[i]), cm_number(100 * index[i] * (double)spatial->n) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (index[i] > index[most] && !cm_close(&ctx->tol, index[i], index[most])) most = i;
        nobody = nobody || !(index[i] > 0);
    }
    CM_TRY(cm_result_set(ctx, result, "strongest", cm_text(spatial->player[most])));
    CM_TRY(cm_result_set(ctx, result, "index", cm_number(index[most])));
    CM_TRY(cm_result_set(ctx, result, "even", cm_number(1 / (double)spatial->n)));
    CM_TRY(cm_result_note(ctx, result, "Who stands between the others is the pivot in many directions, whatever its votes; who stands at the edge is seldom needed in the middle."));
    if (nobody) CM_TRY(cm_result_note(ctx, result, "Who has 0 is the pivot in no direction: from where it stands its vote never completes a winning coalition."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "strongest", "index", "even", NULL };

extern const cm_concept cm_concept_owen_shapley;
const cm_concept cm_concept_owen_shapley = {
    .name = "owen-shapley",
    .title = "Power where positions count",
    .title_zh = "计入立场的权力",
    .about = "In what share of all directions of policy each member is the one whose assent turns a losing coalition of the like-minded into a winning one.",
    .about_zh = "在政策的所有方向中，各成员有多大比例是使立场相近者由败转胜的那一票。",
    .formula = "index_i = share of directions u with {j: a_j.u > a_i.u} losing and {j: a_j.u >= a_i.u} winning",
    .source = "G. Owen, L. S. Shapley, \"Optimal location of candidates in ideological space\", International J. Game Theory 18 (1989) 339-356; L. S. Shapley, \"A comparison of power "
              "indices and a non-symmetric generalization\", RAND P-5872 (1977)",
    .certificate = "between every two neighbours of all angles at which two members change places the pivot is found anew, member by member; those with one ideal are taken in all orders",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = cm_owen_shapley_check,
};
