/** Sections whose entries have one value each. */
import { entryNamed, numbered, sectionNamed } from '../syntax.js';
import type { Context } from './context.js';
import {
  date,
  oneOf,
  optionalText,
  path,
  type Rule,
  real,
  revision,
  someText,
  text,
  time,
  unsigned,
  whole,
  word,
} from './rules.js';

interface Keyword {
  readonly rule: Rule;
  readonly required?: boolean;
}

type Keywords = Readonly<Record<string, Keyword>>;

const required = (rule: Rule): Keyword => ({ rule, required: true });
const optional = (rule: Rule): Keyword => ({ rule });

/** Without these an importer refuses the file. */
const REQUIRED_SECTIONS: Readonly<Record<string, Keywords>> = {
  File: {
    DescText: required(someText),
    CreateDate: required(date),
    CreateTime: required(time),
    ModDate: optional(date),
    ModTime: optional(time),
    Revision: required(revision),
    HomeURL: optional(text),
  },
  Device: {
    VendCode: required(unsigned(16)),
    VendName: required(someText),
    ProdType: required(unsigned(16)),
    ProdTypeStr: required(someText),
    ProdCode: required(unsigned(16)),
    MajRev: required(whole(1n, 255n)),
    MinRev: required(unsigned(8)),
    ProdName: required(someText),
    Catalog: optional(text),
    Icon: optional(text),
  },
  'Device Classification': { Class1: required(word) },
};

const OPTIONAL_SECTIONS: Readonly<Record<string, Keywords>> = {
  ParamClass: {
    MaxInst: required(unsigned(16)),
    Descriptor: required(unsigned(16)),
    CfgAssembly: required(unsigned(16)),
  },
  Capacity: {
    ConnOverhead: optional(real),
    MaxCIPConnections: optional(unsigned(16)),
    MaxIOConnections: optional(unsigned(16)),
    MaxMsgConnections: optional(unsigned(16)),
    MaxIOProducers: optional(unsigned(16)),
    MaxIOConsumers: optional(unsigned(16)),
    MaxIOProduceConsume: optional(unsigned(16)),
    MaxIOMcastProducers: optional(unsigned(16)),
    MaxIOMcastConsumers: optional(unsigned(16)),
    MaxConsumersPerMcast: optional(unsigned(16)),
  },
  'Connection Manager': { PITNS: optional(oneOf('Yes', 'No')), PITNS_usec: optional(oneOf('Yes', 'No')) },
};

/** Of every section that describes a class of objects. */
const CLASS_KEYWORDS: Keywords = {
  Object_Name: optional(text),
  Object_Class_Code: optional(unsigned(32)),
  MaxInst: optional(unsigned(16)),
  Number_Of_Static_Instances: optional(unsigned(16)),
  Max_Number_Of_Dynamic_Instances: optional(unsigned(16)),
};

export function checkSections(context: Context): void {
  for (const [name, keywords] of Object.entries(REQUIRED_SECTIONS)) {
    if (sectionNamed(context.file, name) === undefined) {
      context.complain({ line: 1, column: 1 }, `the section [${name}] is missing`);
    }
    checkKeywords(context, name, keywords);
  }
  for (const [name, keywords] of Object.entries(OPTIONAL_SECTIONS)) checkKeywords(context, name, keywords);
  const names = new Set(context.file.sections.map(({ name }) => name.toLowerCase()));
  for (const name of names) checkKeywords(context, name, CLASS_KEYWORDS);
  checkTrafficSpecs(context);
  checkPorts(context);
}

function checkKeywords(context: Context, name: string, keywords: Keywords): void {
  const section = sectionNamed(context.file, name);
  if (section === undefined) return;
  for (const [keyword, { rule, required: must = false }] of Object.entries(keywords)) {
    const entry = entryNamed(section, keyword);
    if (entry !== undefined) context.checkValue(entry, rule);
    else if (must) context.missing(section, keyword);
  }
}

const TRAFFIC = [
  { name: 'direction', rule: oneOf('Tx', 'Rx', 'TxRx') },
  { name: 'bytes', rule: unsigned(16) },
  { name: 'packets per second', rule: unsigned(32) },
];

function checkTrafficSpecs(context: Context): void {
  for (const { entry } of numbered(sectionNamed(context.file, 'Capacity'), 'TSpec'))
    context.checkFields(entry, TRAFFIC);
}

const PORT = [
  { name: 'type', rule: word },
  { name: 'name', rule: optionalText },
  { name: 'path', rule: (field: Parameters<Rule>[0]) => (field.text === '' ? undefined : path(field)) },
  { name: 'number', rule: unsigned(16) },
];
const MOST_PORT_FIELDS = 8;

function checkPorts(context: Context): void {
  for (const { entry } of numbered(sectionNamed(context.file, 'Port'), 'Port')) {
    context.checkFields(entry, PORT, MOST_PORT_FIELDS);
  }
}
