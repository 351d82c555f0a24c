/* The live camera: its picture stands in for the paper, and is translated as fast as the model is.

   Each new frame of the video says so, and whoever translates fetches the newest when it is ready
   for it: a slow network shows fewer frames, never older ones. */

import { buttons, contextOf, button, part } from "./elements.js";

/** @import { Words } from "./words.js" */

/**
 * @typedef {object} CameraOptions
 * @property {() => {width: number, height: number}} paper px of a frame
 * @property {() => void} begins told when the camera begins
 * @property {() => void} frame told of each new frame
 * @property {() => void} changed told when the camera begins and when it stops
 * @property {(picture: HTMLCanvasElement) => void} kept receives the frame that is to stay
 * @property {(sentence: string) => void} fail
 * @property {Words} words
 */

const AFTER_A_FAILURE = 1000; // ms until the next frame is tried

export class LiveCamera {
  /** @type {MediaStream | null} null while the camera is off */ #stream = null;
  /** @type {boolean | null} null as long as nobody has chosen */ #mirror = null;
  #asked = 0;
  #restsUntil = 0;
  /** @type {HTMLCanvasElement} */ #sheet = document.createElement("canvas");
  /** @type {CameraOptions} */ #options;
  /** @type {HTMLVideoElement} */ #video;
  /** @type {HTMLElement} */ #controls;
  /** @type {HTMLButtonElement[]} that begin it */ #buttons;
  /** @type {HTMLButtonElement} */ #keep;
  /** @type {HTMLButtonElement} */ #mirrors;

  /**
   * @param {HTMLElement} element
   * @param {CameraOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#video = part(element, "video", HTMLVideoElement);
    this.#controls = part(element, "camera", HTMLElement);
    this.#buttons = buttons(element, "camera");
    this.#keep = button(element, "keep");
    this.#mirrors = button(element, "mirror");
    for (const each of this.#buttons) {
      each.hidden = !navigator.mediaDevices; // without https there is none
      each.addEventListener("click", () => this.start());
    }
    this.#keep.addEventListener("click", () => this.#keepFrame());
    this.#mirrors.addEventListener("click", () => this.#setMirror((this.#mirror = !this.#mirrored)));
    button(element, "stop-camera").addEventListener("click", () => this.stop());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.live) this.stop();
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
    window.addEventListener("pagehide", () => this.stop());
  }

  get live() {
    return this.#stream !== null;
  }

  /** Ask for the camera, and show what it sees. */
  async start() {
    this.stop();
    const asked = this.#asked;
    /** @type {MediaStream} */
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (error) {
      if (asked === this.#asked) this.#options.fail(this.#why(error));
      return;
    }
    if (asked !== this.#asked) return release(stream); // nobody waits for it any more
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => this.#lost(stream)); // unplugged, or taken away
    this.#setMirror(this.#mirror ?? track.getSettings().facingMode !== "environment");
    this.#options.begins();
    this.#show(stream);
    this.#keep.focus();
    this.#watch(stream);
  }

  /** Let go of the camera, or of the wish for it. */
  stop() {
    this.#asked++;
    if (this.#stream === null) return;
    const focused = this.#controls.contains(document.activeElement);
    release(this.#stream);
    this.#show(null);
    if (focused) this.#buttons.find((each) => each.checkVisibility())?.focus();
  }

  /** Try no frame for a moment: the last one could not be translated. */
  rest() {
    this.#restsUntil = performance.now() + AFTER_A_FAILURE;
  }

  /** @returns {HTMLCanvasElement | null} what the camera sees now; null before it sees any */
  frame() {
    const { videoWidth, videoHeight } = this.#video;
    if (videoWidth === 0) return null;
    const { width, height } = this.#options.paper();
    this.#sheet.width = width;
    this.#sheet.height = height;
    const context = contextOf(this.#sheet);
    if (this.#mirrored) context.setTransform(-1, 0, 0, 1, width, 0);
    // As much of the middle as fits the shape of the paper, as the page shows it.
    const scale = Math.min(videoWidth / width, videoHeight / height);
    const [seenWidth, seenHeight] = [width * scale, height * scale];
    const [left, top] = [(videoWidth - seenWidth) / 2, (videoHeight - seenHeight) / 2];
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#video, left, top, seenWidth, seenHeight, 0, 0, width, height);
    return this.#sheet;
  }

  get #mirrored() {
    return this.#mirrors.ariaPressed === "true";
  }

  /** @param {boolean} mirrored */
  #setMirror(mirrored) {
    this.#mirrors.ariaPressed = String(mirrored);
    this.#video.classList.toggle("mirrored", mirrored);
  }

  /** @param {MediaStream | null} stream */
  #show(stream) {
    this.#stream = stream;
    this.#restsUntil = 0;
    this.#video.srcObject = stream;
    this.#video.hidden = this.#controls.hidden = stream === null;
    for (const each of this.#buttons) each.disabled = this.live;
    this.#video.play().catch(() => {}); // which stopping it interrupts
    this.#options.changed();
  }

  /** @param {MediaStream} stream */
  #watch(stream) {
    this.#video.requestVideoFrameCallback((now) => {
      if (stream !== this.#stream) return;
      if (now >= this.#restsUntil) this.#options.frame();
      this.#watch(stream);
    });
  }

  #keepFrame() {
    const picture = this.frame();
    if (picture === null) return; // pressed before the first one came
    this.stop();
    this.#sheet = document.createElement("canvas"); // this one is no longer ours
    this.#options.kept(picture);
  }

  /** @param {MediaStream} stream */
  #lost(stream) {
    if (stream !== this.#stream) return;
    this.stop();
    this.#options.fail(this.#options.words.camera_lost);
  }

  /** @param {unknown} error of getUserMedia, by the names of the W3C's Media Capture and Streams */
  #why(error) {
    const { words } = this.#options;
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") return words.camera_refused;
    if (name === "NotFoundError") return words.camera_missing;
    return words.camera_busy;
  }
}

/** @param {MediaStream} stream */
function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
