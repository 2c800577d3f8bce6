/* judging.c: running claims. */
#include "cli/judging.h"

#include <stdio.h>
#include <string.h>

#include "cli/machines.h"
#include "cli/progress.h"

size_t cm_judging_models(const cm_file *file)
{
    return file->claim != NULL ? 1 : file->family != NULL ? file->family->n : 0;
}

cm_claim *cm_judging_model(const cm_file *file, size_t model)
{
    return file->claim != NULL ? file->claim : &file->family->model[model].claim;
}

cm_status cm_judging_head(cm_ctx *ctx, const cm_judging *j, size_t part, size_t parts, cm_part_head *head)
{
    *head = (cm_part_head){ .name = j->file->name, .text = cm_file_text(ctx, j->file), .seed = j->seed, .draws = j->draws, .seeded = j->seeded,
                            .part = part, .parts = parts, .models = cm_judging_models(j->file) };
    return head->text != NULL ? CM_OK : ctx->status;
}

uint64_t cm_judging_draws(const cm_judging *j, size_t model)
{
    const cm_claim *claim = cm_judging_model(j->file, model);
    return !claim->random ? 1 : j->draws > 0 ? j->draws : claim->draws;
}

typedef struct keeper {
    const cm_draw_keep *keep;
    size_t model;
} keeper;

static bool pass_on(void *data, size_t batch, uint64_t draw, const double *value)
{
    const keeper *k = data;
    return k->keep->draw(k->keep->data, k->model, batch, draw, value);
}

static bool pass_end(void *data, size_t batch)
{
    const keeper *k = data;
    return k->keep->end(k->keep->data, k->model, batch);
}

/* One model: all of it, or with parts > 1 the sums of a part. */
static cm_status judge_one(cm_ctx *ctx, const cm_judging *j, size_t model, size_t part, size_t parts, cm_judgement *judgement)
{
    cm_part_batches batches = { j->part, j->nparts, model };
    cm_store store = cm_part_store(&batches);
    cm_simulate_options options = { .seed = j->seed, .draws = cm_judging_draws(j, model), .threads = j->threads, .part = part, .parts = parts,
                                    .store = j->part != NULL ? &store : NULL };
    cm_claim *claim = cm_judging_model(j->file, model);
    cm_progress progress;
    keeper keeping = { j->keep, model };
    cm_keep keep = { &keeping, pass_on, pass_end };
    cm_status status;
    if (j->draws > 0) claim->precision = 0;              /* so many draws, and no fewer */
    cm_progress_begin(&progress, j->file->name, j->quiet);
    options.progress = cm_progress_step;
    options.progress_data = &progress;
    if (j->keep != NULL) options.keep = &keep;
    status = parts > 0 ? cm_judge_run(ctx, &j->file->arena, claim, &options, judgement)
                       : cm_machines_judge(ctx, &j->file->arena, claim, &options, judgement);
    cm_progress_end(&progress);
    return status;
}

/* Of several models, say which one it was. */
static cm_status blame(cm_ctx *ctx, const cm_judging *j, size_t model, cm_status status)
{
    char why[sizeof ctx->message];
    if (status == CM_OK || j->file->family == NULL) return status;
    (void)snprintf(why, sizeof why, "%s", ctx->message);
    return cm_fail(ctx, status, "model '%s': %s", j->file->family->model[model].id, why);
}

cm_status cm_judging_all(cm_ctx *ctx, const cm_judging *j, cm_judgement **judgement, cm_family_report **family)
{
    size_t n = cm_judging_models(j->file);
    cm_judgement *each = CM_NEW(ctx, &j->file->arena, n, cm_judgement);
    cm_status status = ctx->status;
    for (size_t i = 0; i < n && status == CM_OK; i++) {
        status = blame(ctx, j, i, judge_one(ctx, j, i, 0, 0, &each[i]));
        if (status == CM_OK && each[i].interrupted && j->file->family != NULL) status = blame(ctx, j, i, cm_fail(ctx, CM_E_INTERRUPT, "interrupted; there is no joint verdict"));
    }
    if (status != CM_OK) return status;
    if (j->file->family == NULL) {
        *judgement = each;
        return CM_OK;
    }
    if (!cm_machines_first()) return CM_OK;
    *family = CM_NEW(ctx, &j->file->arena, 1, cm_family_report);
    return *family == NULL ? ctx->status : cm_family_join(ctx, &j->file->arena, j->file->family, each, *family);
}

cm_status cm_judging_part(cm_ctx *ctx, const cm_judging *j, size_t part, size_t parts)
{
    cm_status status = CM_OK;
    for (size_t i = 0; i < cm_judging_models(j->file) && status == CM_OK; i++) {
        cm_judgement unused;
        status = blame(ctx, j, i, judge_one(ctx, j, i, part, parts, &unused));
    }
    return status;
}
