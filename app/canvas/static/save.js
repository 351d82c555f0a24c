/* Saves the sketch, the photo, or both side by side as they would be a pair for training. */

/** Let the browser save these canvases and images, side by side, as one PNG file. */
export async function save(name, pictures, side) {
  const canvas = document.createElement("canvas");
  canvas.width = side * pictures.length;
  canvas.height = side;
  const context = canvas.getContext("2d");
  pictures.forEach((picture, i) => context.drawImage(picture, i * side, 0, side, side));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // the browser reads it a little later
}
