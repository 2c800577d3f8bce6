/* reporting.c: what a file asks for, computed. */
#include "cli/reporting.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/judging.h"
#include "cli/machines.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "models/form.h"
#include "models/model.h"
#include "models/params.h"

typedef struct runner {
    const cm_options *o;
    cm_ctx ctx;
    cm_part *part;
    size_t nparts;
} runner;

/* The players that parameters alone are about: those of the file's game, or the file's. */
static cm_status name_players(cm_ctx *ctx, cm_file *file, cm_named_players *named)
{
    const cm_scenario *s = &file->scenario;
    const char **id = CM_NEW(ctx, &file->arena, s->n + 1, const char *);
    if (id == NULL) return ctx->status;
    for (size_t i = 0; i < s->n; i++) id[i] = s->player[i].id;
    *named = (cm_named_players){ s->n, id };
    if (file->form != NULL) named->player = cm_game_players(&file->game, &named->n);
    return CM_OK;
}

/* The file's own game; a tree as its reduced normal form where the concept takes one, and a note that says so. */
static cm_status open_own(cm_ctx *ctx, cm_file *file, const cm_concept *concept, cm_game *game, cm_result *result)
{
    const char *note;
    cm_status status;
    status = cm_given_as(ctx, &file->arena, &file->game, concept->takes, game);
    if (status != CM_OK || file->game.kind == game->kind || game->kind != CM_GAME_NFG) return status;
    note = cm_format(ctx, result->arena, "The tree was turned into its reduced normal form, %zu combinations of strategies: a strategy says what its player does wherever its own earlier moves let it come; "
                     "* stands where it never comes.", game->as.nfg.cells);
    return note != NULL ? cm_result_note(ctx, result, note) : ctx->status;
}

/* The game of a request: the file's own, or its venue's in the first draw. */
static cm_status open_game(cm_ctx *ctx, cm_file *file, const cm_request *request, uint64_t seed, cm_game *game, cm_result *result)
{
    cm_world world;
    cm_status status;
    if (request->model == NULL) {
        *game = (cm_game){ .kind = CM_GAME_NONE };
        if (request->concept->takes == CM_GAME_NONE) return name_players(ctx, file, &game->as.none);
        return open_own(ctx, file, request->concept, game, result);
    }
    status = cm_world_init(ctx, &file->arena, &file->scenario, seed, &world);
    if (status != CM_OK) return status;
    cm_world_start(&world, 0);
    return cm_model_play(ctx, &file->arena, request->model, &file->scenario, request->venue, &world, game);
}

/* The concept's parameters; a seed of its own that the file does not give is the run's. */
static cm_status read_params(cm_ctx *ctx, cm_file *file, const cm_concept *concept, const char *const *player, size_t n, uint64_t seed, cm_diags *found, void **params)
{
    cm_named_players all;
    cm_status status = name_players(ctx, file, &all);
    if (status == CM_OK) status = cm_params_read(ctx, &file->arena, file->root, concept, player, n, all.player, all.n, found, params);
    if (status == CM_OK) cm_params_seed(file->root, concept, seed, *params);
    return status;
}

static cm_status solve_one(cm_ctx *ctx, cm_file *file, const cm_request *request, uint64_t seed, cm_answer *answer)
{
    cm_diags found = { .ctx = ctx };
    const char *const *player;
    void *params = NULL;
    size_t n = 0;
    cm_status status = CM_OK;
    answer->concept = request->concept;
    answer->venue = request->venue;
    answer->model = request->model;
    cm_result_init(&answer->result, &file->arena);
    CM_TRY(open_game(ctx, file, request, seed, &answer->game, &answer->result));
    player = cm_game_players(&answer->game, &n);
    CM_TRY(read_params(ctx, file, request->concept, player, n, seed, &found, &params));
    if (found.count > 0) CM_TRY(cm_fail(ctx, CM_E_DOMAIN, "parameters of '%s': %s", request->concept->name, found.item[0].message));
    CM_TRY(cm_concept_solve(ctx, request->concept, &answer->game, params, &answer->result));
out:
    cm_diags_free(&found);
    return status;
}

static cm_judging judging_of(const runner *r, cm_file *file, uint64_t seed)
{
    return (cm_judging){ .file = file, .seed = seed, .draws = r->o->draws, .threads = r->o->threads, .quiet = r->o->quiet };
}

/* A rival's path is relative to the file that names it. */
static char *beside(cm_ctx *ctx, cm_arena *arena, const char *file, const char *other)
{
    const char *slash = strrchr(file, '/');
    if (other[0] == '/' || slash == NULL) return cm_strdup(ctx, arena, other);
    return cm_format(ctx, arena, "%.*s/%s", (int)(slash - file), file, other);
}

/* A text of a file that is about to go; NULL when it has none. */
static const char *text_of(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const char *name)
{
    const char *text = cm_node_text(root, name);
    return text != NULL ? cm_strdup(ctx, arena, text) : NULL;
}

static int judge_rival(runner *r, cm_file *file, const char *other, cm_rival *rival)
{
    cm_arena *arena = &file->arena;
    cm_file second;
    cm_judgement *j = NULL;
    cm_family_report *family = NULL;
    cm_load_options load = { .cells = true };
    char *path = beside(&r->ctx, arena, file->name, other);
    int status;
    *rival = (cm_rival){ .file = other, .verdict = NULL };
    if (path == NULL) return CM_EXIT_FAULT;
    status = cm_load_or_tell(&r->ctx, path, &load, &second);
    if (status == CM_EXIT_DONE && second.claim != NULL) {
        cm_judging judging = judging_of(r, &second, r->o->seeded ? r->o->seed : second.scenario.seed);
        cm_status judged = cm_judging_all(&r->ctx, &judging, &j, &family);
        if (judged == CM_OK) {
            const cm_measure_report *m = &j->measure[0];
            rival->title = text_of(&r->ctx, arena, second.root, "title");
            rival->title_zh = text_of(&r->ctx, arena, second.root, "title_zh");
            rival->verdict = cm_verdict_word(m->verdict);
            rival->verdict_zh = cm_verdict_word_zh(m->verdict);
            rival->basis = cm_basis_word(m->basis);
            if (cm_machines_first()) {
                rival->because = cm_strdup(&r->ctx, arena, m->because);
                rival->because_zh = cm_strdup(&r->ctx, arena, m->because_zh);
            }
        } else {
            cm_complain(path, r->ctx.message);
            status = cm_exit_of(judged);
        }
    } else if (status == CM_EXIT_DONE) {
        cm_complain(path, second.family != NULL ? "a rival's claim is about one model" : "a rival needs a claim of its own");
        status = CM_EXIT_FILE;
    }
    cm_file_free(&second);
    return status;
}

static int judge_rivals(runner *r, cm_file *file, cm_report *report)
{
    const cm_node *rivals = cm_node_child(cm_node_child(file->root, "claim"), "rivals");
    int worst = CM_EXIT_DONE;
    if (rivals == NULL) return worst;
    report->rival = CM_NEW(&r->ctx, &file->arena, cm_node_count(rivals) + 1, cm_rival);
    if (report->rival == NULL) return CM_EXIT_FAULT;
    for (const cm_node *c = rivals->kind == CM_NODE_LIST ? rivals->child : rivals; c != NULL; c = c == rivals ? NULL : c->next) {
        if (c->kind != CM_NODE_TEXT) continue;
        worst = cm_worse(worst, judge_rival(r, file, c->text, &report->rival[report->nrivals++]));
        cm_ctx_clear(&r->ctx);
    }
    return worst;
}

static int write_counterexample(const runner *r, const cm_judgement *j)
{
    cm_output output;
    if (r->o->counterexample == NULL) return CM_EXIT_DONE;
    if (j == NULL || j->counterexample == NULL) {
        cm_complain(r->o->counterexample, "not written: no draw against the claim was found that a file can show (some text, agreement, members by name)");
        return CM_EXIT_DONE;
    }
    if (!cm_output_open(&output, r->o->counterexample)) return CM_EXIT_IO;
    (void)fputs(j->counterexample, output.out);
    if (!cm_output_close(&output, true)) return CM_EXIT_IO;
    return CM_EXIT_DONE;
}

/* Keep what failed, so that a report that scripts read does not pass over it. */
static void record(runner *r, cm_file *file, const cm_request *request, cm_report *report)
{
    cm_ctx ctx = r->ctx;                                       /* the message stays; memory may still be had */
    cm_ctx_clear(&ctx);
    if (report->failure == NULL) report->failure = CM_NEW(&ctx, &file->arena, file->nrequests, cm_failure);
    if (report->failure == NULL) return;
    report->failure[report->nfailures++] = (cm_failure){ request->concept->name, request->venue != NULL ? request->venue->id : NULL, cm_strdup(&ctx, &file->arena, r->ctx.message) };
}

/* Of several requests, say which one has no answer. */
static void refuse(const runner *r, const cm_file *file, const cm_request *request)
{
    char words[sizeof r->ctx.message + 256];
    (void)snprintf(words, sizeof words, "%.100s%s%.100s: %s", request->concept->name, request->venue != NULL ? " at " : "", request->venue != NULL ? request->venue->id : "", r->ctx.message);
    cm_complain(file->name, words);
}

static int weigh_records(runner *r, cm_file *file, cm_report *report)
{
    if (file->nobserved == 0 || !cm_machines_first()) return CM_EXIT_DONE;
    report->evidence = CM_NEW(&r->ctx, &file->arena, file->nobserved, cm_evidence);
    for (size_t i = 0; report->evidence != NULL && i < file->nobserved && r->ctx.status == CM_OK; i++) {
        if (cm_evidence_weigh(&r->ctx, &file->arena, &file->observed[i], report->seed, &report->evidence[i]) == CM_OK) report->nevidence++;
    }
    if (r->ctx.status == CM_OK) return CM_EXIT_DONE;
    cm_complain(file->name, r->ctx.message);
    return cm_exit_of(r->ctx.status);
}

bool cm_report_says(const cm_report *report)
{
    return report->nanswers > 0 || report->judgement != NULL || report->family != NULL || report->nevidence > 0;
}

/* What the claim asks about changes, each with a progress of its own. */
static cm_status answer_inquiry(runner *r, cm_file *file, uint64_t seed, cm_findings **out)
{
    enum { EACH = 2000 };                                /* draws at a point of a claim that has a precision in place of draws */
    const cm_inquiry *inquiry = &file->inquiry;
    cm_simulate_options options = { .seed = seed, .draws = r->o->draws > 0 ? r->o->draws : file->claim->precision > 0 ? EACH : file->claim->draws, .threads = r->o->threads };
    cm_progress progress;
    cm_status status;
    if (inquiry->boundary == NULL && inquiry->region == NULL && inquiry->sensitivity == NULL) return CM_OK;
    *out = CM_NEW(&r->ctx, &file->arena, 1, cm_findings);
    if (*out == NULL) return r->ctx.status;
    cm_progress_begin(&progress, file->name, r->o->quiet);
    options.progress = cm_progress_step;
    options.progress_data = &progress;
    status = cm_inquiry_answer(&r->ctx, &file->arena, inquiry, &options, r->o->draws, *out);
    cm_progress_end(&progress);
    return status;
}

/* The claim of the file and what hangs on it. */
static int judge(runner *r, cm_file *file, cm_report *report)
{
    cm_judging judging = judging_of(r, file, report->seed);
    cm_status status;
    int worst;
    judging.part = r->part;
    judging.nparts = r->nparts;
    judging.keep = report->keep;
    status = cm_judging_all(&r->ctx, &judging, &report->judgement, &report->family);
    if (status != CM_OK) {
        report->judgement = NULL;
        report->family = NULL;
        cm_complain(file->name, r->ctx.message);
        cm_ctx_clear(&r->ctx);
        return cm_exit_of(status);
    }
    if (report->judgement == NULL) return CM_EXIT_DONE;
    if (report->judgement->interrupted) cm_complain(file->name, "interrupted: what is known so far is written");
    worst = report->judgement->interrupted ? CM_EXIT_INTERRUPTED : judge_rivals(r, file, report);
    if (!cm_machines_first()) return worst;
    if (!report->judgement->interrupted && answer_inquiry(r, file, report->seed, &report->findings) != CM_OK) {
        cm_complain(file->name, r->ctx.message);
        worst = cm_worse(worst, cm_exit_of(r->ctx.status));
        cm_ctx_clear(&r->ctx);
    }
    return cm_worse(worst, write_counterexample(r, report->judgement));
}

int cm_report_compute(cm_ctx *ctx, const cm_options *o, cm_file *file, cm_part *part, size_t nparts, cm_report *report)
{
    runner r = { .o = o, .ctx = *ctx, .part = part, .nparts = nparts };
    int worst = CM_EXIT_DONE;
    report->title = cm_node_text(file->root, "title");
    report->title_zh = cm_node_text(file->root, "title_zh");
    if (report->title == NULL) report->title = file->name;
    report->drawn = cm_scenario_is_random(&file->scenario);
    report->answer = CM_NEW(&r.ctx, &file->arena, file->nrequests, cm_answer);
    if (report->answer == NULL) return CM_EXIT_FAULT;
    worst = weigh_records(&r, file, report);
    cm_ctx_clear(&r.ctx);
    for (size_t i = 0; i < file->nrequests && cm_machines_first(); i++) {
        cm_status status = solve_one(&r.ctx, file, &file->request[i], report->seed, &report->answer[report->nanswers]);
        if (status == CM_OK) {
            report->nanswers++;
            continue;
        }
        refuse(&r, file, &file->request[i]);
        worst = cm_worse(worst, cm_exit_of(status));
        record(&r, file, &file->request[i], report);
        cm_ctx_clear(&r.ctx);
    }
    return cm_judging_models(file) > 0 ? cm_worse(worst, judge(&r, file, report)) : worst;
}
