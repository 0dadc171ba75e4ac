/** `eip-native health`: quick, bounded, and its exit code is what a supervisor goes by. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Gateway } from '../../src/gateway.js';
import { Cli } from '../support/cli.js';
import { cleanups, started } from './cli-rig.js';
import { serverFor } from './gateway-http-rig.js';
import { newGateway, running, TestSink, TestSource } from './gateway-rig.js';

async function portOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  cleanups.push(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (listener: RequestListener) => portOf(createServer(listener));

describe('eip-native health', () => {
  it('is 0 when the gateway is ready', async () => {
    const { url } = await serverFor({ gateway: await running({ sinks: [new TestSink()] }) });
    const { code, stdout, stderr } = await Cli.run(['health', url]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'ready: yes (running)\n', stderr: '' });
  });

  it('is 1 when it is not, and says why; live it is', async () => {
    const sink = new TestSink();
    const { url } = await serverFor({ gateway: await running({ sinks: [sink] }) });
    sink.health = { healthy: false, reason: 'connect ECONNREFUSED' };
    const ready = await Cli.run(['health', url]);
    expect([ready.code, ready.stdout]).toEqual([1, 'ready: no (running)\n']);
    expect(ready.stderr).toMatch(
      /^error: .*not ready: sinks\.broker: connect ECONNREFUSED\. .* \[EIP_NOT_HEALTHY\]\n$/,
    );
    const live = await Cli.run(['health', url, '--live']);
    expect([live.code, live.stdout]).toEqual([0, 'live: yes (running)\n']);
  });

  it('is 1 when the gateway could not start, live or ready', async () => {
    const source = new TestSource('press', () => Promise.reject(new Error('the tag file is gone')));
    const gateway = newGateway({ sinks: [new TestSink()], sources: [source] });
    await gateway.start().catch(() => {});
    const { url } = await serverFor({ gateway });
    for (const args of [[url], [`${url}/health/live`], [url, '--live']]) {
      const { code, stderr } = await Cli.run(['health', ...args]);
      expect([code, stderr]).toEqual([1, expect.stringContaining('the tag file is gone')]);
    }
  });

  it('tells the parts with --json', async () => {
    const gateway = await running({ sinks: [new TestSink()], sources: [new TestSource()], spool: false });
    const { url } = await serverFor({ gateway });
    const { code, json } = await Cli.run(['health', url, '--json']);
    expect(code).toBe(0);
    expect(json.slice(0, -1)).toEqual(
      ['sinks.broker', 'sources.press'].map((part) => ({ type: 'part', part, healthy: true, reason: null })),
    );
    expect(json.at(-1)).toEqual({ type: 'summary', url: `${url}/health/ready`, state: 'running', reasons: [] });
  });

  it('takes the port of the configuration for granted, and is 1 when nobody is there', async () => {
    const { code, json } = await Cli.run(['health', '--json']);
    expect(code).toBe(1);
    expect(json.at(-1)).toMatchObject({
      url: 'http://127.0.0.1:9464/health/ready',
      error: { code: 'EIP_HEALTH_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it.each<[string, RequestListener]>([
    ['another program', (_, response) => response.end('<html>')],
    ['JSON of another kind', (_, response) => response.end('{"status":"UP"}')],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['half an answer', (_, response) => response.write('{"ready":', () => response.destroy())],
    ['an answer without end', (_, response) => flood(response)],
  ])('is 1 for %s', async (_, listener) => {
    const { code, stderr } = await Cli.run(['health', await answering(listener)]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('[EIP_HEALTH_UNREACHABLE]')]);
  });

  it.each([
    ['does not answer', () => {}],
    [
      'answers a byte at a time',
      (response: { write(text: string): void }) => {
        const timer = setInterval(() => response.write(' '), 20);
        cleanups.push(() => clearInterval(timer));
      },
    ],
  ])('waits no longer than it may for one that %s', async (_, answer) => {
    const url = await answering((__, response) => answer(response));
    const { code, stderr } = await Cli.run(['health', url, '--timeout', '0.3']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no answer within 0.3 s')]);
  });

  it('ends with 1 on a signal: nobody has said that it is healthy', async () => {
    const server = createTcpServer();
    const asked = once(server, 'connection');
    const cli = started(['health', await portOf(server), '--timeout', '60']);
    await asked;
    cli.signal('SIGTERM');
    expect(await cli.ended).toEqual({ code: 1, signal: null });
  });

  it.each([
    [['health', 'https://127.0.0.1:9464'], 'Expected a URL such as http://127.0.0.1:9464'],
    [['health', '127.0.0.1:9464'], 'Expected a URL'],
    [['health', 'http://127.0.0.1:9464/health/ready', '--live'], '--live is for a URL without a path'],
    [['health', '--timeout', '0'], 'Expected seconds'],
  ])('%s is wrong usage', async (args, words) => {
    const { code, stderr } = await Cli.run(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('shows no text of others that moves the cursor', async () => {
    const gateway = new Gateway({ sinks: [new TestSink()], spool: false });
    const health = async () => ({ live: false, ready: false, reasons: ['\u001b[2Jgone'], parts: {} });
    const { url } = await serverFor({ gateway: { status: () => gateway.status(), health } });
    const { stderr } = await Cli.run(['health', url]);
    expect(stderr).toContain('?[2Jgone');
  });
});

function flood(response: { write(text: string, done: () => void): void; destroyed: boolean }): void {
  if (!response.destroyed) response.write(' '.repeat(65_536), () => flood(response));
}
