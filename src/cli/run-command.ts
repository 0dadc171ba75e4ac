import { summaryError } from './failure.js';
import { Output } from './output.js';
import { Stop } from './stop.js';

/** What a running command works with. */
export interface Context {
  readonly output: Output;
  readonly stop: Stop;
}

/** What a command has to say at its end. */
export interface Summary {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Undefined where there is nothing worth a line for a person. */
  readonly text: string | undefined;
}

export interface RunSettings {
  /** Signals that ask for the end; default SIGINT, SIGTERM and SIGHUP. */
  readonly signals?: readonly NodeJS.Signals[];
}

/**
 * Runs the body of a command. The summary is the last line on stdout, also after a failure, which is thrown on. An end
 * that was asked for while the body still opened things is no failure.
 */
export async function runCommand(
  json: boolean,
  body: (context: Context) => Promise<void>,
  summary: () => Summary,
  { signals }: RunSettings = {},
): Promise<void> {
  const output = new Output(json);
  using stop = new Stop(signals);
  output.onEnd({
    closed: () => stop.request('the reader of its output'),
    failed: (error) => stop.fail(error),
  });
  let failure: { readonly error: unknown } | undefined;
  try {
    await body({ output, stop });
  } catch (error) {
    if (!stop.isCleanEnd(error)) failure = { error };
  }
  const { fields, text } = summary();
  output.line({ type: 'summary', ...fields, ...(failure && summaryError(failure.error)) }, text);
  await output.flush();
  if (failure) throw failure.error;
  if (output.failure) throw output.failure;
}
