/* figure_tree.c: a game in extensive form as a tree, drawn by dot. */
#include <string.h>

#include "cli/figure.h"

enum { MOST_NODES = 120, TEXT = 24 };

static void put_pay(FILE *out, const cm_efg *efg, size_t outcome)
{
    for (size_t i = 0; i < efg->n; i++) {
        const cm_efg_outcome *o = &efg->outcome[outcome];
        if (o->exact != NULL && o->exact[i].den != 1) (void)fprintf(out, "%s%lld/%lld", i > 0 ? ", " : "", (long long)o->exact[i].num, (long long)o->exact[i].den);
        else (void)fprintf(out, "%s%.4g", i > 0 ? ", " : "", o->payoff[i]);
    }
}

static void put_node(FILE *out, const cm_efg *efg, size_t v, bool zh)
{
    const cm_efg_node *node = &efg->node[v];
    (void)fprintf(out, "n%zu [label=\"", v);
    if (node->kind == CM_EFG_CHANCE) (void)fputs(zh ? "随机" : "chance", out);
    if (node->kind == CM_EFG_MOVE) cm_dot_text(out, efg->player[efg->set[node->set].player], TEXT);
    if (node->outcome != SIZE_MAX) {
        if (node->kind != CM_EFG_END) (void)fputs("\\n", out);
        put_pay(out, efg, node->outcome);
    } else if (node->kind == CM_EFG_END) (void)fputs("0", out);
    (void)fprintf(out, "\", shape=%s];\n", node->kind == CM_EFG_END ? "plaintext" : node->kind == CM_EFG_CHANCE ? "diamond" : "box, style=rounded");
}

static void put_edges(FILE *out, const cm_efg *efg, size_t v)
{
    const cm_efg_node *node = &efg->node[v], *up;
    const cm_efg_set *set;
    if (node->parent == SIZE_MAX) return;
    up = &efg->node[node->parent];
    set = up->kind == CM_EFG_CHANCE ? &efg->chance[up->set] : &efg->set[up->set];
    (void)fprintf(out, "n%zu -> n%zu [label=\" ", node->parent, v);
    cm_dot_text(out, set->action[node->action], TEXT);
    if (up->kind == CM_EFG_CHANCE) (void)fprintf(out, " (%lld/%lld)", (long long)set->probability[node->action].num, (long long)set->probability[node->action].den);
    (void)fputs(" \"];\n", out);
}

/* Nodes that their player cannot tell apart hang together by a dashed line. */
static void put_sets(FILE *out, const cm_efg *efg)
{
    for (size_t s = 0; s < efg->nsets; s++) {
        for (size_t k = 1; k < efg->set[s].nnodes; k++) {
            (void)fprintf(out, "n%zu -> n%zu [dir=none, style=dashed, constraint=false, color=\"#d55e00\"];\n", efg->set[s].node[k - 1], efg->set[s].node[k]);
        }
    }
}

static void script(FILE *out, bool zh, const void *data)
{
    const cm_efg *efg = data;
    (void)fputs("digraph tree {\nbgcolor=transparent;\nrankdir=TB;\nnode [fontname=\"sans-serif\", fontsize=14, height=0.35, margin=\"0.1,0.05\"];\nedge [fontname=\"sans-serif\", fontsize=13, arrowsize=0.6, color=\"#7f7f7f\"];\n", out);
    for (size_t v = 0; v < efg->nnodes; v++) put_node(out, efg, v, zh);
    for (size_t v = 0; v < efg->nnodes; v++) put_edges(out, efg, v);
    put_sets(out, efg);
    (void)fputs("}\n", out);
}

/* Once a file, with its first answer. */
static void draw(cm_figurer *f, const cm_answer *answer)
{
    const cm_game *game = &f->report->file->game;
    cm_figure_plan plan = { .name = "tree", .of = answer, .script = script, .tree = true, .title = "The game as a tree", .title_zh = "博弈树" };
    if (answer != &f->report->answer[0] || f->report->file->form == NULL || game->kind != CM_GAME_EFG || game->as.efg.nnodes > MOST_NODES) return;
    plan.data = &game->as.efg;
    plan.says = cm_format(f->ctx, f->arena, "Who moves, what can be done, and what each of the %zu players gets at the ends, in their order; a dashed line joins what its player cannot tell apart.", game->as.efg.n);
    plan.says_zh = cm_format(f->ctx, f->arena, "谁行动、可做什么、末端 %zu 个参与者各得多少（按其次序）；虚线连接行动者无法区分的节点。", game->as.efg.n);
    cm_figure_add(f, &plan);
}

const cm_drawer cm_drawer_tree = { .name = "tree", .about = "a game in extensive form as a tree, by dot", .answer = draw };
