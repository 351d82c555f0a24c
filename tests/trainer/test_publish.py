from pathlib import Path

import pytest
from hub_fixtures import copy
from hub_server import TOKEN
from huggingface_hub import ModelCard
from streamlit.testing.v1 import AppTest


def page(folder: Path) -> AppTest:
    def script(folder: str) -> None:
        from pathlib import Path

        from app.trainer import publish

        publish.show(Path(folder), license="mit", data="ten shoes", pictures=False)

    return AppTest.from_function(script, args=(str(folder),), default_timeout=600).run()


@pytest.fixture
def folder(checkpoint, tmp_path) -> Path:
    return copy(checkpoint, tmp_path / "mine")


def publish(shown: AppTest, name: str) -> AppTest:
    shown.text_input[0].input(name).run()
    return shown.button[0].click().run()


def test_a_model_is_published_privately_with_its_card(writer, folder):
    shown = publish(page(folder), "me/shoes")
    assert not shown.exception
    assert "Nobody else can see it" in shown.success[0].value
    repository = writer.repositories["me/shoes"]
    assert repository.private
    card = ModelCard(repository.files()["README.md"].decode())
    assert card.data.license == "mit"
    assert "ten shoes" in card.content


def test_it_is_public_when_asked_for(writer, folder):
    shown = page(folder)
    shown.checkbox[0].check().run()
    assert "Everybody can see it" in publish(shown, "me/shoes").success[0].value
    assert not writer.repositories["me/shoes"].private


def test_on_a_space_a_visitor_cannot_make_it_public(writer, folder, monkeypatch):
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    shown = page(folder)
    assert [box.label for box in shown.checkbox] == [
        "Also what carrying on with the training needs"
    ]
    publish(shown, "me/shoes")
    assert writer.repositories["me/shoes"].private


def test_without_a_token_the_page_says_how_to_get_one_and_asks_for_none(server, folder):
    shown = page(folder)
    assert "HF_TOKEN" in shown.caption[0].value
    assert not shown.text_input and not shown.button


def test_what_went_wrong_is_one_sentence_without_the_token(writer, folder):
    shown = publish(page(folder), "../../x")
    assert "no name of a model" in shown.error[0].value
    writer.refuse = 403
    shown = publish(page(folder), "me/shoes")
    assert "403" in shown.error[0].value
    assert TOKEN not in str(shown.main)
