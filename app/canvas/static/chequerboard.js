/* The board that stands for nothing, below pictures with see-through parts that become opaque ones:
   frames of a film, thumbnails. On the page itself it is a background of the style. */

const COLORS = ["#ffffff", "#cccccc"];
const SQUARES = 32; // along the shorter side, as in pix2pix/images/opacity.py

/**
 * Cover a part of a canvas with it.
 * @param {CanvasRenderingContext2D} context
 * @param {{left: number, width: number, height: number}} where px
 */
export function layChequerboard(context, { left, width, height }) {
  const side = Math.max(1, Math.round(Math.min(width, height) / SQUARES));
  for (let y = 0; y * side < height; y++) {
    for (let x = 0; x * side < width; x++) {
      context.fillStyle = COLORS[(x + y) % 2];
      const right = Math.min(width, (x + 1) * side);
      context.fillRect(left + x * side, y * side, right - x * side, side);
    }
  }
}
