// Packs the package as `npm publish` would (prepack builds dist/ and prebuilds/) and installs it into an empty
// directory, with a PATH that has no compiler and without install scripts.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { command, npmScript, pathWithoutCompiler, repository } from './support/commands.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The .tgz file. */
    tarball: string;
    /** A project that has installed it. */
    consumer: string;
  }
}

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

function must(what: string, args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = command(process.execPath, args, { cwd, ...(env && { env }) });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}\n${stderr}`);
}

export default function setup(project: TestProject): () => void {
  const scratch = mkdtempSync(join(tmpdir(), 'eip-package-'));
  const consumer = join(scratch, 'consumer');
  must('npm pack', [npmScript, 'pack', '--pack-destination', scratch, ...QUIET], repository);
  const tarball = join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? 'no tarball');

  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true }\n');
  const PATH = pathWithoutCompiler();
  const install = [npmScript, 'install', '--ignore-scripts', '--prefer-offline', ...QUIET, tarball];
  must('npm install', install, consumer, { ...process.env, PATH });
  rmSync(PATH, { recursive: true });

  project.provide('tarball', tarball);
  project.provide('consumer', consumer);
  return () => rmSync(scratch, { recursive: true, force: true });
}
