/* A thread that writes a GIF: choosing 256 colors for each frame would hold up the page. */

import { GIFEncoder, applyPalette, quantize } from "./vendor/gifenc.js";

const COLORS = 256;

/** @typedef {{frames: ImageBitmap[], delay: number, hold: number}} Movie times in ms; hold: of the last */
/** @typedef {{share: number} | {file: Blob}} Told */

/** @param {MessageEvent<Movie>} event */
self.onmessage = ({ data: { frames, delay, hold } }) => {
  const { width, height } = frames[0];
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no 2d context in a worker");
  const encoder = GIFEncoder();
  for (const [number, frame] of frames.entries()) {
    context.drawImage(frame, 0, 0);
    frame.close();
    const { data } = context.getImageData(0, 0, width, height);
    const palette = quantize(data, COLORS);
    const last = number === frames.length - 1;
    const seen = { palette, delay: last ? hold : delay };
    encoder.writeFrame(applyPalette(data, palette), width, height, seen);
    tell({ share: (number + 1) / frames.length });
  }
  encoder.finish();
  tell({ file: new Blob([encoder.bytes()], { type: "image/gif" }) });
};

/** @param {Told} told */
function tell(told) {
  self.postMessage(told);
}
