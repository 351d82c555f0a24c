import torch

from pix2pix.data.workers import choose_workers


def test_a_gpu_gets_some_workers_and_a_cpu_none_unless_they_are_asked_for():
    gpu, cpu = torch.device("cuda"), torch.device("cpu")
    assert 1 <= choose_workers(None, gpu) <= 8
    assert choose_workers(None, gpu, world=1000) == 1
    assert choose_workers(None, cpu) == 0
    assert (choose_workers(0, gpu), choose_workers(5, cpu)) == (0, 5)
