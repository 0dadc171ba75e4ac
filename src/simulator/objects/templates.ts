/** Template object (docs/protocol.md, "Templates"). */
import { ServiceCode } from '../../cip/index.js';
import { Writer } from '../../cip/writer.js';
import {
  decodeReadTemplate,
  definitionWords,
  encodeTemplateDefinition,
  TEMPLATE_ATTRIBUTES,
  type Template,
} from '../../logix/index.js';
import { Refused, Status } from '../controller/refused.js';
import type { Answer } from '../controller/tag-services.js';
import { attributeList } from './attribute-list.js';
import { type ObjectRequest, served } from './request.js';

export function templates(request: ObjectRequest): Answer {
  return served(request, SERVICES);
}

const SERVICES = new Map([
  [
    ServiceCode.getAttributeList,
    (request: ObjectRequest) => attributeList(request.data, valuesOf(templateOf(request)), request.room),
  ],
  [ServiceCode.readTag, definition],
]);

function templateOf({ controller, instance }: ObjectRequest): Template {
  const template = instance === undefined ? undefined : controller.program.templates.get(instance);
  if (template === undefined) throw new Refused(Status.pathUnknown);
  return template;
}

function valuesOf(template: Template): ReadonlyMap<number, Uint8Array> {
  const { handle, members, parameters, definitionWords: words, structureBytes } = TEMPLATE_ATTRIBUTES;
  const values: [{ readonly id: number; readonly size: 2 | 4 }, number][] = [
    [handle, template.handle],
    [members, template.members.length],
    [parameters, 0],
    [words, definitionWords(encodeTemplateDefinition(template).byteLength)],
    [structureBytes, template.structureBytes],
  ];
  return new Map(values.map(([{ id, size }, value]) => [id, number(value, size)]));
}

function number(value: number, size: 2 | 4): Uint8Array {
  const writer = new Writer();
  return (size === 2 ? writer.u16(value, 'attribute') : writer.u32(value, 'attribute')).finish();
}

/** Clients ask for somewhat more or less than there is: what is beyond are zeros. */
function definition(request: ObjectRequest): Answer {
  const whole = encodeTemplateDefinition(templateOf(request));
  const { offset, bytes } = decodeReadTemplate(request.data);
  const fits = Math.min(bytes, request.room);
  const data = new Uint8Array(fits);
  data.set(whole.subarray(offset, offset + fits));
  return { data, partial: fits < bytes };
}
