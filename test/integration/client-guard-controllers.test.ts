/** Guards where a controller tells less of its tags, or has other names for them. */
import { describe, expect, test } from 'vitest';
import { encodePath, ServiceCode } from '../../src/cip/index.js';
import {
  bitMasks,
  encodeReadModifyWrite,
  encodeSymbolEntry,
  encodeWriteTag,
  parseTagName,
  tagPath,
} from '../../src/logix/index.js';
import { clientOf, failure, plcWith } from './client-rig.js';
import { GUARDS, rig } from './guard-rig.js';

describe('a controller without a list of its tags', () => {
  const tags = {
    speed: { tag: 'Speed', min: 0, max: 10 },
    fixed: { tag: 'Free', readOnly: true },
    cell: { tag: 'Grid[1,2]', max: 3, min: 0 },
    member: { tag: 'Line.Id', max: 5, min: 0 },
  };

  async function unlisted() {
    const { plc, client, writes } = await rig({ tags });
    plc.addFault({ action: 'refuse', service: 'getInstanceAttributeList', status: 8, times: 0 });
    return { plc, client, writes };
  }

  test.each<[string, unknown, string]>([
    ['speed', 11, 'EIP_WRITE_OUT_OF_LIMITS'],
    ['SPEED', -1, 'EIP_WRITE_OUT_OF_LIMITS'],
    ['Speed.3', true, 'EIP_WRITE_NOT_ALLOWED'],
    ['Free', 0, 'EIP_WRITE_NOT_ALLOWED'],
    ['Free.1', true, 'EIP_WRITE_NOT_ALLOWED'],
    ['Grid[1,2]', 4, 'EIP_WRITE_OUT_OF_LIMITS'],
    ['line.id', 6, 'EIP_WRITE_OUT_OF_LIMITS'],
  ])('%s is guarded by its name: %#', async (name, value, code) => {
    const { client, writes } = await unlisted();
    expect(await failure(client.writeTag(name, value as never))).toMatchObject({ code, outcome: 'notSent' });
    expect(writes).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['speed', 10],
    ['Grid[1,2]', 3],
    ['Grid[0,0]', 30],
    ['Line.Id', 5],
    ['Program:Main.Speed', 11],
  ])('%s = %j is written', async (name, value) => {
    const { plc, client } = await unlisted();
    await client.writeTag(name, value as never);
    expect(plc.read(name)).toBe(value);
  });

  test('what a guarded tag may be a part of is refused', async () => {
    const { client, writes } = await unlisted();
    const data = encodeWriteTag({ type: 0xc3, count: 6, data: new Uint8Array(12).fill(9) });
    for (const name of ['Grid', 'Grid[1,0]', 'Grid[0,0]', 'Line']) {
      const error = await failure(client.generic(ServiceCode.writeTag, encodePath(tagPath(parseTagName(name))), data));
      // Elements from another one on may reach it too.
      expect(error.code).toBe('EIP_WRITE_NOT_ALLOWED');
    }
    const bits = encodeReadModifyWrite(bitMasks(2, [[1, true]]));
    const other = encodePath(tagPath(parseTagName('Grid[0,0]')));
    const error = await failure(client.generic(ServiceCode.readModifyWriteTag, other, bits));
    expect(error.code).toBe('EIP_WRITE_NOT_ALLOWED');
    expect(writes).toEqual([]);
  });
});

describe('an alias of the controller', () => {
  const BASE_TAG = 1 << 26;
  const entries = [
    { instance: 1, name: 'Speed', softwareControl: BASE_TAG },
    { instance: 2, name: 'Nick', softwareControl: 0 },
  ].map((entry) => ({ ...entry, type: 0xc4, elementSize: 4, dimensions: [0, 0, 0] as const }));

  async function aliased(options: object) {
    const written: string[] = [];
    const plc = await plcWith({
      onRequest: ({ request, reply }) => {
        const [first] = request.path;
        if (request.service === ServiceCode.getInstanceAttributeList) {
          const names = ['name', 'type', 'elementSize', 'dimensions', 'softwareControl'] as const;
          // As many as were asked for: the count stands in front of the numbers.
          const asked = names.slice(0, request.data[0]);
          reply({ data: Buffer.concat(entries.map((entry) => encodeSymbolEntry(entry, asked))) });
        } else if (request.service === ServiceCode.writeTag) {
          written.push(first?.kind === 'symbol' ? first.name : '');
          reply();
        } else reply({ status: 8 });
      },
    });
    const client = clientOf(plc, { ...options, programCheckMs: 0 });
    await client.connect();
    return { client, written };
  }

  test('may stand for a guarded tag: it is written only when it is named', async () => {
    const tags = { speed: { tag: 'Speed', max: 10 } };
    const guarded = await aliased({ tags });
    const error = await failure(guarded.client.writeTag('Nick', 11));
    expect(error.code).toBe('EIP_WRITE_NOT_ALLOWED');
    expect(error.message).toContain('"Nick" is an alias in the controller, and may stand for a tag that has a guard');
    await guarded.client.writeTag('Speed', 10);
    expect(guarded.written).toEqual(['Speed']);
    const named = await aliased({ tags, writable: ['Nick'] });
    await named.client.writeTag('Nick', 11);
    expect(named.written).toEqual(['Nick']);
    const free = await aliased({});
    await free.client.writeTag('Nick', 11);
    expect(free.written).toEqual(['Nick']);
  });

  test('has no guard of its own: the tag that it stands for would have none', async () => {
    const { client, written } = await aliased({ tags: { nick: { tag: 'Nick', max: 10 } } });
    const error = await failure(client.writeTag('Speed', 1));
    expect(error.message).toContain('The guard of "nick" (Nick) can\'t be kept: it names an alias of the controller');
    expect(written).toEqual([]);
  });
});

test('all guards of the rig can be kept', async () => {
  const { client } = await rig({ tags: GUARDS });
  await client.writeTag('Program:Main.Other', 1);
});
