/* gambit_write.c: games as Gambit's files, so that they read back the same.
 *
 * Payoffs are written as fractions where they are exact, else with as many digits as read back the same. */
#include <string.h>
#include <stdlib.h>
#include <stdint.h>

#include "cli/gambit.h"

/* A quote is written \"; a backslash that would then seem to belong to a quote gets a blank behind it. */
static void put_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') (void)fputc('\\', out);
        (void)fputc(*text, out);
        if (*text == '\\' && (text[1] == '"' || text[1] == '\0')) (void)fputc(' ', out);
    }
    (void)fputc('"', out);
}

static void put_number(FILE *out, double value, const cm_frac *exact)
{
    char text[40];
    if (exact != NULL && exact->den == 1) (void)fprintf(out, "%lld", (long long)exact->num);
    else if (exact != NULL) (void)fprintf(out, "%lld/%lld", (long long)exact->num, (long long)exact->den);
    else {
        for (int digits = 15; digits <= 17; digits++) {
            (void)snprintf(text, sizeof text, "%.*g", digits, value);
            if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value)) break;
        }
        (void)fputs(text, out);
    }
}

static void put_names(FILE *out, const char *const *name, size_t count)
{
    (void)fputc('{', out);
    for (size_t i = 0; i < count; i++) {
        (void)fputc(' ', out);
        put_text(out, name[i]);
    }
    (void)fputs(" }", out);
}

static void put_payoffs(FILE *out, size_t n, const double *payoff, const cm_frac *exact)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0) (void)fputs(", ", out);
        put_number(out, payoff[i], exact != NULL ? &exact[i] : NULL);
    }
}

static void write_nfg(FILE *out, const char *title, const char *comment, const cm_nfg *nfg)
{
    (void)fputs("NFG 1 R ", out);
    put_text(out, title);
    (void)fputc(' ', out);
    put_names(out, nfg->player, nfg->n);
    (void)fputs("\n\n{ ", out);
    for (size_t i = 0; i < nfg->n; i++) {
        put_names(out, nfg->strategy[i], nfg->count[i]);
        (void)fputc('\n', out);
    }
    (void)fputs("}\n", out);
    put_text(out, comment != NULL ? comment : "");
    (void)fputs("\n\n{\n", out);
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        (void)fputs("{ \"\" ", out);
        put_payoffs(out, nfg->n, nfg->payoff + cell * nfg->n, nfg->exact != NULL ? nfg->exact + cell * nfg->n : NULL);
        (void)fputs(" }\n", out);
    }
    (void)fputs("}\n", out);
    for (size_t cell = 0; cell < nfg->cells; cell++) (void)fprintf(out, "%s%zu", cell > 0 ? " " : "", cell + 1);
    (void)fputc('\n', out);
}

static void put_outcome(FILE *out, const cm_efg *efg, size_t o)
{
    if (o == SIZE_MAX) {
        (void)fputs(" 0\n", out);
        return;
    }
    (void)fprintf(out, " %zu ", o + 1);
    put_text(out, efg->outcome[o].name);
    (void)fputs(" { ", out);
    put_payoffs(out, efg->n, efg->outcome[o].payoff, efg->outcome[o].exact);
    (void)fputs(" }\n", out);
}

static void put_set(FILE *out, const cm_efg_set *set, size_t number)
{
    (void)fprintf(out, " %zu ", number);
    put_text(out, set->name);
    (void)fputs(" {", out);
    for (size_t a = 0; a < set->nactions; a++) {
        (void)fputc(' ', out);
        put_text(out, set->action[a]);
        if (set->probability == NULL) continue;
        (void)fputc(' ', out);
        put_number(out, 0, &set->probability[a]);
    }
    (void)fputs(" }", out);
}

/* The walk: down the first move, up to the last node that has a further one. */
static void write_tree(FILE *out, const cm_efg *efg)
{
    for (size_t v = 0; v != SIZE_MAX;) {
        const cm_efg_node *node = &efg->node[v];
        (void)fprintf(out, "%c ", node->kind == CM_EFG_END ? 't' : node->kind == CM_EFG_MOVE ? 'p' : 'c');
        put_text(out, node->name);
        if (node->kind == CM_EFG_MOVE) (void)fprintf(out, " %zu", efg->set[node->set].player + 1);
        if (node->kind != CM_EFG_END) put_set(out, node->kind == CM_EFG_MOVE ? &efg->set[node->set] : &efg->chance[node->set], node->set + 1);
        put_outcome(out, efg, node->outcome);
        if (node->kind != CM_EFG_END) {
            v = node->child[0];
            continue;
        }
        for (;;) {
            const cm_efg_node *up;
            size_t moves;
            if (efg->node[v].parent == SIZE_MAX) return;
            up = &efg->node[efg->node[v].parent];
            moves = up->kind == CM_EFG_MOVE ? efg->set[up->set].nactions : efg->chance[up->set].nactions;
            if (efg->node[v].action + 1 < moves) {
                v = up->child[efg->node[v].action + 1];
                break;
            }
            v = efg->node[v].parent;
        }
    }
}

void cm_gambit_write(FILE *out, const char *title, const char *comment, const cm_game *game)
{
    if (game->kind == CM_GAME_NFG) {
        write_nfg(out, title, comment, &game->as.nfg);
        return;
    }
    (void)fputs("EFG 2 R ", out);
    put_text(out, title);
    (void)fputc(' ', out);
    put_names(out, game->as.efg.player, game->as.efg.n);
    (void)fputc('\n', out);
    put_text(out, comment != NULL ? comment : "");
    (void)fputs("\n\n", out);
    write_tree(out, &game->as.efg);
}
