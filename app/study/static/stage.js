/* The frames that pictures are shown in: fetched, decoded and painted before anybody sees them. */

import { contextOf, part } from "../../canvas/static/elements.js";
import { expose } from "./exposure.js";

export class Stage {
  /** @type {HTMLElement} */ #stage;
  /** @type {HTMLCanvasElement[]} */ #canvases;
  /** @type {HTMLElement[]} */ #frames;
  /** @type {Map<string, Promise<HTMLImageElement>>} */ #fetched = new Map();

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#stage = part(element, "stage", HTMLElement);
    const names = ["first", "second"];
    this.#frames = names.map((name) => part(element, `${name}-frame`, HTMLElement));
    this.#canvases = names.map((name) => part(element, `${name}-picture`, HTMLCanvasElement));
  }

  /**
   * Begin to fetch pictures that come next.
   * @param {string[]} files
   */
  fetch(files) {
    for (const file of files) {
      if (this.#fetched.has(file)) continue;
      const coming = decoded(file);
      coming.catch(() => this.#fetched.delete(file)); // so that it is tried again
      this.#fetched.set(file, coming);
    }
  }

  /**
   * Paint pictures, still out of sight.
   * @param {string[]} files
   */
  async paint(files) {
    this.fetch(files);
    const images = await Promise.all(files.map((file) => this.#fetched.get(file)));
    images.forEach((image, place) => {
      if (image === undefined) return;
      const canvas = this.#canvases[place];
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      contextOf(canvas).drawImage(image, 0, 0);
      this.#fetched.delete(files[place]);
    });
  }

  /**
   * Show what was painted; see `expose`.
   * @param {number} time ms
   * @param {AbortSignal} signal
   * @param {() => void} appeared
   */
  show(time, signal, appeared) {
    return expose((shown) => {
      this.#stage.classList.toggle("shown", shown);
      if (shown) appeared();
    }, time, signal);
  }

  /**
   * Point out the fake one; none for -1.
   * @param {number} place
   */
  pointOut(place) {
    this.#frames.forEach((frame, each) => frame.classList.toggle("fake", each === place));
  }
}

/** @param {string} file */
async function decoded(file) {
  const image = new Image();
  image.src = `pictures/${file}`;
  await image.decode().catch(() => {
    throw new Error("A picture did not arrive. Nothing is lost: try again in a moment.");
  });
  return image;
}
