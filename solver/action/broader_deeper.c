/* broader_deeper.c: how deep an agreement can go, by how many are in it, and by whether all must commit to the same.
 *
 * n members; i would like to go as deep as a_i, from nothing: at a common depth x it gains x (2 a_i - x), so it stays up to 2 a_i.  Of the k most
 * ambitious the common depth is the best for them together that none of them leaves: min(mean a, 2 min a).  What it binds of the world is
 * depth k / n.  Opened to others at its own depth, a club takes in whoever gains by that (2 a_i >= x): nobody has to be waited for.  With commitments that differ each goes as
 * deep as it likes, a_i, and breadth takes nothing from depth.
 *
 * Summary: depth (common, all in), gain (a member's mean then), club (members of the club: `club`, or the one that binds most), club_depth, club_average (depth times
 * share of members), club_gain (mean over all), opened (members once it is opened), opened_average, differentiated (mean depth), differentiated_gain,
 * trade_off (does a club bind more of the world than all together?).  Table: clubs (size, least, depth, average, gain): `least` is the ambition of the least ambitious in it.
 * Cost: n log n.
 * Fails with: CM_E_INPUT for a club or a list of another number than there are members; CM_E_MEMORY.
 * Source: G. W. Downs, D. M. Rocke, P. N. Barsoom, "Managing the evolution of multilateralism", International Organization 52
 * (1998) 397-419; M. J. Gilligan, "Is there a broader-deeper trade-off in international multilateral agreements?", International
 * Organization 58 (2004) 459-484.  The form with these gains is ours, in their manner. */
#include <stdlib.h>

#include "solver/action/people.h"
#include "solver/concept.h"

typedef struct broad_params {
    long members, club;
    double ambition, spread;
    cm_numbers ambitions;
} broad_params;

static int from_most(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* What a club of the k most ambitious agrees on, and what its members gain in sum. */
static void club_of(const double *a, size_t k, double *depth, double *gain)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) sum += a[i];
    *depth = fmin(sum / (double)k, 2 * a[k - 1]);
    *gain = *depth * (2 * sum - (double)k * *depth);
}

static cm_status list_clubs(cm_ctx *ctx, const double *a, size_t n, size_t *best, cm_result *result)
{
    static const char *const columns[] = { "size", "least", "depth", "average", "gain", NULL };
    double most = -1, depth, gain;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "clubs", columns, &table));
    for (size_t k = 1; k <= n; k++) {
        double average;
        club_of(a, k, &depth, &gain);
        average = depth * (double)k / (double)n;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k), cm_number(a[k - 1]), cm_number(depth), cm_number(average), cm_number(gain / (double)n) }));
        if (average > most + ctx->tol.abs * a[0]) most = average, *best = k;
    }
out:
    return status;
}

static cm_status print(cm_ctx *ctx, const double *a, size_t n, size_t club, cm_result *result)
{
    double depth, gain, all, all_gain, size = (double)n, sum = 0, squares = 0;
    size_t opened = 0;
    char *text;
    cm_status status;
    club_of(a, n, &all, &all_gain);
    club_of(a, club, &depth, &gain);
    while (opened < n && 2 * a[opened] >= depth - ctx->tol.abs * a[0]) opened++;
    for (size_t i = 0; i < n; i++) {
        sum += a[i];
        squares += a[i] * a[i];
    }
    CM_TRY(cm_result_set(ctx, result, "depth", cm_number(all)));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(all_gain / size)));
    CM_TRY(cm_result_set(ctx, result, "club", cm_integer((int64_t)club)));
    CM_TRY(cm_result_set(ctx, result, "club_depth", cm_number(depth)));
    CM_TRY(cm_result_set(ctx, result, "club_average", cm_number(depth * (double)club / size)));
    CM_TRY(cm_result_set(ctx, result, "club_gain", cm_number(gain / size)));
    CM_TRY(cm_result_set(ctx, result, "opened", cm_integer((int64_t)opened)));
    CM_TRY(cm_result_set(ctx, result, "opened_average", cm_number(depth * (double)opened / size)));
    CM_TRY(cm_result_set(ctx, result, "differentiated", cm_number(sum / size)));
    CM_TRY(cm_result_set(ctx, result, "differentiated_gain", cm_number(squares / size)));
    CM_TRY(cm_result_set(ctx, result, "trade_off", cm_truth(depth * (double)club / size > all + ctx->tol.abs * a[0])));
    text = cm_format(ctx, result->arena, "All %zu together go no deeper than %.4g, twice what the least ambitious would like; %zu of them go to %.4g, and opened at that depth %zu stay in.", n, all, club, depth, opened);
    if (!(all < sum / size * (1 - ctx->tol.rel))) text = cm_format(ctx, result->arena, "All %zu together go to %.4g, what is best for them on average: nobody would leave, and no depth is lost by breadth.", n, all);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    CM_TRY(cm_result_note(ctx, result, "Breadth costs depth because all commit to the same: where each may commit to its own, the unambitious can be in without holding the others back."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const broad_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members, best = 1;
    double *a = CM_NEW(ctx, &scratch, n, double);
    cm_status status = CM_OK;
    (void)game;
    if (a == NULL) CM_LEAVE(ctx->status);
    if (p->club > p->members) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "broader-deeper: a club of %ld of %ld members", p->club, p->members));
    CM_TRY(cm_people_fill(ctx, "broader-deeper", "ambitions", p->members, p->ambition, p->spread, &p->ambitions, a));
    qsort(a, n, sizeof *a, from_most);
    CM_TRY(list_clubs(ctx, a, n, &best, result));
    CM_TRY(print(ctx, a, n, p->club > 0 ? (size_t)p->club : best, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate: who is in by what it would like, and whether a little more or less would be better for them ---- */

/* Of all who would like at least `least`: gains added one by one at `depth`; none below 0, and no other depth is better. */
static cm_status check_club(cm_ctx *ctx, const double *a, size_t n, size_t size, double least, double depth, double *gain)
{
    double slope = 0, slack = ctx->tol.cert * least, worst = HUGE_VAL;
    size_t above = 0, level = 0, counted = 0;
    *gain = 0;
    for (size_t i = 0; i < n; i++) {
        above += a[i] > least ? 1 : 0;
        level += a[i] >= least && a[i] <= least ? 1 : 0;
    }
    if (!(above < size && size <= above + level)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is not the least ambition of the %zu most ambitious", least, size);
    for (size_t i = 0; i < n; i++) {
        if (a[i] < least || (a[i] <= least && counted++ >= size - above)) continue;
        *gain += a[i] * a[i] - (depth - a[i]) * (depth - a[i]);
        worst = fmin(worst, 2 * a[i] - depth);
        slope += a[i] - depth;
    }
    if (!(worst >= -slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at %.12g one of %zu would leave", depth, size);
    if (!(fabs(slope) <= slack * (double)size || (slope > 0 && worst <= slack))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is not the best depth for %zu", depth, size);
    return CM_OK;
}

static cm_status check_clubs(cm_ctx *ctx, const broad_params *p, const double *a, const cm_table *table, double top, const cm_result *result)
{
    size_t n = (size_t)p->members;
    double club = cm_reread_get(result, "club"), most = 0, chosen = 0, gain = 0;
    cm_status status = CM_OK;
    for (size_t r = 0; r < n; r++) {
        double depth = cm_reread_cell(table, r, "depth"), average = depth * (double)(r + 1) / (double)n;
        CM_TRY(cm_said_cell(ctx, table, r, "size", (double)r + 1, 0.5));
        CM_TRY(check_club(ctx, a, n, r + 1, cm_reread_cell(table, r, "least"), depth, &gain));
        CM_TRY(cm_said_cell(ctx, table, r, "average", average, top));
        CM_TRY(cm_said_cell(ctx, table, r, "gain", gain / (double)n, top * top));
        most = fmax(most, average);
        if ((double)(r + 1) < club || (double)(r + 1) > club) continue;
        chosen = average;
        CM_TRY(cm_said_near(ctx, result, "club_depth", depth, top));
        CM_TRY(cm_said_near(ctx, result, "club_average", average, top));
        CM_TRY(cm_said_near(ctx, result, "club_gain", gain / (double)n, top * top));
    }
    CM_TRY(cm_said_near(ctx, result, "depth", cm_reread_cell(table, n - 1, "depth"), top));
    CM_TRY(cm_said_near(ctx, result, "gain", gain / (double)n, top * top));
    if (p->club > 0 ? club < (double)p->club || club > (double)p->club : !(chosen >= most - ctx->tol.cert * top)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a club of %g binds %.12g, and another %.12g", club, chosen, most));
    if (chosen > cm_reread_get(result, "depth") + ctx->tol.cert * top) CM_TRY(cm_said_near(ctx, result, "trade_off", 1, 0.5));
    if (chosen < cm_reread_get(result, "depth") - ctx->tol.cert * top) CM_TRY(cm_said_near(ctx, result, "trade_off", 0, 0.5));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const broad_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members;
    double *a = CM_NEW(ctx, &scratch, n, double), depth = cm_reread_get(result, "club_depth"), opened = cm_reread_get(result, "opened"), top = 0, sum = 0, squares = 0;
    size_t surely = 0, perhaps = 0;
    const cm_table *table;
    cm_status status = CM_OK;
    (void)game;
    if (a == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_people_fill(ctx, "broader-deeper", "ambitions", p->members, p->ambition, p->spread, &p->ambitions, a));
    CM_TRY(cm_reread_table(ctx, result, "clubs", n, &table));
    for (size_t i = 0; i < n; i++) top = fmax(top, a[i]);
    for (size_t i = 0; i < n; i++) {
        surely += 2 * a[i] > depth + ctx->tol.cert * top ? 1 : 0;
        perhaps += 2 * a[i] > depth - ctx->tol.cert * top ? 1 : 0;
        sum += a[i] / (double)n;
        squares += a[i] * a[i] / (double)n;
    }
    CM_TRY(check_clubs(ctx, p, a, table, top, result));
    if (!(opened >= (double)surely && opened <= (double)perhaps)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu gain at %.12g, not %g", surely, depth, opened));
    CM_TRY(cm_said_near(ctx, result, "opened_average", depth * opened / (double)n, top));
    CM_TRY(cm_said_near(ctx, result, "differentiated", sum, top));
    CM_TRY(cm_said_near(ctx, result, "differentiated_gain", squares, top * top));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(broad_params, members), .fallback = 25, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "club", .kind = CM_PARAM_INTEGER, .offset = offsetof(broad_params, club), .fallback = 0, .low = 0, .high = CM_ACTION_MOST,
      .about = "How many of the most ambitious make a club; 0: as many as bind most of the world.", .about_zh = "由最有抱负的多少个成员组成俱乐部；0 表示取约束力（深度乘以成员份额）最大的规模。" },
    { .name = "ambition", .kind = CM_PARAM_NUMBER, .offset = offsetof(broad_params, ambition), .fallback = 0.5, .low = 0.000001, .high = 1000000,
      .about = "How deep a member would like to go, on average.", .about_zh = "成员所希望的深度（平均值）。" },
    { .name = "spread", .kind = CM_PARAM_NUMBER, .offset = offsetof(broad_params, spread), .fallback = 1, .low = 0, .high = 1,
      .about = "How far ambitions lie from their mean, as a share of it: evenly from ambition (1 - spread) to ambition (1 + spread).", .about_zh = "抱负围绕均值的离散程度：在 ambition (1 - spread) 与 ambition (1 + spread) 之间均匀分布。" },
    { .name = "ambitions", .kind = CM_PARAM_NUMBERS, .offset = offsetof(broad_params, ambitions), .low = 0.000001, .high = 1000000,
      .about = "How deep each member would like to go, in place of the mean and the spread.", .about_zh = "逐一给出各成员所希望的深度，以代替均值与离散程度。" },
};

static const char *const summary_names[] = { "depth", "gain", "club", "club_depth", "club_average", "club_gain", "opened", "opened_average", "differentiated", "differentiated_gain", "trade_off", NULL };

extern const cm_concept cm_concept_broader_deeper;
const cm_concept cm_concept_broader_deeper = {
    .name = "broader-deeper",
    .title = "Breadth against depth", .title_zh = "广度与深度",
    .about = "How deep an agreement can go that all stay in, against a club of the ambitious, a club opened to others at its own depth, and commitments that may differ; in the manner of Downs, Rocke and Barsoom and of Gilligan.",
    .about_zh = "全体都愿留在其中的协议能有多深，与由有抱负者组成的俱乐部、按其既定深度开放的俱乐部以及可有差别的承诺相比；仿唐斯、罗克、巴松与吉利根的模型。",
    .formula = "common depth of the k most ambitious: min(mean a, 2 min a); opened to i with 2 a_i >= depth; differentiated: a_i each",
    .source = "G. W. Downs, D. M. Rocke, P. N. Barsoom, \"Managing the evolution of multilateralism\", International Organization 52 (1998) 397-419; M. J. Gilligan, \"Is there a broader-deeper trade-off in international "
              "multilateral agreements?\", International Organization 58 (2004) 459-484",
    .certificate = "clubs are picked out by ambition and gains added up: nobody would leave, and neither a little more nor less depth is better for them",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(broad_params),
    .run = run,
    .check = check,
};
