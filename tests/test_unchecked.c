/* test_unchecked.c: of concepts about action and forums no value is printed that the certificate does not hold against
 * anything: each number, count, word and truth, in the summary and in every table, is refused when it is another. */
#include "tests/support/talking.h"

#define EACH(X) \
    X(assurance) X(spiral) X(asymmetry) X(contest) X(membership) X(openness) X(club_good) X(k_group) X(threshold_good) X(coverage) X(volunteer) X(public_good) X(repeated) \
    X(broader_deeper) X(certifier) X(deterrence) X(effort) X(entry) X(forum) X(forum_size) X(inner_club) X(inspection) X(nested) X(sponsors)
#define DECLARED(name) extern const cm_concept cm_concept_##name;
#define ADDRESS(name) &cm_concept_##name,
EACH(DECLARED)
static const cm_concept *const all[] = { EACH(ADDRESS) };

/* Settings beside the usual ones: lists that must be given, and what keeps two answers from being as good. */
static void set(const cm_concept *concept, void *params, const char *name, const double *list, size_t count, double x)
{
    for (size_t k = 0; k < concept->nparams; k++) {
        const cm_param *p = &concept->param[k];
        void *place = (char *)params + p->offset;
        if (strcmp(p->name, name) != 0) continue;
        if (p->kind == CM_PARAM_NUMBERS) *(cm_numbers *)place = (cm_numbers){ count, list };
        else *(double *)place = x;
        return;
    }
    fail_msg("%s has no setting %s", concept->name, name);
}

static void settle(const cm_concept *concept, void *params)
{
    static const double worths[] = { 3, 2 }, chances[] = { 0.9, 0.8 }, rates[] = { 1, 2 }, gains[] = { 3, 1, 1, 2 };
    bool effort = strcmp(concept->name, "effort") == 0, forum = strcmp(concept->name, "forum") == 0;
    cm_params_default(params, concept->param, concept->nparams);
    if (effort) set(concept, params, "worths", worths, 2, 0);
    if (effort) set(concept, params, "tops", chances, 2, 0);
    if (effort) set(concept, params, "rates", rates, 2, 0);
    if (forum) set(concept, params, "chances", chances, 2, 0);
    if (forum) set(concept, params, "gains", gains, 4, 0);
    if (forum) set(concept, params, "powers", worths, 2, 0);
    if (strcmp(concept->name, "inner-club") == 0) set(concept, params, "opposed", NULL, 0, 0.1);
}

static size_t others(cm_value was, cm_value *other)
{
    double step = was.kind == CM_NUMBER ? 1e-3 * (1 + fabs(was.as.number)) : 0;
    size_t count = 0;
    switch (was.kind) {
    case CM_INTEGER:
        for (int k = 0; k < 3; k++) other[count++] = cm_integer(was.as.integer + (int64_t[]){ -1, 1, 100000 }[k]);
        break;
    case CM_NUMBER:
        for (int k = 0; k < 3; k++) other[count++] = cm_number((double[]){ was.as.number - step, was.as.number + step, NAN }[k]);
        break;
    case CM_TRUTH: other[count++] = cm_truth(!was.as.truth); break;
    case CM_TEXT: other[count++] = cm_text("another"); break;
    default: other[count++] = cm_number(0.5);
    }
    return count;
}

static void refused(talking *t, const cm_concept *concept, const void *params, cm_value *value, const char *where, const char *name)
{
    cm_value was = *value, other[3];
    size_t count = others(was, other);
    for (size_t k = 0; k < count; k++) {
        *value = other[k];
        if (concept->check(&t->ctx, &t->game, params, &t->result) != CM_E_NUMERIC) fail_msg("%s: another value (%zu) of %s in %s is taken", concept->name, k, name, where);
        cm_ctx_clear(&t->ctx);
    }
    *value = was;
}

static void test_no_other_value_is_taken(void **state)
{
    static const double capability[TALKING_MOST] = { 3, 1, 2, 1.5, 1.2 };
    (void)state;
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        const cm_concept *concept = all[k];
        void *params = test_calloc(1, concept->params_size);
        talking t;
        settle(concept, params);
        if (concept->takes == CM_GAME_SURPLUS) talking_open(&t, 5, 5, 0.9)->capability = capability;
        else talking_open_alone(&t);
        if (talking_solve(&t, concept, params) != CM_OK) fail_msg("%s: %s", concept->name, t.ctx.message);
        for (cm_named *s = t.result.summary; s != NULL; s = s->next) refused(&t, concept, params, &s->value, "the summary", s->name);
        for (cm_table *table = t.result.table; table != NULL; table = table->next) {
            for (size_t c = 0; c < table->nrows * table->ncolumns; c++) refused(&t, concept, params, &table->cell[c], table->name, table->column[c % table->ncolumns]);
        }
        cm_arena_free(&t.arena);
        test_free(params);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_other_value_is_taken),
    };
    return RUN_TESTS(tests);
}
