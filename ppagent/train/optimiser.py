"""In: parameters with gradients. Out: better parameters, by Muon for the hidden matrices and AdamW for the rest.

Muon (K. Jordan and others, 2024, https://kellerjordan.github.io/posts/muon): the momentum of a matrix is replaced by the nearest
orthogonal one, found by five Newton-Schulz steps. The update is scaled by 0.2 sqrt(largest side), so that one learning rate fits
both (J. Liu and others, arXiv 2502.16982). Parameters may be bfloat16: the ones that are stepped are float32.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast to learn."""

    matrices: float = 2e-3
    others: float = 1.5e-3
    decay: float = 0.05
    momentum: float = 0.95


class Optimiser:
    """See the module.

    Args:
        named: parameters by name; matrices within layers are Muon's.
        rates: how fast.
    """

    def __init__(self, named: Iterable[tuple[str, nn.Parameter]], rates: Rates) -> None:
        self.rates = rates
        by_shape: dict[tuple[tuple[int, ...], int], list[tuple[str, nn.Parameter]]] = {}
        self._others: list[tuple[str, nn.Parameter]] = []
        for name, parameter in named:
            if _is_hidden(name, parameter):
                pieces = 3 if "qkv" in name else 1  # three matrices in one
                by_shape.setdefault((tuple(parameter.shape), pieces), []).append((name, parameter))
            else:
                self._others.append((name, parameter))
        self._stacks = [_Stack(members, pieces) for (_, pieces), members in by_shape.items()]
        self._wide = [parameter.detach().float().clone() for _, parameter in self._others]
        matrices = [one for one in self._wide if one.ndim > 1]
        vectors = [one for one in self._wide if one.ndim < 2]
        groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
        self._fused = any(one.is_cuda for one in self._wide)
        self._adam = torch.optim.AdamW(
            [group for group in groups if group["params"]],
            lr=rates.others,
            betas=(0.9, 0.97),
            eps=1e-10,
            fused=self._fused,
        )

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """Take one step with the gradients there are; ``factor`` scales all rates."""
        rates = self.rates
        for stack in self._stacks:
            stack.step(rates.matrices * factor, rates)
        for wide, (_, parameter) in zip(self._wide, self._others, strict=True):
            wide.grad = None if parameter.grad is None else parameter.grad.float()
        for group in self._adam.param_groups:
            group["lr"] = rates.others * factor
        self._adam.step()
        torch._foreach_copy_([parameter.data for _, parameter in self._others], self._wide)

    def state(self) -> dict[str, Tensor]:
        """All that the next step depends on, float32: ``weight/…``, ``momentum/…``, ``first/…``, ``second/…``, ``steps/…`` by name."""
        found: dict[str, Tensor] = {}
        for stack in self._stacks:
            for name, weight, momentum in stack.each():
                found[f"weight/{name}"], found[f"momentum/{name}"] = weight, momentum
        for (name, _), wide in zip(self._others, self._wide, strict=True):
            found[f"weight/{name}"] = wide
            moments: dict[str, Any] = self._adam.state.get(wide, {})
            if moments:
                found[f"first/{name}"], found[f"second/{name}"] = moments["exp_avg"], moments["exp_avg_sq"]
                found[f"steps/{name}"] = moments["step"]
        return found

    @torch.no_grad()
    def restore(self, state: dict[str, Tensor]) -> None:
        """Go on from what `state` gave, or from weights alone (then everything else begins anew)."""
        for stack in self._stacks:
            stack.restore(state)
        for (name, parameter), wide in zip(self._others, self._wide, strict=True):
            wide.copy_(state[f"weight/{name}"])
            parameter.data.copy_(wide)
            if f"first/{name}" in state:
                counter = state[f"steps/{name}"].clone().float().reshape(())
                self._adam.state[wide] = {
                    "step": counter.to(wide.device if self._fused else "cpu"),
                    "exp_avg": state[f"first/{name}"].to(wide, copy=True),
                    "exp_avg_sq": state[f"second/{name}"].to(wide, copy=True),
                }


class _Stack:
    """Matrices of one shape, orthogonalised together."""

    def __init__(self, members: list[tuple[str, nn.Parameter]], pieces: int) -> None:
        self.names = [name for name, _ in members]
        self.parameters = [parameter for _, parameter in members]
        rows, cols = self.parameters[0].shape
        self.shape = (len(members) * pieces, rows // pieces, cols)
        self.weight = torch.stack([one.detach().float() for one in self.parameters]).view(self.shape).clone()
        self.momentum = torch.zeros_like(self.weight)

    def step(self, rate: float, rates: Rates) -> None:
        gradients = [one.grad if one.grad is not None else torch.zeros_like(one) for one in self.parameters]
        gradient = torch.stack(gradients).view(self.shape).float()
        self.momentum.lerp_(gradient, 1 - rates.momentum)
        update = orthogonal(gradient.lerp(self.momentum, rates.momentum).to(self.parameters[0].dtype))
        size = 0.2 * max(self.shape[1:]) ** 0.5
        self.weight.mul_(1 - rate * rates.decay).add_(update.float(), alpha=-rate * size)
        self._publish()

    def each(self) -> Iterable[tuple[str, Tensor, Tensor]]:
        both = (one.view(len(self.names), *self.parameters[0].shape) for one in (self.weight, self.momentum))
        return zip(self.names, *both, strict=True)

    def restore(self, state: dict[str, Tensor]) -> None:
        for name, weight, momentum in self.each():
            weight.copy_(state[f"weight/{name}"])
            if f"momentum/{name}" in state:
                momentum.copy_(state[f"momentum/{name}"])
        self._publish()

    def _publish(self) -> None:
        rows = self.weight.view(len(self.names), *self.parameters[0].shape).unbind(0)
        torch._foreach_copy_([one.data for one in self.parameters], list(rows))


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """The nearest orthogonal matrices, roughly: singular values between 0.7 and 1.2.

    Args:
        matrices: ``(n, rows, cols)``.
        steps: of Newton and Schulz.
    """
    a, b, c = _NEWTON_SCHULZ
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    out: Tensor = x.mT if tall else x
    return out


def _is_hidden(name: str, parameter: nn.Parameter) -> bool:
    inside = any(part in name for part in ("blocks.", "layers.", "merger"))
    return parameter.ndim == 2 and inside and "norm" not in name
