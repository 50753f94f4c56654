// Numbers that were computed once, by torch and other libraries, and written down where people can check them.

import LossService
import TestSupport
import Testing

@Suite("Golden vectors")
struct GoldenVectorTests {
    struct Numbers: CustomStringConvertible, Sendable {
        let description: String
        let loss: [Double]
        let gradients: [String: [Double]]

        init(_ task: String, _ loss: [Double], _ gradients: [String: [Double]] = [:]) {
            (description, self.loss, self.gradients) = (task, loss, gradients)
        }
    }

    private static let errors = #""input":[1,2,3],"target":[0,2.5,7]"#
    private static let scores = #""input":[[1,2,3],[0.5,-1,2]],"target":[0,2]"#
    private static let planes =
        #""input":[[[[1,-1],[2,0]],[[0,1],[-1,0.5]],[[-0.5,0.2],[0,1]]]],"target":[[[0,1],[0,2]]]"#
    private static let contrast = #""embeddings":[[1,0,0],[0.9,0.1,0],[0,1,0],[0,0.8,0.6]],"labels":[0,0,1,1]"#

    /// torch 2.15.0, float64, to twelve digits.
    static let fromTorch = [
        Numbers(
            "{\"loss\":\"l1_loss\",\(errors)}", [1.83333333333],
            ["input": [0.333333333333, -0.333333333333, -0.333333333333]]),
        Numbers(
            "{\"loss\":\"l1_loss\",\(errors),\"options\":{\"weight\":[1,2,3]}}", [2.33333333333],
            ["input": [0.166666666667, -0.333333333333, -0.5]]),
        Numbers(
            "{\"loss\":\"mse_loss\",\(errors)}", [5.75], ["input": [0.666666666667, -0.333333333333, -2.66666666667]]),
        Numbers(
            "{\"loss\":\"mse_loss\",\(errors),\"options\":{\"weight\":[1,2,3]}}", [8.25],
            ["input": [0.333333333333, -0.333333333333, -4]]),
        Numbers(
            "{\"loss\":\"smooth_l1_loss\",\(errors),\"options\":{\"beta\":2}}", [1.10416666667],
            ["input": [0.166666666667, -0.0833333333333, -0.333333333333]]),
        Numbers(
            "{\"loss\":\"huber_loss\",\(errors),\"options\":{\"delta\":2,\"weight\":[1,2,3]}}", [6.25],
            ["input": [0.333333333333, -0.333333333333, -2]]),
        Numbers(
            "{\"loss\":\"cross_entropy\",\(scores)}", [1.32445863055],
            [
                "input": [
                    -0.454984713415, 0.122364235527, 0.332620477887, 0.08764519607, 0.0195562866353, -0.107201482705,
                ]
            ]),
        Numbers(
            "{\"loss\":\"cross_entropy\",\(scores),\"options\":{\"weight\":[1,2,4],\"label_smoothing\":0.1}}",
            [0.714062679378],
            [
                "input": [
                    -0.166259736748, 0.0421384534391, 0.124121283309, 0.127722633974, 0.0166529728409, -0.144375606815,
                ]
            ]),
        Numbers(
            #"{"loss":"cross_entropy","input":[[1,2,3],[0.5,-1,2]],"target":[[0.2,0.3,0.5],[1,0,0]],"options":{"weight":[1,2,4]}}"#,
            [1.94130399855],
            [
                "input": [
                    0.0260428024385, 0.0426198594767, -0.0686626619152, -0.41235480393, 0.0195562866353, 0.392798517295,
                ]
            ]),
        Numbers(
            #"{"loss":"nll_loss","input":[[-1,-2,-3],[-0.5,-1.5,-2.5]],"target":[0,2],"options":{"weight":[1,2,3]}}"#,
            [2.125], ["input": [-0.25, 0, 0, 0, 0, -0.75]]),
        Numbers(
            #"{"loss":"kl_div","input":[[-1,-2,-3],[-0.5,-1.5,-2.5]],"target":[[0.2,0.3,0.5],[1,0,0]],"options":{"reduction":"batchmean"}}"#,
            [0.885173492968], ["input": [-0.1, -0.15, -0.25, -0.5, 0, 0]]),
        Numbers(
            #"{"loss":"binary_cross_entropy","input":[0,1,0.3,0.9],"target":[1,1,0.25,0],"options":{"weight":[1,1,2,2],"reduction":"none"}}"#,
            [100, 0, 1.13699881807, 4.60517018599], ["input": [-1.000000004e12, 0, 0.47619047619, 20]]),
        Numbers(
            #"{"loss":"binary_cross_entropy_with_logits","input":[0.5,-1,3],"target":[1,0.3,0],"options":{"weight":[1,2,3],"pos_weight":4,"reduction":"none"}}"#,
            [1.89630793672, 3.59039441257, 9.14576205472], ["input": [-1.51016267519, -1.37802259879, 2.85772238047]]),
        Numbers(
            #"{"loss":"soft_margin_loss","input":[0.5,-1,3],"target":[1,1,-1],"options":{"reduction":"none"}}"#,
            [0.47407698418, 1.31326168752, 3.04858735157], ["input": [-0.377540668798, -0.73105857863, 0.952574126822]]),
        Numbers(
            #"{"loss":"poisson_nll_loss","input":[0.5,-1,3],"target":[0,2,5],"options":{"full":true,"reduction":"none"}}"#,
            [1.6487212707, 3.01968592578, 9.85638397478], ["input": [1.6487212707, -1.63212055883, 15.0855369232]]),
        Numbers(
            #"{"loss":"gaussian_nll_loss","input":[1,2,3],"target":[0,2.5,7],"var":[1,4,1e-9],"options":{"full":true,"reduction":"none"}}"#,
            [1.4189385332, 1.64333571376, 7999994.01118],
            ["input": [1, -0.125, -4_000_000], "var": [0, 0.1171875, -7.9999995e12]]),
        Numbers(
            #"{"loss":"margin_ranking_loss","input1":[1,2,1],"input2":[1.5,1,1],"target":[1,1,-1],"options":{"margin":0.25,"reduction":"none"}}"#,
            [0.75, 0, 0.25], ["input1": [-1, 0, 1], "input2": [1, 0, -1]]),
        Numbers(
            #"{"loss":"hinge_embedding_loss","input":[0.5,0.5,1,0.25],"target":[1,-1,-1,0],"options":{"reduction":"none"}}"#,
            [0.5, 0.5, 0, 1], ["input": [1, -1, 0, 0]]),
        Numbers(
            #"{"loss":"cosine_embedding_loss","input1":[[1,0],[1,1]],"input2":[[0,1],[1,0]],"target":[1,-1],"options":{"margin":0.2,"reduction":"none"}}"#,
            [1, 0.507106781186], ["input1": [0, -0.999999999999, 0.353553390593, -0.353553390593]]),
        Numbers(
            #"{"loss":"multi_margin_loss","input":[[0.1,0.2,0.4,0.8]],"target":[3],"options":{"p":2,"weight":[1,2,3,4],"reduction":"none"}}"#,
            [0.61], ["input": [0.6, 0.8, 1.2, -2.6]]),
        Numbers(
            #"{"loss":"multilabel_margin_loss","input":[[0.1,0.2,0.4,0.8]],"target":[[3,0,-1,1]],"options":{"reduction":"none"}}"#,
            [0.85], ["input": [-0.5, 0.5, 0.5, -0.5]]),
        Numbers(
            #"{"loss":"triplet_margin_loss","anchor":[[0,0]],"positive":[[2,0]],"negative":[[1.5,0]],"options":{"swap":true,"reduction":"none"}}"#,
            [2.499998], ["anchor": [-1, 5.0000025e-07], "negative": [0.999999999998, 1.999996e-06]]),
        Numbers(
            #"{"loss":"linear_cross_entropy","input":[[1,2],[0.5,-1]],"linear_weight":[[1,0],[0,1],[1,1]],"linear_bias":[0,0.5,-1],"target":[0,2]}"#,
            [2.25586828489],
            [
                "input": [-0.273274693633, 0.439024173845, -0.122364235527, -0.332620477887],
                "linear_bias": [-0.106403695958, 0.39563892916, -0.289235233203],
            ]),
    ]

    /// torchvision, segmentation-models-pytorch, timm, pytorch-metric-learning and kornia, float32.
    static let fromOthers = [
        Numbers(
            #"{"loss":"sigmoid_focal_loss","input":[0,2,-2,100,-100],"target":[1,0,1,1,1]}"#,
            [0.0433217, 1.2375586, 0.4125196, 0, 25], ["input": [-0.0745717, 0.8075354, -0.2691785, 0, -0.25]]),
        Numbers(#"{"loss":"generalized_box_iou_loss","boxes1":[[0,0,2,2]],"boxes2":[[1,1,3,3]]}"#, [1.0793650]),
        Numbers(#"{"loss":"distance_box_iou_loss","boxes1":[[0,0,2,2]],"boxes2":[[1,1,3,3]]}"#, [0.9682540]),
        Numbers(#"{"loss":"complete_box_iou_loss","boxes1":[[0,0,2,2]],"boxes2":[[1,1,3,3]]}"#, [0.9682540]),
        Numbers(#"{"loss":"generalized_box_iou_loss","boxes1":[[0,0,1,1]],"boxes2":[[2,2,3,3]]}"#, [1.7777778]),
        Numbers(#"{"loss":"distance_box_iou_loss","boxes1":[[0,0,2,2]],"boxes2":[[2,0,4,2]]}"#, [1.2]),
        Numbers("{\"loss\":\"dice_loss\",\(planes)}", [0.382448]),
        Numbers("{\"loss\":\"jaccard_loss\",\(planes)}", [0.541096]),
        Numbers(
            "{\"loss\":\"tversky_loss\",\(planes),\"options\":{\"alpha\":0.3,\"beta\":0.7,\"gamma\":1.3333333333}}",
            [0.275637]),
        Numbers("{\"loss\":\"softmax_focal_loss\",\(planes)}", [0.0741445]),
        Numbers("{\"loss\":\"softmax_focal_loss\",\(planes),\"options\":{\"reduction\":\"sum\"}}", [0.2965779]),
        Numbers("{\"loss\":\"poly_cross_entropy\",\(scores)}", [2.4488311]),
        Numbers(
            "{\"loss\":\"poly_cross_entropy\",\(scores),\"options\":{\"reduction\":\"none\"}}", [4.2275448, 0.6701173]),
        Numbers(
            #"{"loss":"asymmetric_loss","input":[[1,-2,0.5],[0,3,-1]],"target":[[1,0,1],[0,1,0]]}"#, [0.1453106]),
        Numbers("{\"loss\":\"supcon_loss\",\(contrast)}", [7.1298e-4]),
        // The library's float64; its float32 loses four digits here.
        Numbers("{\"loss\":\"nt_xent_loss\",\(contrast)}", [2.9991277e-5]),
    ]

    @Test("torch's numbers, to twelve digits", arguments: fromTorch)
    func torch(vector: Numbers) throws {
        try check(vector, tolerance: 6e-12)
    }

    @Test("other libraries' numbers, to what was written down", arguments: fromOthers)
    func others(vector: Numbers) throws {
        try check(vector, tolerance: 6e-5)
    }

    private func check(_ vector: Numbers, tolerance: Double) throws {
        let names = vector.gradients.keys.sorted().map { "\"\($0)\"" }.joined(separator: ",")
        let task = vector.description.dropLast() + ",\"gradients\":[\(names)]}"
        let answer = try JSONTree(try Evaluator().answer(Array("{\"dtype\":\"float64\",\"tasks\":[\(task)]}".utf8)))
        let found = try #require(answer["tasks"]?[0])
        #expect(Closeness.difference(found["loss"]?.numbers ?? [], vector.loss, tolerance: tolerance) == nil)
        for (name, gradient) in vector.gradients {
            let numbers = found["gradients"]?[name]?.numbers ?? []
            #expect(Closeness.difference(numbers, gradient, tolerance: tolerance) == nil, "\(name)")
        }
    }
}
