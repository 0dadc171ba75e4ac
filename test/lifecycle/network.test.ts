/** The interface changes while an adapter runs on it: the objects and the events follow. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/** Interfaces of our own need a network namespace, and ip(8). */
const possible = spawnSync('unshare', ['-n', '-m', 'ip', 'link', 'add', 'eip0', 'type', 'veth']).status === 0;

interface Objects {
  readonly configuration: { readonly address: string; readonly mask: string; readonly gateway: string };
  readonly speed: number;
  readonly flags: { readonly link: boolean; readonly fullDuplex: boolean };
  readonly mac: string;
  readonly state: string;
  readonly label: string;
}

interface Report {
  readonly first: Objects;
  readonly down: Objects;
  readonly rerouted: Objects;
  readonly back: Objects;
  readonly system: { readonly mac: string; speed: number; duplex: string; mask: string; gateway: string };
  readonly lost: Record<string, unknown>;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** Runs a script of `children/` in namespaces of its own. @returns what it reported */
function inNamespace(name: string) {
  const script = resolve(__dirname, 'children', name);
  const { status, stdout, stderr } = spawnSync('unshare', ['-n', '-m', process.execPath, script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe.skipIf(!possible)('an interface that comes back as another (skipped without network namespaces)', () => {
  it('what goes to a group and what comes as a broadcast follow it', () => {
    const { before, heardBefore, after, heardAfter, name } = inNamespace('network-return.cjs');
    expect(before).toMatchObject({ first: [1, 2, 3, 4], group: '239.192.1.128', failures: 0 });
    expect(heardBefore).toBe('10.77.0.5');
    expect(name).toBe('eip2');
    expect(after).toMatchObject({ first: [1, 2, 3, 4], failures: 0 });
    expect(heardAfter).toBe('10.77.0.5');
  });
});

describe.skipIf(!possible)('an adapter on an interface that changes (skipped without network namespaces)', () => {
  let report: Report;
  beforeAll(() => {
    report = inNamespace('network.cjs');
  }, 90_000);

  it('what the objects tell is what the system tells', () => {
    const { first, system } = report;
    expect(first.label).toBe('eip0');
    expect(first.mac).toBe(system.mac);
    expect(first.speed).toBe(system.speed);
    expect(first.flags).toMatchObject({ link: true, fullDuplex: system.duplex === 'full' });
    expect(first.state).toBe('up');
    expect(first.configuration).toMatchObject({ address: '10.77.0.5', mask: system.mask, gateway: system.gateway });
  });
  it('a link that is lost', () =>
    expect(report.down).toMatchObject({
      state: 'down',
      flags: { link: false },
      configuration: { address: '10.77.0.5' },
    }));
  it('another gateway', () =>
    expect(report.rerouted).toMatchObject({ state: 'up', configuration: { gateway: '10.77.0.9' } }));
  it('an address that is gone: status() says so, and a warning', () => {
    expect(report.lost).toMatchObject({ present: false, interface: 'eip0', address: '10.77.0.5' });
    expect(report.warnings).toEqual(['EIP_ADDRESS_LOST']);
  });
  it('an address that is back: served again, with its new mask', () =>
    expect(report.back).toMatchObject({ state: 'up', configuration: { mask: '255.255.255.0' } }));
  it('each change is told in words', () => {
    expect(report.reasons).toEqual([
      'eip0 has lost its link',
      'eip0 has its link again',
      'eip0: gateway changed',
      '10.77.0.5 is gone from eip0: no scanner reaches this adapter',
      '10.77.0.5 is back, on eip0',
    ]);
  });
});
