#include "server/routes.h"

const struct srv_route *const srv_route_tables[] = {
    srv_routes_health,
    srv_routes_meta,
    srv_routes_map,
    srv_routes_area,
    srv_routes_hospital,
    srv_routes_zoning,
    srv_routes_scenario,
    srv_routes_data,
    srv_routes_sheets,
    srv_routes_boundaries,
    srv_routes_jobs,
    srv_routes_plans,
    srv_routes_versions,
    srv_routes_action,
    srv_routes_evidence,
    srv_routes_openapi,
    srv_routes_command,
    srv_routes_static,
};
const size_t srv_n_route_tables = sizeof srv_route_tables / sizeof *srv_route_tables;
