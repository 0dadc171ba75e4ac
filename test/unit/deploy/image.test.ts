/**
 * deploy/Dockerfile, its fragment and compose.yaml, held against what Docker documents: nobody runs Docker here. Every
 * instruction and key has to be known, so that a misspelt one is seen.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../../src/cli/program.js';

const root = resolve(__dirname, '../../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(text('package.json')) as {
  name: string;
  version: string;
  peerDependencies: Record<string, string>;
};
/** As `npm pack` names it. */
const tarball = `${manifest.name.replace(/^@/, '').replace('/', '-')}-${manifest.version}.tgz`;

const INSTRUCTIONS = [
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

function instructionsOf(path: string): Instruction[] {
  const lines = text(path)
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { name, rest };
    });
}

const of = (all: readonly Instruction[], name: string) =>
  all.filter((one) => one.name === name).map(({ rest }) => rest);

/** Commands of ours within an exec form: `["/bin/sh", "/app/entrypoint.sh", "health"]`. */
function ownArguments(list: readonly string[]): readonly string[] {
  const at = list.indexOf('/app/entrypoint.sh');
  return at === -1 ? list : list.slice(at + 1);
}

/** The command is there, and takes these options; it is not run. */
function expectCommand([name = '', ...rest]: readonly string[]): void {
  const command = createProgram().commands.find((one) => one.name() === name);
  expect(command?.name()).toBe(name);
  const { operands, unknown } = command!.parseOptions([...rest]);
  expect(unknown).toEqual([]);
  const taken = command!.registeredArguments;
  expect(operands.length).toBeGreaterThanOrEqual(taken.filter(({ required }) => required).length);
  if (!taken.some(({ variadic }) => variadic)) expect(operands.length).toBeLessThanOrEqual(taken.length);
}

/** What looks like a password, a key or a token that is written down. */
const SECRET =
  /(password|passwd|secret|token|api_?key)["']?\s*[:=]\s*["']?(?!env:|file:|vault:|\$|\.\.\.)[\w+/-]{3,}|BEGIN [A-Z ]*PRIVATE KEY/i;

describe.each(['deploy/Dockerfile', 'deploy/Dockerfile.fragment'])('%s', (path) => {
  const all = instructionsOf(path);

  it('has instructions that Docker knows, and no others', () => {
    expect(all.length).toBeGreaterThan(4);
    expect(all.map(({ name }) => name).filter((name) => !INSTRUCTIONS.includes(name))).toEqual([]);
  });

  it('ends as a user who is not root, behind everything that root has to do', () => {
    expect(of(all, 'USER')).toEqual(['node']);
    const names = all.map(({ name }) => name);
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  });

  it('passes signals on', () => {
    expect(of(all, 'ENTRYPOINT')[0]).toMatch(/^\["\/usr\/bin\/tini", "--"/);
    expect(of(all, 'RUN').join()).toContain(' tini ');
    expect(of(all, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('keeps the spool in a volume that its user may write', () => {
    const [volume = 'none'] = of(all, 'VOLUME');
    expect(volume).toBe('/var/lib/eip-native');
    expect(of(all, 'RUN')).toContainEqual(expect.stringMatching(new RegExp(`install -d -o node .* ${volume}$`)));
  });

  it('gives the capability to Node, and installs what that takes', () => {
    const runs = of(all, 'RUN').join('\n');
    expect(runs).toContain('setcap cap_sys_nice+ep /usr/local/bin/node');
    expect(runs).toContain('libcap2-bin');
  });

  it('holds no secret', () => expect(text(path)).not.toMatch(SECRET));
});

describe('deploy/Dockerfile', () => {
  const all = instructionsOf('deploy/Dockerfile');
  const stages = of(all, 'FROM').map((rest) => /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? []);

  it('is of Debian with Node 20 in each stage', () =>
    expect(stages.map(([, image]) => image)).toEqual(['node:20-bookworm-slim', 'node:20-bookworm-slim']));

  it('copies what is there: from the package, or from a stage before', () => {
    const copies = of(all, 'COPY').map((rest) => rest.split(' '));
    expect(copies).toHaveLength(3);
    for (const [first = '', ...paths] of copies) {
      const stage = /^--from=(\S+)$/.exec(first)?.[1];
      if (stage !== undefined) expect(stages.map(([, , name]) => name)).toContain(stage);
      else for (const path of [first, ...paths.slice(0, -1)]) expect(isThere(path)).toBe(true);
    }
  });

  /** In the folder that it is built in: what `npm pack` leaves, and deploy/ out of it. */
  function isThere(path: string): boolean {
    const isTarball = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`).test(tarball);
    return isTarball || (path.startsWith('deploy/') && existsSync(join(root, path)));
  }

  it('installs the optional packages in releases that the package wants', () => {
    const [install = ''] = of(all, 'RUN').filter((rest) => rest.startsWith('npm install'));
    expect(install).toContain('--ignore-scripts');
    for (const [name, wanted] of Object.entries(manifest.peerDependencies)) {
      const major = /\d+/.exec(wanted)?.[0];
      expect(install).toContain(` ${name}@${major}`);
    }
  });

  it('starts a command of ours, with a configuration', () => {
    const [command = '[]'] = of(all, 'CMD');
    expectCommand(JSON.parse(command) as string[]);
    expect(JSON.parse(of(all, 'ENTRYPOINT')[0]!)).toContain('/app/entrypoint.sh');
  });

  it('asks for its health by a command of ours, and waits longer than that does', () => {
    const [, options = '', command = '[]'] = /^(.*) CMD (.*)$/.exec(of(all, 'HEALTHCHECK')[0] ?? '') ?? [];
    expectCommand(ownArguments(JSON.parse(command) as string[]));
    expect(Number(/--timeout=(\d+)s/.exec(options)?.[1])).toBeGreaterThan(5);
  });

  it('its entry point can be run', () => expect(statSync(join(root, 'deploy/entrypoint.sh')).mode & 0o111).not.toBe(0));
});

interface Service {
  readonly [key: string]: unknown;
  readonly command: string[];
  readonly volumes: string[];
  readonly stop_grace_period: string;
  readonly build: { readonly context: string; readonly dockerfile: string };
}

describe('deploy/compose.yaml', () => {
  const compose = parse(text('deploy/compose.yaml')) as { services: Record<string, Service>; volumes: object };
  const gateway = compose.services.gateway!;
  const KNOWN = [
    'build',
    'cap_add',
    'cap_drop',
    'command',
    'env_file',
    'image',
    'logging',
    'mem_limit',
    'network_mode',
    'pids_limit',
    'read_only',
    'restart',
    'stop_grace_period',
    'tmpfs',
    'user',
    'volumes',
  ];

  it('has keys that Compose knows, and no others', () => {
    expect(Object.keys(compose).sort()).toEqual(['name', 'services', 'volumes']);
    expect(Object.keys(compose.services)).toEqual(['gateway']);
    expect(Object.keys(gateway).filter((key) => !KNOWN.includes(key))).toEqual([]);
  });

  it('takes everything away but what it needs', () =>
    expect(gateway).toMatchObject({
      network_mode: 'host',
      user: 'node',
      cap_drop: ['ALL'],
      cap_add: ['SYS_NICE'],
      read_only: true,
      tmpfs: [expect.stringMatching(/^\/tmp/)],
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      pids_limit: expect.any(Number),
      restart: 'unless-stopped',
    }));

  it('keeps the spool in a volume of its own, and the configuration read-only', () => {
    expect(gateway.volumes).toEqual(['spool:/var/lib/eip-native', './edge.yaml:/etc/eip-native/edge.yaml:ro']);
    expect(compose.volumes).toHaveProperty('spool');
    expect(existsSync(join(root, 'deploy/edge.yaml'))).toBe(true);
  });

  it('is built from the Dockerfile that is there', () =>
    expect(existsSync(join(root, 'deploy', gateway.build.context, gateway.build.dockerfile))).toBe(true));

  it('runs a command of ours, with the configuration that it mounts', () => {
    expectCommand(gateway.command);
    expect(gateway.volumes.join()).toContain(`:${gateway.command.at(-1)}:ro`);
  });

  it('waits longer for its end than the gateway takes by default', () =>
    expect(Number(/^(\d+)s$/.exec(gateway.stop_grace_period)?.[1])).toBeGreaterThan(20));

  it('holds no secret', () => expect(text('deploy/compose.yaml')).not.toMatch(SECRET));
});

describe('what is refused', () => {
  it.each([
    ['password: hunter22', true],
    ['BROKER_PASSWORD=hunter22', true],
    ['-----BEGIN RSA PRIVATE KEY-----', true],
    ['password: env:BROKER_PASSWORD', false],
    ['BROKER_PASSWORD=...', false],
  ])('%s is a secret: %s', (line, expected) => expect(SECRET.test(line)).toBe(expected));

  it.each([[['rnu', 'x']], [['health', '--lvie']], [['health', 'http://a', 'http://b']], [['check']]])(
    '%j is no command of ours',
    (command) => expect(() => expectCommand(command)).toThrow(),
  );
});
