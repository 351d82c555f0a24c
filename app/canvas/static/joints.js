/* Joints: where straight lines end or meet, as in a stick figure. One drags them to bend it. */

import { round } from "./draft.js";

/** @import { Mark, Place, Stroke } from "./drawing.js" */

const TOGETHER = 3; // units; ends as near to each other are one joint

/** @typedef {{line: Stroke, which: number}} End of a straight line: its point 0 or 1 */

class Joint {
  /** @type {Place} */ place;
  /** @type {End[]} */ ends = [];

  /** @param {Place} place */
  constructor(place) {
    this.place = place;
  }

  /** @param {Place} place */
  distance([x, y]) {
    return Math.hypot(x - this.place[0], y - this.place[1]);
  }
}

/**
 * The joints of a drawing; none where nothing in it is a straight line of a pen.
 * @param {Mark[]} marks
 * @returns {Joint[]}
 */
export function jointsOf(marks) {
  /** @type {Joint[]} */
  const joints = [];
  for (const line of marks) {
    if (line.kind !== "pen" || line.points.length !== 2) continue;
    for (const [which, place] of line.points.entries()) {
      let joint = joints.find((each) => each.distance(place) < TOGETHER);
      if (!joint) joints.push((joint = new Joint(place)));
      joint.ends.push({ line, which });
    }
  }
  return joints;
}

/** A joint in the hand. What hangs on it comes along, seen from where most lines meet. */
export class Grip {
  /** @type {Map<Mark, Mark>} the lines as they are now, by what they were; none before it is moved */ lines = new Map();
  /** @type {Place} */ #from;
  /** @type {Set<Joint>} */ #carried;

  /**
   * @param {Joint[]} joints all of them
   * @param {Joint} held
   * @param {Place} from where it was taken
   */
  constructor(joints, held, from) {
    this.#from = from;
    this.#carried = carriedBy(joints, held);
  }

  /** @param {Place} place where the hand is now */
  move([x, y]) {
    const [right, down] = [x - this.#from[0], y - this.#from[1]];
    /** @type {Map<Mark, Stroke>} */
    const lines = new Map();
    for (const { line, which } of [...this.#carried].flatMap((joint) => joint.ends)) {
      const { points, ...rest } = lines.get(line) ?? line;
      const [x0, y0, ...pressure] = line.points[which];
      const place = /** @type {Place} */ ([round(x0 + right), round(y0 + down), ...pressure]);
      lines.set(line, { ...rest, points: points.with(which, place) });
    }
    this.lines = lines;
  }
}

/**
 * Take the joint that is nearest to a place into the hand.
 * @param {Mark[]} marks
 * @param {Place} place
 * @param {number} reach units
 * @returns {Grip | null} null where none is near
 */
export function gripAt(marks, place, reach) {
  const joints = jointsOf(marks);
  const [nearest] = joints.toSorted((one, other) => one.distance(place) - other.distance(place));
  return nearest && nearest.distance(place) <= reach ? new Grip(joints, nearest, place) : null;
}

/**
 * A joint with all that would fall off if it were cut there; the whole figure, if most lines meet in it.
 * @param {Joint[]} joints
 * @param {Joint} held
 */
function carriedBy(joints, held) {
  const figure = connected(joints, held);
  const root = [...figure].reduce((most, each) => (each.ends.length > most.ends.length ? each : most));
  const stays = root === held ? new Set() : connected(joints, root, held);
  return connected(joints, held, ...stays);
}

/**
 * All joints that lines lead to from one, without a way over others.
 * @param {Joint[]} joints
 * @param {Joint} from
 * @param {Joint[]} without
 */
function connected(joints, from, ...without) {
  const found = new Set([from]);
  for (const joint of found) {
    const lines = joint.ends.map(({ line }) => line);
    for (const other of joints) {
      if (!without.includes(other) && other.ends.some(({ line }) => lines.includes(line))) found.add(other);
    }
  }
  return found;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Lay a handle on every joint.
 * @param {SVGSVGElement} layer
 * @param {Joint[]} joints
 * @param {{width: number, height: number}} paper units
 */
export function layHandles(layer, joints, { width, height }) {
  layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const handles = joints.map(({ place: [x, y] }) => {
    const handle = document.createElementNS(SVG, "circle");
    handle.setAttribute("cx", String(x));
    handle.setAttribute("cy", String(y));
    return handle;
  });
  layer.replaceChildren(...handles);
}
