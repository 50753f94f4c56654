"""Losses over log-probabilities as training code writes them in PyTorch: loss, gradient and what is watched beside them."""
import torch
import torch.nn.functional as F


def ppo_clip(log_probs, old, advantages, reference, mask, clip=0.2, kl_weight=0.04):
    """The clipped objective of GRPO with the k3 estimate of the divergence from a reference, averaged over tokens."""
    leaf = log_probs.detach().requires_grad_()
    weights = mask.float()
    advantages = advantages.unsqueeze(-1)
    log_ratio = leaf - old
    ratio = torch.exp(log_ratio)
    clipped = torch.clamp(ratio, 1 - clip, 1 + clip)
    terms = -torch.min(ratio * advantages, clipped * advantages)
    difference = reference - leaf
    kl = torch.exp(difference) - difference - 1
    count = weights.sum()
    loss = ((terms + kl_weight * kl) * weights).sum() / count
    loss.backward()
    with torch.no_grad():
        kept = ratio[mask]
        low = ((ratio < 1 - clip) & (advantages < 0)).float()
        high = ((ratio > 1 + clip) & (advantages > 0)).float()
        diagnostics = {
            "clip_fraction_low": (low * weights).sum().item() / count.item(),
            "clip_fraction_high": (high * weights).sum().item() / count.item(),
            "approx_kl_k1": -(log_ratio * weights).sum().item() / count.item(),
            "approx_kl_k3": ((ratio - 1 - log_ratio) * weights).sum().item() / count.item(),
            "mean_ratio": kept.mean().item(),
            "min_ratio": kept.min().item(),
            "max_ratio": kept.max().item(),
            "reference_kl": (kl * weights).sum().item() / count.item(),
        }
    return loss.item(), leaf.grad, diagnostics


def distillation_kl(student, teacher):
    """The divergence of a student's distribution from a teacher's, averaged over tokens."""
    leaf = student.detach().requires_grad_()
    own, other = torch.log_softmax(leaf, -1), torch.log_softmax(teacher, -1)
    loss = F.kl_div(own, other, log_target=True, reduction="none").sum(-1).mean()
    loss.backward()
    return loss.item(), leaf.grad, {}
