/* compromise.h: the weighted compromise: what members settle on when each pulls with its capability
 * times its salience.
 *
 * Definition: on issue k, with weights c_i s_ik (capability, salience),
 *     mean_k   = sum_i c_i s_ik a_ik / sum_i c_i s_ik,
 *     median_k = a point with at most half of the weight on either side.
 * The mean minimises the weighted sum of squared distances; it is close to the asymmetric Nash
 * bargaining solution when disagreement costs all much more than any outcome.  When several points
 * are medians, the middle of their interval is given, with a note.  An issue that nobody attaches
 * weight to has neither.
 *
 * The status quo, the rule and the shape of utility play no part.
 *
 * Summary: loss (sum_i c_i sum_k s_ik (mean_k - a_ik)^2), loss_at_sq (the same at the status quo).
 * Table: point (issue, mean, median).
 * Fails with: CM_E_MEMORY.  Cost: O(d n log n).
 * Source: C. H. Achen, "Institutional realism and bargaining models", in R. Thomson, F. N. Stokman,
 * C. H. Achen, T. Koenig (eds.), The European Union Decides, Cambridge University Press (2006). */
#ifndef CM_SOLVER_SPATIAL_COMPROMISE_H
#define CM_SOLVER_SPATIAL_COMPROMISE_H

#include "solver/concept.h"

extern const cm_concept cm_concept_compromise;

#endif
