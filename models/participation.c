/* participation.c: joining a venue as a game: each member joins or stays out, and all live with the text.
 *
 * Those who join set a text for all when they win under the venue's rule; where they do not (too few for a quota,
 * somebody with a veto absent), or their red lines leave no text, the status quo stays.  So the rule says how many,
 * and who, are enough for the agreement to enter into force.  Everybody, inside or out, then has its gain over the
 * status quo; who joined pays the venue's `cost` besides.
 *
 * participation: the text gives whoever gains least of those who joined as much as possible (solver/spatial/depth.h).
 * participation-paid: with side payments: the text brings those who joined the largest sum of gains, which they
 * share evenly; outsiders still gain or lose by the text itself.
 *
 * Source of joining as a game: C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz, J. A. Weymark, "On the stability of
 * collusive price leadership", Canadian J. Econ. 16 (1983) 17-25; the texts are this project's choice. */
#include <math.h>
#include <string.h>

#include "models/model.h"
#include "solver/spatial/depth.h"

enum { MOST_JOINING = 10 };

typedef struct joining {
    const cm_spatial *g;
    cm_depth_work work;
    unsigned char *in;
    double *offset, *salience, *box, *text;   /* of those who joined; the box: d lows, d highs; the text, an offset */
    double cost;
    bool paid;
} joining;

/* Are those of `mask` enough for the venue's rule? */
static bool can_decide(joining *j, size_t mask)
{
    for (size_t i = 0; i < j->g->n; i++) j->in[i] = mask >> i & 1u;
    return mask != 0 && cm_vote_wins(j->g->vote, j->in);
}

/* What the red lines of those who joined leave; false when not even the status quo, or nothing. */
static bool bound(joining *j, size_t mask)
{
    const cm_spatial *g = j->g;
    for (size_t k = 0; k < g->d; k++) {
        double *low = &j->box[k], *high = &j->box[g->d + k];
        *low = -HUGE_VAL;
        *high = HUGE_VAL;
        for (size_t i = 0; i < g->n && g->red_low != NULL; i++) {
            if (!(mask >> i & 1u)) continue;
            *low = fmax(*low, g->red_low[i * g->d + k] - g->status_quo[k]);
            *high = fmin(*high, g->red_high[i * g->d + k] - g->status_quo[k]);
        }
        if (*low > 0 || *high < 0) return false;
    }
    return true;
}

/* The text of those who joined, as an offset from the status quo. */
static cm_status choose(cm_ctx *ctx, joining *j, size_t mask)
{
    const cm_spatial *g = j->g;
    size_t m = 0, d = g->d;
    double depth;
    cm_status status;
    for (size_t i = 0; i < g->n; i++) {
        if (!(mask >> i & 1u)) continue;
        for (size_t k = 0; k < d; k++) {
            j->offset[m * d + k] = g->ideal[i * d + k] - g->status_quo[k];
            j->salience[m * d + k] = g->salience == NULL ? 1 : g->salience[i * d + k];
        }
        m++;
    }
    for (size_t k = 0; k < d && j->paid; k++) {
        double pull = 0, weight = 0;
        for (size_t i = 0; i < m; i++) {
            pull += j->salience[i * d + k] * j->offset[i * d + k];
            weight += j->salience[i * d + k];
        }
        j->text[k] = fmin(fmax(weight > 0 ? pull / weight : 0, j->box[k]), j->box[d + k]);
    }
    if (j->paid) return CM_OK;
    status = cm_depth_quadratic(ctx, &j->work, m, d, j->offset, j->salience, g->red_low != NULL ? j->box : NULL, g->red_low != NULL ? j->box + d : NULL, &depth);
    for (size_t k = 0; k < d && status == CM_OK; k++) j->text[k] = depth > 0 ? j->work.v[k] : 0;
    return status;
}

/* The gain of member i by the text: sum_k s_ik (2 o_ik y_k - y_k^2). */
static double gain_of(const joining *j, size_t i)
{
    const cm_spatial *g = j->g;
    double gain = 0;
    for (size_t k = 0; k < g->d; k++) {
        double s = g->salience == NULL ? 1 : g->salience[i * g->d + k], y = j->text[k];
        gain += s * (2 * (g->ideal[i * g->d + k] - g->status_quo[k]) - y) * y;
    }
    return gain;
}

static cm_status fill_cell(cm_ctx *ctx, joining *j, size_t mask, double *pay)
{
    size_t n = j->g->n, m = 0;
    double sum = 0;
    cm_status status = CM_OK;
    memset(j->text, 0, j->g->d * sizeof *j->text);
    if (can_decide(j, mask) && bound(j, mask)) status = choose(ctx, j, mask);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < n; i++) {
        pay[i] = gain_of(j, i);
        if (!(mask >> i & 1u)) continue;
        sum += pay[i];
        m++;
    }
    for (size_t i = 0; i < n; i++) {
        if (!(mask >> i & 1u)) continue;
        if (j->paid) pay[i] = sum / (double)m;
        pay[i] -= j->cost;
    }
    return CM_OK;
}

/* The negotiation as a spatial game; NULL after mistakes of the file. */
static cm_status open_game(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, joining *j)
{
    cm_game *source = CM_NEW(ctx, arena, 1, cm_game);
    size_t m = meeting->m, d = meeting->venue->nissues;
    cm_status status;
    if (source == NULL) return ctx->status;
    if (m > MOST_JOINING) {
        return cm_fail(ctx, CM_E_LIMIT, "venue '%s' has %zu members; joining is written out for at most %d", meeting->venue->id, m, MOST_JOINING);
    }
    j->cost = meeting->venue->cost;
    status = cm_model_find("negotiation")->build(ctx, arena, meeting, diags, source);
    if (status != CM_OK || diags->count > 0) return status;
    j->g = &source->as.spatial;
    if (j->g->utility != CM_QUADRATIC) {
        return cm_fail(ctx, CM_E_DOMAIN, "what joining brings is computed for quadratic utility alone; set utility = { form = \"quadratic\"; }");
    }
    j->in = CM_NEW(ctx, arena, m, unsigned char);
    j->offset = CM_NEW(ctx, arena, m * d, double);
    j->salience = CM_NEW(ctx, arena, m * d, double);
    j->box = CM_NEW(ctx, arena, 2 * d, double);
    j->text = CM_NEW(ctx, arena, d, double);
    if (ctx->status != CM_OK) return ctx->status;
    return cm_depth_work_init(ctx, arena, m, d, &j->work);
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, bool paid, cm_game *game)
{
    static const char *const words[] = { "stay out", "join" };
    joining j = { .paid = paid };
    size_t m = meeting->m, *count;
    const char *const **strategy;
    double *payoff;
    cm_status status = open_game(ctx, arena, meeting, diags, &j);
    if (status != CM_OK || j.g == NULL) return status;
    count = CM_NEW(ctx, arena, m, size_t);
    strategy = CM_NEW(ctx, arena, m, const char *const *);
    payoff = CM_NEW(ctx, arena, m << m, double);
    if (count == NULL || strategy == NULL || payoff == NULL) return ctx->status;
    for (size_t i = 0; i < m; i++) {
        count[i] = 2;
        strategy[i] = words;
    }
    for (size_t mask = 0; mask < (size_t)1 << m && status == CM_OK; mask++) status = fill_cell(ctx, &j, mask, payoff + mask * m);
    game->kind = CM_GAME_NFG;
    game->as.nfg = (cm_nfg){ .n = m, .count = count, .cells = (size_t)1 << m, .payoff = payoff, .player = j.g->player, .strategy = strategy };
    return status;
}

static cm_status build_unpaid(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    return build(ctx, arena, meeting, diags, false, game);
}

static cm_status build_paid(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    return build(ctx, arena, meeting, diags, true, game);
}

extern const cm_model cm_model_participation, cm_model_participation_paid;

const cm_model cm_model_participation = {
    .name = "participation",
    .title = "joining or staying out", .title_zh = "加入或不加入",
    .about = "Each of up to 10 members joins or stays out; when those who join win under the venue's rule they set the text that gives the least gainer of them most, "
             "and each member's payoff, outside too, is its gain over the status quo, less the venue's cost if it joined.",
    .about_zh = "至多 10 个成员各自选择加入或不加入；若加入者按场所规则足以决定，则采用使其中获益最少者获益最多的文本；各成员（包括未加入者）的收益为其相对现状的所得，加入者另付场所的成本。",
    .gives = CM_GAME_NFG, .spatial = true,
    .build = build_unpaid
};

const cm_model cm_model_participation_paid = {
    .name = "participation-paid",
    .title = "joining or staying out, with side payments", .title_zh = "加入或不加入（可转移支付）",
    .about = "Each of up to 10 members joins or stays out; when those who join win under the venue's rule they set the text with their largest sum of gains and share it evenly, "
             "outsiders gain or lose by the text itself, and who joined pays the venue's cost.",
    .about_zh = "至多 10 个成员各自选择加入或不加入；若加入者按场所规则足以决定，则采用其总收益最大的文本并平分收益，未加入者只受文本本身影响，加入者另付场所的成本。",
    .gives = CM_GAME_NFG, .spatial = true,
    .build = build_paid
};
