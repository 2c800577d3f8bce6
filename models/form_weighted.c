/* form_weighted.c: a weighted voting game [q; w1, ..., wn], of any number of players. */
#include <assert.h>

#include "models/expr.h"
#include "models/form.h"

/* Fractions to whole numbers: times the least common multiple of the denominators, exactly or not at all. */
static bool scale_up(const cm_frac *x, size_t count, int64_t *out)
{
    const int64_t most = (int64_t)1 << 53;
    int64_t multiple = 1, total = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t a = multiple, b = x[i].den;
        assert(b > 0);                                         /* cm_frac is in lowest terms */
        while (b != 0) {
            int64_t r = a % b;
            a = b;
            b = r;
        }
        if (x[i].den / a > most / multiple) return false;
        multiple *= x[i].den / a;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t factor = multiple / x[i].den;
        assert(factor > 0);
        if (x[i].num > most / factor) return false;
        out[i] = x[i].num * factor;
        total += i + 1 < count ? out[i] : 0;
        if (total > most) return false;
    }
    return true;
}

static bool read_weights(cm_ctx *ctx, const cm_given *given, const cm_node *list, cm_frac *weight)
{
    const cm_node *c = list->child;
    for (size_t i = 0; i < given->n; i++, c = c->next) {
        const cm_node *at = list->kind == CM_NODE_GROUP ? cm_node_child(list, given->player[i]) : c;
        if (!cm_node_fraction(ctx, given->diags, at, given->scenario->parameters, &weight[i])) return false;
        if (weight[i].num >= 0) continue;
        cm_diag_add(given->diags, at->value_place, "0", "write a number of at least 0", "the weight of player '%s' is %g", given->player[i], cm_frac_value(weight[i]));
        return false;
    }
    return true;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    double *value = CM_NEW(ctx, arena, given->n, double);
    cm_frac *exact = CM_NEW(ctx, arena, given->n + 1, cm_frac);
    int64_t *weight = CM_NEW(ctx, arena, given->n + 1, int64_t), total = 0;
    cm_vote_node *rule = CM_NEW(ctx, arena, 1, cm_vote_node);
    cm_vote *vote = CM_NEW(ctx, arena, 1, cm_vote);
    const cm_node *quota = cm_given_need(ctx, given, "quota", "quota = 3;");
    bool counts = true;
    game->kind = CM_GAME_TU;
    if (value == NULL || exact == NULL || weight == NULL || rule == NULL || vote == NULL) return ctx->status;
    if (!cm_given_numbers(ctx, given, "weights", value) || quota == NULL) return CM_OK;
    if (!read_weights(ctx, given, cm_node_child(given->node, "weights"), exact)) return CM_OK;
    if (!cm_node_fraction(ctx, given->diags, quota, given->scenario->parameters, &exact[given->n])) return CM_OK;
    if (exact[given->n].num <= 0 || !scale_up(exact, given->n + 1, weight)) {
        cm_diag_add(given->diags, quota->value_place, NULL, exact[given->n].num <= 0 ? "write a number above 0" : "round the weights: as whole numbers they must stay below 2^53",
                    exact[given->n].num <= 0 ? "the quota is %g: nobody would win" : "weights and a quota of %g do not fit into whole numbers", cm_frac_value(exact[given->n]));
        return CM_OK;
    }
    for (size_t i = 0; i < given->n; i++) {
        total += weight[i];
        counts = counts && weight[i] <= 1;
    }
    if (weight[given->n] > total) {
        double sum = 0;
        for (size_t i = 0; i < given->n; i++) sum += value[i];
        cm_diag_add(given->diags, quota->value_place, cm_format(ctx, &given->diags->arena, "%.15g", sum), cm_format(ctx, &given->diags->arena, "write a quota of at most %.15g", sum),
                    "the quota of %g can never be met: all weights together are %g", cm_frac_value(exact[given->n]), sum);
        return CM_OK;
    }
    *rule = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = weight[given->n], .total = total, .counts = counts };
    *vote = (cm_vote){ .n = given->n, .nnodes = 1, .node = rule, .player = given->player };
    return cm_tu_from_vote(ctx, arena, vote, given->player, &game->as.tu);
}

static const char *const keys[] = { "quota", "weights", NULL };

extern const cm_form cm_form_weighted;
const cm_form cm_form_weighted = {
    .name = "weighted",
    .title = "a weighted voting game", .title_zh = "加权投票博弈",
    .about = "A coalition wins (worth 1) when its weights add up to the quota; any number of players.",
    .about_zh = "联盟的权重之和达到配额即获胜（价值 1）；行为体数目不限。",
    .example = "game = { form = \"weighted\"; players = (\"A\", \"B\", \"C\"); quota = 3; weights = (2, 2, 1); };",
    .keys = keys,
    .gives = CM_GAME_TU,
    .votes = true,
    .build = build
};
