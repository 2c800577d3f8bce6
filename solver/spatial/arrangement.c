/* arrangement.c: classes of lines, and their traces on smaller flats. */
#include "solver/spatial/arrangement.h"

#include <math.h>
#include <string.h>

/* Bring x to unit length; a zero stays zero.  The largest part first, so that squares cannot overflow. */
static void make_unit(double *x, size_t d)
{
    double largest = 0, length;
    for (size_t k = 0; k < d; k++) largest = fmax(largest, fabs(x[k]));
    if (!(largest > 0)) return;
    for (size_t k = 0; k < d; k++) x[k] /= largest;
    length = sqrt(cm_dot(x, x, d));
    for (size_t k = 0; k < d; k++) x[k] /= length;
}

static void insertion_sort(cm_turn *turn, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        cm_turn x = turn[i];
        size_t j = i;
        for (; j > 0 && turn[j - 1].key > x.key; j--) turn[j] = turn[j - 1];
        turn[j] = x;
    }
}

static void merge_sort(cm_turn *turn, cm_turn *spare, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t mid = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            for (size_t i = low, j = mid, k = low; k < high; k++) {
                bool left = i < mid && (j == high || turn[i].key <= turn[j].key);
                spare[k] = left ? turn[i++] : turn[j++];
            }
        }
        memcpy(turn, spare, count * sizeof *turn);
    }
}

void cm_turn_sort(cm_turn *turn, cm_turn *spare, uint32_t *bucket, size_t count)
{
    const uint32_t crowd = 24;               /* more in a bucket: merging is faster than insertion */
    const double scale = (double)count / 2;
    uint32_t before = 0, most = 0;
    if (count < 2) return;
    memset(bucket, 0, count * sizeof *bucket);
    for (size_t i = 0; i < count; i++) {
        size_t b = (size_t)(turn[i].key * scale);
        bucket[b < count ? b : count - 1]++;
    }
    for (size_t b = 0; b < count; b++) {
        uint32_t here = bucket[b];
        if (here > most) most = here;
        bucket[b] = before;
        before += here;
    }
    for (size_t i = 0; i < count; i++) {
        size_t b = (size_t)(turn[i].key * scale);
        spare[bucket[b < count ? b : count - 1]++] = turn[i];
    }
    memcpy(turn, spare, count * sizeof *turn);
    if (most > crowd) merge_sort(turn, spare, count);
    else insertion_sort(turn, count);
}

const size_t *cm_arrangement_members(const cm_halfspace *space, size_t level, size_t c, size_t *count)
{
    const cm_flat *flat = &space->flat[level];
    if (flat->shared) {
        c = flat->lone[c];
        flat--;
    }
    *count = flat->first[c + 1] - flat->first[c];
    return flat->member + flat->first[c];
}

/* Class c of `from` joins class k of `to`, turned round when `turned`. */
static void join(const cm_flat *from, size_t c, cm_flat *to, size_t k, bool turned)
{
    size_t end = to->first[k + 1];
    to->plus[k] += turned ? from->minus[c] : from->plus[c];
    to->minus[k] += turned ? from->plus[c] : from->minus[c];
    for (size_t j = from->first[c]; j < from->first[c + 1]; j++) to->member[end++] = from->member[j] ^ turned;
    to->first[k + 1] = end;
}

/* The classes of `from` but `left_out`, with the unit vectors space->seen, into classes of parallel
 * vectors.  Parallel vectors have the same size of product with a fixed vector: sorted by that, each is
 * compared with a few neighbours. */
static void merge_classes(cm_halfspace *space, const cm_flat *from, size_t left_out, size_t dim, cm_flat *to)
{
    const double reach = 2 * space->edge;
    const cm_turn *turn = space->turn;
    size_t count = 0;
    for (size_t c = 0; c < from->m; c++) {
        double along = 0;
        if (c == left_out) continue;
        for (size_t k = 0; k < dim; k++) along += cos((double)((k + 1) * (k + 1))) * space->seen[c * dim + k];
        space->turn[count++] = (cm_turn){ fabs(along) / sqrt((double)dim), c };
    }
    cm_turn_sort(space->turn, space->spare, space->bucket, count);
    to->dim = dim;
    to->m = 0;
    to->shared = false;
    to->first[0] = 0;
    for (size_t i = 0; i < count; i++) {
        size_t c = turn[i].id, k = to->m;
        const double *x = space->seen + c * dim;
        if (c == CM_NO_CLASS) continue;
        to->first[k + 1] = to->first[k];
        to->plus[k] = to->minus[k] = 0;
        to->lone[k] = c;
        memcpy(to->vec + k * dim, x, dim * sizeof *x);
        join(from, c, to, k, false);
        for (size_t j = i + 1; j < count && turn[j].key - turn[i].key <= reach; j++) {
            double near = 0, across = 0;
            const double *y;
            if (turn[j].id == CM_NO_CLASS) continue;
            y = space->seen + turn[j].id * dim;
            near = cm_dot(x, y, dim);
            for (size_t s = 0; s < dim; s++) across += (y[s] - near * x[s]) * (y[s] - near * x[s]);
            if (!(across <= space->edge * space->edge)) continue;
            join(from, turn[j].id, to, k, near < 0);
            to->lone[k] = CM_NO_CLASS;
            space->turn[j].id = CM_NO_CLASS;
        }
        to->m++;
    }
}

/* Orthonormal rows that span the unit gradients of those who carry weight: the longest remainder, again
 * and again. */
static size_t find_span(cm_halfspace *space)
{
    size_t n = space->n, d = space->d;
    memcpy(space->seen, space->unit, n * d * sizeof *space->seen);
    for (size_t i = 0; space->weight != NULL && i < n; i++) {
        if (space->weight[i] == 0) memset(space->seen + i * d, 0, d * sizeof *space->seen);
    }
    for (size_t rank = 0; rank < d; rank++) {
        double *row = space->span + rank * d, longest = 0;
        size_t which = 0;
        for (size_t i = 0; i < n; i++) {
            double length = cm_dot(space->seen + i * d, space->seen + i * d, d);
            if (length > longest) {
                longest = length;
                which = i;
            }
        }
        if (!(longest > space->edge * space->edge)) return rank;
        memcpy(row, space->seen + which * d, d * sizeof *row);
        for (size_t j = 0; j < rank; j++) {
            double along = cm_dot(row, space->span + j * d, d);
            for (size_t k = 0; k < d; k++) row[k] -= along * space->span[j * d + k];
        }
        make_unit(row, d);
        for (size_t i = 0; i < n; i++) {
            double *x = space->seen + i * d, along = cm_dot(x, row, d);
            for (size_t k = 0; k < d; k++) x[k] -= along * row[k];
        }
    }
    return d;
}

/* The gradients that are not zero and carry weight, one class each, in flat[0]. */
static void load_members(cm_halfspace *space, const double *g, size_t dim)
{
    cm_flat *flat = &space->flat[0];
    size_t m = 0;
    flat->dim = dim;
    flat->shared = false;
    for (size_t i = 0; i < space->n; i++) {
        const double *x = g + i * dim;
        double *to = flat->vec + m * dim, size = 0;
        if (space->weight != NULL && space->weight[i] == 0) continue;
        for (size_t k = 0; k < dim; k++) {
            to[k] = x[k];
            size += fabs(x[k]);
        }
        flat->first[m] = m;
        flat->member[m] = 2 * i;
        flat->lone[m] = CM_NO_CLASS;
        flat->plus[m] = space->weight != NULL ? space->weight[i] : 1;
        flat->minus[m] = 0;
        if (size > 0) m++;
    }
    flat->first[m] = m;
    flat->m = m;
}

void cm_arrangement_load(cm_halfspace *space)
{
    size_t n = space->n, d = space->d;
    double *seen = space->seen;
    if (d != 2 || space->keep) {
        memcpy(space->unit, space->g, n * d * sizeof *space->unit);
        for (size_t i = 0; i < n; i++) make_unit(space->unit + i * d, d);
    }
    space->rank = d;
    if (d == 2) {
        load_members(space, space->g, 2);
        return;
    }
    space->rank = find_span(space);
    if (space->rank < d) {
        for (size_t i = 0; i < n; i++) {
            double *x = seen + i * space->rank;
            for (size_t k = 0; k < space->rank; k++) x[k] = cm_dot(space->span + k * d, space->unit + i * d, d);
            make_unit(x, space->rank);
        }
    } else {
        memcpy(seen, space->unit, n * d * sizeof *seen);
    }
    load_members(space, seen, space->rank);
    if (space->rank < 3) return;
    memcpy(seen, space->flat[0].vec, space->flat[0].m * space->rank * sizeof *seen);
    space->flat[0].chosen = CM_NO_CLASS;
    merge_classes(space, &space->flat[0], CM_NO_CLASS, space->rank, &space->flat[1]);
}

/* The reflection that takes the unit vector x to the last axis, up to sign. */
static void set_mirror(cm_flat *flat, const double *x)
{
    size_t last = flat->dim - 1;
    double length = 0;
    memcpy(flat->mirror, x, flat->dim * sizeof *x);
    flat->mirror[last] += x[last] < 0 ? -1 : 1;
    length = sqrt(cm_dot(flat->mirror, flat->mirror, flat->dim));
    for (size_t k = 0; k < flat->dim; k++) flat->mirror[k] /= length;
}

void cm_arrangement_choose(cm_halfspace *space, size_t level, size_t c)
{
    cm_flat *flat = &space->flat[level], *trace = flat + 1;
    size_t dim = flat->dim, m = 0;
    flat->chosen = c;
    set_mirror(flat, flat->vec + c * dim);
    if (dim > 3) {
        for (size_t j = 0; j < flat->m; j++) {
            const double *x = flat->vec + j * dim;
            double *y = space->seen + j * (dim - 1), along = 2 * cm_dot(flat->mirror, x, dim);
            for (size_t k = 0; k + 1 < dim; k++) y[k] = x[k] - along * flat->mirror[k];
            make_unit(y, dim - 1);
        }
        merge_classes(space, flat, c, dim - 1, trace);
        return;
    }
    for (size_t j = 0; j < flat->m; j++) {
        const double *x = flat->vec + j * 3, *mirror = flat->mirror;
        double along = 2 * (mirror[0] * x[0] + mirror[1] * x[1] + mirror[2] * x[2]);
        if (j == c) continue;
        trace->vec[2 * m] = x[0] - along * mirror[0];
        trace->vec[2 * m + 1] = x[1] - along * mirror[1];
        trace->plus[m] = flat->plus[j];
        trace->minus[m] = flat->minus[j];
        trace->lone[m++] = j;
    }
    trace->dim = 2;
    trace->m = m;
    trace->shared = true;
}

void cm_arrangement_lift(cm_halfspace *space, size_t level, const double *x, double *u)
{
    double *now = space->lift;
    memcpy(now, x, space->flat[level].dim * sizeof *now);
    while (level-- > 1) {
        const cm_flat *flat = &space->flat[level];
        double along;
        now[flat->dim - 1] = 0;
        along = 2 * cm_dot(flat->mirror, now, flat->dim);
        for (size_t k = 0; k < flat->dim; k++) now[k] -= along * flat->mirror[k];
    }
    memcpy(u, now, space->d * sizeof *u);
    make_unit(u, space->d);
}

void cm_arrangement_null(const cm_halfspace *space, double *u)
{
    size_t d = space->d, axis = 0;
    double best = -1;
    for (size_t k = 0; k < d; k++) {
        double left = 1;
        for (size_t j = 0; j < space->rank; j++) left -= space->span[j * d + k] * space->span[j * d + k];
        if (left > best) {
            best = left;
            axis = k;
        }
    }
    for (size_t k = 0; k < d; k++) u[k] = k == axis ? 1 : 0;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t j = 0; j < space->rank; j++) {
            double along = cm_dot(u, space->span + j * d, d);
            for (size_t k = 0; k < d; k++) u[k] -= along * space->span[j * d + k];
        }
    }
    make_unit(u, d);
}
