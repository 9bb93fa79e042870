/*
 * Status codes, error details and languages: what every fallible function of the library speaks.
 */
#ifndef JH_STATUS_H
#define JH_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#define JH_API               __attribute__((visibility("default")))
#define JH_CHECKED           __attribute__((warn_unused_result))
#define JH_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Append only, never renumber: the numbers are stored and scripted against. */
#define JH_STATUS_MAP(X)                                                                           \
    X(OK, 0, "ok")                                                                                 \
    X(E_NOMEM, 1, "no-memory")                                                                     \
    X(E_ARG, 2, "argument")                                                                        \
    X(E_DATA, 3, "data")                                                                           \
    X(E_DOMAIN, 4, "domain")                                                                       \
    X(E_NOT_FOUND, 5, "not-found")                                                                 \
    X(E_CONFLICT, 6, "conflict")                                                                   \
    X(E_INFEASIBLE, 7, "infeasible")                                                               \
    X(E_NO_CONVERGENCE, 8, "no-convergence")                                                       \
    X(E_LIMIT, 9, "limit")                                                                         \
    X(E_CANCELLED, 10, "cancelled")                                                                \
    X(E_IO, 11, "io")                                                                              \
    X(E_STORE, 12, "store")                                                                        \
    X(E_UNSUPPORTED, 13, "unsupported")                                                            \
    X(E_INTERNAL, 14, "internal")

enum jh_status {
#define JH_X(name, number, text) JH_##name = number,
    JH_STATUS_MAP(JH_X)
#undef JH_X
};

/** Languages of messages and reports. */
enum jh_lang { JH_LANG_EN = 0, JH_LANG_ZH = 1 };
#define JH_N_LANGS 2

/**
 * What went wrong; lives on the caller's stack and holds nothing to free.
 *
 * Every fallible function takes one as its last parameter (NULL: no details wanted) and leaves it
 * untouched on success. Messages are rendered in every language when the error is made.
 */
struct jh_error {
    enum jh_status status;
    int line;                      /* of the C source that refused */
    const char *file;              /* of the C source that refused */
    char message[JH_N_LANGS][280]; /* short, factual, lower case, no full stop */
    char hint[JH_N_LANGS][240];    /* a sentence: what to do; may be empty */
    char where[280]; /* "file:line:column", a JSON pointer or "array[2]"; may be empty */
};

/** Stable text name of a status, such as "infeasible"; never NULL. */
JH_API const char *jh_status_name(enum jh_status status);

#ifdef __cplusplus
}
#endif
#endif
