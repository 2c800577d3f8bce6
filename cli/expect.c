/* expect.c: reading a file of expectations. */
#include "cli/expect.h"

#include <string.h>
#include <unistd.h>

#include "cli/diagnose.h"
#include "cli/requests.h"
#include "models/expr.h"
#include "models/model.h"
#include "models/schema.h"

#define ANY 1, 0          /* low > high: any number */
#define ZH(name) { name "_zh", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "the same in Chinese" }
#define TEXT(name, about) { name, CM_SHAPE_TEXT, NULL, NULL, ANY, false, about }
#define END { NULL, CM_SHAPE_ANY, NULL, NULL, ANY, false, NULL }

static const char *const verdicts[] = { "supported", "reversed", "no effect", "conditional", "undecided", NULL };
static const char *const bases[] = { "theorem", "exact", "sampled", NULL };

static const cm_key expectation_keys[] = {
    TEXT("name", "what is expected, in words"), ZH("name"),
    TEXT("hint", "what a student is told where it is not met"), ZH("hint"),
    TEXT("concept", "a row of `comity list concepts`"),
    { "venue", CM_SHAPE_ID, NULL, NULL, ANY, false, "where; the file's game, or every venue, unless told" },
    { "model", CM_SHAPE_ID, NULL, NULL, ANY, false, "how the venue becomes a game; of a claim: which of its models" },
    { "claim", CM_SHAPE_TRUTH, NULL, NULL, ANY, false, "of what the file's claim comes to" },
    TEXT("measure", "of a claim: which measure; the first unless told"),
    { "verdict", CM_SHAPE_WORD, NULL, verdicts, ANY, false, "of a claim" },
    { "basis", CM_SHAPE_WORD, NULL, bases, ANY, false, "of a claim: what the verdict rests on" },
    TEXT("setting", "of a setting of the file: names joined with dots"),
    { "summary", CM_SHAPE_ANY, NULL, NULL, ANY, false, "of a concept: values by name" },
    TEXT("table", "of a concept or a claim"),
    { "where", CM_SHAPE_ANY, NULL, NULL, ANY, false, "which rows: values by column" },
    TEXT("column", "what is looked at in these rows"),
    { "rows", CM_SHAPE_ANY, NULL, NULL, ANY, false, "how many such rows there are" },
    { "is", CM_SHAPE_ANY, NULL, NULL, ANY, false, "what stands in the column, or what the setting is" },
    { "within", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, false, "how far a number may be off" },
    END
};

static const cm_key expect_keys[] = {
    { "comity", CM_SHAPE_INTEGER, NULL, NULL, 1, 1, true, "version of this format: 1" },
    TEXT("title", "one line"), ZH("title"),
    TEXT("about", "of which exercise"), ZH("about"),
    { "parameters", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, false, "named numbers for expressions" },
    { "expect", CM_SHAPE_GROUPS, expectation_keys, NULL, ANY, true, "a list of what is expected" },
    END
};

static void mistake(cm_expectations *e, const cm_node *at, const char *hint, const char *message)
{
    cm_diag_add(&e->diags, at->place, NULL, hint, "%s", message);
}

/* The names of a summary are in the register. */
static void read_summary(cm_ctx *ctx, cm_expectations *e, const cm_expectation *x)
{
    if (x->summary->kind != CM_NODE_GROUP) {
        cm_diag_add(&e->diags, x->summary->value_place, NULL, "write { name = value; ... }", "'summary' is %s, but must be a group { }", cm_node_kind_words(x->summary->kind));
        return;
    }
    for (const cm_node *c = x->summary->child; c != NULL; c = c->next) {
        size_t k = 0;
        const char *near;
        (void)cm_expect_value_ok(e, c);
        if (x->concept == NULL) continue;
        while (x->concept->summary[k] != NULL && strcmp(x->concept->summary[k], c->name) != 0) k++;
        if (x->concept->summary[k] != NULL) continue;
        near = cm_nearest_word(c->name, x->concept->summary);
        cm_diag_add(&e->diags, c->place, near, near != NULL ? cm_format(ctx, &e->diags.arena, "did you mean '%s'?", near) : cm_format(ctx, &e->diags.arena, "see `comity explain %s`", x->concept->name),
                    "the summary of '%s' has no '%s'", x->concept->name, c->name);
    }
}

static void read_model(cm_ctx *ctx, cm_expectations *e, const cm_expectation *x)
{
    const cm_node *word = cm_node_child(x->node, "model");
    const cm_model *model = cm_model_find(x->model);
    const char *words[64] = { NULL }, *near;
    size_t count, used = 0;
    const cm_model *const *all = cm_models(&count);
    if (x->concept == NULL || (model != NULL && model->gives == x->concept->takes)) return;
    for (size_t i = 0; i < count && used < 63; i++) {
        if (all[i]->gives == x->concept->takes) words[used++] = all[i]->name;
    }
    near = cm_nearest_word(x->model, words);
    cm_diag_add(&e->diags, word->value_place, near != NULL ? cm_format(ctx, &e->diags.arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(ctx, &e->diags.arena, "did you mean '%s'?", near) : "see `comity list models`",
                model != NULL ? "the model '%s' does not give a game that '%s' takes" : "'%s' is no model", x->model, x->concept->name);
}

/* What goes with what. */
static void read_fit(cm_expectations *e, const cm_expectation *x)
{
    static const char *const of_claim[] = { "measure", "verdict", "basis", NULL };
    const cm_node *n = x->node, *concept = cm_node_child(n, "concept"), *claim = cm_node_child(n, "claim"), *setting = cm_node_child(n, "setting");
    int subjects = (concept != NULL) + (claim != NULL) + (setting != NULL);
    if (subjects == 0) mistake(e, n, "add concept = \"...\"; claim = true; or setting = \"...\";", "this expectation does not say of what");
    if (subjects > 1) mistake(e, setting != NULL ? setting : claim, "write two expectations", "an expectation is of one thing: a concept, a claim or a setting");
    if (claim != NULL && claim->kind == CM_NODE_BOOL && claim->integer == 0) mistake(e, claim, "write claim = true; or leave it out", "'claim' is false");
    for (size_t k = 0; of_claim[k] != NULL; k++) {
        const cm_node *c = cm_node_child(n, of_claim[k]);
        if (c != NULL && claim == NULL) cm_diag_add(&e->diags, c->place, NULL, "add claim = true;", "'%s' is of a claim", of_claim[k]);
    }
    if (x->venue != NULL && concept == NULL) mistake(e, cm_node_child(n, "venue"), "remove it", "'venue' goes with a concept");
    if (x->model != NULL && setting != NULL) mistake(e, cm_node_child(n, "model"), "remove it", "'model' goes with a concept or a claim");
    if (x->summary != NULL && concept == NULL) mistake(e, x->summary, "write verdict = \"...\"; of a claim", "'summary' goes with a concept");
    if (setting != NULL && x->is == NULL) mistake(e, setting, "add is = ...;", "what the setting should be is missing");
    if (setting != NULL && x->table != NULL) mistake(e, cm_node_child(n, "table"), "remove it", "a setting has no tables");
    if (x->table == NULL && (x->where != NULL || x->column != NULL || x->rows != NULL || (x->is != NULL && setting == NULL))) {
        mistake(e, n, "add table = \"...\";", "'where', 'column', 'rows' and 'is' are about a table, and none is named");
    }
    if (x->table != NULL && (x->column != NULL) != (x->is != NULL)) mistake(e, cm_node_child(n, "table"), "write column = \"...\"; is = ...;", "'column' and 'is' go together");
    if (x->table != NULL && x->is == NULL && x->rows == NULL) mistake(e, cm_node_child(n, "table"), "add column = \"...\"; is = ...; or rows = ...;", "what the table should hold is missing");
    if (subjects == 1 && setting == NULL && x->summary == NULL && x->table == NULL && cm_node_child(n, "verdict") == NULL && cm_node_child(n, "basis") == NULL) {
        mistake(e, n, concept != NULL ? "add summary = { ... }; or table = \"...\";" : "add verdict = \"...\"; or table = \"...\";", "this expectation does not say what is expected");
    }
}

static void read_one(cm_ctx *ctx, cm_expectations *e, const cm_node *node, cm_expectation *x)
{
    const cm_node *concept = cm_node_child(node, "concept"), *claim = cm_node_child(node, "claim"), *within = cm_node_child(node, "within");
    *x = (cm_expectation){ .node = node, .claim = claim != NULL && claim->kind == CM_NODE_BOOL && claim->integer != 0, .setting = cm_node_text(node, "setting"),
                           .venue = cm_node_text(node, "venue"), .model = cm_node_text(node, "model"), .measure = cm_node_text(node, "measure"),
                           .table = cm_node_text(node, "table"), .column = cm_node_text(node, "column"), .summary = cm_node_child(node, "summary"),
                           .where = cm_node_child(node, "where"), .rows = cm_node_child(node, "rows"), .is = cm_node_child(node, "is"), .within = -1 };
    if (concept != NULL && concept->kind == CM_NODE_TEXT) {
        x->concept = cm_concept_find(concept->text);
        if (x->concept == NULL) cm_concept_unknown(ctx, &e->diags, concept);
    }
    if (x->venue != NULL && !cm_id_valid(x->venue)) {
        cm_diag_add(&e->diags, cm_node_child(node, "venue")->value_place, NULL, "an id is a letter followed by letters, digits, _ or -", "'%s' is no id for a venue", x->venue);
    }
    if (x->setting != NULL && !cm_schema_has_path(x->setting)) {
        cm_diag_add(&e->diags, cm_node_child(node, "setting")->value_place, NULL, "write the names from the top of the file, joined with dots, such as venues.club.members.size", "'%s' is no setting of a scenario", x->setting);
    }
    if (x->model != NULL && concept != NULL) read_model(ctx, e, x);
    if (x->summary != NULL) read_summary(ctx, e, x);
    if (x->where != NULL && x->where->kind != CM_NODE_GROUP) {
        cm_diag_add(&e->diags, x->where->value_place, NULL, "write { column = value; ... }", "'where' is %s, but must be a group { }", cm_node_kind_words(x->where->kind));
    } else {
        for (const cm_node *c = x->where != NULL ? x->where->child : NULL; c != NULL; c = c->next) (void)cm_expect_value_ok(e, c);
    }
    if (x->rows != NULL) (void)cm_expect_value_ok(e, x->rows);
    if (x->is != NULL) (void)cm_expect_value_ok(e, x->is);
    if (within != NULL) (void)cm_node_number(ctx, &e->diags, within, cm_node_child(e->root, "parameters"), &x->within);
    read_fit(e, x);
}

int cm_expect_tell(cm_expectations *e)
{
    if (e->diags.count == 0) return CM_EXIT_DONE;
    cm_diags_sort(&e->diags);
    (void)fflush(stdout);
    cm_diagnose(stderr, &e->diags, e->sources, cm_wants_colour(STDERR_FILENO));
    return CM_EXIT_FILE;
}

int cm_expect_read(cm_ctx *ctx, const char *name, cm_expectations *e)
{
    const cm_node *list;
    cm_status status;
    memset(e, 0, sizeof *e);
    e->name = name;
    e->diags.ctx = ctx;
    status = cm_config_read(ctx, &e->arena, name, &e->diags, &e->root, &e->sources);
    if (status == CM_OK && e->root != NULL) {
        size_t lexical = e->diags.count;
        cm_schema_check_keys(ctx, &e->diags, e->root, expect_keys);
        list = cm_node_child(e->root, "expect");
        if (e->diags.count == lexical && list != NULL) {
            e->item = CM_NEW(ctx, &e->arena, cm_node_count(list) + 1, cm_expectation);
            for (const cm_node *c = list->child; e->item != NULL && c != NULL; c = c->next) read_one(ctx, e, c, &e->item[e->count++]);
            if (e->count == 0) cm_diag_add(&e->diags, list->value_place, NULL, "add { concept = \"...\"; summary = { ... }; } for instance", "'expect' is empty: nothing is expected");
        }
        status = ctx->status;
    }
    if (status == CM_OK) return cm_expect_tell(e);
    cm_complain(name, ctx->message);
    return cm_exit_of(status);
}

void cm_expect_free(cm_expectations *e)
{
    cm_diags_free(&e->diags);
    cm_arena_free(&e->arena);
}
