/* spread.c: distributions by quantile; GSL has the inverses. */
#include "models/spread.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/stats.h"

cm_spread cm_spread_point(double value)
{
    cm_spread spread = { .dist = CM_POINT, .a = value };
    return spread;
}

typedef struct reader {
    cm_ctx *ctx;
    cm_diags *diags;
    const cm_node *node, *parameters;
    bool ok;
} reader;

static double get(reader *r, const char *name, bool required, double fallback)
{
    const cm_node *child = cm_node_child(r->node, name);
    double value = fallback;
    if (child == NULL) {
        if (required) {
            cm_diag_add(r->diags, r->node->place, NULL, cm_format(r->ctx, &r->diags->arena, "add %s = ...;", name),
                        "the distribution has no '%s'", name);
            r->ok = false;
        }
        return fallback;
    }
    if (!cm_node_number(r->ctx, r->diags, child, r->parameters, &value)) r->ok = false;
    return value;
}

/* What is given, but means nothing for this distribution: somebody believes that it does. */
static void check_names(reader *r, const char *dist)
{
    static const char *const names[][6] = {
        { "point", "value" }, { "normal", "mean", "sd" }, { "uniform", "low", "high" }, { "beta", "a", "b", "low", "high" },
        { "triangular", "low", "mode", "high" }, { "lognormal", "mean", "sd" }, { "zipf", "exponent" }
    };
    static const char *const known[] = { "value", "mean", "sd", "low", "high", "a", "b", "mode", "exponent" };
    const char *const *own = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], dist) == 0) own = names[i] + 1;
    }
    for (const cm_node *c = own != NULL ? r->node->child : NULL; c != NULL; c = c->next) {
        bool meant = false, somewhere = false;
        for (size_t i = 0; own[i] != NULL; i++) meant = meant || strcmp(own[i], c->name) == 0;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) somewhere = somewhere || strcmp(known[i], c->name) == 0;
        if (meant || !somewhere) continue;               /* the schema has said so of other names */
        cm_diag_add(r->diags, c->place, NULL, "remove it, or choose another distribution", "'%s' means nothing for the distribution '%s'", c->name, dist);
        r->ok = false;
    }
}

static void check_ends(reader *r, cm_spread *s)
{
    if (r->ok && !(s->low <= s->high)) {
        cm_diag_add(r->diags, r->node->place, NULL, "exchange low and high",
                    "the distribution's low %g is above its high %g", s->low, s->high);
        r->ok = false;
    }
}

cm_status cm_spread_read(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters,
                         cm_spread *s)
{
    static const char *const words[] = { "point", "normal", "uniform", "beta", "triangular", "lognormal", "zipf" };
    reader r = { ctx, diags, node, parameters, true };
    const cm_node *word;
    memset(s, 0, sizeof *s);
    if (node->kind != CM_NODE_GROUP) {
        return cm_node_number(ctx, diags, node, parameters, &s->a) ? CM_OK : CM_E_INPUT;
    }
    word = cm_node_child(node, "dist");
    if (word == NULL || word->kind != CM_NODE_TEXT) return CM_E_INPUT;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word->text) == 0) s->dist = (cm_dist)i;
    }
    check_names(&r, word->text);
    for (const cm_node *c = node->child; c != NULL; c = c->next) {
        if (cm_diags_cover(diags, c->place) || cm_diags_cover(diags, c->value_place)) return CM_E_INPUT;   /* what is missing would be an echo */
    }
    switch (s->dist) {
    case CM_POINT: s->a = get(&r, "value", true, 0); break;
    case CM_NORMAL:
    case CM_LOGNORMAL:
        s->a = get(&r, "mean", true, 0);
        s->b = get(&r, "sd", true, 1);
        break;
    case CM_ZIPF: s->a = get(&r, "exponent", true, 1); break;
    case CM_UNIFORM:
    case CM_TRIANGULAR:
    case CM_BETA:
        s->low = get(&r, "low", s->dist != CM_BETA, 0);
        s->high = get(&r, "high", s->dist != CM_BETA, 1);
        check_ends(&r, s);
        if (s->dist == CM_TRIANGULAR) s->a = get(&r, "mode", true, 0);
        if (s->dist == CM_BETA) {
            s->a = get(&r, "a", true, 1);
            s->b = get(&r, "b", true, 1);
        }
        if (r.ok && s->dist == CM_TRIANGULAR && (s->a < s->low || s->a > s->high)) {
            cm_diag_add(diags, node->place, NULL, "put mode between low and high",
                        "the triangle's mode %g is not between %g and %g", s->a, s->low, s->high);
            r.ok = false;
        }
        break;
    }
    return r.ok ? CM_OK : CM_E_INPUT;
}

double cm_spread_quantile(const cm_spread *s, double u)
{
    double width = s->high - s->low, peak;
    switch (s->dist) {
    case CM_POINT: return s->a;
    case CM_NORMAL: return s->a + s->b * gsl_cdf_ugaussian_Pinv(u);
    case CM_LOGNORMAL: return exp(s->a + s->b * gsl_cdf_ugaussian_Pinv(u));
    case CM_UNIFORM: return s->low + width * u;
    case CM_BETA: return s->low + width * cm_beta_quantile(u, s->a, s->b);
    case CM_TRIANGULAR:
        if (width <= 0) return s->low;
        peak = (s->a - s->low) / width;
        if (u < peak) return s->low + width * sqrt(u * peak);
        return s->high - width * sqrt((1 - u) * (1 - peak));
    case CM_ZIPF: return 1;
    }
    return s->a;
}

double cm_spread_from_normal(const cm_spread *s, double z)
{
    if (s->dist == CM_NORMAL) return s->a + s->b * z;
    if (s->dist == CM_LOGNORMAL) return exp(s->a + s->b * z);
    return cm_spread_quantile(s, gsl_cdf_ugaussian_P(z));
}

double cm_spread_below(const cm_spread *s, double x)
{
    double width = s->high - s->low, peak, t;
    switch (s->dist) {
    case CM_POINT: return x >= s->a;
    case CM_NORMAL: return s->b > 0 ? gsl_cdf_ugaussian_P((x - s->a) / s->b) : (double)(x >= s->a);
    case CM_LOGNORMAL: return x <= 0 ? 0 : s->b > 0 ? gsl_cdf_ugaussian_P((log(x) - s->a) / s->b) : (double)(log(x) >= s->a);
    case CM_ZIPF: return x >= 1;
    case CM_UNIFORM:
    case CM_BETA:
    case CM_TRIANGULAR: break;
    }
    if (width <= 0) return x >= s->low;
    t = fmin(1, fmax(0, (x - s->low) / width));
    if (s->dist == CM_UNIFORM) return t;
    if (s->dist == CM_BETA) return gsl_cdf_beta_P(t, s->a, s->b);
    peak = (s->a - s->low) / width;
    return t < peak ? t * t / peak : 1 - (peak < 1 ? (1 - t) * (1 - t) / (1 - peak) : 0);
}
