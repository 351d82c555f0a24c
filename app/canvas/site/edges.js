/* Photo to line drawing, as pix2pix/data/edges.py does with OpenCV: Canny 1986, for each color. */

const REFERENCE = 256; // px; lengths are for a picture whose shorter side is this
const GENTLE = 20; // the upper threshold at a slider of 0
const STRICT = 300; // and of 1
const TANGENT_22 = 13573; // of 22.5 degrees, times 2^15
const NONE = 0;
const WEAK = 1;
const STRONG = 2;

/** @typedef {{values: Float32Array | Uint8Array, width: number, height: number}} Plane */

/**
 * Black lines on white where the photo has edges.
 * @param {ImageData} photo
 * @param {number} threshold from 0 (every faint line) to 1 (only the strongest)
 */
export function photoEdges(photo, threshold) {
  const { width, height, data } = photo;
  const scale = Math.min(width, height) / REFERENCE;
  const upper = GENTLE * (STRICT / GENTLE) ** Math.min(Math.max(threshold, 0), 1);
  const lines = new Uint8Array(width * height);
  for (let c = 0; c < 3; c++) { // red against green of equal brightness is an edge, too
    const values = new Float32Array(width * height);
    for (let i = 0; i < values.length; i++) values[i] = data[4 * i + c];
    const smooth = blurred({ values, width, height }, Math.max(0.8, 0.8 * scale));
    canny(smooth, Math.floor(0.4 * upper), Math.floor(upper), lines);
  }
  const thick = widened({ values: lines, width, height }, Math.round(scale));
  const drawn = new ImageData(width, height);
  for (let i = 0; i < thick.length; i++) {
    drawn.data.fill(thick[i] ? 0 : 255, 4 * i, 4 * i + 3);
    drawn.data[4 * i + 3] = 255;
  }
  return drawn;
}

/**
 * @param {Plane} plane
 * @param {number} sigma px
 * @returns {Plane} of whole numbers
 */
function blurred({ values, width, height }, sigma) {
  const radius = Math.round(6 * sigma) >> 1;
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const along = convolved(values, width, height, 1, width, weights, sum);
  const both = convolved(along, height, width, width, 1, weights, sum);
  return { values: both.map(Math.round), width, height };
}

/**
 * One dimension of a blur; beyond the rim the picture is mirrored.
 * @param {Float32Array | Uint8Array} values
 * @param {number} length of a line
 * @param {number} lines
 * @param {number} step from one value of a line to the next
 * @param {number} stride from one line to the next
 * @param {number[]} weights
 * @param {number} sum
 */
function convolved(values, length, lines, step, stride, weights, sum) {
  const radius = (weights.length - 1) / 2;
  const made = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let total = 0;
      for (let j = -radius; j <= radius; j++) {
        total += weights[j + radius] * values[line * stride + mirrored(i + j, length) * step];
      }
      made[line * stride + i * step] = total / sum;
    }
  }
  return made;
}

/**
 * @param {number} place
 * @param {number} length
 */
function mirrored(place, length) {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((place % period) + period) % period;
  return within < length ? within : period - within;
}

/**
 * Mark the edges of one color.
 * @param {Plane} plane
 * @param {number} lower
 * @param {number} upper
 * @param {Uint8Array} lines set to 1 there
 */
function canny({ values, width, height }, lower, upper, lines) {
  const across = new Float32Array(values.length);
  const down = new Float32Array(values.length);
  const across_ = width + 2; // the strengths have a rim of zeros
  const strength = new Float32Array(across_ * (height + 2));
  /** @param {number} x @param {number} y */
  const at = (x, y) =>
    values[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [nw, n, ne] = [at(x - 1, y - 1), at(x, y - 1), at(x + 1, y - 1)];
      const [sw, s, se] = [at(x - 1, y + 1), at(x, y + 1), at(x + 1, y + 1)];
      across[i] = ne + 2 * at(x + 1, y) + se - nw - 2 * at(x - 1, y) - sw; // Sobel
      down[i] = sw + 2 * s + se - nw - 2 * n - ne;
      strength[(y + 1) * across_ + x + 1] = Math.abs(across[i]) + Math.abs(down[i]);
    }
  }
  const kind = new Uint8Array(values.length);
  const found = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const place = (y + 1) * across_ + x + 1;
      if (strength[place] <= lower || !isCrest(strength, place, across_, across[i], down[i])) continue;
      kind[i] = strength[place] > upper ? STRONG : WEAK;
      if (kind[i] === STRONG) found.push(i);
    }
  }
  follow(found, kind, width, height, lines);
}

/**
 * Whether a place is stronger than its neighbours across the edge.
 * @param {Float32Array} strength
 * @param {number} place
 * @param {number} row from one row to the next
 * @param {number} dx
 * @param {number} dy
 */
function isCrest(strength, place, row, dx, dy) {
  const here = strength[place];
  const [x, y] = [Math.abs(dx) * TANGENT_22, Math.abs(dy) * 32768];
  if (y < x) return here > strength[place - 1] && here >= strength[place + 1];
  if (y > x + Math.abs(dx) * 65536) return here > strength[place - row] && here >= strength[place + row];
  const side = dx < 0 === dy < 0 ? 1 : -1;
  return here > strength[place - row - side] && here > strength[place + row + side];
}

/**
 * Strong places are edges, and weak ones that they lead to.
 * @param {number[]} found the strong ones; used up
 * @param {Uint8Array} kind
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} lines
 */
function follow(found, kind, width, height, lines) {
  for (let i = found.pop(); i !== undefined; i = found.pop()) {
    lines[i] = 1;
    const [x, y] = [i % width, Math.floor(i / width)];
    for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, height - 1); v++) {
      for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, width - 1); u++) {
        if (kind[v * width + u] !== WEAK) continue;
        kind[v * width + u] = NONE;
        found.push(v * width + u);
      }
    }
  }
}

/**
 * Lines of 1 px as wide as a round pen of so many px.
 * @param {Plane} plane
 * @param {number} size
 */
function widened({ values, width, height }, size) {
  if (size <= 1) return values;
  const made = new Uint8Array(values.length);
  const radius = size >> 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!values[y * width + x]) continue;
      for (let dy = -radius; dy < size - radius; dy++) {
        const reach = size % 2 ? Math.round(radius * Math.sqrt(1 - (dy / (radius || 1)) ** 2)) : radius;
        const v = y + dy;
        if (v < 0 || v >= height) continue;
        const from = Math.max(x - reach, 0);
        made.fill(1, v * width + from, v * width + Math.min(x + reach, width - 1) + 1);
      }
    }
  }
  return made;
}
