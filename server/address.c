/* Where to listen: this machine alone. */
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#include "server/http.h"

enum jh_status srv_address_parse(const char *listen, struct srv_address *out, struct jh_error *err)
{
    static const struct {
        const char *name;
        bool v6;
    } known[] = {{"127.0.0.1", false}, {"localhost", false}, {"[::1]", true}};
    const char *colon = strrchr(listen, ':');
    int64_t port = 0;
    if (colon == NULL || !jh_num_parse_i64(colon + 1, strlen(colon + 1), &port) || port < 0 ||
        port > 65535)
        return jh_fail(err, JH_E_ARG, "--listen must be ADDRESS:PORT, got \"%.60s\"", listen);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == (size_t)(colon - listen) &&
            strncmp(known[i].name, listen, (size_t)(colon - listen)) == 0) {
            *out = (struct srv_address){known[i].v6, (uint16_t)port};
            return JH_OK;
        }
    enum jh_status st =
        jh_fail(err, JH_E_UNSUPPORTED, "serving other machines is refused, got \"%.60s\"", listen);
    jh_hint(err, "There are no accounts yet: listen on 127.0.0.1 and reach it through a tunnel.");
    return st;
}
