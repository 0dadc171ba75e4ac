/** Mistakes of a configuration, each with where it stands, and the error that tells them all. */
import { EipConfigError, type OptionProblem } from '../errors.js';

export function invalid(problems: readonly OptionProblem[]): EipConfigError {
  const [first] = problems;
  const details = {
    problems,
    ...(first && { option: first.option }),
    ...(first?.file !== undefined && { file: first.file }),
  };
  return new EipConfigError(
    'EIP_CONFIG_INVALID',
    `Wrong configuration: ${problems.map(problemText).join('; ')}`,
    details,
  );
}

/** `cell.yaml:4:5: adapter.identity.vendorId: expected ...`, or with the variable in front */
export function problemText({ file, line, column, variable, option, message }: OptionProblem): string {
  const source = file === undefined ? (variable ?? 'given by the program') : `${file}:${line}:${column}`;
  return `${source}: ${option === '' ? '' : `${option}: `}${message}`;
}
