/* The right-hand side: the picture that the model makes of the drawing, and how fast it came. */

import { part } from "./elements.js";
import { Live } from "./live.js";
import { fill } from "./words.js";

/** @import { Model, Request, Services } from "./services.js" */
/** @import { Words } from "./words.js" */

/**
 * @typedef {object} ResultOptions
 * @property {() => Request | null} request what is to be translated now; null if nothing is
 * @property {Services["translate"]} translate
 * @property {() => void} shown told of every picture
 * @property {(sentence: string) => void} fail
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
  /** @type {Live<Request, ImageBitmap>} */ #translation;

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
      show: (picture) => this.#show(picture),
      fail: options.fail,
    });
  }

  /** The drawing or the way it is translated has changed. */
  update() {
    this.#translation.update();
  }

  /**
   * Say what is to be seen here, offer other takes of it, and forget how fast the last model was.
   * @param {Model} model
   */
  announce({ input_kind, source, target, has_noise }) {
    const { words } = this.#options;
    const hint = input_kind === "photo" ? words.hint_result_photo : words.hint_result;
    this.#hint.textContent = fill(hint, { target });
    this.#takes.hidden = !has_noise;
    this.#milliseconds = null;
    this.#speed.textContent = "";
    this.photo.ariaLabel = fill(words.result, { source, target });
  }

  /** @param {Request} drawing */
  async #translate(drawing) {
    const asked = performance.now();
    const picture = await this.#options.translate(drawing);
    const took = performance.now() - asked;
    this.#milliseconds = this.#milliseconds === null ? took : 0.7 * this.#milliseconds + 0.3 * took;
    return picture;
  }

  /** @param {ImageBitmap | null} picture */
  #show(picture) {
    this.photo.hidden = picture === null;
    this.#hint.hidden = picture !== null;
    if (picture === null) return;
    this.photo.width = picture.width;
    this.photo.height = picture.height;
    this.#context.transferFromImageBitmap(picture);
    const milliseconds = Math.round(this.#milliseconds ?? 0);
    this.#speed.textContent = fill(this.#options.words.speed, { milliseconds });
    this.#options.shown();
  }
}
