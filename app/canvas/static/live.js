/* Keeps one question in flight. While it is answered, only the newest next one waits. */

export class Live {
  #wanted = false;

  /** `question()` is asked for when its turn comes; null means that there is none. */
  constructor(place, { question, ask, show, fail }) {
    Object.assign(this, { place, question, ask, show, fail });
    this.busy = false;
  }

  get busy() {
    return this.place.ariaBusy === "true";
  }

  set busy(busy) {
    this.place.ariaBusy = String(busy);
  }

  async update() {
    this.#wanted = true;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#answerOne();
      }
    } finally {
      this.busy = false;
    }
  }

  async #answerOne() {
    try {
      const question = this.question();
      this.show(question === null ? null : await this.ask(question));
    } catch (error) {
      this.fail(error);
    }
  }
}
