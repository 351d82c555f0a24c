/* The thread in which a network runs: answers what services.js asks, one thing after the other. */

import { Discriminator } from "./discriminator.js";
import { Damaged, OutOfReach, download } from "./download.js";
import { photoEdges } from "./edges.js";
import { NoEngine } from "./engines.js";
import { Generator } from "./generator.js";
import { fitted, pixelsOf, toTensor } from "./pixels.js";

/** @import { Scale } from "./discriminator.js" */
/** @import { File } from "./download.js" */
/** @import { Kind, Values } from "./engines.js" */
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
 * @property {(Scale & {graph: File, inputs: Input[], belief: File}) | null} discriminator
 */

/**
 * @typedef {{ask: "open", published: Published, engines?: Kind[]}
 *   | {ask: "translate", picture: ImageData | ImageBitmap, seed: number | null, scored: boolean}
 *   | {ask: "openPhoto", content: Blob, smooth: boolean}
 *   | {ask: "photoEdges", picture: ImageData | ImageBitmap, threshold: number}} Question
 */
/** @typedef {{photo: ImageBitmap, belief: ImageBitmap | null, failure: Failure | null, device: string}} Made */
/** @typedef {"damaged" | "out_of_reach" | "no_engine" | "no_picture" | "failed"} Failure */
/** @typedef {{id: number, done?: number, total?: number, answer?: any, failure?: Failure}} Reply */

/**
 * @typedef {object} Opened
 * @property {Generator} generator
 * @property {Published} published
 * @property {Kind[] | undefined} engines
 * @property {Values} reference the inputs of the discriminator for the picture it is judged by
 * @property {Promise<Discriminator> | null} discriminator once it was asked
 */

/** @type {Opened | null} */ let opened = null;

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
      if (opened === null) throw new NoEngine();
      const { width, height } = opened.published.source;
      const source = pixels(question.picture, width, height);
      return translated(opened, source, question.seed, question.scored);
    }
    case "openPhoto": {
      const { width, height } = opened?.published.source ?? { width: 256, height: 256 };
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
 * A photo, and on demand what the discriminator believes of it: if that fails, the photo alone.
 * @param {Opened} model
 * @param {ImageData} source
 * @param {number | null} seed
 * @param {boolean} scored
 * @returns {Promise<{answer: Made, transfer: Transferable[]}>}
 */
async function translated(model, source, seed, scored) {
  const inputs = model.generator.inputsFor(source, seed);
  const made = await model.generator.translate(inputs);
  const photo = await createImageBitmap(made.photo);
  /** @type {Made} */
  const answer = { photo, belief: null, failure: null, device: model.generator.name };
  if (!scored) return { answer, transfer: [photo] };
  try {
    const discriminator = await (model.discriminator ??= openDiscriminator(model));
    const believed = await discriminator.believe({ ...inputs, picture: made.picture });
    answer.belief = await createImageBitmap(believed);
    return { answer, transfer: [photo, answer.belief] };
  } catch (error) {
    model.discriminator = null; // asked again, it is tried again
    console.warn(error);
    return { answer: { ...answer, failure: failureOf(error) }, transfer: [photo] };
  }
}

/**
 * @param {Opened} model
 * @returns {Promise<Discriminator>}
 */
async function openDiscriminator({ published, engines, reference }) {
  if (published.discriminator === null) throw new NoEngine();
  const { graph, inputs, belief, ...scale } = published.discriminator;
  const [content, expected] = await Promise.all([download(graph, () => {}), pictureIn(belief)]);
  const judged = { inputs: reference, belief: pixelsOf(expected, expected.width, expected.height) };
  const discriminator = new Discriminator(content, inputs, scale, judged, engines);
  await discriminator.open();
  return discriminator;
}

/** @param {File} file */
async function pictureIn(file) {
  return createImageBitmap(new Blob([await download(file, () => {})]));
}

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
  const pictures = await Promise.all([pictureIn(reference.source), pictureIn(reference.target)]);
  const [given, made] = [source, target].map(({ width, height }, which) => pixelsOf(pictures[which], width, height));
  const next = new Generator(
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
  await close();
  await next.open();
  opened = {
    generator: next,
    published: wanted,
    engines,
    reference: {
      ...next.inputsFor(given, reference.seed),
      picture: toTensor(made, target.channels),
    },
    discriminator: null,
  };
  return { ...wanted.model, device: next.name };
}

async function close() {
  const model = opened;
  opened = null;
  await model?.generator.close();
  await model?.discriminator?.then((each) => each.close(), () => {});
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
