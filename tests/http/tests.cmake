# The server: one test per case file, and what needs more than one request at a time.
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/http/*.case)
foreach(case ${cases})
    get_filename_component(name ${case} NAME_WE)
    add_test(NAME http.${name} COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/http/run.py
        --program $<TARGET_FILE:junheng> ${case})
    set_tests_properties(http.${name} PROPERTIES LABELS http TIMEOUT 180)
endforeach()
file(GLOB server_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/server/test_*.c)
foreach(source ${server_tests})
    get_filename_component(name ${source} NAME_WE)
    target_link_libraries(${name} PRIVATE jh_cli jh_shared)
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
endforeach()
foreach(script coverage jobs hostile writers)
    add_test(NAME http.${script} COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/http/${script}.py
        --program $<TARGET_FILE:junheng>)
    set_tests_properties(http.${script} PROPERTIES LABELS http TIMEOUT 300)
endforeach()
add_test(NAME http.nginx COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/http/nginx.py
    --program $<TARGET_FILE:junheng> --handbook ${CMAKE_SOURCE_DIR}/docs/handbook)
set_tests_properties(http.nginx PROPERTIES LABELS http SKIP_RETURN_CODE 77 TIMEOUT 180)
