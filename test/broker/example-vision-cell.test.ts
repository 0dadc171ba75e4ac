/** examples/vision-cell against a real broker; this package's scanner is the PLC, the workers are killed. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CODES } from '../../examples/vision-cell/handshake.mjs';
import { bool, int, layout, real, uint } from '../../src/index.js';
import { type InputPacket, Scanner } from '../../src/testing.js';
import { Broker } from '../support/broker/broker.js';
import { JsonProcess } from '../support/json-process.js';
import { connected, inbox } from './rabbit-rig.js';

const FOLDER = join(import.meta.dirname, '../../examples/vision-cell');
const CELL = '127.0.38.2';
const PLC = '127.0.38.1';

const COMMAND = layout({
  trigger: bool(0, 0),
  ack: bool(0, 1),
  urgent: bool(0, 2),
  sequence: uint(2),
  recipe: int(4),
});
const RESULT = layout({
  ready: bool(0, 0),
  busy: bool(0, 1),
  done: bool(0, 2),
  fault: bool(0, 3),
  overrun: bool(0, 4),
  pass: bool(0, 5),
  sequence: uint(2),
  code: uint(4),
  score: real(8),
});
type Command = Partial<ReturnType<typeof COMMAND.read>>;
type Result = ReturnType<typeof RESULT.read>;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The PLC's program: sets its outputs, and sees every packet of the cell. */
class Plc {
  /** Each result that was another than the one before. */
  readonly seen: Result[] = [];
  private readonly output = new Uint8Array(8);
  private readonly scanner = new Scanner({
    host: CELL,
    bind: PLC,
    rpiMs: 5,
    config: null,
    output: { instance: 150, size: 8 },
    input: { instance: 100, size: 12 },
  });
  private place = 0;
  private onResult: () => void = () => {};

  static async connected(command: Command = {}): Promise<Plc> {
    const plc = new Plc();
    plcs.add(plc);
    plc.set(command);
    plc.scanner.on('data', (packet) => plc.take(packet));
    await plc.scanner.open();
    return plc;
  }

  set(command: Command): void {
    COMMAND.write(viewOf(this.output), command);
    this.scanner.write(this.output);
  }

  /** The first result that fits, of those since the one that was seen last, that one included. */
  async sees(fits: (result: Result) => boolean): Promise<Result> {
    for (; ; this.place++) {
      while (this.place >= this.seen.length) await new Promise<void>((resolve) => (this.onResult = resolve));
      const result = this.seen[this.place] as Result;
      if (fits(result)) return result;
    }
  }

  /** Asks for an inspection once the cell is ready, and waits until it has it. */
  async trigger(sequence: number, recipe: number, urgent = false): Promise<void> {
    await this.sees(({ ready }) => ready);
    this.set({ trigger: true, sequence, recipe, urgent });
    await this.sees((result) => result.sequence === sequence && !result.ready);
  }

  /** Takes the result and lets the cell get ready again. */
  async acknowledged(): Promise<Result> {
    const result = await this.sees(({ done }) => done);
    this.set({ ack: true });
    await this.sees(({ done }) => !done);
    this.set({ trigger: false, ack: false });
    await this.sees(({ ready }) => ready);
    return result;
  }

  /** Without a word, as by a cable that is pulled. */
  vanish(): void {
    this.scanner.destroy();
    plcs.delete(this);
  }

  async close(): Promise<void> {
    await this.scanner.close();
    plcs.delete(this);
  }

  private take({ value }: InputPacket): void {
    const result = RESULT.read(viewOf(value));
    const last = this.seen.at(-1);
    if (last !== undefined && JSON.stringify(last) === JSON.stringify(result)) return;
    this.seen.push(result);
    this.onResult();
  }
}

let broker: Broker;
const plcs = new Set<Plc>();
const processes = new Set<JsonProcess>();

beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());
afterEach(async () => {
  for (const plc of plcs) plc.vanish();
  for (const each of processes) await each.end('SIGKILL');
  processes.clear();
});

function started(script: string, args: readonly string[], env: Record<string, string> = {}): JsonProcess {
  const given = {
    EIP_ADAPTER__HOST: CELL,
    EIP_RABBITMQ__ADDRESSES: broker.address,
    EIP_RABBITMQ__RETRY_DELAY_MS: '50',
  };
  const made = JsonProcess.start(join(FOLDER, script), args, { ...given, ...env });
  processes.add(made);
  return made;
}

/** A cell that is connected to the broker. */
async function startCell(...args: readonly string[]): Promise<JsonProcess> {
  const cell = started('cell.mjs', args);
  await cell.said('waiting for the PLC');
  await cell.said('answers come');
  return cell;
}

async function startWorker(...args: readonly string[]): Promise<JsonProcess> {
  const worker = started('worker.mjs', args);
  await worker.said('waiting for jobs');
  return worker;
}

/** Longer than any worker takes here, and than anything that is waited for. */
const PATIENT = ['--deadline-ms', '60000'];
/** A worker that does not get ready. */
const SLOW = ['--work-ms', '3600000'];

const RIGHT = (recipe: number) => ({ pass: true, fault: false, code: 0, score: Math.fround(1 / (1 + recipe)) });
const FALLBACK = { pass: false, fault: true, score: 0 };

test('inspections, one after the other: busy, done, ack; urgent ones go first', async () => {
  const cell = await startCell(...PATIENT);
  const worker = await startWorker();
  const plc = await Plc.connected();
  await plc.trigger(1, 3);
  expect(await plc.acknowledged()).toEqual({
    ready: false,
    busy: false,
    done: true,
    overrun: false,
    sequence: 1,
    ...RIGHT(3),
  });
  await plc.trigger(65_535, 1, true);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 65_535, ...RIGHT(1) });
  await plc.trigger(0, 9);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 0, ...RIGHT(9), pass: false });
  const taken = worker.lines.filter(({ msg }) => msg === 'taken');
  expect(taken.map(({ priority }) => priority)).toEqual([1, 9, 1]);
  await plc.close();
  expect([await cell.end('SIGTERM'), await worker.end('SIGTERM')]).toEqual([0, 0]);
  expect(cell.errors + worker.errors).toBe('');
});

test('what the worker can not do: the fallback, with the fault bit and the code', async () => {
  await startCell(...PATIENT);
  await startWorker();
  const plc = await Plc.connected();
  await plc.trigger(1, -1);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 1, ...FALLBACK, code: CODES.failed });
  await plc.trigger(2, 0);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 2, ...RIGHT(0) });
});

test('the worker is killed mid-job: the fallback in time, and the next job works with a new one', async () => {
  await startCell('--deadline-ms', '1500');
  const worker = await startWorker(...SLOW);
  const plc = await Plc.connected();
  await plc.trigger(1, 3);
  await worker.said('taken');
  expect(await worker.end('SIGKILL')).toBe('SIGKILL');
  expect((await plc.sees(({ done }) => done)).sequence).toBe(1);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 1, ...FALLBACK, code: CODES.noAnswer });

  const next = await startWorker();
  await plc.trigger(2, 4);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 2, ...RIGHT(4) });
  expect(next.lines.filter(({ msg }) => msg === 'answered').map(({ sequence }) => sequence)).toEqual([2]);
});

test('the worker is killed mid-job while another one waits: that one answers', async () => {
  await startCell(...PATIENT);
  const worker = await startWorker(...SLOW);
  const plc = await Plc.connected();
  await plc.trigger(1, 3);
  await worker.said('taken');
  const other = await startWorker();
  await worker.end('SIGKILL');
  expect(await plc.acknowledged()).toMatchObject({ sequence: 1, ...RIGHT(3) });
  expect(await other.said('taken')).toMatchObject({ sequence: 1, redelivered: true });
});

test('answers that are none, of other jobs, of an older sequence, or twice never reach the PLC', async () => {
  const cell = await startCell(...PATIENT);
  const client = await connected({ addresses: broker.address });
  const jobs = await inbox(client, 'vision.jobs');
  const answer = (body: unknown) => client.sendMessage(body, { queue: 'vision.answers' });
  const job = async (n: number) => (await jobs.first(n))[n - 1]?.body as { job: string };
  const plc = await Plc.connected();

  await plc.trigger(1, 3);
  const first = await job(1);
  plc.set({ trigger: false });
  await plc.sees(({ ready }) => ready);
  await plc.trigger(2, 3);
  const second = await job(2);
  const good = { ok: true, pass: true, score: 0.75 };
  const wrong = [
    { ...good, job: first.job },
    { ...good, job: 'another one' },
    { ...good, job: 7 },
    { ...good, job: second.job, score: 1e300 },
    { ...good, job: second.job, score: null },
    { ...good, job: second.job, pass: 'true' },
    { job: second.job, ok: 1 },
    { job: first.job, ok: false },
    'text',
    null,
    [],
  ];
  for (const body of wrong) await answer(body);
  await answer({ ...good, job: second.job, score: 0.5 });
  await answer({ ...good, job: second.job });
  const result = await plc.sees(({ done }) => done);
  expect(result).toMatchObject({ sequence: 2, pass: true, score: 0.5, fault: false });
  while (cell.lines.filter(isStray).length < wrong.length + 1) await cell.line(isStray, cell.lines.length);
  expect(await plc.acknowledged()).toEqual(result);
  expect(plc.seen.filter(({ done }) => done)).toEqual([result]);
});

const isStray = ({ msg }: { msg?: unknown }) =>
  msg === 'this is no answer' || msg === 'an answer that nobody waits for';

test('a second trigger while it is busy is not taken, and told; an ack that does not come takes the result back', async () => {
  await startCell(...PATIENT, '--ack-ms', '200');
  const client = await connected({ addresses: broker.address });
  const jobs = await inbox(client, 'vision.jobs');
  const plc = await Plc.connected();
  await plc.trigger(1, 3);
  plc.set({ sequence: 2 });
  await plc.sees(({ overrun }) => overrun);
  const answer = { ...((await jobs.first(1))[0]?.body as object), ok: true, pass: true, score: 0.25 };
  await client.sendMessage(answer, { queue: 'vision.answers' });
  expect(await plc.sees(({ done }) => done)).toMatchObject({ sequence: 1, overrun: true, pass: true, score: 0.25 });
  await plc.sees(({ done }) => !done);
  plc.set({ trigger: false });
  const ready = await plc.sees(({ ready }) => ready);
  expect(ready).toMatchObject({ done: false, fault: true, code: CODES.ackMissing, pass: false, score: 0 });
  await plc.trigger(3, 4);
  expect(await plc.sees(({ sequence }) => sequence === 3)).toMatchObject({ busy: true, fault: false, overrun: false });
  expect((await jobs.first(2))[1]?.body).toMatchObject({ sequence: 3, recipe: 4 });
});

test('the PLC vanishes mid-job and comes back: what was is forgotten', async () => {
  const cell = await startCell(...PATIENT);
  const client = await connected({ addresses: broker.address });
  const jobs = await inbox(client, 'vision.jobs');
  const before = await Plc.connected();
  await before.trigger(7, 3);
  const [old] = await jobs.first(1);
  const lines = cell.lines.length;
  before.vanish();
  await cell.line(({ module, msg }) => module === 'adapter' && /timed out/i.test(JSON.stringify(msg)), lines);

  const after = await Plc.connected({ trigger: true, sequence: 7, recipe: 3 });
  const first = await after.sees(({ overrun }) => overrun);
  expect(first).toMatchObject({ ready: false, busy: false, done: false, sequence: 0 });
  await client.sendMessage({ ...(old?.body as object), ok: true, pass: true, score: 1 }, { queue: 'vision.answers' });
  await cell.said('an answer that nobody waits for');
  after.set({ trigger: false });
  await after.trigger(7, 3);
  const [, again] = await jobs.first(2);
  await client.sendMessage(
    { ...(again?.body as object), ok: true, pass: false, score: 0.25 },
    { queue: 'vision.answers' },
  );
  expect(await after.acknowledged()).toMatchObject({ sequence: 7, pass: false, fault: false, score: 0.25 });
  expect(after.seen.filter(({ done }) => done)).toHaveLength(1);
});

test('the broker is away from the start, and again later: the fallback in time, and no job of then is done', async () => {
  await broker.stop();
  const cell = started('cell.mjs', ['--deadline-ms', '300']);
  await cell.said('waiting for the PLC');
  const plc = await Plc.connected();
  await plc.trigger(1, 3);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 1, ...FALLBACK, code: CODES.noAnswer });
  await broker.start();
  await cell.said('answers come');
  const worker = await startWorker();
  await broker.kill();
  await plc.trigger(2, 3);
  expect(await plc.acknowledged()).toMatchObject({ sequence: 2, ...FALLBACK, code: CODES.noAnswer });
  const [cellLines, workerLines] = [cell.lines.length, worker.lines.length];
  await broker.start();
  await cell.said('connected to the broker', cellLines);
  await worker.said('connected to the broker', workerLines);
  let sequence = 2;
  let result = {} as Result;
  do {
    await plc.trigger(++sequence, 3);
    result = await plc.acknowledged();
  } while (result.fault);
  expect(result).toMatchObject({ sequence, ...RIGHT(3) });
  const done = worker.lines.filter(({ msg }) => msg === 'answered').map((line) => line.sequence);
  expect(done).not.toContain(1);
  expect(done).not.toContain(2);
});

test('a login that is refused: said in words, exit code 1', async () => {
  const cell = started('cell.mjs', [], {
    EIP_RABBITMQ__CREDENTIALS__PASSWORD: 'wrong',
    EIP_RABBITMQ__CREDENTIALS__USERNAME: 'guest',
  });
  expect(await cell.exit()).toBe(1);
  expect(await cell.said('not started')).toMatchObject({ err: { code: 'EIP_BROKER_LOGIN_REFUSED' } });
});
