/* family.c: reading a claim's models, and the verdict over all of them. */
#include "models/family.h"

#include <string.h>

const char *cm_formalisation_name(const cm_formalisation *model, bool chinese)
{
    if (chinese && model->name_zh != NULL) return model->name_zh;
    return model->name != NULL ? model->name : model->id;
}

bool cm_family_is(const cm_node *root)
{
    return cm_node_child(cm_node_child(root, "claim"), "models") != NULL;
}

static bool is_word(const char *name, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(name, *words) == 0) return true;
    }
    return false;
}

static cm_status append_copy(cm_ctx *ctx, cm_arena *arena, cm_node *parent, const cm_node *node)
{
    cm_node *copy = cm_node_copy(ctx, arena, node);
    if (copy == NULL) return ctx->status;
    cm_node_append(parent, copy);
    return CM_OK;
}

/* The children of `base` that `over` does not give anew (one way to say how many draws takes the place of the
 * other, as of how many measures), then those of `over` but for `not_these`. */
static cm_status overlay(cm_ctx *ctx, cm_arena *arena, const cm_node *base, const cm_node *over, const char *const *not_base, const char *const *not_over, cm_node *out)
{
    cm_status status = CM_OK;
    static const char *const measure_words[] = { "measure", "measures", NULL }, *const precision_words[] = { "precision", "until", "at_most", NULL };
    bool draws = cm_node_child(over, "draws") != NULL, precision = cm_node_child(over, "precision") != NULL;
    bool measures = cm_node_child(over, "measure") != NULL || cm_node_child(over, "measures") != NULL;
    for (const cm_node *c = base != NULL ? base->child : NULL; c != NULL; c = c->next) {
        if (is_word(c->name, not_base) || cm_node_child(over, c->name) != NULL) continue;
        if (measures && is_word(c->name, measure_words)) continue;
        if (draws && is_word(c->name, precision_words)) continue;
        if (precision && strcmp(c->name, "draws") == 0) continue;
        CM_TRY(append_copy(ctx, arena, out, c));
    }
    for (const cm_node *c = over->child; c != NULL; c = c->next) {
        if (!is_word(c->name, not_over)) CM_TRY(append_copy(ctx, arena, out, c));
    }
out:
    return status;
}

/* The claim as one model has it. */
static cm_status claim_of(cm_ctx *ctx, cm_arena *arena, const cm_node *claim, const cm_node *entry, cm_node **out)
{
    static const char *const whole[] = { "models", "rivals", "explain", "boundary", "region", "sensitivity", "expect", "observed", NULL }, *const own[] = { "id", "name", "name_zh", "set", "expect", NULL }, *const none[] = { NULL };
    const cm_node *expect = cm_node_child(claim, "expect"), *changed = cm_node_child(entry, "expect");
    cm_node *made = cm_node_new(ctx, arena, CM_NODE_GROUP, "claim"), *merged = cm_node_new(ctx, arena, CM_NODE_GROUP, "expect");
    cm_status status = CM_OK;
    if (made == NULL || merged == NULL) return ctx->status;
    made->place = claim->place;
    made->value_place = claim->value_place;
    if (expect != NULL) {
        merged->place = expect->place;
        merged->value_place = expect->value_place;
    }
    /* An entry's words other than id and name stand where the claim's would; the id stays the claim's. */
    for (const cm_node *c = claim->child; c != NULL; c = c->next) {
        if (strcmp(c->name, "id") == 0) CM_TRY(append_copy(ctx, arena, made, c));
    }
    CM_TRY(overlay(ctx, arena, claim, entry, whole, own, made));
    if (changed == NULL) {
        for (const cm_node *c = expect != NULL ? expect->child : NULL; c != NULL; c = c->next) CM_TRY(append_copy(ctx, arena, merged, c));
    } else {
        CM_TRY(overlay(ctx, arena, expect, changed, none, none, merged));
    }
    cm_node_append(made, merged);
    *out = made;
out:
    return status;
}

static cm_status tree_of(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_node *entry, cm_diags *diags, cm_node **out)
{
    const cm_node *claim = cm_node_child(root, "claim"), *set = cm_node_child(entry, "set");
    cm_node *made = cm_node_new(ctx, arena, CM_NODE_GROUP, NULL), *own = NULL;
    cm_status status = CM_OK;
    if (made == NULL) return ctx->status;
    for (const cm_node *c = root->child; c != NULL; c = c->next) {
        if (c != claim) CM_TRY(append_copy(ctx, arena, made, c));
    }
    for (const cm_node *c = set != NULL ? set->child : NULL; c != NULL; c = c->next) {
        const cm_node *to = cm_node_child(c, "to");
        const char *path = cm_node_text(c, "path");
        if (path != NULL && to != NULL) CM_TRY(cm_setting_put(ctx, arena, made, path, to, cm_node_child(c, "path")->value_place, diags));
    }
    CM_TRY(claim_of(ctx, arena, claim, entry, &own));
    cm_node_append(made, own);
    *out = made;
out:
    return status;
}

static cm_status read_model(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_node *entry, cm_diags *diags, cm_family *family)
{
    cm_formalisation *f = &family->model[family->n];
    cm_node *tree = NULL;
    size_t before;
    cm_status status = CM_OK;
    *f = (cm_formalisation){ .id = cm_node_text(entry, "id"), .name = cm_node_text(entry, "name"), .name_zh = cm_node_text(entry, "name_zh") };
    for (size_t k = 0; k < family->n; k++) {
        if (strcmp(family->model[k].id, f->id) == 0) cm_diag_add(diags, entry->place, NULL, "give each model an id of its own", "two models are called '%s'", f->id);
    }
    before = diags->count;
    CM_TRY(tree_of(ctx, arena, root, entry, diags, &tree));
    f->root = tree;
    family->n++;
    if (cm_node_child(cm_node_child(tree, "claim"), "measure") == NULL && cm_node_child(cm_node_child(tree, "claim"), "measures") == NULL) {
        cm_diag_add(diags, entry->place, NULL, "add measure = \"agreement\"; to it, for instance", "neither the model '%s' nor the claim has a measure", f->id);
    }
    if (diags->count == before) CM_TRY(cm_claim_read(ctx, arena, tree, diags, &f->claim));
out:
    return status;
}

cm_status cm_family_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_diags *diags, cm_family *family)
{
    const cm_node *claim = cm_node_child(root, "claim"), *models = cm_node_child(claim, "models"), *rivals = cm_node_child(claim, "rivals");
    static const char *const alone[] = { "explain", "boundary", "region", "sensitivity" };
    cm_status status = CM_OK;
    memset(family, 0, sizeof *family);
    family->id = cm_node_text(claim, "id");
    family->statement = cm_node_text(claim, "statement");
    family->statement_zh = cm_node_text(claim, "statement_zh");
    if (models->child == NULL) cm_diag_add(diags, models->value_place, NULL, "list two at least, or remove it", "the claim's list of models is empty");
    if (rivals != NULL) cm_diag_add(diags, rivals->place, NULL, "make the rivals models of this claim, or remove models", "a claim has models or rivals, not both");
    for (size_t k = 0; k < sizeof alone / sizeof alone[0]; k++) {
        const cm_node *found = cm_node_child(claim, alone[k]);
        if (found != NULL) cm_diag_add(diags, found->place, NULL, "put it into a claim with one model", "a claim with several models has no '%s'", alone[k]);
    }
    family->model = CM_NEW(ctx, arena, cm_node_count(models) + 1, cm_formalisation);
    if (family->model == NULL) return ctx->status;
    for (const cm_node *c = models->child; c != NULL; c = c->next) CM_TRY(read_model(ctx, arena, root, c, diags, family));
    if (family->n > 0) family->confidence = family->model[0].claim.confidence;      /* no model may have its own */
out:
    return status;
}

/* ---- judging ---- */

/* Holm's steps.  What cannot be decided is left at the level of the last step. */
static cm_status step_down(cm_ctx *ctx, cm_arena *arena, const cm_family *family, cm_judgement *judgement)
{
    bool *done = CM_NEW(ctx, arena, family->n + 1, bool), any = true;
    size_t left = 0;
    cm_status status = CM_OK;
    if (done == NULL) return ctx->status;
    for (size_t i = 0; i < family->n; i++) {
        done[i] = !judgement[i].claim->random;
        left += !done[i];
    }
    while (any && left > 0) {
        double confidence = 1 - (1 - family->confidence) / (double)left;
        any = false;
        for (size_t i = 0; i < family->n; i++) {
            if (done[i]) continue;
            CM_TRY(cm_judge_again(ctx, arena, &judgement[i], confidence));
            if (judgement[i].measure[0].verdict == CM_UNDECIDED) continue;
            done[i] = any = true;
        }
        left = 0;
        for (size_t i = 0; i < family->n; i++) left += !done[i];
    }
out:
    return status;
}

static cm_verdict join(const cm_judgement *judgement, size_t n)
{
    size_t seen[5] = { 0 }, kinds = 0;
    for (size_t i = 0; i < n; i++) seen[judgement[i].measure[0].verdict]++;
    for (int v = 0; v < 5; v++) {
        if (seen[v] == n) return (cm_verdict)v;
    }
    for (int v = 0; v < 5; v++) kinds += v != CM_UNDECIDED && seen[v] > 0;
    return seen[CM_UNDECIDED] > 0 && seen[CM_CONDITIONAL] == 0 && kinds <= 1 ? CM_UNDECIDED : CM_CONDITIONAL;
}

static const char *words(cm_ctx *ctx, cm_arena *arena, const cm_family_report *r, bool zh)
{
    const cm_family *f = r->family;
    const char *text = zh ? "在这些模型中，" : "in these models, ";
    bool agree = true, first = true;
    for (size_t i = 0; i < f->n; i++) agree = agree && r->judgement[i].measure[0].verdict == r->judgement[0].measure[0].verdict;
    if (agree) {
        return cm_format(ctx, arena, zh ? "%s全部 %zu 个判定一致：%s" : "%sall %zu agree: %s", text, f->n, zh ? cm_verdict_word_zh(r->verdict) : cm_verdict_word(r->verdict));
    }
    text = cm_format(ctx, arena, zh ? "%s取决于模型：" : "%sit depends on the model: ", text);
    for (int v = 0; v < 5 && text != NULL; v++) {
        const char *list = "";
        for (size_t i = 0; i < f->n && list != NULL; i++) {
            const char *name = cm_formalisation_name(&f->model[i], zh);
            if ((int)r->judgement[i].measure[0].verdict == v) list = cm_format(ctx, arena, zh ? "%s%s“%s”" : "%s%s'%s'", list, *list != '\0' ? (zh ? "" : ", ") : "", name);
        }
        if (list == NULL || *list == '\0') continue;
        text = cm_format(ctx, arena, zh ? "%s%s%s：%s" : "%s%s%s under %s", text, first ? "" : zh ? "；" : "; ",
                         zh ? cm_verdict_word_zh((cm_verdict)v) : cm_verdict_word((cm_verdict)v), list);
        first = false;
    }
    return text;
}

cm_status cm_family_join(cm_ctx *ctx, cm_arena *arena, const cm_family *family, cm_judgement *judgement, cm_family_report *report)
{
    bool exact = true, theorem = true;
    cm_status status = step_down(ctx, arena, family, judgement);
    if (status != CM_OK) return status;
    *report = (cm_family_report){ .family = family, .judgement = judgement, .verdict = join(judgement, family->n) };
    for (size_t i = 0; i < family->n; i++) {
        exact = exact && judgement[i].measure[0].basis == CM_BY_EXACT;
        theorem = theorem && judgement[i].measure[0].basis == CM_BY_THEOREM;
    }
    report->basis = exact ? CM_BY_EXACT : theorem ? CM_BY_THEOREM : CM_BY_SAMPLE;
    report->because = words(ctx, arena, report, false);
    report->because_zh = words(ctx, arena, report, true);
    return ctx->status;
}
