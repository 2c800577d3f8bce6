/* rng.h: random streams that are addressed, not consumed: Philox4x64-10 of Random123.
 *
 * A stream is (seed, name); a number in it is addressed by three indices, for instance (draw, player,
 * issue).  The number at an address is the same whatever else was drawn, on any thread or machine,
 * and adding a stream changes no other: common random numbers come for nothing.  These streams are
 * part of the contract: a later version gives the same numbers.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", Proc. SC11 (2011), doi:10.1145/2063384.2063405. */
#ifndef CM_SOLVER_BASE_RNG_H
#define CM_SOLVER_BASE_RNG_H

#include <Random123/philox.h>
#include <gsl/gsl_rng.h>
#include <stdint.h>

typedef struct cm_stream {
    uint64_t key[2];
} cm_stream;

cm_stream cm_stream_make(uint64_t seed, const char *name);

/* Four independent 64-bit words at an address. (Here so that callers inline it: most of a draw.) */
static inline void cm_stream_block(const cm_stream *stream, uint64_t a, uint64_t b, uint64_t c, uint64_t out[4])
{
    philox4x64_ctr_t counter = { { a, b, c, 0 } };
    philox4x64_key_t key = { { stream->key[0], stream->key[1] } };
    philox4x64_ctr_t words = philox4x64(counter, key);
    for (int i = 0; i < 4; i++) out[i] = words.v[i];
}

/* A word as a number strictly between 0 and 1: the middles of 2^52 equal parts. */
static inline double cm_unit(uint64_t word)
{
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

/* The number between 0 and 1 at an address. */
double cm_stream_unit(const cm_stream *stream, uint64_t a, uint64_t b, uint64_t c);

/* A sequential reader of a stream, for methods that need to consume. */
typedef struct cm_rng {
    cm_stream stream;
    uint64_t index, position, word[4];
} cm_rng;

void cm_rng_init(cm_rng *rng, uint64_t seed, const char *name, uint64_t index);
uint64_t cm_rng_next(cm_rng *rng);
double cm_rng_unit(cm_rng *rng);                       /* strictly between 0 and 1 */
uint64_t cm_rng_below(cm_rng *rng, uint64_t n);        /* 0 .. n-1, unbiased; n >= 1 */

/* The same as a generator of GSL: gsl_rng g = cm_rng_gsl(&rng); gsl_ran_beta(&g, ...). */
gsl_rng cm_rng_gsl(cm_rng *rng);

#endif
