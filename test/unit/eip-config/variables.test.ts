import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathOfVariable } from '../../../src/config/environment.js';
import { type Form, FormTree, fixedKeys, isList, takesNames } from '../../../src/config/form.js';
import { isOurVariable, variableName } from '../../../src/config/variable-name.js';
import { configForm } from '../../../src/eip-config/schema.js';

type Path = (string | number)[];

const form = new FormTree(configForm());
const names = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.stringMatching(/^[a-zA-Z0-9_.-]{1,8}$/),
);

/** A path of the schema, its names and indexes any, chosen step by step. */
const anyPath: fc.Arbitrary<Path> = fc
  .array(fc.tuple(fc.nat(), names, fc.nat(999_999)), { minLength: 2, maxLength: 9 })
  .map((choices) => {
    const path: Path = [];
    let forms: readonly Form[] = form.top;
    for (const [choice, name, index] of choices) {
      const steps: (string | number)[] = fixedKeys(forms).filter((key) => path.length > 0 || key !== 'version');
      if (takesNames(forms)) steps.push(name);
      if (forms.some(isList)) steps.push(index);
      const step = steps[choice % Math.max(1, steps.length)];
      if (step === undefined || form.into(forms, step).length === 0) break;
      path.push(step);
      forms = form.into(forms, step);
    }
    return path;
  });
const variablePath = anyPath.filter((path) => path.length >= 2);

/** Every path of fixed keys; of names and indexes one each, of elements within elements a few. */
function allPaths(forms: readonly Form[], path: Path = []): Path[] {
  if (path.length > 8) return [];
  const steps: (string | number)[] = [...fixedKeys(forms)];
  if (takesNames(forms)) steps.push('someName');
  if (forms.some(isList)) steps.push(0);
  const paths = steps.map((step) => [...path, step]).filter((one) => form.at(one).length > 0);
  return [...paths, ...paths.flatMap((one) => allPaths(form.at(one), one))];
}

describe('the variables of all keys', () => {
  const paths = allPaths(form.top).filter((path) => path.length >= 2);

  it('there are many', () => expect(paths.length).toBeGreaterThan(150));

  it('no two keys share one, and each leads back to its key', () => {
    const variables = paths.map(variableName);
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables.filter((name) => !isOurVariable(name))).toEqual([]);
    expect(
      paths.filter((path, at) => JSON.stringify(pathOfVariable(variables[at] ?? '', form)) !== JSON.stringify(path)),
    ).toEqual([]);
  });

  it('whatever the names and indexes', () => {
    fc.assert(
      fc.property(variablePath, (path) => {
        expect(pathOfVariable(variableName(path), form)).toEqual(path);
      }),
      { numRuns: 2_000 },
    );
  });

  it('two paths that differ have two variables', () => {
    fc.assert(
      fc.property(variablePath, variablePath, (a, b) => {
        if (JSON.stringify(a) !== JSON.stringify(b)) expect(variableName(a)).not.toBe(variableName(b));
      }),
      { numRuns: 2_000 },
    );
  });
});
