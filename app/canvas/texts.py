"""The words of the canvas that are chosen while it runs; its fixed words stand in page.html."""

TITLE = "pix2pix: draw edges, see the photo"
NO_MODEL = (
    "There is no trained model in {folder}. Train one with `python -m pix2pix train`, "
    "or point PIX2PIX_CHECKPOINTS at a folder that holds one."
)
UNKNOWN_MODEL = "There is no model called “{name}” here. Choose one from the list."
ONE_WAY = (
    "This model translates {source} to {target} only, not the other way. "
    "Leave out “reverse”, or choose a model that was trained with CycleGAN."
)
NO_DISCRIMINATOR = (
    "The discriminator of this model is missing or does not fit it, so nothing can be said of "
    "its pictures. They go on without it."
)
TOO_MANY_PULLS = "Many models are being fetched just now. Try again in a minute."
BAD_MESSAGE = "The page sent something this server cannot read ({complaint}). Reload the page."

# Handed to the page as `words`; {names} are filled in there.
WORDS = {
    "hint": "Pick a colour and draw here",
    "hint_colors": "Pick a colour and draw here, or start from a drawing below",
    "hint_lines": "Draw here, or start from a sketch below",
    "hint_photo": "",
    "hint_result": "The {target} appears here while you draw",
    "hint_result_photo": "The {target} appears here",
    "start_hint": "From {source} to {target}",
    "own_title": "Start from a photo",
    "own_title_labels": "Start from a label map, or trace a photo",
    "examples_title": "… or from a drawing",
    "examples_title_lines": "… or from a sketch",
    "examples_title_labels": "… or from a layout",
    "paper": "Your sketch: draw with the mouse, a pen or a finger",
    "paper_photo": "Your picture: draw on it with the mouse, a pen or a finger",
    "result": "The {target} made from the {source}",
    "save": "Save the {name}",
    "save_photo": "photo",
    "save_photo_photo": "result",
    "save_sketch": "sketch",
    "save_sketch_photo": "original",
    "direction": "{source} to {target}",
    "loading": "Opening {model} …",
    "fetching": "Fetching {model} … {done} of {total} MB",
    "searching": "Searching …",
    "nothing_found": "Nothing found. You can still type owner/name and open it.",
    "speed": "{milliseconds} ms per picture",
    "believed": "{share} % believed",
    "belief": "What the discriminator believes of it: {share} %",
    "critic_damaged": "The discriminator arrived damaged, twice. Reload the page to try again; "
    "pictures go on without it.",
    "critic_out_of_reach": "The discriminator could not be fetched: this machine seems to be "
    "offline. Pictures go on without it.",
    "critic_failed": "This browser could not run the discriminator. Pictures go on without it.",
    "unknown_model": "There is no model called “{model}” here. Choose one from the list.",
    "site_damaged": "The model arrived damaged, twice. Reload the page to try again; your drawing "
    "is still here.",
    "site_out_of_reach": "The model could not be fetched: this machine seems to be offline. "
    "Connect it, then choose the model again.",
    "site_no_engine": "This browser could not run the network. A current Firefox, Chrome, Edge or "
    "Safari can; if WebAssembly was turned off here, turn it on.",
    "site_no_picture": "This file could not be opened as a picture. Choose a PNG, JPEG or WebP.",
    "site_failed": "The network stopped, most likely for lack of memory. Your drawing is still "
    "here; draw on to try again.",
    "lost": "The server did not answer. Your drawing is still here; draw on to try again.",
    "no_picture": "This file could not be opened as a picture. Choose a PNG, JPEG or WebP.",
    "large_file": "{name} is larger than 22 MB, which is more than can be sent. Shrink it.",
    "nothing_to_paste": "There is no picture to paste. Copy one first, then press Ctrl+V.",
    "link_copied": "The link to this drawing is on the clipboard. It holds the drawing itself.",
    "link_picture": "A link cannot hold a photo. Save the sketch instead, and send the file.",
    "link_long": "This drawing is too large for a link. Save the sketch instead, and send that.",
    "link_broken": "This link holds no whole drawing: it was cut short or changed on its way. Ask "
    "for it again.",
    "link_newer": "This link was made by a newer version of this page. Reload the page, or open "
    "the link where it was made.",
    "link_other": "This drawing was made for another kind of model than {model}.",
    "not_kept": "This browser keeps no drawings for this page, as in a private window. Save what "
    "you want to keep.",
    "storage_full": "The browser has no room left for drawings. Delete some under “My drawings”, "
    "or save this one.",
    "gallery_empty": "Nothing here yet. Whatever you draw is kept here by itself.",
    "gallery_deleted": "Deleted: {count}.",
    "gallery_delete": "Delete",
    "stop": "Stop",
    "close": "Close",
    "replay_making": "Translating every moment of the drawing …",
    "replay_ready": "{seconds} seconds. Save it as a GIF, which plays everywhere, or as a video.",
    "replay_saving": "Writing the file …",
    "replay_saved": "Saved: {size} MB.",
    "camera_refused": "The camera is not allowed on this page. Allow it in the browser, next to "
    "the address, or choose a file.",
    "camera_missing": "No camera was found. Connect one and try again, or choose a file.",
    "camera_busy": "The camera does not answer. Close other programs that use it and try again, or "
    "choose a file.",
    "camera_lost": "The camera was unplugged or taken away. Connect it and press “Camera” again.",
}

TRANSLATE_HELP = (
    "Translate a picture with a trained model. `seed` chooses the sample; leave it empty for the "
    "mean of the noise. `reverse` translates the other way, with a model that learnt both. "
    "The answer has the size of the picture."
)
