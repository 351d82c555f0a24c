/* Keyboard shortcuts, as in most drawing programs. */

/** Call `actions[name]` for the keys below, except while a field is being typed in. */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.target.closest?.("select, textarea, input:not([type=range]), dialog")) return;
    const name = actionOf(event);
    if (name === null) return;
    event.preventDefault();
    actions[name]();
  });
}

function actionOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = key.toLowerCase();
  if ((ctrlKey || metaKey) && !altKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" ? "redo" : null;
  }
  // Brackets need AltGr on some keyboards, so they are told by what they type.
  return { b: "pen", e: "eraser", r: "rectangle", "[": "thinner", "]": "wider" }[letter] ?? null;
}
