/** The client bench with a tiny duration: rows for each client, and each notices a wrong value. Figures are not judged. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Recorder } from '../../bench/client/recorder.mjs';
import { checkList, checkValue, simulatorOptions } from '../../bench/client/tags.mjs';
import * as wire from '../../bench/client/wire.mjs';
import { compilePrograms } from '../../bench/lib/compile.mjs';
import { Program } from '../../bench/lib/process.mjs';
import { LogixSimulator, type LogixSimulatorOptions } from '../../src/testing.js';
import { runScript } from '../support/script.js';

const RUN = join(import.meta.dirname, '../../bench/client.mjs');
const LIMIT_MS = 60_000;

let programs: Record<string, string>;
beforeAll(() => {
  programs = compilePrograms();
}, LIMIT_MS);

const bench = (...args: string[]) => runScript(RUN, ['--rounds', '1', '--seconds', '0.02', ...args]);

describe('npm run bench:client', () => {
  it('gives the rows of each client', { timeout: LIMIT_MS }, async () => {
    const { status, stdout, stderr } = await bench();
    const rows = stdout.split('\n').filter((line) => /^\| (ours|st-ethernet-ip|ethernet-ip) /.test(line));
    expect(rows, stderr).toHaveLength(6 + 5 + 3);
    for (const row of rows) expect(row).toMatch(/\| (yes|no|-) +\|$/);
    // A machine that is busy elsewhere may be too slow for figures.
    if (status !== 0) expect(stderr).toContain('void: the floor did not reach 40,000 single reads/s');
  });

  it.each([
    ['ours', /Tag000 holds 1000003, the reply said/],
    ['st-ethernet-ip', /Tag000 holds 1000003, the reply said/],
    ['ethernet-ip', /Tag000 holds 1000003, the reply said/],
    ['floor', /Tag000: the reply has other bytes/],
  ])('%s notices a wrong value', { timeout: LIMIT_MS }, async (client, complaint) => {
    const { status, stderr } = await bench(client, '--corrupt');
    expect(stderr).toMatch(complaint);
    expect(status).toBe(1);
  });

  it.each([
    [['pylogix'], 'no client pylogix'],
    [['--rounds', '0'], '--rounds 1, 2'],
    [['ours', '--update-docs'], '--update-docs: all clients'],
    [['--nothing'], 'nothing'],
  ])('refuses %j', async (args, complaint) => {
    const { status, stderr } = await bench(...args);
    expect(stderr).toContain(complaint);
    expect(status).toBe(2);
  });

  it('reads another server, and takes its values', { timeout: LIMIT_MS }, async () => {
    const options = simulatorOptions('127.0.77.5', 44_977) as LogixSimulatorOptions;
    await using simulator = new LogixSimulator({ ...options, slot: 3 });
    await simulator.start();
    simulator.write('Tag000', 4_711);
    const { status, stdout, stderr } = await bench('--host', '127.0.77.5', '--port', '44977', '--slot', '3');
    expect(stderr).not.toContain('error');
    expect(stdout.match(/^\| ours /gm)).toHaveLength(6);
    expect(stdout).not.toContain('| st-ethernet-ip');
    expect(status).toBe(0);
  });
});

describe('what is checked', () => {
  it('is each value and each element', () => {
    expect(() => checkValue('A', 5, 5)).not.toThrow();
    expect(() => checkValue('A', 6, 5)).toThrow('A holds 5, the reply said 6');
    expect(() => checkList('L', [1, 2], [1, 2])).not.toThrow();
    expect(() => checkList('L', [1, 3], [1, 2])).toThrow('L[1] holds 2, the reply said 3');
    expect(() => checkList('L', [1], [1, 2])).toThrow('L has 2 elements, the reply 1');
  });
});

/** Asks one message after the other. */
class Asker {
  private heard: ((frame: Buffer) => void) | undefined;
  private readonly socket: Socket;

  constructor(host: string, port: number) {
    const frames = new wire.Frames((frame: Buffer) => this.heard?.(Buffer.from(frame)));
    this.socket = connect({ host, port });
    this.socket.on('error', () => {});
    this.socket.on('data', (chunk) => frames.push(chunk));
  }

  ask(frame: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.heard = resolve;
      this.socket.write(frame);
    });
  }

  end(): void {
    this.socket.destroy();
  }
}

const O_TO_T_AT = wire.UNCONNECTED_AT + 4;
const SIZE = 4_002;
const SCRIPT: Buffer[] = [
  wire.readTag('Tag007', 1),
  wire.readTag('Nowhere', 1),
  wire.readTag('List1000A', 1_000),
  wire.readTagFragmented('List10000B', 10_000, 7_984),
  wire.multipleService([wire.readTag('Tag001', 1), wire.readTag('Nowhere', 1), wire.readTag('Tag002', 1)]),
  wire.multipleService(Array.from({ length: 200 }, (_, i) => wire.readTag(`Tag${String(i).padStart(3, '0')}`, 1))),
  Buffer.of(0x0e, 3, 0x20, 1, 0x24, 1, 0x30, 5),
  Buffer.of(0x55, 2, 0x20, 0x6b, 0x24, 0, 2, 0, 1, 0, 2, 0),
];

/** All replies to the script, without what each server chooses itself: session handle and O->T connection id. */
async function replies(host: string, port: number): Promise<string[]> {
  const asker = new Asker(host, port);
  const said: Buffer[] = [await asker.ask(wire.registerSession())];
  const session = said[0]!.readUInt32LE(4);
  const terms = { slot: 0, connectionId: 0x77_0001, serial: 9, size: SIZE };
  said.push(await asker.ask(wire.unconnected(session, wire.largeForwardOpen(terms))));
  const connection = said[1]!.readUInt32LE(O_TO_T_AT);
  said[1]!.writeUInt32LE(0, O_TO_T_AT);
  for (const [i, message] of SCRIPT.entries()) {
    const frame = wire.connected(session, connection, message);
    frame.writeUInt16LE(i + 1, wire.SEQUENCE_AT);
    said.push(await asker.ask(frame));
  }
  for (const message of SCRIPT) said.push(await asker.ask(wire.unconnected(session, message)));
  said.push(await asker.ask(wire.unconnected(session, wire.forwardClose(terms))));
  asker.end();
  return said.map((frame) => {
    frame.writeUInt32LE(0, 4);
    return frame.toString('hex');
  });
}

it('the tag server answers what the simulator answers, byte for byte', { timeout: LIMIT_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eip-replies-'));
  await using simulator = new LogixSimulator(simulatorOptions('127.0.77.6', 44_977) as LogixSimulatorOptions);
  await simulator.start();
  const recorder = await new Recorder({ host: '127.0.77.6', port: 44_977 }).listen('127.0.77.7', 44_977);
  await replies('127.0.77.7', 44_977);
  const path = join(folder, 'replies');
  recorder.save(path);
  await recorder.close();

  const right = await replies('127.0.77.6', 44_977);
  const server = await new Program(programs.tag_answer, ['127.0.77.7', 44_977, path]).ready();
  const prepared = await replies('127.0.77.7', 44_977);
  expect(prepared).toEqual(right);
  expect(right.filter((frame) => frame.includes(Buffer.from('Tag').toString('hex')))).not.toHaveLength(0);

  // What it has no reply to ends it, and it says why.
  const asker = new Asker('127.0.77.7', 44_977);
  const session = (await asker.ask(wire.registerSession())).readUInt32LE(4);
  void asker.ask(wire.unconnected(session, wire.readTag('Other', 1)));
  await expect(server.result()).rejects.toThrow('no reply was prepared to: 4c0491054f74686572000100');
  asker.end();
  rmSync(folder, { recursive: true });
});
