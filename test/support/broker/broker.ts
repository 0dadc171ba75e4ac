/** A real RabbitMQ of one's own: without privileges, with its own folder and ports, gone with the process that has it. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Certificates } from './certificates.js';
import { type Child, handOver, type Place, runChild, startChild } from './child.js';
import { freePorts } from './ports.js';

const PROGRAMS = '/usr/lib/rabbitmq/bin';
const COOKIE = 'private';
/** More than a loaded machine ever took. */
const START_TIMEOUT_MS = 90_000;
const PROTOCOL_HEADER = 'AMQP\0\0\x09\x01';

export interface BrokerOptions {
  /** Listens with TLS too, with the files of `certificates`. */
  readonly tls?: boolean;
  /** Further lines of rabbitmq.conf. */
  readonly config?: readonly string[];
  /** Of the node, before `@localhost`; default `broker`. */
  readonly name?: string;
  /** Another one that this is to make a cluster with: they find each other; `join` does it. */
  readonly beside?: Broker;
}

/** Patterns of names that a user may use. */
export interface Permissions {
  readonly configure?: string;
  readonly write?: string;
  readonly read?: string;
}

interface Ports {
  readonly amqp: number;
  readonly tls: number;
  readonly distribution: number;
  readonly epmd: number;
}

/** Host `127.0.0.1`, user `guest` with password `guest` in the vhost `/`. */
export class Broker implements AsyncDisposable {
  private server: Child | undefined;

  private constructor(
    private readonly place: Place,
    private readonly ports: Ports,
    /** Of the first one of a cluster. */
    private readonly epmd: Child | undefined,
    private readonly madeCertificates: Certificates | undefined,
    /** As in `broker@localhost`. */
    readonly node: string,
  ) {}

  /** Makes a broker and waits until it answers, 4 to 7 s. */
  static async launch(options: BrokerOptions = {}): Promise<Broker> {
    const folder = mkdtempSync(join(tmpdir(), 'eip-broker-'));
    const [amqp = 0, tls = 0, distribution = 0, ownEpmd = 0] = await freePorts(4);
    const { name = 'broker', beside } = options;
    const epmd = beside?.ports.epmd ?? ownEpmd;
    const ports = { amqp, tls, distribution, epmd };
    const node = `${name}@localhost`;
    const certificates = options.tls ? await Certificates.create(folder) : undefined;
    if (certificates !== undefined) handOver(certificates.installed.key);
    writeFiles(folder, configuration(ports, options.config ?? [], certificates));
    const place = { cwd: folder, env: environment(folder, ports, node) };
    const mapper = beside ? undefined : startChild('epmd', ['-port', String(epmd), '-address', '127.0.0.1'], place);
    const broker = new Broker(place, ports, mapper, certificates, node);
    try {
      await broker.start();
    } catch (error) {
      await broker.dispose();
      throw error;
    }
    return broker;
  }

  /** Of the broker itself while it runs. */
  get pid(): number {
    return this.server?.pid ?? 0;
  }

  /** Where its files are. */
  get folder(): string {
    return this.place.cwd;
  }

  get amqpPort(): number {
    return this.ports.amqp;
  }

  get tlsPort(): number {
    return this.ports.tls;
  }

  /** host:port without TLS. */
  get address(): string {
    return `127.0.0.1:${this.ports.amqp}`;
  }

  get tlsAddress(): string {
    return `127.0.0.1:${this.ports.tls}`;
  }

  get certificates(): Certificates {
    if (this.madeCertificates === undefined) throw new Error('launched without tls');
    return this.madeCertificates;
  }

  /** Starts it again, with what it has kept; resolves when it answers. */
  async start(): Promise<void> {
    const server = startChild(join(PROGRAMS, 'rabbitmq-server'), [], this.place);
    this.server = server;
    const until = performance.now() + START_TIMEOUT_MS;
    while (!(await answers(this.ports.amqp))) {
      if (server.hasEnded) throw new Error(`the broker ended at once:\n${server.text}`);
      if (performance.now() > until) throw new Error(`the broker does not answer:\n${server.text}`);
      await delay(50);
    }
    await runChild('erl_call', [...this.call, '-timeout', '60', '-a', 'rabbit await_startup'], this.place);
  }

  /** As an operator stops it: connections are closed with a reason. */
  async stop(): Promise<void> {
    await this.server?.end('SIGTERM');
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    await this.server?.end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** It holds still: sockets stay open, nobody answers. */
  suspend(): void {
    this.server?.signal('SIGSTOP');
  }

  resume(): void {
    this.server?.signal('SIGCONT');
  }

  /** Ends all of it and removes its folder. */
  async dispose(): Promise<void> {
    await this.kill();
    await this.epmd?.end('SIGTERM');
    rmSync(this.place.cwd, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Makes one cluster of both; what this one has is gone. */
  async join(other: Broker): Promise<void> {
    await this.ctl('stop_app');
    await this.ctl('join_cluster', other.node);
    await this.ctl('start_app');
  }

  private get call(): readonly string[] {
    return ['-sname', this.node, '-c', COOKIE];
  }

  /** `rabbitmqctl`, a third of a second each. */
  ctl(...args: readonly string[]): Promise<string> {
    return runChild(join(PROGRAMS, 'rabbitmqctl'), ['--quiet', ...args], this.place);
  }

  /** The JSON of an Erlang expression's value, evaluated in the broker, some milliseconds each. */
  async eval<T>(expression: string): Promise<T> {
    // base64: the answer is an Erlang term, whose strings have escapes of their own.
    const code = `binary_to_list(base64:encode(rabbit_json:encode(begin ${expression} end))).\n`;
    const answer = await runChild('erl_call', [...this.call, '-e'], this.place, code);
    const encoded = /^\{ok, "(.*)"\}$/.exec(answer)?.[1];
    if (encoded === undefined) throw new Error(`${expression}: ${answer}`);
    return JSON.parse(Buffer.from(encoded, 'base64').toString()) as T;
  }

  /** What PEM files the broker has read it forgets: new connections see those of now. */
  async reloadCertificates(): Promise<void> {
    if (this.madeCertificates !== undefined) handOver(this.madeCertificates.installed.key);
    await this.eval('ssl:clear_pem_cache(), true');
  }

  async addUser(name: string, password: string, permissions: Permissions = {}, vhost = '/'): Promise<void> {
    await this.ctl('add_user', name, password);
    await this.setPermissions(name, permissions, vhost);
  }

  /** Everything is allowed that is not given. */
  async setPermissions(name: string, permissions: Permissions, vhost = '/'): Promise<void> {
    const { configure = '.*', write = '.*', read = '.*' } = permissions;
    await this.ctl('set_permissions', '-p', vhost, name, configure, write, read);
  }

  /** `guest` may do everything in it. */
  async addVhost(name: string): Promise<void> {
    await this.ctl('add_vhost', name);
    await this.setPermissions('guest', {}, name);
  }

  /** On: every connection that publishes is blocked. */
  async setMemoryAlarm(on: boolean): Promise<void> {
    await this.ctl('set_vm_memory_high_watermark', 'absolute', on ? '1' : '512MiB');
  }

  /** As the operator does it; resolves to how many there were. */
  async closeConnections(reason: string): Promise<number> {
    const pids = 'Pids = rabbit_networking:connections()';
    // One that goes by itself meanwhile throws.
    const close = `[catch rabbit_networking:close_connection(Pid, ${binary(reason)}) || Pid <- Pids]`;
    return await this.eval<number>(`${pids}, ${close}, length(Pids)`);
  }

  /** What was declared outlives a SIGKILL from now on: the broker itself writes it down some seconds later. */
  async settleDefinitions(): Promise<void> {
    await this.eval('ok = mnesia:sync_log(), [ok = dets:sync(Table) || Table <- dets:all()], true');
  }

  connectionCount(): Promise<number> {
    return this.eval('length(rabbit_networking:connections())');
  }

  /** Messages of a queue, ready and unacknowledged, and its consumers; undefined when there is no such queue. */
  async queue(name: string, vhost = '/'): Promise<{ messages: number; consumers: number } | undefined> {
    const resource = `rabbit_misc:r(${binary(vhost)}, queue, ${binary(name)})`;
    const info = 'maps:from_list(rabbit_amqqueue:info(Q, [messages, consumers]))';
    const found = `case rabbit_amqqueue:lookup(${resource}) of {ok, Q} -> ${info}; _ -> null end`;
    return (await this.eval<{ messages: number; consumers: number } | null>(found)) ?? undefined;
  }

  /** As an operator deletes it, under whoever uses it. */
  async deleteQueue(name: string, vhost = '/'): Promise<void> {
    await this.ctl('delete_queue', '-p', vhost, name);
  }
}

function binary(text: string): string {
  return `<<${JSON.stringify(text)}/utf8>>`;
}

function configuration(ports: Ports, more: readonly string[], certificates: Certificates | undefined): string {
  const lines = [
    `listeners.tcp.default = 127.0.0.1:${ports.amqp}`,
    'vm_memory_high_watermark.absolute = 512MiB',
    'disk_free_limit.absolute = 50MB',
  ];
  if (certificates !== undefined) {
    const { ca, cert, key } = certificates.installed;
    lines.push(`listeners.ssl.default = 127.0.0.1:${ports.tls}`);
    lines.push(`ssl_options.cacertfile = ${ca}`, `ssl_options.certfile = ${cert}`, `ssl_options.keyfile = ${key}`);
    lines.push('ssl_options.verify = verify_peer');
  }
  lines.push(...more);
  return `${lines.join('\n')}\n`;
}

function environment(folder: string, ports: Ports, node: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: folder,
    // Its script becomes the broker instead of standing in front of it: signals hit the one that is meant.
    RUNNING_UNDER_SYSTEMD: 'true',
    RABBITMQ_NODENAME: node,
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'no-such-file'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // Schedulers with nothing to do sleep instead of spinning.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none',
  };
}

function writeFiles(folder: string, config: string): void {
  writeFileSync(join(folder, '.erlang.cookie'), COOKIE, { mode: 0o400 });
  writeFileSync(join(folder, 'rabbitmq.conf'), config);
  writeFileSync(join(folder, 'plugins'), '[].\n');
  mkdirSync(join(folder, 'data'));
  mkdirSync(join(folder, 'log'));
  for (const name of ['.erlang.cookie', 'data', 'log', '.']) handOver(join(folder, name));
}

/** Whether a protocol header is answered with a method frame. */
async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.end(PROTOCOL_HEADER, 'latin1');
  try {
    const [bytes] = (await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [])])) as [Buffer?];
    return bytes?.[0] === 1;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
