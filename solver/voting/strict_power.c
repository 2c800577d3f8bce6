/* strict_power.c: power as the sensitivity of the outcome to what a member wants, and as nearness of the outcome to it.
 *
 * Definition: one issue, positions p_i, losses that grow with distance.
 *   pivot    there is no status quo worth keeping (it is below everybody) and anybody may amend: the outcome is the highest policy
 *            x for which those with p_i >= x win, the position of the pivot
 *   setter   one proposes and nobody amends; otherwise the status quo q stays.  With p_s > q and the pivot at p > q the outcome is
 *            min(p_s, 2 p - q), as the pivot accepts what is no farther from it than q; likewise below q
 * sensitivity_i is the mean of the derivative of the outcome with respect to p_i over positions: of a pivot 1, or 2 where it is
 * held down to indifference by the setter; of a setter 1 where it gets its own.  distance_i is the mean of |p_i - outcome|, and
 * nearness_i = 1 - distance_i / dummy, where dummy is the same for somebody with such a position who counts for nothing.
 *
 * Positions drawn alike and one by one from 0 to 1 give both without drawing.  With F(t) the chance to win where everybody is in
 * favour with chance t and f_i(t) that i decides, the pivot is at least y with chance F(1 - y), and is i at y with density
 * f_i(1 - y); with no setter the sensitivity is the integral of f_i, Shapley and Shubik's index.  Everything is a polynomial, integrated by Gauss
 * and Legendre's rule.  Members with a centre each are drawn.
 *
 * Summary: outcome, moves, total, most_sensitive, setter, setter_sensitivity, setter_nearness (of one who is no member), method.
 * Table: members (player, sensitivity, share, low, high, distance, dummy, nearness).
 * Fails with: CM_E_INPUT, CM_E_LIMIT where the rule's diagram is too large; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: nodes x n; drawn:
 * draws x n x nodes of the rule.
 * Sources: S. Napel, M. Widgren (2004), B. Steunenberg, D. Schmidtchen, C. Koboldt (1999), below. */
#include "solver/voting/strict_power.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "solver/game/orders.h"
#include "solver/voting/power.h"

cm_status cm_strict_read(cm_ctx *ctx, const cm_vote *vote, const cm_strict_params *params, cm_strict *strict)
{
    size_t named = params->setter.count > 0 ? params->setter.first[1] - params->setter.first[0] : 0;
    *strict = (cm_strict){ .vote = vote, .sets = strcmp(params->protocol, "setter") == 0, .setter = vote->n, .status_quo = params->status_quo, .spread = params->spread,
                           .centre = params->centre.count > 0 ? params->centre.at : NULL };
    if (named > 1) return cm_fail(ctx, CM_E_INPUT, "%zu setters are named, and one proposes", named);
    if (named == 1 && !strict->sets) return cm_fail(ctx, CM_E_INPUT, "a setter is named, and under the protocol \"pivot\" nobody has to propose; write protocol = \"setter\"");
    if (named == 1) strict->setter = params->setter.item[0];
    return CM_OK;
}

void cm_strict_draw(const cm_strict *strict, cm_rng *rng, double *at)
{
    size_t n = strict->vote->n;
    for (size_t i = 0; i <= n; i++) {
        double u = cm_rng_unit(rng);
        at[i] = i < n && strict->centre != NULL ? strict->centre[i] + strict->spread * (u - 0.5) : u;
    }
}

/* --- positions drawn alike: by integration -------------------------------------------------------------------- */

typedef struct integral {
    cm_ctx *ctx;
    const cm_strict *strict;
    cm_oracle diagram;
    size_t points;
    double *at, *weight, *chance, *swing;
} integral;

/* F(t), and f_i(t) in swing; a setter who is a member is in favour. */
static double evaluate(integral *in, double t)
{
    size_t n = in->strict->vote->n;
    double wins;
    for (size_t i = 0; i < n; i++) in->chance[i] = in->strict->sets && i == in->strict->setter ? 1 : t;
    cm_diagram_each(&in->diagram, in->chance, in->swing, &wins);
    return wins;
}

static void integrate_pivot(integral *in, cm_strict_figures *f)
{
    size_t n = in->strict->vote->n;
    f->moves = 1;
    for (size_t k = 0; k < in->points; k++) {
        double t = in->at[k], w = in->weight[k], wins = evaluate(in, t);
        f->outcome += w * wins;
        for (size_t i = 0; i < n; i++) {
            f->sensitivity[i] += w * in->swing[i];
            f->distance[i] += w * (t + wins - 2 * t * (wins + (1 - t) * in->swing[i]));
            f->dummy[i] += w * (t + wins - 2 * t * wins);
        }
    }
}

/* What comes of setters above the status quo q; returns the mean of the outcome where they are. */
static double integrate_above(integral *in, double q, cm_strict_figures *f)
{
    size_t n = in->strict->vote->n, s = in->strict->setter;
    double below = (1 - q) * q * q / 2, outcome = q * (1 - q);
    for (size_t i = 0; i < n; i++) {
        f->dummy[i] += below;
        f->distance[i] += i == s ? 0 : below;
    }
    f->dummy[n] += below;
    f->moves += (1 - q) * evaluate(in, 1 - q);
    for (size_t k = 0; k < in->points; k++) {            /* y: where the pivot is */
        double y = q + in->at[k] * (1 - q) / 2, w = in->weight[k] * (1 - q) / 2, wins = evaluate(in, 1 - y);
        f->sensitivity[s] += 2 * w * wins;
        for (size_t i = 0; i < n; i++) f->sensitivity[i] += i == s ? 0 : 2 * w * in->swing[i] * (1 - 2 * y + q);
    }
    for (size_t k = 0; k < in->points; k++) {            /* y: where the outcome is */
        double y = q + in->at[k] * (1 - q), w = in->weight[k] * (1 - q), t = 1 - (y + q) / 2, wins = evaluate(in, t);
        double alone = (1 - y) * (1 - q + wins);
        outcome += w * (1 - y) * wins;
        for (size_t i = 0; i < n; i++) {
            f->distance[i] += i == s ? 0 : w * (alone - 2 * (1 - y) * (1 - y) * (wins + (1 - t) * in->swing[i]));
            f->dummy[i] += w * (alone - 2 * (1 - y) * (1 - y) * wins);
        }
        f->distance[s] += w * (1 - y) * (1 - wins);
        f->dummy[n] += w * (alone - 2 * (1 - y) * (1 - y) * wins);
    }
    return outcome;
}

cm_status cm_strict_integrate(cm_ctx *ctx, cm_arena *arena, const cm_strict *strict, bool backwards, cm_strict_figures *f)
{
    size_t n = strict->vote->n;
    double q = strict->status_quo;
    integral in = { .ctx = ctx, .strict = strict, .points = cm_points_needed(n) + (backwards ? 5 : 2) };
    cm_status status = CM_OK;
    in.at = CM_NEW(ctx, arena, in.points, double);
    in.weight = CM_NEW(ctx, arena, in.points, double);
    in.chance = CM_NEW(ctx, arena, n, double);
    in.swing = CM_NEW(ctx, arena, n, double);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_diagram_open(ctx, arena, strict->vote, backwards ? 4 * (size_t)CM_STRICT_NODES : CM_STRICT_NODES, backwards, &in.diagram));
    if (in.diagram.n == 0) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the rule tells too many combinations of these %zu members apart to be followed; votes in rounder numbers make them fewer, or a centre for each has positions drawn", n));
    if (!cm_quadrature(in.points, in.at, in.weight)) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "out of memory"));
    if (!strict->sets) {
        integrate_pivot(&in, f);
    } else {
        f->outcome = integrate_above(&in, q, f);
        f->outcome += q - integrate_above(&in, 1 - q, f);            /* the issue turned round */
    }
out:
    return status;
}

/* --- members with a centre each: by drawing ---------------------------------------------------------------------- */

typedef struct drawing {
    const cm_strict *strict;
    cm_tally tally;
    double *at, *up, *twin;          /* positions; the same, or turned round; of somebody like each, who counts for nothing */
    size_t *order;
} drawing;

/* The highest policy for which those who want it, or more, win. */
static double pivot_of(drawing *d)
{
    size_t n = d->strict->vote->n;
    gsl_sort_index(d->order, d->up, 1, n);
    cm_tally_clear(&d->tally);
    for (size_t k = n; k-- > 0;) {
        cm_tally_add(&d->tally, d->order[k], 1);
        if (cm_tally_wins(&d->tally)) return d->up[d->order[k]];
    }
    return -HUGE_VAL;
}

/* Whoever is there shares what a pivot has. */
static void credit(const drawing *d, double where, double what, cm_strict_figures *f)
{
    size_t n = d->strict->vote->n;
    double many = 0;
    for (size_t i = 0; i < n; i++) many += !(d->up[i] < where) && !(d->up[i] > where);
    for (size_t i = 0; i < n; i++) f->sensitivity[i] += !(d->up[i] < where) && !(d->up[i] > where) ? what / many : 0;
}

/* The outcome at these positions, in the setter's direction: it is above the status quo q. */
static double propose(drawing *d, double q, cm_strict_figures *f)
{
    double own = d->up[d->strict->setter], pivot = pivot_of(d);
    if (!(pivot > q)) return q;
    f->moves += 1;
    if (own < 2 * pivot - q) {
        f->sensitivity[d->strict->setter] += 1;
        return own;
    }
    credit(d, pivot, 2, f);
    return 2 * pivot - q;
}

static double end_of(drawing *d, cm_strict_figures *f)
{
    size_t n = d->strict->vote->n;
    double q = d->strict->status_quo, own = d->at[d->strict->setter], x;
    memcpy(d->up, d->at, (n + 1) * sizeof *d->up);
    if (!d->strict->sets) {
        x = pivot_of(d);
        f->moves += 1;
        credit(d, x, 1, f);
        return x;
    }
    if (own > q) return propose(d, q, f);
    if (!(own < q)) return q;
    for (size_t i = 0; i <= n; i++) d->up[i] = -d->at[i];
    return -propose(d, -q, f);
}

static cm_status draw(cm_ctx *ctx, cm_arena *arena, const cm_strict *strict, const cm_strict_params *p, cm_strict_figures *f)
{
    size_t n = strict->vote->n;
    drawing d = { .strict = strict, .at = CM_NEW(ctx, arena, n + 1, double), .up = CM_NEW(ctx, arena, n + 1, double), .twin = CM_NEW(ctx, arena, n + 1, double), .order = CM_NEW(ctx, arena, n, size_t) };
    double draws = (double)p->draws;
    cm_rng rng;
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_tally_init(ctx, arena, strict->vote, &d.tally));
    cm_rng_init(&rng, (uint64_t)p->seed, "strict-power", n);
    for (long k = 0; k < p->draws; k++) {
        double x;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_strict_draw(strict, &rng, d.at);
        cm_strict_draw(strict, &rng, d.twin);
        x = end_of(&d, f);
        f->outcome += x / draws;
        for (size_t i = 0; i <= n; i++) {
            f->distance[i] += fabs(d.at[i] - x) / draws;
            f->dummy[i] += fabs(d.twin[i] - x) / draws;
        }
    }
    f->moves /= draws;
    for (size_t i = 0; i <= n; i++) f->sensitivity[i] /= draws;
out:
    return status;
}

/* --- what is printed ---------------------------------------------------------------------------------------------- */

static double nearness(const cm_strict_figures *f, size_t i) { return f->dummy[i] > 0 ? 1 - f->distance[i] / f->dummy[i] : 0; }

static cm_status print_members(cm_ctx *ctx, const cm_strict *strict, const cm_strict_params *p, const cm_strict_figures *f, double total, cm_result *result)
{
    static const char *const columns[] = { "player", "sensitivity", "share", "low", "high", "distance", "dummy", "nearness", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < strict->vote->n; i++) {
        double low, high, most = strict->sets && i != strict->setter ? 2 : 1;
        bool drawn = strict->centre != NULL;
        cm_share_interval(f->sensitivity[i] / most * (double)p->draws, (double)p->draws, cm_power_miss(strict->vote->n), &low, &high);
        cm_value row[] = { cm_text(cm_power_name(ctx, result->arena, strict->vote, i)), cm_number(f->sensitivity[i]), total > 0 ? cm_number(f->sensitivity[i] / total) : cm_none(),
                           drawn ? cm_number(low * most) : cm_none(), drawn ? cm_number(high * most) : cm_none(), cm_number(f->distance[i]), cm_number(f->dummy[i]), cm_number(nearness(f, i)) };
        CM_TRY(row[0].as.text != NULL ? cm_table_row(ctx, result, table, row) : ctx->status);
    }
out:
    return status;
}

static cm_status print_notes(cm_ctx *ctx, const cm_strict *strict, double total, cm_result *result)
{
    cm_status status = CM_OK;
    if (!strict->sets && strict->centre == NULL) {
        CM_TRY(cm_result_note(ctx, result, "Where every order of positions is as likely, the member in whose place the outcome falls is the pivot of Shapley and Shubik: the sensitivity is their index."));
    } else if (!strict->sets) {
        CM_TRY(cm_result_note(ctx, result, "Power here is of these members with their positions: who is never near the place where a coalition just wins moves nothing, however many votes it has."));
    } else {
        CM_TRY(cm_result_note(ctx, result, "A setter who gets its own moves the outcome one for one; a pivot whom it has to win over moves it two for one, as it is held to what it likes no less than the status quo."));
    }
    if (!(total > 0)) CM_TRY(cm_result_note(ctx, result, "Nobody's position moves the outcome: the status quo always stays."));
    CM_TRY(cm_result_note(ctx, result, "Nearness is luck as well as power: an outcome may be close to what a member wants because others want the same."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_strict_params *p = params;
    size_t n = vote->n, most = 0;
    cm_arena scratch = { NULL };
    cm_strict strict;
    cm_strict_figures f = { 0, 0, CM_NEW(ctx, &scratch, n + 1, double), CM_NEW(ctx, &scratch, n + 1, double), CM_NEW(ctx, &scratch, n + 1, double) };
    double total = 0;
    bool outside;
    const char *name, *setter = NULL;
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_strict_read(ctx, vote, p, &strict));
    CM_TRY(strict.centre == NULL ? cm_strict_integrate(ctx, &scratch, &strict, false, &f) : draw(ctx, &scratch, &strict, p, &f));
    for (size_t i = 0; i <= n; i++) total += f.sensitivity[i];
    for (size_t i = 1; i < n; i++) {
        if (f.sensitivity[i] > f.sensitivity[most] && !cm_close(&ctx->tol, f.sensitivity[i], f.sensitivity[most])) most = i;
    }
    outside = strict.sets && strict.setter == n;
    name = cm_power_name(ctx, result->arena, vote, most);
    if (strict.sets) setter = outside ? "outside" : cm_power_name(ctx, result->arena, vote, strict.setter);
    if (name == NULL || ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_set(ctx, result, "outcome", cm_number(f.outcome)));
    CM_TRY(cm_result_set(ctx, result, "moves", cm_number(f.moves)));
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(total)));
    CM_TRY(cm_result_set(ctx, result, "most_sensitive", cm_text(name)));
    CM_TRY(cm_result_set(ctx, result, "setter", setter != NULL ? cm_text(setter) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "setter_sensitivity", outside ? cm_number(f.sensitivity[n]) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "setter_nearness", outside ? cm_number(nearness(&f, n)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "method", cm_text(strict.centre == NULL ? "exact" : "drawn")));
    CM_TRY(print_members(ctx, &strict, p, &f, total, result));
    CM_TRY(print_notes(ctx, &strict, total, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "outcome", "moves", "total", "most_sensitive", "setter", "setter_sensitivity", "setter_nearness", "method", NULL };
static const char *const protocols[] = { "pivot", "setter", NULL };

static const cm_param parameters[] = {
    { .name = "protocol", .kind = CM_PARAM_WORD, .offset = offsetof(cm_strict_params, protocol), .words = protocols,
      .about = "How the outcome comes about: anybody may amend (pivot), or one proposes and the others say yes or no (setter).", .about_zh = "结果如何形成：任何成员均可修正（pivot），或由一方提议、其余表决（setter）。" },
    { .name = "setter", .kind = CM_PARAM_PLAYERS, .offset = offsetof(cm_strict_params, setter),
      .about = "Who proposes; somebody who is no member unless told.", .about_zh = "提议者；未给出时为非成员。" },
    { .name = "status_quo", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_strict_params, status_quo), .fallback = 0.5, .low = 0, .high = 1,
      .about = "What holds until something passes, on a scale from 0 to 1; it matters where one proposes.", .about_zh = "提案通过之前的现状（0 到 1）；有提议者时才起作用。" },
    { .name = "centre", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(cm_strict_params, centre), .low = 0, .high = 1,
      .about = "About where each member stands; unless told every position from 0 to 1 is as likely for everybody.", .about_zh = "各成员立场的中心；未给出时每个成员的立场在 0 到 1 之间均匀分布。" },
    { .name = "spread", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_strict_params, spread), .fallback = 0.5, .low = 0, .high = 1,
      .about = "With centres: how wide the range is in which each position is drawn.", .about_zh = "给出中心时：每个立场抽取范围的宽度。" },
    { .name = "draws", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_strict_params, draws), .fallback = 20000, .low = 100, .high = 1e7,
      .about = "With centres: how many times positions are drawn.", .about_zh = "给出中心时：抽取立场的次数。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_strict_params, seed), .fallback = 1, .low = 0, .high = 1e15, .about = "The seed of these draws.", .about_zh = "这些抽样的种子。" },
};

extern const cm_concept cm_concept_strict_power;
const cm_concept cm_concept_strict_power = {
    .name = "strict-power",
    .title = "Power as sensitivity of the outcome",
    .title_zh = "作为结果敏感性的权力",
    .about = "By how much the outcome on one issue moves with what a member wants, and how near it comes to that, over all positions or over those about where each member stands.",
    .about_zh = "在单一议题上，结果随某成员意愿变动多少、离其意愿多近：对所有可能立场求平均，或对各成员所在位置附近的立场求平均。",
    .formula = "sensitivity_i = E[d x / d p_i], nearness_i = 1 - E|p_i - x| / E|p_dummy - x|; x = max{y : {j : p_j >= y} wins}, or the setter's best x that wins against the status quo",
    .source = "S. Napel, M. Widgren, \"Power measurement as sensitivity analysis: a unified approach\", Journal of Theoretical Politics 16 (2004) 517-538; B. Steunenberg, "
              "D. Schmidtchen, C. Koboldt, \"Strategic power in the European Union: evaluating the distribution of power in policy games\", Journal of Theoretical Politics 11 (1999) 339-366",
    .certificate = "positions are drawn and the best policy that wins is looked for among all that may be it, by the definition: means agree; exact figures are integrated again with the members in the opposite order and other "
                   "points, and under the protocol pivot are Shapley and Shubik's index, counted in another way",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = parameters, .nparams = sizeof parameters / sizeof parameters[0], .params_size = sizeof(cm_strict_params),
    .run = run,
    .check = cm_strict_check,
};
