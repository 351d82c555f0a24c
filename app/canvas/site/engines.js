/* Which engine of the browser runs a network: the fastest one that is there and is right.

   What was made when the site was built is made again when a network is opened. GPUs and their drivers
   differ, and some go wrong without a word; then the next engine is taken. */

/** @import { Input } from "./noise.js" */

/** @typedef {"webgpu" | "wasm"} Kind of engine */
/** @typedef {Record<string, Float32Array>} Values of the inputs of a graph, by name */
/** @typedef {(run: (values: Values) => Promise<Float32Array>) => Promise<boolean>} Check */

const MOST_DIFFERENCE = 3; // of 255, on average, from the picture that was made with the site
/** @type {Record<Kind, string>} */
const LIBRARIES = { webgpu: "ort.webgpu.min.mjs", wasm: "ort.wasm.min.mjs" };
/** @type {Kind[]} */
const BEST_FIRST = ["webgpu", "wasm"];

/** Runs one graph on the best engine that is left. */
export class Engine {
  /** @type {Uint8Array} an ONNX file */ #graph;
  /** @type {Input[]} */ #inputs;
  /** @type {Check} */ #isRight;
  /** @type {any} of onnxruntime-web */ #session = null;
  /** @type {any} */ #library = null;
  /** @type {Kind[]} */ #left;
  name = "";

  /**
   * @param {Uint8Array} graph
   * @param {Input[]} inputs of the graph
   * @param {Check} isRight whether an engine gives what was made with the site
   * @param {Kind[]} [kinds]
   */
  constructor(graph, inputs, isRight, kinds = BEST_FIRST) {
    this.#graph = graph;
    this.#inputs = inputs;
    this.#isRight = isRight;
    this.#left = [...kinds];
  }

  /** Load the graph, and run it once, which takes longer than later on. */
  async open() {
    for (;;) {
      const kind = this.#left[0];
      if (kind === undefined) throw new NoEngine();
      try {
        await this.#load(kind);
        if (await this.#isRight((values) => this.#run(values))) return;
      } catch {
        // it is not there, or it fails
      }
      await this.#drop();
    }
  }

  /**
   * What comes out of the graph; an engine that fails in between is replaced.
   * @param {Values} values of its inputs; others are left out
   */
  async run(values) {
    for (;;) {
      try {
        return await this.#run(values);
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
    this.#session = await InferenceSession.create(this.#graph, {
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
   * @param {Values} values
   * @returns {Promise<Float32Array>}
   */
  async #run(values) {
    const { Tensor } = this.#library;
    const feeds = Object.fromEntries(
      this.#inputs.map(({ name, shape }) => [name, new Tensor("float32", values[name], shape)]),
    );
    const [output] = Object.values(await this.#session.run(feeds));
    const made = await output.getData();
    output.dispose();
    return made;
  }
}

export class NoEngine extends Error {}

async function hasGpu() {
  const gpu = /** @type {any} */ (navigator).gpu;
  return Boolean(gpu && (await gpu.requestAdapter()));
}

/**
 * Whether two pictures may stand for each other.
 * @param {ImageData} one
 * @param {ImageData} other
 */
export function alike(one, other) {
  let sum = 0;
  for (let i = 0; i < one.data.length; i++) {
    sum += Math.abs(seen(one.data, i) - seen(other.data, i));
  }
  return sum / one.data.length <= MOST_DIFFERENCE; // false for NaN, too
}

/**
 * A value of a picture as far as it is seen: a color multiplied by its opacity.
 * @param {Uint8ClampedArray} data
 * @param {number} i
 */
function seen(data, i) {
  return i % 4 === 3 ? data[i] : (data[i] * data[i | 3]) / 255;
}
