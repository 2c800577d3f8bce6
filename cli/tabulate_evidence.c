/* tabulate_evidence.c: a weighed record as flat tables. */
#include <math.h>

#include "cli/report.h"

static cm_value number_or_none(double x)
{
    return isnan(x) ? cm_none() : cm_number(x);
}

static cm_status fits_table(cm_ctx *ctx, const cm_evidence *e, cm_result *tables)
{
    static const char *const columns[] = { "controls", "cases", "events", "measure", "effect", "low", "high", "p", "exact", "separated",
                                           "proportional_p", "concordance", "tau", "why", NULL };
    cm_table *table;
    cm_status status = cm_result_table(ctx, tables, "fits", columns, &table);
    for (size_t k = 0; status == CM_OK && k < e->nfits; k++) {
        const cm_record_fit *fit = &e->fit[k];
        cm_value row[] = { cm_text(fit->with), cm_integer((int64_t)fit->cases), cm_integer((int64_t)fit->events), cm_text(fit->measure != NULL ? fit->measure : ""),
                           number_or_none(fit->effect), number_or_none(fit->low), number_or_none(fit->high), number_or_none(fit->p),
                           fit->exact != NULL ? cm_text(fit->exact) : cm_none(), cm_truth(fit->separated), number_or_none(fit->proportional_p),
                           number_or_none(fit->concordance), number_or_none(fit->tau), fit->known ? cm_none() : cm_text(fit->why) };
        status = cm_table_row(ctx, tables, table, row);
    }
    return status;
}

cm_status cm_evidence_tabulate(cm_ctx *ctx, cm_arena *arena, const cm_evidence *e, cm_result *tables)
{
    static const char *const columns[] = { "control", "share", "rank_correlation", "varies", "strong", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    cm_result_init(tables, arena);
    CM_TRY(fits_table(ctx, e, tables));
    if (e->observed->ncontrols == 0) goto out;
    CM_TRY(cm_result_table(ctx, tables, "confounding", columns, &table));
    for (size_t k = 0; k < e->observed->ncontrols; k++) {
        const cm_confounding *c = &e->confounding[k];
        cm_value row[] = { cm_text(c->control), number_or_none(c->share), number_or_none(c->rho), cm_truth(c->varies), cm_truth(c->strong) };
        CM_TRY(cm_table_row(ctx, tables, table, row));
    }
out:
    return status;
}
