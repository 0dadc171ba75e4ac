/** The environment as a source of the configuration: which variables are ours, and what their texts mean. */
import { assigned, type Entry, entryOf, GapInList, TooManyValues } from './entry.js';
import { type Forms, type FormTree, fixedKeys, isList, takesNames } from './form.js';
import { nearest } from './names.js';
import type { Complaint } from './refusal.js';
import { indexOfStep, isOurVariable, nameOfStep, stepText, variableName, variableSteps } from './variable-name.js';
import { valueOfText } from './variable-value.js';

type Path = Complaint['path'];

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with a variable; its text is told by nobody here. */
export interface VariableFault {
  readonly variable: string;
  readonly path: Path;
  readonly message: string;
}

/** As a configuration file has it at most, in characters of all variables together. */
const MOST_TEXT = 1_048_576;
const MOST_VARIABLES = 10_000;
/** More are told by their number. */
const MOST_FAULTS = 100;
const MOST_STEPS = 64;

interface Assignment {
  readonly variable: string;
  readonly path: Path;
  readonly entry: Entry;
}

/**
 * The tree with what the environment says over it. An empty variable says nothing. Of two variables the one that names
 * more steps counts more.
 */
export function withEnvironment(tree: Entry | undefined, env: Environment, form: FormTree) {
  const faults: VariableFault[] = [];
  const ours = ownVariables(env, faults);
  const assignments = ours.flatMap(([variable, text]) => {
    const read = assignmentOf(variable, text, form);
    if ('message' in read) faults.push(read);
    return 'message' in read ? [] : [read];
  });
  let result = tree;
  for (const assignment of assignments.sort(inOrder)) result = applied(result, assignment, faults);
  return { tree: result, faults: bounded(faults) };
}

function ownVariables(env: Environment, faults: VariableFault[]): (readonly [string, string])[] {
  const ours = Object.entries(env).filter((entry): entry is [string, string] => {
    const [name, text] = entry;
    return isOurVariable(name) && text !== undefined && text !== '';
  });
  const length = ours.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  if (ours.length <= MOST_VARIABLES && length <= MOST_TEXT) return ours;
  const message = `${ours.length} variables with ${length} characters: at most ${MOST_VARIABLES} with ${MOST_TEXT}`;
  faults.push({ variable: 'EIP_...', path: [], message });
  return [];
}

/** Fewer steps first, indexes of one list in their order. */
function inOrder(a: Assignment, b: Assignment): number {
  if (a.path.length !== b.path.length) return a.path.length - b.path.length;
  for (const [at, step] of a.path.entries()) {
    const other = b.path[at] as string | number;
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return step - other;
    return String(step) < String(other) ? -1 : 1;
  }
  return 0;
}

function applied(tree: Entry | undefined, assignment: Assignment, faults: VariableFault[]): Entry | undefined {
  const { variable, path, entry } = assignment;
  try {
    return assigned(tree, path, entry);
  } catch (error) {
    if (!(error instanceof GapInList)) throw error;
    const next = variableName([...error.path, error.entries]);
    const message = `the list has ${error.entries} ${error.entries === 1 ? 'entry' : 'entries'}: the next one is ${next}`;
    faults.push({ variable, path, message });
    return tree;
  }
}

function bounded(faults: readonly VariableFault[]): readonly VariableFault[] {
  if (faults.length <= MOST_FAULTS) return faults;
  const message = `and ${faults.length - MOST_FAULTS} more variables that are wrong`;
  return [...faults.slice(0, MOST_FAULTS), { variable: 'EIP_...', path: [], message }];
}

/** The path that a variable of ours stands for; undefined: none. */
export function pathOfVariable(variable: string, form: FormTree): Path | undefined {
  const path: (string | number)[] = [];
  let forms = form.top;
  for (const step of variableSteps(variable)) {
    const found = path.length < MOST_STEPS ? stepInto(forms, step) : undefined;
    if (found === undefined) return undefined;
    path.push(found);
    forms = form.into(forms, found);
  }
  return path;
}

function assignmentOf(variable: string, text: string, form: FormTree): Assignment | VariableFault {
  const path = pathOfVariable(variable, form);
  if (path === undefined) {
    return { variable: shortened(variable), path: [], message: unknownText(variableSteps(variable), form) };
  }
  const forms = form.at(path);
  const origin = { kind: 'environment', variable } as const;
  try {
    return { variable, path, entry: entryOf(valueOfText(text, forms, form), () => origin) };
  } catch (error) {
    if (!(error instanceof TooManyValues)) throw error;
    return { variable, path, message: error.message };
  }
}

/** The key, name or index that a step of a variable stands for. */
function stepInto(forms: Forms, text: string): string | number | undefined {
  const index = indexOfStep(text);
  if (index !== undefined && forms.some(isList)) return index;
  const name = nameOfStep(text);
  if (name === undefined) return undefined;
  return fixedKeys(forms).includes(name) || takesNames(forms) ? name : undefined;
}

const MOST_SHOWN = 200;

function shortened(name: string): string {
  return name.length > MOST_SHOWN ? `${name.slice(0, MOST_SHOWN)}...` : name;
}

/** `no such variable (did you mean "EIP_RABBITMQ__PREFETCH"?). There are: ...` */
function unknownText(steps: readonly string[], form: FormTree): string {
  const { meant, known } = corrected(steps, form);
  const hint = meant === undefined ? '' : ` (did you mean "EIP_${meant.join('__')}"?)`;
  return `no such variable${hint}. ${known.length === 0 ? 'There is none within that value' : `There are: ${known.join(', ')}`}`;
}

/** The steps with the nearest known one in place of each that is unknown, and what there is in place of the first. */
function corrected(steps: readonly string[], form: FormTree) {
  let known: string[] | undefined;
  let forms = form.top;
  const meant: string[] = [];
  for (const step of steps.slice(0, MOST_STEPS)) {
    const siblings = fixedKeys(forms)
      .filter((key) => meant.length > 0 || key !== 'version')
      .map(stepText);
    const right = stepInto(forms, step) === undefined ? nearStep(step, siblings) : step;
    if (right !== step) known ??= siblings.map((sibling) => siblingText(meant, sibling));
    const into = right === undefined ? undefined : stepInto(forms, right);
    if (right === undefined || into === undefined) return { meant: undefined, known: known ?? [] };
    meant.push(right);
    forms = form.into(forms, into);
  }
  return { meant, known: known ?? [] };
}

/** A section alone has no variable. */
function siblingText(before: readonly string[], sibling: string): string {
  return before.length === 0 ? `EIP_${sibling}__...` : `EIP_${[...before, sibling].join('__')}`;
}

function nearStep(step: string, siblings: readonly string[]): string | undefined {
  return step.length > MOST_SHOWN ? undefined : nearest(step, siblings);
}
