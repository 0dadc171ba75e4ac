# The host as a static library, and one program for each test file:
#   test/core/**/NAME_test.c    with the core (deps/opener)
#   test/host/**/NAME_test.cc   with the host, the bridge and Debian's libuv
# Other sources in these folders are helpers: one library a folder.
# <build>/tests.txt lists the programs for scripts/test-native.mjs: one `core PATH`, `host PATH` or `fuzz PATH` a line.

find_package(Threads REQUIRED)

if(HOST_FILES)
  find_path(UV_INCLUDE uv.h)
  find_library(UV_LIBRARY uv)
  if(NOT UV_INCLUDE OR NOT UV_LIBRARY)
    message(FATAL_ERROR "libuv not found: the tests of the host need its development files (Debian: libuv1-dev)")
  endif()
  add_library(eip_host STATIC ${HOST_FILES})
  target_include_directories(eip_host PUBLIC native "${UV_INCLUDE}")
  target_compile_definitions(eip_host PUBLIC _GNU_SOURCE)
  # UBSan's check of virtual calls needs type information.
  set(NO_RTTI $<$<NOT:$<STREQUAL:${EIP_SANITIZE},address>>:-fno-rtti>)
  target_compile_options(eip_host PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:${NO_RTTI}>)
  target_link_libraries(eip_host PUBLIC ${OPENER_LIBRARY} "${UV_LIBRARY}" Threads::Threads)
  set(HOST_LIBRARY eip_host)
endif()

# Adds the tests of test/`folder`; `suffix` is c or cc, the libraries follow.
function(eip_add_tests folder suffix)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/${folder}/*.${suffix}")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.${suffix}$")
  set(helpers ${sources})
  list(FILTER helpers EXCLUDE REGEX "_test\\.${suffix}$")

  add_library(test_${folder} INTERFACE)
  if(helpers)
    add_library(test_${folder}_helpers STATIC ${helpers})
    target_link_libraries(test_${folder}_helpers PUBLIC test_${folder})
  endif()
  target_include_directories(test_${folder} INTERFACE "${CMAKE_SOURCE_DIR}/test/${folder}" "${CMAKE_SOURCE_DIR}/native"
                             "${CMAKE_SOURCE_DIR}/deps/opener/include" "${CMAKE_SOURCE_DIR}/deps/opener/src")
  target_link_libraries(test_${folder} INTERFACE ${ARGN} Threads::Threads)

  foreach(test ${tests})
    file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}/test" "${test}")
    string(REGEX REPLACE "[/.]" "_" name "${name}")
    string(REGEX REPLACE "_test_${suffix}$" "" name "${name}")
    add_executable(${name} "${test}")
    if(helpers)
      target_link_libraries(${name} PRIVATE test_${folder}_helpers)
    endif()
    target_link_libraries(${name} PRIVATE test_${folder})
    file(APPEND "${CMAKE_BINARY_DIR}/tests.txt" "${folder} ${CMAKE_BINARY_DIR}/${name}\n")
  endforeach()
endfunction()

eip_add_tests(core c ${OPENER_LIBRARY})
eip_add_tests(host cc ${HOST_LIBRARY} ${OPENER_LIBRARY})
