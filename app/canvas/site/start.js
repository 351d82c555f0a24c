/* Where the page begins as a site without a server. */

import { Canvas } from "../static/canvas.js";
import { find } from "../static/elements.js";
import { siteServices } from "./services.js";

/**
 * What the site was built with.
 * @param {string} name
 */
async function read(name) {
  return (await fetch(new URL(`../${name}`, import.meta.url))).json();
}

async function begin() {
  const element = find(document, ".studio", HTMLElement).parentElement ?? document.body;
  const [props, models] = await Promise.all([read("props.json"), read("models.json")]);
  new Canvas(element, siteServices(models, props.words), props);
}

begin();
// From the second visit on, the page works offline, and with threads wherever it is hosted.
navigator.serviceWorker?.register(new URL("../service_worker.js", import.meta.url)).catch(() => {});
