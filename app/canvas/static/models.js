/* Choosing a model: the list of those that are there, and the dialog for those of the Hub. */

import { button, find } from "./elements.js";
import { sentenceOf } from "./words.js";

/** @import { Found, Offer, Services } from "./services.js" */
/** @import { Words } from "./words.js" */

const AGAIN = 5_000; // ms; a run may have saved its first model meanwhile
const PAUSE = 400; // ms after the last key before the search begins
const SITE = /^https?:\/\/[^/]+\//; // an address that was pasted holds the name
const REVERSE = "reverse"; // of the address of the page
const NAME = /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/;

export class ModelPicker {
  /** The name of the model that was picked; empty for the first, whatever that is. */
  chosen = "";
  /** @type {HTMLSelectElement} */ #select;
  /** @type {Services["listModels"]} */ #listModels;
  /** @type {(name: string, reverse: boolean) => void} */ #picked;
  /** @type {(sentence: string) => void} */ #fail;
  #listed = "[]"; // what the list was made from

  /**
   * @param {HTMLSelectElement} select
   * @param {object} options
   * @param {Services["listModels"]} options.listModels
   * @param {(name: string, reverse: boolean) => void} options.picked told every time, the first
   *   time unasked
   * @param {(sentence: string) => void} options.fail
   */
  constructor(select, { listModels, picked, fail }) {
    this.#select = select;
    this.#listModels = listModels;
    this.#picked = picked;
    this.#fail = fail;
    select.addEventListener("change", () => this.pick(select.value));
    setInterval(() => this.#seen && this.#fill(), AGAIN);
  }

  /** Choose the model that the address of the page names, or else the first of the list. */
  async begin() {
    await this.#fill();
    const { searchParams } = address();
    this.#choose(searchParams.get("model") ?? this.#select.value);
    this.#picked(this.chosen, searchParams.has(REVERSE));
  }

  /**
   * Choose a model, and remember it in the address of the page.
   * @param {string} name
   * @param {boolean} [reverse]
   */
  pick(name, reverse = false) {
    setAddress(({ searchParams }) => searchParams.set("model", name));
    this.remember(reverse);
    this.#choose(name);
    this.#picked(name, reverse);
  }

  /**
   * Remember the direction of the model in the address of the page, too.
   * @param {boolean} reverse
   */
  remember(reverse) {
    if (reverse === address().searchParams.has(REVERSE)) return;
    setAddress(({ searchParams }) => {
      if (reverse) searchParams.set(REVERSE, "1");
      else searchParams.delete(REVERSE);
    });
  }

  /** Whether the list can be seen, and is not open to choose from. */
  get #seen() {
    return !document.hidden && document.activeElement !== this.#select;
  }

  async #fill() {
    try {
      const models = await this.#listModels();
      if (JSON.stringify(models) === this.#listed) return;
      this.#listed = JSON.stringify(models);
      this.#select.replaceChildren(...models.map(option));
      this.#choose(this.chosen);
    } catch (error) {
      this.#fail(sentenceOf(error));
    }
  }

  /** @param {string} name */
  #choose(name) {
    this.chosen = name;
    if (name === "") return;
    // One that is not in the list is offered all the same: opening it says what is wrong.
    const known = [...this.#select.options].some((each) => each.value === name);
    if (!known) this.#select.append(new Option(name));
    this.#select.value = name;
  }
}

function address() {
  return new URL(window.location.href);
}

/** @param {(address: URL) => void} change */
function setAddress(change) {
  const changed = address();
  change(changed);
  window.history.replaceState(window.history.state, "", changed);
}

/** @param {Offer} model */
function option({ name, terms }) {
  return new Option(terms ? `${name} (${terms})` : name, name);
}

/** A short list, a search, and a box for the name of any model of the Hub. */
export class HubDialog {
  /** @type {HTMLDialogElement} */ #dialog;
  /** @type {HTMLInputElement} */ #box;
  /** @type {HTMLUListElement} */ #list;
  /** @type {HTMLElement} */ #note;
  /** @type {HTMLButtonElement} */ #open;
  /** @type {NonNullable<Services["searchModels"]>} */ #searchModels;
  /** @type {(name: string) => void} */ #picked;
  /** @type {Words} */ #words;
  /** @type {ReturnType<typeof setTimeout> | undefined} until the search begins */ #pause;
  #searches = 0;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {object} options
   * @param {NonNullable<Services["searchModels"]>} options.searchModels
   * @param {(name: string) => void} options.picked
   * @param {Words} options.words
   */
  constructor(dialog, { searchModels, picked, words }) {
    this.#dialog = dialog;
    this.#searchModels = searchModels;
    this.#picked = picked;
    this.#words = words;
    this.#box = find(dialog, "input", HTMLInputElement);
    this.#list = find(dialog, "ul", HTMLUListElement);
    this.#note = find(dialog, "[role=status]", HTMLElement);
    this.#open = button(dialog, "open");
    this.#box.addEventListener("input", () => this.#typing());
    find(dialog, "form", HTMLFormElement).addEventListener("submit", (event) => {
      if (event.submitter !== this.#open) return;
      event.preventDefault();
      this.#choose(this.#typed);
    });
  }

  show() {
    this.#box.value = "";
    this.#open.disabled = true;
    this.#search();
    this.#dialog.showModal();
  }

  get #typed() {
    return this.#box.value.trim().replace(SITE, "");
  }

  #typing() {
    this.#open.disabled = !NAME.test(this.#typed);
    clearTimeout(this.#pause);
    if (!this.#open.disabled) return; // a whole name needs no search
    this.#pause = setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    const number = ++this.#searches;
    this.#note.textContent = this.#words.searching;
    /** @type {Found[]} */
    let models = [];
    let sentence = "";
    try {
      models = await this.#searchModels(this.#typed);
      if (models.length === 0) sentence = this.#words.nothing_found;
    } catch (error) {
      sentence = sentenceOf(error);
    }
    if (number !== this.#searches) return; // something newer was asked for meanwhile
    this.#list.replaceChildren(...models.map((model) => this.#entry(model)));
    this.#note.textContent = sentence;
  }

  /** @param {Found} model */
  #entry({ name, summary }) {
    const title = document.createElement("b");
    title.textContent = name;
    const choice = document.createElement("button");
    choice.type = "button";
    choice.append(title, summary);
    choice.addEventListener("click", () => this.#choose(name));
    const item = document.createElement("li");
    item.append(choice);
    return item;
  }

  /** @param {string} name */
  #choose(name) {
    this.#dialog.close();
    this.#picked(name);
  }
}
