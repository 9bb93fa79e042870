/* Addresses of requests and headers: whatever is accepted is clean, and its one text is its own. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/dispatch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const char *path)
{
    if (path[0] != '/' || strstr(path, "//") != NULL || strstr(path, "/../") != NULL)
        abort();
    for (const char *p = path; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const skip[] = {"lang", NULL};
    struct srv_target target, again;
    struct jh_error err;
    struct jh_buf one;
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    srv_language(text, JH_LANG_EN);
    srv_host_is_loopback(text);
    srv_header_lists(text, "gzip");
    if (srv_target_parse(text, &target, &err) == JH_OK) {
        check_path(target.path);
        jh_buf_init(&one, 1 << 20);
        srv_target_canonical(&target, skip, &one);
        if (jh_buf_status(&one, &err) != JH_OK)
            abort();
        for (size_t i = 0; i < target.n; i++)
            if (srv_parameter(&target, target.parameter[i].name) == NULL)
                abort();
        if (srv_target_parse(text, &again, &err) != JH_OK || again.n != target.n)
            abort();
        srv_target_release(&again);
        srv_target_release(&target);
        jh_buf_release(&one);
    }
    free(text);
    return 0;
}
