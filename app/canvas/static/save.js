/* Saves the sketch, the photo, or both side by side as they would be a pair for training. */

import { contextOf } from "./elements.js";

const PATIENCE = 10_000; // ms; the browser reads the file a little later

/**
 * Let the browser save these pictures, side by side, as one PNG file.
 * @param {string} name
 * @param {CanvasImageSource[]} pictures
 * @param {{width: number, height: number}} each px
 */
export function save(name, pictures, { width, height }) {
  const canvas = document.createElement("canvas");
  canvas.width = width * pictures.length;
  canvas.height = height;
  const context = contextOf(canvas);
  pictures.forEach((picture, i) => context.drawImage(picture, i * width, 0, width, height));
  canvas.toBlob((blob) => {
    if (blob === null) return; // a canvas without a pixel
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
  }, "image/png");
}
