/* verdict_turn.c: what would have to be true for the verdict to turn.
 *
 * From where the file stands each setting is moved alone, six even steps to either end of its range; the first step at
 * which the verdict is decided and another is narrowed down by bisection.  The nearest turn is the nearest among these
 * and the points that were judged before, in units of each range, drawn in along the straight line to where the file
 * stands.  Both are upper bounds: between two steps a verdict may have turned and turned back. */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/inquiry_inside.h"

enum { STEPS = 6, HALVINGS = 7 };

typedef struct turner {
    cm_inquirer *q;
    const cm_input *input;
    size_t k;
    cm_finding *finding;
    cm_change *change;
    double *base, *nearest, *trial;  /* k each, 0 .. 1 */
    double distance;                 /* of the nearest; HUGE_VAL: none */
    cm_verdict verdict, turned;      /* at the base; at the nearest */
} turner;

static cm_status judge(turner *t, double *u, cm_verdict *verdict)
{
    cm_point point = { t->change, t->k, false };
    cm_arena scratch = { NULL };
    cm_judgement j;
    cm_status status = CM_OK;
    if (cm_stopped(t->q->ctx)) return cm_fail(t->q->ctx, CM_E_INTERRUPT, "interrupted while looking for turns of the verdict");
    for (size_t i = 0; i < t->k; i++) t->change[i] = cm_input_change(&t->input[i], cm_input_value(&t->input[i], &u[i]));
    CM_TRY(cm_inquire(t->q, &scratch, &point, &j));
    *verdict = j.measure[0].verdict;
out:
    cm_arena_free(&scratch);
    return status;
}

/* Settings in whole numbers are put in the middle of their part, so that they stay where they are. */
static double settle(const cm_input *input, double u)
{
    double width = input->high - input->low;
    return input->whole ? (round(u * width) + 0.5) / (width + 1) : u;
}

static bool differs(const turner *t, cm_verdict verdict)
{
    return verdict != t->verdict && verdict != CM_UNDECIDED;
}

static double distance_of(const turner *t, const double *u)
{
    double sum = 0;
    for (size_t i = 0; i < t->k; i++) sum += (u[i] - t->base[i]) * (u[i] - t->base[i]);
    return sqrt(sum);
}

/* The trial point: from the base towards `to` by a share of the way. */
static void between(turner *t, const double *to, double share)
{
    for (size_t i = 0; i < t->k; i++) t->trial[i] = settle(&t->input[i], t->base[i] + share * (to[i] - t->base[i]));
}

/* Narrow a turn on the way to `to`, between the shares `left` (not yet) and `right` (turned, with this verdict); the
 * turned place is then in t->trial. */
static cm_status narrow(turner *t, const double *to, double left, double right, cm_verdict *verdict)
{
    cm_status status = CM_OK;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (left + right) / 2;
        cm_verdict now;
        between(t, to, middle);
        CM_TRY(judge(t, t->trial, &now));
        if (differs(t, now)) {
            right = middle;
            *verdict = now;
        } else {
            left = middle;
        }
    }
    between(t, to, right);
    for (size_t i = 0; i < t->k; i++) (void)cm_input_value(&t->input[i], &t->trial[i]);
out:
    return status;
}

static void keep_nearest(turner *t, cm_verdict verdict)
{
    double distance = distance_of(t, t->trial);
    if (!(distance < t->distance)) return;
    t->distance = distance;
    t->turned = verdict;
    memcpy(t->nearest, t->trial, t->k * sizeof(double));
}

/* One setting alone towards one end.  *value is where it turns; NaN: nowhere. */
static cm_status alone(turner *t, size_t i, double end, double *to, double *value, cm_verdict *verdict)
{
    cm_status status = CM_OK;
    *value = NAN;
    if (fabs(t->base[i] - end) < 1e-12) return CM_OK;
    memcpy(to, t->base, t->k * sizeof(double));
    to[i] = end;
    for (int step = 1; step <= STEPS; step++) {
        double share = (double)step / STEPS;
        between(t, to, share);
        CM_TRY(judge(t, t->trial, verdict));
        if (!differs(t, *verdict)) continue;
        CM_TRY(narrow(t, to, share - 1.0 / STEPS, share, verdict));
        *value = t->input[i].low + t->trial[i] * (t->input[i].high - t->input[i].low);
        if (t->input[i].whole) *value = round(*value);
        keep_nearest(t, *verdict);
        break;
    }
out:
    return status;
}

/* Where the file stands: its own number where it has one in the range, else the middle of the range. */
static void stand(turner *t, size_t i)
{
    const cm_input *input = &t->input[i];
    const cm_node *node = input->path != NULL ? cm_node_at(t->q->root, input->path) : NULL;
    cm_diags ignored = { .ctx = t->q->ctx };
    double value, u;
    bool own = node != NULL && (node->kind == CM_NODE_INT || node->kind == CM_NODE_FLOAT || node->kind == CM_NODE_TEXT) &&
           cm_node_number(t->q->ctx, &ignored, node, cm_node_child(t->q->root, "parameters"), &value) && value >= input->low && value <= input->high;
    u = own ? settle(input, cm_input_unit(input, value)) : 0.5;
    (void)cm_input_value(input, &u);
    t->base[i] = u;
    cm_diags_free(&ignored);
}

static double value_at(const turner *t, size_t i, const double *u)
{
    const cm_input *input = &t->input[i];
    double x = input->low + u[i] * (input->high - input->low);
    return input->whole ? round(x) : x;
}

static cm_value turn_value(const turner *t, size_t i, double value)
{
    if (isnan(value)) return cm_none();
    return t->input[i].whole ? cm_integer((int64_t)llround(value)) : cm_number(value);
}

static void say_alone(turner *t, size_t i, const double *value, const cm_verdict *verdict)
{
    cm_ctx *ctx = t->q->ctx;
    const char *word = cm_input_word(&t->input[i], false), *word_zh = cm_input_word(&t->input[i], true);
    double base = value_at(t, i, t->base);
    if (isnan(value[0]) && isnan(value[1])) {
        cm_finding_say(t->finding, cm_format(ctx, t->q->arena, "%s alone does not turn it anywhere from %g to %g (it is at %.4g)", word, t->input[i].low, t->input[i].high, base),
                       cm_format(ctx, t->q->arena, "仅改变 %s（现为 %.4g），在 %g 至 %g 内判定不变", word_zh, base, t->input[i].low, t->input[i].high));
        return;
    }
    for (int side = 0; side <= 1; side++) {
        if (isnan(value[side])) continue;
        cm_finding_say(t->finding, cm_format(ctx, t->q->arena, "%s alone turns it to '%s' when it goes from %.4g to %.4g", word, cm_verdict_word(verdict[side]), base, value[side]),
                       cm_format(ctx, t->q->arena, "仅将 %s 由 %.4g 改为 %.4g，判定变为“%s”", word_zh, base, value[side], cm_verdict_word_zh(verdict[side])));
    }
}

static cm_status turn_each(turner *t)
{
    static const char *const columns[] = { "input", "base", "below", "below_verdict", "above", "above_verdict", NULL };
    cm_ctx *ctx = t->q->ctx;
    double *to = CM_NEW(ctx, t->q->arena, t->k, double);
    cm_table *table;
    cm_status status = ctx->status;
    if (status != CM_OK) return status;
    CM_TRY(cm_result_table(ctx, &t->finding->result, "turns", columns, &table));
    for (size_t i = 0; i < t->k; i++) {
        double value[2];
        cm_verdict verdict[2] = { CM_UNDECIDED, CM_UNDECIDED };
        for (int side = 0; side <= 1; side++) CM_TRY(alone(t, i, side, to, &value[side], &verdict[side]));
        cm_value row[] = { cm_text(t->input[i].path), turn_value(t, i, value_at(t, i, t->base)), turn_value(t, i, value[0]), isnan(value[0]) ? cm_none() : cm_text(cm_verdict_word(verdict[0])),
                           turn_value(t, i, value[1]), isnan(value[1]) ? cm_none() : cm_text(cm_verdict_word(verdict[1])) };
        CM_TRY(cm_table_row(ctx, &t->finding->result, table, row));
        say_alone(t, i, value, verdict);
    }
out:
    return status;
}

/* The nearest of the points judged before, drawn in. */
static cm_status look_back(turner *t, const double *u, const cm_verdict *verdict, size_t npoints)
{
    const double *best = NULL;
    double least = HUGE_VAL;
    cm_verdict turned = CM_UNDECIDED;
    cm_status status = CM_OK;
    for (size_t p = 0; p < npoints; p++) {
        double distance = distance_of(t, u + p * t->k);
        if (!differs(t, verdict[p]) || !(distance < least)) continue;
        least = distance;
        best = u + p * t->k;
        turned = verdict[p];
    }
    if (best == NULL) return CM_OK;
    CM_TRY(narrow(t, best, 0, 1, &turned));
    keep_nearest(t, turned);
out:
    return status;
}

static cm_status tell_nearest(turner *t)
{
    static const char *const columns[] = { "input", "base", "value", "moved", NULL };
    cm_ctx *ctx = t->q->ctx;
    const char *words = "", *words_zh = "";
    cm_table *table;
    cm_status status = cm_result_table(ctx, &t->finding->result, "nearest", columns, &table);
    if (!isfinite(t->distance)) {
        cm_finding_say(t->finding, cm_format(ctx, t->q->arena, "in this model nothing in these ranges was found that turns the verdict '%s' into another that is decided", cm_verdict_word(t->verdict)),
                       cm_format(ctx, t->q->arena, "在本模型中，在这些范围内未找到使判定“%s”变为其他确定判定之处", cm_verdict_word_zh(t->verdict)));
        return status;
    }
    for (size_t i = 0; i < t->k && status == CM_OK; i++) {
        double base = value_at(t, i, t->base), value = value_at(t, i, t->nearest), moved = t->nearest[i] - t->base[i];
        cm_value row[] = { cm_text(t->input[i].path), turn_value(t, i, base), turn_value(t, i, value), cm_number(moved) };
        status = cm_table_row(ctx, &t->finding->result, table, row);
        if (words == NULL || words_zh == NULL || fabs(moved) < 5e-4) continue;
        words = cm_format(ctx, t->q->arena, "%s%s%s %.4g in place of %.4g", words, *words != '\0' ? ", " : "", cm_input_word(&t->input[i], false), value, base);
        words_zh = cm_format(ctx, t->q->arena, "%s%s%s 为 %.4g 而非 %.4g", words_zh, *words_zh != '\0' ? "，" : "", cm_input_word(&t->input[i], true), value, base);
    }
    cm_finding_say(t->finding, cm_format(ctx, t->q->arena, "the nearest place found where the verdict '%s' becomes '%s': %s (%.2f of the ranges away)", cm_verdict_word(t->verdict), cm_verdict_word(t->turned), words, t->distance),
                   cm_format(ctx, t->q->arena, "所找到的最近的转变之处，判定由“%s”变为“%s”：%s（相距 %.2f 个范围）", cm_verdict_word_zh(t->verdict), cm_verdict_word_zh(t->turned), words_zh, t->distance));
    return status == CM_OK ? ctx->status : status;
}

cm_status cm_turn_answer(cm_inquirer *q, const cm_input *input, size_t ninputs, const double *u, const cm_verdict *verdict, size_t npoints,
                         cm_finding *finding)
{
    turner t = { .q = q, .input = input, .k = ninputs, .finding = finding, .distance = HUGE_VAL };
    cm_status status = CM_OK;
    t.change = CM_NEW(q->ctx, q->arena, ninputs, cm_change);
    t.base = CM_NEW(q->ctx, q->arena, ninputs, double);
    t.nearest = CM_NEW(q->ctx, q->arena, ninputs, double);
    t.trial = CM_NEW(q->ctx, q->arena, ninputs, double);
    CM_TRY(q->ctx->status);
    for (size_t i = 0; i < ninputs; i++) stand(&t, i);
    between(&t, t.base, 0);
    CM_TRY(judge(&t, t.trial, &t.verdict));
    CM_TRY(cm_result_set(q->ctx, &finding->result, "verdict", cm_text(cm_verdict_word(t.verdict))));
    CM_TRY(turn_each(&t));
    CM_TRY(look_back(&t, u, verdict, npoints));
    CM_TRY(tell_nearest(&t));
    CM_TRY(cm_result_set(q->ctx, &finding->result, "distance", isfinite(t.distance) ? cm_number(t.distance) : cm_none()));
out:
    return status;
}
