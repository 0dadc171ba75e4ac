{ "variables": { "native_files": [] } }
