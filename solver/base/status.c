/* status.c: the words for the ways a call can end. */
#include "solver/base/status.h"

const char *cm_status_name(cm_status status)
{
    switch (status) {
    case CM_OK: return "ok";
    case CM_E_INPUT: return "input";
    case CM_E_DOMAIN: return "domain";
    case CM_E_IO: return "io";
    case CM_E_MEMORY: return "memory";
    case CM_E_LIMIT: return "limit";
    case CM_E_NUMERIC: return "numeric";
    case CM_E_INTERRUPT: return "interrupt";
    }
    return "unknown";
}
