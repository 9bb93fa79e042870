# gen/divisions.c: administrative divisions of China, from npm packages (tools/divisions). The packages
# are fetched once for all presets into build/npm.
set(divisions_dir ${CMAKE_SOURCE_DIR}/tools/divisions)
add_custom_command(OUTPUT ${gen}/divisions.c
    COMMAND ${divisions_dir}/make.sh ${CMAKE_SOURCE_DIR}/build/npm/divisions ${gen}/divisions.c
    DEPENDS ${divisions_dir}/make.sh ${divisions_dir}/divisions.mjs ${divisions_dir}/successors.json
        ${divisions_dir}/package-lock.json
    VERBATIM COMMENT "Making the table of administrative divisions")
list(APPEND JH_GENERATED_LIBRARY ${gen}/divisions.c)
