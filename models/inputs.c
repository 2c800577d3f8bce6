/* inputs.c: reading settings with their ranges. */
#include "models/inputs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/expr.h"
#include "models/schema.h"
#include "solver/concept.h"

enum { MOST_INPUTS = 20 };

/* The parameter of a concept that "models.NAME.PARAMETER" names, or NULL. */
static const cm_param *concept_param(const char *path)
{
    const char *dot = strncmp(path, "models.", 7) == 0 ? strchr(path + 7, '.') : NULL;
    char name[64];
    const cm_concept *concept;
    if (dot == NULL || (size_t)(dot - path - 7) >= sizeof name) return NULL;
    memcpy(name, path + 7, (size_t)(dot - path - 7));
    name[dot - path - 7] = '\0';
    concept = cm_concept_find(name);
    for (size_t i = 0; concept != NULL && i < concept->nparams; i++) {
        if (strcmp(concept->param[i].name, dot + 1) == 0) return &concept->param[i];
    }
    return NULL;
}

static bool is_number(const char *path, bool *whole)
{
    const cm_param *param = concept_param(path);
    cm_shape shape = cm_schema_shape(path);
    *whole = param != NULL ? param->kind == CM_PARAM_INTEGER : shape == CM_SHAPE_INTEGER;
    if (param != NULL) return param->kind == CM_PARAM_INTEGER || param->kind == CM_PARAM_NUMBER;
    return shape == CM_SHAPE_NUMBER || shape == CM_SHAPE_INTEGER || shape == CM_SHAPE_SPREAD || shape == CM_SHAPE_ONE_OR_EACH || shape == CM_SHAPE_ANY;
}

/* The axis with this path or label; SIZE_MAX: none. */
static size_t axis_named(const cm_claim *claim, const char *word)
{
    for (size_t a = 0; a < claim->naxes; a++) {
        if (claim->axis[a].path != NULL && strcmp(claim->axis[a].path, word) == 0) return a;
        if (strcmp(claim->axis[a].label, word) == 0) return a;
    }
    return SIZE_MAX;
}

/* Does setting one of these paths change what the other has set? */
static bool overlap(const char *a, const char *b)
{
    size_t length = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, length) == 0 && (a[length] == '.' || a[length] == '\0') && (b[length] == '.' || b[length] == '\0');
}

/* An axis that is put after the input and would undo it. */
static const cm_axis *undone_by(const cm_claim *claim, const char *path)
{
    for (size_t a = 0; a < claim->naxes; a++) {
        const cm_axis *axis = &claim->axis[a];
        if (axis->path != NULL && overlap(axis->path, path)) return axis;
        for (size_t l = 0; l < axis->nlevels; l++) {
            for (const cm_node *c = axis->level[l].set != NULL ? axis->level[l].set->child : NULL; c != NULL; c = c->next) {
                const char *set = cm_node_text(c, "path");
                if (set != NULL && overlap(set, path)) return axis;
            }
        }
    }
    return NULL;
}

/* Is there such a setting, and does the negotiation depend on it? */
static bool exists(cm_asking *a, const cm_node *word)
{
    cm_arena scratch = { NULL };
    size_t before = a->diags->count;
    cm_node *tree = cm_node_copy(a->ctx, &scratch, a->root), *zero = cm_node_new(a->ctx, &scratch, CM_NODE_INT, NULL);
    if (cm_setting_idle(a->claim, word->text)) {
        cm_diag_add(a->diags, word->value_place, NULL, "name what the negotiation depends on: venues, players, population, parameters ...",
                    "'%s' changes nothing about the negotiation", word->text);
    } else if (tree != NULL && zero != NULL) {
        (void)cm_setting_put(a->ctx, &scratch, tree, word->text, zero, word->value_place, a->diags);
    }
    cm_arena_free(&scratch);
    return a->diags->count == before && a->ctx->status == CM_OK;
}

static bool read_path(cm_asking *a, const cm_node *word, bool levels, cm_input *input)
{
    const cm_claim *claim = a->claim;
    const cm_axis *axis;
    const char *own;
    input->axis = axis_named(claim, word->text);
    if (input->axis == claim->along) {
        cm_diag_add(a->diags, word->value_place, NULL, "name another setting: the effect is between the ends of this one", "'%s' is what the claim is about", word->text);
        return false;
    }
    if (input->axis != SIZE_MAX) {
        axis = &claim->axis[input->axis];
        own = axis->label;
        input->path = axis->path != NULL ? axis->path : axis->label;
        input->label_zh = axis->label_zh;
        if (levels) return true;
    } else {
        axis = undone_by(claim, word->text);
        input->path = word->text;
        own = strrchr(word->text, '.') != NULL ? strrchr(word->text, '.') + 1 : word->text;
        if (axis != NULL) {
            cm_diag_add(a->diags, word->value_place, NULL, "set it in another way, or take the axis out", "the axis '%s' would undo what is set at '%s'", axis->label, word->text);
            return false;
        }
        if (!exists(a, word)) return false;
    }
    if (input->label == NULL) input->label = own;
    if ((input->axis != SIZE_MAX && a->claim->axis[input->axis].path == NULL) || !is_number(input->path, &input->whole)) {
        cm_diag_add(a->diags, word->value_place, NULL, input->axis != SIZE_MAX ? "a boundary without low and high takes its values in their order; or name a number, such as venues.club.rule.share"
                                                                                : "name a number, such as venues.club.rule.share", "'%s' is no number that could be moved from low to high", word->text);
        return false;
    }
    return true;
}

static bool read_end(cm_asking *a, const cm_node *group, const char *name, const cm_input *input, double *value)
{
    const cm_node *node = cm_node_child(group, name);
    if (node == NULL) {
        cm_diag_add(a->diags, group->place, NULL, "add low = ...; and high = ...;", "'%s' needs low and high", input->path);
        return false;
    }
    if (!cm_node_number(a->ctx, a->diags, node, cm_node_child(a->root, "parameters"), value)) return false;
    if (!input->whole || floor(*value) == *value) return true;
    cm_diag_add(a->diags, node->value_place, NULL, "write it without a fraction", "'%s' is a whole number, and %s is %g", input->path, name, *value);
    return false;
}

static bool read_ends(cm_asking *a, const cm_node *group, cm_input *input)
{
    const cm_node *low = cm_node_child(group, "low");
    if (!read_end(a, group, "low", input, &input->low) || !read_end(a, group, "high", input, &input->high)) return false;
    if (input->low < input->high) return true;
    cm_diag_add(a->diags, low->value_place, NULL, "write the smaller number as low, the larger as high", "low = %g is not below high = %g", input->low, input->high);
    return false;
}

/* Is there a claim at either end? What there is not is told with the number. */
static bool try_ends(cm_asking *a, const cm_node *word, const cm_input *input)
{
    size_t before = a->diags->count;
    for (int end = 0; end <= 1 && a->diags->count == before; end++) {
        cm_diags found = { .ctx = a->ctx };
        cm_arena scratch = { NULL };
        cm_change change = cm_input_change(input, end == 0 ? input->low : input->high);
        cm_point point = { &change, 1, false };
        cm_claim made;
        if (cm_claim_read_at(a->ctx, &scratch, a->root, a->claim, &point, &found, &made) == CM_OK && found.count > 0) {
            const char *hint = found.item[0].hint != NULL ? cm_strdup(a->ctx, &a->diags->arena, found.item[0].hint) : NULL;
            cm_diag_add(a->diags, word->value_place, NULL, hint, "at %s = %g: %s", input->path, change.value, found.item[0].message);
        }
        cm_diags_free(&found);
        cm_arena_free(&scratch);
    }
    return a->diags->count == before && a->ctx->status == CM_OK;
}

bool cm_input_read(cm_asking *a, const cm_node *group, const char *key, bool levels, cm_input *input)
{
    const cm_node *word = cm_node_child(group, key);
    if (word == NULL || word->kind != CM_NODE_TEXT) return false;        /* the tables have said so */
    *input = (cm_input){ .path = word->text, .label = cm_node_text(group, "label"), .axis = SIZE_MAX };
    levels = levels && cm_node_child(group, "low") == NULL && cm_node_child(group, "high") == NULL && axis_named(a->claim, word->text) != SIZE_MAX;
    if (!read_path(a, word, levels, input)) return false;
    if (cm_node_text(group, "label_zh") != NULL) input->label_zh = cm_node_text(group, "label_zh");
    if (levels) {
        input->nlevels = a->claim->axis[input->axis].nlevels;
        if (input->label == NULL) input->label = a->claim->axis[input->axis].label;
        input->high = (double)input->nlevels - 1;
        input->whole = true;
        if (input->nlevels > 1) return true;
        cm_diag_add(a->diags, word->value_place, NULL, "give it at least two values, or add low and high", "'%s' has only one value: no turn can lie between", word->text);
        return false;
    }
    return read_ends(a, group, input) && try_ends(a, word, input);
}

cm_status cm_inputs_read(cm_asking *a, const cm_node *list, cm_input **input, size_t *count)
{
    size_t many = cm_node_count(list);
    *count = 0;
    if (list == NULL) return CM_OK;
    if (many == 0) cm_diag_add(a->diags, list->value_place, NULL, "add { path = \"venues.club.rule.share\"; low = 0.5; high = 1; } for instance", "there are no inputs");
    if (many > MOST_INPUTS) cm_diag_add(a->diags, list->value_place, NULL, "screen them in groups", "%zu inputs are more than %d", many, MOST_INPUTS);
    if (many == 0 || many > MOST_INPUTS) return a->ctx->status;
    *input = CM_NEW(a->ctx, a->arena, many, cm_input);
    if (*input == NULL) return a->ctx->status;
    for (const cm_node *c = list->child; c != NULL; c = c->next) {
        cm_input *made = &(*input)[*count];
        if (!cm_input_read(a, c, "path", false, made)) continue;
        for (size_t i = 0; i < *count; i++) {
            if (!overlap((*input)[i].path, made->path)) continue;
            cm_diag_add(a->diags, cm_node_child(c, "path")->value_place, NULL, "remove one of them", "'%s' and '%s' are the same setting", (*input)[i].path, made->path);
        }
        (*count)++;
    }
    return a->ctx->status;
}

/* A decimal of nine digits: shares of members are then fractions that can be counted. */
static double rounded(double x)
{
    char digits[40];
    (void)snprintf(digits, sizeof digits, "%.9g", x);
    return strtod(digits, NULL);
}

double cm_input_value(const cm_input *input, double *u)
{
    double width = input->high - input->low, x;
    if (input->whole) x = fmin(input->high, input->low + floor(*u * (width + 1)));
    else x = fmin(input->high, fmax(input->low, rounded(input->low + *u * width)));
    *u = (x - input->low) / width;
    return x;
}

double cm_input_unit(const cm_input *input, double value)
{
    return (value - input->low) / (input->high - input->low);
}

cm_change cm_input_change(const cm_input *input, double value)
{
    return (cm_change){ .path = input->path, .axis = input->axis, .whole = input->whole, .leveled = input->nlevels > 0,
                        .value = input->whole ? value : rounded(value), .level = input->nlevels > 0 ? (size_t)value : 0 };
}
