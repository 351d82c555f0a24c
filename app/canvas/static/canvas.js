/* The page: a drawing on the left, the picture that a model makes of it on the right.

   It knows nothing of who translates. `services` offers listModels(), openModel(name,
   waiting), searchModels(words), translate({picture, model, seed}) and photoEdges({picture,
   threshold}); pictures travel as data URLs. A network inside the page could answer as well as a server does. */

import { History } from "./history.js";
import { listenToKeys } from "./keys.js";
import { Live } from "./live.js";
import { listenForPhotos } from "./photos.js";
import { Picker } from "./picker.js";
import { followWithRing } from "./ring.js";
import { save } from "./save.js";
import { offerShelf } from "./shelf.js";
import { Sketches } from "./sketches.js";
import { Surface } from "./surface.js";
import { Toolbox } from "./toolbox.js";

const NEED_A_DRAWING = ["clear", "another", "save-photo", "save-sketch", "save-both"];

export function start(element, services, { words, sketches }) {
  const page = new Page(element, services, words, sketches);
  page.listen();
}

class Page {
  model = null; // what openModel said: {name, device, size, target, take, labels, lines}
  seed = null; // of the take; null is no noise at all
  photo = null; // what the drawing started from: {picture, mark}
  pace = null; // ms per picture, smoothed
  drawings = new Map(); // a history for each kind of paper, kept while models are tried

  constructor(element, services, words, sketches) {
    Object.assign(this, { element, services, words });
    this.tools = new Toolbox(element);
    const fail = (error) => this.complain(error.message);
    this.translation = new Live(this.part("result"), {
      question: () => this.drawing(),
      ask: (drawing) => this.translate(drawing),
      show: (picture) => this.show(picture),
      fail,
    });
    this.tracing = new Live(this.part("frame"), {
      question: () => this.photo,
      ask: (photo) => this.trace(photo),
      show: (mark) => this.lay(mark),
      fail,
    });
    this.surface = new Surface(this.part("canvas"), {
      brush: () => this.tools.brush(),
      eraser: () => this.tools.eraser(),
      changed: () => this.changed(),
    });
    this.sketches = new Sketches(this.part("strip"), sketches, (marks) => this.replace(...marks));
  }

  part(name) {
    return this.element.querySelector(`[data-part=${name}]`);
  }

  listen() {
    const actions = {
      undo: () => this.travel("undo"),
      redo: () => this.travel("redo"),
      clear: () => this.replace(),
      another: () => this.take(this.seed === null ? 0 : this.seed + 1), // neighbours differ most
      first: () => this.take(this.model.take),
      "save-photo": () => this.save("photo", this.part("photo")),
      "save-sketch": () => this.save("sketch", this.surface.picture()),
      "save-both": () => this.save("both", this.surface.picture(), this.part("photo")),
    };
    for (const [name, act] of Object.entries(actions)) this.button(name).onclick = act;
    listenToKeys({
      ...actions,
      pen: () => this.tools.take("pen"),
      eraser: () => this.tools.take("eraser"),
      rectangle: () => this.tools.take("rectangle"),
      thinner: () => this.tools.widen(-1),
      wider: () => this.tools.widen(+1),
    });
    const failed = (sentence) => this.complain(sentence);
    listenForPhotos(this.element, {
      got: (picture) => this.startFrom(picture),
      failed,
      side: () => this.surface.size,
      words: this.words,
    });
    followWithRing(this.part("frame"), this.part("ring"), () => this.tools.width);
    this.part("threshold").oninput = () => this.tracing.update();
    const picker = new Picker(this.part("model"), {
      listModels: this.services.listModels,
      picked: (name) => this.open(name),
      failed,
    });
    offerShelf(this.part("shelf"), {
      opener: this.button("more"),
      searchModels: this.services.searchModels,
      picked: (name) => picker.pick(name),
      words: this.words,
    });
  }

  button(name) {
    return this.element.querySelector(`[data-do=${name}]`);
  }

  /** Change to another model. A drawing for the same kind of paper stays on it. */
  async open(name) {
    this.part("about").textContent = this.words.loading.replace("{model}", name);
    this.part("speed").textContent = "";
    this.model = this.pace = null;
    let model;
    try {
      model = await this.services.openModel(name, (pull) => this.fetching(name, pull));
    } catch (error) {
      this.part("about").textContent = "";
      this.complain(error.message);
      return;
    }
    if (this.part("model").value !== name) return; // another one was picked meanwhile
    this.part("notice").hidden = true;
    const { labels, size, lines, target, device } = (this.model = model);
    const kind = JSON.stringify([labels, lines]);
    if (kind !== this.kind) this.tools.equip(labels);
    this.kind = kind;
    if (!this.drawings.has(kind)) this.drawings.set(kind, new History());
    const crisp = labels.length > 0;
    this.surface.setPaper({ colour: this.tools.paper, size, crisp }, this.drawings.get(kind));
    this.part("own").hidden = crisp;
    this.part("examples").hidden = !this.sketches.offer(model);
    this.part("examples-title").textContent = this.words[crisp ? "start_labels" : "start_lines"];
    const hint = crisp ? "hint_labels" : lines ? "hint_lines" : "hint_photos";
    this.part("hint").textContent = this.words[hint];
    this.part("photo-hint").textContent = this.words.hint_photo.replace("{target}", target);
    this.part("about").textContent = `${name} · ${device}`;
    this.take(model.take);
  }

  /** Say how far a model is on its way, in bytes. */
  fetching(name, { done, total }) {
    if (this.part("model").value !== name || total === 0) return;
    const megabytes = (bytes) => Math.round(bytes / 1e6);
    this.part("about").textContent = this.words.fetching
      .replace("{model}", name)
      .replace("{done}", megabytes(done))
      .replace("{total}", megabytes(total));
  }

  /** What is to be translated now; null if nothing is. */
  drawing() {
    if (this.model === null || this.surface.isBlank) return null;
    const picture = this.surface.picture().toDataURL("image/png");
    return { picture, model: this.model.name, seed: this.seed };
  }

  async translate(drawing) {
    const asked = performance.now();
    const picture = await this.services.translate(drawing);
    const took = performance.now() - asked;
    this.pace = this.pace === null ? took : 0.7 * this.pace + 0.3 * took;
    return picture;
  }

  show(picture) {
    this.part("photo").hidden = picture === null;
    this.part("photo-hint").hidden = picture !== null;
    if (picture === null) return;
    this.part("photo").src = picture;
    this.part("speed").textContent = this.words.speed.replace("{milliseconds}", Math.round(this.pace));
    this.part("notice").hidden = true;
  }

  /** The drawing or the way it is translated has changed. */
  changed() {
    const { history, isBlank } = this.surface;
    this.button("undo").disabled = !history.canUndo;
    this.button("redo").disabled = !history.canRedo;
    for (const name of NEED_A_DRAWING) this.button(name).disabled = isBlank;
    this.part("hint").hidden = !isBlank;
    this.part("detail").hidden = !(this.model?.lines && history.marks.includes(this.photo?.mark));
    this.translation.update();
  }

  travel(direction) {
    this.surface.history[direction]();
    this.surface.refresh();
  }

  /** Put other marks in place of all that is on the paper. */
  replace(...marks) {
    this.surface.add({ kind: "blank", colour: this.tools.paper }, ...marks);
  }

  /** Ask for the same drawing with other noise. */
  take(seed) {
    this.seed = seed;
    this.button("first").hidden = seed === this.model.take;
    this.changed();
  }

  startFrom(picture) {
    this.photo = { picture, mark: { kind: "picture", image: null } };
    this.tracing.update();
  }

  /** Make a photo into what this model is drawn for, as a mark. */
  async trace({ picture, mark }) {
    const threshold = this.part("threshold").valueAsNumber;
    const image = new Image();
    image.src = this.model.lines
      ? await this.services.photoEdges({ picture, threshold })
      : picture;
    await image.decode();
    return Object.assign(mark, { image });
  }

  lay(mark) {
    if (this.surface.history.marks.includes(mark)) this.surface.refresh();
    else this.replace(mark);
  }

  save(what, ...pictures) {
    save(`${this.model.name}-${what}`, pictures, this.surface.size);
  }

  complain(sentence) {
    this.part("notice").textContent = sentence;
    this.part("notice").hidden = false;
  }
}
