import { describe, expect, it } from 'vitest';
import { addressText, parseAddress } from '../../../src/rabbitmq/address.js';

const refusal = (text: string): string => {
  try {
    parseAddress(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`accepted ${text}`);
};

describe('an address of a broker', () => {
  it.each([
    ['broker', { host: 'broker' }],
    ['broker:5673', { host: 'broker', port: 5673 }],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
    ['[::1]', { host: '::1' }],
    ['[::1]:5672', { host: '::1', port: 5672 }],
    ['amqp://broker', { host: 'broker', secure: false }],
    ['amqps://broker:5671/', { host: 'broker', port: 5671, secure: true }],
    ['amqp://[fe80::1]:9', { host: 'fe80::1', port: 9, secure: false }],
    ['amqp://u:p%40ss@broker/%2F', { host: 'broker', secure: false, username: 'u', password: 'p@ss', vhost: '/' }],
    ['amqp://u@broker/plant', { host: 'broker', secure: false, username: 'u', vhost: 'plant' }],
  ])('%s', (text, parts) => expect(parseAddress(text)).toEqual(expect.objectContaining(parts)));

  it.each([
    '',
    ':5672',
    'broker:',
    'broker:0',
    'broker:65536',
    'broker:5672:1',
    'bro ker',
    'http://broker',
    'amqp://',
    'amqp://broker/a/b',
    'amqp://broker?heartbeat=5',
    'amqp://broker#x',
    'amqp://u:%zz@broker',
    '::1',
    '../etc',
  ])('refuses "%s"', (text) => expect(refusal(text)).toMatch(/^expected an address such as/));

  it.each(['amqp://user:hidden@bro ker', 'user:hidden@broker:5672', 'amqp://user:hid@hidden@', 'http://a:hidden@b/c'])(
    'does not show the user information of %s',
    (text) => {
      expect(refusal(text)).not.toContain('hidden');
      expect(refusal(text)).toContain('***@');
    },
  );

  it('is shown as host:port', () => {
    expect(addressText({ host: 'broker', port: 1 })).toBe('broker:1');
    expect(addressText({ host: '::1', port: 1 })).toBe('[::1]:1');
  });
});
