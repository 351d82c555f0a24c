/* The right-hand side: the picture that the model makes of the drawing, and how fast it came. */

import { Critic } from "./critic.js";
import { part } from "./elements.js";
import { Live } from "./live.js";
import { fill } from "./words.js";

/** @import { Model, Request, Services, Translation } from "./services.js" */
/** @import { Words } from "./words.js" */

/**
 * @typedef {object} ResultOptions
 * @property {() => Request | null} request what is to be translated now; null if nothing is
 * @property {Services["translate"]} translate
 * @property {() => void} shown told of every picture
 * @property {(sentence: string) => void} fail
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

export class Result {
  /** @type {HTMLCanvasElement} */ photo;
  /** @type {number | null} ms per picture, smoothed */ #milliseconds = null;
  /** @type {ResultOptions} */ #options;
  /** @type {HTMLElement} */ #hint;
  /** @type {HTMLElement} */ #takes;
  /** @type {HTMLElement} */ #speed;
  /** @type {ImageBitmapRenderingContext} */ #context;
  /** @type {Live<Request, Translation>} */ #translation;
  /** @type {Critic} */ #critic;

  /**
   * @param {HTMLElement} element
   * @param {ResultOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.photo = part(element, "photo", HTMLCanvasElement);
    const context = this.photo.getContext("bitmaprenderer");
    if (context === null) throw new Error("This browser has no canvas to show pictures on.");
    this.#context = context;
    this.#hint = part(element, "photo-hint", HTMLElement);
    this.#takes = part(element, "takes", HTMLElement);
    this.#speed = part(element, "speed", HTMLElement);
    this.#translation = new Live(part(element, "result", HTMLElement), {
      request: options.request,
      ask: (drawing) => this.#translate(drawing),
      show: (made) => this.#show(made),
      fail: options.fail,
    });
    const { tell, words } = options;
    this.#critic = new Critic(element, { changed: () => this.update(), tell, words });
  }

  /** The drawing or the way it is translated has changed. */
  update() {
    this.#translation.update();
  }

  /**
   * Say what is to be seen here, offer other takes of it, and forget how fast the last model was.
   * @param {Model} model
   */
  announce(model) {
    const { input_kind, source, target, has_noise, see_through } = model;
    const { words } = this.#options;
    const hint = input_kind === "photo" ? words.hint_result_photo : words.hint_result;
    this.#hint.textContent = fill(hint, { target });
    this.#takes.hidden = !has_noise;
    this.photo.classList.toggle("see-through", see_through);
    this.#milliseconds = null;
    this.#speed.textContent = "";
    this.photo.ariaLabel = fill(words.result, { source, target });
    this.#critic.offer(model);
  }

  /** @param {Request} drawing */
  async #translate(drawing) {
    const asked = performance.now();
    const made = await this.#options.translate({ ...drawing, scored: this.#critic.asked });
    const took = performance.now() - asked;
    this.#milliseconds = this.#milliseconds === null ? took : 0.7 * this.#milliseconds + 0.3 * took;
    return made;
  }

  /** @param {Translation | null} made */
  #show(made) {
    this.photo.hidden = made === null;
    this.#hint.hidden = made !== null;
    this.#critic.show(made);
    if (made === null) return;
    const { photo } = made;
    this.photo.width = photo.width;
    this.photo.height = photo.height;
    this.#context.transferFromImageBitmap(photo);
    const milliseconds = Math.round(this.#milliseconds ?? 0);
    this.#speed.textContent = fill(this.#options.words.speed, { milliseconds });
    this.#options.shown();
  }
}
