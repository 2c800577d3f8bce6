/* setter.c: one take-it-or-leave-it offer, by each member in turn.
 *
 * If the offer is refused the status quo stays.  A member accepts what it likes at least as well as the
 * status quo, so the setter gets whatever is nearest to its ideal among the policies that win against the
 * status quo, the status quo included.
 *
 * Summary: moves (how many setters change anything), lowest, highest (of the outcomes), policy, distance
 * (expected, when each member is as likely to be the setter); on two or three issues (setter_issues.c) lowest, highest
 * and policy are left out.
 * Tables: outcomes (setter, issue, value, in_favour, gain), gains (player, gain: expected).
 * Fails with: CM_E_DOMAIN, CM_E_LIMIT, CM_E_MEMORY.  Cost: O(n^2); on d issues O(n^(d+1)).
 * Source: T. Romer, H. Rosenthal, "Political resource allocation, controlled agendas, and the status quo",
 * Public Choice 33 (1978) 27-43. */
#include <math.h>
#include <string.h>

#include "solver/bargain/passing.h"
#include "solver/bargain/setter_issues.h"
#include "solver/concept.h"

static double utility(const cm_spatial *s, size_t i, double x)
{
    return cm_spatial_utility(s, i, &x);
}

/* Who is for x, or indifferent. */
static size_t favour(const cm_spatial *s, double x, double near, unsigned char *in)
{
    size_t count = 0;
    for (size_t j = 0; j < s->n; j++) {
        double reach = fabs(s->status_quo[0] - s->ideal[j]);
        bool cares = s->salience == NULL || s->salience[j] > 0;
        in[j] = !cares || fabs(x - s->ideal[j]) <= reach + near;
        if (s->red_low != NULL) in[j] = in[j] && x >= s->red_low[j] - near && x <= s->red_high[j] + near;
        count += in[j];
    }
    return count;
}

static cm_status print_setter(cm_ctx *ctx, const cm_passing *passing, cm_result *result, cm_table *table, size_t i, double outcome, unsigned char *in)
{
    const cm_spatial *s = passing->protocol->spatial;
    size_t count = favour(s, outcome, passing->rounding, in);
    double gain = utility(s, i, outcome) - utility(s, i, s->status_quo[0]);
    return cm_table_row(ctx, result, table, (cm_value[]){ cm_text(s->player[i]), cm_text(s->issue[0]), cm_number(outcome), cm_integer((int64_t)count), cm_number(gain) });
}

/* The status quo itself is always there to be kept. */
static double outcome_of(const cm_passing *passing, size_t i)
{
    const cm_spatial *s = passing->protocol->spatial;
    double best, sq = s->status_quo[0];
    if (!cm_passing_best(passing, i, &best)) return sq;
    if (fabs(best - s->ideal[i]) >= fabs(sq - s->ideal[i]) - passing->rounding) return sq;
    return s->salience != NULL && !(s->salience[i] > 0) ? sq : best;
}

static cm_status print_gains(cm_ctx *ctx, const cm_spatial *s, const double *outcome, cm_result *result)
{
    static const char *const columns[] = { "player", "gain", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "gains", columns, &table));
    for (size_t j = 0; j < s->n; j++) {
        double gain = 0;
        for (size_t i = 0; i < s->n; i++) gain += (utility(s, j, outcome[i]) - utility(s, j, s->status_quo[0])) / (double)s->n;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(s->player[j]), cm_number(gain) }));
    }
out:
    return status;
}

static cm_status print_summary(cm_ctx *ctx, const cm_passing *passing, const double *outcome, cm_result *result)
{
    const cm_spatial *s = passing->protocol->spatial;
    double low = HUGE_VAL, high = -HUGE_VAL, mean = 0, distance = 0, sq = s->status_quo[0];
    size_t moves = 0;
    char *text;
    cm_status status = CM_OK;
    for (size_t i = 0; i < s->n; i++) {
        low = fmin(low, outcome[i]);
        high = fmax(high, outcome[i]);
        mean += outcome[i] / (double)s->n;
        distance += fabs(outcome[i] - sq) / (double)s->n;
        moves += fabs(outcome[i] - sq) > 0;
    }
    CM_TRY(cm_result_set(ctx, result, "moves", cm_integer((int64_t)moves)));
    CM_TRY(cm_result_set(ctx, result, "lowest", cm_number(low)));
    CM_TRY(cm_result_set(ctx, result, "highest", cm_number(high)));
    CM_TRY(cm_result_set(ctx, result, "policy", cm_number(mean)));
    CM_TRY(cm_result_set(ctx, result, "distance", cm_number(distance)));
    text = moves == 0 ? cm_format(ctx, result->arena, "Whoever makes the offer, the status quo stays: nobody can propose a change that it wants and that passes.")
                      : cm_format(ctx, result->arena, "%zu of %zu members would change the status quo if the offer were theirs; the outcomes lie between %.6g and %.6g: that is what the right to propose is worth.", moves, s->n, low, high);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "setter", "issue", "value", "in_favour", "gain", NULL };
    const cm_spatial *s = &game->as.spatial;
    cm_protocol protocol = { .n = s->n, .player = s->player, .vote = *s->vote, .spatial = s };
    cm_arena scratch = { NULL };
    cm_passing passing;
    double *value, *outcome;
    unsigned char *in;
    cm_table *table;
    cm_status status = CM_OK;
    (void)params;
    if (s->d > 1) return cm_setter_issues_run(ctx, s, result);
    value = CM_NEW(ctx, &scratch, s->n, double);
    outcome = CM_NEW(ctx, &scratch, s->n, double);
    in = CM_NEW(ctx, &scratch, s->n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_init(ctx, &scratch, &protocol, &passing));
    for (size_t j = 0; j < s->n; j++) value[j] = utility(s, j, s->status_quo[0]);
    cm_passing_find(&passing, value);
    CM_TRY(cm_result_table(ctx, result, "outcomes", columns, &table));
    for (size_t i = 0; i < s->n; i++) {
        outcome[i] = outcome_of(&passing, i);
        CM_TRY(print_setter(ctx, &passing, result, table, i, outcome[i], in));
    }
    CM_TRY(print_gains(ctx, s, outcome, result));
    CM_TRY(print_summary(ctx, &passing, outcome, result));
out:
    cm_arena_free(&scratch);
    return status;
}

typedef struct audit {
    cm_ctx *ctx;
    const cm_spatial *s;
    const cm_result *result;
    double near, slack;
    unsigned char *in, *pass;
    double *place;                   /* status quo, ideals, reflections of the status quo, red lines */
    size_t nplaces;
} audit;

static void add_place(audit *a, double x)
{
    if (!isfinite(x)) return;
    a->pass[a->nplaces] = favour(a->s, x, a->near / 4, a->in) > 0 && cm_vote_wins(a->s->vote, a->in);
    a->place[a->nplaces++] = x;
}

/* A member is indifferent at the status quo and at its reflection in the ideal, and votes change nowhere
 * else but at red lines: the best that passes is one of these, or the setter's ideal. */
static void find_places(audit *a)
{
    double sq = a->s->status_quo[0];
    for (size_t j = 0; j < a->s->n; j++) {
        add_place(a, a->s->ideal[j]);
        add_place(a, 2 * a->s->ideal[j] - sq);
        if (a->s->red_low == NULL) continue;
        add_place(a, a->s->red_low[j]);
        add_place(a, a->s->red_high[j]);
    }
}

static cm_status check_setter(audit *a, size_t i, double outcome, cm_value in_favour)
{
    double sq = a->s->status_quo[0], ideal = a->s->ideal[i], nearest = fabs(sq - ideal), best = sq;
    bool cares = a->s->salience == NULL || a->s->salience[i] > 0;
    size_t least = favour(a->s, outcome, -a->near / 4, a->in), most = favour(a->s, outcome, a->near / 4, a->in);
    if (in_favour.kind != CM_INTEGER || in_favour.as.integer < (int64_t)least || in_favour.as.integer > (int64_t)most) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu to %zu are for the offer of '%s', not as printed", least, most, a->s->player[i]);
    }
    if (fabs(outcome - sq) > 0 && !cm_vote_wins(a->s->vote, a->in)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the offer %.12g of '%s' does not pass", outcome, a->s->player[i]);
    for (size_t k = 0; cares && k < a->nplaces; k++) {
        if (!a->pass[k] || fabs(a->place[k] - ideal) >= nearest) continue;
        nearest = fabs(a->place[k] - ideal);
        best = a->place[k];
    }
    if (fabs(fabs(outcome - ideal) - nearest) <= a->near) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' can have %.12g, better than %.12g", a->s->player[i], best, outcome);
}

cm_status cm_setter_number(cm_ctx *ctx, const char *name, const cm_value *value, double should, double slack)
{
    double is = value == NULL ? NAN : value->kind == CM_NUMBER ? value->as.number : value->kind == CM_INTEGER ? (double)value->as.integer : NAN;
    return fabs(is - should) <= slack ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, is, should);
}

static cm_status check_rows(audit *a, const cm_table *outcomes, const cm_table *gains)
{
    const cm_spatial *s = a->s;
    double low = HUGE_VAL, high = -HUGE_VAL, mean = 0, distance = 0, sq = s->status_quo[0];
    size_t moves = 0;
    cm_status status = CM_OK;
    for (size_t i = 0; i < s->n; i++) {
        cm_value value = cm_table_get(outcomes, i, "value"), gain = cm_table_get(outcomes, i, "gain"), expected = cm_table_get(gains, i, "gain");
        double sum = 0;
        if (value.kind != CM_NUMBER) CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' has no outcome", s->player[i]));
        CM_TRY(check_setter(a, i, value.as.number, cm_table_get(outcomes, i, "in_favour")));
        CM_TRY(cm_setter_number(a->ctx, "a gain", &gain, utility(s, i, value.as.number) - utility(s, i, sq), a->slack));
        for (size_t k = 0; k < s->n; k++) {
            cm_value other = cm_table_get(outcomes, k, "value");
            if (other.kind == CM_NUMBER) sum += utility(s, i, other.as.number);
        }
        CM_TRY(cm_setter_number(a->ctx, "an expected gain", &expected, sum / (double)s->n - utility(s, i, sq), a->slack));
        low = fmin(low, value.as.number), high = fmax(high, value.as.number);
        mean += value.as.number, distance += fabs(value.as.number - sq);
        moves += fabs(value.as.number - sq) > 0;
    }
    CM_TRY(cm_setter_number(a->ctx, "moves", cm_result_get(a->result, "moves"), (double)moves, 0));
    CM_TRY(cm_setter_number(a->ctx, "lowest", cm_result_get(a->result, "lowest"), low, 0));
    CM_TRY(cm_setter_number(a->ctx, "highest", cm_result_get(a->result, "highest"), high, 0));
    CM_TRY(cm_setter_number(a->ctx, "policy", cm_result_get(a->result, "policy"), mean / (double)s->n, a->near));
    CM_TRY(cm_setter_number(a->ctx, "distance", cm_result_get(a->result, "distance"), distance / (double)s->n, a->near));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_table *outcomes = cm_result_find(result, "outcomes"), *gains = cm_result_find(result, "gains");
    cm_arena scratch = { NULL };
    audit a = { .ctx = ctx, .s = &game->as.spatial, .result = result };
    size_t n = a.s->n;
    double scale = 0, most = 0;
    cm_status status = CM_OK;
    (void)params;
    if (a.s->d > 1) return cm_setter_issues_check(ctx, a.s, result);
    a.in = CM_NEW(ctx, &scratch, n, unsigned char);
    a.pass = CM_NEW(ctx, &scratch, 4 * n, unsigned char);
    a.place = CM_NEW(ctx, &scratch, 4 * n, double);
    CM_TRY(ctx->status);
    for (size_t i = 0; i < n; i++) {
        scale = fmax(scale, fabs(a.s->ideal[i] - a.s->status_quo[0]));
        for (size_t k = 0; k < n; k++) most = fmax(most, -utility(a.s, i, a.s->ideal[k]));
        most = fmax(most, -utility(a.s, i, a.s->status_quo[0]));
    }
    a.near = ctx->tol.cert * (scale > 0 ? scale : 1);
    a.slack = ctx->tol.cert * (most > 0 ? most : 1);
    if (outcomes == NULL || outcomes->nrows != n || gains == NULL || gains->nrows != n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a table is missing"));
    find_places(&a);
    CM_TRY(check_rows(&a, outcomes, gains));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "moves", "lowest", "highest", "policy", "distance", NULL };

extern const cm_concept cm_concept_setter;
const cm_concept cm_concept_setter = {
    .name = "setter",
    .title = "A single offer: who makes it",
    .title_zh = "一锤子提案：由谁提出",
    .about = "What each member would get if it alone could make one take-it-or-leave-it proposal against the status quo.",
    .about_zh = "若某成员独享一次“要么接受、要么维持现状”的提案权，它能得到什么结果。",
    .formula = "y_i = argmax of u_i over {SQ} and {x: {j: u_j(x) >= u_j(SQ)} wins}",
    .source = "T. Romer, H. Rosenthal, \"Political resource allocation, controlled agendas, and the status quo\", Public Choice 33 (1978) 27-43",
    .certificate = "each offer passes, and none of the ideals, of the reflections of the status quo in them and of the red lines that passes is nearer to the setter's ideal; on several issues covering all policies with boxes finds nothing better that passes",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = check,
};
