/** Templates of a controller and the types that they make, each asked for once (docs/protocol.md, "Templates"). */
import type { RouterRequest } from '../../cip/index.js';
import { replyInvalid, understood } from '../../link/failures.js';
import {
  decodeTemplateAttributes,
  decodeTemplateDefinition,
  decodeTypeWord,
  definitionBytes,
  nameKey,
  readTemplateRequest,
  StructureType,
  type TagType,
  type Template,
  TypeBuilder,
  templateAttributesRequest,
} from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import type { Subject, Target } from '../failures.js';
import { type Part, readPart } from './raw-reads.js';

const MOST_TEMPLATES = 10_000;
/** Of all templates together: more than a controller has room for. */
const MOST_MEMBERS = 1_000_000;
const MOST_DEFINITION_BYTES = 1 << 20;
const MOST_READ_BYTES = 0xffff;

export class TemplateStore {
  private readonly templates = new Map<number, Template>();
  private readonly builder = new TypeBuilder((instance) => this.templates.get(instance));
  private readonly byName = new Map<string, TagType>();
  private members = 0;

  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
  ) {}

  /**
   * The type of a template: a `StructureType` or a `StringType`.
   * @throws EipReadError, EipConnectionError EIP_REPLY_INVALID for one that makes no sense.
   */
  async structure(instance: number, budget: Budget): Promise<TagType> {
    await this.fetch(instance, budget);
    const type = understood(this.target(), () => this.builder.structure(instance));
    this.name(type);
    return type;
  }

  /** One of those that were asked for, or that they consist of. In whatever case. */
  named(name: string): TagType | undefined {
    return this.byName.get(nameKey(name));
  }

  names(): string[] {
    return [...this.byName.values()].map(({ name }) => name);
  }

  private name(type: TagType): void {
    const key = nameKey(type.name);
    if (type.handle === undefined || this.byName.get(key) === type) return;
    this.byName.set(key, type);
    if (type instanceof StructureType) {
      for (const member of type.members) if (member.type !== undefined) this.name(member.type);
    }
  }

  /** The template and those that it consists of. Another call may have begun with it, and not be at its end yet. */
  private async fetch(instance: number, budget: Budget): Promise<void> {
    const wanted = new Set([instance]);
    for (const next of wanted) {
      const { members } = this.templates.get(next) ?? this.add(next, await this.template(next, budget));
      for (const { type } of members) {
        const inner = decodeTypeWord(type).template;
        if (inner !== undefined) wanted.add(inner);
      }
    }
  }

  /** Gives the one that is there already, where another call was faster. */
  private add(instance: number, template: Template): Template {
    const { templates } = this;
    const known = templates.get(instance);
    if (known !== undefined) return known;
    if (templates.size >= MOST_TEMPLATES) throw replyInvalid(this.target(), `more than ${MOST_TEMPLATES} templates`);
    this.members += template.members.length;
    if (this.members > MOST_MEMBERS) throw replyInvalid(this.target(), `more than ${MOST_MEMBERS} members`);
    templates.set(instance, template);
    return template;
  }

  private async template(instance: number, budget: Budget): Promise<Template> {
    const subject = { text: `template ${instance}` };
    const { data } = await this.part(subject, templateAttributesRequest(instance), budget);
    const attributes = understood(this.target(), () => decodeTemplateAttributes(data));
    const bytes = await this.definition(instance, Math.min(definitionBytes(attributes), MOST_DEFINITION_BYTES), budget);
    const definition = understood(this.target(), () => decodeTemplateDefinition(bytes, attributes.members));
    return { ...definition, handle: attributes.handle, structureBytes: attributes.structureBytes };
  }

  private async definition(instance: number, size: number, budget: Budget): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset < size; ) {
      const bytes = Math.min(size - offset, MOST_READ_BYTES);
      const request = readTemplateRequest(instance, { offset, bytes });
      const { data, isLast } = await this.part({ text: `the definition of template ${instance}` }, request, budget);
      parts.push(data);
      offset += data.byteLength;
      if (data.byteLength === 0 || (isLast && data.byteLength < bytes)) break;
    }
    return Buffer.concat(parts);
  }

  private part(subject: Subject, request: RouterRequest, budget: Budget): Promise<Part> {
    return readPart(this.caller, this.target, subject, request, budget);
  }
}
