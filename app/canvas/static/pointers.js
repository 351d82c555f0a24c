/* Which of the pointers on the paper draws (W3C Pointer Events): one at a time.

   A pen takes over from a touch, which was the palm of the hand that holds it; a second finger
   means another gesture than drawing. */

const ERASER_OF_A_PEN = 32; // bit of PointerEvent.buttons
const PALM = 1000; // ms after a pen was seen in which a touch is the hand that holds it

export class Pointers {
  /** @type {{id: number, type: string} | null} */ #drawing = null;
  /** @type {Set<number>} the fingers that are down, drawing or not */ #fingers = new Set();
  #penSeen = -Infinity; // when, in ms
  /** @type {() => void} */ #discard;

  /** @param {() => void} discard takes the mark that is being drawn off the paper */
  constructor(discard) {
    this.#discard = discard;
  }

  /**
   * Whether a pointer that comes down begins a mark.
   * @param {PointerEvent} event
   */
  begins(event) {
    const { pointerId: id, pointerType: type } = event;
    this.#look(event);
    if (type === "touch" && !this.#mayDraw(event)) return false;
    if (event.button !== 0 && !erases(event)) return false;
    if (type === "pen" && this.#drawing?.type === "touch") this.#drop();
    if (this.#drawing !== null) return false;
    this.#drawing = { id, type };
    return true;
  }

  /**
   * Whether it is the pointer that draws which moves.
   * @param {PointerEvent} event
   */
  draws(event) {
    this.#look(event);
    return event.pointerId === this.#drawing?.id;
  }

  /**
   * Whether it is the pointer that draws which is lifted, or taken away by the system.
   * @param {PointerEvent} event
   */
  ends(event) {
    const drew = this.draws(event);
    this.#fingers.delete(event.pointerId);
    if (drew) this.#drawing = null;
    return drew;
  }

  /**
   * Remember that a pen is near: one that hovers is about to draw.
   * @param {PointerEvent} event
   */
  #look(event) {
    if (event.pointerType === "pen") this.#penSeen = event.timeStamp;
  }

  /**
   * Whether a finger draws: not beside a pen, nor as the second of two, which ends the first.
   * @param {PointerEvent} event
   */
  #mayDraw(event) {
    this.#fingers.add(event.pointerId);
    if (this.#fingers.size > 1 && this.#drawing?.type === "touch") this.#drop();
    return this.#fingers.size === 1 && event.timeStamp - this.#penSeen > PALM;
  }

  #drop() {
    this.#drawing = null;
    this.#discard();
  }
}

/**
 * Whether a pen touches the paper with its other end.
 * @param {PointerEvent} event
 */
export function erases(event) {
  return (event.buttons & ERASER_OF_A_PEN) !== 0;
}
