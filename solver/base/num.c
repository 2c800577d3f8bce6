/* num.c: the one place of solver/ where tolerances are numbers; exact fractions on 64 bits.
 *
 * Products are formed in 128 bits and refused when the reduced result does not fit in 64. */
#include "solver/base/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

cm_tol cm_tol_default(void)
{
    cm_tol tol = { .abs = 1e-9, .rel = 1e-9, .edge = 1e-9, .slack = 1e-8, .price = 1e-7, .cert = 1e-7 };
    return tol;
}

bool cm_close(const cm_tol *tol, double a, double b)
{
    if (isnan(a) || isnan(b)) return false;
    if (isinf(a) || isinf(b)) return isinf(a) && isinf(b) && (a > 0) == (b > 0);
    return fabs(a - b) <= tol->abs + tol->rel * fmax(fabs(a), fabs(b));
}

static wide wide_gcd(wide a, wide b)
{
    if (a < 0) a = -a;
    if (b < 0) b = -b;
    while (b != 0) {
        wide r = a % b;
        a = b;
        b = r;
    }
    return a;
}

static bool reduce(wide num, wide den, cm_frac *out)
{
    wide g;
    if (den == 0) return false;
    g = wide_gcd(num, den);
    num /= g;
    den /= g;
    if (den < 0) {
        num = -num;
        den = -den;
    }
    if (num > INT64_MAX || num < -(wide)INT64_MAX || den > INT64_MAX) return false;
    out->num = (int64_t)num;
    out->den = (int64_t)den;
    return true;
}

bool cm_frac_make(int64_t num, int64_t den, cm_frac *out)
{
    return reduce(num, den, out);
}

bool cm_frac_add(cm_frac a, cm_frac b, cm_frac *out)
{
    wide sum;
    if (__builtin_add_overflow((wide)a.num * b.den, (wide)b.num * a.den, &sum)) return false;
    return reduce(sum, (wide)a.den * b.den, out);
}

bool cm_frac_sub(cm_frac a, cm_frac b, cm_frac *out)
{
    b.num = -b.num;
    return cm_frac_add(a, b, out);
}

bool cm_frac_mul(cm_frac a, cm_frac b, cm_frac *out)
{
    return reduce((wide)a.num * b.num, (wide)a.den * b.den, out);
}

bool cm_frac_div(cm_frac a, cm_frac b, cm_frac *out)
{
    return reduce((wide)a.num * b.den, (wide)a.den * b.num, out);
}

/* "-12.5e3" as digits and a power of ten; both have to fit. */
static bool parse_decimal(const char *text, const char **end, cm_frac *out)
{
    wide digits = 0, scale = 1;
    long exponent = 0;
    bool negative = false, any = false;
    const wide most = (wide)INT64_MAX * 1000;
    if (*text == '+' || *text == '-') negative = *text++ == '-';
    for (; *text >= '0' && *text <= '9'; text++, any = true) {
        if (digits > most) return false;
        digits = digits * 10 + (*text - '0');
    }
    if (*text == '.') {
        for (text++; *text >= '0' && *text <= '9'; text++, any = true) {
            if (digits > most) return false;
            digits = digits * 10 + (*text - '0');
            exponent--;
        }
    }
    if (!any) return false;
    if (*text == 'e' || *text == 'E') {
        const char *power = text + 1 + (text[1] == '+' || text[1] == '-');
        char *after;
        long shift = strtol(text + 1, &after, 10);
        if (*power < '0' || *power > '9' || shift > 400 || shift < -400) return false;
        exponent += shift;
        text = after;
    }
    if (digits == 0) exponent = 0;
    for (; exponent < 0 && digits % 10 == 0; exponent++) digits /= 10;
    if (exponent > 20 || exponent < -18) return false;
    for (; exponent < 0; exponent++) scale *= 10;
    for (; exponent > 0; exponent--) {
        if (digits > most) return false;
        digits *= 10;
    }
    *end = text;
    return reduce(negative ? -digits : digits, scale, out);
}

bool cm_frac_from_double(double x, cm_frac *out)
{
    char text[40];
    const char *end;
    if (!isfinite(x)) return false;
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x) break;
    }
    return parse_decimal(text, &end, out) && *end == '\0';
}

bool cm_frac_parse(const char *text, cm_frac *out)
{
    cm_frac num, den;
    const char *end;
    while (*text == ' ') text++;
    if (!parse_decimal(text, &end, &num)) return false;
    while (*end == ' ') end++;
    if (*end == '/') {
        end++;
        while (*end == ' ') end++;
        if (!parse_decimal(end, &end, &den)) return false;
        while (*end == ' ') end++;
        return *end == '\0' && cm_frac_div(num, den, out);
    }
    if (*end != '\0') return false;
    *out = num;
    return true;
}

double cm_frac_value(cm_frac a)
{
    return (double)a.num / (double)a.den;
}

int cm_frac_compare(cm_frac a, cm_frac b)
{
    wide left = (wide)a.num * b.den, right = (wide)b.num * a.den;
    return (left > right) - (left < right);
}

int64_t cm_frac_floor(cm_frac a)
{
    int64_t whole = a.num / a.den;
    return a.num % a.den < 0 ? whole - 1 : whole;
}

int64_t cm_frac_ceil(cm_frac a)
{
    int64_t whole = a.num / a.den;
    return a.num % a.den > 0 ? whole + 1 : whole;
}
