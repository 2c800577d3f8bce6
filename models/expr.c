/* expr.c: a recursive-descent evaluator; depth is bounded, so that hostile nesting ends in a sentence.
 *
 * Sums, products, quotients and whole powers of decimals are reckoned as fractions for as long as 64 bits
 * hold them, so that "0.3 - 0.1" ties with 0.2. */
#include "models/expr.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 32, NESTED = 100, MOST_NAMES = 10000 };

typedef struct parser {
    cm_ctx *ctx;
    cm_arena *arena;
    const char *at;
    const cm_node *parameters;
    const char *why;
    int depth, nesting;
    int *names;                  /* parameters looked up so far, those of parameters included */
} parser;

/* A number, and the fraction that it is: den 0 where that is not known. */
typedef struct real {
    double value;
    cm_frac exact;
} real;

static real sum(parser *p);

static real fail(parser *p, const char *why)
{
    if (p->why == NULL) p->why = why != NULL ? why : "no memory";
    return (real){ NAN, { 0, 0 } };
}

static real inexact(double value)
{
    return (real){ value, { 0, 0 } };
}

static real decimal(double value)
{
    real r = inexact(value);
    if (isfinite(value) && !cm_frac_from_double(value, &r.exact)) r.exact = (cm_frac){ 0, 0 };
    return r;
}

/* a and b by one of cm_frac_add and its like; `value` where the fraction is not known. */
static real combine(real a, real b, bool (*op)(cm_frac, cm_frac, cm_frac *), double value)
{
    real r = inexact(value);
    if (a.exact.den == 0 || b.exact.den == 0 || (op == cm_frac_div && b.exact.num == 0) || !op(a.exact, b.exact, &r.exact)) {
        return inexact(value);
    }
    r.value = cm_frac_value(r.exact);
    return r;
}

static void skip(parser *p)
{
    while (isspace((unsigned char)*p->at)) p->at++;
}

static bool take(parser *p, char c)
{
    skip(p);
    if (*p->at != c) return false;
    p->at++;
    return true;
}

static real named(parser *p, const char *name)
{
    const cm_node *node = cm_node_child(p->parameters, name);
    parser inner = *p;
    real value;
    if (node == NULL) return fail(p, cm_format(p->ctx, p->arena, "there is no parameter '%s'", name));
    if (node->kind == CM_NODE_INT || node->kind == CM_NODE_FLOAT) return decimal(node->number);
    if (node->kind != CM_NODE_TEXT) return fail(p, cm_format(p->ctx, p->arena, "parameter '%s' is no number", name));
    if (++*p->names > MOST_NAMES) return fail(p, "its parameters refer to each other too often");
    if (p->depth >= DEEPEST) return fail(p, cm_format(p->ctx, p->arena, "parameter '%s' refers to itself", name));
    inner.at = node->text;
    inner.depth++;
    inner.nesting = 0;
    value = sum(&inner);
    skip(&inner);
    if (inner.why == NULL && *inner.at != '\0') inner.why = cm_format(p->ctx, p->arena, "'%s' is left over", inner.at);
    if (inner.why != NULL) return fail(p, inner.why);
    return value;
}

/* Roots of squares are known. */
static real root(real of)
{
    real r = inexact(sqrt(of.value));
    int64_t num, den;
    if (of.exact.den == 0 || of.exact.num < 0) return r;
    num = llround(sqrt((double)of.exact.num));
    den = llround(sqrt((double)of.exact.den));
    if (num > INT32_MAX || den > INT32_MAX || num * num != of.exact.num || den * den != of.exact.den) return r;
    return (real){ r.value, { num, den } };
}

static real call(parser *p, const char *name)
{
    real first = sum(p), second = inexact(NAN);
    bool two = strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
    if (two) {
        if (!take(p, ',')) return fail(p, cm_format(p->ctx, p->arena, "%s takes two numbers", name));
        second = sum(p);
    }
    if (!take(p, ')')) return fail(p, "a closing parenthesis is missing");
    if (strcmp(name, "sqrt") == 0) return root(first);
    if (strcmp(name, "exp") == 0) return inexact(exp(first.value));
    if (strcmp(name, "log") == 0) return inexact(log(first.value));
    if (strcmp(name, "min") == 0) return second.value < first.value ? second : first;
    if (strcmp(name, "max") == 0) return second.value > first.value ? second : first;
    return fail(p, cm_format(p->ctx, p->arena, "there is no function '%s'", name));
}

static real atom(parser *p)
{
    skip(p);
    if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
    if (take(p, '(')) {
        real value = sum(p);
        if (!take(p, ')')) return fail(p, "a closing parenthesis is missing");
        p->nesting--;
        return value;
    }
    p->nesting--;
    if (isdigit((unsigned char)*p->at) || *p->at == '.') {
        char *end;
        double value = strtod(p->at, &end);
        if (end == p->at) return fail(p, "a number is missing");
        p->at = end;
        return decimal(value);
    }
    if (isalpha((unsigned char)*p->at)) {
        size_t length = 0;
        char *name;
        while (isalnum((unsigned char)p->at[length]) || p->at[length] == '_') length++;
        name = cm_strndup(p->ctx, p->arena, p->at, length);
        if (name == NULL) return fail(p, NULL);
        p->at += length;
        return take(p, '(') ? call(p, name) : named(p, name);
    }
    if (*p->at == '\0') return fail(p, "it ends where a number should be");
    return fail(p, cm_format(p->ctx, p->arena, "'%c' stands where a number should be", *p->at));
}

/* A whole power, by multiplying; anything else is not known as a fraction. */
static real raised(real base, real to)
{
    real r = { pow(base.value, to.value), { 1, 1 } };
    cm_frac by = base.exact;
    int64_t times = to.exact.num < 0 ? -to.exact.num : to.exact.num;
    if (base.exact.den == 0 || to.exact.den != 1 || times > 64) return inexact(r.value);
    if (to.exact.num < 0 && (by.num == 0 || !cm_frac_div((cm_frac){ 1, 1 }, by, &by))) return inexact(r.value);
    while (times-- > 0) {
        if (!cm_frac_mul(r.exact, by, &r.exact)) return inexact(r.value);
    }
    r.value = cm_frac_value(r.exact);
    return r;
}

static real power(parser *p)
{
    real base;
    if (take(p, '-')) {
        if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
        base = power(p);
        base = combine((real){ 0, { 0, 1 } }, base, cm_frac_sub, -base.value);
        p->nesting--;
        return base;
    }
    base = atom(p);
    if (take(p, '^')) {
        if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
        base = raised(base, power(p));
        p->nesting--;
    }
    return base;
}

static real product(parser *p)
{
    real value = power(p), by;
    while (p->why == NULL) {
        if (take(p, '*')) {
            by = power(p);
            value = combine(value, by, cm_frac_mul, value.value * by.value);
        } else if (take(p, '/')) {
            by = power(p);
            value = combine(value, by, cm_frac_div, value.value / by.value);
        } else break;
    }
    return value;
}

static real sum(parser *p)
{
    real value, by;
    if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
    value = product(p);
    while (p->why == NULL) {
        if (take(p, '+')) {
            by = product(p);
            value = combine(value, by, cm_frac_add, value.value + by.value);
        } else if (take(p, '-')) {
            by = product(p);
            value = combine(value, by, cm_frac_sub, value.value - by.value);
        } else break;
    }
    p->nesting--;
    return value;
}

bool cm_expr_value(cm_ctx *ctx, cm_arena *arena, const char *text, const cm_node *parameters, double *value,
                   cm_frac *exact, const char **why)
{
    int names = 0;
    parser p = { ctx, arena, text, parameters, NULL, 0, 0, &names };
    real r = sum(&p);
    *value = r.value;
    *exact = r.exact;
    skip(&p);
    if (p.why == NULL && *p.at != '\0') p.why = cm_format(ctx, arena, "'%s' is left over", p.at);
    if (p.why == NULL && !isfinite(*value)) p.why = "its value is not finite";
    *why = p.why;
    return p.why == NULL;
}

bool cm_node_real(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, double *value, cm_frac *exact)
{
    const char *why;
    if (node->kind == CM_NODE_INT || node->kind == CM_NODE_FLOAT) {
        *value = node->number;
        if (!(node->kind == CM_NODE_INT ? cm_frac_make(node->integer, 1, exact) : cm_frac_from_double(node->number, exact))) *exact = (cm_frac){ 0, 0 };
        return true;
    }
    if (node->kind != CM_NODE_TEXT) return false;       /* the schema has said so */
    if (cm_expr_value(ctx, &diags->arena, node->text, parameters, value, exact, &why)) return true;
    cm_diag_add(diags, node->value_place, NULL,
                "write a number, a fraction such as \"2/3\", or an expression over the names in parameters",
                "\"%s\" is no number: %s", node->text, why);
    return false;
}

bool cm_node_number(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, double *value)
{
    cm_frac exact;
    return cm_node_real(ctx, diags, node, parameters, value, &exact);
}

bool cm_node_fraction(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, cm_frac *value)
{
    double x;
    if (node->kind == CM_NODE_TEXT && cm_frac_parse(node->text, value)) return true;
    if (!cm_node_real(ctx, diags, node, parameters, &x, value)) return false;
    if (value->den != 0 || cm_frac_from_double(x, value)) return true;
    cm_diag_add(diags, node->value_place, NULL, "write it as a fraction such as \"2/3\"",
                "%.17g has too many digits to be used exactly", x);
    return false;
}
