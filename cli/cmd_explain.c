/* cmd_explain.c: `comity explain`: what a word means, its formula, its source. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/layout.h"
#include "models/form.h"
#include "models/model.h"
#include "models/rules.h"
#include "models/schema.h"

enum { WIDTH = 96 };

static void part(const char *label, const char *text)
{
    if (text == NULL) return;
    (void)printf("%s\n", label);
    cm_wrap(stdout, text, 2, WIDTH);
}

/* How a parameter is written, its range, and what it is unless told. */
static void explain_param(const cm_param *param, bool zh)
{
    static const char *const forms[] = { "number", "whole number", "true | false", "", "( number, ... )", "{ ID = number; ... }", "( \"ID\", ... )", "( ( \"ID\", ... ), ... )" };
    const char *unless = zh ? "默认" : "unless told";
    (void)printf(": ");
    if (param->kind == CM_PARAM_WORD) {
        for (const char *const *word = param->words; *word != NULL; word++) (void)printf("%s\"%s\"", word == param->words ? "" : " | ", *word);
        (void)printf("; \"%s\" %s\n", param->words[(size_t)param->fallback], unless);
        return;
    }
    (void)printf("%s", forms[param->kind]);
    if (param->kind != CM_PARAM_TRUTH && param->kind < CM_PARAM_PLAYERS && param->low <= param->high) (void)printf(zh ? "，%g 至 %g" : ", %g to %g", param->low, param->high);
    if (param->kind >= CM_PARAM_NUMBERS) (void)printf("%s\n", param->fallback > 0 ? (zh ? "；必填" : "; required") : "");
    else if (param->kind == CM_PARAM_TRUTH) (void)printf("; %s %s\n", param->fallback > 0 ? "true" : "false", unless);
    else (void)printf("; %g %s\n", param->fallback, unless);
}

static void add_word(char *text, size_t size, const char *word, bool first)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s%s", first ? "" : ", ", word);
}

/* What kind of game a concept takes, and where such a game comes from. */
static void explain_game(cm_game_kind kind, bool zh)
{
    char text[1024] = "";
    size_t count, given = 0, built = 0;
    const cm_model *const *models = cm_models(&count);
    if (kind == CM_GAME_NONE) {
        part(zh ? "所需博弈" : "Takes", zh ? "仅需其参数" : "its parameters alone");
        return;
    }
    (void)snprintf(text, sizeof text, zh ? "%s" : strchr("aeiou", cm_game_kind_word(kind)[0]) != NULL ? "an %s game" : "a %s game", cm_game_kind_word(kind));
    for (size_t i = 0; i < count; i++) {
        if (models[i]->gives != kind) continue;
        if (built == 0) add_word(text, sizeof text, zh ? "；由场所构成（模型 " : ": of a venue (models ", true);
        add_word(text, sizeof text, models[i]->name, built++ == 0);
    }
    if (built > 0) add_word(text, sizeof text, zh ? "）" : ")", true);
    const cm_form *const *forms = cm_forms(&count);
    for (size_t i = 0; i < count; i++) {
        if (forms[i]->gives != kind && !(kind == CM_GAME_VOTE && forms[i]->votes)) continue;
        if (given == 0) add_word(text, sizeof text, zh ? "；直接给出（形式 " : built > 0 ? ", or given (forms " : ": given (forms ", true);
        add_word(text, sizeof text, forms[i]->name, given++ == 0);
    }
    if (given > 0) add_word(text, sizeof text, zh ? "）" : ")", true);
    if (kind == CM_GAME_NFG) add_word(text, sizeof text, zh ? "；博弈树先化为简化正规形式" : "; trees are turned into their reduced normal form", true);
    part(zh ? "所需博弈" : "Takes", text);
}

static void explain_concept(const cm_concept *c, bool zh)
{
    (void)printf("%s: %s\n\n", c->name, zh ? c->title_zh : c->title);
    cm_wrap(stdout, zh ? c->about_zh : c->about, 0, WIDTH);
    (void)printf("\n");
    explain_game(c->takes, zh);
    part(zh ? "公式" : "Formula", c->formula);
    part(zh ? "核证" : "Certificate", c->certificate);
    part(zh ? "出处" : "Source", c->source);
    (void)printf("%s\n ", zh ? "结果摘要" : "Summary");
    for (const char *const *name = c->summary; *name != NULL; name++) (void)printf(" %s", *name);
    (void)printf("\n");
    for (size_t i = 0; i < c->nparams; i++) {
        (void)printf("%s%s", i == 0 ? (zh ? "参数\n  " : "Parameters\n  ") : "  ", c->param[i].name);
        explain_param(&c->param[i], zh);
        cm_wrap(stdout, zh ? c->param[i].about_zh : c->param[i].about, 4, WIDTH);
    }
}

static void explain_rule(const cm_rule *r, bool zh)
{
    (void)printf("%s: %s\n\n", r->name, zh ? r->title_zh : r->title);
    cm_wrap(stdout, zh ? r->about_zh : r->about, 0, WIDTH);
    (void)printf("\n%s\n  %s\n", zh ? "写法" : "In a file", r->example);
}

static void explain_measure(const cm_measure *m, bool zh)
{
    (void)printf("%s: %s (%s)\n\n", m->name, zh ? m->title_zh : m->title, m->unit);
    cm_wrap(stdout, zh ? m->about_zh : m->about, 0, WIDTH);
}

static void explain_model(const cm_model *m, bool zh)
{
    (void)printf("%s: %s\n\n", m->name, zh ? m->title_zh : m->title);
    cm_wrap(stdout, zh ? m->about_zh : m->about, 0, WIDTH);
}

static void explain_form(const cm_form *f, bool zh)
{
    (void)printf("%s: %s\n\n", f->name, zh ? f->title_zh : f->title);
    cm_wrap(stdout, zh ? f->about_zh : f->about, 0, WIDTH);
    (void)printf("\n%s\n  %s\n", zh ? "写法" : "In a file", f->example);
}

static const char *shape_words(const cm_key *key)
{
    static const char *const words[] = {
        [CM_SHAPE_TEXT] = "text", [CM_SHAPE_NUMBER] = "number", [CM_SHAPE_INTEGER] = "whole number", [CM_SHAPE_TRUTH] = "true or false",
        [CM_SHAPE_WORD] = "word", [CM_SHAPE_ID] = "id", [CM_SHAPE_IDS] = "list of ids", [CM_SHAPE_NUMBERS] = "list of numbers", [CM_SHAPE_PAIR] = "(low, high)",
        [CM_SHAPE_GROUP] = "{ }", [CM_SHAPE_MAP] = "{ ID = { } }", [CM_SHAPE_NUMBER_MAP] = "{ ID = number }", [CM_SHAPE_PAIR_MAP] = "{ ID = (low, high) }",
        [CM_SHAPE_BY_MEASURE] = "number or { measure = number }", [CM_SHAPE_SPREAD] = "number or { dist }", [CM_SHAPE_SPREAD_MAP] = "{ ID = number or { dist } }",
        [CM_SHAPE_GROUPS] = "( { }, ... )", [CM_SHAPE_MEMBERS] = "ids or { size }", [CM_SHAPE_PROPOSER] = "word or { fixed }",
        [CM_SHAPE_WEIGHTS] = "{ ID = number } or column", [CM_SHAPE_EACH] = "( number, ... ) or { ID = number }",
        [CM_SHAPE_ONE_OR_EACH] = "number, ( number, ... ) or { ID = number }", [CM_SHAPE_RULE] = "rule", [CM_SHAPE_RULES] = "( rule, ... )", [CM_SHAPE_GROUP_OR_LIST] = "{ ... } or ( { ... }, ... )", [CM_SHAPE_ANY] = "value"
    };
    static_assert(sizeof words / sizeof words[0] == CM_SHAPE_ANY + 1, "every shape has its words");
    return words[key->shape];
}

static void explain_keys(const cm_key *keys, int depth)
{
    for (; keys->name != NULL; keys++) {
        if (strlen(keys->name) > 3 && strcmp(keys->name + strlen(keys->name) - 3, "_zh") == 0) continue;
        (void)printf("%*s", 2 * depth, "");
        cm_pad(stdout, keys->name, (size_t)(24 - 2 * depth), false);
        (void)printf(" %s%s. %s", shape_words(keys), keys->required ? ", required" : "", keys->about);
        for (const char *const *word = keys->words; word != NULL && *word != NULL; word++) (void)printf("%s%s", word == keys->words ? ": " : " | ", *word);
        (void)printf("\n");
        if (keys->keys != NULL) explain_keys(keys->keys, depth + 1);
        if (keys->shape == CM_SHAPE_RULE && depth < 3) explain_keys(cm_rule_keys, depth + 1);
        if (keys->shape == CM_SHAPE_SPREAD_MAP && strcmp(keys->name, "ideal") == 0) explain_keys(cm_spread_keys, depth + 1);
        if (keys->shape == CM_SHAPE_MEMBERS) explain_keys(cm_pick_keys, depth + 1);
    }
}

static int explain(const char *name, bool zh)
{
    const cm_concept *concept = cm_concept_find(name);
    const cm_rule *rule = cm_rule_find(name);
    const cm_measure *measure = cm_measure_find(name);
    const cm_model *model = cm_model_find(name);
    const cm_writer *writer = cm_writer_find(name);
    const cm_form *form = cm_form_find(name);
    const char *words[160], *near;
    size_t count, used = 0;
    if (concept != NULL) explain_concept(concept, zh);
    if (concept != NULL && measure != NULL) (void)printf("\n%s\n", zh ? "同名的度量：" : "The measure of the same name:");
    if (measure != NULL) explain_measure(measure, zh);
    if (rule != NULL) explain_rule(rule, zh);
    if (model != NULL) explain_model(model, zh);
    if (form != NULL && (concept != NULL || rule != NULL || model != NULL || measure != NULL)) (void)printf("\n%s\n", zh ? "同名的博弈形式：" : "The form of game of the same name:");
    if (form != NULL) explain_form(form, zh);
    if (writer != NULL) (void)printf("%s: %s\n", writer->name, writer->about);
    if (strcmp(name, "format") == 0) explain_keys(cm_scenario_keys, 0);
    if (concept != NULL || rule != NULL || measure != NULL || model != NULL || writer != NULL || form != NULL || strcmp(name, "format") == 0) return CM_EXIT_DONE;
    const cm_concept *const *concepts = cm_concepts(&count);
    for (size_t i = 0; i < count && used < 150; i++) words[used++] = concepts[i]->name;
    const cm_rule *rules = cm_rules(&count);
    for (size_t i = 0; i < count && used < 150; i++) words[used++] = rules[i].name;
    const cm_measure *const *measures = cm_measures(&count);
    for (size_t i = 0; i < count && used < 150; i++) words[used++] = measures[i]->name;
    const cm_model *const *models = cm_models(&count);
    for (size_t i = 0; i < count && used < 150; i++) words[used++] = models[i]->name;
    const cm_form *const *forms = cm_forms(&count);
    for (size_t i = 0; i < count && used < 150; i++) words[used++] = forms[i]->name;
    words[used++] = "format";
    words[used] = NULL;
    near = cm_nearest_word(name, words);
    (void)fprintf(stderr, "comity: explain: there is no '%s'%s%s%s\n", name, near != NULL ? "; did you mean '" : "; see `comity list concepts`",
                  near != NULL ? near : "", near != NULL ? "'?" : "");
    return CM_EXIT_USAGE;
}

static int run(const cm_options *o)
{
    int worst = CM_EXIT_DONE;
    if (o->nargs == 0) {
        cm_complain("explain", "name a concept, rule, model or measure, or `format` for the settings of a file");
        return CM_EXIT_USAGE;
    }
    for (size_t i = 0; i < o->nargs; i++) {
        if (i > 0) (void)printf("\n");
        worst = cm_worse(worst, explain(o->arg[i], o->chinese));
    }
    return worst;
}

const cm_command cm_command_explain = { "explain", "what a word means, its formula, its source", run };
