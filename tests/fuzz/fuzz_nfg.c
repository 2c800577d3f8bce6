/* fuzz_nfg.c: hostile .nfg files: see gambit_fuzz.h. */
#include "tests/fuzz/gambit_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_gambit("NFG 1 R", data, size, CM_GAME_NFG);
    return 0;
}
