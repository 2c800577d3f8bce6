/* claim_read.c: a claim's words: statement, measures, axes, expectation. */
#include <math.h>
#include <string.h>

#include "models/claim_plan.h"
#include "models/expr.h"
#include "models/probe.h"

static bool stands_already(cm_planner *p, const cm_node *node)
{
    for (size_t m = 0; m < p->claim->nmeasures; m++) {
        if (strcmp(p->claim->measure[m]->name, node->text) != 0) continue;
        cm_diag_add(p->diags, node->value_place, NULL, "remove one of them", "the measure '%s' stands twice", node->text);
        return true;
    }
    if (p->claim->nmeasures < CM_MOST_MEASURES) return false;
    cm_diag_add(p->diags, node->value_place, NULL, "make two claims of it", "the claim has more than %d measures", CM_MOST_MEASURES);
    return true;
}

/* A key of a concept's summary: "concept.key". */
static void read_concept_measure(cm_planner *p, const cm_node *node, const char *dot)
{
    char *name = cm_strndup(p->ctx, p->arena, node->text, (size_t)(dot - node->text));
    const cm_concept *concept = name != NULL ? cm_concept_find(name) : NULL;
    cm_measure *made;
    const char *near;
    size_t k = 0;
    if (name == NULL) return;
    if (concept == NULL) {
        cm_diag_add(p->diags, node->value_place, NULL, "see `comity list concepts`", "'%s' is no measure: there is no concept '%s'", node->text, name);
        return;
    }
    while (concept->summary[k] != NULL && strcmp(concept->summary[k], dot + 1) != 0) k++;
    if (concept->summary[k] == NULL) {
        near = cm_nearest_word(dot + 1, concept->summary);
        if (near == NULL) near = concept->summary[0];
        cm_diag_add(p->diags, node->value_place, near != NULL ? cm_format(p->ctx, &p->diags->arena, "\"%s.%s\"", name, near) : NULL,
                    near != NULL ? cm_format(p->ctx, &p->diags->arena, "did you mean '%s.%s'? `comity explain %s` shows its summary", name, near, name) : NULL,
                    "'%s' is no measure: the summary of '%s' has no '%s'", node->text, name, dot + 1);
        return;
    }
    made = CM_NEW(p->ctx, p->arena, 1, cm_measure);
    if (made == NULL) return;
    *made = (cm_measure){ .name = node->text, .concept = concept, .key = concept->summary[k], .slot = p->claim->nmeasures,
                          .title = cm_format(p->ctx, p->arena, "%s: %s", concept->title, concept->summary[k]),
                          .title_zh = cm_format(p->ctx, p->arena, "%s：%s", concept->title_zh, concept->summary[k]),
                          .about = concept->about, .about_zh = concept->about_zh, .unit = concept->summary[k] };
    p->claim->measure[p->claim->nmeasures++] = made;
}

static void read_measure(cm_planner *p, const cm_node *node)
{
    cm_claim *claim = p->claim;
    const char *words[16], *near, *dot = strchr(node->text, '.');
    size_t count;
    const cm_measure *const *all = cm_measures(&count);
    const cm_measure *found = cm_measure_find(node->text);
    if (stands_already(p, node)) return;
    if (found != NULL) {
        claim->measure[claim->nmeasures++] = found;
        claim->registered = claim->spatial = true;
        return;
    }
    if (dot != NULL) {
        read_concept_measure(p, node, dot);
        return;
    }
    for (size_t i = 0; i < count && i < 15; i++) words[i] = all[i]->name;
    words[count < 15 ? count : 15] = NULL;
    near = cm_nearest_word(node->text, words);
    cm_diag_add(p->diags, node->value_place, cm_format(p->ctx, &p->diags->arena, "\"%s\"", near != NULL ? near : words[0]),
                near != NULL ? cm_format(p->ctx, &p->diags->arena, "did you mean '%s'?", near) : "see `comity list measures`, or write \"concept.key\" for what a concept's summary says", "'%s' is no measure", node->text);
}

static void read_measures(cm_planner *p)
{
    const cm_node *one = cm_node_child(p->claim->node, "measure"), *list = cm_node_child(p->claim->node, "measures");
    if (one != NULL && one->kind == CM_NODE_TEXT) read_measure(p, one);
    for (const cm_node *c = list != NULL && list->kind == CM_NODE_LIST ? list->child : list; c != NULL; c = c == list ? NULL : c->next) {
        if (c->kind == CM_NODE_TEXT) read_measure(p, c);
    }
    if (list != NULL && list->kind == CM_NODE_LIST && list->child == NULL) {
        cm_diag_add(p->diags, list->value_place, NULL, "add \"agreement\" for instance", "the claim has no measure");
    } else if (one == NULL && list == NULL) {
        cm_diag_add(p->diags, p->claim->node->place, NULL, "add measure = \"agreement\"; for instance", "the claim has no measure");
    } else if (one != NULL && list != NULL) {
        cm_diag_add(p->diags, list->place, NULL, "remove one of the two", "the claim has both measure and measures");
    }
}

/* What a value is called in tables. */
static const char *level_name(cm_planner *p, const cm_node *value)
{
    if (value->kind == CM_NODE_TEXT) return value->text;
    if (value->kind == CM_NODE_BOOL) return value->integer ? "true" : "false";
    if (value->kind == CM_NODE_GROUP || value->kind == CM_NODE_LIST) return "...";
    return cm_format(p->ctx, p->arena, "%.15g", value->number);
}

static void read_values(cm_planner *p, cm_axis *axis, const cm_node *values)
{
    for (const cm_node *c = values->child; c != NULL; c = c->next) {
        cm_level *level = &axis->level[axis->nlevels++];
        *level = (cm_level){ .name = level_name(p, c), .value = c, .place = c->value_place };
    }
}

static void read_variants(cm_planner *p, cm_axis *axis, const cm_node *variants)
{
    for (const cm_node *c = variants->child; c != NULL; c = c->next) {
        cm_level *level = &axis->level[axis->nlevels++];
        *level = (cm_level){ .name = cm_node_text(c, "id"), .name_zh = cm_node_text(c, "name_zh"), .value = cm_node_child(c, "to"),
                             .set = cm_node_child(c, "set"), .place = c->place };
        if (level->name == NULL) level->name = "?";
        if (level->value == NULL && level->set == NULL) {
            cm_diag_add(p->diags, c->place, NULL, "add to = ...; or set = ( { path; to } );", "variant '%s' changes nothing", level->name);
        }
        if (level->value != NULL && axis->path == NULL) {
            cm_diag_add(p->diags, c->place, NULL, "add path = \"...\"; to the axis", "variant '%s' has a value, but the axis has no path", level->name);
        }
    }
}

static cm_status read_axis(cm_planner *p, const cm_node *node)
{
    cm_claim *claim = p->claim;
    const cm_node *values = cm_node_child(node, "values"), *variants = cm_node_child(node, "variants");
    const cm_node *list = values != NULL ? values : variants;
    cm_axis *axis;
    if (claim->naxes == CM_MOST_AXES) {
        cm_diag_add(p->diags, node->place, NULL, "split the claim into several files", "a claim varies at most %d things", CM_MOST_AXES);
        return CM_OK;
    }
    axis = &claim->axis[claim->naxes++];
    axis->path = cm_node_text(node, "path");
    axis->label = cm_node_text(node, "label");
    axis->label_zh = cm_node_text(node, "label_zh");
    if (axis->label == NULL) axis->label = axis->path == NULL ? "setting" : strrchr(axis->path, '.') != NULL ? strrchr(axis->path, '.') + 1 : axis->path;
    if ((values == NULL) == (variants == NULL)) {
        cm_diag_add(p->diags, node->place, NULL, values == NULL ? "add values = ( ... ); or variants = ( ... );" : "remove one of the two",
                    values == NULL ? "this axis has neither values nor variants" : "this axis has both values and variants");
        return CM_OK;
    }
    if (values != NULL && axis->path == NULL) {
        cm_diag_add(p->diags, node->place, NULL, "add path = \"venues.club.members.size\"; for instance", "this axis has values, but no path");
    }
    if (list->kind != CM_NODE_LIST || list->child == NULL) {
        cm_diag_add(p->diags, list->value_place, NULL, "write a list such as (2, 5, 9)", "this axis has no values");
        return CM_OK;
    }
    axis->level = CM_NEW(p->ctx, p->arena, cm_node_count(list), cm_level);
    if (axis->level == NULL) return p->ctx->status;
    if (values != NULL) read_values(p, axis, values);
    else read_variants(p, axis, variants);
    return p->ctx->status;
}

/* An axis by its path or label; naxes and a mistake when there is none. */
static size_t find_axis(cm_planner *p, const cm_node *word)
{
    const cm_claim *claim = p->claim;
    const char *words[2 * CM_MOST_AXES + 1] = { NULL }, *near;
    size_t count = 0;
    for (size_t a = 0; a < claim->naxes; a++) {
        if (claim->axis[a].path != NULL && strcmp(claim->axis[a].path, word->text) == 0) return a;
        if (strcmp(claim->axis[a].label, word->text) == 0) return a;
        if (claim->axis[a].path != NULL) words[count++] = claim->axis[a].path;
        words[count++] = claim->axis[a].label;
    }
    near = cm_nearest_word(word->text, words);
    if (near != NULL) {
        cm_diag_add(p->diags, word->value_place, cm_format(p->ctx, &p->diags->arena, "\"%s\"", near),
                    cm_format(p->ctx, &p->diags->arena, "did you mean '%s'?", near), "'%s' is not varied", word->text);
    } else {
        const char *list = "the claim varies";
        for (size_t a = 0; a < claim->naxes && list != NULL; a++) list = cm_format(p->ctx, &p->diags->arena, "%s%s '%s'", list, a > 0 ? "," : "", claim->axis[a].label);
        cm_diag_add(p->diags, word->value_place, NULL, list, "'%s' is not varied", word->text);
    }
    return claim->naxes;
}

/* One number for every measure, or one for each by its name. */
static void read_smallest(cm_planner *p, const cm_node *node)
{
    cm_claim *claim = p->claim;
    double every;
    if (node->kind != CM_NODE_GROUP) {
        if (!cm_node_number(p->ctx, p->diags, node, p->parameters, &every)) return;
        for (size_t m = 0; m < CM_MOST_MEASURES; m++) claim->smallest[m] = every;
        return;
    }
    for (const cm_node *c = node->child; c != NULL; c = c->next) {
        size_t m = 0;
        while (m < claim->nmeasures && strcmp(claim->measure[m]->name, c->name) != 0) m++;
        if (m < claim->nmeasures) {
            (void)cm_node_number(p->ctx, p->diags, c, p->parameters, &claim->smallest[m]);
        } else {
            cm_diag_add(p->diags, c->place, claim->nmeasures > 0 ? claim->measure[0]->name : NULL, "name a measure of this claim",
                        "'%s' is no measure of this claim", c->name);
        }
    }
}

static void read_expect(cm_planner *p)
{
    cm_claim *claim = p->claim;
    const cm_node *expect = cm_node_child(claim->node, "expect"), *along = cm_node_child(expect, "along"), *within = cm_node_child(expect, "within");
    const cm_node *smallest = cm_node_child(expect, "smallest_effect"), *confidence = cm_node_child(expect, "confidence");
    const char *direction = cm_node_text(expect, "direction");
    for (size_t m = 0; m < CM_MOST_MEASURES; m++) claim->smallest[m] = 0.05;
    claim->confidence = 0.95;
    claim->decreasing = direction == NULL || strcmp(direction, "increasing") != 0;
    if (smallest != NULL) read_smallest(p, smallest);
    if (confidence != NULL) (void)cm_node_number(p->ctx, p->diags, confidence, p->parameters, &claim->confidence);
    if (claim->naxes == 0 || along == NULL || along->kind != CM_NODE_TEXT) return;
    claim->along = find_axis(p, along);
    if (claim->along < claim->naxes && claim->axis[claim->along].nlevels == 1) {
        cm_diag_add(p->diags, along->value_place, NULL, "give it at least two values", "'%s' has only one value: there is nothing to compare", along->text);
    }
    if (within == NULL) return;
    for (const cm_node *c = within->kind == CM_NODE_LIST ? within->child : within; c != NULL; c = c->next) {
        size_t a = c->kind == CM_NODE_TEXT ? find_axis(p, c) : claim->naxes;
        if (a == claim->along && a < claim->naxes) {
            cm_diag_add(p->diags, c->value_place, NULL, "take it out of within", "'%s' stands both in along and in within", c->text);
        } else if (a < claim->naxes) {
            claim->axis[a].within = true;
        }
        if (c == within) break;
    }
}

static void check_venue(cm_planner *p)
{
    const cm_node *word = cm_node_child(p->claim->node, "venue"), *venues = cm_node_child(p->root, "venues");
    const char **words = CM_NEW(p->ctx, &p->diags->arena, cm_node_count(venues) + 1, const char *), *near;
    size_t count = 0;
    if (words == NULL || p->claim->venue == NULL || p->claim->venue[0] == '\0' || cm_node_child(venues, p->claim->venue) != NULL) return;
    for (const cm_node *c = venues != NULL ? venues->child : NULL; c != NULL; c = c->next) words[count++] = c->name;
    near = cm_nearest_word(p->claim->venue, words);
    if (near == NULL && count == 1) near = words[0];
    cm_diag_add(p->diags, word->value_place, near != NULL ? cm_format(p->ctx, &p->diags->arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(p->ctx, &p->diags->arena, "did you mean '%s'?", near) : "name one of the file's venues",
                "there is no venue '%s'", p->claim->venue);
}

enum { MOST_DRAWS = 1 << 18 };           /* with a precision, unless at_most says otherwise */

/* How well is enough, in place of how many. */
static void read_precision(cm_planner *p, const cm_node *draws)
{
    cm_claim *claim = p->claim;
    const cm_node *precision = cm_node_child(claim->node, "precision"), *until = cm_node_child(claim->node, "until"), *most = cm_node_child(claim->node, "at_most");
    if (precision == NULL) {
        const cm_node *idle = until != NULL ? until : most;
        if (idle != NULL) cm_diag_add(p->diags, idle->place, NULL, "add precision = 0.01; or remove it", "'%s' belongs to a claim with a precision", idle->name);
        return;
    }
    if (draws != NULL) cm_diag_add(p->diags, draws->place, NULL, "remove one of the two (at_most limits the draws of a claim with a precision)", "the claim has both draws and precision");
    if (!cm_node_number(p->ctx, p->diags, precision, p->parameters, &claim->precision)) return;
    claim->draws = most != NULL && most->integer > 0 ? (uint64_t)most->integer : MOST_DRAWS;
    claim->until_decided = until != NULL && until->kind == CM_NODE_TEXT && strcmp(until->text, "decided") == 0;
}

static void read_head(cm_planner *p)
{
    cm_claim *claim = p->claim;
    const cm_node *draws = cm_node_child(claim->node, "draws");
    claim->id = cm_node_text(claim->node, "id");
    claim->statement = cm_node_text(claim->node, "statement");
    claim->statement_zh = cm_node_text(claim->node, "statement_zh");
    claim->venue = cm_node_child(claim->node, "venue") != NULL ? cm_node_text(claim->node, "venue") : "";
    check_venue(p);
    claim->draws = draws != NULL && draws->integer > 0 ? (uint64_t)draws->integer : 2000;
    read_precision(p, draws);
}

static void check_event(cm_planner *p)
{
    const cm_node *text = cm_node_child(p->claim->node, "text"), *event = cm_node_child(p->claim->node, "event");
    const char *word = cm_node_text(p->claim->node, "event");
    bool given = word != NULL && strcmp(word, "given-text") == 0;
    if (given && text == NULL) {
        cm_diag_add(p->diags, event->place, NULL, "add text = { law = 0.5; }; for instance", "the event is a given text, but the claim gives none");
    } else if (!given && text != NULL) {
        cm_diag_add(p->diags, text->place, NULL, "add event = \"given-text\";, or remove text", "the claim gives a text, but its event is some-text");
    }
    p->given = given ? text : NULL;
}

/* Axes are put one after the other: one that sets what an earlier one has set would undo it in silence. */
static void check_axes(cm_planner *p)
{
    const cm_claim *claim = p->claim;
    const cm_node *node = cm_node_child(claim->node, "vary") != NULL ? cm_node_child(claim->node, "vary")->child : NULL;
    for (size_t b = 0; b < claim->naxes && node != NULL; b++, node = node->next) {
        for (size_t a = 0; a < b; a++) {
            const char *first = claim->axis[a].path, *second = claim->axis[b].path;
            size_t length = second != NULL ? strlen(second) : 0;
            if (first != NULL && second != NULL && strncmp(first, second, length) == 0 && (first[length] == '.' || first[length] == '\0')) {
                cm_diag_add(p->diags, node->place, NULL, "put the wider setting first, or vary its parts", "'%s' would undo what the axis '%s' has set", second, first);
            } else if (strcmp(claim->axis[a].label, claim->axis[b].label) == 0) {
                cm_diag_add(p->diags, node->place, NULL, "add label = \"...\";", "two axes are labelled '%s'", claim->axis[b].label);
            }
        }
    }
}

cm_status cm_claim_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_diags *diags, cm_claim *claim)
{
    cm_planner p = { ctx, arena, diags, claim, root, cm_node_child(root, "parameters"), diags->count, NULL };
    const cm_node *vary;
    cm_status status = CM_OK;
    memset(claim, 0, sizeof *claim);
    claim->node = cm_node_child(root, "claim");
    vary = cm_node_child(claim->node, "vary");
    read_head(&p);
    read_measures(&p);
    cm_claim_read_reduction(&p);
    check_event(&p);
    for (const cm_node *c = vary != NULL ? vary->child : NULL; c != NULL; c = c->next) CM_TRY(read_axis(&p, c));
    if (vary != NULL && vary->child == NULL) {
        cm_diag_add(diags, vary->value_place, NULL, "add { path = \"venues.club.members.size\"; values = (2, 5, 9); } for instance", "the claim varies nothing");
    }
    check_axes(&p);
    read_expect(&p);
    if (diags->count > p.before) goto out;
    cm_probe_models(&p);
    if (diags->count > p.before) goto out;
    CM_TRY(cm_claim_plan_cells(&p));
    if (diags->count == p.before) CM_TRY(cm_claim_plan_explanation(&p));
    if (diags->count == p.before) CM_TRY(cm_claim_plan_parts(&p));
    if (diags->count == p.before) CM_TRY(cm_claim_plan_lines(&p));
    if (diags->count == p.before) CM_TRY(cm_claim_check_lines(&p));
    if (diags->count == p.before) CM_TRY(cm_claim_plan_controls(&p));
out:
    return status;
}

size_t cm_claim_cell(const cm_claim *claim, const size_t *at)
{
    size_t cell = 0;
    for (size_t a = 0; a < claim->naxes; a++) cell = cell * claim->axis[a].nlevels + at[a];
    return cell;
}

const char *cm_axis_word(const cm_axis *axis, bool zh)
{
    return zh && axis->label_zh != NULL ? axis->label_zh : axis->label;
}

const char *cm_level_word(const cm_level *level, bool zh)
{
    return zh && level->name_zh != NULL ? level->name_zh : level->name;
}
