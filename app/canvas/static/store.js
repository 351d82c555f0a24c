/* Drawings in the browser's own database (IndexedDB): the drawings, and a small card for each, so
   that a list of them is read quickly.

   Two tabs may know the same drawing. Each writes over the revision that it has read, or not at all. */

/** @import { Drawing, Mark } from "./drawing.js" */

/** @typedef {{kind: "picture", source: string}} KeptPicture as a data URL */
/** @typedef {Exclude<Mark, {kind: "picture"}> | KeptPicture} KeptMark */
/** @typedef {Omit<Drawing, "steps"> & {id: string, steps: KeptMark[][]}} KeptDrawing */
/**
 * @typedef {object} Card
 * @property {string} id
 * @property {string} model
 * @property {number} changed when, in ms
 * @property {number} revision
 * @property {string} thumbnail as a data URL
 * @property {boolean} touched whether it was drawn on, or is still as it was picked
 */
/** @typedef {{card: Card, drawing: KeptDrawing}} Kept */

const NAME = "pix2pix-drawings";
const BOTH = ["cards", "drawings"];

export class Store {
  /** @type {Promise<IDBDatabase> | null} */ #opened = null;

  /** @returns {Promise<Card[]>} the newest first */
  async cards() {
    const database = await this.#database();
    const cards = await answerOf(database.transaction("cards").objectStore("cards").getAll());
    return cards.sort((one, other) => other.changed - one.changed);
  }

  /**
   * @param {string} id
   * @returns {Promise<Kept | null>}
   */
  async read(id) {
    const database = await this.#database();
    const stores = database.transaction(BOTH);
    const [card, drawing] = await Promise.all(
      BOTH.map((name) => answerOf(stores.objectStore(name).get(id))),
    );
    return card && drawing ? { card, drawing } : null;
  }

  /**
   * Write a drawing over the revision that is known.
   * @param {Omit<Card, "revision">} card
   * @param {KeptDrawing} drawing
   * @param {number} known 0 for a new drawing
   * @returns {Promise<number | null>} its new revision; null if another tab has written or deleted
   *   it since
   */
  async write(card, drawing, known) {
    const database = await this.#database();
    const transaction = database.transaction(BOTH, "readwrite");
    const cards = transaction.objectStore("cards");
    const before = await answerOf(cards.get(card.id));
    if ((before?.revision ?? 0) !== known) return null;
    cards.put({ ...card, revision: known + 1 });
    transaction.objectStore("drawings").put(drawing);
    await endOf(transaction);
    return known + 1;
  }

  /** @param {Kept[]} all that were deleted */
  async bringBack(all) {
    const database = await this.#database();
    const transaction = database.transaction(BOTH, "readwrite");
    for (const { card, drawing } of all) {
      transaction.objectStore("cards").put(card);
      transaction.objectStore("drawings").put(drawing);
    }
    await endOf(transaction);
  }

  /** @param {string[]} ids */
  async delete(ids) {
    const database = await this.#database();
    const transaction = database.transaction(BOTH, "readwrite");
    for (const id of ids) {
      for (const name of BOTH) transaction.objectStore(name).delete(id);
    }
    await endOf(transaction);
  }

  /** @returns {Promise<IDBDatabase>} */
  #database() {
    this.#opened ??= open();
    this.#opened.catch(() => (this.#opened = null)); // it may be allowed later
    return this.#opened;
  }
}

async function open() {
  const request = window.indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const name of BOTH) request.result.createObjectStore(name, { keyPath: "id" });
  };
  const database = await answerOf(request);
  database.onversionchange = () => database.close(); // a newer page in another tab needs it
  return database;
}

/**
 * @template Answer
 * @param {IDBRequest<Answer>} request
 * @returns {Promise<Answer>}
 */
function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function endOf(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
