/* bundle_draws.c: every draw of a claim as a row of draws.csv.
 *
 * Each thread writes the rows of its batch into a file of their own; when a batch counts, they are put behind
 * those of the batches before it.  So the file is the same for any number of threads, and memory does not grow. */
#include <string.h>
#include <unistd.h>

#include "cli/bundle.h"

enum { MOST_PATH = 4096 };

static const char *batch_path(const cm_bundle *b, size_t batch, char *path)
{
    (void)snprintf(path, MOST_PATH, "%s/draws.csv.%zu", b->whole, batch);
    return path;
}

/* Called by several threads: nothing but the batch's own file is touched. */
static bool write_draw(void *data, size_t model, size_t batch, uint64_t draw, const double *value)
{
    cm_bundle *b = data;
    const cm_claim *claim = cm_judging_model(b->file, model);
    unsigned long long seed = b->options->seeded ? b->options->seed : b->file->scenario.seed;
    char path[MOST_PATH];
    FILE *out = b->batch[batch];
    if (out == NULL) out = b->batch[batch] = fopen(batch_path(b, batch, path), "w+");
    if (out == NULL) return false;
    for (size_t c = 0; c < claim->ngrid; c++) {
        if (b->file->family != NULL) (void)fprintf(out, "%s,", b->file->family->model[model].id);
        (void)fprintf(out, "%zu,%llu,%llu", c + 1, (unsigned long long)draw, seed);
        for (size_t k = 0; k < b->nmeasures; k++) {
            size_t m = 0;
            cm_value number = cm_none();
            while (m < claim->nmeasures && strcmp(claim->measure[m]->name, b->measure[k]->name) != 0) m++;
            if (m < claim->nmeasures) number = cm_number(value[m * claim->ncells + c]);
            (void)fputc(',', out);
            cm_csv_put(out, &number);
        }
        (void)fputc('\n', out);
    }
    return !ferror(out);
}

static void drop_batch(cm_bundle *b, size_t batch)
{
    char path[MOST_PATH];
    if (b->batch[batch] == NULL) return;
    (void)fclose(b->batch[batch]);
    b->batch[batch] = NULL;
    (void)unlink(batch_path(b, batch, path));
}

static bool end_batch(void *data, size_t model, size_t batch)
{
    cm_bundle *b = data;
    FILE *in = b->batch[batch];
    char room[1 << 14];
    bool good;
    (void)model;
    if (in == NULL) return false;
    good = fflush(in) == 0 && fseek(in, 0, SEEK_SET) == 0;
    for (size_t got = 1; good && got > 0;) {
        got = fread(room, 1, sizeof room, in);
        good = !ferror(in) && fwrite(room, 1, got, b->draws) == got;
    }
    drop_batch(b, batch);
    return good;
}

bool cm_bundle_draws(cm_bundle *b)
{
    size_t models = cm_judging_models(b->file);
    b->measure = CM_NEW(b->ctx, b->arena, models * CM_MOST_MEASURES, const cm_measure *);
    if (b->measure == NULL) return false;
    for (size_t k = 0; k < models; k++) {
        const cm_claim *claim = cm_judging_model(b->file, k);
        for (size_t m = 0; m < claim->nmeasures; m++) {
            size_t seen = 0;
            while (seen < b->nmeasures && strcmp(b->measure[seen]->name, claim->measure[m]->name) != 0) seen++;
            if (seen == b->nmeasures) b->measure[b->nmeasures++] = claim->measure[m];
        }
    }
    b->draws = cm_bundle_open(b, "draws.csv");
    if (b->draws == NULL) return false;
    (void)fputs(b->file->family != NULL ? "model,cell,draw,seed" : "cell,draw,seed", b->draws);
    for (size_t k = 0; k < b->nmeasures; k++) {
        cm_value name = cm_text(b->measure[k]->name);
        (void)fputc(',', b->draws);
        cm_csv_put(b->draws, &name);
    }
    (void)fputc('\n', b->draws);
    b->keep = (cm_draw_keep){ b, write_draw, end_batch };
    return true;
}

void cm_bundle_drawn(cm_bundle *b)
{
    if (b->draws == NULL) return;
    for (size_t k = 0; k < CM_MOST_BATCHES; k++) drop_batch(b, k);       /* of a run that knew enough before */
    if (b->file->family != NULL) cm_bundle_column(b, "draws.csv", "model", "text");
    cm_bundle_column(b, "draws.csv", "cell", "integer");
    cm_bundle_column(b, "draws.csv", "draw", "integer");
    cm_bundle_column(b, "draws.csv", "seed", "integer");
    for (size_t k = 0; k < b->nmeasures; k++) {
        const cm_measure *m = b->measure[k];
        cm_bundle_describe(b, "draws.csv", m->name, "number", m->unit != NULL ? m->unit : "", m->about != NULL ? m->about : "the number of this name in the concept's summary",
                           m->about_zh != NULL ? m->about_zh : "概念摘要中的同名数值");
    }
    cm_bundle_close(b, "draws.csv", b->draws);
    b->draws = NULL;
}
