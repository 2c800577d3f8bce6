/* figure_bars.c: tables of one row a player (or a union, an issue, a norm) as bars. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/figure_rows.h"

typedef struct bars {
    const char *concept, *table;       /* concept NULL: of any concept that has such a table */
    const char *name, *name_zh;        /* of what is shown */
    const char *label;                 /* the column of names */
    const char *value[CM_ROWS_SERIES];
    const char *words[CM_ROWS_SERIES], *words_zh[CM_ROWS_SERIES];
} bars;

/* The first that fits a table is taken: a concept's own before those of any. */
static const bars known[] = {
    { "passage", "members", "What a vote is worth", "一票的价值", "player", { "decisive", "success" }, { "decisive", "gets its way" }, { "起决定作用", "如愿" } },
    { "square-root", "members", "Power and the square-root rule", "权力与平方根规则", "player", { "share", "banzhaf", "votes_share" }, { "share by the square root", "Banzhaf index" }, { "平方根应得份额", "班扎夫指数" } },
    { "unions", "power", "Power with and without unions", "结盟前后的权力", "player", { "owen", "shapley_shubik" }, { "with unions (Owen)", "without" }, { "结盟（Owen）", "不结盟" } },
    { "unions", "blocs", "What voting together does", "共同投票的作用", "members", { "together", "apart" }, { "together", "apart" }, { "共同", "分开" } },
    { "pivots", "pivots", "How often each is pivotal", "各成员成为关键者的频率", "player", { "of_orders", "of_coalitions" }, { "of orders of arrival", "of coalitions" }, { "按加入次序", "按联盟" } },
    { "owen-shapley", "power", "Power in space", "空间中的权力", "player", { "index" }, { NULL }, { NULL } },
    { "package-deals", "gains", "Gains from the package", "一揽子交易的得益", "player", { "package", "alone" }, { "the package", "issue by issue" }, { "一揽子", "逐项" } },
    { "kalai-smorodinsky", "gains", "Gains, and the most that each could hope for", "得益与各方理想得益", "player", { "gain", "ideal" }, { "gain", "ideal" }, { "得益", "理想得益" } },
    { "hybrid-norm", "potentials", "How hard each norm is to leave", "离开各规范的难度", "norm", { "potential" }, { NULL }, { NULL } },
    { "wedge", "defence", "How strong each is once bribed apart", "被分化后各成员的力量", "player", { "now", "best" }, { "now", "best distribution" }, { "现状", "最优分配" } },
    { "two-phase", "members", "What each expects", "各方的期望所得", "player", { "value" }, { NULL }, { NULL } },
    { NULL, "power", "Power in the vote", "投票权力", "player", { "shapley_shubik", "banzhaf" }, { "Shapley-Shubik", "Banzhaf" }, { "夏普利-舒比克", "班扎夫" } },
    { NULL, "payoffs", "Who gets what", "各方所得", "player", { "value" }, { NULL }, { NULL } },
    { NULL, "values", "What each expects, and keeps when it proposes", "各方的期望所得与提议时所得", "player", { "value", "proposes" }, { "before a proposer is drawn", "when it proposes" }, { "抽取提议者之前", "提议时" } },
    { NULL, "gains", "Gains over the status quo", "相对现状的得益", "player", { "gain" }, { NULL }, { NULL } },
    { NULL, "gains", "Gains over the status quo", "相对现状的得益", "player", { "value" }, { NULL }, { NULL } },
    { NULL, "shares", "Shares of power", "权力份额", "player", { "share" }, { NULL }, { NULL } },
};

/* Columns of the table that the entry shows; 0 where it does not fit. */
static size_t fitting(const bars *b, const char *concept, const cm_table *table, size_t *column)
{
    size_t n = 0;
    if (strcmp(b->table, table->name) != 0 || (b->concept != NULL && strcmp(b->concept, concept) != 0)) return 0;
    if (!cm_table_has(table, b->label) || cm_table_has(table, "equilibrium") || cm_table_has(table, "stable") || cm_table_has(table, "round")) return 0;
    for (size_t k = 0; k < CM_ROWS_SERIES && b->value[k] != NULL; k++) {
        if (cm_table_has(table, b->value[k])) column[n++] = k;
    }
    return n > 0 && column[0] == 0 ? n : 0;
}

typedef struct place {
    size_t row;
    double size;
} place;

static int largest_first(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->size > y->size) return -1;
    if (x->size < y->size) return 1;
    return x->row < y->row ? -1 : 1;
}

static int in_order(const void *a, const void *b)
{
    return ((const place *)a)->row < ((const place *)b)->row ? -1 : 1;
}

/* The rows that are shown: all, or of many those with the largest values, in the table's order. */
static place *choose(cm_figurer *f, const bars *b, const cm_table *table, size_t *shown)
{
    place *p = CM_NEW(f->ctx, f->arena, table->nrows + 1, place);
    if (p == NULL) return NULL;
    for (size_t i = 0; i < table->nrows; i++) {
        double x = cm_value_number(cm_table_get(table, i, b->value[0]));
        p[i] = (place){ i, isnan(x) ? -1 : fabs(x) };
    }
    *shown = table->nrows < CM_ROWS_MOST ? table->nrows : CM_ROWS_MOST;
    if (table->nrows > CM_ROWS_MOST) qsort(p, table->nrows, sizeof *p, largest_first);
    qsort(p, *shown, sizeof *p, in_order);
    return p;
}

static bool draw_table(cm_figurer *f, const cm_answer *answer, const bars *b, const cm_table *table)
{
    cm_figure_plan plan = { .name = answer->concept->name, .of = answer };
    size_t column[CM_ROWS_SERIES], n = fitting(b, answer->concept->name, table, column), shown = 0;
    place *p = n > 0 ? choose(f, b, table, &shown) : NULL;
    cm_rows rows;
    if (p == NULL || table->nrows < 2 || !cm_rows_init(f, shown, n, false, &rows)) return false;
    rows.left_out = table->nrows - shown;
    for (size_t i = 0; i < shown; i++) {
        rows.label[0][i] = cm_figure_word(table, p[i].row, b->label);
        for (size_t s = 0; s < n; s++) rows.value[i * n + s] = cm_value_number(cm_table_get(table, p[i].row, b->value[column[s]]));
    }
    for (size_t s = 0; s < n; s++) {
        rows.series[s][0] = b->words[column[s]] != NULL ? b->words[column[s]] : b->value[column[s]];
        rows.series[s][1] = b->words_zh[column[s]] != NULL ? b->words_zh[column[s]] : rows.series[s][0];
    }
    rows.axis[0] = n == 1 ? b->value[0] : "";
    rows.axis[1] = "";
    plan.title = b->name;
    plan.title_zh = b->name_zh;
    plan.says = cm_format(f->ctx, f->arena, "A bar for each of %zu rows of the table '%s'.", shown, table->name);
    plan.says_zh = cm_format(f->ctx, f->arena, "表“%s”的 %zu 行，每行一条。", table->name, shown);
    cm_rows_add(f, &rows, plan);
    return true;
}

/* One figure a table: two tables of one concept may both have theirs. */
static void draw(cm_figurer *f, const cm_answer *answer)
{
    for (const cm_table *table = answer->result.table; table != NULL; table = table->next) {
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            if (draw_table(f, answer, &known[k], table)) break;
        }
    }
}

const cm_drawer cm_drawer_bars = { .name = "bars", .about = "payoffs, power, gains of each player", .answer = draw };
