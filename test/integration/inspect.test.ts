/** What `console.log` shows of the public objects: one line of what a person asks for, no internals. */
import { once } from 'node:events';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Adapter } from '../../src/index.js';
import { ExplicitSession, Scanner } from '../../src/testing.js';

const host = '127.0.42.2';
const at = { breakLength: Number.POSITIVE_INFINITY };

function makeAdapter() {
  return new Adapter({
    host,
    identity: { vendorId: 1, serialNumber: 1, productName: 'x' },
    assemblies: {
      command: { instance: 150, kind: 'output', size: 4 },
      result: { instance: 100, kind: 'input', size: 4 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
  });
}

test('an adapter: its state, ports in effect and number of connections', async () => {
  await using adapter = makeAdapter();
  expect(inspect(adapter, at)).toBe(
    "Adapter { state: 'new', address: null, port: null, ioPort: null, connections: 0 }",
  );
  await adapter.start();
  const scanner = new Scanner({
    host,
    bind: '127.0.42.1',
    output: { instance: 150, size: 4 },
    input: { instance: 100, size: 4 },
    config: null,
  });
  const told = once(adapter, 'connection');
  await scanner.open();
  await told;
  expect(inspect(adapter, at)).toBe(
    "Adapter { state: 'running', address: '127.0.42.2', port: 44818, ioPort: 2222, connections: 1 }",
  );
  expect(inspect(scanner, at)).toBe(
    "Scanner { state: 'open', host: '127.0.42.2', port: 44818, points: '150/100', rpiMs: 10 }",
  );
  await scanner.close();
});

test('assemblies: name, instance and size', () => {
  const adapter = makeAdapter();
  expect(inspect(adapter.input('result'), at)).toBe("InputAssembly { name: 'result', instance: 100, size: 4 }");
  expect(inspect(adapter.output('command'), at)).toBe(
    "WritableAssembly { name: 'command', kind: 'output', instance: 150, size: 4 }",
  );
});

test('an explicit session: its handle and both ends', async () => {
  await using adapter = makeAdapter();
  await adapter.start();
  await using session = await ExplicitSession.open({ host });
  expect(inspect(session, at)).toMatch(
    /^ExplicitSession \{ open: true, handle: \d+, local: \{ address: .* \}, remote: \{ address: '127\.0\.42\.2', port: 44818 \} \}$/,
  );
});
