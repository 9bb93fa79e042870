# The pages of the workbench: built by npm where JH_WEB is on and npm is there, and carried inside the
# program. Without them the program builds and says at / that it has none.
#   npm ci      when package-lock.json changes; node_modules stays in web/
#   npm run build -- --outDir <build>/web     when a source changes
set(pages ${CMAKE_BINARY_DIR}/web)
set(pages_stamp)
find_program(NPM npm)
if(JH_WEB AND NPM AND EXISTS ${CMAKE_SOURCE_DIR}/web/package-lock.json)
    set(web ${CMAKE_SOURCE_DIR}/web)
    file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*
        ${CMAKE_SOURCE_DIR}/docs/handbook/*)
    file(GLOB web_settings CONFIGURE_DEPENDS ${web}/*.json ${web}/*.ts ${web}/*.js ${web}/*.mjs ${web}/*.html)
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/web.installed
        COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
        COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/web.installed
        DEPENDS ${web}/package-lock.json WORKING_DIRECTORY ${web} VERBATIM USES_TERMINAL)
    set(pages_stamp ${CMAKE_BINARY_DIR}/web.built)
    add_custom_command(OUTPUT ${pages_stamp}
        COMMAND ${NPM} run --silent build -- --outDir ${pages} --emptyOutDir
        COMMAND ${CMAKE_COMMAND} -E touch ${pages_stamp}
        DEPENDS ${CMAKE_BINARY_DIR}/web.installed ${web_sources} ${web_settings}
        WORKING_DIRECTORY ${web} VERBATIM USES_TERMINAL)
elseif(JH_WEB)
    message(STATUS "The pages are left out: npm or web/package-lock.json is missing")
endif()
add_executable(embed_pages tools/embed_pages.c)
target_link_libraries(embed_pages PRIVATE ZLIB::ZLIB)
set_target_properties(embed_pages PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tools)
if(pages_stamp)
    set(pages_folder ${pages})
else()
    set(pages_folder ${CMAKE_BINARY_DIR}/no-pages)
endif()
add_custom_command(OUTPUT ${gen}/pages.c
    COMMAND embed_pages ${gen}/pages.c ${pages_folder}
    DEPENDS embed_pages ${pages_stamp} VERBATIM)
