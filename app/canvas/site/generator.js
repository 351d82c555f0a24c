/* The network that makes pictures. */

import { Engine, alike } from "./engines.js";
import { drawNoise } from "./noise.js";
import { toPixels, toTensor } from "./pixels.js";

/** @import { Kind, Values } from "./engines.js" */
/** @import { Input } from "./noise.js" */
/** @import { Size } from "./pixels.js" */

/**
 * @typedef {object} Network
 * @property {Uint8Array} graph an ONNX file
 * @property {Input[]} inputs of the graph
 * @property {number[][]} hintColors
 * @property {Size} source
 * @property {Size} target
 * @property {{source: ImageData, target: ImageData, seed: number}} reference
 */

export class Generator {
  /** @type {Network} */ #network;
  /** @type {Engine} */ #engine;
  /** @type {{seed: number | null, tensors: Values} | null} */ #noise = null;

  /**
   * @param {Network} network
   * @param {Kind[]} [kinds] of engines
   */
  constructor(network, kinds) {
    this.#network = network;
    const { source, target, seed } = network.reference;
    this.#engine = new Engine(
      network.graph,
      network.inputs,
      async (run) => alike(toPixels(await run(this.inputsFor(source, seed)), network.target), target),
      kinds,
    );
  }

  get name() {
    return this.#engine.name;
  }

  open() {
    return this.#engine.open();
  }

  close() {
    return this.#engine.close();
  }

  /**
   * @param {ImageData} source
   * @param {number | null} seed
   * @returns {Values}
   */
  inputsFor(source, seed) {
    const { inputs, hintColors, source: size } = this.#network;
    if (this.#noise === null || this.#noise.seed !== seed) {
      this.#noise = { seed, tensors: drawNoise(inputs, seed, hintColors) };
    }
    return { source: toTensor(source, size.channels), ...this.#noise.tensors };
  }

  /**
   * Translate a picture.
   * @param {Values} inputs
   * @returns {Promise<{photo: ImageData, picture: Float32Array}>} as pixels and as numbers
   */
  async translate(inputs) {
    const picture = await this.#engine.run(inputs);
    return { photo: toPixels(picture, this.#network.target), picture };
  }
}
