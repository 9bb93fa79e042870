# The plan's documents, as files and page by page.
add_test(NAME office.documents COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/office/documents.py
    --program $<TARGET_FILE:junheng>)
set_tests_properties(office.documents PROPERTIES LABELS office SKIP_RETURN_CODE 77 TIMEOUT 600)
