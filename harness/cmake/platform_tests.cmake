# SPDX-License-Identifier: MIT
# The native platform as a whole: all cases × implementations on real threads
# and, under ThreadSanitizer, a planted race. The other platforms' matrix is
# mutants_test.
add_executable(native_matrix platform/native/matrix_main.cc)
target_link_libraries(
  native_matrix PRIVATE vmalock_native_bindings vmalock_flags vmalock_sanitize)
# Without ThreadSanitizer it says little, and takes less.
add_test(NAME native.matrix
         COMMAND native_matrix $<IF:$<BOOL:${VMALOCK_TSAN}>,0.2,0.05>)
set_tests_properties(native.matrix PROPERTIES
  TIMEOUT 300 RUN_SERIAL ON
  ENVIRONMENT
  "TSAN_OPTIONS=halt_on_error=1:exitcode=66:second_deadlock_stack=1")

if(VMALOCK_TSAN)
  add_executable(native_planted_race platform/native/planted_race_main.cc)
  target_link_libraries(
    native_planted_race PRIVATE vmalock_native vmalock_flags vmalock_sanitize)
  add_test(NAME native.planted_race COMMAND native_planted_race)
  # Not WILL_FAIL: a program that cannot start fails, too.
  set_tests_properties(native.planted_race PROPERTIES
    TIMEOUT 300
    PASS_REGULAR_EXPRESSION "ThreadSanitizer: data race"
    SKIP_REGULAR_EXPRESSION "unexpected memory mapping"
    ENVIRONMENT "TSAN_OPTIONS=halt_on_error=1:exitcode=66")
endif()
