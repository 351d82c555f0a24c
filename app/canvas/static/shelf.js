/* The models of the Hub: a short list, a search, and a box for the name of any of them. */

const PAUSE = 400; // ms after the last key before the search begins
const SITE = /^https?:\/\/[^/]+\//; // an address that was pasted holds the name
const NAME = /^[\w.-]+\/[\w.-]+(@[\w.\/-]+)?$/;

/** Let `opener` show the dialog; `picked(name)` is told which model was chosen there. */
export function offerShelf(dialog, { opener, searchModels, picked, words }) {
  const box = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const note = dialog.querySelector("p");
  const open = dialog.querySelector("button[value=open]");
  const typed = () => box.value.trim().replace(SITE, "");
  let asked = 0;

  const choose = (name) => {
    dialog.close();
    picked(name);
  };

  const entry = ({ name, summary }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(Object.assign(document.createElement("b"), { textContent: name }), summary);
    button.onclick = () => choose(name);
    const item = document.createElement("li");
    item.append(button);
    return item;
  };

  const search = async () => {
    const number = ++asked;
    note.textContent = words.searching;
    let models = [];
    let sentence = "";
    try {
      models = await searchModels(typed());
      sentence = models.length > 0 ? "" : words.nothing_found;
    } catch (error) {
      sentence = error.message;
    }
    if (number !== asked) return; // something newer was asked for meanwhile
    list.replaceChildren(...models.map(entry));
    note.textContent = sentence;
  };

  let timer;
  box.oninput = () => {
    open.disabled = !NAME.test(typed());
    clearTimeout(timer);
    if (open.disabled) timer = setTimeout(search, PAUSE); // a whole name needs no search
  };
  dialog.querySelector("form").onsubmit = (event) => {
    if (event.submitter?.value !== "open") return;
    event.preventDefault();
    choose(typed());
  };
  opener.onclick = () => {
    box.value = "";
    open.disabled = true;
    search();
    dialog.showModal();
  };
}
