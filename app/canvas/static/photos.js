/* A photo of one's own to start from: chosen, pasted, dropped or kept from the camera; made into
   a mark of the kind that the model is drawn with. */

import { buttons, part } from "./elements.js";
import { Live } from "./live.js";
import { fill, sentenceOf } from "./words.js";

/** @import { Mark, Picture } from "./drawing.js" */
/** @import { Choice, Drawn, Model, Services } from "./services.js" */
/** @import { Words } from "./words.js" */

/** @typedef {{picture: Drawn, mark: Picture | null}} Photo and its mark, once that is made */

/**
 * @typedef {object} PhotoOptions
 * @property {() => Model | null} model that is drawn for
 * @property {Services["photoEdges"]} photoEdges
 * @property {(mark: Picture) => void} made told when the mark is there, and when it has changed
 * @property {(sentence: string) => void} fail
 */

const LARGEST = 22_000_000; // bytes of a file that is sent

/** The photo that the drawing started from, and the slider for how many lines are made of it. */
export class PhotoStart {
  /** @type {Photo | null} */ #photo = null;
  #live = false;
  /** @type {PhotoOptions} */ #options;
  /** @type {HTMLElement} */ #paper;
  /** @type {HTMLElement} */ #start;
  /** @type {HTMLElement} */ #below;
  /** @type {HTMLElement} */ #detail;
  /** @type {HTMLInputElement} */ #threshold;
  /** @type {Live<Photo, Picture>} */ #tracing;

  /**
   * @param {HTMLElement} element
   * @param {PhotoOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#paper = part(element, "canvas", HTMLElement);
    this.#start = part(element, "start", HTMLElement);
    this.#below = part(element, "own", HTMLElement);
    this.#detail = part(element, "detail", HTMLElement);
    this.#threshold = part(element, "threshold", HTMLInputElement);
    this.#tracing = new Live(part(element, "frame", HTMLElement), {
      request: () => this.#photo,
      ask: (photo) => this.#trace(photo),
      show: (mark) => mark && options.made(mark),
      fail: options.fail,
    });
    // While the camera is on, it is the next frame that shows what the slider does.
    this.#threshold.addEventListener("input", () => this.#live || this.#tracing.update());
  }

  /** @param {Drawn} picture */
  begin(picture) {
    this.#photo = { picture, mark: null };
    this.#tracing.update();
  }

  /**
   * Offer the ways to a photo: below the paper, or in its place where a model needs one to begin
   * with; and the slider while lines of a photo are among these marks, or are the camera's.
   * @param {Mark[]} marks
   * @param {{live: boolean, begun: boolean}} now whether the camera is on, or anything is there
   */
  offer(marks, { live, begun }) {
    const model = this.#options.model();
    const focused = this.#start.contains(document.activeElement);
    this.#start.hidden = begun || model?.input_kind !== "photo";
    this.#below.hidden = !this.#start.hidden;
    if (focused && this.#start.hidden) this.#paper.focus();
    const mark = this.#photo?.mark;
    const lines = live || (mark && marks.includes(mark));
    this.#detail.hidden = !(this.#traced && lines);
    this.#live = live;
  }

  /**
   * A photo as the model sees it: its lines, or itself.
   * @param {Drawn} picture
   * @returns {Promise<Drawn>}
   */
  async asInput(picture) {
    if (!this.#traced) return picture;
    const threshold = this.#threshold.valueAsNumber;
    return this.#options.photoEdges({ picture, live: this.#live, threshold });
  }

  get #traced() {
    return this.#options.model()?.input_kind === "lines";
  }

  /**
   * @param {Photo} photo
   * @returns {Promise<Picture>}
   */
  async #trace(photo) {
    const image = await this.asInput(photo.picture);
    photo.mark ??= { kind: "picture", image };
    photo.mark.image = image;
    return photo.mark;
  }
}

/**
 * Listen for photos on all ways in.
 * @param {HTMLElement} element
 * @param {object} options
 * @param {Services["openPhoto"]} options.openPhoto
 * @param {(picture: Drawn) => void} options.got
 * @param {(sentence: string) => void} options.fail
 * @param {() => Choice} options.model that is drawn for
 * @param {Words} options.words
 */
export function listenForPhotos(element, { openPhoto, got, fail, model, words }) {
  const input = part(element, "file", HTMLInputElement);

  /**
   * @param {Iterable<Blob>} files
   * @param {string} otherwise what to say where there is none
   */
  async function read(files, otherwise) {
    const all = [...files];
    const file = all.find((each) => each.type.startsWith("image/")) ?? all[0];
    if (!file) return fail(otherwise);
    const name = file instanceof File ? file.name : "";
    if (file.size > LARGEST) return fail(fill(words.large_file, { name: name || "The picture" }));
    try {
      got(await openPhoto({ content: file, name, ...model() }));
    } catch (error) {
      fail(sentenceOf(error));
    }
  }

  for (const each of buttons(element, "upload")) each.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await read(input.files ?? [], words.no_picture);
    input.value = ""; // so that the same file can be chosen again
  });

  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (files.length) read(files, words.nothing_to_paste);
  });
  for (const each of buttons(element, "paste")) {
    each.addEventListener("click", async () => {
      read(await clipboardPictures(), words.nothing_to_paste);
    });
  }

  // Anywhere on the page: a browser leaves the page for a picture dropped beside a target.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    read(event.dataTransfer?.files ?? [], words.no_picture);
  });
}

async function clipboardPictures() {
  try {
    const items = await navigator.clipboard.read();
    const pictures = items.map(async (item) => {
      const type = item.types.find((each) => each.startsWith("image/"));
      return type ? [await item.getType(type)] : [];
    });
    return (await Promise.all(pictures)).flat();
  } catch {
    return []; // not allowed, or not offered by this browser; Ctrl+V works in any
  }
}
