// What the machine must have, by level: `start` (build and run), `test` (all tests), `lint`, `faults` (network
// namespaces, limits), `broker` (RabbitMQ), `budget` (counting instructions), `fuzz` (fuzz targets).
import { existsSync } from 'node:fs';
import { capture } from './run.mjs';

/** True when a program of this name can be started. */
function runs(program, args = ['--version']) {
  return () => capture(program, args).status === 0;
}

/** True when `compiler` accepts a source that includes `headers`. */
function compiles(compiler, language, headers) {
  const input = headers.map((header) => `#include <${header}>\n`).join('');
  return () => capture(compiler, ['-fsyntax-only', '-x', language, '-'], { input }).status === 0;
}

/** Whether the C compiler links a program with this sanitizer. */
function links(flag) {
  const input = 'int main(void) { return 0; }\n';
  return () => capture('cc', [flag, '-x', 'c', '-', '-o', '/dev/null'], { input }).status === 0;
}

const START = [
  { name: 'C compiler', packages: ['gcc', 'libc6-dev'], present: compiles('cc', 'c', ['stdint.h', 'pthread.h']) },
  { name: 'C++ compiler', packages: ['g++'], present: compiles('c++', 'c++', ['atomic', 'span']) },
  { name: 'make', packages: ['make'], present: runs('make') },
  { name: 'python3', packages: ['python3'], present: runs('python3') },
];

const VALGRIND = { name: 'valgrind', packages: ['valgrind'], present: runs('valgrind') };

const RABBITMQ = {
  name: 'RabbitMQ',
  packages: ['rabbitmq-server'],
  present: () => existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server'),
};

const TEST = [
  { name: 'cmake', packages: ['cmake'], present: runs('cmake') },
  { name: 'libuv headers', packages: ['libuv1-dev'], present: compiles('cc', 'c', ['uv.h']) },
  { name: 'AddressSanitizer', packages: ['gcc'], present: links('-fsanitize=address,undefined') },
  { name: 'ThreadSanitizer', packages: ['gcc'], present: links('-fsanitize=thread') },
  { name: 'objdump', packages: ['binutils'], present: runs('objdump') },
  { name: 'nft', packages: ['nftables'], present: runs('nft') },
  { name: 'tshark', packages: ['tshark'], present: runs('tshark') },
  { name: 'strace', packages: ['strace'], present: runs('strace') },
  { name: 'openssl', packages: ['openssl'], present: runs('openssl', ['version']) },
  RABBITMQ,
  { name: 'Prometheus', packages: ['prometheus'], present: runs('promtool') },
  // Of the system: a python3 that stands before it on the path knows none of its packages.
  { name: 'aio-pika', packages: ['python3-aio-pika'], present: runs('/usr/bin/python3', ['-c', 'import aio_pika']) },
  VALGRIND,
];

const FAULTS = [
  { name: 'objdump', packages: ['binutils'], present: runs('objdump') },
  { name: 'ip', packages: ['iproute2'], present: runs('ip', ['-V']) },
  { name: 'unshare, nsenter, prlimit', packages: ['util-linux'], present: runs('prlimit') },
  { name: 'sysctl', packages: ['procps'], present: runs('sysctl') },
];

/** Whether clang links a fuzz target with AddressSanitizer. */
function fuzzes() {
  const input = 'int LLVMFuzzerTestOneInput(const char *data, __SIZE_TYPE__ size) { return data != 0 && size == 0; }\n';
  return capture('clang', ['-fsanitize=fuzzer,address', '-x', 'c', '-', '-o', '/dev/null'], { input }).status === 0;
}

const FUZZ = [
  { name: 'cmake', packages: ['cmake'], present: runs('cmake') },
  { name: 'clang', packages: ['clang'], present: runs('clang') },
  { name: 'libFuzzer', packages: ['clang', 'libclang-rt-dev'], present: fuzzes },
];

const LINT = [{ name: 'clang-tidy', packages: ['clang-tidy'], present: runs('clang-tidy') }];

const BUDGET = [
  { name: 'C compiler', packages: ['gcc', 'libc6-dev'], present: compiles('cc', 'c', ['stdint.h']) },
  VALGRIND,
];

/** Level -> needs; of the first three, every level includes the one before. */
export const NEEDS = {
  start: START,
  test: [...START, ...TEST],
  lint: [...START, ...TEST, ...LINT],
  faults: [...START, ...FAULTS],
  broker: [RABBITMQ],
  budget: BUDGET,
  fuzz: [...START, ...FUZZ],
};

export function missingFrom(needs) {
  return needs.filter((need) => !need.present());
}
