/* test_club_good.c: a club and its size. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_club_good;
static const cm_concept *const concept = &cm_concept_club_good;

typedef struct club {
    long members, size;
    double benefit, base, rivalry, exchange, entry, fixed, spill;
} club;

static club usual(long members)
{
    return (club){ members, 0, 1, 1, 0, 0, 0, 2, 0 };
}

/* Buchanan (1965), in closed form: a cost of 32 shared, each other member takes 0.5: sqrt(32 / 0.5) = 8. */
static void test_the_best_size_in_closed_form(void **state)
{
    club p = usual(100);
    talking t;
    (void)state;
    p.benefit = 20;
    p.fixed = 32;
    p.exchange = -0.5;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "best_size"), 8);
    assert_close(talking_number(&t, "best_gain"), 20 - 3.5 - 4, 1e-12);
    cm_arena_free(&t.arena);
    p = usual(100);                                              /* b k^-1/2 - F / k: sqrt k = 2 F / b */
    p.rivalry = 0.5;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "best_size"), 16);
    assert_close(talking_number(&t, "best_gain"), 0.125, 1e-12);
    assert_int_equal(talking_count(&t, "smallest"), 5);          /* sqrt 4 = F / b: at 4 nobody gains */
    assert_int_equal(talking_count(&t, "entry_size"), 100);      /* it never falls to nothing */
    assert_true(talking_notes(&t, "Open to all the club grows beyond what is best for its members: they would close it, where they can keep others out."));
    cm_arena_free(&t.arena);
}

/* Each pair exchanges what is worth 1 to the two, and a centre costs 3: three gain nothing, and six have 2 each. */
static void test_a_club_for_exchange(void **state)
{
    club p = { 6, 0, 0, 1, 0, 0.5, 0, 3, 0 };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "smallest"), 4);
    assert_int_equal(talking_count(&t, "entry_size"), 6);
    assert_int_equal(talking_count(&t, "best_size"), 6);
    assert_close(talking_number(&t, "gain"), 2, 1e-12);
    assert_true(cm_result_get(&t.result, "stable")->as.truth);
    assert_true(talking_notes(&t, "It takes 4 at once to begin: fewer do not gain. Then others join up to 6; members do best at 6."));
    cm_arena_free(&t.arena);
}

/* Whom nobody can keep out does not join: three provide it and are not stable, since each would have it for nothing. */
static void test_what_spills_over_is_not_joined(void **state)
{
    club p = usual(10);
    talking t;
    (void)state;
    p.spill = 1;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "smallest"), 3);
    assert_int_equal(talking_count(&t, "entry_size"), 3);
    assert_int_equal(talking_count(&t, "world_size"), 1);        /* one is enough for the world: 1 - 2 + 9 */
    assert_close(talking_number(&t, "outside"), 1, 1e-12);
    assert_false(cm_result_get(&t.result, "stable")->as.truth);
    cm_arena_free(&t.arena);
    p.spill = 0;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "entry_size"), 10);
    cm_arena_free(&t.arena);
    p.fixed = 100;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "smallest"), 0);
    assert_int_equal(talking_count(&t, "world_size"), 0);
    assert_close(talking_number(&t, "gain"), 0, 0);
    assert_true(talking_notes(&t, "Whatever its size, nobody gains by being in it: there is no club."));
    cm_arena_free(&t.arena);
}

/* A common pool: who is not in uses it as much, and each of ten has a tenth of it; kept out, the one in has all. */
static void test_outsiders_crowd_what_they_cannot_be_kept_from(void **state)
{
    club p = usual(10);
    talking t;
    (void)state;
    p.size = 1;
    p.fixed = 0;
    p.rivalry = 1;
    p.spill = 1;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "gain"), 0.1, 1e-12);
    assert_close(talking_number(&t, "outside"), 0.1, 1e-12);
    cm_arena_free(&t.arena);
    p.spill = 0;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "gain"), 1, 1e-12);
    assert_close(talking_number(&t, "outside"), 0, 0);
    cm_arena_free(&t.arena);
}

static void draw(club *p, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "clubs", index);
    *p = usual(1 + (long)cm_rng_below(&rng, 70));
    p->benefit = 2 * cm_rng_unit(&rng);
    p->fixed = 6 * cm_rng_unit(&rng);
    if (index % 2 == 0) p->rivalry = 1.5 * cm_rng_unit(&rng);
    if (index % 3 == 0) p->exchange = 0.1 * (cm_rng_unit(&rng) - 0.5);
    if (index % 3 == 1) p->entry = 0.3 * cm_rng_unit(&rng);
    if (index % 4 == 3) p->spill = cm_rng_unit(&rng);
    if (index % 5 == 4) p->size = 1 + (long)cm_rng_below(&rng, (uint64_t)p->members);
}

/* Payoffs of each member and outsider listed one by one, by another reckoning of the shares. */
static void test_another_reckoning_finds_the_same(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 100; index++) {
        double best = -HUGE_VAL, world = 0;
        long smallest = 0;
        club p;
        talking t;
        draw(&p, index);
        for (long k = 1; k <= p.members; k++) {
            double sum = 0, member = 0;
            for (long i = 1; i <= p.members; i++) {
                double users = (double)k + p.spill * (double)(p.members - k), facility = p.benefit / pow(users, p.rivalry), x = i <= k ? facility - p.entry - p.fixed / (double)k : p.spill * facility;
                for (long j = 1; i <= k && j <= k; j++) x += j != i ? p.exchange : 0;
                sum += x;
                if (i == 1) member = x;
            }
            best = fmax(best, member);
            world = fmax(world, sum / (double)p.members);
            if (smallest == 0 && member > 1e-7) smallest = k;
        }
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "best_gain"), best, 1e-7);
        assert_close(talking_number(&t, "world_gain"), world, 1e-7);
        assert_int_equal(talking_count(&t, "smallest"), smallest);
        cm_arena_free(&t.arena);
    }
}

static void test_random_clubs_are_certified_and_near_misses_refused(void **state)
{
    static const char *const counts[] = { "smallest", "entry_size", "size" };
    (void)state;
    for (uint64_t index = 0; index < 240; index++) {
        club p;
        talking t;
        draw(&p, index);
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
            if (strcmp(s->name, "stable") != 0) continue;
            s->value.as.truth = !s->value.as.truth;
            assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
            cm_ctx_clear(&t.ctx);
            s->value.as.truth = !s->value.as.truth;
        }
        cm_arena_free(&t.arena);
    }
}

static void test_scale_moves_along(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 60; index++) {
        club p, q;
        talking t, u;
        draw(&p, index);
        q = p;
        q.benefit *= 8, q.exchange *= 8, q.entry *= 8, q.fixed *= 8;
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_int_equal(talking_count(&t, "entry_size"), talking_count(&u, "entry_size"));
        assert_int_equal(talking_count(&t, "world_size"), talking_count(&u, "world_size"));
        assert_close(8 * talking_number(&t, "best_gain"), talking_number(&u, "best_gain"), 1e-9);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_a_club_of_more_than_there_are_is_refused(void **state)
{
    club p = usual(3);
    talking t;
    (void)state;
    p.size = 4;
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "club-good: a club of 4 of 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const club p = usual(4);
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_best_size_in_closed_form),
        cmocka_unit_test(test_a_club_for_exchange),
        cmocka_unit_test(test_what_spills_over_is_not_joined),
        cmocka_unit_test(test_outsiders_crowd_what_they_cannot_be_kept_from),
        cmocka_unit_test(test_another_reckoning_finds_the_same),
        cmocka_unit_test(test_random_clubs_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_scale_moves_along),
        cmocka_unit_test(test_a_club_of_more_than_there_are_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
