/* gambit.c: a file of Gambit's from its name to a game: the prologue, and which reader. */
#include "cli/gambit.h"

#include <string.h>

#include "cli/gambit_scan.h"
#include "cli/scan.h"

bool cm_gambit_named(const char *file)
{
    size_t length = strlen(file);
    return length > 4 && (strcmp(file + length - 4, ".nfg") == 0 || strcmp(file + length - 4, ".efg") == 0);
}

static bool take_word(cm_gscan *s, const char *word, const char *or_word)
{
    if (s->token == CM_G_WORD && (strcmp(s->text, word) == 0 || (or_word != NULL && strcmp(s->text, or_word) == 0))) {
        cm_gscan_next(s);
        return true;
    }
    if (s->token != CM_G_BAD) {
        cm_diag_add(s->diags, s->place, NULL, "write R (payoffs are fractions) or D (decimals); they are read alike", "here %s%s%s is expected, not %s", word, or_word != NULL ? " or " : "",
                    or_word != NULL ? or_word : "", cm_gscan_words(s));
    }
    return false;
}

bool cm_gscan_prologue(cm_gscan *s, cm_gambit *out, const char *const **player, size_t *n)
{
    cm_place place;
    if (!take_word(s, "R", "D")) return false;
    out->title = s->text;
    if (!cm_gscan_take(s, CM_G_TEXT, "the title in quotes", "write the title of the game in quotes")) return false;
    place = s->place;
    if (!cm_gscan_names(s, "the names of the players", player, n)) return false;
    if (*n == 0) cm_diag_add(s->diags, place, NULL, "write { \"A\" \"B\" }", "the game has no players");
    return *n > 0;
}

/* The first two tokens: what it is, and which version of the format. */
static cm_status read_game(cm_gscan *s, cm_gambit *out)
{
    bool normal = s->token == CM_G_WORD && strcmp(s->text, "NFG") == 0, tree = s->token == CM_G_WORD && strcmp(s->text, "EFG") == 0;
    int64_t version;
    if (!normal && !tree) {
        const char *hint = "a file begins with NFG 1 R (normal form) or EFG 2 R (extensive form)";
        if (s->token == CM_G_WORD && (strcmp(s->text, "AGG") == 0 || strcmp(s->text, "BAGG") == 0)) hint = "action graph games are not read; let Gambit write the game as .nfg";
        if (s->token != CM_G_BAD) cm_diag_add(s->diags, s->place, NULL, hint, "this is no game of Gambit's: it begins with %s", cm_gscan_words(s));
        return CM_OK;
    }
    cm_gscan_next(s);
    if (s->token == CM_G_NUMBER && s->fits && s->exact.den == 1 && s->exact.num != (normal ? 1 : 2)) {
        cm_diag_add(s->diags, s->place, normal ? "1" : "2", normal ? "version 1 of the format is read" : "version 2 of the format is read", "version %.20s of the format is not known", s->text);
        return CM_OK;
    }
    if (!cm_gscan_whole(s, 1, normal ? "the version of the format, 1," : "the version of the format, 2,", &version)) return CM_OK;
    return normal ? cm_gambit_nfg(s, out) : cm_gambit_efg(s, out);
}

cm_status cm_gambit_read_text(cm_ctx *ctx, cm_arena *arena, const char *name, const char *text, size_t length, cm_diags *diags, cm_gambit *out)
{
    size_t before = diags->count;
    cm_gscan s;
    cm_status status;
    *out = (cm_gambit){ .title = "", .comment = "" };
    cm_gscan_init(&s, ctx, arena, diags, name, text, length);
    status = read_game(&s, out);
    if (status == CM_OK) status = ctx->status;
    if (status == CM_OK && diags->count == before && cm_game_validate(ctx, &out->game) != CM_OK) {
        const cm_place start = { name, 1, 1, 1 };
        cm_diag_add(diags, start, NULL, NULL, "%s", cm_strdup(ctx, &diags->arena, ctx->message));
        cm_ctx_clear(ctx);
    }
    if (status != CM_OK || diags->count > before) out->game = (cm_game){ .kind = CM_GAME_NONE };
    return status;
}

cm_status cm_gambit_read(cm_ctx *ctx, cm_arena *arena, const char *beside, const char *file, cm_diags *diags, cm_source **sources, cm_gambit *out)
{
    cm_source *source = CM_NEW(ctx, arena, 1, cm_source);
    const char *why;
    char *text;
    if (source == NULL) return ctx->status;
    *out = (cm_gambit){ .title = "", .comment = "" };
    source->file = cm_source_path(ctx, arena, beside, file);
    if (source->file == NULL) return ctx->status;
    text = cm_source_read(ctx, arena, source->file, &source->length, &why);
    if (text == NULL) return why != NULL ? cm_fail(ctx, CM_E_IO, "%s", why) : ctx->status;
    source->text = text;
    if (sources != NULL) {
        source->next = *sources;
        *sources = source;
    }
    return cm_gambit_read_text(ctx, arena, source->file, text, source->length, diags, out);
}
