/* A photo of one's own: chosen, pasted, dropped or taken with the camera; as a square. */

/** Listen for photos on all ways in. `got` receives a data URL, `failed` a sentence. */
export function listenForPhotos(element, { got, failed, side, words }) {
  const button = (name) => element.querySelector(`[data-do=${name}]`);
  const input = element.querySelector("[data-part=file]");
  const camera = element.querySelector("[data-part=camera]");

  const read = async (files, otherwise) => {
    const file = [...files].find((each) => each.type.startsWith("image/")) ?? files[0];
    if (!file) return failed(otherwise);
    try {
      got(await readPhoto(file, side()));
    } catch {
      failed(words.no_picture); // the browser does not say what is wrong with it
    }
  };

  button("upload").addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await read(input.files, words.no_picture);
    input.value = ""; // so that the same file can be chosen again
  });

  document.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) read(event.clipboardData.files, words.nothing_to_paste);
  });
  button("paste").addEventListener("click", async () => {
    read(await clipboardPictures(), words.nothing_to_paste);
  });

  // Anywhere on the page: a browser leaves the page for a picture dropped beside a target.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    read(event.dataTransfer.files, words.no_picture);
  });

  button("camera").hidden = !navigator.mediaDevices; // without https there is none
  button("camera").addEventListener("click", async () => {
    try {
      const picture = await takePhoto(camera, side());
      if (picture !== null) got(picture);
    } catch {
      failed(words.no_camera);
    }
  });
}

async function clipboardPictures() {
  try {
    const items = await navigator.clipboard.read();
    const pictures = items.map((item) => [item, item.types.find((type) => type.startsWith("image/"))]);
    return Promise.all(pictures.filter(([, type]) => type).map(([item, type]) => item.getType(type)));
  } catch {
    return []; // not allowed, or not offered by this browser; Ctrl+V works in any
  }
}

/** Read a picture file as a square of `side` px; rejects what is no picture. */
async function readPhoto(file, side) {
  const bitmap = await createImageBitmap(file);
  try {
    return fitted(bitmap, bitmap.width, bitmap.height, side);
  } finally {
    bitmap.close();
  }
}

/** Show the camera until a photo is taken; null if the dialog was closed without one. */
async function takePhoto(dialog, side) {
  const video = dialog.querySelector("video");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
    if (dialog.returnValue !== "take") return null;
    return fitted(video, video.videoWidth, video.videoHeight, side);
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}

/** Fit a picture whole onto a white square. */
function fitted(picture, width, height, side) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  const scale = side / Math.max(width, height);
  const [fitWidth, fitHeight] = [width * scale, height * scale];
  context.drawImage(picture, (side - fitWidth) / 2, (side - fitHeight) / 2, fitWidth, fitHeight);
  return canvas.toDataURL("image/jpeg", 0.95);
}
