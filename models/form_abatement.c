/* form_abatement.c: games in partition function form that are given by a few numbers: abatement of a
 * common nuisance (or provision of a common good), and Cournot sellers. */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/form.h"

static void refuse(cm_ctx *ctx, const cm_given *given, const char *setting, const char *who, double value, const char *wanted)
{
    cm_diag_add(given->diags, cm_node_child(given->node, setting)->value_place, NULL, cm_format(ctx, &given->diags->arena, "write numbers %s", wanted),
                who != NULL ? "'%s' of player '%s' is %g" : "'%s'%s is %g", setting, who != NULL ? who : "", value);
}

/* One number for all, or one for each player; *each says which.  False and a mistake when it is absent,
 * below 0, or (with `above`) 0. */
static bool numbers(cm_ctx *ctx, const cm_given *given, const char *setting, const char *example, bool above, bool *each, double *value)
{
    const cm_node *node = cm_given_need(ctx, given, setting, example);
    if (node == NULL) return false;
    *each = node->kind == CM_NODE_LIST || node->kind == CM_NODE_GROUP;
    if (*each) {
        if (!cm_given_numbers(ctx, given, setting, value)) return false;
    } else {
        if (!cm_node_number(ctx, given->diags, node, given->scenario->parameters, value)) return false;
        for (size_t i = 1; i < given->n; i++) value[i] = value[0];
    }
    for (size_t i = 0; i < given->n; i++) {
        if (value[i] < CM_NUM_LARGEST && (value[i] > 0 || (!above && value[i] >= 0))) continue;
        refuse(ctx, given, setting, *each ? given->player[i] : NULL, value[i], above ? "above 0" : "of at least 0");
        return false;
    }
    return true;
}

static bool says(const cm_given *given, const char *setting, const char *word)
{
    const char *text = cm_node_text(given->node, setting);
    return text != NULL && strcmp(text, word) == 0;
}

/* The number of players that the game can have; a mistake when there are more. */
static void check_count(cm_ctx *ctx, const cm_given *given, const cm_pfg *pfg)
{
    size_t most = pfg->symmetric ? CM_PFG_MOST : CM_PFG_MOST_MASKS;
    if (given->n <= most) return;
    cm_diag_add(given->diags, given->node->place, NULL, cm_format(ctx, &given->diags->arena, pfg->symmetric ? "at most %zu players" : "at most %zu players, unless all are alike", most),
                "%zu players have more coalitions than can be looked at", given->n);
}

static bool read_intercept(cm_ctx *ctx, const cm_given *given, double *value)
{
    return cm_node_child(given->node, "intercept") == NULL || cm_given_number(ctx, given, "intercept", 0, true, "intercept = 100;", value);
}

static void misplaced(const cm_given *given, const char *setting, const char *hint, const char *why)
{
    cm_diag_add(given->diags, cm_node_child(given->node, setting)->place, NULL, hint, "'%s' %s", setting, why);
}

static cm_status abatement(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    cm_pfg *pfg = &game->as.pfg;
    double *benefit = CM_NEW(ctx, arena, given->n, double), *cost = CM_NEW(ctx, arena, given->n, double), *cubic = CM_NEW(ctx, arena, given->n, double);
    bool some = cm_node_child(given->node, "cubic") != NULL, each, other, good;
    if (benefit == NULL || cost == NULL || cubic == NULL) return ctx->status;
    game->kind = CM_GAME_PFG;
    *pfg = (cm_pfg){ .source = CM_PFG_ABATEMENT, .n = given->n, .player = given->player, .exact = !some, .intercept = 1, .benefit = benefit, .cost = cost,
                     .cubic = some ? cubic : NULL, .shared = 1, .quadratic = says(given, "shape", "quadratic"), .leader = says(given, "timing", "leader") };
    good = numbers(ctx, given, "benefit", "benefit = 1; or one for each player", false, &each, benefit);
    if (!numbers(ctx, given, "cost", "cost = 1; or one for each player", !some, &other, cost)) good = false;
    if (some && !numbers(ctx, given, "cubic", "cubic = 0.1; or one for each player", false, &other, cubic)) good = false;
    if (!read_intercept(ctx, given, &pfg->intercept)) good = false;
    if (pfg->quadratic && cm_node_child(given->node, "intercept") == NULL) {
        (void)cm_given_need(ctx, given, "intercept", "intercept = 100;, where more of it is of no more use");
        good = false;
    }
    if (some && pfg->quadratic) misplaced(given, "cubic", "leave out cubic, or write shape = \"linear\";", "goes with linear benefits only");
    if (!pfg->quadratic && cm_node_child(given->node, "intercept") != NULL) misplaced(given, "intercept", "leave it out, or write shape = \"quadratic\";", "is of no use where benefits are linear");
    if (!good) return CM_OK;
    /* One number with quadratic benefits is the world's, shared evenly: Barrett's b/N. */
    if (pfg->quadratic && !each) pfg->shared = (long)given->n;
    pfg->symmetric = cm_pfg_alike(pfg);
    check_count(ctx, given, pfg);
    return CM_OK;
}

static cm_status cournot(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    cm_pfg *pfg = &game->as.pfg;
    (void)arena;
    game->kind = CM_GAME_PFG;
    *pfg = (cm_pfg){ .source = CM_PFG_COURNOT, .n = given->n, .player = given->player, .symmetric = true, .exact = true, .intercept = 1, .shared = 1 };
    (void)read_intercept(ctx, given, &pfg->intercept);
    check_count(ctx, given, pfg);
    return CM_OK;
}

static const char *const abatement_keys[] = { "members", "benefit", "cost", "cubic", "shape", "timing", "intercept", NULL };
static const char *const cournot_keys[] = { "members", "intercept", NULL };

extern const cm_form cm_form_abatement, cm_form_cournot;

const cm_form cm_form_abatement = {
    .name = "abatement", .title = "an agreement on a common good, with outsiders", .title_zh = "有局外者的公共物品协议",
    .about = "Each player pays for what it provides and all enjoy the sum; coalitions serve their members, outsiders themselves.",
    .about_zh = "各方为自己提供的份额付费，而总量由所有人共享；联盟为其成员谋利，局外者各为自己。",
    .example = "game = { form = \"abatement\"; members = 10; benefit = 1; cost = 1; };",
    .keys = abatement_keys, .gives = CM_GAME_PFG, .build = abatement
};
const cm_form cm_form_cournot = {
    .name = "cournot", .title = "cartels among equal sellers", .title_zh = "同质厂商的卡特尔",
    .about = "Sellers without costs at a price that falls with their output; a cartel sells as one and shares evenly.",
    .about_zh = "无成本的厂商面对随总产量下降的价格；卡特尔作为一家销售并平均分配利润。",
    .example = "game = { form = \"cournot\"; members = 10; };",
    .keys = cournot_keys, .gives = CM_GAME_PFG, .build = cournot
};
