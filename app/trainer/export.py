"""What a run is good for: draw with it, translate pictures, ask people, take the checkpoint."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.trainer import ask, publish, routing
from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.files import CARD
from pix2pix.checkpoint.folder import has_reverse, read_config, reverse_folder
from pix2pix.data.archive import SUFFIXES as KINDS
from pix2pix.data.archive import unpack
from pix2pix.data.intake import VISITOR, Limits, take_files
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import hosted
from pix2pix.images import SUFFIXES
from pix2pix.jobs.export import checkpoint_zip, translated_zip

ARCHIVES = tuple(f".{kind}" for kind in KINDS)
LICENSES = ("other", "mit", "apache-2.0", "cc0-1.0", "cc-by-4.0", "cc-by-nc-4.0", "openrail")


def show(folder: Path) -> None:
    """Each in a tab; people are asked on the machine of whoever trains."""
    names = ["Draw", "Translate pictures", "Download", *([] if hosted() else ["Ask people"])]
    draw, translate, download, *people = st.tabs(names)
    with draw:
        st.markdown("Draw with it on the canvas, also while it still learns.")
        if routing.CANVAS:
            address = f"{routing.CANVAS.rstrip('/')}/?model={quote(folder.name)}"
            st.link_button("Open on the canvas", address, icon=":material/brush:", type="primary")
            st.caption("The canvas runs beside this page: `make run` starts it.")
        else:
            st.caption("Download the model and put it into the checkpoints folder of a canvas.")
    with translate:
        pictures(folder)
    with download:
        checkpoint(folder)
    for tab in people:
        with tab:
            ask.show(folder)


def pictures(folder: Path) -> None:
    """Pictures or a zip of them in, a zip of translations out."""
    chosen = direction(folder)
    sent = st.file_uploader(
        "Pictures, or a zip of them",
        type=[*KINDS, *(suffix[1:] for suffix in sorted(SUFFIXES))],
        accept_multiple_files=True,
        key=f"translate-{folder.name}",
    )
    done = f"translated-{folder.name}"
    if sent and st.button("Translate", type="primary"):
        limits = VISITOR if hosted() else Limits()
        bar = st.progress(0.0, "Translating …")
        try:
            with TemporaryDirectory(prefix="pix2pix-") as room:
                inside, left_out = take_in(sent, Path(room), limits)
                packed, failed = translated_zip(
                    chosen, inside, progress=lambda share: bar.progress(share, "Translating …")
                )
                st.session_state[done] = packed, [*failed, *left_out]
        except Pix2PixError as error:
            st.error(str(error))
    if done in st.session_state:
        packed, left_out = st.session_state[done]
        for reason in left_out:
            st.warning(reason)
        st.download_button(
            "Save the translations",
            packed,
            f"{folder.name}-pictures.zip",
            icon=":material/download:",
            on_click="ignore",
        )


def direction(folder: Path) -> Path:
    """Which way to translate, as the checkpoint that does; a model of one direction is not asked.

    What was translated the other way is forgotten.
    """
    if not has_reverse(folder):
        return folder
    domains = read_config(folder).domains
    ways = {
        folder: f"{domains.source} to {domains.target}",
        reverse_folder(folder): f"{domains.target} to {domains.source}",
    }
    return st.radio(
        "Direction",
        list(ways),
        format_func=ways.__getitem__,
        horizontal=True,
        key=f"direction-{folder.name}",
        on_change=lambda: st.session_state.pop(f"translated-{folder.name}", None),
    )


def take_in(sent: list[UploadedFile], room: Path, limits: Limits) -> tuple[Path, list[str]]:
    """A folder with all that was sent, and why some of it was left out."""
    inside, left_out = room / "sent", []
    archives = [each for each in sent if each.name.lower().endswith(ARCHIVES)]
    for number, each in enumerate(archives):
        archive = room / str(number) / Path(each.name).name
        archive.parent.mkdir()
        archive.write_bytes(each.getbuffer())
        place = inside if len(sent) == 1 else inside / archive.name
        left_out += unpack(archive, place, limits).left_out
    if loose := [(each.name, each) for each in sent if each not in archives]:
        place = inside / "pictures" if archives else inside
        left_out += take_files(loose, place, limits).left_out
    return inside, left_out


def checkpoint(folder: Path) -> None:
    """The two files with a model card that is written from the run."""
    left, right = st.columns(2)
    pictures = "pictures" if has_reverse(folder) else "pairs"
    data = left.text_input(
        "What it was trained on", f"{pictures} of my own", key=f"data-{folder.name}"
    )
    license = right.selectbox("License of the model", LICENSES, key=f"license-{folder.name}")
    shown = st.checkbox(
        "Show held-out pictures in the model card", True, key=f"shown-{folder.name}"
    )

    def packed() -> bytes:
        write_card(folder, license=license, data=data, pictures=shown)
        return checkpoint_zip(folder)

    st.download_button(
        "Save the model",
        packed,
        f"{folder.name}.zip",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )
    st.caption("A zip with the weights, the settings, and a model card with the run's figures.")
    with st.expander("Publish on the Hugging Face Hub"):
        publish.show(folder, license=license, data=data, pictures=shown)
    if (folder / CARD).is_file():
        with st.expander("The model card"):
            text = (folder / CARD).read_text(encoding="utf-8")
            st.markdown(text.split("---\n", 2)[-1])
