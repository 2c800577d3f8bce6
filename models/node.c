/* node.c: a scenario file as a neutral tree: finding, copying, patching, and writing it out. */
#include "models/node.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cm_node *cm_node_new(cm_ctx *ctx, cm_arena *arena, cm_node_kind kind, const char *name)
{
    cm_node *node = CM_NEW(ctx, arena, 1, cm_node);
    if (node == NULL) return NULL;
    node->kind = kind;
    if (name != NULL && (node->name = cm_strdup(ctx, arena, name)) == NULL) return NULL;
    return node;
}

void cm_node_append(cm_node *parent, cm_node *child)
{
    cm_node **end = &parent->child;
    while (*end != NULL) end = &(*end)->next;
    *end = child;
    child->next = NULL;
    child->parent = parent;
}

cm_node *cm_node_copy(cm_ctx *ctx, cm_arena *arena, const cm_node *node)
{
    cm_node *copy = cm_node_new(ctx, arena, node->kind, node->name);
    cm_node **end;
    if (copy == NULL) return NULL;
    copy->integer = node->integer;
    copy->number = node->number;
    copy->place = node->place;
    copy->value_place = node->value_place;
    if (node->text != NULL && (copy->text = cm_strdup(ctx, arena, node->text)) == NULL) return NULL;
    end = &copy->child;
    for (const cm_node *child = node->child; child != NULL; child = child->next) {
        *end = cm_node_copy(ctx, arena, child);
        if (*end == NULL) return NULL;
        (*end)->parent = copy;
        end = &(*end)->next;
    }
    return copy;
}

static cm_node *child_named(const cm_node *group, const char *name, size_t length)
{
    if (group == NULL || group->kind != CM_NODE_GROUP) return NULL;
    for (cm_node *child = group->child; child != NULL; child = child->next) {
        if (child->name != NULL && strncmp(child->name, name, length) == 0 && child->name[length] == '\0') {
            return child;
        }
    }
    return NULL;
}

cm_node *cm_node_child(const cm_node *group, const char *name)
{
    return child_named(group, name, strlen(name));
}

const char *cm_node_text(const cm_node *group, const char *name)
{
    const cm_node *node = cm_node_child(group, name);
    return node != NULL && node->kind == CM_NODE_TEXT ? node->text : NULL;
}

size_t cm_node_count(const cm_node *node)
{
    size_t count = 0;
    if (node == NULL) return 0;
    for (const cm_node *child = node->child; child != NULL; child = child->next) count++;
    return count;
}

/* The list element whose number is written in the first `length` bytes. */
static cm_node *child_numbered(const cm_node *list, const char *digits, size_t length)
{
    size_t index = 0;
    cm_node *child = list->child;
    if (length == 0 || length > 9) return NULL;
    for (size_t i = 0; i < length; i++) {
        if (digits[i] < '0' || digits[i] > '9') return NULL;
        index = index * 10 + (size_t)(digits[i] - '0');
    }
    for (; index > 0 && child != NULL; index--) child = child->next;
    return child;
}

static cm_node *step_down(const cm_node *node, const char *step, size_t length)
{
    return node->kind == CM_NODE_LIST ? child_numbered(node, step, length) : child_named(node, step, length);
}

cm_node *cm_node_at(const cm_node *root, const char *path)
{
    const cm_node *node = root;
    cm_node *found = NULL;
    while (node != NULL) {
        size_t length = strcspn(path, ".");
        found = step_down(node, path, length);
        if (path[length] == '\0') return found;
        path += length + 1;
        node = found;
    }
    return NULL;
}

char *cm_node_path(cm_ctx *ctx, cm_arena *arena, const cm_node *node)
{
    char *path = cm_strdup(ctx, arena, "");
    for (; path != NULL && node->parent != NULL; node = node->parent) {
        const char *dot = *path != '\0' ? "." : "";
        if (node->name != NULL) {
            path = cm_format(ctx, arena, "%s%s%s", node->name, dot, path);
        } else {
            size_t index = 0;
            for (const cm_node *c = node->parent->child; c != NULL && c != node; c = c->next) index++;
            path = cm_format(ctx, arena, "%zu%s%s", index, dot, path);
        }
    }
    return path;
}

/* Put `fresh` where `old` stands among its siblings. */
static void replace_child(cm_node *old, cm_node *fresh)
{
    cm_node **link = &old->parent->child;
    while (*link != old) link = &(*link)->next;
    *link = fresh;
    fresh->next = old->next;
    fresh->parent = old->parent;
    fresh->name = old->name;
}

cm_status cm_node_put(cm_ctx *ctx, cm_arena *arena, cm_node *root, const char *path, const cm_node *value)
{
    const char *step = path;
    cm_node *node = root;
    cm_node *fresh = cm_node_copy(ctx, arena, value);     /* first: `value` may be a part of the tree */
    if (fresh == NULL) return CM_E_MEMORY;
    for (;;) {
        size_t length = strcspn(step, ".");
        bool last = step[length] == '\0';
        cm_node *next;
        if (length == 0) return cm_fail(ctx, CM_E_INPUT, "the path '%s' has an empty step", path);
        if (node->kind != CM_NODE_GROUP && node->kind != CM_NODE_LIST) {
            return cm_fail(ctx, CM_E_INPUT, "the path '%s' goes through '%.*s', which is %s", path,
                           step > path ? (int)(step - path - 1) : 0, path, cm_node_kind_words(node->kind));
        }
        next = step_down(node, step, length);
        if (next == NULL && node->kind == CM_NODE_LIST) {
            return cm_fail(ctx, CM_E_INPUT, "the path '%s' asks for element '%.*s' of a list of %zu", path,
                           (int)length, step, cm_node_count(node));
        }
        if (last && next != NULL) {
            replace_child(next, fresh);
            return CM_OK;
        }
        if (next == NULL) {
            const char *name = cm_strndup(ctx, arena, step, length);
            if (name == NULL) return CM_E_MEMORY;
            next = last ? fresh : cm_node_new(ctx, arena, CM_NODE_GROUP, NULL);
            if (next == NULL) return CM_E_MEMORY;
            next->name = name;
            next->place = next->value_place = last ? fresh->place : value->place;
            if (last) next->value_place = value->value_place;
            cm_node_append(node, next);
            if (last) return CM_OK;
        }
        node = next;
        step += length + 1;
    }
}

/* --- writing out ------------------------------------------------------------------------------ */

/* A text that grows; after a failure `text` is NULL and nothing more is added. */
struct page {
    cm_ctx *ctx;
    cm_arena *arena;
    char *text;
    size_t length, room;
};

static void add(struct page *page, const char *text, size_t length)
{
    if (page->text == NULL) return;
    if (page->room - page->length <= length) {
        size_t room = page->room * 2 + length;
        char *larger = CM_NEW(page->ctx, page->arena, room, char);
        if (larger != NULL) memcpy(larger, page->text, page->length);
        page->text = larger;
        page->room = room;
        if (larger == NULL) return;
    }
    memcpy(page->text + page->length, text, length);
    page->length += length;
    page->text[page->length] = '\0';
}

static void add_text(struct page *page, const char *text)
{
    add(page, text, strlen(text));
}

static void add_indent(struct page *page, int depth)
{
    for (int i = 0; i < depth; i++) add_text(page, "  ");
}

static void add_quoted(struct page *page, const char *text)
{
    char hex[8];
    add_text(page, "\"");
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        switch (c) {
        case '"': add_text(page, "\\\""); break;
        case '\\': add_text(page, "\\\\"); break;
        case '\n': add_text(page, "\\n"); break;
        case '\t': add_text(page, "\\t"); break;
        case '\r': add_text(page, "\\r"); break;
        case '\f': add_text(page, "\\f"); break;
        default:
            if (c < 0x20 || c == 0x7f) {
                (void)snprintf(hex, sizeof hex, "\\x%02X", (unsigned)c);
                add_text(page, hex);
            } else {
                add(page, text, 1);
            }
        }
    }
    add_text(page, "\"");
}

/* As few digits as read back the same, and always a dot: without one libconfig reads an integer. */
static void add_float(struct page *page, double number)
{
    char digits[40], *exponent;
    if (!isfinite(number)) {              /* no file can hold it: a text says so when it is read */
        add_text(page, isnan(number) ? "\"nan\"" : number > 0 ? "\"inf\"" : "\"-inf\"");
        return;
    }
    if (number == floor(number) && fabs(number) < 1e15) {       /* 100.0, not 1.0e+02 */
        (void)snprintf(digits, sizeof digits, "%.1f", number);
        add_text(page, digits);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        (void)snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number) break;
    }
    exponent = strchr(digits, 'e');
    if (strchr(digits, '.') != NULL) {
        add_text(page, digits);
    } else {
        add(page, digits, exponent != NULL ? (size_t)(exponent - digits) : strlen(digits));
        add_text(page, ".0");
        if (exponent != NULL) add_text(page, exponent);
    }
}

/* True when a node has groups or lists of its own: then its children stand on lines of their own. */
static bool is_deep(const cm_node *node)
{
    for (const cm_node *child = node->child; child != NULL; child = child->next) {
        if (child->kind == CM_NODE_GROUP || child->kind == CM_NODE_LIST) return true;
    }
    return false;
}

static void add_value(struct page *page, const cm_node *node, int depth)
{
    char number[32];
    bool deep = is_deep(node);
    switch (node->kind) {
    case CM_NODE_BOOL: add_text(page, node->integer != 0 ? "true" : "false"); break;
    case CM_NODE_TEXT: add_quoted(page, node->text != NULL ? node->text : ""); break;
    case CM_NODE_FLOAT: add_float(page, node->number); break;
    case CM_NODE_INT:
        (void)snprintf(number, sizeof number, "%lld", (long long)node->integer);
        add_text(page, number);
        if (node->integer > INT32_MAX || node->integer < INT32_MIN) add_text(page, "L");
        break;
    case CM_NODE_GROUP:
    case CM_NODE_LIST:
        add_text(page, node->kind == CM_NODE_GROUP ? "{" : "(");
        for (const cm_node *child = node->child; child != NULL; child = child->next) {
            if (deep) {
                add_text(page, "\n");
                add_indent(page, depth + 1);
            } else if (node->kind == CM_NODE_GROUP || child != node->child) {
                add_text(page, " ");
            }
            if (node->kind == CM_NODE_GROUP) {
                add_text(page, child->name != NULL ? child->name : "");
                add_text(page, " = ");
            }
            add_value(page, child, depth + 1);
            if (node->kind == CM_NODE_GROUP) add_text(page, ";");
            else if (child->next != NULL) add_text(page, ",");
        }
        if (deep) {
            add_text(page, "\n");
            add_indent(page, depth);
        } else if (node->kind == CM_NODE_GROUP && node->child != NULL) {
            add_text(page, " ");
        }
        add_text(page, node->kind == CM_NODE_GROUP ? "}" : ")");
        break;
    }
}

char *cm_node_print(cm_ctx *ctx, cm_arena *arena, const cm_node *root)
{
    struct page page = { ctx, arena, NULL, 0, 256 };
    page.text = CM_NEW(ctx, arena, page.room, char);
    if (root->kind != CM_NODE_GROUP) {
        add_value(&page, root, 0);
        return page.text;
    }
    for (const cm_node *child = root->child; child != NULL; child = child->next) {
        add_text(&page, child->name != NULL ? child->name : "");
        add_text(&page, " = ");
        add_value(&page, child, 0);
        add_text(&page, ";\n");
    }
    return page.text;
}

const char *cm_node_kind_words(cm_node_kind kind)
{
    switch (kind) {
    case CM_NODE_GROUP: return "a group { }";
    case CM_NODE_LIST: return "a list ( )";
    case CM_NODE_INT: return "a whole number";
    case CM_NODE_FLOAT: return "a number";
    case CM_NODE_TEXT: return "a text";
    case CM_NODE_BOOL: return "true or false";
    }
    return "nothing";
}
