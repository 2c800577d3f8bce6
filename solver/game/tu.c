/* tu.c: coalitional games: making them, holding them against their promises. */
#include "solver/game/tu.h"

#include <math.h>
#include <string.h>

const char *cm_tu_coalition_name(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const unsigned char *in)
{
    size_t length = 3, used = 1;
    char *text;
    for (size_t i = 0; i < tu->n; i++) length += in[i] ? strlen(tu->player[i]) + 2 : 0;
    text = CM_NEW(ctx, arena, length, char);
    if (text == NULL) return NULL;
    text[0] = '{';
    for (size_t i = 0; i < tu->n; i++) {
        if (!in[i]) continue;
        if (used > 1) {
            memcpy(text + used, ", ", 2);
            used += 2;
        }
        memcpy(text + used, tu->player[i], strlen(tu->player[i]));
        used += strlen(tu->player[i]);
    }
    text[used] = '}';
    return text;
}

const char *cm_tu_coalition_text(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, uint32_t mask)
{
    unsigned char in[32];
    for (size_t i = 0; i < 32; i++) in[i] = mask >> i & 1u;
    return cm_tu_coalition_name(ctx, arena, tu, in);
}

bool cm_tu_coalition_read(const cm_tu *tu, const char *text, unsigned char *in)
{
    memset(in, 0, tu->n);
    if (*text++ != '{') return false;
    while (*text != '}') {
        size_t length = strcspn(text, ",}"), i = 0;
        while (i < tu->n && (strlen(tu->player[i]) != length || strncmp(tu->player[i], text, length) != 0)) i++;
        if (i == tu->n) return false;
        in[i] = 1;
        text += length;
        if (*text == ',') text += strspn(text, ", ");
        else if (*text != '}') return false;
    }
    return true;
}

cm_status cm_tu_validate(cm_ctx *ctx, const cm_tu *tu)
{
    if (tu->n == 0) return cm_fail(ctx, CM_E_INPUT, "a coalitional game needs players");
    if (tu->worth == NULL && tu->vote == NULL) return cm_fail(ctx, CM_E_INPUT, "a coalitional game needs worths or a vote");
    if (tu->vote != NULL && tu->vote->n != tu->n) return cm_fail(ctx, CM_E_INPUT, "a vote of %zu players in a game of %zu", tu->vote->n, tu->n);
    if (tu->vote != NULL && cm_vote_validate(ctx, tu->vote) != CM_OK) return ctx->status;
    if (tu->worth == NULL) return CM_OK;
    if (tu->n > CM_TU_MOST) return cm_fail(ctx, CM_E_LIMIT, "%zu players have more coalitions than can be written out; %d is the most", tu->n, CM_TU_MOST);
    if (fabs(tu->worth[0]) > 0) return cm_fail(ctx, CM_E_INPUT, "the worth of nobody is %g, not 0", tu->worth[0]);
    for (size_t s = 0; s < (size_t)1 << tu->n; s++) {
        if (fabs(tu->worth[s]) <= CM_NUM_LARGEST) continue;             /* false for NaN, too */
        cm_arena scratch = { NULL };
        const char *who = cm_tu_coalition_text(ctx, &scratch, tu, (uint32_t)s);
        cm_status status = cm_fail(ctx, CM_E_INPUT, "the worth of %s is %g, which cannot be reckoned with", who != NULL ? who : "a coalition", tu->worth[s]);
        cm_arena_free(&scratch);
        return status;
    }
    return CM_OK;
}

cm_status cm_tu_init(cm_ctx *ctx, cm_arena *arena, size_t n, const char *const *player, double **worth, cm_tu *tu)
{
    if (n > CM_TU_MOST) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu players have more coalitions than can be written out; %d players are the most", n, CM_TU_MOST);
    }
    *worth = CM_NEW(ctx, arena, (size_t)1 << n, double);
    if (*worth == NULL) return ctx->status;
    *tu = (cm_tu){ .n = n, .worth = *worth, .exact = true, .player = player };
    return CM_OK;
}

/* Depth first over the players, so that each coalition costs one change of the tally. */
static void fill(cm_tally *tally, size_t n, size_t i, size_t mask, double *worth)
{
    if (i == n) {
        worth[mask] = cm_tally_wins(tally) ? 1 : 0;
        return;
    }
    fill(tally, n, i + 1, mask, worth);
    cm_tally_add(tally, i, 1);
    fill(tally, n, i + 1, mask | (size_t)1 << i, worth);
    cm_tally_add(tally, i, -1);
}

/* One threshold: the weight of a coalition is that of the coalition without its highest player, and his. */
static cm_status fill_threshold(cm_ctx *ctx, const cm_vote_node *rule, size_t n, double *worth)
{
    size_t low = n < 12 ? n : 12;
    cm_arena scratch = { NULL };
    int64_t *below = CM_NEW(ctx, &scratch, (size_t)1 << low, int64_t), *above = CM_NEW(ctx, &scratch, (size_t)1 << (n - low), int64_t);
    if (below == NULL || above == NULL) {
        cm_arena_free(&scratch);
        return ctx->status;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t *sum = i < low ? below : above;
        size_t bit = (size_t)1 << (i < low ? i : i - low);
        for (size_t s = 0; s < bit; s++) sum[s + bit] = sum[s] + rule->weight[i];
    }
    for (size_t t = 0; t < (size_t)1 << (n - low); t++) {
        int64_t lacking = rule->quota - above[t];
        for (size_t s = 0; s < (size_t)1 << low; s++) worth[t << low | s] = below[s] >= lacking ? 1 : 0;
    }
    cm_arena_free(&scratch);
    return CM_OK;
}

cm_status cm_tu_from_vote(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const char *const *player, cm_tu *tu)
{
    cm_tally tally;
    double *worth;
    cm_status status;
    *tu = (cm_tu){ .n = vote->n, .vote = vote, .exact = true, .player = player };
    if (vote->n > CM_TU_MOST) return CM_OK;
    status = cm_tu_init(ctx, arena, vote->n, player, &worth, tu);
    if (status != CM_OK) return status;
    tu->vote = vote;
    if (vote->node[0].kind == CM_VOTE_THRESHOLD) return fill_threshold(ctx, &vote->node[0], vote->n, worth);
    status = cm_tally_init(ctx, arena, vote, &tally);
    if (status != CM_OK) return status;
    cm_tally_clear(&tally);
    fill(&tally, vote->n, 0, 0, worth);
    worth[0] = 0;
    return CM_OK;
}

cm_status cm_tu_require_dense(cm_ctx *ctx, const cm_tu *tu, const char *concept)
{
    if (tu->worth != NULL) return CM_OK;
    return cm_fail(ctx, CM_E_LIMIT, "%s looks at every coalition: %d players are the most, and the game has %zu", concept, CM_TU_MOST, tu->n);
}

void cm_tu_sums(const double *x, size_t first, size_t bits, double *sum)
{
    sum[0] = 0;
    for (size_t i = 0; i < bits; i++) {
        size_t bit = (size_t)1 << i;
        for (size_t s = 0; s < bit; s++) sum[s + bit] = sum[s] + x[first + i];
    }
}

double cm_tu_scale(const cm_tu *tu)
{
    double scale = 0;
    for (size_t s = 0; tu->worth != NULL && s < (size_t)1 << tu->n; s++) scale = fmax(scale, fabs(tu->worth[s]));
    return scale > 0 ? scale : 1;
}
