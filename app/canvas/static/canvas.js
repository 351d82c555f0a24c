/* The page: a drawing on the left, the picture that a model makes of it on the right.

   It knows nothing of who translates: `services` (services.js) is its only way to them. */

import { History } from "./drawing.js";
import { button, part } from "./elements.js";
import { HubDialog, ModelPicker } from "./models.js";
import { PhotoStart, listenForPhotos } from "./photos.js";
import { Result } from "./result.js";
import { save } from "./save.js";
import { Sketches } from "./sketches.js";
import { Surface } from "./surface.js";
import { Toolbox, followWithRing, listenToKeys } from "./tools.js";
import { fill, sentenceOf } from "./words.js";

/** @import { Mark } from "./drawing.js" */
/** @import { Model, Progress, Request, Services } from "./services.js" */
/** @import { Sketch } from "./sketches.js" */
/** @import { Words } from "./words.js" */

/** @typedef {{words: Words, sketches: Sketch[]}} Props */

const NEED_A_DRAWING = ["clear", "another", "save-photo", "save-sketch", "save-both"];

export class Canvas {
  /** @type {Model | null} null while none is open */ #model = null;
  /** @type {number | null} of the noise; null is none at all */ #seed = null;
  /** @type {string} the kind of paper that the model is drawn on */ #kind = "";
  /** @type {Map<string, History>} one for each kind of paper, kept while models are tried */
  #drawings = new Map();
  /** @type {HTMLElement} */ #element;
  /** @type {Services} */ #services;
  /** @type {Words} */ #words;
  /** @type {Toolbox} */ #tools;
  /** @type {Surface} */ #surface;
  /** @type {Result} */ #result;
  /** @type {PhotoStart} */ #photo;
  /** @type {Sketches} */ #sketches;
  /** @type {ModelPicker} */ #picker;
  /** @type {HubDialog} */ #hub;

  /**
   * @param {HTMLElement} element with page.html in it
   * @param {Services} services
   * @param {Props} props
   */
  constructor(element, services, { words, sketches }) {
    const fail = (/** @type {string} */ sentence) => this.#complain(sentence);
    this.#element = element;
    this.#services = services;
    this.#words = words;
    this.#tools = new Toolbox(element);
    this.#surface = new Surface(part(element, "canvas", HTMLCanvasElement), {
      brush: () => this.#tools.brush(),
      eraser: () => this.#tools.eraser(),
      changed: () => this.#changed(),
    });
    this.#result = new Result(element, {
      request: () => this.#request(),
      translate: services.translate,
      shown: () => this.#hideNotice(),
      fail,
      words,
    });
    this.#photo = new PhotoStart(element, {
      model: () => this.#model,
      photoEdges: services.photoEdges,
      made: (mark) => this.#place(mark),
      fail,
    });
    this.#sketches = new Sketches(this.#part("strip"), sketches, (marks) => this.#replace(...marks));
    this.#picker = new ModelPicker(part(element, "model", HTMLSelectElement), {
      listModels: services.listModels,
      picked: (name) => this.#open(name),
      fail,
    });
    this.#hub = new HubDialog(part(element, "hub", HTMLDialogElement), {
      searchModels: services.searchModels,
      picked: (name) => this.#picker.pick(name),
      words,
    });
    this.#listen(fail);
    this.#picker.begin();
  }

  /** @param {(sentence: string) => void} fail */
  #listen(fail) {
    const { photo } = this.#result;
    const actions = {
      undo: () => this.#travel("undo"),
      redo: () => this.#travel("redo"),
      clear: () => this.#replace(),
      another: () => this.#sample(this.#seed === null ? 0 : this.#seed + 1), // neighbours differ most
      first: () => this.#sample(this.#model?.default_seed ?? null),
      "save-photo": () => this.#save("photo", photo),
      "save-sketch": () => this.#save("sketch", this.#surface.picture()),
      "save-both": () => this.#save("both", this.#surface.picture(), photo),
      more: () => this.#hub.show(),
    };
    for (const [name, act] of Object.entries(actions)) this.#button(name).onclick = act;
    listenToKeys({
      ...actions,
      pen: () => this.#tools.pick("pen"),
      eraser: () => this.#tools.pick("eraser"),
      rectangle: () => this.#tools.pick("rectangle"),
      thinner: () => this.#tools.widen(-1),
      wider: () => this.#tools.widen(+1),
    });
    listenForPhotos(this.#element, {
      openPhoto: this.#services.openPhoto,
      got: (picture) => this.#photo.begin(picture),
      fail,
      paper: () => this.#surface.paper,
      model: () => this.#model?.name ?? "",
      words: this.#words,
    });
    followWithRing(this.#part("frame"), this.#part("ring"), () => this.#tools.width);
  }

  /**
   * Change to another model. A drawing for the same kind of paper stays on it.
   * @param {string} name
   */
  async #open(name) {
    this.#part("about").textContent = fill(this.#words.loading, { model: name });
    this.#result.forgetSpeed();
    this.#model = null;
    let model;
    try {
      model = await this.#services.openModel(name, (pull) => this.#fetching(name, pull));
    } catch (error) {
      this.#part("about").textContent = "";
      this.#complain(sentenceOf(error));
      return;
    }
    if (this.#picker.chosen === name) this.#use(model); // else another was picked meanwhile
  }

  /** @param {Model} model */
  #use(model) {
    const { input_kind, labels, width, height, target, device } = (this.#model = model);
    const kind = JSON.stringify([input_kind, labels, width / height]);
    if (kind !== this.#kind) this.#tools.equip(labels);
    this.#kind = kind;
    this.#element.style.setProperty("--shape", `${width / height}`);
    const history = this.#drawings.get(kind) ?? new History();
    this.#drawings.set(kind, history);
    const crisp = input_kind === "labels";
    this.#surface.setPaper({ color: this.#tools.paper, width, height, crisp }, history);
    this.#hideNotice();
    this.#part("own").hidden = crisp;
    this.#part("examples").hidden = !this.#sketches.offer(model);
    this.#part("examples-title").textContent = this.#words[crisp ? "start_labels" : "start_lines"];
    this.#part("hint").textContent = this.#words[`hint_${input_kind}`];
    this.#result.announce(target);
    this.#part("about").textContent = `${model.name} · ${device}`;
    this.#sample(model.default_seed);
  }

  /**
   * Say how far a model is on its way.
   * @param {string} name
   * @param {Progress} pull
   */
  #fetching(name, { done, total }) {
    if (this.#picker.chosen !== name || total === 0) return;
    const [some, all] = [done, total].map((bytes) => Math.round(bytes / 1e6));
    const values = { model: name, done: some, total: all };
    this.#part("about").textContent = fill(this.#words.fetching, values);
  }

  /** @returns {Request | null} what is to be translated now; null if nothing is */
  #request() {
    if (this.#model === null || this.#surface.isBlank) return null;
    const picture = this.#surface.picture().toDataURL("image/png");
    return { picture, model: this.#model.name, seed: this.#seed };
  }

  /** The drawing or the way it is translated has changed. */
  #changed() {
    const { history, isBlank } = this.#surface;
    this.#button("undo").disabled = !history.canUndo;
    this.#button("redo").disabled = !history.canRedo;
    for (const name of NEED_A_DRAWING) this.#button(name).disabled = isBlank;
    this.#part("hint").hidden = !isBlank;
    this.#photo.offerDetail(history.marks);
    this.#result.update();
  }

  /** @param {"undo" | "redo"} direction */
  #travel(direction) {
    this.#surface.history[direction]();
    this.#surface.refresh();
  }

  /**
   * Put other marks in place of all that is on the paper.
   * @param {Mark[]} marks
   */
  #replace(...marks) {
    this.#surface.add({ kind: "blank", color: this.#tools.paper }, ...marks);
  }

  /**
   * Put the mark of a photo on the paper, or show what has become of it.
   * @param {Mark} mark
   */
  #place(mark) {
    if (this.#surface.history.marks.includes(mark)) this.#surface.refresh();
    else this.#replace(mark);
  }

  /**
   * Translate the same drawing with other noise.
   * @param {number | null} seed
   */
  #sample(seed) {
    this.#seed = seed;
    this.#button("first").hidden = seed === (this.#model?.default_seed ?? null);
    this.#changed();
  }

  /**
   * @param {string} what
   * @param {CanvasImageSource[]} pictures
   */
  #save(what, ...pictures) {
    save(`${this.#model?.name ?? "model"}-${what}`, pictures, this.#surface.paper);
  }

  /** @param {string} sentence */
  #complain(sentence) {
    this.#part("notice").textContent = sentence;
    this.#part("notice").hidden = false;
  }

  #hideNotice() {
    this.#part("notice").hidden = true;
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#element, name, HTMLElement);
  }

  /** @param {string} name */
  #button(name) {
    return button(this.#element, name);
  }
}
