/** Captured tag services, in the folder of the other captures: what is decoded encodes to the same bytes. */
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Path, type RouterReply, type RouterRequest, ServiceCode } from '../../src/cip/index.js';
import * as logix from '../../src/logix/index.js';
import {
  bytesOf,
  type CapturedMessage,
  hexOf,
  loadCaptures,
  nameOf,
  type WiresharkObject,
} from '../support/captures.js';
import { codecOf, type Kind } from '../support/codec-table.js';
import { type Asked, dissect, type RouterMessage } from '../support/dissect.js';

const FOLDER = resolve(__dirname, '../..', process.env.EIP_CAPTURES || '../shared/captures');
const captures = loadCaptures(FOLDER);

/** A message of the router, with the path that Wireshark recalls for a reply. */
interface Captured {
  readonly where: string;
  readonly message: RouterMessage;
  readonly wireshark: WiresharkObject;
}

const captured = (captures ?? [])
  .filter(({ malformed, proto }) => malformed !== true && proto === 'tcp')
  .flatMap(parts);

function parts(message: CapturedMessage): Captured[] {
  if (message.cip === undefined) return [];
  const found = dissect(bytesOf(message.hex), message.proto, message.cm?.what as Asked).message;
  const flat = found === undefined ? [] : flattened(found);
  const seen = [message.cip, ...(message.embedded ?? [])];
  if (flat.length !== seen.length) return [];
  return flat.map((part, i) => ({ where: `${nameOf(message)} part ${i}`, message: part, wireshark: seen[i]! }));
}

function flattened(message: RouterMessage): RouterMessage[] {
  return [message, ...message.embedded.flatMap(flattened)];
}

const TAG_SERVICES: Readonly<Record<number, Kind>> = {
  [ServiceCode.readTag]: 'readTag',
  [ServiceCode.readTagFragmented]: 'readTagFragment',
  [ServiceCode.writeTag]: 'writeTag',
  [ServiceCode.writeTagFragmented]: 'writeTagFragment',
  [ServiceCode.readModifyWriteTag]: 'readModifyWrite',
};

/** Which decoder takes the data of a request; undefined for what is no service of tags. */
function requestKind({ service, path }: RouterRequest): Kind | undefined {
  if (path[0]?.kind === 'symbol') return TAG_SERVICES[service];
  const classId = path[0]?.kind === 'logical' && path[0].type === 'class' ? path[0].value : undefined;
  if (service === ServiceCode.getAttributeList) return 'attributeIds';
  return classId === 0x6c && service === ServiceCode.readTag && path.length === 2 ? 'readTemplate' : undefined;
}

const requests = captured.flatMap(({ where, message: { request } }) => {
  const kind = request && requestKind(request);
  return request !== undefined && kind !== undefined ? [{ where, request, kind }] : [];
});

/** Replies to reads of tags that hold data. */
const replies = captured.flatMap(({ where, message: { reply }, wireshark }) => {
  const { segments } = (wireshark.request_path ?? {}) as { segments?: { seg: number }[] };
  const isTag = segments?.[0]?.seg === 0x91;
  return reply !== undefined && isTag && isRead(reply) ? [{ where, reply }] : [];
});

function isRead({ service, status, data }: RouterReply): boolean {
  const reads: readonly number[] = [ServiceCode.readTag, ServiceCode.readTagFragmented];
  return reads.includes(service) && (status === 0 || status === 6) && data.byteLength > 0;
}

describe.skipIf(captures === undefined)(`services of tags in ${FOLDER}`, () => {
  test('there are some, reads and writes', () => {
    const kinds = new Set(requests.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['readTag', 'readTagFragment', 'writeTag', 'readModifyWrite']));
    expect(replies.length).toBeGreaterThan(0);
  });

  test('requests encode to the same bytes', () => {
    const wrong = requests.filter(({ kind, request }) => {
      const { decode, encode } = codecOf(kind);
      return hexOf(encode(decode(request.data))) !== hexOf(request.data);
    });
    expect(wrong.map(({ where }) => where)).toEqual([]);
  });

  test('names in their paths are read, and give the same path', () => {
    const paths = requests
      .map(({ request, where }) => ({ path: request.path, where }))
      .filter(({ path }) => isTag(path));
    expect(paths.length).toBeGreaterThan(0);
    const wrong = paths.filter(({ path }) => {
      const found = logix.tagOfPath(path);
      return found === undefined || JSON.stringify(logix.tagPath(found)) !== JSON.stringify(path);
    });
    expect(wrong.map(({ where }) => where)).toEqual([]);
  });

  test('values of replies encode to the same bytes', () => {
    const wrong = replies.filter(({ reply }) => hexOf(again(reply.data)) !== hexOf(reply.data));
    expect(wrong.map(({ where, reply }) => `${where}: ${hexOf(reply.data)}`)).toEqual([]);
  });
});

function isTag(path: Path): boolean {
  return path[0]?.kind === 'symbol';
}

/** By the type that the reply names; of an unknown one the data as it stands. */
function again(bytes: Uint8Array): Uint8Array {
  const tag = logix.decodeTagData(bytes);
  const type = logix.elementaryType(tag.type) ?? logix.countedTextType(tag.type);
  if (type === undefined) return logix.encodeTagData(tag);
  const count = type.size === 0 ? 1 : tag.data.byteLength / type.size;
  const values = logix.decodeElements(type, tag.data, count);
  return logix.encodeTagData({ ...tag, data: logix.encodeElements(type, values, count, 'captured') });
}
