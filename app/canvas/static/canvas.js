/* The page: a drawing on the left, the picture that a model makes of it on the right.

   It knows nothing of who translates: `services` (services.js) is its only way to them. */

import { DrawingAids } from "./aids.js";
import { LiveCamera } from "./camera.js";
import { Drawings } from "./drawings.js";
import { button, part } from "./elements.js";
import { Extras } from "./extras.js";
import { jointsOf, layHandles } from "./joints.js";
import { HubDialog, ModelPicker } from "./models.js";
import { Notice } from "./notice.js";
import { ModelOpener } from "./opening.js";
import { PhotoStart, listenForPhotos } from "./photos.js";
import { Result } from "./result.js";
import { Sketches } from "./sketches.js";
import { Surface } from "./surface.js";
import { Takes } from "./takes.js";
import { Toolbox, listenToKeys } from "./tools.js";
import { Underlay } from "./underlay.js";
import { nameSides } from "./words.js";

/** @import { Mark } from "./drawing.js" */
/** @import { Model, Request, Services } from "./services.js" */
/** @import { Sketch } from "./sketches.js" */
/** @import { Words } from "./words.js" */

/** @typedef {{words: Words, sketches: Sketch[]}} Props */

const NEED_A_DRAWING = ["clear", "another", "save-photo", "save-sketch", "save-both", "share", "compare", "replay"];

export class Canvas {
  /** @type {HTMLElement} */ #element;
  /** @type {Services} */ #services;
  /** @type {Words} */ #words;
  /** @type {Notice} */ #notice;
  /** @type {Toolbox} */ #tools;
  /** @type {DrawingAids} */ #aids;
  /** @type {Surface} */ #surface;
  /** @type {Takes} */ #takes;
  /** @type {Drawings} */ #drawings;
  /** @type {Result} */ #result;
  /** @type {Extras} */ #extras;
  /** @type {PhotoStart} */ #photo;
  /** @type {Underlay} */ #underlay;
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
      aids: () => this.#aids.now,
      changed: () => {
        if (this.#model !== null) notice.wentOn();
        this.#changed();
      },
    });
    this.#aids = new DrawingAids(element, this.#tools, this.#surface.view);
    this.#takes = new Takes(element, () => this.#changed());
    this.#drawings = new Drawings({
      surface: this.#surface,
      takes: this.#takes,
      model: () => this.#model,
      pick: (name, reverse) => this.#picker.pick(name, reverse),
      tell,
      words,
    });
    this.#result = new Result(element, {
      request: () => this.#request(),
      translate: (request) => this.#translate(request),
      shown: () => notice.pictureCame(),
      fail: (sentence) => (this.#camera.rest(), fail(sentence)),
      tell,
      words,
    });
    this.#extras = new Extras(element, {
      drawings: this.#drawings,
      surface: this.#surface,
      photo: this.#result.photo,
      model: () => this.#model,
      translate: services.translate,
      tell,
      words,
    });
    this.#underlay = new Underlay(element, (picture) => this.#photo.begin(picture));
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
      kept: (picture) => this.#underlay.take(picture),
      fail: tell,
      words,
    });
    this.#sketches = new Sketches(this.#part("strip"), sketches, (marks) => {
      this.#replace(...marks);
      if (jointsOf(marks).length) this.#tools.pick("joint");
    });
    this.#picker = new ModelPicker(part(element, "model", HTMLSelectElement), {
      listModels: services.listModels,
      picked: (name, reverse) => this.#opener.open(name, reverse),
      fail,
    });
    this.#opener = new ModelOpener(element, {
      openModel: services.openModel,
      leaving: () => {
        this.#camera.stop();
        this.#extras.leaving();
      },
      opened: (model) => this.#use(model),
      fail: tell, // a picture of the model before may still be on its way
      words,
    });
    this.#hub = new HubDialog(part(element, "hub", HTMLDialogElement), {
      searchModels: services.searchModels ?? (async () => []),
      picked: (name) => this.#picker.pick(name),
      words,
    });
    this.#listen(tell);
    this.#tools.listen(() => this.#layHandles());
    this.#picker.begin();
  }

  /** @param {(sentence: string) => void} tell */
  #listen(tell) {
    const actions = {
      undo: () => this.#travel("undo"),
      redo: () => this.#travel("redo"),
      clear: () => this.#replace(),
      more: () => this.#hub.show(),
    };
    this.#button("more").hidden = this.#services.searchModels === null;
    for (const [name, act] of Object.entries(actions)) this.#button(name).onclick = act;
    listenToKeys(this.#tools, actions);
    listenForPhotos(this.#element, {
      openPhoto: this.#services.openPhoto,
      got: (picture) => this.#underlay.take(picture),
      fail: tell,
      model: () => ({ model: this.#model?.name ?? "", reverse: this.#model?.reverse ?? false }),
      words: this.#words,
    });
  }

  /**
   * Change to the model that was opened. A drawing for the same kind of paper stays on it.
   * @param {Model} model
   */
  #use(model) {
    const { input_kind, width, height } = model;
    this.#tools.equip(model);
    this.#element.style.setProperty("--shape", `${width / height}`);
    const paper = { color: this.#tools.paper, width, height, crisp: input_kind === "labels" };
    this.#surface.setPaper(paper, this.#drawings.historyFor(model));
    this.#notice.clear();
    this.#picker.remember(model.reverse);
    nameSides(this.#element, model, this.#words);
    this.#part("examples").hidden = !this.#sketches.offer(model);
    this.#result.announce(model);
    this.#underlay.offerFor(model);
    this.#takes.begin(model);
    this.#drawings.arrive(model);
    this.#extras.opened(model);
  }

  get #model() {
    return this.#opener.model;
  }

  /** @returns {Request | null} what is to be translated now; null if nothing is */
  #request() {
    if (this.#model === null) return null;
    const [{ name, reverse }, { live }] = [this.#model, this.#camera];
    if (this.#surface.isBlank && !live) return null;
    const picture = live ? this.#camera.frame() : this.#surface.picture();
    return picture && { picture, live, model: name, reverse, seed: this.#takes.seed };
  }

  /** @param {Request} request */
  async #translate(request) {
    const picture = this.#camera.live ? await this.#photo.asInput(request.picture) : request.picture;
    const made = await this.#services.translate({ ...request, picture });
    if (request.model === this.#model?.name) this.#opener.runsOn(made.device);
    return made;
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
    this.#layHandles();
    this.#photo.offer(history.marks, { live, begun: live || !isBlank });
    this.#result.update();
    if (!live) this.#extras.changed();
  }

  /** Show where the figure can be taken, while one has the tool for it. */
  #layHandles() {
    const { marks, view } = this.#surface;
    const joints = this.#tools.brush().kind === "joint" ? jointsOf(marks) : [];
    layHandles(part(this.#element, "handles", SVGSVGElement), joints, view.size);
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

  /** @param {string} name */
  #part(name) {
    return part(this.#element, name, HTMLElement);
  }

  /** @param {string} name */
  #button(name) {
    return button(this.#element, name);
  }
}
