/* figure_payoffs.c: a game of two in normal form: what each combination of strategies pays to both; equilibria stand out. */
#include <stdlib.h>
#include <string.h>

#include "cli/figure.h"
#include "solver/strategic/cells.h"

enum { MOST_CELLS = 64, NAMED = 16, WIDTH = 560, HEIGHT = 460, FOOT = 58 };

typedef struct payoffs {
    const cm_nfg *game;
    bool stable[MOST_CELLS];           /* nobody gains by another strategy of his own */
    const char *name[MOST_CELLS];
    unsigned below;
} payoffs;

/* Do two combinations pay the same, as far as a picture shows? */
static bool same_place(const cm_nfg *g, size_t a, size_t b)
{
    return !(g->payoff[2 * a] < g->payoff[2 * b]) && !(g->payoff[2 * a] > g->payoff[2 * b]) && !(g->payoff[2 * a + 1] < g->payoff[2 * b + 1]) && !(g->payoff[2 * a + 1] > g->payoff[2 * b + 1]);
}

static size_t legend(bool zh, const char **text)
{
    text[0] = zh ? "策略组合" : "a combination of strategies";
    text[1] = zh ? "纯策略均衡" : "an equilibrium in pure strategies";
    return 2;
}

static void script(FILE *out, bool zh, const void *data)
{
    const payoffs *p = data;
    const char *text[2];
    size_t n = legend(zh, text);
    for (int stable = 0; stable < 2; stable++) {
        (void)fprintf(out, "$p%d << EOD\n ? ?\n", stable);
        for (size_t c = 0; c < p->game->cells; c++) {
            if (p->stable[c] != (stable == 1)) continue;
            cm_plot_number(out, p->game->payoff[2 * c]);
            cm_plot_number(out, p->game->payoff[2 * c + 1]);
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
    for (size_t c = 0; c < p->game->cells && p->game->cells <= NAMED; c++) {
        size_t before = 0;                              /* names at one point stand under each other */
        for (size_t k = 0; k < c; k++) before += same_place(p->game, k, c);
        (void)fputs("set label ", out);
        cm_plot_text(out, p->name[c], 30);
        (void)fprintf(out, " at %.9g,%.9g left offset 0.9,%.2f font ',12'\n", p->game->payoff[2 * c], p->game->payoff[2 * c + 1], 0.5 - (double)before);
    }
    cm_plot_legend(out, text, n, WIDTH, HEIGHT + p->below);
    (void)fprintf(out, "set bmargin screen %.4f\nset autoscale fix\nset offsets graph 0.05, graph 0.3, graph 0.1, graph 0.1\nset grid x lt 1 lw 0.5 lc rgb '#9a9a9a' dt (2,4)\nset xlabel ", (p->below + (double)FOOT) / (HEIGHT + (double)p->below));
    cm_plot_text(out, p->game->player[0], 40);
    (void)fputs(" offset 0,0.3\nset ylabel ", out);
    cm_plot_text(out, p->game->player[1], 40);
    (void)fprintf(out, "\nplot $p0 using 1:2 with points lc rgb %s pt %d ps 1.1, $p1 using 1:2 with points lc rgb %s pt %d ps 1.5\n", cm_plot_colour(0), cm_plot_mark(0), cm_plot_colour(1), cm_plot_mark(1));
}

static bool stable(cm_ctx *ctx, const cm_nfg *g, double scale, size_t cell)
{
    for (size_t i = 0; i < 2; i++) {
        size_t stride = cm_cells_stride(g, i), own = cell / stride % g->count[i];
        for (size_t k = 0; k < g->count[i]; k++) {
            if (cm_cells_compare(ctx, g, scale, i, cell + k * stride - own * stride, cell) > 0) return false;
        }
    }
    return true;
}

/* Once a file, with its first answer. */
static void draw(cm_figurer *f, const cm_answer *answer)
{
    const cm_game *game = &f->report->file->game;
    payoffs p = { .game = &game->as.nfg };
    cm_figure_plan plan = { .name = "payoffs", .of = answer, .data = &p, .script = script, .title = "What the outcomes pay", .title_zh = "各结果的收益", .width = WIDTH };
    const char *text[2];
    if (answer != &f->report->answer[0] || f->report->file->form == NULL || game->kind != CM_GAME_NFG || p.game->n != 2 || p.game->cells > MOST_CELLS) return;
    for (size_t c = 0; c < p.game->cells; c++) {
        p.stable[c] = stable(f->ctx, p.game, cm_cells_scale(p.game), c);
        p.name[c] = cm_nfg_profile_text(f->ctx, f->arena, p.game, c);
        if (p.name[c] == NULL) return;
    }
    p.below = cm_legend_height(text, legend(false, text), WIDTH);
    plan.height = HEIGHT + p.below;
    plan.says = cm_format(f->ctx, f->arena, "Each combination of strategies by what it pays: %s to the right, %s upwards. Equilibria in mixed strategies are not shown.", p.game->player[0], p.game->player[1]);
    plan.says_zh = cm_format(f->ctx, f->arena, "每个策略组合的收益：向右为 %s，向上为 %s。混合策略均衡未画出。", p.game->player[0], p.game->player[1]);
    cm_figure_add(f, &plan);
}

const cm_drawer cm_drawer_payoffs = { .name = "payoffs", .about = "what the outcomes of a game of two pay", .answer = draw };
