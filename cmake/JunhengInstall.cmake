# What `cmake --install` puts where: program, library, headers, pkg-config file.
install(TARGETS junheng RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS jh_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/junheng DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
configure_file(${CMAKE_SOURCE_DIR}/cmake/junheng.pc.in ${CMAKE_BINARY_DIR}/gen/junheng.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/gen/junheng.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
