// The handshake of the cell with its PLC (README.md has the timing diagram). There is no clock, socket or broker in it:
// it is told what happened, and calls what is to be done.

/** What `code` says to the PLC. */
export const CODES = {
  none: 0,
  /** No answer within the deadline: nobody works, or the broker is away. */
  noAnswer: 1,
  /** The broker did not take the job. */
  notTaken: 2,
  /** The worker took it and could not do it. */
  failed: 3,
  /** The PLC did not acknowledge the result in time; it is withdrawn. */
  ackMissing: 4,
  /** The sequence number of the trigger is that of the one before. */
  sequenceRepeated: 5,
};

const NO_RESULT = { done: false, pass: false, score: 0 };
const NOTHING = {
  ...NO_RESULT,
  ready: false,
  busy: false,
  fault: false,
  overrun: false,
  sequence: 0,
  code: CODES.none,
};
const nothing = () => {};

export class Handshake {
  #settings;
  #ports;
  /** away: no PLC that runs. release: trigger and ack have to go down. ready, busy, done: as the PLC sees them. */
  #phase = 'away';
  #shown = NOTHING;
  /** The job under way. */
  #job;
  #lastSequence;
  /** The ack was seen down since the result is there: only then it can mean this result. */
  #ackWasDown = false;
  #stopClock = nothing;

  /**
   * @param settings deadlineMs: from the trigger to the result at the latest. ackMs: how long a result stands without
   * its ack. fallback: `{ pass, score }` where there is no answer.
   * @param ports what is to be done. show(result): to the PLC. begin(job): the job `{ id, sequence, recipe, urgent }`
   * starts. end(job): nobody waits for it any more. newId(): a name that no job had before. after(ms, call): a clock;
   * gives what stops it.
   */
  constructor(settings, ports) {
    this.#settings = settings;
    this.#ports = ports;
    ports.show(NOTHING);
  }

  get phase() {
    return this.#phase;
  }

  /** What the PLC says, whenever that is something else. */
  command({ trigger, ack, urgent, sequence, recipe }) {
    const isNew = trigger && (this.#phase === 'away' || sequence !== this.#shown.sequence);
    if (this.#phase === 'away') this.#phase = 'release';
    if (this.#phase === 'busy' && !trigger) this.#withdraw();
    if (this.#phase === 'done') this.#look(ack);
    if (this.#phase === 'release' && !trigger && !ack) this.#becomeReady();
    else if (this.#phase === 'ready' && trigger) this.#take({ urgent, sequence, recipe });
    else if (isNew) this.#show({ overrun: true });
  }

  /** The PLC is gone, or its program does not run: what was is over, and the next one begins anew. */
  lost() {
    this.#endJob();
    this.#enter('away', NOTHING);
    this.#lastSequence = undefined;
  }

  /** A worker's answer. False: nobody waits for it, and nobody sees it. */
  answer(id, { pass, score }) {
    if (!this.#waitsFor(id)) return false;
    this.#finish({ fault: false, code: CODES.none, pass, score });
    return true;
  }

  /** There will be no answer, or none that helps. False: nobody waited for it. */
  fail(id, code) {
    if (!this.#waitsFor(id)) return false;
    this.#fallBack(code);
    return true;
  }

  #waitsFor(id) {
    return this.#phase === 'busy' && this.#job.id === id;
  }

  #becomeReady() {
    this.#enter('ready', { ready: true });
  }

  #take({ urgent, sequence, recipe }) {
    const isRepeated = sequence === this.#lastSequence;
    this.#lastSequence = sequence;
    this.#enter('busy', { ...NOTHING, busy: true, sequence });
    if (isRepeated) {
      this.#fallBack(CODES.sequenceRepeated);
      return;
    }
    const job = { id: this.#ports.newId(), sequence, recipe, urgent };
    this.#job = job;
    this.#clock(this.#settings.deadlineMs, () => this.fail(job.id, CODES.noAnswer));
    this.#ports.begin(job);
  }

  /** The PLC took its trigger back: it wants no result. */
  #withdraw() {
    this.#endJob();
    this.#enter('release', { busy: false });
  }

  #fallBack(code) {
    this.#finish({ ...this.#settings.fallback, fault: true, code });
  }

  #finish(result) {
    this.#endJob();
    this.#ackWasDown = false;
    this.#enter('done', { busy: false, done: true, ...result });
    this.#clock(this.#settings.ackMs, () => {
      this.#enter('release', { ...NO_RESULT, fault: true, code: CODES.ackMissing });
    });
  }

  #look(ack) {
    if (!ack) this.#ackWasDown = true;
    else if (this.#ackWasDown) this.#enter('release', { ...NO_RESULT, fault: false, code: CODES.none });
  }

  #endJob() {
    const job = this.#job;
    this.#job = undefined;
    if (job !== undefined) this.#ports.end(job);
  }

  #enter(phase, result) {
    this.#stopClock();
    this.#stopClock = nothing;
    this.#phase = phase;
    this.#show(result);
  }

  #clock(ms, call) {
    this.#stopClock = this.#ports.after(ms, call);
  }

  #show(result) {
    this.#shown = { ...this.#shown, ...result };
    this.#ports.show(result);
  }
}
