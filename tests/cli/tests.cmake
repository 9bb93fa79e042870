# The command line: one test per case file, and the unit tests of the program's own parts.
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/cli/*.case)
foreach(case ${cases})
    get_filename_component(name ${case} NAME_WE)
    add_test(NAME cli.${name} COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/cli/run.py
        --program $<TARGET_FILE:junheng> ${case})
    set_tests_properties(cli.${name} PROPERTIES LABELS cli TIMEOUT 120)
endforeach()
file(GLOB cli_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/cli/test_*.c)
foreach(source ${cli_tests})
    get_filename_component(name ${source} NAME_WE)
    target_link_libraries(${name} PRIVATE jh_cli jh_shared)
endforeach()
foreach(script access_san_francisco crash programme_crash records_crash records_disk_full terminal)
    add_test(NAME cli.${script} COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/cli/${script}.py
        --program $<TARGET_FILE:junheng>)
    set_tests_properties(cli.${script} PROPERTIES LABELS cli TIMEOUT 300 SKIP_RETURN_CODE 77)
endforeach()
