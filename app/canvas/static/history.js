/* The drawing as a list of steps, each of one or more marks, so that undo is taking one away. */

export class History {
  #steps = [];
  #undone = [];

  add(...marks) {
    this.#steps.push(marks);
    this.#undone = [];
  }

  undo() {
    if (this.canUndo) this.#undone.push(this.#steps.pop());
  }

  redo() {
    if (this.canRedo) this.#steps.push(this.#undone.pop());
  }

  get canUndo() {
    return this.#steps.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** What is still to be seen: the marks since the paper was last blank. */
  get marks() {
    const all = this.#steps.flat();
    return all.slice(all.findLastIndex((mark) => mark.kind === "blank") + 1);
  }
}
