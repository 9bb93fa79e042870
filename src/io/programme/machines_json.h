/*
 * State machines, ways to import, announced batches: from the JSON files of data/programme/.
 */
#ifndef JH_IO_MACHINES_JSON_H
#define JH_IO_MACHINES_JSON_H

#include "junheng/programme.h"

#include "base/arena.h"

#define JH_MACHINES_FILE "data/programme/machines.json"
#define JH_IMPORT_FILE   "data/programme/import.json"
#define JH_BATCHES_FILE  "data/programme/batches.json"

struct jh_machines {
    size_t n;
    struct jh_machine *machine;      /* [n] of projects; checked: jh_machine_check() */
    const struct jh_machine *target; /* of targets ("of": "target", the last one); NULL: none */
    struct jh_arena arena;
};
/** json: a text like JH_MACHINES_FILE; NULL: the one carried inside. Release in every case. */
enum jh_status jh_i_machines_parse(
    const char *json, struct jh_machines *out, struct jh_error *err) JH_CHECKED;
void jh_i_machines_release(struct jh_machines *machines);

struct jh_json;
/** Parse a file carried inside; free with jh_json_free(). JH_E_INTERNAL: it is not there. */
enum jh_status jh_i_embedded_json(
    const char *path, struct jh_json **out, struct jh_error *err) JH_CHECKED;

#endif
