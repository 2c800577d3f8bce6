/* cast.c: votes with abstention and absence, by the definition. */
#include "solver/game/cast.h"

static bool met(const cm_vote_node *node, int64_t yes, int64_t no)
{
    int64_t lead = (node->share.den - node->share.num) * yes - node->share.num * no;
    if (node->share.den == 0) return yes >= node->quota;
    if (yes == 0 && !node->share.silent) return false;
    return node->share.strict ? lead > 0 : lead >= 0;
}

static bool holds(const cm_vote *vote, size_t k, const int64_t *yes, const int64_t *no)
{
    const cm_vote_node *node = &vote->node[k];
    bool all = node->kind == CM_VOTE_ALL;
    if (node->kind == CM_VOTE_THRESHOLD) return met(node, yes[k], no[k]);
    for (size_t c = 0; c < node->nchildren; c++) {
        if (holds(vote, node->child + c, yes, no) != all) return !all;
    }
    return all;
}

bool cm_cast_sums_pass(const cm_vote *vote, const int64_t *yes, const int64_t *no, int64_t present, bool anybody)
{
    return anybody && present >= vote->quorum && holds(vote, 0, yes, no);
}

static bool holds_of(const cm_vote *vote, size_t k, const unsigned char *said)
{
    const cm_vote_node *node = &vote->node[k];
    bool all = node->kind == CM_VOTE_ALL;
    int64_t yes = 0, no = 0;
    for (size_t i = 0; i < vote->n && node->kind == CM_VOTE_THRESHOLD; i++) {
        if (said[i] == CM_SAID_YES) yes += node->weight[i];
        if (said[i] == CM_SAID_NO) no += node->weight[i];
    }
    if (node->kind == CM_VOTE_THRESHOLD) return met(node, yes, no);
    for (size_t c = 0; c < node->nchildren; c++) {
        if (holds_of(vote, node->child + c, said) != all) return !all;
    }
    return all;
}

bool cm_cast_passes(const cm_vote *vote, const unsigned char *said)
{
    int64_t present = 0;
    bool anybody = false;
    for (size_t i = 0; i < vote->n; i++) {
        present += said[i] != CM_SAID_AWAY;
        anybody = anybody || said[i] == CM_SAID_YES;
    }
    return anybody && present >= vote->quorum && holds_of(vote, 0, said);
}

bool cm_cast_by_share(const cm_vote *vote)
{
    for (size_t k = 0; k < vote->nnodes; k++) {
        if (vote->node[k].kind == CM_VOTE_THRESHOLD && vote->node[k].share.den != 0) return true;
    }
    return false;
}
