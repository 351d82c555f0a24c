/* The dialog of the time-lapse: makes its frames, plays them, and saves them as a file. */

import { button, contextOf, find, part } from "./elements.js";
import { gifOf, recordsVideos, videoOf } from "./movie.js";
import { saveFile } from "./save.js";
import { delayFor, framesOf } from "./timelapse.js";
import { fill, sentenceOf } from "./words.js";

/** @import { Drawings } from "./drawings.js" */
/** @import { Progress } from "./movie.js" */
/** @import { Model, Services } from "./services.js" */
/** @import { Surface } from "./surface.js" */
/** @import { Words } from "./words.js" */

const REST = 1000; // ms that the last frame is seen

/**
 * @typedef {object} ReplayOptions
 * @property {Drawings} drawings
 * @property {Surface} surface
 * @property {() => Model | null} model
 * @property {Services["translate"]} translate
 * @property {Words} words
 */

export class Replay {
  /** @type {ImageBitmap[]} */ #frames = [];
  #stop = new AbortController();
  /** @type {ReplayOptions} */ #options;
  /** @type {HTMLDialogElement} */ #dialog;
  /** @type {HTMLCanvasElement} */ #canvas;
  /** @type {HTMLProgressElement} */ #progress;
  /** @type {HTMLElement} */ #note;
  /** @type {HTMLButtonElement} */ #gif;
  /** @type {HTMLButtonElement} */ #video;
  /** @type {HTMLElement} */ #close;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #playing;

  /**
   * @param {HTMLElement} element
   * @param {ReplayOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#dialog = part(element, "replay", HTMLDialogElement);
    this.#canvas = find(this.#dialog, "canvas", HTMLCanvasElement);
    this.#progress = find(this.#dialog, "progress", HTMLProgressElement);
    this.#note = find(this.#dialog, "[role=status]", HTMLElement);
    this.#gif = button(this.#dialog, "save-gif");
    this.#video = button(this.#dialog, "save-video");
    this.#close = part(this.#dialog, "replay-close", HTMLElement);
    this.#video.hidden = !recordsVideos();
    this.#gif.addEventListener("click", () => this.#save(gifOf));
    this.#video.addEventListener("click", () => this.#save(videoOf));
    button(element, "replay").addEventListener("click", () => this.#make());
    this.#dialog.addEventListener("close", () => this.#end());
  }

  /** Make all frames, and play them. */
  async #make() {
    const { drawings, model: open, surface, translate, words } = this.#options;
    const [drawing, model] = [drawings.now, open()];
    if (drawing === null || model === null) return;
    const { signal } = (this.#stop = new AbortController());
    this.#say(words.replay_making);
    this.#allow(false);
    this.#dialog.showModal();
    try {
      const { paper } = surface;
      for await (const { frame, share } of framesOf({ drawing, model, paper, translate })) {
        if (signal.aborted) return frame.close();
        this.#frames.push(frame);
        this.#show(frame);
        this.#progress.value = share;
      }
      const { length } = this.#frames;
      const seconds = Math.round((length * delayFor(length)) / 1000);
      this.#say(fill(words.replay_ready, { seconds }));
      this.#allow(true);
      this.#play();
    } catch (error) {
      if (signal.aborted) return;
      this.#say(sentenceOf(error));
      this.#progress.hidden = true;
    }
  }

  /** @param {(frames: ImageBitmap[], progress: Progress, signal: AbortSignal) => Promise<Blob>} encode */
  async #save(encode) {
    const { words, model } = this.#options;
    const { signal } = this.#stop;
    this.#say(words.replay_saving);
    this.#allow(false);
    try {
      const file = await encode(this.#frames, (share) => (this.#progress.value = share), signal);
      const ending = file.type.split("/")[1];
      saveFile(`${model()?.name ?? "model"}-time-lapse.${ending}`, file);
      this.#say(fill(words.replay_saved, { size: (file.size / 1e6).toFixed(1) }));
    } catch (error) {
      if (signal.aborted) return;
      this.#say(sentenceOf(error));
    }
    this.#allow(true);
  }

  /** Forget the frames, whatever is still being done with them. */
  #end() {
    this.#stop.abort();
    clearInterval(this.#playing);
    for (const frame of this.#frames) frame.close();
    this.#frames = [];
  }

  #play() {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const frames = this.#frames;
    const delay = delayFor(frames.length);
    const rests = frames.length + Math.round(REST / delay);
    let number = 0;
    this.#playing = setInterval(() => {
      this.#show(frames[Math.min(number++ % rests, frames.length - 1)]);
    }, delay);
  }

  /** @param {ImageBitmap} frame */
  #show(frame) {
    if (this.#canvas.width !== frame.width) this.#canvas.width = frame.width;
    if (this.#canvas.height !== frame.height) this.#canvas.height = frame.height;
    contextOf(this.#canvas).drawImage(frame, 0, 0);
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#note.textContent = sentence;
    this.#progress.value = 0;
  }

  /** @param {boolean} ready whether the frames can be saved now */
  #allow(ready) {
    this.#gif.disabled = this.#video.disabled = !ready;
    this.#progress.hidden = ready;
    const { words } = this.#options;
    this.#close.textContent = ready ? words.close : words.stop;
  }
}
