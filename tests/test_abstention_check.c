/* test_abstention_check.c: votes with abstention and absence: every vote and every roll call of small bodies by a second way;
 * near misses are refused. */
#include "tests/support/abstention_world.h"

enum { MOST = 16 };

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
        refused(b, p, table->column[c]);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_votes_and_all_roll_calls_say_the_same),
        cmocka_unit_test(test_certificate_refuses_near_misses),
        cmocka_unit_test(test_members_who_all_differ),
        cmocka_unit_test(test_names_and_units_do_not_matter),
    };
    return RUN_TESTS(tests);
}
