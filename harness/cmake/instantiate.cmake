# One generated translation unit a platform and implementation, which binds
# every case to it. A new folder in impl/ or file in cases/ is picked up here
# and nowhere else.
file(GLOB impl_headers CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/impl/*/vma_lock.h
     ${PROJECT_SOURCE_DIR}/impl/mutants/*/vma_lock.h)
file(GLOB case_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cases/*.h)

# Posted versions and the specification run on the model platform only: nobody
# runs them on a machine, and every platform costs build time.
set(VMALOCK_MODEL_ONLY "/impl/(percpu-count-2023|refcnt-v[0-9]+|spec)/")

set(VMALOCK_CASE_NAMES)
foreach(header ${case_headers})
  get_filename_component(stem ${header} NAME_WE)
  list(APPEND VMALOCK_CASE_NAMES ${stem})
endforeach()

# The cases that a mutant's file names, in its known_bugs: it is bound to these
# only, which is most of the build's time saved.
function(vmalock_cases_named_in header out)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  file(READ ${header} text)
  set(named)
  foreach(case ${VMALOCK_CASE_NAMES})
    string(FIND "${text}" "\"${case}\"" place)
    if(NOT place EQUAL -1)
      list(APPEND named ${case})
    endif()
  endforeach()
  set(${out} ${named} PARENT_SCOPE)
endfunction()

# vmalock_instantiate(PLATFORM out_sources [RELEASED]): writes the files and
# returns them. RELEASED leaves the mutants out: on real threads a planted bug
# shows by luck only.
function(vmalock_instantiate platform out)
  cmake_parse_arguments(arg "RELEASED" "" "" ${ARGN})
  # Mutants last: the first lock has every case, and gives their order.
  set(mutants ${impl_headers})
  list(FILTER mutants INCLUDE REGEX "/mutants/")
  set(headers ${impl_headers})
  list(REMOVE_ITEM headers ${mutants})
  list(APPEND headers ${mutants})
  if(arg_RELEASED)
    list(FILTER headers EXCLUDE REGEX "/mutants/")
  endif()
  if(NOT platform STREQUAL "model")
    list(FILTER headers EXCLUDE REGEX "${VMALOCK_MODEL_ONLY}")
  endif()
  # Relacy's searches take longest: the first of each kind, and the newest.
  if(platform STREQUAL "relacy")
    list(FILTER headers EXCLUDE REGEX "/impl/(rwsem-6.4|refcnt-6.18)/")
  endif()
  set(files)
  set(all_declare "")
  set(all_append "")
  foreach(header ${headers})
    get_filename_component(folder ${header} DIRECTORY)
    file(RELATIVE_PATH VMALOCK_IMPL_PATH ${PROJECT_SOURCE_DIR} ${header})
    get_filename_component(name ${folder} NAME)
    string(REGEX REPLACE "[-.]" "_" VMALOCK_IMPL_ID ${name})
    set(VMALOCK_PLATFORM ${platform})
    set(VMALOCK_BINDINGS "")
    set(VMALOCK_CASE_INCLUDES "")
    set(cases ${VMALOCK_CASE_NAMES})
    if(header MATCHES "/mutants/")
      vmalock_cases_named_in(${header} cases)
    endif()
    foreach(case ${cases})
      string(APPEND VMALOCK_CASE_INCLUDES "#include \"cases/${case}.h\"\n")
      string(APPEND VMALOCK_BINDINGS "    bind<${platform}::platform, "
             "impl::${VMALOCK_IMPL_ID}::lock, cases::${case}>(\n"
             "        impl::${VMALOCK_IMPL_ID}::info),\n")
    endforeach()
    set(file ${CMAKE_CURRENT_BINARY_DIR}/gen/${platform}_${VMALOCK_IMPL_ID}.cc)
    configure_file(
      ${PROJECT_SOURCE_DIR}/harness/platform/instantiate.cc.in ${file} @ONLY)
    list(APPEND files ${file})
    string(APPEND all_declare
           "std::vector<Binding> ${platform}_${VMALOCK_IMPL_ID}();\n")
    string(APPEND all_append "    append(${platform}_${VMALOCK_IMPL_ID}());\n")
  endforeach()
  set(VMALOCK_DECLARE ${all_declare})
  set(VMALOCK_APPEND ${all_append})
  set(file ${CMAKE_CURRENT_BINARY_DIR}/gen/${platform}_bindings.cc)
  configure_file(
    ${PROJECT_SOURCE_DIR}/harness/platform/bindings.cc.in ${file} @ONLY)
  set(${out} ${files} ${file} PARENT_SCOPE)
endfunction()

# vmalock_bindings(PLATFORM SOURCES sources… [NO_SANITIZE]): the library
# vmalock_PLATFORM_bindings of the generated files; PLATFORM_bindings() in it
# returns the matrix. Apart from vmalock_PLATFORM, so that a platform's own
# tests need no lock and no case.
function(vmalock_bindings platform)
  cmake_parse_arguments(arg "NO_SANITIZE" "" "SOURCES" ${ARGN})
  set(flags vmalock_flags)
  if(NOT arg_NO_SANITIZE)
    list(APPEND flags vmalock_sanitize)
  endif()
  add_library(vmalock_${platform}_bindings STATIC ${arg_SOURCES})
  target_link_libraries(
    vmalock_${platform}_bindings PUBLIC vmalock_${platform} PRIVATE ${flags})
endfunction()
