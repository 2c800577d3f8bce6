/* vote_properties_check.c: the certificate of the properties of a vote: coalitions are gone through one by one (by profile where
 * there are many members), each put to the rule itself, and what is printed is held against them. */
#include <string.h>

#include "solver/voting/vote_properties.h"

enum { SINGLE = 11 };

typedef struct held {
    cm_ctx *ctx;
    const cm_vote *vote;
    const cm_result *result;
    cm_tu names;
    cm_kinds kinds;
    size_t *took;
    unsigned char *in, *other;
    int64_t *class_of, *weight;
    bool weighted;
    int64_t quota;
} held;

/* The next profile; false after the last. */
static bool next(held *h)
{
    for (size_t j = 0; j < h->kinds.count; j++) {
        if (h->took[j] < cm_kinds_size(&h->kinds, j)) {
            h->took[j]++;
            return true;
        }
        h->took[j] = 0;
    }
    return false;
}

static bool truth_is(const cm_result *result, const char *name, bool expected)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_TRUTH && value->as.truth == expected;
}

static bool is_none(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_NONE;
}

static bool integer_is(const cm_result *result, const char *name, int64_t expected)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_INTEGER && value->as.integer == expected;
}

/* Both win, both lose, and the weights, over all coalitions. */
static cm_status check_all(held *h)
{
    bool proper = true, strong = true;
    do {
        int64_t sum = 0;
        bool wins, against;
        cm_kinds_mark(&h->kinds, h->took, h->in);
        for (size_t i = 0; i < h->vote->n; i++) {
            h->other[i] = !h->in[i];
            if (h->weighted && h->in[i]) sum += h->weight[i];
        }
        wins = cm_vote_wins(h->vote, h->in);
        against = cm_vote_wins(h->vote, h->other);
        if (wins && against) proper = false;
        if (!wins && !against) strong = false;
        if (h->weighted && wins != (sum >= h->quota)) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: a coalition of weight %lld %s, and the quota is %lld", (long long)sum, wins ? "wins" : "loses", (long long)h->quota);
        if (cm_stopped(h->ctx)) return cm_fail(h->ctx, CM_E_INTERRUPT, "interrupted");
    } while (next(h));
    if (!truth_is(h->result, "proper", proper) || !truth_is(h->result, "strong", strong) || !truth_is(h->result, "decisive", proper && strong) || !truth_is(h->result, "monotone", true)) {
        return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the rule is %s and %s", proper ? "proper" : "not proper", strong ? "strong" : "not strong");
    }
    return CM_OK;
}

static cm_status check_counterexamples(held *h)
{
    const cm_table *table = cm_result_find(h->result, "counterexamples");
    size_t expected = 0;
    for (int k = 0; k < 2; k++) expected += truth_is(h->result, k == 0 ? "proper" : "strong", false);
    if (table == NULL || table->nrows != expected) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: counterexamples are missing");
    for (size_t row = 0; row < expected; row++) {
        cm_value property = cm_table_get(table, row, "property"), one = cm_table_get(table, row, "coalition"), two = cm_table_get(table, row, "other");
        bool both = property.kind == CM_TEXT && strcmp(property.as.text, "proper") == 0;
        bool good = truth_is(h->result, property.kind == CM_TEXT ? property.as.text : "", false) && one.kind == CM_TEXT && two.kind == CM_TEXT && cm_tu_coalition_read(&h->names, one.as.text, h->in) &&
                    cm_tu_coalition_read(&h->names, two.as.text, h->other);
        for (size_t i = 0; good && i < h->vote->n; i++) good = h->in[i] != h->other[i];
        if (!good || cm_vote_wins(h->vote, h->in) != both || cm_vote_wins(h->vote, h->other) != both) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: counterexample %zu does not hold", row + 1);
    }
    return CM_OK;
}

/* Does j in the place of i, or i in that of j, turn a win into a loss? */
static void exchange(held *h, size_t i, size_t j, bool *i_better, bool *j_better)
{
    *i_better = *j_better = false;
    memset(h->took, 0, h->kinds.count * sizeof *h->took);
    do {
        size_t a = h->kinds.of[i], b = h->kinds.of[j];
        bool with_i, with_j;
        if (h->took[a] > cm_kinds_size(&h->kinds, a) - 1 || h->took[b] > cm_kinds_size(&h->kinds, b) - 1) continue;
        memset(h->in, 0, h->vote->n);
        for (size_t k = 0; k < h->kinds.count; k++) {
            size_t left = h->took[k];
            for (size_t m = h->kinds.first[k]; left > 0 && m < h->kinds.first[k + 1]; m++) {
                if (h->kinds.member[m] == i || h->kinds.member[m] == j) continue;
                h->in[h->kinds.member[m]] = 1;
                left--;
            }
        }
        h->in[i] = 1;
        with_i = cm_vote_wins(h->vote, h->in);
        h->in[i] = 0;
        h->in[j] = 1;
        with_j = cm_vote_wins(h->vote, h->in);
        *i_better = *i_better || (with_i && !with_j);
        *j_better = *j_better || (with_j && !with_i);
        if (*i_better && *j_better) break;
    } while (next(h));
    memset(h->took, 0, h->kinds.count * sizeof *h->took);
}

/* Pairs of members of different kinds stand as their classes say; those of one kind are in one class. */
static cm_status check_order(held *h, size_t *incomparable)
{
    int64_t classes = 0;
    *incomparable = 0;
    for (size_t i = 0; i < h->vote->n; i++) {
        for (size_t j = 0; j < i; j++) {
            bool one = false, two = false, same = h->class_of[i] == h->class_of[j];
            bool first = h->kinds.member[h->kinds.first[h->kinds.of[i]]] == i && h->kinds.member[h->kinds.first[h->kinds.of[j]]] == j;
            if (h->kinds.of[i] == h->kinds.of[j] ? same : !first) continue;
            if (h->kinds.of[i] != h->kinds.of[j]) exchange(h, i, j, &one, &two);
            if (one && two) *incomparable += !cm_vote_alike(h->vote, i, j);
            if (same != (!one && !two) || (one != two && one != (h->class_of[i] < h->class_of[j]))) {
                return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: '%s' and '%s' do not stand as their classes say", h->vote->player[i], h->vote->player[j]);
            }
        }
        if (h->class_of[i] > classes) classes = h->class_of[i];
    }
    for (int64_t k = 1; k <= classes; k++) {
        size_t i = 0;
        while (i < h->vote->n && h->class_of[i] != k) i++;
        if (i == h->vote->n) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: nobody is of class %lld", (long long)k);
    }
    if (!integer_is(h->result, "classes", classes)) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: there are %lld classes", (long long)classes);
    return CM_OK;
}

static size_t who(const held *h, cm_value value)
{
    size_t i = 0;
    while (i < h->vote->n && (value.kind != CM_TEXT || strcmp(h->vote->player[i], value.as.text) != 0)) i++;
    return i;
}

/* With `in` the coalition wins, with `out` instead it does not. */
static bool turns(held *h, cm_value coalition, size_t in, size_t out)
{
    if (coalition.kind != CM_TEXT || in >= h->vote->n || out >= h->vote->n || !cm_tu_coalition_read(&h->names, coalition.as.text, h->in)) return false;
    if (!h->in[in] || h->in[out] || !cm_vote_wins(h->vote, h->in)) return false;
    h->in[in] = 0;
    h->in[out] = 1;
    return !cm_vote_wins(h->vote, h->in);
}

static cm_status check_incomparable(held *h, size_t kinds_apart)
{
    const cm_table *table = cm_result_find(h->result, "incomparable");
    if (table == NULL || !truth_is(h->result, "ordered", table->nrows == 0) || (kinds_apart > 0) != (table->nrows > 0)) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: whether members can be compared is not as said");
    for (size_t row = 0; row < table->nrows; row++) {
        size_t i = who(h, cm_table_get(table, row, "player")), j = who(h, cm_table_get(table, row, "other"));
        if (!turns(h, cm_table_get(table, row, "coalition"), i, j) || !turns(h, cm_table_get(table, row, "another"), j, i)) {
            return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: row %zu of 'incomparable' does not hold", row + 1);
        }
    }
    return CM_OK;
}

/* As many win as lose, and nobody is in the winning ones more often. */
static cm_status check_trade(held *h)
{
    const cm_table *table = cm_result_find(h->result, "trade");
    const cm_value *weighted = cm_result_get(h->result, "weighted");
    cm_arena scratch = { NULL };
    int64_t *more = CM_NEW(h->ctx, &scratch, h->vote->n, int64_t), sides = 0;
    bool good = more != NULL && table != NULL && weighted != NULL && (weighted->kind == CM_NONE || weighted->kind == CM_TRUTH);
    if (more == NULL) return h->ctx->status;
    if (good) good = (weighted->kind == CM_TRUTH && !weighted->as.truth) == (table->nrows > 0);
    for (size_t row = 0; good && row < table->nrows; row++) {
        cm_value coalition = cm_table_get(table, row, "coalition"), wins = cm_table_get(table, row, "wins");
        good = coalition.kind == CM_TEXT && wins.kind == CM_TRUTH && cm_tu_coalition_read(&h->names, coalition.as.text, h->in) && cm_vote_wins(h->vote, h->in) == wins.as.truth;
        sides += wins.as.truth ? 1 : -1;
        for (size_t i = 0; good && i < h->vote->n; i++) more[i] += h->in[i] ? (wins.as.truth ? 1 : -1) : 0;
    }
    for (size_t i = 0; good && i < h->vote->n; i++) good = more[i] <= 0;
    cm_arena_free(&scratch);
    if (good) good = table->nrows > 0 ? integer_is(h->result, "trade", (int64_t)table->nrows / 2) : is_none(h->result, "trade");
    return good && sides == 0 ? CM_OK : cm_fail(h->ctx, CM_E_NUMERIC, "certificate: the trade does not show that there are no weights");
}

static cm_status read_members(held *h)
{
    const cm_table *table = cm_result_find(h->result, "members");
    const cm_value *quota = cm_result_get(h->result, "quota");
    int64_t total = 0;
    bool good = table != NULL && table->nrows == h->vote->n && quota != NULL;
    h->weighted = truth_is(h->result, "weighted", true);
    for (size_t i = 0; good && i < h->vote->n; i++) {
        cm_value class = cm_table_get(table, i, "class"), weight = cm_table_get(table, i, "weight");
        good = who(h, cm_table_get(table, i, "player")) == i && class.kind == CM_INTEGER && weight.kind == (h->weighted ? CM_INTEGER : CM_NONE);
        if (!good) break;
        h->class_of[i] = class.as.integer;
        h->weight[i] = h->weighted ? weight.as.integer : 0;
        good = h->weight[i] >= 0;
        total += h->weight[i];
    }
    if (good) good = h->weighted ? quota->kind == CM_INTEGER && integer_is(h->result, "total", total) : quota->kind == CM_NONE && is_none(h->result, "total");
    if (!good) return cm_fail(h->ctx, CM_E_NUMERIC, "certificate: classes or weights are missing");
    h->quota = h->weighted ? quota->as.integer : 0;
    return CM_OK;
}

cm_status cm_vote_properties_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    cm_arena scratch = { NULL };
    held h = { .ctx = ctx, .vote = vote, .result = result };
    size_t apart = 0;
    cm_status status;
    (void)params;
    CM_TRY(cm_voting_names(ctx, vote, &h.names));
    CM_TRY(vote->n <= SINGLE ? cm_kinds_single(ctx, &scratch, vote, &h.kinds) : cm_kinds_find(ctx, &scratch, vote, &h.kinds));
    h.took = CM_NEW(ctx, &scratch, vote->n, size_t);
    h.in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    h.other = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    h.class_of = CM_NEW(ctx, &scratch, vote->n, int64_t);
    h.weight = CM_NEW(ctx, &scratch, vote->n, int64_t);
    if (h.took == NULL || h.in == NULL || h.other == NULL || h.class_of == NULL || h.weight == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read_members(&h));
    CM_TRY(check_all(&h));
    CM_TRY(check_counterexamples(&h));
    CM_TRY(check_order(&h, &apart));
    CM_TRY(check_incomparable(&h, apart));
    CM_TRY(check_trade(&h));
out:
    cm_arena_free(&scratch);
    return status;
}
