/* Sentences for people. Those of the page come from app/canvas/texts.py. */

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
