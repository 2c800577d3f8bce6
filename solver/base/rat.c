/* rat.c: rational numbers by FLINT.
 *
 * cm_rat is FLINT's fmpq under another name: two words, of which a zeroed one (denominator 0) is put
 * right when it is first read. */
#include "solver/base/rat.h"

#include <assert.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(cm_rat) == sizeof(fmpq) && offsetof(cm_rat, den) == offsetof(fmpq, den), "cm_rat is fmpq");

static const fmpq zero = { 0, 1 };

static fmpq *at(cm_rat *r)
{
    if (r->den == 0) r->den = 1;
    return (fmpq *)r;
}

static const fmpq *get(const cm_rat *r)
{
    return r->den == 0 ? &zero : (const fmpq *)r;
}

cm_rat *cm_rats_new(cm_ctx *ctx, size_t count)
{
    cm_rat *r = calloc(count > 0 ? count : 1, sizeof *r);
    if (r == NULL) (void)cm_fail(ctx, CM_E_MEMORY, "no memory for %zu fractions", count);
    return r;
}

void cm_rat_clear(cm_rat *r)
{
    fmpq_clear(at(r));
    *r = (cm_rat){ 0, 0 };
}

void cm_rats_free(cm_rat *r, size_t count)
{
    for (size_t i = 0; r != NULL && i < count; i++) cm_rat_clear(&r[i]);
    free(r);
}

void cm_rat_set(cm_rat *to, const cm_rat *from) { fmpq_set(at(to), get(from)); }

void cm_rat_set_ratio(cm_rat *to, int64_t num, int64_t den)
{
    fmpq_set_si(at(to), num, (ulong)den);
}

void cm_rat_add(cm_rat *out, const cm_rat *a, const cm_rat *b) { fmpq_add(at(out), get(a), get(b)); }
void cm_rat_sub(cm_rat *out, const cm_rat *a, const cm_rat *b) { fmpq_sub(at(out), get(a), get(b)); }
void cm_rat_mul(cm_rat *out, const cm_rat *a, const cm_rat *b) { fmpq_mul(at(out), get(a), get(b)); }
void cm_rat_div(cm_rat *out, const cm_rat *a, const cm_rat *b) { fmpq_div(at(out), get(a), get(b)); }
void cm_rat_add_mul(cm_rat *out, const cm_rat *a, const cm_rat *b) { fmpq_addmul(at(out), get(a), get(b)); }
int cm_rat_compare(const cm_rat *a, const cm_rat *b) { int s = fmpq_cmp(get(a), get(b)); return (s > 0) - (s < 0); }
int cm_rat_sign(const cm_rat *a) { return fmpq_sgn(get(a)); }

void cm_rat_cross(cm_rat *out, const cm_rat *p, const cm_rat *t, const cm_rat *a, const cm_rat *b, const cm_rat *d)
{
    fmpz_t x;
    fmpz_init(x);
    fmpz_mul(x, fmpq_numref(get(p)), fmpq_numref(get(t)));
    fmpz_submul(x, fmpq_numref(get(a)), fmpq_numref(get(b)));
    fmpz_divexact(fmpq_numref(at(out)), x, fmpq_numref(get(d)));
    fmpz_clear(x);
}

int cm_rat_cross_sign(const cm_rat *p, const cm_rat *t, const cm_rat *a, const cm_rat *b)
{
    fmpz_t x;
    int sign;
    fmpz_init(x);
    fmpz_mul(x, fmpq_numref(get(p)), fmpq_numref(get(t)));
    fmpz_submul(x, fmpq_numref(get(a)), fmpq_numref(get(b)));
    sign = fmpz_sgn(x);
    fmpz_clear(x);
    return sign;
}

/* Of two doubles as near the even one is meant. */
static bool odd(double x)
{
    uint64_t word;
    memcpy(&word, &x, sizeof word);
    return word & 1u;
}

double cm_rat_value(const cm_rat *a)
{
    mpq_t q;
    double x;
    mpq_init(q);
    fmpq_get_mpq(q, get(a));
    x = mpq_get_d(q);                                    /* rounds towards 0: try the next one */
    if (isfinite(x) && mpq_sgn(q) != 0) {
        mpq_t below, above;
        double next = nextafter(x, mpq_sgn(q) > 0 ? HUGE_VAL : -HUGE_VAL);
        mpq_init(below);
        mpq_init(above);
        mpq_set_d(below, x);
        if (isfinite(next)) {
            mpq_set_d(above, next);
            mpq_sub(below, q, below);
            mpq_sub(above, above, q);
            mpq_abs(below, below);
            mpq_abs(above, above);
            if (mpq_cmp(above, below) < 0 || (mpq_cmp(above, below) == 0 && odd(x))) x = next;
        }
        mpq_clear(below);
        mpq_clear(above);
    }
    mpq_clear(q);
    return x;
}

/* "1.25e-7" exactly. */
static void set_decimal(fmpq *to, const char *text)
{
    char digits[64];
    size_t used = 0;
    long exponent = 0;
    bool point = false;
    fmpz_t scale;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text == '.') point = true;
        else {
            digits[used++] = *text;
            if (point) exponent--;
        }
    }
    digits[used] = '\0';
    if (*text == 'e') exponent += strtol(text + 1, NULL, 10);
    fmpz_set_str(fmpq_numref(to), digits[0] == '+' ? digits + 1 : digits, 10);
    fmpz_one(fmpq_denref(to));
    fmpz_init(scale);
    fmpz_set_ui(scale, 10);
    fmpz_pow_ui(scale, scale, (ulong)labs(exponent));
    if (exponent >= 0) fmpq_mul_fmpz(to, to, scale);
    else fmpq_div_fmpz(to, to, scale);
    fmpz_clear(scale);
}

static void set_exactly(fmpq *to, double x)
{
    mpq_t q;
    mpq_init(q);
    mpq_set_d(q, x);
    fmpq_set_mpq(to, q);
    mpq_clear(q);
}

bool cm_rat_set_double(cm_rat *to, double x)
{
    char text[40];
    fmpq_t low, high;
    if (!isfinite(x)) return false;
    (void)snprintf(text, sizeof text, "%.15g", x);
    if (strtod(text, NULL) == x) {
        set_decimal(at(to), text);
        return true;
    }
    /* Half way to the neighbours: what lies strictly between reads back as x. */
    fmpq_init(low);
    fmpq_init(high);
    set_exactly(at(to), x);
    set_exactly(low, nextafter(x, -HUGE_VAL));
    set_exactly(high, nextafter(x, HUGE_VAL));
    fmpq_add(low, low, at(to));
    fmpq_div_2exp(low, low, 1);
    fmpq_add(high, high, at(to));
    fmpq_div_2exp(high, high, 1);
    fmpq_simplest_between(at(to), low, high);
    if (cm_rat_value(to) < x || cm_rat_value(to) > x) set_exactly(at(to), x);      /* an end of the interval, or a large whole number */
    fmpq_clear(low);
    fmpq_clear(high);
    return true;
}

char *cm_rat_text(cm_ctx *ctx, cm_arena *arena, const cm_rat *a)
{
    char *made = fmpq_get_str(NULL, 10, get(a)), *text;
    if (made == NULL) return NULL;
    text = cm_strdup(ctx, arena, made);
    flint_free(made);
    return text;
}

bool cm_rat_set_text(cm_rat *to, const char *text)
{
    return fmpq_set_str(at(to), text, 10) == 0 && !fmpz_is_zero(fmpq_denref(at(to)));
}

size_t cm_rat_length(const cm_rat *a)
{
    const fmpq *q = get(a);
    return fmpz_sizeinbase(fmpq_numref(q), 10) + (fmpz_is_one(fmpq_denref(q)) ? 0 : 1 + fmpz_sizeinbase(fmpq_denref(q), 10));
}

bool cm_rats_whole(const cm_rat *a, size_t count, int64_t *whole, int64_t *denominator)
{
    fmpz_t common, part;
    bool small = true;
    fmpz_init_set_ui(common, 1);
    fmpz_init(part);
    for (size_t i = 0; i < count && small; i++) {
        fmpz_lcm(common, common, fmpq_denref(get(&a[i])));
        small = fmpz_bits(common) <= 40;
    }
    for (size_t i = 0; i < count && small; i++) {
        fmpz_divexact(part, common, fmpq_denref(get(&a[i])));
        fmpz_mul(part, part, fmpq_numref(get(&a[i])));
        small = fmpz_bits(part) <= 40;
        if (small) whole[i] = fmpz_get_si(part);
    }
    if (small) *denominator = fmpz_get_si(common);
    fmpz_clear(common);
    fmpz_clear(part);
    return small;
}

void cm_rats_primitive(cm_rat *a, size_t count)
{
    fmpz_t common, divisor;
    fmpz_init_set_ui(common, 1);
    fmpz_init(divisor);
    for (size_t i = 0; i < count; i++) fmpz_lcm(common, common, fmpq_denref(get(&a[i])));
    for (size_t i = 0; i < count; i++) {
        fmpq_mul_fmpz(at(&a[i]), get(&a[i]), common);
        fmpz_gcd(divisor, divisor, fmpq_numref(get(&a[i])));
    }
    for (size_t i = 0; i < count && !fmpz_is_zero(divisor); i++) fmpz_divexact(fmpq_numref(at(&a[i])), fmpq_numref(get(&a[i])), divisor);
    fmpz_clear(common);
    fmpz_clear(divisor);
}

bool cm_rat_small(const cm_rat *a, int64_t *out)
{
    const fmpq *q = get(a);
    if (!fmpz_is_one(fmpq_denref(q)) || !fmpz_fits_si(fmpq_numref(q))) return false;
    *out = fmpz_get_si(fmpq_numref(q));
    return true;
}

bool cm_rat_halves(const cm_rat *a, unsigned bits, int64_t *high, uint64_t *low)
{
    const fmpq *q = get(a);
    fmpz_t part;
    if (!fmpz_is_one(fmpq_denref(q)) || fmpz_bits(fmpq_numref(q)) > bits) return false;
    fmpz_init(part);
    fmpz_fdiv_q_2exp(part, fmpq_numref(q), 64);
    *high = fmpz_get_si(part);
    fmpz_fdiv_r_2exp(part, fmpq_numref(q), 64);
    *low = fmpz_get_ui(part);
    fmpz_clear(part);
    return true;
}

bool cm_rat_solve(const cm_rat *a, size_t n, const cm_rat *b, cm_rat *x)
{
    fmpq_mat_t left, right, out;
    bool regular;
    if (n == 0) return true;
    fmpq_mat_init(left, (slong)n, (slong)n);
    fmpq_mat_init(right, (slong)n, 1);
    fmpq_mat_init(out, (slong)n, 1);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) fmpq_set(fmpq_mat_entry(left, (slong)i, (slong)j), get(&a[i * n + j]));
        fmpq_set(fmpq_mat_entry(right, (slong)i, 0), get(&b[i]));
    }
    regular = fmpq_mat_solve(out, left, right) != 0;
    for (size_t i = 0; regular && i < n; i++) fmpq_set(at(&x[i]), fmpq_mat_entry(out, (slong)i, 0));
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    fmpq_mat_clear(out);
    return regular;
}

void cm_rat_thread_end(void) { flint_cleanup(); }

const char *cm_rat_library(void)
{
    return flint_version;
}

const char *cm_rat_integers(void)
{
    return gmp_version;
}
