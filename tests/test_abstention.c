/* test_abstention.c: votes with abstention and absence: published bodies in closed form, every vote and every roll call of
 * small ones by a second way, the quorum paradox by hand; near misses are refused. */
#include "solver/voting/abstention.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "tests/support/ballots.h"

extern const cm_concept cm_concept_abstention;

enum { MOST = 16 };

static cm_abstention_params usual(void)
{
    cm_abstention_params p;
    memset(&p, 0, sizeof p);
    cm_params_default(&p, cm_concept_abstention.param, cm_concept_abstention.nparams);
    return p;
}

static cm_status solve(ballot *b, const cm_abstention_params *params)
{
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_abstention, &b->game, params, &b->result);
}

static void solved(ballot *b, const cm_abstention_params *params)
{
    if (solve(b, params) != CM_OK) fail_msg("n = %zu: %s", b->game.as.vote.n, b->ctx.message);
    assert_true(b->result.certified);
}

static double summary(const ballot *b, const char *name)
{
    const cm_value *value = cm_result_get(&b->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static double column(const ballot *b, size_t i, const char *name) { return ballot_number(b, "members", i, name); }

/* All n of one vote each: at least `quota`, or the share num/den of those voting. */
static void heads(ballot *b, size_t n, int64_t quota, cm_vote_share share)
{
    ballot_open(b, n, 0);
    for (size_t i = 0; i < n; i++) b->weight[0][i] = 1;
    ballot_threshold(b, 0, quota);
    b->node[0].share = share;
}

/* The Security Council: nine of fifteen, and none of the first five against (`apart`) or without them. */
static void council(ballot *b, bool apart)
{
    ballot_open(b, 15, 0);
    for (size_t i = 0; i < 15; i++) {
        b->weight[1][i] = 1;
        b->weight[2][i] = i < 5;
    }
    ballot_threshold(b, 1, 9);
    ballot_threshold(b, 2, 5);
    if (apart) b->node[2].share = (cm_vote_share){ 1, 1, false, true };
    b->node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    b->game.as.vote.nnodes = 3;
}

/* Where yes, abstaining and no are alike: five do not say no with chance (2/3)^5 and then say yes with chance 1/2 each. */
static void test_council_with_abstentions_is_two_binomials(void **state)
{
    cm_abstention_params p = usual();
    double passes = 0, elected = 0, permanent = 0;
    ballot b;
    (void)state;
    council(&b, true);
    solved(&b, &p);
    for (unsigned k = 0; k <= 5; k++) {
        passes += pow(2.0 / 3, 5) * gsl_ran_binomial_pdf(k, 0.5, 5) * gsl_cdf_binomial_Q(8 - k, 1.0 / 3, 10);
        elected += pow(2.0 / 3, 5) * gsl_ran_binomial_pdf(k, 0.5, 5) * gsl_ran_binomial_pdf(8 - k, 1.0 / 3, 9);
        if (k < 5) permanent += pow(2.0 / 3, 4) * gsl_ran_binomial_pdf(k, 0.5, 4) * gsl_cdf_binomial_Q(7 - k, 1.0 / 3, 10);
    }
    assert_close(summary(&b, "agreement"), passes, 1e-14);
    assert_close(summary(&b, "agreement_binary"), 53.0 / 2048, 1e-15);                  /* Coleman (1971) */
    assert_close(column(&b, 14, "decisive"), elected, 1e-14);
    assert_close(column(&b, 14, "abstain_no"), 0, 1e-15);
    assert_close(column(&b, 0, "decisive"), permanent, 1e-14);
    assert_close(column(&b, 0, "decisive_binary"), 53.0 / 1024, 1e-15);                 /* Banzhaf (1965) */
    assert_close(column(&b, 14, "decisive_binary"), 21.0 / 4096, 1e-15);
    assert_close(column(&b, 14, "shapley_binary"), 4.0 / 2145, 1e-14);
    assert_true(column(&b, 14, "shapley_shubik") > 4.0 / 2145);                         /* a veto is worth less where it may be waived */
    assert_close(5 * column(&b, 0, "shapley_shubik") + 10 * column(&b, 14, "shapley_shubik"), 1, 1e-13);
    ballot_close(&b);
}

/* Where an abstention is a no, a roll call is one of yes and no with other chances: the index stays as it was (I. Mann, L. S.
 * Shapley (1964): whatever the chance of yes). */
static void test_abstaining_as_a_no_leaves_the_index(void **state)
{
    cm_abstention_params p = usual();
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        ballot b;
        if (k == 0) council(&b, false);
        else ballot_draw(&b, 1 + (size_t)(k % 9), 100 + k);
        p.absent = (double)(k % 5) / 5;
        solved(&b, &p);
        assert_string_equal(cm_result_get(&b.result, "abstention")->as.text, "no");
        assert_int_equal(cm_result_get(&b.result, "stays_away")->kind, CM_NONE);
        for (size_t i = 0; i < b.game.as.vote.n; i++) {
            assert_close(column(&b, i, "shapley_shubik"), column(&b, i, "shapley_binary"), 1e-12);
            assert_close(column(&b, i, "abstain_no"), 0, 1e-13);
            assert_close(column(&b, i, "away"), 0, 1e-13);
        }
        ballot_close(&b);
    }
}

/* Of 193 who vote yes, no or abstain alike, yes leads as often as no: half of what is left by a tie, whose chance is a sum of
 * trinomials; with a majority of those voting everybody settles as many roll calls. */
static void test_assembly_present_and_voting(void **state)
{
    cm_abstention_params p = usual();
    double tie = 0, valid = 0;
    ballot b;
    (void)state;
    heads(&b, 193, 97, (cm_vote_share){ 1, 2, true, false });
    for (unsigned k = 0; 2 * k <= 193; k++) tie += exp(lgamma(194) - 2 * lgamma(k + 1) - lgamma(194 - 2 * k) - 193 * log(3));
    solved(&b, &p);
    assert_close(summary(&b, "agreement"), (1 - tie) / 2, 1e-12);
    assert_close(column(&b, 192, "shapley_shubik"), 1.0 / 193, 1e-12);
    b.game.as.vote.quorum = 97;                                                          /* a majority has to be there */
    p.absent = 0.5;
    solved(&b, &p);
    for (unsigned k = 97; k <= 193; k++) valid += gsl_ran_binomial_pdf(k, 0.5, 193);
    assert_close(summary(&b, "valid"), valid, 1e-12);
    assert_close(valid, 0.5, 1e-12);                                                     /* 193 is odd */
    ballot_close(&b);
}

/* Two who are always for, one always against, and all three have to be there: by voting no the third lets it pass. */
static void test_quorum_paradox_by_hand(void **state)
{
    static const double yes[] = { 1, 1, 0 }, none[] = { 0, 0, 0 }, away[] = { 0, 0.25, 0.5 };
    cm_abstention_params p = usual();
    ballot b;
    (void)state;
    heads(&b, 3, 2, (cm_vote_share){ 1, 2, true, false });
    b.game.as.vote.quorum = 3;
    p.yes_each = (cm_numbers){ 3, yes };
    p.abstain_each = (cm_numbers){ 3, none };
    p.absent_each = (cm_numbers){ 3, away };
    solved(&b, &p);
    assert_close(summary(&b, "valid"), 0.375, 1e-15);
    assert_close(summary(&b, "agreement"), 0.375, 1e-15);
    assert_close(summary(&b, "agreement_if_valid"), 1, 1e-15);
    assert_close(column(&b, 2, "away"), -0.75, 1e-15);
    assert_close(column(&b, 2, "paradox"), 0.75, 1e-15);
    assert_close(summary(&b, "gain_by_staying_away"), 0.75, 1e-15);
    assert_string_equal(cm_result_get(&b.result, "stays_away")->as.text, "m2");
    assert_int_equal(cm_result_get(&b.result, "quorum")->as.integer, 3);
    ballot_close(&b);
}

/* --- a second way: every vote, and every order of every vote -------------------------------------------------- */

static bool met(const ballot *b, size_t at, const int *said)
{
    const cm_vote_node *node = &b->node[at];
    double yes = 0, no = 0;
    size_t true_parts = 0;
    for (size_t c = 0; c < node->nchildren; c++) true_parts += met(b, node->child + c, said);
    if (node->kind == CM_VOTE_ALL) return true_parts == node->nchildren;
    if (node->kind == CM_VOTE_ANY) return true_parts > 0;
    for (size_t i = 0; i < b->game.as.vote.n; i++) {
        yes += said[i] == 0 ? (double)node->weight[i] : 0;
        no += said[i] == 2 ? (double)node->weight[i] : 0;
    }
    if (node->share.den == 0) return yes >= (double)node->quota;
    if (yes + no <= 0) return node->share.silent;
    if (yes <= 0) return false;
    return node->share.strict ? yes * (double)node->share.den > (yes + no) * (double)node->share.num : yes * (double)node->share.den >= (yes + no) * (double)node->share.num;
}

static bool carries(const ballot *b, const int *said, int64_t quorum)
{
    int64_t there = 0, yes = 0;
    for (size_t i = 0; i < b->game.as.vote.n; i++) {
        there += said[i] != 3;
        yes += said[i] == 0;
    }
    return yes > 0 && there >= quorum && met(b, 0, said);
}

/* f_i(s) and the paradox, from all votes of all others. */
static void by_all_votes(const ballot *b, const double *chance, size_t i, double *f, double *paradox)
{
    size_t n = b->game.as.vote.n, all = (size_t)1 << 2 * n;
    *paradox = f[0] = f[1] = f[2] = f[3] = 0;
    for (size_t code = 0; code < all; code++) {
        int said[MOST];
        double share = 1;
        bool by[4];
        if ((code >> 2 * i & 3u) != 0) continue;
        for (size_t j = 0; j < n; j++) {
            said[j] = (int)(code >> 2 * j & 3u);
            share *= j == i ? 1 : chance[4 * j + (size_t)said[j]];
        }
        for (int s = 0; s < 4; s++) {
            said[i] = s;
            by[s] = carries(b, said, b->game.as.vote.quorum);
            f[s] += by[s] ? share : 0;
        }
        *paradox += by[2] && !by[3] ? share : 0;
    }
}

/* The member with whom the result is settled, for every order and every vote of yes, nothing and no. */
static void by_roll_calls(const ballot *b, size_t words, double *index)
{
    size_t n = b->game.as.vote.n, order[MOST], votes = 1, orders = 1;
    for (size_t i = 0; i < n; i++) {
        index[i] = 0;
        votes *= words;
        orders *= i + 1;
    }
    for (size_t code = 0; code < votes * orders; code++) {
        size_t left = code / votes, vote = code % votes;
        int low[MOST], high[MOST];
        for (size_t i = 0; i < n; i++) order[i] = i;
        for (size_t i = 0; i < n; i++) {
            size_t pick = i + left % (n - i), held = order[i];
            left /= n - i;
            order[i] = order[pick];
            order[pick] = held;
            low[i] = 2;
            high[i] = 0;
        }
        for (size_t i = 0; i < n; i++) {
            low[order[i]] = high[order[i]] = words == 3 ? (int)(vote % 3) : 2 * (int)(vote % 2);
            vote /= words;
            if (carries(b, low, 0) != carries(b, high, 0)) continue;
            index[order[i]] += 1 / (double)(votes * orders);
            break;
        }
    }
}

static void draw_shares(ballot *b)
{
    for (size_t k = 0; k < b->game.as.vote.nnodes; k++) {
        uint64_t kind = cm_rng_below(&b->rng, 5);
        int64_t den = 1 + (int64_t)cm_rng_below(&b->rng, 6), num = 1 + (int64_t)cm_rng_below(&b->rng, (uint64_t)den);
        if (b->node[k].kind != CM_VOTE_THRESHOLD || kind == 0) continue;
        b->node[k].share = kind == 1 ? (cm_vote_share){ 1, 1, false, true } : kind == 2 ? (cm_vote_share){ 1, 2, true, false } : (cm_vote_share){ num, den, false, false };
    }
    b->game.as.vote.quorum = (int64_t)cm_rng_below(&b->rng, b->game.as.vote.n + 1);
}

/* A rule, and chances of which some are 0 or 1. */
typedef struct drawn {
    double yes[MOST], abstain[MOST], absent[MOST];
    cm_abstention_params p;
} drawn;

static double draw_chance(cm_rng *rng) { return cm_rng_below(rng, 8) == 0 ? (double)cm_rng_below(rng, 2) : cm_rng_unit(rng); }

static void draw(ballot *b, drawn *d, size_t n, uint64_t index)
{
    ballot_draw(b, n, index);
    draw_shares(b);
    d->p = usual();
    for (size_t i = 0; i < n; i++) {
        d->yes[i] = draw_chance(&b->rng);
        d->abstain[i] = draw_chance(&b->rng);
        d->absent[i] = draw_chance(&b->rng);
    }
    d->p.yes = d->yes[0];
    d->p.absent = d->absent[0];
    if (index % 3 == 0) return;
    d->p.yes_each = (cm_numbers){ n, d->yes };
    d->p.abstain_each = (cm_numbers){ n, d->abstain };
    d->p.absent_each = (cm_numbers){ n, d->absent };
}

static void test_all_votes_and_all_roll_calls_say_the_same(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 240; k++) {
        size_t n = 1 + (size_t)(k % 5);
        double chance[4 * MOST], three[MOST], two[MOST], most = 0;
        ballot b;
        drawn d;
        draw(&b, &d, n, 7000 + k);
        solved(&b, &d.p);
        for (size_t i = 0; i < n; i++) cm_abstention_chances(&d.p, i, &chance[4 * i]);
        by_roll_calls(&b, 3, three);
        by_roll_calls(&b, 2, two);
        for (size_t i = 0; i < n; i++) {
            double f[4], paradox;
            by_all_votes(&b, chance, i, f, &paradox);
            assert_close(chance[4 * i] + chance[4 * i + 1] + chance[4 * i + 2] + chance[4 * i + 3], 1, 1e-15);
            assert_close(column(&b, i, "decisive"), f[0] - f[2], 1e-12);
            assert_close(column(&b, i, "yes_abstain"), f[0] - f[1], 1e-12);
            assert_close(column(&b, i, "abstain_no"), f[1] - f[2], 1e-12);
            assert_close(column(&b, i, "away"), f[3] - f[2], 1e-12);
            assert_close(column(&b, i, "paradox"), paradox, 1e-12);
            assert_close(column(&b, i, "shapley_shubik"), three[i], 1e-12);
            assert_close(column(&b, i, "shapley_binary"), two[i], 1e-12);
            assert_close(summary(&b, "agreement"), chance[4 * i] * f[0] + chance[4 * i + 1] * f[1] + chance[4 * i + 2] * f[2] + chance[4 * i + 3] * f[3], 1e-12);
            assert_true(f[0] >= f[1] - 1e-15 && f[1] >= f[2] - 1e-15 && f[0] >= f[3] - 1e-15);
            most = fmax(most, f[2] - f[3]);
        }
        assert_close(summary(&b, "gain_by_staying_away"), most, 1e-8);
        ballot_close(&b);
    }
}

/* Every number of every member and of the summary, moved by a little, is refused; so are other words. */
static void refused(ballot *b, const cm_abstention_params *p, const char *what)
{
    if (cm_concept_abstention.check(&b->ctx, &b->game, p, &b->result) != CM_E_NUMERIC) fail_msg("'%s' of n = %zu was not refused", what, b->game.as.vote.n);
    cm_ctx_clear(&b->ctx);
}

static void refuses_near_misses(ballot *b, const cm_abstention_params *p, size_t row)
{
    cm_table *table = cm_result_find(&b->result, "members");
    for (size_t c = 0; c < table->ncolumns; c++) {
        cm_value *cell = &table->cell[row * table->ncolumns + c], right = *cell;
        if (c == 0) *cell = cm_text("nobody");
        else cell->as.number += row % 2 == 0 ? 1e-6 : -1e-6;
        refused(b, p, table->column[c]);
        *cell = cm_none();
        if (strncmp(table->column[c], "shapley", 7) != 0) refused(b, p, table->column[c]);
        *cell = right;
    }
    for (cm_named *s = b->result.summary; s != NULL; s = s->next) {
        cm_value right = s->value;
        if (strcmp(s->name, "agreement_if_valid") == 0 && summary(b, "valid") < 0.1) continue;
        if (right.kind == CM_NUMBER) s->value.as.number += 1e-6;
        else s->value = right.kind == CM_NONE ? cm_text("nobody") : cm_none();
        refused(b, p, s->name);
        s->value = right;
    }
}

static void test_certificate_refuses_near_misses(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 30; k++) {
        ballot b;
        drawn d;
        size_t n = 2 + (size_t)(k % 5);
        draw(&b, &d, n, 9000 + k);
        solved(&b, &d.p);
        refuses_near_misses(&b, &d.p, (size_t)(k % n));
        ballot_close(&b);
    }
}

/* More members than profiles can be gone through: the other certificate, and its refusals; small weights, so that diagrams end. */
static void test_members_who_all_differ(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 5; k++) {
        ballot b;
        drawn d;
        draw(&b, &d, MOST, 9601);                                        /* chances of each */
        for (size_t i = 0; i < MOST; i++) b.weight[0][i] = 1 + (int64_t)((i * 7 + k) % 5);
        b.game.as.vote.nnodes = 1;
        ballot_threshold(&b, 0, 20);
        if (k == 0 || k == 2) b.node[0].share = (cm_vote_share){ 3, 5, false, false };
        b.game.as.vote.quorum = k < 4 ? (int64_t)k * 4 : 0;                /* the last is of yes alone */
        solved(&b, &d.p);
        refuses_near_misses(&b, &d.p, 5);
        ballot_close(&b);
    }
}

/* Members turned round turn the answer; weights doubled change nothing. */
static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 20; k++) {
        static const char *const names[] = { "decisive", "shapley_shubik", "away", "paradox", "decisive_binary" };
        double yes[MOST], abstain[MOST], absent[MOST];
        size_t n = 6;
        ballot b, turned;
        drawn d, other;
        draw(&b, &d, n, 9802 + 3 * k);
        turned = b;
        turned.arena = (cm_arena){ NULL };
        turned.game.as.vote.node = turned.node;
        turned.game.as.vote.player = b.player;
        for (size_t at = 0; at < b.game.as.vote.nnodes; at++) {
            if (b.node[at].kind != CM_VOTE_THRESHOLD) continue;
            for (size_t i = 0; i < n; i++) turned.weight[at][n - 1 - i] = 2 * b.weight[at][i];
            ballot_threshold(&turned, at, 2 * b.node[at].quota);
            turned.node[at].share = b.node[at].share;
        }
        other = d;
        for (size_t i = 0; i < n; i++) {
            yes[n - 1 - i] = d.yes[i];
            abstain[n - 1 - i] = d.abstain[i];
            absent[n - 1 - i] = d.absent[i];
        }
        other.p.yes_each = (cm_numbers){ n, yes };
        other.p.abstain_each = (cm_numbers){ n, abstain };
        other.p.absent_each = (cm_numbers){ n, absent };
        solved(&b, &d.p);
        solved(&turned, &other.p);
        assert_close(summary(&b, "agreement"), summary(&turned, "agreement"), 1e-13);
        for (size_t i = 0; i < n; i++) {
            for (size_t c = 0; c < 5; c++) assert_close(column(&b, i, names[c]), column(&turned, n - 1 - i, names[c]), 1e-12);
        }
        ballot_close(&turned);
        ballot_close(&b);
    }
}

static void test_too_many_combinations_are_said(void **state)
{
    cm_abstention_params p = usual();
    ballot b;
    (void)state;
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[0][i] = (int64_t)((i + 1) * (i + 1) * (i + 1)) * 1000003 % 999983;
    ballot_threshold(&b, 0, 1);
    ballot_threshold(&b, 0, b.node[0].total / 2);
    assert_int_equal(solve(&b, &p), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the rule tells more than 4194304 combinations of yes, no and absence of these 60 members apart; votes in rounder numbers, or no quorum, make them fewer");
    b.game.as.vote.quorum = 61;
    assert_int_equal(solve(&b, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "a quorum of 61 can never be met by 60 members");
    b.game.as.vote.quorum = 0;
    b.node[0].share = (cm_vote_share){ 3, 2, false, false };
    assert_int_equal(solve(&b, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "the share 3/2 of the votes cast is not above 0 and up to 1, or has too many digits");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    (void)state;
    for (long budget = 0; !done && budget < 2000; budget++) {
        cm_abstention_params p = usual();
        cm_status status;
        ballot b;
        ballot_weighted(&b, 5, "3 2 2 1");
        b.game.as.vote.quorum = 2;
        p.absent = 0.2;
        b.ctx.alloc_budget = budget;
        cm_result_init(&b.result, &b.arena);
        status = cm_concept_solve(&b.ctx, &cm_concept_abstention, &b.game, &p, &b.result);
        done = status == CM_OK;
        assert_true(done || status == CM_E_MEMORY);
        ballot_close(&b);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_council_with_abstentions_is_two_binomials),
        cmocka_unit_test(test_abstaining_as_a_no_leaves_the_index),
        cmocka_unit_test(test_assembly_present_and_voting),
        cmocka_unit_test(test_quorum_paradox_by_hand),
        cmocka_unit_test(test_all_votes_and_all_roll_calls_say_the_same),
        cmocka_unit_test(test_certificate_refuses_near_misses),
        cmocka_unit_test(test_members_who_all_differ),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_too_many_combinations_are_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
