/* fuzz_efg.c: hostile .efg files: see gambit_fuzz.h. */
#include "tests/fuzz/gambit_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_gambit("EFG 2 R", data, size, CM_GAME_EFG);
    return 0;
}
