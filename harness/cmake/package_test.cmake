# SPDX-License-Identifier: MIT
# The template, tried as a new user would. WAY template: install, build it
# outside the tree against that, run it. WAY extra: name the folder when vmalock
# itself is configured, compile what that generates for its lock and its case.
# WAY by_hand: install, compile by_hand.cc with what pkg-config says. Needs the
# target sdk built.
set(work ${BUILD}/package_test_${WAY})
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
file(COPY ${SOURCE}/harness/template/ DESTINATION ${work}/mine)
set(tools -G Ninja -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=${TYPE}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})

# expect(STATUS REGEX command…): both must be right.
function(expect status regex)
  string(JOIN " " line ${ARGN})
  message(STATUS "${line}")
  execute_process(
    COMMAND ${ARGN} RESULT_VARIABLE got OUTPUT_VARIABLE out ERROR_VARIABLE out)
  string(REGEX REPLACE "[ \n]+" " " words "${out}")
  if(NOT got EQUAL status OR NOT words MATCHES "${regex}")
    message(FATAL_ERROR
            "${out}\nexpected status ${status} (got ${got}) and '${regex}' "
            "from:\n${line}")
  endif()
endfunction()

if(WAY STREQUAL "template")
  expect(0 "" ${CMAKE_COMMAND} --install ${BUILD} --component sdk
         --prefix ${work}/prefix)
  set(configure ${CMAKE_COMMAND} -S ${work}/mine ${tools}
      -DCMAKE_PREFIX_PATH=${work}/prefix)
  expect(0 "Build files" ${configure} -B ${work}/build)
  expect(0 "" ${CMAKE_COMMAND} --build ${work}/build)
  set(program ${work}/build/my_vmalock)
  expect(0 "HOLDS 4 runs: 4 hold;.*range_is_whole 1r.1w x1 HOLDS" ${program}
         check)
  expect(1 "BROKEN.*impl/my-lock/vma_lock.h:[0-9]+"
         ${program} propose my-lock --set reader_inc=relaxed --case
         range_is_whole)
  expect(0 "range_is_whole.*SAME" ${program} diff refcnt-6.17 my-lock)
  expect(64 "graph engine only" ${program} bench)
  # What is wrong is said.
  file(READ ${work}/mine/CMakeLists.txt text)
  string(REPLACE "refcnt-6.17" "refcnt-6.71" text "${text}")
  file(WRITE ${work}/mine/CMakeLists.txt "${text}")
  expect(1 "LOCKS refcnt-6.71: there is none of this name.*refcnt-6.17"
         ${configure} -B ${work}/wrong)
elseif(WAY STREQUAL "by_hand")
  expect(0 "" ${CMAKE_COMMAND} --install ${BUILD} --component sdk
         --prefix ${work}/prefix)
  set(ENV{PKG_CONFIG_PATH} ${work}/prefix/lib/pkgconfig)
  expect(0 "^${VERSION} $" ${PKG_CONFIG} --modversion vmalock)
  execute_process(
    COMMAND ${PKG_CONFIG} --cflags --libs vmalock
    OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  set(program ${work}/mine/by_hand)
  expect(0 "^$" ${CMAKE_COMMAND} -E chdir ${work}/mine ${COMPILER} -I. -O2
         by_hand.cc
         ${work}/prefix/include/vmalock/harness/cli/graph_main.cc ${flags} -o
         ${program})
  expect(0 "HOLDS 2 runs: 2 hold;.*range_is_whole 1r.1w x1 HOLDS" ${program}
         check)
  expect(0 "vmalock ${VERSION}" ${program} --version)
else()
  set(configure ${CMAKE_COMMAND} -S ${SOURCE} ${tools})
  expect(0 "Build files" ${configure} -B ${work}/build
         -DVMALOCK_EXTRA=${work}/mine)
  set(gen harness/gen)
  foreach(platform model native relacy)
    file(READ ${work}/build/${gen}/${platform}_bindings.cc text)
    if(NOT text MATCHES "append\\(${platform}_my_lock\\(\\)\\)")
      message(FATAL_ERROR "my-lock is not bound on ${platform}")
    endif()
    file(READ ${work}/build/${gen}/${platform}_refcnt_6_17.cc text)
    if(NOT text MATCHES "cases::range_is_whole>")
      message(FATAL_ERROR "range_is_whole is not bound on ${platform}")
    endif()
  endforeach()
  expect(0 "" ninja -C ${work}/build
         harness/CMakeFiles/vmalock_model_bindings.dir/gen/model_my_lock.cc.o)
  # What is wrong is said.
  file(RENAME ${work}/mine/impl/my-lock ${work}/mine/impl/refcnt-6.17)
  expect(1 "there is a lock 'refcnt-6.17' already" ${configure} -B
         ${work}/wrong -DVMALOCK_EXTRA=${work}/mine)
  expect(1 "has neither impl/NAME/vma_lock.h nor cases" ${configure} -B
         ${work}/wrong -DVMALOCK_EXTRA=${work}/mine/impl)
endif()
file(REMOVE_RECURSE ${work})
