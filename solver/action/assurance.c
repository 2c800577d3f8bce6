/* assurance.c: members who would cooperate if only they could trust, and a first step that tells who can be trusted.
 *
 * Each of n members cooperates or not.  When all do each has 1; who cooperates while another does not loses `loss`; who does
 * not has what `temptation` says when all others do, and 0 otherwise.  To a trustworthy member that is less than 1 (a stag
 * hunt), to another `greed`, more than 1 (a prisoner's dilemma).  Each is trustworthy with probability t, known to itself.
 * With p = t^(n - 1), the chance that all others are, the trustworthy cooperate (in the best equilibrium) when
 *   p >= p* = loss / (loss + 1 - temptation); with p* <= 1/2 cooperation is risk-dominant among two.
 * A first step puts a part s of the stakes at risk, in public; the rest follows when all have cooperated.  It tells who is
 * trustworthy when the others would rather grab the first part than mimic, and the trustworthy dare it:
 *   s >= p greed / (2 p greed - p + (1 - p) loss),  s <= p / (p temptation + (1 - p) loss):
 * too small a step tells nothing, too large a one is too dangerous.  One that does both there is from
 *   p / (1 - p) = loss (greed - 1) / (2 greed - 1 - greed temptation) on, always less than without a step.
 * Equilibria in which members mix are left aside; nobody cooperating is an equilibrium in any case.
 *
 * Cost: none to speak of.
 * Source: A. H. Kydd, "Trust, reassurance, and cooperation", International Organization 54 (2000) 325-357; A. H. Kydd,
 * "Trust and Mistrust in International Relations" (2005); J. C. Harsanyi, R. Selten, "A General Theory of Equilibrium
 * Selection in Games" (1988); the model for n members and its thresholds are worked out here in their spirit. */
#include <math.h>

#include "solver/action/reread.h"
#include "solver/concept.h"

typedef struct assurance_params {
    double trust, loss, temptation, greed, step;
} assurance_params;

/* Of two odds the chance; the odds of the others all being trustworthy from which a step can be found. */
static double chance_of(double odds) { return odds / (1 + odds); }

static double step_odds(const assurance_params *a) { return a->loss * (a->greed - 1) / (2 * a->greed - 1 - a->greed * a->temptation); }

static double each_of(double all, double others) { return pow(all, 1 / others); }

/* The steps that tell, from low to high, when all others can be trusted with chance p; false when there are none.  Both are in
 * proportion to p where it is small. */
static bool steps(const cm_ctx *ctx, const assurance_params *a, double p, double *low, double *high)
{
    double risk = p * a->temptation + (1 - p) * a->loss;
    *low = p * a->greed / (2 * p * a->greed - p + (1 - p) * a->loss);
    *high = risk > p ? p / risk : 1;
    return p > 0 && *low <= *high * (1 + ctx->tol.abs);
}

/* Is the step one of these? */
static bool within(const cm_ctx *ctx, const assurance_params *a, double low, double high)
{
    return a->step > 0 && a->step >= low * (1 - ctx->tol.abs) && a->step <= high * (1 + ctx->tol.abs);
}

static cm_status say(cm_ctx *ctx, const assurance_params *a, double p, double alone, double low, bool some, bool works, cm_result *result)
{
    const char *text = "The others can be trusted enough: the trustworthy cooperate in one go.";
    cm_status status;
    if (works) text = "The first step is large enough that only the trustworthy take it, and small enough that they dare: after it they know each other.";
    else if (p < alone && a->step > 0 && a->step < low) text = "The step is too small to tell anything: who is not to be trusted takes it as well, to gain more later.";
    else if (p < alone && some && a->step > 0) text = "The step is too large: the trustworthy do not dare it.";
    else if (p < alone && some) text = "Without a first step the trustworthy do not dare to cooperate, though all who are would gain; a step of the right size would tell them apart.";
    else if (p < alone) text = "There is too little trust for any step: one large enough to tell the others apart is too dangerous for the trustworthy.";
    CM_TRY(cm_result_note(ctx, result, text));
    CM_TRY(cm_result_note(ctx, result, "This is the best equilibrium; that nobody ever cooperates is one in any case."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const assurance_params *a = params;
    double n = (double)game->as.protocol.n, p = pow(a->trust, n - 1), alone = a->loss / (a->loss + 1 - a->temptation), low, high, together = pow(a->trust, n);
    bool some, works, dares;
    cm_status status;
    if (n < 2) return cm_fail(ctx, CM_E_DOMAIN, "assurance takes two members or more, not %zu", game->as.protocol.n);
    some = steps(ctx, a, p, &low, &high);
    dares = p >= alone - ctx->tol.abs;
    works = some && within(ctx, a, low, high);
    CM_TRY(cm_result_set(ctx, result, "cooperation", cm_number(dares || works ? together : 0)));
    CM_TRY(cm_result_set(ctx, result, "conflict", cm_number(dares || works ? 1 - together : 1)));
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(works ? p - a->step * (1 - p) * a->loss : dares ? p - (1 - p) * a->loss : 0)));
    CM_TRY(cm_result_set(ctx, result, "needed_trust", cm_number(each_of(alone, n - 1))));
    CM_TRY(cm_result_set(ctx, result, "needed_with_step", cm_number(each_of(chance_of(step_odds(a)), n - 1))));
    CM_TRY(cm_result_set(ctx, result, "risk", cm_number(alone)));
    CM_TRY(cm_result_set(ctx, result, "risk_dominant", cm_truth(alone <= 0.5 + ctx->tol.abs)));
    CM_TRY(cm_result_set(ctx, result, "least_step", some ? cm_number(low) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "largest_step", some ? cm_number(high) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "step_tells", cm_truth(works)));
    CM_TRY(say(ctx, a, p, alone, low, some, works, result));
out:
    return status;
}

/* --- the certificate: payoffs of what each may do, counted over how many of the others are trustworthy ----------- */

/* What one that cooperates in the first part, and in the rest, as `first` and `then` say has, with a first part s, when the
 * trustworthy cooperate in the first part and, if all did, in the rest; `tempted` is what not cooperating pays it. */
static double plays(const assurance_params *a, size_t n, double trust, double s, bool first, bool then, double tempted)
{
    double sum = 0, chance = 1;
    for (size_t k = 0; k + 1 < n; k++) chance *= trust;                   /* all others are trustworthy */
    for (int all = 0; all < 2; all++) {
        double part = first ? (all ? 1 : -a->loss) : all ? tempted : 0, rest = 0;
        if (all && first) rest = then ? 1 : tempted;
        sum += (all ? chance : 1 - chance) * (s * part + (1 - s) * rest);
    }
    return sum;
}

/* At the thresholds printed somebody is just indifferent. */
static cm_status check_thresholds(cm_ctx *ctx, const assurance_params *a, size_t n, const cm_result *result)
{
    double t = cm_reread_get(result, "needed_trust"), scale = 1 + a->loss + a->greed, s, u, gain;
    gain = plays(a, n, t, 1, true, true, a->temptation) - plays(a, n, t, 1, false, false, a->temptation);
    if (!(t > 0 && t <= 1 && fabs(gain) <= ctx->tol.cert * scale * (double)n)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a trust of %.12g cooperating pays %.6g more", t, gain);
    u = cm_reread_get(result, "needed_with_step");
    if (!(u >= 0 && u <= t + ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a step a trust of %.12g is needed", u);
    /* there the step at which others are content to be told apart is the one that the trustworthy just dare */
    s = pow(u, (double)n - 1);
    s = s > 0 ? s / (s * a->temptation + (1 - s) * a->loss) : 0;
    gain = plays(a, n, u, s, true, false, a->greed) - plays(a, n, u, s, false, false, a->greed);
    if (!(fabs(gain) <= ctx->tol.cert * scale * (double)n)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a trust of %.12g mimicking pays %.6g more", u, gain);
    return CM_OK;
}

static cm_status check_steps(cm_ctx *ctx, const assurance_params *a, size_t n, const cm_result *result, bool *tells)
{
    double low = cm_reread_get(result, "least_step"), high = cm_reread_get(result, "largest_step"), slack = ctx->tol.cert * (1 + a->loss + a->greed), mimic, dare;
    bool there = a->trust >= cm_reread_get(result, "needed_with_step");
    cm_status status;
    *tells = false;
    if (isnan(low) != isnan(high) || (isnan(low) ? there && a->trust > cm_reread_get(result, "needed_with_step") + ctx->tol.cert : a->trust < cm_reread_get(result, "needed_with_step") - ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: steps are missing, or stand where there are none");
    if (isnan(low)) {
        CM_TRY(cm_reread_near(ctx, result, "least_step", low, 1));
        return cm_reread_near(ctx, result, "largest_step", high, 1);
    }
    mimic = plays(a, n, a->trust, low, true, false, a->greed) - plays(a, n, a->trust, low, false, false, a->greed);
    dare = plays(a, n, a->trust, high, true, true, a->temptation) - plays(a, n, a->trust, high, false, false, a->temptation);
    if (!(fabs(mimic) <= slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a step of %.12g mimicking pays %.6g more", low, mimic);
    if (!(high <= 1 && (high < 1 ? fabs(dare) <= slack : dare >= -slack))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a step of %.12g daring pays %.6g", high, dare);
    *tells = within(ctx, a, low, high);
    status = CM_OK;
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const assurance_params *a = params;
    size_t n = game->as.protocol.n;
    double scale = 1 + a->loss, all = 1, value = 0, straight = plays(a, n, a->trust, 1, true, true, a->temptation) - plays(a, n, a->trust, 1, false, false, a->temptation);
    bool tells, dares = straight >= -ctx->tol.abs * scale;
    cm_status status;
    for (size_t k = 0; k < n; k++) all *= a->trust;
    CM_TRY(check_thresholds(ctx, a, n, result));
    CM_TRY(check_steps(ctx, a, n, result, &tells));
    CM_TRY(cm_reread_truth(ctx, result, "step_tells", tells));
    if (tells) value = plays(a, n, a->trust, a->step, true, true, a->temptation);
    else if (dares) value = plays(a, n, a->trust, 1, true, true, a->temptation);
    CM_TRY(cm_reread_near(ctx, result, "value", value, scale));
    CM_TRY(cm_reread_near(ctx, result, "cooperation", tells || dares ? all : 0, 1));
    CM_TRY(cm_reread_near(ctx, result, "conflict", tells || dares ? 1 - all : 1, 1));
    CM_TRY(cm_reread_near(ctx, result, "risk", pow(cm_reread_get(result, "needed_trust"), (double)n - 1), 1));
    CM_TRY(cm_reread_truth(ctx, result, "risk_dominant", cm_reread_get(result, "risk") <= 0.5 + ctx->tol.abs));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "trust", .kind = CM_PARAM_NUMBER, .offset = offsetof(assurance_params, trust), .fallback = 0.5, .low = 0, .high = 1,
      .about = "How likely each member is to be trustworthy, in the eyes of the others.", .about_zh = "在他方看来，每个成员可信的概率。" },
    { .name = "loss", .kind = CM_PARAM_NUMBER, .offset = offsetof(assurance_params, loss), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "What one loses that cooperates while another does not; large where attack has the advantage.", .about_zh = "自己合作而他方不合作时的损失；进攻占优时较大。" },
    { .name = "temptation", .kind = CM_PARAM_NUMBER, .offset = offsetof(assurance_params, temptation), .fallback = 0.5, .low = 0, .high = 0.999,
      .about = "What a trustworthy member has when it alone does not cooperate; cooperation of all pays 1.", .about_zh = "可信成员独自不合作时的所得；全体合作时为 1。" },
    { .name = "greed", .kind = CM_PARAM_NUMBER, .offset = offsetof(assurance_params, greed), .fallback = 1.5, .low = 1.001, .high = 1000000,
      .about = "What another has when it alone does not cooperate.", .about_zh = "不可信成员独自不合作时的所得。" },
    { .name = "step", .kind = CM_PARAM_NUMBER, .offset = offsetof(assurance_params, step), .fallback = 0, .low = 0, .high = 1,
      .about = "The part of the stakes that a first step puts at risk; 0: all at once.", .about_zh = "第一步所承担的利害比例；0 表示一次完成。" },
};

static const char *const summary_names[] = { "cooperation", "conflict", "value", "needed_trust", "needed_with_step", "risk", "risk_dominant", "least_step", "largest_step", "step_tells", NULL };

extern const cm_concept cm_concept_assurance;
const cm_concept cm_concept_assurance = {
    .name = "assurance",
    .title = "Trust and first steps", .title_zh = "信任与第一步",
    .about = "How much trust members need to cooperate who would rather cooperate than exploit each other, and how large a first step tells who can be trusted.",
    .about_zh = "宁愿合作而不愿相互利用的成员需要多少信任才会合作，以及多大的第一步能够辨明谁可信。",
    .formula = "p = t^(n - 1) >= loss / (loss + 1 - temptation); p greed / (2 p greed - p + (1 - p) loss) <= step <= p / (p temptation + (1 - p) loss)",
    .source = "A. H. Kydd, \"Trust, reassurance, and cooperation\", International Organization 54 (2000) 325-357; A. H. Kydd, \"Trust and Mistrust in International Relations\", Princeton University Press (2005); "
              "the model for n members and its thresholds are worked out in the file in their spirit",
    .certificate = "payoffs of each way to play are counted over whether all others are trustworthy: at the printed thresholds somebody is just indifferent",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(assurance_params),
    .run = run,
    .check = check,
};
