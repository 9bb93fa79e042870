/*
 * Making ready what the next questions will need, before they are asked.
 */
#ifndef JH_SERVER_WARM_H
#define JH_SERVER_WARM_H

#include "server/serve.h"

/** Once for every dataset: by a thread of the pool. data NULL: load it first. */
void srv_warm(struct srv *srv, struct srv_data *data);

#endif
