if(NOT JH_SANITIZE)
    add_test(NAME install.example COMMAND sh ${CMAKE_SOURCE_DIR}/tests/install/check_install.sh ${CMAKE_BINARY_DIR})
    set_tests_properties(install.example PROPERTIES LABELS install)
endif()
