// Without a prebuilt binary: what the error says, and that what it says works.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { withNodeHeaders } from '../../scripts/lib/node-headers.mjs';
import { command, devTool, isUnreachable, npxScript } from './support/commands.js';
import { copyConsumer, expectSmoke } from './support/smoke.js';

// A copy of the consumer whose package has lost its binary.
const project = join(inject('consumer'), '..', 'source-build');
const installed = join(project, 'node_modules/@strokmatic/eip-native');
const node = (...args: string[]) => command(process.execPath, args, { cwd: project });

beforeAll(() => {
  cpSync(inject('consumer'), project, { recursive: true, verbatimSymlinks: true });
  copyConsumer(project);
  rmSync(join(installed, 'prebuilds'), { recursive: true });
});

describe('without a binary', () => {
  test('start() is refused with the command that builds one, and where to run it', () => {
    const { status, stdout, stderr } = node('missing.cjs');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { name, code, message } = JSON.parse(stdout);
    expect(code).toBe('EIP_NATIVE_MISSING');
    expect(name).toBe('EipError');
    expect(message).toContain('npx node-gyp@12 rebuild');
    expect(message).toContain(installed);
  });

  test('eip-native adapter ends with 1 and names the command', () => {
    const { status, stderr } = node(join(project, 'node_modules/.bin/eip-native'), 'adapter', '--bind', '127.0.77.4');
    expect(stderr).toContain('npx node-gyp@12 rebuild');
    expect(status).toBe(1);
  });

  test('the scanner needs none', () => {
    const { status, stdout } = node('-p', "typeof require('@strokmatic/eip-native/testing').Scanner");
    expect(stdout.trim()).toBe('function');
    expect(status).toBe(0);
  });
});

describe('npx node-gyp@12 rebuild in the package folder', () => {
  test('builds a binary that works', (context) => {
    const options = { cwd: installed, env: { ...withNodeHeaders(), JOBS: 'max' } };
    const npx = [npxScript, '--yes', '--prefer-offline', 'node-gyp@12', 'rebuild'];
    let built = command(process.execPath, npx, options);
    if (built.status !== 0 && isUnreachable(built.stderr)) {
      context.annotate('the registry is not reachable: built with the node-gyp of the checkout');
      built = command(process.execPath, [devTool('node-gyp', 'node-gyp'), 'rebuild'], options);
    }
    expect(built.status, built.stdout + built.stderr).toBe(0);
    expectSmoke(process.execPath, project, '127.0.77.5');
  });
});
