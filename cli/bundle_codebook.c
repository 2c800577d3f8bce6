/* bundle_codebook.c: what the columns of a folder's tables mean. */
#include <string.h>

#include "cli/bundle.h"

typedef struct meaning {
    const char *file;                /* NULL: in any */
    const char *column, *unit, *en, *zh;
} meaning;

static const meaning meanings[] = {
    { NULL, "model", "", "id of the model of the claim", "论断所用模型的代号" },
    { NULL, "measure", "", "name of the measure (comity explain MEASURE)", "度量的名称（comity explain 度量）" },
    { NULL, "cell", "", "number of the cell, from 1, as in cells.csv", "格的编号，从 1 起，与 cells.csv 一致" },
    { NULL, "mean", "of the measure", "mean over all draws", "全部抽样的均值" },
    { NULL, "low", "of the measure", "lower end of the interval (cells.csv: each cell by itself; effects: all jointly)", "区间下端（cells.csv：逐格；效应：联合）" },
    { NULL, "high", "of the measure", "upper end of the interval (cells.csv: each cell by itself; effects: all jointly)", "区间上端（cells.csv：逐格；效应：联合）" },
    { NULL, "draws", "draws", "number of draws looked at", "考察的抽样次数" },
    { NULL, "flag", "", "floor or ceiling: so near 0 or 1 that the cell says nothing about the size of an effect", "floor 或 ceiling：太接近 0 或 1，看不出效应大小" },
    { NULL, "edge", "share of draws", "draws on a knife edge", "处于临界情形的抽样" },
    { NULL, "short", "share of draws", "draws with fewer players than the venue asked for", "行为体不足场所所需的抽样" },
    { NULL, "members", "members", "members of the venue", "场所的成员数" },
    { NULL, "votes_needed", "votes", "the quota, where heads are counted", "按人头计票时的门槛" },
    { NULL, "effect", "of the measure", "paired difference: last value of the axis minus first (steps.csv: to minus from)", "成对差：轴的末值减首值（steps.csv：to 减 from）" },
    { NULL, "against", "share of draws", "draws in which the effect goes against the claim", "效应与论断相反的抽样" },
    { NULL, "verdict", "", "supported, reversed, no effect, conditional or undecided", "判定：supported 成立、reversed 相反、no effect 无实质影响、conditional 有条件成立、undecided 未决" },
    { NULL, "basis", "", "what the verdict rests on: theorem, exact or sampled", "判定的依据：theorem 定理、exact 精确、sampled 抽样" },
    { NULL, "variance_reduction", "ratio", "variance of the plain estimate over this one's", "普通估计的方差与本估计方差之比" },
    { NULL, "effective_draws", "draws", "weighed draws: as good as so many that count alike", "加权抽样相当于多少次等权抽样" },
    { NULL, "more_draws", "draws", "further draws that would settle an undecided verdict", "判定未决时还需的抽样次数" },
    { NULL, "from", "of the axis", "value that the step begins at", "一步的起点" },
    { NULL, "to", "of the axis", "value that the step ends at", "一步的终点" },
    { NULL, "channel", "", "group of settings that a part of the effect is put down to", "效应归因的一组设置" },
    { NULL, "channels", "", "channels joined by +", "以 + 相连的渠道" },
    { NULL, "first_in", "of the measure", "effect of the channel when it changes first", "该渠道最先改变时的效应" },
    { NULL, "last_in", "of the measure", "effect of the channel when it changes last", "该渠道最后改变时的效应" },
    { NULL, "least", "of the measure", "least effect over all orders", "各种次序中的最小效应" },
    { NULL, "greatest", "of the measure", "greatest effect over all orders", "各种次序中的最大效应" },
    { NULL, "identified", "", "does the sign not depend on the order?", "符号是否不依赖次序" },
    { NULL, "log_effect", "log(-log p)", "the channel's part on the log(-log p) scale; more means less agreement", "在 log(-log p) 尺度上的部分；越大协议越少" },
    { NULL, "log_low", "log(-log p)", "lower end of its interval", "其区间下端" },
    { NULL, "log_high", "log(-log p)", "upper end of its interval", "其区间上端" },
    { NULL, "log_first_in", "log(-log p)", "the same when the channel changes first", "该渠道最先改变时" },
    { NULL, "log_last_in", "log(-log p)", "the same when the channel changes last", "该渠道最后改变时" },
    { NULL, "dividend", "of the measure", "what the channels do together and none does alone (Harsanyi dividend)", "各渠道共同产生、单独不产生的部分（哈萨尼红利）" },
    { NULL, "at_target", "", "channels that have the values of the end; the others those of the beginning", "取终点值的渠道；其余取起点值" },
    { NULL, "file", "", "file, seen from the folder that names it", "文件" },
    { NULL, "because", "", "the verdict's reason in a sentence", "判定的理由" },
    { NULL, "table", "", "table of the report: CONCEPT.summary or CONCEPT.TABLE", "报告中的表：概念.summary 或 概念.表名" },
    { NULL, "venue", "", "venue, empty for the file's own game", "场所；文件自带博弈时为空" },
    { NULL, "row", "", "row of the table, from 1; empty for a summary", "表中的行，从 1 起；摘要为空" },
    { NULL, "column", "", "column of the table, or name of the summary's value", "表的列名，或摘要值的名称" },
    { NULL, "value", "", "what stands there", "该处的值" },
    { NULL, "draw", "", "number of the draw, from 0", "抽样的编号，从 0 起" },
    { NULL, "seed", "", "seed of the run: it and draw give the world again", "运行的种子：与 draw 一起重现该世界" },
    { "record_fits.csv", "controls", "", "columns of the record that are held fixed; empty: none", "所控制的列；空为不控制" },
    { "record_fits.csv", "cases", "cases", "cases that the fit has", "所用案例数" },
    { "record_fits.csv", "events", "cases", "of these, agreements, or cases that have ended", "其中达成协议或已结束的案例数" },
    { "record_fits.csv", "measure", "", "of what the effect is: a difference, an odds ratio, a correlation ...", "效应的类型：差、比值比、相关系数等" },
    { "record_fits.csv", "effect", "of the measure", "effect of size in the record", "记录中规模的效应" },
    { "record_fits.csv", "low", "of the measure", "lower end of its interval", "其区间下端" },
    { "record_fits.csv", "high", "of the measure", "upper end of its interval", "其区间上端" },
    { "record_fits.csv", "p", "probability", "of a record at least this far from no effect, if there were none", "若无效应，出现至少如此偏离的记录的概率" },
    { "record_fits.csv", "exact", "", "p as a fraction, where it was counted", "以分数表示的 p（逐一计数时）" },
    { "record_fits.csv", "separated", "", "did size tell all outcomes apart, so that Firth's penalty was used?", "规模是否完全区分结果（因而使用 Firth 惩罚）" },
    { "record_fits.csv", "proportional_p", "probability", "of Cox's regression: p of size's hazards being proportional", "Cox 回归：比例风险假定的 p" },
    { "record_fits.csv", "concordance", "share of pairs", "of Cox's regression: pairs of cases that it puts in the right order", "Cox 回归：排序正确的案例对" },
    { "record_fits.csv", "tau", "", "Kendall's tau-b of ranks", "肯德尔 tau-b" },
    { "record_fits.csv", "why", "", "why there is no fit", "未能拟合的原因" },
    { "record_confounding.csv", "control", "", "column of the record", "记录的列" },
    { "record_confounding.csv", "share", "share of variance", "differences in size that the column accounts for", "规模差异中由该列解释的部分" },
    { "record_confounding.csv", "rank_correlation", "", "its rank correlation with size, where it is a number", "该列为数值时与规模的秩相关" },
    { "record_confounding.csv", "varies", "", "does it differ between cases?", "各案例是否不同" },
    { "record_confounding.csv", "strong", "", "does it go so closely with size that the two can hardly be told apart?", "是否与规模相关过强而难以区分" },
    { "boundary_turns.csv", "turn", "of the setting", "where the effect changes its sign", "效应变号之处" },
    { "boundary_turns.csv", "low", "of the setting", "lower end of the interval that the turn is in", "变号处所在区间的下端" },
    { "boundary_turns.csv", "high", "of the setting", "upper end of the interval that the turn is in", "变号处所在区间的上端" },
    { "boundary_turns.csv", "before", "", "sign of the effect below the turn", "变号处之前效应的符号" },
    { "boundary_turns.csv", "after", "", "sign of the effect above the turn", "变号处之后效应的符号" },
    { "boundary_points.csv", "at", "of the setting", "value that was looked at", "所看的取值" },
    { NULL, "regime", "", "value of the axes in within", "分情形判断的轴的取值" },
    { "region_shares.csv", "points", "points", "points with this verdict", "得此判定的点数" },
    { "region_shares.csv", "share", "share of the region", "points with this verdict", "得此判定的点的份额" },
    { "region_shares.csv", "low", "share of the region", "lower end of the share's interval", "份额区间的下端" },
    { "region_shares.csv", "high", "share of the region", "upper end of the share's interval", "份额区间的上端" },
    { "region_boxes.csv", "box", "", "number of the box", "方块的编号" },
    { "region_boxes.csv", "coverage", "share of points with the verdict", "those of them that are in the box", "落在方块内的此判定的点" },
    { "region_boxes.csv", "density", "share of points in the box", "those with the verdict", "方块内得此判定的点" },
    { "region_boxes.csv", "mass", "share of all points", "those in the box", "落在方块内的点" },
    { "region_boxes.csv", "points", "points", "points in the box", "方块内的点数" },
    { "region_limits.csv", "box", "", "number of the box, as in region_boxes.csv", "方块的编号，与 region_boxes.csv 一致" },
    { "region_limits.csv", "low", "of the setting", "the box begins here", "方块的下限" },
    { "region_limits.csv", "high", "of the setting", "the box ends here", "方块的上限" },
    { NULL, "input", "", "path of the setting", "设置的路径" },
    { NULL, "output", "", "what the numbers are about: the claim's effect, or its verdict", "所考察的结果：论断的效应或判定" },
    { "sensitivity_inputs.csv", "mean", "of the output", "mean change from one end of the range to the other (mu)", "从一端变到另一端的平均变动（mu）" },
    { "sensitivity_inputs.csv", "absolute", "of the output", "mean size of that change (mu*)", "变动幅度的均值（mu*）" },
    { "sensitivity_inputs.csv", "spread", "of the output", "standard deviation of that change (sigma)", "变动的标准差（sigma）" },
    { "sensitivity_inputs.csv", "error", "of the output", "standard error of absolute", "absolute 的标准误" },
    { "sensitivity_inputs.csv", "first", "share of variance", "due to the input alone", "仅由该输入引起" },
    { "sensitivity_inputs.csv", "first_low", "share of variance", "lower end of its interval", "其区间下端" },
    { "sensitivity_inputs.csv", "first_high", "share of variance", "upper end of its interval", "其区间上端" },
    { "sensitivity_inputs.csv", "total", "share of variance", "due to the input with its interactions", "由该输入及其交互引起" },
    { "sensitivity_inputs.csv", "total_low", "share of variance", "lower end of its interval", "其区间下端" },
    { "sensitivity_inputs.csv", "total_high", "share of variance", "upper end of its interval", "其区间上端" },
    { "sensitivity_inputs.csv", "share", "share of variance", "the input's part of it (Shapley effect)", "归于该输入的部分（夏普利效应）" },
    { "sensitivity_inputs.csv", "low", "share of variance", "lower end of its interval", "其区间下端" },
    { "sensitivity_inputs.csv", "high", "share of variance", "upper end of its interval", "其区间上端" },
    { NULL, "base", "of the setting", "value in the file", "文件中的取值" },
    { "sensitivity_turns.csv", "below", "of the setting", "nearest smaller value at which the verdict turns, all else as in the file", "其他不变时，使判定改变的最近的较小取值" },
    { "sensitivity_turns.csv", "below_verdict", "", "the verdict there", "该处的判定" },
    { "sensitivity_turns.csv", "above", "of the setting", "nearest greater value at which the verdict turns, all else as in the file", "其他不变时，使判定改变的最近的较大取值" },
    { "sensitivity_turns.csv", "above_verdict", "", "the verdict there", "该处的判定" },
    { "sensitivity_nearest.csv", "value", "of the setting", "value at the nearest place found where the verdict turns", "所找到的最近的转变之处的取值" },
    { "sensitivity_nearest.csv", "moved", "share of the range", "how far that is from the value in the file", "与文件中取值的距离" },
    { NULL, "record", "", "id of the record", "记录的代号" },
};

/* The meaning in this file, or in any. */
static const meaning *find_meaning(const char *file, const char *column)
{
    const meaning *any = NULL;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strcmp(meanings[i].column, column) != 0) continue;
        if (meanings[i].file == NULL) any = &meanings[i];
        else if (strcmp(meanings[i].file, file) == 0) return &meanings[i];
    }
    return any;
}

const char *cm_axis_key(const cm_axis *axis)
{
    return axis->path != NULL ? axis->path : axis->label;
}

void cm_bundle_describe(cm_bundle *b, const char *file, const char *column, const char *type, const char *unit, const char *en, const char *zh)
{
    const char *const all[] = { file, column, type, unit, en, zh };
    if (b->codebook == NULL) return;
    for (size_t i = 0; i < 6; i++) {
        cm_value value = cm_text(all[i]);
        if (i > 0) (void)fputc(',', b->codebook);
        cm_csv_put(b->codebook, &value);
    }
    (void)fputc('\n', b->codebook);
}

const cm_axis *cm_bundle_axis(const cm_bundle *b, const char *column)
{
    if (strncmp(column, "axis.", 5) == 0) column += 5;
    for (size_t k = 0; k < cm_judging_models(b->file); k++) {
        const cm_claim *claim = cm_judging_model(b->file, k);
        for (size_t a = 0; a < claim->naxes; a++) {
            if (strcmp(cm_axis_key(&claim->axis[a]), column) == 0) return &claim->axis[a];
        }
    }
    return NULL;
}

void cm_bundle_column(cm_bundle *b, const char *file, const char *column, const char *type)
{
    const meaning *known = find_meaning(file, column);
    const cm_axis *axis = known == NULL ? cm_bundle_axis(b, column) : NULL;
    const char *label, *zh;
    if (known != NULL) {
        cm_bundle_describe(b, file, column, type, known->unit, known->en, known->zh);
    } else if (axis != NULL) {
        label = axis->label != NULL ? axis->label : column;
        zh = axis->label_zh != NULL ? axis->label_zh : label;
        label = cm_format(b->ctx, b->arena, "axis of the claim: %s", label);
        zh = cm_format(b->ctx, b->arena, "论断的轴：%s", zh);
        if (label != NULL && zh != NULL) cm_bundle_describe(b, file, column, type, "of the setting", label, zh);
    } else if (strchr(column, '.') != NULL) {
        cm_bundle_describe(b, file, column, type, "of the setting", "the setting of this path", "此路径的设置");
    } else {
        cm_bundle_describe(b, file, column, type, "", "as in the table of this name in verdict.json", "同 verdict.json 中的同名表");
    }
}
