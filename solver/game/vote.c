/* vote.c: simple voting games as trees of thresholds.  Children stand after their parents, so one
 * walk from the last node to the first evaluates a tree without recursion. */
#include "solver/game/vote.h"

cm_status cm_vote_quota(cm_ctx *ctx, cm_arena *arena, size_t n, int64_t quota, cm_vote *vote)
{
    cm_vote_node *node = CM_NEW(ctx, arena, 1, cm_vote_node);
    int64_t *weight = CM_NEW(ctx, arena, n, int64_t);
    if (node == NULL || weight == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) weight[i] = 1;
    *node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = quota,
                            .total = (int64_t)n, .counts = true };
    *vote = (cm_vote){ .n = n, .nnodes = 1, .node = node };
    return cm_vote_validate(ctx, vote);
}

static cm_status validate_threshold(cm_ctx *ctx, const cm_vote *vote, size_t at)
{
    const cm_vote_node *node = &vote->node[at];
    int64_t total = 0;
    bool counts = true;
    for (size_t i = 0; i < vote->n; i++) {
        if (node->weight[i] < 0) {
            return cm_fail(ctx, CM_E_INPUT, "weight %lld of player %zu is negative",
                           (long long)node->weight[i], i);
        }
        if (node->weight[i] > 1) counts = false;
        if (__builtin_add_overflow(total, node->weight[i], &total) || total > INT64_C(1) << 53) {
            return cm_fail(ctx, CM_E_INPUT, "the weights add up to more than 2^53");
        }
    }
    if (total != node->total || counts != node->counts) {
        return cm_fail(ctx, CM_E_INPUT, "the total %lld of a threshold is not the sum %lld of its weights",
                       (long long)node->total, (long long)total);
    }
    if (node->quota < 1 || node->quota > total) {
        return cm_fail(ctx, CM_E_INPUT, "the quota %lld is not between 1 and the total %lld",
                       (long long)node->quota, (long long)total);
    }
    if (node->share.den != 0 && (node->share.num < 1 || node->share.num > node->share.den || node->share.den > INT64_MAX / (2 * total))) {
        return cm_fail(ctx, CM_E_INPUT, "the share %lld/%lld of the votes cast is not above 0 and up to 1, or has too many digits",
                       (long long)node->share.num, (long long)node->share.den);
    }
    return CM_OK;
}

cm_status cm_vote_validate(cm_ctx *ctx, const cm_vote *vote)
{
    if (vote->n == 0 || vote->nnodes == 0) return cm_fail(ctx, CM_E_INPUT, "a vote without players or rule");
    if (vote->quorum < 0 || (uint64_t)vote->quorum > vote->n) {
        return cm_fail(ctx, CM_E_INPUT, "a quorum of %lld can never be met by %zu members", (long long)vote->quorum, vote->n);
    }
    for (size_t k = 0; k < vote->nnodes; k++) {
        const cm_vote_node *node = &vote->node[k];
        if (node->kind == CM_VOTE_THRESHOLD) {
            cm_status status = validate_threshold(ctx, vote, k);
            if (status != CM_OK) return status;
        } else if (node->nchildren == 0 || node->child <= k || node->child >= vote->nnodes ||
                   node->nchildren > vote->nnodes - node->child) {
            return cm_fail(ctx, CM_E_INPUT, "rule node %zu has no or misplaced parts", k);
        }
    }
    return CM_OK;
}

static bool node_won(const cm_vote_node *node, int64_t sum, const bool *won)
{
    bool all = node->kind == CM_VOTE_ALL;
    if (node->kind == CM_VOTE_THRESHOLD) return sum >= node->quota;
    for (size_t c = 0; c < node->nchildren; c++) {
        if (won[node->child + c] != all) return !all;
    }
    return all;
}

static int64_t threshold_sum(const cm_vote *vote, size_t k, const unsigned char *in)
{
    int64_t sum = 0;
    if (vote->node[k].kind != CM_VOTE_THRESHOLD) return 0;
    for (size_t i = 0; i < vote->n; i++) {
        if (in[i]) sum += vote->node[k].weight[i];
    }
    return sum;
}

/* Depth-first without a table of results: trees are small, and this needs no memory. */
static bool wins_below(const cm_vote *vote, size_t k, const unsigned char *in)
{
    const cm_vote_node *node = &vote->node[k];
    bool all = node->kind == CM_VOTE_ALL;
    if (node->kind == CM_VOTE_THRESHOLD) return threshold_sum(vote, k, in) >= node->quota;
    for (size_t c = 0; c < node->nchildren; c++) {
        if (wins_below(vote, node->child + c, in) != all) return !all;
    }
    return all;
}

bool cm_vote_wins(const cm_vote *vote, const unsigned char *in)
{
    return wins_below(vote, 0, in);
}

bool cm_vote_alike(const cm_vote *vote, size_t i, size_t j)
{
    for (size_t k = 0; k < vote->nnodes; k++) {
        if (vote->node[k].kind == CM_VOTE_THRESHOLD && vote->node[k].weight[i] != vote->node[k].weight[j]) return false;
    }
    return true;
}

bool cm_vote_is_quota(const cm_vote *vote, int64_t *quota)
{
    const cm_vote_node *node = &vote->node[0];
    if (node->kind != CM_VOTE_THRESHOLD || !node->counts || node->total != (int64_t)vote->n) return false;
    *quota = node->quota;
    return true;
}

/* Does everybody but one player win? */
static bool wins_without(const cm_vote *vote, size_t k, size_t player)
{
    const cm_vote_node *node = &vote->node[k];
    bool all = node->kind == CM_VOTE_ALL;
    if (node->kind == CM_VOTE_THRESHOLD) return node->total - node->weight[player] >= node->quota;
    for (size_t c = 0; c < node->nchildren; c++) {
        if (wins_without(vote, node->child + c, player) != all) return !all;
    }
    return all;
}

/* More in favour never hurts: it is enough that nobody can be spared. */
bool cm_vote_is_consensus(const cm_vote *vote)
{
    for (size_t i = 0; i < vote->n; i++) {
        if (wins_without(vote, 0, i)) return false;
    }
    return true;
}

cm_status cm_tally_init(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_tally *tally)
{
    tally->vote = vote;
    tally->sum = CM_NEW(ctx, arena, vote->nnodes, int64_t);
    tally->won = CM_NEW(ctx, arena, vote->nnodes, bool);
    return tally->sum == NULL || tally->won == NULL ? ctx->status : CM_OK;
}

void cm_tally_clear(cm_tally *tally)
{
    for (size_t k = 0; k < tally->vote->nnodes; k++) tally->sum[k] = 0;
}

void cm_tally_add(cm_tally *tally, size_t player, int sign)
{
    for (size_t k = 0; k < tally->vote->nnodes; k++) {
        if (tally->vote->node[k].kind == CM_VOTE_THRESHOLD) {
            tally->sum[k] += sign * tally->vote->node[k].weight[player];
        }
    }
}

bool cm_tally_wins(cm_tally *tally)
{
    for (size_t k = tally->vote->nnodes; k-- > 0;) {
        tally->won[k] = node_won(&tally->vote->node[k], tally->sum[k], tally->won);
    }
    return tally->won[0];
}
