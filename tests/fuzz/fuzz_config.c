/* fuzz_config.c: hostile scenario files must neither crash the reader nor leave it without a word.
 *
 * What can be read is printed, and must then be read back without a mistake, to the same text.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_config.c ... -lconfig -lunistring -lcsv -lm
 *     ./fuzz_config -max_len=4096 found/ tests/corpus/ */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"
#include "cli/diagnose.h"
#include "models/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds, const char *what)
{
    if (holds) return;
    (void)fprintf(stderr, "fuzz_config: %s\n", what);
    abort();
}

/* True when every node below has a place. */
static int all_placed(const cm_node *node)
{
    for (const cm_node *child = node->child; child != NULL; child = child->next) {
        if (child->place.line < 1 || child->value_place.line < 1) return 0;
        if (!all_placed(child)) return 0;
    }
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_diags diags = { .ctx = NULL };
    cm_node *root, *again;
    cm_source *sources;
    char *text, *shown = NULL;
    size_t shown_size = 0;
    FILE *out;

    cm_ctx_init(&ctx);
    diags.ctx = &ctx;
    require(cm_config_read_text(&ctx, &arena, "fuzz.cfg", (const char *)data, size, &diags, &root, &sources) == CM_OK,
            "reading failed");
    require(root != NULL || diags.count > 0, "no tree, and no word why");
    require(root == NULL || all_placed(root), "a node without a place");
    for (size_t i = 0; i < diags.count; i++) {
        require(strncmp(diags.item[i].message, "libconfig refuses this: ", 24) != 0, "libconfig refused the mended text");
    }
    cm_diags_sort(&diags);
    out = open_memstream(&shown, &shown_size);
    require(out != NULL, "no memory");
    cm_diagnose(out, &diags, sources, true);
    (void)fclose(out);
    free(shown);
    if (root != NULL && diags.count == 0) {
        text = cm_node_print(&ctx, &arena, root);
        require(text != NULL, "printing failed");
        require(cm_config_read_text(&ctx, &arena, "again.cfg", text, strlen(text), &diags, &again, NULL) == CM_OK,
                "reading back failed");
        require(diags.count == 0 && again != NULL, "what was printed has mistakes");
        require(strcmp(text, cm_node_print(&ctx, &arena, again)) == 0, "what was printed reads back otherwise");
    }
    cm_diags_free(&diags);
    cm_arena_free(&arena);
    return 0;
}
