import { describe, expect, test } from 'vitest';
import { encodePath, ServiceCode } from '../../src/cip/index.js';
import { encodeWriteTag, parseTagName, tagPath } from '../../src/logix/index.js';
import { failure } from './client-rig.js';
import { broken, GUARDS, inner, line, rig } from './guard-rig.js';

describe('a guard holds however its tag is written', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['inner', 101, 'EIP_WRITE_OUT_OF_LIMITS', /"inner" \(Line\.Inner\.Speed\): 101 is more than its max 100/],
    ['Line.Inner.Speed', -1, 'EIP_WRITE_OUT_OF_LIMITS', /-1 is less than its min 0/],
    ['lINE.iNNER.sPEED', 101, 'EIP_WRITE_OUT_OF_LIMITS', /max 100/],
    ['Line', line({ Inner: inner({ Speed: 101 }) }), 'EIP_WRITE_OUT_OF_LIMITS', /max 100/],
    ['Line', { Inner: { Speed: 101 } }, 'EIP_WRITE_OUT_OF_LIMITS', /max 100/],
    ['Line', { inner: { speed: 101 } }, 'EIP_WRITE_OUT_OF_LIMITS', /max 100/],
    ['Line.Inner', { Speed: 101 }, 'EIP_WRITE_OUT_OF_LIMITS', /max 100/],
    ['Line.Inner', inner(), 'EIP_WRITE_NOT_ALLOWED', /readOnly/],
    ['Line.Inner.On', false, 'EIP_WRITE_NOT_ALLOWED', /readOnly/],
    [
      'Line.Speeds',
      [1, 2, 3, 6],
      'EIP_WRITE_OUT_OF_LIMITS',
      /"speeds" \(Line\.Speeds\)\[3\]: 6 is more than its max 5/,
    ],
    ['Line.Speeds[2]', 6, 'EIP_WRITE_OUT_OF_LIMITS', /\[2\]: 6 is more/],
    ['Line.Speeds[02]', 6, 'EIP_WRITE_OUT_OF_LIMITS', /\[2\]: 6 is more/],
    ['Line.Speeds[1]{3}', [1, 2, 6], 'EIP_WRITE_OUT_OF_LIMITS', /\[3\]: 6 is more/],
    ['Bits[30]{10}', Array(10).fill(true), 'EIP_WRITE_NOT_ALLOWED', /"bit" \(Bits\[37\]\) is readOnly/],
    ['Grid[0,1]{5}', [9, 9, 9, 9, 9], 'EIP_WRITE_OUT_OF_LIMITS', /max 3/],
    ['Line.Speeds[1].14', true, 'EIP_WRITE_NOT_ALLOWED', /only a part of it would be written/],
    ['Lines[1].Axes[0].Word', 11, 'EIP_WRITE_OUT_OF_LIMITS', /1\.1 \(raw 11\) is more than its max 1/],
    ['Lines[1].Axes[0]', inner({ Word: 11 }), 'EIP_WRITE_OUT_OF_LIMITS', /max 1/],
    ['word', 1.1, 'EIP_WRITE_OUT_OF_LIMITS', /max 1/],
    ['Speed', 11, 'EIP_WRITE_OUT_OF_LIMITS', /max 10/],
    ['Speed.4', true, 'EIP_WRITE_NOT_ALLOWED', /part/],
    ['Big', 11n, 'EIP_WRITE_OUT_OF_LIMITS', /max 10/],
    ['Exact', 0.10000000000000002, 'EIP_WRITE_OUT_OF_LIMITS', /max 0\.1/],
    [
      'Grid',
      [
        [9, 9, 9],
        [9, 9, 9],
      ],
      'EIP_WRITE_OUT_OF_LIMITS',
      /"cell" \(Grid\[1,2\]\): 9 is more than its max 3/,
    ],
    ['Grid[1,2]', 4, 'EIP_WRITE_OUT_OF_LIMITS', /max 3/],
    ['Bits[37]', true, 'EIP_WRITE_NOT_ALLOWED', /"bit" \(Bits\[37\]\) is readOnly/],
    ['Bits', Array(64).fill(true), 'EIP_WRITE_NOT_ALLOWED', /readOnly/],
    ['Line.Flags[3]', true, 'EIP_WRITE_NOT_ALLOWED', /readOnly/],
    ['Line.Flags', Array(32).fill(true), 'EIP_WRITE_NOT_ALLOWED', /readOnly/],
    ['Free', 8, 'EIP_WRITE_NOT_ALLOWED', /"third" \(Free\.3\) is readOnly/],
    ['Free.3', true, 'EIP_WRITE_NOT_ALLOWED', /readOnly/],
    ['program:MAIN.speed', 8, 'EIP_WRITE_OUT_OF_LIMITS', /max 7/],
    ['Long', Array(5000).fill(10), 'EIP_WRITE_OUT_OF_LIMITS', /"late" \(Long\[4999\]\): 10 is more than its max 9/],
  ])('%s: %#', async (name, value, code, message) => {
    const { plc, client, writes } = await rig({ tags: GUARDS });
    const error = await failure(client.writeTag(name, value as never));
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ code, outcome: 'notSent' });
    expect(error.tag).toBeTypeOf('string');
    if (code === 'EIP_WRITE_OUT_OF_LIMITS') expect(error.limit).toMatch(/^(min|max) -?[\d.]+$/);
    const { [name]: result } = await client.writeTags({ [name]: value as never });
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(writes).toEqual([]);
    expect(broken(plc)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['inner', 100],
    ['inner', 0],
    ['Line.Inner.Off', true],
    ['Line.Inner', { Speed: 5, Off: true, Name: 'y' }],
    ['Line', { Id: 3, Speeds: [5, -5, 0, 1] }],
    ['Line.Flags[2]', true],
    ['Lines[0]', line({ Inner: inner({ Speed: 5_000 }) })],
    ['Lines[1].Axes[0]', inner({ Word: 10 })],
    ['word', 1],
    ['Speed', 10],
    ['Big', -10],
    ['Exact', 0.1],
    [
      'Grid',
      [
        [9, 9, 9],
        [9, 9, 3],
      ],
    ],
    ['Bits[36]', true],
    ['Free.4', true],
    ['Line.Speeds[1]{3}', [1, 2, 5]],
    ['Bits[38]{20}', Array(20).fill(true)],
    ['Grid[0,1]{4}', [9, 9, 9, 9]],
    ['Program:Main.Speed', 7],
    ['Program:Main.Other', 8],
    ['Long', Array(5000).fill(9)],
  ])('%s within the limits, or beside them, is written: %#', async (name, value) => {
    const { plc, client, writes } = await rig({ tags: GUARDS });
    await client.writeTag(name, value as never);
    expect(writes.length).toBeGreaterThan(0);
    expect(broken(plc)).toEqual([]);
  });

  test('one that is refused does not hinder the others of its call', async () => {
    const { plc, client } = await rig({ tags: GUARDS });
    const { Speed, speed: alias, 'Free.4': free } = await client.writeTags({ Speed: 11, speed: 5, 'Free.4': true });
    expect([Speed?.ok, alias?.ok, free?.ok]).toEqual([false, true, true]);
    expect([plc.read('Speed'), plc.read('Free')]).toEqual([5, 16]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39])(
    '%d never leaves',
    async (value) => {
      const { client, writes } = await rig({ tags: { ...GUARDS, least: { tag: 'Lines[0].Inner.Speed', min: 0 } } });
      for (const name of ['inner', 'Exact', 'least', 'Lines[0].Inner.Speed']) {
        expect((await client.writeTags({ [name]: value }))[name]?.ok).toBe(false);
      }
      const path = encodePath(tagPath(parseTagName('Lines[0].Inner.Speed')));
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setFloat32(0, value, true);
      const data = encodeWriteTag({ type: 0xca, count: 1, data: bytes });
      const error = await failure(client.generic(ServiceCode.writeTag, path, data));
      expect(error).toMatchObject({ code: 'EIP_WRITE_OUT_OF_LIMITS' });
      expect(error.message).toContain('is no finite number');
      expect(writes).toEqual([]);
    },
  );
});
