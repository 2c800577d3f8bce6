/* rules.c: the register of rules, and rules in words. */
#include "models/rules.h"

#include <string.h>

static const cm_rule rules[] = {
    { "all", "every one of several rules", "同时满足", "Passes when every rule in the list passes.",
      "列表中的每条规则都通过才算通过。",
      "rule = { all = ( { type = \"quota\"; votes = 2; }, { type = \"veto\"; players = (\"A\"); } ); };" },
    { "any", "at least one of several rules", "满足其一", "Passes when at least one rule in the list passes.",
      "列表中至少一条规则通过即通过。",
      "rule = { any = ( { type = \"consensus\"; }, { type = \"quota\"; share = \"2/3\"; } ); };" },
    { "chamber", "a chamber that decides by its own rule", "分院表决", "Only the named members count, and they decide by a rule of their own.",
      "只计入所列成员，并按其自己的规则表决。",
      "rule = { type = \"chamber\"; members = (\"A\", \"B\"); rule = { type = \"majority\"; }; };" },
    { "consensus", "consensus: nobody objects", "协商一致：无人反对", "Every member has to gain.", "每个成员都须受益。",
      "rule = { type = \"consensus\"; };" },
    { "majority", "simple majority", "简单多数", "More than half of the members.", "超过半数成员。",
      "rule = { type = \"majority\"; };" },
    { "quota", "a number or share of the members", "法定票数或比例", "At least so many votes, or at least this share of the members, counted exactly: 0.55 of 20 is 11.",
      "至少达到所定票数，或成员的所定比例（精确计算：20 的 0.55 是 11）。",
      "rule = { type = \"quota\"; share = \"2/3\"; };" },
    { "veto", "named players can block", "否决权", "Nothing passes without every one of the named players.", "所列任何一方反对即不能通过。",
      "rule = { type = \"veto\"; players = (\"A\"); };" },
    { "weighted", "weighted votes", "加权表决", "The weights of those in favour reach a quota, or a share of all weights.",
      "赞成者的权重达到定额，或达到总权重的所定比例。",
      "rule = { type = \"weighted\"; weights = { A = 2; B = 1.5; C = 1; }; share = 0.6; };" },
};

const cm_rule *cm_rules(size_t *count)
{
    *count = sizeof rules / sizeof rules[0];
    return rules;
}

const cm_rule *cm_rule_find(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].name, name) == 0) return &rules[i];
    }
    return NULL;
}

static const char *type_of(const cm_node *rule)
{
    const cm_node *type = cm_node_child(rule, "type");
    return type != NULL && type->kind == CM_NODE_TEXT ? type->text : "";
}

bool cm_rule_counts_only(const cm_node *rule)
{
    const char *type = type_of(rule);
    const cm_node *list = cm_node_child(rule, "all");
    if (list == NULL) list = cm_node_child(rule, "any");
    for (const cm_node *c = list != NULL ? list->child : NULL; c != NULL; c = c->next) {
        if (!cm_rule_counts_only(c)) return false;
    }
    if (list != NULL) return true;
    return strcmp(type, "consensus") == 0 || strcmp(type, "majority") == 0 || strcmp(type, "quota") == 0;
}

static const char *value_words(cm_ctx *ctx, cm_arena *arena, const cm_node *node)
{
    const char *text;
    if (node == NULL) return "?";
    if (node->kind == CM_NODE_TEXT) return node->text;
    if (node->kind == CM_NODE_GROUP) return "...";
    if (node->kind == CM_NODE_LIST) {
        text = "";
        for (const cm_node *c = node->child; c != NULL && text != NULL; c = c->next) {
            text = cm_format(ctx, arena, "%s%s%s", text, c == node->child ? "" : ", ", value_words(ctx, arena, c));
        }
        return text != NULL ? text : "?";
    }
    text = cm_format(ctx, arena, "%.15g", node->number);
    return text != NULL ? text : "?";
}

static char *list_words(cm_ctx *ctx, cm_arena *arena, const cm_node *list, const char *between, bool chinese)
{
    char *text = NULL;
    for (const cm_node *c = list->child; c != NULL; c = c->next) {
        char *part = cm_rule_words(ctx, arena, c, chinese);
        bool nested = cm_node_child(c, "all") != NULL || cm_node_child(c, "any") != NULL;
        if (part == NULL) return NULL;
        text = cm_format(ctx, arena, nested ? "%s%s(%s)" : "%s%s%s", text != NULL ? text : "", text != NULL ? between : "", part);
        if (text == NULL) return NULL;
    }
    return text != NULL ? text : cm_strdup(ctx, arena, "");
}

static char *quota_words(cm_ctx *ctx, cm_arena *arena, const cm_node *rule, bool chinese)
{
    const cm_node *votes = cm_node_child(rule, "votes");
    const char *value = value_words(ctx, arena, votes != NULL ? votes : cm_node_child(rule, "share"));
    if (votes != NULL) return cm_format(ctx, arena, chinese ? "至少 %s 票" : "at least %s votes", value);
    return cm_format(ctx, arena, chinese ? "至少 %s 的成员" : "at least %s of the members", value);
}

static char *weighted_words(cm_ctx *ctx, cm_arena *arena, const cm_node *rule, bool chinese)
{
    const cm_node *quota = cm_node_child(rule, "quota"), *weights = cm_node_child(rule, "weights");
    const char *value = value_words(ctx, arena, quota != NULL ? quota : cm_node_child(rule, "share"));
    const char *by = weights != NULL && weights->kind == CM_NODE_TEXT ? weights->text : NULL;
    if (chinese) return cm_format(ctx, arena, "加权票%s%s%s至少 %s%s", by ? "（按 " : "", by ? by : "", by ? "）" : "", value, quota ? "" : " 的份额");
    return cm_format(ctx, arena, "weighted votes%s%s of at least %s%s", by ? " by " : "", by ? by : "", value, quota ? "" : " of the total");
}

char *cm_rule_words(cm_ctx *ctx, cm_arena *arena, const cm_node *rule, bool chinese)
{
    const cm_node *all = cm_node_child(rule, "all"), *any = cm_node_child(rule, "any");
    const char *type = type_of(rule);
    if (all != NULL) return list_words(ctx, arena, all, chinese ? "，且" : ", and ", chinese);
    if (any != NULL) return list_words(ctx, arena, any, chinese ? "，或" : ", or ", chinese);
    if (strcmp(type, "consensus") == 0) return cm_strdup(ctx, arena, chinese ? "协商一致" : "consensus");
    if (strcmp(type, "majority") == 0) return cm_strdup(ctx, arena, chinese ? "简单多数" : "a simple majority");
    if (strcmp(type, "quota") == 0) return quota_words(ctx, arena, rule, chinese);
    if (strcmp(type, "weighted") == 0) return weighted_words(ctx, arena, rule, chinese);
    if (strcmp(type, "veto") == 0) {
        return cm_format(ctx, arena, chinese ? "%s 均不反对" : "no veto by %s", value_words(ctx, arena, cm_node_child(rule, "players")));
    }
    if (strcmp(type, "chamber") == 0) {
        const cm_node *inner = cm_node_child(rule, "rule");
        char *words = inner != NULL ? cm_rule_words(ctx, arena, inner, chinese) : cm_strdup(ctx, arena, "?");
        const char *members = value_words(ctx, arena, cm_node_child(rule, "members"));
        if (words == NULL) return NULL;
        return chinese ? cm_format(ctx, arena, "由 %s 组成的一院：%s", members, words)
                       : cm_format(ctx, arena, "%s in the chamber of %s", words, members);
    }
    return cm_strdup(ctx, arena, "?");
}
