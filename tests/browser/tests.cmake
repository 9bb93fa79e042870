# The workbench: its units by node's own runner, its pages by walks in a browser. Needs a build with
# pages (-DJH_WEB=ON), node and chromium; each says in words what it misses and is skipped.
find_program(NODE NAMES node nodejs)
if(NODE)
    add_test(NAME browser.units COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tests/browser/units.mjs)
    add_test(NAME browser.sample COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tests/browser/run.mjs
        --program $<TARGET_FILE:junheng>)
    add_test(NAME browser.england COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tests/browser/run.mjs
        --program $<TARGET_FILE:junheng> --data ${CMAKE_SOURCE_DIR}/../shared/data/england)
    set_tests_properties(browser.units browser.sample browser.england PROPERTIES LABELS browser
        SKIP_RETURN_CODE 77 TIMEOUT 600 RESOURCE_LOCK browser)
else()
    message(STATUS "The browser tests are left out: node is missing")
endif()
