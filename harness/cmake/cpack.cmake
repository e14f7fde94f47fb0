# SPDX-License-Identifier: MIT
# Debian packages:
#   cmake --build build/release --target vmalock sdk
#   (cd build/release && cpack)
# vmalock: the program. libvmalock-dev: the SDK. They are for the release of
# Debian that they are built on; ci/package builds them for another one in a
# chroot, and tries each in a clean one.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME vmalock)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(VMALOCK_PACKAGER "whoever built it <root@localhost>" CACHE STRING
    "maintainer of the Debian packages: NAME <ADDRESS>")
set(CPACK_PACKAGE_CONTACT ${VMALOCK_PACKAGER})
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program sdk)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME vmalock)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "Runs versions of the lock, or the lock of a kernel tree with and without a
patch, on every interleaving and every memory ordering of a memory model, up
to a bound, and shows a trace for what goes wrong.")
# What checks kernel trees. The rest of the program does without.
if(VMALOCK_PASS_TARGETS)
  list(TRANSFORM VMALOCK_PASS_TARGETS REPLACE "vmalock_pass_" "clang-"
       OUTPUT_VARIABLE clangs)
  list(JOIN clangs " | " clangs)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "${clangs}, patch")
endif()
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "gdb, libvmalock-dev")

set(CPACK_DEBIAN_SDK_PACKAGE_NAME libvmalock-dev)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_SDK_DESCRIPTION
    "Static libraries of vmalock's graph engine, its headers, locks and cases,
for find_package(vmalock) and pkg-config: for a lock or a case of your own.")
string(CONCAT CPACK_DEBIAN_SDK_PACKAGE_DEPENDS
       "libboost-context-dev, libcli11-dev, libfmt-dev, libtbb-dev, "
       "libtomlplusplus-dev, nlohmann-json3-dev, zlib1g-dev")
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "cmake, g++, pkg-config")
include(CPack)
