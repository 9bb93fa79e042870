# What the sources must be like, whatever they do.
set(tools ${CMAKE_SOURCE_DIR}/tools)
add_test(NAME style.layers COMMAND sh ${tools}/check_layers.sh)
add_test(NAME style.headers COMMAND sh ${tools}/check_headers.sh ${CMAKE_BINARY_DIR})
add_test(NAME style.format COMMAND sh ${tools}/check_format.sh)
add_test(NAME style.messages COMMAND python3 ${tools}/check_messages.py)
set_tests_properties(style.layers style.headers style.format style.messages PROPERTIES
    LABELS style SKIP_RETURN_CODE 77)
add_test(NAME style.symbols COMMAND sh ${tools}/check_symbols.sh $<TARGET_FILE:jh_static>)
set_tests_properties(style.symbols PROPERTIES LABELS style)
