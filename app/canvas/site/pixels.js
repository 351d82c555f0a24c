/* Between the pixels of a canvas and the numbers of a network: as pix2pix/images/tensors.py. */

/* Below opacity 0 a color means nothing: a network sees and makes colors multiplied by their opacity. */

/** @typedef {{channels: number, height: number, width: number}} Size of a picture of a network */

/**
 * A picture in [-1, 1], plane by plane.
 * @param {ImageData} picture
 * @param {number} channels 1 is grey, 2 with opacity; 3 is in color, 4 with opacity
 */
export function toTensor({ data, width, height }, channels) {
  const count = width * height;
  const tensor = new Float32Array(channels * count);
  const { colors, withOpacity } = kindOf(channels);
  for (let i = 0; i < count; i++) {
    const at = 4 * i;
    const unit = withOpacity ? data[at + 3] / 255 / 127.5 : 1 / 127.5;
    if (colors === 1) {
      tensor[i] = luminance(data[at], data[at + 1], data[at + 2]) * unit - 1;
    } else {
      for (let c = 0; c < 3; c++) tensor[c * count + i] = data[at + c] * unit - 1;
    }
    if (withOpacity) tensor[colors * count + i] = data[at + 3] / 127.5 - 1;
  }
  return tensor;
}

/**
 * @param {Float32Array} tensor in [-1, 1], plane by plane
 * @param {Size} size
 */
export function toPixels(tensor, { channels, height, width }) {
  const count = width * height;
  const picture = new ImageData(width, height); // whose numbers are rounded and kept in their range
  const { data } = picture;
  const { colors, withOpacity } = kindOf(channels);
  for (let i = 0; i < count; i++) {
    const opacity = withOpacity ? Math.min((tensor[colors * count + i] + 1) / 2, 1) : 1;
    for (let c = 0; c < 3; c++) {
      const color = (tensor[(colors === 1 ? 0 : c) * count + i] + 1) * 127.5;
      data[4 * i + c] = opacity > 0 ? color / opacity : 0;
    }
    data[4 * i + 3] = opacity * 255;
  }
  return picture;
}

/** @param {number} channels */
function kindOf(channels) {
  const withOpacity = channels % 2 === 0;
  return { colors: channels - Number(withOpacity), withOpacity };
}

/**
 * Grey as Pillow has it, after ITU-R 601-2.
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 */
function luminance(red, green, blue) {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/**
 * The pixels of a picture that fills so many px.
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 */
export function pixelsOf(picture, width, height) {
  const context = sheet(width, height);
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/**
 * The whole picture on white paper of so many px.
 * @param {ImageBitmap} picture
 * @param {number} width
 * @param {number} height
 * @param {boolean} smooth
 */
export function fitted(picture, width, height, smooth) {
  const context = sheet(width, height);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = smooth; // between two colors of labels there is none
  context.imageSmoothingQuality = "high";
  const scale = Math.min(width / picture.width, height / picture.height);
  const across = Math.max(1, Math.round(picture.width * scale));
  const down = Math.max(1, Math.round(picture.height * scale));
  const [left, top] = [Math.floor((width - across) / 2), Math.floor((height - down) / 2)];
  context.drawImage(picture, left, top, across, down);
  return context.getImageData(0, 0, width, height);
}

/**
 * @param {number} width
 * @param {number} height
 */
function sheet(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser has no canvas outside of the page.");
  return context;
}
