import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(resolve(__dirname, '../../../package-lock.json'), 'utf8');
const packages = Object.entries((JSON.parse(text) as { packages: Record<string, Locked> }).packages);
const paths = new Set(packages.map(([path]) => path));

describe('package-lock.json', () => {
  it('names no registry', () => expect(packages.filter(([, locked]) => locked.resolved !== undefined)).toEqual([]));

  // A registry that lacks the package of another platform makes npm leave it out, and npm ci then refuses the file.
  it('holds the optional packages of every platform', () => {
    const wanted = packages.flatMap(([path, locked]) =>
      Object.keys(locked.optionalDependencies ?? {}).map((name) => ({ path, name })),
    );
    const isLocked = ({ path, name }: { path: string; name: string }) =>
      paths.has(`node_modules/${name}`) || paths.has(`${path}/node_modules/${name}`);
    expect(wanted.filter((one) => !isLocked(one))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(10);
  });
});
