/* figure_curves.c: tables whose rows follow a number: paths over time, values by quota, size or type, as curves. */
#include <math.h>
#include <string.h>

#include "cli/figure.h"

enum { MOST_CURVES = 4, HEIGHT = 380, WIDTH = 640, FOOT = 58, MOST_GROUPS = 8 };

typedef struct curves {
    const char *concept, *table;
    const char *name, *name_zh;        /* of the picture */
    const char *x, *x_words, *x_zh;    /* the column that runs along */
    const char *value[MOST_CURVES], *words[MOST_CURVES], *words_zh[MOST_CURVES];
    const char *low, *high;            /* a band around the first; NULL: none */
    const char *group;                 /* a curve for each value of this column; NULL: for each of `value` */
} curves;

static const curves known[] = {
    { "cascade", "path", "How the norm spreads", "规范如何扩散", "step", "step", "步", { "adopted" }, { "have adopted it" }, { "已接受的比例" }, NULL, NULL, NULL },
    { "cascade", "sizes", "How far the norm gets", "规范能走多远", "adopted", "share that has adopted it", "接受者比例", { "probability" }, { "probability" }, { "概率" }, NULL, NULL, NULL },
    { "committed-minority", "path", "A committed minority over time", "坚定少数的影响", "time", "time", "时间", { "adopted", "other", "both" }, { "the minority's norm", "the old norm", "both" }, { "少数者的规范", "旧规范", "两者皆可" }, NULL, NULL, NULL },
    { "deliberation", "path", "Opinions over time", "意见随时间的变化", "step", "step", "步", { "adopted", "dispersion", "consensus" }, { "adopted", "dispersion", "consensus" }, { "接受比例", "离散度", "共识" }, NULL, NULL, NULL },
    { "evolution", "states", "Where society is in the long run", "社会的长期状态", "adopters", "adopters", "接受者人数", { "probability" }, { "probability" }, { "概率" }, NULL, NULL, NULL },
    { "replicator", "path", "Strategies over time", "策略随时间的变化", "time", "time", "时间", { "probability" }, { "share" }, { "份额" }, NULL, NULL, "strategy" },
    { "moving-status-quo", "path", "The policy over rounds", "政策随轮次的变化", "round", "round", "轮次", { "mean" }, { "policy" }, { "政策" }, "low", "high", "issue" },
    { "rubinstein", "path", "What the proposer keeps, and pays", "提议者保留与付出的份额", "round", "round", "轮次", { "keeps", "pays" }, { "keeps", "pays" }, { "保留", "付出" }, NULL, NULL, NULL },
    { "committee-search", "quotas", "How long agreement takes", "达成协议所需的时间", "quota", "votes needed", "所需票数", { "rounds" }, { "rounds" }, { "轮数" }, NULL, NULL, NULL },
    { "decision-costs", "quotas", "The costs of deciding", "决策成本", "quota", "votes needed", "所需票数", { "total", "external", "decision" }, { "total", "external costs", "decision costs" }, { "总成本", "外部成本", "决策成本" }, NULL, NULL, NULL },
    { "square-root", "quotas", "How far power is from the square root", "权力与平方根的偏离", "quota", "quota", "门槛", { "deviation" }, { "deviation" }, { "偏离" }, NULL, NULL, NULL },
    { "silence", "opponents", "Adopted in silence", "默认通过的概率", "opponents", "opponents", "反对者人数", { "adopted", "probability" }, { "is adopted", "so many opponents" }, { "获得通过", "人数的概率" }, NULL, NULL, NULL },
    { "private-information", "types", "Who gives what is not known of", "私人信息下的贡献", "value", "worth to a member", "对成员的价值", { "provided", "pays" }, { "provided", "pays" }, { "得到提供", "支付" }, NULL, NULL, NULL },
    { "attrition", "types", "How long each type waits", "各类型等待多久", "type", "type", "类型", { "waits" }, { "waits" }, { "等待" }, NULL, NULL, NULL },
    { "buying", "sizes", "What buying the vote costs", "收买投票的成本", "members", "members", "成员数", { "cost" }, { "cost" }, { "成本" }, NULL, NULL, NULL },
    { "allies", "sizes", "What keeps allies together costs", "维系盟友的成本", "members", "members", "成员数", { "one_by_one", "trusting" }, { "one by one", "trusting" }, { "逐个", "相互信任" }, NULL, NULL, NULL },
    { "farsighted", "sizes", "How much of the gap an agreement closes", "协议弥合差距的程度", "size", "signatories", "签署者数", { "gap_closed" }, { "share of the gap closed" }, { "弥合比例" }, NULL, NULL, NULL },
    { "stable-agreement", "sizes", "How much of the gap an agreement closes", "协议弥合差距的程度", "size", "signatories", "签署者数", { "gap_closed" }, { "share of the gap closed" }, { "弥合比例" }, NULL, NULL, NULL },
    { "minimum-participation", "thresholds", "What a threshold for coming into force does", "生效门槛的作用", "threshold", "threshold", "门槛", { "gap_closed", "success" }, { "share of the gap closed", "comes into force" }, { "弥合比例", "生效概率" }, NULL, NULL, NULL },
    { "commitment", "cores", "The agreement that a committed core can carry", "承诺核心能支撑的协议", "committed", "committed", "承诺者数", { "largest" }, { "largest stable agreement" }, { "最大稳定协议" }, NULL, NULL, NULL },
};

typedef struct plot {
    const curves *c;
    const cm_table *table;
    const char *group[MOST_GROUPS];
    size_t n;                          /* curves */
    unsigned below;
} plot;

/* The curves: groups that occur, or columns that hold a number somewhere. */
static bool look(plot *p)
{
    if (p->c->group != NULL) p->n = cm_figure_groups(p->table, p->c->group, p->group, MOST_GROUPS);
    for (size_t k = 0; p->c->group == NULL && k < MOST_CURVES && p->c->value[k] != NULL; k++) {
        bool any = false;
        for (size_t i = 0; i < p->table->nrows; i++) any = any || !isnan(cm_value_number(cm_table_get(p->table, i, p->c->value[k])));
        if (!any) break;
        p->n++;
    }
    return p->n > 0 && p->table->nrows > 2;
}

static const char *words(const plot *p, size_t k, bool zh)
{
    if (p->c->group != NULL) return p->group[k];
    return zh ? p->c->words_zh[k] : p->c->words[k];
}

static void put_data(FILE *out, const plot *p)
{
    for (size_t k = 0; k < p->n; k++) {
        const char *value = p->c->value[p->c->group != NULL ? 0 : k];
        (void)fprintf(out, "$c%zu << EOD\n", k);
        for (size_t i = 0; i < p->table->nrows; i++) {
            if (p->c->group != NULL && strcmp(cm_figure_word(p->table, i, p->c->group), p->group[k]) != 0) continue;
            cm_plot_number(out, cm_value_number(cm_table_get(p->table, i, p->c->x)));
            cm_plot_number(out, cm_value_number(cm_table_get(p->table, i, value)));
            cm_plot_number(out, p->c->low != NULL ? cm_value_number(cm_table_get(p->table, i, p->c->low)) : (double)NAN);
            cm_plot_number(out, p->c->high != NULL ? cm_value_number(cm_table_get(p->table, i, p->c->high)) : (double)NAN);
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
}

static void script(FILE *out, bool zh, const void *data)
{
    const plot *p = data;
    const char *legend[MOST_GROUPS];
    bool marks = p->table->nrows <= 40, any = false;
    for (size_t k = 0; k < p->n; k++) legend[k] = words(p, k, zh);
    put_data(out, p);
    if (p->n > 1) cm_plot_legend(out, legend, p->n, WIDTH, HEIGHT + p->below);
    (void)fprintf(out, "set bmargin screen %.4f\nset autoscale xfix\nset yrange [*<0:*]\nset offsets graph 0.02, graph 0.02, graph 0.04, 0\nset xlabel ", (p->below + (double)FOOT) / (HEIGHT + (double)p->below));
    cm_plot_text(out, zh ? p->c->x_zh : p->c->x_words, 40);
    (void)fputs(" offset 0,0.3\n", out);
    if (p->n == 1) {
        (void)fputs("set ylabel ", out);
        cm_plot_text(out, words(p, 0, zh), 40);
        (void)fputc('\n', out);
    }
    for (size_t k = 0; p->c->low != NULL && k < p->n; k++, any = true) (void)fprintf(out, "%s$c%zu using 1:3:4 with filledcurves lc rgb %s fs transparent solid 0.18 noborder", any ? ", " : "plot ", k, cm_plot_colour(k));
    for (size_t k = 0; k < p->n; k++, any = true) {
        (void)fprintf(out, "%s$c%zu using 1:2 with %s lc rgb %s lw 2", any ? ", " : "plot ", k, marks ? "linespoints" : "lines", cm_plot_colour(k));
        if (marks) (void)fprintf(out, " pt %d ps 0.7", cm_plot_mark(k));
    }
    (void)fputc('\n', out);
}

static void draw_table(cm_figurer *f, const cm_answer *answer, const curves *c, const cm_table *table)
{
    plot p = { .c = c, .table = table };
    cm_figure_plan plan = { .name = answer->concept->name, .of = answer, .data = &p, .script = script, .title = c->name, .title_zh = c->name_zh, .width = WIDTH };
    const char *legend[MOST_GROUPS];
    if (!look(&p)) return;
    for (size_t k = 0; k < p.n; k++) legend[k] = words(&p, k, false);
    p.below = p.n > 1 ? cm_legend_height(legend, p.n, WIDTH) : 0;
    plan.height = HEIGHT + p.below;
    plan.says = cm_format(f->ctx, f->arena, "Along %s, from the %zu rows of the table '%s'%s.", c->x_words, table->nrows, table->name, c->low != NULL ? "; the band runs from low to high" : "");
    plan.says_zh = cm_format(f->ctx, f->arena, "沿%s，取自表“%s”的 %zu 行%s。", c->x_zh, table->name, table->nrows, c->low != NULL ? "；色带为低至高" : "");
    cm_figure_add(f, &plan);
}

static void draw(cm_figurer *f, const cm_answer *answer)
{
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        const cm_table *table = strcmp(known[k].concept, answer->concept->name) == 0 ? cm_result_find(&answer->result, known[k].table) : NULL;
        if (table != NULL) draw_table(f, answer, &known[k], table);
    }
}

const cm_drawer cm_drawer_curves = { .name = "curves", .about = "paths over time, and values along a quota, a size or a type", .answer = draw };
