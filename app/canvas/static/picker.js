/* The list of models. It is asked for again now and then: a run may have saved its first one. */

const AGAIN = 5_000; // ms

export class Picker {
  /** `picked(name)` is told what was chosen, the first time from the address of the page. */
  constructor(select, { listModels, picked, failed }) {
    Object.assign(this, { select, listModels, failed });
    this.picked = picked;
    select.addEventListener("change", () => this.pick(select.value));
    this.#fill().then(() => {
      const asked = new URLSearchParams(window.location.search).get("model");
      if (asked !== null) this.#choose(asked);
      picked(select.value);
    });
    setInterval(() => document.hidden || document.activeElement === select || this.#fill(), AGAIN);
  }

  /** Choose a model, and remember it in the address of the page. */
  pick(name) {
    const address = new URL(window.location);
    address.searchParams.set("model", name);
    window.history.replaceState(window.history.state, "", address);
    this.#choose(name);
    this.picked(name);
  }

  async #fill() {
    try {
      const options = (await this.listModels()).map(option);
      const texts = (list) => [...list].map((each) => each.text).join("\n");
      if (texts(options) === texts(this.select.options)) return;
      const chosen = this.select.value;
      this.select.replaceChildren(...options);
      if (chosen !== "") this.#choose(chosen);
    } catch (error) {
      this.failed(error);
    }
  }

  #choose(name) {
    // One that is not in the list is offered all the same: opening it says what is wrong.
    const known = [...this.select.options].some((option) => option.value === name);
    if (!known) this.select.append(new Option(name));
    this.select.value = name;
  }
}

function option({ name, terms }) {
  return new Option(terms ? `${name} (${terms})` : name, name);
}
