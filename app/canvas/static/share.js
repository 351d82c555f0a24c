/* A link that holds the drawing itself: no server keeps it, and whoever opens it can draw on. */

import { button, find, part } from "./elements.js";
import { NewerLink, decode, encode } from "./link.js";

/** @import { Drawing } from "./drawing.js" */
/** @import { Words } from "./words.js" */

const MARK = "#drawing=";
const LONGEST = 16_000; // characters; longer ones do not survive every program that passes them on

/**
 * @typedef {object} ShareOptions
 * @property {() => Drawing | null} drawing
 * @property {(drawing: Drawing) => void} open
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

export class ShareLink {
  /** @type {HTMLDialogElement} */ #dialog;
  /** @type {HTMLInputElement} */ #field;
  /** @type {ShareOptions} */ #options;

  /**
   * @param {HTMLElement} element
   * @param {ShareOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#dialog = part(element, "share", HTMLDialogElement);
    this.#field = find(this.#dialog, "input", HTMLInputElement);
    button(element, "share").addEventListener("click", () => this.#share());
    window.addEventListener("hashchange", () => this.read());
  }

  /** Open the drawing that the address of the page holds, if it does. */
  async read() {
    const { open, tell, words } = this.#options;
    const { hash } = window.location;
    if (!hash.startsWith(MARK)) return;
    try {
      if (hash.length > LONGEST) throw new Error("longer than any that is made here");
      const drawing = await decode(hash.slice(MARK.length));
      forget(); // from now on it is a drawing like any other
      open(drawing);
    } catch (error) {
      tell(error instanceof NewerLink ? words.link_newer : words.link_broken);
    }
  }

  async #share() {
    const { drawing, tell, words } = this.#options;
    const shared = drawing();
    if (shared === null) return;
    if (shared.steps.flat().some((mark) => mark.kind === "picture")) return tell(words.link_picture);
    const link = `${window.location.href.split("#")[0]}${MARK}${await encode(shared)}`;
    if (link.length > LONGEST) return tell(words.link_long);
    try {
      await navigator.clipboard.writeText(link);
      tell(words.link_copied);
    } catch { // not allowed, or not offered without https
      this.#field.value = link;
      this.#dialog.showModal();
      this.#field.select();
    }
  }
}

function forget() {
  const address = window.location.href.split("#")[0];
  window.history.replaceState(window.history.state, "", address);
}
