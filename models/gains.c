/* gains.c: what a coalition of a venue's members can secure by a text: with side payments, or in kind.
 *
 * A coalition that cannot decide under the rule keeps the status quo, and is worth 0; what others might do
 * to it is left out.  One that can decide chooses a text for itself.
 *
 * gains: it may compensate its members, so only the sum of gains counts.  With quadratic losses and offsets
 * o_i = a_i - SQ, the text y (an offset) brings sum_k sum_i s_ik (2 o_ik y_k - y_k^2), issue by issue, at most
 *     sum_k (sum_i s_ik o_ik)^2 / (sum_i s_ik),
 * or what is left of it within the members' red lines.
 * gains-in-kind: nobody is paid.  The coalition can give each of its members the gain of whoever gains least
 * (solver/spatial/depth.h), so its worth is that times the number of members. */
#include <math.h>

#include "models/model.h"
#include "solver/spatial/depth.h"

enum { MOST_IN_KIND = 16 };

/* The negotiation as a spatial game, its vote as worths 0 and 1, for the members to be looked up. */
static cm_status open_game(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, size_t most, cm_game *game,
                           const cm_spatial **spatial, double **worth)
{
    cm_game *source = CM_NEW(ctx, arena, 1, cm_game);
    cm_tu *winning = CM_NEW(ctx, arena, 1, cm_tu);
    cm_status status;
    *spatial = NULL;
    if (source == NULL || winning == NULL) return ctx->status;
    if (meeting->m > most) {
        return cm_fail(ctx, CM_E_LIMIT, "venue '%s' has %zu members, whose coalitions are too many: %zu are the most in this model", meeting->venue->id, meeting->m, most);
    }
    status = cm_model_find("negotiation")->build(ctx, arena, meeting, diags, source);
    if (status != CM_OK || diags->count > 0) return status;
    if (source->as.spatial.utility != CM_QUADRATIC) {
        return cm_fail(ctx, CM_E_DOMAIN, "worths of coalitions are computed for quadratic utility alone; set utility = { form = \"quadratic\"; }, or use the model 'votes'");
    }
    *spatial = &source->as.spatial;
    status = cm_tu_from_vote(ctx, arena, (*spatial)->vote, (*spatial)->player, winning);
    if (status != CM_OK) return status;
    status = cm_tu_init(ctx, arena, meeting->m, (*spatial)->player, worth, &game->as.tu);
    if (status != CM_OK) return status;
    for (size_t s = 0; s < (size_t)1 << meeting->m; s++) (*worth)[s] = winning->worth[s];
    game->kind = CM_GAME_TU;
    game->as.tu.exact = false;
    return CM_OK;
}

/* The sum of gains on issue k at its best, for the coalition `mask`. */
static double best_gain(const cm_spatial *g, size_t mask, size_t k)
{
    double pull = 0, weight = 0, low = -HUGE_VAL, high = HUGE_VAL, y;
    for (size_t i = 0; i < g->n; i++) {
        double s = g->salience == NULL ? 1 : g->salience[i * g->d + k];
        if (!(mask >> i & 1u)) continue;
        pull += s * (g->ideal[i * g->d + k] - g->status_quo[k]);
        weight += s;
        if (g->red_low != NULL) low = fmax(low, g->red_low[i * g->d + k] - g->status_quo[k]);
        if (g->red_high != NULL) high = fmin(high, g->red_high[i * g->d + k] - g->status_quo[k]);
    }
    if (low > high) return -HUGE_VAL;                          /* their red lines leave no text */
    y = weight > 0 ? fmin(fmax(pull / weight, low), high) : fmin(fmax(0, low), high);
    return 2 * pull * y - weight * y * y;
}

static cm_status build_gains(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    const cm_spatial *spatial;
    double *worth;
    cm_status status = open_game(ctx, arena, meeting, diags, 20, game, &spatial, &worth);
    if (status != CM_OK || spatial == NULL) return status;
    for (size_t s = 1; s < (size_t)1 << spatial->n; s++) {
        double gain = 0;
        for (size_t k = 0; worth[s] > 0 && k < spatial->d; k++) gain += best_gain(spatial, s, k);
        worth[s] = fmax(0, gain);
    }
    game->as.tu.about = "the most that the coalition's members can gain together over the status quo by a text it can pass, with side payments, and 0 when it cannot decide";
    return CM_OK;
}

/* The least gain at its best among the members of `mask`, by the geometry of depth. */
static cm_status least_gain(cm_ctx *ctx, cm_depth_work *work, const cm_spatial *g, size_t mask, double *offset, double *salience, double *box, double *gain)
{
    size_t m = 0, d = g->d;
    for (size_t k = 0; k < d; k++) {
        box[k] = -HUGE_VAL;
        box[d + k] = HUGE_VAL;
    }
    for (size_t i = 0; i < g->n; i++) {
        if (!(mask >> i & 1u)) continue;
        for (size_t k = 0; k < d; k++) {
            offset[m * d + k] = g->ideal[i * d + k] - g->status_quo[k];
            salience[m * d + k] = g->salience == NULL ? 1 : g->salience[i * d + k];
            if (g->red_low != NULL) box[k] = fmax(box[k], g->red_low[i * d + k] - g->status_quo[k]);
            if (g->red_high != NULL) box[d + k] = fmin(box[d + k], g->red_high[i * d + k] - g->status_quo[k]);
        }
        m++;
    }
    *gain = 0;
    for (size_t k = 0; k < d; k++) {
        if (box[k] > box[d + k] || box[k] > 0 || box[d + k] < 0) return CM_OK;     /* no text, or not even the status quo */
    }
    return cm_depth_quadratic(ctx, work, m, d, offset, salience, g->red_low != NULL ? box : NULL, g->red_low != NULL ? box + d : NULL, gain);
}

static cm_status build_in_kind(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    const cm_spatial *spatial;
    cm_depth_work work;
    double *worth, *offset, *salience, *box;
    cm_status status = open_game(ctx, arena, meeting, diags, MOST_IN_KIND, game, &spatial, &worth);
    if (status != CM_OK || spatial == NULL) return status;
    offset = CM_NEW(ctx, arena, spatial->n * spatial->d, double);
    salience = CM_NEW(ctx, arena, spatial->n * spatial->d, double);
    box = CM_NEW(ctx, arena, 2 * spatial->d, double);
    if (offset == NULL || salience == NULL || box == NULL) return ctx->status;
    status = cm_depth_work_init(ctx, arena, spatial->n, spatial->d, &work);
    for (size_t s = 1; s < (size_t)1 << spatial->n && status == CM_OK; s++) {
        double gain = 0;
        if (worth[s] > 0) status = least_gain(ctx, &work, spatial, s, offset, salience, box, &gain);
        worth[s] = fmax(0, gain) * (double)__builtin_popcountll(s);
    }
    game->as.tu.about = "the gain over the status quo that the coalition can give each of its members by a text it can pass, times their number (nobody is paid), and 0 when it cannot decide";
    return status;
}

extern const cm_model cm_model_gains, cm_model_gains_in_kind;

const cm_model cm_model_gains = {
    .name = "gains",
    .title = "joint gains, with side payments", .title_zh = "联合收益（可转移支付）",
    .about = "A coalition that can decide is worth the most that its members gain together over the status quo, with side payments; one that cannot is worth 0.",
    .about_zh = "能够作出决定的联盟，其价值为其成员相对现状的最大总收益（可作转移支付）；不能决定的联盟价值为 0。",
    .gives = CM_GAME_TU, .spatial = true,
    .build = build_gains
};

const cm_model cm_model_gains_in_kind = {
    .name = "gains-in-kind",
    .title = "gains without side payments", .title_zh = "收益（无转移支付）",
    .about = "A coalition that can decide is worth its number of members times the gain that its best text gives whoever gains least; nobody is paid.",
    .about_zh = "能够作出决定的联盟，其价值为成员数乘以其最佳文本给予获益最少者的收益；没有转移支付。",
    .gives = CM_GAME_TU, .spatial = true,
    .build = build_in_kind
};
