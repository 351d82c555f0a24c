/* Frames as a file: a GIF, written by a thread of its own, or a video in what this browser can record. */

import { contextOf } from "./elements.js";
import { delayFor } from "./timelapse.js";

const HOLD = 1500; // ms that the last frame is seen
// The first that the browser can record: MP4 plays in most programs.
const TYPES = ["video/mp4;codecs=avc1.42E01F", "video/mp4", "video/webm;codecs=vp9", "video/webm"];
const BITS = 4_000_000; // a second

/** @import { Told } from "./gif_worker.js" */

/** @typedef {(share: number) => void} Progress */

/** Whether this browser records videos. */
export function recordsVideos() {
  return videoType() !== undefined && "captureStream" in HTMLCanvasElement.prototype;
}

function videoType() {
  if (typeof MediaRecorder === "undefined") return undefined;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/**
 * @param {ImageBitmap[]} frames
 * @param {Progress} progress
 * @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 */
export async function gifOf(frames, progress, signal) {
  const worker = new Worker(new URL("./gif_worker.js", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      /** @param {MessageEvent<Told>} event */
      worker.onmessage = ({ data: told }) => {
        if ("file" in told) resolve(told.file);
        else progress(told.share);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      worker.postMessage({ frames, delay: delayFor(frames.length), hold: HOLD });
    });
  } finally {
    worker.terminate();
  }
}

/**
 * Record the frames as they are played.
 * @param {ImageBitmap[]} frames
 * @param {Progress} progress
 * @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 */
export async function videoOf(frames, progress, signal) {
  const canvas = canvasFor(frames[0]);
  const context = contextOf(canvas);
  context.drawImage(frames[0], 0, 0);
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType: videoType(), videoBitsPerSecond: BITS });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  try {
    const delay = delayFor(frames.length);
    const held = Array(Math.round(HOLD / delay)).fill(frames[frames.length - 1]);
    const all = [...frames, ...held];
    for (const [number, frame] of all.entries()) {
      context.drawImage(frame, 0, 0);
      progress((number + 1) / all.length);
      await pause(delay);
      signal.throwIfAborted();
    }
  } finally {
    recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type: recorder.mimeType.split(";")[0] });
}

/** @param {ImageBitmap} frame */
function canvasFor({ width, height }) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
