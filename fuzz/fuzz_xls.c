/* Old workbooks: whatever the sectors and records say, reading stays within the file. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "io/sheets/book_xls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jh_xls xls;
    if (jh_i_xls_read(data, size, &xls, NULL) == JH_E_NOMEM)
        abort();
    jh_i_xls_release(&xls);
    return 0;
}
