/* One connection to the server for all drawings: a frame there, a frame with the photo back.

   A frame is the length of its head in two bytes, the head as JSON, and pictures as files.
   Where no connection comes about, or it breaks, whoever asks sends a message instead. */

const PATIENCE = 5000; // ms until a connection that does not open is given up, or tried again
const SILENCE = 20_000; // ms without an answer, after which it is taken for broken

/** @typedef {{files: Blob[], refusal: string}} Answer the photo first, and why something is missing */

export class Connection {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {Promise<unknown>} */ #last = Promise.resolve();
  /** @type {URL} */ #address;

  /** @param {URL} address */
  constructor(address) {
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    this.#address = address;
    this.#connect();
  }

  #connect() {
    const socket = new WebSocket(this.#address);
    socket.binaryType = "arraybuffer";
    const late = setTimeout(() => socket.close(), PATIENCE);
    socket.onopen = () => {
      clearTimeout(late);
      this.#socket = socket;
    };
    socket.onclose = () => {
      clearTimeout(late);
      if (this.#socket === null) return; // it never was open, and is not to be had
      this.#socket = null;
      setTimeout(() => this.#connect(), PATIENCE);
    };
  }

  get open() {
    return this.#socket !== null;
  }

  /**
   * @param {object} head
   * @param {Uint8Array} picture
   * @returns {Promise<string | Answer>} the sentence of an error, or an answer
   * @throws {Lost} the connection broke
   */
  async ask(head, picture) {
    const exchange = this.#last.then(() => this.#exchange(frameOf(head, picture)));
    this.#last = exchange.catch(() => {});
    const answer = await exchange;
    return typeof answer === "string" ? answer : takenApart(answer);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} frame
   * @returns {Promise<string | ArrayBuffer>}
   */
  #exchange(frame) {
    const socket = this.#socket;
    if (socket === null) return Promise.reject(new Lost());
    return new Promise((resolve, reject) => {
      const over = new AbortController();
      const { signal } = over;
      const late = setTimeout(() => socket.close(), SILENCE);
      signal.addEventListener("abort", () => clearTimeout(late));
      socket.addEventListener("message", ({ data }) => (over.abort(), resolve(data)), { signal });
      socket.addEventListener("close", () => (over.abort(), reject(new Lost())), { signal });
      socket.send(frame);
    });
  }
}

export class Lost extends Error {}

/**
 * @param {object} head
 * @param {Uint8Array} picture
 */
function frameOf(head, picture) {
  const said = new TextEncoder().encode(JSON.stringify(head));
  const frame = new Uint8Array(2 + said.length + picture.length);
  new DataView(frame.buffer).setUint16(0, said.length, true);
  frame.set(said, 2);
  frame.set(picture, 2 + said.length);
  return frame;
}

/**
 * @param {ArrayBuffer} frame
 * @returns {Answer}
 */
function takenApart(frame) {
  const length = new DataView(frame).getUint16(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 2, length)));
  let place = 2 + length;
  const files = head.lengths.map((/** @type {number} */ bytes) => {
    place += bytes;
    return new Blob([new Uint8Array(frame, place - bytes, bytes)]);
  });
  return { files, refusal: head.refusal };
}
