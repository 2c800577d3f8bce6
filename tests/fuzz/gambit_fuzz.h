/* gambit_fuzz.h: a hostile file of Gambit's must neither crash the reader nor leave it without a word; what can
 * be read is written, and reads back to the same text. */
#ifndef CM_TESTS_FUZZ_GAMBIT_FUZZ_H
#define CM_TESTS_FUZZ_GAMBIT_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diagnose.h"
#include "cli/gambit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(int holds, const char *what)
{
    if (holds) return;
    (void)fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

static inline char *fuzz_written(const cm_gambit *game)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    require(out != NULL, "no memory");
    cm_gambit_write(out, game->title, game->comment, &game->game);
    (void)fclose(out);
    return text;
}

/* `kind`: what the head of the file makes of it. */
static inline void fuzz_gambit(const char *head, const uint8_t *data, size_t size, cm_game_kind kind)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_diags diags = { .ctx = NULL };
    cm_gambit game, again, third;
    size_t length = strlen(head) + size, shown_size;
    char *text = malloc(length + 1), *shown = NULL, *once, *twice, *thrice;
    cm_source source = { "fuzz", text, length, NULL };
    FILE *out;
    require(text != NULL, "no memory");
    memcpy(text, head, strlen(head));
    memcpy(text + strlen(head), data, size);
    text[length] = '\0';
    cm_ctx_init(&ctx);
    diags.ctx = &ctx;
    require(cm_gambit_read_text(&ctx, &arena, "fuzz", text, length, &diags, &game) == CM_OK, "reading failed");
    require((game.game.kind == CM_GAME_NONE) == (diags.count > 0), "no game and no word why, or both");
    require(game.game.kind == CM_GAME_NONE || game.game.kind == kind, "another game");
    for (size_t k = 0; k < diags.count; k++) require(diags.item[k].place.line >= 1 && diags.item[k].place.column >= 1, "a mistake without a place");
    cm_diags_sort(&diags);
    require((out = open_memstream(&shown, &shown_size)) != NULL, "no memory");
    cm_diagnose(out, &diags, &source, true);
    (void)fclose(out);
    if (game.game.kind != CM_GAME_NONE) {
        once = fuzz_written(&game);
        require(cm_gambit_read_text(&ctx, &arena, "again", once, strlen(once), &diags, &again) == CM_OK && diags.count == 0, "what was written has mistakes");
        twice = fuzz_written(&again);
        require(cm_gambit_read_text(&ctx, &arena, "third", twice, strlen(twice), &diags, &third) == CM_OK && diags.count == 0, "what was written twice has mistakes");
        thrice = fuzz_written(&third);
        require(strcmp(twice, thrice) == 0, "what was written reads back otherwise");
        free(once);
        free(twice);
        free(thrice);
    }
    free(shown);
    free(text);
    cm_diags_free(&diags);
    cm_arena_free(&arena);
}

#endif
