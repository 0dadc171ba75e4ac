/** The adapter's `onIdle` and `onLoss` say what a value is then; neither makes it good. */
import { describe, expect, test } from 'vitest';
import { ImplicitClient, int, layout } from '../../src/index.js';
import { Scanner } from '../../src/testing.js';
import { ADAPTER, identity, SCANNER, until } from './adapter-rig.js';
import { PATIENT, stateOf } from './implicit-rig.js';

interface Policies {
  readonly onIdle?: 'hold' | 'zero' | 'apply';
  readonly onLoss?: 'hold' | 'zero';
}

/** Fed with 7 by a scanner in run. */
async function fed(policies: Policies) {
  const client = new ImplicitClient({
    adapter: {
      host: ADAPTER,
      port: 0,
      ioPort: 0,
      identity,
      livenessMs: 0,
      assemblies: {
        command: { instance: 150, kind: 'output', size: 8, layout: layout({ recipe: int(2) }), ...policies },
        result: { instance: 100, kind: 'input', size: 8 },
      },
      connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
    },
    tags: { Recipe: { assembly: 'command', field: 'recipe' } },
    staleMs: 3_600_000,
  });
  const connected = client.connect({ waitForOriginatorMs: 600_000 });
  await until('listening', () => stateOf(client.adapter) === 'running');
  const points = { output: { instance: 150, size: 8 }, input: { instance: 100, size: 8 }, config: null };
  const port = client.adapter.status().port ?? 0;
  const scanner = new Scanner({ host: ADAPTER, port, bind: SCANNER, ioPort: 0, ...points, ...PATIENT });
  scanner.write(Uint8Array.of(0, 0, 7, 0));
  await scanner.open();
  await connected;
  const end = async () => {
    scanner.destroy();
    await client.close();
  };
  return { client, scanner, end };
}

const recipe = async ({ client }: Awaited<ReturnType<typeof fed>>) => (await client.readTags(['Recipe'])).Recipe;

describe('idle', () => {
  test.each([
    ['hold', 7],
    ['zero', 0],
    ['apply', 9],
  ] as const)('onIdle %s: the value is %i, and idle', async (onIdle, value) => {
    const rig = await fed({ onIdle });
    expect(await rig.client.readTag('Recipe')).toBe(7);
    rig.scanner.run = false;
    rig.scanner.write(Uint8Array.of(0, 0, 9, 0));
    const output = rig.client.adapter.output('command');
    await until('idle', () => !output.read().run && output.read().value.recipe === value);
    expect(await recipe(rig)).toMatchObject({ quality: 'idle', value, error: { code: 'EIP_TAG_IDLE' } });
    await expect(rig.client.readTag('Recipe')).rejects.toMatchObject({ code: 'EIP_TAG_IDLE' });
    rig.scanner.run = true;
    await until('run', () => output.read().run);
    expect(await recipe(rig)).toMatchObject({ quality: 'good', value: 9 });
    await rig.end();
  });
});

describe('loss', () => {
  test.each([
    ['hold', 7],
    ['zero', 0],
  ] as const)('onLoss %s: the value is %i, and disconnected', async (onLoss, value) => {
    const rig = await fed({ onLoss });
    await rig.scanner.close();
    const { adapter } = rig.client;
    await until('the end', () => adapter.status().connections.length === 0);
    expect(await recipe(rig)).toMatchObject({
      quality: 'disconnected',
      value,
      error: { code: 'EIP_TAG_DISCONNECTED' },
    });
    await rig.end();
  });
});
