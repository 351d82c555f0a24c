/* Keeps one request in flight. While it is answered, only the newest next one waits. */

import { sentenceOf } from "./words.js";

/**
 * @template Request, Answer
 * @typedef {object} Exchange
 * @property {() => Request | null} request asked for when its turn comes; null if there is none
 * @property {(request: Request) => Promise<Answer>} ask
 * @property {(answer: Answer | null) => void} show null where there was no request
 * @property {(sentence: string) => void} fail
 */

/** @template Request, Answer */
export class Live {
  #wanted = false;
  #busy = false;
  /** @type {Element} */ #place;
  /** @type {Exchange<Request, Answer>} */ #exchange;

  /**
   * @param {Element} place where the answer is shown; says to screen readers that it is busy
   * @param {Exchange<Request, Answer>} exchange
   */
  constructor(place, exchange) {
    this.#place = place;
    this.#exchange = exchange;
    this.#setBusy(false);
  }

  /** Ask anew, now or as soon as the present request is answered. */
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
    const { request, ask, show, fail } = this.#exchange;
    try {
      const asked = request();
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
