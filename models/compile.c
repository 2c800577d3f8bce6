/* compile.c: from a rule to a vote among given members: a tree of thresholds in whole numbers.
 *
 * Children of a node need consecutive places after it: a node's children are reserved first and
 * filled then.  A clause may turn out vacuous (nobody it names is a member of a drawn venue). */
#include <math.h>
#include <string.h>

#include "models/expr.h"
#include "models/rules.h"

typedef struct builder {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_scenario *s;
    const cm_voters *v;
    cm_diags *diags;
    cm_vote_node *node;
    size_t count, room;
} builder;

typedef enum verdict { FILLED, VACUOUS, MISTAKEN } verdict;

static verdict compile_rule(builder *b, size_t at, const cm_node *rule, const unsigned char *scope);

static verdict mistake(builder *b, const cm_node *node, const char *replace, const char *hint, const char *message)
{
    cm_place place = node->value_place.line > 0 ? node->value_place : node->place;
    if (node->kind == CM_NODE_GROUP || node->kind == CM_NODE_LIST || !cm_diags_cover(b->diags, place)) {
        cm_diag_add(b->diags, place, replace, hint, "%s", message);
    }
    return MISTAKEN;
}

static size_t reserve(builder *b, size_t count)
{
    size_t first = b->count;
    for (size_t i = 0; i < count; i++) {
        b->node = cm_grow(b->ctx, b->arena, b->node, b->count, &b->room, sizeof *b->node);
        if (b->node == NULL) return 0;
        b->node[b->count++] = (cm_vote_node){ .kind = CM_VOTE_ALL };
    }
    return first;
}

static size_t headcount(const builder *b, const unsigned char *scope)
{
    size_t heads = 0;
    for (size_t i = 0; i < b->v->m; i++) heads += scope[i];
    return heads;
}

static verdict threshold(builder *b, size_t at, const int64_t *weight, int64_t quota)
{
    int64_t total = 0;
    bool counts = true;
    for (size_t i = 0; i < b->v->m; i++) {
        total += weight[i];
        if (weight[i] > 1) counts = false;
    }
    b->node[at] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = quota, .total = total, .counts = counts };
    return FILLED;
}

static verdict count_heads(builder *b, size_t at, const unsigned char *scope, int64_t quota)
{
    int64_t *weight = CM_NEW(b->ctx, b->arena, b->v->m, int64_t);
    if (weight == NULL) return MISTAKEN;
    for (size_t i = 0; i < b->v->m; i++) weight[i] = scope[i];
    return threshold(b, at, weight, quota);
}

/* Where the venue sets abstentions apart, a threshold asks for a share of the votes that are cast. */
static verdict of_votes_cast(builder *b, size_t at, verdict is, cm_frac share, bool strict, bool silent)
{
    const char *word = cm_node_text(b->v->venue, "abstention");
    cm_vote_node *node = &b->node[at];
    if (is != FILLED || word == NULL || strcmp(word, "apart") != 0) return is;
    if (share.den > INT64_MAX / (2 * node->total)) {
        return mistake(b, b->v->venue, NULL, "use fewer digits", "the share has too many digits to be counted exactly of the votes that are cast");
    }
    node->share = (cm_vote_share){ share.num, share.den, strict, silent };
    return FILLED;
}

/* The least whole number of votes that is at least `share` of `total`. */
static bool share_of(builder *b, const cm_node *node, int64_t total, int64_t *quota, cm_frac *of)
{
    cm_frac share;
    int64_t rest;
    if (!cm_node_fraction(b->ctx, b->diags, node, b->s->parameters, &share)) return false;
    if (share.num <= 0 || share.num > share.den) {
        double percent = cm_frac_value(share);
        bool likely = percent > 1 && percent <= 100;
        (void)mistake(b, node, likely ? cm_format(b->ctx, &b->diags->arena, "%.15g", percent / 100) : "\"2/3\"",
                      likely ? cm_format(b->ctx, &b->diags->arena, "for %.15g per cent write %.15g", percent, percent / 100)
                             : "write a share above 0 and up to 1, such as \"2/3\"",
                      share.num <= 0 ? "a share of 0 or less would let nobody decide" : "a share above 1 can never be met");
        return false;
    }
    rest = total % share.den;
    if (rest > 0 && share.num > INT64_MAX / rest - 1) {
        (void)mistake(b, node, NULL, "use fewer digits", "the share has too many digits to be counted exactly");
        return false;
    }
    *quota = total / share.den * share.num + (share.num * rest + share.den - 1) / share.den;
    *of = share;
    return true;
}

static verdict quota_rule(builder *b, size_t at, const cm_node *rule, const unsigned char *scope)
{
    const cm_node *votes = cm_node_child(rule, "votes"), *share = cm_node_child(rule, "share");
    int64_t heads = (int64_t)headcount(b, scope), quota = 0;
    cm_frac of;
    if ((votes == NULL) == (share == NULL)) {
        return mistake(b, rule, NULL, votes == NULL ? "add votes = 9; or share = \"2/3\";" : "remove one of the two",
                       votes == NULL ? "a quota needs votes or a share" : "a quota has either votes or a share, not both");
    }
    if (share != NULL) return share_of(b, share, heads, &quota, &of) ? of_votes_cast(b, at, count_heads(b, at, scope, quota), of, false, false) : MISTAKEN;
    if (votes->kind != CM_NODE_INT || votes->integer < 1) return MISTAKEN;
    if (votes->integer > heads) {
        return mistake(b, votes, cm_format(b->ctx, &b->diags->arena, "%lld", (long long)heads),
                       cm_format(b->ctx, &b->diags->arena, "write a number from 1 to %lld", (long long)heads),
                       cm_format(b->ctx, &b->diags->arena, "a quota of %lld votes can never be met by %lld members",
                                 (long long)votes->integer, (long long)heads));
    }
    return count_heads(b, at, scope, votes->integer);
}

/* Fractions over a common denominator as whole numbers; false when they do not fit below 2^53. */
static bool scale_exactly(const cm_frac *frac, size_t m, int64_t *weight, int64_t *scale)
{
    cm_frac common = { 1, 1 }, scaled;
    double total = 0;
    for (size_t i = 0; i < m; i++) {
        cm_frac times;                                   /* common * (den / gcd): the least common multiple */
        if (!cm_frac_mul(common, (cm_frac){ 1, frac[i].den }, &times)) return false;
        if (!cm_frac_mul(common, (cm_frac){ times.den, 1 }, &common)) return false;
    }
    for (size_t i = 0; i < m; i++) {
        if (!cm_frac_mul(frac[i], common, &scaled) || scaled.den != 1) return false;
        weight[i] = scaled.num;
        total += (double)scaled.num;
    }
    *scale = common.num;
    return total < 0x1p53;
}

static bool weight_of(builder *b, const cm_node *weights, size_t i, cm_frac *frac, double *value)
{
    size_t p = b->v->member[i];
    const cm_player *player = &b->s->player[p];
    const cm_node *node;
    if (weights->kind == CM_NODE_GROUP) {
        node = cm_node_child(weights, player->id);
    } else if (strcmp(weights->text, "capability") == 0) {
        *value = b->v->capability[p];
        return cm_frac_from_double(*value, frac) || (*frac = (cm_frac){ 0, 0 }, true);
    } else {
        node = cm_node_child(cm_node_child(player->node, "column"), weights->text);
        if (node == NULL) node = cm_node_child(player->node, weights->text);
    }
    if (node == NULL || node->kind == CM_NODE_BOOL) {
        bool column = weights->kind == CM_NODE_TEXT;
        (void)mistake(b, weights, NULL, column ? "name a column that every member has, or write { ID = weight; ... }" : cm_format(b->ctx, &b->diags->arena, "add %s = ...;", player->id),
                      column ? cm_format(b->ctx, &b->diags->arena, "member '%s' has nothing in column '%s'", player->id, weights->text)
                             : cm_format(b->ctx, &b->diags->arena, "member '%s' has no weight", player->id));
        return false;
    }
    if (!cm_node_fraction(b->ctx, b->diags, node, b->s->parameters, frac)) return false;
    *value = cm_frac_value(*frac);
    if (*value < 0) {
        (void)mistake(b, node, "0", "write a weight of at least 0",
                      cm_format(b->ctx, &b->diags->arena, "the weight of '%s' is negative", player->id));
        return false;
    }
    return true;
}

/* Weights as whole numbers and what one unit of weight became.  Exact where fractions fit; drawn
 * capabilities, which have 53 binary digits each, are rounded to 2^-50 of their total. */
static bool read_weights(builder *b, const cm_node *rule, const cm_node *weights, const unsigned char *scope, int64_t *weight, cm_frac *unit)
{
    cm_frac *frac = CM_NEW(b->ctx, b->arena, b->v->m, cm_frac);
    double *value = CM_NEW(b->ctx, b->arena, b->v->m, double), total = 0;
    bool ok = true, exact = true;
    int64_t scale;
    if (frac == NULL || value == NULL) return false;
    for (size_t i = 0; i < b->v->m; i++) {
        frac[i] = (cm_frac){ 0, 1 };
        if (!scope[i]) continue;
        if (!weight_of(b, weights, i, &frac[i], &value[i])) ok = false;
        else if (frac[i].den == 0) exact = false;
        total += value[i];
    }
    if (!ok) return false;
    if (!(total > 0) || !(total < 1e300)) {
        (void)mistake(b, weights, NULL, "give somebody a weight above 0", "the weights do not add up to a number above 0");
        return false;
    }
    if (exact && scale_exactly(frac, b->v->m, weight, &scale)) return cm_frac_make(scale, 1, unit);
    if (!b->v->drawn && b->v->bloc == NULL) {
        (void)mistake(b, rule, NULL, "use fewer digits, or another unit", "the weights have too many digits to be counted exactly below 2^53");
        return false;
    }
    for (size_t i = 0; i < b->v->m; i++) weight[i] = llrint(ldexp(value[i] / total, 50));
    *unit = (cm_frac){ 0, 1 };
    return true;
}

static verdict weighted_quota(builder *b, size_t at, const cm_node *quota, int64_t *weight, int64_t total, cm_frac unit)
{
    cm_frac want, scaled;
    int64_t needed;
    if (!cm_node_fraction(b->ctx, b->diags, quota, b->s->parameters, &want)) return MISTAKEN;
    if (unit.num == 0) return mistake(b, quota, NULL, "use share", "drawn weights have no scale for a quota");
    if (want.num <= 0) return mistake(b, quota, NULL, "write a quota above 0", "a quota of 0 or less would let nobody decide");
    if (!cm_frac_mul(want, unit, &scaled)) return mistake(b, quota, NULL, "use fewer digits", "the quota has too many digits");
    needed = cm_frac_ceil(scaled);
    if (needed > total) {
        return mistake(b, quota, cm_format(b->ctx, &b->diags->arena, "%.15g", (double)total / cm_frac_value(unit)),
                       cm_format(b->ctx, &b->diags->arena, "all weights together are %.15g", (double)total / cm_frac_value(unit)),
                       cm_format(b->ctx, &b->diags->arena, "a quota of %.15g can never be met", cm_frac_value(want)));
    }
    return threshold(b, at, weight, needed);
}

static verdict weighted_rule(builder *b, size_t at, const cm_node *rule, const unsigned char *scope)
{
    const cm_node *weights = cm_node_child(rule, "weights"), *share = cm_node_child(rule, "share"), *quota = cm_node_child(rule, "quota");
    int64_t *weight = CM_NEW(b->ctx, b->arena, b->v->m, int64_t), total = 0, needed;
    cm_frac unit, of;
    if (weight == NULL) return MISTAKEN;
    if (weights == NULL) return mistake(b, rule, NULL, "add weights = { ... }; or weights = \"capability\";", "weighted votes need weights");
    if (weights->kind != CM_NODE_GROUP && weights->kind != CM_NODE_TEXT) return MISTAKEN;
    if ((quota == NULL) == (share == NULL)) {
        return mistake(b, rule, NULL, quota == NULL ? "add quota = ...; or share = ...;" : "remove one of the two",
                       quota == NULL ? "weighted votes need a quota or a share" : "weighted votes have either a quota or a share, not both");
    }
    if (!read_weights(b, rule, weights, scope, weight, &unit)) return MISTAKEN;
    for (size_t i = 0; i < b->v->m; i++) total += weight[i];
    if (quota != NULL) return weighted_quota(b, at, quota, weight, total, unit);
    return share_of(b, share, total, &needed, &of) ? of_votes_cast(b, at, threshold(b, at, weight, needed), of, false, false) : MISTAKEN;
}

/* Those of `scope` whom a list of ids names. */
static unsigned char *restrict_to(builder *b, const cm_node *ids, const unsigned char *scope, size_t *heads)
{
    unsigned char *in = CM_NEW(b->ctx, b->arena, b->v->m, unsigned char);
    cm_who who;
    size_t before = b->diags->count;
    if (in == NULL || cm_who_read(b->ctx, b->arena, b->s, ids, b->diags, &who) != CM_OK) return NULL;
    if (b->diags->count > before) return NULL;
    *heads = 0;
    for (size_t i = 0; i < b->v->m; i++) {
        size_t p = b->v->member[i];
        in[i] = scope[i] && (cm_coalition_has(&who.player, p) || (b->v->bloc != NULL && cm_coalition_has(&who.bloc, b->v->bloc[p])));
        *heads += in[i];
    }
    return in;
}

static verdict veto_rule(builder *b, size_t at, const cm_node *rule, const unsigned char *scope)
{
    const cm_node *players = cm_node_child(rule, "players");
    unsigned char *in;
    size_t heads;
    if (players == NULL) return mistake(b, rule, NULL, "add players = ( ... );", "a veto needs players");
    in = restrict_to(b, players, scope, &heads);
    if (in == NULL) return MISTAKEN;
    if (heads == 0 && b->v->drawn) return VACUOUS;
    if (heads == 0) return mistake(b, players, NULL, "name members of the venue", "nobody who holds this veto is a member");
    return of_votes_cast(b, at, count_heads(b, at, in, (int64_t)heads), (cm_frac){ 1, 1 }, false, true);
}

static verdict chamber_rule(builder *b, size_t at, const cm_node *rule, const unsigned char *scope)
{
    const cm_node *members = cm_node_child(rule, "members"), *inner = cm_node_child(rule, "rule");
    unsigned char *in;
    size_t heads;
    if (members == NULL || inner == NULL) {
        return mistake(b, rule, NULL, "add members = ( ... ); and rule = { ... };", "a chamber needs members and a rule");
    }
    in = restrict_to(b, members, scope, &heads);
    if (in == NULL) return MISTAKEN;
    if (heads == 0 && b->v->drawn) return VACUOUS;
    if (heads == 0) return mistake(b, members, NULL, "name members of the venue", "nobody of this chamber is a member of the venue");
    return compile_rule(b, at, inner, in);
}

/* Chambers that must all agree: nobody sits in two, unless one says so. */
static bool apart(builder *b, const cm_node *list, const unsigned char *scope)
{
    unsigned char *taken = CM_NEW(b->ctx, b->arena, b->v->m, unsigned char), *in;
    size_t heads;
    if (taken == NULL) return false;
    for (const cm_node *c = list->child; c != NULL; c = c->next) {
        const cm_node *members = cm_node_child(c, "members"), *overlap = cm_node_child(c, "overlap");
        if (members == NULL || (overlap != NULL && overlap->integer != 0)) continue;
        in = restrict_to(b, members, scope, &heads);
        if (in == NULL) return false;
        for (size_t i = 0; i < b->v->m; i++) {
            if (in[i] && taken[i]) {
                const char *who = cm_format(b->ctx, b->arena, "'%s' sits in two of these chambers", b->s->player[b->v->member[i]].id);
                if (who != NULL) (void)mistake(b, members, NULL, "leave it out of one; or, where that is how it is, add overlap = true; to one of them", who);
                return false;
            }
            taken[i] = taken[i] || in[i];
        }
    }
    return true;
}

static verdict list_rule(builder *b, size_t at, const cm_node *list, bool all, const unsigned char *scope)
{
    size_t wanted = cm_node_count(list), first, filled = 0;
    bool mistaken = false;
    if (wanted == 0) return mistake(b, list, NULL, "put rules in it", "this list of rules is empty");
    first = reserve(b, wanted);
    if (first == 0) return MISTAKEN;
    for (const cm_node *c = list->child; c != NULL; c = c->next) {
        verdict one = compile_rule(b, first + filled, c, scope);
        if (one == FILLED) filled++;
        else if (one == MISTAKEN) mistaken = true;
        else if (!all) return VACUOUS;               /* one clause asks for nobody: the whole is met */
    }
    if (mistaken || (all && !apart(b, list, scope))) return MISTAKEN;
    if (filled == 0) return VACUOUS;
    for (size_t spare = filled; spare < wanted; spare++) {     /* places of clauses that were left out: no node's children */
        if (count_heads(b, first + spare, scope, 1) != FILLED) return MISTAKEN;
    }
    b->node[at] = (cm_vote_node){ .kind = all ? CM_VOTE_ALL : CM_VOTE_ANY, .child = first, .nchildren = filled };
    return FILLED;
}

/* Settings that mean nothing for this kind of rule: { type = "majority"; share = 0.6; } is no 60 %. */
static bool only_its_own(builder *b, const cm_node *rule, const char *kind)
{
    static const char *const names[][5] = {
        { "consensus" }, { "majority" }, { "quota", "votes", "share" }, { "weighted", "weights", "share", "quota" }, { "veto", "players" },
        { "chamber", "members", "rule", "overlap" }, { "all" }, { "any" }
    };
    const char *const *own = NULL;
    bool ok = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], kind) == 0) own = names[i];
    }
    for (const cm_node *c = own != NULL ? rule->child : NULL; c != NULL; c = c->next) {
        bool meant = strcmp(c->name, "type") == 0;
        for (size_t i = 0; i < 5 && own[i] != NULL; i++) meant = meant || strcmp(own[i], c->name) == 0;
        if (meant) continue;
        if (!cm_diags_cover(b->diags, c->place)) cm_diag_add(b->diags, c->place, NULL, strcmp(c->name, "share") == 0 || strcmp(c->name, "votes") == 0 ? "remove it, or write type = \"quota\"" : "remove it, or choose another type",
                    "'%s' means nothing in a rule of type '%s'", c->name, kind);
        ok = false;
    }
    return ok;
}

static verdict compile_rule(builder *b, size_t at, const cm_node *rule, const unsigned char *scope)
{
    const cm_node *type = cm_node_child(rule, "type"), *all = cm_node_child(rule, "all"), *any = cm_node_child(rule, "any");
    int given = (type != NULL) + (all != NULL) + (any != NULL);
    int64_t heads = (int64_t)headcount(b, scope);
    if (given != 1) {
        return mistake(b, rule, NULL, given == 0 ? "add type = \"consensus\"; for instance" : "keep one of type, all and any",
                       given == 0 ? "a rule needs a type, or a list all or any" : "a rule has one of type, all and any");
    }
    if (type != NULL && type->kind == CM_NODE_TEXT && !only_its_own(b, rule, type->text)) return MISTAKEN;
    if (all != NULL || any != NULL) {
        const cm_node *list = all != NULL ? all : any;
        if (!only_its_own(b, rule, all != NULL ? "all" : "any")) return MISTAKEN;
        return list->kind == CM_NODE_LIST ? list_rule(b, at, list, all != NULL, scope) : MISTAKEN;
    }
    if (type->kind != CM_NODE_TEXT) return MISTAKEN;
    if (strcmp(type->text, "consensus") == 0) return of_votes_cast(b, at, count_heads(b, at, scope, heads), (cm_frac){ 1, 1 }, false, false);
    if (strcmp(type->text, "majority") == 0) return of_votes_cast(b, at, count_heads(b, at, scope, heads / 2 + 1), (cm_frac){ 1, 2 }, true, false);
    if (strcmp(type->text, "quota") == 0) return quota_rule(b, at, rule, scope);
    if (strcmp(type->text, "weighted") == 0) return weighted_rule(b, at, rule, scope);
    if (strcmp(type->text, "veto") == 0) return veto_rule(b, at, rule, scope);
    if (strcmp(type->text, "chamber") == 0) return chamber_rule(b, at, rule, scope);
    return MISTAKEN;                                    /* the schema has said so */
}

/* How many members have to be there: a number of them, or, below 1, a share. */
static int64_t quorum_of(builder *b)
{
    const cm_node *node = cm_node_child(b->v->venue, "quorum");
    int64_t heads = (int64_t)b->v->m, quorum = 0;
    cm_frac want, whole = { 1, 1 }, none;
    if (node == NULL || !cm_node_fraction(b->ctx, b->diags, node, b->s->parameters, &want)) return 0;
    if (want.num > 0 && cm_frac_compare(want, whole) < 0) return share_of(b, node, heads, &quorum, &none) ? quorum : 0;
    if (want.num <= 0 || want.den != 1) {
        (void)mistake(b, node, NULL, "write a number of members, or a share of them below 1, such as \"1/2\"",
                      cm_format(b->ctx, &b->diags->arena, "a quorum of %.15g is no number of members", cm_frac_value(want)));
    } else if (want.num > heads) {
        (void)mistake(b, node, cm_format(b->ctx, &b->diags->arena, "%lld", (long long)heads), cm_format(b->ctx, &b->diags->arena, "write a number from 1 to %lld", (long long)heads),
                      cm_format(b->ctx, &b->diags->arena, "a quorum of %lld can never be met by %lld members", (long long)want.num, (long long)heads));
    }
    return want.num > 0 && want.den == 1 && want.num <= heads ? want.num : 0;
}

cm_status cm_rule_compile(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_node *rule,
                          const cm_voters *voters, cm_diags *diags, cm_vote *vote)
{
    builder b = { ctx, arena, scenario, voters, diags, NULL, 0, 0 };
    unsigned char *scope = CM_NEW(ctx, arena, voters->m, unsigned char);
    verdict result;
    if (scope == NULL) return ctx->status;
    memset(scope, 1, voters->m);
    (void)reserve(&b, 1);
    if (ctx->status != CM_OK) return ctx->status;
    result = compile_rule(&b, 0, rule, scope);
    if (result == VACUOUS) {
        (void)mistake(&b, rule, NULL, "add { type = \"majority\"; } with all, for instance",
                      "this rule asks for nobody when none of the players it names is a member");
    }
    *vote = (cm_vote){ .n = voters->m, .nnodes = b.count, .node = b.node, .quorum = quorum_of(&b) };
    return ctx->status;
}
