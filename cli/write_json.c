/* write_json.c: a report as JSON, for programs. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/notes.h"
#include "cli/report.h"

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x == 0 ? 0 : x) : json_null();
}

static json_t *text(const char *value)
{
    return value != NULL ? json_string(value) : json_null();
}

static json_t *json_of(const cm_value *value)
{
    char buffer[32];
    switch (value->kind) {
    case CM_TEXT: return text(value->as.text);
    case CM_TRUTH: return json_boolean(value->as.truth);
    case CM_NUMBER: return number(value->as.number);
    case CM_INTEGER:
        if (llabs(value->as.integer) <= (INT64_C(1) << 53)) return json_integer(value->as.integer);
        (void)snprintf(buffer, sizeof buffer, "%lld", (long long)value->as.integer);
        return json_string(buffer);
    case CM_NONE: break;
    }
    return json_null();
}

static json_t *rows(const cm_table *table)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table->nrows; i++) {
        json_t *row = json_object();
        for (size_t j = 0; j < table->ncolumns; j++) {
            (void)json_object_set_new(row, table->column[j], json_of(&table->cell[i * table->ncolumns + j]));
        }
        (void)json_array_append_new(list, row);
    }
    return list;
}

static json_t *tables_of(const cm_result *result)
{
    json_t *tables = json_object();
    for (const cm_table *table = result->table; table != NULL; table = table->next) (void)json_object_set_new(tables, table->name, rows(table));
    return tables;
}

/* null where the register of notes has no Chinese for one. */
static json_t *notes_in_chinese(const cm_result *result)
{
    json_t *list = json_array();
    for (const cm_named *note = result->note; note != NULL; note = note->next) {
        char *zh = cm_note_in_chinese(note->value.as.text);
        (void)json_array_append_new(list, text(zh));
        free(zh);
    }
    return list;
}

static json_t *answer_of(const cm_style *s, const cm_report *report, const cm_answer *answer)
{
    json_t *object = json_object(), *summary = json_object(), *notes = json_array();
    (void)json_object_set_new(object, "concept", text(answer->concept->name));
    (void)json_object_set_new(object, "venue", answer->venue != NULL ? text(answer->venue->id) : json_null());
    (void)json_object_set_new(object, "model", answer->model != NULL ? text(answer->model->name) : json_null());
    (void)json_object_set_new(object, "certified", json_boolean(answer->result.certified));
    if (report->drawn) (void)json_object_set_new(object, "draw", json_integer(0));
    for (const cm_named *entry = answer->result.summary; entry != NULL; entry = entry->next) (void)json_object_set_new(summary, entry->name, json_of(&entry->value));
    (void)json_object_set_new(object, "summary", summary);
    (void)json_object_set_new(object, "tables", tables_of(&answer->result));
    for (const cm_named *note = answer->result.note; note != NULL; note = note->next) (void)json_array_append_new(notes, text(note->value.as.text));
    (void)json_object_set_new(object, "notes", notes);
    if (s->chinese) (void)json_object_set_new(object, "notes_zh", notes_in_chinese(&answer->result));
    return object;
}

static json_t *failures_of(const cm_report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->nfailures; i++) {
        const cm_failure *failed = &report->failure[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:s?, s:s?}", "concept", failed->concept, "venue", failed->venue, "why", failed->why));
    }
    return list;
}

/* One measure's verdict, cells and so on. */
static json_t *measure_of(const cm_report *report, size_t m)
{
    const cm_judgement *j = report->judgement;
    const cm_measure_report *measure = &j->measure[m];
    json_t *object = json_object();
    cm_arena arena = { NULL };
    cm_result tables;
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    (void)json_object_set_new(object, "measure", text(measure->measure->name));
    (void)json_object_set_new(object, "smallest_effect", number(j->claim->smallest[m]));
    (void)json_object_set_new(object, "verdict", text(cm_verdict_word(measure->verdict)));
    (void)json_object_set_new(object, "basis", text(cm_basis_word(measure->basis)));
    (void)json_object_set_new(object, "because", text(measure->because));
    (void)json_object_set_new(object, "because_zh", text(measure->because_zh));
    if (measure->verdict == CM_UNDECIDED) (void)json_object_set_new(object, "more_draws", number(measure->more));
    if (cm_claim_tabulate(&ctx, &arena, report, m, &tables) == CM_OK) {
        for (const cm_table *table = tables.table; table != NULL; table = table->next) {
            if (strcmp(table->name, "rivals") != 0) (void)json_object_set_new(object, table->name, rows(table));
        }
    }
    cm_arena_free(&arena);
    return object;
}

static json_t *rivals_of(const cm_report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->nrivals; i++) {
        const cm_rival *rival = &report->rival[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:s?, s:s?, s:s?}", "file", rival->file, "verdict", rival->verdict, "basis", rival->basis, "because", rival->because));
    }
    return list;
}

static json_t *cautions_of(const cm_evidence *e)
{
    json_t *list = json_array();
    for (const cm_caution *c = e->caution; c != NULL; c = c->next) (void)json_array_append_new(list, json_pack("{s:s, s:s}", "words", c->words, "words_zh", c->words_zh));
    return list;
}

static json_t *record_of(const cm_evidence *e)
{
    const cm_observed *o = e->observed;
    json_t *object = json_object();
    cm_arena arena = { NULL };
    cm_result tables;
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    (void)json_object_set_new(object, "id", text(o->id));
    (void)json_object_set_new(object, "source", text(cm_node_text(o->node, "source")));
    (void)json_object_set_new(object, "test", text(cm_test_word(o->test)));
    (void)json_object_set_new(object, "direction", text(o->decreasing ? "decreasing" : "increasing"));
    (void)json_object_set_new(object, "confidence", number(o->confidence));
    (void)json_object_set_new(object, "cases", json_integer((json_int_t)o->n));
    (void)json_object_set_new(object, "events", json_integer((json_int_t)e->ended));
    (void)json_object_set_new(object, "verdict", text(cm_record_key(e->verdict)));
    (void)json_object_set_new(object, "because", text(e->because));
    (void)json_object_set_new(object, "because_zh", text(e->because_zh));
    if (cm_evidence_tabulate(&ctx, &arena, e, &tables) == CM_OK) {
        for (const cm_table *table = tables.table; table != NULL; table = table->next) (void)json_object_set_new(object, table->name, rows(table));
    }
    (void)json_object_set_new(object, "cautions", cautions_of(e));
    cm_arena_free(&arena);
    return object;
}

static json_t *evidence_of(const cm_report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->nevidence; i++) (void)json_array_append_new(list, record_of(&report->evidence[i]));
    return list;
}

/* A claim that is nothing but a record. */
static json_t *record_claim_of(const cm_report *report)
{
    const cm_node *claim = cm_node_child(report->file->root, "claim");
    json_t *object = json_object();
    (void)json_object_set_new(object, "id", text(cm_node_text(claim, "id")));
    (void)json_object_set_new(object, "statement", text(cm_node_text(claim, "statement")));
    (void)json_object_set_new(object, "statement_zh", text(cm_node_text(claim, "statement_zh")));
    (void)json_object_set_new(object, "evidence", evidence_of(report));
    return object;
}

/* A boundary, a region or a sensitivity. */
static json_t *finding_of(const cm_finding *finding)
{
    json_t *object = json_object(), *words = json_array(), *words_zh = json_array();
    for (const cm_named *entry = finding->result.summary; entry != NULL; entry = entry->next) (void)json_object_set_new(object, entry->name, json_of(&entry->value));
    for (size_t i = 0; i < finding->nsaid; i++) {
        (void)json_array_append_new(words, text(finding->say[i]));
        (void)json_array_append_new(words_zh, text(finding->say_zh[i]));
    }
    (void)json_object_set_new(object, "words", words);
    (void)json_object_set_new(object, "words_zh", words_zh);
    (void)json_object_set_new(object, "tables", tables_of(&finding->result));
    return object;
}

static json_t *claim_of(const cm_report *report)
{
    const cm_judgement *j = report->judgement;
    const cm_claim *claim = j->claim;
    json_t *object = json_object(), *also = json_array();
    (void)json_object_set_new(object, "id", text(claim->id));
    (void)json_object_set_new(object, "statement", text(claim->statement));
    (void)json_object_set_new(object, "statement_zh", text(claim->statement_zh));
    (void)json_object_update_new(object, measure_of(report, 0));
    (void)json_object_set_new(object, "draws", json_integer((json_int_t)j->draws));
    if (claim->precision > 0) (void)json_object_set_new(object, "precision", number(claim->precision));
    if (claim->control) (void)json_object_set_new(object, "reduce", text("control"));
    if (claim->importance) (void)json_object_set_new(object, "importance", json_true());
    if (j->interrupted) (void)json_object_set_new(object, "interrupted", json_true());
    (void)json_object_set_new(object, "confidence", number(j->confidence));
    (void)json_object_set_new(object, "comparisons", json_integer((json_int_t)j->measure[0].ncomparisons));
    (void)json_object_set_new(object, "certificates_checked", json_integer((json_int_t)j->sampled));
    if (j->explanation != NULL) {
        const cm_explanation *e = j->explanation;
        (void)json_object_set_new(object, "explained", json_pack("{s:s, s:s, s:f, s:f, s:f, s:f}", "from", claim->from, "to", claim->to, "from_mean", e->from,
                                                                 "to_mean", e->to, "total", e->total, "interaction_share", e->interaction_share));
    }
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) {
        (void)json_object_set_new(object, report->findings->item[i].key, finding_of(&report->findings->item[i]));
    }
    for (size_t m = 1; m < claim->nmeasures; m++) (void)json_array_append_new(also, measure_of(report, m));
    if (claim->nmeasures > 1) (void)json_object_set_new(object, "also", also);
    else json_decref(also);
    if (report->nrivals > 0) (void)json_object_set_new(object, "rivals", rivals_of(report));
    if (report->nevidence > 0) (void)json_object_set_new(object, "evidence", evidence_of(report));
    (void)json_object_set_new(object, "counterexample", j->counterexample == NULL ? json_null()
                              : json_pack("{s:I, s:s, s:s}", "draw", (json_int_t)j->counter_draw, "words", j->counter_words, "scenario", j->counterexample));
    return object;
}

/* A claim with models: the joint verdict, and each model's claim as it would stand alone. */
static json_t *family_of(const cm_report *report)
{
    const cm_family_report *f = report->family;
    json_t *object = json_object(), *models = json_array();
    (void)json_object_set_new(object, "id", text(f->family->id));
    (void)json_object_set_new(object, "statement", text(f->family->statement));
    (void)json_object_set_new(object, "statement_zh", text(f->family->statement_zh));
    (void)json_object_set_new(object, "measure", json_null());
    (void)json_object_set_new(object, "verdict", text(cm_verdict_word(f->verdict)));
    (void)json_object_set_new(object, "basis", text(cm_basis_word(f->basis)));
    (void)json_object_set_new(object, "because", text(f->because));
    (void)json_object_set_new(object, "because_zh", text(f->because_zh));
    (void)json_object_set_new(object, "confidence", number(f->family->confidence));
    for (size_t i = 0; i < f->family->n; i++) {
        const cm_formalisation *m = &f->family->model[i];
        cm_report one = cm_report_model(report, i);
        json_t *model = json_pack("{s:s, s:s?, s:s?}", "model", m->id, "name", m->name, "name_zh", m->name_zh);
        (void)json_object_update_new(model, claim_of(&one));
        (void)json_array_append_new(models, model);
    }
    (void)json_object_set_new(object, "models", models);
    if (report->nevidence > 0) (void)json_object_set_new(object, "evidence", evidence_of(report));
    return object;
}

static void begin(cm_style *s)
{
    if (s->count > 1) (void)fputs("[\n", s->out);
}

static void write(const cm_style *s, const cm_report *report, size_t index)
{
    json_t *object = json_object(), *results = json_array();
    char *dump;
    (void)json_object_set_new(object, "comity", text(CM_VERSION));
    (void)json_object_set_new(object, "file", text(report->file->name));
    (void)json_object_set_new(object, "title", text(report->title));
    if (report->title_zh != NULL) (void)json_object_set_new(object, "title_zh", text(report->title_zh));
    (void)json_object_set_new(object, "seed", json_integer((json_int_t)report->seed));
    for (size_t i = 0; i < report->nanswers; i++) (void)json_array_append_new(results, answer_of(s, report, &report->answer[i]));
    if (report->nfailures > 0) (void)json_object_set_new(object, "failed", failures_of(report));
    (void)json_object_set_new(object, "results", results);
    if (report->judgement != NULL) (void)json_object_set_new(object, "claim", claim_of(report));
    else if (report->family != NULL) (void)json_object_set_new(object, "claim", family_of(report));
    else if (report->nevidence > 0) (void)json_object_set_new(object, "claim", record_claim_of(report));
    dump = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    if (index > 0) (void)fputs(",\n", s->out);
    if (dump != NULL) (void)fprintf(s->out, "%s%s", dump, s->count > 1 ? "" : "\n");
    free(dump);
    json_decref(object);
}

static void end(const cm_style *s)
{
    if (s->count > 1) (void)fputs("\n]\n", s->out);
}

const cm_writer cm_writer_json = { "json", "JSON for programs", begin, write, end };
