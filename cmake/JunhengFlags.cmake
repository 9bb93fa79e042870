# Warnings, code generation and hardening, carried by the interface target jh_flags.
include(CheckCCompilerFlag)

add_library(jh_flags INTERFACE)

set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
    -Wfloat-conversion -Wcast-qual -Wcast-align -Wpointer-arith -Wwrite-strings -Wstrict-prototypes
    -Wmissing-prototypes -Wold-style-definition -Wformat=2 -Wundef -Wvla -Wswitch-enum
    -Wimplicit-fallthrough -Wnull-dereference -Wdate-time)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND warnings -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
        -Wtrampolines -Walloc-zero -Wformat-overflow=2 -Wstringop-overflow=4)
else()
    list(APPEND warnings -Wcomma -Wconditional-uninitialized -Wunreachable-code-break -Wassign-enum
        -Wshorten-64-to-32)
endif()
target_compile_options(jh_flags INTERFACE ${warnings} -fno-common
    -ffp-contract=off -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -fstack-protector-strong)
# Only what carries JH_API leaves the shared library. Tests look inside, so in their builds every
# function is visible and one shared library serves all test programs: they link in no time.
if(JH_TESTS)
    target_compile_options(jh_flags INTERFACE -fno-semantic-interposition)
else()
    target_compile_options(jh_flags INTERFACE -fvisibility=hidden)
endif()
if(JH_WERROR)
    target_compile_options(jh_flags INTERFACE -Werror)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(jh_flags INTERFACE -march=x86-64-v2 -fcf-protection)
endif()
check_c_compiler_flag(-fstack-clash-protection have_stack_clash)
if(have_stack_clash)
    target_compile_options(jh_flags INTERFACE -fstack-clash-protection)
endif()
target_compile_options(jh_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
if(NOT JH_SANITIZE)
    target_link_options(jh_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
# JH_SANITIZE: list for -fsanitize=, set by the asan preset.
if(JH_SANITIZE)
    target_compile_options(jh_flags INTERFACE -fsanitize=${JH_SANITIZE} -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    target_link_options(jh_flags INTERFACE -fsanitize=${JH_SANITIZE})
endif()
