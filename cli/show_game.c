/* show_game.c: payoff tables and trees in words.
 *
 * A star marks what is best for a player against the others' choice: where everybody has one is an
 * equilibrium. */
#include "cli/show_game.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/layout.h"
#include "solver/strategic/cells.h"

enum { MOST_COLUMNS = 12, MOST_ROWS = 40, MOST_CELLS = 64, MOST_NODES = 200, CELL = 64 };

static void number(char *text, size_t size, double value, const cm_frac *exact)
{
    if (exact != NULL && exact->den == 1) (void)snprintf(text, size, "%lld", (long long)exact->num);
    else if (exact != NULL && exact->den <= 1000) (void)snprintf(text, size, "%lld/%lld", (long long)exact->num, (long long)exact->den);
    else (void)snprintf(text, size, "%.6g", value);
}

static bool best_reply(cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t i, size_t cell)
{
    size_t stride = cm_cells_stride(nfg, i), own = cell / stride % nfg->count[i];
    for (size_t k = 0; k < nfg->count[i]; k++) {
        if (cm_cells_compare(ctx, nfg, scale, i, cell + k * stride - own * stride, cell) > 0) return false;
    }
    return true;
}

/* "3*, 0" */
static void cell_text(cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t cell, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < nfg->n && used + 1 < size; i++) {
        char one[40];
        number(one, sizeof one, nfg->payoff[cell * nfg->n + i], nfg->exact != NULL ? &nfg->exact[cell * nfg->n + i] : NULL);
        used += (size_t)snprintf(text + used, size - used, "%s%s%s", i > 0 ? ", " : "", one, best_reply(ctx, nfg, scale, i, cell) ? "*" : "");
    }
}

static void show_table(cm_ctx *ctx, const cm_nfg *nfg, FILE *out, bool zh)
{
    char text[CELL * 2];
    size_t first = 0, width[MOST_COLUMNS] = { 0 };
    double scale = cm_cells_scale(nfg);
    (void)fprintf(out, zh ? "  行：%s；列：%s；星号表示对对方选择的最优反应\n" : "  rows: %s; columns: %s; a star: the best reply to what the other does\n", nfg->player[0], nfg->player[1]);
    for (size_t r = 0; r < nfg->count[0]; r++) first = cm_width(nfg->strategy[0][r]) > first ? cm_width(nfg->strategy[0][r]) : first;
    for (size_t c = 0; c < nfg->count[1]; c++) {
        width[c] = cm_width(nfg->strategy[1][c]);
        for (size_t r = 0; r < nfg->count[0]; r++) {
            cell_text(ctx, nfg, scale, r + c * nfg->count[0], text, sizeof text);
            if (cm_width(text) > width[c]) width[c] = cm_width(text);
        }
    }
    (void)fprintf(out, "    ");
    cm_pad(out, "", first + 2, false);
    for (size_t c = 0; c < nfg->count[1]; c++) cm_pad(out, nfg->strategy[1][c], c + 1 < nfg->count[1] ? width[c] + 2 : 0, false);
    (void)fprintf(out, "\n");
    for (size_t r = 0; r < nfg->count[0]; r++) {
        (void)fprintf(out, "    ");
        cm_pad(out, nfg->strategy[0][r], first + 2, false);
        for (size_t c = 0; c < nfg->count[1]; c++) {
            cell_text(ctx, nfg, scale, r + c * nfg->count[0], text, sizeof text);
            cm_pad(out, text, c + 1 < nfg->count[1] ? width[c] + 2 : 0, false);
        }
        (void)fprintf(out, "\n");
    }
}

static void show_list(cm_ctx *ctx, const cm_nfg *nfg, FILE *out, bool zh)
{
    cm_arena scratch = { NULL };
    char text[CELL * 8];
    double scale = cm_cells_scale(nfg);
    (void)fprintf(out, "%s\n", zh ? "  各策略组合的收益；星号表示对他人选择的最优反应" : "  what each combination of strategies pays; a star: the best reply to what the others do");
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        const char *profile = cm_nfg_profile_text(ctx, &scratch, nfg, cell);
        cell_text(ctx, nfg, scale, cell, text, sizeof text);
        (void)fprintf(out, "    %s: %s\n", profile != NULL ? profile : "?", text);
    }
    cm_arena_free(&scratch);
}

static void show_normal(cm_ctx *ctx, const cm_nfg *nfg, FILE *out, bool zh)
{
    if (nfg->n == 2 && nfg->count[0] <= MOST_ROWS && nfg->count[1] <= MOST_COLUMNS) show_table(ctx, nfg, out, zh);
    else if (nfg->cells <= MOST_CELLS && nfg->n <= 8) show_list(ctx, nfg, out, zh);
    else (void)fprintf(out, zh ? "  策略组合：%zu 种\n" : "  %zu combinations of strategies\n", nfg->cells);
}

static void show_pay(const cm_efg *efg, const cm_efg_node *node, FILE *out)
{
    const cm_efg_outcome *outcome = &efg->outcome[node->outcome];
    for (size_t i = 0; i < efg->n; i++) {
        char one[40];
        number(one, sizeof one, outcome->payoff[i], outcome->exact != NULL ? &outcome->exact[i] : NULL);
        (void)fprintf(out, "%s%s", i > 0 ? ", " : "", one);
    }
}

/* One line: the move that led here, and who moves now or what it pays. */
static void show_node(const cm_efg *efg, size_t v, size_t depth, FILE *out, bool zh)
{
    const cm_efg_node *node = &efg->node[v];
    for (size_t k = 0; k < 2 * depth + 4; k++) (void)fputc(' ', out);
    if (node->parent != SIZE_MAX) {
        const cm_efg_node *up = &efg->node[node->parent];
        const cm_efg_set *set = up->kind == CM_EFG_CHANCE ? &efg->chance[up->set] : &efg->set[up->set];
        (void)fprintf(out, "%s", set->action[node->action]);
        if (up->kind == CM_EFG_CHANCE) {
            char share[40];
            number(share, sizeof share, cm_frac_value(set->probability[node->action]), &set->probability[node->action]);
            (void)fprintf(out, " (%s)", share);
        }
        (void)fprintf(out, ": ");
    }
    if (node->kind == CM_EFG_CHANCE) (void)fprintf(out, "%s", zh ? "随机" : "chance");
    if (node->kind == CM_EFG_MOVE) {
        const cm_efg_set *set = &efg->set[node->set];
        bool named = set->name[0] != '\0';
        (void)fprintf(out, zh ? "%s 行动" : "%s moves", efg->player[set->player]);
        if (named && set->nnodes == 1) (void)fprintf(out, zh ? "（信息集“%s”）" : " (at '%s')", set->name);
        else if (named) (void)fprintf(out, zh ? "，不知身处信息集“%s”的哪一点" : ", not knowing where in its set '%s' it is", set->name);
        else if (set->nnodes > 1) (void)fprintf(out, zh ? "，不知身处信息集 %zu 的哪一点" : ", not knowing where in its set %zu it is", node->set + 1);
    }
    if (node->outcome != SIZE_MAX) {
        if (node->kind != CM_EFG_END) (void)fprintf(out, "%s", zh ? "；收益 " : "; pays ");
        show_pay(efg, node, out);
    }
    (void)fprintf(out, "\n");
}

static void show_tree(const cm_efg *efg, FILE *out, bool zh)
{
    size_t depth = 0;
    for (size_t v = 0; v != SIZE_MAX;) {
        const cm_efg_node *node = &efg->node[v];
        show_node(efg, v, depth, out, zh);
        if (node->kind != CM_EFG_END) {
            v = node->child[0];
            depth++;
            continue;
        }
        for (;; v = efg->node[v].parent, depth--) {
            const cm_efg_node *up;
            size_t moves;
            if (efg->node[v].parent == SIZE_MAX) return;
            up = &efg->node[efg->node[v].parent];
            moves = up->kind == CM_EFG_MOVE ? efg->set[up->set].nactions : efg->chance[up->set].nactions;
            if (efg->node[v].action + 1 == moves) continue;
            v = up->child[efg->node[v].action + 1];
            break;
        }
    }
}

void cm_show_strategic(cm_ctx *ctx, const cm_game *game, FILE *out, bool chinese)
{
    if (game->kind == CM_GAME_NFG) show_normal(ctx, &game->as.nfg, out, chinese);
    if (game->kind == CM_GAME_EFG && game->as.efg.nnodes <= MOST_NODES) show_tree(&game->as.efg, out, chinese);
    else if (game->kind == CM_GAME_EFG) (void)fprintf(out, chinese ? "  博弈树共有 %zu 个节点\n" : "  a tree of %zu nodes\n", game->as.efg.nnodes);
}
