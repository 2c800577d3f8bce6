/* family.h: a claim under several models, each with a verdict, and one verdict over all of them.
 *
 * claim.models is a list of formalisations.  Each is the claim with what its entry says put in place
 * (measure, direction, axes, settings of the file); it is read and judged as a claim of its own.  The
 * joint verdict is supported only where every model supports it; where they differ it is conditional,
 * on the model.  That all decided verdicts hold together has the claim's confidence, by Holm's
 * step-down procedure: the model that is easiest to decide is asked at alpha over the number of
 * models, the next at alpha over one fewer, and so on; what is exact takes nothing.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
 * Statistics 6 (1979) 65-70. */
#ifndef CM_MODELS_FAMILY_H
#define CM_MODELS_FAMILY_H

#include "models/judge.h"

typedef struct cm_formalisation {
    const char *id, *name, *name_zh; /* name, name_zh: NULL where not given */
    const cm_node *root;             /* the file with this model's settings in it */
    cm_claim claim;
} cm_formalisation;

typedef struct cm_family {
    const char *id, *statement, *statement_zh;
    double confidence;
    cm_formalisation *model;
    size_t n;
} cm_family;

typedef struct cm_family_report {
    const cm_family *family;
    cm_judgement *judgement;         /* n; judged again at the level that Holm's procedure left it */
    cm_verdict verdict;
    cm_basis basis;
    const char *because, *because_zh;
} cm_family_report;

/* What a model is called: its name in the language, its English name, or its id. */
const char *cm_formalisation_name(const cm_formalisation *model, bool chinese);

/* Does the file's claim name models? */
bool cm_family_is(const cm_node *root);

/* Read the claim of a file under each of its models.  As cm_claim_read otherwise. */
cm_status cm_family_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_diags *diags, cm_family *family);

/* From n judgements, in the models' order, to the joint one.  The judgements are changed: their intervals
 * widen to what holds jointly. */
cm_status cm_family_join(cm_ctx *ctx, cm_arena *arena, const cm_family *family, cm_judgement *judgement, cm_family_report *report);

#endif
