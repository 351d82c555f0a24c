/* Bytes of numbers, lists and texts, for a drawing in an address. */

/** Numbers in as few bytes as they need, seven bits in each, the low ones first (LEB128). */
export class Writer {
  /** @type {number[]} */ #bytes = [];

  get all() {
    return Uint8Array.from(this.#bytes);
  }

  /** @param {number} value */
  number(value) {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) + 128);
    this.#bytes.push(rest);
  }

  /** @param {number} value small ones of either sign become small numbers */
  signed(value) {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** @param {string} value */
  text(value) {
    const bytes = new TextEncoder().encode(value);
    this.number(bytes.length);
    for (const byte of bytes) this.number(byte);
  }
}

export class Reader {
  /** @type {Uint8Array} */ #bytes;
  #place = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  get atEnd() {
    return this.#place === this.#bytes.length;
  }

  /** @param {number} most */
  number(most) {
    let value = 0;
    for (let weight = 1; weight < 2 ** 42; weight *= 128) {
      if (this.atEnd) throw new Error("cut short");
      const byte = this.#bytes[this.#place++];
      value += (byte % 128) * weight;
      if (value > most) throw new Error("too large a number");
      if (byte < 128) return value;
    }
    throw new Error("too long a number");
  }

  /** @param {number} most of either sign */
  signed(most) {
    const value = this.number(2 * most);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  /**
   * @template Item
   * @param {number} most
   * @param {() => Item} read
   * @returns {Item[]}
   */
  list(most, read) {
    const count = this.number(most);
    const items = [];
    while (items.length < count) items.push(read());
    return items;
  }

  /** @param {number} most bytes */
  text(most) {
    const bytes = this.list(most, () => this.number(255));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
  }
}

/**
 * Compress bytes, or the reverse.
 * @param {GenericTransformStream} stream
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} most that may come out
 * @returns {Promise<Uint8Array>}
 */
export async function through(stream, bytes, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const out = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(out).arrayBuffer());
    length += value.length;
    if (length > most) throw new Error("too much for a drawing");
    out.push(value);
  }
}
