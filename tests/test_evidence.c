/* test_evidence.c: records of cases: what is read of them, and what they are said to tell.
 *
 * Numbers marked R are of R 4.2.2 with survival 3.5.3. */
#include "tests/support/support.h"

#include <gsl/gsl_errno.h>
#include <stdio.h>

#include "cli/csv.h"
#include "models/evidence.h"
#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/stat/logistic.h"

enum { TEXT = 1 << 16 };

typedef struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;
    cm_observed *table;
    size_t count;
    cm_evidence e;
} bench;

static void open_bench(bench *b)
{
    (void)gsl_set_error_handler_off();
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    b->diags.ctx = &b->ctx;
}

static cm_status read_record(bench *b, const char *record, const cm_node *outside)
{
    static char text[3 * TEXT];
    cm_source *sources = NULL;
    cm_node *root = NULL;
    const cm_node *rows[] = { outside };
    cm_status status;
    (void)snprintf(text, sizeof text, "claim = { statement = \"s\"; observed = ( { id = \"r\"; %s } ); };\n", record);
    status = cm_config_read_text(&b->ctx, &b->arena, "record.cfg", text, strlen(text), &b->diags, &root, &sources);
    if (status != CM_OK) return status;
    assert_int_equal(b->diags.count, 0);
    return cm_observed_read(&b->ctx, &b->arena, cm_node_child(root, "claim"), rows, &b->diags, &b->table, &b->count);
}

static void weigh(bench *b, const char *record)
{
    open_bench(b);
    assert_int_equal(read_record(b, record, NULL), CM_OK);
    if (b->diags.count > 0) print_error("%s\n", b->diags.item[0].message);
    assert_int_equal(b->diags.count, 0);
    assert_int_equal(cm_evidence_weigh(&b->ctx, &b->arena, b->table, 1, &b->e), CM_OK);
}

static void close_bench(bench *b)
{
    cm_diags_free(&b->diags);
    cm_arena_free(&b->arena);
}

static bool warned(const bench *b, const char *words)
{
    for (const cm_caution *c = b->e.caution; c != NULL; c = c->next) {
        assert_true(c->words_zh != NULL && *c->words_zh != '\0');
        if (strstr(c->words, words) != NULL) return true;
    }
    return false;
}

/* ---- the world's records ---- */

#define GROUPS "cases = ( { size = 15; rule = \"consensus\"; open = false; report = false; }, { size = 15; rule = \"consensus\"; open = false; report = true; }, " \
    "{ size = 15; rule = \"consensus\"; open = false; report = true; }, { size = 20; rule = \"consensus\"; open = false; report = true; }, " \
    "{ size = 25; rule = \"consensus\"; open = false; report = false; }, { size = 25; rule = \"consensus\"; open = false; report = true; }, " \
    "{ size = 193; rule = \"consensus\"; open = true; report = true; }, { size = 193; rule = \"consensus\"; open = true; report = true; } ); outcome = \"report\"; "

static void test_groups_of_experts_do_not_tell(void **state)
{
    bench b;
    (void)state;
    weigh(&b, GROUPS "control = (\"rule\", \"open\"); direction = \"decreasing\";");
    assert_int_equal(b.table->test, CM_TEST_PERMUTATION);
    assert_true(b.table->chosen);
    assert_int_equal(b.e.nfits, 3);
    assert_string_equal(b.e.fit[0].exact, "19/28");
    assert_close(b.e.fit[0].p, 0.6785714285714286, 1e-12);
    assert_false(b.e.fit[1].known);
    assert_string_equal(b.e.fit[1].why, "it is the same in all cases");
    assert_close(b.e.fit[2].p, 1, 1e-12);
    assert_int_equal(b.e.verdict, CM_RECORD_SILENT);
    assert_string_equal(b.e.because, "These 8 cases do not tell whether size matters, with open held fixed (mean size of those that agreed minus the others' -1.25, "
                        "95% from minus infinity to infinity, p = 15/15 = 1).");
    assert_true(warned(&b, "All cases have the same 'rule' (consensus)"));
    assert_true(warned(&b, "Size and 'open' go together"));
    assert_true(warned(&b, "observed, not assigned"));
    close_bench(&b);
}

#define ROUNDS "cases = ( { size = 23; months = 7; year = 1947; }, { size = 13; months = 5; year = 1949; }, { size = 38; months = 8; year = 1950; }, { size = 26; months = 5; year = 1956; }, " \
    "{ size = 26; months = 11; year = 1960; }, { size = 62; months = 37; year = 1964; }, { size = 102; months = 74; year = 1973; }, { size = 123; months = 87; year = 1986; } ); time = \"months\"; "

static void test_rounds_do_not_tell_size_from_year(void **state)
{
    bench b;
    (void)state;
    weigh(&b, ROUNDS "control = (\"year\"); direction = \"decreasing\";");
    assert_int_equal(b.table->test, CM_TEST_RANK);
    assert_close(b.e.fit[0].effect, 0.8975903614, 1e-9);
    assert_close(b.e.fit[1].effect, 0.5528658092, 1e-9);
    assert_true(b.e.fit[0].p < 0.01 && b.e.fit[1].p > 0.05);
    assert_int_equal(b.e.verdict, CM_RECORD_SILENT);
    assert_string_equal(b.e.because, "Alone, larger groups were slower (rank correlation of size and time 0.8976, 95% from 0.3982 to 0.9866, p = 160/40320 = 0.004); with year held fixed, "
                        "what is left of it cannot be told from chance (rank correlation of size and time 0.5529, 95% from -0.4051 to 0.9322, p = 0.2).");
    assert_true(warned(&b, "Size and 'year' go together (rank correlation 0.90)"));
    assert_close(b.e.confounding[0].rho, 0.8982196964, 1e-9);
    close_bench(&b);
}

/* Alone, the same cases are for the claim that expects them and against the one that expects the opposite. */
static void test_the_verdict_turns_with_the_claim(void **state)
{
    bench b;
    (void)state;
    weigh(&b, ROUNDS "direction = \"decreasing\";");
    assert_int_equal(b.e.verdict, CM_RECORD_CONSISTENT);
    assert_non_null(strstr(b.e.because, "larger groups were slower"));
    assert_non_null(strstr(b.e.because, "as the claim expects"));
    assert_true(warned(&b, "Nothing is controlled"));
    close_bench(&b);
    weigh(&b, ROUNDS "direction = \"increasing\";");
    assert_int_equal(b.e.verdict, CM_RECORD_AGAINST);
    assert_non_null(strstr(b.e.because_zh, "与论断所料相反"));
    close_bench(&b);
}

/* 1,669 directives: hazard ratios, tests of proportionality and concordance by R on the same table. */
static void test_directives_agree_with_r(void **state)
{
    static const double ratio[] = { 1.05704886, 1.02621344, 1.089484557, 1.008818770, 1.004778135 };
    static const double proportional[] = { 0.0609237298, 0.0323319063, 0.153030610, 0.282313325, 0.354593059 };
    static const double concordance[] = { 0.538436969, 0.551781208, 0.576977065, 0.556606027, 0.614022452 };
    cm_place at = { "configs/claims/evidence-directives.cfg", 1, 1, 1 };
    cm_node *rows = NULL;
    bench b;
    (void)state;
    open_bench(&b);
    assert_int_equal(cm_csv_cases(&b.ctx, &b.arena, "evidence-directives.csv", at, &b.diags, &rows, NULL), CM_OK);
    assert_non_null(rows);
    assert_int_equal(read_record(&b, "cases_from = \"x\"; size = \"members\"; time = \"quarters\"; censored = \"pending\"; count = \"directives\"; "
                                 "control = (\"rule\", \"procedure\", \"backlog\"); direction = \"decreasing\";", rows), CM_OK);
    assert_int_equal(b.diags.count, 0);
    assert_int_equal(b.table->n, 1669);
    assert_int_equal(b.table->test, CM_TEST_COX);
    assert_int_equal(cm_evidence_weigh(&b.ctx, &b.arena, b.table, 1, &b.e), CM_OK);
    assert_int_equal(b.e.nfits, 5);
    assert_int_equal(b.e.ended, 1320);
    for (size_t k = 0; k < 5; k++) {
        assert_close(b.e.fit[k].effect, ratio[k], 1e-7);
        assert_close(b.e.fit[k].proportional_p, proportional[k], 1e-5);
        assert_close(b.e.fit[k].concordance, concordance[k], 1e-8);
    }
    assert_int_equal(b.e.verdict, CM_RECORD_SILENT);
    assert_true(warned(&b, "Still pending when the record ends: 349 of 1669 cases"));
    close_bench(&b);
}

/* ---- made-up records ---- */

/* n cases: the larger ones mostly decide by majority; agreement goes with the rule, and with size by `slope`. */
static void make_cases(cm_rng *rng, size_t n, double slope, bool backwards, char *text)
{
    size_t used = (size_t)sprintf(text, "cases = (");
    char row[200][120];
    for (size_t i = 0; i < n; i++) {
        double size = 2 + (double)cm_rng_below(rng, 40);
        bool majority = cm_rng_unit(rng) < size / 45;
        bool agreed = cm_rng_unit(rng) < 1 / (1 + exp(0.5 - (majority ? 2 : 0) - slope * (size - 20)));
        (void)snprintf(row[i], sizeof row[i], "{ size = %g; rule = \"%s\"; agreed = %s; }", size, majority ? "majority" : "consensus", agreed ? "true" : "false");
    }
    for (size_t i = 0; i < n; i++) used += (size_t)sprintf(text + used, "%s%s", i > 0 ? ", " : "", row[backwards ? n - 1 - i : i]);
    (void)sprintf(text + used, "); outcome = \"agreed\"; direction = \"decreasing\"; ");
}

/* Where size does nothing, size alone is mostly found guilty, and with the rule held about one time in twenty. */
static void test_holding_the_rule_acquits_size(void **state)
{
    static char cases[TEXT], record[2 * TEXT];
    size_t alone = 0, held = 0, convicted = 0;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "acquitted", 0);
    for (int round = 0; round < 200; round++) {
        bench b;
        make_cases(&rng, 120, 0, false, cases);
        (void)snprintf(record, sizeof record, "%s control = (\"rule\");", cases);
        weigh(&b, record);
        assert_int_equal(b.table->test, CM_TEST_LOGISTIC);
        alone += b.e.fit[0].p <= 0.05;
        held += b.e.fit[1].p <= 0.05;
        convicted += b.e.verdict != CM_RECORD_SILENT;
        close_bench(&b);
    }
    assert_true(alone >= 60);
    assert_true(held <= 24);
    assert_int_equal(convicted, held);
}

static void test_an_effect_that_is_there_is_found(void **state)
{
    static char cases[TEXT], record[2 * TEXT];
    size_t found = 0;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "guilty", 0);
    for (int round = 0; round < 50; round++) {
        bench b;
        make_cases(&rng, 120, -0.12, false, cases);
        (void)snprintf(record, sizeof record, "%s control = (\"rule\");", cases);
        weigh(&b, record);
        found += b.e.verdict == CM_RECORD_CONSISTENT;
        assert_true(b.e.verdict != CM_RECORD_AGAINST);
        close_bench(&b);
    }
    assert_true(found >= 40);
}

/* The regression itself, asked directly; the order of the cases; a doubling in place of a member. */
static void test_order_of_cases_and_units_do_not_matter(void **state)
{
    static char cases[TEXT], turned[TEXT], record[2 * TEXT];
    (void)state;
    for (uint64_t round = 0; round < 20; round++) {
        cm_rng one, two;
        bench b, c;
        cm_logistic fit;
        double x[120 * 2];
        cm_rng_init(&one, support_seed(), "order", round);
        cm_rng_init(&two, support_seed(), "order", round);
        make_cases(&one, 120, -0.05, false, cases);
        make_cases(&two, 120, -0.05, true, turned);
        (void)snprintf(record, sizeof record, "%s control = (\"rule\");", cases);
        weigh(&b, record);
        (void)snprintf(record, sizeof record, "%s control = (\"rule\");", turned);
        weigh(&c, record);
        for (size_t k = 0; k < 2; k++) {
            assert_close(b.e.fit[k].effect, c.e.fit[k].effect, 1e-6);
            assert_close(b.e.fit[k].p, c.e.fit[k].p, 1e-6);
            assert_close(b.e.fit[k].low, c.e.fit[k].low, 1e-6);
        }
        assert_int_equal(b.e.verdict, c.e.verdict);
        for (size_t i = 0; i < 120; i++) {
            x[2 * i] = 1;
            x[2 * i + 1] = 3 * b.table->size[i] - 5;
        }
        assert_int_equal(cm_logistic_fit(&b.ctx, &b.arena, 120, 2, x, b.table->outcome, 0.05, &fit), CM_OK);
        assert_close(exp(3 * fit.beta[1]), b.e.fit[0].effect, 1e-6);
        close_bench(&c);
        (void)snprintf(record, sizeof record, "%s per = \"doubling\";", cases);
        weigh(&c, record);
        assert_non_null(strstr(c.e.fit[0].measure, "doubling"));
        assert_true((c.e.fit[0].effect > 1) == (b.e.fit[0].effect > 1) || fabs(b.e.fit[0].effect - 1) < 0.02);
        close_bench(&b);
        close_bench(&c);
    }
}

static void test_a_count_stands_for_so_many_cases(void **state)
{
    bench b, c;
    (void)state;
    weigh(&b, "cases = ( { size = 5; ok = true; n = 4; }, { size = 5; ok = false; n = 1; }, { size = 9; ok = true; n = 1; }, { size = 9; ok = false; n = 3; } ); outcome = \"ok\"; count = \"n\"; direction = \"decreasing\";");
    assert_int_equal(b.table->n, 9);
    assert_int_equal(b.table->test, CM_TEST_FISHER);
    assert_close(b.e.fit[0].p, 26.0 / 126, 1e-9);          /* 4 of 5 and 1 of 4: (4+1, 20+1) of 126 as rare */
    weigh(&c, "cases = ( { size = 5; ok = true; n = 8; }, { size = 5; ok = false; n = 2; }, { size = 9; ok = true; n = 2; }, { size = 9; ok = false; n = 6; } ); outcome = \"ok\"; count = \"n\"; direction = \"decreasing\";");
    assert_true(c.e.fit[0].p < b.e.fit[0].p);
    assert_true(c.e.fit[0].effect < 1);
    close_bench(&b);
    close_bench(&c);
}

static void test_what_cannot_be_held_is_said(void **state)
{
    bench b;
    (void)state;
    weigh(&b, "cases = ( { size = 5; year = 1; ok = true; }, { size = 6; year = 2; ok = true; }, { size = 7; year = 3; ok = true; }, { size = 8; year = 4; ok = true; }, "
              "{ size = 20; year = 5; ok = false; }, { size = 21; year = 6; ok = false; }, { size = 22; year = 7; ok = false; }, { size = 23; year = 8; ok = false; } ); "
              "outcome = \"ok\"; control = (\"year\"); direction = \"decreasing\";");
    assert_false(b.e.fit[1].known);
    assert_non_null(strstr(b.e.fit[1].why, "only words can be held fixed"));
    assert_string_equal(b.e.fit[0].exact, "2/70");
    assert_int_equal(b.e.verdict, CM_RECORD_SILENT);         /* clear alone, but size and year are one */
    assert_non_null(strstr(b.e.because, "size and year cannot be told apart"));
    close_bench(&b);
    weigh(&b, "cases = ( { size = 5; ok = true; }, { size = 6; ok = true; }, { size = 7; ok = true; }, { size = 20; ok = false; }, { size = 21; ok = false; }, { size = 22; ok = false; } ); "
              "outcome = \"ok\"; test = \"logistic\"; direction = \"decreasing\";");
    assert_true(b.e.fit[0].separated);
    assert_true(warned(&b, "Firth"));
    assert_true(warned(&b, "3 cases of the rarer kind are few"));
    close_bench(&b);
    weigh(&b, "cases = ( { size = 5; ok = true; }, { size = 6; ok = false; }, { size = 7; ok = true; }, { size = 8; ok = true; } ); outcome = \"ok\"; direction = \"decreasing\";");
    assert_true(warned(&b, "so few cases cannot tell"));
    close_bench(&b);
}

static void test_a_number_as_outcome_is_ranked(void **state)
{
    bench b;
    (void)state;
    weigh(&b, "cases = ( { size = 5; depth = 0.9; }, { size = 6; depth = 0.7; }, { size = 7; depth = 0.75; }, { size = 8; depth = 0.4; }, { size = 9; depth = 0.3; }, { size = 10; depth = 0.1; } ); "
              "outcome = \"depth\"; direction = \"decreasing\";");
    assert_int_equal(b.table->test, CM_TEST_RANK);
    assert_null(b.table->outcome);
    assert_true(b.e.fit[0].effect < -0.9);
    assert_int_equal(b.e.verdict, CM_RECORD_CONSISTENT);
    assert_non_null(strstr(b.e.because, "larger groups came to less"));
    close_bench(&b);
}

/* ---- failures ---- */

static void test_memory_that_ends_is_told(void **state)
{
    static const char *const record[] = {
        GROUPS "control = (\"rule\", \"open\"); direction = \"decreasing\";",
        ROUNDS "control = (\"year\"); test = \"cox\"; direction = \"decreasing\";",
    };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        size_t failed = 0;
        for (long budget = 0; ; budget++) {
            bench b;
            cm_status status;
            open_bench(&b);
            b.ctx.alloc_budget = budget;
            status = read_record(&b, record[k], NULL);
            if (status == CM_OK) status = cm_evidence_weigh(&b.ctx, &b.arena, b.table, 1, &b.e);
            close_bench(&b);
            if (status == CM_OK) break;
            assert_int_equal(status, CM_E_MEMORY);
            failed++;
        }
        assert_true(failed > 100);
    }
    cm_lp_thread_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_of_experts_do_not_tell),
        cmocka_unit_test(test_rounds_do_not_tell_size_from_year),
        cmocka_unit_test(test_the_verdict_turns_with_the_claim),
        cmocka_unit_test(test_directives_agree_with_r),
        cmocka_unit_test(test_holding_the_rule_acquits_size),
        cmocka_unit_test(test_an_effect_that_is_there_is_found),
        cmocka_unit_test(test_order_of_cases_and_units_do_not_matter),
        cmocka_unit_test(test_a_count_stands_for_so_many_cases),
        cmocka_unit_test(test_what_cannot_be_held_is_said),
        cmocka_unit_test(test_a_number_as_outcome_is_ranked),
        cmocka_unit_test(test_memory_that_ends_is_told),
    };
    return RUN_TESTS(tests);
}
