# What `cmake --install` puts where: program, library, headers, pkg-config file.
install(TARGETS junheng RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS jh_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/junheng DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/gen/junheng.pc CONTENT
"prefix=${CMAKE_INSTALL_PREFIX}
libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}
includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}

Name: junheng
Description: ${PROJECT_DESCRIPTION}
Version: ${PROJECT_VERSION}
Libs: -L\${libdir} -ljunheng
Cflags: -I\${includedir}
")
install(FILES ${CMAKE_BINARY_DIR}/gen/junheng.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
