/* Sentences for people. Those of the page come from app/canvas/texts.py. */

import { button, part } from "./elements.js";

/** @import { Model } from "./services.js" */

/** @typedef {Record<string, string>} Words */

/**
 * Put values into the {places} of a sentence.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/**
 * What to show of something that was thrown.
 * @param {unknown} error
 */
export function sentenceOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Call both sides of the page what they are for a model.
 * @param {HTMLElement} element
 * @param {Model} model
 * @param {Words} words
 */
export function nameSides(element, { input_kind, source, target }, words) {
  /** @param {string} name */
  const word = (name) => fill(words[`${name}_${input_kind}`] ?? words[name], { source, target });
  part(element, "canvas", HTMLElement).ariaLabel = word("paper");
  for (const name of ["hint", "start-hint", "examples-title", "own-title"]) {
    part(element, name, HTMLElement).textContent = word(name.replace("-", "_"));
  }
  for (const side of ["photo", "sketch"]) {
    const name = word(`save_${side}`);
    part(element, `${side}-name`, HTMLElement).textContent = name;
    button(element, `save-${side}`).ariaLabel = fill(words.save, { name });
  }
}
