/* schema.h: which settings a file may have, where, and of what shape.
 *
 * The shapes are data, so that the reader, `comity explain` and the manual walk the same tables. */
#ifndef CM_MODELS_SCHEMA_H
#define CM_MODELS_SCHEMA_H

#include "models/diag.h"
#include "models/node.h"

typedef enum cm_shape {
    CM_SHAPE_TEXT,
    CM_SHAPE_NUMBER,        /* int, float, "2/3", or an expression over `parameters` */
    CM_SHAPE_INTEGER,
    CM_SHAPE_TRUTH,
    CM_SHAPE_WORD,          /* one of `words` */
    CM_SHAPE_ID,            /* the id of something defined elsewhere; checked by its reader */
    CM_SHAPE_IDS,           /* a list of ids, or one id */
    CM_SHAPE_NUMBERS,       /* a list of numbers */
    CM_SHAPE_PAIR,          /* a list of two numbers */
    CM_SHAPE_GROUP,         /* settings of `keys` */
    CM_SHAPE_MAP,           /* ids, each a group of `keys` */
    CM_SHAPE_NUMBER_MAP,    /* ids, each a number */
    CM_SHAPE_PAIR_MAP,      /* ids, each a list of two numbers */
    CM_SHAPE_BY_MEASURE,    /* a number, or numbers by the names of measures */
    CM_SHAPE_SPREAD,        /* a number, or a group with a distribution */
    CM_SHAPE_SPREAD_MAP,    /* ids, each a spread; or one group with a distribution for all of them */
    CM_SHAPE_GROUPS,        /* a list of groups of `keys` */
    CM_SHAPE_MEMBERS,       /* ids, or a group that says how members are picked */
    CM_SHAPE_PROPOSER,      /* a word, or { fixed = id } */
    CM_SHAPE_WEIGHTS,       /* ids with numbers, or the name of a column */
    CM_SHAPE_EACH,          /* a number for each player: a list in their order, or ids with numbers */
    CM_SHAPE_ONE_OR_EACH,   /* the same, or one number for all */
    CM_SHAPE_RULE,          /* a rule of the algebra */
    CM_SHAPE_RULES,         /* a list of rules */
    CM_SHAPE_GROUP_OR_LIST, /* settings of `keys`; or what its first key holds, a list of groups, alone */
    CM_SHAPE_ANY            /* anything: a value that is put elsewhere and checked there */
} cm_shape;

typedef struct cm_key cm_key;
struct cm_key {
    const char *name;            /* NULL ends a table */
    cm_shape shape;
    const cm_key *keys;          /* of GROUP, MAP, GROUPS */
    const char *const *words;    /* of WORD */
    double low, high;            /* of numbers; low > high: any */
    bool required;
    const char *about;           /* a few words for the manual */
};

extern const cm_key cm_scenario_keys[];
extern const cm_key cm_rule_keys[];
extern const cm_key cm_spread_keys[];
extern const cm_key cm_pick_keys[];

/* Report unknown settings (with the nearest known one), wrong types, numbers out of range, words that
 * are none of those allowed, ids of a wrong form, and required settings that are missing. */
void cm_schema_check(cm_ctx *ctx, cm_diags *diags, const cm_node *root);

/* The same of a file of another kind, whose settings are `keys`. */
void cm_schema_check_keys(cm_ctx *ctx, cm_diags *diags, const cm_node *root, const cm_key *keys);

/* A letter followed by letters, digits, `_` or `-`. */
bool cm_id_valid(const char *id);

/* Does `path` name a setting that a scenario may have (whatever ids stand in it)? */
bool cm_schema_has_path(const char *path);

/* The shape of what may stand at such a path; CM_SHAPE_ANY where the tables do not tell. */
cm_shape cm_schema_shape(const char *path);

#endif
