/* The services that the canvas needs. Whatever offers these six functions can stand behind it:
   the server here, or a network inside the page.

   Pictures are given as what a canvas draws, and come back as bitmaps, decoded beside the page's
   own work. What goes wrong is thrown as an Error whose message is a sentence for people. */

import { Lost } from "./connection.js";
import { contextOf } from "./elements.js";

/** @import { Connection } from "./connection.js" */
/** @import { Words } from "./words.js" */

/** @typedef {{name: string, color: string}} Label */
/** @typedef {{source: string, target: string}} Direction what becomes what */

/**
 * @typedef {object} Model what must be known of a model to draw for it
 * @property {string} name
 * @property {string} device
 * @property {number} height of what it is drawn on, in px
 * @property {number} width
 * @property {string} source
 * @property {string} target
 * @property {"lines" | "labels" | "colors" | "photo"} input_kind what it is drawn with
 * @property {Label[]} labels the palette, the color of the paper first; none but for "labels"
 * @property {boolean} reverse whether it is the second of its directions
 * @property {Direction[]} directions one, or two for a model that learnt both
 * @property {boolean} has_noise whether there are other takes of a drawing
 * @property {boolean} has_discriminator whether pictures can be scored
 * @property {boolean} see_through whether parts of its pictures may be
 * @property {number | null} default_seed of the noise to begin with; null is no noise
 */

/** @typedef {{name: string, terms: string}} Offer a model in the list, and its license */
/** @typedef {{name: string, summary: string}} Found a model of the Hub */
/** @typedef {{done: number, total: number}} Progress of a model on its way, in bytes */
/** @typedef {HTMLCanvasElement | ImageBitmap} Drawn a picture in the page */

/**
 * @typedef {object} Request
 * @property {Drawn} picture
 * @property {boolean} live whether it is a frame of a camera, with the next one soon to come
 * @property {string} model
 * @property {boolean} reverse
 * @property {number | null} seed
 * @property {boolean} [scored] whether the discriminator is asked, too
 */

/**
 * @typedef {object} Translation
 * @property {ImageBitmap} photo
 * @property {ImageBitmap | null} belief of the discriminator: grey, a px for every patch, white for
 *   real; there if it was asked for and could be made
 * @property {string} refusal a sentence on why it could not be made
 * @property {string} [device] that made the photo, where that may change
 */

/** @typedef {{content: Blob, name: string, model: string, reverse: boolean}} PictureFile */
/** @typedef {{model: string, reverse: boolean}} Choice */

/**
 * @typedef {object} Services
 * @property {() => Promise<Offer[]>} listModels
 * @property {(choice: Choice, waiting: (progress: Progress) => void) => Promise<Model>} openModel
 * @property {((words: string) => Promise<Found[]>) | null} searchModels null where there is no Hub
 * @property {(file: PictureFile) => Promise<ImageBitmap>} openPhoto
 * @property {(drawing: Request) => Promise<Translation>} translate
 * @property {(photo: {picture: Drawn, live: boolean, threshold: number}) => Promise<ImageBitmap>} photoEdges
 */

/** @typedef {Record<string, (message: object) => Promise<any>>} Server functions of Python */

const MOST_CHARACTERS = 4_000_000; // of one picture, as in app/canvas/messages.py
const AGAIN = 500; // ms until a model on its way is asked for again

/**
 * The services as the functions of app/gradio_app.py answer them.
 * @param {Server} server
 * @param {Words} words
 * @param {Connection} connection
 * @returns {Services}
 */
export function serverServices(server, words, connection) {
  /**
   * @param {string} name
   * @param {object} message
   */
  async function ask(name, message) {
    const answer = await server[name](message); // undefined when the server failed
    if (!answer) throw new Error(words.lost);
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  /**
   * The same over the connection, where there is one.
   * @param {object} head
   * @param {string} text
   * @returns {Promise<Translation | null>}
   */
  async function framed(head, text) {
    if (!connection.open) return null;
    try {
      const answer = await connection.ask(head, bytesOf(text));
      if (typeof answer === "string") throw new Error(answer);
      const [photo, belief = null] = await Promise.all(answer.files.map((file) => createImageBitmap(file)));
      return { photo, belief, refusal: answer.refusal };
    } catch (error) {
      if (error instanceof Lost) return null;
      throw error;
    }
  }

  return {
    listModels: async () => (await ask("list_models", {})).models,
    openModel: async (choice, waiting) => {
      for (;;) {
        const answer = await ask("open_model", choice);
        if (!answer.waiting) return answer;
        waiting(answer.waiting); // it is not here yet, and is being fetched
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    },
    searchModels: async (sought) => (await ask("search_models", { words: sought })).models,
    openPhoto: async ({ content, ...file }) =>
      decoded((await ask("open_photo", { ...file, content: await contentOf(content) })).picture),
    translate: async ({ picture, live, ...drawing }) => {
      const text = live ? asJpeg(picture) : asText(picture);
      const made = await framed(drawing, text);
      if (made) return made;
      const answer = await ask("translate", { ...drawing, picture: text });
      const belief = answer.belief ? await decoded(answer.belief) : null;
      return { photo: await decoded(answer.picture), belief, refusal: answer.refusal };
    },
    photoEdges: async ({ picture, live, threshold }) => {
      const text = live ? asJpeg(picture) : asText(picture);
      return decoded((await ask("photo_edges", { picture: text, threshold })).picture);
    },
  };
}

/**
 * A picture as a data URL: exactly, but for large photos, whose text the server would refuse.
 * @param {Drawn} picture
 */
function asText(picture) {
  const exact = onCanvas(picture).toDataURL("image/png");
  return exact.length <= MOST_CHARACTERS ? exact : asJpeg(picture);
}

/** @param {Drawn} picture */
function asJpeg(picture) {
  return onCanvas(picture).toDataURL("image/jpeg", 0.95);
}

/** @param {Drawn} picture */
function onCanvas(picture) {
  if (picture instanceof HTMLCanvasElement) return picture;
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  contextOf(canvas).drawImage(picture, 0, 0);
  return canvas;
}

/**
 * The content of a data URL.
 * @param {string} text
 */
function bytesOf(text) {
  return Uint8Array.from(atob(text.slice(text.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
}

/** @param {string} text a data URL */
async function decoded(text) {
  return createImageBitmap(await (await fetch(text)).blob());
}

/**
 * The bytes of a file as a data URL. The server opens it: browsers know fewer kinds of pictures.
 * @param {Blob} file
 * @returns {Promise<string>}
 */
function contentOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
