/* qre.c: logit equilibria at a given precision, at the limit of their branch, or fitted to observed play.
 *
 * At the limit the branch comes as near to a Nash equilibrium as is asked for: of a logit equilibrium no player's
 * regret is more than (m - 1) / (e lambda), so that it ends.  For a fit the likelihood of what was observed is
 * followed along the branch; where its derivative along the arc turns from rising to falling the arc is halved. */
#include "solver/strategic/qre.h"

#include <float.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/strategic/logit.h"

typedef struct fit {
    const double *seen;              /* total */
    double best, *at;                /* log-likelihood; size: where */
    const char *where;
} fit;

static double likelihood(const cm_logit *b, const double *seen, const double *z)
{
    double sum = 0;
    for (size_t r = 0; r < b->mix.total; r++) if (seen[r] > 0) sum += seen[r] * z[r];
    return sum;
}

static void consider(const cm_logit *b, fit *f, const double *z, const char *where)
{
    double l = likelihood(b, f->seen, z);
    if (!(l > f->best)) return;
    f->best = l;
    f->where = where;
    memcpy(f->at, z, b->size * sizeof *z);
}

/* On to the limit; where the likelihood rises at z and falls at the next point, its top between them. */
static cm_status climb(cm_ctx *ctx, cm_logit *b, fit *f)
{
    cm_status status = CM_OK;
    consider(b, f, b->z, "chance");
    while (2 * cm_logit_regret(b, b->z) > ctx->tol.cert) {
        double low = 0, high = 1;
        CM_TRY(cm_logit_step(ctx, b));
        if (b->stuck) break;
        if (likelihood(b, f->seen, b->tangent) > 0 && likelihood(b, f->seen, b->ahead) <= 0) {
            while (high - low > ctx->tol.abs && cm_logit_between(ctx, b, (low + high) / 2)) {
                if (likelihood(b, f->seen, b->ahead) > 0) low = (low + high) / 2;
                else high = (low + high) / 2;
            }
            consider(b, f, b->next, "inside");
            CM_TRY(cm_logit_step(ctx, b));
        }
        cm_logit_take(b);
    }
    consider(b, f, b->z, "limit");
    memcpy(b->z, f->at, b->size * sizeof *b->z);
out:
    return status;
}

/* To the limit, or to the first point of the branch with this L. */
static cm_status follow(cm_ctx *ctx, cm_logit *b, double L)
{
    size_t last = b->mix.total;
    cm_status status = CM_OK;
    while (L > 0 ? b->z[last] < L : 2 * cm_logit_regret(b, b->z) > ctx->tol.cert) {
        CM_TRY(cm_logit_step(ctx, b));
        if (b->stuck && L > 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "the branch of logit equilibria cannot be followed beyond lambda = %.6g", b->z[last] / b->mix.unit));
        if (b->stuck) break;
        if (L > 0 && b->next[last] >= L) {
            if (cm_logit_at(ctx, b, L)) {
                memcpy(b->z, b->next, b->size * sizeof *b->z);
                break;
            }
            b->step /= 2;
            if (b->step <= ctx->tol.abs * ctx->tol.rel) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "the branch of logit equilibria is lost at lambda = %.6g", L / b->mix.unit));
            continue;
        }
        cm_logit_take(b);
    }
out:
    return status;
}

static cm_status read_observed(cm_ctx *ctx, const cm_nfg *nfg, const cm_numbers *observed, size_t total)
{
    double sum = 0;
    if (observed->count != total) return cm_fail(ctx, CM_E_INPUT, "'observed' has %zu numbers for %zu strategies in all", observed->count, total);
    for (size_t i = 0, r = 0; i < nfg->n; i++) {
        for (size_t k = 0; k < nfg->count[i]; k++, r++) {
            if (!(observed->at[r] >= 0)) return cm_fail(ctx, CM_E_INPUT, "strategy '%s' of '%s' was observed %g times", nfg->strategy[i][k], nfg->player[i], observed->at[r]);
            sum += observed->at[r];
        }
    }
    return sum > 0 ? CM_OK : cm_fail(ctx, CM_E_INPUT, "'observed' is 0 for every strategy");
}

static cm_status print(cm_ctx *ctx, cm_result *result, cm_logit *b, const fit *f)
{
    static const char *const columns[] = { "player", "strategy", "probability", "value", NULL };
    const cm_nfg *nfg = b->mix.nfg;
    double regret = cm_logit_regret(b, b->z);
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "probabilities", columns, &table));
    for (size_t r = 0; r < b->mix.total; r++) {
        size_t i = b->mix.player[r];
        const char *label = cm_strategy_label(ctx, result->arena, nfg, i, r - b->mix.first[i]);
        if (label == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(nfg->player[i]), cm_text(label), cm_number(b->p[r]), cm_number(b->mix.least[i] + b->value[r] * b->mix.unit) }));
    }
    CM_TRY(cm_result_set(ctx, result, "lambda", cm_number(b->z[b->mix.total] / b->mix.unit)));
    CM_TRY(cm_result_set(ctx, result, "regret", cm_number(regret * b->mix.unit)));
    CM_TRY(cm_result_set(ctx, result, "near_nash", cm_truth(regret <= ctx->tol.cert)));
    CM_TRY(cm_result_set(ctx, result, "log_likelihood", f != NULL ? cm_number(f->best) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "fit", f != NULL ? cm_text(f->where) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "folds", cm_integer((int64_t)b->folds)));
    CM_TRY(cm_result_set(ctx, result, "crossings", cm_integer((int64_t)b->crossings)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, cm_result *result, const cm_logit *b, const fit *f)
{
    char *text;
    cm_status status;
    CM_TRY(cm_result_note(ctx, result, "At lambda = 0 everybody plays at random; the larger lambda, the more surely the better strategies are played."));
    if (b->crossings > 0) {
        text = cm_format(ctx, result->arena, "Near lambda = %.4g another branch crosses the one that was followed (and is followed straight on): beyond it, other logit equilibria have as good a claim.", b->first_crossing);
        if (text == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (b->folds > 0) CM_TRY(cm_result_note(ctx, result, "The branch turns back on its way, so that for some lambda it has several points; the first that it reaches is given."));
    if (b->stuck) {
        text = cm_format(ctx, result->arena, "Rounding hides the branch beyond lambda = %.4g: this is a logit equilibrium, but somebody may still gain 'regret', and it is no Nash equilibrium.", b->z[b->mix.total] / b->mix.unit);
        if (text == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (f != NULL && strcmp(f->where, "limit") == 0) CM_TRY(cm_result_note(ctx, result, "What was observed is likelier the larger lambda is: it is as sure as an equilibrium, and no finite lambda fits best."));
    if (f != NULL && strcmp(f->where, "chance") == 0) CM_TRY(cm_result_note(ctx, result, "No lambda above 0 makes what was observed likelier than play at random."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_qre_params *p = params;
    cm_arena scratch = { NULL };
    cm_logit b;
    fit f = { .seen = p->observed.at, .best = -HUGE_VAL };
    bool fits = p->observed.count > 0;
    cm_status status;
    CM_TRY(cm_logit_init(ctx, &scratch, &game->as.nfg, &b));
    if (fits && p->lambda > 0) CM_TRY(cm_fail(ctx, CM_E_INPUT, "'lambda' is %g, and is to be fitted to 'observed': give one of the two", p->lambda));
    if (fits) {
        CM_TRY(read_observed(ctx, &game->as.nfg, &p->observed, b.mix.total));
        if ((f.at = CM_NEW(ctx, &scratch, b.size, double)) == NULL) CM_TRY(ctx->status);
        CM_TRY(climb(ctx, &b, &f));
    } else {
        CM_TRY(follow(ctx, &b, p->lambda * b.mix.unit));
    }
    CM_TRY(print(ctx, result, &b, fits ? &f : NULL));
    CM_TRY(say(ctx, result, &b, fits ? &f : NULL));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate ---------------------------------------------------------------------------------- */

typedef struct proof {
    const cm_nfg *nfg;
    size_t total;
    double *p, *value, *answer;      /* total: printed; payoffs; logit answers */
    double *slope, *right, *move;    /* total^2; total; total */
    size_t *order;
    double lambda, unit;
} proof;

/* Logit answers to mixtures, payoffs cell by cell. */
static void answers(const proof *c, const double *mix, double lambda, double *value, double *answer)
{
    for (size_t i = 0, r = 0; i < c->nfg->n; r += c->nfg->count[i], i++) {
        double most = -HUGE_VAL, sum = 0;
        for (size_t k = 0; k < c->nfg->count[i]; k++) most = fmax(most, value[r + k] = cm_nfg_against(c->nfg, mix, i, k));
        for (size_t k = 0; k < c->nfg->count[i]; k++) sum += answer[r + k] = exp(lambda * (value[r + k] - most));
        for (size_t k = 0; k < c->nfg->count[i]; k++) answer[r + k] /= sum;
    }
}

static cm_status read_probabilities(cm_ctx *ctx, const proof *c, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "probabilities");
    if (table == NULL || table->nrows != c->total) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every strategy has a probability");
    for (size_t i = 0, r = 0; i < c->nfg->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < c->nfg->count[i]; k++, r++) {
            cm_value v = cm_table_get(table, r, "probability");
            if (v.kind != CM_NUMBER || !(v.as.number >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no probability", r + 1);
            sum += c->p[r] = v.as.number;
        }
        if (!(fabs(sum - 1) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the probabilities of '%s' add up to %.12g", c->nfg->player[i], sum);
    }
    return CM_OK;
}

static cm_status check_point(cm_ctx *ctx, const proof *c, const cm_result *result)
{
    const cm_value *regret = cm_result_get(result, "regret"), *near = cm_result_get(result, "near_nash");
    double worst = 0;
    answers(c, c->p, c->lambda, c->value, c->answer);
    for (size_t i = 0, first = 0; i < c->nfg->n; first += c->nfg->count[i], i++) {
        double most = -HUGE_VAL, gets = 0;
        for (size_t r = first; r < first + c->nfg->count[i]; r++) {
            most = fmax(most, c->value[r]);
            gets += c->p[r] * c->value[r];
            if (fabs(c->p[r] - c->answer[r]) <= ctx->tol.cert) continue;
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the logit answer of '%s' to the others plays '%s' with %.12g, not %.12g", c->nfg->player[i], c->nfg->strategy[i][r - first], c->answer[r], c->p[r]);
        }
        worst = fmax(worst, most - gets);
    }
    if (regret == NULL || regret->kind != CM_NUMBER || !(fabs(regret->as.number - worst) <= ctx->tol.cert * c->unit)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the largest regret is %.12g", worst);
    if (near == NULL || near->kind != CM_TRUTH || (near->as.truth && !(worst <= 2 * ctx->tol.cert * c->unit))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a regret of %.3g this is not near an equilibrium", worst);
    return CM_OK;
}

/* d p / d lambda along the branch, by differences of the answers: (1 - answers') p' = d answers / d lambda. */
static bool derivative(const proof *c)
{
    double h = cbrt(DBL_EPSILON), *up = c->right, *down = c->move, step = h * fmax(c->lambda, h / c->unit);
    gsl_matrix_view matrix = gsl_matrix_view_array(c->slope, c->total, c->total);
    gsl_vector_view right = gsl_vector_view_array(c->right, c->total), move = gsl_vector_view_array(c->move, c->total);
    gsl_permutation order = { c->total, c->order };
    int sign;
    for (size_t k = 0; k < c->total; k++) {
        double was = c->p[k];
        c->p[k] = was + h;
        answers(c, c->p, c->lambda, c->value, up);
        c->p[k] = was - h;
        answers(c, c->p, c->lambda, c->value, down);
        c->p[k] = was;
        for (size_t r = 0; r < c->total; r++) c->slope[r * c->total + k] = (r == k ? 1 : 0) - (up[r] - down[r]) / (2 * h);
    }
    answers(c, c->p, c->lambda + step, c->value, up);
    answers(c, c->p, c->lambda - step, c->value, c->answer);
    for (size_t r = 0; r < c->total; r++) c->right[r] = (up[r] - c->answer[r]) / (2 * step);
    return gsl_linalg_LU_decomp(&matrix.matrix, &order, &sign) == 0 && gsl_linalg_LU_solve(&matrix.matrix, &order, &right.vector, &move.vector) == 0;
}

static cm_status check_fit(cm_ctx *ctx, const proof *c, const cm_numbers *observed, const cm_result *result)
{
    const cm_value *l = cm_result_get(result, "log_likelihood"), *where = cm_result_get(result, "fit");
    double is = 0, chance = 0, all = 0, rises = 0;
    if (observed->count != c->total || l == NULL || l->kind != CM_NUMBER || where == NULL || where->kind != CM_TEXT) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no likelihood");
    for (size_t i = 0, r = 0; i < c->nfg->n; i++) {
        for (size_t k = 0; k < c->nfg->count[i]; k++, r++) {
            if (!(observed->at[r] > 0)) continue;
            is += observed->at[r] * log(c->p[r]);
            chance -= observed->at[r] * log((double)c->nfg->count[i]);
            all += observed->at[r];
        }
    }
    if (!(fabs(is - l->as.number) <= ctx->tol.cert * (all + fabs(is)))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the log-likelihood is %.12g, not %.12g", is, l->as.number);
    if (!(is >= chance - ctx->tol.cert * all)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: play at random has the log-likelihood %.12g, more than %.12g", chance, is);
    if (strcmp(where->as.text, "limit") == 0) return CM_OK;
    if (!derivative(c)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the branch has no derivative at lambda = %.12g", c->lambda);
    for (size_t r = 0; r < c->total; r++) if (observed->at[r] > 0) rises += observed->at[r] * c->move[r] / c->p[r];
    rises *= strcmp(where->as.text, "inside") == 0 ? c->lambda : 1 / c->unit;
    if (rises <= sqrt(ctx->tol.cert) * all && (strcmp(where->as.text, "chance") == 0 || rises >= -sqrt(ctx->tol.cert) * all)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the log-likelihood has the slope %.3g at lambda = %.12g", rises, c->lambda);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_qre_params *p = params;
    const cm_nfg *nfg = &game->as.nfg;
    const cm_value *lambda = cm_result_get(result, "lambda");
    cm_arena scratch = { NULL };
    cm_nfg level;
    proof c = { .nfg = &level };
    double *least = CM_NEW(ctx, &scratch, nfg->n, double);
    cm_status status;
    if (least == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_payoffs_above(ctx, &scratch, nfg, &level, least));
    for (size_t i = 0; i < nfg->n; i++) {
        c.total += nfg->count[i];
        c.unit = fmax(c.unit, cm_payoff_range(ctx, nfg, i));
    }
    if (!(c.unit > 0)) c.unit = 1;
    c.p = CM_NEW(ctx, &scratch, c.total * (c.total + 5), double);
    c.order = CM_NEW(ctx, &scratch, c.total, size_t);
    CM_TRY(ctx->status);
    c.value = c.p + c.total, c.answer = c.value + c.total, c.right = c.answer + c.total, c.move = c.right + c.total, c.slope = c.move + c.total;
    if (lambda == NULL || lambda->kind != CM_NUMBER || !(lambda->as.number >= 0)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: no lambda"));
    c.lambda = lambda->as.number;
    if (p->lambda > 0 && !cm_close(&ctx->tol, p->lambda, c.lambda)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: lambda is %.12g, not %.12g", c.lambda, p->lambda));
    CM_TRY(read_probabilities(ctx, &c, result));
    CM_TRY(check_point(ctx, &c, result));
    if (p->observed.count > 0) CM_TRY(check_fit(ctx, &c, &p->observed, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "lambda", "regret", "near_nash", "log_likelihood", "fit", "folds", "crossings", NULL };

static const cm_param parameters[] = {
    { .name = "lambda", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_qre_params, lambda), .fallback = 0, .low = 0, .high = CM_NUM_LARGEST,
      .about = "How surely better strategies are played, per unit of payoff; 0 goes on to the branch's limit, near an equilibrium.", .about_zh = "较优策略被选中的确定程度（每单位收益）；0 表示一直追踪到该分支的极限，即接近某个均衡。" },
    { .name = "observed", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_qre_params, observed), .low = 0, .high = CM_NUM_LARGEST,
      .about = "How often each strategy was observed, player after player; lambda is then fitted to it.", .about_zh = "依次给出各行为体每个策略被观察到的次数；据此拟合 lambda。" },
};

const cm_concept cm_concept_qre = {
    .name = "qre",
    .title = "Quantal response equilibrium (logit)",
    .title_zh = "随机应答均衡（logit）",
    .about = "What is played when everybody makes mistakes, small ones more often than costly ones, and expects the others to do so too.",
    .about_zh = "人人都会犯错、代价小的错误比代价大的更常见，且人人预料到他人也如此时的行为。",
    .formula = "p_ik proportional to exp(lambda u_ik(p_-i)), on the branch that starts from equal chances at lambda = 0",
    .source = "R. D. McKelvey, T. R. Palfrey, \"Quantal response equilibria for normal form games\", Games Econ. Behav. 10 (1995) 6-38",
    .certificate = "the logit answers to the printed probabilities, payoffs added up anew cell by cell, are these probabilities; what is said to be near an equilibrium leaves next to no regret; a fitted likelihood is level there and no worse than at random",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = parameters,
    .nparams = 2,
    .params_size = sizeof(cm_qre_params),
    .run = run,
    .check = check,
};
