/* figure_excess.c: a payoff against what coalitions could have alone: the largest excesses. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/figure_rows.h"

enum { MOST_PLAYERS = 14, SHOWN = 14 };

/* Concepts whose answer is a way of sharing what all have together, and the table that it stands in. */
static const char *const known[][2] = {
    { "core", "point" }, { "least-core", "payoffs" }, { "nucleolus", "payoffs" }, { "prenucleolus", "payoffs" }, { "per-capita-nucleolus", "payoffs" },
    { "kernel", "payoffs" }, { "shapley", "payoffs" }, { "tau", "payoffs" }, { "gately", "payoffs" }, { "bargaining-set", "payoffs" },
};

typedef struct excess {
    uint32_t mask;
    double size;
} excess;

static int largest_first(const void *a, const void *b)
{
    const excess *x = a, *y = b;
    if (x->size > y->size) return -1;
    if (x->size < y->size) return 1;
    return x->mask < y->mask ? -1 : x->mask > y->mask;
}

/* What each player has; false when the table does not name every player. */
static bool payoffs(const cm_tu *tu, const cm_table *table, double *x)
{
    for (size_t i = 0; i < tu->n; i++) {
        x[i] = (double)NAN;
        for (size_t r = 0; r < table->nrows; r++) {
            cm_value player = cm_table_get(table, r, "player");
            if (player.kind == CM_TEXT && strcmp(player.as.text, tu->player[i]) == 0) x[i] = cm_value_number(cm_table_get(table, r, "value"));
        }
        if (isnan(x[i])) return false;
    }
    return true;
}

static excess *excesses(cm_figurer *f, const cm_tu *tu, const double *x, size_t *n)
{
    size_t all = (size_t)1 << tu->n;
    excess *e = CM_NEW(f->ctx, f->arena, all, excess);
    *n = 0;
    for (uint32_t mask = 1; e != NULL && mask + 1 < all; mask++) {
        double size = tu->worth[mask];
        for (size_t i = 0; i < tu->n; i++) size -= mask >> i & 1 ? x[i] : 0;
        e[(*n)++] = (excess){ mask, size };
    }
    if (e != NULL) qsort(e, *n, sizeof *e, largest_first);
    return e;
}

static void draw(cm_figurer *f, const cm_answer *answer)
{
    const cm_tu *tu = answer->game.kind == CM_GAME_TU ? &answer->game.as.tu : NULL;
    cm_figure_plan plan = { .of = answer, .title = "Who could complain", .title_zh = "谁会不满" };
    const cm_table *table = NULL;
    double x[MOST_PLAYERS];
    excess *e;
    size_t n;
    cm_rows rows;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        if (strcmp(known[k][0], answer->concept->name) == 0) table = cm_result_find(&answer->result, known[k][1]);
    }
    if (table == NULL || tu == NULL || tu->worth == NULL || tu->n > MOST_PLAYERS || tu->n < 2 || tu->player == NULL || !payoffs(tu, table, x)) return;
    e = excesses(f, tu, x, &n);
    if (e == NULL || !cm_rows_init(f, n < SHOWN ? n : SHOWN, 1, false, &rows)) return;
    for (size_t k = 0; k < rows.n; k++) {
        rows.label[0][k] = cm_tu_coalition_text(f->ctx, f->arena, tu, e[k].mask);
        rows.value[k] = e[k].size;
        if (rows.label[0][k] == NULL) return;
    }
    rows.axis[0] = "excess: worth alone less what it gets";
    rows.axis[1] = "超额：单独所值减去所得";
    plan.name = cm_format(f->ctx, f->arena, "%s-excess", answer->concept->name);
    plan.says = cm_format(f->ctx, f->arena, "The %zu coalitions of %zu with the largest excess: above 0, it would do better alone; at or below 0, it would not.", rows.n, n);
    plan.says_zh = cm_format(f->ctx, f->arena, "%zu 个联盟中超额最大的 %zu 个：大于 0 者单独行动更好，不大于 0 者则不然。", n, rows.n);
    if (plan.name != NULL) cm_rows_add(f, &rows, plan);
}

const cm_drawer cm_drawer_excess = { .name = "excess", .about = "the largest excesses of coalitions at a payoff", .answer = draw };
