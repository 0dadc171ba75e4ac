/**
 * What parts of this package tell of themselves, to a logger that the application gave. Never more lines than a disk
 * takes, whatever the network does; and a logger that throws harms nobody.
 */
import { LineBudget } from './line-budget.js';
import type { LogTarget } from './logger.js';

/** Of each kind of event. */
const BURST = 300;
const PER_SECOND = 10;

export class EventLog {
  private readonly budgets = new Map<string, LineBudget>();

  constructor(private readonly logger: LogTarget | undefined) {}

  /** Whether anybody listens. */
  get isOn(): boolean {
    return this.logger !== undefined;
  }

  /** @param event one of a fixed number: `connection.opened` */
  log(level: keyof LogTarget, event: string, fields: object, text: string): void {
    if (this.logger === undefined) return;
    const notLogged = this.budgetOf(event).take();
    if (notLogged === undefined) return;
    try {
      this.logger[level]({ event, ...fields, ...(notLogged > 0 && { notLogged }) }, text);
    } catch {
      // What a logger does with a line is its own business.
    }
  }

  private budgetOf(event: string): LineBudget {
    let budget = this.budgets.get(event);
    if (budget === undefined) {
      budget = new LineBudget(BURST, PER_SECOND);
      this.budgets.set(event, budget);
    }
    return budget;
  }
}
