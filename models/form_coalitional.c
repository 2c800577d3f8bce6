/* form_coalitional.c: a coalitional game whose worths are listed, or stand in a file of numbers. */
#include <math.h>

#include "models/expr.h"
#include "models/form.h"
#include "solver/base/num.h"

static void name_of(const cm_given *given, size_t mask, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < given->n && used + 1 < size; i++) {
        if (!(mask >> i & 1u)) continue;
        for (const char *c = used > 0 ? ", " : ""; *c != '\0' && used + 1 < size; c++) text[used++] = *c;
        for (const char *c = given->player[i]; *c != '\0' && used + 1 < size; c++) text[used++] = *c;
        text[used] = '\0';
    }
}

static bool usable(cm_ctx *ctx, const cm_given *given, const cm_node *is, size_t mask, double worth)
{
    char who[120];
    if (fabs(worth) <= CM_NUM_LARGEST) return true;
    name_of(given, mask, who, sizeof who);
    cm_diag_add(given->diags, is->value_place, NULL, cm_format(ctx, &given->diags->arena, "divide all worths by the same number; they must stay below %g", CM_NUM_LARGEST),
                "the worth of {%s} is %g, too large to be added up", who, worth);
    return false;
}

/* One { of = (...); is = ...; }. */
static void read_worth(cm_ctx *ctx, const cm_given *given, const cm_node *entry, unsigned char *in, unsigned char *said, double *worth)
{
    const cm_node *of = cm_node_child(entry, "of"), *is = cm_node_child(entry, "is");
    size_t mask = 0;
    double value;
    if (of == NULL || is == NULL || !cm_given_coalition(ctx, given, of, in)) return;
    for (size_t i = 0; i < given->n; i++) mask |= (size_t)in[i] << i;
    if (mask == 0) {
        cm_diag_add(given->diags, of->value_place, NULL, "name at least one player", "a worth of nobody");
        return;
    }
    if (said[mask]) {
        char who[120];
        name_of(given, mask, who, sizeof who);
        cm_diag_add(given->diags, of->value_place, NULL, "remove one of the two", "the worth of {%s} is given twice", who);
        return;
    }
    said[mask] = 1;
    if (cm_node_number(ctx, given->diags, is, given->scenario->parameters, &value) && usable(ctx, given, is, mask, value)) worth[mask] = value;
}

static cm_status from_list(cm_ctx *ctx, cm_arena *arena, const cm_given *given, const cm_node *list, cm_game *game)
{
    cm_arena scratch = { NULL };
    double *worth;
    unsigned char *in, *said;
    cm_status status = CM_OK;
    CM_TRY(cm_tu_init(ctx, arena, given->n, given->player, &worth, &game->as.tu));
    in = CM_NEW(ctx, &scratch, given->n, unsigned char);
    said = CM_NEW(ctx, &scratch, (size_t)1 << given->n, unsigned char);
    if (in == NULL || said == NULL) CM_TRY(ctx->status);
    for (const cm_node *c = list->kind == CM_NODE_LIST ? list->child : NULL; c != NULL; c = c->next) read_worth(ctx, given, c, in, said, worth);
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status from_file(const cm_given *given, const cm_node *from, cm_game *game)
{
    const cm_outside_numbers *numbers = given->numbers;
    size_t want = ((size_t)1 << given->n) - 1;
    if (numbers == NULL || !numbers->read) return CM_OK;             /* that was said */
    if (numbers->count != want) {
        cm_diag_add(given->diags, from->value_place, NULL, "one number a line, in the order of binary masks, the first player lowest: {1}, {2}, {1, 2}, {3}, ...",
                    "the file has %zu numbers; %zu players have %zu coalitions", numbers->count, given->n, want);
        return CM_OK;
    }
    game->as.tu = (cm_tu){ .n = given->n, .worth = numbers->at, .exact = true, .player = given->player };
    return CM_OK;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    const cm_node *list = cm_node_child(given->node, "worth"), *from = cm_node_child(given->node, "worth_from");
    game->kind = CM_GAME_TU;
    if (given->n > CM_TU_MOST) {
        cm_diag_add(given->diags, given->node->place, NULL, cm_format(ctx, &given->diags->arena, "at most %d players, or a game in weighted form", CM_TU_MOST),
                    "%zu players have more coalitions than can be written out", given->n);
        return CM_OK;
    }
    if ((list == NULL) == (from == NULL)) {
        cm_diag_add(given->diags, given->node->place, NULL, "give worth = ( { of = (\"A\", \"B\"); is = 90; } ); or worth_from = \"v.txt\";",
                    list == NULL ? "the game has no worths" : "the game has both worth and worth_from");
        return CM_OK;
    }
    return list != NULL ? from_list(ctx, arena, given, list, game) : from_file(given, from, game);
}

static const char *const keys[] = { "worth", "worth_from", NULL };

extern const cm_form cm_form_coalitional;
const cm_form cm_form_coalitional = {
    .name = "coalitional",
    .title = "a coalitional game, written out", .title_zh = "逐一列出的联盟博弈",
    .about = "The worth of each coalition, in a list (what is not listed is worth 0) or in a file of numbers.",
    .about_zh = "逐一给出每个联盟的价值：写成列表（未列出者为 0），或放在一个数字文件中。",
    .example = "game = { form = \"coalitional\"; players = (\"A\", \"B\"); worth = ( { of = (\"A\", \"B\"); is = 90; } ); };",
    .keys = keys,
    .gives = CM_GAME_TU,
    .build = build
};
