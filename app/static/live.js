/* Keeps one question in flight. While it is answered, only the newest next one waits. */

export class Live {
  #busy = false;
  #wanted = false;

  /** `question()` is asked for when its turn comes; null means that there is none. */
  constructor({ question, ask, show, fail }) {
    Object.assign(this, { question, ask, show, fail });
  }

  async update() {
    this.#wanted = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#answerOne();
      }
    } finally {
      this.#busy = false;
    }
  }

  async #answerOne() {
    const question = this.question();
    try {
      this.show(question === null ? null : await this.ask(question));
    } catch (error) {
      this.fail(error);
    }
  }
}
