/**
 * A process that puts, takes and confirms is killed at random points, again and again on one folder: nothing accepted
 * is missing, order holds, what comes twice has the same id, and what is confirmed does not come again.
 *
 * `npm run crash:spool` does it 200 times; EIP_CRASH_SEED repeats a run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { Spool, type SpoolBatch } from '../../src/telemetry/spool/index.js';

const ROUNDS = Number(process.env.EIP_CRASH_ROUNDS ?? 20);
const SEED = Number(process.env.EIP_CRASH_SEED ?? 7);
const MS_A_ROUND = 10_000;

let state = SEED | 1;
function random(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >>> 8) % below;
}

/** What the processes said, over all rounds. */
interface Story {
  readonly accepted: string[];
  readonly delivered: string[];
  /** How many of `delivered` there were when it was confirmed. */
  readonly confirmed: Map<string, number>;
  readonly wrong: string[];
}

/** Tells the story on until the process has said so many lines and is killed. */
async function killedAfter(lines: number, args: readonly string[], story: Story): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [resolve(__dirname, 'children/spool-crash.cjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let left = lines;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    tell(line, story);
    if (--left === 0) child.kill('SIGKILL');
  }
  expect(await closed).toEqual([null, 'SIGKILL']);
}

/** The last line may be cut off. */
function tell(line: string, { accepted, delivered, confirmed, wrong }: Story): void {
  const [what, id] = line.split(' ');
  if (id === undefined || !/^\w+-\d+$/.test(id)) return;
  if (what === 'accepted') accepted.push(id);
  if (what === 'delivered') delivered.push(id);
  if (what === 'confirmed') confirmed.set(id, delivered.length);
  if (what === 'wrong') wrong.push(id);
}

async function drain(folder: string, story: Story): Promise<void> {
  const spool = await Spool.open({ folder, sinks: { broker: {} } });
  const reader = spool.reader('broker');
  const left = () => Object.values(spool.status().sinks.broker ?? {}).reduce((sum, { entries }) => sum + entries, 0);
  while (left() > 0) {
    const batch: SpoolBatch = await reader.take();
    for (const { messageId } of batch.entries) tell(`delivered ${messageId}`, story);
    await batch.confirm();
  }
  await spool.close();
}

const numberOf = (id: string) => Number(id.split('-')[1]);

/** What arrives out of order, when only the first time counts. */
function outOfOrder(delivered: readonly string[]): string[] {
  const last = new Map<string, number>();
  return [...new Set(delivered)].filter((id) => {
    const [priority = ''] = id.split('-');
    const before = last.get(priority) ?? -1;
    last.set(priority, numberOf(id));
    return numberOf(id) < before;
  });
}

test(
  `${ROUNDS} times, seed ${SEED}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eip-crash-'));
    const story: Story = { accepted: [], delivered: [], confirmed: new Map(), wrong: [] };
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const durability = round % 4 === 3 ? 'power' : 'process';
        const args = [folder, String(random(1_000_000)), String(round * 1_000_000), durability];
        await killedAfter(2 + random(400), args, story);
      }
      await drain(folder, story);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const delivered = new Set(story.delivered);
    expect(story.accepted.length).toBeGreaterThan(ROUNDS * 20);
    expect(story.delivered.length).toBeGreaterThan(delivered.size);
    expect(story.accepted.filter((id) => !delivered.has(id))).toEqual([]);
    expect(story.wrong).toEqual([]);
    expect(outOfOrder(story.delivered)).toEqual([]);
    const again = [...story.confirmed].filter(([id, at]) => story.delivered.indexOf(id, at) >= 0);
    expect(again).toEqual([]);
  },
  ROUNDS * MS_A_ROUND,
);
