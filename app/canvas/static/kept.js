/* Marks as the browser's database keeps them: pictures as data URLs. */

import { contextOf } from "./elements.js";

/** @import { Mark } from "./drawing.js" */
/** @import { Drawn } from "./services.js" */
/** @import { KeptMark } from "./store.js" */

/** @type {WeakMap<object, string>} of pictures as data URLs, which take a while to make */
const texts = new WeakMap();

/**
 * @param {Mark} mark
 * @returns {KeptMark}
 */
export function keptMark(mark) {
  return mark.kind === "picture" ? { kind: "picture", source: textOf(mark.image) } : mark;
}

/**
 * @param {KeptMark} kept
 * @returns {Promise<Mark>}
 */
export async function markOf(kept) {
  if (kept.kind !== "picture") return kept;
  const image = new Image();
  image.src = kept.source;
  await image.decode();
  return { kind: "picture", image };
}

/** @param {Drawn | HTMLImageElement} image */
function textOf(image) {
  if (image instanceof HTMLImageElement) return image.src;
  const known = texts.get(image);
  if (known !== undefined) return known;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  contextOf(canvas).drawImage(image, 0, 0);
  const text = canvas.toDataURL("image/png");
  texts.set(image, text);
  return text;
}
