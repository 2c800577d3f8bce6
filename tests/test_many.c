/* test_many.c: all isolated equilibria of games of several players. */
#include "solver/strategic/many.h"

#include <time.h>

#include "tests/support/nfg_published.h"
#include "tests/support/nfg_world.h"

static cm_status many(nfg_world *w, cm_nash_list *list)
{
    cm_status status = cm_nash_many(&w->ctx, &w->arena, &w->game.as.nfg, list);
    if (status != CM_OK) print_error("%s\n", w->ctx.message);
    return status;
}

/* The most that anybody gains by another strategy. */
static double regret(const cm_nfg *nfg, const double *mix)
{
    double worst = 0;
    for (size_t i = 0, r = 0; i < nfg->n; r += nfg->count[i], i++) {
        double most = -HUGE_VAL, gets = 0;
        for (size_t k = 0; k < nfg->count[i]; k++) {
            double u = cm_nfg_against(nfg, mix, i, k);
            most = fmax(most, u);
            gets += mix[r + k] * u;
        }
        worst = fmax(worst, most - gets);
    }
    return worst;
}

static bool lists(const cm_nash_list *list, const double *mix, double near)
{
    size_t times = 0;
    for (size_t k = 0; k < list->count; k++) {
        double off = 0;
        for (size_t r = 0; r < list->total; r++) off = fmax(off, fabs(list->mix[k * list->total + r] - mix[r]));
        times += off <= near;
    }
    return times == 1;
}

/* The equilibria of R. D. McKelvey and A. McLennan's game: first strategies' probabilities. */
static void test_nine_equilibria_are_nine(void **state)
{
    static const double known[9][3] = { { 1, 1, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { .5, .5, 1 }, { 1 / 3.0, 1, .25 }, { 0, .25, 1 / 3.0 }, { .5, .4, .25 }, { .4, .5, 1 / 3.0 } };
    nfg_world w;
    cm_nash_list list;
    (void)state;
    (void)nfg_given(&w, 3, cube, nine);
    assert_int_equal(many(&w, &list), CM_OK);
    assert_int_equal(list.count, 9);
    assert_true(list.complete);
    assert_null(list.why);
    assert_int_equal(list.supports, 27);
    for (size_t k = 0; k < 9; k++) {
        double mix[6] = { known[k][0], 1 - known[k][0], known[k][1], 1 - known[k][1], known[k][2], 1 - known[k][2] };
        assert_true(lists(&list, mix, 1e-9));
        assert_true(list.proven[k]);
        assert_true(list.off[k] < 1e-8);
    }
    nfg_close(&w);
}

static void test_the_irrational_equilibrium_is_the_only_one(void **state)
{
    static const double known[] = { 0.6192325795, 0.3807674205, 0.4798042227, 0.5201957773, 0.3788253361, 0.6211746639 };
    nfg_world w;
    cm_nash_list list;
    (void)state;
    (void)nfg_given(&w, 3, cube, irrational);
    assert_int_equal(many(&w, &list), CM_OK);
    assert_int_equal(list.count, 1);
    assert_true(list.complete);
    assert_true(lists(&list, known, 1e-9));
    nfg_close(&w);
}

/* Selten's horse has two pure equilibria, and continua around them: the list does not claim to be complete. */
static void test_continua_are_owned_up_to(void **state)
{
    nfg_world w;
    cm_nash_list list;
    (void)state;
    (void)nfg_given(&w, 3, cube, horse);
    assert_int_equal(many(&w, &list), CM_OK);
    assert_int_equal(list.count, 2);
    assert_true(lists(&list, (double[]){ 1, 0, 1, 0, 0, 1 }, 0));
    assert_true(lists(&list, (double[]){ 0, 1, 1, 0, 1, 0 }, 0));
    assert_false(list.complete);
    assert_string_equal(list.why, "Where exactly these strategies are played (A: s2; B: s1, s2; C: s1) solutions run together, or form a continuum; equilibria there are not listed.");
    nfg_close(&w);
}

/* By elimination: full mixtures of 2 x 2 x 2.  Each player's equation is a + b p + c q + d p q = 0 in the others'
 * first probabilities; player 1's and player 3's give z and x from y, and player 2's becomes a quadratic in y. */
static void coefficients(const cm_nfg *nfg, size_t i, double c[4])
{
    size_t p = i == 0 ? 1 : 0, q = i == 2 ? 1 : 2;
    double d[2][2];
    for (size_t a = 0; a < 2; a++) for (size_t b = 0; b < 2; b++) {
        size_t s[3];
        s[p] = a, s[q] = b, s[i] = 0;
        d[a][b] = nfg->payoff[cm_nfg_cell(nfg, s) * 3 + i];
        s[i] = 1;
        d[a][b] -= nfg->payoff[cm_nfg_cell(nfg, s) * 3 + i];
    }
    c[0] = d[1][1], c[1] = d[0][1] - d[1][1], c[2] = d[1][0] - d[1][1], c[3] = d[0][0] - d[0][1] - d[1][0] + d[1][1];
}

static size_t by_elimination(const cm_nfg *nfg, double mix[2][6])
{
    double a[4], b[4], c[4], zn[2], zd[2], xn[2], xd[2], poly[3] = { 0 }, root[2], disc;
    size_t found = 0;
    coefficients(nfg, 0, a);             /* y, z */
    coefficients(nfg, 1, b);             /* x, z */
    coefficients(nfg, 2, c);             /* x, y */
    zn[0] = -a[0], zn[1] = -a[1], zd[0] = a[2], zd[1] = a[3];
    xn[0] = -c[0], xn[1] = -c[2], xd[0] = c[1], xd[1] = c[3];
    for (int s = 0; s < 2; s++) for (int t = 0; t < 2; t++) poly[s + t] += b[0] * xd[s] * zd[t] + b[1] * xn[s] * zd[t] + b[2] * xd[s] * zn[t] + b[3] * xn[s] * zn[t];
    disc = poly[1] * poly[1] - 4 * poly[2] * poly[0];
    if (disc < 0) return 0;
    for (int s = 0; s < 2; s++) root[s] = (-poly[1] + (s == 0 ? 1 : -1) * sqrt(disc)) / (2 * poly[2]);
    for (int s = 0; s < 2; s++) {
        double y = root[s], z = (zn[0] + zn[1] * y) / (zd[0] + zd[1] * y), x = (xn[0] + xn[1] * y) / (xd[0] + xd[1] * y);
        if (x > 0 && x < 1 && y > 0 && y < 1 && z > 0 && z < 1) memcpy(mix[found++], (double[]){ x, 1 - x, y, 1 - y, z, 1 - z }, 6 * sizeof(double));
    }
    return found;
}

static void test_full_mixtures_agree_with_elimination(void **state)
{
    size_t full = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        nfg_world w;
        cm_nash_list list;
        double mix[2][6];
        size_t expected, found = 0;
        (void)nfg_drawn(&w, 3, cube, t, 0);
        assert_int_equal(many(&w, &list), CM_OK);
        expected = by_elimination(&w.game.as.nfg, mix);
        for (size_t k = 0; k < list.count; k++) {
            bool all = true;
            for (size_t r = 0; r < 6; r++) all = all && list.mix[6 * k + r] > 0;
            found += all;
            assert_true(regret(&w.game.as.nfg, &list.mix[6 * k]) < 1e-9);
        }
        assert_int_equal(found, expected);
        for (size_t k = 0; k < expected; k++) assert_true(lists(&list, mix[k], 1e-6));
        assert_true(list.complete);
        assert_int_equal(list.count % 2, 1);                 /* generic games have an odd number (R. Wilson, 1971) */
        full += found;
        nfg_close(&w);
    }
    assert_true(full > 20);
}

/* Two players: each support by a linear system, in the test's own way. */
static bool mixed_by_hand(const cm_nfg *nfg, size_t i, unsigned mine, unsigned other, double *q)
{
    size_t m = nfg->count[1 - i], k = (size_t)__builtin_popcount(other), first = 0, row = 0;
    double a[6][7] = { { 0 } };
    while (!(mine >> first & 1u)) first++;
    for (size_t j = first + 1; j < nfg->count[i]; j++) {
        size_t col = 0;
        if (!(mine >> j & 1u)) continue;
        for (size_t s = 0; s < m; s++) {
            size_t with[2], base[2];
            if (!(other >> s & 1u)) continue;
            with[i] = j, base[i] = first, with[1 - i] = base[1 - i] = s;
            a[row][col++] = nfg->payoff[cm_nfg_cell(nfg, with) * 2 + i] - nfg->payoff[cm_nfg_cell(nfg, base) * 2 + i];
        }
        row++;
    }
    for (size_t c = 0; c < k; c++) a[row][c] = 1;
    a[row++][k] = 1;
    if (row != k) return false;
    for (size_t c = 0; c < k; c++) {
        size_t best = c;
        for (size_t r = c; r < k; r++) if (fabs(a[r][c]) > fabs(a[best][c])) best = r;
        for (size_t x = 0; x <= k; x++) {
            double swap = a[c][x];
            a[c][x] = a[best][x], a[best][x] = swap;
        }
        if (fabs(a[c][c]) < 1e-12) return false;
        for (size_t r = 0; r < k; r++) {
            double f = r == c ? 0 : a[r][c] / a[c][c];
            for (size_t x = 0; x <= k; x++) a[r][x] -= f * a[c][x];
        }
    }
    for (size_t s = 0, c = 0; s < m; s++) {
        q[s] = other >> s & 1u ? a[c][k] / a[c][c] : 0;
        c += other >> s & 1u;
        if (q[s] < 0) return false;
    }
    return true;
}

static void test_two_players_agree_with_linear_systems(void **state)
{
    static const size_t shape[] = { 4, 3 };
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        nfg_world w;
        cm_nash_list list;
        size_t expected = 0;
        (void)nfg_drawn(&w, 2, shape, t, 0);
        assert_int_equal(many(&w, &list), CM_OK);
        for (unsigned a = 1; a < 16; a++) for (unsigned b = 1; b < 8; b++) {
            double mix[7];
            if (!mixed_by_hand(&w.game.as.nfg, 0, a, b, mix + 4) || !mixed_by_hand(&w.game.as.nfg, 1, b, a, mix)) continue;
            if (regret(&w.game.as.nfg, mix) > 1e-9) continue;
            expected++;
            assert_true(lists(&list, mix, 1e-7));
        }
        assert_int_equal(list.count, expected);
        assert_true(list.complete);
        nfg_close(&w);
    }
}

static void test_units_and_order_of_players_do_not_matter(void **state)
{
    static const size_t shape[] = { 2, 3, 2 }, turned[] = { 2, 2, 3 };
    (void)state;
    for (uint64_t t = 0; t < 50; t++) {
        nfg_world w, v;
        cm_nash_list list, other;
        (void)nfg_drawn(&w, 3, shape, t, 0);
        (void)nfg_open(&v, 3, turned, t);
        for (size_t a = 0; a < 2; a++) for (size_t b = 0; b < 3; b++) for (size_t c = 0; c < 2; c++) {
            const double *u = &w.payoff[3 * (a + 2 * (b + 3 * c))];
            memcpy(&v.payoff[3 * (c + 2 * (a + 2 * b))], (double[]){ 40 * u[2] - 3, 40 * u[0] + 5, 40 * u[1] }, 3 * sizeof(double));
        }
        assert_int_equal(many(&w, &list), CM_OK);
        assert_int_equal(many(&v, &other), CM_OK);
        assert_int_equal(list.count, other.count);
        for (size_t k = 0; k < list.count; k++) {
            const double *m = &list.mix[7 * k];
            assert_true(lists(&other, (double[]){ m[5], m[6], m[0], m[1], m[2], m[3], m[4] }, 1e-8));
        }
        nfg_close(&w);
        nfg_close(&v);
    }
}

/* Cubes of three and of five players in generic games: an odd number, each proven, no regret. */
static void test_larger_generic_games_are_complete(void **state)
{
    static const size_t threes[] = { 3, 3, 3 }, twos[] = { 2, 2, 2, 2, 2 };
    clock_t slowest[2] = { 0, 0 };
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        nfg_world w;
        cm_nash_list list;
        clock_t start = clock();
        (void)nfg_drawn(&w, t % 2 == 0 ? 3 : 5, t % 2 == 0 ? threes : twos, t, 0);
        assert_int_equal(many(&w, &list), CM_OK);
        start = clock() - start;
        if (start > slowest[t % 2]) slowest[t % 2] = start;
        assert_true(list.complete);
        assert_int_equal(list.count % 2, 1);
        for (size_t k = 0; k < list.count; k++) {
            assert_true(list.proven[k] && list.off[k] < 1e-6);
            assert_true(regret(&w.game.as.nfg, &list.mix[list.total * k]) < 1e-9);
        }
        nfg_close(&w);
    }
    print_message("slowest: 3 x 3 %.3f s, 5 x 2 %.3f s\n", (double)slowest[0] / CLOCKS_PER_SEC, (double)slowest[1] / CLOCKS_PER_SEC);
}

/* A tie off the support: B's s3 pays as much as s1 and s2 where A mixes evenly; it is said, not passed over. */
static void test_ties_and_edges_make_a_list_incomplete(void **state)
{
    static const size_t shape[] = { 2, 3 };
    static const double pays[] = { 1, -1, -1, 1, -1, 1, 1, -1, 0, 0, 0, 0 };
    nfg_world w;
    cm_nash_list list;
    (void)state;
    (void)nfg_given(&w, 2, shape, pays);
    assert_int_equal(many(&w, &list), CM_OK);
    assert_true(lists(&list, (double[]){ .5, .5, .5, .5, 0 }, 1e-9));
    assert_false(list.complete);
    assert_non_null(list.why);
    nfg_close(&w);
}

static void test_limits_are_told(void **state)
{
    static const size_t one[] = { 3 }, long_one[] = { 21, 2 };
    nfg_world w;
    cm_nash_list list;
    const char *names[21];
    (void)state;
    (void)nfg_drawn(&w, 1, one, 1, 0);
    assert_int_equal(cm_nash_many(&w.ctx, &w.arena, &w.game.as.nfg, &list), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "equilibria on supports are for 2 players or more, not for 1");
    nfg_close(&w);
    (void)nfg_drawn(&w, 2, long_one, 1, 0);
    for (size_t k = 0; k < 21; k++) names[k] = "s";
    w.strategy[0] = names;
    assert_int_equal(cm_nash_many(&w.ctx, &w.arena, &w.game.as.nfg, &list), CM_OK);            /* 21 strategies: the pure ones */
    assert_true(list.cut && !list.complete);
    assert_int_equal(list.supports, 42);
    nfg_close(&w);
    (void)nfg_given(&w, 3, cube, nine);
    w.ctx.work_limit = 0;
    assert_int_equal(cm_nash_many(&w.ctx, &w.arena, &w.game.as.nfg, &list), CM_OK);
    assert_true(list.cut && !list.complete && list.count == 4 && list.supports == 8);           /* all four pure ones */
    w.ctx.work_limit = 3000;
    assert_int_equal(cm_nash_many(&w.ctx, &w.arena, &w.game.as.nfg, &list), CM_OK);
    assert_true(list.cut && !list.complete && list.count >= 4 && list.supports > 8);
    nfg_close(&w);
    (void)nfg_given(&w, 3, cube, irrational);                                                   /* none is pure */
    w.ctx.work_limit = 0;
    assert_int_equal(cm_nash_many(&w.ctx, &w.arena, &w.game.as.nfg, &list), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "no equilibrium was found on 8 choices of strategies in use, and the game of 3 players with 6 strategies together is too large to try all");
    nfg_close(&w);
}

static void test_without_memory_it_says_so(void **state)
{
    nfg_world w;
    cm_nash_list list;
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (int game = 0; game < 2; game++) {
        (void)nfg_given(&w, 3, cube, game == 0 ? nine : horse);
        for (status = CM_E_MEMORY, k = 0; status != CM_OK; k++) {
            cm_ctx_clear(&w.ctx);
            w.ctx.alloc_budget = k;
            status = cm_nash_many(&w.ctx, &w.arena, &w.game.as.nfg, &list);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
        }
        assert_true(k > 30);
        nfg_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nine_equilibria_are_nine),
        cmocka_unit_test(test_the_irrational_equilibrium_is_the_only_one),
        cmocka_unit_test(test_continua_are_owned_up_to),
        cmocka_unit_test(test_full_mixtures_agree_with_elimination),
        cmocka_unit_test(test_two_players_agree_with_linear_systems),
        cmocka_unit_test(test_units_and_order_of_players_do_not_matter),
        cmocka_unit_test(test_larger_generic_games_are_complete),
        cmocka_unit_test(test_ties_and_edges_make_a_list_incomplete),
        cmocka_unit_test(test_limits_are_told),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
