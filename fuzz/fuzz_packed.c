/* Packed files: any bytes, and bytes that were packed here, whole, cut off, with one byte changed. Whole
 * ones give what was packed; of the others either the same bytes come, or a failure. */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "fuzz.h"
#include "records/rec_source.h"

static char path[64];
static FILE *file;

static void write_file(const void *bytes, size_t len)
{
    rewind(file);
    MUST(ftruncate(fileno(file), 0) == 0);
    MUST(fwrite(bytes, 1, len, file) == len);
    MUST(fflush(file) == 0);
}

/* Unpack in pieces; the bytes in *out, freed by the caller. */
static bool read_file(size_t piece, unsigned char **out, size_t *out_len)
{
    enum { MOST = 1 << 22 };
    struct jh_i_rec_source *source;
    *out = malloc(MOST);
    *out_len = 0;
    MUST(*out != NULL);
    if (jh_i_rec_source_open(path, &source, NULL) != JH_OK)
        return false;
    bool good = true;
    for (size_t got = piece; good && got == piece && *out_len + piece <= MOST; *out_len += got) {
        got = 0;
        good = jh_i_rec_source_next(source, *out + *out_len, piece, &got, NULL) == JH_OK;
        got = good ? got : 0;
    }
    MUST(jh_i_rec_source_used(source) <= jh_i_rec_source_size(source));
    jh_i_rec_source_close(source);
    return good;
}

static size_t pack(bool zstd, const uint8_t *data, size_t size, unsigned char *to, size_t room)
{
    if (zstd) {
        const size_t n = ZSTD_compress(to, room, data, size, 1);
        MUST(!ZSTD_isError(n));
        return n;
    }
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)data,
        .avail_in = (unsigned)size,
        .next_out = to,
        .avail_out = (unsigned)room};
    MUST(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    MUST(deflate(&z, Z_FINISH) == Z_STREAM_END);
    MUST(deflateEnd(&z) == Z_OK);
    return z.total_out;
}

static void check(const uint8_t *data, size_t size, size_t piece, bool whole)
{
    unsigned char *got;
    size_t n;
    const bool good = read_file(piece, &got, &n);
    MUST(!whole || (good && n == size && memcmp(got, data, size) == 0));
    free(got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4 || size > 1 << 20)
        return 0;
    if (file == NULL) {
        file = tmpfile(); /* has no name and goes with the process */
        MUST(file != NULL);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    }
    const size_t piece = 1 + 17 * (size_t)data[0], at = (size_t)data[1] << 8 | data[2];
    const bool zstd = data[3] % 2 == 0;
    const size_t room = ZSTD_compressBound(size) + compressBound(size) + 64;
    unsigned char *packed = malloc(room);
    MUST(packed != NULL);
    const size_t n = pack(zstd, data, size, packed, room);
    write_file(data, size); /* as it is: plain, or what looks packed */
    check(data, size, piece, false);
    write_file(packed, n);
    check(data, size, piece, true);
    write_file(packed, at % n);
    check(data, size, piece, false);
    packed[at % n] ^= (unsigned char)(1 + data[3] / 2);
    write_file(packed, n);
    check(data, size, piece, false);
    free(packed);
    return 0;
}
