/* status.h: how a call ended, by who can mend it. */
#ifndef CM_SOLVER_BASE_STATUS_H
#define CM_SOLVER_BASE_STATUS_H

typedef enum cm_status {
    CM_OK = 0,
    CM_E_INPUT,     /* the user: a number, name or shape that cannot be used */
    CM_E_DOMAIN,    /* the user: a well-formed game that this concept does not cover */
    CM_E_IO,        /* the user or the system: a file that cannot be read or written */
    CM_E_MEMORY,    /* the machine: no memory */
    CM_E_LIMIT,     /* the method: would take more work than the limit in ctx allows */
    CM_E_NUMERIC,   /* the method: no answer that passes its certificate */
    CM_E_INTERRUPT  /* the user asked to stop */
} cm_status;

/* One word for a status, for logs and tests; never NULL. */
const char *cm_status_name(cm_status status);

#endif
