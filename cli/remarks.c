/* remarks.c: how a claim was judged, in sentences. */
#include "cli/remarks.h"

size_t cm_remarks_of(cm_ctx *ctx, cm_arena *arena, const cm_report *report, cm_remark *remark)
{
    const cm_judgement *j = report->judgement;
    const cm_claim *claim = j->claim;
    size_t n = 0, comparisons = j->measure[0].ncomparisons;
    unsigned long long sampled = (unsigned long long)j->sampled;
    if (claim->precision > 0 && claim->random) {
        remark[n++] = (cm_remark){ "The draws ended when that was known which was asked for; intervals hold whenever one looks (confidence sequences), of measures without a bound asymptotically.",
                                   "抽样在达到所要求的精度时结束；区间在任何时刻查看都成立（置信序列），无界度量的区间为渐近成立。", false };
    }
    if (claim->control) {
        remark[n++] = (cm_remark){ "What closed forms account for was taken out of the noise (control variates); such intervals are Student's, and hold at any time only asymptotically.",
                                   "已用控制变量扣除封闭公式可解释的噪声；相应区间为学生氏区间，“任何时刻成立”仅为渐近意义。", false };
    }
    if (claim->importance) {
        remark[n++] = (cm_remark){ "Every other world, by chance, was drawn with positions moved, and all were weighed by how likely they are without; intervals are Student's.",
                                   "约半数世界在位置平移后抽取，并按未平移时的可能性加权；区间为学生氏区间。", false };
    }
    if (claim->random && !claim->registered) {
        remark[n++] = (cm_remark){ cm_format(ctx, arena, "Intervals hold jointly at %.4g%% over %zu comparisons (Bonferroni); every answer has passed its concept's certificate.", 100 * j->confidence, comparisons),
                                   cm_format(ctx, arena, "区间为 %.4g%% 联合区间（%zu 项比较，Bonferroni）；每个答案均通过其概念的核证。", 100 * j->confidence, comparisons), true };
    } else if (claim->random) {
        remark[n++] = (cm_remark){ cm_format(ctx, arena, "Intervals hold jointly at %.4g%% over %zu comparisons (Bonferroni); agreement checked by certificate in %llu sampled cells.", 100 * j->confidence, comparisons, sampled),
                                   cm_format(ctx, arena, "区间为 %.4g%% 联合区间（%zu 项比较，Bonferroni）；抽样 %llu 个格子的“达成协议”经独立核证。", 100 * j->confidence, comparisons, sampled), true };
    }
    remark[n++] = (cm_remark){ "A verdict is about this model, not about the world.", "判定只针对本模型，并非对现实世界的断言。", true };
    return ctx->status == CM_OK ? n : 0;
}
