/* A photo of one's own to start from: chosen, pasted, dropped or taken with the camera; made into
   a picture as large as the paper, and then into a mark of the kind that the model is drawn with. */

import { button, contextOf, find, part } from "./elements.js";
import { Live } from "./live.js";
import { fill, sentenceOf } from "./words.js";

/** @import { Mark, Picture } from "./drawing.js" */
/** @import { Model, Services } from "./services.js" */
/** @import { Words } from "./words.js" */

/** @typedef {{picture: string, mark: Picture | null}} Photo as a data URL; its mark once it is made */

/**
 * @typedef {object} PhotoOptions
 * @property {() => Model | null} model that is drawn for
 * @property {Services["photoEdges"]} photoEdges
 * @property {(mark: Picture) => void} made told when the mark is there, and when it has changed
 * @property {(sentence: string) => void} fail
 */

const LARGEST = 22_000_000; // bytes of a file that is sent

/** The photo that the drawing started from, and the slider for how many lines are made of it. */
export class PhotoStart {
  /** @type {Photo | null} */ #photo = null;
  /** @type {PhotoOptions} */ #options;
  /** @type {HTMLElement} */ #detail;
  /** @type {HTMLInputElement} */ #threshold;
  /** @type {Live<Photo, Picture>} */ #tracing;

  /**
   * @param {HTMLElement} element
   * @param {PhotoOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#detail = part(element, "detail", HTMLElement);
    this.#threshold = part(element, "threshold", HTMLInputElement);
    this.#tracing = new Live(part(element, "frame", HTMLElement), {
      request: () => this.#photo,
      ask: (photo) => this.#trace(photo),
      show: (mark) => mark && options.made(mark),
      fail: options.fail,
    });
    this.#threshold.addEventListener("input", () => this.#tracing.update());
  }

  /** @param {string} picture */
  begin(picture) {
    this.#photo = { picture, mark: null };
    this.#tracing.update();
  }

  /**
   * Offer the slider while the lines of a photo are among these marks.
   * @param {Mark[]} marks
   */
  offerDetail(marks) {
    const mark = this.#photo?.mark;
    const traced = this.#options.model()?.input_kind === "lines";
    this.#detail.hidden = !(traced && mark && marks.includes(mark));
  }

  /**
   * @param {Photo} photo
   * @returns {Promise<Picture>}
   */
  async #trace(photo) {
    const { picture } = photo;
    const threshold = this.#threshold.valueAsNumber;
    const image = new Image();
    image.src =
      this.#options.model()?.input_kind === "lines"
        ? await this.#options.photoEdges({ picture, threshold })
        : picture;
    await image.decode();
    photo.mark ??= { kind: "picture", image };
    photo.mark.image = image;
    return photo.mark;
  }
}

/**
 * Listen for photos on all ways in.
 * @param {HTMLElement} element
 * @param {object} options
 * @param {Services["openPhoto"]} options.openPhoto
 * @param {(picture: string) => void} options.got receives a data URL
 * @param {(sentence: string) => void} options.fail
 * @param {() => {width: number, height: number}} options.paper px
 * @param {() => string} options.model that is drawn for
 * @param {Words} options.words
 */
export function listenForPhotos(element, { openPhoto, got, fail, paper, model, words }) {
  const input = part(element, "file", HTMLInputElement);
  const camera = part(element, "camera", HTMLDialogElement);

  /**
   * @param {Iterable<Blob>} files
   * @param {string} otherwise what to say where there is none
   */
  async function read(files, otherwise) {
    const all = [...files];
    const file = all.find((each) => each.type.startsWith("image/")) ?? all[0];
    if (!file) return fail(otherwise);
    const name = file instanceof File ? file.name : "";
    if (file.size > LARGEST) return fail(fill(words.large_file, { name: name || "The picture" }));
    try {
      got(await openPhoto({ content: await dataUrl(file), name, model: model() }));
    } catch (error) {
      fail(sentenceOf(error));
    }
  }

  button(element, "upload").addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await read(input.files ?? [], words.no_picture);
    input.value = ""; // so that the same file can be chosen again
  });

  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (files.length) read(files, words.nothing_to_paste);
  });
  button(element, "paste").addEventListener("click", async () => {
    read(await clipboardPictures(), words.nothing_to_paste);
  });

  // Anywhere on the page: a browser leaves the page for a picture dropped beside a target.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    read(event.dataTransfer?.files ?? [], words.no_picture);
  });

  const takes = button(element, "camera");
  takes.hidden = !navigator.mediaDevices; // without https there is none
  takes.addEventListener("click", async () => {
    try {
      const picture = await takePhoto(camera, paper());
      if (picture !== null) got(picture);
    } catch {
      fail(words.no_camera);
    }
  });
}

async function clipboardPictures() {
  try {
    const items = await navigator.clipboard.read();
    const pictures = items.map(async (item) => {
      const type = item.types.find((each) => each.startsWith("image/"));
      return type ? [await item.getType(type)] : [];
    });
    return (await Promise.all(pictures)).flat();
  } catch {
    return []; // not allowed, or not offered by this browser; Ctrl+V works in any
  }
}

/**
 * The bytes of a file as a text. The server opens it, since browsers know fewer kinds of pictures.
 * @param {Blob} file
 * @returns {Promise<string>}
 */
function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/**
 * Show the camera until a photo is taken; null if the dialog was closed without one.
 * @param {HTMLDialogElement} dialog
 * @param {{width: number, height: number}} paper
 */
async function takePhoto(dialog, paper) {
  const video = find(dialog, "video", HTMLVideoElement);
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
    if (dialog.returnValue !== "take") return null;
    return fitted(video, video.videoWidth, video.videoHeight, paper);
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}

/**
 * Fit a picture whole onto white paper.
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 * @param {{width: number, height: number}} paper
 */
function fitted(picture, width, height, paper) {
  const canvas = document.createElement("canvas");
  canvas.width = paper.width;
  canvas.height = paper.height;
  const context = contextOf(canvas);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, paper.width, paper.height);
  context.imageSmoothingQuality = "high";
  const scale = Math.min(paper.width / width, paper.height / height);
  const [across, down] = [width * scale, height * scale];
  const [left, top] = [(paper.width - across) / 2, (paper.height - down) / 2];
  context.drawImage(picture, left, top, across, down);
  return canvas.toDataURL("image/jpeg", 0.95);
}
