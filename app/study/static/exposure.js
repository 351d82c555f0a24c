/* Shows pictures for an exact time, by the clock of the frames that the screen is given.

   A browser paints what a frame's callback has changed, so pictures that appear in one callback and
   vanish in another are on the screen for the time between the two. */

const EARLY = 2; // ms; clocks of frames are a little off

/**
 * Whatever ended a wait before its time.
 */
export class Ended extends Error {}

/**
 * Show something; gives how many ms it was to be seen, and when it vanished.
 * @param {(shown: boolean) => void} turn
 * @param {number} time ms
 * @param {AbortSignal} signal ends it at once
 * @returns {Promise<{ shown: number, vanished: number }>}
 * @throws {Ended}
 */
export function expose(turn, time, signal) {
  return new Promise((resolve, reject) => {
    let appeared = -1;
    const end = () => {
      turn(false);
      reject(new Ended());
    };
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
    requestAnimationFrame(function frame(now) {
      if (signal.aborted) return;
      if (appeared < 0) {
        appeared = now;
        turn(true);
      } else if (now - appeared >= time - EARLY) {
        signal.removeEventListener("abort", end);
        turn(false);
        resolve({ shown: now - appeared, vanished: now });
        return;
      }
      requestAnimationFrame(frame);
    });
  });
}

/**
 * @param {number} time ms
 * @param {AbortSignal} signal ends it at once
 * @returns {Promise<void>}
 * @throws {Ended}
 */
export function wait(time, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Ended());
    const late = setTimeout(resolve, time);
    signal.addEventListener("abort", () => (clearTimeout(late), reject(new Ended())));
  });
}
