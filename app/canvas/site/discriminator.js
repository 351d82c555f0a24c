/* The network that scores pictures patch by patch: as pix2pix/engines/discriminator.py. */

import { Engine, alike } from "./engines.js";
import { toPixels } from "./pixels.js";

/** @import { Kind, Values } from "./engines.js" */
/** @import { Input } from "./noise.js" */

/**
 * @typedef {object} Scale of scores
 * @property {number} undecided the score of neither real nor generated
 * @property {number} certain how far from it a score is all but sure
 */

export class Discriminator {
  /** @type {Engine} */ #engine;
  /** @type {Scale} */ #scale;
  /** @type {{width: number, height: number}} in patches */ #size;

  /**
   * @param {Uint8Array} graph an ONNX file
   * @param {Input[]} inputs
   * @param {Scale} scale
   * @param {{inputs: Values, belief: ImageData}} reference what it has to believe of what it sees
   * @param {Kind[]} [kinds] of engines
   */
  constructor(graph, inputs, scale, { inputs: seen, belief }, kinds) {
    this.#scale = scale;
    this.#size = { width: belief.width, height: belief.height };
    const isRight = async (/** @type {(values: Values) => Promise<Float32Array>} */ run) =>
      alike(this.#believed(await run(seen)), belief);
    this.#engine = new Engine(graph, inputs, isRight, kinds);
  }

  open() {
    return this.#engine.open();
  }

  close() {
    return this.#engine.close();
  }

  /**
   * What it believes: grey, a px for every patch, white for real.
   * @param {Values} seen the picture, and what it was made of
   */
  async believe(seen) {
    return this.#believed(await this.#engine.run(seen));
  }

  /** @param {Float32Array} scores */
  #believed(scores) {
    const { undecided, certain } = this.#scale;
    return toPixels(
      scores.map((score) => (score - undecided) / certain),
      { channels: 1, ...this.#size },
    );
  }
}
