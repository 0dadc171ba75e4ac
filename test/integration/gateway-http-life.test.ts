/** The server of a gateway opens, or says why not, and ends whatever its peers do. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Gateway, GatewayServer } from '../../src/gateway.js';
import { app, GET, held, peerOf, serverFor } from './gateway-http-rig.js';
import { lines, TestSink, until } from './gateway-rig.js';

describe('start()', () => {
  const gateway = new Gateway({ sinks: [new TestSink()], spool: false });

  it('on a port that another has says so, and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const registry = new Registry();
    await expect(serverFor({ gateway, registry }, { port })).rejects.toMatchObject({
      code: 'EIP_PORT_IN_USE',
      address: '127.0.0.1',
      port,
    });
    expect(registry.getMetricsAsArray()).toEqual([]);
    other.close();
  });

  it.each([
    ['an address of another machine', '192.0.2.7'],
    ['a name that is none', 'no-such-host.invalid'],
  ])('on %s says so', async (_, host) => {
    await expect(serverFor({ gateway }, { host })).rejects.toMatchObject({ code: 'EIP_ADDRESS_UNAVAILABLE' });
  });

  it('on a registry with another gateway of this instance is refused, and opens no port', async () => {
    const registry = new Registry();
    await serverFor({ gateway, registry });
    const second = new GatewayServer(
      { host: '127.0.0.1', port: 0 },
      { gateway, app, registry, logger: lines().logger },
    );
    await expect(second.start()).rejects.toMatchObject({ code: 'EIP_METRICS_TAKEN' });
    expect(second.address).toBeUndefined();
  });

  it('on loopback is told in the log, on an address that others reach with a warning', async () => {
    expect((await serverFor({ gateway })).log.texts).toEqual(['health and metrics over HTTP']);
    const { log } = await serverFor({ gateway }, { host: '0.0.0.0' });
    expect(log.texts).toEqual([expect.stringContaining('can be read by everybody who reaches this address')]);
  });

  it.each([undefined, ''])('on the host %s is a mistake of the program: it would be every address', (host) => {
    const options = { host: host as string, port: 0 };
    expect(() => new GatewayServer(options, { gateway, app, logger: lines().logger })).toThrow(TypeError);
  });

  it('twice is once; after stop() it listens again', async () => {
    const { server, url } = await serverFor({ gateway });
    const { address } = server;
    await server.start();
    expect(server.address).toBe(address);
    await server.stop();
    expect(server.address).toBeUndefined();
    await expect(fetch(url)).rejects.toThrow();
    await server.start();
    expect((await fetch(`http://127.0.0.1:${server.address?.port}/health/live`)).status).toBe(200);
  });
});

describe('stop()', () => {
  const gateway = new Gateway({ sinks: [new TestSink()], spool: false });

  it('waits for nobody who has said nothing, half a request, or who keeps the connection', async () => {
    const served = await serverFor({ gateway });
    const [silent, slow, kept] = [await peerOf(served), await peerOf(served), await peerOf(served)];
    slow.send('GET /metrics HTTP/1.1\r\nHo');
    kept.send(GET('/health/live'));
    await kept.until('"live":true');
    await served.server.stop();
    await Promise.all([silent.closed, slow.closed, kept.closed]);
  });

  it('lets an answer that is under way get out', async () => {
    const { answer, letGo } = held({ live: true, ready: false, reasons: ['soon'], parts: {} });
    let asked = false;
    const health = () => {
      asked = true;
      return answer();
    };
    const served = await serverFor({ gateway: { status: () => gateway.status(), health } });
    const peer = await peerOf(served);
    peer.send(GET('/health/ready'));
    await until(() => asked);
    const stopped = served.server.stop();
    letGo();
    await Promise.all([stopped, peer.closed]);
    expect(peer.text).toContain('"reasons":["soon"]');
  });

  it('waits no longer than it may for an answer that does not come', async () => {
    let asked = false;
    const health = () => {
      asked = true;
      return new Promise<never>(() => {});
    };
    const served = await serverFor({ gateway: { status: () => gateway.status(), health } });
    const peer = await peerOf(served);
    peer.send(GET('/health/ready'));
    await until(() => asked);
    await served.server.stop();
    await peer.closed;
    expect(peer.text).toBe('');
  });

  it('during start() leaves nothing open; twice, or before it, does nothing', async () => {
    const registry = new Registry();
    const server = new GatewayServer(
      { host: '127.0.0.1', port: 0 },
      { gateway, app, registry, logger: lines().logger },
    );
    await server.stop();
    const starting = server.start();
    await Promise.all([server.stop(), server.stop()]);
    await starting;
    expect(server.address).toBeUndefined();
    expect(registry.getMetricsAsArray()).toEqual([]);
  });
});
