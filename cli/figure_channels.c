/* figure_channels.c: what each channel contributes to a difference, with its interval. */
#include <string.h>

#include "cli/figure_rows.h"

static const char *channel_zh(const char *name)
{
    static const char *const words[][2] = { { "members", "成员数" }, { "location", "利益" }, { "dispersion", "分歧" }, { "selection", "成员构成" }, { "issues", "议题" },
                                            { "rule", "规则" }, { "capability", "能力" } };
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        if (strcmp(words[k][0], name) == 0) return words[k][1];
    }
    return name;
}

static void draw(cm_figurer *f, const cm_explanation *e)
{
    const cm_claim *claim = f->report->judgement->claim;
    cm_figure_plan plan = { .name = "channels", .of = e, .title = "What causes the difference", .title_zh = "差异由何而来" };
    cm_rows rows;
    if (claim->nchannels == 0 || !cm_rows_init(f, claim->nchannels, 1, true, &rows)) return;
    rows.label[1] = CM_NEW(f->ctx, f->arena, claim->nchannels, const char *);
    if (rows.label[1] == NULL) return;
    for (size_t k = 0; k < claim->nchannels; k++) {
        const cm_channel_report *c = &e->channel[k];
        rows.label[0][k] = c->channel;
        rows.label[1][k] = channel_zh(c->channel);
        rows.value[k] = c->effect;
        rows.low[k] = c->active ? c->low : c->effect;
        rows.high[k] = c->active ? c->high : c->effect;
    }
    rows.axis[0] = cm_format(f->ctx, f->arena, "part of the change of %+.3g from %s to %s", e->total, claim->from, claim->to);
    rows.axis[1] = cm_format(f->ctx, f->arena, "对 %s 到 %s 变化 %+.3g 的贡献", claim->from, claim->to, e->total);
    plan.says = "A bar for each channel: its part of the difference (averaged over the orders in which channels change), with its interval.";
    plan.says_zh = "每个渠道一条：其在差异中的份额（对改变次序取平均）及区间。";
    cm_rows_add(f, &rows, plan);
}

const cm_drawer cm_drawer_channels = { .name = "channels", .about = "what each channel contributes to a difference", .explanation = draw };
