/* figure_record.c: a record of cases: the effect of size with nothing held, with each control, with all. */
#include <math.h>
#include <string.h>

#include "cli/figure_rows.h"

static void draw(cm_figurer *f, const cm_evidence *e)
{
    cm_figure_plan plan = { .of = e, .title = "The effect of size, by what is held fixed", .title_zh = "控制不同因素后规模的效应" };
    const char *measure = NULL, *measure_zh = NULL;
    size_t n = 0;
    cm_rows rows;
    if (e->nfits == 0 || !cm_rows_init(f, e->nfits, 1, true, &rows)) return;
    rows.label[1] = CM_NEW(f->ctx, f->arena, e->nfits, const char *);
    if (rows.label[1] == NULL) return;
    for (size_t k = 0; k < e->nfits; k++) {
        const cm_record_fit *fit = &e->fit[k];
        if (!fit->known || isnan(fit->effect) || (measure != NULL && strcmp(measure, fit->measure) != 0)) continue;
        measure = fit->measure;
        measure_zh = fit->measure_zh;
        rows.label[0][n] = *fit->with != '\0' ? cm_format(f->ctx, f->arena, "with %s", fit->with) : "nothing held fixed";
        rows.label[1][n] = *fit->with != '\0' ? cm_format(f->ctx, f->arena, "控制 %s", fit->with) : "不控制";
        rows.value[n] = fit->effect;
        rows.low[n] = fit->low;
        rows.high[n] = fit->high;
        n++;
    }
    if (n == 0 || f->ctx->status != CM_OK) return;
    rows.n = n;
    rows.points = true;
    rows.neutral = strstr(measure, "ratio") != NULL ? 1 : 0;
    rows.axis[0] = measure;
    rows.axis[1] = measure_zh;
    plan.name = e->observed->id;
    plan.says = "A point for each fit, with its interval: what the cases of the record say, not what the model says.";
    plan.says_zh = "每个拟合一点，附区间：记录中的案例所言，并非模型所言。";
    cm_rows_add(f, &rows, plan);
}

const cm_drawer cm_drawer_record = { .name = "record", .about = "what cases say of the effect of size, with and without controls", .record = draw };
