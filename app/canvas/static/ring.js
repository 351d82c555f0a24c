/* A ring around the pointer shows how much a wide tool covers. */

import { SIDE } from "./marks.js";

const NARROW = 6; // units; below that, the cross of the pointer says enough

export function followWithRing(frame, ring, width) {
  frame.addEventListener("pointermove", (event) => {
    ring.hidden = event.pointerType === "touch" || width() < NARROW;
    const box = frame.getBoundingClientRect();
    ring.style.left = `${event.clientX - box.left}px`;
    ring.style.top = `${event.clientY - box.top}px`;
    ring.style.width = ring.style.height = `${(width() / SIDE) * box.width}px`;
  });
  frame.addEventListener("pointerleave", () => (ring.hidden = true));
}
