/* find_word.h: a word that is no name of a concept, rule, measure, model or form: which may have been meant. */
#ifndef CM_CLI_FIND_WORD_H
#define CM_CLI_FIND_WORD_H

#include <stdbool.h>

/* Says on standard error that there is no such word, and what is spelt like it, else which concepts speak of it.
 * Returns CM_EXIT_USAGE. */
int cm_word_refuse(const char *name, bool zh);

#endif
