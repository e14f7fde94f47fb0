# SPDX-License-Identifier: MIT
# The explorer on programs whose numbers of executions are known: the test of
# the counts, and the program that measures the speed.
add_library(vmalock_programs STATIC bench/programs.cc bench/lock_programs.cc)
target_link_libraries(
  vmalock_programs PUBLIC vmalock_explore PRIVATE vmalock_flags
                                                  vmalock_sanitize)

add_executable(explore_bench bench/explore_bench_main.cc)
target_link_libraries(
  explore_bench PRIVATE vmalock_programs vmalock_flags vmalock_sanitize
                        fmt::fmt CLI11::CLI11)
set_target_properties(explore_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

add_executable(model_bench bench/model_bench_main.cc)
target_link_libraries(
  model_bench PRIVATE vmalock_programs vmalock_flags vmalock_sanitize fmt::fmt)
set_target_properties(model_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

add_executable(explore_counts_test bench/explore_counts_test.cc)
target_link_libraries(
  explore_counts_test PRIVATE vmalock_programs vmalock_flags vmalock_sanitize
                              GTest::gtest_main)
gtest_discover_tests(
  explore_counts_test TEST_PREFIX bench. DISCOVERY_MODE PRE_TEST
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
