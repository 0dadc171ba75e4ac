/** Ids of records that were sent and not confirmed: those that come again count as redelivered. */

/** Far more than one batch; beyond it the count is too small. */
const MOST = 20_000;

export class Tried {
  private readonly ids = new Set<string>();

  add(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.ids.size >= MOST) return;
      this.ids.add(id);
    }
  }

  /** @returns how many of them had been tried */
  remove(ids: readonly string[]): number {
    if (this.ids.size === 0) return 0;
    return ids.reduce((count, id) => count + Number(this.ids.delete(id)), 0);
  }
}
