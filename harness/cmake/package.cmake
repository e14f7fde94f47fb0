# SPDX-License-Identifier: MIT
# What a project outside this tree needs, for the graph engine:
#   cmake --build build/release --target sdk
#   cmake --install build/release --component sdk --prefix DIR
# Then find_package(vmalock) there, with DIR in CMAKE_PREFIX_PATH; see
# harness/template/README.md. The headers keep the tree's paths.
include(CMakePackageConfigHelpers)

set(sdk base graph models explore result report platform model program oracle
        litmus study cli)
list(TRANSFORM sdk PREPEND vmalock_)
add_custom_target(sdk DEPENDS ${sdk})
install(
  TARGETS ${sdk} vmalock_flags vmalock_cold vmalock_sanitize EXPORT vmalock
  ARCHIVE DESTINATION lib COMPONENT sdk)
install(
  EXPORT vmalock NAMESPACE vmalock:: FILE vmalockTargets.cmake
  DESTINATION lib/cmake/vmalock COMPONENT sdk)

set(tree include/vmalock)
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/harness ${PROJECT_SOURCE_DIR}/impl
            ${PROJECT_SOURCE_DIR}/cases
  DESTINATION ${tree} COMPONENT sdk
  FILES_MATCHING PATTERN "*.h" PATTERN testdata EXCLUDE
  PATTERN template EXCLUDE PATTERN testing EXCLUDE)
install(
  FILES platform/instantiate.cc.in platform/bindings.cc.in
  DESTINATION ${tree}/harness/platform COMPONENT sdk)
install(
  FILES cmake/instantiate.cmake cmake/program.cmake
  DESTINATION ${tree}/harness/cmake COMPONENT sdk)
install(
  FILES cli/graph_main.cc DESTINATION ${tree}/harness/cli COMPONENT sdk)

configure_package_config_file(
  cmake/vmalockConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/vmalockConfig.cmake
  INSTALL_DESTINATION lib/cmake/vmalock NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/vmalockConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/vmalockConfig.cmake
        ${CMAKE_CURRENT_BINARY_DIR}/vmalockConfigVersion.cmake
  DESTINATION lib/cmake/vmalock COMPONENT sdk)

# For those without CMake.
list(TRANSFORM sdk PREPEND -l OUTPUT_VARIABLE VMALOCK_PC_LIBS)
list(JOIN VMALOCK_PC_LIBS " " VMALOCK_PC_LIBS)
configure_file(
  cmake/vmalock.pc.in ${CMAKE_CURRENT_BINARY_DIR}/vmalock.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vmalock.pc
        DESTINATION lib/pkgconfig COMPONENT sdk)

# The template as a new user would try it, each way.
foreach(way template extra by_hand)
  add_test(
    NAME package.${way}
    COMMAND ${CMAKE_COMMAND} -DWAY=${way} -DSOURCE=${PROJECT_SOURCE_DIR}
            -DBUILD=${CMAKE_BINARY_DIR} -DCOMPILER=${CMAKE_CXX_COMPILER}
            -DLAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
            -DTYPE=${CMAKE_BUILD_TYPE} -DVERSION=${PROJECT_VERSION}
            -DPKG_CONFIG=${PKG_CONFIG_EXECUTABLE}
            -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/package_test.cmake)
  set_tests_properties(package.${way} PROPERTIES TIMEOUT 300)
endforeach()
