/* expect_mark.c: a student's file held against expectations, each answer computed once. */
#include <string.h>

#include "cli/expect.h"
#include "cli/judging.h"
#include "cli/reporting.h"
#include "models/expr.h"

typedef struct marker {
    cm_ctx *ctx;
    const cm_options *o;
    cm_expectations *e;
    const char *file;
    cm_arena *arena;                     /* of the texts of marks */
    cm_mark *mark;
    bool fault;                          /* comity's own, such as no memory: marks mean nothing */
} marker;

static const char *in(const marker *m, const char *en, const char *zh)
{
    return m->o->chinese ? zh : en;
}

/* "one, two": the texts may be NULL without memory. */
static const char *join(const marker *m, const char *one, const char *two)
{
    if (one == NULL || *one == '\0' || two == NULL) return two;
    return cm_format(m->ctx, m->arena, "%s%s%s", one, in(m, ", ", "，"), two);
}

static const char *value_words(const marker *m, const cm_value *value)
{
    char buffer[64];
    if (value->kind == CM_NONE) return in(m, "nothing", "无");
    return cm_strdup(m->ctx, m->arena, cm_value_text(value, buffer, sizeof buffer, m->o->chinese));
}

static const char *equation(const marker *m, const char *name, const char *value)
{
    return cm_format(m->ctx, m->arena, "%s = %s", name, value != NULL ? value : "?");
}

static const char *wanted_words(const marker *m, const cm_node *node, double within)
{
    return cm_expect_wanted(m->ctx, m->arena, m->e, node, within, m->o->chinese);
}

/* "payoffs where player = A" */
static const char *rows_words(const marker *m, const cm_expectation *x)
{
    const char *each = "";
    for (const cm_node *c = x->where != NULL ? x->where->child : NULL; c != NULL; c = c->next) each = join(m, each, equation(m, c->name, wanted_words(m, c, -1)));
    if (each == NULL || *each == '\0') return x->table;
    return cm_format(m->ctx, m->arena, in(m, "%s where %s", "%s 中 %s"), x->table, each);
}

static const char *number_of_rows(const marker *m, const char *count)
{
    return cm_format(m->ctx, m->arena, in(m, "rows: %s", "行数：%s"), count != NULL ? count : "?");
}

/* All that an expectation wants. */
static const char *all_wanted(const marker *m, const cm_expectation *x)
{
    const char *text = "", *verdict = cm_node_text(x->node, "verdict"), *basis = cm_node_text(x->node, "basis"), *cells = "";
    if (verdict != NULL) text = equation(m, "verdict", verdict);
    if (basis != NULL) text = join(m, text, equation(m, "basis", basis));
    for (const cm_node *c = x->summary != NULL ? x->summary->child : NULL; c != NULL; c = c->next) text = join(m, text, equation(m, c->name, wanted_words(m, c, x->within)));
    if (x->setting != NULL && x->is != NULL) text = join(m, text, equation(m, x->setting, wanted_words(m, x->is, x->within)));
    if (x->table == NULL) return text;
    if (x->rows != NULL) cells = number_of_rows(m, wanted_words(m, x->rows, -1));
    if (x->is != NULL) cells = join(m, cells, equation(m, x->column, wanted_words(m, x->is, x->within)));
    return join(m, text, cm_format(m->ctx, m->arena, "%s%s%s", rows_words(m, x), in(m, ": ", "："), cells));
}

/* What was found is added to the mark; one thing that does not fit is enough. */
static void add(const marker *m, cm_mark *mark, bool met, const char *found)
{
    mark->met = mark->met && met;
    mark->found = join(m, mark->found, found);
}

static void refuse(const marker *m, cm_mark *mark, const char *en, const char *zh, const char *why)
{
    mark->met = false;
    mark->found = join(m, mark->found, why != NULL ? cm_format(m->ctx, m->arena, "%s%s%s", in(m, en, zh), in(m, ": ", "："), why) : in(m, en, zh));
}

/* What the tables call a column that the teacher names: of a claim, an axis may go by its label. */
static const char *column_name(const cm_table *table, const char *name, const cm_claim *claim)
{
    for (size_t a = 0; claim != NULL && a < claim->naxes && !cm_table_has(table, name); a++) {
        if (claim->axis[a].label != NULL && claim->axis[a].path != NULL && strcmp(claim->axis[a].label, name) == 0) return claim->axis[a].path;
    }
    return name;
}

/* False, and a mistake of the teacher's, when the table has no such column. */
static bool known_column(marker *m, const cm_table *table, const char *name, const cm_claim *claim, cm_place place)
{
    cm_arena *arena = &m->e->diags.arena;
    const char **words, *near, *list = "";
    if (cm_table_has(table, column_name(table, name, claim))) return true;
    words = CM_NEW(m->ctx, arena, table->ncolumns + 1, const char *);
    if (words == NULL) return false;
    for (size_t j = 0; j < table->ncolumns && list != NULL; j++) {
        words[j] = table->column[j];
        list = cm_format(m->ctx, arena, "%s%s%s", list, j > 0 ? ", " : "", words[j]);
    }
    near = cm_nearest_word(name, words);
    cm_diag_add(&m->e->diags, place, NULL, near != NULL ? cm_format(m->ctx, arena, "did you mean '%s'?", near) : cm_format(m->ctx, arena, "it has %s", list != NULL ? list : ""),
                "the table '%s' has no column '%s'", table->name, name);
    return false;
}

static bool row_fits(const marker *m, const cm_expectation *x, const cm_table *table, size_t row, const cm_claim *claim)
{
    for (const cm_node *c = x->where != NULL ? x->where->child : NULL; c != NULL; c = c->next) {
        cm_value value = cm_table_get(table, row, column_name(table, c->name, claim));
        if (!cm_expect_fits(m->ctx, m->e, c, -1, &value)) return false;
    }
    return true;
}

static void mark_table(marker *m, const cm_expectation *x, const cm_result *result, const cm_claim *claim, cm_mark *mark)
{
    const cm_table *table = cm_result_find(result, x->table);
    int64_t count = 0;
    bool good = true, known = true;
    cm_value shown = cm_none(), rows;
    if (table == NULL) {
        refuse(m, mark, "the answer has no such table", "答案中没有这张表", x->table);
        return;
    }
    for (const cm_node *c = x->where != NULL ? x->where->child : NULL; c != NULL; c = c->next) {
        if (claim != NULL && !cm_table_has(table, column_name(table, c->name, claim))) {      /* what a student's claim varies is the student's affair */
            refuse(m, mark, "the claim varies nothing of the name", "论断没有以此为名的变动", c->name);
            return;
        }
        known = known_column(m, table, c->name, claim, c->place) && known;
    }
    if (x->column != NULL) known = known_column(m, table, x->column, claim, cm_node_child(x->node, "column")->value_place) && known;
    if (!known) {
        refuse(m, mark, "nothing", "无", NULL);
        return;
    }
    for (size_t i = 0; i < table->nrows; i++) {
        cm_value value;
        if (!row_fits(m, x, table, i, claim)) continue;
        count++;
        if (x->is == NULL) continue;
        value = cm_table_get(table, i, column_name(table, x->column, claim));
        if (count == 1 || (good && !cm_expect_fits(m->ctx, m->e, x->is, x->within, &value))) shown = value;
        good = good && cm_expect_fits(m->ctx, m->e, x->is, x->within, &value);
    }
    rows = cm_integer(count);
    if (x->rows != NULL) add(m, mark, cm_expect_fits(m->ctx, m->e, x->rows, -1, &rows), number_of_rows(m, value_words(m, &rows)));
    if (x->is != NULL && count == 0) refuse(m, mark, "no such row", "没有这样的行", NULL);
    else if (x->is != NULL) add(m, mark, good, equation(m, x->column, value_words(m, &shown)));
}

static void mark_answer(marker *m, const cm_expectation *x, const cm_result *result, cm_mark *mark)
{
    for (const cm_node *c = x->summary != NULL ? x->summary->child : NULL; c != NULL; c = c->next) {
        const cm_value *value = cm_result_get(result, c->name);
        cm_value none = cm_none();
        if (value == NULL) value = &none;
        add(m, mark, cm_expect_fits(m->ctx, m->e, c, x->within, value), equation(m, c->name, value_words(m, value)));
    }
    if (x->table != NULL) mark_table(m, x, result, NULL, mark);
}

/* ---- concepts ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_question(const cm_expectation *a, const cm_expectation *b)
{
    return a->concept != NULL && a->concept == b->concept && same_text(a->venue, b->venue) && same_text(a->model, b->model);
}

/* The student's file, asked for one concept in place of what it asks for itself. */
static cm_status load_asked(marker *m, const cm_expectation *x, cm_file *file)
{
    const cm_options *o = m->o;
    const char **set = CM_NEW(m->ctx, m->arena, o->nset + 1, const char *);
    cm_load_options load = { .nset = o->nset + 1 };
    const char *venue = "", *model = "";
    memset(file, 0, sizeof *file);
    file->diags.ctx = m->ctx;
    if (set == NULL) return m->ctx->status;
    if (x->venue != NULL) venue = cm_format(m->ctx, m->arena, " venue = \"%s\";", x->venue);
    if (x->model != NULL) model = cm_format(m->ctx, m->arena, " model = \"%s\";", x->model);
    for (size_t i = 0; i < o->nset; i++) set[i] = o->set[i];
    set[o->nset] = cm_format(m->ctx, m->arena, "solve=( { concept = \"%s\";%s%s } )", x->concept->name, venue, model);
    load.set = set;
    return m->ctx->status == CM_OK ? cm_load(m->ctx, m->file, &load, file) : m->ctx->status;
}

/* Every expectation from the k-th on that asks the same question. */
static void mark_question(marker *m, size_t k)
{
    const cm_expectation *x = &m->e->item[k];
    cm_options quiet = *m->o;
    cm_report report = { .title = NULL };
    cm_file file;
    const char *why = "";                /* "": there are answers; NULL: no memory even for the reason */
    cm_status status = load_asked(m, x, &file);
    if (status != CM_OK) why = cm_strdup(m->ctx, m->arena, m->ctx->message);
    else if (file.diags.count > 0) why = cm_strdup(m->ctx, m->arena, file.diags.item[0].message);
    else {
        report.file = &file;
        report.seed = m->o->seeded ? m->o->seed : file.scenario.seed;
        quiet.quiet = true;
        m->fault = cm_report_compute(m->ctx, &quiet, &file, NULL, 0, &report) == CM_EXIT_FAULT || m->fault;
        if (report.nfailures > 0) why = cm_strdup(m->ctx, m->arena, report.failure[0].why);
        else if (report.nanswers == 0) why = in(m, "there is nothing to compute it in", "文件中没有可供计算之处");
    }
    if (m->ctx->status != CM_E_MEMORY) cm_ctx_clear(m->ctx);
    if (why == NULL) why = "?";
    for (size_t j = k; j < m->e->count; j++) {
        if (!same_question(x, &m->e->item[j])) continue;
        m->mark[j].met = true;
        m->mark[j].found = "";
        if (*why != '\0') refuse(m, &m->mark[j], "no answer", "没有答案", why);
        for (size_t a = 0; *why == '\0' && a < report.nanswers; a++) {
            cm_mark one = { .met = true, .found = "" };
            mark_answer(m, &m->e->item[j], &report.answer[a].result, &one);
            if (report.nanswers > 1 && report.answer[a].venue != NULL) one.found = cm_format(m->ctx, m->arena, in(m, "at %s: %s", "%s：%s"), report.answer[a].venue->id, one.found);
            add(m, &m->mark[j], one.met, one.found);
        }
    }
    cm_file_free(&file);
}

/* ---- settings ---- */

static void mark_setting(marker *m, const cm_expectation *x, const cm_file *file, cm_mark *mark)
{
    const cm_node *node = cm_node_at(file->root, x->setting);
    cm_diags unused = { .ctx = m->ctx };
    cm_value value = cm_none();
    double number;
    mark->met = true;
    mark->found = "";
    if (node != NULL && node->kind == CM_NODE_BOOL) value = cm_truth(node->integer != 0);
    else if (node != NULL && node->kind == CM_NODE_TEXT) value = cm_text(node->text);
    else if (node != NULL && (node->kind == CM_NODE_GROUP || node->kind == CM_NODE_LIST)) value = cm_text(cm_node_kind_words(node->kind));
    else if (node != NULL) value = cm_number(node->number);
    if (node != NULL && node->kind == CM_NODE_TEXT && (x->is->kind != CM_NODE_TEXT || strcmp(x->is->text, node->text) != 0) &&
        cm_node_number(m->ctx, &unused, node, cm_node_child(file->root, "parameters"), &number)) value = cm_number(number);
    cm_diags_free(&unused);
    add(m, mark, cm_expect_fits(m->ctx, m->e, x->is, x->within, &value), equation(m, x->setting, value_words(m, &value)));
}

/* ---- claims ---- */

typedef struct judged {
    cm_judgement *judgement;
    cm_family_report *family;
    const char *why;                     /* NULL: judged */
} judged;

/* Which of the claim's measures is meant; false when it has none of that name. */
static bool find_measure(const cm_expectation *x, const cm_claim *claim, size_t *k)
{
    for (*k = 0; x->measure != NULL && *k < claim->nmeasures; (*k)++) {
        if (strcmp(claim->measure[*k]->name, x->measure) == 0) return true;
    }
    return x->measure == NULL;
}

static void mark_verdict(marker *m, const cm_expectation *x, cm_verdict verdict, cm_basis basis, cm_mark *mark)
{
    cm_value found[] = { cm_text(cm_verdict_word(verdict)), cm_text(cm_basis_word(basis)) };
    static const char *const name[] = { "verdict", "basis" };
    for (size_t i = 0; i < 2; i++) {
        const cm_node *wanted = cm_node_child(x->node, name[i]);
        if (wanted != NULL) add(m, mark, cm_expect_fits(m->ctx, m->e, wanted, -1, &found[i]), equation(m, name[i], found[i].as.text));
    }
}

static void mark_one_claim(marker *m, const cm_expectation *x, cm_file *file, cm_judgement *judgement, cm_mark *mark)
{
    cm_report report = { .file = file, .judgement = judgement };
    cm_result tables;
    size_t k;
    if (!find_measure(x, judgement->claim, &k)) {
        refuse(m, mark, "the claim has no such measure", "论断没有这个度量", x->measure);
        return;
    }
    mark_verdict(m, x, judgement->measure[k].verdict, judgement->measure[k].basis, mark);
    if (x->table == NULL) return;
    if (cm_claim_tabulate(m->ctx, &file->arena, &report, k, &tables) == CM_OK) mark_table(m, x, &tables, judgement->claim, mark);
}

static void mark_claim(marker *m, const cm_expectation *x, cm_file *file, const judged *j, cm_mark *mark)
{
    const cm_family_report *family = j->family;
    size_t k = 0;
    mark->met = true;
    mark->found = "";
    if (j->why != NULL) refuse(m, mark, "no verdict", "没有结论", j->why);
    else if (j->judgement == NULL && family == NULL) refuse(m, mark, "the file has no claim that is judged in a model", "文件中没有在模型中检验的论断", NULL);
    else if (j->judgement != NULL && x->model != NULL) refuse(m, mark, "the claim has one model alone", "论断只有一个模型", NULL);
    else if (j->judgement != NULL) mark_one_claim(m, x, file, j->judgement, mark);
    else if (x->model == NULL && x->table == NULL && x->measure == NULL) mark_verdict(m, x, family->verdict, family->basis, mark);
    else {
        while (x->model != NULL && k < family->family->n && strcmp(family->family->model[k].id, x->model) != 0) k++;
        if (x->model == NULL) refuse(m, mark, "the claim has several models, and the expectation names none", "论断有多个模型，而要求未指明哪一个", NULL);
        else if (k == family->family->n) refuse(m, mark, "the claim has no such model", "论断没有这个模型", x->model);
        else mark_one_claim(m, x, file, &family->judgement[k], mark);
    }
}

static void judge(marker *m, cm_file *file, judged *j)
{
    cm_judging judging = { .file = file, .seed = m->o->seeded ? m->o->seed : file->scenario.seed, .draws = m->o->draws, .seeded = m->o->seeded, .threads = m->o->threads, .quiet = m->o->quiet };
    if (cm_judging_models(file) == 0) return;
    if (cm_judging_all(m->ctx, &judging, &j->judgement, &j->family) == CM_OK) return;
    j->why = cm_strdup(m->ctx, m->arena, m->ctx->message);
    if (j->why == NULL) j->why = "?";
    if (m->ctx->status != CM_E_MEMORY) cm_ctx_clear(m->ctx);
}

int cm_expect_mark(cm_ctx *ctx, const cm_options *o, cm_expectations *e, const char *name, cm_arena *arena, cm_mark *mark)
{
    marker m = { ctx, o, e, name, arena, mark, false };
    cm_load_options load = { .set = o->set, .nset = o->nset, .cells = true };
    judged j = { .judgement = NULL };
    bool asked = false;
    cm_file file;
    int status = cm_load_or_tell(ctx, name, &load, &file);
    if (ctx->status != CM_E_MEMORY) cm_ctx_clear(ctx);
    for (size_t i = 0; i < e->count; i++) {
        mark[i] = (cm_mark){ .wanted = all_wanted(&m, &e->item[i]) };
        if (status != CM_EXIT_DONE) refuse(&m, &mark[i], "the file has mistakes, or cannot be read", "文件有错误，或无法读取", NULL);
        asked = asked || e->item[i].claim;
    }
    if (status == CM_EXIT_DONE && asked) judge(&m, &file, &j);
    for (size_t i = 0; status == CM_EXIT_DONE && i < e->count && !cm_interrupted; i++) {
        const cm_expectation *x = &e->item[i];
        if (x->claim) mark_claim(&m, x, &file, &j, &mark[i]);
        else if (x->setting != NULL) mark_setting(&m, x, &file, &mark[i]);
        else if (mark[i].found == NULL) mark_question(&m, i);
    }
    cm_file_free(&file);
    return ctx->status == CM_E_MEMORY || m.fault ? CM_EXIT_FAULT : status;
}
