"""The words of the canvas that are chosen while it runs; its fixed words stand in page.html."""

TITLE = "pix2pix: draw edges, see the photo"
NO_MODEL = (
    "There is no trained model in {folder}. Train one with `python -m pix2pix train`, "
    "or point PIX2PIX_CHECKPOINTS at a folder that holds one."
)
UNKNOWN_MODEL = "There is no model called “{name}” here. Choose one from the list."
TOO_MANY_PULLS = "Many models are being fetched just now. Try again in a minute."
BAD_MESSAGE = "The page sent something this server cannot read ({complaint}). Reload the page."

# Handed to the page as `words`; {names} are filled in there.
WORDS = {
    "hint_lines": "Draw here, or start from a sketch below",
    "hint_labels": "Pick a colour and draw here",
    "hint_colors": "Start from a photo below, and draw on it",
    "hint_photo": "Start from a photo below, and draw on it",
    "start_lines": "… or from a sketch",
    "start_labels": "Start from a layout",
    "hint_result": "The {target} appears here while you draw",
    "loading": "Opening {model} …",
    "fetching": "Fetching {model} … {done} of {total} MB",
    "searching": "Searching …",
    "nothing_found": "Nothing found. You can still type owner/name and open it.",
    "speed": "{milliseconds} ms per picture",
    "lost": "The server did not answer. Your drawing is still here; draw on to try again.",
    "no_picture": "This file could not be opened as a picture. Choose a PNG, JPEG or WebP.",
    "large_file": "{name} is larger than 22 MB, which is more than can be sent. Shrink it.",
    "nothing_to_paste": "There is no picture to paste. Copy one first, then press Ctrl+V.",
    "no_camera": "The camera could not be opened. Allow it in the browser, or choose a file.",
}

TRANSLATE_HELP = (
    "Translate a picture with a trained model. `seed` chooses the sample; leave it empty for the "
    "mean of the noise. The answer has the size of the picture."
)
