#include "server/problem.h"

#include <stddef.h>

#include "base/buf.h"
#include "base/msg.h"

int srv_http_status(enum jh_status status)
{
    switch (status) {
    case JH_OK:
        return 200;
    case JH_E_ARG:
    case JH_E_DOMAIN:
        return 400;
    case JH_E_NOT_FOUND:
        return 404;
    case JH_E_CONFLICT:
        return 409;
    case JH_E_LIMIT:
        return 413;
    case JH_E_DATA:
    case JH_E_INFEASIBLE:
    case JH_E_NO_CONVERGENCE:
        return 422;
    case JH_E_UNSUPPORTED:
        return 501;
    case JH_E_CANCELLED:
    case JH_E_NOMEM:
        return 503;
    case JH_E_IO:
    case JH_E_STORE:
    case JH_E_INTERNAL:
        return 500;
    }
    return 500;
}

static const char *title_of(int http_status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        {400, "the request cannot be understood"},
        {403, "the request is not allowed"},
        {404, "there is no such thing"},
        {405, "this cannot be done here"},
        {409, "the state has changed meanwhile"},
        {412, "the state has changed meanwhile"},
        {413, "the request is too large"},
        {415, "this kind of content is not taken"},
        {422, "the question has no answer"},
        {428, "the request must say which state it changes"},
        {501, "this version cannot do that"},
        {503, "no answer for now"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == http_status)
            return titles[i].title;
    return "the server has failed";
}

void srv_problem_put(struct jh_json_writer *w, const char *key, int http_status,
    const struct jh_error *err, enum jh_lang lang)
{
    jh_json_open_object(w, key);
    jh_json_text(w, "type", "about:blank");
    jh_json_text(w, "code", jh_status_name(err->status));
    jh_json_text(w, "title", jh_tr(lang, title_of(http_status)));
    jh_json_int(w, "status", http_status);
    jh_json_text(w, "detail", err->message[lang]);
    if (err->hint[lang][0] != '\0')
        jh_json_text(w, "hint", err->hint[lang]);
    if (err->where[0] != '\0')
        jh_json_text(w, "where", err->where);
    jh_json_close_object(w);
}
