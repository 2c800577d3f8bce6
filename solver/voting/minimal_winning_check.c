/* minimal_winning_check.c: the certificate of minimal winning coalitions: each listed is tried by itself, and all
 * coalitions are gone through again, those of up to 20 members one by one, more by profile.  A coalition is minimal
 * blocking when those outside it are just too few: they lose, and win with any one more. */
#include <string.h>

#include "solver/voting/minimal_winning.h"

enum { SINGLE = 20 };

typedef struct recount {
    cm_ctx *ctx;
    const cm_kinds *kinds;
    cm_tally tally;
    size_t *took;
    cm_rat win, block, *in_win, *in_block, one, share;       /* in_...: by kind */
    size_t smallest, largest, least;
} recount;

static void add(recount *r, bool blocking)
{
    const cm_kinds *kinds = r->kinds;
    size_t size = 0;
    cm_kinds_coalitions(kinds, r->took, &r->one);
    cm_rat_add(blocking ? &r->block : &r->win, blocking ? &r->block : &r->win, &r->one);
    for (size_t j = 0; j < kinds->count; j++) {
        size_t all = cm_kinds_size(kinds, j), inside = blocking ? all - r->took[j] : r->took[j];
        cm_rat *of = blocking ? &r->in_block[j] : &r->in_win[j];
        size += inside;
        if (inside == all) cm_rat_add(of, of, &r->one);
        if (inside == 0 || inside == all) continue;
        cm_rat_set_ratio(&r->share, (int64_t)inside, (int64_t)all);
        cm_rat_add_mul(of, &r->one, &r->share);
    }
    if (blocking) {
        if (r->least == 0 || size < r->least) r->least = size;
        return;
    }
    if (r->smallest == 0 || size < r->smallest) r->smallest = size;
    if (size > r->largest) r->largest = size;
}

/* Does one member less (or more) of every kind turn the vote? */
static bool on_edge(recount *r, bool wins)
{
    for (size_t j = r->kinds->count; j-- > 0;) {
        size_t i = r->kinds->member[r->kinds->first[j]];
        bool then;
        if (r->took[j] == (wins ? 0 : cm_kinds_size(r->kinds, j))) continue;
        cm_tally_add(&r->tally, i, wins ? -1 : 1);
        then = cm_tally_wins(&r->tally);
        cm_tally_add(&r->tally, i, wins ? 1 : -1);
        if (then == wins) return false;
    }
    return true;
}

static void scan(recount *r, size_t j)
{
    size_t size;
    if (cm_stopped(r->ctx)) return;
    if (j == r->kinds->count) {
        bool wins = cm_tally_wins(&r->tally);
        if (on_edge(r, wins)) add(r, !wins);
        return;
    }
    size = cm_kinds_size(r->kinds, j);
    for (size_t k = 0; k <= size; k++) {
        r->took[j] = k;
        scan(r, j + 1);
        if (k < size) cm_tally_add(&r->tally, r->kinds->member[r->kinds->first[j]], 1);
    }
    cm_tally_add(&r->tally, r->kinds->member[r->kinds->first[j]], -(int)size);
    r->took[j] = 0;
}

static bool same(const cm_value *value, const cm_rat *expected)
{
    cm_rat said = { 0, 0 };
    bool equal = cm_voting_whole_read(value, &said) && cm_rat_compare(&said, expected) == 0;
    cm_rat_clear(&said);
    return equal;
}

/* Every coalition of a table, each once: it wins (blocks), and none of its members can be spared. */
static cm_status check_list(cm_ctx *ctx, const cm_tu *names, const cm_result *result, const char *name, bool blocking, unsigned char *in)
{
    const cm_table *table = cm_result_find(result, name);
    const cm_vote *vote = names->vote;
    if (table == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no table '%s'", name);
    for (size_t row = 0; row < table->nrows; row++) {
        cm_value who = cm_table_get(table, row, "coalition"), size = cm_table_get(table, row, "size");
        int64_t count = 0;
        bool good = who.kind == CM_TEXT && cm_tu_coalition_read(names, who.as.text, in);
        for (size_t other = 0; good && other < row; other++) good = strcmp(cm_table_get(table, other, "coalition").as.text, who.as.text) != 0;
        for (size_t i = 0; good && i < vote->n; i++) count += in[i];
        good = good && size.kind == CM_INTEGER && size.as.integer == count;
        for (size_t i = 0; good && blocking && i < vote->n; i++) in[i] = !in[i];
        good = good && cm_vote_wins(vote, in) != blocking;
        for (size_t i = 0; good && i < vote->n; i++) {
            if (in[i] == blocking) continue;
            in[i] = blocking;
            good = cm_vote_wins(vote, in) == blocking;
            in[i] = !blocking;
        }
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of '%s' is no minimal coalition of its sort, or stands there twice", row + 1, name);
    }
    return CM_OK;
}

static cm_status check_counts(cm_ctx *ctx, const recount *r, const cm_result *result)
{
    static const char *const word[] = { "smallest", "largest", "smallest_blocking" };
    size_t expected[] = { r->smallest, r->largest, r->least };
    cm_rat number = { 0, 0 };
    cm_status status = CM_OK;
    if (!same(cm_result_get(result, "minimal_winning"), &r->win)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: another number of minimal winning coalitions is counted"));
    if (!same(cm_result_get(result, "minimal_blocking"), &r->block)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: another number of minimal blocking coalitions is counted"));
    for (int k = 0; k < 3; k++) {
        cm_rat_set_ratio(&number, (int64_t)expected[k], 1);
        if (!same(cm_result_get(result, word[k]), &number)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is %zu", word[k], expected[k]));
    }
out:
    cm_rat_clear(&number);
    return status;
}

static bool is_none(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_NONE;
}

/* Not all were counted: the lists are cut, and sizes are of those listed, or, where counting was given up, of more. */
static cm_status check_listed(cm_ctx *ctx, bool too_many, const cm_result *result)
{
    static const char *const word[] = { "smallest", "largest", "smallest_blocking" }, *const list[] = { "winning", "winning", "blocking" };
    const cm_value *cut = cm_result_get(result, "cut");
    bool good = cut != NULL && cut->kind == CM_TRUTH && cut->as.truth && (!too_many || (is_none(result, "minimal_winning") && is_none(result, "minimal_blocking")));
    if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: how many coalitions there are cannot be told");
    for (int k = 0; k < 3; k++) {
        const cm_value *said = cm_result_get(result, word[k]);
        const cm_table *table = cm_result_find(result, list[k]);
        int64_t expected = 0;
        for (size_t row = 0; row < table->nrows; row++) {
            int64_t size = cm_table_get(table, row, "size").as.integer;
            if (row == 0 || (k == 1 ? size > expected : size < expected)) expected = size;
        }
        good = said != NULL && said->kind == CM_INTEGER && (too_many ? said->as.integer == expected : k == 1 ? said->as.integer >= expected : said->as.integer <= expected);
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' of those listed is %lld", word[k], (long long)expected);
    }
    return CM_OK;
}

/* Vetoes and decisions alone are tried; a dummy is in no minimal winning coalition. */
static cm_status check_members(cm_ctx *ctx, const cm_vote *vote, const recount *r, bool counted, const cm_result *result, unsigned char *in)
{
    const cm_table *table = cm_result_find(result, "members");
    const cm_value *vetoers = cm_result_get(result, "vetoers"), *dummies = cm_result_get(result, "dummies"), *dictator = cm_result_get(result, "dictator");
    int64_t v = 0, d = 0;
    const char *alone_with_veto = NULL;
    if (table == NULL || table->nrows != vote->n || vetoers == NULL || dummies == NULL || dictator == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no word on some members");
    for (size_t i = 0; i < vote->n; i++) {
        cm_value who = cm_table_get(table, i, "player"), veto = cm_table_get(table, i, "veto"), alone = cm_table_get(table, i, "alone"), dummy = cm_table_get(table, i, "dummy");
        cm_value won = cm_table_get(table, i, "winning"), blocked = cm_table_get(table, i, "blocking");
        bool good = who.kind == CM_TEXT && strcmp(who.as.text, vote->player[i]) == 0 && veto.kind == CM_TRUTH && alone.kind == CM_TRUTH;
        for (int k = 0; k < 2; k++) {
            memset(in, k == 0, vote->n);
            in[i] = k == 1;
            if (good && k == 0) good = cm_vote_wins(vote, in) == !veto.as.truth;
            if (good && k == 1) good = cm_vote_wins(vote, in) == alone.as.truth;
        }
        if (good && counted) {
            size_t j = r->kinds->of[i];
            bool idle = cm_rat_sign(&r->in_win[j]) == 0;
            good = dummy.kind == CM_TRUTH && dummy.as.truth == idle && same(&won, &r->in_win[j]) && same(&blocked, &r->in_block[j]);
            d += idle;
        }
        if (!counted) good = good && dummy.kind == CM_NONE && won.kind == CM_NONE && blocked.kind == CM_NONE;
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: what is said of '%s' does not hold", vote->player[i]);
        v += veto.as.truth;
        if (veto.as.truth && alone.as.truth) alone_with_veto = vote->player[i];
    }
    if (vetoers->kind != CM_INTEGER || vetoers->as.integer != v || (counted ? dummies->kind != CM_INTEGER || dummies->as.integer != d : dummies->kind != CM_NONE) ||
        (dictator->kind == CM_TEXT ? alone_with_veto == NULL || strcmp(dictator->as.text, alone_with_veto) != 0 : alone_with_veto != NULL || dictator->kind != CM_NONE)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld members have a veto and %lld are dummies", (long long)v, (long long)d);
    }
    return CM_OK;
}

static bool list_full(const cm_result *result, const char *table, const cm_rat *all, long most)
{
    size_t rows = cm_result_find(result, table)->nrows;
    int64_t number;
    return cm_rat_small(all, &number) && number <= most ? (int64_t)rows == number : rows == (size_t)most;
}

static cm_status check_cut(cm_ctx *ctx, const recount *r, long most, const cm_result *result)
{
    const cm_value *cut = cm_result_get(result, "cut");
    cm_rat longest = { 0, 0 };
    bool expected;
    cm_rat_set_ratio(&longest, most, 1);
    expected = cm_rat_compare(&r->win, &longest) > 0 || cm_rat_compare(&r->block, &longest) > 0;
    cm_rat_clear(&longest);
    if (!list_full(result, "winning", &r->win, most) || !list_full(result, "blocking", &r->block, most) || cut == NULL || cut->kind != CM_TRUTH || cut->as.truth != expected) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: coalitions are missing from the lists");
    }
    return CM_OK;
}

cm_status cm_minimal_winning_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_value *complete = cm_result_get(result, "complete");
    cm_arena scratch = { NULL };
    cm_kinds kinds;
    cm_tu names;
    recount r = { .ctx = ctx, .kinds = &kinds };
    bool too_many;
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    cm_status status;
    if (in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_voting_names(ctx, vote, &names));
    CM_TRY(check_list(ctx, &names, result, "winning", false, in));
    CM_TRY(check_list(ctx, &names, result, "blocking", true, in));
    if (complete == NULL || complete->kind != CM_TRUTH) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no word on whether all were counted"));
    CM_TRY(vote->n <= SINGLE ? cm_kinds_single(ctx, &scratch, vote, &kinds) : cm_kinds_find(ctx, &scratch, vote, &kinds));
    r.took = CM_NEW(ctx, &scratch, vote->n, size_t);
    r.in_win = cm_rats_new(ctx, vote->n);
    r.in_block = cm_rats_new(ctx, vote->n);
    if (r.took == NULL || r.in_win == NULL || r.in_block == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tally_init(ctx, &scratch, vote, &r.tally));
    too_many = vote->n > SINGLE && kinds.profiles > CM_MINIMAL_SCANNED;
    if (too_many && complete->as.truth) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: so many coalitions are not counted"));
    if (!complete->as.truth) CM_TRY(check_listed(ctx, too_many, result));
    if (complete->as.truth) scan(&r, 0);
    if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
    if (complete->as.truth) CM_TRY(check_counts(ctx, &r, result));
    if (complete->as.truth) CM_TRY(check_cut(ctx, &r, ((const cm_minimal_params *)params)->most, result));
    CM_TRY(check_members(ctx, vote, &r, complete->as.truth, result, in));
out:
    cm_rats_free(r.in_win, vote->n);
    cm_rats_free(r.in_block, vote->n);
    cm_rat_clear(&r.win), cm_rat_clear(&r.block), cm_rat_clear(&r.one), cm_rat_clear(&r.share);
    cm_arena_free(&scratch);
    return status;
}
