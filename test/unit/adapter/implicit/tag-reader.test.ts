import { describe, expect, it } from 'vitest';
import { Feed } from '../../../../src/adapter/implicit/feed.js';
import type { OutputTag } from '../../../../src/adapter/implicit/tag.js';
import { TagReader } from '../../../../src/adapter/implicit/tag-reader.js';
import { Adapter, dint, int } from '../../../../src/adapter/index.js';
import { OutputImage } from '../../../../src/adapter/output-image.js';
import { allocateShared } from '../../../../src/adapter/shared-views.js';
import { outputPlace } from '../shared-places.js';

/** An adapter that was never started: its assembly on memory that the test fills as the I/O thread does. */
function reader(bytes: readonly number[]) {
  const adapter: Adapter = new Adapter({
    host: '127.0.0.2',
    identity: { vendorId: 1, serialNumber: 1, productName: 'Reader' },
    assemblies: { command: { instance: 150, kind: 'output', size: 8 } },
  });
  const views = allocateShared(128);
  const place = outputPlace(8);
  views.bytes.set([9, 9, 9, 9, 9, 9, 9, 9], place.dataByte);
  views.bytes.set(bytes, place.dataByte);
  views.words[place.lengthWord] = bytes.length;
  views.longs[place.receivedLong] = 1_000_000n;
  const assembly = adapter.output('command');
  assembly.attach(new OutputImage(views, place));
  const feed = new Feed(adapter, assembly, undefined);
  const tag = (name: string, field: OutputTag['field']) =>
    [name, { name, kind: 'output', assembly, feed, field, rules: undefined }] as const;
  return new TagReader(new Map([tag('Short', int(0)), tag('Edge', int(2)), tag('Long', dint(2))]));
}

describe('data shorter than the assembly', () => {
  it('a tag that reaches behind it is bad: what stands there is left over', () => {
    const { Short, Edge, Long } = reader([1, 0, 2, 0]).read([
      ['Short', 'Short'],
      ['Edge', 'Edge'],
      ['Long', 'Long'],
    ]);
    expect(Short).toMatchObject({ quality: 'disconnected', value: 1 });
    expect(Edge).toMatchObject({ quality: 'disconnected', value: 2 });
    expect(Long).toMatchObject({ quality: 'bad', value: undefined, error: { code: 'EIP_TAG_NOT_SENT', tag: 'Long' } });
    expect(Long?.error?.message).toContain('behind the 4 bytes that the originator sends to "command"');
  });

  it('no data at all: no value, and the time is now', () => {
    const { Short } = reader([]).read([['Short', 'Short']]);
    expect(Short).toMatchObject({ quality: 'disconnected', value: undefined });
    expect(Math.abs((Short?.timestamp.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});
