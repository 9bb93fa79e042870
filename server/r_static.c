/* The pages of the workbench: files of the build, and index.html for every address of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/fail.h"

#include "server/pages.h"
#include "server/routes.h"

static int by_path(const void *key, const void *page)
{
    return strcmp(key, ((const struct srv_page *)page)->path);
}

static const struct srv_page *find_page(const char *path)
{
    return bsearch(path, srv_pages, srv_n_pages, sizeof *srv_pages, by_path);
}

static enum jh_status no_pages(struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_embedded *file = jh_embedded_find("data/embed/serve/no_pages.html");
    if (file == NULL)
        return jh_fail(err, JH_E_INTERNAL, "a file of the program is missing");
    reply->status = 200;
    return srv_blob_borrow(
        "text/html; charset=utf-8", "no-pages", file->data, file->len, NULL, 0, &reply->blob, err);
}

/* Names of files have a dot; addresses of the workbench have none. */
static bool is_file(const char *path)
{
    return strchr(strrchr(path, '/'), '.') != NULL;
}

/* The handbook's addresses end in no file; without a language it is the caller's. */
static const struct srv_page *find_help(const char *path, enum jh_lang lang)
{
    static const struct {
        const char *path, *page;
    } pages[] = {{"/help/zh", "/help/zh/index.html"}, {"/help/zh/", "/help/zh/index.html"},
        {"/help/en", "/help/en/index.html"}, {"/help/en/", "/help/en/index.html"}};
    if (strcmp(path, "/help") == 0 || strcmp(path, "/help/") == 0)
        path = lang == JH_LANG_ZH ? "/help/zh" : "/help/en";
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (strcmp(path, pages[i].path) == 0)
            return find_page(pages[i].page);
    return NULL;
}

static enum jh_status page(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const char *path = request->target.path;
    const struct srv_page *found = find_page(path);
    bool hashed = found != NULL && strncmp(path, "/assets/", 8) == 0;
    (void)srv;
    if (found == NULL)
        found = find_help(path, request->lang);
    if (found == NULL && !is_file(path) && strncmp(path, "/api", 4) != 0) {
        if (srv_n_pages == 0)
            return no_pages(reply, err);
        found = find_page("/index.html");
    }
    if (found == NULL)
        return jh_fail(err, JH_E_NOT_FOUND, "nothing has this address");
    reply->status = 200;
    reply->cache_control = hashed ? "public, max-age=31536000, immutable" : "no-cache";
    return srv_blob_borrow(found->type, found->tag, found->data, found->len, found->gz,
        found->gz_len, &reply->blob, err);
}

const struct srv_route srv_routes_static[] = {
    {.method = SRV_GET,
        .pattern = "*",
        .handler = page,
        .at_once = true,
        .summary = "the pages of the workbench"},
    {.pattern = NULL},
};
