// Is an output still made from these inputs? By content, not by time: a checkout sets new times on old files.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

/** One digest over names and contents of all files at and below `paths` (relative to `root`). */
export function digestOf(root, paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  const files = paths.flatMap((path) => filesUnder(join(root, path))).sort();
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/** True when `output` exists and `stamp` holds `digest`. */
export function isFresh(output, stamp, digest) {
  return existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
}

export function writeStamp(stamp, digest) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}
