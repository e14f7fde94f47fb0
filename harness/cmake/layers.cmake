# SPDX-License-Identifier: MIT
# vmalock_layer(NAME [DIR dir] [ROOMS folders…] [LINK targets…] [NO_SANITIZE]
#               [COLD])
# Library vmalock_NAME from dir/*.cc and, if there are dir/*_test.cc, the test
# program NAME_test. ROOMS: folders of dir that belong to the layer. COLD: reads
# and prints only, so it is compiled for a short build, several files at a time;
# tests are for a short build, too.
include(GoogleTest)

add_library(vmalock_flags INTERFACE)
target_include_directories(
  vmalock_flags INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
target_compile_options(
  vmalock_flags INTERFACE -Wall -Wextra -Wconversion -fno-omit-frame-pointer)
if(VMALOCK_WERROR)
  target_compile_options(vmalock_flags INTERFACE -Werror)
endif()
# Paths in messages are relative to the source tree, whatever the build folder.
target_compile_options(
  vmalock_flags INTERFACE
  $<BUILD_INTERFACE:-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=>)
# ccache with a base_dir compiles by relative paths, so that checkouts share
# objects.
file(RELATIVE_PATH back ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
target_compile_options(
  vmalock_flags INTERFACE $<BUILD_INTERFACE:-fmacro-prefix-map=${back}=>)

add_library(vmalock_cold INTERFACE)
target_compile_options(
  vmalock_cold INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:-O1>)

# Sanitizers apply to everything but the Relacy platform, which replaces the
# allocator and switches stacks by itself.
add_library(vmalock_sanitize INTERFACE)
if(VMALOCK_ASAN)
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined)
elseif(VMALOCK_FUZZ)
  set(sanitize -fsanitize=fuzzer-no-link,address,undefined
      -fno-sanitize-recover=undefined)
elseif(VMALOCK_TSAN)
  set(sanitize -fsanitize=thread)
  # The packaged kernels randomise more than the TSan runtime of gcc 12 and
  # clang 14 can map (google/sanitizers#1716).
  set(CMAKE_CROSSCOMPILING_EMULATOR setarch;-R)
endif()
target_compile_options(vmalock_sanitize INTERFACE ${sanitize})
target_link_options(vmalock_sanitize INTERFACE ${sanitize})

function(vmalock_layer name)
  cmake_parse_arguments(arg "NO_SANITIZE;COLD" "DIR" "ROOMS;LINK" ${ARGN})
  if(NOT arg_DIR)
    set(arg_DIR ${name})
  endif()
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DIR})
  set(globs ${dir}/*.cc)
  foreach(room ${arg_ROOMS})
    list(APPEND globs ${dir}/${room}/*.cc)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${globs})
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|main)\\.cc$")
  set(flags vmalock_flags)
  if(NOT arg_NO_SANITIZE)
    list(APPEND flags vmalock_sanitize)
  endif()
  set(library_flags ${flags})
  if(arg_COLD)
    list(APPEND library_flags vmalock_cold)
  endif()
  if(sources)
    add_library(vmalock_${name} STATIC ${sources})
    target_link_libraries(vmalock_${name} PUBLIC ${arg_LINK}
                          PRIVATE ${library_flags})
    set_target_properties(vmalock_${name} PROPERTIES UNITY_BUILD ${arg_COLD})
    target_include_directories(
      vmalock_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                             $<INSTALL_INTERFACE:include/vmalock>)
  else()
    add_library(vmalock_${name} INTERFACE)
    target_link_libraries(vmalock_${name} INTERFACE ${arg_LINK})
    target_include_directories(vmalock_${name} INTERFACE ${PROJECT_SOURCE_DIR})
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(
      ${name}_test PRIVATE vmalock_${name} ${flags} vmalock_cold
                           GTest::gtest_main fmt::fmt)
    gtest_discover_tests(
      ${name}_test TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  endif()
endfunction()

# The tests of a program, a share of them in one process each: for thousands of
# short ones, whose processes would take longer than they do.
function(vmalock_test_in_shares target prefix shares)
  math(EXPR last "${shares} - 1")
  foreach(share RANGE ${last})
    add_test(NAME ${prefix}.share${share} COMMAND ${target}
             WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${prefix}.share${share} PROPERTIES
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${shares};GTEST_SHARD_INDEX=${share}")
  endforeach()
endfunction()
