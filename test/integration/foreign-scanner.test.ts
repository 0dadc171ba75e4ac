import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Adapter, type ConnectionEvent } from '../../src/index.js';
import { type CapturedDatagram, WireCapture, whyNoCapture } from '../support/wire-capture.js';

/** st-ethernet-ip always uses UDP port 2222 and TCP port 44818, so each side has its own address. */
const ADAPTER = '127.0.0.2';
const SCANNER = '127.0.0.1';
const RPI_MS = 10;
const SIZE = 32;

interface Told {
  readonly event: 'connected' | 'answer' | 'disconnected' | 'closed';
  readonly answered?: number;
  readonly whole?: string;
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A scanner in its own process, and what it told. */
class ForeignScanner {
  readonly told: Told[] = [];
  private readonly child: ChildProcess;

  constructor({ config, output, input } = { config: 151, output: 150, input: 100 }) {
    const script = resolve(__dirname, '../support/foreign-scanner.cjs');
    const args = [ADAPTER, SCANNER, ...[RPI_MS, config, output, input].map(String)];
    this.child = fork(script, args, { stdio: 'inherit' });
    this.child.on('message', (message) => this.told.push(message as Told));
    cleanups.push(() => this.kill());
  }

  async until(event: Told['event']): Promise<void> {
    while (!this.told.some((message) => message.event === event)) await once(this.child, 'message');
  }

  close(): void {
    this.child.send('close');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

/** Answers every value with the same bytes, in JavaScript. */
async function answeringAdapter() {
  const adapter = new Adapter({
    host: ADAPTER,
    identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 1, productName: 'Answering' },
    assemblies: {
      output: { instance: 150, kind: 'output', size: SIZE },
      input: { instance: 100, kind: 'input', size: SIZE },
      config: { instance: 151, kind: 'config', size: 10 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'output', input: 'input', config: 'config' }],
  });
  const events: ConnectionEvent[] = [];
  adapter.on('connection', (event) => events.push(event));
  adapter.output('output').on('data', ({ value }) => adapter.input('input').write(value));
  await adapter.start();
  cleanups.push(() => adapter.stop());
  const until = async (kind: ConnectionEvent['kind']) => {
    while (!events.some((event) => event.kind === kind)) await once(adapter, 'connection');
  };
  return { adapter, events, until, kinds: () => events.map(({ kind }) => kind) };
}

/** Numbers missing between the first and the last packet of one direction. */
function gaps(packets: readonly CapturedDatagram[]): number {
  const sequences = packets.map(({ sequence }) => sequence ?? 0);
  return sequences.slice(1).reduce((sum, sequence, index) => sum + sequence - (sequences[index] ?? 0) - 1, 0);
}

const noCapture = whyNoCapture();
if (noCapture !== undefined && process.env.CI) throw new Error(`the wire has to be watched in CI: ${noCapture}`);

describe("st-ethernet-ip's IO.Scanner", () => {
  test('opens 150/100/151 with 32 bytes, data goes both ways for 3 s at 10 ms, closes', async () => {
    const { adapter, events, until, kinds } = await answeringAdapter();
    const scanner = new ForeignScanner();
    await until('opened');
    await scanner.until('connected');
    await new Promise((next) => setTimeout(next, 3_000));
    const { counters } = adapter.status();
    scanner.close();
    await until('closed');
    expect(kinds()).toEqual(['opened', 'run', 'closed']);
    expect(events[0]?.connection).toMatchObject({
      type: 'exclusiveOwner',
      output: 'output',
      input: 'input',
      config: 'config',
      outputSize: SIZE,
      inputSize: SIZE,
      inputApiMs: RPI_MS,
      outputApiMs: RPI_MS,
    });
    const answers = scanner.told.filter(({ event }) => event === 'answer');
    expect(answers.length).toBeGreaterThan(30);
    expect(answers.map(({ answered }) => answered)).toEqual(answers.map((_, index) => index + 1));
    for (const { answered = 0, whole } of answers) expect(whole?.slice(8)).toBe(byteText(answered).repeat(SIZE - 4));
    const { ioSent = 0, ioSkipped = 0 } = counters;
    expect(ioSent + ioSkipped).toBeGreaterThan(290);
    expect(counters).toMatchObject({ ioMalformed: 0, ioUnknown: 0, ioForeign: 0, ioOld: 0 });
  });

  test('opens what was added while running, data goes both ways; once it is removed nothing opens any more', async () => {
    const { adapter, until, kinds } = await answeringAdapter();
    await adapter.addAssembly('setup', { instance: 161, kind: 'config', size: 10 });
    const order = await adapter.addAssembly('order', { instance: 160, kind: 'output', size: SIZE });
    const report = await adapter.addAssembly(
      'report',
      { instance: 110, kind: 'input', size: SIZE },
      {
        connections: [{ type: 'exclusiveOwner', output: 'order', input: 'report', config: 'setup' }],
      },
    );
    order.on('data', ({ value }) => report.write(value));
    const instances = { config: 161, output: 160, input: 110 };
    const scanner = new ForeignScanner(instances);
    await until('opened');
    await scanner.until('answer');
    order.removeAllListeners('data');
    await adapter.removeAssembly('report');
    await until('aborted');
    await scanner.kill();
    const { openOtherRejects = 0, openFormatRejects = 0 } = adapter.status().counters;
    const late = new ForeignScanner(instances);
    const refused = () => {
      const { counters } = adapter.status();
      return (
        (counters.openOtherRejects ?? 0) + (counters.openFormatRejects ?? 0) > openOtherRejects + openFormatRejects
      );
    };
    while (!refused()) await new Promise((next) => setTimeout(next, 10));
    await late.kill();
    expect(kinds().filter((kind) => kind === 'opened')).toHaveLength(1);
  });

  test.skipIf(noCapture !== undefined)(
    `no gap in the encapsulation sequence of either direction over 3 s${noCapture ? ` (${noCapture})` : ''}`,
    async () => {
      const { events, until } = await answeringAdapter();
      const capture = await WireCapture.start();
      const scanner = new ForeignScanner();
      // Its first packet is there: both directions run.
      await until('run');
      await new Promise((next) => setTimeout(next, 3_200));
      scanner.close();
      await until('closed');
      const packets = await capture.stop();
      const { outputConnectionId = 0, inputConnectionId = 0 } = events[0]?.connection ?? {};
      const directions = [
        { from: SCANNER, id: outputConnectionId },
        { from: ADAPTER, id: inputConnectionId },
      ];
      for (const { from, id } of directions) {
        const sent = packets.filter((packet) => packet.from === from && packet.connectionId === id);
        const spanMs = (sent.at(-1)?.atMs ?? 0) - (sent[0]?.atMs ?? 0);
        expect(spanMs, from).toBeGreaterThan(3_000);
        expect(gaps(sent), from).toBe(0);
      }
      const produced = packets.filter(({ connectionId }) => connectionId === inputConnectionId);
      expect(produced[0]?.sequence).toBe(1);
      expect(produced.length).toBeGreaterThan(200);
    },
  );

  test('killed without a close: it gets in again once the watchdog has run out', async () => {
    const { adapter, events, until, kinds } = await answeringAdapter();
    const first = new ForeignScanner();
    await until('run');
    await first.kill();
    await until('timedOut');
    const silentMs = adapter.output('output').read().ageMs;
    expect(silentMs).toBeGreaterThanOrEqual(events[0]?.connection.timeoutMs ?? Number.NaN);
    expect(adapter.status().connections).toEqual([]);
    const second = new ForeignScanner();
    await second.until('answer');
    second.close();
    await until('closed');
    expect(kinds()).toEqual(['opened', 'run', 'timedOut', 'opened', 'run', 'closed']);
  });
});

function byteText(value: number): string {
  return (value & 0xff).toString(16).padStart(2, '0');
}
