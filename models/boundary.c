/* boundary.c: where along a setting the effect of a claim changes its sign.
 *
 * The setting is looked at in even steps; where the effect is clearly of one sign at one place and clearly of the other
 * at the next clear place, the turn between is bisected, and so are both limits of the effect's interval: all on the
 * same draws, so that the effect is one function of the setting, with steps but without noise between two looks.
 * The interval of a turn is where the effect cannot be told from 0; it is given outwards, by places where it can. */
#include <math.h>
#include <string.h>

#include "models/inquiry_inside.h"

enum { MOST_TURNS = 64, MOST_BISECTIONS = 60 };

typedef struct look {
    double x;
    double *effect, *low, *high;     /* of each regime */
} look;

typedef struct search {
    cm_inquirer *q;
    const cm_boundary_ask *ask;
    look *look;
    size_t nlooks, room, nregimes;
    const char **regime, **regime_zh;        /* in words; "" when there is but one */
} search;

typedef struct turn {
    size_t regime;
    double at, low, high;
    int before;                      /* the sign on the left */
} turn;

/* "rule 2/3, interests opposed" */
static const char *regime_words(search *s, const cm_claim *claim, const cm_regime *regime, bool zh)
{
    const char *text = "";
    for (size_t a = 0; a < claim->naxes && text != NULL; a++) {
        const cm_axis *axis = &claim->axis[a];
        if (!axis->within || a == s->ask->input.axis) continue;
        text = cm_format(s->q->ctx, s->q->arena, "%s%s%s %s", text, *text != '\0' ? (zh ? "，" : ", ") : "", cm_axis_word(axis, zh),
                         cm_level_word(&axis->level[regime->at[a]], zh));
    }
    return text;
}

static cm_status name_regimes(search *s, const cm_judgement *j)
{
    s->nregimes = j->measure[0].nregimes;
    s->regime = CM_NEW(s->q->ctx, s->q->arena, s->nregimes, const char *);
    s->regime_zh = CM_NEW(s->q->ctx, s->q->arena, s->nregimes, const char *);
    if (s->regime == NULL || s->regime_zh == NULL) return s->q->ctx->status;
    for (size_t r = 0; r < s->nregimes; r++) {
        s->regime[r] = regime_words(s, j->claim, &j->measure[0].regime[r], false);
        s->regime_zh[r] = regime_words(s, j->claim, &j->measure[0].regime[r], true);
    }
    return s->q->ctx->status;
}

static cm_status keep_look(search *s, double x, const cm_judgement *j, size_t *at)
{
    cm_ctx *ctx = s->q->ctx;
    look *made;
    if (s->nregimes == 0 && name_regimes(s, j) != CM_OK) return ctx->status;
    s->look = cm_grow(ctx, s->q->arena, s->look, s->nlooks, &s->room, sizeof *s->look);
    if (s->look == NULL) return ctx->status;
    made = &s->look[s->nlooks];
    *made = (look){ x, CM_NEW(ctx, s->q->arena, s->nregimes, double), CM_NEW(ctx, s->q->arena, s->nregimes, double), CM_NEW(ctx, s->q->arena, s->nregimes, double) };
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t r = 0; r < s->nregimes; r++) {
        made->effect[r] = j->measure[0].regime[r].end.effect;
        made->low[r] = j->measure[0].regime[r].end.low;
        made->high[r] = j->measure[0].regime[r].end.high;
    }
    *at = s->nlooks++;
    return CM_OK;
}

/* The look at x, which may have been taken before. */
static cm_status look_at(search *s, double x, size_t *at)
{
    cm_change change = cm_input_change(&s->ask->input, x);
    cm_point point = { &change, 1, true };
    cm_arena scratch = { NULL };
    cm_judgement j;
    cm_status status = CM_OK;
    for (*at = 0; *at < s->nlooks; (*at)++) {
        if (!(s->look[*at].x < x || s->look[*at].x > x)) return CM_OK;
    }
    CM_TRY(cm_inquire(s->q, &scratch, &point, &j));
    CM_TRY(keep_look(s, x, &j, at));
out:
    cm_arena_free(&scratch);
    return status;
}

/* 1 or -1 when the interval leaves out 0. */
static int clear_sign(const search *s, size_t at, size_t r)
{
    return s->look[at].low[r] > 0 ? 1 : s->look[at].high[r] < 0 ? -1 : 0;
}

typedef enum edge { EDGE_TURN, EDGE_LOW, EDGE_HIGH } edge;

/* Does the place belong to the left of this edge? */
static bool on_the_left(const search *s, size_t at, size_t r, int before, edge which)
{
    if (which == EDGE_TURN) return s->look[at].effect[r] * before >= 0;
    return which == EDGE_LOW ? clear_sign(s, at, r) == before : clear_sign(s, at, r) != -before;
}

/* Narrow left .. right down to the tolerance around an edge. */
static cm_status bisect(search *s, size_t r, int before, edge which, double *left, double *right)
{
    bool whole = s->ask->input.whole;
    double enough = whole ? fmax(1, floor(s->ask->tolerance)) : s->ask->tolerance;
    cm_status status = CM_OK;
    for (int i = 0; i < MOST_BISECTIONS && *right - *left > enough; i++) {
        double middle = *left + (*right - *left) / 2;
        size_t at;
        if (whole) middle = floor(middle);
        CM_TRY(look_at(s, middle, &at));
        if (on_the_left(s, at, r, before, which)) *left = middle;
        else *right = middle;
    }
out:
    return status;
}

static cm_status find_turn(search *s, size_t r, double left, double right, int before, turn *found)
{
    double a = left, b = right, c, ignored;
    cm_status status = CM_OK;
    *found = (turn){ .regime = r, .before = before };
    CM_TRY(bisect(s, r, before, EDGE_TURN, &a, &b));
    found->at = s->ask->input.whole ? b : a + (b - a) / 2;
    c = left;
    ignored = b;
    CM_TRY(bisect(s, r, before, EDGE_LOW, &c, &ignored));
    found->low = c;
    c = right;
    ignored = a;
    CM_TRY(bisect(s, r, before, EDGE_HIGH, &ignored, &c));
    found->high = c;
out:
    return status;
}

/* The first places: `points` of the range in even steps; every value when there are no more. */
static cm_status scan(search *s, double *place, size_t *count)
{
    const cm_input *input = &s->ask->input;
    double width = input->high - input->low;
    size_t points = input->nlevels > 0 ? input->nlevels : s->ask->points;
    cm_status status = CM_OK;
    if (input->whole && width + 1 < (double)points) points = (size_t)width + 1;
    *count = 0;
    for (size_t i = 0; i < points; i++) {
        double x = input->low + width * (double)i / (double)(points - 1);
        size_t at;
        if (input->whole) x = round(x);
        CM_TRY(look_at(s, x, &at));
        place[(*count)++] = x;
    }
out:
    return status;
}

static cm_status find_turns(search *s, const double *place, size_t count, turn *found, size_t *nturns)
{
    cm_status status = CM_OK;
    for (size_t r = 0; r < s->nregimes; r++) {
        double last = 0;
        int sign = 0;
        for (size_t i = 0; i < count && *nturns < MOST_TURNS; i++) {
            size_t at;
            int now;
            CM_TRY(look_at(s, place[i], &at));
            now = clear_sign(s, at, r);
            if (now != 0 && sign != 0 && now != sign) CM_TRY(find_turn(s, r, last, place[i], sign, &found[(*nturns)++]));
            if (now == 0) continue;
            sign = now;
            last = place[i];
        }
    }
out:
    return status;
}

/* ---- what is said ---- */

static const char *place_text(search *s, double x, bool zh)
{
    const cm_input *input = &s->ask->input;
    if (input->nlevels > 0) return cm_level_word(&s->q->claim->axis[input->axis].level[(size_t)x], zh);
    return cm_format(s->q->ctx, s->q->arena, "%.6g", x);
}

static const char *sign_word(int sign, bool zh)
{
    if (zh) return sign > 0 ? "正" : "负";
    return sign > 0 ? "positive" : "negative";
}

static const char *turn_words(search *s, const turn *t, bool zh)
{
    const cm_axis *along = &s->q->claim->axis[s->q->claim->along];
    const char *regime = zh ? s->regime_zh[t->regime] : s->regime[t->regime], *input = cm_input_word(&s->ask->input, zh);
    const char *first = cm_level_word(&along->level[0], zh), *last = cm_level_word(&along->level[along->nlevels - 1], zh);
    if (zh) {
        return cm_format(s->q->ctx, s->q->arena, "在本模型中，%s%s%s 从 %s 到 %s 的效应在 %s 为 %s 处由%s转%s（区间 %s 至 %s）", regime, *regime != '\0' ? "时，" : "",
                         cm_axis_word(along, true), first, last, input, place_text(s, t->at, true), sign_word(t->before, true), sign_word(-t->before, true),
                         place_text(s, t->low, true), place_text(s, t->high, true));
    }
    return cm_format(s->q->ctx, s->q->arena, "in this model, %s%s%sthe effect of %s from %s to %s turns from %s to %s at %s = %s (%s to %s)", *regime != '\0' ? "with " : "", regime,
                     *regime != '\0' ? ", " : "", along->label, first, last, sign_word(t->before, false), sign_word(-t->before, false), input, place_text(s, t->at, false),
                     place_text(s, t->low, false), place_text(s, t->high, false));
}

static void say_none(search *s, cm_finding *finding, size_t r, const double *place, size_t count)
{
    bool drawn = s->q->claim->random;
    size_t seen[3] = { 0 };
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < s->nlooks && (s->look[at].x < place[i] || s->look[at].x > place[i])) at++;
        seen[clear_sign(s, at, r) + 1]++;
    }
    cm_finding_say(finding,
                   cm_format(s->q->ctx, s->q->arena, "in this model, %s%s%sno turn was found between %s = %s and %s: the effect is clearly positive at %zu of %zu places, clearly negative at %zu, and %s 0 at %zu of them",
                             *s->regime[r] != '\0' ? "with " : "", s->regime[r], *s->regime[r] != '\0' ? ", " : "", cm_input_word(&s->ask->input, false), place_text(s, s->ask->input.low, false),
                             place_text(s, s->ask->input.high, false), seen[2], count, seen[0], drawn ? "cannot be told from" : "is", seen[1]),
                   cm_format(s->q->ctx, s->q->arena, "在本模型中，%s%s%s 在 %s 与 %s 之间未见变号：所看 %zu 处中，效应明显为正 %zu 处，明显为负 %zu 处，%s %zu 处", s->regime_zh[r],
                             *s->regime_zh[r] != '\0' ? "时，" : "", cm_input_word(&s->ask->input, true), place_text(s, s->ask->input.low, true), place_text(s, s->ask->input.high, true), count, seen[2],
                             seen[0], drawn ? "与 0 无法区分" : "为 0", seen[1]));
}

static cm_value place_value(search *s, double x)
{
    if (s->ask->input.nlevels > 0) return cm_text(place_text(s, x, false));
    return s->ask->input.whole ? cm_integer((int64_t)llround(x)) : cm_number(x);
}

static cm_value regime_value(const search *s, size_t r)
{
    return *s->regime[r] != '\0' ? cm_text(s->regime[r]) : cm_none();
}

static cm_status points_table(search *s, cm_finding *finding)
{
    static const char *const columns[] = { "regime", "at", "effect", "low", "high", NULL };
    cm_table *table;
    cm_status status = cm_result_table(s->q->ctx, &finding->result, "points", columns, &table);
    for (size_t i = 1; i < s->nlooks; i++) {             /* in the order of the setting */
        for (size_t k = i; k > 0 && s->look[k].x < s->look[k - 1].x; k--) {
            look swap = s->look[k];
            s->look[k] = s->look[k - 1];
            s->look[k - 1] = swap;
        }
    }
    for (size_t r = 0; r < s->nregimes; r++) {
        for (size_t i = 0; i < s->nlooks && status == CM_OK; i++) {
            const look *l = &s->look[i];
            cm_value row[] = { regime_value(s, r), place_value(s, l->x), cm_number(l->effect[r]), cm_number(l->low[r]), cm_number(l->high[r]) };
            status = cm_table_row(s->q->ctx, &finding->result, table, row);
        }
    }
    return status;
}

static cm_status report(search *s, const double *place, size_t count, const turn *found, size_t nturns, cm_finding *finding)
{
    static const char *const columns[] = { "regime", "turn", "low", "high", "before", "after", NULL };
    cm_ctx *ctx = s->q->ctx;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, &finding->result, "along", cm_text(s->ask->input.path)));
    CM_TRY(cm_result_set(ctx, &finding->result, "turns", cm_integer((int64_t)nturns)));
    CM_TRY(cm_result_set(ctx, &finding->result, "draws", cm_integer((int64_t)s->q->run.draws)));
    CM_TRY(cm_result_table(ctx, &finding->result, "turns", columns, &table));
    for (size_t r = 0; r < s->nregimes; r++) {
        bool any = false;
        for (size_t t = 0; t < nturns; t++) {
            cm_value row[] = { regime_value(s, r), place_value(s, found[t].at), place_value(s, found[t].low), place_value(s, found[t].high),
                               cm_text(sign_word(found[t].before, false)), cm_text(sign_word(-found[t].before, false)) };
            if (found[t].regime != r) continue;
            any = true;
            CM_TRY(cm_table_row(ctx, &finding->result, table, row));
            cm_finding_say(finding, turn_words(s, &found[t], false), turn_words(s, &found[t], true));
        }
        if (!any) say_none(s, finding, r, place, count);
    }
    if (nturns > 0 && s->q->claim->random) {
        cm_finding_say(finding, cm_format(ctx, s->q->arena, "within an interval the effect cannot be told from 0 on %llu draws: more draws narrow it", (unsigned long long)s->q->run.draws),
                       cm_format(ctx, s->q->arena, "区间之内，以 %llu 次抽样无法将效应与 0 区分；增加抽样可缩窄区间", (unsigned long long)s->q->run.draws));
    }
    CM_TRY(points_table(s, finding));
    status = ctx->status;
out:
    return status;
}

cm_status cm_boundary_answer(cm_inquirer *q, const cm_boundary_ask *ask, cm_finding *finding)
{
    search s = { .q = q, .ask = ask };
    size_t points = ask->input.nlevels > ask->points ? ask->input.nlevels : ask->points, count = 0, nturns = 0;
    double *place = CM_NEW(q->ctx, q->arena, points, double);
    turn *found = CM_NEW(q->ctx, q->arena, MOST_TURNS, turn);
    cm_status status = q->ctx->status;
    if (status != CM_OK) return status;
    CM_TRY(scan(&s, place, &count));
    CM_TRY(find_turns(&s, place, count, found, &nturns));
    CM_TRY(report(&s, place, count, found, nturns, finding));
out:
    return status;
}
