import { describe, expect, it } from 'vitest';
import { encodePath } from '../../../src/cip/index.js';
import { normalise } from '../../../src/client/options.js';
import { routeText } from '../../../src/client/route.js';

const refusal = (options: object): string => {
  try {
    normalise({ host: 'plc', ...options });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('accepted');
};

describe('options of an explicit client', () => {
  it('have defaults', () => {
    expect(normalise({ host: 'plc' })).toMatchObject({
      host: 'plc',
      port: 44_818,
      connected: true,
      connectionSize: 4_002,
      rpiMs: 1_000,
      timeoutMultiplier: 2,
      connections: 2,
      timeoutMs: 5_000,
      retries: 2,
      writeRetries: 0,
      reconnect: true,
      reconnectMinMs: 100,
      reconnectMaxMs: 30_000,
      vendorId: 0,
      route: [{ kind: 'port', port: 1, link: 0 }],
    });
  });

  it.each<[object, string]>([
    [{ host: '' }, 'host: expected a name or an IPv4 address, got ""'],
    [{ port: 0 }, 'port: expected a whole number from 1 to 65535, got 0'],
    [{ bind: 'eth0' }, 'bind: expected an IPv4 address'],
    [{ slot: 256 }, 'slot: expected a whole number from 0 to 255, got 256'],
    [{ slot: 1, route: '1/0' }, 'slot: not together with "route"'],
    [{ route: '1' }, 'route: expected pairs of port and link address, as in "1/0", got "1"'],
    [{ route: 'x/0' }, 'route: port: expected a whole number from 1 to 65535, got "x"'],
    [{ route: '1/' }, 'route: link address: expected a number from 0 to 255 or text, got ""'],
    [{ route: '1/0/2/a b' }, 'route: link address'],
    [{ route: 5 }, 'route: expected text or an array of [port, link address], got 5'],
    [{ route: [1, 0] }, 'route[0]: expected [port, link address], got 1'],
    [{ route: [[1, 0], [2]] }, 'route[1]: expected [port, link address], got an array'],
    [{ route: [[0, 0]] }, 'route[0]: port: expected'],
    [{ route: [[1, 256]] }, 'route[0]: link address: expected a number from 0 to 255 or text, got 256'],
    [{ route: Array.from({ length: 254 }, () => [1, 0]) }, 'route: 254 words of path, at most 253 fit'],
    [{ connected: 1 }, 'connected: expected true or false, got 1'],
    [{ connectionSize: 63 }, 'connectionSize: expected a whole number from 64 to 65491, got 63'],
    [{ rpiMs: 0 }, 'rpiMs: expected a number from 1 to 3600000, got 0'],
    [{ timeoutMultiplier: 8 }, 'timeoutMultiplier: expected a whole number from 0 to 7, got 8'],
    [{ connections: 17 }, 'connections: expected a whole number from 1 to 16, got 17'],
    [{ timeoutMs: 0 }, 'timeoutMs: expected a whole number from 1 to 600000, got 0'],
    [{ retries: -1 }, 'retries: expected a whole number from 0 to 10, got -1'],
    [{ writeRetries: 11 }, 'writeRetries: expected'],
    [{ reconnectMinMs: 10, reconnectMaxMs: 5 }, 'reconnectMinMs: 10: at most "reconnectMaxMs", 5'],
    [{ vendorId: 70_000 }, 'vendorId: expected'],
    [{ conections: 1 }, 'conections'],
  ])('%o is refused by its path', (options, message) => expect(refusal(options)).toContain(message));

  it('tells all that is wrong at once', () => {
    const message = refusal({ port: 'x', retries: 99 });
    expect(message).toContain('port:');
    expect(message).toContain('retries:');
  });

  it.each<[string, string, string]>([
    ['1/0', '0100', '1/0'],
    [' backplane / 4 ', '0104', '1/4'],
    ['Ethernet/10.0.0.5', '12083130 2e302e302e35', '2/10.0.0.5'],
    ['1/300', '1103333030 00', '1/300'],
    ['300/1', '0f2c01 01'.replace(' ', ''), '300/1'],
  ])('route %s', (route, bytes, text) => {
    const { route: path } = normalise({ host: 'plc', route });
    const hex = Buffer.from(encodePath(path)).toString('hex');
    expect(hex.startsWith(bytes.replaceAll(' ', '').slice(0, 6))).toBe(true);
    expect(routeText(path)).toBe(text);
  });

  it.each([[''], [[]]])('route %o is none', (route) => {
    const { route: path } = normalise({ host: 'plc', route });
    expect([path, routeText(path)]).toEqual([[], undefined]);
  });
});
