/* agreement.c: payoffs of agreements, by size or by coalition. */
#include "solver/collective/agreement.h"

#include <math.h>
#include <string.h>

static bool gap_of(const cm_ctx *ctx, double scale, double at, double alone, double all, double *gap)
{
    if (!(fabs(all - alone) > ctx->tol.abs * scale)) return false;
    *gap = (at - alone) / (all - alone);
    return true;
}

/* --- by size ----------------------------------------------------------------------------------------- */

static void fill_size(const cm_pfg *pfg, size_t k, size_t *block, double *q, double *pay, cm_sizes *sizes)
{
    size_t n = pfg->n, lead;
    double sum = 0;
    cm_pfg_agreement_of_size(pfg, k, block, &lead);
    cm_pfg_payoffs(pfg, block, lead, q, pay);
    for (size_t i = 0; i < n; i++) {
        sum += pay[i];
        sizes->scale = fmax(sizes->scale, fabs(pay[i]));
    }
    sizes->member[k] = k > 0 ? pay[0] : (double)NAN;
    sizes->outsider[k] = k < n ? pay[n - 1] : (double)NAN;
    sizes->welfare[k] = sum;
}

cm_status cm_sizes_init(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, cm_sizes *sizes)
{
    size_t n = pfg->n, *block = CM_NEW(ctx, arena, n, size_t), lead;
    double *q = CM_NEW(ctx, arena, n, double), *pay = CM_NEW(ctx, arena, n, double);
    cm_rat *rq = NULL, *rpay = NULL;
    cm_status status = CM_OK;
    *sizes = (cm_sizes){ .n = n, .exact = pfg->exact, .member = CM_NEW(ctx, arena, n + 1, double), .outsider = CM_NEW(ctx, arena, n + 1, double),
                         .welfare = CM_NEW(ctx, arena, n + 1, double) };
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t k = 0; k <= n; k++) fill_size(pfg, k, block, q, pay, sizes);
    if (!(sizes->scale > 0)) sizes->scale = 1;
    if (!pfg->exact) goto out;
    rq = cm_rats_new(ctx, n);
    rpay = cm_rats_new(ctx, n);
    sizes->rmember = cm_rats_new(ctx, n + 1);
    sizes->routsider = cm_rats_new(ctx, n + 1);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t k = 0; k <= n; k++) {
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_pfg_agreement_of_size(pfg, k, block, &lead);
        cm_pfg_exact(pfg, block, lead, rq, rpay);
        cm_rat_set(&sizes->rmember[k], &rpay[0]);
        cm_rat_set(&sizes->routsider[k], &rpay[n - 1]);
    }
out:
    cm_rats_free(rq, n);
    cm_rats_free(rpay, n);
    return status;
}

void cm_sizes_free(cm_sizes *sizes)
{
    if (sizes->rmember != NULL) cm_rats_free(sizes->rmember, sizes->n + 1);
    if (sizes->routsider != NULL) cm_rats_free(sizes->routsider, sizes->n + 1);
    sizes->rmember = sizes->routsider = NULL;
}

int cm_sizes_gain(const cm_ctx *ctx, const cm_sizes *sizes, size_t inside, size_t outside)
{
    double gain = sizes->member[inside] - sizes->outsider[outside];
    if (sizes->exact) return cm_rat_compare(&sizes->rmember[inside], &sizes->routsider[outside]);
    if (fabs(gain) <= ctx->tol.abs * sizes->scale) return 0;
    return gain > 0 ? 1 : -1;
}

bool cm_sizes_gap(const cm_ctx *ctx, const cm_sizes *sizes, size_t size, double *gap)
{
    return gap_of(ctx, sizes->scale, sizes->welfare[size], sizes->welfare[0], sizes->welfare[sizes->n], gap);
}

/* --- by coalition ------------------------------------------------------------------------------------ */

cm_status cm_masks_init(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, cm_masks *masks)
{
    size_t n = pfg->n, count = (size_t)1 << n, lead;
    cm_status status = CM_OK;
    *masks = (cm_masks){ .pfg = pfg, .n = n, .pay = CM_NEW(ctx, arena, count * n, double), .welfare = CM_NEW(ctx, arena, count, double),
                         .block = CM_NEW(ctx, arena, n, size_t), .q = CM_NEW(ctx, arena, n, double) };
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t s = 0; s < count; s++) {
        double *pay = masks->pay + s * n;
        if (s % 1024 == 0 && cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_pfg_agreement(pfg, (uint32_t)s, masks->block, &lead);
        cm_pfg_payoffs(pfg, masks->block, lead, masks->q, pay);
        for (size_t i = 0; i < n; i++) {
            masks->welfare[s] += pay[i];
            masks->scale = fmax(masks->scale, fabs(pay[i]));
        }
    }
    if (!(masks->scale > 0)) masks->scale = 1;
    if (!pfg->exact) goto out;
    masks->ra = cm_rats_new(ctx, n);
    masks->rb = cm_rats_new(ctx, n);
    masks->rq = cm_rats_new(ctx, n);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
out:
    return status;
}

void cm_masks_free(cm_masks *masks)
{
    cm_rats_free(masks->ra, masks->n);
    cm_rats_free(masks->rb, masks->n);
    cm_rats_free(masks->rq, masks->n);
    masks->ra = masks->rb = masks->rq = NULL;
}

static void exact_pay(cm_masks *masks, uint32_t s, cm_rat *pay)
{
    size_t lead;
    cm_pfg_agreement(masks->pfg, s, masks->block, &lead);
    cm_pfg_exact(masks->pfg, masks->block, lead, masks->rq, pay);
}

static bool decided(const cm_ctx *ctx, const cm_masks *masks, double gain, int *sign)
{
    bool clear = fabs(gain) > ctx->tol.abs * masks->scale;
    *sign = !clear ? 0 : gain > 0 ? 1 : -1;
    return clear || !masks->pfg->exact;
}

int cm_masks_gain(const cm_ctx *ctx, cm_masks *masks, uint32_t s, uint32_t t, size_t i)
{
    int sign;
    if (decided(ctx, masks, masks->pay[s * masks->n + i] - masks->pay[t * masks->n + i], &sign)) return sign;
    exact_pay(masks, s, masks->ra);
    exact_pay(masks, t, masks->rb);
    return cm_rat_compare(&masks->ra[i], &masks->rb[i]);
}

double cm_masks_surplus(const cm_masks *masks, uint32_t s, uint32_t core)
{
    double surplus = 0;
    for (size_t i = 0; i < masks->n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        if (s & bit) surplus += masks->pay[s * masks->n + i] - masks->pay[(core & bit ? core : s & ~bit) * masks->n + i];
    }
    return surplus;
}

int cm_masks_surplus_sign(const cm_ctx *ctx, cm_masks *masks, uint32_t s, uint32_t core)
{
    cm_rat sum = { 0, 0 };
    int sign;
    if (decided(ctx, masks, cm_masks_surplus(masks, s, core), &sign)) return sign;
    exact_pay(masks, s, masks->ra);
    for (size_t i = 0; i < masks->n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        if (!(s & bit)) continue;
        exact_pay(masks, core & bit ? core : s & ~bit, masks->rb);
        cm_rat_add(&sum, &sum, &masks->ra[i]);
        cm_rat_sub(&sum, &sum, &masks->rb[i]);
    }
    sign = cm_rat_sign(&sum);
    cm_rat_clear(&sum);
    return sign;
}

bool cm_masks_gap(const cm_ctx *ctx, const cm_masks *masks, uint32_t s, double *gap)
{
    size_t all = ((size_t)1 << masks->n) - 1;
    return gap_of(ctx, masks->scale, masks->welfare[s], masks->welfare[0], masks->welfare[all], gap);
}

const char *cm_members_text(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, uint32_t mask)
{
    const char *text = "{";
    for (size_t i = 0; i < pfg->n && text != NULL; i++) {
        if (mask >> i & 1u) text = cm_format(ctx, arena, "%s%s%s", text, text[1] == '\0' ? "" : ", ", pfg->player[i]);
    }
    return text == NULL ? NULL : cm_format(ctx, arena, "%s}", text);
}

uint32_t cm_members_mask(const cm_pfg *pfg, const char *text)
{
    uint32_t mask = 0;
    if (text == NULL || *text != '{') return 0;
    for (const char *at = text + 1; *at != '\0' && *at != '}';) {
        size_t length = strcspn(at, ",}"), i = 0;
        while (i < pfg->n && (strlen(pfg->player[i]) != length || strncmp(pfg->player[i], at, length) != 0)) i++;
        if (i == pfg->n) return 0;
        mask |= (uint32_t)1 << i;
        at += length + strspn(at + length, ", ");
    }
    return mask;
}
