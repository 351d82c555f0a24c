from pix2pix.jobs.curve_advice import read_curves


def log(count: int = 40, **curves) -> list[dict]:
    """Reports whose losses are functions of the share of the run that is done."""
    names = {"d_real": 0.5, "d_fake": 0.5, "g_gan": 1.2, "g_l1": lambda share: 0.5 - 0.3 * share}
    entries = []
    for step in range(count):
        losses = {
            name: curve(step / count) if callable(curve) else curve
            for name, curve in (names | curves).items()
        }
        entries.append({"step": step + 1, "epoch": step / 10, "seconds_per_step": 0.1, **losses})
    return entries


def validated(*figures: tuple[float, float]) -> list[dict]:
    return [{"step": 1, "validation": {"l1": l1, "ssim": ssim}} for l1, ssim in figures]


def said(entries: list[dict], kind: str) -> str:
    return " ".join(each.sentence for each in read_curves(entries) if each.kind == kind)


def test_nothing_is_said_too_early():
    assert said([], "wait") == said(log(5), "wait") != ""


def test_a_healthy_run_is_praised():
    entries = log() + validated((0.3, 0.4), (0.25, 0.5), (0.2, 0.6))
    assert said(entries, "warn") == ""
    assert "L1 0.300 at first, 0.200 now" in said(entries, "good")
    assert "well matched" in said(entries, "good")


def test_a_discriminator_that_sees_through_all_is_too_strong():
    assert "too strong" in said(log(d_real=0.02, d_fake=0.03, g_gan=5.0), "warn")


def test_a_discriminator_that_guesses_is_too_weak():
    assert "only guesses" in said(log(d_real=0.69, d_fake=0.70, g_gan=0.7), "warn")


def test_a_generator_that_stands_still_has_learnt_nothing():
    assert "learnt nothing" in said(log(g_l1=0.5), "warn")


def test_held_out_pictures_that_get_worse_while_others_get_better_mean_memorising():
    figures = (0.3, 0.4), (0.2, 0.6), (0.22, 0.58), (0.25, 0.5)
    assert "memorise" in said(log() + validated(*figures), "warn")
    assert "since round 2 (L1 0.200, now 0.250)" in said(log() + validated(*figures), "warn")


def test_held_out_pictures_that_stay_similar_are_not_memorised():
    figures = (0.3, 0.4), (0.2, 0.6), (0.22, 0.62), (0.21, 0.65)
    assert "memorise" not in said(log() + validated(*figures), "warn")


def test_a_run_without_a_discriminator_is_read_too():
    entries = [{"step": e["step"], "seconds_per_step": 0.1, "g_l1": e["g_l1"]} for e in log()]
    assert said(entries, "warn") == ""
