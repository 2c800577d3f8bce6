/* test_repeated.c: a public good round after round, under a threat. */
#include "solver/action/repeated.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_repeated;
static const cm_concept *const concept = &cm_concept_repeated;

static cm_repeated_params usual(long members)
{
    return (cm_repeated_params){ members, 0.6, 1, 0, 1, 0.9, 0, 1, 0 };
}

/* The threat of no contribution ever again, by another program; a patience of 1: none suffices. */
static void test_as_tabulated(void **state)
{
    static const struct { long n; double benefit, rivalry, alarm, detection, patience; } row[] = {
        { 2, 1.5, 1, 0, 1, 0.3333333333333333 },
        { 2, 1.9, 1, 0, 1, 0.052631578947368474 },
        { 2, 0.6, 0, 0, 1, 0.6666666666666667 },
        { 2, 0.8, 0, 0, 1, 0.24999999999999994 },
        { 3, 1.5, 1, 0, 1, 0.5 },
        { 3, 1.9, 1, 0, 1, 0.2894736842105263 },
        { 3, 0.6, 0, 0, 1, 0.33333333333333337 },
        { 3, 0.8, 0, 0, 1, 0.12499999999999997 },
        { 5, 1.5, 1, 0, 1, 0.5833333333333334 },
        { 5, 1.9, 1, 0, 1, 0.4078947368421053 },
        { 5, 0.6, 0, 0, 1, 0.16666666666666669 },
        { 5, 0.8, 0, 0, 1, 0.062499999999999986 },
        { 10, 1.5, 1, 0, 1, 0.6296296296296297 },
        { 10, 1.9, 1, 0, 1, 0.4736842105263158 },
        { 10, 0.6, 0, 0, 1, 0.07407407407407408 },
        { 10, 0.8, 0, 0, 1, 0.02777777777777777 },
        { 25, 1.5, 1, 0, 1, 0.6527777777777778 },
        { 25, 1.9, 1, 0, 1, 0.5065789473684211 },
        { 25, 0.6, 0, 0, 1, 0.027777777777777783 },
        { 25, 0.8, 0, 0, 1, 0.010416666666666663 },
        { 50, 1.5, 1, 0, 1, 0.6598639455782312 },
        { 50, 1.9, 1, 0, 1, 0.5166487647690655 },
        { 50, 0.6, 0, 0, 1, 0.01360544217687075 },
        { 50, 0.8, 0, 0, 1, 0.005102040816326529 },
        { 193, 1.5, 1, 0, 1, 0.6649305555555556 },
        { 193, 1.9, 1, 0, 1, 0.5238486842105263 },
        { 193, 0.6, 0, 0, 1, 0.003472222222222223 },
        { 193, 0.8, 0, 0, 1, 0.0013020833333333328 },
        { 2, 1.5, 1, 0, 1.0, 0.3333333333333333 },
        { 3, 1.5, 1, 0, 1.0, 0.5 },
        { 5, 1.5, 1, 0, 1.0, 0.5833333333333334 },
        { 10, 1.5, 1, 0, 1.0, 0.6296296296296297 },
        { 25, 1.5, 1, 0, 1.0, 0.6527777777777778 },
        { 50, 1.5, 1, 0, 1.0, 0.6598639455782312 },
        { 193, 1.5, 1, 0, 1.0, 0.6649305555555556 },
        { 2, 1.5, 1, 0, 0.5, 0.5 },
        { 3, 1.5, 1, 0, 0.5, 0.6666666666666666 },
        { 5, 1.5, 1, 0, 0.5, 0.7368421052631579 },
        { 10, 1.5, 1, 0, 0.5, 0.7727272727272727 },
        { 25, 1.5, 1, 0, 0.5, 0.7899159663865546 },
        { 50, 1.5, 1, 0, 0.5, 0.7950819672131147 },
        { 193, 1.5, 1, 0, 0.5, 0.7987486965589156 },
        { 2, 1.5, 1, 0.001, 1.0, 0.334001001335002 },
        { 3, 1.5, 1, 0.001, 1.0, 0.5015030050075105 },
        { 5, 1.5, 1, 0.001, 1.0, 0.5862587704575736 },
        { 10, 1.5, 1, 0.001, 1.0, 0.635960694525523 },
        { 25, 1.5, 1, 0.001, 1.0, 0.669311297818535 },
        { 50, 1.5, 1, 0.001, 1.0, 0.6937132477117219 },
        { 193, 1.5, 1, 0.001, 1.0, 0.8065607109944011 },
        { 2, 1.5, 1, 0.001, 0.5, 0.5012523790691041 },
        { 3, 1.5, 1, 0.001, 0.5, 0.6688938611515394 },
        { 5, 1.5, 1, 0.001, 0.5, 0.7407325189971957 },
        { 10, 1.5, 1, 0.001, 0.5, 0.7806748197076835 },
        { 25, 1.5, 1, 0.001, 0.5, 0.810093273027724 },
        { 50, 1.5, 1, 0.001, 0.5, 0.8360390927282012 },
        { 193, 1.5, 1, 0.001, 0.5, 0.9690773286852241 },
        { 2, 1.5, 1, 0.01, 1.0, 0.3401013502023603 },
        { 3, 1.5, 1, 0.01, 1.0, 0.5153050760641823 },
        { 5, 1.5, 1, 0.01, 1.0, 0.6133958324744543 },
        { 10, 1.5, 1, 0.01, 1.0, 0.6961987052026657 },
        { 25, 1.5, 1, 0.01, 1.0, 0.8392386887935775 },
        { 50, 1.5, 1, 0.01, 1.0, 1 },
        { 193, 1.5, 1, 0.01, 1.0, 1 },
        { 2, 1.5, 1, 0.01, 0.5, 0.5127416294928986 },
        { 3, 1.5, 1, 0.01, 0.5, 0.6893946287885682 },
        { 5, 1.5, 1, 0.01, 0.5, 0.7768808624516542 },
        { 10, 1.5, 1, 0.01, 0.5, 0.8563916884522437 },
        { 25, 1.5, 1, 0.01, 0.5, 1 },
        { 50, 1.5, 1, 0.01, 0.5, 1 },
        { 193, 1.5, 1, 0.01, 0.5, 1 },
        { 2, 1.5, 1, 0.05, 1.0, 0.3693444136657433 },
        { 3, 1.5, 1, 0.05, 1.0, 0.5831753899985421 },
        { 5, 1.5, 1, 0.05, 1.0, 0.7538740036915597 },
        { 10, 1.5, 1, 0.05, 1.0, 1 },
        { 25, 1.5, 1, 0.05, 1.0, 1 },
        { 50, 1.5, 1, 0.05, 1.0, 1 },
        { 193, 1.5, 1, 0.05, 1.0, 1 },
        { 2, 1.5, 1, 0.05, 0.5, 0.5689900426742531 },
        { 3, 1.5, 1, 0.05, 0.5, 0.7914523149980215 },
        { 5, 1.5, 1, 0.05, 0.5, 0.9656363642790766 },
        { 10, 1.5, 1, 0.05, 0.5, 1 },
        { 25, 1.5, 1, 0.05, 0.5, 1 },
        { 50, 1.5, 1, 0.05, 0.5, 1 },
        { 193, 1.5, 1, 0.05, 0.5, 1 },
        { 2, 0.6, 0, 0, 1.0, 0.6666666666666667 },
        { 3, 0.6, 0, 0, 1.0, 0.3333333333333335 },
        { 5, 0.6, 0, 0, 1.0, 0.16666666666666663 },
        { 10, 0.6, 0, 0, 1.0, 0.07407407407407399 },
        { 25, 0.6, 0, 0, 1.0, 0.027777777777777683 },
        { 50, 0.6, 0, 0, 1.0, 0.013605442176870701 },
        { 193, 0.6, 0, 0, 1.0, 0.0034722222222221487 },
        { 2, 0.6, 0, 0.001, 1.0, 0.668002002670004 },
        { 3, 0.6, 0, 0.001, 1.0, 0.3343353366716738 },
        { 5, 0.6, 0, 0.001, 1.0, 0.16750250584502102 },
        { 10, 0.6, 0, 0.001, 1.0, 0.07481890523829672 },
        { 25, 0.6, 0, 0.001, 1.0, 0.02848133182206522 },
        { 50, 0.6, 0, 0.001, 1.0, 0.014303365932200402 },
        { 193, 0.6, 0, 0.001, 1.0, 0.004211805279344042 },
        { 2, 0.6, 0, 0.01, 1.0, 0.6802027004047208 },
        { 3, 0.6, 0, 0.01, 1.0, 0.3435367173761216 },
        { 5, 0.6, 0, 0.01, 1.0, 0.17525595213555833 },
        { 10, 0.6, 0, 0.01, 1.0, 0.08190573002384291 },
        { 25, 0.6, 0, 0.01, 1.0, 0.03571228462951381 },
        { 50, 0.6, 0, 0.01, 1.0, 0.02248810865854965 },
        { 193, 0.6, 0, 0.01, 1.0, 0.0241554401217712 },
        { 2, 0.6, 0, 0.05, 1.0, 0.7386888273314867 },
        { 3, 0.6, 0, 0.05, 1.0, 0.38878359333236157 },
        { 5, 0.6, 0, 0.05, 1.0, 0.21539257248330274 },
        { 10, 0.6, 0, 0.05, 1.0, 0.12371722741593272 },
        { 25, 0.6, 0, 0.05, 1.0, 0.1001399492603756 },
        { 50, 0.6, 0, 0.05, 1.0, 0.17682041131265774 },
        { 193, 0.6, 0, 0.05, 1.0, 1 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_repeated_params p = usual(row[k].n);
        talking t;
        p.benefit = row[k].benefit;
        p.rivalry = row[k].rivalry;
        p.false_alarm = row[k].alarm;
        p.detection = row[k].detection;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "critical_patience"), row[k].patience, 1e-12);
        assert_true(cm_result_get(&t.result, "possible")->as.truth == (row[k].patience < 1));
        cm_arena_free(&t.arena);
    }
}

/* (n - r) / (r (n - 1)) rises towards 1/r; (1 - b) / ((n - 1) b) falls towards 0. */
static void test_rival_benefits_make_number_a_burden_and_others_a_help(void **state)
{
    double rival = 0, free = 1;
    (void)state;
    for (long n = 2; n <= 193; n += n < 12 ? 1 : 20) {
        cm_repeated_params p = usual(n);
        double size = (double)n;
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "critical_patience"), 0.4 / (0.6 * (size - 1)), 1e-12);
        assert_true(talking_number(&t, "critical_patience") < free);
        free = talking_number(&t, "critical_patience");
        cm_arena_free(&t.arena);
        p.benefit = 1.5;
        p.rivalry = 1;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "critical_patience"), (size - 1.5) / (1.5 * (size - 1)), 1e-12);
        assert_true(talking_number(&t, "critical_patience") > rival && talking_number(&t, "critical_patience") < 1 / 1.5);
        rival = talking_number(&t, "critical_patience");
        cm_arena_free(&t.arena);
    }
}

/* At 5 members a contribution brings 0.3 to each; then 25 need as much patience where 24 m = (1 - m) 12/7, so m = 1/15. */
static void test_the_sign_of_number_turns_at_a_rivalry_in_closed_form(void **state)
{
    const double turn = log(4.5) / log(5);
    (void)state;
    for (int k = -1; k <= 1; k++) {
        cm_repeated_params p = usual(25);
        talking t;
        double x;
        p.benefit = 0.3;
        p.base = 5;
        p.rivalry = turn + 0.01 * k;
        talking_solved_alone(&t, concept, &p);
        x = talking_number(&t, "critical_patience") - 0.7 / 1.2;
        if (k == 0) assert_close(x, 0, 1e-12);
        else assert_true(k < 0 ? x < -1e-3 : x > 1e-3);
        cm_arena_free(&t.arena);
    }
}

/* Played out: payoffs of following the rule, and of not contributing in the first round, in drawn games. */
static double played(const cm_repeated_params *p, bool deviates, cm_rng *rng)
{
    double weight = 1, sum = 0, share = p->benefit;
    long silent = 0;
    for (int round = 0; weight > 1e-7; round++, weight *= p->patience) {
        bool alarm = false, out = deviates && round == 0;
        if (silent > 0) {
            silent--;
            continue;
        }
        sum += weight * (share * (double)(p->members - (out ? 1 : 0)) - (out ? 0 : p->cost));
        for (long i = 0; i < p->members; i++) alarm = cm_rng_unit(rng) < (out && i == 0 ? p->detection : p->false_alarm) || alarm;
        if (alarm) silent = p->punishment;
    }
    return sum;
}

static void test_played_out_deviating_is_worth_as_much_at_the_least_patience(void **state)
{
    enum { GAMES = 60000 };
    cm_repeated_params p = { 4, 0.5, 1, 0, 1, 0.9, 0.03, 0.8, 3 };
    double follow = 0, deviate = 0, squares = 0;
    talking t;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "rounds", 0);
    talking_solved_alone(&t, concept, &p);
    p.patience = talking_number(&t, "critical_patience");
    assert_true(p.patience > 0.1 && p.patience < 0.95);
    cm_arena_free(&t.arena);
    for (int g = 0; g < GAMES; g++) {
        double a = played(&p, false, &rng), b = played(&p, true, &rng);
        follow += a;
        deviate += b;
        squares += (a - b) * (a - b);
    }
    assert_close(follow / GAMES, deviate / GAMES, 5 * sqrt(squares) / GAMES);
    talking_solved_alone(&t, concept, &p);
    assert_true(cm_result_get(&t.result, "sustained")->as.truth);
    assert_close(talking_number(&t, "value"), (1 - p.patience) * follow / GAMES / talking_number(&t, "reward"), 5 * sqrt(squares) / GAMES);
    cm_arena_free(&t.arena);
}

/* Longer threats need less patience and lose more rounds to false alarms. */
static void test_longer_threats_need_less_patience_and_cost_more(void **state)
{
    double patience = 1, often = 1;
    (void)state;
    for (long length = 1; length <= 64; length *= 2) {
        cm_repeated_params p = { 6, 0.4, 1, 0, 1, 0.9, 0.02, 0.9, length };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_true(talking_number(&t, "critical_patience") <= patience && talking_number(&t, "cooperating") < often);
        patience = talking_number(&t, "critical_patience");
        often = talking_number(&t, "cooperating");
        assert_close(often, 1 / (1 + (double)length * (1 - pow(0.98, 6))), 1e-12);
        cm_arena_free(&t.arena);
    }
    assert_true(patience < 0.9);
}

/* Two members, perfectly seen, by hand. */
static void test_the_fewest_rounds_that_suffice(void **state)
{
    cm_repeated_params p = usual(2);
    talking t;
    (void)state;
    p.benefit = 0.8;                                             /* R = 0.6, T = 0.8: f = -0.2 + 0.8 x - 0.6 x^(L + 1) */
    p.patience = 0.5;                                            /* L = 1: 0.05 */
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "shortest_punishment"), 1);
    cm_arena_free(&t.arena);
    p.patience = 0.3;                                            /* L = 1: -0.014; L = 2: 0.0238 */
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "shortest_punishment"), 2);
    assert_close(talking_number(&t, "critical_patience"), 0.25, 1e-12);
    cm_arena_free(&t.arena);
    p.patience = 0.2;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(cm_result_get(&t.result, "shortest_punishment")->kind, CM_NONE);
    assert_close(talking_number(&t, "best_value"), 0, 0);
    assert_false(cm_result_get(&t.result, "sustained")->as.truth);
    assert_int_equal(talking_count(&t, "smallest_group"), 3);    /* 0.2 / (0.8 (n - 1)) <= 0.2 from 3 on */
    assert_int_equal(talking_count(&t, "largest_group"), CM_REPEATED_LARGEST);
    cm_arena_free(&t.arena);
}

/* Under error a threat for ever loses all in the long run; the shortest that suffices loses least of those that do. */
static void test_the_shortest_threat_that_suffices_is_worth_most(void **state)
{
    cm_repeated_params p = { 6, 0.4, 1, 0, 1, 0.9, 0.02, 0.9, 0 };
    double best, most = 0;
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    best = talking_number(&t, "best_value");
    assert_true(talking_number(&t, "value") < best && talking_number(&t, "value") > 0);
    cm_arena_free(&t.arena);
    for (p.punishment = 1; p.punishment < 40; p.punishment++) {
        talking_solved_alone(&t, concept, &p);
        most = fmax(most, talking_number(&t, "value"));
        cm_arena_free(&t.arena);
    }
    assert_close(most, best, 1e-12);
}

static void test_what_is_no_dilemma_is_said(void **state)
{
    cm_repeated_params p = usual(3);
    talking t;
    (void)state;
    p.benefit = 1.2;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "critical_patience"), 0, 0);
    assert_true(talking_notes(&t, "One's own contribution pays by itself: no threat is needed, this is no dilemma."));
    cm_arena_free(&t.arena);
    p.benefit = 0.3;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "critical_patience"), 1, 0);
    assert_true(talking_notes(&t, "Even if all contribute nobody gains: there is nothing to sustain."));
    cm_arena_free(&t.arena);
}

/* A contribution that brings one just what it costs, and threats that nobody would notice: neither is a matter of rounding. */
static void test_edges_are_not_a_matter_of_rounding(void **state)
{
    for (long n = 2; n < 200; n += 7) {
        cm_repeated_params p = usual(n);
        talking t;
        (void)state;
        p.benefit = p.cost = 0.1;
        p.detection = 0.3;
        p.false_alarm = 0.2;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "critical_patience"), 0, 0);
        assert_int_equal(talking_count(&t, "shortest_punishment"), 0);
        assert_close(talking_number(&t, "value"), 1, 0);
        cm_arena_free(&t.arena);
        p.benefit = 0.0917;
        p.detection = p.false_alarm = 0;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "critical_patience"), 1, 0);
        cm_arena_free(&t.arena);
    }
}

static void draw(cm_repeated_params *p, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "threats", index);
    *p = (cm_repeated_params){ 2 + (long)cm_rng_below(&rng, 30), 0.1 + 0.85 * cm_rng_unit(&rng), 1, 0, 1, 0.05 + 0.9 * cm_rng_unit(&rng), 0, 1, 0 };
    if (index % 2 == 1) p->rivalry = 0.8 * cm_rng_unit(&rng), p->benefit = fmin(p->benefit * 2, 0.95 * pow((double)p->members, p->rivalry));
    if (index % 3 == 1) p->false_alarm = 0.05 * cm_rng_unit(&rng), p->detection = 0.3 + 0.7 * cm_rng_unit(&rng);
    if (index % 4 >= 2) p->punishment = 1 + (long)cm_rng_below(&rng, 12);
}

/* Half a round more, or less, is no length of a punishment. */
static void refuses_halves(talking *t, const cm_repeated_params *p)
{
    for (cm_named *s = t->result.summary; s != NULL; s = s->next) {
        cm_value right = s->value;
        if (strcmp(s->name, "shortest_punishment") != 0 || right.kind != CM_INTEGER) continue;
        for (int side = -1; side <= 1; side += 2) {
            s->value = cm_number((double)right.as.integer + side * 0.5);
            assert_int_equal(concept->check(&t->ctx, &t->game, p, &t->result), CM_E_NUMERIC);
            cm_ctx_clear(&t->ctx);
        }
        s->value = right;
    }
}

static void test_random_threats_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 240; index++) {
        cm_repeated_params p;
        talking t;
        draw(&p, index);
        talking_solved_alone(&t, concept, &p);
        if (index < 80) {
            talking_refuses_summary(&t, concept, &p, -1e-3);
            talking_refuses_summary(&t, concept, &p, 1e-3);
            talking_refuses_inventions(&t, concept, &p);
            refuses_halves(&t, &p);
        }
        if (index < 24) talking_refuses_table(&t, concept, &p, "sizes", index % 2 == 0 ? 1e-3 : -1e-3);
        cm_arena_free(&t.arena);
    }
}

static void test_another_scale_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 40; index++) {
        cm_repeated_params p, q;
        talking t, u;
        draw(&p, index);
        q = p;
        q.benefit *= 16;
        q.cost *= 16;
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_close(talking_number(&t, "critical_patience"), talking_number(&u, "critical_patience"), 1e-12);
        assert_close(talking_number(&t, "value"), talking_number(&u, "value"), 1e-12);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_without_memory_it_says_so(void **state)
{
    const cm_repeated_params p = { 4, 0.5, 1, 0, 1, 0.9, 0.01, 0.9, 5 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_rival_benefits_make_number_a_burden_and_others_a_help),
        cmocka_unit_test(test_the_sign_of_number_turns_at_a_rivalry_in_closed_form),
        cmocka_unit_test(test_played_out_deviating_is_worth_as_much_at_the_least_patience),
        cmocka_unit_test(test_longer_threats_need_less_patience_and_cost_more),
        cmocka_unit_test(test_the_fewest_rounds_that_suffice),
        cmocka_unit_test(test_the_shortest_threat_that_suffices_is_worth_most),
        cmocka_unit_test(test_what_is_no_dilemma_is_said),
        cmocka_unit_test(test_edges_are_not_a_matter_of_rounding),
        cmocka_unit_test(test_random_threats_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_another_scale_changes_nothing),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
