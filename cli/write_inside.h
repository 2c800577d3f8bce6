/* write_inside.h: what the parts of the writer for the eye share; not for others. */
#ifndef CM_CLI_WRITE_INSIDE_H
#define CM_CLI_WRITE_INSIDE_H

#include "cli/layout.h"

/* The name of a level, in the reader's language where it has one. */
const char *cm_level_label(const cm_style *s, const cm_level *level);

/* Is a cell of the grid of this regime, at one level of `along`? */
bool cm_regime_has(const cm_claim *claim, const cm_regime *regime, size_t level, size_t cell);

/* The mean of a regime at one level of `along`, averaged over axes that are neither; *flagged is set when a cell is at its
 * floor or ceiling. */
double cm_regime_mean(const cm_claim *claim, const cm_measure_report *m, const cm_regime *regime, size_t level, bool *flagged);

/* Title, grid and, of further measures, verdict. */
void cm_write_measure(const cm_style *s, const cm_judgement *j, size_t m);

/* The claim of a report, under its one model or under several. */
void cm_write_claim(const cm_style *s, const cm_report *report);
void cm_write_family(const cm_style *s, const cm_report *report);

#endif
