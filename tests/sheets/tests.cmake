# Sheets as offices send them: how much is understood without help; what cannot be read is told.
foreach(script corpus wrong)
    add_test(NAME sheets.${script} COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/sheets/${script}.py
        --program $<TARGET_FILE:junheng>)
    set_tests_properties(sheets.${script} PROPERTIES LABELS cli TIMEOUT 300)
endforeach()
