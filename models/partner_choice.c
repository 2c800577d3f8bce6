/* partner_choice.c: joining a coalition as a game: each member names whom it wants to be with, and a coalition
 * forms when all of its members name exactly it.
 *
 * Who is not in a coalition so named is alone.  What a coalition is worth to a member is the sum of its likes of
 * the others in it, from the model `affinity`; to be alone is worth 0.  Nobody can be joined by whom it did not name.
 *
 * Source: S. Hart, M. Kurz, "Endogenous formation of coalitions", Econometrica 51 (1983) 1047-1064, their model
 * gamma. */
#include <string.h>

#include "models/model.h"

enum { MOST_CHOOSING = 4 };

/* The coalition that choice k of member i names: the bits of k are the others, in order, and i is in it. */
static size_t named(size_t i, size_t k)
{
    size_t below = k & (((size_t)1 << i) - 1);
    return below | (size_t)1 << i | (k >> i) << (i + 1);
}

static const char *words_of(cm_ctx *ctx, cm_arena *arena, const cm_hedonic *g, size_t i, size_t mask)
{
    const char *text = "alone";
    for (size_t j = 0; j < g->n && text != NULL; j++) {
        if (j == i || !(mask >> j & 1u)) continue;
        text = strcmp(text, "alone") == 0 ? cm_format(ctx, arena, "with %s", g->player[j]) : cm_format(ctx, arena, "%s, %s", text, g->player[j]);
    }
    return text;
}

static void fill_cell(const cm_hedonic *g, const size_t *mask, double *pay)
{
    for (size_t i = 0; i < g->n; i++) {
        bool forms = true;
        pay[i] = 0;
        for (size_t j = 0; j < g->n; j++) forms = forms && (!(mask[i] >> j & 1u) || mask[j] == mask[i]);
        for (size_t j = 0; forms && j < g->n; j++) {
            if (mask[i] >> j & 1u) pay[i] += g->likes[i * g->n + j];
        }
    }
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    cm_game *source = CM_NEW(ctx, arena, 1, cm_game);
    size_t m = meeting->m, choices = (size_t)1 << (m < MOST_CHOOSING ? m - 1 : MOST_CHOOSING - 1), cells = 1, *count = CM_NEW(ctx, arena, m, size_t);
    const char *const **strategy = CM_NEW(ctx, arena, m, const char *const *);
    const cm_hedonic *g;
    double *payoff;
    cm_status status;
    if (source == NULL || count == NULL || strategy == NULL) return ctx->status;
    if (m > MOST_CHOOSING) {
        return cm_fail(ctx, CM_E_LIMIT, "venue '%s' has %zu members; choices of partners are written out for at most %d", meeting->venue->id, m, MOST_CHOOSING);
    }
    status = cm_model_find("affinity")->build(ctx, arena, meeting, diags, source);
    if (status != CM_OK || diags->count > 0) return status;
    g = &source->as.hedonic;
    for (size_t i = 0; i < m; i++) {
        const char **words = CM_NEW(ctx, arena, choices, const char *);
        if (words == NULL) return ctx->status;
        for (size_t k = 0; k < choices; k++) words[k] = words_of(ctx, arena, g, i, named(i, k));
        strategy[i] = words;
        count[i] = choices;
        cells *= choices;
    }
    payoff = CM_NEW(ctx, arena, cells * m, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t cell = 0; cell < cells; cell++) {
        size_t mask[MOST_CHOOSING] = { 0 };
        for (size_t i = 0, rest = cell; i < m; rest /= choices, i++) mask[i] = named(i, rest % choices);
        fill_cell(g, mask, payoff + cell * m);
    }
    game->kind = CM_GAME_NFG;
    game->as.nfg = (cm_nfg){ .n = m, .count = count, .cells = cells, .payoff = payoff, .player = g->player, .strategy = strategy };
    return CM_OK;
}

extern const cm_model cm_model_partner_choice;
const cm_model cm_model_partner_choice = {
    .name = "partner-choice",
    .title = "choosing partners", .title_zh = "选择伙伴",
    .about = "Each of up to 4 members names the partners that it wants, and a coalition forms when all its members name exactly it; a member's payoff is how much nearer than "
             "usual its partners' positions are, added up, and 0 alone.",
    .about_zh = "至多 4 个成员各自指定想要的伙伴，当一个联盟的全体成员恰好都指定它时该联盟成立；成员的收益为其伙伴立场比平均距离更近之数的总和，独处时为 0。",
    .gives = CM_GAME_NFG, .spatial = true,
    .build = build
};
