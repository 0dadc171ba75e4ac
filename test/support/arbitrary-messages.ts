import fc from 'fast-check';
import * as cip from '../../src/cip/index.js';
import type { Kind } from './codec-table.js';

/** Any value that the codec can say, for each pair of it: what comes out of a decoder for these is the same value. */

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });

function bytes(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength });
}

/** Whole 16-bit words. */
function words(maxWords: number): fc.Arbitrary<Uint8Array> {
  return fc.integer({ min: 0, max: maxWords }).chain((count) => bytes(2 * count, 2 * count));
}

function latin1(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return bytes(minLength, maxLength).map((codes) => String.fromCharCode(...codes));
}

/** Present and not zero, or absent: what decoders make of reserved fields. */
function reserved<K extends string>(key: K, mask: number): fc.Arbitrary<{ [key in K]?: number }> {
  return u32.map((value) => {
    const masked = (value & mask) >>> 0;
    return (masked === 0 ? {} : { [key]: masked }) as { [key in K]?: number };
  });
}

function optionalBytes<K extends string>(
  key: K,
  value: fc.Arbitrary<Uint8Array>,
): fc.Arbitrary<{ [key in K]?: Uint8Array }> {
  const present = value.map((data) => (data.some((byte) => byte !== 0) ? { [key]: data } : {}));
  return present as fc.Arbitrary<{ [key in K]?: Uint8Array }>;
}

const trailing = fc.oneof(
  fc.constant({}),
  bytes(1, 6).map((data) => ({ trailing: data })),
);

function merged<A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>): fc.Arbitrary<A & B> {
  return fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }));
}

const logical: fc.Arbitrary<cip.Segment> = fc
  .tuple(
    fc.constantFrom<cip.LogicalType>('class', 'instance', 'member', 'connectionPoint', 'attribute'),
    fc.constantFrom<cip.LogicalWidth>(8, 16, 32),
    u32,
    reserved('pad', 0xff),
  )
  .map(([type, width, value, pad]) => {
    const segment = { kind: 'logical' as const, type, width, value: width === 32 ? value : value % 2 ** width };
    return width === 8 ? segment : { ...segment, ...pad };
  });

const port: fc.Arbitrary<cip.Segment> = fc
  .tuple(u16, fc.oneof(u8, bytes(0, 20)), fc.boolean(), reserved('pad', 0xff))
  .map(([number, link, wide, pad]) => {
    const odd = typeof link !== 'number' && link.byteLength % 2 === 1;
    const widePort = wide && number < 15 ? { widePort: true as const } : {};
    return { kind: 'port', port: number, link, ...widePort, ...(odd ? pad : {}) };
  });

const symbol: fc.Arbitrary<cip.Segment> = fc.oneof(
  merged(
    latin1(0, 60).map((name) => ({ kind: 'symbol' as const, form: 'extended' as const, name })),
    reserved('pad', 0xff),
  ).map(({ pad, ...rest }) => (pad !== undefined && rest.name.length % 2 === 1 ? { ...rest, pad } : rest)),
  latin1(1, 31).map((name) => ({ kind: 'symbol' as const, form: 'short' as const, name })),
  fc.tuple(fc.constantFrom<2 | 3>(2, 3), fc.integer({ min: 0, max: 31 })).chain(([bytesPerCharacter, count]) =>
    bytes(bytesPerCharacter * count, bytesPerCharacter * count).map((characters) => ({
      kind: 'wideSymbol' as const,
      bytesPerCharacter,
      characters,
    })),
  ),
  fc
    .constantFrom<8 | 16 | 32>(8, 16, 32)
    .chain((width) =>
      u32.map((value) => ({ kind: 'numericSymbol' as const, width, value: width === 32 ? value : value % 2 ** width })),
    ),
);

const network: fc.Arbitrary<cip.Segment> = fc
  .oneof(
    fc.tuple(fc.integer({ min: 0x40, max: 0x4f }), bytes(1, 1)),
    fc.tuple(fc.integer({ min: 0x50, max: 0x5f }), words(8)),
  )
  .map(([id, data]) => ({ kind: 'network', id, data }));

const key: fc.Arbitrary<cip.Segment> = fc.record({
  kind: fc.constant('key' as const),
  vendorId: u16,
  deviceType: u16,
  productCode: u16,
  compatible: fc.boolean(),
  majorRevision: fc.integer({ min: 0, max: 127 }),
  minorRevision: u8,
});

const data: fc.Arbitrary<cip.Segment> = words(20).map((value) => ({ kind: 'data', data: value }));

const path: fc.Arbitrary<cip.Path> = fc.array(fc.oneof(logical, port, symbol, network, key, data), { maxLength: 5 });

const triad = fc.record({ connectionSerial: u16, vendorId: u16, originatorSerial: u32 });

const timing = merged(
  fc.record({ tickTime: fc.integer({ min: 0, max: 15 }), ticks: u8, priority: fc.constantFrom<0 | 1>(0, 1) }),
  reserved('reserved', 0xe0),
);

function parameters(large: boolean): fc.Arbitrary<cip.ConnectionParameters> {
  const fields = fc.record({
    size: fc.integer({ min: 0, max: large ? 0xffff : 0x1ff }),
    variable: fc.boolean(),
    priority: fc.constantFrom(...cip.CONNECTION_PRIORITIES),
    type: fc.constantFrom(...cip.CONNECTION_TYPES),
    redundantOwner: fc.boolean(),
  });
  return merged(fields, reserved('reserved', large ? 0x11ff_0000 : 0x1000));
}

function direction(large: boolean): fc.Arbitrary<cip.ConnectionRequest> {
  return fc.record({ connectionId: u32, rpiUs: u32, parameters: parameters(large) });
}

const transport: fc.Arbitrary<cip.Transport> = fc.record({
  class: fc.integer({ min: 0, max: 15 }),
  trigger: fc.oneof(fc.constantFrom(...cip.PRODUCTION_TRIGGERS), fc.integer({ min: 3, max: 7 })),
  server: fc.boolean(),
});

function forwardOpen(large: boolean): fc.Arbitrary<cip.ForwardOpen> {
  const fields = fc.record({
    large: fc.constant(large),
    timing,
    oToT: direction(large),
    tToO: direction(large),
    triad,
    timeoutMultiplier: u8,
    transport,
    path,
  });
  return merged(merged(fields, optionalBytes('reserved', bytes(3, 3))), trailing);
}

const reservedByte = reserved('reserved', 0xff);

const socketAddress: fc.Arbitrary<cip.SocketAddress> = merged(
  fc.record({ family: u16, port: u16, address: fc.ipV4() }),
  optionalBytes('reserved', bytes(8, 8)),
);

const KNOWN_ITEMS: ReadonlySet<number> = new Set([0x0000, 0x00a1, 0x00b1, 0x00b2, 0x8000, 0x8001, 0x8002]);

const item: fc.Arbitrary<cip.CpfItem> = fc.oneof(
  fc.constant({ type: 'nullAddress' as const }),
  u32.map((connectionId) => ({ type: 'connectedAddress' as const, connectionId })),
  fc.record({ type: fc.constant('sequencedAddress' as const), connectionId: u32, sequence: u32 }),
  bytes(0, 40).map((value) => ({ type: 'connectedData' as const, data: value })),
  bytes(0, 40).map((value) => ({ type: 'unconnectedData' as const, data: value })),
  socketAddress.map((address) => ({ type: 'socketAddressOToT' as const, address })),
  socketAddress.map((address) => ({ type: 'socketAddressTToO' as const, address })),
  fc
    .record({ type: fc.constant('other' as const), typeId: u16, data: bytes(0, 20) })
    .filter(({ typeId }) => !KNOWN_ITEMS.has(typeId)),
);

const items = fc.array(item, { maxLength: 5 });

const reply: fc.Arbitrary<cip.RouterReply> = merged(
  fc.record({
    service: fc.integer({ min: 0, max: 0x7f }),
    status: u8,
    extendedStatus: fc.array(u16, { maxLength: 6 }),
    data: bytes(0, 40),
  }),
  reservedByte,
);

const identity: fc.Arbitrary<cip.ListedIdentity> = merged(
  fc.record({
    protocolVersion: u16,
    socketAddress,
    vendorId: u16,
    deviceType: u16,
    productCode: u16,
    revision: fc.record({ major: u8, minor: u8 }),
    status: u16,
    serialNumber: u32,
    productName: latin1(0, 255),
    state: u8,
  }),
  trailing,
);

const unconnectedSend: fc.Arbitrary<cip.UnconnectedSend> = fc
  .tuple(timing, bytes(0, 40), path, reserved('pad', 0xff), reservedByte, trailing)
  .map(([when, message, route, pad, rest, behind]) => ({
    timing: when,
    message,
    route,
    ...(message.byteLength % 2 === 1 ? pad : {}),
    ...rest,
    ...behind,
  }));

const routingFailure = fc
  .oneof(fc.constant<cip.RoutingFailure>({}), merged(fc.record({ remainingRouteWords: u8 }), trailing))
  .chain((failure) =>
    reply.map((value) => ({
      reply: { ...value, status: value.status || 1, data: cip.encodeRoutingFailure(failure) },
      failure,
    })),
  );

const multipleService: fc.Arbitrary<cip.MultipleService> = fc
  .tuple(
    fc.array(bytes(0, 20), { maxLength: 6 }),
    fc.oneof(
      fc.constant({}),
      bytes(1, 5).map((gap) => ({ gap })),
    ),
  )
  .map(([messages, gap]) => ({ messages, ...gap }));

const ioDatagram: fc.Arbitrary<cip.IoDatagram> = fc
  .tuple(u32, fc.option(u32, { nil: undefined }), bytes(0, 40), fc.array(item, { maxLength: 2 }))
  .map(([connectionId, sequence, value, further]) => ({
    connectionId,
    sequence,
    data: value,
    ...(further.length > 0 && { further }),
  }));

function ioData(header: boolean): fc.Arbitrary<cip.IoData> {
  return fc.record({ sequenceCount: u16, header: header ? u32 : fc.constant(undefined), payload: bytes(0, 40) });
}

const count = fc.record({ count: u16 });
const fragment = fc.record({ count: u16, offset: u32 });

/** A structure has a handle, another type none. */
const tagType = fc.oneof(
  u16.filter((type) => type !== cip.STRUCTURE_TYPE).map((type) => ({ type })),
  u16.map((handle) => ({ type: cip.STRUCTURE_TYPE, handle })),
);
const tagData = merged(tagType, fc.record({ data: bytes(0, 40) }));

const symbolEntry = fc.record({
  instance: u32,
  name: latin1(0, 40),
  type: u16,
  elementSize: u16,
  dimensions: fc.tuple(u32, u32, u32),
  softwareControl: u32,
  externalAccess: u8,
});

const TAG_SERVICES = {
  readTag: merged(count, trailing),
  readTagFragment: merged(fragment, trailing),
  writeTag: merged(tagData, count),
  writeTagFragment: merged(tagData, fragment),
  readModifyWrite: merged(
    fc.integer({ min: 0, max: 8 }).chain((size) => fc.record({ or: bytes(size, size), and: bytes(size, size) })),
    trailing,
  ),
  tagData,
  attributeIds: merged(fc.record({ ids: fc.array(u16, { maxLength: 12 }) }), trailing),
  readTemplate: merged(fc.record({ offset: u32, bytes: u16 }), trailing),
  symbolList: fc.array(symbolEntry, { maxLength: 4 }),
};

/** Arbitrary values by the kind of message. */
export const ARBITRARY: Readonly<Record<Kind, fc.Arbitrary<unknown>>> = {
  encapsulation: fc.record({
    command: u16,
    session: u32,
    status: u32,
    context: bytes(8, 8),
    options: u32,
    data: bytes(0, 80),
  }),
  registerSession: fc.record({ protocolVersion: u16, options: u16 }),
  sendData: merged(fc.record({ interfaceHandle: u32, timeoutSeconds: u16, items }), trailing),
  sequenced: fc.record({ sequenceCount: u16, message: bytes(0, 40) }),
  items,
  identity,
  service: fc.record({
    protocolVersion: u16,
    capabilities: u16,
    name: latin1(0, 16).map((name) => name.replace(/\0+$/, '')),
  }),
  path,
  request: fc.record({ service: fc.integer({ min: 0, max: 0x7f }), path, data: bytes(0, 40) }),
  reply,
  forwardOpen: forwardOpen(false),
  largeForwardOpen: forwardOpen(true),
  forwardOpenReply: merged(
    fc.record({
      oToT: fc.record({ connectionId: u32, apiUs: u32 }),
      tToO: fc.record({ connectionId: u32, apiUs: u32 }),
      triad,
      applicationData: words(10),
    }),
    merged(reservedByte, trailing),
  ),
  forwardClose: merged(fc.record({ timing, triad, path }), merged(reservedByte, trailing)),
  forwardCloseReply: merged(fc.record({ triad, applicationData: words(10) }), merged(reservedByte, trailing)),
  refusal: fc.oneof(
    fc.constant(undefined),
    merged(fc.record({ triad, remainingPathWords: u8 }), merged(reservedByte, trailing)),
  ),
  unconnectedSend,
  routingFailure,
  multipleService,
  ioDatagram,
  ...TAG_SERVICES,
  modeless: ioData(false),
  headed: ioData(true),
};
