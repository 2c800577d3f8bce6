/* deterrence.c: deterring attackers whom one may not recognise.
 *
 * Each of n attackers gets an opportunity with probability gamma / n; an attack is worth x_i to it, even on
 * [low_i, high_i].  An attack by i is followed by signal s with probability pi_i^s, no attack with pi_0^s.  A signal
 * names an attacker, or says that somebody attacked, or is none.  The defender knows what striking the right one is
 * worth to it, y, even on [fierce_low, fierce_high]; striking the wrong one is worth 1 less, y - 1: it strikes i when
 * y - (1 - beta_i^s) >= 0, beta the belief by Bayes' rule.  So i attacks from a cutoff on,
 *   a_i = (gamma / n) (1 - F_i(x_i)),  beta_i^s = a_i pi_i^s / (sum_j a_j pi_j^s + (1 - sum_j a_j) pi_0^s),
 *   x_i = (P sum_s (pi_i^s - pi_0^s) (1 - G(1 - beta_i^s)) + E + N pi_i^i) / (1 - D),
 * over all signals, none included: P punishment, D denial (how likely an attack fails), E entanglement (what it breaks
 * for the attacker itself), N the norm (what being named costs).  A defender that `commits` strikes exactly whom a signal
 * names: x = (alpha (P + N) + E) / (1 - D) where attribution alpha is the chance to be named, without false alarms.
 *
 * Signals: detected with probability `detection`, and then rightly named with `identification`, else as one of the others;
 * on top of it an attack of others than the first looks like the first's with `mistaken`, and is noticed without a hint
 * of who with `ambiguous`.  Without an attack `false_alarm` is spread evenly over those named.  After a signal that never
 * comes the belief is split by from whom it could.  A change after which cutoffs do not come to rest, and channels of which
 * some alone have several equilibria, are left open (none).
 *
 * Summary: attacks, cutoff (the mean), deterred (of all opportunities), attribution (how likely an attack is laid at the
 * right door), accuracy (how likely one that is named did it), wrongly (the mean number of innocents struck), equilibria
 * found; punishment, denial, entanglement, norm: attacks deterred by each, the Shapley value over the four; by_detection
 * ... : by how much attacks rise when that is improved by `step` (false alarms: lowered); backfires.
 * Tables: attackers (player, cutoff, probability), signals (signal, player, belief, strikes), channels (channel, alone, last,
 * share), changes (change, attacks, difference); equilibria (equilibrium, player, cutoff) where several were found.
 *
 * Damped iteration from five beginnings; a map of n (n + 2) numbers.  Fails with: CM_E_INPUT; CM_E_NUMERIC.
 * Source: S. Baliga, E. Bueno de Mesquita, A. Wolitzky, "Deterrence with imperfect attribution", American Political
 * Science Review 114 (2020) 1155-1178, reconstructed from knowledge of the paper; the four channels: J. S. Nye,
 * "Deterrence and dissuasion in cyberspace", International Security 41(3) (2017) 44-71. */
#include "solver/forum/deterrence.h"

#include <math.h>
#include <string.h>

enum { BEGINNINGS = 5, SUBSETS = 1 << CM_HUNT_CHANNELS };

typedef struct found {
    size_t count;
    double x[BEGINNINGS][CM_HUNT_MOST];
} found;

static double total_of(const cm_hunt *h, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < h->n; i++) sum += cm_hunt_attacks(h, i, x[i]);
    return sum;
}

/* The same, and at rest. */
static cm_status settle(cm_ctx *ctx, const cm_hunt *h, double *x)
{
    bool rest = false;
    cm_status status = cm_hunt_settle(ctx, h, x, &rest);
    if (status != CM_OK || rest) return status;
    if (total_of(h, x) <= ctx->tol.cert) return cm_fail(ctx, CM_E_NUMERIC, "deterrence: nobody attacks, and whom to believe after a signal that therefore never comes is open; give a false_alarm above 0");
    return cm_fail(ctx, CM_E_NUMERIC, "deterrence: the cutoffs of %zu attackers were not found", h->n);
}

static cm_status find(cm_ctx *ctx, const cm_hunt *h, found *f)
{
    cm_status status = CM_OK;
    f->count = 0;
    for (size_t start = 0; start < BEGINNINGS; start++) {
        double *x = f->x[f->count];
        bool old = false;
        cm_hunt_start(h, start, x);
        CM_TRY(settle(ctx, h, x));
        for (size_t k = 0; k < f->count && !old; k++) {
            double apart = 0;
            for (size_t i = 0; i < h->n; i++) apart = fmax(apart, fabs(f->x[k][i] - x[i]));
            old = apart <= ctx->tol.cert * h->width;
        }
        f->count += !old;
    }
out:
    return status;
}

static cm_status list_attackers(cm_ctx *ctx, const cm_hunt *h, const found *f, cm_result *result)
{
    static const char *const columns[] = { "player", "cutoff", "probability", NULL }, *const several[] = { "equilibrium", "player", "cutoff", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "attackers", columns, &table));
    for (size_t i = 0; i < h->n; i++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i + 1), cm_number(f->x[0][i]), cm_number(cm_hunt_attacks(h, i, f->x[0][i])) }));
    }
    if (f->count < 2) return CM_OK;
    CM_TRY(cm_result_table(ctx, result, "equilibria", several, &table));
    for (size_t k = 0; k < f->count * h->n; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)(k / h->n) + 1), cm_integer((int64_t)(k % h->n) + 1), cm_number(f->x[k / h->n][k % h->n]) }));
    }
out:
    return status;
}

static cm_status list_signals(cm_ctx *ctx, const cm_hunt *h, const double *x, cm_result *result)
{
    static const char *const columns[] = { "signal", "player", "belief", "strikes", NULL };
    double belief[CM_HUNT_MOST];
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "signals", columns, &table));
    for (size_t s = 0; s < h->n + 2; s++) {
        const char *word = s == h->n ? "somebody" : s > h->n ? "none" : cm_format(ctx, result->arena, "%zu", s + 1);
        if (word == NULL) CM_LEAVE(ctx->status);
        cm_hunt_beliefs(h, x, s, belief);
        for (size_t i = 0; i < h->n; i++) {
            CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(word), cm_integer((int64_t)i + 1), cm_number(belief[i]), cm_number(cm_hunt_strikes(h, i, s, belief[i])) }));
        }
    }
out:
    return status;
}

static cm_value maybe(bool there, double x)
{
    return there ? cm_number(x) : cm_none();
}

/* deterred[set]: attacks that those channels deter; share: the Shapley value. */
static cm_status list_channels(cm_ctx *ctx, const cm_hunt *h, found *f, cm_result *result)
{
    static const char *const columns[] = { "channel", "alone", "last", "share", NULL };
    static const double weight[] = { 1. / 4, 1. / 12, 1. / 12, 1. / 4 };
    double deterred[SUBSETS], free = 0;
    bool one = true;
    cm_table *table;
    cm_status status;
    for (size_t i = 0; i < h->n; i++) free += cm_hunt_attacks(h, i, 0);
    for (unsigned set = 0; set < SUBSETS; set++) {
        cm_hunt part = *h;
        for (unsigned k = 0; k < CM_HUNT_CHANNELS; k++) part.channel[k] = set >> k & 1u ? h->channel[k] : 0;
        CM_TRY(find(ctx, &part, f));
        deterred[set] = free - total_of(&part, f->x[0]);
        one = one && f->count == 1;
    }
    CM_TRY(cm_result_table(ctx, result, "channels", columns, &table));
    for (unsigned k = 0; k < CM_HUNT_CHANNELS; k++) {
        double share = 0;
        for (unsigned set = 0; set < SUBSETS; set++) {
            if (!(set >> k & 1u)) share += weight[__builtin_popcount(set)] * (deterred[set | 1u << k] - deterred[set]);
        }
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(cm_hunt_channels[k]), maybe(one, deterred[1u << k]), maybe(one, deterred[SUBSETS - 1] - deterred[(SUBSETS - 1) ^ 1u << k]), maybe(one, share) }));
        CM_TRY(cm_result_set(ctx, result, cm_hunt_channels[k], maybe(one, share)));
    }
    if (!one) CM_TRY(cm_result_note(ctx, result, "With some of the channels alone there are several equilibria: what each deters is left open."));
out:
    return status;
}

static cm_status list_changes(cm_ctx *ctx, const cm_hunt *h, double step, const double *x, cm_result *result)
{
    static const char *const columns[] = { "change", "attacks", "difference", NULL };
    static const char *const names[] = { "by_detection", "by_identification", "by_false_alarm", "by_mistaken", "by_ambiguous" };
    bool backfires = false;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "changes", columns, &table));
    for (size_t k = 0; k < CM_HUNT_CHANGES; k++) {
        cm_value attacks = cm_none(), difference = cm_none();
        double y[CM_HUNT_MOST];
        cm_hunt other;
        memcpy(y, x, h->n * sizeof *y);
        bool rest = false;
        if (cm_hunt_changed(h, k, step, &other)) CM_TRY(cm_hunt_settle(ctx, &other, y, &rest));
        if (rest) {
            attacks = cm_number(total_of(&other, y));
            difference = cm_number(attacks.as.number - total_of(h, x));
            backfires = backfires || difference.as.number > ctx->tol.cert;
        }
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(cm_hunt_changes[k]), attacks, difference }));
        CM_TRY(cm_result_set(ctx, result, names[k], difference));
    }
    CM_TRY(cm_result_set(ctx, result, "backfires", cm_truth(backfires)));
out:
    return status;
}

/* How likely an attack is laid at the right door, who is named did it, and innocents struck. */
static cm_status set_attribution(cm_ctx *ctx, const cm_hunt *h, const double *x, cm_result *result)
{
    double right = 0, named = 0, wrongly = 0, all = total_of(h, x), belief[CM_HUNT_MOST];
    cm_status status;
    for (size_t s = 0; s < h->n + 2; s++) {
        double comes = (1 - all) * h->chance[h->n][s];
        cm_hunt_beliefs(h, x, s, belief);
        for (size_t i = 0; i < h->n; i++) comes += cm_hunt_attacks(h, i, x[i]) * h->chance[i][s];
        for (size_t i = 0; i < h->n; i++) wrongly += comes * (1 - belief[i]) * cm_hunt_strikes(h, i, s, belief[i]);
        if (s < h->n) named += comes;
        if (s < h->n) right += cm_hunt_attacks(h, s, x[s]) * h->chance[s][s];
    }
    CM_TRY(cm_result_set(ctx, result, "attribution", all > 0 ? cm_number(right / all) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "accuracy", named > 0 ? cm_number(right / named) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "wrongly", cm_number(wrongly)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_hunt *h, const found *f, cm_result *result)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_note(ctx, result, "Punishment and the norm reach only those who are named; denial and entanglement work whoever did it."));
    if (cm_result_get(result, "backfires")->as.truth) CM_TRY(cm_result_note(ctx, result, "Here a change for the better makes for more attacks: where those caught in addition look like another attacker, or like nobody in particular, the defender trusts its signals less and strikes less often."));
    if (f->count > 1) {
        char *text = cm_format(ctx, result->arena, "There are several equilibria: %zu were found, and there may be more; all but the table 'equilibria' is about the first.", f->count);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    } else if (!h->commits) {
        CM_TRY(cm_result_note(ctx, result, "From five different beginnings the same cutoffs were reached; that there are no others is not proved."));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_deterrence_params *p = params;
    double mean = 0, all;
    cm_hunt h;
    found f, part;
    cm_status status;
    (void)game;
    CM_TRY(cm_hunt_open(ctx, p, &h));
    CM_TRY(find(ctx, &h, &f));
    all = total_of(&h, f.x[0]);
    for (size_t i = 0; i < h.n; i++) mean += f.x[0][i] / (double)h.n;
    CM_TRY(cm_result_set(ctx, result, "attacks", cm_number(all)));
    CM_TRY(cm_result_set(ctx, result, "cutoff", cm_number(mean)));
    CM_TRY(cm_result_set(ctx, result, "deterred", cm_number(1 - all / h.opportunity)));
    CM_TRY(set_attribution(ctx, &h, f.x[0], result));
    CM_TRY(cm_result_set(ctx, result, "equilibria", cm_integer((int64_t)f.count)));
    CM_TRY(list_attackers(ctx, &h, &f, result));
    CM_TRY(list_signals(ctx, &h, f.x[0], result));
    CM_TRY(list_changes(ctx, &h, p->step, f.x[0], result));
    CM_TRY(list_channels(ctx, &h, &part, result));
    CM_TRY(say(ctx, &h, &f, result));
out:
    return status;
}

#define AT(member) offsetof(cm_deterrence_params, member)

static const char *const defenders[] = { "weighs", "commits", NULL };

static const cm_param param[] = {
    { "attackers", CM_PARAM_INTEGER, AT(attackers), 2, 1, CM_HUNT_MOST, NULL, "How many may attack.", "可能的攻击者数目。" },
    { "opportunity", CM_PARAM_NUMBER, AT(opportunity), 0.8, 0.001, 1, NULL, "How likely there is an opportunity to attack, the same for each attacker.", "出现攻击机会的概率，各攻击者均等。" },
    { "low", CM_PARAM_NUMBER, AT(low), 0, -1000, 1000, NULL, "The least that an attack is worth to an attacker.", "一次攻击对攻击者价值的下限。" },
    { "high", CM_PARAM_NUMBER, AT(high), 1, -1000, 1000, NULL, "The most that an attack is worth to an attacker.", "一次攻击对攻击者价值的上限。" },
    { "shifts", CM_PARAM_NUMBERS, AT(shifts), 0, -1000, 1000, NULL, "By how much an attack is worth more to each attacker.", "对各攻击者而言攻击价值的增量。" },
    { "fierce_low", CM_PARAM_NUMBER, AT(fierce_low), -0.5, -1000, 1000, NULL, "The least that striking the right one is worth to the defender; striking the wrong one is worth 1 less.", "防御者击中真凶价值的下限；误击的价值比这少 1。" },
    { "fierce_high", CM_PARAM_NUMBER, AT(fierce_high), 1, -1000, 1000, NULL, "The most that striking the right one is worth to the defender.", "防御者击中真凶价值的上限。" },
    { "detection", CM_PARAM_NUMBER, AT(detection), 0.6, 0, 1, NULL, "How likely an attack is followed by a signal that names somebody.", "攻击发生后出现指向某方的信号的概率。" },
    { "detections", CM_PARAM_NUMBERS, AT(detections), 0, 0, 1, NULL, "The same for each attacker, in place of 'detection'.", "各攻击者各自的侦测概率，代替 detection。" },
    { "identification", CM_PARAM_NUMBER, AT(identification), 0.7, 0, 1, NULL, "How likely such a signal names the right one of several; otherwise each of the others alike.", "信号指对真凶的概率；否则均等地指向其他各方。" },
    { "false_alarm", CM_PARAM_NUMBER, AT(false_alarm), 0.05, 0, 1, NULL, "How likely somebody is named where nobody has attacked.", "无人攻击时仍有人被指认的概率。" },
    { "false_alarms", CM_PARAM_NUMBERS, AT(false_alarms), 0, 0, 1, NULL, "How likely each is named where nobody has attacked, in place of 'false_alarm'.", "无人攻击时各方被误指的概率，代替 false_alarm。" },
    { "mistaken", CM_PARAM_NUMBER, AT(mistaken), 0, 0, 1, NULL, "How likely an attack of another than the first, that would go unnoticed, looks like the first's.", "其他攻击者本不会被发现的攻击看似第一个攻击者所为的概率。" },
    { "ambiguous", CM_PARAM_NUMBER, AT(ambiguous), 0, 0, 1, NULL, "How likely an attack that would go unnoticed is noticed without a hint of who did it.", "本不会被发现的攻击被察觉、但无从判断由谁所为的概率。" },
    { "ambiguous_alarm", CM_PARAM_NUMBER, AT(ambiguous_alarm), 0, 0, 1, NULL, "How likely it looks so where nobody has attacked.", "无人攻击时出现这种迹象的概率。" },
    { "defender", CM_PARAM_WORD, AT(defender), 0, 0, 0, defenders, "Whether the defender weighs whom to strike, or always strikes whom a signal names.", "防御者是权衡后决定是否反击，还是总是反击被指认者。" },
    { "punishment", CM_PARAM_NUMBER, AT(punishment), 1, 0, 1000, NULL, "What being struck costs an attacker.", "遭受反击给攻击者造成的代价。" },
    { "denial", CM_PARAM_NUMBER, AT(denial), 0, 0, 0.999, NULL, "How likely defences make an attack fail.", "防御使攻击失败的概率。" },
    { "entanglement", CM_PARAM_NUMBER, AT(entanglement), 0, 0, 1000, NULL, "What an attack costs the attacker through its own ties, whoever is found out.", "攻击因相互依赖而给攻击者自身带来的代价（与是否被发现无关）。" },
    { "norm", CM_PARAM_NUMBER, AT(norm), 0, 0, 1000, NULL, "What it costs an attacker's reputation to be named rightly.", "被正确指认给攻击者声誉造成的代价。" },
    { "step", CM_PARAM_NUMBER, AT(step), 0.1, 0.0001, 1, NULL, "By how much detection and the others are changed in the table of changes.", "变动表中侦测等参数的变动幅度。" },
};

static const char *const summary_names[] = { "attacks", "cutoff", "deterred", "attribution", "accuracy", "wrongly", "equilibria", "punishment", "denial", "entanglement", "norm",
                                             "by_detection", "by_identification", "by_false_alarm", "by_mistaken", "by_ambiguous", "backfires", NULL };

const cm_concept cm_concept_deterrence = {
    .name = "deterrence",
    .title = "Deterrence with imperfect attribution",
    .title_zh = "归因不完全时的威慑",
    .about = "How many attacks are left when the defender may not know who attacked, what each way of deterring does about them, and whether noticing more makes for fewer.",
    .about_zh = "防御者可能不知道是谁发动攻击时还会有多少攻击，各种威慑方式各起多少作用，以及发现得更多是否使攻击更少。",
    .formula = "x_i = (P sum_s (pi_i^s - pi_0^s) (1 - G(1 - beta_i^s)) + E + N pi_i^i) / (1 - D); attacks = (gamma / n) sum_i (1 - F_i(x_i))",
    .source = "S. Baliga, E. Bueno de Mesquita, A. Wolitzky, \"Deterrence with imperfect attribution\", American Political Science Review 114 (2020) 1155-1178 (reconstructed from knowledge of the paper); "
              "J. S. Nye, \"Deterrence and dissuasion in cyberspace\", International Security 41(3) (2017) 44-71",
    .certificate = "from the joint chances of who attacks and what is seen, nobody at its printed cutoff gains or loses by attacking; cutoffs found one by one by bisection, from below and from above, are the printed ones; "
                   "channels are averaged over all 24 orders, and changes are settled again",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_deterrence_params),
    .run = run,
    .check = cm_deterrence_check,
};
