# SPDX-License-Identifier: MIT
# Relacy's headers, without its replacement of the global allocator.
#
# relacy/context.hpp defines the global operator new and delete inline, so that
# a program that includes it anywhere uses Relacy's allocator everywhere: memory
# is mixed up as soon as a sized delete or a std::string of the library's is
# involved (abort, "invalid pointer"), and AddressSanitizer rejects it. The
# platform gives its objects their memory by K::alloc, so the replacement is not
# needed: the copy in the build folder goes without. The rest is the packaged
# text (Debian's relacy-dev).
find_path(RELACY_INCLUDE_DIR relacy/relacy.hpp REQUIRED)
set(relacy_copy ${CMAKE_CURRENT_BINARY_DIR}/relacy-headers)
file(COPY ${RELACY_INCLUDE_DIR}/relacy DESTINATION ${relacy_copy})
file(READ ${RELACY_INCLUDE_DIR}/relacy/context.hpp text)
string(FIND "${text}" "inline void* operator new (size_t size) RL_THROW_SPEC"
       begin)
string(FIND "${text}" "#define RL_NEW_PROXY" end)
if(begin LESS 0 OR end LESS begin)
  message(FATAL_ERROR
    "${RELACY_INCLUDE_DIR}/relacy/context.hpp is not the version that "
    "harness/cmake/relacy.cmake knows (Debian 0.0+git20191025): the global "
    "operator new was not found in it. Install Debian's relacy-dev.")
endif()
string(SUBSTRING "${text}" 0 ${begin} head)
string(SUBSTRING "${text}" ${end} -1 tail)
file(CONFIGURE OUTPUT ${relacy_copy}/relacy/context.hpp
     CONTENT "${head}${tail}" @ONLY)

add_library(vmalock_relacy_headers INTERFACE)
target_include_directories(
  vmalock_relacy_headers SYSTEM INTERFACE ${relacy_copy})
# g++ removes the "dead" mark that Relacy's destructors leave, and with it the
# detection of use after free; clang does not.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(
    vmalock_relacy_headers INTERFACE -fno-lifetime-dse)
endif()
