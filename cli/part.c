/* part.c: batches in a file. */
#include "cli/part.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

static const char magic[8] = { 'c', 'm', 'b', 'a', 't', 'c', 'h', '1' };
enum { FIXED = 8 + 4 * 8, MOST_TEXT = 1 << 26, MOST_MODELS = 1000 };

/* ---- the head ---- */

cm_status cm_part_digest(cm_ctx *ctx, cm_arena *arena, const cm_part_head *h, char digest[CM_DIGEST])
{
    char *all = cm_format(ctx, arena, "comity %s\nseed %llu %d\ndraws %llu\nparts %zu\nmodels %zu\n%s\n%s", CM_VERSION, (unsigned long long)h->seed, h->seeded,
                          (unsigned long long)h->draws, h->parts, h->models, h->name, h->text);
    if (all == NULL) return ctx->status;
    cm_digest(all, strlen(all), digest);
    return CM_OK;
}

static cm_status prepare(cm_ctx *ctx, cm_arena *arena, cm_part *part)
{
    part->at = CM_NEW(ctx, arena, part->head.models * CM_MOST_BATCHES, long);
    return part->at == NULL ? ctx->status : cm_part_digest(ctx, arena, &part->head, part->digest);
}

cm_status cm_part_create(cm_ctx *ctx, cm_arena *arena, const char *path, const cm_part_head *head, cm_part *part)
{
    cm_status status;
    *part = (cm_part){ .path = path, .head = *head };
    status = prepare(ctx, arena, part);
    if (status != CM_OK) return status;
    part->file = fopen(path, "w+b");
    if (part->file == NULL) return cm_fail(ctx, CM_E_IO, "%s: %s", path, strerror(errno));
    (void)fprintf(part->file, "comity part 1\npart %zu %zu\nseed %llu %d\ndraws %llu\nmodels %zu\nbytes %zu %zu\ndigest %s\n%s\n%s\n", head->part + 1, head->parts, (unsigned long long)head->seed, head->seeded,
                  (unsigned long long)head->draws, head->models, strlen(head->name), strlen(head->text), part->digest, head->name, head->text);
    if (fflush(part->file) == 0) return CM_OK;
    status = cm_fail(ctx, CM_E_IO, "%s: %s", path, strerror(errno));
    cm_part_close(part);
    (void)unlink(path);
    return status;
}

static cm_status foreign(cm_ctx *ctx, const cm_part *part, const char *what)
{
    return cm_fail(ctx, CM_E_INPUT, "%s: %s", part->path, what);
}

static char *read_text(cm_ctx *ctx, cm_arena *arena, FILE *file, size_t bytes)
{
    char *text = cm_alloc(ctx, arena, bytes + 1, 1);
    if (text == NULL || fread(text, 1, bytes, file) != bytes || fgetc(file) != '\n' || strlen(text) != bytes) return NULL;
    return text;
}

static cm_status read_head(cm_ctx *ctx, cm_arena *arena, cm_part *part)
{
    unsigned long long seed, draws;
    size_t name, text, number;
    int seeded;
    char digest[CM_DIGEST], line[32];
    cm_part_head *h = &part->head;
    cm_status status;
    if (fgets(line, sizeof line, part->file) == NULL || strcmp(line, "comity part 1\n") != 0) return foreign(ctx, part, "this is no part of a claim (it is written by comity run --shard I/N -o PART)");
    if (fscanf(part->file, "part %zu %zu\nseed %llu %d\ndraws %llu\nmodels %zu\nbytes %zu %zu\ndigest %64s", &number, &h->parts, &seed, &seeded, &draws, &h->models, &name, &text, digest) != 9 ||
        fgetc(part->file) != '\n' || number < 1 || number > h->parts || h->models < 1 || h->models > MOST_MODELS || name > MOST_TEXT || text > MOST_TEXT) {
        return foreign(ctx, part, "the head of this part is damaged");
    }
    h->part = number - 1;
    h->seed = seed;
    h->seeded = seeded != 0;
    h->draws = draws;
    h->name = read_text(ctx, arena, part->file, name);
    h->text = h->name != NULL ? read_text(ctx, arena, part->file, text) : NULL;
    if (h->text == NULL) return ctx->status != CM_OK ? ctx->status : foreign(ctx, part, "the head of this part is damaged");
    status = prepare(ctx, arena, part);
    if (status == CM_OK && strcmp(part->digest, digest) != 0) status = foreign(ctx, part, "this part was written by another version of comity, or damaged");
    return status;
}

/* ---- batches ---- */

static void put64(unsigned char *to, uint64_t x)
{
    for (int i = 0; i < 8; i++) to[i] = (unsigned char)(x >> (8 * i));
}

static uint64_t get64(const unsigned char *from)
{
    uint64_t x = 0;
    for (int i = 7; i >= 0; i--) x = x << 8 | from[i];
    return x;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double number_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* A batch as bytes, with its hash at the end; NULL without memory. */
static unsigned char *pack(size_t model, size_t batch, const cm_sums *sums, size_t *bytes)
{
    size_t inner = FIXED + 8 * sums->count;
    unsigned char *all = malloc(inner + CM_DIGEST);
    if (all == NULL) return NULL;
    memcpy(all, magic, sizeof magic);
    put64(all + 8, model);
    put64(all + 16, batch);
    put64(all + 24, sums->count);
    put64(all + 32, bits_of(sums->draws));
    for (size_t i = 0; i < sums->count; i++) put64(all + FIXED + 8 * i, bits_of(sums->flat[i]));
    cm_digest(all, inner, (char *)all + inner);
    *bytes = inner + CM_DIGEST - 1;
    return all;
}

/* The batch at the file's place: its bytes, or NULL when it is torn, damaged or not there. */
static unsigned char *read_batch(FILE *file, size_t *count)
{
    unsigned char fixed[FIXED], *all;
    char digest[CM_DIGEST];
    size_t inner;
    if (fread(fixed, 1, FIXED, file) != FIXED || memcmp(fixed, magic, sizeof magic) != 0 || get64(fixed + 24) > MOST_TEXT) return NULL;
    *count = (size_t)get64(fixed + 24);
    inner = FIXED + 8 * *count;
    all = malloc(inner + CM_DIGEST);
    if (all == NULL) return NULL;
    memcpy(all, fixed, FIXED);
    if (fread(all + FIXED, 1, inner - FIXED + CM_DIGEST - 1, file) == inner - FIXED + CM_DIGEST - 1) {
        cm_digest(all, inner, digest);
        if (memcmp(digest, all + inner, CM_DIGEST - 1) == 0) return all;
    }
    free(all);
    return NULL;
}

/* Find the batches; what follows the last whole one is torn. */
static long find_batches(cm_part *part)
{
    for (;;) {
        long here = ftell(part->file);
        size_t count;
        unsigned char *all = here > 0 ? read_batch(part->file, &count) : NULL;
        uint64_t model, batch;
        if (all == NULL) return here;
        model = get64(all + 8);
        batch = get64(all + 16);
        free(all);
        if (model < part->head.models && batch < CM_MOST_BATCHES) part->at[model * CM_MOST_BATCHES + batch] = here;
    }
}

cm_status cm_part_open(cm_ctx *ctx, cm_arena *arena, const char *path, bool writes, cm_part *part)
{
    cm_status status;
    long whole;
    *part = (cm_part){ .path = path };
    part->file = fopen(path, writes ? "r+b" : "rb");
    if (part->file == NULL) return cm_fail(ctx, CM_E_IO, "%s: %s", path, strerror(errno));
    status = read_head(ctx, arena, part);
    if (status == CM_OK) {
        whole = find_batches(part);
        if (writes && (fflush(part->file) != 0 || ftruncate(fileno(part->file), whole) != 0)) status = cm_fail(ctx, CM_E_IO, "%s: %s", path, strerror(errno));
    }
    if (status != CM_OK) cm_part_close(part);
    return status;
}

void cm_part_close(cm_part *part)
{
    if (part->file != NULL) (void)fclose(part->file);
    part->file = NULL;
}

static long place_of(const cm_part_batches *b, size_t batch, size_t *part)
{
    for (size_t p = 0; p < b->nparts; p++) {
        long at = batch < CM_MOST_BATCHES ? b->part[p].at[b->model * CM_MOST_BATCHES + batch] : 0;
        *part = p;
        if (at > 0) return at;
    }
    return 0;
}

static bool have(void *data, size_t batch)
{
    size_t part;
    return place_of(data, batch, &part) > 0;
}

static cm_status load(cm_ctx *ctx, void *data, size_t batch, cm_sums *sums)
{
    const cm_part_batches *b = data;
    size_t p = 0, count = 0;
    long at = place_of(b, batch, &p);
    unsigned char *all = fseek(b->part[p].file, at, SEEK_SET) == 0 ? read_batch(b->part[p].file, &count) : NULL;
    if (all == NULL || count != sums->count) {
        free(all);
        return cm_fail(ctx, CM_E_INPUT, "%s: batch %zu is damaged, or is not of this claim", b->part[p].path, batch + 1);
    }
    sums->draws = number_of(get64(all + 32));
    for (size_t i = 0; i < count; i++) sums->flat[i] = number_of(get64(all + FIXED + 8 * i));
    free(all);
    return CM_OK;
}

/* What was written in part is cut off again, so that the file ends with a whole batch. */
static cm_status cannot_write(cm_ctx *ctx, cm_part *part, long end)
{
    int error = errno;
    clearerr(part->file);
    (void)fflush(part->file);
    if (ftruncate(fileno(part->file), end) == 0) clearerr(part->file);
    if (!part->forgive) return cm_fail(ctx, CM_E_IO, "%s: %s; the batches in it are whole: make room and run again with --resume", part->path, strerror(error));
    cm_complain(part->path, strerror(error));
    cm_complain(part->path, "the run goes on, but what is still to come cannot be resumed");
    part->full = true;
    return CM_OK;
}

static cm_status save(cm_ctx *ctx, void *data, size_t batch, const cm_sums *sums)
{
    const cm_part_batches *b = data;
    cm_part *part = &b->part[0];
    unsigned char *all;
    size_t bytes = 0;
    bool good;
    long end;
    if (part->full) return CM_OK;
    all = pack(b->model, batch, sums, &bytes);
    if (all == NULL) return cm_fail(ctx, CM_E_MEMORY, "out of memory");
    good = fseek(part->file, 0, SEEK_END) == 0;
    end = ftell(part->file);
    errno = 0;
    good = good && end > 0 && fwrite(all, 1, bytes, part->file) == bytes && fflush(part->file) == 0;
    free(all);
    if (!good) return cannot_write(ctx, part, end);
    if (batch < CM_MOST_BATCHES) part->at[b->model * CM_MOST_BATCHES + batch] = end;
    return CM_OK;
}

cm_store cm_part_store(cm_part_batches *batches)
{
    return (cm_store){ .data = batches, .have = have, .load = load, .save = save };
}

size_t cm_part_missing(const cm_part *part, size_t model, uint64_t draws)
{
    size_t count = cm_batches_of(draws).count, missing = 0;
    for (size_t batch = part->head.part; batch < count; batch += part->head.parts) missing += part->at[model * CM_MOST_BATCHES + batch] == 0;
    return missing;
}
