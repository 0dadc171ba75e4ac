# eip_native.node through cmake-js. Same sources, defines and flags as binding.gyp; a test compares the exports.

# cmake-js brings the Node-API headers but not uv.h, which lies with the headers of the running Node.
# NO_DEFAULT_PATH keeps a system libuv out: its version is not Node's.
execute_process(
  COMMAND node -p "require('path').resolve(process.execPath, '../../include/node')"
  OUTPUT_VARIABLE NODE_PREFIX_INC OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
find_path(UV_INC uv.h HINTS "$ENV{npm_config_nodedir}/include/node" "${NODE_PREFIX_INC}" NO_DEFAULT_PATH)
if(NOT UV_INC)
  message(FATAL_ERROR "uv.h not found beside the Node headers (${NODE_PREFIX_INC}). "
                      "Set npm_config_nodedir to a folder that holds include/node/uv.h.")
endif()
execute_process(
  COMMAND node -p "require('node-addon-api').include_dir" WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
  OUTPUT_VARIABLE NODE_ADDON_API_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

add_library(eip_native SHARED ${OPENER_FILES} ${NATIVE_FILES} ${CMAKE_JS_SRC})
set_target_properties(eip_native PROPERTIES PREFIX "" SUFFIX ".node")
target_include_directories(eip_native PRIVATE deps/opener/include deps/opener/src native)
target_include_directories(eip_native SYSTEM PRIVATE ${CMAKE_JS_INC} "${UV_INC}" "${CMAKE_SOURCE_DIR}/${NODE_ADDON_API_DIR}")
target_compile_definitions(eip_native PRIVATE _GNU_SOURCE NAPI_VERSION=8 NODE_ADDON_API_CPP_EXCEPTIONS
                                              NODE_ADDON_API_DISABLE_DEPRECATED
                                              NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS BUILDING_NODE_EXTENSION)
target_compile_options(eip_native PRIVATE -ffunction-sections -fdata-sections "SHELL:-include symbol_floor.h"
                       $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
                       $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>)
target_link_options(eip_native PRIVATE -Wl,--gc-sections -Wl,-z,relro,-z,now)
target_link_libraries(eip_native PRIVATE ${CMAKE_JS_LIB})
