// prestart and pretest: makes sure that the machine has what the step needs, then builds what `npm start` runs.
//
//   node scripts/setup.mjs start   compiler, make, python3; then the addon and dist/ when they are stale
//   node scripts/setup.mjs test    besides: cmake, libuv headers, sanitizers, objdump, nft, tshark, strace, valgrind,
//                                  openssl, RabbitMQ, Prometheus, aio-pika
//   node scripts/setup.mjs faults  what `start` needs, ip and util-linux
//   node scripts/setup.mjs broker  RabbitMQ
//   node scripts/setup.mjs lint    besides: clang-tidy
//   node scripts/setup.mjs budget  C compiler, valgrind
//   node scripts/setup.mjs fuzz    compilers, make, python3, cmake, clang with libFuzzer
//
// What is missing is installed with apt where that may be done (root, apt there, EIP_NO_INSTALL not set); otherwise the
// one command that does it is printed and the exit code is 1.
import { aptArguments, decide, installHint, withDaemonsHeld } from './lib/apt.mjs';
import { missingFrom, NEEDS } from './lib/needs.mjs';
import { CommandError, capture, main, run, say } from './lib/run.mjs';

function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const commands = aptArguments(packages);
  try {
    run('apt-get', commands.update, { env });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(`warning: ${error.message}; going on with the package lists there are`);
  }
  withDaemonsHeld(() => run('apt-get', commands.install, { env }), { say });
}

function refuse(missing, packages) {
  const names = missing.map((need) => need.name).join(', ');
  throw new CommandError(`missing: ${names}. This installs it:\n\n  ${installHint(packages, process.getuid())}\n`, 1);
}

function satisfy(level) {
  const missing = missingFrom(NEEDS[level]);
  const packages = [...new Set(missing.flatMap((need) => need.packages))];
  const aptPresent = capture('apt-get', ['--version']).status === 0;
  const action = decide({ missing, env: process.env, uid: process.getuid(), aptPresent });
  if (action === 'nothing') return;
  if (action === 'hint') refuse(missing, packages);
  install(packages);
  const still = missingFrom(NEEDS[level]);
  if (still.length > 0) refuse(still, packages);
}

await main(async () => {
  const level = process.argv[2];
  if (!Object.hasOwn(NEEDS, level)) throw new CommandError(`usage: setup.mjs ${Object.keys(NEEDS).join(' | ')}`, 2);
  satisfy(level);
  if (level !== 'start') return;
  const { buildNative, buildTypeScript } = await import('./lib/build-steps.mjs');
  buildNative();
  buildTypeScript();
});
