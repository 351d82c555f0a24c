/* What the canvas uses of gifenc.js, which comes without types. */

type Palette = number[][];
type Pixels = Uint8Array | Uint8ClampedArray;

interface Encoder {
  writeFrame(
    index: Uint8Array,
    width: number,
    height: number,
    options: { palette: Palette; delay: number },
  ): void;
  finish(): void;
  bytes(): Uint8Array<ArrayBuffer>;
}

export function GIFEncoder(): Encoder;
export function quantize(pixels: Pixels, colors: number): Palette;
export function applyPalette(pixels: Pixels, palette: Palette): Uint8Array;
