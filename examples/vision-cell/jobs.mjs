// Jobs to the workers and answers from them, through RabbitMQ.
import { CODES } from './handshake.mjs';

export const JOBS = 'vision.jobs';
const ANSWERS = 'vision.answers';
/** Of `maxPriority` 10 in cell.yaml. */
const PRIORITY = { urgent: 9, normal: 1 };

export class Jobs {
  #broker;
  #deadlineMs;
  #handshake;
  #log;
  /** By id: ends the wait of a job that is still to be sent. */
  #underWay = new Map();

  /** @param handshake hears of answers and failures. */
  constructor(broker, { deadlineMs, handshake, log }) {
    this.#broker = broker;
    this.#deadlineMs = deadlineMs;
    this.#handshake = handshake;
    this.#log = log;
  }

  /** Resolves when answers come; waits for the broker as long as it takes. */
  async listen() {
    await this.#broker.consumeMessages(ANSWERS, ({ body }) => this.#take(body), {
      deadLetter: 'broker',
      exclusive: true,
    });
  }

  /** In an outage it waits, and goes when the broker is back in time. */
  begin({ id, sequence, recipe, urgent }) {
    const abort = new AbortController();
    this.#underWay.set(id, abort);
    const deadline = new Date(Date.now() + this.#deadlineMs).toISOString();
    const sent = this.#broker.sendMessage(
      { job: id, sequence, recipe, deadline, replyTo: ANSWERS },
      {
        queue: JOBS,
        messageId: id,
        priority: urgent ? PRIORITY.urgent : PRIORITY.normal,
        // Nobody has a use for it later: the broker drops it then, and a restart of the broker need not keep it.
        expirationMs: this.#deadlineMs,
        persistent: false,
        // The signal comes first: at the deadline nobody waits any more, and what was not sent is not sent.
        timeoutMs: this.#deadlineMs + 1_000,
        signal: abort.signal,
      },
    );
    sent.catch((err) => this.#onNotSent(id, err));
  }

  end(id) {
    this.#underWay.get(id)?.abort();
    this.#underWay.delete(id);
  }

  #onNotSent(id, err) {
    if (this.#handshake.fail(id, CODES.notTaken)) this.#log.warn({ err, job: id }, 'the broker did not take the job');
  }

  #take(body) {
    const answer = answerOf(body);
    if (answer === undefined) this.#log.warn({ body }, 'this is no answer');
    else if (!this.#deliver(answer)) this.#log.info({ job: answer.job }, 'an answer that nobody waits for');
  }

  #deliver({ job, ok, pass, score }) {
    return ok ? this.#handshake.answer(job, { pass, score }) : this.#handshake.fail(job, CODES.failed);
  }
}

/** Undefined for what a machine must not see. */
function answerOf(body) {
  const { job, ok, pass, score } = body ?? {};
  if (typeof job !== 'string' || typeof ok !== 'boolean') return undefined;
  if (ok && (typeof pass !== 'boolean' || typeof score !== 'number' || !Number.isFinite(Math.fround(score))))
    return undefined;
  return { job, ok, pass, score };
}
