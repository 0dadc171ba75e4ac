{ "variables": { "opener_files": [] } }
