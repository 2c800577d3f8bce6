/* cmd_convert.c: `comity convert IN OUT`: a strategic game from one kind of file to another.
 *
 * A tree becomes its reduced normal form for .nfg; a normal form becomes simultaneous moves for .efg. */
#include <string.h>

#include "cli/command.h"
#include "cli/gambit.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/strategic_cfg.h"
#include "solver/game/plans.h"

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

/* The game in the form that the new file takes. */
static cm_status turn(cm_ctx *ctx, cm_file *file, const char *to, cm_game *game)
{
    *game = file->game;
    if (ends_in(to, ".nfg") && game->kind == CM_GAME_EFG) {
        game->kind = CM_GAME_NFG;
        return cm_efg_normal(ctx, &file->arena, &file->game.as.efg, &game->as.nfg);
    }
    if (ends_in(to, ".efg") && game->kind == CM_GAME_NFG) {
        game->kind = CM_GAME_EFG;
        return cm_nfg_extensive(ctx, &file->arena, &file->game.as.nfg, &game->as.efg);
    }
    return CM_OK;
}

/* One sentence on standard error; a file of Gambit's says no more than its game. */
static cm_status tell_lost(cm_ctx *ctx, cm_file *file, const char *to, const cm_game *game)
{
    const char *lost;
    char *sentence;
    if (cm_node_child(cm_node_child(file->root, "game"), "file") != NULL && !ends_in(file->name, ".cfg")) return CM_OK;
    lost = cm_strategic_lost(ctx, &file->arena, file->root, game, !ends_in(to, ".cfg"));
    if (lost == NULL) return ctx->status;
    if (lost[0] == '\0') return CM_OK;
    sentence = cm_format(ctx, &file->arena, "has no place for all that %s says; the game is there, and left out is: %s", file->name, lost);
    if (sentence == NULL) return ctx->status;
    cm_complain(to, sentence);
    return CM_OK;
}

static int write_game(cm_ctx *ctx, cm_file *file, const char *to)
{
    const char *title = cm_node_text(file->root, "title"), *about = cm_node_text(file->root, "about");
    const char *text = NULL;
    cm_output output;
    cm_game game;
    cm_status status = turn(ctx, file, to, &game);
    if (title == NULL) title = "";
    if (status == CM_OK && !ends_in(to, ".cfg")) status = cm_strategic_names(ctx, &file->arena, file->root, &game);
    if (status == CM_OK) status = tell_lost(ctx, file, to, &game);
    if (status == CM_OK && ends_in(to, ".cfg")) status = cm_strategic_cfg(ctx, &file->arena, file->root, &game, &text);
    if (status != CM_OK) {
        cm_complain(file->name, ctx->message);
        return cm_exit_of(status);
    }
    if (!cm_output_open(&output, to)) return CM_EXIT_IO;
    if (text != NULL) (void)fputs(text, output.out);
    else cm_gambit_write(output.out, title, about, &game);
    return cm_output_close(&output, true) ? CM_EXIT_DONE : CM_EXIT_IO;
}

static int run(const cm_options *o)
{
    cm_load_options load = { .set = o->set, .nset = o->nset };
    cm_file file;
    cm_ctx ctx;
    int result;
    if (o->nargs != 2) {
        cm_complain("convert", "name a file and a new one, such as pd.nfg pd.cfg");
        return CM_EXIT_USAGE;
    }
    if (!ends_in(o->arg[1], ".nfg") && !ends_in(o->arg[1], ".efg") && !ends_in(o->arg[1], ".cfg")) {
        cm_complain(o->arg[1], "the name of the new file has to end in .nfg, .efg or .cfg");
        return CM_EXIT_USAGE;
    }
    cm_ctx_init(&ctx);
    ctx.stop = &cm_interrupted;
    result = cm_load_or_tell(&ctx, o->arg[0], &load, &file);
    if (result == CM_EXIT_DONE && file.game.kind != CM_GAME_NFG && file.game.kind != CM_GAME_EFG) {
        cm_complain(o->arg[0], "has no game in normal or extensive form to be written otherwise");
        result = CM_EXIT_FILE;
    }
    if (result == CM_EXIT_DONE) result = write_game(&ctx, &file, o->arg[1]);
    cm_file_free(&file);
    return result;
}

const cm_command cm_command_convert = { "convert", "a strategic game from .cfg, .nfg or .efg to another of them", run };
