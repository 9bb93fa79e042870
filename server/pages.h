/*
 * The pages carried inside the program: generated (build/gen/pages.c) by tools/embed_pages.c.
 */
#ifndef JH_SERVER_PAGES_H
#define JH_SERVER_PAGES_H

#include <stddef.h>

struct srv_page {
    const char *path; /* "/index.html", "/assets/app-1a2b.js" */
    const char *type, *tag;
    const unsigned char *data, *gz;
    size_t len, gz_len; /* gz_len 0: not compressed */
};
/** Sorted by path; n 0: built without pages. */
extern const struct srv_page srv_pages[];
extern const size_t srv_n_pages;

#endif
