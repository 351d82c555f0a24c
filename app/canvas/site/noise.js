/* The noise that a seed stands for: the same bits as pix2pix/networks/noise.py draws.

   Philox 4x64 with ten rounds (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"),
   the seed as its key, the blocks counted from one. A word of 64 bits is two numbers of 32 here, the
   lower one first. */

const ROUNDS = 10;
const MULTIPLIERS = [0xd2e7470e, 0xe14c6c93, 0xca5a8263, 0x95121157]; // high and low of each
const WEYL = [0x9e3779b9, 0x7f4a7c15, 0xbb67ae85, 0x84caa73b]; // likewise, added to the key
const TWO_32 = 2 ** 32;
const MEAN_OF_16_BYTES = 16 * 127.5;
const DEVIATION_OF_16_BYTES = 295.6010825419961;
const HINT = 4; // numbers

/** @typedef {{name: string, shape: number[]}} Input of a model's graph */

/**
 * All inputs of a graph but the source.
 * @param {Input[]} inputs
 * @param {number | null} seed null for the mean of all noise
 * @param {number[][]} hintColors red, green and blue from 0 to 255, which seeds go through
 * @returns {Record<string, Float32Array>}
 */
export function drawNoise(inputs, seed, hintColors) {
  const stream = seed === null ? null : philox(seed);
  /** @type {Record<string, Float32Array>} */
  const drawn = {};
  for (const { name, shape } of inputs) {
    const count = shape.reduce((product, length) => product * length, 1);
    if (name.startsWith("mask")) drawn[name] = stream ? masks(stream, count) : filled(count, 1);
    else if (name.startsWith("pixels")) drawn[name] = stream ? normals(stream, count) : filled(count, 0);
    else if (name === "color_hint") drawn[name] = hint(seed, hintColors);
  }
  return drawn;
}

/**
 * @param {number} count
 * @param {number} value
 */
function filled(count, value) {
  return new Float32Array(count).fill(value);
}

/**
 * Of dropout: 0 or 2 for every bit, the lowest of a word first.
 * @param {(words: number) => Uint32Array} stream
 * @param {number} count
 */
function masks(stream, count) {
  const bits = stream(Math.ceil(count / 64));
  return Float32Array.from({ length: count }, (_, i) => 2 * ((bits[i >>> 5] >>> (i & 31)) & 1));
}

/**
 * Sums of 16 bytes, which are all but normal and the same on every machine.
 * @param {(words: number) => Uint32Array} stream
 * @param {number} count
 */
function normals(stream, count) {
  const bytes = new Uint8Array(stream(2 * count).buffer);
  const drawn = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 16 * i; j < 16 * i + 16; j++) sum += bytes[j];
    drawn[i] = (sum - MEAN_OF_16_BYTES) / DEVIATION_OF_16_BYTES;
  }
  return drawn;
}

/**
 * @param {number | null} seed
 * @param {number[][]} colors
 */
function hint(seed, colors) {
  if (seed === null) return new Float32Array(HINT);
  const color = colors[seed % colors.length];
  return Float32Array.of(...color.map((value) => value / 127.5 - 1), 1);
}

/**
 * A stream of words: asked for so many, it gives the next ones.
 * @param {number} seed below 2^53
 */
function philox(seed) {
  let block = 0;
  const left = new Uint32Array(8); // the last block, of four words
  let used = 8;

  /** @param {number} words */
  return (words) => {
    const drawn = new Uint32Array(2 * words);
    for (let i = 0; i < drawn.length; i++) {
      if (used === 8) {
        fillBlock(left, seed, ++block);
        used = 0;
      }
      drawn[i] = left[used++];
    }
    return drawn;
  };
}

/**
 * @param {Uint32Array} into
 * @param {number} seed
 * @param {number} counter
 */
function fillBlock(into, seed, counter) {
  // Four words (a, b, c, d) of a low and a high half, and the two words of the key.
  let a0 = counter >>> 0;
  let a1 = Math.floor(counter / TWO_32);
  let b0 = 0, b1 = 0, c0 = 0, c1 = 0, d0 = 0, d1 = 0;
  let k0 = seed >>> 0;
  let k1 = Math.floor(seed / TWO_32);
  let l0 = 0, l1 = 0;
  for (let round = 0; round < ROUNDS; round++) {
    multiply(first, a0, a1, MULTIPLIERS[1], MULTIPLIERS[0]);
    multiply(second, c0, c1, MULTIPLIERS[3], MULTIPLIERS[2]);
    a0 = (second[2] ^ b0 ^ k0) >>> 0;
    a1 = (second[3] ^ b1 ^ k1) >>> 0;
    c0 = (first[2] ^ d0 ^ l0) >>> 0;
    c1 = (first[3] ^ d1 ^ l1) >>> 0;
    b0 = second[0];
    b1 = second[1];
    d0 = first[0];
    d1 = first[1];
    k1 = (k1 + WEYL[0] + Number(k0 + WEYL[1] >= TWO_32)) >>> 0;
    k0 = (k0 + WEYL[1]) >>> 0;
    l1 = (l1 + WEYL[2] + Number(l0 + WEYL[3] >= TWO_32)) >>> 0;
    l0 = (l0 + WEYL[3]) >>> 0;
  }
  into.set([a0, a1, b0, b1, c0, c1, d0, d1]);
}

const first = new Uint32Array(4); // products, lowest part first
const second = new Uint32Array(4);

/**
 * Multiply two words, each of a low and a high half.
 * @param {Uint32Array} product
 * @param {number} a0
 * @param {number} a1
 * @param {number} b0
 * @param {number} b1
 */
function multiply(product, a0, a1, b0, b1) {
  const middle = high(a0, b0) + low(a0, b1) + low(a1, b0);
  const upper = high(a0, b1) + high(a1, b0) + low(a1, b1) + Math.floor(middle / TWO_32);
  product[0] = low(a0, b0);
  product[1] = middle;
  product[2] = upper;
  product[3] = high(a1, b1) + Math.floor(upper / TWO_32);
}

/**
 * The lower 32 bits of a product.
 * @param {number} a
 * @param {number} b
 */
function low(a, b) {
  return Math.imul(a, b) >>> 0;
}

/**
 * The upper 32 bits of a product: no step has more than the 53 that a number holds.
 * @param {number} a
 * @param {number} b
 */
function high(a, b) {
  const lower = Math.floor((a * (b & 0xffff)) / 65536);
  return Math.floor((a * (b >>> 16) + lower) / 65536);
}
