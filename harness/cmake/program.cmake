# SPDX-License-Identifier: MIT
# vmalock_program(TARGET [FOLDERS folders…] [LOCKS names…] [CASES names…])
# A vmalock with the graph engine, for a project outside vmalock's tree. It has
# the locks and cases of FOLDERS (this folder, if left out), and of vmalock's
# own the LOCKS (none, if left out) and the CASES (all, if left out). If FOLDERS
# have no lock, all released ones.
function(vmalock_program target)
  cmake_parse_arguments(arg "" "" "FOLDERS;LOCKS;CASES" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
            "vmalock_program: '${arg_UNPARSED_ARGUMENTS}' is no argument; "
            "write FOLDERS, LOCKS or CASES before the names")
  endif()
  if(NOT arg_FOLDERS)
    set(arg_FOLDERS ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  list(TRANSFORM arg_FOLDERS REPLACE "/$" "")
  vmalock_find(headers all_cases own_locks own_cases ${arg_FOLDERS})

  set(names)
  foreach(header ${headers})
    vmalock_name_of_lock(${header} name)
    list(APPEND names ${name})
  endforeach()
  vmalock_require_known(LOCKS "${arg_LOCKS}" "${names}")
  vmalock_require_known(CASES "${arg_CASES}" "${all_cases}")

  set(cases ${all_cases})
  if(arg_CASES)
    set(cases ${own_cases} ${arg_CASES})
    list(REMOVE_DUPLICATES cases)
    list(SORT cases)
  endif()
  set(locks)
  foreach(header ${headers})
    vmalock_name_of_lock(${header} name)
    if(name IN_LIST own_locks OR name IN_LIST arg_LOCKS OR
       (NOT own_locks AND NOT arg_LOCKS AND NOT header MATCHES "/mutants/"))
      list(APPEND locks ${header})
    endif()
  endforeach()

  vmalock_instantiate(model sources LOCKS ${locks} CASES ${cases})
  add_executable(${target} ${sources} ${VMALOCK_ROOT}/harness/cli/graph_main.cc)
  target_include_directories(${target} PRIVATE ${arg_FOLDERS})
  target_link_libraries(
    ${target} PRIVATE vmalock::vmalock_cli vmalock::vmalock_model
    vmalock::vmalock_flags vmalock::vmalock_sanitize)
  list(TRANSFORM arg_FOLDERS PREPEND "\"" OUTPUT_VARIABLE folders)
  list(TRANSFORM folders APPEND "\"")
  list(JOIN folders "," folders)
  target_compile_definitions(
    ${target} PRIVATE "VMALOCK_SOURCE_FOLDERS=${folders}")
  target_compile_features(${target} PRIVATE cxx_std_20)
  vmalock_short_paths(${target} ${VMALOCK_ROOT} ${arg_FOLDERS})
endfunction()

function(vmalock_require_known what names known)
  foreach(name ${names})
    if(NOT name IN_LIST known)
      list(SORT known)
      list(JOIN known " " text)
      message(FATAL_ERROR
              "vmalock_program: ${what} ${name}: there is none of this name; "
              "there are: ${text}")
    endif()
  endforeach()
endfunction()
