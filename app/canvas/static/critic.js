/* The critic: what the discriminator believes of the photo, laid over it patch by patch.

   A PatchGAN classifies each patch of a picture as real or generated (Isola et al. 2017, Sec. 3.2.2);
   a model learns by deceiving it. */

import { contextOf, part } from "./elements.js";
import { Switch } from "./remembered.js";
import { fill } from "./words.js";

/** @import { Model, Translation } from "./services.js" */
/** @import { Words } from "./words.js" */

/** @typedef {[red: number, green: number, blue: number]} Color */

// Orange and blue are told apart by everybody who sees any colours.
/** @type {Color} */ const GENERATED = [230, 97, 1];
/** @type {Color} */ const UNDECIDED = [255, 255, 255];
/** @type {Color} */ const REAL = [30, 90, 200];
const MIDDLE = 127.5; // what is undecided, of 255
const COVER = 0.62; // how much of the photo, now grey, the colors hide

/**
 * @typedef {object} CriticOptions
 * @property {() => void} changed told when pictures are to be scored from now on
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

export class Critic {
  /** @type {CriticOptions} */ #options;
  /** @type {Switch} */ #switch;
  /** @type {HTMLElement} */ #caption;
  /** @type {HTMLElement} */ #share;
  /** @type {HTMLCanvasElement} */ #layer;
  /** @type {CanvasRenderingContext2D} */ #grey;
  /** @type {CanvasRenderingContext2D} */ #colors;

  /**
   * @param {HTMLElement} element
   * @param {CriticOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#caption = part(element, "critic", HTMLElement);
    this.#share = part(element, "share-believed", HTMLElement);
    this.#layer = part(element, "belief", HTMLCanvasElement);
    this.#grey = contextOf(document.createElement("canvas"), { willReadFrequently: true });
    this.#colors = contextOf(document.createElement("canvas"));
    this.#caption.style.setProperty("--generated", `rgb(${GENERATED})`);
    this.#caption.style.setProperty("--undecided", `rgb(${UNDECIDED})`);
    this.#caption.style.setProperty("--real", `rgb(${REAL})`);
    this.#switch = new Switch(element, "critic", (on) => this.#turned(on));
  }

  /** Whether pictures are to be scored. */
  get asked() {
    return this.#switch.on;
  }

  /**
   * Offer it for a model, if that has a discriminator.
   * @param {Model} model
   */
  offer({ has_discriminator }) {
    this.#switch.hide(!has_discriminator);
    this.#layer.hidden = true; // it is of another model
    if (!has_discriminator) this.#turn(false);
  }

  /** @param {Translation | null} made null where there is no photo */
  show(made) {
    const { photo, belief, refusal } = made ?? { photo: null, belief: null, refusal: "" };
    if (refusal) {
      this.#turn(false);
      this.#options.tell(refusal);
    }
    this.#layer.hidden = belief === null || !this.asked;
    this.#share.textContent = "";
    if (photo && belief && this.asked) this.#draw(belief, photo);
  }

  /** @param {boolean} on */
  #turned(on) {
    this.#turn(on);
    if (on) this.#options.changed();
  }

  /** @param {boolean} on */
  #turn(on) {
    this.#switch.turn(on);
    this.#caption.hidden = !on;
    if (!on) this.#layer.hidden = true;
  }

  /**
   * @param {ImageBitmap} belief
   * @param {ImageBitmap} photo
   */
  #draw(belief, photo) {
    const { words } = this.#options;
    const { width, height } = photo;
    const { data } = pixelsOf(this.#grey, belief);
    // The centres of patches are further apart than a px, so the outermost are inside of the photo.
    const rim = belief.width < width ? 1 : 0;
    putWithRim(this.#colors, colored(data, belief), rim);
    Object.assign(this.#layer, { width, height });
    const context = contextOf(this.#layer, { alpha: false });
    drawGrey(context, photo);
    context.globalAlpha = COVER;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#colors.canvas, 0, 0, width, height);
    const share = Math.round(shareOf(data) * 100);
    this.#share.textContent = fill(words.believed, { share });
    this.#layer.ariaLabel = fill(words.belief, { share });
  }
}

/**
 * Draw a picture without its colors. A filter of the page's style would do the same at every pixel of
 * the screen, on the cores that the network of the site needs.
 * @param {CanvasRenderingContext2D} context
 * @param {ImageBitmap} picture
 */
function drawGrey(context, picture) {
  const { width, height } = context.canvas;
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = "luminosity"; // of the picture, colors of the white
  context.drawImage(picture, 0, 0);
  context.globalCompositeOperation = "source-over";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ImageBitmap} picture
 */
function pixelsOf(context, picture) {
  const { width, height } = picture;
  Object.assign(context.canvas, { width, height });
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/**
 * @param {Uint8ClampedArray} data of a grey picture
 * @param {{width: number, height: number}} size
 */
function colored(data, { width, height }) {
  const picture = new ImageData(width, height);
  for (let i = 0; i < data.length; i += 4) {
    const belief = data[i] / MIDDLE - 1;
    const end = belief < 0 ? GENERATED : REAL;
    for (let c = 0; c < 3; c++) {
      picture.data[i + c] = UNDECIDED[c] + Math.abs(belief) * (end[c] - UNDECIDED[c]);
    }
    picture.data[i + 3] = 255;
  }
  return picture;
}

/**
 * Put a picture on a canvas, its outermost px once more around it.
 * @param {CanvasRenderingContext2D} context
 * @param {ImageData} picture
 * @param {number} rim px
 */
function putWithRim(context, picture, rim) {
  const { width, height } = picture;
  Object.assign(context.canvas, { width: width + 2 * rim, height: height + 2 * rim });
  for (const y of [0, 2 * rim, rim]) {
    for (const x of [0, 2 * rim, rim]) context.putImageData(picture, x, y); // the middle comes last
  }
}

/** @param {Uint8ClampedArray} data */
function shareOf(data) {
  let believed = 0;
  for (let i = 0; i < data.length; i += 4) believed += Number(data[i] > MIDDLE);
  return believed / (data.length / 4);
}
