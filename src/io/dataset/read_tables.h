/*
 * The tables that hang on areas and hospitals, each read, checked and put into the dataset.
 */
#ifndef JH_IO_READ_TABLES_H
#define JH_IO_READ_TABLES_H

#include "io/dataset/import.h"

enum jh_status jh_i_read_sources(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_read_zones(struct jh_import *import, struct jh_error *err) JH_CHECKED;
/** Flows, and with them the areas (flows may name origins), the specialties and the periods. */
enum jh_status jh_i_read_flows(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_read_capabilities(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_read_travel(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_read_boundaries(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_read_descriptor(struct jh_import *import, struct jh_error *err) JH_CHECKED;

#endif
