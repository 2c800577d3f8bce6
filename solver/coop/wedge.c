/* wedge.c: what it costs to split a circle, and how the circle can make that dearest.
 *
 * A circle of members with weights works while the weight that stays reaches the quota Q.  Who wants it to fail
 * makes good the surplus that members get from it to as many as are needed: the least sum of surplus over sets T
 * with weight(C \ T) < Q.  The circle can divide its total surplus anew beforehand: its best defence maximises that
 * least sum.  It is a matrix game of the divider against the splitter; the splitter's side is a lottery over sets
 * that block, in which no member is bought with a greater chance than the value.  With equal weights, m members
 * and a quota of q, the best defence is (m - q + 1) / m of the surplus.
 *
 * How: efficient pairs of weight and cost for the split; a linear programme whose rows, one a blocking set, are
 * added as the split finds them violated.
 * Fails with: CM_E_DOMAIN for rules other than weights and one quota; CM_E_LIMIT for more than 32 members, or too
 * many efficient pairs; CM_E_NUMERIC; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: the programme is that of the least core, M. Maschler, B. Peleg, L. S. Shapley, "Geometric properties of the
 * kernel, nucleolus, and related solution concepts", Mathematics of Operations Research 4 (1979) 303-338; wedges: T.
 * W. Crawford, "Preventing enemy coalitions: how wedge strategies shape power politics", International Security 35(4)
 * (2011) 155-189. */
#include "solver/coop/wedge.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/base/rat.h"
#include "solver/concept.h"
#include "solver/coop/partition.h"

typedef struct defence {
    size_t n, count, room;
    uint32_t *set;                       /* blocking sets found */
    double *chance;                      /* of each, in the splitter's lottery */
    double share[CM_WEDGE_MOST + 1];     /* of the total surplus; at n the value */
} defence;

static cm_status add_set(cm_ctx *ctx, cm_arena *arena, cm_lp *lp, uint32_t who, defence *d)
{
    double row[CM_WEDGE_MOST + 1] = { 0 };
    if (d->set == NULL || d->count == d->room) {
        d->set = cm_grow(ctx, arena, d->set, d->count, &d->room, sizeof *d->set);
        if (d->set == NULL) return ctx->status;
    }
    d->set[d->count++] = who;
    for (size_t i = 0; i < d->n; i++) row[i] = who >> i & 1u ? 1 : 0;
    row[d->n] = -1;
    return cm_lp_row(ctx, lp, row, 0, HUGE_VAL);
}

/* Maximise z: shares add up to 1, and each blocking set found so far has at least z. */
static cm_status open_programme(cm_ctx *ctx, cm_lp *lp, size_t n)
{
    double row[CM_WEDGE_MOST + 1] = { 0 };
    cm_status status = CM_OK;
    for (size_t i = 0; i < n; i++) {
        row[i] = 1;
        CM_TRY(cm_lp_column(ctx, lp, i, 0, 0, HUGE_VAL, false));
    }
    CM_TRY(cm_lp_column(ctx, lp, n, 1, 0, HUGE_VAL, false));
    CM_TRY(cm_lp_row(ctx, lp, row, 1, 1));
out:
    return status;
}

static cm_status defend(cm_ctx *ctx, cm_arena *arena, const cm_circle *circle, defence *d)
{
    cm_lp *lp = cm_lp_new(ctx, circle->n + 1, true);
    double *dual = NULL, least, sum = 0;
    uint32_t who;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL) return ctx->status;
    d->n = circle->n;
    for (size_t i = 0; i < d->n; i++) d->share[i] = 1 / (double)d->n;
    d->share[d->n] = 1;
    CM_TRY(open_programme(ctx, lp, d->n));
    for (;;) {
        CM_TRY(cm_circle_split(ctx, circle, d->share, &least, &who));
        if (d->count > 0 && least >= d->share[d->n] - ctx->tol.abs) break;
        CM_TRY(add_set(ctx, arena, lp, who, d));
        dual = CM_NEW(ctx, arena, d->count + 1, double);
        if (dual == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_lp_solve(ctx, lp, &answer, d->share, NULL, dual));
        if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the best defence of %zu members was not found", d->n));
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped after %zu ways to split", d->count));
    }
    assert(dual != NULL);                                        /* the first pass always adds a set */
    d->chance = dual + 1;
    for (size_t k = 0; k < d->count; k++) sum += d->chance[k] = fabs(d->chance[k]);
    for (size_t k = 0; k < d->count; k++) d->chance[k] /= sum;
out:
    cm_lp_free(lp);
    return status;
}

/* The fraction of least denominator that is as good as x. */
static bool near_fraction(const cm_tol *tol, double x, cm_frac *out)
{
    for (int64_t den = 1; den <= 5040; den++) {
        double num = round(x * (double)den);
        if (fabs(num / (double)den - x) <= tol->abs * 10) return cm_frac_make((int64_t)num, den, out);
    }
    return false;
}

/* Shares as whole numbers of one unit; false when the unit would be too small. */
static bool whole_shares(const cm_tol *tol, const defence *d, cm_frac *value, double *whole, int64_t *unit)
{
    cm_frac share[CM_WEDGE_MOST];
    *unit = 1;
    if (!near_fraction(tol, d->share[d->n], value)) return false;
    for (size_t i = 0; i < d->n; i++) {
        cm_frac step;
        if (!near_fraction(tol, d->share[i], &share[i]) || !cm_frac_make(*unit, share[i].den, &step)) return false;
        if (*unit > ((int64_t)1 << 40) / step.den) return false;
        *unit *= step.den;                                       /* the least common multiple */
    }
    for (size_t i = 0; i < d->n; i++) whole[i] = (double)(share[i].num * (*unit / share[i].den));
    return true;
}

/* Is the value proved as a fraction: shares that reach it, and a lottery that allows no more, both exactly? */
static cm_status prove(cm_ctx *ctx, const cm_circle *circle, const defence *d, cm_frac *value, bool *proved)
{
    double whole[CM_WEDGE_MOST], least, sum = 0;
    cm_frac bought[CM_WEDGE_MOST] = { { 0, 0 } }, all = { 0, 1 }, chance, want;
    int64_t unit;
    uint32_t who;
    cm_status status;
    *proved = false;
    if (!whole_shares(&ctx->tol, d, value, whole, &unit)) return CM_OK;
    for (size_t i = 0; i < d->n; i++) {
        sum += whole[i];
        bought[i] = (cm_frac){ 0, 1 };
    }
    status = cm_circle_split(ctx, circle, whole, &least, &who);
    if (status != CM_OK) return status;
    if (!cm_frac_make((int64_t)least, unit, &want) || (int64_t)sum != unit || cm_frac_compare(want, *value) != 0) return CM_OK;
    for (size_t k = 0; k < d->count; k++) {
        if (!near_fraction(&ctx->tol, d->chance[k], &chance) || !cm_frac_add(all, chance, &all)) return CM_OK;
        for (size_t i = 0; i < d->n; i++) {
            if ((d->set[k] >> i & 1u) && !cm_frac_add(bought[i], chance, &bought[i])) return CM_OK;
        }
    }
    *proved = all.num == 1 && all.den == 1;
    for (size_t i = 0; i < d->n; i++) *proved = *proved && cm_frac_compare(bought[i], *value) <= 0;
    return CM_OK;
}

static cm_status print_tables(cm_ctx *ctx, const cm_tu *tu, const cm_circle *circle, const defence *d, uint32_t who, cm_result *result)
{
    static const char *const lost[] = { "player", "surplus", NULL }, *const shares[] = { "player", "weight", "now", "best", NULL },
                      *const lottery[] = { "coalition", "chance", NULL };
    cm_table *defectors, *division, *attacks;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "defectors", lost, &defectors));
    CM_TRY(cm_result_table(ctx, result, "defence", shares, &division));
    CM_TRY(cm_result_table(ctx, result, "attacks", lottery, &attacks));
    for (size_t i = 0; i < circle->n; i++) {
        cm_value out[] = { cm_text(tu->player[i]), cm_number(circle->surplus[i]) };
        cm_value row[] = { cm_text(tu->player[i]), cm_integer(circle->weight[i]), cm_number(circle->surplus[i]), cm_number(d->share[i] * circle->total) };
        if (who >> i & 1u) CM_TRY(cm_table_row(ctx, result, defectors, out));
        CM_TRY(cm_table_row(ctx, result, division, row));
    }
    for (size_t k = 0; k < d->count; k++) {
        cm_value row[] = { cm_none(), cm_number(d->chance[k]) };
        if (!(d->chance[k] > ctx->tol.abs)) continue;
        row[0] = cm_text(cm_partition_text(ctx, result->arena, tu->player, &d->set[k], 1));
        if (row[0].as.text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, attacks, row));
    }
out:
    return status;
}

static cm_status explain(cm_ctx *ctx, const cm_circle *circle, double cost, cm_result *result)
{
    bool equal = true;
    char *text;
    for (size_t i = 1; i < circle->n; i++) equal = equal && circle->weight[i] == circle->weight[0];
    if (equal) {
        size_t spare = (size_t)((circle->need + circle->weight[0] - 1) / circle->weight[0]);
        text = cm_format(ctx, result->arena, "All weights are equal: the circle fails when %zu of %zu leave, so that its best defence, equal shares, is worth %zu/%zu of the surplus.", spare,
                         circle->n, spare, circle->n);
        if (text == NULL || cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    }
    if (!(cost > 0)) return cm_result_note(ctx, result, "Members without any surplus from the circle suffice to make it fail: splitting it costs nothing.");
    return cm_result_note(ctx, result, "Other divisions of the surplus may defend as well, and other sets may cost as little; one of each is shown.");
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    defence d = { .count = 0 };
    cm_circle circle;
    cm_frac value;
    cm_value exact;
    double cost;
    uint32_t who;
    bool proved;
    cm_status status = CM_OK;
    CM_TRY(cm_circle_read(ctx, tu, params, &circle));
    CM_TRY(cm_circle_split(ctx, &circle, circle.surplus, &cost, &who));
    CM_TRY(defend(ctx, &scratch, &circle, &d));
    CM_TRY(prove(ctx, &circle, &d, &value, &proved));
    CM_TRY(cm_result_set(ctx, result, "cost", cm_number(cost)));
    CM_TRY(cm_result_set(ctx, result, "share", circle.total > 0 ? cm_number(cost / circle.total) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "members_lost", cm_integer(__builtin_popcount(who))));
    CM_TRY(cm_result_set(ctx, result, "best_defence", cm_number(d.share[d.n] * circle.total)));
    CM_TRY(cm_result_set(ctx, result, "best_share", cm_number(d.share[d.n])));
    exact = proved ? cm_fraction(ctx, result->arena, value) : cm_none();
    CM_TRY(ctx->status);
    CM_TRY(cm_result_set(ctx, result, "exact", exact));
    CM_TRY(print_tables(ctx, tu, &circle, &d, who, result));
    CM_TRY(explain(ctx, &circle, cost, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "cost", "share", "members_lost", "best_defence", "best_share", "exact", NULL };
static const cm_param params_of[] = {
    { "surplus", CM_PARAM_BY_PLAYER, offsetof(cm_wedge_params, surplus), 0, 0, 1e15, NULL, "What each member gets out of the circle; equal shares of the total unless told.",
      "每个成员从小圈子中得到的剩余；若不给出，则平分总剩余。" },
    { "total", CM_PARAM_NUMBER, offsetof(cm_wedge_params, total), 1, 0, 1e15, NULL, "The surplus of the whole circle, where members' own are not given.",
      "整个小圈子的总剩余（未给出各成员剩余时使用）。" },
};

extern const cm_concept cm_concept_wedge;
const cm_concept cm_concept_wedge = {
    .name = "wedge",
    .title = "Cost of splitting a circle",
    .title_zh = "分化小圈子的成本",
    .about = "What an outsider must pay to draw enough members out of a circle for it to fail, and how the circle divides its surplus to make that dearest.",
    .about_zh = "外部国家需付出多大代价才能拉走足够多的成员使小圈子失效，以及小圈子如何分配剩余才能使分化最昂贵。",
    .formula = "cost = min over T with weight(C \\ T) < Q of sum_T surplus; best defence = max over divisions of that; equal weights: (m - q + 1) / m of the surplus",
    .source = "M. Maschler, B. Peleg, L. S. Shapley, \"Geometric properties of the kernel, nucleolus, and related solution concepts\", Mathematics of Operations Research 4 (1979) "
              "303-338; T. W. Crawford, \"Preventing enemy coalitions\", International Security 35(4) (2011) 155-189",
    .certificate = "all sets (above 20 members an integer programme) split the circle no cheaper, as it is and with the best division; by the printed lottery over blocking sets no division "
                   "makes it dearer",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = params_of, .nparams = 2, .params_size = sizeof(cm_wedge_params),
    .run = run,
    .check = cm_wedge_check,
};
