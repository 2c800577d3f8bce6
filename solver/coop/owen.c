/* owen.c: the Owen value of a game whose players form unions beforehand.
 *
 * Definition: as the Shapley value, but only orders of joining count in which each union's members come
 * together:
 *   value_i = sum over sets H of other unions, T of other members of i's own, of
 *             |H|! (m-|H|-1)! / m! |T|! (p-|T|-1)! / p! (v(H + T + i) - v(H + T)),
 * m unions, p members of i's union.  For each union the sum over H is a game among its members,
 *   w(T) = sum over H of |H|! (m-|H|-1)! / m! (v(H + T) - v(H)),
 * and the Owen value of a member is its Shapley value there.
 *
 * Summary: total, unions.  Table: payoffs (player, value, union).
 * Fails with: CM_E_INPUT for a player in two unions; CM_E_LIMIT for games that are not dense; CM_E_MEMORY,
 * CM_E_INTERRUPT.  Cost: at most O(n 2^n).
 * Source: G. Owen, "Values of games with a priori unions", in R. Henn, O. Moeschlin (eds.), Mathematical Economics
 * and Game Theory, Springer (1977) 76-88. */
#include <float.h>
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/values.h"

typedef struct params {
    cm_lists unions;
} params;

/* The masks of all unions but k, in their order; *m - 1 of them. */
static size_t others_of(const cm_unions *u, size_t k, uint32_t *mask)
{
    size_t m = 0;
    for (size_t l = 0; l < u->count; l++) {
        if (l == k) continue;
        mask[m] = 0;
        for (size_t a = u->first[l]; a < u->first[l + 1]; a++) mask[m] |= (uint32_t)1 << u->member[a];
        m++;
    }
    return m;
}

/* w(T) for all T. */
static cm_status inner_game(cm_ctx *ctx, const cm_tu *tu, const uint32_t *other, size_t m, const uint32_t *own, size_t size, double *w)
{
    double chance[CM_TU_MOST + 1];
    for (size_t h = 0; h <= m; h++) chance[h] = 1 / (double)cm_shapley_chances(m + 1, h);
    for (size_t set = 0; set < (size_t)1 << m; set++) {
        double c = chance[__builtin_popcountll(set)];
        uint32_t joined = 0;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        for (size_t rest = set; rest != 0; rest &= rest - 1) joined |= other[__builtin_ctzll(rest)];
        for (size_t t = 1; t < (size_t)1 << size; t++) w[t] += c * (tu->worth[joined | own[t]] - tu->worth[joined]);
    }
    return CM_OK;
}

static cm_status solve_union(cm_ctx *ctx, const cm_tu *tu, const cm_unions *u, size_t k, double *x)
{
    size_t size = u->first[k + 1] - u->first[k];
    const size_t *member = u->member + u->first[k];
    cm_arena scratch = { NULL };
    uint32_t other[CM_TU_MOST], *own = cm_subsets(ctx, &scratch, member, size);
    double *w, dust = 64 * DBL_EPSILON * cm_tu_scale(tu);
    cm_payoffs inside;
    cm_tu inner;
    cm_status status = CM_OK;
    if (own == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tu_init(ctx, &scratch, size, NULL, &w, &inner));
    inner.exact = false;
    CM_TRY(inner_game(ctx, tu, other, others_of(u, k, other), own, size, w));
    CM_TRY(cm_shapley_find(ctx, &scratch, &inner, &inside));
    for (size_t a = 0; a < size; a++) x[member[a]] = fabs(inside.x[a]) <= dust ? 0 : inside.x[a];
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *p, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "union", NULL };
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST] = { 0 };
    cm_arena scratch = { NULL };
    cm_unions u;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Owen value"));
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    CM_TRY(cm_unions_read(ctx, &scratch, tu, &((const params *)p)->unions, &u));
    for (size_t k = 0; k < u.count; k++) CM_TRY(solve_union(ctx, tu, &u, k, x));
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), cm_number(x[i]), cm_integer((int64_t)u.of[i] + 1) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(tu->worth[((size_t)1 << tu->n) - 1])));
    CM_TRY(cm_result_set(ctx, result, "unions", cm_integer((int64_t)u.count)));
    CM_TRY(cm_result_note(ctx, result, u.count == tu->n ? "No union has two members: this is the Shapley value."
                                                        : "Unions bargain with each other first, and share what they get among their members after that."));
out:
    cm_arena_free(&scratch);
    return status;
}

/* Owen's own two steps, by the potential: P(S) = (v(S) + sum of P(S - k)) / |S|; a player's Shapley value is
 * P(N) - P(N - k).  S. Hart, A. Mas-Colell, "Potential, value, and consistency", Econometrica 57 (1989) 589-614.
 * What union k gets when only `part` of it is there: game among unions, k the highest bit. */
static double of_part(const cm_tu *tu, const uint32_t *other, size_t m, uint32_t part, double *potential)
{
    size_t all = ((size_t)2 << m) - 1;
    potential[0] = 0;
    for (size_t set = 1; set <= all; set++) {
        uint32_t joined = set >> m & 1u ? part : 0;
        double sum = 0;
        for (size_t rest = set; rest != 0; rest &= rest - 1) {
            size_t l = (size_t)__builtin_ctzll(rest);
            if (l < m) joined |= other[l];
            sum += potential[set & ~((size_t)1 << l)];
        }
        potential[set] = (tu->worth[joined] + sum) / __builtin_popcountll(set);
    }
    return potential[all] - potential[all >> 1];
}

static cm_status check_union(cm_ctx *ctx, const cm_tu *tu, const cm_unions *u, size_t k, const double *x)
{
    size_t size = u->first[k + 1] - u->first[k], m;
    const size_t *member = u->member + u->first[k];
    cm_arena scratch = { NULL };
    uint32_t other[CM_TU_MOST], *own = cm_subsets(ctx, &scratch, member, size);
    double *inner = CM_NEW(ctx, &scratch, (size_t)1 << size, double), *potential = CM_NEW(ctx, &scratch, (size_t)1 << u->count, double);
    double inside[CM_TU_MOST], gap;
    cm_status status = CM_OK;
    if (own == NULL || inner == NULL || potential == NULL) CM_LEAVE(ctx->status);
    m = others_of(u, k, other);
    for (size_t t = 1; t < (size_t)1 << size; t++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        inner[t] = of_part(tu, other, m, own[t], potential);
    }
    for (size_t a = 0; a < size; a++) inside[a] = x[member[a]];
    gap = cm_shapley_gap(inner, size, inside);
    if (!(gap <= ctx->tol.cert * cm_tu_scale(tu))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: in the union of '%s' a payoff is %.3g off", tu->player[member[0]], gap));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* Unions of one share one game among unions: its Shapley values, by least squares. */
static cm_status check_quotient(cm_ctx *ctx, const cm_tu *tu, const cm_unions *u, const double *x)
{
    cm_arena scratch = { NULL };
    double *worth = CM_NEW(ctx, &scratch, (size_t)1 << u->count, double), share[CM_TU_MOST], gap;
    uint32_t mask[CM_TU_MOST];
    cm_status status = CM_OK;
    if (worth == NULL) CM_LEAVE(ctx->status);
    (void)others_of(u, u->count, mask);
    for (size_t set = 0; set < (size_t)1 << u->count; set++) {
        uint32_t joined = 0;
        for (size_t rest = set; rest != 0; rest &= rest - 1) joined |= mask[__builtin_ctzll(rest)];
        worth[set] = tu->worth[joined];
    }
    for (size_t k = 0; k < u->count; k++) share[k] = cm_gets(tu, x, mask[k]);
    gap = cm_shapley_gap(worth, u->count, share);
    if (!(gap <= ctx->tol.cert * cm_tu_scale(tu))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a union gets %.3g more or less than its value among unions", gap));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *p, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST];
    cm_arena scratch = { NULL };
    cm_unions u;
    cm_status status;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Owen value"));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    CM_TRY(cm_unions_read(ctx, &scratch, tu, &((const params *)p)->unions, &u));
    CM_TRY(check_quotient(ctx, tu, &u, x));
    for (size_t k = 0; k < u.count; k++) {
        if (u.first[k + 1] - u.first[k] > 1) CM_TRY(check_union(ctx, tu, &u, k, x));
    }
    CM_TRY(cm_total_check(ctx, result, tu->worth[((size_t)1 << tu->n) - 1], cm_tu_scale(tu)));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "total", "unions", NULL };

static const cm_param parameters[] = {
    { .name = "unions", .kind = CM_PARAM_PLAYER_LISTS, .offset = offsetof(params, unions), .fallback = 1, .low = 1, .high = 0,
      .about = "Who has formed a union beforehand; players in none are alone.",
      .about_zh = "事先结成同盟的行为体名单；未列入任何同盟者各自独立。" },
};

extern const cm_concept cm_concept_owen;
const cm_concept cm_concept_owen = {
    .name = "owen",
    .title = "Owen value",
    .title_zh = "欧文值",
    .about = "What each player gets when unions formed beforehand bargain with each other, and each union's share is divided within it.",
    .about_zh = "若各方事先结成同盟，同盟之间先行谈判、再在内部分配，各行为体所得几何。",
    .formula = "the mean of what i adds over all orders of joining in which each union's members come together",
    .source = "G. Owen, \"Values of games with a priori unions\", in R. Henn, O. Moeschlin (eds.), Mathematical Economics and Game Theory, "
              "Springer (1977) 76-88",
    .certificate = "each union gets its Shapley value among unions, and within it each member its value in the game of what parts of the union would get, "
                   "computed by the potential and compared by least squares",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
