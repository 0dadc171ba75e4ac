import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { command, repository } from './commands.js';

export interface SmokeReport {
  node: string;
  recipe: number;
  sent: number;
  received: number;
  lost: number;
}

/** Puts the consumer's programs beside its node_modules. */
export function copyConsumer(project: string): void {
  cpSync(join(repository, 'test/package/consumer'), project, { recursive: true });
}

/** Runs consumer/smoke.cjs with this Node in `project`; an adapter on `address` must echo and end by itself. */
export function expectSmoke(nodePath: string, project: string, address: string): SmokeReport {
  const { status, stdout, stderr } = command(nodePath, ['smoke.cjs', address], { cwd: project, timeoutMs: 30_000 });
  expect(status, stdout + stderr).toBe(0);
  const report = JSON.parse(stdout) as SmokeReport;
  expect(report).toMatchObject({ recipe: 1235, lost: 0 });
  expect(report.received).toBeGreaterThan(0);
  return report;
}
