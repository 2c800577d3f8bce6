/* find_word.c: by spelling, else by titles and descriptions in either language. */
#include "cli/find_word.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "models/form.h"
#include "models/measure.h"
#include "models/model.h"
#include "models/rules.h"
#include "models/schema.h"
#include "solver/concept.h"

enum { MOST_WORDS = 300, MOST_FOUND = 12 };

/* Does a text hold a word, whatever its capitals, "-" and "_" as spaces? */
static bool holds(const char *text, const char *word)
{
    for (; text != NULL && *text != '\0'; text++) {
        size_t k = 0;
        while (word[k] != '\0' && tolower((unsigned char)text[k]) == (word[k] == '-' || word[k] == '_' ? ' ' : tolower((unsigned char)word[k]))) k++;
        if (word[k] == '\0') return true;
    }
    return false;
}

/* Concepts, rules and models whose titles or descriptions hold the word, for somebody who does not know their names. */
static bool suggest(const char *word, bool zh)
{
    size_t count, found = 0;
    const cm_concept *const *concepts = cm_concepts(&count);
    for (int near = 0; near < 2; near++) {                  /* by title first */
        for (size_t i = 0; i < count && found < MOST_FOUND; i++) {
            const cm_concept *c = concepts[i];
            bool titled = holds(c->title, word) || holds(c->title_zh, word);
            if (near == 0 ? !titled : titled || !(holds(c->about, word) || holds(c->about_zh, word))) continue;
            if (found++ == 0) (void)fprintf(stderr, "comity: explain: there is no '%s'; of it speak:\n", word);
            (void)fprintf(stderr, "  %-20s %s\n", c->name, zh ? c->title_zh : c->title);
        }
    }
    return found > 0;
}

int cm_word_refuse(const char *name, bool zh)
{
    const char *words[MOST_WORDS + 2], *near;
    size_t count, used = 0;
    const cm_concept *const *concepts = cm_concepts(&count);
    for (size_t i = 0; i < count && used < MOST_WORDS; i++) words[used++] = concepts[i]->name;
    const cm_rule *rules = cm_rules(&count);
    for (size_t i = 0; i < count && used < MOST_WORDS; i++) words[used++] = rules[i].name;
    const cm_measure *const *measures = cm_measures(&count);
    for (size_t i = 0; i < count && used < MOST_WORDS; i++) words[used++] = measures[i]->name;
    const cm_model *const *models = cm_models(&count);
    for (size_t i = 0; i < count && used < MOST_WORDS; i++) words[used++] = models[i]->name;
    const cm_form *const *forms = cm_forms(&count);
    for (size_t i = 0; i < count && used < MOST_WORDS; i++) words[used++] = forms[i]->name;
    words[used++] = "format";
    words[used] = NULL;
    near = cm_nearest_word(name, words);
    if (near == NULL && strlen(name) > 3 && suggest(name, zh)) return CM_EXIT_USAGE;
    (void)fprintf(stderr, "comity: explain: there is no '%s'%s%s%s\n", name, near != NULL ? "; did you mean '" : "; see `comity list concepts`",
                  near != NULL ? near : "", near != NULL ? "'?" : "");
    return CM_EXIT_USAGE;
}
