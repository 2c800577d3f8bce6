/* sensitivity.c: which settings move a claim's effect: by the methods of solver/stat, of the effect and of the measure at
 * either end of `along`.
 *
 * The methods ask for points that do not depend on outputs.  So they are run once for the points alone; these are judged,
 * over threads; and then the methods are run again for each output and get what is on record. */
#include <math.h>
#include <string.h>

#include "models/inquiry_inside.h"
#include "solver/stat/morris.h"
#include "solver/stat/shapley_effects.h"
#include "solver/stat/sobol_indices.h"

enum { OUTPUTS = 3 };

typedef struct record {
    cm_inquirer *q;
    const cm_sensitivity_ask *ask;
    cm_finding *finding;
    double *u, *output[OUTPUTS];     /* room x k; room */
    cm_verdict *verdict;
    size_t k, room, count, replay, which;    /* replay: the next on record; which: the output asked for, OUTPUTS: none yet */
} record;

/* Write the point down, moved to where it will be judged. */
static cm_status note_point(record *r, double *u, double *y)
{
    if (r->count == r->room) return cm_fail(r->q->ctx, CM_E_LIMIT, "more than %zu points were asked for", r->room);
    for (size_t i = 0; i < r->k; i++) (void)cm_input_value(&r->ask->input[i], &u[i]);
    memcpy(r->u + r->count++ * r->k, u, r->k * sizeof(double));
    *y = 0;
    return CM_OK;
}

static cm_status output_at(void *data, cm_ctx *ctx, double *u, double *y)
{
    record *r = data;
    (void)ctx;                               /* the inquirer's own */
    if (r->which == OUTPUTS) return note_point(r, u, y);
    memcpy(u, r->u + r->replay * r->k, r->k * sizeof(double));
    *y = r->output[r->which][r->replay++];
    return CM_OK;
}

static void place(void *data, size_t point, cm_change *change)
{
    const record *r = data;
    for (size_t i = 0; i < r->k; i++) {
        double u = r->u[point * r->k + i];
        change[i] = cm_input_change(&r->ask->input[i], cm_input_value(&r->ask->input[i], &u));
    }
}

static void take(void *data, size_t point, const cm_judgement *j)
{
    record *r = data;
    cm_claim_effect(j, &r->output[0][point], &r->output[1][point], &r->output[2][point]);
    r->verdict[point] = j->measure[0].verdict;
}

/* The points of the method, judged. */
static cm_status judge_all(record *r, const cm_unit_model *model)
{
    const cm_sensitivity_ask *ask = r->ask;
    cm_morris screened[CM_SOBOL_MOST];
    cm_sobol_index index[CM_SOBOL_MOST];
    cm_shapley_effect effect[CM_SHAPLEY_MOST];
    double mean, variance;
    cm_status status = CM_OK;
    r->which = OUTPUTS;
    if (ask->method == CM_BY_MORRIS) CM_TRY(cm_morris_screen(r->q->ctx, model, ask->points, r->q->run.seed, screened));
    else if (ask->method == CM_BY_SOBOL) CM_TRY(cm_sobol_indices(r->q->ctx, model, ask->points, r->q->run.seed, r->q->claim->confidence, index, &mean, &variance));
    else CM_TRY(cm_shapley_effects(r->q->ctx, model, ask->correlation, ask->points, r->q->run.seed, r->q->claim->confidence, effect, &mean, &variance));
    CM_TRY(cm_inquire_all(r->q, r->count, r->k, place, take, r));
out:
    return status;
}

static const char *output_name(const record *r)
{
    static const char *const names[] = { "effect", "first", "last" };
    return names[r->which];
}

/* Inputs by how much they matter, the first output's order said in words. */
static void order_by(const double *weight, size_t k, size_t *order)
{
    for (size_t i = 0; i < k; i++) {
        size_t at = i;
        for (; at > 0 && weight[order[at - 1]] < weight[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
}

static void say_each(record *r, const double *weight, const char *const *part, const char *const *part_zh, const char *lead, const char *lead_zh)
{
    cm_ctx *ctx = r->q->ctx;
    const char *words = lead, *words_zh = lead_zh;
    size_t order[CM_SOBOL_MOST];
    order_by(weight, r->k, order);
    for (size_t i = 0; i < r->k && words != NULL && words_zh != NULL; i++) {
        words = cm_format(ctx, r->q->arena, "%s%s%s %s", words, i > 0 ? "; " : "", cm_input_word(&r->ask->input[order[i]], false), part[order[i]]);
        words_zh = cm_format(ctx, r->q->arena, "%s%s%s %s", words_zh, i > 0 ? "；" : "", cm_input_word(&r->ask->input[order[i]], true), part_zh[order[i]]);
    }
    cm_finding_say(r->finding, words, words_zh);
}

static cm_status by_morris(record *r, const cm_unit_model *model, cm_table **table)
{
    static const char *const columns[] = { "output", "input", "mean", "absolute", "spread", "error", NULL };
    cm_ctx *ctx = r->q->ctx;
    cm_morris out[CM_SOBOL_MOST];
    double weight[CM_SOBOL_MOST];
    const char *part[CM_SOBOL_MOST], *part_zh[CM_SOBOL_MOST];
    cm_status status = CM_OK;
    if (*table == NULL) CM_TRY(cm_result_table(ctx, &r->finding->result, "inputs", columns, table));
    CM_TRY(cm_morris_screen(ctx, model, r->ask->points, r->q->run.seed, out));
    for (size_t i = 0; i < r->k; i++) {
        cm_value row[] = { cm_text(output_name(r)), cm_text(r->ask->input[i].path), cm_number(out[i].mean), cm_number(out[i].absolute), cm_number(out[i].spread), cm_number(out[i].error) };
        CM_TRY(cm_table_row(ctx, &r->finding->result, *table, row));
        weight[i] = out[i].absolute;
        part[i] = cm_format(ctx, r->q->arena, "%.3f (mean %+.3f, spread %.3f)", out[i].absolute, out[i].mean, out[i].spread);
        part_zh[i] = cm_format(ctx, r->q->arena, "%.3f（均值 %+.3f，离散 %.3f）", out[i].absolute, out[i].mean, out[i].spread);
    }
    if (r->which == 0) {
        say_each(r, weight, part, part_zh, "in this model, from one end of an input's range to the other the effect of the claim moves on average by this much in size (mu*): ",
                 "在本模型中，某项输入从一端变到另一端，论断的效应平均变动幅度（mu*）：");
        cm_finding_say(r->finding, "a spread (sigma) as large as the size means that what an input does depends on the others, or bends; a mean (mu) near 0 with a large size, that it works both ways",
                       "离散（sigma）与幅度相当，说明该输入的作用取决于其他输入或呈弯曲；均值（mu）近于 0 而幅度大，说明其作用有正有负");
    }
    status = ctx->status;
out:
    return status;
}

static cm_status by_sobol(record *r, const cm_unit_model *model, cm_table **table)
{
    static const char *const columns[] = { "output", "input", "first", "first_low", "first_high", "total", "total_low", "total_high", NULL };
    cm_ctx *ctx = r->q->ctx;
    cm_sobol_index out[CM_SOBOL_MOST];
    double weight[CM_SOBOL_MOST], mean, variance;
    const char *part[CM_SOBOL_MOST], *part_zh[CM_SOBOL_MOST];
    cm_status status = CM_OK;
    if (*table == NULL) CM_TRY(cm_result_table(ctx, &r->finding->result, "inputs", columns, table));
    CM_TRY(cm_sobol_indices(ctx, model, r->ask->points, r->q->run.seed, r->q->claim->confidence, out, &mean, &variance));
    for (size_t i = 0; i < r->k; i++) {
        const cm_sobol_index *s = &out[i];
        cm_value row[] = { cm_text(output_name(r)), cm_text(r->ask->input[i].path), cm_number(s->first), cm_number(s->first_low), cm_number(s->first_high), cm_number(s->total), cm_number(s->total_low), cm_number(s->total_high) };
        CM_TRY(cm_table_row(ctx, &r->finding->result, *table, row));
        weight[i] = s->total;
        part[i] = cm_format(ctx, r->q->arena, "alone %.2f (%.2f to %.2f), with its interactions %.2f (%.2f to %.2f)", s->first, s->first_low, s->first_high, s->total, s->total_low, s->total_high);
        part_zh[i] = cm_format(ctx, r->q->arena, "单独 %.2f（%.2f 至 %.2f），连同交互 %.2f（%.2f 至 %.2f）", s->first, s->first_low, s->first_high, s->total, s->total_low, s->total_high);
    }
    if (r->which == 0) {
        const char *lead = cm_format(ctx, r->q->arena, "in this model, over the whole of these ranges the effect of the claim is %+.3f on average, with a standard deviation of %.3f; shares of its variance: ", mean, sqrt(variance));
        const char *lead_zh = cm_format(ctx, r->q->arena, "在本模型中，遍历这些范围，论断的效应平均为 %+.3f，标准差 %.3f；方差的份额：", mean, sqrt(variance));
        say_each(r, weight, part, part_zh, lead, lead_zh);
    }
    status = ctx->status;
out:
    return status;
}

static cm_status by_shapley(record *r, const cm_unit_model *model, cm_table **table)
{
    static const char *const columns[] = { "output", "input", "share", "low", "high", NULL };
    cm_ctx *ctx = r->q->ctx;
    cm_shapley_effect out[CM_SHAPLEY_MOST];
    double weight[CM_SHAPLEY_MOST], mean, variance;
    const char *part[CM_SHAPLEY_MOST], *part_zh[CM_SHAPLEY_MOST];
    cm_status status = CM_OK;
    if (*table == NULL) CM_TRY(cm_result_table(ctx, &r->finding->result, "inputs", columns, table));
    CM_TRY(cm_shapley_effects(ctx, model, r->ask->correlation, r->ask->points, r->q->run.seed, r->q->claim->confidence, out, &mean, &variance));
    for (size_t i = 0; i < r->k; i++) {
        cm_value row[] = { cm_text(output_name(r)), cm_text(r->ask->input[i].path), cm_number(out[i].share), cm_number(out[i].low), cm_number(out[i].high) };
        CM_TRY(cm_table_row(ctx, &r->finding->result, *table, row));
        weight[i] = out[i].share;
        part[i] = part_zh[i] = cm_format(ctx, r->q->arena, "%.2f (%.2f, %.2f)", out[i].share, out[i].low, out[i].high);
    }
    if (r->which == 0) {
        const char *lead = cm_format(ctx, r->q->arena, "in this model, over these ranges the effect of the claim is %+.3f on average, with a standard deviation of %.3f; its variance divides among the inputs%s: ", mean, sqrt(variance),
                                     r->ask->correlation != NULL ? ", which go together as told" : "");
        const char *lead_zh = cm_format(ctx, r->q->arena, "在本模型中，遍历这些范围，论断的效应平均为 %+.3f，标准差 %.3f；其方差在各输入%s之间的划分：", mean, sqrt(variance), r->ask->correlation != NULL ? "（按所给相关）" : "");
        say_each(r, weight, part, part_zh, lead, lead_zh);
    }
    status = ctx->status;
out:
    return status;
}

static cm_status record_init(record *r)
{
    cm_ctx *ctx = r->q->ctx;
    r->u = CM_NEW(ctx, r->q->arena, r->room * r->k, double);
    for (size_t o = 0; o < OUTPUTS; o++) r->output[o] = CM_NEW(ctx, r->q->arena, r->room, double);
    r->verdict = CM_NEW(ctx, r->q->arena, r->room, cm_verdict);
    return ctx->status;
}

cm_status cm_sensitivity_answer(cm_inquirer *q, const cm_sensitivity_ask *ask, cm_finding *finding)
{
    static const char *const names[] = { "morris", "sobol", "shapley" };
    record r = { .q = q, .ask = ask, .finding = finding, .k = ask->ninputs, .room = CM_MOST_RUNS };
    cm_unit_model model = { output_at, &r, ask->ninputs };
    cm_table *table = NULL;
    cm_status status = CM_OK;
    CM_TRY(record_init(&r));
    CM_TRY(cm_result_set(q->ctx, &finding->result, "method", cm_text(names[ask->method])));
    CM_TRY(cm_result_set(q->ctx, &finding->result, "points", cm_integer((int64_t)ask->points)));
    CM_TRY(cm_result_set(q->ctx, &finding->result, "draws", cm_integer((int64_t)q->run.draws)));
    CM_TRY(judge_all(&r, &model));
    for (r.which = 0; r.which < OUTPUTS; r.which++) {
        r.replay = 0;
        if (ask->method == CM_BY_MORRIS) CM_TRY(by_morris(&r, &model, &table));
        else if (ask->method == CM_BY_SOBOL) CM_TRY(by_sobol(&r, &model, &table));
        else CM_TRY(by_shapley(&r, &model, &table));
    }
    CM_TRY(cm_result_set(q->ctx, &finding->result, "runs", cm_integer((int64_t)r.count)));
    CM_TRY(cm_turn_answer(q, ask->input, r.k, r.u, r.verdict, r.count, finding));
out:
    return status;
}
