# SPDX-License-Identifier: MIT
# One generated translation unit a platform and implementation, which binds
# every case to it. A new folder in impl/ or file in cases/ is picked up here
# and nowhere else: of this tree, and of every folder in VMALOCK_EXTRA, which
# has an impl/ or cases/ of its own.
#
# Installed with the headers (package.cmake), so that a project outside this
# tree makes its matrix in the same way.
get_filename_component(VMALOCK_ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
# PATH: what is relative on the command line is so to where the user stands.
set(VMALOCK_EXTRA "" CACHE PATH
    "further folders with impl/NAME/vma_lock.h or cases/*.h")
# A build of a few locks takes a fraction of the time: for a first look, or for
# a compiler's checks of everything else.
set(VMALOCK_LOCKS "" CACHE STRING
    "names of the locks to build, separated by semicolons; empty: all")

# Posted versions and the specification run on the model platform only: nobody
# runs them on a machine, and every platform costs build time.
# A kernel's facility with a planted bug is a test of the cases: it is for the
# explorer only.
set(VMALOCK_MODEL_ONLY
    "/impl/(percpu-count-2023|refcnt-v[0-9]+|spec)/|/mutants/kernel-")

function(vmalock_name_of_lock header out)
  get_filename_component(folder ${header} DIRECTORY)
  get_filename_component(name ${folder} NAME)
  set(${out} ${name} PARENT_SCOPE)
endfunction()

# Two locks or cases of one name would be one class twice.
function(vmalock_refuse_double what name names header)
  if(name IN_LIST names)
    message(FATAL_ERROR
            "vmalock: there is a ${what} '${name}' already; give the one in "
            "${header} another name (its namespace or class, too)")
  endif()
endfunction()

# The files of the locks and the names of the cases, of this tree and of
# FOLDERS…; and the names of those of FOLDERS alone.
function(vmalock_find out_locks out_cases out_own_locks out_own_cases)
  set(locks)
  set(lock_names)
  set(case_names)
  set(own_locks)
  set(own_cases)
  foreach(folder ${VMALOCK_ROOT} ${ARGN})
    file(GLOB lock_headers CONFIGURE_DEPENDS
         ${folder}/impl/*/vma_lock.h ${folder}/impl/mutants/*/vma_lock.h)
    file(GLOB case_headers CONFIGURE_DEPENDS ${folder}/cases/*.h)
    if(NOT lock_headers AND NOT case_headers)
      message(FATAL_ERROR
              "vmalock: ${folder} has neither impl/NAME/vma_lock.h nor "
              "cases/*.h; name the folder that holds impl/ and cases/")
    endif()
    foreach(header ${lock_headers})
      vmalock_name_of_lock(${header} name)
      if(VMALOCK_LOCKS AND NOT name IN_LIST VMALOCK_LOCKS)
        continue()
      endif()
      vmalock_refuse_double(lock ${name} "${lock_names}" ${header})
      list(APPEND lock_names ${name})
      list(APPEND locks ${header})
      if(NOT folder STREQUAL VMALOCK_ROOT)
        list(APPEND own_locks ${name})
      endif()
    endforeach()
    foreach(header ${case_headers})
      get_filename_component(name ${header} NAME_WE)
      vmalock_refuse_double(case ${name} "${case_names}" ${header})
      list(APPEND case_names ${name})
      if(NOT folder STREQUAL VMALOCK_ROOT)
        list(APPEND own_cases ${name})
      endif()
    endforeach()
  endforeach()
  foreach(name ${VMALOCK_LOCKS})
    if(NOT name IN_LIST lock_names)
      message(FATAL_ERROR
              "VMALOCK_LOCKS: there is no lock '${name}'; impl/README.md has "
              "their names, separate them by semicolons")
    endif()
  endforeach()
  # Mutants last: the first lock has every case, and gives their order.
  set(mutants ${locks})
  list(FILTER mutants INCLUDE REGEX "/mutants/")
  list(FILTER locks EXCLUDE REGEX "/mutants/")
  list(APPEND locks ${mutants})
  list(SORT case_names)
  set(${out_locks} ${locks} PARENT_SCOPE)
  set(${out_cases} ${case_names} PARENT_SCOPE)
  set(${out_own_locks} ${own_locks} PARENT_SCOPE)
  set(${out_own_cases} ${own_cases} PARENT_SCOPE)
endfunction()

# The cases that a mutant's file names, in its known_bugs: it is bound to these
# only, which is most of the build's time saved.
function(vmalock_cases_named_in header cases out)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  file(READ ${header} text)
  set(named)
  foreach(case ${cases})
    string(FIND "${text}" "\"${case}\"" place)
    if(NOT place EQUAL -1)
      list(APPEND named ${case})
    endif()
  endforeach()
  set(${out} ${named} PARENT_SCOPE)
endfunction()

# The locks of a platform. RELEASED leaves the mutants out.
function(vmalock_locks_of platform locks released out)
  if(released)
    list(FILTER locks EXCLUDE REGEX "/mutants/")
  endif()
  if(NOT platform STREQUAL "model")
    list(FILTER locks EXCLUDE REGEX "${VMALOCK_MODEL_ONLY}")
  endif()
  # Relacy's searches take longest: the first of each kind, and the newest.
  if(platform STREQUAL "relacy")
    list(FILTER locks EXCLUDE REGEX "/impl/(rwsem-6.4|refcnt-6.18|refcnt-7.2)/")
  endif()
  set(${out} ${locks} PARENT_SCOPE)
endfunction()

# Writes PLATFORM_ID.cc, which binds the cases to the lock.
function(vmalock_bind platform header cases out_file out_id)
  vmalock_name_of_lock(${header} name)
  string(REGEX REPLACE "[-.]" "_" VMALOCK_IMPL_ID ${name})
  set(VMALOCK_IMPL_PATH impl/${name}/vma_lock.h)
  if(header MATCHES "/mutants/")
    set(VMALOCK_IMPL_PATH impl/mutants/${name}/vma_lock.h)
  endif()
  set(VMALOCK_PLATFORM ${platform})
  set(VMALOCK_BINDINGS "")
  set(VMALOCK_CASE_INCLUDES "")
  foreach(case ${cases})
    string(APPEND VMALOCK_CASE_INCLUDES "#include \"cases/${case}.h\"\n")
    string(APPEND VMALOCK_BINDINGS "    bind<${platform}::platform, "
           "impl::${VMALOCK_IMPL_ID}::lock, cases::${case}>(\n"
           "        impl::${VMALOCK_IMPL_ID}::info),\n")
  endforeach()
  set(file ${CMAKE_CURRENT_BINARY_DIR}/gen/${platform}_${VMALOCK_IMPL_ID}.cc)
  configure_file(
    ${VMALOCK_ROOT}/harness/platform/instantiate.cc.in ${file} @ONLY)
  set(${out_file} ${file} PARENT_SCOPE)
  set(${out_id} ${VMALOCK_IMPL_ID} PARENT_SCOPE)
endfunction()

# vmalock_instantiate(PLATFORM out_sources LOCKS headers… CASES names…): writes
# the files and returns them.
function(vmalock_instantiate platform out)
  cmake_parse_arguments(arg "" "" "LOCKS;CASES" ${ARGN})
  set(files)
  set(VMALOCK_PLATFORM ${platform})
  set(VMALOCK_DECLARE "")
  set(VMALOCK_APPEND "")
  foreach(header ${arg_LOCKS})
    set(cases ${arg_CASES})
    if(header MATCHES "/mutants/")
      vmalock_cases_named_in(${header} "${arg_CASES}" cases)
    endif()
    vmalock_bind(${platform} ${header} "${cases}" file id)
    list(APPEND files ${file})
    string(APPEND VMALOCK_DECLARE
           "std::vector<Binding> ${platform}_${id}();\n")
    string(APPEND VMALOCK_APPEND "    append(${platform}_${id}());\n")
  endforeach()
  set(file ${CMAKE_CURRENT_BINARY_DIR}/gen/${platform}_bindings.cc)
  configure_file(
    ${VMALOCK_ROOT}/harness/platform/bindings.cc.in ${file} @ONLY)
  set(${out} ${files} ${file} PARENT_SCOPE)
endfunction()

# vmalock_bindings(PLATFORM [RELEASED] [NO_SANITIZE]): the library
# vmalock_PLATFORM_bindings of the generated files; PLATFORM_bindings() in it
# returns the matrix. Apart from vmalock_PLATFORM, so that a platform's own
# tests need no lock and no case. RELEASED leaves the mutants out: on real
# threads a planted bug shows by luck only.
function(vmalock_bindings platform)
  cmake_parse_arguments(arg "RELEASED;NO_SANITIZE" "" "" ${ARGN})
  vmalock_find(locks cases own_locks own_cases ${VMALOCK_EXTRA})
  vmalock_locks_of(${platform} "${locks}" "${arg_RELEASED}" locks)
  vmalock_instantiate(${platform} sources LOCKS ${locks} CASES ${cases})
  set(flags vmalock_flags)
  if(NOT arg_NO_SANITIZE)
    list(APPEND flags vmalock_sanitize)
  endif()
  # replay --gdb stops in a lock: its variables are worth the build's time.
  if(platform STREQUAL "model")
    foreach(header ${locks})
      if(NOT header MATCHES "/mutants/")
        vmalock_name_of_lock(${header} name)
        string(REGEX REPLACE "[-.]" "_" id ${name})
        set_source_files_properties(
          ${CMAKE_CURRENT_BINARY_DIR}/gen/${platform}_${id}.cc
          PROPERTIES COMPILE_OPTIONS -g)
      endif()
    endforeach()
  endif()
  add_library(vmalock_${platform}_bindings STATIC ${sources})
  # Relacy's headers redefine words of the language: no file may follow them.
  if(NOT platform STREQUAL "relacy")
    set_target_properties(
      vmalock_${platform}_bindings PROPERTIES UNITY_BUILD ON)
  endif()
  target_link_libraries(
    vmalock_${platform}_bindings PUBLIC vmalock_${platform} PRIVATE ${flags})
  target_include_directories(
    vmalock_${platform}_bindings PRIVATE ${VMALOCK_EXTRA})
  vmalock_short_paths(vmalock_${platform}_bindings ${VMALOCK_EXTRA})
endfunction()

# Paths in traces are relative to the folder, as those of this tree are.
function(vmalock_short_paths target)
  foreach(folder ${ARGN})
    target_compile_options(
      ${target} PRIVATE -fmacro-prefix-map=${folder}/=)
  endforeach()
endfunction()
