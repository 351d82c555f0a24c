/* One person's way through a study: looks, answers, a break now and then, and thanks. */

import { button, part } from "../../canvas/static/elements.js";
import { recall, remember } from "../../canvas/static/remembered.js";
import { TwoChoices } from "./choice.js";
import { Ended, wait } from "./exposure.js";
import { Screens } from "./screens.js";
import { Unknown, answer, begin, goOn } from "./server.js";
import { Stage } from "./stage.js";

/** @import { About, Choice, Given, Standing } from "./server.js" */

const READY = 700; // ms with empty frames before the pictures
const FEEDBACK = 1400; // ms for the truth

/**
 * What this browser keeps of a study: a number, and what was shown last.
 * @typedef {{ person: string, seen: number }} Kept
 */

export class Session {
  /** @type {About} */ #about;
  /** @type {Screens} */ #screens;
  /** @type {Stage} */ #stage;
  /** @type {TwoChoices} */ #choices;
  /** @type {Choice[]} */ #names;
  /** @type {boolean} */ #pair;
  /** @type {Kept | null} */ #kept;
  /** Ends what goes on now. */
  #over = new AbortController();

  /**
   * @param {HTMLElement} element
   * @param {About} about
   */
  constructor(element, about) {
    this.#about = about;
    this.#pair = about.presentation === "pair";
    this.#names = this.#pair ? ["left", "right"] : ["real", "fake"];
    this.#kept = /** @type {Kept | null} */ (recall(`study-${about.key}`));
    this.#screens = new Screens(element, about);
    this.#stage = new Stage(element);
    this.#choices = new TwoChoices(element, this.#pair);
    this.#names.forEach((word, place) => {
      const name = part(element, place ? "second-name" : "first-name", HTMLElement);
      name.textContent = word[0].toUpperCase() + word.slice(1);
    });
    button(element, "begin").addEventListener("click", () => this.#begin());
    button(element, "anew").addEventListener("click", () => (this.#keep(null), this.#begin()));
    button(element, "next").addEventListener("click", () => (this.#keep(null), this.welcome()));
    button(element, "pause").addEventListener("click", () => this.#over.abort());
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#over.abort());
    // A picture on a hidden tab is not seen: it comes again, and that is told.
    document.addEventListener("visibilitychange", () => document.hidden && this.#over.abort());
  }

  /** The words at the beginning; whoever has begun may go on. */
  welcome() {
    this.#screens.welcome(this.#kept !== null);
  }

  async #begin() {
    let standing = await this.#insist(() => this.#find());
    this.#keep({ person: standing.person, seen: this.#kept?.seen ?? -1 });
    while (standing.score === null) standing = await this.#look(standing);
    this.#screens.thank(standing.score);
  }

  /** @returns {Promise<Standing>} */
  async #find() {
    if (this.#kept === null) return begin();
    try {
      return await goOn(this.#kept.person);
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      this.#keep(null);
      return begin();
    }
  }

  /**
   * One look, its answer, and in practice the truth.
   * @param {Standing} standing
   * @returns {Promise<Standing>} where that leads
   */
  async #look({ person, answered, pictures: [now, next = []] }) {
    const { practice, counted } = this.#about;
    this.#screens.progress(answered);
    if (practice > 0 && answered === practice && this.#kept?.seen !== answered) {
      await this.#screens.pause(
        `That was practice. The next ${counted} count, and you are not told the truth.`,
      );
    }
    const looked = await this.#untilSeen(person, answered, now);
    this.#stage.fetch(next);
    const { place, when } = await this.#untilAnswered();
    this.#screens.question("");
    /** @type {Given} */
    const given = {
      trial: answered,
      choice: this.#names[place],
      shown: looked.shown / 1000,
      waited: Math.max(0, when - looked.vanished) / 1000,
      again: looked.again,
    };
    const standing = await this.#insist(() => answer(person, given));
    if (standing.truth !== undefined) await this.#tell(standing.truth, standing.right === true);
    return standing;
  }

  /**
   * Show pictures for their time; after a break or on a hidden tab, again.
   * @param {string} person
   * @param {number} trial
   * @param {string[]} files
   */
  async #untilSeen(person, trial, files) {
    for (;;) {
      await this.#insist(() => this.#stage.paint(files));
      const again = this.#kept?.seen === trial;
      const signal = this.#start();
      this.#screens.question("");
      try {
        await wait(READY, signal);
        const seen = () => this.#keep({ person, seen: trial });
        return { ...(await this.#stage.show(this.#about.seconds * 1000, signal, seen)), again };
      } catch (error) {
        await this.#afterPause(error);
      }
    }
  }

  async #untilAnswered() {
    for (;;) {
      const signal = this.#start();
      this.#screens.question(this.#pair ? "Which one is fake?" : "Real or fake?");
      try {
        return await this.#choices.ask(signal);
      } catch (error) {
        await this.#afterPause(error);
      }
    }
  }

  /**
   * The truth, in practice.
   * @param {Choice} truth
   * @param {boolean} right
   */
  async #tell(truth, right) {
    const was = this.#pair ? `the ${truth} one was fake` : `it was ${truth}`;
    this.#screens.question(`${right ? "Right" : "No"}: ${was}.`);
    if (this.#pair) this.#stage.pointOut(this.#names.indexOf(truth));
    await wait(FEEDBACK, this.#start()).catch((error) => this.#afterPause(error));
    this.#stage.pointOut(-1);
  }

  /** @param {unknown} error whatever ended a wait */
  async #afterPause(error) {
    if (!(error instanceof Ended)) throw error;
    await this.#screens.pause("Paused. You may close this page, and go on later in this browser.");
  }

  /**
   * Do what needs the server, however often it takes.
   * @template Result
   * @param {() => Promise<Result>} ask
   * @returns {Promise<Result>}
   */
  async #insist(ask) {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        await this.#screens.pause(error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** The frames and buttons are there, and what is begun now can be ended. */
  #start() {
    this.#screens.show("look");
    this.#over = new AbortController();
    if (document.hidden) this.#over.abort();
    return this.#over.signal;
  }

  /** @param {Kept | null} kept */
  #keep(kept) {
    this.#kept = kept;
    remember(`study-${this.#about.key}`, kept);
  }
}
