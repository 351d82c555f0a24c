/* Fetches files of the site with progress, checks them, and keeps them in the browser. */

const KEPT = "pix2pix-models"; // the service worker leaves this cache alone

/** @typedef {{url: string, sha256: string, bytes: number}} File of the site */

/**
 * The content of a file: from the browser's cache, or from the site.
 * @param {File} file
 * @param {(done: number) => void} waiting told how many bytes are here
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Damaged} twice it was not what was published
 */
export async function download(file, waiting) {
  const kept = await found(file);
  if (kept) return kept;
  for (const cache of /** @type {RequestCache[]} */ (["default", "reload"])) {
    const content = await fetched(file, cache, waiting);
    if ((await digest(content)) === file.sha256) {
      await keep(file, content);
      return content;
    }
  }
  throw new Damaged();
}

export class Damaged extends Error {}
export class OutOfReach extends Error {}

/**
 * @param {File} file
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
 */
async function found(file) {
  try {
    const answer = await (await caches.open(KEPT)).match(place(file));
    if (!answer) return null;
    const content = new Uint8Array(await answer.arrayBuffer());
    if ((await digest(content)) === file.sha256) return content;
    await (await caches.open(KEPT)).delete(place(file));
  } catch {
    // some browsers keep nothing in a private window
  }
  return null;
}

/**
 * @param {File} file
 * @param {Uint8Array<ArrayBuffer>} content
 */
async function keep(file, content) {
  try {
    const cache = await caches.open(KEPT);
    await cache.put(place(file), new Response(content));
    for (const each of await cache.keys()) {
      const [address] = place(file).split("?");
      if (each.url.startsWith(`${address}?`) && each.url !== place(file)) await cache.delete(each);
    }
  } catch {
    // there is no room, or none is given: it is fetched again next time
  }
}

/** @param {File} file whose address is relative to the site's */
function place({ url, sha256 }) {
  return new URL(`../${url}?${sha256}`, import.meta.url).href;
}

/**
 * @param {File} file
 * @param {RequestCache} cache
 * @param {(done: number) => void} waiting
 */
async function fetched(file, cache, waiting) {
  const content = new Uint8Array(file.bytes);
  let done = 0;
  waiting(0);
  try {
    const answer = await fetch(place(file), { cache });
    if (!answer.ok || answer.body === null) throw new OutOfReach();
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (done + part.value.length > file.bytes) return content; // longer than was published
      content.set(part.value, done);
      done += part.value.length;
      waiting(done);
    }
  } catch {
    throw new OutOfReach();
  }
  return content;
}

/** @param {Uint8Array<ArrayBuffer>} content */
async function digest(content) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
