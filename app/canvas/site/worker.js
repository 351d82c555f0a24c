/* The thread in which a network runs: answers what services.js asks, one thing after the other. */

import { Damaged, OutOfReach, download } from "./download.js";
import { photoEdges } from "./edges.js";
import { NoEngine, Runner } from "./engines.js";
import { fitted, pixelsOf } from "./pixels.js";

/** @import { File } from "./download.js" */
/** @import { Kind } from "./engines.js" */
/** @import { Input } from "./noise.js" */
/** @import { Size } from "./pixels.js" */
/** @import { Model } from "../static/services.js" */

/**
 * @typedef {object} Published one direction of a model, as the site was built with it
 * @property {Omit<Model, "device">} model
 * @property {File} graph
 * @property {Input[]} inputs
 * @property {number[][]} hint_colors
 * @property {Size} source
 * @property {Size} target
 * @property {{source: File, target: File, seed: number}} reference
 */

/**
 * @typedef {{ask: "open", published: Published, engines?: Kind[]}
 *   | {ask: "translate", picture: ImageData | ImageBitmap, seed: number | null}
 *   | {ask: "openPhoto", content: Blob, smooth: boolean}
 *   | {ask: "photoEdges", picture: ImageData | ImageBitmap, threshold: number}} Question
 */
/** @typedef {"damaged" | "out_of_reach" | "no_engine" | "no_picture" | "failed"} Failure */
/** @typedef {{id: number, done?: number, total?: number, answer?: any, failure?: Failure}} Reply */

/** @type {Runner | null} */ let runner = null;
/** @type {Published | null} */ let published = null;

/**
 * @param {Question} question
 * @param {(progress: {done: number, total: number}) => void} waiting
 * @returns {Promise<{answer: any, transfer?: Transferable[]}>}
 */
async function answered(question, waiting) {
  switch (question.ask) {
    case "open":
      return { answer: await open(question.published, question.engines, waiting) };
    case "translate": {
      if (runner === null || published === null) throw new NoEngine();
      const { width, height } = published.source;
      const made = await runner.translate(pixels(question.picture, width, height), question.seed);
      return bitmap(made);
    }
    case "openPhoto": {
      const { width, height } = published?.source ?? { width: 256, height: 256 };
      const picture = await createImageBitmap(question.content).catch(() => null);
      if (picture === null) throw new NoPicture();
      return bitmap(fitted(picture, width, height, question.smooth));
    }
    case "photoEdges": {
      const { picture, threshold } = question;
      return bitmap(photoEdges(pixels(picture, picture.width, picture.height), threshold));
    }
  }
}

class NoPicture extends Error {}

/**
 * @param {Published} wanted
 * @param {Kind[] | undefined} engines
 * @param {(progress: {done: number, total: number}) => void} waiting
 * @returns {Promise<Model>}
 */
async function open(wanted, engines, waiting) {
  const { graph, inputs, hint_colors, source, target, reference } = wanted;
  const total = graph.bytes;
  const content = await download(graph, (done) => waiting({ done, total }));
  const pictures = [reference.source, reference.target].map(async (file, which) => {
    const picture = await createImageBitmap(new Blob([await download(file, () => {})]));
    const { width, height } = which === 0 ? source : target;
    return pixelsOf(picture, width, height);
  });
  const [given, made] = await Promise.all(pictures);
  const next = new Runner(
    {
      graph: content,
      inputs,
      hintColors: hint_colors,
      source,
      target,
      reference: { source: given, target: made, seed: reference.seed },
    },
    engines,
  );
  await runner?.close();
  runner = null;
  await next.open();
  runner = next;
  published = wanted;
  return { ...wanted.model, device: next.name };
}

/**
 * @param {ImageData | ImageBitmap} picture
 * @param {number} width
 * @param {number} height
 */
function pixels(picture, width, height) {
  const fits = picture.width === width && picture.height === height;
  return picture instanceof ImageData && fits ? picture : pixelsOf(drawable(picture), width, height);
}

/** @param {ImageData | ImageBitmap} picture */
function drawable(picture) {
  if (!(picture instanceof ImageData)) return picture;
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}

/** @param {ImageData} picture */
async function bitmap(picture) {
  const answer = await createImageBitmap(picture);
  return { answer, transfer: [answer] };
}

/**
 * @param {unknown} error
 * @returns {Failure}
 */
function failureOf(error) {
  if (error instanceof Damaged) return "damaged";
  if (error instanceof OutOfReach) return "out_of_reach";
  if (error instanceof NoEngine) return "no_engine";
  if (error instanceof NoPicture) return "no_picture";
  return "failed";
}

/** @param {MessagePort} port */
function serve(port) {
  /** @type {Promise<void>} */
  let last = Promise.resolve();

  /** @param {Question & {id: number}} question */
  async function reply(question) {
    const { id } = question;
    try {
      const waiting = (/** @type {object} */ progress) => port.postMessage({ id, ...progress });
      const { answer, transfer = [] } = await answered(question, waiting);
      port.postMessage({ id, answer }, transfer);
    } catch (error) {
      port.postMessage({ id, failure: failureOf(error) });
      console.warn(error);
    }
  }

  port.onmessage = ({ data }) => (last = last.then(() => reply(data)));
}

addEventListener("message", ({ ports }) => serve(ports[0]), { once: true });
