/* Saves the sketch, the photo, or both side by side as they would be a pair for training. */

import { button, contextOf } from "./elements.js";

/** @import { Size } from "./drawing.js" */

const PATIENCE = 10_000; // ms; the browser reads the file a little later

/**
 * @typedef {object} Savable
 * @property {() => string} name of the model
 * @property {() => HTMLCanvasElement} sketch as large as the paper
 * @property {HTMLCanvasElement} photo
 */

/**
 * @param {HTMLElement} element
 * @param {Savable} what
 */
export function offerSaves(element, { name, sketch, photo }) {
  /** @type {Record<string, () => CanvasImageSource[]>} */
  const pictures = {
    photo: () => [photo],
    sketch: () => [sketch()],
    both: () => [sketch(), photo],
  };
  for (const [what, list] of Object.entries(pictures)) {
    button(element, `save-${what}`).addEventListener("click", () =>
      sideBySide(list(), sketch()).toBlob((blob) => {
        if (blob !== null) saveFile(`${name()}-${what}.png`, blob); // else it has not a pixel
      }, "image/png"),
    );
  }
}

/**
 * @param {CanvasImageSource[]} pictures
 * @param {Size} each px
 */
function sideBySide(pictures, { width, height }) {
  const canvas = document.createElement("canvas");
  canvas.width = width * pictures.length;
  canvas.height = height;
  const context = contextOf(canvas);
  pictures.forEach((picture, i) => context.drawImage(picture, i * width, 0, width, height));
  return canvas;
}

/**
 * Let the browser save a file.
 * @param {string} name
 * @param {Blob} content
 */
export function saveFile(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
}
