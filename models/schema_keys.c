/* schema_keys.c: the tables of settings: what format.md promises, as data. */
#include <stddef.h>

#include "models/schema.h"

#define ANY 1, 0          /* low > high: any number */
#define ZH(name) { name "_zh", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "the same in Chinese" }
#define TEXT(name, about) { name, CM_SHAPE_TEXT, NULL, NULL, ANY, false, about }
#define END { NULL, CM_SHAPE_ANY, NULL, NULL, ANY, false, NULL }

static const char *const utilities[] = { "quadratic", "euclidean", "cityblock", NULL };
static const char *const agendas[] = { "package", "issue-by-issue", "all-or-nothing", NULL };
static const char *const abstentions[] = { "no", "apart", NULL };
static const char *const binds[] = { "all", "consenting", NULL };
static const char *const picks[] = { "random", "nearest", "largest", "same-bloc", NULL };
static const char *const rules[] = { "consensus", "majority", "quota", "weighted", "veto", "chamber", NULL };
static const char *const dists[] = { "normal", "uniform", "beta", "triangular", "lognormal", "zipf", "point", NULL };
static const char *const bounds[] = { "keep", "truncate", NULL };
static const char *const events[] = { "some-text", "given-text", NULL };
static const char *const forms[] = { "monotone", NULL };
static const char *const game_forms[] = { "abatement", "airport", "apex", "assignment", "bankruptcy", "coalitional", "cournot", "extensive", "glove", "hedonic", "normal", "partition", "public-good",
                                          "weighted", NULL };
static const char *const shapes[] = { "linear", "quadratic", NULL };
static const char *const timings[] = { "together", "leader", NULL };
static const char *const reductions[] = { "control", NULL };
static const char *const untils[] = { "precision", "decided", NULL };
static const char *const methods[] = { "morris", "sobol", "shapley", NULL };
static const char *const directions[] = { "decreasing", "increasing", NULL };

static const cm_key issue_keys[] = {
    TEXT("name", "the issue in words"), ZH("name"),
    TEXT("low", "what the lower end of the scale means"), ZH("low"),
    TEXT("high", "what the upper end means"), ZH("high"),
    TEXT("about", "where the scale comes from"), ZH("about"),
    { "range", CM_SHAPE_PAIR, NULL, NULL, ANY, false, "ends of the scale; (0, 1) unless told" },
    END
};

static const cm_key utility_keys[] = {
    { "form", CM_SHAPE_WORD, NULL, utilities, ANY, false, "how losses grow with distance" },
    END
};

#define PLAYER_NUMBERS                                                                                     \
    { "capability", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "power, on any scale above 0; 1 unless told" }, \
    { "patience", CM_SHAPE_NUMBER, NULL, NULL, 0, 1, false, "discount factor a round, 0 to 1" },            \
    { "outside", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "what it has without any agreement" },            \
    { "salience", CM_SHAPE_NUMBER_MAP, NULL, NULL, 0, 1e300, false, "weight of each issue, by its id; 1 unless told" }

static const cm_key column_keys[] = { END };

static const cm_key player_keys[] = {
    TEXT("name", "the player in words"), ZH("name"), TEXT("about", "where the figures come from"), ZH("about"),
    TEXT("kind", "any word; groups may select on it"),
    { "ideal", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, false, "the best policy, by issue" },
    PLAYER_NUMBERS,
    { "red_line", CM_SHAPE_PAIR_MAP, NULL, NULL, ANY, false, "accepts nothing beyond (low, high), by issue" },
    { "column", CM_SHAPE_ANY, column_keys, NULL, ANY, false, "free columns of players_from" },
    END
};

static const cm_key default_keys[] = { PLAYER_NUMBERS, END };

static const cm_key where_keys[] = {
    { "column", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "kind, or a column of players_from" },
    { "is", CM_SHAPE_ANY, NULL, NULL, ANY, true, "the value that selects" },
    END
};

static const cm_key group_keys[] = {
    TEXT("name", "the group in words"), ZH("name"), TEXT("about", "where the list comes from"), ZH("about"),
    { "members", CM_SHAPE_IDS, NULL, NULL, ANY, false, "ids of players or groups" },
    { "where", CM_SHAPE_GROUP, where_keys, NULL, ANY, false, "select players by a column" },
    END
};

const cm_key cm_spread_keys[] = {
    { "dist", CM_SHAPE_WORD, NULL, dists, ANY, true, "the distribution" },
    { "mean", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "normal: mean; lognormal: mean of the logarithm" },
    { "sd", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, false, "normal: standard deviation; lognormal: of the logarithm" },
    { "low", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "uniform, triangular, beta: lower end" },
    { "high", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "uniform, triangular, beta: upper end" },
    { "mode", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "triangular: the peak" },
    { "a", CM_SHAPE_NUMBER, NULL, NULL, 1e-6, 1e5, false, "beta: first shape" },
    { "b", CM_SHAPE_NUMBER, NULL, NULL, 1e-6, 1e5, false, "beta: second shape" },
    { "exponent", CM_SHAPE_NUMBER, NULL, NULL, 0, 100, false, "zipf: the r-th of a bloc has 1/r^exponent" },
    { "value", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "point: the value itself" },
    END
};

static const cm_key bloc_keys[] = {
    TEXT("name", "the bloc in words"), ZH("name"), TEXT("about", "where the figures come from"), ZH("about"),
    { "weight", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, false, "share of the world, on any scale; 1 unless told" },
    { "ideal", CM_SHAPE_SPREAD_MAP, NULL, NULL, ANY, true, "a distribution for each issue, or one for all" },
    { "salience", CM_SHAPE_SPREAD_MAP, NULL, NULL, ANY, false, "a number or distribution for each issue" },
    { "capability", CM_SHAPE_SPREAD, NULL, NULL, ANY, false, "a number or distribution" },
    { "patience", CM_SHAPE_NUMBER, NULL, NULL, 0, 1, false, "discount factor a round" },
    END
};

static const cm_key population_keys[] = {
    { "size", CM_SHAPE_INTEGER, NULL, NULL, 1, 1000000, true, "players in the world" },
    { "dimensions", CM_SHAPE_INTEGER, NULL, NULL, 1, 100, false, "issues issue1, issue2, ... instead of named ones" },
    { "blocs", CM_SHAPE_MAP, bloc_keys, NULL, ANY, true, "who the players are drawn from" },
    { "within", CM_SHAPE_NUMBER, NULL, NULL, 0, 1, false, "share of the variance that a bloc's members have in common" },
    { "bounds", CM_SHAPE_WORD, NULL, bounds, ANY, false, "keep draws where they fall, or cut at the issue's range" },
    END
};

static const cm_key doubt_keys[] = {
    { "sd", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, true, "standard deviation around the given position" },
    { "common", CM_SHAPE_NUMBER, NULL, NULL, 0, 1, false, "share of that variance that all players have in common" },
    END
};

static const cm_key uncertainty_keys[] = {
    { "ideal", CM_SHAPE_GROUP, doubt_keys, NULL, ANY, true, "doubt about ideal points" },
    END
};

const cm_key cm_pick_keys[] = {
    { "size", CM_SHAPE_INTEGER, NULL, NULL, 1, 1000000, true, "how many members" },
    { "pick", CM_SHAPE_WORD, NULL, picks, ANY, false, "random (nested) unless told" },
    { "from", CM_SHAPE_ID, NULL, NULL, ANY, false, "a group or bloc; all players unless told" },
    END
};

const cm_key cm_rule_keys[] = {
    { "type", CM_SHAPE_WORD, NULL, rules, ANY, false, "the kind of rule" },
    { "votes", CM_SHAPE_INTEGER, NULL, NULL, 1, 1000000, false, "quota: at least so many members" },
    { "share", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "quota, weighted: at least this share, above 0 and up to 1" },
    { "quota", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "weighted: at least this weight" },
    { "weights", CM_SHAPE_WEIGHTS, NULL, NULL, 0, 1e300, false, "weighted: of every member, or a column" },
    { "players", CM_SHAPE_IDS, NULL, NULL, ANY, false, "veto: those without whom nothing passes" },
    { "members", CM_SHAPE_IDS, NULL, NULL, ANY, false, "chamber: who sits in it" },
    { "rule", CM_SHAPE_RULE, NULL, NULL, ANY, false, "chamber: how it decides" },
    { "overlap", CM_SHAPE_TRUTH, NULL, NULL, ANY, false, "chamber: its members may sit in another one beside it" },
    { "all", CM_SHAPE_RULES, NULL, NULL, ANY, false, "every one of these rules" },
    { "any", CM_SHAPE_RULES, NULL, NULL, ANY, false, "at least one of these rules" },
    END
};

static const cm_key observed_keys[] = {
    TEXT("outcome", "what happened, in a word or two"), ZH("outcome"),
    { "agreement", CM_SHAPE_TRUTH, NULL, NULL, ANY, false, "was there an agreement" },
    { "months", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e6, false, "how long it took" },
    TEXT("source", "where this is known from; say so where it is from memory"), ZH("source"),
    END
};

static const cm_key venue_keys[] = {
    TEXT("name", "the venue in words"), ZH("name"), TEXT("about", "where the figures come from"), ZH("about"),
    { "members", CM_SHAPE_MEMBERS, NULL, NULL, ANY, false, "ids or groups, or { size; pick; from }; all unless told" },
    { "issues", CM_SHAPE_IDS, NULL, NULL, ANY, false, "the mandate; all unless told" },
    { "rule", CM_SHAPE_RULE, NULL, NULL, ANY, false, "how it decides" },
    { "abstention", CM_SHAPE_WORD, NULL, abstentions, ANY, false, "no: an abstention counts like a no (unless told); apart: shares are of those voting yes or no, and it is no veto" },
    { "quorum", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "members who have to be present, or a share of them below 1; none unless told" },
    { "parts", CM_SHAPE_IDS, NULL, NULL, ANY, false, "venues side by side, in place of members and rule" },
    { "agenda", CM_SHAPE_WORD, NULL, agendas, ANY, false, "what is put to the vote" },
    { "proposer", CM_SHAPE_PROPOSER, NULL, NULL, ANY, false, "equal, capability, rotation, { fixed = ID } or { probabilities = { ID = number; ... } }" },
    { "cost", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, false, "a member's cost a round" },
    { "rounds", CM_SHAPE_INTEGER, NULL, NULL, 0, 1000000, false, "deadline; 0: none" },
    { "binds", CM_SHAPE_WORD, NULL, binds, ANY, false, "whom an agreement binds" },
    { "observed", CM_SHAPE_GROUP, observed_keys, NULL, ANY, false, "what happened in the world" },
    END
};

static const cm_key worth_keys[] = {
    { "of", CM_SHAPE_IDS, NULL, NULL, ANY, true, "the players of the coalition" },
    { "is", CM_SHAPE_NUMBER, NULL, NULL, ANY, true, "what it is worth" },
    END
};

static const cm_key group_value_keys[] = {
    { "of", CM_SHAPE_IDS, NULL, NULL, ANY, true, "the players of the group" },
    { "is", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, true, "what it is worth to each of them, by id" },
    END
};

static const cm_key embedded_keys[] = {
    { "of", CM_SHAPE_IDS, NULL, NULL, ANY, true, "the players of the coalition" },
    { "given", CM_SHAPE_ANY, NULL, NULL, ANY, false, "coalitions of the others, () when all stand alone; however they are organised unless told" },
    { "is", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "what it is worth, shared evenly" },
    { "pays", CM_SHAPE_NUMBERS, NULL, NULL, ANY, false, "in place of `is`: what each member gets, in the order of `of`" },
    END
};

static const cm_key payoff_keys[] = {
    { "when", CM_SHAPE_IDS, NULL, NULL, ANY, true, "a strategy of each player, in their order; symmetric: one's own, then the others' in any order" },
    { "pay", CM_SHAPE_ANY, NULL, NULL, ANY, true, "what each gets, a list in the order of the players; symmetric: one number" },
    END
};

static const cm_key tree_keys[] = {
    { "at", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "a name for this point of the game" },
    { "player", CM_SHAPE_ID, NULL, NULL, ANY, false, "who moves here" },
    { "set", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "points of one set cannot be told apart by who moves there; a set of its own unless told" },
    { "actions", CM_SHAPE_IDS, NULL, NULL, ANY, false, "the moves" },
    { "chance", CM_SHAPE_NUMBERS, NULL, NULL, ANY, false, "in place of player: the probability of each move" },
    { "to", CM_SHAPE_IDS, NULL, NULL, ANY, false, "where each move leads" },
    { "pay", CM_SHAPE_NUMBERS, NULL, NULL, ANY, false, "what each player gets here, in the order of the players" },
    END
};

static const cm_key game_keys[] = {
    { "form", CM_SHAPE_WORD, NULL, game_forms, ANY, true, "how the game is given; see `comity list forms`" },
    { "players", CM_SHAPE_IDS, NULL, NULL, ANY, false, "ids, in the order of its numbers; the file's players unless told" },
    TEXT("about", "where the figures come from"), ZH("about"),
    { "worth", CM_SHAPE_GROUPS, worth_keys, NULL, ANY, false, "coalitional: what coalitions are worth; 0 unless told" },
    TEXT("worth_from", "coalitional: a file with 2^n - 1 numbers, one a line, in the order of binary masks, first player lowest"),
    { "quota", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "weighted: the weight that wins" },
    { "weights", CM_SHAPE_EACH, NULL, NULL, ANY, false, "weighted: of each player" },
    { "estate", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "bankruptcy: what there is to divide" },
    { "claims", CM_SHAPE_EACH, NULL, NULL, ANY, false, "bankruptcy: of each player" },
    { "costs", CM_SHAPE_EACH, NULL, NULL, ANY, false, "airport: of each player alone" },
    { "benefits", CM_SHAPE_EACH, NULL, NULL, ANY, false, "public-good: of each player" },
    { "cost", CM_SHAPE_ONE_OR_EACH, NULL, NULL, ANY, false, "public-good: of the good; abatement: c in c q^2/2, a number or one for each player" },
    { "left", CM_SHAPE_IDS, NULL, NULL, ANY, false, "glove: those with a left glove" },
    { "apex", CM_SHAPE_ID, NULL, NULL, ANY, false, "apex: the great player" },
    { "likes", CM_SHAPE_ANY, NULL, NULL, ANY, false, "hedonic: what each player thinks of each other, by id; 0 unless told" },
    { "values", CM_SHAPE_GROUPS, group_value_keys, NULL, ANY, false, "hedonic: what groups are worth to their members, in place of likes" },
    { "unlisted", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "hedonic: what other groups are worth to everybody in them; worse than all that is listed unless told" },
    { "pairs", CM_SHAPE_GROUPS, worth_keys, NULL, ANY, false, "assignment: what pairs are worth" },
    { "members", CM_SHAPE_INTEGER, NULL, NULL, 1, 1000, false, "abatement, cournot: so many players, m1, m2, ..., in place of `players`" },
    { "benefit", CM_SHAPE_ONE_OR_EACH, NULL, NULL, ANY, false, "abatement: b, of each player; quadratic, as one number: of all together, shared evenly" },
    { "cubic", CM_SHAPE_ONE_OR_EACH, NULL, NULL, ANY, false, "abatement: d in a further cost of d q^3/3; 0 unless told" },
    { "shape", CM_SHAPE_WORD, NULL, shapes, ANY, false, "abatement: benefits b Q, or b (a Q - Q^2/2); linear unless told" },
    { "timing", CM_SHAPE_WORD, NULL, timings, ANY, false, "abatement: all act together, or the agreement leads; together unless told" },
    { "intercept", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "abatement: a of quadratic benefits; cournot: of the price, 1 unless told" },
    { "embedded", CM_SHAPE_GROUPS, embedded_keys, NULL, ANY, false, "partition: what coalitions are worth, given the others" },
    { "strategies", CM_SHAPE_ANY, NULL, NULL, ANY, false, "normal: of each player, by id; symmetric: one list" },
    { "payoffs", CM_SHAPE_GROUPS, payoff_keys, NULL, ANY, false, "normal: what each combination of strategies pays" },
    { "symmetric", CM_SHAPE_TRUTH, NULL, NULL, ANY, false, "normal: all players are in the same position, and payoffs are one player's" },
    { "nodes", CM_SHAPE_GROUPS, tree_keys, NULL, ANY, false, "extensive: the points of the game, the first one first" },
    TEXT("file", "normal, extensive: a file of Gambit's, .nfg or .efg, with the whole game"),
    END
};

static const cm_key solve_keys[] = {
    { "concept", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "a row of `comity list concepts`" },
    { "venue", CM_SHAPE_ID, NULL, NULL, ANY, false, "where; the file's game, or every venue, unless told" },
    { "model", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "a row of `comity list models`: how the venue becomes a game" },
    END
};

static const cm_key set_keys[] = {
    { "path", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "a setting, by names joined with dots" },
    { "to", CM_SHAPE_ANY, NULL, NULL, ANY, true, "its value" },
    TEXT("channel", "explain: the channel it belongs to, where its path does not tell"),
    END
};

static const cm_key variant_keys[] = {
    { "id", CM_SHAPE_ID, NULL, NULL, ANY, true, "a word for it" },
    TEXT("name", "in words"), ZH("name"),
    { "to", CM_SHAPE_ANY, NULL, NULL, ANY, false, "value of the axis's path" },
    { "set", CM_SHAPE_GROUPS, set_keys, NULL, ANY, false, "several settings at once" },
    END
};

static const cm_key vary_keys[] = {
    { "path", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "the setting that varies" },
    TEXT("label", "a word for the axis"), ZH("label"),
    { "values", CM_SHAPE_ANY, NULL, NULL, ANY, false, "a list of values" },
    { "variants", CM_SHAPE_GROUPS, variant_keys, NULL, ANY, false, "a list of { id; to } or { id; set }" },
    END
};

static const cm_key expect_keys[] = {
    { "form", CM_SHAPE_WORD, NULL, forms, ANY, false, "the shape of the claim" },
    { "direction", CM_SHAPE_WORD, NULL, directions, ANY, true, "decreasing or increasing" },
    { "along", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "the path or label of a varied axis" },
    { "within", CM_SHAPE_IDS, NULL, NULL, ANY, false, "axes whose values are judged one by one" },
    { "smallest_effect", CM_SHAPE_BY_MEASURE, NULL, NULL, 0, 1e300, false, "differences below this do not matter; 0.05" },
    { "confidence", CM_SHAPE_NUMBER, NULL, NULL, 0.5, 0.999999, false, "0.95 unless told" },
    END
};

static const cm_key changed_expect_keys[] = {
    { "form", CM_SHAPE_WORD, NULL, forms, ANY, false, "the shape of the claim" },
    { "direction", CM_SHAPE_WORD, NULL, directions, ANY, false, "decreasing or increasing" },
    { "along", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "the path or label of a varied axis" },
    { "within", CM_SHAPE_IDS, NULL, NULL, ANY, false, "axes whose values are judged one by one" },
    { "smallest_effect", CM_SHAPE_BY_MEASURE, NULL, NULL, 0, 1e300, false, "differences below this do not matter" },
    END
};

static const cm_key end_keys[] = {
    { "id", CM_SHAPE_ID, NULL, NULL, ANY, true, "a word for it" },
    TEXT("name", "in words"), ZH("name"),
    { "set", CM_SHAPE_GROUPS, set_keys, NULL, ANY, false, "settings of this end" },
    END
};

static const cm_key explain_keys[] = {
    { "from", CM_SHAPE_GROUP, end_keys, NULL, ANY, true, "the base" },
    { "to", CM_SHAPE_GROUP, end_keys, NULL, ANY, true, "the target" },
    { "channels", CM_SHAPE_IDS, NULL, NULL, ANY, true, "members, selection, location, dispersion, issues, rule, capability" },
    END
};

/* What differs between the models of one claim. */
static const cm_key formalisation_keys[] = {
    { "id", CM_SHAPE_ID, NULL, NULL, ANY, true, "a word for the model" },
    TEXT("name", "in words"), ZH("name"),
    { "set", CM_SHAPE_GROUPS, set_keys, NULL, ANY, false, "settings of the file under this model" },
    { "venue", CM_SHAPE_ID, NULL, NULL, ANY, false, "instead of the claim's" },
    { "measure", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "instead of the claim's" },
    { "measures", CM_SHAPE_IDS, NULL, NULL, ANY, false, "instead of the claim's; the first decides the verdict" },
    { "model", CM_SHAPE_ID, NULL, NULL, ANY, false, "instead of the claim's" },
    { "event", CM_SHAPE_WORD, NULL, events, ANY, false, "instead of the claim's" },
    { "text", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, false, "instead of the claim's" },
    { "vary", CM_SHAPE_GROUPS, vary_keys, NULL, ANY, false, "instead of the claim's" },
    { "expect", CM_SHAPE_GROUP, changed_expect_keys, NULL, ANY, false, "what differs from the claim's: direction, within ..." },
    { "draws", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "instead of the claim's" },
    { "precision", CM_SHAPE_NUMBER, NULL, NULL, 1e-9, 1e300, false, "instead of the claim's" },
    { "until", CM_SHAPE_WORD, NULL, untils, ANY, false, "instead of the claim's" },
    { "at_most", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "instead of the claim's" },
    END
};

static const char *const record_tests[] = { "fisher", "permutation", "rank", "logistic", "cox", NULL };
static const char *const units[] = { "member", "doubling", NULL };

static const cm_key record_keys[] = {
    { "id", CM_SHAPE_ID, NULL, NULL, ANY, true, "a word for it" },
    TEXT("name", "the record in words"), ZH("name"), TEXT("about", "what the cases are, and how they were picked"), ZH("about"),
    { "source", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "where the figures come from; say so where it is from memory" }, ZH("source"),
    { "cases", CM_SHAPE_ANY, NULL, NULL, ANY, false, "a list of { case; size; ... }, with columns of any name" },
    TEXT("cases_from", "in place of cases: a CSV file, a row a case"),
    TEXT("case", "the column that names a case; case unless told"),
    TEXT("size", "the column with the number of members; size unless told"),
    TEXT("outcome", "the column that says whether there was an agreement (true, false), or how much came of it"),
    TEXT("time", "the column that says how long it took, in place of outcome"),
    TEXT("censored", "the column that says which cases are still pending, so that the time is only what has passed"),
    TEXT("count", "the column that says how many such cases a row stands for"),
    { "control", CM_SHAPE_IDS, NULL, NULL, ANY, false, "columns that are held fixed: one by one, and all together" },
    { "test", CM_SHAPE_WORD, NULL, record_tests, ANY, false, "fisher, permutation, rank, logistic or cox; what suits the cases unless told" },
    { "direction", CM_SHAPE_WORD, NULL, directions, ANY, false, "decreasing: with more members agreement is rarer or slower; the claim's unless told" },
    { "per", CM_SHAPE_WORD, NULL, units, ANY, false, "effects are of one member more, or of a doubling; member unless told" },
    { "split", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, false, "fisher: sizes above it are compared with the others" },
    { "confidence", CM_SHAPE_NUMBER, NULL, NULL, 0.5, 0.999999, false, "0.95 unless told" },
    END
};

static const cm_key boundary_keys[] = {
    { "along", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "a number's path; or the path or label of a varied axis" },
    TEXT("label", "a word for it"), ZH("label"),
    { "low", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "from here; without low and high the values of the axis are taken in their order" },
    { "high", CM_SHAPE_NUMBER, NULL, NULL, ANY, false, "to here" },
    { "tolerance", CM_SHAPE_NUMBER, NULL, NULL, 0, 1e300, false, "how closely a turn is found; a thousandth of the range, 1 for whole numbers" },
    { "points", CM_SHAPE_INTEGER, NULL, NULL, 2, 1000, false, "places that are looked at first; 9" },
    { "draws", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "at each place; the claim's unless told" },
    END
};

static const cm_key input_keys[] = {
    { "path", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "a number's path" },
    TEXT("label", "a word for it"), ZH("label"),
    { "low", CM_SHAPE_NUMBER, NULL, NULL, ANY, true, "the least that it may be" },
    { "high", CM_SHAPE_NUMBER, NULL, NULL, ANY, true, "the most" },
    END
};

static const cm_key region_keys[] = {
    { "inputs", CM_SHAPE_GROUPS, input_keys, NULL, ANY, true, "settings and their ranges" },
    { "points", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "places that are looked at; 256" },
    { "draws", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "at each place; the claim's unless told" },
    END
};

static const cm_key correlation_keys[] = {
    { "of", CM_SHAPE_IDS, NULL, NULL, ANY, true, "two inputs, by path or label" },
    { "is", CM_SHAPE_NUMBER, NULL, NULL, -1, 1, true, "the correlation of their normal scores" },
    END
};

static const cm_key sensitivity_keys[] = {
    { "inputs", CM_SHAPE_GROUPS, input_keys, NULL, ANY, true, "settings and their ranges" },
    { "method", CM_SHAPE_WORD, NULL, methods, ANY, true, "morris: what matters; sobol: shares of the variance; shapley: the same of inputs that depend on one another" },
    { "correlation", CM_SHAPE_GROUPS, correlation_keys, NULL, ANY, false, "shapley: which inputs go together" },
    { "points", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "morris: trajectories, 16; sobol: rows of points, 128; shapley: points for each set of inputs, 64" },
    { "draws", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "at each place; the claim's unless told" },
    END
};

static const cm_key importance_keys[] = {
    { "shift", CM_SHAPE_NUMBER_MAP, NULL, NULL, -10, 10, true, "by issue: so many standard deviations" },
    END
};

static const cm_key claim_keys[] = {
    { "id", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "which argument" },
    { "statement", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "the claim in words" }, ZH("statement"),
    { "venue", CM_SHAPE_ID, NULL, NULL, ANY, true, "the venue it is about" },
    { "measure", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "a row of `comity list measures`, or concept.key for what a concept's summary says" },
    { "model", CM_SHAPE_ID, NULL, NULL, ANY, false, "which model makes the concept's game of the venue; the first that fits unless told" },
    { "measures", CM_SHAPE_IDS, NULL, NULL, ANY, false, "several; the first decides the verdict" },
    { "event", CM_SHAPE_WORD, NULL, events, ANY, false, "an acceptable text exists, or a given one is accepted" },
    { "text", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, false, "the given text, by issue" },
    { "vary", CM_SHAPE_GROUPS, vary_keys, NULL, ANY, true, "what is varied" },
    { "expect", CM_SHAPE_GROUP, expect_keys, NULL, ANY, true, "what the claim says should happen" },
    { "draws", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "exactly so many worlds; 2000 unless told" },
    { "precision", CM_SHAPE_NUMBER, NULL, NULL, 1e-9, 1e300, false, "in place of draws: draw until effects are known to plus or minus this" },
    { "until", CM_SHAPE_WORD, NULL, untils, ANY, false, "precision; or decided: stop as soon as the verdicts are" },
    { "at_most", CM_SHAPE_INTEGER, NULL, NULL, 1, 1e12, false, "draws of a claim with a precision; 262144" },
    { "reduce", CM_SHAPE_WORD, NULL, reductions, ANY, false, "control: take out the noise that closed forms account for" },
    { "importance", CM_SHAPE_GROUP, importance_keys, NULL, ANY, false, "draw every other world with positions moved, so that what is rare is seen, and weigh it" },
    { "explain", CM_SHAPE_GROUP, explain_keys, NULL, ANY, false, "the part each cause has" },
    { "models", CM_SHAPE_GROUPS, formalisation_keys, NULL, ANY, false, "several formalisations, judged one by one and jointly" },
    { "observed", CM_SHAPE_GROUPS, record_keys, NULL, ANY, false, "records of cases from the world; a claim may have nothing else" },
    { "boundary", CM_SHAPE_GROUP, boundary_keys, NULL, ANY, false, "where along a setting the effect changes its sign" },
    { "region", CM_SHAPE_GROUP_OR_LIST, region_keys, NULL, ANY, false, "which verdicts hold where, over ranges of several settings; the list of inputs alone will do" },
    { "sensitivity", CM_SHAPE_GROUP, sensitivity_keys, NULL, ANY, false, "which settings move the effect, and what would turn the verdict" },
    { "rivals", CM_SHAPE_IDS, NULL, NULL, ANY, false, "files with other formalisations of the claim" },
    END
};

static const cm_key argument_keys[] = {
    { "id", CM_SHAPE_TEXT, NULL, NULL, ANY, true, "the argument's name; files of the same name stand together" },
    TEXT("says", "the argument in a sentence or two, with whose it is"), ZH("says"),
    TEXT("hangs_on", "the assumption on which the verdict hangs"), ZH("hangs_on"),
    TEXT("record", "what cases from the world say, or that none is known"), ZH("record"),
    { "literature", CM_SHAPE_IDS, NULL, NULL, ANY, false, "works to read, one text each" },
    END
};

const cm_key cm_scenario_keys[] = {
    { "comity", CM_SHAPE_INTEGER, NULL, NULL, 1, 1, true, "version of this format: 1" },
    TEXT("title", "one line"), ZH("title"),
    TEXT("about", "what the file shows and where its figures come from"), ZH("about"),
    { "argument", CM_SHAPE_GROUP, argument_keys, NULL, ANY, false, "the argument that the file tries, for a page of several (--format page)" },
    { "parameters", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, false, "named numbers for expressions" },
    { "issues", CM_SHAPE_MAP, issue_keys, NULL, ANY, false, "what is negotiated" },
    { "status_quo", CM_SHAPE_NUMBER_MAP, NULL, NULL, ANY, false, "what holds without agreement, by issue; 0 on issues made by dimensions" },
    { "utility", CM_SHAPE_GROUP, utility_keys, NULL, ANY, false, "how preferences fall with distance" },
    { "defaults", CM_SHAPE_GROUP, default_keys, NULL, ANY, false, "for players that give none" },
    { "players", CM_SHAPE_MAP, player_keys, NULL, ANY, false, "who negotiates" },
    { "players_from", CM_SHAPE_TEXT, NULL, NULL, ANY, false, "a CSV table of players" },
    { "population", CM_SHAPE_GROUP, population_keys, NULL, ANY, false, "players drawn at random" },
    { "uncertainty", CM_SHAPE_GROUP, uncertainty_keys, NULL, ANY, false, "doubt around given players" },
    { "groups", CM_SHAPE_MAP, group_keys, NULL, ANY, false, "named sets of players" },
    { "venues", CM_SHAPE_MAP, venue_keys, NULL, ANY, false, "where it is negotiated, under which rules" },
    { "game", CM_SHAPE_GROUP, game_keys, NULL, ANY, false, "a game given outright, without a venue" },
    { "models", CM_SHAPE_ANY, NULL, NULL, ANY, false, "parameters of concepts, each under the concept's name; see `comity explain NAME`" },
    { "solve", CM_SHAPE_GROUPS, solve_keys, NULL, ANY, false, "what `comity run` computes" },
    { "claim", CM_SHAPE_GROUP, claim_keys, NULL, ANY, false, "a hypothesis" },
    { "seed", CM_SHAPE_INTEGER, NULL, NULL, 0, 9e18, false, "of the random numbers; 1 unless told" },
    END
};
