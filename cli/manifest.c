/* manifest.c: manifest.json, and the hypothesis as a text that is the same however a file is laid out. */
#include "cli/manifest.h"

#include <gsl/gsl_version.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/bundle.h"
#include "cli/judging.h"
#include "solver/base/lp.h"
#include "solver/base/rat.h"

/* ---- versions, date ---- */

bool cm_manifest_libraries(cm_ctx *ctx, cm_arena *arena, cm_manifest *manifest)
{
    char *room = cm_alloc(ctx, arena, 64, 1);
    const char **all = CM_NEW(ctx, arena, 16, const char *);
    size_t n = 0;
    if (room == NULL || all == NULL) return false;
    all[n++] = "compiler";
#ifdef __clang__
    all[n++] = __VERSION__;
#else
    all[n++] = "GCC " __VERSION__;
#endif
    all[n++] = "FLINT";
    all[n++] = cm_rat_library();
    all[n++] = "GLPK";
    all[n++] = cm_lp_library();
    all[n++] = "GMP";
    all[n++] = cm_rat_integers();
    all[n++] = "GSL";
    all[n++] = gsl_version;
    all[n++] = "jansson";
    all[n++] = JANSSON_VERSION;
    all[n++] = "libconfig";
    all[n++] = cm_config_library(room, 64);
    manifest->software = all;
    manifest->nlibraries = n / 2;
    return true;
}

const char *cm_manifest_date(cm_ctx *ctx, cm_arena *arena)
{
    const char *given = getenv("SOURCE_DATE_EPOCH");
    char *end, *text;
    struct tm parts;
    long long seconds;
    time_t when;
    if (given == NULL || *given < '0' || *given > '9') return NULL;
    seconds = strtoll(given, &end, 10);
    when = (time_t)seconds;
    text = cm_alloc(ctx, arena, 40, 1);
    if (*end != '\0' || text == NULL || gmtime_r(&when, &parts) == NULL) return NULL;
    return strftime(text, 40, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0 ? text : NULL;
}

/* ---- the hypothesis ---- */

/* What a setting is called for its readers; an axis without a path has nothing but its label. */
static bool is_caption(const char *name, bool path)
{
    size_t length = strlen(name);
    if (length > 3 && strcmp(name + length - 3, "_zh") == 0) return true;
    return path && strcmp(name, "label") == 0;
}

/* The settings of a group in the order of their names, without captions: neither is part of a hypothesis. */
static void sort_tree(cm_node *node)
{
    cm_node *sorted = NULL;
    bool path = cm_node_child(node, "path") != NULL;
    for (cm_node *c = node->child; c != NULL; c = c->next) sort_tree(c);
    if (node->kind != CM_NODE_GROUP) return;
    for (cm_node *c = node->child, *next; c != NULL; c = next) {
        cm_node **at = &sorted;
        next = c->next;
        if (is_caption(c->name, path)) continue;
        while (*at != NULL && strcmp((*at)->name, c->name) <= 0) at = &(*at)->next;
        c->next = *at;
        *at = c;
    }
    node->child = sorted;
}

/* A setting of the claim, printed; "" when it is not there. */
static const char *printed(cm_ctx *ctx, cm_arena *arena, const cm_node *value)
{
    cm_node *root, *copy;
    if (value == NULL) return "";
    root = cm_node_new(ctx, arena, CM_NODE_GROUP, NULL);
    copy = cm_node_copy(ctx, arena, value);
    if (root == NULL || copy == NULL) return NULL;
    if (copy->name == NULL) copy->name = "value";
    cm_node_append(root, copy);
    sort_tree(root);
    return cm_node_print(ctx, arena, root);
}

/* What is asked of one model, with what a claim says unless told. */
static char *asked(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim)
{
    char *text = cm_format(ctx, arena, "venue: %s\nexpect: %s along %s, at confidence %.15g\n", claim->venue, claim->decreasing ? "decreasing" : "increasing",
                           cm_axis_key(&claim->axis[claim->along]), claim->confidence);
    for (size_t a = 0; a < claim->naxes && text != NULL; a++) {
        if (claim->axis[a].within) text = cm_format(ctx, arena, "%swithin: %s\n", text, cm_axis_key(&claim->axis[a]));
    }
    for (size_t m = 0; m < claim->nmeasures && text != NULL; m++) {
        text = cm_format(ctx, arena, "%smeasure: %s, smallest effect %.15g\n", text, claim->measure[m]->name, claim->smallest[m]);
    }
    return text;
}

/* How a record is asked: all but its cases and what is said of them. */
static char *records(cm_ctx *ctx, cm_arena *arena, const cm_node *claim)
{
    static const char *const left_out[] = { "name", "about", "source", "cases", "cases_from" };
    const cm_node *list = cm_node_child(claim, "observed");
    char *text = cm_strdup(ctx, arena, "");
    for (const cm_node *c = list != NULL && list->kind == CM_NODE_LIST ? list->child : NULL; c != NULL && text != NULL; c = c->next) {
        cm_node *root = cm_node_new(ctx, arena, CM_NODE_GROUP, "record");
        const char *one;
        for (const cm_node *k = c->child; k != NULL && root != NULL; k = k->next) {
            size_t at = 0;
            cm_node *copy;
            while (at < sizeof left_out / sizeof left_out[0] && strcmp(left_out[at], k->name) != 0) at++;
            copy = at == sizeof left_out / sizeof left_out[0] ? cm_node_copy(ctx, arena, k) : NULL;
            if (copy != NULL) cm_node_append(root, copy);
        }
        one = root != NULL ? printed(ctx, arena, root) : NULL;
        text = one != NULL ? cm_format(ctx, arena, "%s%s", text, one) : NULL;
    }
    return ctx->status == CM_OK ? text : NULL;
}

bool cm_manifest_hypothesis(cm_ctx *ctx, cm_arena *arena, const cm_file *file, cm_hypothesis *hypothesis)
{
    const cm_node *claim = cm_node_child(file->root, "claim");
    const char *vary, *models, *observed, *statement = cm_node_text(claim, "statement");
    char *text;
    *hypothesis = (cm_hypothesis){ .text = NULL };
    if (cm_judging_models(file) == 0 && file->nobserved == 0) return true;
    vary = printed(ctx, arena, cm_node_child(claim, "vary"));
    models = printed(ctx, arena, cm_node_child(claim, "models"));
    observed = records(ctx, arena, claim);
    text = cm_format(ctx, arena, "statement: %s\n", statement != NULL ? statement : "");
    for (size_t k = 0; k < cm_judging_models(file) && text != NULL; k++) {
        const char *one = asked(ctx, arena, cm_judging_model(file, k));
        if (one == NULL) return false;
        text = file->family != NULL ? cm_format(ctx, arena, "%smodel: %s\n%s", text, file->family->model[k].id, one) : cm_format(ctx, arena, "%s%s", text, one);
    }
    if (vary == NULL || models == NULL || observed == NULL) return false;
    if (text != NULL) text = cm_format(ctx, arena, "%s%s%s%s", text, vary, models, observed);
    if (text == NULL) return false;
    hypothesis->text = text;
    cm_digest(text, strlen(text), hypothesis->digest);
    return true;
}

/* ---- writing ---- */

static json_t *files_of(const cm_manifest_file *file, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) (void)json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "path", file[i].path, "bytes", (json_int_t)file[i].bytes, "sha256", file[i].digest));
    return list;
}

static json_t *levels_of(const cm_axis *axis)
{
    json_t *list = json_array();
    for (size_t k = 0; k < axis->nlevels; k++) (void)json_array_append_new(list, json_string(axis->level[k].name));
    return list;
}

/* A claim as it is understood: with what it says unless told. */
static json_t *claim_of(const cm_file *file, const cm_manifest *manifest, size_t model)
{
    const cm_claim *claim = cm_judging_model(file, model);
    json_t *object = json_object(), *measures = json_array(), *axes = json_array();
    uint64_t draws = !claim->random ? 1 : manifest->draws > 0 ? manifest->draws : claim->draws;
    if (file->family != NULL) (void)json_object_set_new(object, "model", json_string(file->family->model[model].id));
    (void)json_object_set_new(object, "venue", json_string(claim->venue));
    for (size_t m = 0; m < claim->nmeasures; m++) {
        (void)json_array_append_new(measures, json_pack("{s:s, s:f}", "measure", claim->measure[m]->name, "smallest_effect", claim->smallest[m]));
    }
    (void)json_object_set_new(object, "measures", measures);
    (void)json_object_set_new(object, "direction", json_string(claim->decreasing ? "decreasing" : "increasing"));
    (void)json_object_set_new(object, "along", json_string(cm_axis_key(&claim->axis[claim->along])));
    for (size_t a = 0; a < claim->naxes; a++) {
        const cm_axis *axis = &claim->axis[a];
        (void)json_array_append_new(axes, json_pack("{s:s, s:b, s:o}", "axis", cm_axis_key(axis), "within", axis->within, "levels", levels_of(axis)));
    }
    (void)json_object_set_new(object, "axes", axes);
    (void)json_object_set_new(object, "confidence", json_real(claim->confidence));
    (void)json_object_set_new(object, "draws", json_integer((json_int_t)draws));
    (void)json_object_set_new(object, "precision", manifest->draws == 0 && claim->precision > 0 ? json_real(claim->precision) : json_null());
    (void)json_object_set_new(object, "random", json_boolean(claim->random));
    if (claim->from != NULL) (void)json_object_set_new(object, "explain", json_pack("{s:s, s:s}", "from", claim->from, "to", claim->to));
    return object;
}

static json_t *past_of(const cm_manifest *manifest)
{
    json_t *list = json_array();
    for (size_t i = 0; i < manifest->npast; i++) {
        const cm_hypothesis *h = &manifest->past[i];
        json_t *object = json_pack("{s:s, s:s}", "sha256", h->digest, "text", h->text);
        if (h->date != NULL) (void)json_object_set_new(object, "date", json_string(h->date));
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *command_of(const cm_manifest *m)
{
    json_t *set = json_array();
    for (size_t i = 0; i < m->nset; i++) (void)json_array_append_new(set, json_string(m->set[i]));
    return json_pack("{s:o, s:o, s:o, s:s?, s:s?, s:s, s:b}", "set", set, "seed", m->seeded ? json_integer((json_int_t)m->seed) : json_null(), "draws",
                     m->draws > 0 ? json_integer((json_int_t)m->draws) : json_null(), "concept", m->concepts, "venue", m->venue, "lang", m->chinese ? "zh" : "en",
                     "save_draws", m->save_draws);
}

void cm_manifest_write(FILE *out, const cm_manifest *m, const cm_file *file)
{
    json_t *object = json_pack("{s:s, s:i, s:s}", "comity", m->version, "manifest", 1, "scenario", m->scenario), *built = json_object(), *claims = json_array();
    char *dump;
    if (m->date != NULL) (void)json_object_set_new(object, "date", json_string(m->date));
    for (size_t i = 0; i < m->nlibraries; i++) (void)json_object_set_new(built, m->software[2 * i], json_string(m->software[2 * i + 1]));
    (void)json_object_set_new(object, "built_with", built);
    (void)json_object_set_new(object, "seed", json_integer((json_int_t)m->seed));
    (void)json_object_set_new(object, "command", command_of(m));
    for (size_t k = 0; k < cm_judging_models(file); k++) (void)json_array_append_new(claims, claim_of(file, m, k));
    (void)json_object_set_new(object, "claim", claims);
    (void)json_object_set_new(object, "hypotheses", past_of(m));
    (void)json_object_set_new(object, "hypothesis_changed_from", m->npast > 1 ? json_string(m->past[m->npast - 2].digest) : json_null());
    (void)json_object_set_new(object, "inputs", files_of(m->input, m->ninputs));
    (void)json_object_set_new(object, "outputs", files_of(m->output, m->noutputs));
    dump = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    if (dump != NULL) (void)fprintf(out, "%s\n", dump);
    free(dump);
    json_decref(object);
}

/* ---- reading ---- */

typedef struct reading {
    cm_ctx *ctx;
    cm_arena *arena;
} reading;

static const char *text_at(const reading *r, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? cm_strdup(r->ctx, r->arena, text) : NULL;
}

static void digest_at(const json_t *object, char digest[CM_DIGEST])
{
    const char *text = json_string_value(json_object_get(object, "sha256"));
    (void)snprintf(digest, CM_DIGEST, "%s", text != NULL ? text : "");
}

/* A path of a manifest leads nowhere but below its folder. */
static bool is_below(const char *path)
{
    if (path == NULL || *path == '\0' || *path == '/') return false;
    for (const char *step = path; step != NULL; step = strchr(step, '/') != NULL ? strchr(step, '/') + 1 : NULL) {
        if (strncmp(step, "..", 2) == 0 && (step[2] == '/' || step[2] == '\0')) return false;
    }
    return true;
}

static cm_manifest_file *read_files(const reading *r, const json_t *list, size_t *n, bool *good)
{
    cm_manifest_file *file = CM_NEW(r->ctx, r->arena, json_array_size(list) + 1, cm_manifest_file);
    *n = 0;
    for (size_t i = 0; file != NULL && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        file[i].path = text_at(r, one, "path");
        file[i].bytes = (uint64_t)json_integer_value(json_object_get(one, "bytes"));
        digest_at(one, file[i].digest);
        *good = *good && is_below(file[i].path);
        *n = i + 1;
    }
    return file;
}

static void read_command(const reading *r, const json_t *command, cm_manifest *m)
{
    const json_t *set = json_object_get(command, "set"), *seed = json_object_get(command, "seed");
    m->nset = json_array_size(set);
    m->set = CM_NEW(r->ctx, r->arena, m->nset + 1, const char *);
    for (size_t i = 0; m->set != NULL && i < m->nset; i++) {
        const char *text = json_string_value(json_array_get(set, i));
        m->set[i] = cm_strdup(r->ctx, r->arena, text != NULL ? text : "");
    }
    m->seeded = json_is_integer(seed);
    m->draws = (uint64_t)json_integer_value(json_object_get(command, "draws"));
    m->concepts = text_at(r, command, "concept");
    m->venue = text_at(r, command, "venue");
    m->chinese = text_at(r, command, "lang") != NULL && strcmp(text_at(r, command, "lang"), "zh") == 0;
    m->save_draws = json_is_true(json_object_get(command, "save_draws"));
}

static void read_past(const reading *r, const json_t *list, cm_manifest *m)
{
    m->past = CM_NEW(r->ctx, r->arena, json_array_size(list) + 1, cm_hypothesis);
    for (size_t i = 0; m->past != NULL && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        m->past[i].text = text_at(r, one, "text");
        m->past[i].date = text_at(r, one, "date");
        digest_at(one, m->past[i].digest);
        if (m->past[i].text == NULL) m->past[i].text = "";
        m->npast = i + 1;
    }
}

static void read_libraries(const reading *r, json_t *built, cm_manifest *m)
{
    const char *name;
    json_t *version;
    m->software = CM_NEW(r->ctx, r->arena, 2 * json_object_size(built) + 1, const char *);
    if (m->software == NULL) return;
    json_object_foreach(built, name, version) {
        const char *text = json_string_value(version);
        m->software[2 * m->nlibraries] = cm_strdup(r->ctx, r->arena, name);
        m->software[2 * m->nlibraries + 1] = cm_strdup(r->ctx, r->arena, text != NULL ? text : "");
        m->nlibraries++;
    }
}

bool cm_manifest_read(cm_ctx *ctx, cm_arena *arena, const char *path, cm_manifest *m)
{
    reading r = { ctx, arena };
    json_t *object = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    bool good = object != NULL && json_integer_value(json_object_get(object, "manifest")) == 1;
    *m = (cm_manifest){ .version = NULL };
    if (good) {
        m->version = text_at(&r, object, "comity");
        m->scenario = text_at(&r, object, "scenario");
        m->date = text_at(&r, object, "date");
        m->seed = (uint64_t)json_integer_value(json_object_get(object, "seed"));
        read_command(&r, json_object_get(object, "command"), m);
        read_past(&r, json_object_get(object, "hypotheses"), m);
        read_libraries(&r, json_object_get(object, "built_with"), m);
        m->input = read_files(&r, json_object_get(object, "inputs"), &m->ninputs, &good);
        m->output = read_files(&r, json_object_get(object, "outputs"), &m->noutputs, &good);
        good = good && m->version != NULL && is_below(m->scenario) && ctx->status == CM_OK;
    }
    json_decref(object);
    return good;
}
