/** Types, ranges and defaults of one entry of `connections`. What holds between entries is in connection-checks.ts. */
import { z } from 'zod';
import { expected, oneOf, options, whole } from '../config/schema.js';
import { MOST_BYTES } from './fields/field.js';

const MOST_CONNECTIONS = 4096;
const MOST_HEARTBEAT = 0xffff;

/** Instances without an assembly, by custom. */
const USUAL_HEARTBEATS = { inputOnly: 152, listenOnly: 153 } as const;

/** The name of an assembly, or a heartbeat's instance; undefined where an owner names no output. */
export type ParsedPoint = z.output<typeof point> | undefined;

const heartbeat = options({
  heartbeat: whole(1, MOST_HEARTBEAT).describe('Instance without an assembly, for the direction without data'),
});
const point = z.union(
  [z.string(), heartbeat],
  expected(`the name of an assembly, or { heartbeat: instance } from 1 to ${MOST_HEARTBEAT}`),
);
const format = oneOf(['modeless', 'header32', 'zeroLength', 'heartbeat']);
const sizes = options({
  least: whole(0, MOST_BYTES).describe('Least bytes of data; the most are those of the assembly'),
});
const ofType = "by the connection's type";

export const connectionOptions = options({
  type: oneOf(['exclusiveOwner', 'inputOnly', 'listenOnly']).describe(
    'Who opens it: the owner of the output, or others',
  ),
  output: point.optional().meta({ description: 'O->T: an output, or a heartbeat', defaultText: ofType }),
  input: point.describe('T->O: an input, or a heartbeat'),
  config: z
    .string(expected('the name of an assembly'))
    .optional()
    .meta({ description: 'Name of the configuration assembly', defaultText: 'none' }),
  outputFormat: format.optional().meta({ description: 'O->T: what is around the data', defaultText: ofType }),
  inputFormat: format.optional().meta({ description: 'T->O: what is around the data', defaultText: ofType }),
  outputSizes: sizes
    .optional()
    .meta({ description: 'O->T: sizes that may be opened', defaultText: "the assembly's alone" }),
  inputSizes: sizes
    .optional()
    .meta({ description: 'T->O: sizes that may be opened', defaultText: "the assembly's alone" }),
  most: whole(1, MOST_CONNECTIONS).optional().meta({
    description: 'Connections of this kind at once, not of an exclusive owner',
    defaultText: 'as many as limits.ioConnections',
  }),
});

export const connectionSchema = connectionOptions.transform((connection) => {
  const output = connection.output ?? usualOutput(connection.type);
  return {
    ...connection,
    output,
    outputFormat: connection.outputFormat ?? usualFormat(output, 'header32'),
    inputFormat: connection.inputFormat ?? usualFormat(connection.input, 'modeless'),
  };
});

export type ParsedConnection = z.output<typeof connectionSchema>;

function usualOutput(type: 'exclusiveOwner' | 'inputOnly' | 'listenOnly'): ParsedPoint {
  return type === 'exclusiveOwner' ? undefined : { heartbeat: USUAL_HEARTBEATS[type] };
}

function usualFormat<F>(at: ParsedPoint, ofData: F): F | 'heartbeat' {
  return typeof at === 'object' ? 'heartbeat' : ofData;
}
