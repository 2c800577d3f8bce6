/* myerson.c: the Myerson value of a game whose players can talk only along links.
 *
 * Definition: a coalition falls apart into the sets that its links connect, and is worth what these are worth
 * together; the Myerson value is the Shapley value of that game.
 *
 * Summary: total, components.  Tables: payoffs (player, value, exact), components (component, worth).
 * Fails with: CM_E_INPUT for a link that does not join two players; CM_E_LIMIT for games that are not dense or of
 * more than 20 players; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(n 2^n) at worst.
 * Source: R. B. Myerson, "Graphs and cooperation in games", Mathematics of Operations Research 2 (1977) 225-229. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/values.h"

enum { MOST = 20 };

typedef struct params {
    cm_lists links;
} params;

static cm_status read_links(cm_ctx *ctx, const cm_tu *tu, const cm_lists *links, uint32_t *near)
{
    if (cm_tu_require_dense(ctx, tu, "the Myerson value") != CM_OK) return ctx->status;
    if (tu->n > MOST) return cm_fail(ctx, CM_E_LIMIT, "the Myerson value looks at the parts of every coalition: %d players are the most, and the game has %zu", MOST, tu->n);
    for (size_t i = 0; i < tu->n; i++) near[i] = 0;
    for (size_t k = 0; k < links->count; k++) {
        size_t count = links->first[k + 1] - links->first[k];
        const size_t *end = links->item + links->first[k];
        if (count != 2) return cm_fail(ctx, CM_E_INPUT, "link %zu names %zu players, but a link joins two", k + 1, count);
        if (end[0] == end[1]) return cm_fail(ctx, CM_E_INPUT, "link %zu joins '%s' to itself", k + 1, tu->player[end[0]]);
        near[end[0]] |= (uint32_t)1 << end[1];
        near[end[1]] |= (uint32_t)1 << end[0];
    }
    return CM_OK;
}

/* The connected part of `mask` with its lowest member. */
static uint32_t first_part(uint32_t mask, const uint32_t *near)
{
    uint32_t part = mask & (0u - mask), fresh = part;
    while (fresh != 0) {
        uint32_t reached = 0;
        for (; fresh != 0; fresh &= fresh - 1) reached |= near[__builtin_ctz(fresh)];
        fresh = reached & mask & ~part;
        part |= fresh;
    }
    return part;
}

/* What coalitions are worth in parts: that of the first part, and the rest, which has been done before. */
static cm_status restricted(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const uint32_t *near, cm_tu *out)
{
    double *worth;
    cm_status status = cm_tu_init(ctx, arena, tu->n, tu->player, &worth, out);
    if (status != CM_OK) return status;
    for (uint32_t s = 1; s < (uint32_t)1 << tu->n; s++) {
        uint32_t part = first_part(s, near);
        worth[s] = tu->worth[part] + worth[s & ~part];
    }
    out->exact = tu->exact;
    return cm_stopped(ctx) ? cm_fail(ctx, CM_E_INTERRUPT, "interrupted") : CM_OK;
}

static cm_status put_components(cm_ctx *ctx, const cm_tu *tu, const uint32_t *near, cm_result *result)
{
    static const char *const columns[] = { "component", "worth", NULL };
    int64_t count = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "components", columns, &table));
    for (uint32_t rest = ((uint32_t)1 << tu->n) - 1, part; rest != 0; rest &= ~part, count++) {
        part = first_part(rest, near);
        cm_value row[] = { cm_text(cm_tu_coalition_text(ctx, result->arena, tu, part)), cm_number(tu->worth[part]) };
        if (row[0].as.text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_set(ctx, result, "components", cm_integer(count)));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *p, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "exact", NULL };
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    uint32_t near[CM_TU_MOST];
    cm_payoffs payoffs;
    cm_table *table;
    cm_tu parts;
    cm_status status;
    CM_TRY(read_links(ctx, tu, &((const params *)p)->links, near));
    CM_TRY(restricted(ctx, &scratch, tu, near, &parts));
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    CM_TRY(cm_shapley_find(ctx, result->arena, &parts, &payoffs));
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), cm_number(payoffs.x[i]), payoffs.exact != NULL ? cm_text(payoffs.exact[i]) : cm_none() };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(parts.worth[((size_t)1 << tu->n) - 1])));
    CM_TRY(put_components(ctx, tu, near, result));
    CM_TRY(cm_result_note(ctx, result, "Who connects others is paid for it: without it their coalition falls apart."));
out:
    cm_arena_free(&scratch);
    return status;
}

/* Parts found otherwise: each player starts as a part of its own, and each link within the coalition joins two. */
static double worth_in_parts(const cm_tu *tu, const cm_lists *links, uint32_t mask)
{
    uint32_t part[MOST];
    double sum = 0;
    for (size_t i = 0; i < tu->n; i++) part[i] = mask & (uint32_t)1 << i;
    for (size_t k = 0; k < links->count; k++) {
        size_t a = links->item[links->first[k]], b = links->item[links->first[k] + 1];
        uint32_t joined = part[a] | part[b];
        if (part[a] == 0 || part[b] == 0 || part[a] == part[b]) continue;
        for (uint32_t rest = joined; rest != 0; rest &= rest - 1) part[__builtin_ctz(rest)] = joined;
    }
    for (uint32_t rest = mask; rest != 0; rest &= ~part[__builtin_ctz(rest)]) sum += tu->worth[part[__builtin_ctz(rest)]];
    return sum;
}

/* Each component shares out its own worth; all of them together cover everybody once. */
static cm_status check_components(cm_ctx *ctx, const cm_tu *tu, const cm_lists *links, const cm_result *result, const double *x)
{
    const cm_table *table = cm_result_find(result, "components");
    double near = ctx->tol.cert * cm_tu_scale(tu) * (double)tu->n;
    uint32_t seen = 0, mask;
    for (size_t k = 0; table != NULL && k < table->nrows; k++) {
        cm_value who = cm_table_get(table, k, "component"), worth = cm_table_get(table, k, "worth");
        bool good = who.kind == CM_TEXT && worth.kind == CM_NUMBER && cm_coalition_read(tu, who.as.text, &mask) && mask != 0 && (mask & seen) == 0;
        good = good && fabs(worth.as.number - tu->worth[mask]) <= near && fabs(cm_gets(tu, x, mask) - tu->worth[mask]) <= near;
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: component %zu does not share out its worth", k + 1);
        for (size_t l = 0; l < links->count; l++) {
            size_t a = links->item[links->first[l]], b = links->item[links->first[l] + 1];
            if ((mask >> a & 1u) != (mask >> b & 1u)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a link leads out of %s", who.as.text);
        }
        seen |= mask;
    }
    return seen == ((uint32_t)1 << tu->n) - 1 ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the components are not everybody");
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *p, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_lists *links = &((const params *)p)->links;
    double x[CM_TU_MOST], *worth;
    const char *exact[CM_TU_MOST];
    uint32_t near[CM_TU_MOST];
    cm_arena scratch = { NULL };
    cm_tu parts;
    cm_status status;
    CM_TRY(read_links(ctx, tu, links, near));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    cm_texts_read(tu, result, "payoffs", "exact", exact);
    CM_TRY(check_components(ctx, tu, links, result, x));
    CM_TRY(cm_tu_init(ctx, &scratch, tu->n, tu->player, &worth, &parts));
    parts.exact = tu->exact;
    for (uint32_t s = 1; s < (uint32_t)1 << tu->n; s++) worth[s] = worth_in_parts(tu, links, s);
    CM_TRY(cm_shapley_check(ctx, &parts, x, exact));
    CM_TRY(cm_total_check(ctx, result, worth[((size_t)1 << tu->n) - 1], cm_tu_scale(tu)));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "total", "components", NULL };

static const cm_param parameters[] = {
    { .name = "links", .kind = CM_PARAM_PLAYER_LISTS, .offset = offsetof(params, links), .fallback = 1, .low = 1, .high = 0,
      .about = "The pairs of players that can talk to each other.", .about_zh = "彼此能够沟通的行为体两两列出。" },
};

extern const cm_concept cm_concept_myerson;
const cm_concept cm_concept_myerson = {
    .name = "myerson",
    .title = "Myerson value",
    .title_zh = "迈尔森值",
    .about = "What each player gets when only players connected by a chain of links can cooperate: brokers are paid for connecting others.",
    .about_zh = "若只有经由沟通渠道相连的各方才能合作，各行为体所得几何；居中联络者因此获得报酬。",
    .formula = "the Shapley value of v/g(S) = sum of v(C) over the connected parts C of S",
    .source = "R. B. Myerson, \"Graphs and cooperation in games\", Mathematics of Operations Research 2 (1977) 225-229",
    .certificate = "each component shares out its own worth, and with the connected parts found by joining link by link the payoffs are those of least weighted "
                   "squared excess; fractions are added up again from dividends",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
