/* test_inspection.c: inspections, enough or too few. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_inspection;
static const cm_concept *const concept = &cm_concept_inspection;

#define LIST(array) ((cm_numbers){ sizeof(array) / sizeof(array)[0], (array) })

typedef struct office {
    long inspectees;
    double gain, penalty, detection, cost, harm, capacity;
    cm_numbers gains, detections, harms;
} office;

static office given(void)
{
    office o = { 0 };
    cm_params_default(&o, concept->param, concept->nparams);
    return o;
}

static double of(const talking *t, size_t i, const char *column)
{
    return cm_table_get(cm_result_find(&t->result, "inspectees"), i, column).as.number;
}

/* R. Avenhaus, B. von Stengel, S. Zamir: p = g / (d (g + L)), q = c / (d h). */
static void test_one_inspectee_as_tabulated(void **state)
{
    static const struct { double g, l, d, c, h, inspect, violate; } row[] = { { 1, 3, 1, 0.2, 2, 0.25, 0.1 }, { 1, 3, 0.5, 0.2, 2, 0.5, 0.2 }, { 2, 3, 0.8, 0.1, 1, 0.5, 0.125 } };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        office o = given();
        talking t;
        o.gain = row[k].g;
        o.penalty = row[k].l;
        o.detection = row[k].d;
        o.cost = row[k].c;
        o.harm = row[k].h;
        talking_solved_alone(&t, concept, &o);
        assert_close(of(&t, 0, "inspected"), row[k].inspect, 1e-12);
        assert_close(of(&t, 0, "violates"), row[k].violate, 1e-12);
        assert_close(talking_number(&t, "shadow"), 0, 0);
        cm_arena_free(&t.arena);
    }
}

/* Ten that are alike, each of which a quarter of an inspection holds: with less than two and a half all violate. */
static void test_inspections_for_all_or_for_nobody(void **state)
{
    office o = given();
    talking t;
    (void)state;
    o.inspectees = 10;
    o.capacity = 2.6;
    talking_solved_alone(&t, concept, &o);
    assert_close(talking_number(&t, "violations"), 1, 1e-12);
    assert_close(talking_number(&t, "inspected"), 2.5, 1e-12);
    assert_close(talking_number(&t, "needed"), 2.5, 1e-12);
    cm_arena_free(&t.arena);
    o.capacity = 2.4;
    talking_solved_alone(&t, concept, &o);
    assert_close(talking_number(&t, "violations"), 10, 1e-12);
    assert_close(talking_number(&t, "inspected"), 2.4, 1e-12);
    assert_close(talking_number(&t, "shadow"), 1.8, 1e-12);
    cm_arena_free(&t.arena);
}

/* The most harmful is held, the next is inspected with what is left, the last not at all. */
static void test_inspections_go_where_a_violation_harms_most(void **state)
{
    static const double harms[] = { 1, 4, 2 };
    office o = given();
    talking t;
    (void)state;
    o.inspectees = 3;
    o.harms = LIST(harms);
    o.capacity = 0.35;
    talking_solved_alone(&t, concept, &o);
    assert_close(of(&t, 1, "inspected"), 0.25, 1e-12);
    assert_close(of(&t, 1, "violates"), 0.5, 1e-12);                 /* (c + mu) / (d h), mu = 2 - 0.2 */
    assert_close(of(&t, 2, "inspected"), 0.1, 1e-12);
    assert_close(of(&t, 2, "violates"), 1, 0);
    assert_close(of(&t, 0, "inspected"), 0, 0);
    assert_int_equal(talking_count(&t, "deterred"), 1);
    cm_arena_free(&t.arena);
}

/* Who gains nothing by a violation needs no inspection, whether or not one would find it or there is a penalty. */
static void test_who_gains_nothing_needs_no_inspection(void **state)
{
    static const double gains[] = { 0, 1 };
    (void)state;
    for (int k = 0; k < 4; k++) {
        double detections[] = { k % 2, 1 };
        office o = given();
        talking t;
        o.inspectees = 2;
        o.gains = LIST(gains);
        o.detections = LIST(detections);
        o.penalty = k < 2 ? 3 : 0;
        talking_solved_alone(&t, concept, &o);
        assert_close(talking_number(&t, "needed"), k < 2 ? 0.25 : 1, 1e-12);
        assert_close(of(&t, 0, "inspected"), 0, 0);
        cm_arena_free(&t.arena);
    }
}

static void test_near_misses_are_refused_in_drawn_cases(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "inspectees", 0);
    for (int k = 0; k < 300; k++) {
        office o = given();
        double gains[5], detections[5], harms[5];
        talking t;
        o.inspectees = 1 + (long)cm_rng_below(&rng, 5);
        for (int i = 0; i < 5; i++) gains[i] = cm_rng_unit(&rng), detections[i] = cm_rng_unit(&rng), harms[i] = (double)(1 + cm_rng_below(&rng, 3));
        if (cm_rng_unit(&rng) < 0.5) o.gains = (cm_numbers){ (size_t)o.inspectees, gains };
        if (cm_rng_unit(&rng) < 0.5) o.detections = (cm_numbers){ (size_t)o.inspectees, detections };
        if (cm_rng_unit(&rng) < 0.5) o.harms = (cm_numbers){ (size_t)o.inspectees, harms };
        o.penalty = 2 * cm_rng_unit(&rng);
        o.cost = cm_rng_unit(&rng);
        o.capacity = 3 * cm_rng_unit(&rng);
        talking_solved_alone(&t, concept, &o);
        for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
            if (s->value.kind == CM_NUMBER) talking_refuses(&t, concept, &o, &s->value, 1e-3, s->name);
        }
        talking_refuses_inventions(&t, concept, &o);
        talking_refuses_table(&t, concept, &o, "inspectees", 1e-3);
        cm_arena_free(&t.arena);
    }
}

static void test_money_on_another_scale_changes_no_chance(void **state)
{
    static const double harms[] = { 1, 4, 2 }, large[] = { 10, 40, 20 };
    office o = given(), p = given();
    talking t, u;
    (void)state;
    o.inspectees = p.inspectees = 3;
    o.capacity = p.capacity = 0.35;
    o.harms = LIST(harms);
    p.harms = LIST(large);
    p.gain = 10;
    p.penalty = 30;
    p.cost = 2;
    talking_solved_alone(&t, concept, &o);
    talking_solved_alone(&u, concept, &p);
    for (size_t i = 0; i < 3; i++) {
        assert_close(of(&t, i, "inspected"), of(&u, i, "inspected"), 1e-12);
        assert_close(of(&t, i, "violates"), of(&u, i, "violates"), 1e-12);
    }
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void test_lists_of_another_length_are_refused(void **state)
{
    static const double two[] = { 1, 2 };
    office o = given();
    talking t;
    (void)state;
    o.inspectees = 3;
    o.harms = LIST(two);
    assert_int_equal(talking_solve_alone(&t, concept, &o), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "inspection: 2 harms for 3 inspectees");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const office o = given();
    (void)state;
    talking_runs_out_of_memory(concept, &o, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_inspectee_as_tabulated),
        cmocka_unit_test(test_inspections_for_all_or_for_nobody),
        cmocka_unit_test(test_inspections_go_where_a_violation_harms_most),
        cmocka_unit_test(test_who_gains_nothing_needs_no_inspection),
        cmocka_unit_test(test_near_misses_are_refused_in_drawn_cases),
        cmocka_unit_test(test_money_on_another_scale_changes_no_chance),
        cmocka_unit_test(test_lists_of_another_length_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
