"""Puts a model onto the Hugging Face Hub, with the token of whoever runs the page."""

from pathlib import Path

import streamlit as st
from huggingface_hub import get_token

from pix2pix import hub
from pix2pix.checkpoint.card import write_card
from pix2pix.errors import Pix2PixError
from pix2pix.hosting import hosted

NO_TOKEN = (
    "To publish, the page needs a token of yours that may write: set `HF_TOKEN`, or run "
    "`hf auth login`, and start the page again. On a Space, add it as a secret in the settings."
)


def show(folder: Path, *, license: str, data: str, pictures: bool) -> None:
    """Ask for a name and publish; the rest is what the model card says.

    No token is typed in here, so none can be kept. On a Space every model stays private, since
    its visitors are not those who own the token.
    """
    if get_token() is None:
        st.caption(NO_TOKEN)
        return
    name = st.text_input("Name on the Hub", placeholder="owner/name", key=f"hub-{folder.name}")
    public = not hosted() and st.checkbox("Everybody can see it", key=f"public-{folder.name}")
    state = st.checkbox(
        "Also what carrying on with the training needs", key=f"with-state-{folder.name}"
    )
    if not st.button("Publish", icon=":material/upload:", disabled=not name):
        return
    try:
        with st.spinner("Publishing …"):
            write_card(folder, license=license, data=data, pictures=pictures)
            address = hub.push(folder, name, private=not public, state=state)
    except Pix2PixError as error:
        st.error(str(error))
    else:
        seen = "Everybody" if public else "Nobody else"
        st.success(f"Published: [{name}]({address}). {seen} can see it.")
