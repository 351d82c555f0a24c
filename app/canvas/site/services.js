/* The services of the canvas, answered by a network in the visitor's own browser.

   A worker does what takes long. Nothing that is drawn leaves the page. */

import { contextOf } from "../static/elements.js";
import { fill } from "../static/words.js";

/** @import { Drawn, Services, Translation } from "../static/services.js" */
/** @import { Words } from "../static/words.js" */
/** @import { Made, Published, Question, Reply } from "./worker.js" */

/** @typedef {{name: string, terms: string, directions: Published[]}} Entry of models.json */
/** @typedef {{resolve: (answer: any) => void, reject: (error: Error) => void, waiting: (progress: {done: number, total: number}) => void}} Asked */

/**
 * @param {Entry[]} models the first one is opened first
 * @param {Words} words
 * @returns {Services}
 */
export function siteServices(models, words) {
  const worker = new Background(words);
  return {
    listModels: async () => models.map(({ name, terms }) => ({ name, terms })),
    openModel: ({ model, reverse }, waiting) => {
      const entry = model ? models.find(({ name }) => name === model) : models[0];
      const published = entry?.directions[reverse ? 1 : 0];
      if (!published) throw new Error(fill(words.unknown_model, { model }));
      return worker.ask({ ask: "open", published }, { waiting });
    },
    searchModels: null,
    openPhoto: ({ content, model, reverse }) => {
      const entry = models.find(({ name }) => name === model);
      const kind = entry?.directions[reverse ? 1 : 0]?.model.input_kind;
      return worker.ask({ ask: "openPhoto", content, smooth: kind !== "labels" });
    },
    translate: async ({ picture, seed, scored = false }) => {
      const made = await worker.ask({ ask: "translate", picture: taken(picture), seed, scored });
      return said(made, words);
    },
    photoEdges: ({ picture, threshold }) =>
      worker.ask({ ask: "photoEdges", picture: taken(picture), threshold }),
  };
}

/**
 * @param {Made} made
 * @param {Words} words
 * @returns {Translation}
 */
function said({ photo, belief, failure }, words) {
  const known = failure === "damaged" || failure === "out_of_reach" ? failure : "failed";
  return { photo, belief, refusal: failure === null ? "" : words[`critic_${known}`] };
}

/** A thread that is asked by messages, and begun anew should it end. */
class Background {
  /** @type {MessagePort | null} */ #port = null;
  /** @type {Map<number, Asked>} */ #asked = new Map();
  #count = 0;
  /** @type {Words} */ #words;

  /** @param {Words} words */
  constructor(words) {
    this.#words = words;
  }

  /**
   * @param {Question} question
   * @param {{waiting?: Asked["waiting"]}} [listener]
   * @returns {Promise<any>}
   */
  ask(question, { waiting = () => {} } = {}) {
    const id = this.#count++;
    const port = (this.#port ??= this.#begin());
    const transfer = "picture" in question ? [bufferOf(question.picture)] : [];
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject, waiting });
      port.postMessage({ id, ...question }, transfer);
    });
  }

  #begin() {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    const { port1, port2 } = new MessageChannel();
    worker.addEventListener("error", () => this.#lost()); // also where it could not be fetched
    worker.postMessage(null, [port2]);
    port1.onmessage = ({ data }) => this.#reply(data);
    return port1;
  }

  /** @param {Reply} reply */
  #reply({ id, done, total, answer, failure }) {
    const asked = this.#asked.get(id);
    if (done !== undefined && total !== undefined) return asked?.waiting({ done, total });
    this.#asked.delete(id);
    if (failure) asked?.reject(new Error(this.#words[`site_${failure}`]));
    else asked?.resolve(answer);
  }

  #lost() {
    for (const { reject } of this.#asked.values()) reject(new Error(this.#words.site_failed));
    this.#asked.clear();
    this.#port = null;
  }
}

/**
 * A picture that may leave the page's own thread.
 * @param {Drawn} picture
 * @returns {ImageData | ImageBitmap}
 */
function taken(picture) {
  if (picture instanceof ImageBitmap) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    contextOf(canvas).drawImage(picture, 0, 0); // it stays a mark of the drawing
    return taken(canvas);
  }
  return contextOf(picture).getImageData(0, 0, picture.width, picture.height);
}

/** @param {ImageData | ImageBitmap} picture */
function bufferOf(picture) {
  return picture instanceof ImageData ? picture.data.buffer : picture;
}
