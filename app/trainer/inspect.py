"""What the inspection found in the pairs of a draft, in words and thumbnails."""

import streamlit as st
from PIL import Image

from app.trainer import palette, proposal, reading, routing, values
from app.trainer.words import escaped
from pix2pix.config import CycleGANSettings, DataConfig, Direction
from pix2pix.data.diagnosis import Diagnosis, pairs_shown
from pix2pix.data.findings import Problem
from pix2pix.data.layout import beside_the_pairs
from pix2pix.data.make_pairs import Task
from pix2pix.data.pairs import Pair, open_halves
from pix2pix.data.value_report import Read
from pix2pix.errors import Pix2PixError
from pix2pix.evaluation.evaluate import contact_sheet
from pix2pix.images import as_stored, flatten
from pix2pix.jobs.drafts import Draft
from pix2pix.jobs.starting_points import StartingPoint, starting_point
from pix2pix.pixel_budget import room_for
from pix2pix.plural import plural

ONE_WAY = "The model will see the **upper** picture and should make the lower one."
BOTH_WAYS = (
    "The model will turn the **upper** kind of picture into the lower one, and back. Those above "
    "each other need not belong together."
)
TASKS: dict[Task, str] = {
    "edges": "Lines to photo: the drawing is traced from the photo",
    "color": "Grey to colour: old photos come alive",
    "missing": "Holes to whole: missing parts are filled in",
    "palette": "Palette to picture: you paint areas in a handful of colours",
}
NO_MATCH = "**These pictures do not match**, so the model learns without pairs (CycleGAN)."
WITHOUT_PAIRS = (
    "It learns to turn either kind of picture into the other, in both directions, from what all "
    "pictures of a kind have in common. If yours do belong together, say so below."
)
THUMBNAIL = 128  # px
THUMBNAILS = "thumbnails"  # those that this visitor saw last
LISTED = 200  # problems


def show(draft: Draft) -> bool:
    """Show the report; True once the pairs can be trained on as they are or as agreed."""
    diagnosis = draft.diagnosis()
    if diagnosis is None:
        bar = st.progress(0.0, "Looking at every picture …")
        diagnosis = draft.examine(lambda share: bar.progress(share, "Looking at every picture …"))
        bar.empty()
        turn(draft, diagnosis.direction)
    report(draft, diagnosis)
    reading.choose(draft, diagnosis)
    if diagnosis.verdict:
        unusable(diagnosis)
        if diagnosis.photos:
            make_pairs(draft, starting_point(draft.read().making))
        else:
            st.error(diagnosis.verdict)
        return False
    return agreed(draft, diagnosis)


def turn(draft: Draft, direction: Direction) -> None:
    """Take one of the halves as the input, with its palette, and show everything anew."""
    kept, diagnosis = draft.read(), draft.diagnosis()
    if kept.name and diagnosis and diagnosis.method != kept.recipe.method.method:
        kept = kept.changed(init=proposal.proposed_init(draft))
        kept = proposal.with_preset(kept, draft, renamed=True)
    pen = DataConfig().hand_drawn  # what was set was meant for the lines of the other half
    data = kept.recipe.data.model_copy(update={"direction": direction, "hand_drawn": pen})
    domains, generator = kept.recipe.domains, kept.recipe.generator
    if diagnosis and diagnosis.method == "pix2pix" and not (kept.init or kept.making):
        generator = proposal.with_opacity(generator, diagnosis, direction)
    if kept.recipe.data.direction != direction and isinstance(kept.recipe.method, CycleGANSettings):
        domains = domains.changed(source=domains.target, target=domains.source)
    kinds = diagnosis.input_kinds if diagnosis else (None, None)
    source, target = kinds[::-1] if direction == "b2a" else kinds
    domains = domains.changed(labels=palette.proposed(draft, direction), input_kind=source)
    if diagnosis and diagnosis.method == "cyclegan":
        domains = domains.changed(reverse_input_kind=target)
    read = values.turned(draft, direction)
    recipe = kept.recipe.changed(data=data, domains=domains, values=read, generator=generator)
    proposal.reset(draft, kept.changed(recipe=recipe))


def report(draft: Draft, diagnosis: Diagnosis) -> None:
    """What was found, before anything is asked."""
    kept = draft.read()
    with st.container(horizontal=True, gap="large"):
        if diagnosis.photos:
            st.metric("Single pictures", sum(diagnosis.sizes.values()), width="content")
        elif diagnosis.method == "cyclegan":
            counts = zip(diagnosis.called, diagnosis.domains_train, strict=True)
            for called, count in counts:
                st.metric(f"In the {called}", count, width="content")
            held_out = " and ".join(map(str, diagnosis.domains_held_out))
            st.metric("Held out to look at", held_out, width="content")
        else:
            st.metric("Pairs to learn from", diagnosis.train, width="content")
            st.metric("Held out to measure by", diagnosis.held_out, width="content")
        if diagnosis.method == "pix2pix":
            st.metric("Width x height in px", next(iter(diagnosis.sizes), "–"), width="content")
        st.metric("Layout", diagnosis.layout.capitalize(), width="content")
    if diagnosis.method == "cyclegan":
        st.markdown(WITHOUT_PAIRS if kept.unpaired else f"{NO_MATCH} {WITHOUT_PAIRS}")
    for sentence in diagnosis.warnings:
        st.warning(sentence, icon=":material/warning:")
    for sentence in (*diagnosis.advice, *beside_the_pairs(diagnosis.left_out)):
        st.markdown(f":material/info: {escaped(sentence)}")
    if kept.left_out:
        files = plural(len(kept.left_out), "file", "files")
        with st.expander(f"Not taken in: {files} of {escaped(kept.origin)}"):
            st.text("\n".join(kept.left_out[:LISTED]))
    values.edit(draft, diagnosis)
    thumbnails(draft, diagnosis)
    sentences = [f"Not taken in: {reason}" for reason in kept.left_out] + diagnosis.sentences()
    st.download_button(
        "Save this report",
        "\n".join([kept.origin, *sentences]) + "\n",
        file_name="report.txt",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def thumbnails(draft: Draft, diagnosis: Diagnosis) -> None:
    """A few pairs, input above answer, with a button to swap them."""
    kept, folder = draft.read(), draft.data
    if folder is None or not diagnosis.shown:
        return
    turned = kept.recipe.data.direction == "b2a"
    words, swap = st.columns([3, 1], vertical_alignment="center")
    guess = "" if diagnosis.sure else " The halves differ little, so look twice."
    sentence = BOTH_WAYS if diagnosis.method == "cyclegan" else ONE_WAY
    words.markdown(sentence + guess)
    if swap.button("Swap", icon=":material/swap_vert:", width="stretch"):
        turn(draft, "a2b" if turned else "b2a")
    read, before = values.of_halves(draft), st.session_state.get(THUMBNAILS, {})
    keys = [(pair, read, _written(pair)) for pair in pairs_shown(folder, diagnosis)]
    try:
        made = {key: before.get(key) or _thumbnails(key[0], read) for key in keys}
    except Pix2PixError as error:  # someone changed the folder since it was inspected
        st.warning(str(error))
        return
    st.session_state[THUMBNAILS] = made  # every click runs the page, and pictures may be large
    rows = [list(row) for row in zip(*made.values(), strict=True)]
    st.image(contact_sheet(rows[::-1] if turned else rows), width="stretch")


def _written(pair: Pair) -> tuple[int, ...]:
    """When its files were written, in nanoseconds; 0 where one is gone."""
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in pair.files)


def _thumbnails(pair: Pair, read: Read) -> list[Image.Image]:
    """Its halves as their files hold them, with what is see-through."""
    with room_for(*pair.files, visitor=str(pair.a.parent)):
        return [
            _thumbnail(flatten(as_stored(half, values), 4, values))
            for half, values in zip(open_halves(pair), read, strict=True)
        ]


def _thumbnail(half: Image.Image) -> Image.Image:
    return half.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)


def agreed(draft: Draft, diagnosis: Diagnosis) -> bool:
    """Ask whether files may be left out; True where nothing has to be, or they may."""
    kept = draft.read()
    may, wary = kept.agreed, kept.suspicious
    if diagnosis.unusable:
        unusable(diagnosis)
        words = f"Leave {these(len(diagnosis.unusable))} out and go on"
        may = st.checkbox(words, kept.agreed, key=f"may-{draft.key}")
    if diagnosis.suspicious:
        noun = "picture" if diagnosis.method == "cyclegan" else "pair"
        one, many = f"{noun} deserves a second look", f"{noun}s deserve a second look"
        st.info(f"{plural(len(diagnosis.suspicious), one, many)}:", icon=":material/search:")
        listing(diagnosis.suspicious)
        words = f"Leave {these(len(diagnosis.suspicious))} out, too"
        wary = st.checkbox(words, kept.suspicious, key=f"w-{draft.key}")
    if (may, wary) != (kept.agreed, kept.suspicious):
        draft.write(kept.model_copy(update={"agreed": may, "suspicious": wary}))
    return may or not diagnosis.unusable


def unusable(diagnosis: Diagnosis) -> None:
    """Every file that training would stumble over, and why."""
    if diagnosis.unusable:
        files = plural(len(diagnosis.unusable), "file cannot be used", "files cannot be used")
        st.warning(f"{files}:", icon=":material/warning:")
        listing(diagnosis.unusable)


def these(count: int) -> str:
    """Words for the files just listed."""
    return "this one" if count == 1 else f"these {count}"


def listing(problems: tuple[Problem, ...]) -> None:
    """Problems one below the other, in a box that scrolls."""
    more = len(problems) - LISTED
    lines = [problem.sentence for problem in problems[:LISTED]]
    with st.container(height=min(220, 40 + 28 * len(lines)), border=True):
        st.text("\n".join(lines + ([f"… and {more} more"] if more > 0 else [])))


def make_pairs(draft: Draft, point: StartingPoint | None) -> None:
    """Offer to make pairs from single photos, at first those of the starting point."""
    st.info(
        "These are single pictures, not pairs. Pairs can be made from them. If they are pairs, "
        "say above how the halves lie."
    )
    first = list(TASKS).index(point.task) if point and point.task else 0
    task = st.radio(
        "What should the model learn?",
        list(TASKS),
        first,
        format_func=TASKS.__getitem__,
        key=f"task-{draft.key}-{first}",
    )
    if not st.button("Make pairs", type="primary"):
        return
    bar = st.progress(0.0, "Making pairs …")
    try:
        for share in draft.make_pairs(task, size=256):
            bar.progress(min(1.0, share), "Making pairs …")
    except Pix2PixError as error:
        st.error(str(error))
    else:
        routing.go("draft", draft.key)
