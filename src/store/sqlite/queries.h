/*
 * Named queries: the blocks of sql/queries/, found by number. C holds no SQL.
 */
#ifndef JH_STORE_QUERIES_H
#define JH_STORE_QUERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "junheng/status.h"

/* One row for each `-- name:` block, in the order of the files. */
#define JH_QUERY_MAP(X)                                                                            \
    X(APPLICATION_ID, "application_id")                                                            \
    X(USER_VERSION, "user_version")                                                                \
    X(OBJECT_COUNT, "object_count")                                                                \
    X(INTEGRITY_CHECK, "integrity_check")                                                          \
    X(FOREIGN_KEY_CHECK, "foreign_key_check")                                                      \
    X(SET_WAL, "set_wal")                                                                          \
    X(SET_ONE_FILE, "set_one_file")                                                                \
    X(SET_SYNCHRONOUS, "set_synchronous")                                                          \
    X(SET_FOREIGN_KEYS, "set_foreign_keys")                                                        \
    X(SET_QUERY_ONLY, "set_query_only")                                                            \
    X(BEGIN_WRITE, "begin_write")                                                                  \
    X(BEGIN_READ, "begin_read")                                                                    \
    X(COMMIT, "commit")                                                                            \
    X(ROLLBACK, "rollback")                                                                        \
    X(SCHEMA_VERSION_LIST, "schema_version_list")                                                  \
    X(SCHEMA_VERSION_PUT, "schema_version_put")                                                    \
    X(DATASET_PUT, "dataset_put")                                                                  \
    X(DATASET_GET, "dataset_get")                                                                  \
    X(DATASET_ABOUT, "dataset_about")                                                              \
    X(REGION_RETIRE, "region_retire")                                                              \
    X(REGION_PUT, "region_put")                                                                    \
    X(REGION_SET_PARENT, "region_set_parent")                                                      \
    X(REGION_FORGET, "region_forget")                                                              \
    X(REGION_LIST, "region_list")                                                                  \
    X(ZONE_RETIRE, "zone_retire")                                                                  \
    X(ZONE_PUT, "zone_put")                                                                        \
    X(ZONE_FORGET, "zone_forget")                                                                  \
    X(ZONE_LIST, "zone_list")                                                                      \
    X(AREA_RETIRE, "area_retire")                                                                  \
    X(AREA_PUT, "area_put")                                                                        \
    X(AREA_FORGET, "area_forget")                                                                  \
    X(AREA_LIST, "area_list")                                                                      \
    X(BOUNDARY_CLEAR, "boundary_clear")                                                            \
    X(BOUNDARY_HEAD, "boundary_head")                                                              \
    X(BOUNDARY_REPORT, "boundary_report")                                                          \
    X(BOUNDARY_PUT, "boundary_put")                                                                \
    X(BOUNDARY_TOTAL, "boundary_total")                                                            \
    X(BOUNDARY_LIST, "boundary_list")                                                              \
    X(HOSPITAL_RETIRE, "hospital_retire")                                                          \
    X(HOSPITAL_PUT, "hospital_put")                                                                \
    X(HOSPITAL_SET_CAMPUS, "hospital_set_campus")                                                  \
    X(HOSPITAL_FORGET, "hospital_forget")                                                          \
    X(HOSPITAL_LIST, "hospital_list")                                                              \
    X(SPECIALTY_RETIRE, "specialty_retire")                                                        \
    X(SPECIALTY_PUT, "specialty_put")                                                              \
    X(SPECIALTY_FORGET, "specialty_forget")                                                        \
    X(SPECIALTY_LIST, "specialty_list")                                                            \
    X(CAPABILITY_CLEAR, "capability_clear")                                                        \
    X(CAPABILITY_PUT, "capability_put")                                                            \
    X(CAPABILITY_LIST, "capability_list")                                                          \
    X(PERIOD_CLEAR, "period_clear")                                                                \
    X(PERIOD_PUT, "period_put")                                                                    \
    X(PERIOD_LIST, "period_list")                                                                  \
    X(SOURCE_CLEAR, "source_clear")                                                                \
    X(SOURCE_PUT, "source_put")                                                                    \
    X(SOURCE_LIST, "source_list")                                                                  \
    X(ATTRIBUTE_CLEAR, "attribute_clear")                                                          \
    X(ATTRIBUTE_PUT, "attribute_put")                                                              \
    X(ATTRIBUTE_COUNT, "attribute_count")                                                          \
    X(ATTRIBUTE_LIST, "attribute_list")                                                            \
    X(ATTRIBUTE_VALUE_PUT, "attribute_value_put")                                                  \
    X(ATTRIBUTE_VALUE_LIST, "attribute_value_list")                                                \
    X(COLUMN_CLEAR, "column_clear")                                                                \
    X(COLUMN_PUT, "column_put")                                                                    \
    X(COLUMN_FIND, "column_find")                                                                  \
    X(BLOCK_PUT, "block_put")                                                                      \
    X(BLOCK_LIST, "block_list")                                                                    \
    X(LEDGER_PUT, "ledger_put")                                                                    \
    X(LEDGER_LAST, "ledger_last")                                                                  \
    X(LEDGER_LIST, "ledger_list")                                                                  \
    X(LEDGER_LIST_KIND, "ledger_list_kind")                                                        \
    X(LEDGER_LIST_OTHER, "ledger_list_other")                                                      \
    X(LEDGER_LIST_SUBJECT, "ledger_list_subject")                                                  \
    X(LEDGER_HEADS, "ledger_heads")                                                                \
    X(INDICATOR_BLOCK_PUT, "indicator_block_put")                                                  \
    X(INDICATOR_BLOCK_LIST, "indicator_block_list")                                                \
    X(INDICATOR_BLOCK_OF, "indicator_block_of")                                                    \
    X(INDICATOR_BLOCK_CLEAR, "indicator_block_clear")                                              \
    X(EVIDENCE_PUT, "evidence_put")                                                                \
    X(EVIDENCE_LIST, "evidence_list")                                                              \
    X(EVIDENCE_GET, "evidence_get")                                                                \
    X(PLAN_PUT, "plan_put")                                                                        \
    X(PLAN_GET, "plan_get")                                                                        \
    X(PLAN_GET_LATEST, "plan_get_latest")                                                          \
    X(PLAN_LIST, "plan_list")                                                                      \
    X(RECORD_FILE_CLEAR, "record_file_clear")                                                      \
    X(RECORD_FILE_PUT, "record_file_put")                                                          \
    X(RECORD_FILE_FIND, "record_file_find")                                                        \
    X(RECORD_IMPORT_PUT, "record_import_put")                                                      \
    X(RECORD_IMPORT_GET, "record_import_get")                                                      \
    X(RECORD_IMPORT_CLEAR, "record_import_clear")                                                  \
    X(JOB_PUT, "job_put")                                                                          \
    X(JOB_START, "job_start")                                                                      \
    X(JOB_END, "job_end")                                                                          \
    X(JOB_INTERRUPT, "job_interrupt")                                                              \
    X(JOB_LIST, "job_list")                                                                        \
    X(DATA_REPORT_PUT, "data_report_put")                                                          \
    X(DATA_REPORT_GET, "data_report_get")                                                          \
    X(PLAN_DOCUMENT_PUT, "plan_document_put")                                                      \
    X(PLAN_DOCUMENT_GET, "plan_document_get")

enum jh_query {
#define JH_X(name, text) JH_Q_##name,
    JH_QUERY_MAP(JH_X)
#undef JH_X
        JH_N_QUERIES
};

/** The text of a block: not NUL-terminated, without its name line. */
struct jh_query_text {
    const char *text;
    size_t len;
};
const char *jh_i_query_name(enum jh_query query);
/** Look all of them up in the embedded files; JH_E_INTERNAL names a missing one. */
enum jh_status jh_i_query_texts(
    struct jh_query_text out_texts[JH_N_QUERIES], struct jh_error *err) JH_CHECKED;
/** Walk the blocks of all files: false at the end. Begin with {0}. */
struct jh_query_walk {
    size_t file;
    const char *next; /* where to go on in the file; NULL: at its start */
    const char *name; /* of the block found */
    size_t name_len;
    struct jh_query_text block;
};
bool jh_i_query_walk(struct jh_query_walk *walk);

#endif
