/* spiral.c: members who arm because others may.
 *
 * Arming costs each of n members a cost c, even on [low, high], that only it knows; below 0 it likes to.  Where another
 * arms, arming is worth `fear` to it, where none does `advantage`; somebody outside arms with probability `outside`.  With
 * F(x) = (x - low) / (high - low) between 0 and 1, members below x arm, where
 *   x = advantage + (fear - advantage) q,  q = 1 - (1 - outside) (1 - F(x))^(n - 1):
 * the symmetric equilibria.  With fear above advantage arms call for arms (each arms since others may), and there can be
 * several; with fear below advantage arms deter, and there is one.  All of them are found, between points of a grid.
 *
 * Summary: equilibria, arming (the lowest: how likely each arms), most_arming (the highest), anybody (how likely somebody
 * arms in the lowest), liking (how many would arm were there no others), spiral (arming less liking), cutoff, kind.
 * Table: equilibria (cutoff, arming, stable).  Cost: the grid.
 * Source: R. Jervis, "Cooperation under the security dilemma", World Politics 30 (1978) 167-214; S. Baliga, T. Sjostrom,
 * "Arms races and negotiations", Review of Economic Studies 71 (2004) 351-369; S. Baliga, T. Sjostrom, "The strategy of
 * manipulating conflict", American Economic Review 102 (2012) 2897-2922; for n members with even costs it is worked out
 * here in their spirit. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/action/reread.h"
#include "solver/base/root.h"
#include "solver/concept.h"

enum { GRID = 2000 };

typedef struct spiral_params {
    double fear, advantage, low, high, outside;
} spiral_params;

typedef struct race {
    const spiral_params *p;
    double n;
} race;

static double below(const spiral_params *p, double x) { return fmin(1, fmax(0, (x - p->low) / (p->high - p->low))); }

/* What arming is worth where those below x arm, less x. */
static double above(double x, void *data)
{
    const race *r = data;
    double calm = (1 - r->p->outside) * pow(1 - below(r->p, x), r->n - 1);
    return r->p->fear + (r->p->advantage - r->p->fear) * calm - x;
}

static cm_status add(cm_ctx *ctx, const race *r, double x, bool stable, cm_result *result, cm_table *table)
{
    double before = table->nrows > 0 ? cm_table_get(table, table->nrows - 1, "cutoff").as.number : -HUGE_VAL;
    if (x - before <= ctx->tol.cert * (1 + fabs(x))) return CM_OK;
    return cm_table_row(ctx, result, table, (cm_value[]){ cm_number(x), cm_number(below(r->p, x)), cm_truth(stable) });
}

/* A cutoff between two places where `above` has other signs, if it has. */
static cm_status between(cm_ctx *ctx, race *r, double low, double at_low, double high, double at_high, cm_result *result, cm_table *table)
{
    double root;
    cm_status status = CM_OK;
    if (!(fabs(at_low) > ctx->tol.abs) || (at_low > 0) == (at_high > 0)) return CM_OK;
    CM_TRY(cm_root(ctx, above, r, low, high, 2 * DBL_EPSILON, "spiral: an equilibrium", &root));
    CM_TRY(add(ctx, r, root, at_low > 0, result, table));
out:
    return status;
}

/* Cutoffs lie between advantage and fear, and there may be another close to one at a point of the grid.  One is stable when a little
 * less arming calls for more than that, and a little more for less. */
static cm_status find(cm_ctx *ctx, race *r, cm_result *result, cm_table *table)
{
    double from = fmin(r->p->fear, r->p->advantage), to = fmax(r->p->fear, r->p->advantage), x = from, at = 0, beside = to > from ? (to - from) / GRID / GRID : 1;
    int last = to > from ? GRID : 0;
    cm_status status = CM_OK;
    for (int k = 0; k <= last; k++) {
        double next = from + (to - from) * k / GRID, there = above(next, r), before = above(next - beside, r), after = above(next + beside, r);
        bool zero = fabs(there) <= ctx->tol.abs;
        CM_TRY(between(ctx, r, x, at, zero ? next - beside : next, zero ? before : there, result, table));
        if (zero) CM_TRY(add(ctx, r, next, before > 0 && after < 0, result, table));
        x = zero ? next + beside : next;
        at = zero ? after : there;
    }
out:
    return status;
}

static cm_status fits(cm_ctx *ctx, const void *params)
{
    const spiral_params *p = params;
    return p->low < p->high ? CM_OK : cm_fail(ctx, CM_E_INPUT, "spiral: costs are between %g and %g", p->low, p->high);
}

static const char *kind_of(const spiral_params *p) { return p->fear > p->advantage ? "spiral" : p->fear < p->advantage ? "deterrence" : "neither"; }

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "cutoff", "arming", "stable", NULL };
    const spiral_params *p = params;
    race r = { p, (double)game->as.protocol.n };
    double least, most, liking = below(p, p->advantage);
    cm_table *table;
    cm_status status;
    CM_TRY(fits(ctx, p));
    if (game->as.protocol.n < 2) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "spiral takes two members or more, not %zu", game->as.protocol.n));
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &table));
    CM_TRY(find(ctx, &r, result, table));
    if (table->nrows == 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "spiral: no equilibrium was found"));
    least = cm_table_get(table, 0, "arming").as.number;
    most = cm_table_get(table, table->nrows - 1, "arming").as.number;
    CM_TRY(cm_result_set(ctx, result, "equilibria", cm_integer((int64_t)table->nrows)));
    CM_TRY(cm_result_set(ctx, result, "arming", cm_number(least)));
    CM_TRY(cm_result_set(ctx, result, "most_arming", cm_number(most)));
    CM_TRY(cm_result_set(ctx, result, "anybody", cm_number(1 - pow(1 - least, r.n))));
    CM_TRY(cm_result_set(ctx, result, "liking", cm_number(liking)));
    CM_TRY(cm_result_set(ctx, result, "spiral", cm_number(least - liking)));
    CM_TRY(cm_result_set(ctx, result, "cutoff", cm_table_get(table, 0, "cutoff")));
    CM_TRY(cm_result_set(ctx, result, "kind", cm_text(kind_of(p))));
    CM_TRY(cm_result_note(ctx, result, p->fear > p->advantage ? "Arms call for arms: who would not arm alone does so since others may, which gives these a reason in turn."
                                       : p->fear < p->advantage ? "Arms deter: the likelier others are to arm, the less arming is worth."
                                                                : "Whether others arm makes no difference to what arming is worth."));
    if (table->nrows > 1) CM_TRY(cm_result_note(ctx, result, "There are several equilibria: what members expect of each other decides; numbers of the summary are those of the calmest."));
out:
    return status;
}

/* --- the certificate -------------------------------------------------------------------------------------------- */

/* What arming is worth to one, over how many of the others arm, less what it is worth at cost x. */
static double gain_at(const spiral_params *p, size_t n, double x)
{
    double width = p->high - p->low, arm = x <= p->low ? 0 : x >= p->high ? 1 : (x - p->low) / width, chance = 1 - p->outside;
    for (size_t k = 1; k < n; k++) chance -= chance * arm;
    return chance * p->advantage + (1 - chance) * p->fear - x;
}

/* Nothing is left out: between cutoffs what arming is worth stays above, or below. */
static cm_status check_gaps(cm_ctx *ctx, const spiral_params *p, size_t n, const cm_table *table)
{
    enum { BETWEEN = 61 };
    double from = fmin(p->fear, p->advantage), to = fmax(p->fear, p->advantage), slack = ctx->tol.cert * (1 + fabs(from) + fabs(to));
    for (size_t r = 0; r <= table->nrows; r++) {
        double low = r > 0 ? cm_reread_cell(table, r - 1, "cutoff") : from, high = r < table->nrows ? cm_reread_cell(table, r, "cutoff") : to;
        bool up = false, down = false;
        for (int k = 1; k < BETWEEN; k++) {
            double gain = gain_at(p, n, low + (high - low) * k / BETWEEN);
            up = up || gain > slack, down = down || gain < -slack;
        }
        if (up && down) return cm_fail(ctx, CM_E_NUMERIC, "certificate: between %.12g and %.12g an equilibrium is missing", low, high);
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const spiral_params *p = params;
    const cm_table *table = cm_result_find(result, "equilibria");
    size_t n = game->as.protocol.n;
    double before = -HUGE_VAL, scale = 1 + fabs(p->fear) + fabs(p->advantage), width = p->high - p->low, arm = NAN, calm = 1, alone;
    cm_status status;
    if (table == NULL || table->nrows == 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no equilibrium");
    for (size_t r = 0; r < table->nrows; r++) {
        double x = cm_reread_cell(table, r, "cutoff"), gain = gain_at(p, n, x), h = sqrt(ctx->tol.cert) * scale, less, more;
        arm = x <= p->low ? 0 : x >= p->high ? 1 : 1 - (p->high - x) / width;
        if (!(x > before) || !(fabs(gain) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a cost of %.12g arming pays %.6g", x, gain);
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, r, "arming"), arm, 1, "a chance of arming"));
        if (r > 0) h = fmin(h, (x - before) / 2);
        if (r + 1 < table->nrows) h = fmin(h, fmax(0, cm_reread_cell(table, r + 1, "cutoff") - x) / 2);
        less = gain_at(p, n, x - h), more = gain_at(p, n, x + h);
        if (fmin(fabs(less), fabs(more)) > ctx->tol.cert * scale) CM_TRY(cm_reread_value(ctx, cm_table_get(table, r, "stable"), less > 0 && more < 0, 1, "whether it is stable"));
        before = x;
    }
    CM_TRY(check_gaps(ctx, p, n, table));
    CM_TRY(cm_reread_near(ctx, result, "equilibria", (double)table->nrows, 1));
    CM_TRY(cm_reread_near(ctx, result, "most_arming", arm, 1));
    CM_TRY(cm_reread_near(ctx, result, "cutoff", cm_reread_cell(table, 0, "cutoff"), scale));
    arm = cm_reread_cell(table, 0, "arming");
    for (size_t k = 0; k < n; k++) calm *= 1 - arm;
    alone = p->advantage <= p->low ? 0 : p->advantage >= p->high ? 1 : 1 - (p->high - p->advantage) / width;
    CM_TRY(cm_reread_near(ctx, result, "arming", arm, 1));
    CM_TRY(cm_reread_near(ctx, result, "anybody", 1 - calm, 1));
    CM_TRY(cm_reread_near(ctx, result, "liking", alone, 1));
    CM_TRY(cm_reread_near(ctx, result, "spiral", arm - alone, 1));
    CM_TRY(cm_reread_word(ctx, result, "kind", kind_of(p)));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "fear", .kind = CM_PARAM_NUMBER, .offset = offsetof(spiral_params, fear), .fallback = 0.6, .low = -1000000, .high = 1000000,
      .about = "What arming is worth where another arms; large where attack has the advantage.", .about_zh = "他方武装时武装的价值；进攻占优时较大。" },
    { .name = "advantage", .kind = CM_PARAM_NUMBER, .offset = offsetof(spiral_params, advantage), .fallback = 0.2, .low = -1000000, .high = 1000000,
      .about = "What arming is worth where no other arms.", .about_zh = "无他方武装时武装的价值。" },
    { .name = "low", .kind = CM_PARAM_NUMBER, .offset = offsetof(spiral_params, low), .fallback = 0.1, .low = -1000000, .high = 1000000,
      .about = "The least that arming costs a member; below 0 it likes to.", .about_zh = "武装成本的下限；低于 0 表示乐于武装。" },
    { .name = "high", .kind = CM_PARAM_NUMBER, .offset = offsetof(spiral_params, high), .fallback = 1, .low = -1000000, .high = 1000000,
      .about = "The most that arming costs a member.", .about_zh = "武装成本的上限。" },
    { .name = "outside", .kind = CM_PARAM_NUMBER, .offset = offsetof(spiral_params, outside), .fallback = 0, .low = 0, .high = 1,
      .about = "How likely somebody outside arms whatever members do.", .about_zh = "外部有人无论如何都会武装的概率。" },
};

static const char *const summary_names[] = { "equilibria", "arming", "most_arming", "anybody", "liking", "spiral", "cutoff", "kind", NULL };

extern const cm_concept cm_concept_spiral;
const cm_concept cm_concept_spiral = {
    .name = "spiral",
    .title = "The security dilemma", .title_zh = "安全困境",
    .about = "How many members arm because others may, who would not have armed for their own sake.",
    .about_zh = "有多少成员本不愿武装，却因他方可能武装而武装。",
    .formula = "x = advantage + (fear - advantage) (1 - (1 - outside) (1 - F(x))^(n - 1)), F even on [low, high]",
    .source = "R. Jervis, \"Cooperation under the security dilemma\", World Politics 30 (1978) 167-214; S. Baliga, T. Sjostrom, \"Arms races and negotiations\", Review of Economic Studies 71 (2004) 351-369; for n "
              "members with even costs it is worked out in the file in their spirit",
    .certificate = "at each cutoff arming pays nothing more, counted member by member; between cutoffs what it pays does not change its sign",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(spiral_params),
    .run = run,
    .fits = fits,
    .check = check,
};
