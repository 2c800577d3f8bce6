/* templates.c: starter files.  A test reads and runs each. */
#include "cli/templates.h"

#include <stddef.h>

static const char coalitions[] =
    "comity = 1;\n"
    "title = \"A game of coalitions of mine\";  title_zh = \"我的联盟博弈\";\n"
    "about = \"What this file shows, and where its figures come from.\";\n"
    "\n"
    "// What each set of players can secure for itself. What is not listed is worth 0.\n"
    "// Other forms: weighted, bankruptcy, airport, assignment, glove, apex, public-good; see `comity list forms`.\n"
    "game = {\n"
    "  form = \"coalitional\";\n"
    "  players = (\"A\", \"B\", \"C\");\n"
    "  worth = ( { of = (\"A\", \"B\"); is = 60; },\n"
    "            { of = (\"A\", \"C\"); is = 50; },\n"
    "            { of = (\"B\", \"C\"); is = 40; },\n"
    "            { of = (\"A\", \"B\", \"C\"); is = 100; } );\n"
    "};\n"
    "\n"
    "// Can all be kept together? Who should get what? See `comity list concepts`.\n"
    "solve = ( { concept = \"core\"; }, { concept = \"nucleolus\"; } );\n";

static const char negotiation[] =
    "comity = 1;                                // version of this format; keep it first\n"
    "title = \"A negotiation of mine\";  title_zh = \"我的谈判\";\n"
    "about = \"What this file shows, and where its figures come from.\";\n"
    "\n"
    "// What is negotiated. Each issue is a scale; without a range it runs from 0 to 1.\n"
    "issues = {\n"
    "  law  = { name = \"How international law applies\"; low = \"in general\"; high = \"in detail\"; };\n"
    "  data = { name = \"Cross-border data flows\"; low = \"restricted\"; high = \"free\"; };\n"
    "};\n"
    "status_quo = { law = 0.3; data = 0.5; };    // what holds without agreement\n"
    "\n"
    "// Who negotiates: where each would like to end up, and how much it cares.\n"
    "players = {\n"
    "  A = { name = \"State A\"; ideal = { law = 0.9; data = 0.8; }; salience = { law = 1; data = 2; }; };\n"
    "  B = { name = \"State B\"; ideal = { law = 0.7; data = 0.1; }; };\n"
    "  C = { name = \"State C\"; ideal = { law = 0.5; data = 0.9; }; capability = 2; };\n"
    "};\n"
    "\n"
    "// Where, and how it decides: consensus | majority | quota | weighted | veto | chamber | all | any.\n"
    "venues = {\n"
    "  forum = { name = \"The forum\"; rule = { type = \"consensus\"; }; };\n"
    "  vote  = { name = \"The same with a vote\"; rule = { type = \"majority\"; }; };\n"
    "};\n"
    "\n"
    "// What to compute: see `comity list concepts`.\n"
    "solve = ( { concept = \"gridlock\"; }, { concept = \"depth\"; venue = \"forum\"; }, { concept = \"compromise\"; venue = \"forum\"; } );\n";

static const char claim[] =
    "comity = 1;                                // version of this format; keep it first\n"
    "title = \"A claim of mine\";  title_zh = \"我的论断\";\n"
    "about = \"Do smaller venues agree more easily? Fifty players drawn at random.\";\n"
    "\n"
    "// The world: players drawn from blocs. issue1, issue2 are made by `dimensions`; the status quo is 0.\n"
    "population = {\n"
    "  size = 50; dimensions = 2;\n"
    "  blocs = {\n"
    "    north = { weight = 2; ideal = { issue1 = { dist = \"normal\"; mean = 1; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0.5; sd = 1; }; }; };\n"
    "    south = { weight = 3; ideal = { issue1 = { dist = \"normal\"; mean = 0.5; sd = 1; }; issue2 = { dist = \"normal\"; mean = 1; sd = 1; }; }; };\n"
    "  };\n"
    "};\n"
    "venues = { club = { members = { size = 5; pick = \"random\"; }; rule = { type = \"consensus\"; }; }; };\n"
    "\n"
    "claim = {\n"
    "  id = \"mine\"; statement = \"Smaller venues agree more easily\"; statement_zh = \"小场所更容易达成协议\";\n"
    "  venue = \"club\"; measure = \"agreement\";\n"
    "  vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 5, 10, 25, 50); },\n"
    "           { path = \"venues.club.rule\"; label = \"rule\"; variants = (\n"
    "               { id = \"consensus\"; to = { type = \"consensus\"; }; },\n"
    "               { id = \"twothirds\"; to = { type = \"quota\"; share = \"2/3\"; }; } ); } );\n"
    "  expect = { form = \"monotone\"; direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); smallest_effect = 0.05; };\n"
    "  draws = 2000;\n"
    "};\n";

static const char vote[] =
    "comity = 1;                                // version of this format; keep it first\n"
    "title = \"A voting body of mine\";  title_zh = \"我的表决机构\";\n"
    "issues = { reform = { name = \"Reform\"; low = \"none\"; high = \"full\"; }; };\n"
    "status_quo = { reform = 0.4; };\n"
    "players = {\n"
    "  A = { ideal = { reform = 0.9; }; };  B = { ideal = { reform = 0.8; }; };\n"
    "  C = { ideal = { reform = 0.6; }; };  D = { ideal = { reform = 0.1; }; };\n"
    "};\n"
    "venues = {\n"
    "  board = { rule = { all = ( { type = \"weighted\"; weights = { A = 4; B = 3; C = 2; D = 1; }; share = \"1/2\"; },\n"
    "                             { type = \"veto\"; players = (\"A\"); } ); }; };\n"
    "};\n"
    "solve = ( { concept = \"gridlock\"; venue = \"board\"; } );\n";

const cm_template cm_templates[] = {
    { "negotiation", negotiation }, { "claim", claim }, { "vote", vote }, { "coalitions", coalitions }, { NULL, NULL }
};
