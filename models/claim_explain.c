/* claim_explain.c: planning an explanation: which settings differ between its ends, to which channel
 * each belongs, and the 2^k cells in which some channels stand at the target and the rest at the base. */
#include <string.h>

#include "models/claim_plan.h"
#include "models/schema.h"

static const char *const channels[] = { "members", "selection", "location", "dispersion", "issues", "rule", "capability", NULL };

static const char *channel_of(const cm_node *setting)
{
    const cm_node *own = cm_node_child(setting, "channel"), *path = cm_node_child(setting, "path");
    return own != NULL && own->kind == CM_NODE_TEXT ? own->text : cm_channel_of(path->text);
}

static size_t channel_index(const cm_claim *claim, const char *name)
{
    size_t i = 0;
    while (i < claim->nchannels && strcmp(claim->channel[i].name, name) != 0) i++;
    return i;
}

static void read_channels(cm_planner *p, const cm_node *list)
{
    cm_claim *claim = p->claim;
    for (const cm_node *c = list->kind == CM_NODE_LIST ? list->child : list; c != NULL; c = c == list ? NULL : c->next) {
        const char *near;
        size_t k = 0;
        if (c->kind != CM_NODE_TEXT) continue;
        while (channels[k] != NULL && strcmp(channels[k], c->text) != 0) k++;
        if (channels[k] != NULL && channel_index(claim, c->text) == claim->nchannels && claim->nchannels < CM_MOST_CHANNELS) {
            claim->channel[claim->nchannels++].name = channels[k];
            continue;
        }
        if (channels[k] != NULL) {
            cm_diag_add(p->diags, c->value_place, NULL, "remove one of them", "the channel '%s' stands twice", c->text);
            continue;
        }
        near = cm_nearest_word(c->text, channels);
        cm_diag_add(p->diags, c->value_place, near != NULL ? cm_format(p->ctx, &p->diags->arena, "\"%s\"", near) : NULL,
                    near != NULL ? cm_format(p->ctx, &p->diags->arena, "did you mean '%s'?", near)
                                 : "channels are members, selection, location, dispersion, issues, rule, capability", "'%s' is no channel", c->text);
    }
}

static void check_settings(cm_planner *p, const cm_node *set)
{
    for (const cm_node *c = set != NULL ? set->child : NULL; c != NULL; c = c->next) {
        const cm_node *path = cm_node_child(c, "path");
        const char *channel;
        size_t k;
        if (path == NULL || path->kind != CM_NODE_TEXT) continue;
        channel = channel_of(c);
        if (channel == NULL) {
            cm_diag_add(p->diags, path->value_place, NULL, "add channel = \"location\"; for instance, or set the parts (mean, sd) by themselves",
                        "the setting '%s' belongs to no one channel", path->text);
            continue;
        }
        k = channel_index(p->claim, channel);
        if (k == p->claim->nchannels) {
            cm_diag_add(p->diags, path->value_place, NULL, "add it to channels, or take the setting out",
                        "the setting '%s' belongs to the channel '%s', which is not explained", path->text, channel);
        } else {
            p->claim->channel[k].active = true;
        }
    }
}

/* Patch with those settings of one end whose channel is (target) or is not (base) among `bits`. */
static cm_status patch_end(cm_planner *p, cm_node *tree, const cm_node *set, unsigned bits, bool target)
{
    cm_claim *claim = p->claim;
    cm_status status = CM_OK;
    for (const cm_node *c = set != NULL ? set->child : NULL; c != NULL && status == CM_OK; c = c->next) {
        size_t k = channel_index(claim, channel_of(c)), bit = 0;
        const cm_node *path = cm_node_child(c, "path");
        for (size_t i = 0; i < k; i++) bit += claim->channel[i].active;
        if (((bits >> bit & 1) == 1) != target) continue;
        status = cm_setting_put(p->ctx, p->arena, tree, path->text, cm_node_child(c, "to"), path->value_place, p->diags);
    }
    return status;
}

static cm_status plan_cell(cm_planner *p, const cm_node *from, const cm_node *to, unsigned bits, cm_cell *cell)
{
    cm_node *tree = cm_node_copy(p->ctx, p->arena, p->root);
    cm_status status;
    if (tree == NULL) return p->ctx->status;
    status = patch_end(p, tree, cm_node_child(from, "set"), bits, false);
    if (status == CM_OK) status = patch_end(p, tree, cm_node_child(to, "set"), bits, true);
    if (status != CM_OK || p->diags->count > p->before) return status;
    cell->channels = bits;
    return cm_claim_cell_read(p, tree, "in the explanation", from->place, cell);
}

cm_status cm_claim_plan_explanation(cm_planner *p)
{
    cm_claim *claim = p->claim;
    const cm_node *explain = cm_node_child(claim->node, "explain"), *list = cm_node_child(explain, "channels");
    const cm_node *from = cm_node_child(explain, "from"), *to = cm_node_child(explain, "to");
    cm_status status = CM_OK;
    cm_cell *cell;
    if (explain == NULL || list == NULL || from == NULL || to == NULL) return CM_OK;
    read_channels(p, list);
    if (p->diags->count > p->before) return CM_OK;
    check_settings(p, cm_node_child(from, "set"));
    check_settings(p, cm_node_child(to, "set"));
    if (p->diags->count > p->before) return CM_OK;
    for (size_t k = 0; k < claim->nchannels; k++) claim->nactive += claim->channel[k].active;
    claim->from = cm_node_child(from, "id")->text;
    claim->to = cm_node_child(to, "id")->text;
    cell = CM_NEW(p->ctx, p->arena, claim->ngrid + ((size_t)1 << claim->nactive), cm_cell);
    if (cell == NULL) return p->ctx->status;
    memcpy(cell, claim->cell, claim->ngrid * sizeof *cell);
    claim->cell = cell;
    for (unsigned bits = 0; bits < 1u << claim->nactive && status == CM_OK && p->diags->count == p->before; bits++) {
        status = plan_cell(p, from, to, bits, &claim->cell[claim->ncells++]);
    }
    claim->nexplained = claim->ncells - claim->ngrid;
    return status;
}
