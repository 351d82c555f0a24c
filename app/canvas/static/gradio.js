/* Where the page begins under Gradio, whose functions of Python are the services. */

import { Canvas } from "./canvas.js";
import { Connection } from "./connection.js";
import { serverServices } from "./services.js";

/** @import { Server } from "./services.js" */
/** @import { Props } from "./canvas.js" */

/**
 * @param {HTMLElement} element with page.html in it
 * @param {Server} server
 * @param {Props} props
 */
export function start(element, server, props) {
  const connection = new Connection(new URL("canvas/live", document.baseURI));
  new Canvas(element, serverServices(server, props.words, connection), props);
}
