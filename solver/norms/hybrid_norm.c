/* hybrid_norm.c: two values that each side prefers, and a hybrid of both: which becomes the norm?
 *
 * Two populations meet and have to agree on a norm: on A the first gets a and the second b, on B the other way round, on
 * the hybrid H both get h; nothing where they differ.  From norm X to Y one population follows once a share of the other
 * plays Y: x / (x + y), x and y its own payoffs; the resistance is the lesser of the two.  Where errors are rare the norm
 * at the root of the tree of least resistance holds nearly always (stochastically stable).  That is the hybrid when its
 * radius h / (a + h) is at least its coradius b / (b + h), so when h >= sqrt(a b): below the middle (a + b) / 2.
 *
 * Summary: hybrid, selected, threshold, midpoint, radius, coradius; own, coordinate, mixed_payoff: the mixture of A and
 * B, how likely two then agree, and what it pays.  Tables: potentials (norm, potential), resistances (from, to, share).
 * Cost: none to speak of.
 * Source: H. P. Young, "The evolution of conventions", Econometrica 61 (1993) 57-84; G. Ellison, "Basins of attraction,
 * long-run stochastic stability, and the speed of step-by-step evolution", Review of Economic Studies 67 (2000) 17-45;
 * the rule h >= sqrt(a b) is derived here. */
#include <math.h>
#include <string.h>

#include "solver/base/printed.h"
#include "solver/concept.h"

typedef struct hybrid_params {
    double favourite, other, hybrid;
} hybrid_params;

static const char *const norms[] = { "A", "B", "H" };

static double pay(const hybrid_params *p, int side, int norm)
{
    return norm == 2 ? p->hybrid : norm == side ? p->favourite : p->other;
}

static double resistance(const hybrid_params *p, int from, int to)
{
    double first = pay(p, 0, from) / (pay(p, 0, from) + pay(p, 0, to)), second = pay(p, 1, from) / (pay(p, 1, from) + pay(p, 1, to));
    return fmin(first, second);
}

/* The least tree into `root`: each other norm goes to one, without a circle. */
static double potential(const hybrid_params *p, int root)
{
    int one = (root + 1) % 3, two = (root + 2) % 3;
    double straight = resistance(p, one, root) + resistance(p, two, root);
    return fmin(straight, fmin(resistance(p, one, two) + resistance(p, two, root), resistance(p, two, one) + resistance(p, one, root)));
}

static cm_status tables(cm_ctx *ctx, const hybrid_params *p, cm_result *result)
{
    static const char *const high[] = { "norm", "potential", NULL }, *const ways[] = { "from", "to", "share", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "potentials", high, &table));
    for (int k = 0; k < 3; k++) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(norms[k]), cm_number(potential(p, k)) }));
    CM_TRY(cm_result_table(ctx, result, "resistances", ways, &table));
    for (int k = 0; k < 9; k++) {
        if (k / 3 != k % 3) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(norms[k / 3]), cm_text(norms[k % 3]), cm_number(resistance(p, k / 3, k % 3)) }));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const hybrid_params *p = params;
    double a = p->favourite, b = p->other, gap;
    bool level;
    char *text;
    cm_status status;
    (void)game;
    if (!(a >= b)) return cm_fail(ctx, CM_E_INPUT, "hybrid-norm: the favourite pays %g, less than the other's %g", a, b);
    CM_TRY(tables(ctx, p, result));
    gap = potential(p, 0) - potential(p, 2);
    level = fabs(gap) <= ctx->tol.abs;
    CM_TRY(cm_result_set(ctx, result, "hybrid", cm_truth(level || gap > 0)));
    CM_TRY(cm_result_set(ctx, result, "selected", cm_text(level ? "all" : gap > 0 ? "hybrid" : "favourites")));
    CM_TRY(cm_result_set(ctx, result, "threshold", cm_number(sqrt(a * b))));
    CM_TRY(cm_result_set(ctx, result, "midpoint", cm_number((a + b) / 2)));
    CM_TRY(cm_result_set(ctx, result, "radius", cm_number(fmin(resistance(p, 2, 0), resistance(p, 2, 1)))));
    CM_TRY(cm_result_set(ctx, result, "coradius", cm_number(fmax(resistance(p, 0, 2), resistance(p, 1, 2)))));
    CM_TRY(cm_result_set(ctx, result, "own", cm_number(a / (a + b))));
    CM_TRY(cm_result_set(ctx, result, "coordinate", cm_number(2 * a * b / ((a + b) * (a + b)))));
    CM_TRY(cm_result_set(ctx, result, "mixed_payoff", cm_number(a * b / (a + b))));
    text = cm_format(ctx, result->arena, "The hybrid becomes the norm from %.4g on, below the middle of the two payoffs, %.4g: it has to be good enough for each to drop the other's favourite, not as good as the mean.", sqrt(a * b), (a + b) / 2);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    if (!level && gap < 0) CM_TRY(cm_result_note(ctx, result, "A and B are as hard to leave as each other: neither is the only one; what is played turns between them once in a long while."));
out:
    return status;
}

/* --- the certificate -------------------------------------------------------------------------------------------- */

static cm_status near(cm_ctx *ctx, cm_value got, double want, double scale, const char *what)
{
    if (got.kind == CM_NUMBER && fabs(got.as.number - want) <= ctx->tol.cert * scale) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", what, want, got.kind == CM_NUMBER ? got.as.number : NAN);
}

/* At the share printed one population is indifferent, and the other does not yet follow. */
static cm_status check_ways(cm_ctx *ctx, const hybrid_params *p, const cm_table *table, double way[3][3])
{
    const double paid[2][3] = { { p->favourite, p->other, p->hybrid }, { p->other, p->favourite, p->hybrid } };
    if (table == NULL || table->nrows != 6) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not six resistances");
    for (size_t r = 0; r < 6; r++) {
        int from = (int)r / 2, to = ((int)r % 2 + (from == 0 || ((int)r % 2 == 1 && from == 1) ? 1 : 0)) % 3;
        cm_value x = cm_table_get(table, r, "from"), y = cm_table_get(table, r, "to"), share = cm_table_get(table, r, "share");
        double gain[2], scale = fmax(p->favourite, p->hybrid);
        if (x.kind != CM_TEXT || y.kind != CM_TEXT || strcmp(x.as.text, norms[from]) != 0 || strcmp(y.as.text, norms[to]) != 0 || share.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the resistances is none", r + 1);
        for (int side = 0; side < 2; side++) gain[side] = share.as.number * paid[side][to] - (1 - share.as.number) * paid[side][from];
        if (!(fabs(fmax(gain[0], gain[1])) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: from %s to %s at a share of %.12g somebody gains %.6g", x.as.text, y.as.text, share.as.number, fmax(gain[0], gain[1]));
        way[from][to] = share.as.number;
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const hybrid_params *p = params;
    const cm_table *table = cm_result_find(result, "potentials");
    double a = p->favourite, b = p->other, h = p->hybrid, way[3][3] = { { 0 } }, middle = h * h - a * b, slack = 4 * ctx->tol.cert * (h * h + a * b), q;
    cm_value selected = cm_printed_value(result, "selected"), hybrid = cm_printed_value(result, "hybrid");
    cm_status status;
    (void)game;
    CM_TRY(check_ways(ctx, p, cm_result_find(result, "resistances"), way));
    if (table == NULL || table->nrows != 3) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not three potentials");
    for (int root = 0; root < 3; root++) {                          /* all nine ways to choose an exit for each of the two others */
        int one = root == 0 ? 1 : 0, two = root == 2 ? 1 : 2;
        double least = HUGE_VAL;
        for (int k = 0; k < 9; k++) {
            int x = k / 3, y = k % 3;
            if (x == one || y == two || (x == two && y == one)) continue;
            least = fmin(least, way[one][x] + way[two][y]);
        }
        CM_TRY(near(ctx, cm_table_get(table, (size_t)root, "potential"), least, 1, "a potential"));
    }
    if (selected.kind != CM_TEXT || hybrid.kind != CM_TRUTH) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no norm is selected"));
    if (hybrid.as.truth != (strcmp(selected.as.text, "favourites") != 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: two norms are selected"));
    if (strcmp(selected.as.text, "hybrid") == 0 ? middle < -slack : strcmp(selected.as.text, "favourites") == 0 ? middle > slack : fabs(middle) > slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: h h - a b is %.12g", middle));
    CM_TRY(near(ctx, cm_number(pow(cm_printed_value(result, "threshold").as.number, 2)), a * b, a * b, "the square of the threshold"));
    CM_TRY(near(ctx, cm_printed_value(result, "midpoint"), b + (a - b) / 2, a, "the middle"));
    CM_TRY(near(ctx, cm_printed_value(result, "radius"), fmin(way[2][0], way[2][1]), 1, "the radius"));
    CM_TRY(near(ctx, cm_printed_value(result, "coradius"), fmax(way[0][2], way[1][2]), 1, "the coradius"));
    q = cm_printed_value(result, "own").as.number;
    CM_TRY(near(ctx, cm_number(q * b), (1 - q) * a, a, "what own pays"));                     /* the other side plays its own favourite with q, too */
    CM_TRY(near(ctx, cm_printed_value(result, "coordinate"), 2 * q * (1 - q), 1, "how likely two agree"));
    CM_TRY(near(ctx, cm_printed_value(result, "mixed_payoff"), (1 - q) * a, a, "what mixing pays"));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "favourite", .kind = CM_PARAM_NUMBER, .offset = offsetof(hybrid_params, favourite), .fallback = 3, .low = 0.001, .high = 1000000,
      .about = "What it pays a side to agree on its own favourite.", .about_zh = "在己方偏好的规范上达成一致的收益。" },
    { .name = "other", .kind = CM_PARAM_NUMBER, .offset = offsetof(hybrid_params, other), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "What it pays a side to agree on the other's favourite.", .about_zh = "在对方偏好的规范上达成一致的收益。" },
    { .name = "hybrid", .kind = CM_PARAM_NUMBER, .offset = offsetof(hybrid_params, hybrid), .fallback = 2, .low = 0.001, .high = 1000000,
      .about = "What it pays each to agree on the hybrid.", .about_zh = "在混合规范上达成一致时各方的收益。" },
};

static const char *const summary_names[] = { "hybrid", "selected", "threshold", "midpoint", "radius", "coradius", "own", "coordinate", "mixed_payoff", NULL };

const cm_concept cm_concept_hybrid_norm = {
    .name = "hybrid-norm",
    .title = "Two values and their hybrid", .title_zh = "两种价值及其混合",
    .about = "Which norm holds in the long run where each side has a favourite and a hybrid of both is on offer.",
    .about_zh = "双方各有偏好的规范、同时存在折中的混合规范时，长期中哪一个成为规范。",
    .formula = "resistance X -> Y: min over sides of x / (x + y); the root of the least tree; H iff h / (a + h) >= b / (b + h) iff h >= sqrt(a b)",
    .source = "H. P. Young, \"The evolution of conventions\", Econometrica 61 (1993) 57-84; G. Ellison, \"Basins of attraction, long-run stochastic stability, and the speed of step-by-step evolution\", Review "
              "of Economic Studies 67 (2000) 17-45; the rule h >= sqrt(a b) is derived in the file",
    .certificate = "at each printed share one side is indifferent and none gains; all trees are listed again; the norm selected is the one that the sign of h h - a b says",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(hybrid_params),
    .run = run,
    .check = check,
};
