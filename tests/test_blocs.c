/* test_blocs.c: camps by issue, and one division into camps for all of them. */
#include "solver/spatial/camps.h"

#include "tests/support/asked.h"

enum { MEMBERS = 34, ISSUES = 12 };

typedef struct world {
    asked a;
    double ideal[MEMBERS * ISSUES], sq[ISSUES];
    const char *issue[ISSUES];
    cm_vote vote;
} world;

static void open_world(world *w, size_t n, size_t d, uint64_t index)
{
    static const char *const issues[ISSUES] = { "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8", "i9", "i10", "i11", "i12" };
    memset(w, 0, sizeof *w);
    ask_open(&w->a, "blocs", index);
    memcpy(w->issue, issues, sizeof issues);
    assert_int_equal(cm_vote_quota(&w->a.ctx, &w->a.arena, n, 1, &w->vote), CM_OK);
    w->a.game.kind = CM_GAME_SPATIAL;
    w->a.game.as.spatial = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .status_quo = w->sq, .vote = &w->vote, .player = asked_names, .issue = w->issue };
}

static void binary(world *w)
{
    for (size_t j = 0; j < w->a.game.as.spatial.n * w->a.game.as.spatial.d; j++) w->ideal[j] = cm_rng_below(&w->a.rng, 2) == 0 ? -1 : 1;
}

static void anywhere(world *w)
{
    for (size_t j = 0; j < w->a.game.as.spatial.n * w->a.game.as.spatial.d; j++) w->ideal[j] = cm_rng_unit(&w->a.rng);
}

/* Nine members who are for or against by the toss of a coin: means of simulations in Python, to four joint standard
 * errors (theirs are in the table).  One division fits K issues worse and worse. */
static void test_one_division_fits_many_issues_badly(void **state)
{
    static const struct { size_t k; double mean, error; } cases[] = { { 1, 1, 0 }, { 2, 0.7222222222222224, 0.017954369842282696 }, { 3, 0.6469135802469135, 0.015492064562900386 },
        { 5, 0.5733333333333335, 0.010600618559999003 }, { 8, 0.5324074074074076, 0.009450191908885719 }, { 12, 0.5111111111111112, 0.0073350374209940495 } };
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        double sum = 0, square = 0, error;
        const int draws = 60;
        for (int t = 0; t < draws; t++) {
            world w;
            double x;
            open_world(&w, 9, cases[c].k, (uint64_t)t + 1000 * c);
            binary(&w);
            ask_good(&w.a);
            x = ask_number(&w.a, "single_cohesion");
            sum += x;
            square += x * x;
            assert_close(ask_number(&w.a, "own_cohesion"), 1, 0);
            cm_arena_free(&w.a.arena);
        }
        error = sqrt(fmax(0, square / draws - sum / draws * sum / draws) / draws + cases[c].error * cases[c].error);
        assert_close(sum / draws, cases[c].mean, 4 * error + 1e-12);
    }
}

/* Four members, two issues that divide them crosswise: either division has cohesion 1 on its own issue, 0 on the other. */
static void test_crosswise_issues(void **state)
{
    world w;
    (void)state;
    open_world(&w, 4, 2, 0);
    memcpy(w.ideal, (double[]){ 0, 0, 0.1, 1, 1, 0.1, 0.9, 0.9 }, 8 * sizeof(double));
    ask_good(&w.a);
    assert_close(ask_number(&w.a, "single_cohesion"), 0.5, 0);
    assert_string_equal(ask_cell(&w.a, "camps", 0, "camp")->as.text, "low");
    assert_string_equal(ask_cell(&w.a, "camps", 1, "camp")->as.text, "low");
    assert_string_equal(ask_cell(&w.a, "camps", 2, "camp")->as.text, "high");
    assert_string_equal(w.a.result.note->value.as.text, "Other divisions of all members are as cohesive; one of them is shown.");
    assert_close(ask_cell(&w.a, "cohesion", 0, "own_spread")->as.number, 1 - 0.01 / 0.82, 1e-12);
    cm_arena_free(&w.a.arena);
}

static void test_an_issue_on_which_all_agree_divides_nobody(void **state)
{
    world w;
    (void)state;
    open_world(&w, 3, 1, 0);
    w.ideal[0] = w.ideal[1] = w.ideal[2] = 0.3;
    ask_good(&w.a);
    assert_close(ask_number(&w.a, "single_cohesion"), 1, 0);
    assert_close(ask_number(&w.a, "switchers"), 0, 0);
    assert_string_equal(w.a.result.note->value.as.text, "On 'i1' all want the same: it does not divide them.");
    cm_arena_free(&w.a.arena);
}

/* Turned ends, other units and other names change nothing; and the two exact methods, one for few members and one for few
 * issues, agree where both are open: twice the members count twice as much. */
static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 2 + t % 10, d = 1 + t % 5;
        double before;
        world w, v;
        open_world(&w, n, d, t);
        anywhere(&w);
        ask_good(&w.a);
        before = ask_number(&w.a, "single_cohesion");
        open_world(&v, n, d, t);
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < d; k++) v.ideal[i * d + k] = 7 + (k % 2 == 0 ? -3 : 5) * w.ideal[(n - 1 - i) * d + k];
        }
        ask_good(&v.a);
        assert_close(ask_number(&v.a, "single_cohesion"), before, 0);
        cm_arena_free(&v.a.arena);
        if (t % 20 == 7) {                                             /* 27 and more members: by signs of the issues */
            open_world(&v, 3 * n, d, t);
            for (size_t i = 0; i < 3 * n; i++) memcpy(&v.ideal[i * d], &w.ideal[i % n * d], d * sizeof(double));
            if (n >= 7) {
                ask_good(&v.a);
                assert_close(ask_number(&v.a, "single_cohesion"), before, 1e-12);
                assert_true(ask_value(&v.a, "proven")->as.truth);
            }
            cm_arena_free(&v.a.arena);
        }
        cm_arena_free(&w.a.arena);
    }
}

static void test_many_members_on_many_issues_are_not_proven(void **state)
{
    world w;
    (void)state;
    open_world(&w, 24, 12, 1);
    anywhere(&w);
    ask_good(&w.a);
    assert_false(ask_value(&w.a, "proven")->as.truth);
    assert_true(ask_number(&w.a, "single_cohesion") > 1.0 / 12);
    cm_arena_free(&w.a.arena);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 3 + t % 9, d = 1 + t % 4;
        cm_value *camp;
        const char *right;
        world w;
        open_world(&w, n, d, 7000 + t);
        anywhere(&w);
        ask_good(&w.a);
        ask_refused_with(&w.a, ask_value(&w.a, "single_cohesion"), 1e-4);
        ask_refused_with(&w.a, ask_value(&w.a, "own_cohesion"), -1e-4);
        ask_refused_with(&w.a, ask_value(&w.a, "switchers"), 1);
        ask_refused_with(&w.a, ask_cell(&w.a, "cohesion", d - 1, "single"), 1e-4);
        ask_refused_with(&w.a, ask_cell(&w.a, "cohesion", d - 1, "own_spread"), 1e-4);
        ask_refused_with(&w.a, ask_cell(&w.a, "cohesion", d - 1, "single_spread"), 1e-4);
        ask_refused_with(&w.a, ask_cell(&w.a, "members", n - 1, "against"), 1);
        camp = ask_cell(&w.a, "camps", t % (n * d), "camp");
        right = camp->as.text;
        *camp = cm_text(strcmp(right, "low") == 0 ? "high" : "low");
        ask_refused(&w.a);
        *camp = cm_text(right);
        ask_cell(&w.a, "members", t % n, "camp")->kind = CM_NONE;
        ask_refused(&w.a);
        cm_arena_free(&w.a.arena);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        world w;
        open_world(&w, 4, 2, 3);
        anywhere(&w);
        w.a.ctx.alloc_budget = k;
        status = ask(&w.a);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.a.arena);
    }
    assert_true(k > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_division_fits_many_issues_badly),
        cmocka_unit_test(test_crosswise_issues),
        cmocka_unit_test(test_an_issue_on_which_all_agree_divides_nobody),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_many_members_on_many_issues_are_not_proven),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
