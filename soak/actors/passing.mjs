// Assemblies that are added, scanned and removed while all else goes on.
import { once } from 'node:events';
import { readPattern } from '../../bench/lib/pattern.mjs';
import { Scanner } from '../../dist/testing.mjs';
import * as world from '../world.mjs';

const ENDS_WITHIN_MS = 10_000;

function scannerOf(bind, instance) {
  return new Scanner({
    host: world.ADAPTER,
    bind,
    ioPort: 0,
    rpiMs: 10,
    type: 'input',
    config: null,
    output: { instance: instance + 1000, size: 0 },
    input: { instance, size: world.SIZE },
  });
}

async function firstValue(scanner) {
  const [{ value }] = await once(scanner, 'data', { signal: AbortSignal.timeout(ENDS_WITHIN_MS) });
  return readPattern(value);
}

async function refused(bind, instance, check) {
  const scanner = scannerOf(bind, instance);
  try {
    await scanner.open();
    check.broken('passing', `${instance} is removed, and opens`);
    scanner.destroy();
  } catch (error) {
    // No such heartbeat: the path of O->T.
    if (error.extendedStatus !== 0x0129 && error.extendedStatus !== 0x012a) check.broken('passing', error.message);
  }
}

export async function passing({ random, check, bind, tally, adapter }) {
  const instance = world.PASSING + random.whole(0, 7);
  await adapter.ask('addPassing', { instance });
  const scanner = scannerOf(bind, instance);
  await scanner.open();
  const number = await firstValue(scanner);
  if (number !== instance) check.broken('passing', `${instance} says ${number}`);
  const ended = once(scanner, 'closed', { signal: AbortSignal.timeout(ENDS_WITHIN_MS) });
  await adapter.ask('removePassing', { instance });
  await ended;
  await refused(bind, instance, check);
  tally('assemblies');
}
