/*
 * What the test programs share.
 */
#ifndef JH_TESTING_H
#define JH_TESTING_H

#include <stdbool.h>
#include <stddef.h>

#include <check.h>

#include "junheng/status.h"

/** Run a suite; returns the exit code of the test program. */
int testing_main(Suite *suite);
/** Fails the test with the error's message unless the expression is JH_OK. */
#define ck_ok(expr, err)                                                                           \
    do {                                                                                           \
        enum jh_status ck_st_ = (expr);                                                            \
        ck_assert_msg(ck_st_ == JH_OK, "%s: %s (%s)", jh_status_name(ck_st_),                      \
            (err)->message[JH_LANG_EN], (err)->where);                                             \
    } while (0)
#define ck_refused(expr, status_wanted) ck_assert_int_eq((expr), (status_wanted))
/** A fresh folder under the build's temporary space, removed by nobody; aborts on failure. */
const char *testing_tmpdir(void);
/** Out-of-memory loops: from now on the n-th allocation of the library fails (0: none does);
 *  whether it came to that; and how many blocks are alive. */
void testing_alloc_refuse(size_t nth);
bool testing_alloc_refused(void);
long testing_alloc_live(void);
/** Path of a reference data file, or NULL with a loud notice where the data are absent. */
const char *testing_shared(const char *relative);

#endif
