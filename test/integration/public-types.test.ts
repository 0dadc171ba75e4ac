/** Every type that a public signature names can be imported by its user: read from the built declarations. */
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const dist = resolve(__dirname, '../../dist');
const names = ['gateway.d.ts', 'index.d.ts', 'logging.d.ts', 'rabbitmq.d.ts', 'telemetry.d.ts', 'testing.d.ts'];
const entries = names.map((name) => join(dist, name));
const program = ts.createProgram(entries, {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  types: ['node'],
});
const checker = program.getTypeChecker();

function real(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function exportsOf(entry: string): ts.Symbol[] {
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  return module === undefined ? [] : checker.getExportsOfModule(module).map(real);
}

/** Declared in this package, at the top of a file that exports it. */
function isOurs(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  const file = declaration?.getSourceFile();
  if (file === undefined || !file.fileName.startsWith(dist)) return false;
  const module = checker.getSymbolAtLocation(file);
  return module !== undefined && checker.getExportsOfModule(module).some((other) => real(other) === symbol);
}

/** The types that a declaration names. */
function namedIn(symbol: ts.Symbol): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isTypeReferenceNode(node) ? node.typeName : undefined;
    const symbolOfName = name && checker.getSymbolAtLocation(name);
    if (symbolOfName !== undefined) found.push(real(symbolOfName));
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return found.filter(isOurs);
}

test.each([
  ['index.d.ts', 60],
  ['gateway.d.ts', 15],
  ['logging.d.ts', 1],
  ['telemetry.d.ts', 30],
  ['rabbitmq.d.ts', 20],
  ['testing.d.ts', 20],
])('every type that the exports of %s name, or those name in turn, is exported', (entry, atLeast) => {
  const reached = new Set(exportsOf(join(dist, entry)));
  expect(reached.size).toBeGreaterThan(atLeast);
  const public_ = new Set(entries.flatMap(exportsOf));
  for (const symbol of reached) for (const named of namedIn(symbol)) reached.add(named);
  expect([...reached].filter((symbol) => !public_.has(symbol)).map(({ name }) => name)).toEqual([]);
});
