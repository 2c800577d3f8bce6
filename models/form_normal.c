/* form_normal.c: games in normal form: what each combination of strategies pays, written out; or, where all
 * players are in the same position, what one of them gets for its own strategy and the others'. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "models/form.h"

enum { MOST_SAID = 5 };                        /* combinations without payoffs that are named */

typedef struct matrix {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_given *given;
    bool symmetric, fits;
    cm_nfg nfg;
    size_t *count, *chosen;
    const char *const **strategy;
    double *payoff;                            /* cells x width: n payoffs, or the first player's alone */
    cm_frac *exact;
    unsigned char *said;                       /* cells */
    size_t width;
} matrix;

static const char strategies_example[] = "strategies = { A = (\"join\", \"stay\"); B = (\"join\", \"stay\"); };";
static const char payoffs_example[] = "payoffs = ( { when = (\"join\", \"join\"); pay = (2, 2); }, ... );";

/* { A = (...); B = (...); } */
static bool strategies_by_id(matrix *m, const cm_node *group)
{
    bool good = true;
    for (const cm_node *c = group->child; c != NULL; c = c->next) {
        cm_node id = *c;
        size_t i;
        id.kind = CM_NODE_TEXT;
        id.text = c->name;
        id.value_place = c->place;
        i = cm_given_player(m->ctx, m->given, &id);
        if (i == m->given->n || !cm_given_words(m->ctx, m->arena, m->given, c, "strategies", &m->strategy[i], &m->count[i])) good = false;
    }
    for (size_t i = 0; good && i < m->given->n; i++) {
        if (m->count[i] > 0) continue;
        cm_diag_add(m->given->diags, group->place, NULL, cm_format(m->ctx, &m->given->diags->arena, "add %s = (\"join\", \"stay\");", m->given->player[i]), "player '%s' has no strategies", m->given->player[i]);
        good = false;
    }
    return good;
}

static bool read_strategies(matrix *m)
{
    const cm_node *node = cm_given_need(m->ctx, m->given, "strategies", strategies_example);
    if (node == NULL) return false;
    if (!m->symmetric && node->kind == CM_NODE_GROUP) return strategies_by_id(m, node);
    if (m->symmetric && node->kind == CM_NODE_LIST) {
        if (!cm_given_words(m->ctx, m->arena, m->given, node, "strategies", &m->strategy[0], &m->count[0])) return false;
        for (size_t i = 1; i < m->given->n; i++) {
            m->strategy[i] = m->strategy[0];
            m->count[i] = m->count[0];
        }
        return true;
    }
    cm_diag_add(m->given->diags, node->value_place, NULL, m->symmetric ? "write one list, such as (\"join\", \"stay\"): all players have the same" : strategies_example, "'strategies' is %s",
                cm_node_kind_words(node->kind));
    return false;
}

/* The cells that have payoffs of their own: all; symmetric: those whose others are in order. */
static bool own_cell(const matrix *m, size_t cell, size_t *chosen)
{
    cm_nfg_profile(&m->nfg, cell, chosen);
    for (size_t i = 2; m->symmetric && i < m->nfg.n; i++) {
        if (chosen[i - 1] > chosen[i]) return false;
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    return (left > right) - (left < right);
}

/* What player i gets in a cell stands, in a symmetric game, where it is the first and the others are in order. */
static size_t seen_from(const matrix *m, const size_t *profile, size_t i, size_t *chosen)
{
    size_t used = 1;
    chosen[0] = profile[i];
    for (size_t j = 0; j < m->nfg.n; j++) {
        if (j != i) chosen[used++] = profile[j];
    }
    qsort(chosen + 1, used - 1, sizeof *chosen, by_size);
    return cm_nfg_cell(&m->nfg, chosen);
}

/* The cell of `when`; SIZE_MAX and a mistake when it is none. */
static size_t read_when(matrix *m, const cm_node *when)
{
    size_t i = 0;
    bool good = true;
    if (when->kind != CM_NODE_LIST || cm_node_count(when) != m->nfg.n) {
        cm_diag_add(m->given->diags, when->value_place, NULL, "name one strategy of each player, in the order of players", "'when' has %zu strategies for %zu players",
                    when->kind == CM_NODE_LIST ? cm_node_count(when) : 1, m->nfg.n);
        return SIZE_MAX;
    }
    for (const cm_node *c = when->child; c != NULL; c = c->next, i++) {
        m->chosen[i] = cm_given_word(m->ctx, m->given, c, m->strategy[i], m->count[i], cm_format(m->ctx, &m->given->diags->arena, "the strategies of '%s'", m->given->player[i]));
        good = good && m->chosen[i] != SIZE_MAX;
    }
    if (!good) return SIZE_MAX;
    if (m->symmetric) qsort(m->chosen + 1, m->nfg.n - 1, sizeof *m->chosen, by_size);
    return cm_nfg_cell(&m->nfg, m->chosen);
}

static void read_entry(matrix *m, const cm_node *entry)
{
    const cm_node *when = cm_node_child(entry, "when"), *pay = cm_node_child(entry, "pay");
    size_t cell;
    if (when == NULL || pay == NULL || (cell = read_when(m, when)) == SIZE_MAX) return;
    if (m->said[cell]) {
        cm_diag_add(m->given->diags, when->value_place, NULL, "remove one of the two", "the payoffs of %s are given twice", cm_nfg_profile_text(m->ctx, &m->given->diags->arena, &m->nfg, cell));
        return;
    }
    m->said[cell] = 1;
    if (!m->symmetric) (void)cm_given_pay(m->ctx, m->given, pay, m->payoff + cell * m->width, m->exact + cell * m->width, &m->fits);
    else if (pay->kind == CM_NODE_LIST || pay->kind == CM_NODE_GROUP) {
        cm_diag_add(m->given->diags, pay->value_place, NULL, "write one number: what the player whose strategy stands first gets", "in a symmetric game 'pay' is one number, not %s", cm_node_kind_words(pay->kind));
    } else (void)cm_given_payoff(m->ctx, m->given, pay, m->payoff + cell, m->exact + cell, &m->fits);
}

static void name_missing(matrix *m, const cm_node *list)
{
    size_t missing = 0;
    for (size_t cell = 0; cell < m->nfg.cells; cell++) {
        if (m->said[cell] || !own_cell(m, cell, m->chosen) || ++missing > MOST_SAID) continue;
        cm_diag_add(m->given->diags, list->place, NULL, "every combination of strategies needs payoffs", "%s has no payoffs", cm_nfg_profile_text(m->ctx, &m->given->diags->arena, &m->nfg, cell));
    }
    if (missing > MOST_SAID) cm_diag_add(m->given->diags, list->place, NULL, "every combination of strategies needs payoffs", "%zu further combinations have no payoffs", missing - MOST_SAID);
}

/* From one player's payoffs to everybody's. */
static cm_status spread_out(matrix *m)
{
    size_t n = m->nfg.n, *profile = CM_NEW(m->ctx, m->arena, n, size_t);
    double *payoff = CM_NEW(m->ctx, m->arena, m->nfg.cells * n, double);
    cm_frac *exact = CM_NEW(m->ctx, m->arena, m->nfg.cells * n, cm_frac);
    if (profile == NULL || payoff == NULL || exact == NULL) return m->ctx->status;
    for (size_t cell = 0; cell < m->nfg.cells; cell++) {
        cm_nfg_profile(&m->nfg, cell, profile);
        for (size_t i = 0; i < n; i++) {
            size_t from = seen_from(m, profile, i, m->chosen);
            payoff[cell * n + i] = m->payoff[from];
            exact[cell * n + i] = m->exact[from];
        }
    }
    m->payoff = payoff;
    m->exact = exact;
    return CM_OK;
}

/* Room for the payoffs; false and a mistake where there are too many, or too few are given to bother. */
static bool open_matrix(matrix *m, const cm_node *list)
{
    m->nfg = (cm_nfg){ .n = m->given->n, .count = m->count, .player = m->given->player, .strategy = m->strategy };
    if (!cm_nfg_cells(m->count, m->nfg.n, &m->nfg.cells)) {
        double all = 1;
        for (size_t i = 0; i < m->nfg.n; i++) all *= (double)m->count[i];
        cm_diag_add(m->given->diags, m->given->node->place, NULL, cm_format(m->ctx, &m->given->diags->arena, "use fewer strategies or players: at most %d payoffs are written out", CM_NFG_MOST),
                    "the strategies of %zu players have %.6g combinations", m->nfg.n, all);
        return false;
    }
    if (!m->symmetric && cm_node_count(list) < m->nfg.cells && m->nfg.cells > 4096) {
        cm_diag_add(m->given->diags, list->place, NULL, "every combination of strategies needs payoffs", "%zu combinations of strategies, but %zu of them have payoffs", m->nfg.cells, cm_node_count(list));
        return false;
    }
    m->width = m->symmetric ? 1 : m->nfg.n;
    m->payoff = CM_NEW(m->ctx, m->arena, m->nfg.cells * m->width, double);
    m->exact = CM_NEW(m->ctx, m->arena, m->nfg.cells * m->width, cm_frac);
    m->said = CM_NEW(m->ctx, m->arena, m->nfg.cells, unsigned char);
    return m->payoff != NULL && m->exact != NULL && m->said != NULL;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_given *given, cm_game *game)
{
    const cm_node *list, *symmetric = cm_node_child(given->node, "symmetric");
    matrix m = { .ctx = ctx, .arena = arena, .given = given, .fits = true, .symmetric = symmetric != NULL && symmetric->integer != 0 };
    size_t before = given->diags->count;
    if (cm_given_file(ctx, given, CM_GAME_NFG, game)) return ctx->status;
    m.count = CM_NEW(ctx, arena, given->n, size_t);
    m.chosen = CM_NEW(ctx, arena, given->n, size_t);
    m.strategy = CM_NEW(ctx, arena, given->n, const char *const *);
    if (m.count == NULL || m.chosen == NULL || m.strategy == NULL) return ctx->status;
    if (!read_strategies(&m) || (list = cm_given_need(ctx, given, "payoffs", payoffs_example)) == NULL || !open_matrix(&m, list)) return ctx->status;
    for (const cm_node *c = list->child; c != NULL; c = c->next) read_entry(&m, c);
    if (given->diags->count == before) name_missing(&m, list);
    if (m.symmetric && given->diags->count == before && spread_out(&m) != CM_OK) return ctx->status;
    m.nfg.payoff = m.payoff;
    m.nfg.exact = m.fits ? m.exact : NULL;
    *game = (cm_game){ .kind = CM_GAME_NFG, .as.nfg = m.nfg };
    return ctx->status;
}

static const char *const keys[] = { "strategies", "payoffs", "symmetric", "members", "file", NULL };

extern const cm_form cm_form_normal;
const cm_form cm_form_normal = {
    .name = "normal",
    .title = "a game in normal form", .title_zh = "标准式博弈",
    .about = "Everybody chooses a strategy at once, and each combination of strategies pays everybody something.",
    .about_zh = "所有行为体同时选定各自的策略，每一种策略组合给每个行为体带来一定的收益。",
    .example = "game = { form = \"normal\"; players = (\"A\", \"B\"); strategies = { A = (\"join\", \"stay\"); B = (\"join\", \"stay\"); };"
               " payoffs = ( { when = (\"join\", \"join\"); pay = (2, 2); }, { when = (\"join\", \"stay\"); pay = (0, 3); }, { when = (\"stay\", \"join\"); pay = (3, 0); },"
               " { when = (\"stay\", \"stay\"); pay = (1, 1); } ); };",
    .keys = keys,
    .gives = CM_GAME_NFG,
    .build = build
};
