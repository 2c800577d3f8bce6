/* deterrence_play.c: attackers who may be recognised: signals, the defender's beliefs, and cutoffs. */
#include <math.h>
#include <string.h>

#include "solver/forum/deterrence.h"

enum { STEPS = 40000, PATIENCE = 500 };

const char *const cm_hunt_changes[CM_HUNT_CHANGES] = { "detection", "identification", "false_alarm", "mistaken", "ambiguous" };
const char *const cm_hunt_channels[CM_HUNT_CHANNELS] = { "punishment", "denial", "entanglement", "norm" };

/* What is left of 1 in each row is for no signal; false when nothing is left. */
static bool fill(cm_hunt *h, size_t *row)
{
    size_t n = h->n;
    for (size_t i = 0; i <= n; i++) {
        double left = 1;
        for (size_t s = 0; s < n; s++) {
            double right = n > 1 ? h->identification : 1, wrong = n > 1 ? (1 - h->identification) / (double)(n - 1) : 0;
            h->chance[i][s] = i == n ? h->alarm[s] : h->detection[i] * (s == i ? right : wrong) + (s == 0 && i > 0 ? h->mistaken : 0);
        }
        h->chance[i][n] = i == n ? h->ambiguous_alarm : h->ambiguous;
        for (size_t s = 0; s <= n; s++) left -= h->chance[i][s];
        *row = i;
        if (left < -(double)n * 0x1p-50) return false;
        h->chance[i][n + 1] = fmax(0, left);
    }
    return true;
}

cm_status cm_hunt_open(cm_ctx *ctx, const cm_deterrence_params *p, cm_hunt *h)
{
    size_t n = (size_t)p->attackers, row;
    const struct { const char *name; size_t count; } list[] = { { "shifts", p->shifts.count }, { "detections", p->detections.count }, { "false_alarms", p->false_alarms.count } };
    for (size_t k = 0; k < 3; k++) {
        if (list[k].count > 0 && list[k].count != n) return cm_fail(ctx, CM_E_INPUT, "deterrence: %zu %s for %zu attackers", list[k].count, list[k].name, n);
    }
    if (!(p->low < p->high)) return cm_fail(ctx, CM_E_INPUT, "deterrence: gains are between %g and %g", p->low, p->high);
    if (!(p->fierce_low < p->fierce_high)) return cm_fail(ctx, CM_E_INPUT, "deterrence: what striking the right one is worth is between %g and %g", p->fierce_low, p->fierce_high);
    *h = (cm_hunt){ .n = n, .commits = strcmp(p->defender, "commits") == 0, .opportunity = p->opportunity, .width = p->high - p->low, .fierce_low = p->fierce_low, .fierce_high = p->fierce_high,
                    .identification = p->identification, .mistaken = p->mistaken, .ambiguous = p->ambiguous, .ambiguous_alarm = p->ambiguous_alarm,
                    .channel = { p->punishment, p->denial, p->entanglement, p->norm } };
    for (size_t i = 0; i < n; i++) {
        h->low[i] = p->low + (p->shifts.count > 0 ? p->shifts.at[i] : 0);
        h->detection[i] = p->detections.count > 0 ? p->detections.at[i] : p->detection;
        h->alarm[i] = p->false_alarms.count > 0 ? p->false_alarms.at[i] : p->false_alarm / (double)n;
    }
    if (fill(h, &row)) return CM_OK;
    if (row == n) return cm_fail(ctx, CM_E_INPUT, "deterrence: where nobody attacks the chances of false alarms add up to more than 1");
    return cm_fail(ctx, CM_E_INPUT, "deterrence: the signals of attacker %zu add up to more than 1: detected %g, mistaken for the first %g, noticed but not who %g", row + 1, h->detection[row], row > 0 ? h->mistaken : 0, h->ambiguous);
}

bool cm_hunt_changed(const cm_hunt *h, size_t change, double step, cm_hunt *other)
{
    size_t row;
    *other = *h;
    if (change == 1) other->identification = fmin(1, h->identification + step);
    if (change == 3) other->mistaken += step;
    if (change == 4) other->ambiguous += step;
    for (size_t i = 0; i < h->n; i++) {
        if (change == 0) other->detection[i] = fmin(1, h->detection[i] + step);
        if (change == 2) other->alarm[i] = fmax(0, h->alarm[i] - step / (double)h->n);
    }
    return !(h->n < 2 && (change == 1 || change == 3)) && fill(other, &row);
}

double cm_hunt_attacks(const cm_hunt *h, size_t i, double cutoff)
{
    double below = fmin(1, fmax(0, (cutoff - h->low[i]) / h->width));
    return h->opportunity / (double)h->n * (1 - below);
}

void cm_hunt_beliefs(const cm_hunt *h, const double *x, size_t signal, double *belief)
{
    double sum = 0, nobody = 1, able = 0;
    for (size_t j = 0; j < h->n; j++) {
        double attacks = cm_hunt_attacks(h, j, x[j]);
        belief[j] = attacks * h->chance[j][signal];
        sum += belief[j];
        nobody -= attacks;
        able += h->chance[j][signal];
    }
    sum += nobody * h->chance[h->n][signal];
    for (size_t j = 0; j < h->n; j++) belief[j] = sum > 0 ? belief[j] / sum : able > 0 ? h->chance[j][signal] / able : 0;      /* one that never comes: from whom it could */
}

double cm_hunt_strikes(const cm_hunt *h, size_t i, size_t signal, double belief)
{
    if (h->commits) return signal == i ? 1 : 0;
    return fmin(1, fmax(0, (h->fierce_high - (1 - belief)) / (h->fierce_high - h->fierce_low)));
}

static void respond(const cm_hunt *h, const double *x, double *out)
{
    double belief[CM_HUNT_MOST];
    for (size_t i = 0; i < h->n; i++) out[i] = h->channel[2] + h->channel[3] * h->chance[i][i];
    for (size_t s = 0; s < h->n + 2; s++) {
        cm_hunt_beliefs(h, x, s, belief);
        for (size_t i = 0; i < h->n; i++) out[i] += h->channel[0] * (h->chance[i][s] - h->chance[h->n][s]) * cm_hunt_strikes(h, i, s, belief[i]);
    }
    for (size_t i = 0; i < h->n; i++) out[i] /= 1 - h->channel[1];
}

void cm_hunt_start(const cm_hunt *h, size_t start, double *x)
{
    for (size_t i = 0; i < h->n; i++) {
        double part = start < 3 ? (double)start / 2 : (i + start) % 2 == 0 ? 1 : 0;         /* all attack, half, nobody; every other one */
        x[i] = h->low[i] + h->width * part;
    }
}

cm_status cm_hunt_settle(cm_ctx *ctx, const cm_hunt *h, double *x, bool *rest)
{
    double next[CM_HUNT_MOST], step = 0.5;
    for (long k = 1; k <= STEPS; k++) {
        double change = 0;
        respond(h, x, next);
        for (size_t i = 0; i < h->n; i++) {
            change = fmax(change, fabs(next[i] - x[i]));
            x[i] += step * (next[i] - x[i]);
        }
        *rest = change <= ctx->tol.abs / 4096;
        if (*rest) return CM_OK;
        if (k % PATIENCE == 0) step *= 0.75;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped after %ld steps towards the cutoffs", k);
    }
    return CM_OK;
}
