/* The services of the canvas, answered by a network in the visitor's own browser.

   A worker does what takes long. Nothing that is drawn leaves the page. Should it end, another one
   opens the same model again, without the GPU, which is the likeliest cause. */

import { contextOf } from "../static/elements.js";
import { fill } from "../static/words.js";

/** @import { Drawn, Services, Translation } from "../static/services.js" */
/** @import { Words } from "../static/words.js" */
/** @import { Kind } from "./engines.js" */
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
      return twice(() => worker.ask({ ask: "open", published }, { waiting }));
    },
    searchModels: null,
    openPhoto: ({ content, model, reverse }) => {
      const entry = models.find(({ name }) => name === model);
      const kind = entry?.directions[reverse ? 1 : 0]?.model.input_kind;
      return twice(() => worker.ask({ ask: "openPhoto", content, smooth: kind !== "labels" }));
    },
    translate: async ({ picture, seed, scored = false }) => {
      const made = await twice(() =>
        worker.ask({ ask: "translate", picture: taken(picture), seed, scored }),
      );
      return said(made, words);
    },
    photoEdges: ({ picture, threshold }) =>
      twice(() => worker.ask({ ask: "photoEdges", picture: taken(picture), threshold })),
  };
}

/**
 * @param {Made} made
 * @param {Words} words
 * @returns {Translation}
 */
function said({ photo, belief, failure, device }, words) {
  const known = failure === "damaged" || failure === "out_of_reach" ? failure : "failed";
  return { photo, belief, refusal: failure === null ? "" : words[`critic_${known}`], device };
}

class Ended extends Error {}

/**
 * Ask again, if the thread ended over it.
 * @template Answer
 * @param {() => Promise<Answer>} ask
 */
async function twice(ask) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Ended) return ask();
    throw error;
  }
}

/** A thread that is asked by messages, and begun anew should it end. */
class Background {
  /** @type {Worker | null} */ #worker = null;
  /** @type {MessagePort | null} */ #port = null;
  /** @type {Map<number, Asked>} */ #asked = new Map();
  /** @type {Published | null} the model that is open */ #opened = null;
  /** @type {Kind[] | undefined} that are left after one ended */ #engines;
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
   * @throws {Ended} if the thread ends before it answers
   */
  async ask(question, { waiting = () => {} } = {}) {
    if (question.ask === "open") {
      const answer = await this.#send({ ...question, engines: this.#engines }, waiting);
      this.#opened = question.published;
      return answer;
    }
    if (this.#port === null && this.#opened !== null) this.#reopen(this.#opened);
    return this.#send(question, waiting);
  }

  /** @param {Published} published */
  #reopen(published) {
    const answer = this.#send({ ask: "open", published, engines: this.#engines }, () => {});
    answer.catch(() => {}); // what is asked after it fails, too, and says why
  }

  /**
   * @param {Question} question
   * @param {Asked["waiting"]} waiting
   * @returns {Promise<any>}
   */
  #send(question, waiting) {
    const id = this.#count++;
    const port = (this.#port ??= this.#begin());
    const transfer = "picture" in question ? [bufferOf(question.picture)] : [];
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject, waiting });
      port.postMessage({ id, ...question }, transfer);
    });
  }

  #begin() {
    const worker = (this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
    const { port1, port2 } = new MessageChannel();
    worker.addEventListener("error", () => {
      if (worker === this.#worker) this.#lost(); // also where it could not be fetched
    });
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
    this.#worker?.terminate();
    this.#port = null;
    this.#engines = ["wasm"];
    for (const { reject } of this.#asked.values()) reject(new Ended(this.#words.site_failed));
    this.#asked.clear();
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
