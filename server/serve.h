/*
 * The server as its handlers see it: what was asked, what to answer, and what they share.
 */
#ifndef JH_SERVER_SERVE_H
#define JH_SERVER_SERVE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "junheng/status.h"

#include "server/blob.h"
#include "server/cache.h"
#include "server/data.h"
#include "server/folder.h"
#include "server/jobs.h"
#include "server/pool.h"
#include "server/query.h"

/** One server; handlers borrow it and may run in any thread. */
struct srv {
    const char *workspace;
    enum jh_lang lang; /* where the caller does not say */
    bool quiet;
    atomic_bool stopping;
    struct srv_current current;
    struct srv_cache cache;
    struct srv_pool pool;
    struct srv_folders folders;
    struct srv_jobs jobs;
    pthread_mutex_t replaying; /* one plan is made again at a time */
};

enum srv_method { SRV_GET, SRV_POST, SRV_PUT, SRV_DELETE, SRV_OTHER };

/** Files sent, in a folder of their own. */
struct srv_upload {
    char *folder; /* owned; NULL once taken */
    size_t n_files;
    struct jh_buf names; /* "areas.csv, flows.csv" */
};

struct srv_route;
#define SRV_MAX_PARTS 3

/** What was asked. Header texts are NULL where not sent. */
struct srv_request {
    enum srv_method method;
    struct srv_target target;
    enum jh_lang lang;
    bool unsafe_allowed, gzip;
    const char *host, *accept, *content_type, *if_match, *if_none_match;
    const struct srv_route *route;
    char *part[SRV_MAX_PARTS]; /* what stands in the {} of the route's pattern */
    struct srv_data *data;     /* where the route needs a dataset */
    struct srv_upload *upload; /* where the route takes files, else NULL */
    const char *body;
    size_t body_len;
};

/** What is answered. Zero: nothing yet. */
struct srv_reply {
    int status;            /* a handler that fails may choose that of the refusal */
    struct srv_blob *blob; /* owned; NULL: no body */
    const char *cache_control;
    const char *policy;    /* content security policy, where not the default */
    char location[64];     /* "" : none */
    char disposition[768]; /* "" : shown, not saved */
    const char *allow;     /* of 405 */
    enum jh_lang lang;
    bool not_modified_only; /* 304: the blob is for its tag alone */
    int64_t event_job;      /* > 0: a stream of events about this job */
    bool dont_keep;         /* holds for now only */
};

typedef enum jh_status srv_handler(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err);

/** How an answer may be kept: never, or as long as the dataset is the same. */
enum srv_keep { SRV_KEEP_NO = 0, SRV_KEEP_DATASET = 1 };

/** One row of the route table. */
struct srv_route {
    enum srv_method method;
    const char *pattern; /* "/api/v1/areas/{id}" */
    srv_handler *handler;
    bool at_once; /* waits for nothing: answered where the request arrives */
    bool needs_data;
    enum srv_keep keep;
    size_t body_max;
    bool paged;            /* rows of a command: limit and offset cut them */
    bool upload;           /* the body is files */
    const char *body_type; /* "application/json"; NULL: none or any */
    const char *summary;   /* message key */
};

extern const struct srv_route *const srv_route_tables[];
extern const size_t srv_n_route_tables;

/** Answer with the text, which is taken. */
enum jh_status srv_reply_text(struct srv_reply *reply, int status, const char *type,
    struct jh_buf *text, struct jh_error *err) JH_CHECKED;
/** Queue a job and answer 202 with its number. The task is taken. */
enum jh_status srv_reply_job(struct srv *srv, struct srv_job_task *task, struct srv_reply *reply,
    struct jh_error *err) JH_CHECKED;
/** Whether a list of tags, as If-Match holds it, names this one; "*" names every one. */
bool srv_tag_matches(const char *header, const char *tag);
struct jh_json_writer;
/** "a|b|c" as an array. */
void srv_choices_put(struct jh_json_writer *w, const char *key, const char *choices);
#define SRV_JSON "application/json; charset=utf-8"
/** Most bytes of one answer. */
#define SRV_MAX_ANSWER ((size_t)64 << 20)

#endif
