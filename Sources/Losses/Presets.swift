// Options by the names of the training stacks whose numbers they give.

package import Catalogue

/// The options with which a loss gives the number of a stack, as its documentation or its code sets them.
package struct Preset: Sendable {
    package let name: String
    /// The loss that it belongs to.
    package let loss: String
    /// The options that it sets, `reduction` included; what a task says itself wins.
    package let options: [(name: String, value: OptionValue)]
    /// What else must be sent to get the stack's number; empty where nothing is.
    package let note: String

    private init(_ name: String, _ loss: String, _ options: [(String, OptionValue)], _ note: String = "") {
        (self.name, self.loss, self.note) = (name, loss, note)
        self.options = options.map { (name: $0.0, value: $0.1) }
    }

    /// All presets, by loss.
    package static let all: [Preset] = policy + others

    package static func find(_ name: String) -> Preset? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static let tokenSum: (String, OptionValue) = ("reduction", .choice("token_sum"))
    private static let wide: [(String, OptionValue)] = [
        ("log_ratio_min", .number(-20)), ("log_ratio_max", .number(20)),
    ]
    private static let sequenceToken: (String, OptionValue) = ("ratio_level", .choice("sequence_token"))
    private static let empty = "TRL counts empty sequences: send their number, too, as denominator."

    /// Those of the vendors that take the same four losses.
    private static let vendors: [Preset] = ["tinker", "aws", "foundry"].flatMap { vendor in
        let note = "Send the service's own bounds as clip_low and clip_high."
        return [
            Preset("\(vendor)-ppo", "ppo_clip", [tokenSum, ("clip_low", .number(0.8)), ("clip_high", .number(1.2))]),
            Preset("\(vendor)-cispo", "cispo", [tokenSum], note),
            Preset("\(vendor)-importance-sampling", "importance_sampling", [tokenSum]),
        ]
    }

    private static let policy: [Preset] =
        vendors + [
            Preset("tinker-dro", "dro", [tokenSum], "Send beta."),
            Preset("tinker-gspo", "ppo_clip", [sequenceToken, tokenSum]),
            Preset("foundry-sapo", "sapo", [], "The reduction of the service is not documented."),
            Preset(
                "together-grpo", "ppo_clip", [("kl_estimator", .choice("k3"))],
                "Send reduction, ratio_level and kl_weight as set there; kl_weight needs reference_log_probs."),
            Preset(
                "trl-dapo", "ppo_clip", [("reduction", .choice("token_mean"))],
                "Send denominator, num_items_in_batch divided by the number of processes."),
            Preset(
                "trl-dapo-vllm", "ppo_clip",
                [
                    ("reduction", .choice("token_mean")), ("importance_level", .choice("sequence")),
                    ("importance_mode", .choice("mask")), ("importance_max", .number(3)),
                ], "Send rollout_log_probs and denominator, num_items_in_batch divided by the number of processes."),
            Preset("trl-grpo", "ppo_clip", [("reduction", .choice("sequence_mean_token_mean"))], empty),
            Preset(
                "trl-dr-grpo", "ppo_clip", [("reduction", .choice("fixed_horizon"))],
                "Send horizon, max_completion_length. " + empty),
            Preset(
                "trl-luspo", "ppo_clip",
                [("ratio_level", .choice("sequence")), ("reduction", .choice("sequence_mean_token_sum"))], empty),
            Preset("verl-vanilla", "ppo_clip", [("dual_clip", .number(3))] + wide),
            Preset(
                "verl-vanilla-kl", "ppo_clip",
                [("dual_clip", .number(3))] + wide + [
                    ("kl_weight", .number(0.001)), ("kl_input_clamp", .number(20)), ("kl_output_clamp", .number(10)),
                ], "Send reference_log_probs."),
            Preset("verl-gspo", "ppo_clip", [sequenceToken, ("log_ratio_max", .number(10))]),
            Preset("verl-cispo", "cispo", wide),
            Preset("verl-sapo", "sapo", wide),
            Preset(
                "verl-dppo-tv", "dppo",
                [
                    ("surrogate", .choice("log_prob")), ("ratio_cap", .number(3)), ("delta_low", .number(0.2)),
                    ("delta_high", .number(0.2)),
                ] + wide),
            Preset(
                "nemo-grpo", "ppo_clip",
                [
                    ("kl_weight", .number(0.01)), ("kl_correction", .choice("score")), ("kl_input_clamp", .number(20)),
                    ("kl_output_clamp", .number(10)),
                ], "Send reference_log_probs, and denominator, global_valid_toks."),
            Preset("skyrl-ppo", "ppo_clip", [tokenSum] + wide),
            Preset("skyrl-gspo", "ppo_clip", [sequenceToken, ("log_ratio_max", .number(10)), tokenSum]),
            Preset("skyrl-dppo", "dppo", [("delta_low", .number(0.2)), ("delta_high", .number(0.2)), tokenSum] + wide),
            Preset("openrlhf-ppo", "ppo_clip", wide),
            Preset(
                "openrlhf-gspo", "ppo_clip",
                [("ratio_level", .choice("sequence")), ("reduction", .choice("sequence_mean_token_mean"))]),
            Preset(
                "prime-rl", "dppo", [tokenSum, ("kl_estimator", .choice("k2"))],
                "Send delta_low and delta_high, kl_weight, twice kl_tau, and the old log-probabilities as reference_log_probs."
            ),
        ]

    private static let others: [Preset] = [
        Preset("trl-dpo", "dpo_loss", [("loss_type", .choice("sigmoid")), ("beta", .number(0.1))]),
        Preset("trl-cpo-simpo", "simpo", [("beta", .number(0.1)), ("nll_weight", .number(1))]),
        Preset("trl-alphapo", "simpo", [("beta", .number(0.1))], "Send alpha."),
        Preset(
            "trl-orpo", "orpo", [("nll_weight", .number(0))],
            "Its likelihood is that of prompt and answer: add a task reinforce with advantages of 1 for it."),
        Preset("trl-kto", "kto", [("loss_type", .choice("kto")), ("beta", .number(0.1))]),
        Preset("trl-gkd", "distillation_kl", [("divergence", .choice("jsd")), ("beta", .number(0.5))]),
        Preset("trl-distillation", "distillation_kl", [("divergence", .choice("reverse"))]),
        Preset("trl-distillation-server", "distillation_topk_kl", [("tail", .choice("bucket"))]),
        Preset(
            "verl-forward-kl-topk", "distillation_topk_kl",
            [("log_prob_min", .number(-10)), ("clamp_negative", .boolean(true)), ("loss_max", .number(10))]),
    ]
}
