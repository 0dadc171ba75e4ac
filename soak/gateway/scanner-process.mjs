// The PLC of a storm: each packet has a sample more. When its connection is lost it opens another one, and goes on with
// the next sample. Arguments: address of the adapter, its own address, interval in ms. To its parent:
//
//   { opened: number of the first sample, at }   { lost: reason, next }   { progress: number }
//   { sent, figures }: after `enough`, when the last sample stands
import { setTimeout as delay } from 'node:timers/promises';
import { Scanner } from '../../dist/testing.mjs';
import { bytesOf } from './sample.mjs';

const [host, bind, rpiMs] = process.argv.slice(2);
const PROGRESS = 100;
const AGAIN_MS = 20;
const figures = { sent: 0, sendErrors: 0, skipped: 0, received: 0, lost: 0, outOfOrder: 0, losses: 0 };

let number = 1;
let scanner;
let isEnough = false;
let isLastSent = false;

const tell = (message) => process.send?.(message);

/** Called as a datagram leaves: the next one has the next sample. */
function onWire({ transport, from }) {
  if (transport !== 'udp' || from.address !== bind) return;
  if (isEnough) {
    isLastSent = true;
    return;
  }
  if (number % PROGRESS === 0) tell({ progress: number });
  number++;
  scanner.write(bytesOf(number));
}

function count(stats) {
  for (const name of Object.keys(figures)) figures[name] += stats[name] ?? 0;
}

/** Lives until its connection ends; false when there was none. */
async function connection() {
  scanner = new Scanner({
    host,
    bind,
    rpiMs: Number(rpiMs),
    timeoutMultiplier: 7, // of 2 ms about a second: a machine under load is no PLC that is gone
    timeoutMs: 2_000,
    config: null,
    output: { instance: 150, size: 8 },
    input: { instance: 100, size: 4 },
    tap: onWire,
  });
  const ended = new Promise((resolve) => scanner.once('closed', resolve));
  scanner.write(bytesOf(number));
  const first = number;
  try {
    await scanner.open();
  } catch {
    return;
  }
  tell({ opened: first, at: Date.now() });
  const { reason } = await ended;
  count(scanner.stats());
  if (reason === 'closed') return;
  figures.losses++;
  tell({ lost: reason, next: number });
}

async function finish() {
  isEnough = true;
  while (!isLastSent) await delay(AGAIN_MS);
  tell({ standing: number });
}

async function close() {
  isOver = true;
  await scanner.close();
  tell({ figures });
  process.disconnect();
}

let isOver = false;
process.on('message', (message) => {
  if (message === 'enough') void finish();
  if (message === 'close') void close();
});
process.on('disconnect', () => process.exit());

while (!isOver) {
  await connection();
  if (!isOver) await delay(AGAIN_MS);
}
