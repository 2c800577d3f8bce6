/* contacts.c: who sees whom: links at random, a ring, a ring with shortcuts, one grown with preference, given, or weighted.
 *
 * random: each pair is linked with the same chance, by skips between links (work in proportion to links).  ring: each
 * with the degree/2 next on either side.  small-world: the ring, and for each of its links with chance `shortcuts` one
 * more between two drawn members.  scale-free: members come one by one and link to degree/2 of those before, each with
 * a chance in proportion to its links.  weighted: how much each heeds each other, row after row.
 *
 * Source: V. Batagelj, U. Brandes, "Efficient generation of large random networks", Physical Review E 71 (2005)
 * 036113; M. E. J. Newman, D. J. Watts, "Renormalization group analysis of the small-world network model", Physics
 * Letters A 263 (1999) 341-346; A.-L. Barabasi, R. Albert, "Emergence of scaling in random networks", Science 286
 * (1999) 509-512. */
#include "solver/norms/cascade.h"

#include <math.h>
#include <string.h>

static cm_status link_up(cm_spread *s, size_t a, size_t b)
{
    cm_contacts *net = &s->net;
    if (net->edge == NULL || 2 * net->nedges + 2 > net->room) {
        if (net->edge == NULL) {
            net->room = 2 * s->n + 64;
            net->edge = CM_NEW(s->ctx, s->arena, net->room, uint32_t);
        } else {
            net->edge = cm_grow(s->ctx, s->arena, net->edge, 2 * net->nedges, &net->room, sizeof *net->edge);
        }
        if (net->edge == NULL) return s->ctx->status;
    }
    net->edge[2 * net->nedges] = (uint32_t)a;
    net->edge[2 * net->nedges++ + 1] = (uint32_t)b;
    return CM_OK;
}

/* Pairs (a, b) with b < a in order, each with chance p: the number skipped is geometric. */
static cm_status at_random(cm_spread *s, cm_rng *rng)
{
    double p = fmin(1, s->p->degree / ((double)s->n - 1)), scale = log1p(-p), b = -1;
    cm_status status = CM_OK;
    for (size_t a = 1; a < s->n && p > 0;) {
        b += p < 1 ? 1 + floor(log(cm_rng_unit(rng)) / scale) : 1;
        while (a < s->n && b >= (double)a) b -= (double)a++;
        if (a < s->n) CM_TRY(link_up(s, a, (size_t)b));
    }
out:
    return status;
}

static cm_status around(cm_spread *s, cm_rng *rng, double shortcuts)
{
    size_t half = (size_t)s->p->degree / 2;
    cm_status status = CM_OK;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 1; k <= half; k++) {
            CM_TRY(link_up(s, i, (i + k) % s->n));
            if (shortcuts > 0 && cm_rng_unit(rng) < shortcuts) {
                size_t a = cm_rng_below(rng, s->n), b = (a + 1 + cm_rng_below(rng, s->n - 1)) % s->n;
                CM_TRY(link_up(s, a, b));
            }
        }
    }
out:
    return status;
}

/* The ends of links so far are a list in which each member stands as often as it has links. */
static cm_status with_preference(cm_spread *s, cm_rng *rng)
{
    size_t half = (size_t)s->p->degree / 2;
    cm_status status = CM_OK;
    for (size_t a = 1; a <= half; a++) {
        for (size_t b = 0; b < a; b++) CM_TRY(link_up(s, a, b));
    }
    for (size_t a = half + 1; a < s->n; a++) {
        size_t ends = 2 * s->net.nedges;
        for (size_t k = 0; k < half;) {
            uint32_t b = s->net.edge[cm_rng_below(rng, ends)];
            bool before = false;
            for (size_t j = ends; j < 2 * s->net.nedges; j += 2) before = before || s->net.edge[j + 1] == b;
            if (before) continue;
            CM_TRY(link_up(s, a, b));
            k++;
        }
    }
out:
    return status;
}

static cm_status given(cm_spread *s)
{
    cm_status status = CM_OK;
    for (size_t k = 0; k + 1 < s->p->links.count; k += 2) {
        double a = s->p->links.at[k], b = s->p->links.at[k + 1];
        CM_TRY(link_up(s, (size_t)a - 1, (size_t)b - 1));
    }
out:
    return status;
}

/* From a list of links to lists of contacts. */
static cm_status arrange(cm_spread *s)
{
    cm_contacts *net = &s->net;
    size_t ends = 2 * net->nedges;
    if (net->to == NULL || ends > net->to_room) {
        net->to_room = ends + ends / 8 + 1;
        net->to = CM_NEW(s->ctx, s->arena, net->to_room, uint32_t);
        if (net->to == NULL) return s->ctx->status;
    }
    memset(net->first, 0, (s->n + 1) * sizeof *net->first);
    for (size_t k = 0; k < ends; k++) net->first[net->edge[k] + 1]++;
    for (size_t i = 0; i < s->n; i++) {
        net->first[i + 1] += net->first[i];
        net->fill[i] = net->first[i];
    }
    for (size_t k = 0; k < ends; k += 2) {
        uint32_t a = net->edge[k], b = net->edge[k + 1];
        net->to[net->fill[a]++] = b;
        net->to[net->fill[b]++] = a;
    }
    return CM_OK;
}

/* Lists of those that heed each member, and by how much. */
static cm_status weigh(cm_spread *s)
{
    cm_contacts *net = &s->net;
    const double *w = s->p->weights.at;
    size_t n = s->n, used = 0;
    net->to = CM_NEW(s->ctx, s->arena, n * n, uint32_t);
    net->weight = CM_NEW(s->ctx, s->arena, n * n, double);
    net->total = CM_NEW(s->ctx, s->arena, n, double);
    if (s->ctx->status != CM_OK) return s->ctx->status;
    for (size_t a = 0; a < n; a++) {
        net->first[a] = (uint32_t)used;
        for (size_t b = 0; b < n; b++) {
            net->total[b] += w[b * n + a];
            if (a == b || !(w[b * n + a] > 0)) continue;
            net->weight[used] = w[b * n + a];
            net->to[used++] = (uint32_t)b;
        }
    }
    net->first[n] = (uint32_t)used;
    return CM_OK;
}

cm_status cm_contacts_draw(cm_spread *s, uint64_t draw)
{
    const char *kind = s->p->network;
    bool fixed = strcmp(kind, "given") == 0 || strcmp(kind, "ring") == 0 || s->weighted;
    cm_rng rng;
    cm_status status;
    if (s->everybody || (fixed && s->net.to != NULL)) return CM_OK;
    if (s->weighted) return weigh(s);
    cm_rng_init(&rng, (uint64_t)s->p->seed, "contacts", draw);
    s->net.nedges = 0;
    if (strcmp(kind, "random") == 0) CM_TRY(at_random(s, &rng));
    else if (strcmp(kind, "scale-free") == 0) CM_TRY(with_preference(s, &rng));
    else if (strcmp(kind, "given") == 0) CM_TRY(given(s));
    else CM_TRY(around(s, &rng, strcmp(kind, "small-world") == 0 ? s->p->shortcuts : 0));
    CM_TRY(arrange(s));
out:
    return status;
}
