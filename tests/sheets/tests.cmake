# Sheets as offices send them: how much is understood without help; what cannot be read is told.
foreach(script corpus wrong)
    add_test(NAME sheets.${script} COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/sheets/${script}.py
        --program $<TARGET_FILE:junheng>)
    set_tests_properties(sheets.${script} PROPERTIES LABELS cli TIMEOUT 600)
endforeach()
add_test(NAME sheets.formats COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/sheets/formats.py
    --program $<TARGET_FILE:junheng> --fixture ${CMAKE_SOURCE_DIR}/fuzz/corpus/xls/mine.xls)
set_tests_properties(sheets.formats PROPERTIES LABELS cli SKIP_RETURN_CODE 77 TIMEOUT 600)
add_test(NAME sheets.recipes COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/sheets/recipes.py
    --program $<TARGET_FILE:junheng> --examples ${CMAKE_SOURCE_DIR}/docs/examples/sheets)
set_tests_properties(sheets.recipes PROPERTIES LABELS cli TIMEOUT 300)
