/* expect_value.c: a value that a teacher wants, against one that was found. */
#include <math.h>
#include <string.h>

#include "cli/expect.h"
#include "models/expr.h"

/* The number that a node or a text means; false when it is none. */
static bool number_of(cm_ctx *ctx, const cm_expectations *e, const cm_node *node, double *value)
{
    cm_arena scratch = { NULL };
    cm_frac exact;
    const char *why;
    bool good;
    *value = node->number;
    if (node->kind == CM_NODE_INT || node->kind == CM_NODE_FLOAT) return true;
    if (node->kind != CM_NODE_TEXT) return false;
    good = cm_expr_value(ctx, &scratch, node->text, cm_node_child(e->root, "parameters"), value, &exact, &why);
    cm_arena_free(&scratch);
    return good;
}

bool cm_expect_value_ok(cm_expectations *e, const cm_node *node)
{
    double low = 0, high = 0;
    if (node->kind != CM_NODE_LIST && node->kind != CM_NODE_GROUP) return true;
    if (node->kind == CM_NODE_LIST && cm_node_count(node) == 2 && number_of(e->diags.ctx, e, node->child, &low) && number_of(e->diags.ctx, e, node->child->next, &high)) {
        if (low <= high) return true;
        cm_diag_add(&e->diags, node->value_place, NULL, "write the smaller one first", "'%s' goes from %.15g to %.15g, and so nothing lies between", node->name, low, high);
        return false;
    }
    cm_diag_add(&e->diags, node->value_place, NULL, "write a number, a text in quotes, true or false; or two numbers such as (0.3, 0.5), for anything between",
                "'%s' is %s, but must be a value", node->name, cm_node_kind_words(node->kind));
    return false;
}

static bool near_enough(double found, double low, double high, double within)
{
    double off = within >= 0 ? within : 1e-6 * fmax(1, fmax(fabs(low), fabs(high)));
    return found >= low - off && found <= high + off;
}

/* A value as a number: one itself, or a text that reads as one ("1/3"). */
static bool value_number(cm_ctx *ctx, const cm_expectations *e, const cm_value *value, double *number)
{
    cm_node text = { .kind = CM_NODE_TEXT };
    if (value->kind == CM_NUMBER) *number = value->as.number;
    if (value->kind == CM_INTEGER) *number = (double)value->as.integer;
    if (value->kind == CM_NUMBER || value->kind == CM_INTEGER) return true;
    if (value->kind != CM_TEXT) return false;
    text.text = value->as.text;
    return number_of(ctx, e, &text, number);
}

bool cm_expect_fits(cm_ctx *ctx, const cm_expectations *e, const cm_node *node, double within, const cm_value *value)
{
    double low, high, found;
    if (node->kind == CM_NODE_BOOL) return value->kind == CM_TRUTH && value->as.truth == (node->integer != 0);
    if (node->kind == CM_NODE_TEXT && value->kind == CM_TEXT && strcmp(node->text, value->as.text) == 0) return true;
    if (!value_number(ctx, e, value, &found)) return false;
    if (node->kind != CM_NODE_LIST) return number_of(ctx, e, node, &low) && near_enough(found, low, low, within);
    return number_of(ctx, e, node->child, &low) && number_of(ctx, e, node->child->next, &high) && near_enough(found, low, high, within);
}

const char *cm_expect_wanted(cm_ctx *ctx, cm_arena *arena, const cm_expectations *e, const cm_node *node, double within, bool chinese)
{
    double low, high;
    const char *off = within > 0 ? cm_format(ctx, arena, chinese ? "（误差 %.15g 以内）" : " (within %.15g)", within) : "";
    if (off == NULL) return NULL;
    switch (node->kind) {
    case CM_NODE_BOOL: return chinese ? (node->integer != 0 ? "是" : "否") : (node->integer != 0 ? "yes" : "no");
    case CM_NODE_TEXT: return number_of(ctx, e, node, &low) ? cm_format(ctx, arena, "%s%s", node->text, off) : node->text;
    case CM_NODE_LIST:
        if (!number_of(ctx, e, node->child, &low) || !number_of(ctx, e, node->child->next, &high)) return "?";
        return cm_format(ctx, arena, chinese ? "%.15g 至 %.15g%s" : "%.15g to %.15g%s", low, high, off);
    default: return cm_format(ctx, arena, "%.15g%s", node->number, off);
    }
}
