# The core as a static library, for the tests and the fuzz targets.

# The checks stand on conditions that NDEBUG must not remove.
add_compile_options(-UNDEBUG)

file(WRITE "${CMAKE_BINARY_DIR}/tests.txt" "")

if(OPENER_FILES)
  add_library(opener STATIC ${OPENER_FILES})
  target_include_directories(opener PUBLIC deps/opener/include deps/opener/src)
  set(OPENER_LIBRARY opener)
endif()
