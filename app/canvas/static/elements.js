/* Finds the parts of page.html, each with its type. */

/**
 * The element that a selector names; a page without it is broken.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`page.html has no ${kind.name} at ${selector}`);
  return found;
}

/**
 * The element with `data-part`.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function part(root, name, kind) {
  return find(root, `[data-part=${name}]`, kind);
}

/**
 * The button with `data-do`.
 * @param {ParentNode} root
 * @param {string} name
 */
export function button(root, name) {
  return find(root, `[data-do=${name}]`, HTMLButtonElement);
}

/**
 * All buttons with `data-do`, where one thing can be done in several places.
 * @param {ParentNode} root
 * @param {string} name
 */
export function buttons(root, name) {
  return [...root.querySelectorAll(`[data-do=${name}]`)].filter(
    (each) => each instanceof HTMLButtonElement,
  );
}

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (context === null) throw new Error("This browser has no canvas to draw on.");
  return context;
}
