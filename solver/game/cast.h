/* cast.h: votes in which members may also abstain, or stay away.
 *
 * A vote is valid when at least vote->quorum members are there: those who say yes, abstain or say no.  A valid
 * one passes when somebody says yes and the rule's tree holds, its thresholds met as follows (cm_vote_share):
 * by an absolute one when the yes reach its quota, so that abstaining is as good as a no; by a share when the
 * yes reach it of all yes and no together.  A veto or consensus by share is missed by a no alone.
 *
 * While a member is there, yes helps no less than abstaining, and abstaining no less than no.  Who stays away may
 * do better or worse than with a no: it withdraws the no, and perhaps the quorum. */
#ifndef CM_SOLVER_GAME_CAST_H
#define CM_SOLVER_GAME_CAST_H

#include "solver/game/vote.h"

typedef enum cm_said { CM_SAID_YES, CM_SAID_NOTHING, CM_SAID_NO, CM_SAID_AWAY } cm_said;     /* NOTHING: abstains */
enum { CM_SAID = 4 };

/* Does it pass, with the weights of yes and no at each node (those of inner nodes are not looked at), `present`
 * members there, and anybody in favour or not?  O(nodes). */
bool cm_cast_sums_pass(const cm_vote *vote, const int64_t *yes, const int64_t *no, int64_t present, bool anybody);

/* The same of what each of n members says (a cm_said each).  O(n * thresholds). */
bool cm_cast_passes(const cm_vote *vote, const unsigned char *said);

/* Does it make a difference whether a member abstains or says no? */
bool cm_cast_by_share(const cm_vote *vote);

#endif
