/* What a tab remembers while it is loaded anew (sessionStorage): which drawing is on each kind of
   paper, and the last changes, should the page go before the browser has written them down. */

/** @import { Kept } from "./store.js" */

const PRESENT = "pix2pix-present"; // ids by the kind of paper
const LEFT = "pix2pix-left";

/** @returns {Record<string, string>} */
export function present() {
  const kept = read(PRESENT);
  return typeof kept === "object" && kept !== null ? kept : {};
}

/**
 * @param {string} kind
 * @param {string | undefined} id
 */
export function remember(kind, id) {
  write(PRESENT, { ...present(), [kind]: id });
}

/**
 * Leave a drawing behind that is not written down yet.
 * @param {Kept | null} kept
 */
export function leave(kept) {
  write(LEFT, kept);
}

/**
 * What was left behind of a drawing.
 * @param {string} id
 * @returns {Kept | null}
 */
export function leftOf(id) {
  const left = read(LEFT);
  return left?.card?.id === id ? left : null;
}

/** @param {string} name */
function read(name) {
  try {
    return JSON.parse(window.sessionStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {object | null} value
 */
function write(name, value) {
  try {
    if (value === null) window.sessionStorage.removeItem(name);
    else window.sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    return; // not allowed or too large: then a reload goes back to what was written down
  }
}
