/* basis.c: fraction-free pivots with the lexicographic ratio test. */
#include "solver/strategic/basis.h"

#include <stdlib.h>
#include <string.h>

static size_t cells(const cm_basis *b) { return b->rows * (b->columns + 1); }
static cm_rat *entry(const cm_basis *b, size_t i, size_t j) { return &b->t[i * (b->columns + 1) + j]; }

static cm_status make_room(cm_ctx *ctx, size_t rows, size_t columns, cm_basis *b)
{
    *b = (cm_basis){ .rows = rows, .columns = columns, .det = { 1, 1 } };
    b->t = cm_rats_new(ctx, cells(b));
    b->spare = cm_rats_new(ctx, cells(b));
    b->basic = calloc(rows, sizeof *b->basic);
    b->cobasic = calloc(columns, sizeof *b->cobasic);
    if (b->basic == NULL || b->cobasic == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a basis of %zu rows", rows);
    return b->t == NULL || b->spare == NULL ? ctx->status : CM_OK;
}

cm_status cm_basis_init(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_basis *basis)
{
    cm_status status = make_room(ctx, rows, columns, basis);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) cm_rat_set(entry(basis, i, j), &a[i * columns + j]);
        cm_rat_set_ratio(entry(basis, i, columns), 1, 1);
        basis->basic[i] = columns + i;
    }
    for (size_t j = 0; j < columns; j++) basis->cobasic[j] = j;
    return CM_OK;
}

cm_status cm_basis_copy(cm_ctx *ctx, const cm_basis *from, cm_basis *basis)
{
    cm_status status = make_room(ctx, from->rows, from->columns, basis);
    if (status != CM_OK) return status;
    for (size_t e = 0; e < cells(from); e++) cm_rat_set(&basis->t[e], &from->t[e]);
    cm_rat_set(&basis->det, &from->det);
    memcpy(basis->basic, from->basic, from->rows * sizeof *basis->basic);
    memcpy(basis->cobasic, from->cobasic, from->columns * sizeof *basis->cobasic);
    return CM_OK;
}

void cm_basis_free(cm_basis *basis)
{
    cm_rats_free(basis->t, basis->t == NULL ? 0 : cells(basis));
    cm_rats_free(basis->spare, basis->spare == NULL ? 0 : cells(basis));
    cm_rat_clear(&basis->det);
    free(basis->basic);
    free(basis->cobasic);
    memset(basis, 0, sizeof *basis);
}

static size_t column_of(const cm_basis *b, size_t variable)
{
    size_t j = 0;
    while (j < b->columns && b->cobasic[j] != variable) j++;
    return j;
}

bool cm_basis_is_cobasic(const cm_basis *basis, size_t variable) { return column_of(basis, variable) < basis->columns; }

/* What e^q weighs in row i: the column of slack q. */
static const cm_rat *weight(const cm_basis *b, size_t i, size_t q, const cm_rat *zero)
{
    size_t j = column_of(b, b->columns + q);
    if (j < b->columns) return entry(b, i, j);
    return b->basic[i] == b->columns + q ? &b->det : zero;
}

static bool leaves_before(const cm_basis *b, size_t i, size_t other, size_t s)
{
    const cm_rat zero = { 0, 1 };
    int sign = cm_rat_cross_sign(entry(b, i, b->columns), entry(b, other, s), entry(b, other, b->columns), entry(b, i, s));
    for (size_t q = 0; sign == 0 && q < b->rows; q++) {
        sign = cm_rat_cross_sign(weight(b, i, q, &zero), entry(b, other, s), weight(b, other, q, &zero), entry(b, i, s));
    }
    return sign < 0;
}

size_t cm_basis_enter(cm_basis *basis, size_t variable)
{
    const cm_rat zero = { 0, 1 };
    size_t s = column_of(basis, variable), r = basis->rows, wide = basis->columns + 1, left;
    cm_rat *old = basis->t;
    for (size_t i = 0; i < basis->rows; i++) {
        if (cm_rat_sign(entry(basis, i, s)) > 0 && (r == basis->rows || leaves_before(basis, i, r, s))) r = i;
    }
    for (size_t i = 0; i < basis->rows; i++) {
        for (size_t j = 0; j < wide; j++) {
            cm_rat *to = &basis->spare[i * wide + j];
            if (i == r) cm_rat_set(to, j == s ? &basis->det : entry(basis, r, j));
            else if (j == s) cm_rat_sub(to, &zero, entry(basis, i, s));
            else cm_rat_cross(to, entry(basis, r, s), entry(basis, i, j), entry(basis, i, s), entry(basis, r, j), &basis->det);
        }
    }
    cm_rat_set(&basis->det, entry(basis, r, s));
    basis->t = basis->spare;
    basis->spare = old;
    left = basis->basic[r];
    basis->basic[r] = variable;
    basis->cobasic[s] = left;
    return left;
}

void cm_basis_mix(const cm_basis *basis, cm_rat *mix)
{
    cm_rat sum = { 0, 0 };
    for (size_t j = 0; j < basis->columns; j++) cm_rat_set_ratio(&mix[j], 0, 1);
    for (size_t i = 0; i < basis->rows; i++) {
        if (basis->basic[i] < basis->columns) cm_rat_set(&mix[basis->basic[i]], entry(basis, i, basis->columns));
    }
    for (size_t j = 0; j < basis->columns; j++) cm_rat_add(&sum, &sum, &mix[j]);
    for (size_t j = 0; j < basis->columns; j++) cm_rat_div(&mix[j], &mix[j], &sum);
    cm_rat_clear(&sum);
}
