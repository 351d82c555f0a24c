/* The services that the canvas needs. Whatever offers these six functions can stand behind it:
   the server here, or a network inside the page.

   Pictures travel as data URLs. What goes wrong is thrown as an Error whose message is a
   sentence for people. */

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
 * @property {number | null} default_seed of the noise to begin with; null is no noise
 */

/** @typedef {{name: string, terms: string}} Offer a model in the list, and its license */
/** @typedef {{name: string, summary: string}} Found a model of the Hub */
/** @typedef {{done: number, total: number}} Progress of a model on its way, in bytes */
/** @typedef {{picture: string, model: string, reverse: boolean, seed: number | null}} Request */
/** @typedef {{content: string, name: string, model: string, reverse: boolean}} PictureFile */
/** @typedef {{model: string, reverse: boolean}} Choice */

/**
 * @typedef {object} Services
 * @property {() => Promise<Offer[]>} listModels
 * @property {(choice: Choice, waiting: (progress: Progress) => void) => Promise<Model>} openModel
 * @property {(words: string) => Promise<Found[]>} searchModels
 * @property {(file: PictureFile) => Promise<string>} openPhoto
 * @property {(drawing: Request) => Promise<string>} translate
 * @property {(photo: {picture: string, threshold: number}) => Promise<string>} photoEdges
 */

/** @typedef {Record<string, (message: object) => Promise<any>>} Server functions of Python */

const AGAIN = 500; // ms until a model on its way is asked for again

/**
 * The services as the functions of app/gradio_app.py answer them.
 * @param {Server} server
 * @param {Words} words
 * @returns {Services}
 */
export function serverServices(server, words) {
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
    openPhoto: async (file) => (await ask("open_photo", file)).picture,
    translate: async (drawing) => (await ask("translate", drawing)).picture,
    photoEdges: async (photo) => (await ask("photo_edges", photo)).picture,
  };
}
