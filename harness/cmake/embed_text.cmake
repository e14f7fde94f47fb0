# SPDX-License-Identifier: MIT
# The documents that `vmalock explain` reads, as string literals: what is said
# of bugs and guarantees is written once, where a reader of the tree looks.
set(documents_text "#include \"harness/cli/documents.h\"\n\n")
string(APPEND documents_text "namespace vmalock::cli {\n")
foreach(document locks_document:impl/README.md cases_document:cases/README.md
                 findings_document:FINDINGS.md)
  string(REPLACE ":" ";" document ${document})
  list(GET document 0 variable)
  list(GET document 1 path)
  set(file ${PROJECT_SOURCE_DIR}/${path})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
  string(APPEND documents_text
         "const char* const ${variable} =\n    \"${text}\";\n")
endforeach()
string(APPEND documents_text "}  // namespace vmalock::cli\n")
set(documents_source ${CMAKE_CURRENT_BINARY_DIR}/gen/documents.cc)
file(CONFIGURE OUTPUT ${documents_source} CONTENT "${documents_text}" @ONLY)
target_sources(vmalock_cli PRIVATE ${documents_source})
