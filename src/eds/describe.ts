/** What an EDS file says, for whoever asks what is in it: only for a file that `checkEds` finds nothing wrong with. */
import type { EdsAssembly, EdsConnection, EdsDevice, EdsDirection, EdsMember, EdsModel, EdsParam } from './model.js';
import { type EdsEntry, type EdsFile, type EdsSection, entryNamed, numbered, sectionNamed } from './syntax.js';
import { referenceOf, wholeOf } from './values.js';

export function describeEds(file: EdsFile): EdsModel {
  const section = (name: string) => sectionNamed(file, name);
  return {
    device: deviceOf(section('Device')),
    params: numbered(section('Params'), 'Param').map(({ number, entry }) => paramOf(number, entry)),
    assemblies: numbered(section('Assembly'), 'Assem').map(({ number, entry }) => assemblyOf(number, entry)),
    connections: numbered(section('Connection Manager'), 'Connection').map(({ entry }) => connectionOf(entry)),
    capacity: {
      ioConnections: numberAt(entryNamed(section('Capacity'), 'MaxIOConnections'), 0) ?? 0,
      messageConnections: numberAt(entryNamed(section('Capacity'), 'MaxMsgConnections'), 0) ?? 0,
      packetBytes: numberAt(entryNamed(section('Capacity'), 'TSpec1'), 1) ?? 0,
      packetsPerSecond: numberAt(entryNamed(section('Capacity'), 'TSpec1'), 2) ?? 0,
    },
  };
}

function textAt(entry: EdsEntry | undefined, index: number): string {
  return entry?.fields[index]?.text ?? '';
}

function numberAt(entry: EdsEntry | undefined, index: number): number | undefined {
  const value = wholeOf(textAt(entry, index));
  return value === undefined ? undefined : Number(value);
}

function referenceAt(entry: EdsEntry, index: number): number | undefined {
  return referenceOf(textAt(entry, index))?.number;
}

function deviceOf(section: EdsSection | undefined): EdsDevice {
  const text = (keyword: string) => textAt(entryNamed(section, keyword), 0);
  const number = (keyword: string) => numberAt(entryNamed(section, keyword), 0) ?? 0;
  return {
    vendorId: number('VendCode'),
    vendorName: text('VendName'),
    deviceType: number('ProdType'),
    deviceTypeName: text('ProdTypeStr'),
    productCode: number('ProdCode'),
    revision: [number('MajRev'), number('MinRev')],
    productName: text('ProdName'),
  };
}

function paramOf(number: number, entry: EdsEntry): EdsParam {
  return {
    number,
    name: textAt(entry, 6),
    help: textAt(entry, 8),
    descriptor: numberAt(entry, 3) ?? 0,
    dataType: numberAt(entry, 4) ?? 0,
    size: numberAt(entry, 5) ?? 0,
    least: textAt(entry, 9),
    most: textAt(entry, 10),
    initial: textAt(entry, 11),
  };
}

function assemblyOf(instance: number, entry: EdsEntry): EdsAssembly {
  return {
    instance,
    name: textAt(entry, 0),
    path: textAt(entry, 1),
    size: numberAt(entry, 2) ?? 0,
    members: membersOf(entry),
  };
}

function membersOf(entry: EdsEntry): EdsMember[] {
  const members: EdsMember[] = [];
  for (let i = 6; i + 1 < entry.fields.length; i += 2) {
    members.push({ bits: numberAt(entry, i) ?? 0, param: referenceAt(entry, i + 1) });
  }
  return members;
}

function connectionOf(entry: EdsEntry): EdsConnection {
  return {
    name: textAt(entry, 12),
    help: textAt(entry, 13),
    triggerTransport: numberAt(entry, 0) ?? 0,
    parameters: numberAt(entry, 1) ?? 0,
    outputs: directionOf(entry, 2),
    inputs: directionOf(entry, 5),
    config: referenceAt(entry, 11),
    path: textAt(entry, 14),
  };
}

function directionOf(entry: EdsEntry, first: number): EdsDirection {
  return {
    rpi: referenceAt(entry, first),
    size: numberAt(entry, first + 1),
    sizeParam: referenceAt(entry, first + 1),
    assembly: referenceAt(entry, first + 2),
  };
}
