// In a mount namespace of its own: a spool on a disk that it fills itself, then on one that others fill, then on one
// that is read-only. argv: an empty folder to mount it on. The last line tells what was seen.
const { execFileSync } = require('node:child_process');
const { closeSync, openSync, rmSync, writeSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { Spool } = require('../../../dist/telemetry/spool/index.js');

const disk = process.argv[2];
const folder = join(disk, 'spool');
const mount = (...args) => execFileSync('mount', args, { encoding: 'utf8' });
const settled = (promise) =>
  promise.then(
    (value) => value,
    ({ code, message }) => ({ code, message }),
  );

function fill(path) {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

let next = 0;
const put = (spool) => settled(spool.put('broker', { messageId: `id-${next}`, body: Buffer.alloc(10_000, 'x') }));

async function putUntilRefused(spool) {
  for (let stored = 0; ; stored++) {
    const result = await put(spool);
    if (result !== true) return { stored, result };
    next++;
  }
}

async function drain(spool) {
  const reader = spool.reader('broker');
  const found = [];
  while (spool.status().sinks.broker.normal.entries > 0) {
    const batch = await reader.take();
    found.push(...batch.entries.map(({ messageId }) => messageId));
    await batch.confirm();
  }
  reader.close();
  return found;
}

/** The disk is full before the spool looks at it again, so that LMDB runs into it. */
async function fillBehindItsBack(first) {
  let spool = await Spool.open({ folder: first, sinks: { broker: {} } });
  for (let index = 0; index < 3; index++) await put(spool);
  fill(join(disk, 'filler'));
  const refused = await put(spool);
  await spool.close();
  const fresh = await settled(Spool.open({ folder: join(disk, 'fresh'), sinks: { broker: {} } }));
  spool = await Spool.open({ folder: first, sinks: { broker: {} } });
  const { entries } = spool.status().sinks.broker.normal;
  const reader = spool.reader('broker');
  const confirmed = (await reader.take({ maxEntries: 1 })).confirm();
  reader.close();
  rmSync(join(disk, 'filler'));
  await confirmed;
  while ((await put(spool)) !== true) await delay(20);
  const left = (await drain(spool)).length;
  await spool.close();
  rmSync(first, { recursive: true });
  next = 0;
  return { refused, fresh, entries, left };
}

async function main() {
  mount('-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk);
  const seen = { sudden: await fillBehindItsBack(join(disk, 'first')) };
  const logged = [];
  const log = (level) => (_, text) => logged.push(`${level} ${text.slice(0, 40)}`);
  const logger = { debug() {}, info: log('info'), warn: log('warn'), error: log('error') };
  const spool = await Spool.open({ folder, sinks: { broker: {} } }, { logger });

  seen.own = await putUntilRefused(spool);
  seen.failure = spool.status().failure.code;
  seen.drops = spool.status().sinks.broker.normal.drops;
  const found = await drain(spool);
  seen.inOrder = found.length === seen.own.stored && found.every((id, index) => id === `id-${index}`);
  seen.again = await put(spool);
  seen.recovered = spool.status().failure ?? null;

  next = 1_000;
  for (; next < 1_010; next++) await put(spool);
  fill(join(disk, 'filler'));
  seen.others = await putUntilRefused(spool);
  const reader = spool.reader('broker');
  const batch = await reader.take({ maxEntries: 1 });
  const confirmed = batch.confirm();
  rmSync(join(disk, 'filler'));
  await confirmed;
  reader.close();
  while ((await put(spool)) !== true) await delay(20);
  seen.left = (await drain(spool)).length;
  await spool.close();
  seen.logged = logged;

  mount('-o', 'remount,ro', disk);
  seen.readOnly = await settled(Spool.open({ folder, sinks: { broker: {} } }));
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}

void main();
