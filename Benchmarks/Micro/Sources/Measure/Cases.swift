// The problems that lossd and PyTorch both solve: a loss, its tensors, and what is differentiated.

import Catalogue
import Losses

/// One problem.
struct Case {
    let name: String
    let loss: String
    let tensors: NamedList<Tensor<Float>>
    let gradient: String

    init(_ loss: String, as name: String? = nil, by gradient: String = "input", _ tensors: NamedList<Tensor<Float>>) {
        self.name = name ?? loss
        self.loss = loss
        self.tensors = tensors
        self.gradient = gradient
    }

    /// All of torch's losses that take dense tensors, on a million elements, and the large cross-entropy.
    static func all(_ inputs: Inputs) -> [Case] {
        let million = 1_000_000
        let (x, y) = (inputs.tensor("x", million), inputs.tensor("y", million))
        let (u, v) = (inputs.tensor("u", million), inputs.tensor("v", million))
        let sign = inputs.tensor("sign", million)
        func square(_ name: String) -> Tensor<Float> { inputs.tensor(name, 1000, 1000) }
        let elementwise = [
            Case("binary_cross_entropy_with_logits", ["input": x, "target": u]),
            Case("binary_cross_entropy", ["input": u, "target": v]),
            Case("soft_margin_loss", ["input": x, "target": sign]),
            Case("mse_loss", ["input": x, "target": y]), Case("l1_loss", ["input": x, "target": y]),
            Case("smooth_l1_loss", ["input": x, "target": y]), Case("huber_loss", ["input": x, "target": y]),
            Case("kl_div", ["input": x, "target": u]), Case("poisson_nll_loss", ["input": x, "target": u]),
            Case("gaussian_nll_loss", ["input": x, "target": y, "var": u]),
            Case("hinge_embedding_loss", ["input": x, "target": sign]),
            Case("margin_ranking_loss", by: "input1", ["input1": x, "input2": y, "target": sign]),
        ]
        let rows = [
            Case(
                "cross_entropy", as: "cross_entropy 4096 x 1000",
                ["input": inputs.tensor("big", 4096, 1000), "target": inputs.tensor("biglabels", 4096)]),
            Case("cross_entropy", ["input": square("x"), "target": inputs.tensor("labels", 1000)]),
            Case("nll_loss", ["input": square("x"), "target": inputs.tensor("labels", 1000)]),
            Case("multi_margin_loss", ["input": square("x"), "target": inputs.tensor("labels", 1000)]),
            Case("multilabel_soft_margin_loss", ["input": square("x"), "target": square("binary")]),
            Case(
                "cosine_embedding_loss", by: "input1",
                ["input1": square("x"), "input2": square("y"), "target": inputs.tensor("sign", 1000)]),
            Case(
                "triplet_margin_loss", by: "anchor",
                ["anchor": square("x"), "positive": square("y"), "negative": square("u")]),
        ]
        return rows + elementwise
    }
}
