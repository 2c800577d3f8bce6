/* abstention_profiles.c: every profile of what others say, put to the definition, for the certificate of the concept abstention.
 *
 * For one member of each kind: how many of each kind of the others say yes, nothing, no, or are away.  Each profile stands for
 * a multinomial number of votes, counts with each thing that the member may say, as a vote, as a roll call in which
 * those away have not yet spoken, and, where all say yes or no, as a vote and a roll call without abstentions. */
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "solver/voting/abstention_check.h"

static double times(size_t count, double log_chance) { return count == 0 ? 0 : (double)count * log_chance; }
static double factorial(size_t k) { return gsl_sf_lnfact((unsigned)k); }

/* Does it pass when the member looked at says `said`, and those who have not spoken say `rest` (AWAY: are away)? */
static bool passes(const cm_abs_walk *w, const cm_vote *vote, cm_said said, cm_said rest, size_t yeses, size_t away)
{
    size_t n = vote->n, absent = rest == CM_SAID_AWAY ? away + (said == CM_SAID_AWAY) : 0;
    for (size_t k = 0; k < vote->nnodes; k++) {
        int64_t own = vote->node[k].kind == CM_VOTE_THRESHOLD ? vote->node[k].weight[w->one] : 0;
        w->a[k] = w->yes[k] + (said == CM_SAID_YES ? own : 0) + (rest == CM_SAID_YES ? w->open[k] : 0);
        w->b[k] = w->no[k] + (said == CM_SAID_NO ? own : 0) + (rest == CM_SAID_NO ? w->open[k] : 0);
    }
    return cm_cast_sums_pass(vote, w->a, w->b, (int64_t)(n - absent), yeses + (said == CM_SAID_YES) + (rest == CM_SAID_YES ? away : 0) > 0);
}

/* Is it settled whatever those say who have not spoken: the member as well where it says no and yes below? */
static bool settled(const cm_abs_walk *w, cm_said low, cm_said high, size_t yeses, size_t away)
{
    return passes(w, &w->everybody, low, CM_SAID_NO, yeses, away) || !passes(w, &w->everybody, high, CM_SAID_YES, yeses, away);
}

static void add_vote(cm_abs_walk *w, double share, size_t yeses, size_t away)
{
    int64_t there = (int64_t)(w->vote->n - 1 - away);
    bool by[CM_SAID];
    for (int s = 0; s < CM_SAID; s++) {
        by[s] = passes(w, w->vote, (cm_said)s, CM_SAID_AWAY, yeses, away);
        w->out->pass[s] += by[s] ? share : 0;
    }
    w->out->there += there + 1 >= w->vote->quorum ? share : 0;
    w->out->away += there >= w->vote->quorum ? share : 0;
    w->out->of[CM_ABS_PARADOX] += by[CM_SAID_NO] && !by[CM_SAID_AWAY] ? share : 0;
}

/* Those away come after the member. */
static void add_roll_call(cm_abs_walk *w, double ways, size_t yeses, size_t away)
{
    size_t n = w->vote->n, spoken = n - 1 - away;
    double share;
    if (settled(w, CM_SAID_NO, CM_SAID_YES, yeses, away)) return;
    share = exp(ways + factorial(spoken) + factorial(away) - factorial(n) - (double)spoken * log(3)) / 3;
    for (int s = CM_SAID_YES; s <= CM_SAID_NO; s++) w->out->of[CM_ABS_SHAPLEY] += settled(w, (cm_said)s, (cm_said)s, yeses, away) ? share : 0;
}

static void add_binary(cm_abs_walk *w, double ways, double chance, size_t yeses)
{
    size_t n = w->vote->n;
    bool no = passes(w, &w->everybody, CM_SAID_NO, CM_SAID_NO, yeses, 0), yes = passes(w, &w->everybody, CM_SAID_YES, CM_SAID_NO, yeses, 0);
    double share = exp(ways + chance);
    if (yes != no) w->out->of[CM_ABS_SHAPLEY_BINARY] += exp(ways + factorial(yeses) + factorial(n - 1 - yeses) - factorial(n));
    w->out->yes += yes ? share : 0;
    w->out->no += no ? share : 0;
}

/* One profile of the others. */
static void add_profile(cm_abs_walk *w)
{
    double ways = 0, vote = 0, binary = 0;
    size_t total[CM_SAID] = { 0 }, size = w->vote->nnodes * sizeof *w->yes;
    memset(w->yes, 0, size);
    memset(w->no, 0, size);
    memset(w->open, 0, size);
    for (size_t j = 0; j < w->kinds; j++) {
        const cm_abs_kind *k = &w->kind[j];
        ways += factorial(k->others);
        for (int s = 0; s < CM_SAID; s++) {
            total[s] += k->said[s];
            ways -= factorial(k->said[s]);
            vote += times(k->said[s], k->log_chance[s]);
        }
        binary += times(k->said[CM_SAID_YES], k->log_yes) + times(k->said[CM_SAID_NO], k->log_no);
        for (size_t at = 0; at < w->vote->nnodes; at++) {
            int64_t own = w->vote->node[at].kind == CM_VOTE_THRESHOLD ? w->vote->node[at].weight[k->first] : 0;
            w->yes[at] += own * (int64_t)k->said[CM_SAID_YES];
            w->no[at] += own * (int64_t)k->said[CM_SAID_NO];
            w->open[at] += own * (int64_t)k->said[CM_SAID_AWAY];
        }
    }
    if (vote > -HUGE_VAL) add_vote(w, exp(ways + vote), total[CM_SAID_YES], total[CM_SAID_AWAY]);
    add_roll_call(w, ways, total[CM_SAID_YES], total[CM_SAID_AWAY]);
    if (total[CM_SAID_NOTHING] + total[CM_SAID_AWAY] == 0) add_binary(w, ways, binary, total[CM_SAID_YES]);
}

/* All profiles of the kinds from j on. */
static cm_status go_through(cm_abs_walk *w, size_t j)
{
    cm_abs_kind *k = &w->kind[j];
    cm_status status = CM_OK;
    if (j == w->kinds) {
        add_profile(w);
        return CM_OK;
    }
    for (size_t yes = 0; yes <= k->others; yes++) {
        if (cm_stopped(w->ctx)) return cm_fail(w->ctx, CM_E_INTERRUPT, "interrupted");
        for (size_t no = 0; yes + no <= k->others; no++) {
            for (size_t away = 0; yes + no + away <= k->others && status == CM_OK; away++) {
                k->said[CM_SAID_YES] = yes;
                k->said[CM_SAID_NO] = no;
                k->said[CM_SAID_AWAY] = away;
                k->said[CM_SAID_NOTHING] = k->others - yes - no - away;
                status = go_through(w, j + 1);
            }
        }
    }
    return status;
}

cm_status cm_abstention_by_profiles(cm_abs_walk *w, cm_abs_again *of_kind)
{
    cm_status status = CM_OK;
    for (size_t g = 0; g < w->kinds && status == CM_OK; g++) {
        for (size_t j = 0; j < w->kinds; j++) w->kind[j].others = w->kind[j].size - (j == g);
        w->one = w->kind[g].first;
        w->out = &of_kind[g];
        status = go_through(w, 0);
    }
    return status;
}
