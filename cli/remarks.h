/* remarks.h: what a reader of a judged claim has to know of how it was judged, in sentences. */
#ifndef CM_CLI_REMARKS_H
#define CM_CLI_REMARKS_H

#include "cli/report.h"

enum { CM_MOST_REMARKS = 8 };

typedef struct cm_remark {
    const char *en, *zh;
    bool line;                       /* stands on one line of a terminal, however long */
} cm_remark;

/* At most CM_MOST_REMARKS, in `arena`; the number comes back. */
size_t cm_remarks_of(cm_ctx *ctx, cm_arena *arena, const cm_report *report, cm_remark *remark);

#endif
