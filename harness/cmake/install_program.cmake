# SPDX-License-Identifier: MIT
# The program for everybody on a machine, with what it needs to compile kernel
# trees (kernel_source/tree/toolkit.h finds it beside the program):
#   cmake --install build/release --component program --prefix DIR
#
# Completions and the man page are printed by the program that they are of.
set(manuals ${CMAKE_CURRENT_BINARY_DIR}/manuals)
file(MAKE_DIRECTORY ${manuals})
add_custom_command(
  TARGET vmalock POST_BUILD
  COMMAND $<TARGET_FILE:vmalock> completion bash > ${manuals}/vmalock
  COMMAND $<TARGET_FILE:vmalock> completion zsh > ${manuals}/_vmalock
  COMMAND $<TARGET_FILE:vmalock> completion fish > ${manuals}/vmalock.fish
  COMMAND $<TARGET_FILE:vmalock> completion man > ${manuals}/vmalock.1
  VERBATIM)
install(FILES ${manuals}/vmalock
        DESTINATION share/bash-completion/completions COMPONENT program)
install(FILES ${manuals}/_vmalock
        DESTINATION share/zsh/vendor-completions COMPONENT program)
install(FILES ${manuals}/vmalock.fish
        DESTINATION share/fish/vendor_completions.d COMPONENT program)
install(FILES ${manuals}/vmalock.1 DESTINATION share/man/man1
        COMPONENT program)

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
