/* rules.h: the algebra of decision rules, and how a rule becomes a vote among given members. */
#ifndef CM_MODELS_RULES_H
#define CM_MODELS_RULES_H

#include "models/scenario.h"

/* A row of the register: what `comity list rules` and `explain` show. */
typedef struct cm_rule {
    const char *name, *title, *title_zh, *about, *about_zh;
    const char *example;                /* as in a file; a test reads and runs each */
} cm_rule;

const cm_rule *cm_rules(size_t *count);
const cm_rule *cm_rule_find(const char *name);

/* Who votes: m members (indices of players), and what the world knows of all n players. */
typedef struct cm_voters {
    const size_t *member;
    size_t m;
    const double *capability;           /* n */
    const size_t *bloc;                 /* n, or NULL for given players */
    bool drawn;                         /* members vary by draw: vetoers and chambers may be absent */
    const cm_node *venue;               /* its `abstention` and `quorum` are read; NULL: everybody votes yes or no */
} cm_voters;

/* Build the vote.  Exact: shares and weights are fractions, scaled to whole numbers.  (Drawn
 * capabilities as weights are rounded to 2^-50 of their total.)  A clause that asks for nobody because
 * none of its players is a member is left out when members are drawn, and a mistake otherwise.
 * Mistakes (a quota that can never be met, a member without a weight, an empty chamber) go to diags;
 * the vote is usable only when there were none.
 * Fails with: CM_E_MEMORY. */
cm_status cm_rule_compile(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_node *rule,
                          const cm_voters *voters, cm_diags *diags, cm_vote *vote);

/* True when the rule looks at nothing but how many members there are and how many agree. */
bool cm_rule_counts_only(const cm_node *rule);

/* A rule in words, in `arena`: "at least 9 votes, and all of powers". */
char *cm_rule_words(cm_ctx *ctx, cm_arena *arena, const cm_node *rule, bool chinese);

#endif
