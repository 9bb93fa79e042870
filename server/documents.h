/*
 * Documents of plans: made when a plan is, kept in the workspace, made again by replay where missing.
 */
#ifndef JH_SERVER_DOCUMENTS_H
#define JH_SERVER_DOCUMENTS_H

#include "junheng/plan.h"

#include "base/buf.h"

struct srv;

/** Make and keep the documents of a stored plan in every language. */
enum jh_status srv_documents_keep(
    struct srv *srv, const struct jh_plan *plan, int64_t plan_id, struct jh_error *err) JH_CHECKED;
/** "report.html", "plan.xlsx", "map.geojson", "tables/zones.csv"; "plan.docx", "slides.pptx",
 *  "map.pdf", made when first asked for. JH_E_NOT_FOUND: no such plan or
 *  document; JH_E_CONFLICT: it must be made again, but the data are others now. */
enum jh_status srv_document_get(struct srv *srv, int64_t plan_id, enum jh_lang lang,
    const char *name, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

#endif
