# SPDX-License-Identifier: MIT
# The pass over the kernel's own source, once for each clang of this machine
# that it knows: libvmalock_pass_14.so, … Where there is none, everything else
# is built all the same, and the tests of the pass skip.
#
# VMALOCK_PASSES: "14=path,16=path", of the plugins that are built.
set(VMALOCK_PASS_VERSIONS 14 16 19)
set(VMALOCK_PASSES "")
set(VMALOCK_PASS_TARGETS "")

file(GLOB sources CONFIGURE_DEPENDS
     ${CMAKE_CURRENT_SOURCE_DIR}/kernel_source/pass/*.cc)
foreach(version ${VMALOCK_PASS_VERSIONS})
  find_program(VMALOCK_CLANG_${version} clang-${version})
  find_path(VMALOCK_LLVM_${version} llvm/Passes/PassPlugin.h
            PATHS /usr/lib/llvm-${version}/include NO_DEFAULT_PATH)
  if(NOT VMALOCK_CLANG_${version} OR NOT VMALOCK_LLVM_${version})
    continue()
  endif()
  set(name vmalock_pass_${version})
  add_library(${name} MODULE ${sources})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  # LLVM's headers have warnings of their own. Its libraries are in clang.
  target_include_directories(
    ${name} SYSTEM PRIVATE ${VMALOCK_LLVM_${version}})
  target_compile_definitions(
    ${name} PRIVATE _GNU_SOURCE __STDC_CONSTANT_MACROS __STDC_FORMAT_MACROS
                    __STDC_LIMIT_MACROS)
  target_compile_options(
    ${name} PRIVATE -Wall -Wextra -fno-rtti -fno-exceptions
                    $<$<CONFIG:Release,RelWithDebInfo>:-O1>)
  # All of it in one go: LLVM's headers take most of the time.
  set_target_properties(
    ${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  list(APPEND VMALOCK_PASSES ${version}=$<TARGET_FILE:${name}>)
  list(APPEND VMALOCK_PASS_TARGETS ${name})
endforeach()
if(NOT VMALOCK_PASS_TARGETS)
  message(STATUS "vmalock: no clang with its LLVM headers, so the kernel's own "
                 "source cannot be checked; ci/setup --kernel installs them")
endif()

list(JOIN VMALOCK_PASSES "," VMALOCK_PASSES)

# How the tests compile C, and the C that they make up.
vmalock_layer(kernel_testing DIR kernel_source/pass/testing COLD
              LINK vmalock_explore vmalock_program fmt::fmt ${CMAKE_DL_LIBS})
target_compile_definitions(
  vmalock_kernel_testing PRIVATE "VMALOCK_PASSES=\"${VMALOCK_PASSES}\""
                         PUBLIC VMALOCK_ROOT="${PROJECT_SOURCE_DIR}")

# A program that loads compiled code is its runtime: it exports all of the
# library that implements abi.h.
function(vmalock_runs_kernel_code target library)
  set_target_properties(${target} PROPERTIES ENABLE_EXPORTS ON)
  target_link_options(
    ${target} PRIVATE LINKER:--whole-archive $<TARGET_FILE:${library}>
                      LINKER:--no-whole-archive)
  target_link_libraries(${target} PRIVATE ${library} vmalock_kernel_testing)
  if(VMALOCK_PASS_TARGETS)
    add_dependencies(${target} ${VMALOCK_PASS_TARGETS})
  endif()
endfunction()

# The runtime that records, and the oracle.
vmalock_layer(kernel_oracle DIR kernel_source/pass/oracle COLD
              LINK vmalock_kernel_testing vmalock_oracle)
vmalock_runs_kernel_code(kernel_oracle_test vmalock_kernel_oracle)
add_executable(kernel_pass_oracle kernel_source/pass/oracle/oracle_main.cc)
target_link_libraries(
  kernel_pass_oracle PRIVATE CLI11::CLI11 vmalock_flags vmalock_cold
                             vmalock_sanitize)
vmalock_runs_kernel_code(kernel_pass_oracle vmalock_kernel_oracle)

# The runtime on the explorer.
vmalock_layer(kernel_runtime DIR kernel_source/runtime
              LINK vmalock_model fmt::fmt)
vmalock_runs_kernel_code(kernel_runtime_test vmalock_kernel_runtime)
target_link_libraries(kernel_runtime_test PRIVATE vmalock_litmus)
add_executable(kernel_access_bench kernel_source/runtime/access_bench_main.cc)
target_link_libraries(
  kernel_access_bench PRIVATE benchmark::benchmark vmalock_flags
                              vmalock_sanitize)
vmalock_runs_kernel_code(kernel_access_bench vmalock_kernel_runtime)
