"""The network: a statement's pieces -> logits of its act and mode.

The lower layers of a published encoder (all-MiniLM-L6-v2; for the teacher all-mpnet-base-v2) with a vector for each role
(source, cue, content) added to its embeddings, and the rules' view added to the opening piece. What is read off: the opening
piece's state, and the means over content and cue.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.statements.act_reader import ACTS, CONTENT, CUE, KINDS, MANNERS, MODES
from training.attribution.model import Encoder, Settings, dropped
from training.attribution.narrow import keep_felt

RULED = (len(KINDS), len(MODES), len(MANNERS), len(ACTS))


class Net(nn.Module):
    """See the module."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.encoder = Encoder(settings)
        h = settings.hidden
        self.roles = nn.Embedding(4, h)
        self.ruled = nn.ModuleList(nn.Embedding(size, h) for size in RULED)
        for table in (self.roles, *self.ruled):
            nn.init.normal_(table.weight, std=0.02)  # type: ignore[arg-type]
        self.first, self.last = nn.Linear(3 * h, 192), nn.Linear(192, len(ACTS) + len(MODES))

    def forward(self, ids: Tensor, roles: Tensor, ruled: Tensor, mask: Tensor | None = None, drop: float = 0.0) -> Tensor:
        """Logits (b, acts + modes) for ids and roles (b, n) and the rules' view (b, 4); ``mask``: where a piece stands."""
        encoder = self.encoder
        x = encoder.words(ids) + encoder.places(torch.arange(ids.shape[1]))[None] + self.roles(roles)
        view = sum(table(ruled[:, n]) for n, table in enumerate(self.ruled))
        x = dropped(encoder.norm(torch.cat([x[:, :1] + view[:, None], x[:, 1:]], 1)), drop)
        n = ids.shape[1]
        bias = None if encoder.relative is None else encoder.relative_bias(torch.arange(n))
        if mask is not None:
            hidden = (~mask)[:, None, None, :] * -1e4
            bias = (hidden if bias is None else bias + hidden).expand(len(ids), -1, n, n)
        for layer in encoder.layers:
            x = layer(x, bias, drop, True)  # torch's own attention takes more than half of a training step on a processor

        def mean(role: int) -> Tensor:
            here = roles == role if mask is None else (roles == role) & mask
            weight = here.to(x.dtype)[:, :, None]
            return (x * weight).sum(1) / weight.sum(1).clamp(min=1)

        told = torch.cat([x[:, 0], mean(CONTENT), mean(CUE)], -1)
        told = nn.functional.dropout(told, 2 * drop, self.training)
        return self.last(nn.functional.dropout(torch.relu(self.first(told)), 2 * drop, self.training))


def start(base: Path, kept: list[int] | None, settings: Settings) -> Net:
    """The network before training: the published encoder's lower layers, its word table with the pieces kept (None: all)."""
    whole = Encoder(settings)
    whole.load(base / "model.safetensors")
    if kept is None:
        net = Net(settings)
        net.encoder.load_state_dict(whole.state_dict())
        return net
    net = Net(replace(settings, vocabulary=len(kept)))
    state = {name: value for name, value in whole.state_dict().items() if name != "words.weight"}
    net.encoder.load_state_dict(state | {"words.weight": whole.words.weight.detach()[torch.tensor(kept)]})
    return net


def narrowed(net: Net, felt: list[tuple[Tensor, Tensor]], *, heads: int, inner: int) -> Net:
    """The network with only the heads and inner units that are felt most."""
    settings = net.encoder.settings
    head = settings.attended // settings.heads
    out = Net(replace(settings, heads=heads, inner=inner, head=head))
    out.load_state_dict(keep_felt(net.state_dict(), felt, head=head, heads=heads, inner=inner))
    return out
