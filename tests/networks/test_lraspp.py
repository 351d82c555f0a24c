"""The network of the segmenter."""

import torch
from torch import nn

from pix2pix.networks.segmenter import LRASPP


def test_it_gives_logits_of_every_pixel_and_needs_no_download():
    network = LRASPP(5).eval()
    with torch.no_grad():
        assert network(torch.zeros(1, 3, 48, 64)).shape == (1, 5, 48, 64)


def test_its_running_averages_forget_what_they_began_with_within_a_few_dozen_steps():
    network = LRASPP(3).train()
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    photos = torch.rand(2, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        for _ in range(40):
            network(photos)
        kept = [norm.running_var.clone() for norm in norms]
        for norm in norms:
            norm.momentum = 1.0  # the last batch alone
        network(photos)
    for norm, variance in zip(norms, kept, strict=True):
        left = (variance - norm.running_var) / (1 - norm.running_var)
        assert left.abs().max() < 0.02
