# What `cmake --install` puts where: program, library, headers, pkg-config file.
install(TARGETS junheng RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS jh_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/junheng DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
configure_file(${CMAKE_SOURCE_DIR}/cmake/junheng.pc.in ${CMAKE_BINARY_DIR}/gen/junheng.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/gen/junheng.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The program prints its own man pages and completion.
if(NOT CMAKE_CROSSCOMPILING)
    foreach(lang en zh)
        add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/gen/man/${lang}/junheng.1
            COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/gen/man/${lang}
            COMMAND junheng --lang ${lang} man > ${CMAKE_BINARY_DIR}/gen/man/${lang}/junheng.1
            DEPENDS junheng VERBATIM)
    endforeach()
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/gen/completion/junheng
        COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/gen/completion
        COMMAND junheng completion bash > ${CMAKE_BINARY_DIR}/gen/completion/junheng
        DEPENDS junheng VERBATIM)
    add_custom_target(jh_self_description ALL DEPENDS ${CMAKE_BINARY_DIR}/gen/man/en/junheng.1
        ${CMAKE_BINARY_DIR}/gen/man/zh/junheng.1 ${CMAKE_BINARY_DIR}/gen/completion/junheng)
    install(FILES ${CMAKE_BINARY_DIR}/gen/man/en/junheng.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${CMAKE_BINARY_DIR}/gen/man/zh/junheng.1
        DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man1)
    install(FILES ${CMAKE_BINARY_DIR}/gen/completion/junheng
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()
