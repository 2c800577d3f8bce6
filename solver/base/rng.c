/* rng.c: Philox streams.  The key holds the seed and a hash of the stream's name. */
#include "solver/base/rng.h"

/* FNV-1a: short, published, and all that is needed to tell names apart. */
static uint64_t hash_name(const char *name)
{
    uint64_t hash = 14695981039346656037u;
    for (; *name != '\0'; name++) hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return hash;
}

cm_stream cm_stream_make(uint64_t seed, const char *name)
{
    cm_stream stream = { { seed, hash_name(name) } };
    return stream;
}

double cm_stream_unit(const cm_stream *stream, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t words[4];
    cm_stream_block(stream, a, b, c / 4, words);
    return cm_unit(words[c % 4]);
}

void cm_rng_init(cm_rng *rng, uint64_t seed, const char *name, uint64_t index)
{
    rng->stream = cm_stream_make(seed, name);
    rng->index = index;
    rng->position = 0;
}

uint64_t cm_rng_next(cm_rng *rng)
{
    if (rng->position % 4 == 0) {
        cm_stream_block(&rng->stream, rng->index, rng->position / 4, 0, rng->word);
    }
    return rng->word[rng->position++ % 4];
}

double cm_rng_unit(cm_rng *rng)
{
    return cm_unit(cm_rng_next(rng));
}

uint64_t cm_rng_below(cm_rng *rng, uint64_t n)
{
    uint64_t limit = UINT64_MAX - (UINT64_MAX % n + 1) % n, word;
    do {
        word = cm_rng_next(rng);
    } while (word > limit);
    return word % n;
}

static void gsl_set(void *state, unsigned long seed)
{
    cm_rng_init(state, seed, "gsl", 0);
}

static unsigned long gsl_get(void *state)
{
    return cm_rng_next(state);
}

static double gsl_get_double(void *state)
{
    return cm_rng_unit(state);
}

static const gsl_rng_type philox_type = {
    "philox4x64", UINT64_MAX, 0, sizeof(cm_rng), gsl_set, gsl_get, gsl_get_double
};

gsl_rng cm_rng_gsl(cm_rng *rng)
{
    gsl_rng generator = { &philox_type, rng };
    return generator;
}
