"""What the server of a study says, what it never says, and whom it answers."""

import json
import re
import socket
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.study import __main__ as page
from app.study.server import application
from pix2pix.study.folder import PICTURES, Study
from pix2pix.study.people import Person

LOCAL = ("127.0.0.1", "localhost")
ADDRESS = "http://127.0.0.1:7862"


def client_of(study: Study) -> TestClient:
    return TestClient(application(study, LOCAL), base_url=ADDRESS)


@pytest.fixture
def study(prepared) -> Study:
    return prepared(practice=1, trials=3, checks=1)


@pytest.fixture
def client(study) -> Iterator[TestClient]:
    with client_of(study) as client:
        yield client


def send(client: TestClient, person: str, trial: int, choice: str = "left", **more: object):
    given = {"trial": trial, "choice": choice, "shown": 1.0, "waited": 0.4, **more}
    return client.post(f"/people/{person}/answers", json=given)


def test_somebody_answers_from_beginning_to_end(study, client):
    about = client.get("/about").json()
    assert (about["practice"], about["counted"], about["seconds"]) == (1, 4, 1.0)
    standing = client.post("/people").json()
    person = Person.find(study, standing["person"])
    for trial, wanted in enumerate(person.trials):
        assert standing["answered"] == trial
        assert standing["pictures"][0] == list(wanted.shown)
        standing = send(client, person.number, trial, wanted.fake).json()
    assert standing["score"] == {"right": 3, "of": 3}
    assert standing["pictures"] == []
    assert [answer.right for answer in person.answers()] == [True] * 5


def test_the_truth_is_told_in_practice_alone_and_never_before(study, client):
    said = client.get("/about").text + client.post("/people").text
    number = re.search(r'"person":"(\w+)"', said)[1]
    truth = Person.find(study, number).trials[0].fake
    practice = send(client, number, 0, "right").json()
    assert (practice["truth"], practice["right"]) == (truth, truth == "right")
    counted = send(client, number, 1)
    assert counted.json().keys() == {"person", "answered", "pictures", "score"}
    said += json.dumps(practice["pictures"]) + counted.text + client.get(f"/people/{number}").text
    for word in ("l1", "cgan", "check", "val/", "fakes", "reals"):
        assert word not in said


def test_a_picture_comes_without_a_word_about_its_file(study, client):
    for picture in list(study.contents.pictures)[::9]:
        answer = client.get(f"/pictures/{picture.file}")
        assert answer.content == (study.folder / PICTURES / picture.file).read_bytes()
        assert answer.headers["content-type"] == "image/png"
        assert {"last-modified", "etag", "content-disposition"}.isdisjoint(answer.headers)


def test_an_answer_sent_twice_is_kept_once(client, study):
    number = client.post("/people").json()["person"]
    first = send(client, number, 0, "left")
    assert send(client, number, 0, "right").json() == first.json()
    assert len(Person.find(study, number).answers()) == 1


@pytest.mark.parametrize(
    "place",
    [
        "/study.json", "/answers/.lock", "/pictures/study.json", "/pictures/..%2fstudy.json",
        "/study/static/../server.py", "/canvas/static/page.html", "/people/0123456789abcdef",
        "/people/..%2f..%2fstudy", "/docs",
    ],
)  # fmt: skip
def test_nothing_else_is_handed_out(client, place):
    client.post("/people")
    assert client.get(place).status_code == 404


def test_what_is_no_answer_is_refused_with_a_sentence(client, study):
    number = client.post("/people").json()["person"]
    for given, status, said in (
        ({"trial": 0}, 400, "choice: Field required"),
        ({"trial": 0, "choice": "left", "shown": "NaN", "waited": 1}, 400, "shown: "),
        ({"trial": 0, "choice": "left", "shown": 1, "waited": 1, "name": "me"}, 400, "unknown"),
        ({"trial": 3, "choice": "left", "shown": 1, "waited": 1}, 404, "an answer to picture 4"),
        ({"trial": 0, "choice": "real", "shown": 1, "waited": 1}, 404, "left or right was asked"),
        ({"trial": 0, "note": "x" * 3000}, 413, "More than 2000 bytes"),
    ):
        answer = client.post(f"/people/{number}/answers", json=given)
        assert (answer.status_code, said in answer.json()["error"]) == (status, True), answer.text
    assert Person.find(study, number).answers() == []


def test_pages_of_others_and_other_names_of_this_machine_are_refused(client):
    evil = {"Origin": "http://evil.example"}
    assert client.post("/people", headers=evil).status_code == 403
    assert client.get("/about", headers={"Host": "evil.example"}).status_code == 400
    assert client.post("/people", headers={"Origin": ADDRESS}).status_code == 200


def test_the_page_allows_itself_nothing_but_its_own_files(client):
    index = client.get("/")
    policy = index.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son\w+=", index.text)
    for place in re.findall(r'(?:src|href)="([^"]+)"', index.text):
        assert client.get(f"/{place}").status_code == 200, place
    modules = [f"/study/static/{name}" for name in ("start.js",)]
    for module in modules:
        text = client.get(module).text
        for name in re.findall(r'from "(.+?)"', text):
            found = str(client.get(module).url.join(name).path)
            assert client.get(found).status_code == 200, found
            if found not in modules:
                modules.append(found)
    assert len(modules) == 9


def test_a_page_that_cannot_be_opened_says_why(study, monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for folder, said in (
            (study.folder, f"127.0.0.1:{port} cannot be listened on: "),
            (study.folder / PICTURES, "holds no study.json. Give a folder that"),
        ):
            monkeypatch.setattr("sys.argv", ["", str(folder), "127.0.0.1", str(port)])
            with pytest.raises(SystemExit, match="2"):
                page.main()
            assert said in capsys.readouterr().err
