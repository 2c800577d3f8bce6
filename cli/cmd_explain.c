/* cmd_explain.c: `comity explain`: what a word means, its formula, its source; as Markdown everything at once, for the manual. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/find_word.h"
#include "cli/layout.h"
#include "models/form.h"
#include "models/model.h"
#include "models/rules.h"
#include "models/schema.h"

enum { WIDTH = 96 };

typedef struct look {
    bool zh, md;
} look;

static const char *in(const look *l, const char *en, const char *zh)
{
    return l->zh ? zh : en;
}

/* A word's name and title; `unit`: NULL for none. */
static void begin(const look *l, const char *name, const char *title, const char *unit)
{
    (void)printf(l->md ? "### %s\n\n**%s**" : "%s: %s", name, title);
    if (unit != NULL) (void)printf(" (%s)", unit);
    (void)printf("\n\n");
}

static void say(const look *l, const char *text)
{
    if (!l->md) {
        cm_wrap(stdout, text, 0, WIDTH);
        return;
    }
    cm_put_markdown(stdout, text);
    (void)printf("\n");
}

static void part(const look *l, const char *label, const char *text, bool code)
{
    if (text == NULL) return;
    if (!l->md) {
        (void)printf("%s\n", label);
        cm_wrap(stdout, text, 2, WIDTH);
        return;
    }
    (void)printf("\n**%s.** ", label);
    if (code) (void)printf("`%s`", text);
    else cm_put_markdown(stdout, text);
    (void)printf("\n");
}

/* How a parameter is written, its range, and what it is unless told. */
static void explain_param(const look *l, const cm_param *param)
{
    static const char *const forms[] = { "number", "whole number", "true | false", "", "( number, ... )", "{ ID = number; ... }", "( \"ID\", ... )", "( ( \"ID\", ... ), ... )" };
    const char *unless = in(l, "unless told", "默认");
    (void)printf(": ");
    if (param->kind == CM_PARAM_WORD) {
        for (const char *const *word = param->words; *word != NULL; word++) (void)printf("%s\"%s\"", word == param->words ? "" : " | ", *word);
        (void)printf("; \"%s\" %s\n", param->words[(size_t)param->fallback], unless);
        return;
    }
    (void)printf("%s", forms[param->kind]);
    if (param->kind != CM_PARAM_TRUTH && param->kind < CM_PARAM_PLAYERS && param->low <= param->high) (void)printf(l->zh ? "，%g 至 %g" : ", %g to %g", param->low, param->high);
    if (param->kind >= CM_PARAM_NUMBERS) (void)printf("%s\n", param->fallback > 0 ? in(l, "; required", "；必填") : "");
    else if (param->kind == CM_PARAM_TRUTH) (void)printf("; %s %s\n", param->fallback > 0 ? "true" : "false", unless);
    else (void)printf("; %g %s\n", param->fallback, unless);
}

static void add_word(char *text, size_t size, const char *word, bool first)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s%s", first ? "" : ", ", word);
}

/* What kind of game a concept takes, and where such a game comes from. */
static void explain_game(const look *l, cm_game_kind kind)
{
    char text[1024] = "";
    size_t count, given = 0, built = 0;
    const cm_model *const *models = cm_models(&count);
    if (kind == CM_GAME_NONE) {
        part(l, in(l, "Takes", "所需博弈"), in(l, "its parameters alone", "仅需其参数"), false);
        return;
    }
    (void)snprintf(text, sizeof text, l->zh ? "%s" : strchr("aeiou", cm_game_kind_word(kind)[0]) != NULL ? "an %s game" : "a %s game", cm_game_kind_word(kind));
    for (size_t i = 0; i < count; i++) {
        if (models[i]->gives != kind) continue;
        if (built == 0) add_word(text, sizeof text, in(l, ": of a venue (models ", "；由场所构成（模型 "), true);
        add_word(text, sizeof text, models[i]->name, built++ == 0);
    }
    if (built > 0) add_word(text, sizeof text, in(l, ")", "）"), true);
    const cm_form *const *forms = cm_forms(&count);
    for (size_t i = 0; i < count; i++) {
        if (forms[i]->gives != kind && !(kind == CM_GAME_VOTE && forms[i]->votes)) continue;
        if (given == 0) add_word(text, sizeof text, in(l, built > 0 ? ", or given (forms " : ": given (forms ", "；直接给出（形式 "), true);
        add_word(text, sizeof text, forms[i]->name, given++ == 0);
    }
    if (given > 0) add_word(text, sizeof text, in(l, ")", "）"), true);
    if (kind == CM_GAME_NFG) add_word(text, sizeof text, in(l, "; trees are turned into their reduced normal form", "；博弈树先化为简化正规形式"), true);
    part(l, in(l, "Takes", "所需博弈"), text, false);
}

static void explain_params(const look *l, const cm_concept *c)
{
    for (size_t i = 0; i < c->nparams; i++) {
        if (i == 0) (void)printf(l->md ? "\n**%s.**\n\n" : "%s\n", in(l, "Parameters", "参数"));
        (void)printf(l->md ? "- `%s`" : "  %s", c->param[i].name);
        explain_param(l, &c->param[i]);
        if (l->md) (void)printf("  ");
        if (l->md) say(l, in(l, c->param[i].about, c->param[i].about_zh));
        else cm_wrap(stdout, in(l, c->param[i].about, c->param[i].about_zh), 4, WIDTH);
    }
}

static void explain_concept(const look *l, const cm_concept *c)
{
    begin(l, c->name, in(l, c->title, c->title_zh), NULL);
    say(l, in(l, c->about, c->about_zh));
    if (!l->md) (void)printf("\n");
    explain_game(l, c->takes);
    part(l, in(l, "Formula", "公式"), c->formula, true);
    part(l, in(l, "Certificate", "核证"), c->certificate, false);
    part(l, in(l, "Source", "出处"), c->source, false);
    (void)printf(l->md ? "\n**%s.**" : "%s\n ", in(l, "Summary", "结果摘要"));
    for (const char *const *name = c->summary; *name != NULL; name++) (void)printf(l->md ? " `%s`" : " %s", *name);
    (void)printf("\n");
    explain_params(l, c);
}

static void explain_rule(const look *l, const cm_rule *r)
{
    begin(l, r->name, in(l, r->title, r->title_zh), NULL);
    say(l, in(l, r->about, r->about_zh));
    if (!l->md) (void)printf("\n");
    part(l, in(l, "In a file", "写法"), r->example, true);
}

static void explain_measure(const look *l, const cm_measure *m)
{
    begin(l, m->name, in(l, m->title, m->title_zh), m->unit);
    say(l, in(l, m->about, m->about_zh));
}

static void explain_model(const look *l, const cm_model *m)
{
    begin(l, m->name, in(l, m->title, m->title_zh), NULL);
    say(l, in(l, m->about, m->about_zh));
}

static void explain_form(const look *l, const cm_form *f)
{
    begin(l, f->name, in(l, f->title, f->title_zh), NULL);
    say(l, in(l, f->about, f->about_zh));
    if (!l->md) (void)printf("\n");
    part(l, in(l, "In a file", "写法"), f->example, true);
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

static void explain_keys(const look *l, const cm_key *keys, int depth);

/* A setting, and those that it has. */
static void explain_key(const look *l, const cm_key *key, const char *name, int depth)
{
    (void)printf("%*s", 2 * depth, "");
    if (l->md) (void)printf("- `%s`:", name);
    else cm_pad(stdout, name, (size_t)(24 - 2 * depth), false);
    (void)printf(l->md ? " %s%s; " : " %s%s. ", shape_words(key), key->required ? ", required" : "");
    if (l->md) cm_put_markdown(stdout, key->about);
    else (void)printf("%s", key->about);
    for (const char *const *word = key->words; word != NULL && *word != NULL; word++) (void)printf("%s%s", word == key->words ? ": " : l->md ? ", " : " | ", *word);
    (void)printf("\n");
    if (key->keys != NULL) explain_keys(l, key->keys, depth + 1);
    if (key->shape == CM_SHAPE_RULE && depth < 3) explain_keys(l, cm_rule_keys, depth + 1);
    if (key->shape == CM_SHAPE_SPREAD_MAP && strcmp(key->name, "ideal") == 0) explain_keys(l, cm_spread_keys, depth + 1);
    if (key->shape == CM_SHAPE_MEMBERS) explain_keys(l, cm_pick_keys, depth + 1);
}

static bool is_twin(const char *name)
{
    return strlen(name) > 3 && strcmp(name + strlen(name) - 3, "_zh") == 0;
}

static void explain_keys(const look *l, const cm_key *keys, int depth)
{
    for (; keys->name != NULL; keys++) {
        if (!is_twin(keys->name)) explain_key(l, keys, keys->name, depth);
    }
}

/* Does a path end in `name`, from a dot on? */
static bool ends_in(const char *path, const char *name)
{
    size_t whole = strlen(path), end = strlen(name);
    return whole >= end && strcmp(path + whole - end, name) == 0 && (whole == end || path[whole - end - 1] == '.');
}

/* The settings below `path` that are called so: "patience", "members.size". */
static bool explain_settings(const look *l, const cm_key *keys, const char *above, const char *name)
{
    bool found = false;
    for (; keys->name != NULL; keys++) {
        char path[256];
        const cm_key *below = keys->keys != NULL ? keys->keys : keys->shape == CM_SHAPE_MEMBERS ? cm_pick_keys : NULL;
        if ((size_t)snprintf(path, sizeof path, "%s%s%s", above, above[0] != '\0' ? "." : "", keys->name) >= sizeof path) continue;
        if (ends_in(path, name)) {
            explain_key(l, keys, path, 0);
            found = true;
            continue;
        }
        if (below == NULL) continue;
        if (keys->shape == CM_SHAPE_MAP) (void)snprintf(path + strlen(path), sizeof path - strlen(path), ".ID");
        found = explain_settings(l, below, path, name) || found;
    }
    return found;
}

static bool sums_up(const cm_concept *c, const char *key)
{
    for (const char *const *name = c->summary; *name != NULL; name++) {
        if (strcmp(*name, key) == 0) return true;
    }
    return false;
}

/* A value of a concept's summary: "deterrence.attacks" by its concept, "attacks" by those that have it. */
static bool explain_value(const look *l, const char *name)
{
    const char *dot = strchr(name, '.');
    size_t count, found = 0;
    const cm_concept *const *concepts = cm_concepts(&count);
    for (size_t i = 0; i < count; i++) {
        const cm_concept *c = concepts[i];
        if (dot != NULL && strncmp(c->name, name, (size_t)(dot - name)) == 0 && c->name[dot - name] == '\0' && sums_up(c, dot + 1)) {
            explain_concept(l, c);
            return true;
        }
        if (dot != NULL || !sums_up(c, name)) continue;
        if (found++ == 0) (void)printf(in(l, "%s: a value in the summary of\n", "%s：以下概念结果摘要中的一个数值\n"), name);
        (void)printf("  %s: %s\n", c->name, in(l, c->title, c->title_zh));
    }
    return found > 0;
}

static int explain(const look *l, const char *name)
{
    const cm_concept *concept = cm_concept_find(name);
    const cm_rule *rule = cm_rule_find(name);
    const cm_measure *measure = cm_measure_find(name);
    const cm_model *model = cm_model_find(name);
    const cm_writer *writer = cm_writer_find(name);
    const cm_form *form = cm_form_find(name);
    bool settings = strcmp(name, "format") == 0;
    if (concept != NULL) explain_concept(l, concept);
    if (concept != NULL && measure != NULL) (void)printf("\n%s\n", in(l, "The measure of the same name:", "同名的度量："));
    if (measure != NULL) explain_measure(l, measure);
    if (rule != NULL) explain_rule(l, rule);
    if (model != NULL) explain_model(l, model);
    if (form != NULL && (concept != NULL || rule != NULL || model != NULL || measure != NULL)) (void)printf("\n%s\n", in(l, "The form of game of the same name:", "同名的博弈形式："));
    if (form != NULL) explain_form(l, form);
    if (writer != NULL) (void)printf("%s: %s\n", writer->name, writer->about);
    if (settings) explain_keys(l, cm_scenario_keys, 0);
    if (explain_settings(l, cm_scenario_keys, "", name) || explain_value(l, name)) return CM_EXIT_DONE;
    return concept != NULL || rule != NULL || measure != NULL || model != NULL || writer != NULL || form != NULL || settings ? CM_EXIT_DONE : cm_word_refuse(name, l->zh);
}

/* Every word that there is, kind by kind: the reference of the manual. */
static void explain_all(const look *l)
{
    size_t count;
    (void)printf("## %s\n\n", in(l, "Concepts", "概念"));
    const cm_concept *const *concepts = cm_concepts(&count);
    for (size_t i = 0; i < count; i++) (void)printf("%s[%s](#%s)", i > 0 ? " · " : "", concepts[i]->name, concepts[i]->name);
    (void)printf("\n");
    for (size_t i = 0; i < count; i++) (void)printf("\n"), explain_concept(l, concepts[i]);
    (void)printf("\n## %s\n", in(l, "Rules", "规则"));
    const cm_rule *rules = cm_rules(&count);
    for (size_t i = 0; i < count; i++) (void)printf("\n"), explain_rule(l, &rules[i]);
    (void)printf("\n## %s\n", in(l, "Measures", "度量"));
    const cm_measure *const *measures = cm_measures(&count);
    for (size_t i = 0; i < count; i++) (void)printf("\n"), explain_measure(l, measures[i]);
    (void)printf("\n## %s\n", in(l, "Models: how a venue becomes a game", "模型：场所如何成为博弈"));
    const cm_model *const *models = cm_models(&count);
    for (size_t i = 0; i < count; i++) (void)printf("\n"), explain_model(l, models[i]);
    (void)printf("\n## %s\n", in(l, "Games given outright", "直接给出的博弈"));
    const cm_form *const *forms = cm_forms(&count);
    for (size_t i = 0; i < count; i++) (void)printf("\n"), explain_form(l, forms[i]);
    (void)printf("\n## %s\n\n", in(l, "Settings of a file", "文件中的设置"));
    explain_keys(l, cm_scenario_keys, 0);
}

static int run(const cm_options *o)
{
    look l = { o->chinese, o->format != NULL && strcmp(o->format, "md") == 0 };
    int worst = CM_EXIT_DONE;
    if (o->format != NULL && !l.md && strcmp(o->format, "text") != 0) {
        cm_complain("explain", "--format is text or md here");
        return CM_EXIT_USAGE;
    }
    if (o->nargs == 0 && l.md) {
        explain_all(&l);
        return CM_EXIT_DONE;
    }
    if (o->nargs == 0) {
        cm_complain("explain", "name a concept, rule, model or measure, or `format` for the settings of a file; --format md without a name: everything");
        return CM_EXIT_USAGE;
    }
    for (size_t i = 0; i < o->nargs; i++) {
        if (i > 0) (void)printf("\n");
        worst = cm_worse(worst, explain(&l, o->arg[i]));
    }
    return worst;
}

const cm_command cm_command_explain = { "explain", "what a word means, its formula, its source", run };
