/* measure.c: the measures and their register. */
#include "models/measure.h"

#include <string.h>

static double agreement(const cm_outcome *outcome) { return outcome->agreement; }
static double coverage(const cm_outcome *outcome) { return outcome->coverage; }
static double depth(const cm_outcome *outcome) { return outcome->depth; }

static double spread(const cm_outcome *outcome) { return outcome->spread; }

static const cm_measure cm_measure_agreement = {
    .name = "agreement", .title = "probability of agreement", .title_zh = "达成协议的概率",
    .about = "The share of worlds in which some text is preferred to the status quo by a coalition that can decide (or in which the given text passes).",
    .about_zh = "有多大比例的世界中存在某个文本，能使一个有权决定的联盟认为它优于现状（或给定文本获得通过）。",
    .unit = "share of worlds", .share = true, .falls = true, .value = agreement
};

static const cm_measure cm_measure_coverage = {
    .name = "coverage", .title = "capability bound by the agreement", .title_zh = "协议所约束的能力份额",
    .about = "The capability of those whom the agreement binds, as a share of the world's; 0 where nothing is agreed.",
    .about_zh = "受协议约束者的能力占全世界的份额；未达成协议时为 0。",
    .unit = "share of the world's capability", .needs_coverage = true, .value = coverage
};

static const cm_measure cm_measure_depth = {
    .name = "depth", .title = "depth of the agreement", .title_zh = "协议的深度",
    .about = "The gain over the status quo of the member that gains least in the coalition that decides, at the best text for it; under consensus the squared distance from the status quo to the hull of the ideal points.",
    .about_zh = "在最佳文本下，决定性联盟中获益最少的成员相对现状的收益；协商一致时即现状到理想点凸包距离的平方。",
    .unit = "utility", .falls = true, .needs_depth = true, .value = depth
};

static const cm_measure cm_measure_spread = {
    .name = "spread", .title = "distance between the texts of venues side by side", .title_zh = "并行场所文本之间的距离",
    .about = "The root mean square distance between the texts on which the parts of a venue agree, each the best for the least-gaining member of the coalition that agrees; 0 with fewer than two texts.",
    .about_zh = "各组成场所所达成文本之间的均方根距离；每个文本取对同意联盟中获益最少者最有利者；不足两个文本时为 0。",
    .unit = "issue scale", .needs_text = true, .value = spread
};

#define CM_MEASURE(word) &cm_measure_##word,
static const cm_measure *const measures[] = {
#include "models/measures.def"
};
#undef CM_MEASURE

double cm_measure_value(const cm_measure *measure, const cm_outcome *outcome)
{
    return measure->concept != NULL ? outcome->probe[measure->slot] : measure->value(outcome);
}

const cm_measure *const *cm_measures(size_t *count)
{
    *count = sizeof measures / sizeof measures[0];
    return measures;
}

const cm_measure *cm_measure_find(const char *name)
{
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        if (strcmp(measures[i]->name, name) == 0) return measures[i];
    }
    return NULL;
}
