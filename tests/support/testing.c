#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int testing_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *testing_tmpdir(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/junheng-test-XXXXXX");
    if (mkdtemp(path) == NULL)
        abort();
    return path;
}

const char *testing_shared(const char *relative)
{
    static char path[1024];
    snprintf(path, sizeof path, JH_SHARED_DATA "/%s", relative);
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "SKIPPED: reference data %s not there\n", path);
        return NULL;
    }
    return path;
}
