# The archive that needs nothing: its tree from this build's program, in a root folder with a shell alone.
add_test(NAME bundle.tree COMMAND ${CMAKE_SOURCE_DIR}/tools/bundle.sh --program $<TARGET_FILE:junheng>
    --tree ${CMAKE_BINARY_DIR}/bundle)
add_test(NAME bundle.bare_root COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/bundle/bare_root.py
    --tree ${CMAKE_BINARY_DIR}/bundle)
set_tests_properties(bundle.tree PROPERTIES FIXTURES_SETUP bundle TIMEOUT 300)
set_tests_properties(bundle.bare_root PROPERTIES FIXTURES_REQUIRED bundle SKIP_RETURN_CODE 77 TIMEOUT 300)
set_tests_properties(bundle.tree bundle.bare_root PROPERTIES LABELS bundle)
add_test(NAME bundle.units COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/bundle/units.py
    --program $<TARGET_FILE:junheng> --units ${CMAKE_SOURCE_DIR}/data/systemd)
set_tests_properties(bundle.units PROPERTIES LABELS bundle SKIP_RETURN_CODE 77 TIMEOUT 120)
