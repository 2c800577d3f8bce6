/* sequential.c: sequential equilibria of signalling games in pure strategies, and semi-separating ones of small games.
 *
 * Definition: an assessment, strategies and beliefs, such that every type's message is best against the replies, every
 * reply is best under the beliefs after its message, and beliefs follow Bayes' rule after messages that are sent.  In
 * signalling games every belief after another message is the limit of beliefs under trembles, so that these perfect
 * Bayesian equilibria are the sequential ones.  All in pure strategies are given, each with all beliefs that support it.
 * Intuitive: no type would surely gain by a message that others could not gain by (Cho and Kreps).
 *
 * Summary: count, pooling, separating, partly_pooling, semi_separating (none where it was not searched), intuitive (how
 * many pass), complete (false: mixed replies to messages that nobody sends are not listed).
 * Tables: assessments (equilibrium, kind, intuitive, deviation, sender, receiver, beliefs), equilibria (equilibrium,
 * player, set, strategy, probability, exact, reached), beliefs (equilibrium, set, type, reached, belief, exact, low,
 * high, exact_low, exact_high), payoffs (equilibrium, player, value, exact).
 * Fails with: CM_E_DOMAIN for games of another shape; CM_E_LIMIT.
 * Cost: the combinations of messages by type, times those of replies that can be best.
 * Source: I.-K. Cho, D. M. Kreps, Quarterly Journal of Economics 102 (1987) 179-221; D. M. Kreps, R. Wilson,
 * Econometrica 50 (1982) 863-894. */
#include "solver/concept.h"
#include "solver/strategic/assessment.h"

typedef struct choices {
    size_t *send, *reply;            /* types: actions; messages */
    size_t *from;                    /* messages: where the replies of each begin in the two lists below */
    bool *ever, *now;                /* replies that are best under some belief; under those at hand */
    double steps;
    cm_arena arena;
} choices;

static cm_status open_work(cm_ctx *ctx, const cm_efg *efg, cm_assessing *w)
{
    size_t types;
    if (cm_treeplay_open(ctx, efg, &w->play) != CM_OK || cm_signalling_open(ctx, &w->play, &w->game) != CM_OK) return ctx->status;
    types = w->game.types;
    w->mix = cm_rats_new(ctx, w->play.nactions);
    w->rats = cm_rats_new(ctx, 4 * types);
    w->sent = CM_NEW(ctx, &w->arena, w->game.messages, bool);
    if (w->mix == NULL || w->rats == NULL || w->sent == NULL) return ctx->status;
    w->nrats = 4 * types;
    w->gets = w->rats;
    w->room = (cm_beliefs){ .low = w->rats + types, .high = w->rats + 2 * types, .middle = w->rats + 3 * types };
    return CM_OK;
}

static void close_work(cm_assessing *w)
{
    cm_rats_free(w->mix, w->play.nactions);
    cm_rats_free(w->rats, w->nrats);
    cm_signalling_close(&w->game);
    cm_treeplay_close(&w->play);
    cm_arena_free(&w->arena);
}

static cm_status open_choices(cm_ctx *ctx, cm_assessing *w, choices *c)
{
    const cm_signalling *s = &w->game;
    size_t total = 0;
    cm_status status = CM_OK;
    c->send = CM_NEW(ctx, &c->arena, s->types, size_t);
    c->reply = CM_NEW(ctx, &c->arena, s->messages, size_t);
    c->from = CM_NEW(ctx, &c->arena, s->messages + 1, size_t);
    if (c->send == NULL || c->reply == NULL || c->from == NULL) return ctx->status;
    for (size_t m = 0; m < s->messages; m++) {
        c->from[m] = total;
        total += cm_signalling_replies(s, m);
    }
    c->ever = CM_NEW(ctx, &c->arena, total, bool);
    c->now = CM_NEW(ctx, &c->arena, total, bool);
    if (c->ever == NULL || c->now == NULL) return ctx->status;
    for (size_t m = 0; m < s->messages; m++) {
        for (size_t r = 0; r < cm_signalling_replies(s, m); r++) {
            CM_TRY(cm_signalling_beliefs(ctx, s, m, NULL, r, &w->room));
            c->ever[c->from[m] + r] = w->room.any;
        }
    }
out:
    return status;
}

/* Replies that are best against those who send message m; where nobody does, under some belief. */
static void allow(const cm_assessing *w, choices *c, size_t m)
{
    const cm_signalling *s = &w->game;
    size_t replies = cm_signalling_replies(s, m), senders = 0;
    cm_rat best = { 0, 0 }, sum = { 0, 0 };
    bool *now = &c->now[c->from[m]];
    for (size_t r = 0; r < replies; r++) {
        int order = 1;
        senders = 0;
        cm_rat_set_ratio(&sum, 0, 1);
        for (size_t t = 0; t < s->types; t++) {
            if (cm_signalling_message(s, t, c->send[t]) != m) continue;
            senders++;
            cm_rat_add_mul(&sum, &s->prior[t], cm_signalling_get(s, 1 - s->sender, t, m, r));
        }
        if (r > 0) order = cm_rat_compare(&sum, &best);
        for (size_t k = 0; k < r && order > 0; k++) now[k] = false;
        if (order > 0) cm_rat_set(&best, &sum);
        now[r] = order >= 0;
    }
    for (size_t r = 0; r < replies && senders == 0; r++) now[r] = c->ever[c->from[m] + r];
    cm_rat_clear(&best);
    cm_rat_clear(&sum);
}

/* No type gains by another message, the replies given. */
static bool content(const cm_assessing *w, const choices *c)
{
    const cm_signalling *s = &w->game;
    for (size_t t = 0; t < s->types; t++) {
        const cm_rat *gets = NULL;
        for (size_t k = 0; k <= s->efg->set[s->efg->node[s->start[t]].set].nactions; k++) {
            size_t a = k == 0 ? c->send[t] : k - 1, m = cm_signalling_message(s, t, a);
            const cm_rat *pays = m == SIZE_MAX ? &s->value[s->sender][cm_signalling_after(s, t, a)] : cm_signalling_get(s, s->sender, t, m, c->reply[m]);
            if (k == 0) gets = pays;
            else if (cm_rat_compare(pays, gets) > 0) return false;
        }
    }
    return true;
}

static void set_mix(cm_assessing *w, const choices *c)
{
    const cm_efg *efg = w->game.efg;
    for (size_t h = 0; h < efg->nsets; h++) {
        for (size_t a = 0; a < efg->set[h].nactions; a++) cm_rat_set_ratio(&w->mix[w->play.base[h] + a], a == 0 ? 1 : 0, 1);
    }
    for (size_t k = 0; k < w->game.types + w->game.messages; k++) {
        size_t m = k - w->game.types, h = k < w->game.types ? efg->node[w->game.start[k]].set : w->game.set[m];
        cm_rat_set_ratio(&w->mix[w->play.base[h]], 0, 1);
        cm_rat_set_ratio(&w->mix[w->play.base[h] + (k < w->game.types ? c->send[k] : c->reply[m])], 1, 1);
    }
}

/* The next combination of allowed replies; from the first one when `first`. */
static bool next_replies(const cm_assessing *w, choices *c, bool first)
{
    for (size_t m = 0; m < w->game.messages; m++) {
        size_t r = first ? 0 : c->reply[m] + 1, count = cm_signalling_replies(&w->game, m);
        while (r < count && !c->now[c->from[m] + r]) r++;
        c->reply[m] = r;
        if (r < count && !first) return true;
        if (r < count) continue;
        for (r = 0; !c->now[c->from[m] + r];) r++;             /* some reply is always best */
        c->reply[m] = r;
    }
    return first;
}

static bool next_messages(const cm_assessing *w, choices *c)
{
    const cm_efg *efg = w->game.efg;
    for (size_t t = 0; t < w->game.types; t++) {
        if (++c->send[t] < efg->set[efg->node[w->game.start[t]].set].nactions) return true;
        c->send[t] = 0;
    }
    return false;
}

static cm_status search(cm_ctx *ctx, cm_assessing *w, cm_result *result)
{
    choices c = { .steps = 0 };
    cm_status status = CM_OK;
    CM_TRY(open_choices(ctx, w, &c));
    do {
        for (size_t m = 0; m < w->game.messages; m++) allow(w, &c, m);
        for (bool more = next_replies(w, &c, true); more; more = next_replies(w, &c, false)) {
            c.steps += 1000;
            if (c.steps > ctx->work_limit) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "%zu types and %zu messages have more combinations than the limit of work allows to look at", w->game.types, w->game.messages));
            if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped among combinations of messages and replies"));
            if (!content(w, &c)) continue;
            c.steps += 1000 * (double)w->play.nactions * (double)w->game.types;
            set_mix(w, &c);
            CM_TRY(cm_assessment_add(ctx, w, result));
        }
    } while (next_messages(w, &c));
out:
    cm_arena_free(&c.arena);
    return status;
}

static cm_status notes(cm_ctx *ctx, const cm_assessing *w, cm_result *result, bool searched)
{
    cm_status status = CM_OK;
    if (w->count == 0) CM_TRY(cm_result_note(ctx, result, searched ? "No equilibrium in pure messages, and no semi-separating one whose numbers are determined." : "No equilibrium in pure strategies; mixed ones are only looked for with two types, two messages and two replies."));
    if (w->pooling > 0) CM_TRY(cm_result_note(ctx, result, "Pooling: all types send the same, and the receiver learns nothing. It rests on what the receiver would believe after a message that nobody sends."));
    if (w->separating > 0) CM_TRY(cm_result_note(ctx, result, "Separating: each type sends a message of its own, and the receiver learns the type."));
    if (w->semi > 0) CM_TRY(cm_result_note(ctx, result, "Semi-separating: a type mixes its messages, so that the receiver learns something but not all."));
    if (w->intuitive < w->count) CM_TRY(cm_result_note(ctx, result, "An equilibrium that is not intuitive rests on a belief in types that could not gain by the message: the type under 'deviation' would send it, and be believed."));
    CM_TRY(cm_result_note(ctx, result, "Mixed replies to messages that nobody sends may support further equilibria with the same messages."));
out:
    return status;
}

static cm_status print(cm_ctx *ctx, cm_assessing *w, cm_result *result)
{
    bool searched;
    cm_status status = CM_OK;
    CM_TRY(search(ctx, w, result));
    CM_TRY(cm_assessment_mixed(ctx, w, result, &searched));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(w->count)));
    CM_TRY(cm_result_set(ctx, result, "pooling", cm_integer(w->pooling)));
    CM_TRY(cm_result_set(ctx, result, "separating", cm_integer(w->separating)));
    CM_TRY(cm_result_set(ctx, result, "partly_pooling", cm_integer(w->partly)));
    CM_TRY(cm_result_set(ctx, result, "semi_separating", searched ? cm_integer(w->semi) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "intuitive", cm_integer(w->intuitive)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(false)));
    CM_TRY(notes(ctx, w, result, searched));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const said[] = { "equilibrium", "kind", "intuitive", "deviation", "sender", "receiver", "beliefs", NULL };
    static const char *const played[] = { "equilibrium", "player", "set", "strategy", "probability", "exact", "reached", NULL };
    static const char *const believed[] = { "equilibrium", "set", "type", "reached", "belief", "exact", "low", "high", "exact_low", "exact_high", NULL };
    static const char *const paid[] = { "equilibrium", "player", "value", "exact", NULL };
    cm_assessing w = { .count = 0 };
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(open_work(ctx, &game->as.efg, &w));
    CM_TRY(cm_result_table(ctx, result, "assessments", said, &w.assessments));
    CM_TRY(cm_result_table(ctx, result, "equilibria", played, &w.equilibria));
    CM_TRY(cm_result_table(ctx, result, "beliefs", believed, &w.beliefs));
    CM_TRY(cm_result_table(ctx, result, "payoffs", paid, &w.payoffs));
    CM_TRY(print(ctx, &w, result));
out:
    close_work(&w);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return cm_assessment_check(ctx, &game->as.efg, result);
}

static const char *const summary_names[] = { "count", "pooling", "separating", "partly_pooling", "semi_separating", "intuitive", "complete", NULL };

const cm_concept cm_concept_sequential = {
    .name = "sequential",
    .title = "Equilibria of a signalling game",
    .title_zh = "信号博弈的均衡",
    .about = "What one who knows its own type tells by its actions, what the other concludes from them and from what is not done, and which of these understandings hold.",
    .about_zh = "知道自身类型的一方通过行动透露什么，另一方从其行动以及未采取的行动中得出什么结论，以及哪些默契能够成立。",
    .formula = "each message maximises the type's payoff against the replies; each reply maximises sum_t mu(t | m) u(t, m, r); mu by Bayes' rule where m is sent",
    .source = "I.-K. Cho, D. M. Kreps, \"Signaling games and stable equilibria\", Quarterly Journal of Economics 102 (1987) 179-221; D. M. Kreps, R. Wilson, \"Sequential equilibria\", Econometrica 50 (1982) 863-894",
    .certificate = "at every set each action that is taken gets as much as the best, on the tree, under the printed beliefs; beliefs follow Bayes' rule where the set is reached, and with two types the printed range of others cannot be wider or narrower; kinds and the intuitive criterion agree with a linear programme that asks which replies are dominated",
    .summary = summary_names,
    .takes = CM_GAME_EFG,
    .run = run,
    .check = check,
};
