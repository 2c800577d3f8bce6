/* expr.c: a recursive-descent evaluator; depth is bounded, so that hostile nesting ends in a sentence. */
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

static double sum(parser *p);

static double fail(parser *p, const char *why)
{
    if (p->why == NULL) p->why = why != NULL ? why : "no memory";
    return NAN;
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

static double named(parser *p, const char *name)
{
    const cm_node *node = cm_node_child(p->parameters, name);
    parser inner = *p;
    double value;
    if (node == NULL) return fail(p, cm_format(p->ctx, p->arena, "there is no parameter '%s'", name));
    if (node->kind == CM_NODE_INT || node->kind == CM_NODE_FLOAT) return node->number;
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

static double call(parser *p, const char *name)
{
    double first = sum(p), second = NAN;
    bool two = strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
    if (two) {
        if (!take(p, ',')) return fail(p, cm_format(p->ctx, p->arena, "%s takes two numbers", name));
        second = sum(p);
    }
    if (!take(p, ')')) return fail(p, "a closing parenthesis is missing");
    if (strcmp(name, "sqrt") == 0) return sqrt(first);
    if (strcmp(name, "exp") == 0) return exp(first);
    if (strcmp(name, "log") == 0) return log(first);
    if (strcmp(name, "min") == 0) return fmin(first, second);
    if (strcmp(name, "max") == 0) return fmax(first, second);
    return fail(p, cm_format(p->ctx, p->arena, "there is no function '%s'", name));
}

static double atom(parser *p)
{
    skip(p);
    if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
    if (take(p, '(')) {
        double value = sum(p);
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
        return value;
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

static double power(parser *p)
{
    double base;
    if (take(p, '-')) {
        if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
        base = -power(p);
        p->nesting--;
        return base;
    }
    base = atom(p);
    if (take(p, '^')) {
        if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
        base = pow(base, power(p));
        p->nesting--;
    }
    return base;
}

static double product(parser *p)
{
    double value = power(p);
    while (p->why == NULL) {
        if (take(p, '*')) value *= power(p);
        else if (take(p, '/')) value /= power(p);
        else break;
    }
    return value;
}

static double sum(parser *p)
{
    double value;
    if (++p->nesting > NESTED) return fail(p, "it is nested too deeply");
    value = product(p);
    while (p->why == NULL) {
        if (take(p, '+')) value += product(p);
        else if (take(p, '-')) value -= product(p);
        else break;
    }
    p->nesting--;
    return value;
}

bool cm_expr_value(cm_ctx *ctx, cm_arena *arena, const char *text, const cm_node *parameters, double *value,
                   const char **why)
{
    int names = 0;
    parser p = { ctx, arena, text, parameters, NULL, 0, 0, &names };
    *value = sum(&p);
    skip(&p);
    if (p.why == NULL && *p.at != '\0') p.why = cm_format(ctx, arena, "'%s' is left over", p.at);
    if (p.why == NULL && !isfinite(*value)) p.why = "its value is not finite";
    *why = p.why;
    return p.why == NULL;
}

bool cm_node_number(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, double *value)
{
    const char *why;
    if (node->kind == CM_NODE_INT || node->kind == CM_NODE_FLOAT) {
        *value = node->number;
        return true;
    }
    if (node->kind != CM_NODE_TEXT) return false;       /* the schema has said so */
    if (cm_expr_value(ctx, &diags->arena, node->text, parameters, value, &why)) return true;
    cm_diag_add(diags, node->value_place, NULL,
                "write a number, a fraction such as \"2/3\", or an expression over the names in parameters",
                "\"%s\" is no number: %s", node->text, why);
    return false;
}

bool cm_node_fraction(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, cm_frac *value)
{
    double x;
    if (node->kind == CM_NODE_TEXT && cm_frac_parse(node->text, value)) return true;
    if (node->kind == CM_NODE_INT && cm_frac_make(node->integer, 1, value)) return true;
    if (!cm_node_number(ctx, diags, node, parameters, &x)) return false;
    if (cm_frac_from_double(x, value)) return true;
    cm_diag_add(diags, node->value_place, NULL, "write it as a fraction such as \"2/3\"",
                "%.17g has too many digits to be used exactly", x);
    return false;
}
