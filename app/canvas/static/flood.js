/* The bucket: which pixels around a place have its color, row by row, and the outline around them.

   A stroke with soft edges would keep a pale rim between itself and the filled area. So a pixel at
   its border is filled, too, unless it is almost of the color beyond it. */

/** @import { Fill, Run } from "./drawing.js" */

const ALIKE = 32; // of 255 per channel, which is what most drawing programs begin with
const SOFT = 1 / 8; // of the way from the color beyond to that of the area; less is no edge any more
const NEIGHBORS = /** @type {const} */ ([[1, 0], [-1, 0], [0, 1], [0, -1]]);

/** @typedef {Pick<ImageData, "data" | "width" | "height">} Pixels */

/**
 * The area around a place, in runs of pixels.
 * @param {Pixels} pixels
 * @param {number} x px
 * @param {number} y px
 * @param {boolean} crisp whether there are no soft edges: then every color is another one
 * @returns {Run[]}
 */
export function floodedFrom(pixels, x, y, crisp) {
  const seed = y * pixels.width + x;
  const filled = spread(pixels, seed, crisp ? 0 : ALIKE);
  if (!crisp) takeSoftEdges(pixels, filled, seed);
  return runsOf(filled, pixels);
}

/**
 * @param {Pixels} pixels
 * @param {number} seed
 * @param {number} alike
 */
function spread(pixels, seed, alike) {
  const { width, height } = pixels;
  const filled = new Uint8Array(width * height);
  const waiting = [seed];
  /** @param {number} place */
  const reach = (place) => {
    if (filled[place] || difference(pixels, place, seed) > alike) return;
    filled[place] = 1;
    waiting.push(place);
  };
  while (waiting.length > 0) {
    const place = /** @type {number} */ (waiting.pop());
    filled[place] = 1;
    const x = place % width;
    if (x > 0) reach(place - 1);
    if (x < width - 1) reach(place + 1);
    if (place >= width) reach(place - width);
    if (place < width * (height - 1)) reach(place + width);
  }
  return filled;
}

/**
 * @param {Pixels} pixels
 * @param {Uint8Array} filled
 * @param {number} seed
 */
function takeSoftEdges(pixels, filled, seed) {
  const { width, height } = pixels;
  /** @type {number[]} */
  const taken = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!filled[y * width + x]) continue;
      for (const [right, down] of NEIGHBORS) {
        const [farX, farY] = [x + 2 * right, y + 2 * down];
        if (farX < 0 || farX >= width || farY < 0 || farY >= height) continue;
        const edge = (y + down) * width + x + right;
        const beyond = farY * width + farX;
        if (filled[edge]) continue;
        const far = difference(pixels, seed, beyond);
        if (difference(pixels, edge, beyond) > SOFT * far) taken.push(edge);
      }
    }
  }
  for (const place of taken) filled[place] = 1;
}

/**
 * The largest difference of a channel.
 * @param {Pixels} pixels
 * @param {number} one
 * @param {number} other
 */
function difference({ data }, one, other) {
  const [a, b] = [4 * one, 4 * other];
  return Math.max(
    Math.abs(data[a] - data[b]),
    Math.abs(data[a + 1] - data[b + 1]),
    Math.abs(data[a + 2] - data[b + 2]),
  );
}

/**
 * @param {Uint8Array} filled
 * @param {Pixels} size
 * @returns {Run[]}
 */
function runsOf(filled, { width, height }) {
  /** @type {Run[]} */
  const runs = [];
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      if (!filled[row * width + x]) continue;
      const left = x;
      while (x < width && filled[row * width + x]) x++;
      runs.push([row, left, x]);
    }
  }
  return runs;
}

/** @type {WeakMap<Fill, Path2D>} */
const outlines = new WeakMap();

/**
 * The border of a filled area in its px, its steps rounded.
 * @param {Fill} fill
 */
export function outlineOf(fill) {
  const known = outlines.get(fill);
  if (known) return known;
  const path = new Path2D();
  for (const loop of loopsAround(fill)) {
    loop.forEach((corner, i) => {
      const [x, y] = corner;
      const [nextX, nextY] = loop[(i + 1) % loop.length];
      const [middleX, middleY] = [(x + nextX) / 2, (y + nextY) / 2];
      if (i === 0) path.moveTo(middleX, middleY);
      else path.quadraticCurveTo(x, y, middleX, middleY);
    });
    const [[x, y], [nextX, nextY]] = loop;
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  outlines.set(fill, path);
  return path;
}

/**
 * The closed borders of an area: from corner to corner of pixels, the area always on the right.
 * @param {Fill} fill
 */
function loopsAround({ runs, size: [width, height] }) {
  const filled = new Uint8Array(width * height);
  for (const [row, left, right] of runs) filled.fill(1, row * width + left, row * width + right);
  /**
   * @param {number} x
   * @param {number} y
   */
  const inside = (x, y) => x >= 0 && x < width && y >= 0 && y < height && filled[y * width + x] === 1;
  const wide = width + 1;
  /** @type {Map<number, number[]>} where one can go from each corner */
  const edges = new Map();
  /** @type {(x0: number, y0: number, x1: number, y1: number) => void} */
  const edge = (x0, y0, x1, y1) => {
    const from = y0 * wide + x0;
    const to = y1 * wide + x1;
    const known = edges.get(from);
    if (known) known.push(to);
    else edges.set(from, [to]);
  };
  for (const [y, left, right] of runs) {
    for (let x = left; x < right; x++) {
      if (!inside(x, y - 1)) edge(x, y, x + 1, y);
      if (!inside(x, y + 1)) edge(x + 1, y + 1, x, y + 1);
    }
    edge(right, y, right, y + 1);
    edge(left, y + 1, left, y);
  }
  /** @type {[x: number, y: number][][]} */
  const loops = [];
  for (const [start, ways] of edges) {
    while (ways.length > 0) loops.push(walk(start).map((at) => [at % wide, Math.floor(at / wide)]));
  }
  return loops;

  /** @param {number} start */
  function walk(start) {
    const corners = [];
    let at = start;
    do {
      corners.push(at);
      at = /** @type {number} */ (edges.get(at)?.pop());
    } while (at !== start);
    return corners;
  }
}
