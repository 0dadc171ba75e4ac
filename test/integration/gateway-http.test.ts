/** The server of a gateway: what it answers, what it refuses, and that nobody holds its end. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/gateway/http/limits.js';
import { Gateway } from '../../src/gateway.js';
import { GET, held, peerOf, serverFor } from './gateway-http-rig.js';
import { newGateway, running, sample, TestSink, TestSource, until } from './gateway-rig.js';

async function told(url: string, init?: RequestInit) {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

const READY = async () => ({ live: true, ready: true, reasons: [], parts: {} });

describe('/health/ready', () => {
  it('is 503 with the reason until the gateway runs, then 200, and 503 when it has ended', async () => {
    const sink = new TestSink();
    const source = new TestSource();
    const gateway = newGateway({ sinks: [sink], sources: [source] });
    const { url } = await serverFor({ gateway });
    expect(await told(`${url}/health/ready`)).toMatchObject({
      status: 503,
      body: { ready: false, state: 'new', reasons: ['the gateway is not started'] },
    });
    let letStart = () => {};
    source.onStart = () =>
      new Promise((done) => {
        letStart = done;
      });
    const starting = gateway.start();
    await until(() => source.emit !== undefined);
    expect(await told(`${url}/health/ready`)).toMatchObject({
      status: 503,
      body: { ready: false, state: 'starting', reasons: ['the gateway is starting'] },
    });
    letStart();
    await starting;
    expect(await told(`${url}/health/ready`)).toMatchObject({
      status: 200,
      body: {
        ready: true,
        state: 'running',
        reasons: [],
        parts: { 'sinks.broker': { healthy: true, reason: null }, 'sources.press': { healthy: true } },
      },
    });
    await gateway.stop();
    expect(await told(`${url}/health/ready`)).toMatchObject({
      status: 503,
      body: { ready: false, state: 'stopped', reasons: ['the gateway is stopped'] },
    });
  });

  it('names the part that does not work, and why', async () => {
    const sink = new TestSink();
    const gateway = await running({ sinks: [sink] });
    sink.health = { healthy: false, reason: 'connect ECONNREFUSED' };
    const { url } = await serverFor({ gateway });
    const { status, body, headers } = await told(`${url}/health/ready`);
    expect({ status, body }).toMatchObject({
      status: 503,
      body: {
        state: 'running',
        reasons: ['sinks.broker: connect ECONNREFUSED'],
        parts: { 'sinks.broker': { healthy: false, reason: 'connect ECONNREFUSED' } },
      },
    });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is 503 in words when the gateway does not run, though its parts say that all is well', async () => {
    const gateway = newGateway({ sinks: [new TestSink()] });
    const { url } = await serverFor({ gateway: { status: () => gateway.status(), health: READY } });
    expect(await told(`${url}/health/ready`)).toMatchObject({
      status: 503,
      body: { ready: false, state: 'new', reasons: ['the gateway is new'] },
    });
  });

  it('asks the parts once for all who ask at the same time', async () => {
    const sink = new TestSink();
    const gateway = await running({ sinks: [sink] });
    const { answer, letGo } = held({ healthy: true, reason: null });
    let asked = 0;
    sink.healthCheck = () => {
      asked++;
      return answer();
    };
    const served = await serverFor({ gateway });
    const peers = await Promise.all(Array.from({ length: 10 }, () => peerOf(served)));
    for (const peer of peers) peer.send(GET('/health/ready'));
    await until(() => asked > 0);
    const live = await told(`${served.url}/health/live`);
    expect(live.status).toBe(200);
    letGo();
    await Promise.all(peers.map((peer) => peer.until('"ready":true')));
    expect(asked).toBe(1);
  });
});

describe('/health/live', () => {
  it('is 200 while a part is away, and while nobody knows', async () => {
    const gateway = { status: () => new Gateway({ sinks: [new TestSink()], spool: false }).status() };
    const away = { live: true, ready: false, reasons: ['sinks.broker: away'], parts: {} };
    for (const health of [
      async () => away,
      () => new Promise<never>(() => {}),
      () => Promise.reject(new Error('no')),
    ]) {
      const { url } = await serverFor({ gateway: { ...gateway, health } });
      expect(await told(`${url}/health/live`)).toMatchObject({ status: 200, body: { live: true, reasons: [] } });
    }
  });

  it('is 503 in words when the gateway could not start', async () => {
    const source = new TestSource('press', () => Promise.reject(new Error('the tag file is gone')));
    const gateway = newGateway({ sinks: [new TestSink()], sources: [source] });
    const { url } = await serverFor({ gateway });
    await expect(gateway.start()).rejects.toThrow('the tag file is gone');
    const { status, body } = await told(`${url}/health/live`);
    expect({ status, body }).toMatchObject({ status: 503, body: { live: false, state: 'failed' } });
    expect(body.reasons).toContainEqual(expect.stringContaining('the tag file is gone'));
  });

  it('is 503 when the gateway could not start, though nobody tells its health', async () => {
    const gateway = newGateway({
      sinks: [new TestSink()],
      sources: [new TestSource('x', () => Promise.reject(new Error('no')))],
    });
    await gateway.start().catch(() => {});
    const status = gateway.status();
    const { url } = await serverFor({ gateway: { status: () => status, health: () => new Promise(() => {}) } });
    expect(await told(`${url}/health/live`)).toMatchObject({
      status: 503,
      body: { live: false, reasons: [`the gateway did not tell its health within ${LIMITS.liveMs} ms`] },
    });
  });
});

describe('/metrics', () => {
  it('tells what status() tells', async () => {
    const sink = new TestSink();
    const gateway = await running({ sinks: [sink] });
    await gateway.emit(sample(1));
    await sink.written(1);
    await until(() => gateway.status().sinks.broker?.delivered === 1);
    const { url } = await serverFor({ gateway });
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    expect(text).toContain('eip_sink_records_delivered_total{gateway="edge-7",sink="broker"} 1\n');
    expect(text).toContain('eip_router_records_accepted_total{gateway="edge-7",kind="sample"} 1\n');
  });

  it('shows the registry that was passed in whole, and leaves it as it was', async () => {
    const registry = new Registry();
    const own = new Counter({ name: 'press_strokes_total', help: 'Strokes', registers: [registry] });
    const gateway = await running({ sinks: [new TestSink()] });
    const { server, url } = await serverFor({ gateway, registry });
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('\npress_strokes_total 0\n');
    expect(text).toContain('eip_build_info{');
    await server.stop();
    expect(registry.getMetricsAsArray()).toEqual([own]);
  });

  it('that another part of the registry does not tell are 503, and the health is still told', async () => {
    const registry = new Registry();
    new Gauge({ name: 'stuck', help: 'Never told', registers: [registry], collect: () => new Promise(() => {}) });
    const { url } = await serverFor({ gateway: await running({ sinks: [new TestSink()] }), registry });
    expect(await told(`${url}/metrics`)).toMatchObject({
      status: 503,
      body: { error: `the metrics were not collected within ${LIMITS.metricsMs} ms` },
    });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('that fail are 500 without a word of why to the peer, and the log has it', async () => {
    const gateway = {
      status: () => {
        throw new Error('a secret of the program');
      },
      health: () => Promise.reject(new Error('no')),
    };
    const { url, log } = await serverFor({ gateway });
    const answer = await fetch(`${url}/metrics`);
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(log.texts).toContain('a page could not be made');
  });
});

describe('what is asked otherwise', () => {
  const gateway = newStopped();

  function newStopped(): Gateway {
    return new Gateway({ sinks: [new TestSink()], spool: false });
  }

  it.each(['/', '/metrics/', '/health', '//metrics', '/health/../metrics', '/%2fmetrics'])(
    '%s is 404, and says what there is',
    async (path) => {
      const served = await serverFor({ gateway });
      const peer = await peerOf(served);
      peer.send(GET(path));
      await peer.until('}\n');
      expect(peer.text).toMatch(/^HTTP\/1\.1 404 [\s\S]*\/health\/live, \/health\/ready, \/metrics/);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])('%s is 405, and says what may be', async (method) => {
    const served = await serverFor({ gateway });
    const peer = await peerOf(served);
    peer.send(`${method} /metrics HTTP/1.1\r\nHost: gateway\r\n\r\n`);
    await peer.until('}\n');
    expect(peer.text).toMatch(/^HTTP\/1\.1 405 [\s\S]*allow: GET, HEAD\r\n/);
  });

  it('HEAD has the headers of GET, and no body', async () => {
    const { port } = await serverFor({ gateway });
    const asking = httpRequest({ host: '127.0.0.1', port, path: '/metrics?x=1', method: 'HEAD', agent: false }).end();
    const [answer] = await once(asking, 'response');
    let body = '';
    answer.on('data', (part: Buffer) => {
      body += part;
    });
    await once(answer, 'end');
    expect(answer.statusCode).toBe(200);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(1_000);
    expect(body).toBe('');
  });

  it('a body is not waited for: the answer ends the connection', async () => {
    const served = await serverFor({ gateway });
    const peer = await peerOf(served);
    peer.send(`GET /health/live HTTP/1.1\r\nHost: gateway\r\nContent-Length: 1000000000\r\n\r\n`);
    await peer.closed;
    const [head] = peer.text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i);
  });

  it.each([
    ['a line that is no HTTP', 'machine go\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(LIMITS.headerBytes)}`, 431],
    ['no Host', 'GET /metrics HTTP/1.1\r\n\r\n', 400],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ])('%s is refused, and ends the connection', async (_, text, status) => {
    const served = await serverFor({ gateway });
    const peer = await peerOf(served);
    peer.send(text);
    await peer.closed;
    expect(peer.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('a request that does not end is ended', { timeout: 30_000 }, async () => {
    const served = await serverFor({ gateway });
    const peer = await peerOf(served);
    peer.send('GET /metrics HTTP/1.1\r\nHost: gate');
    await peer.closed;
    expect(peer.text).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('requests that do not wait for their answers end the connection', async () => {
    const served = await serverFor({ gateway });
    const peer = await peerOf(served);
    peer.send(GET('/metrics').repeat(500));
    await peer.closed;
    expect(peer.text.split('HTTP/1.1 200 ').length - 1).toBeLessThanOrEqual(1);
    expect((await fetch(`${served.url}/health/live`)).status).toBe(200);
  });
});

describe('connections', () => {
  it('that say nothing take no place away: the oldest one goes', async () => {
    const gateway = new Gateway({ sinks: [new TestSink()], spool: false });
    const served = await serverFor({ gateway });
    const silent = [];
    for (let n = 0; n < LIMITS.connections; n++) silent.push(await peerOf(served));
    expect((await fetch(`${served.url}/health/live`)).status).toBe(200);
    await silent[0]?.closed;
    const last = silent.at(-1)!;
    last.send(GET('/health/live'));
    await last.until('"live":true');
  });

  it('with answers under way keep theirs: one more is closed', async () => {
    const gateway = await running({ sinks: [new TestSink()] });
    const { answer, letGo } = held({ live: true, ready: true, reasons: [], parts: {} });
    const served = await serverFor({ gateway: { status: () => gateway.status(), health: answer } });
    const busy = [];
    for (let n = 0; n < LIMITS.connections; n++) {
      const peer = await peerOf(served);
      peer.send('GET /health/ready HTTP/1.1\r\nHost: gateway\r\nExpect: 100-continue\r\n\r\n');
      await peer.until('100 Continue');
      busy.push(peer);
    }
    const more = await peerOf(served);
    await more.closed;
    letGo();
    await Promise.all(busy.map((peer) => peer.until('"ready":true')));
  });
});
