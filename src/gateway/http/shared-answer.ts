/** What costs something is done once for all who ask for it at the same time. */
export class SharedAnswer<T> {
  #underWay: Promise<T> | undefined;

  constructor(private readonly make: () => Promise<T>) {}

  ask(): Promise<T> {
    this.#underWay ??= this.#made().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** One that throws at once rejects too. */
  async #made(): Promise<T> {
    return await this.make();
  }
}
