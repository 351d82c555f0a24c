/* Which engine of the browser runs a network: the fastest one that is there and is right.

   A picture that was made when the site was built is made again when a model is opened. GPUs and
   their drivers differ, and some go wrong without a word; then the next engine is taken. */

import { drawNoise } from "./noise.js";
import { toPixels, toTensor } from "./pixels.js";

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

/** @typedef {"webgpu" | "wasm"} Kind of engine */

const MOST_DIFFERENCE = 3; // of 255, on average, from the picture that was made with the site
/** @type {Record<Kind, string>} */
const LIBRARIES = { webgpu: "ort.webgpu.min.mjs", wasm: "ort.wasm.min.mjs" };
/** @type {Kind[]} */
const BEST_FIRST = ["webgpu", "wasm"];

/** Runs one network on the best engine that is left. */
export class Runner {
  /** @type {Network} */ #network;
  /** @type {any} of onnxruntime-web */ #session = null;
  /** @type {any} */ #library = null;
  /** @type {Kind[]} */ #left;
  /** @type {{seed: number | null, tensors: Record<string, Float32Array>} | null} */ #noise = null;
  name = "";

  /**
   * @param {Network} network
   * @param {Kind[]} [kinds]
   */
  constructor(network, kinds = BEST_FIRST) {
    this.#network = network;
    this.#left = [...kinds];
  }

  /** Load the network, and make its first picture, which takes longer than the others. */
  async open() {
    for (;;) {
      const kind = this.#left[0];
      if (kind === undefined) throw new NoEngine();
      try {
        await this.#load(kind);
        const { source, target, seed } = this.#network.reference;
        if (difference(await this.#run(source, seed), target) <= MOST_DIFFERENCE) return;
      } catch {
        // it is not there, or it fails
      }
      await this.#drop();
    }
  }

  /**
   * Translate a picture; an engine that fails in between is replaced.
   * @param {ImageData} source
   * @param {number | null} seed
   * @returns {Promise<ImageData>}
   */
  async translate(source, seed) {
    for (;;) {
      try {
        return await this.#run(source, seed);
      } catch {
        await this.#drop();
        await this.open();
      }
    }
  }

  async close() {
    await this.#session?.release().catch(() => {});
    this.#session = null;
  }

  /** @param {Kind} kind */
  async #load(kind) {
    if (kind === "webgpu" && !(await hasGpu())) throw new NoEngine();
    this.#library = await import(new URL(`../runtime/${LIBRARIES[kind]}`, import.meta.url).href);
    const { env, InferenceSession } = this.#library;
    const threads = self.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, 4) : 1;
    env.wasm.numThreads = threads;
    env.wasm.wasmPaths = new URL("../runtime/", import.meta.url).href;
    env.logLevel = "error";
    this.#session = await InferenceSession.create(this.#network.graph, {
      executionProviders: [kind],
      graphOptimizationLevel: "all",
    });
    this.name = kind === "webgpu" ? "WebGPU" : `WebAssembly, ${threads} thread${threads > 1 ? "s" : ""}`;
  }

  async #drop() {
    this.#left.shift();
    await this.close();
  }

  /**
   * @param {ImageData} source
   * @param {number | null} seed
   */
  async #run(source, seed) {
    const { inputs, hintColors, source: given, target } = this.#network;
    if (this.#noise === null || this.#noise.seed !== seed) {
      this.#noise = { seed, tensors: drawNoise(inputs, seed, hintColors) };
    }
    /** @type {Record<string, Float32Array>} */
    const values = { source: toTensor(source, given.channels), ...this.#noise.tensors };
    const { Tensor } = this.#library;
    const feeds = Object.fromEntries(
      inputs.map(({ name, shape }) => [name, new Tensor("float32", values[name], shape)]),
    );
    const { output } = await this.#session.run(feeds);
    const made = await output.getData();
    output.dispose();
    return toPixels(made, target);
  }
}

export class NoEngine extends Error {}

async function hasGpu() {
  const gpu = /** @type {any} */ (navigator).gpu;
  return Boolean(gpu && (await gpu.requestAdapter()));
}

/**
 * Mean difference of two pictures, of 255.
 * @param {ImageData} one
 * @param {ImageData} other
 */
function difference(one, other) {
  let sum = 0;
  for (let i = 0; i < one.data.length; i++) sum += Math.abs(one.data[i] - other.data[i]);
  return sum / one.data.length;
}
