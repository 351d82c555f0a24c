/* What the page asks its server, and what it is told. */

/**
 * What a study is, before anybody has begun.
 * @typedef {object} About
 * @property {string} key of this study, to know who has begun it in this browser
 * @property {"pair" | "single"} presentation
 * @property {number} seconds
 * @property {number} width px
 * @property {number} height px
 * @property {number} practice
 * @property {number} counted
 */

/**
 * Where somebody stands.
 * @typedef {object} Standing
 * @property {string} person
 * @property {number} answered
 * @property {string[][]} pictures of the next look, and of the one after it
 * @property {{ right: number, of: number } | null} score once all is answered
 * @property {Choice} [truth] of what was just answered, in practice
 * @property {boolean} [right] likewise
 */

/** @typedef {"left" | "right" | "real" | "fake"} Choice */

/**
 * @typedef {object} Given
 * @property {number} trial
 * @property {Choice} choice
 * @property {number} shown seconds
 * @property {number} waited seconds
 * @property {boolean} again
 */

/** Nobody of that number has begun: they begin anew. */
export class Unknown extends Error {}

/** @returns {Promise<About>} */
export function about() {
  return ask("about");
}

/** @returns {Promise<Standing>} */
export function begin() {
  return ask("people", {});
}

/**
 * @param {string} person
 * @returns {Promise<Standing>}
 */
export function goOn(person) {
  return ask(`people/${person}`);
}

/**
 * Send an answer; a second time does no harm.
 * @param {string} person
 * @param {Given} given
 * @returns {Promise<Standing>}
 */
export function answer(person, given) {
  return ask(`people/${person}/answers`, given);
}

/**
 * @param {string} place
 * @param {object} [sent]
 */
async function ask(place, sent) {
  const body = sent && { method: "POST", body: JSON.stringify(sent) };
  let response, said;
  try {
    response = await fetch(place, body);
    said = await response.json();
  } catch {
    throw new Error("The server did not answer. Nothing is lost: try again in a moment.");
  }
  if (response.status === 404) throw new Unknown(said.error);
  if (!response.ok) throw new Error(said.error);
  return said;
}
