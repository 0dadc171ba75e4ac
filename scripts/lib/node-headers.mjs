// node-gyp downloads Node's headers when nobody tells it where they are. Where they came with Node, use them: it is
// faster, works without a network, and they are the headers of the Node that runs.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The prefix whose include/node belongs to this Node executable, or undefined. */
export function localNodePrefix(execPath = process.execPath) {
  const prefixes = [execPath, realpathSync(execPath)].map((path) => dirname(dirname(path)));
  return prefixes.find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_api.h')));
}

/** `env` for node-gyp and cmake-js: `npm_config_nodedir` kept when set, else the local headers, else unset. */
export function withNodeHeaders(env = process.env, execPath = process.execPath) {
  if (env.npm_config_nodedir) return env;
  const prefix = localNodePrefix(execPath);
  return prefix ? { ...env, npm_config_nodedir: prefix } : env;
}
