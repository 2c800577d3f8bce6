/* test_inquiry.c: regions and sensitivities of a claim, and what all questions about changes have in common. */
#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/stat/morris.h"
#include "solver/stat/shapley_effects.h"
#include "solver/stat/sobol_indices.h"
#include "tests/support/asking.h"

#define PAIR "parameters = { q = 0.3; b = 0.6; }; issues = { law = {}; }; status_quo = { law = \"q\"; }; players = { A = { ideal = { law = 0.2; }; }; B = { ideal = { law = \"b\"; }; }; };" \
    " venues = { club = { rule = " CONSENSUS "; }; }; claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\";" \
    " vary = ( { path = \"venues.club.members\"; label = \"members\"; variants = ( { id = \"one\"; to = (\"A\"); }, { id = \"both\"; to = (\"A\", \"B\"); } ); } );" \
    " expect = { direction = \"decreasing\"; along = \"members\"; }; "
#define INPUTS "inputs = ( { path = \"parameters.q\"; low = 0.25; high = 1; }, { path = \"parameters.b\"; low = 0.25; high = 1; } );"

static double pair_effect(double q, double b) { return q <= b ? -1 : 0; }

static void test_a_half_of_the_region_has_its_share(void **state)
{
    asked_about a;
    const cm_finding *f;
    const cm_table *points, *shares;
    (void)state;
    given_good(&a.g, PAIR "region = { " INPUTS " points = 512; }; };");
    f = answer(&a, 1, 0);
    points = table_of(f, "points");
    assert_int_equal(points->nrows, 512);
    for (size_t i = 0; i < 512; i++) {
        double q = number_of(points, i, "parameters.q"), b = number_of(points, i, "parameters.b");
        assert_close(number_of(points, i, "effect"), pair_effect(q, b), 0);
        assert_string_equal(text_of(points, i, "verdict"), q <= b ? "supported" : "no effect");
    }
    shares = table_of(f, "shares");
    assert_string_equal(text_of(shares, 0, "verdict"), "supported");
    assert_close(number_of(shares, 0, "share"), 0.5, 0.035);          /* the diagonal is in it */
    assert_true(number_of(shares, 0, "low") < 0.51 && 0.51 < number_of(shares, 0, "high"));
    assert_string_equal(text_of(shares, 2, "verdict"), "no effect");
    assert_close(number_of(shares, 0, "share") + number_of(shares, 2, "share"), 1, 1e-12);
    assert_non_null(strstr(f->map, "|++++++"));
    assert_non_null(strstr(f->map, "======|"));
    assert_true(says(f, "in this model the claim is supported in 5"));
    given_free(&a.g);
}

static void test_a_box_of_the_region_is_named(void **state)
{
    asked_about a;
    const cm_finding *f;
    const cm_table *boxes, *limits;
    (void)state;
    /* Supported where q < 0.6, whatever the other. */
    given_good(&a.g, PAIR "region = ( { path = \"parameters.q\"; label = \"what holds\"; low = 0.25; high = 1; }, { path = \"players.A.capability\"; low = 1; high = 2; } ); };");
    f = answer(&a, 1, 0);
    boxes = table_of(f, "boxes");
    limits = table_of(f, "limits");
    assert_int_equal(boxes->nrows, 1);
    assert_true(number_of(boxes, 0, "coverage") > 0.95 && number_of(boxes, 0, "density") > 0.95);
    assert_int_equal(limits->nrows, 1);
    assert_string_equal(text_of(limits, 0, "input"), "parameters.q");
    assert_close(number_of(limits, 0, "high"), 0.6, 0.02);
    assert_true(cm_table_get(limits, 0, "low").kind == CM_NONE);
    assert_true(says(f, "supported for what holds up to 0."));
    given_free(&a.g);
}

/* Supported where q <= b, b being nearly everywhere above: no box can do clearly better than the whole, which is no reason to say
 * that nothing is mostly supported. */
static void test_a_region_supported_almost_throughout_has_no_box(void **state)
{
    asked_about a;
    const cm_finding *f;
    (void)state;
    given_good(&a.g, PAIR "region = { inputs = ( { path = \"parameters.q\"; low = 0.25; high = 0.5; }, { path = \"parameters.b\"; low = 0.38; high = 1; } ); points = 64; }; };");
    f = answer(&a, 1, 0);
    assert_true(number_of(table_of(f, "shares"), 0, "share") > 0.9 && number_of(table_of(f, "shares"), 0, "share") < 1);
    assert_int_equal(table_of(f, "boxes")->nrows, 0);
    assert_true(says(f, "no ranges of single inputs stand out: it is supported at 9"));
    assert_false(says(f, "no ranges of single inputs hold mostly places where it is supported"));
    given_free(&a.g);
}

/* ---- sensitivities: the methods of the room put to the formula itself ---- */

static cm_status formula(void *data, cm_ctx *ctx, double *u, double *y)
{
    const cm_input *input = data;
    double q = cm_input_value(&input[0], &u[0]), b = cm_input_value(&input[1], &u[1]);
    (void)ctx;
    *y = pair_effect(q, b);
    return CM_OK;
}

static void test_the_methods_see_the_claim_as_its_formula(void **state)
{
    static const char *const asked[] = { "method = \"morris\"; points = 12;", "method = \"sobol\"; points = 32;",
                                         "method = \"shapley\"; points = 20; correlation = ( { of = (\"q\", \"parameters.b\"); is = 0.6; } );" };
    static const double correlation[] = { 1, .6, .6, 1 };
    (void)state;
    for (size_t m = 0; m < 3; m++) {
        asked_about a;
        const cm_table *table;
        cm_unit_model model = { formula, NULL, 2 };
        cm_morris morris[2];
        cm_sobol_index index[2];
        cm_shapley_effect effect[2];
        double mean, variance;
        given_good(&a.g, PAIR "sensitivity = { " INPUTS " %s }; };", asked[m]);
        table = table_of(answer(&a, 1, 0), "inputs");
        model.data = a.inquiry.sensitivity->input;
        assert_int_equal(table->nrows, 6);
        if (m == 0) assert_int_equal(cm_morris_screen(&a.g.ctx, &model, 12, support_seed(), morris), CM_OK);
        if (m == 1) assert_int_equal(cm_sobol_indices(&a.g.ctx, &model, 32, support_seed(), 0.95, index, &mean, &variance), CM_OK);
        if (m == 2) assert_int_equal(cm_shapley_effects(&a.g.ctx, &model, correlation, 20, support_seed(), 0.95, effect, &mean, &variance), CM_OK);
        for (size_t i = 0; i < 2; i++) {
            assert_string_equal(text_of(table, i, "output"), "effect");
            assert_string_equal(text_of(table, 2 + i, "output"), "first");
            if (m == 0) {
                assert_close(number_of(table, i, "mean"), morris[i].mean, 1e-12);
                assert_close(number_of(table, i, "absolute"), morris[i].absolute, 1e-12);
                assert_close(number_of(table, i, "spread"), morris[i].spread, 1e-12);
                assert_close(number_of(table, 2 + i, "absolute"), 0, 0);             /* one always agrees with itself */
            } else if (m == 1) {
                assert_close(number_of(table, i, "first"), index[i].first, 1e-12);
                assert_close(number_of(table, i, "total_high"), index[i].total_high, 1e-12);
                assert_close(number_of(table, 4 + i, "total"), index[i].total, 1e-12);      /* "last" is 1 + effect */
            } else {
                assert_close(number_of(table, i, "share"), effect[i].share, 1e-12);
                assert_close(number_of(table, i, "low"), effect[i].low, 1e-12);
            }
        }
        given_free(&a.g);
    }
}

static void test_what_would_turn_the_verdict_is_found(void **state)
{
    asked_about a;
    const cm_finding *f;
    const cm_table *turns, *nearest;
    double distance, q, b;
    (void)state;
    given_good(&a.g, PAIR "sensitivity = { " INPUTS " method = \"sobol\"; points = 256; }; };");
    f = answer(&a, 1, 0);
    turns = table_of(f, "turns");
    assert_close(number_of(turns, 0, "base"), 0.3, 1e-9);
    assert_true(cm_table_get(turns, 0, "below").kind == CM_NONE);
    assert_close(number_of(turns, 0, "above"), 0.6, 0.002);
    assert_string_equal(text_of(turns, 0, "above_verdict"), "no effect");
    assert_close(number_of(turns, 1, "below"), 0.3, 0.002);
    assert_true(cm_table_get(turns, 1, "above").kind == CM_NONE);
    nearest = table_of(f, "nearest");
    q = number_of(nearest, 0, "value");
    b = number_of(nearest, 1, "value");
    distance = cm_result_get(&f->result, "distance")->as.number;
    assert_true(q >= b - 1e-9);                                      /* the verdict is another there */
    assert_close(distance, hypot(number_of(nearest, 0, "moved"), number_of(nearest, 1, "moved")), 1e-9);
    assert_close(distance, hypot(q - .3, b - .6) / .75, 1e-6);
    assert_true(distance >= .3 / sqrt(2) / .75 - 1e-9 && distance < .3 / sqrt(2) / .75 + 0.008);      /* no nearer than the foot of the diagonal */
    assert_true(says(f, "the nearest place found where the verdict 'supported' becomes 'no effect'"));
    assert_true(says(f, "q alone turns it to 'no effect' when it goes from 0.3 to 0.6"));
    given_free(&a.g);
}

static void test_a_verdict_that_nothing_turns_is_told(void **state)
{
    asked_about a;
    const cm_finding *f;
    (void)state;
    given_good(&a.g, PAIR "sensitivity = { inputs = ( { path = \"parameters.q\"; low = 0.3; high = 0.5; } ); method = \"morris\"; points = 4; }; };");
    f = answer(&a, 1, 0);
    assert_true(says(f, "q alone does not turn it anywhere from 0.3 to 0.5 (it is at 0.3)"));
    assert_true(says(f, "in this model nothing in these ranges was found that turns the verdict 'supported' into another that is decided"));
    assert_true(cm_result_get(&f->result, "distance")->kind == CM_NONE);
    given_free(&a.g);
}

/* ---- the same for any number of threads ---- */

static void pour(const cm_finding *f, FILE *out)
{
    for (size_t i = 0; i < f->nsaid; i++) fprintf(out, "%s\n%s\n", f->say[i], f->say_zh[i]);
    if (f->map != NULL) fprintf(out, "%s%s", f->map, f->map_zh);
    for (const cm_table *t = f->result.table; t != NULL; t = t->next) {
        for (size_t c = 0; c < t->nrows * t->ncolumns; c++) {
            const cm_value *v = &t->cell[c];
            if (v->kind == CM_TEXT) fprintf(out, "%s\n", v->as.text);
            else fprintf(out, "%d %.17g\n", (int)v->kind, v->kind == CM_NUMBER ? v->as.number : v->kind == CM_INTEGER ? (double)v->as.integer : 0);
        }
    }
}

static void test_any_number_of_threads_finds_the_same(void **state)
{
    char *text[3] = { NULL };
    size_t size[3];
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        asked_about a;
        FILE *out = open_memstream(&text[threads - 1], &size[threads - 1]);
        given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 600"), "", "boundary = { along = \"venues.club.rule.share\"; low = 0.55; high = 0.85; points = 5; };"
                                            "region = { inputs = ( { path = \"venues.club.rule.share\"; low = 0.5; high = 1; }, { path = \"population.blocs.all.ideal.mean\"; low = 0; high = 1; } ); points = 20; draws = 70; };"
                                            "sensitivity = { inputs = ( { path = \"venues.club.rule.share\"; low = 0.5; high = 1; }, { path = \"population.size\"; low = 600; high = 700; } ); method = \"morris\"; points = 3; draws = 70; };"), .5);
        read_inquiry(&a);
        assert_int_equal(try_answer(&a, 200, threads), CM_OK);
        assert_int_equal(a.findings.count, 3);
        for (size_t i = 0; i < 3; i++) pour(&a.findings.item[i], out);
        assert_int_equal(fclose(out), 0);
        given_free(&a.g);
        assert_string_equal(text[0], text[threads - 1]);
    }
    for (int i = 0; i < 3; i++) free(text[i]);
}

/* ---- failures ---- */

static void test_a_point_without_a_claim_is_told_with_its_setting(void **state)
{
    asked_about a;
    (void)state;
    given_good(&a.g, "parameters = { h = 0; }; issues = { law = { range = (-9, 9); }; }; status_quo = { law = 0; }; players = { A = { ideal = { law = \"1/(h - 0.5)\"; }; }; B = { ideal = { law = 1; }; }; };"
                     " venues = { club = { rule = " CONSENSUS "; }; };" ASKING("{ path = \"venues.club.members\"; label = \"members\"; values = ((\"A\"), (\"A\", \"B\")); }", "",
                     "boundary = { along = \"parameters.h\"; low = 0; high = 1; points = 3; };"));
    read_inquiry(&a);
    assert_int_equal(try_answer(&a, 1, 1), CM_E_DOMAIN);
    assert_int_equal(strncmp(a.g.ctx.message, "at parameters.h = 0.5: ", 23), 0);
    given_free(&a.g);
}

static void test_whoever_asks_to_stop_is_heard(void **state)
{
    static const volatile sig_atomic_t stop = 1;
    static const char *const asked[] = { "boundary = { along = \"parameters.q\"; low = 0.3; high = 0.9; };", "region = { " INPUTS " };", "sensitivity = { " INPUTS " method = \"sobol\"; };" };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        asked_about a;
        given_good(&a.g, PAIR "%s };", asked[i]);
        read_inquiry(&a);
        a.g.ctx.stop = &stop;
        assert_int_equal(try_answer(&a, 1, 2), CM_E_INTERRUPT);
        assert_int_equal(a.findings.count, 0);                       /* what was not finished is not told */
        given_free(&a.g);
    }
}

static void test_every_allocation_may_fail(void **state)
{
    static const char *const asked[] = { "boundary = { along = \"parameters.q\"; low = 0.3; high = 0.9; points = 3; tolerance = 0.1; };", "region = { " INPUTS " points = 4; };",
                                         "sensitivity = { " INPUTS " method = \"morris\"; points = 2; };" };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        long refused = 0;
        for (long budget = 0;; budget += 1 + budget / 12) {
            asked_about a;
            cm_status status;
            given_good(&a.g, PAIR "%s };", asked[i]);
            a.g.ctx.alloc_budget = budget;
            status = cm_inquiry_read(&a.g.ctx, &a.g.arena, a.g.root, &a.g.claim, &a.g.diags, &a.inquiry);
            if (status == CM_OK) status = try_answer(&a, 1, 1);
            given_free(&a.g);
            if (status == CM_OK) break;
            assert_int_equal(status, CM_E_MEMORY);
            refused++;
        }
        assert_true(refused > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_half_of_the_region_has_its_share),
        cmocka_unit_test(test_a_box_of_the_region_is_named),
        cmocka_unit_test(test_a_region_supported_almost_throughout_has_no_box),
        cmocka_unit_test(test_the_methods_see_the_claim_as_its_formula),
        cmocka_unit_test(test_what_would_turn_the_verdict_is_found),
        cmocka_unit_test(test_a_verdict_that_nothing_turns_is_told),
        cmocka_unit_test(test_any_number_of_threads_finds_the_same),
        cmocka_unit_test(test_a_point_without_a_claim_is_told_with_its_setting),
        cmocka_unit_test(test_whoever_asks_to_stop_is_heard),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
