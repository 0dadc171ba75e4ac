/** What the library may not do to the process it lives in, looked for in its sources. The command line is a program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const src = resolve(__dirname, '../../../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.m?ts$/.test(file) && !file.startsWith('cli/'),
);

const ENDS = ['exit', 'abort', 'kill', 'reallyExit', 'exitCode', 'emit'];
const CHANGES = ['umask', 'chdir', 'title', 'setuid', 'setgid', 'setUncaughtExceptionCaptureCallback', 'binding'];
const LISTENS = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'];

interface Use {
  readonly file: string;
  readonly name: string;
  readonly argument: string | undefined;
}

/** `process` as a value: handed on, taken apart, indexed. */
const isBare = (node: ts.Node) =>
  ts.isIdentifier(node) &&
  node.text === 'process' &&
  !ts.isPropertyAccessExpression(node.parent) &&
  // The name of a property, and no value.
  !(ts.isPropertyAssignment(node.parent) && node.parent.name === node) &&
  !(ts.isBindingElement(node.parent) && node.parent.propertyName === node) &&
  !ts.isClassElement(node.parent) &&
  !ts.isTypeElement(node.parent);

/** The names of `const { a, b } = process`; else all that is done with it. */
function takenApart(parent: ts.Node): string[] {
  const isPattern = ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name);
  return isPattern ? parent.name.elements.map(({ name }) => name.getText()) : [parent.getText()];
}

/** Each `process.NAME` of a file, with the first argument where it is called. */
function usesIn(file: string): Use[] {
  const source = ts.createSourceFile(file, readFileSync(join(src, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const uses: Use[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && /^(globalThis\.)?process$/.test(node.expression.getText())) {
      const call = ts.isCallExpression(node.parent) ? node.parent.arguments[0]?.getText() : undefined;
      uses.push({ file, name: node.name.text, argument: call });
    }
    if (isBare(node)) uses.push(...takenApart(node.parent).map((name) => ({ file, name, argument: undefined })));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

describe('the sources of the library', () => {
  const uses = files.flatMap(usesIn);

  it('are found', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(uses.map(({ name }) => name)).toContain('hrtime');
  });

  it('never end the process, nor change it', () => {
    expect(uses.filter(({ name }) => [...ENDS, ...CHANGES].includes(name))).toEqual([]);
  });

  it('listen to one event of the process, in one place', () => {
    const listening = uses.filter(({ name }) => LISTENS.includes(name));
    expect(listening).toEqual([{ file: 'runtime/exit-hook.ts', name: 'on', argument: "'exit'" }]);
  });

  it('take it by no other name', () => {
    const others = new Set(uses.map(({ name }) => name).filter((name) => !/^\w+$/.test(name)));
    // Which of stdout and stderr.
    expect([...others]).toEqual(['process[stream]']);
  });

  it.each(files)('%s imports no "process" and sets no global', (file) => {
    const text = readFileSync(join(src, file), 'utf8');
    expect(text).not.toMatch(/from '(node:)?process'|require\('(node:)?process'\)/);
    expect(text).not.toMatch(/\bglobalThis(\.\w+|\[[^\]]+\])\s*=[^=]|declare global/);
  });
});
