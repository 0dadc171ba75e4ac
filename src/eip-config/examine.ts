/** A configuration as its sources make it: read, merged, checked and completed; what is wrong is told with its source. */
import { type AdapterRead, readAdapter } from '../adapter/config-file/adapter-section.js';
import { CONFIG_KEYS, CONFIG_SECTIONS, type ConfigSection } from '../config/config-file.js';
import { type Entry, entryAt, plainOf } from '../config/entry.js';
import { type Forms, FormTree, fixedKeys } from '../config/form.js';
import { noSuch } from '../config/names.js';
import type { Complaint } from '../config/refusal.js';
import { expected } from '../config/schema.js';
import { Secret } from '../config/secret.js';
import { isObject, optionsIn } from '../config/section.js';
import { gather, problemAt } from '../config/sources.js';
import type { OptionProblem } from '../errors.js';
import { type Around, type OwnParts, sinkNames } from './gateway/links.js';
import { valuesOf } from './origins.js';
import { ALWAYS_ENABLED, configForm } from './schema.js';
import { READ } from './sections.js';
import type { LoadConfigOptions } from './types.js';

export interface Examination {
  readonly files: readonly string[];
  /** What was said, and where. */
  readonly tree: Entry;
  readonly form: FormTree;
  /** Complete sections; undefined: not enabled, or wrong. */
  readonly sections: Readonly<Record<ConfigSection, unknown>>;
  readonly problems: readonly OptionProblem[];
}

/** @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID for a file that is no YAML, or too much of it. */
export function examine({ files = [], env = process.env, values = {}, own = {} }: LoadConfigOptions): Examination {
  const paths = [files].flat();
  const form = new FormTree(configForm());
  const { tree, problems } = gather({ files: paths, env, values, form, keys: CONFIG_KEYS });
  const examiner = new Examiner(tree, form, own);
  const sections = examiner.sections();
  return { files: paths, tree, form, sections, problems: [...problems, ...examiner.problems] };
}

class Examiner {
  readonly problems: OptionProblem[] = [];
  private readonly given: Readonly<Record<string, unknown>>;

  constructor(
    readonly tree: Entry,
    readonly form: FormTree,
    private readonly own: OwnParts,
  ) {
    this.given = plainOf(tree) as Record<string, unknown>;
  }

  sections(): Record<ConfigSection, unknown> {
    const adapter = readAdapter(this.known('adapter'));
    const entries = CONFIG_SECTIONS.map((name) => [name, this.section(name, adapter)]);
    this.checkClientsAdapter();
    const sections: Record<ConfigSection, unknown> = Object.fromEntries(entries);
    if (!this.isEnabled('vault')) this.checkVaultReferences(sections);
    if (!this.isEnabled('rabbitmq')) this.checkRabbitSink(sections);
    if (this.isEnabled('gateway')) this.checkSpooledSinks(sections);
    return sections;
  }

  /** Of a section that does not hold, what is there has to be right, and nothing has to be there. */
  private section(name: ConfigSection, adapter: AdapterRead): unknown {
    const isEnabled = this.isEnabled(name);
    const isWanted = isEnabled || name === 'logging';
    if (!isWanted && this.given[name] === undefined) return undefined;
    const around = {
      isEnabled,
      adapter,
      fileAt: (path: Complaint['path']) => this.fileAt([name, ...path]),
      gateway: this.gatewaysAround(),
    };
    const {
      value,
      complaints,
      problems = [],
    } = READ[name](this.given[name] === undefined ? {} : this.known(name), around);
    const told = [...this.strangers(name), ...this.wrongSwitch(name), ...complaints];
    const all = told.map(({ path, message }) => ({ path: [name, ...path], message }));
    const counted = isWanted ? all : all.filter(({ path }) => entryAt(this.tree, path) !== undefined);
    this.problems.push(...counted.map((complaint) => problemAt(this.tree, this.masked(complaint))), ...problems);
    return isWanted ? value : undefined;
  }

  private isEnabled(name: ConfigSection): boolean {
    const section = this.given[name];
    if (isObject(section) && typeof section.enabled === 'boolean') return section.enabled;
    return section !== undefined || ALWAYS_ENABLED.has(name);
  }

  private wrongSwitch(name: ConfigSection): Complaint[] {
    const section = this.given[name];
    if (!isObject(section) || section.enabled === undefined || typeof section.enabled === 'boolean') return [];
    return [{ path: ['enabled'], message: expected('true or false').error({ input: section.enabled }) }];
  }

  private strangers(name: ConfigSection): Complaint[] {
    const section = this.given[name];
    if (!isObject(section)) return [];
    const known = fixedKeys(this.formsOf(name, section));
    const strange = Object.keys(section).filter((key) => !known.includes(key));
    return strange.map((key) => ({ path: [key], message: noSuch('option', key, known) }));
  }

  /** Of a client those of its protocol. */
  private formsOf(name: ConfigSection, section: Record<string, unknown>): Forms {
    const forms = this.form.at([name]);
    const own = forms.filter(({ properties }) => properties?.protocol?.const === section.protocol);
    return own.length > 0 ? own : forms;
  }

  /** The options of a section, without keys that are refused already. */
  private known(name: ConfigSection): unknown {
    const section = this.given[name];
    if (!isObject(section)) return section;
    const known = new Set(fixedKeys(this.formsOf(name, section)));
    return optionsIn(Object.fromEntries(Object.entries(section).filter(([key]) => known.has(key))));
  }

  private fileAt(path: Complaint['path']): string | undefined {
    const origin = entryAt(this.tree, path)?.origin;
    return origin?.kind === 'file' ? origin.file : undefined;
  }

  private gatewaysAround(): Around {
    return {
      isEnabled: (section) => this.isEnabled(section),
      telemetry: this.given.telemetry,
      rabbitmq: this.given.rabbitmq,
      own: this.own,
    };
  }

  /** Records would be kept there that nobody takes. */
  private checkSpooledSinks({ telemetry }: Readonly<Record<string, unknown>>): void {
    const { spool } = (telemetry ?? {}) as { readonly spool?: { readonly sinks?: object } };
    const known = sinkNames(this.gatewaysAround());
    for (const name of Object.keys(spool?.sinks ?? {})) {
      if (known.includes(name)) continue;
      const path = ['telemetry', 'spool', 'sinks', name];
      this.problems.push(problemAt(this.tree, { path, message: noSuch('sink', name, known) }));
    }
  }

  private checkRabbitSink({ telemetry }: Readonly<Record<string, unknown>>): void {
    const { sinks } = (telemetry ?? {}) as { readonly sinks?: { readonly rabbitmq?: unknown } };
    if (sinks?.rabbitmq === undefined) return;
    const path = ['telemetry', 'sinks', 'rabbitmq'];
    this.problems.push(problemAt(this.tree, { path, message: 'needs the section "rabbitmq"' }));
  }

  private checkVaultReferences(sections: Readonly<Record<string, unknown>>): void {
    for (const { path, value } of valuesOf(sections, this)) {
      if (!(value instanceof Secret) || !value.origin.startsWith('vault:')) continue;
      this.problems.push(problemAt(this.tree, { path, message: `${value.origin}: needs the section "vault"` }));
    }
  }

  private checkClientsAdapter(): void {
    const { client, adapter } = this.given;
    if (!this.isEnabled('client') || this.isEnabled('adapter')) return;
    if (!isObject(client) || client.protocol !== 'implicit') return;
    const complaint =
      adapter === undefined
        ? { path: ['adapter'], message: 'required: the options of the adapter' }
        : { path: ['client', 'protocol'], message: 'goes over the section "adapter", which is not enabled' };
    this.problems.push(problemAt(this.tree, complaint));
  }

  /** Of what may hold a secret no value is told. */
  private masked({ path, message }: Complaint): Complaint {
    const isSecret = path.some((_, at) =>
      this.form.at(path.slice(0, at + 1)).some(({ writeOnly }) => writeOnly === true),
    );
    const holds = isSecret || this.form.holdsSecret(this.form.at(path));
    return { path, message: holds ? message.replace(/, got [\s\S]*$/, '') : message };
  }
}
