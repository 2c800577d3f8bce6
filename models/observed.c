/* observed.c: see observed.h.  A column's first mistakes are told, not those of each of a thousand rows. */
#include "models/observed.h"

#include <math.h>
#include <string.h>

enum { MOST_SAID = 5 };

typedef struct reader {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    cm_observed *table;
    const cm_node **row;            /* of each case */
    const cm_node *rows;            /* the list */
    const char *name_column;
    size_t said;
} reader;

bool cm_claim_is_record(const cm_node *claim)
{
    return cm_node_child(claim, "observed") != NULL && cm_node_child(claim, "vary") == NULL && cm_node_child(claim, "venue") == NULL;
}

static const char *text_of(const reader *r, const char *key)
{
    return cm_node_text(r->table->node, key);
}

static cm_place place_of(const reader *r, const char *key)
{
    const cm_node *node = cm_node_child(r->table->node, key);
    return node != NULL ? node->value_place : r->table->node->place;
}

/* What a case is called in messages. */
static const char *case_name(const reader *r, size_t i)
{
    const cm_node *name = cm_node_child(r->row[i], r->name_column);
    if (name != NULL && name->kind == CM_NODE_TEXT) return name->text;
    return cm_format(r->ctx, &r->diags->arena, name != NULL && name->kind == CM_NODE_INT ? "%lld" : "number %lld",
                     name != NULL && name->kind == CM_NODE_INT ? (long long)name->integer : (long long)i + 1);
}

/* ---- columns ---- */

/* Is there such a column?  If not, the nearest one is what was meant. */
static bool has_column(reader *r, const char *column, cm_place place)
{
    const char **names, *near;
    size_t count = 0;
    for (const cm_node *c = r->rows->child; c != NULL; c = c->next) {
        if (cm_node_child(c, column) != NULL) return true;
    }
    names = CM_NEW(r->ctx, &r->diags->arena, cm_node_count(r->rows->child) + 1, const char *);
    if (names == NULL) return false;
    for (const cm_node *c = r->rows->child->child; c != NULL; c = c->next) names[count++] = c->name;
    near = cm_nearest_word(column, names);
    cm_diag_add(r->diags, place, near == NULL ? NULL : cm_format(r->ctx, &r->diags->arena, "\"%s\"", near),
                near != NULL ? cm_format(r->ctx, &r->diags->arena, "did you mean \"%s\"?", near) : "columns are the names within the cases, or the first row of the CSV file",
                "no case has a column '%s'", column);
    return false;
}

static void complain(reader *r, size_t i, const cm_node *cell, const char *column, const char *must)
{
    const char *what;
    if (r->said++ >= MOST_SAID) return;
    if (cell == NULL) {
        cm_diag_add(r->diags, r->row[i]->place, NULL, "give it, or leave the case out", "case %s has no '%s'", case_name(r, i), column);
        return;
    }
    what = cell->kind == CM_NODE_TEXT ? cm_format(r->ctx, &r->diags->arena, "\"%s\"", cell->text)
           : cell->kind == CM_NODE_INT || cell->kind == CM_NODE_FLOAT ? cm_format(r->ctx, &r->diags->arena, "%g", cell->number) : cm_node_kind_words(cell->kind);
    cm_diag_add(r->diags, cell->value_place, NULL, NULL, "case %s: '%s' is %s, but must be %s", case_name(r, i), column, what, must);
}

static bool is_number(const cm_node *cell)
{
    return cell != NULL && (cell->kind == CM_NODE_INT || cell->kind == CM_NODE_FLOAT);
}

static bool is_truth(const cm_node *cell, bool *value)
{
    static const char *const yes[] = { "true", "yes", "是", NULL }, *const no[] = { "false", "no", "否", NULL };
    if (cell == NULL) return false;
    if (cell->kind == CM_NODE_BOOL || (cell->kind == CM_NODE_INT && (cell->integer == 0 || cell->integer == 1))) {
        *value = cell->integer != 0;
        return true;
    }
    for (size_t k = 0; cell->kind == CM_NODE_TEXT && yes[k] != NULL; k++) {
        *value = strcmp(cell->text, yes[k]) == 0;
        if (*value || strcmp(cell->text, no[k]) == 0) return true;
    }
    return false;
}

static double *numbers(reader *r, const char *column, cm_place place, double low, const char *must)
{
    double *value = CM_NEW(r->ctx, r->arena, r->table->n, double);
    if (value == NULL || !has_column(r, column, place)) return NULL;
    r->said = 0;
    for (size_t i = 0; i < r->table->n; i++) {
        const cm_node *cell = cm_node_child(r->row[i], column);
        if (is_number(cell) && cell->number >= low && fabs(cell->number) < CM_NUM_LARGEST) value[i] = cell->number;
        else complain(r, i, cell, column, must);
    }
    return value;
}

static bool *truths(reader *r, const char *column, cm_place place)
{
    bool *value = CM_NEW(r->ctx, r->arena, r->table->n, bool);
    if (value == NULL || !has_column(r, column, place)) return NULL;
    r->said = 0;
    for (size_t i = 0; i < r->table->n; i++) {
        const cm_node *cell = cm_node_child(r->row[i], column);
        if (!is_truth(cell, &value[i])) complain(r, i, cell, column, "true or false");
    }
    return value;
}

static bool varies(const double *value, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (value[i] > value[0] || value[i] < value[0]) return true;
    }
    return false;
}

/* ---- the parts of a table ---- */

static void read_size(reader *r)
{
    const char *column = text_of(r, "size") != NULL ? text_of(r, "size") : "size";
    double *size = numbers(r, column, place_of(r, "size"), 1, "a number of members, at least 1");
    r->table->size = size;
    if (size == NULL || r->said > 0) return;
    if (!varies(size, r->table->n)) {
        cm_diag_add(r->diags, place_of(r, "size"), NULL, "such cases say nothing about size", "the size is %g in all %zu cases", size[0], r->table->n);
    }
    for (size_t i = 0; r->table->doubling && i < r->table->n; i++) size[i] = log2(size[i]);
}

static void read_outcome(reader *r)
{
    cm_observed *t = r->table;
    const char *column = text_of(r, "outcome");
    bool truth = true, value;
    if (column == NULL) return;
    for (size_t i = 0; i < t->n; i++) {
        const cm_node *cell = cm_node_child(r->row[i], column);
        if (is_number(cell) && !is_truth(cell, &value)) truth = false;
    }
    if (truth) t->outcome = truths(r, column, place_of(r, "outcome"));
    else t->score = numbers(r, column, place_of(r, "outcome"), -CM_NUM_LARGEST, "a number, as in other cases");
    if (r->said > 0) return;
    if (t->outcome != NULL) {
        size_t hits = 0;
        for (size_t i = 0; i < t->n; i++) hits += t->outcome[i];
        if (hits == 0 || hits == t->n) {
            cm_diag_add(r->diags, place_of(r, "outcome"), NULL, "cases of both kinds are needed", "the outcome is the same in all %zu cases", t->n);
        }
    } else if (t->score != NULL && !varies(t->score, t->n)) {
        cm_diag_add(r->diags, place_of(r, "outcome"), NULL, NULL, "the outcome is %g in all %zu cases", t->score[0], t->n);
    }
}

static void read_time(reader *r)
{
    cm_observed *t = r->table;
    const char *column = text_of(r, "time"), *censored = text_of(r, "censored");
    size_t events = 0;
    if (column == NULL && censored != NULL) {
        cm_diag_add(r->diags, place_of(r, "censored"), NULL, "add time = \"months\"; for instance", "'censored' says which cases are pending, but there is no 'time'");
    }
    if (column == NULL) return;
    t->time = numbers(r, column, place_of(r, "time"), 0, "a length of time, at least 0");
    if (t->time == NULL || r->said > 0) return;
    t->ended = CM_NEW(r->ctx, r->arena, t->n, bool);
    if (t->ended == NULL) return;
    for (size_t i = 0; i < t->n; i++) t->ended[i] = true;
    if (censored != NULL) {
        bool *pending = truths(r, censored, place_of(r, "censored"));
        for (size_t i = 0; pending != NULL && i < t->n; i++) t->ended[i] = !pending[i];
    }
    for (size_t i = 0; i < t->n; i++) events += t->ended[i];
    if (events == 0 && r->said == 0) cm_diag_add(r->diags, place_of(r, "censored"), NULL, NULL, "all %zu cases are pending: none has ended", t->n);
    if (!varies(t->time, t->n)) cm_diag_add(r->diags, place_of(r, "time"), NULL, NULL, "the time is %g in all %zu cases", t->time[0], t->n);
}

static cm_status read_control(reader *r, const cm_node *name)
{
    cm_observed *t = r->table;
    cm_control *control = &t->control[t->ncontrols];
    bool words = false;
    size_t room = 0;
    if (t->ncontrols == CM_MOST_CONTROLS) {
        cm_diag_add(r->diags, name->value_place, NULL, NULL, "there are more than %d controls", CM_MOST_CONTROLS);
        return CM_OK;
    }
    if (!has_column(r, name->text, name->value_place)) return r->ctx->status;
    for (size_t i = 0; i < t->n; i++) {
        const cm_node *cell = cm_node_child(r->row[i], name->text);
        words = words || (cell != NULL && !is_number(cell));
    }
    *control = (cm_control){ .name = name->text };
    if (!words) {
        control->value = numbers(r, name->text, name->value_place, -CM_NUM_LARGEST, "a number");
        t->ncontrols += control->value != NULL;
        return r->ctx->status;
    }
    control->value = CM_NEW(r->ctx, r->arena, t->n, double);
    r->said = 0;
    for (size_t i = 0; control->value != NULL && i < t->n; i++) {
        const cm_node *cell = cm_node_child(r->row[i], name->text);
        const char *word = cell == NULL ? NULL : cell->kind == CM_NODE_TEXT ? cell->text : cell->kind == CM_NODE_BOOL ? (cell->integer ? "true" : "false") : NULL;
        size_t level = 0;
        if (word == NULL) {
            complain(r, i, cell, name->text, "a word, as in other cases");
            continue;
        }
        while (level < control->nlevels && strcmp(control->word[level], word) != 0) level++;
        if (level == control->nlevels) {
            const char **more = cm_grow(r->ctx, r->arena, control->word, control->nlevels, &room, sizeof *more);
            if (more == NULL) return r->ctx->status;
            control->word = more;
            control->word[control->nlevels++] = word;
        }
        control->value[i] = (double)level;
    }
    t->ncontrols++;
    return r->ctx->status;
}

static cm_status read_controls(reader *r)
{
    const cm_node *names = cm_node_child(r->table->node, "control");
    cm_status status = CM_OK;
    if (names == NULL) return CM_OK;
    if (names->kind == CM_NODE_TEXT) return read_control(r, names);
    for (const cm_node *c = names->kind == CM_NODE_LIST ? names->child : NULL; c != NULL && status == CM_OK; c = c->next) {
        if (c->kind == CM_NODE_TEXT) status = read_control(r, c);
    }
    return status;
}

static void read_direction(reader *r, const cm_node *claim)
{
    const char *word = text_of(r, "direction"), *claimed = cm_node_text(cm_node_child(claim, "expect"), "direction");
    if (word == NULL) word = claimed;
    if (word == NULL) {
        cm_diag_add(r->diags, r->table->node->place, NULL, "add direction = \"decreasing\"; where the claim is that more members agree less often, or more slowly",
                    "the record '%s' does not say what the claim expects of it", r->table->id);
        return;
    }
    r->table->decreasing = strcmp(word, "decreasing") == 0;
}

/* ---- one table ---- */

static cm_status read_rows(reader *r)
{
    const char *column = text_of(r, "count");
    size_t rows = 0, at = 0;
    r->table->n = 0;
    for (const cm_node *c = r->rows->child; c != NULL; c = c->next) rows++;
    r->row = CM_NEW(r->ctx, r->arena, CM_MOST_CASES, const cm_node *);
    if (r->row == NULL) return r->ctx->status;
    if (rows > 0 && column != NULL && !has_column(r, column, place_of(r, "count"))) column = NULL;
    for (const cm_node *c = r->rows->child; c != NULL; c = c->next) {
        const cm_node *cell = column != NULL ? cm_node_child(c, column) : NULL;
        int64_t times = 1;
        if (c->kind != CM_NODE_GROUP) {
            cm_diag_add(r->diags, c->place, NULL, "write { case = \"2010\"; size = 15; outcome = true; }", "a case is %s, but must be a group { }", cm_node_kind_words(c->kind));
            continue;
        }
        if (column != NULL) {
            times = cell != NULL && cell->kind == CM_NODE_INT ? cell->integer : -1;
            if (times < 0 && r->said++ < MOST_SAID) cm_diag_add(r->diags, cell != NULL ? cell->value_place : c->place, NULL, NULL, "'%s' says how many such cases there are: a whole number", column);
        }
        for (int64_t k = 0; k < times; k++) {
            if (at == CM_MOST_CASES) {
                cm_diag_add(r->diags, c->place, NULL, NULL, "there are more than %d cases", CM_MOST_CASES);
                return CM_OK;
            }
            r->row[at++] = c;
        }
    }
    r->table->n = at;
    return CM_OK;
}

static bool find_rows(reader *r, const cm_node *outside)
{
    const cm_node *own = cm_node_child(r->table->node, "cases"), *from = cm_node_child(r->table->node, "cases_from");
    if (own != NULL && from != NULL) cm_diag_add(r->diags, from->place, NULL, "remove one of them", "the record '%s' has cases and cases_from", r->table->id);
    if (own == NULL && from == NULL) {
        cm_diag_add(r->diags, r->table->node->place, NULL, "add cases = ( { case = \"2010\"; size = 15; outcome = true; }, ... );, or cases_from = \"cases.csv\";", "the record '%s' has no cases", r->table->id);
    }
    if (own != NULL && own->kind != CM_NODE_LIST) {
        cm_diag_add(r->diags, own->value_place, NULL, "write ( { case = \"2010\"; size = 15; outcome = true; }, ... )", "'cases' is %s, but must be a list", cm_node_kind_words(own->kind));
        return false;
    }
    r->rows = own != NULL ? own : outside;
    return r->rows != NULL;
}

static cm_status read_table(reader *r, const cm_node *claim, const cm_node *outside)
{
    cm_observed *t = r->table;
    const cm_node *confidence = cm_node_child(t->node, "confidence"), *split = cm_node_child(t->node, "split");
    size_t before = r->diags->count;
    const char *word = text_of(r, "test"), *per = text_of(r, "per");
    cm_status status = CM_OK;
    t->confidence = is_number(confidence) ? confidence->number : 0.95;
    t->split = is_number(split) ? split->number : NAN;
    t->doubling = per != NULL && strcmp(per, "doubling") == 0;
    r->name_column = text_of(r, "case") != NULL ? text_of(r, "case") : "case";
    read_direction(r, claim);
    if (!find_rows(r, outside)) return r->ctx->status;
    CM_TRY(read_rows(r));
    if (r->diags->count > before) goto out;
    if (t->n < CM_FEWEST_CASES) {
        cm_diag_add(r->diags, place_of(r, cm_node_child(t->node, "cases") != NULL ? "cases" : "cases_from"), NULL, "fewer than four cases say nothing", "the record '%s' has %zu cases", t->id, t->n);
        goto out;
    }
    if (text_of(r, "outcome") == NULL && text_of(r, "time") == NULL) {
        cm_diag_add(r->diags, t->node->place, NULL, "add outcome = \"agreed\"; or time = \"months\";: the name of a column", "the record '%s' has neither outcome nor time", t->id);
    }
    read_size(r);
    read_outcome(r);
    read_time(r);
    CM_TRY(read_controls(r));
    if (r->diags->count > before) goto out;
    t->chosen = word == NULL;
    for (cm_test k = CM_TEST_FISHER; word != NULL && k <= CM_TEST_COX; k++) t->test = strcmp(word, cm_test_word(k)) == 0 ? k : t->test;
    if (t->chosen) cm_observed_choose(t);
    cm_observed_suits(t, r->diags);
out:
    return status == CM_OK ? r->ctx->status : status;
}

cm_status cm_observed_read(cm_ctx *ctx, cm_arena *arena, const cm_node *claim, const cm_node *const *outside, cm_diags *diags,
                           cm_observed **tables, size_t *count)
{
    const cm_node *list = cm_node_child(claim, "observed");
    cm_status status = CM_OK;
    size_t k = 0;
    *count = 0;
    *tables = NULL;
    if (list == NULL || list->kind != CM_NODE_LIST) return CM_OK;
    *tables = CM_NEW(ctx, arena, cm_node_count(list) + 1, cm_observed);
    if (*tables == NULL) return ctx->status;
    for (const cm_node *c = list->child; c != NULL && status == CM_OK; c = c->next, k++) {
        reader r = { .ctx = ctx, .arena = arena, .diags = diags, .table = &(*tables)[*count] };
        if (c->kind != CM_NODE_GROUP) continue;
        *r.table = (cm_observed){ .node = c, .id = cm_node_text(c, "id") != NULL ? cm_node_text(c, "id") : "?" };
        for (size_t j = 0; j < *count; j++) {
            if (strcmp((*tables)[j].id, r.table->id) == 0) cm_diag_add(diags, c->place, NULL, "give it another id", "two records have the id '%s'", r.table->id);
        }
        status = read_table(&r, claim, outside != NULL ? outside[k] : NULL);
        ++*count;
    }
    return status;
}
