# SPDX-License-Identifier: MIT
# Programs for a machine that has none of the libraries that they need:
#   cmake --install build/release --component portable --prefix DIR
# DIR has the programs, DIR/lib the shared libraries, found beside them; only
# glibc (of the same version or newer) and the kernel are the machine's.
set(portable vmalock vmalock_fuzz vmalock_bench explore_bench)
set_target_properties(${portable} PROPERTIES INSTALL_RPATH "$ORIGIN/lib")
install(
  TARGETS ${portable} RUNTIME_DEPENDENCY_SET portable_libraries
  RUNTIME DESTINATION . COMPONENT portable)
install(
  RUNTIME_DEPENDENCY_SET portable_libraries
  PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread)\\.so"
  LIBRARY DESTINATION lib COMPONENT portable
  RUNTIME DESTINATION lib COMPONENT portable
  FRAMEWORK DESTINATION lib COMPONENT portable)
