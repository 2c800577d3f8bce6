/* inquiry.c: reading what a claim asks about changes, and answering in order. */
#include "models/inquiry.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "models/expr.h"
#include "models/inquiry_inside.h"
#include "solver/base/lp.h"
#include "solver/base/rat.h"
#include "solver/stat/shapley_effects.h"
#include "solver/stat/sobol_indices.h"

static uint64_t whole_of(const cm_node *group, const char *name, uint64_t otherwise)
{
    const cm_node *node = cm_node_child(group, name);
    return node != NULL && node->kind == CM_NODE_INT && node->integer > 0 ? (uint64_t)node->integer : otherwise;
}

static void read_boundary(cm_asking *a, const cm_node *node, cm_boundary_ask *ask)
{
    const cm_node *tolerance = cm_node_child(node, "tolerance");
    if (!cm_input_read(a, node, "along", true, &ask->input)) return;
    ask->draws = whole_of(node, "draws", 0);
    ask->points = (size_t)whole_of(node, "points", 9);
    ask->tolerance = ask->input.whole ? 1 : (ask->input.high - ask->input.low) / 1000;
    if (tolerance == NULL || !cm_node_number(a->ctx, a->diags, tolerance, cm_node_child(a->root, "parameters"), &ask->tolerance)) return;
    if (ask->tolerance > 0) return;
    cm_diag_add(a->diags, tolerance->value_place, NULL, "write a number above 0, such as 0.001", "a tolerance of %g would never be reached", ask->tolerance);
}

/* More runs of the claim than anybody waits for are a mistake. */
static void limit_runs(cm_asking *a, const cm_node *node, const char *what, double runs)
{
    const cm_node *points = cm_node_child(node, "points");
    cm_place place = points != NULL ? points->value_place : node->place;
    if (runs <= CM_MOST_RUNS) return;
    cm_diag_add(a->diags, place, NULL, "use fewer points", "the %s asks for %.0f runs of the claim, more than %d", what, runs, CM_MOST_RUNS);
}

static cm_status read_region(cm_asking *a, const cm_node *node, cm_region_ask *ask)
{
    ask->points = (size_t)whole_of(node, "points", 256);
    ask->draws = whole_of(node, "draws", 0);
    limit_runs(a, node, "region", (double)ask->points);
    return cm_inputs_read(a, node->kind == CM_NODE_LIST ? node : cm_node_child(node, "inputs"), &ask->input, &ask->ninputs);
}

static size_t input_named(const cm_sensitivity_ask *ask, const char *word)
{
    size_t i = 0;
    while (i < ask->ninputs && strcmp(ask->input[i].path, word) != 0 && strcmp(ask->input[i].label, word) != 0) i++;
    return i;
}

static void read_pair(cm_asking *a, const cm_node *pair, cm_sensitivity_ask *ask)
{
    const cm_node *of = cm_node_child(pair, "of"), *is = cm_node_child(pair, "is");
    size_t at[2], count = 0;
    double value;
    if (of == NULL || is == NULL || of->kind != CM_NODE_LIST || cm_node_count(of) != 2) {
        cm_diag_add(a->diags, of != NULL ? of->value_place : pair->place, NULL, "write of = (\"one\", \"other\");", "a correlation is of two inputs");
        return;
    }
    for (const cm_node *c = of->child; c != NULL; c = c->next) {
        at[count] = c->kind == CM_NODE_TEXT ? input_named(ask, c->text) : ask->ninputs;
        if (at[count++] < ask->ninputs) continue;
        cm_diag_add(a->diags, c->value_place, NULL, "use the path or label of an input", "'%s' is no input", c->kind == CM_NODE_TEXT ? c->text : "?");
        return;
    }
    if (at[0] == at[1]) {
        cm_diag_add(a->diags, of->value_place, NULL, "name two inputs", "an input's correlation with itself is 1");
        return;
    }
    if (!cm_node_number(a->ctx, a->diags, is, cm_node_child(a->root, "parameters"), &value)) return;
    ask->correlation[at[0] * ask->ninputs + at[1]] = ask->correlation[at[1] * ask->ninputs + at[0]] = value;
}

static cm_status read_correlation(cm_asking *a, const cm_node *list, cm_sensitivity_ask *ask)
{
    size_t before = a->diags->count;
    cm_status status;
    if (ask->method != CM_BY_SHAPLEY) {
        cm_diag_add(a->diags, list->place, NULL, "write method = \"shapley\";, or take correlation out", "correlated inputs need the method 'shapley': the others take inputs for independent");
        return CM_OK;
    }
    ask->correlation = CM_NEW(a->ctx, a->arena, ask->ninputs * ask->ninputs, double);
    if (ask->correlation == NULL) return a->ctx->status;
    for (size_t i = 0; i < ask->ninputs; i++) ask->correlation[i * ask->ninputs + i] = 1;
    for (const cm_node *c = list->child; c != NULL; c = c->next) read_pair(a, c, ask);
    if (a->diags->count > before) return a->ctx->status;
    status = cm_correlation_check(a->ctx, ask->correlation, ask->ninputs);
    if (status != CM_E_INPUT) return status;
    cm_diag_add(a->diags, list->value_place, NULL, "make them smaller, or check their signs", "%s", a->ctx->message);
    cm_ctx_clear(a->ctx);
    return CM_OK;
}

static double runs_of(const cm_sensitivity_ask *ask)
{
    double k = (double)ask->ninputs, points = (double)ask->points;
    if (ask->method == CM_BY_MORRIS) return points * (k + 1);
    if (ask->method == CM_BY_SOBOL) return points * (k + 2);
    return points * (3 * (pow(2, k) - 2) + 12);
}

static cm_status read_sensitivity(cm_asking *a, const cm_node *node, cm_sensitivity_ask *ask)
{
    static const size_t usual[] = { 16, 128, 64 };
    const char *method = cm_node_text(node, "method");
    const cm_node *correlation = cm_node_child(node, "correlation");
    size_t before = a->diags->count;
    cm_status status = CM_OK;
    ask->method = method != NULL && strcmp(method, "sobol") == 0 ? CM_BY_SOBOL : method != NULL && strcmp(method, "shapley") == 0 ? CM_BY_SHAPLEY : CM_BY_MORRIS;
    ask->points = (size_t)whole_of(node, "points", usual[ask->method]);
    ask->draws = whole_of(node, "draws", 0);
    if (ask->points < 2) cm_diag_add(a->diags, cm_node_child(node, "points")->value_place, NULL, "write a number of at least 2", "one point shows no differences");
    CM_TRY(cm_inputs_read(a, cm_node_child(node, "inputs"), &ask->input, &ask->ninputs));
    if (a->diags->count > before) return a->ctx->status;
    if (ask->method == CM_BY_SHAPLEY && ask->ninputs > CM_SHAPLEY_MOST) {
        cm_diag_add(a->diags, cm_node_child(node, "inputs")->value_place, NULL, "screen them with method = \"morris\"; first", "the method 'shapley' is for at most %d inputs, not %zu",
                    CM_SHAPLEY_MOST, ask->ninputs);
    }
    limit_runs(a, node, "sensitivity", runs_of(ask));
    if (correlation != NULL) CM_TRY(read_correlation(a, correlation, ask));
    status = a->ctx->status;
out:
    return status;
}

cm_status cm_inquiry_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_claim *claim, cm_diags *diags, cm_inquiry *inquiry)
{
    cm_asking a = { ctx, arena, diags, root, claim };
    const cm_node *boundary = cm_node_child(claim->node, "boundary"), *region = cm_node_child(claim->node, "region"), *sensitivity = cm_node_child(claim->node, "sensitivity");
    cm_status status = CM_OK;
    *inquiry = (cm_inquiry){ .root = root, .claim = claim };
    if (boundary != NULL) {
        inquiry->boundary = CM_NEW(ctx, arena, 1, cm_boundary_ask);
        if (inquiry->boundary == NULL) return ctx->status;
        read_boundary(&a, boundary, inquiry->boundary);
    }
    if (region != NULL) {
        inquiry->region = CM_NEW(ctx, arena, 1, cm_region_ask);
        if (inquiry->region == NULL) return ctx->status;
        CM_TRY(read_region(&a, region, inquiry->region));
    }
    if (sensitivity != NULL) {
        inquiry->sensitivity = CM_NEW(ctx, arena, 1, cm_sensitivity_ask);
        if (inquiry->sensitivity == NULL) return ctx->status;
        CM_TRY(read_sensitivity(&a, sensitivity, inquiry->sensitivity));
    }
    status = ctx->status;
out:
    return status;
}

cm_status cm_inquire(cm_inquirer *q, cm_arena *scratch, const cm_point *point, cm_judgement *judgement)
{
    cm_status status = cm_claim_at(q->ctx, scratch, q->root, q->claim, point, &q->run, judgement);
    q->done++;
    if (q->progress != NULL) q->progress(q->progress_data, q->done, q->expected > q->done ? q->expected : q->done + 1);
    return status;
}

typedef struct sweep {
    cm_inquirer *q;
    size_t k, failed;                /* failed: the first point that did */
    void (*place)(void *data, size_t point, cm_change *change);
    void (*take)(void *data, size_t point, const cm_judgement *judgement);
    void *data;
} sweep;

static cm_status sweep_point(sweep *s, cm_ctx *ctx, size_t p, cm_change *change)
{
    cm_point point = { change, s->k, false };
    cm_simulate_options run = s->q->run;
    cm_arena scratch = { NULL };
    cm_judgement j;
    cm_status status = CM_OK;
    run.threads = 1;
    s->place(s->data, p, change);
    CM_TRY(cm_claim_at(ctx, &scratch, s->q->root, s->q->claim, &point, &run, &j));
    s->take(s->data, p, &j);
out:
    cm_arena_free(&scratch);
    return status;
}

/* By one thread at a time: count, tell, keep the error of the earliest point. */
static void sweep_end(sweep *s, const cm_ctx *ctx, size_t p)
{
    cm_inquirer *q = s->q;
    q->done++;
    if (q->progress != NULL && ctx->status == CM_OK) q->progress(q->progress_data, q->done, q->expected > q->done ? q->expected : q->done + 1);
    if (ctx->status == CM_OK || p >= s->failed) return;
    s->failed = p;
    q->ctx->status = ctx->status;
    memcpy(q->ctx->message, ctx->message, sizeof ctx->message);
}

cm_status cm_inquire_all(cm_inquirer *q, size_t n, size_t k, void (*place)(void *data, size_t point, cm_change *change),
                         void (*take)(void *data, size_t point, const cm_judgement *judgement), void *data)
{
    sweep s = { q, k, SIZE_MAX, place, take, data };
    int threads = q->run.threads > 0 ? q->run.threads : omp_get_num_procs();
    cm_ctx fresh;
    cm_ctx_copy(&fresh, q->ctx);
#pragma omp parallel num_threads(threads)
    {
        cm_arena arena = { NULL };
        cm_ctx ctx;
        cm_change *change;
        cm_ctx_copy(&ctx, &fresh);
        change = CM_NEW(&ctx, &arena, k, cm_change);
#pragma omp for schedule(dynamic, 1)
        for (size_t p = 0; p < n; p++) {
            bool skip;
#pragma omp critical(cm_inquiry)
            skip = s.failed < p;
            if (skip) continue;
            if (change != NULL) (void)sweep_point(&s, &ctx, p, change);
#pragma omp critical(cm_inquiry)
            sweep_end(&s, &ctx, p);
            if (change != NULL) cm_ctx_clear(&ctx);
        }
        cm_arena_free(&arena);
        cm_lp_thread_end();
        cm_rat_thread_end();
    }
    return q->ctx->status;
}

void cm_finding_say(cm_finding *finding, const char *words, const char *words_zh)
{
    if (words == NULL || words_zh == NULL || finding->nsaid == CM_MOST_SAID) return;
    finding->say[finding->nsaid] = words;
    finding->say_zh[finding->nsaid++] = words_zh;
}

const char *cm_input_word(const cm_input *input, bool zh)
{
    return zh && input->label_zh != NULL ? input->label_zh : input->label;
}

static cm_finding *begin(cm_inquirer *q, cm_findings *findings, const char *key, const char *title, const char *title_zh, uint64_t draws, uint64_t usual, uint64_t most)
{
    cm_finding *finding = &findings->item[findings->count++];
    *finding = (cm_finding){ .key = key, .title = title, .title_zh = title_zh };
    cm_result_init(&finding->result, q->arena);
    q->run.draws = draws > 0 ? draws : usual;
    if (most > 0 && q->run.draws > most) q->run.draws = most;
    q->done = 0;
    return finding;
}

cm_status cm_inquiry_answer(cm_ctx *ctx, cm_arena *arena, const cm_inquiry *inquiry, const cm_simulate_options *options, uint64_t most,
                            cm_findings *findings)
{
    cm_inquirer q = { .ctx = ctx, .arena = arena, .root = inquiry->root, .claim = inquiry->claim, .run = *options, .progress = options->progress,
                      .progress_data = options->progress_data };
    const cm_boundary_ask *boundary = inquiry->boundary;
    const cm_region_ask *region = inquiry->region;
    const cm_sensitivity_ask *sensitivity = inquiry->sensitivity;
    cm_status status = CM_OK;
    q.run.progress = NULL;
    findings->count = 0;
    if (boundary != NULL) {
        cm_finding *finding = begin(&q, findings, "boundary", "Where the effect changes its sign", "效应在何处变号", boundary->draws, options->draws, most);
        q.expected = boundary->points + 30;
        CM_TRY(cm_boundary_answer(&q, boundary, finding));
    }
    if (region != NULL) {
        cm_finding *finding = begin(&q, findings, "region", "Which verdict holds where", "各判定在何处成立", region->draws, options->draws, most);
        q.expected = region->points;
        CM_TRY(cm_region_answer(&q, region, finding));
    }
    if (sensitivity != NULL) {
        cm_finding *finding = begin(&q, findings, "sensitivity", "What moves the effect", "何者影响效应", sensitivity->draws, options->draws, most);
        q.expected = (uint64_t)runs_of(sensitivity) + 24 * sensitivity->ninputs;
        CM_TRY(cm_sensitivity_answer(&q, sensitivity, finding));
    }
out:
    if (status != CM_OK && findings->count > 0) findings->count--;       /* what was not finished is not told */
    return status;
}
