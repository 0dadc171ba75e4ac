import * as cip from '../../src/cip/index.js';
import type { WiresharkObject, WiresharkValue } from './captures.js';
import type { Asked, Dissection, Listed, RouterMessage, Service } from './dissect.js';

/** What the codec found, in the words of Wireshark's fields. */
export interface WiresharkView {
  readonly enip?: WiresharkObject;
  readonly cpf?: readonly WiresharkObject[];
  readonly cip?: WiresharkObject;
  readonly embedded: readonly WiresharkObject[];
  readonly cm?: WiresharkObject;
  readonly io?: WiresharkObject;
}

/**
 * @param asked the service that a reply answers, @param ioFormat what stands before the application's bytes of an I/O
 * packet: neither is in the message.
 */
export function wiresharkView(found: Dissection, asked: Asked, ioFormat: cip.IoFormat): WiresharkView {
  const { encapsulation, items, message, io, sequenceCount } = found;
  const ioData = io && cip.splitIoData(io.data, ioFormat);
  const count = sequenceCount ?? ioData?.sequenceCount;
  return {
    ...(encapsulation && { enip: enipView(encapsulation) }),
    ...(items && { cpf: items.map((item, i) => itemView(item, i, found, count)) }),
    ...(message && { cip: { ...routerView(message), ...(sequenceCount !== undefined && { seq: sequenceCount }) } }),
    ...(message && { cm: managerView(message, asked) }),
    ...(io && ioData && { io: ioView(io, ioData) }),
    embedded: message ? flatten(message) : [],
  };
}

function enipView({ command, session, status, context, options, data }: cip.EncapsulationMessage): WiresharkObject {
  const delay = command === cip.EncapsulationCommand.listIdentity && { listid_delay: cip.listIdentityDelayMs(context) };
  return { command, length: data.byteLength, session, status, context: hex(context), options, ...delay };
}

function itemView(item: cip.CpfItem, index: number, found: Dissection, count: number | undefined): WiresharkObject {
  const type = cip.itemTypeId(item);
  switch (item.type) {
    case 'nullAddress':
      return { type, length: 0 };
    case 'connectedAddress':
      return { type, length: 4, connid: item.connectionId };
    case 'sequencedAddress':
      return { type, length: 8, connid: item.connectionId, seq: item.sequence };
    case 'socketAddressOToT':
    case 'socketAddressTToO':
      return { type, length: 16, ...socketView(item.address) };
    case 'connectedData':
      return { type, length: item.data.byteLength, ...(count !== undefined && { cip_seq: count }) };
    case 'unconnectedData':
      return { type, length: item.data.byteLength };
    case 'other':
      return { type, length: item.data.byteLength, ...listedView(found.listed.get(index)) };
  }
}

function listedView(listed: Listed | undefined): WiresharkObject {
  if (listed === undefined) return {};
  if (listed.kind === 'service') {
    const { protocolVersion, capabilities, name } = listed.value;
    return { encap_version: protocolVersion, capability: capabilities, service_name: name };
  }
  const identity = listed.value;
  return {
    encap_version: identity.protocolVersion,
    ...socketView(identity.socketAddress),
    vendor: identity.vendorId,
    device_type: identity.deviceType,
    product_code: identity.productCode,
    revision: (identity.revision.major << 8) | identity.revision.minor,
    status: identity.status,
    serial: identity.serialNumber,
    name: identity.productName,
    state: identity.state,
  };
}

function socketView({ family, port, address }: cip.SocketAddress): WiresharkObject {
  return { sin_family: family, sin_port: port, sin_addr: address };
}

function routerView({ request, reply }: RouterMessage): WiresharkObject {
  if (request) {
    const { service } = request;
    const segments = request.path.map(segmentView);
    return { service, rr: 0, sc: service, segments, path_size: cip.encodePath(request.path).byteLength / 2 };
  }
  const { service, status, extendedStatus } = reply!;
  return { service: service | cip.REPLY, rr: 1, sc: service, status, ext_status: extendedStatus };
}

/** In order, each message before the ones inside it. */
function flatten({ embedded }: RouterMessage): readonly WiresharkObject[] {
  return embedded.flatMap((message) => [routerView(message), ...flatten(message)]);
}

function segmentView(segment: cip.Segment): WiresharkObject {
  const [seg = 0] = cip.encodePath([segment]);
  switch (segment.kind) {
    case 'logical':
      return { seg, [segment.type === 'connectionPoint' ? 'connpoint' : segment.type]: segment.value };
    case 'port':
      return { seg, port: segment.port, ...linkView(segment) };
    case 'data': {
      const size = { 'data_segment.type': seg & 0x1f, 'data_segment.size': segment.data.byteLength / 2 };
      return { seg, ...size, ...(segment.data.byteLength > 0 && { 'data_segment.data': hex(segment.data) }) };
    }
    case 'key':
      return { seg, ...keyView(segment) };
    case 'network':
      return { seg, ...networkView(segment) };
    default:
      return { seg, ...symbolView(segment) };
  }
}

function linkView(segment: cip.PortSegment): WiresharkObject {
  if (typeof segment.link === 'number') return { 'linkaddress.byte': segment.link };
  return { linkaddress_size: segment.link.byteLength, 'linkaddress.string': cip.linkText(segment) };
}

function keyView(key: cip.ElectronicKey): WiresharkObject {
  return {
    'ekey.format': 4,
    'ekey.vendor': key.vendorId,
    'ekey.devtype': key.deviceType,
    'ekey.product_code': key.productCode,
    'ekey.compatibility': key.majorRevision | (key.compatible ? 0x80 : 0),
    'ekey.comp_bit': key.compatible ? 1 : 0,
    'ekey.major_rev': key.majorRevision,
    'ekey.minor_rev': key.minorRevision,
  };
}

function networkView(segment: cip.NetworkSegment): WiresharkObject {
  const { id, data } = segment;
  const head = { 'network_segment.type': id & 0x1f };
  if (id === cip.NetworkSegmentId.schedule) return { ...head, 'network_segment.schedule': data[0]! };
  if (id === cip.NetworkSegmentId.fixedTag) return { ...head, 'network_segment.fixed_tag': data[0]! };
  const timeUs = cip.inhibitTimeUs(segment);
  if (timeUs === undefined) return { ...head, 'network_segment.length': data.byteLength / 2 };
  if (id === cip.NetworkSegmentId.inhibitTimeMs) return { ...head, 'network_segment.prod_inhibit': timeUs / 1000 };
  return { ...head, 'network_segment.length': 2, 'network_segment.prod_inhibit': timeUs };
}

function symbolView(segment: cip.AnySymbolSegment): WiresharkObject {
  switch (segment.kind) {
    case 'numericSymbol': {
      const type = { 8: 6, 16: 7, 32: 8 }[segment.width];
      return { 'symbol.size': 0, 'symbol.format': 6, 'symbol.numformat': type, numeric_symbol: segment.value };
    }
    case 'wideSymbol': {
      const { bytesPerCharacter, characters } = segment;
      return { 'symbol.size': characters.byteLength / bytesPerCharacter, 'symbol.format': bytesPerCharacter - 1 };
    }
    case 'symbol': {
      const { form, name } = segment;
      if (form === 'short') return { 'symbol.size': name.length, ascii_symbol: name };
      return { 'data_segment.type': 0x11, 'data_segment.size': name.length, symbol: name };
    }
  }
}

function ioView({ connectionId, sequence }: cip.IoDatagram, data: cip.IoData): WiresharkObject {
  return {
    connid: connectionId,
    ...(sequence !== undefined && { seq: sequence }),
    ...(data.sequenceCount !== undefined && { cip_seq: data.sequenceCount }),
    ...(data.header !== undefined && { run_idle: data.header & cip.RUN }),
    data: hex(data.payload),
  };
}

/** A reply without data has nothing but what was asked. */
function managerView(message: RouterMessage, asked: Asked): WiresharkObject {
  const { service, reply } = message;
  const head = { ...(asked && { what: asked }), rr: reply ? 1 : 0 };
  return { ...head, ...(service && serviceView(message, service)) };
}

function serviceView(message: RouterMessage, service: Service): WiresharkObject {
  switch (service.kind) {
    case 'forwardOpen':
      return { what: service.value.large ? 'large_forward_open' : 'forward_open', ...openView(service.value) };
    case 'forwardClose':
      return { what: 'forward_close', ...closeView(service.value) };
    case 'unconnectedSend':
      return { what: 'unconnected_send', ...sendView(service.value) };
    case 'forwardOpenReply':
      return openReplyView(service.value);
    case 'forwardCloseReply':
      return { ...triadView(service.value.triad), app_reply_words: service.value.applicationData.byteLength / 2 };
    case 'refusal': {
      const remaining = { remaining_path_words: service.value.remainingPathWords };
      return { ...failureView(message), ...triadView(service.value.triad), ...remaining };
    }
    case 'routingFailure': {
      const words = service.value.remainingRouteWords;
      return { ...failureView(message), ...(words !== undefined && { remaining_path_words: words }) };
    }
  }
}

function openView(open: cip.ForwardOpen): WiresharkObject {
  const [otParameters, toParameters] = [open.oToT.parameters, open.tToO.parameters];
  const { trigger } = open.transport;
  return {
    ...timingView(open.timing),
    ot_connid: open.oToT.connectionId,
    to_connid: open.tToO.connectionId,
    ...triadView(open.triad),
    timeout_multiplier: open.timeoutMultiplier,
    ot_rpi_us: open.oToT.rpiUs,
    ot_ncp: cip.encodeConnectionParameters(otParameters, open.large),
    ot_params: parametersView(otParameters),
    to_rpi_us: open.tToO.rpiUs,
    to_ncp: cip.encodeConnectionParameters(toParameters, open.large),
    to_params: parametersView(toParameters),
    transport: cip.encodeTransport(open.transport),
    transport_dir: open.transport.server ? 1 : 0,
    trigger: typeof trigger === 'number' ? trigger : cip.PRODUCTION_TRIGGERS.indexOf(trigger),
    transport_class: open.transport.class,
    ...pathView('conn_path', open.path),
  };
}

function closeView(close: cip.ForwardClose): WiresharkObject {
  return { ...timingView(close.timing), ...triadView(close.triad), ...pathView('conn_path', close.path) };
}

function sendView({ timing, message, route }: cip.UnconnectedSend): WiresharkObject {
  return { ...timingView(timing), embedded_size: message.byteLength, ...pathView('route_path', route) };
}

function openReplyView(reply: cip.ForwardOpenReply): WiresharkObject {
  return {
    ot_connid: reply.oToT.connectionId,
    to_connid: reply.tToO.connectionId,
    ...triadView(reply.triad),
    ot_api_us: reply.oToT.apiUs,
    to_api_us: reply.tToO.apiUs,
    app_reply_words: reply.applicationData.byteLength / 2,
  };
}

/** Wireshark's Connection Manager shows the first extended status word as such, the others by their meaning. */
function failureView({ reply }: RouterMessage): WiresharkObject {
  return { status: reply!.status, ext_status: reply!.extendedStatus.slice(0, 1) };
}

function parametersView(parameters: cip.ConnectionParameters): WiresharkObject {
  return {
    owner: Number(parameters.redundantOwner),
    type: cip.CONNECTION_TYPES.indexOf(parameters.type),
    prio: cip.CONNECTION_PRIORITIES.indexOf(parameters.priority),
    f_v: Number(parameters.variable),
    consize: parameters.size,
  };
}

function timingView({ priority, tickTime, ticks }: cip.RequestTiming): WiresharkObject {
  return { priority, tick_time: tickTime, timeout_ticks: ticks };
}

function triadView({ connectionSerial, vendorId, originatorSerial }: cip.ConnectionTriad): WiresharkObject {
  return { conn_serial: connectionSerial, orig_vendor: vendorId, orig_serial: originatorSerial };
}

function pathView(name: string, path: cip.Path): Record<string, WiresharkValue> {
  return { [`${name}_words`]: cip.encodePath(path).byteLength / 2, [name]: { segments: path.map(segmentView) } };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
