/* The gallery: one's own drawings, which this browser keeps; opened again, deleted, brought back. */

import { button, find, part } from "./elements.js";
import { fill } from "./words.js";

/** @import { Card, Kept, Store } from "./store.js" */
/** @import { Words } from "./words.js" */

/**
 * @typedef {object} GalleryOptions
 * @property {Store} store
 * @property {() => Promise<void>} settle waits until all is kept that there is
 * @property {(kept: Kept) => Promise<void>} open
 * @property {Words} words
 */

export class Gallery {
  /** @type {HTMLDialogElement} */ #dialog;
  /** @type {HTMLUListElement} */ #list;
  /** @type {HTMLElement} */ #note;
  /** @type {HTMLButtonElement} */ #back;
  /** @type {HTMLButtonElement} */ #all;
  /** @type {Kept[]} those deleted since it was opened */ #deleted = [];
  /** @type {Card[]} */ #cards = [];
  /** @type {GalleryOptions} */ #options;

  /**
   * @param {HTMLElement} element
   * @param {GalleryOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#dialog = part(element, "gallery", HTMLDialogElement);
    this.#list = find(this.#dialog, "ul", HTMLUListElement);
    this.#note = find(this.#dialog, "[role=status]", HTMLElement);
    this.#back = button(this.#dialog, "bring-back");
    this.#all = button(this.#dialog, "delete-all");
    this.#back.addEventListener("click", () => this.#bringBack());
    this.#all.addEventListener("click", () => this.#delete(...this.#cards));
    button(element, "gallery").addEventListener("click", () => this.#show());
  }

  async #show() {
    this.#deleted = [];
    this.#dialog.showModal();
    await this.#options.settle();
    await this.#fill();
  }

  async #fill() {
    const { store, words } = this.#options;
    try {
      this.#cards = await store.cards();
      this.#note.textContent = this.#cards.length ? "" : words.gallery_empty;
    } catch {
      this.#cards = [];
      this.#note.textContent = words.not_kept;
    }
    const gone = this.#deleted.length;
    if (gone) this.#note.textContent = fill(words.gallery_deleted, { count: gone });
    this.#back.hidden = gone === 0;
    this.#all.hidden = this.#cards.length === 0;
    this.#list.replaceChildren(...this.#cards.map((card) => this.#entry(card)));
  }

  /** @param {Card} card */
  #entry(card) {
    const { words } = this.#options;
    const when = new Date(card.changed).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const picture = document.createElement("img");
    picture.src = card.thumbnail;
    picture.alt = "";
    const label = document.createElement("span");
    label.textContent = `${card.model} · ${when}`;
    const opens = document.createElement("button");
    opens.type = "button";
    opens.append(picture, label);
    opens.addEventListener("click", () => this.#open(card));
    const deletes = document.createElement("button");
    deletes.type = "button";
    deletes.className = "quiet";
    deletes.textContent = words.gallery_delete;
    deletes.ariaLabel = `${words.gallery_delete} ${label.textContent}`;
    deletes.addEventListener("click", () => this.#delete(card));
    const item = document.createElement("li");
    item.append(opens, deletes);
    return item;
  }

  /** @param {Card} card */
  async #open({ id }) {
    const kept = await this.#options.store.read(id);
    if (kept === null) return this.#fill(); // another tab has deleted it
    this.#dialog.close();
    await this.#options.open(kept);
  }

  /** @param {Card[]} cards */
  async #delete(...cards) {
    const { store } = this.#options;
    const read = await Promise.all(cards.map(({ id }) => store.read(id)));
    await store.delete(cards.map(({ id }) => id));
    this.#deleted.push(...read.filter((kept) => kept !== null));
    await this.#fill();
    this.#back.focus();
  }

  async #bringBack() {
    await this.#options.store.bringBack(this.#deleted);
    this.#deleted = [];
    await this.#fill();
    find(this.#list, "button", HTMLButtonElement).focus();
  }
}
