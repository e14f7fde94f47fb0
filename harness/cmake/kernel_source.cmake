# SPDX-License-Identifier: MIT
# Kernel trees, compiled while vmalock runs: the front end, and the binding of
# every case to what it loads. The pass and the runtime are kernel_pass.cmake's.
vmalock_layer(kernel_tree DIR kernel_source/tree COLD LINK vmalock_result)
target_link_libraries(vmalock_kernel_tree PRIVATE fmt::fmt)

vmalock_find(locks cases own_locks own_cases)
set(VMALOCK_BINDINGS "")
set(VMALOCK_CASE_INCLUDES "")
foreach(case ${cases})
  string(APPEND VMALOCK_CASE_INCLUDES "#include \"cases/${case}.h\"\n")
  string(APPEND VMALOCK_BINDINGS "      one<cases::${case}>(),\n")
endforeach()
set(kernel_cases ${CMAKE_CURRENT_BINARY_DIR}/gen/kernel_cases.cc)
configure_file(
  kernel_source/binding/kernel_cases.cc.in ${kernel_cases} @ONLY)
vmalock_layer(
  kernel_binding DIR kernel_source/binding
  LINK vmalock_kernel_tree vmalock_kernel_runtime ${CMAKE_DL_LIBS})
target_sources(vmalock_kernel_binding PRIVATE ${kernel_cases})
target_link_libraries(vmalock_kernel_binding PRIVATE fmt::fmt)

# Where the compiler finds what it needs of ours.
list(JOIN VMALOCK_PASSES "," passes)
foreach(target vmalock_kernel_binding kernel_tree_test)
  target_compile_definitions(
    ${target} PRIVATE
    VMALOCK_SHIMS="${CMAKE_CURRENT_SOURCE_DIR}/kernel_source/shims"
    "VMALOCK_PASSES=\"${passes}\"")
endforeach()
if(VMALOCK_PASS_TARGETS)
  add_dependencies(kernel_tree_test ${VMALOCK_PASS_TARGETS})
endif()

# The program is what compiled code calls: it exports all of abi.h.
function(vmalock_loads_kernel_trees target)
  set_target_properties(${target} PROPERTIES ENABLE_EXPORTS ON)
  target_link_options(
    ${target} PRIVATE LINKER:--whole-archive
                      $<TARGET_FILE:vmalock_kernel_runtime>
                      LINKER:--no-whole-archive)
  target_link_libraries(${target} PRIVATE vmalock_kernel_binding)
  if(VMALOCK_PASS_TARGETS)
    add_dependencies(${target} ${VMALOCK_PASS_TARGETS})
  endif()
endfunction()
