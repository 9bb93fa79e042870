/* Any bytes: the record reader says the same in whatever blocks and with whatever instructions; and
 * what it refuses, it refuses in every way. */
#include "fuzz.h"
#include "rec_digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    if (size < 3)
        return 0;
    if (path[0] == '\0') {
        FILE *file = tmpfile(); /* has no name and goes with the process */
        MUST(file != NULL);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    }
    rec_digest_write(path, data + 3, size - 3);
    struct rec_way plain = {.tuning = {.block_size = 1 << 20, .scanner = "none"}, .n_threads = 1};
    plain.tuning.row_max = 16 + 4 * (size_t)data[0];
    plain.text = data[1] % 2 == 0;
    struct rec_way best = plain, small = plain;
    best.tuning.scanner = NULL;
    small.tuning.scanner = NULL;
    small.tuning.block_size = 1 + (size_t)data[2];
    small.n_threads = 1 + data[1] % 3;
    char *said = rec_digest(path, &plain);
    char *said_best = rec_digest(path, &best), *said_small = rec_digest(path, &small);
    MUST(strcmp(said, said_best) == 0);
    MUST(strcmp(said, said_small) == 0);
    free(said);
    free(said_best);
    free(said_small);
    return 0;
}
