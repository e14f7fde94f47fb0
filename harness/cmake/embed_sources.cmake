# SPDX-License-Identifier: MIT
# The sources that traces point at, in the program: a report shows them wherever
# it is made. Included, it says how that file is made; run as a script, with
# OUT, ROOT and FILES (paths below ROOT, separated by commas), it makes it.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  file(GLOB_RECURSE embedded RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
       ${PROJECT_SOURCE_DIR}/cases/*.h ${PROJECT_SOURCE_DIR}/impl/*.h
       ${PROJECT_SOURCE_DIR}/harness/kernel/*.h)
  set(sources_file ${CMAKE_CURRENT_BINARY_DIR}/gen/sources.cc)
  list(TRANSFORM embedded PREPEND ${PROJECT_SOURCE_DIR}/
       OUTPUT_VARIABLE embedded_paths)
  list(JOIN embedded "," embedded_names)
  add_custom_command(
    OUTPUT ${sources_file}
    COMMAND ${CMAKE_COMMAND} -DOUT=${sources_file} -DROOT=${PROJECT_SOURCE_DIR}
            -DFILES=${embedded_names} -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${embedded_paths} ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
  target_sources(vmalock_cli PRIVATE ${sources_file})
  return()
endif()

string(REPLACE "," ";" FILES "${FILES}")
set(code "#include \"harness/cli/sources.h\"\n\nnamespace vmalock::cli {\n\n")
string(APPEND code "const std::map<std::string_view, std::string_view>&\n"
       "embedded_sources() {\n  static const std::map<std::string_view, "
       "std::string_view> all = {\n")
foreach(name ${FILES})
  file(READ ${ROOT}/${name} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND code "{\"${name}\",\n\"${text}\"},\n")
endforeach()
string(APPEND code "  };\n  return all;\n}\n\n}  // namespace vmalock::cli\n")
file(WRITE ${OUT} "${code}")
