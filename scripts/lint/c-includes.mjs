// The arrows between the C and C++ folders, checked on their #include lines.
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { filesIn } from '../lib/source-files.mjs';

const CORE = 'deps/opener/src/';
const CORE_PUBLIC = 'deps/opener/include/';
const NODE_HEADERS = /^(napi|node_api|js_native_api|node|v8)\b/;

/** Folder -> folders whose headers it may include. Everyone may include the public headers of the core, see below. */
const ALLOWED = {
  base: ['base'],
  encap: ['encap', 'base'],
  cip: ['cip', 'encap', 'base'],
  connection: ['connection', 'cip', 'encap', 'base'],
  logix: ['logix', 'cip', 'encap', 'base'],
  stack: ['stack', 'connection', 'logix', 'cip', 'encap', 'base'],
  bridge: ['bridge'],
  host: ['host', 'bridge'],
  js: ['js', 'bridge'],
  objects: ['objects', 'js', 'bridge'],
};

/** Core headers that the JS side may include: plain words, no functions of the stack. */
const SHARED_CORE_HEADERS = ['opener/status.h', 'opener/types.h'];

/** The part a file belongs to: a folder of the core or of native/; files directly in them are `stack` and `objects`. */
export function partOf(path) {
  if (path.startsWith(CORE))
    return path.slice(CORE.length).includes('/') ? path.slice(CORE.length).split('/')[0] : 'stack';
  if (path.startsWith(CORE_PUBLIC)) return 'public';
  const rest = path.slice('native/'.length);
  return rest.includes('/') ? rest.split('/')[0] : 'objects';
}

function resolveInclude(from, name, known) {
  const candidates = [posix.join(posix.dirname(from), name), CORE + name, CORE_PUBLIC + name, `native/${name}`];
  return candidates.find((candidate) => known.has(candidate));
}

function problemOfOwn(from, part, target, name) {
  const targetPart = partOf(target);
  if (part === 'public') return targetPart === 'public' ? undefined : 'a public header includes public headers only';
  if (targetPart === 'public') {
    const jsSide = ['js', 'objects', 'bridge'].includes(part);
    if (!jsSide || SHARED_CORE_HEADERS.includes(name)) return undefined;
    return `${part} includes no core header other than ${SHARED_CORE_HEADERS.join(', ')}`;
  }
  const inCore = target.startsWith(CORE);
  if (inCore && !from.startsWith(CORE)) return 'only the core includes its internal headers';
  if (from === 'native/addon.cc' || ALLOWED[part]?.includes(targetPart)) return undefined;
  return ALLOWED[part]
    ? `${part} may include ${ALLOWED[part].join(', ')}`
    : `no rule for the folder ${part}: add one here`;
}

/** What is wrong with `#include name` in `from`, or undefined. `known` holds all our headers. */
export function problemOf(from, name, known) {
  const part = partOf(from);
  const nodeFree = !['js', 'objects'].includes(part);
  if (nodeFree && NODE_HEADERS.test(name)) return `${part} includes no header of Node`;
  if (from.startsWith('deps/opener/') && /^(uv|sys\/|netinet\/|arpa\/|pthread|time\.h|stdio\.h|unistd)/.test(name)) {
    return 'the core has no I/O, clock, thread or allocation';
  }
  const target = resolveInclude(from, name, known);
  return target ? problemOfOwn(from, part, target, name) : undefined;
}

/** All offences as `file:line: text`. */
export function checkIncludes(files, read) {
  const known = new Set(files);
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => {
        const name = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line)?.[1];
        const problem = name && problemOf(file, name, known);
        return problem ? [`${file}:${index + 1}: #include of ${name}: ${problem}`] : [];
      }),
  );
}

export function lintIncludes(root) {
  const files = filesIn(['deps/opener/src', 'deps/opener/include', 'native'], ['.c', '.h', '.cc']);
  return { checked: files.length, problems: checkIncludes(files, (file) => readFileSync(`${root}/${file}`, 'utf8')) };
}
