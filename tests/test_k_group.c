/* test_k_group.c: the smallest group that gains though others ride free. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_k_group;
static const cm_concept *const concept = &cm_concept_k_group;

typedef struct group {
    long members;
    double benefit, base, rivalry, cost, spread;
    cm_numbers costs;
} group;

static group usual(long members, double cost)
{
    return (group){ members, 1, 1, 0, cost, 0, { 0, NULL } };
}

/* Schelling (1973): c / b rounded up; by another program. */
static void test_as_tabulated(void **state)
{
    static const struct { double cost; int64_t k; } row[] = { { 1.5, 2 }, { 2.5, 3 }, { 5, 5 }, { 10, 10 } };
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const group p = usual(12, row[i].cost);
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_int_equal(talking_count(&t, "k"), row[i].k);
        assert_int_equal(talking_count(&t, "k_paid"), row[i].k);                /* costs alike: nobody has to be paid */
        assert_int_equal(talking_count(&t, "riders"), 12 - row[i].k);
        assert_close(talking_number(&t, "inside"), (double)row[i].k - row[i].cost, 1e-12);
        assert_close(talking_number(&t, "outside"), (double)row[i].k, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* 0.3 = 3 times 0.1, which no double is: the group of three gains nothing and stays. */
static void test_ties_are_exact(void **state)
{
    (void)state;
    for (int k = 1; k <= 40; k++) {
        group p = usual(50, 0.1 * k);
        talking t;
        p.benefit = 0.1;
        p.cost = strtod((char[]){ (char)('0' + k / 10), '.', (char)('0' + k % 10), '\0' }, NULL);      /* the decimal, not the product */
        talking_solved_alone(&t, concept, &p);
        assert_int_equal(talking_count(&t, "k"), k);
        cm_arena_free(&t.arena);
    }
}

/* Shared out the group must grow with the number of members; not shared it need not, and its share falls. */
static void test_rival_benefits_need_a_fixed_share_and_others_a_fixed_number(void **state)
{
    (void)state;
    for (long n = 4; n <= 400; n *= 10) {
        group p = usual(n, 1), q = usual(n, 1);
        talking t;
        p.benefit = 2;
        p.rivalry = 1;
        q.benefit = 0.5;
        talking_solved_alone(&t, concept, &p);
        assert_int_equal(talking_count(&t, "k"), n / 2);
        cm_arena_free(&t.arena);
        talking_solved_alone(&t, concept, &q);
        assert_int_equal(talking_count(&t, "k"), 2);
        assert_close(talking_number(&t, "share"), 2.0 / (double)n, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* Costs 1, 1, 9: two gain by themselves at m = 0.6; with 0.45 nobody of any group of two, and three only by paying: 0.45 * 9 < 11; never. */
static void test_costs_that_differ(void **state)
{
    const double costs[] = { 9, 1, 1 }, other[] = { 1, 1, 1.6 };
    group p = usual(3, 0);
    talking t;
    (void)state;
    p.costs = (cm_numbers){ 3, costs };
    p.benefit = 0.6;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "k"), 2);
    assert_close(talking_number(&t, "captured"), (3 * 0.6 * 2 - 2) / (2 * 0.8), 1e-12);
    cm_arena_free(&t.arena);
    p.benefit = 0.45;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "k"), 0);
    assert_int_equal(talking_count(&t, "k_paid"), 0);
    assert_true(talking_notes(&t, "Even if all 3 contribute the dearest of any group has less than without it."));
    cm_arena_free(&t.arena);
    p.costs = (cm_numbers){ 3, other };                         /* 1.35 < 1.6, but 4.05 >= 3.6 */
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "k"), 0);
    assert_int_equal(talking_count(&t, "k_paid"), 3);
    cm_arena_free(&t.arena);
}

/* A tenth from each of three and costs of 0.3: a hundred-thousand-millionth more is too much. */
static void test_what_is_nearly_enough_is_not(void **state)
{
    const double costs[] = { 0.3, 0.3, 0.30000000001 };
    group p = usual(3, 0);
    talking t;
    (void)state;
    p.benefit = 0.1;
    p.costs = (cm_numbers){ 3, costs };
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "k"), 0);
    assert_int_equal(talking_count(&t, "k_paid"), 0);
    cm_arena_free(&t.arena);
}

static void draw(group *p, double *costs, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "groups", index);
    *p = (group){ 1 + (long)cm_rng_below(&rng, 14), 0.05 + cm_rng_unit(&rng), 1 + 3 * cm_rng_unit(&rng), index % 4 == 1 ? 1 : index % 4 == 2 ? 1.5 * cm_rng_unit(&rng) : 0, 0.2 + 2 * cm_rng_unit(&rng), index % 5 == 0 ? cm_rng_unit(&rng) : 0, { 0, NULL } };
    for (long i = 0; i < p->members; i++) costs[i] = 0.1 + 3 * cm_rng_unit(&rng);
    if (index % 3 == 0) p->costs = (cm_numbers){ (size_t)p->members, costs };
}

/* All sets of members: the smallest in which everybody gains. */
static void test_no_smaller_set_of_members_gains(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 300; index += 3) {
        double costs[14], m;
        size_t least = 0, n;
        group p;
        talking t;
        draw(&p, costs, index);
        n = (size_t)p.members;
        m = p.benefit * pow((double)n / p.base, -p.rivalry);
        for (unsigned set = 1; set < 1u << n; set++) {
            size_t size = (size_t)__builtin_popcount(set);
            bool gain = true;
            for (size_t i = 0; i < n; i++) gain = gain && (!(set >> i & 1u) || m * (double)size >= costs[i]);
            if (gain && (least == 0 || size < least)) least = size;
        }
        talking_solved_alone(&t, concept, &p);
        assert_int_equal(talking_count(&t, "k"), least);
        cm_arena_free(&t.arena);
    }
}

static void test_random_groups_are_certified_and_near_misses_refused(void **state)
{
    static const char *const counts[] = { "k", "k_paid", "riders" };
    (void)state;
    for (uint64_t index = 0; index < 240; index++) {
        double costs[14];
        group p;
        talking t;
        draw(&p, costs, index);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, index % 2 == 0 ? 1e-4 : -1e-4);
        if (index < 60) talking_refuses_table(&t, concept, &p, "sizes", 1e-4);
        if (index < 60) talking_refuses_filled(&t, concept, &p, "sizes");
        for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
            for (int k = 0; k < 3; k++) {
                if (strcmp(s->name, counts[k]) != 0) continue;
                s->value.as.integer++;
                assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
                cm_ctx_clear(&t.ctx);
                s->value.as.integer--;
            }
        }
        cm_arena_free(&t.arena);
    }
}

static void test_scale_and_order_change_nothing(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 90; index += 3) {
        double costs[14], turned[14];
        group p, q;
        talking t, u;
        draw(&p, costs, index);
        q = p;
        q.benefit *= 4;
        for (long i = 0; i < p.members; i++) turned[i] = 4 * costs[p.members - 1 - i];
        q.costs = (cm_numbers){ (size_t)p.members, turned };
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_int_equal(talking_count(&t, "k"), talking_count(&u, "k"));
        assert_close(4 * talking_number(&t, "inside"), talking_number(&u, "inside"), 1e-10);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_another_number_of_costs_is_refused(void **state)
{
    const double costs[] = { 0.2, 0.6 };
    group p = usual(3, 1);
    talking t;
    (void)state;
    p.costs = (cm_numbers){ 2, costs };
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "k-group: 2 costs for 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const group p = usual(4, 1.5);
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_ties_are_exact),
        cmocka_unit_test(test_rival_benefits_need_a_fixed_share_and_others_a_fixed_number),
        cmocka_unit_test(test_costs_that_differ),
        cmocka_unit_test(test_what_is_nearly_enough_is_not),
        cmocka_unit_test(test_no_smaller_set_of_members_gains),
        cmocka_unit_test(test_random_groups_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_scale_and_order_change_nothing),
        cmocka_unit_test(test_another_number_of_costs_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
