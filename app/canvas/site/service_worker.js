/* Keeps the page in the browser, so that it opens offline after the first visit.

   It also says that the page is isolated from other sites, which threads need and which not every
   host can be told to say. Models are kept elsewhere, by site/download.js. */

const FILES = "files.json"; // of the site; when it is built, its version is added here
const KEPT = "pix2pix-page-";
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const scope = /** @type {any} */ (self); // a ServiceWorkerGlobalScope

/** @type {Promise<{version: string, files: string[]}> | null} */
let known = null;

/** @returns {Promise<{version: string, files: string[]}>} */
function published() {
  return (known ??= fetch(FILES, { cache: "reload" }).then((found) => found.json()));
}

scope.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(
    published().then(async ({ version, files }) => {
      const cache = await caches.open(KEPT + version);
      await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
      await cache.put(FILES, new Response(JSON.stringify({ version, files })));
      await scope.skipWaiting();
    }),
  );
});

scope.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(
    published().then(async ({ version }) => {
      for (const name of await caches.keys()) {
        const ours = name.startsWith(KEPT) && name !== KEPT + version;
        if (ours) await caches.delete(name);
      }
      await scope.clients.claim();
    }),
  );
});

scope.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const own = new URL(request.url).origin === location.origin;
  if (request.method === "GET" && own) event.respondWith(answer(request));
});

/** @param {Request} request */
async function answer(request) {
  const kept = await match(request);
  const given = kept ?? (await fetch(request));
  if (given.status === 0) return given;
  const headers = new Headers(given.headers);
  for (const [name, value] of Object.entries(ISOLATED)) headers.set(name, value);
  const { status, statusText } = given;
  return new Response(given.body, { status, statusText, headers });
}

/** @param {Request} request */
async function match(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(KEPT)) continue;
    const cache = await caches.open(name);
    const found = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
    if (found) return found;
  }
  return undefined;
}
