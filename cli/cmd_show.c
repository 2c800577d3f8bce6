/* cmd_show.c: `comity show`: the negotiation in words, with its defaults filled in. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/layout.h"
#include "cli/load.h"
#include "cli/show_game.h"
#include "cli/show_words.h"
#include "models/rules.h"

enum { WIDTH = 96, MOST_PLAYERS = 25, SMALL = 5 };

typedef struct shower {
    cm_ctx *ctx;
    cm_arena arena;
    const cm_scenario *s;
    FILE *out;
    bool zh;
} shower;

static const char *named(const shower *w, const cm_node *node, const char *name, const char *fallback)
{
    char twin[64];
    const cm_node *text;
    (void)snprintf(twin, sizeof twin, "%s_zh", name);
    text = w->zh ? cm_node_child(node, twin) : NULL;
    if (text == NULL) text = cm_node_child(node, name);
    return text != NULL && text->kind == CM_NODE_TEXT ? text->text : fallback;
}

static void show_issues(const shower *w)
{
    const cm_scenario *s = w->s;
    if (s->d == 0) return;
    (void)fprintf(w->out, "\n%s\n", w->zh ? "议题" : "Issues");
    for (size_t k = 0; k < s->d; k++) {
        const cm_issue *issue = &s->issue[k];
        (void)fprintf(w->out, "  %s: %s", issue->id, named(w, issue->node, "name", issue->id));
        if (isfinite(issue->low)) {
            (void)fprintf(w->out, w->zh ? "，从 %g（%s）到 %g（%s）" : ", from %g (%s) to %g (%s)", issue->low, named(w, issue->node, "low", "-"), issue->high, named(w, issue->node, "high", "-"));
        }
        if (!isnan(s->status_quo[k])) (void)fprintf(w->out, w->zh ? "；现状 %g" : "; status quo %g", s->status_quo[k]);
        (void)fprintf(w->out, "\n");
    }
}

static void show_player(const shower *w, size_t i)
{
    const cm_scenario *s = w->s;
    (void)fprintf(w->out, "  %s: %s", s->player[i].id, named(w, s->player[i].node, "name", s->player[i].id));
    for (size_t k = 0; k < s->d; k++) {
        if (isnan(s->ideal[i * s->d + k])) continue;
        (void)fprintf(w->out, "; %s %g", s->issue[k].id, s->ideal[i * s->d + k]);
        if (s->salience[i * s->d + k] < 1 || s->salience[i * s->d + k] > 1) (void)fprintf(w->out, " (x%g)", s->salience[i * s->d + k]);
    }
    (void)fprintf(w->out, w->zh ? "；能力 %g" : "; capability %g", s->capability[i]);
    if (!isnan(s->player[i].patience)) (void)fprintf(w->out, w->zh ? "；耐心 %g" : "; patience %g", s->player[i].patience);
    (void)fprintf(w->out, "\n");
}

static void show_players(const shower *w)
{
    const cm_scenario *s = w->s;
    if (s->nblocs > 0) {
        (void)fprintf(w->out, w->zh ? "\n世界：%zu 个随机抽取的行为体\n" : "\nThe world: %zu players drawn at random\n", s->n);
        for (size_t b = 0; b < s->nblocs; b++) {
            const cm_node *node = cm_node_child(cm_node_at(s->root, "population.blocs"), s->bloc[b].id);
            (void)fprintf(w->out, w->zh ? "  %s：%s，占 %.1f%%\n" : "  %s: %s, %.1f%% of them\n", s->bloc[b].id, named(w, node, "name", s->bloc[b].id), 100 * s->bloc[b].weight);
        }
        return;
    }
    if (s->n == 0) return;                                     /* a game given outright has its own */
    (void)fprintf(w->out, w->zh ? "\n行为体（%zu）\n" : "\nPlayers (%zu)\n", s->n);
    for (size_t i = 0; i < s->n && i < MOST_PLAYERS; i++) show_player(w, i);
    if (s->n > MOST_PLAYERS) (void)fprintf(w->out, w->zh ? "  …… 另有 %zu 个\n" : "  ... and %zu more\n", s->n - MOST_PLAYERS);
    if (s->doubt_sd > 0) (void)fprintf(w->out, w->zh ? "  理想点不确定：标准差 %g，其中共同部分 %g\n" : "  their ideals are in doubt: sd %g, of which a share %g is common\n", s->doubt_sd, s->doubt_common);
}

static void show_members(const shower *w, const cm_venue *venue)
{
    static const char *const picks[] = { "at random", "nearest to a random one", "largest first", "from one bloc" };
    static const char *const picks_zh[] = { "随机", "距某一随机者最近", "能力最大者", "同一集团" };
    size_t count = 0;
    if (venue->members.picked) {
        (void)fprintf(w->out, w->zh ? "    成员：%zu 个，选取方式：%s\n" : "    members: %zu, picked %s\n", venue->members.size, w->zh ? picks_zh[venue->members.pick] : picks[venue->members.pick]);
        return;
    }
    count = cm_coalition_count(&venue->members.who.player);
    (void)fprintf(w->out, w->zh ? "    成员（%zu）：" : "    members (%zu):", count);
    for (size_t i = 0, shown = 0; i < w->s->n && shown < MOST_PLAYERS; i++) {
        if (!cm_coalition_has(&venue->members.who.player, i)) continue;
        (void)fprintf(w->out, " %s", w->s->player[i].id);
        if (++shown == MOST_PLAYERS && count > shown) (void)fprintf(w->out, " ...");
    }
    (void)fprintf(w->out, "\n");
}

/* How a venue bargains, where the file says so. */
static void show_talks(shower *w, const cm_venue *venue)
{
    static const char *const words[][3] = { { "equal", "drawn evenly", "等概率抽取" }, { "capability", "drawn by capability", "按能力抽取" }, { "rotation", "in turns", "轮流" } };
    const cm_node *proposer = cm_node_child(venue->node, "proposer"), *fixed = cm_node_child(proposer, "fixed");
    const char *who = NULL;
    for (size_t k = 0; proposer != NULL && proposer->kind == CM_NODE_TEXT && k < 3; k++) {
        if (strcmp(proposer->text, words[k][0]) == 0) who = words[k][w->zh ? 2 : 1];
    }
    if (fixed != NULL && fixed->kind == CM_NODE_TEXT) who = cm_format(w->ctx, &w->arena, w->zh ? "总是 %s" : "always %s", fixed->text);
    else if (cm_node_child(proposer, "probabilities") != NULL) who = w->zh ? "按给定概率抽取" : "drawn by the chances given";
    if (who != NULL) (void)fprintf(w->out, w->zh ? "    提议者：%s\n" : "    proposer: %s\n", who);
    if (venue->rounds > 0) (void)fprintf(w->out, w->zh ? "    期限：%zu 轮\n" : "    ends after round %zu\n", venue->rounds);
    if (venue->cost > 0) (void)fprintf(w->out, w->zh ? "    每轮成本：%g\n" : "    a round costs each member %g\n", venue->cost);
}

/* What an abstention is, and how many have to be there, where the file says so. */
static void show_absence(shower *w, const cm_venue *venue)
{
    const cm_node *abstention = cm_node_child(venue->node, "abstention"), *quorum = cm_node_child(venue->node, "quorum");
    if (abstention != NULL && abstention->kind == CM_NODE_TEXT && strcmp(abstention->text, "apart") == 0) {
        (void)fprintf(w->out, "%s\n", w->zh ? "    弃权：不计入份额，也不是否决" : "    abstentions: set apart; shares are of yes and no, and they are no veto");
    }
    if (quorum == NULL) return;
    if (quorum->kind == CM_NODE_TEXT) (void)fprintf(w->out, w->zh ? "    法定人数：%s\n" : "    quorum: %s\n", quorum->text);
    else (void)fprintf(w->out, w->zh ? "    法定人数：%.15g\n" : "    quorum: %.15g\n", quorum->number);
}

static void show_venues(shower *w)
{
    static const char *const agendas[] = { "one package", "issue by issue", "issue by issue, all or nothing" };
    static const char *const agendas_zh[] = { "一揽子", "逐项", "逐项，全部同意才算" };
    if (w->s->nvenues > 0) (void)fprintf(w->out, "\n%s\n", w->zh ? "场所" : "Venues");
    for (size_t v = 0; v < w->s->nvenues; v++) {
        const cm_venue *venue = &w->s->venue[v];
        char *words = venue->rule != NULL ? cm_rule_words(w->ctx, &w->arena, venue->rule, w->zh) : NULL;
        (void)fprintf(w->out, "  %s: %s\n", venue->id, named(w, venue->node, "name", venue->id));
        if (venue->nparts > 0) {
            (void)fprintf(w->out, w->zh ? "    由并行场所组成：" : "    venues side by side:");
            for (size_t k = 0; k < venue->nparts; k++) (void)fprintf(w->out, " %s", w->s->venue[venue->part[k]].id);
            (void)fprintf(w->out, "\n");
            continue;
        }
        show_members(w, venue);
        (void)fprintf(w->out, w->zh ? "    规则：%s\n" : "    decides by %s\n", words != NULL ? words : "?");
        show_absence(w, venue);
        show_talks(w, venue);
        if (w->s->d > 0) {
            (void)fprintf(w->out, w->zh ? "    议题：" : "    about");
            for (size_t j = 0; j < venue->nissues; j++) (void)fprintf(w->out, " %s", w->s->issue[venue->issue[j]].id);
            (void)fprintf(w->out, " (%s)\n", w->zh ? agendas_zh[venue->agenda] : agendas[venue->agenda]);
        }
        (void)fprintf(w->out, w->zh ? "    协议约束：%s\n" : "    an agreement binds %s\n", venue->binds_all ? (w->zh ? "全体成员" : "all members") : (w->zh ? "同意者" : "those who consent"));
    }
}

/* Every coalition of a small coalitional game. */
static void show_worths(shower *w, const cm_tu *tu)
{
    (void)fprintf(w->out, "  %s\n", w->zh ? "各联盟的价值" : "what coalitions are worth");
    for (size_t s = 1; s < (size_t)1 << tu->n; s++) {
        const char *who = cm_tu_coalition_text(w->ctx, &w->arena, tu, (uint32_t)s);
        (void)fprintf(w->out, "    %s: %.6g\n", who != NULL ? who : "?", tu->worth[s]);
    }
}

static void show_game(shower *w, const cm_file *file)
{
    const char *const *player;
    size_t n;
    if (file->form == NULL) return;
    (void)fprintf(w->out, w->zh ? "\n博弈：%s\n" : "\nThe game: %s\n", w->zh ? file->form->title_zh : file->form->title);
    cm_wrap(w->out, w->zh ? file->form->about_zh : file->form->about, 2, WIDTH);
    player = cm_game_players(&file->game, &n);
    (void)fprintf(w->out, w->zh ? "  行为体（%zu）：" : "  players (%zu):", n);
    for (size_t i = 0; player != NULL && i < n && i < MOST_PLAYERS; i++) (void)fprintf(w->out, " %s", player[i]);
    (void)fprintf(w->out, "%s\n", n > MOST_PLAYERS ? " ..." : "");
    if (file->game.kind == CM_GAME_TU && file->game.as.tu.worth != NULL && n <= SMALL) show_worths(w, &file->game.as.tu);
    cm_show_strategic(w->ctx, &file->game, w->out, w->zh);
}

/* "rightly named: 0.5 0.6"; names of several words are set apart by commas. */
static void show_axis(const shower *w, const cm_axis *axis)
{
    bool words = false;
    for (size_t l = 0; l < axis->nlevels; l++) words = words || strchr(axis->level[l].name, ' ') != NULL || axis->level[l].name_zh != NULL;
    (void)fprintf(w->out, w->zh ? "  %s：" : "  %s: ", cm_axis_word(axis, w->zh));
    for (size_t l = 0; l < axis->nlevels; l++) (void)fprintf(w->out, "%s%s", l == 0 ? "" : !words ? " " : w->zh ? "、" : ", ", cm_level_word(&axis->level[l], w->zh));
    (void)fprintf(w->out, "\n");
}

/* How many cells, and of how many draws. */
static void show_size(const shower *w, const cm_claim *claim)
{
    (void)fprintf(w->out, w->zh ? "；最小效应 %g；%zu 个格子" : "; smallest effect %g; %zu cells", claim->smallest[0], claim->ngrid);
    if (!claim->random) (void)fputs(w->zh ? "，取精确值，无随机抽样\n" : ", exact: nothing is drawn\n", w->out);
    else (void)fprintf(w->out, w->zh ? "，每格%s %llu 次抽样\n" : " of %s%llu draws\n", claim->precision > 0 ? (w->zh ? "至多" : "at most ") : "", (unsigned long long)claim->draws);
    if (claim->random && claim->precision > 0) (void)fprintf(w->out, w->zh ? "  抽样到效应精确至 ±%g%s为止\n" : "  draws until effects are known to plus or minus %g%s\n", claim->precision, claim->until_decided ? (w->zh ? "或判定确定" : ", or verdicts are decided") : "");
}

static void show_plan(const shower *w, const cm_claim *claim)
{
    for (size_t m = 0; m < claim->nmeasures; m++) (void)fprintf(w->out, w->zh ? "  度量：%s\n" : "  measured by %s\n", w->zh ? claim->measure[m]->title_zh : claim->measure[m]->title);
    for (size_t a = 0; a < claim->naxes; a++) show_axis(w, &claim->axis[a]);
    (void)fprintf(w->out, w->zh ? "  预期：%s，沿%s" : "  expected: %s along %s", claim->decreasing ? (w->zh ? "下降" : "a fall") : (w->zh ? "上升" : "a rise"),
                  cm_axis_word(&claim->axis[claim->along], w->zh));
    show_size(w, claim);
}

static void show_claim(const shower *w, const cm_file *file)
{
    const cm_claim *claim = file->claim != NULL ? file->claim : file->family != NULL ? &file->family->model[0].claim : NULL;
    if (claim == NULL) return;
    (void)fprintf(w->out, "\n%s\n  %s\n", w->zh ? "论断" : "Claim", w->zh && claim->statement_zh != NULL ? claim->statement_zh : claim->statement);
    if (file->claim != NULL) show_plan(w, claim);
    for (size_t i = 0; file->family != NULL && i < file->family->n; i++) {
        const cm_formalisation *m = &file->family->model[i];
        (void)fprintf(w->out, w->zh ? "\n  模型：%s\n" : "\n  Model: %s\n", cm_formalisation_name(m, w->zh));
        show_plan(w, &m->claim);
    }
}

void cm_show_words(cm_ctx *ctx, const cm_file *file, FILE *out, bool chinese)
{
    shower w = { .ctx = ctx, .s = &file->scenario, .out = out, .zh = chinese };
    show_issues(&w);
    show_players(&w);
    show_venues(&w);
    show_game(&w, file);
    show_claim(&w, file);
    cm_arena_free(&w.arena);
}

static int show_file(const cm_options *o, const char *name)
{
    cm_load_options load = { .set = o->set, .nset = o->nset, .cells = true };
    cm_file file;
    cm_ctx ctx;
    shower w = { .ctx = &ctx, .s = &file.scenario, .zh = o->chinese };
    int result;
    cm_ctx_init(&ctx);
    result = cm_load_or_tell(&ctx, name, &load, &file);
    if (result == CM_EXIT_DONE) {
        (void)printf("%s\n", named(&w, file.root, "title", name));
        if (named(&w, file.root, "about", NULL) != NULL) cm_wrap(stdout, named(&w, file.root, "about", ""), 2, WIDTH);
        cm_show_words(&ctx, &file, stdout, o->chinese);
    }
    cm_file_free(&file);
    return result;
}

static int run(const cm_options *o)
{
    int worst = CM_EXIT_DONE;
    if (o->nargs == 0) {
        cm_complain("show", "name a file");
        return CM_EXIT_USAGE;
    }
    for (size_t i = 0; i < o->nargs; i++) worst = cm_worse(worst, show_file(o, o->arg[i]));
    return worst;
}

const cm_command cm_command_show = { "show", "the negotiation in words, with its defaults filled in", run };
