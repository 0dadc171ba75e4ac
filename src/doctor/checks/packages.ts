/** Optional packages: those that the configuration needs have to load. */
import type { Check } from '../check.js';
import { type Judgement, ok, problem, warning } from '../finding.js';
import type { Subject } from '../subject.js';
import { listed, printable } from '../system/words.js';

const NAMES = ['lmdb', 'rabbitmq-client', 'prom-client'] as const;
export type PackageName = (typeof NAMES)[number];

export interface PackageFacts {
  readonly name: PackageName;
  /** Why it does not load; undefined: it does. */
  readonly fault: string | undefined;
  /** What it is needed for; undefined: for nothing that is configured. */
  readonly neededFor: string | undefined;
  /** The service runs without it, but for what it is needed for. */
  readonly dispensable: boolean;
}

export function judgePackages(packages: readonly PackageFacts[]): Judgement[] {
  const faults = packages.filter(({ fault, neededFor }) => fault !== undefined && neededFor !== undefined);
  if (faults.length > 0) return faults.map(faultOf);
  const there = packages.filter(({ fault }) => fault === undefined).map(({ name }) => name);
  const missing = packages.filter(({ fault }) => fault !== undefined).map(({ name }) => name);
  const parts = [
    there.length > 0 ? `${listed(there)} load` : undefined,
    missing.length > 0 ? `${listed(missing)} can't be loaded, and nothing that is configured needs that` : undefined,
  ];
  return [ok(parts.filter((part) => part !== undefined).join('; '))];
}

function faultOf({ name, fault, neededFor, dispensable }: PackageFacts): Judgement {
  const tell = dispensable ? warning : problem;
  return tell(`the package ${name} is needed for ${neededFor}, and can't be loaded: ${fault}`, `npm install ${name}`);
}

export function neededFor(name: PackageName, subject: Subject): string | undefined {
  const { broker, spool, commands, http } = subject;
  switch (name) {
    case 'lmdb':
      return spool !== undefined ? 'the spool' : commands ? 'the journal of commands' : undefined;
    case 'rabbitmq-client':
      return broker !== undefined ? 'the broker' : undefined;
    case 'prom-client':
      return http !== undefined ? '/metrics' : undefined;
  }
}

const LOAD: Readonly<Record<PackageName, () => Promise<unknown>>> = {
  lmdb: () => import('lmdb'),
  'rabbitmq-client': () => import('rabbitmq-client'),
  'prom-client': () => import('prom-client'),
};

export const packages: Check = {
  id: 'packages',
  async run(subject) {
    const facts = NAMES.map(async (name) => ({
      name,
      fault: await faultOfLoading(name),
      neededFor: neededFor(name, subject),
      dispensable: name === 'prom-client',
    }));
    return judgePackages(await Promise.all(facts));
  },
};

async function faultOfLoading(name: PackageName): Promise<string | undefined> {
  return LOAD[name]().then(
    () => undefined,
    (error: unknown) => printable(String((error as Error).message).split('\n', 1)[0] ?? ''),
  );
}
