"""The network: pieces of a window -> a logit that each is an anchor, and for each anchor eight scores per piece.

An encoder (the lower layers of a published one, BERT or MPNet kind, with tables for marks, case and lines added to
its embeddings) reads the window once. A small *pair* network then reads every piece beside every anchor: what each
is, how far apart, how many sentences and paragraphs between; it looks at neighbours, and at the mean of each atom (a
sentence, or its part inside or outside marks), so that a quotation is taken or left as a whole. Its eight numbers per
piece are the emissions and boundary scores of a linear chain over none / source / content / cue. What is hard is to
keep runs whole: the chain is trained as one (its likelihood, not the pieces' one by one).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional

from onrecord.statements.pieces import FEATURE_SIZES

LABELS = 4
DISTANCES = 27  # buckets of the signed distance between a piece and its anchor


@dataclass(frozen=True)
class Settings:
    """Shape of the network; `kind` is the family of the encoder ("bert" or "mpnet").

    `head` is the size of an attention head where heads were taken out (0: `hidden / heads`); `relu` cuts off below zero instead
    of the base's smoother curve.
    """

    kind: str
    vocabulary: int
    layers: int
    hidden: int
    heads: int
    inner: int
    pair: int = 96
    positions: int = 512
    head: int = 0
    relu: bool = False

    @property
    def attended(self) -> int:
        """Size of all heads together."""
        return self.heads * (self.head or self.hidden // self.heads)

    def bend(self, x: Tensor) -> Tensor:
        """The network's curve between two linear maps."""
        return functional.relu(x) if self.relu else functional.gelu(x)


class Layer(nn.Module):
    """One encoder layer (post-norm), dropout masks drawn once per window: cheap on a CPU."""

    def __init__(self, settings: Settings, epsilon: float) -> None:
        super().__init__()
        h, wide = settings.hidden, settings.attended
        self.heads, self.bend = settings.heads, settings.bend
        self.query, self.key, self.value = (nn.Linear(h, wide) for _ in range(3))
        self.out = nn.Linear(wide, h)
        self.attention_norm = nn.LayerNorm(h, epsilon)
        self.up, self.down = nn.Linear(h, settings.inner), nn.Linear(settings.inner, h)
        self.norm = nn.LayerNorm(h, epsilon)

    def forward(self, x: Tensor, bias: Tensor | None, drop: float, plain: bool) -> Tensor:
        b, t, _ = x.shape
        head = self.query.out_features // self.heads
        q, k, v = (part(x).view(b, t, self.heads, head).transpose(1, 2) for part in (self.query, self.key, self.value))
        if plain:
            scores = q @ k.transpose(-1, -2) * (1.0 / math.sqrt(head))
            seen = torch.softmax(scores if bias is None else scores + bias, -1) @ v
        else:
            seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=None if bias is None else bias.to(q.dtype))
        x = self.attention_norm(x + dropped(self.out(seen.transpose(1, 2).reshape(b, t, self.heads * head)), drop))
        return self.norm(x + dropped(self.down(self.bend(self.up(x))), drop))


def dropped(x: Tensor, rate: float) -> Tensor:
    """Dropout with one mask for all pieces of a window."""
    if not rate:
        return x
    return x * (torch.rand(x.shape[0], 1, x.shape[2]) >= rate).to(x.dtype) / (1 - rate)


class Encoder(nn.Module):
    """Embeddings with features, and the layers."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        epsilon = 1e-5 if settings.kind == "mpnet" else 1e-12
        self.words = nn.Embedding(settings.vocabulary, settings.hidden)
        self.places = nn.Embedding(settings.positions, settings.hidden)
        self.features = nn.ModuleList(nn.Embedding(n, settings.hidden) for n in FEATURE_SIZES)
        for table in self.features:
            nn.init.normal_(table.weight, std=0.005)
        self.norm = nn.LayerNorm(settings.hidden, epsilon)
        self.layers = nn.ModuleList(Layer(settings, epsilon) for _ in range(settings.layers))
        self.relative = nn.Embedding(32, settings.heads) if settings.kind == "mpnet" else None

    def relative_bias(self, size: Tensor) -> Tensor:
        """MPNet's bias for the distance of two pieces, from the window's own arange."""
        assert self.relative is not None
        n = size[:, None] - size[None, :]  # query minus key
        side = (n < 0).long() * 16
        n = n.abs()
        far = 8 + (torch.log(n.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
        bucket = side + torch.where(n < 8, n, far.clamp(max=15))
        return self.relative(bucket).permute(2, 0, 1)[None]

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None, drop: float = 0.0, plain: bool = False) -> Tensor:
        t = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.places(t)[None]
        for n, table in enumerate(self.features):
            x = x + table(features[:, :, n])
        x = dropped(self.norm(x), drop)
        bias = None if self.relative is None else self.relative_bias(t)
        if mask is not None:
            hidden = (~mask)[:, None, None, :] * -1e4
            bias = hidden if bias is None else bias + hidden
            if not plain:
                bias = bias.expand(
                    ids.shape[0], self.settings.heads if self.relative is not None else 1, ids.shape[1], ids.shape[1]
                )
        for layer in self.layers:
            x = layer(x, bias, drop, plain)
        return x

    def load(self, path: Path) -> None:
        """Weights of a published encoder; layers beyond ours are left out."""
        bert = self.settings.kind == "bert"
        with safe_open(str(path), "pt") as f:
            names = set(f.keys())
            prefix = next(
                p for p in ("", "bert.", "mpnet.", "0.auto_model.") if p + "embeddings.word_embeddings.weight" in names
            )

            def put(module: nn.Module, name: str) -> None:
                for part in ("weight", "bias"):
                    if hasattr(module, part) and getattr(module, part) is not None:
                        getattr(module, part).data.copy_(f.get_tensor(f"{prefix}{name}.{part}"))

            put(self.words, "embeddings.word_embeddings")
            places = f.get_tensor(prefix + "embeddings.position_embeddings.weight")
            self.places.weight.data.copy_(places[:512] if bert else places[2:514])
            if bert:
                self.places.weight.data += f.get_tensor(prefix + "embeddings.token_type_embeddings.weight")[0]
            put(self.norm, "embeddings.LayerNorm")
            if self.relative is not None:
                put(self.relative, "encoder.relative_attention_bias")
            a = (
                "attention.self.query",
                "attention.self.key",
                "attention.self.value",
                "attention.output.dense",
                "attention.output.LayerNorm",
            )
            m = ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o", "attention.LayerNorm")
            for n, layer in enumerate(self.layers):
                for module, name in zip(
                    (layer.query, layer.key, layer.value, layer.out, layer.attention_norm), a if bert else m, strict=True
                ):
                    put(module, f"encoder.layer.{n}.{name}")
                put(layer.up, f"encoder.layer.{n}.intermediate.dense")
                put(layer.down, f"encoder.layer.{n}.output.dense")
                put(layer.norm, f"encoder.layer.{n}.output.LayerNorm")


class Neighbours(nn.Module):
    """A residual look at the pieces (or atoms) on either side."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        size = settings.pair
        self.bend = settings.bend
        self.mix, self.out = nn.Linear(3 * size, size), nn.Linear(size, size)

    def forward(self, x: Tensor) -> Tensor:
        edge = x[:, :1] * 0
        around = torch.cat([torch.cat([edge, x[:, :-1]], 1), x, torch.cat([x[:, 1:], edge], 1)], -1)
        return self.out(self.bend(self.mix(around)))


class Pair(nn.Module):
    """Pieces beside anchors -> emissions (4) and boundary scores (enter source, enter content, leave source, leave content)."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        h, d = settings.hidden, settings.pair
        self.bend = settings.bend
        self.anchor, self.piece = nn.Linear(h, 2 * d), nn.Linear(h, 2 * d)
        self.distance = nn.Embedding(DISTANCES, d)
        self.sentences, self.paragraphs = nn.Embedding(9, d), nn.Embedding(5, d)
        self.norm = nn.LayerNorm(d)
        self.near, self.atoms, self.again = (Neighbours(settings) for _ in range(3))
        self.last = nn.LayerNorm(d)
        self.out = nn.Linear(d, 2 * LABELS)
        self.out.bias.data[0] += 3.0  # most pieces are none of an attribution's

    def forward(self, states: Tensor, atoms: Tensor, paragraphs: Tensor, window: Tensor, place: Tensor) -> Tensor:
        """`window` and `place` say where each anchor stands; the result has a row for each."""
        d = self.norm.normalized_shape[0]
        a = self.anchor(states[window, place])[:, None]
        p = self.piece(states)[window]
        far = torch.arange(states.shape[1], device=states.device)[None] - place[:, None]
        n = far.abs()
        bucket = torch.where(n < 5, n, (4 + torch.log2(n.clamp(min=1).float() / 4) * 1.5).long().clamp(max=13))
        bucket = 13 + bucket * torch.sign(far)
        atom, paragraph = atoms[window], paragraphs[window]
        atom_far = (atom - atoms[window, place][:, None]).clamp(-4, 4) + 4
        paragraph_far = (paragraph - paragraphs[window, place][:, None]).clamp(-2, 2) + 2
        x = a[..., :d] + p[..., :d] + a[..., d:] * p[..., d:]
        x = x + self.distance(bucket) + self.sentences(atom_far) + self.paragraphs(paragraph_far)
        x = self.bend(self.norm(x))
        x = x + self.near(x)
        member = (torch.arange(atoms.max() + 1)[None, :, None] == atoms[:, None, :]).to(x.dtype)
        weight = member / member.sum(-1, keepdim=True).clamp(min=1)
        means = weight[window] @ x
        x = x + member[window].transpose(1, 2) @ self.atoms(means)
        x = x + self.again(x)
        return self.out(self.last(x))


class Finder(nn.Module):
    """The whole: encoder, anchor scores, pair network, and the chain's own table of changes between labels."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.encoder = Encoder(settings)
        self.anchor_in, self.anchor_out = nn.Linear(settings.hidden, 192), nn.Linear(192, 1)
        self.anchor_out.bias.data.fill_(-3.0)
        self.pair = Pair(settings)
        self.changes = nn.Parameter(torch.full((LABELS, LABELS), -2.0) + 2.0 * torch.eye(LABELS))

    def anchors(self, states: Tensor) -> Tensor:
        return self.anchor_out(self.settings.bend(self.anchor_in(states)))[..., 0]


def steps_of(scores: Tensor, changes: Tensor) -> Tensor:
    """Rows of eight numbers -> (anchor, piece, before, after): the score of each step between labels, emission included."""
    emission, edge = scores[..., :LABELS], scores[..., LABELS:]
    zero = torch.zeros_like(edge[..., 0])
    enter = torch.stack([zero, edge[..., 0], edge[..., 1], zero], -1)
    leave = torch.stack([zero, edge[..., 2], edge[..., 3], zero], -1)
    other = 1 - torch.eye(LABELS, dtype=scores.dtype, device=scores.device)
    return changes + (enter[..., None, :] + leave[..., :, None]) * other + emission[..., None, :]


def chain_loss(scores: Tensor, changes: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
    """Negative log likelihood of each row of labels, the sum over all paths taken by halving the chain."""
    scores, changes = scores.float(), changes.float()
    steps = steps_of(scores, changes)
    emission = scores[..., :LABELS]
    gold = emission[:, 0].gather(1, labels[:, :1])[:, 0]
    index = labels[:, :-1] * LABELS + labels[:, 1:]
    along = steps[:, 1:].flatten(2).gather(2, index[..., None])[..., 0]
    gold = gold + (along * mask[:, 1:]).sum(1)
    stay = torch.full((LABELS, LABELS), -1e4).fill_diagonal_(0.0)
    chain = torch.where(mask[:, 1:, None, None], steps[:, 1:], stay)
    while chain.shape[1] > 1:
        if chain.shape[1] % 2:
            chain = torch.cat([chain, stay.expand(chain.shape[0], 1, LABELS, LABELS)], 1)
        chain = torch.logsumexp(chain[:, 0::2, :, :, None] + chain[:, 1::2, None, :, :], 3)
    whole = torch.logsumexp((emission[:, 0, :, None] + chain[:, 0]).flatten(1), 1)
    return whole - gold
