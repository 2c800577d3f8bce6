/* sequential_mixed.c: semi-separating equilibria of games of two types, two messages and two replies to each.
 *
 * Who mixes is tried in all ways in which at least one type does.  A type that mixes makes an equation in the chances of
 * the replies; a reply that is mixed makes one in the chances of the messages.  As many types as replies have to mix for
 * both systems to be square; others have solutions only where payoffs tie, and then not one but a continuum. */
#include "solver/strategic/assessment.h"

enum { BOTH = 2 };                   /* a type that mixes; a message whose replies are mixed; else which one it is */

typedef struct way {
    int type[2], message[2];
    cm_rat a[4], b[2];
    cm_rat send[2], reply[2];        /* how likely each type sends message 0; each message is answered by reply 1 */
    cm_rat t[2];                     /* room */
} way;

static bool small(const cm_signalling *s)
{
    if (s->types != 2 || s->messages != 2) return false;
    for (size_t k = 0; k < 2; k++) {
        if (s->efg->set[s->efg->node[s->start[k]].set].nactions != 2 || cm_signalling_replies(s, k) != 2) return false;
        for (size_t m = 0; m < 2; m++) {
            if (s->option[k * s->efg->nsets + m] == SIZE_MAX) return false;
        }
    }
    return true;
}

/* What reply 1 to message m adds for player i when the type is t. */
static void step_of(const cm_signalling *s, size_t i, size_t t, size_t m, cm_rat *out)
{
    cm_rat_sub(out, cm_signalling_get(s, i, t, m, 1), cm_signalling_get(s, i, t, m, 0));
}

/* By how much type t prefers message 0, as slope[0] reply[0] - slope[1] reply[1] = -constant at indifference. */
static void sender_row(const cm_signalling *s, size_t t, cm_rat *slope, cm_rat *constant)
{
    for (size_t m = 0; m < 2; m++) step_of(s, s->sender, t, m, &slope[m]);
    cm_rat_set_ratio(constant, 0, 1);
    cm_rat_sub(&slope[1], constant, &slope[1]);
    cm_rat_sub(constant, cm_signalling_get(s, s->sender, t, 1, 0), cm_signalling_get(s, s->sender, t, 0, 0));
}

/* What reply 1 to message m adds for the receiver, over the types: slope . send = constant at indifference. */
static void receiver_row(const cm_signalling *s, size_t m, cm_rat *slope, cm_rat *constant)
{
    cm_rat_set_ratio(constant, 0, 1);
    for (size_t t = 0; t < 2; t++) {
        step_of(s, 1 - s->sender, t, m, &slope[t]);
        cm_rat_mul(&slope[t], &slope[t], &s->prior[t]);
        if (m == 0) continue;
        cm_rat_add(constant, constant, &slope[t]);             /* message 1 is sent with 1 - send: signs turn */
    }
}

/* Fill and solve one of the two systems: unknown k is fixed, or the rows of `other` that mix come in. */
static bool solve_system(const cm_signalling *s, way *w, bool sender)
{
    const int *own = sender ? w->type : w->message, *other = sender ? w->message : w->type;
    size_t row = 0;
    for (size_t k = 0; k < 2; k++) {
        if (own[k] == BOTH) continue;
        cm_rat_set_ratio(&w->a[2 * row + k], 1, 1);
        cm_rat_set_ratio(&w->a[2 * row + 1 - k], 0, 1);
        cm_rat_set_ratio(&w->b[row], sender ? 1 - own[k] : own[k], 1);
        row++;
    }
    for (size_t k = 0; k < 2; k++) {
        if (other[k] != BOTH) continue;
        if (sender) receiver_row(s, k, &w->a[2 * row], &w->b[row]);
        else sender_row(s, k, &w->a[2 * row], &w->b[row]);
        row++;
    }
    return cm_rat_solve(w->a, 2, w->b, sender ? w->send : w->reply);
}

/* The sign of what speaks for message 0 with type k (sender), or for reply 1 to message k. */
static int lean(const cm_signalling *s, way *w, bool sender, size_t k)
{
    const cm_rat *x = sender ? w->reply : w->send;
    if (sender) sender_row(s, k, w->t, &w->b[0]);
    else receiver_row(s, k, w->t, &w->b[0]);
    cm_rat_mul(&w->t[0], &w->t[0], &x[0]);
    cm_rat_add_mul(&w->t[0], &w->t[1], &x[1]);
    cm_rat_sub(&w->t[0], &w->t[0], &w->b[0]);
    return !sender && k == 1 ? -cm_rat_sign(&w->t[0]) : cm_rat_sign(&w->t[0]);
}

static bool inside(const cm_rat *x)
{
    const cm_rat one = { 1, 1 };
    return cm_rat_sign(x) > 0 && cm_rat_compare(x, &one) < 0;
}

/* What is mixed lies strictly between 0 and 1; what is not is best. */
static bool holds(const cm_signalling *s, way *w)
{
    for (size_t k = 0; k < 2; k++) {
        int for_first = lean(s, w, true, k), for_second = lean(s, w, false, k);
        if (w->type[k] == BOTH ? !inside(&w->send[k]) : (w->type[k] == 0 ? for_first < 0 : for_first > 0)) return false;
        if (w->message[k] == BOTH ? !inside(&w->reply[k]) : (w->message[k] == 1 ? for_second < 0 : for_second > 0)) return false;
    }
    return true;
}

static void set_mix(cm_assessing *w, const way *x)
{
    const cm_signalling *s = &w->game;
    const cm_rat one = { 1, 1 };
    for (size_t k = 0; k < 2; k++) {
        cm_rat *type = &w->mix[w->play.base[s->efg->node[s->start[k]].set]], *message = &w->mix[w->play.base[s->set[k]]];
        size_t first = s->option[k * s->efg->nsets];
        cm_rat_set(&type[first], &x->send[k]);
        cm_rat_sub(&type[1 - first], &one, &x->send[k]);
        cm_rat_set(&message[1], &x->reply[k]);
        cm_rat_sub(&message[0], &one, &x->reply[k]);
    }
}

cm_status cm_assessment_mixed(cm_ctx *ctx, cm_assessing *w, cm_result *result, bool *searched)
{
    way x = { .type = { 0, 0 } };
    cm_status status = CM_OK;
    *searched = small(&w->game);
    for (int k = 0; k < 81 && *searched; k++) {
        int types, messages;
        x.type[0] = k % 3;
        x.type[1] = k / 3 % 3;
        x.message[0] = k / 9 % 3;
        x.message[1] = k / 27;
        types = (x.type[0] == BOTH) + (x.type[1] == BOTH);
        messages = (x.message[0] == BOTH) + (x.message[1] == BOTH);
        if (types == 0 || types != messages) continue;
        if (!solve_system(&w->game, &x, true) || !solve_system(&w->game, &x, false) || !holds(&w->game, &x)) continue;
        set_mix(w, &x);
        CM_TRY(cm_assessment_add(ctx, w, result));
    }
out:
    for (size_t k = 0; k < 4; k++) cm_rat_clear(&x.a[k]);
    for (size_t k = 0; k < 2; k++) {
        cm_rat_clear(&x.b[k]);
        cm_rat_clear(&x.send[k]);
        cm_rat_clear(&x.reply[k]);
        cm_rat_clear(&x.t[k]);
    }
    return status;
}
