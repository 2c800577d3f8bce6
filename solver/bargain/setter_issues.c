/* setter_issues.c: one take-it-or-leave-it offer on two or three issues.
 *
 * What member j accepts is the ball around its ideal through the status quo, so that the best offer is found as for
 * talks in rounds (balls.h), with waiting worth the status quo.  The certificate covers all policies with boxes
 * (boxes.h).
 *
 * Tables: outcomes (setter, issue, value, in_favour, gain; a row an issue), gains (player, gain).
 * Cost: O(n^(d+1)). */
#include "solver/bargain/setter_issues.h"

#include <math.h>
#include <string.h>

#include "solver/bargain/balls.h"
#include "solver/bargain/bargain.h"
#include "solver/bargain/boxes.h"

static cm_protocol protocol_of(const cm_spatial *s)
{
    return (cm_protocol){ .n = s->n, .player = s->player, .vote = *s->vote, .spatial = s };
}

/* The best that passes, or the status quo; *ties: others are as good. */
static void outcome_of(cm_balls *b, size_t i, double *policy, bool *ties)
{
    static const double origin[CM_BALLS_WIDE] = { 0 };
    cm_ball_point best[CM_BALLS_TIES];
    size_t count = cm_balls_best(b, i, b->near, best), first = 0;
    *ties = false;
    memcpy(policy, b->s->status_quo, b->d * sizeof(double));
    if (count == 0 || cm_balls_distance(b, i, best[0].z) >= cm_balls_distance(b, i, origin) - b->near) return;
    for (size_t k = 1; k < count; k++) {                     /* the leftmost, so that rounding does not choose */
        size_t x = 0;
        while (x + 1 < b->d && fabs(best[k].z[x] - best[first].z[x]) <= b->near) x++;
        if (best[k].z[x] < best[first].z[x]) first = k;
    }
    *ties = count > 1;
    cm_balls_from(b, best[first].z, policy);
}

static cm_status print_setter(cm_ctx *ctx, cm_balls *b, cm_result *result, cm_table *table, size_t i, const double *policy)
{
    const cm_spatial *s = b->s;
    double z[CM_BALLS_WIDE], gain = cm_spatial_utility(s, i, policy) - cm_spatial_utility(s, i, s->status_quo);
    int64_t count = 0;
    cm_status status = CM_OK;
    cm_balls_to(b, policy, z);
    (void)cm_balls_pass(b, z);
    for (size_t j = 0; j < s->n; j++) count += b->in[j];
    for (size_t k = 0; k < s->d; k++) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(s->player[i]), cm_text(s->issue[k]), cm_number(policy[k]), cm_integer(count), cm_number(gain) }));
out:
    return status;
}

static cm_status print_gains(cm_ctx *ctx, const cm_spatial *s, const double *policy, cm_result *result)
{
    static const char *const columns[] = { "player", "gain", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "gains", columns, &table));
    for (size_t j = 0; j < s->n; j++) {
        double gain = 0;
        for (size_t i = 0; i < s->n; i++) gain += (cm_spatial_utility(s, j, policy + i * s->d) - cm_spatial_utility(s, j, s->status_quo)) / (double)s->n;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(s->player[j]), cm_number(gain) }));
    }
out:
    return status;
}

static cm_status print_summary(cm_ctx *ctx, const cm_spatial *s, const double *policy, size_t ties, cm_result *result)
{
    static const char *const single[] = { "lowest", "highest", "policy" };
    double distance = 0;
    size_t moves = 0;
    const char *text;
    cm_status status = CM_OK;
    for (size_t i = 0; i < s->n; i++) {
        double far = cm_bargain_distance(s, policy + i * s->d);
        distance += far / (double)s->n;
        moves += far > 0;
    }
    CM_TRY(cm_result_set(ctx, result, "moves", cm_integer((int64_t)moves)));
    for (size_t k = 0; k < 3; k++) CM_TRY(cm_result_set(ctx, result, single[k], cm_none()));
    CM_TRY(cm_result_set(ctx, result, "distance", cm_number(distance)));
    text = moves == 0 ? "Whoever makes the offer, the status quo stays: nobody can propose a change that it wants and that passes."
                      : cm_format(ctx, result->arena, "%zu of %zu members would change the status quo if the offer were theirs; where the outcomes lie apart, that is what the right to propose is worth.", moves, s->n);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    if (ties == 0) goto out;
    text = cm_format(ctx, result->arena, "%zu of them like several offers equally, to different partners: one is shown, and what the others gain depends on which.", ties);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
out:
    return status;
}

cm_status cm_setter_issues_run(cm_ctx *ctx, const cm_spatial *s, cm_result *result)
{
    static const char *const columns[] = { "setter", "issue", "value", "in_favour", "gain", NULL };
    cm_protocol protocol = protocol_of(s);
    cm_arena scratch = { NULL };
    cm_balls balls;
    double *v, *policy;
    size_t ties = 0;
    bool core;
    cm_table *table;
    cm_status status = cm_balls_fit(ctx, &protocol, "setter");
    if (status != CM_OK) return status;
    if (pow((double)s->n, (double)s->d + 1) > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "the offers of %zu members on %zu issues take more than the limit of %g steps", s->n, s->d, ctx->work_limit);
    v = CM_NEW(ctx, &scratch, s->n, double);
    policy = CM_NEW(ctx, &scratch, s->n * s->d, double);
    CM_TRY(ctx->status);
    CM_TRY(cm_balls_init(ctx, &scratch, &protocol, &balls));
    for (size_t j = 0; j < s->n; j++) v[j] = cm_spatial_utility(s, j, s->status_quo);
    core = cm_balls_core(ctx, &balls);
    cm_balls_set(&balls, v);
    CM_TRY(cm_result_table(ctx, result, "outcomes", columns, &table));
    for (size_t i = 0; i < s->n; i++) {
        bool tie = false;
        if (core) memcpy(policy + i * s->d, s->status_quo, s->d * sizeof(double));
        else outcome_of(&balls, i, policy + i * s->d, &tie);
        ties += tie;
        CM_TRY(print_setter(ctx, &balls, result, table, i, policy + i * s->d));
    }
    CM_TRY(print_gains(ctx, s, policy, result));
    CM_TRY(print_summary(ctx, s, policy, ties, result));
out:
    cm_arena_free(&scratch);
    return status;
}

typedef struct audit {
    cm_ctx *ctx;
    const cm_spatial *s;
    const cm_result *result;
    cm_protocol protocol;
    cm_boxes boxes;
    double near, slack;
    double *v, *policy;              /* n; n x d */
    unsigned char *in;
} audit;

/* Those who like the policy at least as well as the status quo, but for `slack`. */
static size_t favour(audit *a, const double *x, double slack)
{
    size_t count = 0;
    for (size_t j = 0; j < a->s->n; j++) count += a->in[j] = cm_spatial_utility(a->s, j, x) >= a->v[j] - slack;
    return count;
}

static cm_status check_offer(audit *a, const cm_table *table, size_t i)
{
    double *x = a->policy + i * a->s->d;
    size_t d = a->s->d, least, most;
    for (size_t k = 0; k < d; k++) {
        cm_value who = cm_table_get(table, i * d + k, "setter"), what = cm_table_get(table, i * d + k, "issue"), value = cm_table_get(table, i * d + k, "value");
        if (who.kind != CM_TEXT || strcmp(who.as.text, a->s->player[i]) != 0 || what.kind != CM_TEXT || strcmp(what.as.text, a->s->issue[k]) != 0 || value.kind != CM_NUMBER) {
            return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' has no outcome", a->s->player[i]);
        }
        x[k] = value.as.number;
    }
    least = favour(a, x, -a->slack);
    most = favour(a, x, a->slack);
    for (size_t k = 0; k < d; k++) {
        cm_value count = cm_table_get(table, i * d + k, "in_favour"), gain = cm_table_get(table, i * d + k, "gain");
        if (count.kind != CM_INTEGER || count.as.integer < (int64_t)least || count.as.integer > (int64_t)most) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu to %zu are for the offer of '%s', not as printed", least, most, a->s->player[i]);
        if (gain.kind != CM_NUMBER || !(fabs(gain.as.number - cm_spatial_utility(a->s, i, x) + a->v[i]) <= a->slack)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the gain of '%s' is not as printed", a->s->player[i]);
    }
    if (cm_bargain_distance(a->s, x) > 0 && !cm_vote_wins(a->s->vote, a->in)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the offer of '%s' does not pass", a->s->player[i]);
    return CM_OK;
}

static cm_status check_sums(audit *a, const cm_table *gains)
{
    static const char *const single[] = { "lowest", "highest", "policy" };
    size_t n = a->s->n, d = a->s->d;
    double distance = 0, moves = 0;
    cm_status status = CM_OK;
    for (size_t j = 0; j < n; j++) {
        cm_value who = cm_table_get(gains, j, "player"), gain = cm_table_get(gains, j, "gain");
        double sum = 0, far = 0;
        for (size_t i = 0; i < n; i++) sum += cm_spatial_utility(a->s, j, a->policy + i * d);
        for (size_t k = 0; k < d; k++) far += pow(a->policy[j * d + k] - a->s->status_quo[k], 2);
        distance += sqrt(far);
        moves += far > 0;
        if (who.kind != CM_TEXT || strcmp(who.as.text, a->s->player[j]) != 0) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the gains are out of order");
        CM_TRY(cm_setter_number(a->ctx, "an expected gain", &gain, sum / (double)n - a->v[j], a->slack));
    }
    CM_TRY(cm_setter_number(a->ctx, "moves", cm_result_get(a->result, "moves"), moves, 0));
    CM_TRY(cm_setter_number(a->ctx, "distance", cm_result_get(a->result, "distance"), distance / (double)n, a->near));
    for (size_t k = 0; k < 3; k++) {
        const cm_value *value = cm_result_get(a->result, single[k]);
        if (value == NULL || value->kind != CM_NONE) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s is for one issue", single[k]);
    }
out:
    return status;
}

static cm_status check_nothing_better(audit *a)
{
    bool core, found;
    cm_status status = CM_OK;
    CM_TRY(cm_boxes_core(a->ctx, &a->protocol, &core));
    for (size_t i = 0; i < a->s->n && !core; i++) {
        CM_TRY(cm_boxes_search(&a->boxes, i, cm_spatial_utility(a->s, i, a->policy + i * a->s->d) + a->slack, a->v, &found));
        if (found) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: '%s' can have %.12g, better than %.12g", a->s->player[i], cm_spatial_utility(a->s, i, a->boxes.better), cm_spatial_utility(a->s, i, a->policy + i * a->s->d));
    }
out:
    return status;
}

cm_status cm_setter_issues_check(cm_ctx *ctx, const cm_spatial *s, const cm_result *result)
{
    const cm_table *outcomes = cm_result_find(result, "outcomes"), *gains = cm_result_find(result, "gains");
    cm_arena scratch = { NULL };
    audit a = { .ctx = ctx, .s = s, .result = result, .protocol = protocol_of(s) };
    double scale = 0, most = 0;
    cm_status status = CM_OK;
    a.v = CM_NEW(ctx, &scratch, s->n, double);
    a.policy = CM_NEW(ctx, &scratch, s->n * s->d, double);
    a.in = CM_NEW(ctx, &scratch, s->n, unsigned char);
    CM_TRY(ctx->status);
    for (size_t i = 0; i < s->n; i++) {
        a.v[i] = cm_spatial_utility(s, i, s->status_quo);
        most = fmax(most, -a.v[i]);
        scale = fmax(scale, cm_bargain_distance(s, s->ideal + i * s->d));
    }
    a.near = ctx->tol.cert * (scale > 0 ? scale : 1);
    a.slack = ctx->tol.cert * (most > 0 ? most : 1);
    CM_TRY(cm_boxes_init(ctx, &scratch, &a.protocol, a.near, &a.boxes));
    if (outcomes == NULL || outcomes->nrows != s->n * s->d || gains == NULL || gains->nrows != s->n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a table is missing"));
    for (size_t i = 0; i < s->n; i++) CM_TRY(check_offer(&a, outcomes, i));
    CM_TRY(check_sums(&a, gains));
    CM_TRY(check_nothing_better(&a));
out:
    cm_arena_free(&scratch);
    return status;
}
