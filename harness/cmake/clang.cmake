# SPDX-License-Identifier: MIT
# The clang++ of this machine, for the preset `clang`: the one without a number
# if there is one, else the newest. Another one: -DCMAKE_CXX_COMPILER=NAME, or
# CXX=NAME in the environment.
if(NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  set(names clang++)
  foreach(version RANGE 30 14 -1)
    list(APPEND names clang++-${version})
  endforeach()
  find_program(VMALOCK_CLANG_PRESET NAMES ${names})
  if(NOT VMALOCK_CLANG_PRESET)
    message(FATAL_ERROR
            "the preset clang found no clang++; install one (ci/setup), or "
            "name it: -DCMAKE_CXX_COMPILER=NAME")
  endif()
  set(CMAKE_CXX_COMPILER ${VMALOCK_CLANG_PRESET})
endif()
