/* asking.h: putting a claim's boundary, region or sensitivity, and reading what is found. */
#ifndef CM_TESTS_ASKING_H
#define CM_TESTS_ASKING_H

#include "models/inquiry.h"
#include "tests/support/club.h"
#include "tests/support/support.h"

#define WORLD "population = { size = 600; dimensions = 1; blocs = { all = { ideal = { dist = \"normal\"; mean = %g; sd = 1; }; }; }; };"
#define QUOTA "venues = { club = { members = { size = 100; }; rule = { type = \"quota\"; share = 0.7; }; }; };"
#define ASKING(vary, within, asked) "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; vary = (" vary ");" \
    " expect = { direction = \"decreasing\"; along = \"members\"; " within " }; " asked " };"

typedef struct asked_about {
    given g;
    cm_inquiry inquiry;
    cm_findings findings;
} asked_about;

static inline cm_status try_answer(asked_about *a, uint64_t draws, int threads)
{
    cm_simulate_options options = { .seed = support_seed(), .draws = draws, .threads = threads };
    return cm_inquiry_answer(&a->g.ctx, &a->g.arena, &a->inquiry, &options, 0, &a->findings);
}

static inline void read_inquiry(asked_about *a)
{
    assert_int_equal(cm_inquiry_read(&a->g.ctx, &a->g.arena, a->g.root, &a->g.claim, &a->g.diags, &a->inquiry), CM_OK);
    if (a->g.diags.count > 0) print_error("%s\n", a->g.diags.item[0].message);
    assert_int_equal(a->g.diags.count, 0);
}

static inline const cm_finding *answer(asked_about *a, uint64_t draws, int threads)
{
    read_inquiry(a);
    if (try_answer(a, draws, threads) != CM_OK) print_error("%s\n", a->g.ctx.message);
    assert_int_equal(a->g.ctx.status, CM_OK);
    assert_int_equal(a->findings.count, 1);
    return &a->findings.item[0];
}

static inline const cm_table *table_of(const cm_finding *f, const char *name)
{
    const cm_table *table = cm_result_find(&f->result, name);
    assert_non_null(table);
    return table;
}

static inline double number_of(const cm_table *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(table, row, column);
    assert_true(value.kind == CM_NUMBER || value.kind == CM_INTEGER);
    return value.kind == CM_NUMBER ? value.as.number : (double)value.as.integer;
}

static inline const char *text_of(const cm_table *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(table, row, column);
    assert_true(value.kind == CM_TEXT);
    return value.as.text;
}

static inline bool says(const cm_finding *f, const char *part)
{
    for (size_t i = 0; i < f->nsaid; i++) {
        if (strstr(f->say[i], part) != NULL) return true;
    }
    for (size_t i = 0; i < f->nsaid; i++) print_error("instead: %s\n", f->say[i]);
    return false;
}

/* ---- boundaries ---- */

#endif
