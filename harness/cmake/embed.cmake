# SPDX-License-Identifier: MIT
# The files of the HTML report as string literals: written as what they are,
# linked into the program.
set(page_source ${CMAKE_CURRENT_BINARY_DIR}/gen/html_page.cc)
set(page_text "#include \"harness/report/html_page.h\"\n\n")
string(APPEND page_text "namespace vmalock {\n")
foreach(part page:page.html style:page.css graph:graph.js script:page.js)
  string(REPLACE ":" ";" part ${part})
  list(GET part 0 variable)
  list(GET part 1 name)
  set(file ${CMAKE_CURRENT_SOURCE_DIR}/report/html/${name})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  # By lines: a compiler may limit the length of one literal.
  file(READ ${file} text)
  # The line of the licence is the file's, not the report's.
  string(REGEX REPLACE "[^\n]*SPDX-License-Identifier[^\n]*\n" "" text
         "${text}")
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
  string(APPEND page_text
         "const char* const html_${variable} =\n    \"${text}\";\n")
endforeach()
string(APPEND page_text "}  // namespace vmalock\n")
file(CONFIGURE OUTPUT ${page_source} CONTENT "${page_text}" @ONLY)
target_sources(vmalock_report PRIVATE ${page_source})
