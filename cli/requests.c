/* requests.c: what a run is to compute: the file's `solve` list, or --concept and --venue. */
#include "cli/requests.h"

#include <string.h>

#include "models/params.h"

void cm_concept_unknown(cm_ctx *ctx, cm_diags *diags, const cm_node *node)
{
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    const char **words = CM_NEW(ctx, &diags->arena, count + 1, const char *), *near;
    if (words == NULL) return;
    for (size_t i = 0; i < count; i++) words[i] = all[i]->name;
    near = cm_nearest_word(node->text, words);
    cm_diag_add(diags, node->value_place, near != NULL ? cm_format(ctx, &diags->arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(ctx, &diags->arena, "did you mean '%s'?", near) : "see `comity list concepts`",
                "'%s' is no concept", node->text);
}

static cm_status add_request(cm_ctx *ctx, cm_file *file, cm_request request)
{
    cm_request *larger = CM_NEW(ctx, &file->arena, file->nrequests + 1, cm_request);
    if (larger == NULL) return ctx->status;
    if (file->nrequests > 0) memcpy(larger, file->request, file->nrequests * sizeof *larger);
    larger[file->nrequests++] = request;
    file->request = larger;
    return CM_OK;
}

/* How the venue becomes a game of the concept's kind: the model named, or the first that fits. */
static const cm_model *model_of(const cm_file *file, const cm_concept *concept, const cm_model *named)
{
    return named != NULL ? named : cm_model_for(concept->takes, &file->scenario);
}

/* One concept at one venue, in the file's own game, or at all venues. */
static cm_status request_at(cm_ctx *ctx, cm_file *file, const cm_concept *concept, const cm_venue *venue, const cm_model *model)
{
    const cm_scenario *s = &file->scenario;
    cm_status status = CM_OK;
    if (concept->takes == CM_GAME_NONE) return add_request(ctx, file, (cm_request){ concept, NULL, NULL });
    if (venue == NULL && model == NULL && cm_file_plays(file, concept)) {
        return add_request(ctx, file, (cm_request){ concept, NULL, NULL });
    }
    model = model_of(file, concept, model);
    if (venue != NULL || (model != NULL && model->together)) return add_request(ctx, file, (cm_request){ concept, venue, model });
    for (size_t v = 0; v < s->nvenues && status == CM_OK; v++) {
        if (s->venue[v].nparts == 0) status = add_request(ctx, file, (cm_request){ concept, &s->venue[v], model });
    }
    return status;
}

/* "game = { form = "extensive"; ... };", and which other forms give such games; NULL: none does. */
static const char *form_for(cm_ctx *ctx, cm_file *file, cm_game_kind kind)
{
    size_t count;
    const cm_form *const *all = cm_forms(&count);
    const char *word = cm_game_kind_word(kind), *first = NULL, *others = "";
    for (size_t i = 0; i < count; i++) {                 /* the plain form of the kind has its name */
        if (kind == CM_GAME_VOTE && strcmp(all[i]->name, "weighted") == 0) first = all[i]->name;
        if (all[i]->gives == kind && (first == NULL || strncmp(word, all[i]->name, strlen(all[i]->name)) == 0)) first = all[i]->name;
    }
    for (size_t i = 0; i < count && others != NULL; i++) {
        if (all[i]->name == first || (all[i]->gives != kind && !(kind == CM_GAME_NFG && all[i]->gives == CM_GAME_EFG))) continue;
        others = cm_format(ctx, &file->diags.arena, "%s%s\"%s\"", others, others[0] == '\0' ? "" : ", ", all[i]->name);
    }
    if (first == NULL || others == NULL) return NULL;
    return cm_format(ctx, &file->diags.arena, "write game = { form = \"%s\"; ... };%s%s%s see `comity explain %s`", first, others[0] != '\0' ? " or one of the forms " : "", others, others[0] != '\0' ? ";" : "", first);
}

/* "add venues = ...", and the models by which a venue becomes such a game; NULL: none does. */
static const char *venue_for(cm_ctx *ctx, cm_file *file, cm_game_kind kind)
{
    size_t count, found = 0;
    const cm_model *const *all = cm_models(&count);
    const char *names = "";
    for (size_t i = 0; i < count && names != NULL; i++) {
        if (all[i]->gives == kind) names = cm_format(ctx, &file->diags.arena, "%s%s\"%s\"", names, found++ == 0 ? "" : ", ", all[i]->name);
    }
    if (found == 0 || names == NULL) return NULL;
    return cm_format(ctx, &file->diags.arena, "add venues = { club = { rule = { type = \"consensus\"; }; }; }; a venue becomes such a game by %s %s", found == 1 ? "the model" : "one of the models", names);
}

/* What the file lacks for a concept to have a game; NULL when there is one, else how to mend it. */
static const char *lacking(cm_ctx *ctx, cm_file *file, const cm_concept *concept, const cm_venue *venue, const cm_model *model)
{
    const char *form, *at, *both;
    if (concept->takes == CM_GAME_NONE) return venue == NULL ? NULL : "leave the venue out: the concept's parameters are all that it needs";
    if (file->form == NULL && cm_node_child(file->root, "game") != NULL) return NULL;      /* its form is none: that was said */
    if (venue == NULL && model == NULL && cm_file_plays(file, concept)) return NULL;
    if (cm_model_for(concept->takes, &file->scenario) != NULL && file->scenario.nvenues > 0) return NULL;
    form = form_for(ctx, file, concept->takes);
    at = venue_for(ctx, file, concept->takes);
    both = form != NULL && at != NULL ? cm_format(ctx, &file->diags.arena, "%s; or %s", form, at) : form != NULL ? form : at;
    return both != NULL ? both : "see `comity list forms` and `comity list models`";
}

/* The sentence to go with it. */
static const char *why_not(cm_ctx *ctx, cm_file *file, const cm_concept *concept, const cm_venue *venue)
{
    const char *text;
    if (concept->takes == CM_GAME_NONE) {
        text = cm_format(ctx, &file->diags.arena, "'%s' is not about venue '%s'", concept->name, venue->id);
    } else if (file->form != NULL) {
        text = cm_format(ctx, &file->diags.arena, "'%s' is about %s games, and this file's game is %s", concept->name, cm_game_kind_word(concept->takes), cm_game_kind_word(file->form->gives));
    } else {
        text = cm_format(ctx, &file->diags.arena, cm_model_for(concept->takes, &file->scenario) != NULL ? "'%s' needs a venue" : "'%s' needs a game of the kind '%s', which no model makes of a venue", concept->name, cm_game_kind_word(concept->takes));
    }
    return text != NULL ? text : concept->name;
}

/* The model that a request names; NULL, and a mistake, when it is none or of another kind. */
static const cm_model *read_model(cm_ctx *ctx, cm_file *file, const cm_node *word, const cm_concept *concept)
{
    const cm_model *model = word != NULL && word->kind == CM_NODE_TEXT ? cm_model_find(word->text) : NULL;
    const char *words[64] = { NULL }, *near;
    size_t count, used = 0;
    const cm_model *const *all = cm_models(&count);
    if (word == NULL || word->kind != CM_NODE_TEXT || concept == NULL) return NULL;
    if (model != NULL && model->gives == concept->takes) return model;
    for (size_t i = 0; i < count && used < 63; i++) {
        if (all[i]->gives == concept->takes) words[used++] = all[i]->name;
    }
    near = cm_nearest_word(word->text, words);
    if (near == NULL) near = words[0];
    cm_diag_add(&file->diags, word->value_place, near != NULL ? cm_format(ctx, &file->diags.arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(ctx, &file->diags.arena, "write \"%s\", for instance", near) : "remove it",
                model != NULL ? "the model '%s' does not give a game that '%s' takes" : "'%s' is no model", word->text, concept->name);
    return NULL;
}

static cm_status read_request(cm_ctx *ctx, cm_file *file, const cm_node *node)
{
    const cm_node *word = cm_node_child(node, "concept"), *at = cm_node_child(node, "venue");
    const cm_venue *venue = NULL;
    const cm_concept *concept;
    const cm_model *model;
    const char *mend;
    if (word == NULL || word->kind != CM_NODE_TEXT) return CM_OK;
    concept = cm_concept_find(word->text);
    if (concept == NULL) cm_concept_unknown(ctx, &file->diags, word);
    model = read_model(ctx, file, cm_node_child(node, "model"), concept);
    if (at != NULL && at->kind == CM_NODE_TEXT) {
        venue = cm_scenario_venue(&file->scenario, at->text);
        if (venue == NULL) {
            const char *words[64] = { NULL }, *near;
            for (size_t v = 0; v < file->scenario.nvenues && v < 63; v++) words[v] = file->scenario.venue[v].id;
            near = cm_nearest_word(at->text, words);
            cm_diag_add(&file->diags, at->value_place, near != NULL ? cm_format(ctx, &file->diags.arena, "\"%s\"", near) : NULL,
                        near != NULL ? cm_format(ctx, &file->diags.arena, "did you mean '%s'?", near) : "define it in venues", "there is no venue '%s'", at->text);
            return ctx->status;
        }
    }
    if (concept == NULL) return ctx->status;
    if (venue != NULL && venue->nparts > 0 && (model == NULL || !model->together)) {
        cm_diag_add(&file->diags, at->value_place, NULL, "name one of its parts", "venue '%s' consists of parts; concepts take one venue", venue->id);
        return ctx->status;
    }
    mend = lacking(ctx, file, concept, venue, model);
    if (mend != NULL) {
        cm_diag_add(&file->diags, word->value_place, NULL, mend, "%s", why_not(ctx, file, concept, venue));
    }
    return request_at(ctx, file, concept, venue, model);
}

/* --venue ID: the venue, or a sentence with the nearest one. */
static cm_status find_venue(cm_ctx *ctx, const cm_file *file, const char *id, const cm_venue **venue)
{
    const char *words[64] = { NULL }, *near;
    *venue = cm_scenario_venue(&file->scenario, id);
    if (*venue != NULL) return CM_OK;
    for (size_t v = 0; v < file->scenario.nvenues && v < 63; v++) words[v] = file->scenario.venue[v].id;
    near = cm_nearest_word(id, words);
    return cm_fail(ctx, CM_E_INPUT, "there is no venue '%s'%s%s%s", id, near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

static cm_status named_requests(cm_ctx *ctx, cm_file *file, const cm_load_options *o)
{
    const cm_venue *venue = NULL;
    char *list = cm_strdup(ctx, &file->arena, o->concepts), *rest = list;
    const char *mend;
    cm_status status = CM_OK;
    if (list == NULL) return ctx->status;
    if (o->venue != NULL) status = find_venue(ctx, file, o->venue, &venue);
    if (list[strspn(list, ", ")] == '\0') return cm_fail(ctx, CM_E_INPUT, "--concept names none; see `comity list concepts`");
    for (char *word = strtok_r(list, ",", &rest); word != NULL && status == CM_OK; word = strtok_r(NULL, ",", &rest)) {
        const cm_concept *concept = cm_concept_find(word);
        if (concept == NULL) {
            const char *words[64] = { NULL }, *near;
            size_t count;
            const cm_concept *const *all = cm_concepts(&count);
            for (size_t i = 0; i < count && i < 63; i++) words[i] = all[i]->name;
            near = cm_nearest_word(word, words);
            return cm_fail(ctx, CM_E_INPUT, "'%s' is no concept; %s%s%s", word, near != NULL ? "did you mean '" : "see `comity list concepts`",
                           near != NULL ? near : "", near != NULL ? "'?" : "");
        }
        mend = lacking(ctx, file, concept, venue, NULL);
        if (mend != NULL) return cm_fail(ctx, CM_E_INPUT, "%s; %s", why_not(ctx, file, concept, venue), mend);
        status = request_at(ctx, file, concept, venue, NULL);
    }
    return status;
}

/* The ids of a venue's members; of all players where they are picked or drawn. */
static cm_status members_of(cm_ctx *ctx, cm_arena *arena, const cm_scenario *s, const cm_venue *venue, const char *const **player, size_t *count)
{
    const char **id = CM_NEW(ctx, arena, s->n + 1, const char *);
    if (id == NULL) return ctx->status;
    *count = 0;
    *player = id;
    for (size_t i = 0; i < s->n; i++) {
        if (venue->members.picked || s->nblocs > 0 || cm_coalition_has(&venue->members.who.player, i)) id[(*count)++] = s->player[i].id;
    }
    return CM_OK;
}

/* The parameters of what will be computed are read now, for their mistakes alone. */
static cm_status check_params(cm_ctx *ctx, cm_file *file)
{
    const cm_scenario *s = &file->scenario;
    cm_arena scratch = { NULL };
    size_t n = s->n;
    const char **id = CM_NEW(ctx, &scratch, n + 1, const char *);
    const char *const *player = id;
    cm_status status = CM_OK;
    void *ignored;
    if (id == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < n; i++) id[i] = s->player[i].id;
    for (size_t r = 0; r < file->nrequests; r++) {
        const cm_request *request = &file->request[r];
        size_t count = 0;
        const char *const *given = request->venue == NULL && request->model == NULL && file->form != NULL ? cm_game_players(&file->game, &count) : NULL;
        bool seen = false;
        for (size_t q = 0; q < r; q++) seen = seen || (file->request[q].concept == request->concept && file->request[q].venue == request->venue);
        if (seen) continue;
        if (request->venue != NULL && (request->model == NULL || !request->model->together)) CM_TRY(members_of(ctx, &scratch, s, request->venue, &given, &count));
        CM_TRY(cm_params_read(ctx, &scratch, file->root, request->concept, given != NULL ? given : player, given != NULL ? count : n, player, n, &file->diags, &ignored));
    }
    CM_TRY(cm_params_check_names(ctx, file->root, &file->diags));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_requests_read(cm_ctx *ctx, cm_file *file, const cm_load_options *o)
{
    const cm_node *solve = cm_node_child(file->root, "solve");
    const cm_venue *only = NULL;
    size_t kept = 0;
    cm_status status = CM_OK;
    if (o->concepts != NULL) {
        status = named_requests(ctx, file, o);
        return status == CM_OK ? check_params(ctx, file) : status;
    }
    for (const cm_node *c = solve != NULL ? solve->child : NULL; c != NULL && status == CM_OK; c = c->next) status = read_request(ctx, file, c);
    if (status == CM_OK) status = check_params(ctx, file);
    if (status != CM_OK || o->venue == NULL) return status;
    status = find_venue(ctx, file, o->venue, &only);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < file->nrequests; i++) {
        if (file->request[i].venue == only) file->request[kept++] = file->request[i];
    }
    file->nrequests = kept;
    return CM_OK;
}
