/*
 * The tables of routes, one per resource, in the order they are tried.
 */
#ifndef JH_SERVER_ROUTES_H
#define JH_SERVER_ROUTES_H

#include "server/serve.h"

extern const struct srv_route srv_routes_health[];
extern const struct srv_route srv_routes_meta[];
extern const struct srv_route srv_routes_map[];
extern const struct srv_route srv_routes_area[];
extern const struct srv_route srv_routes_hospital[];
extern const struct srv_route srv_routes_zoning[];
extern const struct srv_route srv_routes_scenario[];
extern const struct srv_route srv_routes_data[];
extern const struct srv_route srv_routes_sheets[];
extern const struct srv_route srv_routes_boundaries[];
extern const struct srv_route srv_routes_jobs[];
extern const struct srv_route srv_routes_plans[];
extern const struct srv_route srv_routes_versions[];
extern const struct srv_route srv_routes_action[];
extern const struct srv_route srv_routes_evidence[];
extern const struct srv_route srv_routes_openapi[];
extern const struct srv_route srv_routes_command[]; /* any name: after all others of /api */
extern const struct srv_route srv_routes_static[];  /* any address: last */

#endif
