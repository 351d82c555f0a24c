"""The network that judges generated photos: it says of each pixel of a photo which class it is.

LR-ASPP on MobileNetV3 (Howard et al. 2019, Sec. 6.4), as torchvision has it. The FCN-8s of the
paper has 134 million weights and begins with those of ImageNet; this one has three million, begins
with none, and needs no download.
"""

from torch import Tensor, nn

MOMENTUM = 0.1  # of the running averages of batch norm: the default of PyTorch


class LRASPP(nn.Module):
    """Class logits of photos.

    Shapes:
        (N, 3, H, W) in [-1, 1] -> (N, classes, H, W).
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        # Imported when needed: torchvision takes as long as PyTorch itself.
        from torchvision.models.segmentation import lraspp_mobilenet_v3_large

        self.lraspp = lraspp_mobilenet_v3_large(
            weights=None, weights_backbone=None, num_classes=classes
        )
        # torchvision's averages are long, for training on ImageNet: after a hundred steps, they
        # would still hold a third of what they began with.
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = MOMENTUM

    def forward(self, photo: Tensor) -> Tensor:
        logits: Tensor = self.lraspp(photo)["out"]
        return logits
