/* forum_choice.c: where to negotiate, as a game: everybody goes to one venue, or stays out, at once.
 *
 * The forums are the venues of the file, each with its own members, mandate and rule; or the parts of the venue that is
 * named; or that venue alone.  Who stands in no forum's list is no player.  A player goes to one of the forums that list
 * it, or stays out.  A forum's text is, issue by issue, the mean of the ideals of those who came, by capability times
 * salience (the status quo where nobody attaches weight to the issue).  Those who came and gain by it, within their red
 * lines, are in favour; who is absent is not; the rule is asked of the full membership.  By agenda the text stands or
 * falls whole, or issue by issue, or is passed issue by issue and holds if all of them pass.
 *
 * Where several forums pass an issue, the text stands that has the greatest capability in favour; of equal ones that
 * nearest to the status quo; where two such lie on opposite sides, equally far, neither overrules and the status quo
 * stands.  A payoff is the gain by what stands over the status quo, on all issues of the forums and for everybody, less
 * the cost of a round in the forum that was chosen.  A player without an ideal on an issue that none of its forums
 * decides has no stake there.
 *
 * Forum shopping: M. L. Busch, "Overlapping institutions, forum shopping, and dispute settlement in international
 * trade", International Organization 61 (2007) 735-761. */
#include <math.h>
#include <string.h>

#include "models/model.h"

enum { MOST_CHOICES = 1 << 18 };

typedef struct forum {
    const cm_venue *venue;
    const cm_spatial *g;             /* its members on its issues */
    const size_t *member;            /* players of the scenario */
    size_t *issue;                   /* g->d: their places among the issues in play */
    double cost;
    unsigned char *passes;           /* 2^n x d: does a text on the issue pass when these came? */
    double *text, *power;            /* 2^n x d: the text, and the capability in favour of it */
} forum;

typedef struct choosing {
    size_t nforums, n, d;
    forum *forum;
    cm_spatial whole;                /* all players on all issues in play */
    size_t *count, *choice;          /* strategies of each; n x (nforums + 1): the forum that a strategy stands for */
    size_t *seat;                    /* n x nforums: the player's place among the members */
    double *stands;                  /* d: scratch */
    size_t *came;                    /* nforums: scratch, sets of members */
} choosing;

/* ---- what a forum does with those who came ---- */

static double mean_of(const cm_spatial *g, size_t k, size_t came)
{
    double total = 0, sum = 0;
    for (size_t i = 0; i < g->n; i++) {
        double weight = came >> i & 1u ? g->capability[i] * g->salience[i * g->d + k] : 0;
        total += weight;
        sum += weight * g->ideal[i * g->d + k];
    }
    return total > 0 ? sum / total : g->status_quo[k];
}

/* Is x (d numbers) passed by those who came?  Then *power is the capability in favour. */
static bool put(const cm_ctx *ctx, const cm_spatial *g, const double *x, size_t came, unsigned char *in, double *power)
{
    *power = 0;
    for (size_t i = 0; i < g->n; i++) {
        in[i] = (came >> i & 1u) && cm_spatial_accepts(ctx, g, i, x);
        if (in[i]) *power += g->capability[i];
    }
    return cm_vote_wins(g->vote, in);
}

static void decide(const cm_ctx *ctx, const forum *f, size_t came, double *x, unsigned char *in)
{
    const cm_spatial *g = f->g;
    double *text = f->text + came * g->d, *power = f->power + came * g->d;
    unsigned char *passes = f->passes + came * g->d;
    bool all = true;
    for (size_t k = 0; k < g->d; k++) text[k] = mean_of(g, k, came);
    if (g->agenda == CM_PACKAGE) {
        passes[0] = put(ctx, g, text, came, in, power);
        for (size_t k = 1; k < g->d; k++) {
            passes[k] = passes[0];
            power[k] = power[0];
        }
        return;
    }
    memcpy(x, g->status_quo, g->d * sizeof *x);
    for (size_t k = 0; k < g->d; k++) {
        x[k] = text[k];
        passes[k] = put(ctx, g, x, came, in, &power[k]);
        x[k] = g->status_quo[k];
        all = all && passes[k];
    }
    if (g->agenda == CM_ALL_OR_NOTHING && !all) memset(passes, 0, g->d);
}

static cm_status decide_all(cm_ctx *ctx, cm_arena *arena, forum *f)
{
    size_t cells = f->g->d << f->g->n;
    unsigned char *in = CM_NEW(ctx, arena, f->g->n, unsigned char);
    double *x = CM_NEW(ctx, arena, f->g->d, double);
    f->passes = CM_NEW(ctx, arena, cells, unsigned char);
    f->text = CM_NEW(ctx, arena, cells, double);
    f->power = CM_NEW(ctx, arena, cells, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t came = 0; came < (size_t)1 << f->g->n; came++) {
        if (came % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while forums decide");
        decide(ctx, f, came, x, in);
    }
    return CM_OK;
}

/* ---- what stands ---- */

/* The place of issue k in a forum's mandate; its d when it is not in it, or no text on it passes. */
static size_t passed_at(const choosing *c, size_t v, size_t k)
{
    const forum *f = &c->forum[v];
    size_t at = 0;
    while (at < f->g->d && f->issue[at] != k) at++;
    return at < f->g->d && f->passes[c->came[v] * f->g->d + at] ? at : f->g->d;
}

static double stands_on(const cm_ctx *ctx, const choosing *c, size_t k)
{
    double quo = c->whole.status_quo[k], most = 0, least = HUGE_VAL, stands = quo;
    bool found = false, opposed = false;
    for (size_t v = 0; v < c->nforums; v++) {
        size_t at = passed_at(c, v, k), d = c->forum[v].g->d;
        if (at < d) most = fmax(most, c->forum[v].power[c->came[v] * d + at]);
    }
    for (size_t v = 0; v < c->nforums; v++) {
        size_t at = passed_at(c, v, k), d = c->forum[v].g->d;
        double text, off;
        if (at == d || !cm_close(&ctx->tol, c->forum[v].power[c->came[v] * d + at], most)) continue;
        text = c->forum[v].text[c->came[v] * d + at];
        off = fabs(text - quo);
        if (found && cm_close(&ctx->tol, off, least)) {
            opposed = opposed || !cm_close(&ctx->tol, text, stands);
        } else if (off < least) {
            stands = text;
            least = off;
            opposed = false;
        }
        found = true;
    }
    return opposed ? quo : stands;
}

static void pay_cell(const cm_ctx *ctx, const choosing *c, size_t cell, const double *quo, double *pay)
{
    memset(c->came, 0, c->nforums * sizeof *c->came);
    for (size_t i = 0, rest = cell; i < c->n; rest /= c->count[i], i++) {
        size_t v = c->choice[i * (c->nforums + 1) + rest % c->count[i]];
        if (v < c->nforums) c->came[v] |= (size_t)1 << c->seat[i * c->nforums + v];
    }
    for (size_t k = 0; k < c->d; k++) c->stands[k] = stands_on(ctx, c, k);
    for (size_t i = 0, rest = cell; i < c->n; rest /= c->count[i], i++) {
        size_t v = c->choice[i * (c->nforums + 1) + rest % c->count[i]];
        pay[i] = cm_spatial_utility(&c->whole, i, c->stands) - quo[i] - (v < c->nforums ? c->forum[v].cost : 0);
    }
}

/* ---- who can go where ---- */

static cm_status open_forum(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, const cm_venue *venue, cm_diags *diags, forum *f)
{
    cm_game *source = CM_NEW(ctx, arena, 1, cm_game);
    cm_meeting own;
    cm_status status;
    if (source == NULL) return ctx->status;
    f->venue = venue;
    f->cost = venue->cost;
    status = cm_meeting_open(ctx, arena, meeting->scenario, venue, meeting->world, &own);
    if (status == CM_OK) status = cm_model_find("negotiation")->build(ctx, arena, &own, diags, source);
    f->g = &source->as.spatial;
    f->member = own.member;
    return status;
}

static cm_status open_forums(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, choosing *c)
{
    const cm_scenario *s = meeting->scenario;
    cm_status status = CM_OK;
    c->forum = CM_NEW(ctx, arena, s->nvenues + 1, forum);
    if (c->forum == NULL) return ctx->status;
    for (size_t v = 0; v < s->nvenues && status == CM_OK && diags->count == 0; v++) {
        if (!cm_venue_meets(s, meeting->venue, v)) continue;
        status = open_forum(ctx, arena, meeting, &s->venue[v], diags, &c->forum[c->nforums++]);
    }
    return status;
}

/* The choices of scenario's player p, if it has any: "stay out", and the forums that list it. */
static cm_status seat_player(cm_ctx *ctx, cm_arena *arena, choosing *c, size_t p, const char *const **words)
{
    size_t *choice = c->choice + c->n * (c->nforums + 1), *seat = c->seat + c->n * c->nforums, count = 1;
    const char **word = CM_NEW(ctx, arena, c->nforums + 1, const char *);
    if (word == NULL) return ctx->status;
    word[0] = "stay out";
    choice[0] = c->nforums;
    for (size_t v = 0; v < c->nforums; v++) {
        const forum *f = &c->forum[v];
        for (size_t i = 0; i < f->g->n; i++) {
            if (f->member[i] != p) continue;
            seat[v] = i;
            choice[count] = v;
            word[count++] = f->venue->id;
        }
    }
    if (count == 1) return CM_OK;
    words[c->n] = word;
    c->count[c->n++] = count;
    return CM_OK;
}

/* The number of combinations of choices, and the sentence where they are too many. */
static cm_status count_cells(cm_ctx *ctx, const choosing *c, size_t *cells)
{
    double all = 1;
    for (size_t i = 0; i < c->n; i++) all *= (double)c->count[i];
    if (all > MOST_CHOICES) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu players choosing among %zu venues make %.6g combinations; choices of forum are written out for at most %d: leave venues out, or name one whose parts take part",
                       c->n, c->nforums, all, MOST_CHOICES);
    }
    *cells = (size_t)all;
    return CM_OK;
}

/* All players on all issues in play. */
static cm_status open_whole(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, choosing *c, const size_t *player, const size_t *issue)
{
    const cm_scenario *s = meeting->scenario;
    double *ideal = CM_NEW(ctx, arena, c->n * c->d, double), *salience = CM_NEW(ctx, arena, c->n * c->d, double), *quo = CM_NEW(ctx, arena, c->d, double);
    const char **name = CM_NEW(ctx, arena, c->n, const char *);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t k = 0; k < c->d; k++) quo[k] = s->status_quo[issue[k]];
    for (size_t i = 0; i < c->n; i++) {
        const double *own = cm_world_ideal(meeting->world, player[i]);
        name[i] = s->player[player[i]].id;
        for (size_t k = 0; k < c->d; k++) {
            bool given = isfinite(own[issue[k]]);
            ideal[i * c->d + k] = given ? own[issue[k]] : quo[k];
            salience[i * c->d + k] = given ? meeting->world->salience[player[i] * s->d + issue[k]] : 0;
        }
    }
    c->whole = (cm_spatial){ .n = c->n, .d = c->d, .ideal = ideal, .salience = salience, .status_quo = quo, .utility = s->utility, .player = name };
    return CM_OK;
}

/* The issues of all mandates, in the scenario's order; each forum learns their places. */
static cm_status find_issues(cm_ctx *ctx, cm_arena *arena, const cm_scenario *s, choosing *c, size_t *issue)
{
    for (size_t v = 0; v < c->nforums; v++) {
        c->forum[v].issue = CM_NEW(ctx, arena, c->forum[v].g->d, size_t);
        if (c->forum[v].issue == NULL) return ctx->status;
    }
    for (size_t k = 0; k < s->d; k++) {
        bool decided = false;
        for (size_t v = 0; v < c->nforums; v++) {
            for (size_t j = 0; j < c->forum[v].g->d; j++) {
                if (c->forum[v].venue->issue[j] != k) continue;
                c->forum[v].issue[j] = c->d;
                decided = true;
            }
        }
        if (decided) issue[c->d++] = k;
    }
    return CM_OK;
}

static cm_status seat_players(cm_ctx *ctx, cm_arena *arena, const cm_scenario *s, choosing *c, size_t *player, const char *const **words)
{
    cm_status status = CM_OK;
    c->count = CM_NEW(ctx, arena, s->n + 1, size_t);
    c->choice = CM_NEW(ctx, arena, (s->n + 1) * (c->nforums + 1), size_t);
    c->seat = CM_NEW(ctx, arena, (s->n + 1) * c->nforums + 1, size_t);
    c->came = CM_NEW(ctx, arena, c->nforums + 1, size_t);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t p = 0; p < s->n && status == CM_OK; p++) {
        player[c->n] = p;
        status = seat_player(ctx, arena, c, p, words);
    }
    return status;
}

static cm_status fill(cm_ctx *ctx, cm_arena *arena, choosing *c, size_t cells, double *payoff)
{
    double *quo = CM_NEW(ctx, arena, c->n, double);
    cm_status status = CM_OK;
    c->stands = CM_NEW(ctx, arena, c->d, double);
    if (quo == NULL || c->stands == NULL) return ctx->status;
    for (size_t v = 0; v < c->nforums && status == CM_OK; v++) status = decide_all(ctx, arena, &c->forum[v]);
    for (size_t i = 0; i < c->n; i++) quo[i] = cm_spatial_utility(&c->whole, i, c->whole.status_quo);
    for (size_t cell = 0; cell < cells && status == CM_OK; cell++) {
        if (cell % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted after %zu of %zu combinations of forums", cell, cells);
        pay_cell(ctx, c, cell, quo, payoff + cell * c->n);
    }
    return status;
}

static cm_status build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_game *game)
{
    const cm_scenario *s = meeting->scenario;
    size_t *player = CM_NEW(ctx, arena, s->n + 1, size_t), *issue = CM_NEW(ctx, arena, s->d + 1, size_t), cells = 0;
    const char *const **words = CM_NEW(ctx, arena, s->n + 1, const char *const *);
    choosing c = { 0 };
    double *payoff;
    cm_status status;
    if (player == NULL || issue == NULL || words == NULL) return ctx->status;
    status = open_forums(ctx, arena, meeting, diags, &c);
    if (status != CM_OK || diags->count > 0) return status;
    if (c.nforums == 0) return cm_fail(ctx, CM_E_INPUT, "there is no venue to choose; add venues = { club = { rule = { type = \"consensus\"; }; }; };");
    CM_TRY(seat_players(ctx, arena, s, &c, player, words));
    CM_TRY(count_cells(ctx, &c, &cells));
    CM_TRY(find_issues(ctx, arena, s, &c, issue));
    CM_TRY(open_whole(ctx, arena, meeting, &c, player, issue));
    payoff = CM_NEW(ctx, arena, cells * c.n, double);
    if (payoff == NULL) CM_TRY(ctx->status);
    CM_TRY(fill(ctx, arena, &c, cells, payoff));
    game->kind = CM_GAME_NFG;
    game->as.nfg = (cm_nfg){ .n = c.n, .count = c.count, .cells = cells, .payoff = payoff, .player = c.whole.player, .strategy = words };
out:
    return status;
}

extern const cm_model cm_model_forum_choice;

const cm_model cm_model_forum_choice = {
    .name = "forum-choice",
    .title = "choosing where to negotiate", .title_zh = "选择谈判场所",
    .about = "Everybody goes to one of the file's venues that list it, or stays out; each venue passes the weighted mean of those who came if those of them who gain win under its rule, "
             "the absent not being in favour. Of two texts on an issue the one with more capability in favour stands, of equal ones that nearer to the status quo; "
             "a payoff is the gain by what stands, less the venue's cost.",
    .about_zh = "每个行为体选择把它列为成员的一个场所，或不参加；场所的文本为到场者以“能力×重视程度”加权的平均数，若到场且获益者按其规则（缺席者不算赞成）足以决定即通过。"
                "两个场所就同一议题各自通过文本时，赞成者能力较大者有效，相等时更接近现状者有效；收益为生效结果相对现状的所得减去所选场所的成本。",
    .gives = CM_GAME_NFG, .spatial = true, .together = true,
    .build = build
};
