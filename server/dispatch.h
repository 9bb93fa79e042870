/*
 * From a request to an answer, whatever carries them: checks, the route table, the cache, errors.
 */
#ifndef JH_SERVER_DISPATCH_H
#define JH_SERVER_DISPATCH_H

#include "server/serve.h"

/** Find the route and check what can be checked before the body is there. False: refused, reply made.
 *  body_len: announced; 0 where unknown. */
bool srv_accept(
    struct srv *srv, struct srv_request *request, size_t body_len, struct srv_reply *reply);
/** Answer at once if that needs no work: kept answers and pages. False: srv_answer() is to be called
 *  from a thread that may wait. */
bool srv_answer_at_once(struct srv *srv, struct srv_request *request, struct srv_reply *reply);
void srv_answer(struct srv *srv, struct srv_request *request, struct srv_reply *reply);
/** Answer with an error in the caller's language. */
void srv_refuse(struct srv_reply *reply, const struct srv_request *request, enum jh_status status,
    const struct jh_error *err);

void srv_request_release(struct srv_request *request);
void srv_reply_release(struct srv_reply *reply);
/** Language that an Accept-Language header asks for; `otherwise` where it is silent. */
enum jh_lang srv_language(const char *accept_language, enum jh_lang otherwise);
/** Whether a Host header names this machine alone. */
bool srv_host_is_loopback(const char *host);
/** Whether a header such as Accept-Encoding lists the word, not with quality 0. */
bool srv_header_lists(const char *header, const char *word);

#endif
