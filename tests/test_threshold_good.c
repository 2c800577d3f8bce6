/* test_threshold_good.c: a good that comes about when enough contribute. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_threshold_good;
static const cm_concept *const concept = &cm_concept_threshold_good;

typedef struct threshold {
    long members, needed;
    double value, cost, refund;
} threshold;

static bool none(const talking *t, const char *name)
{
    return cm_result_get(&t->result, name)->kind == CM_NONE;
}

/* Palfrey and Rosenthal (1984), nothing comes back; by another program.  A chance of 0: there is none. */
static void test_as_tabulated(void **state)
{
    static const struct { long n, w; double cost, low, high, provision_low, provision, most; } row[] = {
        { 3, 2, 0.02, 0.01010205144336438, 0.9898979485566356, 0.000304092472231668, 0.9996959075277684, 0.5 },
        { 3, 2, 0.05, 0.02565835097474371, 0.9743416490252563, 0.0019412685234803466, 0.9980587314765197, 0.5 },
        { 3, 2, 0.1, 0.05278640450004206, 0.947213595499958, 0.008065044950046268, 0.9919349550499538, 0.5 },
        { 3, 2, 0.2, 0.11270166537925828, 0.8872983346207417, 0.03524199845510996, 0.96475800154489, 0.5 },
        { 5, 3, 0.02, 0.061519700464156675, 0.9384802995358433, 0.0021187506791728794, 0.9978812493208271, 0.375 },
        { 5, 3, 0.05, 0.10161211478952789, 0.8983878852104721, 0.008957376740152827, 0.9910426232598472, 0.375 },
        { 5, 3, 0.1, 0.15229242871858548, 0.8477075712814146, 0.02774396272890155, 0.9722560372710984, 0.375 },
        { 5, 3, 0.2, 0.24033518882038596, 0.759664811179614, 0.09358604360220031, 0.9064139563977996, 0.375 },
        { 10, 5, 0.02, 0.1344457184981006, 0.7901160782388813, 0.006139451100565473, 0.9918297129892274, 0.2601824190046903 },
        { 10, 5, 0.05, 0.1812111779060111, 0.732020740342685, 0.021922699749751764, 0.9723014666086727, 0.2601824190046903 },
        { 10, 5, 0.1, 0.2343539744168181, 0.6693062504747375, 0.061174159499738465, 0.9261079924275041, 0.2601824190046903 },
        { 10, 5, 0.2, 0.32815398144456864, 0.5649898941366545, 0.2026432415520784, 0.7693856161019658, 0.2601824190046903 },
        { 15, 9, 0.02, 0.292025836046172, 0.8218096802639239, 0.012663355311528323, 0.9903879965277932, 0.2115388947611671 },
        { 15, 9, 0.05, 0.34855124748310173, 0.7758555830500807, 0.041096416227508495, 0.9671781091755194, 0.2115388947611671 },
        { 15, 9, 0.1, 0.4087880284455856, 0.7241976490753012, 0.10768807054894476, 0.909901055227549, 0.2115388947611671 },
        { 15, 9, 0.2, 0.5268368702250092, 0.6152589604110287, 0.38097576058072025, 0.6563957885738593, 0.2115388947611671 },
        { 25, 13, 0.02, 0.30023861504209054, 0.6997613849579095, 0.017588723638708337, 0.9824112763612917, 0.1611802577972412 },
        { 25, 13, 0.05, 0.3475733948668187, 0.6524266051331813, 0.05735189409973423, 0.9426481059002658, 0.1611802577972412 },
        { 25, 13, 0.1, 0.4012596629339573, 0.5987403370660426, 0.15689735377869496, 0.8431026462213048, 0.1611802577972412 },
        { 25, 13, 0.2, 0, 0, 0, 0, 0.1611802577972412 },
        { 25, 17, 0.02, 0.4567057388558496, 0.8390251090837761, 0.020489118564733243, 0.9873959208105487, 0.1706614260553537 },
        { 25, 17, 0.05, 0.5084334543369811, 0.8028634233051323, 0.06375960215381499, 0.9569118153312213, 0.1706614260553537 },
        { 25, 17, 0.1, 0.5633303463040086, 0.760238290438566, 0.16508500652865338, 0.8777619653089819, 0.1706614260553537 },
        { 25, 17, 0.2, 0, 0, 0, 0, 0.1706614260553537 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const threshold p = { row[k].n, row[k].w, 1, row[k].cost, 0 };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "most"), row[k].most, 1e-10);
        assert_close(talking_number(&t, "provision"), row[k].provision, 1e-10);
        assert_true(none(&t, "p_low") == (row[k].low <= 0) && none(&t, "p_high") == (row[k].low <= 0));
        if (row[k].low > 0) {
            assert_close(talking_number(&t, "p_low"), row[k].low, 1e-10);
            assert_close(talking_number(&t, "p_high"), row[k].high, 1e-10);
            assert_close(talking_number(&t, "provision_low"), row[k].provision_low, 1e-10);
            assert_close(talking_number(&t, "pivotal"), row[k].cost, 1e-10);             /* what deciding is worth is what it costs */
        }
        cm_arena_free(&t.arena);
    }
}

/* One is needed: the volunteer's dilemma, 1 - (c/V)^(1/(n-1)). */
static void test_where_one_is_needed_it_is_the_volunteers_dilemma(void **state)
{
    (void)state;
    for (long n = 2; n <= 200; n += n < 10 ? 1 : 50) {
        for (int k = 0; k < 2; k++) {
            const threshold p = { n, 1, 2, 0.6, k };
            talking t;
            talking_solved_alone(&t, concept, &p);
            assert_close(talking_number(&t, "p_high"), 1 - pow(0.3, 1 / ((double)n - 1)), 1e-12);
            assert_close(talking_number(&t, "gain"), 1.4, 1e-12);
            assert_true(none(&t, "p_low"));
            assert_int_equal(cm_result_find(&t.result, "equilibria")->nrows, 1);
            cm_arena_free(&t.arena);
        }
    }
}

/* All are needed: p^(n-1) = c/V parts the two expectations, and all contribute in the upper one; if all comes back only the upper lasts. */
static void test_where_all_are_needed_they_all_contribute_or_nobody(void **state)
{
    const threshold p = { 4, 4, 1, 0.064, 0 }, q = { 4, 4, 1, 0.064, 1 };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "p_low"), 0.4, 1e-12);
    assert_close(talking_number(&t, "p_high"), 1, 0);
    assert_close(talking_number(&t, "provision"), 1, 0);
    assert_close(talking_number(&t, "captured"), 1, 1e-12);
    cm_arena_free(&t.arena);
    talking_solved_alone(&t, concept, &q);
    assert_true(none(&t, "p_low"));
    assert_close(talking_number(&t, "p_high"), 1, 0);
    assert_false(cm_table_get(cm_result_find(&t.result, "equilibria"), 0, "stable").as.truth);
    cm_arena_free(&t.arena);
}

/* Three, two needed, all comes back: 2 p (1-p) V = c (1 - (1-p)^2) gives 2 (1-p) V = c (2 - p). */
static void test_what_comes_back_by_hand(void **state)
{
    const threshold p = { 3, 2, 1, 0.5, 1 };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);                      /* 2 - 2 p = 1 - p / 2 */
    assert_close(talking_number(&t, "p_high"), 2.0 / 3, 1e-12);
    assert_close(talking_number(&t, "provision"), 20.0 / 27, 1e-12);
    assert_true(talking_notes(&t, "Since all comes back when too few contribute, nothing is lost by trying: that nobody does is an equilibrium, but no stable one where others are."));
    cm_arena_free(&t.arena);
}

/* The more comes back, the surer the good. */
static void test_the_more_comes_back_the_surer_it_is(void **state)
{
    double before = 0;
    (void)state;
    for (int k = 0; k <= 10; k++) {
        const threshold p = { 10, 6, 1, 0.15, k / 10.0 };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_true(talking_number(&t, "provision") > before);
        before = talking_number(&t, "provision");
        cm_arena_free(&t.arena);
    }
}

static void draw(threshold *p, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "thresholds", index);
    *p = (threshold){ 1 + (long)cm_rng_below(&rng, 40), 0, 0.5 + 2 * cm_rng_unit(&rng), 0, 0 };
    p->needed = 1 + (long)cm_rng_below(&rng, (uint64_t)p->members);
    p->cost = p->value * (index % 5 == 0 ? 1.2 : 0.3) * cm_rng_unit(&rng) + 0.001;
    if (index % 3 == 1) p->refund = cm_rng_unit(&rng);
    if (index % 3 == 2) p->refund = 1;
}

static void test_random_goods_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 300; index++) {
        threshold p;
        talking t;
        draw(&p, index);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, 1e-4);
        talking_refuses_summary(&t, concept, &p, -1e-4);
        talking_refuses_inventions(&t, concept, &p);
        cm_arena_free(&t.arena);
    }
}

/* A mixture left out, one moved, and one called stable that is not. */
static void test_a_false_list_of_equilibria_is_refused(void **state)
{
    const threshold p = { 5, 3, 1, 0.1, 0 };
    talking t;
    cm_table *table;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    table = cm_result_find(&t.result, "equilibria");
    assert_int_equal(table->nrows, 3);
    talking_refuses_table(&t, concept, &p, "equilibria", 1e-4);
    table->cell[1 * table->ncolumns + 3] = cm_truth(true);
    assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
    cm_ctx_clear(&t.ctx);
    table->nrows = 1;
    assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
    assert_string_equal(t.ctx.message, "certificate: there is an equilibrium between 0 and 1");
    cm_arena_free(&t.arena);
}

/* Members learn: whoever would gain changes over, one by one, in a large drawn group. */
static void test_played_out_the_upper_mixture_draws_and_the_lower_does_not(void **state)
{
    const threshold p = { 25, 13, 1, 0.05, 0 };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    for (int k = 0; k < 2; k++) {
        double x = talking_number(&t, "p_low") + (k == 0 ? -0.02 : 0.02);
        for (int step = 0; step < 200000; step++) {
            double pivot = 1;                                    /* C(24, 12) x^12 (1-x)^12 */
            for (int j = 1; j <= 12; j++) pivot *= (12.0 + j) / j * x * (1 - x);
            x = fmin(1, fmax(0, x + 0.001 * (pivot - p.cost)));
        }
        assert_close(x, k == 0 ? 0 : talking_number(&t, "p_high"), 1e-6);
    }
    cm_arena_free(&t.arena);
}

static void test_another_scale_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 60; index++) {
        threshold p, q;
        talking t, u;
        draw(&p, index);
        q = p;
        q.value *= 32;
        q.cost *= 32;
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_close(talking_number(&t, "provision"), talking_number(&u, "provision"), 1e-10);
        assert_close(32 * talking_number(&t, "gain"), talking_number(&u, "gain"), 1e-8);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_more_needed_than_there_are_is_refused(void **state)
{
    const threshold p = { 3, 4, 1, 0.1, 0 };
    talking t;
    (void)state;
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "threshold-good: 4 are needed of 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const threshold p = { 5, 3, 1, 0.1, 0.5 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_where_one_is_needed_it_is_the_volunteers_dilemma),
        cmocka_unit_test(test_where_all_are_needed_they_all_contribute_or_nobody),
        cmocka_unit_test(test_what_comes_back_by_hand),
        cmocka_unit_test(test_the_more_comes_back_the_surer_it_is),
        cmocka_unit_test(test_random_goods_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_a_false_list_of_equilibria_is_refused),
        cmocka_unit_test(test_played_out_the_upper_mixture_draws_and_the_lower_does_not),
        cmocka_unit_test(test_another_scale_changes_nothing),
        cmocka_unit_test(test_more_needed_than_there_are_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
