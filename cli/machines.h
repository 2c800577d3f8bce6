/* machines.h: the same run on one machine or, in a build with MPI, on several at once.
 *
 * Each of N processes computes the batches r, r + N, ...; the first process puts them together in order,
 * judges and writes, so that the output is the bytes of a run on one machine. */
#ifndef CM_CLI_MACHINES_H
#define CM_CLI_MACHINES_H

#include "models/judge.h"

void cm_machines_begin(int *argc, char ***argv);
void cm_machines_end(void);

/* False in the processes that compute and say nothing. */
bool cm_machines_first(void);

/* Is this a run of several processes? */
bool cm_machines_several(void);

/* As cm_judge.  In the others it computes their batches, and the judgement is not judged. */
cm_status cm_machines_judge(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options, cm_judgement *judgement);

#endif
