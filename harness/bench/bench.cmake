# SPDX-License-Identifier: MIT
# The lock benchmarks: library vmalock_bench_lib (for `vmalock bench`), program
# vmalock_bench, bench_test, and the native identity test.

# One generated file an implementation (no mutants), and one that lists them.
# A new folder in impl/ is picked up here.
set(bench_generated)
set(VMALOCK_DECLARE "")
set(VMALOCK_APPEND "")
vmalock_find(bench_impls cases own_locks own_cases ${VMALOCK_EXTRA})
vmalock_locks_of(native "${bench_impls}" TRUE bench_impls)
foreach(header ${bench_impls})
  vmalock_name_of_lock(${header} name)
  set(VMALOCK_IMPL_PATH impl/${name}/vma_lock.h)
  string(REGEX REPLACE "[-.]" "_" VMALOCK_IMPL_ID ${name})
  set(file ${CMAKE_CURRENT_BINARY_DIR}/gen/bench_${VMALOCK_IMPL_ID}.cc)
  configure_file(bench/impl_workloads.cc.in ${file} @ONLY)
  list(APPEND bench_generated ${file})
  string(APPEND VMALOCK_DECLARE
         "ImplWorkloads workloads_${VMALOCK_IMPL_ID}();\n")
  string(APPEND VMALOCK_APPEND "        workloads_${VMALOCK_IMPL_ID}(),\n")
endforeach()
set(file ${CMAKE_CURRENT_BINARY_DIR}/gen/bench_all_workloads.cc)
configure_file(bench/all_workloads.cc.in ${file} @ONLY)
list(APPEND bench_generated ${file})

add_library(vmalock_bench_lib STATIC
  bench/bench.cc bench/bench_google.cc bench/bench_json.cc
  bench/bench_text.cc bench/bench_compare.cc bench/bench_svg.cc
  bench/measure.cc bench/outputs.cc bench/perf_counters.cc
  bench/statistics.cc ${bench_generated})
target_link_libraries(vmalock_bench_lib
  PUBLIC vmalock_native vmalock_result
  PRIVATE vmalock_flags vmalock_sanitize fmt::fmt
          nlohmann_json::nlohmann_json benchmark::benchmark)
target_include_directories(
  vmalock_bench_lib PUBLIC ${PROJECT_SOURCE_DIR} PRIVATE ${VMALOCK_EXTRA})

add_executable(vmalock_bench bench/lock_bench_main.cc)
target_link_libraries(vmalock_bench
  PRIVATE vmalock_bench_lib vmalock_flags vmalock_sanitize CLI11::CLI11)
set_target_properties(vmalock_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

add_executable(bench_test bench/statistics_test.cc bench/bench_test.cc
               bench/latencies_test.cc bench/bench_reports_test.cc)
target_link_libraries(bench_test
  PRIVATE vmalock_bench_lib vmalock_flags vmalock_sanitize fmt::fmt
          nlohmann_json::nlohmann_json benchmark::benchmark GTest::gtest_main)
gtest_discover_tests(bench_test TEST_PREFIX bench. DISCOVERY_MODE PRE_TEST
                     WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})

# Read lock + unlock of each lock on the native platform against a hand-written
# std::atomic_ref twin, compared by the instructions that they execute, with
# each compiler at hand. It builds for itself, so one build runs it.
if(VMALOCK_ASAN OR VMALOCK_TSAN)
  return()
endif()
find_package(Python3 COMPONENTS Interpreter)
find_program(VMALOCK_GXX NAMES g++-12 g++)
find_program(VMALOCK_CLANGXX NAMES clang++ clang++-19 clang++-16 clang++-14)
foreach(compiler VMALOCK_GXX VMALOCK_CLANGXX)
  if(Python3_FOUND AND ${compiler} AND CMAKE_OBJDUMP)
    get_filename_component(name ${${compiler}} NAME)
    add_test(NAME native_identity.${name}
      COMMAND ${Python3_EXECUTABLE}
              ${CMAKE_CURRENT_SOURCE_DIR}/bench/native_identity.py
              --compiler ${${compiler}} --objdump ${CMAKE_OBJDUMP}
              --root ${PROJECT_SOURCE_DIR})
    add_test(NAME native_identity.${name}.planted
      COMMAND ${Python3_EXECUTABLE}
              ${CMAKE_CURRENT_SOURCE_DIR}/bench/native_identity.py
              --compiler ${${compiler}} --objdump ${CMAKE_OBJDUMP}
              --root ${PROJECT_SOURCE_DIR} --planted)
    set_tests_properties(native_identity.${name} native_identity.${name}.planted
      PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)
  endif()
endforeach()
