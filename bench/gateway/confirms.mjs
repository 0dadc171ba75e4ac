/** Counts what the broker has confirmed; whoever waits for a count is told. The first failure ends all waits. */
export class Confirms {
  count = 0;
  #waits = [];
  #error;

  add(count) {
    this.count += count;
    this.#look();
  }

  fail(error) {
    this.#error ??= error;
    this.#look();
  }

  until(isSo) {
    return new Promise((resolve, reject) => {
      this.#waits.push({ isSo, resolve, reject });
      this.#look();
    });
  }

  #look() {
    this.#waits = this.#waits.filter(({ isSo, resolve, reject }) => {
      if (this.#error) reject(this.#error);
      else if (isSo()) resolve();
      else return true;
      return false;
    });
  }
}
