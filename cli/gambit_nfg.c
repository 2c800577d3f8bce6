/* gambit_nfg.c: games in normal form: strategies by number or by name; payoffs cell after cell, or outcomes
 * and one index a cell. */
#include <stdint.h>
#include <string.h>

#include "cli/gambit_scan.h"

typedef struct reader {
    cm_gscan *s;
    cm_nfg nfg;
    size_t *count;
    const char *const **strategy;
    double *payoff;                    /* cells x n */
    cm_frac *exact;
    bool fits;
} reader;

/* { 2 3 }: so many strategies each; their names are numbers. */
static bool counts(reader *r)
{
    cm_gscan *s = r->s;
    size_t i = 0;
    cm_place place = s->place;
    for (; s->token == CM_G_NUMBER; i++) {
        int64_t count;
        if (!cm_gscan_whole(s, 1, "a number of strategies", &count)) return false;
        if (i < r->nfg.n) r->count[i] = (size_t)count;
    }
    if (i != r->nfg.n) {
        cm_diag_add(s->diags, place, NULL, "give each player one number of strategies", "%zu number%s of strategies for %zu players", i, i == 1 ? "" : "s", r->nfg.n);
        return false;
    }
    return cm_gscan_take(s, CM_G_CLOSE, "} behind the numbers of strategies", "give each player one number of strategies");
}

/* { { "a" "b" } { "c" "d" } } */
static bool name_lists(reader *r)
{
    cm_gscan *s = r->s;
    size_t i = 0;
    for (; s->token == CM_G_OPEN; i++) {
        cm_place place = s->place;
        const char *const *name;
        size_t count;
        if (!cm_gscan_names(s, "the names of strategies", &name, &count)) return false;
        if (count == 0) {
            cm_diag_add(s->diags, place, NULL, "name at least one", "a player has no strategies");
            return false;
        }
        if (i >= r->nfg.n) continue;
        r->count[i] = count;
        r->strategy[i] = name;
    }
    if (s->token == CM_G_CLOSE && i != r->nfg.n) {
        cm_diag_add(s->diags, s->place, NULL, "give each player one list, { \"a\" \"b\" }", "%zu lists of strategies for %zu players", i, r->nfg.n);
        return false;
    }
    return cm_gscan_take(s, CM_G_CLOSE, "} behind the lists of strategies", "give each player one list, { \"a\" \"b\" }");
}

/* How many cells there are, and that the file is long enough for them: nothing is allocated before. */
static bool shape(reader *r, cm_place place)
{
    double product = 1;
    for (size_t i = 0; i < r->nfg.n; i++) product *= (double)r->count[i];
    if (!cm_nfg_cells(r->count, r->nfg.n, &r->nfg.cells)) {
        cm_diag_add(r->s->diags, place, NULL, cm_format(r->s->ctx, &r->s->diags->arena, "at most %d payoffs are read", CM_NFG_MOST),
                    "%.6g combinations of strategies for %zu players are more than can be held", product, r->nfg.n);
        return false;
    }
    /* Each cell has at least a digit and a blank, be it an index or payoffs. */
    if (r->nfg.cells > cm_gscan_left(r->s) / 2 + 2) {
        cm_diag_add(r->s->diags, place, NULL, "give every combination of strategies its payoffs", "%zu combinations of strategies are announced, but the file is too short for them", r->nfg.cells);
        return false;
    }
    return true;
}

static bool number_names(reader *r)
{
    cm_gscan *s = r->s;
    for (size_t i = 0; i < r->nfg.n; i++) {
        const char **name;
        if (r->strategy[i] != NULL) continue;
        if ((name = CM_NEW(s->ctx, s->arena, r->count[i], const char *)) == NULL) return false;
        for (size_t k = 0; k < r->count[i]; k++) {
            if ((name[k] = cm_format(s->ctx, s->arena, "%zu", k + 1)) == NULL) return false;
        }
        r->strategy[i] = name;
    }
    return true;
}

static bool wrong_count(reader *r, cm_place place, size_t given)
{
    size_t wanted = r->nfg.cells * r->nfg.n;
    cm_diag_add(r->s->diags, place, NULL, "give each combination of strategies one payoff a player, the first player's strategy running fastest",
                "the game has %zu combinations of strategies of %zu players, %zu payoffs; the file gives %s%zu", r->nfg.cells, r->nfg.n, wanted, given > wanted ? "more than " : "",
                given > wanted ? wanted : given);
    return false;
}

static bool payoff_body(reader *r)
{
    cm_gscan *s = r->s;
    size_t wanted = r->nfg.cells * r->nfg.n;
    for (size_t k = 0; k < wanted; k++) {
        while (s->token == CM_G_COMMA) cm_gscan_next(s);
        if (s->token == CM_G_END) return wrong_count(r, s->place, k);
        if (!cm_gscan_payoff(s, &r->payoff[k], &r->exact[k], &r->fits)) return false;
    }
    while (s->token == CM_G_COMMA) cm_gscan_next(s);
    if (s->token == CM_G_NUMBER) return wrong_count(r, s->place, wanted + 1);
    return true;
}

typedef struct outcomes {
    double *payoff;                    /* count x n */
    cm_frac *exact;
    size_t count, room, room_exact;
} outcomes;

/* { "name" 3, 2 } */
static bool one_outcome(reader *r, outcomes *o)
{
    cm_gscan *s = r->s;
    size_t n = r->nfg.n, at = o->count * n, found = 0;
    cm_place place = s->place;
    cm_gscan_next(s);
    if (!cm_gscan_take(s, CM_G_TEXT, "the name of the outcome", "an outcome is written { \"name\" 3, 2 }, the name may be \"\"")) return false;
    while (at + n > o->room) {
        if ((o->payoff = cm_grow(s->ctx, s->arena, o->payoff, o->room, &o->room, sizeof *o->payoff)) == NULL) return false;
    }
    while (at + n > o->room_exact) {
        if ((o->exact = cm_grow(s->ctx, s->arena, o->exact, o->room_exact, &o->room_exact, sizeof *o->exact)) == NULL) return false;
    }
    for (; s->token == CM_G_NUMBER || s->token == CM_G_COMMA; found++) {
        double value;
        cm_frac exact;
        if (!cm_gscan_payoff(s, &value, &exact, &r->fits)) return false;
        if (found < n) o->payoff[at + found] = value;
        if (found < n) o->exact[at + found] = exact;
    }
    if (s->token == CM_G_CLOSE && found != n) {
        cm_diag_add(s->diags, place, NULL, "give each player one payoff", "outcome %zu has %zu payoffs for %zu players", o->count + 1, found, n);
        return false;
    }
    o->count++;
    return cm_gscan_take(s, CM_G_CLOSE, "} behind the payoffs of the outcome", "an outcome is written { \"name\" 3, 2 }");
}

/* { outcomes } and an index a cell; 0 pays everybody 0. */
static bool outcome_body(reader *r)
{
    cm_gscan *s = r->s;
    outcomes o = { .payoff = NULL };
    size_t n = r->nfg.n, k = 0;
    cm_gscan_next(s);
    while (s->token == CM_G_OPEN) {
        if (!one_outcome(r, &o)) return false;
    }
    if (!cm_gscan_take(s, CM_G_CLOSE, "} behind the outcomes", "outcomes are written { { \"name\" 3, 2 } ... }, and then one index for each combination of strategies")) return false;
    for (; s->token == CM_G_NUMBER || s->token == CM_G_COMMA; k++) {
        cm_place place;
        int64_t index;
        while (s->token == CM_G_COMMA) cm_gscan_next(s);
        place = s->place;
        if (!cm_gscan_whole(s, 0, "the index of an outcome", &index)) return false;
        if ((uint64_t)index > o.count) {
            cm_diag_add(s->diags, place, "0", cm_format(s->ctx, &s->diags->arena, "write a number from 1 to %zu, or 0 for no outcome", o.count), "there is no outcome %lld", (long long)index);
        } else if (k < r->nfg.cells) {
            for (size_t i = 0; i < n; i++) {
                r->payoff[k * n + i] = index > 0 ? o.payoff[((size_t)index - 1) * n + i] : 0;
                r->exact[k * n + i] = index > 0 ? o.exact[((size_t)index - 1) * n + i] : (cm_frac){ 0, 1 };
            }
        }
    }
    if (k == r->nfg.cells || s->token == CM_G_BAD) return s->token != CM_G_BAD;
    cm_diag_add(s->diags, s->place, NULL, "give each combination of strategies the index of its outcome", "the game has %zu combinations of strategies, but %zu indices of outcomes", r->nfg.cells, k);
    return false;
}

cm_status cm_gambit_nfg(cm_gscan *s, cm_gambit *out)
{
    reader r = { .s = s, .fits = true };
    cm_place place;
    bool good;
    if (!cm_gscan_prologue(s, out, &r.nfg.player, &r.nfg.n)) return s->ctx->status;
    place = s->place;
    r.count = CM_NEW(s->ctx, s->arena, r.nfg.n, size_t);
    r.strategy = CM_NEW(s->ctx, s->arena, r.nfg.n, const char *const *);
    if (r.count == NULL || r.strategy == NULL) return s->ctx->status;
    if (!cm_gscan_take(s, CM_G_OPEN, "{ with the strategies", "write { 2 2 }, or { { \"a\" \"b\" } { \"c\" \"d\" } }")) return s->ctx->status;
    if (!(s->token == CM_G_NUMBER ? counts(&r) : name_lists(&r)) || !shape(&r, place) || !number_names(&r)) return s->ctx->status;
    if (s->token == CM_G_TEXT) {
        out->comment = s->text;
        cm_gscan_next(s);
    }
    if (s->token != CM_G_OPEN && r.nfg.cells * r.nfg.n > cm_gscan_left(s) / 2 + 2) {
        cm_diag_add(s->diags, place, NULL, "give every combination of strategies its payoffs", "%zu payoffs are announced, but the file is too short for them", r.nfg.cells * r.nfg.n);
        return s->ctx->status;
    }
    r.payoff = CM_NEW(s->ctx, s->arena, r.nfg.cells * r.nfg.n, double);
    r.exact = CM_NEW(s->ctx, s->arena, r.nfg.cells * r.nfg.n, cm_frac);
    if (r.payoff == NULL || r.exact == NULL) return s->ctx->status;
    good = s->token == CM_G_OPEN ? outcome_body(&r) : payoff_body(&r);
    if (good) (void)cm_gscan_take(s, CM_G_END, "the end of the file", "remove what stands behind the payoffs");
    r.nfg.count = r.count;
    r.nfg.strategy = r.strategy;
    r.nfg.payoff = r.payoff;
    r.nfg.exact = r.fits ? r.exact : NULL;
    out->game = (cm_game){ .kind = CM_GAME_NFG, .as.nfg = r.nfg };
    return s->ctx->status;
}
