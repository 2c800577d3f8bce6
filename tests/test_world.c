/* test_world.c: draws of a world: the same whatever was asked before, and spread as the blocs say. */
#include "models/world.h"

#include <gsl/gsl_cdf.h>
#include <omp.h>

#include "tests/support/blocs.h"
#include "tests/support/support.h"

enum { DRAWS = 4000 };

static void test_a_player_of_a_draw_is_the_same_whatever_was_asked_before(void **state)
{
    given small, large, truncated;
    cm_world a, b, c;
    (void)state;
    given_good(&small, BLOCS(20, "within = 0.3; ") "venues = { v = { rule = { type = \"consensus\"; }; }; };");
    given_good(&large, BLOCS(500, "within = 0.3; ") "venues = { other = { members = { size = 7; }; rule = { type = \"majority\"; }; }; };");
    given_good(&truncated, "parameters = { unused = 1; };" BLOCS(20, "within = 0.3; "));
    blocs_open(&small, &a);
    blocs_open(&large, &b);
    blocs_open(&truncated, &c);
    for (uint64_t draw = 40; draw-- > 0;) {
        cm_world_start(&a, draw);
        cm_world_start(&b, 2 * draw + 1);                   /* something else in between */
        (void)cm_world_capability(&b);
        (void)cm_world_ideal(&b, 499);
        cm_world_start(&b, draw);
        cm_world_start(&c, draw);
        for (size_t i = 0; i < 20; i++) {
            const double *x = cm_world_ideal(&a, i), *y = cm_world_ideal(&b, 19 - i), *z = cm_world_ideal(&c, (i * 7) % 20);
            assert_memory_equal(y, cm_world_ideal(&a, 19 - i), 3 * sizeof *x);
            assert_memory_equal(z, cm_world_ideal(&a, (i * 7) % 20), 3 * sizeof *x);
            assert_memory_equal(a.salience + 3 * i, b.salience + 3 * i, i >= 10 ? 3 * sizeof *x : 0);
            assert_int_equal(cm_world_bloc(&a, i), cm_world_bloc(&b, i));
        }
        assert_memory_equal(cm_world_capability(&a), cm_world_capability(&b), 20 * sizeof(double));
        assert_memory_equal(cm_world_capability(&a), cm_world_capability(&c), 20 * sizeof(double));
    }
    given_free(&small);
    given_free(&large);
    given_free(&truncated);
}

static void test_threads_draw_the_same_worlds(void **state)
{
    enum { COUNT = 64 };
    double seen[COUNT][3];
    int differ = 0;
    given g;
    cm_world alone;
    (void)state;
    given_good(&g, BLOCS(30, "within = 0.2; "));
    blocs_open(&g, &alone);
    for (uint64_t draw = 0; draw < COUNT; draw++) {
        cm_world_start(&alone, draw);
        memcpy(seen[draw], cm_world_ideal(&alone, draw % 30), sizeof seen[draw]);
    }
#pragma omp parallel num_threads(5) reduction(+ : differ)
    {
        cm_arena arena = { NULL };
        cm_world own;
        cm_ctx ctx;
        cm_ctx_init(&ctx);
        if (cm_world_init(&ctx, &arena, &g.s, support_seed(), &own) != CM_OK) differ++;
#pragma omp for schedule(dynamic, 1)
        for (int draw = COUNT - 1; draw >= 0; draw--) {
            cm_world_start(&own, (uint64_t)draw);
            differ += memcmp(seen[draw], cm_world_ideal(&own, (size_t)draw % 30), sizeof seen[draw]) != 0;
        }
        cm_arena_free(&arena);
    }
    assert_int_equal(differ, 0);
    given_free(&g);
}

static void test_blocs_follow_their_weights(void **state)
{
    double count[4] = { 0 }, share[4] = { .5, .3, 0, .2 }, chi = 0;
    given g;
    cm_world world;
    (void)state;
    given_good(&g, BLOCS(50, ""));
    blocs_open(&g, &world);
    for (uint64_t draw = 0; draw < 400; draw++) {
        cm_world_start(&world, draw);
        for (size_t i = 0; i < 50; i++) count[cm_world_bloc(&world, i)]++;
    }
    assert_close(count[2], 0, 0);
    for (size_t b = 0; b < 4; b++) {
        double expected = 20000 * share[b];
        if (expected > 0) chi += (count[b] - expected) * (count[b] - expected) / expected;
    }
    assert_true(gsl_cdf_chisq_Q(chi, 2) > 1e-4);
    given_free(&g);
}

/* Kolmogorov and Smirnov: the draws of each bloc are spread as it says. */
static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double distance(double *x, size_t n, const cm_spread *spread)
{
    double worst = 0;
    qsort(x, n, sizeof *x, by_value);
    for (size_t i = 0; i < n; i++) {
        double f = cm_spread_below(spread, x[i]);
        worst = fmax(worst, fmax(f - (double)i / (double)n, (double)(i + 1) / (double)n - f));
    }
    return worst * sqrt((double)n);
}

static void test_draws_are_spread_as_their_bloc_says(void **state)
{
    static double x[4][3][DRAWS], power[DRAWS];
    for (int within = 0; within < 2; within++) {
        size_t count[4] = { 0 };
        given g;
        cm_world world;
        if (within) given_good(&g, BLOCS(1, "within = 0.5; "));
        else given_good(&g, BLOCS(1, ""));
        blocs_open(&g, &world);
        for (uint64_t draw = 0; draw < DRAWS; draw++) {
            const double *ideal;
            size_t b;
            cm_world_start(&world, draw);
            ideal = cm_world_ideal(&world, 0);
            b = cm_world_bloc(&world, 0);
            for (size_t k = 0; k < 3; k++) x[b][k][count[b]] = ideal[k];
            if (b == 0) power[count[0]] = cm_world_capability(&world)[0];
            count[b]++;
            if (b != 1) {
                for (size_t k = 0; k < 3; k++) assert_close(world.salience[k], 1, 0);
            } else {
                assert_true(world.salience[0] >= 1 && world.salience[0] <= 2);
                assert_close(world.salience[1], 1, 0);
                assert_close(world.salience[2], 3, 0);
            }
        }
        for (size_t b = 0; b < 4; b++) {
            for (size_t k = 0; k < 3 && b != 2; k++) {
                if (g.s.bloc[b].ideal[k].dist == CM_POINT) assert_close(x[b][k][0], .25, 0);
                else assert_true(distance(x[b][k], count[b], &g.s.bloc[b].ideal[k]) < 2.2);      /* p about 1e-4 */
            }
        }
        assert_true(distance(power, count[0], &g.s.bloc[0].capability) < 2.2);
        given_free(&g);
    }
    (void)state;
}

/* Members of a bloc share the part `within` of their variance: their correlation is `within`; players
 * of other blocs are independent of them. */
static void test_members_of_a_bloc_are_correlated_as_within_says(void **state)
{
    static const double want[] = { 0, .2, .7, 1 };
    (void)state;
    for (size_t w = 0; w < 4; w++) {
        double xy = 0, xx = 0, cross = 0, pairs = 0, others = 0;
        given g;
        cm_world world;
        given_good(&g, "population = { size = 6; dimensions = 1; within = %g; blocs = { a = { ideal = { issue1 = { dist = \"normal\"; mean = 0; sd = 2; }; }; };"
                       " b = { ideal = { issue1 = { dist = \"normal\"; mean = 0; sd = 2; }; }; }; }; };", want[w]);
        blocs_open(&g, &world);
        for (uint64_t draw = 0; draw < 20000; draw++) {
            double x, y;
            cm_world_start(&world, draw);
            x = *cm_world_ideal(&world, 0);
            y = *cm_world_ideal(&world, 1);
            xx += x * x / 20000;
            if (cm_world_bloc(&world, 0) == cm_world_bloc(&world, 1)) {
                xy += x * y;
                pairs++;
            } else {
                cross += x * y;
                others++;
            }
        }
        assert_close(xx, 4, .2);
        assert_close(xy / pairs / xx, want[w], .05);
        assert_close(cross / others / xx, 0, .05);
        given_free(&g);
    }
}

static void test_truncated_draws_stay_in_the_range(void **state)
{
    for (int within = 0; within < 2; within++) {
        given g;
        cm_world world;
        double sum = 0;
        given_good(&g, "issues = { a = {}; b = { range = (-1, 0.5); }; }; status_quo = { a = 0; b = 0; }; population = { size = 9; bounds = \"truncate\"; within = %s;"
                       " blocs = { x = { ideal = { a = { dist = \"normal\"; mean = 0.9; sd = 1; }; b = { dist = \"lognormal\"; mean = -1; sd = 1; }; }; }; }; };", within ? "0.4" : "0");
        blocs_open(&g, &world);
        for (uint64_t draw = 0; draw < DRAWS; draw++) {
            cm_world_start(&world, draw);
            for (size_t i = 0; i < 9; i++) {
                const double *x = cm_world_ideal(&world, i);
                assert_true(x[0] >= 0 && x[0] <= 1 && x[1] > 0 && x[1] <= .5);
                sum += x[0];
            }
        }
        /* the mean of N(.9, 1) between 0 and 1: .9 + (phi(-.9) - phi(.1)) / (Phi(.1) - Phi(-.9)) = .532155 */
        assert_close(sum / (9 * DRAWS), .532155, within ? .02 : .01);
        given_free(&g);
    }
    (void)state;
}

static void test_zipf_gives_the_rank_within_the_bloc(void **state)
{
    given g;
    cm_world world;
    (void)state;
    given_good(&g, "population = { size = 40; dimensions = 1; blocs = { z = { ideal = { issue1 = 0; }; capability = { dist = \"zipf\"; exponent = 0.5; }; };"
                   " y = { ideal = { issue1 = 0; }; capability = 2; }; }; };");
    blocs_open(&g, &world);
    for (uint64_t draw = 0; draw < 50; draw++) {
        const double *power;
        double rank = 0, total = 0;
        cm_world_start(&world, draw);
        power = cm_world_capability(&world);
        for (size_t i = 0; i < 40; i++) {
            if (cm_world_bloc(&world, i) == 0) assert_close(power[i], pow(++rank, -.5), 1e-15);
            else assert_close(power[i], 2, 0);
            total += power[i];
        }
        assert_close(world.capability_total, total, 1e-12);
    }
    given_free(&g);
}

static void test_doubt_is_drawn_around_given_ideals(void **state)
{
    double mean[2] = { 0 }, var = 0, both = 0;
    given g;
    cm_world world;
    (void)state;
    given_good(&g, "issues = { a = { range = (-5, 5); }; }; status_quo = { a = 0; }; players = { A = { ideal = { a = 2; }; }; B = { ideal = { a = -1; }; }; };"
                   "uncertainty = { ideal = { sd = 0.5; common = 0.36; }; };");
    assert_true(cm_scenario_is_random(&g.s));
    blocs_open(&g, &world);
    for (uint64_t draw = 0; draw < 20000; draw++) {
        double x, y;
        cm_world_start(&world, draw);
        x = *cm_world_ideal(&world, 0) - 2;
        y = *cm_world_ideal(&world, 1) + 1;
        mean[0] += x / 20000;
        mean[1] += y / 20000;
        var += (x * x + y * y) / 40000;
        both += x * y / 20000;
    }
    assert_close(mean[0], 0, .02);
    assert_close(mean[1], 0, .02);
    assert_close(var, .25, .01);
    assert_close(both / var, .36, .03);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_player_of_a_draw_is_the_same_whatever_was_asked_before),
        cmocka_unit_test(test_threads_draw_the_same_worlds),
        cmocka_unit_test(test_blocs_follow_their_weights),
        cmocka_unit_test(test_draws_are_spread_as_their_bloc_says),
        cmocka_unit_test(test_members_of_a_bloc_are_correlated_as_within_says),
        cmocka_unit_test(test_truncated_draws_stay_in_the_range),
        cmocka_unit_test(test_zipf_gives_the_rank_within_the_bloc),
        cmocka_unit_test(test_doubt_is_drawn_around_given_ideals),
    };
    return RUN_TESTS(tests);
}
