/* command.c: what the commands share: complaints, exit status, colour. */
#include "cli/command.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/machines.h"

volatile sig_atomic_t cm_interrupted = 0;

void cm_complain(const char *file, const char *sentence)
{
    if (!cm_machines_first()) return;
    (void)fflush(stdout);
    (void)fprintf(stderr, "comity: %s: %s\n", file, sentence);
}

int cm_exit_of(cm_status status)
{
    switch (status) {
    case CM_OK: return CM_EXIT_DONE;
    case CM_E_INPUT: return CM_EXIT_FILE;
    case CM_E_DOMAIN:
    case CM_E_LIMIT:
    case CM_E_NUMERIC: return CM_EXIT_NO_ANSWER;
    case CM_E_IO: return CM_EXIT_IO;
    case CM_E_MEMORY: return CM_EXIT_FAULT;
    case CM_E_INTERRUPT: return CM_EXIT_INTERRUPTED;
    }
    return CM_EXIT_FAULT;
}

int cm_worse(int a, int b)
{
    return a > b ? a : b;
}

bool cm_wants_colour(int descriptor)
{
    const char *no = getenv("NO_COLOR");
    return isatty(descriptor) && (no == NULL || *no == '\0');
}
