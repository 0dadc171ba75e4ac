import { describe, expect, test } from 'vitest';
import { checkIncludes, partOf, problemOf } from '../../../scripts/lint/c-includes.mjs';
import { checkLength, checkLists } from '../../../scripts/lint/source-lists.mjs';

const known = new Set([
  'deps/opener/include/opener/stack.h',
  'deps/opener/include/opener/status.h',
  'deps/opener/include/opener/types.h',
  'deps/opener/src/base/reader.h',
  'deps/opener/src/encap/encap.h',
  'deps/opener/src/cip/cip.h',
  'deps/opener/src/connection/connection.h',
  'native/bridge/image.h',
  'native/host/thread.h',
  'native/js/values.h',
  'native/adapter_object.h',
]);

describe('arrows between C and C++ folders', () => {
  test.each([
    ['deps/opener/src/encap/a.c', 'base/reader.h'],
    ['deps/opener/src/connection/a.c', 'cip/cip.h'],
    ['deps/opener/src/stack.c', 'connection/connection.h'],
    ['deps/opener/src/base/a.c', 'opener/types.h'],
    ['deps/opener/src/base/a.c', 'string.h'],
    ['native/host/a.cc', 'opener/stack.h'],
    ['native/host/a.cc', 'bridge/image.h'],
    ['native/host/a.cc', 'uv.h'],
    ['native/adapter_object.cc', 'bridge/image.h'],
    ['native/adapter_object.cc', 'opener/status.h'],
    ['native/adapter_object.cc', 'napi.h'],
    ['native/addon.cc', 'host/thread.h'],
    ['native/host/a.cc', 'thread.h'],
  ])('%s may include %s', (from, name) => {
    expect(problemOf(from, name, known)).toBeUndefined();
  });

  test.each([
    ['deps/opener/src/base/a.c', 'encap/encap.h'],
    ['deps/opener/src/base/a.c', '../encap/encap.h'],
    ['deps/opener/src/encap/a.c', 'cip/cip.h'],
    ['deps/opener/src/cip/a.c', 'connection/connection.h'],
    ['deps/opener/include/opener/stack.h', 'base/reader.h'],
    ['deps/opener/src/cip/a.c', 'uv.h'],
    ['deps/opener/src/cip/a.c', 'sys/socket.h'],
    ['deps/opener/src/cip/a.c', 'time.h'],
    ['native/host/a.cc', 'napi.h'],
    ['native/host/a.cc', 'base/reader.h'],
    ['native/host/a.cc', 'js/values.h'],
    ['native/bridge/a.cc', 'node_api.h'],
    ['native/bridge/a.cc', 'host/thread.h'],
    ['native/adapter_object.cc', 'opener/stack.h'],
    ['native/adapter_object.cc', 'host/thread.h'],
    ['native/js/a.cc', 'adapter_object.h'],
  ])('%s may not include %s', (from, name) => {
    expect(problemOf(from, name, known)).toEqual(expect.any(String));
  });

  test('a folder without a rule is an offence', () => {
    const more = new Set([...known, 'native/misc/a.h']);
    expect(problemOf('native/misc/b.cc', 'misc/a.h', more)).toMatch(/no rule/);
  });

  test('an offence names file and line', () => {
    const files = ['native/host/a.cc'];
    expect(checkIncludes(files, () => '// a\n #  include <napi.h>\n')).toEqual([
      'native/host/a.cc:2: #include of napi.h: host includes no header of Node',
    ]);
  });

  test.each([
    ['deps/opener/src/stack.c', 'stack'],
    ['deps/opener/src/cip/a.c', 'cip'],
    ['deps/opener/include/opener/a.h', 'public'],
    ['native/addon.cc', 'objects'],
    ['native/bridge/a.h', 'bridge'],
  ])('%s belongs to %s', (path, want) => {
    expect(partOf(path)).toBe(want);
  });
});

describe('source lists', () => {
  test('equal lists are right', () => expect(checkLists(['a.c'], ['a.c'])).toEqual([]));
  test('a source that no list names', () => expect(checkLists([], ['a.c'])).toEqual(['a.c: not in its sources.gypi']));
  test('a line without a source', () =>
    expect(checkLists(['a.c'], [])).toEqual(['a.c: in sources.gypi, but not there']));
  test('400 lines are allowed, 401 not', () => {
    expect(checkLength('a.c', '\n'.repeat(400))).toEqual([]);
    expect(checkLength('a.c', '\n'.repeat(401))).toHaveLength(1);
  });
});
