/* moving_plans.c: backwards from a deadline, or until the plans repeat.
 *
 * With V the members' values before a round, W(y) = (1 - delta) u(y) + delta V(y) is what the decision y is worth, and
 * who votes, and what a proposer likes best among what passes, follows from W alone.  One step back makes of V the
 * plans of a round and the values before it.  Without a deadline steps are taken until the plans repeat, alone or in
 * a cycle of a few; the values of plans that go on for ever are then the limit of steps with these plans, and the
 * plans have to be best against them: what passes this is an equilibrium and not only the beginning of a long game. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/moving_status_quo.h"

enum { CYCLE_MOST = 12, STEADY = 4 };

static void worth(const cm_moving *m, const double *v)
{
    for (size_t x = 0; x < m->k; x++) {
        for (size_t i = 0; i < m->n; i++) {
            double delta = m->p->patience[i];
            m->w[x * m->n + i] = (1 - delta) * m->u[x * m->n + i] + delta * v[x * m->n + i];
        }
    }
}

static bool passes(cm_moving *m, size_t q, size_t x)
{
    const double *now = m->w + q * m->n, *then = m->w + x * m->n;
    const unsigned char *allowed = m->allowed == NULL ? NULL : m->allowed + x * m->n;
    int64_t votes = 0;
    if (m->heads) {
        for (size_t i = 0; i < m->n; i++) votes += then[i] >= now[i] - m->near && (allowed == NULL || allowed[i]);
        return votes >= m->quota;
    }
    cm_tally_clear(&m->tally);
    for (size_t i = 0; i < m->n; i++) {
        if (then[i] >= now[i] - m->near && (allowed == NULL || allowed[i])) cm_tally_add(&m->tally, i, 1);
    }
    return cm_tally_wins(&m->tally);
}

static double apart(const cm_moving *m, size_t x, size_t y)
{
    double sum = 0;
    for (size_t k = 0; k < m->d; k++) {
        double off = m->policy[x * m->d + k] - m->policy[y * m->d + k];
        sum += off * off;
    }
    return sum;
}

/* What each member proposes at q: its best; the status quo where that is as good; else the nearest, then the first. */
static void propose(cm_moving *m, size_t q, size_t *choice)
{
    size_t count = 0;
    for (size_t x = 0; x < m->k; x++) {
        if (x != q && passes(m, q, x)) m->passing[count++] = x;
    }
    for (size_t j = 0; j < m->n; j++) m->most[j] = m->w[q * m->n + j], choice[j] = q;
    for (size_t a = 0; a < count; a++) {
        const double *w = m->w + m->passing[a] * m->n;
        for (size_t j = 0; j < m->n; j++) m->most[j] = fmax(m->most[j], w[j]);
    }
    for (size_t j = 0; j < m->n; j++) {
        bool any = false;
        if (m->w[q * m->n + j] >= m->most[j] - m->near) {
            m->slip = fmax(m->slip, m->most[j] - m->w[q * m->n + j]);
            continue;
        }
        for (size_t a = 0; a < count; a++) {
            size_t x = m->passing[a];
            if (m->w[x * m->n + j] < m->most[j] - m->near) continue;
            if (!any || apart(m, x, q) < apart(m, choice[j], q)) choice[j] = x;
            any = true;
        }
        m->slip = fmax(m->slip, m->most[j] - m->w[choice[j] * m->n + j]);
    }
}

/* Values before round t, given what its plans lead to: w of the policies chosen. */
static void look_back(const cm_moving *m, size_t t, const size_t *choice, double *v)
{
    memset(v, 0, m->k * m->n * sizeof *v);
    for (size_t q = 0; q < m->k; q++) {
        for (size_t j = 0; j < m->n; j++) {
            double chance = cm_moving_chance(m->p, t, j);
            const double *w = m->w + choice[q * m->n + j] * m->n;
            /* members who propose the same in a row are taken together */
            while (j + 1 < m->n && choice[q * m->n + j + 1] == choice[q * m->n + j]) chance += cm_moving_chance(m->p, t, ++j);
            if (!(chance > 0)) continue;
            for (size_t i = 0; i < m->n; i++) v[q * m->n + i] += chance * w[i];
        }
    }
}

static cm_status step_back(cm_moving *m, size_t t, size_t *choice)
{
    if (cm_stopped(m->ctx)) return cm_fail(m->ctx, CM_E_INTERRUPT, "interrupted");
    worth(m, m->v);
    for (size_t q = 0; q < m->k; q++) propose(m, q, choice + q * m->n);
    look_back(m, t, choice, m->v);
    return CM_OK;
}

static cm_status until_deadline(cm_arena *arena, cm_moving *m)
{
    cm_status status = CM_OK;
    m->stages = m->p->rounds;
    m->choice = CM_NEW(m->ctx, arena, m->stages * m->k * m->n, size_t);
    if (m->choice == NULL) return m->ctx->status;
    for (size_t t = m->stages; t-- > 0;) CM_TRY(step_back(m, t, m->choice + t * m->k * m->n));
    m->found = true;
    m->iterations = (long)m->stages;
out:
    return status;
}

static uint64_t digest(const size_t *choice, size_t count)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t a = 0; a < count; a++) hash = (hash ^ choice[a]) * 1099511628211u;
    return hash;
}

/* The least period of the last plans, seen `steady` times over; 0 when they do not repeat. */
static size_t period(const uint64_t *seen, long count, long steady)
{
    for (long c = 1; c <= CYCLE_MOST; c++) {
        long j = 0;
        while (j < steady * c && j + c < count && seen[count - 1 - j] == seen[count - 1 - j - c]) j++;
        if (j >= steady * c) return (size_t)c;
    }
    return 0;
}

/* The values of plans that go on for ever; false when they do not settle to the last digits. */
static cm_status carry_on(cm_moving *m, double *before)
{
    double moved = HUGE_VAL, least = HUGE_VAL;
    size_t all = m->k * m->n, worse = 0;
    while (moved > 0 && worse < CYCLE_MOST) {
        if (cm_stopped(m->ctx)) return cm_fail(m->ctx, CM_E_INTERRUPT, "interrupted");
        memcpy(before, m->v, all * sizeof *before);
        for (size_t t = m->stages; t-- > 0;) {
            worth(m, m->v);
            look_back(m, 0, m->choice + t * all, m->v);
        }
        moved = 0;
        for (size_t a = 0; a < all; a++) moved = fmax(moved, fabs(m->v[a] - before[a]));
        if (moved <= (double)CYCLE_MOST * DBL_EPSILON * m->scale) break;
        worse = moved < least ? 0 : worse + 1;
        least = fmin(least, moved);
    }
    return CM_OK;
}

/* Are the plans best against the values that they make? */
static cm_status confirm(cm_moving *m, size_t *scratch, bool *same)
{
    size_t all = m->k * m->n;
    cm_status status = CM_OK;
    *same = true;
    m->slip = 0;
    for (size_t t = m->stages; t-- > 0;) {
        CM_TRY(step_back(m, 0, scratch));
        *same = *same && memcmp(scratch, m->choice + t * all, all * sizeof *scratch) == 0;
    }
out:
    return status;
}

typedef struct search {
    size_t *ring, *scratch;          /* the plans of the last CYCLE_MOST steps; those of one step */
    uint64_t *seen;                  /* a digest of the plans of each step */
    double *before;
    bool damped;
} search;

/* Calendar time runs from the latest plans to the earliest. */
static cm_status try_cycle(cm_moving *m, search *f, long t)
{
    size_t all = m->k * m->n;
    cm_status status = CM_OK;
    for (size_t c = 0; c < m->stages; c++) memcpy(m->choice + c * all, f->ring + (size_t)((t - (long)c) % CYCLE_MOST) * all, all * sizeof *f->ring);
    CM_TRY(carry_on(m, f->before));
    CM_TRY(confirm(m, f->scratch, &m->found));
out:
    return status;
}

/* Steps from the values v on.  Damped: values move half of each step, so that plans settle that would go round. */
static cm_status look_ahead(cm_moving *m, search *f, long most)
{
    size_t all = m->k * m->n;
    long steady = STEADY;
    cm_status status = CM_OK;
    for (long t = 0; t < most && !m->found; t++) {
        size_t *latest = f->ring + (size_t)(t % CYCLE_MOST) * all;
        memcpy(f->before, m->v, all * sizeof *f->before);
        CM_TRY(step_back(m, 0, latest));
        for (size_t a = 0; f->damped && a < all; a++) m->v[a] = m->v[a] / 2 + f->before[a] / 2;
        m->iterations++;
        f->seen[t] = digest(latest, all);
        m->stages = period(f->seen, t + 1, steady);
        if (m->stages == 0 || (f->damped && m->stages > 1)) continue;
        CM_TRY(try_cycle(m, f, t));
        steady *= 2;
    }
out:
    return status;
}

/* After a cycle, or nothing: are there plans that are the same in every round?  Otherwise the cycle stays. */
static cm_status rather_steady(cm_arena *arena, cm_moving *m, search *f, long most)
{
    cm_moving cycle = *m;
    size_t all = m->k * m->n;
    cm_status status = CM_OK;
    f->damped = true;
    m->found = false;
    m->v = CM_NEW(m->ctx, arena, all, double);
    m->choice = CM_NEW(m->ctx, arena, CYCLE_MOST * all, size_t);
    CM_TRY(m->ctx->status);
    memcpy(m->v, cycle.v, all * sizeof *m->v);
    CM_TRY(look_ahead(m, f, most));
    if (m->found) goto out;
    cycle.iterations = m->iterations;
    *m = cycle;
out:
    return status;
}

static cm_status without_deadline(cm_arena *arena, const cm_moving_params *asked, cm_moving *m)
{
    size_t all = m->k * m->n;
    search f = { .damped = false };
    cm_status status = CM_OK;
    f.ring = CM_NEW(m->ctx, arena, CYCLE_MOST * all, size_t);
    f.scratch = CM_NEW(m->ctx, arena, all, size_t);
    f.seen = CM_NEW(m->ctx, arena, (size_t)asked->iterations, uint64_t);
    f.before = CM_NEW(m->ctx, arena, all, double);
    m->choice = CM_NEW(m->ctx, arena, CYCLE_MOST * all, size_t);
    CM_TRY(m->ctx->status);
    CM_TRY(look_ahead(m, &f, asked->iterations));
    if (!m->found || m->stages > 1) CM_TRY(rather_steady(arena, m, &f, asked->iterations));
out:
    return status;
}

cm_status cm_moving_solve(cm_arena *arena, const cm_moving_params *asked, cm_moving *m)
{
    memcpy(m->v, m->u, m->k * m->n * sizeof *m->v);
    return m->p->rounds > 0 ? until_deadline(arena, m) : without_deadline(arena, asked, m);
}
