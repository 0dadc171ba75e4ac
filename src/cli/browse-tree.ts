/** Tags and structures as a tree of text. What a controller calls its tags is not to move the cursor. */
import type { BrowsedTag, TemplateInfo, TemplateMemberInfo } from '../client/index.js';
import { printable } from './texts.js';

interface Leaf {
  readonly name: string;
  readonly what: string;
}

interface Branch {
  readonly name: string;
  readonly leaves: readonly Leaf[];
}

/** Tags of the controller, then a branch for each program. */
export function tagTree(tags: readonly BrowsedTag[]): string[] {
  const own = tags.filter(({ program }) => program === null).map(tagLeaf);
  const programs = new Map<string, Leaf[]>();
  for (const tag of tags) {
    if (tag.program === null) continue;
    const leaves = programs.get(tag.program) ?? [];
    leaves.push(tagLeaf(tag));
    programs.set(tag.program, leaves);
  }
  return linesOf(
    own,
    [...programs].map(([name, leaves]) => ({ name: `Program:${name}`, leaves })),
  );
}

export function templateTree({ name, bytes, capacity, members }: TemplateInfo): string[] {
  const holds = capacity === null ? '' : `, a string of ${capacity} characters`;
  return ['', `${printable(name)}: ${bytes} bytes${holds}`, ...linesOf(members.map(memberLeaf), [])];
}

function linesOf(leaves: readonly Leaf[], branches: readonly Branch[]): string[] {
  const lines = leafLines(leaves, branches.length === 0, '');
  for (const [i, branch] of branches.entries()) {
    const isLast = i === branches.length - 1;
    lines.push(`${isLast ? '└─' : '├─'} ${printable(branch.name)}`);
    lines.push(...leafLines(branch.leaves, true, isLast ? '   ' : '│  '));
  }
  return lines;
}

/** @param endsTree nothing follows the last of them on this level */
function leafLines(leaves: readonly Leaf[], endsTree: boolean, indent: string): string[] {
  const width = leaves.reduce((most, { name }) => Math.max(most, name.length), 0);
  return leaves.map(({ name, what }, i) => {
    const mark = endsTree && i === leaves.length - 1 ? '└─' : '├─';
    return `${indent}${mark} ${printable(name).padEnd(width)}  ${what}`;
  });
}

const ACCESS = { readWrite: [], readOnly: ['read only'], none: ['no access'] } as const;

function tagLeaf({ name, program, dataType, dimensions, access, isAlias, error }: BrowsedTag): Leaf {
  const size = dimensions.length === 0 ? '' : `[${dimensions.join(',')}]`;
  const remarks = [...(access === null ? [] : ACCESS[access]), ...(isAlias ? ['alias'] : [])];
  const why = error === undefined ? [] : [printable(error.message)];
  const what = [`${printable(dataType ?? '?')}${size}`, ...remarks, ...why].join(', ');
  return { name: program === null ? name : name.slice(name.indexOf('.') + 1), what };
}

function memberLeaf({ name, dataType, length }: TemplateMemberInfo): Leaf {
  return { name, what: `${printable(dataType ?? '?')}${length === null ? '' : `[${length}]`}` };
}
