/* reading.h: what the parts of the reader of scenarios share; not for others. */
#ifndef CM_MODELS_READING_H
#define CM_MODELS_READING_H

#include "models/scenario.h"

typedef struct cm_reading {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    cm_scenario *s;
} cm_reading;

/* The number of a group's setting; *value stays when it is absent or senseless. */
void cm_read_number(cm_reading *r, const cm_node *group, const char *name, double *value);

/* Numbers keyed by issue into an array of d; unknown issues and, with `ranged`, values outside the
 * issue's range are mistakes. `what` begins the sentence. */
void cm_read_by_issue(cm_reading *r, const cm_node *group, double *value, bool ranged, const char *what);

/* The index of an issue's id; d and a mistake when there is none. */
size_t cm_read_issue(cm_reading *r, const char *id, cm_place place, bool quoted);

cm_status cm_read_players(cm_reading *r);
cm_status cm_read_population(cm_reading *r);
cm_status cm_read_venues(cm_reading *r);

#endif
