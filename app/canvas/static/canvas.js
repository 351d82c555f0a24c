/* The page: a drawing on the left, the picture that a model makes of it on the right.

   It knows nothing of who translates: `services` (services.js) is its only way to them. */

import { LiveCamera } from "./camera.js";
import { History } from "./drawing.js";
import { button, part } from "./elements.js";
import { HubDialog, ModelPicker } from "./models.js";
import { Notice } from "./notice.js";
import { ModelOpener } from "./opening.js";
import { PhotoStart, listenForPhotos } from "./photos.js";
import { Result } from "./result.js";
import { save } from "./save.js";
import { Sketches } from "./sketches.js";
import { Surface } from "./surface.js";
import { Toolbox, followWithRing, listenToKeys } from "./tools.js";
import { nameSides } from "./words.js";

/** @import { Mark } from "./drawing.js" */
/** @import { Model, Request, Services } from "./services.js" */
/** @import { Sketch } from "./sketches.js" */
/** @import { Words } from "./words.js" */

/** @typedef {{words: Words, sketches: Sketch[]}} Props */

const NEED_A_DRAWING = ["clear", "another", "save-photo", "save-sketch", "save-both"];

export class Canvas {
  /** @type {number | null} of the noise; null is none at all */ #seed = null;
  /** @type {string} the kind of paper that the model is drawn on */ #kind = "";
  /** @type {Map<string, History>} one for each kind of paper, kept while models are tried */
  #drawings = new Map();
  /** @type {HTMLElement} */ #element;
  /** @type {Services} */ #services;
  /** @type {Words} */ #words;
  /** @type {Notice} */ #notice;
  /** @type {Toolbox} */ #tools;
  /** @type {Surface} */ #surface;
  /** @type {Result} */ #result;
  /** @type {PhotoStart} */ #photo;
  /** @type {LiveCamera} */ #camera;
  /** @type {Sketches} */ #sketches;
  /** @type {ModelPicker} */ #picker;
  /** @type {ModelOpener} */ #opener;
  /** @type {HubDialog} */ #hub;

  /**
   * @param {HTMLElement} element with page.html in it
   * @param {Services} services
   * @param {Props} props
   */
  constructor(element, services, { words, sketches }) {
    const notice = (this.#notice = new Notice(element));
    const fail = (/** @type {string} */ sentence) => notice.fail(sentence);
    const tell = (/** @type {string} */ sentence) => notice.tell(sentence);
    this.#element = element;
    this.#services = services;
    this.#words = words;
    this.#tools = new Toolbox(element);
    this.#surface = new Surface(part(element, "canvas", HTMLCanvasElement), {
      brush: () => this.#tools.brush(),
      eraser: () => this.#tools.eraser(),
      changed: () => {
        notice.wentOn();
        this.#changed();
      },
    });
    this.#result = new Result(element, {
      request: () => this.#request(),
      translate: (request) => this.#translate(request),
      shown: () => notice.pictureCame(),
      fail: (sentence) => {
        this.#camera.rest();
        fail(sentence);
      },
      words,
    });
    this.#photo = new PhotoStart(element, {
      model: () => this.#model,
      photoEdges: services.photoEdges,
      made: (mark) => this.#place(mark),
      fail,
    });
    this.#camera = new LiveCamera(element, {
      paper: () => this.#surface.paper,
      begins: () => notice.wentOn(),
      frame: () => this.#result.update(),
      changed: () => this.#changed(),
      kept: (picture) => this.#photo.begin(picture),
      fail: tell,
      words,
    });
    this.#sketches = new Sketches(this.#part("strip"), sketches, (marks) => this.#replace(...marks));
    this.#picker = new ModelPicker(part(element, "model", HTMLSelectElement), {
      listModels: services.listModels,
      picked: (name, reverse) => this.#opener.open(name, reverse),
      fail,
    });
    this.#opener = new ModelOpener(element, {
      openModel: services.openModel,
      leaving: () => this.#camera.stop(),
      opened: (model) => this.#use(model),
      fail,
      words,
    });
    this.#hub = new HubDialog(part(element, "hub", HTMLDialogElement), {
      searchModels: services.searchModels ?? (async () => []),
      picked: (name) => this.#picker.pick(name),
      words,
    });
    this.#listen(tell);
    this.#picker.begin();
  }

  /** @param {(sentence: string) => void} tell */
  #listen(tell) {
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
    this.#button("more").hidden = this.#services.searchModels === null;
    for (const [name, act] of Object.entries(actions)) this.#button(name).onclick = act;
    listenToKeys(this.#tools, actions);
    listenForPhotos(this.#element, {
      openPhoto: this.#services.openPhoto,
      got: (picture) => this.#photo.begin(picture),
      fail: tell,
      model: () => ({ model: this.#model?.name ?? "", reverse: this.#model?.reverse ?? false }),
      words: this.#words,
    });
    followWithRing(this.#part("frame"), this.#part("ring"), () => this.#tools.width);
  }

  /**
   * Change to the model that was opened. A drawing for the same kind of paper stays on it.
   * @param {Model} model
   */
  #use(model) {
    const { input_kind, labels, width, height } = model;
    const kind = JSON.stringify([input_kind, labels, width / height]);
    if (kind !== this.#kind) this.#tools.equip(model);
    this.#kind = kind;
    this.#element.style.setProperty("--shape", `${width / height}`);
    const history = this.#drawings.get(kind) ?? new History();
    this.#drawings.set(kind, history);
    const crisp = input_kind === "labels";
    this.#surface.setPaper({ color: this.#tools.paper, width, height, crisp }, history);
    this.#notice.clear();
    this.#picker.remember(model.reverse);
    nameSides(this.#element, model, this.#words);
    this.#part("examples").hidden = !this.#sketches.offer(model);
    this.#result.announce(model);
    this.#sample(model.default_seed);
  }

  get #model() {
    return this.#opener.model;
  }

  /** @returns {Request | null} what is to be translated now; null if nothing is */
  #request() {
    if (this.#model === null) return null;
    const { name, reverse } = this.#model;
    const { live } = this.#camera;
    if (this.#surface.isBlank && !live) return null;
    const picture = live ? this.#camera.frame() : this.#surface.picture();
    return picture && { picture, live, model: name, reverse, seed: this.#seed };
  }

  /** @param {Request} request */
  async #translate(request) {
    if (!this.#camera.live) return this.#services.translate(request);
    const picture = await this.#photo.asInput(request.picture);
    return this.#services.translate({ ...request, picture });
  }

  /** The drawing, what stands in for it or the way it is translated has changed. */
  #changed() {
    const { history, isBlank } = this.#surface;
    const { live } = this.#camera;
    this.#button("undo").disabled = !history.canUndo;
    this.#button("redo").disabled = !history.canRedo;
    for (const name of NEED_A_DRAWING) this.#button(name).disabled = isBlank || live;
    this.#button("another").disabled = isBlank && !live;
    this.#part("hint").hidden = !isBlank;
    this.#part("tools").hidden = live;
    this.#photo.offer(history.marks, { live, begun: live || !isBlank });
    this.#result.update();
  }

  /** @param {"undo" | "redo"} direction */
  #travel(direction) {
    this.#camera.stop();
    this.#surface.history[direction]();
    this.#surface.refresh();
  }

  /**
   * Put other marks in place of all that is on the paper.
   * @param {Mark[]} marks
   */
  #replace(...marks) {
    this.#camera.stop();
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

  /** @param {string} name */
  #part(name) {
    return part(this.#element, name, HTMLElement);
  }

  /** @param {string} name */
  #button(name) {
    return button(this.#element, name);
  }
}
