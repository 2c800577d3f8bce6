/* count_fourier.c: one threshold of very many votes, by its Fourier series.
 *
 * Everybody is in favour with chance p.  The weight S of all others but i takes whole values below M = total + 1, and
 *   P(q - w_i <= S < q) = 1/M sum over k of phi_i(k) D_i(k),   phi_i(k) = product over j of 1 - p + p e^(i t w_j),
 * with t = 2 pi k / M and D_i(k) the sum of e^(-i t s) over the window.  With many members of different weights phi is
 * next to nothing but for the lowest frequencies: a few hundred terms do, where a table over the weights has millions
 * of cells.  The chances are tilted first (p_j = p e^(r w_j) / (1 - p + p e^(r w_j)), r such that the mean weight is
 * the quota), so that small chances come out with all of their digits; where the quota is below the mean the dual
 * rule is looked at, by the same formulas.
 *
 * What is left out is bounded, not guessed: |1 - p_j + p_j e^(ix)|^2 = 1 - c_j sin^2(x/2) with c_j = 4 p_j (1 - p_j).
 * Members are put into groups by weight; for every cell of frequencies a lower bound of Q_g = sum over the group of
 * sin^2(pi k w_j / M) is found once, by Taylor's formula of second order around the middle of the cell, and serves
 * every p: a group of m members makes |phi| smaller by (1 - c_g Q_g / m)^(m/2) at least, c_g the least of theirs.
 * Where the terms left out may be too much (few are in favour, and they decide) the point is left to the table of
 * count_weights.c. */
#include <float.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

#include "solver/voting/count.h"

enum { GROUPS = 6, FINE = 4, SINGLES = 4096, STEP = 64, AFRESH = 256 };        /* bounds are kept in quarters; frequencies looked at one by one; cells after which rotations start anew */

typedef struct series {
    size_t n;
    int64_t *weight, quota, total, period;
    size_t *order, from[GROUPS + 1], scanned;            /* lightest first; group g: order[from[g]] ..; the rest are heavy */
    size_t singles, cells;
    uint16_t *low, least[GROUPS];                        /* cells x GROUPS: FINE times a lower bound of Q_g; the least after the singles */
    double *part, far;                                   /* sum of 2 / (M |1 - u|) over the cell, at most; over all cells after the singles */
    double *shrunk;                                      /* scratch: for each group and bound, by how much phi is smaller than 1 */
    double *re, *im;                                     /* singles x n: e^(i t w_j) */
    double *chance, *size, *factor, *window, *spread, *tail;         /* scratch: n each; tail: singles + 1 */
    double missed[2];
    cm_oracle table;                                     /* for points where too much would be left out */
} series;

/* --- how small the terms are ------------------------------------------------------------------------------- */

__extension__ typedef __int128 wide;

static double turn(int64_t k, int64_t weight, int64_t period)
{
    return 2 * M_PI * (double)((wide)k * weight % period) / (double)period;
}

/* e^(i t w_j) for frequency k = 64 a + b as a product of two that are exact. */
static void put_turns(series *s, size_t j, double *re, double *im)
{
    double fine[2][STEP];
    for (size_t b = 0; b < STEP; b++) {
        double angle = turn((int64_t)b, s->weight[j], s->period);
        fine[0][b] = cos(angle);
        fine[1][b] = sin(angle);
    }
    for (size_t k = 1; k <= s->singles; k++) {
        size_t b = k % STEP;
        double *to = &re[(k - 1) * s->n + j], *up = &im[(k - 1) * s->n + j];
        if (b == 0 || k == 1) {
            double angle = turn((int64_t)(k - b), s->weight[j], s->period);
            fine[0][0] = cos(angle);
            fine[1][0] = sin(angle);
        }
        *to = b == 0 ? fine[0][0] : fine[0][0] * fine[0][b] - fine[1][0] * fine[1][b];
        *up = b == 0 ? fine[1][0] : fine[0][0] * fine[1][b] + fine[1][0] * fine[0][b];
    }
}

/* |1 - rho e^(-it)| is at least sin t, and 1 from a right angle on, for every rho. */
static double part_of(const series *s, int64_t k)
{
    return 2 / ((double)s->period * (4 * k < s->period ? sin(2 * M_PI * (double)k / (double)s->period) : 1));
}

static void put_singles(series *s)
{
    for (size_t j = 0; j < s->n; j++) put_turns(s, j, s->re, s->im);
    for (size_t k = 0; k < s->singles; k++) {
        for (size_t g = 0; g < GROUPS; g++) {
            double sum = 0;
            for (size_t at = s->from[g]; at < s->from[g + 1]; at++) sum += (1 - s->re[k * s->n + s->order[at]]) / 2;
            s->low[k * GROUPS + g] = (uint16_t)(FINE * sum);
        }
        s->part[k] = part_of(s, (int64_t)k + 1);
    }
}

/* A group's members at the middle of a cell, e^(i t w_j), and how they turn from one cell to the next. */
typedef struct wheel {
    double *re, *im, *across, *along, *pull;             /* pull: pi w_j / M */
} wheel;

/* The lower bound of Q over `half` frequencies to either side, and on to the next cell. */
static double roll(const wheel *w, size_t from, size_t to, double half)
{
    double even = 0, slope = 0, bend = 0, low;
#pragma omp simd reduction(+ : even, slope, bend)
    for (size_t a = from; a < to; a++) {
        double re = w->re[a], im = w->im[a];
        even += 1 - re;
        slope += w->pull[a] * im;
        bend += w->pull[a] * w->pull[a];
        w->re[a] = re * w->across[a] - im * w->along[a];
        w->im[a] = re * w->along[a] + im * w->across[a];
    }
    low = even / 2 - fabs(slope) * half - bend * half * half;
    return low > 0 ? low : 0;
}

static void put_cells(series *s, const wheel *w, int64_t half)
{
    int64_t middle = (int64_t)s->singles + 1 + half, step = 2 * half + 1;
    memset(s->least, 0xff, sizeof s->least);
    for (size_t c = s->singles; c < s->cells; c++, middle += step) {
        if ((c - s->singles) % AFRESH == 0) {
            for (size_t a = 0; a < s->scanned; a++) {
                double angle = turn(middle, s->weight[s->order[a]], s->period), next = turn(step, s->weight[s->order[a]], s->period);
                w->re[a] = cos(angle), w->im[a] = sin(angle);
                w->across[a] = cos(next), w->along[a] = sin(next);
            }
        }
        for (size_t g = 0; g < GROUPS; g++) {
            uint16_t low = (uint16_t)(FINE * roll(w, s->from[g], s->from[g + 1], (double)half));
            s->low[c * GROUPS + g] = low;
            if (low < s->least[g]) s->least[g] = low;
        }
        s->part[c] = (double)step * part_of(s, middle - half);
        s->far += s->part[c];
    }
}

/* Light members in groups of as many each; those above a 32nd of all votes turn too fast to be followed. */
static double put_groups(series *s)
{
    double squares = 0;
    while (s->scanned < s->n && s->weight[s->order[s->scanned]] <= s->total / 32) {
        double part = (double)s->weight[s->order[s->scanned++]] / (double)s->period;
        squares += part * part;
    }
    for (size_t g = 0; g <= GROUPS; g++) s->from[g] = g * s->scanned / GROUPS;
    return squares;
}

/* Bounds for all frequencies up to half of the period; *fits is false when that is too much to look at. */
static cm_status scan(cm_ctx *ctx, cm_arena *arena, series *s, bool *fits)
{
    double squares = put_groups(s), half = floor(1 / (3 * sqrt(squares)));
    double far = fmax(0, (double)(s->period / 2) - SINGLES), cells = ceil(far / (2 * half + 1));
    cm_arena scratch = { NULL };
    wheel w = { .re = CM_NEW(ctx, &scratch, s->n, double), .im = CM_NEW(ctx, &scratch, s->n, double), .across = CM_NEW(ctx, &scratch, s->n, double),
                .along = CM_NEW(ctx, &scratch, s->n, double), .pull = CM_NEW(ctx, &scratch, s->n, double) };
    cm_status status = CM_OK;
    *fits = s->scanned >= 8 * GROUPS && s->period / 2 > SINGLES && cells * (double)s->n <= ctx->work_limit / 16 && cells < 1 << 22;
    if (w.re == NULL || w.im == NULL || w.across == NULL || w.along == NULL || w.pull == NULL) CM_LEAVE(ctx->status);
    if (!*fits) goto out;
    s->singles = SINGLES;
    s->cells = s->singles + (size_t)cells;
    s->low = CM_NEW(ctx, arena, s->cells * GROUPS, uint16_t);
    s->part = CM_NEW(ctx, arena, s->cells, double);
    s->shrunk = CM_NEW(ctx, arena, GROUPS * (FINE * s->n + 1), double);
    s->re = CM_NEW(ctx, arena, s->singles * s->n, double);
    s->im = CM_NEW(ctx, arena, s->singles * s->n, double);
    s->tail = CM_NEW(ctx, arena, s->singles + 1, double);
    if (s->low == NULL || s->part == NULL || s->shrunk == NULL || s->re == NULL || s->im == NULL || s->tail == NULL) CM_LEAVE(ctx->status);
    for (size_t a = 0; a < s->scanned; a++) w.pull[a] = M_PI * (double)s->weight[s->order[a]] / (double)s->period;
    put_singles(s);
    put_cells(s, &w, (int64_t)half);
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- one point ------------------------------------------------------------------------------------------------ */

/* The rule or its dual, tilted: who is in favour with which chance, and what the chances are to be multiplied by. */
typedef struct tilted {
    int64_t quota;
    double p, r, power;                                  /* power: log E exp(r S) - r quota */
} tilted;

static double tilt_by(const series *s, tilted *t, double r)
{
    double mean = 0;
    t->r = r;
    t->power = -r * (double)t->quota;
    for (size_t j = 0; j < s->n; j++) {
        double pull = r * (double)s->weight[j];          /* log(1 - p + p e^pull), without overflow */
        s->size[j] = pull + log(t->p + (1 - t->p) * exp(-pull));
        s->chance[j] = t->p * exp(pull - s->size[j]);
        t->power += s->size[j];
        mean += s->chance[j] * (double)s->weight[j];
    }
    return mean;
}

/* r >= 0 with the mean at the quota, or as near as need be: any r is right, this one loses least. */
static void tilt(const series *s, tilted *t)
{
    double low = 0, high = 1 / (double)s->total;
    while (tilt_by(s, t, high) < (double)t->quota && high * (double)s->total < 1 << 12) high *= 2;
    for (int step = 0; step < 24; step++) {
        double middle = (low + high) / 2;
        if (tilt_by(s, t, middle) < (double)t->quota) low = middle;
        else high = middle;
    }
    (void)tilt_by(s, t, high);
}

/* log of the most that a product of m factors can be, sines adding up to `sum`: the logarithm is concave, so all alike. */
static double most_of(double c, double m, double sum)
{
    return m > 0 && sum > 0 ? m / 2 * log1p(-c * sum / m) : 0;
}

/* By how much each group makes phi smaller.  Returns how much larger phi may be without any one member: its group is one
 * fewer, with a sine of 1 less.  Above three quarters of the most nothing is gained, so that this stays small. */
static double put_shrunk(const series *s)
{
    double more = 0;
    for (size_t g = 0; g < GROUPS; g++) {
        double *at = &s->shrunk[g * (FINE * s->n + 1)], c = 1, m = (double)(s->from[g + 1] - s->from[g]);
        for (size_t a = s->from[g]; a < s->from[g + 1]; a++) {
            double p = s->chance[s->order[a]];
            c = fmin(c, 4 * p * (1 - p));
        }
        for (size_t q = 0; (double)q <= FINE * m; q++) {
            double sum = fmin((double)q / FINE, m * 3 / 4), power = most_of(c, m, sum);
            more = fmax(more, most_of(c, m - 1, sum - 1) - power);
            at[q] = exp(power);
        }
    }
    return exp(more);
}

static double shrunk_by(const series *s, const uint16_t *low)
{
    double product = 1;
    for (size_t g = 0; g < GROUPS; g++) product *= s->shrunk[g * (FINE * s->n + 1) + low[g]];
    return product;
}

/* tail[k]: a bound of all terms after frequency k, whoever is left out of phi; without the prefactor. */
static void put_tail(const series *s, double aim, double *tail)
{
    double more = put_shrunk(s), sum;
    sum = s->far * shrunk_by(s, s->least);
    if (sum > aim) {
        sum = 0;
        for (size_t c = s->singles; c < s->cells; c++) sum += s->part[c] * shrunk_by(s, &s->low[c * GROUPS]);
    }
    tail[s->singles] = more * sum;
    for (size_t k = s->singles; k-- > 0;) tail[k] = tail[k + 1] + more * s->part[k] * shrunk_by(s, &s->low[k * GROUPS]);
}

/* The terms of frequency k, added to every member's window and to the chance to pass: with u = e^(-r - it), window i
 * comes to e^(-itq) (z_i - e^(-r w_i)) / (1 - u), z_i = e^(itw_i), but for the prefactor, and all winning weights to
 * e^(-itq) (1 - e^(-r (M - q)) e^(itq)) / (1 - u). */
static void add_frequency(const series *s, const tilted *t, size_t k, double *all, double *spread)
{
    const double *re = &s->re[(k - 1) * s->n], *im = &s->im[(k - 1) * s->n];
    double x = 2 * M_PI * (double)k / (double)s->period, angle = turn((int64_t)k, t->quota, s->period), shrink = exp(-t->r), half = sin(x / 2);
    double below = -expm1(-t->r) + 2 * shrink * half * half, beside = shrink * sin(x), norm = below * below + beside * beside;
    double a = cos(angle), b = -sin(angle), h;
    h = (a * below + b * beside) / norm;                 /* over 1 - u = below + i beside */
    b = (b * below - a * beside) / norm;
    a = h;
    for (size_t j = 0; j < s->n; j++) {
        double fr = 1 - s->chance[j] + s->chance[j] * re[j], fi = s->chance[j] * im[j];
        h = a * fr - b * fi;
        b = a * fi + b * fr;
        a = h;
    }
    h = exp(-t->r * (double)(s->total - t->quota + 1));
    *all += 2 * (a - h * (a * cos(angle) - b * sin(angle)));
    *spread += 4 * hypot(a, b);
    for (size_t j = 0; j < s->n; j++) {
        bool whole = s->weight[j] > t->quota;
        double fr = 1 - s->chance[j] + s->chance[j] * re[j], fi = s->chance[j] * im[j], of = fr * fr + fi * fi;
        double zr = (whole ? cos(angle) : re[j]) - s->factor[j], zi = whole ? sin(angle) : im[j];
        double up = a * zr - b * zi, right = a * zi + b * zr;
        h = of > 0 ? 2 * (up * fr + right * fi) / of : 0;
        s->window[j] += h;
        s->spread[j] += fabs(h);
    }
}

/* At frequency 0 the windows are geometric sums, and phi is 1. */
static void begin(const series *s, const tilted *t, double *all)
{
    double step = -expm1(-t->r);
    for (size_t j = 0; j < s->n; j++) {
        double width = (double)(s->weight[j] < t->quota ? s->weight[j] : t->quota);
        s->factor[j] = exp(-t->r * width);
        s->window[j] = s->spread[j] = t->r > 0 ? -expm1(-t->r * width) / step : width;
    }
    *all = t->r > 0 ? -expm1(-t->r * (double)(s->total - t->quota + 1)) / step : (double)(s->total - t->quota + 1);
}

/* Chances at one point, from as many terms as matter; s->missed[0] bounds what is left out and what rounding does. */
static void sum_up(series *s, const tilted *t, double *swing, double *wins)
{
    double ahead = exp(t->power), all, spread = 0, cut, widest = 0, drop = 1;
    size_t last = 0;
    put_tail(s, DBL_EPSILON * DBL_EPSILON, s->tail);
    cut = fmax(2 * s->tail[s->singles], DBL_EPSILON / 64);
    while (s->tail[last] > cut) last++;
    begin(s, t, &all);
    for (size_t k = 1; k <= last; k++) add_frequency(s, t, k, &all, &spread);
    for (size_t j = 0; j < s->n; j++) {
        double width = (double)(s->weight[j] < t->quota ? s->weight[j] : t->quota);
        double scale = exp(t->power - s->size[j] + t->r * width) / (double)s->period;
        swing[j] = fmax(0, scale * s->window[j]);
        widest = fmax(widest, scale * s->spread[j]);
        drop = fmax(drop, s->chance[j] / t->p);
    }
    *wins = ahead * all / (double)s->period;
    widest = fmax(widest, ahead * spread / (double)s->period);
    s->missed[0] = 2 * ahead * drop * s->tail[last] + 4 * (double)s->n * DBL_EPSILON * widest;                  /* a member's prefactor is p_j / p larger */
}

static void chance(void *data, double p, double *swing, double *wins)
{
    series *s = data;
    bool dual = p * (double)s->total >= (double)s->quota;
    tilted t = { .quota = dual ? s->total - s->quota + 1 : s->quota, .p = dual ? 1 - p : p };
    tilt(s, &t);
    if (t.power - log(t.p) < 1.5 * log(DBL_EPSILON)) {       /* by Chernoff's bound nobody is ever decisive */
        memset(swing, 0, s->n * sizeof *swing);
        *wins = dual ? 1 : 0;
        s->missed[0] = exp(t.power) / t.p;
        return;
    }
    sum_up(s, &t, swing, wins);
    if (dual) *wins = 1 - *wins;
    if (s->missed[0] <= cbrt(DBL_EPSILON * DBL_EPSILON) || s->table.n == 0) return;
    s->table.chance(s->table.data, p, swing, wins);
    s->missed[0] = 4 * (double)s->n * DBL_EPSILON;
}

static cm_status sort_out(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, series *s)
{
    const cm_vote_node *rule = vote->node;
    *s = (series){ .n = vote->n, .weight = CM_NEW(ctx, arena, vote->n, int64_t), .order = CM_NEW(ctx, arena, vote->n, size_t), .quota = rule->quota,
                   .total = rule->total, .period = rule->total + 1, .chance = CM_NEW(ctx, arena, vote->n, double), .factor = CM_NEW(ctx, arena, vote->n, double),
                   .window = CM_NEW(ctx, arena, vote->n, double), .spread = CM_NEW(ctx, arena, vote->n, double), .size = CM_NEW(ctx, arena, vote->n, double) };
    if (s->weight == NULL || s->order == NULL || s->chance == NULL || s->factor == NULL || s->window == NULL || s->spread == NULL || s->size == NULL) return ctx->status;
    for (size_t i = 0; i < vote->n; i++) {
        size_t at = i;
        s->weight[i] = rule->weight[i];
        for (; at > 0 && s->weight[s->order[at - 1]] > s->weight[i]; at--) s->order[at] = s->order[at - 1];
        s->order[at] = i;
    }
    return CM_OK;
}

cm_status cm_fourier_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, double most, cm_oracle *oracle)
{
    series *s = CM_NEW(ctx, arena, 1, series);
    bool fits;
    cm_status status = CM_OK;
    oracle->n = 0;
    if (s == NULL) return ctx->status;
    if (vote->node->kind != CM_VOTE_THRESHOLD) return CM_OK;
    CM_TRY(sort_out(ctx, arena, vote, s));
    CM_TRY(scan(ctx, arena, s, &fits));
    if (!fits) return CM_OK;
    CM_TRY(cm_weights_open(ctx, arena, vote, most, &s->table));
    if (s->table.cost * (double)cm_points_needed(s->n) > 2 * ctx->work_limit) s->table.n = 0;
    *oracle = (cm_oracle){ .n = s->n, .cost = (double)(s->n * SINGLES), .data = s, .chance = chance, .missed = s->missed };
out:
    return status;
}
