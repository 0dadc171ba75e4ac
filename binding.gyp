{
  # The shipped addon. The two source lists are strict JSON and are read by CMakeLists.txt as well.
  "includes": ["deps/opener/sources.gypi", "native/sources.gypi"],
  "targets": [
    {
      "target_name": "eip_native",
      "sources": ["<@(opener_files)", "<@(native_files)"],
      "include_dirs": [
        "<!(node -p \"require('node-addon-api').include_dir\")",
        "deps/opener/include",
        "deps/opener/src",
        "native"
      ],
      "defines": [
        "_GNU_SOURCE",
        "NAPI_VERSION=8",
        "NODE_ADDON_API_CPP_EXCEPTIONS",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
      ],
      "cflags": [
        "-Wall", "-Wextra",
        "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections",
        "-include", "symbol_floor.h"
      ],
      "cflags_c": ["-std=c11", "-Wstrict-prototypes", "-Wmissing-prototypes"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-exceptions"],
      "cflags_cc": ["-std=c++20", "-fvisibility-inlines-hidden"],
      "ldflags": ["-Wl,--gc-sections", "-Wl,-z,relro,-z,now"]
    }
  ]
}
