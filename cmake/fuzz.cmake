# The fuzz targets (fuzz/README.md): with libFuzzer, and as programs that replay seeds and findings.

file(GLOB FUZZ_TARGETS CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/fuzz/targets/*.c")
file(GLOB FUZZ_DEVICE CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/fuzz/device/*.c")
file(GLOB FUZZ_SUPPORT CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/core/support/*.c")

# Every target's replay program; its path goes to tests.txt.
function(eip_add_replays)
  add_library(fuzz_device STATIC ${FUZZ_DEVICE} ${FUZZ_SUPPORT})
  target_include_directories(fuzz_device PUBLIC "${CMAKE_SOURCE_DIR}/fuzz" "${CMAKE_SOURCE_DIR}/test/core")
  target_link_libraries(fuzz_device PUBLIC ${OPENER_LIBRARY})
  foreach(target ${FUZZ_TARGETS})
    get_filename_component(name "${target}" NAME_WE)
    add_executable(fuzz_${name}_replay "${target}" "${CMAKE_SOURCE_DIR}/fuzz/seeds/${name}.c"
                                       "${CMAKE_SOURCE_DIR}/fuzz/replay.c")
    target_compile_definitions(fuzz_${name}_replay PRIVATE FUZZ_FINDINGS="${CMAKE_SOURCE_DIR}/fuzz/findings/${name}"
                                                           _DEFAULT_SOURCE)
    target_link_libraries(fuzz_${name}_replay PRIVATE fuzz_device)
    file(APPEND "${CMAKE_BINARY_DIR}/tests.txt" "fuzz ${CMAKE_BINARY_DIR}/fuzz_${name}_replay\n")
  endforeach()
endfunction()

# Every target with libFuzzer, built by clang. Only the core is instrumented for it: what the invariants compare would
# lead the fuzzer astray, and takes most of the time.
function(eip_add_fuzzers)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "EIP_FUZZ needs clang: cmake -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++")
  endif()
  target_compile_options(opener PRIVATE -fsanitize=fuzzer-no-link)
  foreach(target ${FUZZ_TARGETS})
    get_filename_component(name "${target}" NAME_WE)
    add_executable(fuzz_${name} "${target}")
    target_link_libraries(fuzz_${name} PRIVATE fuzz_device)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endfunction()
