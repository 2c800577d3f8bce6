/* form_constructed.c: coalitional games that textbooks build from a few numbers: bankruptcy, airport,
 * assignment, glove, apex, public good.
 *
 * Sources: B. O'Neill, Math. Social Sci. 2 (1982) 345-371 (bankruptcy); S. C. Littlechild, G. Owen,
 * Management Sci. 20 (1973) 370-372 (airport); L. S. Shapley, M. Shubik, Int. J. Game Theory 1 (1971)
 * 111-130 (assignment); L. S. Shapley, M. Shubik, "Pure competition, coalitional power, and fair division", Int. Econ. Rev. 10
 * (1969) 337-362 (markets of gloves); M. Davis, M. Maschler, "The kernel of a cooperative game", Naval Research
 * Logistics Quarterly 12 (1965) 223-259 (apex games). */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/form.h"
#include "solver/base/multiples.h"

static const char too_many[] = "%zu players have more coalitions than can be written out";

/* Room for the game, or a mistake when it has too many players (*worth NULL). */
static cm_status open_game(cm_ctx *ctx, cm_arena *arena, const cm_given *given, double **worth, cm_game *game)
{
    game->kind = CM_GAME_TU;
    *worth = NULL;
    if (given->n > CM_TU_MOST) {
        cm_diag_add(given->diags, given->node->place, NULL, cm_format(ctx, &given->diags->arena, "at most %d players", CM_TU_MOST), too_many, given->n);
        return CM_OK;
    }
    return cm_tu_init(ctx, arena, given->n, given->player, worth, &game->as.tu);
}

static bool none_below_zero(const cm_given *given, const char *setting, const double *x)
{
    for (size_t i = 0; i < given->n; i++) {
        if (x[i] >= 0) continue;
        cm_diag_add(given->diags, cm_node_child(given->node, setting)->value_place, NULL, "write numbers of at least 0", "'%s' of player '%s' is %g", setting,
                    given->player[i], x[i]);
        return false;
    }
    return true;
}

/* The numbers as whole multiples of one unit, so that sums and differences of `terms` of them are exact; where they
 * have no such unit the game's worths are rounded, and it says so. */
static cm_status to_multiples(cm_ctx *ctx, double *x, size_t count, size_t terms, double *unit, cm_game *game)
{
    cm_arena scratch = { NULL };
    double *whole = CM_NEW(ctx, &scratch, count, double);
    bool fits = false;
    cm_status status = CM_E_MEMORY;
    if (whole != NULL) status = cm_multiples_of(ctx, x, count, terms, whole, unit, &fits);
    if (status == CM_OK) memcpy(x, whole, count * sizeof *x);
    game->as.tu.exact = fits;
    cm_arena_free(&scratch);
    return status;
}

/* Back from multiples. */
static void divide(double *worth, size_t n, double unit)
{
    for (size_t s = 0; s < (size_t)1 << n; s++) worth[s] /= unit;
}

/* sum[S], for all S, in the place of the worths. */
static void add_up(const double *x, size_t n, double *worth)
{
    cm_tu_sums(x, 0, n, worth);
}

/* What is left of the estate when all others have had their claims. */
static cm_status bankruptcy(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    double claim[CM_TU_MOST + 1] = { 0 }, *worth, estate, total = 0, unit;
    size_t all;
    bool good;
    cm_status status = open_game(ctx, arena, given, &worth, game);
    if (worth == NULL) return status;
    good = cm_given_number(ctx, given, "estate", 0, false, "estate = 200;", &estate);
    if (!cm_given_numbers(ctx, given, "claims", claim) || !good || !none_below_zero(given, "claims", claim)) return CM_OK;
    for (size_t i = 0; i < given->n; i++) total += claim[i];
    if (estate > total) {
        cm_diag_add(given->diags, cm_node_child(given->node, "estate")->value_place, NULL, "an estate that covers every claim needs no division",
                    "the estate of %g is more than all claims together, %g", estate, total);
        return CM_OK;
    }
    all = ((size_t)1 << given->n) - 1;
    claim[given->n] = estate;
    status = to_multiples(ctx, claim, given->n + 1, given->n, &unit, game);
    if (status != CM_OK) return status;
    estate = claim[given->n];
    add_up(claim, given->n, worth);
    total = worth[all];
    for (size_t s = 0; s <= all; s++) worth[s] = fmax(0, estate - (total - worth[s]));
    worth[0] = 0;
    worth[all] = estate;
    divide(worth, given->n, unit);
    return CM_OK;
}

/* A runway as long as the longest plane of the coalition needs: a cost, so worth is minus it. */
static cm_status airport(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    double cost[CM_TU_MOST] = { 0 }, *worth;
    cm_status status = open_game(ctx, arena, given, &worth, game);
    if (worth == NULL || !cm_given_numbers(ctx, given, "costs", cost) || !none_below_zero(given, "costs", cost)) return status;
    for (size_t i = 0; i < given->n; i++) {
        size_t bit = (size_t)1 << i;
        for (size_t s = 0; s < bit; s++) worth[s + bit] = fmin(worth[s], 0 - cost[i]);
    }
    return CM_OK;
}

/* Other forms take one for each player under the same name. */
static bool one_number(const cm_given *given, const char *setting)
{
    const cm_node *node = cm_node_child(given->node, setting);
    if (node == NULL || (node->kind != CM_NODE_LIST && node->kind != CM_NODE_GROUP)) return true;
    cm_diag_add(given->diags, node->value_place, NULL, "write one number", "'%s' is %s, but must be a number", setting, cm_node_kind_words(node->kind));
    return false;
}

/* Everybody who joins pays a share of one cost; who takes part enjoys its own benefit. */
static cm_status public_good(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    double benefit[CM_TU_MOST + 1] = { 0 }, *worth, cost, unit;
    cm_status status = open_game(ctx, arena, given, &worth, game);
    bool good;
    if (worth == NULL) return status;
    good = one_number(given, "cost") && cm_given_number(ctx, given, "cost", 0, false, "cost = 10;", &cost);
    if (!cm_given_numbers(ctx, given, "benefits", benefit) || !good) return CM_OK;
    benefit[given->n] = cost;
    status = to_multiples(ctx, benefit, given->n + 1, given->n, &unit, game);
    if (status != CM_OK) return status;
    add_up(benefit, given->n, worth);
    for (size_t s = 1; s < (size_t)1 << given->n; s++) worth[s] = fmax(0, worth[s] - benefit[given->n]);
    divide(worth, given->n, unit);
    return CM_OK;
}

/* Marks of the ids under a setting; false and a mistake when it is absent or wrong. */
static bool side(cm_ctx *ctx, const cm_given *given, const char *setting, const char *example, unsigned char *in)
{
    const cm_node *ids = cm_given_need(ctx, given, setting, example);
    return ids != NULL && cm_given_coalition(ctx, given, ids, in);
}

/* A pair of gloves is worth 1: as many as the scarcer side has. */
static cm_status glove(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    unsigned char left[CM_TU_MOST];
    size_t lefts = 0;
    double *worth;
    cm_status status = open_game(ctx, arena, given, &worth, game);
    if (worth == NULL || !side(ctx, given, "left", "left = (\"A\");, the players with a left glove", left)) return status;
    for (size_t i = 0; i < given->n; i++) lefts |= (size_t)left[i] << i;
    for (size_t s = 0; s < (size_t)1 << given->n; s++) {
        int l = __builtin_popcountll(s & lefts), r = __builtin_popcountll(s & ~lefts);
        worth[s] = l < r ? l : r;
    }
    return CM_OK;
}

/* The apex with any one other player, or all others together. */
/* As votes: n - 2 of the apex and one of everybody else, of which n - 1 decide. */
static cm_status apex_vote(cm_ctx *ctx, cm_arena *arena, const cm_given *given, size_t top, cm_game *game)
{
    int64_t *weight = CM_NEW(ctx, arena, given->n, int64_t), n = (int64_t)given->n;
    cm_vote_node *rule = CM_NEW(ctx, arena, 1, cm_vote_node);
    cm_vote *vote = CM_NEW(ctx, arena, 1, cm_vote);
    if (weight == NULL || rule == NULL || vote == NULL) return ctx->status;
    for (size_t i = 0; i < given->n; i++) weight[i] = i == top ? n - 2 : 1;
    *rule = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = n - 1, .total = 2 * n - 3, .counts = n == 3 };
    *vote = (cm_vote){ .n = given->n, .nnodes = 1, .node = rule, .player = given->player };
    return cm_tu_from_vote(ctx, arena, vote, given->player, &game->as.tu);
}

static cm_status apex(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    const cm_node *node;
    double *worth;
    size_t top;
    cm_status status = open_game(ctx, arena, given, &worth, game);
    if (worth == NULL || (node = cm_given_need(ctx, given, "apex", "apex = \"A\";, the great player")) == NULL) return status;
    top = cm_given_player(ctx, given, node);
    if (top == given->n) return CM_OK;
    if (given->n < 3) {
        cm_diag_add(given->diags, node->place, NULL, "name at least three players", "an apex game of %zu players", given->n);
        return CM_OK;
    }
    return apex_vote(ctx, arena, given, top, game);
}

/* best[S]: the best pairing within S.  The lowest member of S stays alone, or pairs with one of the rest. */
static void pair_up(const double *value, size_t n, double *worth)
{
    for (size_t s = 1; s < (size_t)1 << n; s++) {
        size_t i = (size_t)__builtin_ctzll(s), rest = s & (s - 1);
        worth[s] = worth[rest];
        for (size_t t = rest; t != 0; t &= t - 1) {
            size_t j = (size_t)__builtin_ctzll(t);
            worth[s] = fmax(worth[s], value[i * n + j] + worth[rest & ~((size_t)1 << j)]);
        }
    }
}

/* One pair: its two players, and what it is worth to value[i * n + j], which is NAN before. */
static void read_pair(cm_ctx *ctx, const cm_given *given, const cm_node *entry, double *value)
{
    const cm_node *of = cm_node_child(entry, "of"), *is = cm_node_child(entry, "is");
    unsigned char in[CM_TU_MOST];
    size_t pair[2], count = 0, n = given->n;
    double x;
    if (of == NULL || is == NULL || !cm_given_coalition(ctx, given, of, in)) return;
    for (size_t i = 0; i < n; i++) {
        if (in[i] && count++ < 2) pair[count - 1] = i;
    }
    if (count != 2) {
        cm_diag_add(given->diags, of->value_place, NULL, "name a buyer and a seller", "a pair of %zu", count);
        return;
    }
    if (!isnan(value[pair[0] * n + pair[1]])) {
        cm_diag_add(given->diags, of->value_place, NULL, "remove one of the two", "the worth of {%s, %s} is given twice", given->player[pair[0]], given->player[pair[1]]);
    }
    if (!cm_node_number(ctx, given->diags, is, given->scenario->parameters, &x)) return;
    if (x < 0) cm_diag_add(given->diags, is->value_place, "0", "write a number of at least 0", "a pair is worth %g", x);
    value[pair[0] * n + pair[1]] = value[pair[1] * n + pair[0]] = x;
}

/* Can the players be parted so that every pair has one on each side? */
static bool two_sides(const double *value, size_t n)
{
    int side_of[CM_TU_MOST] = { 0 };
    for (size_t start = 0; start < n; start++) {
        bool changed = side_of[start] == 0;
        if (changed) side_of[start] = 1;
        while (changed) {
            changed = false;
            for (size_t i = 0; i < n; i++) {
                for (size_t j = 0; j < n && side_of[i] != 0; j++) {
                    if (isnan(value[i * n + j])) continue;
                    if (side_of[j] == side_of[i]) return false;
                    changed = changed || side_of[j] == 0;
                    side_of[j] = -side_of[i];
                }
            }
        }
    }
    return true;
}

static cm_status assignment(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    size_t n = given->n;
    double *value, *worth, unit;
    const cm_node *list;
    cm_status status = open_game(ctx, arena, given, &worth, game);
    if (worth == NULL || (list = cm_given_need(ctx, given, "pairs", "pairs = ( { of = (\"A\", \"B\"); is = 5; } );")) == NULL) return status;
    value = CM_NEW(ctx, arena, n * n, double);
    if (value == NULL) return ctx->status;
    for (size_t k = 0; k < n * n; k++) value[k] = NAN;
    for (const cm_node *c = list->kind == CM_NODE_LIST ? list->child : NULL; c != NULL; c = c->next) read_pair(ctx, given, c, value);
    if (!two_sides(value, n)) {
        cm_diag_add(given->diags, list->value_place, NULL, "let each pair be of a buyer and a seller; other games of pairs can be listed in coalitional form",
                    "the pairs do not part the players into two sides");
    }
    for (size_t k = 0; k < n * n; k++) value[k] = isnan(value[k]) ? 0 : value[k];
    status = to_multiples(ctx, value, n * n, n, &unit, game);
    if (status != CM_OK) return status;
    pair_up(value, n, worth);
    divide(worth, n, unit);
    return CM_OK;
}

static const char *const airport_keys[] = { "costs", NULL };
static const char *const apex_keys[] = { "apex", NULL };
static const char *const assignment_keys[] = { "pairs", NULL };
static const char *const bankruptcy_keys[] = { "estate", "claims", NULL };
static const char *const glove_keys[] = { "left", NULL };
static const char *const public_good_keys[] = { "benefits", "cost", NULL };

extern const cm_form cm_form_airport, cm_form_apex, cm_form_assignment, cm_form_bankruptcy, cm_form_glove, cm_form_public_good;

const cm_form cm_form_airport = {
    .name = "airport", .title = "an airport game", .title_zh = "机场博弈",
    .about = "A coalition needs what the most demanding of its members needs; worths are costs, below 0.",
    .about_zh = "联盟所需等于其要求最高的成员所需；价值为成本，取负数。",
    .example = "game = { form = \"airport\"; players = (\"A\", \"B\"); costs = (3, 5); };",
    .keys = airport_keys, .gives = CM_GAME_TU, .build = airport
};
const cm_form cm_form_apex = {
    .name = "apex", .title = "an apex game", .title_zh = "顶点博弈",
    .about = "The apex player with any other wins 1, and so do all the others together.",
    .about_zh = "顶点行为体与任何一个其他行为体联合即获胜（价值 1），其余全体联合亦获胜。",
    .example = "game = { form = \"apex\"; players = (\"A\", \"B\", \"C\", \"D\"); apex = \"A\"; };",
    .keys = apex_keys, .gives = CM_GAME_TU, .votes = true, .build = apex
};
const cm_form cm_form_assignment = {
    .name = "assignment", .title = "an assignment game", .title_zh = "配对博弈",
    .about = "A coalition is worth the best way to form pairs within it; pairs that are not listed are worth 0.",
    .about_zh = "联盟的价值等于其内部最佳配对的总价值；未列出的配对价值为 0。",
    .example = "game = { form = \"assignment\"; players = (\"S\", \"B\"); pairs = ( { of = (\"S\", \"B\"); is = 5; } ); };",
    .keys = assignment_keys, .gives = CM_GAME_TU, .build = assignment
};
const cm_form cm_form_bankruptcy = {
    .name = "bankruptcy", .title = "a bankruptcy game", .title_zh = "破产博弈",
    .about = "A coalition is worth what is left of the estate when everybody else's claim is met in full.",
    .about_zh = "联盟的价值是其他人的债权全部得到满足之后所剩的遗产。",
    .example = "game = { form = \"bankruptcy\"; players = (\"A\", \"B\", \"C\"); estate = 200; claims = (100, 200, 300); };",
    .keys = bankruptcy_keys, .gives = CM_GAME_TU, .build = bankruptcy
};
const cm_form cm_form_glove = {
    .name = "glove", .title = "a glove game", .title_zh = "手套博弈",
    .about = "Some players have a left glove, the others a right one; each pair is worth 1.",
    .about_zh = "一部分行为体有左手手套，其余有右手手套；每一双价值 1。",
    .example = "game = { form = \"glove\"; players = (\"A\", \"B\", \"C\"); left = (\"A\"); };",
    .keys = glove_keys, .gives = CM_GAME_TU, .build = glove
};
const cm_form cm_form_public_good = {
    .name = "public-good", .title = "a club good with one cost", .title_zh = "固定成本的俱乐部物品",
    .about = "A coalition can provide a good at one cost and enjoys its members' benefits, or leave it; worth is what is left, at least 0.",
    .about_zh = "联盟可以以固定成本提供一项物品并享有其成员的收益，也可以放弃；价值为净收益，至少为 0。",
    .example = "game = { form = \"public-good\"; players = (\"A\", \"B\"); benefits = (4, 8); cost = 10; };",
    .keys = public_good_keys, .gives = CM_GAME_TU, .build = public_good
};
