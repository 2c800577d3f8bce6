/* lp.c: linear and integer programmes by GLPK.
 *
 * The programme is kept here and handed to GLPK afresh in each solve, with the basis of the last
 * solve: no memory of GLPK outlives a call.  So a programme may be solved on one thread and freed on
 * another, and after an internal error of GLPK (which would abort: a hook jumps back, and the
 * thread's environment is thrown away) no other programme is lost with it.
 *
 * The dual simplex comes first: the rows that cutting-plane methods add leave a basis dual feasible.
 * Without presolve its status tells infeasible from unbounded, except where phase one of one method
 * ends without a word on the other side; then the primal simplex starts from a fresh basis, and after
 * it both again with GLPK's own, wider tolerances. */
#include "solver/base/lp.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>

#include "solver/base/mem.h"

typedef struct column {
    double cost, low, high;
    bool integer;
    int basis;                         /* GLP_BS, ... of the last solve; 0: none */
} column;

typedef struct row {
    double low, high;
    size_t first, length;              /* of its entries */
    int basis;
} row;

typedef struct entry {
    size_t column;
    double value;
} entry;

struct cm_lp {
    cm_arena arena;                    /* holds this struct, too */
    bool maximise, integer, warm;
    size_t ncolumns, nrows, row_room, nentries, entry_room;
    column *column;
    row *row;
    entry *entry;
    int *index;                        /* 1 + ncolumns, scratch in GLPK's numbering from 1 */
    double *value;
};

cm_lp *cm_lp_new(cm_ctx *ctx, size_t columns, bool maximise)
{
    cm_arena arena = { NULL };
    cm_lp *lp = CM_NEW(ctx, &arena, 1, cm_lp);
    if (lp == NULL) return NULL;
    lp->column = CM_NEW(ctx, &arena, columns, column);
    lp->index = CM_NEW(ctx, &arena, columns + 1, int);
    lp->value = CM_NEW(ctx, &arena, columns + 1, double);
    if (lp->column == NULL || lp->index == NULL || lp->value == NULL || columns >= INT_MAX) {
        (void)cm_fail(ctx, CM_E_NUMERIC, "a programme of %zu variables is too large", columns);
        cm_arena_free(&arena);
        return NULL;
    }
    for (size_t j = 0; j < columns; j++) {
        lp->column[j].low = -HUGE_VAL;
        lp->column[j].high = HUGE_VAL;
    }
    lp->ncolumns = columns;
    lp->maximise = maximise;
    lp->arena = arena;
    return lp;
}

void cm_lp_free(cm_lp *lp)
{
    if (lp != NULL) {
        cm_arena arena = lp->arena;
        cm_arena_free(&arena);
    }
}

static cm_status check_bounds(cm_ctx *ctx, const char *what, size_t k, double low, double high)
{
    if (isnan(low) || isnan(high) || low > high || low == HUGE_VAL || high == -HUGE_VAL) {
        return cm_fail(ctx, CM_E_INPUT, "%s %zu of a programme cannot lie between %g and %g", what, k, low, high);
    }
    return CM_OK;
}

cm_status cm_lp_column(cm_ctx *ctx, cm_lp *lp, size_t j, double cost, double low, double high, bool integer)
{
    if (j >= lp->ncolumns) {
        return cm_fail(ctx, CM_E_INPUT, "variable %zu of a programme with %zu", j, lp->ncolumns);
    }
    if (!isfinite(cost)) return cm_fail(ctx, CM_E_INPUT, "the cost of variable %zu is %g", j, cost);
    if (check_bounds(ctx, "variable", j, low, high) != CM_OK) return CM_E_INPUT;
    lp->column[j].cost = cost;
    lp->column[j].low = low;
    lp->column[j].high = high;
    lp->column[j].integer = integer;
    return CM_OK;
}

cm_status cm_lp_row(cm_ctx *ctx, cm_lp *lp, const double *coefficient, double low, double high)
{
    row *rows;
    entry *entries;
    size_t end = lp->nentries;
    if (check_bounds(ctx, "row", lp->nrows, low, high) != CM_OK) return CM_E_INPUT;
    for (size_t j = 0; j < lp->ncolumns; j++) {
        if (!isfinite(coefficient[j])) {
            return cm_fail(ctx, CM_E_INPUT, "coefficient %zu of row %zu is %g", j, lp->nrows, coefficient[j]);
        }
        if (coefficient[j] == 0) continue;
        entries = cm_grow(ctx, &lp->arena, lp->entry, end, &lp->entry_room, sizeof *entries);
        if (entries == NULL) return ctx->status;
        lp->entry = entries;
        entries[end++] = (entry){ .column = j, .value = coefficient[j] };
    }
    rows = cm_grow(ctx, &lp->arena, lp->row, lp->nrows, &lp->row_room, sizeof *rows);
    if (rows == NULL) return ctx->status;
    lp->row = rows;
    rows[lp->nrows++] = (row){ .low = low, .high = high, .first = lp->nentries, .length = end - lp->nentries };
    lp->nentries = end;
    return CM_OK;
}

static int bound_kind(double low, double high)
{
    if (isinf(low)) return isinf(high) ? GLP_FR : GLP_UP;
    if (isinf(high)) return GLP_LO;
    return low < high ? GLP_DB : GLP_FX;
}

/* GLPK wants whole bounds of whole variables.  False when no whole number is left between them. */
static bool set_column(glp_prob *problem, const column *c, int at)
{
    double low = c->integer ? ceil(c->low) : c->low, high = c->integer ? floor(c->high) : c->high;
    if (low > high) return false;
    glp_set_obj_coef(problem, at, c->cost);
    glp_set_col_bnds(problem, at, bound_kind(low, high), low, high);
    glp_set_col_kind(problem, at, c->integer ? GLP_IV : GLP_CV);
    return true;
}

/* The programme in GLPK's terms.  False when a whole variable has no value at all. */
static bool build(const cm_lp *lp, glp_prob *problem)
{
    glp_set_obj_dir(problem, lp->maximise ? GLP_MAX : GLP_MIN);
    if (lp->ncolumns > 0) glp_add_cols(problem, (int)lp->ncolumns);
    if (lp->nrows > 0) glp_add_rows(problem, (int)lp->nrows);
    for (size_t j = 0; j < lp->ncolumns; j++) {
        if (!set_column(problem, &lp->column[j], (int)j + 1)) return false;
    }
    for (size_t r = 0; r < lp->nrows; r++) {
        const row *at = &lp->row[r];
        for (size_t k = 0; k < at->length; k++) {
            lp->index[k + 1] = (int)lp->entry[at->first + k].column + 1;
            lp->value[k + 1] = lp->entry[at->first + k].value;
        }
        glp_set_row_bnds(problem, (int)r + 1, bound_kind(at->low, at->high), at->low, at->high);
        glp_set_mat_row(problem, (int)r + 1, (int)at->length, lp->index, lp->value);
    }
    return true;
}

/* The last solve's basis; rows that came later are basic. */
static void load_basis(const cm_lp *lp, glp_prob *problem)
{
    if (!lp->warm) return;
    for (size_t j = 0; j < lp->ncolumns; j++) glp_set_col_stat(problem, (int)j + 1, lp->column[j].basis);
    for (size_t r = 0; r < lp->nrows; r++) {
        glp_set_row_stat(problem, (int)r + 1, lp->row[r].basis != 0 ? lp->row[r].basis : GLP_BS);
    }
}

static void save_basis(cm_lp *lp, glp_prob *problem)
{
    for (size_t j = 0; j < lp->ncolumns; j++) lp->column[j].basis = glp_get_col_stat(problem, (int)j + 1);
    for (size_t r = 0; r < lp->nrows; r++) lp->row[r].basis = glp_get_row_stat(problem, (int)r + 1);
    lp->warm = true;
}

/* Does the basis say what the answer is? */
static bool settled(glp_prob *problem, cm_lp_answer *answer)
{
    if (glp_get_status(problem) == GLP_OPT) *answer = CM_LP_OPTIMAL;
    else if (glp_get_prim_stat(problem) == GLP_NOFEAS) *answer = CM_LP_INFEASIBLE;
    else if (glp_get_prim_stat(problem) == GLP_FEAS && glp_get_dual_stat(problem) == GLP_NOFEAS) {
        *answer = CM_LP_UNBOUNDED;
    } else return false;
    return true;
}

/* Steps of one attempt: far more than any programme takes that does not go round in circles. */
static int patience(glp_prob *problem)
{
    double size = (double)glp_get_num_rows(problem) + (double)glp_get_num_cols(problem);
    return (int)fmin(20000 + 200 * size, INT_MAX / 2);
}

/* Does the point of an optimal basis lie in the rows and bounds?  GLPK's dual simplex has been seen to call a point optimal
 * that a row of chances, which add up to 1, does not hold for at all, and such a programme infeasible. */
static bool holds(const cm_ctx *ctx, glp_prob *problem)
{
    double absolute, rows, bounds;
    int where;
    if (glp_get_status(problem) != GLP_OPT) return true;
    glp_check_kkt(problem, GLP_SOL, GLP_KKT_PE, &absolute, &where, &rows, &where);
    glp_check_kkt(problem, GLP_SOL, GLP_KKT_PB, &absolute, &where, &bounds, &where);
    return rows <= ctx->tol.cert && bounds <= ctx->tol.cert;
}

/* The dual simplex, then the primal; what the first finds infeasible the second has to find infeasible too. */
static bool simplex(const cm_ctx *ctx, glp_prob *problem, cm_lp_answer *answer)
{
    int infeasible = 0;
    for (int attempt = 0; attempt < 4; attempt++) {
        glp_smcp how;
        glp_init_smcp(&how);
        how.msg_lev = GLP_MSG_OFF;
        how.it_lim = patience(problem);
        how.meth = attempt % 2 == 0 ? GLP_DUALP : GLP_PRIMAL;
        if (attempt < 2) how.tol_bnd = how.tol_dj = ctx->tol.abs;
        if (attempt > 0) glp_std_basis(problem);
        if (glp_simplex(problem, &how) != 0 || !settled(problem, answer) || !holds(ctx, problem)) continue;
        if (*answer != CM_LP_INFEASIBLE || ++infeasible == 2) return true;
    }
    *answer = CM_LP_INFEASIBLE;
    return infeasible > 0;
}

static void stop_search(glp_tree *tree, void *data)
{
    if (cm_stopped(data)) glp_ios_terminate(tree);
}

/* Branch and bound from an optimal relaxation. */
static cm_status branch(cm_ctx *ctx, glp_prob *problem, cm_lp_answer *answer)
{
    glp_iocp how;
    int code;
    glp_init_iocp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.mip_gap = 0;
    how.tol_int = ctx->tol.cert;
    how.cb_func = stop_search;
    how.cb_info = ctx;
    code = glp_intopt(problem, &how);
    if (code == GLP_ESTOP) return cm_fail(ctx, CM_E_INTERRUPT, "stopped in an integer programme");
    if (code == 0 && glp_mip_status(problem) == GLP_OPT) *answer = CM_LP_OPTIMAL;
    else if (code == 0 && glp_mip_status(problem) == GLP_NOFEAS) *answer = CM_LP_INFEASIBLE;
    else return cm_fail(ctx, CM_E_NUMERIC, "GLPK ended an integer programme with code %d", code);
    return CM_OK;
}

/* An unbounded relaxation: the whole programme is unbounded too if it has any solution, for its
 * numbers are fractions (R. R. Meyer, Math. Programming 7 (1974) 223-235). */
static cm_status branch_unbounded(cm_ctx *ctx, glp_prob *problem, cm_lp_answer *answer)
{
    cm_status status = CM_OK;
    for (int j = 1; j <= glp_get_num_cols(problem); j++) glp_set_obj_coef(problem, j, 0);
    if (!simplex(ctx, problem, answer)) return cm_fail(ctx, CM_E_NUMERIC, "GLPK found no answer to a programme");
    if (*answer == CM_LP_OPTIMAL) status = branch(ctx, problem, answer);
    if (*answer == CM_LP_OPTIMAL) *answer = CM_LP_UNBOUNDED;
    return status;
}

static cm_status read_answer(cm_ctx *ctx, const cm_lp *lp, glp_prob *problem, double *x, double *value, double *dual)
{
    double best = lp->integer ? glp_mip_obj_val(problem) : glp_get_obj_val(problem);
    if (!isfinite(best)) return cm_fail(ctx, CM_E_NUMERIC, "a programme has the value %g", best);
    if (value != NULL) *value = best;
    for (size_t j = 0; x != NULL && j < lp->ncolumns; j++) {
        int at = (int)j + 1;
        x[j] = lp->integer ? glp_mip_col_val(problem, at) : glp_get_col_prim(problem, at);
        if (lp->column[j].integer) x[j] = round(x[j]);
    }
    for (size_t r = 0; dual != NULL && r < lp->nrows; r++) {
        dual[r] = lp->integer ? 0 : glp_get_row_dual(problem, (int)r + 1);
    }
    return CM_OK;
}

static cm_status solve(cm_ctx *ctx, cm_lp *lp, glp_prob *problem, cm_lp_answer *answer,
                       double *x, double *value, double *dual)
{
    cm_status status = CM_OK;
    *answer = CM_LP_INFEASIBLE;
    if (!build(lp, problem)) return CM_OK;
    glp_scale_prob(problem, GLP_SF_AUTO);
    load_basis(lp, problem);
    if (!simplex(ctx, problem, answer)) return cm_fail(ctx, CM_E_NUMERIC, "GLPK found no answer to a programme");
    if (*answer == CM_LP_OPTIMAL) save_basis(lp, problem);
    if (lp->integer && *answer == CM_LP_OPTIMAL) status = branch(ctx, problem, answer);
    else if (lp->integer && *answer == CM_LP_UNBOUNDED) status = branch_unbounded(ctx, problem, answer);
    if (status == CM_OK && *answer == CM_LP_OPTIMAL) status = read_answer(ctx, lp, problem, x, value, dual);
    return status;
}

static void jump_back(void *data)
{
    longjmp(*(jmp_buf *)data, 1);
}

cm_status cm_lp_solve(cm_ctx *ctx, cm_lp *lp, cm_lp_answer *answer, double *x, double *value, double *dual)
{
    jmp_buf back;
    glp_prob *problem;
    cm_status status;
    if (lp->nrows >= INT_MAX) return cm_fail(ctx, CM_E_NUMERIC, "a programme of %zu rows is too large", lp->nrows);
    if (glp_init_env() > 1) return cm_fail(ctx, CM_E_MEMORY, "no memory for GLPK");
    lp->integer = false;
    for (size_t j = 0; j < lp->ncolumns; j++) lp->integer = lp->integer || lp->column[j].integer;
    if (setjmp(back) != 0) {
        lp->warm = false;
        (void)glp_free_env();
        return cm_fail(ctx, CM_E_NUMERIC, "GLPK gave up on a programme of %zu rows and %zu variables",
                       lp->nrows, lp->ncolumns);
    }
    glp_term_out(GLP_OFF);
    glp_error_hook(jump_back, &back);
    problem = glp_create_prob();
    status = solve(ctx, lp, problem, answer, x, value, dual);
    glp_delete_prob(problem);
    glp_error_hook(NULL, NULL);
    return status;
}

static cm_lp_place place_of(int basis)
{
    switch (basis) {
    case GLP_BS: return CM_LP_BASIC;
    case GLP_NU: return CM_LP_AT_HIGH;
    case GLP_NF: return CM_LP_AT_ZERO;
    default: return CM_LP_AT_LOW;              /* GLP_NL, GLP_NS */
    }
}

size_t cm_lp_columns(const cm_lp *lp) { return lp->ncolumns; }
size_t cm_lp_rows(const cm_lp *lp) { return lp->nrows; }
bool cm_lp_maximises(const cm_lp *lp) { return lp->maximise; }
bool cm_lp_has_basis(const cm_lp *lp) { return lp->warm; }

cm_lp_place cm_lp_column_get(const cm_lp *lp, size_t j, double *cost, double *low, double *high)
{
    *cost = lp->column[j].cost;
    *low = lp->column[j].low;
    *high = lp->column[j].high;
    return place_of(lp->column[j].basis);
}

cm_lp_place cm_lp_row_get(const cm_lp *lp, size_t r, size_t *index, double *value, size_t *length, double *low, double *high)
{
    const row *at = &lp->row[r];
    for (size_t k = 0; k < at->length; k++) {
        index[k] = lp->entry[at->first + k].column;
        value[k] = lp->entry[at->first + k].value;
    }
    *length = at->length;
    *low = at->low;
    *high = at->high;
    return at->basis == 0 ? CM_LP_BASIC : place_of(at->basis);
}

void cm_lp_thread_end(void)
{
    (void)glp_free_env();
}

const char *cm_lp_library(void)
{
    return glp_version();
}
