/** The model of an EDS file as its text. */
import type { EdsAssembly, EdsCapacity, EdsConnection, EdsDevice, EdsDirection, EdsModel, EdsParam } from './model.js';
import type { NormalEdsOptions } from './options.js';

export function edsText(
  { device, params, assemblies, connections, capacity }: EdsModel,
  eds: NormalEdsOptions,
): string {
  return [
    `$ EDS of ${device.productName}, made by eip-native\r\n`,
    section('File', fileEntries(device, eds)),
    section('Device', deviceEntries(device, eds)),
    section('Device Classification', [['Class1', 'EtherNetIP']]),
    section('ParamClass', [
      ['MaxInst', `${params.length}`],
      ['Descriptor', '0x0000'],
      ['CfgAssembly', '0'],
    ]),
    section('Params', params.map(paramEntry)),
    section('Assembly', [...objectEntries('Assembly Object', 0x04, 2), ...assemblies.map(assemblyEntry)]),
    section('Connection Manager', [
      ...objectEntries('Connection Manager Object', 0x06),
      ...connections.map((connection, i) => connectionEntry(connection, i + 1)),
    ]),
    section('Capacity', capacityEntries(capacity)),
    section('Port', [['Port1', ['TCP', quoted('EtherNet/IP Port'), quoted('20 F5 24 01'), '2'].join(', ')]]),
    section('TCP/IP Interface Class', classEntries('TCP/IP Interface Object', 0xf5, 4)),
    section('Ethernet Link Class', classEntries('Ethernet Link Object', 0xf6, 4)),
    section('QoS Class', classEntries('QoS Object', 0x48, 1)),
  ].join('\r\n');
}

type Entry = readonly [keyword: string, fields: string];

const INDENT = ' '.repeat(8);

function section(name: string, entries: readonly Entry[]): string {
  const lines = entries.map(
    ([keyword, fields]) => `${INDENT}${keyword} =${fields.startsWith('\r\n') ? '' : ' '}${fields};\r\n`,
  );
  return `[${name}]\r\n${lines.join('')}`;
}

/** Fields of a long entry: some of them a line. */
function lines(...parts: readonly string[]): string {
  return parts.map((part) => `\r\n${INDENT}${INDENT}${part}`).join(',');
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}

function fileEntries(
  { productName }: EdsDevice,
  { description, homeUrl, revision, created, modified }: NormalEdsOptions,
): Entry[] {
  const [createDate, createTime] = dateAndTime(created);
  const [modDate, modTime] = dateAndTime(modified ?? created);
  return [
    ['DescText', quoted(description ?? productName)],
    ['CreateDate', createDate],
    ['CreateTime', createTime],
    ['ModDate', modDate],
    ['ModTime', modTime],
    ['Revision', revision.join('.')],
    ...(homeUrl === undefined ? [] : ([['HomeURL', quoted(homeUrl)]] as const)),
  ];
}

/** `2026-03-01T08:00:00` as `03-01-2026` and `08:00:00`. */
function dateAndTime(moment: string): readonly [string, string] {
  const [date = '', time = ''] = moment.split('T');
  const [year, month, day] = date.split('-');
  return [`${month}-${day}-${year}`, time];
}

function deviceEntries(device: EdsDevice, { catalog }: NormalEdsOptions): Entry[] {
  const [major, minor] = device.revision;
  return [
    ['VendCode', `${device.vendorId}`],
    ['VendName', quoted(device.vendorName)],
    ['ProdType', `${device.deviceType}`],
    ['ProdTypeStr', quoted(device.deviceTypeName)],
    ['ProdCode', `${device.productCode}`],
    ['MajRev', `${major}`],
    ['MinRev', `${minor}`],
    ['ProdName', quoted(device.productName)],
    ['Catalog', quoted(catalog ?? device.productName)],
  ];
}

function objectEntries(name: string, classCode: number, revision?: number): Entry[] {
  const digits = classCode > 0xff ? 4 : 2;
  const entries: Entry[] = [
    ['Object_Name', quoted(name)],
    ['Object_Class_Code', hex(classCode, digits)],
  ];
  return revision === undefined ? entries : [['Revision', `${revision}`], ...entries];
}

function classEntries(name: string, classCode: number, revision: number): Entry[] {
  return [
    ...objectEntries(name, classCode, revision),
    ['MaxInst', '1'],
    ['Number_Of_Static_Instances', '1'],
    ['Max_Number_Of_Dynamic_Instances', '0'],
  ];
}

/** 21 fields: no path of its own, no scaling, no links, no decimals. */
function paramEntry({ number, name, help, descriptor, dataType, size, least, most, initial }: EdsParam): Entry {
  const fields = lines(
    '0',
    ',',
    hex(descriptor, 4),
    hex(dataType, 2),
    `${size}`,
    quoted(name),
    '""',
    quoted(help),
    [least, most, initial].join(','),
    ',,,',
    ',,,',
    '',
  );
  return [`Param${number}`, fields];
}

function assemblyEntry({ instance, name, path, size, members }: EdsAssembly): Entry {
  const pairs = members.map(({ bits, param }) => `${bits},${param === undefined ? '' : `Param${param}`}`);
  return [`Assem${instance}`, lines(quoted(name), quoted(path), `${size}`, '0x0000', ',', ...pairs)];
}

/** 15 fields. */
function connectionEntry(connection: EdsConnection, number: number): Entry {
  const { triggerTransport, parameters, outputs, inputs, config, name, help, path } = connection;
  const fields = lines(
    hex(triggerTransport, 8),
    hex(parameters, 8),
    directionFields(outputs),
    directionFields(inputs),
    ',',
    `,${config === undefined ? '' : `Assem${config}`}`,
    quoted(name),
    quoted(help),
    quoted(path),
  );
  return [`Connection${number}`, fields];
}

/** RPI, size, format. */
function directionFields({ rpi, size, sizeParam, assembly }: EdsDirection): string {
  const bytes = sizeParam === undefined ? (size ?? '') : `Param${sizeParam}`;
  return [rpi === undefined ? '' : `Param${rpi}`, bytes, assembly === undefined ? '' : `Assem${assembly}`].join(',');
}

function capacityEntries({ ioConnections, messageConnections, packetBytes, packetsPerSecond }: EdsCapacity): Entry[] {
  return [
    ['MaxIOConnections', `${ioConnections}`],
    ['MaxMsgConnections', `${messageConnections}`],
    ['TSpec1', `TxRx, ${packetBytes}, ${packetsPerSecond}`],
  ];
}
