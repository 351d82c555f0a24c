/* Keeps one question in flight. While it is answered, only the newest next one waits. */

import { sentenceOf } from "./words.js";

/**
 * @template Question, Answer
 * @typedef {object} Exchange
 * @property {() => Question | null} question asked for when its turn comes; null if there is none
 * @property {(question: Question) => Promise<Answer>} ask
 * @property {(answer: Answer | null) => void} show null where there was no question
 * @property {(sentence: string) => void} fail
 */

/** @template Question, Answer */
export class Live {
  #wanted = false;
  #busy = false;
  /** @type {Element} */ #place;
  /** @type {Exchange<Question, Answer>} */ #exchange;

  /**
   * @param {Element} place where the answer is shown; says to screen readers that it is busy
   * @param {Exchange<Question, Answer>} exchange
   */
  constructor(place, exchange) {
    this.#place = place;
    this.#exchange = exchange;
    this.#setBusy(false);
  }

  /** Ask anew, now or as soon as the present question is answered. */
  async update() {
    this.#wanted = true;
    if (this.#busy) return;
    this.#setBusy(true);
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#answerOne();
      }
    } finally {
      this.#setBusy(false);
    }
  }

  async #answerOne() {
    const { question, ask, show, fail } = this.#exchange;
    try {
      const asked = question();
      show(asked === null ? null : await ask(asked));
    } catch (error) {
      fail(sentenceOf(error));
    }
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    this.#place.ariaBusy = String(busy);
  }
}
