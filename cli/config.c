/* config.c: scenario files as trees.  The only file that knows libconfig.
 *
 * libconfig is handed the mended text, one token a line; its tree and the list of entries (scan_mend.c)
 * are in the same order, and are walked in step. */
#include "cli/config.h"

#include <assert.h>
#include <libconfig.h>
#include <stdio.h>
#include <string.h>

#include "cli/encoding.h"
#include "cli/scan.h"

struct walk {
    cm_scan *scan;
    const cm_mended *mended;
    size_t next;
};

/* The escapes \x80 to \xFF can make what is no UTF-8; question marks then stand for it. */
static void keep_utf8(struct walk *walk, cm_node *node, char *text)
{
    size_t length = strlen(text);
    if (cm_utf8_valid(text, length)) return;
    cm_scan_note(walk->scan, node->value_place, NULL, "write the characters themselves, not their bytes",
                 "the escapes in this text make bytes that are no UTF-8");
    for (size_t i = 0; i < length;) {
        size_t step = cm_utf8_step(text + i, length - i);
        if (step == 0) text[i] = '?';
        i += step != 0 ? step : 1;
    }
}

static void fill(struct walk *walk, cm_node *node, const config_setting_t *setting)
{
    char *text;
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        node->kind = CM_NODE_INT;
        node->integer = config_setting_get_int64(setting);
        node->number = (double)node->integer;
        break;
    case CONFIG_TYPE_FLOAT:
        node->kind = CM_NODE_FLOAT;
        node->number = config_setting_get_float(setting);
        break;
    case CONFIG_TYPE_BOOL:
        node->kind = CM_NODE_BOOL;
        node->integer = config_setting_get_bool(setting) != 0;
        break;
    case CONFIG_TYPE_STRING:
        node->kind = CM_NODE_TEXT;
        text = cm_strdup(walk->scan->ctx, walk->scan->arena, config_setting_get_string(setting));
        if (text == NULL) walk->scan->starved = true;
        else keep_utf8(walk, node, text);
        node->text = text;
        break;
    case CONFIG_TYPE_GROUP:
        node->kind = CM_NODE_GROUP;
        break;
    default:
        node->kind = CM_NODE_LIST;
        break;
    }
}

/* The children of `setting` become children of `parent`; NULL: they are only counted.  As deep as
 * brackets are nested, which CM_SCAN_DEPTH bounds. */
static void walk_children(struct walk *walk, const config_setting_t *setting, cm_node *parent)
{
    cm_node **end = parent != NULL ? &parent->child : NULL;
    int count = config_setting_length(setting);
    for (int i = 0; i < count && !walk->scan->starved; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        const cm_entry *entry = &walk->mended->entry[walk->next++];
        cm_node *node = NULL;
        assert(walk->next <= walk->mended->entries);
        if (parent != NULL && !entry->dropped) {
            node = cm_node_new(walk->scan->ctx, walk->scan->arena, CM_NODE_GROUP, entry->name);
            if (node == NULL) {
                walk->scan->starved = true;
                return;
            }
            node->place = entry->place;
            node->value_place = entry->value_place;
            node->parent = parent;
            fill(walk, node, element);
            *end = node;
            end = &node->next;
        }
        if (config_setting_is_aggregate(element)) walk_children(walk, element, node);
    }
}

/* Let libconfig read the mended text, and copy its tree. */
static cm_status grow_tree(cm_scan *scan, const cm_mended *mended, cm_node **root)
{
    struct walk walk = { scan, mended, 0 };
    config_t config;
    cm_node *tree = cm_node_new(scan->ctx, scan->arena, CM_NODE_GROUP, NULL);
    if (tree == NULL) return CM_E_MEMORY;
    tree->place.file = scan->sources->file;
    tree->place.line = tree->place.column = tree->place.length = 1;
    tree->value_place = tree->place;
    config_init(&config);
    if (config_read_string(&config, mended->text != NULL ? mended->text : "")) {
        walk_children(&walk, config_root_setting(&config), tree);
        assert(scan->starved || walk.next == mended->entries);
        *root = tree;
    } else {
        size_t line = (size_t)config_error_line(&config);
        cm_place place = tree->place;
        if (line > 0 && line <= mended->lines) place = mended->line[line - 1];
        cm_scan_note(scan, place, NULL, NULL, "libconfig refuses this: %s", config_error_text(&config));
    }
    config_destroy(&config);
    return cm_scan_status(scan);
}

static cm_status read_scan(cm_scan *scan, cm_node **root)
{
    cm_mended mended;
    cm_status status = cm_scan_mend(scan, &mended);
    /* Where a bracket is missing nobody knows where, what was meant to be in what is not known: a tree
     * would only give rise to mistakes that are none. */
    if (status == CM_OK && !mended.doubtful && !scan->unreadable) status = grow_tree(scan, &mended, root);
    return status;
}

cm_status cm_config_read(cm_ctx *ctx, cm_arena *arena, const char *file, cm_diags *diags,
                         cm_node **root, cm_source **sources)
{
    cm_scan scan;
    cm_status status;
    *root = NULL;
    cm_scan_init(&scan, ctx, arena, diags);
    status = cm_scan_file(&scan, file);
    if (status == CM_OK) status = read_scan(&scan, root);
    if (sources != NULL) *sources = scan.sources;
    return status;
}

cm_status cm_config_read_text(cm_ctx *ctx, cm_arena *arena, const char *name, const char *text,
                              size_t length, cm_diags *diags, cm_node **root, cm_source **sources)
{
    cm_scan scan;
    cm_status status;
    *root = NULL;
    cm_scan_init(&scan, ctx, arena, diags);
    status = cm_scan_text(&scan, name, text, length);
    if (status == CM_OK) status = read_scan(&scan, root);
    if (sources != NULL) *sources = scan.sources;
    return status;
}

const char *cm_config_library(char *room, size_t size)
{
    (void)snprintf(room, size, "%d.%d.%d", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
    return room;
}
