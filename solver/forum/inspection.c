/* inspection.c: one inspectorate, several that may break the rules, and not enough inspections for all.
 *
 * Inspectee i gains g_i by a violation that is not found, and loses L when it is; an inspection finds it with probability
 * d_i, costs c, and saves the inspectorate the harm h_i.  At most `capacity` inspections can be made, by a lottery.  At
 *   p_i = g_i / (d_i (g_i + L))
 * an inspectee is indifferent; the inspectorate is indifferent among those it inspects when each violates with
 *   q_i = (c + mu) / (d_i h_i),
 * mu the worth of one more inspection: 0 where capacity is enough (then p = g / (d (g + L)), q = c / (d h) for each).
 * Where it is not, inspections go to those with the greatest d_i h_i; these are held to q_i < 1, the others break the
 * rules for sure; mu is d h - c of the first for which it does not suffice.
 *
 * Summary: inspected (inspections, on average), violations, detected, deterred (how many violate less than surely), needed
 * (inspections that would deter all, none where some cannot be), shadow (mu), binding, loss (of the inspectorate).
 * Table: inspectees (player, inspected, violates, gain).
 * Cost: a sort.
 * Source: R. Avenhaus, M. J. Canty, Compliance Quantified, Cambridge University Press (1996); R. Avenhaus, B. von Stengel,
 * S. Zamir, "Inspection games", Handbook of Game Theory 3 (2002) 1947-1987; the case of a short capacity is derived here. */
#include <math.h>
#include <stdlib.h>

#include "solver/base/lp.h"
#include "solver/concept.h"
#include "solver/forum/outcome.h"

enum { MOST = 256 };

typedef struct inspection_params {
    long inspectees;
    double gain, penalty, detection, cost, harm, capacity;
    cm_numbers gains, detections, harms;
} inspection_params;

typedef struct inspectee {
    size_t place;
    double gain, detection, harm, saves;          /* saves: d h */
    double want, inspected, violates;             /* want: inspections at which it is indifferent, 1 at most */
    bool held;                                    /* and that is enough */
} inspectee;

typedef struct office {
    const inspection_params *p;
    size_t n;
    inspectee who[MOST];
    double shadow;
    bool binding, open;                           /* open: something is left to choose */
} office;

static double payoff(const office *o, const inspectee *w, double inspected)
{
    return w->gain - inspected * w->detection * (w->gain + o->p->penalty);
}

static cm_status open_office(cm_ctx *ctx, const inspection_params *p, office *o)
{
    size_t n = (size_t)p->inspectees;
    const struct { const char *name; const cm_numbers *list; } all[] = { { "gains", &p->gains }, { "detections", &p->detections }, { "harms", &p->harms } };
    *o = (office){ .p = p, .n = n };
    for (size_t k = 0; k < 3; k++) {
        if (all[k].list->count > 0 && all[k].list->count != n) return cm_fail(ctx, CM_E_INPUT, "inspection: %zu %s for %zu inspectees", all[k].list->count, all[k].name, n);
    }
    for (size_t i = 0; i < n; i++) {
        inspectee *w = &o->who[i];
        *w = (inspectee){ .place = i, .gain = p->gains.count > 0 ? p->gains.at[i] : p->gain, .detection = p->detections.count > 0 ? p->detections.at[i] : p->detection,
                          .harm = p->harms.count > 0 ? p->harms.at[i] : p->harm };
        w->saves = w->detection * w->harm;
        w->held = payoff(o, w, 1) <= 0;
        w->want = !w->held ? 1 : w->gain > 0 ? fmin(1, w->gain / (w->detection * (w->gain + p->penalty))) : 0;      /* who gains nothing is held without any */
    }
    return CM_OK;
}

static int by_worth(const void *a, const void *b)
{
    const inspectee *x = a, *y = b;
    if (x->saves < y->saves || x->saves > y->saves) return x->saves < y->saves ? 1 : -1;
    return x->place < y->place ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
    const inspectee *x = a, *y = b;
    return x->place < y->place ? -1 : 1;
}

/* Inspections go where they save most; those alike share what is left. */
static void inspect(const cm_ctx *ctx, office *o)
{
    double left = o->p->capacity, next = 0;
    size_t full = 0, end;
    qsort(o->who, o->n, sizeof *o->who, by_worth);
    for (size_t from = 0; from < o->n; from = end) {
        double want = 0, part;
        end = from;
        while (end < o->n && cm_close(&ctx->tol, o->who[end].saves, o->who[from].saves)) want += o->who[end++].want;
        if (!(o->who[from].saves > o->p->cost) || !(left > 0)) break;
        part = fmin(1, left / want);
        for (size_t i = from; i < end; i++) o->who[i].inspected = part * o->who[i].want;
        left -= part * want;
        if (part < 1) {
            next = o->who[from].saves - o->p->cost;
            o->binding = true;
            o->open = end - from > 1;
            break;
        }
        full = end;
        left = left > ctx->tol.abs ? left : 0;
    }
    if (!o->binding && !(left > 0) && full < o->n && o->who[full].saves > o->p->cost) {
        next = o->who[full].saves - o->p->cost;
        o->binding = o->open = true;
    }
    o->shadow = next;
    for (size_t i = 0; i < o->n; i++) o->who[i].violates = i < full && o->who[i].held ? (o->p->cost + next) / o->who[i].saves : 1;
    qsort(o->who, o->n, sizeof *o->who, by_place);
}

static cm_status print(cm_ctx *ctx, const office *o, cm_result *result)
{
    static const char *const columns[] = { "player", "inspected", "violates", "gain", NULL };
    double inspected = 0, violations = 0, detected = 0, needed = 0, loss = 0;
    size_t deterred = 0;
    bool all = true;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "inspectees", columns, &table));
    for (size_t i = 0; i < o->n; i++) {
        const inspectee *w = &o->who[i];
        inspected += w->inspected;
        violations += w->violates;
        detected += w->inspected * w->violates * w->detection;
        loss += w->inspected * o->p->cost + w->violates * w->harm * (1 - w->inspected * w->detection);
        needed += w->want;
        all = all && w->held;
        deterred += w->violates < 1;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i + 1), cm_number(w->inspected), cm_number(w->violates), cm_number(w->violates * payoff(o, w, w->inspected)) }));
    }
    CM_TRY(cm_result_set(ctx, result, "inspected", cm_number(inspected)));
    CM_TRY(cm_result_set(ctx, result, "violations", cm_number(violations)));
    CM_TRY(cm_result_set(ctx, result, "detected", cm_number(detected)));
    CM_TRY(cm_result_set(ctx, result, "deterred", cm_integer((int64_t)deterred)));
    CM_TRY(cm_result_set(ctx, result, "needed", all ? cm_number(needed) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "shadow", cm_number(o->shadow)));
    CM_TRY(cm_result_set(ctx, result, "binding", cm_truth(o->binding)));
    CM_TRY(cm_result_set(ctx, result, "loss", cm_number(loss)));
    CM_TRY(cm_result_note(ctx, result, "A heavier penalty makes for fewer inspections, not for fewer violations: these keep the inspectorate just willing to inspect."));
    if (o->binding) CM_TRY(cm_result_note(ctx, result, "Inspections are too few to deter all: they go where a violation found saves most, and the others need not fear them."));
    if (o->open) CM_TRY(cm_result_note(ctx, result, "Inspections may be divided otherwise among some, or their violations be more or fewer; one equilibrium is shown."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    office o;
    cm_status status;
    (void)game;
    CM_TRY(open_office(ctx, params, &o));
    inspect(ctx, &o);
    CM_TRY(print(ctx, &o, result));
out:
    return status;
}

/* ---- the certificate ---- */

static cm_status read_office(cm_ctx *ctx, office *o, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "inspectees");
    double sum = 0;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != o->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu inspectees", o->n);
    CM_TRY(cm_printed_places(ctx, table, "player", 1, o->n));
    for (size_t i = 0; i < o->n; i++) {
        inspectee *w = &o->who[i];
        cm_value p = cm_table_get(table, i, "inspected"), q = cm_table_get(table, i, "violates");
        double gain, slack = ctx->tol.cert * fmax(1, w->gain + o->p->penalty);
        if (p.kind != CM_NUMBER || q.kind != CM_NUMBER || !(p.as.number >= 0 && p.as.number <= 1 && q.as.number >= 0 && q.as.number <= 1)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: inspectee %zu has no chances", i + 1);
        w->inspected = p.as.number;
        w->violates = q.as.number;
        sum += p.as.number;
        gain = (1 - w->inspected * w->detection) * w->gain - w->inspected * w->detection * o->p->penalty;
        if ((q.as.number > 0 && gain < -slack) || (q.as.number < 1 && gain > slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: inspectee %zu gains %.3g by violating, and does so with %.12g", i + 1, gain, q.as.number);
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, i, "gain"), q.as.number * gain, "the gain of an inspectee", i + 1));
    }
    if (!(sum <= o->p->capacity + ctx->tol.cert * (double)o->n)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g inspections, of %g", sum, o->p->capacity);
out:
    return status;
}

/* The least loss that any inspections allow, violations as they are: a linear programme. */
static cm_status least_loss(cm_ctx *ctx, const office *o, double *least, double *shadow)
{
    cm_lp *lp = cm_lp_new(ctx, o->n, true);
    double row[MOST], saved, harm = 0;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL) return ctx->status;
    for (size_t i = 0; i < o->n; i++) {
        const inspectee *w = &o->who[i];
        row[i] = 1;
        harm += w->violates * w->harm;
        CM_TRY(cm_lp_column(ctx, lp, i, w->violates * w->detection * w->harm - o->p->cost, 0, 1, false));
    }
    CM_TRY(cm_lp_row(ctx, lp, row, -HUGE_VAL, o->p->capacity));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, &saved, shadow));
    if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the best inspections were not found"));
    *least = harm - saved;
out:
    cm_lp_free(lp);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_value deterred = cm_printed_value(result, "deterred"), binding = cm_printed_value(result, "binding"), shadow = cm_printed_value(result, "shadow");
    double inspected = 0, violations = 0, detected = 0, loss = 0, scale = 1, needed = 0, least = 0, dual = 0;
    int64_t count = 0;
    bool all = true;
    office o;
    cm_status status;
    (void)game;
    CM_TRY(open_office(ctx, params, &o));
    CM_TRY(read_office(ctx, &o, result));
    for (size_t i = 0; i < o.n; i++) {
        const inspectee *w = &o.who[i];
        inspected += w->inspected;
        violations += w->violates;
        detected += w->detection * w->violates * w->inspected;
        loss += o.p->cost * w->inspected + w->harm * w->violates - w->harm * w->violates * w->detection * w->inspected;
        scale += w->harm + o.p->cost;
        count += w->violates < 1;
        all = all && payoff(&o, w, 1) <= 0;
        needed += w->want;
    }
    CM_TRY(least_loss(ctx, &o, &least, &dual));
    if (!(loss <= least + ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: other inspections would lose %.12g, and not %.12g", least, loss));
    CM_TRY(cm_outcome_maybe(ctx, result, "inspected", true, inspected));
    CM_TRY(cm_outcome_maybe(ctx, result, "violations", true, violations));
    CM_TRY(cm_outcome_maybe(ctx, result, "detected", true, detected));
    CM_TRY(cm_outcome_maybe(ctx, result, "loss", true, loss));
    CM_TRY(cm_outcome_maybe(ctx, result, "needed", all, needed));
    if (deterred.kind != CM_INTEGER || deterred.as.integer != count) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: not %lld are deterred", (long long)count));
    if (binding.kind != CM_TRUTH || shadow.kind != CM_NUMBER || !(shadow.as.number >= 0) || binding.as.truth != (shadow.as.number > 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: what another inspection is worth is not said"));
    for (size_t i = 0; i < o.n; i++) {                              /* complementary slackness at the printed price */
        const inspectee *w = &o.who[i];
        double off = w->violates * w->saves - o.p->cost - shadow.as.number, slack = ctx->tol.cert * fmax(1, w->saves + o.p->cost);
        if ((w->inspected < 1 && off > slack) || (w->inspected > 0 && off < -slack)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: at the worth of another inspection, %.12g, inspecting %zu brings %.3g more", shadow.as.number, i + 1, off));
    }
    if (binding.as.truth && !(inspected >= o.p->capacity - ctx->tol.cert * (double)o.n)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: only %.12g inspections, of %g", inspected, o.p->capacity));
out:
    return status;
}

#define AT(member) offsetof(inspection_params, member)

static const cm_param param[] = {
    { "inspectees", CM_PARAM_INTEGER, AT(inspectees), 1, 1, MOST, NULL, "How many may break the rules.", "可能违规的受核查方数目。" },
    { "gain", CM_PARAM_NUMBER, AT(gain), 1, 0, 1e6, NULL, "What a violation that is not found brings.", "未被发现的违规所带来的收益。" },
    { "gains", CM_PARAM_NUMBERS, AT(gains), 0, 0, 1e6, NULL, "The same for each, in place of 'gain'.", "各方各自的收益，代替 gain。" },
    { "penalty", CM_PARAM_NUMBER, AT(penalty), 3, 0, 1e6, NULL, "What it costs to be found violating.", "违规被发现的代价。" },
    { "detection", CM_PARAM_NUMBER, AT(detection), 1, 0, 1, NULL, "How likely an inspection finds a violation.", "一次核查发现违规的概率。" },
    { "detections", CM_PARAM_NUMBERS, AT(detections), 0, 0, 1, NULL, "The same for each, in place of 'detection'.", "各方各自的发现概率，代替 detection。" },
    { "cost", CM_PARAM_NUMBER, AT(cost), 0.2, 0, 1e6, NULL, "What an inspection costs.", "一次核查的成本。" },
    { "harm", CM_PARAM_NUMBER, AT(harm), 2, 0, 1e6, NULL, "What a violation that is not found costs the inspectorate.", "未被发现的违规给核查机构造成的损害。" },
    { "harms", CM_PARAM_NUMBERS, AT(harms), 0, 0, 1e6, NULL, "The same for each, in place of 'harm'.", "各方各自的损害，代替 harm。" },
    { "capacity", CM_PARAM_NUMBER, AT(capacity), MOST, 0, MOST, NULL, "How many inspections can be made; enough for all unless told.", "可进行的核查次数；若不给出则足够核查所有各方。" },
};

static const char *const summary_names[] = { "inspected", "violations", "detected", "deterred", "needed", "shadow", "binding", "loss", NULL };

extern const cm_concept cm_concept_inspection;
const cm_concept cm_concept_inspection = {
    .name = "inspection",
    .title = "Inspections that are too few",
    .title_zh = "有限的核查",
    .about = "Whom an inspectorate inspects and how many break the rules nevertheless, where inspections cost something and there may be too few for all.",
    .about_zh = "核查有成本且次数可能不够时，核查机构会核查谁，仍有多少方违规。",
    .formula = "p = g / (d (g + L)), q = (c + mu) / (d h); mu = 0 where sum p <= capacity, else d h - c of the first that is not held",
    .source = "R. Avenhaus, M. J. Canty, Compliance Quantified, Cambridge University Press (1996); R. Avenhaus, B. von Stengel, S. Zamir, \"Inspection games\", Handbook of Game Theory 3 (2002) 1947-1987; "
              "a short capacity is derived in the file",
    .certificate = "nobody gains by violating more or less often; a linear programme finds no inspections that lose less; each inspection brings what one more is said to be worth",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(inspection_params),
    .run = run,
    .check = check,
};
