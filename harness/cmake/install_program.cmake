# SPDX-License-Identifier: MIT
# The program for everybody on a machine, with what it needs to compile kernel
# trees (kernel_source/tree/toolkit.h finds it beside the program):
#   cmake --install build/release --component program --prefix DIR
install(TARGETS vmalock RUNTIME DESTINATION bin COMPONENT program)
# portable.cmake's folder of libraries is not here.
install(
  CODE "file(RPATH_REMOVE FILE
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin/vmalock\")"
  COMPONENT program)
if(VMALOCK_PASS_TARGETS)
  install(TARGETS ${VMALOCK_PASS_TARGETS}
          LIBRARY DESTINATION lib/vmalock COMPONENT program)
endif()
install(DIRECTORY kernel_source/shims/ DESTINATION share/vmalock/shims
        COMPONENT program FILES_MATCHING PATTERN "*.h")
# The shim abi.h includes it by this path.
install(FILES kernel_source/runtime/abi.h
        DESTINATION share/vmalock/runtime COMPONENT program)
install(
  FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/FINDINGS.md
        ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  DESTINATION share/doc/vmalock COMPONENT program)
# Under the name that Debian has for it.
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/vmalock
        RENAME copyright COMPONENT program)
