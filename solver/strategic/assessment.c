/* assessment.c: the kind of an assessment, its beliefs, and whether it is intuitive: printed. */
#include "solver/strategic/assessment.h"

#include <string.h>

static const char *type_name(const cm_signalling *s, size_t t) { return s->efg->chance[s->efg->node[0].set].action[t]; }

static size_t set_of(const cm_signalling *s, size_t t) { return s->efg->node[s->start[t]].set; }

/* The one action that the type takes; SIZE_MAX when it mixes. */
static size_t pure_action(const cm_assessing *w, size_t h)
{
    const cm_rat one = { 1, 1 };
    for (size_t a = 0; a < w->game.efg->set[h].nactions; a++) {
        if (cm_rat_compare(&w->mix[w->play.base[h] + a], &one) == 0) return a;
    }
    return SIZE_MAX;
}

/* Two types send the same: one message, or ends with the same name. */
static bool alike(const cm_signalling *s, size_t t, size_t a, size_t u, size_t b)
{
    size_t m = cm_signalling_message(s, t, a);
    if (m != cm_signalling_message(s, u, b)) return false;
    return m != SIZE_MAX || strcmp(s->efg->set[set_of(s, t)].action[a], s->efg->set[set_of(s, u)].action[b]) == 0;
}

static const char *kind_of(cm_assessing *w)
{
    const cm_signalling *s = &w->game;
    size_t same = 0, pairs = s->types * (s->types - 1) / 2;
    for (size_t t = 0; t < s->types; t++) {
        if (pure_action(w, set_of(s, t)) == SIZE_MAX) {
            w->semi++;
            return "semi-separating";
        }
    }
    for (size_t t = 0; t < s->types; t++) {
        for (size_t u = 0; u < t; u++) same += alike(s, t, pure_action(w, set_of(s, t)), u, pure_action(w, set_of(s, u))) ? 1 : 0;
    }
    if (same == pairs) w->pooling++;
    else if (same == 0) w->separating++;
    else w->partly++;
    if (same == pairs) return "pooling";
    return same == 0 ? "separating" : "partly pooling";
}

/* "strong: beer; weak: beer 1/3, quiche 2/3" */
static const char *describe(cm_ctx *ctx, cm_arena *arena, const cm_assessing *w, const char *before, const char *name, size_t h)
{
    const cm_efg_set *set = &w->game.efg->set[h];
    const char *text = cm_format(ctx, arena, "%s%s%s: ", before, before[0] == '\0' ? "" : "; ", name);
    bool first = true;
    for (size_t a = 0; a < set->nactions && text != NULL; a++) {
        const cm_rat *p = &w->mix[w->play.base[h] + a];
        bool pure = pure_action(w, h) == a;
        const char *share;
        if (cm_rat_sign(p) <= 0) continue;
        share = pure ? "" : cm_rat_text(ctx, arena, p);
        if (share == NULL) return NULL;
        text = cm_format(ctx, arena, "%s%s%s%s%s", text, first ? "" : ", ", set->action[a], pure ? "" : " ", share);
        first = false;
    }
    return text;
}

static const char *describe_sender(cm_ctx *ctx, cm_arena *arena, const cm_assessing *w)
{
    const char *text = "";
    for (size_t t = 0; t < w->game.types && text != NULL; t++) text = describe(ctx, arena, w, text, type_name(&w->game, t), set_of(&w->game, t));
    return text;
}

static const char *describe_receiver(cm_ctx *ctx, cm_arena *arena, const cm_assessing *w)
{
    const char *text = "";
    for (size_t m = 0; m < w->game.messages && text != NULL; m++) {
        const char *name = cm_treeplay_set_name(ctx, arena, w->game.efg, w->game.set[m]);
        text = name == NULL ? NULL : describe(ctx, arena, w, text, name, w->game.set[m]);
    }
    return text;
}

/* Bayes' rule where the message is sent; else all the beliefs that make the reply best. */
static cm_status believe(cm_ctx *ctx, cm_assessing *w, size_t m)
{
    const cm_signalling *s = &w->game;
    const cm_efg_set *set = &s->efg->set[s->set[m]];
    cm_rat sum = { 0, 0 };
    cm_status status = CM_OK;
    for (size_t k = 0; k < set->nnodes; k++) cm_rat_add(&sum, &sum, &w->play.reach[set->node[k]]);
    w->sent[m] = cm_rat_sign(&sum) > 0;
    if (!w->sent[m]) CM_TRY(cm_signalling_beliefs(ctx, s, m, NULL, pure_action(w, s->set[m]), &w->room));
    for (size_t t = 0; t < s->types && w->sent[m]; t++) {
        size_t a = s->option[t * s->efg->nsets + m];
        cm_rat_set_ratio(&w->room.middle[t], 0, 1);
        if (a != SIZE_MAX) cm_rat_div(&w->room.middle[t], &w->play.reach[cm_signalling_after(s, t, a)], &sum);
        cm_rat_set(&w->room.low[t], &w->room.middle[t]);
        cm_rat_set(&w->room.high[t], &w->room.middle[t]);
    }
out:
    cm_rat_clear(&sum);
    return status;
}

/* The rows of a message, and its part of the sentence: "quiche: strong from 0 to 1/2". */
static cm_status print_beliefs(cm_ctx *ctx, cm_assessing *w, cm_result *result, size_t m, const char **text)
{
    const cm_signalling *s = &w->game;
    const char *name = cm_treeplay_set_name(ctx, result->arena, s->efg, s->set[m]);
    bool first = true;
    cm_status status = CM_OK;
    if (name == NULL) CM_LEAVE(ctx->status);
    CM_TRY(believe(ctx, w, m));
    for (size_t t = 0; t < s->types; t++) {
        cm_value row[] = { cm_integer(w->count), cm_text(name), cm_text(type_name(s, t)), cm_truth(w->sent[m]), cm_none(), cm_none(), cm_none(), cm_none(), cm_none(), cm_none() };
        char *low = cm_rat_text(ctx, result->arena, &w->room.low[t]), *high = cm_rat_text(ctx, result->arena, &w->room.high[t]);
        bool wide = cm_rat_compare(&w->room.low[t], &w->room.high[t]) != 0;
        if (low == NULL || high == NULL) CM_LEAVE(ctx->status);
        if (s->option[t * s->efg->nsets + m] == SIZE_MAX) continue;
        CM_TRY(cm_treeplay_cells(ctx, result, &w->play, &w->room.middle[t], &row[4], &row[5]));
        CM_TRY(cm_treeplay_cells(ctx, result, &w->play, &w->room.low[t], &row[6], &row[8]));
        CM_TRY(cm_treeplay_cells(ctx, result, &w->play, &w->room.high[t], &row[7], &row[9]));
        CM_TRY(cm_table_row(ctx, result, w->beliefs, row));
        if (first) *text = cm_format(ctx, result->arena, "%s%s%s: ", *text, (*text)[0] == '\0' ? "" : "; ", name);
        if (*text != NULL) *text = cm_format(ctx, result->arena, "%s%s%s %s%s%s", *text, first ? "" : ", ", type_name(s, t), low, wide ? " to " : "", wide ? high : "");
        if (*text == NULL) CM_LEAVE(ctx->status);
        first = false;
    }
out:
    return status;
}

static cm_status judge(cm_ctx *ctx, cm_assessing *w, cm_result *result, cm_value *intuitive, cm_value *deviation)
{
    const cm_signalling *s = &w->game;
    size_t breaks, by;
    const char *text;
    cm_treeplay_value(&w->play, s->sender, w->mix, NULL, 0);
    for (size_t t = 0; t < s->types; t++) cm_rat_set(&w->gets[t], &w->play.value[s->start[t]]);
    if (cm_signalling_intuitive(ctx, s, w->gets, w->sent, &breaks, &by) != CM_OK) return ctx->status;
    *intuitive = cm_truth(breaks == SIZE_MAX);
    *deviation = cm_none();
    if (breaks == SIZE_MAX) {
        w->intuitive++;
        return CM_OK;
    }
    text = cm_format(ctx, result->arena, "%s by %s", type_name(s, breaks), s->efg->set[set_of(s, breaks)].action[s->option[breaks * s->efg->nsets + by]]);
    if (text == NULL) return ctx->status;
    *deviation = cm_text(text);
    return CM_OK;
}

cm_status cm_assessment_add(cm_ctx *ctx, cm_assessing *w, cm_result *result)
{
    const char *beliefs = "";
    cm_value row[7] = { cm_integer(++w->count), cm_text(kind_of(w)) };
    cm_status status = CM_OK;
    cm_treeplay_reach(&w->play, w->mix, SIZE_MAX);
    for (size_t m = 0; m < w->game.messages; m++) CM_TRY(print_beliefs(ctx, w, result, m, &beliefs));
    CM_TRY(judge(ctx, w, result, &row[2], &row[3]));
    row[4] = cm_text(describe_sender(ctx, result->arena, w));
    row[5] = cm_text(describe_receiver(ctx, result->arena, w));
    row[6] = cm_text(beliefs);
    if (row[4].as.text == NULL || row[5].as.text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_table_row(ctx, result, w->assessments, row));
    CM_TRY(cm_treeplay_print(ctx, result, w->equilibria, &w->play, w->count, w->mix));
    CM_TRY(cm_treeplay_print_payoffs(ctx, result, w->payoffs, &w->play, w->count, w->mix));
out:
    return status;
}
