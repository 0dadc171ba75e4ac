import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  addressList,
  assemblyArgument,
  configArgument,
  durationSeconds,
  ipv4Address,
  networkList,
  peerPort,
  portNumber,
  rpiMilliseconds,
  searchSeconds,
  slotNumber,
  targetArgument,
  timeoutSeconds,
} from '../../../src/cli/arguments.js';

describe.each([
  {
    name: 'port',
    read: portNumber,
    good: { '0': 0, '44818': 44818, '65535': 65535 },
    bad: ['65536', '-1', '1.5', 'x', '', ' 1', '1e3'],
  },
  {
    name: 'port of a peer',
    read: peerPort,
    good: { '1': 1, '65535': 65535 },
    bad: ['0', '65536', 'x'],
  },
  {
    name: 'slot',
    read: slotNumber,
    good: { '0': 0, '255': 255 },
    bad: ['256', '-1', '1/0', ''],
  },
  {
    name: 'time-out',
    read: timeoutSeconds,
    good: { '0.001': 0.001, '5': 5, '600': 600 },
    bad: ['0', '600.1', '5s', ''],
  },
  {
    name: 'time of a search',
    read: searchSeconds,
    good: { '0.1': 0.1, '60': 60 },
    bad: ['0.05', '61', ''],
  },
  {
    name: 'addresses',
    read: addressList,
    good: { '10.0.0.1': ['10.0.0.1'], '10.0.0.1,10.0.0.255': ['10.0.0.1', '10.0.0.255'] },
    bad: ['', 'plc', '10.0.0.1,', '10.0.0.1, 10.0.0.2', '10.0.0.0/24'],
  },
  {
    name: 'duration',
    read: durationSeconds,
    good: { '3': 3, '0.5': 0.5 },
    bad: ['0', '-1', 'forever', '1e9', '2000001', '.5', ''],
  },
  {
    name: 'rpi',
    read: rpiMilliseconds,
    good: { '10': 10, '0.1': 0.1, '60000': 60000 },
    bad: ['0', '0.05', '60001', 'NaN', '10ms'],
  },
  {
    name: 'address',
    read: ipv4Address,
    good: { '127.0.0.2': '127.0.0.2' },
    bad: ['localhost', '::1', '1.2.3', '1.2.3.256', ''],
  },
  {
    name: 'networks',
    read: networkList,
    good: { '10.0.0.1': ['10.0.0.1'], '10.0.0.1,192.168.2.0/24': ['10.0.0.1', '192.168.2.0/24'] },
    bad: ['', 'plc', '10.0.0.1,', '10.0.0.1, 10.0.0.2', '10.0.0.1/24', '10.0.0.0/33'],
  },
  {
    name: 'assembly',
    read: assemblyArgument,
    good: {
      '150:32': { instance: 150, size: 32 },
      '65535:65000': { instance: 65535, size: 65000 },
      '0:0': { instance: 0, size: 0 },
    },
    bad: ['150', '150:', ':32', '150:32:1', '65536:1', '1:65001', '150:-1', 'a:b'],
  },
  {
    name: 'configuration',
    read: configArgument,
    good: { '151:0': { instance: 151, size: 0 }, '151:400': { instance: 151, size: 400 } },
    bad: ['151:401', '151'],
  },
  {
    name: 'target',
    read: targetArgument,
    good: {
      '127.0.0.2': { host: '127.0.0.2', port: undefined },
      'plc.example:1': { host: 'plc.example', port: 1 },
      '10.0.0.1:65535': { host: '10.0.0.1', port: 65535 },
    },
    bad: ['', ':44818', 'host:', 'host:0', 'host:65536', 'a b', 'host:x', 'a:1:2'],
  },
])('$name', ({ read, good, bad }) => {
  test.each(Object.entries(good))('%s is taken', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each(bad)('"%s" is refused, saying what was expected', (text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
    expect(() => read(text)).toThrow(/^Expected /);
  });
});
