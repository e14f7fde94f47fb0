# SPDX-License-Identifier: MIT
# What vmalock reads, under libFuzzer: fuzz_NAME from cli/fuzz/NAME_target.cc.
# The target `fuzz` builds all of them; ci/fuzz runs them.
if(VMALOCK_FUZZ)
  set(names litmus toml json token command_line)
  foreach(name ${names})
    add_executable(fuzz_${name} cli/fuzz/${name}_target.cc)
    target_link_libraries(
      fuzz_${name} PRIVATE vmalock_cli vmalock_litmus vmalock_flags
      vmalock_cold vmalock_sanitize)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
  list(TRANSFORM names PREPEND fuzz_)
  add_custom_target(fuzz DEPENDS ${names})
endif()
