/* cmd_list.c: `comity list`: the rows of a register, name first. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/layout.h"
#include "models/form.h"
#include "models/model.h"
#include "models/rules.h"

static void row(const char *name, const char *title)
{
    cm_pad(stdout, name, 22, false);
    (void)printf("  %s\n", title);
}

static void list_concepts(bool zh)
{
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    for (size_t i = 0; i < count; i++) row(all[i]->name, zh ? all[i]->title_zh : all[i]->title);
}

static void list_models(bool zh)
{
    size_t count;
    const cm_model *const *all = cm_models(&count);
    for (size_t i = 0; i < count; i++) row(all[i]->name, zh ? all[i]->title_zh : all[i]->title);
}

static void list_rules(bool zh)
{
    size_t count;
    const cm_rule *all = cm_rules(&count);
    for (size_t i = 0; i < count; i++) row(all[i].name, zh ? all[i].title_zh : all[i].title);
}

static void list_measures(bool zh)
{
    size_t count;
    const cm_measure *const *all = cm_measures(&count);
    for (size_t i = 0; i < count; i++) row(all[i]->name, zh ? all[i]->title_zh : all[i]->title);
}

static void list_forms(bool zh)
{
    size_t count;
    const cm_form *const *all = cm_forms(&count);
    for (size_t i = 0; i < count; i++) row(all[i]->name, zh ? all[i]->title_zh : all[i]->title);
}

static void list_formats(bool zh)
{
    size_t count;
    const cm_writer *const *all = cm_writers(&count);
    (void)zh;
    for (size_t i = 0; i < count; i++) row(all[i]->name, all[i]->about);
}

static int run(const cm_options *o)
{
    static const struct { const char *name; void (*list)(bool zh); } lists[] = {
        { "concepts", list_concepts }, { "models", list_models }, { "forms", list_forms }, { "rules", list_rules }, { "measures", list_measures }, { "formats", list_formats }
    };
    for (size_t i = 0; o->nargs == 1 && i < sizeof lists / sizeof lists[0]; i++) {
        if (strcmp(o->arg[0], lists[i].name) != 0) continue;
        lists[i].list(o->chinese);
        return CM_EXIT_DONE;
    }
    cm_complain("list", "say which: concepts, models, forms, rules, measures or formats");
    return CM_EXIT_USAGE;
}

const cm_command cm_command_list = { "list", "concepts, models, forms, rules, measures or formats", run };
