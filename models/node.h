/* node.h: a scenario file as a neutral tree: name, value, place.
 *
 * cli/config fills it; models read it; `--set`, `vary`, channels and counterexamples patch a copy.
 * A path is names joined
 * by dots ("venues.club.members.size"); list elements are numbers from 0 ("solve.0.concept"). */
#ifndef CM_MODELS_NODE_H
#define CM_MODELS_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/diag.h"
#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef enum cm_node_kind {
    CM_NODE_GROUP,     /* { } : children have names, in the order of the file */
    CM_NODE_LIST,      /* ( ) or [ ] : children have none */
    CM_NODE_INT,
    CM_NODE_FLOAT,
    CM_NODE_TEXT,
    CM_NODE_BOOL
} cm_node_kind;

typedef struct cm_node cm_node;
struct cm_node {
    const char *name;          /* NULL for list elements and the root */
    cm_node_kind kind;
    int64_t integer;           /* INT, BOOL (0 or 1) */
    double number;             /* INT and FLOAT */
    const char *text;          /* TEXT (UTF-8) */
    cm_node *child, *next;     /* GROUP and LIST: first child; next sibling */
    cm_node *parent;
    cm_place place;            /* of the name, or of the value for list elements */
    cm_place value_place;      /* of the value */
};

/* New nodes; NULL with CM_E_MEMORY. `name` is copied and may be NULL. */
cm_node *cm_node_new(cm_ctx *ctx, cm_arena *arena, cm_node_kind kind, const char *name);
void cm_node_append(cm_node *parent, cm_node *child);

/* A deep copy (places included). */
cm_node *cm_node_copy(cm_ctx *ctx, cm_arena *arena, const cm_node *node);

/* Child by name; NULL when absent or `group` is NULL or no group. */
cm_node *cm_node_child(const cm_node *group, const char *name);
size_t cm_node_count(const cm_node *node);

/* The text of a child; NULL when there is none, or it is no text. */
const char *cm_node_text(const cm_node *group, const char *name);

/* Node at a path below root; NULL when there is none. */
cm_node *cm_node_at(const cm_node *root, const char *path);

/* The path of a node, in `arena`. */
char *cm_node_path(cm_ctx *ctx, cm_arena *arena, const cm_node *node);

/* Put a deep copy of `value` at `path`: replaces what is there, makes groups on the way.
 * CM_E_INPUT when a step of the path exists and is no group, or a list index is out of range. */
cm_status cm_node_put(cm_ctx *ctx, cm_arena *arena, cm_node *root, const char *path, const cm_node *value);

/* The tree as text in libconfig's syntax, so that reading it again gives the same tree; numbers with
 * as few digits as read back the same. In `arena`. */
char *cm_node_print(cm_ctx *ctx, cm_arena *arena, const cm_node *root);

/* Words for a kind: "a group { }", "a list ( )", "a whole number" ... */
const char *cm_node_kind_words(cm_node_kind kind);

#endif
