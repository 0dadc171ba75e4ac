/** Answers: made so that they can be sent, and sent to whoever waits. */
import { EipError } from '../../errors.js';
import type { LogTarget } from '../../logging/logger.js';
import type { RabbitClient } from '../../rabbitmq/rabbit-client.js';
import { type AnsweredCommand, createAnswer, encodeAnswer } from '../../telemetry/command/answer.js';
import type { CommandAnswer } from '../../telemetry/command/command-types.js';
import type { RecordApp } from '../../telemetry/record/record-types.js';
import { sentenceOf } from '../audit/words.js';
import type { Results, Verdict } from './verdict.js';

/** Half of what a message may have: the record of it has more around. */
const MOST_BYTES = 524_288;
const MOST_REASON = 200;
const SEND_MS = 5_000;
const MOST_PROPERTY_BYTES = 255;

/** Reasons of single tags are cut, or left out, where all of them would be too long. */
export function answerTo(command: AnsweredCommand, app: RecordApp, told: Verdict): CommandAnswer {
  const { results, ...whole } = told;
  const outcome = 'reason' in whole ? { ...whole, reason: sentenceOf(whole.reason) } : whole;
  const make = (parts: Results | undefined) => {
    return createAnswer(command, { app, ...outcome, ...(parts !== undefined && { results: parts }) });
  };
  for (const parts of [results, results && shortened(results)]) {
    const answer = make(parts);
    if (Buffer.byteLength(JSON.stringify(answer)) <= MOST_BYTES) return answer;
  }
  return make(undefined);
}

function shortened(results: Results): Results {
  const cut = Object.entries(results).map(([tag, one]) => [
    tag,
    one.status === 'ok' ? one : { ...one, reason: [...one.reason].slice(0, MOST_REASON).join('') },
  ]);
  return Object.fromEntries(cut);
}

export class Answers {
  constructor(
    private readonly broker: RabbitClient,
    private readonly log: LogTarget,
  ) {}

  /** Resolves with whether a queue has it; what the broker had no connection for comes again with the command. */
  async send(to: string, answer: CommandAnswer, signal: AbortSignal): Promise<boolean> {
    const { messageId, commandId, correlationId = commandId, source } = answer;
    try {
      await this.broker.sendMessage(encodeAnswer(answer), {
        queue: to,
        messageId,
        contentType: 'application/json',
        type: 'answer',
        schemaVersion: answer.schemaVersion,
        correlationId: isProperty(correlationId) ? correlationId : commandId,
        ...(isProperty(source) && { source }),
        mandatory: true,
        timeoutMs: SEND_MS,
        signal,
      });
      return true;
    } catch (error) {
      const why = error instanceof EipError ? error.code : undefined;
      this.log.warn({ err: error, code: why, commandId, replyTo: to }, 'a command could not be answered');
      return false;
    }
  }
}

function isProperty(text: string): boolean {
  return Buffer.byteLength(text) <= MOST_PROPERTY_BYTES;
}
