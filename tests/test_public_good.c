/* test_public_good.c: what each gives of its own for what all have. */
#include "solver/action/public_good.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_public_good;
static const cm_concept *const concept = &cm_concept_public_good;

static cm_public_params usual(long members)
{
    return (cm_public_params){ .members = members, .form = "cobb-douglas", .provision = "sum", .weight = 0.3, .benefit = 0.6, .curve = 0.5, .base = 1, .wealth = 1 };
}

static double gives(const talking *t, size_t row)
{
    return cm_table_get(cm_result_find(&t->result, "members"), row, "gives").as.number;
}

/* Chamberlin (1974): the good rises with the number, its share of the best falls; by another program. */
static void test_as_tabulated(void **state)
{
    static const struct { long n; double weight, total, best, share; } row[] = {
        { 1, 0.1, 0.1, 0.1, 1.0 },
        { 2, 0.1, 0.10526315789473684, 0.2, 0.5263157894736842 },
        { 5, 0.1, 0.10869565217391305, 0.5, 0.2173913043478261 },
        { 10, 0.1, 0.10989010989010989, 1.0, 0.10989010989010989 },
        { 25, 0.1, 0.11061946902654866, 2.5, 0.04424778761061947 },
        { 193, 0.1, 0.11104718066743383, 19.3, 0.00575373993095512 },
        { 1, 0.3, 0.3, 0.3, 1.0 },
        { 2, 0.3, 0.35294117647058826, 0.6, 0.5882352941176471 },
        { 5, 0.3, 0.39473684210526316, 1.5, 0.2631578947368421 },
        { 10, 0.3, 0.4109589041095891, 3.0, 0.13698630136986303 },
        { 25, 0.3, 0.42134831460674155, 7.5, 0.056179775280898875 },
        { 193, 0.3, 0.4276218611521418, 57.9, 0.007385524372230428 },
        { 1, 0.5, 0.5, 0.5, 1.0 },
        { 2, 0.5, 0.6666666666666666, 1.0, 0.6666666666666666 },
        { 5, 0.5, 0.8333333333333334, 2.5, 0.33333333333333337 },
        { 10, 0.5, 0.9090909090909091, 5.0, 0.18181818181818182 },
        { 25, 0.5, 0.9615384615384616, 12.5, 0.07692307692307693 },
        { 193, 0.5, 0.9948453608247423, 96.5, 0.010309278350515464 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_public_params p = usual(row[k].n);
        talking t;
        p.weight = row[k].weight;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "total"), row[k].total, 1e-12);
        assert_close(talking_number(&t, "efficient"), row[k].best, 1e-12);
        assert_close(talking_number(&t, "share"), row[k].share, 1e-12);
        if (k > 0 && row[k].weight <= row[k - 1].weight) assert_true(row[k].total > row[k - 1].total && row[k].share < row[k - 1].share);
        cm_arena_free(&t.arena);
    }
}

/* Bergstrom, Blume and Varian (1986): moved among those who give, wealth changes nothing; moved to one who gives nothing, it does. */
static void test_moving_wealth_among_those_who_give_changes_nothing(void **state)
{
    const double wide[] = { 4, 3, 2, 0.5 }, moved[] = { 3.2, 3.5, 2.3, 0.5 }, away[] = { 3.5, 2.5, 1.5, 2 };
    cm_public_params p = usual(4);
    talking t, u, v;
    (void)state;
    p.weight = 0.5;
    p.wealths = (cm_numbers){ 4, wide };
    talking_solved_alone(&t, concept, &p);                      /* (4 + 3 + 2) / 4 = 2.25 exceeds 2: the third gives nothing; (4 + 3) / 3 */
    assert_close(talking_number(&t, "total"), 7.0 / 3, 1e-12);
    assert_int_equal(talking_count(&t, "contributors"), 2);
    p.wealths = (cm_numbers){ 4, moved };
    talking_solved_alone(&u, concept, &p);                      /* 9 / 4 = 2.25 < 2.3: now three */
    assert_close(talking_number(&u, "total"), 2.25, 1e-12);
    assert_int_equal(talking_count(&u, "contributors"), 3);
    p.wealths = (cm_numbers){ 4, away };
    talking_solved_alone(&v, concept, &p);                      /* 9.5 / 5 = 1.9; (3.5 + 2.5 + 2) / 4 = 2 */
    assert_close(talking_number(&v, "total"), 2, 1e-12);
    assert_close(talking_number(&v, "equalised"), 1.9, 1e-12);
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
    cm_arena_free(&v.arena);
    for (int k = 0; k < 5; k++) {                                /* all give: any small move */
        const double shifted[] = { 1.1 + 0.02 * k, 1 - 0.01 * k, 0.9 - 0.01 * k };
        p.members = 3;
        p.wealths = (cm_numbers){ 3, shifted };
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "total"), 0.75, 1e-12);
        assert_close(gives(&t, 0), shifted[0] - 0.75, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* Each in turn gives its best reply, again and again. */
static void test_best_replies_lead_there(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 60; index++) {
        double w[8], g[8] = { 0 };
        cm_public_params p = usual(8);
        cm_rng rng;
        talking t;
        cm_rng_init(&rng, support_seed(), "wealths", index);
        for (int i = 0; i < 8; i++) w[i] = 0.2 + 3 * cm_rng_unit(&rng);
        p.weight = 0.1 + 0.6 * cm_rng_unit(&rng);
        p.wealths = (cm_numbers){ 8, w };
        for (int turn = 0; turn < 20000; turn++) {
            double others = 0;
            for (int i = 0; i < 8; i++) others += i == turn % 8 ? 0 : g[i];
            g[turn % 8] = fmax(0, p.weight * (w[turn % 8] + others) - others);
        }
        talking_solved_alone(&t, concept, &p);
        for (size_t i = 0; i < 8; i++) assert_close(gives(&t, i), g[i], 1e-9);
        cm_arena_free(&t.arena);
    }
}

/* b k^e G^(e-1) = 1 with e = 1/2: G = b^2 k; not rival it does not hang on n, shared out it falls; best: n^2 times as much. */
static void test_falling_returns_in_closed_form(void **state)
{
    (void)state;
    for (long n = 1; n <= 64; n *= 2) {
        for (int rivalry = 0; rivalry < 2; rivalry++) {
            cm_public_params p = usual(n);
            double size = (double)n;
            talking t;
            p.form = "quasi-linear";
            p.wealth = 100000;
            p.rivalry = rivalry;
            talking_solved_alone(&t, concept, &p);
            assert_close(talking_number(&t, "total"), 0.36 / (rivalry ? size : 1), 1e-12);
            assert_close(talking_number(&t, "efficient"), 0.36 * size * (rivalry ? 1 : size), 1e-8);
            assert_close(talking_number(&t, "share"), 1 / size / size, 1e-12);
            cm_arena_free(&t.arena);
        }
    }
}

/* Olson's exploitation of the great by the small: whoever values it most pays for all of it. */
static void test_whoever_values_it_most_pays(void **state)
{
    const double benefits[] = { 0.5, 2, 1 };
    cm_public_params p = usual(3);
    talking t;
    (void)state;
    p.form = "quasi-linear";
    p.wealth = 10;
    p.benefits = (cm_numbers){ 3, benefits };
    talking_solved_alone(&t, concept, &p);
    assert_close(gives(&t, 1), 4, 1e-12);
    assert_close(gives(&t, 2), 0, 0);
    cm_arena_free(&t.arena);
    p.wealth = 0.5;                                              /* it has 0.5; the next wants 1 in all: 0.5 more; then none */
    talking_solved_alone(&t, concept, &p);
    assert_close(gives(&t, 1), 0.5, 1e-12);
    assert_close(gives(&t, 2), 0.5, 1e-12);
    assert_close(gives(&t, 0), 0, 0);
    cm_arena_free(&t.arena);
}

/* In proportion: nobody gives at 0.6 while all together gain from two on; not rival, 1.2 is given by all. */
static void test_in_proportion_all_or_nothing_is_given(void **state)
{
    cm_public_params p = usual(2);
    talking t;
    (void)state;
    p.form = "linear";
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "total"), 0, 0);
    assert_close(talking_number(&t, "efficient"), 2, 1e-12);
    cm_arena_free(&t.arena);
    p.benefit = 1.2;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "share"), 1, 1e-12);
    cm_arena_free(&t.arena);
    p.rivalry = 1;                                               /* 0.6 comes back */
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "share"), 0, 0);
    cm_arena_free(&t.arena);
}

/* Hirshleifer (1983): the weakest sets it for all; members that are alike do what is best for all, however many. */
static void test_the_weakest_link_and_the_best_shot(void **state)
{
    const double wealths[] = { 1, 2, 4 };
    cm_public_params p = usual(3);
    talking t;
    (void)state;
    p.wealths = (cm_numbers){ 3, wealths };
    p.provision = "weakest";
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "total"), 0.3, 1e-12);
    assert_close(talking_number(&t, "efficient"), 0.7, 1e-12);
    assert_close(talking_number(&t, "each"), 0.3, 1e-12);
    cm_arena_free(&t.arena);
    p.provision = "best";
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "total"), 1.2, 1e-12);
    assert_close(talking_number(&t, "efficient"), 2.1, 1e-12);
    assert_int_equal(talking_count(&t, "contributors"), 1);
    cm_arena_free(&t.arena);
    for (long n = 1; n <= 200; n += 40) {
        p = usual(n);
        p.provision = "weakest";
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "share"), 1, 1e-12);
        cm_arena_free(&t.arena);
    }
}

static void draw(cm_public_params *p, uint64_t index)
{
    static const char *const forms[] = { "cobb-douglas", "quasi-linear", "linear" }, *const ways[] = { "sum", "weakest", "best" };
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "goods", index);
    *p = usual(1 + (long)cm_rng_below(&rng, 12));
    p->form = forms[index % 3];
    p->provision = ways[index / 3 % 3];
    p->weight = 0.1 + 0.7 * cm_rng_unit(&rng);
    p->benefit = 0.3 + 2 * cm_rng_unit(&rng);
    p->curve = 0.2 + 0.6 * cm_rng_unit(&rng);
    p->wealth = 0.3 + 2 * cm_rng_unit(&rng);
    if (index % 2 == 0) p->wealth_spread = cm_rng_unit(&rng), p->benefit_spread = cm_rng_unit(&rng);
    if (index % 5 == 0) p->rivalry = cm_rng_unit(&rng), p->base = 1 + 3 * cm_rng_unit(&rng);
}

static void test_random_goods_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 270; index++) {
        cm_public_params p;
        talking t;
        draw(&p, index);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, 1e-3);
        talking_refuses_summary(&t, concept, &p, -1e-3);
        if (index < 90) talking_refuses_table(&t, concept, &p, "members", index % 2 == 0 ? 1e-3 : -1e-3);
        if (index < 90) talking_refuses_filled(&t, concept, &p, "members");
        cm_arena_free(&t.arena);
    }
}

/* A level below the highest of the weakest link is an equilibrium, but not the one that is promised. */
static void test_a_lower_level_is_refused(void **state)
{
    cm_public_params p = usual(2);
    cm_table *table;
    talking t;
    (void)state;
    p.provision = "weakest";
    talking_solved_alone(&t, concept, &p);
    table = cm_result_find(&t.result, "members");
    for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
        if (strcmp(s->name, "total") == 0 || strcmp(s->name, "each") == 0 || strcmp(s->name, "enjoyed") == 0) s->value.as.number = 0.2;
        if (strcmp(s->name, "share") == 0) s->value.as.number = 0.2 / 0.3;
        if (strcmp(s->name, "welfare") == 0) s->value.as.number = pow(0.8, 0.7) * pow(0.2, 0.3);
    }
    for (size_t r = 0; r < 2; r++) table->cell[r * table->ncolumns + 3].as.number = 0.2, table->cell[r * table->ncolumns + 4].as.number = pow(0.8, 0.7) * pow(0.2, 0.3);
    assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
    assert_string_equal(t.ctx.message, "certificate: 0.2 is not what anybody provides alone");
    cm_arena_free(&t.arena);
}

/* Ten times the wealth: ten times the good, by shares of spending. */
static void test_scale_moves_along(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 60; index += 3) {
        cm_public_params p, q;
        talking t, u;
        draw(&p, index);
        q = p;
        q.wealth *= 10;
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_close(10 * talking_number(&t, "total"), talking_number(&u, "total"), 1e-9);
        assert_close(talking_number(&t, "share"), talking_number(&u, "share"), 1e-12);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_lists_of_another_number_are_refused(void **state)
{
    const double two[] = { 1, 2 };
    cm_public_params p = usual(3);
    talking t;
    (void)state;
    p.wealths = (cm_numbers){ 2, two };
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "public-good: 2 wealths for 3 members");
    cm_arena_free(&t.arena);
    p = usual(3);
    p.benefits = (cm_numbers){ 2, two };
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "public-good: 2 benefits for 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const cm_public_params p = usual(4);
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_moving_wealth_among_those_who_give_changes_nothing),
        cmocka_unit_test(test_best_replies_lead_there),
        cmocka_unit_test(test_falling_returns_in_closed_form),
        cmocka_unit_test(test_whoever_values_it_most_pays),
        cmocka_unit_test(test_in_proportion_all_or_nothing_is_given),
        cmocka_unit_test(test_the_weakest_link_and_the_best_shot),
        cmocka_unit_test(test_random_goods_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_a_lower_level_is_refused),
        cmocka_unit_test(test_scale_moves_along),
        cmocka_unit_test(test_lists_of_another_number_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
