/* claim_at.c: patching the tree, reading the claim, simulating, judging. */
#include "models/claim_at.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/judge_inside.h"

/* Take the children out that are none of the claim at a point: what it asks about changes, and what costs time. */
static void strip(cm_node *claim)
{
    static const char *const names[] = { "explain", "boundary", "region", "sensitivity", "rivals", "observed", "precision", "until", "at_most" };
    for (cm_node **link = &claim->child; *link != NULL;) {
        bool idle = false;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) idle = idle || strcmp((*link)->name, names[i]) == 0;
        if (idle) *link = (*link)->next;
        else link = &(*link)->next;
    }
}

static cm_node *nth(cm_node *list, size_t index)
{
    cm_node *c = list != NULL ? list->child : NULL;
    for (; c != NULL && index > 0; index--) c = c->next;
    return c;
}

/* The list of levels of an axis: its values or variants. */
static cm_node *levels_of(cm_node *axis)
{
    cm_node *values = cm_node_child(axis, "values");
    return values != NULL ? values : cm_node_child(axis, "variants");
}

/* Keep two elements of a list (or one, when they are the same). */
static void keep_two(cm_node *list, size_t first, size_t second)
{
    cm_node *a = nth(list, first), *b = nth(list, second);
    if (a == NULL || b == NULL) return;
    list->child = a;
    a->next = a != b ? b : NULL;
    b->next = NULL;
}

static cm_node *number_node(cm_ctx *ctx, cm_arena *arena, const cm_change *change, const char *name)
{
    cm_node *node = cm_node_new(ctx, arena, change->whole ? CM_NODE_INT : CM_NODE_FLOAT, name);
    if (node == NULL) return NULL;
    node->number = change->value;
    node->integer = change->whole ? (int64_t)llround(change->value) : 0;
    return node;
}

static cm_status put_axis(cm_ctx *ctx, cm_arena *arena, cm_node *axis, const cm_change *change)
{
    cm_node *list = levels_of(axis), *number;
    if (change->leveled) {
        keep_two(list, change->level, change->level);
        return CM_OK;
    }
    number = number_node(ctx, arena, change, NULL);
    if (number == NULL) return ctx->status;
    list->name = "values";
    list->kind = CM_NODE_LIST;
    list->child = NULL;
    cm_node_append(list, number);
    return CM_OK;
}

static cm_status put_change(cm_ctx *ctx, cm_arena *arena, cm_node *root, const cm_change *change, cm_place place, cm_diags *diags)
{
    cm_node *vary = cm_node_child(cm_node_child(root, "claim"), "vary"), *number;
    if (change->axis != SIZE_MAX) return put_axis(ctx, arena, nth(vary, change->axis), change);
    number = number_node(ctx, arena, change, NULL);
    return number == NULL ? ctx->status : cm_setting_put(ctx, arena, root, change->path, number, place, diags);
}

cm_status cm_claim_read_at(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_claim *claim, const cm_point *point, cm_diags *diags,
                           cm_claim *made)
{
    cm_node *tree = cm_node_copy(ctx, arena, root), *own;
    size_t before = diags->count;
    cm_status status = CM_OK;
    if (tree == NULL) return ctx->status;
    own = cm_node_child(tree, "claim");
    strip(own);
    for (size_t i = 0; i < point->nchanges; i++) CM_TRY(put_change(ctx, arena, tree, &point->change[i], own->place, diags));
    if (point->ends) {
        cm_node *along = nth(cm_node_child(own, "vary"), claim->along);
        keep_two(levels_of(along), 0, claim->axis[claim->along].nlevels - 1);
    }
    if (diags->count == before) CM_TRY(cm_claim_read(ctx, arena, tree, diags, made));
    status = ctx->status;
out:
    return status;
}

/* The first mistake as a failure, with the settings before it. */
static cm_status tell(cm_ctx *ctx, const cm_point *point, const cm_diags *diags)
{
    cm_arena arena = { NULL };
    const char *text = "";
    for (size_t i = 0; i < point->nchanges && text != NULL; i++) {
        const cm_change *c = &point->change[i];
        if (c->leveled) text = cm_format(ctx, &arena, "%s%s%s number %zu", text, i > 0 ? ", " : "", c->path, c->level + 1);
        else text = cm_format(ctx, &arena, "%s%s%s = %.9g", text, i > 0 ? ", " : "", c->path, c->value);
    }
    (void)cm_fail(ctx, CM_E_DOMAIN, "at %s: %s", text != NULL ? text : "a point", diags->item[0].message);
    cm_arena_free(&arena);
    return ctx->status;
}

cm_status cm_claim_at(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_claim *claim, const cm_point *point,
                      const cm_simulate_options *options, cm_judgement *judgement)
{
    cm_diags diags = { .ctx = ctx };
    cm_claim *made = CM_NEW(ctx, arena, 1, cm_claim);
    cm_status status = ctx->status;
    if (status != CM_OK) return status;
    CM_TRY(cm_claim_read_at(ctx, arena, root, claim, point, &diags, made));
    if (diags.count > 0) CM_LEAVE(tell(ctx, point, &diags));
    CM_TRY(cm_judge_run(ctx, arena, made, options, judgement));
    CM_TRY(cm_judge_again(ctx, arena, judgement, made->confidence));
out:
    cm_diags_free(&diags);
    return status;
}

void cm_claim_effect(const cm_judgement *judgement, double *effect, double *first, double *last)
{
    const cm_claim *claim = judgement->claim;
    const cm_measure_report *m = &judgement->measure[0];
    double levels = (double)claim->axis[claim->along].nlevels, each = (double)claim->ngrid / levels;
    *effect = *first = *last = 0;
    for (size_t r = 0; r < m->nregimes; r++) *effect += m->regime[r].end.effect / (double)m->nregimes;
    for (size_t c = 0; c < claim->ngrid; c++) {
        size_t at = claim->cell[c].at[claim->along];
        if (at == 0) *first += m->cell[c].mean / each;
        if (at + 1 == claim->axis[claim->along].nlevels) *last += m->cell[c].mean / each;
    }
}
