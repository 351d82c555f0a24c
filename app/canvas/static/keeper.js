/* Keeps every drawing by itself: a moment after each change, in the browser's own database. The tab
   remembers which drawing is on its paper, so that it survives a reload. */

import { kindOf } from "./drawings.js";
import { contextOf } from "./elements.js";

/** @import { Drawing, History, Mark } from "./drawing.js" */
/** @import { Drawings } from "./drawings.js" */
/** @import { Drawn, Model } from "./services.js" */
/** @import { Card, Kept, KeptMark, Store } from "./store.js" */
/** @import { Surface } from "./surface.js" */
/** @import { Words } from "./words.js" */

/** @typedef {Pick<Card, "id" | "revision" | "touched"> & {written: string}} Entry of a drawing */

/**
 * @typedef {object} KeeperOptions
 * @property {Store} store
 * @property {Drawings} drawings
 * @property {Surface} surface
 * @property {HTMLCanvasElement} photo
 * @property {() => Model | null} model
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

const PAUSE = 500; // ms without a change
const THUMBNAIL = 128; // px
const PRESENT = "pix2pix-present"; // of the tab: ids by the kind of paper

export class Keeper {
  /** @type {WeakMap<Mark | History, Entry>} by what the drawings were begun on */ #entries = new WeakMap();
  /** @type {Set<string>} kinds of paper */ #restored = new Set();
  /** @type {Map<string, Entry>} the last one on each kind of paper */ #last = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;
  /** @type {Promise<void>} */ #writing = Promise.resolve();
  #complained = false;
  /** @type {KeeperOptions} */ #options;

  /** @param {KeeperOptions} options */
  constructor(options) {
    this.#options = options;
    document.addEventListener("visibilitychange", () => document.hidden && this.#write());
  }

  /** Something has changed. */
  note() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#write(), PAUSE);
  }

  /** All that there is to be kept is kept. */
  async settle() {
    this.#write();
    await this.#writing;
  }

  /**
   * Bring back what this tab had on such paper before it was loaded anew.
   * @param {Model} model that is open now
   */
  async restore(model) {
    const kind = kindOf(model);
    const id = present()[kind];
    if (this.#restored.has(kind)) return;
    this.#restored.add(kind);
    if (id === undefined) return;
    try {
      const kept = await this.#options.store.read(id);
      const { history } = this.#options.surface;
      if (!kept || this.#options.model() !== model || history.canUndo) return;
      const seed = kept.drawing.model === model.name ? kept.drawing.seed : model.default_seed;
      await this.open(kept, { model: model.name, reverse: model.reverse, seed });
    } catch {
      return; // the paper is blank then, and said to be so when something is to be kept
    }
  }

  /**
   * Lay a drawing that was kept on the paper, to go on with.
   * @param {Kept} kept
   * @param {Partial<Drawing>} [otherwise]
   */
  async open({ card, drawing }, otherwise = {}) {
    const { model, reverse, seed } = drawing;
    const steps = await Promise.all(drawing.steps.map((step) => Promise.all(step.map(markOf))));
    this.#options.drawings.open({ model, reverse, seed, steps, ...otherwise }, (ground) => {
      const { id, revision, touched } = card;
      this.#entries.set(ground, { id, revision, touched, written: this.#content?.text ?? "" });
      this.#write();
    });
  }

  /**
   * Keep what was laid on the paper even if nobody draws on it.
   * @param {Mark} ground
   */
  adopt(ground) {
    this.#entries.set(ground, { ...newEntry(), touched: true });
  }

  #write() {
    clearTimeout(this.#pause);
    const model = this.#options.model();
    if (model === null) return;
    const { history } = this.#options.surface;
    const kind = kindOf(model);
    const content = this.#content;
    if (content === null) return remember(kind, undefined);
    const entry = this.#entries.get(history.ground) ?? newEntry();
    this.#entries.set(history.ground, entry);
    remember(kind, entry.id);
    entry.touched ||= content.drawing.steps.length > (history.ground === history ? 0 : 1);
    const last = this.#last.get(kind);
    if (last && last !== entry && !last.touched) this.#forget(last);
    this.#last.set(kind, entry);
    if (entry.written === content.text) return;
    entry.written = content.text;
    const thumbnail = this.#thumbnail();
    this.#writing = this.#writing.then(() => this.#put(kind, entry, content.drawing, thumbnail));
  }

  /** What there is to be kept now, and all of it as a text; null if nothing is. */
  get #content() {
    const now = this.#options.drawings.now;
    if (now === null) return null;
    const drawing = { ...now, steps: now.steps.map((step) => step.map(keptMark)) };
    return { drawing, text: JSON.stringify(drawing) };
  }

  /**
   * @param {string} kind
   * @param {Entry} entry
   * @param {Omit<Drawing, "steps"> & {steps: KeptMark[][]}} drawing
   * @param {string} thumbnail
   */
  async #put(kind, entry, drawing, thumbnail) {
    const { store, tell, words } = this.#options;
    const write = () => {
      const { id, touched } = entry;
      const card = { id, model: drawing.model, changed: Date.now(), thumbnail, touched };
      return store.write(card, { ...drawing, id }, entry.revision);
    };
    try {
      let revision = await write();
      if (revision === null) {
        // Another tab went on with it, or it was deleted: from here on, this is one of its own.
        const { written, touched } = entry;
        Object.assign(entry, newEntry(), { written, touched });
        remember(kind, entry.id);
        revision = await write();
      }
      entry.revision = revision ?? 0;
      this.#complained = false;
    } catch (error) {
      entry.written = ""; // to be tried again
      if (this.#complained) return;
      this.#complained = true;
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      tell(full ? words.storage_full : words.not_kept);
    }
  }

  /** @param {Entry} entry that was looked at, and left for another one */
  #forget({ id }) {
    this.#writing = this.#writing.then(() => this.#options.store.delete([id]).catch(() => {}));
  }

  /** Sketch and photo, small, side by side. */
  #thumbnail() {
    const { surface, photo } = this.#options;
    const canvas = document.createElement("canvas");
    const { width, height } = surface.paper;
    canvas.height = THUMBNAIL;
    canvas.width = 2 * Math.round((THUMBNAIL * width) / height);
    const context = contextOf(canvas);
    const half = canvas.width / 2;
    context.fillStyle = surface.paper.color;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(surface.picture(), 0, 0, half, THUMBNAIL);
    if (!photo.hidden) context.drawImage(photo, half, 0, half, THUMBNAIL);
    return canvas.toDataURL("image/jpeg", 0.85);
  }
}

/** @returns {Entry} */
function newEntry() {
  const random = window.crypto.getRandomValues(new Uint32Array(4)); // randomUUID needs https
  return { id: random.join("-"), revision: 0, touched: false, written: "" };
}

/** @returns {Record<string, string>} */
function present() {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(PRESENT) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/**
 * @param {string} kind
 * @param {string | undefined} id
 */
function remember(kind, id) {
  try {
    window.sessionStorage.setItem(PRESENT, JSON.stringify({ ...present(), [kind]: id }));
  } catch {
    return; // then a reload begins with blank paper
  }
}

/** @type {WeakMap<object, string>} of pictures as data URLs, which take a while to make */
const texts = new WeakMap();

/** @param {Drawn | HTMLImageElement} image */
function textOf(image) {
  if (image instanceof HTMLImageElement) return image.src;
  const known = texts.get(image);
  if (known !== undefined) return known;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  contextOf(canvas).drawImage(image, 0, 0);
  const text = canvas.toDataURL("image/png");
  texts.set(image, text);
  return text;
}

/**
 * @param {Mark} mark
 * @returns {KeptMark}
 */
function keptMark(mark) {
  return mark.kind === "picture" ? { kind: "picture", source: textOf(mark.image) } : mark;
}

/**
 * @param {KeptMark} kept
 * @returns {Promise<Mark>}
 */
async function markOf(kept) {
  if (kept.kind !== "picture") return kept;
  const image = new Image();
  image.src = kept.source;
  await image.decode();
  return { kind: "picture", image };
}
