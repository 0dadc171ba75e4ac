import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigFile } from '../../../src/config/config-file.js';
import { simulatorOptionsOf } from '../../../src/simulator/definition/load.js';
import { faultSchema, simulatorSchema } from '../../../src/simulator/definition/option-schema.js';
import { FAULT_ACTIONS, SERVICE_NAMES } from '../../../src/simulator/faults/fault-rule.js';
import { LogixSimulator } from '../../../src/testing.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/simulator.md'), 'utf8');
const rows = [...page.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell ?? '');
const hasRow = (name: string) => rows.some((cell) => cell.includes(`\`${name}\``) || cell.includes(`\`${name}(`));

const plc = new LogixSimulator();
const { identity, limits } = simulatorSchema.shape;
const inner = [...Object.keys(identity.unwrap().shape), ...Object.keys(limits.unwrap().shape)];
const members = Object.getOwnPropertyNames(LogixSimulator.prototype).filter(
  (name) => !['constructor', 'connected', 'tell', 'tellOf', 'refusal', 'refusedReply', 'listedIdentity'].includes(name),
);

describe('docs/simulator.md', () => {
  it('knows options and members at all', () => expect([inner.length, members.length]).toEqual([10, 11]));

  it.each([...Object.keys(simulatorSchema.shape), ...Object.keys(faultSchema.shape)])(
    'has a row for the option %s',
    (name) => expect(hasRow(name)).toBe(true),
  );

  it.each([...FAULT_ACTIONS, ...members, 'request', 'connection', 'fault'])('has a row for %s', (name) =>
    expect(hasRow(name)).toBe(true),
  );

  it.each([...inner, ...SERVICE_NAMES, ...Object.keys(plc.status())])('names %s', (name) =>
    expect(page).toContain(`\`${name}\``),
  );

  it('has a file that is right', () => {
    const [, text = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const file = ConfigFile.parse(text, 'page', Object.keys(simulatorSchema.shape));
    expect(new LogixSimulator(simulatorOptionsOf(file)).read('Total')).toBe(9007199254740993n);
  });
});
