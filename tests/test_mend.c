/* test_mend.c: what a message offers to type in place of the underlined bytes mends its mistake. */
#include <dirent.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/load.h"
#include "tests/support/support.h"

static void load(cm_ctx *ctx, const char *name, cm_file *file)
{
    const cm_load_options options = { .cells = true };
    cm_ctx_init(ctx);
    if (cm_load(ctx, name, &options, file) != CM_OK) print_error("%s: %s\n", name, ctx->message);
    assert_int_equal(ctx->status, CM_OK);
}

/* Offset of a place; NULL terminator of the text when it is not there. */
static size_t offset_of(const char *text, size_t length, const cm_place *place)
{
    size_t at = 0;
    for (int line = 1; line < place->line && at < length; at++) {
        if (text[at] == '\n' || (text[at] == '\r' && !(at + 1 < length && text[at + 1] == '\n'))) line++;
    }
    return at + (size_t)place->column - 1;
}

/* The file's text with every replacement typed in, the last place first. */
static char *mended(const cm_file *file, size_t *length, size_t *typed)
{
    const cm_source *source = file->sources;
    size_t room = source->length + 1, end = source->length;
    char *text;
    for (size_t i = 0; i < file->diags.count; i++) {
        if (file->diags.item[i].replace != NULL) room += strlen(file->diags.item[i].replace);
    }
    text = calloc(room, 1);
    assert_non_null(text);
    memcpy(text, source->text, source->length);
    *length = source->length;
    *typed = 0;
    for (size_t i = file->diags.count; i-- > 0;) {
        const cm_diag *diag = &file->diags.item[i];
        size_t at, cut = (size_t)diag->place.length;
        if (diag->replace == NULL || diag->place.file == NULL || strcmp(diag->place.file, source->file) != 0) continue;
        at = offset_of(source->text, source->length, &diag->place);
        assert_true(at + cut <= end);                        /* of one place one message offers a text */
        memmove(text + at + strlen(diag->replace), text + at + cut, *length - at - cut);
        memcpy(text + at, diag->replace, strlen(diag->replace));
        *length = *length - cut + strlen(diag->replace);
        end = at;
        ++*typed;
    }
    return text;
}

static const cm_diag *same(const cm_diags *list, const cm_diag *diag)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->item[i].place.line == diag->place.line && strcmp(list->item[i].message, diag->message) == 0) return &list->item[i];
    }
    return NULL;
}

/* Mend the file beside nothing else, and read it again. */
static size_t mend(const char *folder, const char *name, bool meaning)
{
    char path[512], home[] = "/tmp/comity-mend-XXXXXX", again[64];
    size_t length, typed;
    cm_ctx ctx, other;
    cm_file before, after;
    char *text;
    FILE *out;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    load(&ctx, path, &before);
    text = mended(&before, &length, &typed);
    assert_non_null(mkdtemp(home));
    (void)snprintf(again, sizeof again, "%s/mended.cfg", home);
    out = fopen(again, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
    load(&other, again, &after);
    for (size_t i = 0; i < after.diags.count; i++) {
        const cm_diag *old = same(&before.diags, &after.diags.item[i]);
        if (old == NULL || old->replace == NULL || strcmp(old->place.file, before.sources->file) != 0) continue;
        print_error("%s: still '%s' after '%s' was typed\n%s\n", path, old->message, old->replace, text);
        fail();
    }
    /* A misspelled word hides others behind it at most; a replacement makes no new mistake of its own. (A table beside the
     * file is not there any more.) */
    if (meaning && typed > 0 && after.diags.count + typed > before.diags.count) {
        print_error("%s: %zu mistakes, %zu mended, then %zu: %s\n%s\n", path, before.diags.count, typed, after.diags.count, after.diags.item[0].message, text);
        fail();
    }
    assert_int_equal(unlink(again), 0);
    assert_int_equal(rmdir(home), 0);
    free(text);
    cm_file_free(&before);
    cm_file_free(&after);
    return typed;
}

static size_t mend_all(const char *folder, bool meaning, size_t *files)
{
    DIR *list = opendir(folder);
    const struct dirent *entry;
    size_t total = 0;
    assert_non_null(list);
    *files = 0;
    while ((entry = readdir(list)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 4, ".cfg") != 0) continue;
        total += mend(folder, entry->d_name, meaning);
        ++*files;
    }
    assert_int_equal(closedir(list), 0);
    return total;
}

static void test_replacements_mend_mistakes_of_meaning(void **state)
{
    size_t files;
    (void)state;
    (void)gsl_set_error_handler_off();
    assert_true(mend_all("tests/broken", true, &files) >= 50);
    assert_true(files >= 45);
}

static void test_replacements_mend_mistakes_of_syntax(void **state)
{
    size_t files;
    (void)state;
    assert_true(mend_all("tests/corpus", false, &files) >= 60);
    assert_true(files >= 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replacements_mend_mistakes_of_meaning),
        cmocka_unit_test(test_replacements_mend_mistakes_of_syntax),
    };
    return RUN_TESTS(tests);
}
