/* position_taking.c: announcing positions as a game: what one says moves the compromise.
 *
 * On the venue's first issue each member announces its own ideal or one of five positions evenly spaced over the
 * issue's range (over the ideals and the status quo where it has none); on all other issues it is sincere.  The
 * compromise is, by capability times salience, the weighted mean of what is announced (position-taking) or the
 * weighted median (position-taking-median; the middle where an interval is).  A payoff is the true gain over the
 * status quo.  Other issues, and salience on them, are the same whatever is announced.
 *
 * With a mean it pays to exaggerate; with a median and single-peaked losses to say one's ideal is best whatever
 * others say: H. Moulin, "On strategy-proofness and single peakedness", Public Choice 35 (1980) 437-455. */
#include <math.h>
#include <stdlib.h>

#include "models/model.h"

enum { MOST_TALKING = 6, GRID = 5 };

typedef struct say {
    double place, weight;
} say;

static double salience_of(const cm_spatial *g, size_t i, size_t k)
{
    return g->salience == NULL ? 1 : g->salience[i * g->d + k];
}

static double weight_of(const cm_spatial *g, size_t i, size_t k)
{
    return (g->capability == NULL ? 1 : g->capability[i]) * salience_of(g, i, k);
}

static int by_place(const void *a, const void *b)
{
    const say *left = a, *right = b;
    return (left->place > right->place) - (left->place < right->place);
}

/* The weighted mean or median; `fallback` where nobody attaches weight to the issue. */
static double settle(say *s, size_t n, bool median, double rounding, double fallback)
{
    double total = 0, sum = 0, low = 0;
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        total += s[i].weight;
        sum += s[i].weight * s[i].place;
    }
    if (!(total > 0)) return fallback;
    if (!median) return sum / total;
    qsort(s, n, sizeof *s, by_place);
    sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += s[i].weight;
        if (!(s[i].weight > 0)) continue;
        if (found) return low + (s[i].place - low) / 2;                 /* half was reached exactly before this one */
        if (sum > total / 2 * (1 + rounding)) return s[i].place;
        if (sum >= total / 2 * (1 - rounding)) {
            low = s[i].place;
            found = true;
        }
    }
    return low;
}

/* The text on issues from the second on, where everybody is sincere. */
static void settle_rest(const cm_ctx *ctx, const cm_spatial *g, bool median, double *text)
{
    for (size_t k = 1; k < g->d; k++) {
        say s[MOST_TALKING];
        for (size_t i = 0; i < g->n; i++) s[i] = (say){ g->ideal[i * g->d + k], weight_of(g, i, k) };
        text[k] = settle(s, g->n, median, ctx->tol.rel, g->status_quo[k]);
    }
}

/* The ends of what can be said. */
static void ends_of(const cm_meeting *meeting, const cm_spatial *g, double *low, double *high)
{
    const cm_issue *issue = &meeting->scenario->issue[meeting->venue->issue[0]];
    *low = *high = g->status_quo[0];
    for (size_t i = 0; i < g->n; i++) {
        *low = fmin(*low, g->ideal[i * g->d]);
        *high = fmax(*high, g->ideal[i * g->d]);
    }
    if (isfinite(issue->low)) *low = issue->low;
    if (isfinite(issue->high)) *high = issue->high;
}

static cm_status fill(cm_ctx *ctx, cm_arena *arena, const cm_spatial *g, const double *grid, bool median, size_t cells, double *payoff)
{
    double *text = CM_NEW(ctx, arena, g->d, double), quo[MOST_TALKING];
    if (text == NULL) return ctx->status;
    settle_rest(ctx, g, median, text);
    for (size_t i = 0; i < g->n; i++) quo[i] = cm_spatial_utility(g, i, g->status_quo);
    for (size_t cell = 0; cell < cells; cell++) {
        say s[MOST_TALKING];
        for (size_t i = 0, rest = cell; i < g->n; rest /= GRID + 1, i++) {
            size_t k = rest % (GRID + 1);
            s[i] = (say){ k == 0 ? g->ideal[i * g->d] : grid[k - 1], weight_of(g, i, 0) };
        }
        text[0] = settle(s, g->n, median, ctx->tol.rel, g->status_quo[0]);
        for (size_t i = 0; i < g->n; i++) payoff[cell * g->n + i] = cm_spatial_utility(g, i, text) - quo[i];
    }
    return CM_OK;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, bool median, cm_game *game)
{
    cm_game *source = CM_NEW(ctx, arena, 1, cm_game);
    size_t m = meeting->m, cells = 1, *count = CM_NEW(ctx, arena, m, size_t);
    const char *const **strategy = CM_NEW(ctx, arena, m, const char *const *);
    const char **words = CM_NEW(ctx, arena, GRID + 1, const char *);
    double grid[GRID], low, high, *payoff;
    cm_status status;
    if (source == NULL || count == NULL || strategy == NULL || words == NULL) return ctx->status;
    if (m > MOST_TALKING) {
        return cm_fail(ctx, CM_E_LIMIT, "venue '%s' has %zu members; announcements are written out for at most %d", meeting->venue->id, m, MOST_TALKING);
    }
    status = cm_model_find("negotiation")->build(ctx, arena, meeting, diags, source);
    if (status != CM_OK || diags->count > 0) return status;
    ends_of(meeting, &source->as.spatial, &low, &high);
    words[0] = "sincere";
    for (size_t k = 0; k < GRID; k++) {
        grid[k] = low + (high - low) * (double)k / (GRID - 1);
        words[k + 1] = cm_format(ctx, arena, "%g", grid[k]);
        if (words[k + 1] == NULL) return ctx->status;
    }
    for (size_t i = 0; i < m; i++) {
        count[i] = GRID + 1;
        strategy[i] = words;
        cells *= GRID + 1;
    }
    payoff = CM_NEW(ctx, arena, cells * m, double);
    if (payoff == NULL) return ctx->status;
    game->kind = CM_GAME_NFG;
    game->as.nfg = (cm_nfg){ .n = m, .count = count, .cells = cells, .payoff = payoff, .player = source->as.spatial.player, .strategy = strategy };
    return fill(ctx, arena, &source->as.spatial, grid, median, cells, payoff);
}

static cm_status build_mean(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    return build(ctx, arena, meeting, diags, false, game);
}

static cm_status build_median(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    return build(ctx, arena, meeting, diags, true, game);
}

extern const cm_model cm_model_position_taking, cm_model_position_taking_median;

const cm_model cm_model_position_taking = {
    .name = "position-taking",
    .title = "announced positions, weighted mean", .title_zh = "宣布立场（加权平均）",
    .about = "On the venue's first issue each of up to 6 members announces its ideal or one of five positions over the range; the outcome is the mean by capability times salience, "
             "and a payoff is the member's true gain over the status quo.",
    .about_zh = "在场所的第一个议题上，至多 6 个成员各自宣布其理想点或量程上五个位置之一；结果为以“能力×重视程度”加权的平均数，收益为成员相对现状的真实所得。",
    .gives = CM_GAME_NFG, .spatial = true,
    .build = build_mean
};

const cm_model cm_model_position_taking_median = {
    .name = "position-taking-median",
    .title = "announced positions, weighted median", .title_zh = "宣布立场（加权中位数）",
    .about = "On the venue's first issue each of up to 6 members announces its ideal or one of five positions over the range; the outcome is the median by capability times salience, "
             "and a payoff is the member's true gain over the status quo.",
    .about_zh = "在场所的第一个议题上，至多 6 个成员各自宣布其理想点或量程上五个位置之一；结果为以“能力×重视程度”加权的中位数，收益为成员相对现状的真实所得。",
    .gives = CM_GAME_NFG, .spatial = true,
    .build = build_median
};
